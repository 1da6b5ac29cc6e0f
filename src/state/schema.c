/* state/schema.c: the derived tables, their names, and the readable views.
 *
 * Names come from places in the catalog, never from a pack's words; only the views bear the books' names, quoted, and
 * nothing in the program reads them.
 */
#include <stdio.h>
#include <string.h>

#include "state/private.h"

static const char SQL_FIXED[] =
    "CREATE TABLE state_seq(id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, version INTEGER NOT NULL)%s;"
    "CREATE TABLE state_run(seq INTEGER PRIMARY KEY, node TEXT NOT NULL, node_seq INTEGER NOT NULL, count INTEGER NOT "
    "NULL)%s;"
    "CREATE TABLE state_number(book INTEGER NOT NULL, number TEXT NOT NULL, entry INTEGER NOT NULL, voided INTEGER NOT NULL,"
    " PRIMARY KEY(book, number, entry))%s;"
    "CREATE TABLE state_event(entry INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(entry, seq))%s;"
    "CREATE TABLE state_move(entry INTEGER NOT NULL, ord INTEGER NOT NULL, kf INTEGER NOT NULL, kt INTEGER NOT NULL,"
    " day INTEGER NOT NULL, seq INTEGER NOT NULL, move TEXT NOT NULL, state TEXT NOT NULL, actor TEXT NOT NULL,"
    " PRIMARY KEY(entry, ord, kf))%s;"
    "CREATE TABLE state_grant(name TEXT PRIMARY KEY, seq INTEGER NOT NULL, roles TEXT NOT NULL)%s;";

const char *state_table(char room[24], const struct book *b)
{
    snprintf(room, 24, "state_e%d", b->number);
    return room;
}

const char *state_many_table(char room[32], const struct book *b, const struct field *f)
{
    snprintf(room, 32, "state_m%d_%d", b->number, f->number);
    return room;
}

const char *state_column(char room[16], const struct field *f)
{
    snprintf(room, 16, "c%d", f->number);
    return room;
}

static const char *sql_type(const struct field *f)
{
    bool text = f->type == FIELD_TEXT || f->type == FIELD_CHOICE || f->type == FIELD_PLACE || f->type == FIELD_FILE;
    return text ? "TEXT" : "INTEGER";
}

static void put_book(struct buf *sql, const struct db *db, const struct book *b)
{
    char table[24], many[32], column[16];
    state_table(table, b);
    buf_format(sql,
               "CREATE TABLE %s(entry INTEGER NOT NULL, kf INTEGER NOT NULL, kt INTEGER NOT NULL, vf INTEGER NOT NULL,"
               " vt INTEGER NOT NULL, number TEXT NOT NULL, org INTEGER NOT NULL, day INTEGER, until INTEGER",
               table);
    for (int i = 0; i < b->field_count; i++) {
        const struct field *f = &b->fields[i];
        buf_format(sql, ", %s %s", state_column(column, f), f->many ? "INTEGER" : sql_type(f));
    }
    buf_format(sql, ", PRIMARY KEY(entry, kf, vf))%s;", db_table_end(db));
    for (int i = 0; i < b->field_count; i++) {
        const struct field *f = &b->fields[i];
        if (f->many)
            buf_format(
                sql,
                "CREATE TABLE %s(entry INTEGER NOT NULL, kf INTEGER NOT NULL, vf INTEGER NOT NULL, place INTEGER NOT NULL,"
                " value %s NOT NULL, PRIMARY KEY(entry, kf, vf, place))%s;",
                state_many_table(many, b, f), sql_type(f), db_table_end(db));
    }
    if (b->kind == BOOK_JOURNAL)
        buf_format(sql, "CREATE INDEX %s_day ON %s(org, day, kt);", table, table);
    if (b->title)
        buf_format(sql, "CREATE INDEX %s_title ON %s(%s);", table, table, state_column(column, b->title));
    if (b->parent)
        buf_format(sql, "CREATE INDEX %s_parent ON %s(%s);", table, table, state_column(column, b->parent));
}

bool schema_create(struct ledger *l, struct err *e)
{
    struct buf sql = { 0 };
    const char *end = db_table_end(l->db);
    buf_format(&sql, SQL_FIXED, end, end, end, end, end, end);
    buf_format(&sql, "INSERT INTO state_seq(id, seq, version) VALUES (1, 0, %d);", STATE_VERSION);
    for (int i = 0; i < catalog_book_count(l->catalog); i++)
        put_book(&sql, l->db, catalog_book_at(l->catalog, i));
    bool ok = db_script(l->db, buf_get(&sql), e);
    buf_free(&sql);
    return ok;
}

