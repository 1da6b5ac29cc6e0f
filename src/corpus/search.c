/* corpus/search.c: the order of hits, places and snippets, facets. */
#include <stdlib.h>
#include <string.h>

#include "corpus/inside.h"
#include "text/text.h"

#define SNIPPET_BEFORE 24 /* units before the first word */
#define SNIPPET_UNITS  96
#define MARKS_MAX      32
#define FACETS_MAX     50
#define PARTS          4

static const char *const PART_NAMES[PARTS] = { "", "总结", "问题", "计划" };

/* ---- filters by name ---- */

const bool *names_holding(const struct corpus *c, struct arena *a, const char *const *texts, int count)
{
    if (!count)
        return NULL;
    bool *ok = ARENA_ARRAY(a, bool, c->name_count);
    for (int i = 0; i < count; i++) {
        size_t n, m;
        const uint16_t *q = folded_text(a, texts[i], &n);
        for (uint32_t k = 1; k < c->name_count; k++) {
            struct arena_mark mark = arena_mark(a);
            const uint16_t *name = folded_text(a, c->names[k], &m);
            ok[k] = ok[k] || units_find(name, m, q, n, &(size_t) { 0 });
            arena_rewind(a, mark);
        }
    }
    return ok;
}

/* ---- places in a document ---- */

struct spot {
    uint32_t at, count; /* units of the document */
};
struct spots {
    struct spot *items;
    size_t count, room;
};

static void put_spot(struct spots *s, size_t at, size_t count)
{
    s->items = array_room(s->items, &s->room, s->count + 1, sizeof *s->items);
    s->items[s->count++] = (struct spot) { (uint32_t)at, (uint32_t)count };
}

static int by_place(const void *x, const void *y)
{
    const struct spot *a = x, *b = y;
    return a->at != b->at ? (a->at < b->at ? -1 : 1) : (a->count > b->count ? -1 : a->count < b->count);
}

/* Where in units [from, to) of a document the words stand: those of one word do not overlap. */
static void spots_in(const struct corpus *c, const struct corpus_query *q, size_t from, size_t to, struct spots *out)
{
    for (int i = 0; i < q->term_count; i++) {
        for (const struct term *t = q->terms[i].not ? NULL : &q->terms[i]; t; t = t->or) {
            for (size_t at = from; needle_seek(&t->needle, c->room, c->folded, to, &at); at += t->count)
                put_spot(out, at, t->count);
        }
    }
}

/* The text of a document is in c->room, and folded in c->folded where a word has to be looked for there. */
static bool read_text(struct corpus *c, const struct corpus_query *q, const struct card *d, struct err *e)
{
    const uint16_t *text;
    bool fold = false;
    if (!shelf_text(c, d, 0, d->units, &text, e))
        return false;
    for (int i = 0; i < q->term_count; i++) {
        for (const struct term *t = q->terms[i].not ? NULL : &q->terms[i]; t; t = t->or)
            fold = fold || !t->needle.plain;
    }
    if (fold)
        units_fold(text, d->units, c->folded);
    return true;
}

/* The parts asked for, or all of it. */
static bool spots_of(struct corpus *c, const struct corpus_query *q, uint32_t doc, struct spots *out, struct err *e)
{
    const struct card *d = &c->cards[doc];
    out->count = 0;
    if (!q->parts) {
        spots_in(c, q, 0, d->units, out);
    } else {
        for (uint32_t b = c->first_blocks[doc], end = c->first_blocks[doc + 1]; b < end;) {
            uint32_t word, next = 0;
            if (!shelf_block(c, b, &word, e))
                return false;
            for (b++; b < end; b++) {
                if (!shelf_block(c, b, &next, e))
                    return false;
                if (BLOCK_PART(next) != BLOCK_PART(word))
                    break;
            }
            size_t to = b < end ? BLOCK_AT(next) : d->units;
            if (to > d->units || BLOCK_AT(word) > to)
                return ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD);
            if (q->parts >> BLOCK_PART(word) & 1)
                spots_in(c, q, BLOCK_AT(word), to, out);
        }
    }
    if ((q->positive > 1 || corpus_asks_synonyms(q)) && out->count)
        qsort(out->items, out->count, sizeof *out->items, by_place);
    return true;
}

/* ---- a hit, told ---- */

struct telling {
    struct corpus *c;
    struct arena *a;
    const struct corpus_options *o;
    struct spots spots;
    const uint8_t *headings;
    size_t heading_bytes;
};

static size_t points_before(const struct card *d, const uint16_t *u, size_t at)
{
    return d->flags & CARD_PAIRS ? units_points(u, at) : at;
}

