/* ledger/ledger_test.c: goal: nothing wrong is recorded, and nothing recorded is changed without being found.
 * Method: a row for every refusal; the chain's hash worked out again from the documented formula; a file damaged by hand in
 * every way an editor of the file has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/text.h"
#include "ledger/ledger.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define REF             "abcdefghjk-1"

static const char PACK[] =
    "pack: 试验\n"
    "flows:\n"
    "  - name: 闭环\n"
    "    states: [待办, 已结]\n"
    "    moves: [{name: 结, from: 待办, to: 已结}]\n"
    "books:\n"
    "  - name: 机构\n    kind: register\n    fields:\n"
    "      - {name: 编号, type: text, required: true}\n      - {name: 名称, type: text, required: true}\n"
    "      - {name: 上级, type: ref, book: 机构}\n"
    "  - name: 检查\n    kind: journal\n    day: 日期\n    flow: 闭环\n    fields:\n"
    "      - {name: 日期, type: day, required: true}\n      - {name: 单位, type: ref, book: 机构}\n"
    "      - {name: 级别, type: choice, values: [一般, 重大]}\n      - {name: 罚款, type: money}\n"
    "      - {name: 标签, type: text, many: true}\n      - {name: 备注, type: text}\n      - {name: 合格, type: bool}\n"
    "      - {name: 人数, type: int}\n";

struct fixture {
    struct ledger l;
    struct arena a;
    char folder[64], path[96], other[96];
    int64_t now;
};

static int64_t show_time(void *context)
{
    return ((struct fixture *)context)->now;
}

static void must(bool ok, const struct err *e)
{
    if (!ok)
        fail_msg("%s (%s:%d)", e->what, e->file ? e->file : "?", e->line);
}

static int64_t append(struct fixture *x, struct draft d)
{
    struct err e = { 0 };
    int64_t seq = 0;
    d.actor = d.actor ? d.actor : "主人";
    must(ledger_begin(&x->l, &e) && (d.body || ledger_check(x->l.catalog, &d, &e)) && ledger_append(&x->l, &d, &seq, &e)
             && ledger_commit(&x->l, &e),
         &e);
    return seq;
}

static int64_t add_check(struct fixture *x, const char *number, const char *note)
{
    return append(x, (struct draft) { .kind = EVENT_ADD,
                                      .book = "检查",
                                      .number = number,
                                      .org = REF,
                                      .day = 19000,
                                      .values = (struct value[]) { { "日期", "2022-01-08" }, { "备注", note } },
                                      .value_count = 2 });
}

/* A ledger of seven events: the pack, an org, four checks, a move. */
static int make(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);
    struct err e = { 0 };
    assert_non_null(x);
    x->now = 1000000;
    arena_init(&x->a, 16 * 1024);
    snprintf(x->folder, sizeof x->folder, "%s/taizhang-ledger-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(x->folder));
    snprintf(x->path, sizeof x->path, "%s/a.tz", x->folder);
    snprintf(x->other, sizeof x->other, "%s/b.tz", x->folder);
    must(ledger_create(&x->l, x->path, &e), &e);
    x->l.clock = show_time;
    x->l.clock_context = x;
    json_t *body = json_pack("{s:{},s:s,s:s}", "files", "name", "试验", "text", PACK);
    char *text = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
    append(x, (struct draft) { .kind = EVENT_PACK, .book = "", .day = 18000, .body = text });
    free(text);
    json_decref(body);
    must(ledger_load_catalog(&x->l, &e), &e);
    append(x, (struct draft) { .kind = EVENT_ADD,
                               .book = "机构",
                               .number = "县",
                               .day = 18000,
                               .values = (struct value[]) { { "名称", "云溪县" } },
                               .value_count = 1 });
    for (int i = 0; i < 4; i++, x->now += 10)
        add_check(x, (const char *const[]) { "J1", "J2", "J3", "J4" }[i], "原文");
    char entry[IDENTITY_BYTES];
    append(
        x,
        (struct draft) {
            .kind = EVENT_MOVE, .book = "检查", .entry = identity_text(entry, x->l.node, 3), .move = "结", .day = 19001 });
    *state = x;
    return 0;
}

