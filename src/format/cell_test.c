/* Goal: what clerks write is read exactly, what is doubtful is refused with its own sentence.  Method: tables. */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/day.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct {
    const char *text, *day; /* day NULL: refused with msg */
    enum msg_id msg;
} DAYS[] = {
    { "2023-10-31", "2023-10-31", 0 },
    { "2023年10月31日", "2023-10-31", 0 },
    { "2023年1月3日", "2023-01-03", 0 },
    { "2023年10月31号", "2023-10-31", 0 },
    { "2023 年 10 月 31 日", "2023-10-31", 0 },
    { "2023.10.31", "2023-10-31", 0 },
    { "2023.1.3", "2023-01-03", 0 },
    { "2023/10/31", "2023-10-31", 0 },
    { "2023/1/3", "2023-01-03", 0 },
    { "２０２３－１０－３１", "2023-10-31", 0 },
    { "２０２３年１０月３１日", "2023-10-31", 0 },
    { "20231031", "2023-10-31", 0 },
    { " 2023-10-31 ", "2023-10-31", 0 },
    { "2023/10/31 0:00", "2023-10-31", 0 },
    { "2023-10-31 00:00:00", "2023-10-31", 0 },
    { "2024-02-29", "2024-02-29", 0 },
    { "2023-02-29", NULL, MSG_CELL_DAY_NONE },
    { "2023-13-01", NULL, MSG_CELL_DAY_NONE },
    { "2023年4月31日", NULL, MSG_CELL_DAY_NONE },
    { "20231301", NULL, MSG_CELL_DAY_NONE },
    { "2023-10-311", NULL, MSG_CELL_DAY_NONE },
    { "10/31/2023", NULL, MSG_CELL_DAY_AMBIGUOUS },
    { "31/10/2023", NULL, MSG_CELL_DAY_AMBIGUOUS },
    { "1-2-2023", NULL, MSG_CELL_DAY_AMBIGUOUS },
    { "23-10-31", NULL, MSG_CELL_DAY_YEAR },
    { "23年10月31日", NULL, MSG_CELL_DAY_YEAR },
    { "2023-10-31 08:30", NULL, MSG_CELL_DAY_TIME },
    { "2023年10月31日8时", NULL, MSG_CELL_DAY_TIME },
    { "2023-10/31", NULL, MSG_CELL_DAY_SHAPE },
    { "2023年10月31", NULL, MSG_CELL_DAY_SHAPE },
    { "2023年10月", NULL, MSG_CELL_DAY_SHAPE },
    { "2023-10", NULL, MSG_CELL_DAY_SHAPE },
    { "45230", NULL, MSG_CELL_DAY_SHAPE },
    { "十月三十一日", NULL, MSG_CELL_DAY_SHAPE },
    { "2023-10-31起", NULL, MSG_CELL_DAY_SHAPE },
    { "", NULL, MSG_CELL_DAY_SHAPE },
    { "-", NULL, MSG_CELL_DAY_SHAPE },
    { "2023-10-31-1", NULL, MSG_CELL_DAY_SHAPE },
    { "99999999999999999999", NULL, MSG_CELL_DAY_SHAPE },
};

static void reads_days(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(DAYS); i++) {
        struct err e = { 0 };
        int32_t day = 0;
        bool ok = cell_day(DAYS[i].text, strlen(DAYS[i].text), &day, &e);
        if (ok != (DAYS[i].day != NULL) || e.msg != DAYS[i].msg || (ok && strcmp(DAY_TEXT(day), DAYS[i].day) != 0))
            fail_msg("\"%s\": %s %s", DAYS[i].text, ok ? DAY_TEXT(day) : "refused", e.what);
    }
}

