/* intake/header.c: the rows in which a sheet names its columns.
 *
 * Why by trial: bureaus put titles above the names, and spread the names over several rows with groups above.  Every place
 * where a header may begin, at every depth, is tried against the names the book understands; the one that explains most
 * columns wins.  A first row that is understood wholly is taken at once, and nothing is read ahead.
 */
#include <string.h>

#include "intake/private.h"

#define ROWS_MAX        30 /* read ahead */
#define BYTES_MAX       ((size_t)4 * 1024 * 1024)
#define DEPTH_MAX       4
#define CELLS_TRIED     30000 /* of very wide sheets only so many cells may begin a header */
#define STARTS_LEAST    4
#define TITLE_CELLS_MAX 4
#define MERGES_MAX      500
#define NAME_BYTES_MAX  300 /* longer texts are no names */

/* The cells read ahead, each with the text of what it was joined into. */
struct spot {
    const char *text; /* "" */
    int merge;        /* 1..; 0: it stands alone */
};
struct grid {
    const struct row *rows;
    const struct merge *merges;
    struct spot *spots;
    bool *grouped; /* by row: cells joined over columns say what is a group there */
    int row_count, columns, merge_count;
};

/* A place tried, and how well it explains the sheet. */
struct trial {
    int start, depth;
    int named, matched, unknown;
    int defects; /* cells joined beyond its rows, groups in the last one: signs that the header goes on */
};

static struct spot *spot_at(const struct grid *g, int row, int column)
{
    return &g->spots[(size_t)row * (size_t)g->columns + (size_t)column];
}

/* ---- reading ahead ---- */

static struct row kept_row(struct arena *a, const struct row *row, size_t *bytes)
{
    struct row out = { row->number, ARENA_ARRAY(a, struct cell, (size_t)row->cell_count + 1), row->cell_count };
    for (int i = 0; i < row->cell_count; i++) {
        struct cell *to = &out.cells[i];
        *to = row->cells[i];
        char *text = arena_alloc(a, to->bytes + 1, 1, 1);
        memcpy(text, row->cells[i].text, to->bytes);
        to->text = text;
        *bytes += to->bytes + sizeof *to;
    }
    return out;
}

static bool read_ahead(struct heading *h, struct arena *a, struct sheet_reader *sheet, const struct row *first,
                       struct err *e)
{
    size_t bytes = 0;
    struct row row;
    h->rows = ARENA_ARRAY(a, struct row, ROWS_MAX);
    h->rows[h->row_count++] = kept_row(a, first, &bytes);
    while (h->row_count < ROWS_MAX && bytes < BYTES_MAX) {
        if (!sheet->next(sheet->self, &row, e)) {
            h->ended = true;
            return e->code == ERR_NONE;
        }
        h->rows[h->row_count++] = kept_row(a, &row, &bytes);
    }
    return true;
}

/* Gives every cell that was joined into another the other's text. */
static void spread_merge(struct grid *g, int id)
{
    const struct merge *m = &g->merges[id - 1];
    const char *text = "";
    for (int r = 0; r < g->row_count && g->rows[r].number <= m->row_last; r++) {
        if (g->rows[r].number < m->row_first)
            continue;
        for (int c = m->column_first; c <= m->column_last && c < g->columns; c++) {
            struct spot *s = spot_at(g, r, c);
            if (!*text)
                text = s->text;
            *s = (struct spot) { text, id };
        }
        g->grouped[r] = g->grouped[r] || m->column_last > m->column_first;
    }
}

static void grid_make(struct grid *g, struct arena *a, const struct heading *h, const struct sheet_reader *sheet)
{
    *g = (struct grid) { .rows = h->rows, .row_count = h->row_count, .merges = sheet->merges };
    for (int r = 0; r < g->row_count; r++)
        g->columns = g->rows[r].cell_count > g->columns ? g->rows[r].cell_count : g->columns;
    g->spots = ARENA_ARRAY(a, struct spot, (size_t)g->row_count * (size_t)g->columns + 1);
    g->grouped = ARENA_ARRAY(a, bool, (size_t)g->row_count + 1);
    for (int r = 0; r < g->row_count; r++)
        for (int c = 0; c < g->columns; c++)
            spot_at(g, r, c)->text = c < g->rows[r].cell_count ? g->rows[r].cells[c].text : "";
    g->merge_count = sheet->merge_count < MERGES_MAX ? sheet->merge_count : MERGES_MAX;
    for (int i = 0; i < g->merge_count; i++)
        if (sheet->merges[i].column_first >= 0)
            spread_merge(g, i + 1);
}

