/* catalog/value_test.c: goal: what is a value of a field, what is a good name, what is near.
 * Method: a row per case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "catalog/catalog.h"
#include "catalog/name.h"
#include "catalog/near.h"

static const struct {
    enum field_type type;
    int scale;
    const char *text;
    enum msg_id id;
    int64_t value;
} VALUES[] = {
    { FIELD_TEXT, 0, "任何文字", MSG_NONE, 0 },
    { FIELD_TEXT, 0, "", MSG_CATALOG_VALUE_EMPTY, 0 },
    { FIELD_TEXT, 0, "\xE4\xB8", MSG_CATALOG_VALUE_TEXT, 0 },
    { FIELD_INT, 0, "-12", MSG_NONE, -12 },
    { FIELD_INT, 0, "12.0", MSG_NONE, 12 },
    { FIELD_INT, 0, "12.5", MSG_CATALOG_VALUE_WHOLE, 0 },
    { FIELD_INT, 0, "1,200", MSG_CATALOG_VALUE_NUMBER, 0 },
    { FIELD_DECIMAL, 3, "0.125", MSG_NONE, 125 },
    { FIELD_DECIMAL, 3, "0.1255", MSG_CATALOG_VALUE_SCALE, 0 },
    { FIELD_MONEY, 2, "12.5", MSG_NONE, 1250 },
    { FIELD_MONEY, 2, "12元", MSG_CATALOG_VALUE_NUMBER, 0 },
    { FIELD_DAY, 0, "2024-02-29", MSG_NONE, 19782 },
    { FIELD_DAY, 0, "2023-02-29", MSG_CATALOG_VALUE_DAY, 0 },
    { FIELD_CHOICE, 0, "重大", MSG_NONE, 0 },
    { FIELD_CHOICE, 0, "特大", MSG_CATALOG_VALUE_CHOICE, 0 },
    { FIELD_BOOL, 0, "true", MSG_NONE, 1 },
    { FIELD_BOOL, 0, "false", MSG_NONE, 0 },
    { FIELD_BOOL, 0, "是", MSG_CATALOG_VALUE_BOOL, 0 },
    { FIELD_REF, 0, "任何编号", MSG_NONE, 0 },
    { FIELD_PLACE, 0, "118.1,32.2", MSG_NONE, 0 },
    { FIELD_FILE, 0, "照片.jpg", MSG_NONE, 0 },
};

static void values_are_checked(void **state)
{
    static const char *const CHOICES[] = { "一般", "重大" };
    (void)state;
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
        struct field f = {
            .name = "项", .type = VALUES[i].type, .scale = VALUES[i].scale, .values = CHOICES, .value_count = 2
        };
        struct err e = { 0 };
        int64_t value = -1;
        bool ok = field_check(&f, VALUES[i].text, strlen(VALUES[i].text), &value, &e);
        if (ok != (VALUES[i].id == MSG_NONE) || e.msg != VALUES[i].id || (ok && value != VALUES[i].value))
            fail_msg("row %d %s: %s", (int)i, VALUES[i].text, e.what);
    }
}

static void a_choice_says_what_there_is(void **state)
{
    static const char *const CHOICES[] = { "日常", "联合检查" };
    struct field f = { .name = "行动", .type = FIELD_CHOICE, .values = CHOICES, .value_count = 2 };
    struct err e = { 0 };
    (void)state;
    assert_false(field_check(&f, "联合检察", strlen("联合检察"), NULL, &e));
    assert_string_equal(e.what, "“行动”没有“联合检察”这个选项；可以用：联合检查、日常");
}

static void every_type_has_a_name(void **state)
{
    (void)state;
    for (int t = FIELD_TEXT; t <= FIELD_FILE; t++) {
        assert_true(field_type_name(LANG_ZH, (enum field_type)t)[0]);
        assert_true(field_type_name(LANG_EN, (enum field_type)t)[0]);
    }
}

static const struct {
    const char *name;
    enum msg_id id;
} NAMES[] = {
    { "检查", MSG_NONE },
    { "a_1·乙", MSG_NONE },
    { "㐀𠀀々〇", MSG_NONE },
    { "дом", MSG_NONE },
    { "", MSG_CATALOG_NAME_EMPTY },
    { "2月", MSG_CATALOG_NAME_DIGIT },
    { "sum", MSG_CATALOG_NAME_RESERVED },
    { "Sum", MSG_NONE },
    { "甲 乙", MSG_CATALOG_NAME_CHARACTER },
    { "甲　乙", MSG_CATALOG_NAME_CHARACTER },
    { "甲|乙", MSG_CATALOG_NAME_CHARACTER },
    { "甲{", MSG_CATALOG_NAME_CHARACTER },
    { "甲“", MSG_CATALOG_NAME_CHARACTER },
    { "甲'", MSG_CATALOG_NAME_CHARACTER },
    { "甲\"", MSG_CATALOG_NAME_CHARACTER },
    { "甲（乙）", MSG_CATALOG_NAME_CHARACTER },
    { "甲\n", MSG_CATALOG_NAME_CHARACTER },
    { "甲\xE2\x80\x8B", MSG_CATALOG_NAME_CHARACTER },
    { "１月", MSG_CATALOG_NAME_CHARACTER },
    { "😀", MSG_CATALOG_NAME_CHARACTER },
};

static void names_are_good_or_not(void **state)
{
    char bad[8];
    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (name_mistake(NAMES[i].name, bad) != NAMES[i].id)
            fail_msg("%s", NAMES[i].name);
    assert_int_equal(label_mistake("危化（一级）/ 甲", bad), MSG_NONE);
    assert_int_equal(label_mistake(" 甲", bad), MSG_CATALOG_LABEL_CHARACTER);
    assert_int_equal(label_mistake("甲\"", bad), MSG_CATALOG_LABEL_CHARACTER);
}

static void the_nearest_is_found(void **state)
{
    struct near n;
    char room[NEAR_HINT_BYTES];
    (void)state;
    near_begin(&n, "排查单元");
    near_offer(&n, "整改率");
    near_offer(&n, "排查企业");
    near_offer(&n, "排查单位");
    assert_string_equal(near_best(&n), "排查单位");
    assert_string_equal(near_hint(&n, LANG_ZH, room), "；是不是“排查单位”？");
    near_begin(&n, "Formla");
    near_offer(&n, "formula");
    assert_string_equal(near_hint(&n, LANG_EN, room), "; did you mean “formula”?");
    near_begin(&n, "甲");
    near_offer(&n, "乙");
    assert_string_equal(near_best(&n), "");
    assert_string_equal(near_hint(&n, LANG_ZH, room), "；可以用：乙");
    near_begin(&n, "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二"
                   "三四五六七八九十一二三四五六七八九十");
    near_offer(&n, "一");
    assert_string_equal(near_best(&n), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_checked),    cmocka_unit_test(a_choice_says_what_there_is),
        cmocka_unit_test(every_type_has_a_name), cmocka_unit_test(names_are_good_or_not),
        cmocka_unit_test(the_nearest_is_found),
    };
    return cmocka_run_group_tests_name("catalog value", tests, NULL, NULL);
}
