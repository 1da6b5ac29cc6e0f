/* catalog/near.h: the nearest thing people may have meant.
 *
 * Legal order: near_begin, near_offer*, then near_best and near_hint.
 * Cost:        at most NEAR_POINTS_MAX squared steps a candidate; only failures pay it.
 * Owner:       nothing is copied; candidates outlive the struct.
 */
#ifndef CATALOG_NEAR_H
#define CATALOG_NEAR_H

#include <stdint.h>

#include "base/msg.h"

#define NEAR_POINTS_MAX 64
#define NEAR_SHOWN_MAX  8
#define NEAR_HINT_BYTES 320

struct near {
    uint32_t word[NEAR_POINTS_MAX];
    int points;
    int distance;
    const char *best;
    const char *shown[NEAR_SHOWN_MAX];
    int offered;
};

void near_begin(struct near *n, const char *word);
void near_offer(struct near *n, const char *candidate);
/* "" where nothing is near: at most half of the characters may differ. */
const char *near_best(const struct near *n);
/* The end of a sentence: "；是不是“检查”？", else "；可以用：检查、隐患", else "". */
const char *near_hint(const struct near *n, enum msg_lang lang, char room[NEAR_HINT_BYTES]);
/* Always the list, the nearest first: for values, which people need to see. */
const char *near_list(const struct near *n, enum msg_lang lang, char room[NEAR_HINT_BYTES]);

#endif
