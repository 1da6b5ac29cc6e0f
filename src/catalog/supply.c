/* catalog/supply.c: one column of a proof's sheet: which cells it gets, and that they come out even. */
#include "catalog/supply.h"

#include <string.h>

#include "base/day.h"
#include "base/decimal.h"

enum { FROM_SHARES, FROM_SUM, FROM_DAYS, FROM_EACH, FROM_SKIP, FROM_STEP, FROM_COPY, FROM_KEYS };
static const struct key FROM_KEY[FROM_KEYS] = {
    [FROM_SHARES] = { "shares", NODE_MAP, false }, [FROM_SUM] = { "sum", NODE_TEXT, false },
    [FROM_DAYS] = { "days", NODE_LIST, false },    [FROM_EACH] = { "each", NODE_TEXT, false },
    [FROM_SKIP] = { "skip", NODE_TEXT, false },    [FROM_STEP] = { "step", NODE_TEXT, false },
    [FROM_COPY] = { "copy", NODE_TEXT, false },
};

bool read_count(struct reader *r, const struct node *n, int64_t max, int64_t *out)
{
    if (!n)
        return true;
    if (!decimal_parse(n->text, strlen(n->text), 0, out) || *out < 0 || *out > max)
        return MISTAKE(r, n, CATALOG_PROOF_COUNT, n->key->text, n->text, MSG_NUM(max));
    return true;
}

const struct supply *supply_find(const struct supply *all, int count, const char *column)
{
    for (int i = 0; i < count; i++)
        if (strcmp(all[i].column, column) == 0)
            return &all[i];
    return NULL;
}

/* ---- the column itself ---- */

/* *field is NULL for 编号, 机构 and evidence. */
static bool find_column(const struct supplying *s, const struct node *key, const struct field **field)
{
    const struct book *b = s->make->book;
    *field = book_field(b, key->text);
    if (s->move) {
        for (int i = 0; i < s->move->need_count; i++)
            if (strcmp(s->move->needs[i], key->text) == 0)
                return true;
        return MISTAKE(s->r, key, CATALOG_PROOF_COLUMN_MOVE, s->move->name, key->text);
    }
    if (*field || strcmp(key->text, NAME_NUMBER) == 0 || strcmp(key->text, NAME_ORG) == 0)
        return true;
    char hint[NEAR_HINT_BYTES];
    struct near near;
    near_begin(&near, key->text);
    near_offer_fields(&near, b);
    return MISTAKE(s->r, key, CATALOG_PROOF_COLUMN, b->name, key->text, near_hint(&near, s->r->e->lang, hint));
}

/* A choice is checked here, with its place; anything else when it is recorded. */
static bool check_choice(const struct supplying *s, const struct field *f, const struct node *n, const char *text)
{
    struct err why = err_like(s->r->e);
    int64_t value;
    return !f || f->type != FIELD_CHOICE || f->many || strchr(text, '{') || field_check(f, text, strlen(text), &value, &why)
           || mistake_at(s->r, n, 0, &why);
}

/* ---- what it gets ---- */

static bool read_texts(const struct supplying *s, const struct node *n, const struct field *f, struct supply *out)
{
    bool list = n->kind == NODE_LIST;
    if (list && !n->count)
        return MISTAKE(s->r, n, CATALOG_LIST_EMPTY, n->key->text);
    if (list && !list_check(s->r, n, NODE_TEXT, LIST_MAX))
        return false;
    const char **texts = ARENA_ARRAY(s->r->c->a, const char *, list ? (size_t)n->count : 1);
    out->kind = list ? SUPPLY_TURN : SUPPLY_TEXT;
    out->texts = texts;
    for (const struct node *i = list ? n->first : n; i; i = list ? i->next : NULL) {
        if (!check_choice(s, f, i, i->text))
            return false;
        texts[out->count++] = i->text;
    }
    return true;
}

