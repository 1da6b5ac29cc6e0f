/* op/proof_tell.c: what a proof found, for people and for a machine. */
#include <string.h>

#include "op/proof.h"

/* Of this pack: as JSON, or said line by line. */
static json_t *carried_list(const struct catalog *catalog, const struct pack *pack)
{
    json_t *list = json_array();
    for (int i = 0; i < catalog_carried_count(catalog); i++) {
        const struct carried *row = catalog_carried_at(catalog, i);
        if (row->pack != pack)
            continue;
        json_t *by = json_array();
        for (int k = 0; k < row->by_count; k++)
            json_array_append_new(by, json_string(row->by[k]));
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:o, s:s?}", "row", row->row, "name", row->name, "by", by, "pending", row->pending));
    }
    return list;
}

static void say_carried(struct op_call *c, const struct catalog *catalog, const struct pack *pack)
{
    int all = 0, pending = 0;
    for (int i = 0; i < catalog_carried_count(catalog); i++) {
        all += catalog_carried_at(catalog, i)->pack == pack;
        pending += catalog_carried_at(catalog, i)->pack == pack && catalog_carried_at(catalog, i)->pending;
    }
    if (!all)
        return;
    c->sink->say(c->sink->self, "");
    SAY(c, OP_PROOF_CARRIES, MSG_NUM(all), MSG_NUM(pending));
    for (int i = 0; i < catalog_carried_count(catalog); i++) {
        const struct carried *row = catalog_carried_at(catalog, i);
        struct buf by = { 0 };
        for (int k = 0; k < row->by_count; k++)
            buf_format(&by, "%s%s", k ? "、" : "", row->by[k]);
        if (row->pack == pack && row->pending)
            SAY(c, OP_PROOF_CARRIED_PENDING, row->row, row->name, buf_get(&by));
        else if (row->pack == pack)
            SAY(c, OP_PROOF_CARRIED, row->row, row->name, buf_get(&by));
        buf_free(&by);
    }
}

static json_t *head(const struct proving *p, const struct catalog *catalog, const struct pack *pack, int met)
{
    json_t *papers = json_array();
    for (int i = 0; i < p->paper_count; i++)
        json_array_append_new(papers, json_pack("{s:s, s:i, s:i}", "report", p->papers[i].report->name, "figures",
                                                p->papers[i].figures, "same", p->papers[i].same));
    return json_pack("{s:s, s:s?, s:i, s:i, s:I, s:o, s:o}", "pack", pack->name, "org", p->proof ? p->proof->org : NULL,
                     "expected", p->proof ? p->proof->expect_count : 0, "met", met, "rows", (json_int_t)p->rows, "reports",
                     papers, "carries", carried_list(catalog, pack));
}

static const char *asked(const struct op_call *c, const struct proof_expect *x)
{
    static const char *const WORDS[] = { [PROOF_VALUE] = "", [PROOF_YOY] = " yoy", [PROOF_MOM] = " mom" };
    struct buf b = { 0 };
    buf_format(&b, "%s%s%s%s", x->text, WORDS[x->change], x->org ? "@" : "", x->org ? x->org : "");
    const char *out = arena_text(c->memory, buf_get(&b));
    buf_free(&b);
    return out;
}

static void put_results(struct op_call *c, const struct proving *p, json_t *json_head)
{
    const struct op_column columns[] = {
        { "row", HEADING(c, OP_PROOF_ROW), FORM_TEXT, false },
        { "measure", HEADING(c, OP_MEASURE), FORM_TEXT, false },
        { "expected", HEADING(c, OP_PROOF_EXPECTED), FORM_DECIMAL, false },
        { "ledger", HEADING(c, OP_PROOF_LEDGER), FORM_DECIMAL, false },
        { "unit", HEADING(c, OP_UNIT), FORM_TEXT, false },
        { "printed", HEADING(c, OP_PROOF_PRINTED), FORM_TEXT, false },
        { "read", HEADING(c, OP_PROOF_READ), FORM_TEXT, false },
        { "met", HEADING(c, OP_PROOF_HOLDS), FORM_BOOL, false },
    };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 8, .head = json_head, .rows = "figures" });
    for (int i = 0; p->proof && i < p->proof->expect_count; i++) {
        const struct proof_result *r = &p->results[i];
        op_row(c, (const char *const[]) { r->expect->row, asked(c, r->expect), r->expect->value, r->ledger, r->expect->unit,
                                          r->printed, r->read, r->met ? "true" : "false" });
    }
    op_table_end(c);
}

static void say_result(struct op_call *c, const struct proving *p, int met)
{
    const char *none = HEADING(c, OP_PROOF_ABSENT);
    for (int i = 0; i < p->paper_count; i++)
        SAY(c, OP_PROOF_PAPER, p->papers[i].report->name, MSG_NUM(p->papers[i].figures), MSG_NUM(p->papers[i].same));
    for (int i = 0; i < p->proof->expect_count; i++) {
        const struct proof_result *r = &p->results[i];
        const struct proof_expect *x = r->expect;
        if (!r->met)
            SAY(c, OP_PROOF_DIFFERS, proof_place(p, x->line, x->column), asked(c, x), x->value, r->ledger ? r->ledger : none,
                r->printed ? r->printed : none, r->read ? r->read : none);
    }
    int all = p->proof->expect_count;
    if (met == all)
        SAY(c, OP_PROOF_MET, MSG_NUM(all));
    else
        SAY(c, OP_PROOF_UNMET, MSG_NUM(all), MSG_NUM(all - met));
}

void proof_tell(struct proving *p, const struct catalog *catalog, const struct pack *pack)
{
    struct op_call *c = p->call;
    int met = 0;
    bool alike = true;
    for (int i = 0; p->proof && i < p->proof->expect_count; i++)
        met += p->results[i].met;
    for (int i = 0; i < p->paper_count; i++)
        alike = alike && p->papers[i].same == p->papers[i].figures;
    json_t *json_head = head(p, catalog, pack, met);
    if (p->proof) {
        SAY(c, OP_PROOF_MADE, p->proof->org, MSG_NUM(p->rows), MSG_NUM(p->ledger.head), DAY_TEXT(p->proof->asof));
        c->sink->say(c->sink->self, "");
        put_results(c, p, json_head);
        json_decref(json_head);
        c->sink->say(c->sink->self, "");
        say_result(c, p, met);
        c->refused = met < p->proof->expect_count || !alike;
    } else {
        op_object(c, json_head);
        SAY(c, OP_PROOF_NONE, pack->name);
    }
    say_carried(c, catalog, pack);
}
