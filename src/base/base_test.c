/* base/base_test.c: goal: days, decimals, texts, sentences and hashes are exact.
 * Method: every day of two centuries there and back; tables of values worked out by hand; the vectors of GB/T 32905. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/beside.h"
#include "base/arena.h"
#include "base/day.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/sm3.h"
#include "base/text.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static int32_t day(const char *text)
{
    int32_t out = INT32_MIN;
    if (!day_parse(text, strlen(text), &out))
        fail_msg("\"%s\" is no day", text);
    return out;
}

/* ---- day ---- */

static void every_day_goes_there_and_back(void **state)
{
    (void)state;
    int32_t expected = -25567; /* 1900-01-01, by any almanac */
    for (int year = 1900; year <= 2100; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int d = 1; d <= day_month_length(year, month); d++, expected++) {
                int32_t got = day_of(year, month, d);
                struct civil c = day_civil(got);
                if (got != expected || c.year != year || c.month != month || c.day != d || day(DAY_TEXT(got)) != got)
                    fail_msg("%d-%d-%d: day %d, expected %d, back %d-%d-%d", year, month, d, got, expected, c.year, c.month,
                             c.day);
            }
        }
    }
    assert_int_equal(expected, 47847); /* 2101-01-01: 201 years, 49 of them leap, have passed */
    assert_int_equal(day_of(1970, 1, 1), 0);
    assert_int_equal(day_of(1, 1, 1), DAY_FIRST);
    assert_int_equal(day_of(9999, 12, 31), DAY_LAST);
}

static void only_real_days_are_read(void **state)
{
    static const char *const BAD[] = { "",           "2023-02-29",  "2023-2-28",   "2023/02/28", "2023-13-01",
                                       "2023-00-10", "2023-04-31",  "1900-02-29",  "0000-01-01", "2023-01-0x",
                                       "2023-01-00", " 2023-01-01", "2023-01-01 ", "20230101" };
    int32_t out;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        if (day_parse(BAD[i], strlen(BAD[i]), &out))
            fail_msg("\"%s\" was read", BAD[i]);
    }
    assert_true(day_parse("2000-02-29, a leap year", 10, &out));
    assert_false(day_valid(10000, 1, 1));
}

