/* cli/inside.h: what the files of this module share. */
#ifndef CLI_INSIDE_H
#define CLI_INSIDE_H

#include <stdio.h>

#include "op/op.h"

struct line {
    const struct op *op;
    struct op_arg args[OP_PARAMS_MAX];
    bool json;
    enum msg_lang lang;
    const char *actor; /* --as; NULL */
};

/* The language, before anything can go wrong in it: --lang, else LC_ALL, LANG. */
enum msg_lang line_language(int argc, char **argv);
bool line_parse(struct arena *a, int argc, char **argv, struct line *out, struct err *e);

/* Sinks.  Both write to `out` as they go; remarks go to stderr. */
struct render;
struct render *render_new(struct arena *a, FILE *out, bool json, enum msg_lang lang, struct op_sink *sink);
/* Everything written out?  Clears a progress line. */
bool render_end(struct render *r, struct err *e);

#endif
