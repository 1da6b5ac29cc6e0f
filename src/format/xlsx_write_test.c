/* Goal: a sheet written for a spreadsheet program holds exactly what it was given, helps whoever fills it in, and is there whole
 * or not at all.  Method: sheets are written and their parts read back out of the container. */
#include "format/format.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "format/zip.h"

#define SHEET        "xl/worksheets/sheet1.xml"
#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))
#define PART_MAX     (8 << 20)

static char folder[] = "/tmp/xlsx_write_XXXXXX";
static char path[64], other[64];
static struct arena arena;

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/sheet.xlsx", folder);
    snprintf(other, sizeof other, "%s/other.xlsx", folder);
    arena_init(&arena, 64 * 1024);
    return 0;
}

static int drop_folder(void **state)
{
    (void)state;
    unlink(path);
    unlink(other);
    arena_free(&arena);
    return rmdir(folder);
}

static const char *const LEVELS[] = { "一般", "重大" };
static const struct column COLUMNS[] = {
    { .name = "编号", .digits = -1 },
    { .name = "级别", .digits = -1, .choices = LEVELS, .choice_count = 2, .required = true, .note = "一般还是重大" },
    { .name = "日期", .kind = COLUMN_DAY, .digits = -1 },
    { .name = "罚款", .kind = COLUMN_NUMBER, .digits = 2 },
    { .name = "人数", .kind = COLUMN_NUMBER, .digits = 0 },
    { .name = "数", .kind = COLUMN_NUMBER, .digits = -1 },
};

static struct sheet_writer begin(const char *to, const struct column *columns, int count, int empty_rows)
{
    struct sheet_writer w;
    struct err e = { 0 };
    assert_true(xlsx_create(&w, to, "隐患", empty_rows, &e));
    w.columns(w.self, columns, count);
    return w;
}

static void end(struct sheet_writer *w)
{
    struct err e = { 0 };
    if (!w->finish(w->self, &e))
        fail_msg("%s", e.what);
}

static const char *part(const char *name)
{
    struct zip_reader *zip;
    struct err e = { 0 };
    char *text;
    size_t bytes;
    assert_true(zip_open_file(&zip, path, &e));
    if (!zip_part_text(zip, &arena, name, PART_MAX, &text, &bytes, &e))
        fail_msg("%s", e.what);
    zip_reader_close(zip);
    return text;
}

static void has(const char *text, const char *piece)
{
    if (!text || !strstr(text, piece))
        fail_msg("no %s in %s", piece, text ? text : "(nothing)");
}

/* The one row's cells as they stand in the file, without their looks: "A2 inlineStr 0012|C2 45230|". */
static void cell_shapes(struct buf *out)
{
    const char *row = strstr(part(SHEET), "<row r=\"2\"");
    buf_clear(out);
    assert_non_null(row);
    for (const char *c = row; (c = strstr(c, "<c r=\"")) != NULL;) {
        c += strlen("<c r=\"");
        buf_put(out, c, strcspn(c, "\""));
        const char *close = strchr(c, '>'), *value;
        if (memmem(c, (size_t)(close - c), "inlineStr", strlen("inlineStr")))
            buf_text(out, " text");
        if (close[-1] != '/') {
            value = strstr(close, close[2] == 'v' ? "<v>" : "<t") + 1;
            value = strchr(value, '>') + 1;
            buf_char(out, ' ');
            buf_put(out, value, strcspn(value, "<"));
        }
        buf_char(out, '|');
    }
}

static const struct {
    const char *cells[6];
    const char *shapes;
} ROWS[] = {
    { { "0012", "一般", "2023-10-31", "12345.5", "3", "-0.25" },
      "A2 text 0012|B2 text 一般|C2 45230|D2 12345.5|E2 3|F2 -0.25|" },
    { { "110101199001011234", NULL, "1900-03-01", "123456789012345", "1234567890123456", "0" },
      "A2 text 110101199001011234|B2|C2 61|D2 123456789012345|E2 text 1234567890123456|F2 0|" },
    { { "=1+1", "http://x.cn", "1900-02-28", "007", "3.5万", "1e5" },
      "A2 text =1+1|B2 text http://x.cn|C2 text 1900-02-28|D2 text 007|E2 text 3.5万|F2 text 1e5|" },
    { { "a\rb\x01", "_x0041_", "2023年13月", "1.50", "-0", "0.000000000000001" },
      "A2 text a_x000D_b_x0001_|B2 text _x005F_x0041_|C2 text 2023年13月|D2 text 1.50|E2 text -0|"
      "F2 text 0.000000000000001|" },
    { { "<&>\xEF\xBF\xBF", "", "9999-12-31", "0.1", "-999999999999999", ".5" },
      "A2 text &lt;&amp;&gt;_xFFFF_|B2|C2 2958465|D2 0.1|E2 -999999999999999|F2 text .5|" },
};

