#include "format/docx_read_flow.h"

#include <stdlib.h>
#include <string.h>

#define TAG_START "tz:"

void flow_begin(struct flow *f, struct arena *a)
{
    *f = (struct flow) { .a = a };
}

void flow_free(struct flow *f)
{
    buf_free(&f->text);
}

void flow_clear(struct flow *f)
{
    struct flow kept = *f;
    *f = (struct flow) {
        .a = kept.a,
        .text = kept.text,
        .paragraphs = kept.paragraphs,
        .paragraph_room = kept.paragraph_room,
        .marks = kept.marks,
        .mark_room = kept.mark_room,
    };
    buf_clear(&f->text);
}

/* ---- text ---- */

void flow_text(struct flow *f, const char *text, size_t bytes)
{
    if (f->full || bytes > DOCX_TEXT_MAX - f->text.bytes) {
        f->full = true;
        return;
    }
    buf_put(&f->text, text, bytes);
    f->points += text_points(text, bytes);
}

static struct flow_place here(const struct flow *f)
{
    return (struct flow_place) { f->points, f->text.bytes };
}

static void place_marks(struct flow *f)
{
    for (; f->placed_to < f->mark_count; f->placed_to++) {
        struct flow_mark *m = &f->marks[f->placed_to];
        m->placed = true;
        m->start = here(f);
        m->first = f->paragraph_count - 1;
        if (m->ended)
            m->end = m->start;
    }
}

static struct docx_paragraph *new_paragraph(struct flow *f)
{
    if (f->paragraph_count == f->paragraph_room) {
        int room = f->paragraph_room ? f->paragraph_room * 2 : 64;
        struct docx_paragraph *more = ARENA_ARRAY(f->a, struct docx_paragraph, (size_t)room);
        if (f->paragraph_count)
            memcpy(more, f->paragraphs, (size_t)f->paragraph_count * sizeof *more);
        f->paragraphs = more;
        f->paragraph_room = room;
    }
    return &f->paragraphs[f->paragraph_count++];
}

void flow_paragraph(struct flow *f)
{
    f->open = true;
    if (f->joins && f->paragraph_count) {
        f->joins = false;
        place_marks(f);
        return;
    }
    if (f->full || f->paragraph_count == DOCX_PARAGRAPHS_MAX) {
        f->full = true;
        return;
    }
    if (f->separator)
        flow_text(f, &f->separator, 1);
    *new_paragraph(f) = (struct docx_paragraph) { .kind = BLOCK_PARAGRAPH, .start = f->points, .end = f->points };
    place_marks(f);
}

/* A figure lies within a paragraph: what is open still ends with it. */
static void close_bookmarks(struct flow *f)
{
    for (int i = 0; i < f->bookmark_count; i++) {
        struct flow_mark *m = &f->marks[f->bookmarks[i]];
        m->end = here(f);
        m->ended = true;
    }
    f->bookmark_count = 0;
}

void flow_paragraph_end(struct flow *f, enum block_kind kind, int level, bool joined)
{
    f->open = false;
    f->joins = joined;
    if (!f->paragraph_count)
        return;
    struct docx_paragraph *p = &f->paragraphs[f->paragraph_count - 1];
    p->kind = kind;
    p->level = level;
    p->end = f->points;
    f->separator = '\n';
    close_bookmarks(f);
}

void flow_cell_end(struct flow *f, int paragraphs)
{
    f->joins = false;
    if (f->paragraph_count == paragraphs) {
        flow_paragraph(f);
        flow_paragraph_end(f, BLOCK_TABLE, 0, false);
    }
    f->separator = '\t';
}

void flow_row_end(struct flow *f)
{
    f->joins = false;
    f->separator = '\n';
}

/* ---- marks ---- */

static int new_mark(struct flow *f, struct flow_mark mark)
{
    if (f->mark_count == DOCX_MARKS_MAX)
        return -1;
    if (f->mark_count == f->mark_room) {
        int room = f->mark_room ? f->mark_room * 2 : 64;
        struct flow_mark *more = ARENA_ARRAY(f->a, struct flow_mark, (size_t)room);
        if (f->mark_count)
            memcpy(more, f->marks, (size_t)f->mark_count * sizeof *more);
        f->marks = more;
        f->mark_room = room;
    }
    mark.pair = -1;
    f->marks[f->mark_count++] = mark;
    if (f->open)
        place_marks(f);
    return f->mark_count - 1;
}

static bool ours(const struct flow_mark *m)
{
    return m->tag && strncmp(m->tag, TAG_START, strlen(TAG_START)) == 0;
}

