/* format/docx_fill_tree.h: the parts of a user's .docx as trees that can be changed.  Private to docx_fill.
 *
 * A line is a paragraph: its own text without that of the text boxes in it, which are lines of their own and follow it.  A
 * subtree holds consecutive lines in document order, so a copy of it does too.
 * Owner:   fill_open, then fill_close, also where fill_open failed.
 */
#ifndef FORMAT_DOCX_FILL_TREE_H
#define FORMAT_DOCX_FILL_TREE_H

#include <libxml/tree.h>

#include "format/docx_read_package.h"
#include "format/docx_write.h"

#define FILL_PART_MAX     ((size_t)64 << 20)  /* of a part whose text is filled */
#define FILL_TOTAL_MAX    ((size_t)512 << 20) /* of all parts unpacked */
#define FILL_COPIED_MAX   4000000             /* nodes of rows and paragraphs that lists repeat */
#define FILL_PARTS_MAX    200                 /* headers and footers */
#define DOCX_TEMPLATE_MAX ((size_t)16 << 20)  /* of the text with the tags */

/* A part with text. */
struct fill_part {
    const char *name;
    xmlDoc *doc;
    int first, count; /* lines */
    bool changed;
};

struct fill {
    struct arena *a;
    struct docx_package package;
    struct fill_part *parts; /* the main text, then headers and footers as the relations name them */
    int part_count, line_count;
    struct docx_out out; /* of the figures: their number, the lines of the manifest */
    bool *named;         /* by line: some block names it */
    bool aside;          /* a header or footer is being filled: a text that is not read back holds no controls */
    long bookmark_id;    /* above all that are there */
    long drawing_id;
    size_t copied; /* nodes */
    int changes;   /* paragraphs written anew */
};

bool fill_open(struct fill *f, struct arena *a, const void *data, size_t bytes, struct err *e);
void fill_close(struct fill *f);

/* Whether the node is the element w:NAME. */
bool fill_is(const xmlNode *n, const char *name);
/* Whether it is mc:NAME. */
bool fill_is_form(const xmlNode *n, const char *name);
/* The value of w:NAME; NULL. */
const char *fill_attribute(const xmlNode *n, const char *name);
/* A new element w:NAME of the vocabulary of `like`; not yet in the tree. */
xmlNode *fill_element(const xmlNode *like, const char *name);
void fill_set(xmlNode *n, const char *name, const char *value);
/* Takes a node out.  It is kept until fill_close: what was made like it may use the name of its vocabulary. */
void fill_drop(xmlNode *n);
/* A copy, not yet in the tree; `deep` false: without what is in it. */
xmlNode *fill_copy(xmlNode *n, bool deep);
/* The next element of the subtree of `root` after n in document order; `deeper` false: not into n. */
xmlNode *fill_next(const xmlNode *root, xmlNode *n, bool deeper);

/* Lines in the subtree. */
int fill_lines(const xmlNode *n);

/* What a paragraph's text is made of. */
struct fill_piece {
    xmlNode *run, *node; /* w:r and the child of it that bears the text */
    const char *text;
    size_t bytes;
    int start, count; /* code points of the line */
};
struct fill_line {
    struct fill_piece *pieces;
    int piece_count;
    struct buf text;
};
/* Reads the paragraph's own text; pieces in the arena, l->text is the caller's to free. */
void fill_line_read(struct fill_line *l, struct arena *a, xmlNode *paragraph);

#endif
