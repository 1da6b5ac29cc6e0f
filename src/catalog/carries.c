/* catalog/carries.c: which of the field's tasks a pack carries, and by what: no name stands here that does not exist. */
#include <string.h>

#include "catalog/pack.h"

enum { CARRY_ROW, CARRY_NAME, CARRY_BY, CARRY_PENDING, CARRY_KEYS };
static const struct key CARRY_KEY[CARRY_KEYS] = {
    [CARRY_ROW] = { "row", NODE_TEXT, true },
    [CARRY_NAME] = { "name", NODE_TEXT, true },
    [CARRY_BY] = { "by", NODE_TEXT | NODE_LIST, true },
    [CARRY_PENDING] = { "pending", NODE_TEXT, false },
};
static const char *const PENDING_WORDS[] = { "rules" };

static bool offered(struct near *near, const char *wanted, const char *name)
{
    near_offer(near, name);
    return strcmp(wanted, name) == 0;
}

/* A book, flow, measure, rule or report of the catalog. */
static bool is_known(struct catalog *c, const char *name, struct near *near)
{
    bool known = catalog_flow(c, name) || catalog_book(c, name) || measure_slot_find(c, name);
    for (int i = 0; !known && i < c->reports.count; i++)
        known = offered(near, name, catalog_report_at(c, i)->name);
    for (int i = 0; !known && i < c->rules.count; i++)
        known = offered(near, name, catalog_rule_at(c, i)->name);
    for (int i = 0; !known && i < c->books.count; i++)
        near_offer(near, catalog_book_at(c, i)->name);
    for (int i = 0; !known && i < c->flows.count; i++)
        near_offer(near, ((const struct flow_slot *)c->flows.items[i])->flow.name);
    for (int i = 0; !known && i < c->measures.count; i++)
        near_offer(near, catalog_measure_name(c, i));
    return known;
}

static bool check_by(struct reader *r, const struct node *by, const struct carried *row)
{
    if (by->kind == NODE_LIST && !by->count)
        return MISTAKE(r, by, CATALOG_LIST_EMPTY, "by");
    for (const struct node *n = by->kind == NODE_LIST ? by->first : by; n; n = by->kind == NODE_LIST ? n->next : NULL) {
        char hint[NEAR_HINT_BYTES];
        struct near near;
        near_begin(&near, n->text);
        if (!is_known(r->c, n->text, &near))
            return MISTAKE(r, n, CATALOG_CARRIED_BY, row->name, n->text, near_hint(&near, r->e->lang, hint));
    }
    return true;
}

static bool read_row(struct reader *r, const struct node *n, struct carried *row)
{
    const struct node *keys[CARRY_KEYS];
    int word;
    if (!keys_read(r, n, "carries", CARRY_KEY, CARRY_KEYS, keys) || !read_label(r, keys[CARRY_ROW], &row->row)
        || !read_label(r, keys[CARRY_NAME], &row->name) || !read_labels(r, keys[CARRY_BY], &row->by, &row->by_count)
        || !check_by(r, keys[CARRY_BY], row))
        return false;
    for (int i = 0; i < r->c->carried.count; i++)
        if (strcmp(catalog_carried_at(r->c, i)->row, row->row) == 0)
            return MISTAKE(r, keys[CARRY_ROW], CATALOG_TWICE, row->row);
    row->pending = keys[CARRY_PENDING] ? keys[CARRY_PENDING]->text : NULL;
    return !row->pending || read_word(r, keys[CARRY_PENDING], PENDING_WORDS, 1, &word);
}

bool carries_read(struct reader *r, const struct node *list)
{
    if (!list_check(r, list, NODE_MAP, LIST_MAX))
        return false;
    for (const struct node *n = list ? list->first : NULL; n; n = n->next) {
        struct carried *row = ARENA_NEW(r->c->a, struct carried);
        row->pack = r->pack;
        if (!read_row(r, n, row))
            return false;
        list_push(r->c->a, &r->c->carried, row);
    }
    return true;
}

int catalog_carried_count(const struct catalog *c)
{
    return c->carried.count;
}

const struct carried *catalog_carried_at(const struct catalog *c, int i)
{
    return c->carried.items[i];
}
