/* corpus/reuse.c: what was written before: the same heading year after year. */
#include <stdlib.h>
#include <string.h>

#include "corpus/quote.h"

const char *slice(struct arena *a, const uint16_t *u, size_t from, size_t to)
{
    struct buf b = { 0 };
    units_text(u + from, to - from, &b);
    const char *at = buf_get(&b);
    size_t bytes = b.bytes;
    text_trim(&at, &bytes);
    char *text = ARENA_ARRAY(a, char, bytes + 1);
    memcpy(text, at, bytes);
    buf_free(&b);
    return text;
}

/* ---- the same heading ---- */

static size_t read_headings(struct arena *a, const uint8_t *p, size_t bytes, struct heading **out)
{
    struct heading h = { 0 };
    size_t count = 0;
    struct heading *list = ARENA_ARRAY(a, struct heading, bytes / 4 + 1);
    for (const uint8_t *end = p + bytes; heading_next(&p, end, &h);)
        list[count++] = h;
    *out = list;
    return count;
}

struct sections {
    struct corpus *c;
    struct arena *a;
    const uint16_t *wanted; /* folded */
    size_t wanted_count;
    struct corpus_section *items;
    int64_t count, room;
};

static void put_section(struct sections *s, const struct corpus_section *d)
{
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 16;
        struct corpus_section *more = ARENA_ARRAY(s->a, struct corpus_section, (size_t)s->room);
        if (s->count)
            memcpy(more, s->items, (size_t)s->count * sizeof *more);
        s->items = more;
    }
    s->items[s->count++] = *d;
}

/* The first heading that holds the words, with all below it. */
static bool section_of(struct sections *s, uint32_t doc, struct err *e)
{
    const struct card *d = &s->c->cards[doc];
    const uint16_t *u;
    const uint8_t *packed;
    size_t bytes;
    struct heading *h;
    if (!corpus_headings(s->c, s->a, doc, &packed, &bytes, e) || !shelf_text(s->c, d, 0, d->units, &u, e))
        return false;
    size_t count = read_headings(s->a, packed, bytes, &h);
    units_fold(u, d->units, s->c->folded);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0, end = d->units;
        if (h[i].level < 2 || h[i].end > d->units
            || !units_find(s->c->folded + h[i].start, h[i].end - h[i].start, s->wanted, s->wanted_count, &at))
            continue;
        for (size_t k = i + 1; k < count && end == d->units; k++) {
            if (h[k].level <= h[i].level && h[k].start <= d->units)
                end = h[k].start;
        }
        struct corpus_section x = { .heading = slice(s->a, u, h[i].start, h[i].end),
                                    .text = slice(s->a, u, h[i].start, end) };
        if (!corpus_about(s->c, s->a, doc, &x.about, e))
            return false;
        put_section(s, &x);
        return true;
    }
    return true;
}

static int by_year(const void *p, const void *q)
{
    const struct corpus_section *a = p, *b = q;
    return a->about.year != b->about.year ? a->about.year - b->about.year : strcmp(a->about.id, b->about.id);
}

bool corpus_sections(struct corpus *c, struct arena *a, const char *id, const char *heading, const struct corpus_asker *who,
                     struct corpus_section **out, int64_t *count, struct err *e)
{
    struct sections s = { .c = c, .a = a };
    const bool *seen = audiences_ok(c, a, who);
    struct corpus_kept kept;
    uint32_t doc;
    uint8_t hash[SM3_BYTES];
    s.wanted = folded_text(a, heading, &s.wanted_count);
    if (!corpus_find(c, a, id, who, &doc, &kept, hash, e))
        return false;
    bool ok = true;
    for (uint32_t i = 0; ok && i < c->doc_count; i++) {
        const struct card *d = &c->cards[i];
        if (d->flags & CARD_LIVE && d->org == c->cards[doc].org && (!seen || seen[d->audience]) && (d->org || i == doc))
            ok = section_of(&s, i, e);
    }
    if (s.count)
        qsort(s.items, (size_t)s.count, sizeof *s.items, by_year);
    *out = s.items;
    *count = s.count;
    return ok;
}