/* ---- what a column is called ---- */

static bool named_below(const struct grid *g, int row, int end, int column)
{
    for (int r = row + 1; r < end; r++)
        if (*spot_at(g, r, column)->text)
            return true;
    return false;
}

/* The group word that a cell left empty stands under: the next one to the left, where both have names below.  So it is in
 * sheets that lost what was joined. */
static const char *group_left(const struct grid *g, int row, int end, int column)
{
    if (g->grouped[row] || !named_below(g, row, end, column))
        return "";
    int c = column;
    while (c > 0 && !*spot_at(g, row, c)->text)
        c--;
    return named_below(g, row, end, c) ? spot_at(g, row, c)->text : "";
}

/* The words above a column from the top down; returns how many. */
static int column_path(const struct grid *g, const struct trial *t, int column, const char *path[DEPTH_MAX])
{
    int count = 0, merge = 0, end = t->start + t->depth;
    for (int r = t->start; r < end; r++) {
        const struct spot *s = spot_at(g, r, column);
        const char *text = *s->text || r + 1 == end ? s->text : group_left(g, r, end, column);
        if (r + 1 == end && s->merge && column > g->merges[s->merge - 1].column_first)
            text = ""; /* a name over several columns is the first one's */
        bool again = (s->merge && s->merge == merge) || (count && strcmp(path[count - 1], text) == 0);
        merge = s->merge;
        if (*text && !again && strlen(text) <= NAME_BYTES_MAX)
            path[count++] = text;
    }
    return count;
}

static const char *joined(struct arena *a, const char *const *words, int count, const char *between)
{
    struct buf b = { 0 };
    for (int i = 0; i < count; i++)
        buf_format(&b, "%s%s", i ? between : "", words[i]);
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}

static int put_joins(struct arena *a, const char *const *words, int count, const char **out)
{
    struct buf b = { 0 };
    buf_format(&b, "%s（%s）", joined(a, words, count - 1, ""), words[count - 1]);
    out[0] = joined(a, words, count, "");
    out[1] = joined(a, words, count, "-");
    out[2] = joined(a, words, count, "/");
    out[3] = arena_text(a, b.data);
    buf_free(&b);
    return 4;
}

/* 联系人 over 姓名: 联系人姓名, 联系人-姓名, 联系人/姓名, 联系人（姓名）, 姓名. */
static void put_candidates(struct arena *a, const char *const *path, int count, struct heading_column *out)
{
    const char **list = ARENA_ARRAY(a, const char *, count > 1 ? 9 : 1);
    int n = 0;
    if (count > 1)
        n += put_joins(a, path, count, list);
    if (count > 2)
        n += put_joins(a, path + count - 2, 2, list + n);
    if (count)
        list[n++] = path[count - 1];
    out->candidates = list;
    out->candidate_count = n;
}

/* Without line breaks, for messages and the repair sheet. */
static const char *in_one_line(struct arena *a, const char *text)
{
    if (!strpbrk(text, "\r\n"))
        return text;
    char *out = arena_text(a, text), *to = out;
    for (const char *p = text; *p; p++)
        if (*p != '\r' && *p != '\n')
            *to++ = *p;
    *to = '\0';
    return out;
}

const char *header_means(const struct names *n, struct arena *a, const struct heading_column *c, int *candidate)
{
    for (int i = 0; i < c->candidate_count; i++)
        if (names_find(n, c->candidates[ *candidate = i]))
            return names_find(n, c->candidates[i]);
    for (int i = 0; i < c->candidate_count; i++)
        if (names_find_folded(n, a, c->candidates[ *candidate = i]))
            return names_find_folded(n, a, c->candidates[i]);
    return NULL;
}

static void understand(const struct names *n, struct arena *a, struct heading_column *c)
{
    int i = 0;
    c->means = header_means(n, a, c, &i);
    c->exact = c->means && names_find(n, c->candidates[i]);
    if (!c->means)
        i = c->candidate_count > 1 ? 1 : 0; /* 联系人-姓名 */
    c->name = c->candidate_count ? in_one_line(a, c->candidates[i]) : "";
}

/* ---- trying ---- */

/* Whether the column's cell in the last row is joined with others, but not over the whole width. */
static bool group_head(const struct grid *g, const struct trial *t, int column)
{
    int id = spot_at(g, t->start + t->depth - 1, column)->merge;
    if (!id)
        return false;
    int more = g->merges[id - 1].column_last - g->merges[id - 1].column_first;
    return more > 0 && more < g->columns - 1;
}

