/* format/layout_join.c: lines without what stands on every page, joined into paragraphs.
 *
 * A line goes on in the next where it is full (it ends at the right margin) and the next begins at the left one, or where both
 * stand in the middle in a larger size (a title of two lines).  The margins are those of the column the line stands in, taken
 * over all pages; a column is a run of lines that go down and lie over one another. */
#include "format/layout_join.h"

#include <stdlib.h>
#include <string.h>

#define HEAD_PART   88  /* thousandths of the page's height from above in which a running head stands */
#define FOOT_PART   900 /* and from which on a running foot does */
#define NUMBER_PART 850 /* and a page number */
#define EDGE_LINES  3   /* so many lines at each edge are looked at */
#define BUCKET      3600
#define BUCKETS     512

/* ---- running heads and feet ---- */

struct edge {
    struct layout_line *line;
    char *text; /* without spaces, digits as # */
    int page;
};

static char *plain_of(struct arena *a, const struct layout_line *n)
{
    char *out = ARENA_ARRAY(a, char, n->bytes + 1), *to = out;
    for (size_t i = 0; i < n->bytes; i++)
        if (n->text[i] != ' ')
            *to++ = n->text[i] >= '0' && n->text[i] <= '9' ? '#' : n->text[i];
    return out;
}

static const char *skip_signs(const char *p, const char *end)
{
    static const uint32_t SIGNS[] = { '-',    ' ',    '~',  '.',    0x2010, 0x2013, 0x2014,
                                      0x2015, 0x2500, 0xB7, 0x2022, 0x3000, 0xFF0D };
    for (const char *next = p; next < end; p = next) {
        uint32_t c = text_next(&next, end);
        bool sign = false;
        for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++)
            sign |= c == SIGNS[i];
        if (!sign)
            return p;
    }
    return end;
}

static const char *skip_digits(const char *p, int *count)
{
    for (*count = 0;; (*count)++) {
        bool wide =
            strncmp(p, "\xEF\xBC", 2) == 0 && (unsigned char)p[2] >= 0x90 && (unsigned char)p[2] <= 0x99; /* ０ to ９ */
        if (!wide && !(*p >= '0' && *p <= '9'))
            return p;
        p += wide ? 3 : 1;
    }
}

/* "— 3 —", "3", "3/12", "第 3 页 共 12 页", "Page 3 of 12", with signs around. */
static bool is_page_number(const char *text, size_t bytes)
{
    static const char *const WORDS[] = { "第", "页", "共", "，", "/", "Page", "page", "of" };
    const char *p = text, *end = text + bytes;
    int numbers = 0, digits;
    if (bytes > 60)
        return false;
    while ((p = skip_signs(p, end)) < end) {
        const char *before = p;
        p = skip_digits(p, &digits);
        if (digits > 4 || (digits && ++numbers > 2))
            return false;
        for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS && p == before; i++)
            if (strncmp(p, WORDS[i], strlen(WORDS[i])) == 0)
                p += strlen(WORDS[i]);
        if (p == before)
            return false;
    }
    return numbers > 0;
}

static bool in_head(const struct layout_page *p, const struct layout_line *n)
{
    return (int64_t)n->bottom * 1000 < (int64_t)p->height * HEAD_PART;
}

static bool in_foot(const struct layout_page *p, const struct layout_line *n, int part)
{
    return (int64_t)n->top * 1000 > (int64_t)p->height * part;
}

/* The highest and lowest lines of a page, in *edges; the page number among them is taken out. */
static int find_edges(struct layout *l, int page, struct edge *edges)
{
    const struct layout_page *p = &l->pages[page];
    struct layout_line *lowest = NULL, *high[EDGE_LINES], *low[EDGE_LINES];
    int highs = 0, lows = 0, count = 0;
    for (int i = p->first; i < p->first + p->count; i++) {
        struct layout_line *n = &l->lines[i];
        if (!lowest || n->top > lowest->top)
            lowest = n;
        if (in_head(p, n) && highs < EDGE_LINES)
            high[highs++] = n;
        if (in_foot(p, n, FOOT_PART) && lows < EDGE_LINES)
            low[lows++] = n;
    }
    for (int i = 0; i < highs + lows; i++) {
        struct layout_line *n = i < highs ? high[i] : low[i - highs];
        n->left_out = is_page_number(n->text, n->bytes);
        if (!n->left_out)
            edges[count++] = (struct edge) { n, plain_of(l->a, n), page };
    }
    if (lowest && in_foot(p, lowest, NUMBER_PART) && is_page_number(lowest->text, lowest->bytes))
        lowest->left_out = true;
    return count;
}

