/* op/read.h: how a document that was read is told.  Only for op/read.c and op/read_tell.c. */
#ifndef OP_READ_H
#define OP_READ_H

#include "op/inside.h"
#include "text/text.h"

struct read_parts {
    bool outline, figures, commitments, findings;
};
void read_object(struct op_call *c, const char *path, const struct reading *k);
void read_say(struct op_call *c, const char *path, const struct reading *k, const struct read_parts *parts);

#endif
