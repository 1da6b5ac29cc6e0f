/* op/target.c: the year's targets beside what was reached; and the reminders, which a later version evaluates. */
#include <string.h>

#include "op/inside.h"

static const char *const SIGNS[] = {
    [TARGET_GE] = ">=", [TARGET_LE] = "<=", [TARGET_EQ] = "=", [TARGET_GT] = ">", [TARGET_LT] = "<",
};

/* A ratio in the measure's unit: the hundred of % and the thousand of ‰ come in here. */
static bool in_unit(const char *unit, struct ratio value, struct ratio *out)
{
    int64_t factor = strcmp(unit, "%") == 0 ? 100 : strcmp(unit, "‰") == 0 ? 1000 : 1;
    return ratio_mul(value, ratio_int(factor), out);
}

static bool holds(enum target_op op, int order)
{
    switch (op) {
    case TARGET_GE: return order >= 0;
    case TARGET_LE: return order <= 0;
    case TARGET_EQ: return order == 0;
    case TARGET_GT: return order > 0;
    case TARGET_LT: return order < 0;
    }
    return false;
}

static bool put_target(struct op_call *c, struct measure_session *s, const struct target *t, const struct basis *b,
                       struct err *e)
{
    struct measure_result r;
    struct ratio actual;
    int64_t units;
    const char *text = NULL, *reached = NULL;
    if (!measure_eval(s, t->measure, NULL, b, &r, e))
        return false;
    if (r.value_count == 1 && !r.values[0].null) {
        if (!(text = measure_text(c->memory, &r, &r.values[0], e)))
            return false;
        if (decimal_parse(t->value, strlen(t->value), DECIMAL_SCALE_MAX, &units)
            && in_unit(r.unit, r.values[0].value, &actual))
            reached = holds(t->op, ratio_cmp(actual, ratio_units(units, DECIMAL_SCALE_MAX))) ? "true" : "false";
    }
    const char *by = t->by == DAY_LAST ? NULL : DAY_TEXT(t->by);
    op_row(c, (const char *const[]) { t->measure, SIGNS[t->op], t->value, text, r.unit, reached, by, t->owner });
    return true;
}

bool target_run(struct op_call *c, struct err *e)
{
    struct basis b;
    if (!op_basis(c, START_YEAR, &b, e))
        return false;
    const struct catalog *catalog = c->ledger->catalog;
    int year = day_civil(b.asof).year, shown = 0;
    const struct op_column columns[] = {
        { "measure", HEADING(c, OP_MEASURE), FORM_TEXT, false }, { "op", HEADING(c, OP_COMPARE), FORM_TEXT, false },
        { "value", HEADING(c, OP_TARGET), FORM_DECIMAL, false }, { "actual", HEADING(c, OP_ACTUAL), FORM_DECIMAL, false },
        { "unit", HEADING(c, OP_UNIT), FORM_TEXT, false },       { "reached", HEADING(c, OP_REACHED), FORM_BOOL, false },
        { "by", HEADING(c, OP_DEADLINE), FORM_TEXT, false },     { "owner", HEADING(c, OP_OWNER), FORM_TEXT, false },
    };
    SAY(c, OP_BASIS, b.org_title, DAY_TEXT(b.from), DAY_TEXT(b.asof), MSG_NUM(b.known));
    c->sink->say(c->sink->self, "");
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 8 });
    struct measure_session *s = measure_begin(c->ledger, c->memory);
    bool ok = true;
    for (int i = 0; ok && i < catalog_target_count(catalog); i++) {
        const struct target *t = catalog_target_at(catalog, i);
        if (t->year && t->year != year)
            continue;
        ok = put_target(c, s, t, &b, e);
        shown++;
    }
    measure_end(s);
    op_table_end(c);
    if (ok && !shown)
        SAY(c, OP_TARGET_NONE, MSG_NUM(year));
    return ok;
}

bool alert_run(struct op_call *c, struct err *e)
{
    (void)e;
    op_object(c, json_array());
    SAY(c, OP_ALERT_LATER);
    return true;
}