static int order_edge(const void *x, const void *y)
{
    const struct edge *a = x, *b = y;
    int text = strcmp(a->text, b->text);
    return text ? text : (a->page > b->page) - (a->page < b->page);
}

/* What stands at the same place of many pages: a third of them, at least two. */
static void leave_out_edges(struct layout *l)
{
    struct edge *edges = ARENA_ARRAY(l->a, struct edge, (size_t)l->page_count * 2 * EDGE_LINES + 1);
    int count = 0;
    for (int i = 0; i < l->page_count; i++)
        count += find_edges(l, i, edges + count);
    if (count)
        qsort(edges, (size_t)count, sizeof *edges, order_edge);
    for (int i = 0, end; i < count; i = end) {
        int pages = 0;
        for (end = i; end < count && strcmp(edges[end].text, edges[i].text) == 0; end++)
            pages += end == i || edges[end].page != edges[end - 1].page;
        for (int k = i; k < end && pages >= 2 && pages * 3 >= l->page_count; k++)
            edges[k].line->left_out = true;
    }
}

/* ---- margins ---- */

struct margins {
    int32_t left, right;
};
struct joiner {
    struct layout *l;
    struct flow *f;
    struct margins *margins; /* by line: first those of its run, then those of its column */
    struct margins page;     /* of all columns */
    int32_t pitch, em;       /* of most lines; 0 where there are too few */
    const struct layout_line *before;
};

static int32_t em_of(const struct layout_line *n)
{
    return n->halves ? (n->right - n->left) * 2 / n->halves : 0;
}

static bool goes_down(const struct layout_line *a, const struct layout_line *b, const struct margins *run)
{
    return b->top > a->top && b->left < run->right && b->right > run->left;
}

static int order_number(const void *x, const void *y)
{
    int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
    return (a > b) - (a < b);
}

static int32_t median(int32_t *list, int count)
{
    if (!count)
        return 0;
    qsort(list, (size_t)count, sizeof *list, order_number);
    return list[count / 2];
}

static int bucket_of(int32_t left)
{
    int b = left / BUCKET + 1;
    return b < 1 ? 1 : b > BUCKETS - 2 ? BUCKETS - 2 : b;
}

static void widen(struct margins *m, struct margins by)
{
    bool empty = m->right <= m->left;
    m->left = empty || by.left < m->left ? by.left : m->left;
    m->right = empty || by.right > m->right ? by.right : m->right;
}

/* Runs of lines, page by page; a run that is wide and long enough is (a part of) a column. */
static void find_runs(struct joiner *j, struct margins *buckets)
{
    struct layout *l = j->l;
    for (int p = 0; p < l->page_count; p++) {
        int end = l->pages[p].first + l->pages[p].count;
        for (int i = l->pages[p].first, next; i < end; i = next) {
            struct margins run = { l->lines[i].left, l->lines[i].right };
            const struct layout_line *last = &l->lines[i];
            int lines = 0;
            for (next = i; next < end; next++) {
                const struct layout_line *n = &l->lines[next];
                if (n->left_out)
                    continue;
                if (n != last && lines && !goes_down(last, n, &run))
                    break;
                widen(&run, (struct margins) { n->left, n->right });
                last = n;
                lines++;
            }
            for (int k = i; k < next; k++)
                j->margins[k] = run;
            if (lines >= 3 && (int64_t)(run.right - run.left) * 10 >= (int64_t)l->pages[p].width * 3) {
                widen(&buckets[bucket_of(run.left)], run);
                widen(&j->page, run);
            } else {
                for (int k = i; k < next; k++)
                    j->margins[k] = (struct margins) { 0, 0 };
            }
        }
    }
}

