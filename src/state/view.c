/* state/view.c: one entry as of a day, as known; its events; and the comparison with a replay. */
#include <stdio.h>
#include <string.h>

#include "state/private.h"

static const char SQL_TOUCHED[] = "SELECT entry, seq FROM state_event WHERE seq > ? ORDER BY entry, seq";
static const char SQL_HISTORY[] = "SELECT seq FROM state_event WHERE entry = ? ORDER BY seq";
static const char SQL_STATE_AT[] = "SELECT state FROM state_move WHERE entry = ? AND kf <= ? AND kt > ? AND day <= ?"
                                   " ORDER BY ord DESC LIMIT 1";

static const struct book *book_of(struct ledger *l, int64_t entry, struct err *e)
{
    struct stmt *s = db_use(l->db, "SELECT book FROM event WHERE seq = ?", e);
    if (!s)
        return NULL;
    bool row = false;
    stmt_int(s, 1, entry);
    const struct book *b = stmt_step(s, &row, e) && row ? catalog_book(l->catalog, stmt_get_text(s, 0, NULL)) : NULL;
    stmt_done(s);
    if (!b)
        ERR(e, ERR_NOT_FOUND, STATE_ENTRY_NONE, MSG_NUM(entry));
    return b;
}

/* The row of an entry that holds on the day, as known; where there is none (voided) the one that held last.
 * Why two: asked in order, SQLite would build a sorter for every entry, which costs more than all the rest. */
static const char *const ROW_HOLDS = " WHERE entry = ?1 AND kf <= ?2 AND kt > ?2 AND vf <= ?3 AND vt > ?3";
static const char *const ROW_LAST = " WHERE entry = ?1 AND kf <= ?2 ORDER BY (vf <= ?3 AND vt > ?3) DESC, kt DESC LIMIT 1";

/* Steps to that row; the caller ends *out with stmt_done. */
static bool find_row(struct ledger *l, const struct buf *select, int64_t entry, int32_t asof, int64_t known,
                     struct stmt **out, bool *row, struct err *e)
{
    bool ok = true;
    *row = false;
    for (int last = 0; ok && last < 2 && !*row; last++) {
        struct buf sql = { 0 };
        buf_format(&sql, "%s%s", buf_get(select), last ? ROW_LAST : ROW_HOLDS);
        if (last)
            stmt_done(*out);
        *out = db_use(l->db, buf_get(&sql), e);
        buf_free(&sql);
        if (!*out)
            return false;
        stmt_int(*out, 1, entry);
        stmt_int(*out, 2, known);
        stmt_int(*out, 3, asof);
        ok = stmt_step(*out, row, e);
    }
    return ok;
}

/* The number and title of an entry as known at `known`. */
static bool names_of(struct ledger *l, struct arena *a, const struct book *b, int64_t entry, int32_t asof, int64_t known,
                     const char **number, const char **title, struct err *e)
{
    char table[24], column[16] = "''";
    struct buf select = { 0 };
    struct stmt *s = NULL;
    bool row;
    if (b->title)
        state_column(column, b->title);
    buf_format(&select, "SELECT number, %s FROM %s", column, state_table(table, b));
    bool ok = find_row(l, &select, entry, asof, known, &s, &row, e);
    *number = arena_text(a, ok && row ? stmt_get_text(s, 0, NULL) : "");
    *title = arena_text(a, ok && row ? stmt_get_text(s, 1, NULL) : "");
    if (s)
        stmt_done(s);
    buf_free(&select);
    return ok;
}

static bool element_text(struct ledger *l, struct state *st, struct arena *a, const struct field *f, struct stmt *s,
                         int column, int32_t asof, int64_t known, const char **shown, const char **raw, struct err *e)
{
    char room[IDENTITY_BYTES];
    int64_t value = stmt_get_int(s, column);
    const char *title;
    switch (f->type) {
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY: *shown = arena_text(a, decimal_text(room, value, f->scale)); break;
    case FIELD_DAY: *shown = arena_text(a, DAY_TEXT((int32_t)value)); break;
    case FIELD_BOOL: *shown = value ? "true" : "false"; break;
    case FIELD_REF:
        *raw = arena_text(a, runs_identity(st, room, value));
        return names_of(l, a, f->ref, value, asof, known, shown, &title, e);
    default: *shown = arena_text(a, stmt_get_text(s, column, NULL)); break;
    }
    *raw = *shown;
    return true;
}

