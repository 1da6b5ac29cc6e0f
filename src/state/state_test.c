/* state/state_test.c: goal: the state is what the events mean, whichever way it came about.
 * Method: acts as a clerk would say them, judged by sentence; one entry seen as of days and known positions; random ledgers
 * whose live tables must equal their replay byte for byte. */
#include "state/test_ledger.h"
#include "state/test_pack.h"

/* One entry, seen as of a day and as known. */
static struct entry_view view(struct bench *b, const char *entry, const char *asof, int64_t known)
{
    struct err e = { 0 };
    struct entry_ref r;
    struct entry_view v;
    must(state_find(&b->l, &b->a, NULL, entry, &r, &e) && state_view(&b->l, &b->a, r.entry, day_said(asof), known, &v, &e),
         &e);
    return v;
}

static const char *cell(struct bench *b, const char *entry, const char *field, const char *asof, int64_t known)
{
    struct entry_view v = view(b, entry, asof, known);
    const char *text = v.cells[book_field(v.ref.book, field)->number];
    return text ? text : "";
}

static void check_replay(struct bench *b)
{
    struct err e = { 0 };
    char table[64];
    must(state_compare(&b->l, table, &e), &e);
    if (table[0])
        fail_msg("%s differs from its replay", table);
}

static int open_bench(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    bench_open(b, BUREAU);
    event_do(b, EVENT_GRANT, "2020-01-01", "{\"name\":\"审甲\",\"roles\":[\"审核\"]}");
    event_do(b, EVENT_GRANT, "2020-01-01", "{\"name\":\"审乙\",\"roles\":[\"填报\",\"审核\"]}");
    ADD(b, .book = "机构", .number = "青山", .fields = "名称=青山镇 上级=县");
    ADD(b, .book = "机构", .number = "白水", .fields = "名称=白水镇 上级=县");
    ADD(b, .book = "机构", .number = "石桥", .fields = "名称=石桥村 上级=青山");
    ADD(b, .book = "人员", .number = "P1", .fields = "姓名=张三");
    ADD(b, .book = "人员", .number = "P2", .fields = "姓名=李四");
    ADD(b, .book = "企业", .number = "Q1", .org = "青山", .fields = "名称=甲厂 行业=化工 规模=10");
    ADD(b, .book = "检查", .number = "J1", .org = "青山",
        .fields = "日期=2023-05-01 单位=甲厂 检查人=张三、P2 标签=红、绿 得分=9.5 合格=true");
    ADD(b, .book = "隐患", .number = "Y1", .org = "青山", .fields = "发现=2023-05-01 检查=J1 级别=一般 罚款=1000.50");
    *state = b;
    return 0;
}

static int close_bench(void **state)
{
    bench_close(*state);
    free(*state);
    return 0;
}

/* ---- moves ---- */

static void moves_follow_their_flow(void **state)
{
    static const struct {
        const char *actor, *move, *day, *fields;
        enum msg_id refused;
        const char *says, *then;
    } T[] = {
        { "审甲", "报结", "2023-05-02", "整改情况=好", MSG_STATE_MOVE_FROM, "交办",
          "待交办" }, /* names what is possible now */
        { "某人", "交办", "2023-05-02", "", MSG_STATE_MOVE_ROLE, "审核", "待交办" },
        { "审甲", "交办", "2023-04-30", "", MSG_STATE_MOVE_BEFORE_ENTRY, "2023-05-01", "待交办" },
        { "审甲", "交办", "2023-05-02", "说明=甲", MSG_STATE_MOVE_EXTRA, "说明", "待交办" },
        { "审甲", "交办", "2023-05-02", "", MSG_NONE, "", "整改中" },
        { "审甲", "交办", "2023-05-03", "", MSG_STATE_MOVE_FROM, "整改中", "整改中" },
        { "审甲", "报结", "2023-05-04", "", MSG_STATE_MOVE_NEEDS, "整改情况", "整改中" },
        { "审甲", "报结", "2023-05-04", "整改情况=", MSG_STATE_MOVE_NEEDS, "整改情况", "整改中" },
        { "审甲", "报结", "2023-05-01", "整改情况=好", MSG_STATE_MOVE_BEFORE_LAST, "2023-05-02", "整改中" },
        { "审甲", "报结", "2023-05-04", "整改情况=好", MSG_NONE, "", "待复核" },
        { "审甲", "销号", "2023-05-05", "", MSG_STATE_MOVE_FOUR_EYES, "报结", "待复核" },
        { "审乙", "退回", "2023-05-04", "退回原因=不实", MSG_NONE, "", "整改中" }, /* the same day, after it */
        { "审乙", "报结", "2023-05-06", "整改情况=再改", MSG_NONE, "", "待复核" },
        { "审乙", "销号", "2023-05-07", "", MSG_STATE_MOVE_FOUR_EYES, "审乙", "待复核" }, /* the last 报结 counts */
        { "主人", "销号", "2023-05-07", "", MSG_NONE, "", "已销号" },                     /* the owner has every role */
        { "主人", "交办", "2023-05-08", "", MSG_STATE_MOVE_FROM, "退回", "已销号" },
    };
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        struct err e = { .lang = LANG_ZH };
        struct act t = {
            .kind = EVENT_MOVE, .entry = "Y1", .actor = T[i].actor, .move = T[i].move, .day = T[i].day, .fields = T[i].fields
        };
        int64_t seq;
        bool ok = act_try(b, t, &seq, &e);
        if (ok != (T[i].refused == MSG_NONE) || e.msg != T[i].refused || !strstr(e.what, T[i].says))
            fail_msg("row %zu: %s", i, ok ? "accepted" : e.what);
        if (strcmp(view(b, "Y1", "2023-12-31", KNOWN_NOW).state, T[i].then) != 0)
            fail_msg("row %zu: now %s", i, view(b, "Y1", "2023-12-31", KNOWN_NOW).state);
    }
    static const char *const ON[][2] = {
        { "2023-05-01", "待交办" }, { "2023-05-02", "整改中" }, { "2023-05-03", "整改中" },
        { "2023-05-04", "整改中" }, { "2023-05-06", "待复核" }, { "2023-05-07", "已销号" }
    };
    for (size_t i = 0; i < COUNT_OF(ON); i++)
        assert_string_equal(view(b, "Y1", ON[i][0], KNOWN_NOW).state, ON[i][1]);
    assert_string_equal(cell(b, "Y1", "整改情况", "2023-12-31", KNOWN_NOW), "再改"); /* a field a move brought */
    check_replay(b);
}

