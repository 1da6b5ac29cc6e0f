/* op/export.c: a book as a sheet, stamped with what it is: scope, day, position, rows and control sums. */
#include <string.h>

#include "op/inside.h"

struct exporting {
    struct sheet_writer writer;
    struct ratio *sums; /* by column; only of numbers */
    bool too_large;
};

static bool see_row(struct op_call *c, struct sheet_walk *w, const struct entry_view *v, const char *const *cells,
                    struct err *e)
{
    (void)v;
    (void)e;
    struct exporting *x = w->context;
    x->writer.row(x->writer.self, cells, w->columns.count);
    for (int i = 0; i < w->columns.count; i++) {
        int64_t units;
        if (w->columns.columns[i].kind != COLUMN_NUMBER || !cells[i])
            continue;
        if (!decimal_parse(cells[i], strlen(cells[i]), DECIMAL_SCALE_MAX, &units)) {
            /* more digits than fit with nine places: its whole part is what a sum of such numbers is checked by */
            x->too_large = true;
            continue;
        }
        x->too_large = !ratio_add(x->sums[i], ratio_units(units, DECIMAL_SCALE_MAX), &x->sums[i]) || x->too_large;
    }
    c->sink->progress(c->sink->self, w->rows + 1);
    return true;
}

bool op_heads(struct op_call *c, struct ledger *l, int64_t known, const char **out, struct err *e)
{
    struct head *heads;
    int count;
    struct buf b = { 0 };
    if (!ledger_heads(l, c->memory, known, &heads, &count, e))
        return false;
    heads_text(heads, count, &b);
    *out = arena_text(c->memory, buf_get(&b));
    buf_free(&b);
    return true;
}

void stamp_name(struct buf *b, const char *name)
{
    for (; *name; name++)
        buf_char(b, *name == ' ' || *name == '\n' || *name == '\t' || *name == '\r' ? '_' : *name);
}

static bool stamp(struct op_call *c, const struct sheet_walk *w, const struct exporting *x, struct err *e)
{
    struct buf b = { 0 };
    const char *heads, *where = op_text(c, "where");
    if (!op_heads(c, c->ledger, w->basis.known, &heads, e))
        return false;
    buf_text(&b, "taizhang export book=");
    stamp_name(&b, w->book->name);
    buf_text(&b, " org=");
    stamp_name(&b, w->basis.org_number);
    if (w->basis.from != DAY_FIRST)
        buf_format(&b, " from=%s", DAY_TEXT(w->basis.from));
    buf_format(&b, " asof=%s known=%s rows=%s", DAY_TEXT(w->basis.asof), MSG_NUM(w->basis.known), MSG_NUM(w->rows));
    for (int i = 0; i < w->columns.count && !x->too_large; i++) {
        char room[64];
        if (w->columns.columns[i].kind != COLUMN_NUMBER || !ratio_text(room, x->sums[i], DECIMAL_SCALE_MAX))
            continue;
        buf_text(&b, " sum:");
        stamp_name(&b, w->columns.columns[i].name);
        buf_format(&b, "=%s", room);
    }
    if (where) {
        buf_text(&b, " where=");
        stamp_name(&b, where);
    }
    buf_format(&b, " head=%s", heads);
    x->writer.stamp(x->writer.self, buf_get(&b));
    buf_free(&b);
    return true;
}

bool export_run(struct op_call *c, struct err *e)
{
    const char *out = op_text(c, "out");
    struct exporting x = { 0 };
    struct sheet_walk w = { .see = see_row, .context = &x };
    if (!sheet_ask(c, &w, e))
        return false;
    x.sums = ARENA_ARRAY(c->memory, struct ratio, (size_t)w.columns.count);
    for (int i = 0; i < w.columns.count; i++)
        x.sums[i] = ratio_int(0);
    if (!sheet_create(&x.writer, out, w.book->name, 0, e))
        return false;
    x.writer.columns(x.writer.self, w.columns.columns, w.columns.count);
    if (!sheet_walk(c, &w, e) || !stamp(c, &w, &x, e)) {
        x.writer.drop(x.writer.self);
        return false;
    }
    if (!x.writer.finish(x.writer.self, e))
        return false;
    op_object(c, json_pack("{s:s, s:s, s:I, s:s, s:I}", "file", out, "book", w.book->name, "rows", (json_int_t)w.rows,
                           "asof", DAY_TEXT(w.basis.asof), "known", (json_int_t)w.basis.known));
    SAY(c, OP_EXPORTED, w.book->name, MSG_NUM(w.rows), DAY_TEXT(w.basis.asof), out);
    return true;
}
