/* corpus/quote.c: the same paragraph in other documents: word for word, or with a number or a word changed; who wrote it first.
 *
 * How: a paragraph is looked up whole in the index.  For what was changed its longest clauses are (what stands between marks and
 * digits); a line elsewhere in which one of them stands is held against it letter by letter.
 */
#include <stdlib.h>
#include <string.h>

#include "corpus/quote.h"

#define PARAGRAPH_UNITS 16   /* shorter lines are no paragraphs */
#define LOOKED_UNITS    1000 /* of a paragraph through the index; what is behind them is compared in the text */
#define USES_MAX        20   /* told of a paragraph: the oldest of those before, and of those behind */
#define CLAUSE_UNITS    6
#define CLAUSES_MAX     4
#define CLAUSE_DOCS     100   /* a clause that stands in more documents is a phrase, no trace */
#define CANDIDATES_MAX  40    /* documents compared for a paragraph */
#define LINES_COMPARED  20000 /* for a document; then only what is word for word is told */

struct quoting {
    struct corpus *c;
    struct arena *a;
    const bool *seen, *orgs;
    uint32_t doc;
    int least;
    int64_t compared;
    struct differ differ;
    /* of the paragraph */
    const uint16_t *u, *folded;
    size_t count;
    struct use {
        uint32_t doc;
        int percent;
        bool before;
        const char *text, *changes;
    } * uses;
    size_t use_count, use_room;
    int number;
};

/* ---- which came first ---- */

/* A document that says no day counts as its year's last one. */
static int32_t moment(const struct card *d)
{
    return d->day != DAY_FIRST ? d->day : d->year ? day_of(d->year, 12, 31) : DAY_LAST;
}

/* The last day of a year may stand for the whole of it: within a year it tells nothing. */
static bool is_before(const struct quoting *q, uint32_t doc, enum corpus_told_by *by)
{
    int32_t x = moment(&q->c->cards[doc]), y = moment(&q->c->cards[q->doc]);
    struct civil on_x = day_civil(x), on_y = day_civil(y);
    bool vague = (on_x.month == 12 && on_x.day == 31) || (on_y.month == 12 && on_y.day == 31);
    bool known = x != DAY_LAST && y != DAY_LAST;
    *by = !known || x == y || (on_x.year == on_y.year && vague) ? TOLD_BY_ADDING
          : on_x.year == on_y.year                              ? TOLD_BY_DAY
                                                                : TOLD_BY_YEAR;
    return *by == TOLD_BY_ADDING ? doc < q->doc : x < y;
}

/* ---- word for word ---- */

/* The documents in which units stand, ascending; free() them. */
static bool docs_with(struct quoting *q, const uint16_t *folded, size_t count, struct found **out, size_t *out_count,
                      struct err *e)
{
    struct term t = { .count = count };
    struct corpus_query query = { .terms = &t, .term_count = 1, .positive = 1 };
    struct finding f = { .c = q->c, .q = &query, .a = q->a, .audience_ok = q->seen, .org_ok = q->orgs };
    t.units = ARENA_ARRAY(q->a, uint16_t, count);
    memcpy(t.units, folded, count * sizeof *folded);
    needle_make(&t.needle, t.units, count);
    bool ok = find_docs(&f, e);
    *out = f.docs;
    *out_count = ok ? f.count : 0;
    return ok;
}

static void put_use(struct quoting *q, const struct use *x)
{
    q->uses = array_room(q->uses, &q->use_room, q->use_count + 1, sizeof *q->uses);
    q->uses[q->use_count++] = *x;
}

/* Longer than the index was asked for: the rest decides. */
static bool holds_all(struct quoting *q, uint32_t doc, bool *there, struct err *e)
{
    const struct card *d = &q->c->cards[doc];
    const uint16_t *text;
    struct needle n;
    size_t at = 0;
    *there = q->count <= LOOKED_UNITS;
    if (*there)
        return true;
    if (!shelf_text(q->c, d, 0, d->units, &text, e))
        return false;
    needle_make(&n, q->folded, q->count);
    if (!n.plain)
        units_fold(text, d->units, q->c->folded);
    *there = needle_seek(&n, text, q->c->folded, d->units, &at);
    return true;
}

