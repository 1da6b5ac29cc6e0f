/* intake/private.h: what the files of this module share.
 *
 * The way of a row: plan (which column means what, found once) -> value (a cell as canonical text) -> row (add, amend or
 * move?) -> ledger and state, which judge the draft.  lookup remembers what would cost a question to the database.
 */
#ifndef INTAKE_PRIVATE_H
#define INTAKE_PRIVATE_H

#include "base/decimal.h"
#include "base/text.h"
#include "intake/intake.h"
#include "state/state.h"

#define NAME_MOVE   "动作"
#define NAME_DAY    "日期"
#define NAME_REASON "未导入原因" /* the last column of a repair sheet */
#define NAME_ROW    "行号"
#define NAME_STATE  "状态" /* of an export: states change by moves alone */

/* ---- lookup.c: hashes ---- */

/* 64-bit hashes of texts with a number each; grows. */
struct hash_map {
    uint64_t *keys; /* 0: free */
    int64_t *numbers;
    size_t room, used;
};
uint64_t hash_text(uint64_t seed, const char *text);
/* Whether the hash is there; *number as it was put. */
bool hash_find(const struct hash_map *m, uint64_t hash, int64_t *number);
void hash_put(struct hash_map *m, uint64_t hash, int64_t number);
void hash_clear(struct hash_map *m);
void hash_free(struct hash_map *m);

/* ---- names.c: the names of columns that a book understands ---- */

/* The text without white space and differences of width and case, in the arena. */
char *name_squeeze(struct arena *a, const char *text);
/* So too, and without stars, a colon, （必填） and a unit in brackets; the text itself where it is too long to be a name. */
const char *name_fold(struct arena *a, const char *text);
/* Whether a folded text is a unit alone: "(元)", "%". */
bool name_is_unit(const char *folded);

struct names {
    const char **means; /* a field's name, 编号 …; "" for a column to leave out */
    int count, mapped;  /* the first ones are of --map and win */
    struct hash_map places;
};
void names_make(struct names *n, struct arena *a, const struct book *b, const struct intake_options *o);
void names_put(struct names *n, struct arena *a, const char *key, const char *means);
void names_free(struct names *n);
/* NULL: the name means nothing here. */
const char *names_find(const struct names *n, const char *name);
const char *names_find_folded(const struct names *n, struct arena *a, const char *name);

/* ---- header.c: where the table begins and what its columns are called ---- */

struct heading_column {
    const char *name;              /* as the sheet says, where several rows say it: as it was understood; "" */
    const char *const *candidates; /* every way to say the name, most specific first */
    int candidate_count;
    const char *means; /* as names_find */
    bool exact;        /* written as the book writes it */
};

struct heading {
    struct heading_column *columns;
    int count;
    int64_t first, last;        /* the header's rows in the sheet */
    struct row *rows;           /* read ahead */
    int row_count, above, next; /* how many; how many of them stand above the header; the next row of data */
    bool ended;                 /* the sheet has no rows behind them */
};
/* Reads ahead only where the sheet's first row is not a header that the book understands wholly.  ERR_INPUT for a sheet
 * without rows. */
bool header_find(struct heading *h, struct arena *a, const struct intake_options *o, struct sheet_reader *sheet,
                 struct err *e);
/* What the names mean to another book; the most specific candidate that means something, one written as the book writes it
 * before others.  *candidate: which. */
const char *header_means(const struct names *n, struct arena *a, const struct heading_column *c, int *candidate);
/* The rows below the header; as the reader's next. */
bool header_next(struct heading *h, struct sheet_reader *sheet, struct row *row, struct err *e);

/* ---- plan.c: what each column of the sheet means ---- */

enum column_use { USE_NONE, USE_NUMBER, USE_ORG, USE_MOVE, USE_DAY, USE_FIELD, USE_EVIDENCE };

struct plan_column {
    const char *name; /* as the sheet has it */
    enum column_use use;
    const struct field *field; /* USE_FIELD */
    const char *evidence;      /* USE_EVIDENCE: what a move of the flow needs */
    const char *means;         /* as struct heading_column; NULL: unknown */
    const char *near;          /* unknown: the field that is most like it; NULL */
    bool sure;                 /* near beyond much doubt */
    bool scaled;               /* its name says 万元 or the like: its numbers are not the field's */
};

struct plan {
    const struct book *book;
    struct plan_column *columns;
    int count;
    int number, org, move, day; /* columns; -1: none */
    int reason;                 /* the column 未导入原因 of an earlier repair sheet, left out of the next; -1 */
    int *of_field;              /* by field number: its column, -1 */
    bool self_ref;              /* a column refers to the book itself, so a row may name an earlier row */
};

/* ERR_INPUT for a sheet that is refused whole. */
bool plan_make(struct plan *out, struct arena *a, const struct catalog *c, const struct intake_options *o,
               const struct heading *header, struct err *e);
/* Whether no entry of the book may leave the field empty. */
bool plan_needs(const struct plan *p, const struct field *f);

/* ---- propose.c: what a column nobody knows may be ---- */

/* Finds for every unknown column the field that is most like it, each field once, and tells o->propose of all columns. */
void propose(struct plan *p, const struct heading *h, struct arena *a, const struct intake_options *o);

/* ---- value.c: what people write -> canonical values ---- */

/* An entry that a text names. */
struct named {
    int64_t entry;
    const char *identity;
};
typedef bool resolve_name(void *context, const struct book *book, const char *text, struct named *out, struct err *e);

