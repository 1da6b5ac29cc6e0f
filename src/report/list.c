/* report/list.c: orgs, groups and entries listed one by one, and the fields of an entry. */
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "report/build.h"

bool operand(struct builder *b, const struct expression *x, const struct frame *f, bool *null, struct ratio *out)
{
    *null = false;
    int year = day_civil(f->basis.asof).year;
    switch (x->word) {
    case WORD_YEAR: *out = ratio_int(year); return true;
    case WORD_AFTER: *out = ratio_int(year + 1); return true;
    case WORD_INDEX: *out = ratio_int(f->number); return true;
    default: break;
    }
    struct measure_result r;
    struct measure_value v;
    if (!ask(b, x, f, &r, &v))
        return false;
    *null = v.null;
    return shown_value(b, x, r.unit, &v, out);
}

/* ---- fields ---- */

static const struct frame *frame_at(const struct frame *f, int depth)
{
    while (f->depth > depth)
        f = f->outer;
    return f;
}

/* One value as people read it: 2023年10月31日, 是. */
static void put_shown(struct buf *out, const struct path *p, const char *text)
{
    int32_t day;
    bool is_day = p->end == PATH_DAY || (p->end == PATH_FIELD && p->field->type == FIELD_DAY);
    if (is_day && day_parse(text, strlen(text), &day))
        words_day(out, day);
    else if (p->end == PATH_FIELD && p->field->type == FIELD_BOOL)
        buf_text(out, strcmp(text, "true") == 0 ? "是" : "否");
    else
        buf_text(out, text);
}

bool field_text(struct builder *b, const struct expression *x, const struct frame *f, const char **out)
{
    struct item_values v;
    struct err inner = err_like(b->e);
    const struct frame *at = frame_at(f, x->depth);
    struct arena_mark mark = arena_mark(&b->scratch);
    if (!measure_item(b->session, &b->scratch, at->entry, x->path, &at->basis, &v, &inner))
        return fail_at(b, x, &inner);
    struct buf text = { 0 };
    for (int i = 0; i < v.count; i++) {
        buf_text(&text, i ? "、" : "");
        put_shown(&text, x->path, v.texts[i]);
    }
    *out = arena_text(b->a, buf_get(&text));
    buf_free(&text);
    arena_rewind(&b->scratch, mark);
    return true;
}

static bool see_any(void *context, const struct trace_entry *t, struct err *e)
{
    (void)t;
    (void)e;
    *(bool *)context = true;
    return true;
}

bool entry_holds(struct builder *b, const struct node *n, const struct frame *f, bool *out)
{
    const struct frame *at = frame_at(f, n->left.depth);
    struct basis basis = at->basis;
    struct err inner = err_like(b->e);
    basis.from = DAY_FIRST; /* the entry is there; only the condition is asked */
    basis.of = at->entry;
    basis.of_book = n->left.path->book;
    *out = false;
    return measure_list(b->session, basis.of_book, n->where, &basis, see_any, out, &inner) || fail_at(b, &n->left, &inner);
}

/* ---- each ---- */

/* One thing to be listed, with what it is ordered by. */
struct item {
    int index; /* in the order it came */
    bool null;
    struct ratio key;
    const char *text; /* of a field that is no number, instead of key; NULL */
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
    int by_key = a->text && b->text ? strcmp(a->text, b->text) : ratio_cmp(a->key, b->key);
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
        return ERR(b->e, ERR_INPUT, REPORT_TOO_MANY, place_of(b, n->line, n->column), MSG_NUM(TEMPLATE_ITEMS_MAX));
    return true;
}

static bool fill_item(struct builder *b, const struct node *n, struct frame *inner, int number)
{
    inner->number = number;
    return (number == 1 || !*n->join || page_word(&b->page, n->join, spot_of(n))) && fill(b, n->body, inner);
}

static struct frame inside(const struct frame *outer)
{
    return (struct frame) { .outer = outer, .depth = outer->depth + 1, .basis = outer->basis };
}

static struct basis within(const struct basis *outer, const struct org_item *org)
{
    struct basis inner = *outer;
    inner.org = org->entry;
    inner.org_number = org->number;
    inner.org_title = org->title;
    return inner;
}

bool fill_each(struct builder *b, const struct node *n, const struct frame *f)
{
    struct org_item *orgs;
    int count;
    struct err inner = err_like(b->e);
    const char *level = strcmp(n->text, BOOK_ORG) == 0 ? "" : n->text;
    struct expression here = { .text = n->text, .line = n->line, .column = n->column };
    if (!measure_orgs(b->session, level, &f->basis, &orgs, &count, &inner))
        return fail_at(b, &here, &inner);
    if (count > TEMPLATE_ITEMS_MAX && !n->limit)
        return ERR(b->e, ERR_INPUT, REPORT_TOO_MANY, place_of(b, n->line, n->column), MSG_NUM(TEMPLATE_ITEMS_MAX));
    struct item *items = ARENA_ARRAY(b->a, struct item, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        struct frame asked = inside(f);
        asked.name = orgs[i].title;
        asked.basis = within(&f->basis, &orgs[i]);
        asked.number = i + 1;
        items[i].index = i;
        if (n->left.text && !operand(b, &n->left, &asked, &items[i].null, &items[i].key))
            return false;
    }
    if (!order_items(b, n, items, &count))
        return false;
    for (int i = 0; i < count; i++) {
        const struct org_item *org = &orgs[items[i].index];
        struct frame item = inside(f);
        item.name = org->title;
        item.basis = within(&f->basis, org);
        if (!fill_item(b, n, &item, i + 1))
            return false;
    }
    return true;
}

