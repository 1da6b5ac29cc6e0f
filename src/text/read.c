/* text/read.c: the order in which a text is read. */
#include "text/inside.h"

static void read_outline(struct reader *r, struct arena *a, const char *text, size_t bytes, const struct text_hints *hints,
                         struct reading *out)
{
    *out = (struct reading) { .org = "", .title = "" };
    *r = (struct reader) { .a = a, .out = out, .lang = hints ? hints->lang : LANG_ZH };
    letters_decode(a, text, bytes, &r->t);
    out->chars = r->t.count;
    units_index(a, &r->units);
    outline_read(r, hints);
}

void read_whole(struct reader *r, struct arena *a, const char *text, size_t bytes, const struct text_hints *hints,
                struct reading *out)
{
    read_outline(r, a, text, bytes, hints, out);
    figures_read(r);
    verbs_index(a, &r->verbs);
    commitments_read(r);
    typos_index(a, &r->typos);
    findings_read(r);
}

void text_outline(struct arena *a, const char *text, size_t bytes, const struct text_hints *hints, struct reading *out)
{
    struct reader r;
    read_outline(&r, a, text, bytes, hints, out);
}

void text_read(struct arena *a, const char *text, size_t bytes, const struct text_hints *hints, struct reading *out)
{
    struct reader r;
    read_whole(&r, a, text, bytes, hints, out);
}

const char *text_severity_name(enum text_severity s)
{
    static const char *const names[] = { "error", "warning", "info" };
    return names[s];
}

const char *text_outcome_name(enum text_outcome o)
{
    static const char *const names[OUTCOME_COUNT] = { "kept", "exceeded", "missed", "mentioned", "silent" };
    return names[o];
}
