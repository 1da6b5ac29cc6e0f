/* format/figure.h: a figure in words for people, and its length as Word counts it.  Private to format/. */
#ifndef FORMAT_FIGURE_H
#define FORMAT_FIGURE_H

#include "base/text.h"
#include "format/format.h"

/* Length in UTF-16 units: what Word's limits count. */
size_t utf16_units(const char *text, size_t bytes);
/* Bytes of text[0..bytes) that make at most `units_max` UTF-16 units, cut between characters. */
size_t utf16_cut(const char *text, size_t bytes, size_t units_max);

/* "2023年1—10月", "2023年1月1日—10月25日"; in English "2023-01-01 to 2023-10-31". */
void figure_period(enum msg_lang lang, int32_t from, int32_t asof, struct buf *out);

#endif