static int discard(void **state)
{
    static const char *const ENDS[] = { "a.tz", "a.tz-wal", "a.tz-shm", "b.tz", "b.tz-wal", "b.tz-shm" };
    struct fixture *x = *state;
    ledger_close(&x->l);
    for (size_t i = 0; i < COUNT_OF(ENDS); i++) {
        char path[96];
        snprintf(path, sizeof path, "%s/%s", x->folder, ENDS[i]);
        unlink(path);
    }
    rmdir(x->folder);
    arena_free(&x->a);
    free(x);
    return 0;
}

/* ---- what is refused ---- */

static void every_mistake_has_its_sentence(void **state)
{
    struct fixture *x = *state;
    char *endless = arena_alloc(&x->a, 10002, 1, 1), *number = arena_alloc(&x->a, 82, 1, 1);
    memset(endless, 'x', 10001);
    memset(number, '1', 81);
#define ADD_CHECK .kind = EVENT_ADD, .book = "检查", .number = "N", .org = REF
#define VALUES(...)                                                                                                         \
    .values = (struct value[]) { { "日期", "2023-01-01" }, __VA_ARGS__ },                                                   \
    .value_count = 1 + (int)(sizeof((struct value[]) { __VA_ARGS__ }) / sizeof(struct value))
    const struct {
        enum msg_id msg; /* MSG_NONE: accepted */
        struct draft d;
        const char *names; /* what the sentence must hold */
    } T[] = {
        { MSG_NONE, { ADD_CHECK, VALUES({ "罚款", "12.50" }, { "标签", "甲" }, { "标签", "乙" }, { "级别", "重大" }) }, "" },
        { MSG_NONE, { ADD_CHECK, VALUES({ "备注", "两行\n\t字" }, { "人数", NULL }) }, "" },
        { MSG_NONE, { .kind = EVENT_AMEND, .book = "检查", .entry = REF }, "" },
        { MSG_LEDGER_BOOK_UNKNOWN, { .kind = EVENT_ADD, .book = "检察", .number = "N" }, "检查" },
        { MSG_LEDGER_FIELD_UNKNOWN, { ADD_CHECK, VALUES({ "罚金", "1" }) }, "罚金" },
        { MSG_LEDGER_FIELD_TWICE, { ADD_CHECK, VALUES({ "备注", "甲" }, { "备注", "乙" }) }, "备注" },
        { MSG_LEDGER_FIELD_EMPTY, { ADD_CHECK }, "日期" },
        { MSG_LEDGER_FIELD_EMPTY, { .kind = EVENT_ADD, .book = "检查", .number = "N", VALUES({ "备注", "甲" }) }, "机构" },
        { MSG_LEDGER_FIELD_EMPTY, { .kind = EVENT_ADD, .book = "机构", .number = "N" }, "名称" },
        { MSG_LEDGER_FIELD_EMPTY,
          { .kind = EVENT_AMEND,
            .book = "检查",
            .entry = REF,
            .values = (struct value[]) { { "日期", NULL } },
            .value_count = 1 },
          "日期" },
        { MSG_LEDGER_VALUE_LONG, { ADD_CHECK, VALUES({ "备注", endless }) }, "备注" },
        { MSG_LEDGER_VALUE_CONTROL, { ADD_CHECK, VALUES({ "备注", "响\a铃" }) }, "备注" },
        { MSG_LEDGER_NUMBER_EMPTY, { .kind = EVENT_ADD, .book = "检查", .org = REF, VALUES({ "备注", "甲" }) }, "" },
        { MSG_LEDGER_NUMBER_EMPTY, { .kind = EVENT_AMEND, .book = "检查", .entry = REF, .number = "" }, "" },
        { MSG_LEDGER_NUMBER_BAD,
          { .kind = EVENT_ADD, .book = "检查", .org = REF, .number = "2023/1", VALUES({ "备注", "甲" }) },
          "2023/1" },
        { MSG_LEDGER_NUMBER_BAD,
          { .kind = EVENT_ADD, .book = "检查", .org = REF, .number = "1\n2", VALUES({ "备注", "甲" }) },
          "" },
        { MSG_LEDGER_NUMBER_BAD,
          { .kind = EVENT_ADD, .book = "检查", .org = REF, .number = number, VALUES({ "备注", "甲" }) },
          "80" },
        { MSG_LEDGER_FLOW_NONE, { .kind = EVENT_MOVE, .book = "机构", .entry = REF, .move = "结" }, "机构" },
        { MSG_LEDGER_MOVE_UNKNOWN, { .kind = EVENT_MOVE, .book = "检查", .entry = REF, .move = "办结" }, "结" },
    };
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        struct err e = { 0 };
        bool ok = ledger_check(x->l.catalog, &T[i].d, &e);
        if (ok != (T[i].msg == MSG_NONE) || e.msg != T[i].msg || !strstr(e.what, T[i].names))
            fail_msg("row %zu: %s", i, ok ? "accepted" : e.what);
    }
}

