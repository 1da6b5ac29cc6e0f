/* Goal: a compilation falls into its documents whatever its contents look like; a plan meets its results.
 * Method: small compilations made here, each with one thing that is hard; pairs whose outcome is plain to a reader. */
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int begin(void **state)
{
    static struct arena a;
    arena_init(&a, 1 << 16);
    *state = &a;
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static int documents(const struct text_split *s)
{
    int n = 0;
    for (int i = 0; i < s->count; i++)
        n += s->pieces[i].kind == PIECE_DOCUMENT;
    return n;
}

static const struct text_piece *document(const struct text_split *s, int number)
{
    for (int i = 0; i < s->count; i++)
        if (s->pieces[i].kind == PIECE_DOCUMENT && !number--)
            return &s->pieces[i];
    return NULL;
}

#define ONE "县水利局2023年工作总结\n一、工作完成情况\n完成水库除险加固3座。\n县水利局\n"
#define TWO "县民政局2023年工作总结\n发放救助金120万元。\n"

static const struct {
    const char *name, *text;
    int count;
    const char *first, *second;
} COMPILATIONS[] = {
    { "dots and pages", "汇编\n目录\n县水利局2023年工作总结………1\n县民政局2023年工作总结......12\n\n" ONE "\n" TWO, 2, ONE,
      TWO },
    { "a tab, the compilation's own title and 目录 listed too",
      "2023年总结汇编\n目　录\n2023年总结汇编\t1\n目录\t1\n县水利局2023年工作总结\t2\n县民政局2023年工作总结\t3\n\n" ONE
      "\n\n" TWO,
      2, ONE, TWO },
    { "a title of two lines, in the contents and in the body",
      "目录\n县水利局2023年\n工作总结 1\n县民政局2023年工作总结 "
      "5\n\n县水利局\n2023年工作总结\n一、工作完成情况\n完成水库除险加固3座。\n"
      "县水利局\n\n" TWO,
      2, ONE, TWO },
    { "contents without pages", "目录\n县水利局2023年工作总结\n县民政局2023年工作总结\n" ONE "\n" TWO, 2, ONE, TWO },
    { "a title that stands in the text before it begins",
      "目录\n县水利局2023年工作总结 1\n县民政局2023年工作总结 "
      "5\n\n县水利局2023年工作总结\n一、工作完成情况\n附件\n县民政局2023年工作总结\n"
      "完成水库除险加固3座。\n\n" TWO,
      2, "县水利局2023年工作总结\n一、工作完成情况\n附件\n县民政局2023年工作总结\n完成水库除险加固3座。\n", TWO },
    { "a first title that ends like a line with a page",
      "目录\n水利总结（1/2）\t1\n县民政局2023年工作总结\t5\n\n水利总结\n（1/2）\n完成3座。\n\n" TWO, 2,
      "水利总结（1/2）\n完成3座。\n", TWO },
    { "sources of the documents, and their list at the end",
      "目录\n县水利局2023年工作总结\t1\n县民政局2023年工作总结\t5\n参考来源\t7\n\n" ONE
      "〔来源：县水利局2023年工作总结，材料-1〕\n\n" TWO
      "〔来源：县民政局2023年工作总结，材料-2〕\n参考来源\n序号\t标题\n1\t县水利局2023年工作总结\n",
      2, ONE, TWO },
    { "residue between and behind",
      "目录\n县水利局2023年工作总结 1\n县民政局2023年工作总结 5\n\n" ONE "##paidend##\n\n" TWO
      "【某某素材库】欢迎加入，一键下载，联系电话：000-0000000\n",
      2, ONE, TWO },
};

static void cuts_by_the_contents(void **state)
{
    for (size_t i = 0; i < sizeof COMPILATIONS / sizeof *COMPILATIONS; i++) {
        struct text_split s;
        const char *text = COMPILATIONS[i].text;
        if (!text_split(*state, text, strlen(text), &s) || documents(&s) != COMPILATIONS[i].count || s.missing_count)
            fail_msg("%s: %d documents, %d missing", COMPILATIONS[i].name, documents(&s), s.missing_count);
        if (strcmp(document(&s, 0)->text, COMPILATIONS[i].first) != 0)
            fail_msg("%s: first is\n%s", COMPILATIONS[i].name, document(&s, 0)->text);
        if (strcmp(document(&s, 1)->text, COMPILATIONS[i].second) != 0)
            fail_msg("%s: second is\n%s", COMPILATIONS[i].name, document(&s, 1)->text);
    }
}

static void names_what_is_missing(void **state)
{
    struct text_split s;
    static const char text[] = "目录\n县水利局2023年工作总结 1\n县林业局2023年工作总结 9\n\n" ONE;
    assert_true(text_split(*state, text, strlen(text), &s));
    assert_int_equal(documents(&s), 1);
    assert_int_equal(s.missing_count, 1);
    assert_string_equal(s.missing[0], "县林业局2023年工作总结");
    assert_int_equal(document(&s, 0)->page, 1);
    assert_false(text_split(*state, ONE, strlen(ONE), &s));
    assert_false(text_split(*state, "", 0, &s));
    assert_false(text_split(*state, "目录\n", strlen("目录\n"), &s));
}

/* ---- a plan and its results ---- */

static const char PLAN[] =
    "县民政局2023年工作计划\n"
    "一、主要任务\n"
    "培训养老护理员500人次。新建村级养老服务站12个。城乡低保应保尽保率达到98%以上。"
    "一般隐患整改率达到97%以上。投诉件控制在10件以内。完善临时救助审批制度。探索殡葬设施公建民营模式。\n";
static const char SUMMARY[] = "县民政局2023年工作总结\n"
                              "一、工作完成情况\n"
                              "全年培训养老护理员620人次，新建村级养老服务站9个。城乡低保应保尽保率为98%。"
                              "隐患整改率96%。受理投诉件7件，全部办结。修订临时救助审批办法，完善了临时救助审批制度。\n"
                              "二、存在问题\n"
                              "殡葬设施公建民营模式还没有破题。\n";

static void pairs_promises_with_results(void **state)
{
    static const struct {
        const char *words;
        enum text_outcome outcome;
        const char *value;
    } WANT[] = {
        { "护理员", OUTCOME_EXCEEDED, "620" }, { "服务站", OUTCOME_MISSED, "9" }, { "低保", OUTCOME_KEPT, "98" },
        { "整改率", OUTCOME_MISSED, "96" },    { "投诉件", OUTCOME_KEPT, "7" },   { "临时救助", OUTCOME_MENTIONED, NULL },
        { "殡葬", OUTCOME_SILENT, NULL },
    };
    struct text_comparison x;
    text_compare(*state, &(struct text_input) { PLAN, strlen(PLAN) }, &(struct text_input) { SUMMARY, strlen(SUMMARY) }, &x);
    assert_int_equal(x.count, 7);
    for (int i = 0; i < x.count; i++) {
        const struct text_pair *p = &x.pairs[i];
        if (!strstr(p->promise->text, WANT[i].words) || p->outcome != WANT[i].outcome)
            fail_msg("%s: %s", p->promise->text, text_outcome_name(p->outcome));
        if (WANT[i].value)
            assert_string_equal(p->result->value, WANT[i].value);
        else
            assert_null(p->result);
        assert_true((p->outcome == OUTCOME_SILENT) == !*p->sentence);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cuts_by_the_contents, begin, end),
        cmocka_unit_test_setup_teardown(names_what_is_missing, begin, end),
        cmocka_unit_test_setup_teardown(pairs_promises_with_results, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
