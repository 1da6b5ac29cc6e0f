/* op/drift.c: a frozen report against the ledger of today. */
#include <string.h>

#include "op/figure.h"

/* ---- reading what issue recorded ---- */

struct issued {
    struct op_call *c;
    bool found, whole;
    int64_t seq;
    const char *report, *org, *actor;
    int32_t asof, day;
    int64_t known;
    struct figure *figures;
    int count;
};

static const char *text_of(const json_t *o, const char *key, struct op_call *c)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text ? arena_text(c->memory, text) : NULL;
}

static bool day_of_text(const char *text, int32_t *day)
{
    struct err ignored = { 0 };
    return text && cell_day(text, strlen(text), day, &ignored);
}

static bool read_figure(struct op_call *c, const json_t *o, struct figure *f)
{
    *f = (struct figure) { .measure = text_of(o, "measure", c),
                           .modifier = text_of(o, "modifier", c),
                           .value = text_of(o, "value", c),
                           .unit = text_of(o, "unit", c),
                           .scope = text_of(o, "scope", c),
                           .scope_number = text_of(o, "scope_number", c),
                           .known = json_integer_value(json_object_get(o, "known")),
                           .note = "" };
    return f->measure && f->modifier && f->unit && day_of_text(text_of(o, "from", c), &f->from)
           && day_of_text(text_of(o, "asof", c), &f->asof);
}

static bool see_issue(void *context, const struct event *v, struct err *e)
{
    (void)e;
    struct issued *s = context;
    struct op_call *c = s->c;
    if (event_kind_of(v->kind) != EVENT_ISSUE)
        return true;
    json_t *body = json_loadb(v->body, v->body_bytes, 0, NULL);
    const json_t *list = json_object_get(body, "figures");
    s->found = true;
    s->seq = v->seq;
    s->day = v->day;
    s->actor = arena_text(c->memory, v->actor);
    s->report = text_of(body, "report", c);
    s->org = text_of(body, "org", c);
    s->known = json_integer_value(json_object_get(body, "known"));
    s->whole = s->report && json_is_array(list) && day_of_text(text_of(body, "asof", c), &s->asof);
    s->figures = ARENA_ARRAY(c->memory, struct figure, json_array_size(list) + 1);
    s->count = 0;
    size_t i;
    json_t *at;
    json_array_foreach(list, i, at) s->whole = read_figure(c, at, &s->figures[s->count++]) && s->whole;
    json_decref(body);
    return true;
}

/* ---- one frozen report ---- */

static bool put_drift(struct asking *x, const struct figure *f, const char *now, json_t *list, struct err *e)
{
    struct op_call *c = x->c;
    struct reasons why;
    struct buf words = { 0 };
    if (!figure_reasons(x, f, &why, e)) {
        json_decref(why.list);
        return false;
    }
    reasons_say(c, &why, &words);
    SAY(c, DRIFT_LINE, figure_called(c, f), f->scope ? f->scope : "", figure_shown(c, f, f->value), figure_shown(c, f, now),
        buf_get(&words));
    buf_free(&words);
    json_array_append_new(list, json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s?, s:s?, s:b, s:I, s:o}", "measure", f->measure,
                                          "modifier", f->modifier, "scope", f->scope, "from", DAY_TEXT(f->from), "asof",
                                          DAY_TEXT(f->asof), "value", f->value, "now", now, "redefined", why.redefined,
                                          "entries", (json_int_t)why.total, "why", why.list));
    return true;
}

static bool drift_one(struct op_call *c, const struct issued *s, struct err *e)
{
    struct asking x = { .c = c, .then = s->known, .now = c->ledger->head };
    json_t *list = json_array();
    bool ok = true;
    x.session = measure_begin(c->ledger, c->memory);
    for (int i = 0; ok && i < s->count; i++) {
        const struct figure *f = &s->figures[i];
        const char *now = NULL;
        x.then = f->known;
        ok = !f->scope_number || figure_value(&x, f, x.now, &now, e);
        bool same = f->value && now ? strcmp(f->value, now) == 0 : f->value == now;
        if (ok && f->scope_number && !same)
            ok = put_drift(&x, f, now, list, e);
    }
    measure_end(x.session);
    if (!ok) {
        json_decref(list);
        return false;
    }
    size_t differ = json_array_size(list);
    if (differ)
        SAY(c, DRIFT_COUNTS, s->report, DAY_TEXT(s->asof), MSG_NUM(s->known), MSG_NUM(s->count), MSG_NUM(differ));
    else
        SAY(c, DRIFT_SAME, s->report, DAY_TEXT(s->asof), MSG_NUM(s->count));
    op_object(c, json_pack("{s:I, s:s, s:s?, s:s, s:I, s:I, s:i, s:o}", "id", (json_int_t)s->seq, "report", s->report, "org",
                           s->org, "asof", DAY_TEXT(s->asof), "known", (json_int_t)s->known, "head", (json_int_t)x.now,
                           "figures", s->count, "drift", list));
    return true;
}

/* ---- all of them ---- */

static bool see_listed(void *context, const struct event *v, struct err *e)
{
    struct issued *s = context;
    s->found = false;
    if (!see_issue(s, v, e) || !s->found)
        return true;
    if (!s->whole)
        return ERR(e, ERR_CORRUPT, DRIFT_BODY, MSG_NUM(v->seq));
    op_row(s->c, (const char *const[]) { MSG_NUM(s->seq), s->report, s->org, DAY_TEXT(s->asof), MSG_NUM(s->known),
                                         MSG_NUM(s->count), DAY_TEXT(s->day), s->actor });
    return true;
}

static bool list_issued(struct op_call *c, struct err *e)
{
    const struct op_column columns[] = {
        { "id", HEADING(c, OP_ISSUE_ID), FORM_COUNT, false },
        { "report", HEADING(c, OP_REPORT_NAME), FORM_TEXT, false },
        { "org", NAME_ORG, FORM_TEXT, false },
        { "asof", HEADING(c, OP_ASOF), FORM_TEXT, false },
        { "known", "", FORM_COUNT, false },
        { "figures", HEADING(c, OP_FIGURES), FORM_COUNT, false },
        { "issued", HEADING(c, OP_ISSUED_AT), FORM_TEXT, false },
        { "actor", HEADING(c, OP_ISSUED_BY), FORM_TEXT, false },
    };
    struct issued s = { .c = c };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 8 });
    bool ok = ledger_of_kind(c->ledger, EVENT_ISSUE, see_listed, &s, e);
    op_table_end(c);
    return ok;
}

bool drift_run(struct op_call *c, struct err *e)
{
    struct issued s = { .c = c };
    int64_t seq;
    if (!op_given(c, "id"))
        return list_issued(c, e);
    if (!op_int(c, "id", 1, INT64_MAX, 0, &seq, e) || !ledger_one(c->ledger, seq, see_issue, &s, e))
        return false;
    if (!s.found)
        return ERR(e, ERR_NOT_FOUND, DRIFT_NONE, op_text(c, "id"));
    return s.whole ? drift_one(c, &s, e) : ERR(e, ERR_CORRUPT, DRIFT_BODY, MSG_NUM(seq));
}
