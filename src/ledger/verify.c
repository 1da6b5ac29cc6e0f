/* ledger/verify.c: walks every node's chain and names what does not fit.
 *
 * After a damaged event the walk goes on from the hash that is stored, so one changed event is one finding, not all after it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/private.h"

#define NODES_MAX 4096

static const char SQL_HEADS[] =
    "SELECT e.node, e.node_seq, e.hash FROM event e JOIN (SELECT node, max(node_seq) AS last FROM event"
    " WHERE seq <= ? GROUP BY node) h ON h.node = e.node AND h.last = e.node_seq ORDER BY e.node";
static const char SQL_AT[] = "SELECT seq, hash FROM event WHERE node = ? AND node_seq = ?";

struct chain {
    char node[NODE_BYTES + 1];
    int64_t node_seq, at;
    uint8_t hash[SM3_BYTES];
};

struct walk {
    struct ledger *l;
    struct chain *chains;
    int count;
    int64_t seq;
    struct bodies *bodies;
    struct verify_result *out;
};

static void report(struct verify_result *out, enum msg_lang lang, int64_t seq, enum msg_id id, const char *const *args)
{
    if (out->damage_count < (int)(sizeof out->damages / sizeof *out->damages)) {
        struct damage *d = &out->damages[out->damage_count];
        d->seq = seq;
        msg_format(d->what, sizeof d->what, lang, id, args);
    }
    out->damage_count++;
}
#define DAMAGE(w, e, seq, id, ...)                                                                                          \
    report((w)->out, (e)->lang, (seq), MSG_##id, (const char *const[]) { MSG_NUM(seq) __VA_OPT__(, ) __VA_ARGS__, NULL })

static struct chain *chain_of(struct walk *w, const char *node)
{
    for (int i = w->count; i-- > 0;) {
        if (strcmp(w->chains[i].node, node) == 0)
            return &w->chains[i];
    }
    if (w->count == NODES_MAX)
        return NULL;
    struct chain *c = &w->chains[w->count++];
    *c = (struct chain) { 0 };
    snprintf(c->node, sizeof c->node, "%s", node);
    return c;
}

static void walk_event(struct walk *w, const struct hashed_event *h, struct err *e)
{
    const struct event *v = &h->event;
    struct chain *c = chain_of(w, v->node);
    w->out->events++;
    if (v->seq != w->seq + 1)
        DAMAGE(w, e, v->seq, LEDGER_DAMAGE_GAP, MSG_NUM(w->seq));
    w->seq = v->seq;
    if (!c) {
        DAMAGE(w, e, v->seq, LEDGER_DAMAGE_NODES, MSG_NUM(NODES_MAX)); /* what is not walked is not called sound */
        return;
    }
    bool follows = v->node_seq == c->node_seq + 1; /* else what it was chained to is not there to check against */
    if (!follows)
        DAMAGE(w, e, v->seq, LEDGER_DAMAGE_ORDER, v->node, MSG_NUM(v->node_seq), MSG_NUM(c->node_seq));
    else if (v->at < c->at)
        DAMAGE(w, e, v->seq, LEDGER_DAMAGE_TIME);
    if (event_kind_of(v->kind) == EVENT_KIND_COUNT)
        DAMAGE(w, e, v->seq, LEDGER_DAMAGE_KIND, v->kind);
    uint8_t want[SM3_BYTES];
    chain_hash(w->l->sm3, c->hash, v, h->of_body, want);
    if (!v->clean || (follows && memcmp(want, v->hash, SM3_BYTES) != 0))
        DAMAGE(w, e, v->seq, LEDGER_DAMAGE_HASH);
    w->out->redacted += h->redacted;
    c->node_seq = v->node_seq;
    c->at = v->at;
    memcpy(c->hash, v->hash, SM3_BYTES);
}

/* The bodies of one batch are hashed beside the walk along the one before. */
static void walk_batch(struct walk *w, struct err *e)
{
    const struct batch *done = bodies_turn(w->bodies);
    for (int i = 0; i < done->count; i++)
        walk_event(w, &done->items[i], e);
    bodies_clear(w->bodies);
}

static bool see_event(void *context, const struct event *v, struct err *e)
{
    struct walk *w = context;
    if (bodies_add(w->bodies, v))
        walk_batch(w, e);
    return true;
}

