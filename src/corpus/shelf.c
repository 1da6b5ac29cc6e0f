/* corpus/shelf.c: an open library: what search keeps in memory, and how it reaches the rest.
 *
 * In memory: the cards (44 bytes a document), the first keys of the index's parts, at most HANDLES open values of texts and
 * of parts, BLOCK_PAGES pages of block words.  Texts and lists are read out of the file's pages where they lie.
 */
#include <stdlib.h>
#include <string.h>

#include "corpus/inside.h"

static const char SQL_CARDS[] = "SELECT cards FROM corpus_card ORDER BY page";
static const char SQL_PARTS[] = "SELECT part, first_key FROM corpus_part WHERE segment = ? ORDER BY part";
static const char SQL_BLOCKS[] = "SELECT words FROM corpus_block WHERE page = ?";
static const char SQL_NAMES[] = "SELECT name, text FROM corpus_name ORDER BY name";
static const char SQL_AUDIENCES[] = "SELECT audience, visibility, org, actor, groups FROM corpus_audience ORDER BY audience";
static const char SQL_VERSION[] = "SELECT version FROM corpus_seq WHERE id = 1";
static const char SQL_SEQ[] = "SELECT seq FROM corpus_seq WHERE id = 1";
static const char SQL_LAST[] = "SELECT coalesce(max(seq), 0) FROM event WHERE kind = 'document'"
                               " AND kind <> 'add' AND kind <> 'amend' AND kind <> 'move'";

static void *grown(void *items, size_t count, size_t size)
{
    void *p = realloc(items, count * size);
    if (!p)
        abort();
    return p;
}

static bool damaged(struct err *e)
{
    return ERR(e, ERR_CORRUPT, CORPUS_TABLES_BAD);
}

/* ---- opening ---- */

static bool read_cards(struct corpus *c, struct err *e)
{
    struct stmt *s = db_use(c->db, SQL_CARDS, e);
    bool row = true, ok = s != NULL;
    size_t count = 0;
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        size_t bytes;
        const void *data = stmt_get_blob(s, 0, &bytes);
        size_t more = bytes / sizeof *c->cards;
        c->cards = grown(c->cards, count + more + 1, sizeof *c->cards);
        if (more)
            memcpy(c->cards + count, data, more * sizeof *c->cards);
        count += more;
    }
    if (s)
        stmt_done(s);
    c->doc_count = (uint32_t)count;
    c->first_blocks = grown(NULL, count + 1, sizeof *c->first_blocks);
    for (size_t i = 0; ok && i < count; i++) {
        const struct card *d = &c->cards[i];
        c->first_blocks[i] = d->first_block;
        ok = d->first_block == c->block_count || damaged(e);
        c->block_count += d->blocks;
    }
    c->first_blocks[count] = c->block_count;
    return ok;
}

static bool read_parts(struct corpus *c, struct shelf_segment *g, struct err *e)
{
    struct stmt *s = db_use(c->db, SQL_PARTS, e);
    bool row = true, ok = s != NULL;
    g->part_from = c->part_count;
    if (ok)
        stmt_int(s, 1, g->s.id);
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        if ((c->part_count & (c->part_count - 1)) == 0)
            c->parts = grown(c->parts, c->part_count ? 2 * (size_t)c->part_count : 1, sizeof *c->parts);
        c->parts[c->part_count++] = (struct part_ref) { stmt_get_int(s, 0), (uint32_t)stmt_get_int(s, 1) };
    }
    g->part_to = c->part_count;
    if (s)
        stmt_done(s);
    return ok;
}

static bool read_segments(struct corpus *c, struct err *e)
{
    struct segment *list;
    bool ok = segments_read(c->db, &list, &c->segment_count, e);
    c->segments = grown(NULL, (size_t)c->segment_count + 1, sizeof *c->segments);
    for (int i = 0; i < c->segment_count; i++)
        c->segments[i] = (struct shelf_segment) { .s = list[i] };
    free(list);
    uint32_t docs = 0;
    for (int i = 0; ok && i < c->segment_count; i++) {
        const struct segment *s = &c->segments[i].s;
        ok = (s->block_from < s->block_to && s->block_to <= c->block_count && s->doc_from == docs && s->doc_to >= docs
              && s->doc_to <= c->doc_count)
             || damaged(e);
        ok = ok && read_parts(c, &c->segments[i], e);
        docs = s->doc_to;
    }
    return ok;
}

static bool read_names(struct corpus *c, struct err *e)
{
    struct stmt *s = db_use(c->db, SQL_NAMES, e);
    bool row = true, ok = s != NULL;
    c->names = grown(NULL, 1, sizeof *c->names);
    c->names[0] = "";
    c->name_count = 1;
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        if (stmt_get_int(s, 0) != c->name_count) {
            ok = damaged(e);
            break;
        }
        c->names = grown(c->names, c->name_count + 1, sizeof *c->names);
        c->names[c->name_count++] = arena_text(&c->memory, stmt_get_text(s, 1, NULL));
    }
    if (s)
        stmt_done(s);
    return ok;
}

