/* ledger/private.h: what the files of this module share. */
#ifndef LEDGER_PRIVATE_H
#define LEDGER_PRIVATE_H

#include "ledger/ledger.h"

/* hash = SM3(previous ‖ length-prefixed columns ‖ SM3(body)): docs/FILE-FORMAT.md. */
void chain_hash(struct sm3 *sm3, const uint8_t previous[SM3_BYTES], const struct event *v,
                const uint8_t body_hash[SM3_BYTES], uint8_t out[SM3_BYTES]);
/* SM3 of the body, or the hash a redacted body names; *redacted says which. */
void body_hash(struct sm3 *sm3, const char *body, size_t bytes, uint8_t out[SM3_BYTES], bool *redacted);
/* The canonical body of an add, amend or move. */
struct buf;
void body_write(const struct draft *d, const struct book *b, const char *move_to, struct buf *out);

#endif
