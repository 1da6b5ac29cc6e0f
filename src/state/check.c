/* state/check.c: judges what depends on the state: numbers, the tree of orgs, moves, voids. */
#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/private.h"

#define ORG_DEPTH_MAX 1000

static const char SQL_PATH[] = "SELECT move, day, seq, state, actor FROM state_move WHERE entry = ? AND kt = ? ORDER BY ord";

/* The entry's number and day as they are now. */
struct entry_now {
    const char *number;
    bool has_day;
    int32_t day;
};

static bool read_now(struct ledger *l, struct arena *a, const struct book *b, int64_t entry, struct entry_now *out,
                     struct err *e)
{
    char table[24], sql[120];
    *out = (struct entry_now) { .number = "" };
    snprintf(sql, sizeof sql, "SELECT number, day FROM %s WHERE entry = ? AND kt = ? AND vt = ?", state_table(table, b));
    struct stmt *s = db_use(l->db, sql, e);
    if (!s)
        return false;
    bool row = false;
    stmt_int(s, 1, entry);
    stmt_int(s, 2, KNOWN_NOW);
    stmt_int(s, 3, DAY_LAST + 1);
    bool ok = stmt_step(s, &row, e);
    if (ok && row) {
        out->number = arena_text(a, stmt_get_text(s, 0, NULL));
        out->has_day = !stmt_is_null(s, 1);
        out->day = (int32_t)stmt_get_int(s, 1);
    }
    stmt_done(s);
    if (ok && !row)
        ok = ERR(e, ERR_CONFLICT, STATE_ENTRY_VOIDED, MSG_NUM(entry));
    return ok;
}

/* ---- adds and amends ---- */

static bool root_entry(struct ledger *l, const struct book *orgs, int64_t *root, struct err *e)
{
    char table[24], sql[80];
    snprintf(sql, sizeof sql, "SELECT coalesce(min(entry), 0) FROM %s", state_table(table, orgs));
    return db_int(l->db, e, root, sql, "");
}

static bool circle(struct ledger *l, const struct book *b, int64_t entry, struct err *e)
{
    struct arena a;
    struct entry_now now;
    arena_init(&a, 1024);
    if (read_now(l, &a, b, entry, &now, e))
        ERR(e, ERR_INPUT, STATE_PARENT_CIRCLE, now.number);
    arena_free(&a);
    return false;
}

/* The orgs above `up` on a day: whether `entry` is among them. */
static bool stands_above(struct ledger *l, const struct book *b, int64_t entry, int64_t up, int32_t day, bool *above,
                         struct err *e)
{
    char table[24], column[16], sql[200];
    *above = false;
    snprintf(sql, sizeof sql, "SELECT coalesce(%s, 0) FROM %s WHERE entry = ? AND kt = ? AND vf <= ? AND vt > ?",
             state_column(column, b->parent), state_table(table, b));
    for (int depth = 0; up && depth < ORG_DEPTH_MAX; depth++) {
        if (up == entry) {
            *above = true;
            return true;
        }
        int64_t next = 0;
        if (!db_int(l->db, e, &next, sql, "iiii", up, KNOWN_NOW, (int64_t)day, (int64_t)day))
            return false;
        up = next;
    }
    return true;
}

/* The tree must not close into a ring on any day on which the new parent would hold: from the draft's day until the entry's
 * next change; a correction holds on all days. */
