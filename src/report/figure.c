/* report/figure.c: a measure asked and printed, with where it came from. */
#include <string.h>

#include "base/day.h"
#include "report/build.h"

/* ---- asking ---- */

const struct frame *frame_with(const struct frame *f, bool group)
{
    while (f->outer && (group ? !f->group : !f->name))
        f = f->outer;
    return f;
}

/* Why the formula says it: a figure must be asked again from what it keeps, and it keeps no entry. */
const char *asked_text(const struct builder *b, const char *text, const struct frame *f)
{
    while (f && !f->entry_id)
        f = f->outer;
    if (!f)
        return text;
    struct buf formula = { 0 };
    const char *quote = strchr(f->entry_id, '"') ? "'" : "\"";
    bool name = catalog_measure(b->catalog, text, DAY_LAST, INT64_MAX) != NULL;
    buf_format(&formula, name ? "%s of %s%s%s" : "(%s) of %s%s%s", text, quote, f->entry_id, quote);
    const char *kept = arena_text(b->a, buf_get(&formula));
    buf_free(&formula);
    return kept;
}

bool ask(struct builder *b, const struct expression *x, const struct frame *f, struct measure_result *result,
         struct measure_value *value)
{
    if (x->word == WORD_VALUE) {
        const struct frame *group = frame_with(f, true);
        *result = *group->result;
        *value = *group->value;
        return true;
    }
    struct err inner = err_like(b->e);
    if (!measure_eval(b->session, asked_text(b, x->text, f), NULL, &f->basis, result, &inner))
        return fail_at(b, x, &inner);
    *value = result->value_count ? result->values[0] : (struct measure_value) { .null = true };
    return true;
}

bool shown_value(const struct builder *b, const struct expression *x, const char *unit, const struct measure_value *v,
                 struct ratio *out)
{
    *out = ratio_int(0);
    if (v->null || words_shown(v->value, unit, out))
        return true;
    return ERR(b->e, ERR_INPUT, REPORT_NUMBER_LARGE, place_of(b, x->line, x->column), x->text);
}

/* ---- the entries behind a figure ---- */

struct gathering {
    struct builder *b;
    struct figure_entry *entries;
    int count;
    int64_t total;
};

static bool see_entry(void *context, const struct trace_entry *t, struct err *e)
{
    struct gathering *g = context;
    struct arena *a = g->b->a;
    (void)e;
    g->total++;
    if (g->count < g->b->options.entries)
        g->entries[g->count++] = (struct figure_entry) {
            .book = t->book->name,
            .number = arena_text(a, t->number),
            .day = t->has_day ? arena_text(a, DAY_TEXT(t->day)) : "",
            .org = arena_text(a, *t->org_title ? t->org_title : t->org_number),
        };
    return true;
}

static const struct traced *find_traced(const struct builder *b, const char *measure, const struct basis *x)
{
    for (const struct traced *t = b->traced; t; t = t->next) {
        if (strcmp(t->measure, measure) == 0 && t->basis.org == x->org && t->basis.from == x->from
            && t->basis.asof == x->asof && t->basis.of == x->of)
            return t;
    }
    return NULL;
}

/* The first entries behind a figure, where the reader wants some.  A group's are not told apart from the others'. */
static bool put_entries(struct builder *b, const struct node *n, struct figure *g, const struct basis *frame)
{
    if (!b->options.entries || strncmp(g->modifier, "by ", 3) == 0)
        return true;
    struct basis basis = *frame;
    basis.from = g->from;
    basis.asof = g->asof;
    const struct traced *found = find_traced(b, g->measure, &basis);
    if (!found) {
        struct gathering all = { .b = b, .entries = ARENA_ARRAY(b->a, struct figure_entry, (size_t)b->options.entries) };
        struct err inner = err_like(b->e);
        if (!measure_trace(b->session, g->measure, &basis, see_entry, &all, &inner))
            return fail_at(b, &n->left, &inner);
        struct traced *t = ARENA_NEW(b->a, struct traced);
        *t = (struct traced) { g->measure, basis, all.entries, all.count, all.total, b->traced };
        b->traced = t;
        found = t;
    }
    g->entries = found->entries;
    g->entry_count = found->count;
    g->entry_total = found->total;
    return true;
}

/* ---- printing a figure ---- */

static struct figure *new_figure(struct builder *b, const struct node *n, const struct measure_result *r,
                                 const struct frame *f)
{
    struct figure *g = ARENA_NEW(b->a, struct figure);
    const char *asked = n->left.word == WORD_VALUE ? r->name : asked_text(b, n->left.text, f);
    const struct measure *m = catalog_measure(b->catalog, r->name, f->basis.asof, f->basis.known);
    note_measure(b, r->name, false);
    *g = (struct figure) {
        .measure = arena_text(b->a, asked == n->left.text ? r->name : asked),
        .modifier = "",
        .unit = arena_text(b->a, r->unit),
        .scope = arena_text(b->a, f->basis.org_title ? f->basis.org_title : ""),
        .scope_number = arena_text(b->a, f->basis.org_number ? f->basis.org_number : ""),
        .from = f->basis.from,
        .asof = f->basis.asof,
        .known = f->basis.known,
        .note = "",
        .formula = !b->options.formulas ? NULL
                   : m                  ? m->formula_text
                                        : "",
    };
    return g;
}