static const char *units_copy(struct arena *a, const uint16_t *u, size_t count)
{
    struct buf b = { 0 };
    units_text(u, count, &b);
    const char *text = arena_text(a, buf_get(&b));
    buf_free(&b);
    return text;
}

/* The last heading at or before a place, asked in ascending order. */
struct heading_walk {
    const uint8_t *p, *end;
    struct heading now, next;
    bool more;
};

static const char *heading_at(struct telling *t, const struct card *d, struct heading_walk *h, const uint16_t *u, size_t at)
{
    for (; h->more && h->next.start <= at; h->more = heading_next(&h->p, h->end, &h->next))
        h->now = h->next;
    size_t length = h->now.end - h->now.start, n = length < HEADING_UNITS ? length : HEADING_UNITS;
    if (h->now.start + n > d->units)
        n = 0;
    if (n && (u[h->now.start + n - 1] & 0xFC00) == 0xD800)
        n--;
    return units_copy(t->a, u + h->now.start, n);
}

static void tell_places(struct telling *t, const struct card *d, const uint16_t *u, struct corpus_hit *out)
{
    size_t lead = d->flags & CARD_TITLE_APART ? (size_t)d->title_units + 1 : 0;
    size_t lead_points = points_before(d, u, lead);
    struct heading_walk h = { .p = t->headings, .end = t->headings + t->heading_bytes };
    h.more = heading_next(&h.p, h.end, &h.next);
    out->places = ARENA_ARRAY(t->a, struct corpus_place, (size_t)t->o->places_max + 1);
    for (size_t i = 0; i < t->spots.count && out->place_count < t->o->places_max; i++) {
        const struct spot *s = &t->spots.items[i];
        if (s->at < lead)
            continue;
        struct corpus_place *p = &out->places[out->place_count++];
        p->start = points_before(d, u, s->at) - lead_points;
        p->end = points_before(d, u, s->at + s->count) - lead_points;
        p->heading = heading_at(t, d, &h, u, s->at);
    }
}

/* A piece around the first place in the text (the title where there is none), never cutting a character; line ends are spaces. */
static void tell_snippet(struct telling *t, const struct card *d, const uint16_t *u, struct corpus_hit *out)
{
    size_t lead = d->flags & CARD_TITLE_APART ? (size_t)d->title_units + 1 : 0, first = 0;
    while (first < t->spots.count && t->spots.items[first].at < lead)
        first++;
    size_t at = first < t->spots.count ? t->spots.items[first].at : t->spots.count ? 0 : lead;
    size_t low = first < t->spots.count ? lead : 0;
    size_t from = at > low + SNIPPET_BEFORE ? at - SNIPPET_BEFORE : low;
    for (size_t i = at; i > from; i--) {
        if (u[i - 1] == '\n')
            from = i;
    }
    size_t to = d->units - from > SNIPPET_UNITS ? from + SNIPPET_UNITS : d->units;
    if (first < t->spots.count && t->spots.items[first].count > to - at)
        to = at + t->spots.items[first].count;
    if (from < to && (u[from] & 0xFC00) == 0xDC00)
        from++;
    if (to > from && (u[to - 1] & 0xFC00) == 0xD800)
        to--;
    struct buf b = { 0 };
    units_text(u + from, to - from, &b);
    for (size_t i = 0; i < b.bytes; i++) {
        if ((unsigned char)b.data[i] < 0x20)
            b.data[i] = ' ';
    }
    out->snippet = arena_text(t->a, buf_get(&b));
    buf_free(&b);
    out->marks = ARENA_ARRAY(t->a, struct corpus_mark, MARKS_MAX);
    size_t base = points_before(d, u, from), end = from;
    for (size_t i = 0; i < t->spots.count && out->mark_count < MARKS_MAX; i++) {
        const struct spot *s = &t->spots.items[i];
        if (s->at < end || s->at + s->count > to)
            continue;
        end = s->at + s->count;
        out->marks[out->mark_count++] =
            (struct corpus_mark) { points_before(d, u, s->at) - base, points_before(d, u, end) - base };
    }
}

static bool read_doc(struct telling *t, uint32_t doc, struct corpus_hit *out, struct err *e)
{
    struct corpus_about about;
    if (!corpus_about(t->c, t->a, doc, &about, e) || !corpus_headings(t->c, t->a, doc, &t->headings, &t->heading_bytes, e))
        return false;
    out->id = about.id;
    out->title = about.title;
    out->year = about.year;
    out->org = about.org;
    out->kind = about.kind;
    return true;
}

