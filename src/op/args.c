/* op/args.c: arguments by the name of their parameter, and the short ways to answer. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "op/inside.h"

#define SENTENCE_BYTES 4096

const struct op_arg *op_arg(const struct op_call *c, const char *name)
{
    static const struct op_arg NOTHING;
    int at = op_param(c->op, name);
    return at < 0 ? &NOTHING : &c->args[at];
}

bool op_given(const struct op_call *c, const char *name)
{
    return op_arg(c, name)->count > 0;
}

const char *op_text(const struct op_call *c, const char *name)
{
    const struct op_arg *a = op_arg(c, name);
    return a->count ? a->texts[0] : NULL;
}

/* "--asof" for an option, the word of a place on the line else. */
static const char *spoken(const struct op_call *c, const char *name)
{
    const struct param *p = &c->op->params[op_param(c->op, name)];
    struct buf b = { 0 };
    if (p->flags & PARAM_OPTION)
        buf_format(&b, "--%s", p->name);
    else
        buf_text(&b, p->word);
    const char *out = arena_text(c->memory, buf_get(&b));
    buf_free(&b);
    return out;
}

bool op_day(const struct op_call *c, const char *name, int32_t otherwise, int32_t *out, struct err *e)
{
    const char *text = op_text(c, name);
    *out = otherwise;
    if (!text)
        return true;
    struct err inner = err_like(e);
    if (cell_day(text, strlen(text), out, &inner))
        return true;
    inner.code = ERR_USAGE;
    return err_take(e, &inner, WORDS(c, OP_PLACE_OF, spoken(c, name)));
}

bool op_int(const struct op_call *c, const char *name, int64_t least, int64_t most, int64_t otherwise, int64_t *out,
            struct err *e)
{
    const char *text = op_text(c, name);
    *out = otherwise;
    if (!text)
        return true;
    char *end;
    long long value = strtoll(text, &end, 10);
    if (*end || end == text || *text == ' ')
        return ERR(e, ERR_USAGE, OP_NOT_A_COUNT, spoken(c, name), text);
    if (value < least || value > most)
        return ERR(e, ERR_USAGE, OP_COUNT_RANGE, spoken(c, name), text, MSG_NUM(least), MSG_NUM(most));
    *out = value;
    return true;
}

bool op_book(const struct op_call *c, const struct book **out, struct err *e)
{
    return ledger_book(c->ledger->catalog, op_text(c, "book"), out, e);
}

int32_t op_today(const struct op_call *c)
{
    return day_of_instant(c->ledger ? c->ledger->clock(c->ledger->clock_context) : (int64_t)time(NULL) * 1000);
}

const char *op_words(const struct op_call *c, enum msg_id id, const char *const *args)
{
    char *room = ARENA_ARRAY(c->memory, char, SENTENCE_BYTES);
    msg_format(room, SENTENCE_BYTES, c->lang, id, args);
    return room;
}

void op_object(const struct op_call *c, json_t *tree)
{
    c->sink->object(c->sink->self, tree);
    json_decref(tree);
}

void op_table(const struct op_call *c, const struct op_table *t)
{
    c->sink->table(c->sink->self, t);
}

void op_row(const struct op_call *c, const char *const *cells)
{
    c->sink->row(c->sink->self, cells);
}

void op_table_end(const struct op_call *c)
{
    c->sink->table_end(c->sink->self);
}

bool path_ends(const char *path, const char *ending)
{
    size_t p = strlen(path), n = strlen(ending);
    return p >= n && strcasecmp(path + p - n, ending) == 0;
}
