/* Goal: sheets become entries, amends and moves; every bad row is handed back with its reason; a sheet imported again changes
 * nothing.  Method: a scratch ledger of a small pack, sheets as text, and one line of counts and reasons for each import. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/day.h"
#include "intake/private.h"
#include "intake/test_pack.h"

struct fixture {
    char folder[32], path[64];
    struct ledger l;
    struct arena memory;
    struct buf said, repair;
    int32_t today;
    bool flaws; /* the repair sheet shows where a row is wrong */
};

/* ---- a ledger ---- */

static int64_t still_clock(void *context)
{
    (void)context;
    return INT64_C(1700000000000); /* 2023-11-15 in UTC+8 */
}

static bool append_text(struct ledger *l, enum event_kind kind, const char *body, struct err *e)
{
    int64_t seq;
    struct draft d = { .kind = kind, .actor = "owner", .book = "", .body = body };
    return ledger_append(l, &d, &seq, e);
}

static bool add_root(struct ledger *l, struct err *e)
{
    int64_t seq;
    struct value name = { "名称", "云溪县" };
    struct draft d = { .kind = EVENT_ADD,
                       .actor = "owner",
                       .book = "机构",
                       .day = DAY_FIRST,
                       .number = "云溪县",
                       .values = &name,
                       .value_count = 1 };
    return ledger_append(l, &d, &seq, e);
}

static int open_ledger(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct err e = { 0 };
    snprintf(f->folder, sizeof f->folder, "/tmp/run_test_XXXXXX");
    if (!mkdtemp(f->folder))
        return -1;
    snprintf(f->path, sizeof f->path, "%s/a.tz", f->folder);
    arena_init(&f->memory, 16 * 1024);
    f->today = day_of(2023, 11, 15);
    json_t *pack = json_pack("{s:{}, s:s, s:s}", "files", "name", "试验", "text", TEST_PACK);
    char *body = json_dumps(pack, JSON_COMPACT | JSON_SORT_KEYS);
    bool ok = ledger_create(&f->l, f->path, &e);
    f->l.clock = still_clock;
    ok = ok && ledger_begin(&f->l, &e) && append_text(&f->l, EVENT_PACK, body, &e) && ledger_load_catalog(&f->l, &e)
         && append_text(&f->l, EVENT_GRANT, "{\"name\":\"owner\",\"roles\":\"owner\"}", &e) && add_root(&f->l, &e)
         && state_catch_up(&f->l, &e) && ledger_commit(&f->l, &e);
    free(body);
    json_decref(pack);
    *state = f;
    if (!ok)
        print_error("%s\n", e.what);
    return ok ? 0 : -1;
}

static int close_ledger(void **state)
{
    static const char *const ENDINGS[] = { "", "-wal", "-shm" };
    struct fixture *f = *state;
    char name[80];
    ledger_close(&f->l);
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        snprintf(name, sizeof name, "%s%s", f->path, ENDINGS[i]);
        unlink(name);
    }
    rmdir(f->folder);
    arena_free(&f->memory);
    buf_free(&f->said);
    buf_free(&f->repair);
    free(f);
    return 0;
}

/* ---- a sheet in memory: cells end with |, rows with a line break ---- */

struct memory_sheet {
    char *at;
    struct cell cells[32];
    int64_t number;
};

static bool next_row(void *self, struct row *row, struct err *e)
{
    struct memory_sheet *s = self;
    (void)e;
    if (!*s->at)
        return false;
    char *end = strchr(s->at, '\n');
    *row = (struct row) { .number = ++s->number, .cells = s->cells };
    while (s->at < end) {
        char *stop = strpbrk(s->at, "|\n");
        *stop = '\0';
        s->cells[row->cell_count++] = (struct cell) { *s->at ? CELL_TEXT : CELL_EMPTY, s->at, strlen(s->at) };
        s->at = stop + 1;
    }
    s->at = end + 1;
    return true;
}

static void keep_columns(void *self, const struct column *columns, int count)
{
    for (int i = 0; i < count; i++)
        buf_format(self, "%s%s", i ? "|" : "", columns[i].name);
    buf_char(self, '\n');
}

static void keep_row(void *self, const char *const *cells, int count)
{
    for (int i = 0; i < count; i++)
        buf_format(self, "%s%s", i ? "|" : "", cells[i] ? cells[i] : "");
    buf_char(self, '\n');
}

