/* Goal: a document of any format is known by its bytes, and read as a person would read it; what cannot be read is refused with a
 * sentence that says what it is.
 * Method: files of a few lines, made here, given under a name that says nothing.  PDFs are skipped where pdftotext is not there. */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/document.h"
#include "format/test_docx.h"
#include "format/test_document.h"

static struct arena a;

static int begin(void **state)
{
    (void)state;
    arena_init(&a, 1 << 16);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static struct docx_text read_bytes(const void *data, size_t bytes)
{
    struct docx_text d;
    struct err e = { 0 };
    if (!document_read_bytes(&a, "材料", data, bytes, &d, &e))
        fail_msg("%s", e.what);
    size_t points = text_points(d.text, strlen(d.text)), last = 0;
    for (int i = 0; i < d.paragraph_count; i++) {
        assert_true(d.paragraphs[i].start >= last && d.paragraphs[i].end >= d.paragraphs[i].start);
        last = d.paragraphs[i].end;
    }
    assert_true(last <= points);
    return d;
}

static void expect(const struct buf *file, enum document_format format, const char *text)
{
    struct docx_text d = read_bytes(file->data, file->bytes);
    assert_int_equal(d.format, format);
    assert_string_equal(d.text, text);
}

static void expect_refused(const void *data, size_t bytes, enum msg_id why)
{
    struct docx_text d;
    struct err e = { 0 };
    assert_false(document_read_bytes(&a, "材料", data, bytes, &d, &e));
    if (e.msg != why)
        fail_msg("another sentence: %s", e.what);
    assert_int_equal(e.code, ERR_UNREADABLE);
}

static void put_encoded(struct buf *out, const char *encoding, const char *text)
{
    char room[4096], *in = (char *)text, *to = room;
    size_t bytes = strlen(text), left = sizeof room;
    iconv_t c = iconv_open(encoding, "UTF-8");
    assert_true(c != (iconv_t)-1 && iconv(c, &in, &bytes, &to, &left) != (size_t)-1);
    iconv_close(c);
    buf_put(out, room, (size_t)(to - room));
}

/* ---- plain texts ---- */

static void a_text_in_any_encoding(void **state)
{
    (void)state;
    static const char TEXT[] = "云溪县总结\r\n一、排查单位40373家。\r　　完\n";
    static const char CLEAN[] = "云溪县总结\n一、排查单位40373家。\n　　完\n";
    static const struct {
        const char *mark, *encoding;
    } CASES[] = { { "", "UTF-8" },           { "\xEF\xBB\xBF", "UTF-8" }, { "", "GB18030" },
                  { "", "UTF-16LE" },        { "\xFF\xFE", "UTF-16LE" },  { "", "UTF-16BE" },
                  { "\xFE\xFF", "UTF-16BE" } };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct buf b = { 0 };
        buf_text(&b, CASES[i].mark);
        put_encoded(&b, CASES[i].encoding, TEXT);
        expect(&b, DOCUMENT_TXT, CLEAN);
        struct docx_text d = read_bytes(b.data, b.bytes);
        assert_int_equal(d.paragraph_count, 3);
        assert_int_equal(d.paragraphs[1].start, 6);
        assert_int_equal(d.paragraphs[1].end, 19);
        buf_free(&b);
    }
}

static void what_is_no_text(void **state)
{
    (void)state;
    char noise[1024];
    uint32_t seed = 7;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)((seed = seed * 1664525u + 1013904223u) >> 24);
    expect_refused("\x89PNG\r\n\x1a\n....", 12, MSG_DOCUMENT_UNKNOWN);
    expect_refused("\x7f"
                   "ELF\2\1\1",
                   7, MSG_DOCUMENT_UNKNOWN);
    expect_refused("\1\2\3\4\5\6\7\1\2\3", 10, MSG_DOCUMENT_UNKNOWN);
    struct docx_text d;
    struct err e = { 0 };
    assert_false(document_read_bytes(&a, "噪声", noise, sizeof noise, &d, &e));
    assert_true(e.code == ERR_UNREADABLE);
    struct buf zip = { 0 };
    struct zip_writer *z = zip_create();
    zip_put(z, "照片.jpg", "x", 1);
    assert_true(zip_finish(z, &zip, &(struct err) { 0 }));
    expect_refused(zip.data, zip.bytes, MSG_DOCUMENT_UNKNOWN);
    buf_free(&zip);
}

static void an_empty_file_is_an_empty_text(void **state)
{
    (void)state;
    struct docx_text d = read_bytes("", 0);
    assert_string_equal(d.text, "");
    assert_int_equal(d.paragraph_count, 0);
}

