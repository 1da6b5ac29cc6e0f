/* Goal: the text of a .docx as a person would read it, and every figure that is still linked, whatever a word processor did
 * around it.  Method: documents of a few elements, put together here. */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/day.h"
#include "format/test_docx.h"

static char folder[] = "/tmp/docx_read_test_XXXXXX";
static char path[64];
static struct arena a;

static int make_folder(void **state)
{
    (void)state;
    arena_init(&a, 1 << 16);
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/a.docx", folder);
    return 0;
}

static int drop_folder(void **state)
{
    (void)state;
    arena_free(&a);
    unlink(path);
    return rmdir(folder);
}

static bool read_bytes(const struct buf *b, struct docx_text *out, struct err *e)
{
    assert_true(file_write(path, b->data, b->bytes, e));
    return docx_read(&a, path, out, e);
}

static struct docx_text read_with(const char *body, struct test_part more)
{
    struct err e = { 0 };
    struct buf b = { 0 };
    struct docx_text out;
    docx_of_body(&b, body, more, (struct test_part) { 0 });
    if (!read_bytes(&b, &out, &e))
        fail_msg("%s", e.what);
    buf_free(&b);
    return out;
}

static struct docx_text read_body(const char *body)
{
    return read_with(body, (struct test_part) { 0 });
}

#define P(content)     "<w:p>" content "</w:p>"
#define R(text)        "<w:r><w:t>" text "</w:t></w:r>"
#define STYLED(id, t)  "<w:p><w:pPr><w:pStyle w:val=\"" id "\"/></w:pPr>" R(t) "</w:p>"
#define CELL(content)  "<w:tc><w:tcPr/>" content "</w:tc>"
#define SDT(facts, in) "<w:sdt><w:sdtPr>" facts "</w:sdtPr><w:sdtContent>" in "</w:sdtContent></w:sdt>"
#define TAG(tag)       "<w:tag w:val=\"" tag "\"/>"
#define LONG           "tz:排查单位;YX;2023-01-01;2023-10-31;7;40373"
#define MARK(id, n)    "<w:bookmarkStart w:id=\"" id "\" w:name=\"_tz" n "\"/>"
#define END(id)        "<w:bookmarkEnd w:id=\"" id "\"/>"

