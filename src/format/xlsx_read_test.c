/* Goal: what a spreadsheet shows is what is read, whichever program wrote it; what cannot be read is refused with its place.
 * Method: tables of a sheet's XML and the rows it means ("|" between cells, "/" behind rows, a letter for what is no text). */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "format/test_xlsx.h"
#include "format/xlsx_sheet.h"
#include "format/xlsx_xml.h"

static char path[] = "/tmp/xlsx-test-XXXXXX";

static int make_path(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 || close(fd) != 0;
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

static void put_bytes(const void *data, size_t bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, bytes, f), bytes);
    fclose(f);
}

static void put_book(const struct test_book *b)
{
    struct buf bytes = { 0 };
    test_book_write(b, &bytes);
    put_bytes(bytes.data, bytes.bytes);
    buf_free(&bytes);
}

static void keep_stamp(void *context, const char *line)
{
    buf_format(context, "<%s>", line);
}

struct told {
    struct buf rows;
    struct err e;
    char note[2048], merges[256];
};

static void tell_merges(struct told *t, const struct sheet_reader *r)
{
    size_t used = 0;
    t->merges[0] = '\0';
    for (int i = 0; i < r->merge_count && used < sizeof t->merges; i++) {
        const struct merge *m = &r->merges[i];
        used += (size_t)snprintf(t->merges + used, sizeof t->merges - used, "%d:%d-%d:%d ", (int)m->row_first,
                                 m->column_first, (int)m->row_last, m->column_last);
    }
}

/* Rows as "NUMBER:text|text/"; a cell that is no text begins with N, D or B and a colon. */
static void read_all(struct told *t)
{
    static const char *const KINDS[] = { "", "", "N:", "D:", "B:" };
    struct sheet_reader r;
    struct row row;
    buf_clear(&t->rows);
    t->e = (struct err) { 0 };
    t->note[0] = t->merges[0] = '\0';
    if (!xlsx_open(&r, path, keep_stamp, &t->rows, &t->e))
        return;
    tell_merges(t, &r);
    while (r.next(r.self, &row, &t->e)) {
        buf_format(&t->rows, "%d:", (int)row.number);
        for (int i = 0; i < row.cell_count; i++) {
            const struct cell *c = &row.cells[i];
            assert_int_equal(strlen(c->text), c->bytes);
            assert_int_equal(c->kind == CELL_EMPTY, c->bytes == 0);
            buf_format(&t->rows, "%s%s%s", i ? "|" : "", KINDS[c->kind], c->text);
        }
        buf_char(&t->rows, '/');
    }
    assert_false(r.next(r.self, &row, &t->e)); /* the end stays the end */
    snprintf(t->note, sizeof t->note, "%s", r.note);
    r.close(r.self);
}

static const char STRINGS[] =
    "<sst><si><t>编号</t></si><si><r><rPr><b/></rPr><t>红</t></r><r><t xml:space=\"preserve\">旗 </t></r></si>"
    "<si><t>东京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr fontId=\"1\"/></si>"
    "<si><t xml:space=\"preserve\"> 一_x000D_\n二 </t></si><si><t/></si><si><t> </t></si>"
    "<si><t>&lt;&amp;&#x4E2D;<![CDATA[<b>]]></t></si></sst>";

