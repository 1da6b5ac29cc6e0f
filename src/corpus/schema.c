/* corpus/schema.c: the derived tables of the library, made and dropped. */
#include "corpus/inside.h"

static const char SQL_CREATE[] =
    "CREATE TABLE corpus_seq(id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, version INTEGER NOT NULL);"
    /* one row a version of a document; `doc` counts from 0 without gaps */
    "CREATE TABLE corpus_doc(doc INTEGER PRIMARY KEY, seq INTEGER NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL,"
    " title TEXT NOT NULL, hash BLOB NOT NULL, headings BLOB NOT NULL);"
    "CREATE INDEX corpus_doc_id ON corpus_doc(id, doc);"
    "CREATE INDEX corpus_doc_path ON corpus_doc(path, doc) WHERE path <> '';"
    "CREATE INDEX corpus_doc_hash ON corpus_doc(hash, doc);"
    "CREATE TABLE corpus_card(page INTEGER PRIMARY KEY, cards BLOB NOT NULL);"
    "CREATE TABLE corpus_near(page INTEGER PRIMARY KEY, signs BLOB NOT NULL);"
    "CREATE TABLE corpus_block(page INTEGER PRIMARY KEY, words BLOB NOT NULL);"
    "CREATE TABLE corpus_text(chunk INTEGER PRIMARY KEY, units BLOB NOT NULL);"
    "CREATE TABLE corpus_segment(segment INTEGER PRIMARY KEY, block_from INTEGER NOT NULL, block_to INTEGER NOT NULL,"
    " doc_from INTEGER NOT NULL, doc_to INTEGER NOT NULL, bytes INTEGER NOT NULL);"
    "CREATE TABLE corpus_part(part INTEGER PRIMARY KEY, segment INTEGER NOT NULL, first_key INTEGER NOT NULL,"
    " data BLOB NOT NULL);"
    "CREATE INDEX corpus_part_segment ON corpus_part(segment, part, first_key);"
    "CREATE TABLE corpus_name(name INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
    "CREATE TABLE corpus_audience(audience INTEGER PRIMARY KEY, visibility INTEGER NOT NULL, org INTEGER NOT NULL,"
    " actor INTEGER NOT NULL, groups TEXT NOT NULL, UNIQUE(visibility, org, actor, groups));";

static const char SQL_DROP[] =
    "DROP TABLE IF EXISTS main.corpus_seq; DROP TABLE IF EXISTS main.corpus_doc; DROP TABLE IF EXISTS main.corpus_card;"
    "DROP TABLE IF EXISTS main.corpus_block; DROP TABLE IF EXISTS main.corpus_text;"
    "DROP TABLE IF EXISTS main.corpus_segment; DROP TABLE IF EXISTS main.corpus_part;"
    "DROP TABLE IF EXISTS main.corpus_near; DROP TABLE IF EXISTS main.corpus_name; DROP TABLE IF EXISTS "
    "main.corpus_audience;";

bool corpus_tables(struct db *db, bool *there, struct err *e)
{
    int64_t n = 0;
    bool ok = db_int(db, e, &n, "SELECT count(*) FROM main.sqlite_master WHERE name = 'corpus_seq'", "");
    *there = n > 0;
    return ok;
}

bool corpus_create(struct db *db, struct err *e)
{
    return db_script(db, SQL_CREATE, e)
           && db_run(db, e, "INSERT INTO corpus_seq(id, seq, version) VALUES (1, 0, ?)", "i", (int64_t)CORPUS_VERSION);
}

bool corpus_drop(struct db *db, struct err *e)
{
    return db_script(db, SQL_DROP, e);
}
