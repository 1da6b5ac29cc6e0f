/* ledger/event.c: names, identities, and the events in order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/private.h"

static const char *const KIND_NAMES[EVENT_KIND_COUNT] = {
    [EVENT_ADD] = "add",       [EVENT_AMEND] = "amend",       [EVENT_MOVE] = "move",   [EVENT_VOID] = "void",
    [EVENT_IMPORT] = "import", [EVENT_PACK] = "pack",         [EVENT_GRANT] = "grant", [EVENT_ISSUE] = "issue",
    [EVENT_NOTE] = "note",     [EVENT_DOCUMENT] = "document",
};

static const char SQL_EACH[] = "SELECT seq, node, node_seq, at, actor, kind, book, entry, day, body, hash FROM event"
                               " WHERE seq BETWEEN ? AND ? ORDER BY seq";
static const char SQL_OF_KIND[] = "SELECT seq, node, node_seq, at, actor, kind, book, entry, day, body, hash FROM event"
                                  " WHERE kind = ? AND kind <> 'add' AND kind <> 'amend' AND kind <> 'move' AND seq > ?"
                                  " ORDER BY seq";
static const char SQL_ONE[] =
    "SELECT seq, node, node_seq, at, actor, kind, book, entry, day, body, hash FROM event WHERE seq = ?";
static const char SQL_SEQ[] = "SELECT seq FROM event WHERE node = ? AND node_seq = ?";

const char *event_kind_name(enum event_kind k)
{
    return KIND_NAMES[k];
}

enum event_kind event_kind_of(const char *name)
{
    int k = 0;
    while (k < EVENT_KIND_COUNT && strcmp(KIND_NAMES[k], name) != 0)
        k++;
    return (enum event_kind)k;
}

bool identity_parse(const char *text, char node[NODE_BYTES + 1], int64_t *node_seq)
{
    const char *dash = strchr(text, '-');
    if (!dash || dash - text != NODE_BYTES || dash[1] < '1' || dash[1] > '9')
        return false;
    char *end;
    *node_seq = strtoll(dash + 1, &end, 10);
    memcpy(node, text, NODE_BYTES);
    node[NODE_BYTES] = '\0';
    return *end == '\0';
}

const char *identity_text(char room[IDENTITY_BYTES], const char *node, int64_t node_seq)
{
    size_t bytes = strnlen(node, NODE_BYTES);
    memcpy(room, node, bytes);
    room[bytes] = '-';
    text_int(room + bytes + 1, node_seq);
    return room;
}

bool ledger_seq(struct ledger *l, const char *node, int64_t node_seq, int64_t *seq, struct err *e)
{
    *seq = 0;
    return db_int(l->db, e, seq, SQL_SEQ, "ti", node, node_seq);
}

static const char *read_column(struct stmt *s, int column, struct event *v)
{
    size_t bytes;
    const char *text = stmt_get_text(s, column, &bytes);
    v->clean = v->clean && strlen(text) == bytes;
    return text;
}

static void read_event(struct stmt *s, struct event *v)
{
    size_t bytes;
    *v = (struct event) { .clean = stmt_stored_as(s, "itiittttitb") };
    v->seq = stmt_get_int(s, 0);
    v->node_seq = stmt_get_int(s, 2);
    v->at = stmt_get_int(s, 3);
    v->node = read_column(s, 1, v);
    v->actor = read_column(s, 4, v);
    v->kind = read_column(s, 5, v);
    v->book = read_column(s, 6, v);
    v->entry = read_column(s, 7, v);
    v->day = (int32_t)stmt_get_int(s, 8);
    v->clean = v->clean && v->day == stmt_get_int(s, 8);
    v->body = stmt_get_text(s, 9, &v->body_bytes);
    const void *hash = stmt_get_blob(s, 10, &bytes);
    if (bytes == SM3_BYTES)
        memcpy(v->hash, hash, SM3_BYTES);
}

bool ledger_one(struct ledger *l, int64_t seq, bool (*see)(void *context, const struct event *v, struct err *e),
                void *context, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_ONE, e);
    if (!s)
        return false;
    bool row = false;
    stmt_int(s, 1, seq);
    bool ok = stmt_step(s, &row, e);
    if (ok && row) {
        struct event v;
        read_event(s, &v);
        ok = see(context, &v, e);
    }
    stmt_done(s);
    return ok;
}

/* The rows of a statement with its arguments bound. */
static bool see_rows(struct stmt *s, bool (*see)(void *context, const struct event *v, struct err *e), void *context,
                     struct err *e)
{
    bool row = true, ok = true;
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        struct event v;
        read_event(s, &v);
        ok = see(context, &v, e);
    }
    stmt_done(s);
    return ok;
}

bool ledger_each(struct ledger *l, int64_t first, int64_t last,
                 bool (*see)(void *context, const struct event *v, struct err *e), void *context, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_EACH, e);
    if (!s)
        return false;
    stmt_int(s, 1, first);
    stmt_int(s, 2, last);
    return see_rows(s, see, context, e);
}

bool ledger_of_kind_after(struct ledger *l, enum event_kind kind, int64_t after,
                          bool (*see)(void *context, const struct event *v, struct err *e), void *context, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_OF_KIND, e);
    if (!s)
        return false;
    stmt_text(s, 1, event_kind_name(kind), strlen(event_kind_name(kind)));
    stmt_int(s, 2, after);
    return see_rows(s, see, context, e);
}

bool ledger_of_kind(struct ledger *l, enum event_kind kind, bool (*see)(void *context, const struct event *v, struct err *e),
                    void *context, struct err *e)
{
    return ledger_of_kind_after(l, kind, 0, see, context, e);
}
