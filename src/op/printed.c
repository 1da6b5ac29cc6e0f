/* op/printed.c: a report of ours filled again just as it was printed: its template, its days, its position. */
#include <string.h>

#include "op/linked.h"

/* The circumstances that the document carries; false without a failure where what it names is not there. */
static bool printed_basis(const struct asking *x, const struct docx_text *d, struct basis *out, struct err *e)
{
    struct entry_ref org, of;
    struct buf name = { 0 };
    buf_format(&name, BOOK_ORG "/%s", d->org_number ? d->org_number : d->org);
    bool ok = state_find_known(x->c->ledger, x->c->memory, buf_get(&name), d->known_at, &org, e);
    buf_free(&name);
    if (!ok)
        return false;
    *out = (struct basis) { .org = org.entry,
                            .org_number = org.number,
                            .org_title = *org.title ? org.title : org.number,
                            .from = d->from,
                            .asof = d->asof,
                            .known = d->known_at };
    if (!d->of || !*d->of)
        return true;
    if (!state_find_known(x->c->ledger, x->c->memory, d->of, d->known_at, &of, e))
        return false;
    out->of = of.entry;
    out->of_book = of.book;
    return true;
}

bool printed_words(const struct asking *x, const struct docx_text *d, bool *known, struct buf *out, struct err *e)
{
    struct op_call *c = x->c;
    struct basis b;
    struct report_source source;
    struct text_document doc;
    const struct report *r = d->report ? catalog_report(c->ledger->catalog, d->report, d->known_at) : NULL;
    *known = r != NULL;
    if (!r)
        return true;
    if (!printed_basis(x, d, &b, e) || !report_source(c->memory, r, &source, e)
        || !report_build(x->session, c->memory, c->ledger->catalog, &source, &b, NULL, &doc, e))
        return false;
    for (const struct block *at = doc.blocks; at; at = at->next) {
        for (const struct run *run = at->runs; run; run = run->next)
            buf_text(out, run->figure ? "\n" : run->text);
        for (const struct text_row *row = at->table ? at->table->rows : NULL; row; row = row->next)
            for (const struct text_cell *cell = row->cells; cell; cell = cell->next) {
                for (const struct run *run = cell->runs; run; run = run->next)
                    buf_text(out, run->figure ? "\n" : run->text);
                buf_char(out, '\n');
            }
        buf_char(out, '\n');
    }
    return true;
}
