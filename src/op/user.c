/* op/user.c: who has which roles.  A grant is an event like any other; the last one for a name holds. */
#include <string.h>

#include "op/inside.h"

#define NAME_POINTS_MAX 40

bool op_check_name(const char *text, size_t bytes, struct err *e)
{
    bool sound = bytes > 0 && text_points(text, bytes) <= NAME_POINTS_MAX && text_valid(text, bytes);
    for (size_t i = 0; i < bytes; i++)
        sound = sound && (unsigned char)text[i] > 0x20 && text[i] != 0x7F;
    char shown[64];
    size_t cut = text_cut(text, bytes < sizeof shown - 1 ? bytes : sizeof shown - 1);
    memcpy(shown, text, cut);
    shown[cut] = '\0';
    return sound || ERR(e, ERR_INPUT, OP_USER_NAME, shown);
}

/* "审核,录入" or "审核，录入" or "审核、录入" -> ["审核","录入"]; NULL where a word will not do. */
static json_t *role_list(const char *roles, struct err *e)
{
    static const char *const SEPARATORS[] = { ",", "，", "、" };
    json_t *list = json_array();
    for (const char *p = roles; *p;) {
        const char *end = p + strlen(p), *next = end;
        for (size_t i = 0; i < sizeof SEPARATORS / sizeof *SEPARATORS; i++) {
            const char *at = strstr(p, SEPARATORS[i]);
            if (at && at < end) {
                end = at;
                next = at + strlen(SEPARATORS[i]);
            }
        }
        const char *word = p;
        size_t bytes = (size_t)(end - p);
        text_trim(&word, &bytes);
        if (!op_check_name(word, bytes, e)) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, json_stringn(word, bytes));
        p = next;
    }
    return list;
}

bool grant_append(struct op_call *c, const char *name, const char *roles, struct err *e)
{
    if (!op_check_name(name, strlen(name), e))
        return false;
    json_t *list = role_list(roles, e);
    if (!list)
        return false;
    const char *body = op_body(c, json_pack("{s:s, s:o}", "name", name, "roles", list));
    struct draft d = { .kind = EVENT_GRANT, .actor = c->actor, .book = "", .day = op_today(c), .body = body };
    return op_append(c, &d, NULL, e);
}

/* ---- reading ---- */

struct users {
    json_t *by_name; /* name -> roles, in order of first grant */
};

static bool see_grant(void *context, const struct event *v, struct err *e)
{
    (void)e;
    struct users *u = context;
    json_t *body = json_loadb(v->body, v->body_bytes, 0, NULL);
    const char *name = json_string_value(json_object_get(body, "name"));
    if (name)
        json_object_set(u->by_name, name, json_object_get(body, "roles"));
    json_decref(body);
    return true;
}

static bool users_read(struct op_call *c, struct users *u, struct err *e)
{
    u->by_name = json_object();
    return ledger_of_kind(c->ledger, EVENT_GRANT, see_grant, u, e);
}

static bool is_there(struct op_call *c, const char *name, bool *there, struct err *e)
{
    struct users u;
    bool ok = users_read(c, &u, e);
    *there = json_object_get(u.by_name, name) != NULL;
    json_decref(u.by_name);
    return ok;
}

bool user_add_run(struct op_call *c, struct err *e)
{
    bool there;
    const char *name = op_text(c, "name"), *roles = op_text(c, "roles");
    if (!is_there(c, name, &there, e))
        return false;
    return there ? ERR(e, ERR_CONFLICT, OP_USER_THERE, name) : grant_append(c, name, roles ? roles : "", e);
}

bool user_role_run(struct op_call *c, struct err *e)
{
    bool there;
    const char *name = op_text(c, "name"), *owner;
    if (!is_there(c, name, &there, e) || !state_owner(c->ledger, c->memory, &owner, e))
        return false;
    if (!there)
        return ERR(e, ERR_NOT_FOUND, OP_USER_UNKNOWN, name);
    const char *roles = op_text(c, "roles");
    bool stays_owner = false;
    json_t *list = role_list(roles, e), *role;
    size_t at;
    json_array_foreach(list, at, role)
    {
        stays_owner = stays_owner || strcmp(json_string_value(role), ROLE_OWNER) == 0;
    }
    json_decref(list);
    if (!list)
        return false;
    if (strcmp(name, owner) == 0 && !stays_owner)
        return ERR(e, ERR_DENIED, OP_USER_LAST_OWNER, name);
    return grant_append(c, name, roles, e);
}

bool user_list_run(struct op_call *c, struct err *e)
{
    struct users u;
    bool ok = users_read(c, &u, e);
    if (ok && c->sink->machine) {
        json_t *list = json_array(), *roles;
        const char *name;
        json_object_foreach(u.by_name, name, roles)
        {
            json_array_append_new(list, json_pack("{s:s, s:O}", "name", name, "roles", roles));
        }
        op_object(c, list);
    } else if (ok) {
        const struct op_column columns[] = { { "name", HEADING(c, OP_NAME), FORM_TEXT, false },
                                             { "roles", HEADING(c, OP_ROLES), FORM_TEXT, false } };
        op_table(c, &(struct op_table) { .columns = columns, .column_count = 2 });
        const char *name;
        json_t *roles, *role;
        size_t at;
        json_object_foreach(u.by_name, name, roles)
        {
            struct buf b = { 0 };
            json_array_foreach(roles, at, role)
            {
                buf_format(&b, "%s%s", at ? "、" : "", json_string_value(role));
            }
            op_row(c, (const char *const[]) { name, buf_get(&b) });
            buf_free(&b);
        }
        op_table_end(c);
    }
    json_decref(u.by_name);
    return ok;
}
