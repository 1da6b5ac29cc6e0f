/* measure/inside.h: what the files of this module share. */
#ifndef MEASURE_INSIDE_H
#define MEASURE_INSIDE_H

#include "base/day.h"
#include "base/text.h"
#include "measure/measure.h"
#include "state/state.h"

/* A question's circumstances, with what a comparison period takes from the question it belongs to. */
struct question {
    struct basis basis;
    int32_t tree_day; /* the day whose tree of orgs and definitions hold */
};

/* A value, or one a group.  `missing` is the value of a group that is not among them. */
struct value_set {
    bool grouped;
    struct measure_value *values; /* in order of group */
    int count;
    struct measure_value missing;
};

struct memo {
    const struct formula *formula;
    const char *by;
    struct question question;
    struct value_set set;
    struct memo *next;
};
#define MEMO_SLOTS 256
#define DEPTH_MAX  400 /* of formulas within measures within formulas */

struct parsed {
    const char *text;
    const struct formula *formula;
    struct parsed *next;
};

struct spread;
struct org_tree;

struct measure_session {
    struct ledger *l;
    struct arena *a;
    struct memo *memos[MEMO_SLOTS];
    struct parsed *parsed;
    struct spread *spreads;
    struct org_tree *trees;
    int64_t root;       /* entry of the root org; 0: not asked yet */
    int64_t span_known; /* measure_span was asked at this position; -1: never */
    int32_t first, last;
    int depth; /* of the evaluation under way */
};

/* ---- SQL, put together piece by piece with its values ---- */

struct bind {
    const char *text; /* NULL: the number */
    int64_t number;
};
struct piece {
    struct buf sql;
    struct bind *binds;
    int count, room;
};
void piece_free(struct piece *p);
void piece_text(struct piece *p, const char *sql);
void piece_int(struct piece *p, int64_t value);      /* "?" */
void piece_value(struct piece *p, const char *text); /* "?" */
void piece_add(struct piece *p, const struct piece *more);
struct stmt *piece_use(struct ledger *l, const struct piece *p, struct err *e);

#define JOINS_MAX 24
struct joined {
    int from, alias;           /* alias numbers; 0 = the counted entry */
    const struct field *field; /* NULL: 机构 */
};
struct query {
    struct measure_session *s;
    const struct question *q;
    struct piece joins, where;
    struct joined joined[JOINS_MAX];
    int joined_count;
    int aliases; /* given out so far */
};
void query_start(struct query *c, struct measure_session *s, const struct question *q);
void query_free(struct query *c);
/* The rows of a book that the question counts, into c->where. */
bool query_rows(struct query *c, const struct book *b, const struct where *w, struct err *e);
/* The expression of a path's end.  Many-valued fields are joined, so a row repeats for each element.
 * *label: for refs an expression of what people read (name, else number), else empty. */
bool query_path(struct query *c, const struct path *p, struct piece *out, struct piece *label, struct err *e);

/* ---- values ---- */
bool atom_eval(struct measure_session *s, const struct formula *f, const char *by, const struct question *q,
               struct value_set *out, struct err *e);
/* One pass for all scopes: an atom asked of the root or of a second org is worked out for every org at once, and then added up
 * along the tree.  *answered false: ask SQL. */
bool spread_eval(struct measure_session *s, const struct formula *f, const struct question *q, struct measure_value *out,
                 bool *answered, struct err *e);
bool formula_eval(struct measure_session *s, const struct formula *f, const char *by, const struct question *q,
                  struct value_set *out, struct err *e);
bool session_root(struct measure_session *s, int64_t *root, struct err *e);
bool session_parse(struct measure_session *s, const char *text, const struct formula **out, struct err *e);
bool find_measure(struct measure_session *s, const char *name, const struct question *q, const struct measure **out,
                  struct err *e);
/* Why a figure of last year is not in the ledger but in the book 历史数. */
bool history_find(struct measure_session *s, const char *measure, const struct basis *b, bool *found, struct ratio *value,
                  struct err *e);
struct question question_of(const struct measure_session *s, const struct basis *b);
void question_shift(const struct question *q, bool yoy, struct question *out);
bool change_sets(struct measure_session *s, const struct formula *f, const char *by, bool yoy, const struct question *q,
                 struct value_set *now, struct value_set *base, struct err *e);

#endif
