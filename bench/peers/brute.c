/* bench/peers/brute.c: every text in memory, looked through whole; what it counts is the truth. */
#include <stdlib.h>
#include <string.h>

#include "peers.h"

static struct doc *docs;
static int64_t count, room;

void engine_open(const char *name, const char *folder)
{
    (void)name, (void)folder;
}

void engine_add(const struct doc *d)
{
    if (count == room) {
        room = room ? room * 2 : 1024;
        docs = realloc(docs, (size_t)room * sizeof *docs);
        if (!docs)
            abort();
    }
    docs[count] = *d;
    docs[count].text = strdup(d->text);
    docs[count++].org = strdup(d->org);
}

void engine_commit(void)
{
}

static bool holds(const struct doc *d, const struct query *q)
{
    if ((q->year && q->year != d->year) || (*q->org && strcmp(q->org, d->org) != 0))
        return false;
    for (int i = 0; i < q->word_count; i++)
        if (!memmem(d->text, d->bytes, q->words[i], strlen(q->words[i])))
            return false;
    return true;
}

int64_t engine_count(const struct query *q)
{
    int64_t found = 0;
    for (int64_t i = 0; i < count; i++)
        found += holds(&docs[i], q);
    return found;
}

void engine_ten(const struct query *q, engine_see *see)
{
    const struct doc *best[TEN];
    int found = 0;
    for (int64_t i = count; i-- > 0;) {
        if ((found == TEN && docs[i].year <= best[TEN - 1]->year) || !holds(&docs[i], q))
            continue;
        int at = found < TEN ? found++ : TEN - 1;
        for (; at > 0 && best[at - 1]->year < docs[i].year; at--)
            best[at] = best[at - 1];
        best[at] = &docs[i];
    }
    for (int i = 0; i < found; i++)
        see(best[i]->id, best[i]->text, best[i]->bytes);
}

int64_t engine_index_bytes(void)
{
    return 0;
}
