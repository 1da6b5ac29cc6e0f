/* format/xlsx_value.c: numbers are decimal digits and a place of the point, from the file's text to ours.
 * Why rounded to 15 digits: a file holds the shortest text of a binary fraction, 0.30000000000000004 for a sum that everybody
 * sees as 0.3; no spreadsheet shows more than 15, and none lets a person type more. */
#include "format/xlsx_value.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/day.h"
#include "base/text.h"

#define ZEROS_MAX      20       /* behind the point before the first digit; smaller numbers stay in scientific notation */
#define EXPONENT_MAX   9999     /* anything beyond is treated as this */
#define SERIAL_LAST    2958465  /* 9999-12-31 */
#define SERIAL_FIRST   61       /* 1900-03-01: days before it are one off, for a 29 February 1900 that never was */
#define DAY_OF_1900    (-25569) /* the day of serial 0 behind that February */
#define DAY_OF_1904    (-24107)
#define DAY_SECONDS    86400
#define FRACTION_UNITS INT64_C(1000000000000)

/* 0.d1d2d3… × 10^point; no digits: zero. */
struct number {
    bool negative;
    char digits[XLSX_DIGITS + 1]; /* one more while rounding */
    int count, point;
};

/* ---- numbers ---- */

static void round_digits(struct number *n)
{
    bool up = n->count > XLSX_DIGITS && n->digits[XLSX_DIGITS] >= '5';
    if (n->count > XLSX_DIGITS)
        n->count = XLSX_DIGITS;
    while (up && n->count && n->digits[n->count - 1] == '9')
        n->count--;
    if (up && n->count) {
        n->digits[n->count - 1]++;
    } else if (up) {
        n->digits[n->count++] = '1';
        n->point++;
    }
    while (n->count && n->digits[n->count - 1] == '0')
        n->count--;
    if (!n->count)
        n->negative = false;
}

static bool parse_exponent(const char *p, const char *end, int *out)
{
    bool negative = p < end && *p == '-';
    int value = 0;
    p += p < end && (*p == '-' || *p == '+');
    if (p == end)
        return false;
    for (; p < end; p++) {
        if (*p < '0' || *p > '9')
            return false;
        if (value < EXPONENT_MAX)
            value = value * 10 + (*p - '0');
    }
    *out = negative ? -value : value;
    return true;
}

static bool parse_number(const char *text, size_t bytes, struct number *n)
{
    const char *p = text, *end = text + bytes;
    bool any = false, behind = false;
    int exponent = 0;
    *n = (struct number) { .negative = bytes && *text == '-' };
    p += bytes && (*text == '-' || *text == '+');
    for (; p < end; p++) {
        if (*p == '.' && !behind) {
            behind = true;
            continue;
        }
        if (*p < '0' || *p > '9')
            break;
        any = true;
        bool counts = n->count || *p != '0';
        if (counts && n->count <= XLSX_DIGITS)
            n->digits[n->count++] = *p;
        if (counts && !behind)
            n->point++;
        else if (!counts && behind)
            n->point--;
    }
    if (!any || (p < end && ((*p != 'e' && *p != 'E') || !parse_exponent(p + 1, end, &exponent))))
        return false;
    n->point += exponent;
    round_digits(n);
    return true;
}

/* "-12.5"; for numbers from 10^-ZEROS_MAX on with `point` at most XLSX_DIGITS + 2. */
static size_t put_plain(const struct number *n, char *out)
{
    char *to = out;
    if (n->negative)
        *to++ = '-';
    if (n->point <= 0 || !n->count)
        *to++ = '0';
    for (int i = 0; n->count && i < n->point; i++)
        *to++ = i < n->count ? n->digits[i] : '0';
    if (n->count > n->point && n->count) {
        *to++ = '.';
        for (int i = n->point; i < 0; i++)
            *to++ = '0';
        for (int i = n->point > 0 ? n->point : 0; i < n->count; i++)
            *to++ = n->digits[i];
    }
    *to = '\0';
    return (size_t)(to - out);
}

static size_t put_scientific(const struct number *n, char *out)
{
    int power = n->point - 1;
    return (size_t)snprintf(out, XLSX_VALUE_ROOM, "%s%c%s%.*sE%c%02d", n->negative ? "-" : "", n->digits[0],
                            n->count > 1 ? "." : "", n->count - 1, n->digits + 1, power < 0 ? '-' : '+',
                            power < 0 ? -power : power);
}

static enum cell_kind number_cell(const struct number *n, char *out, bool *lossy)
{
    *lossy = n->count && n->point > XLSX_DIGITS;
    if (*lossy || (n->count && n->point < -ZEROS_MAX)) {
        put_scientific(n, out);
        return CELL_TEXT;
    }
    put_plain(n, out);
    return CELL_NUMBER;
}

