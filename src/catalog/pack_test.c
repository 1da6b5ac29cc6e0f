/* catalog/pack_test.c: goal: a sound pack loads whole, every mistake is one sentence with file, line and column, and a
 * later version reaches everything that pointed to the earlier one.
 * Method: a pack like a bureau's; one row per mistake, as a change of a line of a small pack. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/text.h"
#include "catalog/catalog.h"

static const char BASE[] =
    "pack: 基础\n"
    "title: 通用\n"
    "books:\n"
    "  - name: 机构\n"
    "    kind: register\n"
    "    fields:\n"
    "      - {name: 编号, type: text, required: true}\n"
    "      - {name: 名称, type: text, required: true}\n"
    "      - {name: 上级, type: ref, book: 机构}\n"
    "      - {name: 级别, type: text}\n"
    "  - name: 人员\n"
    "    kind: register\n"
    "    fields:\n"
    "      - {name: 编号, type: text}\n"
    "      - {name: 姓名, type: text, required: true}\n"
    "      - {name: 机构, type: ref, book: 机构, required: true}\n"
    "      - {name: 职务, type: text}\n"
    "  - name: 企业\n"
    "    kind: register\n"
    "    shared: true\n"
    "    fields: [{name: 名称, type: text}, {name: 行业, type: text}, {name: 产值, type: decimal, scale: 4}]\n";

static const char BUREAU[] =
    "pack: 应急管理\n"
    "title: 县应急管理局\n"
    "needs: [基础]\n"
    "books:\n"
    "  - name: 检查\n"
    "    kind: journal\n"
    "    day: 检查日期                    # the field that is the entry's day\n"
    "    fields:\n"
    "      - {name: 检查日期, type: day, required: true}\n"
    "      - {name: 单位, type: ref, book: 企业, required: true}\n"
    "      - {name: 检查人, type: ref, book: 人员, many: true}\n"
    "      - {name: 行动, type: choice, values: [日常, 大排查大整治, 联合检查], help: 哪次行动}\n"
    "  - name: 隐患\n"
    "    kind: journal\n"
    "    day: 发现日期\n"
    "    flow: 整改闭环\n"
    "    fields:\n"
    "      - {name: 发现日期, type: day, required: true}\n"
    "      - {name: 检查, type: ref, book: 检查}\n"
    "      - {name: 级别, type: choice, values: [一般, 重大], default: 一般}\n"
    "      - {name: 位置, type: place}\n"
    "      - {name: 罚款, type: money, default: '5.50'}\n"
    "  - {name: 值班, kind: journal, day: 日, fields: [{name: 日, type: day}]}\n"
    "  - {name: 站点, kind: register, fields: [{name: 设防水位, type: decimal(2)}]}\n"
    "  - {name: 水位, kind: journal, day: 日, fields: [{name: 日, type: day}, {name: 站点, type: ref, book: 站点}, {name: "
    "水位, type: decimal(2)}]}\n"
    "  - {name: 预警, kind: journal, day: 日, fields: [{name: 日, type: day}]}\n"
    "  - {name: 项目, kind: register, day: 开工, until: 完工, fields: [{name: 名称, type: text}, {name: 建设地点, type: "
    "text}, {name: 开工, type: day}, {name: 完工, type: day}]}\n"
    "  - {name: 资金安排, kind: journal, day: 日, fields: [{name: 日, type: day}, {name: 项目, type: ref, book: 项目}, "
    "{name: 来源, type: text}]}\n"
    "  - {name: 采伐证, kind: journal, day: 日, fields: [{name: 日, type: day}, {name: 蓄积, type: decimal(3)}]}\n"
    "  - {name: 年度限额, kind: register, fields: [{name: 限额, type: decimal(3)}]}\n"
    "flows:\n"
    "  - name: 整改闭环\n"
    "    states: [待交办, 整改中, 待复核, 已销号]\n"
    "    moves:\n"
    "      - {name: 交办, from: 待交办, to: 整改中, role: 审核}\n"
    "      - {name: 报结, from: [整改中], to: 待复核, needs: [整改情况]}\n"
    "      - {name: 销号, from: 待复核, to: 已销号, role: 审核, not_by: 报结}\n"
    "      - {name: 退回, from: 待复核, to: 整改中, needs: [退回原因]}\n"
    "    deadlines:\n"
    "      - {state: 整改中, within: 15 workdays, when: \"级别 = 一般\"}\n"
    "      - {state: 整改中, within: 30 days, when: \"级别 = 重大\", warn: 5 days}\n"
    "measures:\n"
    "  - {name: 整改率, formula: \"整改隐患 / 问题隐患\", unit: \"%\"}\n"
    "  - {name: 排查单位, formula: \"distinct(检查.单位)\", unit: 家}\n"
    "  - {name: 问题隐患, formula: \"count(隐患)\", unit: 个, digits: 0}\n"
    "  - {name: 整改隐患, formula: \"count(隐患 where state = 已销号)\", unit: 个}\n"
    "targets:\n"
    "  - {measure: 整改率, op: \">=\", value: 98, year: 2024, owner: 安全监管股}\n"
    "  - {measure: 问题隐患, op: \"<\", value: \"12.5\", by: 2024-06-30}\n"
    "rules:\n"
    "  - {name: 每日值班, kind: coverage, each: 机构, every: day, book: 值班, at_least: 2}\n"
    "  - {name: 超设防水位, kind: threshold, book: 水位, value: 水位, over: 站点.设防水位, raise: 预警}\n"
    "  - {name: 项目不重复, kind: unique, book: 项目, by: [名称, 建设地点], similar: 0.85}\n"
    "  - {name: 资金不重叠, kind: overlap, book: 资金安排, by: 项目, when: 来源}\n"
    "  - {name: 采伐限额, kind: limit, book: 采伐证, sum: 蓄积, within: 年度限额.限额, refuse: true}\n"
    "reports:\n"
    "  - {name: 年度总结, template: 年度总结.md}\n"
    "  - {name: 交办函, template: 函/交办函.md, of: 隐患}\n"
    "carries: [{row: a.1, name: 检查, by: [检查, 整改率]}]\n";

static const struct pack_file FILES[] = { { "年度总结.md", "# {{年}}" }, { "函/交办函.md", "交办" } };

static bool add(struct catalog *c, const char *file, const char *text, int64_t seq, int32_t day, struct err *e)
{
    struct pack_source source = {
        .file = file, .text = text, .bytes = strlen(text), .files = FILES, .file_count = 2, .seq = seq, .day = day
    };
    return catalog_add(c, &source, e);
}

/* `text` with the first `from` replaced; the caller frees it. */
static char *changed(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (!at)
        fail_msg("no “%s” in the pack", from);
    struct buf b = { 0 };
    buf_put(&b, text, (size_t)(at - text));
    buf_text(&b, to);
    buf_text(&b, at + strlen(from));
    return b.data;
}

static void a_bureau_loads(void **state)
{
    (void)state;
    struct arena a;
    struct err e = { 0 };
    arena_init(&a, 65536);
    struct catalog *c = catalog_new(&a);
    if (!add(c, "基础.yaml", BASE, 1, 0, &e) || !add(c, "应急.yaml", BUREAU, 2, 0, &e))
        fail_msg("%s", e.what);
    assert_int_equal(catalog_pack_count(c), 2);
    assert_int_equal(catalog_book_count(c), 13);
    const struct book *org = catalog_book(c, "机构"), *people = catalog_book(c, "人员"), *danger = catalog_book(c, "隐患");
    assert_true(org->is_org && org->number_required && !people->number_required);
    assert_string_equal(org->parent->name, "上级");
    assert_int_equal(org->field_count, 3);
    assert_string_equal(org->title->name, "名称");
    assert_true(people->org_declared && people->org_required && !org->org_declared);
    assert_string_equal(people->title->name, "姓名");
    assert_int_equal(people->fields[1].number, 1);
    assert_string_equal(people->fields[1].name, "职务");
    assert_true(catalog_book(c, "企业")->shared);
    assert_int_equal(book_field(catalog_book(c, "企业"), "产值")->scale, 4);
    assert_string_equal(danger->day->name, "发现日期");
    assert_ptr_equal(danger->flow, catalog_flow(c, "整改闭环"));
    assert_string_equal(book_field(danger, "级别")->default_text, "一般");
    assert_string_equal(book_field(danger, "罚款")->default_text, "5.5");
    assert_ptr_equal(book_field(danger, "检查")->ref, catalog_book(c, "检查"));
    assert_string_equal(catalog_book(c, "项目")->until->name, "完工");
    const struct flow *f = danger->flow;
    assert_int_equal(f->state_count, 4);
    assert_string_equal(flow_move(f, "销号")->not_by, "报结");
    assert_string_equal(flow_move(f, "销号")->role, "审核");
    assert_null(flow_move(f, "报结")->role);
    assert_string_equal(flow_move(f, "报结")->needs[0], "整改情况");
    assert_int_equal(f->deadlines[0].within, 15);
    assert_true(f->deadlines[0].within_workdays && !f->deadlines[1].within_workdays);
    assert_int_equal(f->deadlines[1].warn, 5);
    assert_string_equal(f->deadlines[1].when->literals[0].text, "重大");
    assert_int_equal(catalog_measure_count(c), 4);
    const struct measure *m = catalog_measure(c, "整改率", 0, 2);
    assert_int_equal(m->formula->op, FORMULA_DIV);
    assert_int_equal(m->digits, -1);
    assert_string_equal(m->unit, "%");
    assert_null(catalog_measure(c, "整改率", 0, 1));
    assert_int_equal(catalog_target_count(c), 2);
    assert_int_equal(catalog_target_at(c, 0)->year, 2024);
    assert_int_equal(catalog_target_at(c, 0)->by, DAY_LAST);
    assert_int_equal(catalog_target_at(c, 1)->by, day_of(2024, 6, 30));
    assert_int_equal(catalog_rule_count(c), 5);
    assert_int_equal(catalog_rule_at(c, 0)->at_least, 2);
    assert_int_equal(catalog_rule_at(c, 2)->by_count, 2);
    assert_true(catalog_rule_at(c, 4)->refuse);
    assert_int_equal(catalog_report_count(c), 2);
    assert_ptr_equal(catalog_report(c, "交办函", 2)->of, danger);
    assert_string_equal(catalog_report(c, "交办函", 2)->template_text, "交办");
    assert_null(catalog_report(c, "交办函", 1));
    assert_string_equal(catalog_near_book(c, "隐换"), "隐患");
    assert_string_equal(catalog_near_measure(c, "排查单元"), "排查单位");
    assert_string_equal(book_near_field(danger, "级另"), "级别");
    assert_string_equal(catalog_near_book(c, "完全不同的名字"), "");
    arena_free(&a);
}

/* Each row changes BUREAU (loaded behind BASE) once. */
static const struct {
    const char *from, *to;
    enum msg_id id;
    int line, column;
    const char *part;
} MISTAKES[] = {
    { "title: 县", "titel: 县", MSG_CATALOG_KEY_UNKNOWN, 2, 1, "是不是“title”" },
    { "title: 县应急管理局", "pack: 又一个", MSG_CATALOG_KEY_TWICE, 2, 1, NULL },
    { "pack: 应急管理\n", "", MSG_CATALOG_KEY_MISSING, 1, 1, "“pack”" },
    { "pack: 应急管理", "pack: [应急管理]", MSG_CATALOG_WANT_TEXT, 1, 7, NULL },
    { "pack: 应急管理", "pack: ", MSG_CATALOG_TEXT_EMPTY, 1, 6, NULL },
    { "pack: 应急管理", "pack: 应急 管理", MSG_CATALOG_NAME_CHARACTER, 1, 7, "“␣”" },
    { "needs: [基础]", "needs: [基本]", MSG_CATALOG_NEEDS, 3, 9, "是不是“基础”" },
    { "needs: [基础]", "needs: [应急管理]", MSG_CATALOG_NEEDS_ITSELF, 3, 9, NULL },
    { "needs: [基础]", "needs: 基础", MSG_CATALOG_WANT_LIST, 3, 8, NULL },
    { "needs: [基础]", "needs: [[基础]]", MSG_CATALOG_WANT_TEXTS, 3, 9, NULL },
    { "needs: [基础]", "needs: &a [基础]", MSG_CATALOG_ALIAS, 3, 8, NULL },
    { "needs: [基础]", "needs: [*a]", MSG_CATALOG_ALIAS, 3, 9, NULL },
    { "needs: [基础]", "needs: [!!str 基础]", MSG_CATALOG_ALIAS, 3, 9, NULL },
    { "needs: [基础]", "needs: [基础", MSG_CATALOG_YAML, 4, 6, NULL },
    { "needs: [基础]", "needs:\t[基础]", MSG_CATALOG_TAB, 3, 7, NULL },
    { "needs: [基础]", "needs: [基\x01础]", MSG_CATALOG_CONTROL, 3, 10, "U+0001" },
    { "needs: [基础]", "needs: [\"基\\0础\"]", MSG_CATALOG_CONTROL, 3, 9, "U+0000" },
    { "needs: [基础]", "needs: [基\xE7]", MSG_CATALOG_NOT_UTF8, 3, 10, NULL },
    { "needs: [基础]", "needs: [[[[[[[[[[[[[[[基础]]]]]]]]]]]]]]]", MSG_CATALOG_DEEP, 3, 23, NULL },
    { "title: 县应急管理局", "[a]: 1", MSG_CATALOG_KEY_NO_TEXT, 2, 1, NULL },
    { "carries: [{row: a.1, name: 检查, by: [检查, 整改率]}]", "---\npack: 二", MSG_CATALOG_SECOND_DOCUMENT, 59, 1, NULL },
    { "carries: [{row: a.1, name: 检查, by: [检查, 整改率]}]", "carries: 检查", MSG_CATALOG_WANT_LIST, 59, 10, NULL },
    { "name: 检查\n", "name: 检/查\n", MSG_CATALOG_NAME_CHARACTER, 5, 11, "“/”" },
    { "name: 检查\n", "name: 8月\n", MSG_CATALOG_NAME_DIGIT, 5, 11, NULL },
    { "name: 检查\n", "name: overdue\n", MSG_CATALOG_NAME_RESERVED, 5, 11, NULL },
    { "name: 检查\n", "name: state_检查\n", MSG_CATALOG_BOOK_RESERVED, 5, 11, NULL },
    { "name: 检查\n", "name: 企业\n", MSG_CATALOG_ELSEWHERE, 5, 11, "基础" },
    { "name: 检查\n", "name: 水位\n", MSG_CATALOG_TWICE, 25, 12, NULL },
    { "kind: journal", "kind: 流水", MSG_CATALOG_WANT_WORD, 6, 11, "register、journal" },
    { "day: 检查日期  ", "day: 检察日期  ", MSG_CATALOG_FIELD_UNKNOWN, 7, 10, "检查日期" },
    { "day: 检查日期  ", "day: 单位  ", MSG_CATALOG_DAY_TYPE, 7, 10, "引用" },
    { "    day: 检查日期  ", "    # ", MSG_CATALOG_JOURNAL_DAY, 5, 11, NULL },
    { "day: 检查日期  ", "until: 检查日期\n    day: 检查日期", MSG_CATALOG_JOURNAL_UNTIL, 7, 5, NULL },
    { "flow: 整改闭环", "flow: 整改", MSG_CATALOG_FLOW_UNKNOWN, 16, 11, "整改闭环" },
    { "type: day, required: true", "type: date, required: true", MSG_CATALOG_WANT_WORD, 9, 28, "day" },
    { "type: day, required: true", "required: true", MSG_CATALOG_KEY_MISSING, 9, 9, "“type”" },
    { "required: true", "required: 是", MSG_CATALOG_WANT_FLAG, 9, 43, NULL },
    { "book: 企业", "book: 企叶", MSG_CATALOG_BOOK_UNKNOWN, 10, 37, "是不是“企业”" },
    { "book: 企业, ", "", MSG_CATALOG_REF_BOOK, 10, 9, NULL },
    { "{name: 检查人", "{name: 单位", MSG_CATALOG_TWICE, 11, 16, NULL },
    { "type: choice, values: [日常, 大排查大整治, 联合检查]", "type: choice", MSG_CATALOG_CHOICE_EMPTY, 12, 9, NULL },
    { "values: [日常, 大", "values: [日常, 日常, 大", MSG_CATALOG_TWICE, 12, 47, NULL },
    { "type: place", "type: text, values: [甲]", MSG_CATALOG_KEY_FOR_TYPE, 21, 32, "choice" },
    { "type: place", "type: text, book: 检查", MSG_CATALOG_KEY_FOR_TYPE, 21, 32, "ref" },
    { "type: place", "type: text, scale: 2", MSG_CATALOG_KEY_FOR_TYPE, 21, 39, "decimal" },
    { "type: place", "type: decimal", MSG_CATALOG_DECIMAL, 21, 26, "decimal(0)" },
    { "type: place", "type: decimal(12)", MSG_CATALOG_DECIMAL, 21, 26, NULL },
    { "type: place", "type: decimal(2), scale: 2", MSG_CATALOG_SCALE_TWICE, 21, 45, NULL },
    { "type: place", "type: decimal, scale: 10", MSG_CATALOG_WANT_INT, 21, 42, NULL },
    { "default: 一般", "default: 较大", MSG_CATALOG_VALUE_CHOICE, 20, 61, "重大、一般" },
    { "default: 一般", "default: 一般, many: true", MSG_CATALOG_DEFAULT_MANY, 20, 61, NULL },
    { "default: '5.50'", "default: 5.505", MSG_CATALOG_VALUE_SCALE, 22, 42, NULL },
    { "{name: 位置, type: place}", "{name: 编号, type: int}", MSG_CATALOG_NUMBER_FIELD, 21, 26, NULL },
    { "{name: 位置, type: place}", "{name: 机构, type: ref, book: 企业}", MSG_CATALOG_ORG_FIELD, 21, 26, NULL },
    { "states: [待交办, 整改中, ", "states: [待交办, 整改中, 整改中, ", MSG_CATALOG_TWICE, 33, 24, NULL },
    { "待复核, 已销号]", "待复核, 已销号, 归档]", MSG_CATALOG_STATE_UNREACHED, 33, 34, "归档" },
    { "from: 待交办", "from: 代交办", MSG_CATALOG_STATE_UNKNOWN, 35, 26, "是不是“待交办”" },
    { "from: [整改中]", "from: []", MSG_CATALOG_LIST_EMPTY, 36, 26, NULL },
    { "to: 已销号, ", "to: 销号, ", MSG_CATALOG_STATE_UNKNOWN, 37, 35, NULL },
    { "to: 已销号, ", "", MSG_CATALOG_KEY_MISSING, 37, 9, "“to”" },
    { "not_by: 报结", "not_by: 上报", MSG_CATALOG_NOT_BY, 37, 58, NULL },
    { "{name: 退回", "{name: 销号", MSG_CATALOG_TWICE, 38, 16, NULL },
    { "15 workdays", "15个工作日", MSG_CATALOG_SPAN, 40, 30, "workdays" },
    { "0 days", "0 weeks", MSG_CATALOG_SPAN, 41, 30, NULL },
    { "级别 = 一般", "级别 = 普通", MSG_CATALOG_FORMULA_NO_VALUE, 40, 55, "第6个字" },
    { "flow: 整改闭环\n", "help: 无\n", MSG_CATALOG_WHEN_BOOK, 40, 49, NULL },
    { "整改隐患 / 问题隐患", "整改隐患 / 问题隐换", MSG_CATALOG_FORMULA_MEASURE, 43, 34, "是不是“问题隐患”" },
    { "count(隐患)\", unit: 个, digits", "整改率\", digits", MSG_CATALOG_MEASURE_CIRCLE, 43, 26, "绕一圈" },
    { "count(隐患)\", unit: 个, digits", "count(隐患) by 级别\", digits", MSG_CATALOG_MEASURE_BY, 45, 27, NULL },
    { "digits: 0", "digits: 十", MSG_CATALOG_WANT_INT, 45, 57, NULL },
    { "{name: 排查单位", "{name: 整改率", MSG_CATALOG_TWICE, 44, 12, NULL },
    { "{measure: 整改率", "{measure: 整改律", MSG_CATALOG_MEASURE_UNKNOWN, 48, 15, "整改率" },
    { "op: \">=\"", "op: \"=>\"", MSG_CATALOG_WANT_WORD, 48, 24, NULL },
    { "value: 98", "value: 98%", MSG_CATALOG_TARGET_VALUE, 48, 37, NULL },
    { ", year: 2024", "", MSG_CATALOG_TARGET_TIME, 48, 5, NULL },
    { "by: 2024-06-30", "by: 2024-06-31", MSG_CATALOG_WANT_DAY, 49, 49, NULL },
    { "kind: coverage", "kind: cover", MSG_CATALOG_WANT_WORD, 51, 24, NULL },
    { "kind: coverage, each: 机构", "kind: coverage", MSG_CATALOG_RULE_NEEDS, 51, 5, "“each”" },
    { "at_least: 2", "similar: 1", MSG_CATALOG_RULE_KEY, 51, 66, "“similar”" },
    { "raise: 预警", "raise: 预告", MSG_CATALOG_BOOK_UNKNOWN, 52, 79, "预警" },
    { "over: 站点.设防水位", "over: 站点.保证水位", MSG_CATALOG_FORMULA_FIELD, 52, 66, "设防水位" },
    { "value: 水位", "value: 日", MSG_CATALOG_RULE_NUMBER, 52, 53, NULL },
    { "similar: 0.85", "similar: 85", MSG_CATALOG_RULE_SIMILAR, 53, 68, NULL },
    { "[名称, 建设地点]", "[名称, 地点]", MSG_CATALOG_FORMULA_FIELD, 53, 52, "建设地点" },
    { "when: 来源", "when: 来源 =", MSG_CATALOG_FORMULA_VALUE_MISSING, 54, 64, NULL },
    { "within: 年度限额.限额", "within: 年度限额", MSG_CATALOG_RULE_WITHIN, 55, 59, NULL },
    { "within: 年度限额.限额", "within: 年度限额.数", MSG_CATALOG_FORMULA_FIELD, 55, 64, NULL },
    { "{name: 采伐限额", "{name: 资金不重叠", MSG_CATALOG_TWICE, 55, 12, NULL },
    { "template: 年度总结.md", "template: 年度小结.md", MSG_CATALOG_TEMPLATE_MISSING, 57, 28, "年度总结.md" },
    { "template: 年度总结.md", "template: ../年度总结.md", MSG_CATALOG_FILE_PATH, 57, 28, NULL },
    { "of: 隐患", "of: 隐换", MSG_CATALOG_BOOK_UNKNOWN, 58, 41, NULL },
    { "{name: 交办函", "{name: 年度总结", MSG_CATALOG_TWICE, 58, 12, NULL },
};

static void each_mistake_has_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof MISTAKES / sizeof *MISTAKES; i++) {
        struct arena a;
        struct err e = { 0 };
        char place[64];
        arena_init(&a, 65536);
        struct catalog *c = catalog_new(&a);
        char *text = changed(BUREAU, MISTAKES[i].from, MISTAKES[i].to);
        assert_true(add(c, "基础.yaml", BASE, 1, 0, &e));
        bool ok = add(c, "应急.yaml", text, 2, 0, &e);
        snprintf(place, sizeof place, "应急.yaml:%d:%d: ", MISTAKES[i].line, MISTAKES[i].column);
        if (ok || e.msg != MISTAKES[i].id || strstr(e.what, place) != e.what
            || (MISTAKES[i].part && !strstr(e.what, MISTAKES[i].part)))
            fail_msg("row %d “%s”: ok %d, msg %d (want %d), want %s: %s", (int)i, MISTAKES[i].to, ok, (int)e.msg,
                     (int)MISTAKES[i].id, place, e.what);
        free(text);
        arena_free(&a);
    }
}

static void whole_texts_that_are_no_packs(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 65536);
    static const struct {
        const char *text;
        enum msg_id id;
    } ROWS[] = {
        { "", MSG_CATALOG_EMPTY },
        { "# 只有说明\n", MSG_CATALOG_EMPTY },
        { "一段文字", MSG_CATALOG_WANT_MAP },
        { "\xEF\xBB\xBFpack: 甲\r\nbooks:\r\n  - 乙\r\n", MSG_CATALOG_WANT_MAP },
        { "pack: 甲\nbooks: [{name: 机构, kind: register, fields: [{name: 名称, type: text}]}]\n", MSG_CATALOG_ORG_BOOK },
        { "pack: 甲\nbooks: [{name: A, kind: register, fields: []}, {name: a, kind: register, fields: []}]\n",
          MSG_CATALOG_TWICE },
        { "pack: 甲\nmeasures: [{name: x, formula: '1', unit: 一二三四五六七八九十一二三四五六七八九十一}]\n",
          MSG_CATALOG_UNIT_LONG },
        { "pack: "
          "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六"
          "七八九十一\n",
          MSG_CATALOG_NAME_LONG },
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct err e = { 0 };
        assert_false(add(catalog_new(&a), "x.yaml", ROWS[i].text, 0, 0, &e));
        if (e.msg != ROWS[i].id)
            fail_msg("%s: %s", ROWS[i].text, e.what);
        assert_int_equal(e.code, ERR_INPUT);
    }
    struct buf b = { 0 };
    struct err e = { 0 };
    while (b.bytes <= 1024 * 1024)
        buf_text(&b, "# 一行说明\n");
    assert_false(add(catalog_new(&a), "x.yaml", buf_get(&b), 0, 0, &e));
    assert_int_equal(e.msg, MSG_CATALOG_TOO_LARGE);
    buf_clear(&b);
    buf_text(&b, "pack: 甲\nbooks: [{name: 乙, kind: register, fields: [");
    for (int i = 0; i < 201; i++)
        buf_format(&b, "{name: f%d, type: text},", i);
    buf_text(&b, "]}]\n");
    e = (struct err) { 0 };
    assert_false(add(catalog_new(&a), "x.yaml", buf_get(&b), 0, 0, &e));
    assert_int_equal(e.msg, MSG_CATALOG_LIST_LONG);
    buf_clear(&b);
    buf_text(&b, "pack: 甲\nmeasures:\n  - {name: m0, formula: '1'}\n");
    for (int i = 1; i < 70; i++)
        buf_format(&b, "  - {name: m%d, formula: 'm%d + m%d'}\n", i, i - 1, i - 1);
    e = (struct err) { 0 };
    assert_false(add(catalog_new(&a), "x.yaml", buf_get(&b), 0, 0, &e));
    assert_int_equal(e.msg, MSG_CATALOG_MEASURE_CHAIN);
    buf_free(&b);
    arena_free(&a);
}

static void a_later_version_reaches_everything(void **state)
{
    (void)state;
    struct arena a;
    struct err e = { 0 };
    arena_init(&a, 65536);
    struct catalog *c = catalog_new(&a);
    int32_t march = day_of(2023, 3, 1);
    assert_true(add(c, "基础.yaml", BASE, 1, 0, &e) && add(c, "应急.yaml", BUREAU, 2, 0, &e));
    const struct book *danger = catalog_book(c, "隐患"), *firm = catalog_book(c, "企业");
    int number = danger->number, firm_number = firm->number;

    char *later = changed(BUREAU, "count(隐患 where state = 已销号)", "count(隐患 where state = 待复核)");
    char *latest = changed(later, "  - {name: 值班",
                           "  - {name: 培训, kind: journal, day: 日, fields: [{name: 日, type: day}]}\n  - {name: 值班");
    if (!add(c, "应急.yaml", latest, 10, march, &e))
        fail_msg("%s", e.what);
    assert_ptr_equal(catalog_book(c, "隐患"), danger);
    assert_int_equal(danger->number, number);
    assert_int_equal(catalog_book(c, "培训")->number, 13);
    assert_int_equal(catalog_pack_count(c), 2);
    assert_int_equal(danger->pack->seq, 10);
    assert_int_equal(catalog_rule_count(c), 5);
    assert_int_equal(catalog_target_count(c), 2);
    assert_int_equal(catalog_report_count(c), 2);
    assert_int_equal(catalog_report(c, "年度总结", 9)->seq, 2);
    assert_int_equal(catalog_report(c, "年度总结", 10)->seq, 10);
    assert_int_equal(catalog_measure_count(c), 4);
    assert_int_equal(catalog_measure(c, "整改率", march, 99)->seq, 2); /* unchanged: no new definition */
    assert_int_equal(catalog_measure(c, "整改隐患", march - 1, 99)->seq, 2);
    assert_int_equal(catalog_measure(c, "整改隐患", march, 99)->seq, 10);
    assert_int_equal(catalog_measure(c, "整改隐患", march, 9)->seq, 2);
    assert_int_equal(catalog_measure(c, "整改隐患", march - 999, 99)->seq, 2);

    /* Another pack's book changes: what points to its fields points to the new ones. */
    char *base = changed(BASE, "{name: 行业, type: text}, ", "{name: 地址, type: text}, {name: 行业, type: text}, ");
    assert_true(add(c, "基础.yaml", base, 11, march, &e));
    assert_ptr_equal(catalog_book(c, "企业"), firm);
    assert_int_equal(firm->number, firm_number);
    assert_int_equal(book_field(firm, "行业")->number, 2);
    assert_ptr_equal(catalog_measure(c, "排查单位", march, 99)->formula->path->field->ref, firm);

    /* What is still needed cannot go. */
    char *broken = changed(latest, "- {name: 单位, type: ref, book: 企业, required: true}",
                           "- {name: 受检单位, type: ref, book: 企业}");
    char *renamed = changed(broken, "distinct(检查.单位)", "distinct(检查.受检单位)");
    assert_false(add(c, "应急.yaml", renamed, 12, march, &e));
    assert_int_equal(e.msg, MSG_CATALOG_MEASURE_OLD);
    assert_non_null(strstr(e.what, "排查单位"));
    free(later);
    free(latest);
    free(base);
    free(broken);
    free(renamed);
    arena_free(&a);
}

static void an_outline_needs_no_other_pack(void **state)
{
    (void)state;
    struct arena a;
    struct err e = { 0 };
    struct pack_outline out;
    arena_init(&a, 65536);
    struct pack_source source = { .file = "应急.yaml", .text = BUREAU, .bytes = sizeof BUREAU - 1 };
    assert_true(catalog_outline(&a, &source, &out, &e));
    assert_string_equal(out.name, "应急管理");
    assert_int_equal(out.need_count, 1);
    assert_string_equal(out.needs[0], "基础");
    assert_int_equal(out.template_count, 2);
    assert_string_equal(out.templates[1], "函/交办函.md");
    source.text = "pack: [";
    source.bytes = 7;
    assert_false(catalog_outline(&a, &source, &out, &e));
    assert_int_equal(e.msg, MSG_CATALOG_YAML);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bureau_loads),
        cmocka_unit_test(each_mistake_has_its_place),
        cmocka_unit_test(whole_texts_that_are_no_packs),
        cmocka_unit_test(a_later_version_reaches_everything),
        cmocka_unit_test(an_outline_needs_no_other_pack),
    };
    return cmocka_run_group_tests_name("catalog pack", tests, NULL, NULL);
}
