/* format/docx_fill_package.h: the container of a filled template.  Private to docx_fill and docx_track. */
#ifndef FORMAT_DOCX_FILL_PACKAGE_H
#define FORMAT_DOCX_FILL_PACKAGE_H

#include "format/docx_fill_tree.h"

/* All parts as they were, in their order; those that changed anew; the manifest and the property of the report added. */
bool fill_package(struct fill *f, struct buf *out, struct err *e);
/* The same without a report: nothing is added. */
bool fill_package_plain(struct fill *f, struct buf *out, struct err *e);

#endif
