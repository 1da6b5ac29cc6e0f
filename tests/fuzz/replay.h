/* tests/fuzz/replay.h: what a fuzz program gives, and what runs it where there is no libFuzzer.
 *
 *     fuzz_X FILE…     replays files, such as those a fuzzer kept
 *     fuzz_X           mutates its seeds for about two seconds; FUZZ_SEED=NUMBER takes another sequence
 *
 * With libFuzzer, whose main takes the place of replay.c, for as long as one likes:
 *
 *     clang -g -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -Isrc tests/fuzz/fuzz_X.c \
 *         $(ls src/{base,db,format,catalog,ledger,state,measure,report}/[a-z]*.c | grep -v _test) \
 *         -lsqlite3 -lcrypto -ljansson -lyaml -o fuzz_X && ./fuzz_X CORPUS
 *
 * Where replay.c is among the sources all the same, -DLIBFUZZER takes its main out.
 */
#ifndef TESTS_FUZZ_REPLAY_H
#define TESTS_FUZZ_REPLAY_H

#include <stddef.h>
#include <stdint.h>

/* Aborts where the bytes make the code break a promise; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

struct fuzz_seed {
    const char *text;
    size_t bytes;
};
/* For a literal, which may hold NUL bytes. */
#define FUZZ_SEED(literal)                                                                                                  \
    {                                                                                                                       \
        (literal), sizeof(literal) - 1                                                                                      \
    }

/* Inputs that are good or nearly so, and pieces that mean something to the parser, to be put in anywhere. */
struct fuzz_corpus {
    const struct fuzz_seed *seeds;
    size_t seed_count;
    const char *const *pieces;
    size_t piece_count;
};
extern const struct fuzz_corpus FUZZ_CORPUS;
#define FUZZ_CORPUS_OF(seeds, pieces)                                                                                       \
    {                                                                                                                       \
        (seeds), sizeof(seeds) / sizeof *(seeds), (pieces), sizeof(pieces) / sizeof *(pieces)                               \
    }

#endif
