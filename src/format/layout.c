/* format/layout.c: words told line by line, and the lines of a page put in order. */
#include "format/layout.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "format/layout_join.h"

#define NUMBER_MAX    20000000 /* 200,000 points: no page is larger */
#define JOIN_MAX      4096     /* bytes of a line that others may be put behind */
#define COLUMNS_MAX   16
#define COLUMN_HALVES 16 /* on average, at least, of a text in columns */
#define CELL_HALVES   24 /* on average; lines of a text in columns are longer */

void layout_begin(struct layout *l, struct arena *a)
{
    *l = (struct layout) { .a = a };
}

void layout_free(struct layout *l)
{
    buf_free(&l->words);
}

int32_t layout_number(const char *text, size_t bytes)
{
    int64_t value = 0;
    int behind = -1;
    bool minus = bytes && *text == '-';
    for (size_t i = minus; i < bytes && behind < 2; i++) {
        if (text[i] == '.' && behind < 0)
            behind = 0;
        else if (text[i] < '0' || text[i] > '9')
            break;
        else if (value <= NUMBER_MAX)
            value = value * 10 + (text[i] - '0'), behind += behind >= 0;
    }
    for (; behind < 2 && value <= NUMBER_MAX; behind = behind < 0 ? 1 : behind + 1)
        value *= 10;
    value = value > NUMBER_MAX ? NUMBER_MAX : value;
    return (int32_t)(minus ? -value : value);
}

/* The list with room for one more. */
static void *grown(struct arena *a, void *list, int count, int *room, size_t size)
{
    if (count < *room)
        return list;
    int more = *room ? *room * 2 : 64;
    char *out = arena_alloc(a, (size_t)more, size, _Alignof(max_align_t));
    if (count)
        memcpy(out, list, (size_t)count * size);
    *room = more;
    return out;
}

/* Lines that stand beside one another. */
struct band {
    struct layout_line **lines;
    int count, halves;
    int32_t top, bottom;
};

static bool same_height(const struct band *b, const struct layout_line *n)
{
    int64_t top = b->top > n->top ? b->top : n->top, bottom = b->bottom < n->bottom ? b->bottom : n->bottom;
    int64_t own = n->bottom - n->top, other = b->bottom - b->top;
    return (bottom - top) * 2 > (own < other ? own : other);
}

/* ---- telling ---- */

void layout_page(struct layout *l, int32_t width, int32_t height)
{
    if (l->page_count == LAYOUT_PAGES_MAX) {
        l->full = true;
        return;
    }
    l->pages = grown(l->a, l->pages, l->page_count, &l->page_room, sizeof *l->pages);
    l->pages[l->page_count++] = (struct layout_page) { .width = width, .height = height, .first = l->line_count };
}

static uint32_t last_point(const char *text, size_t bytes)
{
    size_t at = bytes;
    while (at && ((unsigned char)text[--at] & 0xC0) == 0x80)
        ;
    const char *p = text + at;
    return at < bytes ? text_next(&p, text + bytes) : 0;
}

static uint32_t first_point(const char *text, size_t bytes)
{
    const char *p = text;
    return bytes ? text_next(&p, text + bytes) : 0;
}

bool layout_wide(uint32_t point)
{
    return point >= 0x2E80 || (point >= 0x2014 && point <= 0x2026) || (point >= 0x2460 && point <= 0x24FF);
}

bool layout_parted(const char *before, size_t before_bytes, const char *after, size_t after_bytes)
{
    uint32_t a = last_point(before, before_bytes), b = first_point(after, after_bytes);
    return a && b && !layout_wide(a) && !layout_wide(b) && a != '-' && a != ' ' && b != ' ';
}

/* A gap that no justifying makes is a space that was typed. */
void layout_word(struct layout *l, struct layout_line place, const char *text, size_t bytes)
{
    struct layout_line *n = &l->now;
    text_trim(&text, &bytes);
    if (!bytes)
        return;
    if (!l->words.bytes) {
        *n = place;
        n->beside = false;
    } else {
        int64_t height = place.bottom - place.top, gap = place.left - n->right;
        if (gap > height * 2) { /* another cell, or set apart */
            layout_line_end(l);
            place.beside = true;
            *n = place;
            buf_put(&l->words, text, bytes);
            return;
        }
        if (gap * 10 > height * 6 || layout_parted(buf_get(&l->words), l->words.bytes, text, bytes))
            buf_char(&l->words, ' ');
        n->left = place.left < n->left ? place.left : n->left;
        n->top = place.top < n->top ? place.top : n->top;
        n->right = place.right > n->right ? place.right : n->right;
        n->bottom = place.bottom > n->bottom ? place.bottom : n->bottom;
    }
    buf_put(&l->words, text, bytes);
}

