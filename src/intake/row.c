/* intake/row.c: one row -> an add, an amend, a move, or nothing where it says what is known already. */
#include <string.h>

#include "base/day.h"
#include "intake/private.h"

static const struct cell EMPTY = { CELL_EMPTY, "", 0 };

static const struct cell *cell_at(const struct row *row, int column)
{
    return column >= 0 && column < row->cell_count ? &row->cells[column] : &EMPTY;
}

/* Names the column of a failure. */
static bool blame(struct import *r, const char *column)
{
    r->bad_column = column;
    return false;
}

static bool refuse_empty(struct import *r, const char *column, struct err *e)
{
    blame(r, column);
    return ERR(e, ERR_INPUT, INTAKE_CELL_EMPTY, column);
}

/* Reads the cell of a column into values; an empty one gives none. */
static bool read_cell(struct import *r, const struct row *row, int column, struct values *out, struct err *e)
{
    const struct plan_column *c = &r->plan.columns[column];
    const struct cell *cell = cell_at(row, column);
    int64_t units;
    if (!cell->bytes)
        return true;
    if (!value_read(&r->reader, c->field, cell, out, &units, e))
        return blame(r, c->name);
    r->sums[column] += units;
    return true;
}

/* Records a draft that was judged.  `number` and `title` (NULL: no later row will look for it by this) may name it. */
static bool append(struct import *r, const struct draft *d, const char *number, const char *title, struct err *e)
{
    int64_t seq;
    if (!ledger_append(r->l, d, &seq, e)) {
        r->lookup.failed = true;
        return false;
    }
    return lookup_appended(&r->lookup, number, title, e);
}

/* Judged twice on purpose: the ledger guards its shape whoever calls, and state what depends on other entries. */
static bool judge_and_append(struct import *r, const struct draft *d, const char *title, struct err *e)
{
    bool sought = r->plan.self_ref;
    return ledger_check(r->l->catalog, d, e) && state_check(r->l, d, e)
           && append(r, d, sought ? d->number : NULL, sought ? title : NULL, e);
}

/* The title that a draft gives its entry; NULL: none. */
static const char *title_of(const struct book *b, const struct draft *d)
{
    for (int i = 0; b->title && i < d->value_count; i++) {
        if (strcmp(d->values[i].field, b->title->name) == 0)
            return d->values[i].text;
    }
    return NULL;
}

static struct draft draft_of(const struct import *r, const struct row *row, enum event_kind kind)
{
    return (struct draft) { .kind = kind, .actor = r->o->actor, .book = r->plan.book->name, .row = row->number };
}

/* ---- orgs ---- */

/* The org the row names; identity NULL where it names none. */
static bool row_org(struct import *r, const struct row *row, struct named *out, struct err *e)
{
    const struct cell *cell = cell_at(row, r->plan.org);
    *out = (struct named) { 0, NULL };
    if (!cell->bytes || !r->lookup.orgs)
        return true;
    return lookup_name(&r->lookup, r->lookup.orgs, cell->text, out, e) || blame(r, r->plan.columns[r->plan.org].name);
}

static bool check_org(struct import *r, const struct row *row, const char *number, const struct entry_view *v, struct err *e)
{
    struct named org;
    if (r->plan.book->is_org)
        return true;
    if (!row_org(r, row, &org, e))
        return false;
    const char *said = cell_at(row, r->plan.org)->text;
    if (!org.identity && r->o->org_given) {
        struct entry_view named;
        org = r->default_org;
        if (!state_view(r->l, &r->row_memory, org.entry, DAY_LAST, KNOWN_NOW, &named, e))
            return false;
        said = *named.ref.title ? named.ref.title : named.ref.number;
    }
    if (!org.identity || org.entry == v->org)
        return true;
    blame(r, r->plan.org >= 0 ? r->plan.columns[r->plan.org].name : "");
    const char *its = v->org_title && *v->org_title ? v->org_title : v->org_number;
    return ERR(e, ERR_CONFLICT, INTAKE_OTHER_ORG, number, its ? its : "", said);
}

