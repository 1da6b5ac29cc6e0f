/* catalog/flows.c: states, moves, deadlines. */
#include <string.h>

#include "catalog/pack.h"

#define DEADLINE_DAYS_MAX 36500

enum { FLOW_NAME, FLOW_STATES, FLOW_MOVES, FLOW_DEADLINES, FLOW_KEYS };
static const struct key FLOW_KEY[FLOW_KEYS] = {
    [FLOW_NAME] = { "name", NODE_TEXT, true },
    [FLOW_STATES] = { "states", NODE_LIST, true },
    [FLOW_MOVES] = { "moves", NODE_LIST, true },
    [FLOW_DEADLINES] = { "deadlines", NODE_LIST, false },
};
enum { MOVE_NAME, MOVE_FROM, MOVE_TO, MOVE_ROLE, MOVE_NEEDS, MOVE_NOT_BY, MOVE_KEYS };
static const struct key MOVE_KEY[MOVE_KEYS] = {
    [MOVE_NAME] = { "name", NODE_TEXT, true },
    [MOVE_FROM] = { "from", NODE_TEXT | NODE_LIST, true },
    [MOVE_TO] = { "to", NODE_TEXT, true },
    [MOVE_ROLE] = { "role", NODE_TEXT, false },
    [MOVE_NEEDS] = { "needs", NODE_TEXT | NODE_LIST, false },
    [MOVE_NOT_BY] = { "not_by", NODE_TEXT, false },
};
enum { DEADLINE_STATE, DEADLINE_WITHIN, DEADLINE_WHEN, DEADLINE_WARN, DEADLINE_KEYS };
static const struct key DEADLINE_KEY[DEADLINE_KEYS] = {
    [DEADLINE_STATE] = { "state", NODE_TEXT, true },
    [DEADLINE_WITHIN] = { "within", NODE_TEXT, true },
    [DEADLINE_WHEN] = { "when", NODE_TEXT, false },
    [DEADLINE_WARN] = { "warn", NODE_TEXT, false },
};

static int state_number(const struct flow *f, const char *state)
{
    for (int i = 0; i < f->state_count; i++)
        if (strcmp(f->states[i], state) == 0)
            return i;
    return -1;
}

static bool check_state(struct reader *r, const struct flow *f, const struct node *n)
{
    char hint[NEAR_HINT_BYTES];
    if (state_number(f, n->text) >= 0)
        return true;
    struct near near;
    near_begin(&near, n->text);
    for (int i = 0; i < f->state_count; i++)
        near_offer(&near, f->states[i]);
    return MISTAKE(r, n, CATALOG_STATE_UNKNOWN, f->name, n->text, near_hint(&near, r->e->lang, hint));
}

static bool read_states(struct reader *r, const struct node *n, struct flow *f)
{
    if (!n->count)
        return MISTAKE(r, n, CATALOG_LIST_EMPTY, "states");
    if (n->count > STATES_MAX)
        return MISTAKE(r, n, CATALOG_LIST_LONG, "states", MSG_NUM(STATES_MAX));
    if (!read_labels(r, n, &f->states, &f->state_count))
        return false;
    const struct node *item = n->first;
    for (int i = 0; i < f->state_count; i++, item = item->next)
        if (state_number(f, f->states[i]) != i)
            return MISTAKE(r, item, CATALOG_TWICE, f->states[i]);
    return true;
}

