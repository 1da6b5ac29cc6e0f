/* format/docx_fill_shape.h: which paragraphs and rows of a template remain, and how often.  Private to docx_fill. */
#ifndef FORMAT_DOCX_FILL_SHAPE_H
#define FORMAT_DOCX_FILL_SHAPE_H

#include "format/docx_fill_tree.h"

/* Takes marks and bookmarks of an earlier report out of all parts, and finds the numbers that new ones may have. */
void fill_prepare(struct fill *f);
/* The part as the blocks (those of its lines, in order) say. */
bool fill_shape(struct fill *f, struct fill_part *part, const struct block *const *blocks, int count, struct err *e);
/* A remark that no line of the template stands for, as a paragraph at the end of the main text. */
void fill_remark(struct fill *f, const struct block *b);

#endif
