/* op/figure.h: the figures of a text against the ledger: what check, issue and drift share.  Only for this module. */
#ifndef OP_FIGURE_H
#define OP_FIGURE_H

#include "op/inside.h"

/* Who asks, and between which positions of the ledger. */
struct asking {
    struct op_call *c;
    struct measure_session *session;
    int64_t then, now;     /* known positions */
    struct touch *touches; /* of the events after `touched_after`; kept from figure to figure */
    int64_t touch_count, touched_after;
};

/* The figure's own circumstances, as known at a position. */
bool figure_basis(const struct op_call *c, const struct figure *f, int64_t known, struct basis *out, struct err *e);
/* The figure's value as known at a position; NULL: none. */
bool figure_value(const struct asking *x, const struct figure *f, int64_t known, const char **value, struct err *e);

/* Whether an entry of the book is one of the figure's group as known at a position; any entry is, where it has no group. */
bool figure_groups(const struct asking *x, const struct figure *f, const struct book *book, int64_t entry, int64_t known,
                   bool *in, struct err *e);

/* How people call it: "立案（同比）"; and a value with its unit, or that there is none. */
const char *figure_called(const struct op_call *c, const struct figure *f);
const char *figure_shown(const struct op_call *c, const struct figure *f, const char *value);

/* Why a figure is another now. */
struct reasons {
    json_t *list;   /* [{"why","book","id","seq","actor"}], the first ones; the caller's */
    int64_t total;  /* entries that make the difference */
    bool redefined; /* another definition holds (口径) */
};
bool figure_reasons(struct asking *x, const struct figure *f, struct reasons *out, struct err *e);
/* "检查-12 补录；…" for people. */
void reasons_say(const struct op_call *c, const struct reasons *r, struct buf *out);

#endif
