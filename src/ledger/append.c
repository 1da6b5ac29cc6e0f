/* ledger/append.c: the only writer of table `event`.
 *
 * Why one insert path: a printed figure is trusted because every event behind it passed ledger_check once and was never
 * touched again.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ledger/private.h"

#define TEXT_POINTS_MAX   10000
#define NUMBER_POINTS_MAX 80
#define VALUES_MAX        1024

static const char SQL_INSERT[] = "INSERT INTO event(seq, node, node_seq, at, actor, kind, book, entry, day, body, hash)"
                                 " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/* ---- judging ---- */

static void suggestion(const struct err *e, const char *near, char room[160])
{
    room[0] = '\0';
    if (*near)
        msg_format(room, 160, e->lang, MSG_LEDGER_DID_YOU_MEAN, (const char *const[]) { near, NULL });
}

static bool book_unknown(const struct catalog *c, const char *name, struct err *e)
{
    char near[160];
    suggestion(e, catalog_near_book(c, name), near);
    return ERR(e, ERR_NOT_FOUND, LEDGER_BOOK_UNKNOWN, name, near);
}

bool ledger_field_unknown(const struct book *b, const char *name, struct err *e)
{
    char near[160];
    suggestion(e, book_near_field(b, name), near);
    return ERR(e, ERR_INPUT, LEDGER_FIELD_UNKNOWN, b->name, name, near);
}

bool ledger_book(const struct catalog *c, const char *name, const struct book **out, struct err *e)
{
    *out = catalog_book(c, name);
    return *out != NULL || book_unknown(c, name, e);
}

