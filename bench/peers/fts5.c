/* bench/peers/fts5.c: SQLite's FTS5: `trigram` alone, `trigram-scan` (words of one and two characters by looking through the
 * texts), `pairs` (bench/peers/pairs.c). */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peers.h"

static sqlite3 *db;
static sqlite3_stmt *put, *put_index, *count, *ten;
static char asked[1024]; /* the SQL of `count` and `ten` */
static bool pairs, scan;

static void run(const char *sql)
{
    char *why;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail(sql, why);
}

static sqlite3_stmt *prepare(const char *sql)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        fail(sql, sqlite3_errmsg(db));
    return s;
}

void engine_open(const char *name, const char *folder)
{
    char path[4096], library[4096], *why;
    pairs = strcmp(name, "pairs") == 0;
    scan = strcmp(name, "trigram-scan") == 0;
    snprintf(path, sizeof path, "%s/docs.db", folder);
    snprintf(library, sizeof library, "%s/../pairs.so", folder);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        fail(path, sqlite3_errmsg(db));
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, NULL);
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536");
    run("CREATE TABLE doc(id INTEGER PRIMARY KEY, year INTEGER, org TEXT, text TEXT)");
    if (pairs && sqlite3_load_extension(db, library, NULL, &why) != SQLITE_OK)
        fail(library, why);
    run(pairs ? "CREATE VIRTUAL TABLE hit USING fts5(text, content = 'doc', content_rowid = 'id', tokenize = 'pairs', "
                "prefix = 1)"
              : "CREATE VIRTUAL TABLE hit USING fts5(text, content = 'doc', content_rowid = 'id', tokenize = 'trigram')");
    put = prepare("INSERT INTO doc VALUES(?, ?, ?, ?)");
    put_index = prepare("INSERT INTO hit(rowid, text) VALUES(?, ?)");
    run("BEGIN");
}

static void step(sqlite3_stmt *s)
{
    if (sqlite3_step(s) != SQLITE_DONE)
        fail("INSERT", sqlite3_errmsg(db));
    sqlite3_reset(s);
}

void engine_add(const struct doc *d)
{
    sqlite3_bind_int64(put, 1, d->id);
    sqlite3_bind_int(put, 2, d->year);
    sqlite3_bind_text(put, 3, d->org, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 4, d->text, (int)d->bytes, SQLITE_STATIC);
    step(put);
    sqlite3_bind_int64(put_index, 1, d->id);
    sqlite3_bind_text(put_index, 2, d->text, (int)d->bytes, SQLITE_STATIC);
    step(put_index);
}

void engine_commit(void)
{
    run("COMMIT");
    run("BEGIN");
}

static int points(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static bool matched(const char *word)
{
    return pairs || !scan || points(word) >= 3;
}

/* The SQL that the query needs, and what is bound to it. */
static sqlite3_stmt *ready(sqlite3_stmt **kept, const char *what, const char *tail, const struct query *q)
{
    char sql[1024], match[512] = "";
    bool any = false;
    for (int i = 0; i < q->word_count; i++)
        if (matched(q->words[i])) {
            snprintf(match + strlen(match), sizeof match - strlen(match), "%s\"%s\"%s", any ? " AND " : "", q->words[i],
                     pairs && points(q->words[i]) == 1 ? " *" : "");
            any = true;
        }
    snprintf(sql, sizeof sql, "SELECT %s FROM %s WHERE (?1 IS NULL OR 1)%s%s%s%s%s%s", what,
             any ? "hit CROSS JOIN doc ON doc.id = hit.rowid" : "doc", any ? " AND hit MATCH ?1" : "",
             matched(q->words[0]) ? "" : " AND instr(doc.text, ?2)",
             q->word_count < 2 || matched(q->words[1]) ? "" : " AND instr(doc.text, ?3)", q->year ? " AND year = ?4" : "",
             *q->org ? " AND org = ?5" : "", tail);
    if (any && !q->year && !*q->org && *tail == '\0' && matched(q->words[0]) && (q->word_count < 2 || matched(q->words[1])))
        snprintf(sql, sizeof sql, "SELECT count(*) FROM hit WHERE hit MATCH ?1"); /* the texts are not needed */
    if (*kept)
        sqlite3_finalize(*kept);
    *kept = prepare(sql);
    snprintf(asked, sizeof asked, "%s", sql);
    sqlite3_bind_text(*kept, 1, match, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(*kept, 2, q->words[0], -1, SQLITE_STATIC);
    sqlite3_bind_text(*kept, 3, q->words[1], -1, SQLITE_STATIC);
    sqlite3_bind_int(*kept, 4, q->year);
    sqlite3_bind_text(*kept, 5, q->org, -1, SQLITE_STATIC);
    return *kept;
}

int64_t engine_count(const struct query *q)
{
    sqlite3_stmt *s = ready(&count, "count(*)", "", q);
    if (sqlite3_step(s) != SQLITE_ROW)
        fail(asked, sqlite3_errmsg(db));
    return sqlite3_column_int64(s, 0);
}

void engine_ten(const struct query *q, engine_see *see)
{
    sqlite3_stmt *s = ready(&ten, "doc.id, doc.text", " ORDER BY year DESC, doc.id DESC LIMIT 10", q);
    int rc;
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(s, 1);
        see(sqlite3_column_int64(s, 0), text, (size_t)sqlite3_column_bytes(s, 1));
    }
    if (rc != SQLITE_DONE)
        fail(asked, sqlite3_errmsg(db));
}

int64_t engine_index_bytes(void)
{
    sqlite3_stmt *s = prepare("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE 'hit%'");
    int64_t bytes = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return bytes;
}
