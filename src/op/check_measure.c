/* op/check_measure.c: figures of a text that name a measure of the ledger and say another value than it does. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "op/check.h"

struct comparing {
    struct op_call *c;
    struct measure_session *session;
    struct basis basis;  /* the root org, today, all that is known */
    int32_t first, last; /* of the ledger's journals */
    struct org_item *orgs;
    int org_count;
    struct check_text at;
    struct claims counts;
};

/* ---- which figures ---- */

/* The longest name that the figure's `what` is the whole of. */
static const char *find_named(const struct comparing *x, const char *what)
{
    const struct catalog *catalog = x->c->ledger->catalog;
    const char *best = NULL;
    for (int i = 0; *what && i < catalog_measure_count(catalog); i++) {
        const char *name = catalog_measure_name(catalog, i);
        if (text_what_is(what, name, x->basis.org_title) && (!best || strlen(name) > strlen(best)))
            best = name;
    }
    return best;
}

static bool is_linked(const struct linked *k, const struct text_figure *f)
{
    for (int i = 0; i < k->count; i++)
        if (judged_start(&k->items[i]) < (int64_t)f->end && judged_end(&k->items[i]) > (int64_t)f->start)
            return true;
    return false;
}

/* Whether a text names an org below the root. */
static bool names_below(const struct comparing *x, const char *text)
{
    for (int i = 0; i < x->org_count; i++)
        if (x->orgs[i].entry != x->basis.org && *x->orgs[i].title && strstr(text, x->orgs[i].title))
            return true;
    return false;
}

/* Whether the headings it stands under do: the document's own title is the last of them. */
static bool is_under_another(const struct comparing *x, const struct reading *read, const struct text_figure *f)
{
    int level = INT_MAX;
    for (int i = read->outline_count - 1; i >= 0; i--) {
        const struct text_heading *h = &read->outline[i];
        if (h->start > f->start || h->level >= level)
            continue;
        if (names_below(x, h->title))
            return true;
        level = h->level;
    }
    return false;
}

/* Whether what stands before it in its paragraph speaks of a part: an org below, or more in its sentence. */
static bool is_of_a_part(struct comparing *x, const char *name, const struct text_figure *f)
{
    struct buf before = { 0 };
    const char *end = check_text_at(&x->at, f->start), *begin = x->at.text;
    size_t near = (size_t)(end - begin) > CHECK_BEFORE_BYTES ? CHECK_BEFORE_BYTES : (size_t)(end - begin);
    buf_put(&before, end - near, near);
    const char *paragraph = strrchr(buf_get(&before), '\n'), *sentence;
    paragraph = paragraph ? paragraph + 1 : buf_get(&before);
    for (const char *p = sentence = paragraph; (p = strstr(p, "。"));)
        sentence = p += strlen("。");
    bool part = names_below(x, paragraph) || !text_stands_alone(sentence, name, x->basis.org_title);
    buf_free(&before);
    return part;
}

static bool is_certain(struct comparing *x, const struct linked *k, const struct reading *read, const char *name,
                       const struct text_figure *f)
{
    return f->role == TEXT_ACTUAL && f->unit && f->period.known && f->period.from <= f->period.to
           && f->period.to <= x->basis.asof && f->period.to >= x->first && f->period.from <= x->last && !is_linked(k, f)
           && !is_of_a_part(x, name, f) && !is_under_another(x, read, f);
}

/* ---- what the ledger says ---- */

struct answer {
    bool said;                   /* false: the ledger gives no one value in the figure's unit */
    struct ratio exact, printed; /* in it */
    const char *text, *unit;     /* as the ledger prints it, in the measure's */
};