static bool many_text(struct ledger *l, struct state *st, struct arena *a, const struct book *b, const struct field *f,
                      int64_t entry, int64_t kf, int64_t vf, int32_t asof, int64_t known, const char **shown,
                      const char **raw, struct err *e)
{
    char table[32], sql[160];
    snprintf(sql, sizeof sql, "SELECT value FROM %s WHERE entry = ? AND kf = ? AND vf = ? ORDER BY place",
             state_many_table(table, b, f));
    struct stmt *s = db_use(l->db, sql, e);
    if (!s)
        return false;
    struct buf all = { 0 }, all_raw = { 0 };
    stmt_int(s, 1, entry);
    stmt_int(s, 2, kf);
    stmt_int(s, 3, vf);
    bool row = true, ok = true;
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        const char *one, *one_raw;
        ok = element_text(l, st, a, f, s, 0, asof, known, &one, &one_raw, e);
        if (ok) {
            buf_format(&all, "%s%s", all.bytes ? "、" : "", one);
            buf_format(&all_raw, "%s%s", all_raw.bytes ? "、" : "", one_raw);
        }
    }
    stmt_done(s);
    *shown = arena_text(a, buf_get(&all));
    *raw = arena_text(a, buf_get(&all_raw));
    buf_free(&all);
    buf_free(&all_raw);
    return ok;
}

static bool read_cells(struct ledger *l, struct state *st, struct arena *a, struct stmt *s, int32_t asof, int64_t known,
                       struct entry_view *out, struct err *e)
{
    const struct book *b = out->ref.book;
    int64_t entry = out->ref.entry, kf = stmt_get_int(s, 0), vf = stmt_get_int(s, 2);
    for (int i = 0; i < b->field_count; i++) {
        const struct field *f = &b->fields[i];
        if (stmt_is_null(s, 7 + i))
            continue;
        bool ok = f->many ? many_text(l, st, a, b, f, entry, kf, vf, asof, known, &out->cells[i], &out->raw[i], e)
                          : element_text(l, st, a, f, s, 7 + i, asof, known, &out->cells[i], &out->raw[i], e);
        if (!ok)
            return false;
    }
    return true;
}

static void select_row(const struct book *b, struct buf *sql)
{
    char table[24], column[16];
    buf_text(sql, "SELECT kf, kt, vf, number, org, day, until");
    for (int i = 0; i < b->field_count; i++)
        buf_format(sql, ", %s", state_column(column, &b->fields[i]));
    buf_format(sql, " FROM %s", state_table(table, b));
}

static bool read_state(struct ledger *l, struct arena *a, const struct flow *f, int64_t entry, int32_t asof, int64_t known,
                       const char **out, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_STATE_AT, e);
    if (!s)
        return false;
    bool row = false;
    stmt_int(s, 1, entry);
    stmt_int(s, 2, known);
    stmt_int(s, 3, known);
    stmt_int(s, 4, asof);
    bool ok = stmt_step(s, &row, e);
    *out = ok && row ? arena_text(a, stmt_get_text(s, 0, NULL)) : f->states[0];
    stmt_done(s);
    return ok;
}

