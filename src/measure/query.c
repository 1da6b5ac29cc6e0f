/* measure/query.c: books, conditions and paths -> SQL over the state tables.
 *
 * Names in the SQL are the program's own (state_e3, c5, aliases t, r1, m2); what a pack or a person wrote is only ever a bound
 * value.  Logic is two-valued: every comparison is closed with coalesce(…, FALSE), so an empty field is != to any value and
 * fulfils no other comparison.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "measure/inside.h"

void query_start(struct query *c, struct measure_session *s, const struct question *q)
{
    *c = (struct query) { .s = s, .q = q };
}

void query_free(struct query *c)
{
    piece_free(&c->joins);
    piece_free(&c->where);
}

/* ---- which rows ---- */

/* Rows that hold at the known position; and, of a register, on the day. */
static void put_holds(struct query *c, struct piece *out, const char *alias, const struct book *b, int32_t day)
{
    int64_t known = c->q->basis.known;
    if (known >= c->s->l->head) {
        buf_format(&out->sql, "%s.kt = ", alias);
        piece_int(out, KNOWN_NOW);
    } else {
        buf_format(&out->sql, "%s.kf <= ", alias);
        piece_int(out, known);
        buf_format(&out->sql, " AND %s.kt > ", alias);
        piece_int(out, known);
    }
    if (b->kind == BOOK_JOURNAL)
        return;
    buf_format(&out->sql, " AND %s.vf <= ", alias);
    piece_int(out, day);
    buf_format(&out->sql, " AND %s.vt > ", alias);
    piece_int(out, day);
}

static bool put_scope(struct query *c, const struct book *b, struct err *e)
{
    const struct book *orgs = catalog_book(c->s->l->catalog, BOOK_ORG);
    int64_t root;
    if (b->shared || !orgs || !orgs->parent)
        return true;
    if (!session_root(c->s, &root, e))
        return false;
    if (c->q->basis.org == root)
        return true; /* everything stands below the root */
    char table[24], parent[16];
    struct piece *w = &c->where;
    piece_text(w, " AND t.org IN (WITH RECURSIVE s(o) AS (SELECT ");
    piece_int(w, c->q->basis.org);
    buf_format(&w->sql, " UNION SELECT g.entry FROM s JOIN %s g ON g.%s = s.o WHERE ", state_table(table, orgs),
               state_column(parent, orgs->parent));
    put_holds(c, w, "g", orgs, c->q->tree_day);
    piece_text(w, ") SELECT o FROM s)");
    return true;
}

/* The refs of a book that lead to another book. */
static bool put_of(struct query *c, const struct book *b, struct err *e)
{
    const struct book *of = c->q->basis.of_book;
    const struct field *found = NULL;
    if (!c->q->basis.of)
        return true;
    if (b == of) {
        piece_text(&c->where, " AND t.entry = ");
        piece_int(&c->where, c->q->basis.of);
        return true;
    }
    for (int i = 0; i < b->field_count; i++) {
        if (b->fields[i].type != FIELD_REF || b->fields[i].ref != of)
            continue;
        if (found)
            return ERR(e, ERR_INPUT, MEASURE_OF_MANY_PATHS, b->name, of->name);
        found = &b->fields[i];
    }
    if (!found)
        return ERR(e, ERR_INPUT, MEASURE_OF_NO_PATH, b->name, of->name, of->name);
    char name[32];
    if (found->many) {
        buf_format(&c->where.sql,
                   " AND EXISTS (SELECT 1 FROM %s o WHERE o.entry = t.entry AND o.kf = t.kf AND o.vf = t.vf AND o.value = ",
                   state_many_table(name, b, found));
        piece_int(&c->where, c->q->basis.of);
        piece_text(&c->where, ")");
    } else {
        buf_format(&c->where.sql, " AND t.%s = ", state_column(name, found));
        piece_int(&c->where, c->q->basis.of);
    }
    return true;
}

/* ---- paths ---- */

