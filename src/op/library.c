/* op/library.c: what taking in has in common; a document taken out of the library again. */
#include <string.h>

#include "op/library.h"

#define GROUPS_MAX 32

/* "甲,乙" -> a list. */
static bool read_groups(struct op_call *c, struct corpus_document *d, struct err *e)
{
    const char *text = op_text(c, "group");
    const char **list = ARENA_ARRAY(c->memory, const char *, GROUPS_MAX);
    char *p = text ? arena_text(c->memory, text) : NULL;
    for (char *next; p; p = next) {
        next = strchr(p, ',');
        if (next)
            *next++ = '\0';
        if (!*p || d->group_count == GROUPS_MAX)
            return ERR(e, ERR_USAGE, LIBRARY_GROUPS, text, MSG_NUM(GROUPS_MAX));
        list[d->group_count++] = p;
    }
    d->groups = list;
    return true;
}

bool library_common(struct op_call *c, struct corpus_document *d, struct err *e)
{
    int64_t year = 0;
    const char *visible = op_text(c, "visible");
    *d = (struct corpus_document) {
        .day = DAY_FIRST, .visibility = VISIBLE_ALL, .org = op_text(c, "org"), .kind = op_text(c, "kind")
    };
    if (visible && (d->visibility = corpus_visibility_of(visible)) == VISIBLE_COUNT)
        return ERR(e, ERR_USAGE, LIBRARY_VISIBLE, visible);
    if (op_given(c, "owner")) {
        struct entry_ref org;
        if (!state_org(c->ledger, c->memory, op_text(c, "owner"), &org, e))
            return false;
        d->owner = arena_text(c->memory, org.identity);
    } else if (!library_own_org(c, &d->owner, e)) {
        return false;
    }
    if (!op_int(c, "year", 1000, 9999, 0, &year, e))
        return false;
    d->year = (int)year;
    return read_groups(c, d, e);
}

bool library_remove_run(struct op_call *c, struct err *e)
{
    struct corpus_writer *w;
    if (!corpus_begin(&w, c->ledger, e))
        return false;
    bool ok = corpus_remove(w, op_text(c, "id"), op_text(c, "why"), c->actor, e);
    return corpus_end(w, ok, e) && ok && state_catch_up(c->ledger, e);
}

bool library_remove_tell(struct op_call *c, struct err *e)
{
    (void)e;
    SAY(c, LIBRARY_REMOVED, op_text(c, "id"));
    op_object(c, json_pack("{s:s, s:I}", "removed", op_text(c, "id"), "seq", (json_int_t)c->ledger->head));
    return true;
}
