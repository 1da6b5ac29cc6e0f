/* text/finding.c: a finding is put down with its sentence; all findings in order of place. */
#include <stdlib.h>
#include <string.h>

#include "text/inside.h"

#define MESSAGE_BYTES 512
#define FINDINGS_MAX  10000 /* a text with more is no text */

void found(struct reader *r, const struct rule *rule, size_t start, size_t end, const char *fix, const char *const *args)
{
    if (r->out->finding_count >= FINDINGS_MAX)
        return;
    struct text_finding *f = ADD(r, findings, finding_count, finding_room);
    char room[MESSAGE_BYTES];
    msg_format(room, sizeof room, r->lang, rule->message, args);
    *f = (struct text_finding) { rule->name, rule->class, rule->severity, start, end, arena_text(r->a, room), fix };
}

static int by_place(const void *a, const void *b)
{
    const struct text_finding *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return strcmp(x->rule, y->rule);
}

void findings_read(struct reader *r)
{
    find_numbering(r);
    find_arithmetic(r);
    find_sums(r);
    find_marks(r);
    find_brackets(r);
    find_words(r);
    find_units(r);
    find_days(r);
    find_style(r);
    find_residue(r);
    if (r->out->finding_count > 1)
        qsort(r->out->findings, (size_t)r->out->finding_count, sizeof *r->out->findings, by_place);
}
