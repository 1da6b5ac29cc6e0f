/* catalog/proof.c: a proof's text -> the sheets it makes and the figures it expects, checked against the catalog. */
#include <string.h>

#include "base/day.h"
#include "base/decimal.h"
#include "catalog/supply.h"

#define AFTER_MAX 3660 /* days */

enum { PROOF_PACK, PROOF_ORG, PROOF_ASOF, PROOF_SEED, PROOF_IN, PROOF_MAKE, PROOF_EXPECT, PROOF_KEYS };
static const struct key PROOF_KEY[PROOF_KEYS] = {
    [PROOF_PACK] = { "proof", NODE_TEXT, true },    [PROOF_ORG] = { "org", NODE_TEXT, true },
    [PROOF_ASOF] = { "asof", NODE_TEXT, true },     [PROOF_SEED] = { "seed", NODE_TEXT, false },
    [PROOF_IN] = { "in", NODE_TEXT, false },        [PROOF_MAKE] = { "make", NODE_LIST, true },
    [PROOF_EXPECT] = { "expect", NODE_LIST, true },
};
enum { MAKE_NAME, MAKE_BOOK, MAKE_AS, MAKE_ROWS, MAKE_WITH, MAKE_MOVES, MAKE_KEYS };
static const struct key MAKE_KEY[MAKE_KEYS] = {
    [MAKE_NAME] = { "name", NODE_TEXT, false }, [MAKE_BOOK] = { "book", NODE_TEXT, true },
    [MAKE_AS] = { "as", NODE_TEXT, false },     [MAKE_ROWS] = { "rows", NODE_TEXT | NODE_LIST, true },
    [MAKE_WITH] = { "with", NODE_MAP, false },  [MAKE_MOVES] = { "moves", NODE_LIST, false },
};
enum { MOVE_NAME, MOVE_AS, MOVE_ROWS, MOVE_AFTER, MOVE_ON, MOVE_WITH, MOVE_KEYS };
static const struct key MOVE_KEY[MOVE_KEYS] = {
    [MOVE_NAME] = { "move", NODE_TEXT, true },  [MOVE_AS] = { "as", NODE_TEXT, false },
    [MOVE_ROWS] = { "rows", NODE_TEXT, false }, [MOVE_AFTER] = { "after", NODE_TEXT, false },
    [MOVE_ON] = { "on", NODE_TEXT, false },     [MOVE_WITH] = { "with", NODE_MAP, false },
};
enum {
    EXPECT_ROW,
    EXPECT_MEASURE,
    EXPECT_FORMULA,
    EXPECT_VALUE,
    EXPECT_UNIT,
    EXPECT_ORG,
    EXPECT_FROM,
    EXPECT_ASOF,
    EXPECT_CHANGE,
    EXPECT_IN,
    EXPECT_KEYS
};
static const struct key EXPECT_KEY[EXPECT_KEYS] = {
    [EXPECT_ROW] = { "row", NODE_TEXT, false },         [EXPECT_MEASURE] = { "measure", NODE_TEXT, false },
    [EXPECT_FORMULA] = { "formula", NODE_TEXT, false }, [EXPECT_VALUE] = { "value", NODE_TEXT, true },
    [EXPECT_UNIT] = { "unit", NODE_TEXT, false },       [EXPECT_ORG] = { "org", NODE_TEXT, false },
    [EXPECT_FROM] = { "from", NODE_TEXT, false },       [EXPECT_ASOF] = { "asof", NODE_TEXT, false },
    [EXPECT_CHANGE] = { "change", NODE_TEXT, false },   [EXPECT_IN] = { "in", NODE_TEXT, false },
};
static const char *const CHANGE_WORDS[] = { "yoy", "mom" }; /* as enum proof_change, from 1 */
#define IN_NONE "不印"                                      /* `in` of a figure that no report need print */

/* ---- sheets ---- */