static bool read_shares(const struct supplying *s, const struct node *map, const struct field *f, struct supply *out)
{
    int64_t total = 0;
    if (map->count > LIST_MAX)
        return MISTAKE(s->r, map, CATALOG_LIST_LONG, "shares", MSG_NUM(LIST_MAX));
    const char **texts = ARENA_ARRAY(s->r->c->a, const char *, (size_t)map->count + 1);
    int64_t *counts = ARENA_ARRAY(s->r->c->a, int64_t, (size_t)map->count + 1);
    for (const struct node *n = map->first; n; n = n->next) {
        if (n->kind != NODE_TEXT)
            return MISTAKE(s->r, n, CATALOG_WANT_TEXT, n->key->text);
        if (!check_choice(s, f, n->key, n->key->text) || !read_count(s->r, n, PROOF_ROWS_MAX, &counts[out->count]))
            return false;
        texts[out->count] = n->key->text;
        total += counts[out->count++];
    }
    out->kind = SUPPLY_SHARES;
    out->texts = texts;
    out->counts = counts;
    return total == s->rows || MISTAKE(s->r, map, CATALOG_PROOF_SHARES, out->column, MSG_NUM(total), MSG_NUM(s->rows));
}

static bool read_days(const struct supplying *s, const struct node *list, struct supply *out)
{
    const struct node *from = list->first, *to = from ? from->next : NULL;
    out->kind = SUPPLY_DAYS;
    bool good = list->count == 2 && from->kind == NODE_TEXT && to->kind == NODE_TEXT
                && day_parse(from->text, strlen(from->text), &out->from) && day_parse(to->text, strlen(to->text), &out->to)
                && out->from <= out->to;
    return good || MISTAKE(s->r, list, CATALOG_PROOF_DAYS);
}

/* A sheet's name, or a book: then all its sheets so far. */
static bool read_each(const struct supplying *s, const struct node *n, const struct field *f, struct supply *out)
{
    char hint[NEAR_HINT_BYTES];
    struct near near;
    const struct proof_make **each = ARENA_ARRAY(s->r->c->a, const struct proof_make *, (size_t)s->makes->count + 1);
    near_begin(&near, n->text);
    for (int i = 0; i < s->makes->count; i++) {
        const struct proof_make *m = s->makes->items[i];
        near_offer(&near, m->name);
        if (strcmp(m->name, n->text) == 0 || strcmp(m->book->name, n->text) == 0)
            each[out->each_count++] = m;
    }
    if (!out->each_count)
        return MISTAKE(s->r, n, CATALOG_PROOF_EACH, n->text, near_hint(&near, s->r->e->lang, hint));
    const char *wanted = f && f->type == FIELD_REF ? f->ref->name : NULL;
    if (!s->move && strcmp(out->column, NAME_ORG) == 0)
        wanted = BOOK_ORG;
    out->kind = SUPPLY_EACH;
    out->each = each;
    return !wanted || strcmp(wanted, each[0]->book->name) == 0
           || MISTAKE(s->r, n, CATALOG_PROOF_EACH_BOOK, out->column, wanted, n->text);
}

/* "检查.机构": through the column 检查 of this sheet to the column 机构 there. */
static bool read_copy(const struct supplying *s, const struct node *n, const struct supply *before, int count,
                      struct supply *out)
{
    const char *point = strchr(n->text, '.');
    char *through = arena_text(s->r->c->a, n->text);
    if (point)
        through[point - n->text] = '\0';
    out->kind = SUPPLY_COPY;
    out->through = point ? supply_find(before, count, through) : NULL;
    if (!out->through || out->through->kind != SUPPLY_EACH)
        return MISTAKE(s->r, n, CATALOG_PROOF_COPY, n->text);
    out->copied = point + 1;
    for (int i = 0; i < out->through->each_count; i++) {
        const struct proof_make *m = out->through->each[i];
        if (!supply_find(m->with, m->with_count, out->copied))
            return MISTAKE(s->r, n, CATALOG_PROOF_COPY_COLUMN, m->name, out->copied);
    }
    return true;
}

