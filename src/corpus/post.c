/* corpus/post.c: the pairs of new text, gathered, sorted and written as one segment.
 *
 * Cost: one 8-byte item a pair, three passes of a radix sort; memory is POSTS_ROOM items twice, whatever is added.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "corpus/inside.h"

#define RADIX_BITS 11
#define RADIX      (1u << RADIX_BITS)

static const char SQL_SEGMENT[] =
    "INSERT INTO corpus_segment(segment, block_from, block_to, doc_from, doc_to, bytes) VALUES (?, ?, ?, ?, ?, ?)";
static const char SQL_NEXT_SEGMENT[] = "SELECT coalesce(max(segment), 0) + 1 FROM corpus_segment";

void posts_start(struct posts *p)
{
    *p = (struct posts) { .room = POSTS_ROOM };
    p->stamps = calloc(0x10000, sizeof *p->stamps);
    p->title_stamps = calloc(0x10000, sizeof *p->title_stamps);
    if (!p->stamps || !p->title_stamps)
        abort();
}

void posts_end(struct posts *p)
{
    free(p->items);
    free(p->stamps);
    free(p->title_stamps);
    *p = (struct posts) { 0 };
}

bool posts_room(struct posts *p, size_t units)
{
    size_t need = p->count + 3 * (units + OVERLAP_UNITS);
    if (p->count > 0 && need > p->room)
        return false;
    if (need > p->allocated) {
        p->allocated = need + need / 2 + 4096;
        p->items = realloc(p->items, p->allocated * sizeof *p->items);
        if (!p->items)
            abort();
    }
    return true;
}

static void put(struct posts *p, uint32_t key, uint32_t number)
{
    p->items[p->count++] = (uint64_t)key << 32 | number;
}

void posts_block(struct posts *p, const uint16_t *folded, size_t count, size_t start, size_t end, uint32_t block,
                 uint32_t doc, bool title)
{
    uint32_t number = block - p->block_from;
    size_t i = start;
    for (; i < end; i++) {
        uint16_t c = folded[i];
        if (c == '\n')
            continue;
        if (p->stamps[c] != doc + 1) {
            p->stamps[c] = doc + 1;
            put(p, KEY(c, SECOND_DOCS), doc - p->doc_from);
        }
        if (title && p->title_stamps[c] != doc + 1) {
            p->title_stamps[c] = doc + 1;
            put(p, KEY(c, SECOND_TITLES), doc - p->doc_from);
        }
        if (i + 1 < count && folded[i + 1] != '\n')
            put(p, KEY(c, folded[i + 1]), number);
    }
    if (start == end || folded[end - 1] == '\n')
        return;
    for (size_t last = end + OVERLAP_UNITS - 1; i < last && i + 1 < count && folded[i] != '\n' && folded[i + 1] != '\n'; i++)
        put(p, KEY(folded[i], folded[i + 1]), number);
}

/* By key, stable: numbers were put in ascending order and stay so. */
static void sort_items(struct posts *p)
{
    uint64_t *spare = malloc((p->count + 1) * sizeof *spare);
    if (!spare)
        abort();
    for (int shift = 32; shift < 64; shift += RADIX_BITS) {
        size_t at[RADIX] = { 0 }, sum = 0;
        for (size_t i = 0; i < p->count; i++)
            at[p->items[i] >> shift & (RADIX - 1)]++;
        for (size_t d = 0; d < RADIX; d++) {
            size_t n = at[d];
            at[d] = sum;
            sum += n;
        }
        for (size_t i = 0; i < p->count; i++)
            spare[at[p->items[i] >> shift & (RADIX - 1)]++] = p->items[i];
        uint64_t *sorted = spare;
        spare = p->items;
        p->items = sorted;
    }
    free(spare);
    p->allocated = p->count + 1;
}

static bool write_lists(struct posts *p, struct part_out *out, struct err *e)
{
    uint8_t *list = malloc(p->count * 5 + 5);
    bool ok = true;
    if (!list)
        abort();
    for (size_t i = 0; ok && i < p->count;) {
        uint32_t key = (uint32_t)(p->items[i] >> 32), before = 0;
        uint8_t *end = list;
        for (bool first = true; i < p->count && (uint32_t)(p->items[i] >> 32) == key; i++) {
            uint32_t number = (uint32_t)p->items[i];
            if (first || number != before)
                end = varint_put(end, number - before);
            before = number;
            first = false;
        }
        ok = part_put(out, key, list, (size_t)(end - list), e);
    }
    free(list);
    return ok;
}

static bool write_segment(struct db *db, const struct segment *s, struct err *e)
{
    return db_run(db, e, SQL_SEGMENT, "iiiiii", s->id, (int64_t)s->block_from, (int64_t)s->block_to, (int64_t)s->doc_from,
                  (int64_t)s->doc_to, s->bytes);
}

bool posts_flush(struct posts *p, struct db *db, uint32_t block_to, uint32_t doc_to, uint32_t next_doc, struct err *e)
{
    struct segment s = { .block_from = p->block_from, .block_to = block_to, .doc_from = p->doc_from, .doc_to = doc_to };
    bool ok = true;
    if (block_to > p->block_from) {
        ok = db_int(db, e, &s.id, SQL_NEXT_SEGMENT, "");
        struct part_out out = { .db = db, .segment = s.id };
        sort_items(p);
        ok = ok && write_lists(p, &out, e);
        ok = part_out_end(&out, ok, e) && ok;
        s.bytes = out.bytes;
        ok = ok && write_segment(db, &s, e);
    }
    p->count = 0;
    p->block_from = block_to;
    p->doc_from = next_doc;
    memset(p->stamps, 0, 0x10000 * sizeof *p->stamps);
    memset(p->title_stamps, 0, 0x10000 * sizeof *p->title_stamps);
    return ok;
}
