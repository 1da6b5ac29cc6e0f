/* op/check_figure.c: the linked figures of a document: the same, changed by hand, no longer linked, new, another today. */
#include <string.h>

#include "op/check.h"

/* ---- findings ---- */

static const struct {
    const char *status;
    enum msg_id word;
} STATUS[] = {
    { "same", MSG_CHECK_SAME_WORD },       { "changed", MSG_CHECK_CHANGED_WORD }, { "unlinked", MSG_CHECK_UNLINKED_WORD },
    { "differs", MSG_CHECK_DIFFERS_WORD }, { "forged", MSG_CHECK_FORGED_WORD },   { "new", MSG_CHECK_NEW_WORD },
};
_Static_assert(sizeof STATUS / sizeof *STATUS == CHECK_STATUSES, "a count for every status");

static json_t *place_of(int64_t at)
{
    return at < 0 ? json_null() : json_integer(at);
}

static void put_finding(struct checked *x, const char *rule, const char *severity, int64_t start, int64_t end,
                        const char *message)
{
    const char *reason = waivers_reason(x->waivers, rule, start, end);
    json_t *f = json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:n}", "rule", rule, "class", "ledger", "severity", severity,
                          "start", place_of(start), "end", place_of(end), "message", message, "fix");
    if (reason)
        json_object_set_new(f, "waived", json_string(reason));
    json_array_append_new(x->findings, f);
}

/* What is to be said of a figure, the gravest first; its status in one word. */
static const char *judge(struct checked *x, const struct judged *j)
{
    struct op_call *c = x->c;
    int64_t start = judged_start(j), end = judged_end(j);
    const char *name = j->link ? figure_called(c, j->link) : "", *printed = j->written ? j->written->text : "";
    const char *status = "same";
    if (j->differs) {
        struct buf why = { 0 };
        reasons_say(c, &j->reasons, &why);
        put_finding(x, "ledger.differs", "warning", start, end,
                    WORDS(c, CHECK_DIFFERS, name, figure_shown(c, j->link, j->then), figure_shown(c, j->link, j->now),
                          buf_get(&why)));
        buf_free(&why);
        status = "differs";
    }
    if (j->unlinked) {
        put_finding(x, "ledger.unlinked", "warning", start, end,
                    judged_text(j) ? WORDS(c, CHECK_UNLINKED, name, judged_text(j)) : WORDS(c, CHECK_GONE, name, printed));
        status = "unlinked";
    }
    if (j->forged) {
        put_finding(x, "ledger.forged", "error", start, end,
                    WORDS(c, CHECK_FORGED, name, figure_shown(c, j->link, j->link->value)));
        status = "forged";
    }
    if (j->changed) {
        put_finding(x, "ledger.changed", "error", start, end, WORDS(c, CHECK_CHANGED, name, printed, j->found->text));
        status = "changed";
    }
    return status;
}

static void count_status(struct checked *x, const char *status)
{
    for (int i = 0; i < CHECK_STATUSES; i++)
        x->counts[i] += strcmp(STATUS[i].status, status) == 0;
}

static void put_judged(struct checked *x, const struct judged *j)
{
    const struct figure *f = j->link;
    const char *status = judge(x, j);
    const char *measure = f ? f->measure : NULL, *scope = f ? (f->scope ? f->scope : f->scope_number) : NULL;
    json_t *o = json_pack("{s:o, s:o, s:s?, s:s?, s:s, s:s?, s:s?, s:s?, s:s?, s:s?}", "start", place_of(judged_start(j)),
                          "end", place_of(judged_end(j)), "text", judged_text(j), "written",
                          j->written ? j->written->text : NULL, "status", status, "measure", measure, "modifier",
                          f ? f->modifier : NULL, "scope", scope, "value", f ? f->value : NULL, "now", j->now);
    if (f) {
        json_object_set_new(o, "from", json_string(DAY_TEXT(f->from)));
        json_object_set_new(o, "asof", json_string(DAY_TEXT(f->asof)));
        json_object_set_new(o, "known", json_integer(f->known));
    }
    json_object_set_new(o, "why", j->reasons.list ? json_incref(j->reasons.list) : json_array());
    json_array_append_new(x->figures, o);
    count_status(x, status);
}

static void put_added(struct checked *x, const struct linked *k)
{
    for (int i = 0; i < k->added_count; i++) {
        const struct quantity *q = &k->added[i];
        json_array_append_new(x->figures, json_pack("{s:I, s:I, s:s, s:s}", "start", (json_int_t)q->start, "end",
                                                    (json_int_t)q->end, "text", q->text, "status", "new"));
        put_finding(x, "ledger.new", "info", (int64_t)q->start, (int64_t)q->end, WORDS(x->c, CHECK_NEW, q->text));
        count_status(x, "new");
    }
}

static void say_counts(const struct checked *x, const struct linked *k)
{
    struct buf line = { 0 };
    for (int i = 0; i < CHECK_STATUSES; i++)
        if (x->counts[i] || i == 0)
            buf_format(&line, "%s%s %d", line.bytes ? WORDS(x->c, CHECK_AND) : "", msg_text(x->c->lang, STATUS[i].word),
                       x->counts[i]);
    SAY(x->c, CHECK_COUNTS, k->path, MSG_NUM(k->count), buf_get(&line));
    buf_free(&line);
}

static void say_findings(const struct checked *x)
{
    for (size_t i = 0; i < x->linked; i++) {
        const json_t *f = json_array_get(x->findings, i);
        const char *severity = json_string_value(json_object_get(f, "severity"));
        enum msg_id word = strcmp(severity, "error") == 0     ? MSG_CHECK_ERROR
                           : strcmp(severity, "warning") == 0 ? MSG_CHECK_WARNING
                                                              : MSG_CHECK_INFO;
        if (!json_object_get(f, "waived"))
            SAY(x->c, CHECK_LINE, msg_text(x->c->lang, word), json_string_value(json_object_get(f, "message")),
                json_string_value(json_object_get(f, "rule")));
    }
}

/* ---- all of a document's ---- */

bool check_linked(struct checked *x, struct linked *k, struct err *e)
{
    if (x->c->ledger && linked_is_ours(k) && !linked_compare(x->c, k, e))
        return false;
    for (int i = 0; i < k->count; i++)
        put_judged(x, &k->items[i]);
    put_added(x, k);
    x->linked = json_array_size(x->findings);
    return true;
}

void check_say_linked(const struct checked *x, const struct linked *k)
{
    say_counts(x, k);
    say_findings(x);
    if (x->c->ledger && !k->searched)
        NOTE(x->c, CHECK_NOT_SEARCHED, k->path);
}
