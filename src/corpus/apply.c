/* corpus/apply.c: documents and their events: taking in, making anew, checking.  Live work and rebuild share store_document. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "corpus/store.h"

static const char SQL_SEQ[] = "SELECT seq FROM corpus_seq WHERE id = 1";
static const char SQL_VERSION[] = "SELECT version FROM corpus_seq WHERE id = 1";
static const char SQL_SEQ_SET[] = "UPDATE corpus_seq SET seq = ? WHERE id = 1";
/* The second condition lets the index serve, which leaves out what has no path. */
static const char SQL_BY_PATH[] = "SELECT id FROM corpus_doc WHERE path = ? AND path <> '' ORDER BY doc DESC LIMIT 1";
static const char SQL_BY_HASH[] = "SELECT id FROM corpus_doc WHERE hash = ? ORDER BY doc DESC LIMIT 1";

static const char *const VISIBILITY[VISIBLE_COUNT] = { "own", "org", "below", "all", "public" };

const char *corpus_visibility_name(enum corpus_visibility v)
{
    return VISIBILITY[v];
}

enum corpus_visibility corpus_visibility_of(const char *name)
{
    int v = 0;
    while (v < VISIBLE_COUNT && strcmp(VISIBILITY[v], name) != 0)
        v++;
    return (enum corpus_visibility)v;
}

/* ---- an event's body ---- */

static void set_text(json_t *o, const char *key, const char *text)
{
    if (text && *text)
        json_object_set_new(o, key, json_string(text));
}

const char *doc_event_body(struct arena *a, const struct doc_event *d)
{
    char hex[2 * SM3_BYTES + 1];
    json_t *o = json_object();
    set_text(o, "id", d->id);
    if (d->removed) {
        json_object_set_new(o, "removed", json_true());
        set_text(o, "why", d->why);
    } else {
        json_object_set_new(o, "bytes", json_integer(d->bytes));
        json_object_set_new(o, "sm3", json_string(sm3_hex(hex, d->hash)));
        set_text(o, "title", d->title);
        set_text(o, "file", d->name);
        set_text(o, "path", d->path);
        set_text(o, "org", d->org);
        set_text(o, "kind", d->kind);
        set_text(o, "owner", d->owner);
        set_text(o, "groups", d->groups);
        set_text(o, "visibility", VISIBILITY[d->visibility]);
        if (d->year)
            json_object_set_new(o, "year", json_integer(d->year));
        if (d->day != DAY_FIRST)
            set_text(o, "day", DAY_TEXT(d->day));
    }
    char *text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
    const char *body = arena_text(a, text ? text : "{}");
    free(text);
    json_decref(o);
    return body;
}

static const char *get_text(struct arena *a, const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text ? arena_text(a, text) : "";
}

static bool read_hash(const char *hex, uint8_t hash[SM3_BYTES])
{
    static const char DIGITS[] = "0123456789abcdef";
    if (strlen(hex) != 2 * SM3_BYTES)
        return false;
    for (size_t i = 0; i < 2 * SM3_BYTES; i++) {
        const char *at = strchr(DIGITS, hex[i]);
        if (!at)
            return false;
        hash[i / 2] = (uint8_t)(hash[i / 2] << 4 | (at - DIGITS));
    }
    return true;
}

bool doc_event_read(struct arena *a, const char *body, size_t bytes, struct doc_event *out)
{
    json_t *o = json_loadb(body, bytes, 0, NULL);
    *out = (struct doc_event) { .day = DAY_FIRST };
    out->id = get_text(a, o, "id");
    out->removed = json_is_true(json_object_get(o, "removed"));
    out->why = get_text(a, o, "why");
    out->title = get_text(a, o, "title");
    out->name = get_text(a, o, "file");
    out->path = get_text(a, o, "path");
    out->org = get_text(a, o, "org");
    out->kind = get_text(a, o, "kind");
    out->owner = get_text(a, o, "owner");
    out->groups = get_text(a, o, "groups");
    out->visibility = corpus_visibility_of(get_text(a, o, "visibility"));
    out->year = (int)json_integer_value(json_object_get(o, "year"));
    out->bytes = json_integer_value(json_object_get(o, "bytes"));
    const char *day = get_text(a, o, "day");
    bool ok = *out->id && (!*day || day_parse(day, strlen(day), &out->day))
              && (out->removed || (read_hash(get_text(a, o, "sm3"), out->hash) && out->visibility < VISIBLE_COUNT))
              && out->year >= 0 && out->year <= 9999;
    json_decref(o);
    return ok;
}