static void find_margins(struct joiner *j)
{
    struct layout *l = j->l;
    struct margins buckets[BUCKETS] = { 0 };
    int32_t *gaps = ARENA_ARRAY(l->a, int32_t, (size_t)l->line_count + 1);
    int32_t *ems = ARENA_ARRAY(l->a, int32_t, (size_t)l->line_count + 1);
    int gap_count = 0, em_count = 0;
    j->margins = ARENA_ARRAY(l->a, struct margins, (size_t)l->line_count + 1);
    find_runs(j, buckets);
    if (j->page.right <= j->page.left && l->line_count) { /* no column: the margins of the page are taken to be alike */
        int32_t left = INT32_MAX;
        for (int i = 0; i < l->line_count; i++)
            left = l->lines[i].left < left ? l->lines[i].left : left;
        j->page = (struct margins) { left, l->pages[0].width - left };
    }
    for (int i = 0; i < l->line_count; i++) {
        struct margins *m = &j->margins[i];
        if (m->right > m->left) {
            int b = bucket_of(m->left);
            for (int k = b - 1; k <= b + 1; k++)
                if (buckets[k].right > buckets[k].left)
                    widen(m, buckets[k]);
        } else {
            *m = j->page;
        }
        if (l->lines[i].left_out)
            continue;
        ems[em_count++] = em_of(&l->lines[i]);
        if (i && l->lines[i].top > l->lines[i - 1].top)
            gaps[gap_count++] = l->lines[i].top - l->lines[i - 1].top;
    }
    j->pitch = gap_count >= 3 ? median(gaps, gap_count) : 0;
    j->em = median(ems, em_count);
}

/* ---- whether a line goes on ---- */

static bool one_of(uint32_t c, const char *set)
{
    for (const char *p = set, *end = set + strlen(set); p < end;)
        if (text_next(&p, end) == c)
            return true;
    return false;
}

static uint32_t last_of(const struct layout_line *n)
{
    size_t at = n->bytes - 1;
    while (at && ((unsigned char)n->text[at] & 0xC0) == 0x80)
        at--;
    const char *p = n->text + at;
    return text_next(&p, n->text + n->bytes);
}

static bool ends_sentence(const struct layout_line *n)
{
    return one_of(last_of(n), "。！？；：…!?;:”");
}

/* 一、 （一） (1) 1. 1、 第一章 ① 附件 */
static bool begins_item(const struct layout_line *n)
{
    static const char NUMERALS[] = "一二三四五六七八九十百〇零0123456789０１２３４５６７８９";
    const char *p = n->text, *end = p + n->bytes;
    uint32_t c = text_next(&p, end), lead = c;
    int numerals = 0;
    if ((c >= 0x2460 && c <= 0x24FF) || strncmp(n->text, "附件", strlen("附件")) == 0)
        return true;
    if (one_of(c, "（(第"))
        c = p < end ? text_next(&p, end) : 0;
    while (one_of(c, NUMERALS)) {
        numerals++;
        c = p < end ? text_next(&p, end) : 0;
    }
    if (!numerals || numerals > 4)
        return false;
    if (lead == 0x7B2C) /* 第 */
        return one_of(c, "章节条编部");
    if (one_of(lead, "（("))
        return one_of(c, "）)");
    return one_of(c, "、．") || (c == '.' && !(p < end && *p >= '0' && *p <= '9'));
}

static bool same_size(const struct layout_line *a, const struct layout_line *b)
{
    int64_t x = em_of(a), y = em_of(b), h = a->bottom - a->top, k = b->bottom - b->top;
    return (x * 9 <= y * 10 && y * 9 <= x * 10) || (h * 9 <= k * 10 && k * 9 <= h * 10);
}

static bool in_middle(const struct layout_line *n, const struct margins *m, int32_t em)
{
    int32_t off = (n->left - m->left) - (m->right - n->right);
    return (off < 0 ? -off : off) <= em * 2;
}

