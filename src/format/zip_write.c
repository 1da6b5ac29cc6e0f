/* format/zip_write.c: parts -> a ZIP container whose bytes depend on nothing but the parts.
 * Why: two files written from the same ledger are compared by their bytes, on different machines and in different years.
 * The library keeps a time as an instant, through the machine's time zone and back; so the day given here is the day written. */
#include "format/zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#define DOS_TIME      0              /* 00:00:00 */
#define DOS_DAY_FIRST ((1 << 5) | 1) /* 1980-01-01, the first day a ZIP can name: years from 1980 << 9, month << 5, day */
#define PENDING_BYTES ((size_t)64 * 1024 * 1024) /* held before they are packed: the library packs only when it closes */
#define DEFLATE_LEVEL 6                          /* named, so that a library's default cannot change the bytes */

struct zip_writer {
    zip_t *zip;
    zip_source_t *memory; /* what the container is written to; ours beside the container's own hold */
    size_t pending;
    char failure[160]; /* the library's words for the first one; "" while all is well */
};

static void fail(struct zip_writer *z, zip_error_t *why)
{
    if (!z->failure[0])
        snprintf(z->failure, sizeof z->failure, "%s", zip_error_strerror(why));
}

/* The library lets go of `memory` once when it closes. */
static void open_memory(struct zip_writer *z, int flags)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_keep(z->memory);
    z->zip = zip_open_from_source(z->memory, flags, &why);
    if (!z->zip) {
        zip_source_free(z->memory);
        fail(z, &why);
    }
    zip_error_fini(&why);
}

struct zip_writer *zip_create(void)
{
    struct zip_writer *z = calloc(1, sizeof *z);
    if (!z)
        abort();
    zip_error_t why;
    zip_error_init(&why);
    z->memory = zip_source_buffer_create(NULL, 0, 0, &why);
    if (z->memory)
        open_memory(z, ZIP_CREATE | ZIP_TRUNCATE);
    else
        fail(z, &why);
    zip_error_fini(&why);
    return z;
}

/* Packs what was put so far. */
static void close_memory(struct zip_writer *z)
{
    if (zip_close(z->zip) != 0) {
        fail(z, zip_get_error(z->zip));
        zip_discard(z->zip);
    }
    z->zip = NULL;
    z->pending = 0;
}

void zip_put(struct zip_writer *z, const char *part, const void *data, size_t bytes)
{
    if (z->failure[0])
        return;
    void *copy = bytes ? malloc(bytes) : NULL;
    if (bytes && !copy)
        abort();
    if (bytes)
        memcpy(copy, data, bytes);
    zip_source_t *source = zip_source_buffer(z->zip, copy, bytes, 1);
    if (!source) {
        free(copy);
        fail(z, zip_get_error(z->zip));
        return;
    }
    zip_int64_t at = zip_file_add(z->zip, part, source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(source);
        fail(z, zip_get_error(z->zip));
        return;
    }
    zip_uint64_t i = (zip_uint64_t)at;
    if (zip_set_file_compression(z->zip, i, ZIP_CM_DEFLATE, DEFLATE_LEVEL) != 0
        || zip_file_set_dostime(z->zip, i, DOS_TIME, DOS_DAY_FIRST, 0) != 0
        || zip_file_set_external_attributes(z->zip, i, 0, ZIP_OPSYS_DOS, 0) != 0)
        fail(z, zip_get_error(z->zip));
    z->pending += bytes;
    if (z->pending > PENDING_BYTES && !z->failure[0]) {
        close_memory(z);
        if (!z->failure[0])
            open_memory(z, 0);
    }
}

static void take_bytes(struct zip_writer *z, struct buf *out)
{
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_source_stat(z->memory, &about) != 0 || !(about.valid & ZIP_STAT_SIZE) || zip_source_open(z->memory) != 0) {
        fail(z, zip_source_error(z->memory));
        return;
    }
    char piece[16 * 1024];
    zip_int64_t got;
    while ((got = zip_source_read(z->memory, piece, sizeof piece)) > 0)
        buf_put(out, piece, (size_t)got);
    if (got < 0)
        fail(z, zip_source_error(z->memory));
    zip_source_close(z->memory);
}

void zip_drop(struct zip_writer *z)
{
    if (z->zip)
        zip_discard(z->zip);
    if (z->memory)
        zip_source_free(z->memory);
    free(z);
}

bool zip_finish(struct zip_writer *z, struct buf *out, struct err *e)
{
    if (z->zip && !z->failure[0])
        close_memory(z);
    if (!z->failure[0])
        take_bytes(z, out);
    bool ok = !z->failure[0] || ERR(e, ERR_IO, DOCX_OUT_ZIP, z->failure);
    zip_drop(z);
    return ok;
}
