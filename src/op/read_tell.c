/* op/read_tell.c: what was read, as JSON and as tables. */
#include <string.h>

#include "op/read.h"

/* ---- for machines ---- */

static json_t *place(json_t *o, size_t start, size_t end, const char *text)
{
    json_object_set_new(o, "start", json_integer((json_int_t)start));
    json_object_set_new(o, "end", json_integer((json_int_t)end));
    if (text)
        json_object_set_new(o, "text", json_string(text));
    return o;
}

static json_t *outline_tree(const struct reading *k)
{
    json_t *list = json_array();
    for (int i = 0; i < k->outline_count; i++) {
        const struct text_heading *h = &k->outline[i];
        json_array_append_new(list, place(json_pack("{s:i, s:s, s:s, s:b}", "level", h->level, "number", h->number, "title",
                                                    h->title, "runin", h->runin),
                                          h->start, h->end, NULL));
    }
    return list;
}

static json_t *period_tree(const struct text_period *p)
{
    return p->known ? json_pack("{s:s, s:s}", "from", DAY_TEXT(p->from), "to", DAY_TEXT(p->to)) : json_null();
}

static json_t *figures_tree(const struct reading *k)
{
    json_t *list = json_array();
    for (int i = 0; i < k->figure_count; i++) {
        const struct text_figure *f = &k->figures[i];
        json_array_append_new(list, place(json_pack("{s:s, s:s?, s:s?, s:s, s:s, s:o}", "value", f->value, "unit", f->unit,
                                                    "approx", f->approx, "role", text_role_name(f->role), "what", f->what,
                                                    "period", period_tree(&f->period)),
                                          f->start, f->end, f->text));
    }
    return list;
}

static json_t *masked_tree(const struct reading *k)
{
    json_t *list = json_array();
    for (int i = 0; i < k->masked_count; i++) {
        const struct text_mask *m = &k->masked[i];
        json_array_append_new(list,
                              place(json_pack("{s:s?, s:s}", "unit", m->unit, "what", m->what), m->start, m->end, m->text));
    }
    return list;
}

static json_t *commitments_tree(const struct reading *k)
{
    json_t *list = json_array();
    for (int i = 0; i < k->commitment_count; i++) {
        const struct text_commitment *m = &k->commitments[i];
        const char *day = m->deadline == DAY_LAST ? NULL : DAY_TEXT(m->deadline);
        json_array_append_new(list, place(json_pack("{s:s, s:s, s:s?, s:s?, s:s?}", "what", m->what, "op", m->op, "value",
                                                    m->value, "unit", m->unit, "deadline", day),
                                          m->start, m->end, m->text));
    }
    return list;
}

json_t *read_findings(const struct reading *k)
{
    json_t *list = json_array();
    for (int i = 0; i < k->finding_count; i++) {
        const struct text_finding *f = &k->findings[i];
        json_array_append_new(list,
                              place(json_pack("{s:s, s:s, s:s, s:s, s:s?}", "rule", f->rule, "class", f->class, "severity",
                                              text_severity_name(f->severity), "message", f->message, "fix", f->fix),
                                    f->start, f->end, NULL));
    }
    return list;
}

void read_object(struct op_call *c, const char *path, const struct reading *k)
{
    json_t *year = k->year ? json_integer(k->year) : json_null();
    op_object(c,
              json_pack("{s:s, s:s, s:s, s:o, s:I, s:o, s:o, s:o, s:o, s:o}", "file", path, "title", k->title, "org", k->org,
                        "year", year, "chars", (json_int_t)k->chars, "outline", outline_tree(k), "figures", figures_tree(k),
                        "masked", masked_tree(k), "commitments", commitments_tree(k), "findings", read_findings(k)));
}

/* ---- for people ---- */

static void say_outline(struct op_call *c, const struct reading *k)
{
    for (int i = 0; i < k->outline_count; i++) {
        struct buf line = { 0 };
        for (int n = 1; n < k->outline[i].level; n++)
            buf_text(&line, "  ");
        buf_format(&line, "%s%s", k->outline[i].number, k->outline[i].title);
        c->sink->say(c->sink->self, buf_get(&line));
        buf_free(&line);
    }
}

