/* corpus/inside.h: the parts of the library among themselves.  Only for this module.  The whole picture: docs/LIBRARY.md.
 *
 * A text is kept as 16-bit units (UTF-16, as it was written, not folded), documents one after another in chunks.  It is cut
 * into blocks; the index says for every pair of neighbouring folded units in which blocks it stands.
 *
 *   document -> store.c (text, blocks, cards) -> post.c (pairs) -> part.c (a segment's bytes) -> merge.c
 *   query.c -> find.c (pairs -> blocks -> documents, verified in the text) -> search.c (order, places, snippets)
 */
#ifndef CORPUS_INSIDE_H
#define CORPUS_INSIDE_H

#include "base/day.h"
#include "base/text.h"
#include "corpus/corpus.h"

#define BLOCK_UNITS   240 /* a block's own units, where no line ends near */
#define OVERLAP_UNITS 8   /* of the next block whose pairs are indexed with a block, within its line */
#define WINDOW_UNITS  (OVERLAP_UNITS + 1)
#define HEADING_UNITS 60 /* of a heading: that is how much is shown, and ranks */
#define CHUNK_UNITS   ((size_t)512 * 1024)
#define BLOCKS_A_PAGE 4000
#define CARDS_A_PAGE  360
#define UNITS_MAX     ((size_t)16 * 1024 * 1024) /* of one document; code points */
#define DOCUMENT_UNITS_MAX                                                                                                  \
    (2 * UNITS_MAX + 1024) /* as stored: UTF-16, the title in front; a card that says more is damaged */

/* Room for `need` items of an array that grows by half more each time; it may move.  free() it. */
void *array_room(void *items, size_t *room, size_t need, size_t size);

/* ---- units.c ---- */

/* UTF-8 -> units; `out` has room for `bytes` + 1.  What would collide with the index's own marks becomes U+FFFD. */
size_t units_of(const char *text, size_t bytes, uint16_t *out);
void units_text(const uint16_t *u, size_t count, struct buf *out);
/* Full width as half width, capitals as small letters (Latin, Greek, Cyrillic); one unit stays one unit. */
void units_fold(const uint16_t *in, size_t count, uint16_t *out);
/* Whether q stands in t; *at is its first place at or behind *at. */
bool units_find(const uint16_t *t, size_t count, const uint16_t *q, size_t n, size_t *at);
/* A word to be looked for in text that is not folded; `plain`: one of its units folds from nothing else, so it can be. */
struct needle {
    const uint16_t *q; /* folded */
    size_t n, anchor;
    bool plain, two; /* two: so does the one behind it */
};
void needle_make(struct needle *x, const uint16_t *q, size_t n);
bool needle_find(const struct needle *x, const uint16_t *t, size_t count, size_t *at); /* a plain one */
/* Any: in the text where it is plain, else in the same text folded, which is not read otherwise. */
bool needle_seek(const struct needle *x, const uint16_t *text, const uint16_t *folded, size_t count, size_t *at);
/* A text as folded units, in the arena. */
uint16_t *folded_text(struct arena *a, const char *text, size_t *count);
/* Code points before `at`, given where units are not all code points. */
size_t units_points(const uint16_t *u, size_t at);

/* ---- numbers of the index ---- */

#define KEY(first, second) ((uint32_t)(first) << 16 | (uint32_t)(second))
#define SECOND_DOCS        0 /* in place of a second unit: the documents in which the first stands */
#define SECOND_TITLES      1 /* … in whose titles it stands */
#define SECOND_HEADINGS    2 /* … in whose headings */
static inline bool key_counts_docs(uint32_t key)
{
    return (key & 0xFFFF) <= SECOND_HEADINGS;
}

static inline uint8_t *varint_put(uint8_t *p, uint32_t value)
{
    for (; value >= 0x80; value >>= 7)
        *p++ = (uint8_t)(value | 0x80);
    *p++ = (uint8_t)value;
    return p;
}
/* False where the bytes end, or hold no 32-bit number. */
static inline bool varint_get(const uint8_t **p, const uint8_t *end, uint32_t *value)
{
    uint32_t v = 0;
    for (int shift = 0; *p < end && shift < 35; shift += 7) {
        uint8_t b = *(*p)++;
        if (shift == 28 && b > 0x0F)
            return false;
        v |= (uint32_t)(b & 0x7F) << shift;
        if (!(b & 0x80)) {
            *value = v;
            return true;
        }
    }
    return false;
}

