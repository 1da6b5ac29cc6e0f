/* measure/eval.c: the tree of a formula -> values.  Every atom of a session is asked once. */
#include <assert.h>
#include <string.h>

#include "measure/inside.h"

static bool too_large(const struct formula *f, struct err *e)
{
    return ERR(e, ERR_INPUT, MEASURE_TOO_LARGE, f->name ? f->name : "");
}

/* ---- arithmetic ---- */

static bool combine(enum formula_op op, const struct measure_value *x, const struct measure_value *y,
                    struct measure_value *out)
{
    *out = (struct measure_value) { .group = out->group, .from_history = x->from_history || y->from_history };
    out->null = x->null || y->null || (op == FORMULA_DIV && y->value.num == 0);
    out->value = ratio_int(0);
    if (out->null)
        return true;
    switch (op) {
    case FORMULA_ADD: return ratio_add(x->value, y->value, &out->value);
    case FORMULA_SUB: return ratio_sub(x->value, y->value, &out->value);
    case FORMULA_MUL: return ratio_mul(x->value, y->value, &out->value);
    default: return ratio_div(x->value, y->value, &out->value);
    }
}

/* Groups of both sides, in order; a side that lacks a group gives its `missing`. */
static bool combine_sets(struct measure_session *s, const struct formula *f, enum formula_op op, const struct value_set *x,
                         const struct value_set *y, struct value_set *out, struct err *e)
{
    *out = (struct value_set) { .grouped = x->grouped || y->grouped };
    out->values = ARENA_ARRAY(s->a, struct measure_value, (size_t)(x->count + y->count));
    const struct measure_value *x_missing = x->grouped ? &x->missing : &x->values[0];
    const struct measure_value *y_missing = y->grouped ? &y->missing : &y->values[0];
    if (!combine(op, x_missing, y_missing, &out->missing))
        return too_large(f, e);
    int i = 0, k = 0;
    while ((x->grouped && i < x->count) || (y->grouped && k < y->count)) {
        const struct measure_value *a = x->grouped && i < x->count ? &x->values[i] : NULL;
        const struct measure_value *b = y->grouped && k < y->count ? &y->values[k] : NULL;
        int order = !a ? 1 : !b ? -1 : strcmp(a->group, b->group);
        struct measure_value *to = &out->values[out->count++];
        to->group = order <= 0 ? a->group : b->group;
        if (!combine(op, order <= 0 ? a : x_missing, order >= 0 ? b : y_missing, to))
            return too_large(f, e);
        i += order <= 0;
        k += order >= 0;
    }
    if (!out->grouped)
        out->values[out->count++] = out->missing;
    return true;
}

/* ---- against another period ---- */

void question_shift(const struct question *q, bool yoy, struct question *out)
{
    *out = *q;
    if (yoy) {
        out->basis.from = day_shift_years(q->basis.from, -1);
        out->basis.asof = day_shift_years(q->basis.asof, -1);
    } else {
        day_period_before(q->basis.from, q->basis.asof, &out->basis.from, &out->basis.asof);
    }
}

/* What the ledger cannot know, because it starts later, the book 历史数 may; else there is no base. */
static bool base_outside(struct measure_session *s, const struct formula *f, const struct question *q,
                         struct value_set *base, bool *outside, struct err *e)
{
    int32_t start, last;
    *outside = false;
    if (!measure_span(s, q->basis.known, &start, &last, e))
        return false;
    if (start <= q->basis.from)
        return true;
    struct measure_value *v = ARENA_NEW(s->a, struct measure_value);
    bool found = false;
    if (f->op == FORMULA_MEASURE && !history_find(s, f->name, &q->basis, &found, &v->value, e))
        return false;
    *outside = found || start > q->basis.asof;
    v->null = !found;
    v->from_history = found;
    if (*outside)
        *base = (struct value_set) { .values = v, .count = 1, .missing = *v };
    return true;
}

bool change_sets(struct measure_session *s, const struct formula *f, const char *by, bool yoy, const struct question *q,
                 struct value_set *now, struct value_set *base, struct err *e)
{
    struct question before;
    bool outside;
    question_shift(q, yoy, &before);
    if (!formula_eval(s, f, by, q, now, e) || !base_outside(s, f, &before, base, &outside, e))
        return false;
    return outside || formula_eval(s, f, by, &before, base, e);
}