static bool read_move(struct reader *r, const struct node *n, const struct list *makes, const struct proof_make *make,
                      struct proof_move *out)
{
    const struct node *keys[MOVE_KEYS];
    int64_t after = 0;
    if (!keys_read(r, n, "moves", MOVE_KEY, MOVE_KEYS, keys))
        return false;
    if (!(out->move = flow_move(make->book->flow, keys[MOVE_NAME]->text))) {
        char hint[NEAR_HINT_BYTES];
        struct near near;
        near_begin(&near, keys[MOVE_NAME]->text);
        for (int i = 0; i < make->book->flow->move_count; i++)
            near_offer(&near, make->book->flow->moves[i].name);
        return MISTAKE(r, keys[MOVE_NAME], CATALOG_NOT_BY, make->book->flow->name, keys[MOVE_NAME]->text,
                       near_hint(&near, r->e->lang, hint));
    }
    *out = (struct proof_move) { .move = out->move, .rows = make->rows, .on = DAY_FIRST };
    out->actor = keys[MOVE_AS] ? keys[MOVE_AS]->text : NULL;
    if (!keys[MOVE_AFTER] == !keys[MOVE_ON])
        return MISTAKE(r, n, CATALOG_PROOF_MOVE_DAY, out->move->name);
    if (!read_count(r, keys[MOVE_ROWS], PROOF_ROWS_MAX, &out->rows) || !read_count(r, keys[MOVE_AFTER], AFTER_MAX, &after)
        || !read_day(r, keys[MOVE_ON], &out->on))
        return false;
    const struct field *day = make->book->day;
    if (!keys[MOVE_ON] && !(day && supply_find(make->with, make->with_count, day->name)))
        return MISTAKE(r, keys[MOVE_AFTER], CATALOG_PROOF_COPY_COLUMN, make->name, day ? day->name : "");
    out->after = (int)after;
    if (out->rows > make->rows)
        return MISTAKE(r, keys[MOVE_ROWS], CATALOG_PROOF_MOVE_ROWS, make->name, MSG_NUM(make->rows), MSG_NUM(out->rows));
    struct supplying s = { r, makes, make, out->move, out->rows };
    return supplies_read(&s, NULL, keys[MOVE_WITH], &out->with, &out->with_count);
}

static bool read_moves(struct reader *r, const struct node *list, const struct list *makes, struct proof_make *make)
{
    if (!list)
        return true;
    if (!make->book->flow)
        return MISTAKE(r, list->key, CATALOG_PROOF_NO_FLOW, make->book->name);
    if (!list_check(r, list, NODE_MAP, LIST_MAX))
        return false;
    struct proof_move *moves = ARENA_ARRAY(r->c->a, struct proof_move, (size_t)list->count + 1);
    make->moves = moves;
    for (const struct node *n = list->first; n; n = n->next)
        if (!read_move(r, n, makes, make, &moves[make->move_count++]))
            return false;
    return true;
}

static bool read_make(struct reader *r, const struct node *n, struct list *makes, struct proof_make *make)
{
    const struct node *keys[MAKE_KEYS], *rows;
    if (!keys_read(r, n, "make", MAKE_KEY, MAKE_KEYS, keys) || !read_book(r, keys[MAKE_BOOK], &make->book))
        return false;
    make->name = keys[MAKE_NAME] ? keys[MAKE_NAME]->text : make->book->name;
    make->actor = keys[MAKE_AS] ? keys[MAKE_AS]->text : NULL;
    make->line = n->line;
    make->column = n->column;
    make->number = makes->count;
    make->first = 1;
    int64_t total = 0;
    for (int i = 0; i < makes->count; i++) {
        const struct proof_make *before = makes->items[i];
        make->first += before->book == make->book ? before->rows : 0;
        total += before->rows;
    }
    rows = keys[MAKE_ROWS];
    bool by_hand = rows->kind == NODE_LIST;
    if (by_hand)
        make->rows = rows->count;
    if (by_hand ? !list_check(r, rows, NODE_MAP, LIST_MAX) : !read_count(r, rows, PROOF_ROWS_MAX, &make->rows))
        return false;
    if (make->rows == 0)
        return MISTAKE(r, rows, CATALOG_LIST_EMPTY, "rows");
    if (total + make->rows > PROOF_ROWS_MAX)
        return MISTAKE(r, rows, CATALOG_PROOF_ROWS_MANY, MSG_NUM(PROOF_ROWS_MAX));
    struct supplying s = { r, makes, make, NULL, make->rows };
    return supplies_read(&s, by_hand ? rows : NULL, keys[MAKE_WITH], &make->with, &make->with_count)
           && read_moves(r, keys[MAKE_MOVES], makes, make);
}

