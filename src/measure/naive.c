#include "measure/naive.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"

/* ---- what an entry says ---- */

static bool targets(const struct fact *v, const struct fact *f)
{
    if (v->void_first)
        return f->seq >= v->void_first && f->seq <= v->void_last;
    return v->void_seq ? f->seq == v->void_seq : f->kind == FACT_ADD && f->entry == v->entry;
}

static bool in_force(const struct world *w, const struct fact *f, int64_t known)
{
    for (int i = 0; i < w->fact_count; i++) {
        const struct fact *v = &w->facts[i];
        if (v->kind == FACT_VOID && v->seq > f->seq && v->seq <= known && targets(v, f) && in_force(w, v, known))
            return false;
    }
    return true;
}

static bool tells(const struct world *w, int i, int entry, int64_t known)
{
    const struct fact *f = &w->facts[i];
    return f->entry == entry && f->seq <= known && (f->kind == FACT_ADD || f->kind == FACT_AMEND || f->kind == FACT_MOVE)
           && in_force(w, f, known);
}

static bool alive(const struct world *w, int entry, int64_t known)
{
    for (int i = 0; i < w->fact_count; i++) {
        if (w->facts[i].kind == FACT_ADD && tells(w, i, entry, known))
            return true;
    }
    return false;
}

/* The fact that decides a field (place >= 0) or the org (place -1) on a day; NULL: never said. */
static const struct fact *decides(const struct world *w, int entry, int place, int32_t day, int64_t known)
{
    bool dated = w->entries[entry].book->kind == BOOK_REGISTER;
    const struct fact *best = NULL;
    bool best_always = true;
    for (int i = 0; i < w->fact_count; i++) {
        const struct fact *f = &w->facts[i];
        if (!tells(w, i, entry, known) || !(place >= 0 ? f->said[place].given : f->org >= 0))
            continue;
        bool always = !dated || f->kind == FACT_ADD || f->correct;
        if (always) {
            best = f;
            best_always = true;
        } else if (f->day <= day && (best_always || f->day >= best->day)) {
            best = f;
            best_always = false;
        }
    }
    return best;
}

static const struct said *cell(const struct world *w, int entry, const struct field *f, int32_t day, int64_t known)
{
    static const struct said NOTHING;
    const struct fact *by = decides(w, entry, f->number, day, known);
    return by ? &by->said[f->number] : &NOTHING;
}

static const char *number_of(const struct world *w, int entry, int64_t known)
{
    const char *number = "";
    for (int i = 0; i < w->fact_count; i++) {
        if (tells(w, i, entry, known) && w->facts[i].number[0])
            number = w->facts[i].number;
    }
    return number;
}

static int org_of(const struct world *w, int entry, int32_t day, int64_t known)
{
    if (w->entries[entry].book->is_org)
        return entry;
    const struct fact *by = decides(w, entry, -1, day, known);
    return by ? by->org : -1;
}

static bool day_of_field(const struct world *w, int entry, const struct field *f, int32_t day, int64_t known, int32_t *out)
{
    if (!f)
        return false;
    const struct said *s = cell(w, entry, f, day, known);
    return s->count && day_parse(s->texts[0], strlen(s->texts[0]), out);
}

static const char *title_of(const struct world *w, int entry, int32_t day, int64_t known)
{
    const struct field *f = w->entries[entry].book->title;
    const struct said *s = f ? cell(w, entry, f, day, known) : NULL;
    return s && s->count ? s->texts[0] : NULL;
}

static const char *state_of(const struct world *w, int entry, int32_t asof, int64_t known)
{
    const struct flow *flow = w->entries[entry].book->flow;
    const char *now = flow->states[0], *then = now;
    bool used[WORLD_MAX] = { false };
    for (;;) { /* the earliest move not taken yet, in order of day, then of recording */
        int next = -1;
        for (int i = 0; i < w->fact_count; i++) {
            bool candidate = !used[i] && w->facts[i].kind == FACT_MOVE && tells(w, i, entry, known);
            if (candidate && (next < 0 || w->facts[i].day < w->facts[next].day))
                next = i;
        }
        if (next < 0)
            return then;
        used[next] = true;
        const struct move *m = w->facts[next].move;
        for (int k = 0; k < m->from_count; k++) {
            if (strcmp(m->from[k], now) != 0)
                continue;
            now = m->to;
            if (w->facts[next].day <= asof)
                then = now;
            break;
        }
    }
}

/* ---- which entries count ---- */