static void values_are_judged_by_their_field(void **state)
{
    static const char *const BAD[][2] = { { "罚款", "1.234" }, { "罚款", "一百" }, { "级别", "特大" },
                                          { "合格", "是吗" },  { "人数", "1.5" },  { "日期", "2023-02-30" } };
    struct fixture *x = *state;
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct err e = { 0 };
        struct value v = { BAD[i][0], BAD[i][1] };
        struct draft d = { .kind = EVENT_AMEND, .book = "检查", .entry = REF, .values = &v, .value_count = 1 };
        if (ledger_check(x->l.catalog, &d, &e) || e.code != ERR_INPUT || !strstr(e.what, v.field))
            fail_msg("%s=%s: %s", v.field, v.text, e.what);
    }
}

/* ---- bodies ---- */

static bool copy_event(void *context, const struct event *v, struct err *e)
{
    struct event *out = context;
    (void)e;
    *out = *v;
    out->node = strdup(v->node);
    out->actor = strdup(v->actor);
    out->kind = strdup(v->kind);
    out->book = strdup(v->book);
    out->entry = strdup(v->entry);
    out->body = strdup(v->body);
    return true;
}

static void free_event(struct event *v)
{
    free((char *)v->node);
    free((char *)v->actor);
    free((char *)v->kind);
    free((char *)v->book);
    free((char *)v->entry);
    free((char *)v->body);
}

static struct event event_at(struct fixture *x, int64_t seq)
{
    struct err e = { 0 };
    struct event v = { 0 };
    must(ledger_one(&x->l, seq, copy_event, &v, &e), &e);
    assert_int_equal(v.seq, seq);
    return v;
}

static void nasty_texts_come_back(void **state)
{
    static const char *const NASTY[] = { "\"引号\"\\反斜杠\\\\",
                                         "行\n行\r\t末",
                                         "\xF0\x9F\x8C\x8A\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9",
                                         "],}\",\"fields\":{",
                                         "\\u0041 \x01\x1F\x08\x0C\x0B",
                                         "\u2028 \u3000",
                                         "'; DROP TABLE event; --",
                                         "{1}%s" };
    struct fixture *x = *state;
    for (size_t i = 0; i < COUNT_OF(NASTY); i++) {
        struct err e = { 0 };
        int64_t seq;
        struct value values[] = { { "标签", NASTY[i] }, { "备注", NASTY[i] }, { "标签", "二" }, { "人数", NULL } };
        struct value evidence = { NASTY[i], NASTY[i] };
        struct draft d = { .kind = EVENT_AMEND,
                           .actor = NASTY[i],
                           .book = "检查",
                           .entry = "abcdefghjk-3",
                           .number = NASTY[i],
                           .org = REF,
                           .values = values,
                           .value_count = 4,
                           .evidence = &evidence,
                           .evidence_count = 1,
                           .row = 17,
                           .correct = true };
        must(ledger_begin(&x->l, &e) && ledger_append(&x->l, &d, &seq, &e) && ledger_commit(&x->l, &e), &e);
        struct event v = event_at(x, seq);
        struct body b;
        json_t *json = json_loadb(v.body, v.body_bytes, 0, NULL);
        if (!json || !body_read(&x->a, v.body, v.body_bytes, &b))
            fail_msg("row %zu is not read: %s", i, v.body);
        char *canonical = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
        assert_string_equal(canonical, v.body); /* canonical: as another program would write it */
        assert_string_equal(v.actor, NASTY[i]);
        assert_string_equal(b.number, NASTY[i]);
        assert_string_equal(b.org, REF);
        assert_true(b.correct && b.row == 17 && !b.move && b.value_count == 4 && b.evidence_count == 1);
        static const char *const FIELDS[] = { "人数", "备注", "标签", "标签" }; /* in order of bytes */
        const char *const texts[] = { NULL, NASTY[i], NASTY[i], "二" };
        for (int k = 0; k < 4; k++) {
            assert_string_equal(b.values[k].field, FIELDS[k]);
            assert_true(text_same(b.values[k].text, texts[k]));
        }
        assert_string_equal(b.evidence[0].field, NASTY[i]);
        assert_string_equal(b.evidence[0].text, NASTY[i]);
        free(canonical);
        json_decref(json);
        free_event(&v);
    }
}

