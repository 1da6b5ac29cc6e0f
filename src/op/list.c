/* op/list.c: the entries of a book as of a day, as rows. */
#include "op/inside.h"

static bool see_row(struct op_call *c, struct sheet_walk *w, const struct entry_view *v, const char *const *cells,
                    struct err *e)
{
    (void)v;
    (void)e;
    int64_t limit = *(const int64_t *)w->context;
    if (limit < 0 || w->rows < limit)
        op_row(c, cells);
    return true;
}

bool list_run(struct op_call *c, struct err *e)
{
    struct sheet_walk w = { .see = see_row };
    int64_t limit;
    if (!sheet_ask(c, &w, e) || !op_int(c, "limit", 0, INT64_MAX, -1, &limit, e))
        return false;
    w.context = &limit;
    w.columns.canonical = c->sink->machine;
    struct op_column *columns = ARENA_ARRAY(c->memory, struct op_column, (size_t)w.columns.count);
    for (int i = 0; i < w.columns.count; i++) {
        const struct column *k = &w.columns.columns[i];
        columns[i] = (struct op_column) { k->name, k->name, k->kind == COLUMN_NUMBER ? FORM_DECIMAL : FORM_TEXT, false };
    }
    op_table(c, &(struct op_table) { .columns = columns, .column_count = w.columns.count });
    bool ok = sheet_walk(c, &w, e);
    op_table_end(c);
    if (!ok)
        return false;
    const char *day = DAY_TEXT(w.basis.asof);
    if (limit >= 0 && limit < w.rows)
        SAY(c, OP_LIST_CUT, w.book->name, MSG_NUM(w.rows), day, MSG_NUM(limit));
    else
        SAY(c, OP_LIST_COUNT, w.book->name, MSG_NUM(w.rows), day);
    return true;
}
