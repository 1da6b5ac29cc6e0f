/* op/library_compile.c: documents and paragraphs of the library bound into one paper, each with its source. */
#include <string.h>

#include "op/library.h"
#include "op/paper.h"

#define SOURCE_COLUMNS 6

/* "，2023年，云溪县水利局，材料-3" behind a title; what is not known is left out, and what the title says already, so that the line
 * stays one. */
static const char *source_of(struct op_call *c, const struct corpus_kept *d)
{
    struct buf b = { 0 };
    const char *comma = HEADING(c, LIBRARY_SOURCE_COMMA);
    buf_text(&b, d->title);
    if (d->year && !strstr(d->title, MSG_NUM(d->year)))
        buf_format(&b, "%s%s", comma, WORDS(c, LIBRARY_SOURCE_YEAR, MSG_NUM(d->year)));
    if (*d->org && !strstr(d->title, d->org))
        buf_format(&b, "%s%s", comma, d->org);
    buf_format(&b, "%s%s", comma, d->id);
    const char *out = WORDS(c, LIBRARY_SOURCE, buf_get(&b));
    buf_free(&b);
    return out;
}

/* Paragraphs as they stand; the lines between the first and the last come with them. */
static void put_paragraphs(struct volume *b, const struct piece *x)
{
    const struct taken *t = x->of;
    if (x->from == x->to)
        return;
    const struct paragraph *first = &t->paragraphs[x->from], *last = &t->paragraphs[x->to - 1];
    const char *text = arena_slice(b->c->memory, first->text, (size_t)(last->text + last->bytes - first->text));
    paper_blocks(b->c->memory, text, first->start, &t->k, BLOCK_PARAGRAPH, &b->tail);
}

static void put_pieces(struct volume *b, const struct pieces *p, bool chapters)
{
    bool excerpts = false;
    for (int i = 0; i < p->count; i++) {
        const struct piece *x = &p->items[i], *next = i + 1 < p->count ? x + 1 : NULL;
        if (x->whole) {
            volume_document(b, x->of->d.text, &x->of->k, x->of->d.title);
        } else {
            if (chapters && !excerpts)
                volume_text(b, BLOCK_CHAPTER, 0, HEADING(b->c, LIBRARY_EXCERPTS));
            put_paragraphs(b, x);
        }
        excerpts = !x->whole;
        if (x->whole || !next || next->whole || next->of != x->of)
            volume_text(b, BLOCK_SOURCE, 0, source_of(b->c, &x->of->d));
    }
}

/* The list at the end: each document once. */
static void put_sources(struct volume *b, const struct pieces *p, bool chapters)
{
    struct op_call *c = b->c;
    int rows = 0, number = 0;
    for (const struct taken *t = p->taken; t; t = t->next)
        rows++;
    const char **cells = ARENA_ARRAY(c->memory, const char *, (size_t)rows *SOURCE_COLUMNS), **cell = cells;
    for (const struct taken *t = p->taken; t; t = t->next) {
        *cell++ = arena_text(c->memory, MSG_NUM(++number));
        *cell++ = t->d.title;
        *cell++ = t->d.year ? arena_text(c->memory, MSG_NUM(t->d.year)) : NULL;
        *cell++ = t->d.org;
        *cell++ = t->d.id;
        *cell++ = t->d.name;
    }
    volume_text(b, chapters ? BLOCK_CHAPTER : BLOCK_HEADING, chapters ? 0 : 2, HEADING(c, LIBRARY_SOURCES));
    paper_table(c->memory, &b->tail,
                (const char *const[]) { HEADING(c, SPLIT_NUMBER), HEADING(c, LIBRARY_SOURCE_TITLE),
                                        HEADING(c, LIBRARY_YEARS), HEADING(c, LIBRARY_ORGS), HEADING(c, LIBRARY_SOURCE_ID),
                                        HEADING(c, SPLIT_FILE) },
                cells, SOURCE_COLUMNS, rows);
}

static bool collect(struct pieces *p, struct err *e)
{
    struct op_call *c = p->c;
    const struct op_arg *list = op_arg(c, "pieces");
    bool more = false;
    if (!list->count && !op_given(c, "query"))
        return ERR(e, ERR_USAGE, LIBRARY_COMPILE_WHAT);
    for (int i = 0; i < list->count; i++) {
        if (!pieces_add(p, list->texts[i], e))
            return false;
    }
    if (op_given(c, "query") && !pieces_find(p, op_text(c, "query"), &more, e))
        return false;
    if (more)
        NOTE(c, LIBRARY_COMPILE_MORE, MSG_NUM(PARAGRAPHS_MAX));
    return p->count > 0 || ERR(e, ERR_NOT_FOUND, LIBRARY_COMPILE_NONE);
}

/* "3-5", counted from 1; "" for a whole document. */
static const char *piece_range(struct arena *a, const struct piece *x)
{
    struct buf b = { 0 };
    if (!x->whole)
        buf_format(&b, x->to - x->from > 1 ? "%d-%d" : "%d", x->from + 1, x->to);
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}

static void tell(struct op_call *c, const struct pieces *p)
{
    const struct op_column columns[] = { { "number", HEADING(c, SPLIT_NUMBER), FORM_COUNT, false },
                                         { "title", HEADING(c, SPLIT_NAME), FORM_TEXT, false },
                                         { "id", HEADING(c, LIBRARY_SOURCE_ID), FORM_TEXT, false },
                                         { "paragraphs", HEADING(c, LIBRARY_SHOW_NUMBER), FORM_TEXT, false } };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 4 });
    for (int i = 0; i < p->count; i++) {
        const struct piece *x = &p->items[i];
        const char *range = piece_range(c->memory, x);
        op_row(c, (const char *[]) { MSG_NUM(i + 1), x->of->d.title, x->of->d.id,
                                     *range             ? range
                                     : c->sink->machine ? NULL
                                                        : HEADING(c, LIBRARY_WHOLE) });
    }
    op_table_end(c);
}

static bool bind_all(struct op_call *c, const struct pieces *p, struct err *e)
{
    struct volume b;
    bool chapters = false;
    const char *title = op_text(c, "title");
    for (int i = 0; i < p->count; i++)
        chapters |= p->items[i].whole;
    volume_start(&b, c, title ? title : WORDS(c, LIBRARY_COMPILE_TITLE, MSG_NUM(p->count)), chapters);
    put_pieces(&b, p, chapters);
    put_sources(&b, p, chapters);
    return volume_write(&b, op_text(c, "out"), e);
}

bool library_compile_run(struct op_call *c, struct err *e)
{
    const struct corpus_asker *who;
    struct corpus *k;
    struct pieces p;
    if (!library_open(c, &k, &who, e))
        return false;
    pieces_start(&p, c, k, who);
    bool ok = collect(&p, e) && bind_all(c, &p, e);
    corpus_close(k);
    if (ok)
        tell(c, &p);
    return ok;
}
