/* Goal: every encoding, separator, line break and quoting of an office's sheets is read; every broken one is refused with its
 * line.  Method: a table of bytes and the rows they mean ("|" between cells, "/" between rows), and the writer read back. */
#include "format/format.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define BYTES(text)  text, sizeof(text) - 1

static char folder[] = "/tmp/csv_test_XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/sheet.csv", folder);
    return 0;
}

static int drop_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void put_file(const void *data, size_t bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, bytes, f), bytes);
    fclose(f);
}

static void keep_stamp(void *context, const char *line)
{
    buf_format(context, "<%s>", line);
}

/* Rows as text; a failure is appended as its sentence.  With `lines`, each row begins with its number. */
static void read_all(struct buf *out, struct err *e, bool lines)
{
    struct sheet_reader r;
    struct row row;
    buf_clear(out);
    if (!csv_open(&r, path, keep_stamp, out, e))
        return;
    while (r.next(r.self, &row, e)) {
        if (lines)
            buf_format(out, "%d:", (int)row.number);
        for (int i = 0; i < row.cell_count; i++) {
            assert_int_equal(strlen(row.cells[i].text), row.cells[i].bytes);
            assert_int_equal(row.cells[i].kind, row.cells[i].bytes ? CELL_TEXT : CELL_EMPTY);
            buf_format(out, "%s%s", i ? "|" : "", row.cells[i].text);
        }
        buf_char(out, '/');
    }
    r.close(r.self);
}

static const struct {
    const char *bytes;
    size_t count;
    const char *rows;
} SOUND[] = {
    { BYTES(""), "" },
    { BYTES("\xEF\xBB\xBF"), "" },
    { BYTES("a"), "1:a/" },
    { BYTES("a,b\n1,2\n"), "1:a|b/2:1|2/" },
    { BYTES("a,b\r\n1,2\r\n"), "1:a|b/2:1|2/" },
    { BYTES("a,b\r1,2"), "1:a|b/2:1|2/" },
    { BYTES("a;b\n1;2,5\n"), "1:a|b/2:1|2,5/" },
    { BYTES("a\tb\n1\t2;3\n"), "1:a|b/2:1|2;3/" },
    { BYTES("名称,说明\n甲;乙;丙,丁\n戊,己;庚\n"), "1:名称|说明/2:甲;乙;丙|丁/3:戊|己;庚/" },
    { BYTES("\"a;x\";b\n1;2\n"), "1:a;x|b/2:1|2/" },
    { BYTES("\xEF\xBB\xBF编号,名称\n1,甲\n"), "1:编号|名称/2:1|甲/" },
    { BYTES("\xFF\xFE"
            "a\0,\0\x32\x75\n\0"),
      "1:a|甲/" },
    { BYTES("\xFE\xFF"
            "\0a\0,\x75\x32\0\n"),
      "1:a|甲/" },
    { BYTES("\xB1\xE0\xBA\xC5,\xC3\xFB\xB3\xC6\n1,\xBC\xD7\n"), "1:编号|名称/2:1|甲/" },
    { BYTES("a,b\n\n , \n1,2\n,\n"), "1:a|b/4:1|2/" },
    { BYTES("a,b\n\"x,\"\"y\"\"\",\"1\n2\"\nz,w\n"), "1:a|b/2:x,\"y\"|1\n2/4:z|w/" },
    { BYTES("a,b\r\n\"1\r\n2\r\n\",x\r\ny,z\r\n"), "1:a|b/2:1\r\n2|x/5:y|z/" },
    { BYTES("a,b\n\"\",\"\"\"\"\n"), "1:a|b/2:|\"/" },
    { BYTES("a,b\n5\"管,\"x\" \n"), "1:a|b/2:5\"管|x/" },
    { BYTES("a,b\n5\"\"管,6\"\"\n"), "1:a|b/2:5\"\"管|6\"\"/" },
    { BYTES("a,b\n\xE3\x80\x80甲\xC2\xA0, 乙\t\n"), "1:a|b/2:甲|乙/" },
    { BYTES("a,b\n1\n1,2,3\n"), "1:a|b/2:1/3:1|2|3/" },
    { BYTES("a,b\n1,\n"), "1:a|b/2:1|/" },
    { BYTES("#taizhang export rows=1 head=a:1,b:2\na,b\n1,2\n"), "<taizhang export rows=1 head=a:1,b:2>2:a|b/3:1|2/" },
    { BYTES("a,b\n1,2\n#taizhang export rows=1,,\r\n"), "1:a|b/2:1|2/<taizhang export rows=1>" },
    { BYTES("a,b\n\"#taizhang head=a:1,b:2\",\n"), "1:a|b/<taizhang head=a:1,b:2>" },
    { BYTES("#taizhangx,b\n"), "1:#taizhangx|b/" },
};

