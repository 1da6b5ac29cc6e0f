/* op/figure.c: a figure of a text, asked of the ledger again. */
#include <string.h>

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

bool figure_groups(const struct asking *x, const struct figure *f, const struct book *book, int64_t entry, int64_t known,
                   bool *in, struct err *e)
{
    struct op_call *c = x->c;
    struct basis b;
    struct item_values values;
    struct err other = err_like(e);
    const struct path *path;
    const char *field, *group;
    *in = true;
    if (!report_figure_group(c->memory, f, &field, &group)
        || !path_parse(c->ledger->catalog, c->memory, book, field, &path, NULL, &other))
        return true;
    if (!figure_basis(c, f, known, &b, e) || !measure_item(x->session, c->memory, entry, path, &b, &values, e))
        return false;
    *in = !values.count && !*group;
    for (int i = 0; i < values.count && !*in; i++)
        *in = strcmp(values.texts[i], group) == 0;
    return true;
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
