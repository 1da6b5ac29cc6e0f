/* corpus/find.c: from the words of a query to the documents that hold them: exactly those.
 *
 * One unit:  the list of documents it stands in.
 * Two:       the list of blocks of the pair; a block belongs to one document.  Nothing is left to verify.
 * More:      a window of at most WINDOW_UNITS units, whose pairs all stand in the block in which it begins; the lists of its
 *            pairs are intersected, rarest first, as long as that costs less than looking, and what is left is looked up in
 *            the text.
 * The rarest word goes first; the others are looked for only where it stands.
 */
#include <stdlib.h>
#include <string.h>

#include "corpus/digits.h"
#include "corpus/inside.h"

#define UNITS_A_LOOK 2400 /* of a text that are looked through in the time of one look more */

/* The documents so far, and those a term keeps. */
struct sifting {
    struct finding *f;
    const struct term *t;
    const struct found *within; /* NULL: all documents */
    size_t within_count, at;    /* where in `within` we are */
    struct found *out;
    size_t count, room;
    uint32_t doc; /* the one in which the block looked at last lies */
    uint32_t *blocks;
    size_t block_room;
    uint8_t *bytes;
    size_t byte_room;
};

/* ---- what may be seen, and is asked for ---- */

static bool in_range(const struct range *r, int64_t value)
{
    return !r->given || (value >= r->least && value <= r->most);
}

static bool admitted(const struct finding *f, uint32_t doc)
{
    const struct card *d = &f->c->cards[doc];
    const struct corpus_query *q = f->q;
    return d->flags & CARD_LIVE && (!f->audience_ok || f->audience_ok[d->audience])
           && (!q->year.given || (d->year && in_range(&q->year, d->year)))
           && (!q->day.given || (d->day != DAY_FIRST && in_range(&q->day, d->day))) && (!f->org_ok || f->org_ok[d->org])
           && (!f->kind_ok || f->kind_ok[d->kind]);
}

/* Whether a document, not before the one asked last, is still among the documents. */
static bool still_in(struct sifting *g, uint32_t doc)
{
    if (!g->within)
        return admitted(g->f, doc);
    size_t step = 1, low = g->at, high;
    while (low + step < g->within_count && g->within[low + step].doc < doc)
        step *= 2;
    high = low + step < g->within_count ? low + step : g->within_count;
    low += step / 2;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (g->within[middle].doc < doc)
            low = middle + 1;
        else
            high = middle;
    }
    g->at = low;
    return low < g->within_count && g->within[low].doc == doc;
}

/* Moves g->doc on to the document of a block, not before the one asked last. */
static void seek_doc(struct sifting *g, uint32_t block)
{
    const uint32_t *first = g->f->c->first_blocks;
    uint32_t count = g->f->c->doc_count, low = g->doc, step = 1;
    if (first[low + 1] > block)
        return;
    while (low + step < count && first[low + step] <= block)
        step *= 2;
    uint32_t high = low + step < count ? low + step : count; /* first[high] > block */
    low += step / 2;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (first[middle] <= block)
            low = middle;
        else
            high = middle;
    }
    g->doc = low;
}

static void keep(struct sifting *g, uint32_t doc, bool title, bool heading)
{
    struct found d = { .doc = doc };
    if (g->within)
        d = g->within[g->at];
    d.titles = (uint8_t)(d.titles + title);
    d.headings = (uint8_t)(d.headings + heading);
    g->out = array_room(g->out, &g->room, g->count + 1, sizeof *g->out);
    g->out[g->count++] = d;
}

static bool kept_last(const struct sifting *g, uint32_t doc)
{
    return g->count > 0 && g->out[g->count - 1].doc == doc;
}

/* ---- lists ---- */

static bool read_list(struct sifting *g, const struct list_place *p, struct err *e)
{
    g->bytes = array_room(g->bytes, &g->byte_room, p->bytes + DIGITS_SLACK, 1);
    return p->bytes == 0 || blob_read(p->handle->blob, p->at, g->bytes, p->bytes, e);
}

static bool bad_list(const struct list_place *p, struct err *e)
{
    return ERR(e, ERR_CORRUPT, CORPUS_INDEX_BAD, MSG_NUM(p->handle->row));
}

