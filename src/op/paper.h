/* op/paper.h: texts that were read, made ready to be written again.  Only for this module. */
#ifndef OP_PAPER_H
#define OP_PAPER_H

#include "op/read.h"

/* Appends the blocks of whole lines at *tail, which moves on.  `at`: the place of the first in the text that was read;
 * `title`: what a title becomes: BLOCK_TITLE, BLOCK_CHAPTER of a compilation, BLOCK_PARAGRAPH. */
void paper_blocks(struct arena *a, const char *text, size_t at, const struct reading *k, enum block_kind title,
                  struct block ***tail);
/* A whole text below its title, which is set in front where the text has another or none. */
void paper_titled(struct arena *a, const char *text, const struct reading *k, enum block_kind kind, const char *title,
                  struct block ***tail);
/* One block of plain text. */
void paper_text(struct arena *a, struct block ***tail, enum block_kind kind, int level, const char *text);
/* A table of `rows` rows under its heads; `cells` row by row, NULL: empty. */
void paper_table(struct arena *a, struct block ***tail, const char *const *heads, const char *const *cells, int columns,
                 int rows);
/* A document that is not a report of a ledger, with the texts every writer wants. */
struct text_document paper_document(const char *title);
/* Writes it by the ending of `path`: .docx, .html, .txt; ERR_USAGE for another. */
bool paper_write(struct op_call *c, const struct text_document *d, const char *path, struct err *e);

/* A compilation, block by block.  b->tail points into b: it is not copied. */
struct volume {
    struct op_call *c;
    struct text_document d;
    struct block **tail;
};
void volume_start(struct volume *b, struct op_call *c, const char *title, bool contents);
void volume_text(struct volume *b, enum block_kind kind, int level, const char *text);
/* A whole document as a chapter. */
void volume_document(struct volume *b, const char *text, const struct reading *k, const char *title);
/* As paper_write; the contents of a .docx get their pages, or a note says that they have none. */
bool volume_write(struct volume *b, const char *path, struct err *e);

#endif