/* A segment: the blocks and documents whose pairs it holds.  Numbers in its lists count from its first. */
struct segment {
    int64_t id;
    uint32_t block_from, block_to, doc_from, doc_to; /* [from, to) */
    int64_t bytes;
};

/* ---- part.c: a segment's lists in parts of about a megabyte ---- */

#define PART_BYTES     ((size_t)1024 * 1024)
#define KEYS_A_PAGE    64
#define PART_HEAD      4  /* bytes: how many pages */
#define PART_PAGE      12 /* bytes a page in the directory: first key, where its keys are, where its lists are */
#define LIST_BYTES_MAX ((size_t)64 * 1024 * 1024)

struct part_page {
    uint32_t key, keys_at, lists_at;
};
struct part_out {
    struct db *db;
    int64_t segment, bytes;
    struct buf keys, lists;
    struct part_page *pages;
    size_t page_count, page_room;
    int page_keys;
    uint32_t last_key;
};
/* Keys ascending.  After the last key part_out_end; it frees in either case. */
bool part_put(struct part_out *p, uint32_t key, const uint8_t *list, size_t bytes, struct err *e);
bool part_out_end(struct part_out *p, bool keep, struct err *e);

/* The same read from its beginning to its end: a part's bytes in memory, key by key. */
struct part_in {
    struct db *db;
    int64_t segment, part; /* the part being read */
    uint8_t *data;
    size_t bytes;
    uint32_t page, page_count;
    const uint8_t *keys, *keys_end;
    size_t at; /* of the next list */
    bool done;
    uint32_t key; /* the current one */
    const uint8_t *list;
    size_t list_bytes;
};
bool part_in_start(struct part_in *p, struct db *db, int64_t segment, struct err *e);
bool part_in_next(struct part_in *p, struct err *e);
void part_in_end(struct part_in *p);

enum block_place { PLACE_TEXT, PLACE_TITLE, PLACE_HEADINGS };

/* ---- lists.c: lists growing in memory ---- */

struct post {
    uint32_t key, number;
};
struct list_slot {
    uint32_t key, last;    /* its last number */
    uint32_t at;           /* where its next byte goes; 0: no list */
    uint16_t left, pieces; /* half bytes left in that piece; pieces it has */
};
struct lists {
    struct list_slot *slots;
    uint32_t *heads;     /* where a slot's first piece is */
    size_t table, count; /* slots there are (a power of two), and are in use */
    uint8_t *pool;
    size_t used, room;
};
/* Numbers of a key ascending; one that stands there already is not put again. */
void lists_put(struct lists *l, const struct post *posts, size_t count);
size_t lists_bytes(const struct lists *l);
bool lists_write(const struct lists *l, struct part_out *out, struct err *e); /* by key */
void lists_clear(struct lists *l);
void lists_free(struct lists *l);

/* ---- post.c: the pairs of a block; written as a segment ---- */

#define LISTS_ROOM ((size_t)96 * 1024 * 1024) /* of lists gathered before they are written, behind the document in hand */

struct posts {
    struct post *items; /* of one block; the same one may stand there again */
    size_t count, room;
    struct lists lists;
    size_t lists_room; /* LISTS_ROOM at most */
    uint32_t block_from, doc_from;
    uint32_t *stamps;       /* by unit: the document in which it was seen last, + 1 */
    uint32_t *place_stamps; /* … in a title or heading, twice the document + the place */
};
void posts_start(struct posts *p);
void posts_end(struct posts *p);
/* The pairs that begin in folded[start, end), and those behind it within the line and OVERLAP_UNITS, into p->items. */
void posts_block(struct posts *p, const uint16_t *folded, size_t count, size_t start, size_t end, uint32_t block,
                 uint32_t doc, enum block_place place);
