/* measure/naive.h: the meaning of docs/FORMULAS.md worked out by hand over a plain list of events, for tests.
 *
 * Why: the program answers through derived tables and SQL; this answers by reading every event, every time, and shares with
 * it only the parser.  Where the two differ, one of them is wrong.
 */
#ifndef MEASURE_NAIVE_H
#define MEASURE_NAIVE_H

#include "measure/measure.h"

#define SAID_MAX   4 /* elements of a many-valued field */
#define FIELDS_MAX 12
#define WORLD_MAX  400

/* What a fact says of one field. */
struct said {
    bool given;
    int count;
    char texts[SAID_MAX][32]; /* canonical; refs: unused */
    int refs[SAID_MAX];       /* index of an entry */
};

enum fact_kind { FACT_ADD, FACT_AMEND, FACT_MOVE, FACT_VOID, FACT_OTHER };
struct fact {
    int64_t seq;
    enum fact_kind kind;
    int entry; /* index; -1 none */
    int32_t day;
    bool correct;
    char number[24]; /* "" not touched */
    int org;         /* index of an entry; -1 not touched */
    struct said said[FIELDS_MAX];
    const struct move *move;
    int64_t void_seq; /* of a void: one event; 0: the whole entry */
    int64_t void_first, void_last;
};
struct world {
    struct ledger *l;
    const struct catalog *c;
    struct fact facts[WORLD_MAX];
    int fact_count;
    struct {
        int64_t seq;
        const struct book *book;
    } entries[WORLD_MAX];
    int entry_count;
};

struct naive_value {
    char group[96];
    bool null;
    struct ratio value;
};
struct naive_set {
    struct naive_value values[WORLD_MAX];
    int count;
};

/* The values of a formula; `by` NULL or a path's text. */
void naive_eval(const struct world *w, struct arena *a, const struct formula *f, const char *by, const struct basis *b,
                struct naive_set *out);
/* How many entries of a book a condition selects. */
int naive_count(const struct world *w, const struct book *book, const struct where *where, const struct basis *b);

#endif
