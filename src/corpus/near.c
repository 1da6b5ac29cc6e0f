/* corpus/near.c: documents that are nearly the same.
 *
 * How: MinHash by one permutation: every run of SHINGLE folded units (white space apart) is hashed; the hash's first bits name
 * one of NEAR_BYTES bins, each bin keeps its least hash, and of that one byte is stored.  The share of equal bytes estimates
 * the share of runs two texts have in common (Jaccard), with a deviation of about 4 % at most; two bytes that mean different
 * things are equal once in 256.
 * Source: P. Li, A. Owen, C.-H. Zhang, One Permutation Hashing, 2012; empty bins are filled from the next, as in A. Shrivastava,
 * P. Li, Densifying One Permutation Hashing, 2014.
 */
#include <stdlib.h>
#include <string.h>

#include "corpus/store.h"

#define SHINGLE  4
#define BIN_BITS 7
_Static_assert(1 << BIN_BITS == NEAR_BYTES, "a bin is named by the first bits of a hash");

static const char SQL_PAGES[] = "SELECT page, signs FROM corpus_near ORDER BY page";
static const char SQL_PAGE[] = "SELECT signs FROM corpus_near WHERE page = ?";

static bool is_space(uint16_t c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == 0xA0;
}

/* Bins in which nothing fell take what the next full one has, so that short texts can be compared too. */
static void fill_empty(uint64_t least[NEAR_BYTES])
{
    int full = -1;
    for (int i = 2 * NEAR_BYTES; i-- > 0;) {
        int at = i % NEAR_BYTES;
        if (least[at] != UINT64_MAX)
            full = at;
        else if (full >= 0)
            least[at] = least[full] + (uint64_t)(full - at + NEAR_BYTES) % NEAR_BYTES * 0x9E3779B97F4A7C15u;
    }
}

void near_sign(const uint16_t *folded, size_t count, uint8_t out[NEAR_BYTES])
{
    uint64_t least[NEAR_BYTES], run = 0;
    int length = 0;
    memset(least, 0xFF, sizeof least);
    for (size_t i = 0; i < count; i++) {
        if (is_space(folded[i]))
            continue;
        run = run << 16 | folded[i];
        if (++length < SHINGLE)
            continue;
        uint64_t h = run * 0x9E3779B97F4A7C15u;
        h = (h ^ h >> 32) * 0xD6E8FEB86659FD93u;
        h ^= h >> 32;
        h *= 0xD6E8FEB86659FD93u;
        uint64_t *bin = &least[h >> (64 - BIN_BITS)], rest = h << BIN_BITS;
        if (rest < *bin)
            *bin = rest;
    }
    fill_empty(least);
    for (int i = 0; i < NEAR_BYTES; i++)
        out[i] = (uint8_t)((least[i] * 0xD6E8FEB86659FD93u) >> 56);
}

int near_percent(const uint8_t *a, const uint8_t *b)
{
    int same = 0;
    for (int i = 0; i < NEAR_BYTES; i++)
        same += a[i] == b[i];
    int share = (same * 256 - NEAR_BYTES) * 100 / (NEAR_BYTES * 255); /* less what is equal by chance */
    return share > 0 ? share : 0;
}

/* ---- asking ---- */

static bool sign_of(struct corpus *c, uint32_t doc, uint8_t out[NEAR_BYTES], struct err *e)
{
    struct stmt *s = db_use(c->db, SQL_PAGE, e);
    if (!s)
        return false;
    bool row;
    size_t bytes = 0, at = doc % NEARS_A_PAGE * NEAR_BYTES;
    stmt_int(s, 1, doc / NEARS_A_PAGE);
    bool ok = stmt_step(s, &row, e);
    const uint8_t *data = ok && row ? stmt_get_blob(s, 0, &bytes) : NULL;
    if (bytes >= at + NEAR_BYTES)
        memcpy(out, data + at, NEAR_BYTES);
    stmt_done(s);
    return ok && (bytes >= at + NEAR_BYTES || ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD));
}

struct alike {
    uint32_t doc;
    int percent;
};
struct comparing {
    struct corpus *c;
    const bool *seen;
    uint8_t sign[NEAR_BYTES];
    uint32_t doc;
    int least;
    struct alike *items;
    size_t count, room;
};

static void compare_page(struct comparing *x, int64_t page, const uint8_t *signs, size_t bytes)
{
    for (size_t i = 0; i + NEAR_BYTES <= bytes; i += NEAR_BYTES) {
        int64_t doc = page * NEARS_A_PAGE + (int64_t)(i / NEAR_BYTES);
        int percent = near_percent(signs + i, x->sign);
        if (percent < x->least || doc == x->doc || doc >= x->c->doc_count)
            continue;
        const struct card *d = &x->c->cards[doc];
        if (!(d->flags & CARD_LIVE) || (x->seen && !x->seen[d->audience]))
            continue;
        x->items = array_room(x->items, &x->room, x->count + 1, sizeof *x->items);
        x->items[x->count++] = (struct alike) { (uint32_t)doc, percent };
    }
}

static bool compare_all(struct comparing *x, struct err *e)
{
    struct stmt *s = db_use(x->c->db, SQL_PAGES, e);
    bool row = true, ok = s != NULL;
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        size_t bytes;
        int64_t page = stmt_get_int(s, 0);
        const uint8_t *data = stmt_get_blob(s, 1, &bytes);
        compare_page(x, page, data, bytes);
    }
    if (s)
        stmt_done(s);
    return ok;
}

static int by_percent(const void *p, const void *q)
{
    const struct alike *a = p, *b = q;
    return a->percent != b->percent ? b->percent - a->percent : a->doc < b->doc ? 1 : a->doc > b->doc ? -1 : 0;
}

bool corpus_similar(struct corpus *c, struct arena *a, const char *id, const struct corpus_asker *who, int least,
                    int64_t most, struct corpus_alike **out, int64_t *count, struct err *e)
{
    struct comparing x = { .c = c, .seen = audiences_ok(c, a, who), .least = least };
    struct corpus_kept kept;
    uint8_t hash[SM3_BYTES];
    *count = 0;
    if (!corpus_find(c, a, id, who, &x.doc, &kept, hash, e) || !sign_of(c, x.doc, x.sign, e))
        return false;
    bool ok = compare_all(&x, e);
    if (x.count > 1)
        qsort(x.items, x.count, sizeof *x.items, by_percent);
    int64_t n = x.count < (size_t)most ? (int64_t)x.count : most;
    *out = ARENA_ARRAY(a, struct corpus_alike, (size_t)n + 1);
    for (int64_t i = 0; ok && i < n; i++) {
        struct corpus_alike *d = &(*out)[(*count)++];
        d->percent = x.items[i].percent;
        ok = corpus_about(c, a, x.items[i].doc, &d->about, e);
    }
    free(x.items);
    return ok;
}