static const struct {
    const char *sheet, *rows;
} SOUND[] = {
    { "<worksheet><sheetData/></worksheet>", "" },
    { "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
      "<c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c></row></sheetData></worksheet>",
      "1:编号|红旗|东京|一\n二/" },
    { "<worksheet><sheetData><row r=\"3\"><c r=\"B3\" t=\"s\"><v>6</v></c><c r=\"C3\" t=\"s\"><v>4</v></c>"
      "<c r=\"D3\" t=\"s\"><v>5</v></c></row><row r=\"7\"><c r=\"A7\"><v>5</v></c></row></sheetData></worksheet>",
      "3:|<&中<b>/7:N:5/" },
    { "<worksheet><sheetData><row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c t=\"str\"><v>x</v></c></row>"
      "<row r=\"5\"/><row><c r=\"B6\"><v>2</v></c><c><v>3</v></c></row></sheetData></worksheet>",
      "1:N:1||N:3/2:x/6:|N:2|N:3/" },
    { "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>甲</t></is></c><c r=\"B1\" t=\"inlineStr\"><is>"
      "<r><t>乙</t></r><r><t>丙</t></r><rPh><t>x</t></rPh></is></c><c r=\"C1\" t=\"str\"><f>A1&amp;\"!\"</f><v>甲!</v></c>"
      "<c r=\"D1\" t=\"b\"><v>1</v></c><c r=\"E1\" t=\"b\"><v>0</v></c><c r=\"F1\" t=\"e\"><v>#N/A</v></c>"
      "<c r=\"G1\" t=\"d\"><v>2023-10-31T00:00:00</v></c></row></sheetData></worksheet>",
      "1:甲|乙丙|甲!|B:true|B:false|#N/A|D:2023-10-31/" },
    { "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>45230</v></c><c r=\"B1\" s=\"2\"><v>0.95</v></c>"
      "<c r=\"C1\" s=\"3\"><v>45230.354166666664</v></c><c r=\"D1\" s=\"4\"><v>101</v></c><c r=\"E1\" s=\"99\"><v>7</v></c>"
      "<c r=\"F1\"><v>0.30000000000000004</v></c><c r=\"G1\" t=\"n\"><v> 1.2E+3 </v></c></row></sheetData></worksheet>",
      "1:D:2023-10-31|95%|2023-10-31 08:30|0101|N:7|N:0.3|N:1200/" },
    { "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>110105194912310021</t></is></c>"
      "<c r=\"B1\" t=\"inlineStr\"><is><t>\xE3\x80\x80"
      "0101 </t></is></c></row></sheetData></worksheet>",
      "1:110105194912310021|0101/" },
    { "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData><x:row r=\"1\"><x:c "
      "r=\"A1\"><x:v>1"
      "</x:v></x:c></x:row></x:sheetData></x:worksheet>",
      "1:N:1/" },
    { "<worksheet><sheetData><row r=\"1\" ht=\"20\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row><row r=\"1048576\">"
      "<c r=\"A1048576\" s=\"1\"/></row></sheetData></worksheet>",
      "1:N:1/" },
    { "<worksheet><sheetData><row r=\"1\"><c r=\"ALL1\"><v>1</v></c></row></sheetData></worksheet>", NULL },
    { "<worksheet><cols><col min=\"1\" max=\"x\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
      "</sheetData><row r=\"2\"><c r=\"A2\"><v>9</v></c></row></worksheet>",
      "1:N:1/" },
};

static void sound_sheets(void **state)
{
    (void)state;
    struct told t = { 0 };
    for (size_t i = 0; i < sizeof SOUND / sizeof *SOUND; i++) {
        put_book(&(struct test_book) { .strings = STRINGS, .sheets = { SOUND[i].sheet } });
        read_all(&t);
        assert_string_equal(t.e.what, "");
        if (SOUND[i].rows) {
            assert_string_equal(buf_get(&t.rows), SOUND[i].rows);
        } else { /* the last of the thousand columns */
            assert_int_equal(t.rows.bytes, strlen("1:N:1/") + XLSX_CELLS_MAX - 1);
        }
    }
    buf_free(&t.rows);
}

#define ROW(cells) "<worksheet><sheetData><row r=\"5\">" cells "</row></sheetData></worksheet>"

