/* op/proof_compare.c: an expected figure beside the ledger's, the text's and the one read back. */
#include <string.h>

#include "op/proof.h"

static const char *const MODIFIERS[] = { [PROOF_VALUE] = "", [PROOF_YOY] = "yoy", [PROOF_MOM] = "mom" };

static bool basis_of(struct proving *p, const struct proof_expect *x, struct basis *out, struct err *e)
{
    struct entry_ref org;
    if (!state_org(&p->ledger, p->call->memory, x->org, &org, e))
        return false;
    *out = (struct basis) { .org = org.entry,
                            .org_number = org.number,
                            .org_title = org.title,
                            .from = x->from == DAY_FIRST ? day_year_start(x->asof) : x->from,
                            .asof = x->asof,
                            .known = p->ledger.head };
    return true;
}

/* In the ledger, to as many digits as are expected. */
static bool ask(struct proving *p, struct measure_session *s, const struct proof_expect *x, const struct basis *b,
                const char **out, struct err *e)
{
    struct measure_result r;
    struct measure_value now, base;
    bool ok = x->change == PROOF_VALUE
                  ? measure_eval(s, x->text, NULL, b, &r, e)
                  : measure_change(s, x->text, x->change == PROOF_YOY ? CHANGE_YOY : CHANGE_MOM, b, &r, &now, &base, e);
    *out = NULL;
    if (!ok || r.value_count != 1 || r.values[0].null)
        return ok;
    r.digits = x->digits;
    return (*out = measure_text(p->call->memory, &r, &r.values[0], e)) != NULL;
}

/* A figure's value to as many digits as are expected. */
static bool value_is(const char *value, const struct proof_expect *x)
{
    int64_t units;
    char room[64];
    return value && decimal_parse(value, strlen(value), DECIMAL_SCALE_MAX, &units)
           && ratio_text(room, ratio_units(units, DECIMAL_SCALE_MAX), x->digits) && strcmp(room, x->value) == 0;
}

static bool is_asked(const struct figure *f, const struct proof_expect *x, const struct basis *b)
{
    return strcmp(f->measure, x->text) == 0 && strcmp(f->modifier, MODIFIERS[x->change]) == 0 && f->from == b->from
           && f->asof == b->asof && text_same(f->scope_number, b->org_number);
}

/* Every place where the report prints it must be right; the first is shown. */
static bool on_paper(const struct proving *p, const struct proof_expect *x, const struct basis *b, struct proof_result *out)
{
    bool right = true;
    for (int i = 0; i < p->paper_count; i++) {
        const struct proof_paper *paper = &p->papers[i];
        for (int k = 0; paper->report == x->report && k < paper->figures; k++) {
            const struct run *run = paper->printed[k];
            if (!is_asked(run->figure, x, b))
                continue;
            bool here =
                value_is(run->figure->value, x) && value_is(paper->read_value[k], x) && text_same(run->text, paper->read[k]);
            if (!out->printed || (right && !here)) {
                out->printed = run->text;
                out->read = paper->read[k];
            }
            right = right && here;
        }
    }
    return !x->report || (right && out->printed);
}

static bool compare(struct proving *p, struct measure_session *s, struct proof_result *out, struct err *e)
{
    struct basis b;
    struct err why = err_like(e);
    const struct proof_expect *x = out->expect;
    if (!basis_of(p, x, &b, &why) || !ask(p, s, x, &b, &out->ledger, &why))
        return err_take(e, &why, proof_place(p, x->line, x->column));
    bool printed = on_paper(p, x, &b, out);
    out->met = printed && value_is(out->ledger, x);
    return true;
}

bool proof_compare(struct proving *p, struct err *e)
{
    struct measure_session *s = measure_begin(&p->ledger, p->call->memory);
    bool ok = true;
    p->results = ARENA_ARRAY(p->call->memory, struct proof_result, (size_t)p->proof->expect_count + 1);
    for (int i = 0; ok && i < p->proof->expect_count; i++) {
        p->results[i].expect = &p->proof->expects[i];
        ok = compare(p, s, &p->results[i], e);
    }
    measure_end(s);
    return ok;
}
