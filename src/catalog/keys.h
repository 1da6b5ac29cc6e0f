/* catalog/keys.h: reading a pack's nodes: which keys a map may have, of what kind, and the sentence where it is not so. */
#ifndef CATALOG_KEYS_H
#define CATALOG_KEYS_H

#include "catalog/inside.h"

struct reader {
    struct catalog *c;
    const char *file;        /* for places */
    const struct pack *pack; /* being read */
    struct node *root;       /* of its text */
    const struct pack_source *source;
    struct list pending; /* struct pending_book: books declared, to be resolved */
    bool replaced;       /* an earlier version of the pack was there */
    struct err *e;
};

struct key {
    const char *name;
    unsigned kinds; /* of enum node_kind */
    bool required;
};

/* Fails with the node's place in front of the sentence. */
bool mistake(struct reader *r, const struct node *n, enum msg_id id, const char *const *args);
bool mistake_at(struct reader *r, const struct node *n, int offset, const struct err *why);
#define MISTAKE(r, node, id, ...) mistake((r), (node), MSG_##id, (const char *const[]) { __VA_ARGS__ __VA_OPT__(, ) NULL })

/* Puts the map's values in `out` at their key's place, NULL for absent ones.  `help` and `source` (texts) are read
 * everywhere and kept by nobody unless the table names them. */
bool keys_read(struct reader *r, const struct node *map, const char *what, const struct key *keys, int count,
               const struct node **out);
/* The list `n` (NULL: empty) has at most `max` elements, all of this kind. */
bool list_check(struct reader *r, const struct node *n, enum node_kind kind, int max);

bool read_name(struct reader *r, const struct node *n, const char **out);
bool read_label(struct reader *r, const struct node *n, const char **out);
bool read_flag(struct reader *r, const struct node *n, bool *out);
bool read_int(struct reader *r, const struct node *n, int low, int high, int *out);
bool read_text(const struct node *n, const char **out);
/* A text, or a list of texts. */
bool read_labels(struct reader *r, const struct node *n, const char *const **out, int *count);
bool read_day(struct reader *r, const struct node *n, int32_t *out);
/* One of the words; *out is its place. */
bool read_word(struct reader *r, const struct node *n, const char *const *words, int count, int *out);
/* A book of the catalog by name. */
bool read_book(struct reader *r, const struct node *n, const struct book **out);
/* A path over the book, or a condition over it; the mistake's place is inside the text. */
bool read_path(struct reader *r, const struct node *n, const struct book *b, const struct path **out);
bool read_where(struct reader *r, const struct node *n, const struct book *b, const struct where **out);

#endif
