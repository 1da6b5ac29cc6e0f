/* format/document.h: the readers behind document_read, one a format.  Private to format/.
 *
 * Each fills `text` and `paragraphs` of an empty struct docx_text, in the arena; `name` is the file's, for messages.
 */
#ifndef FORMAT_DOCUMENT_H
#define FORMAT_DOCUMENT_H

#include "base/text.h"
#include "format/format.h"

#define DOCUMENT_BYTES_MAX ((size_t)256 << 20) /* of a file of any format */
#define TXT_BYTES_MAX      ((size_t)64 << 20)

#define HTML_DEPTH_MAX 1000
#define OFD_PAGES_MAX  10000
#define OFD_BYTES_MAX  ((int64_t)1 << 30) /* of all pages, unpacked */
#define PDF_SECONDS    60
#define PDF_OUT_MAX    ((size_t)512 << 20) /* of what pdftotext gives: text with its places */
#define PDF_MEMORY     ((int64_t)2 << 30)  /* of pdftotext */

bool docx_read_bytes(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out,
                     struct err *e);
bool html_read(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e);
bool ofd_read(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e);
bool pdf_read(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e);
/* What pdftotext -bbox-layout gives. */
bool pdf_boxes_read(struct arena *a, const char *name, const char *boxes, size_t bytes, struct docx_text *out,
                    struct err *e);
bool txt_read(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e);

/* Bytes of a text in any encoding as clean UTF-8 appended to `out`: lines ended by \n, what is no character as U+FFFD.
 * `declared`: what the text itself says its encoding is, believed where the bytes tell nothing; NULL. */
bool txt_decode(const char *name, const void *data, size_t bytes, const char *declared, struct buf *out, struct err *e);

#endif
