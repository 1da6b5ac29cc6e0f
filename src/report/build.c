/* report/build.c: walks a template's tree as of a day; every number it prints is asked of the measure session and keeps
 * where it came from. */
#include "report/report.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "report/page.h"
#include "report/template.h"

/* What the words 名称, 序号, 组, 值 mean: the innermost block being listed. */
struct frame {
    const struct frame *outer;
    const char *name;  /* of the org; NULL in a group */
    const char *group; /* NULL in a list of orgs */
    const char *field; /* what the group is a value of */
    const struct measure_result *result;
    const struct measure_value *value;
    int number;         /* 1.. */
    struct basis basis; /* asked within it */
};

struct builder {
    struct measure_session *session;
    struct arena *a;
    const char *name; /* the template's */
    struct page page;
    int items; /* listed so far, in all blocks */
    struct err *e;
};

static bool fill(struct builder *b, const struct node *list, const struct frame *f);

static const char *place_of(const struct builder *b, int line, int column)
{
    return template_place(b->a, b->name, line, column);
}

static const char *place_at(const struct builder *b, const struct node *n)
{
    return place_of(b, n->line, n->column);
}

/* A failure of the measure module, behind the place in the template. */
static bool fail_at(const struct builder *b, const struct expression *x, const struct err *inner)
{
    struct buf place = { 0 };
    buf_format(&place, "%s：", place_of(b, x->line, x->column));
    err_take(b->e, inner, buf_get(&place));
    buf_free(&place);
    return false;
}

static bool put_checked(const struct builder *b, const struct node *n, bool fits)
{
    return fits ? true : ERR(b->e, ERR_INPUT, REPORT_TEXT_LONG, place_at(b, n), MSG_NUM(PAGE_BYTES_MAX));
}

/* ---- asking ---- */

static const struct frame *frame_with(const struct frame *f, bool group)
{
    while (f->outer && (group ? !f->group : !f->name))
        f = f->outer;
    return f;
}

/* The one value of an expression; 值 is the innermost group's. */
static bool ask(struct builder *b, const struct expression *x, const struct frame *f, struct measure_result *result,
                struct measure_value *value)
{
    if (x->word == WORD_VALUE) {
        const struct frame *group = frame_with(f, true);
        *result = *group->result;
        *value = *group->value;
        return true;
    }
    struct err inner = err_like(b->e);
    if (!measure_eval(b->session, x->text, NULL, &f->basis, result, &inner))
        return fail_at(b, x, &inner);
    *value = result->value_count ? result->values[0] : (struct measure_value) { .null = true };
    return true;
}

static bool shown_value(const struct builder *b, const struct expression *x, const char *unit, const struct measure_value *v,
                        struct ratio *out)
{
    *out = ratio_int(0);
    if (v->null || words_shown(v->value, unit, out))
        return true;
    return ERR(b->e, ERR_INPUT, REPORT_NUMBER_LARGE, place_of(b, x->line, x->column), x->text);
}

/* ---- printing a figure ---- */

static struct figure *new_figure(const struct builder *b, const struct measure_result *r, const struct frame *f)
{
    struct figure *g = ARENA_NEW(b->a, struct figure);
    *g = (struct figure) {
        .measure = arena_text(b->a, r->name),
        .modifier = "",
        .unit = arena_text(b->a, r->unit),
        .scope = arena_text(b->a, f->basis.org_title ? f->basis.org_title : ""),
        .scope_number = arena_text(b->a, f->basis.org_number ? f->basis.org_number : ""),
        .from = f->basis.from,
        .asof = f->basis.asof,
        .known = f->basis.known,
        .note = "",
    };
    return g;
}

static bool put_figure(struct builder *b, const struct node *n, struct buf *text, const struct figure *g)
{
    bool fits = page_figure(&b->page, buf_get(text), g);
    buf_free(text);
    return put_checked(b, n, fits);
}