/* Where a path has got to: a row's alias, or one element of a many-valued field. */
struct place {
    char alias[16];
    int number;
    const struct book *book;
    bool element; /* then `alias` is the table of elements and the value its `value` */
};

static void alias_name(char room[16], int alias)
{
    snprintf(room, 16, alias ? "r%d" : "t", alias);
}

static struct place place_of(int number, const struct book *book, bool element)
{
    struct place p = { .number = number, .book = book, .element = element };
    alias_name(p.alias, number);
    return p;
}

static void key_of(char room[48], const struct place *at, const struct field *f)
{
    char column[16];
    if (at->element)
        snprintf(room, 48, "%s.value", at->alias);
    else
        snprintf(room, 48, "%s.%s", at->alias, f ? state_column(column, f) : "org");
}

/* Joins what a ref points to; in the outer query once for each (alias, field). */
static struct place join_ref(struct query *c, struct piece *joins, const struct place *at, const struct field *f)
{
    const struct book *target = f ? f->ref : catalog_book(c->s->l->catalog, BOOK_ORG);
    bool outer = joins == &c->joins;
    for (int i = 0; outer && i < c->joined_count; i++) {
        if (c->joined[i].from == at->number && c->joined[i].field == f && !at->element)
            return place_of(c->joined[i].alias, target, false);
    }
    char table[24], key[48];
    struct place to = place_of(++c->aliases, target, false);
    if (outer && !at->element && c->joined_count < JOINS_MAX)
        c->joined[c->joined_count++] = (struct joined) { at->number, to.number, f };
    key_of(key, at, f);
    buf_format(&joins->sql, " LEFT JOIN %s %s ON %s.entry = %s AND ", state_table(table, target), to.alias, to.alias, key);
    put_holds(c, joins, to.alias, target, c->q->basis.asof);
    return to;
}

/* The first many-valued field on the way; step_count for the end itself, -1 for none. */
static int many_at(const struct path *p)
{
    for (int i = 0; i < p->step_count; i++) {
        if (p->steps[i] && p->steps[i]->many)
            return i;
    }
    return p->end == PATH_FIELD && p->field->many ? p->step_count : -1;
}

static struct place walk(struct query *c, struct piece *joins, const struct path *p, int first, int last, struct place at)
{
    for (int i = first; i < last; i++) {
        at = join_ref(c, joins, &at, p->steps[i]);
    }
    return at;
}

static const struct field *field_at(const struct path *p, int i)
{
    return i < p->step_count ? p->steps[i] : p->field;
}

static void put_state(struct query *c, const struct place *at, struct piece *out)
{
    const struct flow *f = at->book->flow;
    if (at->number)
        buf_format(&out->sql, "CASE WHEN %s.entry IS NULL THEN NULL ELSE ", at->alias);
    buf_format(&out->sql, "coalesce((SELECT v.state FROM state_move v WHERE v.entry = %s.entry AND v.kf <= ", at->alias);
    int64_t known = c->q->basis.known;
    piece_int(out, known);
    piece_text(out, " AND v.kt > ");
    piece_int(out, known);
    piece_text(out, " AND v.day <= ");
    piece_int(out, c->q->basis.asof);
    piece_text(out, " ORDER BY v.ord DESC LIMIT 1), ");
    piece_value(out, f->states[0]);
    piece_text(out, at->number ? ") END" : ")");
}

static bool put_end(struct query *c, const struct path *p, const struct place *at, struct piece *out, struct err *e)
{
    char key[48];
    switch (p->end) {
    case PATH_STATE: put_state(c, at, out); return true;
    case PATH_OVERDUE: return ERR(e, ERR_INPUT, MEASURE_LATER, "overdue");
    case PATH_DAY: buf_format(&out->sql, "%s.day", at->alias); return true;
    case PATH_NUMBER: buf_format(&out->sql, "%s.number", at->alias); return true;
    case PATH_ORG:
    case PATH_FIELD: break;
    }
    key_of(key, at, p->end == PATH_ORG ? NULL : p->field);
    piece_text(out, key);
    return true;
}

