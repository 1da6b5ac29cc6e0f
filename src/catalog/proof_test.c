/* Goal: a proof says exactly what is made and expected, and every mistake in it is one sentence with its place.
 * Method: one good proof, read whole; then a row a mistake, each made by changing the good one once. */
#include "catalog/catalog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/day.h"
#include "base/text.h"

static const char PACK[] =
    "pack: 试\n"
    "books:\n"
    "  - {name: 机构, kind: register, fields: [{name: 名称, type: text}, {name: 上级, type: ref, book: 机构}]}\n"
    "  - {name: 企业, kind: register, fields: [{name: 名称, type: text}]}\n"
    "  - name: 检查\n"
    "    kind: journal\n"
    "    day: 日期\n"
    "    flow: 闭环\n"
    "    fields:\n"
    "      - {name: 日期, type: day}\n"
    "      - {name: 单位, type: ref, book: 企业}\n"
    "      - {name: 级别, type: choice, values: [一般, 重大]}\n"
    "      - {name: 罚款, type: money}\n"
    "flows:\n"
    "  - name: 闭环\n"
    "    states: [待办, 已办]\n"
    "    moves: [{name: 办结, from: 待办, to: 已办, needs: [结果]}]\n"
    "measures:\n"
    "  - {name: 次数, formula: \"count(检查)\", unit: 次}\n"
    "reports:\n"
    "  - {name: 总结, template: 总结.md}\n"
    "carries:\n"
    "  - {row: 试.1, name: 检查, by: [检查, 闭环, 次数, 总结]}\n";

static const char PROOF[] = "proof: 试\n"
                            "org: 云溪县\n"
                            "asof: 2023-10-31\n"
                            "in: 总结\n"
                            "make:\n"
                            "  - {book: 企业, rows: 20, with: {编号: 'Q{n}', 名称: '第{n}厂'}}\n"
                            "  - name: 好的\n"
                            "    book: 检查\n"
                            "    rows: 10\n"
                            "    with:\n"
                            "      单位: {each: 企业, skip: 2, step: 2}\n"
                            "      日期: {days: [2023-01-01, 2023-01-31]}\n"
                            "      级别: {shares: {一般: 9, 重大: 1}}\n"
                            "      罚款: {sum: 1000}\n"
                            "    moves:\n"
                            "      - {move: 办结, as: 李强, after: 3, rows: 8, with: {结果: [好, 很好]}}\n"
                            "  - book: 检查\n"
                            "    rows: [{单位: Q1, 日期: 2023-02-01}, {单位: Q2}]\n"
                            "expect:\n"
                            "  - {row: 试.1, measure: 次数, value: 12, unit: 次}\n"
                            "  - {formula: \"sum(检查.罚款)\", value: 1000.50, in: 不印, from: 2023-01-01, change: yoy}\n";

static const struct pack_file FILES[] = { { "总结.md", "{{次数}}" } };

static int begin(void **state)
{
    struct arena *a = calloc(1, sizeof *a);
    arena_init(a, 1 << 16);
    *state = a;
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    free(*state);
    return 0;
}

static const struct catalog *catalog(struct arena *a)
{
    struct pack_source source = { .file = "试.yaml", .text = PACK, .bytes = strlen(PACK), .files = FILES, .file_count = 1 };
    struct catalog *c = catalog_new(a);
    struct err e = { 0 };
    if (!catalog_add(c, &source, &e))
        fail_msg("%s", e.what);
    return c;
}

