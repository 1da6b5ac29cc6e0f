/* corpus/headings.c: a document's headings: packed beside it, and once more behind its text so that a search can tell words that
 * stand in them. */
#include <string.h>

#include "corpus/store.h"

#define COPIED_UNITS_MAX ((size_t)1024 * 1024)

/* Code points of a text to units of the document, asked in ascending order. */
struct points {
    const uint16_t *units;
    size_t count, point, at;
};

static size_t unit_of(struct points *p, size_t point)
{
    for (; p->point < point && p->at < p->count; p->point++)
        p->at += (p->units[p->at] & 0xFC00) == 0xD800 && p->at + 1 < p->count ? 2 : 1;
    return p->at;
}

void headings_pack(const struct card *c, const uint16_t *units, const struct reading *k, struct buf *out, struct cut *cuts,
                   int *cut_count)
{
    size_t lead = c->flags & CARD_TITLE_APART ? (size_t)c->title_units + 1 : 0, before = 0;
    struct points p = { units, c->units, 0, lead };
    unsigned part = k->outline_count ? 0 : 1;
    for (int i = 0; i < k->outline_count; i++) {
        const struct text_heading *h = &k->outline[i];
        size_t start = unit_of(&p, h->start), end = unit_of(&p, h->end);
        uint8_t room[12], *q = varint_put(varint_put(room, (uint32_t)(start - before)), (uint32_t)(end - start));
        *q++ = (uint8_t)h->level;
        *q++ = (uint8_t)(h->part + 1);
        buf_put(out, (char *)room, (size_t)(q - room));
        before = start;
        unsigned now = h->level == 1 ? 0 : (unsigned)h->part + 1;
        if (now != part && h->level > 1) {
            cuts[(*cut_count)++] = (struct cut) { start, now, PLACE_TEXT };
            part = now;
        }
    }
}

bool heading_next(const uint8_t **p, const uint8_t *end, struct heading *h)
{
    uint32_t step, length;
    if (!varint_get(p, end, &step) || !varint_get(p, end, &length) || end - *p < 2)
        return false;
    h->start += step;
    h->end = h->start + length;
    h->level = (*p)[0];
    *p += 2;
    return true;
}

size_t headings_copy(const uint16_t *units, size_t count, const uint8_t *packed, size_t bytes, uint16_t *out)
{
    struct heading h = { 0 };
    size_t n = 0;
    for (const uint8_t *p = packed, *end = p + bytes; heading_next(&p, end, &h) && n < COPIED_UNITS_MAX;) {
        size_t length = h.end - h.start < HEADING_UNITS ? h.end - h.start : HEADING_UNITS;
        if (h.level < 2 || h.end > count)
            continue;
        out[n++] = '\n';
        memcpy(out + n, units + h.start, length * sizeof *out);
        n += length;
    }
    return n;
}