/* What a person reads is "95%"; 0.95 would be taken for a hundredth of it by whoever writes percentages. */
static enum cell_kind percent_cell(struct number n, char *out, bool *lossy)
{
    n.point += n.count ? 2 : 0;
    if (number_cell(&n, out, lossy) == CELL_NUMBER) {
        size_t bytes = strlen(out);
        memcpy(out + bytes, "%", 2);
    }
    return CELL_TEXT;
}

static enum cell_kind padded_cell(const struct number *n, int width, char *out, bool *lossy)
{
    char plain[XLSX_VALUE_ROOM];
    enum cell_kind kind = number_cell(n, plain, lossy);
    int digits = (int)strlen(plain), zeros = width - digits;
    if (kind != CELL_NUMBER || n->negative || n->count > n->point || zeros <= 0) {
        memcpy(out, plain, (size_t)digits + 1);
        return kind;
    }
    memset(out, '0', (size_t)zeros);
    memcpy(out + zeros, plain, (size_t)digits + 1);
    return CELL_TEXT;
}

/* ---- days and times ---- */

/* Whole days and the seconds of the last, rounded; false for numbers that stand for no day. */
static bool split_serial(const struct number *n, int64_t *days, int64_t *seconds)
{
    if (n->negative || n->point > 7)
        return false;
    int64_t whole = 0, fraction = 0, unit = FRACTION_UNITS;
    for (int i = 0; i < n->point; i++)
        whole = whole * 10 + (i < n->count ? n->digits[i] - '0' : 0);
    for (int i = n->point; i < n->count && unit > 1; i++) {
        unit /= 10;
        fraction += i < 0 ? 0 : (n->digits[i] - '0') * unit;
    }
    *seconds = (fraction * DAY_SECONDS * 2 + FRACTION_UNITS) / (FRACTION_UNITS * 2);
    *days = whole + *seconds / DAY_SECONDS;
    *seconds %= DAY_SECONDS;
    return true;
}

static size_t put_time(char *out, int64_t hours, int64_t seconds)
{
    int bytes = snprintf(out, 32, "%02d:%02d", (int)hours, (int)(seconds / 60 % 60));
    if (seconds % 60)
        bytes += snprintf(out + bytes, 8, ":%02d", (int)(seconds % 60));
    return (size_t)bytes;
}

static enum cell_kind day_cell(int32_t day, int64_t seconds, char *out)
{
    day_text(out, day);
    if (seconds == 0)
        return CELL_DAY;
    size_t bytes = strlen(out);
    out[bytes++] = ' ';
    put_time(out + bytes, seconds / 3600, seconds);
    return CELL_TEXT;
}

static enum cell_kind serial_cell(const struct number *n, enum xlsx_format format, bool date1904, char *out, bool *lossy)
{
    int64_t days, seconds, first = date1904 ? 0 : SERIAL_FIRST, last = date1904 ? SERIAL_LAST - 1462 : SERIAL_LAST;
    bool sound = split_serial(n, &days, &seconds);
    if (sound && (format == XLSX_ELAPSED || (format == XLSX_TIME && days == 0))) {
        put_time(out, days * 24 + seconds / 3600, seconds);
        return CELL_TEXT;
    }
    if (sound && days >= first && days <= last)
        return day_cell((int32_t)days + (date1904 ? DAY_OF_1904 : DAY_OF_1900), seconds, out);
    number_cell(n, out, lossy);
    return CELL_TEXT; /* shown as a day, but of a time when there is none: no day, and not meant as a number */
}

enum cell_kind xlsx_value(const char *text, size_t bytes, struct xlsx_style style, bool date1904, char out[XLSX_VALUE_ROOM],
                          bool *lossy)
{
    struct number n;
    *lossy = false;
    if (!parse_number(text, bytes, &n))
        return CELL_EMPTY;
    switch ((enum xlsx_format)style.format) {
    case XLSX_PERCENT: return percent_cell(n, out, lossy);
    case XLSX_PADDED: return padded_cell(&n, style.width, out, lossy);
    case XLSX_DAY:
    case XLSX_TIME:
    case XLSX_ELAPSED: return serial_cell(&n, style.format, date1904, out, lossy);
    case XLSX_NUMBER: break;
    }
    return number_cell(&n, out, lossy);
}

static bool two_digits(const char *p, int below, int *out)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
        return false;
    *out = (p[0] - '0') * 10 + (p[1] - '0');
    return *out < below;
}

enum cell_kind xlsx_iso_day(const char *text, size_t bytes, char out[XLSX_VALUE_ROOM])
{
    int32_t day;
    int hours = 0, minutes = 0, seconds = 0;
    if (bytes < 10 || !day_parse(text, 10, &day))
        return CELL_EMPTY;
    const char *p = text + 10, *end = text + bytes;
    if (p < end) {
        if (end - p < 6 || *p != 'T' || !two_digits(p + 1, 24, &hours) || p[3] != ':' || !two_digits(p + 4, 60, &minutes))
            return CELL_EMPTY;
        p += 6;
        if (end - p >= 3 && *p == ':' && two_digits(p + 1, 60, &seconds))
            p += 3;
        for (; p < end; p++)
            if (*p != '.' && *p != 'Z' && (*p < '0' || *p > '9'))
                return CELL_EMPTY;
    }
    return day_cell(day, hours * 3600 + minutes * 60 + seconds, out);
}

