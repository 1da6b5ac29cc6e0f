/* op/builtin.h: the packs and templates compiled into the program (generated from packs/ by tools/embed.c). */
#ifndef OP_BUILTIN_H
#define OP_BUILTIN_H

#include <stddef.h>

struct builtin_file {
    const char *path; /* relative to packs/: "应急管理.yaml", "应急管理/年度总结.md"; NULL ends the table */
    const char *text; /* NUL-terminated */
    size_t bytes;
};
extern const struct builtin_file BUILTIN_FILES[];

#endif
