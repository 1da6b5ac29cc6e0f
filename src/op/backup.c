/* op/backup.c: a consistent copy with its heads beside it, and the way back. */
#include <string.h>

#include "op/inside.h"

/* The heads of a file that lies still. */
static bool heads_of(struct op_call *c, const char *path, const char **heads, int64_t *events, struct err *e)
{
    struct ledger l;
    if (!ledger_open(&l, path, false, e))
        return false;
    bool ok = op_heads(c, &l, INT64_MAX, heads, e);
    *events = l.head;
    ledger_close(&l);
    return ok;
}

bool backup_run(struct op_call *c, struct err *e)
{
    const char *out = op_text(c, "out"), *heads;
    int64_t events;
    struct buf beside = { 0 }, line = { 0 };
    if (!db_copy(c->ledger->db, out, e) || !heads_of(c, out, &heads, &events, e))
        return false;
    buf_format(&beside, "%s.heads", out);
    buf_format(&line, "%s\n", heads);
    bool ok = file_write(beside.data, line.data, line.bytes, e);
    if (ok) {
        op_object(c, json_pack("{s:s, s:I, s:s}", "file", out, "events", (json_int_t)events, "heads", heads));
        SAY(c, OP_BACKED_UP, MSG_NUM(events), out);
        SAY(c, OP_BACKUP_HEADS, heads, beside.data);
    }
    buf_free(&beside);
    buf_free(&line);
    return ok;
}

bool restore_run(struct op_call *c, struct err *e)
{
    const char *from = op_text(c, "backup"), *path = op_text(c, "file"), *heads;
    int64_t events;
    if (!ledger_restore(from, path, e) || !heads_of(c, path, &heads, &events, e))
        return false;
    op_object(c, json_pack("{s:s, s:I, s:s}", "file", path, "events", (json_int_t)events, "heads", heads));
    SAY(c, OP_RESTORED, from, path, MSG_NUM(events));
    return true;
}