/* A title of two lines; a name in brackets or a day below it is none. */
static bool title_goes_on(const struct joiner *j, const struct layout_line *a, const struct layout_line *b,
                          const struct margins *m, int32_t em)
{
    int32_t own = em_of(a) < em ? em_of(a) : em;
    return own * 100 >= j->em * 112 && in_middle(b, m, em) && in_middle(a, m, em) && b->top > a->top
           && b->top - a->top < (a->bottom - a->top) * 2 && a->halves >= 12 && !one_of(last_of(a), "。！？；：")
           && strncmp(b->text, "（", strlen("（")) != 0 && *b->text != '(' && *b->text != '2' && !begins_item(b);
}

/* The width of what cannot be parted at the beginning of a line: a number with the sign behind it, a foreign word. */
static int32_t first_word(const struct layout_line *n, int32_t em)
{
    int halves = 0;
    for (const char *p = n->text, *end = p + n->bytes; p < end && halves < 24; halves++) {
        uint32_t c = text_next(&p, end);
        if (c == ' ' || (layout_wide(c) && !one_of(c, "，。；：、！？）》”")))
            break;
        halves += layout_wide(c);
    }
    return halves > 2 ? halves * em / 2 : 0;
}

static bool goes_on(const struct joiner *j, const struct layout_line *a, const struct layout_line *b)
{
    const struct margins *ma = &j->margins[a - j->l->lines], *mb = &j->margins[b - j->l->lines];
    int32_t em = em_of(b), step = b->top - a->top;
    if (!em || !same_size(a, b))
        return false;
    if (title_goes_on(j, a, b, mb, em))
        return true;
    bool together = ma->left == mb->left && step > 0;
    if (together && j->pitch && step * 2 > j->pitch * 3 && step > (a->bottom - a->top) * 2)
        return false;
    bool at_left = b->left <= mb->left + em * 8 / 10, from_left = a->left <= ma->left + em * 5 / 2 || a->left == b->left;
    int32_t rest = ma->right - a->right - (at_left ? first_word(b, em) : 0);
    if (!from_left || rest > em * 2 || (rest > em / 2 && ends_sentence(a) && begins_item(b)))
        return false;
    if (ends_sentence(a))
        return at_left && !begins_item(b);
    return at_left ? !begins_item(b) || rest <= em : rest <= em && !begins_item(b) && b->left <= a->left + em * 5;
}

/* ---- paragraphs ---- */

static void end_paragraph(struct joiner *j)
{
    if (j->before)
        flow_paragraph_end(j->f, BLOCK_PARAGRAPH, 0, false);
    j->before = NULL;
}

static void put_line(struct joiner *j, const struct layout_line *n)
{
    const struct layout_line *b = j->before;
    if (b && n->beside && n == b + 1) {
        flow_text(j->f, " ", 1);
    } else if (b && goes_on(j, b, n)) {
        if (layout_parted(b->text, b->bytes, n->text, n->bytes))
            flow_text(j->f, " ", 1);
    } else {
        end_paragraph(j);
        flow_paragraph(j->f);
    }
    flow_text(j->f, n->text, n->bytes);
    j->before = n;
}

static void put_table(struct joiner *j, const struct layout_table *t)
{
    end_paragraph(j);
    for (int i = t->first; i < t->first + t->count; i++) {
        const struct layout_line *cell = &j->l->cells[i];
        int paragraphs = j->f->paragraph_count;
        flow_paragraph(j->f);
        flow_text(j->f, cell->text, cell->bytes);
        flow_paragraph_end(j->f, BLOCK_TABLE, 0, false);
        flow_cell_end(j->f, paragraphs);
        if (cell->table < 0)
            flow_row_end(j->f);
    }
}

void layout_flow(struct layout *l, struct flow *f)
{
    struct joiner j = { .l = l, .f = f };
    leave_out_edges(l);
    for (int i = 0; i < l->page_count; i++)
        layout_tables(l, &l->pages[i]);
    find_margins(&j);
    for (int i = 0; i < l->line_count; i++) {
        const struct layout_line *n = &l->lines[i];
        if (n->table)
            put_table(&j, &l->tables[n->table - 1]);
        if (!n->left_out)
            put_line(&j, n);
    }
    end_paragraph(&j);
    f->full = f->full || l->full;
}
