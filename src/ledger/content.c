/* ledger/content.c: the bytes that events name by their hash.
 *
 * Why beside the events: a report of megabytes in a body would make every walk along the chain read it.  The chain holds the
 * hash, so the bytes are as safe from change as the event is.
 * Packed by zstd where that makes them smaller (most office files are packed already).
 */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "ledger/private.h"

#define LEVEL 1 /* 400 MB/s; a third of a text is left */

enum packing { PACKED_NOT, PACKED_ZSTD };

static const char SQL_TABLE[] = "CREATE TABLE IF NOT EXISTS content(id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE,"
                                " bytes INTEGER NOT NULL, packing INTEGER NOT NULL, data BLOB NOT NULL)";
static const char SQL_HAS[] = "SELECT id FROM content WHERE hash = ?";
static const char SQL_PUT[] = "INSERT INTO content(hash, bytes, packing, data) VALUES (?, ?, ?, ?)";
static const char SQL_GET[] = "SELECT bytes, packing, data FROM content WHERE hash = ?";

static bool has(struct ledger *l, const uint8_t hash[SM3_BYTES], bool *there, struct err *e)
{
    struct stmt *s = db_use(l->db, SQL_HAS, e);
    if (!s)
        return false;
    stmt_blob(s, 1, hash, SM3_BYTES);
    bool ok = stmt_step(s, there, e);
    stmt_done(s);
    return ok;
}

struct packer {
    struct sm3 *sm3;
    ZSTD_CCtx *zstd;
};

struct packer *packer_new(void)
{
    struct packer *p = calloc(1, sizeof *p);
    if (!p || !(p->sm3 = sm3_new()) || !(p->zstd = ZSTD_createCCtx()))
        abort();
    return p;
}

void packer_free(struct packer *p)
{
    if (!p)
        return;
    sm3_free(p->sm3);
    ZSTD_freeCCtx(p->zstd);
    free(p);
}

void packer_hash(struct packer *p, const void *data, size_t bytes, struct content *out)
{
    *out = (struct content) { .bytes = bytes };
    sm3_of(p->sm3, data, bytes, out->hash);
}

void packer_pack(struct packer *p, struct arena *a, const void *data, size_t bytes, struct content *out)
{
    size_t room = ZSTD_compressBound(bytes);
    char *packed = ARENA_ROOM(a, char, room);
    size_t n = ZSTD_compressCCtx(p->zstd, packed, room, data, bytes, LEVEL);
    out->packed = !ZSTD_isError(n) && n < bytes;
    out->stored = out->packed ? packed : data;
    out->stored_bytes = out->packed ? n : bytes;
}

bool ledger_keep(struct ledger *l, const struct content *c, struct err *e)
{
    bool there;
    if (!db_run(l->db, e, SQL_TABLE, "") || !has(l, c->hash, &there, e))
        return false;
    if (there)
        return true;
    struct stmt *s = db_use(l->db, SQL_PUT, e);
    if (!s)
        return false;
    stmt_blob(s, 1, c->hash, SM3_BYTES);
    stmt_int(s, 2, (int64_t)c->bytes);
    stmt_int(s, 3, c->packed ? PACKED_ZSTD : PACKED_NOT);
    stmt_blob(s, 4, c->stored_bytes ? c->stored : "", c->stored_bytes);
    bool ok = stmt_run(s, e);
    stmt_done(s);
    return ok;
}

/* The row's bytes, unpacked; false where they cannot be had. */
static bool unpack(struct arena *a, struct stmt *s, const char **data, size_t *bytes)
{
    if (!stmt_stored_as(s, "iib"))
        return false;
    int64_t whole = stmt_get_int(s, 0);
    size_t stored;
    const void *from = stmt_get_blob(s, 2, &stored);
    bool packed = stmt_get_int(s, 1) == PACKED_ZSTD;
    if (whole < 0 || (uint64_t)whole > CONTENT_BYTES_MAX || (!packed && stored != (size_t)whole))
        return false;
    char *out = ARENA_ARRAY(a, char, (size_t)whole + 1);
    size_t got = stored;
    if (packed)
        got = ZSTD_decompress(out, (size_t)whole, from, stored);
    else if (stored)
        memcpy(out, from, stored);
    *data = out;
    *bytes = (size_t)whole;
    return got == (size_t)whole;
}

bool ledger_kept(struct ledger *l, struct arena *a, const uint8_t hash[SM3_BYTES], const char **data, size_t *bytes,
                 struct err *e)
{
    char hex[2 * SM3_BYTES + 1];
    uint8_t found[SM3_BYTES];
    bool row = false;
    struct stmt *s = db_use(l->db, SQL_GET, e);
    if (!s)
        return false;
    stmt_blob(s, 1, hash, SM3_BYTES);
    bool ok = stmt_step(s, &row, e);
    bool sound = ok && row && unpack(a, s, data, bytes);
    stmt_done(s);
    if (!ok)
        return false;
    if (sound)
        sm3_of(l->sm3, *data, *bytes, found);
    if (!row)
        return ERR(e, ERR_CORRUPT, LEDGER_CONTENT_NONE, sm3_hex(hex, hash));
    return (sound && memcmp(found, hash, SM3_BYTES) == 0) || ERR(e, ERR_CORRUPT, LEDGER_CONTENT_BAD, sm3_hex(hex, hash));
}