static void cells_stay_what_they_are(void **state)
{
    (void)state;
    struct buf shapes = { 0 };
    for (int i = 0; i < COUNT(ROWS); i++) {
        struct sheet_writer w = begin(path, COLUMNS, COUNT(COLUMNS), 0);
        w.row(w.self, ROWS[i].cells, COUNT(COLUMNS));
        end(&w);
        cell_shapes(&shapes);
        assert_string_equal(buf_get(&shapes), ROWS[i].shapes);
    }
    buf_free(&shapes);
}

static void the_heading_stays_and_filters(void **state)
{
    (void)state;
    struct sheet_writer w = begin(path, COLUMNS, COUNT(COLUMNS), 0);
    w.row(w.self, ROWS[0].cells, COUNT(COLUMNS));
    end(&w);
    const char *sheet = part(SHEET), *styles = part("xl/styles.xml");
    has(sheet, "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>");
    has(sheet, "<autoFilter ref=\"A1:F2\"/>");
    has(sheet, "<col min=\"3\" max=\"3\" width=\"12.7109375\"");
    has(sheet, "<t>编号</t>");
    has(styles, "formatCode=\"yyyy-mm-dd\"");
    has(styles, "formatCode=\"#,##0.00\"");
    has(styles, "numFmtId=\"49\""); /* @: text stays text when it is typed over */
    has(part("xl/workbook.xml"), "<sheet name=\"隐患\" sheetId=\"1\"");
    has(part("xl/comments1.xml"), "<t>必填。\n一般还是重大</t>");
}

static void cells_take_what_their_column_means(void **state)
{
    (void)state;
    struct sheet_writer w = begin(path, COLUMNS, COUNT(COLUMNS), 500);
    end(&w);
    const char *sheet = part(SHEET);
    has(sheet,
        "promptTitle=\"级别\" prompt=\"必填。&#xA;一般还是重大\" sqref=\"B2:B501\"><formula1>\"一般,重大\"</formula1>");
    has(sheet, "<dataValidation type=\"date\"");
    has(sheet, "sqref=\"C2:C501\"><formula1>61</formula1><formula2>2958465</formula2>");
    has(sheet, "<dataValidation type=\"decimal\"");
    has(sheet, "<dataValidation type=\"whole\"");
    has(sheet, "error=\"请填日期，如 2023-10-31。\"");
    has(sheet, "<conditionalFormatting sqref=\"A2:F501\">");
    assert_null(strstr(sheet, "<row r=\"2\"")); /* the form's rows are no entries */
}

static void long_lists_lie_on_a_hidden_sheet(void **state)
{
    (void)state;
    static const char *const COMMAS[] = { "甲,乙", "丙" };
    static char texts[300][32];
    const char *many[300];
    for (int i = 0; i < 300; i++) {
        snprintf(texts[i], sizeof texts[i], "企业%d", i);
        many[i] = texts[i];
    }
    struct column columns[] = { { .name = "单位", .choices = many, .choice_count = 300, .choices_open = true },
                                { .name = "类别", .choices = COMMAS, .choice_count = 2 } };
    struct sheet_writer w = begin(path, columns, 2, 10);
    end(&w);
    const char *sheet = part(SHEET), *book = part("xl/workbook.xml"), *lists = part("xl/worksheets/sheet2.xml");
    has(sheet, "errorStyle=\"warning\"");
    has(sheet, "sqref=\"A2:A11\"><formula1>台账选项_1</formula1>");
    has(sheet, "sqref=\"B2:B11\"><formula1>台账选项_2</formula1>");
    has(book, "<sheet name=\"台账选项\" sheetId=\"2\" state=\"hidden\"");
    has(book, "<definedName name=\"台账选项_1\">'台账选项'!$A$2:$A$301</definedName>");
    has(book, "<definedName name=\"台账选项_2\">'台账选项'!$B$2:$B$3</definedName>");
    has(lists, "<c r=\"A301\" t=\"inlineStr\"><is><t>企业299</t>");
    has(lists, "<c r=\"B2\" t=\"inlineStr\"><is><t>甲,乙</t>");
    has(lists, "<sheetProtection sheet=\"1\"");
}

