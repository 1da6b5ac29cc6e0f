/* op/library_ask.c: who asks the library: an org, those above it, roles. */
#include <string.h>

#include "op/library.h"

#define BOOK_PEOPLE "人员"
#define ORGS_MAX    64
#define ROLES_MAX   64

/* The person of the register 人员 whose name the actor bears, where there is one. */
static bool find_person(struct op_call *c, struct entry_view *out, bool *there, struct err *e)
{
    const struct book *people = catalog_book(c->ledger->catalog, BOOK_PEOPLE);
    struct entry_ref ref;
    struct err inner = err_like(e);
    *there = false;
    if (!people || !state_find_ref(c->ledger, c->memory, people, c->actor, &ref, &inner))
        return inner.code != ERR_CORRUPT || err_take(e, &inner, NULL);
    *there = true;
    return state_view(c->ledger, c->memory, ref.entry, op_today(c), c->ledger->head, out, e);
}

static bool root_org(struct op_call *c, struct entry_ref *out, bool *there, struct err *e)
{
    *there = catalog_book(c->ledger->catalog, BOOK_ORG) != NULL;
    return !*there || state_root(c->ledger, c->memory, out, e);
}

/* The actor's org; *there false where it is not known. */
static bool own_org(struct op_call *c, struct entry_ref *out, bool *there, struct err *e)
{
    struct entry_view person;
    const struct book *orgs = catalog_book(c->ledger->catalog, BOOK_ORG);
    if (!find_person(c, &person, there, e) || !*there)
        return e->code == ERR_NONE;
    *there = orgs && person.org_number && state_find(c->ledger, c->memory, orgs, person.org_number, out, e);
    return e->code == ERR_NONE;
}

bool library_own_org(struct op_call *c, const char **identity, struct err *e)
{
    struct entry_ref org;
    bool there;
    *identity = "";
    if (!own_org(c, &org, &there, e) || (!there && !root_org(c, &org, &there, e)))
        return false;
    if (there)
        *identity = arena_text(c->memory, org.identity);
    return true;
}

/* The org and those above it. */
static bool orgs_of(struct op_call *c, const struct entry_ref *own, struct corpus_asker *who, struct err *e)
{
    const char **list = ARENA_ARRAY(c->memory, const char *, ORGS_MAX);
    struct entry_ref now = *own, root;
    struct entry_view view;
    if (!state_root(c->ledger, c->memory, &root, e))
        return false;
    for (;;) {
        list[who->org_count++] = arena_text(c->memory, now.identity);
        if (now.entry == root.entry || who->org_count == ORGS_MAX)
            break;
        if (!state_view(c->ledger, c->memory, now.entry, op_today(c), c->ledger->head, &view, e))
            return false;
        const struct field *parent = now.book->parent;
        const char *above = parent ? view.cells[parent->number] : NULL;
        if (!above)
            now = root;
        else if (!state_find(c->ledger, c->memory, now.book, above, &now, e))
            return false;
    }
    who->orgs = list;
    return true;
}

static bool see_grant(void *context, const struct event *v, struct err *e)
{
    (void)e;
    struct op_call *c = context;
    json_t *root = json_loadb(v->body, v->body_bytes, 0, NULL);
    const char *name = json_string_value(json_object_get(root, "name"));
    if (name && strcmp(name, c->actor) == 0) {
        json_decref(c->work);
        c->work = json_incref(json_object_get(root, "roles"));
    }
    json_decref(root);
    return true;
}

static bool roles_of(struct op_call *c, struct corpus_asker *who, struct err *e)
{
    const char **list = ARENA_ARRAY(c->memory, const char *, ROLES_MAX);
    json_t *role;
    size_t i;
    void *work = c->work;
    c->work = NULL;
    bool ok = ledger_of_kind(c->ledger, EVENT_GRANT, see_grant, c, e);
    json_array_foreach((json_t *)c->work, i, role)
    {
        const char *text = json_string_value(role);
        if (text && who->group_count < ROLES_MAX)
            list[who->group_count++] = arena_text(c->memory, text);
    }
    json_decref(c->work);
    c->work = work;
    who->groups = list;
    return ok;
}

static bool ask_as(struct op_call *c, const struct corpus_asker **out, struct err *e)
{
    struct corpus_asker *who = ARENA_NEW(c->memory, struct corpus_asker);
    struct entry_ref org;
    bool owner, there;
    *out = NULL;
    if (!state_has_role(c->ledger, c->actor, ROLE_OWNER, &owner, e))
        return false;
    if (owner)
        return true;
    who->actor = c->actor;
    *out = who;
    return roles_of(c, who, e) && own_org(c, &org, &there, e) && (!there || orgs_of(c, &org, who, e));
}

bool library_open(struct op_call *c, struct corpus **k, const struct corpus_asker **who, struct err *e)
{
    return ask_as(c, who, e) && corpus_open(k, c->ledger, e);
}