static void an_identical_move_changes_nothing(void **state)
{
    struct bench *b = *state;
    MOVE(b, .entry = "Y1", .move = "交办", .day = "2023-05-02");
    MOVE(b, .entry = "Y1", .move = "报结", .day = "2023-05-04", .fields = "整改情况=好");
    int64_t head = b->l.head;
    assert_int_equal(MOVE(b, .entry = "Y1", .move = "报结", .day = "2023-05-04", .fields = "整改情况=好"), 0);
    assert_int_equal(MOVE(b, .entry = "Y1", .move = "交办", .day = "2023-05-02"), 0); /* also one further back */
    assert_int_equal(b->l.head, head);
    REFUSED(b, STATE_MOVE_FROM, .kind = EVENT_MOVE, .entry = "Y1", .move = "报结", .day = "2023-05-04",
            .fields = "整改情况=别的");
}

/* ---- numbers and the tree ---- */

static void numbers_are_held_and_never_given_twice(void **state)
{
    struct bench *b = *state;
    struct err e = { 0 };
    const struct book *firms = catalog_book(b->l.catalog, "企业");
    enum number_use use;
    int64_t entry;
    int64_t q2 = ADD(b, .book = "企业", .number = "Q2", .fields = "名称=乙厂");
    REFUSED(b, STATE_NUMBER_HELD, .kind = EVENT_ADD, .book = "企业", .number = "Q2", .fields = "名称=丙厂");
    REFUSED(b, STATE_NUMBER_HELD, .kind = EVENT_AMEND, .entry = "Q1", .number = "Q2");
    AMEND(b, .entry = "Q2", .number = "Q2");                             /* its own */
    ADD(b, .book = "检查", .number = "Q2", .fields = "日期=2023-01-01"); /* another book's */
    AMEND(b, .entry = "企业/Q2", .number = "Q3");
    ADD(b, .book = "企业", .number = "Q2", .fields = "名称=丙厂"); /* given up, so free */
    must(state_number(&b->l, firms, "Q3", &use, &entry, &e), &e);
    assert_true(use == NUMBER_HELD && entry == q2);
    void_do(b, VOID_ENTRY, q2);
    must(state_number(&b->l, firms, "Q3", &use, &entry, &e), &e);
    assert_int_equal(use, NUMBER_VOIDED);
    REFUSED(b, STATE_NUMBER_VOIDED, .kind = EVENT_ADD, .book = "企业", .number = "Q3", .fields = "名称=丁厂");
    REFUSED(b, STATE_NUMBER_VOIDED, .kind = EVENT_AMEND, .entry = "Q1", .number = "Q3");
    must(state_number(&b->l, firms, "Q9", &use, &entry, &e), &e);
    assert_int_equal(use, NUMBER_FREE);
    const char *next;
    char want[64];
    must(state_next_number(&b->l, &b->a, firms, &next, &e), &e);
    snprintf(want, sizeof want, "企业-%lld", (long long)b->l.node_head + 1);
    assert_string_equal(next, want);
    ADD(b, .book = "企业", .number = arena_text(&b->a, want), .fields = "名称=戊厂");
    must(state_next_number(&b->l, &b->a, firms, &next, &e), &e);
    assert_string_not_equal(next, want);
    check_replay(b);
}

static void the_tree_never_closes_into_a_ring(void **state)
{
    static const char *const BAD[][2] = {
        { "青山", "上级=青山" }, { "青山", "上级=石桥" }, { "县", "上级=石桥" }, { "县", "上级=县" }
    };
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        REFUSED(b, STATE_PARENT_CIRCLE, .kind = EVENT_AMEND, .entry = BAD[i][0], .fields = BAD[i][1], .day = "2023-01-01");
    AMEND(b, .entry = "石桥", .fields = "上级=白水", .day = "2023-01-01");
    AMEND(b, .entry = "青山", .fields = "上级=石桥", .day = "2023-01-02"); /* now there is no ring */
    REFUSED(b, STATE_PARENT_CIRCLE, .kind = EVENT_AMEND, .entry = "白水", .fields = "上级=青山", .day = "2023-01-03");
    ADD(b, .book = "机构", .number = "无级", .fields = "名称=直属站"); /* without 上级: under the root */
    REFUSED(b, STATE_PARENT_CIRCLE, .kind = EVENT_AMEND, .entry = "县", .fields = "上级=无级", .day = "2023-01-03");
}