static void keep_flaw(void *self, int column, const char *reason)
{
    (void)reason;
    buf_format(self, "[%d]", column);
}

static void keep_verdict(void *context, int64_t row, const char *column, const char *verdict, const char *reason)
{
    struct fixture *f = context;
    buf_format(&f->said, " %d:%s:%s:%s", (int)row, column, verdict, reason);
}

static struct intake_options options(struct fixture *f, const char *book)
{
    return (struct intake_options) { .book = catalog_book(f->l.catalog, book),
                                     .actor = "owner",
                                     .sheet = "表.csv",
                                     .sheet_bytes = 9,
                                     .day = f->today,
                                     .show_max = 100,
                                     .see = keep_verdict,
                                     .context = f };
}

/* "added/amended/moved/same/refused" and what was said; or the sentence of a sheet refused whole. */
static const char *import_with(struct fixture *f, struct intake_options *o, const char *text)
{
    struct memory_sheet s = { .at = arena_text(&f->memory, text) };
    struct sheet_reader reader = { .self = &s, .next = next_row, .note = "" };
    struct sheet_writer repair = {
        .self = &f->repair, .columns = keep_columns, .row = keep_row, .flaw = f->flaws ? keep_flaw : NULL
    };
    struct intake_result r;
    struct err e = { 0 };
    struct buf out = { 0 };
    buf_clear(&f->said);
    buf_clear(&f->repair);
    o->repair = &repair;
    assert_true(ledger_begin(&f->l, &e));
    if (intake_run(&f->l, &reader, o, &r, &e)) {
        buf_format(&out, "%d/%d/%d/%d/%d%s", (int)r.added, (int)r.amended, (int)r.moved, (int)r.same, (int)r.refused,
                   buf_get(&f->said));
        assert_int_equal(r.rows, r.added + r.amended + r.moved + r.same + r.refused);
        assert_int_equal(r.import_seq != 0, r.added + r.amended + r.moved > 0 && !o->dry_run);
    } else {
        buf_text(&out, e.what);
    }
    if (e.code || o->dry_run)
        ledger_rollback(&f->l);
    else
        assert_true(ledger_commit(&f->l, &e));
    const char *kept = arena_text(&f->memory, buf_get(&out));
    buf_free(&out);
    return kept;
}

static const char *import(struct fixture *f, const char *book, const char *text)
{
    struct intake_options o = options(f, book);
    return import_with(f, &o, text);
}

static const char *cell_of(struct fixture *f, const char *book, const char *number, const char *field, int32_t asof)
{
    struct entry_ref ref;
    struct entry_view v;
    struct err e = { 0 };
    const struct book *b = catalog_book(f->l.catalog, book);
    if (!state_find(&f->l, &f->memory, b, number, &ref, &e)
        || !state_view(&f->l, &f->memory, ref.entry, asof, KNOWN_NOW, &v, &e))
        fail_msg("%s", e.what);
    if (strcmp(field, "机构") == 0)
        return v.org_number;
    if (strcmp(field, "状态") == 0)
        return v.state;
    const char *text = v.cells[book_field(b, field)->number];
    return text ? text : "";
}

static const char ORGS[] = "编号|名称|上级|\nT1|青溪镇||\nT2|白石镇|云溪县|\nV1|青溪村|青溪镇|\n";
static const char FIRMS[] = "编号|名称|行业|职工|\nU1|红星厂|化工|1,200|\nU2|东风厂|机械|１２|\nU3|东风厂||0|\n";

static void imports_a_tree_and_a_register(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(import(f, "机构", ORGS), "3/0/0/0/0");
    assert_string_equal(cell_of(f, "机构", "V1", "上级", f->today), "T1");
    assert_string_equal(import(f, "企业", FIRMS), "3/0/0/0/0");
    assert_string_equal(cell_of(f, "企业", "U1", "职工", f->today), "1200");
    assert_string_equal(cell_of(f, "企业", "U1", "机构", f->today), "云溪县");
    assert_string_equal(import(f, "机构", ORGS), "0/0/0/3/0");
    assert_string_equal(import(f, "企业", FIRMS), "0/0/0/3/0");
}

/* ---- one value, one draft ---- */

