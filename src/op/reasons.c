/* op/reasons.c: the entries that make a figure another than it was: what was counted then against what is counted now. */
#include <stdlib.h>
#include <string.h>

#include "op/figure.h"

#define REASONS_SHOWN 20
#define OTHER_PERIOD  1000000 /* above any number of atoms of one formula */

struct counted {
    int64_t entry;
    int atom;
    enum formula_op op;
    const struct book *book;
    const char *number;
};

struct counted_list {
    struct counted *items;
    int64_t count, room;
    int atoms; /* of the period before */
};

static bool see_counted(void *context, int atom, enum formula_op op, const struct trace_entry *t, struct err *e)
{
    (void)e;
    struct counted_list *l = context;
    if (l->count == l->room) {
        l->room = l->room ? l->room * 2 : 256;
        l->items = realloc(l->items, (size_t)l->room * sizeof *l->items);
        if (!l->items)
            abort();
    }
    l->items[l->count++] = (struct counted) { t->entry, l->atoms + atom, op, t->book, t->number };
    return true;
}

/* Everything the figure counted as known at a position, atom by atom, in both periods of a comparison. */
static bool count_entries(const struct asking *x, const struct figure *f, int64_t known, struct counted_list *out,
                          struct err *e)
{
    struct basis b;
    if (!figure_basis(x->c, f, known, &b, e) || !measure_trace_atoms(x->session, f->measure, &b, see_counted, out, e))
        return false;
    out->atoms = OTHER_PERIOD;
    return !report_figure_base(f, &b.from, &b.asof) || measure_trace_atoms(x->session, f->measure, &b, see_counted, out, e);
}

/* The last event after `then` that touched the entry; 0. */
static int64_t touched_at(const struct asking *x, int64_t entry)
{
    int64_t low = 0, high = x->touch_count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (x->touches[middle].entry <= entry)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && x->touches[low - 1].entry == entry ? x->touches[low - 1].seq : 0;
}

struct event_facts {
    struct op_call *c;
    const char *kind, *actor;
};

static bool see_event(void *context, const struct event *v, struct err *e)
{
    (void)e;
    struct event_facts *facts = context;
    facts->kind = arena_text(facts->c->memory, v->kind);
    facts->actor = arena_text(facts->c->memory, v->actor);
    return true;
}

/* Whether it was counted then and is now; where both, only a change of its values can matter, and that not to a count. */
static bool put_reason(const struct asking *x, const struct figure *f, struct reasons *out, const struct counted *at,
                       bool was, bool is, struct err *e)
{
    struct event_facts facts = { .c = x->c, .kind = "", .actor = "" };
    int64_t seq = at->entry > x->then ? at->entry : touched_at(x, at->entry);
    if (!seq || (was && !figure_groups(x, f, at->book, at->entry, x->then, &was, e))
        || (is && !figure_groups(x, f, at->book, at->entry, x->now, &is, e)))
        return e->code == ERR_NONE;
    bool both = was && is;
    if ((!was && !is) || (both && at->op == FORMULA_COUNT))
        return true;
    if (!ledger_one(x->c->ledger, seq, see_event, &facts, e))
        return false;
    bool moved = strcmp(facts.kind, "move") == 0;
    if (both && moved)
        return true;
    const char *why = at->entry > x->then               ? "late"
                      : strcmp(facts.kind, "void") == 0 ? "voided"
                      : moved                           ? "moved"
                                                        : "corrected";
    json_t *last = json_array_get(out->list, json_array_size(out->list) - 1);
    if (last && json_integer_value(json_object_get(last, "seq")) == seq)
        return true;
    out->total++;
    if (json_array_size(out->list) < REASONS_SHOWN)
        json_array_append_new(out->list, json_pack("{s:s, s:s, s:s, s:I, s:s}", "why", why, "book", at->book->name, "id",
                                                   at->number, "seq", (json_int_t)seq, "actor", facts.actor));
    return true;
}

static int order_counted(const struct counted *a, const struct counted *b)
{
    if (a->atom != b->atom)
        return a->atom - b->atom;
    return (a->entry > b->entry) - (a->entry < b->entry);
}

/* Walks what was counted then and what is counted now side by side: an entry on one side only made a difference. */
static bool compare_lists(const struct asking *x, const struct figure *f, const struct counted_list *then,
                          const struct counted_list *now, struct reasons *out, struct err *e)
{
    int64_t i = 0, k = 0;
    while (i < then->count || k < now->count) {
        int order = i == then->count ? 1 : k == now->count ? -1 : order_counted(&then->items[i], &now->items[k]);
        if (!put_reason(x, f, out, order <= 0 ? &then->items[i] : &now->items[k], order <= 0, order >= 0, e))
            return false;
        i += order <= 0;
        k += order >= 0;
    }
    return true;
}

static bool is_redefined(const struct catalog *c, const struct formula *f, int32_t asof, int64_t then, int64_t now)
{
    if (!f)
        return false;
    if (f->op == FORMULA_MEASURE) {
        const struct measure *a = catalog_measure(c, f->name, asof, then), *b = catalog_measure(c, f->name, asof, now);
        return a != b || (b && is_redefined(c, b->formula, asof, then, now));
    }
    return is_redefined(c, f->left, asof, then, now) || is_redefined(c, f->right, asof, then, now);
}

/* Figures of one text share their position, so what was touched since is read once. */
static bool read_touches(struct asking *x, struct err *e)
{
    if (x->touches && x->touched_after == x->then)
        return true;
    x->touched_after = x->then;
    return state_touched(x->c->ledger, x->c->memory, x->then, &x->touches, &x->touch_count, e);
}

bool figure_reasons(struct asking *x, const struct figure *f, struct reasons *out, struct err *e)
{
    struct counted_list then = { 0 }, now = { 0 };
    const struct formula named = { .op = FORMULA_MEASURE, .name = f->measure };
    const struct catalog *c = x->c->ledger->catalog;
    *out = (struct reasons) { .list = json_array() };
    out->redefined =
        catalog_measure(c, f->measure, f->asof, x->now) != NULL && is_redefined(c, &named, f->asof, x->then, x->now);
    bool ok = read_touches(x, e) && count_entries(x, f, x->then, &then, e) && count_entries(x, f, x->now, &now, e)
              && compare_lists(x, f, &then, &now, out, e);
    free(then.items);
    free(now.items);
    return ok;
}

void reasons_say(const struct op_call *c, const struct reasons *r, struct buf *out)
{
    static const struct {
        const char *why;
        enum msg_id id;
    } WORDS_OF[] = { { "late", MSG_FIGURE_LATE },
                     { "corrected", MSG_FIGURE_CORRECTED },
                     { "moved", MSG_FIGURE_MOVED },
                     { "voided", MSG_FIGURE_VOIDED } };
    if (r->redefined)
        buf_text(out, HEADING(c, FIGURE_REDEFINED));
    size_t i;
    json_t *at;
    json_array_foreach(r->list, i, at)
    {
        for (size_t k = 0; k < sizeof WORDS_OF / sizeof *WORDS_OF; k++)
            if (strcmp(WORDS_OF[k].why, json_string_value(json_object_get(at, "why"))) == 0)
                buf_format(out, "%s%s %s", out->bytes ? WORDS(c, CHECK_ALSO) : "",
                           json_string_value(json_object_get(at, "id")), msg_text(c->lang, WORDS_OF[k].id));
    }
    if (r->total > (int64_t)json_array_size(r->list))
        buf_text(out, WORDS(c, FIGURE_MORE, MSG_NUM(r->total)));
    if (!out->bytes)
        buf_text(out, HEADING(c, FIGURE_BEHIND));
}
