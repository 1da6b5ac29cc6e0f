/* op/proof_print.c: every report of the pack as it would be handed in, and what a reader of the file finds in it again. */
#include <string.h>

#include "op/proof.h"

/* ---- the figures of a document, in order of place ---- */

struct gathering {
    const struct run **out; /* NULL: only counted */
    int count;
};

static void gather_runs(struct gathering *g, const struct run *run)
{
    for (; run; run = run->next) {
        if (run->figure && g->out)
            g->out[g->count] = run;
        g->count += run->figure != NULL;
    }
}

static void gather(struct gathering *g, const struct block *b)
{
    for (; b; b = b->next) {
        gather_runs(g, b->runs);
        for (const struct text_row *row = b->table ? b->table->rows : NULL; row; row = row->next)
            for (const struct text_cell *cell = row->cells; cell; cell = cell->next)
                gather_runs(g, cell->runs);
    }
}

/* ---- read back ---- */

static bool same_value(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The docx as a reader finds it: the figure at each place, where measure and modifier are still the same. */
static bool read_docx(struct proving *p, const struct report_source *source, struct proof_paper *paper, struct err *e)
{
    struct arena *a = p->call->memory;
    struct buf bytes = { 0 };
    struct docx_text *back = ARENA_NEW(a, struct docx_text);
    const char *path = proof_path(p, "report.docx");
    bool ok = source->docx ? docx_fill(source->docx, source->docx_bytes, &paper->document, &bytes, e)
                           : docx_write(&paper->document, &bytes, e);
    ok = ok && file_write(path, buf_get(&bytes), bytes.bytes, e) && docx_read(a, path, back, e);
    buf_free(&bytes);
    for (int i = 0; ok && i < paper->figures && i < back->figure_count; i++) {
        const struct linked_figure *f = &back->figures[i];
        const struct figure *g = paper->printed[i]->figure;
        if (f->known && strcmp(f->figure.measure, g->measure) == 0 && strcmp(f->figure.modifier, g->modifier) == 0) {
            paper->read[i] = f->text;
            paper->read_value[i] = f->figure.value;
        }
    }
    return ok;
}

/* Code points start..end of a text. */
static bool span_is(const char *text, int64_t start, int64_t end, const char *wanted)
{
    const char *p = text, *stop = text + strlen(text), *from = NULL;
    for (int64_t at = 0; at <= end; at++) {
        from = at == start ? p : from;
        if (at == end)
            return from && strlen(wanted) == (size_t)(p - from) && memcmp(from, wanted, (size_t)(p - from)) == 0;
        if (p == stop)
            return false;
        text_next(&p, stop);
    }
    return false;
}

/* Text and JSON say the same at the place that the JSON names. */
static bool read_json(const struct proof_paper *paper, bool *same, struct err *e)
{
    struct buf text = { 0 }, tree = { 0 };
    text_write(&paper->document, &text);
    bool ok = text_write_json(&paper->document, &tree, e);
    json_t *root = ok ? json_loadb(buf_get(&tree), tree.bytes, 0, NULL) : NULL, *figures = json_object_get(root, "figures");
    const char *whole = json_string_value(json_object_get(root, "text"));
    bool alike = whole && strcmp(whole, buf_get(&text)) == 0;
    for (int i = 0; i < paper->figures; i++) {
        const json_t *f = json_array_get(figures, (size_t)i);
        const struct run *run = paper->printed[i];
        same[i] = alike && same_value(json_string_value(json_object_get(f, "value")), run->figure->value)
                  && span_is(whole, json_integer_value(json_object_get(f, "start")),
                             json_integer_value(json_object_get(f, "end")), run->text);
    }
    json_decref(root);
    buf_free(&text);
    buf_free(&tree);
    return ok;
}

static bool read_back(struct proving *p, const struct report_source *source, struct proof_paper *paper, struct err *e)
{
    struct arena *a = p->call->memory;
    struct gathering g = { 0 };
    gather(&g, paper->document.blocks);
    paper->printed = ARENA_ARRAY(a, const struct run *, (size_t)g.count + 1);
    g = (struct gathering) { .out = paper->printed };
    gather(&g, paper->document.blocks);
    paper->figures = g.count;
    paper->read = ARENA_ARRAY(a, const char *, (size_t)g.count + 1);
    paper->read_value = ARENA_ARRAY(a, const char *, (size_t)g.count + 1);
    bool *same = ARENA_ARRAY(a, bool, (size_t)g.count + 1);
    if (!read_json(paper, same, e) || !read_docx(p, source, paper, e))
        return false;
    for (int i = 0; i < g.count; i++)
        paper->same += same[i] && same_value(paper->read[i], g.out[i]->text)
                       && same_value(paper->read_value[i], g.out[i]->figure->value);
    return true;
}

/* ---- filled ---- */

static bool see_first(void *context, const struct trace_entry *t, struct err *e)
{
    int64_t *first = context;
    (void)e;
    *first = *first ? *first : t->entry;
    return true;
}

/* The entry that a letter is about: the first of its book. */
static bool find_entry(struct measure_session *s, const struct report *r, struct basis *b, struct err *e)
{
    struct basis ever = *b;
    ever.from = DAY_FIRST;
    b->of_book = r->of;
    return !r->of || measure_list(s, r->of, NULL, &ever, see_first, &b->of, e);
}

static bool print_report(struct proving *p, const struct report *r, struct measure_session *s, struct err *e)
{
    struct arena *a = p->call->memory;
    struct proof_paper *paper = &p->papers[p->paper_count];
    struct report_source source;
    struct entry_ref org;
    struct basis b = { .from = day_year_start(p->proof->asof), .asof = p->proof->asof, .known = p->ledger.head };
    if (!state_org(&p->ledger, a, NULL, &org, e))
        return false;
    b.org = org.entry;
    b.org_number = org.number;
    b.org_title = org.title;
    if (!find_entry(s, r, &b, e))
        return false;
    if (r->of && !b.of) /* nothing to write a letter about */
        return true;
    p->paper_count++;
    paper->report = r;
    return report_source(a, r, &source, e) && report_build(s, a, p->ledger.catalog, &source, &b, NULL, &paper->document, e)
           && read_back(p, &source, paper, e);
}

bool proof_print(struct proving *p, const char *pack, struct err *e)
{
    const struct catalog *catalog = p->ledger.catalog;
    struct measure_session *s = measure_begin(&p->ledger, p->call->memory);
    bool ok = true;
    p->papers = ARENA_ARRAY(p->call->memory, struct proof_paper, (size_t)catalog_report_count(catalog) + 1);
    for (int i = 0; ok && i < catalog_report_count(catalog); i++) {
        const struct report *r = catalog_report_at(catalog, i);
        if (strcmp(r->pack->name, pack) == 0)
            ok = print_report(p, r, s, e);
    }
    measure_end(s);
    return ok;
}