/* Puts a text behind that of a line, with a space where one was typed or belongs there. */
static void append(struct layout *l, struct layout_line *to, const char *text, size_t bytes, bool typed)
{
    struct buf both = { 0 };
    buf_put(&both, to->text, to->bytes);
    if (typed || layout_parted(to->text, to->bytes, text, bytes))
        buf_char(&both, ' ');
    buf_put(&both, text, bytes);
    to->text = arena_text(l->a, buf_get(&both));
    to->bytes = both.bytes;
    to->halves = (int)text_columns(to->text);
    buf_free(&both);
}

/* Whether b begins about one character behind a: a space of an official text, not the border of a cell. */
static bool is_near(const struct layout_line *a, const struct layout_line *b, bool *typed)
{
    int64_t em = a->halves ? (a->right - a->left) * 2 / a->halves : 0, gap = b->left - a->right;
    *typed = gap * 10 > em * 6;
    return em && gap >= -em / 4 && gap * 10 <= em * 12;
}

/* What was told as two lines for a space between them is one. */
static bool goes_with_last(struct layout *l)
{
    struct layout_line *last = l->line_count ? &l->lines[l->line_count - 1] : NULL, *n = &l->now;
    if (!last || !l->pages[l->page_count - 1].count || last->bytes > JOIN_MAX)
        return false;
    struct band b = { .top = last->top, .bottom = last->bottom };
    bool typed;
    if (!same_height(&b, n) || !is_near(last, n, &typed))
        return false;
    append(l, last, buf_get(&l->words), l->words.bytes, typed);
    last->right = n->right > last->right ? n->right : last->right;
    return true;
}

void layout_line_end(struct layout *l)
{
    if (!l->words.bytes)
        return;
    if (!l->full && l->page_count && l->words.bytes < JOIN_MAX && goes_with_last(l)) {
        buf_clear(&l->words);
        return;
    }
    if (l->line_count == LAYOUT_LINES_MAX || !l->page_count)
        l->full = true;
    if (!l->full) {
        struct layout_line n = l->now;
        n.text = arena_text(l->a, buf_get(&l->words));
        n.bytes = l->words.bytes;
        n.halves = (int)text_columns(n.text);
        n.left_out = false;
        n.table = 0;
        l->lines = grown(l->a, l->lines, l->line_count, &l->line_room, sizeof *l->lines);
        l->lines[l->line_count++] = n;
        l->pages[l->page_count - 1].count++;
    }
    buf_clear(&l->words);
}

/* ---- tables: cells that stand side by side ---- */

static int order_top(const void *x, const void *y)
{
    const struct layout_line *a = *(struct layout_line *const *)x, *b = *(struct layout_line *const *)y;
    return a->top != b->top ? (a->top < b->top ? -1 : 1) : (a > b) - (a < b);
}

static int order_left(const void *x, const void *y)
{
    const struct layout_line *a = *(struct layout_line *const *)x, *b = *(struct layout_line *const *)y;
    return a->left != b->left ? (a->left < b->left ? -1 : 1) : (a > b) - (a < b);
}

/* The lines of a page by height; those that stand beside one another are a band. */
static int find_bands(struct layout *l, const struct layout_page *p, struct band *bands)
{
    struct layout_line **sorted = ARENA_ARRAY(l->a, struct layout_line *, (size_t)p->count + 1);
    int count = 0, band_count = 0;
    for (int i = p->first; i < p->first + p->count; i++)
        if (!l->lines[i].left_out)
            sorted[count++] = &l->lines[i];
    if (count)
        qsort(sorted, (size_t)count, sizeof *sorted, order_top);
    for (int i = 0; i < count; i++) {
        struct band *b = &bands[band_count - 1];
        if (!band_count || !same_height(b, sorted[i])) {
            b = &bands[band_count++];
            *b = (struct band) { .lines = &sorted[i], .top = sorted[i]->top, .bottom = sorted[i]->bottom };
        }
        b->count++;
        b->halves += sorted[i]->halves;
    }
    for (int i = 0; i < band_count; i++)
        qsort(bands[i].lines, (size_t)bands[i].count, sizeof *bands[i].lines, order_left);
    return band_count;
}

