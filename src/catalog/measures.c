/* catalog/measures.c: measures and their definitions over time. */
#include <string.h>

#include "base/decimal.h"
#include "base/text.h"
#include "catalog/pack.h"

#define UNIT_POINTS_MAX 20

enum { MEASURE_NAME, MEASURE_FORMULA, MEASURE_UNIT, MEASURE_DIGITS, MEASURE_HELP, MEASURE_TITLE, MEASURE_KEYS };
static const struct key MEASURE_KEY[MEASURE_KEYS] = {
    [MEASURE_NAME] = { "name", NODE_TEXT, true },  [MEASURE_FORMULA] = { "formula", NODE_TEXT, true },
    [MEASURE_UNIT] = { "unit", NODE_TEXT, false }, [MEASURE_DIGITS] = { "digits", NODE_TEXT, false },
    [MEASURE_HELP] = { "help", NODE_TEXT, false }, [MEASURE_TITLE] = { "title", NODE_TEXT, false },
};

static bool read_measure(struct reader *r, const struct node *n, struct definition *d)
{
    const struct node *keys[MEASURE_KEYS];
    struct measure *m = &d->measure;
    m->digits = -1;
    m->unit = "";
    if (!keys_read(r, n, "measures", MEASURE_KEY, MEASURE_KEYS, keys) || !read_name(r, keys[MEASURE_NAME], &m->name)
        || (keys[MEASURE_UNIT] && !read_label(r, keys[MEASURE_UNIT], &m->unit))
        || !read_int(r, keys[MEASURE_DIGITS], 0, DECIMAL_SCALE_MAX, &m->digits) || !read_text(keys[MEASURE_HELP], &m->help))
        return false;
    if (text_points(m->unit, strlen(m->unit)) > UNIT_POINTS_MAX)
        return MISTAKE(r, keys[MEASURE_UNIT], CATALOG_UNIT_LONG, m->unit, MSG_NUM(UNIT_POINTS_MAX));
    d->node = keys[MEASURE_FORMULA];
    d->name = keys[MEASURE_NAME];
    m->formula_text = d->node->text;
    m->pack = r->pack;
    m->day = r->source->day;
    m->seq = r->source->seq;
    return true;
}

static bool same_definition(const struct measure *a, const struct measure *b)
{
    return a->digits == b->digits && strcmp(a->unit, b->unit) == 0 && strcmp(a->formula_text, b->formula_text) == 0;
}

/* A definition that changes nothing takes the earlier one's place in time. */
static bool add_definition(struct reader *r, struct definition *d)
{
    struct catalog *c = r->c;
    int i = index_get(&c->measure_index, d->measure.name);
    if (i < 0) {
        struct measure_slot *fresh = ARENA_NEW(c->a, struct measure_slot);
        fresh->name = d->measure.name;
        i = c->measures.count;
        list_push(c->a, &c->measures, fresh);
        index_put(c->a, &c->measure_index, fresh->name, i);
    }
    struct measure_slot *slot = c->measures.items[i];
    struct list *all = &slot->definitions;
    if (all->count) {
        struct definition *last = all->items[all->count - 1];
        if (last->measure.pack == r->pack)
            return MISTAKE(r, d->name, CATALOG_TWICE, d->measure.name);
        if (strcmp(last->measure.pack->name, r->pack->name) != 0)
            return MISTAKE(r, d->name, CATALOG_ELSEWHERE, d->measure.name, last->measure.pack->name);
        if (same_definition(&last->measure, &d->measure)) {
            d->measure.day = last->measure.day;
            d->measure.seq = last->measure.seq;
            *last = *d;
            return true;
        }
    }
    list_push(c->a, all, d);
    return true;
}

static bool parse_definition(struct reader *r, struct definition *d)
{
    int at;
    struct err why = err_like(r->e);
    if (!formula_parse(r->c, r->c->a, d->measure.formula_text, &d->measure.formula, &at, &why))
        return mistake_at(r, d->node, at, &why);
    if (d->measure.formula->op == FORMULA_BY)
        return MISTAKE(r, d->node, CATALOG_MEASURE_BY, d->measure.name);
    return true;
}

