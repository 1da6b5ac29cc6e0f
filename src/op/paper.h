/* op/paper.h: texts that were read, made ready to be written again.  Only for this module. */
#ifndef OP_PAPER_H
#define OP_PAPER_H

#include "op/read.h"

/* Appends the blocks of a text at *tail, which moves on; with `chapter` its title opens a chapter of a compilation. */
void paper_blocks(struct arena *a, const char *text, const struct reading *k, bool chapter, struct block ***tail);
/* One block of plain text. */
void paper_text(struct arena *a, struct block ***tail, enum block_kind kind, int level, const char *text);
/* A table of `rows` rows under its heads; `cells` row by row, NULL: empty. */
void paper_table(struct arena *a, struct block ***tail, const char *const *heads, const char *const *cells, int columns,
                 int rows);
/* A document that is not a report of a ledger, with the texts every writer wants. */
struct text_document paper_document(const char *title);
/* Writes it by the ending of `path`: .docx, .html, .txt; ERR_USAGE for another. */
bool paper_write(struct op_call *c, const struct text_document *d, const char *path, struct err *e);

#endif
