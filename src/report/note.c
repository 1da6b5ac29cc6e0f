/* report/note.c: what a reader must know of the measures printed: one that was defined anew within the period (口径), and one
 * compared with a number that stands in the book 历史数. */
#include <string.h>

#include "base/day.h"
#include "report/build.h"

#define CHANGES_MAX 8 /* of one definition, that are told */
#define NESTED_MAX  64

static struct noted *find_noted(struct builder *b, const char *measure)
{
    uint32_t hash = 2166136261u;
    for (const char *p = measure; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 16777619u;
    struct noted **slot = &b->noted_slots[hash % NOTED_SLOTS];
    for (struct noted *n = *slot; n; n = n->same_slot) {
        if (strcmp(n->measure, measure) == 0)
            return n;
    }
    struct noted *n = ARENA_NEW(b->a, struct noted);
    *n = (struct noted) { .measure = arena_text(b->a, measure), .same_slot = *slot };
    *slot = n;
    *b->noted_tail = n;
    b->noted_tail = &n->next;
    return n;
}

void note_measure(struct builder *b, const char *measure, bool history)
{
    struct noted *n = find_noted(b, measure);
    n->history = n->history || history;
}

/* The measures a formula is made of are printed with it. */
static void note_parts(struct builder *b, const struct formula *f, int depth)
{
    if (!f || depth == NESTED_MAX)
        return;
    if (f->op == FORMULA_MEASURE)
        find_noted(b, f->name);
    note_parts(b, f->left, depth + 1);
    note_parts(b, f->right, depth + 1);
}

struct redefinition {
    const struct measure *before, *after;
};

/* The definitions that took the place of another on a day of the period, the last first.  The first definition of all holds
 * always, whatever its day. */
static int find_changes(const struct builder *b, const char *measure, const struct basis *basis,
                        struct redefinition out[CHANGES_MAX])
{
    int count = 0;
    const struct measure *m = catalog_measure(b->catalog, measure, basis->asof, basis->known);
    while (m && count < CHANGES_MAX && m->day > basis->from && m->day <= basis->asof) {
        const struct measure *before = catalog_measure(b->catalog, measure, m->day - 1, basis->known);
        if (before == m)
            break;
        if (strcmp(before->formula_text, m->formula_text) != 0)
            out[count++] = (struct redefinition) { before, m };
        if (before->day >= m->day)
            break;
        m = before;
    }
    return count;
}

static void put_remark(struct builder *b, struct buf *text)
{
    char *copy = arena_text(b->a, buf_get(text));
    for (char *p = copy; *p; p++)
        *p = (unsigned char)*p < ' ' ? ' ' : *p;
    page_remark(&b->page, copy);
    buf_clear(text);
}

static void put_changes(struct builder *b, const char *measure, const struct basis *basis, struct buf *text)
{
    struct redefinition changes[CHANGES_MAX];
    int count = find_changes(b, measure, basis, changes);
    for (int i = count; i-- > 0;) {
        bool first = i == count - 1;
        buf_text(text, first ? "注：自" : "；自");
        words_day(text, changes[i].after->day);
        if (first)
            buf_format(text, "起，%s按新口径计算（原：%s；现：%s）", measure, changes[i].before->formula_text,
                       changes[i].after->formula_text);
        else
            buf_format(text, "起又改（现：%s）", changes[i].after->formula_text);
    }
    if (!count)
        return;
    buf_text(text, "。");
    put_remark(b, text);
}

void put_notes(struct builder *b, const struct basis *basis)
{
    struct buf text = { 0 };
    for (const struct noted *n = b->noted; n; n = n->next) {
        const struct measure *m = catalog_measure(b->catalog, n->measure, basis->asof, basis->known);
        note_parts(b, m ? m->formula : NULL, 0);
        put_changes(b, n->measure, basis, &text);
    }
    for (const struct noted *n = b->noted; n; n = n->next) {
        if (n->history)
            buf_format(&text, "%s%s", text.bytes ? "、" : "注：", n->measure);
    }
    if (text.bytes) {
        buf_text(&text, "的对比基数取自台账“历史数”。");
        put_remark(b, &text);
    }
    buf_free(&text);
}
