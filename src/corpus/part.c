/* corpus/part.c: the bytes of a segment.
 *
 * A part:  count of pages, u32
 *          a page: its first key, where its keys begin, where its lists begin (from the start of the part), 3 x u32
 *          keys:   KEYS_A_PAGE a page: key - the key before (0 for the first), bytes of its list; varints
 *          lists:  numbers ascending, each less the one before; digits.h
 * Everything is little-endian.  Lists of a page follow one another, so a key needs no place of its own: 3 bytes a key.
 */
#include <stdlib.h>
#include <string.h>

#include "corpus/digits.h"
#include "corpus/inside.h"

static const char SQL_PUT[] = "INSERT INTO corpus_part(segment, first_key, data) VALUES (?, ?, ?)";
static const char SQL_NEXT[] = "SELECT part, data FROM corpus_part WHERE segment = ? AND part > ? ORDER BY part LIMIT 1";

static void put_u32(struct buf *b, uint32_t v)
{
    buf_put(b, (const char[]) { (char)v, (char)(v >> 8), (char)(v >> 16), (char)(v >> 24) }, 4);
}

static uint32_t get_u32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool write_part(struct part_out *p, struct err *e)
{
    struct buf out = { 0 };
    uint32_t keys = (uint32_t)(PART_HEAD + PART_PAGE * p->page_count), lists = keys + (uint32_t)p->keys.bytes;
    put_u32(&out, (uint32_t)p->page_count);
    for (size_t i = 0; i < p->page_count; i++) {
        put_u32(&out, p->pages[i].key);
        put_u32(&out, keys + p->pages[i].keys_at);
        put_u32(&out, lists + p->pages[i].lists_at);
    }
    buf_put(&out, buf_get(&p->keys), p->keys.bytes);
    buf_put(&out, buf_get(&p->lists), p->lists.bytes);
    struct stmt *s = db_use(p->db, SQL_PUT, e);
    bool ok = s != NULL;
    if (ok) {
        stmt_int(s, 1, p->segment);
        stmt_int(s, 2, p->pages[0].key);
        stmt_blob(s, 3, out.data, out.bytes);
        ok = stmt_run(s, e);
        stmt_done(s);
    }
    p->bytes += (int64_t)out.bytes;
    p->page_count = 0;
    p->page_keys = 0;
    buf_clear(&p->keys);
    buf_clear(&p->lists);
    buf_free(&out);
    return ok;
}

bool part_put(struct part_out *p, uint32_t key, const uint8_t *list, size_t bytes, struct err *e)
{
    uint8_t room[10];
    bool full = p->page_keys == KEYS_A_PAGE;
    if (full && p->keys.bytes + p->lists.bytes >= PART_BYTES && !write_part(p, e))
        return false;
    if (p->page_count == 0 || p->page_keys == KEYS_A_PAGE) {
        p->pages = array_room(p->pages, &p->page_room, p->page_count + 1, sizeof *p->pages);
        p->pages[p->page_count++] = (struct part_page) { key, (uint32_t)p->keys.bytes, (uint32_t)p->lists.bytes };
        p->page_keys = 0;
        p->last_key = key;
    }
    uint8_t *end = varint_put(varint_put(room, key - p->last_key), (uint32_t)bytes);
    buf_put(&p->keys, (char *)room, (size_t)(end - room));
    buf_put(&p->lists, (const char *)list, bytes);
    p->last_key = key;
    p->page_keys++;
    return true;
}

bool part_out_end(struct part_out *p, bool keep, struct err *e)
{
    bool ok = !keep || p->page_count == 0 || write_part(p, e);
    buf_free(&p->keys);
    buf_free(&p->lists);
    free(p->pages);
    p->pages = NULL;
    return ok;
}

/* ---- read through ---- */

static bool damaged(const struct part_in *p, struct err *e)
{
    return ERR(e, ERR_CORRUPT, CORPUS_INDEX_BAD, MSG_NUM(p->part));
}

/* The next part of the segment; done where there is none. */
static bool load(struct part_in *p, struct err *e)
{
    struct stmt *s = db_use(p->db, SQL_NEXT, e);
    bool row = false, ok = s != NULL;
    if (!ok)
        return false;
    stmt_int(s, 1, p->segment);
    stmt_int(s, 2, p->part);
    ok = stmt_step(s, &row, e);
    p->done = !row;
    if (ok && row) {
        p->part = stmt_get_int(s, 0);
        const void *data = stmt_get_blob(s, 1, &p->bytes);
        free(p->data);
        p->data = malloc(p->bytes + DIGITS_SLACK);
        if (!p->data)
            abort();
        if (p->bytes)
            memcpy(p->data, data, p->bytes);
        p->page = 0;
        p->page_count = p->bytes >= PART_HEAD ? get_u32(p->data) : 0;
        p->keys = p->keys_end = NULL;
        if (p->page_count == 0 || p->page_count > (p->bytes - PART_HEAD) / PART_PAGE)
            ok = damaged(p, e);
    }
    stmt_done(s);
    return ok;
}

static bool open_page(struct part_in *p, struct err *e)
{
    const uint8_t *dir = p->data + PART_HEAD + (size_t)p->page * PART_PAGE;
    uint32_t keys_at = get_u32(dir + 4);
    uint32_t keys_end = p->page + 1 < p->page_count ? get_u32(dir + PART_PAGE + 4) : get_u32(p->data + PART_HEAD + 8);
    p->key = get_u32(dir);
    p->at = get_u32(dir + 8);
    if (keys_at >= keys_end || keys_end > p->bytes || p->at > p->bytes)
        return damaged(p, e);
    p->keys = p->data + keys_at;
    p->keys_end = p->data + keys_end;
    p->page++;
    return true;
}

bool part_in_next(struct part_in *p, struct err *e)
{
    uint32_t step, bytes;
    if (p->keys == p->keys_end) {
        if (p->page == p->page_count && !load(p, e))
            return false;
        if (p->done)
            return true;
        if (!open_page(p, e))
            return false;
    }
    if (!varint_get(&p->keys, p->keys_end, &step) || !varint_get(&p->keys, p->keys_end, &bytes) || bytes > p->bytes - p->at)
        return damaged(p, e);
    p->key += step;
    p->list = p->data + p->at;
    p->list_bytes = bytes;
    p->at += bytes;
    return true;
}

bool part_in_start(struct part_in *p, struct db *db, int64_t segment, struct err *e)
{
    *p = (struct part_in) { .db = db, .segment = segment };
    return part_in_next(p, e);
}

void part_in_end(struct part_in *p)
{
    free(p->data);
    p->data = NULL;
}