static bool may_pair(const struct flow_mark *control)
{
    return ours(control) || (!control->tag && !control->several);
}

/* A control that holds two figures holds neither. */
static void holds_several(struct flow *f, struct flow_mark *control)
{
    if (ours(control))
        return;
    control->several = true;
    if (control->pair >= 0)
        f->marks[control->pair].pair = -1;
    control->pair = -1;
}

/* The bookmark opened last may lie around the new control; whether it belongs to it. */
static void pair_with_bookmark(struct flow *f, int mark)
{
    struct flow_mark *control = &f->marks[mark];
    if (!f->bookmark_count || !may_pair(control))
        return;
    int index = f->bookmarks[f->bookmark_count - 1];
    struct flow_mark *bookmark = &f->marks[index];
    if (bookmark->pair >= 0) {
        struct flow_mark *other = &f->marks[bookmark->pair];
        if (other->ended && other->end.byte == f->text.bytes) { /* the control was split */
            control->pair = index;
            return;
        }
        if (other->ended || ours(other))
            return;
        holds_several(f, other); /* it lies around this one */
    }
    bookmark->pair = mark;
    control->pair = index;
}

int flow_control(struct flow *f, const char *tag)
{
    int mark = new_mark(f, (struct flow_mark) { .control = true, .tag = tag });
    if (mark >= 0)
        pair_with_bookmark(f, mark);
    return mark;
}

void flow_control_end(struct flow *f, int mark)
{
    struct flow_mark *m = &f->marks[mark];
    m->ended = true;
    m->end = here(f);
    m->last = f->paragraph_count - 1;
}

void flow_bookmark(struct flow *f, long id, int number, int around)
{
    int mark = new_mark(f, (struct flow_mark) { .number = number, .id = id });
    if (mark < 0)
        return;
    if (f->bookmark_count == DOCX_OPEN_MAX) {
        f->marks[f->bookmarks[0]].ended = true;
        f->marks[f->bookmarks[0]].end = here(f);
        memmove(f->bookmarks, f->bookmarks + 1, (DOCX_OPEN_MAX - 1) * sizeof *f->bookmarks);
        f->bookmark_count--;
    }
    f->bookmarks[f->bookmark_count++] = mark;
    if (around < 0)
        return;
    struct flow_mark *control = &f->marks[around];
    if (control->pair >= 0) {
        holds_several(f, control);
    } else if (may_pair(control)) {
        control->pair = mark;
        f->marks[mark].pair = around;
    }
}

void flow_bookmark_end(struct flow *f, long id)
{
    for (int i = f->bookmark_count - 1; i >= 0; i--) {
        struct flow_mark *m = &f->marks[f->bookmarks[i]];
        if (m->id != id)
            continue;
        if (m->placed || f->open) {
            m->end = here(f);
            m->ended = true;
        } else {
            m->ended = true; /* nothing lies in it; its place comes with the next paragraph */
        }
        memmove(f->bookmarks + i, f->bookmarks + i + 1, (size_t)(f->bookmark_count - i - 1) * sizeof *f->bookmarks);
        f->bookmark_count--;
        return;
    }
}

/* ---- one text of two ---- */

static void append_marks(struct flow *f, const struct flow *aside, struct flow_place at, int paragraphs)
{
    int first = f->mark_count;
    for (int i = 0; i < aside->mark_count; i++) {
        struct flow_mark m = aside->marks[i];
        int pair = m.pair;
        m.start.point += at.point, m.start.byte += at.byte;
        m.end.point += at.point, m.end.byte += at.byte;
        m.first += paragraphs, m.last += paragraphs;
        m.ended = true;
        int mark = new_mark(f, m);
        if (mark < 0)
            return;
        f->marks[mark].pair = pair < 0 ? -1 : pair + first;
    }
    f->placed_to = f->mark_count;
}

void flow_append(struct flow *f, const struct flow *aside)
{
    int paragraphs = f->paragraph_count;
    if (!aside->paragraph_count || f->full)
        return;
    if (aside->full || aside->paragraph_count > DOCX_PARAGRAPHS_MAX - paragraphs
        || aside->mark_count > DOCX_MARKS_MAX - f->mark_count) {
        f->full = true;
        return;
    }
    if (f->separator)
        flow_text(f, &f->separator, 1);
    struct flow_place at = here(f);
    flow_text(f, buf_get(&aside->text), aside->text.bytes);
    for (int i = 0; i < aside->paragraph_count; i++) {
        struct docx_paragraph p = aside->paragraphs[i];
        p.start += at.point;
        p.end += at.point;
        *new_paragraph(f) = p;
    }
    append_marks(f, aside, at, paragraphs);
    f->separator = '\n';
}

