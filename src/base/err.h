/* base/err.h: how a call reports failure.  Every function that can fail
 * returns bool and takes `struct err *e` last; on false, *e says why.
 *
 * Owner:  the caller; no heap, plain copy is fine.  Set `lang` before the call.
 * Order:  the first failure wins, later ERR calls keep it.
 * Units:  sizes are bytes; texts are UTF-8, cut only between characters.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#include "base/msg.h"

enum err_code {
    ERR_NONE = 0,
    ERR_INPUT,      /* the user's data is wrong: show it, do not retry */
    ERR_USAGE,      /* the command line is wrong */
    ERR_NOT_FOUND,  /* no such book, entry, measure, file … */
    ERR_DENIED,     /* this actor may not do it */
    ERR_CONFLICT,   /* already recorded, or changed meanwhile */
    ERR_BUSY,       /* another program is writing */
    ERR_UNREADABLE, /* a file that cannot be opened or is of another kind */
    ERR_CORRUPT,    /* stored data breaks a promise: stop and verify */
    ERR_IO,         /* disk or database said no; may be retried */
    ERR_COUNT
};

struct err {
    enum msg_lang lang; /* in: the reader's language */
    enum err_code code; /* ERR_NONE until something fails */
    enum msg_id msg;
    int line; /* where in our source, for the log */
    const char *file;
    char what[640]; /* one sentence: place, then reason, then the fix */
};

/* Always returns false, so callers write `return ERR(e, ERR_INPUT, BOOK_UNKNOWN, name)`.
 * Every argument is a `const char *`. */
bool err_fail(struct err *e, enum err_code code, const char *file, int line, enum msg_id id, const char *const *args);
#define ERR(e, code, id, ...)                                                                                               \
    err_fail((e), (code), __FILE__, __LINE__, MSG_##id, (const char *const[]) { __VA_ARGS__ __VA_OPT__(, ) NULL })

/* A fresh struct err in the language of another. */
struct err err_like(const struct err *e);
/* Takes the failure of `from` as e's own, behind `place` ("sheet.csv: row 3: "; NULL for none). Returns false. */
bool err_take(struct err *e, const struct err *from, const char *place);

#endif
