/* state/state.h: current facts, computed from the events and droppable.
 *
 * Promise: the tables named state_… equal a replay of events 1..seq; live work and rebuild share one path.
 *          Every row carries the known positions [kf, kt) and, in a register, the days [vf, vt) for which it holds;
 *          so one table answers "as of a day" and "as known at a position".
 * Owner:   results live in the arena given.
 * Units:   an entry is named in SQL by the seq of its add; known positions are seqs.
 * Errors:  ERR_NOT_FOUND, ERR_CONFLICT, ERR_DENIED with a sentence; ERR_CORRUPT where a row contradicts its event.
 * Threads: as the ledger.
 * May use: base db catalog ledger.  Used by: intake measure op.
 */
#ifndef STATE_STATE_H
#define STATE_STATE_H

#include "ledger/ledger.h"

#define KNOWN_NOW INT64_C(0x7FFFFFFFFFFFFFFF) /* kt of a row that still holds */

/* Applies every event that was not applied yet.  Inside a transaction. */
bool state_catch_up(struct ledger *l, struct err *e);
/* Drops every derived table and replays from event 1.  Inside a transaction. */
bool state_rebuild(struct ledger *l, struct err *e);
/* Replays into a scratch database and compares, table by table; *table names the first that differs ("" where none). */
bool state_compare(struct ledger *l, char table[64], struct err *e);
/* The readable views named as the books are; made by catch-up whenever the catalog changes. */

/* ---- names of tables and columns (the program's own, never a pack's words) ---- */
/* "state_e3"; columns entry kf kt vf vt number org day until c0 c1 … ; many values: state_m3_1(entry, kf, vf, value). */
const char *state_table(char room[24], const struct book *b);
const char *state_many_table(char room[32], const struct book *b, const struct field *f);
const char *state_column(char room[16], const struct field *f);
/* state_move(entry, ord, kf, kt, day, seq, move, state, actor): one row a move in force, in the order of the path. */

/* ---- looking up ---- */
struct entry_ref {
    int64_t entry; /* seq of its add */
    const struct book *book;
    char identity[IDENTITY_BYTES];
    const char *number;
    const char *title; /* "" where its book has none */
};
/* ENTRY as people write it: 编号, BOOK/编号, BOOK/机构/编号; not voided.  `book` NULL: any. */
bool state_find(struct ledger *l, struct arena *a, const struct book *book, const char *text, struct entry_ref *out,
                struct err *e);
/* The same by the number it bore as known at a position. */
bool state_find_known(struct ledger *l, struct arena *a, const char *text, int64_t known, struct entry_ref *out,
                      struct err *e);
/* A reference's text: the number or, where unambiguous, the name of an entry of the book. */
bool state_find_ref(struct ledger *l, struct arena *a, const struct book *book, const char *text, struct entry_ref *out,
                    struct err *e);
/* The same without number and title: for a sheet of a million rows. */
bool state_resolve(struct ledger *l, const struct book *book, const char *text, int64_t *entry,
                   char identity[IDENTITY_BYTES], struct err *e);
/* The file's root org. */
bool state_root(struct ledger *l, struct arena *a, struct entry_ref *out, struct err *e);
/* An org by 编号 or unambiguous name. NULL or "": the root. */
bool state_org(struct ledger *l, struct arena *a, const char *text, struct entry_ref *out, struct err *e);

/* ---- judging what depends on state ---- */
enum number_use { NUMBER_FREE, NUMBER_HELD, NUMBER_VOIDED };
/* Who holds a number in a book: *entry of the holder, or of the last voided one; ERR_INPUT where several hold it. */
bool state_number(struct ledger *l, const struct book *b, const char *number, enum number_use *use, int64_t *entry,
                  struct err *e);
/* Fills d->number with the next free automatic one ("检查-1234") where the draft has none. */
bool state_next_number(struct ledger *l, struct arena *a, const struct book *b, const char **number, struct err *e);
/* Whether an add or amend may be recorded: number free, org known, parent makes no circle.  d->values hold identities. */
bool state_check(struct ledger *l, const struct draft *d, struct err *e);
/* Whether a move may be made: state, role, needs, not_by, day.  *same: an identical one is there already. */
bool state_check_move(struct ledger *l, const struct draft *d, bool *same, struct err *e);
/* Whether an actor has a role ("owner" has all). */
bool state_has_role(struct ledger *l, const char *actor, const char *role, bool *has, struct err *e);
bool state_owner(struct ledger *l, struct arena *a, const char **owner, struct err *e);

/* Drafts of a void, judged: a whole entry; one event (an amend, a move, an earlier void: where the remaining moves still
 * form a path); every event of one import.  `seq` is the event's, for VOID_ENTRY the entry's. */
enum void_what { VOID_ENTRY, VOID_EVENT, VOID_IMPORT };
bool state_draft_void(struct ledger *l, struct arena *a, enum void_what what, int64_t seq, const char *why,
                      struct draft *out, struct err *e);

/* ---- reading entries ---- */
struct entry_view {
    struct entry_ref ref;
    int64_t org; /* entry of the org */
    const char *org_number, *org_title;
    int32_t day;
    bool has_day;
    const char *state; /* NULL: no flow */
    bool voided;
    const char **cells; /* by field number: canonical text, refs as 编号, many joined by 、; NULL: empty */
    const char **raw;   /* the same, refs as identities */
};
/* One entry as of a day, as known. */
bool state_view(struct ledger *l, struct arena *a, int64_t entry, int32_t asof, int64_t known, struct entry_view *out,
                struct err *e);
/* The days from which values of the entry hold, as known now, in order: one where nothing changed from a day on. */
bool state_days(struct ledger *l, struct arena *a, int64_t entry, int32_t **days, int *count, struct err *e);
/* seqs of the events of one entry, in order. */
bool state_history(struct ledger *l, struct arena *a, int64_t entry, int64_t **seqs, int *count, struct err *e);
/* The events after a position that touch entries, in order of (entry, seq); the add of an entry is not among them. */
struct touch {
    int64_t entry, seq;
};
bool state_touched(struct ledger *l, struct arena *a, int64_t after, struct touch **out, int64_t *count, struct err *e);

#endif
