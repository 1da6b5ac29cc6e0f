/* Goal: every number, day and format of a sheet means what its reader sees.  Method: tables of the file's text and ours. */
#include "format/xlsx_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text;
    enum cell_kind kind;
    const char *means;
    bool lossy;
} NUMBERS[] = {
    { "0", CELL_NUMBER, "0", false },
    { "-0", CELL_NUMBER, "0", false },
    { "0.000", CELL_NUMBER, "0", false },
    { "12", CELL_NUMBER, "12", false },
    { "+12", CELL_NUMBER, "12", false },
    { "-12.50", CELL_NUMBER, "-12.5", false },
    { "0012", CELL_NUMBER, "12", false },
    { ".5", CELL_NUMBER, "0.5", false },
    { "5.", CELL_NUMBER, "5", false },
    { "100", CELL_NUMBER, "100", false },
    { "1E3", CELL_NUMBER, "1000", false },
    { "1.2E+3", CELL_NUMBER, "1200", false },
    { "1.5e-3", CELL_NUMBER, "0.0015", false },
    { "0.1", CELL_NUMBER, "0.1", false },
    { "0.30000000000000004", CELL_NUMBER, "0.3", false },
    { "35.200000000000003", CELL_NUMBER, "35.2", false },
    { "0.99999999999999989", CELL_NUMBER, "1", false },
    { "-999999999999999.9", CELL_TEXT, "-1E+15", true },
    { "999999999999999", CELL_NUMBER, "999999999999999", false },
    { "1000000000000000", CELL_TEXT, "1E+15", true },
    { "1.1010519491231E+17", CELL_TEXT, "1.1010519491231E+17", true },
    { "110105194912310021", CELL_TEXT, "1.1010519491231E+17", true },
    { "1E-20", CELL_NUMBER, "0.00000000000000000001", false },
    { "1E-300", CELL_TEXT, "1E-300", false },
    { "1E+99999999999", CELL_TEXT, "1E+9999", true },
    { "", CELL_EMPTY, "", false },
    { "-", CELL_EMPTY, "", false },
    { ".", CELL_EMPTY, "", false },
    { "1,5", CELL_EMPTY, "", false },
    { "1e", CELL_EMPTY, "", false },
    { "1e+", CELL_EMPTY, "", false },
    { "0x10", CELL_EMPTY, "", false },
    { "NaN", CELL_EMPTY, "", false },
    { "1 2", CELL_EMPTY, "", false },
};

static void numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
        char out[XLSX_VALUE_ROOM] = "";
        bool lossy;
        enum cell_kind kind =
            xlsx_value(NUMBERS[i].text, strlen(NUMBERS[i].text), (struct xlsx_style) { 0 }, false, out, &lossy);
        if (kind != CELL_EMPTY)
            assert_string_equal(out, NUMBERS[i].means);
        assert_int_equal(kind, NUMBERS[i].kind);
        assert_int_equal(lossy, NUMBERS[i].lossy);
    }
}

