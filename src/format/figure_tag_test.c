/* Goal: what a tag says is read back whole; a tag is never longer than Word allows, never ambiguous. */
#include "format/figure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/day.h"

static struct figure figure(const char *measure, const char *modifier, const char *value)
{
    return (struct figure) { .measure = measure,
                             .modifier = modifier,
                             .value = value,
                             .unit = "家",
                             .scope = "云溪县",
                             .scope_number = "01",
                             .from = day_of(2023, 1, 1),
                             .asof = day_of(2023, 10, 31),
                             .known = 73311,
                             .note = "" };
}

static void expect_tag(struct figure f, int number, const char *tag)
{
    struct buf out = { 0 };
    figure_tag(&f, number, &out);
    assert_string_equal(buf_get(&out), tag);
    buf_free(&out);
}

static void writes_the_long_form_where_it_fits(void **state)
{
    (void)state;
    expect_tag(figure("排查单位", "", "40373"), 17, "tz:排查单位;01;2023-01-01;2023-10-31;73311;40373");
    expect_tag(figure("立案", "yoy", NULL), 17, "tz:立案 yoy;01;2023-01-01;2023-10-31;73311;-");
    expect_tag(figure("罚款", "", "-12.50"), 17, "tz:罚款;01;2023-01-01;2023-10-31;73311;-12.50");
}

static void names_the_number_where_the_long_form_would_not_do(void **state)
{
    (void)state;
    expect_tag(figure("count(隐患 where 级别 = 重大 and state = 已销号)", "", "1"), 17, "tz:#17");
    expect_tag(figure("count(a where b = \";\")", "", "1"), 3, "tz:#3");
    expect_tag(figure("x yoy", "", "1"), 4, "tz:#4"); /* would read back as x and yoy */
    struct figure f = figure("排查单位", "", "1");
    f.scope_number = "0;1";
    expect_tag(f, 5, "tz:#5");
}

static void keeps_to_the_length_word_allows(void **state)
{
    (void)state;
    char measure[80] = "";
    for (int n = 1; n < 70; n++) {
        measure[n - 1] = 'm';
        measure[n] = '\0';
        struct figure f = figure(measure, "", "1");
        struct buf out = { 0 };
        figure_tag(&f, 9, &out);
        assert_true(utf16_units(out.data, out.bytes) <= FIGURE_TAG_MAX);
        /* "tz:" + n + ";01;2023-01-01;2023-10-31;73311;1" is 64 units long at n = 28 */
        assert_int_equal(strcmp(buf_get(&out), "tz:#9") == 0, n > 28);
        buf_clear(&out);
        figure_tag(&f, 0, &out);
        assert_non_null(strstr(buf_get(&out), measure));
        buf_free(&out);
    }
    assert_int_equal(utf16_units("a𠮷", 5), 3);
    assert_int_equal(utf16_cut("a𠮷b", 6, 2), 1);
    assert_int_equal(utf16_cut("a𠮷b", 6, 3), 5);
}

static void expect_back(struct figure f)
{
    struct arena a;
    arena_init(&a, 4096);
    struct buf tag = { 0 };
    struct figure back;
    figure_tag(&f, 0, &tag);
    assert_true(figure_untag(&a, buf_get(&tag), &back));
    assert_string_equal(back.measure, f.measure);
    assert_string_equal(back.modifier, f.modifier);
    assert_string_equal(back.scope_number, f.scope_number);
    assert_true(text_same(back.value, f.value));
    assert_int_equal(back.from, f.from);
    assert_int_equal(back.asof, f.asof);
    assert_int_equal(back.known, f.known);
    buf_free(&tag);
    arena_free(&a);
}

static void reads_back_what_it_wrote(void **state)
{
    (void)state;
    static const char *const MODIFIERS[] = {
        "", "yoy", "mom", "yoy base", "mom base", "yoy 点", "mom 点", "by 级别 = 重大"
    };
    for (size_t i = 0; i < sizeof MODIFIERS / sizeof *MODIFIERS; i++) {
        expect_back(figure("整改率", MODIFIERS[i], "95.21"));
        expect_back(figure("整改隐患 / 问题隐患", MODIFIERS[i], NULL));
        expect_back(figure("count(a where b = \"x;y\")", MODIFIERS[i], "-3"));
    }
}

static void refuses_what_is_no_tag(void **state)
{
    (void)state;
    static const char *const BAD[] = {
        "",
        "tz:",
        "tz:#17",
        "签名",
        "tz:a;01;2023-01-01;2023-10-31;7",
        "tz:;01;2023-01-01;2023-10-31;7;1",
        "tz:a;01;2023-01-01;2023-02-30;7;1",
        "tz:a;01;2023-01-01;2023-10-31;x;1",
        "tz:a;01;2023-01-01;2023-10-31;99999999999999999999;1",
        "tz:a;01;2023-01-01;2023-10-31;7;1.",
        "tz:a;01;2023-01-01;2023-10-31;7;",
        "zt:a;01;2023-01-01;2023-10-31;7;1",
    };
    struct arena a;
    arena_init(&a, 4096);
    struct figure f;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        assert_false(figure_untag(&a, BAD[i], &f));
    arena_free(&a);
}

static void expect_period(int32_t from, int32_t asof, const char *words)
{
    struct buf out = { 0 };
    figure_period(LANG_ZH, from, asof, &out);
    assert_string_equal(buf_get(&out), words);
    buf_free(&out);
}

static void says_the_period_as_people_do(void **state)
{
    (void)state;
    expect_period(day_of(2023, 1, 1), day_of(2023, 10, 31), "2023年1—10月");
    expect_period(day_of(2023, 1, 1), day_of(2023, 12, 31), "2023年");
    expect_period(day_of(2023, 2, 1), day_of(2023, 2, 28), "2023年2月");
    expect_period(day_of(2023, 1, 1), day_of(2023, 10, 25), "2023年1月1日—10月25日");
    expect_period(day_of(2022, 11, 1), day_of(2023, 1, 31), "2022年11月—2023年1月");
    expect_period(day_of(2022, 12, 5), day_of(2023, 1, 4), "2022年12月5日—2023年1月4日");
    expect_period(day_of(2023, 5, 4), day_of(2023, 5, 4), "2023年5月4日");
    expect_period(DAY_FIRST, day_of(2023, 5, 4), "截至2023年5月4日");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_long_form_where_it_fits),
        cmocka_unit_test(names_the_number_where_the_long_form_would_not_do),
        cmocka_unit_test(keeps_to_the_length_word_allows),
        cmocka_unit_test(reads_back_what_it_wrote),
        cmocka_unit_test(refuses_what_is_no_tag),
        cmocka_unit_test(says_the_period_as_people_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
