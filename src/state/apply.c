/* state/apply.c: events -> rows.  The one path for live work and for rebuilding.
 *
 * An add writes its row at once; a move that goes on where the path ended writes one row; everything else tells the entry's
 * story without and with the event and writes the difference.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "state/private.h"

static const char SQL_SEQ_SET[] = "UPDATE state_seq SET seq = ? WHERE id = 1";
static const char SQL_PACKS_SINCE[] = "SELECT count(*) FROM event WHERE seq > ? AND kind = 'pack'"
                                      " AND kind <> 'add' AND kind <> 'amend' AND kind <> 'move'";
static const char SQL_NUMBER_ADD[] = "INSERT INTO state_number(book, number, entry, voided) VALUES (?, ?, ?, 0)";
static const char SQL_NUMBER_DROP[] = "DELETE FROM state_number WHERE book = ? AND number = ? AND entry = ?";
static const char SQL_NUMBER_VOID[] = "UPDATE state_number SET voided = ? WHERE book = ? AND number = ? AND entry = ?";
static const char SQL_EVENT_ADD[] = "INSERT INTO state_event(entry, seq) VALUES (?, ?)";
static const char SQL_MOVE_ADD[] = "INSERT INTO state_move(entry, ord, kf, kt, day, seq, move, state, actor)"
                                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char SQL_MOVE_CLOSE[] = "UPDATE state_move SET kt = ? WHERE entry = ? AND ord = ? AND kt = ?";
static const char SQL_MOVE_LAST[] =
    "SELECT ord, day, seq, state FROM state_move WHERE entry = ? AND kt = ? ORDER BY ord DESC LIMIT 1";
static const char SQL_GRANT_DROP[] = "DELETE FROM state_grant WHERE name = ?";
static const char SQL_GRANT_ADD[] = "INSERT INTO state_grant(name, seq, roles) VALUES (?, ?, ?)";

struct applying {
    struct ledger *l;
    struct state *st;
    struct arena *row; /* rewound after every event */
    int64_t seq;       /* of the event being applied */
};

/* ---- rows ---- */

static bool insert_many(struct ledger *l, struct state *st, const struct book *b, const struct field *f, int64_t entry,
                        int64_t kf, const struct version *v, struct err *e)
{
    char table[32], sql[160];
    snprintf(sql, sizeof sql, "INSERT INTO %s(entry, kf, vf, place, value) VALUES (?, ?, ?, ?, ?)",
             state_many_table(table, b, f));
    struct stmt *s = db_use(l->db, sql, e);
    bool ok = s != NULL;
    const struct cell_values *c = &v->cells[f->number];
    for (int i = 0; ok && i < c->count; i++) {
        int64_t value = 0;
        bool text = f->type == FIELD_TEXT || f->type == FIELD_CHOICE || f->type == FIELD_PLACE || f->type == FIELD_FILE;
        ok = text || f->type == FIELD_REF || field_check(f, c->texts[i], strlen(c->texts[i]), &value, e);
        stmt_int(s, 1, entry);
        stmt_int(s, 2, kf);
        stmt_int(s, 3, v->vf);
        stmt_int(s, 4, i);
        if (text)
            stmt_text(s, 5, c->texts[i], strlen(c->texts[i]));
        else
            stmt_int(s, 5, f->type == FIELD_REF ? runs_seq(st, c->texts[i]) : value);
        ok = ok && stmt_run(s, e);
    }
    if (s)
        stmt_done(s);
    return ok;
}

/* Binds one field; *number receives what a number, day or bool is stored as. */
static bool bind_field(struct stmt *s, int at, struct state *st, const struct field *f, const struct cell_values *c,
                       int64_t *number, struct err *e)
{
    const char *text = c->count ? c->texts[0] : NULL;
    *number = 0;
    if (f->many && c->count) {
        stmt_int(s, at, c->count);
        return true;
    }
    if (!text) {
        stmt_null(s, at);
        return true;
    }
    if (f->type == FIELD_TEXT || f->type == FIELD_CHOICE || f->type == FIELD_PLACE || f->type == FIELD_FILE) {
        stmt_text(s, at, text, strlen(text));
        return true;
    }
    if (f->type == FIELD_REF)
        *number = runs_seq(st, text);
    else if (!field_check(f, text, strlen(text), number, e))
        return false;
    stmt_int(s, at, *number);
    return true;
}

