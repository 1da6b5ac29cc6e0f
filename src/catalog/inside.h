/* catalog/inside.h: what the files of this module share: the catalog's own tables.
 *
 * Why books and flows are changed in place: formulas, refs and callers point to them, and a later version of a pack
 * must reach every one of those.
 */
#ifndef CATALOG_INSIDE_H
#define CATALOG_INSIDE_H

#include "catalog/catalog.h"
#include "catalog/near.h"
#include "catalog/node.h"

#define BOOKS_MAX         500
#define FIELDS_MAX        200
#define CHOICES_MAX       500
#define FLOWS_MAX         500
#define STATES_MAX        100
#define MOVES_MAX         200
#define MEASURES_MAX      2000 /* of one pack */
#define LIST_MAX          2000 /* elements of any other list */
#define MEASURE_CHAIN_MAX 64
#define HELP_BYTES_MAX    4096

/* A growing list of pointers in an arena. */
struct list {
    void **items;
    int count, room;
};
void list_push(struct arena *a, struct list *l, void *item);

/* name -> number, in an arena. */
struct index {
    const char **names;
    int *values;
    int count, room;
};
void index_put(struct arena *a, struct index *x, const char *name, int value);
/* -1 where there is none. */
int index_get(const struct index *x, const char *name);

struct flow_slot {
    struct flow flow;
    const struct pack *pack;
    struct deadline *deadlines;
    const struct node **whens; /* beside deadlines; NULL: always */
};

struct definition {
    struct measure measure;
    const struct node *node, *name; /* of the formula; of the name */
};
struct measure_slot {
    const char *name;
    struct list definitions; /* struct definition, in order of seq */
};

/* A pack's newest version, with the nodes that are read again when another pack changes under it. */
struct pack_slot {
    const struct pack *pack;
    const struct node *targets, *rules;
};

struct catalog {
    struct arena *a;
    struct list books;           /* struct book; a book's number is its place */
    struct list flows;           /* struct flow_slot */
    struct list measures;        /* struct measure_slot */
    struct list packs;           /* struct pack_slot */
    struct list targets, rules;  /* struct target, struct rule: of the newest packs */
    struct list reports;         /* struct report: of the newest packs */
    struct list report_versions; /* struct report: all, in order of seq */
    struct list carried;         /* struct carried: of the newest packs */
    struct index book_index, book_folded, flow_index, measure_index, pack_index;
};

const struct measure_slot *measure_slot_find(const struct catalog *c, const char *name);
const struct definition *measure_newest(const struct measure_slot *slot);
void near_offer_fields(struct near *n, const struct book *b);

#endif
