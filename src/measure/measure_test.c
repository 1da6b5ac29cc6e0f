/* measure/measure_test.c: goal: what a figure means, as examples one can check by hand.
 * Method: a county with four orgs, three firms and a handful of entries (below); tables of questions and answers.  The
 * random comparison with the meaning worked out otherwise is oracle_test.c. */
#include "measure/measure.h"
#include "state/test_ledger.h"
#include "state/test_pack.h"

/* 县 ── 青山 (镇) ── 石桥 (村)
 *    └─ 白水 (镇)
 * Q1 甲厂 化工 since 2020; Q2 乙厂 食品 2022-06-01 to 2023-09-30; Q3 丙站 says nothing but its name. */
static int open_county(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    bench_open(b, BUREAU);
    ADD(b, .book = "机构", .number = "青山", .fields = "名称=青山镇 上级=县 级别=镇");
    ADD(b, .book = "机构", .number = "白水", .fields = "名称=白水镇 上级=县 级别=镇");
    ADD(b, .book = "机构", .number = "石桥", .fields = "名称=石桥村 上级=青山 级别=村");
    ADD(b, .book = "人员", .number = "P1", .fields = "姓名=张三");
    ADD(b, .book = "人员", .number = "P2", .fields = "姓名=李四");
    ADD(b, .book = "企业", .number = "Q1", .org = "青山", .fields = "名称=甲厂 行业=化工 规模=10 设立=2020-01-01");
    ADD(b, .book = "企业", .number = "Q2", .org = "白水",
        .fields = "名称=乙厂 行业=食品 规模=20 设立=2022-06-01 注销=2023-09-30");
    ADD(b, .book = "企业", .number = "Q3", .org = "白水", .fields = "名称=丙站");
    ADD(b, .book = "检查", .number = "J0", .org = "青山", .fields = "日期=2022-03-15 单位=Q1 得分=7");
    ADD(b, .book = "检查", .number = "J1", .org = "青山",
        .fields = "日期=2023-03-01 单位=Q1 检查人=P1、P2 标签=红、绿 得分=9.5 合格=true");
    ADD(b, .book = "检查", .number = "J2", .org = "白水",
        .fields = "日期=2023-03-31 单位=Q2 检查人=P2 标签=黄 得分=8 合格=false");
    ADD(b, .book = "检查", .number = "J3", .org = "石桥", .fields = "日期=2023-04-30 单位=Q1");
    ADD(b, .book = "隐患", .number = "Y1", .org = "青山", .fields = "发现=2023-03-01 检查=J1 级别=一般 罚款=1000.50");
    ADD(b, .book = "隐患", .number = "Y2", .org = "白水", .fields = "发现=2023-03-31 检查=J2 级别=重大 罚款=0.25");
    ADD(b, .book = "隐患", .number = "Y3", .org = "石桥", .fields = "发现=2023-04-30 检查=J3 罚款=2000");
    ADD(b, .book = "公告", .number = "G1", .org = "青山", .fields = "日期=2023-02-01 次=3");
    MOVE(b, .entry = "Y1", .move = "交办", .day = "2023-03-02");
    MOVE(b, .entry = "Y1", .move = "报结", .day = "2023-03-10", .fields = "整改情况=好", .actor = "张三");
    MOVE(b, .entry = "Y1", .move = "销号", .day = "2023-03-20");
    *state = b;
    return 0;
}

static int close_county(void **state)
{
    bench_close(*state);
    free(*state);
    return 0;
}

/* ---- asking ---- */

struct question_said {
    const char *formula, *org, *from, *asof;
};

static struct basis basis_of(struct bench *b, const struct question_said *q)
{
    struct err e = { 0 };
    struct entry_ref org;
    must(state_org(&b->l, &b->a, q->org, &org, &e), &e);
    return (struct basis) { .org = org.entry,
                            .org_number = org.number,
                            .org_title = org.title,
                            .from = day_said(q->from),
                            .asof = day_said(q->asof),
                            .known = KNOWN_NOW };
}