static bool read_audiences(struct corpus *c, struct err *e)
{
    struct stmt *s = db_use(c->db, SQL_AUDIENCES, e);
    bool row = true, ok = s != NULL;
    while (ok && (ok = stmt_step(s, &row, e)) && row) {
        struct audience a = { (int)stmt_get_int(s, 1), (uint32_t)stmt_get_int(s, 2), (uint32_t)stmt_get_int(s, 3),
                              arena_text(&c->memory, stmt_get_text(s, 4, NULL)) };
        if (stmt_get_int(s, 0) != c->audience_count || a.org >= c->name_count || a.actor >= c->name_count) {
            ok = damaged(e);
            break;
        }
        c->audiences = grown(c->audiences, c->audience_count + 1, sizeof *c->audiences);
        c->audiences[c->audience_count++] = a;
    }
    if (s)
        stmt_done(s);
    return ok;
}

/* Every number on a card must be one that is there: the tables may have been edited outside the program. */
static bool check_cards(const struct corpus *c, struct err *e)
{
    for (uint32_t i = 0; i < c->doc_count; i++) {
        const struct card *d = &c->cards[i];
        if (d->org >= c->name_count || d->kind >= c->name_count || d->audience >= c->audience_count || d->blocks == 0
            || d->title_units > d->units || d->units > DOCUMENT_UNITS_MAX || d->heading_units / 2 > d->units
            || d->heading_blocks >= d->blocks)
            return damaged(e);
    }
    return true;
}

static bool read_all(struct corpus *c, struct err *e)
{
    int64_t version = 0;
    return db_int(c->db, e, &version, SQL_VERSION, "")
           && (version == CORPUS_VERSION || ERR(e, ERR_CONFLICT, CORPUS_OTHER_VERSION, c->l->path)) && read_cards(c, e)
           && read_segments(c, e) && read_names(c, e) && read_audiences(c, e) && check_cards(c, e);
}

bool corpus_open(struct corpus **out, struct ledger *l, struct err *e)
{
    struct corpus *c = calloc(1, sizeof *c);
    bool there;
    int64_t last = 0, seq = 0;
    if (!c)
        abort();
    *c = (struct corpus) { .l = l, .db = l->db, .look_cost = LOOK_COST };
    arena_init(&c->memory, 16 * 1024);
    bool ok = corpus_tables(l->db, &there, e) && db_int(l->db, e, &last, SQL_LAST, "")
              && (!there || db_int(l->db, e, &seq, SQL_SEQ, ""))
              && (last <= seq || ERR(e, ERR_CORRUPT, CORPUS_BEHIND, l->path));
    if (!ok || (there && !read_all(c, e))) {
        corpus_close(c);
        return false;
    }
    *out = c;
    return true;
}

static void drop_handle(struct handle *h)
{
    blob_close(h->blob);
    free(h->pages);
    *h = (struct handle) { 0 };
}

void corpus_close(struct corpus *c)
{
    if (!c)
        return;
    for (int i = 0; i < HANDLES; i++) {
        drop_handle(&c->texts[i]);
        drop_handle(&c->lists[i]);
    }
    for (int i = 0; i < BLOCK_PAGES; i++)
        free(c->block_pages[i].words);
    free(c->cards);
    free(c->first_blocks);
    free(c->segments);
    free(c->parts);
    free(c->names);
    free(c->audiences);
    free(c->room);
    free(c->folded);
    arena_free(&c->memory);
    free(c);
}

int64_t corpus_count(const struct corpus *c)
{
    int64_t n = 0;
    for (uint32_t i = 0; i < c->doc_count; i++)
        n += c->cards[i].flags & CARD_LIVE ? 1 : 0;
    return n;
}

/* ---- reaching ---- */

static bool open_handle(struct corpus *c, struct handle *kept, const char *table, const char *column, int64_t row,
                        struct handle **out, struct err *e)
{
    struct handle *h = &kept[row % HANDLES];
    *out = h;
    if (h->blob && h->row == row)
        return true;
    drop_handle(h);
    h->row = row;
    return db_blob(c->db, table, column, row, &h->blob, e);
}