static void reads_one_value(void **state)
{
    struct fixture *f = *state;
    struct err e = { 0 };
    const struct value *v;
    int count;
    char node[NODE_BYTES + 1];
    int64_t node_seq;
    const struct book *checks = catalog_book(f->l.catalog, "检查"), *orgs = catalog_book(f->l.catalog, "机构");
    assert_true(intake_value(&f->l, &f->memory, book_field(checks, "罚款"), "3.5万", &v, &count, &e));
    assert_int_equal(count, 1);
    assert_string_equal(v->text, "35000");
    assert_true(intake_value(&f->l, &f->memory, book_field(orgs, "上级"), "云溪县", &v, &count, &e));
    assert_true(identity_parse(v->text, node, &node_seq)); /* not the name */
    assert_true(intake_value(&f->l, &f->memory, book_field(checks, "备注"), "", &v, &count, &e));
    assert_true(count == 1 && !v->text);
    assert_true(intake_value(&f->l, &f->memory, book_field(checks, "同查"), "、", &v, &count, &e));
    assert_true(count == 1 && !v->text);
    assert_false(intake_value(&f->l, &f->memory, book_field(checks, "单位"), "无此厂", &v, &count, &e));
    assert_int_equal(e.msg, MSG_STATE_REF_NONE);
}

static void fills_what_an_add_leaves_unsaid(void **state)
{
    struct fixture *f = *state;
    const struct book *b = catalog_book(f->l.catalog, "检查");
    const struct value given[] = { { "检查日期", "2023-05-01" }, { "行动", NULL } };
    struct draft d = { .kind = EVENT_ADD, .day = f->today, .values = given, .value_count = 1 };
    intake_fill(&f->memory, b, &d);
    assert_int_equal(d.value_count, 2);
    assert_string_equal(d.values[1].text, "日常");
    assert_int_equal(d.day, day_of(2023, 5, 1));
    d = (struct draft) { .kind = EVENT_ADD, .day = f->today, .values = given + 1, .value_count = 1 };
    intake_fill(&f->memory, b, &d);
    assert_true(d.value_count == 1 && !d.values[0].text); /* said to be empty */
    assert_int_equal(d.day, f->today);
}

static void adds_with_defaults_and_refuses_bad_rows(void **state)
{
    struct fixture *f = *state;
    const char *said = import(f, "检查",
                              "编号|检查日期|单位|同查|行动|罚款|机构|上次|\n"
                              "J1|2023年3月1日|红星厂|U2、U3||3.5万|青溪镇||\n"
                              "J2|2023-03-02|U2||联合|||J1|\n"
                              "J3|3/4/2023|U2|||||\n"
                              "J4|2023-03-04|东风厂|||||\n"
                              "J5|2023-03-04|无名厂|||||\n"
                              "J6|2023-03-04|U2|||||J3|\n"
                              "J1|2023-03-04|U2|||||\n"
                              "J8||U2|||||\n"
                              "|2023-03-05|U3|||-5|T2|J2|\n"
                              "J9|2023-03-04|U2|||||||多|\n");
    assert_int_equal(strncmp(said, "3/0/0/0/7", 9), 0);
    assert_non_null(strstr(said, " 4:检查日期:退回:日期“3/4/2023”分不清月和日"));
    assert_non_null(strstr(said, " 5:单位:退回:"));
    assert_non_null(strstr(said, "U2、U3"));
    assert_non_null(strstr(said, " 6:单位:退回:"));
    assert_non_null(strstr(said, " 7:上次:退回:"));
    assert_non_null(strstr(said, " 8:编号:退回:编号“J1”在第 2 行已经有了"));
    assert_non_null(strstr(said, " 9:检查日期:退回:“检查日期”是必填的"));
    assert_non_null(strstr(said, " 11::退回:第 10 格的“多”没有列名"));
    assert_string_equal(cell_of(f, "检查", "J1", "行动", DAY_LAST), "日常");
    assert_string_equal(cell_of(f, "检查", "J1", "同查", DAY_LAST), "U2、U3");
    assert_string_equal(cell_of(f, "检查", "J1", "罚款", DAY_LAST), "35000");
    assert_string_equal(cell_of(f, "检查", "J1", "机构", DAY_LAST), "T1");
    assert_string_equal(cell_of(f, "检查", "J2", "上次", DAY_LAST), "J1");
    assert_non_null(strstr(buf_get(&f->repair), "编号|检查日期|单位|同查|行动|罚款|机构|上次|未导入原因\n"
                                                "J3|3/4/2023|U2||||||检查日期：日期“3/4/2023”分不清"));
}

