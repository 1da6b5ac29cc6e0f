/* state/memory.c: what the module remembers while a ledger is open: the runs of nodes, and SQL built once a book. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/private.h"

static const char SQL_RUNS[] = "SELECT seq, node, node_seq, count FROM state_run ORDER BY seq";
static const char SQL_RUN_DROP[] = "DELETE FROM state_run WHERE seq >= ?";
static const char SQL_RUN_PUT[] = "INSERT INTO state_run(seq, node, node_seq, count) VALUES (?, ?, ?, ?)";
static const char SQL_SEQ[] = "SELECT seq, version FROM state_seq WHERE id = 1";

static void close_state(void *p)
{
    struct state *st = p;
    arena_free(&st->memory);
    free(st->runs);
    free(st);
}

void state_forget(struct ledger *l)
{
    if (l->state)
        close_state(l->state);
    l->state = NULL;
    l->state_close = NULL;
}

static bool read_seq(struct ledger *l, int64_t *seq, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_SEQ, e);
    bool row = false, ok = s && stmt_step(s, &row, e);
    if (ok && row && stmt_get_int(s, 1) != STATE_VERSION)
        ok = ERR(e, ERR_CONFLICT, STATE_OTHER_VERSION, l->path);
    *seq = ok && row ? stmt_get_int(s, 0) : 0;
    if (s)
        stmt_done(s);
    return ok;
}

static struct node_run *push_run(struct state *st)
{
    if (st->run_count == st->run_room) {
        st->run_room = st->run_room ? st->run_room * 2 : 16;
        st->runs = realloc(st->runs, (size_t)st->run_room * sizeof *st->runs);
        if (!st->runs)
            abort();
    }
    return &st->runs[st->run_count++];
}

static bool read_runs(struct ledger *l, struct state *st, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_RUNS, e);
    bool row = true, ok = s != NULL;
    st->run_count = 0;
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        struct node_run *r = push_run(st);
        r->seq = stmt_get_int(s, 0);
        snprintf(r->node, sizeof r->node, "%s", stmt_get_text(s, 1, NULL));
        r->node_seq = stmt_get_int(s, 2);
        r->count = stmt_get_int(s, 3);
    }
    if (s)
        stmt_done(s);
    return ok;
}

bool state_open(struct ledger *l, struct state **out, struct err *e)
{
    int64_t seq = 0;
    if (!l->state) {
        struct state *st = calloc(1, sizeof *st);
        if (!st)
            abort();
        arena_init(&st->memory, 16 * 1024);
        st->seq = -1;
        l->state = st;
        l->state_close = close_state;
    }
    struct state *st = l->state;
    *out = st;
    if (l->begins && st->begins == l->begins && st->catalog == l->catalog && db_in_transaction(l->db))
        return true;
    if (!read_seq(l, &seq, e))
        return false;
    if (seq != st->seq && !read_runs(l, st, e))
        return false;
    st->seq = seq;
    if (st->catalog != l->catalog) {
        st->insert_sql = ARENA_ARRAY(&st->memory, const char *, (size_t)catalog_book_count(l->catalog) + 1);
        st->catalog = l->catalog;
    }
    st->begins = l->begins;
    return true;
}

void runs_note(struct state *st, const char *node, int64_t node_seq, int64_t seq)
{
    struct node_run *last = st->run_count ? &st->runs[st->run_count - 1] : NULL;
    if (last && seq == last->seq + last->count && node_seq == last->node_seq + last->count
        && strcmp(node, last->node) == 0) {
        last->count++;
        return;
    }
    struct node_run *r = push_run(st);
    *r = (struct node_run) { .node_seq = node_seq, .seq = seq, .count = 1 };
    snprintf(r->node, sizeof r->node, "%s", node);
}

/* Runs that begin after what was applied before, and the one that went on growing. */
bool runs_save(struct ledger *l, struct state *st, struct err *e)
{
    int first = st->run_count;
    while (first > 0 && st->runs[first - 1].seq + st->runs[first - 1].count - 1 > st->seq)
        first--;
    if (first < st->run_count && !db_run(l->db, e, SQL_RUN_DROP, "i", st->runs[first].seq))
        return false;
    for (int i = first; i < st->run_count; i++) {
        const struct node_run *r = &st->runs[i];
        if (!db_run(l->db, e, SQL_RUN_PUT, "itii", r->seq, r->node, r->node_seq, r->count))
            return false;
    }
    return true;
}

const struct node_run *runs_of(const struct state *st, int64_t seq)
{
    int low = 0, high = st->run_count - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (st->runs[middle].seq <= seq)
            low = middle;
        else
            high = middle - 1;
    }
    bool inside = st->run_count && seq >= st->runs[low].seq && seq < st->runs[low].seq + st->runs[low].count;
    return inside ? &st->runs[low] : NULL;
}

int64_t runs_seq(const struct state *st, const char *identity)
{
    char node[NODE_BYTES + 1];
    int64_t node_seq;
    if (!identity_parse(identity, node, &node_seq))
        return 0;
    for (int i = st->run_count; i-- > 0;) {
        const struct node_run *r = &st->runs[i];
        if (node_seq >= r->node_seq && node_seq < r->node_seq + r->count && memcmp(r->node, node, NODE_BYTES) == 0)
            return r->seq + (node_seq - r->node_seq);
    }
    return 0;
}

const char *runs_identity(const struct state *st, char room[IDENTITY_BYTES], int64_t seq)
{
    const struct node_run *r = runs_of(st, seq);
    room[0] = '\0';
    return r ? identity_text(room, r->node, r->node_seq + (seq - r->seq)) : room;
}

const char *insert_sql(struct state *st, const struct book *b)
{
    if (st->insert_sql[b->number])
        return st->insert_sql[b->number];
    struct buf sql = { 0 };
    char table[24], column[16];
    buf_format(&sql, "INSERT INTO %s(entry, kf, kt, vf, vt, number, org, day, until", state_table(table, b));
    for (int i = 0; i < b->field_count; i++)
        buf_format(&sql, ", %s", state_column(column, &b->fields[i]));
    buf_text(&sql, ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?");
    for (int i = 0; i < b->field_count; i++)
        buf_text(&sql, ", ?");
    buf_text(&sql, ")");
    st->insert_sql[b->number] = arena_text(&st->memory, buf_get(&sql));
    buf_free(&sql);
    return st->insert_sql[b->number];
}
