/* report/page.h: pieces of text and figures -> blocks.  Private to report/.
 *
 * Every line that is not blank is a block: its mark ("# ", "- ", "@主送 " …) says of which kind, a line without one is a
 * paragraph, and lines from '|' to '|' that follow one another are the rows of a table.  In a literal page (the text of a
 * user's .docx) every line is a paragraph, and an empty one too.
 *
 * Order: page_begin, pieces, page_end, page_remark.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/text.h"
#include "format/format.h"

#define PAGE_BYTES_MAX    (16 << 20)
#define TABLE_COLUMNS_MAX 63 /* what a word processor takes */

/* Where a piece stands in the template. */
struct spot {
    int line;  /* 1.. */
    int begin; /* code point of the line, 0.. */
};

struct page {
    struct arena *a;
    const char *name; /* the template's, for messages */
    bool literal;
    struct err *e;
    struct block *blocks, **block_tail;
    struct run *runs, **run_tail; /* of the line being filled */
    int line;                     /* of the template, where that line began; 0: nothing yet */
    struct buf plain;             /* text not yet made a run */
    struct spot plain_spot;
    bool blank;          /* nothing but white space so far */
    bool marked;         /* it begins with text of the template, where # - @ | mean something */
    bool filled;         /* not all of it is text of the template */
    struct block *table; /* the line before was a row of it; NULL */
    struct text_row *row_last;
    size_t bytes;
};

void page_begin(struct page *p, struct arena *a, const char *name, bool literal, struct err *e);
/* Text of the template: its line breaks end blocks. */
bool page_text(struct page *p, const char *text, struct spot at);
/* A name or a word: never a mark, never a line break. */
bool page_word(struct page *p, const char *text, struct spot at);
bool page_figure(struct page *p, const char *text, const struct figure *f, struct spot at);
/* Ends the last line and frees what the page holds; always called, also after a failure.  *title is "" where there is none. */
bool page_end(struct page *p, const char **title);
/* A remark of the program's own: before the first 附件, else at the end. */
void page_remark(struct page *p, const char *text);

/* The mark a line of the template begins with; *skip are its bytes.  False: none ("# " and "- " are the page's own). */
bool mark_read(const char *text, enum block_kind *kind, size_t *skip);
/* A line that begins with '@' and is no mark and not "@@": the word, in the arena; NULL where all is well. */
const char *mark_unknown(struct arena *a, const char *text);
/* The nearest mark, and all of them. */
const char *mark_near(const char *word);
void mark_list(struct buf *out);

#endif
