/* base/beside.h: a second thread that works on one of two loads while its owner fills the other.
 *
 * Owner:   beside_new / beside_free.  The loads are the owner's; beside names them 0 and 1.
 * Threads: a load belongs to the thread it was handed to until the turn that gives it back.  Where no thread can be had, the
 *          work is done in the turn.
 * Errors:  none.
 */
#ifndef BASE_BESIDE_H
#define BASE_BESIDE_H

struct beside;
typedef void beside_work(void *context, int load);
struct beside *beside_new(beside_work *work, void *context);
void beside_free(struct beside *b); /* waits for what is being worked on */
/* The load being filled; the first one is 0. */
int beside_filling(const struct beside *b);
/* Hands it over and gives back the other, worked on, which is the one to be filled next; in the first turn nothing was done to
 * it. */
int beside_turn(struct beside *b);

#endif