static void a_workbook_is_told(void **state)
{
    (void)state;
    char ole[1024] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    for (size_t i = 0; i < sizeof "Workbook"; i++)
        ole[512 + 2 * i] = "Workbook"[i];
    ole[512 + 64] = 2 * sizeof "Workbook";
    expect_refused(ole, sizeof ole, MSG_DOCX_IN_SHEET);
}

/* ---- pages of the web ---- */

static void a_page_is_its_text(void **state)
{
    (void)state;
    static const struct {
        const char *html, *text;
    } CASES[] = {
        { "<html><head><title>站</title><style>p{}</style></head><body><script>var a='<p>不是</p>';</script><h1>总结</h1>"
          "<p>今年\n排查<b>40373</b>家。</p><div>二<br>三</div></body></html>",
          "总结\n今年 排查40373家。\n二\n三\n" },
        { "<!DOCTYPE html><table><tr><th>镇</th><th>数</th></tr><tr><td>青溪</td><td>12&nbsp;家</td></tr><tr><td></td><td>3"
          "</td></tr></table>完",
          "镇\t数\n青溪\t12 家\n\t3\n完\n" },
        { "<html><body><ul><li><a href=x>首页</a></li><li><a href=y>新闻中心</a></li></ul><p>正文见<a "
          "href=z>附件</a>，共三页"
          "。</p><p hidden>藏</p><p style='display: none'>藏</p><nav>导航</nav></body>",
          "正文见附件，共三页。\n" },
        { "<html><body><div>栏目</div><div "
          "id=\"UCAP-CONTENT\"><p>今年以来，全县累计排查单位四万零三百七十三家，整改问题隐患七万零七百"
          "一十个，立案查处一千七百五十八起，行政拘留三十七人。</p></div><div>版权所有</div></body>",
          "今年以来，全县累计排查单位四万零三百七十三家，整改问题隐患七万零七百一十个，立案查处一千七百五十八起，行政拘留三"
          "十七人。\n" },
        { "<h1>关于2023年<br>工作的报告</h1><p>&#20113;&lt;溪&gt;</p>", "关于2023年\n工作的报告\n云<溪>\n" },
        { "<p>没有结束<div>的<p>标记", "没有结束\n的\n标记\n" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct buf b = { 0 };
        buf_text(&b, CASES[i].html);
        expect(&b, DOCUMENT_HTML, CASES[i].text);
        buf_free(&b);
    }
    struct docx_text d =
        read_bytes("<h1>总结</h1><h2>一、排查</h2><p>好。</p>", strlen("<h1>总结</h1><h2>一、排查</h2><p>好。</p>"));
    assert_int_equal(d.paragraphs[0].kind, BLOCK_TITLE);
    assert_int_equal(d.paragraphs[1].kind, BLOCK_HEADING);
    assert_int_equal(d.paragraphs[1].level, 1);
}

static void a_page_in_any_encoding(void **state)
{
    (void)state;
    static const char *const ENCODINGS[] = { "GBK", "UTF-8", "BIG5" };
    for (size_t i = 0; i < sizeof ENCODINGS / sizeof *ENCODINGS; i++) {
        struct buf b = { 0 };
        buf_format(&b, "<html><head><meta charset=\"%s\"></head><body><p>", ENCODINGS[i]);
        put_encoded(&b, ENCODINGS[i], "排查40373家");
        buf_text(&b, "</p></body></html>");
        expect(&b, DOCUMENT_HTML, "排查40373家\n");
        buf_free(&b);
    }
}

static void a_page_that_is_refused(void **state)
{
    (void)state;
    static const char SCRIPT[] = "<html><body><div id=app></div><script src=a.js></script></body></html>";
    expect_refused(SCRIPT, sizeof SCRIPT - 1, MSG_HTML_EMPTY);
    struct buf b = { 0 };
    for (int i = 0; i < 5000; i++)
        buf_text(&b, "<div>");
    buf_text(&b, "深");
    expect_refused(b.data, b.bytes, MSG_HTML_DEEP);
    buf_free(&b);
}

/* ---- OFD ---- */

static void an_ofd_is_read_in_order(void **state)
{
    (void)state;
    /* a line holds 26 letters of 5.64 mm: 28 to 175 mm */
    static const char *const PAGES[] = {
        OFD_LINE("80", "275", "— 1 —") OFD_LINE("60", "40", "云溪县二〇二三年总结")
            OFD_LINE("39.3", "55", "今年以来，全县累计排查单位四万零三百七十三家，整改问题隐")
                OFD_LINE("28", "65", "患七万零七百一十个。")
                    OFD_LINE("39.3", "75", "行政拘留三十七人，立案查处一千七百五十八起，成效明显，"),
        OFD_LINE("80", "275", "— 2 —") OFD_LINE("28", "40", "群众满意。") OFD_LINE("39.3", "50", "完。"),
    };
    struct buf b = { 0 };
    ofd_of_pages(&b, PAGES, 2);
    expect(&b, DOCUMENT_OFD,
           "云溪县二〇二三年总结\n今年以来，全县累计排查单位四万零三百七十三家，整改问题隐患七万零七百一十个。\n"
           "行政拘留三十七人，立案查处一千七百五十八起，成效明显，群众满意。\n完。\n");
    buf_free(&b);
}

static void pieces_of_an_ofd_are_put_in_order(void **state)
{
    (void)state;
    static const char *const PAGES[] = {
        /* the second line first; a line in two pieces; one scaled by its matrix, as converters from PDF write it */
        OFD_LINE("28", "65", "第二行。") OFD_LINE("50.6", "55", "四字") OFD_LINE(
            "28", "55", "先有四个") "<ofd:TextObject ID=\"9\" Boundary=\"0 0 210 297\" CTM=\"0.3528 0 0 0.3528 28 80\" "
                                    "Font=\"1\" Size=\"16\">"
                                    "<ofd:TextCode X=\"0\" Y=\"0\" DeltaX=\"16 16\">缩放了</ofd:TextCode></ofd:TextObject>",
    };
    static const char *const EMPTY[] = { "" };
    struct buf b = { 0 };
    ofd_of_pages(&b, PAGES, 1);
    expect(&b, DOCUMENT_OFD, "先有四个四字\n第二行。\n缩放了\n");
    buf_clear(&b);
    ofd_of_pages(&b, EMPTY, 1);
    expect_refused(b.data, b.bytes, MSG_OFD_IMAGES);
    buf_clear(&b);
    struct zip_writer *z = zip_create();
    zip_put(z, "OFD.xml", "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>", 67);
    assert_true(zip_finish(z, &b, &(struct err) { 0 }));
    expect_refused(b.data, b.bytes, MSG_OFD_PART);
    buf_free(&b);
}

/* ---- PDF ---- */

static void need_pdftotext(void)
{
    if (system("command -v pdftotext >/dev/null 2>&1") == 0)
        return;
    print_message("skipped: pdftotext (poppler-utils) is not installed\n");
    skip();
}

static void expect_pdf(const struct pdf_line *lines, size_t count, const char *text)
{
    struct buf b = { 0 };
    pdf_of_lines(&b, lines, (int)count, "");
    expect(&b, DOCUMENT_PDF, text);
    buf_free(&b);
}
#define EXPECT_PDF(lines, text) expect_pdf((lines), sizeof(lines) / sizeof *(lines), (text))

/* 90 to 506 points are 26 letters of 16. */
static void a_pdf_is_joined_into_paragraphs(void **state)
{
    (void)state;
    need_pdftotext();
    static const struct pdf_line LINES[] = {
        { 230, 40, 9, "云溪县应急管理局简报" },
        { 133, 100, 22, "云溪县应急管理局关于二〇二三年" },
        { 177, 132, 22, "安全生产工作情况的报告" },
        { 122, 190, 16, "一、工作情况" },
        { 122, 218, 16, "今年以来，全县累计排查单位四万零三百七十三家，整改问" },
        { 90, 246, 16, "题隐患40373个，整改率98.21%，立案查处一千七百五十八起。" },
        { 122, 274, 16, "行政拘留三十七人，事故起数和死亡人数同比分别下降百分" },
        { 290, 790, 14, "— 1 —" },
        { 0, 0, 0, NULL },
        { 230, 40, 9, "云溪县应急管理局简报" },
        { 90, 100, 16, "之四十和百分之六十六，安全生产形势总体平稳。" },
        { 122, 128, 16, "特此报告。" },
        { 362, 200, 16, "云溪县应急管理局" },
        { 362, 228, 16, "2023年11月5日" },
        { 290, 790, 14, "— 2 —" },
    };
    EXPECT_PDF(
        LINES,
        "云溪县应急管理局关于二〇二三年安全生产工作情况的报告\n一、工作情况\n"
        "今年以来，全县累计排查单位四万零三百七十三家，整改问题隐患40373个，整改率98.21%，立案查处一千七百五十八起。\n"
        "行政拘留三十七人，事故起数和死亡人数同比分别下降百分之四十和百分之六十六，安全生产形势总体平稳。\n"
        "特此报告。\n云溪县应急管理局\n2023年11月5日\n");
}

static void a_pdf_in_columns(void **state)
{
    (void)state;
    need_pdftotext();
    static const struct pdf_line LINES[] = {
        { 92, 100, 12, "左栏第一段从这里开始，一共写了" },
        { 332, 100, 12, "右栏第一段从这里开始，一共写了" },
        { 68, 118, 12, "两行多一点，到这一行的末尾为止，没" },
        { 308, 118, 12, "两行多一点，到这一行的末尾为止，没" },
        { 68, 136, 12, "有更多的字了。" },
        { 308, 136, 12, "有更多的字了。" },
        { 92, 154, 12, "左栏第二段。" },
        { 332, 154, 12, "右栏第二段。" },
    };
    EXPECT_PDF(LINES, "左栏第一段从这里开始，一共写了两行多一点，到这一行的末尾为止，没有更多的字了。\n左栏第二段。\n"
                      "右栏第一段从这里开始，一共写了两行多一点，到这一行的末尾为止，没有更多的字了。\n右栏第二段。\n");
}

static void a_table_in_a_pdf(void **state)
{
    (void)state;
    need_pdftotext();
    static const struct pdf_line LINES[] = {
        { 122, 100, 16, "各乡镇情况见下表。" },
        { 100, 140, 12, "乡镇" },
        { 250, 140, 12, "排查单位" },
        { 400, 140, 12, "整改率" },
        { 100, 170, 12, "青溪镇" },
        { 250, 170, 12, "8123" },
        { 400, 170, 12, "98.21%" },
        { 100, 200, 12, "云溪经济开发区" },
        { 250, 200, 12, "3" },
        { 400, 200, 12, "100%" },
        { 100, 215, 12, "管委会" },
        { 122, 260, 16, "特此报告。" },
    };
    EXPECT_PDF(
        LINES,
        "各乡镇情况见下表。\n乡镇\t排查单位\t整改率\n青溪镇\t8123\t98.21%\n云溪经济开发区管委会\t3\t100%\n特此报告。\n");
}

static void a_pdf_that_is_refused(void **state)
{
    (void)state;
    need_pdftotext();
    static const struct pdf_line SCAN[] = { { 0, 0, 0, NULL }, { 0, 0, 0, NULL } };
    static const struct pdf_line TEXT[] = { { 90, 100, 16, "密" } };
    struct buf b = { 0 };
    pdf_of_lines(&b, SCAN, 2, "");
    expect_refused(b.data, b.bytes, MSG_PDF_IMAGES);
    buf_clear(&b);
    pdf_of_lines(
        &b, TEXT, 1,
        "/Encrypt<</Filter/Standard/V 1/R 2/O(01234567890123456789012345678901)/U(01234567890123456789012345678901)/P "
        "-4>>/ID[(0123456789012345)(0123456789012345)]");
    expect_refused(b.data, b.bytes, MSG_PDF_ENCRYPTED);
    buf_clear(&b);
    buf_text(&b, "%PDF-1.4\nhalf of it");
    expect_refused(b.data, b.bytes, MSG_PDF_DAMAGED);
    buf_free(&b);
}

static void where_a_tool_is_missing_a_sentence_says_so(void **state)
{
    (void)state;
    char *path = strdup(getenv("PATH"));
    setenv("PATH", "/nowhere", 1);
    expect_refused("%PDF-1.4\n", 9, MSG_PDF_NO_TOOL);
    expect_refused("{\\rtf1 x}", 9, MSG_DOCUMENT_NO_SOFFICE);
    setenv("PATH", path, 1);
    free(path);
}

static void a_docx_is_read_as_before(void **state)
{
    (void)state;
    struct buf b = { 0 };
    docx_of_body(&b, "<w:p><w:r><w:t>词</w:t></w:r></w:p>", (struct test_part) { 0 }, (struct test_part) { 0 });
    expect(&b, DOCUMENT_DOCX, "词\n");
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_in_any_encoding),
        cmocka_unit_test(what_is_no_text),
        cmocka_unit_test(an_empty_file_is_an_empty_text),
        cmocka_unit_test(a_workbook_is_told),
        cmocka_unit_test(a_page_is_its_text),
        cmocka_unit_test(a_page_in_any_encoding),
        cmocka_unit_test(a_page_that_is_refused),
        cmocka_unit_test(an_ofd_is_read_in_order),
        cmocka_unit_test(pieces_of_an_ofd_are_put_in_order),
        cmocka_unit_test(a_pdf_is_joined_into_paragraphs),
        cmocka_unit_test(a_pdf_in_columns),
        cmocka_unit_test(a_table_in_a_pdf),
        cmocka_unit_test(a_pdf_that_is_refused),
        cmocka_unit_test(where_a_tool_is_missing_a_sentence_says_so),
        cmocka_unit_test(a_docx_is_read_as_before),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
