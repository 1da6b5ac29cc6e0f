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

static int digits_of(const struct field *f)
{
    return kind_of(f) == COLUMN_NUMBER ? f->scale : -1;
}

static const char *how_to_fill(const struct op_call *c, const struct field *f)
{
    switch (f->type) {
    case FIELD_INT: return WORDS(c, OP_TEMPLATE_NOTE_INT);
    case FIELD_DECIMAL: return WORDS(c, OP_TEMPLATE_NOTE_DECIMAL, MSG_NUM(f->scale));
    case FIELD_MONEY: return WORDS(c, OP_TEMPLATE_NOTE_MONEY);
    case FIELD_DAY: return WORDS(c, OP_TEMPLATE_NOTE_DAY);
    case FIELD_CHOICE: return WORDS(c, OP_TEMPLATE_NOTE_CHOICE);
    case FIELD_BOOL: return WORDS(c, OP_TEMPLATE_NOTE_BOOL);
    case FIELD_REF: return WORDS(c, OP_TEMPLATE_NOTE_REF, f->ref->name);
    default: return WORDS(c, OP_TEMPLATE_NOTE_TEXT);
    }
}

/* What the pack says of the field, then how a cell of it is filled. */
static const char *note_of(const struct op_call *c, const struct field *f)
{
    struct buf b = { 0 };
    if (*f->help)
        buf_format(&b, "%s\n", f->help);
    buf_text(&b, how_to_fill(c, f));
    if (f->many)
        buf_text(&b, WORDS(c, OP_TEMPLATE_NOTE_MANY));
    if (f->default_text)
        buf_text(&b, WORDS(c, OP_TEMPLATE_NOTE_DEFAULT, cell_shown(f, f->default_text, "")));
    const char *out = arena_text(c->memory, b.data);
    buf_free(&b);
    return out;
}

static struct column column_of(const struct op_call *c, const struct field *f)
{
    static const char *const YES_NO[] = { "是", "否" };
    struct column k = { .name = f->name,
                        .kind = kind_of(f),
                        .note = note_of(c, f),
                        .choices = f->values,
                        .choice_count = f->value_count,
                        .choices_open = f->many,
                        .required = f->required,
                        .digits = digits_of(f) };
    if (f->type == FIELD_BOOL) {
        k.choices = YES_NO;
        k.choice_count = 2;
    }
    return k;
}

void sheet_columns(const struct op_call *c, const struct book *b, bool state, struct sheet_columns *out)
{
    *out = (struct sheet_columns) { .has_org = !b->is_org, .has_state = state && b->flow };
    out->columns = ARENA_ARRAY(c->memory, struct column, (size_t)b->field_count + 3);
    out->columns[out->count++] = (struct column) {
        .name = NAME_NUMBER, .note = WORDS(c, OP_TEMPLATE_NOTE_NUMBER), .required = b->number_required, .digits = -1
    };
    if (out->has_org)
        out->columns[out->count++] = (struct column) {
            .name = NAME_ORG, .note = WORDS(c, OP_TEMPLATE_NOTE_ORG), .required = b->org_required, .digits = -1
        };
    if (out->has_state)
        out->columns[out->count++] =
            (struct column) { .name = "状态", .note = WORDS(c, OP_TEMPLATE_NOTE_STATE), .digits = -1 };
    for (int i = 0; i < b->field_count; i++)
        out->columns[out->count++] = column_of(c, &b->fields[i]);
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
