/* op/report.c: a template filled as of a day, as text or as JSON with every figure's source. */
#include <string.h>

#include "op/inside.h"

static bool report_unknown(struct op_call *c, const char *name, struct err *e)
{
    struct buf names = { 0 };
    for (int i = 0; i < catalog_report_count(c->ledger->catalog); i++)
        buf_format(&names, "%s%s", i ? "、" : "", catalog_report_at(c->ledger->catalog, i)->name);
    ERR(e, ERR_NOT_FOUND, OP_REPORT_UNKNOWN, name, names.bytes ? names.data : HEADING(c, OP_NONE));
    buf_free(&names);
    return false;
}

/* Which writer a file name asks for. */
static bool output_form(const char *out, bool machine, bool *json, struct err *e)
{
    *json = out ? path_ends(out, ".json") : machine;
    return !out || *json || path_ends(out, ".txt") || ERR(e, ERR_USAGE, OP_REPORT_KIND, out);
}

static bool hand_over(struct op_call *c, const char *name, const char *out, bool json, const struct buf *text,
                      const struct basis *b, struct err *e)
{
    if (!out && json) {
        json_t *tree = json_loadb(text->data, text->bytes, 0, NULL);
        op_object(c, tree);
        return true;
    }
    if (!out) {
        c->sink->text(c->sink->self, buf_get(text), text->bytes);
        return true;
    }
    if (!file_write(out, buf_get(text), text->bytes, e))
        return false;
    op_object(c, json_pack("{s:s, s:s, s:s, s:s, s:I}", "file", out, "report", name, "org", b->org_title, "asof",
                           DAY_TEXT(b->asof), "known", (json_int_t)b->known));
    SAY(c, OP_REPORT_WRITTEN, name, b->org_title, DAY_TEXT(b->asof), out);
    return true;
}

bool report_run(struct op_call *c, struct err *e)
{
    struct basis b;
    const char *name = op_text(c, "name"), *out = op_text(c, "out");
    bool json;
    if (!output_form(out, c->sink->machine, &json, e) || !op_basis(c, START_YEAR, &b, e))
        return false;
    const struct report *r = catalog_report(c->ledger->catalog, name, b.known);
    if (!r)
        return report_unknown(c, name, e);
    if (r->of || op_given(c, "of"))
        return ERR(e, ERR_USAGE, OP_REPORT_OF, name);
    struct text_document doc = { 0 };
    struct buf text = { 0 };
    struct measure_session *s = measure_begin(c->ledger, c->memory);
    bool ok = report_build(s, c->memory, c->ledger->catalog, r->template_name, r->template_text, r->name, &b, &doc, e);
    if (ok && json)
        ok = text_write_json(&doc, &text, e);
    else if (ok)
        text_write(&doc, &text);
    ok = ok && hand_over(c, name, out, json, &text, &b, e);
    buf_free(&text);
    measure_end(s);
    return ok;
}
