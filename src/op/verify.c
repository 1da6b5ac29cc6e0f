/* op/verify.c: whether a file is what it was: its chain, its derived tables, its bytes. */
#include <string.h>
#include <unistd.h>

#include "corpus/corpus.h"
#include "op/inside.h"

#define HEADS_BYTES_MAX (1024 * 1024)

struct found {
    json_t *list;
    struct op_call *c;
};

static void put(struct found *f, int64_t seq, const char *what)
{
    json_array_append_new(f->list, json_pack("{s:o, s:s}", "seq", seq > 0 ? json_integer(seq) : json_null(), "what", what));
    f->c->sink->say(f->c->sink->self, what);
    f->c->refused = true;
}

/* --head: the text itself, or a file that holds it (OUT.heads, an export's last line). */
static bool expected_heads(struct op_call *c, struct head **heads, int *count, struct err *e)
{
    const char *given = op_text(c, "head");
    char *text;
    size_t bytes;
    *heads = NULL;
    *count = 0;
    if (!given)
        return true;
    if (access(given, F_OK) != 0)
        return heads_parse(c->memory, given, heads, count, e);
    if (!file_read(c->memory, given, HEADS_BYTES_MAX, &text, &bytes, e))
        return false;
    const char *stamp = strstr(text, " head=");
    return heads_parse(c->memory, stamp ? stamp + strlen(" head=") : text, heads, count, e);
}

/* Damage that stops a check is what the check found. */
static bool finding(struct found *f, struct err *inner, struct err *e)
{
    if (inner->code != ERR_CORRUPT)
        return err_take(e, inner, NULL);
    put(f, 0, inner->what);
    return true;
}

static bool check_chain(struct found *f, struct verify_result *r, struct err *e)
{
    struct head *heads;
    int count;
    struct err inner = err_like(e);
    if (!expected_heads(f->c, &heads, &count, e))
        return false;
    if (!ledger_verify(f->c->ledger, heads, count, r, &inner))
        return finding(f, &inner, e);
    int kept = (int)(sizeof r->damages / sizeof *r->damages);
    for (int i = 0; i < r->damage_count && i < kept; i++)
        put(f, r->damages[i].seq, r->damages[i].what);
    if (r->damage_count > kept)
        SAY(f->c, OP_VERIFY_MORE, MSG_NUM(r->damage_count - kept));
    return true;
}

/* A replay of damaged events says nothing of the tables, so it is compared only behind a sound chain. */
static bool check_state(struct found *f, struct err *e)
{
    char table[64] = "";
    struct err inner = err_like(e);
    if (!db_check(f->c->ledger->db, &inner) || (!f->c->refused && !state_compare(f->c->ledger, table, &inner)))
        return finding(f, &inner, e);
    if (*table)
        put(f, 0, WORDS(f->c, OP_VERIFY_STATE, table));
    return true;
}

/* The library: its texts and its index against the events and the bytes they name. */
static bool check_library(struct found *f, struct err *e)
{
    struct err inner = err_like(e);
    int64_t documents = 0;
    if (f->c->refused)
        return true;
    if (!db_begin_read(f->c->ledger->db, e))
        return false;
    bool ok = corpus_verify(f->c->ledger, &documents, &inner) || finding(f, &inner, e);
    db_rollback(f->c->ledger->db);
    return ok;
}

static void say_good(struct op_call *c, int64_t events)
{
    if (op_given(c, "chain"))
        SAY(c, OP_VERIFY_CHAIN, MSG_NUM(events));
    else
        SAY(c, OP_VERIFY_GOOD, MSG_NUM(events));
}

bool verify_run(struct op_call *c, struct err *e)
{
    struct found f = { .list = json_array(), .c = c };
    struct verify_result *r = ARENA_NEW(c->memory, struct verify_result);
    if (!check_chain(&f, r, e) || (!op_given(c, "chain") && !(check_state(&f, e) && check_library(&f, e)))) {
        json_decref(f.list);
        return false;
    }
    if (c->refused)
        SAY(c, OP_VERIFY_BAD, MSG_NUM(json_array_size(f.list)));
    else
        say_good(c, r->events);
    if (r->redacted)
        SAY(c, OP_VERIFY_REDACTED, MSG_NUM(r->redacted));
    op_object(c, json_pack("{s:b, s:I, s:I, s:o}", "sound", !c->refused, "events", (json_int_t)r->events, "redacted",
                           (json_int_t)r->redacted, "damage", f.list));
    return true;
}

bool rebuild_run(struct op_call *c, struct err *e)
{
    return corpus_rebuild(c->ledger, e) && state_rebuild(c->ledger, e);
}

bool rebuild_tell(struct op_call *c, struct err *e)
{
    (void)e;
    op_object(c, json_pack("{s:I}", "events", (json_int_t)c->ledger->head));
    SAY(c, OP_REBUILT, MSG_NUM(c->ledger->head));
    return true;
}
