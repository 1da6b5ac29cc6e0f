/* op/write.c: recording one event, and the receipt for it. */
#include <stdlib.h>
#include <string.h>

#include "op/inside.h"

const char *op_body(struct op_call *c, json_t *tree)
{
    char *text = json_dumps(tree, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(tree);
    if (!text)
        abort();
    const char *body = arena_text(c->memory, text);
    free(text);
    return body;
}

static void keep_receipt(struct op_call *c, const struct draft *d, const char *number, int64_t seq, bool same)
{
    struct receipt *r = ARENA_NEW(c->memory, struct receipt);
    *r = (struct receipt) { .kind = event_kind_name(d->kind), .book = d->book, .number = number, .seq = seq, .same = same };
    sm3_hex(r->hash, c->ledger->hash_last);
    c->work = r;
}

bool op_append(struct op_call *c, const struct draft *d, const char *number, struct err *e)
{
    int64_t seq;
    if (!ledger_append(c->ledger, d, &seq, e))
        return false;
    keep_receipt(c, d, number, seq, false);
    return state_catch_up(c->ledger, e);
}

void op_nothing(struct op_call *c, const struct draft *d, const char *number)
{
    keep_receipt(c, d, number, 0, true);
    c->undo = true;
}

bool receipt_tell(struct op_call *c, struct err *e)
{
    (void)e;
    const struct receipt *r = c->work;
    if (c->sink->machine) {
        json_t *tree =
            json_pack("{s:s, s:s, s:s*, s:b}", "kind", r->kind, "book", r->book, "id", r->number, "same", r->same);
        json_object_set_new(tree, "seq", r->same ? json_null() : json_integer(r->seq));
        json_object_set_new(tree, "hash", r->same ? json_null() : json_string(r->hash));
        op_object(c, tree);
        return true;
    }
    char *head = arena_text(c->memory, r->hash);
    head[8] = '\0';
    if (r->same)
        SAY(c, OP_RECEIPT_SAME, r->number);
    else if (r->number)
        SAY(c, OP_RECEIPT, r->number, MSG_NUM(r->seq), head);
    else
        SAY(c, OP_RECEIPT_EVENT, MSG_NUM(r->seq), head);
    return true;
}
