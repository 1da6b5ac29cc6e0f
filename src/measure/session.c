/* measure/session.c: the public calls: a text and a basis -> a result. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/inside.h"

struct measure_session *measure_begin(struct ledger *l, struct arena *a)
{
    struct measure_session *s = ARENA_NEW(a, struct measure_session);
    s->l = l;
    s->a = a;
    s->span_known = -1;
    return s;
}

void measure_end(struct measure_session *s)
{
    (void)s; /* everything lies in the arena */
}

bool session_root(struct measure_session *s, int64_t *root, struct err *e)
{
    struct entry_ref r;
    if (!s->root) {
        if (!state_root(s->l, s->a, &r, e))
            return false;
        s->root = r.entry;
    }
    *root = s->root;
    return true;
}

bool measure_span(struct measure_session *s, int64_t known, int32_t *first, int32_t *last, struct err *e)
{
    if (s->span_known != known) {
        s->first = DAY_LAST;
        s->last = DAY_FIRST;
        for (int i = 0; i < catalog_book_count(s->l->catalog); i++) {
            const struct book *b = catalog_book_at(s->l->catalog, i);
            char table[24], sql[160];
            if (b->kind != BOOK_JOURNAL || strcmp(b->name, "历史数") == 0)
                continue;
            snprintf(sql, sizeof sql, "SELECT min(day), max(day) FROM %s WHERE kf <= ? AND kt > ?", state_table(table, b));
            struct stmt *row = db_use(s->l->db, sql, e);
            if (!row)
                return false;
            stmt_int(row, 1, known);
            stmt_int(row, 2, known);
            bool ok = stmt_step(row, &(bool) { false }, e);
            if (ok && !stmt_is_null(row, 0)) {
                int32_t least = (int32_t)stmt_get_int(row, 0), most = (int32_t)stmt_get_int(row, 1);
                s->first = least < s->first ? least : s->first;
                s->last = most > s->last ? most : s->last;
            }
            stmt_done(row);
            if (!ok)
                return false;
        }
        s->span_known = known;
    }
    *first = s->first;
    *last = s->last;
    return true;
}

bool find_measure(struct measure_session *s, const char *name, const struct question *q, const struct measure **out,
                  struct err *e)
{
    *out = catalog_measure(s->l->catalog, name, q->tree_day, q->basis.known);
    if (*out)
        return true;
    char near[160] = "";
    const char *candidate = catalog_near_measure(s->l->catalog, name);
    if (*candidate)
        msg_format(near, sizeof near, e->lang, MSG_MEASURE_DID_YOU_MEAN, (const char *const[]) { candidate, NULL });
    return ERR(e, ERR_NOT_FOUND, MEASURE_UNKNOWN, name, near);
}

struct question question_of(const struct measure_session *s, const struct basis *b)
{
    struct question q = { .basis = *b, .tree_day = b->asof };
    if (q.basis.known > s->l->head)
        q.basis.known = s->l->head;
    return q;
}

/* A measure's exact name needs no parsing, so it may hold what a formula could not. */
static const struct formula *formula_of_name(struct measure_session *s, const char *text)
{
    if (!catalog_measure(s->l->catalog, text, DAY_LAST, INT64_MAX))
        return NULL;
    struct formula *f = ARENA_NEW(s->a, struct formula);
    *f = (struct formula) { .op = FORMULA_MEASURE, .name = arena_text(s->a, text), .digits = 2 };
    return f;
}

bool session_parse(struct measure_session *s, const char *text, const struct formula **out, struct err *e)
{
    for (const struct parsed *p = s->parsed; p; p = p->next) {
        if (strcmp(p->text, text) == 0) {
            *out = p->formula;
            return true;
        }
    }
    *out = formula_of_name(s, text);
    if (!*out && !formula_parse(s->l->catalog, s->a, text, out, NULL, e))
        return false;
    struct parsed *p = ARENA_NEW(s->a, struct parsed);
    *p = (struct parsed) { arena_text(s->a, text), *out, s->parsed };
    s->parsed = p;
    return true;
}

/* A formula that is a measure's name prints as that measure does. */
static bool digits_of(struct measure_session *s, const struct formula *f, const struct question *q, int *digits,
                      struct err *e)
{
    *digits = f->digits;
    while (f->op == FORMULA_MEASURE) {
        const struct measure *m;
        if (!find_measure(s, f->name, q, &m, e))
            return false;
        f = m->formula;
        *digits = m->digits >= 0 ? m->digits : f->digits;
        if (m->digits >= 0)
            break;
    }
    return true;
}

/* The name, unit and digits a result is printed with: those of the definition that holds. */
static bool describe(struct measure_session *s, const char *text, const struct formula *f, const struct question *q,
                     struct measure_result *out, struct err *e)
{
    const struct measure *m;
    while (f->op == FORMULA_BY || f->op == FORMULA_OF)
        f = f->left;
    out->name = arena_text(s->a, text);
    out->unit = f->op == FORMULA_YOY || f->op == FORMULA_MOM ? "%" : "";
    if (f->op == FORMULA_MEASURE) {
        if (!find_measure(s, f->name, q, &m, e))
            return false;
        out->name = m->name;
        out->unit = m->unit;
    }
    return digits_of(s, f, q, &out->digits, e);
}