/* ---- adds ---- */

/* Whether a new entry may leave the field empty, or gets its default. */
static bool check_empty(struct import *r, const struct field *f, struct err *e)
{
    const struct plan *p = &r->plan;
    if (f->default_text || !plan_needs(p, f))
        return true;
    if (p->of_field[f->number] >= 0)
        return refuse_empty(r, p->columns[p->of_field[f->number]].name, e);
    return ERR(e, ERR_INPUT, INTAKE_COLUMN_NEEDED, f->name);
}

/* A free automatic number that no row of this sheet has taken either. */
static bool next_number(struct import *r, const char **number, struct err *e)
{
    int64_t ignored;
    if (!state_next_number(r->l, &r->row_memory, r->plan.book, number, e))
        return false;
    if (!hash_find(&r->seen, hash_text(0, *number), &ignored))
        return true;
    return lookup_catch_up(&r->lookup, e) && state_next_number(r->l, &r->row_memory, r->plan.book, number, e);
}

static bool add_row(struct import *r, const struct row *row, const char *number, struct err *e)
{
    const struct book *b = r->plan.book;
    struct draft d = draft_of(r, row, EVENT_ADD);
    struct named org = { 0, NULL };
    for (int i = 0; i < b->field_count; i++) {
        const struct field *f = &b->fields[i];
        int first = r->values.count, column = r->plan.of_field[i];
        if (column >= 0 && !read_cell(r, row, column, &r->values, e))
            return false;
        if ((r->values.count == first || !r->values.items[first].text) && (r->values.count = first, !check_empty(r, f, e)))
            return false;
    }
    d.day = r->o->day;
    d.values = r->values.items;
    d.value_count = r->values.count;
    intake_fill(&r->row_memory, b, &d);
    if (!b->is_org) {
        if (!row_org(r, row, &org, e))
            return false;
        if (!org.identity && b->org_required && !r->o->org)
            return refuse_empty(r, NAME_ORG, e);
        d.org = org.identity ? org.identity : r->default_org.identity;
    }
    d.number = number;
    if (!number && !next_number(r, &d.number, e))
        return false;
    if (!judge_and_append(r, &d, title_of(b, &d), e))
        return false;
    if (!number)
        hash_put(&r->seen, hash_text(0, d.number), row->number);
    return true;
}

/* ---- amends ---- */

/* The entry as it is; before a correction, which holds on all days, as it was from each change on too. */
struct views {
    struct entry_view *at;
    int count;
};

static bool views_of(struct import *r, int64_t entry, struct views *out, struct err *e)
{
    bool dated = r->plan.book->kind == BOOK_REGISTER;
    int32_t *days = NULL;
    int more = 0;
    if (dated && r->o->correct && !state_days(r->l, &r->row_memory, entry, &days, &more, e))
        return false;
    out->count = 1 + more;
    out->at = ARENA_ARRAY(&r->row_memory, struct entry_view, (size_t)out->count);
    for (int i = 0; i < out->count; i++) {
        int32_t day = !dated ? DAY_LAST : i ? days[i - 1] : r->o->day;
        if (!state_view(r->l, &r->row_memory, entry, day, KNOWN_NOW, &out->at[i], e))
            return false;
    }
    return true;
}

static bool same_in_all(const struct views *v, const struct field *f, const struct value *values, int count)
{
    int i = 0;
    while (i < v->count && intake_same(v->at[i].raw[f->number], values, count))
        i++;
    return i == v->count;
}

