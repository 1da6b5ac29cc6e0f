/* state/test_ledger.h: a ledger in a folder of its own, and acts written as a clerk would say them, for tests.
 *
 * An act names entries by number and fields as "名称=甲厂 行业=工"; it is judged and recorded as the program does it, in a
 * transaction of its own.
 */
#ifndef STATE_TEST_LEDGER_H
#define STATE_TEST_LEDGER_H

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/text.h"
#include "state/state.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define BENCH_VALUES    32

struct bench {
    struct ledger l;
    struct arena a;
    char folder[64], path[96];
    int64_t now; /* what the clock shows; every look moves it on by `tick` */
    int64_t tick;
};

struct act {
    enum event_kind kind;
    const char *actor; /* NULL: 主人, who owns the ledger */
    const char *book;  /* of an add */
    const char *entry; /* as people write it */
    const char *number, *org, *day, *fields, *move;
    bool correct;
};

static inline void must(bool ok, const struct err *e)
{
    if (!ok)
        fail_msg("%s (%s:%d)", e->what, e->file ? e->file : "?", e->line);
}

static inline int32_t day_said(const char *text)
{
    int32_t day = 0;
    if (!day_parse(text, strlen(text), &day))
        fail_msg("\"%s\" is no day", text);
    return day;
}

static inline int64_t bench_clock(void *context)
{
    struct bench *b = context;
    return b->now += b->tick;
}

/* ---- acts ---- */

static inline bool put_value(struct bench *b, const struct book *book, const char *name, char *text, struct draft *d,
                             struct value *values, struct err *e)
{
    const struct field *f = book_field(book, name);
    if (!*text || !f) {
        values[d->value_count++] = (struct value) { name, *text ? text : NULL };
        return true;
    }
    for (char *next; text; text = next) {
        next = f->many ? strstr(text, "、") : NULL;
        if (next) {
            *next = '\0';
            next += strlen("、");
        }
        struct entry_ref to;
        if (f->type == FIELD_REF && !state_find_ref(&b->l, &b->a, f->ref, text, &to, e))
            return false;
        values[d->value_count++] = (struct value) { f->name, f->type == FIELD_REF ? arena_text(&b->a, to.identity) : text };
    }
    return true;
}

/* What a move brings beyond the fields of its book is its evidence. */
static inline bool put_fields(struct bench *b, const struct book *book, const struct act *t, struct draft *d, struct err *e)
{
    struct value *values = ARENA_ARRAY(&b->a, struct value, BENCH_VALUES),
                 *evidence = ARENA_ARRAY(&b->a, struct value, BENCH_VALUES);
    char *rest = arena_text(&b->a, t->fields ? t->fields : ""), *one;
    d->values = values;
    d->evidence = evidence;
    while ((one = strsep(&rest, " ")) != NULL) {
        char *is = strchr(one, '=');
        if (!is)
            continue;
        *is = '\0';
        if (t->move && !book_field(book, one))
            evidence[d->evidence_count++] = (struct value) { one, is + 1 };
        else if (!put_value(b, book, one, is + 1, d, values, e))
            return false;
    }
    return true;
}

static inline const char *day_in_fields(const struct book *book, const struct draft *d)
{
    for (int i = 0; book->day && i < d->value_count; i++) {
        if (strcmp(d->values[i].field, book->day->name) == 0 && d->values[i].text && strlen(d->values[i].text) == 10)
            return d->values[i].text;
    }
    return "2020-01-01";
}

static inline bool act_draft(struct bench *b, const struct act *t, struct draft *d, struct err *e)
{
    struct entry_ref r;
    const struct book *book = NULL;
    *d = (struct draft) {
        .kind = t->kind, .actor = t->actor ? t->actor : "主人", .number = t->number, .move = t->move, .correct = t->correct
    };
    if (t->entry) {
        if (!state_find(&b->l, &b->a, NULL, t->entry, &r, e))
            return false;
        d->entry = arena_text(&b->a, r.identity);
        book = r.book;
    } else if (!ledger_book(b->l.catalog, t->book, &book, e)) {
        return false;
    }
    d->book = book->name;
    if (t->org || (t->kind == EVENT_ADD && !book->is_org)) {
        if (!state_org(&b->l, &b->a, t->org, &r, e))
            return false;
        d->org = arena_text(&b->a, r.identity);
    }
    if (!put_fields(b, book, t, d, e))
        return false;
    d->day = day_said(t->day ? t->day : day_in_fields(book, d));
    return true;
}

/* Inside a transaction.  *seq 0: an identical move was there already. */
static inline bool act_record(struct bench *b, const struct act *t, int64_t *seq, struct err *e)
{
    struct draft d;
    bool same = false;
    *seq = 0;
    if (!act_draft(b, t, &d, e) || !ledger_check(b->l.catalog, &d, e))
        return false;
    if (t->move ? !state_check_move(&b->l, &d, &same, e) : !state_check(&b->l, &d, e))
        return false;
    return same || ledger_append(&b->l, &d, seq, e);
}

static inline bool act_try(struct bench *b, struct act t, int64_t *seq, struct err *e)
{
    bool ok = ledger_begin(&b->l, e) && act_record(b, &t, seq, e) && state_catch_up(&b->l, e) && ledger_commit(&b->l, e);
    if (!ok)
        ledger_rollback(&b->l);
    return ok;
}

static inline int64_t act_do(struct bench *b, struct act t)
{
    struct err e = { 0 };
    int64_t seq = 0;
    must(act_try(b, t, &seq, &e), &e);
    return seq;
}