static bool read_makes(struct reader *r, const struct node *list, struct proof *p)
{
    struct list makes = { 0 };
    if (!list_check(r, list, NODE_MAP, LIST_MAX))
        return false;
    for (const struct node *n = list->first; n; n = n->next) {
        struct proof_make *make = ARENA_NEW(r->c->a, struct proof_make);
        if (!read_make(r, n, &makes, make))
            return false;
        list_push(r->c->a, &makes, make);
    }
    p->makes = (const struct proof_make *const *)makes.items;
    p->make_count = makes.count;
    return true;
}

/* ---- figures ---- */

static bool find_row(struct reader *r, const struct node *n, const char **out)
{
    char hint[NEAR_HINT_BYTES];
    struct near near;
    *out = n ? n->text : "";
    if (!n)
        return true;
    near_begin(&near, n->text);
    for (int i = 0; i < r->c->carried.count; i++) {
        const struct carried *row = catalog_carried_at(r->c, i);
        if (strcmp(row->row, n->text) == 0)
            return true;
        near_offer(&near, row->row);
    }
    return MISTAKE(r, n, CATALOG_PROOF_ROW, n->text, near_hint(&near, r->e->lang, hint));
}

static bool find_report(struct reader *r, const struct node *n, const struct report **out)
{
    char hint[NEAR_HINT_BYTES];
    struct near near;
    *out = NULL;
    if (!n || strcmp(n->text, IN_NONE) == 0)
        return true;
    near_begin(&near, n->text);
    for (int i = 0; i < r->c->reports.count; i++) {
        const struct report *report = catalog_report_at(r->c, i);
        near_offer(&near, report->name);
        if (strcmp(report->name, n->text) == 0) {
            *out = report;
            return true;
        }
    }
    return MISTAKE(r, n, CATALOG_PROOF_REPORT, n->text, near_hint(&near, r->e->lang, hint));
}

static bool find_measure(struct reader *r, const struct node *n, const struct node *unit, struct proof_expect *x)
{
    const struct measure_slot *slot = measure_slot_find(r->c, n->text);
    if (!slot) {
        char hint[NEAR_HINT_BYTES];
        struct near near;
        near_begin(&near, n->text);
        for (int i = 0; i < catalog_measure_count(r->c); i++)
            near_offer(&near, catalog_measure_name(r->c, i));
        return MISTAKE(r, n, CATALOG_MEASURE_UNKNOWN, n->text, near_hint(&near, r->e->lang, hint));
    }
    const char *its = measure_newest(slot)->measure.unit;
    x->text = n->text;
    x->unit = x->change == PROOF_VALUE ? its : "%";
    return !unit || strcmp(unit->text, x->unit) == 0 || MISTAKE(r, unit, CATALOG_PROOF_UNIT, n->text, x->unit, unit->text);
}

static bool find_formula(struct reader *r, const struct node *n, const struct node *unit, struct proof_expect *x)
{
    const struct formula *formula;
    int at;
    struct err why = err_like(r->e);
    x->text = n->text;
    x->unit = unit ? unit->text : "";
    return formula_parse(r->c, r->c->a, n->text, &formula, &at, &why) || mistake_at(r, n, at, &why);
}