static bool put_figure(struct builder *b, const struct node *n, struct buf *text, struct figure *g,
                       const struct basis *basis)
{
    bool ok = put_entries(b, n, g, basis) && page_figure(&b->page, buf_get(text), g, spot_of(n));
    buf_free(text);
    return ok;
}

static bool too_large(const struct builder *b, const struct node *n, struct buf *text)
{
    buf_free(text);
    return ERR(b->e, ERR_INPUT, REPORT_NUMBER_LARGE, place_of(b, n->line, n->column), n->left.text);
}

/* A value with its unit, or words where there is none. */
static bool put_value(struct builder *b, const struct node *n, const struct measure_result *r, const struct measure_value *v,
                      struct figure *g, const struct basis *basis)
{
    struct buf text = { 0 };
    struct ratio shown;
    if (!shown_value(b, &n->left, r->unit, v, &shown))
        return false;
    if (v->null)
        buf_text(&text, WORDS_NO_VALUE);
    else if (!words_number(&text, shown, r->unit, &n->print, r->digits))
        return too_large(b, n, &text);
    struct err inner = err_like(b->e);
    const char *value = v->null ? NULL : measure_text(b->a, r, v, &inner);
    if (inner.code != ERR_NONE) {
        buf_free(&text);
        return fail_at(b, &n->left, &inner);
    }
    g->value = value ? arena_text(b->a, value) : NULL;
    if (v->from_history) {
        g->note = "历史数";
        note_measure(b, r->name, true);
    }
    return put_figure(b, n, &text, g, basis);
}

static bool put_change(struct builder *b, const struct node *n, const struct measure_result *r, struct comparison *c,
                       struct figure *g, const struct basis *basis)
{
    struct buf text = { 0 };
    char value[64] = "";
    bool has_value;
    if (c->points && strcmp(r->unit, "%") != 0)
        return ERR(b->e, ERR_INPUT, REPORT_POINTS, place_of(b, n->line, n->column), n->left.text);
    if (!words_change(&text, c, value, &has_value))
        return too_large(b, n, &text);
    g->value = has_value ? arena_text(b->a, value) : NULL;
    g->unit = c->points ? "个百分点" : "%";
    return put_figure(b, n, &text, g, basis);
}

/* The period the base covers, so that a base can be traced like any other figure. */
static void base_period(struct figure *g, bool year)
{
    int32_t from = g->from, asof = g->asof;
    if (year) {
        g->from = day_shift_years(from, -1);
        g->asof = day_shift_years(asof, -1);
    } else {
        day_period_before(from, asof, &g->from, &g->asof);
    }
}

/* yoy, mom and base. */
static bool put_compared(struct builder *b, const struct node *n, const struct frame *f)
{
    bool year = n->print.change != CHANGE_PERIOD;
    struct measure_result r, change;
    struct measure_value now, base;
    if (!ask(b, &n->left, f, &r, &now))
        return false;
    struct err inner = err_like(b->e);
    if (!measure_change(b->session, asked_text(b, n->left.text, f), year ? CHANGE_YOY : CHANGE_MOM, &f->basis, &change, &now,
                        &base, &inner))
        return fail_at(b, &n->left, &inner);
    struct figure *g = new_figure(b, n, &r, f);
    if (n->print.base) {
        g->modifier = year ? "yoy base" : "mom base";
        base_period(g, year);
        return put_value(b, n, &r, &base, g, &f->basis);
    }
    g->modifier = n->print.points ? year ? "yoy " FIGURE_POINTS : "mom " FIGURE_POINTS : year ? "yoy" : "mom";
    g->note = base.from_history ? "历史数" : "";
    if (base.from_history)
        note_measure(b, r.name, true);
    struct comparison c = {
        .now_null = now.null,
        .base_null = base.null,
        .change = year ? CHANGE_YEAR : CHANGE_PERIOD,
        .points = n->print.points,
        .digits = n->print.digits >= 0 ? n->print.digits : change.digits,
        .value_digits = change.digits,
    };
    return shown_value(b, &n->left, r.unit, &now, &c.now) && shown_value(b, &n->left, r.unit, &base, &c.base)
           && put_change(b, n, &r, &c, g, &f->basis);
}

/* "by 级别 = 重大": which group of the measure a figure is; its note leaves the "by " out. */
static const char *group_modifier(const struct builder *b, const struct frame *group)
{
    struct buf text = { 0 };
    buf_format(&text, "by %s = %s", group->field, group->group);
    const char *modifier = arena_text(b->a, buf_get(&text));
    buf_free(&text);
    return modifier;
}

bool fill_figure(struct builder *b, const struct node *n, const struct frame *f)
{
    if (n->print.change != CHANGE_NONE || n->print.base)
        return put_compared(b, n, f);
    struct measure_result r;
    struct measure_value v;
    if (!ask(b, &n->left, f, &r, &v))
        return false;
    if (n->left.word != WORD_VALUE)
        return put_value(b, n, &r, &v, new_figure(b, n, &r, f), &f->basis);
    const struct frame *group = frame_with(f, true);
    struct figure *g = new_figure(b, n, &r, group);
    g->measure = group->asked;
    g->modifier = group_modifier(b, group);
    g->note = g->modifier + strlen("by ");
    return put_value(b, n, &r, &v, g, &group->basis);
}
