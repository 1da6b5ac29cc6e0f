/* Goal: every wording of a number, a change and a period is right.  Method: tables, one row a case. */
#include "report/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/day.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static void says_numbers(void **state)
{
    (void)state;
    static const struct {
        int64_t units;
        int scale;
        const char *unit;
        enum shorten shorten;
        int print_digits, digits;
        bool bare;
        const char *want;
    } ROWS[] = {
        { 40373, 0, "家", SHORTEN_NONE, -1, 0, false, "40373家" },
        { 40373, 0, "家", SHORTEN_NONE, -1, 0, true, "40373" },
        { 40373, 0, "家", SHORTEN_WAN, -1, 0, false, "4.04万家" },
        { 40373, 0, "家", SHORTEN_WAN, -1, 0, true, "4.04万" },
        { 40373, 0, "家", SHORTEN_WAN, 0, 0, false, "4万家" },
        { 40373, 0, "家", SHORTEN_WAN, 4, 0, false, "4.0373万家" },
        { 40000, 0, "家", SHORTEN_WAN, -1, 0, false, "4万家" },
        { 9999, 0, "家", SHORTEN_WAN, -1, 0, false, "9999家" },
        { 10000, 0, "家", SHORTEN_WAN, -1, 0, false, "1万家" },
        { 99996, 1, "亩", SHORTEN_WAN, -1, 0, false, "1万亩" },
        { 99994, 1, "亩", SHORTEN_WAN, -1, 0, false, "9999亩" },
        { -51800, 0, "亩", SHORTEN_WAN, -1, 0, false, "-5.18万亩" },
        { 12345678, 0, "元", SHORTEN_WAN, -1, 2, false, "1234.57万元" },
        { 123456789, 0, "元", SHORTEN_YI, -1, 2, false, "1.23亿元" },
        { 5000000, 0, "元", SHORTEN_YI, -1, 2, false, "500万元" },
        { 500, 0, "元", SHORTEN_YI, -1, 2, false, "500元" },
        { 40373, 0, "家", SHORTEN_ROUGH, -1, 0, false, "4万余家" },
        { 40000, 0, "家", SHORTEN_ROUGH, -1, 0, false, "4万家" },
        { 184566, 0, "条", SHORTEN_ROUGH, -1, 0, false, "18万余条" },
        { 7012, 0, "条", SHORTEN_ROUGH, -1, 0, false, "7000余条" },
        { 7000, 0, "条", SHORTEN_ROUGH, -1, 0, false, "7000条" },
        { 70005, 1, "条", SHORTEN_ROUGH, -1, 1, false, "7000余条" },
        { 350, 0, "车次", SHORTEN_ROUGH, -1, 0, false, "350车次" },
        { -7012, 0, "元", SHORTEN_ROUGH, -1, 0, false, "-7000余元" },
        { 312345678, 0, "元", SHORTEN_ROUGH, -1, 0, false, "3亿余元" },
        { 9521, 2, "%", SHORTEN_NONE, -1, 2, false, "95.21%" },
        { 9521, 2, "%", SHORTEN_NONE, 1, 2, false, "95.2%" },
        { 1005, 3, "", SHORTEN_NONE, -1, 2, false, "1.01" },
        { 0, 0, "起", SHORTEN_WAN, -1, 0, false, "0起" },
    };
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct print p = { .shorten = ROWS[i].shorten, .digits = ROWS[i].print_digits, .bare = ROWS[i].bare };
        struct buf out = { 0 };
        assert_true(words_number(&out, ratio_units(ROWS[i].units, ROWS[i].scale), ROWS[i].unit, &p, ROWS[i].digits));
        assert_string_equal(buf_get(&out), ROWS[i].want);
        buf_free(&out);
    }
}