/* Whether the header goes on above its first row or below its last: what is joined says so. */
static int count_defects(const struct grid *g, const struct trial *t)
{
    int count = 0, last = t->start + t->depth - 1;
    for (int c = 0; c < g->columns; c++) {
        int above = spot_at(g, t->start, c)->merge, below = spot_at(g, last, c)->merge;
        count += above && g->merges[above - 1].row_first < g->rows[t->start].number;
        count += below && (group_head(g, t, c) || g->merges[below - 1].row_last > g->rows[last].number);
    }
    return count;
}

static bool like_number(const char *text)
{
    return *text && strspn(text, "0123456789.,-/:") == strlen(text);
}

/* Whether a row may name columns below the row before it: it holds no numbers, and the two are of different shape. */
static bool continues(const struct grid *g, int row)
{
    bool differs = false;
    for (int c = 0; c < g->columns; c++) {
        const struct spot *above = spot_at(g, row - 1, c), *own = spot_at(g, row, c);
        if (like_number(own->text))
            return false;
        differs = differs || above->merge || own->merge || !*above->text != !*own->text;
    }
    return differs;
}

/* In sheets that lost what was joined: a row whose words stand under cells left empty, and under nothing understood. */
static bool goes_on(const struct grid *g, const struct trial *t, const struct heading_column *columns)
{
    int below = t->start + t->depth, under_empty = 0;
    if (below >= g->row_count || t->depth == DEPTH_MAX || g->grouped[below - 1] || !continues(g, below))
        return false;
    for (int c = 0; c < g->columns; c++) {
        const struct spot *s = spot_at(g, below, c);
        if (!*s->text)
            continue;
        if (columns[c].means)
            return false;
        under_empty += !*columns[c].name;
    }
    return under_empty > 0;
}

static void judge(const struct grid *g, struct arena *a, const struct names *n, struct trial *t,
                  struct heading_column *columns)
{
    struct hash_map taken = { 0 };
    for (int c = 0; c < g->columns; c++) {
        const char *path[DEPTH_MAX];
        int64_t ignored;
        int count = column_path(g, t, c, path);
        put_candidates(a, path, count, &columns[c]);
        understand(n, a, &columns[c]);
        t->named += count > 0;
        t->unknown += count > 0 && !columns[c].means;
        if (group_head(g, t, c))
            continue; /* what has columns below it is no name of one */
        if (columns[c].means && *columns[c].means && !hash_find(&taken, hash_text(0, columns[c].means), &ignored)) {
            hash_put(&taken, hash_text(0, columns[c].means), c);
            t->matched++;
        }
    }
    t->defects = count_defects(g, t) + goes_on(g, t, columns);
    hash_free(&taken);
}

static bool better(const struct trial *t, const struct trial *than)
{
    if (t->matched != than->matched)
        return t->matched > than->matched;
    if (t->defects != than->defects)
        return t->defects < than->defects;
    if (t->unknown != than->unknown)
        return t->unknown < than->unknown;
    return t->depth != than->depth ? t->depth < than->depth : t->start < than->start;
}

static int filled(const struct grid *g, int row)
{
    int count = 0;
    for (int c = 0; c < g->columns; c++) {
        const struct spot *s = spot_at(g, row, c);
        count += *s->text && !(c && s->merge && s->merge == spot_at(g, row, c - 1)->merge);
    }
    return count;
}

/* Where no name is understood: the first row half as full as the fullest, as deep as what is joined says. */
static struct trial by_shape(const struct grid *g, struct arena *a, const struct names *n, struct heading_column *columns)
{
    int most = 0, start = 0;
    for (int r = 0; r < g->row_count; r++)
        most = filled(g, r) > most ? filled(g, r) : most;
    while (start < g->row_count && filled(g, start) * 2 < most)
        start++;
    struct trial t = { .start = start, .depth = 1 };
    judge(g, a, n, &t, columns);
    for (int depth = 2; t.defects && depth <= DEPTH_MAX && start + depth <= g->row_count; depth++) {
        struct trial deeper = { .start = start, .depth = depth };
        judge(g, a, n, &deeper, columns);
        if (deeper.defects < t.defects)
            t = deeper;
    }
    return t;
}

/* Whether a row above a header may be a title, 填报单位：… or the like; else it is data, which is not passed over. */
static bool like_title(const struct grid *g, int row)
{
    int count = filled(g, row);
    bool said = count <= TITLE_CELLS_MAX || count * 2 <= g->columns;
    for (int c = 0; c < g->columns && !said; c++)
        said = strstr(spot_at(g, row, c)->text, "：") || strchr(spot_at(g, row, c)->text, ':');
    return said;
}