static void reads_what_a_person_reads(void **state)
{
    (void)state;
    static const struct {
        const char *body, *text;
    } CASES[] = {
        { P(R("一") "<w:r><w:tab/><w:t xml:space=\"preserve\"> 二</w:t></w:r>") P(""), "一\t 二\n\n" },
        { P("<w:r><w:t>关于</w:t><w:br/><w:t>通知</w:t><w:br w:type=\"page\"/></w:r>"), "关于\n通知\n" },
        { P("<w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"1\"/></w:tabs></w:pPr>" R("甲")), "甲\n" },
        { P("<w:ins w:id=\"1\">" R(
              "新") "</w:ins><w:del w:id=\"2\"><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"),
          "新\n" },
        { P("<w:moveFrom w:id=\"1\">" R("走") "</w:moveFrom><w:moveTo w:id=\"2\">" R("来") "</w:moveTo>"), "来\n" },
        { P("<w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText></w:r>" R(
              "3") "<w:fldSimple w:instr=\"X\">" R("4") "</w:fldSimple>"),
          "34\n" },
        { P("<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:rPr><w:vanish "
            "w:val=\"0\"/></w:rPr><w:t>明</w:t></w:r>"),
          "明\n" },
        { P("<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r>"),
          "A-B\xEF\xBF\xBD\n" },
        { P("<w:r><w:ruby><w:rt>" R("yún") "</w:rt><w:rubyBase>" R("云") "</w:rubyBase></w:ruby></w:r>"), "云\n" },
        { P("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"), "x\n" },
        { P("<w:r><w:t>甲\n乙</w:t></w:r>"), "甲 乙\n" },
        { "<w:p><w:pPr><w:rPr><w:del w:id=\"3\"/></w:rPr></w:pPr>" R("前") "</w:p>" P(R("后")), "前后\n" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_string_equal(read_body(CASES[i].body).text, CASES[i].text);
}

static void a_box_is_read_once_and_after_its_paragraph(void **state)
{
    (void)state;
#define BOX "<w:txbxContent>" P(R("框里")) P(R("二")) "</w:txbxContent>"
    struct docx_text d = read_body(P(R("前") "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><wps:txbx>" BOX
                                             "</wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox>" BOX
                                             "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>" R("后")
                                                 SDT(TAG("tz:#2"), R("5家"))) P(R("末")));
    assert_string_equal(d.text, "前后5家\n框里\n二\n末\n");
    assert_int_equal(d.paragraph_count, 4);
    assert_int_equal(d.paragraphs[1].start, 5);
    assert_int_equal(d.paragraphs[3].end, 11);
    assert_int_equal(d.figure_count, 1);
    assert_int_equal(d.figures[0].start, 2);
    d = read_body(
        P("<w:r><wps:txbx><w:txbxContent>" P(SDT(TAG("tz:#1"), R("七"))) "</w:txbxContent></wps:txbx></w:r>" R("外")));
    assert_string_equal(d.text, "外\n七\n");
    assert_int_equal(d.figures[0].start, 2);
    assert_string_equal(d.figures[0].text, "七");
}

static void tells_headings_by_style_and_level(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        enum block_kind kind;
        int level;
    } CASES[] = {
        { STYLED("a3", "题"), BLOCK_TITLE, 0 },
        { STYLED("1", "一"), BLOCK_HEADING, 1 },
        { STYLED("two", "一"), BLOCK_HEADING, 2 },
        { STYLED("own", "一"), BLOCK_HEADING, 2 },
        { STYLED("third", "一"), BLOCK_HEADING, 3 },
        { STYLED("ring1", "一"), BLOCK_PARAGRAPH, 0 },
        { STYLED("missing", "一"), BLOCK_PARAGRAPH, 0 },
        { P("<w:pPr><w:outlineLvl w:val=\"3\"/></w:pPr>" R("一")), BLOCK_HEADING, 4 },
        { P("<w:pPr><w:pStyle w:val=\"1\"/><w:outlineLvl w:val=\"9\"/></w:pPr>" R("一")), BLOCK_PARAGRAPH, 0 },
        { P("<w:pPr><w:pPrChange w:id=\"1\"><w:pPr><w:pStyle w:val=\"1\"/></w:pPr></w:pPrChange></w:pPr>" R("一")),
          BLOCK_PARAGRAPH, 0 },
        { "<w:tbl><w:tr>" CELL(STYLED("1", "一")) "</w:tr></w:tbl>", BLOCK_TABLE, 0 },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct docx_text d = read_body(CASES[i].body);
        assert_int_equal(d.paragraphs[0].kind, CASES[i].kind);
        assert_int_equal(d.paragraphs[0].level, CASES[i].level);
    }
}

static void a_table_is_lines_of_cells(void **state)
{
    (void)state;
    struct docx_text d = read_body(
        P(R("前")) "<w:tbl><w:tr>" CELL(P(R("甲")) P(R("乙"))) CELL(P(""))
            CELL("") "</w:tr><w:tr><w:trPr/>" SDT(TAG("tz:#1"), CELL(P(R("9"))))
                CELL(P("") "<w:tbl><w:tr>" CELL(P(R("里"))) CELL(P(R("面"))) "</w:tr></w:tbl>" P(
                    "")) "</w:tr><w:tr><w:trPr><w:del w:id=\"1\"/></w:trPr>" CELL(P(R("删"))) "</w:tr></w:tbl>" P(R("后")));
    assert_string_equal(d.text, "前\n甲\n乙\t\t\n9\t\n里\t面\n\n后\n");
    assert_int_equal(d.figure_count, 1);
    assert_string_equal(d.figures[0].text, "9");
    assert_int_equal(d.paragraphs[1].kind, BLOCK_TABLE);
    assert_int_equal(d.paragraphs[d.paragraph_count - 1].kind, BLOCK_PARAGRAPH);
}

/* What word processors make of one control, each with the figure it must still be. */
static void finds_figures_whatever_became_of_them(void **state)
{
    (void)state;
    static const struct {
        const char *body, *text;
        int start, number;
        bool controlled;
    } CASES[] = {
        { P(R("共") SDT(TAG(LONG), R("40373家"))), "40373家", 1, 0, true },
        { P(R("共") MARK("0", "4") SDT(TAG(LONG), R("40373家")) END("0")), "40373家", 1, 4, true },
        { P(SDT(TAG("tz:#17"), R("40373") R("家"))), "40373家", 0, 17, true },
        { P(MARK("7", "3") SDT("", R("40373") R("家")) END("7") R("。")), "40373家", 0, 3, true },
        { P(R("共") SDT("", MARK("7", "3") R("40373") R("家")) END("7")), "40373家", 1, 3, true },
        { P(R("共") SDT("", MARK("7", "3") R("4") END("7") R("0373家"))), "40373家", 1, 3, true },
        { P(MARK("7", "3") SDT("", R("403")) SDT("", R("73家")) END("7")), "40373家", 0, 3, true },
        { P(SDT(TAG(LONG), R("403")) SDT(TAG(LONG), R("73家"))), "40373家", 0, 0, true },
        { P(R("共") MARK("7", "3") R("40373家") END("7")), "40373家", 1, 3, false },
        { P(R("共") MARK("7", "3") R("40373家")) P(R("x") END("7")), "40373家", 1, 3, false },
        { SDT("", P(R("共") MARK("7", "3") SDT("", R("40373家")) END("7"))), "40373家", 1, 3, true },
        { SDT(TAG("别的"), P(R("共") MARK("7", "3") R("40373家") END("7"))), "40373家", 1, 3, false },
        { SDT("", P(R("共") MARK("7", "3") R("40373家") END("7")) P(R("二"))), "40373家", 1, 3, false },
        { MARK("7", "3") SDT(TAG("tz:#3"), P(R("40373家"))) END("7"), "40373家", 0, 3, true },
        { P(SDT(TAG("tz:#3") "<w:showingPlcHdr/>", R("单击此处")) R("家")), "", 0, 3, true },
        { P(SDT(TAG("tz:#3"), SDT(TAG("tz:#4"), R("5")) R("6"))), "56", 0, 3, true },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct docx_text d = read_body(CASES[i].body);
        assert_int_equal(d.figure_count, 1);
        assert_string_equal(d.figures[0].text, CASES[i].text);
        assert_int_equal(d.figures[0].start, CASES[i].start);
        assert_int_equal(d.figures[0].end - d.figures[0].start, text_points(CASES[i].text, strlen(CASES[i].text)));
        assert_int_equal(d.figures[0].number, CASES[i].number);
        assert_int_equal(d.figures[0].controlled, CASES[i].controlled);
    }
    assert_int_equal(read_body(P(SDT(TAG("合同"), R("1")) SDT("", R("2")) MARK("1", "x") R("3") END("1"))).figure_count, 0);
    assert_int_equal(read_body(P(MARK("1", "1") END("1") R("3"))).figure_count, 0);
}

static void two_figures_side_by_side_stay_two(void **state)
{
    (void)state;
    struct docx_text d =
        read_body(P(MARK("1", "1") SDT(TAG(LONG), R("41")) END("1") MARK("2", "2") SDT(TAG(LONG), R("42")) END("2")));
    assert_int_equal(d.figure_count, 2);
    assert_string_equal(d.figures[1].text, "42");
    /* a control put around a paragraph of two */
    d = read_body(SDT("", P(MARK("1", "1") SDT("", R("41")) END("1") R("，") MARK("2", "2") SDT("", R("42")) END("2"))));
    assert_int_equal(d.figure_count, 2);
    assert_true(d.figures[0].controlled && d.figures[1].controlled);
    assert_int_equal(d.figures[1].number, 2);
}

static const struct test_part MANIFEST = {
    "customXml/item3.xml",
    "<t:report xmlns:t=\"urn:taizhang:report:1\" report=\"年度总结\" org=\"云溪县\" org_number=\"YX\" from=\"2023-01-01\" "
    "asof=\"2023-10-31\" known=\"7\" heads=\"a:1\">"
    "<t:figure n=\"2\" text=\"无\" measure=\"增幅\" scope=\"云溪县\" scope_number=\"YX\" unit=\"%\" from=\"2023-01-01\" "
    "asof=\"2023-10-31\" known=\"7\" note=\"历史数\"/>"
    "<t:figure n=\"1\" text=\"40373家\" measure=\"排查单位\" modifier=\"\" scope=\"云溪县\" scope_number=\"YX\" unit=\"家\" "
    "value=\"40373\" from=\"2023-01-01\" asof=\"2023-10-31\" known=\"7\" note=\"\"/>"
    "<t:figure n=\"4\" measure=\"多余\"/></t:report>",
};

static void the_manifest_says_what_the_tags_have_lost(void **state)
{
    (void)state;
    struct docx_text d = read_with(
        P(MARK("1", "1") SDT(TAG(LONG), R("4037")) END("1") SDT(TAG("tz:#2"), R("无")) SDT(TAG("tz:#9"), R("?"))), MANIFEST);
    assert_string_equal(d.report, "年度总结");
    assert_string_equal(d.org_number, "YX");
    assert_string_equal(d.heads, "a:1");
    assert_int_equal(d.asof, day_of(2023, 10, 31));
    assert_int_equal(d.known_at, 7);
    assert_int_equal(d.written_count, 2);
    assert_string_equal(d.written[0].text, "40373家");
    assert_null(d.written[1].figure.value);
    assert_int_equal(d.figure_count, 3);
    assert_true(d.figures[0].known);
    assert_string_equal(d.figures[0].figure.measure, "排查单位");
    assert_string_equal(d.figures[0].figure.unit, "家");
    assert_string_equal(d.figures[1].figure.measure, "增幅");
    assert_string_equal(d.figures[1].figure.note, "历史数");
    assert_false(d.figures[2].known);
}

static void the_property_says_of_which_report_it_is(void **state)
{
    (void)state;
    static const struct test_part PROPERTY = {
        "docProps/custom.xml",
        "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" "
        "xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">"
        "<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"2\" "
        "name=\"别的\"><vt:lpwstr>report=x</vt:lpwstr></property>"
        "<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"3\" name=\"taizhang\">"
        "<vt:lpwstr>report=年度总结; org=云溪县; asof=2023-10-31; known=73311</vt:lpwstr></property></Properties>",
    };
    struct docx_text d = read_with(P(R("甲")), PROPERTY);
    assert_string_equal(d.report, "年度总结");
    assert_string_equal(d.org, "云溪县");
    assert_int_equal(d.known_at, 73311);
    assert_int_equal(d.written_count, 0);
    assert_null(read_body(P(R("甲"))).report);
}

static enum msg_id refusal(const struct buf *b)
{
    struct err e = { 0 };
    struct docx_text out;
    assert_false(read_bytes(b, &out, &e));
    assert_int_equal(e.code, ERR_UNREADABLE);
    assert_true(strstr(e.what, "a.docx") != NULL);
    return e.msg;
}

/* A container of another office program. */
static enum msg_id refusal_of_kind(const char *kind)
{
    struct buf b = { 0 }, types = { 0 };
    buf_format(
        &types,
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/x/main.xml\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.%s.main+xml\"/></Types>",
        kind);
    const struct test_part parts[] = {
        { "_rels/.rels",
          DOCX_RELS "<Relationship Type=\"" DOCX_RELATION "officeDocument\" Target=\"/x/main.xml\"/></Relationships>" },
        { "x/main.xml", "<main/>" },
        { "[Content_Types].xml", buf_get(&types) },
    };
    docx_of_parts(&b, parts, 3);
    enum msg_id id = refusal(&b);
    buf_free(&b);
    buf_free(&types);
    return id;
}

static void says_what_a_file_is_that_is_no_docx(void **state)
{
    (void)state;
    struct buf b = { 0 };
    buf_text(&b, "不是压缩包");
    assert_int_equal(refusal(&b), MSG_DOCX_IN_NOT_ZIP);
    buf_clear(&b);
    buf_put(&b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    assert_int_equal(refusal(&b), MSG_DOCX_IN_OLD);
    for (int i = 0; i < 3000; i++)
        buf_char(&b, '\0');
    b.data[30] = 9;
    memcpy(b.data + 512 + 128, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 33);
    assert_int_equal(refusal(&b), MSG_DOCX_IN_ENCRYPTED);
    buf_clear(&b);
    docx_of_parts(&b, (struct test_part[]) { TEST_TYPES, TEST_RELATIONS }, 2);
    assert_int_equal(refusal(&b), MSG_DOCX_IN_NO_MAIN);
    assert_int_equal(refusal_of_kind("spreadsheetml.sheet"), MSG_DOCX_IN_SHEET);
    assert_int_equal(refusal_of_kind("presentationml.presentation"), MSG_DOCX_IN_SLIDES);
    buf_clear(&b);
    docx_of_body(&b, P(R("甲")), (struct test_part) { 0 }, (struct test_part) { 0 });
    b.bytes /= 2;
    assert_true(refusal(&b) != MSG_NONE);
    buf_free(&b);
}

static enum msg_id refusal_of_main(const char *xml)
{
    struct buf b = { 0 };
    docx_of_parts(&b, (struct test_part[]) { TEST_TYPES, TEST_RELATIONS, { "word/document.xml", xml } }, 3);
    enum msg_id id = refusal(&b);
    buf_free(&b);
    return id;
}

static void refuses_broken_and_hostile_xml(void **state)
{
    (void)state;
    assert_int_equal(refusal_of_main("<w:document><w:body>"), MSG_DOCX_IN_XML);
    assert_int_equal(refusal_of_main("<a><b></a>"), MSG_DOCX_IN_XML);
    assert_int_equal(refusal_of_main("<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>"), MSG_DOCX_IN_DOCTYPE);
    struct buf deep = { 0 };
    for (int i = 0; i < 300; i++)
        buf_text(&deep, "<a>");
    assert_int_equal(refusal_of_main(buf_get(&deep)), MSG_DOCX_IN_DEEP);
    buf_free(&deep);
    struct err e = { .lang = LANG_EN };
    struct docx_text out;
    assert_false(docx_read(&a, path, &out, &e));
    assert_true(strstr(e.what, "word/document.xml line 1") != NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_a_person_reads),
        cmocka_unit_test(a_box_is_read_once_and_after_its_paragraph),
        cmocka_unit_test(tells_headings_by_style_and_level),
        cmocka_unit_test(a_table_is_lines_of_cells),
        cmocka_unit_test(finds_figures_whatever_became_of_them),
        cmocka_unit_test(two_figures_side_by_side_stay_two),
        cmocka_unit_test(the_manifest_says_what_the_tags_have_lost),
        cmocka_unit_test(the_property_says_of_which_report_it_is),
        cmocka_unit_test(says_what_a_file_is_that_is_no_docx),
        cmocka_unit_test(refuses_broken_and_hostile_xml),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