static void last_year_keeps_month_ends(void **state)
{
    static const struct {
        const char *from;
        int years;
        const char *to;
    } T[] = {
        { "2023-10-31", -1, "2022-10-31" }, { "2023-10-30", -1, "2022-10-30" }, { "2024-02-29", -1, "2023-02-28" },
        { "2024-02-28", -1, "2023-02-28" },                                    /* 29 February becomes 28 */
        { "2025-02-28", -1, "2024-02-29" }, { "2023-02-28", 1, "2024-02-29" }, /* a month's end stays one */
        { "2024-02-29", 4, "2028-02-29" },  { "2024-01-01", -1, "2023-01-01" }, { "2101-02-28", -1, "2100-02-28" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(T); i++)
        assert_string_equal(DAY_TEXT(day_shift_years(day(T[i].from), T[i].years)), T[i].to);
    assert_string_equal(DAY_TEXT(day_year_start(day("2024-12-31"))), "2024-01-01");
}

static void period_before_counts_months_or_days(void **state)
{
    static const char *const T[][4] = {
        { "2023-10-01", "2023-10-31", "2023-09-01", "2023-09-30" }, /* a month with a month, though shorter */
        { "2023-03-01", "2023-03-31", "2023-02-01", "2023-02-28" },
        { "2023-04-01", "2023-06-30", "2023-01-01", "2023-03-31" }, /* a quarter */
        { "2023-01-01", "2023-12-31", "2022-01-01", "2022-12-31" }, /* a year */
        { "2024-01-01", "2024-02-29", "2023-11-01", "2023-12-31" }, /* over the turn of a year */
        { "2024-02-01", "2024-02-28", "2024-01-04", "2024-01-31" }, /* not a whole February: 28 days */
        { "2023-10-09", "2023-10-15", "2023-10-02", "2023-10-08" }, /* a week */
        { "2023-10-10", "2023-10-10", "2023-10-09", "2023-10-09" }, /* a day */
        { "2023-10-01", "2023-10-15", "2023-09-16", "2023-09-30" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        int32_t from, to;
        day_period_before(day(T[i][0]), day(T[i][1]), &from, &to);
        assert_string_equal(DAY_TEXT(from), T[i][2]);
        assert_string_equal(DAY_TEXT(to), T[i][3]);
    }
}

static void office_day_begins_at_sixteen_utc(void **state)
{
    static const struct {
        int64_t ms;
        int32_t day;
    } T[] = {
        { 0, 0 },          { 57599999, 0 },  /* 23:59:59.999 in the office */
        { 57600000, 1 },   { -28800000, 0 }, /* the office's midnight */
        { -28800001, -1 }, { -86400000, -1 }, { -115200000, -1 }, { -115200001, -2 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(T); i++)
        assert_int_equal(day_of_instant(T[i].ms), T[i].day);
    assert_string_equal(DAY_TEXT(day_of_instant(INT64_C(1698767999999))), "2023-10-31");
    assert_string_equal(DAY_TEXT(day_of_instant(INT64_C(1698768000000))), "2023-11-01");
}

/* ---- decimal ---- */

static void decimals_are_read_exactly_or_refused(void **state)
{
    static const struct {
        const char *text;
        int scale;
        bool ok;
        int64_t units;
        const char *printed;
    } T[] = {
        { "0", 2, true, 0, "0" },
        { "-0", 2, true, 0, "0" },
        { "12.5", 2, true, 1250, "12.5" },
        { "-12.50", 2, true, -1250, "-12.5" },
        { "007", 0, true, 7, "7" },
        { "0.01", 2, true, 1, "0.01" },
        { "-0.01", 2, true, -1, "-0.01" },
        { "1.2300000000000000", 2, true, 123, "1.23" }, /* zeros that say nothing */
        { "999999999999999999", 0, true, 999999999999999999, "999999999999999999" },
        { "9999999999999999.99", 2, true, 999999999999999999, "9999999999999999.99" },
        { "999999999.999999999", 9, true, 999999999999999999, "999999999.999999999" },
        { "1000000000000000000", 0, false, 0, "" },
        { "99999999999999999999999999999999999999999999", 0, false, 0, "" },
        { "10000000000", 9, false, 0, "" }, /* scaling takes it beyond 18 digits */
        { "1.234", 2, false, 0, "" },
        { "1.5", 0, false, 0, "" },
        { "", 2, false, 0, "" },
        { "-", 2, false, 0, "" },
        { ".5", 2, false, 0, "" },
        { "5.", 2, false, 0, "" },
        { "1.2.3", 2, false, 0, "" },
        { "+1", 2, false, 0, "" },
        { "1,000", 2, false, 0, "" },
        { "1e3", 2, false, 0, "" },
        { " 1", 2, false, 0, "" },
        { "--1", 2, false, 0, "" },
        { "１", 2, false, 0, "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        int64_t units = 0;
        char room[32];
        bool ok = decimal_parse(T[i].text, strlen(T[i].text), T[i].scale, &units);
        if (ok != T[i].ok)
            fail_msg("\"%s\" scale %d: read %d", T[i].text, T[i].scale, ok);
        if (ok) {
            assert_int_equal(units, T[i].units);
            assert_string_equal(decimal_text(room, units, T[i].scale), T[i].printed);
        }
    }
    char room[32];
    assert_string_equal(decimal_text(room, INT64_MIN, 9), "-9223372036.854775808");
}

static void ratios_print_rounded_once_away_from_zero(void **state)
{
    static const struct {
        int64_t num, den;
        int digits;
        const char *text;
    } T[] = {
        { 1, 2, 0, "1" },
        { -1, 2, 0, "-1" },
        { 1, 8, 2, "0.13" },
        { -1, 8, 2, "-0.13" },
        { 1, 3, 2, "0.33" },
        { 2, 3, 2, "0.67" },
        { 1, 3, 9, "0.333333333" },
        { 5, 2, 0, "3" },
        { 149, 100, 0, "1" },
        { 9999, 10000, 2, "1" },
        { 19999, 2, 0, "10000" },
        { 1, 200, 2, "0.01" },
        { 1, 201, 2, "0" },
        { -1, 201, 2, "0" },
        { 0, 1, 9, "0" },
        { 12500, 1000, 2, "12.5" },
        { 100, 1, 2, "100" },
        { 1005, 1000, 2, "1.01" }, /* what binary floating point gets wrong */
        { -1005, 1000, 2, "-1.01" },
        { 1, 1000000000, 9, "0.000000001" },
        { 1, 1000000000, 8, "0" },
        { 98214, 1000, 2, "98.21" },
        { 98215, 1000, 2, "98.22" },
        { 10, 1, 1, "10" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        struct ratio r;
        char room[64];
        assert_true(ratio_div(ratio_int(T[i].num), ratio_int(T[i].den), &r));
        assert_true(ratio_text(room, r, T[i].digits));
        if (strcmp(room, T[i].text) != 0)
            fail_msg("%lld/%lld to %d: \"%s\", expected \"%s\"", (long long)T[i].num, (long long)T[i].den, T[i].digits, room,
                     T[i].text);
    }
}

static struct ratio over(int128 num, int128 den)
{
    return (struct ratio) { num, den };
}

static void ratios_compute_exactly_or_say_not(void **state)
{
    const int128 huge = (int128)1 << 126;
    struct ratio r;
    char room[64];
    (void)state;
    assert_true(ratio_add(ratio_units(1, 1), ratio_units(2, 1), &r)); /* 0.1 + 0.2 */
    assert_int_equal(ratio_cmp(r, ratio_units(3, 1)), 0);
    assert_true(ratio_add(over(1, 3), over(1, 6), &r));
    assert_true(r.num == 1 && r.den == 2);
    assert_true(ratio_sub(over(1, 2), over(3, 4), &r));
    assert_true(r.num == -1 && r.den == 4);
    assert_true(ratio_mul(over(-2, 3), over(3, 4), &r));
    assert_true(r.num == -1 && r.den == 2);
    assert_true(ratio_div(over(1, 2), over(-1, 4), &r));
    assert_true(r.num == -2 && r.den == 1);
    assert_false(ratio_div(over(1, 2), over(0, 1), &r));
    assert_true(ratio_mul(over(huge, 3), over(3, huge), &r)); /* crosswise cancelling keeps what fits */
    assert_true(r.num == 1 && r.den == 1);
    assert_false(ratio_mul(over(huge, 1), over(3, 1), &r));
    assert_false(ratio_mul(over(1, huge), over(1, 3), &r));
    assert_false(ratio_add(over(huge, 1), over(huge, 1), &r));
    assert_false(ratio_add(over(1, huge), over(1, huge - 1), &r));
    assert_false(ratio_text(room, over(huge, 1), 2));
    assert_true(ratio_text(room, over(huge, 1), 0));
    assert_string_equal(room, "85070591730234615865843651857942052864");
}

static void ratios_compare_without_overflow(void **state)
{
    const int128 huge = ((int128)1 << 126) - 1;
    const struct {
        struct ratio a, b;
        int sign;
    } T[] = {
        { { 0, 1 }, { 0, 1 }, 0 },
        { { 1, 3 }, { 1, 2 }, -1 },
        { { -1, 3 }, { -1, 2 }, 1 },
        { { -1, 3 }, { 1, 3 }, -1 },
        { { -7, 2 }, { -3, 1 }, -1 },
        { { 7, 3 }, { 2, 1 }, 1 },
        { { huge, huge - 1 }, { huge - 1, huge - 2 }, -1 }, /* cross products would need 252 bits */
        { { huge - 1, huge }, { huge - 2, huge - 1 }, 1 },
        { { huge, 2 }, { huge, 2 }, 0 },
        { { -huge, 1 }, { huge, 1 }, -1 },
        { { 1, huge }, { 1, huge - 1 }, -1 },
        { { -1, huge }, { -1, huge - 1 }, 1 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        int there = ratio_cmp(T[i].a, T[i].b), back = ratio_cmp(T[i].b, T[i].a);
        if ((there > 0) - (there < 0) != T[i].sign || (back > 0) - (back < 0) != -T[i].sign)
            fail_msg("row %zu: %d and back %d", i, there, back);
    }
}

/* ---- text ---- */

static void only_wellformed_utf8_is_valid(void **state)
{
    static const struct {
        const char *text;
        bool valid;
    } T[] = {
        { "", true },
        { "台账 ledger", true },
        { "\xF0\x9F\x8C\x8A", true }, /* U+1F30A */
        { "\xEF\xBF\xBD", true },     /* U+FFFD itself, well-formed */
        { "\x7F\xC2\x80\xDF\xBF", true },
        { "\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF", true },
        { "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", true },
        { "\x80", false },     /* a tail alone */
        { "\xC0\xAF", false }, /* overlong in two, three and four bytes */
        { "\xC1\xBF", false },
        { "\xE0\x9F\xBF", false },
        { "\xF0\x8F\xBF\xBF", false },
        { "\xED\xA0\x80", false }, /* surrogates, both ends */
        { "\xED\xBF\xBF", false },
        { "\xF4\x90\x80\x80", false }, /* beyond U+10FFFF */
        { "\xF5\x80\x80\x80", false },
        { "\xFF", false },
        { "\xE5\x8F", false }, /* cut */
        { "a\xE5\x8F"
          "b",
          false },
        { "\xF0\x9F\x8C", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        if (text_valid(T[i].text, strlen(T[i].text)) != T[i].valid)
            fail_msg("row %zu", i);
    }
    for (uint32_t c = 1; c < 0x110000; c += c < 0x3000 ? 1 : 251) { /* every form, written and read back */
        char room[4];
        if (c >= 0xD800 && c < 0xE000)
            continue;
        size_t bytes = text_put(room, c);
        const char *p = room;
        if (text_next(&p, room + bytes) != c || p != room + bytes || !text_valid(room, bytes))
            fail_msg("U+%04X", c);
    }
}

static void cut_falls_between_characters(void **state)
{
    static const size_t END[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11 }; /* by bytes offered */
    static const char TEXT[] = "aé台\xF0\x9F\x8C\x8A!";
    (void)state;
    assert_int_equal(strlen(TEXT), COUNT_OF(END) - 1);
    for (size_t bytes = 0; bytes < COUNT_OF(END); bytes++) {
        if (text_cut(TEXT, bytes) != END[bytes])
            fail_msg("%zu bytes are cut to %zu", bytes, text_cut(TEXT, bytes));
    }
}

static void trim_takes_all_blanks_of_office_files(void **state)
{
    static const char *const T[][2] = {
        { "", "" },
        { " \t\r\n", "" },
        { "\u3000\u3000云溪县\u3000", "云溪县" },
        { "\uFEFF编号", "编号" },
        { "\u00A0 12 34\u00A0", "12 34" },
        { "台 账", "台 账" },
        { "\u3000", "" },
        { "x", "x" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        const char *text = T[i][0];
        size_t bytes = strlen(text);
        text_trim(&text, &bytes);
        if (bytes != strlen(T[i][1]) || memcmp(text, T[i][1], bytes) != 0)
            fail_msg("row %zu: \"%.*s\"", i, (int)bytes, text);
    }
    assert_int_equal(text_points("aé台\xF0\x9F\x8C\x8A", 10), 4);
    assert_int_equal(text_columns("aé台（"), 6);
}

/* ---- sentences ---- */

static unsigned numbers_in(const char *text)
{
    unsigned found = 0;
    for (; *text; text++) {
        if (text[0] == '{' && text[1] >= '1' && text[1] <= '9' && text[2] == '}')
            found |= 1u << (text[1] - '0');
    }
    return found;
}

static void every_sentence_stands_in_both_languages(void **state)
{
    (void)state;
    for (int id = MSG_NONE + 1; id < MSG_COUNT; id++) {
        const char *zh = msg_text(LANG_ZH, (enum msg_id)id), *en = msg_text(LANG_EN, (enum msg_id)id);
        if (!*zh || !*en)
            fail_msg("message %d is empty: \"%s\" \"%s\"", id, zh, en);
        if (numbers_in(zh) != numbers_in(en))
            fail_msg("other arguments: \"%s\" \"%s\"", zh, en);
        if (!text_valid(zh, strlen(zh)) || !text_valid(en, strlen(en)))
            fail_msg("not UTF-8: \"%s\" \"%s\"", zh, en);
    }
}

static void sentences_are_filled_in(void **state)
{
    char room[200];
    (void)state;
    size_t bytes = msg_format(room, sizeof room, LANG_EN, MSG_DB_COPY, (const char *const[]) { "{2}", "why", NULL });
    assert_string_equal(room, "cannot write to \"{2}\": why"); /* an argument is not read as a sentence */
    assert_int_equal(bytes, strlen(room));
    msg_format(room, sizeof room, LANG_ZH, MSG_DB_COPY, (const char *const[]) { "甲", NULL });
    assert_string_equal(room, "不能写到“甲”：");
    msg_format(room, 11, LANG_ZH, MSG_DB_COPY, (const char *const[]) { "甲", "乙", NULL });
    assert_string_equal(room, "不能写"); /* ten bytes hold three characters */
    /* What is too long loses from its longest argument: the reason and the fix stay. */
    msg_format(room, 40, LANG_ZH, MSG_DB_COPY, (const char *const[]) { "甲乙丙丁戊己庚辛壬癸", "满了", NULL });
    assert_string_equal(room, "不能写到“甲乙丙…”：满了");
    assert_string_equal(MSG_NUM(INT64_MIN), "-9223372036854775808");
}

static void first_failure_is_kept(void **state)
{
    struct err e = { .lang = LANG_ZH }, other;
    (void)state;
    assert_false(ERR(&e, ERR_NOT_FOUND, DB_NO_FILE, "甲"));
    assert_false(ERR(&e, ERR_IO, DB_FULL));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    assert_int_equal(e.msg, MSG_DB_NO_FILE);
    assert_string_equal(e.what, "找不到文件“甲”");
    assert_non_null(strstr(e.file, "base_test.c"));
    other = err_like(&e);
    assert_int_equal(other.code, ERR_NONE);
    assert_int_equal(other.lang, LANG_ZH);
    assert_false(err_take(&other, &e, "表.csv：第3行："));
    assert_string_equal(other.what, "表.csv：第3行：找不到文件“甲”");
    assert_int_equal(other.msg, MSG_DB_NO_FILE);
    assert_false(err_take(&e, &other, "又"));
    assert_string_equal(e.what, "找不到文件“甲”");
}

static void long_failures_are_cut_between_characters(void **state)
{
    char name[1501] = "";
    (void)state;
    for (int lead = 0; lead < 3; lead++) { /* the cut falls at each place inside a character of three bytes */
        struct err e = { 0 }, placed = { 0 };
        memset(name, 'x', (size_t)lead);
        for (int i = 0; i < 400; i++)
            memcpy(name + lead + 3 * i, "台", 4);
        ERR(&e, ERR_INPUT, DB_NO_FILE, name);
        assert_true(text_valid(e.what, strlen(e.what)));
        assert_in_range(strlen(e.what), sizeof e.what - 3, sizeof e.what - 1);
        err_take(&placed, &e, "表：");
        assert_true(text_valid(placed.what, strlen(placed.what)));
        assert_in_range(strlen(placed.what), sizeof placed.what - 3, sizeof placed.what - 1);
    }
}

/* ---- the rest ---- */

static void sm3_gives_the_vectors_of_the_standard(void **state)
{
    uint8_t hash[SM3_BYTES];
    char hex[2 * SM3_BYTES + 1], sixteen[64];
    struct sm3 *s = sm3_new();
    (void)state;
    assert_non_null(s);
    sm3_of(s, "abc", 3, hash);
    assert_string_equal(sm3_hex(hex, hash), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    for (int i = 0; i < 16; i++)
        memcpy(sixteen + 4 * i, "abcd", 4);
    sm3_begin(s);
    for (int i = 0; i < 64; i += 7) /* the same in pieces that do not fit a block */
        sm3_add(s, sixteen + i, (size_t)(64 - i < 7 ? 64 - i : 7));
    sm3_end(s, hash);
    assert_string_equal(sm3_hex(hex, hash), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    sm3_free(s);
}

static void arena_keeps_what_was_there_before_a_mark(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 64);
    char *kept = arena_text(&a, "kept");
    struct arena_mark mark = arena_mark(&a);
    for (int round = 0; round < 3; round++) {
        unsigned char *big = ARENA_ARRAY(&a, unsigned char, 1000); /* larger than a block */
        for (int i = 0; i < 1000; i++)
            assert_int_equal(big[i], 0);
        memset(big, 0xAA, 1000);
        int64_t *number = ARENA_NEW(&a, int64_t);
        assert_int_equal((uintptr_t)number % _Alignof(int64_t), 0);
        arena_rewind(&a, mark);
    }
    assert_string_equal(kept, "kept");
    assert_string_equal(arena_text(&a, "更多"), "更多");
    arena_free(&a);
}

static void buf_grows_and_ends_with_nul(void **state)
{
    struct buf b = { 0 };
    (void)state;
    assert_string_equal(buf_get(&b), "");
    for (int i = 0; i < 1000; i++)
        buf_format(&b, "%d,", i % 10);
    assert_int_equal(b.bytes, 2000);
    assert_int_equal(strlen(buf_get(&b)), 2000);
    buf_clear(&b);
    assert_string_equal(buf_get(&b), "");
    buf_int(&b, INT64_MIN);
    buf_put(&b, "", 0);
    buf_char(&b, '!');
    assert_string_equal(buf_get(&b), "-9223372036854775808!");
    buf_free(&b);
}

struct doubling {
    int loads[2];
    int rounds;
};

static void make_double(void *context, int which)
{
    struct doubling *d = context;
    d->loads[which] *= 2;
    d->rounds++;
}

static void every_load_is_worked_on_once_and_comes_back_in_order(void **state)
{
    (void)state;
    for (int turns = 0; turns < 200; turns++) {
        struct doubling d = { 0 };
        struct beside *b = beside_new(make_double, &d);
        for (int i = 1; i <= turns; i++) {
            d.loads[beside_filling(b)] = i;
            int back = beside_turn(b);
            assert_int_equal(back, beside_filling(b));
            assert_int_equal(d.loads[back], 2 * (i - 1));
        }
        beside_free(b); /* the last one is under way */
        assert_int_equal(d.rounds, turns);
    }
    beside_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_load_is_worked_on_once_and_comes_back_in_order),
        cmocka_unit_test(every_day_goes_there_and_back),
        cmocka_unit_test(only_real_days_are_read),
        cmocka_unit_test(last_year_keeps_month_ends),
        cmocka_unit_test(period_before_counts_months_or_days),
        cmocka_unit_test(office_day_begins_at_sixteen_utc),
        cmocka_unit_test(decimals_are_read_exactly_or_refused),
        cmocka_unit_test(ratios_print_rounded_once_away_from_zero),
        cmocka_unit_test(ratios_compute_exactly_or_say_not),
        cmocka_unit_test(ratios_compare_without_overflow),
        cmocka_unit_test(only_wellformed_utf8_is_valid),
        cmocka_unit_test(cut_falls_between_characters),
        cmocka_unit_test(trim_takes_all_blanks_of_office_files),
        cmocka_unit_test(every_sentence_stands_in_both_languages),
        cmocka_unit_test(sentences_are_filled_in),
        cmocka_unit_test(first_failure_is_kept),
        cmocka_unit_test(long_failures_are_cut_between_characters),
        cmocka_unit_test(sm3_gives_the_vectors_of_the_standard),
        cmocka_unit_test(arena_keeps_what_was_there_before_a_mark),
        cmocka_unit_test(buf_grows_and_ends_with_nul),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