bool ledger_text(const char *name, const char *text, struct err *e)
{
    size_t bytes = strlen(text);
    if (bytes > TEXT_POINTS_MAX && text_points(text, bytes) > TEXT_POINTS_MAX)
        return ERR(e, ERR_INPUT, LEDGER_VALUE_LONG, name, MSG_NUM(TEXT_POINTS_MAX));
    for (const char *p = text; *p; p++) {
        if (((unsigned char)*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7F)
            return ERR(e, ERR_INPUT, LEDGER_VALUE_CONTROL, name);
    }
    return true;
}

static bool check_value(const struct book *b, const struct value *v, struct err *e)
{
    const struct field *f = book_field(b, v->field);
    if (!f)
        return ledger_field_unknown(b, v->field, e);
    if (!v->text || !*v->text)
        return !f->required || ERR(e, ERR_INPUT, LEDGER_FIELD_EMPTY, f->name);
    int64_t value;
    char node[NODE_BYTES + 1];
    if (f->type == FIELD_REF) {
        bool resolved = identity_parse(v->text, node, &value);
        assert(resolved); /* before it came here */
        (void)resolved;
        return true;
    }
    return ledger_text(f->name, v->text, e) && field_check(f, v->text, strlen(v->text), &value, e);
}

static bool check_values(const struct book *b, const struct draft *d, struct err *e)
{
    if (d->value_count > VALUES_MAX || d->evidence_count > VALUES_MAX)
        return ERR(e, ERR_INPUT, LEDGER_VALUE_LONG, b->name, MSG_NUM(VALUES_MAX));
    for (int i = 0; i < d->value_count; i++) {
        const struct field *f = book_field(b, d->values[i].field);
        for (int k = 0; f && !f->many && k < i; k++) {
            if (strcmp(d->values[k].field, f->name) == 0)
                return ERR(e, ERR_INPUT, LEDGER_FIELD_TWICE, f->name);
        }
        if (!check_value(b, &d->values[i], e))
            return false;
    }
    for (int i = 0; i < d->evidence_count; i++) {
        if (d->evidence[i].text && !ledger_text(d->evidence[i].field, d->evidence[i].text, e))
            return false;
    }
    return true;
}

static bool check_number(const char *number, struct err *e)
{
    if (!number || !*number)
        return ERR(e, ERR_INPUT, LEDGER_NUMBER_EMPTY);
    bool sound = text_points(number, strlen(number)) <= NUMBER_POINTS_MAX;
    for (const char *p = number; *p; p++)
        sound = sound && (unsigned char)*p >= 0x20 && *p != '/' && *p != 0x7F;
    return sound || ERR(e, ERR_INPUT, LEDGER_NUMBER_BAD, number, MSG_NUM(NUMBER_POINTS_MAX));
}

static bool check_required(const struct book *b, const struct draft *d, struct err *e)
{
    for (int i = 0; i < b->field_count; i++) {
        const struct field *f = &b->fields[i];
        bool there = !f->required && f != b->day;
        for (int k = 0; k < d->value_count && !there; k++)
            there = strcmp(d->values[k].field, f->name) == 0 && d->values[k].text && *d->values[k].text;
        if (!there && (f->required || b->kind == BOOK_JOURNAL))
            return ERR(e, ERR_INPUT, LEDGER_FIELD_EMPTY, f->name);
    }
    return b->is_org || d->org || ERR(e, ERR_INPUT, LEDGER_FIELD_EMPTY, NAME_ORG);
}

static bool check_move(const struct book *b, const struct draft *d, struct err *e)
{
    if (!b->flow)
        return ERR(e, ERR_INPUT, LEDGER_FLOW_NONE, b->name);
    if (flow_move(b->flow, d->move))
        return true;
    struct buf names = { 0 };
    for (int i = 0; i < b->flow->move_count; i++) {
        buf_text(&names, i ? "、" : "");
        buf_text(&names, b->flow->moves[i].name);
    }
    ERR(e, ERR_INPUT, LEDGER_MOVE_UNKNOWN, b->flow->name, d->move, buf_get(&names));
    buf_free(&names);
    return false;
}

bool ledger_check(const struct catalog *c, const struct draft *d, struct err *e)
{
    const struct book *b;
    if (!ledger_book(c, d->book, &b, e) || !check_values(b, d, e))
        return false;
    switch (d->kind) {
    case EVENT_ADD: return check_number(d->number, e) && check_required(b, d, e);
    case EVENT_AMEND: return !d->number || check_number(d->number, e);
    case EVENT_MOVE: return check_move(b, d, e);
    default: return true;
    }
}

/* ---- recording ---- */

/* What is hashed of one event, put together in one piece: a hash of many small pieces costs more than the copy. */
struct parts {
    struct sm3 *sm3;
    size_t bytes;
    uint8_t data[512];
};

static void put_bytes(struct parts *p, const void *data, size_t bytes)
{
    if (p->bytes + bytes > sizeof p->data) {
        sm3_add(p->sm3, p->data, p->bytes);
        p->bytes = 0;
    }
    if (bytes > sizeof p->data) {
        sm3_add(p->sm3, data, bytes);
        return;
    }
    memcpy(p->data + p->bytes, data, bytes);
    p->bytes += bytes;
}

static void put_part(struct parts *p, const void *data, size_t bytes)
{
    uint8_t length[4] = { (uint8_t)(bytes >> 24), (uint8_t)(bytes >> 16), (uint8_t)(bytes >> 8), (uint8_t)bytes };
    put_bytes(p, length, sizeof length);
    put_bytes(p, data, bytes);
}

static void put_number(struct parts *p, int64_t value)
{
    char room[24];
    put_part(p, room, text_int(room, value));
}

void chain_hash(struct sm3 *sm3, const uint8_t previous[SM3_BYTES], const struct event *v,
                const uint8_t hash_of_body[SM3_BYTES], uint8_t out[SM3_BYTES])
{
    struct parts p;
    p.sm3 = sm3;
    p.bytes = 0;
    sm3_begin(sm3);
    put_bytes(&p, previous, SM3_BYTES);
    put_part(&p, v->node, strlen(v->node));
    put_number(&p, v->node_seq);
    put_number(&p, v->at);
    put_part(&p, v->actor, strlen(v->actor));
    put_part(&p, v->kind, strlen(v->kind));
    put_part(&p, v->book, strlen(v->book));
    put_part(&p, v->entry, strlen(v->entry));
    put_number(&p, v->day);
    put_part(&p, hash_of_body, SM3_BYTES);
    sm3_add(sm3, p.data, p.bytes);
    sm3_end(sm3, out);
}

static bool insert(struct ledger *l, const struct event *v, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_INSERT, e);
    if (!s)
        return false;
    stmt_int(s, 1, v->seq);
    stmt_text(s, 2, v->node, NODE_BYTES);
    stmt_int(s, 3, v->node_seq);
    stmt_int(s, 4, v->at);
    stmt_text(s, 5, v->actor, strlen(v->actor));
    stmt_text(s, 6, v->kind, strlen(v->kind));
    stmt_text(s, 7, v->book, strlen(v->book));
    stmt_text(s, 8, v->entry, strlen(v->entry));
    stmt_int(s, 9, v->day);
    stmt_text(s, 10, v->body, v->body_bytes);
    stmt_blob(s, 11, v->hash, SM3_BYTES);
    bool ok = stmt_run(s, e);
    stmt_done(s);
    return ok;
}

bool ledger_append(struct ledger *l, const struct draft *d, int64_t *seq, struct err *e)
{
    assert(db_in_transaction(l->db));
    const struct book *b = *d->book ? catalog_book(l->catalog, d->book) : NULL;
    buf_clear(&l->body);
    if (d->body)
        buf_text(&l->body, d->body);
    else
        body_write(d, b, d->move ? flow_move(b->flow, d->move)->to : NULL, &l->body);
    char own[IDENTITY_BYTES];
    int64_t now = l->clock(l->clock_context);
    struct event v = {
        .seq = l->head + 1,
        .node = l->node,
        .node_seq = l->node_head + 1,
        .at = now > l->at_last ? now : l->at_last,
        .actor = d->actor,
        .kind = event_kind_name(d->kind),
        .book = d->book,
        .day = d->day,
        .body = buf_get(&l->body),
        .body_bytes = l->body.bytes,
    };
    v.entry = d->kind == EVENT_ADD ? identity_text(own, v.node, v.node_seq) : d->entry ? d->entry : "";
    uint8_t hash_of_body[SM3_BYTES];
    sm3_of(l->sm3, v.body, v.body_bytes, hash_of_body);
    chain_hash(l->sm3, l->hash_last, &v, hash_of_body, v.hash);
    bool ok = insert(l, &v, e);
    if (ok) {
        l->head = *seq = v.seq;
        l->node_head = v.node_seq;
        l->at_last = v.at;
        memcpy(l->hash_last, v.hash, SM3_BYTES);
    }
    return ok;
}