static void amends_what_differs(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(import(f, "检查", "编号|罚款|同查|\nJ1|35,000.00|U3；U2|\nJ2|||\n"), "0/0/0/2/0");
    assert_string_equal(import(f, "检查", "编号|罚款|备注|\nJ1||好|\nJ2|12|坏|\n"), "0/2/0/0/0");
    assert_string_equal(cell_of(f, "检查", "J1", "罚款", DAY_LAST), "");
    assert_string_equal(cell_of(f, "检查", "J2", "备注", DAY_LAST), "坏");
    assert_non_null(strstr(import(f, "检查", "编号|单位|\nJ1||\nJX|U1|\n"), "0/0/0/0/2 2:单位:退回:“单位”是必填的"));
    assert_non_null(strstr(buf_get(&f->said), "3::退回:这一行是新条目，但表里没有必填的列“检查日期”"));
    struct intake_options o = options(f, "企业");
    o.day = day_of(2023, 6, 1);
    assert_string_equal(import_with(f, &o, "编号|行业|\nU1|冶金|\n"), "0/1/0/0/0");
    assert_string_equal(cell_of(f, "企业", "U1", "行业", day_of(2023, 5, 31)), "化工");
    assert_string_equal(cell_of(f, "企业", "U1", "行业", day_of(2023, 6, 1)), "冶金");
    o.correct = true;
    assert_string_equal(import_with(f, &o, "编号|行业|\nU2|电子|\n"), "0/1/0/0/0");
    assert_string_equal(cell_of(f, "企业", "U2", "行业", day_of(2020, 1, 1)), "电子");
}

static void keeps_orgs_apart(void **state)
{
    struct fixture *f = *state;
    assert_non_null(strstr(import(f, "检查", "编号|机构|备注|\nJ1|白石镇|改|\nJ1|T1|改|\n"),
                           "0/0/0/0/2 2:机构:退回:编号“J1”属于“青溪镇”的条目，这一行写的是“白石镇”"));
    struct intake_options o = options(f, "检查");
    struct entry_ref org;
    struct err e = { 0 };
    assert_true(state_org(&f->l, &f->memory, "T2", &org, &e));
    o.org = org.identity;
    o.org_given = true;
    assert_non_null(strstr(import_with(f, &o, "编号|备注|\nJ1|改|\n"),
                           "0/0/0/0/1 2::退回:编号“J1”属于“青溪镇”的条目，这一行写的是“白石镇”"));
    assert_string_equal(import_with(f, &o, "编号|检查日期|单位|\nB1|2023-01-01|U1|\n"), "1/0/0/0/0");
    assert_string_equal(cell_of(f, "检查", "B1", "机构", DAY_LAST), "T2");
}

static void a_dry_run_says_everything_and_records_nothing(void **state)
{
    struct fixture *f = *state;
    struct intake_options o = options(f, "检查");
    int64_t head = f->l.head;
    o.dry_run = true;
    assert_string_equal(import_with(f, &o, "编号|检查日期|单位|\nD1|2023-01-01|U1|\nB1|2023-01-01|U1|\nB1|||\n"),
                        "1/0/0/1/1 2::新增: 3::不变: 4:编号:退回:编号“B1”在第 3 行已经有了：请改编号或删去重复的行");
    struct err e = { 0 };
    assert_true(ledger_begin(&f->l, &e));
    assert_int_equal(f->l.head, head);
    ledger_rollback(&f->l);
}

static void refuses_a_sheet_without_numbers_twice(void **state)
{
    struct fixture *f = *state;
    static const char SHEET[] = "检查日期|单位|\n2023-05-01|U1|\n2023-05-01|U1|\n";
    struct intake_options o = options(f, "检查");
    o.sheet_hash = "00ff";
    assert_string_equal(import_with(f, &o, SHEET), "2/0/0/0/0");
    char want[64];
    snprintf(want, sizeof want, "这张表已经在 2023-11-15 导入过（第 %d 号记录）", (int)f->l.head);
    assert_non_null(strstr(import_with(f, &o, SHEET), want));
    o.again = true;
    assert_string_equal(import_with(f, &o, SHEET), "2/0/0/0/0");
}