bool version_insert(struct ledger *l, struct state *st, const struct book *b, int64_t entry, int64_t kf,
                    const struct version *v, struct err *e)
{
    struct stmt *s = db_use(l->db, insert_sql(st, b), e);
    if (!s)
        return false;
    bool ok = true, many = false;
    stmt_int(s, 1, entry);
    stmt_int(s, 2, kf);
    stmt_int(s, 3, KNOWN_NOW);
    stmt_int(s, 4, v->vf);
    stmt_int(s, 5, v->vt);
    stmt_text(s, 6, v->number, strlen(v->number));
    stmt_int(s, 7, b->is_org ? entry : v->org ? runs_seq(st, v->org) : 0);
    stmt_null(s, 8);
    stmt_null(s, 9);
    for (int i = 0; ok && i < b->field_count; i++) {
        const struct field *f = &b->fields[i];
        int64_t number;
        ok = bind_field(s, 10 + i, st, f, &v->cells[i], &number, e);
        if (v->cells[i].count && f == b->day)
            stmt_int(s, 8, number);
        if (v->cells[i].count && f == b->until)
            stmt_int(s, 9, number);
        many = many || (f->many && v->cells[i].count);
    }
    ok = ok && stmt_run(s, e);
    stmt_done(s);
    for (int i = 0; ok && many && i < b->field_count; i++) {
        if (b->fields[i].many)
            ok = insert_many(l, st, b, &b->fields[i], entry, kf, v, e);
    }
    return ok;
}

static bool close_version(struct applying *g, const struct story *s, const struct version *v, struct err *e)
{
    char table[24], sql[120];
    snprintf(sql, sizeof sql, "UPDATE %s SET kt = ? WHERE entry = ? AND vf = ? AND kt = ?", state_table(table, s->book));
    return db_run(g->l->db, e, sql, "iiii", g->seq, s->entry, (int64_t)v->vf, KNOWN_NOW);
}

static bool add_step(struct applying *g, int64_t entry, int64_t ord, const struct step *t, struct err *e)
{
    return db_run(g->l->db, e, SQL_MOVE_ADD, "iiiiiittt", entry, ord, g->seq, KNOWN_NOW, (int64_t)t->day, t->seq, t->move,
                  t->state, t->actor);
}

/* ---- the difference an event makes to an entry ---- */

static bool write_versions(struct applying *g, const struct story *before, const struct story *after, struct err *e)
{
    bool ok = true;
    for (int i = 0; ok && i < before->version_count; i++) {
        bool stays = false;
        for (int k = 0; k < after->version_count && !stays; k++)
            stays = version_same(after->book, &before->versions[i], &after->versions[k]);
        ok = stays || close_version(g, before, &before->versions[i], e);
    }
    for (int k = 0; ok && k < after->version_count; k++) {
        bool there = false;
        for (int i = 0; i < before->version_count && !there; i++)
            there = version_same(after->book, &before->versions[i], &after->versions[k]);
        ok = there || version_insert(g->l, g->st, after->book, after->entry, g->seq, &after->versions[k], e);
    }
    return ok;
}

static bool write_steps(struct applying *g, const struct story *before, const struct story *after, struct err *e)
{
    int same = 0;
    while (same < before->step_count && same < after->step_count && before->steps[same].seq == after->steps[same].seq)
        same++;
    bool ok = true;
    for (int i = same; ok && i < before->step_count; i++)
        ok = db_run(g->l->db, e, SQL_MOVE_CLOSE, "iiii", g->seq, before->entry, (int64_t)i, KNOWN_NOW);
    for (int i = same; ok && i < after->step_count; i++)
        ok = add_step(g, after->entry, i, &after->steps[i], e);
    return ok;
}

static bool write_number(struct applying *g, const struct story *before, const struct story *after, struct err *e)
{
    struct db *db = g->l->db;
    int64_t book = after->book->number;
    const char *was = before->version_count ? before->versions[before->version_count - 1].number : NULL;
    const char *is = after->version_count ? after->versions[after->version_count - 1].number : NULL;
    if (was && is)
        return strcmp(was, is) == 0
               || (db_run(db, e, SQL_NUMBER_DROP, "iti", book, was, after->entry)
                   && db_run(db, e, SQL_NUMBER_ADD, "iti", book, is, after->entry));
    if (was)
        return db_run(db, e, SQL_NUMBER_VOID, "iiti", INT64_C(1), book, was, after->entry);
    return !is || db_run(db, e, SQL_NUMBER_VOID, "iiti", INT64_C(0), book, is, after->entry);
}

