/* corpus/version.c: the versions of one document: what they were, who took them in, what became of them; one of them taken out.
 * Why from its bytes: the text of a version that is no longer found is not kept. */
#include <string.h>

#include "corpus/store.h"

static const char SQL_VERSIONS[] = "SELECT doc, seq, title, hash FROM corpus_doc WHERE id = ? ORDER BY doc";

struct row {
    struct corpus_version v;
    const struct card *card;
    const char *org, *kind; /* as its event says */
    int year;
    uint8_t hash[SM3_BYTES];
};
struct rows {
    struct corpus *c;
    struct arena *a;
    const char *id;
    struct row *list;
    int count, room;
};

static bool see_added(void *context, const struct event *v, struct err *e)
{
    struct rows *x = context;
    struct row *r = &x->list[x->count - 1];
    struct doc_event d;
    if (!doc_event_read(x->a, v->body, v->body_bytes, &d))
        return ERR(e, ERR_CORRUPT, CORPUS_EVENT_BAD, MSG_NUM(v->seq));
    r->v.at = v->at;
    r->v.actor = arena_text(x->a, v->actor);
    r->v.name = d.name;
    r->v.bytes = d.bytes;
    r->org = d.org;
    r->kind = d.kind;
    r->year = d.year;
    return true;
}

static bool see_removed(void *context, const struct event *v, struct err *e)
{
    struct rows *x = context;
    struct doc_event d;
    struct arena_mark mark = arena_mark(x->a);
    if (!memmem(v->body, v->body_bytes, "\"removed\"", 9))
        return true;
    if (!doc_event_read(x->a, v->body, v->body_bytes, &d))
        return ERR(e, ERR_CORRUPT, CORPUS_EVENT_BAD, MSG_NUM(v->seq));
    if (!d.removed || strcmp(d.id, x->id) != 0) {
        arena_rewind(x->a, mark);
        return true;
    }
    struct row *r = x->list;
    while (r + 1 < x->list + x->count && r[1].v.seq < v->seq)
        r++;
    r->v.state = VERSION_REMOVED;
    r->v.why = d.why;
    r->v.remover = arena_text(x->a, v->actor);
    r->v.removed_at = v->at;
    return true;
}

static struct row *next_row(struct rows *x)
{
    if (x->count == x->room) {
        struct row *more = ARENA_ARRAY(x->a, struct row, (size_t)(x->room = x->room ? 2 * x->room : 8));
        if (x->count)
            memcpy(more, x->list, (size_t)x->count * sizeof *more);
        x->list = more;
    }
    return &x->list[x->count++];
}

static bool read_rows(struct rows *x, struct err *e)
{
    struct stmt *s = db_use(x->c->db, SQL_VERSIONS, e);
    bool row = true, ok = s != NULL;
    if (!s)
        return false;
    stmt_text(s, 1, x->id, strlen(x->id));
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        size_t bytes = 0;
        int64_t doc = stmt_get_int(s, 0);
        if (doc < 0 || doc >= x->c->doc_count) {
            ok = ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD);
            break;
        }
        struct row *r = next_row(x);
        r->card = &x->c->cards[doc];
        r->v.number = x->count;
        r->v.seq = stmt_get_int(s, 1);
        r->v.title = arena_text(x->a, stmt_get_text(s, 2, NULL));
        r->v.state = r->card->flags & CARD_LIVE ? VERSION_NOW : VERSION_PAST;
        r->v.why = r->v.remover = "";
        const void *hash = stmt_get_blob(s, 3, &bytes);
        if (bytes == SM3_BYTES)
            memcpy(r->hash, hash, SM3_BYTES);
        ok = ledger_one(x->c->l, r->v.seq, see_added, x, e);
    }
    stmt_done(s);
    return ok;
}

/* Leaves those the asker may see: of a document that is there what its audience and the version's own allow; one that was
 * removed is there for nobody but the file's owner and the one who took it in. */
static void sift(struct rows *x, const struct corpus_asker *who)
{
    const bool *seen = audiences_ok(x->c, x->a, who);
    int count = 0;
    if (!seen || !x->count)
        return;
    const struct card *last = x->list[x->count - 1].card;
    bool there = last->flags & CARD_LIVE;
    const char *taker = x->c->names[x->c->audiences[last->audience].actor];
    bool may = there ? seen[last->audience] : who->actor && strcmp(taker, who->actor) == 0;
    for (int i = 0; i < x->count; i++) {
        if (may && seen[x->list[i].card->audience])
            x->list[count++] = x->list[i];
    }
    x->count = count;
}

static bool find(struct rows *x, const struct corpus_asker *who, struct err *e)
{
    if (!read_rows(x, e)
        || (x->count && !ledger_of_kind_after(x->c->l, EVENT_DOCUMENT, x->list[0].v.seq, see_removed, x, e)))
        return false;
    sift(x, who);
    return x->count || ERR(e, ERR_NOT_FOUND, CORPUS_NO_DOCUMENT, x->id);
}

bool corpus_versions(struct corpus *c, struct arena *a, const char *id, const struct corpus_asker *who,
                     struct corpus_version **out, int *count, struct err *e)
{
    struct rows x = { .c = c, .a = a, .id = id };
    if (!find(&x, who, e))
        return false;
    *out = ARENA_ARRAY(a, struct corpus_version, (size_t)x.count);
    *count = x.count;
    for (int i = 0; i < x.count; i++)
        (*out)[i] = x.list[i].v;
    return true;
}

bool corpus_get_version(struct corpus *c, struct arena *a, const char *id, int number, const struct corpus_asker *who,
                        struct corpus_kept *out, struct err *e)
{
    struct rows x = { .c = c, .a = a, .id = id };
    int i = 0;
    if (!find(&x, who, e))
        return false;
    while (i < x.count && x.list[i].v.number != number)
        i++;
    if (i == x.count)
        return ERR(e, ERR_NOT_FOUND, CORPUS_NO_VERSION, id, MSG_NUM(number));
    const struct row *r = &x.list[i];
    *out = (struct corpus_kept) { .id = arena_text(a, id),
                                  .title = r->v.title,
                                  .org = r->org,
                                  .kind = r->kind,
                                  .year = r->year,
                                  .name = r->v.name,
                                  .seq = r->v.seq };
    return ledger_kept(c->l, a, r->hash, &out->data, &out->bytes, e)
           && extract_text(a, out->name, out->data, out->bytes, &out->text, &out->text_bytes, e);
}
