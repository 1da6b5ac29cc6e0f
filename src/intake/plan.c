/* intake/plan.c: the header row of a sheet -> what each column means.
 * Why a sheet is refused whole here: a column that was misread would make every row wrong in the same way.
 */
#include <stdio.h>
#include <string.h>

#include "intake/private.h"

/* ---- names ---- */

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* A column's name as --map has it; "" for a column to leave out. */
static const char *mapped(const struct intake_options *o, const char *name)
{
    for (int i = 0; i < o->map_count; i++)
        if (same(o->map_from[i], name))
            return o->map_to[i];
    return name;
}

static bool left_out(const char *name)
{
    return *name == '\0' || same(name, NAME_REASON) || same(name, NAME_ROW);
}

/* What a move of the flow needs that is no field of the book: kept as a text with the move. */
static const char *evidence_name(const struct book *b, const char *name)
{
    for (int i = 0; b->flow && i < b->flow->move_count; i++)
        for (int k = 0; k < b->flow->moves[i].need_count; k++)
            if (same(b->flow->moves[i].needs[k], name))
                return b->flow->moves[i].needs[k];
    return NULL;
}

static bool built_in(const struct book *b, const char *name)
{
    return same(name, NAME_NUMBER) || (same(name, NAME_ORG) && !b->is_org);
}

/* ---- a sheet of another book ---- */

static int fitting(const struct book *b, const struct plan *p, const struct intake_options *o)
{
    int count = 0;
    for (int i = 0; i < p->count; i++) {
        const char *name = mapped(o, p->columns[i].name);
        count += !left_out(name) && !built_in(b, name) && book_field(b, name) != NULL;
    }
    return count;
}

static bool refuse_other_book(const struct catalog *c, const struct plan *p, const struct intake_options *o, struct err *e)
{
    int own = fitting(p->book, p, o), named = 0;
    for (int i = 0; i < p->count; i++) {
        const char *name = mapped(o, p->columns[i].name);
        named += !left_out(name) && !built_in(p->book, name);
        if (same(name, NAME_MOVE) && p->book->flow && !book_field(p->book, name))
            return ERR(e, ERR_INPUT, INTAKE_LOOKS_MOVES);
    }
    if (own * 2 >= named)
        return true;
    const struct book *best = NULL;
    for (int i = 0; i < catalog_book_count(c); i++) {
        const struct book *b = catalog_book_at(c, i);
        int fit = b == p->book ? own : fitting(b, p, o);
        if (fit > own) {
            own = fit;
            best = b;
        }
    }
    return !best || ERR(e, ERR_INPUT, INTAKE_OTHER_BOOK, best->name, p->book->name);
}

/* ---- columns ---- */

static bool unknown_column(const struct plan *p, int i, const char *name, struct err *e)
{
    char hint[200] = "";
    const char *near = book_near_field(p->book, name);
    if (*near)
        msg_format(hint, sizeof hint, e->lang, MSG_INTAKE_NEAR, (const char *const[]) { near, NULL });
    return ERR(e, ERR_INPUT, INTAKE_COLUMN_UNKNOWN, p->book->name, name, MSG_NUM(i + 1), hint);
}

/* Takes a column for a purpose that only one may have. */
static bool take_place(struct plan *p, int *place, int i, enum column_use use, struct err *e)
{
    if (*place >= 0)
        return ERR(e, ERR_INPUT, INTAKE_COLUMN_TWICE, p->columns[i].name, MSG_NUM(*place + 1), MSG_NUM(i + 1));
    *place = i;
    p->columns[i].use = use;
    return true;
}

static bool plan_column(struct plan *p, const struct intake_options *o, int i, struct err *e)
{
    struct plan_column *column = &p->columns[i];
    const char *name = mapped(o, column->name);
    if (same(name, NAME_REASON))
        p->reason = i;
    if (left_out(name))
        return true;
    if (same(name, NAME_NUMBER))
        return take_place(p, &p->number, i, USE_NUMBER, e);
    if (same(name, NAME_ORG) && !p->book->is_org)
        return take_place(p, &p->org, i, USE_ORG, e);
    if (o->moves && same(name, NAME_MOVE))
        return take_place(p, &p->move, i, USE_MOVE, e);
    if (o->moves && same(name, NAME_DAY))
        return take_place(p, &p->day, i, USE_DAY, e);
    column->field = book_field(p->book, name);
    if (column->field) {
        p->self_ref = p->self_ref || (column->field->type == FIELD_REF && column->field->ref == p->book);
        return take_place(p, &p->of_field[column->field->number], i, USE_FIELD, e);
    }
    column->evidence = o->moves ? evidence_name(p->book, name) : NULL;
    if (!column->evidence && same(name, NAME_STATE) && p->book->flow)
        return true;
    if (!column->evidence)
        return unknown_column(p, i, name, e);
    column->use = USE_EVIDENCE;
    for (int k = 0; k < i; k++)
        if (p->columns[k].evidence && same(p->columns[k].evidence, name))
            return ERR(e, ERR_INPUT, INTAKE_COLUMN_TWICE, name, MSG_NUM(k + 1), MSG_NUM(i + 1));
    return true;
}

bool plan_needs(const struct plan *p, const struct field *f)
{
    return f->required || (p->book->kind == BOOK_JOURNAL && f == p->book->day);
}

static bool missing(const char *name, struct err *e)
{
    return ERR(e, ERR_INPUT, INTAKE_COLUMN_MISSING, name);
}

/* A sheet with 编号 may hold amends alone, and those need not name every field; then only rows that add are refused. */
static bool check_missing(const struct plan *p, const struct intake_options *o, struct err *e)
{
    const struct book *b = p->book;
    if (o->moves)
        return p->number < 0 ? missing(NAME_NUMBER, e)
               : p->move < 0 ? missing(NAME_MOVE, e)
                             : p->day >= 0 || missing(NAME_DAY, e);
    if (p->number >= 0)
        return true;
    if (b->number_required)
        return missing(NAME_NUMBER, e);
    if (b->org_required && p->org < 0 && !o->org)
        return missing(NAME_ORG, e);
    for (int i = 0; i < b->field_count; i++) {
        const struct field *f = &b->fields[i];
        if (plan_needs(p, f) && !f->default_text && p->of_field[i] < 0)
            return missing(f->name, e);
    }
    return true;
}

bool plan_make(struct plan *out, struct arena *a, const struct catalog *c, const struct intake_options *o,
               const struct row *header, struct err *e)
{
    struct plan *p = out;
    *p = (struct plan) {
        .book = o->book, .count = header->cell_count, .number = -1, .org = -1, .move = -1, .day = -1, .reason = -1
    };
    if (o->moves && !p->book->flow)
        return ERR(e, ERR_INPUT, INTAKE_NO_FLOW, p->book->name);
    p->columns = ARENA_ARRAY(a, struct plan_column, (size_t)p->count + 1);
    p->of_field = ARENA_ARRAY(a, int, (size_t)p->book->field_count + 1);
    for (int i = 0; i < p->book->field_count; i++)
        p->of_field[i] = -1;
    for (int i = 0; i < p->count; i++)
        p->columns[i].name = arena_text(a, header->cells[i].text);
    if (!o->moves && !refuse_other_book(c, p, o, e))
        return false;
    for (int i = 0; i < p->count; i++)
        if (!plan_column(p, o, i, e))
            return false;
    return check_missing(p, o, e);
}
