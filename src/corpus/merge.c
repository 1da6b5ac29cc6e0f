/* corpus/merge.c: neighbouring segments made one, so that a query looks into few.
 *
 * When: a segment is taken in while it is smaller than RATIO times all that was added after it; so a byte is written again
 * a logarithm of times, and a query finds a logarithm of segments.  Beyond SEGMENT_BYTES_MAX a segment rests: no add has to
 * wait for the whole library.
 * How:  key by key; a list is copied as it is but for its first number, which counts from another first block.
 */
#include <stdlib.h>
#include <string.h>

#include "corpus/digits.h"
#include "corpus/inside.h"

#define RATIO             3
#define SEGMENT_BYTES_MAX ((int64_t)96 * 1024 * 1024)

static const char SQL_READ[] =
    "SELECT segment, block_from, block_to, doc_from, doc_to, bytes FROM corpus_segment ORDER BY block_from, segment";
static const char SQL_SEGMENT[] =
    "INSERT INTO corpus_segment(segment, block_from, block_to, doc_from, doc_to, bytes) VALUES (?, ?, ?, ?, ?, ?)";
static const char SQL_NEXT_SEGMENT[] = "SELECT coalesce(max(segment), 0) + 1 FROM corpus_segment";
static const char SQL_DROP_PARTS[] = "DELETE FROM corpus_part WHERE segment = ?";
static const char SQL_DROP[] = "DELETE FROM corpus_segment WHERE segment = ?";

bool segments_read(struct db *db, struct segment **out, int *count, struct err *e)
{
    struct stmt *s = db_use(db, SQL_READ, e);
    bool row = true, ok = s != NULL;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        *out = array_room(*out, &room, (size_t)*count + 1, sizeof **out);
        (*out)[(*count)++] =
            (struct segment) { stmt_get_int(s, 0),           (uint32_t)stmt_get_int(s, 1), (uint32_t)stmt_get_int(s, 2),
                               (uint32_t)stmt_get_int(s, 3), (uint32_t)stmt_get_int(s, 4), stmt_get_int(s, 5) };
    }
    if (s)
        stmt_done(s);
    return ok;
}

/* ---- one list after another ---- */

struct joining {
    struct buf list; /* the key's, so far */
    bool half;       /* its last byte's high half is empty */
    uint32_t last;   /* its last number, counted from the first segment */
    bool any;
};

static void put_digit(struct joining *j, uint8_t digit)
{
    if (!j->half)
        buf_put(&j->list, "", 1);
    digit_put((uint8_t *)j->list.data + j->list.bytes - 1, j->half, digit);
    j->half = !j->half;
}

/* The rest of a list as it is. */
static void put_rest(struct joining *j, struct digits d)
{
    if (d.at < d.end && (d.at & 1) != j->half) { /* it lies half a byte beside: digit by digit */
        for (; d.at < d.end; d.at++)
            put_digit(j, d.data[d.at / 2] >> 4 * (d.at & 1) & 0xF);
        return;
    }
    if (d.at < d.end && j->half) {
        put_digit(j, d.data[d.at / 2] >> 4);
        d.at++;
    }
    if (d.at == d.end)
        return;
    buf_put(&j->list, (const char *)d.data + d.at / 2, (d.end + 1) / 2 - d.at / 2);
    j->half = d.end & 1;
}

/* Appends a list whose numbers count from `base` beyond the first segment's. */
static bool join(struct joining *j, const uint8_t *list, size_t bytes, uint32_t base)
{
    struct digits d = digits_of(list, bytes), rest;
    uint32_t first, step, sum;
    unsigned count;
    if (!digits_next(&d, &first))
        return false;
    first += base;
    if (j->any && first <= j->last)
        return false;
    rest = d;
    for (sum = first; digits_next(&d, &step);)
        sum += step;
    if (d.at < d.end)
        return false;
    for (uint64_t w = digits_make(j->any ? first - j->last : first, &count); count; count--, w >>= 4)
        put_digit(j, w & 0xF);
    put_rest(j, rest);
    j->last = sum;
    j->any = true;
    return true;
}

