/* op/sheet.c: entries as rows of a sheet: what list shows, export writes and a template leaves empty. */
#include <string.h>

#include "op/inside.h"

static enum column_kind kind_of(const struct field *f)
{
    if (f->many)
        return COLUMN_TEXT;
    switch (f->type) {
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY: return COLUMN_NUMBER;
    case FIELD_DAY: return COLUMN_DAY;
    default: return COLUMN_TEXT;
    }
}

void sheet_columns(const struct op_call *c, const struct book *b, bool state, struct sheet_columns *out)
{
    *out = (struct sheet_columns) { .has_org = !b->is_org, .has_state = state && b->flow };
    out->columns = ARENA_ARRAY(c->memory, struct column, (size_t)b->field_count + 3);
    out->columns[out->count++] = (struct column) { .name = NAME_NUMBER, .digits = -1 };
    if (out->has_org)
        out->columns[out->count++] = (struct column) { .name = NAME_ORG, .digits = -1 };
    if (out->has_state)
        out->columns[out->count++] = (struct column) { .name = "状态", .digits = -1 };
    for (int i = 0; i < b->field_count; i++)
        out->columns[out->count++] =
            (struct column) { .name = b->fields[i].name, .kind = kind_of(&b->fields[i]), .digits = -1 };
}

const char *cell_shown(const struct field *f, const char *text, const char *otherwise)
{
    if (text && f->type == FIELD_BOOL)
        return strcmp(text, "true") == 0 ? "是" : "否";
    return text ? text : otherwise;
}

void sheet_cells(const struct sheet_columns *s, const struct entry_view *v, const char **cells)
{
    int at = 0;
    cells[at++] = v->ref.number;
    if (s->has_org)
        cells[at++] = v->org_number;
    if (s->has_state)
        cells[at++] = v->state;
    for (int i = 0; at < s->count; i++)
        cells[at++] = s->canonical ? v->cells[i] : cell_shown(&v->ref.book->fields[i], v->cells[i], NULL);
}

static bool see_entry(void *context, const struct trace_entry *t, struct err *e)
{
    struct sheet_walk *w = context;
    struct arena_mark mark = arena_mark(&w->row);
    struct entry_view v;
    const char **cells = ARENA_ARRAY(&w->row, const char *, (size_t)w->columns.count);
    bool ok = state_view(w->call->ledger, &w->row, t->entry, w->basis.asof, w->basis.known, &v, e);
    if (ok) {
        sheet_cells(&w->columns, &v, cells);
        ok = w->see(w->call, w, &v, cells, e);
        w->rows++;
    }
    arena_rewind(&w->row, mark);
    return ok;
}

bool sheet_ask(struct op_call *c, struct sheet_walk *w, struct err *e)
{
    const char *condition = op_text(c, "where");
    int at;
    w->call = c;
    if (!op_book(c, &w->book, e) || !op_basis(c, START_NONE, &w->basis, e))
        return false;
    sheet_columns(c, w->book, true, &w->columns);
    return !condition || where_parse(c->ledger->catalog, c->memory, w->book, condition, &w->where, &at, e);
}

bool sheet_walk(struct op_call *c, struct sheet_walk *w, struct err *e)
{
    w->rows = 0;
    arena_init(&w->row, 16 * 1024);
    struct measure_session *s = measure_begin(c->ledger, c->memory);
    bool ok = measure_list(s, w->book, w->where, &w->basis, see_entry, w, e);
    measure_end(s);
    arena_free(&w->row);
    return ok;
}