static bool eval_change(struct measure_session *s, const struct formula *f, const char *by, const struct question *q,
                        struct value_set *out, struct err *e)
{
    struct value_set now, base, more;
    return change_sets(s, f->left, by, f->op == FORMULA_YOY, q, &now, &base, e)
           && combine_sets(s, f, FORMULA_SUB, &now, &base, &more, e)
           && combine_sets(s, f, FORMULA_DIV, &more, &base, out, e);
}

/* ---- the tree ---- */

static bool eval_of(struct measure_session *s, const struct formula *f, const char *by, const struct question *q,
                    struct value_set *out, struct err *e)
{
    struct entry_ref of;
    struct question inner = *q;
    if (!state_find(s->l, s->a, NULL, f->name, &of, e))
        return false;
    inner.basis.of = of.entry;
    inner.basis.of_book = of.book;
    return formula_eval(s, f->left, by, &inner, out, e);
}

static bool eval_new(struct measure_session *s, const struct formula *f, const char *by, const struct question *q,
                     struct value_set *out, struct err *e)
{
    const struct measure *m;
    struct value_set x, y;
    switch (f->op) {
    case FORMULA_NUMBER:
        *out = (struct value_set) { .values = ARENA_NEW(s->a, struct measure_value), .count = 1 };
        out->values[0].value = ratio_units(f->number, f->number_scale);
        out->missing = out->values[0];
        return true;
    case FORMULA_COUNT:
    case FORMULA_DISTINCT:
    case FORMULA_SUM:
    case FORMULA_AVG:
    case FORMULA_MIN:
    case FORMULA_MAX:
    case FORMULA_LAST: return atom_eval(s, f, by, q, out, e);
    case FORMULA_ADD:
    case FORMULA_SUB:
    case FORMULA_MUL:
    case FORMULA_DIV:
        return formula_eval(s, f->left, by, q, &x, e) && formula_eval(s, f->right, by, q, &y, e)
               && combine_sets(s, f, f->op, &x, &y, out, e);
    case FORMULA_MEASURE: return find_measure(s, f->name, q, &m, e) && formula_eval(s, m->formula, by, q, out, e);
    case FORMULA_YOY:
    case FORMULA_MOM: return eval_change(s, f, by, q, out, e);
    case FORMULA_OF: return eval_of(s, f, by, q, out, e);
    case FORMULA_BY: return by ? ERR(e, ERR_INPUT, MEASURE_BY_TWICE) : formula_eval(s, f->left, f->name, q, out, e);
    case FORMULA_RANK: return ERR(e, ERR_INPUT, MEASURE_LATER, "rank");
    case FORMULA_SHARE: return ERR(e, ERR_INPUT, MEASURE_LATER, "share");
    }
    assert(false);
    return false;
}

static bool same_question(const struct question *x, const struct question *y)
{
    return x->basis.org == y->basis.org && x->basis.from == y->basis.from && x->basis.asof == y->basis.asof
           && x->basis.known == y->basis.known && x->basis.of == y->basis.of && x->tree_day == y->tree_day;
}

bool formula_eval(struct measure_session *s, const struct formula *f, const char *by, const struct question *q,
                  struct value_set *out, struct err *e)
{
    uint64_t key = (uint64_t)(uintptr_t)f ^ ((uint64_t)q->basis.org << 20) ^ ((uint64_t)(uint32_t)q->basis.asof << 8);
    struct memo **slot = &s->memos[(key * 0x9E3779B97F4A7C15u) >> 56];
    for (const struct memo *m = *slot; m; m = m->next) {
        if (m->formula == f && text_same(m->by, by) && same_question(&m->question, q)) {
            *out = m->set;
            return true;
        }
    }
    /* Definitions of different days may close a circle that none of them has alone. */
    if (s->depth >= DEPTH_MAX)
        return ERR(e, ERR_INPUT, MEASURE_TOO_DEEP, f->name ? f->name : "");
    s->depth++;
    bool ok = eval_new(s, f, by, q, out, e);
    s->depth--;
    if (!ok)
        return false;
    struct memo *m = ARENA_NEW(s->a, struct memo);
    *m = (struct memo) { .formula = f, .by = by ? arena_text(s->a, by) : NULL, .question = *q, .set = *out, .next = *slot };
    *slot = m;
    return true;
}
