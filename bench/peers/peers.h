/* bench/peers/peers.h: one engine of bench/search behind one face; each is a program of its own, so that its memory is its own.
 *
 * A document's text is its title, a line break and its body; a query wants every one of its words as an exact substring, and
 * the year and the office where it names them. */
#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORDS_MAX 2
#define TEN       10
#define SNIPPET   256 /* bytes of text around a hit */

#ifdef __cplusplus
extern "C" {
#endif

struct doc {
    int64_t id; /* 1.. */
    const char *text, *org;
    size_t bytes;
    int year;
};

struct query {
    const char *words[WORDS_MAX];
    int word_count, year; /* year 0: any */
    const char *org;      /* "": any */
};

/* The engine: in order OPEN, (ADD*, COMMIT)*, then questions.  A failure ends the program with its reason. */
void engine_open(const char *name, const char *folder);
void engine_add(const struct doc *d);
void engine_commit(void);
int64_t engine_count(const struct query *q);
/* The first ten of the hits, the newest year first, within a year the one added last, with their texts. */
typedef void engine_see(int64_t id, const char *text, size_t bytes);
void engine_ten(const struct query *q, engine_see *see);
/* What the index takes beside the texts themselves. */
int64_t engine_index_bytes(void);

void fail(const char *what, const char *why) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif
