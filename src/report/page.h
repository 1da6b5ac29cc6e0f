/* report/page.h: pieces of text and figures -> blocks.  Private to report/.
 *
 * Every line that is not blank is a block: "# " to "#### " a heading (the first line of all: the title, unless it is
 * numbered 一、), "- " an item, anything else a paragraph.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/text.h"
#include "format/format.h"

#define PAGE_BYTES_MAX (16 << 20)

struct page {
    struct arena *a;
    struct block *blocks, **block_tail;
    struct run *runs, **run_tail; /* of the line being filled */
    struct buf plain;             /* text not yet made a run */
    bool marked;                  /* the line began with text of the template, where # and - mean something */
    size_t bytes;
};

void page_begin(struct page *p, struct arena *a);
/* Text of the template: its line breaks end blocks.  False: the page is longer than PAGE_BYTES_MAX. */
bool page_text(struct page *p, const char *text);
/* A name or a word: never a mark, never a line break. */
bool page_word(struct page *p, const char *text);
bool page_figure(struct page *p, const char *text, const struct figure *f);
/* Ends the last line and frees what the page holds; the title's text, "" where there is none. */
const char *page_end(struct page *p);

#endif