static void reads_every_part(void **state)
{
    struct arena *a = *state;
    const struct proof *p;
    struct err e = { 0 };
    if (!proof_read(catalog(a), a, "证.yaml", PROOF, strlen(PROOF), &p, &e))
        fail_msg("%s", e.what);
    assert_string_equal(p->org, "云溪县");
    assert_int_equal(p->asof, day_of(2023, 10, 31));
    assert_int_equal(p->make_count, 3);
    const struct proof_make *m = p->makes[1];
    assert_string_equal(m->name, "好的");
    assert_int_equal(m->rows, 10);
    assert_int_equal(m->first, 1);
    assert_int_equal(m->with_count, 4);
    assert_int_equal(m->with[0].kind, SUPPLY_EACH);
    assert_int_equal(m->with[0].skip, 2);
    assert_int_equal(m->with[0].step, 2);
    assert_ptr_equal(m->with[0].each[0], p->makes[0]);
    assert_int_equal(m->with[2].counts[1], 1);
    assert_int_equal(m->with[3].sum, 1000);
    assert_int_equal(m->moves[0].rows, 8);
    assert_int_equal(m->moves[0].after, 3);
    assert_string_equal(m->moves[0].actor, "李强");
    assert_int_equal(m->moves[0].with[0].kind, SUPPLY_TURN);
    const struct proof_make *by_hand = p->makes[2];
    assert_int_equal(by_hand->first, 11);
    assert_int_equal(by_hand->rows, 2);
    assert_string_equal(by_hand->with[1].texts[0], "2023-02-01");
    assert_null(by_hand->with[1].texts[1]);
    assert_string_equal(p->expects[0].value, "12");
    assert_string_equal(p->expects[0].report->name, "总结");
    assert_null(p->expects[1].report);
    assert_int_equal(p->expects[1].digits, 2);
    assert_int_equal(p->expects[1].change, PROOF_YOY);
}

static const struct {
    const char *from, *to;
    enum msg_id id;
    int line, column;
    const char *part;
} MISTAKES[] = {
    { "proof: 试", "proof: 别的", MSG_CATALOG_PROOF_PACK, 1, 8, "请写 试" },
    { "asof: 2023-10-31", "asof: 十月", MSG_CATALOG_WANT_DAY, 3, 7, NULL },
    { "in: 总结", "in: 总计", MSG_CATALOG_PROOF_REPORT, 4, 5, "是不是“总结”" },
    { "{book: 企业,", "{book: 企也,", MSG_CATALOG_BOOK_UNKNOWN, 6, 12, "是不是“企业”" },
    { "rows: 20,", "rows: 二十,", MSG_CATALOG_PROOF_COUNT, 6, 22, "二十" },
    { "rows: 20,", "rows: 0,", MSG_CATALOG_LIST_EMPTY, 6, 22, NULL },
    { "rows: 20,", "rows: 5000000,", MSG_CATALOG_PROOF_ROWS_MANY, 9, 11, NULL },
    { "名称: '第{n}厂'", "名字: '第{n}厂'", MSG_CATALOG_PROOF_COLUMN, 6, 45, "是不是“名称”" },
    { "each: 企业,", "each: 个人,", MSG_CATALOG_PROOF_EACH, 11, 18, "企业" },
    { "单位: {each: 企业,", "机构: {each: 企业,", MSG_CATALOG_PROOF_EACH_BOOK, 11, 18, "“机构”" },
    { "skip: 2, step: 2", "skip: -2", MSG_CATALOG_PROOF_COUNT, 11, 28, NULL },
    { "{days: [2023-01-01, 2023-01-31]}", "{days: [2023-01-31, 2023-01-01]}", MSG_CATALOG_PROOF_DAYS, 12, 18, NULL },
    { "{days: [2023-01-01, 2023-01-31]}", "{days: [2023-01-01]}", MSG_CATALOG_PROOF_DAYS, 12, 18, NULL },
    { "一般: 9", "一般: 8", MSG_CATALOG_PROOF_SHARES, 13, 20, "是 9，这张表有 10 行" },
    { "一般: 9", "轻微: 9", MSG_CATALOG_VALUE_CHOICE, 13, 21, "轻微" },
    { "{shares: {一般: 9, 重大: 1}}", "很重", MSG_CATALOG_VALUE_CHOICE, 13, 11, "很重" },
    { "{sum: 1000}", "{sum: 1000, each: 企业}", MSG_CATALOG_PROOF_SUPPLY, 14, 11, "“罚款”" },
    { "{sum: 1000}", "{}", MSG_CATALOG_PROOF_SUPPLY, 14, 11, NULL },
    { "{sum: 1000}", "{copy: 日期.罚款}", MSG_CATALOG_PROOF_COPY, 14, 18, NULL },
    { "{sum: 1000}", "{copy: 单位.产值}", MSG_CATALOG_PROOF_COPY_COLUMN, 14, 18, "产值" },
    { "move: 办结", "move: 办完", MSG_CATALOG_NOT_BY, 16, 16, "是不是“办结”" },
    { "after: 3,", "", MSG_CATALOG_PROOF_MOVE_DAY, 16, 9, NULL },
    { "after: 3,", "after: 3, on: 2023-03-01,", MSG_CATALOG_PROOF_MOVE_DAY, 16, 9, NULL },
    { "rows: 8,", "rows: 11,", MSG_CATALOG_PROOF_MOVE_ROWS, 16, 44, "10" },
    { "with: {结果:", "with: {情况:", MSG_CATALOG_PROOF_COLUMN_MOVE, 16, 54, "情况" },
    { "{编号: 'Q{n}', 名称: '第{n}厂'}}", "{编号: 'Q{n}'}, moves: []}", MSG_CATALOG_PROOF_NO_FLOW, 6, 46, "企业" },
    { "{单位: Q2}", "Q2", MSG_CATALOG_WANT_MAP, 18, 38, NULL },
    { "{单位: Q2}", "{单位: [Q2]}", MSG_CATALOG_WANT_TEXT, 18, 43, NULL },
    { "row: 试.1", "row: 试.2", MSG_CATALOG_PROOF_ROW, 20, 11, "试.1" },
    { "measure: 次数", "measure: 数次", MSG_CATALOG_MEASURE_UNKNOWN, 20, 25, "次数" },
    { "measure: 次数,", "", MSG_CATALOG_PROOF_ASKED, 20, 5, NULL },
    { "unit: 次", "unit: 家", MSG_CATALOG_PROOF_UNIT, 20, 46, "“次”，不是“家”" },
    { "value: 12,", "value: 十二,", MSG_CATALOG_PROOF_VALUE, 20, 36, "十二" },
    { "sum(检查.罚款)", "sum(检查.罚金)", MSG_CATALOG_FORMULA_FIELD, 21, 23, "是不是“罚款”" },
    { "change: yoy", "change: 同比", MSG_CATALOG_WANT_WORD, 21, 79, "yoy" },
    { "expect:", "expects:", MSG_CATALOG_KEY_UNKNOWN, 19, 1, "是不是“expect”" },
};

