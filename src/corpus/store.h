/* corpus/store.h: the writing side.  Only for this module. */
#ifndef CORPUS_STORE_H
#define CORPUS_STORE_H

#include "corpus/inside.h"
#include "text/text.h"

#define FOLDERS_MAX 32 /* within one another */
/* The text with a _ for every character that does not belong there: controls, what is no UTF-8, those of `bad`. */
void put_clean(struct buf *out, const char *text, size_t bytes, const char *bad);
/* Whether two paths lead to one file or folder. */
bool same_file(const char *a, const char *b);
/* Whether a folder is the one that holds what was refused; x NULL: no. */
bool corpus_aside_holds(const struct corpus_aside *x, const char *folder);
/* Whether it is the list of reasons itself. */
bool corpus_aside_lists(const struct corpus_aside *x, const char *folder, const char *name);
/* Whether something in a folder is passed over: hidden, an office program's lock, the ledger, the folder of what was refused. */
bool corpus_passes(const char *folder, const char *name, const char *ledger, const struct corpus_aside *aside);

/* What an event of the kind `document` says. */
struct doc_event {
    const char *id, *path, *title, *org, *kind, *name, *owner, *groups; /* groups: ",甲,乙,"; "" */
    int year;
    int32_t day;
    int visibility;
    uint8_t hash[SM3_BYTES];
    int64_t bytes;
    bool removed;
    const char *why;
};
/* The canonical body, and back; texts lie in the arena. */
const char *doc_event_body(struct arena *a, const struct doc_event *d);
bool doc_event_read(struct arena *a, const char *body, size_t bytes, struct doc_event *out);

/* The text of a document's bytes, as the readers of format/ give it. */
bool extract_text(struct arena *a, const char *name, const void *data, size_t bytes, const char **text, size_t *text_bytes,
                  struct err *e);
/* 总结 计划 总结+计划 方案 通知 报告 讲话 法规 其他 */
const char *document_kind(const char *title, const struct reading *k);

/* A document before it goes to the tables. */
struct prepared {
    struct content content;
    const char *text;
    size_t text_bytes;
    struct reading outline;
    struct err why; /* it cannot be taken in */
    bool whole;     /* else only its hash is there */
};
/* All but the hash, which is there. */
void prepare_rest(struct packer *p, struct arena *a, const struct corpus_document *d, struct prepared *out);
/* corpus_add of a document that is prepared, or of which the hash is there. */
bool add_prepared(struct corpus_writer *w, struct arena *a, const struct corpus_document *d, struct prepared *p,
                  const char *actor, enum corpus_fate *fate, const char **id, struct err *e);

struct corpus_writer {
    struct ledger *l;
    struct db *db;
    struct arena memory; /* of the document being added */
    struct packer *packer;
    struct posts posts;
    uint32_t doc, block; /* the next ones */
    int64_t card_page, block_page, near_page, chunk;
    struct card cards[CARDS_A_PAGE];
    uint32_t words[BLOCKS_A_PAGE];
    uint8_t signs[NEARS_A_PAGE * NEAR_BYTES];
    int card_count, block_count, near_count;
    uint16_t *text; /* the chunk that is being filled */
    size_t text_count, text_room;
    uint16_t *folded; /* of a document */
    size_t folded_room;
    bool cards_changed, blocks_changed, signs_changed, text_changed;
    int64_t seq; /* of the last event applied */
};

bool store_start(struct corpus_writer *w, struct err *e);
void store_free(struct corpus_writer *w);
/* Everything gathered goes to the tables. */
bool store_save(struct corpus_writer *w, struct err *e);
bool store_document(struct corpus_writer *w, const char *actor, const struct doc_event *d, const char *text, size_t bytes,
                    const struct reading *k, struct err *e);
/* The version of an id that is there now, or the last one; -1 where there never was one. */
bool store_find(struct corpus_writer *w, const char *id, int64_t *doc, bool *live, uint8_t hash[SM3_BYTES], struct err *e);
bool store_card(struct corpus_writer *w, uint32_t doc, struct card *out, struct err *e);
bool store_retire(struct corpus_writer *w, uint32_t doc, struct err *e);

/* Where blocks must be cut: parts of the text, its title, the headings behind it. */
struct cut {
    size_t at;
    unsigned part;
    enum block_place place;
};
/* The blocks of a text of `count` units; `see` is told each.  Writing and checking cut alike. */
typedef bool block_seen(void *context, size_t start, size_t end, unsigned part, enum block_place place, struct err *e);
bool blocks_cut(const uint16_t *units, size_t count, const struct cut *cuts, int cut_count, block_seen *see, void *context,
                struct err *e);

/* ---- headings.c ---- */
/* Headings as bytes: start less the one before, length, level, part; and where the text must be cut for its parts. */
void headings_pack(const struct card *c, const uint16_t *units, const struct reading *k, struct buf *out, struct cut *cuts,
                   int *cut_count);

#endif