/* ---- voids ---- */

static void void_refused(struct bench *b, enum msg_id why, enum void_what what, int64_t seq)
{
    struct err e = { 0 };
    int64_t head = b->l.head;
    assert_int_equal(void_try(b, what, seq, &e), 0);
    if (e.msg != why)
        fail_msg("void of %lld: %s", (long long)seq, e.what);
    assert_int_equal(b->l.head, head);
}

static void a_void_leaves_a_path(void **state)
{
    struct bench *b = *state;
    int64_t first = MOVE(b, .entry = "Y1", .move = "交办", .day = "2023-05-02");
    int64_t second = MOVE(b, .entry = "Y1", .move = "报结", .day = "2023-05-04", .fields = "整改情况=好");
    void_refused(b, MSG_STATE_VOID_PATH, VOID_EVENT, first);
    int64_t undo = void_do(b, VOID_EVENT, second);
    assert_string_equal(view(b, "Y1", "2023-12-31", KNOWN_NOW).state, "整改中");
    assert_string_equal(cell(b, "Y1", "整改情况", "2023-12-31", KNOWN_NOW), ""); /* what it brought is gone with it */
    assert_string_equal(view(b, "Y1", "2023-12-31", second).state, "待复核");    /* as known then */
    void_refused(b, MSG_STATE_VOID_ALREADY, VOID_EVENT, second);
    void_do(b, VOID_EVENT, first);
    assert_string_equal(view(b, "Y1", "2023-12-31", KNOWN_NOW).state, "待交办");
    void_refused(b, MSG_STATE_VOID_PATH, VOID_EVENT, undo); /* bringing 报结 back would leave it without 交办 */
    check_replay(b);
}

static void a_void_can_itself_be_voided(void **state)
{
    struct bench *b = *state;
    int64_t amend = AMEND(b, .entry = "Q1", .fields = "名称=甲化工厂", .day = "2023-06-01");
    int64_t undo = void_do(b, VOID_EVENT, amend);
    assert_string_equal(cell(b, "Q1", "名称", "2023-12-31", KNOWN_NOW), "甲厂");
    int64_t again = void_do(b, VOID_EVENT, undo);
    assert_string_equal(cell(b, "Q1", "名称", "2023-12-31", KNOWN_NOW), "甲化工厂");
    assert_string_equal(cell(b, "Q1", "名称", "2023-12-31", undo), "甲厂");
    void_do(b, VOID_EVENT, again);
    assert_string_equal(cell(b, "Q1", "名称", "2023-12-31", KNOWN_NOW), "甲厂");
    check_replay(b);
}

static void a_voided_entry_is_gone_and_comes_back(void **state)
{
    struct bench *b = *state;
    struct err e = { 0 };
    struct entry_ref r;
    struct entry_view v;
    must(state_find(&b->l, &b->a, NULL, "Y1", &r, &e), &e);
    int64_t undo = void_do(b, VOID_ENTRY, r.entry);
    assert_false(state_find(&b->l, &b->a, NULL, "Y1", &r, &e));
    assert_int_equal(e.msg, MSG_STATE_ENTRY_VOIDED);
    e = (struct err) { 0 };
    must(state_view(&b->l, &b->a, r.entry, day_said("2023-12-31"), KNOWN_NOW, &v, &e), &e);
    assert_true(v.voided);
    assert_string_equal(v.ref.number, "Y1"); /* what it said last can still be read */
    assert_string_equal(v.cells[book_field(v.ref.book, "罚款")->number], "1000.5");
    must(state_view(&b->l, &b->a, r.entry, day_said("2023-12-31"), undo - 1, &v, &e), &e);
    assert_false(v.voided);
    void_refused(b, MSG_STATE_VOID_ALREADY, VOID_ENTRY, r.entry);
    void_do(b, VOID_EVENT, undo);
    assert_false(view(b, "Y1", "2023-12-31", KNOWN_NOW).voided);
    int64_t *seqs, want[] = { r.entry, undo, undo + 1 };
    int count;
    must(state_history(&b->l, &b->a, r.entry, &seqs, &count, &e), &e);
    assert_int_equal(count, 3);
    assert_memory_equal(seqs, want, sizeof want);
    struct touch *touches;
    int64_t touched;
    must(state_touched(&b->l, &b->a, undo - 1, &touches, &touched, &e), &e);
    assert_int_equal(touched, 2);
    assert_int_equal(touches[0].entry, r.entry);
    assert_int_equal(touches[0].seq, undo);
    assert_int_equal(touches[1].seq, undo + 1);
    must(state_touched(&b->l, &b->a, undo + 1, &touches, &touched, &e), &e);
    assert_int_equal(touched, 0);
    check_replay(b);
}

