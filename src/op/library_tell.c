/* op/library_tell.c: hits and facets, told to machines and to people. */
#include <string.h>

#include "op/library.h"

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

void library_object(struct op_call *c, const char *query, int64_t took_us, const struct corpus_options *o,
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

void library_say(struct op_call *c, const struct corpus_options *o, const struct corpus_result *r)
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
