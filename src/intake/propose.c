/* intake/propose.c: what a column that nobody knows may be.
 * Why only likeness: which words mean the same is the pack's matter; here a name is near another by its characters, or where
 * the field's help speaks of it.
 */
#include <string.h>

#include "intake/private.h"

#define POINTS_MAX   32
#define UNKNOWN_MAX  200 /* columns for which a field is looked for */
#define LIKE_LEAST   45  /* of 100 */
#define LIKE_SURE    70
#define LIKE_IN_HELP 60

struct word {
    uint32_t points[POINTS_MAX];
    int count; /* 0: too long to be compared */
    const char *text;
};

static struct word word_of(struct arena *a, const char *name)
{
    struct word w = { .text = name_fold(a, name) };
    for (const char *p = w.text, *end = p + strlen(p); p < end;) {
        if (w.count == POINTS_MAX)
            return (struct word) { .text = w.text };
        w.points[w.count++] = text_next(&p, end);
    }
    return w;
}

static int distance(const struct word *a, const struct word *b)
{
    int row[POINTS_MAX + 1];
    for (int k = 0; k <= b->count; k++)
        row[k] = k;
    for (int i = 1; i <= a->count; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int k = 1; k <= b->count; k++) {
            int best = diagonal + (a->points[i - 1] != b->points[k - 1]);
            best = row[k] + 1 < best ? row[k] + 1 : best;
            best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
            diagonal = row[k];
            row[k] = best;
        }
    }
    return row[b->count];
}

/* 0..100: how like two names are. */
static int likeness(const struct word *a, const struct word *b, const char *help)
{
    if (!a->count || !b->count)
        return 0;
    int longer = a->count > b->count ? a->count : b->count, shorter = a->count + b->count - longer;
    int like = 100 - 100 * distance(a, b) / longer;
    if (shorter >= 2 && strstr(a->count > b->count ? a->text : b->text, a->count > b->count ? b->text : a->text)) {
        int contained = 55 + 45 * shorter / longer;
        like = contained > like ? contained : like;
    }
    return a->count >= 2 && like < LIKE_IN_HELP && strstr(help, a->text) ? LIKE_IN_HELP : like;
}

/* A unit that is many of another: a number in it is not the field's number. */
static bool scaled(const char *folded)
{
    return strstr(folded, "(万") || strstr(folded, "(亿") || strstr(folded, "(千") || strstr(folded, "(百");
}

/* What a column may turn out to be: a field, 编号, 机构. */
struct meaning {
    const char *name, *help;
    struct word word;
    bool taken;
};
struct meanings {
    struct meaning *items;
    int count;
};

static void put_meaning(struct meanings *t, struct arena *a, const struct plan *p, const char *name, const char *help)
{
    struct meaning *to = &t->items[t->count++];
    *to = (struct meaning) { name, help, word_of(a, name), false };
    for (int i = 0; i < p->count; i++)
        to->taken = to->taken || (p->columns[i].means && strcmp(p->columns[i].means, name) == 0);
}

static struct meanings meanings_of(struct arena *a, const struct plan *p)
{
    const struct book *b = p->book;
    struct meanings t = { ARENA_ARRAY(a, struct meaning, (size_t)b->field_count + 2), 0 };
    for (int i = 0; i < b->field_count; i++)
        put_meaning(&t, a, p, b->fields[i].name, b->fields[i].help);
    put_meaning(&t, a, p, NAME_NUMBER, "");
    if (!b->is_org)
        put_meaning(&t, a, p, NAME_ORG, "");
    return t;
}

/* An unknown column: its whole name and, below a group, its own word; and the meaning most like it. */
struct pair {
    int column, like, meaning;
    struct word whole, own;
};

static void best_for(struct pair *p, const struct meanings *t)
{
    p->like = 0;
    for (int i = 0; i < t->count; i++) {
        const struct meaning *to = &t->items[i];
        int whole = to->taken ? 0 : likeness(&p->whole, &to->word, to->help);
        int own = to->taken ? 0 : likeness(&p->own, &to->word, to->help);
        int like = whole > own ? whole : own;
        if (like > p->like) {
            p->like = like;
            p->meaning = i;
        }
    }
}

/* Gives meanings to columns, the most alike pair first, each meaning once. */
static void pair_up(struct plan *p, const struct heading *h, struct arena *a)
{
    struct meanings meanings = meanings_of(a, p);
    struct pair *pairs = ARENA_ARRAY(a, struct pair, UNKNOWN_MAX);
    int count = 0;
    for (int i = 0; i < p->count && count < UNKNOWN_MAX; i++) {
        const struct heading_column *c = &h->columns[i];
        if (p->columns[i].means || !*c->name)
            continue;
        struct pair *to = &pairs[count++];
        *to = (struct pair) { .column = i, .whole = word_of(a, c->candidates[0]) };
        to->own = word_of(a, c->candidates[c->candidate_count - 1]);
        best_for(to, &meanings);
    }
    for (;;) {
        struct pair *best = NULL;
        for (int i = 0; i < count; i++)
            if (pairs[i].like >= LIKE_LEAST && (!best || pairs[i].like > best->like))
                best = &pairs[i];
        if (!best)
            return;
        struct plan_column *c = &p->columns[best->column];
        int meaning = best->meaning;
        c->near = meanings.items[meaning].name;
        c->scaled = scaled(best->whole.text);
        c->sure = best->like >= LIKE_SURE && !c->scaled;
        meanings.items[meaning].taken = true;
        best->like = 0;
        for (int i = 0; i < count; i++)
            if (pairs[i].like && pairs[i].meaning == meaning)
                best_for(&pairs[i], &meanings);
    }
}

void propose(struct plan *p, const struct heading *h, struct arena *a, const struct intake_options *o)
{
    bool unknown = false;
    for (int i = 0; i < p->count; i++)
        unknown = unknown || (!p->columns[i].means && *p->columns[i].name);
    if (unknown)
        pair_up(p, h, a);
    for (int i = 0; i < p->count && o->propose; i++) {
        const struct plan_column *c = &p->columns[i];
        bool own = c->means && strcmp(c->means, NAME_REASON) != 0;
        if (*c->name)
            o->propose(o->context, c->name, c->means ? own ? c->means : "" : c->near, c->means || c->sure);
    }
}