static bool too_large(const struct builder *b, const struct node *n, struct buf *text)
{
    buf_free(text);
    return ERR(b->e, ERR_INPUT, REPORT_NUMBER_LARGE, place_at(b, n), n->left.text);
}

/* A value with its unit, or words where there is none. */
static bool put_value(struct builder *b, const struct node *n, const struct measure_result *r, const struct measure_value *v,
                      struct figure *g)
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
    g->note = v->from_history ? "历史数" : g->note;
    return put_figure(b, n, &text, g);
}

static bool put_change(struct builder *b, const struct node *n, const struct measure_result *r, struct comparison *c,
                       struct figure *g)
{
    struct buf text = { 0 };
    char value[64] = "";
    bool has_value;
    if (c->points && strcmp(r->unit, "%") != 0)
        return ERR(b->e, ERR_INPUT, REPORT_POINTS, place_at(b, n), n->left.text);
    if (!words_change(&text, c, value, &has_value))
        return too_large(b, n, &text);
    g->value = has_value ? arena_text(b->a, value) : NULL;
    g->unit = c->points ? "个百分点" : "%";
    return put_figure(b, n, &text, g);
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
    if (!measure_change(b->session, n->left.text, year ? CHANGE_YOY : CHANGE_MOM, &f->basis, &change, &now, &base, &inner))
        return fail_at(b, &n->left, &inner);
    struct figure *g = new_figure(b, &r, f);
    if (n->print.base) {
        g->modifier = year ? "yoy base" : "mom base";
        base_period(g, year);
        return put_value(b, n, &r, &base, g);
    }
    g->modifier = year ? "yoy" : "mom";
    g->note = base.from_history ? "历史数" : "";
    struct comparison c = {
        .now_null = now.null,
        .base_null = base.null,
        .change = year ? CHANGE_YEAR : CHANGE_PERIOD,
        .points = n->print.points,
        .digits = n->print.digits >= 0 ? n->print.digits : change.digits,
        .value_digits = change.digits,
    };
    return shown_value(b, &n->left, r.unit, &now, &c.now) && shown_value(b, &n->left, r.unit, &base, &c.base)
           && put_change(b, n, &r, &c, g);
}

/* "级别 = 重大": which group of the measure a figure is. */
static const char *group_note(const struct builder *b, const struct frame *group)
{
    struct buf text = { 0 };
    buf_format(&text, "%s = %s", group->field, group->group);
    const char *note = arena_text(b->a, buf_get(&text));
    buf_free(&text);
    return note;
}

static bool fill_figure(struct builder *b, const struct node *n, const struct frame *f)
{
    if (n->print.change != CHANGE_NONE || n->print.base)
        return put_compared(b, n, f);
    struct measure_result r;
    struct measure_value v;
    if (!ask(b, &n->left, f, &r, &v))
        return false;
    if (n->left.word != WORD_VALUE)
        return put_value(b, n, &r, &v, new_figure(b, &r, f));
    const struct frame *group = frame_with(f, true);
    struct figure *g = new_figure(b, &r, group);
    g->note = group_note(b, group);
    return put_value(b, n, &r, &v, g);
}

/* ---- words ---- */

static bool fill_word(struct builder *b, const struct node *n, const struct frame *f)
{
    struct buf text = { 0 };
    const struct basis *basis = &f->basis;
    switch (n->left.word) {
    case WORD_YEAR: buf_int(&text, day_civil(basis->asof).year); break;
    case WORD_UNTIL: words_until(&text, basis->from, basis->asof); break;
    case WORD_PERIOD: words_period(&text, basis->from, basis->asof); break;
    case WORD_DAY: words_day(&text, basis->asof); break;
    case WORD_ORG: buf_text(&text, basis->org_title ? basis->org_title : ""); break;
    case WORD_NAME: buf_text(&text, frame_with(f, false)->name); break;
    case WORD_INDEX: buf_int(&text, f->number); break;
    case WORD_GROUP: {
        const char *group = frame_with(f, true)->group;
        buf_text(&text, *group ? group : WORDS_NO_GROUP);
        break;
    }
    case WORD_NONE:
    case WORD_VALUE: assert(!"a figure"); break;
    }
    bool fits = page_word(&b->page, buf_get(&text));
    buf_free(&text);
    return put_checked(b, n, fits);
}

