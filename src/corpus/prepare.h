/* corpus/prepare.h: documents made ready for the tables, on a second thread.  Only for this module. */
#ifndef CORPUS_PREPARE_H
#define CORPUS_PREPARE_H

#include <jansson.h>

#include "corpus/store.h"

/* What is being taken in: its file and what of it; the bytes to be kept aside where it is refused. */
struct piece {
    const char *path, *inside, *name;
    const void *data;
    size_t bytes;
    bool swollen; /* out of a ZIP that is far smaller: a copy would fill the disk for the sender */
};

#define LOAD_ITEMS 64
struct load_item {
    struct piece p;
    struct corpus_document d;
    struct prepared made;
    struct err why; /* refused; in the reader's language from the beginning */
    bool line;      /* of a .jsonl: what the document is stands in the piece's bytes */
    bool told_only; /* refused, and nothing to keep aside */
    int which;      /* of the paths given */
    json_t *json;   /* what the document's texts lie in */
};
/* Items in order, and all they point to. */
struct load {
    struct arena memory;
    struct load_item items[LOAD_ITEMS];
    int count;
    size_t bytes;
};
struct preparing;
/* Documents whose bytes the library has are hashed and left at that.  prepare_end in either case. */
bool prepare_start(struct preparing **out, struct db *db, const struct corpus_document *common, struct err *e);
void prepare_end(struct preparing *g);
struct load *prepare_filling(struct preparing *g); /* what is put goes into its memory */
struct load_item *prepare_put(struct preparing *g, size_t bytes, bool *full);
struct load *prepare_turn(struct preparing *g);
void prepare_clear(struct load *l);

/* intake.c: the document of a line; false with x->why. */
bool line_read(struct arena *a, struct load_item *x, const struct corpus_document *common);

#endif
