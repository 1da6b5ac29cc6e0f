/* ledger/open.c: the file, its transactions, and the catalog its pack events make. */
#include <jansson.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "ledger/private.h"

static const char SQL_TABLES[] =
    "CREATE TABLE event("
    " seq INTEGER PRIMARY KEY, node TEXT NOT NULL, node_seq INTEGER NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,"
    " kind TEXT NOT NULL, book TEXT NOT NULL, entry TEXT NOT NULL, day INTEGER NOT NULL, body TEXT NOT NULL,"
    " hash BLOB NOT NULL, UNIQUE(node, node_seq));"
    "CREATE INDEX event_rare ON event(kind, seq) WHERE kind <> 'add' AND kind <> 'amend' AND kind <> 'move';"
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);";
static const char SQL_META_PUT[] = "INSERT INTO meta(key, value) VALUES (?, ?)";
static const char SQL_META_SET[] = "UPDATE meta SET value = ? WHERE key = ?";
static const char SQL_META_GET[] = "SELECT value FROM meta WHERE key = ?";
static const char SQL_HEAD[] = "SELECT coalesce(max(seq), 0) FROM event";
static const char SQL_NODE_LAST[] = "SELECT node_seq, at, hash FROM event WHERE node = ? ORDER BY node_seq DESC LIMIT 1";
static const char SQL_PACKS_SINCE[] = "SELECT count(*) FROM event WHERE seq > ? AND kind = 'pack'"
                                      " AND kind <> 'add' AND kind <> 'amend' AND kind <> 'move'";
/* Named so that the index of the rare kinds serves: packs lie anywhere among millions of adds. */
static const char SQL_PACKS[] =
    "SELECT seq, day, body FROM event WHERE kind = 'pack' AND kind <> 'add' AND kind <> 'amend' AND kind <> 'move'"
    " ORDER BY seq";