static void only_our_own_form_is_read(void **state)
{
    static const char *const BAD[] = { "",
                                       "{",
                                       "[]",
                                       "{ }",
                                       "{\"number\":1}",
                                       "{\"fields\":{\"a\":1}}",
                                       "{\"fields\":{\"a\":[\"b\"}}",
                                       "{\"number\":\"a\",}",
                                       "{\"number\":\"a\"} ",
                                       "{\"other\":\"a\"}",
                                       "{\"correct\":false}",
                                       "{\"number\":\"\\q\"}",
                                       "{\"number\":\"a",
                                       "{\"row\":}",
                                       "{\"fields\":{\"a\":\"b\"}",
                                       "{\"redacted\":\"00\"}",
                                       "{\"number\":\"\\u00",
                                       "{\"fields\":{\"a\":nul" };
    struct fixture *x = *state;
    struct body b;
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        char *exact = malloc(strlen(BAD[i]) + 1); /* reading past its end is seen by the sanitizer */
        memcpy(exact, BAD[i], strlen(BAD[i]));
        if (body_read(&x->a, exact, strlen(BAD[i]), &b))
            fail_msg("read: %s", BAD[i]);
        free(exact);
    }
    assert_true(body_read(&x->a, "{}", 2, &b));
}

/* ---- the chain ---- */

struct again {
    struct sm3 *sm3;
    uint8_t previous[SM3_BYTES];
};

static void feed(struct sm3 *s, const char *text, size_t bytes)
{
    const uint8_t length[] = { (uint8_t)(bytes >> 24), (uint8_t)(bytes >> 16), (uint8_t)(bytes >> 8), (uint8_t)bytes };
    sm3_add(s, length, 4);
    sm3_add(s, text, bytes);
}

/* SM3(previous ‖ for each column: length in 4 bytes, bytes ‖ SM3(body)), as docs/FILE-FORMAT.md says. */
static bool check_hash(void *context, const struct event *v, struct err *e)
{
    struct again *g = context;
    uint8_t of_body[SM3_BYTES], want[SM3_BYTES];
    const char *const columns[] = { v->node,  MSG_NUM(v->node_seq), MSG_NUM(v->at), v->actor, v->kind, v->book,
                                    v->entry, MSG_NUM(v->day) };
    (void)e;
    sm3_of(g->sm3, v->body, v->body_bytes, of_body);
    sm3_begin(g->sm3);
    sm3_add(g->sm3, g->previous, SM3_BYTES);
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        feed(g->sm3, columns[i], strlen(columns[i]));
    feed(g->sm3, (const char *)of_body, SM3_BYTES);
    sm3_end(g->sm3, want);
    if (memcmp(want, v->hash, SM3_BYTES) != 0)
        fail_msg("event %lld has another hash", (long long)v->seq);
    memcpy(g->previous, want, SM3_BYTES);
    return true;
}

