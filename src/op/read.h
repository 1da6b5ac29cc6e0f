/* op/read.h: a document read, and how it is told.  Only for this module. */
#ifndef OP_READ_H
#define OP_READ_H

#include "op/inside.h"
#include "text/text.h"

struct read_parts {
    bool outline, figures, commitments, findings;
};
void read_object(struct op_call *c, const char *path, const struct reading *k);
/* What a proofreader would mark, as an array. */
json_t *read_findings(const struct reading *k);
void read_say(struct op_call *c, const char *path, const struct reading *k, const struct read_parts *parts);

/* The text of a document of any kind that can be read, in the arena. */
bool read_document(struct arena *a, const char *path, const char **text, size_t *bytes, struct err *e);

#endif