/* The numbers of a list, from `base` on, below `to`; ascending. */
static bool read_numbers(struct sifting *g, const struct list_place *p, uint32_t base, uint32_t to, uint32_t **out,
                         size_t *count, struct err *e)
{
    if (!read_list(g, p, e))
        return false;
    g->blocks = array_room(g->blocks, &g->block_room, 2 * p->bytes + 1, sizeof *g->blocks);
    struct digits d = digits_of(g->bytes, p->bytes);
    uint32_t *n = g->blocks, number = base, step;
    while (digits_next(&d, &step) && step < to - number) {
        number += step;
        *n++ = number;
    }
    *out = g->blocks;
    *count = (size_t)(n - g->blocks);
    return (d.at == d.end && number < to) || bad_list(p, e);
}

/* Leaves of numbers[0..count) those that stand in the list too. */
static bool intersect(struct sifting *g, const struct list_place *p, uint32_t base, uint32_t *numbers, size_t *count,
                      struct err *e)
{
    if (!read_list(g, p, e))
        return false;
    struct digits d = digits_of(g->bytes, p->bytes);
    size_t i = 0, n = 0;
    uint32_t number = base, step;
    while (i < *count && digits_next(&d, &step)) {
        number += step;
        while (i < *count && numbers[i] < number)
            i++;
        if (i < *count && numbers[i] == number)
            numbers[n++] = numbers[i++];
    }
    if (i < *count && d.at < d.end)
        return bad_list(p, e);
    *count = n;
    return true;
}

/* ---- one unit ---- */

static bool scan_parts(struct sifting *g, uint32_t doc, bool *there, struct err *e);

/* Documents that come in ascending order, asked for in ascending order. */
struct marked {
    uint32_t *numbers;
    size_t count, at;
};

static bool read_marked(struct sifting *g, const struct shelf_segment *s, uint16_t second, struct marked *out, struct err *e)
{
    struct list_place p;
    uint32_t *numbers;
    size_t room = 0;
    *out = (struct marked) { 0 };
    if (!g->f->rank)
        return true;
    if (!shelf_list(g->f->c, s, KEY(g->t->units[0], second), &p, e)
        || !read_numbers(g, &p, s->s.doc_from, s->s.doc_to, &numbers, &out->count, e))
        return false;
    out->numbers = array_room(NULL, &room, out->count + 1, sizeof *numbers);
    memcpy(out->numbers, numbers, out->count * sizeof *numbers);
    return true;
}

static bool is_marked(struct marked *m, uint32_t doc)
{
    while (m->at < m->count && m->numbers[m->at] < doc)
        m->at++;
    return m->at < m->count && m->numbers[m->at] == doc;
}

static bool sift_single(struct sifting *g, const struct shelf_segment *s, struct err *e)
{
    struct list_place docs;
    struct marked titles = { 0 }, headings = { 0 };
    uint32_t number = s->s.doc_from, step = 0;
    bool ok = read_marked(g, s, SECOND_TITLES, &titles, e) && read_marked(g, s, SECOND_HEADINGS, &headings, e)
              && shelf_list(g->f->c, s, KEY(g->t->units[0], SECOND_DOCS), &docs, e) && read_list(g, &docs, e);
    struct digits d = digits_of(g->bytes, ok ? docs.bytes : 0);
    while (ok && digits_next(&d, &step)) {
        bool there = true;
        ok = step < s->s.doc_to - number || bad_list(&docs, e);
        number += ok ? step : 0;
        if (!ok || !still_in(g, number))
            continue;
        ok = !g->f->q->parts || g->t->not || scan_parts(g, number, &there, e);
        if (ok && there)
            keep(g, number, !g->f->q->parts && is_marked(&titles, number), is_marked(&headings, number));
    }
    ok = ok && (d.at == d.end || bad_list(&docs, e));
    free(titles.numbers);
    free(headings.numbers);
    return ok;
}

/* ---- blocks ---- */

