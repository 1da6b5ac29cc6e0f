/* ledger/ledger.h: the append-only record of what the office did, and the packs that say what it means.
 *
 * Promise: an appended event never changes; seq has no gaps; each node's events are chained by SM3 (docs/FILE-FORMAT.md).
 * Owner:   the opener closes.  Drafts and texts stay the caller's; nothing is retained.
 * Units:   at = UTC milliseconds; day = civil days since 1970-01-01 in UTC+8; seq, node_seq = 1.. .
 * Errors:  ERR_INPUT names the rule and the field; ERR_UNREADABLE no ledger, or one of a newer version;
 *          ERR_CORRUPT a broken promise on disk.
 * Threads: one writer, inside ledger_begin/ledger_commit.
 * May use: base db catalog.  Used by: state intake op.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/sm3.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "db/db.h"

#define LEDGER_FORMAT      1          /* of the file: docs/FILE-FORMAT.md */
#define LEDGER_APPLICATION 0x545A3031 /* "TZ01", SQLite's application_id */
#define NODE_BYTES         10         /* letters and digits of a node's name */
#define IDENTITY_BYTES     40         /* room for "node-node_seq" */

enum event_kind {
    EVENT_ADD,
    EVENT_AMEND,
    EVENT_MOVE,
    EVENT_VOID,
    EVENT_IMPORT,
    EVENT_PACK,
    EVENT_GRANT,
    EVENT_ISSUE,
    EVENT_NOTE,
    EVENT_DOCUMENT,
    EVENT_KIND_COUNT
};
const char *event_kind_name(enum event_kind k);
/* EVENT_KIND_COUNT where the name is none. */
enum event_kind event_kind_of(const char *name);

struct ledger {
    struct db *db;
    struct sm3 *sm3;
    const char *path;
    char node[NODE_BYTES + 1];    /* this file's own */
    int64_t head;                 /* the last seq */
    int64_t node_head;            /* the last node_seq of our node */
    int64_t at_last;              /* of our node */
    int64_t begins;               /* writing transactions begun: inside one, nobody else writes */
    uint8_t hash_last[SM3_BYTES]; /* of our node */
    struct arena memory;          /* the catalog's, as long as the ledger is open */
    const struct catalog *catalog;
    struct buf body;                 /* room for the body being written, kept from event to event */
    int64_t (*clock)(void *context); /* UTC ms; tests put their own */
    void *clock_context;
    void *state; /* the state module's own, freed through state_close */
    void (*state_close)(void *);
};

/* Makes a file that does not exist, with its tables and no events. `clock` NULL: the system's. */
bool ledger_create(struct ledger *l, const char *path, struct err *e);
/* Opens one and loads its catalog.  `write` false: nothing can be appended. */
bool ledger_open(struct ledger *l, const char *path, bool write, struct err *e);
/* Opens for reading without the packs: where a pack's event was tampered with the chain can still be walked. */
bool ledger_open_unread(struct ledger *l, const char *path, struct err *e);
void ledger_close(struct ledger *l);
/* The same events over an empty scratch database: for replaying state beside the file. */
bool ledger_open_replay(struct ledger *l, const struct ledger *of, struct err *e);
/* Copies a backup to a new file and gives the copy a node name of its own. */
bool ledger_restore(const char *backup, const char *path, struct err *e);
/* Loads the catalog anew (after a pack event). */
bool ledger_load_catalog(struct ledger *l, struct err *e);

/* Transactions: ledger_begin reads the head again, so what another process wrote is seen. */
bool ledger_begin(struct ledger *l, struct err *e);
bool ledger_commit(struct ledger *l, struct err *e);
void ledger_rollback(struct ledger *l);

/* ---- drafts ---- */

/* One field's value in a draft.  text NULL empties the field.  A many-valued field gives one struct a value. */
struct value {
    const char *field; /* name */
    const char *text;  /* canonical; a ref: the identity of the entry ("node-node_seq") */
};

struct draft {
    enum event_kind kind;
    const char *actor;
    const char *book;   /* "" where none */
    const char *entry;  /* identity "node-node_seq"; NULL for an add (it becomes its own) and where none */
    int32_t day;        /* the civil day on which it takes effect */
    const char *number; /* 编号; NULL: not touched (an add must have one) */
    const char *org;    /* identity of the org; NULL: not touched */
    const struct value *values;
    int value_count;
    bool correct;                 /* amend of a register entry: for all days */
    const char *move;             /* name, for a move */
    const struct value *evidence; /* for a move: what it brings beyond the book's fields */
    int evidence_count;
    int alike;        /* moves just like this one that stand before it in its sheet */
    int64_t row;      /* in the sheet it came from; 0: none */
    const char *body; /* kinds other than add, amend, move: the canonical JSON itself */
};

/* The book of a name, or the sentence that it does not exist, with the nearest one. */
bool ledger_book(const struct catalog *c, const char *name, const struct book **out, struct err *e);
/* Always false: the sentence that a book has no such field, with the nearest one. */
bool ledger_field_unknown(const struct book *b, const char *name, struct err *e);
/* Whether a text may be recorded: not too long, no control characters but line break and tab.  `name`: the field's. */
bool ledger_text(const char *name, const char *text, struct err *e);
/* Judges the shape of an add, amend or move against its book: unknown field, wrong type, missing required, bad choice.
 * Pure.  References, numbers and the path of moves are judged in state/. */
