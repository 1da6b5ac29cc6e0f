/* bench/peers/main.c: takes documents into an engine, asks it every query, and prints what it took.
 *
 *     peer-NAME ENGINE FOLDER DOCS.jsonl MORE.jsonl QUERIES.tsv
 *
 * A line of QUERIES is CLASS, WORD, WORD, YEAR, ORG with tabs between.  Every query is asked ROUNDS times, the median counts.
 * Printed: "text BYTES", "build SECONDS", "index BYTES", "add SECONDS" (MORE), "q COUNT COUNT_MS TEN_MS ID…" a query, "peak KB". */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "peers.h"

#define ROUNDS 3

void fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int64_t next_id = 1;

/* Adds every document; returns the bytes of their texts.  *engine_ms is the time that was the engine's own. */
static size_t add_all(const char *path, double *engine_ms)
{
    FILE *f = fopen(path, "rb");
    char *line = NULL;
    size_t room = 0, total = 0;
    if (!f)
        fail(path, "cannot be opened");
    *engine_ms = 0;
    while (getline(&line, &room, f) > 0) {
        json_t *d = json_loads(line, 0, NULL);
        const char *title = json_string_value(json_object_get(d, "title")),
                   *body = json_string_value(json_object_get(d, "text"));
        const char *org = json_string_value(json_object_get(d, "org"));
        if (!title || !body)
            fail(path, "a line without title and text");
        size_t bytes = strlen(title) + 1 + strlen(body);
        char *text = malloc(bytes + 1);
        snprintf(text, bytes + 1, "%s\n%s", title, body);
        struct doc doc = { next_id++, text, org ? org : "", bytes, (int)json_integer_value(json_object_get(d, "year")) };
        double start = now_ms();
        engine_add(&doc);
        *engine_ms += now_ms() - start;
        total += bytes;
        free(text);
        json_decref(d);
    }
    double start = now_ms();
    engine_commit();
    *engine_ms += now_ms() - start;
    free(line);
    fclose(f);
    return total;
}

/* ---- questions ---- */

static const struct query *asked;
static size_t shown;
static int64_t ids[TEN];
static int id_count;

/* The text around the first word, cut between characters. */
static void see_hit(int64_t id, const char *text, size_t bytes)
{
    ids[id_count++] = id;
    char room[SNIPPET + 8];
    const char *hit = memmem(text, bytes, asked->words[0], strlen(asked->words[0]));
    size_t from = hit && hit - text > SNIPPET / 3 ? (size_t)(hit - text) - SNIPPET / 3 : 0, to = from + SNIPPET;
    while (from && ((unsigned char)text[from] & 0xC0) == 0x80)
        from--;
    to = to < bytes ? to : bytes;
    while (to < bytes && ((unsigned char)text[to] & 0xC0) == 0x80)
        to--;
    memcpy(room, text + from, to - from);
    shown += (size_t)room[(to - from) / 2];
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void ask(const struct query *q)
{
    double count_ms[ROUNDS], ten_ms[ROUNDS];
    int64_t count = 0;
    asked = q;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now_ms();
        count = engine_count(q);
        count_ms[i] = now_ms() - start;
        id_count = 0;
        start = now_ms();
        engine_ten(q, see_hit);
        ten_ms[i] = now_ms() - start;
    }
    qsort(count_ms, ROUNDS, sizeof *count_ms, order);
    qsort(ten_ms, ROUNDS, sizeof *ten_ms, order);
    printf("q %lld %.4f %.4f", (long long)count, count_ms[ROUNDS / 2], ten_ms[ROUNDS / 2]);
    for (int i = 0; i < id_count; i++)
        printf(" %lld", (long long)ids[i]);
    printf("\n");
}

static void ask_all(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *line = NULL;
    size_t room = 0;
    if (!f)
        fail(path, "cannot be opened");
    while (getline(&line, &room, f) > 0) {
        char *rest = line, *field[5];
        line[strcspn(line, "\n")] = '\0';
        for (int i = 0; i < 5; i++)
            if (!(field[i] = strsep(&rest, "\t")))
                fail(path, "a line of fewer than five fields");
        ask(&(struct query) { { field[1], field[2] }, 1 + (*field[2] != '\0'), atoi(field[3]), field[4] });
    }
    free(line);
    fclose(f);
}

int main(int argc, char **argv)
{
    struct rusage usage;
    double ms;
    if (argc != 6)
        fail("usage", "peer-NAME ENGINE FOLDER DOCS.jsonl MORE.jsonl QUERIES.tsv");
    engine_open(argv[1], argv[2]);
    printf("text %zu\n", add_all(argv[3], &ms));
    printf("build %.3f\n", ms / 1e3);
    printf("index %lld\n", (long long)engine_index_bytes());
    ask_all(argv[5]);
    (void)add_all(argv[4], &ms);
    printf("add %.3f\n", ms / 1e3);
    getrusage(RUSAGE_SELF, &usage);
    printf("peak %ld\n", usage.ru_maxrss);
    fprintf(stderr, "%s", shown ? "" : "nothing was shown\n");
    return 0;
}
