/* corpus/lists.c: lists that grow in memory, one a key, kept as they will be written: each number less the one before.
 *
 * How:  an open-addressing table of keys; a list is a chain of pieces in one pool, each as long as the list before it, so a
 *       key that stands once costs 8 bytes and a long list is half empty at worst.
 * Cost: two cache misses a number at worst; the slots and tails of a whole block's keys are asked for before the first is
 *       needed, so the misses overlap.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "corpus/digits.h"
#include "corpus/inside.h"

#define TABLE_LEAST ((size_t)1 << 12)
#define PIECE_LEAST 4u
#define PIECE_MOST  1020u
#define LINK        4u /* bytes behind a piece: where the next one begins */
#define LARGE_PAGE  ((size_t)2 * 1024 * 1024)
#define RADIX_BITS  11
#define RADIX       (1u << RADIX_BITS)

/* What is large asks for large pages: table and pool are read all over, and with small pages most of the time goes into looking
 * up where a page is. */
static void *take(size_t bytes)
{
    void *p = NULL;
    if (bytes < 2 * LARGE_PAGE)
        p = malloc(bytes);
    else if (posix_memalign(&p, LARGE_PAGE, bytes) == 0)
        (void)madvise(p, bytes, MADV_HUGEPAGE);
    if (!p)
        abort();
    return p;
}

void lists_free(struct lists *l)
{
    free(l->slots);
    free(l->heads);
    free(l->pool);
    *l = (struct lists) { 0 };
}

void lists_clear(struct lists *l)
{
    if (l->table > TABLE_LEAST)
        lists_free(l);
    else if (l->table)
        memset(l->slots, 0, l->table * sizeof *l->slots);
    l->count = 0;
    l->used = LINK; /* 0 is no place */
}

size_t lists_bytes(const struct lists *l)
{
    return l->used + l->table * (sizeof *l->slots + sizeof *l->heads);
}

/* ---- the table ---- */

static size_t place_of(uint32_t key, size_t table)
{
    return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 24) & (table - 1);
}

static struct list_slot *slot_of(struct lists *l, uint32_t key)
{
    size_t at = place_of(key, l->table);
    while (l->slots[at].at && l->slots[at].key != key)
        at = (at + 1) & (l->table - 1);
    return &l->slots[at];
}

static void make_room(struct lists *l, size_t more)
{
    size_t table = l->table ? l->table : TABLE_LEAST;
    while ((l->count + more) * 3 > table * 2)
        table *= 2;
    if (table == l->table)
        return;
    struct lists old = *l;
    l->table = table;
    l->slots = take(table * sizeof *l->slots);
    l->heads = take(table * sizeof *l->heads);
    memset(l->slots, 0, table * sizeof *l->slots);
    for (size_t i = 0; i < old.table; i++) {
        if (!old.slots[i].at)
            continue;
        struct list_slot *s = slot_of(l, old.slots[i].key);
        *s = old.slots[i];
        l->heads[s - l->slots] = old.heads[i];
    }
    free(old.slots);
    free(old.heads);
}

/* ---- the pool ---- */

static uint32_t piece_bytes(unsigned number)
{
    return number < 8 ? PIECE_LEAST << number : PIECE_MOST;
}

static uint32_t new_piece(struct lists *l, uint32_t bytes)
{
    if (l->used + bytes + LINK > l->room) {
        size_t room = l->room ? 2 * l->room : 1 << 16;
        uint8_t *pool = take(room);
        if (l->pool)
            memcpy(pool, l->pool, l->used);
        free(l->pool);
        l->pool = pool;
        l->room = room;
    }
    uint32_t at = (uint32_t)l->used;
    l->used += bytes + LINK;
    return at;
}

static void begin(struct lists *l, struct list_slot *s, uint32_t key)
{
    uint32_t at = new_piece(l, piece_bytes(0));
    *s = (struct list_slot) { .key = key, .at = at, .left = (uint16_t)(2 * piece_bytes(0)), .pieces = 1 };
    l->heads[s - l->slots] = at;
    l->count++;
}