static const struct {
    const char *code, *text;
    bool date1904;
    enum cell_kind kind;
    const char *means;
} STYLED[] = {
    { "yyyy/m/d", "45230", false, CELL_DAY, "2023-10-31" },
    { "yyyy/m/d", "45230.0", false, CELL_DAY, "2023-10-31" },
    { "yyyy/m/d h:mm", "45230", false, CELL_DAY, "2023-10-31" },
    { "yyyy/m/d h:mm", "45230.354166666664", false, CELL_TEXT, "2023-10-31 08:30" },
    { "yyyy/m/d", "45230.354166666664", false, CELL_TEXT, "2023-10-31 08:30" },
    { "yyyy/m/d", "45230.99999999999", false, CELL_DAY, "2023-11-01" },
    { "yyyy/m/d", "45230.000011574", false, CELL_TEXT, "2023-10-31 00:00:01" },
    { "yyyy/m/d", "43768", true, CELL_DAY, "2023-10-31" },
    { "yyyy/m/d", "0", true, CELL_DAY, "1904-01-01" },
    { "yyyy/m/d", "61", false, CELL_DAY, "1900-03-01" },
    { "yyyy/m/d", "60", false, CELL_TEXT, "60" },
    { "yyyy/m/d", "1", false, CELL_TEXT, "1" },
    { "yyyy/m/d", "0", false, CELL_TEXT, "0" },
    { "yyyy/m/d", "-5", false, CELL_TEXT, "-5" },
    { "yyyy/m/d", "0.354166666666667", false, CELL_TEXT, "0.354166666666667" },
    { "yyyy/m/d", "2958465", false, CELL_DAY, "9999-12-31" },
    { "yyyy/m/d", "2958466", false, CELL_TEXT, "2958466" },
    { "yyyy/m/d", "2957003", true, CELL_DAY, "9999-12-31" },
    { "yyyy/m/d", "2957004", true, CELL_TEXT, "2957004" },
    { "yyyy/m/d", "1E+300", false, CELL_TEXT, "1E+300" },
    { "yyyy\"年\"m\"月\"d\"日\";@", "45230", false, CELL_DAY, "2023-10-31" },
    { "[$-804]yyyy\"年\"m\"月\"", "45200", false, CELL_DAY, "2023-10-01" },
    { "[DBNum1][$-804]m月d日", "45230", false, CELL_DAY, "2023-10-31" },
    { "mmm", "45230", false, CELL_DAY, "2023-10-31" },
    { "aaaa", "45230", false, CELL_DAY, "2023-10-31" },
    { "h:mm a/p", "0.5", false, CELL_TEXT, "12:00" },
    { "h:mm", "0.354166666666667", false, CELL_TEXT, "08:30" },
    { "h:mm:ss AM/PM", "0.5", false, CELL_TEXT, "12:00" },
    { "上午/下午h\"时\"mm\"分\"", "0.75", false, CELL_TEXT, "18:00" },
    { "mm:ss", "0.5001", false, CELL_TEXT, "12:00:09" },
    { "h:mm", "45230.354166666664", false, CELL_TEXT, "2023-10-31 08:30" },
    { "[h]:mm", "1.5", false, CELL_TEXT, "36:00" },
    { "[mm]:ss", "0.5", false, CELL_TEXT, "12:00" },
    { "0%", "0.95", false, CELL_TEXT, "95%" },
    { "0.00%", "0.12345", false, CELL_TEXT, "12.345%" },
    { "0%", "1", false, CELL_TEXT, "100%" },
    { "0%", "0", false, CELL_TEXT, "0%" },
    { "0%", "0.57999999999999996", false, CELL_TEXT, "58%" },
    { "0000", "101", false, CELL_TEXT, "0101" },
    { "0000", "12345", false, CELL_NUMBER, "12345" },
    { "0000", "-5", false, CELL_NUMBER, "-5" },
    { "000", "1.5", false, CELL_NUMBER, "1.5" },
    { "000", "0", false, CELL_TEXT, "000" },
    { "General", "45230", false, CELL_NUMBER, "45230" },
    { "0.00E+00", "45230", false, CELL_NUMBER, "45230" },
    { "#,##0.00", "45230.5", false, CELL_NUMBER, "45230.5" },
    { "#,##0\"day\"", "3", false, CELL_NUMBER, "3" },
    { "0\\d", "3", false, CELL_NUMBER, "3" },
    { "[Red]0", "3", false, CELL_NUMBER, "3" },
    { "[>100]0;yyyy", "3", false, CELL_NUMBER, "3" },
    { "_(* #,##0_)", "3", false, CELL_NUMBER, "3" },
    { "0\"", "3", false, CELL_NUMBER, "3" },
    { "@", "3", false, CELL_NUMBER, "3" },
};

static void styled(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof STYLED / sizeof *STYLED; i++) {
        char out[XLSX_VALUE_ROOM] = "";
        bool lossy;
        enum cell_kind kind = xlsx_value(STYLED[i].text, strlen(STYLED[i].text), xlsx_style_of(STYLED[i].code),
                                         STYLED[i].date1904, out, &lossy);
        if (strcmp(out, STYLED[i].means) != 0 || kind != STYLED[i].kind)
            print_error("%s %s\n", STYLED[i].code, STYLED[i].text);
        assert_string_equal(out, STYLED[i].means);
        assert_int_equal(kind, STYLED[i].kind);
    }
}