/* "33.33%", "null", or with groups "乙厂=1 甲厂=2"; a base from 历史数 is marked with *. */
static const char *answer_known(struct bench *b, struct question_said q, const char *by, int64_t known)
{
    struct err e = { 0 };
    struct measure_result r;
    struct basis basis = basis_of(b, &q);
    struct buf out = { 0 };
    basis.known = known;
    struct measure_session *s = measure_begin(&b->l, &b->a);
    must(measure_eval(s, q.formula, by, &basis, &r, &e), &e);
    for (int i = 0; i < r.value_count; i++) {
        const struct measure_value *v = &r.values[i];
        const char *text = measure_text(&b->a, &r, v, &e);
        assert_int_equal(text == NULL, v->null);
        if (v->group)
            buf_format(&out, "%s%s=", i ? " " : "", v->group);
        buf_format(&out, "%s%s%s", text ? text : "null", text ? r.unit : "", v->from_history ? "*" : "");
    }
    measure_end(s);
    const char *kept = arena_text(&b->a, buf_get(&out));
    buf_free(&out);
    return kept;
}

static const char *answer(struct bench *b, struct question_said q, const char *by)
{
    return answer_known(b, q, by, KNOWN_NOW);
}

struct row {
    struct question_said q;
    const char *want;
};

static void check_rows(struct bench *b, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *got = answer(b, rows[i].q, NULL);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%s, %s, %s to %s: %s, expected %s", rows[i].q.formula, rows[i].q.org, rows[i].q.from, rows[i].q.asof,
                     got, rows[i].want);
    }
}
#define CHECK(b, rows) check_rows((b), (rows), COUNT_OF(rows))
#define YEAR           "2023-01-01", "2023-12-31"

/* ---- the meanings ---- */

static void a_journal_counts_its_period_and_scope(void **state)
{
    static const struct row T[] = {
        { { "问题", "县", YEAR }, "3个" },
        { { "问题", "青山", YEAR }, "2个" }, /* with the village below it */
        { { "问题", "石桥村", YEAR }, "1个" },
        { { "问题", "白水", YEAR }, "1个" },
        { { "问题", "县", "2023-03-31", "2023-03-31" }, "1个" }, /* both ends belong to it */
        { { "问题", "县", "2023-04-01", "2023-04-29" }, "0个" },
        { { "公告数", "白水", YEAR }, "1份" }, /* shared: in every scope */
        { { "公告数", "石桥", "2023-02-02", "2023-12-31" }, "0份" },
        { { "count(公告 where 次 > 3)", "县", YEAR }, "0" },
    };
    CHECK(*state, T);
}

static void a_state_is_that_of_the_as_of_day(void **state)
{
    static const struct row T[] = {
        { { "整改", "县", "2023-01-01", "2023-03-19" }, "0个" },
        { { "整改", "县", "2023-01-01", "2023-03-20" }, "1个" },
        { { "count(隐患 where state = 待交办)", "县", "2023-01-01", "2023-03-01" },
          "1" }, /* before any move: the first state */
        { { "count(隐患 where state = 待复核)", "县", "2023-01-01", "2023-03-19" }, "1" },
        { { "count(隐患 where state in (待交办, 已销号))", "县", YEAR }, "3" },
        { { "count(隐患 where state != 已销号)", "县", YEAR }, "2" },
    };
    CHECK(*state, T);
}

static void a_register_counts_what_exists_that_day(void **state)
{
    static const struct row T[] = {
        { { "户数", "县", "2023-01-01", "2023-09-30" }, "3家" }, /* its last day still counts */
        { { "户数", "县", "2023-01-01", "2023-10-01" }, "2家" },
        { { "户数", "县", "2023-09-30", "2023-09-30" }, "3家" }, /* whatever the period's start */
        { { "户数", "县", "2022-01-01", "2022-06-01" }, "3家" },
        { { "户数", "县", "2022-01-01", "2022-05-31" }, "2家" },
        { { "户数", "县", "2019-01-01", "2019-12-31" }, "1家" }, /* one without a day has existed always */
        { { "户数", "青山", YEAR }, "1家" },
        { { "sum(企业.规模)", "县", "2023-01-01", "2023-09-30" }, "30" },
    };
    CHECK(*state, T);
}

static void sums_are_exact_and_nothing_is_not_zero(void **state)
{
    static const struct row T[] = {
        { { "罚款", "县", YEAR }, "3000.75元" },
        { { "罚款", "县", "2023-06-01", "2023-12-31" }, "0元" }, /* a sum of nothing is 0 */
        { { "均分", "县", YEAR }, "8.75分" },                    /* J3 has no 得分 and is not counted in */
        { { "均分", "县", "2023-04-01", "2023-12-31" }, "null" },
        { { "min(检查.得分)", "县", YEAR }, "8" },
        { { "max(检查.得分)", "县", YEAR }, "9.5" },
        { { "last(检查.得分)", "县", YEAR }, "8" }, /* the last that has one */
        { { "max(检查.得分)", "县", "2023-04-01", "2023-12-31" }, "null" },
        { { "last(检查.得分)", "白水", "2023-04-01", "2023-12-31" }, "null" },
        { { "distinct(检查.单位)", "县", YEAR }, "2" },
        { { "distinct(检查.检查人)", "县", YEAR }, "2" }, /* elements */
        { { "distinct(检查.标签)", "县", YEAR }, "3" },
        { { "sum(检查.单位.规模)", "县", "2023-01-01", "2023-06-30" }, "40" }, /* 10 + 20 + 10 */
    };
    CHECK(*state, T);
}