static const struct {
    const char *sheet;
    enum msg_id msg;
    const char *place;
} BROKEN[] = {
    { "<worksheet><sheetData><row r=\"5\"/><row r=\"5\"/></sheetData></worksheet>", MSG_XLSX_IN_ROW_ORDER, "第 5 行" },
    { "<worksheet><sheetData><row r=\"5\"/><row r=\"4\"/></sheetData></worksheet>", MSG_XLSX_IN_ROW_ORDER, "第 4 行" },
    { "<worksheet><sheetData><row r=\"1048577\"/></sheetData></worksheet>", MSG_XLSX_IN_ROW_RANGE, "1048577" },
    { "<worksheet><sheetData><row r=\"0\"/></sheetData></worksheet>", MSG_XLSX_IN_ROW_RANGE, "“0”" },
    { "<worksheet><sheetData><row r=\"x\"/></sheetData></worksheet>", MSG_XLSX_IN_ROW_RANGE, "“x”" },
    { "<worksheet><sheetData><row r=\"1048576\"/><row/></sheetData></worksheet>", MSG_XLSX_IN_ROW_RANGE, "1048577" },
    { ROW("<c r=\"B5\"><v>1</v></c><c r=\"A5\"><v>1</v></c>"), MSG_XLSX_IN_CELL_ORDER, "“A5”" },
    { ROW("<c r=\"B5\"><v>1</v></c><c r=\"B5\"><v>1</v></c>"), MSG_XLSX_IN_CELL_ORDER, "“B5”" },
    { ROW("<c r=\"B6\"><v>1</v></c>"), MSG_XLSX_IN_CELL_ORDER, "“B6”" },
    { ROW("<c r=\"?\"><v>1</v></c>"), MSG_XLSX_IN_CELL_ORDER, "“?”" },
    { ROW("<c r=\"XFE5\"/>"), MSG_XLSX_IN_CELL_RANGE, "XFE5" },
    { ROW("<c r=\"XFD5\"/><c/>"), MSG_XLSX_IN_CELL_RANGE, "第 5 行" },
    { ROW("<c r=\"ALM5\"><v>1</v></c>"), MSG_XLSX_IN_CELLS, "ALM5" },
    { ROW("<c r=\"A5\" t=\"s\"><v>1</v></c>"), MSG_XLSX_IN_STRING, "A5" },
    { ROW("<c r=\"A5\" t=\"s\"><v>-1</v></c>"), MSG_XLSX_IN_STRING, "A5" },
    { ROW("<c r=\"A5\" t=\"s\"><v>99999999999999999999</v></c>"), MSG_XLSX_IN_STRING, "A5" },
    { ROW("<c r=\"A5\" t=\"q\"><v>1</v></c>"), MSG_XLSX_IN_TYPE, "“q”" },
    { "<worksheet><sheetData><row r=\"1\"><c></row></sheetData></worksheet>", MSG_XLSX_IN_XML, "第 1 行" },
    { "<worksheet><sheetData>", MSG_XLSX_IN_XML, "sheet1.xml" },
    { "", MSG_XLSX_IN_XML, "sheet1.xml" },
    { "<worksheet>\xFF</worksheet>", MSG_XLSX_IN_XML, "sheet1.xml" },
    { "<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><worksheet>&b;</worksheet>", MSG_XLSX_IN_DOCTYPE,
      "sheet1.xml" },
};

static void broken_sheets(void **state)
{
    (void)state;
    struct told t = { 0 };
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        put_book(&(struct test_book) { .strings = "<sst><si><t>一</t></si></sst>", .sheets = { BROKEN[i].sheet } });
        read_all(&t);
        assert_int_equal(t.e.msg, BROKEN[i].msg);
        assert_int_equal(t.e.code, ERR_UNREADABLE);
        assert_non_null(strstr(t.e.what, BROKEN[i].place));
        assert_non_null(strstr(t.e.what, path));
    }
    buf_free(&t.rows);
}

/* A text of `count` times `unit` between a head and a tail. */
static char *repeated(const char *head, const char *unit, size_t count, const char *tail)
{
    struct buf b = { 0 };
    buf_text(&b, head);
    for (size_t i = 0; i < count; i++)
        buf_text(&b, unit);
    buf_text(&b, tail);
    return b.data;
}

static void reads_as(const struct test_book *b, enum msg_id msg)
{
    struct told t = { 0 };
    put_book(b);
    read_all(&t);
    assert_int_equal(t.e.msg, msg);
    buf_free(&t.rows);
}

