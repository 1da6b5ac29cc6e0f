/* catalog/catalog.h: the packs of one file, loaded and checked: which books, flows, measures,
 * targets, rules and reports exist, and what a formula means.
 *
 * Promise: a catalog that loaded has no dangling name: every ref has its book, every flow its states, every formula
 *          its fields and types, every measure its measures (no circle).
 * Owner:   everything lives in the arena given to catalog_new, as long as that arena.
 * Units:   places in a text are line and column, 1.., columns in code points.
 * Errors:  ERR_INPUT: "FILE:LINE:COLUMN: what is wrong; the fix".
 * Threads: read-only after loading, any thread.
 * May use: base format.  Used by: ledger state intake measure report op.
 */
#ifndef CATALOG_CATALOG_H
#define CATALOG_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

#define BOOK_ORG    "机构" /* the register that is the tree of orgs */
#define NAME_NUMBER "编号" /* built in: every entry has a number */
#define NAME_ORG    "机构" /* built in: every entry has an org */

enum field_type {
    FIELD_TEXT,
    FIELD_INT,
    FIELD_DECIMAL,
    FIELD_MONEY,
    FIELD_DAY,
    FIELD_CHOICE,
    FIELD_BOOL,
    FIELD_REF,
    FIELD_PLACE,
    FIELD_FILE
};

struct book;
struct pack;

/* A declared field.  编号 and 机构 are built in and stand in no `fields`, even where a pack declares them. */
struct field {
    const char *name;
    enum field_type type;
    int scale;  /* digits kept after the point: decimal(scale) 0..9, money 2, else 0 */
    int number; /* its place in book->fields */
    bool many, required;
    const char *const *values; /* choice */
    int value_count;
    const char *default_text; /* canonical; NULL: none */
    const struct book *ref;   /* ref */
    const char *help;         /* what it means, for people; "" */
};

struct move {
    const char *name;
    const char *const *from; /* states */
    int from_count;
    const char *to;
    const char *role;         /* NULL: anybody who may write the book */
    const char *const *needs; /* evidence: names of fields of the book, or of texts kept with the move */
    int need_count;
    const char *not_by; /* a move whose last actor may not make this one; NULL */
};

struct deadline { /* kept; evaluated by rules */
    const char *state;
    int within, warn; /* days */
    bool within_workdays, warn_workdays;
    const struct where *when; /* NULL: always; over the first book that uses the flow */
};

struct flow {
    const char *name;
    const char *const *states; /* the first is where an entry begins */
    int state_count;
    const struct move *moves;
    int move_count;
    const struct deadline *deadlines;
    int deadline_count;
};

enum book_kind { BOOK_REGISTER, BOOK_JOURNAL };

struct book {
    const char *name;
    const char *help;
    const struct pack *pack;
    enum book_kind kind;
    int number; /* its place in the catalog, 0..; names its state table */
    const struct field *fields;
    int field_count;
    const struct field *day;    /* journal: always; register: may be NULL (has existed always) */
    const struct field *until;  /* register: its last day; may be NULL */
    const struct field *title;  /* the field 名称, else 姓名; NULL: entries have no name */
    const struct flow *flow;    /* NULL: no states */
    bool shared;                /* counts in every scope */
    bool is_org;                /* the book 机构: an org's org is itself */
    const struct field *parent; /* of the book 机构: 上级 */
    bool org_declared;          /* a pack declares the field 机构 (人员): then the sheet's column is that field */
    bool org_required, number_required;
};

/* ---- formulas ---- */

enum path_end { PATH_FIELD, PATH_STATE, PATH_DAY, PATH_NUMBER, PATH_ORG, PATH_OVERDUE };
#define PATH_STEPS_MAX 4

/* 检查.单位.行业 seen from the book 隐患: steps 检查, 单位 (refs), end PATH_FIELD 行业.  A step whose field is NULL goes
 * to the entry's org.  PATH_ORG as an end is the entry's org itself. */
struct path {
    const struct book *book;                   /* where it starts */
    const struct field *steps[PATH_STEPS_MAX]; /* refs to follow, in order; NULL = 机构 */
    int step_count;
    enum path_end end;
    const struct field *field;   /* for PATH_FIELD */
    const struct book *end_book; /* where it ends */
};

enum where_op { WHERE_AND, WHERE_OR, WHERE_NOT, WHERE_EQ, WHERE_NE, WHERE_LT, WHERE_LE, WHERE_GT, WHERE_GE, WHERE_IN };

/* A literal, checked against the type of what it is compared with. */
struct literal {
    const char *text; /* as it was written, without quotes; canonical for numbers, days, bools */
    int64_t value;    /* units for numbers (of the field's scale), days, 0/1 */
};

struct where {
    enum where_op op;
    const struct where *left, *right; /* and, or; not: left only */
    const struct path *path;          /* comparisons */
    const struct literal *literals;   /* one, or for `in` at least one */
    int literal_count;
};

