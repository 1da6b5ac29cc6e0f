/* corpus/units.c: texts as 16-bit units, folded and searched.
 *
 * Why UTF-16: most characters of these texts take three bytes in UTF-8 and two here; and a pair of units is a number.
 * A whole character is found as its units are: the halves of a surrogate pair never look like one another.
 */
#include <stdlib.h>
#include <string.h>

#include "corpus/inside.h"

/* Any character, and what is none. */
static uint16_t *put_point(const char **p, const char *end, uint16_t *u)
{
    uint32_t c = text_next(p, end);
    if (c >= 0x10000) {
        *u++ = (uint16_t)(0xD800 + ((c - 0x10000) >> 10));
        *u++ = (uint16_t)(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
        *u++ = c <= SECOND_HEADINGS ? 0xFFFD : (uint16_t)c;
    }
    return u;
}

size_t units_of(const char *text, size_t bytes, uint16_t *out)
{
    uint16_t *u = out;
    for (const char *p = text, *end = text + bytes; p < end;) {
        const uint8_t *b = (const uint8_t *)p;
        if (b[0] < 0x80 && b[0] > SECOND_HEADINGS) {
            *u++ = b[0];
            p++;
        } else if (b[0] > 0xE0 && b[0] < 0xED && end - p >= 3 && (b[1] & 0xC0) == 0x80 && (b[2] & 0xC0) == 0x80) {
            *u++ = (uint16_t)((b[0] & 0x0F) << 12 | (b[1] & 0x3F) << 6 | (b[2] & 0x3F));
            p += 3;
        } else {
            u = put_point(&p, end, u);
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

/* ---- in text as it was written ---- */

/* Above these nothing folds to anything: Han, kana, and the marks of Chinese print that have no narrow form. */
#define PLAIN_FROM 0x460

void needle_make(struct needle *x, const uint16_t *q, size_t n)
{
    *x = (struct needle) { .q = q, .n = n };
    for (size_t i = 0; i < n && !x->plain; i++) {
        if (q[i] >= PLAIN_FROM) {
            x->plain = true;
            x->anchor = i;
        }
    }
    if (x->plain && x->anchor + 1 < n && q[x->anchor + 1] >= PLAIN_FROM)
        x->two = true;
}

typedef uint16_t eight __attribute__((vector_size(16), may_alias, aligned(2)));
typedef uint64_t halves __attribute__((vector_size(16)));

/* The first i in [from, to) with t[i] == a, and t[i + 1] == b where two are asked; `to`.  t[to] may be read where two are. */
static size_t seek(const uint16_t *t, size_t from, size_t to, uint16_t a, uint16_t b, bool two)
{
    const eight as = { a, a, a, a, a, a, a, a }, bs = { b, b, b, b, b, b, b, b };
    size_t i = from;
    for (; i + 8 < to; i += 8) {
        eight hits = (eight)(*(const eight *)(t + i) == as);
        if (two)
            hits &= (eight)(*(const eight *)(t + i + 1) == bs);
        halves h = (halves)hits;
        if (h[0] | h[1])
            break;
    }
    while (i < to && !(t[i] == a && (!two || t[i + 1] == b)))
        i++;
    return i;
}

static bool same(const uint16_t *t, const uint16_t *q, size_t n)
{
    uint16_t c;
    for (size_t i = 0; i < n; i++) {
        if (t[i] == q[i])
            continue;
        units_fold(t + i, 1, &c);
        if (c != q[i])
            return false;
    }
    return true;
}

bool needle_find(const struct needle *x, const uint16_t *t, size_t count, size_t *at)
{
    if (x->n > count)
        return false;
    uint16_t a = x->q[x->anchor], b = x->two ? x->q[x->anchor + 1] : 0;
    for (size_t i = *at + x->anchor, to = count - x->n + x->anchor + 1; i < to; i++) {
        i = seek(t, i, to, a, b, x->two);
        if (i < to && same(t + i - x->anchor, x->q, x->n)) {
            *at = i - x->anchor;
            return true;
        }
    }
    return false;
}

bool needle_seek(const struct needle *x, const uint16_t *text, const uint16_t *folded, size_t count, size_t *at)
{
    return x->plain ? needle_find(x, text, count, at) : units_find(folded, count, x->q, x->n, at);
}

uint16_t *folded_text(struct arena *a, const char *text, size_t *count)
{
    size_t bytes = strlen(text);
    uint16_t *u = ARENA_ARRAY(a, uint16_t, bytes + 1);
    *count = units_of(text, bytes, u);
    units_fold(u, *count, u);
    return u;
}

void *array_room(void *items, size_t *room, size_t need, size_t size)
{
    if (need <= *room)
        return items;
    *room = need + need / 2 + 16;
    void *p = realloc(items, *room * size);
    if (!p)
        abort();
    return p;
}
