/* db/sqlite.c: the interface of db.h over SQLite.
 *
 * Statements are kept prepared under their SQL text: preparing costs more than most of our statements take to run.
 * A statement that is asked for while in use (an iteration inside an iteration of the same SQL) gets a second one of its own.
 */
#include "db/db.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#define KEPT_MAX  512 /* prepared statements kept; a power of two */
#define KEPT_WAYS 8   /* places one statement may be kept in */
#define BUSY_MS   5000

struct stmt {
    struct db *db;
    sqlite3_stmt *handle;
    char *sql;
    uint64_t key, used; /* used: when last, by count of uses */
    bool in_use, kept, started;
};

struct blob {
    struct db *db;
    sqlite3_blob *handle;
    size_t bytes;
};

struct db {
    sqlite3 *handle;
    char *path;
    struct stmt *kept[KEPT_MAX];
    uint64_t uses;
    const char *begin_file; /* where the open transaction began, else NULL */
    int begin_line;
    int fault_in; /* counts down to an injected failure */
    bool fault_fired;
};

void db_fault_after(struct db *db, int n)
{
    db->fault_in = n;
    db->fault_fired = false;
}

bool db_fault_fired(const struct db *db)
{
    return db->fault_fired;
}

static bool fault_due(struct db *db)
{
    if (db->fault_in == 0 || --db->fault_in > 0)
        return false;
    db->fault_fired = true;
    return true;
}

static bool fail(struct db *db, int rc, struct err *e)
{
    const char *words = sqlite3_errmsg(db->handle);
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ERR(e, ERR_BUSY, DB_BUSY);
    case SQLITE_FULL: return ERR(e, ERR_IO, DB_FULL);
    case SQLITE_READONLY: return ERR(e, ERR_DENIED, DB_READ_ONLY, db->path);
    case SQLITE_NOTADB: return ERR(e, ERR_UNREADABLE, DB_NOT_A_DATABASE, db->path);
    case SQLITE_IOERR: return ERR(e, ERR_IO, DB_DISK, words);
    case SQLITE_CORRUPT: return ERR(e, ERR_CORRUPT, DB_DAMAGED, words);
    case SQLITE_CONSTRAINT: return ERR(e, ERR_CONFLICT, DB_CONSTRAINT, words);
    case SQLITE_CANTOPEN: return ERR(e, ERR_UNREADABLE, DB_OPEN, db->path);
    case SQLITE_ERROR: /* our statements are right: a table, a column or a value is not what they were written for */
        if (strstr(words, "integer overflow"))
            return ERR(e, ERR_INPUT, DB_TOO_LARGE);
        return ERR(e, ERR_CORRUPT, DB_OTHER_SHAPE, words);
    default: return ERR(e, ERR_IO, DB_FAILED, words);
    }
}

/* ---- opening ---- */

/* The magic numbers of statfs(2) for NFS, SMB, CIFS, SMB2 and 9P: WAL shares memory between processes of one machine. */
static bool on_network(const char *path)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        *(slash == folder ? slash + 1 : slash) = '\0';
    struct statfs f;
    if (statfs(slash ? folder : ".", &f) != 0)
        return false;
    static const unsigned long NETWORK[] = { 0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x01021997 };
    for (size_t i = 0; i < sizeof NETWORK / sizeof *NETWORK; i++) {
        if (((unsigned long)f.f_type & 0xFFFFFFFF) == NETWORK[i])
            return true;
    }
    return false;
}

static const char *const PRAGMAS[] = {
    [DB_READ] = "PRAGMA query_only=ON; PRAGMA mmap_size=1073741824; PRAGMA cache_size=-32000",
    [DB_WRITE] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000",
    [DB_CREATE] = "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000",
    [DB_SCRATCH] = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000",
};

static int open_handle(struct db *db, enum db_mode mode)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    bool writable = access(db->path, W_OK) == 0;
    if (mode == DB_READ && !writable)
        flags |= SQLITE_OPEN_READONLY;
    else
        flags |= SQLITE_OPEN_READWRITE | (mode == DB_CREATE || mode == DB_SCRATCH ? SQLITE_OPEN_CREATE : 0);
    const char *path = mode == DB_SCRATCH ? "" : db->path;
    int rc = sqlite3_open_v2(path, &db->handle, flags & ~(mode == DB_SCRATCH ? 0 : SQLITE_OPEN_URI), NULL);
    if (rc != SQLITE_OK || mode != DB_READ || writable)
        return rc;
    /* A read-only folder has no room for WAL's shared memory: then the file is read as it lies, if nothing waits in its WAL. */
    if (sqlite3_exec(db->handle, "SELECT count(*) FROM sqlite_master", NULL, NULL, NULL) == SQLITE_OK)
        return SQLITE_OK;
    char *uri = sqlite3_mprintf("file:%s?immutable=1", db->path);
    char *wal = sqlite3_mprintf("%s-wal", db->path);
    if (access(wal, F_OK) != 0) {
        sqlite3_close(db->handle);
        rc = sqlite3_open_v2(uri, &db->handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    }
    sqlite3_free(uri);
    sqlite3_free(wal);
    return rc;
}

