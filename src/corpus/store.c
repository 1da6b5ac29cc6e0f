/* corpus/store.c: a document's text, blocks, card and pairs go to the tables.
 *
 * Bargain: store_start, then documents and retirements, then store_save.  What is being filled (a page of cards, a page of
 * block words, a chunk of text, the pairs) is in memory and written once.
 */
#include "corpus/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char SQL_CARDS_LAST[] = "SELECT page, cards FROM corpus_card ORDER BY page DESC LIMIT 1";
static const char SQL_CARDS_GET[] = "SELECT cards FROM corpus_card WHERE page = ?";
static const char SQL_CARDS_PUT[] = "INSERT INTO corpus_card(page, cards) VALUES (?, ?)"
                                    " ON CONFLICT(page) DO UPDATE SET cards = excluded.cards";
static const char SQL_BLOCKS_LAST[] = "SELECT page, words FROM corpus_block ORDER BY page DESC LIMIT 1";
static const char SQL_BLOCKS_PUT[] = "INSERT INTO corpus_block(page, words) VALUES (?, ?)"
                                     " ON CONFLICT(page) DO UPDATE SET words = excluded.words";
static const char SQL_NEAR_LAST[] = "SELECT page, signs FROM corpus_near ORDER BY page DESC LIMIT 1";
static const char SQL_NEAR_PUT[] = "INSERT INTO corpus_near(page, signs) VALUES (?, ?)"
                                   " ON CONFLICT(page) DO UPDATE SET signs = excluded.signs";
static const char SQL_TEXT_LAST[] = "SELECT chunk, units FROM corpus_text ORDER BY chunk DESC LIMIT 1";
static const char SQL_TEXT_PUT[] = "INSERT INTO corpus_text(chunk, units) VALUES (?, ?)"
                                   " ON CONFLICT(chunk) DO UPDATE SET units = excluded.units";
static const char SQL_DOC_PUT[] =
    "INSERT INTO corpus_doc(doc, seq, id, path, title, hash, headings) VALUES (?, ?, ?, ?, ?, ?, ?)";
static const char SQL_DOC_FIND[] = "SELECT doc, hash FROM corpus_doc WHERE id = ? ORDER BY doc DESC LIMIT 1";
static const char SQL_NAME_GET[] = "SELECT name FROM corpus_name WHERE text = ?";
static const char SQL_NAME_PUT[] =
    "INSERT INTO corpus_name(name, text) SELECT coalesce(max(name), 0) + 1, ? FROM corpus_name";
static const char SQL_AUDIENCE_GET[] =
    "SELECT audience FROM corpus_audience WHERE visibility = ? AND org = ? AND actor = ? AND groups = ?";
static const char SQL_AUDIENCE_PUT[] = "INSERT INTO corpus_audience(audience, visibility, org, actor, groups)"
                                       " SELECT coalesce(max(audience), -1) + 1, ?, ?, ?, ? FROM corpus_audience";

/* ---- beginning, going on from what is there ---- */

/* The last row of a paged table; *count items of `size`, at most `most`. */
static bool read_last(struct db *db, const char *sql, int64_t *page, void *room, size_t size, size_t most, size_t *count,
                      struct err *e)
{
    struct stmt *s = db_use(db, sql, e);
    if (!s)
        return false;
    bool row;
    bool ok = stmt_step(s, &row, e);
    *count = 0;
    *page = 0;
    if (ok && row) {
        size_t bytes;
        *page = stmt_get_int(s, 0);
        const void *data = stmt_get_blob(s, 1, &bytes);
        *count = bytes / size;
        if (*count > most)
            ok = ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD);
        else if (*count)
            memcpy(room, data, *count * size);
    }
    stmt_done(s);
    return ok;
}

static void text_room(struct corpus_writer *w, size_t units)
{
    w->text = array_room(w->text, &w->text_room, units, sizeof *w->text);
}

static bool read_last_text(struct corpus_writer *w, struct err *e)
{
    struct stmt *s = db_use(w->db, SQL_TEXT_LAST, e);
    if (!s)
        return false;
    bool row;
    bool ok = stmt_step(s, &row, e);
    if (ok && row) {
        size_t bytes;
        w->chunk = stmt_get_int(s, 0);
        const void *data = stmt_get_blob(s, 1, &bytes);
        if (bytes / 2 >= CHUNK_UNITS) {
            w->chunk++;
        } else {
            text_room(w, bytes / 2);
            w->text_count = bytes / 2;
            if (bytes)
                memcpy(w->text, data, bytes / 2 * 2);
        }
    }
    stmt_done(s);
    return ok;
}