static void say_figures(struct op_call *c, const struct reading *k)
{
    static const enum msg_id roles[TEXT_ROLE_COUNT] = { MSG_READ_ACTUAL, MSG_READ_TARGET, MSG_READ_CHANGE, MSG_READ_BASE,
                                                        MSG_READ_SHARE };
    const struct op_column columns[] = {
        { "start", HEADING(c, READ_PLACE), FORM_COUNT, false },   { "text", HEADING(c, READ_TEXT), FORM_TEXT, false },
        { "value", HEADING(c, READ_VALUE), FORM_DECIMAL, false }, { "unit", HEADING(c, READ_UNIT), FORM_TEXT, false },
        { "approx", HEADING(c, READ_APPROX), FORM_TEXT, false },  { "role", HEADING(c, READ_ROLE), FORM_TEXT, false },
        { "what", HEADING(c, READ_WHAT), FORM_TEXT, false },
    };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 7 });
    int m = 0;
    for (int i = 0; i < k->figure_count || m < k->masked_count;) {
        bool hidden = m < k->masked_count && (i == k->figure_count || k->masked[m].start < k->figures[i].start);
        if (hidden) {
            const struct text_mask *x = &k->masked[m++];
            op_row(c,
                   (const char *[]) { MSG_NUM(x->start), x->text, NULL, x->unit, NULL, HEADING(c, READ_MASKED), x->what });
            continue;
        }
        const struct text_figure *f = &k->figures[i++];
        op_row(c, (const char *[]) { MSG_NUM(f->start), f->text, f->value, f->unit, f->approx,
                                     msg_text(c->lang, roles[f->role]), f->what });
    }
    op_table_end(c);
}

static void say_commitments(struct op_call *c, const struct reading *k)
{
    const struct op_column columns[] = {
        { "start", HEADING(c, READ_PLACE), FORM_COUNT, false }, { "what", HEADING(c, READ_WHAT), FORM_TEXT, false },
        { "op", HEADING(c, READ_OP), FORM_TEXT, false },        { "value", HEADING(c, READ_VALUE), FORM_DECIMAL, false },
        { "unit", HEADING(c, READ_UNIT), FORM_TEXT, false },    { "deadline", HEADING(c, READ_DEADLINE), FORM_TEXT, false },
    };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 6 });
    for (int i = 0; i < k->commitment_count; i++) {
        const struct text_commitment *m = &k->commitments[i];
        const char *day = m->deadline == DAY_LAST ? NULL : DAY_TEXT(m->deadline);
        op_row(c, (const char *[]) { MSG_NUM(m->start), m->what, m->op, m->value, m->unit, day });
    }
    op_table_end(c);
}

static void say_findings(struct op_call *c, const struct reading *k)
{
    static const enum msg_id words[] = { MSG_READ_ERROR, MSG_READ_WARNING, MSG_READ_INFO };
    const struct op_column columns[] = {
        { "start", HEADING(c, READ_PLACE), FORM_COUNT, false },
        { "severity", HEADING(c, READ_SEVERITY), FORM_TEXT, false },
        { "rule", HEADING(c, READ_RULE), FORM_TEXT, false },
        { "fix", HEADING(c, READ_FIX), FORM_TEXT, false },
        { "message", HEADING(c, READ_MESSAGE), FORM_TEXT, false },
    };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 5 });
    for (int i = 0; i < k->finding_count; i++) {
        const struct text_finding *f = &k->findings[i];
        op_row(c,
               (const char *[]) { MSG_NUM(f->start), msg_text(c->lang, words[f->severity]), f->rule, f->fix, f->message });
    }
    op_table_end(c);
}

void read_say(struct op_call *c, const char *path, const struct reading *k, const struct read_parts *parts)
{
    SAY(c, READ_TITLE, path, *k->title ? k->title : HEADING(c, READ_UNTITLED), MSG_NUM(k->chars));
    if (parts->outline && k->outline_count)
        say_outline(c, k);
    if (parts->figures && k->figure_count + k->masked_count)
        say_figures(c, k);
    if (parts->commitments && k->commitment_count)
        say_commitments(c, k);
    if (parts->findings && k->finding_count)
        say_findings(c, k);
}