static bool check_ring(struct ledger *l, const struct book *b, int64_t entry, int64_t up, const struct draft *d,
                       struct err *e)
{
    char table[24], sql[200];
    int32_t day = d->correct ? DAY_FIRST : d->day;
    int64_t until = DAY_LAST;
    bool above, row = true;
    snprintf(sql, sizeof sql, "SELECT coalesce(min(vf), %d) FROM %s WHERE entry = ? AND kt = ? AND vf > ?", DAY_LAST,
             state_table(table, b));
    if ((!d->correct && !db_int(l->db, e, &until, sql, "iii", entry, KNOWN_NOW, (int64_t)day))
        || !stands_above(l, b, entry, up, day, &above, e))
        return false;
    snprintf(sql, sizeof sql, "SELECT DISTINCT vf FROM %s WHERE kt = ? AND vf > ? AND vf < ? ORDER BY vf", table);
    struct stmt *s = db_use(l->db, sql, e);
    if (!s)
        return false;
    stmt_int(s, 1, KNOWN_NOW);
    stmt_int(s, 2, day);
    stmt_int(s, 3, until);
    bool ok = true;
    while (ok && !above && (ok = stmt_step(s, &row, e)) && row)
        ok = stands_above(l, b, entry, up, (int32_t)stmt_get_int(s, 0), &above, e);
    stmt_done(s);
    return ok && (!above || circle(l, b, entry, e));
}

static bool check_parent(struct ledger *l, struct state *st, const struct book *b, int64_t entry, const struct draft *d,
                         struct err *e)
{
    int64_t root = 0;
    for (int i = 0; b->parent && i < d->value_count; i++) {
        if (strcmp(d->values[i].field, b->parent->name) != 0 || !d->values[i].text)
            continue;
        if (!root_entry(l, b, &root, e))
            return false;
        if (entry == root) /* whatever has no parent stands below the root */
            return circle(l, b, entry, e);
        if (!check_ring(l, b, entry, runs_seq(st, d->values[i].text), d, e))
            return false;
    }
    return true;
}

bool state_check(struct ledger *l, const struct draft *d, struct err *e)
{
    const struct book *b = catalog_book(l->catalog, d->book);
    struct state *st;
    assert(b);
    if (!state_open(l, &st, e))
        return false;
    int64_t entry = d->entry ? runs_seq(st, d->entry) : 0, holder = 0;
    if (d->number) {
        enum number_use use;
        if (!state_number(l, b, d->number, &use, &holder, e))
            return false;
        if (use == NUMBER_HELD && holder != entry)
            return ERR(e, ERR_CONFLICT, STATE_NUMBER_HELD, d->number);
        if (use == NUMBER_VOIDED)
            return ERR(e, ERR_CONFLICT, STATE_NUMBER_VOIDED, d->number);
    }
    return !entry || check_parent(l, st, b, entry, d, e);
}

/* ---- moves ---- */

static bool read_path(struct ledger *l, struct arena *a, int64_t entry, struct step **out, int *count, struct err *e)
{
    int room = 8;
    *out = ARENA_ARRAY(a, struct step, (size_t)room);
    *count = 0;
    struct stmt *s = db_use(l->db, SQL_PATH, e);
    if (!s)
        return false;
    stmt_int(s, 1, entry);
    stmt_int(s, 2, KNOWN_NOW);
    bool row = true, ok = true;
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        if (*count == room) {
            struct step *more = ARENA_ARRAY(a, struct step, (size_t)room * 2);
            memcpy(more, *out, (size_t)room * sizeof *more);
            *out = more;
            room *= 2;
        }
        struct step *t = &(*out)[(*count)++];
        t->move = arena_text(a, stmt_get_text(s, 0, NULL));
        t->day = (int32_t)stmt_get_int(s, 1);
        t->seq = stmt_get_int(s, 2);
        t->state = arena_text(a, stmt_get_text(s, 3, NULL));
        t->actor = arena_text(a, stmt_get_text(s, 4, NULL));
    }
    stmt_done(s);
    return ok;
}

static const char *value_of(const struct value *values, int count, const char *field)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(values[i].field, field) == 0)
            return values[i].text;
    }
    return NULL;
}

static bool brings_all(const struct value *x, int x_count, const struct value *y, int y_count)
{
    for (int i = 0; i < x_count; i++) {
        if (!text_same(x[i].text, value_of(y, y_count, x[i].field)))
            return false;
    }
    return true;
}

struct twin {
    struct ledger *l;
    struct state *st;
    struct arena *a;
    const struct draft *d;
    bool same;
};