enum formula_op {
    FORMULA_NUMBER, /* number */
    FORMULA_COUNT,
    FORMULA_DISTINCT,
    FORMULA_SUM,
    FORMULA_AVG,
    FORMULA_MIN,
    FORMULA_MAX,
    FORMULA_LAST, /* atoms */
    FORMULA_ADD,
    FORMULA_SUB,
    FORMULA_MUL,
    FORMULA_DIV,     /* left, right */
    FORMULA_MEASURE, /* name: looked up when evaluated, for the day */
    FORMULA_YOY,
    FORMULA_MOM, /* left */
    FORMULA_OF,  /* left, of: an entry, "编号" or "BOOK/编号" */
    FORMULA_BY,  /* left, by: field names joined by '.'; outermost only */
    FORMULA_RANK,
    FORMULA_SHARE /* read, not yet evaluated */
};

struct formula {
    enum formula_op op;
    const struct formula *left, *right;
    int64_t number; /* NUMBER: units of 10^-number_scale */
    int number_scale;
    const char *name;          /* MEASURE, OF, BY */
    const struct book *book;   /* atoms */
    const struct path *path;   /* atoms other than COUNT */
    const struct where *where; /* atoms; NULL: all */
    int digits;                /* digits it prints with where its measure names none: 0 for counts, a field's
                                       scale for sums, 2 for quotients and changes */
};

struct measure {
    const char *name;
    const struct pack *pack;
    const struct formula *formula;
    const char *formula_text;
    const char *unit; /* "" where it has none */
    int digits;       /* -1: the formula's */
    const char *help;
    int32_t day; /* this definition holds from this day on (the first: always) */
    int64_t seq; /* the event that brought it */
};

enum target_op { TARGET_GE, TARGET_LE, TARGET_EQ, TARGET_GT, TARGET_LT };
struct target {
    const char *measure;
    enum target_op op;
    const char *value; /* decimal text, in the measure's unit */
    int year;          /* 0 where `by` is given alone */
    int32_t by;        /* deadline; DAY_LAST where none */
    const char *owner;
};

enum rule_kind { RULE_UNIQUE, RULE_OVERLAP, RULE_LIMIT, RULE_THRESHOLD, RULE_COVERAGE };
struct rule { /* checked and kept; evaluated by rules */
    const char *name;
    enum rule_kind kind;
    const struct book *book; /* NULL only for a coverage whose book is missing: never */
    const char *each, *every, *value, *over, *raise, *when, *sum, *within, *similar;
    const char *const *by;
    int by_count, at_least;
    bool refuse;
};

struct report {
    const char *name;
    const struct pack *pack;
    const char *template_name; /* path relative to the pack */
    const char *template_text;
    const struct book *of; /* NULL: not a letter per entry */
    int64_t seq;
};

struct pack {
    const char *name, *title;
    const char *proof; /* path of its proof relative to the pack; NULL: it has none */
    const char *file;  /* where it was read from, for messages */
    const char *text;
    int64_t seq;
    int32_t day;
};

/* One of the field's tasks and what in the catalog carries it. */
struct carried {
    const struct pack *pack;
    const char *row, *name;
    const char *const *by; /* books, flows, measures, rules, reports */
    int by_count;
    const char *pending; /* what it waits for ("rules"); NULL: nothing */
};

/* One template or any other text a pack names, handed over beside it. */
struct pack_file {
    const char *path, *text;
};
struct pack_source {
    const char *file; /* for messages: "packs/应急管理.yaml" */
    const char *text;
    size_t bytes;
    const struct pack_file *files;
    int file_count;
    int64_t seq; /* 0 outside a ledger */
    int32_t day; /* from when its definitions hold, where they change earlier ones */
};

struct catalog;

struct catalog *catalog_new(struct arena *a);
/* Reads one pack into the catalog.  Its `needs` must have been added before.  A pack of a name that is there already
 * replaces its books, flows, rules, targets and reports; its measures become later definitions.  Books and flows are
 * changed in place (pointers to them stay good, pointers to their fields and moves do not); those it leaves out stay.
 * On failure the catalog must be thrown away. */
bool catalog_add(struct catalog *c, const struct pack_source *source, struct err *e);
/* The packs that a pack's text names under `needs`, its own name, and the template paths, without checking the rest. */
struct pack_outline {
    const char *name;
    const char *const *needs;
    int need_count;
    const char *const *templates;
    int template_count;
};
bool catalog_outline(struct arena *a, const struct pack_source *source, struct pack_outline *out, struct err *e);

/* NULL where there is none.  A report: the last version of those with seq <= known. */
const struct book *catalog_book(const struct catalog *c, const char *name);
const struct flow *catalog_flow(const struct catalog *c, const char *name);
const struct report *catalog_report(const struct catalog *c, const char *name, int64_t known);
/* The definition that holds on `asof`, as known at `known`: of those with seq <= known the last whose day <= asof, else
 * the first.  NULL where none was known then. */
const struct measure *catalog_measure(const struct catalog *c, const char *name, int32_t asof, int64_t known);
const struct field *book_field(const struct book *b, const char *name);
const struct move *flow_move(const struct flow *f, const char *name);
/* The name of the nearest thing people may have meant, "" where nothing is near: for "did you mean". */
const char *catalog_near_book(const struct catalog *c, const char *name);
const char *catalog_near_measure(const struct catalog *c, const char *name);
const char *book_near_field(const struct book *b, const char *name);

