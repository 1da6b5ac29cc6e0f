/* state/story.c: one entry's events -> what it says when, and the path of its states.
 *
 * Why worked out whole: an amend dated back, a correction, an undone move or an event that arrives late from elsewhere each
 * change earlier rows.  One entry has few events, so the story is told anew from all of them, once without and once with the
 * new event, and the difference is written.  The result depends on the set of events, not on their order of arrival.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "state/private.h"

static const char SQL_STORY[] = "SELECT seq FROM state_event WHERE entry = ? AND seq <= ? ORDER BY seq";

/* ---- reading ---- */

static bool read_void(struct state *st, const struct event *v, struct past *out, struct err *e)
{
    json_t *root = json_loadb(v->body, v->body_bytes, 0, NULL);
    const char *event = json_string_value(json_object_get(root, "event"));
    const char *import = json_string_value(json_object_get(root, "import"));
    bool ok = true;
    if (event)
        ok = (out->void_target = runs_seq(st, event)) > 0;
    if (import) {
        int64_t first = json_integer_value(json_object_get(root, "first"));
        int64_t last = json_integer_value(json_object_get(root, "last"));
        char node[NODE_BYTES + 1], room[IDENTITY_BYTES];
        int64_t node_seq;
        ok = identity_parse(import, node, &node_seq) && first > 0 && last >= first;
        out->void_target = ok ? runs_seq(st, import) : 0;
        out->void_first = ok ? runs_seq(st, identity_text(room, node, first)) : 0;
        out->void_last = ok ? runs_seq(st, identity_text(room, node, last)) : 0;
        ok = ok && out->void_first > 0 && out->void_last >= out->void_first;
    }
    json_decref(root);
    return (ok && root) || ERR(e, ERR_CORRUPT, STATE_EVENT_BAD, MSG_NUM(v->seq));
}

bool past_read(struct state *st, struct arena *a, const struct event *v, struct past *out, struct err *e)
{
    *out = (struct past) { .seq = v->seq, .at = v->at, .node_seq = v->node_seq, .day = v->day };
    memcpy(out->node, v->node, strnlen(v->node, NODE_BYTES));
    out->kind = event_kind_of(v->kind);
    out->actor = arena_text(a, v->actor);
    if (out->kind == EVENT_VOID)
        return read_void(st, v, out, e);
    if (out->kind != EVENT_ADD && out->kind != EVENT_AMEND && out->kind != EVENT_MOVE)
        return true;
    /* A redacted body says nothing any more; its entry goes on with what is left. */
    if (!body_read(a, v->body, v->body_bytes, &out->body) && strncmp(v->body, "{\"redacted\":", 12) != 0)
        return ERR(e, ERR_CORRUPT, STATE_EVENT_BAD, MSG_NUM(v->seq));
    return true;
}

struct loading {
    struct ledger *l;
    struct state *st;
    struct arena *a;
    struct story *story;
};

static bool see_past(void *context, const struct event *v, struct err *e)
{
    struct loading *g = context;
    if (v->seq == g->story->entry) {
        g->story->book = catalog_book(g->l->catalog, v->book);
        if (!g->story->book)
            return ERR(e, ERR_CORRUPT, STATE_EVENT_BOOK, MSG_NUM(v->seq), v->book);
    }
    return past_read(g->st, g->a, v, &g->story->past[g->story->past_count++], e);
}

bool story_load(struct ledger *l, struct state *st, struct arena *a, int64_t entry, int64_t upto, struct story *out,
                struct err *e)
{
    *out = (struct story) { .entry = entry };
    int room = 8, count = 1;
    int64_t *seqs = malloc((size_t)room * sizeof *seqs);
    struct stmt *s = db_use(l->db, SQL_STORY, e);
    bool row = true, ok = s != NULL;
    if (!seqs)
        abort();
    seqs[0] = entry;
    if (ok) {
        stmt_int(s, 1, entry);
        stmt_int(s, 2, upto);
    }
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        if (count == room && !(seqs = realloc(seqs, (size_t)(room *= 2) * sizeof *seqs)))
            abort();
        seqs[count++] = stmt_get_int(s, 0);
    }
    if (s)
        stmt_done(s);
    out->past = ARENA_ARRAY(a, struct past, (size_t)count);
    struct loading g = { l, st, a, out };
    for (int i = 0; ok && i < count; i++)
        ok = ledger_one(l, seqs[i], see_past, &g, e);
    free(seqs);
    if (ok && (out->past_count != count || !out->book))
        ok = ERR(e, ERR_CORRUPT, STATE_EVENT_BAD, MSG_NUM(entry));
    return ok;
}

/* ---- telling ---- */