/* Whether the term stands in a block's own units: with its unit `window` at or behind the block's first. */
static bool look(struct sifting *g, uint32_t block, size_t window, bool *there, struct err *e)
{
    struct corpus *c = g->f->c;
    const struct card *d = &c->cards[g->doc];
    uint32_t word, next;
    size_t n = g->t->count, at = 0;
    if (!shelf_block(c, block, &word, e))
        return false;
    size_t all = card_units(d), from = BLOCK_AT(word), to = all;
    if (block + 1 < c->first_blocks[g->doc + 1]) {
        if (!shelf_block(c, block + 1, &next, e))
            return false;
        to = BLOCK_AT(next);
    }
    from = from > window ? from - window : 0;
    to = to + n - 1 - window < all ? to + n - 1 - window : all;
    const uint16_t *text;
    *there = false;
    if (!shelf_text(c, d, from, to, &text, e))
        return false;
    if (!g->t->needle.plain)
        units_fold(text, to - from, c->folded);
    *there = needle_seek(&g->t->needle, text, c->folded, to - from, &at);
    return true;
}

static bool block_asked(const struct sifting *g, uint32_t block, bool *asked, struct err *e)
{
    uint32_t word;
    *asked = true;
    if (!g->f->q->parts || g->t->not )
        return true;
    bool ok = shelf_block(g->f->c, block, &word, e);
    *asked = ok && g->f->q->parts >> BLOCK_PART(word) & 1;
    return ok;
}

/* A single unit in the asked parts of a document. */
static bool scan_parts(struct sifting *g, uint32_t doc, bool *there, struct err *e)
{
    const struct corpus *c = g->f->c;
    bool asked;
    g->doc = doc;
    *there = false;
    for (uint32_t b = c->first_blocks[doc]; !*there && b < c->first_blocks[doc + 1]; b++) {
        if (!block_asked(g, b, &asked, e) || (asked && !look(g, b, 0, there, e)))
            return false;
    }
    return true;
}

/* Blocks [from, to) of the list, all of the document g->doc: whether it is kept, and how.  After the first block in which the word
 * stands only those that say more are looked at: the headings. */
static bool sift_doc(struct sifting *g, const uint32_t *from, const uint32_t *to, bool sure, size_t window, struct err *e)
{
    const struct corpus *c = g->f->c;
    uint32_t first = c->first_blocks[g->doc], headings = c->first_blocks[g->doc + 1];
    if (g->f->rank)
        headings -= c->cards[g->doc].heading_blocks;
    for (const uint32_t *b = from; b < to; b++) {
        bool kept = kept_last(g, g->doc), there = true;
        if (kept && *b < headings) {
            while (b + 1 < to && b[1] < headings)
                b++;
            continue;
        }
        if (!kept && !block_asked(g, *b, &there, e))
            return false;
        if (there && !sure && !look(g, *b, window, &there, e))
            return false;
        if (there && !kept) {
            keep(g, g->doc, *b == first, *b >= headings);
        } else if (there) {
            g->out[g->count - 1].headings++;
            return true;
        }
    }
    return true;
}

/* Documents of blocks in which the term's pairs stand.  `sure`: so the term stands there. */
static bool sift_blocks(struct sifting *g, const uint32_t *blocks, size_t count, bool sure, size_t window, struct err *e)
{
    const uint32_t *b = blocks, *end = blocks + count;
    while (b < end) {
        seek_doc(g, *b);
        const uint32_t *from = b;
        for (uint32_t next = g->f->c->first_blocks[g->doc + 1]; b < end && *b < next;)
            b++;
        if (still_in(g, g->doc) && !sift_doc(g, from, b, sure, window, e))
            return false;
    }
    return true;
}

/* ---- two units and more ---- */

static int by_bytes(const void *x, const void *y)
{
    const struct list_place *a = x, *b = y;
    return a->bytes < b->bytes ? -1 : a->bytes > b->bytes;
}

/* The lists of the window's pairs, the shortest first; *count 0 where one is empty: the term is not in this segment. */
static bool window_lists(struct sifting *g, const struct shelf_segment *s, size_t window, struct list_place *out,
                         size_t *count, struct err *e)
{
    const struct term *t = g->t;
    size_t pairs = t->count - window < WINDOW_UNITS ? t->count - window - 1 : WINDOW_UNITS - 1;
    *count = 0;
    for (size_t i = 0; i < pairs; i++) {
        uint32_t key = KEY(t->units[window + i], t->units[window + i + 1]);
        bool again = false;
        for (size_t k = 0; k < i && !again; k++)
            again = KEY(t->units[window + k], t->units[window + k + 1]) == key;
        if (again)
            continue;
        if (!shelf_list(g->f->c, s, key, &out[*count], e))
            return false;
        if (out[*count].bytes == 0) {
            *count = 0;
            return true;
        }
        ++*count;
    }
    if (*count > 1)
        qsort(out, *count, sizeof *out, by_bytes);
    return true;
}