static bool in_scope(const struct world *w, int org, int64_t scope, int32_t tree_day, int64_t known)
{
    const struct book *orgs = catalog_book(w->c, BOOK_ORG);
    for (int depth = 0; org >= 0 && depth < 50; depth++) {
        if (w->entries[org].seq == scope)
            return true;
        if (!alive(w, org, known))
            return false;
        const struct said *up = cell(w, org, orgs->parent, tree_day, known);
        org = up->count ? up->refs[0] : -1;
    }
    return false;
}

struct asked {
    const struct world *w;
    const struct basis *b;
    int32_t tree_day;
};

static bool counts(const struct asked *q, int entry)
{
    const struct book *book = q->w->entries[entry].book;
    int32_t day = 0, asof = q->b->asof;
    int64_t known = q->b->known;
    if (!alive(q->w, entry, known))
        return false;
    bool dated = day_of_field(q->w, entry, book->day, asof, known, &day);
    if (book->kind == BOOK_JOURNAL && (!dated || day < q->b->from || day > asof))
        return false;
    if (book->kind == BOOK_REGISTER && dated && day > asof)
        return false;
    if (book->kind == BOOK_REGISTER && day_of_field(q->w, entry, book->until, asof, known, &day) && day < asof)
        return false;
    bool root = q->b->org == q->w->entries[0].seq;
    return book->shared || root || in_scope(q->w, org_of(q->w, entry, asof, known), q->b->org, q->tree_day, known);
}

/* ---- paths ---- */

/* What a path comes to: elements, each an entry (refs) or a text. */
struct reached {
    int count;
    struct {
        int entry; /* -1: none */
        char text[64];
    } at[64];
};

static void reach_end(const struct asked *q, const struct path *p, int entry, struct reached *out)
{
    int32_t asof = q->b->asof, day;
    int64_t known = q->b->known;
    if (entry < 0 || !alive(q->w, entry, known))
        return;
    int at = out->count;
    out->at[at].entry = -1;
    const struct said *s;
    switch (p->end) {
    case PATH_STATE: snprintf(out->at[at].text, 64, "%s", state_of(q->w, entry, asof, known)); break;
    case PATH_NUMBER: snprintf(out->at[at].text, 64, "%s", number_of(q->w, entry, known)); break;
    case PATH_DAY:
        if (!day_of_field(q->w, entry, q->w->entries[entry].book->day, asof, known, &day))
            return;
        day_text(out->at[at].text, day);
        break;
    case PATH_ORG: out->at[at].entry = org_of(q->w, entry, asof, known); break;
    default:
        s = cell(q->w, entry, p->field, asof, known);
        for (int i = 0; i < s->count; i++, out->count++) {
            out->at[out->count].entry = p->field->type == FIELD_REF ? s->refs[i] : -1;
            snprintf(out->at[out->count].text, 64, "%s", s->texts[i]);
        }
        return;
    }
    out->count++;
}

static void reach(const struct asked *q, const struct path *p, int step, int entry, struct reached *out)
{
    if (step == p->step_count) {
        reach_end(q, p, entry, out);
        return;
    }
    if (entry < 0 || !alive(q->w, entry, q->b->known))
        return;
    const struct field *f = p->steps[step];
    if (!f) {
        reach(q, p, step + 1, org_of(q->w, entry, q->b->asof, q->b->known), out);
        return;
    }
    const struct said *s = cell(q->w, entry, f, q->b->asof, q->b->known);
    for (int i = 0; i < s->count; i++)
        reach(q, p, step + 1, s->refs[i], out);
}

static bool is_ref(const struct path *p)
{
    return p->end == PATH_ORG || (p->end == PATH_FIELD && p->field->type == FIELD_REF);
}

static int64_t number_value(const struct path *p, const char *text)
{
    int32_t day;
    int64_t units = 0;
    if (p->end == PATH_DAY || (p->end == PATH_FIELD && p->field->type == FIELD_DAY)) {
        assert(day_parse(text, strlen(text), &day));
        return day;
    }
    if (p->end == PATH_FIELD && p->field->type == FIELD_BOOL)
        return strcmp(text, "true") == 0;
    assert(decimal_parse(text, strlen(text), p->field->scale, &units));
    return units;
}

static bool is_number(const struct path *p)
{
    if (p->end == PATH_DAY)
        return true;
    return p->end == PATH_FIELD
           && (p->field->type == FIELD_DAY || p->field->type == FIELD_BOOL || p->field->type == FIELD_INT
               || p->field->type == FIELD_DECIMAL || p->field->type == FIELD_MONEY);
}

