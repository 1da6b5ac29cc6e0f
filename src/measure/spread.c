/* measure/spread.c: one pass over the rows for every org, where a report asks the same of township after township.
 *
 * A share is what the entries of one org give; a scope's value is the sum (least, most) of the shares of the orgs in its tree.
 * Distinct things are kept as (thing, org) pairs in order of thing, so a thing seen in two townships counts once for the county.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/inside.h"

/* ---- the tree of orgs on a day ---- */

struct org_node {
    int64_t org, parent; /* entries; parent 0: none */
};
struct org_tree {
    int32_t day;
    int64_t known;
    struct org_node *nodes; /* in order of org */
    int count;
    struct org_tree *next;
};

static bool read_tree(struct measure_session *s, struct org_tree *t, struct err *e)
{
    const struct book *orgs = catalog_book(s->l->catalog, BOOK_ORG);
    char table[24], parent[16], sql[240];
    int64_t rows = 0;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", state_table(table, orgs));
    if (!db_int(s->l->db, e, &rows, sql, ""))
        return false;
    t->nodes = ARENA_ARRAY(s->a, struct org_node, (size_t)rows + 1);
    snprintf(sql, sizeof sql,
             "SELECT entry, coalesce(%s, 0) FROM %s WHERE kf <= ? AND kt > ? AND vf <= ? AND vt > ? ORDER BY entry",
             state_column(parent, orgs->parent), table);
    struct stmt *row = db_use(s->l->db, sql, e);
    if (!row)
        return false;
    stmt_int(row, 1, t->known);
    stmt_int(row, 2, t->known);
    stmt_int(row, 3, t->day);
    stmt_int(row, 4, t->day);
    bool more = true, ok = true;
    while (ok && (ok = stmt_step(row, &more, e)) && more && t->count < rows)
        t->nodes[t->count++] = (struct org_node) { stmt_get_int(row, 0), stmt_get_int(row, 1) };
    stmt_done(row);
    return ok;
}

static bool tree_of(struct measure_session *s, const struct question *q, const struct org_tree **out, struct err *e)
{
    struct org_tree *t = s->trees;
    while (t && (t->day != q->tree_day || t->known != q->basis.known))
        t = t->next;
    if (!t) {
        t = ARENA_NEW(s->a, struct org_tree);
        *t = (struct org_tree) { .day = q->tree_day, .known = q->basis.known };
        if (!read_tree(s, t, e))
            return false;
        t->next = s->trees;
        s->trees = t;
    }
    *out = t;
    return true;
}

static const struct org_node *node_of(const struct org_tree *t, int64_t org)
{
    int low = 0, high = t->count - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        if (t->nodes[middle].org == org)
            return &t->nodes[middle];
        if (t->nodes[middle].org < org)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return NULL;
}

static bool in_scope(const struct org_tree *t, int64_t org, int64_t scope)
{
    for (int depth = 0; org && depth <= t->count; depth++) {
        if (org == scope)
            return true;
        const struct org_node *n = node_of(t, org);
        org = n ? n->parent : 0;
    }
    return false;
}

/* ---- shares ---- */

struct share {
    int64_t org;
    int64_t thing; /* of a distinct */
    bool null;     /* nothing added yet */
    int64_t value, count;
};
struct spread {
    const struct formula *f;
    struct question question; /* org: the one that was asked first */
    bool built;
    struct share *shares; /* in order of (thing, org) */
    int64_t count;
    struct spread *next;
};

/* Atoms whose shares add up; `last` does not, and texts are left to SQL. */
static bool can_spread(const struct formula *f)
{
    if (f->book->shared || f->op == FORMULA_LAST)
        return false;
    if (f->op != FORMULA_DISTINCT)
        return true;
    if (f->path->end == PATH_ORG || f->path->end == PATH_DAY)
        return true;
    if (f->path->end != PATH_FIELD)
        return false;
    switch (f->path->field->type) {
    case FIELD_TEXT:
    case FIELD_CHOICE:
    case FIELD_PLACE:
    case FIELD_FILE: return false;
    default: return true;
    }
}