/* ---- applying ---- */

static bool remove_doc(struct corpus_writer *w, const char *id, struct err *e)
{
    int64_t doc;
    bool live;
    uint8_t hash[SM3_BYTES];
    return store_find(w, id, &doc, &live, hash, e) && (!live || store_retire(w, (uint32_t)doc, e));
}

static bool apply(void *context, const struct event *v, struct err *e)
{
    struct corpus_writer *w = context;
    struct arena_mark mark = arena_mark(&w->memory);
    struct doc_event d;
    struct reading k;
    const char *data, *text;
    size_t bytes, text_bytes;
    w->seq = v->seq;
    bool ok =
        doc_event_read(&w->memory, v->body, v->body_bytes, &d) || ERR(e, ERR_CORRUPT, CORPUS_EVENT_BAD, MSG_NUM(v->seq));
    if (ok && d.removed) {
        ok = remove_doc(w, d.id, e);
    } else if (ok) {
        ok = ledger_kept(w->l, &w->memory, d.hash, &data, &bytes, e)
             && extract_text(&w->memory, d.name, data, bytes, &text, &text_bytes, e);
        if (ok)
            text_outline(&w->memory, text, text_bytes, NULL, &k);
        ok = ok && store_document(w, v->actor, &d, text, text_bytes, &k, e);
    }
    arena_rewind(&w->memory, mark);
    return ok;
}

static struct corpus_writer *writer_new(struct ledger *l)
{
    struct corpus_writer *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->l = l;
    w->db = l->db;
    w->packer = packer_new();
    arena_init(&w->memory, (size_t)1024 * 1024);
    return w;
}

bool corpus_end(struct corpus_writer *w, bool keep, struct err *e)
{
    bool ok = !keep || (store_save(w, e) && db_run(w->db, e, SQL_SEQ_SET, "i", w->l->head));
    store_free(w);
    packer_free(w->packer);
    arena_free(&w->memory);
    free(w);
    return ok;
}

static bool start(struct corpus_writer **out, struct ledger *l, bool anew, struct err *e)
{
    bool there;
    int64_t seq = 0, version = 0;
    if (!corpus_tables(l->db, &there, e) || (there && !db_int(l->db, e, &version, SQL_VERSION, "")))
        return false;
    if (there && (anew || version != CORPUS_VERSION)) {
        if (!corpus_drop(l->db, e))
            return false;
        there = false;
    }
    if (!there && !corpus_create(l->db, e))
        return false;
    struct corpus_writer *w = writer_new(l);
    bool ok = db_int(l->db, e, &seq, SQL_SEQ, "") && store_start(w, e)
              && ledger_of_kind_after(l, EVENT_DOCUMENT, seq, apply, w, e);
    if (!ok)
        corpus_end(w, false, e);
    else
        *out = w;
    return ok;
}

bool corpus_begin(struct corpus_writer **out, struct ledger *l, struct err *e)
{
    return start(out, l, false, e);
}

bool corpus_rebuild(struct ledger *l, struct err *e)
{
    struct corpus_writer *w;
    int64_t documents = 0;
    bool there;
    if (!corpus_tables(l->db, &there, e)
        || !db_int(l->db, e, &documents,
                   "SELECT count(*) FROM event WHERE kind = 'document' AND kind <> 'add' AND kind <> 'amend'"
                   " AND kind <> 'move'",
                   ""))
        return false;
    if (!documents)
        return !there || corpus_drop(l->db, e);
    return start(&w, l, true, e) && corpus_end(w, true, e);
}

/* ---- taking in ---- */

static bool append(struct corpus_writer *w, const char *actor, const struct doc_event *d, struct err *e)
{
    struct draft draft = { .kind = EVENT_DOCUMENT,
                           .actor = actor,
                           .book = "",
                           .day = day_of_instant(w->l->clock(w->l->clock_context)),
                           .body = doc_event_body(&w->memory, d) };
    return ledger_append(w->l, &draft, &w->seq, e);
}

