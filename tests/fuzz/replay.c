/* tests/fuzz/replay.c: files replayed, seeds mutated: fuzzing without a fuzzer. */
#include "replay.h"

#ifndef LIBFUZZER
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FILE_BYTES_MAX  (2 * 1024 * 1024)
#define INPUT_BYTES_MAX 8192 /* of a mutated seed */
#define LOOP_SECONDS    2
#define CHANGES_MAX     8
#define RUN_MAX         32 /* bytes cut out or doubled at once */
#define RARELY          16 /* one time in so many */

/* In memory of exactly its size, so that an overrun shows. */
static void run_exact(const uint8_t *data, size_t bytes)
{
    uint8_t *exact = malloc(bytes ? bytes : 1);
    if (!exact)
        abort();
    if (bytes)
        memcpy(exact, data, bytes);
    LLVMFuzzerTestOneInput(exact, bytes);
    free(exact);
}

static bool replay(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        return false;
    }
    uint8_t *data = malloc(FILE_BYTES_MAX);
    if (!data)
        abort();
    run_exact(data, fread(data, 1, FILE_BYTES_MAX, f));
    free(data);
    fclose(f);
    return true;
}

static size_t below(uint64_t *random, size_t limit)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return limit ? (size_t)(*random % limit) : 0;
}

/* `piece` may be what stands at `at`. */
static size_t put_in(uint8_t *data, size_t bytes, size_t at, const void *piece, size_t piece_bytes)
{
    if (piece_bytes > INPUT_BYTES_MAX - bytes)
        return bytes;
    memmove(data + at + piece_bytes, data + at, bytes - at);
    memmove(data + at, piece, piece_bytes);
    return bytes + piece_bytes;
}

/* One change: a byte, a run (now and then all the rest) cut out or doubled, a part of a seed or a piece put in. */
static size_t change(uint8_t *data, size_t bytes, uint64_t *random)
{
    const struct fuzz_corpus *c = &FUZZ_CORPUS;
    const struct fuzz_seed *seed = &c->seeds[below(random, c->seed_count)];
    const char *piece = c->pieces[below(random, c->piece_count)];
    size_t at = below(random, bytes), from = below(random, seed->bytes);
    size_t run = below(random, RARELY) ? below(random, RUN_MAX) + 1 : bytes;
    if (run > bytes - at)
        run = bytes - at;
    switch (below(random, 5)) {
    case 0:
        if (bytes)
            data[at] = (uint8_t)below(random, 256);
        return bytes;
    case 1: memmove(data + at, data + at + run, bytes - at - run); return bytes - run;
    case 2: return put_in(data, bytes, at, data + at, run);
    case 3: return put_in(data, bytes, at, seed->text + from, below(random, seed->bytes - from) + 1);
    default: return put_in(data, bytes, at, piece, strlen(piece));
    }
}

static long mutate(uint64_t random)
{
    static uint8_t data[INPUT_BYTES_MAX];
    const struct fuzz_corpus *c = &FUZZ_CORPUS;
    long inputs = 0;
    for (time_t end = time(NULL) + LOOP_SECONDS; time(NULL) < end; inputs++) {
        const struct fuzz_seed *seed = &c->seeds[below(&random, c->seed_count)];
        size_t bytes = seed->bytes;
        memcpy(data, seed->text, bytes);
        for (size_t n = below(&random, CHANGES_MAX) + 1; n > 0; n--)
            bytes = change(data, bytes, &random);
        run_exact(data, bytes);
    }
    return inputs;
}

int main(int argc, char **argv)
{
    bool ok = true;
    for (int i = 1; i < argc; i++)
        ok = replay(argv[i]) && ok;
    if (argc == 1) {
        const char *seed = getenv("FUZZ_SEED");
        printf("%ld inputs\n", mutate(seed ? strtoull(seed, NULL, 10) * 2 + 1 : 20231031));
    }
    return ok ? 0 : 1;
}
#endif