/* Every counted row's org and value: grouping them here costs less than a sorter in the database. */
static bool put_rows(struct query *c, const struct formula *f, struct piece *out, struct err *e)
{
    struct piece value = { 0 };
    char table[24];
    bool ok = (!f->path || query_path(c, f->path, &value, NULL, e)) && query_rows(c, f->book, f->where, e);
    piece_text(out, "SELECT t.org");
    piece_text(out, f->path ? ", " : "");
    piece_add(out, &value);
    buf_format(&out->sql, " FROM %s t", state_table(table, f->book));
    piece_add(out, &c->joins);
    piece_text(out, " WHERE ");
    piece_add(out, &c->where);
    if (f->path) {
        piece_text(out, " AND (");
        piece_add(out, &value);
        piece_text(out, ") IS NOT NULL");
    }
    piece_free(&value);
    return ok;
}

static int order_shares(const void *x, const void *y)
{
    const struct share *a = x, *b = y;
    if (a->thing != b->thing)
        return a->thing < b->thing ? -1 : 1;
    return (a->org > b->org) - (a->org < b->org);
}

/* Shares being gathered, found by (org, thing). */
struct pool {
    struct share *shares;
    int64_t count, slots; /* slots: a power of two, at least twice the count */
    int64_t *slot;        /* share + 1; 0: free */
};

static uint64_t pool_place(const struct pool *p, int64_t org, int64_t thing)
{
    uint64_t h = ((uint64_t)org * 0x9E3779B97F4A7C15u) ^ ((uint64_t)thing * 0xC2B2AE3D27D4EB4Fu);
    return (h ^ h >> 31) & (uint64_t)(p->slots - 1);
}

static void pool_grow(struct pool *p)
{
    p->slots = p->slots ? p->slots * 2 : 1024;
    free(p->slot);
    p->slot = calloc((size_t)p->slots, sizeof *p->slot);
    p->shares = realloc(p->shares, (size_t)p->slots / 2 * sizeof *p->shares);
    if (!p->slot || !p->shares)
        abort();
    for (int64_t i = 0; i < p->count; i++) {
        uint64_t at = pool_place(p, p->shares[i].org, p->shares[i].thing);
        while (p->slot[at])
            at = (at + 1) & (uint64_t)(p->slots - 1);
        p->slot[at] = i + 1;
    }
}

static struct share *pool_find(struct pool *p, int64_t org, int64_t thing)
{
    if (p->count * 2 >= p->slots)
        pool_grow(p);
    uint64_t at = pool_place(p, org, thing);
    while (p->slot[at]) {
        struct share *h = &p->shares[p->slot[at] - 1];
        if (h->org == org && h->thing == thing)
            return h;
        at = (at + 1) & (uint64_t)(p->slots - 1);
    }
    p->slot[at] = ++p->count;
    p->shares[p->count - 1] = (struct share) { .org = org, .thing = thing, .null = true };
    return &p->shares[p->count - 1];
}

static bool add_share(const struct formula *f, const struct share *h, struct share *total)
{
    bool first = total->null;
    total->null = false;
    total->count += h->count;
    if (f->op == FORMULA_MIN || f->op == FORMULA_MAX) {
        bool better = f->op == FORMULA_MIN ? h->value < total->value : h->value > total->value;
        if (first || better)
            total->value = h->value;
        return true;
    }
    return !__builtin_add_overflow(total->value, h->value, &total->value);
}

