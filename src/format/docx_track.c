/* format/docx_track.c: changes to a user's own .docx, tracked, so that a person decides on each.
 *
 * A change is made where the paragraph in the file says just what was read of it; else, or where something other than text would
 * be deleted with it, it is left undone and the caller is told.  Runs are cut at the change; what is between is wrapped in w:del,
 * the new text follows in w:ins with the look of what stood there.  Changes of a paragraph are made from its end, so the places
 * of those before stay right. */
#include <stdlib.h>
#include <string.h>

#include "format/docx_fill_package.h"
#include "format/document.h"

#define AUTHOR "台账"
#define DATE   "2000-01-01T00:00:00Z" /* the same bytes on any day */

struct track {
    struct fill fill;
    const struct docx_text *text;
    xmlNode **paragraphs; /* w:p of the main part, in order */
    int paragraph_count;
    long id; /* the highest so far */
};

/* ---- the tree ---- */

static void list_paragraphs(struct track *t)
{
    xmlNode *root = xmlDocGetRootElement(t->fill.parts[0].doc);
    int room = 0;
    for (xmlNode *n = root; n; n = fill_next(root, n, true)) {
        const char *id = n->ns ? fill_attribute(n, "id") : NULL;
        long value = id ? strtol(id, NULL, 10) : 0;
        t->id = value > t->id && value < INT32_MAX - 1000000 ? value : t->id;
        if (!fill_is(n, "p"))
            continue;
        if (t->paragraph_count == room) {
            room = room ? room * 2 : 256;
            xmlNode **more = ARENA_ARRAY(t->fill.a, xmlNode *, (size_t)room);
            if (t->paragraph_count)
                memcpy(more, t->paragraphs, (size_t)t->paragraph_count * sizeof *more);
            t->paragraphs = more;
        }
        t->paragraphs[t->paragraph_count++] = n;
    }
}

static xmlNode *new_mark(struct track *t, const xmlNode *like, const char *name)
{
    xmlNode *mark = fill_element(like, name);
    fill_set(mark, "id", MSG_NUM(++t->id));
    fill_set(mark, "author", AUTHOR);
    fill_set(mark, "date", DATE);
    return mark;
}

static void keep_spaces(xmlNode *text)
{
    xmlNodeSetSpacePreserve(text, 1);
}

static bool is_look(const xmlNode *n)
{
    return fill_is(n, "rPr");
}

/* A run with the look of another and nothing in it. */
static xmlNode *new_run(xmlNode *like)
{
    xmlNode *run = fill_element(like, "r");
    for (xmlNode *n = like->children; n; n = n->next)
        if (is_look(n))
            xmlAddChild(run, fill_copy(n, true));
    return run;
}

/* ---- cutting ---- */

/* Moves `from` and what follows it in its run into a new run behind. */
static xmlNode *cut_run(xmlNode *run, xmlNode *from)
{
    xmlNode *first = run->children;
    while (first && (first->type != XML_ELEMENT_NODE || is_look(first)))
        first = first->next;
    if (from == first)
        return run;
    xmlNode *rest = new_run(run);
    for (xmlNode *n = from, *next; n; n = next) {
        next = n->next;
        xmlUnlinkNode(n);
        xmlAddChild(rest, n);
    }
    xmlAddNextSibling(run, rest);
    return rest;
}

static size_t bytes_of_points(const char *text, int points)
{
    const char *p = text, *end = text + strlen(text);
    while (points-- > 0 && p < end)
        (void)text_next(&p, end);
    return (size_t)(p - text);
}

static void set_text(xmlNode *n, const char *text, size_t bytes)
{
    xmlNodeSetContent(n, NULL);
    xmlNodeAddContentLen(n, BAD_CAST text, (int)bytes);
    keep_spaces(n);
}

