/* catalog/pack.h: the parts of a pack, in the order in which they are read: flows, books (declared, then resolved),
 * deadlines, measures, then targets, rules and reports. */
#ifndef CATALOG_PACK_H
#define CATALOG_PACK_H

#include "catalog/keys.h"

bool flows_read(struct reader *r, const struct node *list);
/* The conditions of all flows' deadlines, over the books that use them. */
bool deadlines_resolve(struct reader *r);
bool books_declare(struct reader *r, const struct node *list);
bool books_resolve(struct reader *r);
/* Also parses again what stood before, where an earlier version of the pack was there. */
bool measures_read(struct reader *r, const struct node *list);
bool targets_read(struct reader *r, const struct node *list);
bool rules_read(struct reader *r, const struct node *list);
bool reports_read(struct reader *r, const struct node *list);
/* After everything it names. */
bool carries_read(struct reader *r, const struct node *list);
/* A path relative to the pack that stays in its folder. */
bool read_inside(struct reader *r, const struct node *n, const char **out);

#endif