static int64_t open_moves(struct bench *b, int64_t entry)
{
    struct err e = { 0 };
    int64_t count = -1;
    must(db_int(b->l.db, &e, &count, "SELECT count(*) FROM state_move WHERE entry = ? AND kt = ?", "ii", entry, KNOWN_NOW),
         &e);
    return count;
}

/* In one batch: both were judged before either was applied. */
static void a_move_of_an_entry_voided_meanwhile_waits_for_it(void **state)
{
    struct bench *b = *state;
    struct err e = { 0 };
    struct entry_ref r;
    struct draft d;
    int64_t undo, move;
    struct act t = { .kind = EVENT_MOVE, .entry = "Y1", .move = "交办", .day = "2023-05-02" };
    must(state_find(&b->l, &b->a, NULL, "Y1", &r, &e), &e);
    must(ledger_begin(&b->l, &e) && state_draft_void(&b->l, &b->a, VOID_ENTRY, r.entry, "录错", &d, &e), &e);
    d.actor = "主人";
    must(ledger_append(&b->l, &d, &undo, &e) && act_record(b, &t, &move, &e) && state_catch_up(&b->l, &e), &e);
    must(ledger_commit(&b->l, &e), &e);
    assert_int_equal(open_moves(b, r.entry), 0);
    void_do(b, VOID_EVENT, undo);
    assert_int_equal(open_moves(b, r.entry), 1);
    assert_string_equal(view(b, "Y1", "2023-12-31", KNOWN_NOW).state, "整改中");
    check_replay(b);
}

static void what_cannot_be_voided_says_so(void **state)
{
    struct bench *b = *state;
    struct err e = { 0 };
    struct entry_ref r;
    struct draft d;
    must(state_find(&b->l, &b->a, NULL, "Y1", &r, &e), &e);
    int64_t move = MOVE(b, .entry = "Y1", .move = "交办", .day = "2023-05-02");
    void_refused(b, MSG_STATE_VOID_NO_EVENT, VOID_EVENT, 9999);
    void_refused(b, MSG_STATE_VOID_NO_EVENT, VOID_EVENT, 0);
    void_refused(b, MSG_STATE_VOID_KIND, VOID_EVENT, 1);        /* a pack */
    void_refused(b, MSG_STATE_VOID_KIND, VOID_ENTRY, move);     /* no add */
    void_refused(b, MSG_STATE_VOID_KIND, VOID_IMPORT, r.entry); /* no import */
    must(state_find(&b->l, &b->a, NULL, "机构/县", &r, &e), &e);
    void_refused(b, MSG_STATE_VOID_ROOT, VOID_ENTRY, r.entry);
    must(state_find(&b->l, &b->a, NULL, "机构/青山", &r, &e), &e);
    void_refused(b, MSG_STATE_VOID_ORG, VOID_ENTRY, r.entry); /* has a village below it, and entries */
    must(state_find(&b->l, &b->a, NULL, "机构/石桥", &r, &e), &e);
    void_do(b, VOID_ENTRY, r.entry);
    check_replay(b);
    assert_false(state_draft_void(&b->l, &b->a, VOID_ENTRY, r.entry, "", &d, &e));
    assert_int_equal(e.msg, MSG_STATE_VOID_WHY);
}

static void an_import_is_undone_whole(void **state)
{
    struct bench *b = *state;
    char body[80];
    int64_t first = ADD(b, .book = "企业", .number = "Q2", .fields = "名称=乙厂");
    AMEND(b, .entry = "Q1", .fields = "名称=甲集团 规模=99", .day = "2023-02-01");
    ADD(b, .book = "隐患", .number = "Y2", .fields = "发现=2023-02-01 罚款=5");
    int64_t last = MOVE(b, .entry = "Y1", .move = "交办", .day = "2023-05-02");
    snprintf(body, sizeof body, "{\"first\":%lld,\"last\":%lld}", (long long)first, (long long)last);
    int64_t import = event_do(b, EVENT_IMPORT, "2023-06-01", body), undo = void_do(b, VOID_IMPORT, import);
    REFUSED(b, STATE_ENTRY_VOIDED, .kind = EVENT_AMEND, .entry = "Q2", .fields = "规模=1");
    assert_string_equal(cell(b, "Q1", "名称", "2023-12-31", KNOWN_NOW), "甲厂");
    assert_string_equal(view(b, "Y1", "2023-12-31", KNOWN_NOW).state, "待交办");
    assert_string_equal(cell(b, "Q1", "名称", "2023-12-31", import), "甲集团");
    void_refused(b, MSG_STATE_VOID_ALREADY, VOID_IMPORT, import);
    void_do(b, VOID_EVENT, undo); /* and comes back whole */
    assert_string_equal(cell(b, "Q1", "规模", "2023-12-31", KNOWN_NOW), "99");
    assert_string_equal(cell(b, "Y2", "罚款", "2023-12-31", KNOWN_NOW), "5");
    assert_string_equal(view(b, "Y1", "2023-12-31", KNOWN_NOW).state, "整改中");
    check_replay(b);
}

/* ---- registers in time ---- */

