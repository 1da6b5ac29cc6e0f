/* ledger/bodies.c: hashes the bodies of events on a second thread, batch by batch.
 *
 * Why: two hashes an event are most of the work of a walk along the chain.  The one of the body depends on nothing before it,
 * so a second core can do it, while the first reads the next events and chains the ones before.
 * Bargain: ADD until it says full, then TURN; TURN gives the batch of the turn before, whose bodies are hashed.
 */
#include <ctype.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "ledger/private.h"

struct bodies {
    struct batch batches[2];
    int filling; /* the other one is being hashed, or was */
    pthread_t worker;
    bool beside; /* a worker runs; else hashing is done in TURN */
    sem_t given, hashed;
    bool end;
    struct sm3 *sm3; /* the worker's own */
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

static void hash_batch(struct bodies *b, struct batch *t)
{
    for (int i = 0; i < t->count; i++) {
        struct hashed_event *h = &t->items[i];
        body_hash(b->sm3, h->event.body, h->event.body_bytes, h->of_body, &h->redacted);
    }
}

static void *work(void *context)
{
    struct bodies *b = context;
    for (;;) {
        sem_wait(&b->given);
        if (b->end)
            return NULL;
        hash_batch(b, &b->batches[!b->filling]);
        sem_post(&b->hashed);
    }
}

struct bodies *bodies_start(void)
{
    struct bodies *b = calloc(1, sizeof *b);
    if (!b || !(b->sm3 = sm3_new()))
        abort();
    for (int i = 0; i < 2; i++)
        arena_init(&b->batches[i].memory, 256 * 1024);
    sem_init(&b->given, 0, 0);
    sem_init(&b->hashed, 0, 0);
    b->beside = pthread_create(&b->worker, NULL, work, b) == 0;
    return b;
}

bool bodies_add(struct bodies *b, const struct event *v)
{
    struct batch *t = &b->batches[b->filling];
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
    struct batch *before = &b->batches[!b->filling];
    if (b->beside && before->given)
        sem_wait(&b->hashed);
    before->given = false;
    struct batch *full = &b->batches[b->filling];
    b->filling = !b->filling;
    full->given = true;
    if (b->beside)
        sem_post(&b->given);
    else
        hash_batch(b, full);
    return before;
}

void bodies_clear(struct bodies *b)
{
    struct batch *t = &b->batches[b->filling];
    arena_rewind(&t->memory, (struct arena_mark) { 0 });
    t->count = 0;
}

void bodies_end(struct bodies *b)
{
    for (int i = 0; i < 2; i++) {
        if (b->beside && b->batches[i].given)
            sem_wait(&b->hashed);
        b->batches[i].given = false;
    }
    b->end = true;
    if (b->beside) {
        sem_post(&b->given);
        pthread_join(b->worker, NULL);
    }
    sem_destroy(&b->given);
    sem_destroy(&b->hashed);
    for (int i = 0; i < 2; i++)
        arena_free(&b->batches[i].memory);
    sm3_free(b->sm3);
    free(b);
}
