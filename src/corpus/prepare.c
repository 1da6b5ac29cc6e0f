/* corpus/prepare.c: what a document is made into before it goes to the tables, and doing that beside them.
 *
 * Why: hashing, packing, reading a document and finding its outline are half the work of taking it in, and need nothing but its
 * bytes; so a second core does them for the next documents while the first writes those before.
 * Bargain: prepare_put until it says full, then prepare_turn, which gives the load of the turn before, prepared; twice at the end.
 */
#include <stdlib.h>
#include <string.h>

#include "base/beside.h"
#include "corpus/prepare.h"
#include "format/format.h"

#define LOAD_BYTES   ((size_t)1024 * 1024) /* of the documents; what they are made into is some times as much */
#define MEMORY_BYTES ((size_t)8 * 1024 * 1024)

static const char SQL_HASHES[] = "SELECT hash FROM corpus_doc ORDER BY hash";

/* ---- one document ---- */

static bool is_blank(const char *text, size_t bytes)
{
    const char *p = text;
    text_trim(&p, &bytes);
    while (bytes && (*p == '\n' || *p == '\t' || *p == ' ')) {
        p++;
        bytes--;
    }
    return bytes == 0;
}

static bool read_text(struct arena *a, const struct corpus_document *d, struct prepared *out, struct err *e)
{
    if (!extract_text(a, d->name ? d->name : "", d->data, d->bytes, &out->text, &out->text_bytes, e))
        return false;
    if (is_blank(out->text, out->text_bytes))
        return ERR(e, ERR_INPUT, CORPUS_EMPTY);
    if (out->text_bytes > UNITS_MAX && text_points(out->text, out->text_bytes) > UNITS_MAX)
        return ERR(e, ERR_INPUT, CORPUS_TEXT_LONG, MSG_NUM(UNITS_MAX));
    return true;
}

void prepare_rest(struct packer *p, struct arena *a, const struct corpus_document *d, struct prepared *out)
{
    out->whole = true;
    if (!read_text(a, d, out, &out->why))
        return;
    text_outline(a, out->text, out->text_bytes, NULL, &out->outline);
    packer_pack(p, a, d->data, d->bytes, &out->content);
}

/* ---- the second thread ---- */

struct preparing {
    const struct corpus_document *common;
    struct load loads[2];
    struct beside *beside;
    struct packer *packer; /* the second thread's own */
    uint8_t *hashes;       /* of the bytes that are there, ascending */
    size_t hash_count;
};

static int by_hash(const void *x, const void *y)
{
    return memcmp(x, y, SM3_BYTES);
}

static void prepare_item(struct preparing *g, struct load *l, struct load_item *x)
{
    if (x->why.code != ERR_NONE || (x->line && !line_read(&l->memory, x, g->common)))
        return;
    x->made.why = err_like(&x->why);
    packer_hash(g->packer, x->d.data, x->d.bytes, &x->made.content);
    bool known = g->hash_count && bsearch(x->made.content.hash, g->hashes, g->hash_count, SM3_BYTES, by_hash);
    if (!known)
        prepare_rest(g->packer, &l->memory, &x->d, &x->made);
}

static void prepare_load(void *context, int which)
{
    struct preparing *g = context;
    struct load *l = &g->loads[which];
    for (int i = 0; i < l->count; i++)
        prepare_item(g, l, &l->items[i]);
}

static bool read_hashes(struct preparing *g, struct db *db, struct err *e)
{
    struct stmt *s = db_use(db, SQL_HASHES, e);
    bool row = true, ok = s != NULL;
    size_t room = 0;
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        size_t bytes;
        const void *hash = stmt_get_blob(s, 0, &bytes);
        if (bytes != SM3_BYTES)
            continue;
        g->hashes = array_room(g->hashes, &room, g->hash_count + 1, SM3_BYTES);
        memcpy(g->hashes + g->hash_count++ * SM3_BYTES, hash, SM3_BYTES);
    }
    if (s)
        stmt_done(s);
    return ok;
}

bool prepare_start(struct preparing **out, struct db *db, const struct corpus_document *common, struct err *e)
{
    struct preparing *g = calloc(1, sizeof *g);
    if (!g)
        abort();
    *out = g;
    g->common = common;
    g->packer = packer_new();
    for (int i = 0; i < 2; i++)
        arena_init(&g->loads[i].memory, MEMORY_BYTES);
    bool ok = read_hashes(g, db, e);
    g->beside = beside_new(prepare_load, g);
    return ok;
}

struct load *prepare_filling(struct preparing *g)
{
    return &g->loads[beside_filling(g->beside)];
}

struct load_item *prepare_put(struct preparing *g, size_t bytes, bool *full)
{
    struct load *l = prepare_filling(g);
    struct load_item *x = &l->items[l->count++];
    *x = (struct load_item) { 0 };
    l->bytes += bytes;
    *full = l->count == LOAD_ITEMS || l->bytes >= LOAD_BYTES;
    return x;
}

struct load *prepare_turn(struct preparing *g)
{
    return &g->loads[beside_turn(g->beside)];
}

void prepare_clear(struct load *l)
{
    for (int i = 0; i < l->count; i++)
        json_decref(l->items[i].json);
    arena_rewind(&l->memory, (struct arena_mark) { 0 });
    l->count = 0;
    l->bytes = 0;
}

void prepare_end(struct preparing *g)
{
    beside_free(g->beside);
    for (int i = 0; i < 2; i++) {
        prepare_clear(&g->loads[i]);
        arena_free(&g->loads[i].memory);
    }
    packer_free(g->packer);
    free(g->hashes);
    free(g);
}
