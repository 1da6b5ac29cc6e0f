/* text/text.h: what can be found in a text of official Chinese without knowing where it came from.
 *
 * Promise: pure; sees no SQL and no files; time linear in the text.
 * Owner:   results lie in the arena given.
 * Units:   places are code points, 0.. .
 * May use: base.  Used by: op.
 */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include <stddef.h>

#include "base/arena.h"

/* A number in digits with the unit behind it: "40373家", "8万余条", "95.2%".  Days, years, document numbers, ordinals and
 * the numbers of headings are none. */
struct quantity {
    size_t start, end;
    const char *text;
};
/* In order of place. */
void text_quantities(struct arena *a, const char *text, struct quantity **out, int *count);

#endif
