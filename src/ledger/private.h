/* ledger/private.h: what the files of this module share. */
#ifndef LEDGER_PRIVATE_H
#define LEDGER_PRIVATE_H

#include "ledger/ledger.h"

/* hash = SM3(previous ‖ length-prefixed columns ‖ SM3(body)): docs/FILE-FORMAT.md. */
void chain_hash(struct sm3 *sm3, const uint8_t previous[SM3_BYTES], const struct event *v,
                const uint8_t body_hash[SM3_BYTES], uint8_t out[SM3_BYTES]);
/* SM3 of the body, or the hash a redacted body names; *redacted says which. */
void body_hash(struct sm3 *sm3, const char *body, size_t bytes, uint8_t out[SM3_BYTES], bool *redacted);
/* ---- bodies.c ---- */

#define BATCH_EVENTS 512

struct hashed_event {
    struct event event; /* its texts lie in the batch */
    uint8_t of_body[SM3_BYTES];
    bool redacted;
};
struct batch {
    int count;
    struct arena memory;
    struct hashed_event items[BATCH_EVENTS];
};
struct bodies;
struct bodies *bodies_start(void);
/* Copies an event into the batch being filled; true: it is full, turn. */
bool bodies_add(struct bodies *b, const struct event *v);
/* Hands the filled batch over and gives back the one before, hashed; it is the caller's until bodies_clear. */
const struct batch *bodies_turn(struct bodies *b);
/* Empties the batch given back, which is the one to be filled next. */
void bodies_clear(struct bodies *b);
void bodies_end(struct bodies *b);

/* The canonical body of an add, amend or move. */
struct buf;
void body_write(const struct draft *d, const struct book *b, const char *move_to, struct buf *out);

#endif