static void register_amends_hold_from_their_day(void **state)
{
    struct bench *b = *state;
    int64_t added = b->l.head;
    AMEND(b, .entry = "Q1", .fields = "行业=食品", .day = "2023-06-01");
    int64_t back = AMEND(b, .entry = "Q1", .fields = "行业=建材", .day = "2022-03-01"); /* said later of an earlier day */
    AMEND(b, .entry = "Q1", .fields = "规模=20", .day = "2023-01-01");
    int64_t correct = AMEND(b, .entry = "Q1", .fields = "行业=冶金", .day = "2023-07-01", .correct = true);
    int64_t later = AMEND(b, .entry = "Q1", .fields = "行业=", .day = "2024-01-01");
    const struct {
        const char *field, *asof;
        int64_t known;
        const char *says;
    } T[] = {
        { "行业", "2021-01-01", added, "化工" },   { "行业", "2022-02-28", back, "化工" },
        { "行业", "2022-03-01", back, "建材" },    { "行业", "2022-03-01", back - 1, "化工" }, /* not yet said */
        { "行业", "2023-05-31", back, "建材" },    { "行业", "2023-06-01", back, "食品" },
        { "行业", "2024-06-01", back, "食品" },    { "规模", "2022-12-31", correct, "10" },
        { "规模", "2023-01-01", correct, "20" },   { "行业", "1999-01-01", correct, "冶金" },
        { "行业", "2023-06-15", correct, "冶金" }, { "行业", "2023-06-15", correct - 1, "食品" },
        { "行业", "2023-12-31", later, "冶金" },   { "行业", "2024-01-01", later, "" },
        { "规模", "2024-01-01", later, "20" },     { "名称", "2024-01-01", KNOWN_NOW, "甲厂" },
    };
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        const char *got = cell(b, "Q1", T[i].field, T[i].asof, T[i].known);
        if (strcmp(got, T[i].says) != 0)
            fail_msg("row %zu: %s is \"%s\", expected \"%s\"", i, T[i].field, got, T[i].says);
    }
    check_replay(b);
}

static void a_journal_amend_corrects_all_days(void **state)
{
    struct bench *b = *state;
    int64_t before = b->l.head;
    AMEND(b, .entry = "Y1", .fields = "级别=重大 发现=2023-04-20", .day = "2023-09-01", .org = "白水");
    struct entry_view v = view(b, "Y1", "2023-04-20", KNOWN_NOW), then = view(b, "Y1", "2023-12-31", before);
    assert_string_equal(v.cells[book_field(v.ref.book, "级别")->number], "重大");
    assert_string_equal(DAY_TEXT(v.day), "2023-04-20");
    assert_string_equal(v.org_number, "白水");
    assert_string_equal(v.org_title, "白水镇");
    assert_string_equal(then.cells[book_field(v.ref.book, "级别")->number], "一般");
    assert_string_equal(DAY_TEXT(then.day), "2023-05-01");
    assert_string_equal(then.org_number, "青山");
    check_replay(b);
}

static void a_view_reads_every_type(void **state)
{
    static const char *const WANT[][2] = { { "日期", "2023-05-01" }, { "单位", "Q1" },  { "检查人", "P1、P2" },
                                           { "标签", "红、绿" },     { "得分", "9.5" }, { "合格", "true" } };
    struct bench *b = *state;
    struct entry_view v = view(b, "J1", "2023-12-31", KNOWN_NOW);
    for (size_t i = 0; i < COUNT_OF(WANT); i++)
        assert_string_equal(v.cells[book_field(v.ref.book, WANT[i][0])->number], WANT[i][1]);
    const char *raw = v.raw[book_field(v.ref.book, "检查人")->number];
    assert_int_equal(strncmp(raw, b->l.node, NODE_BYTES), 0);
    assert_true(v.has_day && !v.state && !v.voided);
    AMEND(b, .entry = "J1", .fields = "检查人=P2 标签= 合格=");
    v = view(b, "J1", "2023-12-31", KNOWN_NOW);
    assert_string_equal(v.cells[book_field(v.ref.book, "检查人")->number], "P2");
    assert_null(v.cells[book_field(v.ref.book, "标签")->number]);
    assert_null(v.cells[book_field(v.ref.book, "合格")->number]);
    check_replay(b);
}

/* ---- finding ---- */

