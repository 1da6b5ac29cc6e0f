#include "base/beside.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>

struct beside {
    beside_work *work;
    void *context;
    pthread_t worker;
    bool threaded; /* else the work is done in the turn */
    sem_t given, done;
    int filling;
    bool under_way, end; /* under_way: the other load was given and not taken back */
};

static void *run(void *context)
{
    struct beside *b = context;
    for (;;) {
        sem_wait(&b->given);
        if (b->end)
            return NULL;
        b->work(b->context, !b->filling);
        sem_post(&b->done);
    }
}

struct beside *beside_new(beside_work *work, void *context)
{
    struct beside *b = calloc(1, sizeof *b);
    if (!b)
        abort();
    b->work = work;
    b->context = context;
    sem_init(&b->given, 0, 0);
    sem_init(&b->done, 0, 0);
    b->threaded = pthread_create(&b->worker, NULL, run, b) == 0;
    return b;
}

int beside_filling(const struct beside *b)
{
    return b->filling;
}

static void take_back(struct beside *b)
{
    if (b->under_way && b->threaded)
        sem_wait(&b->done);
    b->under_way = false;
}

int beside_turn(struct beside *b)
{
    take_back(b);
    b->filling = !b->filling;
    b->under_way = true;
    if (b->threaded)
        sem_post(&b->given);
    else
        b->work(b->context, !b->filling);
    return b->filling;
}

void beside_free(struct beside *b)
{
    if (!b)
        return;
    take_back(b);
    b->end = true;
    if (b->threaded) {
        sem_post(&b->given);
        pthread_join(b->worker, NULL);
    }
    sem_destroy(&b->given);
    sem_destroy(&b->done);
    free(b);
}