/* The cell of the row above whose text a line goes on with: it lies below it, and closer than the rows are. */
static struct layout_line *cell_above(const struct band *above, const struct layout_line *n)
{
    struct layout_line *found = NULL;
    for (int i = 0; i < above->count; i++) {
        struct layout_line *c = above->lines[i];
        int32_t height = n->bottom - n->top;
        if (n->left >= c->left - height && n->right <= c->right + height && n->top - c->bottom < height / 2 && c->halves > 4)
            found = c;
    }
    return found;
}

/* Puts the band's lines behind the cells they go on with; false where they are a row of their own. */
static bool goes_on_above(struct layout *l, const struct band *above, const struct band *b)
{
    if (b->count >= above->count)
        return false;
    for (int i = 0; i < b->count; i++)
        if (!cell_above(above, b->lines[i]))
            return false;
    for (int i = 0; i < b->count; i++) {
        struct layout_line *n = b->lines[i], *c = cell_above(above, n);
        append(l, c, n->text, n->bytes, false);
        c->bottom = n->bottom;
        n->left_out = true;
    }
    return true;
}

static void put_row(struct layout *l, const struct band *b, int table)
{
    for (int i = 0; i < b->count; i++) {
        l->cells = grown(l->a, l->cells, l->cell_count, &l->cell_room, sizeof *l->cells);
        l->cells[l->cell_count] = *b->lines[i];
        l->cells[l->cell_count++].table = i == b->count - 1 ? -table : table; /* the last of a row */
        b->lines[i]->left_out = true;
    }
}

/* A table stands where the first of its lines was told. */
static void put_table(struct layout *l, const struct band *bands, int count)
{
    struct layout_line *first = bands[0].lines[0];
    l->tables = grown(l->a, l->tables, l->table_count, &l->table_room, sizeof *l->tables);
    int table = ++l->table_count, cells = l->cell_count;
    const struct band *row = NULL;
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < bands[i].count; k++)
            if (bands[i].lines[k] < first)
                first = bands[i].lines[k];
        if (!row || !goes_on_above(l, row, &bands[i]))
            row = &bands[i];
    }
    for (int i = 0; i < count; i++)
        if (!bands[i].lines[0]->left_out) /* it has not gone on with a row above */
            put_row(l, &bands[i], table);
    first->table = table;
    l->tables[table - 1] = (struct layout_table) { cells, l->cell_count - cells };
}

/* A line that was told as two, among others that have another number of cells. */
static void join_pairs(struct layout *l, struct band *bands, int count)
{
    for (int i = 0; i < count; i++) {
        struct band *b = &bands[i];
        bool alone = (i == 0 || b[-1].count != 2) && (i + 1 == count || b[1].count != 2), typed;
        if (b->count != 2 || !alone)
            continue;
        struct layout_line *x = b->lines[0], *y = b->lines[1];
        if (!is_near(x, y, &typed) || x->bytes > JOIN_MAX)
            continue;
        append(l, x, y->text, y->bytes, typed);
        x->right = y->right;
        y->left_out = true;
        b->count = 1;
    }
}

/* Whether the bands are rather the lines of a text in columns: most of them fill theirs. */
static bool is_text(const struct band *bands, int count, int lines, int halves)
{
    int32_t widest[COLUMNS_MAX] = { 0 };
    int filled = 0;
    if (halves < lines * COLUMN_HALVES)
        return false;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < bands[i].count && k < COLUMNS_MAX; k++) {
                int32_t width = bands[i].lines[k]->right - bands[i].lines[k]->left;
                if (!pass && width > widest[k])
                    widest[k] = width;
                filled += pass && width >= widest[k] / 100 * 85;
            }
        }
    }
    return filled * 2 >= lines;
}

/* Rows of several cells, and between or behind them lines that lie below a cell. */
void layout_tables(struct layout *l, const struct layout_page *p)
{
    struct band *bands = ARENA_ARRAY(l->a, struct band, (size_t)p->count + 1);
    int count = find_bands(l, p, bands);
    join_pairs(l, bands, count);
    for (int i = 0; i < count;) {
        const struct band *row = NULL;
        int end = i, lines = 0, halves = 0, rows = 0;
        for (; end < count; end++) {
            bool several = bands[end].count > 1;
            if (!several && !(row && cell_above(row, bands[end].lines[0])))
                break;
            row = several ? &bands[end] : row;
            rows += several;
            lines += bands[end].count;
            halves += bands[end].halves;
        }
        if (rows >= 2 && halves <= lines * CELL_HALVES && !is_text(&bands[i], end - i, lines, halves))
            put_table(l, &bands[i], end - i);
        i = end > i ? end : i + 1;
    }
}
