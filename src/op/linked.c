/* op/linked.c: a document of ours brought back: what its figures are, what became of them, what the ledger says. */
#include <stdlib.h>
#include <string.h>

#include "op/linked.h"

/* ---- as the document stands ---- */

static void judge_text(struct judged *j)
{
    j->unlinked = !j->found || !j->found->controlled;
    j->changed = j->found && j->written && strcmp(j->found->text, j->written->text) != 0;
    j->link = j->found && j->found->known ? &j->found->figure : j->written ? &j->written->figure : NULL;
}

/* Figures found in order of place; one that is gone goes behind the last found that was printed before it. */
static void pair_up(struct arena *a, struct linked *k)
{
    const struct docx_text *d = &k->doc;
    bool *met = ARENA_ARRAY(a, bool, (size_t)d->written_count + 1);
    k->items = ARENA_ARRAY(a, struct judged, (size_t)(d->figure_count + d->written_count) + 1);
    for (int i = 0; i < d->figure_count; i++) {
        int n = d->figures[i].number;
        if (n > 0 && n <= d->written_count)
            met[n - 1] = true;
    }
    int gone = 0;
    for (int i = 0; i <= d->figure_count; i++) {
        int before = i < d->figure_count ? d->figures[i].number - 1 : d->written_count;
        for (; gone < before && gone < d->written_count; gone++)
            if (!met[gone])
                k->items[k->count++] = (struct judged) { .written = &d->written[gone] };
        if (i == d->figure_count)
            break;
        struct judged *j = &k->items[k->count++];
        int n = d->figures[i].number;
        *j = (struct judged) { .found = &d->figures[i] };
        j->written = n > 0 && n <= d->written_count ? &d->written[n - 1] : NULL;
    }
    for (int i = 0; i < k->count; i++)
        judge_text(&k->items[i]);
}

bool linked_read(struct op_call *c, const char *path, struct linked *out, struct err *e)
{
    *out = (struct linked) { .path = path };
    if (!document_read(c->memory, path, &out->doc, e))
        return false;
    pair_up(c->memory, out);
    return true;
}

bool linked_is_ours(const struct linked *k)
{
    return (k->doc.report && *k->doc.report) || k->doc.figure_count;
}

void linked_free(struct linked *k)
{
    for (int i = 0; i < k->count; i++)
        json_decref(k->items[i].reasons.list);
}

int64_t judged_start(const struct judged *j)
{
    return j->found ? (int64_t)j->found->start : j->left ? (int64_t)j->left->start : -1;
}

int64_t judged_end(const struct judged *j)
{
    return j->found ? (int64_t)j->found->end : j->left ? (int64_t)j->left->end : -1;
}

const char *judged_text(const struct judged *j)
{
    return j->found ? j->found->text : j->left ? j->left->text : NULL;
}

/* ---- whose ledger ---- */

static bool see_hash(void *context, const struct event *v, struct err *e)
{
    (void)e;
    memcpy(context, v->hash, SM3_BYTES);
    return true;
}

/* The heads that the document carries are events of this ledger. */
static bool same_ledger(struct op_call *c, const struct linked *k, struct err *e)
{
    struct head *heads;
    int count;
    if (!k->doc.heads || !*k->doc.heads)
        return true;
    if (!heads_parse(c->memory, k->doc.heads, &heads, &count, e))
        return false;
    for (int i = 0; i < count; i++) {
        int64_t seq;
        uint8_t hash[SM3_BYTES] = { 0 };
        if (!ledger_seq(c->ledger, heads[i].node, heads[i].node_seq, &seq, e)
            || (seq && !ledger_one(c->ledger, seq, see_hash, hash, e)))
            return false;
        if (!seq || memcmp(hash, heads[i].hash, SM3_BYTES) != 0)
            return ERR(e, ERR_CONFLICT, CHECK_OTHER_LEDGER, k->path, c->ledger->path);
    }
    return true;
}

/* ---- figure by figure ---- */

static bool same_value(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool judge_value(struct asking *x, struct judged *j, struct err *e)
{
    const struct figure *f = j->link;
    if (!f || !f->scope_number)
        return true;
    x->then = f->known;
    if (!figure_value(x, f, f->known, &j->then, e) || !figure_value(x, f, x->now, &j->now, e))
        return false;
    j->forged = !same_value(f->value, j->then);
    j->differs = !same_value(j->then, j->now);
    return !j->differs || figure_reasons(x, f, &j->reasons, e);
}

bool linked_compare(struct op_call *c, struct linked *k, struct err *e)
{
    struct asking x = { .c = c, .now = c->ledger->head };
    if (!same_ledger(c, k, e))
        return false;
    x.session = measure_begin(c->ledger, c->memory);
    bool ok = true;
    for (int i = 0; ok && i < k->count; i++)
        ok = judge_value(&x, &k->items[i], e);
    ok = ok && linked_find_added(&x, k, e);
    measure_end(x.session);
    return ok;
}