static bool read_value(struct reader *r, const struct node *n, struct proof_expect *x)
{
    int64_t units;
    if (!decimal_parse(n->text, strlen(n->text), DECIMAL_SCALE_MAX, &units))
        return MISTAKE(r, n, CATALOG_PROOF_VALUE, n->text);
    const char *point = strchr(n->text, '.');
    x->digits = point ? (int)strlen(point + 1) : 0;
    x->value = arena_text(r->c->a, decimal_text((char[32]) { 0 }, units, DECIMAL_SCALE_MAX));
    return true;
}

static bool read_expect(struct reader *r, const struct node *n, const struct proof *p, const struct node *in,
                        struct proof_expect *x)
{
    const struct node *keys[EXPECT_KEYS];
    int change = -1;
    if (!keys_read(r, n, "expect", EXPECT_KEY, EXPECT_KEYS, keys))
        return false;
    x->line = n->line;
    x->column = n->column;
    x->from = DAY_FIRST;
    x->asof = p->asof;
    x->org = keys[EXPECT_ORG] ? keys[EXPECT_ORG]->text : NULL;
    if (!keys[EXPECT_MEASURE] == !keys[EXPECT_FORMULA])
        return MISTAKE(r, n, CATALOG_PROOF_ASKED);
    if (!find_row(r, keys[EXPECT_ROW], &x->row) || !read_value(r, keys[EXPECT_VALUE], x)
        || !read_day(r, keys[EXPECT_FROM], &x->from) || !read_day(r, keys[EXPECT_ASOF], &x->asof)
        || (keys[EXPECT_CHANGE] && !read_word(r, keys[EXPECT_CHANGE], CHANGE_WORDS, 2, &change))
        || !find_report(r, keys[EXPECT_IN] ? keys[EXPECT_IN] : in, &x->report))
        return false;
    x->change = (enum proof_change)(change + 1);
    return keys[EXPECT_MEASURE] ? find_measure(r, keys[EXPECT_MEASURE], keys[EXPECT_UNIT], x)
                                : find_formula(r, keys[EXPECT_FORMULA], keys[EXPECT_UNIT], x);
}

static bool read_expects(struct reader *r, const struct node *list, const struct node *in, struct proof *p)
{
    if (!list_check(r, list, NODE_MAP, LIST_MAX))
        return false;
    struct proof_expect *all = ARENA_ARRAY(r->c->a, struct proof_expect, (size_t)list->count + 1);
    p->expects = all;
    for (const struct node *n = list->first; n; n = n->next)
        if (!read_expect(r, n, p, in, &all[p->expect_count++]))
            return false;
    return true;
}

/* ---- all of it ---- */

static bool check_pack(struct reader *r, const struct node *n)
{
    const char *last = "";
    for (int i = 0; i < catalog_pack_count(r->c); i++) {
        last = catalog_pack_at(r->c, i)->name;
        if (strcmp(last, n->text) == 0)
            return true;
    }
    return MISTAKE(r, n, CATALOG_PROOF_PACK, n->text, last);
}

bool proof_read(const struct catalog *c, struct arena *a, const char *file, const char *text, size_t bytes,
                const struct proof **out, struct err *e)
{
    struct catalog own = *c; /* the same catalog, its helpers allocating in `a` */
    struct reader r = { .c = &own, .file = file, .e = e };
    const struct node *keys[PROOF_KEYS];
    struct proof *p = ARENA_NEW(a, struct proof);
    own.a = a;
    if (!node_read(a, file, text, bytes, &r.root, e) || !keys_read(&r, r.root, "proof", PROOF_KEY, PROOF_KEYS, keys)
        || !check_pack(&r, keys[PROOF_PACK]) || !read_day(&r, keys[PROOF_ASOF], &p->asof)
        || !read_count(&r, keys[PROOF_SEED], DECIMAL_UNITS_MAX, &p->seed))
        return false;
    p->pack = keys[PROOF_PACK]->text;
    p->org = keys[PROOF_ORG]->text;
    p->file = arena_text(a, file);
    *out = p;
    return read_makes(&r, keys[PROOF_MAKE], p) && read_expects(&r, keys[PROOF_EXPECT], keys[PROOF_IN], p);
}
