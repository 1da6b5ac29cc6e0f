/* op/op.h: one row per operation: what it is called, who may do it, what it takes, what it says of itself, and its function.
 *
 * The command line, `help`, exit statuses and JSON come from this table; a second front (HTTP) reads the same rows.
 *
 * Promise: an operation knows nothing of argv or of a terminal: it reads op_call.args and speaks through op_call.sink.
 *          A writing operation is one transaction; what it tells (`tell`) is told after the commit.
 * Owner:   the caller owns the call, its arena and its sink; texts handed to a sink live until it returns.
 * Errors:  op_exit_status maps them to the status of DESIGN's command line; a result that is bad news (rows refused,
 *          damage found) is no failure but sets op_call.refused.
 * May use: everything below.  Used by: cli.
 */
#ifndef OP_OP_H
#define OP_OP_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"

#define OP_VERSION    "0.1.0"
#define OP_PARAMS_MAX 16
#define OP_ARGS_MAX   4096 /* values on one command line */

struct ledger;
struct op_call;

/* ---- what an operation takes ---- */

enum param_kind {
    PARAM_FILE,  /* the ledger file */
    PARAM_BOOK,  /* the name of a book */
    PARAM_ENTRY, /* 编号, BOOK/编号, BOOK/机构/编号 */
    PARAM_ORG,   /* an org's number or name */
    PARAM_TEXT,
    PARAM_DAY,
    PARAM_INT,
    PARAM_PATH_IN,
    PARAM_PATH_OUT,
    PARAM_FIELDS, /* FIELD=VALUE */
    PARAM_FLAG    /* an option without a value */
};

enum param_flag { PARAM_REQUIRED = 1, PARAM_REPEATED = 2, PARAM_OPTION = 4 };

struct param {
    const char *name; /* "asof": the option --asof; for a place on the line only its key */
    const char *word; /* what stands for the value in a usage line: "DAY"; NULL for a flag */
    enum param_kind kind;
    unsigned flags;
    enum msg_id help;
    char letter; /* 'o': -o too; 0 */
};

struct op_arg {
    const char *const *texts;
    int count; /* 0: not given; a flag given counts 1 */
};

/* ---- what an operation says ---- */

enum column_form {
    FORM_TEXT,    /* JSON: a text or null */
    FORM_DECIMAL, /* as text; right-aligned for people */
    FORM_COUNT,   /* JSON: an integer; right-aligned */
    FORM_BOOL     /* "true", "false", NULL; people see 是, 否 */
};
struct op_column {
    const char *key;     /* in JSON */
    const char *heading; /* for people, in their language; "" : people do not see the column */
    enum column_form form;
    bool rare; /* left out of JSON where the cell is NULL */
};
struct op_table {
    const struct op_column *columns;
    int column_count;
    json_t *head;     /* JSON: members written before the rows; NULL: the answer is the bare array.  Borrowed. */
    const char *rows; /* the array's key in it */
};

/* The answer, in two forms at once; a sink takes the one it wants.  `object` and `table` are the machine's; `say`, `text`
 * and `table` are people's.  One operation gives the machine exactly one object or one table. */
struct op_sink {
    void *self;
    bool machine;
    void (*say)(void *self, const char *line);
    void (*text)(void *self, const char *text, size_t bytes);
    void (*object)(void *self, const json_t *tree);
    void (*table)(void *self, const struct op_table *t); /* copied where needed; then rows, then table_end */
    void (*row)(void *self, const char *const *cells);   /* NULL: nothing there */
    void (*table_end)(void *self);
    void (*note)(void *self, const char *line); /* a remark beside the answer */
    void (*progress)(void *self, int64_t done);
    void (*flush)(void *self); /* what was said so far is to be read now: more comes only later */
};

/* ---- an operation ---- */

enum op_flag {
    OP_READS = 1,   /* the ledger FILE is open; run sees one moment of it */
    OP_WRITES = 2,  /* open for writing; run is one transaction */
    OP_CREATES = 4, /* makes a ledger: it opens nothing; the actor becomes the owner */
    OP_LOOSE = 8,   /* with OP_READS: outside any transaction */
    OP_JUDGES = 16  /* a damaged file is what it was asked for: exit status 1, not 3 */
};

struct op {
    const char *name;  /* "void", "user add" */
    const char *group; /* a key of the help page's groups: "begin", "record" … */
    unsigned flags;
    const char *role;                   /* who may do it; NULL: every actor */
    struct param params[OP_PARAMS_MAX]; /* the first without a name ends them */
    enum msg_id summary;                /* one line */
    enum msg_id about;                  /* what it does, then examples */
    bool (*run)(struct op_call *c, struct err *e);
    bool (*tell)(struct op_call *c, struct err *e); /* after the commit; NULL: run has said everything */
};

struct op_call {
    const struct op *op;
    const struct op_arg *args; /* by place in op->params */
    const char *actor;         /* NULL: the file's owner */
    enum msg_lang lang;
    struct arena *memory; /* the request's */
    struct op_sink *sink;
    /* set while it runs */
    struct ledger *ledger;
    bool undo;    /* run went well, but nothing is to be kept (a dry run) */
    bool refused; /* the answer is bad news: exit status 1 */
    void *work;   /* from run to tell */
};

int op_count(void);
const struct op *op_at(int i);
const struct op *op_find(const char *name);
/* How far two words of ASCII lie apart, in letters changed; and the nearest operation's name, "" where none is near. */
int op_distance(const char *a, const char *b);
const char *op_near(const char *name);
int op_param_count(const struct op *o);
/* Its place in op->params; -1. */
int op_param(const struct op *o, const char *name);
/* "import FILE BOOK SHEET [--map M.yaml] …" */
struct buf;
void op_usage(const struct op *o, struct buf *out);
/* The page of one operation, and the list of all. */
void op_help(const struct op *o, enum msg_lang lang, struct buf *out);
void op_help_all(enum msg_lang lang, struct buf *out);

/* Opens, checks the role, runs, commits, tells, closes. */
bool op_run(struct op_call *c, struct err *e);
int op_exit_status(const struct op_call *c, bool ok, const struct err *e);

#endif
