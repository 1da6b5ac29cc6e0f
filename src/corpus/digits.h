/* corpus/digits.h: the numbers of a list: octal digits, the least first, half a byte each; its top bit says that more follow.
 * The low half of a byte comes first; where the last byte is half empty its high half is 8, a digit with nothing behind it.
 *
 * Why: most numbers of long lists are below 8, of all others below 4096; bytes with seven bits took a sixth more.
 */
#ifndef CORPUS_DIGITS_H
#define CORPUS_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DIGITS_SLACK 8  /* bytes behind a list that may be read; what they are does not matter */
#define DIGITS_MOST  11 /* of a 32-bit number */
#define DIGIT_MORE   8u

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "eight bytes are read as one number");

/* A list being read; places in half bytes. */
struct digits {
    const uint8_t *data;
    size_t at, end;
};

static inline struct digits digits_of(const uint8_t *data, size_t bytes)
{
    size_t end = 2 * bytes;
    if (bytes && data[bytes - 1] >> 4 == DIGIT_MORE)
        end--;
    return (struct digits) { data, 0, end };
}

/* False at the end, and where the bytes hold no number: then d->at < d->end. */
static inline bool digits_next(struct digits *d, uint32_t *value)
{
    uint64_t w, ends;
    if (d->at >= d->end)
        return false;
    memcpy(&w, d->data + d->at / 2, sizeof w);
    w >>= 4 * (d->at & 1);
    if (!(w & DIGIT_MORE)) {
        *value = w & 7;
        d->at++;
        return true;
    }
    ends = ~w & 0x0888888888888888u;
    if (!ends)
        return false;
    unsigned count = (unsigned)__builtin_ctzll(ends) / 4 + 1;
    if (count > DIGITS_MOST || count > d->end - d->at)
        return false;
    uint64_t v = (w & 7) | (w >> 1 & 7u << 3);
    for (unsigned i = 2; i < count; i++)
        v |= (w >> 4 * i & 7) << 3 * i;
    if (v > UINT32_MAX)
        return false;
    *value = (uint32_t)v;
    d->at += count;
    return true;
}

/* The digits of a number, the first in the lowest half byte. */
static inline uint64_t digits_make(uint32_t value, unsigned *count)
{
    uint64_t w = value & 7;
    unsigned n = 1;
    for (value >>= 3; value; value >>= 3, n++)
        w |= (uint64_t)DIGIT_MORE << 4 * (n - 1) | (uint64_t)(value & 7) << 4 * n;
    *count = n;
    return w;
}

/* A digit into the half byte `at` of a list; the byte's high half is made empty with its low one. */
static inline void digit_put(uint8_t *byte, bool high, uint8_t digit)
{
    *byte = high ? (uint8_t)((*byte & 0x0F) | digit << 4) : (uint8_t)(digit | DIGIT_MORE << 4);
}

#endif
