/* format/docx_fill_text.h: a paragraph's text replaced, its looks and everything else in it kept.  Private to docx_fill. */
#ifndef FORMAT_DOCX_FILL_TEXT_H
#define FORMAT_DOCX_FILL_TEXT_H

#include "format/docx_fill_tree.h"

/* `runs` NULL: its text is taken out. */
void fill_paragraph(struct fill *f, xmlNode *paragraph, const struct run *runs);

#endif