static void ratios_are_rounded_once_when_printed(void **state)
{
    static const struct row T[] = {
        { { "整改率", "县", YEAR }, "33.33%" },
        { { "精整改率", "县", YEAR }, "33.3333%" },
        { { "死亡率", "县", YEAR }, "333.3‰" },
        { { "整改率 * 3", "县", YEAR }, "1" },                      /* inside a formula a ratio, and exact */
        { { "整改率", "县", "2023-06-01", "2023-12-31" }, "null" }, /* 0 / 0 */
        { { "问题 / 整改", "白水", YEAR }, "null" },
        { { "1 + 整改率", "县", "2023-06-01", "2023-12-31" }, "null" }, /* what is not known makes nothing known */
        { { "问题 - 整改 * 2", "县", YEAR }, "1" },
        { { "2 / 3", "县", YEAR }, "0.67" },
    };
    CHECK(*state, T);
}

static void conditions_are_two_valued(void **state)
{
    static const struct row T[] = {
        { { "count(隐患 where 级别 = 一般)", "县", YEAR }, "1" },
        { { "count(隐患 where 级别 != 一般)", "县", YEAR }, "2" }, /* Y3 has none: it is != to any value */
        { { "count(隐患 where not 级别 = 一般)", "县", YEAR }, "2" },
        { { "count(隐患 where not 级别 != 一般)", "县", YEAR }, "1" },
        { { "count(隐患 where 级别 in (一般, 重大))", "县", YEAR }, "2" },
        { { "count(隐患 where not 级别 = 一般 and 罚款 > 1)", "县", YEAR }, "1" }, /* `not` takes 级别 = 一般 alone */
        { { "count(隐患 where 级别 = 一般 or 级别 = 重大 and 罚款 > 1)", "县", YEAR }, "1" },
        { { "count(检查 where 得分 < 100)", "县", YEAR }, "2" }, /* an empty field fulfils no other comparison */
        { { "count(检查 where 得分 >= 9.5)", "县", YEAR }, "1" },
        { { "count(检查 where 合格 = false)", "县", YEAR }, "1" },
        { { "count(检查 where 标签 = 绿)", "县", YEAR }, "1" },
        { { "count(检查 where 标签 != 黄)", "县", YEAR }, "2" }, /* any element of J1; J3 has none */
        { { "count(检查 where 标签 != 红)", "县", YEAR }, "3" }, /* J1 has 绿 besides */
        { { "count(检查 where 检查人 = 李四)", "县", YEAR }, "2" },
        { { "count(检查 where 单位 = 甲厂)", "县", YEAR }, "2" },
        { { "count(检查 where 单位 = Q1)", "县", YEAR }, "2" },
        { { "count(隐患 where 检查.单位.行业 = 化工)", "县", YEAR }, "2" },
        { { "count(隐患 where 检查.检查人 = P2)", "县", YEAR }, "2" },
        { { "count(隐患 where day >= 2023-03-31)", "县", YEAR }, "2" },
    };
    CHECK(*state, T);
}

static void groups_repeat_an_entry_for_each_element(void **state)
{
    static const struct {
        const char *formula, *by, *want;
    } T[] = {
        { "count(检查)", "单位", "乙厂=1 甲厂=2" },
        { "count(检查)", "标签", "=1 红=1 绿=1 黄=1" }, /* J3 in the empty group */
        { "count(检查)", "单位.行业", "化工=2 食品=1" },
        { "sum(隐患.罚款)", "级别", "=2000 一般=1000.5 重大=0.25" },
        { "count(隐患) by state", NULL, "已销号=1 待交办=2" },
        { "整改率", "级别", "=0% 一般=100% 重大=0%" },
        { "count(检查)", "机构", "白水镇=1 石桥村=1 青山镇=1" },
        { "avg(检查.得分)", "单位", "乙厂=8 甲厂=9.5" },
    };
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        const char *got = answer(*state, (struct question_said) { T[i].formula, "县", YEAR }, T[i].by);
        if (strcmp(got, T[i].want) != 0)
            fail_msg("%s by %s: \"%s\", expected \"%s\"", T[i].formula, T[i].by ? T[i].by : "-", got, T[i].want);
    }
}

