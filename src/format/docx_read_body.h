/* format/docx_read_body.h: word/document.xml -> paragraphs and the marks of figures.  Private to docx_read. */
#ifndef FORMAT_DOCX_READ_BODY_H
#define FORMAT_DOCX_READ_BODY_H

#include "format/docx_read_flow.h"
#include "format/docx_read_style.h"

#define DOCX_MAIN_MAX ((int64_t)1 << 30)

bool docx_body_read(struct flow *f, struct arena *a, struct docx_package *p, const struct docx_styles *styles,
                    struct err *e);

#endif
