/* format/xlsx_read.h: the .xlsx reader over a container opened elsewhere.  Private to format/. */
#ifndef FORMAT_XLSX_READ_H
#define FORMAT_XLSX_READ_H

#include "format/format.h"
#include "format/zip.h"

/* The hidden sheets of our own files; they are not told of. */
#define XLSX_STAMP_SHEET "台账戳"   /* a stamp's line in each cell of column A */
#define XLSX_LISTS_SHEET "台账选项" /* what may be chosen in a form */

/* As xlsx_open; `file` for messages.  Takes over the container, also on failure.  `converted`: the note says so. */
bool xlsx_open_zip(struct sheet_reader *out, struct zip_reader *z, const char *file, bool converted, csv_stamp *stamp,
                   void *context, struct err *e);

#endif
