/* op/run.c: what every operation has in common: open, take the role's word, run in a transaction, tell, close. */
#include <string.h>

#include "op/inside.h"

/* err_code -> exit status */
static const int STATUS[ERR_COUNT] = {
    [ERR_NONE] = 0,     [ERR_INPUT] = 1, [ERR_USAGE] = 2,      [ERR_NOT_FOUND] = 1, [ERR_DENIED] = 1,
    [ERR_CONFLICT] = 1, [ERR_BUSY] = 1,  [ERR_UNREADABLE] = 3, [ERR_CORRUPT] = 3,   [ERR_IO] = 4,
};

int op_exit_status(const struct op_call *c, bool ok, const struct err *e)
{
    if (ok)
        return c->refused ? 1 : 0;
    bool judged = c && c->op->flags & OP_JUDGES && e->code == ERR_CORRUPT;
    return judged ? 1 : STATUS[e->code];
}

static bool check_role(struct op_call *c, struct err *e)
{
    if (!c->actor && !state_owner(c->ledger, c->memory, &c->actor, e))
        return false;
    if (!c->op->role)
        return true;
    bool has;
    if (!state_has_role(c->ledger, c->actor, c->op->role, &has, e))
        return false;
    return has || ERR(e, ERR_DENIED, OP_ROLE, c->op->name, c->op->role, c->actor);
}

static bool run_reading(struct op_call *c, struct err *e)
{
    if (c->op->flags & OP_LOOSE)
        return c->op->run(c, e);
    if (!db_begin_read(c->ledger->db, e))
        return false;
    bool ok = check_role(c, e) && c->op->run(c, e);
    db_rollback(c->ledger->db);
    return ok;
}

static bool run_writing(struct op_call *c, struct err *e)
{
    if (!ledger_begin(c->ledger, e))
        return false;
    bool ok = check_role(c, e) && c->op->run(c, e);
    if (ok && !c->undo)
        ok = ledger_commit(c->ledger, e);
    if (!ok || c->undo)
        ledger_rollback(c->ledger);
    return ok;
}

/* What judges a file must be able to look at one whose packs no longer load. */
static bool open_ledger(struct op_call *c, struct ledger *l, bool writes, struct err *e)
{
    struct err first = err_like(e);
    if (ledger_open(l, op_text(c, "file"), writes, &first))
        return true;
    bool packs =
        c->op->flags & OP_JUDGES && (first.code == ERR_INPUT || first.code == ERR_CORRUPT || first.code == ERR_NOT_FOUND);
    if (packs && ledger_open_unread(l, op_text(c, "file"), e)) {
        c->sink->note(c->sink->self, first.what);
        return true;
    }
    return err_take(e, &first, NULL);
}

bool op_run(struct op_call *c, struct err *e)
{
    struct ledger l;
    if (c->actor && !op_check_name(c->actor, strlen(c->actor), e))
        return false;
    bool opens = c->op->flags & (OP_READS | OP_WRITES), writes = c->op->flags & OP_WRITES;
    if (!opens)
        return c->op->run(c, e) && (!c->op->tell || c->op->tell(c, e));
    if (!open_ledger(c, &l, writes, e))
        return false;
    c->ledger = &l;
    bool ok = (writes ? run_writing(c, e) : run_reading(c, e)) && (!c->op->tell || c->op->tell(c, e));
    ledger_close(&l);
    c->ledger = NULL;
    return ok;
}
