#include "base/day.h"

#include <stdio.h>

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int day_month_length(int year, int month)
{
    static const int LENGTH[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && leap(year) ? 29 : LENGTH[month - 1];
}

bool day_valid(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= day_month_length(year, month);
}

int32_t day_of(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil day_civil(int32_t day)
{
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;
    struct civil c;
    c.day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    c.month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    c.year = year_of_era + era * 400 + (c.month <= 2);
    return c;
}

static bool digits(const char *text, int count, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *out = *out * 10 + (text[i] - '0');
    }
    return true;
}

bool day_parse(const char *text, size_t bytes, int32_t *day)
{
    int y, m, d;
    if (bytes != 10 || text[4] != '-' || text[7] != '-' || !digits(text, 4, &y) || !digits(text + 5, 2, &m)
        || !digits(text + 8, 2, &d) || !day_valid(y, m, d))
        return false;
    *day = day_of(y, m, d);
    return true;
}

const char *day_text(char room[16], int32_t day)
{
    struct civil c = day_civil(day);
    snprintf(room, 16, "%04d-%02d-%02d", c.year % 10000, c.month % 100, c.day % 100);
    return room;
}

int32_t day_shift_years(int32_t day, int years)
{
    struct civil c = day_civil(day);
    int length = day_month_length(c.year, c.month);
    int length_then = day_month_length(c.year + years, c.month);
    if (c.day == length || c.day > length_then)
        c.day = length_then;
    return day_of(c.year + years, c.month, c.day);
}

int32_t day_year_start(int32_t day)
{
    return day_of(day_civil(day).year, 1, 1);
}

void day_period_before(int32_t from, int32_t to, int32_t *from_out, int32_t *to_out)
{
    struct civil a = day_civil(from), b = day_civil(to);
    *to_out = from - 1;
    if (a.day == 1 && b.day == day_month_length(b.year, b.month)) {
        int months = (b.year - a.year) * 12 + b.month - a.month + 1;
        int first = a.year * 12 + a.month - 1 - months;
        *from_out = day_of(first / 12, first % 12 + 1, 1);
        return;
    }
    *from_out = from - (to - from + 1);
}

int32_t day_of_instant(int64_t utc_ms)
{
    int64_t local = utc_ms + 8 * 3600 * 1000LL;
    int64_t day = local / 86400000;
    return (int32_t)(local % 86400000 < 0 ? day - 1 : day);
}
