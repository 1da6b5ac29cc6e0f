/* state/fault_test.c: goal: a database that fails at any statement leaves nothing half, and nothing wrong in memory.
 * Method: each piece of work is done with a fault at its first statement, its second … until none fires.  After every
 * failure the file holds what it held, and the same work goes through (and is taken back, so that the next fault starts
 * from the same place). */
#include "state/test_ledger.h"
#include "state/test_pack.h"

#define BATCH 50

typedef bool work_fn(struct bench *b, struct err *e);

static bool do_act(struct bench *b, struct act t, struct err *e)
{
    int64_t seq;
    return act_record(b, &t, &seq, e);
}

static bool add(struct bench *b, struct err *e)
{
    return do_act(b,
                  (struct act) { .kind = EVENT_ADD,
                                 .book = "检查",
                                 .number = "J9",
                                 .org = "青山",
                                 .fields = "日期=2023-07-01 单位=甲厂 检查人=P1 标签=红、绿 得分=8" },
                  e);
}

static bool amend(struct bench *b, struct err *e)
{
    return do_act(b,
                  (struct act) {
                      .kind = EVENT_AMEND, .entry = "Q1", .day = "2023-06-01", .number = "Q8", .fields = "名称=新名 行业=" },
                  e)
           && state_catch_up(&b->l, e)
           && do_act(b, (struct act) { .kind = EVENT_AMEND, .entry = "J1", .fields = "标签=黄 检查人=P1" }, e);
}

static bool move(struct bench *b, struct err *e)
{
    return do_act(
        b, (struct act) { .kind = EVENT_MOVE, .entry = "Y1", .move = "报结", .day = "2023-07-01", .fields = "整改情况=好" },
        e);
}

static bool void_of(struct bench *b, enum void_what what, int64_t seq, struct err *e)
{
    struct draft d;
    if (!state_draft_void(&b->l, &b->a, what, seq, "录错", &d, e))
        return false;
    d.actor = "主人";
    return ledger_append(&b->l, &d, &seq, e);
}

static bool void_entry(struct bench *b, struct err *e)
{
    struct entry_ref r;
    return state_find(&b->l, &b->a, NULL, "J1", &r, e) && void_of(b, VOID_ENTRY, r.entry, e);
}

static bool void_import(struct bench *b, struct err *e)
{
    int64_t seq = 0;
    return db_int(b->l.db, e, &seq, "SELECT max(seq) FROM event WHERE kind = 'import'", "")
           && void_of(b, VOID_IMPORT, seq, e);
}

static bool batch(struct bench *b, struct err *e)
{
    bool ok = true;
    for (int i = 0; ok && i < BATCH; i++) {
        char number[16];
        snprintf(number, sizeof number, "B%d", i);
        ok = do_act(b,
                    (struct act) { .kind = EVENT_ADD,
                                   .book = i % 2 ? "隐患" : "检查",
                                   .number = number,
                                   .fields = i % 2 ? "发现=2023-08-01 检查=J1 罚款=2.5" : "日期=2023-08-01 检查人=P1" },
                    e);
    }
    return ok;
}

static bool pack(struct bench *b, struct err *e)
{
    int64_t seq;
    struct draft d = { .kind = EVENT_PACK,
                       .actor = "主人",
                       .book = "",
                       .body = "{\"files\":{},\"name\":\"补\",\"text\":\"pack: 补\\nbooks:\\n  - {name: 会, kind: journal, "
                               "day: 日, fields: [{name: 日, "
                               "type: day}]}\\n\"}" };
    return ledger_append(&b->l, &d, &seq, e);
}

static bool rebuild(struct bench *b, struct err *e)
{
    return state_rebuild(&b->l, e);
}

/* The work in a transaction of its own; `keep` false takes it back at the end. */
static bool attempt(struct bench *b, work_fn *work, bool keep, struct err *e)
{
    bool ok = ledger_begin(&b->l, e) && work(b, e) && state_catch_up(&b->l, e);
    if (ok && keep)
        ok = ledger_commit(&b->l, e);
    if (!ok || !keep)
        ledger_rollback(&b->l);
    return ok;
}