static const struct {
    const char *text, *number; /* number NULL: refused with msg */
    enum msg_id msg;
} NUMBERS[] = {
    { "0", "0", 0 },
    { "-0", "0", 0 },
    { "-0.00", "0", 0 },
    { "007", "7", 0 },
    { "+5", "5", 0 },
    { "-5", "-5", 0 },
    { "－５", "-5", 0 },
    { "−5", "-5", 0 },
    { "12.50", "12.5", 0 },
    { "12.00", "12", 0 },
    { "0.05", "0.05", 0 },
    { "00.5", "0.5", 0 },
    { "１２３４", "1234", 0 },
    { "１，２３４．５", "1234.5", 0 },
    { "1,234.50", "1234.5", 0 },
    { "1,234,567.8", "1234567.8", 0 },
    { "100,000", "100000", 0 },
    { "3.5万", "35000", 0 },
    { "3.5 万", "35000", 0 },
    { "1.2亿", "120000000", 0 },
    { "1.5万亿", "1500000000000", 0 },
    { "0.00005万", "0.5", 0 },
    { "-0.12345万", "-1234.5", 0 },
    { "1,234万", "12340000", 0 },
    { " 1 ", "1", 0 },
    { "999999999999999999999999999999999999999999", NULL, MSG_CELL_NUMBER_LONG },
    { "12,34", NULL, MSG_CELL_NUMBER_GROUPS },
    { "1234,567", NULL, MSG_CELL_NUMBER_GROUPS },
    { "1,23,456", NULL, MSG_CELL_NUMBER_GROUPS },
    { "1,234,5", NULL, MSG_CELL_NUMBER_GROUPS },
    { "1,", NULL, MSG_CELL_NUMBER_GROUPS },
    { "1,,000", NULL, MSG_CELL_NUMBER_GROUPS },
    { "1.234,5", NULL, MSG_CELL_NUMBER_GROUPS },
    { "约3万", NULL, MSG_CELL_NUMBER_APPROX },
    { "3万余", NULL, MSG_CELL_NUMBER_APPROX },
    { "30多", NULL, MSG_CELL_NUMBER_APPROX },
    { "1e5", NULL, MSG_CELL_NUMBER_EXPONENT },
    { "1.2E+05", NULL, MSG_CELL_NUMBER_EXPONENT },
    { "１２％", NULL, MSG_CELL_NUMBER_PERCENT },
    { "12%", NULL, MSG_CELL_NUMBER_PERCENT },
    { "12‰", NULL, MSG_CELL_NUMBER_PERCENT },
    { "35元", NULL, MSG_CELL_NUMBER_UNIT },
    { "3.5万元", NULL, MSG_CELL_NUMBER_UNIT },
    { "12个", NULL, MSG_CELL_NUMBER_UNIT },
    { "12 km", NULL, MSG_CELL_NUMBER_UNIT },
    { "1亿2000万", NULL, MSG_CELL_NUMBER_SHAPE },
    { "", NULL, MSG_CELL_NUMBER_SHAPE },
    { "-", NULL, MSG_CELL_NUMBER_SHAPE },
    { ".5", NULL, MSG_CELL_NUMBER_SHAPE },
    { "5.", NULL, MSG_CELL_NUMBER_SHAPE },
    { "1.2.3", NULL, MSG_CELL_NUMBER_SHAPE },
    { "--5", NULL, MSG_CELL_NUMBER_SHAPE },
    { "1 2", NULL, MSG_CELL_NUMBER_SHAPE },
    { "万", NULL, MSG_CELL_NUMBER_SHAPE },
    { "无", NULL, MSG_CELL_NUMBER_SHAPE },
    { "3-5", NULL, MSG_CELL_NUMBER_SHAPE },
};

static void reads_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(NUMBERS); i++) {
        struct err e = { 0 };
        char out[64] = "";
        bool ok = cell_number(NUMBERS[i].text, strlen(NUMBERS[i].text), out, &e);
        if (ok != (NUMBERS[i].number != NULL) || e.msg != NUMBERS[i].msg || (ok && strcmp(out, NUMBERS[i].number) != 0))
            fail_msg("\"%s\": %s %s", NUMBERS[i].text, ok ? out : "refused", e.what);
    }
}

static void sentences_name_the_text_and_the_fix(void **state)
{
    (void)state;
    struct err e = { 0 };
    char out[64];
    assert_false(cell_number("３．５万元", strlen("３．５万元"), out, &e));
    assert_string_equal(e.what, "“３．５万元”带有单位：请去掉“元”，只写数");
    e = (struct err) { .lang = LANG_EN };
    int32_t day;
    assert_false(cell_day("10/31/2023", 10, &day, &e));
    assert_string_equal(e.what, "the day \"10/31/2023\" is ambiguous: write it like 2023-10-31");
}

/* A cell of any length makes a sentence that still holds its fix. */
static void sentences_stay_short(void **state)
{
    (void)state;
    char text[3000];
    for (size_t i = 0; i < sizeof text; i += 3)
        memcpy(text + i, "字", 3);
    struct err e = { 0 };
    char out[64];
    assert_false(cell_number(text, sizeof text, out, &e));
    assert_non_null(strstr(e.what, "请写成 1234.5 这样"));
    e = (struct err) { 0 };
    int32_t day;
    assert_false(cell_day(text, sizeof text, &day, &e));
    assert_non_null(strstr(e.what, "2023年10月31日"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_days),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(sentences_name_the_text_and_the_fix),
        cmocka_unit_test(sentences_stay_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
