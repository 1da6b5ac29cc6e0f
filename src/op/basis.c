/* op/basis.c: the circumstances of a question, from --org --from --asof --known. */
#include "op/inside.h"

bool op_basis(const struct op_call *c, enum basis_start start, struct basis *out, struct err *e)
{
    *out = (struct basis) { 0 };
    struct ledger *l = c->ledger;
    struct entry_ref org;
    if (!op_day(c, "asof", op_today(c), &out->asof, e)
        || !op_day(c, "from", start == START_YEAR ? day_year_start(out->asof) : DAY_FIRST, &out->from, e)
        || !op_int(c, "known", 0, INT64_MAX, l->head, &out->known, e))
        return false;
    if (out->from > out->asof)
        return ERR(e, ERR_USAGE, OP_FROM_AFTER, DAY_TEXT(out->from), DAY_TEXT(out->asof));
    if (out->known > l->head)
        return ERR(e, ERR_USAGE, OP_KNOWN_AFTER, MSG_NUM(out->known), MSG_NUM(l->head));
    if (!state_org(l, c->memory, op_text(c, "org"), &org, e))
        return false;
    out->org = org.entry;
    out->org_number = org.number;
    out->org_title = *org.title ? org.title : org.number;
    return true;
}
