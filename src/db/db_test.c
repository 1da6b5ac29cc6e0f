/* db/db_test.c: goal: the interface keeps its promises over a real file: modes, transactions, two writers, faults, copies.
 * Method: small files in a folder of their own; every failure is checked by code and sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "db/db.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct place {
    char folder[64], file[96], other[96];
};

static int make_place(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    assert_non_null(p);
    snprintf(p->folder, sizeof p->folder, "%s/taizhang-db-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->file, sizeof p->file, "%s/a.db", p->folder);
    snprintf(p->other, sizeof p->other, "%s/b.db", p->folder);
    *state = p;
    return 0;
}

static int clear_place(void **state)
{
    static const char *const ENDS[] = { "a.db", "a.db-wal", "a.db-shm", "b.db", "b.db-wal", "b.db-shm" };
    struct place *p = *state;
    for (size_t i = 0; i < COUNT_OF(ENDS); i++) {
        char path[96];
        snprintf(path, sizeof path, "%s/%s", p->folder, ENDS[i]);
        unlink(path);
    }
    rmdir(p->folder);
    free(p);
    return 0;
}

static void must(bool ok, const struct err *e)
{
    if (!ok)
        fail_msg("%s (%s:%d)", e->what, e->file ? e->file : "?", e->line);
}

static struct db *open_db(const char *path, enum db_mode mode)
{
    struct err e = { 0 };
    struct db *db = NULL;
    must(db_open(&db, path, mode, &e), &e);
    return db;
}

static struct db *make_db(const char *path)
{
    struct err e = { 0 };
    struct db *db = open_db(path, DB_CREATE);
    must(db_script(
             db,
             "CREATE TABLE t(k INTEGER PRIMARY KEY, v TEXT UNIQUE); INSERT INTO t VALUES (1, '一'), (2, '二'), (3, '三')",
             &e),
         &e);
    return db;
}

static int64_t count(struct db *db)
{
    struct err e = { 0 };
    int64_t n = -1;
    must(db_int(db, &e, &n, "SELECT count(*) FROM t", ""), &e);
    return n;
}

static void write_file(const char *path, const char *text, size_t bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, bytes, f), bytes);
    fclose(f);
}

/* ---- opening ---- */

static void modes_refuse_with_a_sentence(void **state)
{
    const struct place *p = *state;
    struct db *db = NULL;
    char text[4096];
    memset(text, 'x', sizeof text);
    write_file(p->file, text, sizeof text);
    const struct {
        const char *path;
        enum db_mode mode;
        enum err_code code;
        enum msg_id msg;
    } T[] = {
        { p->other, DB_READ, ERR_UNREADABLE, MSG_DB_NO_FILE },
        { p->other, DB_WRITE, ERR_UNREADABLE, MSG_DB_NO_FILE },
        { p->file, DB_CREATE, ERR_CONFLICT, MSG_DB_EXISTS },
        { p->file, DB_WRITE, ERR_UNREADABLE, MSG_DB_NOT_A_DATABASE },
        { "/nowhere/at/all/a.db", DB_CREATE, ERR_UNREADABLE, MSG_DB_OPEN },
    };
    for (size_t i = 0; i < COUNT_OF(T); i++) {
        struct err e = { 0 };
        if (db_open(&db, T[i].path, T[i].mode, &e))
            fail_msg("row %zu was opened", i);
        if (e.code != T[i].code || e.msg != T[i].msg || !strstr(e.what, T[i].path))
            fail_msg("row %zu: %s", i, e.what);
    }
    assert_int_equal(access(p->other, F_OK), -1); /* nothing was left behind */
    struct err e = { 0 };
    bool read = db_open(&db, p->file, DB_READ, &e);
    if (read) { /* a reader may find out only when it reads */
        int64_t n;
        assert_false(db_int(db, &e, &n, "SELECT count(*) FROM sqlite_master", ""));
        db_close(db);
    }
    assert_int_equal(e.msg, MSG_DB_NOT_A_DATABASE);
}

static void a_reader_cannot_write(void **state)
{
    const struct place *p = *state;
    struct err e = { 0 };
    db_close(make_db(p->file));
    struct db *db = open_db(p->file, DB_READ);
    assert_int_equal(count(db), 3);
    assert_false(db_run(db, &e, "INSERT INTO t VALUES (4, '四')", ""));
    assert_int_equal(e.code, ERR_DENIED);
    assert_int_equal(e.msg, MSG_DB_READ_ONLY);
    db_close(db);
}

