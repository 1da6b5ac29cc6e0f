/* format/txt_read.c: a plain text in any of the encodings of an office, as clean UTF-8; a line is a paragraph. */
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "format/csv_decode.h"
#include "format/document.h"
#include "format/file.h"

#define PIECE_BYTES   ((size_t)64 * 1024)
#define CONTROL_SHARE 50 /* a text has less than one control character in so many characters */

/* ---- encodings ---- */

/* What is no character becomes U+FFFD; \r\n and \r become \n; *controls counts what no text holds. */
static void put_clean(struct buf *out, const char *text, size_t bytes, size_t *controls)
{
    char room[4];
    const char *plain = text;
    for (const char *p = text, *end = text + bytes; p < end;) {
        const char *from = p;
        uint32_t c = text_next(&p, end);
        bool bad = c == 0 || (c == 0xFFFD && p - from == 1);
        *controls += bad || (c < ' ' && !strchr("\t\n\r\f\v\x1a", (int)c));
        if (c != '\r' && !bad)
            continue;
        buf_put(out, plain, (size_t)(from - plain));
        plain = p;
        if (bad)
            buf_put(out, room, text_put(room, 0xFFFD));
        else if (p == end || *p != '\n')
            buf_char(out, '\n');
    }
    buf_put(out, plain, (size_t)(text + bytes - plain));
}

static bool convert(const char *name, const char *encoding, const char *text, size_t bytes, struct buf *out, struct err *e)
{
    char piece[PIECE_BYTES], *in = (char *)text;
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1)
        return ERR(e, ERR_UNREADABLE, TXT_ENCODING, name, encoding);
    bool ok = true;
    while (ok && bytes) {
        char *to = piece;
        size_t room = sizeof piece;
        size_t result = iconv(converter, &in, &bytes, &to, &room);
        ok = result != (size_t)-1 || errno == E2BIG;
        buf_put(out, piece, (size_t)(to - piece));
    }
    iconv_close(converter);
    return ok || ERR(e, ERR_UNREADABLE, TXT_ENCODING, name, encoding);
}

/* A declaration is right less often than the bytes: only one that names what they cannot tell apart is believed. */
static const char *encoding_of(const char *data, size_t bytes, const char *declared, size_t *mark)
{
    const char *found = decode_encoding(data, bytes, mark);
    bool big5 = declared && strncasecmp(declared, "big5", 4) == 0;
    return big5 && strcmp(found, "GB18030") == 0 ? "BIG5-HKSCS" : found;
}

bool txt_decode(const char *name, const void *data, size_t bytes, const char *declared, struct buf *out, struct err *e)
{
    size_t mark, controls = 0;
    if (bytes > TXT_BYTES_MAX)
        return ERR(e, ERR_INPUT, FILE_TOO_LARGE, name, MSG_NUM(TXT_BYTES_MAX));
    const char *encoding = encoding_of(data, bytes, declared, &mark), *text = (const char *)data + mark;
    if (strcmp(encoding, "UTF-8") == 0) {
        put_clean(out, text, bytes - mark, &controls);
    } else {
        struct buf raw = { 0 };
        bool ok = convert(name, encoding, text, bytes - mark, &raw, e);
        if (ok)
            put_clean(out, buf_get(&raw), raw.bytes, &controls);
        buf_free(&raw);
        if (!ok)
            return false;
    }
    return controls * CONTROL_SHARE <= out->bytes || ERR(e, ERR_UNREADABLE, DOCUMENT_UNKNOWN, name);
}

/* ---- lines ---- */

static int count_lines(const char *text, size_t bytes)
{
    int lines = 0;
    for (const char *p = text, *end = text + bytes; p < end; lines++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        p = stop ? stop + 1 : end;
    }
    return lines;
}

static void put_lines(struct arena *a, struct docx_text *out, size_t bytes)
{
    size_t at = 0;
    out->paragraphs = ARENA_ARRAY(a, struct docx_paragraph, (size_t)count_lines(out->text, bytes) + 1);
    for (const char *p = out->text, *end = p + bytes; p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t points = text_points(p, (size_t)((stop ? stop : end) - p));
        out->paragraphs[out->paragraph_count++] =
            (struct docx_paragraph) { .kind = BLOCK_PARAGRAPH, .start = at, .end = at + points };
        at += points + 1;
        p = stop ? stop + 1 : end;
    }
}

bool txt_read(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e)
{
    struct buf clean = { 0 };
    bool ok = txt_decode(name, data, bytes, NULL, &clean, e);
    if (ok) {
        out->text = arena_text(a, buf_get(&clean));
        put_lines(a, out, clean.bytes);
    }
    buf_free(&clean);
    return ok;
}