static void of_asks_for_one_item_of_a_register(void **state)
{
    static const struct row T[] = {
        { { "count(检查) of Q1", "县", YEAR }, "2" },
        { { "均分 of 企业/Q2", "县", YEAR }, "8分" },
        { { "count(检查) of Q3", "县", YEAR }, "0" },
    };
    CHECK(*state, T);
}

static void amends_of_a_register_hold_from_their_day(void **state)
{
    struct bench *b = *state;
    AMEND(b, .entry = "Q1", .fields = "行业=冶金", .day = "2023-10-01");
    static const struct row T[] = {
        { { "count(隐患 where 检查.单位.行业 = 化工)", "县", "2023-01-01", "2023-09-30" }, "2" },
        { { "count(隐患 where 检查.单位.行业 = 化工)", "县", "2023-01-01", "2023-10-01" }, "0" },
        { { "count(企业 where 行业 = 冶金)", "县", "2023-01-01", "2023-10-01" }, "1" },
        { { "count(企业 where 行业 = 冶金)", "县", "2023-01-01", "2023-09-30" }, "0" },
    };
    CHECK(b, T);
    AMEND(b, .entry = "Q1", .fields = "行业=冶金", .day = "2023-11-01", .correct = true); /* it was so always */
    assert_string_equal(
        answer(b, (struct question_said) { "count(企业 where 行业 = 冶金)", "县", "2021-01-01", "2021-12-31" }, NULL), "1");
}

static void the_tree_is_that_of_the_as_of_day(void **state)
{
    struct bench *b = *state;
    AMEND(b, .entry = "石桥", .fields = "上级=白水", .day = "2023-08-01");
    static const struct row T[] = {
        { { "问题", "白水", "2023-01-01", "2023-07-31" }, "1个" },
        { { "问题", "白水", "2023-01-01", "2023-08-01" }, "2个" }, /* also what happened before the move */
        { { "问题", "青山", "2023-01-01", "2023-07-31" }, "2个" },
        { { "问题", "青山", "2023-01-01", "2023-08-01" }, "1个" },
        { { "问题", "县", "2023-01-01", "2023-08-01" }, "3个" },
    };
    CHECK(b, T);
}

static void known_means_as_if_later_events_were_not(void **state)
{
    struct bench *b = *state;
    int64_t before = b->l.head;
    int64_t late = ADD(b, .book = "隐患", .number = "Y4", .fields = "发现=2023-03-05 级别=一般 罚款=1");
    int64_t fix = AMEND(b, .entry = "Y4", .fields = "罚款=5 级别=重大");
    int64_t undo = void_do(b, VOID_ENTRY, late);
    int64_t moved = MOVE(b, .entry = "Y2", .move = "交办", .day = "2023-04-01");
    const struct {
        const char *formula;
        int64_t known;
        const char *want;
    } T[] = {
        { "问题", before, "3个" },
        { "问题", late, "4个" },
        { "罚款", late, "3001.75元" },
        { "罚款", fix, "3005.75元" },
        { "count(隐患 where 级别 = 一般)", fix, "1" },
        { "问题", undo, "3个" },
        { "问题", undo - 1, "4个" }, /* voided since, but not known then */
        { "count(隐患 where state = 整改中)", undo, "0" },
        { "count(隐患 where state = 整改中)", moved, "1" },
        { "问题", KNOWN_NOW, "3个" },
    };
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        const char *got = answer_known(b, (struct question_said) { T[i].formula, "县", YEAR }, NULL, T[i].known);
        if (strcmp(got, T[i].want) != 0)
            fail_msg("%s known at %lld: %s, expected %s", T[i].formula, (long long)T[i].known, got, T[i].want);
    }
}

