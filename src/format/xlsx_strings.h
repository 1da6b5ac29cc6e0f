/* format/xlsx_strings.h: the texts that the cells of an .xlsx share.  Private to the xlsx reader.
 *
 * Promise: memory stays below XLSX_STRINGS_MEMORY and a few MiB of windows however many texts there are: what is more lies in
 *          a temporary file without a name ($TMPDIR, else /tmp), which is gone with the reader.
 * Cost:    texts used in about the order they stand in are read in whole windows; any order costs two small reads a text.
 */
#ifndef FORMAT_XLSX_STRINGS_H
#define FORMAT_XLSX_STRINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "format/zip.h"

#define XLSX_STRINGS_MEMORY ((size_t)8 * 1024 * 1024)            /* of texts, and as much again of their places */
#define XLSX_CELL_POINTS    32767                                /* characters of a cell */
#define XLSX_CELL_BYTES     ((size_t)(XLSX_CELL_POINTS + 1) * 4) /* kept of a text, enough to see that it is too long */

struct xlsx_strings;

/* `file` for messages.  Texts are kept trimmed, with their runs joined, phonetic ones left out. */
bool xlsx_strings_load(struct xlsx_strings **out, struct zip_reader *z, const char *file, const char *part, struct err *e);
uint64_t xlsx_strings_count(const struct xlsx_strings *s);
/* Appends the text to `out`. */
bool xlsx_strings_get(struct xlsx_strings *s, uint64_t index, struct buf *out, struct err *e);
void xlsx_strings_free(struct xlsx_strings *s);

#endif
