/* text/numeral.c: numbers in Arabic digits, in Chinese characters and in both: 1,234.5  3.5万  三万五千  3万4000  1千零1. */
#include <string.h>

#include "text/inside.h"

#define INTEGER_DIGITS_MAX 15
#define SCALED_MAX         ((int128)DECIMAL_UNITS_MAX * DECIMAL_UNITS_MAX)

static const char32_t DIGITS[] = U"零一二三四五六七八九";

static int digit_of(char32_t c)
{
    if (c == U'两')
        return 2;
    if (c == U'〇')
        return 0;
    for (int i = 0; DIGITS[i]; i++)
        if (DIGITS[i] == c)
            return i;
    return -1;
}

static int zeros_of(char32_t c)
{
    switch (c) {
    case U'十': return 1;
    case U'百': return 2;
    case U'千': return 3;
    case U'万': return 4;
    case U'亿': return 8;
    default: return 0;
    }
}

static int128 shifted(int128 value, int zeros)
{
    int128 by = decimal_pow10(zeros);
    return value > SCALED_MAX / by ? SCALED_MAX : value * by;
}

/* Rows of digits or of 亿 without end come to the largest number there is. */
static int128 plus(int128 a, int128 b)
{
    return a > SCALED_MAX - b ? SCALED_MAX : a + b;
}

/* Being read: 一万五千亿 is ((1)万 + 5千)亿. */
struct sum {
    int128 total, section, current;
    bool set;     /* current holds a digit or a number */
    int last;     /* the last digit of a Chinese row, -1 */
    int smallest; /* zeros of the last multiplier */
};

/* Commas that part groups of three digits. */
static bool is_group(const struct letters *t, size_t i)
{
    char32_t c = t->p[i];
    return (c == ',' || c == U'，') && t->kind[i + 1] == L_DIGIT && t->kind[i + 2] == L_DIGIT && t->kind[i + 3] == L_DIGIT
           && t->kind[i + 4] != L_DIGIT;
}

/* Reads 1,234.56 at i; false for what is no single number (1.2.3, twenty digits). */
static bool arabic(const struct letters *t, size_t i, size_t *end, int128 *value, struct numeral *out)
{
    size_t start = i, digits = 0;
    *value = 0;
    while (t->kind[i] == L_DIGIT || (i > start && i - start <= 3 + 4 * (size_t)out->grouped && is_group(t, i))) {
        if (t->kind[i] == L_DIGIT) {
            *value = *value * 10 + (int)(t->p[i] - '0');
            if (++digits > INTEGER_DIGITS_MAX)
                return false;
        } else if (t->p[i] == U'，') {
            break; /* 12，345 in Chinese text is two numbers */
        } else {
            out->grouped = true;
        }
        i++;
    }
    *value = shifted(*value, SCALE);
    out->digits = 0;
    if ((t->p[i] == '.' || t->p[i] == U'．') && t->kind[i + 1] == L_DIGIT) {
        int128 unit = decimal_pow10(SCALE);
        for (i++; t->kind[i] == L_DIGIT; i++) {
            unit /= 10;
            *value += unit * (int)(t->p[i] - '0');
            out->digits++;
        }
        if (t->p[i] == '.' && t->kind[i + 1] == L_DIGIT)
            return false;
    }
    *end = i;
    return out->digits <= SCALE;
}

/* 千 that begins a unit (千米, 千瓦) and 百分点, 万分之 are no multipliers. */
static bool begins_unit(const struct letters *t, size_t i)
{
    char32_t c = t->p[i], next = t->p[i + 1];
    if (c == U'千')
        return one_of(next, U"米克瓦伏卡焦帕赫") || (next == U'分' && t->p[i + 2] == U'之');
    return (c == U'百' || c == U'万') && next == U'分' && (t->p[i + 2] == U'之' || t->p[i + 2] == U'点');
}

static void multiply(struct sum *s, int zeros)
{
    int128 one = decimal_pow10(SCALE);
    if (zeros < 4) {
        s->section = plus(s->section, shifted(s->set ? s->current : one, zeros));
    } else {
        int128 part = plus(s->section, s->set ? s->current : 0);
        if (zeros == 8) {
            part = plus(part, s->total);
            s->total = 0;
        }
        s->total = plus(s->total, shifted(part ? part : one, zeros));
        s->section = 0;
    }
    s->current = 0;
    s->set = false;
    s->last = -1;
    s->smallest = zeros;
}

/* A Chinese digit; false where the row of digits is no count. */
static bool take_digit(struct sum *s, int digit, struct numeral *out)
{
    if (s->set && s->last < 0)
        return false; /* 3五 */
    if (s->set && s->last > 0 && digit == s->last + 1 && !out->pair && s->last >= 1) {
        out->pair = digit; /* 三四百: about three hundred */
        return true;
    }
    if (s->set && (digit || s->last)) {
        out->sequence = true;
        s->current = plus(shifted(s->current, 1), shifted(digit, SCALE));
        return true;
    }
    s->current = shifted(digit, SCALE);
    s->set = digit > 0;
    s->last = digit;
    return true;
}

static bool is_vague(const struct letters *t, size_t i)
{
    char32_t c = t->p[i];
    return c == U'余' || c == U'多' || (c == U'几' && t->p[i + 1] != U'乎');
}

