/* corpus/ask.c: who may see what, and one document taken out. */
#include <string.h>

#include "corpus/store.h"

struct keeping {
    struct arena *a;
    struct corpus_kept *out;
};

/* ---- who may see what ---- */

static bool holds(const char *const *list, int count, const char *text)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(list[i], text) == 0)
            return true;
    }
    return false;
}

static bool in_groups(const char *groups, const struct corpus_asker *who)
{
    for (int i = 0; i < who->group_count; i++) {
        size_t n = strlen(who->groups[i]);
        for (const char *p = groups; (p = strstr(p, who->groups[i])); p += n) {
            if (p > groups && p[-1] == ',' && p[n] == ',')
                return true;
        }
    }
    return false;
}

static bool may_see(const struct corpus *c, const struct audience *a, const struct corpus_asker *who)
{
    if (who->actor && strcmp(c->names[a->actor], who->actor) == 0)
        return true;
    if (*a->groups && !in_groups(a->groups, who))
        return false;
    switch (a->visibility) {
    case VISIBLE_ORG: return who->org_count > 0 && strcmp(who->orgs[0], c->names[a->org]) == 0;
    case VISIBLE_BELOW: return holds(who->orgs, who->org_count, c->names[a->org]);
    case VISIBLE_ALL:
    case VISIBLE_PUBLIC: return true;
    default: return false;
    }
}

const bool *audiences_ok(const struct corpus *c, struct arena *a, const struct corpus_asker *who)
{
    if (!who)
        return NULL;
    bool *ok = ARENA_ARRAY(a, bool, c->audience_count + 1);
    for (uint32_t i = 0; i < c->audience_count; i++)
        ok[i] = may_see(c, &c->audiences[i], who);
    return ok;
}

/* ---- one document ---- */

static const char SQL_DOC[] = "SELECT doc, seq, title, hash FROM corpus_doc WHERE id = ? ORDER BY doc DESC LIMIT 1";

static const char SQL_ROW[] = "SELECT id, title, headings FROM corpus_doc WHERE doc = ?";

static bool read_row(struct corpus *c, struct arena *a, uint32_t doc, struct corpus_about *about, const uint8_t **headings,
                     size_t *heading_bytes, struct err *e)
{
    struct stmt *s = db_use(c->db, SQL_ROW, e);
    if (!s)
        return false;
    bool row;
    stmt_int(s, 1, doc);
    bool ok = stmt_step(s, &row, e) && (row || ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD));
    if (ok && about) {
        const struct card *d = &c->cards[doc];
        *about = (struct corpus_about) { arena_text(a, stmt_get_text(s, 0, NULL)), arena_text(a, stmt_get_text(s, 1, NULL)),
                                         arena_text(a, c->names[d->org]), arena_text(a, c->names[d->kind]), d->year };
    }
    if (ok && headings) {
        const void *data = stmt_get_blob(s, 2, heading_bytes);
        uint8_t *copy = ARENA_ARRAY(a, uint8_t, *heading_bytes + 1);
        if (*heading_bytes)
            memcpy(copy, data, *heading_bytes);
        *headings = copy;
    }
    stmt_done(s);
    return ok;
}

bool corpus_about(struct corpus *c, struct arena *a, uint32_t doc, struct corpus_about *out, struct err *e)
{
    return read_row(c, a, doc, out, NULL, NULL, e);
}

bool corpus_headings(struct corpus *c, struct arena *a, uint32_t doc, const uint8_t **out, size_t *bytes, struct err *e)
{
    return read_row(c, a, doc, NULL, out, bytes, e);
}

bool corpus_find(struct corpus *c, struct arena *a, const char *id, const struct corpus_asker *who, uint32_t *doc,
                 struct corpus_kept *out, uint8_t hash[SM3_BYTES], struct err *e)
{
    struct stmt *s = db_use(c->db, SQL_DOC, e);
    if (!s)
        return false;
    bool row;
    size_t bytes = 0;
    const bool *seen = audiences_ok(c, a, who);
    stmt_text(s, 1, id, strlen(id));
    bool ok = stmt_step(s, &row, e);
    bool there = ok && row && stmt_get_int(s, 0) < c->doc_count;
    if (there) {
        *doc = (uint32_t)stmt_get_int(s, 0);
        const struct card *d = &c->cards[*doc];
        there = d->flags & CARD_LIVE && (!seen || seen[d->audience]);
        *out = (struct corpus_kept) { arena_text(a, id),
                                      arena_text(a, stmt_get_text(s, 2, NULL)),
                                      arena_text(a, c->names[d->org]),
                                      arena_text(a, c->names[d->kind]),
                                      d->year,
                                      "",
                                      NULL,
                                      0,
                                      NULL,
                                      0,
                                      stmt_get_int(s, 1) };
        const void *data = stmt_get_blob(s, 3, &bytes);
        if (bytes == SM3_BYTES)
            memcpy(hash, data, SM3_BYTES);
    }
    stmt_done(s);
    return ok && (there || ERR(e, ERR_NOT_FOUND, CORPUS_NO_DOCUMENT, id));
}

static bool see_event(void *context, const struct event *v, struct err *e)
{
    struct keeping *k = context;
    struct doc_event d;
    if (!doc_event_read(k->a, v->body, v->body_bytes, &d))
        return ERR(e, ERR_CORRUPT, CORPUS_EVENT_BAD, MSG_NUM(v->seq));
    k->out->name = d.name;
    return true;
}

/* The text as it is kept, without the title where that was put in front. */
static bool kept_text(struct corpus *c, struct arena *a, uint32_t doc, struct corpus_kept *out, struct err *e)
{
    const struct card *d = &c->cards[doc];
    const uint16_t *u;
    struct buf b = { 0 };
    size_t lead = d->flags & CARD_TITLE_APART ? (size_t)d->title_units + 1 : 0;
    if (!shelf_text(c, d, lead, d->units, &u, e))
        return false;
    units_text(u, d->units - lead, &b);
    out->text = arena_text(a, buf_get(&b));
    out->text_bytes = b.bytes;
    buf_free(&b);
    return true;
}

bool corpus_get(struct corpus *c, struct arena *a, const char *id, const struct corpus_asker *who, struct corpus_kept *out,
                struct err *e)
{
    uint32_t doc;
    uint8_t hash[SM3_BYTES];
    struct keeping k = { a, out };
    return corpus_find(c, a, id, who, &doc, out, hash, e) && ledger_one(c->l, out->seq, see_event, &k, e)
           && ledger_kept(c->l, a, hash, &out->data, &out->bytes, e) && kept_text(c, a, doc, out, e);
}
