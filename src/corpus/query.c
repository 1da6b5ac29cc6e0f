/* corpus/query.c: the search line -> words, what must not stand, filters.  The language: docs/LIBRARY.md. */
#include <stdlib.h>
#include <string.h>

#include "corpus/inside.h"
#include "format/format.h"
#include "text/text.h"

#define FILTERS_MAX 32
#define FIGURES_MAX 8

enum filter {
    FILTER_YEAR,
    FILTER_ORG,
    FILTER_KIND,
    FILTER_SECTION,
    FILTER_BEFORE,
    FILTER_AFTER,
    FILTER_FIGURE,
    FILTER_COUNT
};
static const char *const FILTERS[FILTER_COUNT] = { "year", "org", "kind", "section", "before", "after", "figure" };
static const struct {
    const char *name;
    enum text_part part;
} PARTS[] = { { "总结", PART_SUMMARY },    { "问题", PART_PROBLEMS },     { "计划", PART_PLAN },
              { "summary", PART_SUMMARY }, { "problems", PART_PROBLEMS }, { "plan", PART_PLAN } };

struct parsing {
    struct arena *a;
    const char *p, *end;
    struct corpus_query *q;
};

/* Bytes of white space at p: ASCII, the ideographic space, the no-break space; 0. */
static size_t space_at(const char *p, const char *end)
{
    if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
        return 1;
    if (end - p >= 3 && memcmp(p, "\u3000", 3) == 0)
        return 3;
    return end - p >= 2 && memcmp(p, "\u00A0", 2) == 0 ? 2 : 0;
}

/* Bytes of a sign in its plain or its full width form; 0. */
static size_t sign_at(const char *p, const char *end, char plain, const char *full)
{
    if (p < end && *p == plain)
        return 1;
    return end - p >= 3 && memcmp(p, full, 3) == 0 ? 3 : 0;
}

static const char *word_end(const struct parsing *s, const char *p)
{
    while (p < s->end && !space_at(p, s->end))
        p++;
    return p;
}

static char *copy(struct parsing *s, const char *from, const char *to)
{
    char *out = ARENA_ARRAY(s->a, char, (size_t)(to - from) + 1);
    if (to > from)
        memcpy(out, from, (size_t)(to - from));
    return out;
}

static void make_term(struct arena *a, struct term *t, const char *text)
{
    *t = (struct term) { .text = text };
    t->units = folded_text(a, text, &t->count);
    needle_make(&t->needle, t->units, t->count);
}

static bool put_term(struct parsing *s, const char *from, const char *to, bool not, struct err *e)
{
    struct corpus_query *q = s->q;
    if (q->term_count == CORPUS_TERMS_MAX)
        return ERR(e, ERR_INPUT, CORPUS_TERMS, MSG_NUM(CORPUS_TERMS_MAX));
    struct term *t = &q->terms[q->term_count++];
    make_term(s->a, t, copy(s, from, to));
    t->not = not ;
    q->positive += !not ;
    return true;
}

/* ---- filters ---- */

static bool read_year(const char *text, size_t bytes, int64_t *year)
{
    *year = 0;
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *year = *year * 10 + (text[i] - '0');
    }
    return bytes == 4 && *year >= 1000;
}

static bool set_years(struct corpus_query *q, const char *value, struct err *e)
{
    const char *dash = strchr(value, '-');
    size_t first = dash ? (size_t)(dash - value) : strlen(value);
    struct range r = { .given = true };
    bool ok = read_year(value, first, &r.least);
    r.most = r.least;
    if (ok && dash)
        ok = read_year(dash + 1, strlen(dash + 1), &r.most) && r.least <= r.most;
    if (!ok)
        return ERR(e, ERR_INPUT, CORPUS_FILTER_YEAR, value);
    if (q->year.given) {
        r.least = r.least > q->year.least ? r.least : q->year.least;
        r.most = r.most < q->year.most ? r.most : q->year.most;
    }
    q->year = r;
    return true;
}

/* 2023, 2023-06, 2023-06-30: the day on which it begins. */
static bool read_day(const char *value, int32_t *day)
{
    char room[16] = "0000-01-01";
    size_t n = strlen(value);
    if (n != 4 && n != 7 && n != 10)
        return false;
    memcpy(room, value, n);
    return day_parse(room, 10, day);
}

static bool set_day(struct corpus_query *q, bool before, const char *value, struct err *e)
{
    int32_t day;
    if (!read_day(value, &day))
        return ERR(e, ERR_INPUT, CORPUS_FILTER_DAY, value);
    if (!q->day.given)
        q->day = (struct range) { true, DAY_FIRST, DAY_LAST };
    if (before && day - 1 < q->day.most)
        q->day.most = day - 1;
    if (!before && day > q->day.least)
        q->day.least = day;
    return true;
}