/* The elements of a many-valued field that belong to the row at `at`. */
static void put_belongs(struct piece *out, const struct place *m, const struct place *at)
{
    buf_format(&out->sql, "%s.entry = %s.entry AND %s.kf = %s.kf AND %s.vf = %s.vf", m->alias, at->alias, m->alias,
               at->alias, m->alias, at->alias);
}

static struct place join_elements(struct query *c, const struct place *at, const struct field *f)
{
    char table[32];
    struct place m = place_of(++c->aliases, at->book, true);
    buf_format(&c->joins.sql, " LEFT JOIN %s %s ON ", state_many_table(table, at->book, f), m.alias);
    put_belongs(&c->joins, &m, at);
    return m;
}

static bool is_ref_end(const struct path *p)
{
    return p->end == PATH_ORG || (p->end == PATH_FIELD && p->field->type == FIELD_REF);
}

bool query_path(struct query *c, const struct path *p, struct piece *out, struct piece *label, struct err *e)
{
    int many = many_at(p);
    struct place at = walk(c, &c->joins, p, 0, many < 0 ? p->step_count : many, place_of(0, p->book, false));
    if (many >= 0) {
        at = join_elements(c, &at, field_at(p, many));
        if (many < p->step_count) {
            at = join_ref(c, &c->joins, &at, p->steps[many]);
            at = walk(c, &c->joins, p, many + 1, p->step_count, at);
        }
    }
    if (label && is_ref_end(p)) {
        struct place to = join_ref(c, &c->joins, &at, p->end == PATH_ORG ? NULL : p->field);
        char column[16];
        if (to.book->title)
            buf_format(&label->sql, "coalesce(%s.%s, %s.number)", to.alias, state_column(column, to.book->title), to.alias);
        else
            buf_format(&label->sql, "%s.number", to.alias);
    }
    return put_end(c, p, &at, out, e);
}

/* ---- conditions ---- */

static bool is_text_end(const struct path *p)
{
    if (p->end == PATH_STATE || p->end == PATH_NUMBER)
        return true;
    return p->end == PATH_FIELD
           && (p->field->type == FIELD_TEXT || p->field->type == FIELD_CHOICE || p->field->type == FIELD_PLACE
               || p->field->type == FIELD_FILE);
}

static void put_literal(struct piece *out, const struct path *p, const struct literal *v)
{
    if (is_text_end(p))
        piece_value(out, v->text);
    else
        piece_int(out, v->value);
}

static const char *operator_of(enum where_op op)
{
    switch (op) {
    case WHERE_LT: return " < ";
    case WHERE_LE: return " <= ";
    case WHERE_GT: return " > ";
    case WHERE_GE: return " >= ";
    default: return " = ";
    }
}

/* A ref is compared with the number and with the name of what it points to. */
static void put_ref_test(struct query *c, struct piece *joins, const struct where *w, const struct place *at,
                         struct piece *out)
{
    const struct path *p = w->path;
    struct place to = join_ref(c, joins, at, p->end == PATH_ORG ? NULL : p->field);
    char column[16];
    for (int i = 0; i < w->literal_count; i++) {
        buf_format(&out->sql, "%scoalesce(%s.number = ", i ? " OR " : "", to.alias);
        piece_value(out, w->literals[i].text);
        piece_text(out, ", FALSE)");
        if (to.book->title) {
            buf_format(&out->sql, " OR coalesce(%s.%s = ", to.alias, state_column(column, to.book->title));
            piece_value(out, w->literals[i].text);
            piece_text(out, ", FALSE)");
        }
    }
}

/* One value against the literals: never null. */
static bool put_test(struct query *c, struct piece *joins, const struct where *w, const struct place *at, struct piece *out,
                     struct err *e)
{
    piece_text(out, w->op == WHERE_NE ? "NOT (" : "(");
    if (is_ref_end(w->path)) {
        put_ref_test(c, joins, w, at, out);
        piece_text(out, ")");
        return true;
    }
    piece_text(out, "coalesce(");
    if (!put_end(c, w->path, at, out, e))
        return false;
    piece_text(out, w->op == WHERE_IN ? " IN (" : operator_of(w->op));
    for (int i = 0; i < w->literal_count; i++) {
        piece_text(out, i ? ", " : "");
        put_literal(out, w->path, &w->literals[i]);
    }
    piece_text(out, w->op == WHERE_IN ? "), FALSE))" : ", FALSE))");
    return true;
}

