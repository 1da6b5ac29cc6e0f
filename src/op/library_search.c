/* op/library_search.c: queries -> hits, told to people and to machines. */
#include <stdio.h>
#include <stdlib.h>
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

/* ---- for machines ---- */

static json_t *hit_tree(const struct corpus_hit *h)
{
    json_t *places = json_array(), *marks = json_array();
    for (int i = 0; i < h->place_count; i++) {
        const struct corpus_place *p = &h->places[i];
        json_array_append_new(places, json_pack("{s:I, s:I, s:s}", "start", (json_int_t)p->start, "end", (json_int_t)p->end,
                                                "heading", p->heading));
    }
    for (int i = 0; i < h->mark_count; i++)
        json_array_append_new(marks, json_pack("[I, I]", (json_int_t)h->marks[i].start, (json_int_t)h->marks[i].end));
    return json_pack("{s:s, s:s, s:o, s:s, s:s, s:I, s:s, s:o, s:o}", "id", h->id, "title", h->title, "year",
                     h->year ? json_integer(h->year) : json_null(), "org", h->org, "kind", h->kind, "count",
                     (json_int_t)h->count, "snippet", h->snippet, "marks", marks, "places", places);
}

static json_t *facet_tree(const struct corpus_facets *f)
{
    json_t *list = json_array();
    for (int i = 0; i < f->count; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:I}", "name", f->items[i].name, "count", (json_int_t)f->items[i].count));
    return list;
}

static void tell_object(struct op_call *c, const char *query, int64_t took_us, const struct corpus_options *o,
                        const struct corpus_result *r)
{
    json_t *answer =
        json_pack("{s:s, s:I, s:I}", "query", query, "total", (json_int_t)r->total, "took_us", (json_int_t)took_us);
    if (!op_given(c, "count")) {
        json_t *hits = json_array();
        for (int64_t i = 0; i < r->hit_count; i++)
            json_array_append_new(hits, hit_tree(&r->hits[i]));
        json_object_set_new(answer, "hits", hits);
    }
    if (o->facets)
        json_object_set_new(answer, "facets",
                            json_pack("{s:o, s:o, s:o, s:o}", "year", facet_tree(&r->years), "org", facet_tree(&r->orgs),
                                      "kind", facet_tree(&r->kinds), "section", facet_tree(&r->parts)));
    op_object(c, answer);
}

/* ---- for people ---- */

static void put_points(struct buf *b, const char **p, size_t count)
{
    const char *end = *p + strlen(*p), *from = *p;
    for (; count && *p < end; count--)
        text_next(p, end);
    buf_put(b, from, (size_t)(*p - from));
}

static void say_hit(struct op_call *c, int64_t number, const struct corpus_hit *h)
{
    struct buf b = { 0 };
    const char *p = h->snippet;
    size_t at = 0;
    SAY(c, LIBRARY_HIT, MSG_NUM(number), h->title, h->year ? MSG_NUM(h->year) : "", h->org, h->kind, h->id,
        MSG_NUM(h->count));
    buf_text(&b, "    ");
    for (int i = 0; i < h->mark_count; i++) {
        put_points(&b, &p, h->marks[i].start - at);
        buf_text(&b, "【");
        put_points(&b, &p, h->marks[i].end - h->marks[i].start);
        buf_text(&b, "】");
        at = h->marks[i].end;
    }
    buf_text(&b, p);
    if (h->place_count && *h->places[0].heading)
        buf_format(&b, "　〔%s〕", h->places[0].heading);
    c->sink->say(c->sink->self, buf_get(&b));
    buf_free(&b);
}

static void say_facet(struct op_call *c, enum msg_id heading, const struct corpus_facets *f)
{
    struct buf b = { 0 };
    buf_text(&b, msg_text(c->lang, heading));
    for (int i = 0; i < f->count; i++)
        buf_format(&b, "　%s %lld", *f->items[i].name ? f->items[i].name : HEADING(c, LIBRARY_UNKNOWN),
                   (long long)f->items[i].count);
    c->sink->say(c->sink->self, buf_get(&b));
    buf_free(&b);
}

static void say_result(struct op_call *c, const struct corpus_options *o, const struct corpus_result *r)
{
    SAY(c, LIBRARY_TOTAL, MSG_NUM(r->total));
    for (int64_t i = 0; i < r->hit_count; i++)
        say_hit(c, o->skip + i + 1, &r->hits[i]);
    if (o->facets) {
        say_facet(c, MSG_LIBRARY_YEARS, &r->years);
        say_facet(c, MSG_LIBRARY_ORGS, &r->orgs);
        say_facet(c, MSG_LIBRARY_KINDS, &r->kinds);
        say_facet(c, MSG_LIBRARY_PARTS, &r->parts);
    }
}

/* ---- asking ---- */

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool ask(struct op_call *c, struct corpus *corpus, const struct corpus_asker *who, const char *text,
                const struct corpus_options *o, struct err *e)
{
    struct corpus_query *q;
    struct corpus_result r;
    struct arena_mark mark = arena_mark(c->memory);
    int64_t start = now_us();
    bool ok = corpus_parse(c->memory, library_query(c, text), &q, e) && corpus_search(corpus, c->memory, q, who, o, &r, e);
    if (ok && c->sink->machine)
        tell_object(c, text, now_us() - start, o, &r);
    else if (ok)
        say_result(c, o, &r);
    arena_rewind(c->memory, mark);
    return ok;
}

/* One query a line; one that cannot be read is told in its place, and the next is answered. */
static bool ask_lines(struct op_call *c, struct corpus *corpus, const struct corpus_asker *who,
                      const struct corpus_options *o, struct err *e)
{
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
        if (ask(c, corpus, who, line, o, &inner))
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
    struct corpus_options o;
    const struct corpus_asker *who;
    struct corpus *corpus;
    const char *text = op_text(c, "query");
    if (!text && !op_given(c, "queries"))
        text = "";
    if (!read_options(c, &o, e) || !library_asker(c, &who, e) || !corpus_open(&corpus, c->ledger, e))
        return false;
    bool ok = op_given(c, "queries") ? ask_lines(c, corpus, who, &o, e) : ask(c, corpus, who, text, &o, e);
    corpus_close(corpus);
    return ok;
}