/* ---- number formats ---- */

struct xlsx_style xlsx_style_builtin(int id)
{
    enum xlsx_format f = XLSX_NUMBER;
    if (id == 9 || id == 10)
        f = XLSX_PERCENT;
    else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55 || id == 56)
        f = XLSX_TIME;
    else if (id == 46)
        f = XLSX_ELAPSED;
    else if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        f = XLSX_DAY;
    return (struct xlsx_style) { .format = (unsigned char)f };
}

/* The marks of a format's first section that mean something, in small letters and in order; quoted texts, colours, conditions
 * and locales are left out.  *elapsed: it counts hours, minutes or seconds in brackets. */
static size_t format_marks(const char *code, char marks[256], bool *elapsed)
{
    size_t n = 0;
    *elapsed = false;
    for (const char *p = code; *p && *p != ';' && n < 255; p++) {
        if (*p == '"' || *p == '[') {
            const char *close = strchr(p + 1, *p == '"' ? '"' : ']');
            if (!close)
                break;
            *elapsed |= *p == '[' && strspn(p + 1, "hHmMsS") == (size_t)(close - p - 1) && close > p + 1;
            p = close;
        } else if (*p == '\\' || *p == '_' || *p == '*') {
            p += p[1] != '\0';
        } else if (strncasecmp(p, "general", 7) == 0) {
            p += 6;
        } else if (strncasecmp(p, "am/pm", 5) == 0) {
            marks[n++] = 'h';
            p += 4;
        } else if (strncasecmp(p, "a/p", 3) == 0) {
            marks[n++] = 'h';
            p += 2;
        } else if ((*p == 'e' || *p == 'E') && (p[1] == '+' || p[1] == '-')) {
            p++;
        } else {
            marks[n++] = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
        }
    }
    marks[n] = '\0';
    return n;
}

struct xlsx_style xlsx_style_of(const char *code)
{
    char marks[256];
    bool elapsed;
    size_t count = format_marks(code, marks, &elapsed);
    bool day = strpbrk(marks, "ydegba") != NULL, clock = strpbrk(marks, "hs") != NULL, month = strchr(marks, 'm') != NULL;
    enum xlsx_format f = XLSX_NUMBER;
    if (elapsed && !day)
        f = XLSX_ELAPSED;
    else if (day || (month && !clock))
        f = XLSX_DAY;
    else if (clock)
        f = XLSX_TIME;
    else if (strchr(marks, '%'))
        f = XLSX_PERCENT;
    else if (count >= 2 && strspn(marks, "0") == count)
        return (struct xlsx_style) { XLSX_PADDED, (unsigned char)count };
    return (struct xlsx_style) { .format = (unsigned char)f };
}

/* ---- places ---- */

bool xlsx_place(const char *text, int *column, int64_t *row, const char **end)
{
    const char *p = text;
    int64_t letters = 0, digits = 0;
    for (; *p >= 'A' && *p <= 'Z' && p - text < 8; p++)
        letters = letters * 26 + (*p - 'A' + 1);
    const char *number = p;
    for (; *p >= '0' && *p <= '9' && p - number < 12; p++)
        digits = digits * 10 + (*p - '0');
    if (number == text || p == number || *number == '0')
        return false;
    *column = letters > XLSX_COLUMNS_MAX ? XLSX_COLUMNS_MAX : (int)letters - 1;
    *row = digits;
    *end = p;
    return true;
}

const char *xlsx_place_text(char room[32], int column, int64_t row)
{
    char *p = room + 8;
    size_t letters = 0;
    for (int c = column + 1; c > 0; c = (c - 1) / 26, letters++)
        *--p = (char)('A' + (c - 1) % 26);
    memmove(room, p, letters);
    room[letters] = '\0';
    if (row > 0)
        text_int(room + letters, row);
    return room;
}

/* ---- escapes ---- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character that "_xHHHH_" at p stands for; 0 where it stands for none that a text may hold alone. */
static uint32_t escaped(const char *p, const char *end)
{
    uint32_t point = 0;
    if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return 0;
        point = point << 4 | (uint32_t)digit;
    }
    return point >= 0xD800 && point < 0xE000 ? 0 : point;
}

size_t xlsx_unescape(char *text, size_t bytes)
{
    char *from = memchr(text, '_', bytes), *to = from, *end = text + bytes;
    if (!from)
        return bytes;
    while (from < end) {
        uint32_t point = *from == '_' ? escaped(from, end) : 0;
        if (!point) {
            *to++ = *from++;
            continue;
        }
        from += 7;
        if (point != '\r' || from == end || *from != '\n') /* a line break that Windows writes as two characters is one */
            to += text_put(to, point);
    }
    return (size_t)(to - text);
}