/* Refs were told apart by entry; people read the name alone. */
static void clean_groups(struct measure_session *s, struct value_set *set)
{
    struct measure_value *clean = ARENA_ARRAY(s->a, struct measure_value, (size_t)set->count + 1);
    for (int i = 0; i < set->count; i++) {
        clean[i] = set->values[i];
        const char *mark = clean[i].group ? strchr(clean[i].group, '\x1f') : NULL;
        if (mark) {
            char *name = arena_text(s->a, clean[i].group);
            name[mark - clean[i].group] = '\0';
            clean[i].group = name;
        }
    }
    set->values = clean;
}

static bool start(struct measure_session *s, const char *text, const struct basis *b, const struct formula **f,
                  struct question *q, struct measure_result *out, struct err *e)
{
    *out = (struct measure_result) { .basis = *b };
    *q = question_of(s, b);
    out->basis.known = q->basis.known;
    if (b->from > b->asof)
        return ERR(e, ERR_INPUT, MEASURE_PERIOD, DAY_TEXT(b->from), DAY_TEXT(b->asof));
    return session_parse(s, text, f, e) && describe(s, text, *f, q, out, e);
}

bool measure_eval(struct measure_session *s, const char *text, const char *by, const struct basis *b,
                  struct measure_result *out, struct err *e)
{
    const struct formula *f;
    struct question q;
    struct value_set set;
    if (!start(s, text, b, &f, &q, out, e) || !formula_eval(s, f, by, &q, &set, e))
        return false;
    clean_groups(s, &set);
    out->values = set.values;
    out->value_count = set.count;
    return true;
}

bool measure_change(struct measure_session *s, const char *text, enum measure_change kind, const struct basis *b,
                    struct measure_result *change, struct measure_value *now, struct measure_value *base, struct err *e)
{
    const struct formula *f;
    struct question q;
    struct value_set now_set, base_set;
    if (!start(s, text, b, &f, &q, change, e) || !change_sets(s, f, NULL, kind == CHANGE_YOY, &q, &now_set, &base_set, e))
        return false;
    *now = now_set.values[0];
    *base = base_set.values[0];
    struct measure_value *v = ARENA_NEW(s->a, struct measure_value);
    v->null = now->null || base->null || base->value.num == 0;
    v->from_history = base->from_history;
    struct ratio more;
    if (!v->null && !(ratio_sub(now->value, base->value, &more) && ratio_div(more, base->value, &v->value)))
        return ERR(e, ERR_INPUT, MEASURE_TOO_LARGE, text);
    if (strcmp(change->unit, "%") != 0)
        change->digits = 2;
    change->unit = "%";
    change->values = v;
    change->value_count = 1;
    return true;
}

bool measure_ratio(const struct measure_result *r, const struct measure_value *v, struct ratio *out, struct err *e)
{
    int64_t times = strcmp(r->unit, "%") == 0 ? 100 : strcmp(r->unit, "‰") == 0 ? 1000 : 1;
    return ratio_mul(v->value, ratio_int(times), out) || ERR(e, ERR_INPUT, MEASURE_TOO_LARGE, r->name);
}

const char *measure_text(struct arena *a, const struct measure_result *r, const struct measure_value *v, struct err *e)
{
    char room[64];
    struct ratio value;
    if (v->null || !measure_ratio(r, v, &value, e))
        return NULL;
    if (!ratio_text(room, value, r->digits)) {
        ERR(e, ERR_INPUT, MEASURE_TOO_LARGE, r->name);
        return NULL;
    }
    return arena_text(a, room);
}

/* ---- 历史数 ---- */

bool history_find(struct measure_session *s, const char *measure, const struct basis *b, bool *found, struct ratio *value,
                  struct err *e)
{
    static const char *const NAMES[] = { "指标", "起", "止", "值" };
    const struct book *h = catalog_book(s->l->catalog, "历史数");
    const struct field *f[4];
    char c[4][16], table[24], sql[320];
    *found = false;
    if (!h)
        return true;
    for (int i = 0; i < 4; i++) {
        if (!(f[i] = book_field(h, NAMES[i])))
            return true;
        state_column(c[i], f[i]);
    }
    snprintf(sql, sizeof sql,
             "SELECT %s FROM %s WHERE kf <= ? AND kt > ? AND org = ? AND %s = ? AND %s = ? AND %s = ?"
             " ORDER BY entry DESC LIMIT 1",
             c[3], state_table(table, h), c[0], c[1], c[2]);
    struct stmt *row = db_use(s->l->db, sql, e);
    if (!row)
        return false;
    stmt_int(row, 1, b->known);
    stmt_int(row, 2, b->known);
    stmt_int(row, 3, b->org);
    stmt_text(row, 4, measure, strlen(measure));
    stmt_int(row, 5, b->from);
    stmt_int(row, 6, b->asof);
    bool ok = stmt_step(row, found, e);
    if (ok && *found && (*found = !stmt_is_null(row, 0)))
        *value = ratio_units(stmt_get_int(row, 0), f[3]->scale);
    stmt_done(row);
    return ok;
}