static void the_hash_is_the_documented_one(void **state)
{
    struct fixture *x = *state;
    struct err e = { 0 };
    struct again g = { .sm3 = sm3_new() };
    char *actor = arena_alloc(&x->a, 4001, 1, 1); /* longer than any buffer on the way */
    memset(actor, 'q', 4000);
    append(x, (struct draft) { .kind = EVENT_NOTE, .actor = actor, .book = "", .day = -5, .body = "{}" });
    add_check(x, "J5", "后");
    must(ledger_each(&x->l, 1, INT64_MAX, check_hash, &g, &e), &e);
    assert_memory_equal(g.previous, x->l.hash_last, SM3_BYTES);
    sm3_free(g.sm3);
}

static struct verify_result verify(struct fixture *x, const char *heads)
{
    struct err e = { .lang = LANG_ZH };
    struct verify_result r;
    struct head *expected = NULL;
    int count = 0;
    if (heads)
        must(heads_parse(&x->a, heads, &expected, &count, &e), &e);
    must(ledger_verify(&x->l, expected, count, &r, &e), &e);
    return r;
}

static const char *heads_now(struct fixture *x)
{
    struct err e = { 0 };
    struct head *heads;
    int count;
    struct buf text = { 0 };
    must(ledger_heads(&x->l, &x->a, INT64_MAX, &heads, &count, &e), &e);
    heads_text(heads, count, &text);
    const char *kept = arena_text(&x->a, buf_get(&text));
    buf_free(&text);
    return kept;
}

static void every_edit_of_the_file_is_found(void **state)
{
    static const struct {
        const char *name, *sql;
        int64_t seq; /* the first damage */
        const char *says;
    } T[] = {
        { "nothing", "SELECT 1", 0, "" },
        { "body", "UPDATE event SET body = replace(body, '原文', '改过') WHERE seq = 4", 4, "被改动过" },
        { "day", "UPDATE event SET day = day + 1 WHERE seq = 4", 4, "被改动过" },
        { "a day and a half", "UPDATE event SET day = day + 0.5 WHERE seq = 4", 4, "被改动过" },
        { "a day beyond all days", "UPDATE event SET day = day + 4294967296 WHERE seq = 4", 4, "被改动过" },
        { "a body that is no text", "UPDATE event SET body = CAST(body AS BLOB) WHERE seq = 4", 4, "被改动过" },
        { "a hash that is text", "UPDATE event SET hash = CAST(hash AS TEXT) WHERE seq = 4", 4, "被改动过" },
        { "actor", "UPDATE event SET actor = '别人' WHERE seq = 3", 3, "被改动过" },
        { "entry", "UPDATE event SET entry = (SELECT entry FROM event WHERE seq = 4) WHERE seq = 7", 7, "被改动过" },
        { "kind", "UPDATE event SET kind = 'amend' WHERE seq = 5", 5, "被改动过" },
        { "a kind that is none", "UPDATE event SET kind = 'forged' WHERE seq = 5", 5, "forged" },
        { "book", "UPDATE event SET book = '机构' WHERE seq = 5", 5, "被改动过" },
        { "hash", "UPDATE event SET hash = zeroblob(32) WHERE seq = 6", 6, "被改动过" },
        { "a short hash", "UPDATE event SET hash = x'00' WHERE seq = 6", 6, "被改动过" },
        { "time", "UPDATE event SET at = 5 WHERE seq = 6", 6, "早于" },
        { "two bodies exchanged",
          "UPDATE event SET body = (SELECT o.body FROM event o WHERE o.seq = 9 - event.seq) WHERE seq IN (4, 5)", 4,
          "被改动过" },
        { "two events exchanged",
          "UPDATE event SET seq = -seq WHERE seq IN (4, 5); UPDATE event SET seq = 9 + seq WHERE seq < 0", 4, "次序" },
        { "the middle deleted", "DELETE FROM event WHERE seq = 5", 6, "缺少" },
        { "the middle deleted and closed", "DELETE FROM event WHERE seq = 5; UPDATE event SET seq = seq - 1 WHERE seq > 5",
          5, "次序" },
        { "the middle deleted and renumbered",
          "DELETE FROM event WHERE seq = 5; UPDATE event SET seq = seq - 1, node_seq = node_seq - 1 WHERE seq > 5", 5,
          "被改动过" },
        { "one put between",
          "UPDATE event SET seq = -seq, node_seq = -node_seq WHERE seq >= 5; UPDATE event SET seq = 1 - seq, node_seq = 1 - "
          "node_seq WHERE seq < 0;"
          "INSERT INTO event SELECT 5, node, 5, at, actor, kind, book, entry, day, body, hash FROM event WHERE seq = 4",
          5, "被改动过" },
        { "one put behind",
          "INSERT INTO event SELECT 8, node, 8, at, actor, kind, book, entry, day, body, hash FROM event WHERE seq = 7", 8,
          "被改动过" },
        { "a first deleted", "DELETE FROM event WHERE seq = 1", 2, "缺少" },
    };
    struct fixture *x = *state;
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        struct err e = { 0 };
        must(db_begin(x->l.db, &e) && db_script(x->l.db, T[i].sql, &e), &e);
        struct verify_result r = verify(x, NULL);
        db_rollback(x->l.db);
        if ((r.damage_count > 0) != (T[i].seq > 0))
            fail_msg("%s: %d damages", T[i].name, r.damage_count);
        if (T[i].seq && (r.damages[0].seq != T[i].seq || !strstr(r.damages[0].what, T[i].says)))
            fail_msg("%s: event %lld, %s", T[i].name, (long long)r.damages[0].seq, r.damages[0].what);
    }
    struct verify_result whole = verify(x, heads_now(x));
    assert_int_equal(whole.events, 7);
    assert_int_equal(whole.damage_count, 0);
}