/* Reads one column and keeps its values only where they differ from what the entry says. */
static bool amend_cell(struct import *r, const struct row *row, int column, const struct views *v, struct err *e)
{
    const struct plan_column *c = &r->plan.columns[column];
    const struct field *f = c->field;
    int first = r->values.count;
    if (!read_cell(r, row, column, &r->values, e))
        return false;
    int count = r->values.count - first;
    bool empty = count == 0 || !r->values.items[first].text;
    if (same_in_all(v, f, r->values.items + first, count)) {
        r->values.count = first;
        return true;
    }
    if (empty && plan_needs(&r->plan, f))
        return refuse_empty(r, c->name, e);
    if (count == 0)
        values_put(&r->values, f->name, NULL);
    return true;
}

static bool amend_row(struct import *r, const struct row *row, const char *number, int64_t entry, enum verdict *verdict,
                      struct err *e)
{
    bool register_book = r->plan.book->kind == BOOK_REGISTER;
    struct views all;
    struct draft d = draft_of(r, row, EVENT_AMEND);
    if (!views_of(r, entry, &all, e) || !check_org(r, row, number, &all.at[0], e))
        return false;
    const struct entry_view *v = &all.at[0];
    for (int i = 0; i < r->plan.count; i++) {
        if (r->plan.columns[i].use == USE_FIELD && !amend_cell(r, row, i, &all, e))
            return false;
    }
    *verdict = r->values.count ? VERDICT_AMENDED : VERDICT_SAME;
    if (!r->values.count)
        return true;
    d.entry = v->ref.identity;
    d.day = register_book || !v->has_day ? r->o->day : v->day;
    d.correct = r->o->correct;
    d.values = r->values.items;
    d.value_count = r->values.count;
    return judge_and_append(r, &d, title_of(r->plan.book, &d), e);
}

/* Who holds the number.  After absorbing several may: then the row's org chooses. */
static bool find_holder(struct import *r, const struct row *row, const char *number, enum number_use *use, int64_t *entry,
                        struct err *e)
{
    struct err why = err_like(e);
    if (state_number(r->l, r->plan.book, number, use, entry, &why))
        return true;
    if (why.msg != MSG_STATE_ENTRY_TWICE || !cell_at(row, r->plan.org)->bytes)
        return err_take(e, &why, NULL);
    struct buf text = { 0 };
    struct entry_ref ref;
    buf_format(&text, "%s/%s/%s", r->plan.book->name, cell_at(row, r->plan.org)->text, number);
    bool ok = state_find(r->l, &r->row_memory, r->plan.book, buf_get(&text), &ref, e);
    buf_free(&text);
    if (ok)
        *entry = ref.entry;
    *use = NUMBER_HELD;
    return ok;
}

static bool record_entry(struct import *r, const struct row *row, enum verdict *verdict, struct err *e)
{
    const struct cell *number = cell_at(row, r->plan.number);
    *verdict = VERDICT_ADDED;
    if (!number->bytes) {
        bool needed = r->plan.number >= 0 && r->plan.book->number_required;
        return needed ? refuse_empty(r, NAME_NUMBER, e) : add_row(r, row, NULL, e);
    }
    uint64_t hash = hash_text(0, number->text);
    int64_t earlier, entry;
    enum number_use use;
    r->bad_column = r->plan.columns[r->plan.number].name;
    if (hash_find(&r->seen, hash, &earlier))
        return ERR(e, ERR_CONFLICT, INTAKE_NUMBER_TWICE, number->text, MSG_NUM(earlier));
    hash_put(&r->seen, hash, row->number);
    if (!find_holder(r, row, number->text, &use, &entry, e))
        return false;
    if (use == NUMBER_VOIDED)
        return ERR(e, ERR_CONFLICT, INTAKE_NUMBER_VOIDED, number->text);
    r->bad_column = "";
    return use == NUMBER_HELD ? amend_row(r, row, number->text, entry, verdict, e) : add_row(r, row, number->text, e);
}

/* ---- moves ---- */