bool store_start(struct corpus_writer *w, struct err *e)
{
    size_t cards, words, signs;
    posts_start(&w->posts);
    text_room(w, CHUNK_UNITS);
    if (!read_last(w->db, SQL_CARDS_LAST, &w->card_page, w->cards, sizeof *w->cards, CARDS_A_PAGE, &cards, e)
        || !read_last(w->db, SQL_BLOCKS_LAST, &w->block_page, w->words, sizeof *w->words, BLOCKS_A_PAGE, &words, e)
        || !read_last(w->db, SQL_NEAR_LAST, &w->near_page, w->signs, NEAR_BYTES, NEARS_A_PAGE, &signs, e)
        || !read_last_text(w, e))
        return false;
    w->near_count = (int)signs;
    w->card_count = (int)cards;
    w->block_count = (int)words;
    w->doc = (uint32_t)(w->card_page * CARDS_A_PAGE) + (uint32_t)cards;
    w->block = (uint32_t)(w->block_page * BLOCKS_A_PAGE) + (uint32_t)words;
    w->posts.doc_from = w->doc;
    w->posts.block_from = w->block;
    return true;
}

void store_free(struct corpus_writer *w)
{
    posts_end(&w->posts);
    free(w->text);
    free(w->folded);
}

/* ---- pages ---- */

static bool put_page(struct db *db, const char *sql, int64_t page, const void *data, size_t bytes, struct err *e)
{
    struct stmt *s = db_use(db, sql, e);
    if (!s)
        return false;
    stmt_int(s, 1, page);
    stmt_blob(s, 2, data, bytes);
    bool ok = stmt_run(s, e);
    stmt_done(s);
    return ok;
}

static bool save_cards(struct corpus_writer *w, struct err *e)
{
    bool ok = !w->cards_changed
              || put_page(w->db, SQL_CARDS_PUT, w->card_page, w->cards, (size_t)w->card_count * sizeof *w->cards, e);
    w->cards_changed = false;
    return ok;
}

static bool save_blocks(struct corpus_writer *w, struct err *e)
{
    bool ok = !w->blocks_changed
              || put_page(w->db, SQL_BLOCKS_PUT, w->block_page, w->words, (size_t)w->block_count * sizeof *w->words, e);
    w->blocks_changed = false;
    return ok;
}

static bool save_signs(struct corpus_writer *w, struct err *e)
{
    bool ok =
        !w->signs_changed || put_page(w->db, SQL_NEAR_PUT, w->near_page, w->signs, (size_t)w->near_count * NEAR_BYTES, e);
    w->signs_changed = false;
    return ok;
}

static bool save_text(struct corpus_writer *w, struct err *e)
{
    bool ok = !w->text_changed || put_page(w->db, SQL_TEXT_PUT, w->chunk, w->text, 2 * w->text_count, e);
    w->text_changed = false;
    return ok;
}

bool store_save(struct corpus_writer *w, struct err *e)
{
    return save_cards(w, e) && save_blocks(w, e) && save_signs(w, e) && save_text(w, e)
           && posts_flush(&w->posts, w->db, w->block, w->doc, e) && segments_merge(w->db, e);
}

static bool put_card(struct corpus_writer *w, const struct card *c, struct err *e)
{
    if (w->card_count == CARDS_A_PAGE) {
        if (!save_cards(w, e))
            return false;
        w->card_page++;
        w->card_count = 0;
    }
    w->cards[w->card_count++] = *c;
    w->cards_changed = true;
    return true;
}

static bool put_sign(struct corpus_writer *w, const uint16_t *folded, size_t count, struct err *e)
{
    if (w->near_count == NEARS_A_PAGE) {
        if (!save_signs(w, e))
            return false;
        w->near_page++;
        w->near_count = 0;
    }
    near_sign(folded, count, w->signs + (size_t)w->near_count++ * NEAR_BYTES);
    w->signs_changed = true;
    return true;
}

static bool put_word(struct corpus_writer *w, uint32_t word, struct err *e)
{
    if (w->block_count == BLOCKS_A_PAGE) {
        if (!save_blocks(w, e))
            return false;
        w->block_page++;
        w->block_count = 0;
    }
    w->words[w->block_count++] = word;
    w->blocks_changed = true;
    return true;
}

/* ---- cards of documents that are there ---- */

/* The page of a document's card, other than the one being filled. */
static bool read_page(struct corpus_writer *w, uint32_t doc, struct card *page, size_t *count, struct err *e)
{
    struct stmt *s = db_use(w->db, SQL_CARDS_GET, e);
    if (!s)
        return false;
    bool row;
    size_t bytes = 0;
    stmt_int(s, 1, doc / CARDS_A_PAGE);
    bool ok = stmt_step(s, &row, e);
    if (ok && row) {
        const void *data = stmt_get_blob(s, 0, &bytes);
        bytes = bytes < CARDS_A_PAGE * sizeof *page ? bytes : CARDS_A_PAGE * sizeof *page;
        memcpy(page, data, bytes);
    }
    *count = bytes / sizeof *page;
    stmt_done(s);
    return ok && (doc % CARDS_A_PAGE < *count || ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD));
}

