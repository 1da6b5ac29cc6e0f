/* op/check_waive.c: findings that somebody lets stand, kept with their reason in DOC.waive beside the document.
 *
 * A line is one waived finding: rule, its text between 【】 with a few characters on both sides, reason, who, day, parted by
 * tabs.  The text, not the place, says which finding it is, so it survives edits elsewhere and another format of the document.
 */
#include <string.h>
#include <unistd.h>

#include "op/check.h"

#define WAIVE_BYTES_MAX  ((size_t)1024 * 1024)
#define WAIVE_AROUND     8   /* characters before and behind the finding */
#define WAIVE_POINTS_MAX 120 /* of the finding itself; what is longer is cut */
#define WAIVE_PARTS      5

enum { PART_RULE, PART_TEXT, PART_REASON, PART_WHO, PART_DAY };

struct waiver {
    const char *parts[WAIVE_PARTS];
    int line; /* in the file; 0: asked for now */
    bool met;
    struct waiver *next;
};

struct waivers {
    struct op_call *c;
    const char *path; /* of the file of waivers */
    const char *document;
    char *bytes; /* of the file as it is */
    size_t count;
    struct check_text at;
    struct waiver *first, **last;
    const char *rule, *text; /* asked for; NULL */
    int asked_met;
};

/* ---- the file ---- */

static bool read_line(struct waivers *w, char *line, int number, struct err *e)
{
    struct waiver *v = ARENA_NEW(w->c->memory, struct waiver);
    int parts = 0;
    for (char *p = line; p && parts <= WAIVE_PARTS; parts++) {
        char *tab = strchr(p, '\t');
        if (tab)
            *tab++ = '\0';
        if (parts < WAIVE_PARTS)
            v->parts[parts] = p;
        p = tab;
    }
    if (parts != WAIVE_PARTS || !*v->parts[PART_RULE] || !*v->parts[PART_TEXT] || !*v->parts[PART_REASON])
        return ERR(e, ERR_INPUT, CHECK_WAIVE_LINE, w->path, MSG_NUM(number));
    v->line = number;
    *w->last = v;
    w->last = &v->next;
    return true;
}

static bool read_file(struct waivers *w, struct err *e)
{
    w->bytes = "";
    if (access(w->path, F_OK) != 0)
        return true;
    if (!file_read(w->c->memory, w->path, WAIVE_BYTES_MAX, &w->bytes, &w->count, e))
        return false;
    if (!text_valid(w->bytes, w->count) || strlen(w->bytes) != w->count)
        return ERR(e, ERR_INPUT, CHECK_WAIVE_BYTES, w->path);
    bool marked = strncmp(w->bytes, "\xEF\xBB\xBF", 3) == 0; /* an editor's byte order mark */
    char *copy = arena_text(w->c->memory, w->bytes + (marked ? 3 : 0)), *end;
    int number = 0;
    for (char *line = copy; line; line = end) {
        end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        line[strcspn(line, "\r")] = '\0';
        number++;
        if (*line && *line != '#' && !read_line(w, line, number, e))
            return false;
    }
    return true;
}

/* RULE or RULE@TEXT. */
static bool read_asked(struct waivers *w, struct err *e)
{
    struct op_call *c = w->c;
    const char *asked = op_text(c, "waive"), *why = op_text(c, "why"), *at = asked ? strchr(asked, '@') : NULL;
    if (!asked && !why)
        return true;
    if (!asked || !why)
        return ERR(e, ERR_USAGE, CHECK_WAIVE_BOTH);
    if (!c->actor)
        return ERR(e, ERR_USAGE, CHECK_WAIVE_WHO);
    size_t bytes = at ? (size_t)(at - asked) : strlen(asked);
    if (!bytes || !why[strspn(why, " \t")] || strpbrk(why, "\t\r\n") || (at && !at[1]))
        return ERR(e, ERR_USAGE, CHECK_WAIVE_EMPTY);
    char *rule = arena_text(c->memory, asked);
    rule[bytes] = '\0';
    w->rule = rule;
    w->text = at ? at + 1 : "";
    return true;
}

bool waivers_read(struct op_call *c, const char *path, const char *text, struct waivers **out, struct err *e)
{
    struct waivers *w = *out = ARENA_NEW(c->memory, struct waivers);
    struct buf name = { 0 };
    buf_format(&name, "%s.waive", path);
    *w =
        (struct waivers) { .c = c, .path = arena_text(c->memory, buf_get(&name)), .document = path, .at = { .text = text } };
    w->last = &w->first;
    buf_free(&name);
    return read_file(w, e) && read_asked(w, e);
}