static void long_cells(void **state)
{
    (void)state;
    char *fits = repeated("<sst><si><t>", "字", XLSX_CELL_POINTS, "</t></si></sst>");
    char *over = repeated("<sst><si><t>", "字", XLSX_CELL_POINTS + 1, "</t></si></sst>");
    char *inside = repeated("<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>", "x", 200000,
                            "</t></is></c></row></sheetData></worksheet>");
    const char *sheet = ROW("<c r=\"A5\" t=\"s\"><v>0</v></c>");
    reads_as(&(struct test_book) { .strings = fits, .sheets = { sheet } }, MSG_NONE);
    reads_as(&(struct test_book) { .strings = over, .sheets = { sheet } }, MSG_XLSX_IN_CELL_LONG);
    reads_as(&(struct test_book) { .strings = over, .sheets = { ROW("<c><v>1</v></c>") } }, MSG_NONE);
    reads_as(&(struct test_book) { .sheets = { inside } }, MSG_XLSX_IN_CELL_LONG);
    free(inside);
    inside = repeated("<worksheet><sheetData><row>", "<c t=\"s\"><v>0</v></c>", 20, "</row></sheetData></worksheet>");
    reads_as(&(struct test_book) { .strings = fits, .sheets = { inside } }, MSG_XLSX_IN_ROW_LONG);
    free(inside);
    free(fits);
    free(over);
}

static void absurd_xml(void **state)
{
    (void)state;
    char *deep = repeated("<worksheet>", "<a>", XLSX_DEPTH_MAX, "");
    char *mark = repeated("<worksheet><!-- ", "1234567 89ab cdef ", 100000, "--><sheetData/></worksheet>");
    reads_as(&(struct test_book) { .sheets = { deep } }, MSG_XLSX_IN_DEEP);
    reads_as(&(struct test_book) { .sheets = { mark } }, MSG_XLSX_IN_TOKEN);
    free(deep);
    free(mark);
}

/* ---- which sheet, and what is said of it ---- */

#define SHEET(name, state, id) "<sheet name=\"" name "\" sheetId=\"1\" " state " r:id=\"" id "\"/>"
#define BOOK(sheets)           "<workbook xmlns:r=\"r\"><sheets>" sheets "</sheets></workbook>"
#define CELL(text)             "<worksheet><sheetData><row><c t=\"str\"><v>" text "</v></c></row></sheetData></worksheet>"
#define HIDDEN                 "state=\"hidden\""
#define VERY_HIDDEN            "state=\"veryHidden\""

static void chooses_and_tells(void **state)
{
    (void)state;
    static const struct {
        struct test_book book;
        const char *rows, *note;
    } CASES[] = {
        { { .workbook = BOOK(SHEET("一", "", "r1") SHEET("二", "", "r1")), .sheets = { CELL("甲") } },
          "1:甲/",
          "工作表“一”；没有读其他有内容的工作表：二" },
        { { .sheets = { CELL("甲") } }, "1:甲/", "" },
        { { .workbook = BOOK(SHEET("空", "", "r1") SHEET("二", "", "r2") SHEET("三", "", "r3") SHEET("四", HIDDEN, "r4")),
            .sheets = { "<worksheet/>", CELL("乙"), CELL("丙"), CELL("丁") } },
          "1:乙/",
          "工作表“二”；没有读其他有内容的工作表：三；没有读隐藏的工作表：四" },
        { { .workbook = BOOK(SHEET("图", "", "c1") SHEET("藏", VERY_HIDDEN, "r2") SHEET("表", "", "r1")),
            .sheets = { CELL("甲"), CELL("乙") } },
          "1:甲/",
          "工作表“表”；没有读隐藏的工作表：藏" },
        { { .workbook = BOOK(SHEET("表", "", "r1") SHEET("台账戳", VERY_HIDDEN, "r2") SHEET("台账选项", HIDDEN, "r3")),
            .sheets = { CELL("甲"),
                        "<worksheet><sheetData><row><c t=\"str\"><v>taizhang export book=隐患</v></c></row><row><c "
                        "t=\"str\">"
                        "<v>别的</v></c></row><row><c t=\"str\"><v>taizhang more</v></c></row></sheetData></worksheet>",
                        CELL("丙") } },
          "<taizhang export book=隐患><taizhang more>1:甲/",
          "" },
        { { .sheets = { "<worksheet><cols><col min=\"2\" max=\"16384\" hidden=\"1\"/></cols><sheetData><row r=\"1\" "
                        "hidden=\"1\">"
                        "<c><v>1</v></c><c><v>2</v></c></row><row r=\"2\" hidden=\"1\"/><row r=\"3\"><c><f>A1</f></c>"
                        "<c><f>A1</f><v></v></c><c t=\"str\"><f>A1</f><v></v></c><c><v>1.1010519491231E+17</v></c></row>"
                        "</sheetData></worksheet>" } },
          "1:N:1|N:2/3:|||1.1010519491231E+17/",
          "2 个公式没有存下结果，按空格读（第一个在 A3）：请用表格软件打开、保存后再导入；1 个数字超过 15 "
          "位，可能已经丢了位数（第一个在 "
          "D3）：身份证号、账号要存成文本；隐藏的 1 行也读了（第一行是第 1 行）；隐藏的 2 列也读了（第一列是 B 列）" },
        { { .workbook =
                "<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets>" SHEET("表", "", "r1") "</sheets></workbook>",
            .sheets = { ROW("<c s=\"1\"><v>43768</v></c>") } },
          "5:D:2023-10-31/",
          "" },
    };
    struct told t = { 0 };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        put_book(&CASES[i].book);
        read_all(&t);
        assert_string_equal(t.e.what, "");
        assert_string_equal(buf_get(&t.rows), CASES[i].rows);
        assert_string_equal(t.note, CASES[i].note);
    }
    buf_free(&t.rows);
}