static bool equals(const struct asked *q, const struct path *p, int entry, const char *text, const struct literal *v)
{
    if (is_ref(p)) {
        if (entry < 0 || !alive(q->w, entry, q->b->known))
            return false;
        const char *title = title_of(q->w, entry, q->b->asof, q->b->known);
        return strcmp(number_of(q->w, entry, q->b->known), v->text) == 0 || (title && strcmp(title, v->text) == 0);
    }
    return is_number(p) ? number_value(p, text) == v->value : strcmp(text, v->text) == 0;
}

static bool compares(const struct asked *q, const struct where *w, int entry)
{
    struct reached r = { 0 };
    reach(q, w->path, 0, entry, &r);
    for (int i = 0; i < r.count; i++) {
        bool hit = false;
        int64_t value = is_number(w->path) ? number_value(w->path, r.at[i].text) : 0;
        for (int k = 0; k < w->literal_count; k++) {
            const struct literal *v = &w->literals[k];
            bool same = equals(q, w->path, r.at[i].entry, r.at[i].text, v);
            switch (w->op) {
            case WHERE_NE: hit = hit || !same; break;
            case WHERE_LT: hit = hit || value < v->value; break;
            case WHERE_LE: hit = hit || value <= v->value; break;
            case WHERE_GT: hit = hit || value > v->value; break;
            case WHERE_GE: hit = hit || value >= v->value; break;
            default: hit = hit || same; break;
            }
        }
        if (hit)
            return true;
    }
    return r.count == 0 && w->op == WHERE_NE;
}

static bool holds(const struct asked *q, const struct where *w, int entry)
{
    if (!w)
        return true;
    switch (w->op) {
    case WHERE_AND: return holds(q, w->left, entry) && holds(q, w->right, entry);
    case WHERE_OR: return holds(q, w->left, entry) || holds(q, w->right, entry);
    case WHERE_NOT: return !holds(q, w->left, entry);
    default: return compares(q, w, entry);
    }
}

/* ---- atoms ---- */

struct pile { /* of one group */
    char group[96];
    int64_t count, sum, least, most, last, last_seq;
    int32_t last_day;
    char seen[WORLD_MAX][64];
    int seen_count;
};

static void pile_up(struct pile *p, const struct asked *q, const struct formula *f, int entry, int element_entry,
                    const char *text)
{
    if (f->op == FORMULA_COUNT) {
        p->count++;
        return;
    }
    if (f->op == FORMULA_DISTINCT) {
        char key[64];
        snprintf(key, sizeof key, "%d/%.50s", element_entry, element_entry >= 0 ? "" : text);
        for (int i = 0; i < p->seen_count; i++) {
            if (strcmp(p->seen[i], key) == 0)
                return;
        }
        snprintf(p->seen[p->seen_count++], 64, "%s", key);
        return;
    }
    int64_t v = number_value(f->path, text), seq = q->w->entries[entry].seq;
    int32_t day = DAY_FIRST;
    if (!day_of_field(q->w, entry, q->w->entries[entry].book->day, q->b->asof, q->b->known, &day))
        day = DAY_FIRST;
    p->sum += v;
    p->least = p->count && p->least < v ? p->least : v;
    p->most = p->count && p->most > v ? p->most : v;
    if (!p->count || day > p->last_day || (day == p->last_day && seq > p->last_seq)) {
        p->last = v;
        p->last_day = day;
        p->last_seq = seq;
    }
    p->count++;
}

static struct pile *pile_of(struct pile *piles, int *count, const char *group)
{
    for (int i = 0; i < *count; i++) {
        if (strcmp(piles[i].group, group) == 0)
            return &piles[i];
    }
    snprintf(piles[*count].group, sizeof piles[*count].group, "%s", group);
    return &piles[(*count)++];
}

static void group_name(const struct asked *q, const struct path *by, const struct reached *r, int i, char out[96])
{
    out[0] = '\0';
    if (i >= r->count)
        return;
    if (!is_ref(by)) {
        snprintf(out, 96, "%s", r->at[i].text);
        return;
    }
    int entry = r->at[i].entry;
    const char *label = "";
    if (entry < 0)
        return;
    if (alive(q->w, entry, q->b->known)) {
        label = title_of(q->w, entry, q->b->asof, q->b->known);
        label = label ? label : number_of(q->w, entry, q->b->known);
    }
    snprintf(out, 96, "%s\x1f%lld", label, (long long)q->w->entries[entry].seq);
}

