/* op/paper.c: a text that was read, as blocks that a writer takes: titles, headings, paragraphs, tables, signature. */
#include <string.h>

#include "op/paper.h"

struct paper {
    struct arena *a;
    const struct reading *k;
    int heading;           /* the next of the outline */
    enum block_kind title; /* what a title becomes */
    struct block **tail;
};

static struct block *add_block(struct paper *p, enum block_kind kind, int level)
{
    struct block *b = ARENA_NEW(p->a, struct block);
    *b = (struct block) { .kind = kind, .level = level };
    *p->tail = b;
    p->tail = &b->next;
    return b;
}

static struct run *plain_run(struct arena *a, const char *text)
{
    struct run *r = ARENA_NEW(a, struct run);
    *r = (struct run) { .text = text, .source = -1 };
    return r;
}

/* A piece of a line; what no writer can print becomes a space. */
static const char *printable(struct arena *a, const char *text, size_t bytes)
{
    char *out = arena_slice(a, text, bytes);
    for (char *p = out; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            *p = ' ';
    }
    return out;
}

void paper_text(struct arena *a, struct block ***tail, enum block_kind kind, int level, const char *text)
{
    struct paper p = { .a = a, .tail = *tail };
    add_block(&p, kind, level)->runs = plain_run(a, printable(a, text, strlen(text)));
    *tail = p.tail;
}

/* ---- tables: lines whose cells are parted by tabs ---- */

static int tabs_in(const char *line, size_t bytes)
{
    int n = 0;
    for (size_t i = 0; i < bytes; i++)
        n += line[i] == '\t';
    return n;
}

static void add_row(struct paper *p, struct text_table *t, struct text_row ***tail, const char *line, size_t bytes)
{
    struct text_row *row = ARENA_NEW(p->a, struct text_row);
    *row = (struct text_row) { .head = !t->rows };
    struct text_cell **cell = &row->cells;
    int count = 0;
    for (const char *from = line, *end = line + bytes; from <= end; count++) {
        const char *to = memchr(from, '\t', (size_t)(end - from));
        size_t length = (size_t)((to ? to : end) - from);
        *cell = ARENA_NEW(p->a, struct text_cell);
        **cell = (struct text_cell) { .runs = length ? plain_run(p->a, printable(p->a, from, length)) : NULL };
        cell = &(*cell)->next;
        from += length + 1;
    }
    t->column_count = count > t->column_count ? count : t->column_count;
    **tail = row;
    *tail = &row->next;
}

static enum align *left_aligned(struct arena *a, int columns)
{
    enum align *aligns = ARENA_ARRAY(a, enum align, (size_t)columns + 1);
    for (int i = 0; i < columns; i++)
        aligns[i] = ALIGN_LEFT;
    return aligns;
}

/* Lines from `line` on that are rows of one table; where they end. */
static const char *add_table(struct paper *p, const char *line, const char *end)
{
    struct text_table *t = ARENA_NEW(p->a, struct text_table);
    *t = (struct text_table) { 0 };
    struct text_row **tail = &t->rows;
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t bytes = (size_t)((stop ? stop : end) - line);
        if (!tabs_in(line, bytes))
            break;
        add_row(p, t, &tail, line, bytes);
        line += bytes + (stop != NULL);
    }
    t->aligns = left_aligned(p->a, t->column_count);
    add_block(p, BLOCK_TABLE, 0)->table = t;
    return line;
}

static struct text_row *new_row(struct arena *a, const char *const *cells, int columns, bool head)
{
    struct text_row *row = ARENA_NEW(a, struct text_row);
    struct text_cell **cell = &row->cells;
    row->head = head;
    for (int i = 0; i < columns; i++, cell = &(*cell)->next) {
        *cell = ARENA_NEW(a, struct text_cell);
        (*cell)->runs = cells[i] ? plain_run(a, printable(a, cells[i], strlen(cells[i]))) : NULL;
    }
    return row;
}

void paper_table(struct arena *a, struct block ***tail, const char *const *heads, const char *const *cells, int columns,
                 int rows)
{
    struct paper p = { .a = a, .tail = *tail };
    struct text_table *t = ARENA_NEW(a, struct text_table);
    struct text_row **row = &t->rows;
    for (int i = -1; i < rows; i++, row = &(*row)->next)
        *row = new_row(a, i < 0 ? heads : cells + (size_t)i * (size_t)columns, columns, i < 0);
    t->column_count = columns;
    t->aligns = left_aligned(a, columns);
    add_block(&p, BLOCK_TABLE, 0)->table = t;
    *tail = p.tail;
}

/* ---- lines ---- */

static bool has_digit_first(const char *text)
{
    return (*text >= '0' && *text <= '9') || strncmp(text, "二〇", 6) == 0 || strncmp(text, "二○", 6) == 0;
}

static void add_line(struct paper *p, const char *text, size_t start, size_t end)
{
    const struct reading *k = p->k;
    while (p->heading < k->outline_count && k->outline[p->heading].start < start)
        p->heading++;
    const struct text_heading *h = p->heading < k->outline_count ? &k->outline[p->heading] : NULL;
    bool whole = h && h->start < end && !h->runin && h->start <= start + 4;
    enum block_kind kind = BLOCK_PARAGRAPH;
    if (whole && h->level == 1)
        kind = p->title;
    else if (whole)
        kind = BLOCK_HEADING;
    else if (start >= k->closing)
        kind = has_digit_first(text) ? BLOCK_DATE : BLOCK_SIGNATURE;
    add_block(p, kind, kind == BLOCK_HEADING ? h->level : 0)->runs = plain_run(p->a, text);
}

/* Bytes of the white space that p begins with; 0. */
static size_t space_at(const char *p, const char *end)
{
    if (*p == ' ' || *p == '\t' || *p == '\r')
        return 1;
    return end - p >= 3 && memcmp(p, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

void paper_blocks(struct arena *a, const char *text, size_t at, const struct reading *k, enum block_kind title,
                  struct block ***tail)
{
    struct paper p = { .a = a, .k = k, .title = title, .tail = *tail };
    const char *line = text, *end = text + strlen(text);
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line)), *from = line, *to = stop ? stop : end;
        size_t points = text_points(line, (size_t)(to - line));
        while (from < to && space_at(from, to))
            from += space_at(from, to);
        while (to > from && (to[-1] == ' ' || to[-1] == '\r' || to[-1] == '\t'))
            to--;
        if (from < to && tabs_in(from, (size_t)(to - from))) {
            const char *next = add_table(&p, line, end);
            at += text_points(line, (size_t)(next - line));
            line = next;
            continue;
        }
        size_t start = at + text_points(line, (size_t)(from - line));
        if (from < to)
            add_line(&p, printable(a, from, (size_t)(to - from)), start, start + text_points(from, (size_t)(to - from)));
        at += points + 1;
        line = stop ? stop + 1 : end;
    }
    *tail = p.tail;
}