static void changes_compare_with_a_base_that_is_known(void **state)
{
    struct bench *b = *state;
    ADD(b, .book = "历史数", .number = "H1", .fields = "指标=问题 起=2021-01-01 止=2021-12-31 值=4 来源=2021年总结");
    static const struct row T[] = {
        { { "count(检查) yoy", "县", "2023-03-01", "2023-03-31" }, "100%" }, /* 2 against J0 */
        { { "count(检查) yoy", "县", YEAR }, "200%" },
        { { "问题 yoy", "县", YEAR }, "null" },                         /* none the year before: no base */
        { { "问题 yoy", "县", "2022-01-01", "2022-12-31" }, "-100%*" }, /* from 历史数: 0 against 4 */
        { { "问题 yoy", "青山", "2022-01-01", "2022-12-31" }, "null" }, /* 历史数 of the county is not the township's */
        { { "整改 yoy", "县", "2022-01-01", "2022-12-31" }, "null" },
        { { "count(检查) mom", "县", "2023-04-01", "2023-04-30" }, "-50%" }, /* April against March */
        { { "count(检查) mom", "县", "2023-03-01", "2023-03-31" }, "null" },
        { { "罚款 mom", "县", "2023-04-01", "2023-04-30" }, "99.85%" }, /* 999.25 / 1000.75 = 0.998501… */
    };
    CHECK(b, T);
}

static void a_change_tells_both_values(void **state)
{
    struct bench *b = *state;
    struct err e = { 0 };
    struct measure_result r;
    struct measure_value now, base;
    struct basis basis = basis_of(b, &(struct question_said) { NULL, "县", "2023-04-01", "2023-04-30" });
    struct measure_session *s = measure_begin(&b->l, &b->a);
    must(measure_change(s, "count(检查)", CHANGE_MOM, &basis, &r, &now, &base, &e), &e);
    assert_int_equal(ratio_cmp(now.value, ratio_int(1)), 0);
    assert_int_equal(ratio_cmp(base.value, ratio_int(2)), 0);
    assert_string_equal(measure_text(&b->a, &r, &r.values[0], &e), "-50");
    assert_string_equal(r.unit, "%");
    measure_end(s);
}

/* A pack's later text is a new definition from its day on; what was reported keeps the old one. */
static void a_definition_holds_from_its_day(void **state)
{
    static const char WAS[] = "问题, formula: count(隐患)", IS[] = "问题, formula: count(隐患 where 级别 = 重大)";
    struct bench *b = *state;
    struct buf text = { 0 };
    const char *at = strstr(BUREAU, WAS);
    assert_non_null(at);
    buf_put(&text, BUREAU, (size_t)(at - BUREAU));
    buf_text(&text, IS);
    buf_text(&text, at + strlen(WAS));
    int64_t before = b->l.head;
    pack_do(b, "试验", "2023-07-01", buf_get(&text));
    buf_free(&text);
    static const struct row T[] = {
        { { "问题", "县", "2023-01-01", "2023-06-30" }, "3个" },
        { { "问题", "县", "2023-01-01", "2023-07-01" }, "1个" },
        { { "整改率", "县", "2023-01-01", "2023-07-01" }, "100%" },    /* through the measures it is made of */
        { { "问题 yoy", "县", "2024-01-01", "2024-12-31" }, "-100%" }, /* both years by one definition: 0 against 1 */
    };
    CHECK(b, T);
    assert_string_equal(answer_known(b, (struct question_said) { "问题", "县", YEAR }, NULL, before), "3个");
}

/* ---- behind a figure ---- */

static bool put_number(void *context, const struct trace_entry *t, struct err *e)
{
    (void)e;
    buf_format(context, "%s/%s@%s ", t->book->name, t->number, t->org_number);
    return true;
}

static void a_figure_leads_to_its_entries(void **state)
{
    static const struct {
        const char *formula, *org, *want;
    } T[] = {
        { "问题", "县", "隐患/Y1@青山 隐患/Y2@白水 隐患/Y3@石桥 " },
        { "问题", "青山", "隐患/Y1@青山 隐患/Y3@石桥 " },
        { "整改率", "县", "隐患/Y1@青山 隐患/Y2@白水 隐患/Y3@石桥 " }, /* each once, though both atoms count Y1 */
        { "整改", "县", "隐患/Y1@青山 " },
        { "distinct(检查.单位 where 得分 > 1)", "县", "检查/J1@青山 检查/J2@白水 " },
        { "整改", "白水", "" },
    };
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        struct err e = { 0 };
        struct buf got = { 0 };
        struct basis basis = basis_of(b, &(struct question_said) { NULL, T[i].org, YEAR });
        struct measure_session *s = measure_begin(&b->l, &b->a);
        must(measure_trace(s, T[i].formula, &basis, put_number, &got, &e), &e);
        if (strcmp(buf_get(&got), T[i].want) != 0)
            fail_msg("%s in %s: %s", T[i].formula, T[i].org, buf_get(&got));
        buf_free(&got);
        measure_end(s);
    }
}

