/* text/read.c: the order in which a text is read. */
#include "text/inside.h"

void text_read(struct arena *a, const char *text, size_t bytes, const struct text_hints *hints, struct reading *out)
{
    *out = (struct reading) { .org = "", .title = "" };
    struct reader r = { .a = a, .out = out, .lang = hints ? hints->lang : LANG_ZH };
    letters_decode(a, text, bytes, &r.t);
    out->chars = r.t.count;
    units_index(a, &r.units);
    outline_read(&r, hints);
    figures_read(&r);
    verbs_index(a, &r.verbs);
    commitments_read(&r);
    typos_index(a, &r.typos);
    findings_read(&r);
}

const char *text_severity_name(enum text_severity s)
{
    static const char *const names[] = { "error", "warning", "info" };
    return names[s];
}
