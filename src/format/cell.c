/* format/cell.c: days and numbers as clerks write them in a sheet.
 * Why so strict: a figure that was guessed from a doubtful cell is worse than a row handed back with its reason.
 */
#include "format/format.h"

#include <string.h>

#include "base/day.h"
#include "base/text.h"

#define SHOWN_POINTS  40 /* of a cell quoted in a sentence */
#define NUMBER_DIGITS 40
#define DAY_POINTS    32

/* A cell as a sentence quotes it: short, and NUL-terminated. */
static const char *shown(char room[SHOWN_POINTS * 4 + 4], const char *text, size_t bytes)
{
    const char *p = text, *end = text + bytes;
    for (int points = 0; p < end && points < SHOWN_POINTS; points++)
        text_next(&p, end);
    size_t kept = (size_t)(p - text);
    memcpy(room, text, kept);
    memcpy(room + kept, p < end ? "…" : "", p < end ? 4 : 1);
    return room;
}
#define SHOWN(text, bytes) shown((char[SHOWN_POINTS * 4 + 4]) { 0 }, (text), (bytes))

/* Full-width forms of ASCII, and the dashes that input methods offer for a minus, as ASCII; others stay. */
static uint32_t narrow(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFF01 + '!';
    if (c == 0x3000 || c == 0xA0 || c == '\t')
        return ' ';
    if (c == 0x2212 || c == 0x2013 || c == 0x2010 || c == 0x2011)
        return '-';
    return c;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static void skip_spaces(const char **p, const char *end)
{
    while (*p < end) {
        const char *at = *p;
        if (narrow(text_next(p, end)) != ' ') {
            *p = at;
            return;
        }
    }
}

/* ---- days ---- */

/* A day's text taken apart: numbers and the marks behind them. */
struct day_parts {
    int value[3], digits[3];
    uint32_t mark[3]; /* behind each; 0: none */
    int count;
    const char *rest; /* behind the third number and its mark */
};

/* The digits at *p as the next number; false where there are none, or too many. */
static bool split_digits(const char **p, const char *end, struct day_parts *d)
{
    int i = d->count++;
    while (*p < end) {
        const char *at = *p;
        uint32_t c = narrow(text_next(p, end));
        if (!is_digit(c)) {
            *p = at;
            break;
        }
        if (++d->digits[i] > 8)
            return false;
        d->value[i] = d->value[i] * 10 + (int)(c - '0');
    }
    return d->digits[i] > 0;
}

/* The mark behind the last number, spaces before it skipped.  Behind the third only 日 or 号 is one; what else follows is
 * left where it is. */
static bool split_mark(const char **p, const char *end, struct day_parts *d)
{
    const char *before = *p;
    int i = d->count - 1;
    while (*p < end && d->mark[i] == 0) {
        uint32_t c = narrow(text_next(p, end));
        if (c == ' ')
            continue;
        if (i == 2 && c != 0x65E5 && c != 0x53F7) {
            *p = before;
            return true;
        }
        if (is_digit(c))
            return false;
        d->mark[i] = c;
    }
    return true;
}

/* False where the text is no row of numbers and marks. */
static bool split_day(const char *text, const char *end, struct day_parts *d)
{
    const char *p = text;
    *d = (struct day_parts) { 0 };
    while (p < end && d->count < 3) {
        skip_spaces(&p, end);
        if (!split_digits(&p, end, d) || !split_mark(&p, end, d))
            return false;
    }
    d->rest = p;
    return d->count > 0;
}

/* Whether the marks are -, ., / twice, or 年 月 日. */
static bool sound_marks(const struct day_parts *d)
{
    if (d->mark[0] == 0x5E74)                           /* 年 */
        return d->mark[1] == 0x6708 && d->mark[2] != 0; /* 月 */
    return (d->mark[0] == '-' || d->mark[0] == '.' || d->mark[0] == '/') && d->mark[1] == d->mark[0] && d->mark[2] == 0;
}

/* What follows a day: nothing, or the midnight that table programs add. */
static bool judge_rest(const char *text, size_t bytes, const char *rest, struct err *e)
{
    static const char *const MIDNIGHT[] = { "0:00", "00:00", "0:00:00", "00:00:00", "00:00:00.000", "T00:00:00" };
    size_t left = (size_t)(text + bytes - rest);
    text_trim(&rest, &left);
    if (left == 0)
        return true;
    for (size_t i = 0; i < sizeof MIDNIGHT / sizeof *MIDNIGHT; i++)
        if (left == strlen(MIDNIGHT[i]) && memcmp(rest, MIDNIGHT[i], left) == 0)
            return true;
    if (memchr(rest, ':', left) || memmem(rest, left, "时", 3) || memmem(rest, left, "：", 3))
        return ERR(e, ERR_INPUT, CELL_DAY_TIME, SHOWN(text, bytes));
    return ERR(e, ERR_INPUT, CELL_DAY_SHAPE, SHOWN(text, bytes));
}

bool cell_day(const char *text, size_t bytes, int32_t *day, struct err *e)
{
    text_trim(&text, &bytes);
    if (day_parse(text, bytes, day))
        return true;
    struct day_parts d;
    bool split = bytes <= DAY_POINTS * 4 && split_day(text, text + bytes, &d);
    if (split && d.count == 1 && d.digits[0] == 8 && d.mark[0] == 0) {
        d = (struct day_parts) { .value = { d.value[0] / 10000, d.value[0] / 100 % 100, d.value[0] % 100 },
                                 .digits = { 4, 2, 2 },
                                 .mark = { '-', '-', 0 },
                                 .count = 3,
                                 .rest = d.rest };
    }
    if (!split || d.count != 3 || !sound_marks(&d))
        return ERR(e, ERR_INPUT, CELL_DAY_SHAPE, SHOWN(text, bytes));
    if (d.digits[0] <= 2 && d.digits[2] == 4)
        return ERR(e, ERR_INPUT, CELL_DAY_AMBIGUOUS, SHOWN(text, bytes));
    if (d.digits[0] != 4)
        return ERR(e, ERR_INPUT, CELL_DAY_YEAR, SHOWN(text, bytes));
    if (!judge_rest(text, bytes, d.rest, e))
        return false;
    if (d.digits[1] > 2 || d.digits[2] > 2 || !day_valid(d.value[0], d.value[1], d.value[2]))
        return ERR(e, ERR_INPUT, CELL_DAY_NONE, SHOWN(text, bytes));
    *day = day_of(d.value[0], d.value[1], d.value[2]);
    return true;
}

/* ---- numbers ---- */

/* A number being read: its digits without marks. */
struct number {
    char digits[NUMBER_DIGITS];
    int count, whole; /* digits in all; before the point (whole < 0: no point yet) */
    int group;        /* digits since the last comma; -1: no comma so far */
    bool negative, bad_groups;
};

/* Takes the mark or digit c; false where it does not belong to a number any more. */
static bool take(struct number *n, uint32_t c)
{
    if (is_digit(c)) {
        if (n->count == NUMBER_DIGITS)
            return false;
        n->digits[n->count++] = (char)c;
        n->group += n->group >= 0 && n->whole < 0;
        return true;
    }
    if (c == '.' && n->whole < 0 && n->count) {
        n->bad_groups |= n->group >= 0 && n->group != 3;
        n->whole = n->count;
        return true;
    }
    if (c == ',' && n->count) {
        n->bad_groups |= n->whole >= 0 || (n->group < 0 ? n->count > 3 : n->group != 3);
        n->group = 0;
        return true;
    }
    return false;
}

/* The power of ten of 万, 亿, 万亿 at p; 0 and no step where there is none. */
static int scale_word(const char **p, const char *end)
{
    static const struct {
        const char *word;
        int power;
    } WORDS[] = { { "万亿", 12 }, { "亿", 8 }, { "万", 4 } };
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        size_t bytes = strlen(WORDS[i].word);
        if ((size_t)(end - *p) >= bytes && memcmp(*p, WORDS[i].word, bytes) == 0) {
            *p += bytes;
            return WORDS[i].power;
        }
    }
    return 0;
}