static bool find_same(struct quoting *q, struct err *e)
{
    struct found *docs;
    size_t count;
    bool ok = docs_with(q, q->folded, q->count < LOOKED_UNITS ? q->count : LOOKED_UNITS, &docs, &count, e), there;
    for (size_t i = 0; ok && i < count; i++) {
        if (docs[i].doc == q->doc || !(ok = holds_all(q, docs[i].doc, &there, e)) || !there)
            continue;
        put_use(q, &(struct use) { .doc = docs[i].doc, .percent = 100 });
    }
    free(docs);
    return ok;
}

/* ---- with changes ---- */

struct clause {
    size_t at, count;
};

static bool is_clause_unit(uint16_t c)
{
    return !(c <= '/' || (c >= '0' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= 0xFF)
             || (c >= 0x2000 && c < 0x2100) || (c >= 0x3000 && c < 0x3040) || c >= 0xFE00);
}

/* The longest ones, the longest first; returns how many. */
static int clauses_of(const uint16_t *u, size_t count, struct clause out[CLAUSES_MAX])
{
    int n = 0;
    for (size_t from = 0, to; from < count; from = to + 1) {
        for (to = from; to < count && is_clause_unit(u[to]);)
            to++;
        struct clause x = { from, to - from };
        if (x.count < CLAUSE_UNITS || (n == CLAUSES_MAX && x.count <= out[n - 1].count))
            continue;
        int at = n < CLAUSES_MAX ? n++ : n - 1;
        for (; at > 0 && out[at - 1].count < x.count; at--)
            out[at] = out[at - 1];
        out[at] = x;
    }
    return n;
}

static bool is_used(const struct quoting *q, uint32_t doc)
{
    for (size_t i = 0; i < q->use_count; i++) {
        if (q->uses[i].doc == doc)
            return true;
    }
    return false;
}

static void keep_best(struct quoting *q, uint32_t doc, const uint16_t *line, const uint16_t *folded, size_t count,
                      struct use *best)
{
    enum corpus_told_by by;
    if (10 * count < 6 * q->count || 6 * count > 10 * q->count || ++q->compared > LINES_COMPARED)
        return;
    int percent = differ_percent(&q->differ, q->folded, q->count, folded, count);
    if (percent < q->least || percent <= best->percent || percent == 100)
        return;
    *best = (struct use) { .doc = doc, .percent = percent, .text = slice(q->a, line, 0, count) };
    if (is_before(q, doc, &by)) { /* the older one first */
        differ_percent(&q->differ, folded, count, q->folded, q->count);
        best->changes = differ_changes(&q->differ, q->a, line, count, q->u, q->count);
    } else {
        best->changes = differ_changes(&q->differ, q->a, q->u, q->count, line, count);
    }
}

/* The lines of a document in which a clause stands. */
static bool compare_lines(struct quoting *q, uint32_t doc, const struct clause *x, struct err *e)
{
    const struct card *d = &q->c->cards[doc];
    const uint16_t *text;
    struct needle n;
    struct use best = { .percent = 0 };
    if (!shelf_text(q->c, d, 0, d->units, &text, e))
        return false;
    needle_make(&n, q->folded + x->at, x->count);
    units_fold(text, d->units, q->c->folded);
    for (size_t at = 0, to; needle_seek(&n, text, q->c->folded, d->units, &at); at = to) {
        size_t from = at;
        for (to = at; to < d->units && text[to] != '\n';)
            to++;
        while (from && text[from - 1] != '\n')
            from--;
        while (from < at && (text[from] == ' ' || text[from] == 0x3000))
            from++;
        keep_best(q, doc, text + from, q->c->folded + from, to - from, &best);
    }
    if (best.percent)
        put_use(q, &best);
    return true;
}

