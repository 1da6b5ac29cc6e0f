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

/* Fills a template.  `name` is the template's, for messages. b->from is 1 January unless the caller asked otherwise. */
bool report_build(struct measure_session *s, struct arena *a, const struct catalog *c, const char *name,
                  const char *template_text, const char *report, const struct basis *b, struct text_document *out,
                  struct err *e);
/* Checks a template without a ledger: every name and filter exists, every {{#…}} is closed. */
bool report_check(const struct catalog *c, struct arena *a, const char *name, const char *template_text, struct err *e);

#endif
