/* op/check.c: a document brought back, figure by figure: the same, changed by hand, no longer linked, new, another today. */
#include <string.h>

#include "op/check.h"

/* ---- findings ---- */

static json_t *place_of(int64_t at)
{
    return at < 0 ? json_null() : json_integer(at);
}

static void put_finding(json_t *list, const char *rule, const char *severity, int64_t start, int64_t end,
                        const char *message)
{
    json_array_append_new(list,
                          json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:n}", "rule", rule, "class", "ledger", "severity",
                                    severity, "start", place_of(start), "end", place_of(end), "message", message, "fix"));
}

/* What is to be said of a figure, the gravest first; its status in one word. */
static const char *judge(struct op_call *c, const struct judged *j, json_t *findings)
{
    int64_t start = judged_start(j), end = judged_end(j);
    const char *name = j->link ? figure_called(c, j->link) : "", *printed = j->written ? j->written->text : "";
    const char *status = "same";
    if (j->differs) {
        struct buf why = { 0 };
        reasons_say(c, &j->reasons, &why);
        put_finding(findings, "ledger.differs", "warning", start, end,
                    WORDS(c, CHECK_DIFFERS, name, figure_shown(c, j->link, j->then), figure_shown(c, j->link, j->now),
                          buf_get(&why)));
        buf_free(&why);
        status = "differs";
    }
    if (j->unlinked) {
        put_finding(findings, "ledger.unlinked", "warning", start, end,
                    judged_text(j) ? WORDS(c, CHECK_UNLINKED, name, judged_text(j)) : WORDS(c, CHECK_GONE, name, printed));
        status = "unlinked";
    }
    if (j->forged) {
        put_finding(findings, "ledger.forged", "error", start, end,
                    WORDS(c, CHECK_FORGED, name, figure_shown(c, j->link, j->link->value)));
        status = "forged";
    }
    if (j->changed) {
        put_finding(findings, "ledger.changed", "error", start, end, WORDS(c, CHECK_CHANGED, name, printed, j->found->text));
        status = "changed";
    }
    c->refused = c->refused || j->changed || j->forged;
    return status;
}

/* ---- one document ---- */

static const struct {
    const char *status;
    enum msg_id word;
} STATUS[] = {
    { "same", MSG_CHECK_SAME_WORD },       { "changed", MSG_CHECK_CHANGED_WORD }, { "unlinked", MSG_CHECK_UNLINKED_WORD },
    { "differs", MSG_CHECK_DIFFERS_WORD }, { "forged", MSG_CHECK_FORGED_WORD },   { "new", MSG_CHECK_NEW_WORD },
};
#define STATUS_COUNT (int)(sizeof STATUS / sizeof *STATUS)

struct checked {
    struct op_call *c;
    json_t *figures, *findings;
    int counts[STATUS_COUNT];
};

static void count_status(struct checked *x, const char *status)
{
    for (int i = 0; i < STATUS_COUNT; i++)
        x->counts[i] += strcmp(STATUS[i].status, status) == 0;
}

static void put_judged(struct checked *x, const struct judged *j)
{
    const struct figure *f = j->link;
    const char *status = judge(x->c, j, x->findings);
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
        put_finding(x->findings, "ledger.new", "info", (int64_t)q->start, (int64_t)q->end, WORDS(x->c, CHECK_NEW, q->text));
        count_status(x, "new");
    }
}

static void say_counts(struct checked *x, const struct linked *k)
{
    struct buf line = { 0 };
    for (int i = 0; i < STATUS_COUNT; i++)
        if (x->counts[i] || i == 0)
            buf_format(&line, "%s%s %d", line.bytes ? WORDS(x->c, CHECK_AND) : "", msg_text(x->c->lang, STATUS[i].word),
                       x->counts[i]);
    SAY(x->c, CHECK_COUNTS, k->path, MSG_NUM(k->count), buf_get(&line));
    buf_free(&line);
}

static void say_findings(struct checked *x)
{
    size_t i;
    json_t *f;
    json_array_foreach(x->findings, i, f)
    {
        const char *severity = json_string_value(json_object_get(f, "severity"));
        enum msg_id word = strcmp(severity, "error") == 0     ? MSG_CHECK_ERROR
                           : strcmp(severity, "warning") == 0 ? MSG_CHECK_WARNING
                                                              : MSG_CHECK_INFO;
        SAY(x->c, CHECK_LINE, msg_text(x->c->lang, word), json_string_value(json_object_get(f, "message")));
    }
}

static void say_all(struct checked *x, const struct linked *k, const struct reading *read)
{
    if (linked_is_ours(k)) {
        say_counts(x, k);
        say_findings(x);
        if (x->c->ledger && !k->searched)
            NOTE(x->c, CHECK_NOT_SEARCHED, k->path);
    }
    if (!linked_is_ours(k) || read->finding_count)
        check_say_text(x->c, k->path, &k->doc, read);
}

static bool check_one(struct op_call *c, const char *path, struct err *e)
{
    struct linked k;
    struct reading read;
    struct checked x = { .c = c };
    if (!linked_read(c, path, &k, e))
        return false;
    bool ok = !c->ledger || (linked_is_ours(&k) ? linked_compare(c, &k, e) : ERR(e, ERR_INPUT, CHECK_NOT_OURS, path));
    if (ok) {
        x.figures = json_array(), x.findings = json_array();
        for (int i = 0; i < k.count; i++)
            put_judged(&x, &k.items[i]);
        put_added(&x, &k);
        check_read_text(c, &k.doc, &read);
        say_all(&x, &k, &read);
        check_put_text(x.findings, &read);
        op_object(c, json_pack("{s:s, s:s?, s:s?, s:s?, s:I, s:o, s:o}", "file", path, "report", k.doc.report, "org",
                               k.doc.org, "asof", k.doc.report ? DAY_TEXT(k.doc.asof) : NULL, "known",
                               (json_int_t)k.doc.known_at, "figures", x.figures, "findings", x.findings));
        ok = !op_given(c, "fix") || check_fix(c, path, &k.doc, &read, op_text(c, "fix"), e);
    }
    linked_free(&k);
    return ok;
}

/* ---- the operation ---- */

static bool check_all(struct op_call *c, struct err *e)
{
    const struct op_arg *docs = op_arg(c, "docs");
    if (op_given(c, "fix") && docs->count > 1)
        return ERR(e, ERR_USAGE, CHECK_FIX_ONE, MSG_NUM(docs->count));
    for (int i = 0; i < docs->count; i++) {
        if (!check_one(c, docs->texts[i], e))
            return false;
    }
    return true;
}

bool check_run(struct op_call *c, struct err *e)
{
    const char *against = op_text(c, "against");
    struct ledger l;
    if (!against)
        return check_all(c, e);
    if (!ledger_open(&l, against, false, e))
        return false;
    c->ledger = &l;
    bool ok = db_begin_read(l.db, e);
    if (ok) {
        ok = check_all(c, e);
        db_rollback(l.db);
    }
    c->ledger = NULL;
    ledger_close(&l);
    return ok;
}