static void reads_every_form(void **state)
{
    (void)state;
    struct buf out = { 0 };
    for (size_t i = 0; i < COUNT(SOUND); i++) {
        struct err e = { 0 };
        put_file(SOUND[i].bytes, SOUND[i].count);
        read_all(&out, &e, true);
        if (e.code != ERR_NONE || strcmp(buf_get(&out), SOUND[i].rows) != 0)
            fail_msg("case %zu: want %s, got %s %s", i, SOUND[i].rows, buf_get(&out), e.what);
    }
    buf_free(&out);
}

static const struct {
    const char *bytes;
    size_t count;
    enum msg_id msg;
    const char *part;
} BROKEN[] = {
    { BYTES("PK\x03\x04rest"), MSG_CSV_IS_XLSX, "另存为 CSV" },
    { BYTES("\xD0\xCF\x11\xE0\xA1\xB1"), MSG_CSV_IS_XLS, "另存为 CSV" },
    { BYTES("%PDF-1.7\n"), MSG_CSV_IS_PDF, "PDF" },
    { BYTES("a,b\n1,2\n\"x,y\nz\n"), MSG_CSV_QUOTE_OPEN, "第 3 行" },
    { BYTES("a,b\n\"1\n2\",\"x"), MSG_CSV_QUOTE_OPEN, "第 3 行" },
    { BYTES("a,b\n\"x\"y,1\n"), MSG_CSV_QUOTE_AFTER, "第 2 行" },
    { BYTES("a,b\n1,\0\n"), MSG_CSV_NUL, "第 2 行" },
    { BYTES("a,b\n1,2\n\x81"), MSG_CSV_ENCODING, "第 3 行" },
    { BYTES("甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙,b\n1,2\n3,\xE7\x94\n"), MSG_CSV_ENCODING, "第 3 行" },
    { BYTES("\xFF\xFE"
            "a\0\n\0\0\xD8"),
      MSG_CSV_ENCODING, "第 2 行" },
};

static void refuses_with_the_line(void **state)
{
    (void)state;
    struct buf out = { 0 };
    for (size_t i = 0; i < COUNT(BROKEN); i++) {
        struct err e = { 0 };
        put_file(BROKEN[i].bytes, BROKEN[i].count);
        read_all(&out, &e, true);
        if (e.code != ERR_UNREADABLE || e.msg != BROKEN[i].msg || !strstr(e.what, BROKEN[i].part))
            fail_msg("case %zu: %s", i, e.what);
    }
    buf_free(&out);
}

/* Writes text to the file in an encoding. */
static void put_encoded(const struct buf *text, const char *encoding)
{
    iconv_t converter = iconv_open(encoding, "UTF-8");
    size_t in_left = text->bytes, out_left = 2 * text->bytes + 16, room = out_left;
    char *in = text->data, *encoded = malloc(room), *out = encoded;
    assert_true(converter != (iconv_t)-1 && encoded);
    assert_int_equal(iconv(converter, &in, &in_left, &out, &out_left), 0);
    put_file(encoded, room - out_left);
    iconv_close(converter);
    free(encoded);
}