static void scratch_is_empty_and_its_own(void **state)
{
    struct err e = { 0 };
    int64_t n = -1;
    (void)state;
    struct db *a = open_db("", DB_SCRATCH), *b = open_db("", DB_SCRATCH);
    must(db_script(a, "CREATE TABLE t(k INTEGER)", &e), &e);
    must(db_int(b, &e, &n, "SELECT count(*) FROM sqlite_master", ""), &e);
    assert_int_equal(n, 0);
    db_close(a);
    db_close(b);
}

static void an_attached_file_is_found_behind_ours(void **state)
{
    const struct place *p = *state;
    struct err e = { 0 };
    int64_t n = 0;
    db_close(make_db(p->file));
    struct db *db = open_db("", DB_SCRATCH);
    must(db_attach(db, p->file, &e), &e);
    must(db_int(db, &e, &n, "SELECT max(k) FROM t", ""), &e);
    assert_int_equal(n, 3);
    must(db_script(db, "CREATE TABLE t(k INTEGER)", &e), &e);
    assert_int_equal(count(db), 0);
    must(db_int(db, &e, &n, "SELECT count(*) FROM truth.t", ""), &e);
    assert_int_equal(n, 3);
    db_close(db);
}

/* ---- statements ---- */

static void values_are_bound_and_come_back(void **state)
{
    static const char NASTY[] = "'; DROP TABLE t; --\"\\\n台账\xF0\x9F\x8C\x8A";
    static const char BLOB[] = { 0, 1, 0, 2 };
    const struct place *p = *state;
    struct err e = { 0 };
    struct db *db = make_db(p->file);
    must(db_run(db, &e, "INSERT INTO t(k, v) VALUES (?, ?)", "it", INT64_C(-9223372036854775807) - 1, NASTY), &e);
    must(db_run(db, &e, "INSERT INTO t(k, v) VALUES (?, ?)", "it", INT64_MAX, NULL), &e);
    struct stmt *s = db_use(db, "SELECT k, v, ? FROM t WHERE k IN (?, ?) ORDER BY k", &e);
    bool row;
    size_t bytes;
    must(s != NULL, &e);
    stmt_blob(s, 1, BLOB, sizeof BLOB);
    stmt_int(s, 2, INT64_MIN);
    stmt_int(s, 3, INT64_MAX);
    must(stmt_step(s, &row, &e) && row, &e);
    assert_int_equal(stmt_get_int(s, 0), INT64_MIN);
    assert_string_equal(stmt_get_text(s, 1, &bytes), NASTY);
    assert_int_equal(bytes, sizeof NASTY - 1);
    const void *blob = stmt_get_blob(s, 2, &bytes);
    assert_int_equal(bytes, sizeof BLOB);
    assert_memory_equal(blob, BLOB, sizeof BLOB);
    must(stmt_step(s, &row, &e) && row, &e);
    assert_true(stmt_is_null(s, 1));
    assert_string_equal(stmt_get_text(s, 1, &bytes), "");
    assert_int_equal(bytes, 0);
    must(stmt_step(s, &row, &e), &e);
    assert_false(row);
    stmt_done(s);
    s = db_use(db, "SELECT k, v, ? FROM t WHERE k IN (?, ?) ORDER BY k", &e);
    must(s && stmt_step(s, &row, &e), &e); /* what was bound before is gone */
    assert_false(row);
    stmt_done(s);
    assert_int_equal(count(db), 5);
    db_close(db);
}

static void one_sql_is_used_inside_itself(void **state)
{
    static const char SQL[] = "SELECT k FROM t WHERE k > ? ORDER BY k";
    const struct place *p = *state;
    struct err e = { 0 };
    struct db *db = make_db(p->file);
    struct stmt *outer = db_use(db, SQL, &e);
    char seen[32] = "";
    bool row, inner_row;
    stmt_int(outer, 1, 0);
    while (stmt_step(outer, &row, &e) && row) {
        struct stmt *inner = db_use(db, SQL, &e);
        assert_ptr_not_equal(inner, outer);
        stmt_int(inner, 1, stmt_get_int(outer, 0));
        while (stmt_step(inner, &inner_row, &e) && inner_row) {
            size_t n = strlen(seen);
            snprintf(seen + n, sizeof seen - n, "%d%d ", (int)stmt_get_int(outer, 0), (int)stmt_get_int(inner, 0));
        }
        stmt_done(inner);
    }
    stmt_done(outer);
    must(e.code == ERR_NONE, &e);
    assert_string_equal(seen, "12 13 23 ");
    assert_ptr_equal(db_use(db, SQL, &e), outer); /* kept prepared */
    stmt_done(outer);
    db_close(db);
}

