#include "base/decimal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

int64_t decimal_pow10(int scale)
{
    assert(scale >= 0 && scale <= 18);
    int64_t p = 1;
    while (scale-- > 0)
        p *= 10;
    return p;
}

bool decimal_parse(const char *text, size_t bytes, int scale, int64_t *units)
{
    size_t i = 0;
    bool negative = bytes && text[0] == '-';
    if (negative)
        i++;
    int128 value = 0;
    int places = -1, digits = 0;
    for (; i < bytes; i++) {
        if (text[i] == '.' && places < 0 && digits) {
            places = 0;
            continue;
        }
        if (text[i] < '0' || text[i] > '9')
            return false;
        digits++;
        if (places >= 0 && ++places > scale) {
            if (text[i] != '0')
                return false;
            continue;
        }
        value = value * 10 + (text[i] - '0');
        if (value > DECIMAL_UNITS_MAX)
            return false;
    }
    if (!digits || places == 0)
        return false;
    int kept = places < 0 ? 0 : places > scale ? scale : places;
    value *= decimal_pow10(scale - kept);
    if (value > DECIMAL_UNITS_MAX)
        return false;
    *units = (int64_t)(negative ? -value : value);
    return true;
}

const char *decimal_text(char room[32], int64_t units, int scale)
{
    uint64_t size = units < 0 ? (uint64_t)0 - (uint64_t)units : (uint64_t)units;
    uint64_t unit = (uint64_t)decimal_pow10(scale);
    int n = snprintf(room, 32, "%s%llu", units < 0 ? "-" : "", (unsigned long long)(size / unit));
    uint64_t rest = size % unit;
    if (!rest)
        return room;
    while (rest % 10 == 0) {
        rest /= 10;
        scale--;
    }
    snprintf(room + n, 32 - (size_t)n, ".%0*llu", scale, (unsigned long long)rest);
    return room;
}

static int128 abs128(int128 v)
{
    return v < 0 ? -v : v;
}

static int128 gcd(int128 a, int128 b)
{
    a = abs128(a);
    b = abs128(b);
    while (b) {
        int128 r = a % b;
        a = b;
        b = r;
    }
    return a ? a : 1;
}

static struct ratio reduced(int128 num, int128 den)
{
    int128 g = gcd(num, den);
    if (den < 0)
        g = -g;
    return (struct ratio) { num / g, den / g };
}

struct ratio ratio_int(int64_t value)
{
    return (struct ratio) { value, 1 };
}

struct ratio ratio_units(int64_t units, int scale)
{
    return reduced(units, decimal_pow10(scale));
}

bool ratio_mul(struct ratio a, struct ratio b, struct ratio *out)
{
    int128 g = gcd(a.num, b.den), h = gcd(b.num, a.den), num, den;
    if (__builtin_mul_overflow(a.num / g, b.num / h, &num) || __builtin_mul_overflow(a.den / h, b.den / g, &den))
        return false;
    *out = reduced(num, den);
    return true;
}

bool ratio_div(struct ratio a, struct ratio b, struct ratio *out)
{
    if (b.num == 0)
        return false;
    struct ratio turned = b.num < 0 ? (struct ratio) { -b.den, -b.num } : (struct ratio) { b.den, b.num };
    return ratio_mul(a, turned, out);
}

bool ratio_add(struct ratio a, struct ratio b, struct ratio *out)
{
    int128 g = gcd(a.den, b.den), left, right, num, den;
    if (__builtin_mul_overflow(a.num, b.den / g, &left) || __builtin_mul_overflow(b.num, a.den / g, &right)
        || __builtin_add_overflow(left, right, &num) || __builtin_mul_overflow(a.den / g, b.den, &den))
        return false;
    *out = reduced(num, den);
    return true;
}

bool ratio_sub(struct ratio a, struct ratio b, struct ratio *out)
{
    return ratio_add(a, (struct ratio) { -b.num, b.den }, out);
}

/* Whole parts first, then the reciprocals of the rests turned round: Euclid's steps, so nothing overflows. */
int ratio_cmp(struct ratio a, struct ratio b)
{
    for (;;) {
        int128 qa = a.num / a.den, ra = a.num % a.den, qb = b.num / b.den, rb = b.num % b.den;
        if (ra < 0) {
            ra += a.den;
            qa--;
        }
        if (rb < 0) {
            rb += b.den;
            qb--;
        }
        if (qa != qb)
            return qa < qb ? -1 : 1;
        if (ra == 0 || rb == 0)
            return ra == rb ? 0 : ra == 0 ? -1 : 1;
        struct ratio next_a = { b.den, rb }, next_b = { a.den, ra };
        a = next_a;
        b = next_b;
    }
}

bool ratio_text(char room[64], struct ratio value, int digits)
{
    assert(digits >= 0 && digits <= 9);
    int128 unit = decimal_pow10(digits), size = abs128(value.num), whole = size / value.den, rest = size % value.den;
    int128 scaled, rest_scaled;
    if (__builtin_mul_overflow(whole, unit, &scaled) || __builtin_mul_overflow(rest, unit, &rest_scaled))
        return false;
    scaled += rest_scaled / value.den;
    int128 half = rest_scaled % value.den;
    if (half >= value.den - half)
        scaled++;
    char turned[48];
    int n = 0, places = digits;
    while (places > 0 && scaled % 10 == 0) {
        scaled /= 10;
        places--;
    }
    bool zero = scaled == 0;
    do {
        turned[n++] = (char)('0' + (int)(scaled % 10));
        scaled /= 10;
        if (n == places)
            turned[n++] = '.';
    } while (scaled || (places && n <= places + 1));
    char *out = room;
    if (value.num < 0 && !zero)
        *out++ = '-';
    while (n)
        *out++ = turned[--n];
    *out = '\0';
    return true;
}
