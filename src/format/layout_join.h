/* format/layout_join.h: what layout.c and layout_join.c share.  Private to layout. */
#ifndef FORMAT_LAYOUT_JOIN_H
#define FORMAT_LAYOUT_JOIN_H

#include "format/layout.h"

/* Takes the cells of the page's tables out of its lines. */
void layout_tables(struct layout *l, const struct layout_page *p);
/* Whether a character is as wide as it is high. */
bool layout_wide(uint32_t point);
/* Whether a space belongs between two pieces of a text. */
bool layout_parted(const char *before, size_t before_bytes, const char *after, size_t after_bytes);

#endif
