/* Goal: the page is one file without script or reference to another; every figure opens what is behind it; hostile text stays
 * text. */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "format/test_paper.h"

static void write_page(struct paper *p, enum msg_lang lang, struct buf *out)
{
    struct err e = { 0 };
    assert_true(html_write(&p->d, lang, out, &e));
    arena_free(&p->a);
}

static int count_of(const char *text, const char *what)
{
    int count = 0;
    for (; (text = strstr(text, what)); text += strlen(what))
        count++;
    return count;
}

static void every_figure_opens_its_origin(void **state)
{
    (void)state;
    struct paper p;
    struct buf out = { 0 };
    paper_whole(&p);
    write_page(&p, LANG_ZH, &out);
    const char *text = buf_get(&out);
    assert_int_equal(count_of(text, "<span class=\"f\" tabindex=\"0\""), p.number);
    assert_int_equal(count_of(text, "id=\"f1\""), 1);
    assert_non_null(strstr(text, ">40373家</span><span class=\"b\" id=\"f1\" role=\"note\"><b>排查单位</b>"
                                 "<span class=\"k\">口径</span><span class=\"v\">distinct(检查.单位)</span>"
                                 "<span class=\"k\">范围</span><span class=\"v\">云溪县（01）</span>"
                                 "<span class=\"k\">期间</span><span class=\"v\">2023年1—10月</span>"));
    assert_non_null(strstr(text, "共 40373 条，列出前 3 条"));
    /* formulas and entries are left out where they were not asked for */
    assert_int_equal(count_of(text, ">口径</span>"), (p.number + 1) / 2);
    assert_non_null(strstr(text, "没有数（没有可比的基数）"));
    buf_free(&out);
}

static void stands_alone(void **state)
{
    (void)state;
    static const char *const NEVER[] = { "<script", "http:", "https:",    "url(", "@import",
                                         "<link",   "<img",  " onclick=", "src=" };
    struct paper p;
    struct buf out = { 0 };
    paper_whole(&p);
    write_page(&p, LANG_ZH, &out);
    const char *text = buf_get(&out);
    for (size_t i = 0; i < sizeof NEVER / sizeof *NEVER; i++)
        assert_null(strstr(text, NEVER[i]));
    assert_int_equal(strncmp(text, "<!DOCTYPE html>\n<html lang=\"zh-CN\">", 35), 0);
    assert_non_null(strstr(text, "<meta charset=\"utf-8\">"));
    assert_non_null(strstr(text, "@page{size:A4"));
    buf_free(&out);
}

static void blocks_have_their_elements(void **state)
{
    (void)state;
    struct paper p;
    struct buf out = { 0 };
    paper_whole(&p);
    write_page(&p, LANG_ZH, &out);
    const char *text = buf_get(&out);
    assert_non_null(strstr(text, "<h2>一、安全生产总体平稳</h2>"));
    assert_non_null(strstr(text, "<h5>（1）电气焊作业</h5>"));
    assert_non_null(strstr(text, "<th scope=\"col\">乡镇</th>"));
    assert_int_equal(count_of(text, "<td"), 15); /* a short row is filled up */
    assert_non_null(strstr(text, "附件：1. 2023年各乡镇（街道）安全生产大排查大整治专项行动隐患整改情况汇总表</p>"));
    assert_non_null(strstr(text, "<div class=\"mark\">附件2</div>\n<h1>2024年安全生产重点工作清单</h1>"));
    assert_non_null(strstr(text, "style=\"padding-right:2.0em\">云溪县应急管理局</p>"));
    buf_free(&out);
}

static void hostile_text_stays_text(void **state)
{
    (void)state;
    struct paper p;
    struct buf out = { 0 };
    paper_begin(&p);
    p.d.title = "</title><script>alert(1)</script>";
    paper_block(&p, BLOCK_PARAGRAPH, 0, "<script>&\"甲\n乙[\"><b onclick=x|1|<i>]");
    write_page(&p, LANG_ZH, &out);
    const char *text = buf_get(&out);
    assert_null(strstr(text, "<script"));
    assert_null(strstr(text, "<i>"));
    assert_non_null(strstr(text, "&lt;script&gt;&amp;&quot;甲<br>乙"));
    assert_non_null(strstr(text, "<b>&quot;&gt;&lt;b onclick=x</b>"));
    buf_clear(&out);
    paper_begin(&p);
    paper_block(&p, BLOCK_PARAGRAPH, 0, "铃\x07");
    struct err e = { 0 };
    assert_false(html_write(&p.d, LANG_ZH, &out, &e));
    assert_int_equal(e.msg, MSG_DOCX_OUT_CONTROL);
    arena_free(&p.a);
    buf_free(&out);
}

static void same_text_same_bytes(void **state)
{
    (void)state;
    struct paper p;
    struct buf first = { 0 }, second = { 0 }, english = { 0 };
    paper_whole(&p);
    write_page(&p, LANG_ZH, &first);
    setenv("TZ", "America/New_York", 1);
    paper_whole(&p);
    write_page(&p, LANG_ZH, &second);
    unsetenv("TZ");
    assert_string_equal(buf_get(&first), buf_get(&second));
    paper_whole(&p);
    write_page(&p, LANG_EN, &english);
    assert_non_null(strstr(buf_get(&english), "<html lang=\"en\">"));
    assert_non_null(strstr(buf_get(&english), "2023-01-01 to 2023-10-31"));
    buf_free(&first);
    buf_free(&second);
    buf_free(&english);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_opens_its_origin), cmocka_unit_test(stands_alone),
        cmocka_unit_test(blocks_have_their_elements),    cmocka_unit_test(hostile_text_stays_text),
        cmocka_unit_test(same_text_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