/* The window with the rarest pair, for terms longer than a window. */
static bool best_window(struct sifting *g, const struct shelf_segment *s, size_t *window, struct err *e)
{
    const struct term *t = g->t;
    size_t best = 0, least = SIZE_MAX, last = t->count > WINDOW_UNITS ? t->count - WINDOW_UNITS : 0;
    struct list_place p;
    for (size_t i = 0; last && i + 1 < t->count; i += 4) {
        if (!shelf_list(g->f->c, s, KEY(t->units[i], t->units[i + 1]), &p, e))
            return false;
        if (p.bytes < least) {
            least = p.bytes;
            best = i;
        }
    }
    *window = best < last ? best : last;
    return true;
}

static bool sift_pairs(struct sifting *g, const struct shelf_segment *s, struct err *e)
{
    struct list_place lists[WINDOW_UNITS];
    size_t window, count, candidates = 0;
    uint32_t *blocks;
    if (!best_window(g, s, &window, e) || !window_lists(g, s, window, lists, &count, e))
        return false;
    if (count == 0)
        return true;
    if (!read_numbers(g, &lists[0], s->s.block_from, s->s.block_to, &blocks, &candidates, e))
        return false;
    for (size_t i = 1; i < count && candidates && lists[i].bytes < candidates * g->f->c->look_cost; i++) {
        if (!intersect(g, &lists[i], s->s.block_from, blocks, &candidates, e))
            return false;
    }
    return sift_blocks(g, blocks, candidates, g->t->count == 2, window, e);
}

/* How much of the index the words of a term read first: what orders the terms. */
static bool cost(struct finding *f, const struct term *term, size_t *out, struct err *e)
{
    *out = 0;
    for (const struct term *t = term; t; t = t->or) {
        for (int i = 0; i < f->c->segment_count; i++) {
            size_t least = SIZE_MAX;
            struct list_place p;
            for (size_t k = 0; k + 1 < t->count || k == 0; k++) {
                uint32_t key = t->count == 1 ? KEY(t->units[0], SECOND_DOCS) : KEY(t->units[k], t->units[k + 1]);
                if (!shelf_list(f->c, &f->c->segments[i], key, &p, e))
                    return false;
                least = p.bytes < least ? p.bytes : least;
            }
            *out += least;
        }
    }
    return true;
}

/* ---- a term in few documents ---- */

/* Whether looking through the documents so far, once a word, costs less than reading the term's lists. */
static bool few_docs(const struct finding *f, const struct term *t, size_t list_bytes)
{
    size_t bytes = 0, words = 1;
    for (; t->or ; t = t->or)
        words++;
    for (size_t i = 0; i < f->count && words * bytes < list_bytes; i++)
        bytes += f->c->look_cost * (1 + card_units(&f->c->cards[f->docs[i].doc]) / UNITS_A_LOOK);
    return words * bytes < list_bytes;
}

static bool stands_in(const struct sifting *g, const uint16_t *text, size_t from, size_t to)
{
    return needle_seek(&g->t->needle, text, g->f->c->folded, to, &from);
}

/* The documents so far, each looked through whole. */
static bool scan_docs(struct sifting *g, struct err *e)
{
    struct corpus *c = g->f->c;
    const uint16_t *text;
    for (g->at = 0; g->at < g->within_count; g->at++) {
        uint32_t doc = g->within[g->at].doc;
        const struct card *d = &c->cards[doc];
        size_t all = card_units(d);
        if (!shelf_text(c, d, 0, all, &text, e))
            return false;
        if (!g->t->needle.plain)
            units_fold(text, all, c->folded);
        if (stands_in(g, text, 0, d->units))
            keep(g, doc, stands_in(g, text, 0, d->title_units), g->f->rank && stands_in(g, text, d->units, all));
    }
    return true;
}

/* ---- the words of a query ---- */