/* What the move brings: fields of the book, and what else the flow asks for. */
static bool read_brought(struct import *r, const struct row *row, struct err *e)
{
    for (int i = 0; i < r->plan.count; i++) {
        const struct plan_column *c = &r->plan.columns[i];
        if (c->use == USE_FIELD && !read_cell(r, row, i, &r->values, e))
            return false;
        if (c->use == USE_EVIDENCE && cell_at(row, i)->bytes)
            values_put(&r->evidence, c->evidence, cell_at(row, i)->text);
    }
    return true;
}

/* What makes two rows of a sheet of moves alike. */
static uint64_t hash_move(const struct draft *d)
{
    uint64_t hash = hash_text(hash_text(hash_text(1, d->entry), d->move), DAY_TEXT(d->day));
    for (int i = 0; i < d->value_count; i++)
        hash = hash_text(hash_text(hash, d->values[i].field), d->values[i].text ? d->values[i].text : "");
    for (int i = 0; i < d->evidence_count; i++)
        hash = hash_text(hash_text(hash, d->evidence[i].field), d->evidence[i].text ? d->evidence[i].text : "");
    return hash;
}

static bool record_move(struct import *r, const struct row *row, enum verdict *verdict, struct err *e)
{
    const struct cell *number = cell_at(row, r->plan.number), *move = cell_at(row, r->plan.move),
                      *day = cell_at(row, r->plan.day);
    struct draft d = draft_of(r, row, EVENT_MOVE);
    struct entry_view v;
    enum number_use use;
    int64_t entry;
    if (!number->bytes || !move->bytes || !day->bytes)
        return refuse_empty(r, !number->bytes ? NAME_NUMBER : !move->bytes ? NAME_MOVE : NAME_DAY, e);
    if (!cell_day(day->text, day->bytes, &d.day, e))
        return blame(r, r->plan.columns[r->plan.day].name);
    r->bad_column = r->plan.columns[r->plan.number].name;
    if (!lookup_settle(&r->lookup, number->text, e) || !find_holder(r, row, number->text, &use, &entry, e))
        return false;
    if (use == NUMBER_VOIDED)
        return ERR(e, ERR_CONFLICT, INTAKE_NUMBER_VOIDED, number->text);
    if (use == NUMBER_FREE)
        return ERR(e, ERR_NOT_FOUND, STATE_ENTRY_NONE_IN, r->plan.book->name, number->text);
    r->bad_column = "";
    if (!state_view(r->l, &r->row_memory, entry, d.day, KNOWN_NOW, &v, e) || !check_org(r, row, number->text, &v, e)
        || !read_brought(r, row, e))
        return false;
    d.entry = v.ref.identity;
    d.move = move->text;
    d.values = r->values.items;
    d.value_count = r->values.count;
    d.evidence = r->evidence.items;
    d.evidence_count = r->evidence.count;
    bool same;
    int64_t alike = 0;
    uint64_t hash = hash_move(&d);
    if (hash_find(&r->seen, hash, &alike))
        d.alike = (int)alike;
    if (!ledger_check(r->l->catalog, &d, e) || !state_check_move(r->l, &d, &same, e))
        return false;
    hash_put(&r->seen, hash, alike + 1);
    *verdict = same ? VERDICT_SAME : VERDICT_MOVED;
    return same || append(r, &d, number->text, NULL, e);
}

bool row_record(struct import *r, const struct row *row, enum verdict *verdict, struct err *why)
{
    lookup_next_row(&r->lookup);
    r->values.count = r->evidence.count = 0;
    r->bad_column = "";
    for (int i = 0; i < row->cell_count; i++) {
        if (row->cells[i].bytes && (i >= r->plan.count || !*r->plan.columns[i].name))
            return ERR(why, ERR_INPUT, INTAKE_CELLS_BEYOND, MSG_NUM(i + 1), row->cells[i].text);
    }
    return r->o->moves ? record_move(r, row, verdict, why) : record_entry(r, row, verdict, why);
}
