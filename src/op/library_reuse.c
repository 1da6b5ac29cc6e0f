/* op/library_reuse.c: which paragraphs of a document stand in others, who wrote them first, and what was changed since. */
#include <string.h>

#include "op/library.h"

#define SHOWN 60 /* characters of a paragraph on a terminal */
#define LEAST 80 /* percent of a changed paragraph */

static const char *shortened(struct op_call *c, const char *text)
{
    size_t bytes = strlen(text);
    const char *end = text, *stop = text + bytes;
    for (int n = 0; n < SHOWN && end < stop; n++)
        text_next(&end, stop);
    char *out = ARENA_ARRAY(c->memory, char, (size_t)(end - text) + 4);
    memcpy(out, text, (size_t)(end - text));
    for (char *p = out; *p; p++) {
        if (*p == '\n')
            *p = ' ';
    }
    if (end < stop)
        memcpy(out + (end - text), "…", 3);
    return out;
}

static json_t *use_tree(const struct corpus_use *u)
{
    static const char *const BY[] = { "day", "year", "added" };
    json_t *o = library_about(&u->about);
    json_object_set_new(o, "when", json_string(u->before ? "before" : "after"));
    json_object_set_new(o, "by", json_string(BY[u->by]));
    json_object_set_new(o, "percent", json_integer(u->percent));
    if (u->text) {
        json_object_set_new(o, "text", json_string(u->text));
        json_object_set_new(o, "changes", json_string(u->changes));
    }
    return o;
}

static void say_use(struct op_call *c, const struct corpus_use *u, bool first)
{
    const struct corpus_about *d = &u->about;
    const char *year = d->year ? MSG_NUM(d->year) : "";
    const char *when = !u->before ? HEADING(c, LIBRARY_REUSE_LATER)
                       : first    ? HEADING(c, LIBRARY_REUSE_FIRST)
                                  : HEADING(c, LIBRARY_REUSE_EARLIER);
    const char *by = u->by == TOLD_BY_ADDING ? HEADING(c, LIBRARY_REUSE_BY_ADDING) : "";
    SAY(c, LIBRARY_REUSE_ONE, when, d->title, year, d->org, d->id, by);
    if (u->changes)
        SAY(c, LIBRARY_REUSE_CHANGED, MSG_NUM(u->percent), u->changes);
}

static json_t *tell_paragraph(struct op_call *c, const struct corpus_paragraph *p)
{
    json_t *uses = json_array();
    int64_t total = p->same_total + p->changed_total;
    SAY(c, LIBRARY_REUSE_PARAGRAPH, MSG_NUM(p->number), shortened(c, p->text));
    if (!p->uses[0].before)
        SAY(c, LIBRARY_REUSE_OURS);
    for (int i = 0; i < p->use_count; i++) {
        json_array_append_new(uses, use_tree(&p->uses[i]));
        say_use(c, &p->uses[i], i == 0);
    }
    if (total > p->use_count)
        SAY(c, LIBRARY_REUSE_MORE, MSG_NUM(total), MSG_NUM(p->use_count));
    return json_pack("{s:i, s:s, s:I, s:I, s:o}", "number", p->number, "text", p->text, "same_total",
                     (json_int_t)p->same_total, "changed_total", (json_int_t)p->changed_total, "uses", uses);
}

bool library_reuse(struct op_call *c, struct corpus *k, const struct corpus_asker *who, struct err *e)
{
    struct corpus_paragraph *list;
    struct corpus_reuse how = { .org = op_text(c, "org") };
    int64_t count, least, changed = 0;
    if (!op_int(c, "least", 50, 100, LEAST, &least, e))
        return false;
    how.least = (int)least;
    if (!corpus_paragraphs(k, c->memory, op_text(c, "id"), who, &how, &list, &count, e))
        return false;
    json_t *answer = json_array();
    for (int64_t i = 0; i < count; i++)
        changed += list[i].same_total == 0;
    SAY(c, LIBRARY_REUSE_TOTAL, MSG_NUM(count - changed), MSG_NUM(changed));
    for (int64_t i = 0; i < count; i++)
        json_array_append_new(answer, tell_paragraph(c, &list[i]));
    op_object(c, json_pack("{s:s, s:o}", "id", op_text(c, "id"), "paragraphs", answer));
    return true;
}