static bool set_part(struct corpus_query *q, const char *value, struct err *e)
{
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        if (strcmp(PARTS[i].name, value) == 0) {
            q->parts |= 1u << (PARTS[i].part + 1);
            return true;
        }
    }
    return ERR(e, ERR_INPUT, CORPUS_FILTER_SECTION, value);
}

static bool add_name(struct parsing *s, const char ***list, int *count, const char *value, struct err *e)
{
    if (!*list)
        *list = ARENA_ARRAY(s->a, const char *, FILTERS_MAX);
    if (*count == FILTERS_MAX)
        return ERR(e, ERR_INPUT, CORPUS_TERMS, MSG_NUM(FILTERS_MAX));
    (*list)[(*count)++] = value;
    return true;
}

/* 排查单位>10000, 整改率>=98, 清理河道＜1.5万 */
static bool set_figure(struct parsing *s, const char *value, struct err *e)
{
    static const struct {
        const char *sign;
        enum figure_op op;
    } SIGNS[] = { { ">=", FIGURE_LEAST }, { "<=", FIGURE_MOST }, { "≥", FIGURE_LEAST }, { "≤", FIGURE_MOST },
                  { ">", FIGURE_OVER },   { "<", FIGURE_UNDER }, { "＞", FIGURE_OVER }, { "＜", FIGURE_UNDER },
                  { "=", FIGURE_IS },     { "＝", FIGURE_IS } };
    struct corpus_query *q = s->q;
    const char *at = NULL;
    size_t which = 0;
    char number[64];
    struct err inner = err_like(e);
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++) {
        const char *p = strstr(value, SIGNS[i].sign);
        if (p && (!at || p < at)) {
            at = p;
            which = i;
        }
    }
    const char *text = at ? at + strlen(SIGNS[which].sign) : "";
    size_t bytes = strlen(text);
    if (bytes && text[bytes - 1] == '%')
        bytes--;
    if (!at || at == value || q->figure_count == FIGURES_MAX || !cell_number(text, bytes, number, &inner))
        return ERR(e, ERR_INPUT, CORPUS_FILTER_FIGURE, value);
    if (!q->figures)
        q->figures = ARENA_ARRAY(s->a, struct figure_filter, FIGURES_MAX);
    if (!put_term(s, value, at, false, e))
        return false;
    const struct term *t = &q->terms[q->term_count - 1];
    q->figures[q->figure_count++] = (struct figure_filter) { t->units, t->count, SIGNS[which].op, arena_text(s->a, number) };
    return true;
}

static bool set_filter(struct parsing *s, enum filter f, const char *value, struct err *e)
{
    struct corpus_query *q = s->q;
    if (!*value)
        return ERR(e, ERR_INPUT, CORPUS_FILTER_EMPTY, FILTERS[f]);
    switch (f) {
    case FILTER_YEAR: return set_years(q, value, e);
    case FILTER_ORG: return add_name(s, &q->orgs, &q->org_count, value, e);
    case FILTER_KIND: return add_name(s, &q->kinds, &q->kind_count, value, e);
    case FILTER_SECTION: return set_part(q, value, e);
    case FILTER_BEFORE:
    case FILTER_AFTER: return set_day(q, f == FILTER_BEFORE, value, e);
    case FILTER_FIGURE: return set_figure(s, value, e);
    default: return true;
    }
}

/* Which filter a word begins with; *value is what stands behind the colon. */
static enum filter filter_at(const struct parsing *s, const char **value)
{
    for (int f = 0; f < FILTER_COUNT; f++) {
        size_t n = strlen(FILTERS[f]);
        if ((size_t)(s->end - s->p) <= n || memcmp(s->p, FILTERS[f], n) != 0)
            continue;
        size_t colon = sign_at(s->p + n, s->end, ':', "：");
        if (colon) {
            *value = s->p + n + colon;
            return (enum filter)f;
        }
    }
    return FILTER_COUNT;
}

/* ---- words ---- */

/* From a quote to the next one; false where there is none: then the quote is a character like any other. */
static bool quoted(const struct parsing *s, const char *p, const char **from, const char **to, const char **rest)
{
    size_t open = sign_at(p, s->end, '"', "＂");
    if (!open)
        return false;
    *from = p + open;
    for (const char *q = *from; q < s->end; q++) {
        size_t close = sign_at(q, s->end, '"', "＂");
        if (close && q > *from) {
            *to = q;
            *rest = q + close;
            return true;
        }
    }
    return false;
}