static bool compare_head(struct ledger *l, const struct head *h, struct verify_result *out, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_AT, e);
    if (!s)
        return false;
    bool row = false;
    stmt_text(s, 1, h->node, strlen(h->node));
    stmt_int(s, 2, h->node_seq);
    bool ok = stmt_step(s, &row, e);
    if (ok && !row)
        report(out, e->lang, 0, MSG_LEDGER_DAMAGE_CUT, (const char *const[]) { h->node, MSG_NUM(h->node_seq), NULL });
    if (ok && row) {
        size_t bytes;
        const void *hash = stmt_get_blob(s, 1, &bytes);
        int64_t seq = stmt_get_int(s, 0);
        if (bytes != SM3_BYTES || memcmp(hash, h->hash, SM3_BYTES) != 0)
            report(out, e->lang, seq, MSG_LEDGER_DAMAGE_HEAD, (const char *const[]) { MSG_NUM(seq), NULL });
    }
    stmt_done(s);
    return ok;
}

bool ledger_verify(struct ledger *l, const struct head *expected, int expected_count, struct verify_result *out,
                   struct err *e)
{
    *out = (struct verify_result) { 0 };
    struct walk w = { .l = l, .out = out, .chains = calloc(NODES_MAX, sizeof *w.chains) };
    if (!w.chains)
        abort();
    w.bodies = bodies_start();
    bool ok = ledger_each(l, INT64_MIN, INT64_MAX, see_event, &w, e);
    walk_batch(&w, e); /* the one under way, then the one begun */
    walk_batch(&w, e);
    bodies_end(w.bodies);
    for (int i = 0; ok && i < expected_count; i++)
        ok = compare_head(l, &expected[i], out, e);
    free(w.chains);
    return ok;
}

/* ---- heads ---- */

bool ledger_heads(struct ledger *l, struct arena *a, int64_t known, struct head **heads, int *count, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_HEADS, e);
    if (!s)
        return false;
    stmt_int(s, 1, known);
    *heads = ARENA_ARRAY(a, struct head, NODES_MAX);
    *count = 0;
    bool row = true, ok = true;
    while (ok && (ok = stmt_step(s, &row, e)) && row && *count < NODES_MAX) {
        struct head *h = &(*heads)[(*count)++];
        size_t bytes;
        snprintf(h->node, sizeof h->node, "%s", stmt_get_text(s, 0, NULL));
        h->node_seq = stmt_get_int(s, 1);
        const void *hash = stmt_get_blob(s, 2, &bytes);
        if (bytes == SM3_BYTES)
            memcpy(h->hash, hash, SM3_BYTES);
    }
    stmt_done(s);
    return ok;
}

void heads_text(const struct head *heads, int count, struct buf *out)
{
    for (int i = 0; i < count; i++) {
        char hex[2 * SM3_BYTES + 1];
        buf_format(out, "%s%s:%" PRId64 ":%s", i ? "," : "", heads[i].node, heads[i].node_seq, sm3_hex(hex, heads[i].hash));
    }
}

static bool head_parse(const char *text, size_t bytes, struct head *h)
{
    char room[NODE_BYTES + 24 + 2 * SM3_BYTES], hex[2 * SM3_BYTES + 2];
    if (bytes >= sizeof room)
        return false;
    memcpy(room, text, bytes);
    room[bytes] = '\0';
    int end = 0;
    if (sscanf(room, "%10[a-z2-9]:%" SCNd64 ":%65[0-9a-f]%n", h->node, &h->node_seq, hex, &end) != 3
        || strlen(hex) != 2 * SM3_BYTES || room[end])
        return false;
    for (int i = 0; i < SM3_BYTES; i++) {
        unsigned byte;
        sscanf(hex + 2 * i, "%2x", &byte);
        h->hash[i] = (uint8_t)byte;
    }
    return strlen(h->node) == NODE_BYTES;
}

bool heads_parse(struct arena *a, const char *text, struct head **heads, int *count, struct err *e)
{
    static const char BETWEEN[] = ", \t\r\n";
    *heads = ARENA_ARRAY(a, struct head, strlen(text) / (2 * SM3_BYTES) + 1);
    *count = 0;
    for (const char *p = text + strspn(text, BETWEEN); *p;) {
        size_t bytes = strcspn(p, BETWEEN);
        if (!head_parse(p, bytes, &(*heads)[*count]))
            return ERR(e, ERR_INPUT, LEDGER_HEADS_BAD, p);
        ++*count;
        p += bytes;
        p += strspn(p, BETWEEN);
    }
    return *count > 0 || ERR(e, ERR_INPUT, LEDGER_HEADS_BAD, text);
}
