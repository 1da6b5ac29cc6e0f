/* op/void.c: takes back an entry, one event, or a whole import; nothing is erased. */
#include <string.h>

#include "op/inside.h"

static bool see_kind(void *context, const struct event *v, struct err *e)
{
    (void)e;
    *(enum event_kind *)context = event_kind_of(v->kind);
    return true;
}

bool void_run(struct op_call *c, struct err *e)
{
    struct ledger *l = c->ledger;
    const char *entry = op_text(c, "entry"), *why = op_text(c, "why"), *number = NULL;
    bool event = op_given(c, "event"), import = op_given(c, "import");
    if ((entry != NULL) + event + import != 1)
        return ERR(e, ERR_USAGE, OP_VOID_ONE);
    enum void_what what = entry ? VOID_ENTRY : event ? VOID_EVENT : VOID_IMPORT;
    int64_t seq = 0;
    struct draft d = { 0 };
    if (entry) {
        struct entry_ref ref;
        if (!state_find(l, c->memory, NULL, entry, &ref, e))
            return false;
        seq = ref.entry;
        number = ref.number;
    } else {
        enum event_kind kind = EVENT_KIND_COUNT;
        if (!op_int(c, event ? "event" : "import", 1, INT64_MAX, 0, &seq, e)
            || !ledger_each(l, seq, seq, see_kind, &kind, e))
            return false;
        if (event && kind == EVENT_ADD)
            what = VOID_ENTRY;
    }
    if (!state_draft_void(l, c->memory, what, seq, why, &d, e))
        return false;
    d.actor = c->actor;
    return op_append(c, &d, number, e);
}