/* A many-valued field matches if any element does; without elements it is empty, and so != to any value. */
static bool put_many_test(struct query *c, const struct where *w, int many, struct place at, struct piece *out,
                          struct err *e)
{
    const struct path *p = w->path;
    struct piece inner = { 0 }, test = { 0 }, from = { 0 };
    struct place m = place_of(++c->aliases, at.book, true), end = m;
    char table[32];
    if (many < p->step_count) {
        end = join_ref(c, &inner, &m, p->steps[many]);
        end = walk(c, &inner, p, many + 1, p->step_count, end);
    }
    bool ok = put_test(c, &inner, w, &end, &test, e);
    buf_format(&from.sql, "EXISTS (SELECT 1 FROM %s %s", state_many_table(table, at.book, field_at(p, many)), m.alias);
    piece_add(&from, &inner);
    piece_text(&from, " WHERE ");
    put_belongs(&from, &m, &at);
    piece_text(out, "(");
    piece_add(out, &from);
    piece_text(out, " AND ");
    piece_add(out, &test);
    piece_text(out, ")");
    if (w->op == WHERE_NE) {
        buf_format(&out->sql, " OR NOT EXISTS (SELECT 1 FROM %s %s WHERE ",
                   state_many_table(table, at.book, field_at(p, many)), m.alias);
        put_belongs(out, &m, &at);
        piece_text(out, ")");
    }
    piece_text(out, ")");
    piece_free(&inner);
    piece_free(&test);
    piece_free(&from);
    return ok;
}

static bool put_where(struct query *c, const struct where *w, struct piece *out, struct err *e)
{
    if (w->op == WHERE_NOT) {
        piece_text(out, "NOT (");
        if (!put_where(c, w->left, out, e))
            return false;
        piece_text(out, ")");
        return true;
    }
    if (w->op == WHERE_AND || w->op == WHERE_OR) {
        piece_text(out, "(");
        if (!put_where(c, w->left, out, e))
            return false;
        piece_text(out, w->op == WHERE_AND ? " AND " : " OR ");
        if (!put_where(c, w->right, out, e))
            return false;
        piece_text(out, ")");
        return true;
    }
    const struct path *p = w->path;
    int many = many_at(p);
    struct place at = walk(c, &c->joins, p, 0, many < 0 ? p->step_count : many, place_of(0, p->book, false));
    return many < 0 ? put_test(c, &c->joins, w, &at, out, e) : put_many_test(c, w, many, at, out, e);
}

bool query_rows(struct query *c, const struct book *b, const struct where *w, struct err *e)
{
    const struct basis *basis = &c->q->basis;
    put_holds(c, &c->where, "t", b, basis->asof);
    if (b->kind == BOOK_JOURNAL) {
        piece_text(&c->where, " AND t.day >= ");
        piece_int(&c->where, basis->from);
        piece_text(&c->where, " AND t.day <= ");
        piece_int(&c->where, basis->asof);
    } else if (b->day) {
        piece_text(&c->where, " AND (t.day IS NULL OR t.day <= ");
        piece_int(&c->where, basis->asof);
        piece_text(&c->where, ")");
    }
    if (b->kind == BOOK_REGISTER && b->until) {
        piece_text(&c->where, " AND (t.until IS NULL OR t.until >= ");
        piece_int(&c->where, basis->asof);
        piece_text(&c->where, ")");
    }
    if (!put_scope(c, b, e) || !put_of(c, b, e))
        return false;
    if (!w)
        return true;
    piece_text(&c->where, " AND ");
    return put_where(c, w, &c->where, e);
}
