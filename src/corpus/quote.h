/* corpus/quote.h: pieces of texts held against one another.  Only for this module. */
#ifndef CORPUS_QUOTE_H
#define CORPUS_QUOTE_H

#include "corpus/store.h"

/* Units [from, to) as UTF-8 in the arena, white space at both ends left out. */
const char *slice(struct arena *a, const uint16_t *u, size_t from, size_t to);

#define DIFFER_UNITS 1000 /* longer paragraphs are not compared */

/* How many of a hundred units of both stand in both, in the same order (the longest common subsequence).  Room for the work is
 * kept from call to call: zeroed at first, differ_free at last. */
struct differ {
    uint16_t *lengths; /* of the longest common subsequence of what is left of both */
    size_t room;
};
int differ_percent(struct differ *d, const uint16_t *x, size_t n, const uint16_t *y, size_t m);
/* What was changed from x to y, after differ_percent of the same two: "126→128；新增→"; at most CHANGES_MAX, then "…". */
#define CHANGES_MAX 5
const char *differ_changes(const struct differ *d, struct arena *a, const uint16_t *x, size_t n, const uint16_t *y,
                           size_t m);
void differ_free(struct differ *d);

#endif