static void one_changed_event_is_one_finding(void **state)
{
    struct fixture *x = *state;
    struct err e = { 0 };
    must(db_script(x->l.db, "UPDATE event SET day = 1 WHERE seq IN (3, 5)", &e), &e);
    struct verify_result r = verify(x, NULL);
    assert_int_equal(r.damage_count, 2);
    assert_int_equal(r.damages[0].seq, 3);
    assert_int_equal(r.damages[1].seq, 5);
}

/* What only an outside witness can tell: the file agrees with itself. */
static void heads_find_a_cut_tail_and_a_rewritten_chain(void **state)
{
    struct fixture *x = *state;
    struct err e = { 0 };
    const char *early, *late = heads_now(x);
    must(db_begin(x->l.db, &e) && db_script(x->l.db, "DELETE FROM event WHERE seq > 5", &e), &e);
    early = heads_now(x);
    assert_int_equal(verify(x, NULL).damage_count, 0);
    struct verify_result cut = verify(x, late);
    assert_int_equal(cut.damage_count, 1);
    assert_non_null(strstr(cut.damages[0].what, "末尾被截掉"));
    assert_non_null(strstr(cut.damages[0].what, x->l.node));
    db_rollback(x->l.db);
    assert_int_equal(verify(x, early).damage_count, 0); /* an old witness of a ledger that grew */

    must(db_begin(x->l.db, &e) && db_script(x->l.db, "DELETE FROM event WHERE seq >= 5", &e) && db_commit(x->l.db, &e), &e);
    x->now = 1000020;
    add_check(x, "J3", "另写");
    add_check(x, "J4", "另写");
    add_check(x, "J5", "另写");
    assert_int_equal(verify(x, NULL).damage_count, 0);
    struct verify_result forged = verify(x, late);
    assert_int_equal(forged.damage_count, 1);
    assert_int_equal(forged.damages[0].seq, 7);
    assert_non_null(strstr(forged.damages[0].what, "改写"));
}

static void heads_are_read_as_people_paste_them(void **state)
{
    static const char HEX[] = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    struct fixture *x = *state;
    struct err e = { 0 };
    struct head *heads;
    int count;
    char text[400];
    struct buf back = { 0 };
    snprintf(text, sizeof text, " \r\nabcdefghjk:7:%s ,\n mnpqrstuvw:123456:%s\n", HEX, HEX);
    must(heads_parse(&x->a, text, &heads, &count, &e), &e);
    assert_int_equal(count, 2);
    assert_int_equal(heads[1].node_seq, 123456);
    assert_int_equal(heads[1].hash[0], 0x66);
    heads_text(heads, count, &back);
    snprintf(text, sizeof text, "abcdefghjk:7:%s,mnpqrstuvw:123456:%s", HEX, HEX);
    assert_string_equal(buf_get(&back), text);
    buf_free(&back);
    static const char *const BAD[] = {
        "", " ", "abcdefghjk:7", "abcdefghjk:7:66c7", "abc:7:%s", "abcdefghjk:7:%s0", "abcdefghjk:x:%s", "abcdefghjk:7:%sx"
    };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        const char *mark = strstr(BAD[i], "%s");
        struct err refused = { 0 };
        snprintf(text, sizeof text, "%.*s%s%s", (int)(mark ? mark - BAD[i] : (long)strlen(BAD[i])), BAD[i], mark ? HEX : "",
                 mark ? mark + 2 : "");
        if (heads_parse(&x->a, text, &heads, &count, &refused))
            fail_msg("read: \"%s\"", text);
        assert_int_equal(refused.msg, MSG_LEDGER_HEADS_BAD);
    }
}

