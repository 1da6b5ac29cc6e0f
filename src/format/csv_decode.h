/* format/csv_decode.h: a file of text in any of the encodings of an office -> UTF-8 bytes.
 *
 * Promise: the encoding is found out from the first 64 KiB: a byte order mark, else UTF-8 where (nearly) all of it
 *          is well-formed, else UTF-16 where (nearly) all of it is what Chinese is written with, else GB18030.
 *          UTF-8 is handed on as it lies in the file: the reader of rows checks it, because it knows the line.
 * Owner:   decode_open, then decode_close.
 * Errors:  ERR_UNREADABLE for a file that is no text at all (a workbook, a PDF); ERR_IO for the disk.
 */
#ifndef FORMAT_CSV_DECODE_H
#define FORMAT_CSV_DECODE_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define DECODE_SAMPLE_BYTES ((size_t)64 * 1024)

struct decoder {
    int fd;
    char *path;
    const char *encoding; /* "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030" */
    iconv_t converter;    /* (iconv_t)-1: none is needed */
    char *raw;            /* bytes of the file not yet handed on: raw[raw_at..raw_end) */
    size_t raw_at, raw_end;
    bool ended;     /* the file has no more bytes than those in raw */
    bool malformed; /* the next bytes are not of the encoding */
};

/* What encoding a text is in, found out from its first bytes; *mark: bytes of its byte order mark. */
const char *decode_encoding(const char *raw, size_t bytes, size_t *mark);

bool decode_open(struct decoder *d, const char *path, struct err *e);
/* Fills room with up to `bytes` bytes; *got 0: the end, or d->malformed.  `bytes` is at least 8. */
bool decode_get(struct decoder *d, char *room, size_t bytes, size_t *got, struct err *e);
void decode_close(struct decoder *d);

#endif
