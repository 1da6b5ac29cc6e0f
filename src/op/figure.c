/* op/figure.c: a figure of a text, asked of the ledger again. */
#include "op/figure.h"

/* ---- its value ---- */

bool figure_basis(const struct op_call *c, const struct figure *f, int64_t known, struct basis *out, struct err *e)
{
    struct entry_ref org;
    struct buf name = { 0 };
    buf_format(&name, BOOK_ORG "/%s", f->scope_number);
    bool ok = state_find_known(c->ledger, c->memory, buf_get(&name), f->known, &org, e);
    buf_free(&name);
    if (!ok)
        return false;
    *out = (struct basis) { .org = org.entry,
                            .org_number = org.number,
                            .org_title = *org.title ? org.title : org.number,
                            .from = f->from,
                            .asof = f->asof,
                            .known = known };
    return true;
}

bool figure_value(const struct asking *x, const struct figure *f, int64_t known, const char **value, struct err *e)
{
    struct basis b;
    return figure_basis(x->c, f, known, &b, e) && report_figure_value(x->session, x->c->memory, f, &b, value, e);
}

const char *figure_called(const struct op_call *c, const struct figure *f)
{
    struct buf name = { 0 };
    figure_name(c->lang, f, &name);
    const char *out = arena_text(c->memory, buf_get(&name));
    buf_free(&name);
    return out;
}

const char *figure_shown(const struct op_call *c, const struct figure *f, const char *value)
{
    return value ? WORDS(c, FIGURE_VALUE, value, f->unit ? f->unit : "") : HEADING(c, OP_NO_VALUE);
}
