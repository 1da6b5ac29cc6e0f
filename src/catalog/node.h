/* catalog/node.h: the YAML of a pack as a tree whose every node knows its place.
 *
 * Bounds: NODE_TEXT_BYTES_MAX of text, NODE_DEPTH_MAX levels.  No anchors, aliases, tags or tabs; one document.
 * Owner:  everything lives in the arena.
 */
#ifndef CATALOG_NODE_H
#define CATALOG_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

#define NODE_TEXT_BYTES_MAX (1024 * 1024)
#define NODE_DEPTH_MAX      16

enum node_kind { NODE_TEXT = 1, NODE_LIST = 2, NODE_MAP = 4 };

struct node {
    enum node_kind kind;
    int line, column;       /* 1.., in code points */
    const char *text;       /* NODE_TEXT */
    int inner;              /* columns from `column` to the text's first character, where each of its characters is one
                                column of that line; -1 where it is not so (escapes, folded lines) */
    const struct node *key; /* in a map: the value's key */
    struct node *first;     /* elements of a list, values of a map */
    struct node *next;
    int count;
};

/* The sentence's place, "FILE:LINE:COLUMN: ", cut to fit. */
#define PLACE_BYTES 320
const char *place_text(char room[PLACE_BYTES], const char *file, int line, int column);

bool node_read(struct arena *a, const char *file, const char *text, size_t bytes, struct node **root, struct err *e);

#endif