/* ---- which finding ---- */

static void put_clean(struct buf *out, const char *from, const char *to)
{
    for (; from < to; from++)
        buf_char(out, *from == '\t' || *from == '\n' || *from == '\r' ? ' ' : *from);
}

static const char *finding_text(struct waivers *w, int64_t start, int64_t end)
{
    struct buf b = { 0 };
    const char *from = check_text_at(&w->at, (size_t)start), *before = from;
    for (int n = 0; n < WAIVE_AROUND && before > w->at.text && before[-1] != '\n'; n++)
        do
            before--;
        while (before > w->at.text && ((unsigned char)*before & 0xC0) == 0x80);
    bool cut = end - start > WAIVE_POINTS_MAX;
    const char *to = check_text_at(&w->at, (size_t)(cut ? start + WAIVE_POINTS_MAX : end)), *behind = to;
    for (int n = 0; n < WAIVE_AROUND && !cut && behind < w->at.end && *behind != '\n'; n++)
        text_next(&behind, w->at.end);
    put_clean(&b, before, from);
    buf_text(&b, "【");
    put_clean(&b, from, to);
    buf_text(&b, cut ? "…】" : "】");
    put_clean(&b, to, behind);
    const char *out = arena_text(w->c->memory, buf_get(&b));
    buf_free(&b);
    return out;
}

const char *waivers_reason(struct waivers *w, const char *rule, int64_t start, int64_t end)
{
    bool asked = w->rule && strcmp(w->rule, rule) == 0;
    if (start < 0 || (!w->first && !asked))
        return NULL;
    const char *text = finding_text(w, start, end);
    for (struct waiver *v = w->first; v; v = v->next)
        if (strcmp(v->parts[PART_RULE], rule) == 0 && strcmp(v->parts[PART_TEXT], text) == 0) {
            v->met = true;
            return v->parts[PART_REASON];
        }
    if (!asked || !strstr(text, w->text))
        return NULL;
    struct waiver *v = ARENA_NEW(w->c->memory, struct waiver);
    *v = (struct waiver) { .parts = { w->rule, text, op_text(w->c, "why"), w->c->actor,
                                      arena_text(w->c->memory, DAY_TEXT(op_today(w->c))) },
                           .met = true };
    *w->last = v;
    w->last = &v->next;
    w->asked_met++;
    return v->parts[PART_REASON];
}

/* ---- kept and told ---- */

bool waivers_keep(struct waivers *w, struct err *e)
{
    struct buf b = { 0 };
    if (!w->rule)
        return true;
    if (!w->asked_met)
        return ERR(e, ERR_NOT_FOUND, CHECK_WAIVE_NONE, w->document, op_text(w->c, "waive"));
    buf_text(&b, w->count ? w->bytes : HEADING(w->c, CHECK_WAIVE_HEAD));
    if (b.bytes && b.data[b.bytes - 1] != '\n')
        buf_char(&b, '\n');
    for (const struct waiver *v = w->first; v; v = v->next)
        for (int i = 0; !v->line && i < WAIVE_PARTS; i++)
            buf_format(&b, "%s%c", v->parts[i], i + 1 < WAIVE_PARTS ? '\t' : '\n');
    bool ok = b.bytes <= WAIVE_BYTES_MAX ? file_write(w->path, b.data, b.bytes, e)
                                         : ERR(e, ERR_INPUT, FILE_TOO_LARGE, w->path, MSG_NUM(WAIVE_BYTES_MAX));
    buf_free(&b);
    return ok;
}

void waivers_say(const struct waivers *w)
{
    for (const struct waiver *v = w->first; v; v = v->next)
        if (v->met)
            SAY(w->c, CHECK_WAIVED, v->parts[PART_RULE], v->parts[PART_TEXT], v->parts[PART_REASON], v->parts[PART_WHO],
                v->parts[PART_DAY]);
    for (const struct waiver *v = w->first; v; v = v->next)
        if (!v->met && (w->c->ledger || strncmp(v->parts[PART_RULE], "ledger.", strlen("ledger.")) != 0))
            NOTE(w->c, CHECK_WAIVE_STALE, w->path, MSG_NUM(v->line), v->parts[PART_RULE], v->parts[PART_TEXT]);
}