static bool join_key(struct part_in *in, const struct segment *s, int count, uint32_t key, struct joining *j, struct err *e)
{
    buf_clear(&j->list);
    j->any = j->half = false;
    for (int i = 0; i < count; i++) {
        if (in[i].done || in[i].key != key)
            continue;
        uint32_t base = key_counts_docs(key) ? s[i].doc_from - s[0].doc_from : s[i].block_from - s[0].block_from;
        if (!join(j, in[i].list, in[i].list_bytes, base))
            return ERR(e, ERR_CORRUPT, CORPUS_INDEX_BAD, MSG_NUM(in[i].part));
        if (!part_in_next(&in[i], e))
            return false;
    }
    return true;
}

static bool merge_lists(struct part_in *in, const struct segment *s, int count, struct part_out *out, struct err *e)
{
    struct joining j = { 0 };
    bool ok = true;
    for (int i = 0; ok && i < count; i++)
        ok = part_in_start(&in[i], out->db, s[i].id, e);
    while (ok) {
        uint32_t key = 0;
        bool any = false;
        for (int i = 0; i < count; i++) {
            if (!in[i].done && (!any || in[i].key < key)) {
                key = in[i].key;
                any = true;
            }
        }
        if (!any)
            break;
        ok = join_key(in, s, count, key, &j, e) && part_put(out, key, (const uint8_t *)j.list.data, j.list.bytes, e);
    }
    buf_free(&j.list);
    return ok;
}

static bool merge(struct db *db, const struct segment *s, int count, struct err *e)
{
    struct segment to = { .block_from = s[0].block_from,
                          .block_to = s[count - 1].block_to,
                          .doc_from = s[0].doc_from,
                          .doc_to = s[count - 1].doc_to };
    struct part_in *in = calloc((size_t)count, sizeof *in);
    if (!in)
        abort();
    bool ok = db_int(db, e, &to.id, SQL_NEXT_SEGMENT, "");
    struct part_out out = { .db = db, .segment = to.id };
    ok = ok && merge_lists(in, s, count, &out, e);
    ok = part_out_end(&out, ok, e) && ok;
    for (int i = 0; i < count; i++) {
        part_in_end(&in[i]);
        ok = ok && db_run(db, e, SQL_DROP_PARTS, "i", s[i].id) && db_run(db, e, SQL_DROP, "i", s[i].id);
    }
    free(in);
    return ok
           && db_run(db, e, SQL_SEGMENT, "iiiiii", to.id, (int64_t)to.block_from, (int64_t)to.block_to, (int64_t)to.doc_from,
                     (int64_t)to.doc_to, out.bytes);
}

bool segments_merge(struct db *db, struct err *e)
{
    struct segment *s;
    int count;
    bool ok = segments_read(db, &s, &count, e);
    int first = count - 1;
    int64_t sum = first >= 0 ? s[first].bytes : 0;
    while (ok && first > 0 && s[first - 1].bytes < RATIO * sum && s[first - 1].bytes + sum <= SEGMENT_BYTES_MAX)
        sum += s[--first].bytes;
    ok = ok && (count - first < 2 || merge(db, s + first, count - first, e));
    free(s);
    return ok;
}

/* ---- what the index says in all ---- */

uint64_t post_mix(uint32_t key, uint32_t number)
{
    uint64_t h = ((uint64_t)key << 32 | number) * 0x9E3779B97F4A7C15u;
    h = (h ^ h >> 29) * 0xBF58476D1CE4E5B9u;
    return h ^ h >> 32;
}

static bool sum_list(const struct part_in *in, const struct segment *s, uint64_t *sum)
{
    bool docs = key_counts_docs(in->key);
    uint32_t number = docs ? s->doc_from : s->block_from, to = docs ? s->doc_to : s->block_to, step;
    struct digits d = digits_of(in->list, in->list_bytes);
    for (bool first = true; digits_next(&d, &step); first = false) {
        if ((!first && step == 0) || step >= to - number)
            return false;
        number += step;
        *sum += post_mix(in->key, number);
    }
    return d.at == d.end;
}

bool segment_sum(struct db *db, const struct segment *s, uint64_t *sum, struct err *e)
{
    struct part_in in;
    bool ok = part_in_start(&in, db, s->id, e);
    *sum = 0;
    while (ok && !in.done)
        ok = sum_list(&in, s, sum) ? part_in_next(&in, e) : ERR(e, ERR_CORRUPT, CORPUS_INDEX_BAD, MSG_NUM(in.part));
    part_in_end(&in);
    return ok;
}
