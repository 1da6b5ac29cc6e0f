/* cli/cli_test.c: goal: what stands on a command line reaches the operation, or is refused with its sentence.
 * Method: lines as people type them, in a table; options anywhere, --option=value, --, -o, repeated fields. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/inside.h"

#define WORDS_MAX 12

static bool parse(struct arena *a, const char *const *words, struct line *out, struct err *e)
{
    char *argv[WORDS_MAX + 1] = { "taizhang" };
    int argc = 1;
    for (int i = 0; words[i]; i++)
        argv[argc++] = arena_text(a, words[i]);
    return line_parse(a, argc, argv, out, e);
}

static const struct op_arg *arg(const struct line *l, const char *name)
{
    int at = op_param(l->op, name);
    assert_true(at >= 0);
    return &l->args[at];
}

static void options_stand_anywhere(void **state)
{
    static const char *const LINES[][WORDS_MAX] = {
        { "list", "a.tz", "隐患", "--where", "级别 = 重大", "--asof", "2023-10-31" },
        { "list", "--asof=2023-10-31", "--where=级别 = 重大", "a.tz", "隐患" },
        { "list", "--where", "级别 = 重大", "--asof", "2023-10-31", "--", "a.tz", "隐患" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        struct arena a;
        struct line l;
        struct err e = { 0 };
        arena_init(&a, 4096);
        if (!parse(&a, LINES[i], &l, &e))
            fail_msg("line %zu: %s", i, e.what);
        assert_string_equal(l.op->name, "list");
        assert_string_equal(arg(&l, "file")->texts[0], "a.tz");
        assert_string_equal(arg(&l, "book")->texts[0], "隐患");
        assert_string_equal(arg(&l, "where")->texts[0], "级别 = 重大");
        assert_string_equal(arg(&l, "asof")->texts[0], "2023-10-31");
        assert_int_equal(arg(&l, "org")->count, 0);
        arena_free(&a);
    }
}

static void fields_flags_and_names_of_two_words(void **state)
{
    static const char *const ADD[] = { "--as",       "张三",   "add", "a.tz", "检查", "检查日期=2023-05-01",
                                       "单位=甲=乙", "--json", NULL };
    static const char *const IMPORT[] = { "import", "a.tz", "检查", "表.csv", "--dry-run", NULL };
    static const char *const ROLE[] = { "user", "role", "a.tz", "李四", "审核", NULL };
    struct arena a;
    struct line l;
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 4096);
    assert_true(parse(&a, ADD, &l, &e));
    assert_string_equal(l.actor, "张三");
    assert_true(l.json);
    assert_int_equal(arg(&l, "fields")->count, 2);
    assert_string_equal(arg(&l, "fields")->texts[1], "单位=甲=乙");
    assert_true(parse(&a, IMPORT, &l, &e));
    assert_int_equal(arg(&l, "dry-run")->count, 1);
    assert_int_equal(arg(&l, "moves")->count, 0);
    assert_true(parse(&a, ROLE, &l, &e));
    assert_string_equal(l.op->name, "user role");
    assert_string_equal(arg(&l, "roles")->texts[0], "审核");
    arena_free(&a);
}

static void a_wrong_line_is_a_wrong_usage(void **state)
{
    static const char *const LINES[][WORDS_MAX] = {
        { "listt", "a.tz" },
        { "list", "a.tz" },
        { "list", "a.tz", "隐患", "--wher", "" },
        { "list", "a.tz", "隐患", "多余" },
        { "list", "a.tz", "隐患", "--asof" },
        { "verify", "a.tz", "--json=1" },
        { "user" },
        { "init", "a.tz" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        struct arena a;
        struct line l;
        struct err e = { 0 };
        arena_init(&a, 4096);
        if (parse(&a, LINES[i], &l, &e))
            fail_msg("line %zu was taken", i);
        assert_int_equal(e.code, ERR_USAGE);
        assert_int_equal(op_exit_status(NULL, false, &e), 2);
        arena_free(&a);
    }
}

static void the_language_is_known_before_the_line_is(void **state)
{
    char *zh[] = { "taizhang", "list", NULL }, *en[] = { "taizhang", "nothing", "--lang", "en", NULL };
    (void)state;
    unsetenv("LC_ALL");
    setenv("LANG", "zh_CN.UTF-8", 1);
    assert_int_equal(line_language(2, zh), LANG_ZH);
    assert_int_equal(line_language(4, en), LANG_EN);
    setenv("LANG", "en_GB.UTF-8", 1);
    assert_int_equal(line_language(2, zh), LANG_EN);
    setenv("LC_ALL", "C", 1);
    assert_int_equal(line_language(2, zh), LANG_ZH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_anywhere),
        cmocka_unit_test(fields_flags_and_names_of_two_words),
        cmocka_unit_test(a_wrong_line_is_a_wrong_usage),
        cmocka_unit_test(the_language_is_known_before_the_line_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
