/* format/xml_write.h: texts escaped into XML and HTML.  Private to format/.
 *
 * Promise: whatever an argument holds, it stays text: it opens no tag, ends no attribute.
 * Errors:  none; texts XML cannot hold are found before with xml_holds.
 */
#ifndef FORMAT_XML_WRITE_H
#define FORMAT_XML_WRITE_H

#include "base/text.h"

void xml_text(struct buf *out, const char *text, size_t bytes);
/* `pattern` as it is, its {1}..{9} replaced by the escaped arguments; `args` ends with NULL. */
void xml_put(struct buf *out, const char *pattern, const char *const *args);
#define XML(out, pattern, ...) xml_put((out), (pattern), (const char *const[]) { __VA_ARGS__ __VA_OPT__(, ) NULL })

/* Whether XML can hold the (valid UTF-8) text: no control characters but tab and line ends, no noncharacters.
 * Else *at is the byte of the first it cannot, and *point what stands there. */
bool xml_holds(const char *text, size_t *at, uint32_t *point);

#endif