static void go_on(struct lists *l, struct list_slot *s)
{
    uint32_t bytes = piece_bytes(s->pieces++), at = new_piece(l, bytes);
    memcpy(l->pool + s->at, &at, LINK);
    s->at = at;
    s->left = (uint16_t)(2 * bytes);
}

static bool is_new(const struct list_slot *s)
{
    return s->pieces == 1 && s->left == 2 * PIECE_LEAST;
}

static void put(struct lists *l, struct list_slot *s, uint32_t number)
{
    unsigned count;
    for (uint64_t w = digits_make(number - s->last, &count); count; count--, w >>= 4) {
        if (!s->left)
            go_on(l, s);
        bool high = s->left-- & 1;
        digit_put(&l->pool[s->at], high, w & 0xF);
        s->at += high;
    }
    s->last = number;
}

void lists_put(struct lists *l, const struct post *posts, size_t count)
{
    enum { AHEAD = 64 };
    struct list_slot *slots[AHEAD];
    make_room(l, count);
    for (size_t from = 0; from < count; from += AHEAD) {
        size_t n = count - from < AHEAD ? count - from : AHEAD;
        const struct post *p = posts + from;
        for (size_t i = 0; i < n; i++)
            __builtin_prefetch(&l->slots[place_of(p[i].key, l->table)]);
        for (size_t i = 0; i < n; i++) {
            slots[i] = slot_of(l, p[i].key);
            if (slots[i]->at)
                __builtin_prefetch(l->pool + slots[i]->at);
            else
                begin(l, slots[i], p[i].key);
        }
        for (size_t i = 0; i < n; i++) {
            if (slots[i]->last != p[i].number || is_new(slots[i]))
                put(l, slots[i], p[i].number);
        }
    }
}

/* ---- written ---- */

/* Keys and their slots, by key. */
static uint64_t *sorted(const struct lists *l)
{
    uint64_t *items = take((l->count + 1) * sizeof *items), *spare = take((l->count + 1) * sizeof *items);
    size_t n = 0;
    for (size_t i = 0; i < l->table; i++) {
        if (l->slots[i].at)
            items[n++] = (uint64_t)l->slots[i].key << 32 | i;
    }
    for (int shift = 32; shift < 64; shift += RADIX_BITS) {
        size_t at[RADIX] = { 0 }, sum = 0;
        for (size_t i = 0; i < n; i++)
            at[items[i] >> shift & (RADIX - 1)]++;
        for (size_t d = 0; d < RADIX; d++) {
            size_t here = at[d];
            at[d] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++)
            spare[at[items[i] >> shift & (RADIX - 1)]++] = items[i];
        uint64_t *t = spare;
        spare = items;
        items = t;
    }
    free(spare);
    return items;
}

static void gather(const struct lists *l, const struct list_slot *s, struct buf *out)
{
    uint32_t at = l->heads[s - l->slots];
    buf_clear(out);
    for (unsigned i = 0; i < s->pieces; i++) {
        uint32_t bytes = piece_bytes(i), n = i + 1u < s->pieces ? bytes : bytes - s->left / 2;
        buf_put(out, (const char *)l->pool + at, n);
        if (i + 1u < s->pieces)
            memcpy(&at, l->pool + at + bytes, LINK);
    }
}

bool lists_write(const struct lists *l, struct part_out *out, struct err *e)
{
    struct buf list = { 0 };
    uint64_t *items = sorted(l);
    bool ok = true;
    for (size_t i = 0; ok && i < l->count; i++) {
        const struct list_slot *s = &l->slots[(uint32_t)items[i]];
        gather(l, s, &list);
        ok = part_put(out, s->key, (const uint8_t *)list.data, list.bytes, e);
    }
    free(items);
    buf_free(&list);
    return ok;
}