static void flaws_are_coloured_and_told(void **state)
{
    (void)state;
    struct sheet_writer w = begin(path, COLUMNS, COUNT(COLUMNS), 0);
    w.row(w.self, ROWS[0].cells, COUNT(COLUMNS));
    w.flaw(w.self, 2, "没有这一天");
    w.flaw(w.self, 4, "太大");
    w.flaw(w.self, 2, "而且太早");
    w.row(w.self, ROWS[3].cells, COUNT(COLUMNS));
    w.row(w.self, ROWS[0].cells, COUNT(COLUMNS));
    end(&w);
    const char *told = part("xl/comments1.xml"), *sheet = part(SHEET);
    has(told, "<comment ref=\"C3\"");
    has(told, "<t>没有这一天\n而且太早</t>");
    has(told, "<comment ref=\"E3\"");
    assert_null(strstr(told, "ref=\"C4\""));
    has(part("xl/styles.xml"), "<fgColor rgb=\"FFFFC7CE\"/>");
    const char *good = strstr(sheet, "<c r=\"B3\""), *bad = strstr(sheet, "<c r=\"C3\"");
    assert_memory_not_equal(good + strlen("<c r=\"B3\""), bad + strlen("<c r=\"C3\""), strlen(" s=\"3\""));
}

static void the_stamp_is_hidden_and_locked(void **state)
{
    (void)state;
    struct sheet_writer w = begin(path, COLUMNS, COUNT(COLUMNS), 0);
    w.stamp(w.self, "taizhang export book=隐患 rows=0");
    w.stamp(w.self, "taizhang more");
    end(&w);
    has(part("xl/workbook.xml"), "<sheet name=\"台账戳\" sheetId=\"2\" state=\"hidden\"");
    const char *stamps = part("xl/worksheets/sheet2.xml");
    has(stamps, "<c r=\"A1\" t=\"inlineStr\"><is><t>taizhang export book=隐患 rows=0</t>");
    has(stamps, "<c r=\"A2\" t=\"inlineStr\"><is><t>taizhang more</t>");
    has(stamps, "<sheetProtection sheet=\"1\"");
    assert_null(strstr(part(SHEET), "sheetProtection"));
}

static void write_one(const char *to, const char *zone)
{
    setenv("TZ", zone, 1);
    struct sheet_writer w = begin(to, COLUMNS, COUNT(COLUMNS), 0);
    w.flaw(w.self, 1, "错");
    w.row(w.self, ROWS[0].cells, COUNT(COLUMNS));
    w.stamp(w.self, "taizhang export");
    end(&w);
    unsetenv("TZ");
}

static void the_same_rows_make_the_same_bytes(void **state)
{
    (void)state;
    struct err e = { 0 };
    char *one, *two;
    size_t one_bytes, two_bytes;
    write_one(path, "Asia/Shanghai");
    write_one(other, "America/New_York");
    has(part("docProps/core.xml"), "1980-01-01T00:00:00Z</dcterms:created>");
    assert_true(file_read(&arena, path, PART_MAX, &one, &one_bytes, &e));
    assert_true(file_read(&arena, other, PART_MAX, &two, &two_bytes, &e));
    assert_int_equal(one_bytes, two_bytes);
    assert_memory_equal(one, two, one_bytes);
}

static void sheet_names_are_made_to_fit(void **state)
{
    (void)state;
    static const struct {
        const char *name, *shown;
    } NAMES[] = { { "检查/复查:[甲]", "name=\"检查_复查__甲_\"" },
                  { "2023", "name=\"2023 表\"" },
                  { "台账戳", "name=\"台账戳 表\"" },
                  { "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四",
                    "name=\"一二三四五六七八九十一二三四五六七八九十一二三四五六七八\"" } };
    for (int i = 0; i < COUNT(NAMES); i++) {
        struct sheet_writer w;
        struct err e = { 0 };
        assert_true(xlsx_create(&w, path, NAMES[i].name, 0, &e));
        w.columns(w.self, COLUMNS, 1);
        w.stamp(w.self, "taizhang");
        end(&w);
        has(part("xl/workbook.xml"), NAMES[i].shown);
    }
}

/* ---- what does not fit ---- */