static bool find_changed(struct quoting *q, struct err *e)
{
    struct clause clauses[CLAUSES_MAX];
    struct found *docs;
    size_t count;
    int n = q->least < 100 && q->count <= DIFFER_UNITS ? clauses_of(q->folded, q->count, clauses) : 0, left = CANDIDATES_MAX;
    for (int k = 0; k < n; k++) {
        if (!docs_with(q, q->folded + clauses[k].at, clauses[k].count, &docs, &count, e))
            return false;
        bool ok = true;
        for (size_t i = 0; ok && count <= CLAUSE_DOCS && i < count && left; i++) {
            if (docs[i].doc == q->doc || is_used(q, docs[i].doc))
                continue;
            left--;
            ok = compare_lines(q, docs[i].doc, &clauses[k], e);
        }
        free(docs);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- all of it ---- */

/* Those before the document asked about, then those behind it, each the oldest first. */
static int by_moment(const void *p, const void *q, void *context)
{
    const struct use *x = p, *y = q;
    const struct card *cards = context;
    int32_t a = moment(&cards[x->doc]), b = moment(&cards[y->doc]);
    if (x->before != y->before)
        return x->before ? -1 : 1;
    return a != b ? (a < b ? -1 : 1) : x->doc < y->doc ? -1 : x->doc > y->doc;
}

static bool tell(struct quoting *q, struct corpus_paragraph *out, struct err *e)
{
    size_t before = 0;
    enum corpus_told_by by;
    for (size_t i = 0; i < q->use_count; i++) {
        struct use *x = &q->uses[i];
        before += x->before = is_before(q, x->doc, &by);
        out->same_total += x->percent == 100;
        out->changed_total += x->percent < 100;
    }
    out->text = slice(q->a, q->u, 0, q->count);
    out->number = q->number;
    out->uses = ARENA_ARRAY(q->a, struct corpus_use, USES_MAX);
    qsort_r(q->uses, q->use_count, sizeof *q->uses, by_moment, q->c->cards);
    size_t behind = q->use_count - before, most = behind < USES_MAX / 2 ? USES_MAX - behind : USES_MAX / 2;
    for (size_t i = 0; i < q->use_count && out->use_count < USES_MAX; i++) {
        const struct use *x = &q->uses[i];
        if (i >= most && i < before)
            continue;
        struct corpus_use *u = &out->uses[out->use_count++];
        *u = (struct corpus_use) { .percent = x->percent, .text = x->text, .changes = x->changes };
        u->before = is_before(q, x->doc, &u->by);
        if (!corpus_about(q->c, q->a, x->doc, &u->about, e))
            return false;
    }
    return true;
}

static bool blank_unit(uint16_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == 0xA0 || c == 0x3000 || c == 0xFEFF;
}

/* The next line that is not empty, without the white space at its ends; false behind the last. */
static bool next_line(const uint16_t *u, size_t units, size_t *from, size_t *to, size_t *next)
{
    while (*next < units && (blank_unit(u[*next]) || u[*next] == '\n'))
        ++*next;
    *from = *to = *next;
    for (; *next < units && u[*next] != '\n'; ++*next) {
        if (!blank_unit(u[*next]))
            *to = *next + 1;
    }
    return *to > *from;
}

static bool ask_all(struct quoting *q, const uint16_t *u, const uint16_t *folded, size_t units, size_t start,
                    struct corpus_paragraph *out, int64_t *count, struct err *e)
{
    for (size_t from, to, next = start; next_line(u, units, &from, &to, &next);) {
        q->number++;
        if (to - from < PARAGRAPH_UNITS)
            continue;
        q->u = u + from;
        q->folded = folded + from;
        q->count = to - from;
        q->use_count = 0;
        if (!find_same(q, e) || !find_changed(q, e) || (q->use_count && !tell(q, &out[*count], e)))
            return false;
        *count += q->use_count > 0;
    }
    return true;
}

bool corpus_paragraphs(struct corpus *c, struct arena *a, const char *id, const struct corpus_asker *who,
                       const struct corpus_reuse *how, struct corpus_paragraph **out, int64_t *count, struct err *e)
{
    struct quoting q = { .c = c, .a = a, .seen = audiences_ok(c, a, who), .least = how->least };
    struct corpus_kept kept;
    uint8_t hash[SM3_BYTES];
    const uint16_t *text;
    *count = 0;
    if (!corpus_find(c, a, id, who, &q.doc, &kept, hash, e))
        return false;
    const struct card *d = &c->cards[q.doc];
    if (!shelf_text(c, d, 0, d->units, &text, e))
        return false;
    uint16_t *u = ARENA_ARRAY(a, uint16_t, d->units + 1), *folded = ARENA_ARRAY(a, uint16_t, d->units + 1);
    size_t lines = 1;
    memcpy(u, text, d->units * sizeof *u);
    units_fold(u, d->units, folded);
    for (size_t i = 0; i < d->units; i++)
        lines += u[i] == '\n';
    q.orgs = names_holding(c, a, &how->org, how->org != NULL);
    *out = ARENA_ARRAY(a, struct corpus_paragraph, lines);
    bool ok = ask_all(&q, u, folded, d->units, d->flags & CARD_TITLE_APART ? (size_t)d->title_units + 1 : 0, *out, count, e);
    differ_free(&q.differ);
    free(q.uses);
    return ok;
}