/* Writes what was gathered as a segment [.., block_to) x [.., doc_to), and begins the next; a document is in one segment. */
bool posts_flush(struct posts *p, struct db *db, uint32_t block_to, uint32_t doc_to, struct err *e);

/* ---- merge.c ---- */
bool segments_read(struct db *db, struct segment **out, int *count, struct err *e); /* in order; free() it */
/* Merges the last ones as far as that pays; the work of many adds stays within a logarithm of what was added. */
bool segments_merge(struct db *db, struct err *e);
/* Adds up what the index says, so that it can be compared with what the text says. */
uint64_t post_mix(uint32_t key, uint32_t number);
bool segment_sum(struct db *db, const struct segment *s, uint64_t *sum, struct err *e);

/* ---- cards: what search must know of every document, kept in memory while a library is open ---- */

enum card_flag { CARD_LIVE = 1, CARD_TITLE_APART = 2, CARD_PAIRS = 4 /* some units are surrogates */ };
struct card {
    uint32_t first_block, blocks;
    uint32_t chunk, at, units; /* its text: title, line break, text; or the text alone where it begins with the title */
    uint32_t heading_units;    /* its headings once more, behind the text, a line break before each */
    int32_t day;               /* DAY_FIRST: not known */
    uint32_t org;              /* number of a name; 0: none */
    uint32_t kind;             /* likewise */
    uint32_t audience;
    int16_t year; /* 0: not known */
    uint16_t flags;
    uint16_t title_units;    /* in front, without its line break */
    uint16_t heading_blocks; /* its last ones */
};
_Static_assert(sizeof(struct card) == 48, "cards are stored as they are");
static inline size_t card_units(const struct card *c)
{
    return (size_t)c->units + c->heading_units;
}

/* A block: where it begins in its document, in which part of the text, whether it is its title or some of its headings. */
#define BLOCK_AT(word)              ((word)&0x0FFFFFFFu)
#define BLOCK_PART(word)            ((word) >> 28 & 3u)
#define BLOCK_PLACE(word)           ((enum block_place)((word) >> 30 & 3u))
#define BLOCK_WORD(at, part, place) ((uint32_t)(at) | (uint32_t)(part) << 28 | (uint32_t)(place) << 30)

/* ---- schema.c ---- */
#define CORPUS_VERSION 3 /* of the derived tables; another one means: rebuild */
bool corpus_tables(struct db *db, bool *there, struct err *e);
bool corpus_create(struct db *db, struct err *e);
bool corpus_drop(struct db *db, struct err *e);

/* ---- shelf.c: an open library, for reading ---- */

#define HANDLES   256
#define LOOK_COST 300
struct handle {
    int64_t row;
    struct blob *blob;
    struct part_page *pages; /* of an index part */
    uint32_t page_count;
};
struct part_ref {
    int64_t part;
    uint32_t first_key;
};
struct shelf_segment {
    struct segment s;
    int part_from, part_to;
};
#define BLOCK_PAGES 256
struct block_page {
    int64_t page;
    uint32_t count;
    uint32_t *words;
};
struct corpus {
    struct ledger *l;
    struct db *db;
    struct arena memory; /* names and the like */
    struct card *cards;
    uint32_t *first_blocks; /* of every document, and one behind the last */
    uint32_t doc_count, block_count;
    struct shelf_segment *segments;
    int segment_count;
    struct part_ref *parts;
    int part_count;
    struct handle texts[HANDLES], lists[HANDLES];
    struct block_page block_pages[BLOCK_PAGES];
    size_t look_cost;        /* bytes of a list that are read in the time of one look into the text: LOOK_COST */
    uint16_t *room, *folded; /* for a piece of text */
    size_t room_units;
    const char **names; /* by number */
    uint32_t name_count;
    struct audience {
        int visibility;
        uint32_t org, actor; /* names */
        const char *groups;  /* ",甲,乙,"; "" */
    } * audiences;
    uint32_t audience_count;
};
/* Where the list of a key lies; *bytes 0 where there is none. */
struct list_place {
    struct handle *handle;
    size_t at, bytes;
};
bool shelf_list(struct corpus *c, const struct shelf_segment *s, uint32_t key, struct list_place *out, struct err *e);
bool shelf_block(struct corpus *c, uint32_t block, uint32_t *word, struct err *e);
/* Units [from, to) of a document; they live until the next call. */
bool shelf_text(struct corpus *c, const struct card *d, size_t from, size_t to, const uint16_t **out, struct err *e);
/* Room for as many units twice over. */
void shelf_room(struct corpus *c, size_t units);

