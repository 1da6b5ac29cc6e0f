/* measure/item.c: what one entry says, for a text that names its fields.
 * Why the same query as a figure's: a field in a letter and a condition over it can then never contradict each other. */
#include <stdio.h>
#include <string.h>

#include "measure/inside.h"

/* Where the many-valued field of a path is: the elements' table is the join behind its steps; 0: none. */
static int many_alias(const struct path *p)
{
    for (int i = 0; i < p->step_count; i++) {
        if (p->steps[i] && p->steps[i]->many)
            return i + 1;
    }
    return p->end == PATH_FIELD && p->field->many ? p->step_count + 1 : 0;
}

static const char *item_text(struct arena *a, const struct path *p, struct stmt *row)
{
    char room[IDENTITY_BYTES];
    enum field_type type = p->end == PATH_FIELD ? p->field->type : p->end == PATH_DAY ? FIELD_DAY : FIELD_TEXT;
    switch (type) {
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY: return arena_text(a, decimal_text(room, stmt_get_int(row, 0), p->field->scale));
    case FIELD_DAY: return arena_text(a, DAY_TEXT((int32_t)stmt_get_int(row, 0)));
    case FIELD_BOOL: return stmt_get_int(row, 0) ? "true" : "false";
    case FIELD_TEXT:
    case FIELD_CHOICE:
    case FIELD_REF:
    case FIELD_PLACE:
    case FIELD_FILE: break;
    }
    return arena_text(a, stmt_get_text(row, 0, NULL));
}

static bool read_items(struct arena *a, const struct path *p, struct stmt *row, struct item_values *out, struct err *e)
{
    bool more = true;
    int room = 0;
    while (stmt_step(row, &more, e) && more) {
        if (stmt_is_null(row, 0))
            continue;
        if (out->count == ITEM_VALUES_MAX)
            return ERR(e, ERR_INPUT, MEASURE_ITEM_MANY, p->field ? p->field->name : NAME_NUMBER, MSG_NUM(ITEM_VALUES_MAX));
        if (out->count == room) {
            room = room ? room * 2 : 4;
            const char **texts = ARENA_ARRAY(a, const char *, (size_t)room);
            if (out->count)
                memcpy(texts, out->texts, (size_t)out->count * sizeof *texts);
            out->texts = texts;
        }
        const char *text = item_text(a, p, row);
        if (*text)
            out->texts[out->count++] = text;
    }
    return e->code == ERR_NONE;
}

/* The entry's row whatever the scope and the period: who asks has found it in them. */
static bool item_question(struct measure_session *s, int64_t entry, const struct book *book, const struct basis *b,
                          struct question *out, struct err *e)
{
    *out = question_of(s, b);
    out->basis.from = DAY_FIRST;
    out->basis.of = entry;
    out->basis.of_book = book;
    return session_root(s, &out->basis.org, e);
}

bool measure_item(struct measure_session *s, struct arena *a, int64_t entry, const struct path *p, const struct basis *b,
                  struct item_values *out, struct err *e)
{
    struct question q;
    struct query c;
    struct piece value = { 0 }, label = { 0 }, sql = { 0 };
    char table[24];
    *out = (struct item_values) { 0 };
    if (!item_question(s, entry, p->book, b, &q, e))
        return false;
    query_start(&c, s, &q);
    bool ok = query_path(&c, p, &value, &label, e) && query_rows(&c, p->book, NULL, e);
    struct stmt *row = NULL;
    if (ok) {
        piece_text(&sql, "SELECT ");
        piece_add(&sql, label.sql.bytes ? &label : &value);
        buf_format(&sql.sql, " FROM %s t", state_table(table, p->book));
        piece_add(&sql, &c.joins);
        piece_text(&sql, " WHERE ");
        piece_add(&sql, &c.where);
        if (many_alias(p))
            buf_format(&sql.sql, " ORDER BY r%d.place", many_alias(p));
        row = piece_use(s->l, &sql, e);
    }
    ok = row && read_items(a, p, row, out, e);
    if (row)
        stmt_done(row);
    piece_free(&value);
    piece_free(&label);
    piece_free(&sql);
    query_free(&c);
    return ok;
}
