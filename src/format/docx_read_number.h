/* format/docx_read_number.h: the numbers that a .docx counts itself, as text.  Private to docx_read.
 *
 * Word keeps "一、" of a numbered paragraph in word/numbering.xml, not in the paragraph; a person reads it all the same. */
#ifndef FORMAT_DOCX_READ_NUMBER_H
#define FORMAT_DOCX_READ_NUMBER_H

#include "base/text.h"
#include "format/docx_read_package.h"

#define DOCX_NUMBERINGS_MAX 20000
#define DOCX_NUMBER_LEVELS  9
#define DOCX_LABEL_MAX      200 /* bytes of the number of one paragraph */

struct docx_numbering;

/* Empty where the document has no numbering. */
bool docx_numbering_read(struct docx_numbering **out, struct arena *a, struct docx_package *p, struct err *e);
/* Counts the next paragraph of a numbering (w:numId) at a level (0..8) and appends its number with what parts it from the text.
 * Nothing for a bullet. */
void docx_number_next(struct docx_numbering *n, long id, int level, struct buf *out);
/* The level of a numbering that belongs to a paragraph style; -1. */
int docx_number_level(const struct docx_numbering *n, long id, const char *style);
/* A value in a format of ST_NumberFormat: 12, "chineseCounting" -> "十二". */
void docx_number_text(const char *format, int value, struct buf *out);

#endif
