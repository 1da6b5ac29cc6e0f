/* op/compare.c: last year's plan beside this year's results. */
#include "op/paper.h"

static const enum msg_id OUTCOMES[OUTCOME_COUNT] = { MSG_COMPARE_KEPT, MSG_COMPARE_EXCEEDED, MSG_COMPARE_MISSED,
                                                     MSG_COMPARE_MENTIONED, MSG_COMPARE_SILENT };
#define COLUMNS 5

static const char *with_unit(struct op_call *c, const char *op, const char *value, const char *unit)
{
    if (!value)
        return NULL;
    struct buf b = { 0 };
    buf_format(&b, "%s%s%s", op, value, unit ? unit : "");
    const char *out = arena_text(c->memory, buf_get(&b));
    buf_free(&b);
    return out;
}

/* outcome, promise, wanted, done, sentence */
static void cells_of(struct op_call *c, const struct text_pair *p, const char *cells[COLUMNS])
{
    const struct text_commitment *m = p->promise;
    bool plain = !m->op || m->op[0] == '=' || m->op[0] == 'd';
    cells[0] = msg_text(c->lang, OUTCOMES[p->outcome]);
    cells[1] = m->text;
    cells[2] = with_unit(c, plain ? "" : m->op[0] == '>' ? "≥" : "≤", m->value, m->unit);
    cells[3] = p->result ? with_unit(c, "", p->result->value, p->result->unit) : NULL;
    cells[4] = *p->sentence ? p->sentence : NULL;
}

static json_t *pair_tree(const struct text_pair *p)
{
    const struct text_commitment *m = p->promise;
    json_t *promise =
        json_pack("{s:I, s:I, s:s, s:s, s:s?, s:s?, s:s?}", "start", (json_int_t)m->start, "end", (json_int_t)m->end, "text",
                  m->text, "what", m->what, "op", m->op, "value", m->value, "unit", m->unit);
    json_t *result = p->outcome == OUTCOME_SILENT
                         ? json_null()
                         : json_pack("{s:I, s:I, s:s, s:s?, s:s?}", "start", (json_int_t)p->start, "end", (json_int_t)p->end,
                                     "text", p->sentence, "value", p->result ? p->result->value : NULL, "unit",
                                     p->result ? p->result->unit : NULL);
    return json_pack("{s:s, s:o, s:o}", "status", text_outcome_name(p->outcome), "commitment", promise, "result", result);
}

static const char *const *headings(struct op_call *c)
{
    const char **h = ARENA_ARRAY(c->memory, const char *, COLUMNS);
    h[0] = HEADING(c, COMPARE_STATUS);
    h[1] = HEADING(c, COMPARE_PROMISED);
    h[2] = HEADING(c, COMPARE_WANTED);
    h[3] = HEADING(c, COMPARE_DONE);
    h[4] = HEADING(c, COMPARE_SENTENCE);
    return h;
}

static bool put_paper(struct op_call *c, const struct text_comparison *x, const char *counts, const char *out, struct err *e)
{
    struct text_document d = paper_document(HEADING(c, COMPARE_TITLE));
    struct block **tail = &d.blocks;
    paper_text(c->memory, &tail, BLOCK_TITLE, 0, d.title);
    paper_text(c->memory, &tail, BLOCK_PARAGRAPH, 0, counts);
    const char **cells = ARENA_ARRAY(c->memory, const char *, (size_t)x->count *COLUMNS + 1);
    for (int i = 0; i < x->count; i++)
        cells_of(c, &x->pairs[i], &cells[i * COLUMNS]);
    paper_table(c->memory, &tail, headings(c), cells, COLUMNS, x->count);
    return paper_write(c, &d, out, e);
}

static void tell(struct op_call *c, const struct text_comparison *x, const char *counts)
{
    const char *const *h = headings(c), *cells[COLUMNS];
    if (c->sink->machine) {
        json_t *list = json_array();
        for (int i = 0; i < x->count; i++)
            json_array_append_new(list, pair_tree(&x->pairs[i]));
        op_object(c,
                  json_pack("{s:s, s:s, s:o}", "plan", op_text(c, "plan"), "summary", op_text(c, "summary"), "pairs", list));
        return;
    }
    const struct op_column columns[COLUMNS] = { { "status", h[0], FORM_TEXT, false },
                                                { "promised", h[1], FORM_TEXT, false },
                                                { "wanted", h[2], FORM_TEXT, false },
                                                { "done", h[3], FORM_TEXT, false },
                                                { "sentence", h[4], FORM_TEXT, false } };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = COLUMNS });
    for (int i = 0; i < x->count; i++) {
        cells_of(c, &x->pairs[i], cells);
        op_row(c, cells);
    }
    op_table_end(c);
    c->sink->say(c->sink->self, counts);
}

bool compare_run(struct op_call *c, struct err *e)
{
    const char *plan = op_text(c, "plan"), *out = op_text(c, "out");
    struct text_input p, s;
    struct text_comparison x;
    int n[OUTCOME_COUNT] = { 0 };
    if (!read_document(c->memory, plan, &p.text, &p.bytes, e)
        || !read_document(c->memory, op_text(c, "summary"), &s.text, &s.bytes, e))
        return false;
    text_compare(c->memory, &p, &s, &x);
    if (!x.count)
        return ERR(e, ERR_INPUT, COMPARE_NO_PLAN, plan);
    for (int i = 0; i < x.count; i++)
        n[x.pairs[i].outcome]++;
    const char *counts = WORDS(c, COMPARE_COUNTS, MSG_NUM(x.count), MSG_NUM(n[OUTCOME_KEPT]), MSG_NUM(n[OUTCOME_EXCEEDED]),
                               MSG_NUM(n[OUTCOME_MISSED]), MSG_NUM(n[OUTCOME_MENTIONED]), MSG_NUM(n[OUTCOME_SILENT]));
    if (out && !put_paper(c, &x, counts, out, e))
        return false;
    tell(c, &x, counts);
    return true;
}