/* {shares: …}, {sum: …}, {days: …}, {each: …, skip: …, step: …}, {copy: …} */
static bool read_source(const struct supplying *s, const struct node *n, const struct field *f, const struct supply *before,
                        int count, struct supply *out)
{
    const struct node *keys[FROM_KEYS];
    if (!keys_read(s->r, n, out->column, FROM_KEY, FROM_KEYS, keys))
        return false;
    int given = 0;
    out->step = 1;
    for (int i = 0; i < FROM_KEYS; i++)
        given += keys[i] && i != FROM_SKIP && i != FROM_STEP;
    if (given != 1 || ((keys[FROM_SKIP] || keys[FROM_STEP]) && !keys[FROM_EACH]))
        return MISTAKE(s->r, n, CATALOG_PROOF_SUPPLY, out->column);
    if (keys[FROM_SHARES])
        return read_shares(s, keys[FROM_SHARES], f, out);
    if (keys[FROM_DAYS])
        return read_days(s, keys[FROM_DAYS], out);
    if (keys[FROM_EACH])
        return read_count(s->r, keys[FROM_SKIP], PROOF_ROWS_MAX, &out->skip)
               && read_count(s->r, keys[FROM_STEP], PROOF_ROWS_MAX, &out->step) && read_each(s, keys[FROM_EACH], f, out);
    if (keys[FROM_COPY])
        return read_copy(s, keys[FROM_COPY], before, count, out);
    out->kind = SUPPLY_SUM;
    return read_count(s->r, keys[FROM_SUM], DECIMAL_UNITS_MAX / 1000, &out->sum);
}

/* ---- all columns ---- */

/* Hand-written rows are columns whose texts take turns once. */
static bool take_cell(const struct supplying *s, const struct node *cell, int row, struct list *columns)
{
    struct supply *column = NULL;
    const struct field *field;
    for (int i = 0; i < columns->count && !column; i++) {
        struct supply *known = columns->items[i];
        column = strcmp(known->column, cell->key->text) == 0 ? known : NULL;
    }
    if (!find_column(s, cell->key, &field))
        return false;
    if (cell->kind != NODE_TEXT)
        return MISTAKE(s->r, cell, CATALOG_WANT_TEXT, cell->key->text);
    if (!column) {
        column = ARENA_NEW(s->r->c->a, struct supply);
        *column = (struct supply) { .column = cell->key->text, .kind = SUPPLY_TURN, .count = (int)s->rows };
        column->texts = ARENA_ARRAY(s->r->c->a, const char *, (size_t)s->rows);
        list_push(s->r->c->a, columns, column);
    }
    const char **texts = (const char **)column->texts;
    if (texts[row])
        return MISTAKE(s->r, cell->key, CATALOG_KEY_TWICE, cell->key->text);
    texts[row] = cell->text;
    return check_choice(s, field, cell, cell->text);
}

static bool take_rows(const struct supplying *s, const struct node *rows, struct list *columns)
{
    int number = 0;
    for (const struct node *row = rows->first; row; row = row->next, number++) {
        if (row->kind != NODE_MAP)
            return MISTAKE(s->r, row, CATALOG_WANT_MAP, "rows");
        for (const struct node *cell = row->first; cell; cell = cell->next)
            if (!take_cell(s, cell, number, columns))
                return false;
    }
    return true;
}

bool supplies_read(const struct supplying *s, const struct node *rows, const struct node *with, const struct supply **out,
                   int *count)
{
    struct list columns = { 0 };
    if (rows && !take_rows(s, rows, &columns))
        return false;
    struct supply *all = ARENA_ARRAY(s->r->c->a, struct supply, (size_t)(columns.count + (with ? with->count : 0)) + 1);
    int n = 0;
    for (; n < columns.count; n++)
        all[n] = *(const struct supply *)columns.items[n];
    for (const struct node *cell = with ? with->first : NULL; cell; cell = cell->next, n++) {
        const struct field *field;
        if (supply_find(all, n, cell->key->text))
            return MISTAKE(s->r, cell->key, CATALOG_KEY_TWICE, cell->key->text);
        all[n].column = cell->key->text;
        if (!find_column(s, cell->key, &field)
            || !(cell->kind == NODE_MAP ? read_source(s, cell, field, all, n, &all[n])
                                        : read_texts(s, cell, field, &all[n])))
            return false;
    }
    *out = all;
    *count = n;
    return true;
}
