/* op/check_text.c: a document as a proofreader sees it, and the corrections that are certain. */
#include <string.h>

#include "op/check.h"

void check_read_text(struct op_call *c, const struct docx_text *d, struct reading *out)
{
    text_read(c->memory, d->text, strlen(d->text), &(struct text_hints) { .lang = c->lang }, out);
    for (int i = 0; i < out->finding_count; i++)
        c->refused = c->refused || out->findings[i].severity == TEXT_ERROR;
}

/* ---- what was found ---- */

void check_put_text(json_t *findings, const struct reading *k)
{
    json_t *text = read_findings(k);
    json_array_extend(findings, text);
    json_decref(text);
}

/* The number of the line a place lies in, going on from where the last one was found. */
struct line {
    const char *text;
    size_t point;
    int number;
};

static int line_at(struct line *l, size_t place)
{
    for (const char *end = l->text + strlen(l->text); l->point < place && l->text < end; l->point++)
        l->number += text_next(&l->text, end) == '\n';
    return l->number;
}

static void say_one(struct op_call *c, const struct text_finding *f, int line)
{
    static const enum msg_id WORDS_OF[] = { MSG_CHECK_ERROR, MSG_CHECK_WARNING, MSG_CHECK_INFO };
    const char *word = msg_text(c->lang, WORDS_OF[f->severity]);
    if (!f->fix)
        SAY(c, CHECK_TEXT, word, MSG_NUM(line), f->message);
    else if (*f->fix)
        SAY(c, CHECK_TEXT_FIX, word, MSG_NUM(line), f->message, f->fix);
    else
        SAY(c, CHECK_TEXT_DROP, word, MSG_NUM(line), f->message);
}

void check_say_text(struct op_call *c, const char *path, const struct docx_text *d, const struct reading *k)
{
    struct line at = { d->text, 0, 1 };
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