bool db_open(struct db **out, const char *path, enum db_mode mode, struct err *e)
{
    if (mode != DB_SCRATCH) {
        bool there = access(path, F_OK) == 0;
        if (mode == DB_CREATE && there)
            return ERR(e, ERR_CONFLICT, DB_EXISTS, path);
        if (mode != DB_CREATE && !there)
            return ERR(e, ERR_UNREADABLE, DB_NO_FILE, path);
        if (on_network(path))
            return ERR(e, ERR_UNREADABLE, DB_NETWORK, path);
    }
    struct db *db = calloc(1, sizeof *db);
    if (!db || !(db->path = strdup(mode == DB_SCRATCH ? "" : path)))
        abort();
    int rc = open_handle(db, mode);
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(db->handle, BUSY_MS);
        rc = sqlite3_exec(db->handle, PRAGMAS[mode], NULL, NULL, NULL);
    }
    if (rc != SQLITE_OK) {
        fail(db, rc, e);
        db_close(db);
        return false;
    }
    *out = db;
    return true;
}

static void stmt_free(struct stmt *s)
{
    sqlite3_finalize(s->handle);
    free(s->sql);
    free(s);
}

static void forget_statements(struct db *db)
{
    for (int i = 0; i < KEPT_MAX; i++) {
        if (db->kept[i]) {
            assert(!db->kept[i]->in_use);
            stmt_free(db->kept[i]);
        }
        db->kept[i] = NULL;
    }
}

void db_close(struct db *db)
{
    if (!db)
        return;
    assert(!db->begin_file);
    forget_statements(db);
    sqlite3_close(db->handle);
    free(db->path);
    free(db);
}

bool db_attach(struct db *db, const char *path, struct err *e)
{
    return db_run(db, e, "ATTACH ? AS truth", "t", path);
}

bool db_copy(struct db *db, const char *path, struct err *e)
{
    if (access(path, F_OK) == 0)
        return ERR(e, ERR_CONFLICT, DB_EXISTS, path);
    sqlite3 *to = NULL;
    int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    sqlite3_backup *copy = rc == SQLITE_OK ? sqlite3_backup_init(to, "main", db->handle, "main") : NULL;
    if (copy) {
        sqlite3_backup_step(copy, -1);
        rc = sqlite3_backup_finish(copy);
    } else {
        rc = sqlite3_errcode(to);
    }
    bool ok = rc == SQLITE_OK || ERR(e, ERR_IO, DB_COPY, path, sqlite3_errstr(rc));
    sqlite3_close(to);
    if (!ok)
        unlink(path);
    return ok;
}

bool db_check(struct db *db, struct err *e)
{
    struct stmt *s = db_use(db, "PRAGMA integrity_check(1)", e);
    bool row = false, ok = s && stmt_step(s, &row, e);
    if (ok && row && strcmp(stmt_get_text(s, 0, NULL), "ok") != 0)
        ok = ERR(e, ERR_CORRUPT, DB_DAMAGED, stmt_get_text(s, 0, NULL));
    if (s)
        stmt_done(s);
    return ok;
}

/* ---- transactions ---- */

bool db_script(struct db *db, const char *sql, struct err *e)
{
    if (fault_due(db))
        return ERR(e, ERR_IO, DB_FAULT);
    int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK || fail(db, rc, e);
}

bool db_begin_at(struct db *db, const char *file, int line, bool write, struct err *e)
{
    assert(!db->begin_file); /* no nesting: one operation, one transaction */
    if (!db_script(db, write ? "BEGIN IMMEDIATE" : "BEGIN", e))
        return false;
    db->begin_file = file;
    db->begin_line = line;
    return true;
}

bool db_commit(struct db *db, struct err *e)
{
    assert(db->begin_file);
    if (!db_script(db, "COMMIT", e)) {
        db_rollback(db);
        return false;
    }
    db->begin_file = NULL;
    return true;
}