/* ---- if ---- */

static bool operand(struct builder *b, const struct expression *x, const struct frame *f, bool *null, struct ratio *out)
{
    *null = false;
    if (x->word == WORD_YEAR || x->word == WORD_INDEX) {
        *out = ratio_int(x->word == WORD_YEAR ? day_civil(f->basis.asof).year : f->number);
        return true;
    }
    struct measure_result r;
    struct measure_value v;
    if (!ask(b, x, f, &r, &v))
        return false;
    *null = v.null;
    return shown_value(b, x, r.unit, &v, out);
}

static bool holds(enum compare compare, int order)
{
    switch (compare) {
    case COMPARE_EQ: return order == 0;
    case COMPARE_NE: return order != 0;
    case COMPARE_LT: return order < 0;
    case COMPARE_LE: return order <= 0;
    case COMPARE_GT: return order > 0;
    case COMPARE_GE: return order >= 0;
    case COMPARE_NONE: break;
    }
    return false;
}

static bool fill_if(struct builder *b, const struct node *n, const struct frame *f)
{
    bool left_null, right_null, truth;
    struct ratio left, right;
    if (!operand(b, &n->left, f, &left_null, &left))
        return false;
    if (n->compare == COMPARE_NONE) {
        truth = !left_null && left.num != 0;
    } else {
        if (!operand(b, &n->right, f, &right_null, &right))
            return false;
        truth = !left_null && !right_null && holds(n->compare, ratio_cmp(left, right));
    }
    return fill(b, truth ? n->body : n->otherwise, f);
}

/* ---- each ---- */

/* One thing to be listed, with what it is ordered by. */
struct item {
    int index; /* in the order it came */
    bool null;
    struct ratio key;
};

static int compare_items(const void *left, const void *right, void *context)
{
    const struct item *a = left, *b = right;
    enum order order = *(const enum order *)context;
    int by_index = a->index - b->index;
    if (order == ORDER_AS_IS)
        return by_index;
    if (a->null || b->null)
        return a->null && b->null ? by_index : a->null ? 1 : -1;
    int by_key = ratio_cmp(a->key, b->key);
    return by_key == 0 ? by_index : order == ORDER_DESC ? -by_key : by_key;
}

/* Orders the items and counts those that will be listed against the report's allowance. */
static bool order_items(struct builder *b, const struct node *n, struct item *items, int *count)
{
    enum order order = n->order;
    qsort_r(items, (size_t)*count, sizeof *items, compare_items, &order);
    if (n->limit && *count > n->limit)
        *count = n->limit;
    b->items += *count;
    if (b->items > TEMPLATE_ITEMS_MAX)
        return ERR(b->e, ERR_INPUT, REPORT_TOO_MANY, place_at(b, n), MSG_NUM(TEMPLATE_ITEMS_MAX));
    return true;
}

static bool fill_item(struct builder *b, const struct node *n, struct frame *inner, int number)
{
    inner->number = number;
    bool fits = number == 1 || page_word(&b->page, n->join);
    return put_checked(b, n, fits) && fill(b, n->body, inner);
}

static struct basis within(const struct basis *outer, const struct org_item *org)
{
    struct basis inner = *outer;
    inner.org = org->entry;
    inner.org_number = org->number;
    inner.org_title = org->title;
    return inner;
}