static void merges_told(void **state)
{
    (void)state;
    static const struct {
        const char *sheet, *merges;
    } CASES[] = {
        { "<worksheet><sheetData><row r=\"2\"><c><v>1</v></c></row></sheetData><autoFilter ref=\"A1\"/><mergeCells "
          "count=\"4\">"
          "<mergeCell ref=\"C2:D2\"/><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"A53:B53\"/>"
          "<mergeCell ref=\"B9:A8\"/><mergeCell ref=\"?\"/></mergeCells></worksheet>",
          "1:1-1:2 2:0-3:0 2:2-2:3 " },
        { "<x:worksheet xmlns:x=\"y\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData><x:mergeCells>"
          "<x:mergeCell ref=\"A1:B1\"/></x:mergeCells></x:worksheet>",
          "1:0-1:1 " },
        { "<worksheet><sheetData><row><c t=\"str\"><v>sheetData></v></c></row></sheetData ><mergeCells><mergeCell "
          "ref=\"A1:B1\"/>"
          "</mergeCells></worksheet>",
          "" },
    };
    struct told t = { 0 };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        put_book(&(struct test_book) { .sheets = { CASES[i].sheet } });
        read_all(&t);
        assert_string_equal(t.e.what, "");
        assert_string_equal(t.merges, CASES[i].merges);
    }
    buf_free(&t.rows);
}

/* The end of the rows is found wherever the pieces that are read happen to end. */
static void merges_behind_many_rows(void **state)
{
    (void)state;
    struct told t = { 0 };
    for (size_t extra = 0; extra < 40; extra++) {
        char *pad = repeated("</sheetData>", " ", 0, "<mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>");
        char *blanks = repeated("<worksheet><sheetData><row><c><v>1</v></c></row>", " ", 65536 - 60 + extra, pad);
        put_book(&(struct test_book) { .sheets = { blanks } });
        read_all(&t);
        assert_string_equal(t.merges, "1:0-1:1 ");
        free(blanks);
        free(pad);
    }
    buf_free(&t.rows);
}

/* ---- what is no sheet ---- */

