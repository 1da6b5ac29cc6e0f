/* Goal: the numbers that a document counts itself are read as a person reads them.
 * Method: documents of numbered paragraphs, put together here. */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/docx_read_number.h"
#include "format/document.h"
#include "format/test_docx.h"

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

#define LEVEL(n, start, format, text, more)                                                                                 \
    "<w:lvl w:ilvl=\"" n "\"><w:start w:val=\"" start "\"/><w:numFmt w:val=\"" format "\"/>" more                           \
    "<w:lvlText w:val=\"" text "\"/></w:lvl>"
#define SCHEME(id, levels)                                                                                                  \
    "<w:abstractNum w:abstractNumId=\"" id "\"><w:multiLevelType w:val=\"multilevel\"/>" levels "</w:abstractNum>"
#define NUM(id, scheme, more) "<w:num w:numId=\"" id "\"><w:abstractNumId w:val=\"" scheme "\"/>" more "</w:num>"
#define P(num, level, text)                                                                                                 \
    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" num "\"/></w:numPr></w:pPr><w:r><w:t>" text       \
    "</w:t></w:r></w:p>"

static const char NUMBERING[] =
    "<w:numbering " DOCX_WORD_SPACES
    ">" SCHEME("0", LEVEL("0", "1", "chineseCounting", "%1、", "<w:suff w:val=\"nothing\"/>")
                        LEVEL("1", "1", "chineseCountingThousand", "（%2）", "<w:suff w:val=\"nothing\"/>")
                            LEVEL("2", "1", "decimal", "%3.", "")
                                LEVEL("3", "1", "decimal", "%1.%3.%4", "<w:isLgl/><w:suff w:val=\"space\"/>"))
        SCHEME("1", LEVEL("0", "9", "chineseCounting", "第%1章", "<w:suff w:val=\"space\"/>")
                        LEVEL("1", "1", "decimal", "第%2条", "<w:lvlRestart w:val=\"0\"/><w:suff w:val=\"space\"/>"))
            SCHEME("2", LEVEL("0", "1", "bullet", "\xEF\x82\xB7", ""))
                SCHEME("3", LEVEL("0", "1", "decimalEnclosedCircleChinese", "%1", "<w:suff w:val=\"nothing\"/>"))
                    NUM("1", "0", "")
                        NUM("2", "0", "<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride>")
                            NUM("3", "1", "") NUM("4", "2", "") NUM("5", "3", "") "</w:numbering>";

static const char BODY[] = P("1", "0", "甲") P("1", "1", "乙") P("1", "1", "丙") P("1", "2", "丁") P("1", "3", "戊")
    P("1", "0", "己") P("1", "1", "庚") P("2", "0", "重起") P("1", "0", "接着") P("3", "0", "总则") P("3", "1", "一条")
        P("3", "0", "附则") P("3", "1", "二条") P("5", "0", "圈") P("5", "0", "圈") P("0", "0", "没有") P("99", "0", "不在");

static void put_file(struct buf *out, const char *body)
{
    docx_of_body(out, body, (struct test_part) { "word/numbering.xml", NUMBERING }, (struct test_part) { 0 });
}

static struct docx_text read_body(const char *body)
{
    struct buf b = { 0 };
    struct docx_text d;
    struct err e = { 0 };
    put_file(&b, body);
    if (!docx_read_bytes(&a, "a.docx", b.data, b.bytes, &d, &e))
        fail_msg("%s", e.what);
    buf_free(&b);
    return d;
}

static void numbers_are_counted(void **state)
{
    (void)state;
    struct docx_text d = read_body(BODY);
    assert_string_equal(d.text, "一、甲\n（一）乙\n（二）丙\n1. 丁\n1.1.1 戊\n二、己\n（一）庚\n五、重起\n六、接着\n"
                                "第九章 总则\n第1条 一条\n第十章 附则\n第2条 二条\n①圈\n②圈\n没有\n不在\n");
    assert_int_equal(d.paragraphs[0].label, 2);
    assert_int_equal(d.paragraphs[3].label, 3);
    assert_int_equal(d.paragraphs[3].source, 4);
    assert_int_equal(d.paragraphs[15].label, 0);
}

static void a_bullet_is_no_number(void **state)
{
    (void)state;
    assert_string_equal(read_body(P("4", "0", "点")).text, "点\n");
}

static void a_style_may_be_numbered(void **state)
{
    (void)state;
    static const char STYLES[] =
        "<w:styles " DOCX_WORD_SPACES
        "><w:style w:type=\"paragraph\" w:styleId=\"h\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr>"
        "<w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"k\"><w:name "
        "w:val=\"k\"/>"
        "<w:basedOn w:val=\"h\"/><w:pPr><w:numPr><w:ilvl w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>";
    static const char MAIN[] =
        "<w:document " DOCX_WORD_SPACES "><w:body><w:p><w:pPr><w:pStyle w:val=\"h\"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:pStyle w:val=\"k\"/></w:pPr><w:r><w:t>乙</w:t></w:r></w:p><w:p><w:pPr><w:pStyle "
        "w:val=\"h\"/><w:numPr>"
        "<w:numId w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>丙</w:t></w:r></w:p></w:body></w:document>";
    const struct test_part parts[] = { TEST_TYPES,
                                       TEST_RELATIONS,
                                       { "word/document.xml", MAIN },
                                       TEST_MAIN_RELATIONS,
                                       { "word/styles.xml", STYLES },
                                       { "word/numbering.xml", NUMBERING } };
    struct buf b = { 0 };
    struct docx_text d;
    struct err e = { 0 };
    docx_of_parts(&b, parts, sizeof parts / sizeof *parts);
    assert_true(docx_read_bytes(&a, "a.docx", b.data, b.bytes, &d, &e));
    assert_string_equal(d.text, "一、甲\n（一）乙\n丙\n");
    buf_free(&b);
}

static void values_in_every_format(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        int value;
        const char *text;
    } CASES[] = {
        { "chineseCounting", 10, "十" },
        { "chineseCounting", 11, "十一" },
        { "chineseCounting", 20, "二十" },
        { "chineseCounting", 99, "九十九" },
        { "chineseCountingThousand", 110, "一百一十" },
        { "chineseCountingThousand", 105, "一百零五" },
        { "chineseCountingThousand", 1010, "一千零一十" },
        { "chineseCountingThousand", 20300, "二万零三百" },
        { "chineseLegalSimplified", 12, "壹拾贰" },
        { "ideographTraditional", 3, "丙" },
        { "ideographZodiac", 12, "亥" },
        { "ideographDigital", 20, "二〇" },
        { "upperRoman", 1994, "MCMXCIV" },
        { "lowerRoman", 4, "iv" },
        { "upperLetter", 27, "AA" },
        { "lowerLetter", 26, "z" },
        { "decimalZero", 7, "07" },
        { "decimalFullWidth", 12, "１２" },
        { "decimalEnclosedCircle", 20, "⑳" },
        { "decimalEnclosedCircle", 21, "㉑" },
        { "decimalEnclosedParen", 2, "⑵" },
        { "none", 3, "" },
        { "其他", 3, "3" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct buf b = { 0 };
        docx_number_text(CASES[i].format, CASES[i].value, &b);
        assert_string_equal(buf_get(&b), CASES[i].text);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_counted),
        cmocka_unit_test(a_bullet_is_no_number),
        cmocka_unit_test(a_style_may_be_numbered),
        cmocka_unit_test(values_in_every_format),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
