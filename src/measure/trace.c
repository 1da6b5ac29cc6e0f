/* measure/trace.c: a value -> the entries it counted; a book -> its entries; orgs of a level. */
#include <stdlib.h>
#include <string.h>

#include "measure/inside.h"

/* One entry as one atom of the formula counts it. */
struct counted {
    struct trace_entry t;
    int atom;
    enum formula_op op;
};

struct gathered {
    struct measure_session *s;
    struct counted *list;
    int64_t count, room;
    int atoms; /* gathered so far */
    enum formula_op op;
};

static void push(struct gathered *g, struct trace_entry t)
{
    if (g->count == g->room) {
        g->room = g->room ? g->room * 2 : 256;
        g->list = realloc(g->list, (size_t)g->room * sizeof *g->list);
        if (!g->list)
            abort();
    }
    g->list[g->count++] = (struct counted) { t, g->atoms, g->op };
}

static int order_entries(const void *x, const void *y)
{
    const struct trace_entry *a = &((const struct counted *)x)->t, *b = &((const struct counted *)y)->t;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return (a->entry > b->entry) - (a->entry < b->entry);
}

static int order_atoms(const void *x, const void *y)
{
    const struct counted *a = x, *b = y;
    if (a->atom != b->atom)
        return a->atom - b->atom;
    return (a->t.entry > b->t.entry) - (a->t.entry < b->t.entry);
}

/* The org's number and name, as of the day. */
static void put_org(struct query *c, const struct book *b, struct piece *select)
{
    struct path org = { .book = b, .end = PATH_ORG };
    struct piece ignored = { 0 }, label = { 0 };
    struct err none = { 0 };
    if (catalog_book(c->s->l->catalog, BOOK_ORG) && query_path(c, &org, &ignored, &label, &none)) {
        buf_format(&select->sql, ", %s", buf_get(&label.sql));
        buf_format(&select->sql, ", r%d.number", c->joined[c->joined_count - 1].alias);
    } else {
        piece_text(select, ", '', ''");
    }
    piece_free(&ignored);
    piece_free(&label);
}

static bool gather(struct gathered *g, const struct book *b, const struct where *w, const struct path *not_empty,
                   const struct question *q, struct err *e)
{
    struct query c;
    struct piece sql = { 0 }, value = { 0 };
    char table[24];
    query_start(&c, g->s, q);
    piece_text(&sql, "SELECT DISTINCT t.entry, t.day, t.number");
    put_org(&c, b, &sql);
    bool ok = (!not_empty || query_path(&c, not_empty, &value, NULL, e)) && query_rows(&c, b, w, e);
    buf_format(&sql.sql, " FROM %s t", state_table(table, b));
    piece_add(&sql, &c.joins);
    piece_text(&sql, " WHERE ");
    piece_add(&sql, &c.where);
    if (not_empty) {
        piece_text(&sql, " AND (");
        piece_add(&sql, &value);
        piece_text(&sql, ") IS NOT NULL");
    }
    struct stmt *row = ok ? piece_use(g->s->l, &sql, e) : NULL;
    bool more = true;
    ok = row != NULL;
    while (ok && (ok = stmt_step(row, &more, e)) && more) {
        struct trace_entry t = { .entry = stmt_get_int(row, 0), .book = b, .has_day = !stmt_is_null(row, 1) };
        t.day = t.has_day ? (int32_t)stmt_get_int(row, 1) : DAY_FIRST;
        t.number = arena_text(g->s->a, stmt_get_text(row, 2, NULL));
        t.org_title = arena_text(g->s->a, stmt_get_text(row, 3, NULL));
        t.org_number = arena_text(g->s->a, stmt_get_text(row, 4, NULL));
        push(g, t);
    }
    if (row)
        stmt_done(row);
    piece_free(&sql);
    piece_free(&value);
    query_free(&c);
    g->atoms++;
    return ok;
}

static bool show(struct gathered *g, bool (*see)(void *context, const struct trace_entry *t, struct err *e), void *context,
                 struct err *e)
{
    bool ok = true;
    if (g->count)
        qsort(g->list, (size_t)g->count, sizeof *g->list, order_entries);
    for (int64_t i = 0; ok && i < g->count; i++) {
        if (i == 0 || g->list[i].t.entry != g->list[i - 1].t.entry)
            ok = see(context, &g->list[i].t, e);
    }
    free(g->list);
    return ok;
}

