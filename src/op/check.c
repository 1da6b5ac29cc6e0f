/* op/check.c: a document as a proofreader sees it and as the ledger does. */
#include <string.h>

#include "op/check.h"

/* ---- one document ---- */

static void say_all(struct checked *x, const struct linked *k, const struct reading *read, const struct claims *claims)
{
    bool ours = linked_is_ours(k);
    if (ours)
        check_say_linked(x, k);
    if (x->c->ledger && (!ours || claims->compared))
        SAY(x->c, CHECK_COMPARED, k->path, MSG_NUM(claims->compared), MSG_NUM(claims->differ));
    if (!ours || read->finding_count)
        check_say_text(x->c, k->path, &k->doc, read);
    waivers_say(x->waivers);
}

/* An error that nobody waived is bad news. */
static bool is_refused(const json_t *findings)
{
    bool refused = false;
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *f = json_array_get(findings, i);
        const char *severity = json_string_value(json_object_get(f, "severity"));
        refused = refused || (strcmp(severity, "error") == 0 && !json_object_get(f, "waived"));
    }
    return refused;
}

static bool check_one(struct op_call *c, const char *path, struct err *e)
{
    struct linked k;
    struct reading read;
    struct claims claims = { 0 };
    struct checked x = { .c = c, .figures = json_array(), .findings = json_array() };
    bool ok = linked_read(c, path, &k, e);
    if (ok)
        text_read(c->memory, k.doc.text, strlen(k.doc.text), &(struct text_hints) { .lang = c->lang }, &read);
    ok = ok && waivers_read(c, path, k.doc.text, &x.waivers, e) && check_linked(&x, &k, e)
         && (!c->ledger || check_read_measures(c, &k, &read, &claims, e));
    if (ok) {
        check_put_text(x.findings, &read, x.waivers);
        ok = waivers_keep(x.waivers, e);
    }
    if (ok) {
        c->refused = c->refused || is_refused(x.findings);
        say_all(&x, &k, &read, &claims);
        op_object(c, json_pack("{s:s, s:s?, s:s?, s:s?, s:I, s:O, s:O}", "file", path, "report", k.doc.report, "org",
                               k.doc.org, "asof", k.doc.report ? DAY_TEXT(k.doc.asof) : NULL, "known",
                               (json_int_t)k.doc.known_at, "figures", x.figures, "findings", x.findings));
        ok = !op_given(c, "fix") || check_fix(c, path, &k.doc, &read, op_text(c, "fix"), e);
    }
    json_decref(x.figures);
    json_decref(x.findings);
    linked_free(&k);
    return ok;
}

/* ---- the operation ---- */

static bool check_all(struct op_call *c, struct err *e)
{
    const struct op_arg *docs = op_arg(c, "docs");
    if (op_given(c, "fix") && docs->count > 1)
        return ERR(e, ERR_USAGE, CHECK_FIX_ONE, MSG_NUM(docs->count));
    if (op_given(c, "waive") && docs->count > 1)
        return ERR(e, ERR_USAGE, CHECK_WAIVE_ONE, MSG_NUM(docs->count));
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
