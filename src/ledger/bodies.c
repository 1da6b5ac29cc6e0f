/* ledger/bodies.c: hashes the bodies of events on a second thread, batch by batch.
 *
 * Why: two hashes an event are most of the work of a walk along the chain.  The one of the body depends on nothing before it,
 * so a second core can do it, while the first reads the next events and chains the ones before.
 * Bargain: ADD until it says full, then TURN; TURN gives the batch of the turn before, whose bodies are hashed.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/beside.h"
#include "ledger/private.h"

struct bodies {
    struct batch batches[2];
    struct beside *beside;
    struct sm3 *sm3; /* the second thread's own */
};

void body_hash(struct sm3 *sm3, const char *body, size_t bytes, uint8_t out[SM3_BYTES], bool *redacted)
{
    static const char MARK[] = "{\"redacted\":\"";
    size_t mark = sizeof MARK - 1;
    *redacted = bytes > mark + 2 * SM3_BYTES && memcmp(body, MARK, mark) == 0;
    for (int i = 0; *redacted && i < SM3_BYTES; i++) {
        unsigned byte;
        if (!isxdigit((unsigned char)body[mark + 2 * (size_t)i]) || sscanf(body + mark + 2 * i, "%2x", &byte) != 1)
            *redacted = false;
        else
            out[i] = (uint8_t)byte;
    }
    if (!*redacted)
        sm3_of(sm3, body, bytes, out);
}

static void hash_batch(void *context, int which)
{
    struct bodies *b = context;
    struct batch *t = &b->batches[which];
    for (int i = 0; i < t->count; i++) {
        struct hashed_event *h = &t->items[i];
        body_hash(b->sm3, h->event.body, h->event.body_bytes, h->of_body, &h->redacted);
    }
}

struct bodies *bodies_start(void)
{
    struct bodies *b = calloc(1, sizeof *b);
    if (!b || !(b->sm3 = sm3_new()))
        abort();
    for (int i = 0; i < 2; i++)
        arena_init(&b->batches[i].memory, 256 * 1024);
    b->beside = beside_new(hash_batch, b);
    return b;
}

static struct batch *filling(struct bodies *b)
{
    return &b->batches[beside_filling(b->beside)];
}

bool bodies_add(struct bodies *b, const struct event *v)
{
    struct batch *t = filling(b);
    struct event *copy = &t->items[t->count++].event;
    *copy = *v;
    copy->node = arena_text(&t->memory, v->node);
    copy->actor = arena_text(&t->memory, v->actor);
    copy->kind = arena_text(&t->memory, v->kind);
    copy->book = arena_text(&t->memory, v->book);
    copy->entry = arena_text(&t->memory, v->entry);
    copy->body = memcpy(arena_alloc(&t->memory, v->body_bytes + 1, 1, 1), v->body, v->body_bytes);
    return t->count == BATCH_EVENTS;
}

const struct batch *bodies_turn(struct bodies *b)
{
    return &b->batches[beside_turn(b->beside)];
}

void bodies_clear(struct bodies *b)
{
    struct batch *t = filling(b);
    arena_rewind(&t->memory, (struct arena_mark) { 0 });
    t->count = 0;
}

void bodies_end(struct bodies *b)
{
    beside_free(b->beside);
    for (int i = 0; i < 2; i++)
        arena_free(&b->batches[i].memory);
    sm3_free(b->sm3);
    free(b);
}