/* Growing; the texts lie in the arena or in the cell. */
struct values {
    struct value *items;
    int count, room;
};
void values_put(struct values *v, const char *field, const char *text);
void values_free(struct values *v);

struct value_reader {
    struct arena *memory; /* of the row */
    resolve_name *resolve;
    void *context;
};
/* Appends the value, or the values of a many-valued field, of a cell that is not empty.  *units (numbers): of the field's
 * scale.  The sentence of a refusal names no row or column. */
bool value_read(struct value_reader *r, const struct field *f, const struct cell *cell, struct values *out, int64_t *units,
                struct err *e);

/* ---- lookup.c: remembering ---- */

struct lookup {
    struct ledger *l;
    const struct book *own; /* the book of the sheet */
    const struct book *orgs;
    struct hash_map pending; /* numbers and names of own entries that state does not know yet */
    int64_t pending_events;
    struct arena *row_memory; /* of the answers to one row */
    struct arena memory;      /* of `found` */
    struct hash_map found_at; /* hash of (book, text) -> place in `found` */
    struct found *found;
    int found_count, found_room;
    bool failed; /* a call into ledger or state failed that writes: not the row's fault */
};
void lookup_open(struct lookup *u, struct ledger *l, const struct book *own, struct arena *row_memory);
void lookup_close(struct lookup *u);
/* Before each row: what was resolved for the row before may be forgotten. */
void lookup_next_row(struct lookup *u);
/* A resolve_name over a struct lookup; the identity is valid until the next row. */
bool lookup_name(void *context, const struct book *book, const char *text, struct named *out, struct err *e);
/* Notes that an event was appended; `text` (NULL: none) names an entry that has it.  Catches up now and then. */
bool lookup_appended(struct lookup *u, const char *number, const char *title, struct err *e);
/* Catches up where `text` may name an entry with events that state does not know. */
bool lookup_settle(struct lookup *u, const char *text, struct err *e);
bool lookup_catch_up(struct lookup *u, struct err *e);

/* ---- row.c: one row -> at most one event ---- */

enum verdict { VERDICT_ADDED, VERDICT_AMENDED, VERDICT_MOVED, VERDICT_SAME, VERDICT_REFUSED, VERDICT_NOTE, VERDICT_COUNT };

/* ---- aside.c: rows of a sheet that are no entries ---- */

enum aside { ASIDE_NONE, ASIDE_TOTAL, ASIDE_PART, ASIDE_NOTE, ASIDE_NUMBERS, ASIDE_UNITS, ASIDE_HEADER, ASIDE_ABOVE };

struct totals {
    int *columns; /* that hold numbers to be summed */
    int count;
    int128 *before, *part; /* by column: the sums before the row at hand, at the last subtotal */
    bool *unsure;          /* by column: a number was not read, so the sum says nothing */
    struct row top;        /* a total that stands above its rows; number 0: none */
    int under_header;      /* rows of numbers and units so far */
};

struct import {
    struct ledger *l;
    const struct intake_options *o;
    struct intake_result *out;
    struct plan plan;
    struct lookup lookup;
    struct value_reader reader;
    struct arena sheet_memory, row_memory;
    struct values values, evidence;
    struct hash_map seen;     /* numbers of the sheet, with their rows; of a sheet of moves: rows alike, with their count */
    struct named default_org; /* identity NULL: none is needed */
    struct heading heading;
    struct totals totals;
    bool repeat_known; /* that this sheet was not imported before */
    int128 *sums;      /* by column: units of the field's scale, for the control sums of an export */
    int64_t told[VERDICT_COUNT];
    const char *bad_column; /* where the row at hand was found wrong; "" for the row as a whole */
};
/* Judges and records.  On false *why is the reason; run->lookup.failed or a code that is not a user's mistake means that
 * the import itself failed. */
bool row_record(struct import *r, const struct row *row, enum verdict *verdict, struct err *why);

/* ---- aside.c: rows that are no entries ---- */

void totals_open(struct import *r);
/* Before each row; and for a row that was refused, whose numbers count all the same. */
void totals_mark(struct import *r);
void totals_refused(struct import *r, const struct row *row);
enum aside aside_judge(struct import *r, const struct row *row);
/* Says that the row was left out, and where a total differs from its rows. */
void aside_tell(struct import *r, const struct row *row, enum aside kind, enum msg_lang lang);
/* A total above its rows is compared when they are known. */
void totals_close(struct import *r, enum msg_lang lang);

/* ---- run.c ---- */

/* A remark on a row (0: the whole sheet), said whether or not it is a dry run. */
void say_note(struct import *r, enum msg_lang lang, int64_t row, const char *column, enum msg_id id,
              const char *const *args);

/* ---- repeat.c: sheets that were imported before; the import event ---- */

/* `row`: the first without a number; 0: the sheet has none at all. */
bool repeat_check(struct ledger *l, const struct intake_options *o, int64_t row, struct err *e);
bool import_append(struct ledger *l, const struct intake_options *o, struct intake_result *out, int64_t first, int64_t last,
                   struct err *e);

/* ---- stamp.c ---- */

/* The word of a stamp behind its key ("book="), in `room`; NULL: it has none.  A word says a name whose spaces are _. */
const char *stamp_word(const char *line, const char *key, char *room, size_t room_bytes);
bool stamp_says(const char *word, const char *name);

/* Tells where the sheet differs from what its stamp says. `note` is called with each sentence. */
void stamp_compare(const struct intake_stamp *stamp, const struct plan *p, const int128 *sums, int64_t rows, bool sums_known,
                   enum msg_lang lang, void (*note)(void *context, const char *column, const char *sentence), void *context);

#endif