void db_rollback(struct db *db)
{
    if (!db->begin_file)
        return;
    sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    db->begin_file = NULL;
}

bool db_in_transaction(const struct db *db)
{
    return db->begin_file != NULL;
}

bool db_drop_derived(struct db *db, const char *prefix, struct err *e)
{
    static const char SQL[] =
        "SELECT type, name FROM main.sqlite_master WHERE (type = 'view' AND instr(sql, '" DB_DERIVED "') > 0)"
        " OR (type = 'table' AND substr(name, 1, ?) = ?) ORDER BY type DESC, name";
    char *script = sqlite3_mprintf("");
    struct stmt *s = db_use(db, SQL, e);
    bool row = true, ok = s != NULL;
    if (ok) {
        stmt_int(s, 1, (int64_t)strlen(prefix));
        stmt_text(s, 2, prefix, strlen(prefix));
    }
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        char *more = sqlite3_mprintf("%sDROP %s main.\"%w\";", script, stmt_get_text(s, 0, NULL), stmt_get_text(s, 1, NULL));
        sqlite3_free(script);
        script = more;
    }
    if (s)
        stmt_done(s);
    forget_statements(db);
    ok = ok && db_script(db, script, e);
    sqlite3_free(script);
    return ok;
}

/* ---- statements ---- */