static bool retell(struct applying *g, int64_t entry, struct err *e)
{
    struct story before, after;
    if (!story_load(g->l, g->st, g->row, entry, g->seq, &before, e))
        return false;
    after = before;
    story_tell(g->row, &before, g->seq);
    story_tell(g->row, &after, 0);
    return write_versions(g, &before, &after, e) && write_steps(g, &before, &after, e)
           && write_number(g, &before, &after, e);
}

static bool retell_with(void *context, int64_t entry, struct err *e)
{
    struct applying *g = context;
    int64_t there = 0;
    struct arena_mark mark = arena_mark(g->row);
    if (!db_int(g->l->db, e, &there, "SELECT 1 FROM state_event WHERE entry = ? AND seq = ?", "ii", entry, g->seq))
        return false;
    bool ok = there || (db_run(g->l->db, e, SQL_EVENT_ADD, "ii", entry, g->seq) && retell(g, entry, e));
    arena_rewind(g->row, mark);
    return ok;
}

/* ---- one event ---- */

static bool apply_add(struct applying *g, const struct event *v, struct err *e)
{
    struct story s = { .entry = v->seq, .book = catalog_book(g->l->catalog, v->book) };
    struct past p;
    if (!s.book)
        return ERR(e, ERR_CORRUPT, STATE_EVENT_BOOK, MSG_NUM(v->seq), v->book);
    if (!past_read(g->st, g->row, v, &p, e))
        return false;
    s.past = &p;
    s.past_count = 1;
    story_tell(g->row, &s, 0);
    return version_insert(g->l, g->st, s.book, s.entry, v->seq, &s.versions[0], e)
           && db_run(g->l->db, e, SQL_NUMBER_ADD, "iti", (int64_t)s.book->number, s.versions[0].number, s.entry);
}

struct path_tail {
    int64_t ord, seq;
    int32_t day;
    const char *state;
};

static bool path_last(struct applying *g, int64_t entry, struct path_tail *out, struct err *e)
{
    *out = (struct path_tail) { .ord = -1, .day = DAY_FIRST };
    struct stmt *s = db_use(g->l->db, SQL_MOVE_LAST, e);
    if (!s)
        return false;
    bool row = false;
    stmt_int(s, 1, entry);
    stmt_int(s, 2, KNOWN_NOW);
    bool ok = stmt_step(s, &row, e);
    if (ok && row) {
        out->ord = stmt_get_int(s, 0);
        out->day = (int32_t)stmt_get_int(s, 1);
        out->seq = stmt_get_int(s, 2);
        out->state = arena_text(g->row, stmt_get_text(s, 3, NULL));
    }
    stmt_done(s);
    return ok;
}

/* A move after the path's end that brings nothing but itself: one row, no story. */
static bool apply_plain_move(struct applying *g, const struct event *v, int64_t entry, bool *done, struct err *e)
{
    struct past p;
    struct path_tail last;
    const struct book *b = catalog_book(g->l->catalog, v->book);
    *done = false;
    if (!b || !b->flow || !past_read(g->st, g->row, v, &p, e) || !path_last(g, entry, &last, e))
        return e->code == ERR_NONE;
    const struct node_run *run = last.seq ? runs_of(g->st, last.seq) : NULL;
    bool after = !last.seq || p.day > last.day || (p.day == last.day && run && strcmp(run->node, p.node) == 0);
    const struct move *m = p.body.move ? flow_move(b->flow, p.body.move) : NULL;
    const char *now = last.state ? last.state : b->flow->states[0];
    bool fits = false;
    for (int i = 0; m && i < m->from_count; i++)
        fits = fits || strcmp(m->from[i], now) == 0;
    if (!after || !fits || p.body.value_count || p.body.org || p.body.number || !p.body.to)
        return true;
    int64_t alive = 0; /* a voided entry has no path to go on with */
    char table[24], sql[96];
    snprintf(sql, sizeof sql, "SELECT 1 FROM %s WHERE entry = ? AND kt = ? LIMIT 1", state_table(table, b));
    if (!db_int(g->l->db, e, &alive, sql, "ii", entry, KNOWN_NOW))
        return false;
    if (!alive)
        return true;
    struct step t = { v->seq, p.day, p.body.move, p.body.to, p.actor };
    *done = true;
    return db_run(g->l->db, e, SQL_EVENT_ADD, "ii", entry, v->seq) && add_step(g, entry, last.ord + 1, &t, e);
}