static int piece_at(const struct fill_line *l, int point)
{
    int low = 0, high = l->piece_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (l->pieces[middle].start + l->pieces[middle].count <= point)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Makes a run begin at a place within the line; returns that run. */
static xmlNode *cut(struct fill_line *l, int point)
{
    struct fill_piece *p = &l->pieces[piece_at(l, point)];
    if (p->start == point)
        return cut_run(p->run, p->node);
    size_t bytes = bytes_of_points(p->text, point - p->start);
    xmlNode *rest = fill_element(p->node, "t");
    set_text(rest, p->text + bytes, p->bytes - bytes);
    xmlAddNextSibling(p->node, rest);
    set_text(p->node, p->text, bytes);
    p->bytes = bytes;
    p->count = point - p->start;
    return cut_run(p->run, rest);
}

/* ---- a change ---- */

/* Nothing but text would go. */
static bool only_text(const xmlNode *run)
{
    static const char *const NAMES[] = { "rPr", "t", "tab", "br", "cr", "noBreakHyphen", "lastRenderedPageBreak" };
    for (const xmlNode *n = run->children; n; n = n->next) {
        bool known = n->type != XML_ELEMENT_NODE;
        for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
            known = known || fill_is(n, NAMES[i]);
        if (!known)
            return false;
    }
    return true;
}

static bool may_delete(const struct fill_line *l, int start, int end)
{
    for (int i = piece_at(l, start); i < l->piece_count && l->pieces[i].start < end; i++)
        if (!only_text(l->pieces[i].run))
            return false;
    return true;
}

static xmlNode *delete_run(struct track *t, xmlNode *run)
{
    xmlNode *mark = new_mark(t, run, "del");
    xmlAddPrevSibling(run, mark);
    xmlUnlinkNode(run);
    xmlAddChild(mark, run);
    for (xmlNode *n = run->children; n; n = n->next)
        if (fill_is(n, "t")) {
            xmlNodeSetName(n, BAD_CAST "delText");
            keep_spaces(n);
        }
    return mark;
}

/* Deletes from one cut to the next; returns the last mark. */
static xmlNode *delete_range(struct track *t, struct fill_line *l, int start, int end)
{
    int first = piece_at(l, start), last = piece_at(l, end - 1);
    if (end < l->pieces[last].start + l->pieces[last].count
        || (last + 1 < l->piece_count && l->pieces[last + 1].run == l->pieces[last].run))
        (void)cut(l, end);
    xmlNode *old = l->pieces[first].run;
    if (l->pieces[first].start < start)
        first++; /* the cut leaves the piece before it; what is behind lies in the new run */
    xmlNode *run = cut(l, start), *mark = delete_run(t, run);
    for (int i = first; i <= last; i++) {
        xmlNode *own = l->pieces[i].run;
        if (own == old)
            continue;
        old = own;
        mark = delete_run(t, own);
    }
    return mark;
}

/* In what is an insertion already, new text is simply more of it. */
static void insert_text(struct track *t, xmlNode *behind, xmlNode *before, xmlNode *like, const char *text)
{
    xmlNode *run = new_run(like), *node = fill_element(like, "t"), *at = behind ? behind : before;
    set_text(node, text, strlen(text));
    xmlAddChild(run, node);
    xmlNode *whole = run;
    if (!fill_is(at->parent, "ins") && !fill_is(at->parent, "moveTo")) {
        whole = new_mark(t, like, "ins");
        xmlAddChild(whole, run);
    }
    if (behind)
        xmlAddNextSibling(behind, whole);
    else
        xmlAddPrevSibling(before, whole);
}

/* Puts `text` in the place of [start, end) of the line. */
static bool change(struct track *t, struct fill_line *l, int start, int end, const char *text)
{
    if (!l->piece_count || !may_delete(l, start, end))
        return false;
    if (start < end) {
        xmlNode *like = l->pieces[piece_at(l, start)].run, *mark = delete_range(t, l, start, end);
        if (*text)
            insert_text(t, mark, NULL, like, text);
        return true;
    }
    if (piece_at(l, start) < l->piece_count) {
        xmlNode *run = cut(l, start);
        insert_text(t, NULL, run, start ? l->pieces[piece_at(l, start - 1)].run : run, text);
    } else {
        xmlNode *run = l->pieces[l->piece_count - 1].run;
        insert_text(t, run, NULL, run, text);
    }
    return true;
}

/* ---- a paragraph ---- */

struct cursor {
    const char *text; /* at code point `point` */
    size_t point;
};

static void go_to(struct cursor *c, size_t point)
{
    for (const char *end = c->text + strlen(c->text); c->point < point && c->text < end; c->point++)
        (void)text_next(&c->text, end);
}

/* Whether the line of the file is what was read; a line break was read as such, the tree says a space. */
static bool same_text(const struct fill_line *l, const char *text, size_t points)
{
    const char *p = buf_get(&l->text), *end = p + l->text.bytes, *q = text, *stop = text + strlen(text);
    for (; points && p < end && q < stop; points--) {
        uint32_t a = text_next(&p, end), b = text_next(&q, stop);
        if (a != b && !(a == ' ' && b == '\n'))
            return false;
    }
    return points == 0 && p == end;
}

/* What is the same at both ends of the old and the new text is not changed. */
static void narrow(const char *old, const char **text, size_t *bytes, int *start, int *end)
{
    const char *old_end = old + bytes_of_points(old, *end - *start), *new_end = *text + *bytes;
    while (old < old_end && *text < new_end) {
        const char *p = old, *q = *text;
        if (text_next(&p, old_end) != text_next(&q, new_end))
            break;
        old = p, *text = q, ++*start;
    }
    while (old < old_end && *text < new_end) {
        const char *p = old_end - 1, *q = new_end - 1;
        while (p > old && ((unsigned char)*p & 0xC0) == 0x80)
            p--;
        while (q > *text && ((unsigned char)*q & 0xC0) == 0x80)
            q--;
        if (old_end - p != new_end - q || memcmp(p, q, (size_t)(old_end - p)) != 0)
            break;
        old_end = p, new_end = q, --*end;
    }
    *bytes = (size_t)(new_end - *text);
}

/* A figure of the ledger is not corrected here: it would be one changed by hand. */
static bool over_figure(const struct docx_text *d, const struct text_change *c)
{
    for (int i = 0; i < d->figure_count; i++)
        if (c->start < d->figures[i].end && c->end > d->figures[i].start)
            return true;
    return false;
}

static bool make_one(struct track *t, struct fill_line *l, const struct docx_paragraph *p, const char *text,
                     const struct text_change *c)
{
    size_t from = p->start + (size_t)p->label, bytes = strlen(c->text);
    if (c->start < from || c->end > p->end || over_figure(t->text, c) || strpbrk(c->text, "\n\t"))
        return false;
    int start = (int)(c->start - from), end = (int)(c->end - from);
    const char *old = text + bytes_of_points(text, start), *wanted = c->text;
    narrow(old, &wanted, &bytes, &start, &end);
    char *own = ARENA_ARRAY(t->fill.a, char, bytes + 1);
    memcpy(own, wanted, bytes);
    if (start == end && !bytes)
        return true;
    if (!change(t, l, start, end, own))
        return false;
    while (l->piece_count && l->pieces[l->piece_count - 1].start >= start)
        l->piece_count--; /* what is behind has other runs now; the changes to come lie before */
    return true;
}

static void make_changes(struct track *t, const struct docx_paragraph *p, const char *text,
                         const struct text_change *changes, int count, bool *done)
{
    struct fill_line l;
    if (p->source <= 0 || p->source > t->paragraph_count)
        return;
    fill_line_read(&l, t->fill.a, t->paragraphs[p->source - 1]);
    if (same_text(&l, text, p->end - p->start - (size_t)p->label))
        for (int i = count - 1; i >= 0; i--)
            done[i] = make_one(t, &l, p, text, &changes[i]);
    buf_free(&l.text);
}

bool docx_track(const void *data, size_t bytes, const struct docx_text *d, const struct text_change *changes, int count,
                bool *done, struct buf *out, struct err *e)
{
    struct arena scratch;
    struct track t = { .text = d };
    struct cursor at = { d->text, 0 };
    arena_init(&scratch, 1 << 16);
    memset(done, 0, (size_t)count * sizeof *done);
    bool ok = fill_open(&t.fill, &scratch, data, bytes, e);
    if (ok) {
        list_paragraphs(&t);
        for (int i = 0, c = 0, last; i < d->paragraph_count && c < count; i++, c = last) {
            const struct docx_paragraph *p = &d->paragraphs[i];
            for (last = c; last < count && changes[last].start <= p->end; last++)
                ;
            if (last == c)
                continue;
            go_to(&at, p->start + (size_t)p->label);
            make_changes(&t, p, at.text, changes + c, last - c, done + c);
        }
        t.fill.parts[0].changed = true;
        ok = fill_package_plain(&t.fill, out, e);
    }
    fill_close(&t.fill);
    arena_free(&scratch);
    return ok;
}