static bool put_atom(void *context, int atom, enum formula_op op, const struct trace_entry *t, struct err *e)
{
    (void)e;
    buf_format(context, "%d%s%s ", atom, op == FORMULA_COUNT ? "" : "!", t->number);
    return true;
}

static void each_atom_leads_to_its_own_entries(void **state)
{
    static const struct {
        const char *formula, *want;
    } T[] = { { "整改率", "0Y1 1Y1 1Y2 1Y3 " }, { "distinct(检查.单位 where 得分 > 1)", "0!J1 0!J2 " }, { "3", "" } };
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        struct err e = { 0 };
        struct buf got = { 0 };
        struct basis basis = basis_of(b, &(struct question_said) { NULL, "县", YEAR });
        struct measure_session *s = measure_begin(&b->l, &b->a);
        must(measure_trace_atoms(s, T[i].formula, &basis, put_atom, &got, &e), &e);
        assert_string_equal(buf_get(&got), T[i].want);
        buf_free(&got);
        measure_end(s);
    }
}

static void a_list_shows_what_counts(void **state)
{
    struct bench *b = *state;
    struct err e = { 0 };
    struct buf got = { 0 };
    const struct book *checks = catalog_book(b->l.catalog, "检查");
    const struct where *where;
    struct basis basis = basis_of(b, &(struct question_said) { NULL, "县", "2023-01-01", "2023-04-29" });
    basis.from = DAY_FIRST; /* no start day */
    struct measure_session *s = measure_begin(&b->l, &b->a);
    must(where_parse(b->l.catalog, &b->a, checks, "单位 = 甲厂", &where, NULL, &e), &e);
    must(measure_list(s, checks, where, &basis, put_number, &got, &e), &e);
    assert_string_equal(buf_get(&got), "检查/J0@青山 检查/J1@青山 ");
    buf_free(&got);
    struct org_item *orgs;
    int count;
    must(measure_orgs(s, "镇", &basis, &orgs, &count, &e), &e);
    assert_int_equal(count, 2);
    assert_string_equal(orgs[0].title, "青山镇");
    assert_string_equal(orgs[1].title, "白水镇");
    measure_end(s);
}

static void wrong_questions_say_why(void **state)
{
    static const struct {
        struct question_said q;
        enum msg_id msg;
        const char *says;
    } T[] = {
        { { "整该率", "县", YEAR }, MSG_NONE, "整改率" }, /* the nearest */
        { { "问题", "县", "2023-12-31", "2023-01-01" }, MSG_MEASURE_PERIOD, "2023-12-31" },
        { { "count(公告) of Q1", "县", YEAR }, MSG_MEASURE_OF_NO_PATH, "公告" },
        { { "count(检查) of Q9", "县", YEAR }, MSG_STATE_ENTRY_NONE, "Q9" },
        { { "999999999999999999 * 999999999999999999 * 999999999999999999", "县", YEAR }, MSG_MEASURE_TOO_LARGE, "" },
    };
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        struct err e = { 0 };
        struct measure_result r;
        struct basis basis = basis_of(b, &T[i].q);
        struct measure_session *s = measure_begin(&b->l, &b->a);
        bool ok = measure_eval(s, T[i].q.formula, NULL, &basis, &r, &e);
        if (ok || (T[i].msg && e.msg != T[i].msg) || !strstr(e.what, T[i].says))
            fail_msg("%s: %s", T[i].q.formula, ok ? "answered" : e.what);
        measure_end(s);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_county, close_county)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_journal_counts_its_period_and_scope),
        TEST(a_state_is_that_of_the_as_of_day),
        TEST(a_register_counts_what_exists_that_day),
        TEST(sums_are_exact_and_nothing_is_not_zero),
        TEST(ratios_are_rounded_once_when_printed),
        TEST(conditions_are_two_valued),
        TEST(groups_repeat_an_entry_for_each_element),
        TEST(of_asks_for_one_item_of_a_register),
        TEST(amends_of_a_register_hold_from_their_day),
        TEST(the_tree_is_that_of_the_as_of_day),
        TEST(known_means_as_if_later_events_were_not),
        TEST(changes_compare_with_a_base_that_is_known),
        TEST(a_change_tells_both_values),
        TEST(a_definition_holds_from_its_day),
        TEST(a_figure_leads_to_its_entries),
        TEST(each_atom_leads_to_its_own_entries),
        TEST(a_list_shows_what_counts),
        TEST(wrong_questions_say_why),
    };
    return cmocka_run_group_tests_name("measure", tests, NULL, NULL);
}
