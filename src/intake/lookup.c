/* intake/lookup.c: what an import remembers instead of asking the database for every row.
 *
 * Why events are applied in batches: one catch-up for many events costs far less than one for each.  The price is that state
 * lags behind; `pending` knows which names the lag hides, and catches up before one of them is looked for.
 */
#include <stdlib.h>
#include <string.h>

#include "intake/private.h"

#define FOUND_MAX       100000 /* resolved names kept; looked at between rows only, so that a row's values stay valid */
#define CATCH_UP_EVENTS 1000

/* ---- hashes ---- */

static uint64_t mix(uint64_t h)
{
    h ^= h >> 32;
    h *= UINT64_C(0xD6E8FEB86659FD93);
    h ^= h >> 32;
    h *= UINT64_C(0xD6E8FEB86659FD93);
    return h ^ h >> 32;
}

uint64_t hash_text(uint64_t seed, const char *text)
{
    size_t bytes = strlen(text);
    uint64_t h = mix(seed + bytes * UINT64_C(0x9E3779B97F4A7C15) + 1);
    for (size_t at = 0; at < bytes; at += 8) {
        uint64_t word = 0;
        memcpy(&word, text + at, bytes - at < 8 ? bytes - at : 8);
        h = mix(h ^ word) + UINT64_C(0x9E3779B97F4A7C15);
    }
    return h ? h : 1; /* 0 marks a free place */
}

static size_t place_of(const struct hash_map *m, uint64_t hash)
{
    size_t i = hash & (m->room - 1);
    while (m->keys[i] && m->keys[i] != hash)
        i = (i + 1) & (m->room - 1);
    return i;
}

bool hash_find(const struct hash_map *m, uint64_t hash, int64_t *number)
{
    if (!m->used)
        return false;
    size_t i = place_of(m, hash);
    if (m->keys[i])
        *number = m->numbers[i];
    return m->keys[i] != 0;
}

static void hash_grow(struct hash_map *m)
{
    struct hash_map bigger = { .room = m->room ? m->room * 2 : 1024, .used = m->used };
    bigger.keys = calloc(bigger.room, sizeof *bigger.keys);
    bigger.numbers = malloc(bigger.room * sizeof *bigger.numbers);
    if (!bigger.keys || !bigger.numbers)
        abort();
    for (size_t i = 0; i < m->room; i++) {
        if (!m->keys[i])
            continue;
        size_t to = place_of(&bigger, m->keys[i]);
        bigger.keys[to] = m->keys[i];
        bigger.numbers[to] = m->numbers[i];
    }
    hash_free(m);
    *m = bigger;
}

void hash_put(struct hash_map *m, uint64_t hash, int64_t number)
{
    if ((m->used + 1) * 4 > m->room * 3)
        hash_grow(m);
    size_t i = place_of(m, hash);
    m->used += m->keys[i] == 0;
    m->keys[i] = hash;
    m->numbers[i] = number;
}

void hash_clear(struct hash_map *m)
{
    if (m->used)
        memset(m->keys, 0, m->room * sizeof *m->keys);
    m->used = 0;
}

void hash_free(struct hash_map *m)
{
    free(m->keys);
    free(m->numbers);
    *m = (struct hash_map) { 0 };
}

/* ---- names ---- */

struct found {
    const struct book *book;
    const char *text;
    struct named named;
};

void lookup_open(struct lookup *u, struct ledger *l, const struct book *own, struct arena *row_memory)
{
    *u = (struct lookup) { .l = l, .own = own, .row_memory = row_memory, .orgs = catalog_book(l->catalog, BOOK_ORG) };
    arena_init(&u->memory, 64 * 1024);
}

void lookup_close(struct lookup *u)
{
    hash_free(&u->pending);
    hash_free(&u->found_at);
    arena_free(&u->memory);
    free(u->found);
}

bool lookup_catch_up(struct lookup *u, struct err *e)
{
    if (!u->pending_events)
        return true;
    if (!state_catch_up(u->l, e)) {
        u->failed = true;
        return false;
    }
    u->pending_events = 0;
    hash_clear(&u->pending);
    return true;
}

bool lookup_settle(struct lookup *u, const char *text, struct err *e)
{
    int64_t ignored;
    return !hash_find(&u->pending, hash_text(0, text), &ignored) || lookup_catch_up(u, e);
}

bool lookup_appended(struct lookup *u, const char *number, const char *title, struct err *e)
{
    if (number)
        hash_put(&u->pending, hash_text(0, number), 0);
    if (title)
        hash_put(&u->pending, hash_text(0, title), 0);
    return ++u->pending_events < CATCH_UP_EVENTS || lookup_catch_up(u, e);
}

void lookup_next_row(struct lookup *u)
{
    if (u->found_count < FOUND_MAX)
        return;
    arena_free(&u->memory);
    hash_clear(&u->found_at);
    u->found_count = 0;
}

static bool ask(struct lookup *u, const struct book *book, const char *text, struct named *out, struct err *e)
{
    char identity[IDENTITY_BYTES];
    if (!state_resolve(u->l, book, text, &out->entry, identity, e))
        return false;
    out->identity = arena_text(u->row_memory, identity);
    return true;
}

static void remember(struct lookup *u, uint64_t hash, const struct book *book, const char *text, const struct named *named)
{
    if (u->found_count == u->found_room) {
        u->found_room = u->found_room ? u->found_room * 2 : 1024;
        u->found = realloc(u->found, (size_t)u->found_room * sizeof *u->found);
        if (!u->found)
            abort();
    }
    struct named kept = { named->entry, arena_text(&u->memory, named->identity) };
    u->found[u->found_count] = (struct found) { book, arena_text(&u->memory, text), kept };
    hash_put(&u->found_at, hash, u->found_count++);
}

bool lookup_name(void *context, const struct book *book, const char *text, struct named *out, struct err *e)
{
    struct lookup *u = context;
    if (book == u->own) /* never remembered: a later row may give another entry the same name */
        return lookup_settle(u, text, e) && ask(u, book, text, out, e);
    uint64_t hash = hash_text((uint64_t)book->number + 1, text);
    int64_t at;
    if (hash_find(&u->found_at, hash, &at) && u->found[at].book == book && strcmp(u->found[at].text, text) == 0) {
        *out = u->found[at].named;
        return true;
    }
    if (!ask(u, book, text, out, e))
        return false;
    remember(u, hash, book, text, out);
    return true;
}
