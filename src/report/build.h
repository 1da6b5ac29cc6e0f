/* report/build.h: what walks a template's tree.  Private to report/.
 *
 * build.c walks; figure.c prints figures; list.c lists and reads fields; note.c says what changed its meaning (口径).
 */
#ifndef REPORT_BUILD_H
#define REPORT_BUILD_H

#include "report/page.h"
#include "report/template.h"

/* What words and fields mean: the innermost block being listed, then those around it; the outermost is the text. */
struct frame {
    const struct frame *outer;
    int depth;         /* that of its scope */
    const char *name;  /* of the org of a level; NULL elsewhere */
    const char *group; /* of a group; NULL elsewhere */
    const char *field; /* what the group is a value of */
    const char *asked; /* the measure that was grouped, as it is asked again */
    const struct measure_result *result;
    const struct measure_value *value;
    int64_t entry;        /* whose fields are read; 0: none */
    const char *entry_id; /* in a list of entries, what figures count for: "BOOK/编号"; NULL elsewhere */
    int number;           /* 1.. */
    struct basis basis;   /* asked within it */
};

#define NOTED_SLOTS 256
struct noted {
    const char *measure; /* or a formula */
    bool history;        /* its base came from 历史数 */
    struct noted *next, *same_slot;
};
struct traced {
    const char *measure;
    struct basis basis;
    const struct figure_entry *entries;
    int count;
    int64_t total;
    struct traced *next;
};

struct builder {
    struct measure_session *session;
    struct arena *a;
    const struct catalog *catalog;
    const char *name; /* the template's */
    struct report_options options;
    struct page page;
    int items; /* listed so far, in all blocks */
    struct arena scratch;
    struct noted *noted, **noted_tail; /* the measures printed, in order */
    struct noted *noted_slots[NOTED_SLOTS];
    struct traced *traced;
    struct err *e;
};

bool fill(struct builder *b, const struct node *list, const struct frame *f);

/* ---- places and failures ---- */
const char *place_of(const struct builder *b, int line, int column);
struct spot spot_of(const struct node *n);
/* A failure of the measure module, behind the place in the template. */
bool fail_at(const struct builder *b, const struct expression *x, const struct err *inner);

/* ---- figures ---- */
/* The frame of the innermost group, or of the innermost level. */
const struct frame *frame_with(const struct frame *f, bool group);
/* The formula that asks for an expression here: in a list of entries it counts for the entry alone. */
const char *asked_text(const struct builder *b, const char *text, const struct frame *f);
/* The one value of an expression; 值 is the innermost group's. */
bool ask(struct builder *b, const struct expression *x, const struct frame *f, struct measure_result *result,
         struct measure_value *value);
bool shown_value(const struct builder *b, const struct expression *x, const char *unit, const struct measure_value *v,
                 struct ratio *out);
bool fill_figure(struct builder *b, const struct node *n, const struct frame *f);

/* ---- lists and fields ---- */
/* A number that is compared or ordered by. */
bool operand(struct builder *b, const struct expression *x, const struct frame *f, bool *null, struct ratio *out);
/* A field of an entry as people read it; "" where it is empty. */
bool field_text(struct builder *b, const struct expression *x, const struct frame *f, const char **out);
/* Whether a condition holds for the entry. */
bool entry_holds(struct builder *b, const struct node *n, const struct frame *f, bool *out);
bool fill_each(struct builder *b, const struct node *n, const struct frame *f);
bool fill_group(struct builder *b, const struct node *n, const struct frame *f);
bool fill_entries(struct builder *b, const struct node *n, const struct frame *f);

/* ---- notes ---- */
/* A measure was printed. */
void note_measure(struct builder *b, const char *measure, bool history);
/* Says at the end what must be said. */
void put_notes(struct builder *b, const struct basis *basis);

#endif
