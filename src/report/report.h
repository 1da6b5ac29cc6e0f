/* report/report.h: a template filled as of a day -> a tree of blocks whose figures are linked.
 *
 * Promise: a template cannot loop without end, read files or reach SQL; what it may say is docs/TEMPLATES.md.
 * Owner:   the document lives in the arena given.
 * Errors:  ERR_INPUT "TEMPLATE:LINE:COLUMN: what; the fix".
 * May use: base format catalog measure (and what measure hands out).  Used by: op.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "format/format.h"
#include "measure/measure.h"

/* ---- what is filled ---- */

struct report_source {
    const char *report;    /* the report's name */
    const char *file;      /* the template's, for messages */
    const char *text;      /* with its {{…}} */
    const struct book *of; /* a letter about one entry of this book, basis.of; NULL: none */
    const void *docx;      /* the bytes of a user's own .docx, whose text `text` is: every line is a paragraph; NULL */
    size_t docx_bytes;
};
/* The source of a declared report. */
bool report_source(struct arena *a, const struct report *r, struct report_source *out, struct err *e);
/* The source of a template that is a file: bytes of a .docx, or of text. */
bool report_source_file(struct arena *a, const char *path, struct report_source *out, struct err *e);

/* A .docx among the texts of a pack is its bytes in base64 (RFC 4648): struct report's template_text, where template_name
 * ends in .docx. */
#define REPORT_DOCX_MAX (8 << 20)
bool report_is_docx(const char *template_name);
void report_base64(const void *data, size_t bytes, struct buf *out);

/* ---- filling ---- */

/* What a reader of the document wants beside its text. */
struct report_options {
    bool formulas; /* figure.formula */
    int entries;   /* so many of the first entries behind each figure, except one of a group; 0: none */
};

/* b->from is 1 January unless the caller asked otherwise; b->of is the letter's entry, which the caller has found to exist.
 * `o` NULL: nothing beside the text.  out->heads is the caller's. */
bool report_build(struct measure_session *s, struct arena *a, const struct catalog *c, const struct report_source *source,
                  const struct basis *b, const struct report_options *o, struct text_document *out, struct err *e);
/* Checks a template without a ledger: every name and filter exists, every {{#…}} is closed. */
bool report_check(const struct catalog *c, struct arena *a, const struct report_source *source, struct err *e);
/* The same for every report the catalog declares. */
bool report_check_all(const struct catalog *c, struct arena *a, struct err *e);

/* ---- a figure asked again ---- */

/* The value that a figure of a text (its measure, modifier, from and asof) has in these circumstances: b->org, from, asof and
 * known are the caller's.  Decimal text as struct figure keeps it; *value NULL: none. */
bool report_figure_value(struct measure_session *s, struct arena *a, const struct figure *f, const struct basis *b,
                         const char **value, struct err *e);
/* The group that a figure of a list by groups stands for: "by 级别 = 重大"; false where it is none of that kind. */
bool report_figure_group(struct arena *a, const struct figure *f, const char **field, const char **group);
/* The other period that a change compares with; false where the figure looks at its own period alone. */
bool report_figure_base(const struct figure *f, int32_t *from, int32_t *asof);

#endif