static void entries_are_found_as_people_write_them(void **state)
{
    struct bench *b = *state;
    int64_t same = ADD(b, .book = "检查", .number = "Y1", .org = "白水", .fields = "日期=2023-06-01");
    ADD(b, .book = "企业", .number = "Q2", .fields = "名称=同名厂");
    ADD(b, .book = "企业", .number = "Q3", .fields = "名称=同名厂");
    AMEND(b, .entry = "Q2", .fields = "名称=改名厂", .day = "2023-01-01");
    const struct {
        const char *text;
        enum msg_id msg;
        const char *says; /* the book found, or what the sentence holds */
    } T[] = {
        { "J1", MSG_NONE, "检查" },
        { "隐患/Y1", MSG_NONE, "隐患" },
        { "检查/Y1", MSG_NONE, "检查" },
        { "检查/白水/Y1", MSG_NONE, "检查" },
        { "检查/白水镇/Y1", MSG_NONE, "检查" },
        { "Y1", MSG_STATE_ENTRY_MANY, "检查/Y1、隐患/Y1" },
        { "检查/青山/Y1", MSG_STATE_ENTRY_NONE_IN, "Y1" },
        { "检查/乌有/Y1", MSG_STATE_REF_NONE, "乌有" },
        { "检察/Y1", MSG_LEDGER_BOOK_UNKNOWN, "检查" },
        { "检查/Y9", MSG_STATE_ENTRY_NONE_IN, "Y9" },
        { "Y9", MSG_STATE_ENTRY_NONE, "Y9" },
        { "", MSG_STATE_ENTRY_NONE, "" },
        { "甲厂", MSG_STATE_ENTRY_NONE, "" }, /* names are for references */
    };
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        struct err e = { 0 };
        struct entry_ref r;
        bool ok = state_find(&b->l, &b->a, NULL, T[i].text, &r, &e);
        if (ok != (T[i].msg == MSG_NONE) || e.msg != T[i].msg || !strstr(ok ? r.book->name : e.what, T[i].says))
            fail_msg("%s: %s", T[i].text, ok ? r.book->name : e.what);
    }
    struct err e = { 0 }, many = { 0 };
    struct entry_ref r;
    must(state_find(&b->l, &b->a, NULL, "检查/Y1", &r, &e), &e);
    assert_int_equal(r.entry, same);
    const struct book *firms = catalog_book(b->l.catalog, "企业");
    must(state_find_ref(&b->l, &b->a, firms, "甲厂", &r, &e), &e);
    assert_string_equal(r.number, "Q1");
    must(state_find_ref(&b->l, &b->a, firms, "改名厂", &r, &e), &e);
    assert_string_equal(r.number, "Q2");
    assert_string_equal(r.title, "改名厂");
    assert_false(state_find_ref(&b->l, &b->a, firms, "同名厂", &r, &many)); /* one was called so */
    assert_int_equal(many.msg, MSG_STATE_REF_MANY);
    assert_non_null(strstr(many.what, "Q2、Q3"));
    must(state_org(&b->l, &b->a, NULL, &r, &e), &e);
    assert_string_equal(r.title, "云溪县");
}

static void roles_are_those_last_granted(void **state)
{
    static const struct {
        const char *actor, *role;
        bool has;
    } T[] = { { "审甲", "审核", true }, { "审甲", "填报", false }, { "审甲", "审", false }, { "审乙", "填报", true },
              { "主人", "审核", true }, { "无名", "审核", false }, { "", "审核", false } };
    struct bench *b = *state;
    struct err e = { 0 };
    const char *owner;
    bool has;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        must(state_has_role(&b->l, T[i].actor, T[i].role, &has, &e), &e);
        if (has != T[i].has)
            fail_msg("%s %s: %d", T[i].actor, T[i].role, has);
    }
    must(state_owner(&b->l, &b->a, &owner, &e), &e);
    assert_string_equal(owner, "主人");
    event_do(b, EVENT_GRANT, "2023-01-01", "{\"name\":\"审甲\",\"roles\":[]}");
    must(state_has_role(&b->l, "审甲", "审核", &has, &e), &e);
    assert_false(has);
    check_replay(b);
}

/* ---- live = replayed ---- */

static uint64_t next_random(uint64_t *r)
{
    *r ^= *r << 13;
    *r ^= *r >> 7;
    return *r ^= *r << 17;
}

static int below(uint64_t *r, int n)
{
    return (int)(next_random(r) % (uint64_t)n);
}

static const char *random_text(struct bench *b, uint64_t *r, const char *format, int many)
{
    char room[200];
    struct civil c = day_civil(day_of(2023, 1, 1) + below(r, 300));
    snprintf(room, sizeof room, format, c.year, c.month, c.day, 1 + below(r, many), 1 + below(r, many), below(r, 90));
    return arena_text(&b->a, room);
}

static const char *number_text(struct bench *b, int number)
{
    char room[16];
    snprintf(room, sizeof room, "N%d", number);
    return arena_text(&b->a, room);
}

static struct act random_add(struct bench *b, uint64_t *r, int *numbers)
{
    struct act t = { .kind = EVENT_ADD, .number = number_text(b, ++*numbers) };
    switch (below(r, 4)) {
    case 0: t.book = "企业", t.fields = random_text(b, r, "设立=%04d-%02d-%02d 名称=厂%d 行业=业%d 规模=%d", 6); break;
    case 1:
        t.book = "检查", t.fields = random_text(b, r, "日期=%04d-%02d-%02d 单位=Q1 检查人=P%d、P%d 标签=黄 得分=%d.5", 2);
        break;
    case 2: t.book = "隐患", t.fields = random_text(b, r, "发现=%04d-%02d-%02d 检查=J1 级别=一般 罚款=%d%d.%02d", 9); break;
    default: t.book = "隐患", t.fields = random_text(b, r, "发现=%04d-%02d-%02d 检查=N%d 罚款=%d.25", *numbers); break;
    }
    return t;
}

