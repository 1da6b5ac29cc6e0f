/* op/measure.c: figures for a scope, a period and a day; and the entries behind one. */
#include <string.h>

#include "op/inside.h"

static void say_basis(struct op_call *c, const struct basis *b)
{
    SAY(c, OP_BASIS, b->org_title, DAY_TEXT(b->from), DAY_TEXT(b->asof), MSG_NUM(b->known));
    c->sink->say(c->sink->self, "");
}

static bool put_result(struct op_call *c, const struct measure_result *r, struct err *e)
{
    const struct basis *b = &r->basis;
    for (int i = 0; i < r->value_count; i++) {
        const struct measure_value *v = &r->values[i];
        const char *text = v->null ? NULL : measure_text(c->memory, r, v, e);
        if (!v->null && !text)
            return false;
        if (!text && !c->sink->machine)
            text = "—";
        const char *group = v->group && !*v->group && !c->sink->machine ? HEADING(c, OP_EMPTY_GROUP) : v->group;
        const char *note = v->from_history ? HEADING(c, OP_FROM_HISTORY) : NULL;
        op_row(c, (const char *const[]) { r->name, text, r->unit, b->org_title, DAY_TEXT(b->from), DAY_TEXT(b->asof),
                                          MSG_NUM(b->known), group, note });
    }
    return true;
}

static bool measure_all(struct op_call *c, struct measure_session *s, const struct basis *b, struct measure_result *results,
                        const char *const *names, int count, struct err *e)
{
    for (int i = 0; i < count; i++) {
        if (!measure_eval(s, names[i], op_text(c, "by"), b, &results[i], e))
            return false;
    }
    return true;
}

/* The names given, or the formula, or every measure there is. */
static int asked(struct op_call *c, const char *const **out, struct err *e)
{
    const struct op_arg *names = op_arg(c, "names"), *formula = op_arg(c, "formula");
    if (names->count && formula->count) {
        ERR(e, ERR_USAGE, OP_MEASURE_BOTH);
        return -1;
    }
    if (names->count || formula->count) {
        *out = names->count ? names->texts : formula->texts;
        return names->count ? names->count : 1;
    }
    const struct catalog *catalog = c->ledger->catalog;
    int count = catalog_measure_count(catalog);
    const char **all = ARENA_ARRAY(c->memory, const char *, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        all[i] = catalog_measure_name(catalog, i);
    *out = all;
    return count;
}

bool measure_run(struct op_call *c, struct err *e)
{
    struct basis b;
    const char *const *names;
    int count = asked(c, &names, e);
    if (count < 0 || !op_basis(c, START_YEAR, &b, e))
        return false;
    bool grouped = false, marked = false;
    struct measure_result *results = ARENA_ARRAY(c->memory, struct measure_result, (size_t)count + 1);
    struct measure_session *s = measure_begin(c->ledger, c->memory);
    bool ok = measure_all(c, s, &b, results, names, count, e);
    for (int i = 0; ok && i < count; i++) {
        for (int k = 0; k < results[i].value_count; k++) {
            grouped = grouped || results[i].values[k].group;
            marked = marked || results[i].values[k].from_history;
        }
    }
    const struct op_column columns[] = {
        { "measure", HEADING(c, OP_MEASURE), FORM_TEXT, false },
        { "value", HEADING(c, OP_VALUE), FORM_DECIMAL, false },
        { "unit", HEADING(c, OP_UNIT), FORM_TEXT, false },
        { "scope", "", FORM_TEXT, false },
        { "from", "", FORM_TEXT, false },
        { "asof", "", FORM_TEXT, false },
        { "known", "", FORM_COUNT, false },
        { "group", grouped ? HEADING(c, OP_GROUP) : "", FORM_TEXT, false },
        { "note", marked ? HEADING(c, OP_REMARK) : "", FORM_TEXT, true },
    };
    if (ok) {
        say_basis(c, &b);
        op_table(c, &(struct op_table) { .columns = columns, .column_count = 9 });
        for (int i = 0; ok && i < count; i++)
            ok = put_result(c, &results[i], e);
        op_table_end(c);
    }
    measure_end(s);
    return ok;
}

/* ---- trace ---- */

struct tracing {
    struct op_call *c;
    int64_t count;
};

static bool see_entry(void *context, const struct trace_entry *t, struct err *e)
{
    (void)e;
    struct tracing *x = context;
    const char *org = t->org_title && *t->org_title ? t->org_title : t->org_number;
    op_row(x->c, (const char *const[]) { t->number, t->book->name, t->has_day ? DAY_TEXT(t->day) : NULL, org });
    x->count++;
    return true;
}

bool trace_run(struct op_call *c, struct err *e)
{
    struct basis b;
    struct measure_result r;
    const char *name = op_text(c, "name"), *text = NULL;
    if (!op_basis(c, START_YEAR, &b, e))
        return false;
    struct measure_session *s = measure_begin(c->ledger, c->memory);
    bool ok = measure_eval(s, name, NULL, &b, &r, e);
    bool one = ok && r.value_count == 1 && !r.values[0].null && !r.values[0].group;
    if (one)
        ok = (text = measure_text(c->memory, &r, &r.values[0], e)) != NULL;
    if (ok) {
        const struct op_column columns[] = {
            { "id", NAME_NUMBER, FORM_TEXT, false },
            { "book", HEADING(c, OP_BOOK), FORM_TEXT, false },
            { "day", HEADING(c, OP_DAY), FORM_TEXT, false },
            { "org", NAME_ORG, FORM_TEXT, false },
        };
        json_t *head = json_pack("{s:s, s:s?}", "measure", r.name, "value", text);
        struct tracing x = { .c = c };
        say_basis(c, &b);
        op_table(c, &(struct op_table) { .columns = columns, .column_count = 4, .head = head, .rows = "entries" });
        ok = measure_trace(s, name, &b, see_entry, &x, e);
        op_table_end(c);
        if (ok && r.value_count != 1)
            SAY(c, OP_TRACED_GROUPS, r.name, MSG_NUM(x.count));
        else if (ok)
            SAY(c, OP_TRACED, r.name, text ? text : HEADING(c, OP_NO_VALUE), text ? r.unit : "", MSG_NUM(x.count));
        json_decref(head);
    }
    measure_end(s);
    return ok;
}