static struct naive_value value_of(const struct formula *f, const struct pile *p)
{
    struct naive_value v = { .value = ratio_int(0) };
    int scale = f->path && f->path->end == PATH_FIELD ? f->path->field->scale : 0;
    snprintf(v.group, sizeof v.group, "%s", p->group);
    switch (f->op) {
    case FORMULA_COUNT: v.value = ratio_int(p->count); return v;
    case FORMULA_DISTINCT: v.value = ratio_int(p->seen_count); return v;
    case FORMULA_SUM: v.value = ratio_units(p->sum, scale); return v;
    default: break;
    }
    v.null = p->count == 0;
    if (v.null)
        return v;
    v.value = ratio_units(f->op == FORMULA_MIN    ? p->least
                          : f->op == FORMULA_MAX  ? p->most
                          : f->op == FORMULA_LAST ? p->last
                                                  : p->sum,
                          scale);
    if (f->op == FORMULA_AVG)
        ratio_div(v.value, ratio_int(p->count), &v.value);
    return v;
}

static int order_values(const void *x, const void *y)
{
    return strcmp(((const struct naive_value *)x)->group, ((const struct naive_value *)y)->group);
}

static void eval_atom(const struct asked *q, struct arena *a, const struct formula *f, const char *by, struct naive_set *out)
{
    struct pile *piles = calloc(64, sizeof *piles);
    int pile_count = 0;
    const struct path *group = NULL;
    struct err e = { 0 };
    assert(piles);
    out->count = 0;
    if (by)
        assert(path_parse(q->w->c, a, f->book, by, &group, NULL, &e));
    for (int i = 0; i < q->w->entry_count; i++) {
        if (q->w->entries[i].book != f->book || !counts(q, i) || !holds(q, f->where, i))
            continue;
        struct reached keys = { 0 }, values = { 0 };
        if (group)
            reach(q, group, 0, i, &keys);
        if (f->path)
            reach(q, f->path, 0, i, &values);
        for (int k = 0; k < (keys.count ? keys.count : 1); k++) {
            char name[96] = "";
            if (group)
                group_name(q, group, &keys, k, name);
            struct pile *p = pile_of(piles, &pile_count, name); /* a group exists once an entry falls into it … */
            if (!f->path)
                pile_up(p, q, f, i, -1, "");
            for (int v = 0; v < values.count; v++)
                pile_up(p, q, f, i, values.at[v].entry, values.at[v].text);
        }
    }
    if (!by && !pile_count)
        pile_of(piles, &pile_count, "");
    for (int i = 0; i < pile_count; i++) {
        struct naive_value v = value_of(f, &piles[i]);
        if (!(f->op == FORMULA_LAST && v.null && by)) /* … but a `last` of nothing is no group */
            out->values[out->count++] = v;
    }
    qsort(out->values, (size_t)out->count, sizeof *out->values, order_values);
    free(piles);
}

/* ---- the tree ---- */

static void arithmetic(enum formula_op op, const struct naive_value *x, const struct naive_value *y, struct naive_value *out)
{
    out->null = x->null || y->null || (op == FORMULA_DIV && y->value.num == 0);
    out->value = ratio_int(0);
    if (out->null)
        return;
    bool ok = op == FORMULA_ADD   ? ratio_add(x->value, y->value, &out->value)
              : op == FORMULA_SUB ? ratio_sub(x->value, y->value, &out->value)
              : op == FORMULA_MUL ? ratio_mul(x->value, y->value, &out->value)
                                  : ratio_div(x->value, y->value, &out->value);
    assert(ok);
}

/* What a formula gives for a group nobody is in. */
static bool zero_when_missing(const struct world *w, const struct formula *f, struct naive_value *out)
{
    struct naive_value x, y;
    *out = (struct naive_value) { .value = ratio_int(0) };
    switch (f->op) {
    case FORMULA_NUMBER: out->value = ratio_units(f->number, f->number_scale); return true;
    case FORMULA_COUNT:
    case FORMULA_DISTINCT:
    case FORMULA_SUM: return true;
    case FORMULA_MEASURE: return zero_when_missing(w, catalog_measure(w->c, f->name, DAY_LAST, INT64_MAX)->formula, out);
    case FORMULA_ADD:
    case FORMULA_SUB:
    case FORMULA_MUL:
    case FORMULA_DIV:
        zero_when_missing(w, f->left, &x);
        zero_when_missing(w, f->right, &y);
        arithmetic(f->op, &x, &y, out);
        return !out->null;
    default: out->null = true; return false;
    }
}

