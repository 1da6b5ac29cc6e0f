/* text/split.c: a compilation (汇编) cut into its documents by its table of contents.
 *
 * The contents say how many documents there are and in what order; a document begins where its title stands as lines of its
 * own, behind the one before.  What belongs to no document (advertisements, residue of download sites) is told apart.
 */
#include <string.h>

#include "text/inside.h"

#define TITLE_POINTS_MAX 120 /* characters of a title, spaces left out */
#define TITLE_LINES_MAX  3   /* lines a title may be broken over */
#define CONTENTS_MAX     2000

static const char SOURCES[] = "参考来源";

struct title {
    char32_t p[TITLE_POINTS_MAX];
    size_t count;
};

struct contents_entry {
    struct title title;
    size_t start, end; /* in the contents, without the page number */
    int page;
};

struct splitter {
    struct arena *a;
    struct reader r;
    struct contents_entry *entries;
    int entry_count;
    int body; /* the first line behind the contents */
    struct text_split *out;
};

static bool is_blank(char32_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == U'\u3000' || c == U'\u00A0';
}

/* Adds the characters of [from, to) that are no spaces; false where the title grows too long. */
static bool title_add(struct title *x, const struct letters *t, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (is_blank(t->p[i]) || t->kind[i] == L_LINE)
            continue;
        if (x->count == TITLE_POINTS_MAX)
            return false;
        x->p[x->count++] = t->p[i];
    }
    return true;
}

static bool same_title(const struct title *a, const struct title *b)
{
    return a->count == b->count && memcmp(a->p, b->p, a->count * sizeof *a->p) == 0;
}

static bool begins_with(const struct title *whole, const struct title *part)
{
    return part->count < whole->count && memcmp(whole->p, part->p, part->count * sizeof *part->p) == 0;
}

/* ---- the contents ---- */

static bool is_contents_head(const struct letters *t, const struct line *l)
{
    struct title x = { 0 };
    return title_add(&x, t, l->start, l->end) && x.count == 2 && x.p[0] == U'目' && one_of(x.p[1], U"录次");
}

/* "title …… 12": where the title ends, and the page; false for a line without a page. */
static bool paged_line(const struct letters *t, const struct line *l, size_t *end, int *page)
{
    size_t i = l->end;
    *page = 0;
    if (i > l->start && one_of(t->p[i - 1], U"）)"))
        i--;
    size_t digits = i;
    for (int by = 1; i > l->start && t->kind[i - 1] == L_DIGIT && by <= 10000; by *= 10)
        *page += by * (int)(t->p[--i] - '0');
    if (i == digits)
        return false;
    size_t number = i;
    while (i > l->start && (is_blank(t->p[i - 1]) || one_of(t->p[i - 1], U".．…·•-—_（(/第")))
        i--;
    *end = i;
    return i < number && i > l->start && number - i >= 1;
}

static struct contents_entry *add_entry(struct splitter *s, size_t start, size_t end, int page)
{
    struct contents_entry *x = &s->entries[s->entry_count++];
    *x = (struct contents_entry) { .start = start, .end = end, .page = page };
    title_add(&x->title, &s->r.t, start, end);
    return x;
}

/* How many lines from n on make the title; 0. */
static int title_lines(const struct splitter *s, int n, const struct title *want)
{
    struct title x = { 0 };
    for (int k = 0; k < TITLE_LINES_MAX && n + k < s->r.line_count; k++) {
        if (!title_add(&x, &s->r.t, s->r.lines[n + k].start, s->r.lines[n + k].end))
            return 0;
        if (same_title(&x, want))
            return k + 1;
        if (!begins_with(want, &x))
            return 0;
    }
    return 0;
}

/* Contents without pages end where the first title stands again. */
static void read_bare_contents(struct splitter *s, int head)
{
    struct title first = { 0 }, x;
    if (head + 1 >= s->r.line_count)
        return;
    title_add(&first, &s->r.t, s->r.lines[head + 1].start, s->r.lines[head + 1].end);
    int body = head + 2;
    for (; body < s->r.line_count && body < head + CONTENTS_MAX; body++) {
        x = (struct title) { 0 };
        if (title_add(&x, &s->r.t, s->r.lines[body].start, s->r.lines[body].end)
            && (same_title(&x, &first) || (x.count > 4 && begins_with(&first, &x))))
            break;
    }
    if (body >= s->r.line_count || body >= head + CONTENTS_MAX)
        return;
    for (int n = head + 1; n < body; n++)
        add_entry(s, s->r.lines[n].start, s->r.lines[n].end, 0);
    s->body = body;
}

/* Lines behind 目录: those with a page number, and those that go on in the next line.  Where the first title stands again, the
 * contents have ended, even if it looks like a line with a page: 工作报告（1/2）. */
static void read_contents(struct splitter *s, int head)
{
    const struct letters *t = &s->r.t;
    size_t open = 0;
    int open_lines = 0;
    s->entries = ARENA_ARRAY(s->a, struct contents_entry, CONTENTS_MAX);
    s->body = head + 1;
    for (int n = head + 1; n < s->r.line_count && s->entry_count < CONTENTS_MAX; n++) {
        const struct line *l = &s->r.lines[n];
        size_t end;
        int page;
        if (s->entry_count && title_lines(s, n, &s->entries[0].title))
            break;
        if (paged_line(t, l, &end, &page)) {
            add_entry(s, open_lines ? open : l->start, end, page);
            open_lines = 0;
            s->body = n + 1;
        } else if (++open_lines == 1) {
            open = l->start;
        } else if (open_lines >= TITLE_LINES_MAX) {
            break;
        }
    }
}