static void failures_are_told_apart(void **state)
{
    const struct place *p = *state;
    struct db *db = make_db(p->file);
    int64_t kept = 77;
    struct err unique = { 0 }, shape = { 0 }, large = { 0 }, none = { 0 };
    assert_false(db_run(db, &unique, "INSERT INTO t VALUES (9, '一')", ""));
    assert_int_equal(unique.code, ERR_CONFLICT);
    assert_int_equal(unique.msg, MSG_DB_CONSTRAINT);
    assert_false(db_run(db, &shape, "SELECT k FROM gone", "")); /* our statements are right, so the file is not */
    assert_int_equal(shape.code, ERR_CORRUPT);
    assert_int_equal(shape.msg, MSG_DB_OTHER_SHAPE);
    assert_false(db_run(db, &large, "SELECT sum(v) FROM (SELECT 9223372036854775807 AS v UNION ALL SELECT 1)", ""));
    assert_int_equal(large.code, ERR_INPUT);
    assert_int_equal(large.msg, MSG_DB_TOO_LARGE);
    must(db_int(db, &none, &kept, "SELECT k FROM t WHERE k = 99", ""), &none);
    assert_int_equal(kept, 77); /* no row: the value stays */
    must(db_check(db, &none), &none);
    db_close(db);
}

/* ---- transactions ---- */