static bool trace_formula(struct gathered *g, const struct formula *f, const struct question *q, struct err *e)
{
    const struct measure *m;
    struct question inner = *q;
    struct entry_ref of;
    g->op = f->op;
    switch (f->op) {
    case FORMULA_NUMBER: return true;
    case FORMULA_MEASURE: return find_measure(g->s, f->name, q, &m, e) && trace_formula(g, m->formula, q, e);
    case FORMULA_OF:
        if (!state_find(g->s->l, g->s->a, NULL, f->name, &of, e))
            return false;
        inner.basis.of = of.entry;
        inner.basis.of_book = of.book;
        return trace_formula(g, f->left, &inner, e);
    case FORMULA_COUNT: return gather(g, f->book, f->where, NULL, q, e);
    case FORMULA_DISTINCT:
    case FORMULA_SUM:
    case FORMULA_AVG:
    case FORMULA_MIN:
    case FORMULA_MAX:
    case FORMULA_LAST: return gather(g, f->book, f->where, f->path, q, e);
    default: return (!f->left || trace_formula(g, f->left, q, e)) && (!f->right || trace_formula(g, f->right, q, e));
    }
}

bool measure_trace(struct measure_session *s, const char *text, const struct basis *b,
                   bool (*see)(void *context, const struct trace_entry *t, struct err *e), void *context, struct err *e)
{
    struct gathered g = { .s = s };
    struct question q = question_of(s, b);
    const struct formula *f;
    if (!session_parse(s, text, &f, e) || !trace_formula(&g, f, &q, e)) {
        free(g.list);
        return false;
    }
    return show(&g, see, context, e);
}

bool measure_trace_atoms(struct measure_session *s, const char *text, const struct basis *b,
                         bool (*see)(void *context, int atom, enum formula_op op, const struct trace_entry *t,
                                     struct err *e),
                         void *context, struct err *e)
{
    struct gathered g = { .s = s };
    struct question q = question_of(s, b);
    const struct formula *f;
    bool ok = session_parse(s, text, &f, e) && trace_formula(&g, f, &q, e);
    if (ok && g.count)
        qsort(g.list, (size_t)g.count, sizeof *g.list, order_atoms);
    for (int64_t i = 0; ok && i < g.count; i++)
        ok = see(context, g.list[i].atom, g.list[i].op, &g.list[i].t, e);
    free(g.list);
    return ok;
}

bool measure_list(struct measure_session *s, const struct book *book, const struct where *where, const struct basis *b,
                  bool (*see)(void *context, const struct trace_entry *t, struct err *e), void *context, struct err *e)
{
    struct gathered g = { .s = s };
    struct question q = question_of(s, b);
    if (!gather(&g, book, where, NULL, &q, e)) {
        free(g.list);
        return false;
    }
    return show(&g, see, context, e);
}

/* ---- orgs ---- */

struct org_list {
    struct org_item *items;
    int count, room;
    struct arena *a;
};

static bool see_org(void *context, const struct trace_entry *t, struct err *e)
{
    struct org_list *o = context;
    (void)e;
    if (o->count == o->room) {
        struct org_item *more = ARENA_ARRAY(o->a, struct org_item, (size_t)o->room * 2);
        memcpy(more, o->items, (size_t)o->room * sizeof *more);
        o->items = more;
        o->room *= 2;
    }
    o->items[o->count++] = (struct org_item) { t->entry, t->number, t->org_title };
    return true;
}

bool measure_orgs(struct measure_session *s, const char *level, const struct basis *b, struct org_item **out, int *count,
                  struct err *e)
{
    const struct book *orgs = catalog_book(s->l->catalog, BOOK_ORG);
    const struct field *f = orgs ? book_field(orgs, "级别") : NULL;
    struct org_list o = { .a = s->a, .room = 32, .items = ARENA_ARRAY(s->a, struct org_item, 32) };
    struct path path = { .book = orgs, .end = PATH_FIELD, .field = f, .end_book = orgs };
    struct literal literal = { .text = level };
    struct where where = { .op = WHERE_EQ, .path = &path, .literals = &literal, .literal_count = 1 };
    bool ok = !orgs || (*level && !f) || measure_list(s, orgs, *level ? &where : NULL, b, see_org, &o, e);
    *out = o.items;
    *count = o.count;
    return ok;
}
