/* op/value.c: FIELD=VALUE as people write it -> the canonical values of a draft. */
#include <string.h>

#include "op/inside.h"

#define VALUES_MAX        1024
#define ELEMENT_SEPARATOR "、"

static bool check_bool(const struct field *f, const char *text, const char **out, struct err *e)
{
    static const char *const YES[] = { "是", "有", "真", "true", "1", "√", "yes" };
    static const char *const NO[] = { "否", "无", "假", "false", "0", "×", "no" };
    for (size_t i = 0; i < sizeof YES / sizeof *YES; i++) {
        if (strcmp(text, YES[i]) == 0 || strcmp(text, NO[i]) == 0) {
            *out = strcmp(text, YES[i]) == 0 ? "true" : "false";
            return true;
        }
    }
    return ERR(e, ERR_INPUT, OP_NOT_A_BOOL, f->name, text);
}

/* One element, trimmed and not empty. */
static bool one_value(const struct op_call *c, const struct field *f, const char *text, const char **out, struct err *e)
{
    int64_t ignored;
    int32_t day;
    char number[64];
    struct entry_ref ref;
    *out = text;
    switch (f->type) {
    case FIELD_DAY:
        if (!cell_day(text, strlen(text), &day, e))
            return false;
        *out = arena_text(c->memory, DAY_TEXT(day));
        break;
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
        if (!cell_number(text, strlen(text), number, e))
            return false;
        *out = arena_text(c->memory, number);
        break;
    case FIELD_BOOL:
        if (!check_bool(f, text, out, e))
            return false;
        break;
    case FIELD_REF:
        if (!state_find_ref(c->ledger, c->memory, f->ref, text, &ref, e))
            return false;
        *out = arena_text(c->memory, ref.identity);
        return true;
    default: break;
    }
    return field_check(f, *out, strlen(*out), &ignored, e);
}

bool op_value(const struct op_call *c, const struct field *f, const char *text, size_t bytes, struct value *out, int *count,
              int max, struct err *e)
{
    char *copy = ARENA_ARRAY(c->memory, char, bytes + 1);
    memcpy(copy, text, bytes);
    int before = *count;
    for (char *next, *p = copy; p; p = next) {
        next = f->many ? strstr(p, ELEMENT_SEPARATOR) : NULL;
        if (next) {
            *next = '\0';
            next += strlen(ELEMENT_SEPARATOR);
        }
        const char *element = p, *canonical;
        size_t length = strlen(p);
        text_trim(&element, &length);
        copy[element - copy + (ptrdiff_t)length] = '\0';
        if (!length)
            continue;
        if (*count == max)
            return ERR(e, ERR_INPUT, OP_FIELDS_MANY, MSG_NUM(max));
        if (!one_value(c, f, element, &canonical, e))
            return false;
        out[(*count)++] = (struct value) { f->name, canonical };
    }
    if (*count == before && *count < max)
        out[(*count)++] = (struct value) { f->name, NULL };
    return true;
}

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
    if (m)
        return ERR(e, ERR_INPUT, STATE_MOVE_EXTRA, m->name, name, b->name);
    char near[160] = "";
    const char *other = book_near_field(b, name);
    if (*other)
        msg_format(near, sizeof near, e->lang, MSG_LEDGER_DID_YOU_MEAN, (const char *const[]) { other, NULL });
    return ERR(e, ERR_INPUT, LEDGER_FIELD_UNKNOWN, b->name, name, near);
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
    struct err inner = err_like(e);
    if (op_value(c, field, value, bytes, f->values, &d->value_count, VALUES_MAX, &inner))
        return true;
    /* a sentence that names the field needs no place before it */
    return err_take(e, &inner, strstr(inner.what, key) ? NULL : WORDS(c, OP_PLACE_OF, key));
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