static bool apply_change(struct applying *g, const struct event *v, struct err *e)
{
    int64_t entry = runs_seq(g->st, v->entry);
    bool done = false;
    if (!entry)
        return ERR(e, ERR_CORRUPT, STATE_EVENT_BAD, MSG_NUM(v->seq));
    if (event_kind_of(v->kind) == EVENT_MOVE && !apply_plain_move(g, v, entry, &done, e))
        return false;
    return done || retell_with(g, entry, e);
}

static bool apply_void(struct applying *g, const struct event *v, struct err *e)
{
    struct past p;
    if (*v->entry)
        return apply_change(g, v, e);
    return past_read(g->st, g->row, v, &p, e) && void_touches(g->l, g->st, &p, retell_with, g, e);
}

static bool apply_grant(struct applying *g, const struct event *v, struct err *e)
{
    json_t *root = json_loadb(v->body, v->body_bytes, 0, NULL), *role;
    const char *name = json_string_value(json_object_get(root, "name"));
    struct buf roles = { 0 };
    size_t i;
    buf_char(&roles, ',');
    json_array_foreach(json_object_get(root, "roles"), i, role)
    {
        const char *text = json_string_value(role);
        buf_format(&roles, "%s,", text ? text : "");
    }
    bool ok = name ? db_run(g->l->db, e, SQL_GRANT_DROP, "t", name)
                         && db_run(g->l->db, e, SQL_GRANT_ADD, "tit", name, v->seq, buf_get(&roles))
                   : ERR(e, ERR_CORRUPT, STATE_EVENT_BAD, MSG_NUM(v->seq));
    buf_free(&roles);
    json_decref(root);
    return ok;
}

static bool apply(void *context, const struct event *v, struct err *e)
{
    struct applying *g = context;
    struct arena_mark mark = arena_mark(g->row);
    bool ok = true;
    g->seq = v->seq;
    runs_note(g->st, v->node, v->node_seq, v->seq);
    switch (event_kind_of(v->kind)) {
    case EVENT_ADD: ok = apply_add(g, v, e); break;
    case EVENT_AMEND:
    case EVENT_MOVE: ok = apply_change(g, v, e); break;
    case EVENT_VOID: ok = apply_void(g, v, e); break;
    case EVENT_GRANT: ok = apply_grant(g, v, e); break;
    default: break;
    }
    arena_rewind(g->row, mark);
    return ok;
}

/* ---- catching up ---- */

static bool apply_from(struct ledger *l, int64_t seq, struct err *e)
{
    struct arena row;
    struct applying g = { .l = l, .row = &row };
    int64_t head = 0;
    if (!state_open(l, &g.st, e) || !db_int(l->db, e, &head, "SELECT coalesce(max(seq), 0) FROM event", ""))
        return false;
    if (head == seq)
        return true;
    arena_init(&row, 16 * 1024);
    bool ok =
        ledger_each(l, seq + 1, head, apply, &g, e) && runs_save(l, g.st, e) && db_run(l->db, e, SQL_SEQ_SET, "i", head);
    if (ok)
        g.st->seq = head;
    else
        state_forget(l);
    arena_free(&row);
    return ok;
}

bool state_catch_up(struct ledger *l, struct err *e)
{
    int64_t there = 0, seq = 0, packs = 0;
    if (!db_int(l->db, e, &there, "SELECT count(*) FROM main.sqlite_master WHERE name = 'state_seq'", ""))
        return false;
    if (!there)
        return ledger_load_catalog(l, e) && state_rebuild(l, e);
    struct state *st;
    if (!state_open(l, &st, e))
        return false;
    seq = st->seq;
    if (!db_int(l->db, e, &packs, SQL_PACKS_SINCE, "i", seq))
        return false;
    return packs ? ledger_load_catalog(l, e) && state_rebuild(l, e) : apply_from(l, seq, e);
}

bool state_rebuild(struct ledger *l, struct err *e)
{
    state_forget(l);
    return db_drop_derived(l->db, "state_", e) && schema_create(l, e) && schema_views(l, e) && apply_from(l, 0, e);
}
