#include "report/table.h"

#include <string.h>

#include "report/template.h"

void table_put(struct buf *out, const char *text, size_t bytes)
{
    for (const char *p = text; p < text + bytes; p++)
        buf_char(out, *p == '|' ? TABLE_SIGN : *p == TABLE_SIGN ? ' ' : *p);
}

const char *table_plain(struct arena *a, const char *text)
{
    if (!strchr(text, TABLE_SIGN))
        return text;
    char *copy = arena_text(a, text);
    for (char *p = copy; (p = strchr(p, TABLE_SIGN)) != NULL;)
        *p = '|';
    return copy;
}

bool table_is_row(const struct run *runs)
{
    const struct run *last = runs;
    while (last->next)
        last = last->next;
    if (runs->figure || last->figure || runs->text[0] != TABLE_SIGN)
        return false;
    size_t bytes = strlen(last->text);
    return bytes && last->text[bytes - 1] == TABLE_SIGN && (last != runs || bytes > 1);
}

/* ---- a line -> cells ---- */

struct cutter {
    struct arena *a;
    struct text_row *row;
    struct text_cell *cell, **cell_tail;
    struct run **run_tail;
    int count;
};

static void open_cell(struct cutter *k)
{
    k->cell = ARENA_NEW(k->a, struct text_cell);
    *k->cell_tail = k->cell;
    k->cell_tail = &k->cell->next;
    k->run_tail = &k->cell->runs;
    k->count++;
}

static void put_run(struct cutter *k, const struct run *like, const char *text, size_t bytes, int source)
{
    struct run *r = ARENA_NEW(k->a, struct run);
    *r = (struct run) { .text = arena_slice(k->a, text, bytes), .figure = like->figure, .source = source };
    *k->run_tail = r;
    k->run_tail = &r->next;
}

/* The pieces of one run; a sign opens a cell, but the line's last one. */
static void cut_run(struct cutter *k, const struct run *r)
{
    const char *at = r->text;
    int source = r->source;
    if (r->figure) {
        put_run(k, r, at, strlen(at), source);
        return;
    }
    while (*at) {
        size_t bytes = strcspn(at, (char[]) { TABLE_SIGN, '\0' });
        if (bytes)
            put_run(k, r, at, bytes, source);
        source += source < 0 ? 0 : (int)text_points(at, bytes) + 1;
        at += bytes;
        if (*at && (at[1] || r->next))
            open_cell(k);
        at += *at != '\0';
    }
}

static struct text_row *cut_row(struct arena *a, const struct run *runs, int *count)
{
    struct cutter k = { .a = a, .row = ARENA_NEW(a, struct text_row) };
    k.cell_tail = &k.row->cells;
    for (const struct run *r = runs; r; r = r->next)
        cut_run(&k, r);
    for (struct text_cell *c = k.row->cells; c; c = c->next)
        c->runs = runs_trim(a, c->runs);
    *count = k.count;
    return k.row;
}

/* ---- the signs under the head ---- */

/* ":--:", "--", ":-"; one dash alone is how people write that there is nothing. */
static bool align_of(const struct text_cell *c, enum align *out)
{
    if (!c->runs || c->runs->next || c->runs->figure)
        return false;
    const char *p = c->runs->text;
    bool left = *p == ':';
    p += left;
    size_t dashes = strspn(p, "-");
    bool right = p[dashes] == ':';
    *out = right ? left ? ALIGN_CENTRE : ALIGN_RIGHT : ALIGN_LEFT;
    return dashes + left + right >= 2 && dashes && p[dashes + right] == '\0';
}

static bool read_aligns(struct arena *a, const struct text_row *row, int count, const enum align **out)
{
    enum align *aligns = ARENA_ARRAY(a, enum align, (size_t)count);
    int i = 0;
    for (const struct text_cell *c = row->cells; c; c = c->next) {
        if (!align_of(c, &aligns[i++]))
            return false;
    }
    *out = aligns;
    return true;
}

static struct block *new_table(struct page *p, int count)
{
    struct block *b = ARENA_NEW(p->a, struct block);
    *b = (struct block) { .kind = BLOCK_TABLE, .source = p->line, .table = ARENA_NEW(p->a, struct text_table) };
    b->table->column_count = count;
    b->table->aligns = ARENA_ARRAY(p->a, enum align, (size_t)count); /* all to the left */
    return b;
}

bool table_row(struct page *p)
{
    int count;
    struct text_row *row = cut_row(p->a, p->runs, &count);
    const char *place = template_place(p->a, p->name, p->line, 1);
    if (count > TABLE_COLUMNS_MAX)
        return ERR(p->e, ERR_INPUT, REPORT_TABLE_WIDE, place, MSG_NUM(count), MSG_NUM(TABLE_COLUMNS_MAX));
    if (!p->table) {
        p->table = new_table(p, count);
        p->table->table->rows = p->row_last = row;
        return true;
    }
    struct text_table *t = p->table->table;
    if (count != t->column_count)
        return ERR(p->e, ERR_INPUT, REPORT_TABLE_WIDTH, place, MSG_NUM(count), MSG_NUM(t->column_count));
    bool second = !p->filled && p->row_last == t->rows && !t->rows->head;
    if (second && read_aligns(p->a, row, count, &t->aligns)) {
        t->rows->head = true;
        return true;
    }
    p->row_last->next = row;
    p->row_last = row;
    return true;
}
