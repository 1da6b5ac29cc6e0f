/* format/docx_read_manifest.h: what a document of ours carries beside its text.  Private to docx_read.
 *
 * The manifest is a part under customXml/ that word processors keep as it is: the report and every figure as printed.  Where it
 * was lost, a custom property says of which report the document was written. */
#ifndef FORMAT_DOCX_READ_MANIFEST_H
#define FORMAT_DOCX_READ_MANIFEST_H

#include "format/docx_read_package.h"
#include "format/format.h"

#define DOCX_FIGURES_MAX 200000
#define DOCX_ITEMS_MAX   64 /* parts under customXml/ that are looked into */

/* Fills the facts of the report and `written`; leaves them empty where there are none.  Damage to what is no text of the
 * document (a manifest that is no XML) is as if it were not there. */
void docx_manifest_read(struct docx_text *out, struct arena *a, struct docx_package *p);
/* The part that holds a manifest; NULL. */
const char *docx_manifest_part(struct arena *a, struct docx_package *p);

#endif
