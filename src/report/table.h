/* report/table.h: lines from '|' to '|' -> rows.  Private to report/.
 *
 * Only a '|' of the template itself parts cells, so it is kept as TABLE_SIGN until the whole line is known; one that a
 * filled word holds is text.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "report/page.h"

#define TABLE_SIGN '\x1f' /* no text of a page holds it otherwise */

/* Text of the template with its '|' as TABLE_SIGN. */
void table_put(struct buf *out, const char *text, size_t bytes);
/* The text with them as '|' again. */
const char *table_plain(struct arena *a, const char *text);
bool table_is_row(const struct run *runs);
/* The line's runs become a row of p->table, which is made where there is none; or the signs under the head. */
bool table_row(struct page *p);

/* Runs without white space at both ends; NULL where nothing is left. */
struct run *runs_trim(struct arena *a, struct run *runs);

#endif