static void check_long_sheet(void)
{
    struct sheet_reader r;
    struct row row;
    struct err e = { 0 };
    char want[64];
    int count = 0;
    int64_t line = 1;
    assert_true(csv_open(&r, path, NULL, NULL, &e));
    while (r.next(r.self, &row, &e)) {
        assert_int_equal(row.number, line);
        assert_int_equal(row.cell_count, 3);
        snprintf(want, sizeof want, "%d", count);
        assert_string_equal(row.cells[0].text, want);
        assert_string_equal(row.cells[1].text, count % 7 ? "甲,乙" : "甲,乙\r\n丙𠮷");
        snprintf(want, sizeof want, "他说\"%d\"", count * 3);
        assert_string_equal(row.cells[2].text, want);
        line += count % 7 ? 1 : 2;
        count++;
    }
    assert_int_equal(e.code, ERR_NONE);
    assert_int_equal(count, 40000);
    r.close(r.self);
}

/* Rows and characters that lie across every edge of the buffers, in each encoding, with quotes and line breaks. */
static void reads_across_buffers(void **state)
{
    (void)state;
    static const char *const ENCODINGS[] = { "UTF-8", "GB18030", "UTF-16" }; /* UTF-16 begins with a mark */
    struct buf text = { 0 };
    for (int i = 0; i < 40000; i++)
        buf_format(&text, "%d,\"甲,乙%s\",\"他说\"\"%d\"\"\"\r\n", i, i % 7 ? "" : "\r\n丙𠮷", i * 3);
    for (size_t i = 0; i < COUNT(ENCODINGS); i++) {
        put_encoded(&text, ENCODINGS[i]);
        check_long_sheet();
    }
    buf_free(&text);
}

/* Once the first bytes said UTF-8, a later line of another encoding is told, never read as something else. */
static void names_a_late_line_of_another_encoding(void **state)
{
    (void)state;
    struct buf text = { 0 }, out = { 0 };
    struct err e = { 0 };
    for (int i = 0; i < 20000; i++)
        buf_text(&text, "abc,def\n");
    buf_text(&text, "\xBC\xD7,x\n");
    put_file(text.data, text.bytes);
    read_all(&out, &e, false);
    assert_int_equal(e.msg, MSG_CSV_ENCODING);
    assert_non_null(strstr(e.what, "第 20001 行有不是 UTF-8 的字节"));
    assert_int_equal(out.bytes, 20000 * 8);
    buf_free(&text);
    buf_free(&out);
}

static void says_how_it_was_read(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *note;
    } CASES[] = { { "a;b\n", "UTF-8；分隔符 ;" }, { "\xBC\xD7\t\xD2\xD2\n", "GB18030；分隔符 制表符" } };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct sheet_reader r;
        struct err e = { 0 };
        put_file(CASES[i].bytes, strlen(CASES[i].bytes));
        assert_true(csv_open(&r, path, NULL, NULL, &e));
        assert_string_equal(r.note, CASES[i].note);
        r.close(r.self);
    }
}

static void bounds_rows_and_cells(void **state)
{
    (void)state;
    struct buf text = { 0 }, out = { 0 };
    struct err e = { 0 };
    buf_text(&text, "a,b\n");
    for (int i = 0; i < 999; i++)
        buf_char(&text, ',');
    buf_text(&text, "x\n");
    put_file(text.data, text.bytes);
    read_all(&out, &e, false);
    assert_int_equal(e.code, ERR_NONE);
    buf_text(&text, "\n");
    for (int i = 0; i < 1000; i++)
        buf_char(&text, ',');
    put_file(text.data, text.bytes);
    read_all(&out, &e, false);
    assert_int_equal(e.msg, MSG_CSV_CELLS);
    assert_non_null(strstr(e.what, "第 4 行"));
    for (int quoted = 0; quoted < 2; quoted++) {
        buf_clear(&text);
        buf_text(&text, quoted ? "a,b\n\"" : "a,b\n");
        for (int i = 0; i < 3 * 1024 * 1024; i++)
            buf_char(&text, 'x');
        put_file(text.data, text.bytes);
        e = (struct err) { 0 };
        read_all(&out, &e, false);
        assert_int_equal(e.msg, quoted ? MSG_CSV_QUOTE_OPEN : MSG_CSV_ROW_LONG);
        assert_non_null(strstr(e.what, "第 2 行"));
    }
    buf_free(&text);
    buf_free(&out);
}

