/* format/txt_read.c: a plain text in any of the encodings of an office, as clean UTF-8. */
#include <string.h>

#include "base/text.h"
#include "format/csv_decode.h"
#include "format/format.h"

#define PIECE_BYTES ((size_t)64 * 1024)

/* What is no character becomes U+FFFD; \r\n and \r become \n. */
static void put_clean(struct buf *out, const char *text, size_t bytes)
{
    char room[4];
    for (const char *p = text, *end = text + bytes; p < end;) {
        const char *from = p;
        uint32_t c = text_next(&p, end);
        if (c == '\r') {
            if (p == end || *p != '\n')
                buf_char(out, '\n');
        } else if (c == 0 || (c == 0xFFFD && p - from == 1)) {
            buf_put(out, room, text_put(room, 0xFFFD));
        } else {
            buf_put(out, from, (size_t)(p - from));
        }
    }
}

static bool read_pieces(struct decoder *d, const char *path, struct buf *raw, struct err *e)
{
    char piece[PIECE_BYTES];
    for (size_t got = 1; got;) {
        if (!decode_get(d, piece, sizeof piece, &got, e))
            return false;
        if (d->malformed)
            return ERR(e, ERR_UNREADABLE, TXT_ENCODING, path, d->encoding);
        if (raw->bytes + got > TXT_BYTES_MAX)
            return ERR(e, ERR_INPUT, FILE_TOO_LARGE, path, MSG_NUM(TXT_BYTES_MAX));
        buf_put(raw, piece, got);
    }
    return true;
}

bool txt_read(struct arena *a, const char *path, const char **text, size_t *bytes, struct err *e)
{
    struct decoder d;
    struct buf raw = { 0 }, clean = { 0 };
    if (!decode_open(&d, path, e))
        return false;
    bool ok = read_pieces(&d, path, &raw, e);
    if (ok) {
        put_clean(&clean, buf_get(&raw), raw.bytes);
        *text = arena_text(a, buf_get(&clean));
        *bytes = clean.bytes;
    }
    decode_close(&d);
    buf_free(&raw);
    buf_free(&clean);
    return ok;
}