static bool fill_each(struct builder *b, const struct node *n, const struct frame *f)
{
    struct org_item *orgs;
    int count;
    struct err inner = err_like(b->e);
    const char *level = strcmp(n->text, BOOK_ORG) == 0 ? "" : n->text;
    struct expression here = { n->text, WORD_NONE, n->line, n->column };
    if (!measure_orgs(b->session, level, &f->basis, &orgs, &count, &inner))
        return fail_at(b, &here, &inner);
    if (count > TEMPLATE_ITEMS_MAX && !n->limit)
        return ERR(b->e, ERR_INPUT, REPORT_TOO_MANY, place_at(b, n), MSG_NUM(TEMPLATE_ITEMS_MAX));
    struct item *items = ARENA_ARRAY(b->a, struct item, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        struct frame asked = { .outer = f, .name = orgs[i].title, .basis = within(&f->basis, &orgs[i]), .number = i + 1 };
        items[i].index = i;
        if (n->left.text && !operand(b, &n->left, &asked, &items[i].null, &items[i].key))
            return false;
    }
    if (!order_items(b, n, items, &count))
        return false;
    for (int i = 0; i < count; i++) {
        const struct org_item *org = &orgs[items[i].index];
        struct frame item = { .outer = f, .name = org->title, .basis = within(&f->basis, org) };
        if (!fill_item(b, n, &item, i + 1))
            return false;
    }
    return true;
}

static bool fill_group(struct builder *b, const struct node *n, const struct frame *f)
{
    struct measure_result result;
    struct err inner = err_like(b->e);
    if (!measure_eval(b->session, n->left.text, n->right.text, &f->basis, &result, &inner))
        return fail_at(b, &n->left, &inner);
    int count = result.value_count;
    struct item *items = ARENA_ARRAY(b->a, struct item, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        items[i] = (struct item) { .index = i, .null = result.values[i].null, .key = result.values[i].value };
    if (!order_items(b, n, items, &count))
        return false;
    for (int i = 0; i < count; i++) {
        const struct measure_value *v = &result.values[items[i].index];
        struct frame item = { .outer = f,
                              .group = v->group ? v->group : "",
                              .field = n->right.text,
                              .result = &result,
                              .value = v,
                              .basis = f->basis };
        if (!fill_item(b, n, &item, i + 1))
            return false;
    }
    return true;
}

static bool fill(struct builder *b, const struct node *list, const struct frame *f)
{
    bool ok = true;
    for (const struct node *n = list; ok && n; n = n->next) {
        switch (n->kind) {
        case NODE_TEXT: ok = put_checked(b, n, page_text(&b->page, n->text)); break;
        case NODE_WORD: ok = fill_word(b, n, f); break;
        case NODE_FIGURE: ok = fill_figure(b, n, f); break;
        case NODE_EACH: ok = fill_each(b, n, f); break;
        case NODE_GROUP: ok = fill_group(b, n, f); break;
        case NODE_IF: ok = fill_if(b, n, f); break;
        }
    }
    return ok;
}

bool report_build(struct measure_session *s, struct arena *a, const struct catalog *c, const char *name,
                  const char *template_text, const char *report, const struct basis *b, struct text_document *out,
                  struct err *e)
{
    struct node *tree;
    if (!template_parse(a, name, template_text, &tree, e) || !template_check(c, a, name, tree, e))
        return false;
    struct builder builder = { .session = s, .a = a, .name = name, .e = e };
    struct frame root = { .basis = *b };
    page_begin(&builder.page, a);
    bool ok = fill(&builder, tree, &root);
    const char *title = page_end(&builder.page);
    *out = (struct text_document) {
        .title = title,
        .report = arena_text(a, report),
        .org = arena_text(a, b->org_title ? b->org_title : ""),
        .asof = b->asof,
        .known = b->known,
        .blocks = builder.page.blocks,
    };
    return ok;
}

bool report_check(const struct catalog *c, struct arena *a, const char *name, const char *template_text, struct err *e)
{
    struct node *tree;
    return template_parse(a, name, template_text, &tree, e) && template_check(c, a, name, tree, e);
}
