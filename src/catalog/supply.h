/* catalog/supply.h: where the cells of a proof's columns come from.  Private to proof.c. */
#ifndef CATALOG_SUPPLY_H
#define CATALOG_SUPPLY_H

#include "catalog/keys.h"

/* The sheet whose columns are being read. */
struct supplying {
    struct reader *r;
    const struct list *makes;      /* struct proof_make: the sheets before */
    const struct proof_make *make; /* of which: book and rows */
    const struct move *move;       /* its moves' sheet; NULL: the entries' */
    int64_t rows;
};

/* The columns of `rows` (hand-written, may be NULL) and of `with` (may be NULL); the first go before the second. */
bool supplies_read(const struct supplying *s, const struct node *rows, const struct node *with, const struct supply **out,
                   int *count);
/* The column of that name; NULL. */
const struct supply *supply_find(const struct supply *all, int count, const char *column);
/* A whole number 0..max under a key; an absent one leaves *out. */
bool read_count(struct reader *r, const struct node *n, int64_t max, int64_t *out);

#endif
