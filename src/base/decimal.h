/* base/decimal.h: exact numbers.  A stored value is a scaled integer (units of 10^-scale);
 * a computed value is a ratio of integers.  Rounding happens once, when printed.
 *
 * Units:  scale = digits after the point, 0..9; |stored value| < 10^18.
 * Errors: false means the exact result does not fit 127 bits; the caller words the sentence.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 int128;

#define DECIMAL_SCALE_MAX 9
#define DECIMAL_UNITS_MAX 999999999999999999LL

struct ratio {
    int128 num, den; /* lowest terms, den > 0 */
};

int64_t decimal_pow10(int scale);
/* Canonical text "-12.5" (sign, digits, point, digits; nothing else) to units; false when it has more digits
 * after the point than `scale` (zeros apart) or is too large. */
bool decimal_parse(const char *text, size_t bytes, int scale, int64_t *units);
/* "12.5": no trailing zeros, no point without digits.  Room for any value. */
const char *decimal_text(char room[32], int64_t units, int scale);

struct ratio ratio_int(int64_t value);
struct ratio ratio_units(int64_t units, int scale);
bool ratio_add(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_sub(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_mul(struct ratio a, struct ratio b, struct ratio *out);
/* False also when b is zero; test that first. */
bool ratio_div(struct ratio a, struct ratio b, struct ratio *out);
/* <0, 0, >0; exact for all ratios. */
int ratio_cmp(struct ratio a, struct ratio b);
/* Rounded half away from zero to at most `digits` (0..9) places; trailing zeros dropped; "-0" never. */
bool ratio_text(char room[64], struct ratio value, int digits);

#endif
