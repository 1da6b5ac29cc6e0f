#include "base/err.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

bool err_fail(struct err *e, enum err_code code, const char *file, int line, enum msg_id id, const char *const *args)
{
    assert(code > ERR_NONE && code < ERR_COUNT);
    assert(id > MSG_NONE && id < MSG_COUNT);
    if (e->code != ERR_NONE)
        return false;
    e->code = code;
    e->msg = id;
    e->file = file;
    e->line = line;
    msg_format(e->what, sizeof e->what, e->lang, id, args);
    return false;
}

struct err err_like(const struct err *e)
{
    return (struct err) { .lang = e->lang };
}

bool err_take(struct err *e, const struct err *from, const char *place)
{
    assert(from->code != ERR_NONE);
    if (e->code != ERR_NONE)
        return false;
    *e = *from;
    int bytes = snprintf(e->what, sizeof e->what, "%s%s", place ? place : "", from->what);
    if (bytes >= (int)sizeof e->what)
        e->what[text_cut(e->what, sizeof e->what - 1)] = '\0';
    return false;
}