static bool see_twin(void *context, const struct event *v, struct err *e)
{
    struct twin *t = context;
    struct past p;
    if (!past_read(t->st, t->a, v, &p, e))
        return false;
    t->same = brings_all(t->d->values, t->d->value_count, p.body.values, p.body.value_count)
              && brings_all(p.body.values, p.body.value_count, t->d->values, t->d->value_count)
              && brings_all(t->d->evidence, t->d->evidence_count, p.body.evidence, p.body.evidence_count)
              && brings_all(p.body.evidence, p.body.evidence_count, t->d->evidence, t->d->evidence_count);
    return true;
}

static bool find_twin(struct ledger *l, struct state *st, struct arena *a, const struct draft *d, const struct step *path,
                      int count, bool *same, struct err *e)
{
    /* A sheet may tell of 报结, 退回 and the same 报结 again on one day: its n-th is the path's n-th. */
    int twins = 0;
    for (int i = 0; i < count && twins <= d->alike; i++) {
        struct twin t = { l, st, a, d, false };
        if (path[i].day == d->day && strcmp(path[i].move, d->move) == 0 && !ledger_one(l, path[i].seq, see_twin, &t, e))
            return false;
        twins += t.same;
    }
    *same = twins > d->alike;
    return true;
}

static bool moves_from(const struct flow *f, const char *state, struct buf *out)
{
    for (int i = 0; i < f->move_count; i++) {
        for (int k = 0; k < f->moves[i].from_count; k++) {
            if (strcmp(f->moves[i].from[k], state) == 0)
                buf_format(out, "%s%s", out->bytes ? "、" : "", f->moves[i].name);
        }
    }
    return out->bytes > 0;
}

static bool check_from(const struct flow *f, const struct move *m, const char *state, const char *number, struct err *e)
{
    for (int i = 0; i < m->from_count; i++) {
        if (strcmp(m->from[i], state) == 0)
            return true;
    }
    struct buf possible = { 0 };
    if (!moves_from(f, state, &possible))
        buf_text(&possible, msg_text(e->lang, MSG_STATE_NONE));
    ERR(e, ERR_CONFLICT, STATE_MOVE_FROM, number, state, m->name, buf_get(&possible));
    buf_free(&possible);
    return false;
}

static bool check_brought(const struct book *b, const struct move *m, const struct draft *d, struct err *e)
{
    for (int i = 0; i < m->need_count; i++) {
        const char *text = value_of(d->evidence, d->evidence_count, m->needs[i]);
        if (!text)
            text = value_of(d->values, d->value_count, m->needs[i]);
        if (!text || !*text)
            return ERR(e, ERR_INPUT, STATE_MOVE_NEEDS, m->name, m->needs[i]);
    }
    for (int i = 0; i < d->evidence_count; i++) {
        bool asked = false;
        for (int k = 0; k < m->need_count; k++)
            asked = asked || strcmp(m->needs[k], d->evidence[i].field) == 0;
        if (!asked)
            return ERR(e, ERR_INPUT, STATE_MOVE_EXTRA, m->name, d->evidence[i].field, b->name);
    }
    return true;
}

static bool check_actor(struct ledger *l, const struct move *m, const struct draft *d, const struct step *path, int count,
                        struct err *e)
{
    bool has = true;
    if (m->role && !state_has_role(l, d->actor, m->role, &has, e))
        return false;
    if (!has)
        return ERR(e, ERR_DENIED, STATE_MOVE_ROLE, m->name, m->role, d->actor);
    for (int i = count; m->not_by && i-- > 0;) {
        if (strcmp(path[i].move, m->not_by) != 0)
            continue;
        if (strcmp(path[i].actor, d->actor) == 0)
            return ERR(e, ERR_DENIED, STATE_MOVE_FOUR_EYES, m->name, m->not_by, d->actor);
        break;
    }
    return true;
}

static bool check_day(const struct draft *d, const struct entry_now *now, const struct step *last, struct err *e)
{
    if (now->has_day && d->day < now->day)
        return ERR(e, ERR_INPUT, STATE_MOVE_BEFORE_ENTRY, d->move, DAY_TEXT(d->day), DAY_TEXT(now->day));
    if (last && d->day < last->day)
        return ERR(e, ERR_INPUT, STATE_MOVE_BEFORE_LAST, d->move, DAY_TEXT(d->day), last->move, DAY_TEXT(last->day));
    return true;
}