static bool read_move(struct reader *r, const struct node *n, struct flow *f, struct move *m)
{
    const struct node *keys[MOVE_KEYS];
    if (!keys_read(r, n, "moves", MOVE_KEY, MOVE_KEYS, keys) || !read_label(r, keys[MOVE_NAME], &m->name)
        || !read_labels(r, keys[MOVE_FROM], &m->from, &m->from_count)
        || !read_labels(r, keys[MOVE_NEEDS], &m->needs, &m->need_count) || !check_state(r, f, keys[MOVE_TO]))
        return false;
    if (flow_move(f, m->name))
        return MISTAKE(r, keys[MOVE_NAME], CATALOG_TWICE, m->name);
    const struct node *from = keys[MOVE_FROM];
    if (!m->from_count)
        return MISTAKE(r, from, CATALOG_LIST_EMPTY, "from");
    if (m->from_count > f->state_count)
        return MISTAKE(r, from, CATALOG_LIST_LONG, "from", MSG_NUM(f->state_count));
    for (const struct node *s = from->kind == NODE_LIST ? from->first : from; s;
         s = from->kind == NODE_LIST ? s->next : NULL)
        if (!check_state(r, f, s))
            return false;
    m->to = keys[MOVE_TO]->text;
    m->role = NULL;
    return !keys[MOVE_ROLE] || read_label(r, keys[MOVE_ROLE], &m->role);
}

/* A move may name one that stands below it, so `not_by` is looked up when all are read. */
static bool read_not_by(struct reader *r, const struct node *list, const struct flow *f, struct move *moves)
{
    for (const struct node *n = list->first; n; n = n->next, moves++) {
        const struct node *keys[MOVE_KEYS];
        if (!keys_read(r, n, "moves", MOVE_KEY, MOVE_KEYS, keys))
            return false;
        const struct node *not_by = keys[MOVE_NOT_BY];
        if (!not_by)
            continue;
        moves->not_by = not_by->text;
        if (flow_move(f, not_by->text))
            continue;
        char hint[NEAR_HINT_BYTES];
        struct near near;
        near_begin(&near, not_by->text);
        for (int i = 0; i < f->move_count; i++)
            near_offer(&near, f->moves[i].name);
        return MISTAKE(r, not_by, CATALOG_NOT_BY, f->name, not_by->text, near_hint(&near, r->e->lang, hint));
    }
    return true;
}

static bool check_reachable(struct reader *r, const struct node *states, const struct flow *f)
{
    bool reached[STATES_MAX] = { true };
    for (bool more = true; more;) {
        more = false;
        for (int i = 0; i < f->move_count; i++) {
            int to = state_number(f, f->moves[i].to);
            for (int k = 0; k < f->moves[i].from_count && !reached[to]; k++)
                if (reached[state_number(f, f->moves[i].from[k])])
                    reached[to] = more = true;
        }
    }
    const struct node *n = states->first;
    for (int i = 0; i < f->state_count; i++, n = n->next)
        if (!reached[i])
            return MISTAKE(r, n, CATALOG_STATE_UNREACHED, f->states[i], f->states[0]);
    return true;
}

static bool read_moves(struct reader *r, const struct node *const *keys, struct flow *f)
{
    const struct node *list = keys[FLOW_MOVES];
    if (!list_check(r, list, NODE_MAP, MOVES_MAX))
        return false;
    struct move *moves = ARENA_ARRAY(r->c->a, struct move, (size_t)list->count);
    f->moves = moves;
    for (const struct node *n = list->first; n; n = n->next) {
        if (!read_move(r, n, f, &moves[f->move_count]))
            return false;
        f->move_count++;
    }
    return read_not_by(r, list, f, moves) && check_reachable(r, keys[FLOW_STATES], f);
}

/* "15 workdays", "30 days". */
static bool read_span(struct reader *r, const struct node *n, int *days, bool *workdays)
{
    if (!n)
        return true;
    int value = 0;
    const char *p = n->text;
    while (*p >= '0' && *p <= '9' && value <= DEADLINE_DAYS_MAX)
        value = value * 10 + (*p++ - '0');
    *days = value;
    *workdays = strcmp(p, " workdays") == 0 || strcmp(p, " workday") == 0;
    bool plain = strcmp(p, " days") == 0 || strcmp(p, " day") == 0;
    if (p == n->text || (!*workdays && !plain) || value < 1 || value > DEADLINE_DAYS_MAX)
        return MISTAKE(r, n, CATALOG_SPAN, n->key->text, n->text);
    return true;
}