/* Of the documents so far, those in which one word stands; *out is the caller's to free. */
static bool sift_word(struct finding *f, const struct term *t, bool first, bool scan, struct found **out, size_t *count,
                      struct err *e)
{
    struct sifting g = { .f = f, .t = t, .within = first ? NULL : f->docs, .within_count = f->count };
    bool ok = !scan || scan_docs(&g, e);
    for (int i = 0; ok && !scan && i < f->c->segment_count; i++) {
        const struct shelf_segment *s = &f->c->segments[i];
        g.doc = s->s.doc_from;
        ok = t->count == 1 ? sift_single(&g, s, e) : sift_pairs(&g, s, e);
    }
    free(g.blocks);
    free(g.bytes);
    *out = g.out;
    *count = g.count;
    return ok;
}

static uint8_t greater(uint8_t x, uint8_t y)
{
    return x > y ? x : y;
}

/* The documents of two words that mean the same, each once; frees both. */
static struct found *either(struct found *x, size_t *x_count, struct found *y, size_t y_count)
{
    size_t room = 0, n = 0, i = 0, k = 0;
    struct found *out = array_room(NULL, &room, *x_count + y_count + 1, sizeof *out);
    while (i < *x_count || k < y_count) {
        bool left = i < *x_count && (k == y_count || x[i].doc <= y[k].doc);
        bool both = left && k < y_count && x[i].doc == y[k].doc;
        out[n] = left ? x[i] : y[k];
        if (both) {
            out[n].titles = greater(x[i].titles, y[k].titles);
            out[n].headings = greater(x[i].headings, y[k].headings);
        }
        i += left;
        k += !left || both;
        n++;
    }
    free(x);
    free(y);
    *x_count = n;
    return out;
}

/* Leaves the documents in which none of the given ones is. */
static void leave_out(struct finding *f, const struct found *out, size_t count)
{
    size_t n = 0, k = 0;
    for (size_t i = 0; i < f->count; i++) {
        while (k < count && out[k].doc < f->docs[i].doc)
            k++;
        if (k == count || out[k].doc != f->docs[i].doc)
            f->docs[n++] = f->docs[i];
    }
    f->count = n;
}

static bool sift(struct finding *f, const struct term *t, bool first, size_t list_bytes, struct err *e)
{
    struct found *docs = NULL, *more;
    size_t count = 0, more_count;
    bool ok = true, scan = !first && (!f->q->parts || t->not ) && few_docs(f, t, list_bytes);
    for (const struct term *word = t; ok && word; word = word->or) {
        ok = sift_word(f, word, first, scan, &more, &more_count, e);
        if (docs && ok)
            docs = either(docs, &count, more, more_count);
        else if (ok)
            docs = more, count = more_count;
        else
            free(more);
    }
    if (ok && t->not )
        leave_out(f, docs, count);
    if (!ok || t->not ) {
        free(docs);
        return ok;
    }
    free(f->docs);
    f->docs = docs;
    f->count = count;
    return true;
}

/* No words: every document the filters leave. */
static void take_all(struct finding *f)
{
    f->docs = malloc((f->c->doc_count + 1) * sizeof *f->docs);
    if (!f->docs)
        abort();
    for (uint32_t i = 0; i < f->c->doc_count; i++) {
        if (admitted(f, i))
            f->docs[f->count++] = (struct found) { .doc = i };
    }
}

bool find_docs(struct finding *f, struct err *e)
{
    const struct corpus_query *q = f->q;
    size_t costs[CORPUS_TERMS_MAX] = { 0 };
    int order[CORPUS_TERMS_MAX], n = 0;
    f->docs = NULL;
    f->count = 0;
    for (int i = 0; i < q->term_count; i++) {
        if ((q->term_count > 1 || q->terms[i].not ) && !cost(f, &q->terms[i], &costs[i], e))
            return false;
        if (q->terms[i].not )
            continue;
        int at = n++;
        for (; at > 0 && costs[order[at - 1]] > costs[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    if (n == 0)
        take_all(f);
    bool ok = true;
    for (int i = 0; ok && i < n; i++)
        ok = (i > 0 && f->count == 0) || sift(f, &q->terms[order[i]], i == 0, costs[order[i]], e);
    for (int i = 0; ok && i < q->term_count; i++)
        ok = !q->terms[i].not || f->count == 0 || sift(f, &q->terms[i], false, costs[i], e);
    ok = ok && (q->figure_count == 0 || figures_sift(f, e));
    if (!ok) {
        free(f->docs);
        f->docs = NULL;
    }
    return ok;
}