static int64_t system_clock(void *context)
{
    (void)context;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void node_name(char out[NODE_BYTES + 1])
{
    static const char LETTERS[] = "abcdefghijkmnpqrstuvwxyz23456789"; /* 32, none that look alike */
    unsigned char random[NODE_BYTES];
    if (RAND_bytes(random, NODE_BYTES) != 1)
        abort();
    for (int i = 0; i < NODE_BYTES; i++)
        out[i] = LETTERS[random[i] & 31];
    out[NODE_BYTES] = '\0';
}

static bool start(struct ledger *l, const char *path, struct err *e)
{
    *l = (struct ledger) { .path = path, .clock = system_clock };
    arena_init(&l->memory, 64 * 1024);
    l->sm3 = sm3_new();
    return l->sm3 != NULL || ERR(e, ERR_IO, LEDGER_NO_SM3);
}

static bool set_pragmas(struct db *db, struct err *e)
{
    struct buf sql = { 0 };
    buf_format(&sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", LEDGER_APPLICATION, LEDGER_FORMAT);
    bool ok = db_script(db, buf_get(&sql), e);
    buf_free(&sql);
    return ok;
}

bool ledger_create(struct ledger *l, const char *path, struct err *e)
{
    if (!start(l, path, e) || !db_open(&l->db, path, DB_CREATE, e)) {
        ledger_close(l);
        return false;
    }
    node_name(l->node);
    bool ok = set_pragmas(l->db, e) && db_begin(l->db, e) && db_script(l->db, SQL_TABLES, e)
              && db_run(l->db, e, SQL_META_PUT, "tt", "format", "1") && db_run(l->db, e, SQL_META_PUT, "tt", "node", l->node)
              && db_commit(l->db, e) && ledger_load_catalog(l, e);
    if (!ok) {
        ledger_close(l);
        unlink(path);
    }
    return ok;
}

static bool check_format(struct ledger *l, struct err *e)
{
    int64_t application = 0, version = 0;
    if (!db_int(l->db, e, &application, "PRAGMA application_id", "")
        || !db_int(l->db, e, &version, "PRAGMA user_version", ""))
        return false;
    if (application != LEDGER_APPLICATION)
        return ERR(e, ERR_UNREADABLE, LEDGER_NOT_ONE, l->path);
    if (version > LEDGER_FORMAT)
        return ERR(e, ERR_UNREADABLE, LEDGER_NEWER, l->path, MSG_NUM(version), MSG_NUM(LEDGER_FORMAT));
    return true;
}

static bool read_node(struct ledger *l, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_META_GET, e);
    if (!s)
        return false;
    bool row = false;
    stmt_text(s, 1, "node", 4);
    bool ok = stmt_step(s, &row, e);
    size_t bytes = 0;
    const char *node = ok && row ? stmt_get_text(s, 0, &bytes) : "";
    if (ok && bytes != NODE_BYTES)
        ok = ERR(e, ERR_UNREADABLE, LEDGER_NOT_ONE, l->path);
    if (ok)
        memcpy(l->node, node, NODE_BYTES + 1);
    stmt_done(s);
    return ok;
}

static bool read_head(struct ledger *l, struct err *e)
{
    l->head = l->node_head = l->at_last = 0;
    memset(l->hash_last, 0, SM3_BYTES);
    struct stmt *s = db_int(l->db, e, &l->head, SQL_HEAD, "") ? db_use(l->db, SQL_NODE_LAST, e) : NULL;
    if (!s)
        return false;
    bool row = false;
    stmt_text(s, 1, l->node, NODE_BYTES);
    bool ok = stmt_step(s, &row, e);
    if (ok && row) {
        size_t bytes = 0;
        l->node_head = stmt_get_int(s, 0);
        l->at_last = stmt_get_int(s, 1);
        const void *hash = stmt_get_blob(s, 2, &bytes);
        if (bytes == SM3_BYTES)
            memcpy(l->hash_last, hash, SM3_BYTES);
    }
    stmt_done(s);
    return ok;
}

bool ledger_open(struct ledger *l, const char *path, bool write, struct err *e)
{
    bool ok = start(l, path, e) && db_open(&l->db, path, write ? DB_WRITE : DB_READ, e) && check_format(l, e)
              && read_node(l, e) && read_head(l, e) && ledger_load_catalog(l, e);
    if (!ok)
        ledger_close(l);
    return ok;
}

bool ledger_open_unread(struct ledger *l, const char *path, struct err *e)
{
    bool ok =
        start(l, path, e) && db_open(&l->db, path, DB_READ, e) && check_format(l, e) && read_node(l, e) && read_head(l, e);
    if (ok)
        l->catalog = catalog_new(&l->memory);
    else
        ledger_close(l);
    return ok;
}

bool ledger_open_replay(struct ledger *l, const struct ledger *of, struct err *e)
{
    bool ok = start(l, of->path, e) && db_open(&l->db, "", DB_SCRATCH, e) && db_attach(l->db, of->path, e) && read_node(l, e)
              && read_head(l, e) && ledger_load_catalog(l, e);
    if (!ok)
        ledger_close(l);
    return ok;
}

void ledger_close(struct ledger *l)
{
    if (l->state_close)
        l->state_close(l->state);
    if (l->db && db_in_transaction(l->db))
        db_rollback(l->db);
    db_close(l->db);
    sm3_free(l->sm3);
    buf_free(&l->body);
    arena_free(&l->memory);
    *l = (struct ledger) { 0 };
}

bool ledger_begin(struct ledger *l, struct err *e)
{
    int64_t before = l->head, packs = 0;
    if (!db_begin(l->db, e))
        return false;
    l->begins++;
    bool ok = read_head(l, e) && (l->head == before || db_int(l->db, e, &packs, SQL_PACKS_SINCE, "i", before))
              && (!packs || ledger_load_catalog(l, e));
    if (!ok)
        db_rollback(l->db);
    return ok;
}

bool ledger_commit(struct ledger *l, struct err *e)
{
    return db_commit(l->db, e);
}

void ledger_rollback(struct ledger *l)
{
    struct err ignored = { 0 };
    db_rollback(l->db);
    if (l->state_close)
        l->state_close(l->state); /* what it remembers may never have been */
    l->state = NULL;
    l->state_close = NULL;
    (void)(read_head(l, &ignored) && ledger_load_catalog(l, &ignored));
}

/* ---- the catalog ---- */

static bool add_pack(struct ledger *l, struct catalog *c, struct stmt *s, struct err *e)
{
    struct arena *a = &l->memory;
    size_t bytes;
    const char *body = stmt_get_text(s, 2, &bytes);
    json_t *root = json_loadb(body, bytes, 0, NULL), *files = json_object_get(root, "files");
    const char *text = json_string_value(json_object_get(root, "text"));
    if (!text) {
        json_decref(root);
        return ERR(e, ERR_CORRUPT, LEDGER_BODY_BAD, MSG_NUM(stmt_get_int(s, 0)));
    }
    struct pack_source source = { .seq = stmt_get_int(s, 0), .day = (int32_t)stmt_get_int(s, 1) };
    const char *name = json_string_value(json_object_get(root, "name"));
    source.file = arena_text(a, name ? name : "");
    source.text = arena_text(a, text);
    source.bytes = strlen(text);
    struct pack_file *list = ARENA_ARRAY(a, struct pack_file, json_object_size(files) + 1);
    const char *path;
    json_t *file;
    json_object_foreach(files, path, file)
    {
        const char *content = json_string_value(json_is_object(file) ? json_object_get(file, "base64") : file);
        list[source.file_count++] = (struct pack_file) { arena_text(a, path), arena_text(a, content ? content : "") };
    }
    source.files = list;
    json_decref(root);
    return catalog_add(c, &source, e);
}

bool ledger_load_catalog(struct ledger *l, struct err *e)
{
    struct catalog *c = catalog_new(&l->memory);
    struct stmt *s = db_use(l->db, SQL_PACKS, e);
    bool row = true, ok = s != NULL;
    while (ok && (ok = stmt_step(s, &row, e)) && row)
        ok = add_pack(l, c, s, e);
    if (s)
        stmt_done(s);
    l->catalog = c;
    return ok;
}

bool ledger_restore(const char *backup, const char *path, struct err *e)
{
    struct ledger from, to;
    if (!ledger_open(&from, backup, false, e))
        return false;
    bool ok = db_copy(from.db, path, e);
    ledger_close(&from);
    if (!ok)
        return false;
    ok = ledger_open(&to, path, true, e);
    if (ok) {
        node_name(to.node); /* two files that go on from one backup must not number alike */
        ok = ledger_begin(&to, e) && db_run(to.db, e, SQL_META_SET, "tt", to.node, "node") && ledger_commit(&to, e);
        ledger_close(&to);
    }
    if (!ok)
        unlink(path);
    return ok;
}
