/* format/block.h: what stands before and behind a block's own text, alike in every form of a document.  Private to format/. */
#ifndef FORMAT_BLOCK_H
#define FORMAT_BLOCK_H

#include "base/text.h"
#include "format/format.h"

/* Where a writer is among the blocks that are numbered. */
struct block_count {
    int name_total, names;             /* 附件说明 */
    int attachment_total, attachments; /* 附件 */
};
struct block_count block_count(const struct text_document *d);
/* Call once a block, in order: "附件：1. ", "2. ", "附件1 ", "（"; "" for most. */
void block_lead(struct block_count *count, const struct block *b, struct buf *out);
const char *block_tail(const struct block *b);
/* Bytes of the run that are printed: the name of an attachment takes no mark at its end. */
size_t block_run_bytes(const struct block *b, const struct run *r);
/* How far a signature or a date stands from the right, in halves; `before` is the date's block before. */
int block_right(const struct block *b, const struct block *before);

/* Width in a line, in halves of a Han character. */
int text_halves(const char *text, size_t bytes);
int runs_halves(const struct run *runs);

/* Where a title of more than one line is best broken: byte offsets, ascending; returns how many.
 * `joined[i]`: not before byte i. */
#define TITLE_LINES_MAX 4
/* 20 letters of 2号 fit a line of the standard's page; one is left free, for a font whose digits are wider than half a character. */
#define TITLE_HALVES 38
int title_breaks(const char *text, size_t bytes, const bool *joined, int halves_max, size_t breaks[TITLE_LINES_MAX]);
/* A title's runs with '\n' where its lines end. */
const struct run *title_lines(struct arena *a, const struct run *runs, int halves_max);

/* Whether every text of the document can stand in XML and HTML: valid UTF-8 without control characters. */
bool document_check(const struct text_document *d, struct err *e);

#endif