/* Undoes the last import, or the void of it. */
static void undo(struct fixture *f, enum void_what what, int64_t seq)
{
    struct draft d;
    struct err e = { 0 };
    assert_true(ledger_begin(&f->l, &e));
    if (!state_draft_void(&f->l, &f->memory, what, seq, "错", &d, &e))
        fail_msg("%s", e.what);
    d.actor = "owner";
    assert_true(ledger_append(&f->l, &d, &seq, &e) && state_catch_up(&f->l, &e) && ledger_commit(&f->l, &e));
}

static void takes_an_undone_sheet_again(void **state)
{
    struct fixture *f = *state;
    static const char SHEET[] = "检查日期|单位|\n2023-06-01|U1|\n";
    struct intake_options o = options(f, "检查");
    o.sheet_hash = "00aa";
    assert_string_equal(import_with(f, &o, SHEET), "1/0/0/0/0");
    int64_t imported = f->l.head;
    undo(f, VOID_IMPORT, imported);
    int64_t undone = f->l.head;
    o.dry_run = true;
    assert_string_equal(import_with(f, &o, SHEET), "1/0/0/0/0 2::新增:");
    undo(f, VOID_EVENT, undone);
    assert_non_null(strstr(import_with(f, &o, SHEET), "这张表已经在"));
}

static void a_voided_number_is_not_taken_again(void **state)
{
    struct fixture *f = *state;
    struct entry_ref ref;
    struct err e = { 0 };
    assert_true(state_find(&f->l, &f->memory, catalog_book(f->l.catalog, "检查"), "B1", &ref, &e));
    undo(f, VOID_ENTRY, ref.entry);
    assert_non_null(
        strstr(import(f, "检查", "编号|检查日期|单位|\nB1|2023-01-01|U1|\n"), "0/0/0/0/1 2:编号:退回:编号“B1”已经作废"));
}

static void imports_moves(void **state)
{
    struct fixture *f = *state;
    struct intake_options o = options(f, "检查");
    o.moves = true;
    static const char SHEET[] = "编号|动作|日期|整改情况|复核人|\n"
                                "J1|报结|2023年4月1日|已整改||\n"
                                "J1|销号|2023.4.3||张三|\n"
                                "J2|销号|2023-04-03||张三|\n"
                                "J2|报结|2023-04-03|||\n"
                                "J2|报结|2023-02-01|好||\n"
                                "JJ|报结|2023-04-03|好||\n"
                                "J2|办结|2023-04-03|好||\n"
                                "J2||2023-04-03|好||\n";
    const char *said = import_with(f, &o, SHEET);
    assert_int_equal(strncmp(said, "0/0/2/0/6", 9), 0);
    assert_non_null(strstr(said, " 7:编号:退回:"));
    assert_non_null(strstr(said, " 9:动作:退回:“动作”是必填的"));
    assert_string_equal(cell_of(f, "检查", "J1", "状态", f->today), "已销号");
    assert_string_equal(cell_of(f, "检查", "J1", "整改情况", f->today), "已整改");
    assert_int_equal(strncmp(import_with(f, &o, SHEET), "0/0/0/2/6", 9), 0);
}

static void follows_names_within_a_long_sheet(void **state)
{
    struct fixture *f = *state;
    struct buf text = { 0 };
    buf_text(&text, "编号|检查日期|单位|上次|\n");
    for (int i = 0; i < 2500; i++)
        buf_format(&text, "L%d|2023-07-01|U%d|%s%d|\n", i, i % 2 + 1, i ? "L" : "J", i ? i / 2 : 1);
    assert_string_equal(import(f, "检查", buf_get(&text)), "2500/0/0/0/0");
    assert_string_equal(cell_of(f, "检查", "L2450", "上次", DAY_LAST), "L1225");
    buf_free(&text);
}

