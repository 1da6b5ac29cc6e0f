/* text/text.h: what can be found in a text of official Chinese without knowing where it came from.
 *
 * Promise: pure; sees no SQL and no files; time linear in the text.  Rules are rules of the language: tables of units,
 *          measure words and verbs; docs/READING.md names each.
 * Owner:   results lie in the arena given; texts in them too.
 * Units:   places are code points, 0.. ; an end is the place behind.
 * Errors:  none: any UTF-8 can be read, and a text without anything in it has nothing found in it.
 * May use: base.  Used by: corpus op.
 */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/msg.h"

/* ---- the outline ---- */

enum text_part { PART_SUMMARY, PART_PROBLEMS, PART_PLAN };

struct text_heading {
    int level;          /* 1: the title */
    const char *number; /* as written: "一、", "（一）", "1．", "一是"; "" */
    const char *title;
    size_t start, end; /* number and title */
    bool runin;        /* the paragraph goes on behind it */
    enum text_part part;
};

/* ---- quantities ---- */

enum text_role { TEXT_ACTUAL, TEXT_TARGET, TEXT_CHANGE, TEXT_BASE, TEXT_SHARE, TEXT_ROLE_COUNT };
const char *text_role_name(enum text_role r); /* "actual" … : the word of the JSON form */

struct text_period {
    bool known;
    int32_t from, to; /* civil days, both inside */
};

struct text_figure {
    size_t start, end;
    const char *text;   /* as written: "1.44万亩" */
    const char *value;  /* canonical decimal in the base unit: "14400" */
    const char *unit;   /* "亩"; NULL where the text names none */
    const char *approx; /* "约", "余", "以上" …; NULL: exact */
    enum text_role role;
    const char *what; /* what it measures, "" where nothing says so */
    struct text_period period;
};

/* XX万元 */
struct text_mask {
    size_t start, end;
    const char *text, *unit, *what; /* unit NULL where the text names none */
};

/* ---- commitments ---- */

struct text_commitment {
    size_t start, end;
    const char *text, *what;
    const char *op;           /* ">=", "<=", "=", "done" */
    const char *value, *unit; /* NULL where nothing is counted */
    int32_t deadline;         /* a civil day; DAY_LAST where none is known */
};

/* ---- findings ---- */

enum text_severity { TEXT_ERROR, TEXT_WARNING, TEXT_INFO };
const char *text_severity_name(enum text_severity s);

struct text_finding {
    const char *rule;  /* "numbering.repeat": its section in docs/READING.md */
    const char *class; /* numbering arithmetic year doubled-word punctuation docno-bracket unit magnitude residue bracket
                        * typo style */
    enum text_severity severity;
    size_t start, end;
    const char *message;
    const char *fix; /* what should stand in [start, end); NULL where that is not certain */
};

/* ---- all of it ---- */

struct text_hints {
    enum msg_lang lang; /* of the findings' messages */
    int year;           /* of the work reported, where the text's name tells it; 0 */
};

struct reading {
    const char *title, *org; /* "" */
    int year;                /* of the work reported; 0 where unknown */
    size_t chars, closing;   /* closing: where signature and date at the end begin; `chars` where there are none */
    struct text_heading *outline;
    struct text_figure *figures;
    struct text_mask *masked;
    struct text_commitment *commitments;
    struct text_finding *findings; /* all in order of place */
    int outline_count, figure_count, masked_count, commitment_count, finding_count;
};

/* `text` is UTF-8 of `bytes` bytes, lines ended by \n; malformed bytes are read as U+FFFD. `hints` may be NULL. */
void text_read(struct arena *a, const char *text, size_t bytes, const struct text_hints *hints, struct reading *out);

/* ---- a compilation ---- */

/* PIECE_SOURCE: where a compilation says it has its documents from: a line 〔来源：…〕, the list 参考来源 at its end. */
enum text_piece_kind { PIECE_DOCUMENT, PIECE_RESIDUE, PIECE_SOURCE };
struct text_piece {
    enum text_piece_kind kind;
    const char *title; /* "" for a line */
    size_t start, end;
    const char *text; /* lines ended by \n, without residue and blank lines */
    int page;         /* as the contents say; 0 */
};
struct text_split {
    struct text_piece *pieces; /* a document behind the residue found in it */
    int count;
    const char **missing; /* titles of the contents that stand nowhere behind them */
    int missing_count;
};
/* Cuts a compilation by its table of contents (a line 目录, lines with page numbers).  False where it has none, or none of its
 * titles stands behind it. */
bool text_split(struct arena *a, const char *text, size_t bytes, struct text_split *out);
/* Title, org, year and outline alone: a tenth of the work. */
void text_outline(struct arena *a, const char *text, size_t bytes, const struct text_hints *hints, struct reading *out);

/* ---- a plan and its results ---- */

enum text_outcome { OUTCOME_KEPT, OUTCOME_EXCEEDED, OUTCOME_MISSED, OUTCOME_MENTIONED, OUTCOME_SILENT, OUTCOME_COUNT };
const char *text_outcome_name(enum text_outcome o); /* "kept" …: the word of the JSON form */
struct text_pair {
    const struct text_commitment *promise;
    const struct text_figure *result; /* NULL: nothing was counted, or no figure of the summary measures it */
    size_t start, end;                /* of the sentence in the summary */
    const char *sentence;             /* "" */
    enum text_outcome outcome;
};
struct text_input {
    const char *text;
    size_t bytes;
};
struct text_comparison {
    struct reading plan, summary;
    struct text_pair *pairs; /* one a commitment of the plan, in its order */
    int count;
};
/* Pairs the plan's commitments with what the summary says of them. */
void text_compare(struct arena *a, const struct text_input *plan, const struct text_input *summary,
                  struct text_comparison *out);

/* ---- a figure held against a value ---- */

/* Whether `actual`, in the figure's unit, is what the figure says as it is written: 4.04万家 covers 40350 up to 40449, 余 and 超
 * what is not less, 近 and 不足 what is not more.  UNSURE where the writing does not tell: 约, 以上, Chinese numerals, ranges. */
enum text_claim { CLAIM_HOLDS, CLAIM_DIFFERS, CLAIM_UNSURE };
enum text_claim text_claims(const struct text_figure *f, struct ratio actual);
/* Whether a figure's `what` is the thing called `name` of the org called `org` as a whole: nothing but the org (全县, its
 * name) and words of summing up stand before the name. */
bool text_what_is(const char *what, const char *name, const char *org);
/* Whether what stands before a figure in its sentence says of itself what it is: a time, the org, the name and nothing else.
 * In a row of figures a later one may be of what an earlier one counted: 检查场所234家，立案37起. */
bool text_stands_alone(const char *before, const char *name, const char *org);
/* How many of a figure's units a unit is: 万元 10000 元, 元 1 元; 0: none, it is another. */
int64_t text_unit_times(const char *unit, const char *figure);

/* A number in digits with the unit behind it: "40373家", "8万余条", "95.2%".  Days, years, document numbers, ordinals and
 * the numbers of headings are none. */
struct quantity {
    size_t start, end;
    const char *text;
};
/* In order of place. */
void text_quantities(struct arena *a, const char *text, struct quantity **out, int *count);

#endif
