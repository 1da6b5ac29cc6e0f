/* corpus/verify.c: whether the library's tables are what its events, bytes and texts say. */
#include <stdlib.h>
#include <string.h>

#include "corpus/store.h"

static const char SQL_DOCS[] = "SELECT doc, seq, id, title, hash FROM corpus_doc ORDER BY doc";

/* ---- the index against the text ---- */

struct counting {
    const struct segment *s;
    const uint16_t *folded;
    size_t count;
    uint32_t block, doc;
    struct posts posts;
    uint64_t sum;
};

static int by_item(const void *x, const void *y)
{
    const struct post *a = x, *b = y;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->number > b->number) - (a->number < b->number);
}

/* One block's pairs as the writer gathers them, each once. */
static void count_block(struct counting *n, size_t start, size_t end, enum block_place place)
{
    struct posts *p = &n->posts;
    posts_block(p, n->folded, n->count, start, end, n->block, n->doc, place);
    if (p->count > 1)
        qsort(p->items, p->count, sizeof *p->items, by_item);
    for (size_t i = 0; i < p->count; i++) {
        if (i == 0 || by_item(&p->items[i], &p->items[i - 1]) != 0)
            n->sum += post_mix(p->items[i].key, p->items[i].number);
    }
}

static bool count_doc(struct corpus *c, struct counting *n, struct err *e)
{
    const struct card *d = &c->cards[n->doc];
    const uint16_t *text;
    size_t all = card_units(d);
    if (!shelf_text(c, d, 0, all, &text, e))
        return false;
    units_fold(text, all, c->folded);
    n->folded = c->folded;
    n->count = all;
    uint32_t first = c->first_blocks[n->doc], end = c->first_blocks[n->doc + 1];
    for (n->block = first; n->block < end; n->block++) {
        uint32_t word, next;
        if (!shelf_block(c, n->block, &word, e))
            return false;
        size_t to = all;
        if (n->block + 1 < end) {
            if (!shelf_block(c, n->block + 1, &next, e))
                return false;
            to = BLOCK_AT(next);
        }
        if (BLOCK_AT(word) >= to || to > all || (n->block == first && BLOCK_AT(word) != 0))
            return ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD);
        if (n->block < n->s->block_from || n->block >= n->s->block_to)
            continue;
        count_block(n, BLOCK_AT(word), to, BLOCK_PLACE(word));
    }
    return true;
}

static bool check_segment(struct corpus *c, struct counting *n, const struct segment *s, struct err *e)
{
    uint64_t sum = 0;
    n->s = s;
    n->sum = 0;
    memset(n->posts.stamps, 0, 0x10000 * sizeof *n->posts.stamps);
    memset(n->posts.place_stamps, 0, 0x10000 * sizeof *n->posts.place_stamps);
    for (n->doc = s->doc_from; n->doc < s->doc_to; n->doc++) {
        if (!count_doc(c, n, e))
            return false;
    }
    return segment_sum(c->db, s, &sum, e) && (sum == n->sum || ERR(e, ERR_CORRUPT, CORPUS_INDEX_DIFFERS));
}

static bool check_index(struct corpus *c, struct err *e)
{
    struct counting n = { 0 };
    uint32_t block = 0;
    bool ok = true;
    posts_start(&n.posts);
    for (int i = 0; ok && i < c->segment_count; i++) {
        const struct segment *s = &c->segments[i].s;
        ok = (s->block_from == block || ERR(e, ERR_CORRUPT, CORPUS_INDEX_DIFFERS)) && check_segment(c, &n, s, e);
        block = s->block_to;
    }
    posts_end(&n.posts);
    return ok && (block == c->block_count || ERR(e, ERR_CORRUPT, CORPUS_INDEX_DIFFERS));
}

/* ---- documents against events and bytes ---- */

struct checking {
    struct corpus *c;
    struct arena *a;
    uint32_t doc; /* that the next event made */
    int64_t documents;
};

