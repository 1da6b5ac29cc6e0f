/* text/find_numbering.c: numbers of headings and of rows (一是, 二是) that repeat or jump. */
#include "text/inside.h"

static const struct rule REPEAT = { "numbering.repeat", "numbering", TEXT_ERROR, MSG_FIND_NUMBER_REPEAT };
static const struct rule JUMP = { "numbering.jump", "numbering", TEXT_ERROR, MSG_FIND_NUMBER_JUMP };

#define VALUE_MAX 40 /* larger ones are hardly numbers of headings */

/* Open rows, the outer first. */
struct rows {
    struct {
        enum number_style style;
        int last;
    } open[STYLE_COUNT];
    int depth;
};

/* The next item of an open row, inside a paragraph: it is not judged, but the row goes on from it. */
static void go_on(struct rows *w, const struct number_mark *m)
{
    for (int d = 0; d < w->depth; d++)
        if (w->open[d].style == m->style && w->open[d].last + 1 == m->value)
            w->open[d].last = m->value;
}

static bool in_row(enum number_style s)
{
    return s == STYLE_IS || s == STYLE_MUST;
}

static const char *expected(struct arena *a, const struct letters *t, size_t start, const struct number_mark *m, int value)
{
    static const char *const han[] = { "", "一", "二", "三", "四", "五", "六", "七", "八", "九" };
    struct buf b = { 0 };
    bool open = m->style == STYLE_HAN_PAREN || m->style == STYLE_DIGIT_PAREN;
    if (m->style != STYLE_HAN && m->style != STYLE_HAN_PAREN && !in_row(m->style))
        return NULL; /* the fix of a digit is plain to see, and its brackets differ */
    if (open)
        buf_text(&b, letters_text(a, t, start, start + 1));
    if (value >= 20)
        buf_text(&b, han[value / 10 % 10]);
    if (value >= 10)
        buf_text(&b, "十");
    buf_text(&b, han[value % 10]);
    buf_text(&b, letters_text(a, t, m->end - 1, m->end));
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}

static void see_mark(struct reader *r, struct rows *w, size_t start, const struct number_mark *m)
{
    int d = 0;
    while (d < w->depth && w->open[d].style != m->style)
        d++;
    if (d == w->depth) {
        if (w->depth < STYLE_COUNT)
            w->depth++;
        w->open[d].style = m->style;
        w->open[d].last = m->value;
        return;
    }
    w->depth = d + 1;
    int last = w->open[d].last;
    const char *number = letters_text(r->a, &r->t, start, m->end);
    if (m->value == last && last > 1)
        FOUND(r, &REPEAT, start, m->end, expected(r->a, &r->t, start, m, last + 1), number);
    else if (m->value > last + 1 && m->value <= VALUE_MAX)
        FOUND(r, &JUMP, start, m->end, NULL, number, MSG_NUM(last), MSG_NUM(m->value));
    w->open[d].last = m->value;
}

/* 一是 … 二是 … inside a line. */
static void see_rows(struct reader *r, struct rows *w, size_t from, size_t end)
{
    const struct letters *t = &r->t;
    for (size_t i = from; i < end; i++) {
        struct number_mark m;
        if (i > from && !one_of(t->p[i - 1], U"。；：，！;"))
            continue;
        if (t->kind[i] == L_CHINESE && number_mark_at(t, i, &m) && in_row(m.style))
            see_mark(r, w, i, &m);
        else if ((t->kind[i] == L_DIGIT || t->kind[i] == L_OPEN) && number_mark_at(t, i, &m))
            go_on(w, &m);
    }
}

/* 24.5个新湖 behind item 23 is item 24, not 24.5. */
static bool glued_mark(const struct letters *t, size_t i, const struct rows *w, struct number_mark *m)
{
    int value = 0;
    size_t k = i;
    for (; t->kind[k] == L_DIGIT && k < i + 2; k++)
        value = value * 10 + (int)(t->p[k] - '0');
    if (k == i || !one_of(t->p[k], U".．") || t->kind[k + 1] != L_DIGIT)
        return false;
    for (int d = 0; d < w->depth; d++)
        if (w->open[d].style == STYLE_DIGIT && w->open[d].last + 1 == value) {
            *m = (struct number_mark) { STYLE_DIGIT, k + 1, value };
            return true;
        }
    return false;
}

void find_numbering(struct reader *r)
{
    struct rows w = { 0 };
    for (int n = 0; n < r->line_count; n++) {
        const struct line *l = &r->lines[n];
        struct number_mark m;
        size_t from = l->start;
        if ((number_mark_at(&r->t, from, &m) && !in_row(m.style)) || glued_mark(&r->t, from, &w, &m)) {
            see_mark(r, &w, from, &m);
            from = m.end;
        }
        see_rows(r, &w, from, l->end);
    }
}