static bool tell_hit(struct telling *t, const struct corpus_query *q, uint32_t doc, struct corpus_hit *out, struct err *e)
{
    struct corpus *c = t->c;
    const struct card *d = &c->cards[doc];
    if (!read_doc(t, doc, out, e) || !read_text(c, q, d, e) || !spots_of(c, q, doc, &t->spots, e))
        return false;
    const uint16_t *u = c->room;
    out->count = (int64_t)t->spots.count;
    tell_places(t, d, u, out);
    tell_snippet(t, d, u, out);
    return true;
}

/* ---- the order ---- */

struct ranked {
    uint64_t rank; /* greater is earlier */
    uint32_t doc;
};

static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    return a->rank != b->rank ? (a->rank > b->rank ? -1 : 1) : (a->doc > b->doc ? -1 : a->doc < b->doc);
}

/* Down from the root of a heap whose root is the last in order. */
static void sink(struct ranked *heap, size_t count)
{
    for (size_t i = 0, child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && by_rank(&heap[child + 1], &heap[child]) > 0)
            child++;
        if (by_rank(&heap[child], &heap[i]) <= 0)
            return;
        struct ranked t = heap[i];
        heap[i] = heap[child];
        heap[child] = t;
    }
}

static void lift(struct ranked *heap, size_t i)
{
    while (i && by_rank(&heap[i], &heap[(i - 1) / 2]) > 0) {
        struct ranked t = heap[i];
        heap[i] = heap[(i - 1) / 2];
        heap[(i - 1) / 2] = t;
        i = (i - 1) / 2;
    }
}

static bool rank_of(struct finding *f, struct telling *t, const struct found *d, uint64_t *out, struct err *e)
{
    const struct card *card = &f->c->cards[d->doc];
    *out = (uint64_t)(uint16_t)card->year;
    if (t->o->order == ORDER_BEST)
        *out |= (uint64_t)d->titles << 32 | (uint64_t)d->headings << 16;
    if (t->o->order != ORDER_COUNT)
        return true;
    if (!read_text(f->c, f->q, card, e) || !spots_of(f->c, f->q, d->doc, &t->spots, e))
        return false;
    *out |= (uint64_t)t->spots.count << 16;
    return true;
}

/* The first `count` in order. */
static bool take_first(struct finding *f, struct telling *t, size_t count, struct ranked *heap, size_t *taken, struct err *e)
{
    size_t n = 0;
    for (size_t i = 0; i < f->count; i++) {
        struct ranked r = { .doc = f->docs[i].doc };
        if (!rank_of(f, t, &f->docs[i], &r.rank, e))
            return false;
        if (n < count) {
            heap[n] = r;
            lift(heap, n++);
        } else if (by_rank(&r, &heap[0]) < 0) {
            heap[0] = r;
            sink(heap, n);
        }
    }
    if (n > 1)
        qsort(heap, n, sizeof *heap, by_rank);
    *taken = n;
    return true;
}

static bool tell_hits(struct finding *f, const struct corpus_options *o, struct corpus_result *out, struct err *e)
{
    struct telling t = { .c = f->c, .a = f->a, .o = o };
    size_t want = (size_t)(o->limit + o->skip), taken;
    want = want < f->count ? want : f->count;
    struct ranked *heap = ARENA_ARRAY(f->a, struct ranked, want + 1);
    bool ok = take_first(f, &t, want, heap, &taken, e);
    size_t skip = (size_t)o->skip < want ? (size_t)o->skip : want;
    out->hits = ARENA_ARRAY(f->a, struct corpus_hit, want - skip + 1);
    for (size_t i = skip; ok && i < taken; i++)
        ok = tell_hit(&t, f->q, heap[i].doc, &out->hits[out->hit_count++], e);
    free(t.spots.items);
    return ok;
}

/* ---- facets ---- */

static int by_count(const void *x, const void *y)
{
    const struct corpus_facet *a = x, *b = y;
    return a->count != b->count ? (a->count > b->count ? -1 : 1) : strcmp(a->name, b->name);
}

static void facet_names(struct arena *a, const char *const *names, const int64_t *counts, size_t count,
                        struct corpus_facets *out)
{
    struct corpus_facet *items = ARENA_ARRAY(a, struct corpus_facet, count + 1);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (counts[i])
            items[n++] = (struct corpus_facet) { names[i] ? arena_text(a, names[i]) : "", counts[i] };
    }
    if (n > 1)
        qsort(items, n, sizeof *items, by_count);
    out->items = items;
    out->count = (int)(n < FACETS_MAX ? n : FACETS_MAX);
}