static void says_changes(void **state)
{
    (void)state;
    static const struct {
        struct comparison c;
        const char *want, *value;
    } ROWS[] = {
        { { .now = { 115, 1 }, .base = { 100, 1 }, .change = CHANGE_YEAR, .digits = 2 }, "增长15%", "15" },
        { { .now = { 6, 1 }, .base = { 10, 1 }, .change = CHANGE_YEAR, .digits = 2 }, "下降40%", "-40" },
        { { .now = { 1, 1 }, .base = { 3, 1 }, .change = CHANGE_YEAR, .digits = 2 }, "下降66.67%", "-66.67" },
        { { .now = { 1, 1 }, .base = { 3, 1 }, .change = CHANGE_YEAR, .digits = 1 }, "下降66.7%", "-66.67" },
        { { .now = { 7, 1 }, .base = { 7, 1 }, .change = CHANGE_YEAR, .digits = 2 }, "持平", "0" },
        { { .now = { 10001, 1 }, .base = { 10000, 1 }, .change = CHANGE_YEAR, .digits = 1 }, "基本持平", "0.01" },
        { { .now = { 0, 1 }, .base = { 4, 1 }, .change = CHANGE_PERIOD, .digits = 2 }, "下降100%", "-100" },
        { { .now = { 5, 1 }, .base = { -10, 1 }, .change = CHANGE_YEAR, .digits = 2 }, "增长150%", "150" },
        { { .now = { 5, 1 }, .base = { 0, 1 }, .change = CHANGE_YEAR, .digits = 2 }, "无可比基数（上年同期无此项）", NULL },
        { { .now = { 5, 1 }, .base_null = true, .change = CHANGE_PERIOD, .digits = 2 }, "无可比基数（上期无此项）", NULL },
        { { .now = { 0, 1 }, .base = { 0, 1 }, .change = CHANGE_YEAR, .digits = 2 }, "持平（与上年同期均为0）", NULL },
        { { .now = { 0, 1 }, .base = { 0, 1 }, .change = CHANGE_PERIOD, .digits = 2 }, "持平（与上期均为0）", NULL },
        { { .now_null = true, .base = { 3, 1 }, .change = CHANGE_YEAR, .digits = 2 }, "暂无数据", NULL },
        { { .now = { 982, 10 }, .base = { 961, 10 }, .points = true, .digits = 2 }, "提高2.1个百分点", "2.1" },
        { { .now = { 90, 1 }, .base = { 961, 10 }, .points = true, .digits = 2 }, "下降6.1个百分点", "-6.1" },
        { { .now = { 90, 1 }, .base = { 0, 1 }, .points = true, .digits = 2 }, "提高90个百分点", "90" },
    };
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct comparison c = ROWS[i].c;
        c.base = c.base.den ? c.base : ratio_int(0);
        c.now = c.now.den ? c.now : ratio_int(0);
        c.value_digits = 2;
        struct buf out = { 0 };
        char value[64];
        bool has_value;
        assert_true(words_change(&out, &c, value, &has_value));
        assert_string_equal(buf_get(&out), ROWS[i].want);
        assert_int_equal(has_value, ROWS[i].value != NULL);
        if (has_value)
            assert_string_equal(value, ROWS[i].value);
        buf_free(&out);
    }
}

static void says_periods(void **state)
{
    (void)state;
    static const struct {
        const char *from, *asof, *period, *until;
    } ROWS[] = {
        { "2023-01-01", "2023-10-31", "1—10月", "截至10月31日" },
        { "2023-01-01", "2023-12-31", "全年", "全年" },
        { "2023-01-01", "2023-01-31", "1月", "截至1月31日" },
        { "2024-01-01", "2024-02-28", "1月1日至2月28日", "截至2月28日" },
        { "2023-04-01", "2023-06-30", "4—6月", "截至6月30日" },
        { "2023-05-04", "2023-05-04", "5月4日", "截至5月4日" },
        { "2022-07-01", "2023-06-30", "2022年7月1日至2023年6月30日", "截至6月30日" },
    };
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        int32_t from, asof;
        assert_true(day_parse(ROWS[i].from, 10, &from) && day_parse(ROWS[i].asof, 10, &asof));
        struct buf out = { 0 };
        words_period(&out, from, asof);
        assert_string_equal(buf_get(&out), ROWS[i].period);
        buf_clear(&out);
        words_until(&out, from, asof);
        assert_string_equal(buf_get(&out), ROWS[i].until);
        buf_clear(&out);
        words_day(&out, day_of(2023, 10, 31));
        assert_string_equal(buf_get(&out), "2023年10月31日");
        buf_free(&out);
    }
}

static void shows_ratios_of_hundreds(void **state)
{
    (void)state;
    struct ratio out, half = { 1, 2 };
    assert_true(words_shown(half, "%", &out) && ratio_cmp(out, ratio_int(50)) == 0);
    assert_true(words_shown(half, "‰", &out) && ratio_cmp(out, ratio_int(500)) == 0);
    assert_true(words_shown(half, "家", &out) && ratio_cmp(out, half) == 0);
    struct ratio huge = { (int128)1 << 126, 1 };
    assert_false(words_shown(huge, "%", &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_numbers),
        cmocka_unit_test(says_changes),
        cmocka_unit_test(says_periods),
        cmocka_unit_test(shows_ratios_of_hundreds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