static bool read_shares(struct measure_session *s, struct spread *d, struct stmt *row, struct err *e)
{
    struct pool pool = { 0 };
    bool more = true, ok = true, distinct = d->f->op == FORMULA_DISTINCT;
    while (ok && (ok = stmt_step(row, &more, e)) && more) {
        int64_t value = d->f->path ? stmt_get_int(row, 1) : 1;
        struct share one = { .value = distinct ? 0 : value, .count = 1 };
        if (!add_share(d->f, &one, pool_find(&pool, stmt_get_int(row, 0), distinct ? value : 0)))
            ok = ERR(e, ERR_INPUT, MEASURE_TOO_LARGE, d->f->book->name);
    }
    d->count = pool.count;
    d->shares = ARENA_ARRAY(s->a, struct share, (size_t)d->count + 1);
    if (d->count)
        memcpy(d->shares, pool.shares, (size_t)d->count * sizeof *d->shares);
    free(pool.shares);
    free(pool.slot);
    qsort(d->shares, (size_t)d->count, sizeof *d->shares, order_shares);
    return ok;
}

static bool build(struct measure_session *s, struct spread *d, struct err *e)
{
    struct query c;
    struct piece sql = { 0 };
    struct question all = d->question;
    if (!session_root(s, &all.basis.org, e))
        return false;
    query_start(&c, s, &all);
    struct stmt *row = put_rows(&c, d->f, &sql, e) ? piece_use(s->l, &sql, e) : NULL;
    bool ok = row && read_shares(s, d, row, e);
    if (row)
        stmt_done(row);
    piece_free(&sql);
    query_free(&c);
    d->built = ok;
    return ok;
}

/* ---- adding up ---- */

/* Scope 0: everything. */
static bool add_up(const struct spread *d, const struct org_tree *t, int64_t scope, struct measure_value *out)
{
    const struct formula *f = d->f;
    struct share total = { .null = true };
    int64_t things = 0, last_org = 0;
    bool last_inside = false, exact = true;
    for (int64_t i = 0; i < d->count; i++) {
        const struct share *h = &d->shares[i];
        if (h->org != last_org)
            last_inside = !scope || in_scope(t, h->org, scope);
        last_org = h->org;
        if (!last_inside)
            continue;
        if (f->op != FORMULA_DISTINCT) {
            exact = exact && add_share(f, h, &total);
            continue;
        }
        things++;
        while (i + 1 < d->count && d->shares[i + 1].thing == h->thing)
            i++;
        last_org = d->shares[i].org == last_org ? last_org : 0;
    }
    int scale = f->path && f->path->end == PATH_FIELD ? f->path->field->scale : 0;
    bool counted = f->op == FORMULA_COUNT || f->op == FORMULA_DISTINCT;
    *out = (struct measure_value) { .null = total.null && !counted && f->op != FORMULA_SUM };
    out->value = f->op == FORMULA_DISTINCT ? ratio_int(things) : ratio_units(total.null ? 0 : total.value, scale);
    if (f->op == FORMULA_AVG && !out->null)
        exact = exact && ratio_div(out->value, ratio_int(total.count), &out->value);
    return exact;
}

static bool same_but_org(const struct question *x, const struct question *y)
{
    return x->basis.from == y->basis.from && x->basis.asof == y->basis.asof && x->basis.known == y->basis.known
           && x->basis.of == y->basis.of && x->tree_day == y->tree_day;
}

bool spread_eval(struct measure_session *s, const struct formula *f, const struct question *q, struct measure_value *out,
                 bool *answered, struct err *e)
{
    const struct org_tree *t;
    int64_t root;
    *answered = false;
    if (!can_spread(f))
        return true;
    if (!session_root(s, &root, e))
        return false;
    struct spread *d = s->spreads;
    while (d && (d->f != f || !same_but_org(&d->question, q)))
        d = d->next;
    if (!d) {
        d = ARENA_NEW(s->a, struct spread);
        *d = (struct spread) { .f = f, .question = *q, .next = s->spreads };
        s->spreads = d;
        if (q->basis.org != root)
            return true; /* one org alone is found faster by its index */
    }
    if (!d->built && !build(s, d, e))
        return false;
    if (!tree_of(s, q, &t, e))
        return false;
    *answered = true;
    return add_up(d, t, q->basis.org == root ? 0 : q->basis.org, out) || ERR(e, ERR_INPUT, MEASURE_TOO_LARGE, f->book->name);
}