bool store_card(struct corpus_writer *w, uint32_t doc, struct card *out, struct err *e)
{
    if (doc / CARDS_A_PAGE == w->card_page) {
        *out = w->cards[doc % CARDS_A_PAGE];
        return true;
    }
    struct card page[CARDS_A_PAGE];
    size_t count;
    if (!read_page(w, doc, page, &count, e))
        return false;
    *out = page[doc % CARDS_A_PAGE];
    return true;
}

bool store_retire(struct corpus_writer *w, uint32_t doc, struct err *e)
{
    if (doc / CARDS_A_PAGE == w->card_page) {
        w->cards[doc % CARDS_A_PAGE].flags &= (uint16_t)~CARD_LIVE;
        w->cards_changed = true;
        return true;
    }
    struct card page[CARDS_A_PAGE];
    size_t count;
    if (!read_page(w, doc, page, &count, e))
        return false;
    page[doc % CARDS_A_PAGE].flags &= (uint16_t)~CARD_LIVE;
    return put_page(w->db, SQL_CARDS_PUT, doc / CARDS_A_PAGE, page, count * sizeof *page, e);
}

bool store_find(struct corpus_writer *w, const char *id, int64_t *doc, bool *live, uint8_t hash[SM3_BYTES], struct err *e)
{
    struct stmt *s = db_use(w->db, SQL_DOC_FIND, e);
    if (!s)
        return false;
    bool row;
    size_t bytes = 0;
    stmt_text(s, 1, id, strlen(id));
    bool ok = stmt_step(s, &row, e);
    *doc = ok && row ? stmt_get_int(s, 0) : -1;
    *live = false;
    if (*doc >= 0) {
        const void *data = stmt_get_blob(s, 1, &bytes);
        if (bytes == SM3_BYTES)
            memcpy(hash, data, SM3_BYTES);
    }
    stmt_done(s);
    struct card c = { 0 };
    ok = ok && (*doc < 0 || store_card(w, (uint32_t)*doc, &c, e));
    *live = c.flags & CARD_LIVE;
    return ok;
}

/* ---- names ---- */

static bool number_name(struct corpus_writer *w, const char *text, uint32_t *out, struct err *e)
{
    int64_t n = 0;
    if (*text
        && (!db_int(w->db, e, &n, SQL_NAME_GET, "t", text)
            || (!n && (!db_run(w->db, e, SQL_NAME_PUT, "t", text) || !db_int(w->db, e, &n, SQL_NAME_GET, "t", text)))))
        return false;
    *out = (uint32_t)n;
    return true;
}

static bool number_audience(struct corpus_writer *w, const struct doc_event *d, const char *actor, uint32_t *out,
                            struct err *e)
{
    uint32_t org, who;
    int64_t n = -1;
    if (!number_name(w, d->owner, &org, e) || !number_name(w, actor, &who, e))
        return false;
    for (int round = 0; round < 2 && n < 0; round++) {
        if (!db_int(w->db, e, &n, SQL_AUDIENCE_GET, "iiit", (int64_t)d->visibility, (int64_t)org, (int64_t)who, d->groups)
            || (n < 0 && round == 0
                && !db_run(w->db, e, SQL_AUDIENCE_PUT, "iiit", (int64_t)d->visibility, (int64_t)org, (int64_t)who,
                           d->groups)))
            return false;
    }
    *out = (uint32_t)n;
    return true;
}

/* ---- one document ---- */

struct indexing {
    struct corpus_writer *w;
    const struct card *c;
    uint32_t doc, heading_blocks;
};

static bool index_block(void *context, size_t start, size_t end, unsigned part, enum block_place place, struct err *e)
{
    struct indexing *x = context;
    struct corpus_writer *w = x->w;
    posts_block(&w->posts, w->folded, card_units(x->c), start, end, w->block, x->doc, place);
    lists_put(&w->posts.lists, w->posts.items, w->posts.count);
    w->block++;
    x->heading_blocks += place == PLACE_HEADINGS;
    return put_word(w, BLOCK_WORD(start, part, place), e);
}

