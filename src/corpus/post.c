/* corpus/post.c: the pairs of new text, gathered block by block and written as one segment. */
#include <stdlib.h>
#include <string.h>

#include "corpus/inside.h"

static const char SQL_SEGMENT[] =
    "INSERT INTO corpus_segment(segment, block_from, block_to, doc_from, doc_to, bytes) VALUES (?, ?, ?, ?, ?, ?)";
static const char SQL_NEXT_SEGMENT[] = "SELECT coalesce(max(segment), 0) + 1 FROM corpus_segment";

void posts_start(struct posts *p)
{
    *p = (struct posts) { .lists_room = LISTS_ROOM };
    p->stamps = calloc(0x10000, sizeof *p->stamps);
    p->place_stamps = calloc(0x10000, sizeof *p->place_stamps);
    if (!p->stamps || !p->place_stamps)
        abort();
    lists_clear(&p->lists);
}

void posts_end(struct posts *p)
{
    free(p->items);
    free(p->stamps);
    free(p->place_stamps);
    lists_free(&p->lists);
    *p = (struct posts) { 0 };
}

static void put(struct posts *p, uint32_t key, uint32_t number)
{
    p->items[p->count++] = (struct post) { key, number };
}

void posts_block(struct posts *p, const uint16_t *folded, size_t count, size_t start, size_t end, uint32_t block,
                 uint32_t doc, enum block_place place)
{
    uint32_t number = block - p->block_from;
    size_t i = start;
    p->items = array_room(p->items, &p->room, 3 * (end - start + OVERLAP_UNITS), sizeof *p->items);
    p->count = 0;
    for (; i < end; i++) {
        uint16_t c = folded[i];
        if (c == '\n')
            continue;
        if (p->stamps[c] != doc + 1) {
            p->stamps[c] = doc + 1;
            put(p, KEY(c, SECOND_DOCS), doc - p->doc_from);
        }
        if (place != PLACE_TEXT && p->place_stamps[c] != 2 * doc + place) {
            p->place_stamps[c] = 2 * doc + place;
            put(p, KEY(c, place == PLACE_TITLE ? SECOND_TITLES : SECOND_HEADINGS), doc - p->doc_from);
        }
        if (i + 1 < count && folded[i + 1] != '\n')
            put(p, KEY(c, folded[i + 1]), number);
    }
    if (start == end || folded[end - 1] == '\n')
        return;
    for (size_t last = end + OVERLAP_UNITS - 1; i < last && i + 1 < count && folded[i] != '\n' && folded[i + 1] != '\n'; i++)
        put(p, KEY(folded[i], folded[i + 1]), number);
}

static bool write_segment(struct db *db, const struct segment *s, struct err *e)
{
    return db_run(db, e, SQL_SEGMENT, "iiiiii", s->id, (int64_t)s->block_from, (int64_t)s->block_to, (int64_t)s->doc_from,
                  (int64_t)s->doc_to, s->bytes);
}

bool posts_flush(struct posts *p, struct db *db, uint32_t block_to, uint32_t doc_to, struct err *e)
{
    struct segment s = { .block_from = p->block_from, .block_to = block_to, .doc_from = p->doc_from, .doc_to = doc_to };
    bool ok = true;
    if (block_to > p->block_from) {
        ok = db_int(db, e, &s.id, SQL_NEXT_SEGMENT, "");
        struct part_out out = { .db = db, .segment = s.id };
        ok = ok && lists_write(&p->lists, &out, e);
        ok = part_out_end(&out, ok, e) && ok;
        s.bytes = out.bytes;
        ok = ok && write_segment(db, &s, e);
    }
    lists_clear(&p->lists);
    p->block_from = block_to;
    p->doc_from = doc_to;
    memset(p->stamps, 0, 0x10000 * sizeof *p->stamps);
    memset(p->place_stamps, 0, 0x10000 * sizeof *p->place_stamps);
    return ok;
}