/* ---- views ---- */

static void put_name(struct buf *sql, const char *name)
{
    buf_char(sql, '"');
    for (const char *p = name; *p; p++) {
        if (*p == '"')
            buf_char(sql, '"');
        buf_char(sql, *p);
    }
    buf_char(sql, '"');
}

/* The number of the entry a column points to, as it is now. */
static void put_number_of(struct buf *sql, const struct book *target, const char *key)
{
    char table[24];
    buf_format(sql, "(SELECT r.number FROM %s r WHERE r.entry = %s AND r.kt = %lld AND r.vt = %d)",
               state_table(table, target), key, (long long)KNOWN_NOW, DAY_LAST + 1);
}

static void put_column(struct buf *sql, const struct db *db, const struct book *b, const struct field *f)
{
    char column[32], key[40], many[32];
    snprintf(key, sizeof key, "t.%s", state_column(column, f));
    if (f->many) {
        buf_text(sql, "(SELECT group_concat(");
        if (f->type == FIELD_REF)
            put_number_of(sql, f->ref, "m.value");
        else
            buf_text(sql, "m.value");
        buf_format(sql, ", '、') FROM %s m WHERE m.entry = t.entry AND m.kf = t.kf AND m.vf = t.vf)",
                   state_many_table(many, b, f));
    } else if (f->type == FIELD_REF) {
        put_number_of(sql, f->ref, key);
    } else if (f->type == FIELD_DAY) {
        buf_format(sql, db_view_day(db), key);
    } else if (f->scale) {
        buf_format(sql, "%s / %lld.0", key, (long long)decimal_pow10(f->scale));
    } else {
        buf_text(sql, key);
    }
    buf_text(sql, " AS ");
    put_name(sql, f->name);
}

static void put_view(struct buf *sql, const struct catalog *c, const struct db *db, const struct book *b)
{
    char table[24];
    buf_text(sql, "CREATE VIEW IF NOT EXISTS ");
    put_name(sql, b->name);
    buf_text(sql, " AS " DB_DERIVED " SELECT t.number AS \"编号\"");
    const struct book *orgs = catalog_book(c, BOOK_ORG);
    if (orgs && !b->is_org) {
        buf_text(sql, ", ");
        put_number_of(sql, orgs, "t.org");
        buf_text(sql, " AS \"机构\"");
    }
    for (int i = 0; i < b->field_count; i++) {
        buf_text(sql, ", ");
        put_column(sql, db, b, &b->fields[i]);
    }
    if (b->flow) {
        buf_format(sql,
                   ", coalesce((SELECT m.state FROM state_move m WHERE m.entry = t.entry AND m.kt = %lld ORDER BY m.ord DESC"
                   " LIMIT 1), '",
                   (long long)KNOWN_NOW);
        for (const char *p = b->flow->states[0]; *p; p++)
            buf_put(sql, *p == '\'' ? "''" : p, *p == '\'' ? 2 : 1);
        buf_text(sql, "') AS \"状态\"");
    }
    buf_format(sql, ", t.entry AS \"序号\" FROM %s t WHERE t.kt = %lld AND t.vt = %d;", state_table(table, b),
               (long long)KNOWN_NOW, DAY_LAST + 1);
}

static bool name_taken(const char *name)
{
    return strcmp(name, "event") == 0 || strcmp(name, "meta") == 0 || strncmp(name, "state_", 6) == 0
           || strncmp(name, "sqlite_", 7) == 0;
}

bool schema_views(struct ledger *l, struct err *e)
{
    struct buf sql = { 0 };
    buf_text(&sql, "CREATE VIEW IF NOT EXISTS \"记录\" AS " DB_DERIVED
                   " SELECT seq AS \"序号\", datetime(at / 1000 + 28800, 'unixepoch') AS \"登记时间\","
                   " actor AS \"登记人\", kind AS \"种类\", book AS \"台账\", entry AS \"条目\", ");
    buf_format(&sql, db_view_day(l->db), "day");
    buf_text(&sql, " AS \"日期\", body AS \"内容\", lower(hex(hash)) AS \"校验码\" FROM event;");
    for (int i = 0; i < catalog_book_count(l->catalog); i++) {
        const struct book *b = catalog_book_at(l->catalog, i);
        if (!name_taken(b->name) && strcmp(b->name, "记录") != 0)
            put_view(&sql, l->catalog, l->db, b);
    }
    bool ok = db_script(l->db, buf_get(&sql), e);
    buf_free(&sql);
    return ok;
}
