/* intake/intake.h: what people write -> values and drafts; rows of a sheet -> events, with every bad row handed back.
 *
 * Promise: a value is read the same way in a cell and in FIELD=VALUE, and an add leaves the same things unsaid.
 *          Knows rows only through struct sheet_reader, so a reader of another format changes nothing here.
 *          The header is found where it stands: below titles, on several rows, with names written a little differently;
 *          rows that are no entries (totals, notes) are left out and said, never silently.
 *          Good rows are kept, bad rows written to a repair sheet with the reason; one sheet is one transaction.
 *          Memory does not grow with the sheet but for 16 to 48 bytes a row that remember its number (a 64-bit hash: two
 *          numbers taken for one by chance are a matter of 1 in 10^7 sheets of a million rows, and then one row is refused).
 * Owner:   the caller opens and closes the reader and the repair sheet (which stays without columns where no row was
 *          refused: drop it then), begins and commits the transaction.
 * Errors:  ERR_INPUT / ERR_CONFLICT for a sheet refused whole; a refused row is no failure but a result.
 * May use: base format catalog ledger state.  Used by: op.
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "catalog/catalog.h"
#include "format/format.h"
#include "ledger/ledger.h"

/* ---- one value ---- */

/* What people write for a field (spaces around it taken off) -> the canonical texts that a draft holds: days, numbers and
 * yes-or-no in their one form, references as identities, each value of a many-valued field once.  An empty text, or one of
 * separators only, gives one value with text NULL.  *out lies in `memory`; its texts there, in `text` or in the catalog.
 * ERR_INPUT, ERR_NOT_FOUND or ERR_CONFLICT for what is no value of the field; not every sentence names the field. */
bool intake_value(struct ledger *l, struct arena *memory, const struct field *f, const char *text, const struct value **out,
                  int *count, struct err *e);

/* Completes an add: fields it does not name get their defaults (one named with text NULL stays empty), and where the book's
 * day field has a value that becomes d->day.  d->values is replaced by an array in `memory`. */
void intake_fill(struct arena *memory, const struct book *b, struct draft *d);

/* Whether an entry's raw text (NULL: empty) says the same as these values of one field, in any order. */
bool intake_same(const char *raw, const struct value *items, int count);

/* ---- a sheet ---- */

/* Whether a sheet of the book may call a column so: a field, 编号, 机构 …, what moves need; "" too. */
bool intake_names(const struct book *b, bool moves, const char *name);

/* The stamp of an export, found in the sheet: hand intake_stamp to csv_open with a zeroed struct as its context, and the
 * struct to intake_run.  Where the sheet then holds other rows or sums than were exported, `see` is told. */
struct intake_stamp {
    char line[4096];         /* "taizhang export book=隐患 … rows=120 sum:罚款=35000"; "" where there was none */
    char template_line[512]; /* "taizhang template book=检查 pack=应急管理 version=0a1b2c3d", names with _ for spaces; "" */
};
void intake_stamp(void *context, const char *line);

struct intake_options {
    const struct book *book;
    const char *actor;
    const char *sheet;      /* the file's name, for messages and provenance */
    const char *org;        /* --org: identity of the org for rows that name none; NULL: the root */
    bool org_given;         /* --org was given: a number held by an entry of another org is refused */
    const char *sheet_hash; /* SM3 of the bytes, hex */
    int64_t sheet_bytes;
    int32_t day; /* --day: amends of a register hold from here (default today) */
    bool correct, moves, again, all_or_nothing, dry_run;
    const char *const *map_from, *const *map_to; /* --map: sheet's column -> field; may be NULL */
    int map_count;
    struct sheet_writer *repair;      /* NULL: bad rows are only counted and said */
    int64_t show_max;                 /* rows told to `see` at most, of each kind */
    const struct intake_stamp *stamp; /* NULL: the sheet cannot have one */
    const char *version; /* SM3 of the text of the book's pack, hex: a template has the first digits; may be NULL */
    /* Told of every column once the header is found: the field it is, or (sure or not) may be; "" to leave it out; NULL for
     * nothing near.  Before the sheet is refused for columns nobody knows.  May be NULL. */
    void (*propose)(void *context, const char *column, const char *field, bool sure);
    /* Told of rows as they are judged (dry run: all; else refused ones), and of the whole sheet with row 0.
     * column: "" where the row as a whole is meant.  verdict: 新增, 修改, 移动, 不变, 退回, 注意, in the reader's language. */
    void (*see)(void *context, int64_t row, const char *column, const char *verdict, const char *reason);
    void (*progress)(void *context, int64_t rows);
    void *context;
};

struct intake_result {
    int64_t rows, added, amended, moved, same, refused;
    int64_t left_out;   /* rows that are no entries: titles, totals, notes; not among `rows` */
    int64_t import_seq; /* the import event; 0 in a dry run or where nothing was recorded */
};

/* Reads the whole sheet.  Inside a transaction; the caller commits, or rolls back on failure, in a dry run, and with
 * all_or_nothing where rows were refused. */
bool intake_run(struct ledger *l, struct sheet_reader *sheet, const struct intake_options *o, struct intake_result *out,
                struct err *e);

#endif
