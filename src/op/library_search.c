/* op/library_search.c: queries -> hits, told to people and to machines. */
#include <string.h>
#include <time.h>

#include "op/library.h"

#define LIMIT_MAX     1000
#define PLACES        20
#define QUERIES_BYTES ((size_t)64 * 1024 * 1024)

const char *library_query(struct op_call *c, const char *text)
{
    static const char *const FILTERS[] = { "year", "org", "kind", "section", "before", "after" };
    struct buf b = { 0 };
    buf_text(&b, text);
    for (size_t i = 0; i < sizeof FILTERS / sizeof *FILTERS; i++) {
        if (op_given(c, FILTERS[i]))
            buf_format(&b, " %s:\"%s\"", FILTERS[i], op_text(c, FILTERS[i]));
    }
    const char *out = arena_text(c->memory, buf_get(&b));
    buf_free(&b);
    return out;
}

static bool read_order(struct op_call *c, enum corpus_order *out, struct err *e)
{
    static const char *const ORDERS[] = { "best", "newest", "count" };
    const char *text = op_text(c, "order");
    int i = 0;
    while (text && i < 3 && strcmp(ORDERS[i], text) != 0)
        i++;
    *out = (enum corpus_order)i;
    return i < 3 || ERR(e, ERR_USAGE, LIBRARY_ORDER, text);
}

static bool read_options(struct op_call *c, struct corpus_options *o, struct err *e)
{
    *o = (struct corpus_options) { .places_max = PLACES, .facets = op_given(c, "facets") };
    if (!op_int(c, "limit", 0, LIMIT_MAX, 10, &o->limit, e) || !op_int(c, "skip", 0, 1000000000, 0, &o->skip, e)
        || !read_order(c, &o->order, e))
        return false;
    if (op_given(c, "count"))
        o->limit = 0;
    return true;
}

/* ---- asking ---- */

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct asking {
    struct op_call *c;
    struct corpus *corpus;
    const struct corpus_asker *who;
    struct library_words words;
    struct corpus_options o;
};

static bool ask(struct asking *x, const char *text, struct err *e)
{
    struct op_call *c = x->c;
    struct corpus_query *q;
    struct corpus_result r;
    struct arena_mark mark = arena_mark(c->memory);
    int64_t start = now_us();
    bool ok = library_parse(c, library_query(c, text), &x->words, &q, e)
              && corpus_search(x->corpus, c->memory, q, x->who, &x->o, &r, e);
    if (ok && c->sink->machine)
        library_object(c, text, now_us() - start, &x->o, &r);
    else if (ok)
        library_say(c, &x->o, &r);
    arena_rewind(c->memory, mark);
    return ok;
}

/* One query a line; one that cannot be read is told in its place, and the next is answered. */
static bool ask_lines(struct asking *x, struct err *e)
{
    struct op_call *c = x->c;
    char *text, *line, *next;
    size_t bytes;
    if (!file_read(c->memory, op_text(c, "queries"), QUERIES_BYTES, &text, &bytes, e))
        return false;
    for (line = text; *line; line = next) {
        next = line + strcspn(line, "\n");
        if (*next)
            *next++ = '\0';
        line[strcspn(line, "\r")] = '\0';
        struct err inner = err_like(e);
        if (ask(x, line, &inner))
            continue;
        if (inner.code != ERR_INPUT)
            return err_take(e, &inner, NULL);
        c->refused = true;
        c->sink->say(c->sink->self, inner.what);
        op_object(c, json_pack("{s:s, s:s}", "query", line, "error", inner.what));
    }
    return true;
}

bool library_search_run(struct op_call *c, struct err *e)
{
    struct asking x = { .c = c };
    const char *text = op_text(c, "query");
    if (!text && !op_given(c, "queries"))
        text = "";
    if (!read_options(c, &x.o, e) || !library_words_read(c, &x.words, e) || !library_open(c, &x.corpus, &x.who, e))
        return false;
    bool ok = op_given(c, "queries") ? ask_lines(&x, e) : ask(&x, text, e);
    corpus_close(x.corpus);
    return ok;
}