/* A failing database is never taken for a bad row, wherever it fails. */
static void a_fault_anywhere_fails_the_sheet(void **state)
{
    struct fixture *f = *state;
    static const char SHEET[] =
        "编号|检查日期|单位|上次|机构|\nF1|2023-08-01|红星厂|J1|T1|\nF2|2023-08-01|U2|F1||\nJ2|2023-08-01|U3|||\n";
    struct intake_options o = options(f, "检查");
    struct err e = { 0 };
    int64_t head = f->l.head;
    int n = 1;
    for (bool fired = true; fired; n++) {
        struct memory_sheet s = { .at = arena_text(&f->memory, SHEET) };
        struct sheet_reader reader = { .self = &s, .next = next_row, .note = "" };
        struct intake_result r;
        e = (struct err) { 0 };
        assert_true(ledger_begin(&f->l, &e));
        db_fault_after(f->l.db, n);
        bool ok = intake_run(&f->l, &reader, &o, &r, &e);
        fired = db_fault_fired(f->l.db);
        db_fault_after(f->l.db, 0);
        assert_int_equal(ok, !fired);
        assert_int_equal(e.code, fired ? ERR_IO : ERR_NONE);
        ledger_rollback(&f->l);
    }
    assert_true(n > 20);
    e = (struct err) { 0 };
    assert_true(ledger_begin(&f->l, &e));
    assert_int_equal(f->l.head, head);
    ledger_rollback(&f->l);
}

/* ---- rows that are no entries ---- */

static void leaves_out_totals_and_notes(void **state)
{
    struct fixture *f = *state;
    const char *said = import(f, "检查",
                              "青溪镇检查登记表|||||\n"
                              "填报单位：青溪镇|||日期：2023-10-01||\n"
                              "编号|检查日期|单 位*|罚款（元）|人数|\n"
                              "甲|乙|丙|1|2|\n"
                              "|||（元）|（人）|\n"
                              "A1|2023-10-01|U1|1,000.5|2|\n"
                              "A2|2023-10-02|U2|20|x|\n"
                              "本 页 小 计|||1020.50|2|\n"
                              "编号|检查日期|单 位*|罚款（元）|人数|\n"
                              "A3|2023-10-02|U3|9|1|\n"
                              "小计|||9|1|\n"
                              "A4|合计|U3|9|1|\n"
                              "|合　计：||1030|4|\n"
                              "注：罚款以决定书为准|||||\n"
                              "制表人：王|||审核人：李||\n");
    assert_int_equal(strncmp(said, "2/0/0/0/2 ", 10), 0);
    static const char *const SAID[] = {
        " 1::注意:第 1 行“青溪镇检查登记表”在列名上面",
        " 2::注意:第 2 行“填报单位：青溪镇”在列名上面",
        " 4::注意:第 4 行是各列的编号",
        " 5::注意:第 5 行是各列的单位",
        " 7:人数:退回:",
        " 8::注意:第 8 行是本页小计，没有导入",
        " 9::注意:第 9 行又是列名",
        " 11::注意:第 11 行是小计",
        " 12:检查日期:退回:", /* it has a number, so it is no total */
        " 13::注意:第 13 行是合计，没有导入",
        " 13:罚款（元）:注意:第 13 行“罚款（元）”写的是 1030，各行相加是 1038.5，相差 -8.5",
        " 14::注意:第 14 行是表下的说明（“注：罚款以决定书为准”）",
        " 15::注意:第 15 行是表下的说明（“制表人：王”）",
    };
    for (size_t i = 0; i < sizeof SAID / sizeof *SAID; i++)
        if (!strstr(said, SAID[i]))
            fail_msg("not said:%s\nin %s", SAID[i], said);
    assert_null(strstr(said, "“人数”写的是")); /* a number of row 7 was not read: no sum to compare with */
    assert_null(strstr(said, "1020.5，"));
    assert_non_null(strstr(buf_get(&f->repair), "编号|检查日期|单 位*|罚款（元）|人数|未导入原因\n"));
}

static void compares_a_total_above_its_rows(void **state)
{
    struct fixture *f = *state;
    const char *said = import(f, "检查",
                              "编号|检查日期|单位|罚款|人数|\n"
                              "合计|||30|7|\n"
                              "B11|2023-10-01|U1|10|3|\n"
                              "B12|2023-10-02|U2|20|3|\n");
    assert_string_equal(said, "2/0/0/0/0 2::注意:第 2 行是合计，没有导入"
                              " 2:人数:注意:第 2 行“人数”写的是 7，各行相加是 6，相差 1：请核对");
}