static void a_redacted_body_holds_the_chain(void **state)
{
    struct fixture *x = *state;
    struct err e = { 0 };
    struct event v = event_at(x, 4);
    uint8_t hash[SM3_BYTES];
    char hex[2 * SM3_BYTES + 1], body[200];
    sm3_of(x->l.sm3, v.body, v.body_bytes, hash);
    snprintf(body, sizeof body, "{\"redacted\":\"%s\",\"why\":\"依法删除个人信息\"}", sm3_hex(hex, hash));
    must(db_run(x->l.db, &e, "UPDATE event SET body = ? WHERE seq = 4", "t", body), &e);
    struct verify_result r = verify(x, heads_now(x));
    assert_int_equal(r.damage_count, 0);
    assert_int_equal(r.redacted, 1);
    body[14] = body[14] == '0' ? '1' : '0'; /* a hash that is not the body's */
    must(db_run(x->l.db, &e, "UPDATE event SET body = ? WHERE seq = 4", "t", body), &e);
    r = verify(x, NULL);
    assert_int_equal(r.damage_count, 1);
    assert_int_equal(r.damages[0].seq, 4);
    free_event(&v);
}

/* ---- files and time ---- */

static void time_never_falls(void **state)
{
    struct fixture *x = *state;
    struct err e = { 0 };
    x->now = 5; /* the office machine's clock was set back */
    int64_t seq = add_check(x, "J5", "甲");
    struct event v = event_at(x, seq), before = event_at(x, seq - 1);
    assert_int_equal(v.at, before.at);
    free_event(&v);
    free_event(&before);
    ledger_close(&x->l);
    must(ledger_open(&x->l, x->path, true, &e), &e);
    x->l.clock = show_time;
    x->l.clock_context = x;
    seq = add_check(x, "J6", "甲"); /* nor after the program was started again */
    v = event_at(x, seq);
    assert_int_equal(v.at, 1000040);
    free_event(&v);
    x->now = 2000000;
    seq = add_check(x, "J7", "甲");
    v = event_at(x, seq);
    assert_int_equal(v.at, 2000000);
    free_event(&v);
    assert_int_equal(verify(x, NULL).damage_count, 0);
}

static void two_programs_write_one_chain(void **state)
{
    struct fixture *x = *state;
    struct err e = { 0 };
    struct ledger second, first = x->l;
    must(ledger_open(&second, x->path, true, &e), &e);
    second.clock = show_time;
    second.clock_context = x;
    x->l = second;
    add_check(x, "J5", "甲");
    second = x->l;
    x->l = first;
    assert_int_equal(add_check(x, "J6", "乙"), 9); /* the other's event is seen */
    ledger_close(&second);
    struct verify_result r = verify(x, NULL);
    assert_int_equal(r.events, 9);
    assert_int_equal(r.damage_count, 0);
}

