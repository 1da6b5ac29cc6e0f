/* intake/plan.c: the header row of a sheet -> what each column means.
 * Why a sheet is refused whole here: a column that was misread would make every row wrong in the same way.
 */
#include <stdio.h>
#include <string.h>

#include "intake/private.h"

#define LIST_BYTES 280 /* of names in a sentence */

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* ---- a sheet of another book ---- */

/* Whether a meaning says something of the book: not 编号 and 机构, which every book has. */
static bool tells(const struct book *b, const char *means)
{
    return means && *means && !same(means, NAME_NUMBER) && !(same(means, NAME_ORG) && !b->is_org)
           && book_field(b, means) != NULL;
}

static int fitting(const struct book *b, struct arena *a, const struct heading *h, const struct intake_options *o)
{
    struct names n;
    struct arena_mark mark = arena_mark(a);
    int count = 0, ignored;
    names_make(&n, a, b, o);
    for (int i = 0; i < h->count; i++)
        count += tells(b, header_means(&n, a, &h->columns[i], &ignored));
    names_free(&n);
    arena_rewind(a, mark);
    return count;
}

/* Whether a column is named and not meant to be left out. */
static bool counts(const struct book *b, const struct heading_column *c)
{
    if (!*c->name)
        return false;
    return !c->means
           || (*c->means && !same(c->means, NAME_REASON) && !same(c->means, NAME_NUMBER)
               && !(same(c->means, NAME_ORG) && !b->is_org));
}

static bool refuse_other_book(const struct catalog *c, struct arena *a, const struct heading *h,
                              const struct intake_options *o, struct err *e)
{
    int own = 0, named = 0;
    for (int i = 0; i < h->count; i++) {
        const struct heading_column *column = &h->columns[i];
        own += tells(o->book, column->means);
        named += counts(o->book, column);
        if (!column->means && same(name_fold(a, column->name), NAME_MOVE) && o->book->flow)
            return ERR(e, ERR_INPUT, INTAKE_LOOKS_MOVES);
    }
    if (own * 2 >= named)
        return true;
    const struct book *best = NULL;
    for (int i = 0; i < catalog_book_count(c); i++) {
        const struct book *b = catalog_book_at(c, i);
        int fit = b == o->book ? own : fitting(b, a, h, o);
        if (fit > own && (fit > 1 || fit * 2 >= named)) { /* one name of many may be chance */
            own = fit;
            best = b;
        }
    }
    return !best || ERR(e, ERR_INPUT, INTAKE_OTHER_BOOK, best->name, o->book->name);
}

/* ---- columns ---- */

/* Names of columns for a sentence, as many as fit. */
static void put_unknown(const struct plan *p, struct buf *out)
{
    for (int i = 0, said = 0; i < p->count; i++) {
        if (p->columns[i].means || !*p->columns[i].name)
            continue;
        if (out->bytes > LIST_BYTES) {
            buf_text(out, "…");
            return;
        }
        buf_format(out, "%s%s", said++ ? "、" : "", p->columns[i].name);
    }
}

static bool unknown_columns(const struct plan *p, struct err *e)
{
    int count = 0, first = -1;
    for (int i = 0; i < p->count; i++) {
        bool unknown = !p->columns[i].means && *p->columns[i].name;
        first = unknown && first < 0 ? i : first;
        count += unknown;
    }
    if (count == 0)
        return true;
    if (count == 1) {
        char hint[400] = "";
        const struct plan_column *c = &p->columns[first];
        if (c->near)
            msg_format(hint, sizeof hint, e->lang, c->scaled ? MSG_INTAKE_NEAR_SCALED : MSG_INTAKE_NEAR,
                       (const char *const[]) { c->near, NULL });
        return ERR(e, ERR_INPUT, INTAKE_COLUMN_UNKNOWN, p->book->name, c->name, MSG_NUM(first + 1), hint);
    }
    struct buf list = { 0 };
    put_unknown(p, &list);
    ERR(e, ERR_INPUT, INTAKE_COLUMNS_UNKNOWN, p->book->name, MSG_NUM(count), buf_get(&list));
    buf_free(&list);
    return false;
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

/* Evidence that a move needs and the book has no field for; a text kept with the move. */
static bool take_evidence(struct plan *p, int i, struct err *e)
{
    p->columns[i].evidence = p->columns[i].means;
    p->columns[i].use = USE_EVIDENCE;
    for (int k = 0; k < i; k++)
        if (p->columns[k].evidence && same(p->columns[k].evidence, p->columns[i].means))
            return ERR(e, ERR_INPUT, INTAKE_COLUMN_TWICE, p->columns[i].name, MSG_NUM(k + 1), MSG_NUM(i + 1));
    return true;
}

static bool plan_column(struct plan *p, const struct intake_options *o, int i, struct err *e)
{
    struct plan_column *column = &p->columns[i];
    const char *means = column->means;
    if (!means || !*means)
        return true;
    if (same(means, NAME_REASON)) {
        p->reason = i;
        return true;
    }
    if (same(means, NAME_NUMBER))
        return take_place(p, &p->number, i, USE_NUMBER, e);
    if (same(means, NAME_ORG) && !p->book->is_org)
        return take_place(p, &p->org, i, USE_ORG, e);
    if (o->moves && same(means, NAME_MOVE))
        return take_place(p, &p->move, i, USE_MOVE, e);
    if (o->moves && same(means, NAME_DAY))
        return take_place(p, &p->day, i, USE_DAY, e);
    column->field = book_field(p->book, means);
    if (column->field) {
        p->self_ref = p->self_ref || (column->field->type == FIELD_REF && column->field->ref == p->book);
        return take_place(p, &p->of_field[column->field->number], i, USE_FIELD, e);
    }
    if (same(means, NAME_STATE) && p->book->flow)
        return true;
    return take_evidence(p, i, e);
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

/* Where the sheet's form is another's, or an older one's, its template says so. */
static bool check_template(const struct intake_options *o, struct err *e)
{
    char book[sizeof o->stamp->line];
    const char *own = o->stamp ? stamp_word(o->stamp->template_line, "book=", book, sizeof book) : NULL;
    if (!own || stamp_says(own, o->book->name))
        return true;
    return ERR(e, ERR_INPUT, INTAKE_OTHER_TEMPLATE, own, o->book->name);
}

bool plan_make(struct plan *out, struct arena *a, const struct catalog *c, const struct intake_options *o,
               const struct heading *header, struct err *e)
{
    struct plan *p = out;
    *p = (struct plan) {
        .book = o->book, .count = header->count, .number = -1, .org = -1, .move = -1, .day = -1, .reason = -1
    };
    if (o->moves && !p->book->flow)
        return ERR(e, ERR_INPUT, INTAKE_NO_FLOW, p->book->name);
    if (!check_template(o, e))
        return false;
    p->columns = ARENA_ARRAY(a, struct plan_column, (size_t)p->count + 1);
    p->of_field = ARENA_ARRAY(a, int, (size_t)p->book->field_count + 1);
    for (int i = 0; i < p->book->field_count; i++)
        p->of_field[i] = -1;
    for (int i = 0; i < p->count; i++)
        p->columns[i] = (struct plan_column) { .name = header->columns[i].name, .means = header->columns[i].means };
    if (!o->moves && !refuse_other_book(c, a, header, o, e))
        return false;
    propose(p, header, a, o);
    if (!unknown_columns(p, e))
        return false;
    for (int i = 0; i < p->count; i++)
        if (!plan_column(p, o, i, e))
            return false;
    return check_missing(p, o, e);
}