bool fill_group(struct builder *b, const struct node *n, const struct frame *f)
{
    struct measure_result result;
    struct err inner = err_like(b->e);
    const char *asked = asked_text(b, n->left.text, f);
    if (!measure_eval(b->session, asked, n->right.text, &f->basis, &result, &inner))
        return fail_at(b, &n->left, &inner);
    int count = result.value_count;
    struct item *items = ARENA_ARRAY(b->a, struct item, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        items[i] = (struct item) { .index = i, .null = result.values[i].null, .key = result.values[i].value };
    if (!order_items(b, n, items, &count))
        return false;
    for (int i = 0; i < count; i++) {
        const struct measure_value *v = &result.values[items[i].index];
        struct frame item = inside(f);
        item.group = v->group ? v->group : "";
        item.field = n->right.text;
        item.asked = asked == n->left.text ? result.name : asked;
        item.result = &result;
        item.value = v;
        if (!fill_item(b, n, &item, i + 1))
            return false;
    }
    return true;
}

/* ---- entries ---- */

struct entry_item {
    int64_t entry;
    const char *number;
};
struct listing {
    struct builder *b;
    const struct node *n;
    const struct frame *frame;
    struct entry_item *entries;
    struct item *items;
    int count, room, kept_max;
};

static bool is_numeric(const struct path *p)
{
    return p->end == PATH_FIELD
           && (p->field->type == FIELD_INT || p->field->type == FIELD_DECIMAL || p->field->type == FIELD_MONEY);
}

/* What an entry is ordered by: the first value of the field. */
static bool read_key(struct listing *l, int64_t entry, struct item *item)
{
    struct builder *b = l->b;
    const struct expression *by = &l->n->left;
    struct item_values v;
    struct err inner = err_like(b->e);
    struct arena_mark mark = arena_mark(&b->scratch);
    if (!measure_item(b->session, &b->scratch, entry, by->path, &l->frame->basis, &v, &inner))
        return fail_at(b, by, &inner);
    item->null = v.count == 0;
    item->key = ratio_int(0);
    int64_t units;
    if (v.count && is_numeric(by->path) && decimal_parse(v.texts[0], strlen(v.texts[0]), by->path->field->scale, &units))
        item->key = ratio_units(units, by->path->field->scale);
    else if (v.count)
        item->text = arena_text(b->a, v.texts[0]);
    arena_rewind(&b->scratch, mark);
    return true;
}

static void make_room(struct listing *l)
{
    if (l->count < l->room)
        return;
    int room = l->room ? l->room * 2 : 64;
    struct entry_item *entries = ARENA_ARRAY(l->b->a, struct entry_item, (size_t)room);
    struct item *items = ARENA_ARRAY(l->b->a, struct item, (size_t)room);
    if (l->count) {
        memcpy(entries, l->entries, (size_t)l->count * sizeof *entries);
        memcpy(items, l->items, (size_t)l->count * sizeof *items);
    }
    l->entries = entries;
    l->items = items;
    l->room = room;
}

/* Keeps an entry; those that cannot be listed any more are not even kept. */
static bool see_listed(void *context, const struct trace_entry *t, struct err *e)
{
    struct listing *l = context;
    if (l->count == l->kept_max) {
        if (l->n->order == ORDER_AS_IS && l->n->limit)
            return true;
        return ERR(e, ERR_INPUT, REPORT_TOO_MANY, place_of(l->b, l->n->line, l->n->column), MSG_NUM(l->kept_max));
    }
    make_room(l);
    l->entries[l->count] = (struct entry_item) { t->entry, arena_text(l->b->a, t->number) };
    l->items[l->count] = (struct item) { .index = l->count };
    l->count++;
    return true;
}

/* Unordered, no more are kept than can be listed; ordered, all must be seen before the first is known. */
static int kept_max(const struct node *n)
{
    if (n->order == ORDER_AS_IS)
        return n->limit ? n->limit : TEMPLATE_ITEMS_MAX;
    return n->limit ? TEMPLATE_SORTED_MAX : TEMPLATE_ITEMS_MAX;
}

static const char *entry_id(const struct builder *b, const struct book *book, const char *number)
{
    struct buf text = { 0 };
    buf_format(&text, "%s/%s", book->name, number);
    const char *id = arena_text(b->a, buf_get(&text));
    buf_free(&text);
    return id;
}

bool fill_entries(struct builder *b, const struct node *n, const struct frame *f)
{
    struct listing l = { .b = b, .n = n, .frame = f, .kept_max = kept_max(n) };
    const struct expression here = { .text = n->book->name, .line = n->line, .column = n->column };
    struct err inner = err_like(b->e);
    if (!measure_list(b->session, n->book, n->where, &f->basis, see_listed, &l, &inner))
        return inner.msg == MSG_REPORT_TOO_MANY ? err_take(b->e, &inner, NULL) : fail_at(b, &here, &inner);
    for (int i = 0; n->left.path && i < l.count; i++) {
        if (!read_key(&l, l.entries[i].entry, &l.items[i]))
            return false;
    }
    if (l.count && !order_items(b, n, l.items, &l.count))
        return false;
    for (int i = 0; i < l.count; i++) {
        const struct entry_item *x = &l.entries[l.items[i].index];
        struct frame item = inside(f);
        item.entry = x->entry;
        item.entry_id = entry_id(b, n->book, x->number);
        item.basis.of = x->entry;
        item.basis.of_book = n->book;
        if (!fill_item(b, n, &item, i + 1))
            return false;
    }
    return true;
}
