/* op/check_text.c: a document as a proofreader sees it, and the corrections that are certain. */
#include <string.h>

#include "op/check.h"

const char *check_text_at(struct check_text *t, size_t place)
{
    if (!t->at)
        t->at = t->text, t->end = t->text + strlen(t->text);
    for (; t->point < place && t->at < t->end; t->point++)
        text_next(&t->at, t->end);
    for (; t->point > place && t->at > t->text; t->point--)
        do
            t->at--;
        while (t->at > t->text && ((unsigned char)*t->at & 0xC0) == 0x80);
    return t->at;
}

/* ---- what was found ---- */

void check_put_text(json_t *findings, struct reading *k, struct waivers *w)
{
    json_t *list = read_findings(k);
    int kept = 0;
    for (int i = 0; i < k->finding_count; i++) {
        const struct text_finding *f = &k->findings[i];
        const char *reason = waivers_reason(w, f->rule, (int64_t)f->start, (int64_t)f->end);
        if (reason)
            json_object_set_new(json_array_get(list, (size_t)i), "waived", json_string(reason));
        else
            k->findings[kept++] = *f;
    }
    k->finding_count = kept;
    json_array_extend(findings, list);
    json_decref(list);
}

/* The number of the line a place lies in, going on from where the last one was found. */
struct line {
    const char *text, *end;
    size_t point;
    int number;
};

static int line_at(struct line *l, size_t place)
{
    for (; l->point < place && l->text < l->end; l->point++)
        l->number += text_next(&l->text, l->end) == '\n';
    return l->number;
}

static void say_one(struct op_call *c, const struct text_finding *f, int line)
{
    static const enum msg_id WORDS_OF[] = { MSG_CHECK_ERROR, MSG_CHECK_WARNING, MSG_CHECK_INFO };
    const char *word = msg_text(c->lang, WORDS_OF[f->severity]);
    if (!f->fix)
        SAY(c, CHECK_TEXT, word, MSG_NUM(line), f->message, f->rule);
    else if (*f->fix)
        SAY(c, CHECK_TEXT_FIX, word, MSG_NUM(line), f->message, f->fix, f->rule);
    else
        SAY(c, CHECK_TEXT_DROP, word, MSG_NUM(line), f->message, f->rule);
}

void check_say_text(struct op_call *c, const char *path, const struct docx_text *d, const struct reading *k)
{
    struct line at = { d->text, d->text + strlen(d->text), 0, 1 };
    if (k->finding_count)
        SAY(c, CHECK_TEXT_COUNT, path, MSG_NUM(k->finding_count));
    else
        SAY(c, CHECK_TEXT_NONE, path);
    for (int i = 0; i < k->finding_count; i++)
        say_one(c, &k->findings[i], line_at(&at, k->findings[i].start));
}

/* ---- what is certain ---- */

/* Of two that lie over one another the first. */
static int list_changes(struct op_call *c, const struct reading *k, struct text_change **out)
{
    struct text_change *list = *out = ARENA_ARRAY(c->memory, struct text_change, (size_t)k->finding_count + 1);
    int count = 0;
    for (int i = 0; i < k->finding_count; i++) {
        const struct text_finding *f = &k->findings[i];
        const struct text_change *last = count ? &list[count - 1] : NULL;
        if (f->fix && (!last || f->start > last->start || f->end > last->end) && (!last || f->start >= last->end))
            list[count++] = (struct text_change) { f->start, f->end, f->fix };
    }
    return count;
}

bool check_fix(struct op_call *c, const char *path, const struct docx_text *d, const struct reading *k, const char *out,
               struct err *e)
{
    struct text_change *changes;
    int count = list_changes(c, k, &changes), made = 0;
    bool *done = ARENA_ARRAY(c->memory, bool, (size_t)count + 1);
    if (!document_fix(path, d, changes, count, done, out, e))
        return false;
    for (int i = 0; i < count; i++)
        made += done[i];
    SAY(c, CHECK_FIXED, out, MSG_NUM(made), MSG_NUM(k->finding_count - made));
    return true;
}
