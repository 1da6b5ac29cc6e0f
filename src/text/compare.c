/* text/compare.c: the commitments of a plan, each with its result in a later summary.
 *
 * Two clauses speak of one thing where they share pairs of characters that are rare in the summary: the weight of a pair is
 * the logarithm of how few sentences hold it (inverse document frequency; Spärck Jones 1972), so 加强 and 推进 decide nothing.
 */
#include <math.h>
#include <string.h>

#include "text/inside.h"

#define BUCKETS     65536 /* of pairs, by hash */
#define PAIRS_MAX   400   /* pairs looked at in one clause */
#define SAME_THING  0.5   /* share of the weight of a figure's `what` that must be met */
#define ENDS_ALIKE  0.55  /* what two that end alike are worth */
#define SAME_CLAUSE 0.42  /* of a whole commitment's */

struct clause {
    size_t start, end;
};

struct weighing {
    struct arena *a;
    const struct reader *summary;
    struct clause *clauses;
    int clause_count;
    int *first;     /* by bucket: into `holders`; BUCKETS + 1 */
    int *holders;   /* clauses that hold a pair of the bucket, ascending */
    double *score;  /* by clause */
    double *weight; /* by bucket */
};

static unsigned bucket_of(char32_t a, char32_t b)
{
    return (a * 2654435761u ^ b * 2246822519u) >> 16;
}

static bool is_word(const struct letters *t, size_t i)
{
    return t->kind[i] == L_HAN || t->kind[i] == L_LATIN;
}

static int add_pair(unsigned *out, int n, char32_t a, char32_t b)
{
    unsigned bucket = bucket_of(a, b);
    for (int k = 0; k < n; k++)
        if (out[k] == bucket)
            return n;
    out[n] = bucket;
    return n + 1;
}

/* The different pairs of [from, to). */
static int pairs_of(const struct letters *t, size_t from, size_t to, unsigned *out)
{
    int n = 0;
    for (size_t i = from; i + 1 < to && n < PAIRS_MAX; i++)
        if (is_word(t, i) && is_word(t, i + 1))
            n = add_pair(out, n, t->p[i], t->p[i + 1]);
    return n;
}

/* The same of a short text that stands alone; signs part its words. */
static int pairs_of_text(const char *text, unsigned *out)
{
    const char *end = text + strlen(text);
    char32_t before = 0;
    int n = 0;
    while (text < end && n < PAIRS_MAX) {
        char32_t c = text_next(&text, end);
        bool word = (c >= 0x3400 && c < 0xA000) || (c < 0x80 && ((c | 32) >= 'a' && (c | 32) <= 'z'));
        if (word && before)
            n = add_pair(out, n, before, c);
        before = word ? c : 0;
    }
    return n;
}

/* ---- the summary's clauses ---- */

static bool reports(const struct line *l, bool any_summary)
{
    return !l->closing && l->part != PART_PROBLEMS && (!any_summary || l->part != PART_PLAN);
}

static void cut_clauses(struct weighing *w)
{
    const struct reader *r = w->summary;
    bool any = false;
    for (int n = 0; n < r->line_count; n++)
        any |= r->lines[n].part == PART_SUMMARY && r->lines[n].end - r->lines[n].start > LOOK_MAX / 2;
    w->clauses = ARENA_ARRAY(w->a, struct clause, r->t.count / 4 + (size_t)r->line_count + 1);
    for (int n = 0; n < r->line_count; n++) {
        const struct line *l = &r->lines[n];
        size_t from = l->heading_end > l->start && l->heading_end < l->end ? l->heading_end : l->start;
        for (size_t i = from; reports(l, any) && i <= l->end; i++) {
            if (i < l->end && r->t.kind[i] != L_STOP)
                continue;
            if (i >= from + 4)
                w->clauses[w->clause_count++] = (struct clause) { from, i };
            from = i + 1;
        }
    }
}

static void index_clauses(struct weighing *w)
{
    unsigned pairs[PAIRS_MAX];
    w->first = ARENA_ARRAY(w->a, int, BUCKETS + 2);
    for (int c = 0; c < w->clause_count; c++)
        for (int n = pairs_of(&w->summary->t, w->clauses[c].start, w->clauses[c].end, pairs); n > 0; n--)
            w->first[pairs[n - 1] + 2]++;
    for (int b = 0; b <= BUCKETS; b++)
        w->first[b + 1] += w->first[b];
    w->holders = ARENA_ARRAY(w->a, int, (size_t)w->first[BUCKETS + 1] + 1);
    for (int c = 0; c < w->clause_count; c++)
        for (int n = pairs_of(&w->summary->t, w->clauses[c].start, w->clauses[c].end, pairs); n > 0; n--)
            w->holders[w->first[pairs[n - 1] + 1]++] = c;
    w->weight = ARENA_ARRAY(w->a, double, BUCKETS);
    for (int b = 0; b < BUCKETS; b++)
        w->weight[b] = log2((w->clause_count + 1.0) / (w->first[b + 1] - w->first[b] + 0.5));
    w->score = ARENA_ARRAY(w->a, double, (size_t)w->clause_count + 1);
}

static double weigh(const struct weighing *w, const unsigned *pairs, int count)
{
    double sum = 0;
    for (int k = 0; k < count; k++)
        sum += w->weight[pairs[k]];
    return sum;
}

