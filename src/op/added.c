/* op/added.c: numbers of a document that nobody computed: those in its text less those that the report itself prints as words.
 *
 * For that the report is filled again just as it was: its template, its days, its position.
 */
#include <stdlib.h>
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

/* The words of the report as it was printed, without its figures, a line a block; *known false where its template is not in
 * the ledger. */
static bool printed_words(const struct asking *x, const struct docx_text *d, bool *known, struct buf *out, struct err *e)
{
    struct op_call *c = x->c;
    struct basis b;
    struct report_source source;
    struct text_document doc;
    const struct report *r = d->report ? catalog_report(c->ledger->catalog, d->report, d->known_at) : NULL;
    *known = r != NULL;
    if (!r)
        return true;
    if (!report_source(c->memory, r, &source, e) || !printed_basis(x, d, &b, e)
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

/* ---- numbers that nobody computed ---- */

static int order_quantity(const void *x, const void *y)
{
    const struct quantity *a = x, *b = y;
    return strcmp(a->text, b->text);
}

/* Whether a place lies in a figure that is linked or was. */
static bool is_figure(const struct linked *k, const struct quantity *q)
{
    int low = 0, high = k->doc.figure_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (k->doc.figures[middle].end <= q->start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < k->doc.figure_count && k->doc.figures[low].start < q->end;
}

/* A figure whose control is gone may have left its number behind: that is not a new one. */
static void find_left(struct arena *a, struct linked *k)
{
    bool *taken = ARENA_ARRAY(a, bool, (size_t)k->added_count + 1);
    int kept = 0;
    for (int i = 0; i < k->count; i++) {
        struct quantity *own;
        int own_count;
        if (k->items[i].found)
            continue;
        text_quantities(a, k->items[i].written->text, &own, &own_count);
        for (int n = 0; n < k->added_count && own_count && !k->items[i].left; n++) {
            if (taken[n] || strcmp(k->added[n].text, own[0].text) != 0)
                continue;
            taken[n] = true;
            k->items[i].left = &k->added[n];
        }
    }
    struct quantity *rest = ARENA_ARRAY(a, struct quantity, (size_t)k->added_count + 1);
    for (int n = 0; n < k->added_count; n++)
        if (!taken[n])
            rest[kept++] = k->added[n];
    k->added = rest;
    k->added_count = kept;
}

/* What is new: every number outside figures, less those that were printed as plain text, each as often as it was. */
bool linked_find_added(const struct asking *x, struct linked *k, struct err *e)
{
    struct buf printed = { 0 };
    struct quantity *old, *all;
    int old_count, all_count;
    if (!printed_words(x, &k->doc, &k->searched, &printed, e)) {
        buf_free(&printed);
        return false;
    }
    text_quantities(x->c->memory, arena_text(x->c->memory, buf_get(&printed)), &old, &old_count);
    text_quantities(x->c->memory, k->doc.text, &all, &all_count);
    buf_free(&printed);
    qsort(old, (size_t)old_count, sizeof *old, order_quantity);
    bool *used = ARENA_ARRAY(x->c->memory, bool, (size_t)old_count + 1);
    k->added = ARENA_ARRAY(x->c->memory, struct quantity, (size_t)all_count + 1);
    for (int i = 0; i < all_count && k->searched; i++) {
        if (is_figure(k, &all[i]))
            continue;
        int low = 0, high = old_count;
        while (low < high) {
            int middle = (low + high) / 2;
            if (strcmp(old[middle].text, all[i].text) < 0 || (used[middle] && strcmp(old[middle].text, all[i].text) == 0))
                low = middle + 1;
            else
                high = middle;
        }
        if (low < old_count && strcmp(old[low].text, all[i].text) == 0)
            used[low] = true;
        else
            k->added[k->added_count++] = all[i];
    }
    find_left(x->c->memory, k);
    return true;
}