static void fail_everywhere(struct bench *b, const char *name, work_fn *work, int step)
{
    struct err e = { 0 };
    char *before = dump_tables(b->l.db, "");
    int64_t head = b->l.head;
    int fired = 0;
    for (int n = 1;; n += step) {
        struct arena_mark mark = arena_mark(&b->a);
        struct err fault = { 0 };
        db_fault_after(b->l.db, n);
        bool ok = attempt(b, work, true, &fault);
        if (!db_fault_fired(b->l.db)) {
            db_fault_after(b->l.db, 0);
            must(ok, &fault);
            break;
        }
        fired++;
        if (ok || fault.msg != MSG_DB_FAULT)
            fail_msg("%s: statement %d failed, the work said: %s", name, n, ok ? "done" : fault.what);
        char *after = dump_tables(b->l.db, "");
        if (strcmp(before, after) != 0 || b->l.head != head)
            fail_msg("%s: statement %d failed and left something behind", name, n);
        free(after);
        must(attempt(b, work, false, &e), &e);
        arena_rewind(&b->a, mark);
    }
    assert_true(fired > 5);
    char *after = dump_tables(b->l.db, "");
    char table[64];
    struct verify_result v;
    assert_string_not_equal(before, after);
    must(state_compare(&b->l, table, &e) && ledger_verify(&b->l, NULL, 0, &v, &e), &e);
    assert_string_equal(table, "");
    assert_int_equal(v.damage_count, 0);
    free(before);
    free(after);
}

static int open_bench(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    char body[80];
    assert_non_null(b);
    bench_open(b, BUREAU);
    ADD(b, .book = "机构", .number = "青山", .fields = "名称=青山镇 上级=县");
    ADD(b, .book = "人员", .number = "P1", .fields = "姓名=张三");
    int64_t first = ADD(b, .book = "企业", .number = "Q1", .org = "青山", .fields = "名称=甲厂 行业=化工 规模=10");
    ADD(b, .book = "检查", .number = "J1", .org = "青山",
        .fields = "日期=2023-05-01 单位=甲厂 检查人=P1 标签=红、绿 得分=9.5");
    int64_t last = ADD(b, .book = "隐患", .number = "Y1", .org = "青山", .fields = "发现=2023-05-01 检查=J1 罚款=1000.50");
    snprintf(body, sizeof body, "{\"first\":%lld,\"last\":%lld}", (long long)first, (long long)last);
    event_do(b, EVENT_IMPORT, "2023-06-01", body);
    MOVE(b, .entry = "Y1", .move = "交办", .day = "2023-05-02");
    *state = b;
    return 0;
}

static int close_bench(void **state)
{
    bench_close(*state);
    free(*state);
    return 0;
}

static void every_work_is_whole_or_not_there(void **state)
{
    static const struct {
        const char *name;
        work_fn *work;
        int step; /* a batch repeats the same statements: a prime stride still meets each of them */
    } WORKS[] = {
        { "add", add, 1 },
        { "amend", amend, 1 },
        { "move", move, 1 },
        { "void of an entry", void_entry, 1 },
        { "void of an import", void_import, 1 },
        { "batch", batch, 13 },
        { "pack", pack, 1 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(WORKS); i++) {
        void *b;
        open_bench(&b);
        fail_everywhere(b, WORKS[i].name, WORKS[i].work, WORKS[i].step);
        close_bench(&b);
    }
}

/* Rebuilding changes nothing in the end, so its traces are looked for in the tables alone. */
static void a_failed_rebuild_leaves_the_tables(void **state)
{
    struct bench *b = *state;
    char *before = dump_tables(b->l.db, "");
    for (int n = 1;; n++) {
        struct err e = { 0 };
        db_fault_after(b->l.db, n);
        bool ok = attempt(b, rebuild, true, &e), fired = db_fault_fired(b->l.db);
        db_fault_after(b->l.db, 0);
        char *after = dump_tables(b->l.db, "");
        assert_string_equal(before, after);
        free(after);
        if (!fired) {
            must(ok, &e);
            break;
        }
        assert_false(ok);
    }
    free(before);
}

/* Looking up fails with a sentence and never with half an answer. */
static void lookups_fail_whole(void **state)
{
    struct bench *b = *state;
    for (int n = 1;; n++) {
        struct err e = { 0 };
        struct entry_ref r;
        struct entry_view v;
        int64_t *seqs;
        int count;
        db_fault_after(b->l.db, n);
        bool ok = state_find(&b->l, &b->a, NULL, "检查/青山镇/J1", &r, &e)
                  && state_view(&b->l, &b->a, r.entry, day_said("2023-12-31"), KNOWN_NOW, &v, &e)
                  && state_history(&b->l, &b->a, r.entry, &seqs, &count, &e);
        if (!db_fault_fired(b->l.db)) {
            must(ok, &e);
            break;
        }
        assert_false(ok);
        assert_int_equal(e.msg, MSG_DB_FAULT);
    }
    db_fault_after(b->l.db, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_work_is_whole_or_not_there),
        TEST(a_failed_rebuild_leaves_the_tables),
        TEST(lookups_fail_whole),
    };
    return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
