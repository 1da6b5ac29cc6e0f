/* format/csv_decode.c: which encoding a file is in, and its bytes as UTF-8 through iconv. */
#include "format/csv_decode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "format/file.h"

static bool begins(const struct decoder *d, const char *mark, size_t bytes)
{
    return d->raw_end >= bytes && memcmp(d->raw, mark, bytes) == 0;
}

/* A file given under a wrong name: the sentence says what it is. */
static bool refuse_other_kinds(const struct decoder *d, struct err *e)
{
    if (begins(d, "PK\x03\x04", 4))
        return ERR(e, ERR_UNREADABLE, CSV_IS_XLSX, d->path);
    if (begins(d, "\xD0\xCF\x11\xE0", 4))
        return ERR(e, ERR_UNREADABLE, CSV_IS_XLS, d->path);
    if (begins(d, "%PDF-", 5))
        return ERR(e, ERR_UNREADABLE, CSV_IS_PDF, d->path);
    return true;
}

/* Whether a text was meant as UTF-8: sound characters of several bytes are no accident, and one damaged byte among many of
 * them must be told with its line, not read as some other characters of GB18030. */
static bool mostly_utf8(const char *text, size_t bytes)
{
    const char *p = text, *end = text + bytes;
    size_t sound = 0, broken = 0;
    while (p < end) {
        const char *before = p;
        bool bad = text_next(&p, end) == 0xFFFD && p - before == 1;
        broken += bad;
        sound += !bad && p - before > 2;
    }
    return broken == 0 || sound > 10 * broken;
}

/* Whether two bytes a character, the `high` one of each pair being the greater, give what Chinese is written with. */
static bool is_wide(const char *raw, size_t bytes, int high)
{
    size_t sound = 0, pairs = bytes / 2;
    for (size_t i = 0; i < pairs; i++) {
        unsigned c =
            (unsigned)((unsigned char)raw[2 * i + (size_t)high] << 8 | (unsigned char)raw[2 * i + 1 - (size_t)high]);
        sound += c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c <= '~') || (c >= 0x2010 && c <= 0x2033)
                 || (c >= 0x3000 && c <= 0x303F) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xFF00 && c <= 0xFFEF);
    }
    return pairs >= 2 && sound * 20 >= pairs * 19;
}

const char *decode_encoding(const char *raw, size_t bytes, size_t *mark)
{
    size_t sample = bytes < DECODE_SAMPLE_BYTES ? bytes : text_cut(raw, DECODE_SAMPLE_BYTES);
    *mark = 0;
    if (bytes >= 3 && memcmp(raw, "\xEF\xBB\xBF", 3) == 0) {
        *mark = 3;
        return "UTF-8";
    }
    if (bytes >= 2 && (memcmp(raw, "\xFF\xFE", 2) == 0 || memcmp(raw, "\xFE\xFF", 2) == 0)) {
        *mark = 2;
        return raw[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE";
    }
    bool utf8 = mostly_utf8(raw, sample);
    if (bytes % 2 == 0 && (!utf8 || memchr(raw, 0, sample))) {
        if (is_wide(raw, sample, 1))
            return "UTF-16LE";
        if (is_wide(raw, sample, 0))
            return "UTF-16BE";
    }
    return utf8 ? "UTF-8" : "GB18030";
}

bool decode_open(struct decoder *d, const char *path, struct err *e)
{
    *d = (struct decoder) { .fd = -1, .converter = (iconv_t)-1 };
    if (!file_in_open(&d->fd, path, e))
        return false;
    d->path = strdup(path);
    d->raw = malloc(DECODE_SAMPLE_BYTES);
    if (!d->path || !d->raw)
        abort();
    bool ok = file_in_get(d->fd, path, d->raw, DECODE_SAMPLE_BYTES, &d->raw_end, e);
    d->ended = d->raw_end < DECODE_SAMPLE_BYTES;
    if (ok)
        ok = refuse_other_kinds(d, e);
    if (ok) {
        d->encoding = decode_encoding(d->raw, d->raw_end, &d->raw_at);
        if (strcmp(d->encoding, "UTF-8") != 0) {
            d->converter = iconv_open("UTF-8", d->encoding);
            ok = d->converter != (iconv_t)-1 || file_error(e, path, errno);
        }
    }
    if (!ok)
        decode_close(d);
    return ok;
}

void decode_close(struct decoder *d)
{
    if (d->fd >= 0)
        close(d->fd);
    if (d->converter != (iconv_t)-1)
        iconv_close(d->converter);
    free(d->raw);
    free(d->path);
    *d = (struct decoder) { .fd = -1, .converter = (iconv_t)-1 };
}

/* Moves what is left to the front and reads behind it. */
static bool fill_raw(struct decoder *d, struct err *e)
{
    size_t left = d->raw_end - d->raw_at, got;
    memmove(d->raw, d->raw + d->raw_at, left);
    d->raw_at = 0;
    d->raw_end = left;
    if (!file_in_get(d->fd, d->path, d->raw + left, DECODE_SAMPLE_BYTES - left, &got, e))
        return false;
    d->ended = got < DECODE_SAMPLE_BYTES - left;
    d->raw_end += got;
    return true;
}

static bool get_converted(struct decoder *d, char *room, size_t bytes, size_t *got, struct err *e)
{
    char *out = room;
    size_t out_left = bytes;
    while (out == room && !d->malformed) {
        if (d->raw_at == d->raw_end && d->ended)
            break;
        if (d->raw_at == d->raw_end && !fill_raw(d, e))
            return false;
        char *in = d->raw + d->raw_at;
        size_t in_left = d->raw_end - d->raw_at;
        size_t result = iconv(d->converter, &in, &in_left, &out, &out_left);
        int error = errno;
        d->raw_at = d->raw_end - in_left;
        if (result != (size_t)-1 || error == E2BIG)
            continue;
        if (error == EINVAL && !d->ended) { /* a character cut by the end of what was read */
            if (!fill_raw(d, e))
                return false;
            d->malformed = d->ended && d->raw_end == in_left && in_left < 4 && out == room;
        } else {
            d->malformed = true;
        }
    }
    *got = (size_t)(out - room);
    return true;
}

bool decode_get(struct decoder *d, char *room, size_t bytes, size_t *got, struct err *e)
{
    if (d->converter != (iconv_t)-1)
        return get_converted(d, room, bytes, got, e);
    if (d->raw_at < d->raw_end) {
        *got = d->raw_end - d->raw_at < bytes ? d->raw_end - d->raw_at : bytes;
        memcpy(room, d->raw + d->raw_at, *got);
        d->raw_at += *got;
        return true;
    }
    *got = 0;
    if (d->ended)
        return true;
    if (!file_in_get(d->fd, d->path, room, bytes, got, e))
        return false;
    d->ended = *got < bytes;
    return true;
}
