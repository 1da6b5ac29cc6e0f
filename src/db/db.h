/* db/db.h: one small interface over a SQL database; the only module that sees a driver's header.
 *
 * Promise: statements are constants or are built from the program's own names; every value is bound, never pasted.
 *          The SQL handed in is what SQLite and PostgreSQL both take, but for db_table_end() and db_view_day().
 * Owner:   the opener closes, outside any transaction.  A `struct stmt *` belongs to its db (kept prepared for the
 *          next use under the same SQL text); texts read from it live until its next step or reset.
 * Order:   db_begin, then db_commit or db_rollback; no nesting.  db_use → bind… → stmt_step… → stmt_done.
 * Errors:  ERR_BUSY another writer; ERR_CONFLICT a unique key; ERR_CORRUPT a damaged file or one of
 *          another shape; ERR_INPUT a sum beyond 63 bits; ERR_IO anything else
 *          (full disk, read-only file), with the database's own words.
 * Threads: one thread per struct db.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct db;
struct stmt;
struct blob;

enum db_mode {
    DB_READ,   /* must exist */
    DB_WRITE,  /* must exist */
    DB_CREATE, /* must not exist */
    DB_SCRATCH /* private, temporary, gone when closed; `path` is ignored */
};

/* Opens a local file (network file systems are refused: WAL needs shared memory on one machine). */
bool db_open(struct db **out, const char *path, enum db_mode mode, struct err *e);
void db_close(struct db *db);
/* Makes another file's tables readable under the schema name `truth`: unqualified names find them after our own. */
bool db_attach(struct db *db, const char *path, struct err *e);
/* Copies the whole database, consistently, to a file that does not exist. */
bool db_copy(struct db *db, const char *path, struct err *e);
/* The engine's own check of its file: ERR_CORRUPT with its first complaint. */
bool db_check(struct db *db, struct err *e);

/* One or more statements without values. */
bool db_script(struct db *db, const char *sql, struct err *e);
bool db_begin_at(struct db *db, const char *file, int line, bool write, struct err *e);
/* A writing transaction: takes the writer's place at once, waiting at most 5 seconds. */
#define db_begin(db, e) db_begin_at((db), __FILE__, __LINE__, true, (e))
/* A reading one: all its statements see one moment. */
#define db_begin_read(db, e) db_begin_at((db), __FILE__, __LINE__, false, (e))
bool db_commit(struct db *db, struct err *e);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* The prepared statement for `sql`, reset, no values bound; NULL on failure.  Until stmt_done the same SQL cannot be used again. */
struct stmt *db_use(struct db *db, const char *sql, struct err *e);
/* at = 1.. ; texts and blobs must live until stmt_done. */
void stmt_int(struct stmt *s, int at, int64_t value);
void stmt_text(struct stmt *s, int at, const char *text, size_t bytes); /* text NULL binds null */
void stmt_blob(struct stmt *s, int at, const void *data, size_t bytes);
void stmt_null(struct stmt *s, int at);
/* Advances; *row says whether there is one. */
bool stmt_step(struct stmt *s, bool *row, struct err *e);
/* Runs a statement that returns no rows, then stmt_reset. */
bool stmt_run(struct stmt *s, struct err *e);
/* Ready to bind and step again. */
void stmt_reset(struct stmt *s);
void stmt_done(struct stmt *s);

/* column = 0.. of the current row */
bool stmt_is_null(struct stmt *s, int column);
/* Whether each column, from 0, is stored as its letter says: i = integer, t = text, b = blob.  A file edited outside the
 * program may hold any value anywhere.  Ask before the columns are read, which may convert them. */
bool stmt_stored_as(struct stmt *s, const char *types);
int64_t stmt_get_int(struct stmt *s, int column);
const char *stmt_get_text(struct stmt *s, int column, size_t *bytes); /* "" for null; `bytes` may be NULL */
const void *stmt_get_blob(struct stmt *s, int column, size_t *bytes);

/* Short forms. `types`: one letter per ?: i = int64_t, t = const char * (NULL binds null). */
bool db_run(struct db *db, struct err *e, const char *sql, const char *types, ...);
/* The first column of the first row; *out keeps its value where there is no row. */
bool db_int(struct db *db, struct err *e, int64_t *out, const char *sql, const char *types, ...);

/* A large value read piece by piece, without the rest of it: the row whose INTEGER PRIMARY KEY is `row`.  Open only inside a
 * transaction, and closed before its end; nobody may change the row meanwhile.  A read beyond its end is ERR_CORRUPT. */
bool db_blob(struct db *db, const char *table, const char *column, int64_t row, struct blob **out, struct err *e);
size_t blob_bytes(const struct blob *b);
bool blob_read(struct blob *b, size_t at, void *room, size_t bytes, struct err *e);
void blob_close(struct blob *b);

/* Drops every table whose name begins with `prefix`, and every view whose text carries the mark; a user's own views stay. */
#define DB_DERIVED "/* derived */"
bool db_drop_derived(struct db *db, const char *prefix, struct err *e);

/* Dialect: what ends a CREATE TABLE whose rows should lie in key order; a printf format (%s: a column) that shows a day. */
const char *db_table_end(const struct db *db);
const char *db_view_day(const struct db *db);

/* Test only: the n-th statement from now fails with ERR_IO; 0 turns it off. */
void db_fault_after(struct db *db, int n);
bool db_fault_fired(const struct db *db);

#endif