/* ---- titles in the body ---- */

/* A title stands apart: nothing, an empty line, or a signature's end is before it. */
static bool stands_apart(const struct splitter *s, int n)
{
    const struct letters *t = &s->r.t;
    if (n == s->body)
        return true;
    int breaks = 0;
    for (size_t i = s->r.lines[n].start; i && (t->kind[i - 1] == L_LINE || is_blank(t->p[i - 1])); i--)
        breaks += t->kind[i - 1] == L_LINE;
    return breaks > 1;
}

/* The first line from `from` on where the title begins, one that stands apart before any other; -1. */
static int find_title(const struct splitter *s, const struct title *want, int from, int *lines)
{
    int other = -1, other_lines = 0;
    for (int n = from; n < s->r.line_count; n++) {
        int k = title_lines(s, n, want);
        if (k && stands_apart(s, n)) {
            *lines = k;
            return n;
        }
        if (k && other < 0) {
            other = n;
            other_lines = k;
        }
    }
    *lines = other_lines;
    return other;
}

/* ---- pieces ---- */

/* ##…##, {{…}}, what a site sells: whole lines that belong to no document. */
static bool is_residue_line(const struct reader *r, const struct line *l)
{
    const struct letters *t = &r->t;
    size_t n = l->end - l->start;
    if (n >= 4 && at_word(t, l->start, U"##") && ends_word(t, l->end, U"##"))
        return true;
    bool bracketed = t->p[l->start] == U'【' && n < 4 * LOOK_MAX;
    return n < 4 * LOOK_MAX && text_sells(t, l->start, l->end, bracketed);
}

static bool is_source_line(const struct letters *t, const struct line *l)
{
    return at_word(t, l->start, U"〔来源：") && t->p[l->end - 1] == U'〕';
}

static const char *title_text(struct splitter *s, int from, int lines)
{
    struct buf b = { 0 };
    for (int n = from; n < from + lines; n++)
        buf_text(&b, letters_text(s->a, &s->r.t, s->r.lines[n].start, s->r.lines[n].end));
    const char *out = arena_text(s->a, buf_get(&b));
    buf_free(&b);
    return out;
}

/* The title in one line, then the text of the lines to `to` without residue and blank lines. */
static const char *clean_text(struct splitter *s, const char *title, int from, int to, size_t *end)
{
    const struct letters *t = &s->r.t;
    struct buf b = { 0 };
    buf_text(&b, title);
    *end = s->r.lines[from - 1].end;
    for (int n = from; n < to; n++) {
        const struct line *l = &s->r.lines[n];
        bool source = is_source_line(t, l);
        if (source || is_residue_line(&s->r, l)) {
            struct text_piece *p = &s->out->pieces[s->out->count++];
            *p = (struct text_piece) { source ? PIECE_SOURCE : PIECE_RESIDUE,   "", l->start, l->end,
                                       letters_text(s->a, t, l->start, l->end), 0 };
            continue;
        }
        buf_char(&b, '\n');
        buf_text(&b, letters_text(s->a, t, l->start, l->end));
        *end = l->end;
    }
    buf_char(&b, '\n');
    const char *out = arena_text(s->a, buf_get(&b));
    buf_free(&b);
    return out;
}

struct found_title {
    int line, lines, entry;
};

static void add_pieces(struct splitter *s, const struct found_title *found, int count)
{
    for (int i = 0; i < count; i++) {
        int to = i + 1 < count ? found[i + 1].line : s->r.line_count;
        size_t start = s->r.lines[found[i].line].start, end;
        const char *title = title_text(s, found[i].line, found[i].lines);
        const char *text = clean_text(s, title, found[i].line + found[i].lines, to, &end);
        s->out->pieces[s->out->count++] =
            (struct text_piece) { i && strcmp(title, SOURCES) == 0 ? PIECE_SOURCE : PIECE_DOCUMENT,
                                  title,
                                  start,
                                  end,
                                  text,
                                  s->entries[found[i].entry].page };
    }
}

bool text_split(struct arena *a, const char *text, size_t bytes, struct text_split *out)
{
    struct reading unused = { 0 };
    struct splitter s = { .a = a, .r = { .a = a, .out = &unused }, .out = out };
    *out = (struct text_split) { 0 };
    letters_decode(a, text, bytes, &s.r.t);
    lines_read(&s.r);
    int head = 0;
    while (head < s.r.line_count && !is_contents_head(&s.r.t, &s.r.lines[head]))
        head++;
    if (head == s.r.line_count)
        return false;
    read_contents(&s, head);
    if (!s.entry_count)
        read_bare_contents(&s, head);
    out->pieces = ARENA_ARRAY(a, struct text_piece, (size_t)s.r.line_count + CONTENTS_MAX + 1);
    out->missing = ARENA_ARRAY(a, const char *, (size_t)s.entry_count + 1);
    struct found_title *found = ARENA_ARRAY(a, struct found_title, (size_t)s.entry_count + 1);
    int count = 0, from = s.body, lines;
    for (int i = 0; i < s.entry_count; i++) {
        const struct contents_entry *x = &s.entries[i];
        int n = find_title(&s, &x->title, from, &lines);
        bool own = false; /* the compilation's own title and 目录 itself stand before the contents */
        for (int k = 0; n < 0 && k <= head; k++)
            own |= title_lines(&s, k, &x->title) > 0;
        if (n >= 0) {
            found[count++] = (struct found_title) { n, lines, i };
            from = n + lines;
        } else if (!own) {
            out->missing[out->missing_count++] = letters_text(a, &s.r.t, x->start, x->end);
        }
    }
    add_pieces(&s, found, count);
    return count > 0;
}
