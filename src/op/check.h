/* op/check.h: what check finds in the text itself.  Only for this module. */
#ifndef OP_CHECK_H
#define OP_CHECK_H

#include "op/linked.h"
#include "op/read.h"

/* Reads the text; a finding that is an error refuses the call. */
void check_read_text(struct op_call *c, const struct docx_text *d, struct reading *out);
void check_put_text(json_t *findings, const struct reading *k);
void check_say_text(struct op_call *c, const char *path, const struct docx_text *d, const struct reading *k);
/* Writes the document to `out` with every finding's certain fix made, and says how many were. */
bool check_fix(struct op_call *c, const char *path, const struct docx_text *d, const struct reading *k, const char *out,
               struct err *e);

#endif