static void refused_whole(void **state)
{
    (void)state;
    static const struct {
        struct test_book book;
        enum msg_id msg;
    } CASES[] = {
        { { .types = TEST_TYPES("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml") },
          MSG_XLSX_IN_WORD },
        { { .types = TEST_TYPES("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml") },
          MSG_XLSX_IN_SLIDES },
        { { .types = TEST_TYPES("application/vnd.ms-excel.sheet.binary.macroEnabled.main") }, MSG_XLSX_IN_BINARY },
        { { .types = "<Types/>" }, MSG_XLSX_IN_FOREIGN },
        { { .workbook = BOOK(SHEET("图", "", "c1")) }, MSG_XLSX_IN_NO_SHEET },
        { { .workbook = BOOK("") }, MSG_XLSX_IN_NO_SHEET },
        { { .workbook = BOOK(SHEET("表", HIDDEN, "r1")), .sheets = { CELL("甲") } }, MSG_XLSX_IN_ALL_HIDDEN },
        { { .sheets = { NULL } }, MSG_ZIP_PART_MISSING },
        { { .package = "<x" }, MSG_XLSX_IN_XML },
        { { .strings = "<sst>", .sheets = { CELL("甲") } }, MSG_XLSX_IN_XML },
        { { .strings = "<!DOCTYPE sst><sst/>", .sheets = { CELL("甲") } }, MSG_XLSX_IN_DOCTYPE },
        { { .styles = "<styleSheet><cellXfs>", .sheets = { CELL("甲") } }, MSG_XLSX_IN_XML },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        reads_as(&CASES[i].book, CASES[i].msg);
}

static void too_many_of_all(void **state)
{
    (void)state;
    char *sheets =
        repeated("<workbook xmlns:r=\"r\"><sheets>", SHEET("表", "", "r1"), XLSX_SHEETS_MAX + 1, "</sheets></workbook>");
    char *styles = repeated("<styleSheet><cellXfs>", "<xf/>", XLSX_STYLES_MAX + 1, "</cellXfs></styleSheet>");
    char *relations = repeated("<R>", "<Relationship Id=\"a\" Type=\"b\" Target=\"c\"/>", XLSX_RELATIONS_MAX + 1, "</R>");
    reads_as(&(struct test_book) { .workbook = sheets, .sheets = { CELL("甲") } }, MSG_XLSX_IN_SHEETS);
    reads_as(&(struct test_book) { .styles = styles, .sheets = { CELL("甲") } }, MSG_XLSX_IN_STYLES);
    reads_as(&(struct test_book) { .relations = relations, .sheets = { CELL("甲") } }, MSG_XLSX_IN_RELATIONS);
    free(sheets);
    free(styles);
    free(relations);
}

/* However short the file is cut, one sentence, and no row that was not there. */
static void cut_files(void **state)
{
    (void)state;
    struct buf bytes = { 0 };
    struct told t = { 0 };
    test_book_write(&(struct test_book) { .sheets = { CELL("甲") } }, &bytes);
    for (size_t length = 0; length < bytes.bytes; length += 7) {
        put_bytes(bytes.data, length);
        read_all(&t);
        assert_int_equal(t.e.code, ERR_UNREADABLE);
        assert_int_equal(t.rows.bytes, 0);
    }
    buf_free(&bytes);
    buf_free(&t.rows);
}

/* More texts than memory is given: they lie in a file, and come back the same in any order. */
static void many_texts(void **state)
{
    (void)state;
    enum { COUNT = 1200000, ROWS = 200 };
    struct buf strings = { 0 }, sheet = { 0 }, expected = { 0 };
    struct told t = { 0 };
    buf_text(&strings, "<sst>");
    for (int i = 0; i < COUNT; i++) {
        buf_text(&strings, "<si><t>字");
        buf_int(&strings, i);
        buf_text(&strings, "</t></si>");
    }
    buf_text(&strings, "</sst>");
    buf_text(&sheet, "<worksheet><sheetData>");
    for (int i = 0; i < ROWS; i++) {
        int number = (int)((int64_t)i * 7919777 % COUNT);
        buf_format(&sheet, "<row><c t=\"s\"><v>%d</v></c></row>", number);
        buf_format(&expected, "%d:字%d/", i + 1, number);
    }
    buf_text(&sheet, "</sheetData></worksheet>");
    assert_true((size_t)COUNT * sizeof(uint64_t) > XLSX_STRINGS_MEMORY && (size_t)COUNT * 9 > XLSX_STRINGS_MEMORY);
    put_book(&(struct test_book) { .strings = strings.data, .sheets = { sheet.data } });
    read_all(&t);
    assert_string_equal(t.e.what, "");
    assert_string_equal(buf_get(&t.rows), expected.data);
    buf_free(&strings);
    buf_free(&sheet);
    buf_free(&expected);
    buf_free(&t.rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_sheets),      cmocka_unit_test(broken_sheets), cmocka_unit_test(long_cells),
        cmocka_unit_test(absurd_xml),        cmocka_unit_test(merges_told),   cmocka_unit_test(merges_behind_many_rows),
        cmocka_unit_test(chooses_and_tells), cmocka_unit_test(refused_whole), cmocka_unit_test(too_many_of_all),
        cmocka_unit_test(cut_files),         cmocka_unit_test(many_texts),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
