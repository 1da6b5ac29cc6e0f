/* base/text.h: UTF-8 bytes, and a growing text.
 *
 * Owner:  struct buf owns its bytes: buf_free.  Slices own nothing.
 * Units:  `bytes` are bytes, `points` are Unicode code points.
 * Errors: none; out of memory aborts, as in an arena.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of text[0..bytes) without a character cut at its end. */
size_t text_cut(const char *text, size_t bytes);
/* Whether text[0..bytes) is well-formed UTF-8 (no surrogates, no overlong forms). */
bool text_valid(const char *text, size_t bytes);
/* Decodes one code point at *p (p < end) and advances; U+FFFD and one byte for a malformed one. */
uint32_t text_next_rare(const char **p, const char *end);
static inline uint32_t text_next(const char **p, const char *end)
{
    const unsigned char *s = (const unsigned char *)*p;
    if (s[0] < 0x80) {
        ++*p;
        return s[0];
    }
    /* Nearly all Han characters: three bytes, none of which can make them overlong or a surrogate. */
    if (s[0] > 0xE0 && s[0] < 0xED && end - *p >= 3 && (s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80) {
        *p += 3;
        return (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
    }
    return text_next_rare(p, end);
}
/* Writes a code point as UTF-8; returns 1..4 bytes. */
size_t text_put(char out[4], uint32_t point);
/* Code points in text[0..bytes). */
size_t text_points(const char *text, size_t bytes);
/* Columns in a terminal: 2 for a wide (East Asian) character, else 1. */
size_t text_columns(const char *text);
/* Whether a names b; NULL equals only NULL. */
bool text_same(const char *a, const char *b);
/* The slice without white space (ASCII, U+3000, U+00A0, U+FEFF) at both ends. */
void text_trim(const char **text, size_t *bytes);

/* Decimal digits of a value, NUL-terminated; returns their count.  Written for every event: printf costs five times as much. */
size_t text_int(char room[24], int64_t value);

struct buf {
    char *data; /* always NUL-terminated once anything was put; NULL before */
    size_t bytes, room;
};
void buf_free(struct buf *b);
void buf_clear(struct buf *b);
void buf_put(struct buf *b, const char *text, size_t bytes);
void buf_text(struct buf *b, const char *text);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t value);
void buf_format(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3), nonnull(2)));
/* The text so far, never NULL. */
const char *buf_get(const struct buf *b);

#endif
