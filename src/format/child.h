/* format/child.h: a foreign program run apart, with limits.  Private to format/.
 *
 * Promise: no shell; standard input is empty; the program and all it starts are gone when the call returns, at the latest when
 *          its time is over.  None of our files stay open in it.
 * Errors:  ERR_NOT_FOUND: it is not installed (CHILD_MISSING); ERR_UNREADABLE: out of time (CHILD_SLOW) or it gave too much
 *          (CHILD_LONG); ERR_IO.  That it ended with a status of its own is no failure.
 */
#ifndef FORMAT_CHILD_H
#define FORMAT_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct child_limits {
    int seconds;          /* in all */
    size_t output_bytes;  /* of standard output */
    int64_t file_bytes;   /* of each file it writes; 0: none of our business */
    int64_t memory_bytes; /* of its address space; 0: none of our business */
};

/* argv[0] is looked for in PATH; the list ends with NULL.  Standard output is appended to `out` (NULL: thrown away), standard
 * error is thrown away.  *status: of its exit, 128 + the signal's number where it was killed by one. */
bool child_run(const char *const *argv, const struct child_limits *limits, struct buf *out, int *status, struct err *e);

#endif