int catalog_book_count(const struct catalog *c);
const struct book *catalog_book_at(const struct catalog *c, int i);
/* Measure names in the order of the packs, each once. */
int catalog_measure_count(const struct catalog *c);
const char *catalog_measure_name(const struct catalog *c, int i);
int catalog_target_count(const struct catalog *c);
const struct target *catalog_target_at(const struct catalog *c, int i);
int catalog_rule_count(const struct catalog *c);
const struct rule *catalog_rule_at(const struct catalog *c, int i);
int catalog_report_count(const struct catalog *c);
const struct report *catalog_report_at(const struct catalog *c, int i);
int catalog_pack_count(const struct catalog *c);
const struct pack *catalog_pack_at(const struct catalog *c, int i);
int catalog_carried_count(const struct catalog *c);
const struct carried *catalog_carried_at(const struct catalog *c, int i);

/* Parses and type-checks a formula.  *at (may be NULL) is the code point where a mistake was found, 0.. . */
bool formula_parse(const struct catalog *c, struct arena *a, const char *text, const struct formula **out, int *at,
                   struct err *e);
/* The condition alone, over one book (list --where). */
bool where_parse(const struct catalog *c, struct arena *a, const struct book *b, const char *text, const struct where **out,
                 int *at, struct err *e);
/* A path over one book (--by): "单位.行业", "state", "机构", "day". */
bool path_parse(const struct catalog *c, struct arena *a, const struct book *b, const char *text, const struct path **out,
                int *at, struct err *e);
/* Canonical text of a value of a field (2023-10-31, -12.5, true): checked; ERR_INPUT says why not. *value as in literal.
 * Numbers may carry zeros that say nothing (12.50); `value` may be NULL; of a field of many, one element.  Refs are any
 * text here. */
bool field_check(const struct field *f, const char *text, size_t bytes, int64_t *value, struct err *e);
const char *field_type_name(enum msg_lang lang, enum field_type t);

/* ---- a pack's proof: a fictional year made exactly, and the figures that must follow from it (docs/PACKS.md) ---- */

#define PROOF_ROWS_MAX 5000000 /* of all sheets together */

enum supply_kind {
    SUPPLY_TEXT,   /* texts[0] */
    SUPPLY_TURN,   /* texts[0], texts[1] … and round again; NULL leaves the cell empty */
    SUPPLY_SHARES, /* texts[i] in counts[i] rows, in an order drawn from the seed */
    SUPPLY_SUM,    /* whole numbers, as even as can be, that add up to `sum` */
    SUPPLY_DAYS,   /* from..to, evenly and in order */
    SUPPLY_EACH,   /* the numbers of entries made before, in order and round again */
    SUPPLY_COPY    /* what the entry in the column `through` has in its column `copied` */
};
/* Where the cells of a column come from.  In texts "{n}" stands for the entry's place in its book, 1.. . */
struct supply {
    const char *column;
    enum supply_kind kind;
    const char *const *texts;
    const int64_t *counts;
    int count;
    int64_t sum;
    int64_t skip, step; /* EACH: so many entries are passed over first; every step-th from there */
    int32_t from, to;
    const struct proof_make *const *each; /* EACH: whose entries */
    int each_count;
    const struct supply *through; /* an EACH of the same rows */
    const char *copied;
};
/* One sheet of moves: the first `rows` entries, each on `on`, or `after` days after its own day. */
struct proof_move {
    const struct move *move;
    const char *actor; /* NULL: the owner */
    int64_t rows;
    int32_t on; /* DAY_FIRST: by `after` */
    int after;
    const struct supply *with;
    int with_count;
};
/* One sheet of entries, then its moves. */
struct proof_make {
    const char *name;
    const struct book *book;
    const char *actor;
    int64_t rows, first; /* its first entry's place in the book, 1.. */
    const struct supply *with;
    int with_count;
    const struct proof_move *moves;
    int move_count;
    int number; /* its place in the proof, 0.. */
    int line, column;
};
enum proof_change { PROOF_VALUE, PROOF_YOY, PROOF_MOM };
struct proof_expect {
    const char *row;  /* of `carries`; "" */
    const char *text; /* a measure's name or a formula */
    const char *value, *unit;
    int digits;         /* after the point in `value`: so many are compared */
    const char *org;    /* NULL: the root */
    int32_t from, asof; /* from DAY_FIRST: the year's start */
    enum proof_change change;
    const struct report *report; /* must print it; NULL: none need */
    int line, column;
};
struct proof {
    const char *pack, *file, *org;
    int32_t asof;
    int64_t seed;
    const struct proof_make *const *makes;
    int make_count;
    const struct proof_expect *expects;
    int expect_count;
};
/* Reads and checks a proof against the catalog; everything lives in the arena. */
bool proof_read(const struct catalog *c, struct arena *a, const char *file, const char *text, size_t bytes,
                const struct proof **out, struct err *e);

#endif