/* The measure for the figure's period. */
static bool ask(struct comparing *x, const char *name, const struct text_figure *f, struct answer *out, struct err *e)
{
    struct measure_result r;
    struct basis b = x->basis;
    struct err other = err_like(e);
    b.from = f->period.from;
    b.asof = f->period.to;
    *out = (struct answer) { 0 };
    if (!measure_eval(x->session, name, NULL, &b, &r, &other))
        return other.code == ERR_INPUT || other.code == ERR_NOT_FOUND || err_take(e, &other, NULL);
    int64_t times = text_unit_times(r.unit, f->unit), units;
    if (!times || r.value_count != 1 || r.values[0].group || r.values[0].null)
        return true;
    out->unit = r.unit;
    out->text = measure_text(x->c->memory, &r, &r.values[0], e);
    if (!out->text || !measure_ratio(&r, &r.values[0], &out->exact, e))
        return false;
    out->said = decimal_parse(out->text, strlen(out->text), r.digits, &units)
                && ratio_mul(out->exact, ratio_int(times), &out->exact)
                && ratio_mul(ratio_units(units, r.digits), ratio_int(times), &out->printed);
    return true;
}

/* Different only where neither the exact value nor the one the ledger prints is what is written. */
static bool compare_one(struct comparing *x, const char *name, const struct text_figure *f, struct text_finding *out,
                        bool *found, struct err *e)
{
    struct answer v;
    char message[640];
    if (!ask(x, name, f, &v, e))
        return false;
    enum text_claim claim = v.said ? text_claims(f, v.exact) : CLAIM_UNSURE;
    *found = claim == CLAIM_DIFFERS && text_claims(f, v.printed) == CLAIM_DIFFERS;
    x->counts.compared += claim != CLAIM_UNSURE;
    x->counts.differ += *found;
    if (!*found)
        return true;
    msg_format(
        message, sizeof message, x->c->lang, MSG_CHECK_MEASURE,
        (const char *const[]) { f->text, name, DAY_TEXT(f->period.from), DAY_TEXT(f->period.to), v.text, v.unit, NULL });
    *out = (struct text_finding) {
        .rule = "ledger.measure", .class = "ledger", .severity = TEXT_ERROR, .start = f->start, .end = f->end
    };
    out->message = arena_text(x->c->memory, message);
    return true;
}

/* ---- all of them ---- */

static int by_place(const void *a, const void *b)
{
    const struct text_finding *x = a, *y = b;
    return x->start != y->start ? (x->start > y->start) - (x->start < y->start) : (x->end > y->end) - (x->end < y->end);
}

static bool compare_all(struct comparing *x, const struct linked *k, struct reading *read, struct err *e)
{
    struct arena *a = x->c->memory;
    int count = read->finding_count, room = count + read->figure_count;
    struct text_finding *list = ARENA_ARRAY(a, struct text_finding, (size_t)room + 1);
    if (count)
        memcpy(list, read->findings, (size_t)count * sizeof *list);
    for (int i = 0; i < read->figure_count; i++) {
        const struct text_figure *f = &read->figures[i];
        const char *name = find_named(x, f->what);
        bool found;
        if (!name || !is_certain(x, k, read, name, f))
            continue;
        if (!compare_one(x, name, f, &list[count], &found, e))
            return false;
        count += found;
    }
    qsort(list, (size_t)count, sizeof *list, by_place);
    read->findings = list;
    read->finding_count = count;
    return true;
}

bool check_read_measures(struct op_call *c, const struct linked *k, struct reading *read, struct claims *counts,
                         struct err *e)
{
    struct ledger *l = c->ledger;
    struct comparing x = { .c = c, .at = { .text = k->doc.text }, .session = measure_begin(l, c->memory) };
    struct entry_ref root;
    bool ok = state_root(l, c->memory, &root, e);
    if (ok) {
        x.basis = (struct basis) { .org = root.entry,
                                   .org_number = root.number,
                                   .org_title = *root.title ? root.title : root.number,
                                   .from = DAY_FIRST,
                                   .asof = op_today(c),
                                   .known = l->head };
        ok = measure_span(x.session, l->head, &x.first, &x.last, e)
             && measure_orgs(x.session, "", &x.basis, &x.orgs, &x.org_count, e) && compare_all(&x, k, read, e);
    }
    measure_end(x.session);
    *counts = x.counts;
    return ok;
}
