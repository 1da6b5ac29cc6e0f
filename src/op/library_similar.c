/* op/library_similar.c: what is like a document: near-duplicates, the same heading year after year. */
#include <string.h>

#include "op/library.h"

json_t *library_about(const struct corpus_about *d)
{
    return json_pack("{s:s, s:s, s:o, s:s, s:s}", "id", d->id, "title", d->title, "year",
                     d->year ? json_integer(d->year) : json_null(), "org", d->org, "kind", d->kind);
}

static bool tell_similar(struct op_call *c, struct corpus *k, const struct corpus_asker *who, struct err *e)
{
    struct corpus_alike *list;
    int64_t count, least, most;
    json_t *answer = json_array();
    if (!op_int(c, "least", 1, 100, 15, &least, e) || !op_int(c, "limit", 1, 1000, 20, &most, e)
        || !corpus_similar(k, c->memory, op_text(c, "id"), who, (int)least, most, &list, &count, e)) {
        json_decref(answer);
        return false;
    }
    SAY(c, LIBRARY_SIMILAR_TOTAL, MSG_NUM(count));
    for (int64_t i = 0; i < count; i++) {
        const struct corpus_about *d = &list[i].about;
        json_t *o = library_about(d);
        json_object_set_new(o, "percent", json_integer(list[i].percent));
        json_array_append_new(answer, o);
        SAY(c, LIBRARY_SIMILAR_ONE, MSG_NUM(list[i].percent), d->title, d->year ? MSG_NUM(d->year) : "", d->org, d->id);
    }
    op_object(c, json_pack("{s:s, s:o}", "id", op_text(c, "id"), "similar", answer));
    return true;
}

static bool tell_sections(struct op_call *c, struct corpus *k, const struct corpus_asker *who, struct err *e)
{
    struct corpus_section *list;
    int64_t count;
    if (!corpus_sections(k, c->memory, op_text(c, "id"), op_text(c, "heading"), who, &list, &count, e))
        return false;
    json_t *answer = json_array();
    SAY(c, LIBRARY_SECTIONS_TOTAL, op_text(c, "heading"), MSG_NUM(count));
    for (int64_t i = 0; i < count; i++) {
        json_t *o = library_about(&list[i].about);
        json_object_set_new(o, "heading", json_string(list[i].heading));
        json_object_set_new(o, "text", json_string(list[i].text));
        json_array_append_new(answer, o);
        SAY(c, LIBRARY_SECTION_ONE, list[i].about.year ? MSG_NUM(list[i].about.year) : "", list[i].about.title,
            list[i].about.id);
        c->sink->text(c->sink->self, list[i].text, strlen(list[i].text));
    }
    op_object(c, json_pack("{s:s, s:s, s:o}", "id", op_text(c, "id"), "heading", op_text(c, "heading"), "sections", answer));
    return true;
}

bool library_similar_run(struct op_call *c, struct err *e)
{
    const struct corpus_asker *who;
    struct corpus *k;
    if (!library_open(c, &k, &who, e))
        return false;
    bool ok = op_given(c, "heading")      ? tell_sections(c, k, who, e)
              : op_given(c, "paragraphs") ? library_reuse(c, k, who, e)
                                          : tell_similar(c, k, who, e);
    corpus_close(k);
    return ok;
}
