/* op/init.c: a new ledger file: its packs, its owner, its root org, in one transaction. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "op/inside.h"

static bool add_root(struct op_call *c, const char *name, struct err *e)
{
    const struct book *b;
    if (!ledger_book(c->ledger->catalog, BOOK_ORG, &b, e))
        return false;
    if (!b->title)
        return ERR(e, ERR_INPUT, OP_NO_ORG_NAME);
    struct value title = { b->title->name, name };
    struct draft d = { .kind = EVENT_ADD,
                       .actor = c->actor,
                       .book = BOOK_ORG,
                       .day = op_today(c),
                       .number = name,
                       .values = &title,
                       .value_count = 1 };
    int64_t seq;
    return ledger_check(c->ledger->catalog, &d, e) && ledger_append(c->ledger, &d, &seq, e);
}

static bool fill(struct op_call *c, const struct pack_list *packs, const char *org, struct err *e)
{
    struct ledger *l = c->ledger;
    if (!ledger_begin(l, e))
        return false;
    bool ok = true;
    for (int i = 0; ok && i < packs->count; i++)
        ok = pack_append(c, packs, i, op_today(c), e);
    ok =
        ok && grant_append(c, c->actor, ROLE_OWNER, e) && add_root(c, org, e) && state_catch_up(l, e) && ledger_commit(l, e);
    if (!ok)
        ledger_rollback(l);
    return ok;
}

/* A file that was never whole does not stay. */
static void remove_files(const char *path)
{
    static const char *const ENDINGS[] = { "", "-wal", "-shm" };
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        struct buf b = { 0 };
        buf_format(&b, "%s%s", path, ENDINGS[i]);
        unlink(b.data);
        buf_free(&b);
    }
}

static void tell(struct op_call *c, const struct pack_list *packs, const char *path, const char *org)
{
    struct buf names = { 0 };
    for (int i = 0; i < packs->count; i++)
        buf_format(&names, "%s%s", i ? "、" : "", packs->names[i]);
    op_object(c, json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "file", path, "org", org, "owner", c->actor, "packs",
                           names.data, "node", c->ledger->node, "seq", (json_int_t)c->ledger->head));
    SAY(c, OP_INIT_DONE, path, org, names.data, c->actor);
    SAY(c, OP_INIT_NEXT, path);
    buf_free(&names);
}

bool init_run(struct op_call *c, struct err *e)
{
    const char *path = op_text(c, "file"), *org = op_text(c, "org"), *asked = op_text(c, "pack");
    struct pack_list *packs = ARENA_NEW(c->memory, struct pack_list);
    const struct catalog *checked;
    struct ledger l;
    if (!packs_collect(c, asked ? asked : "基础", NULL, packs, e) || !packs_check(c, packs, &checked, e)
        || !ledger_create(&l, path, e))
        return false;
    c->ledger = &l;
    bool ok = fill(c, packs, org, e);
    if (ok)
        tell(c, packs, path, org);
    ledger_close(&l);
    c->ledger = NULL;
    if (!ok)
        remove_files(path);
    return ok;
}