/* Title and text as units at the end of the chunk; what the card says of them. */
static void put_units(struct corpus_writer *w, struct card *c, const struct doc_event *d, const char *text, size_t bytes)
{
    size_t title_bytes = strlen(d->title), lead = 0;
    text_room(w, w->text_count + title_bytes + bytes + 2);
    uint16_t *u = w->text + w->text_count;
    c->chunk = (uint32_t)w->chunk;
    c->at = (uint32_t)w->text_count;
    if (bytes < title_bytes || memcmp(text, d->title, title_bytes) != 0 || text[title_bytes] != '\n') {
        lead = units_of(d->title, title_bytes, u);
        c->title_units = (uint16_t)lead;
        c->flags |= CARD_TITLE_APART;
        u[lead++] = '\n';
    } else {
        c->title_units = (uint16_t)units_of(d->title, title_bytes, u);
    }
    size_t count = lead + units_of(text, bytes, u + lead);
    c->units = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        if ((u[i] & 0xFC00) == 0xD800)
            c->flags |= CARD_PAIRS;
    }
}

/* The headings behind the text, where words in them are told from words anywhere. */
static void put_headings(struct corpus_writer *w, struct card *c, const struct buf *packed)
{
    text_room(w, w->text_count + 2 * (size_t)c->units + packed->bytes);
    uint16_t *u = w->text + w->text_count;
    c->heading_units = (uint32_t)headings_copy(u, c->units, (const uint8_t *)packed->data, packed->bytes, u + c->units);
    w->folded = array_room(w->folded, &w->folded_room, card_units(c), sizeof *w->folded);
    units_fold(u, card_units(c), w->folded);
}

static bool put_row(struct corpus_writer *w, const struct doc_event *d, const struct buf *headings, struct err *e)
{
    struct stmt *s = db_use(w->db, SQL_DOC_PUT, e);
    if (!s)
        return false;
    stmt_int(s, 1, w->doc);
    stmt_int(s, 2, w->seq);
    stmt_text(s, 3, d->id, strlen(d->id));
    stmt_text(s, 4, d->path, strlen(d->path));
    stmt_text(s, 5, d->title, strlen(d->title));
    stmt_blob(s, 6, d->hash, SM3_BYTES);
    stmt_blob(s, 7, buf_get(headings), headings->bytes);
    bool ok = stmt_run(s, e);
    stmt_done(s);
    return ok;
}

static bool number_card(struct corpus_writer *w, struct card *c, const char *actor, const struct doc_event *d, struct err *e)
{
    c->year = (int16_t)d->year;
    c->day = d->day == DAY_FIRST && d->year ? day_of(d->year, 12, 31) : d->day;
    return number_name(w, d->org, &c->org, e) && number_name(w, d->kind, &c->kind, e)
           && number_audience(w, d, actor, &c->audience, e);
}

bool store_document(struct corpus_writer *w, const char *actor, const struct doc_event *d, const char *text, size_t bytes,
                    const struct reading *k, struct err *e)
{
    struct card c = { .first_block = w->block, .flags = CARD_LIVE };
    struct buf headings = { 0 };
    struct cut *cuts = ARENA_ARRAY(&w->memory, struct cut, (size_t)k->outline_count + 3);
    int64_t before;
    bool live;
    uint8_t hash[SM3_BYTES];
    int cut_count = 0;
    if (!store_find(w, d->id, &before, &live, hash, e) || (live && !store_retire(w, (uint32_t)before, e))
        || !number_card(w, &c, actor, d, e))
        return false;
    put_units(w, &c, d, text, bytes);
    cuts[cut_count++] = (struct cut) { 0, 0, PLACE_TITLE };
    cuts[cut_count++] = (struct cut) { c.title_units + 1u, k->outline_count ? 0 : 1, PLACE_TEXT };
    headings_pack(&c, w->text + w->text_count, k, &headings, cuts, &cut_count);
    put_headings(w, &c, &headings);
    cuts[cut_count++] = (struct cut) { c.units, 0, PLACE_HEADINGS };
    struct indexing x = { w, &c, w->doc, 0 };
    bool ok = blocks_cut(w->folded, card_units(&c), cuts, cut_count, index_block, &x, e) && put_row(w, d, &headings, e);
    buf_free(&headings);
    c.blocks = w->block - c.first_block;
    c.heading_blocks = (uint16_t)x.heading_blocks;
    size_t lead = c.flags & CARD_TITLE_APART ? c.title_units : 0; /* a title given is not what the text says */
    if (!ok || !put_card(w, &c, e) || !put_sign(w, w->folded + lead, c.units - lead, e))
        return false;
    w->doc++;
    if (lists_bytes(&w->posts.lists) > w->posts.lists_room && !posts_flush(&w->posts, w->db, w->block, w->doc, e))
        return false;
    w->text_count += card_units(&c);
    w->text_changed = true;
    if (w->text_count >= CHUNK_UNITS) {
        ok = save_text(w, e);
        w->chunk++;
        w->text_count = 0;
    }
    return ok;
}