static void a_restored_copy_is_another_node(void **state)
{
    struct fixture *x = *state;
    struct err e = { 0 };
    char node[NODE_BYTES + 1];
    memcpy(node, x->l.node, sizeof node);
    const char *heads = heads_now(x);
    must(ledger_restore(x->path, x->other, &e), &e);
    assert_false(ledger_restore(x->path, x->other, &e));
    assert_int_equal(e.msg, MSG_DB_EXISTS);
    e = (struct err) { 0 };
    ledger_close(&x->l);
    must(ledger_open(&x->l, x->other, true, &e), &e);
    assert_string_not_equal(x->l.node, node);
    assert_int_equal(x->l.head, 7);
    int64_t seq = add_check(x, "J5", "恢复后");
    struct event v = event_at(x, seq);
    assert_string_equal(v.node, x->l.node);
    assert_int_equal(v.node_seq, 1);
    free_event(&v);
    struct verify_result r = verify(x, heads); /* the backup's witness still holds */
    assert_int_equal(r.events, 8);
    assert_int_equal(r.damage_count, 0);
}

static void other_files_are_refused(void **state)
{
    struct fixture *x = *state;
    struct err e = { 0 }, newer = { 0 }, other = { 0 };
    struct ledger l;
    struct db *db;
    must(db_script(x->l.db, "PRAGMA user_version = 2", &e), &e);
    assert_false(ledger_open(&l, x->path, false, &newer));
    assert_int_equal(newer.code, ERR_UNREADABLE);
    assert_int_equal(newer.msg, MSG_LEDGER_NEWER);
    assert_non_null(strstr(newer.what, "2"));
    must(db_open(&db, x->other, DB_CREATE, &e) && db_script(db, "CREATE TABLE event(seq INTEGER)", &e), &e);
    db_close(db);
    assert_false(ledger_open(&l, x->other, true, &other));
    assert_int_equal(other.code, ERR_UNREADABLE);
    assert_int_equal(other.msg, MSG_LEDGER_NOT_ONE);
}

static void what_is_rolled_back_never_was(void **state)
{
    struct fixture *x = *state;
    struct err e = { 0 };
    int64_t seq;
    struct draft d = { .kind = EVENT_NOTE, .actor = "甲", .book = "", .body = "{}" };
    uint8_t hash[SM3_BYTES];
    memcpy(hash, x->l.hash_last, SM3_BYTES);
    must(ledger_begin(&x->l, &e) && ledger_append(&x->l, &d, &seq, &e), &e);
    assert_int_equal(seq, 8);
    ledger_rollback(&x->l);
    assert_int_equal(x->l.head, 7);
    assert_memory_equal(x->l.hash_last, hash, SM3_BYTES);
    assert_int_equal(add_check(x, "J5", "甲"), 8);
    assert_int_equal(verify(x, NULL).damage_count, 0);
}

static void identities_are_read_strictly(void **state)
{
    static const char *const BAD[] = { "",
                                       "abc-1",
                                       "abcdefghjk",
                                       "abcdefghjk-",
                                       "abcdefghjk-0",
                                       "abcdefghjk--1",
                                       "abcdefghjk-1x",
                                       "abcdefghjkm-1",
                                       "abcdefghjk- 1" };
    char node[NODE_BYTES + 1], room[IDENTITY_BYTES];
    int64_t n;
    (void)state;
    assert_true(identity_parse("abcdefghjk-42", node, &n));
    assert_string_equal(identity_text(room, node, n), "abcdefghjk-42");
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        if (identity_parse(BAD[i], node, &n))
            fail_msg("read: \"%s\"", BAD[i]);
    }
    for (int k = 0; k < EVENT_KIND_COUNT; k++)
        assert_int_equal(event_kind_of(event_kind_name((enum event_kind)k)), k);
    assert_int_equal(event_kind_of("added"), EVENT_KIND_COUNT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, discard)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_mistake_has_its_sentence),
        TEST(values_are_judged_by_their_field),
        TEST(nasty_texts_come_back),
        TEST(only_our_own_form_is_read),
        TEST(the_hash_is_the_documented_one),
        TEST(every_edit_of_the_file_is_found),
        TEST(one_changed_event_is_one_finding),
        TEST(heads_find_a_cut_tail_and_a_rewritten_chain),
        TEST(heads_are_read_as_people_paste_them),
        TEST(a_redacted_body_holds_the_chain),
        TEST(time_never_falls),
        TEST(two_programs_write_one_chain),
        TEST(a_restored_copy_is_another_node),
        TEST(other_files_are_refused),
        TEST(what_is_rolled_back_never_was),
        cmocka_unit_test(identities_are_read_strictly),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
