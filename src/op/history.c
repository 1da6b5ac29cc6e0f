/* op/history.c: every event of one entry: who, when, what. */
#include <stdio.h>
#include <string.h>

#include "op/inside.h"

struct story {
    struct op_call *c;
    const struct book *book;
    json_t *list;
};

const char *op_instant(char room[32], int64_t utc_ms)
{
    int64_t seconds = (utc_ms / 1000 + 8 * 3600) % 86400;
    snprintf(room, 32, "%s %02d:%02d:%02d", DAY_TEXT(day_of_instant(utc_ms)), (int)(seconds / 3600),
             (int)(seconds / 60 % 60), (int)(seconds % 60));
    return room;
}

/* An identity as people write the entry: its number now. */
static bool number_of(struct op_call *c, const char *identity, const char **out, struct err *e)
{
    char node[NODE_BYTES + 1];
    int64_t node_seq, seq = 0;
    struct entry_view v;
    *out = identity;
    if (!identity_parse(identity, node, &node_seq))
        return true;
    if (!ledger_seq(c->ledger, node, node_seq, &seq, e))
        return false;
    if (!seq)
        return true;
    if (!state_view(c->ledger, c->memory, seq, DAY_LAST, c->ledger->head, &v, e))
        return false;
    *out = v.ref.number;
    return true;
}

static bool put_values(struct story *s, const struct value *values, int count, json_t *fields, struct err *e)
{
    for (int i = 0; i < count; i++) {
        const struct field *f = book_field(s->book, values[i].field);
        const char *text = values[i].text;
        if (text && f && f->type == FIELD_REF && !number_of(s->c, text, &text, e))
            return false;
        json_t *before = json_object_get(fields, values[i].field);
        if (before && text) {
            struct buf b = { 0 };
            buf_format(&b, "%s、%s", json_string_value(before), text);
            json_object_set_new(fields, values[i].field, json_string(b.data));
            buf_free(&b);
        } else {
            json_object_set_new(fields, values[i].field, text ? json_string(text) : json_null());
        }
    }
    return true;
}

static bool see_event(void *context, const struct event *v, struct err *e)
{
    struct story *s = context;
    struct body body = { 0 };
    char at[32];
    const char *org = NULL;
    json_t *fields = json_object(), *item = json_object();
    json_array_append_new(s->list, item);
    json_object_set_new(item, "seq", json_integer(v->seq));
    json_object_set_new(item, "at", json_string(op_instant(at, v->at)));
    json_object_set_new(item, "actor", json_string(v->actor));
    json_object_set_new(item, "kind", json_string(v->kind));
    json_object_set_new(item, "day", v->day == DAY_FIRST ? json_null() : json_string(DAY_TEXT(v->day)));
    json_object_set_new(item, "fields", fields);
    if (!body_read(s->c->memory, v->body, v->body_bytes, &body)) {
        json_t *other = json_loadb(v->body, v->body_bytes, 0, NULL);
        json_t *why = json_object_get(other, "why");
        if (why)
            json_object_set(item, "why", why);
        if (json_object_get(other, "redacted"))
            json_object_set_new(item, "redacted", json_true());
        json_decref(other);
        return true;
    }
    if (body.move)
        json_object_set_new(item, "move", json_string(body.move));
    if (body.correct)
        json_object_set_new(item, "correct", json_true());
    if (body.number)
        json_object_set_new(fields, NAME_NUMBER, json_string(body.number));
    if (body.org && !number_of(s->c, body.org, &org, e))
        return false;
    if (org)
        json_object_set_new(fields, NAME_ORG, json_string(org));
    return put_values(s, body.values, body.value_count, fields, e)
           && put_values(s, body.evidence, body.evidence_count, fields, e);
}

bool history_read(struct op_call *c, const struct entry_ref *ref, json_t **out, struct err *e)
{
    int64_t *seqs;
    int count;
    struct story s = { .c = c, .book = ref->book, .list = *out = json_array() };
    if (!state_history(c->ledger, c->memory, ref->entry, &seqs, &count, e))
        return false;
    for (int i = 0; i < count; i++) {
        if (!ledger_each(c->ledger, seqs[i], seqs[i], see_event, &s, e))
            return false;
    }
    return true;
}

/* ---- for people ---- */

static const char *kind_words(const struct op_call *c, const char *kind)
{
    switch (event_kind_of(kind)) {
    case EVENT_ADD: return HEADING(c, OP_KIND_ADD);
    case EVENT_AMEND: return HEADING(c, OP_KIND_AMEND);
    case EVENT_MOVE: return HEADING(c, OP_KIND_MOVE);
    case EVENT_VOID: return HEADING(c, OP_KIND_VOID);
    default: return kind;
    }
}

void history_say(struct op_call *c, json_t *list)
{
    struct op_column columns[] = {
        { "seq", HEADING(c, OP_SEQ), FORM_COUNT, false },    { "at", HEADING(c, OP_AT), FORM_TEXT, false },
        { "actor", HEADING(c, OP_ACTOR), FORM_TEXT, false }, { "kind", HEADING(c, OP_KIND), FORM_TEXT, false },
        { "day", HEADING(c, OP_DAY), FORM_TEXT, false },     { "fields", HEADING(c, OP_CONTENT), FORM_TEXT, false },
    };
    c->sink->say(c->sink->self, "");
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 6 });
    size_t at;
    json_t *item, *value;
    json_array_foreach(list, at, item)
    {
        struct buf b = { 0 };
        const char *name, *move = json_string_value(json_object_get(item, "move"));
        const char *why = json_string_value(json_object_get(item, "why"));
        json_object_foreach(json_object_get(item, "fields"), name, value)
        {
            buf_format(&b, "%s%s=%s", b.bytes ? " " : "", name, json_is_string(value) ? json_string_value(value) : "");
        }
        if (why)
            buf_format(&b, "%s%s", b.bytes ? " " : "", why);
        if (json_object_get(item, "redacted"))
            buf_text(&b, HEADING(c, OP_REDACTED));
        op_row(c, (const char *const[]) { MSG_NUM(json_integer_value(json_object_get(item, "seq"))),
                                          json_string_value(json_object_get(item, "at")),
                                          json_string_value(json_object_get(item, "actor")),
                                          move ? move : kind_words(c, json_string_value(json_object_get(item, "kind"))),
                                          json_string_value(json_object_get(item, "day")), buf_get(&b) });
        buf_free(&b);
    }
    op_table_end(c);
}