static void names_each_mistake_with_its_place(void **state)
{
    struct arena *a = *state;
    const struct catalog *c = catalog(a);
    int wrong = 0;
    for (size_t i = 0; i < sizeof MISTAKES / sizeof *MISTAKES; i++) {
        const char *at = strstr(PROOF, MISTAKES[i].from);
        const struct proof *p;
        struct err e = { 0 };
        char place[64];
        struct buf text = { 0 };
        assert_non_null(at);
        buf_put(&text, PROOF, (size_t)(at - PROOF));
        buf_text(&text, MISTAKES[i].to);
        buf_text(&text, at + strlen(MISTAKES[i].from));
        snprintf(place, sizeof place, "证.yaml:%d:%d: ", MISTAKES[i].line, MISTAKES[i].column);
        bool good = proof_read(c, a, "证.yaml", text.data, text.bytes, &p, &e);
        buf_free(&text);
        bool placed = strncmp(e.what, place, strlen(place)) == 0;
        bool worded = !MISTAKES[i].part || strstr(e.what, MISTAKES[i].part);
        if (good || e.msg != MISTAKES[i].id || !placed || !worded)
            print_error("%zu %s -> %s\n  %s %s%s\n", i, MISTAKES[i].from, MISTAKES[i].to, place,
                        good                      ? "read"
                        : e.msg == MISTAKES[i].id ? ""
                                                  : "another message: ",
                        e.what);
        wrong += good || e.msg != MISTAKES[i].id || !placed || !worded;
    }
    assert_int_equal(wrong, 0);
}

static void bytes_of_any_kind_end_in_a_sentence(void **state)
{
    struct arena *a = *state;
    const struct catalog *c = catalog(a);
    for (size_t cut = 0; cut < strlen(PROOF); cut++) {
        const struct proof *p;
        struct err e = { 0 };
        if (!proof_read(c, a, "证.yaml", PROOF, cut, &p, &e))
            assert_true(e.code == ERR_INPUT && *e.what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_every_part, begin, end),
        cmocka_unit_test_setup_teardown(names_each_mistake_with_its_place, begin, end),
        cmocka_unit_test_setup_teardown(bytes_of_any_kind_end_in_a_sentence, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