/* Voids are taken from the last to the first: a void that is itself undone undoes nothing. */
static void mark_in_force(struct story *s, int64_t without)
{
    for (int i = 0; i < s->past_count; i++)
        s->past[i].in_force = s->past[i].seq != without;
    for (int i = s->past_count; i-- > 0;) {
        const struct past *v = &s->past[i];
        if (v->kind != EVENT_VOID || !v->in_force)
            continue;
        for (int k = 0; k < i; k++) {
            struct past *p = &s->past[k];
            bool whole = !v->void_target && !v->void_first && p->kind == EVENT_ADD;
            bool hit = v->void_first ? p->seq >= v->void_first && p->seq <= v->void_last : p->seq == v->void_target;
            if (whole || hit)
                p->in_force = false;
        }
    }
}

static int by_recording(const struct past *x, const struct past *y)
{
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    int node = strcmp(x->node, y->node);
    return node ? node : (x->node_seq > y->node_seq) - (x->node_seq < y->node_seq);
}

static int order_recording(const void *x, const void *y)
{
    return by_recording(*(const struct past *const *)x, *(const struct past *const *)y);
}

static int order_day(const void *x, const void *y)
{
    const struct past *p = *(const struct past *const *)x, *q = *(const struct past *const *)y;
    return p->day != q->day ? (p->day < q->day ? -1 : 1) : by_recording(p, q);
}

/* Collects events of the given kinds that are in force. */
static int gather(struct arena *a, const struct story *s, unsigned kinds, const struct past ***out)
{
    int count = 0;
    *out = ARENA_ARRAY(a, const struct past *, (size_t)s->past_count + 1);
    for (int i = 0; i < s->past_count; i++) {
        if (s->past[i].in_force && (kinds >> s->past[i].kind & 1))
            (*out)[count++] = &s->past[i];
    }
    return count;
}

/* -1 for a field that a later version of the pack no longer has: what was said of it stays in the event. */
static int place_of(const struct book *b, const char *name)
{
    const struct field *f = book_field(b, name);
    return f ? f->number : -1;
}

static void assign(struct arena *a, const struct book *b, struct version *v, const struct past *p)
{
    if (p->body.org)
        v->org = p->body.org;
    for (int i = 0; i < p->body.value_count;) {
        const char *name = p->body.values[i].field;
        int place = place_of(b, name), same = 1;
        while (i + same < p->body.value_count && strcmp(p->body.values[i + same].field, name) == 0)
            same++;
        if (place >= 0) {
            struct cell_values *c = &v->cells[place];
            c->texts = ARENA_ARRAY(a, const char *, (size_t)same);
            c->count = 0;
            for (int k = 0; k < same; k++) {
                if (p->body.values[i + k].text && *p->body.values[i + k].text)
                    c->texts[c->count++] = p->body.values[i + k].text;
            }
        }
        i += same;
    }
}

static struct version copy_version(struct arena *a, const struct book *b, const struct version *v)
{
    struct version copy = *v;
    copy.cells = ARENA_ARRAY(a, struct cell_values, (size_t)b->field_count + 1);
    memcpy(copy.cells, v->cells, (size_t)b->field_count * sizeof *v->cells);
    return copy;
}

static bool cells_same(const struct cell_values *x, const struct cell_values *y)
{
    if (x->count != y->count)
        return false;
    for (int i = 0; i < x->count; i++) {
        if (strcmp(x->texts[i], y->texts[i]) != 0)
            return false;
    }
    return true;
}

static bool says_same(const struct book *b, const struct version *x, const struct version *y)
{
    if (!text_same(x->number, y->number) || !text_same(x->org, y->org))
        return false;
    for (int i = 0; i < b->field_count; i++) {
        if (!cells_same(&x->cells[i], &y->cells[i]))
            return false;
    }
    return true;
}

bool version_same(const struct book *b, const struct version *x, const struct version *y)
{
    return x->vf == y->vf && x->vt == y->vt && says_same(b, x, y);
}

/* Whether what this event says of a field is overruled by a later correction for all days. */
static void drop_overruled(struct arena *a, const struct past **changes, int count, struct past *kept)
{
    for (int i = 0; i < count; i++) {
        kept[i] = *changes[i];
        kept[i].body.values = ARENA_ARRAY(a, struct value, (size_t)changes[i]->body.value_count + 1);
        kept[i].body.value_count = 0;
        for (int v = 0; v < changes[i]->body.value_count; v++) {
            const struct value *said = &changes[i]->body.values[v];
            bool overruled = false;
            for (int k = i + 1; k < count && !overruled; k++) {
                for (int w = 0; changes[k]->body.correct && w < changes[k]->body.value_count && !overruled; w++)
                    overruled = strcmp(changes[k]->body.values[w].field, said->field) == 0;
            }
            if (!overruled)
                kept[i].body.values[kept[i].body.value_count++] = *said;
        }
        for (int k = i + 1; k < count; k++) {
            if (changes[k]->body.correct && changes[k]->body.org)
                kept[i].body.org = NULL;
        }
    }
}