/* Eight bytes at a time: this runs for every use of every statement. */
static uint64_t key_of(const char *sql)
{
    size_t bytes = strlen(sql);
    uint64_t h = bytes, word;
    for (; bytes >= 8; bytes -= 8, sql += 8) {
        memcpy(&word, sql, 8);
        h = (h ^ word) * 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    word = 0;
    memcpy(&word, sql, bytes);
    h = (h ^ word) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 32;
}

static struct stmt *prepare(struct db *db, const char *sql, uint64_t key, struct err *e)
{
    sqlite3_stmt *handle = NULL;
    int rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
    if (rc != SQLITE_OK) {
        fail(db, rc, e);
        return NULL;
    }
    struct stmt *s = calloc(1, sizeof *s);
    if (!s || !(s->sql = strdup(sql)))
        abort();
    s->db = db;
    s->handle = handle;
    s->key = key;
    return s;
}

/* The kept statement for a text that is free; *place is where a new one may be kept (NULL: all places are in use). */
static struct stmt *find_kept(struct db *db, const char *sql, uint64_t key, struct stmt ***place)
{
    *place = NULL;
    for (int i = 0; i < KEPT_WAYS; i++) {
        struct stmt **slot = &db->kept[(key + (uint64_t)i) & (KEPT_MAX - 1)];
        if (!*slot) {
            *place = slot;
            return NULL;
        }
        if ((*slot)->in_use)
            continue;
        if ((*slot)->key == key && strcmp((*slot)->sql, sql) == 0)
            return *slot;
        if (!*place || (*slot)->used < (**place)->used)
            *place = slot;
    }
    return NULL;
}

struct stmt *db_use(struct db *db, const char *sql, struct err *e)
{
    if (fault_due(db)) {
        ERR(e, ERR_IO, DB_FAULT);
        return NULL;
    }
    uint64_t key = key_of(sql);
    struct stmt **place, *s = find_kept(db, sql, key, &place);
    if (!s) {
        s = prepare(db, sql, key, e);
        if (!s)
            return NULL;
        s->kept = place != NULL;
        if (place) {
            if (*place)
                stmt_free(*place);
            *place = s;
        }
    }
    s->in_use = true;
    s->used = ++db->uses;
    return s;
}

void stmt_int(struct stmt *s, int at, int64_t value)
{
    sqlite3_bind_int64(s->handle, at, value);
}

void stmt_text(struct stmt *s, int at, const char *text, size_t bytes)
{
    if (text)
        sqlite3_bind_text64(s->handle, at, text, bytes, SQLITE_STATIC, SQLITE_UTF8);
    else
        sqlite3_bind_null(s->handle, at);
}

void stmt_blob(struct stmt *s, int at, const void *data, size_t bytes)
{
    sqlite3_bind_blob64(s->handle, at, data, bytes, SQLITE_STATIC);
}

void stmt_null(struct stmt *s, int at)
{
    sqlite3_bind_null(s->handle, at);
}

bool stmt_step(struct stmt *s, bool *row, struct err *e)
{
    *row = false;
    if (!s->started && fault_due(s->db))
        return ERR(e, ERR_IO, DB_FAULT);
    s->started = true;
    int rc = sqlite3_step(s->handle);
    *row = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE || fail(s->db, rc, e);
}

bool stmt_run(struct stmt *s, struct err *e)
{
    bool row = false, ok = stmt_step(s, &row, e);
    stmt_reset(s);
    return ok;
}

void stmt_reset(struct stmt *s)
{
    sqlite3_reset(s->handle);
    s->started = false;
}

void stmt_done(struct stmt *s)
{
    stmt_reset(s);
    sqlite3_clear_bindings(s->handle);
    s->in_use = false;
    if (!s->kept)
        stmt_free(s);
}

bool stmt_is_null(struct stmt *s, int column)
{
    return sqlite3_column_type(s->handle, column) == SQLITE_NULL;
}

bool stmt_stored_as(struct stmt *s, const char *types)
{
    for (int i = 0; types[i]; i++) {
        int want = types[i] == 'i' ? SQLITE_INTEGER : types[i] == 't' ? SQLITE_TEXT : SQLITE_BLOB;
        if (sqlite3_column_type(s->handle, i) != want)
            return false;
    }
    return true;
}

int64_t stmt_get_int(struct stmt *s, int column)
{
    return sqlite3_column_int64(s->handle, column);
}

const char *stmt_get_text(struct stmt *s, int column, size_t *bytes)
{
    const char *text = (const char *)sqlite3_column_text(s->handle, column);
    if (bytes)
        *bytes = text ? (size_t)sqlite3_column_bytes(s->handle, column) : 0;
    return text ? text : "";
}

const void *stmt_get_blob(struct stmt *s, int column, size_t *bytes)
{
    const void *data = sqlite3_column_blob(s->handle, column);
    *bytes = (size_t)sqlite3_column_bytes(s->handle, column);
    return data;
}

/* ---- large values ---- */

bool db_blob(struct db *db, const char *table, const char *column, int64_t row, struct blob **out, struct err *e)
{
    sqlite3_blob *handle = NULL;
    if (fault_due(db))
        return ERR(e, ERR_IO, DB_FAULT);
    assert(db->begin_file);
    int rc = sqlite3_blob_open(db->handle, "main", table, column, row, 0, &handle);
    if (rc != SQLITE_OK) {
        sqlite3_blob_close(handle);
        return fail(db, rc, e);
    }
    struct blob *b = malloc(sizeof *b);
    if (!b)
        abort();
    *b = (struct blob) { .db = db, .handle = handle, .bytes = (size_t)sqlite3_blob_bytes(handle) };
    *out = b;
    return true;
}

size_t blob_bytes(const struct blob *b)
{
    return b->bytes;
}

bool blob_read(struct blob *b, size_t at, void *room, size_t bytes, struct err *e)
{
    if (at > b->bytes || bytes > b->bytes - at)
        return ERR(e, ERR_CORRUPT, DB_BLOB_SHORT);
    int rc = bytes ? sqlite3_blob_read(b->handle, room, (int)bytes, (int)at) : SQLITE_OK;
    return rc == SQLITE_OK || fail(b->db, rc, e);
}

void blob_close(struct blob *b)
{
    if (!b)
        return;
    sqlite3_blob_close(b->handle);
    free(b);
}

static bool run(struct db *db, struct err *e, int64_t *out, const char *sql, const char *types, va_list ap)
{
    struct stmt *s = db_use(db, sql, e);
    if (!s)
        return false;
    for (int i = 0; types[i]; i++) {
        if (types[i] == 'i') {
            stmt_int(s, i + 1, va_arg(ap, int64_t));
        } else {
            const char *text = va_arg(ap, const char *);
            stmt_text(s, i + 1, text, text ? strlen(text) : 0);
        }
    }
    bool row = false, ok = stmt_step(s, &row, e);
    if (ok && row && out)
        *out = stmt_get_int(s, 0);
    stmt_done(s);
    return ok;
}

bool db_run(struct db *db, struct err *e, const char *sql, const char *types, ...)
{
    va_list ap;
    va_start(ap, types);
    bool ok = run(db, e, NULL, sql, types, ap);
    va_end(ap);
    return ok;
}

bool db_int(struct db *db, struct err *e, int64_t *out, const char *sql, const char *types, ...)
{
    va_list ap;
    va_start(ap, types);
    bool ok = run(db, e, out, sql, types, ap);
    va_end(ap);
    return ok;
}

const char *db_table_end(const struct db *db)
{
    (void)db;
    return " WITHOUT ROWID";
}

const char *db_view_day(const struct db *db)
{
    (void)db;
    return "date(%s * 86400, 'unixepoch')";
}