bool ledger_check(const struct catalog *c, const struct draft *d, struct err *e);
/* Records one event (ledger_check passed); *seq is its number. */
bool ledger_append(struct ledger *l, const struct draft *d, int64_t *seq, struct err *e);

/* ---- events ---- */

struct event {
    int64_t seq, node_seq, at;
    const char *node, *actor, *kind, *book;
    const char *entry; /* identity; "" where none */
    int32_t day;
    const char *body;
    size_t body_bytes;
    uint8_t hash[SM3_BYTES];
    bool clean; /* every column is of its type and no text holds a NUL, behind which something could hide from the hash */
};
/* Visits events first..last in order of seq; `see` returns false to stop with its own failure. */
bool ledger_each(struct ledger *l, int64_t first, int64_t last,
                 bool (*see)(void *context, const struct event *v, struct err *e), void *context, struct err *e);
/* The one event of a seq, where there is one. */
bool ledger_one(struct ledger *l, int64_t seq, bool (*see)(void *context, const struct event *v, struct err *e),
                void *context, struct err *e);
/* Every event of one of the rare kinds (not add, amend, move) in order of seq. */
bool ledger_of_kind(struct ledger *l, enum event_kind kind, bool (*see)(void *context, const struct event *v, struct err *e),
                    void *context, struct err *e);
/* Those with a seq above `after`. */
bool ledger_of_kind_after(struct ledger *l, enum event_kind kind, int64_t after,
                          bool (*see)(void *context, const struct event *v, struct err *e), void *context, struct err *e);
/* The seq of (node, node_seq); 0 where there is none. */
bool ledger_seq(struct ledger *l, const char *node, int64_t node_seq, int64_t *seq, struct err *e);
/* Splits "node-node_seq"; false where it is none. */
bool identity_parse(const char *text, char node[NODE_BYTES + 1], int64_t *node_seq);
const char *identity_text(char room[IDENTITY_BYTES], const char *node, int64_t node_seq);

/* ---- what events name by its hash: the bytes of documents, in the table `content` ---- */

#define CONTENT_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* Bytes made ready to be kept: hashed, and packed where that makes them smaller.  It needs no ledger: one packer a thread. */
struct content {
    uint8_t hash[SM3_BYTES];
    size_t bytes, stored_bytes;
    const void *stored; /* packed, or the bytes themselves */
    bool packed;
};
struct packer;
struct packer *packer_new(void); /* never NULL */
void packer_free(struct packer *p);
void packer_hash(struct packer *p, const void *data, size_t bytes, struct content *out); /* the hash alone */
/* The rest; in the arena. */
void packer_pack(struct packer *p, struct arena *a, const void *data, size_t bytes, struct content *out);
/* Keeps bytes under their SM3, once; inside a transaction. */
bool ledger_keep(struct ledger *l, const struct content *c, struct err *e);
/* Gives them back, NUL-terminated in the arena; ERR_CORRUPT where they are not there or are not what their hash says. */
bool ledger_kept(struct ledger *l, struct arena *a, const uint8_t hash[SM3_BYTES], const char **data, size_t *bytes,
                 struct err *e);

/* ---- the chain ---- */

/* A node's last event: what an outside witness keeps. */
struct head {
    char node[NODE_BYTES + 1];
    int64_t node_seq;
    uint8_t hash[SM3_BYTES];
};
/* As known at a position; INT64_MAX: of all there is. */
bool ledger_heads(struct ledger *l, struct arena *a, int64_t known, struct head **heads, int *count, struct err *e);
/* "node:node_seq:hash" joined by commas, and back (spaces and line breaks allowed between). */
struct buf;
void heads_text(const struct head *heads, int count, struct buf *out);
bool heads_parse(struct arena *a, const char *text, struct head **heads, int *count, struct err *e);

/* One damaged place. */
struct damage {
    int64_t seq;    /* the event, or the place where one is missing */
    char what[320]; /* a sentence */
};
struct verify_result {
    int64_t events, redacted;
    struct damage damages[100];
    int damage_count; /* all, also those beyond the array */
};
/* Walks every chain; and with `expected` heads (may be NULL) compares.  True even where damage was found: it is the result. */
bool ledger_verify(struct ledger *l, const struct head *expected, int expected_count, struct verify_result *out,
                   struct err *e);

/* ---- a body, read back ---- */

/* What add, amend and move bodies hold; texts lie in the arena. */
struct body {
    const char *number, *org;
    const char *move, *to; /* the move's name and the state it led to when it was made */
    bool correct;
    int64_t row;
    struct value *values, *evidence; /* in order of name; many values follow one another */
    int value_count, evidence_count;
};
/* Reads exactly what ledger_append writes; false for anything else (a redacted body too). */
bool body_read(struct arena *a, const char *text, size_t bytes, struct body *out);

#endif
