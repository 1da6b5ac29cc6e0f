/* base/day.h: civil days of office time (UTC+8).
 *
 * Units:  a day is an int32 count of days since 1970-01-01; instants are UTC milliseconds.
 * Source: the civil-from-days algorithm over the proleptic Gregorian calendar (public domain, H. Hinnant).
 */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAY_FIRST (-719162) /* 0001-01-01: stands for "always" */
#define DAY_LAST  2932896   /* 9999-12-31: stands for "from then on" */

struct civil {
    int year, month, day; /* 1..9999, 1..12, 1..31 */
};

bool day_valid(int year, int month, int day);
int32_t day_of(int year, int month, int day);
struct civil day_civil(int32_t day);
/* Exactly "2023-10-31"; false for anything else and for days that cannot be. */
bool day_parse(const char *text, size_t bytes, int32_t *day);
/* Writes "2023-10-31". */
const char *day_text(char room[16], int32_t day);
#define DAY_TEXT(day) day_text((char[16]) { 0 }, (day))

int day_month_length(int year, int month);
/* One year earlier (years < 0) or later: 29 February becomes 28, a month's last day stays the month's last day. */
int32_t day_shift_years(int32_t day, int years);
/* The first day of the day's year. */
int32_t day_year_start(int32_t day);
/* The period of equal length just before [from, to]; whole months compare with as many months. */
void day_period_before(int32_t from, int32_t to, int32_t *from_out, int32_t *to_out);
/* The office's day of an instant. */
int32_t day_of_instant(int64_t utc_ms);

#endif