static bool check_move_in(struct ledger *l, struct arena *a, const struct draft *d, bool *same, struct err *e)
{
    const struct book *b = catalog_book(l->catalog, d->book);
    const struct move *m = b && b->flow ? flow_move(b->flow, d->move) : NULL;
    struct state *st;
    struct step *path;
    struct entry_now now;
    int count;
    assert(m); /* ledger_check came first */
    if (!state_open(l, &st, e))
        return false;
    int64_t entry = runs_seq(st, d->entry);
    if (!read_path(l, a, entry, &path, &count, e) || !find_twin(l, st, a, d, path, count, same, e))
        return false;
    if (*same)
        return true;
    const struct step *last = count ? &path[count - 1] : NULL;
    return read_now(l, a, b, entry, &now, e)
           && check_from(b->flow, m, last ? last->state : b->flow->states[0], now.number, e) && check_brought(b, m, d, e)
           && check_actor(l, m, d, path, count, e) && check_day(d, &now, last, e);
}

bool state_check_move(struct ledger *l, const struct draft *d, bool *same, struct err *e)
{
    struct arena a;
    arena_init(&a, 8 * 1024);
    *same = false;
    bool ok = check_move_in(l, &a, d, same, e);
    arena_free(&a);
    return ok;
}

/* ---- voids ---- */

struct void_target {
    struct arena *a;
    bool there;
    enum event_kind kind;
    const char *kind_name, *book, *entry, *body;
    char identity[IDENTITY_BYTES], node[NODE_BYTES + 1];
};

static bool see_void_target(void *context, const struct event *v, struct err *e)
{
    struct void_target *t = context;
    (void)e;
    t->there = true;
    t->kind = event_kind_of(v->kind);
    t->kind_name = arena_text(t->a, v->kind);
    t->book = arena_text(t->a, v->book);
    t->entry = arena_text(t->a, v->entry);
    t->body = arena_text(t->a, v->body);
    identity_text(t->identity, v->node, v->node_seq);
    return true;
}

struct undoing {
    struct ledger *l;
    struct state *st;
    struct past added; /* the void as if recorded */
    bool changes;
};

/* An org that still has orgs or entries below it cannot go: they would count nowhere but at the root.  What the same void
 * takes away (seqs first..last) does not hold it. */
static bool check_org_unused(struct ledger *l, int64_t org, int64_t first, int64_t last, struct err *e)
{
    struct entry_ref root;
    struct arena a;
    arena_init(&a, 1024);
    bool ok = state_root(l, &a, &root, e) && (root.entry != org || ERR(e, ERR_CONFLICT, STATE_VOID_ROOT, root.number));
    arena_free(&a);
    for (int i = 0; ok && i < catalog_book_count(l->catalog); i++) {
        const struct book *b = catalog_book_at(l->catalog, i);
        char table[24], column[16] = "org", sql[200];
        int64_t used = 0;
        if (b->is_org && !b->parent)
            continue;
        if (b->is_org)
            state_column(column, b->parent);
        snprintf(sql, sizeof sql, "SELECT 1 FROM %s WHERE %s = ? AND kt = ? AND (entry < ? OR entry > ?) LIMIT 1",
                 state_table(table, b), column);
        ok = db_int(l->db, e, &used, sql, "iiii", org, KNOWN_NOW, first, last)
             && (!used || ERR(e, ERR_CONFLICT, STATE_VOID_ORG, b->name));
    }
    return ok;
}

