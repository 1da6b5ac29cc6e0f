/* op/proof_make.c: a proof's sheets -> the temporary ledger, through the same intake as any sheet of a user's. */
#include <stdio.h>
#include <string.h>

#include "op/proof.h"

const char *proof_place(const struct proving *p, int line, int column)
{
    struct buf b = { 0 };
    buf_format(&b, "%s:%d:%d: ", p->proof->file, line, column);
    const char *out = arena_text(p->call->memory, buf_get(&b));
    buf_free(&b);
    return out;
}

/* ---- a sheet in memory, read like any other ---- */

struct reading {
    const struct proof_sheet *sheet;
    int64_t at; /* 0: the header comes next */
    struct cell *cells;
};

static bool next_row(void *self, struct row *row, struct err *e)
{
    struct reading *r = self;
    const struct proof_sheet *s = r->sheet;
    (void)e;
    if (r->at > s->rows)
        return false;
    for (int i = 0; i < s->columns; i++) {
        const char *text = r->at ? s->cells[i][r->at - 1] : s->names[i];
        r->cells[i] = (struct cell) { text ? CELL_TEXT : CELL_EMPTY, text ? text : "", text ? strlen(text) : 0 };
    }
    *row = (struct row) { .number = ++r->at, .cells = r->cells, .cell_count = s->columns };
    return true;
}

static void close_nothing(void *self)
{
    (void)self;
}

/* ---- into the ledger ---- */

struct recording {
    struct proving *p;
    int64_t row; /* the first that was refused */
    const char *reason;
};

static void see_row(void *context, int64_t row, const char *column, const char *verdict, const char *reason)
{
    struct recording *x = context;
    (void)column;
    (void)verdict;
    if (!x->reason && row && reason && *reason) {
        x->row = row;
        x->reason = arena_text(x->p->call->memory, reason);
    }
}

static void see_progress(void *context, int64_t rows)
{
    const struct recording *x = context;
    x->p->call->sink->progress(x->p->call->sink->self, x->p->rows + rows);
}

static bool run_sheet(struct proving *p, const struct proof_make *m, const char *actor, bool moves,
                      const struct proof_sheet *sheet, struct intake_result *out, struct err *e)
{
    struct recording x = { .p = p };
    struct reading reading = { sheet, 0, ARENA_ARRAY(p->call->memory, struct cell, (size_t)sheet->columns) };
    struct sheet_reader reader = { .self = &reading, .next = next_row, .close = close_nothing, .note = "" };
    uint8_t hash[SM3_BYTES];
    char hex[2 * SM3_BYTES + 1];
    sm3_of(p->ledger.sm3, m->name, strlen(m->name), hash);
    struct intake_options o = { .book = m->book,
                                .actor = actor ? actor : PROOF_OWNER,
                                .sheet = m->name,
                                .sheet_hash = sm3_hex(hex, hash),
                                .day = p->proof->asof,
                                .moves = moves,
                                .show_max = 1,
                                .see = see_row,
                                .progress = see_progress,
                                .context = &x };
    if (!intake_run(&p->ledger, &reader, &o, out, e))
        return false;
    return out->refused == 0
           || ERR(e, ERR_INPUT, OP_PROOF_REFUSED, m->name, MSG_NUM(out->refused), MSG_NUM(x.row - 1),
                  x.reason ? x.reason : "");
}

/* One sheet, one transaction; a failure stands at the sheet's place in the proof. */
static bool record(struct proving *p, const struct proof_make *m, const char *actor, bool moves,
                   const struct proof_sheet *sheet, struct err *e)
{
    struct intake_result result;
    struct err why = err_like(e);
    bool ok = ledger_begin(&p->ledger, &why) && run_sheet(p, m, actor, moves, sheet, &result, &why)
              && state_catch_up(&p->ledger, &why) && ledger_commit(&p->ledger, &why);
    if (!ok) {
        ledger_rollback(&p->ledger);
        return err_take(e, &why, proof_place(p, m->line, m->column));
    }
    p->rows += result.rows;
    return true;
}

/* ---- who acts ---- */

/* A proof shows figures, not rights: whoever makes a move has the role it asks for. */
static bool grant_roles(struct proving *p, const char *actor, struct err *e)
{
    struct buf roles = { 0 };
    for (int i = 0; i < p->proof->make_count; i++) {
        const struct proof_make *m = p->proof->makes[i];
        for (int k = 0; k < m->move_count; k++) {
            const char *role = text_same(m->moves[k].actor, actor) ? m->moves[k].move->role : NULL;
            if (role && !strstr(buf_get(&roles), role))
                buf_format(&roles, "%s%s", roles.bytes ? "," : "", role);
        }
    }
    bool ok = !roles.bytes || grant_append(&p->inside, actor, buf_get(&roles), e);
    buf_free(&roles);
    return ok;
}

static bool acted_before(const struct proof *proof, int make, int move, const char *actor)
{
    for (int i = 0; i <= make; i++) {
        const struct proof_make *m = proof->makes[i];
        for (int k = 0; k < (i < make ? m->move_count : move); k++)
            if (text_same(m->moves[k].actor, actor))
                return true;
    }
    return false;
}

static bool grant_all(struct proving *p, struct err *e)
{
    if (!ledger_begin(&p->ledger, e))
        return false;
    bool ok = true;
    for (int i = 0; ok && i < p->proof->make_count; i++) {
        const struct proof_make *m = p->proof->makes[i];
        for (int k = 0; ok && k < m->move_count; k++) {
            const char *actor = m->moves[k].actor;
            ok = !actor || acted_before(p->proof, i, k, actor) || grant_roles(p, actor, e);
        }
    }
    ok = ok && state_catch_up(&p->ledger, e) && ledger_commit(&p->ledger, e);
    if (!ok)
        ledger_rollback(&p->ledger);
    return ok;
}

bool proof_make(struct proving *p, struct err *e)
{
    p->sheets = ARENA_ARRAY(p->call->memory, struct proof_sheet, (size_t)p->proof->make_count);
    if (!grant_all(p, e))
        return false;
    for (int i = 0; i < p->proof->make_count; i++) {
        const struct proof_make *m = p->proof->makes[i];
        if (!proof_fill(p, m, &p->sheets[i], e) || !record(p, m, m->actor, false, &p->sheets[i], e))
            return false;
        for (int k = 0; k < m->move_count; k++) {
            struct proof_sheet moves;
            struct err why = err_like(e);
            if (!proof_fill_moves(p, m, &m->moves[k], &moves, &why))
                return err_take(e, &why, proof_place(p, m->line, m->column));
            if (!record(p, m, m->moves[k].actor, true, &moves, e))
                return false;
        }
    }
    return true;
}
