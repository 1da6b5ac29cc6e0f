/* corpus/figure.c: documents by a figure read out of them: figure:排查单位>10000.
 *
 * How: the name is looked for as a word; the documents that hold it, and pass every other filter, are read, and a figure whose
 * description holds the name is compared.  Nothing is stored: a reading costs a millisecond a document, and a name narrows.
 */
#include <stdlib.h>
#include <string.h>

#include "corpus/inside.h"
#include "text/text.h"

#define READ_MAX 3000 /* documents read for one query: some seconds */

/* Digits before the point, without zeros in front. */
static size_t whole(const char **p)
{
    while (**p == '0')
        ++*p;
    return strspn(*p, "0123456789");
}

/* Decimal texts without a sign; <0, 0, >0. */
static int compare_sizes(const char *a, const char *b)
{
    size_t n = whole(&a), m = whole(&b);
    if (n != m)
        return n < m ? -1 : 1;
    int order = strncmp(a, b, n);
    if (order)
        return order;
    a += n + (a[n] == '.');
    b += n + (b[n] == '.');
    for (; *a || *b; a += *a != '\0', b += *b != '\0') {
        char x = *a ? *a : '0', y = *b ? *b : '0';
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static bool is_zero(const char *text)
{
    return text[strspn(text, "-0.")] == '\0';
}

int figure_compare(const char *a, const char *b)
{
    bool below_a = *a == '-' && !is_zero(a), below_b = *b == '-' && !is_zero(b);
    a += *a == '-';
    b += *b == '-';
    if (below_a != below_b)
        return below_a ? -1 : 1;
    int order = compare_sizes(a, b);
    return below_a ? -order : order;
}

static bool holds(enum figure_op op, int order)
{
    switch (op) {
    case FIGURE_OVER: return order > 0;
    case FIGURE_LEAST: return order >= 0;
    case FIGURE_UNDER: return order < 0;
    case FIGURE_MOST: return order <= 0;
    default: return order == 0;
    }
}

static bool described(struct arena *a, const struct figure_filter *g, const char *what)
{
    size_t bytes = strlen(what), at = 0;
    uint16_t *u = ARENA_ARRAY(a, uint16_t, bytes + 1);
    size_t n = units_of(what, bytes, u);
    units_fold(u, n, u);
    return units_find(u, n, g->name, g->count, &at);
}

static bool matches(struct arena *a, const struct corpus_query *q, const struct reading *k)
{
    for (int i = 0; i < q->figure_count; i++) {
        const struct figure_filter *g = &q->figures[i];
        bool any = false;
        for (int n = 0; n < k->figure_count && !any; n++)
            any = holds(g->op, figure_compare(k->figures[n].value, g->value)) && described(a, g, k->figures[n].what);
        if (!any)
            return false;
    }
    return true;
}

static bool read_one(struct finding *f, struct arena *a, uint32_t doc, bool *match, struct err *e)
{
    const struct card *d = &f->c->cards[doc];
    const uint16_t *u;
    struct reading k;
    struct buf text = { 0 };
    if (!shelf_text(f->c, d, 0, d->units, &u, e))
        return false;
    units_text(u, d->units, &text);
    text_read(a, buf_get(&text), text.bytes, &(struct text_hints) { .year = d->year }, &k);
    *match = matches(a, f->q, &k);
    buf_free(&text);
    return true;
}

bool figures_sift(struct finding *f, struct err *e)
{
    struct arena a;
    size_t n = 0;
    bool ok = true;
    if (f->count > READ_MAX)
        return ERR(e, ERR_INPUT, CORPUS_FIGURES_MANY, MSG_NUM(f->count), MSG_NUM(READ_MAX));
    arena_init(&a, (size_t)1024 * 1024);
    for (size_t i = 0; ok && i < f->count; i++) {
        struct arena_mark mark = arena_mark(&a);
        bool match = false;
        ok = read_one(f, &a, f->docs[i].doc, &match, e);
        if (match)
            f->docs[n++] = f->docs[i];
        arena_rewind(&a, mark);
    }
    f->count = n;
    arena_free(&a);
    return ok;
}
