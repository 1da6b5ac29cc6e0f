/* bench/peers/postgres.c: PostgreSQL with a GIN index of trigrams (pg_trgm) and LIKE '%word%'; the server is made for the run by
 * bench/search, whose socket lies in the folder. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peers.h"

static PGconn *db;
static bool indexed, copying;

static PGresult *run(const char *sql)
{
    PGresult *r = PQexec(db, sql);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
        fail(sql, PQerrorMessage(db));
    return r;
}

void engine_open(const char *name, const char *folder)
{
    char where[4200];
    (void)name;
    snprintf(where, sizeof where, "host=%s dbname=postgres user=postgres", folder);
    db = PQconnectdb(where);
    if (PQstatus(db) != CONNECTION_OK)
        fail(where, PQerrorMessage(db));
    PQclear(run("CREATE EXTENSION pg_trgm"));
    PQclear(run("CREATE TABLE doc(id bigint PRIMARY KEY, year int, org text, text text)"));
}

static void put(const char *text, size_t bytes)
{
    if (PQputCopyData(db, text, (int)bytes) != 1)
        fail("COPY", PQerrorMessage(db));
}

void engine_add(const struct doc *d)
{
    char head[256];
    if (!copying)
        PQclear(run("COPY doc FROM STDIN"));
    copying = true;
    put(head, (size_t)snprintf(head, sizeof head, "%lld\t%d\t%s\t", (long long)d->id, d->year, d->org));
    for (const char *p = d->text, *end = p + d->bytes; p < end;) {
        size_t plain = strcspn(p, "\n\t\r\\");
        put(p, plain);
        p += plain;
        if (p < end) {
            put(*p == '\n' ? "\\n" : *p == '\t' ? "\\t" : *p == '\r' ? "\\r" : "\\\\", 2);
            p++;
        }
    }
    put("\n", 1);
}

void engine_commit(void)
{
    if (PQputCopyEnd(db, NULL) != 1)
        fail("COPY", PQerrorMessage(db));
    PQclear(PQgetResult(db));
    while (PQgetResult(db))
        ;
    if (!indexed) {
        PQclear(run("CREATE INDEX doc_text ON doc USING gin(text gin_trgm_ops)"));
        PQclear(run("VACUUM ANALYZE doc"));
    }
    indexed = true;
    copying = false;
}

static PGresult *ask(const char *what, const char *tail, const struct query *q)
{
    char sql[1024], year[16];
    char *like[2] = { NULL, NULL };
    for (int i = 0; i < q->word_count; i++) {
        size_t room = strlen(q->words[i]) + 3;
        like[i] = malloc(room);
        snprintf(like[i], room, "%%%s%%", q->words[i]);
    }
    snprintf(year, sizeof year, "%d", q->year);
    const char *values[] = { like[0], like[1] ? like[1] : "%", year, q->org };
    snprintf(sql, sizeof sql, "SELECT %s FROM doc WHERE text LIKE $1%s%s%s%s", what,
             like[1] ? " AND text LIKE $2" : " AND $2::text IS NOT NULL",
             q->year ? " AND year = $3::int" : " AND $3::text IS NOT NULL",
             *q->org ? " AND org = $4" : " AND $4::text IS NOT NULL", tail);
    PGresult *r = PQexecParams(db, sql, 4, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        fail(sql, PQerrorMessage(db));
    free(like[0]);
    free(like[1]);
    return r;
}

int64_t engine_count(const struct query *q)
{
    PGresult *r = ask("count(*)", "", q);
    int64_t n = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
    PQclear(r);
    return n;
}

void engine_ten(const struct query *q, engine_see *see)
{
    PGresult *r = ask("id, text", " ORDER BY year DESC, id DESC LIMIT 10", q);
    for (int i = 0; i < PQntuples(r); i++)
        see(atoll(PQgetvalue(r, i, 0)), PQgetvalue(r, i, 1), (size_t)PQgetlength(r, i, 1));
    PQclear(r);
}

int64_t engine_index_bytes(void)
{
    PGresult *r = run("SELECT pg_relation_size('doc_text')");
    int64_t n = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
    PQclear(r);
    return n;
}