static void transactions_hold_or_leave_nothing(void **state)
{
    const struct place *p = *state;
    struct err e = { 0 };
    struct db *db = make_db(p->file), *reader = open_db(p->file, DB_READ);
    must(db_begin(db, &e) && db_run(db, &e, "INSERT INTO t VALUES (4, '四')", ""), &e);
    assert_true(db_in_transaction(db));
    assert_int_equal(count(reader), 3); /* not yet there for others */
    db_rollback(db);
    assert_false(db_in_transaction(db));
    assert_int_equal(count(db), 3);
    db_rollback(db); /* none open: nothing happens */
    must(db_begin_read(reader, &e), &e);
    assert_int_equal(count(reader), 3);
    must(db_begin(db, &e) && db_run(db, &e, "INSERT INTO t VALUES (4, '四')", "") && db_commit(db, &e), &e);
    assert_int_equal(count(reader), 3); /* a reading transaction sees one moment */
    must(db_commit(reader, &e), &e);
    assert_int_equal(count(reader), 4);
    db_close(reader);
    db_close(db);
    db = open_db(p->file, DB_WRITE);
    assert_int_equal(count(db), 4);
    db_close(db);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void a_second_writer_waits_and_is_told(void **state)
{
    const struct place *p = *state;
    struct err e = { 0 };
    struct db *first = make_db(p->file), *second = open_db(p->file, DB_WRITE);
    must(db_begin(first, &e), &e);
    double start = seconds();
    assert_false(db_begin(second, &e));
    double waited = seconds() - start;
    assert_int_equal(e.code, ERR_BUSY);
    assert_int_equal(e.msg, MSG_DB_BUSY);
    assert_true(waited > 4 && waited < 60);
    assert_false(db_in_transaction(second));
    db_rollback(first);
    e = (struct err) { 0 };
    must(db_begin(second, &e) && db_commit(second, &e), &e);
    db_close(second);
    db_close(first);
}

/* ---- faults ---- */

static bool three_steps(struct db *db, struct err *e)
{
    bool ok = db_begin(db, e) && db_run(db, e, "INSERT INTO t VALUES (4, '四')", "")
              && db_run(db, e, "INSERT INTO t VALUES (5, '五')", "") && db_commit(db, e);
    if (!ok && db_in_transaction(db))
        db_rollback(db);
    return ok;
}

static void every_statement_can_be_made_to_fail(void **state)
{
    const struct place *p = *state;
    struct db *db = make_db(p->file);
    int n = 1;
    for (;; n++) {
        struct err e = { 0 };
        db_fault_after(db, n);
        bool ok = three_steps(db, &e);
        assert_int_equal(ok, !db_fault_fired(db));
        if (ok)
            break;
        assert_int_equal(e.code, ERR_IO);
        assert_int_equal(e.msg, MSG_DB_FAULT);
        assert_false(db_in_transaction(db));
        assert_int_equal(count(db), 3);
    }
    assert_int_equal(n, 7); /* begin, twice use and step, commit; then none */
    db_fault_after(db, 0);
    assert_int_equal(count(db), 5);
    db_close(db);
}

/* ---- copies and derived tables ---- */

static void a_copy_is_whole_and_new(void **state)
{
    const struct place *p = *state;
    struct err e = { 0 };
    struct db *db = make_db(p->file);
    must(db_copy(db, p->other, &e), &e); /* rows that still lie in the WAL come along */
    struct db *copy = open_db(p->other, DB_WRITE);
    assert_int_equal(count(copy), 3);
    must(db_check(copy, &e) && db_run(copy, &e, "DELETE FROM t", ""), &e);
    assert_int_equal(count(db), 3);
    db_close(copy);
    assert_false(db_copy(db, p->other, &e));
    assert_int_equal(e.msg, MSG_DB_EXISTS);
    e = (struct err) { 0 };
    assert_false(db_copy(db, "/nowhere/at/all/b.db", &e));
    assert_int_equal(e.msg, MSG_DB_COPY);
    db_close(db);
}

static void derived_tables_are_dropped_by_prefix(void **state)
{
    const struct place *p = *state;
    struct err e = { 0 };
    int64_t left = 0;
    struct db *db = make_db(p->file);
    must(db_script(db,
                   "CREATE TABLE state_a(k INTEGER); CREATE TABLE state_b(k INTEGER); CREATE INDEX i ON state_b(k);"
                   "CREATE TABLE statement(k INTEGER); CREATE VIEW \"带 \"\"引号\" AS " DB_DERIVED " SELECT * FROM t;"
                   "CREATE VIEW 我的 AS SELECT * FROM t",
                   &e),
         &e);
    must(db_drop_derived(db, "state_", &e), &e);
    must(db_int(db, &e, &left, "SELECT count(*) FROM sqlite_master WHERE name IN ('t', 'statement', '我的')", ""), &e);
    assert_int_equal(left, 3);
    must(db_int(db, &e, &left, "SELECT count(*) FROM sqlite_master WHERE name IN ('state_a', 'state_b', 'i', '带 \"引号')",
                ""),
         &e);
    assert_int_equal(left, 0);
    db_close(db);
}

static void damage_is_named(void **state)
{
    const struct place *p = *state;
    struct err e = { 0 };
    struct db *db = make_db(p->file);
    for (int i = 4; i < 2000; i++)
        must(db_run(db, &e, "INSERT INTO t VALUES (?, printf('value %d', ?))", "ii", (int64_t)i, (int64_t)i), &e);
    db_close(db);
    FILE *f = fopen(p->file, "r+b");
    assert_non_null(f);
    fseek(f, 2 * 16384, SEEK_SET); /* the third page: rows, and not what the file must have to be opened */
    for (int i = 0; i < 16384; i++)
        fputc(0xA5, f);
    fclose(f);
    db = open_db(p->file, DB_WRITE);
    assert_false(db_check(db, &e));
    assert_int_equal(e.code, ERR_CORRUPT);
    assert_int_equal(e.msg, MSG_DB_DAMAGED);
    db_close(db);
}

/* What a user without the right to write gets; root has every right, so a child process gives its own away. */
static int write_as_nobody(const struct place *p)
{
    struct err e = { 0 };
    struct db *db = NULL;
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 90;
    if (!db_open(&db, p->file, DB_READ, &e))
        return 91; /* reading goes on */
    db_close(db);
    bool written = db_open(&db, p->file, DB_WRITE, &e) && db_run(db, &e, "DELETE FROM t", "");
    return written ? 92 : e.msg == MSG_DB_READ_ONLY && e.code == ERR_DENIED ? 0 : 93;
}

static void a_read_only_file_is_said_to_be(void **state)
{
    const struct place *p = *state;
    struct err e = { 0 };
    int64_t left = 0;
    int status = 99;
    struct db *db = make_db(p->file);
    db_close(db);
    assert_int_equal(chmod(p->file, 0444) | chmod(p->folder, 0555), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(write_as_nobody(p));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod(p->folder, 0700) | chmod(p->file, 0644), 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    db = open_db(p->file, DB_WRITE);
    must(db_int(db, &e, &left, "SELECT count(*) FROM t", ""), &e);
    assert_int_equal(left, 3);
    db_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, clear_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(modes_refuse_with_a_sentence),
        TEST(a_reader_cannot_write),
        TEST(scratch_is_empty_and_its_own),
        TEST(an_attached_file_is_found_behind_ours),
        TEST(values_are_bound_and_come_back),
        TEST(one_sql_is_used_inside_itself),
        TEST(failures_are_told_apart),
        TEST(transactions_hold_or_leave_nothing),
        TEST(a_second_writer_waits_and_is_told),
        TEST(every_statement_can_be_made_to_fail),
        TEST(a_copy_is_whole_and_new),
        TEST(derived_tables_are_dropped_by_prefix),
        TEST(damage_is_named),
        TEST(a_read_only_file_is_said_to_be),
    };
    return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