static bool one_text(struct db *db, struct arena *a, const char *sql, const void *key, size_t bytes, bool blob,
                     const char **out, struct err *e)
{
    struct stmt *s = db_use(db, sql, e);
    if (!s)
        return false;
    bool row;
    if (blob)
        stmt_blob(s, 1, key, bytes);
    else
        stmt_text(s, 1, key, bytes);
    bool ok = stmt_step(s, &row, e);
    if (ok && row)
        *out = arena_text(a, stmt_get_text(s, 0, NULL));
    stmt_done(s);
    return ok;
}

/* What a document is to those that are there: its id, and whether it is a new version or nothing new. */
static bool place(struct corpus_writer *w, const struct corpus_document *d, struct doc_event *v, enum corpus_fate *fate,
                  struct err *e)
{
    struct arena *a = &w->memory;
    const char *id = d->id;
    bool by_bytes = false;
    if (!id && *d->path && !one_text(w->db, a, SQL_BY_PATH, d->path, strlen(d->path), false, &id, e))
        return false;
    if (!id) {
        if (!one_text(w->db, a, SQL_BY_HASH, v->hash, SM3_BYTES, true, &id, e))
            return false;
        by_bytes = id != NULL;
    }
    *fate = CORPUS_NEW;
    if (id) {
        int64_t doc;
        bool live;
        uint8_t hash[SM3_BYTES] = { 0 };
        if (!store_find(w, id, &doc, &live, hash, e))
            return false;
        bool same = live && memcmp(hash, v->hash, SM3_BYTES) == 0;
        if (same)
            *fate = CORPUS_SAME;
        else if (d->unasked && doc >= 0 && !live && memcmp(hash, v->hash, SM3_BYTES) == 0)
            *fate = CORPUS_REMOVED;
        else if (by_bytes)
            id = NULL; /* its bytes were there once and are no longer: it is taken in anew */
        else if (doc >= 0)
            *fate = CORPUS_VERSION_OF;
    }
    if (!id) {
        struct buf room = { 0 };
        buf_format(&room, "材料-%lld", (long long)w->l->head + 1);
        id = arena_text(a, buf_get(&room));
        buf_free(&room);
    }
    v->id = id;
    return true;
}

static bool check_text(const char *what, const char *text, size_t most, struct err *e)
{
    size_t bytes = text ? strlen(text) : 0;
    bool sound = !text || (text_valid(text, bytes) && text_points(text, bytes) <= most);
    for (size_t i = 0; sound && i < bytes; i++)
        sound = (unsigned char)text[i] >= 0x20 && text[i] != 0x7F;
    return sound || ERR(e, ERR_INPUT, CORPUS_FIELD_BAD, what, MSG_NUM(most));
}

static bool check(const struct corpus_document *d, struct err *e)
{
    if (d->bytes > CONTENT_BYTES_MAX)
        return ERR(e, ERR_INPUT, CORPUS_FILE_LARGE, MSG_NUM(CONTENT_BYTES_MAX / (1024 * 1024)));
    if (d->id && !*d->id)
        return ERR(e, ERR_INPUT, CORPUS_FIELD_BAD, "id", MSG_NUM(CORPUS_ID_POINTS));
    if (d->year && (d->year < 1000 || d->year > 9999))
        return ERR(e, ERR_INPUT, CORPUS_YEAR_BAD, MSG_NUM(d->year));
    bool ok = check_text("id", d->id, CORPUS_ID_POINTS, e) && check_text("title", d->title, CORPUS_TITLE_POINTS, e)
              && check_text("org", d->org, CORPUS_NAME_POINTS, e) && check_text("kind", d->kind, CORPUS_NAME_POINTS, e)
              && check_text("owner", d->owner, CORPUS_NAME_POINTS, e) && check_text("path", d->path, 4096, e);
    for (int i = 0; ok && i < d->group_count; i++)
        ok = check_text("groups", d->groups[i], CORPUS_NAME_POINTS, e)
             && (!strchr(d->groups[i], ',') || ERR(e, ERR_INPUT, CORPUS_FIELD_BAD, "groups", MSG_NUM(CORPUS_NAME_POINTS)));
    return ok;
}

static const char *join_groups(struct arena *a, const struct corpus_document *d)
{
    struct buf b = { 0 };
    for (int i = 0; i < d->group_count; i++)
        buf_format(&b, "%s%s,", i ? "" : ",", d->groups[i]);
    const char *text = arena_text(a, buf_get(&b));
    buf_free(&b);
    return text;
}

