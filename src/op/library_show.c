/* op/library_show.c: a document of the library read on the spot, paragraph by paragraph, with the numbers that name them. */
#include "op/library.h"

static json_t *head_of(const struct taken *t)
{
    return json_pack("{s:s, s:s, s:o, s:s, s:s, s:i}", "id", t->d.id, "title", t->d.title, "year",
                     t->d.year ? json_integer(t->d.year) : json_null(), "org", t->d.org, "kind", t->d.kind, "count",
                     t->count);
}

static void tell(struct op_call *c, const struct piece *x)
{
    const struct taken *t = x->of;
    json_t *head = head_of(t);
    const struct op_column columns[] = { { "number", HEADING(c, LIBRARY_SHOW_NUMBER), FORM_COUNT, false },
                                         { "start", "", FORM_COUNT, false },
                                         { "level", "", FORM_COUNT, true },
                                         { "text", HEADING(c, LIBRARY_SHOW_TEXT), FORM_TEXT, false } };
    int next = 0;
    SAY(c, LIBRARY_SHOW_HEAD, t->d.title, t->d.year ? MSG_NUM(t->d.year) : "", t->d.org, t->d.id, MSG_NUM(t->count));
    op_table(c, &(struct op_table) { columns, 4, head, "paragraphs" });
    for (int i = x->from; i < x->to; i++) {
        const struct paragraph *p = &t->paragraphs[i];
        while (next < t->k.outline_count && t->k.outline[next].start < p->start)
            next++;
        bool heading = next < t->k.outline_count && t->k.outline[next].start < p->end;
        op_row(c, (const char *[]) { MSG_NUM(i + 1), MSG_NUM(p->start), heading ? MSG_NUM(t->k.outline[next].level) : NULL,
                                     arena_slice(c->memory, p->text, p->bytes) });
    }
    op_table_end(c);
    json_decref(head);
}

bool library_show_run(struct op_call *c, struct err *e)
{
    const struct corpus_asker *who;
    struct corpus *k;
    struct pieces p;
    if (!library_open(c, &k, &who, e))
        return false;
    pieces_start(&p, c, k, who);
    bool ok = pieces_add(&p, op_text(c, "piece"), e);
    if (ok)
        tell(c, &p.items[0]);
    corpus_close(k);
    return ok;
}