static void names_files_that_cannot_be_read(void **state)
{
    (void)state;
    struct sheet_reader r;
    struct err e = { 0 };
    assert_false(csv_open(&r, "/tmp/no/such.csv", NULL, NULL, &e));
    assert_int_equal(e.msg, MSG_FILE_MISSING);
    e = (struct err) { 0 };
    assert_false(csv_open(&r, folder, NULL, NULL, &e));
    assert_int_equal(e.msg, MSG_FILE_FOLDER);
}

static void writes_what_it_reads(void **state)
{
    (void)state;
    static const struct column COLUMNS[] = { { .name = "名称", .kind = COLUMN_TEXT },
                                             { .name = "说明,备注", .kind = COLUMN_TEXT },
                                             { .name = "数", .kind = COLUMN_NUMBER } };
    static const char *const CELLS[][3] = { { "甲", "他说\"好\"", "1" }, { "乙", "一\n二", NULL }, { "丙;丁", "", "-3.5" } };
    struct sheet_writer w;
    struct err e = { 0 };
    struct arena a;
    struct buf out = { 0 };
    char *text;
    size_t bytes;
    assert_true(csv_create(&w, path, &e));
    w.stamp(w.self, "taizhang export rows=3");
    w.columns(w.self, COLUMNS, 3);
    for (size_t i = 0; i < COUNT(CELLS); i++)
        w.row(w.self, CELLS[i], 3);
    assert_true(w.finish(w.self, &e));
    arena_init(&a, 1024);
    assert_true(file_read(&a, path, 1000, &text, &bytes, &e));
    assert_string_equal(text, "\xEF\xBB\xBF#taizhang export rows=3\r\n名称,\"说明,备注\",数\r\n甲,\"他说\"\"好\"\"\",1\r\n"
                              "乙,\"一\n二\",\r\n\"丙;丁\",,-3.5\r\n");
    read_all(&out, &e, false);
    assert_string_equal(buf_get(&out), "<taizhang export rows=3>名称|说明,备注|数/甲|他说\"好\"|1/乙|一\n二|/丙;丁||-3.5/");
    arena_free(&a);
    buf_free(&out);
}

static void a_dropped_sheet_leaves_nothing(void **state)
{
    (void)state;
    struct sheet_writer w;
    struct err e = { 0 };
    unlink(path);
    assert_true(csv_create(&w, path, &e));
    w.stamp(w.self, "taizhang");
    w.drop(w.self);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void a_full_disk_is_told_at_the_end(void **state)
{
    (void)state;
    struct sheet_writer w;
    struct err e = { 0 };
    const char *cells[] = { "一二三四五六七八九十" };
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_true(csv_create(&w, "/dev/full", &e));
    for (int i = 0; i < 10000; i++)
        w.row(w.self, cells, 1);
    assert_false(w.finish(w.self, &e));
    assert_int_equal(e.code, ERR_IO);
    assert_int_equal(e.msg, MSG_FILE_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_form),
        cmocka_unit_test(refuses_with_the_line),
        cmocka_unit_test(reads_across_buffers),
        cmocka_unit_test(names_a_late_line_of_another_encoding),
        cmocka_unit_test(says_how_it_was_read),
        cmocka_unit_test(bounds_rows_and_cells),
        cmocka_unit_test(names_files_that_cannot_be_read),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(a_dropped_sheet_leaves_nothing),
        cmocka_unit_test(a_full_disk_is_told_at_the_end),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