static uint32_t get_u32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The directory of a part; every place in it is within the part. */
static bool read_pages(struct handle *h, struct err *e)
{
    uint8_t head[PART_HEAD];
    size_t bytes = blob_bytes(h->blob);
    if (!blob_read(h->blob, 0, head, sizeof head, e))
        return false;
    uint32_t count = get_u32(head);
    if (count == 0 || count > (bytes - PART_HEAD) / PART_PAGE)
        return ERR(e, ERR_CORRUPT, CORPUS_INDEX_BAD, MSG_NUM(h->row));
    uint8_t *dir = malloc((size_t)count * PART_PAGE);
    struct part_page *pages = malloc(((size_t)count + 1) * sizeof *pages);
    if (!dir || !pages)
        abort();
    bool ok = blob_read(h->blob, PART_HEAD, dir, (size_t)count * PART_PAGE, e);
    for (uint32_t i = 0; ok && i < count; i++) {
        const uint8_t *p = dir + (size_t)i * PART_PAGE;
        pages[i] = (struct part_page) { get_u32(p), get_u32(p + 4), get_u32(p + 8) };
        bool sound = i == 0
                     || (pages[i].key > pages[i - 1].key && pages[i].keys_at > pages[i - 1].keys_at
                         && pages[i].lists_at >= pages[i - 1].lists_at);
        ok = (sound && pages[i].lists_at <= bytes) || ERR(e, ERR_CORRUPT, CORPUS_INDEX_BAD, MSG_NUM(h->row));
    }
    pages[count] = (struct part_page) { 0, ok ? pages[0].lists_at : 0, 0 };
    if (ok && pages[count].keys_at <= pages[count - 1].keys_at)
        ok = ERR(e, ERR_CORRUPT, CORPUS_INDEX_BAD, MSG_NUM(h->row));
    free(dir);
    h->pages = pages;
    h->page_count = count;
    return ok;
}

/* The last of parts [from, to) whose first key is not beyond `key`; -1. */
static int part_of(const struct corpus *c, int from, int to, uint32_t key)
{
    int low = from - 1, high = to - 1;
    while (low < high) {
        int middle = low + (high - low + 1) / 2;
        if (c->parts[middle].first_key <= key)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static bool look_in_page(struct handle *h, uint32_t page, uint32_t key, struct list_place *out, struct err *e)
{
    uint8_t room[10 * KEYS_A_PAGE];
    const struct part_page *at = &h->pages[page];
    size_t bytes = at[1].keys_at - at->keys_at, list_at = at->lists_at, all = blob_bytes(h->blob);
    if (bytes > sizeof room)
        return ERR(e, ERR_CORRUPT, CORPUS_INDEX_BAD, MSG_NUM(h->row));
    if (!blob_read(h->blob, at->keys_at, room, bytes, e))
        return false;
    const uint8_t *p = room, *end = room + bytes;
    for (uint32_t now = at->key, step, length; p < end; list_at += length) {
        if (!varint_get(&p, end, &step) || !varint_get(&p, end, &length) || length > all - list_at)
            return ERR(e, ERR_CORRUPT, CORPUS_INDEX_BAD, MSG_NUM(h->row));
        now += step;
        if (now >= key) {
            *out = (struct list_place) { h, list_at, now == key ? length : 0 };
            return true;
        }
    }
    return true;
}

bool shelf_list(struct corpus *c, const struct shelf_segment *s, uint32_t key, struct list_place *out, struct err *e)
{
    *out = (struct list_place) { 0 };
    int part = part_of(c, s->part_from, s->part_to, key);
    if (part < s->part_from)
        return true;
    struct handle *h;
    if (!open_handle(c, c->lists, "corpus_part", "data", c->parts[part].part, &h, e) || (!h->pages && !read_pages(h, e)))
        return false;
    uint32_t low = 0, high = h->page_count - 1;
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;
        if (h->pages[middle].key <= key)
            low = middle;
        else
            high = middle - 1;
    }
    return look_in_page(h, low, key, out, e);
}

static bool read_block_page(struct corpus *c, struct block_page *p, int64_t page, struct err *e)
{
    struct stmt *s = db_use(c->db, SQL_BLOCKS, e);
    if (!s)
        return false;
    bool row;
    stmt_int(s, 1, page);
    bool ok = stmt_step(s, &row, e);
    p->count = 0;
    p->page = page;
    if (ok && row) {
        size_t bytes;
        const void *data = stmt_get_blob(s, 0, &bytes);
        p->words = grown(p->words, bytes + 1, 1);
        if (bytes)
            memcpy(p->words, data, bytes);
        p->count = (uint32_t)(bytes / sizeof *p->words);
    }
    stmt_done(s);
    return ok;
}

bool shelf_block(struct corpus *c, uint32_t block, uint32_t *word, struct err *e)
{
    int64_t page = block / BLOCKS_A_PAGE;
    struct block_page *p = &c->block_pages[page % BLOCK_PAGES];
    if ((!p->words || p->page != page) && !read_block_page(c, p, page, e))
        return false;
    if (block % BLOCKS_A_PAGE >= p->count)
        return damaged(e);
    *word = p->words[block % BLOCKS_A_PAGE];
    return true;
}

void shelf_room(struct corpus *c, size_t units)
{
    if (units <= c->room_units)
        return;
    c->room_units = units + 4096;
    c->room = grown(c->room, c->room_units, sizeof *c->room);
    c->folded = grown(c->folded, c->room_units, sizeof *c->folded);
}

bool shelf_text(struct corpus *c, const struct card *d, size_t from, size_t to, const uint16_t **out, struct err *e)
{
    struct handle *h;
    if (from > to || to > card_units(d))
        return damaged(e);
    shelf_room(c, to - from);
    *out = c->room;
    return open_handle(c, c->texts, "corpus_text", "units", d->chunk, &h, e)
           && blob_read(h->blob, 2 * ((size_t)d->at + from), c->room, 2 * (to - from), e);
}