/* Earlier definitions and other packs' measures must still have what they name: an issued figure is computed by the
 * definition it was issued with. */
static bool renew_earlier(struct reader *r)
{
    for (int i = 0; i < r->c->measures.count; i++) {
        struct measure_slot *slot = r->c->measures.items[i];
        for (int k = 0; k < slot->definitions.count; k++) {
            struct definition *d = slot->definitions.items[k];
            struct measure *m = &d->measure;
            struct err why = err_like(r->e);
            if (m->pack != r->pack && !formula_parse(r->c, r->c->a, m->formula_text, &m->formula, NULL, &why))
                return mistake(r, r->root, MSG_CATALOG_MEASURE_OLD,
                               (const char *const[]) { m->pack->name, m->name, m->formula_text, why.what, NULL });
        }
    }
    return true;
}

/* Depth-first over the newest definitions.  `mark` 0: not seen, 1: on the way, 2: done. */
struct walk {
    struct reader *r;
    unsigned char *marks;
    int *heights;
};

static bool walk_measure(struct walk *w, int i, int depth);

static bool walk_formula(struct walk *w, int i, const struct formula *f, int depth)
{
    if (!f)
        return true;
    if (f->op != FORMULA_MEASURE)
        return walk_formula(w, i, f->left, depth) && walk_formula(w, i, f->right, depth);
    int below = index_get(&w->r->c->measure_index, f->name);
    if (!walk_measure(w, below, depth + 1))
        return false;
    if (w->heights[i] <= w->heights[below])
        w->heights[i] = w->heights[below] + 1;
    return true;
}

static bool chain_mistake(struct walk *w, const struct definition *d, enum msg_id id)
{
    struct reader r = *w->r;
    r.file = d->measure.pack->file;
    return mistake(&r, d->node, id, (const char *const[]) { d->measure.name, MSG_NUM(MEASURE_CHAIN_MAX), NULL });
}

static bool walk_measure(struct walk *w, int i, int depth)
{
    const struct definition *d = measure_newest(w->r->c->measures.items[i]);
    if (w->marks[i] == 1)
        return chain_mistake(w, d, MSG_CATALOG_MEASURE_CIRCLE);
    if (w->marks[i] == 0) {
        if (depth > MEASURE_CHAIN_MAX)
            return chain_mistake(w, d, MSG_CATALOG_MEASURE_CHAIN);
        w->marks[i] = 1;
        if (!walk_formula(w, i, d->measure.formula, depth))
            return false;
        w->marks[i] = 2;
    }
    return depth + w->heights[i] <= MEASURE_CHAIN_MAX || chain_mistake(w, d, MSG_CATALOG_MEASURE_CHAIN);
}

static bool check_circles(struct reader *r)
{
    size_t count = (size_t)r->c->measures.count;
    struct walk w = { .r = r,
                      .marks = ARENA_ARRAY(r->c->a, unsigned char, count),
                      .heights = ARENA_ARRAY(r->c->a, int, count) };
    for (int i = 0; i < r->c->measures.count; i++)
        if (!walk_measure(&w, i, 0))
            return false;
    return true;
}

bool measures_read(struct reader *r, const struct node *list)
{
    if (!list_check(r, list, NODE_MAP, MEASURES_MAX))
        return false;
    for (const struct node *n = list ? list->first : NULL; n; n = n->next) {
        struct definition *d = ARENA_NEW(r->c->a, struct definition);
        if (!read_measure(r, n, d) || !add_definition(r, d))
            return false;
    }
    for (int i = 0; i < r->c->measures.count; i++) {
        struct definition *d = (struct definition *)measure_newest(r->c->measures.items[i]);
        if (d->measure.pack == r->pack && !parse_definition(r, d))
            return false;
    }
    return (!r->replaced || renew_earlier(r)) && check_circles(r);
}
