/* op/add.c: one entry added, corrected, or moved along its flow. */
#include <string.h>

#include "op/inside.h"

bool add_run(struct op_call *c, struct err *e)
{
    struct ledger *l = c->ledger;
    const struct book *b;
    struct draft d = { .kind = EVENT_ADD, .actor = c->actor };
    if (!op_book(c, &b, e) || !op_fields(c, b, NULL, &d, e))
        return false;
    d.book = b->name;
    d.day = op_today(c);
    intake_fill(c->memory, b, &d);
    if (!d.org && !b->is_org) {
        struct entry_ref root;
        if (b->org_required)
            return ERR(e, ERR_INPUT, LEDGER_FIELD_EMPTY, NAME_ORG);
        if (!state_root(l, c->memory, &root, e))
            return false;
        d.org = arena_text(c->memory, root.identity);
    }
    if (!d.number && !b->number_required && !state_next_number(l, c->memory, b, &d.number, e))
        return false;
    return ledger_check(l->catalog, &d, e) && state_check(l, &d, e) && op_append(c, &d, d.number, e);
}

/* ---- amend ---- */

static bool changes_nothing(struct op_call *c, const struct draft *d, const struct entry_view *v, bool *same, struct err *e)
{
    *same = !d->number || text_same(d->number, v->ref.number);
    if (*same && d->org) {
        struct entry_ref org;
        if (!state_org(c->ledger, c->memory, v->org_number, &org, e))
            return false;
        *same = strcmp(org.identity, d->org) == 0;
    }
    for (int i = 0, first = 0; *same && i < d->value_count; first = i) {
        const struct field *f = book_field(v->ref.book, d->values[first].field);
        while (i < d->value_count && strcmp(d->values[i].field, f->name) == 0)
            i++;
        *same = intake_same(v->raw[f->number], d->values + first, i - first);
    }
    return true;
}

bool amend_run(struct op_call *c, struct err *e)
{
    struct ledger *l = c->ledger;
    struct entry_ref ref;
    struct entry_view v;
    struct draft d = { .kind = EVENT_AMEND, .actor = c->actor };
    if (!state_find(l, c->memory, NULL, op_text(c, "entry"), &ref, e) || !op_day(c, "day", op_today(c), &d.day, e))
        return false;
    bool journal = ref.book->kind == BOOK_JOURNAL, same = false;
    if (!state_view(l, c->memory, ref.entry, journal ? DAY_LAST : d.day, l->head, &v, e))
        return false;
    if (journal && v.has_day)
        d.day = v.day; /* a journal's amend is a correction for all days anyway */
    d.correct = !journal && op_given(c, "correct");
    d.book = ref.book->name;
    d.entry = ref.identity;
    if (!op_fields(c, ref.book, NULL, &d, e) || !ledger_check(l->catalog, &d, e)
        || (!d.correct && !changes_nothing(c, &d, &v, &same, e)))
        return false;
    const char *number = d.number ? d.number : ref.number;
    if (same) {
        op_nothing(c, &d, number);
        return true;
    }
    return state_check(l, &d, e) && op_append(c, &d, number, e);
}

/* ---- move ---- */

static bool has_move(const struct book *b, const char *name)
{
    return b->flow && flow_move(b->flow, name);
}

bool move_run(struct op_call *c, struct err *e)
{
    struct ledger *l = c->ledger;
    struct entry_ref ref;
    struct draft d = { .kind = EVENT_MOVE, .actor = c->actor, .move = op_text(c, "move") };
    if (!state_find(l, c->memory, NULL, op_text(c, "entry"), &ref, e) || !op_day(c, "day", op_today(c), &d.day, e))
        return false;
    d.book = ref.book->name;
    d.entry = ref.identity;
    /* an unknown move is said before its fields are read */
    if (!has_move(ref.book, d.move))
        return ledger_check(l->catalog, &d, e);
    bool same = false;
    if (!op_fields(c, ref.book, flow_move(ref.book->flow, d.move), &d, e) || !ledger_check(l->catalog, &d, e)
        || !state_check_move(l, &d, &same, e))
        return false;
    if (same) {
        op_nothing(c, &d, ref.number);
        return true;
    }
    return op_append(c, &d, ref.number, e);
}