static void known_formats(void **state)
{
    (void)state;
    static const int DAYS[] = { 14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58 };
    static const int TIMES[] = { 18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56 };
    static const int PLAIN[] = { 0, 1, 2, 3, 4, 11, 12, 13, 23, 26, 37, 44, 48, 49, 59, 63 };
    for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS; i++)
        assert_int_equal(xlsx_style_builtin(DAYS[i]).format, XLSX_DAY);
    for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++)
        assert_int_equal(xlsx_style_builtin(TIMES[i]).format, XLSX_TIME);
    for (size_t i = 0; i < sizeof PLAIN / sizeof *PLAIN; i++)
        assert_int_equal(xlsx_style_builtin(PLAIN[i]).format, XLSX_NUMBER);
    assert_int_equal(xlsx_style_builtin(46).format, XLSX_ELAPSED);
    assert_int_equal(xlsx_style_builtin(9).format, XLSX_PERCENT);
    assert_int_equal(xlsx_style_builtin(10).format, XLSX_PERCENT);
}

static void iso_days(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum cell_kind kind;
        const char *means;
    } CASES[] = {
        { "2023-10-31", CELL_DAY, "2023-10-31" },
        { "2023-10-31T00:00:00", CELL_DAY, "2023-10-31" },
        { "2023-10-31T00:00:00.000Z", CELL_DAY, "2023-10-31" },
        { "2023-10-31T08:30", CELL_TEXT, "2023-10-31 08:30" },
        { "2023-10-31T08:30:05", CELL_TEXT, "2023-10-31 08:30:05" },
        { "2023-10-31T25:30", CELL_EMPTY, "" },
        { "2023-02-29", CELL_EMPTY, "" },
        { "2023-10-31T08:30+08", CELL_EMPTY, "" },
        { "08:30", CELL_EMPTY, "" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char out[XLSX_VALUE_ROOM] = "";
        assert_int_equal(xlsx_iso_day(CASES[i].text, strlen(CASES[i].text), out), CASES[i].kind);
        assert_string_equal(out, CASES[i].means);
    }
}

static void places(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int column;
        int64_t row;
    } SOUND[] = { { "A1", 0, 1 }, { "Z9", 25, 9 }, { "AA10", 26, 10 }, { "XFD1048576", 16383, 1048576 } };
    int column;
    int64_t row;
    const char *end;
    for (size_t i = 0; i < sizeof SOUND / sizeof *SOUND; i++) {
        assert_true(xlsx_place(SOUND[i].text, &column, &row, &end));
        assert_int_equal(column, SOUND[i].column);
        assert_int_equal(row, SOUND[i].row);
        assert_string_equal(end, "");
        assert_string_equal(XLSX_PLACE(column, row), SOUND[i].text);
    }
    assert_string_equal(XLSX_PLACE(27, 0), "AB");
    assert_true(xlsx_place("XFE1", &column, &row, &end));
    assert_int_equal(column, XLSX_COLUMNS_MAX);
    static const char *const BAD[] = { "", "A", "1", "a1", "A0", "$A$1" };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        assert_false(xlsx_place(BAD[i], &column, &row, &end));
}

static void escapes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *means;
    } CASES[] = {
        { "甲_x000D_\n乙", "甲\n乙" },
        { "a_x0041_b", "aAb" },
        { "_x005F_x0041_", "_x0041_" },
        { "_x4E00_", "一" },
        { "_x0000_", "_x0000_" },
        { "_xD83D__xDE00_", "_xD83D__xDE00_" },
        { "_x00g1_", "_x00g1_" },
        { "_x004", "_x004" },
        { "a_b", "a_b" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char text[64];
        size_t bytes = strlen(CASES[i].text);
        memcpy(text, CASES[i].text, bytes + 1);
        bytes = xlsx_unescape(text, bytes);
        text[bytes] = '\0';
        assert_string_equal(text, CASES[i].means);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),  cmocka_unit_test(styled), cmocka_unit_test(known_formats),
        cmocka_unit_test(iso_days), cmocka_unit_test(places), cmocka_unit_test(escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
