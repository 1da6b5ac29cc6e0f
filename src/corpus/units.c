/* corpus/units.c: texts as 16-bit units, folded and searched.
 *
 * Why UTF-16: most characters of these texts take three bytes in UTF-8 and two here; and a pair of units is a number.
 * A whole character is found as its units are: the halves of a surrogate pair never look like one another.
 */
#include <string.h>

#include "corpus/inside.h"

size_t units_of(const char *text, size_t bytes, uint16_t *out)
{
    uint16_t *u = out;
    for (const char *p = text, *end = text + bytes; p < end;) {
        uint32_t c = text_next(&p, end);
        if (c >= 0x10000) {
            *u++ = (uint16_t)(0xD800 + ((c - 0x10000) >> 10));
            *u++ = (uint16_t)(0xDC00 + ((c - 0x10000) & 0x3FF));
        } else {
            *u++ = c <= SECOND_TITLES ? 0xFFFD : (uint16_t)c;
        }
    }
    return (size_t)(u - out);
}

static bool is_high(uint16_t u)
{
    return (u & 0xFC00) == 0xD800;
}

static bool is_low(uint16_t u)
{
    return (u & 0xFC00) == 0xDC00;
}

void units_text(const uint16_t *u, size_t count, struct buf *out)
{
    char room[4];
    for (size_t i = 0; i < count; i++) {
        uint32_t c = u[i];
        if (is_high(u[i]) && i + 1 < count && is_low(u[i + 1])) {
            c = 0x10000 + ((c - 0xD800) << 10) + (u[i + 1] - 0xDC00u);
            i++;
        } else if (is_high(u[i]) || is_low(u[i])) {
            c = 0xFFFD;
        }
        buf_put(out, room, text_put(room, c));
    }
}

size_t units_points(const uint16_t *u, size_t at)
{
    size_t lows = 0;
    for (size_t i = 0; i < at; i++)
        lows += is_low(u[i]);
    return at - lows;
}

/* Written without branches, so that a compiler does eight units at a time. */
__attribute__((optimize("O3"))) void units_fold(const uint16_t *in, size_t count, uint16_t *out)
{
    for (size_t i = 0; i < count; i++) {
        uint16_t c = in[i];
        c = (uint16_t)(c - ((uint16_t)(c - 0xFF01) < 0x5E ? 0xFEE0 : 0)); /* ！ … ～ */
        c = c == 0x3000 ? 0x20 : c;
        c = (uint16_t)(c + ((uint16_t)(c - 'A') < 26 ? 32 : 0));
        c = (uint16_t)(c + (((uint16_t)(c - 0xC0) < 31) & (c != 0xD7) ? 32 : 0));   /* À … Þ */
        c = (uint16_t)(c + (((uint16_t)(c - 0x391) < 25) & (c != 0x3A2) ? 32 : 0)); /* Α … Ω */
        c = (uint16_t)(c + ((uint16_t)(c - 0x410) < 32 ? 32 : 0));                  /* А … Я */
        c = (uint16_t)(c + ((uint16_t)(c - 0x400) < 16 ? 80 : 0));                  /* Ѐ … Џ */
        out[i] = c;
    }
}

bool units_find(const uint16_t *t, size_t count, const uint16_t *q, size_t n, size_t *at)
{
    if (n == 0 || n > count)
        return false;
    for (size_t i = *at, last = count - n; i <= last; i++) {
        if (t[i] == q[0] && t[i + n - 1] == q[n - 1] && memcmp(t + i, q, n * sizeof *q) == 0) {
            *at = i;
            return true;
        }
    }
    return false;
}