/* The clause that holds most of the pairs' weight; -1 where none holds enough. */
static int best_clause(struct weighing *w, const unsigned *pairs, int count)
{
    int best = -1;
    for (int k = 0; k < count; k++)
        for (int h = w->first[pairs[k]]; h < w->first[pairs[k] + 1]; h++) {
            int c = w->holders[h];
            w->score[c] += w->weight[pairs[k]];
            if (best < 0 || w->score[c] > w->score[best])
                best = c;
        }
    bool enough = best >= 0 && w->score[best] >= SAME_CLAUSE * weigh(w, pairs, count);
    for (int k = 0; k < count; k++)
        for (int h = w->first[pairs[k]]; h < w->first[pairs[k] + 1]; h++)
            w->score[w->holders[h]] = 0;
    return enough ? best : -1;
}

/* ---- figures ---- */

static bool unit_fits(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* What share of the promise's pairs a figure's words hold, both ways (Dice), by weight. */
static double likeness(struct weighing *w, const unsigned *pairs, int count, const char *what)
{
    unsigned others[PAIRS_MAX];
    double both = 0;
    int n = pairs_of_text(what, others);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < count; k++)
            if (others[i] == pairs[k])
                both += w->weight[others[i]];
    double all = weigh(w, pairs, count) + weigh(w, others, n);
    return all > 0 ? 2 * both / all : 0;
}

/* 整改率 and 一般隐患整改率: one is the end of the other. */
static bool ends_alike(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b), least = m < n ? m : n;
    return least >= strlen("整改率") && strcmp(a + m - least, b + n - least) == 0;
}

/* The figure of the summary that measures the same thing; -1. */
static int same_figure(struct weighing *w, const struct text_commitment *m)
{
    const struct reader *r = w->summary;
    unsigned pairs[PAIRS_MAX];
    int best = -1, count = pairs_of_text(m->what, pairs);
    double most = SAME_THING;
    for (int i = 0; count && i < r->out->figure_count; i++) {
        const struct text_figure *f = &r->out->figures[i];
        const struct line *l = r->notes[i].line < r->line_count ? &r->lines[r->notes[i].line] : NULL;
        if (!unit_fits(f->unit, m->unit) || f->role == TEXT_TARGET || f->role == TEXT_BASE || (l && l->part == PART_PLAN))
            continue;
        double like = likeness(w, pairs, count, f->what);
        if (ends_alike(f->what, m->what) && like < ENDS_ALIKE)
            like = ENDS_ALIKE;
        if (like > most) {
            most = like;
            best = i;
        }
    }
    return best;
}

/* Canonical decimal texts. */
static int compare_values(const char *a, const char *b)
{
    bool minus = *a == '-';
    if (minus != (*b == '-'))
        return minus ? -1 : 1;
    size_t x = strcspn(a, "."), y = strcspn(b, ".");
    int order = x != y ? (x < y ? -1 : 1) : strcmp(a, b);
    return minus ? -order : order;
}

static enum text_outcome outcome_of(const struct text_commitment *m, const struct text_figure *f)
{
    int order = compare_values(f->value, m->value);
    if (strcmp(m->op, "<=") == 0)
        return order <= 0 ? OUTCOME_KEPT : OUTCOME_MISSED;
    return order > 0 ? OUTCOME_EXCEEDED : order == 0 ? OUTCOME_KEPT : OUTCOME_MISSED;
}

/* ---- pairs ---- */

static struct clause clause_around(const struct weighing *w, size_t at)
{
    for (int c = 0; c < w->clause_count; c++)
        if (w->clauses[c].start <= at && at < w->clauses[c].end)
            return w->clauses[c];
    return (struct clause) { at, at };
}

static void pair_one(struct weighing *w, const struct reader *plan, const struct text_commitment *m, struct text_pair *out)
{
    unsigned pairs[PAIRS_MAX];
    struct clause c = { 0 };
    *out = (struct text_pair) { .promise = m, .outcome = OUTCOME_SILENT, .sentence = "" };
    int figure = m->value ? same_figure(w, m) : -1;
    if (figure >= 0) {
        out->result = &w->summary->out->figures[figure];
        out->outcome = outcome_of(m, out->result);
        c = clause_around(w, out->result->start);
    } else {
        int best = best_clause(w, pairs, pairs_of(&plan->t, m->start, m->end, pairs));
        if (best < 0)
            return;
        out->outcome = OUTCOME_MENTIONED;
        c = w->clauses[best];
    }
    out->start = c.start;
    out->end = c.end;
    out->sentence = letters_text(w->a, &w->summary->t, c.start, c.end);
}

void text_compare(struct arena *a, const struct text_input *plan, const struct text_input *summary,
                  struct text_comparison *out)
{
    struct reader p, s;
    *out = (struct text_comparison) { 0 };
    read_whole(&p, a, plan->text, plan->bytes, NULL, &out->plan);
    read_whole(&s, a, summary->text, summary->bytes, NULL, &out->summary);
    struct weighing w = { .a = a, .summary = &s };
    cut_clauses(&w);
    index_clauses(&w);
    out->pairs = ARENA_ARRAY(a, struct text_pair, (size_t)out->plan.commitment_count + 1);
    for (int i = 0; i < out->plan.commitment_count; i++)
        pair_one(&w, &p, &out->plan.commitments[i], &out->pairs[out->count++]);
}
