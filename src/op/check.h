/* op/check.h: what the files of `check` share.  Only for this module. */
#ifndef OP_CHECK_H
#define OP_CHECK_H

#include "op/linked.h"
#include "op/read.h"

#define CHECK_BEFORE_BYTES 6000 /* so much of a paragraph is looked at before a figure */

/* A text walked by places, which go on from one another mostly. */
struct check_text {
    const char *text, *at, *end; /* at and end NULL: not begun */
    size_t point;
};
const char *check_text_at(struct check_text *t, size_t place);

/* Figures of the text compared with the ledger by their measure's name. */
struct claims {
    int compared, differ;
};
/* Adds what differs to the findings. */
bool check_read_measures(struct op_call *c, const struct linked *k, struct reading *read, struct claims *counts,
                         struct err *e);

/* ---- what somebody has waived ---- */

struct waivers;
/* Those that stand in DOC.waive; --waive and --why ask for more. */
bool waivers_read(struct op_call *c, const char *path, const char *text, struct waivers **out, struct err *e);
/* The reason a finding is waived for; NULL: it is not. */
const char *waivers_reason(struct waivers *w, const char *rule, int64_t start, int64_t end);
/* Keeps what --waive asked for in DOC.waive; ERR_NOT_FOUND where it met no finding. */
bool waivers_keep(struct waivers *w, struct err *e);
/* Those met, apart from the findings; and, as remarks, those that meet nothing any more. */
void waivers_say(const struct waivers *w);

/* ---- one document ---- */

#define CHECK_STATUSES 6
struct checked {
    struct op_call *c;
    struct waivers *waivers;
    json_t *figures, *findings;
    size_t linked; /* of the findings, those of linked figures: they come first */
    int counts[CHECK_STATUSES];
};

/* Judges the linked figures, with the ledger where there is one, into x->figures and x->findings. */
bool check_linked(struct checked *x, struct linked *k, struct err *e);
void check_say_linked(const struct checked *x, const struct linked *k);

/* ---- the text ---- */

/* Puts the text's findings behind those of the figures; one that is waived leaves `k` and has its reason in the list. */
void check_put_text(json_t *findings, struct reading *k, struct waivers *w);
void check_say_text(struct op_call *c, const char *path, const struct docx_text *d, const struct reading *k);
/* Writes the document to `out` with every finding's certain fix made, and says how many were. */
bool check_fix(struct op_call *c, const char *path, const struct docx_text *d, const struct reading *k, const char *out,
               struct err *e);

#endif