bool state_view(struct ledger *l, struct arena *a, int64_t entry, int32_t asof, int64_t known, struct entry_view *out,
                struct err *e)
{
    struct state *st;
    const struct book *b = book_of(l, entry, e), *orgs = catalog_book(l->catalog, BOOK_ORG);
    *out = (struct entry_view) { .ref = { .entry = entry, .book = b }, .org_number = "", .org_title = "" };
    if (!b || !state_open(l, &st, e))
        return false;
    known = known > l->head ? l->head : known;
    runs_identity(st, out->ref.identity, entry);
    out->cells = ARENA_ARRAY(a, const char *, (size_t)b->field_count + 1);
    out->raw = ARENA_ARRAY(a, const char *, (size_t)b->field_count + 1);
    struct buf select = { 0 };
    struct stmt *s = NULL;
    bool row;
    select_row(b, &select);
    bool ok = find_row(l, &select, entry, asof, known, &s, &row, e);
    buf_free(&select);
    if (ok && !row)
        ok = ERR(e, ERR_NOT_FOUND, STATE_ENTRY_NONE, MSG_NUM(entry));
    if (ok) {
        out->voided = stmt_get_int(s, 1) <= known;
        out->ref.number = arena_text(a, stmt_get_text(s, 3, NULL));
        out->org = stmt_get_int(s, 4);
        out->has_day = !stmt_is_null(s, 5);
        out->day = (int32_t)stmt_get_int(s, 5);
        ok = read_cells(l, st, a, s, asof, known, out, e);
        const char *title = ok && b->title ? out->cells[b->title->number] : NULL;
        out->ref.title = title ? title : "";
    }
    if (s)
        stmt_done(s);
    return ok && (!b->flow || read_state(l, a, b->flow, entry, asof, known, &out->state, e))
           && (!orgs || !out->org || names_of(l, a, orgs, out->org, asof, known, &out->org_number, &out->org_title, e));
}

bool state_history(struct ledger *l, struct arena *a, int64_t entry, int64_t **seqs, int *count, struct err *e)
{
    int64_t more = 0;
    if (!db_int(l->db, e, &more, "SELECT count(*) FROM state_event WHERE entry = ?", "i", entry))
        return false;
    *seqs = ARENA_ARRAY(a, int64_t, (size_t)more + 1);
    (*seqs)[0] = entry;
    *count = 1;
    struct stmt *s = db_use(l->db, SQL_HISTORY, e);
    if (!s)
        return false;
    stmt_int(s, 1, entry);
    bool row = true, ok = true;
    while (ok && (ok = stmt_step(s, &row, e)) && row && *count <= more)
        (*seqs)[(*count)++] = stmt_get_int(s, 0);
    stmt_done(s);
    return ok;
}

bool state_touched(struct ledger *l, struct arena *a, int64_t after, struct touch **out, int64_t *count, struct err *e)
{
    int64_t room = 0;
    *count = 0;
    if (!db_int(l->db, e, &room, "SELECT count(*) FROM state_event WHERE seq > ?", "i", after))
        return false;
    *out = ARENA_ARRAY(a, struct touch, (size_t)room + 1);
    struct stmt *s = db_use(l->db, SQL_TOUCHED, e);
    if (!s)
        return false;
    stmt_int(s, 1, after);
    bool row = true, ok = true;
    while (ok && (ok = stmt_step(s, &row, e)) && row && *count < room)
        (*out)[(*count)++] = (struct touch) { stmt_get_int(s, 0), stmt_get_int(s, 1) };
    stmt_done(s);
    return ok;
}

bool state_days(struct ledger *l, struct arena *a, int64_t entry, int32_t **days, int *count, struct err *e)
{
    const struct book *b = book_of(l, entry, e);
    char table[24], sql[120];
    int64_t more = 0;
    *count = 0;
    if (!b)
        return false;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE entry = ? AND kt = ?", state_table(table, b));
    if (!db_int(l->db, e, &more, sql, "ii", entry, KNOWN_NOW))
        return false;
    *days = ARENA_ARRAY(a, int32_t, (size_t)more + 1);
    snprintf(sql, sizeof sql, "SELECT vf FROM %s WHERE entry = ? AND kt = ? ORDER BY vf", table);
    struct stmt *s = db_use(l->db, sql, e);
    if (!s)
        return false;
    stmt_int(s, 1, entry);
    stmt_int(s, 2, KNOWN_NOW);
    bool row = true, ok = true;
    while (ok && (ok = stmt_step(s, &row, e)) && row && *count < more)
        (*days)[(*count)++] = (int32_t)stmt_get_int(s, 0);
    stmt_done(s);
    return ok;
}