/* The first line that says anything, cut to a title's length. */
static const char *first_line(struct arena *a, const char *text, size_t bytes)
{
    const char *p = text, *end = text + bytes;
    while (p < end && (*p == '\n' || *p == ' ' || *p == '\t'))
        p++;
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    size_t n = stop ? (size_t)(stop - p) : (size_t)(end - p);
    n = text_cut(p, n < 180 ? n : 180);
    char *out = ARENA_ARRAY(a, char, n + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)p[i] < 0x20 || p[i] == 0x7F ? ' ' : p[i];
    return out;
}

/* What is not given is read from the text. */
static void fill(struct corpus_writer *w, const struct corpus_document *d, const char *text, size_t bytes,
                 const struct reading *k, struct doc_event *v)
{
    struct arena *a = &w->memory;
    v->title = d->title && *d->title ? d->title : *k->title ? k->title : first_line(a, text, bytes);
    if (text_points(v->title, strlen(v->title)) > CORPUS_TITLE_POINTS)
        v->title = first_line(a, v->title, strlen(v->title));
    struct reading of_title;
    text_outline(a, v->title, strlen(v->title), NULL, &of_title); /* what a title says of a text that does not say it */
    v->year = d->year ? d->year : k->year ? k->year : of_title.year;
    v->org = d->org ? d->org : *k->org ? k->org : of_title.org;
    v->kind = d->kind ? d->kind : document_kind(v->title, k);
    v->day = d->day;
    v->path = d->path;
    v->name = d->name ? d->name : "";
    v->visibility = d->visibility;
    v->owner = d->owner ? d->owner : "";
    v->groups = join_groups(a, d);
    v->bytes = (int64_t)d->bytes;
}

static bool add(struct corpus_writer *w, const struct corpus_document *d, struct prepared *p, const char *actor,
                enum corpus_fate *fate, struct doc_event *v, struct err *e)
{
    memcpy(v->hash, p->content.hash, SM3_BYTES);
    if (!place(w, d, v, fate, e) || *fate == CORPUS_SAME || *fate == CORPUS_REMOVED)
        return e->code == ERR_NONE;
    if (!p->whole)
        prepare_rest(w->packer, &w->memory, d, p);
    if (p->why.code != ERR_NONE)
        return err_take(e, &p->why, NULL);
    fill(w, d, p->text, p->text_bytes, &p->outline, v);
    return ledger_keep(w->l, &p->content, e) && append(w, actor, v, e)
           && store_document(w, actor, v, p->text, p->text_bytes, &p->outline, e);
}

bool add_prepared(struct corpus_writer *w, struct arena *a, const struct corpus_document *d, struct prepared *p,
                  const char *actor, enum corpus_fate *fate, const char **id, struct err *e)
{
    struct arena_mark mark = arena_mark(&w->memory);
    struct doc_event v = { .day = DAY_FIRST };
    bool ok = check(d, e) && add(w, d, p, actor, fate, &v, e);
    if (ok)
        *id = arena_text(a, v.id);
    arena_rewind(&w->memory, mark);
    return ok;
}

bool corpus_add(struct corpus_writer *w, struct arena *a, const struct corpus_document *d, const char *actor,
                enum corpus_fate *fate, const char **id, struct err *e)
{
    struct prepared p = { .why = err_like(e) };
    if (!check(d, e))
        return false;
    packer_hash(w->packer, d->data, d->bytes, &p.content);
    return add_prepared(w, a, d, &p, actor, fate, id, e);
}

bool corpus_remove(struct corpus_writer *w, const char *id, const char *why, const char *actor, struct err *e)
{
    int64_t doc;
    bool live;
    uint8_t hash[SM3_BYTES];
    struct arena_mark mark = arena_mark(&w->memory);
    struct doc_event v = { .id = id, .removed = true, .why = why };
    bool ok = store_find(w, id, &doc, &live, hash, e) && (live || ERR(e, ERR_NOT_FOUND, CORPUS_NO_DOCUMENT, id))
              && append(w, actor, &v, e) && store_retire(w, (uint32_t)doc, e);
    arena_rewind(&w->memory, mark);
    return ok;
}
