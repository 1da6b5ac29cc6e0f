/* op/packs.h: what the files that read and record packs share.  Only for this module. */
#ifndef OP_PACKS_H
#define OP_PACKS_H

#include "op/inside.h"

/* A file compiled in; NULL. */
struct builtin_file;
const struct builtin_file *packs_builtin(const char *path);
const char *packs_concat(struct op_call *c, const char *a, size_t a_bytes, const char *b);
/* The folder part of a path, its slash included. */
size_t packs_folder_bytes(const char *path);
/* The templates a pack names, beside its file or among those compiled in, into s->files.  One outside the pack's folder is
 * not even opened: the catalog refuses it with its place. */
bool packs_templates(struct op_call *c, const struct pack_outline *o, bool compiled, struct pack_source *s, struct err *e);

#endif