static bool parse_one(struct parsing *s, struct err *e)
{
    const char *value, *from, *to, *rest;
    enum filter f = filter_at(s, &value);
    if (f != FILTER_COUNT) {
        if (!quoted(s, value, &from, &to, &rest)) {
            from = value;
            to = rest = word_end(s, value);
        }
        s->p = rest;
        return set_filter(s, f, copy(s, from, to), e);
    }
    size_t minus = sign_at(s->p, s->end, '-', "－"), tilde = sign_at(s->p + minus, s->end, '~', "～");
    const char *word = s->p + minus + tilde;
    if (word == s->end || space_at(word, s->end)) {
        word = s->p; /* a sign alone is what is looked for */
        minus = tilde = 0;
    }
    if (!quoted(s, word, &from, &to, &rest)) {
        from = word;
        to = rest = word_end(s, word);
    }
    s->p = rest;
    if (!put_term(s, from, to, minus > 0, e))
        return false;
    s->q->terms[s->q->term_count - 1].alike = tilde > 0;
    return true;
}

bool corpus_parse(struct arena *a, const char *text, struct corpus_query **out, struct err *e)
{
    size_t bytes = strlen(text);
    if (!text_valid(text, bytes))
        return ERR(e, ERR_INPUT, CORPUS_QUERY_BYTES);
    if (bytes > CORPUS_QUERY_POINTS && text_points(text, bytes) > CORPUS_QUERY_POINTS)
        return ERR(e, ERR_INPUT, CORPUS_QUERY_LONG, MSG_NUM(text_points(text, bytes)), MSG_NUM(CORPUS_QUERY_POINTS));
    struct corpus_query *q = ARENA_NEW(a, struct corpus_query);
    struct parsing s = { a, text, text + bytes, q };
    q->text = arena_text(a, text);
    q->terms = ARENA_ARRAY(a, struct term, CORPUS_TERMS_MAX);
    bool any = false;
    for (;;) {
        for (size_t n; s.p < s.end && (n = space_at(s.p, s.end));)
            s.p += n;
        if (s.p == s.end)
            break;
        any = true;
        if (!parse_one(&s, e))
            return false;
    }
    *out = q;
    return any || ERR(e, ERR_INPUT, CORPUS_QUERY_EMPTY);
}

/* ---- ~ ---- */

bool corpus_asks_synonyms(const struct corpus_query *q)
{
    bool any = false;
    for (int i = 0; i < q->term_count; i++)
        any = any || q->terms[i].alike;
    return any;
}

static bool same_word(const struct term *x, const struct term *y)
{
    return x->count == y->count && memcmp(x->units, y->units, x->count * sizeof *x->units) == 0;
}

/* Adds the words of a group that the term does not have yet. */
static bool widen(struct arena *a, struct term *t, const struct corpus_synonyms *g, int *words, struct err *e)
{
    for (int i = 0; i < g->count; i++) {
        struct term word, *last = t;
        make_term(a, &word, g->words[i]);
        while (!same_word(last, &word) && last->or)
            last = last->or ;
        if (word.count == 0 || same_word(last, &word))
            continue;
        if (++*words > CORPUS_TERMS_MAX)
            return ERR(e, ERR_INPUT, CORPUS_TERMS, MSG_NUM(CORPUS_TERMS_MAX));
        last->or = ARENA_NEW(a, struct term);
        word.not = t->not ;
        *last->or = word;
    }
    return true;
}

static bool has_word(struct arena *a, const struct corpus_synonyms *g, const struct term *t)
{
    bool any = false;
    for (int i = 0; i < g->count && !any; i++) {
        struct arena_mark mark = arena_mark(a);
        struct term word;
        make_term(a, &word, g->words[i]);
        any = same_word(&word, t);
        arena_rewind(a, mark);
    }
    return any;
}

bool corpus_widen(struct arena *a, struct corpus_query *q, const struct corpus_synonyms *groups, int count,
                  const char **alone, struct err *e)
{
    int words = q->term_count;
    *alone = NULL;
    for (int i = 0; i < q->term_count; i++) {
        struct term *t = &q->terms[i];
        for (int k = 0; t->alike && k < count; k++) {
            if (has_word(a, &groups[k], t) && !widen(a, t, &groups[k], &words, e))
                return false;
        }
        if (t->alike && !t->or &&!*alone)
            *alone = t->text;
    }
    return true;
}