/* Tells an entry's story as if the void were recorded: every move left must still fit. */
static bool check_remaining(void *context, int64_t entry, struct err *e)
{
    struct undoing *u = context;
    struct story before, after;
    struct arena a;
    arena_init(&a, 8 * 1024);
    bool ok = story_load(u->l, u->st, &a, entry, u->l->head, &before, e);
    if (ok) {
        after = before;
        after.past = ARENA_ARRAY(&a, struct past, (size_t)before.past_count + 1);
        memcpy(after.past, before.past, (size_t)before.past_count * sizeof *before.past);
        after.past[after.past_count++] = u->added;
        story_tell(&a, &before, 0);
        bool *was = ARENA_ARRAY(&a, bool, (size_t)before.past_count);
        for (int i = 0; i < before.past_count; i++)
            was[i] = before.past[i].in_force;
        story_tell(&a, &after, 0);
        for (int i = 0; i < before.past_count; i++)
            u->changes = u->changes || was[i] != after.past[i].in_force;
        if (after.skipped > before.skipped) {
            const char *number = before.version_count ? before.versions[0].number : "";
            ok = ERR(e, ERR_CONFLICT, STATE_VOID_PATH, number, after.skipped_move ? after.skipped_move : "");
        }
        if (ok && before.book->is_org && before.version_count && !after.version_count)
            ok = check_org_unused(u->l, entry, u->added.void_first, u->added.void_last, e);
    }
    arena_free(&a);
    return ok;
}

static const char *void_body(struct arena *a, const struct void_target *t, bool import, bool whole, const char *why)
{
    json_t *body = json_pack("{s:s}", "why", why);
    if (import) {
        json_t *of = json_loads(t->body, 0, NULL);
        json_object_set_new(body, "import", json_string(t->identity));
        json_object_set(body, "first", json_object_get(of, "first"));
        json_object_set(body, "last", json_object_get(of, "last"));
        json_decref(of);
    } else if (!whole) {
        json_object_set_new(body, "event", json_string(t->identity));
    }
    char *text = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
    const char *kept = arena_text(a, text ? text : "{}");
    free(text);
    json_decref(body);
    return kept;
}

static bool judge_void(struct ledger *l, const struct draft *d, int64_t seq, struct err *e)
{
    struct undoing u = { .l = l };
    struct event as_if = { .seq = l->head + 1,
                           .node_seq = l->node_head + 1,
                           .node = l->node,
                           .kind = "void",
                           .actor = "",
                           .entry = d->entry ? d->entry : "",
                           .book = d->book,
                           .at = l->at_last,
                           .day = d->day,
                           .body = d->body,
                           .body_bytes = strlen(d->body) };
    struct arena a;
    arena_init(&a, 4096);
    bool ok = state_open(l, &u.st, e) && past_read(u.st, &a, &as_if, &u.added, e);
    if (ok)
        ok = d->entry ? check_remaining(&u, runs_seq(u.st, d->entry), e)
                      : void_touches(l, u.st, &u.added, check_remaining, &u, e);
    if (ok && !u.changes)
        ok = ERR(e, ERR_CONFLICT, STATE_VOID_ALREADY, MSG_NUM(seq));
    arena_free(&a);
    return ok;
}

bool state_draft_void(struct ledger *l, struct arena *a, enum void_what what, int64_t seq, const char *why,
                      struct draft *out, struct err *e)
{
    struct void_target t = { .a = a };
    if (!why || !*why)
        return ERR(e, ERR_INPUT, STATE_VOID_WHY);
    if (!ledger_one(l, seq, see_void_target, &t, e))
        return false;
    if (!t.there)
        return ERR(e, ERR_NOT_FOUND, STATE_VOID_NO_EVENT, MSG_NUM(seq));
    bool import = t.kind == EVENT_IMPORT, whole = t.kind == EVENT_ADD;
    bool fits = what == VOID_IMPORT ? import
                : what == VOID_ENTRY
                    ? whole
                    : whole || import || t.kind == EVENT_AMEND || t.kind == EVENT_MOVE || t.kind == EVENT_VOID;
    if (!fits)
        return ERR(e, ERR_INPUT, STATE_VOID_KIND, MSG_NUM(seq), t.kind_name);
    *out = (struct draft) { .kind = EVENT_VOID, .book = t.book, .day = day_of_instant(l->clock(l->clock_context)) };
    out->entry = import || !*t.entry ? NULL : t.entry;
    out->body = void_body(a, &t, import, whole, why);
    return judge_void(l, out, seq, e);
}