/* Digits and point, moved by `power`, without what means nothing. */
static void write_number(const struct number *n, int power, char out[64])
{
    int whole = (n->whole < 0 ? n->count : n->whole) + power, first = 0, last = n->count;
    while (first < whole - 1 && first < n->count && n->digits[first] == '0')
        first++;
    while (last > whole && last > 0 && n->digits[last - 1] == '0')
        last--;
    bool zero = true;
    for (int i = 0; i < n->count; i++)
        zero = zero && n->digits[i] == '0';
    char *to = out;
    if (zero) {
        memcpy(out, "0", 2);
        return;
    }
    if (n->negative)
        *to++ = '-';
    for (int i = first; i < whole || i < last; i++) {
        if (i == whole)
            *to++ = '.';
        *to++ = i < n->count ? n->digits[i] : '0';
    }
    *to = '\0';
}

/* Names what stands before or behind the digits: words of estimate, a percent sign, an exponent, a unit. */
static bool refuse_rest(const char *text, size_t bytes, const char *rest, size_t left, bool any_digit, struct err *e)
{
    static const char *const ESTIMATES[] = { "约", "近", "余", "多", "左右", "以上", "以下", "不足", "超" };
    const char *whole = SHOWN(text, bytes);
    for (size_t i = 0; i < sizeof ESTIMATES / sizeof *ESTIMATES; i++)
        if (memmem(text, bytes, ESTIMATES[i], strlen(ESTIMATES[i])))
            return ERR(e, ERR_INPUT, CELL_NUMBER_APPROX, whole, ESTIMATES[i]);
    if (!any_digit || left == 0)
        return ERR(e, ERR_INPUT, CELL_NUMBER_SHAPE, whole);
    const char *p = rest, *end = rest + left;
    uint32_t c = narrow(text_next(&p, end));
    if (c == '%' || c == 0x2030)
        return ERR(e, ERR_INPUT, CELL_NUMBER_PERCENT, whole, SHOWN(rest, left));
    uint32_t next = p < end ? narrow(text_next(&p, end)) : 0;
    if ((c == 'e' || c == 'E') && (is_digit(next) || next == '+' || next == '-'))
        return ERR(e, ERR_INPUT, CELL_NUMBER_EXPONENT, whole);
    if (c > 0x7F || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        for (p = rest; p < end;)
            if (is_digit(narrow(text_next(&p, end))))
                return ERR(e, ERR_INPUT, CELL_NUMBER_SHAPE, whole); /* more digits behind: not a unit alone */
    if (c > 0x7F || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return ERR(e, ERR_INPUT, CELL_NUMBER_UNIT, whole, SHOWN(rest, left));
    return ERR(e, ERR_INPUT, CELL_NUMBER_SHAPE, whole);
}

bool cell_number(const char *text, size_t bytes, char out[64], struct err *e)
{
    text_trim(&text, &bytes);
    const char *p = text, *end = text + bytes, *at = p;
    struct number n = { .whole = -1, .group = -1 };
    if (p < end) {
        uint32_t sign = narrow(text_next(&p, end));
        n.negative = sign == '-';
        if (sign != '-' && sign != '+')
            p = at;
        skip_spaces(&p, end);
    }
    for (at = p; p < end; at = p)
        if (!take(&n, narrow(text_next(&p, end))))
            break;
    if (at < end && n.count == NUMBER_DIGITS)
        return ERR(e, ERR_INPUT, CELL_NUMBER_LONG, SHOWN(text, bytes));
    p = at;
    skip_spaces(&p, end);
    int power = n.count ? scale_word(&p, end) : 0;
    skip_spaces(&p, end);
    if (p < end || n.count == 0)
        return refuse_rest(text, bytes, p, (size_t)(end - p), n.count > 0, e);
    if (n.bad_groups || (n.whole < 0 && n.group >= 0 && n.group != 3))
        return ERR(e, ERR_INPUT, CELL_NUMBER_GROUPS, SHOWN(text, bytes));
    if (n.whole == n.count) /* a point without digits behind it */
        return ERR(e, ERR_INPUT, CELL_NUMBER_SHAPE, SHOWN(text, bytes));
    write_number(&n, power, out);
    return true;
}