static bool read_deadlines(struct reader *r, const struct node *list, struct flow_slot *slot)
{
    if (!list)
        return true;
    if (!list_check(r, list, NODE_MAP, LIST_MAX))
        return false;
    slot->deadlines = ARENA_ARRAY(r->c->a, struct deadline, (size_t)list->count);
    slot->whens = ARENA_ARRAY(r->c->a, const struct node *, (size_t)list->count);
    slot->flow.deadlines = slot->deadlines;
    for (const struct node *n = list->first; n; n = n->next) {
        const struct node *keys[DEADLINE_KEYS];
        struct deadline *d = &slot->deadlines[slot->flow.deadline_count];
        if (!keys_read(r, n, "deadlines", DEADLINE_KEY, DEADLINE_KEYS, keys)
            || !check_state(r, &slot->flow, keys[DEADLINE_STATE])
            || !read_span(r, keys[DEADLINE_WITHIN], &d->within, &d->within_workdays)
            || !read_span(r, keys[DEADLINE_WARN], &d->warn, &d->warn_workdays))
            return false;
        d->state = keys[DEADLINE_STATE]->text;
        slot->whens[slot->flow.deadline_count++] = keys[DEADLINE_WHEN];
    }
    return true;
}

static bool find_flow(struct reader *r, const struct node *n, const char *name, struct flow_slot **out)
{
    struct catalog *c = r->c;
    int i = index_get(&c->flow_index, name);
    if (i < 0) {
        if (c->flows.count == FLOWS_MAX)
            return MISTAKE(r, n, CATALOG_LIST_LONG, "flows", MSG_NUM(FLOWS_MAX));
        i = c->flows.count;
        list_push(c->a, &c->flows, ARENA_NEW(c->a, struct flow_slot));
        index_put(c->a, &c->flow_index, name, i);
    }
    struct flow_slot *slot = c->flows.items[i];
    if (slot->pack == r->pack)
        return MISTAKE(r, n, CATALOG_TWICE, name);
    if (slot->pack && strcmp(slot->pack->name, r->pack->name) != 0)
        return MISTAKE(r, n, CATALOG_ELSEWHERE, name, slot->pack->name);
    *slot = (struct flow_slot) { .flow = { .name = name }, .pack = r->pack };
    *out = slot;
    return true;
}

bool flows_read(struct reader *r, const struct node *list)
{
    if (!list_check(r, list, NODE_MAP, FLOWS_MAX))
        return false;
    for (const struct node *n = list ? list->first : NULL; n; n = n->next) {
        const struct node *keys[FLOW_KEYS];
        const char *name;
        struct flow_slot *slot = NULL;
        if (!keys_read(r, n, "flows", FLOW_KEY, FLOW_KEYS, keys) || !read_name(r, keys[FLOW_NAME], &name)
            || !find_flow(r, keys[FLOW_NAME], name, &slot) || !read_states(r, keys[FLOW_STATES], &slot->flow)
            || !read_moves(r, keys, &slot->flow) || !read_deadlines(r, keys[FLOW_DEADLINES], slot))
            return false;
    }
    return true;
}

/* A condition must make sense over every book that uses the flow; the first book's reading is kept. */
static bool resolve_when(struct reader *r, struct flow_slot *slot, int i)
{
    const struct node *n = slot->whens[i];
    slot->deadlines[i].when = NULL;
    for (int k = 0; n && k < r->c->books.count; k++) {
        const struct book *b = catalog_book_at(r->c, k);
        const struct where *when;
        if (b->flow != &slot->flow)
            continue;
        if (!read_where(r, n, b, &when))
            return false;
        if (!slot->deadlines[i].when)
            slot->deadlines[i].when = when;
    }
    if (n && !slot->deadlines[i].when)
        return MISTAKE(r, n, CATALOG_WHEN_BOOK, slot->flow.name);
    return true;
}

bool deadlines_resolve(struct reader *r)
{
    const char *file = r->file;
    for (int i = 0; i < r->c->flows.count; i++) {
        struct flow_slot *slot = r->c->flows.items[i];
        r->file = slot->pack->file;
        for (int k = 0; k < slot->flow.deadline_count; k++)
            if (!resolve_when(r, slot, k))
                return false;
    }
    r->file = file;
    return true;
}