/* Headings beside the text and behind it, against what its outline says. */
static bool check_headings(struct checking *k, const uint16_t *units, const char *text, size_t bytes, bool *same,
                           struct err *e)
{
    const struct card *card = &k->c->cards[k->doc];
    struct reading r;
    struct buf packed = { 0 };
    const uint8_t *have;
    const uint16_t *behind;
    size_t have_bytes;
    int cuts = 0;
    text_outline(k->a, text, bytes, NULL, &r);
    headings_pack(card, units, &r, &packed, ARENA_ARRAY(k->a, struct cut, (size_t)r.outline_count + 1), &cuts);
    uint16_t *want = ARENA_ARRAY(k->a, uint16_t, 2 * (size_t)card->units + packed.bytes);
    size_t n = headings_copy(units, card->units, (const uint8_t *)buf_get(&packed), packed.bytes, want);
    bool ok = corpus_headings(k->c, k->a, k->doc, &have, &have_bytes, e)
              && shelf_text(k->c, card, card->units, card_units(card), &behind, e);
    *same = ok && have_bytes == packed.bytes && memcmp(have, buf_get(&packed), have_bytes) == 0 && n == card->heading_units
            && memcmp(behind, want, n * sizeof *want) == 0;
    buf_free(&packed);
    return ok;
}

static bool check_text(struct checking *k, const struct doc_event *d, int64_t seq, const char *text, size_t bytes,
                       struct err *e)
{
    const struct card *card = &k->c->cards[k->doc];
    size_t lead = card->flags & CARD_TITLE_APART ? (size_t)card->title_units + 1 : 0, title_bytes = strlen(d->title);
    uint16_t *want = malloc((bytes + title_bytes + 2) * sizeof *want);
    const uint16_t *have;
    if (!want)
        abort();
    size_t n = 0;
    if (lead) {
        n = units_of(d->title, title_bytes, want);
        want[n++] = '\n';
    }
    n += units_of(text, bytes, want + n);
    bool ok = shelf_text(k->c, card, 0, card->units, &have, e), same = ok && n == card->units;
    same = same && memcmp(have, want, n * sizeof *want) == 0;
    ok = ok && (!same || check_headings(k, want, text, bytes, &same, e));
    ok = ok && (same || ERR(e, ERR_CORRUPT, CORPUS_TEXT_DIFFERS, d->id, MSG_NUM(seq)));
    free(want);
    return ok;
}

static bool check_event(void *context, const struct event *v, struct err *e)
{
    struct checking *k = context;
    struct arena_mark mark = arena_mark(k->a);
    struct doc_event d;
    const char *data, *text;
    size_t bytes, text_bytes;
    bool ok = doc_event_read(k->a, v->body, v->body_bytes, &d) || ERR(e, ERR_CORRUPT, CORPUS_EVENT_BAD, MSG_NUM(v->seq));
    if (ok && !d.removed) {
        ok = (k->doc < k->c->doc_count || ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD))
             && ledger_kept(k->c->l, k->a, d.hash, &data, &bytes, e)
             && extract_text(k->a, d.name, data, bytes, &text, &text_bytes, e)
             && check_text(k, &d, v->seq, text, text_bytes, e);
        k->doc++;
    }
    arena_rewind(k->a, mark);
    return ok;
}

/* Every row in its place; the last version of an id is there, earlier ones are not. */
static bool check_rows(struct corpus *c, struct err *e)
{
    struct stmt *s = db_use(c->db, SQL_DOCS, e);
    bool row = true, ok = s != NULL;
    uint32_t doc = 0;
    while (ok && (ok = stmt_step(s, &row, e)) && row)
        ok = stmt_get_int(s, 0) == doc++ || ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD);
    if (s)
        stmt_done(s);
    return ok && (doc == c->doc_count || ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD));
}

bool corpus_verify(struct ledger *l, int64_t *documents, struct err *e)
{
    struct corpus *c;
    struct arena a;
    bool there;
    *documents = 0;
    if (!corpus_tables(l->db, &there, e) || !corpus_open(&c, l, e))
        return false;
    if (!there) {
        corpus_close(c);
        return true;
    }
    arena_init(&a, (size_t)1024 * 1024);
    struct checking k = { .c = c, .a = &a };
    bool ok = ledger_of_kind(l, EVENT_DOCUMENT, check_event, &k, e)
              && (k.doc == c->doc_count || ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD)) && check_rows(c, e) && check_index(c, e);
    *documents = corpus_count(c);
    arena_free(&a);
    corpus_close(c);
    return ok;
}
