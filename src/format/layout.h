/* format/layout.h: words with places on pages -> paragraphs.  Private to format/.
 *
 * Promise: what stands on every page (running heads and feet) and page numbers are left out; lines of a paragraph are joined, over
 *          columns and pages too; a table's cells come row by row, parted by tabs.  Time linear in the words, but for sorting the
 *          lines of a page.
 * Units:   places are hundredths of a point from the left top of a page.
 * Owner:   all memory lies in the arena.
 */
#ifndef FORMAT_LAYOUT_H
#define FORMAT_LAYOUT_H

#include "format/docx_read_flow.h"

#define LAYOUT_LINES_MAX 2000000
#define LAYOUT_PAGES_MAX 20000

struct layout_line {
    int32_t left, top, right, bottom;
    const char *text;
    size_t bytes;
    int halves;    /* width in half characters */
    bool beside;   /* far from the words before it in the same line */
    bool left_out; /* a running head or foot, or taken into a table */
    int table;     /* the table that begins here, 1..; 0 */
};
struct layout_page {
    int32_t width, height;
    int first, count; /* lines */
};
struct layout_table {
    int first, count; /* in `cells` */
};
struct layout {
    struct arena *a;
    struct layout_line *lines;
    int line_count, line_room;
    struct layout_page *pages;
    int page_count, page_room;
    struct layout_table *tables;
    int table_count, table_room;
    struct layout_line *cells; /* of all tables, by row */
    int cell_count, cell_room;
    struct buf words; /* of the line being told */
    struct layout_line now;
    bool full; /* a bound was met */
};

void layout_begin(struct layout *l, struct arena *a);
void layout_free(struct layout *l);
void layout_page(struct layout *l, int32_t width, int32_t height);
/* Words of a line, from left to right. */
void layout_word(struct layout *l, struct layout_line place, const char *text, size_t bytes);
void layout_line_end(struct layout *l);
/* All paragraphs, in the order in which the lines were told. */
void layout_flow(struct layout *l, struct flow *f);

/* "123.456" -> 12345; what is no number is 0, what is too large is bounded. */
int32_t layout_number(const char *text, size_t bytes);

#endif