/* A register: corrections change the first version, dated changes begin new ones. */
static void tell_register(struct arena *a, struct story *s, const struct past **changes, int count, struct version first)
{
    struct past *kept = ARENA_ARRAY(a, struct past, (size_t)count + 1);
    const struct past **dated = ARENA_ARRAY(a, const struct past *, (size_t)count + 1);
    int dated_count = 0;
    drop_overruled(a, changes, count, kept);
    for (int i = 0; i < count; i++) {
        if (kept[i].body.correct)
            assign(a, s->book, &first, &kept[i]);
        else
            dated[dated_count++] = &kept[i];
    }
    qsort(dated, (size_t)dated_count, sizeof *dated, order_day);
    s->versions = ARENA_ARRAY(a, struct version, (size_t)dated_count + 1);
    s->versions[0] = first;
    s->version_count = 1;
    for (int i = 0; i < dated_count; i++) {
        struct version *last = &s->versions[s->version_count - 1];
        struct version next = copy_version(a, s->book, last);
        assign(a, s->book, &next, dated[i]);
        if (says_same(s->book, last, &next))
            continue;
        if (last->vf == dated[i]->day) {
            *last = next;
            continue;
        }
        last->vt = next.vf = dated[i]->day;
        s->versions[s->version_count++] = next;
    }
}

static void tell_versions(struct arena *a, struct story *s)
{
    const struct past *add = &s->past[0];
    const struct past **changes;
    int count = gather(a, s, 1u << EVENT_AMEND | 1u << EVENT_MOVE, &changes);
    struct version first = { .vf = DAY_FIRST, .vt = DAY_LAST + 1, .number = add->body.number ? add->body.number : "" };
    first.cells = ARENA_ARRAY(a, struct cell_values, (size_t)s->book->field_count + 1);
    assign(a, s->book, &first, add);
    qsort(changes, (size_t)count, sizeof *changes, order_recording);
    for (int i = 0; i < count; i++) {
        if (changes[i]->body.number) /* a number is what people read, not a fact of a day: corrected for all days */
            first.number = changes[i]->body.number;
    }
    if (s->book->kind == BOOK_REGISTER) {
        tell_register(a, s, changes, count, first);
        return;
    }
    for (int i = 0; i < count; i++)
        assign(a, s->book, &first, changes[i]);
    s->versions = ARENA_ARRAY(a, struct version, 1);
    s->versions[0] = first;
    s->version_count = 1;
}

static bool leads_from(const struct move *m, const char *state)
{
    for (int i = 0; i < m->from_count; i++) {
        if (strcmp(m->from[i], state) == 0)
            return true;
    }
    return false;
}

static void tell_steps(struct arena *a, struct story *s)
{
    const struct past **moves;
    int count = gather(a, s, 1u << EVENT_MOVE, &moves);
    s->steps = ARENA_ARRAY(a, struct step, (size_t)count + 1);
    if (!s->book->flow)
        return;
    qsort(moves, (size_t)count, sizeof *moves, order_day);
    const char *now = s->book->flow->states[0];
    for (int i = 0; i < count; i++) {
        const struct past *p = moves[i];
        const struct move *m = p->body.move ? flow_move(s->book->flow, p->body.move) : NULL;
        if (!p->body.to || (m && !leads_from(m, now))) {
            s->skipped++;
            s->skipped_move = p->body.move;
            continue;
        }
        s->steps[s->step_count++] = (struct step) { p->seq, p->day, p->body.move, p->body.to, p->actor };
        now = p->body.to;
    }
}

void story_tell(struct arena *a, struct story *s, int64_t without)
{
    s->version_count = s->step_count = s->skipped = 0;
    s->skipped_move = NULL;
    mark_in_force(s, without);
    if (!s->past[0].in_force)
        return;
    tell_versions(a, s);
    tell_steps(a, s);
}

/* ---- what a void touches ---- */

struct touching {
    struct ledger *l;
    struct state *st;
    bool (*see)(void *context, int64_t entry, struct err *e);
    void *context;
};

static bool touch(struct touching *t, const struct event *v, struct err *e)
{
    int64_t entry = strcmp(v->kind, "add") == 0 ? v->seq : *v->entry ? runs_seq(t->st, v->entry) : 0;
    return entry <= 0 || t->see(t->context, entry, e);
}

static bool see_target(void *context, const struct event *v, struct err *e)
{
    struct touching *t = context;
    if (event_kind_of(v->kind) != EVENT_VOID || *v->entry)
        return touch(t, v, e);
    struct past undone; /* a void of an import, undone in its turn */
    struct arena a;
    arena_init(&a, 4096);
    bool ok = past_read(t->st, &a, v, &undone, e) && void_touches(t->l, t->st, &undone, t->see, t->context, e);
    arena_free(&a);
    return ok;
}

bool void_touches(struct ledger *l, struct state *st, const struct past *v,
                  bool (*see)(void *context, int64_t entry, struct err *e), void *context, struct err *e)
{
    struct touching t = { l, st, see, context };
    int64_t first = v->void_first ? v->void_first : v->void_target;
    int64_t last = v->void_first ? v->void_last : v->void_target;
    return ledger_each(l, first, last, see_target, &t, e);
}