/* ---- the comparison ---- */

/* Tables of either: one that no replay makes is a difference too. */
static const char SQL_TABLES[] = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND substr(name, 1, 6) = 'state_'"
                                 " UNION SELECT name FROM truth.sqlite_master WHERE type = 'table'"
                                 " AND substr(name, 1, 6) = 'state_' ORDER BY 1";

/* Rows of one table that the other does not have, both ways: 0 where they are the same. */
static bool table_differs(struct db *db, const char *table, bool *differs, struct err *e)
{
    char sql[400];
    int64_t here = 0, rows_here = 0, rows_there = 0;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM (SELECT * FROM main.%s EXCEPT SELECT * FROM truth.%s)", table, table);
    if (!db_int(db, e, &here, sql, ""))
        return false;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM truth.%s", table);
    if (!db_int(db, e, &rows_there, sql, ""))
        return false;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM main.%s", table);
    if (!db_int(db, e, &rows_here, sql, ""))
        return false;
    *differs = here || rows_here != rows_there; /* every table has a key: no row stands twice */
    return true;
}

/* Tables, indexes and views as the replay makes them, against those of the file; and triggers, which no ledger has: one on
 * `event` would act on the next write.  A view of the user's own may bear a book's name. */
static const char SQL_SHAPE[] =
    "WITH ours AS (SELECT type, name, sql FROM main.sqlite_master WHERE sql IS NOT NULL"
    " AND (substr(tbl_name, 1, 6) = 'state_' OR instr(sql, '" DB_DERIVED "') > 0)),"
    " theirs AS (SELECT type, name, sql FROM truth.sqlite_master WHERE sql IS NOT NULL"
    " AND (substr(tbl_name, 1, 6) = 'state_' OR instr(sql, '" DB_DERIVED "') > 0 OR type = 'trigger'))"
    " SELECT name FROM (SELECT * FROM theirs EXCEPT SELECT * FROM ours)"
    " UNION SELECT name FROM (SELECT * FROM ours EXCEPT SELECT * FROM theirs) WHERE name NOT IN"
    " (SELECT name FROM truth.sqlite_master WHERE type = 'view' AND instr(sql, '" DB_DERIVED "') = 0) ORDER BY 1 LIMIT 1";

static bool shape_differs(struct db *db, char name[64], struct err *e)
{
    struct stmt *s = db_use(db, SQL_SHAPE, e);
    if (!s)
        return false;
    bool row = false, ok = stmt_step(s, &row, e);
    if (ok && row) {
        const char *text = stmt_get_text(s, 0, NULL);
        size_t bytes = text_cut(text, strnlen(text, 63));
        memcpy(name, text, bytes);
        name[bytes] = '\0';
    }
    stmt_done(s);
    return ok;
}

bool state_compare(struct ledger *l, char table[64], struct err *e)
{
    struct ledger replay;
    table[0] = '\0';
    if (!ledger_open_replay(&replay, l, e))
        return false;
    bool ok = db_begin(replay.db, e) && state_rebuild(&replay, e) && db_commit(replay.db, e);
    struct stmt *s = ok ? db_use(replay.db, SQL_TABLES, e) : NULL;
    bool row = true;
    ok = ok && s;
    while (ok && !table[0] && (ok = stmt_step(s, &row, e)) && row) {
        char name[64];
        bool differs = false;
        snprintf(name, sizeof name, "%s", stmt_get_text(s, 0, NULL));
        struct err inner = err_like(e);
        if (!table_differs(replay.db, name, &differs, &inner))
            differs = true; /* a table that is gone or has other columns */
        if (differs)
            memcpy(table, name, sizeof name);
    }
    if (s)
        stmt_done(s);
    ok = ok && (table[0] || shape_differs(replay.db, table, e));
    ledger_close(&replay);
    return ok;
}