void flow_hand_out(struct flow *f, struct arena *a, struct docx_text *out)
{
    if (f->separator)
        flow_text(f, "\n", 1);
    char *text = ARENA_ARRAY(a, char, f->text.bytes + 1);
    if (f->text.bytes)
        memcpy(text, f->text.data, f->text.bytes);
    out->text = text;
    out->paragraph_count = f->paragraph_count;
    out->paragraphs = ARENA_ARRAY(a, struct docx_paragraph, (size_t)f->paragraph_count + 1);
    if (f->paragraph_count)
        memcpy(out->paragraphs, f->paragraphs, (size_t)f->paragraph_count * sizeof *f->paragraphs);
}

/* ---- figures ---- */

struct candidate {
    const struct flow_mark *mark;
    int number, order;
};

static bool is_figure(const struct flow *f, const struct flow_mark *m, int *number)
{
    *number = m->number;
    if (!m->placed || !m->ended || m->end.byte < m->start.byte)
        return false;
    if (m->control) {
        *number = m->pair >= 0 ? f->marks[m->pair].number : 0;
        return ours(m) || (!m->tag && m->pair >= 0 && !m->several && m->first == m->last);
    }
    int unused;
    return m->end.byte > m->start.byte && !(m->pair >= 0 && is_figure(f, &f->marks[m->pair], &unused));
}

static int order_candidate(const void *x, const void *y)
{
    const struct candidate *a = x, *b = y;
    if (a->mark->start.byte != b->mark->start.byte)
        return a->mark->start.byte < b->mark->start.byte ? -1 : 1;
    return a->order - b->order;
}

static const char *slice(struct arena *a, const char *text, struct flow_place start, struct flow_place end)
{
    size_t bytes = end.byte - start.byte;
    char *out = ARENA_ARRAY(a, char, bytes + 1);
    memcpy(out, text + start.byte, bytes);
    return out;
}

/* "tz:#17" -> 17. */
static int short_number(const char *tag)
{
    const char *digits = tag + strlen(TAG_START) + 1;
    if (strncmp(tag, TAG_START "#", strlen(TAG_START) + 1) != 0 || strspn(digits, "0123456789") != strlen(digits) || !*digits
        || strlen(digits) > 7)
        return 0;
    long value = strtol(digits, NULL, 10);
    return value <= DOCX_NUMBER_MAX ? (int)value : 0;
}

/* A control that a word processor has cut in two. */
static bool goes_on(const struct candidate *before, const struct candidate *c)
{
    const struct flow_mark *a = before->mark, *b = c->mark;
    if (!a->control || !b->control || a->end.byte != b->start.byte || a->last != b->first)
        return false;
    if (before->number && c->number)
        return before->number == c->number;
    return a->tag && b->tag && strcmp(a->tag, b->tag) == 0 && a->end.byte > a->start.byte;
}

static int collect(struct flow *f, struct candidate *list)
{
    int count = 0;
    for (int i = 0; i < f->mark_count; i++) {
        struct candidate c = { .mark = &f->marks[i], .order = i };
        if (is_figure(f, c.mark, &c.number)) {
            if (ours(c.mark) && short_number(c.mark->tag))
                c.number = short_number(c.mark->tag);
            list[count++] = c;
        }
    }
    if (count)
        qsort(list, (size_t)count, sizeof *list, order_candidate);
    return count;
}

void flow_figures(struct flow *f, struct arena *a, const char *text, struct docx_text *out)
{
    struct candidate *list = ARENA_ARRAY(f->a, struct candidate, (size_t)f->mark_count + 1);
    int count = collect(f, list);
    out->figures = ARENA_ARRAY(a, struct linked_figure, (size_t)count + 1);
    const struct candidate *last = NULL;
    struct flow_place start = { 0 };
    for (int i = 0; i < count; i++) {
        const struct flow_mark *m = list[i].mark;
        bool joined = last && goes_on(last, &list[i]);
        if (last && !joined && m->start.byte < last->mark->end.byte)
            continue; /* a control in another, a bookmark over it: the first stands */
        if (!joined) {
            start = m->start;
            out->figures[out->figure_count++] =
                (struct linked_figure) { .number = list[i].number, .start = start.point, .controlled = m->control };
        }
        struct linked_figure *g = &out->figures[out->figure_count - 1];
        last = &list[i];
        g->end = m->end.point;
        g->text = slice(a, text, start, m->end);
        g->known = g->known || (ours(m) && figure_untag(a, m->tag, &g->figure));
    }
}