static struct trial choose(const struct grid *g, struct arena *a, const struct names *n, struct heading_column *columns)
{
    struct trial best = { .matched = -1 };
    int starts = g->columns ? CELLS_TRIED / g->columns : 0;
    starts = starts < STARTS_LEAST ? STARTS_LEAST : starts;
    for (int start = 0; start < g->row_count && start < starts && (start == 0 || like_title(g, start - 1)); start++) {
        for (int depth = 1; depth <= DEPTH_MAX && start + depth <= g->row_count; depth++) {
            if (depth > 1 && !continues(g, start + depth - 1))
                break;
            struct arena_mark mark = arena_mark(a);
            struct trial t = { .start = start, .depth = depth };
            judge(g, a, n, &t, columns);
            arena_rewind(a, mark);
            if (best.matched < 0 || better(&t, &best))
                best = t;
        }
    }
    if (best.matched < 2 && best.matched * 2 < best.named)
        best = by_shape(g, a, n, columns);
    return best;
}

/* Of two columns that mean the same, one written as the book writes it keeps the meaning. */
static void settle_doubles(struct heading *h)
{
    struct hash_map exact = { 0 };
    int64_t ignored;
    for (int i = 0; i < h->count; i++)
        if (h->columns[i].exact && *h->columns[i].means)
            hash_put(&exact, hash_text(0, h->columns[i].means), i);
    for (int i = 0; i < h->count; i++) {
        struct heading_column *c = &h->columns[i];
        if (c->means && !c->exact && hash_find(&exact, hash_text(0, c->means), &ignored))
            c->means = NULL;
    }
    hash_free(&exact);
}

/* ---- the whole ---- */

/* Takes the first row where every cell of it is a name that the book understands as it stands. */
static bool take_first(struct heading *h, struct arena *a, const struct names *n, const struct sheet_reader *sheet,
                       const struct row *row)
{
    for (int i = 0; i < row->cell_count; i++)
        if (!row->cells[i].bytes || !names_find(n, row->cells[i].text))
            return false;
    if (sheet->merge_count && sheet->merges[0].row_first <= row->number)
        return false;
    h->count = row->cell_count;
    h->first = h->last = row->number;
    h->columns = ARENA_ARRAY(a, struct heading_column, (size_t)h->count + 1);
    for (int i = 0; i < h->count; i++) {
        const char **name = ARENA_NEW(a, const char *);
        *name = arena_text(a, row->cells[i].text);
        h->columns[i] = (struct heading_column) { *name, name, 1, names_find(n, *name), true };
    }
    return true;
}

/* Whether a row of the header is as wide as that. */
static bool within(const struct grid *g, const struct trial *t, int column)
{
    int r = t->start;
    while (r < t->start + t->depth && column >= g->rows[r].cell_count)
        r++;
    return r < t->start + t->depth;
}

static void take_best(struct heading *h, struct arena *a, const struct names *n, const struct sheet_reader *sheet)
{
    struct grid g;
    grid_make(&g, a, h, sheet);
    h->count = g.columns;
    h->columns = ARENA_ARRAY(a, struct heading_column, (size_t)h->count + 1);
    struct trial t = choose(&g, a, n, h->columns);
    t = (struct trial) { .start = t.start, .depth = t.depth };
    judge(&g, a, n, &t, h->columns);
    while (h->count > 0 && !*h->columns[h->count - 1].name && !within(&g, &t, h->count - 1))
        h->count--;
    h->first = h->rows[t.start].number;
    h->last = h->rows[t.start + t.depth - 1].number;
    h->above = t.start;
    h->next = t.start + t.depth;
    settle_doubles(h);
}

bool header_find(struct heading *h, struct arena *a, const struct intake_options *o, struct sheet_reader *sheet,
                 struct err *e)
{
    struct row first;
    struct names n;
    *h = (struct heading) { 0 };
    if (!sheet->next(sheet->self, &first, e))
        return e->code == ERR_NONE ? ERR(e, ERR_INPUT, INTAKE_EMPTY, o->sheet ? o->sheet : "") : false;
    names_make(&n, a, o->book, o);
    bool ok = take_first(h, a, &n, sheet, &first) || read_ahead(h, a, sheet, &first, e);
    if (ok && h->row_count)
        take_best(h, a, &n, sheet);
    names_free(&n);
    return ok;
}

bool header_next(struct heading *h, struct sheet_reader *sheet, struct row *row, struct err *e)
{
    if (h->next < h->row_count) {
        *row = h->rows[h->next++];
        return true;
    }
    return !h->ended && sheet->next(sheet->self, row, e);
}