/* 三点四: digits behind 点 */
static void take_point(const struct letters *t, size_t *i, struct sum *s, struct numeral *out)
{
    if (t->p[*i] != U'点' || !out->chinese || digit_of(t->p[*i + 1]) < 0)
        return;
    int128 unit = decimal_pow10(SCALE);
    for (++*i; digit_of(t->p[*i]) >= 0 && out->digits < SCALE; ++*i) {
        unit /= 10;
        s->current += unit * digit_of(t->p[*i]);
        out->digits++;
    }
    s->set = true;
    s->last = -1;
}

static bool step(const struct letters *t, size_t *i, struct sum *s, struct numeral *out)
{
    char32_t c = t->p[*i];
    if (t->kind[*i] == L_DIGIT) {
        if (s->set || (s->smallest && s->smallest < 3))
            return false;
        int128 value;
        size_t end;
        int digits = out->digits;
        if (!arabic(t, *i, &end, &value, out)) {
            out->sequence = true;
            return false;
        }
        if (s->smallest) {
            /* 3万4000: only whole numbers below the last multiplier continue a number */
            if (out->digits || value >= shifted(decimal_pow10(SCALE), s->smallest)) {
                out->digits = digits;
                return false;
            }
        }
        s->current = value;
        s->set = true;
        s->last = -1;
        out->chinese = false;
        *i = end;
        return true;
    }
    if (c == ' ' && s->set && s->last < 0 && one_of(t->p[*i + 1], U"万亿"))
        c = t->p[++*i]; /* 14.8 万 */
    if (t->kind[*i] != L_CHINESE)
        return false;
    int zeros = zeros_of(c);
    if (zeros) {
        if (begins_unit(t, *i) || (zeros == 1 && s->set && s->last < 0))
            return false;
        out->sequence |= zeros < 4 && !s->set && (s->section || s->smallest); /* 十百千万 is a name */
        out->bare |= !s->set && !s->section && !s->total && zeros > 1;
        if (zeros >= 4)
            out->power = zeros == 8 && out->power == 4 ? 12 : zeros;
        multiply(s, zeros);
        ++*i;
        return true;
    }
    if (!take_digit(s, digit_of(c), out))
        return false;
    ++*i;
    return true;
}

/* 余, 多, 几 behind a number, and the multipliers behind them: 30余万, 八万多. */
static void take_vague(const struct letters *t, size_t *i, struct sum *s, struct numeral *out)
{
    if (!is_vague(t, *i))
        return;
    size_t k = *i + 1;
    if (t->p[*i] == U'多' && one_of(t->p[k], U"种方元部年渠样措点层次项边头")) {
        /* 10多元, 3多年 hardly occur with digits right before: 多种, 多方 belong to what follows unless a multiplier stood there */
        if (!s->smallest && t->p[k] != U'年' && t->p[k] != U'项' && t->p[k] != U'次' && t->p[k] != U'元')
            return;
    }
    out->vague = *i;
    while (zeros_of(t->p[k]) > 1 && !begins_unit(t, k)) {
        int zeros = zeros_of(t->p[k]);
        if (zeros >= 4)
            out->power = zeros;
        int128 all = s->total + s->section + s->current;
        *s = (struct sum) { .total = shifted(all, zeros), .last = -1, .smallest = zeros };
        k++;
    }
    *i = k;
}

bool numeral_at(const struct reader *r, size_t i, struct numeral *out)
{
    const struct letters *t = &r->t;
    *out = (struct numeral) { .start = i, .chinese = true };
    struct sum s = { .last = -1 };
    if ((t->p[i] == U'几' || t->p[i] == U'数') && zeros_of(t->p[i + 1])) {
        out->vague = i;
        i++;
        s.current = decimal_pow10(SCALE);
        s.set = true;
        s.last = 1;
    } else if (t->kind[i] != L_DIGIT && t->kind[i] != L_CHINESE) {
        return false;
    }
    size_t most = i + LOOK_MAX;
    while (i < most && step(t, &i, &s, out))
        ;
    if (i == out->start)
        return false;
    take_point(t, &i, &s, out);
    size_t behind = i;
    take_vague(t, &i, &s, out);
    out->end = i > behind ? i : behind;
    out->scaled = s.total + s.section + s.current;
    return true;
}

const char *scaled_text(struct arena *a, int128 scaled)
{
    char room[64];
    size_t n = sizeof room;
    bool negative = scaled < 0;
    if (negative)
        scaled = -scaled;
    int128 one = decimal_pow10(SCALE);
    int64_t fraction = (int64_t)(scaled % one);
    room[--n] = '\0';
    if (fraction) {
        int digits = SCALE;
        while (fraction % 10 == 0) {
            fraction /= 10;
            digits--;
        }
        for (; digits; digits--) {
            room[--n] = (char)('0' + fraction % 10);
            fraction /= 10;
        }
        room[--n] = '.';
    }
    int128 whole = scaled / one;
    do {
        room[--n] = (char)('0' + (int)(whole % 10));
        whole /= 10;
    } while (whole);
    if (negative)
        room[--n] = '-';
    return arena_text(a, room + n);
}
