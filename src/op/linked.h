/* op/linked.h: a document brought back, its figures judged one by one.  Only for this module. */
#ifndef OP_LINKED_H
#define OP_LINKED_H

#include "op/figure.h"
#include "text/text.h"

/* One figure that the document holds or held. */
struct judged {
    const struct linked_figure *found;   /* NULL: neither control nor bookmark is left */
    const struct quantity *left;         /* then: its number, where it still stands in the text; NULL */
    const struct linked_figure *written; /* as it was printed; NULL where that is not known */
    const struct figure *link;           /* what it says it is; NULL where that is not known */
    bool changed;                        /* its text is another than was printed */
    bool unlinked;                       /* no content control holds it any more */
    bool forged;                         /* what the control says was not so in the ledger at its position */
    bool differs;                        /* the ledger says something else today */
    const char *then, *now;              /* the ledger's values; NULL: none */
    struct reasons reasons;              /* of `differs` */
};

struct linked {
    const char *path;
    struct docx_text doc;
    struct judged *items; /* in order of place; what is gone stands where it was printed */
    int count;
    struct quantity *added; /* numbers in the text that were not printed by the report */
    int added_count;
    bool searched; /* whether `added` could be told: the report's template is known */
};

/* Reads a document; one that is no report of ours has no items. */
bool linked_read(struct op_call *c, const char *path, struct linked *out, struct err *e);
/* Whether it was written by report, or holds figures of the ledger. */
bool linked_is_ours(const struct linked *k);
/* Compares with c->ledger (inside a reading transaction); ERR_CONFLICT where it was written from another ledger. */
bool linked_compare(struct op_call *c, struct linked *k, struct err *e);
void linked_free(struct linked *k);

/* Where a figure, or the number left of it, stands; -1, NULL: nowhere. */
int64_t judged_start(const struct judged *j);
int64_t judged_end(const struct judged *j);
const char *judged_text(const struct judged *j);

/* Fills k->added, k->searched and judged.left. */
bool linked_find_added(const struct asking *x, struct linked *k, struct err *e);

#endif