static const struct naive_value *find_group(const struct naive_set *s, const char *group)
{
    for (int i = 0; i < s->count; i++) {
        if (strcmp(s->values[i].group, group) == 0)
            return &s->values[i];
    }
    return NULL;
}

static void eval(const struct asked *q, struct arena *a, const struct formula *f, const char *by, struct naive_set *out);

static void eval_pair(const struct asked *q, struct arena *a, const struct formula *f, const char *by, struct naive_set *out)
{
    struct naive_set *x = calloc(2, sizeof *x), *y = x + 1;
    assert(x);
    eval(q, a, f->left, by, x);
    eval(q, a, f->right, by, y);
    struct naive_value x_missing, y_missing;
    zero_when_missing(q->w, f->left, &x_missing);
    zero_when_missing(q->w, f->right, &y_missing);
    out->count = 0;
    for (int side = 0; side < 2; side++) {
        const struct naive_set *s = side ? y : x;
        for (int i = 0; i < s->count; i++) {
            const char *group = s->values[i].group;
            if (find_group(out, group))
                continue;
            const struct naive_value *l = find_group(x, group), *r = find_group(y, group);
            struct naive_value *to = &out->values[out->count++];
            snprintf(to->group, sizeof to->group, "%s", group);
            arithmetic(f->op, l ? l : &x_missing, r ? r : &y_missing, to);
        }
    }
    qsort(out->values, (size_t)out->count, sizeof *out->values, order_values);
    free(x);
}

static int32_t ledger_start(const struct asked *q)
{
    int32_t first = DAY_LAST, day;
    for (int i = 0; i < q->w->entry_count; i++) {
        const struct book *b = q->w->entries[i].book;
        if (b->kind == BOOK_JOURNAL && alive(q->w, i, q->b->known)
            && day_of_field(q->w, i, b->day, DAY_LAST, q->b->known, &day) && day < first)
            first = day;
    }
    return first;
}

static void eval_change(const struct asked *q, struct arena *a, const struct formula *f, struct naive_set *out)
{
    struct basis before = *q->b;
    struct naive_set *sets = calloc(2, sizeof *sets);
    assert(sets);
    if (f->op == FORMULA_YOY) {
        before.from = day_shift_years(before.from, -1);
        before.asof = day_shift_years(before.asof, -1);
    } else {
        day_period_before(q->b->from, q->b->asof, &before.from, &before.asof);
    }
    struct asked then = { q->w, &before, q->tree_day };
    eval(q, a, f->left, NULL, &sets[0]);
    eval(&then, a, f->left, NULL, &sets[1]);
    if (ledger_start(q) > before.asof)
        sets[1].values[0].null = true;
    struct naive_value more = { 0 };
    arithmetic(FORMULA_SUB, &sets[0].values[0], &sets[1].values[0], &more);
    out->count = 1;
    out->values[0] = (struct naive_value) { 0 };
    arithmetic(FORMULA_DIV, &more, &sets[1].values[0], &out->values[0]);
    free(sets);
}

static void eval(const struct asked *q, struct arena *a, const struct formula *f, const char *by, struct naive_set *out)
{
    switch (f->op) {
    case FORMULA_NUMBER:
        out->count = by ? 0 : 1;
        out->values[0] = (struct naive_value) { .value = ratio_units(f->number, f->number_scale) };
        break;
    case FORMULA_MEASURE: eval(q, a, catalog_measure(q->w->c, f->name, DAY_LAST, INT64_MAX)->formula, by, out); break;
    case FORMULA_ADD:
    case FORMULA_SUB:
    case FORMULA_MUL:
    case FORMULA_DIV: eval_pair(q, a, f, by, out); break;
    case FORMULA_YOY:
    case FORMULA_MOM: eval_change(q, a, f, out); break;
    case FORMULA_BY: eval(q, a, f->left, f->name, out); break;
    default: eval_atom(q, a, f, by, out); break;
    }
}

void naive_eval(const struct world *w, struct arena *a, const struct formula *f, const char *by, const struct basis *b,
                struct naive_set *out)
{
    struct asked q = { w, b, b->asof };
    eval(&q, a, f, by, out);
}

int naive_count(const struct world *w, const struct book *book, const struct where *where, const struct basis *b)
{
    struct asked q = { w, b, b->asof };
    int count = 0;
    for (int i = 0; i < w->entry_count; i++)
        count += w->entries[i].book == book && counts(&q, i) && holds(&q, where, i);
    return count;
}