static struct act random_change(struct bench *b, uint64_t *r, int numbers)
{
    static const char *const MOVES[] = { "交办", "交办", "报结", "销号", "退回" };
    struct err e = { 0 };
    struct entry_ref of;
    struct act t = { .kind = EVENT_AMEND, .entry = number_text(b, 1 + below(r, numbers)), .correct = below(r, 3) == 0 };
    t.day = random_text(b, r, "%04d-%02d-%02d", 9);
    const char *book = state_find(&b->l, &b->a, NULL, t.entry, &of, &e) ? of.book->name : "";
    if (strcmp(book, "企业") == 0) {
        t.fields = random_text(b, r, below(r, 2) ? "注销=%04d-%02d-%02d 名称=厂%d" : "规模=%d%d%d 行业=", 6);
    } else if (strcmp(book, "检查") == 0) {
        t.fields = random_text(b, r, below(r, 2) ? "日期=%04d-%02d-%02d 检查人=P%d" : "标签=红、绿 得分=%d%d.5", 2);
    } else if (below(r, 3) == 0) {
        t.fields = "级别=重大 罚款=";
    } else {
        t.kind = EVENT_MOVE;
        t.move = MOVES[below(r, 5)];
        t.fields = strcmp(t.move, "报结") == 0 ? "整改情况=好" : strcmp(t.move, "退回") == 0 ? "退回原因=无" : "";
        t.correct = false;
    }
    return t;
}

static struct act random_act(struct bench *b, uint64_t *r, int *numbers)
{
    static const char *const ORGS[] = { "县", "青山", "白水", "石桥" };
    struct act t = below(r, 3) ? random_change(b, r, *numbers) : random_add(b, r, numbers);
    if (t.kind != EVENT_MOVE && below(r, 2))
        t.org = ORGS[below(r, 4)];
    return t;
}

static void random_void(struct bench *b, uint64_t *r)
{
    struct err e = { 0 };
    struct draft d;
    int64_t seq;
    if (!state_draft_void(&b->l, &b->a, VOID_EVENT, 12 + below(r, (int)b->l.head), "录错", &d, &e))
        return;
    d.actor = "主人";
    must(ledger_append(&b->l, &d, &seq, &e), &e);
}

/* One transaction: acts that are refused are left out, state catches up now and then, and the whole may be thrown away. */
static void random_batch(struct bench *b, uint64_t *r, int *numbers)
{
    struct err e = { 0 };
    int64_t first = b->l.head + 1, seq;
    must(ledger_begin(&b->l, &e), &e);
    for (int i = below(r, 12); i >= 0; i--) {
        struct act t = random_act(b, r, numbers);
        struct err refused = { 0 };
        if (below(r, 12) == 0)
            random_void(b, r);
        else
            act_record(b, &t, &seq, &refused);
        if (below(r, 3) == 0)
            must(state_catch_up(&b->l, &e), &e);
    }
    if (b->l.head >= first && below(r, 3) == 0) {
        char body[80];
        snprintf(body, sizeof body, "{\"first\":%lld,\"last\":%lld}", (long long)first, (long long)b->l.head);
        struct draft d = { .kind = EVENT_IMPORT, .actor = "主人", .book = "", .body = body };
        must(ledger_append(&b->l, &d, &seq, &e), &e);
    }
    if (below(r, 10) == 0) {
        ledger_rollback(&b->l);
        return;
    }
    must(state_catch_up(&b->l, &e) && ledger_commit(&b->l, &e), &e);
}

static void live_state_equals_its_replay(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct bench *b;
        struct err e = { 0 };
        uint64_t r = seed * 0x9E3779B97F4A7C15u;
        int numbers = 1;
        open_bench((void **)&b);
        for (int i = 0; i < 60; i++) {
            random_batch(b, &r, &numbers);
            if (i == 30) /* definitions change on the way */
                pack_do(b, "补充", "2023-08-01",
                        "pack: 补充\nbooks:\n  - {name: 会议, kind: journal, day: 日, fields: [{name: 日, type: day}]}\n");
        }
        check_replay(b);
        char *live = dump_tables(b->l.db, "state_");
        must(ledger_begin(&b->l, &e) && state_rebuild(&b->l, &e) && ledger_commit(&b->l, &e), &e);
        char *rebuilt = dump_tables(b->l.db, "state_");
        if (strcmp(live, rebuilt) != 0)
            fail_msg("seed %llu: rebuilding changed the tables", (unsigned long long)seed);
        struct verify_result v;
        must(ledger_verify(&b->l, NULL, 0, &v, &e), &e);
        assert_int_equal(v.damage_count, 0);
        assert_true(v.events > 150); /* the random acts were not all refused */
        free(live);
        free(rebuilt);
        close_bench((void **)&b);
    }
}