static inline void act_refused(struct bench *b, enum msg_id why, struct act t)
{
    struct err e = { 0 };
    int64_t seq, head = b->l.head;
    if (act_try(b, t, &seq, &e))
        fail_msg("was not refused: %s", msg_text(LANG_EN, why));
    if (e.msg != why)
        fail_msg("refused for another reason: %s", e.what);
    assert_int_equal(b->l.head, head);
}

#define ADD(b, ...)          act_do((b), (struct act) { .kind = EVENT_ADD, __VA_ARGS__ })
#define AMEND(b, ...)        act_do((b), (struct act) { .kind = EVENT_AMEND, __VA_ARGS__ })
#define MOVE(b, ...)         act_do((b), (struct act) { .kind = EVENT_MOVE, __VA_ARGS__ })
#define REFUSED(b, why, ...) act_refused((b), MSG_##why, (struct act) { __VA_ARGS__ })

/* An event that is no entry's: a pack, a grant, an import; or a void. */
static inline bool record_draft(struct bench *b, const struct draft *d, int64_t *seq, struct err *e)
{
    return ledger_append(&b->l, d, seq, e) && state_catch_up(&b->l, e);
}

static inline int64_t event_do(struct bench *b, enum event_kind kind, const char *day, const char *body)
{
    struct err e = { 0 };
    int64_t seq = 0;
    struct draft d = { .kind = kind, .actor = "主人", .book = "", .day = day_said(day), .body = body };
    must(ledger_begin(&b->l, &e) && record_draft(b, &d, &seq, &e) && ledger_commit(&b->l, &e), &e);
    return seq;
}

static inline int64_t void_try(struct bench *b, enum void_what what, int64_t seq, struct err *e)
{
    struct draft d;
    int64_t out = 0;
    bool ok = ledger_begin(&b->l, e) && state_draft_void(&b->l, &b->a, what, seq, "录错", &d, e);
    d.actor = "主人";
    ok = ok && record_draft(b, &d, &out, e) && ledger_commit(&b->l, e);
    if (!ok)
        ledger_rollback(&b->l);
    return ok ? out : 0;
}

static inline int64_t void_do(struct bench *b, enum void_what what, int64_t seq)
{
    struct err e = { 0 };
    int64_t out = void_try(b, what, seq, &e);
    must(out > 0, &e);
    return out;
}

static inline void pack_do(struct bench *b, const char *name, const char *day, const char *text)
{
    json_t *body = json_pack("{s:{},s:s,s:s}", "files", "name", name, "text", text);
    char *dumped = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
    event_do(b, EVENT_PACK, day, dumped);
    free(dumped);
    json_decref(body);
}

/* ---- a ledger ---- */

static inline void bench_folder(struct bench *b)
{
    snprintf(b->folder, sizeof b->folder, "%s/taizhang-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(b->folder));
    snprintf(b->path, sizeof b->path, "%s/a.tz", b->folder);
}

/* A new ledger with one pack and the root org 县 (云溪县). */
static inline void bench_open(struct bench *b, const char *pack)
{
    struct err e = { 0 };
    *b = (struct bench) { .now = INT64_C(1698768000000), .tick = 1000 };
    arena_init(&b->a, 64 * 1024);
    bench_folder(b);
    must(ledger_create(&b->l, b->path, &e), &e);
    b->l.clock = bench_clock;
    b->l.clock_context = b;
    pack_do(b, "试验", "2020-01-01", pack);
    event_do(b, EVENT_GRANT, "2020-01-01", "{\"name\":\"主人\",\"roles\":[\"owner\"]}");
    ADD(b, .book = "机构", .number = "县", .fields = "名称=云溪县");
}

static inline void bench_close(struct bench *b)
{
    static const char *const FILES[] = { "a.tz", "a.tz-wal", "a.tz-shm", "b.tz", "b.tz-wal", "b.tz-shm" };
    ledger_close(&b->l);
    for (size_t i = 0; i < COUNT_OF(FILES); i++) {
        char path[160];
        snprintf(path, sizeof path, "%s/%s", b->folder, FILES[i]);
        unlink(path);
    }
    rmdir(b->folder);
    arena_free(&b->a);
}

/* ---- everything a file holds, as text ---- */

static inline void dump_query(struct db *db, const char *sql, struct buf *out)
{
    struct err e = { 0 };
    struct stmt *s = db_use(db, sql, &e);
    bool row = true;
    must(s != NULL, &e);
    while (true) {
        must(stmt_step(s, &row, &e), &e);
        if (!row)
            break;
        buf_format(out, "%s\n", stmt_get_text(s, 0, NULL));
    }
    stmt_done(s);
}

static inline void dump_table(struct db *db, const char *table, struct buf *out)
{
    struct buf sql = { 0 }, columns = { 0 };
    buf_format(&sql, "SELECT group_concat('quote(' || name || ')', ' || '','' || ') FROM pragma_table_info('%s')", table);
    dump_query(db, buf_get(&sql), &columns);
    buf_clear(&sql);
    buf_format(&sql, "SELECT %s FROM %s ORDER BY 1", buf_get(&columns), table);
    buf_format(out, "-- %s\n", table);
    dump_query(db, buf_get(&sql), out);
    buf_free(&sql);
    buf_free(&columns);
}

/* Every row of every table whose name begins with `prefix`, and how the tables are made. */
static inline char *dump_tables(struct db *db, const char *prefix)
{
    struct buf names = { 0 }, out = { 0 }, sql = { 0 };
    buf_format(&sql, "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, %zu) = '%s' ORDER BY name",
               strlen(prefix), prefix);
    dump_query(db, buf_get(&sql), &names);
    char *rest = names.data, *name;
    while (rest && (name = strsep(&rest, "\n")) != NULL) {
        if (*name)
            dump_table(db, name, &out);
    }
    dump_query(db, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name", &out);
    buf_free(&names);
    buf_free(&sql);
    return out.data;
}

#endif
