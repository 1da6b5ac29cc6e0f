/* measure/measure.h: formula -> value for (scope, period, as-of day, known position); a value -> its entries.
 *
 * Promise: values are exact; the meaning is docs/FORMULAS.md; the same question at the same `known` gives the same answer
 *          for ever.  One code path serves measure, trace, list, export and report.
 * Owner:   results live in the arena of the session.
 * Errors:  ERR_INPUT an unknown name or a type; ERR_NOT_FOUND an org or entry.
 * Threads: one session a thread.  Call inside a reading transaction.
 * May use: base db catalog state.  Used by: report op.
 *
 * Seam: atoms (count, sum …) are asked in one place, measure/atom.c; prefix sums answer there before SQL does.
 */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "catalog/catalog.h"

struct ledger;
struct measure_session;

/* A question's circumstances. */
struct basis {
    int64_t org; /* entry of the scope's org */
    const char *org_number, *org_title;
    int32_t from, asof;
    int64_t known;
    int64_t of; /* entry every counted one must refer to; 0: none */
    const struct book *of_book;
};

struct measure_value {
    const char *group;  /* NULL: not grouped; "" the empty group */
    bool null;          /* no base, nothing to divide by, nothing to take the least of */
    struct ratio value; /* a ratio; % and ‰ are applied by measure_text */
    bool from_history;  /* the base came from the book 历史数 */
};

struct measure_result {
    const char *name; /* the measure's, or the formula's text */
    const char *unit;
    int digits;
    struct basis basis;
    struct measure_value *values; /* one, or one a group in order of group */
    int value_count;
};

/* A session remembers what was asked (the same atom is evaluated once). */
struct measure_session *measure_begin(struct ledger *l, struct arena *a);
void measure_end(struct measure_session *s);

/* A measure by name, or any formula text ("整改率", "立案 yoy", "count(隐患) by 级别"). `by` NULL or a path.
 * Fills result->name/unit/digits from the definition that holds. */
bool measure_eval(struct measure_session *s, const char *text, const char *by, const struct basis *b,
                  struct measure_result *out, struct err *e);
/* The change against the same period last year (yoy) or the period before (mom) as a ratio; null where there is no base. */
enum measure_change { CHANGE_YOY, CHANGE_MOM };
bool measure_change(struct measure_session *s, const char *text, enum measure_change kind, const struct basis *b,
                    struct measure_result *change, struct measure_value *now, struct measure_value *base, struct err *e);
/* The value in the result's unit, exact: %, ‰ applied. */
bool measure_ratio(const struct measure_result *r, const struct measure_value *v, struct ratio *out, struct err *e);
/* Decimal text as printed in JSON: %, ‰ applied, rounded once to result->digits; NULL where null. */
const char *measure_text(struct arena *a, const struct measure_result *r, const struct measure_value *v, struct err *e);

/* The first and the last day any journal entry is dated, as known; DAY_LAST and DAY_FIRST where there is none. */
bool measure_span(struct measure_session *s, int64_t known, int32_t *first, int32_t *last, struct err *e);

/* The entries behind a value: every entry counted by any atom of the formula, each once, in order of (day, seq). */
struct trace_entry {
    int64_t entry;
    const struct book *book;
    const char *number, *org_number, *org_title;
    int32_t day;
    bool has_day;
};
bool measure_trace(struct measure_session *s, const char *text, const struct basis *b,
                   bool (*see)(void *context, const struct trace_entry *t, struct err *e), void *context, struct err *e);

/* The same, atom by atom (`atom` 0.. as they stand in the formula), in order of (atom, entry): an entry that two atoms count
 * comes twice.  `op` says what the atom does with it. */
bool measure_trace_atoms(struct measure_session *s, const char *text, const struct basis *b,
                         bool (*see)(void *context, int atom, enum formula_op op, const struct trace_entry *t,
                                     struct err *e),
                         void *context, struct err *e);

/* The entries of one book: what `list` and `export` show. b->from DAY_FIRST: no start day. */
bool measure_list(struct measure_session *s, const struct book *book, const struct where *where, const struct basis *b,
                  bool (*see)(void *context, const struct trace_entry *t, struct err *e), void *context, struct err *e);

/* What a path says of one entry on b->asof, as known at b->known: canonical texts as in the sheet (2023-10-31, true), a ref by
 * the name of what it points to, else its number; none where it is empty, several of a field of many.  In `a`. */
#define ITEM_VALUES_MAX 1000
struct item_values {
    const char **texts;
    int count;
};
bool measure_item(struct measure_session *s, struct arena *a, int64_t entry, const struct path *p, const struct basis *b,
                  struct item_values *out, struct err *e);

/* Orgs of one level (级别 = level; "" all) in the scope, as of the day: for `each`. */
struct org_item {
    int64_t entry;
    const char *number, *title;
};
bool measure_orgs(struct measure_session *s, const char *level, const struct basis *b, struct org_item **out, int *count,
                  struct err *e);

#endif