static void long_texts_are_refused_with_their_place(void **state)
{
    (void)state;
    struct err e = { 0 };
    char *text = malloc(32768 + 1);
    const char *cells[] = { "YH-7", text };
    memset(text, 'x', 32768);
    text[32768] = '\0';
    text[32767] = '\0';
    unlink(path);
    struct sheet_writer w = begin(path, COLUMNS, COUNT(COLUMNS), 0);
    w.row(w.self, cells, 2);
    end(&w);
    unlink(path);
    text[32767] = 'x';
    w = begin(path, COLUMNS, COUNT(COLUMNS), 0);
    w.row(w.self, ROWS[0].cells, COUNT(COLUMNS));
    w.row(w.self, cells, 2);
    w.row(w.self, ROWS[0].cells, COUNT(COLUMNS)); /* does nothing any more */
    assert_false(w.finish(w.self, &e));
    assert_int_equal(e.msg, MSG_XLSX_OUT_CELL_LONG);
    assert_int_equal(e.code, ERR_INPUT);
    has(e.what, "第 3 行（YH-7）的“级别”有 32768 个字");
    assert_int_not_equal(access(path, F_OK), 0);
    e = (struct err) { 0 };
    w = begin(path, COLUMNS, COUNT(COLUMNS), 0);
    w.stamp(w.self, text);
    assert_false(w.finish(w.self, &e));
    assert_int_equal(e.msg, MSG_XLSX_OUT_STAMP_LONG);
    free(text);
}

static void more_rows_than_a_sheet_has_are_refused(void **state)
{
    (void)state;
    struct err e = { 0 };
    const char *cells[] = { NULL };
    struct sheet_writer w = begin(path, COLUMNS, 1, 0);
    for (int i = 0; i <= 1048575; i++)
        w.row(w.self, cells, 1);
    assert_false(w.finish(w.self, &e));
    assert_int_equal(e.msg, MSG_XLSX_OUT_ROWS);
    has(e.what, ".csv");
}

static void what_cannot_be_written_is_told(void **state)
{
    (void)state;
    struct sheet_writer w;
    struct err e = { 0 };
    assert_false(xlsx_create(&w, "/tmp/no/such/sheet.xlsx", "表", 0, &e));
    assert_int_equal(e.msg, MSG_FILE_FOLDER_MISSING);
    e = (struct err) { 0 };
    assert_false(xlsx_create(&w, "/dev/null", "表", 0, &e));
    assert_int_equal(e.msg, MSG_XLSX_OUT_PLAIN);
    e = (struct err) { 0 };
    assert_false(sheet_create(&w, "表.xls", "表", 0, &e));
    assert_int_equal(e.code, ERR_USAGE);
    assert_int_equal(e.msg, MSG_XLSX_OUT_KIND);
    assert_true(sheet_create(&w, path, "表", 0, &e));
    w.drop(w.self);
}

static void a_dropped_sheet_leaves_nothing(void **state)
{
    (void)state;
    unlink(path);
    struct sheet_writer w = begin(path, COLUMNS, COUNT(COLUMNS), 0);
    w.flaw(w.self, 0, "错");
    w.row(w.self, ROWS[0].cells, COUNT(COLUMNS));
    w.stamp(w.self, "taizhang");
    w.drop(w.self);
    assert_int_not_equal(access(path, F_OK), 0);
}

/* A disk that fills up while rows are written, while they are put together, while they are packed. */
static void a_full_disk_is_told_at_the_end(void **state)
{
    (void)state;
    struct rlimit was;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    for (rlim_t room = 2048; room <= 512 * 1024; room *= 4) {
        struct err e = { 0 };
        unlink(path);
        struct sheet_writer w = begin(path, COLUMNS, COUNT(COLUMNS), 0);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit) { room, was.rlim_max }), 0);
        for (int i = 0; i < 2000; i++)
            w.row(w.self, ROWS[0].cells, COUNT(COLUMNS));
        bool ok = w.finish(w.self, &e);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
        assert_false(ok);
        assert_int_equal(e.msg, MSG_FILE_FULL);
        assert_int_not_equal(access(path, F_OK), 0);
    }
    signal(SIGXFSZ, handler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_stay_what_they_are),
        cmocka_unit_test(the_heading_stays_and_filters),
        cmocka_unit_test(cells_take_what_their_column_means),
        cmocka_unit_test(long_lists_lie_on_a_hidden_sheet),
        cmocka_unit_test(flaws_are_coloured_and_told),
        cmocka_unit_test(the_stamp_is_hidden_and_locked),
        cmocka_unit_test(the_same_rows_make_the_same_bytes),
        cmocka_unit_test(sheet_names_are_made_to_fit),
        cmocka_unit_test(long_texts_are_refused_with_their_place),
        cmocka_unit_test(more_rows_than_a_sheet_has_are_refused),
        cmocka_unit_test(what_cannot_be_written_is_told),
        cmocka_unit_test(a_dropped_sheet_leaves_nothing),
        cmocka_unit_test(a_full_disk_is_told_at_the_end),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