static void facet_years(struct finding *f, struct corpus_facets *out)
{
    enum { YEARS = 10000 };
    int64_t *counts = ARENA_ARRAY(f->a, int64_t, YEARS);
    for (size_t i = 0; i < f->count; i++) {
        int year = f->c->cards[f->docs[i].doc].year;
        counts[year > 0 && year < YEARS ? year : 0]++;
    }
    out->items = ARENA_ARRAY(f->a, struct corpus_facet, YEARS);
    for (int y = YEARS; y-- > 0;) {
        if (counts[y] && out->count < FACETS_MAX)
            out->items[out->count++] = (struct corpus_facet) { y ? arena_text(f->a, MSG_NUM(y)) : "", counts[y] };
    }
}

/* In how many documents the words stand in each part: of those that the whole query found. */
static bool facet_parts(struct finding *f, struct corpus_facets *out, struct err *e)
{
    int64_t counts[PARTS] = { 0 };
    for (unsigned part = 1; part < PARTS; part++) {
        struct corpus_query q = *f->q;
        q.parts = f->q->parts ? f->q->parts & 1u << part : 1u << part;
        if (!q.parts || !q.positive)
            continue;
        struct finding one = { f->c, &q, f->a, f->audience_ok, f->org_ok, f->kind_ok, false, NULL, 0 };
        if (!find_docs(&one, e))
            return false;
        counts[part] = (int64_t)one.count;
        free(one.docs);
    }
    facet_names(f->a, PART_NAMES, counts, PARTS, out);
    return true;
}

static bool tell_facets(struct finding *f, struct corpus_result *out, struct err *e)
{
    const struct corpus *c = f->c;
    int64_t *orgs = ARENA_ARRAY(f->a, int64_t, c->name_count), *kinds = ARENA_ARRAY(f->a, int64_t, c->name_count);
    for (size_t i = 0; i < f->count; i++) {
        orgs[c->cards[f->docs[i].doc].org]++;
        kinds[c->cards[f->docs[i].doc].kind]++;
    }
    facet_names(f->a, c->names, orgs, c->name_count, &out->orgs);
    facet_names(f->a, c->names, kinds, c->name_count, &out->kinds);
    facet_years(f, &out->years);
    return facet_parts(f, &out->parts, e);
}

static void start_finding(struct finding *f, struct corpus *c, struct arena *a, const struct corpus_query *q,
                          const struct corpus_asker *who)
{
    *f = (struct finding) { .c = c, .q = q, .a = a };
    f->audience_ok = audiences_ok(c, a, who);
    f->org_ok = names_holding(c, a, q->orgs, q->org_count);
    f->kind_ok = names_holding(c, a, q->kinds, q->kind_count);
}

bool corpus_search(struct corpus *c, struct arena *a, const struct corpus_query *q, const struct corpus_asker *who,
                   const struct corpus_options *o, struct corpus_result *out, struct err *e)
{
    struct finding f;
    start_finding(&f, c, a, q, who);
    f.rank = o->limit > 0 && o->order == ORDER_BEST;
    *out = (struct corpus_result) { 0 };
    if (!find_docs(&f, e))
        return false;
    out->total = (int64_t)f.count;
    bool ok = (o->limit == 0 || tell_hits(&f, o, out, e)) && (!o->facets || tell_facets(&f, out, e));
    free(f.docs);
    return ok;
}

bool corpus_ids(struct corpus *c, struct arena *a, const struct corpus_query *q, const struct corpus_asker *who,
                int64_t most, const char ***ids, int64_t *count, struct err *e)
{
    struct corpus_options o = { .limit = most };
    struct finding f;
    struct telling t = { .c = c, .a = a, .o = &o };
    size_t taken;
    start_finding(&f, c, a, q, who);
    f.rank = true;
    if (!find_docs(&f, e))
        return false;
    size_t want = (size_t)most < f.count ? (size_t)most : f.count;
    struct ranked *heap = ARENA_ARRAY(a, struct ranked, want + 1);
    *ids = ARENA_ARRAY(a, const char *, want + 1);
    *count = 0;
    bool ok = take_first(&f, &t, want, heap, &taken, e);
    for (size_t i = 0; ok && i < taken; i++) {
        struct corpus_hit h = { 0 };
        ok = read_doc(&t, heap[i].doc, &h, e);
        (*ids)[(*count)++] = h.id;
    }
    free(f.docs);
    free(t.spots.items);
    return ok;
}
