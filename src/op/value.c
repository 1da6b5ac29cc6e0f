/* op/value.c: the FIELD=VALUE arguments -> the values, evidence, number and org of a draft. */
#include <string.h>

#include "op/inside.h"

#define VALUES_MAX 1024

static bool set_org(const struct op_call *c, const struct book *b, const char *text, struct draft *d, struct err *e)
{
    struct entry_ref org;
    if (b->is_org)
        return ERR(e, ERR_INPUT, OP_ORG_OF_ORG);
    if (!*text)
        return ERR(e, ERR_INPUT, LEDGER_FIELD_EMPTY, NAME_ORG);
    if (!state_org(c->ledger, c->memory, text, &org, e))
        return false;
    d->org = arena_text(c->memory, org.identity);
    return true;
}

static bool is_need(const struct move *m, const char *name)
{
    for (int i = 0; m && i < m->need_count; i++) {
        if (strcmp(m->needs[i], name) == 0)
            return true;
    }
    return false;
}

static bool field_unknown(const struct book *b, const struct move *m, const char *name, struct err *e)
{
    return m ? ERR(e, ERR_INPUT, STATE_MOVE_EXTRA, m->name, name, b->name) : ledger_field_unknown(b, name, e);
}

struct fields {
    struct value *values, *evidence;
    const struct move *move;
};

static bool take_field(const struct op_call *c, const struct book *b, const char *text, struct fields *f, struct draft *d,
                       struct err *e)
{
    const char *equals = strchr(text, '='), *name = text;
    if (!equals || equals == text)
        return ERR(e, ERR_USAGE, OP_FIELD_SHAPE, text);
    size_t name_bytes = (size_t)(equals - text);
    text_trim(&name, &name_bytes);
    char *key = ARENA_ARRAY(c->memory, char, name_bytes + 1);
    memcpy(key, name, name_bytes);
    const char *value = equals + 1;
    size_t bytes = strlen(value);
    text_trim(&value, &bytes);
    char *trimmed = ARENA_ARRAY(c->memory, char, bytes + 1);
    memcpy(trimmed, value, bytes);
    const struct field *field = book_field(b, key);
    if (!field && is_need(f->move, key)) {
        if (bytes && d->evidence_count < VALUES_MAX)
            f->evidence[d->evidence_count++] = (struct value) { key, trimmed };
        return true;
    }
    if (!f->move && strcmp(key, NAME_NUMBER) == 0) {
        d->number = trimmed;
        return true;
    }
    if (!f->move && strcmp(key, NAME_ORG) == 0)
        return set_org(c, b, trimmed, d, e);
    if (!field)
        return field_unknown(b, f->move, key, e);
    for (int i = 0; i < d->value_count; i++) {
        if (strcmp(f->values[i].field, key) == 0)
            return ERR(e, ERR_INPUT, LEDGER_FIELD_TWICE, key);
    }
    const struct value *values;
    int count;
    struct err inner = err_like(e);
    /* a sentence that names the field needs no place before it */
    if (!intake_value(c->ledger, c->memory, field, trimmed, &values, &count, &inner))
        return err_take(e, &inner, strstr(inner.what, key) ? NULL : WORDS(c, OP_PLACE_OF, key));
    if (d->value_count + count > VALUES_MAX)
        return ERR(e, ERR_INPUT, OP_FIELDS_MANY, MSG_NUM(VALUES_MAX));
    memcpy(f->values + d->value_count, values, (size_t)count * sizeof *values);
    d->value_count += count;
    return true;
}

bool op_fields(const struct op_call *c, const struct book *b, const struct move *move, struct draft *d, struct err *e)
{
    const struct op_arg *given = op_arg(c, "fields");
    struct fields f = { .move = move };
    f.values = ARENA_ARRAY(c->memory, struct value, VALUES_MAX);
    f.evidence = ARENA_ARRAY(c->memory, struct value, VALUES_MAX);
    d->values = f.values;
    d->evidence = f.evidence;
    for (int i = 0; i < given->count; i++) {
        if (!take_field(c, b, given->texts[i], &f, d, e))
            return false;
    }
    return true;
}