/* ---- query.c, find.c ---- */

/* One word or phrase of a query. */
struct term {
    const char *text;
    uint16_t *units; /* folded */
    size_t count;
    struct needle needle;
    bool not ;
    bool alike;        /* ~ */
    struct term * or ; /* another word that may stand in its place */
};
struct range {
    bool given;
    int64_t least, most;
};
/* figure:排查单位>10000 */
enum figure_op { FIGURE_OVER, FIGURE_LEAST, FIGURE_UNDER, FIGURE_MOST, FIGURE_IS };
struct figure_filter {
    uint16_t *name; /* folded */
    size_t count;
    enum figure_op op;
    const char *value; /* canonical decimal */
};
struct corpus_query {
    const char *text;
    struct figure_filter *figures; /* all of them */
    int figure_count;
    struct term *terms;
    int term_count, positive;
    struct range year, day;
    const char **orgs, **kinds; /* any of them; folded alike */
    int org_count, kind_count;
    unsigned parts; /* bits by enum text_part + 1; 0: anywhere */
};

/* What is asked, worked out against an open library. */
struct found {
    uint32_t doc;
    uint8_t titles, headings; /* how many of the words stand in its title, in its headings */
};
struct finding {
    struct corpus *c;
    const struct corpus_query *q;
    struct arena *a;
    const bool *audience_ok, *org_ok, *kind_ok; /* by number; NULL: all */
    bool rank;                                  /* titles and headings are asked for */
    struct found *docs;                         /* ascending */
    size_t count;
};
/* The documents the query names and the asker may see, each once. */
bool find_docs(struct finding *f, struct err *e);

/* ---- ask.c ---- */
/* By audience: whether the asker may see it; NULL: everything. */
const bool *audiences_ok(const struct corpus *c, struct arena *a, const struct corpus_asker *who);
/* A document that is there and may be seen; what its row and card say of it. */
bool corpus_find(struct corpus *c, struct arena *a, const char *id, const struct corpus_asker *who, uint32_t *doc,
                 struct corpus_kept *out, uint8_t hash[SM3_BYTES], struct err *e);

/* What the row and card of a document say; its headings as they are packed (store.c). */
bool corpus_about(struct corpus *c, struct arena *a, uint32_t doc, struct corpus_about *out, struct err *e);
bool corpus_headings(struct corpus *c, struct arena *a, uint32_t doc, const uint8_t **out, size_t *bytes, struct err *e);

/* ---- headings.c ---- */
struct heading {
    size_t start, end; /* units of the document */
    int level;
};
/* The next of packed headings; `h` is the one before, or zero. */
bool heading_next(const uint8_t **p, const uint8_t *end, struct heading *h);
/* What is kept behind the text of `count` units: every heading but the title, a line break before each.  `out` has room for twice
 * as much. */
size_t headings_copy(const uint16_t *units, size_t count, const uint8_t *packed, size_t bytes, uint16_t *out);

/* ---- search.c ---- */
/* By number of a name: whether it holds one of the texts, folded alike; NULL where there are none. */
const bool *names_holding(const struct corpus *c, struct arena *a, const char *const *texts, int count);

/* ---- near.c ---- */
#define NEAR_BYTES   128
#define NEARS_A_PAGE 120
void near_sign(const uint16_t *folded, size_t count, uint8_t out[NEAR_BYTES]);
int near_percent(const uint8_t *a, const uint8_t *b);

/* ---- figure.c ---- */
/* Canonical decimals; <0, 0, >0. */
int figure_compare(const char *a, const char *b);
/* Leaves the documents in which every figure asked for stands. */
bool figures_sift(struct finding *f, struct err *e);

#endif