/* What only looks like a remark goes the ordinary way. */
static void takes_entries_for_entries(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(import(f, "企业", "编号|名称|\nC1|合计\nC2|注塑厂|\n3|合计|\n注塑|审核所|\n"), "4/0/0/0/0");
    assert_string_equal(import(f, "企业", "编号|名称|职工|\n1|2|3|\n"), "0/0/0/0/0 2::注意:第 2 行是各列的编号，没有导入");
    assert_string_equal(import(f, "企业", "编号|名称|\n1|2|\n"), "1/0/0/0/0");
    assert_non_null(
        strstr(import(f, "检查", "检查日期|单位|备注|\n说明：无|||\n"), "0/0/0/0/1 2:检查日期:退回")); /* above data */
}

static void shows_where_a_row_is_wrong(void **state)
{
    struct fixture *f = *state;
    f->flaws = true;
    assert_int_equal(strncmp(import(f, "检查",
                                    "未导入原因|编号|检查日期|单位|\n"
                                    "|G1|2023-13-01|U1|\n"
                                    "|G2|2023-01-01|无名厂|\n"
                                    "|G3|2023-01-01|U1||多|\n"),
                             "0/0/0/0/3", 9),
                     0);
    f->flaws = false;
    assert_non_null(strstr(buf_get(&f->repair), "\n[1]G1|"));
    assert_non_null(strstr(buf_get(&f->repair), "\n[2]G2|"));
    assert_non_null(strstr(buf_get(&f->repair), "\n[3]G3|")); /* the row as a whole: where the reason stands */
}

static void refuses_a_sheet_with_some_numbers_twice(void **state)
{
    struct fixture *f = *state;
    static const char SHEET[] = "编号|检查日期|单位|\nM1|2023-05-01|U1|\n|2023-05-01|U2|\n";
    struct intake_options o = options(f, "检查");
    o.sheet_hash = "00cc";
    assert_string_equal(import_with(f, &o, SHEET), "2/0/0/0/0");
    assert_non_null(strstr(import_with(f, &o, SHEET), "第 3 行没有编号，再导入会重复"));
    o.again = true;
    assert_string_equal(import_with(f, &o, SHEET), "1/0/0/1/0");
    o = options(f, "检查");
    o.sheet_hash = "00cd";
    assert_string_equal(import_with(f, &o, "编号|检查日期|单位|\nM1|2023-05-01|U1|\n"), "0/0/0/1/0");
    assert_string_equal(import_with(f, &o, "编号|检查日期|单位|\nM1|2023-05-01|U1|\n"), "0/0/0/1/0");
}

static void an_empty_sheet_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(import(f, "检查", ""), "表“表.csv”是空的：第一行应是列名");
    assert_string_equal(import(f, "检查", "检查日期|单位|\n"), "0/0/0/0/0");
}

static void state_is_what_a_replay_gives(void **state)
{
    struct fixture *f = *state;
    struct err e = { 0 };
    char table[64];
    assert_true(state_compare(&f->l, table, &e));
    assert_string_equal(table, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports_a_tree_and_a_register),
        cmocka_unit_test(reads_one_value),
        cmocka_unit_test(fills_what_an_add_leaves_unsaid),
        cmocka_unit_test(adds_with_defaults_and_refuses_bad_rows),
        cmocka_unit_test(amends_what_differs),
        cmocka_unit_test(keeps_orgs_apart),
        cmocka_unit_test(a_dry_run_says_everything_and_records_nothing),
        cmocka_unit_test(refuses_a_sheet_without_numbers_twice),
        cmocka_unit_test(takes_an_undone_sheet_again),
        cmocka_unit_test(a_voided_number_is_not_taken_again),
        cmocka_unit_test(imports_moves),
        cmocka_unit_test(follows_names_within_a_long_sheet),
        cmocka_unit_test(a_fault_anywhere_fails_the_sheet),
        cmocka_unit_test(leaves_out_totals_and_notes),
        cmocka_unit_test(compares_a_total_above_its_rows),
        cmocka_unit_test(takes_entries_for_entries),
        cmocka_unit_test(shows_where_a_row_is_wrong),
        cmocka_unit_test(refuses_a_sheet_with_some_numbers_twice),
        cmocka_unit_test(an_empty_sheet_is_refused),
        cmocka_unit_test(state_is_what_a_replay_gives),
    };
    return cmocka_run_group_tests(tests, open_ledger, close_ledger);
}
