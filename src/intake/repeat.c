/* intake/repeat.c: the event that says a sheet was imported, and the question whether one was. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "intake/private.h"

#define UNDONE_DEPTH 8 /* voids of voids of … that are followed */

/* A body is canonical JSON, in which a quote within a text is escaped: so these patterns match a key and its value only. */
static const char SQL_IMPORTS[] = "SELECT seq, node, node_seq, at FROM event WHERE kind = 'import' AND kind <> 'add' AND "
                                  "kind <> 'amend' AND kind <> 'move' AND book = ?"
                                  " AND body LIKE '%\"sm3\":\"' || ? || '\"%' ORDER BY seq DESC";
static const char SQL_VOIDS[] = "SELECT node, node_seq FROM event WHERE kind = 'void' AND kind <> 'add' AND kind <> 'amend' "
                                "AND kind <> 'move' AND (body LIKE '%\"import\":\"' || ? ||"
                                " '\"%' OR body LIKE '%\"event\":\"' || ? || '\"%') ORDER BY seq";

struct place {
    char identity[IDENTITY_BYTES];
    int64_t seq, at;
};

/* Whether an event was undone by a void that is itself in force.  A void is read before its own voids are asked for,
 * because a statement cannot be used twice at once. */
static bool undone(struct db *db, const char *identity, int depth, bool *out, struct err *e)
{
    struct place voids[16];
    int count = 0;
    *out = false;
    struct stmt *s = depth < UNDONE_DEPTH ? db_use(db, SQL_VOIDS, e) : NULL;
    if (!s)
        return depth >= UNDONE_DEPTH;
    stmt_text(s, 1, identity, strlen(identity));
    stmt_text(s, 2, identity, strlen(identity));
    bool row = true, ok = true;
    while (count < 16 && (ok = stmt_step(s, &row, e)) && row)
        identity_text(voids[count++].identity, stmt_get_text(s, 0, NULL), stmt_get_int(s, 1));
    stmt_done(s);
    for (int i = 0; ok && i < count && !*out; i++) {
        bool void_undone;
        ok = undone(db, voids[i].identity, depth + 1, &void_undone, e);
        *out = ok && !void_undone;
    }
    return ok;
}

static bool find_imports(struct db *db, const struct intake_options *o, struct place found[16], int *count, struct err *e)
{
    struct stmt *s = db_use(db, SQL_IMPORTS, e);
    if (!s)
        return false;
    stmt_text(s, 1, o->book->name, strlen(o->book->name));
    stmt_text(s, 2, o->sheet_hash, strlen(o->sheet_hash));
    bool row = true, ok = true;
    *count = 0;
    while (*count < 16 && (ok = stmt_step(s, &row, e)) && row) {
        struct place *p = &found[(*count)++];
        p->seq = stmt_get_int(s, 0);
        p->at = stmt_get_int(s, 3);
        identity_text(p->identity, stmt_get_text(s, 1, NULL), stmt_get_int(s, 2));
    }
    stmt_done(s);
    return ok;
}

bool repeat_check(struct ledger *l, const struct intake_options *o, int64_t row, struct err *e)
{
    struct place found[16];
    int count;
    if (!o->sheet_hash || !*o->sheet_hash)
        return true;
    if (!find_imports(l->db, o, found, &count, e))
        return false;
    for (int i = 0; i < count; i++) {
        bool was_undone;
        if (!undone(l->db, found[i].identity, 0, &was_undone, e))
            return false;
        if (was_undone)
            continue;
        const char *day = DAY_TEXT(day_of_instant(found[i].at)), *seq = MSG_NUM(found[i].seq);
        return row ? ERR(e, ERR_CONFLICT, INTAKE_REPEATED_ROW, day, seq, MSG_NUM(row))
                   : ERR(e, ERR_CONFLICT, INTAKE_REPEATED, day, seq);
    }
    return true;
}

bool import_append(struct ledger *l, const struct intake_options *o, struct intake_result *out, int64_t first, int64_t last,
                   struct err *e)
{
    json_t *body = json_pack("{s:I s:I s:s s:I s:I s:I s:I s:I s:I s:I s:s s:s}", "added", (json_int_t)out->added, "amended",
                             (json_int_t)out->amended, "book", o->book->name, "bytes", (json_int_t)o->sheet_bytes, "first",
                             (json_int_t)first, "last", (json_int_t)last, "moved", (json_int_t)out->moved, "refused",
                             (json_int_t)out->refused, "rows", (json_int_t)out->rows, "same", (json_int_t)out->same, "sheet",
                             o->sheet ? o->sheet : "", "sm3", o->sheet_hash ? o->sheet_hash : "");
    if (body && o->again)
        json_object_set_new(body, "again", json_true());
    char *text = body ? json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(body);
    if (!text)
        return ERR(e, ERR_INPUT, INTAKE_SHEET_NAME);
    struct draft d = { .kind = EVENT_IMPORT, .actor = o->actor, .book = o->book->name, .day = o->day, .body = text };
    bool ok = ledger_append(l, &d, &out->import_seq, e);
    free(text);
    return ok;
}
