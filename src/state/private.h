/* state/private.h: what the files of this module share. */
#ifndef STATE_PRIVATE_H
#define STATE_PRIVATE_H

#include "base/day.h"
#include "base/decimal.h"
#include "base/text.h"
#include "state/state.h"

#define STATE_VERSION 1 /* of the derived tables; another one means: rebuild */

/* Events of one node that lie one after another in this file: identity <-> seq by arithmetic. */
struct node_run {
    char node[NODE_BYTES + 1];
    int64_t node_seq, seq, count;
};

/* The last answer of state_number, good while nothing was applied since in the same writing transaction. */
struct asked_number {
    const struct book *book;
    int64_t begins, seq, entry;
    enum number_use use;
    char text[64];
};

/* What this module remembers while a ledger is open. */
struct state {
    struct arena memory;
    struct node_run *runs;
    int run_count, run_room;
    int64_t seq;    /* applied so far, as far as we know */
    int64_t begins; /* the writing transaction in which that was read: until its end nobody else changes it */
    struct asked_number last_number;
    const char **insert_sql;       /* by book number */
    const struct catalog *catalog; /* the one insert_sql was built for */
};

/* The module's memory, loaded from the derived tables. */
bool state_open(struct ledger *l, struct state **out, struct err *e);
/* Forgets it (after tables were dropped). */
void state_forget(struct ledger *l);
/* Notes an event's place; runs are saved by runs_save. */
void runs_note(struct state *st, const char *node, int64_t node_seq, int64_t seq);
bool runs_save(struct ledger *l, struct state *st, struct err *e);
/* 0 where the identity is not in this file. */
int64_t runs_seq(const struct state *st, const char *identity);
const char *runs_identity(const struct state *st, char room[IDENTITY_BYTES], int64_t seq);
const struct node_run *runs_of(const struct state *st, int64_t seq);

bool schema_create(struct ledger *l, struct err *e);
bool schema_views(struct ledger *l, struct err *e);
const char *insert_sql(struct state *st, const struct book *b);

/* ---- one entry's story ---- */

/* An event of the entry, read. */
struct past {
    int64_t seq, at, node_seq;
    char node[NODE_BYTES + 1];
    enum event_kind kind;
    int32_t day;
    const char *actor;
    struct body body;
    int64_t void_target;           /* of a void: the seq it undoes; 0: the whole entry */
    int64_t void_first, void_last; /* of a void of an import: the seqs it undoes */
    bool in_force;
};

/* All values of a field. */
struct cell_values {
    const char **texts;
    int count;
};

/* What an entry says from day vf until before vt. */
struct version {
    int32_t vf, vt;
    const char *number, *org;
    struct cell_values *cells; /* by field number */
};

struct step {
    int64_t seq;
    int32_t day;
    const char *move, *state, *actor;
};

struct story {
    int64_t entry;
    const struct book *book;
    struct past *past; /* in order of seq */
    int past_count;
    struct version *versions; /* none: voided */
    int version_count;
    struct step *steps;
    int step_count;
    int skipped; /* moves in force that did not fit the path */
    const char *skipped_move;
};

/* Reads the events of an entry up to and including `upto`. */
bool story_load(struct ledger *l, struct state *st, struct arena *a, int64_t entry, int64_t upto, struct story *out,
                struct err *e);
/* Works out versions and steps from the events but `without` (0: all). */
void story_tell(struct arena *a, struct story *s, int64_t without);
bool past_read(struct state *st, struct arena *a, const struct event *v, struct past *out, struct err *e);
bool version_same(const struct book *b, const struct version *x, const struct version *y);

/* Entries a void touches: visits each once. */
bool void_touches(struct ledger *l, struct state *st, const struct past *void_event,
                  bool (*see)(void *context, int64_t entry, struct err *e), void *context, struct err *e);
/* Writes one version and its many values; kf = the event that brought it. */
bool version_insert(struct ledger *l, struct state *st, const struct book *b, int64_t entry, int64_t kf,
                    const struct version *v, struct err *e);

#endif