static void a_changed_table_is_named(void **state)
{
    struct bench *b = *state;
    const struct book *checks = catalog_book(b->l.catalog, "检查");
    char table[24], many[32], sql[4][200];
    state_table(table, checks);
    state_many_table(many, checks, book_field(checks, "标签"));
    snprintf(sql[0], sizeof *sql, "UPDATE %s SET day = day + 1", table);
    snprintf(sql[1], sizeof *sql, "DELETE FROM %s WHERE place = 1", many);
    snprintf(sql[2], sizeof *sql, "INSERT INTO %s SELECT entry, kf, vf, 9, value FROM %s LIMIT 1", many, many);
    snprintf(sql[3], sizeof *sql, "DROP TABLE %s", many);
    const struct {
        const char *sql, *table;
    } T[] = {
        { sql[0], table },
        { sql[1], many },
        { sql[2], many },
        { sql[3], many },
        { "UPDATE state_number SET voided = 1 WHERE number = 'Q1'", "state_number" },
        { "DELETE FROM state_event", "state_event" },
        { "UPDATE state_grant SET roles = ',owner,' WHERE name = '审甲'", "state_grant" },
        { "UPDATE state_move SET actor = '别人'", "state_move" },
        { "UPDATE state_seq SET seq = seq - 1", "state_seq" },
        { "ALTER TABLE state_grant ADD COLUMN more TEXT", "state_grant" },
        { "CREATE TABLE state_more(id INTEGER)", "state_more" },
        { "DROP VIEW \"检查\"", "检查" },
        { "CREATE TRIGGER 手脚 AFTER INSERT ON state_seq BEGIN SELECT 1; END", "手脚" },
    };
    MOVE(b, .entry = "Y1", .move = "交办", .day = "2023-05-02");
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        struct err e = { 0 };
        char named[64];
        must(db_script(b->l.db, T[i].sql, &e) && state_compare(&b->l, named, &e), &e);
        if (strcmp(named, T[i].table) != 0)
            fail_msg("%s: named \"%s\"", T[i].sql, named);
        must(ledger_begin(&b->l, &e) && state_rebuild(&b->l, &e) && ledger_commit(&b->l, &e), &e);
        check_replay(b);
    }
}

static void another_program_sees_what_was_written(void **state)
{
    struct bench *b = *state;
    struct err e = { 0 };
    struct ledger second;
    struct entry_ref r;
    must(ledger_open(&second, b->path, true, &e), &e);
    must(state_find(&second, &b->a, NULL, "Q1", &r, &e), &e); /* it remembers something now */
    ADD(b, .book = "企业", .number = "Q7", .fields = "名称=新厂");
    must(ledger_begin(&second, &e) && state_find(&second, &b->a, NULL, "Q7", &r, &e), &e);
    struct draft d = { .kind = EVENT_ADD, .book = "企业", .number = "Q7", .org = r.identity };
    assert_false(state_check(&second, &d, &e));
    assert_int_equal(e.msg, MSG_STATE_NUMBER_HELD);
    ledger_rollback(&second);
    ledger_close(&second);
    check_replay(b);
}

/* ---- the readable views ---- */

static void views_read_as_the_books(void **state)
{
    static const char *const T[][2] = {
        { "SELECT 编号 || '|' || 机构 || '|' || 日期 || '|' || 单位 || '|' || 检查人 || '|' || 标签 || '|' || 得分 || '|' "
          "|| 合格 FROM 检查",
          "J1|青山|2023-05-01|Q1|P1、P2|红、绿|9.5|1\n" },
        { "SELECT 编号 || '|' || 检查 || '|' || 罚款 || '|' || 状态 FROM 隐患", "Y1|J1|1000.5|待交办\n" },
        { "SELECT 编号 || '|' || 名称 || '|' || ifnull(上级, '-') FROM 机构 ORDER BY 序号",
          "县|云溪县|-\n青山|青山镇|县\n白水|白水镇|县\n石桥|石桥村|青山\n" },
        { "SELECT 登记人 || '|' || 种类 || '|' || 台账 || '|' || 日期 || '|' || length(校验码) FROM 记录 WHERE 序号 = 13",
          "主人|add|隐患|2023-05-01|64\n" },
    };
    struct bench *b = *state;
    struct buf got = { 0 };
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        buf_clear(&got);
        dump_query(b->l.db, T[i][0], &got);
        assert_string_equal(buf_get(&got), T[i][1]);
    }
    MOVE(b, .entry = "Y1", .move = "交办", .day = "2023-05-02");
    AMEND(b, .entry = "Q1", .number = "Q9", .fields = "名称=新名", .day = "2023-06-01");
    buf_clear(&got);
    dump_query(b->l.db, "SELECT (SELECT 状态 FROM 隐患) || (SELECT 单位 FROM 检查) || (SELECT 名称 FROM 企业)", &got);
    assert_string_equal(buf_get(&got), "整改中Q9新名\n");
    buf_free(&got);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(moves_follow_their_flow),
        TEST(an_identical_move_changes_nothing),
        TEST(numbers_are_held_and_never_given_twice),
        TEST(the_tree_never_closes_into_a_ring),
        TEST(a_void_leaves_a_path),
        TEST(a_void_can_itself_be_voided),
        TEST(a_voided_entry_is_gone_and_comes_back),
        TEST(a_move_of_an_entry_voided_meanwhile_waits_for_it),
        TEST(what_cannot_be_voided_says_so),
        TEST(an_import_is_undone_whole),
        TEST(register_amends_hold_from_their_day),
        TEST(a_journal_amend_corrects_all_days),
        TEST(a_view_reads_every_type),
        TEST(entries_are_found_as_people_write_them),
        TEST(roles_are_those_last_granted),
        cmocka_unit_test(live_state_equals_its_replay),
        TEST(a_changed_table_is_named),
        TEST(another_program_sees_what_was_written),
        TEST(views_read_as_the_books),
    };
    return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
