/* report/tokens.c: a template's bytes -> texts and tags.
 * Why line by line: a line that holds only block tags and comments leaves nothing behind, not even its line break. */
#include <string.h>

#include "report/template.h"

struct scanner {
    struct arena *a;
    const char *name;
    int line, column; /* of the next character */
    bool blank;       /* the line holds nothing so far but white space and block tags */
    struct token **tail;
    bool literal;
    struct err *e;
};

const char *template_place(struct arena *a, const char *name, int line, int column)
{
    struct buf b = { 0 };
    buf_format(&b, "%s:%d:%d", name, line, column);
    const char *place = arena_text(a, buf_get(&b));
    buf_free(&b);
    return place;
}

static bool is_block(const char *tag)
{
    return tag[0] == '#' || tag[0] == '/' || tag[0] == '!' || strcmp(tag, "else") == 0;
}

static void put(struct scanner *s, struct token t)
{
    struct token *copy = ARENA_NEW(s->a, struct token);
    *copy = t;
    *s->tail = copy;
    s->tail = &copy->next;
}

/* One tag that begins at *p; *p moves behind it. */
static bool scan_tag(struct scanner *s, const char **p, const char *end, bool *block)
{
    const char *inside = *p + 2, *close = memmem(inside, (size_t)(end - inside), "}}", 2);
    if (!close)
        return ERR(s->e, ERR_INPUT, REPORT_TAG_OPEN, template_place(s->a, s->name, s->line, s->column));
    const char *text = inside;
    size_t bytes = (size_t)(close - inside);
    text_trim(&text, &bytes);
    int column = s->column + 2 + (int)text_points(inside, (size_t)(text - inside));
    if (!bytes)
        return ERR(s->e, ERR_INPUT, REPORT_TAG_EMPTY, template_place(s->a, s->name, s->line, s->column));
    struct token t = {
        .kind = TOKEN_TAG, .text = arena_slice(s->a, text, bytes), .line = s->line, .column = column, .begin = s->column - 1
    };
    *block = is_block(t.text);
    s->blank = s->blank && *block;
    if (t.text[0] != '!')
        put(s, t);
    s->column += (int)text_points(*p, (size_t)(close + 2 - *p));
    *p = close + 2;
    return true;
}

/* The text up to the next tag or the line's end; "{{{{" becomes "{{". */
static void scan_text(struct scanner *s, const char **p, const char *end, bool *blank)
{
    struct buf b = { 0 };
    const char *at = *p;
    int column = s->column;
    while (at < end) {
        const char *brace = memmem(at, (size_t)(end - at), "{{", 2);
        const char *stop = brace ? brace : end;
        buf_put(&b, at, (size_t)(stop - at));
        at = stop;
        if (end - at < 4 || memcmp(at, "{{{{", 4) != 0)
            break;
        buf_text(&b, "{{");
        at += 4;
    }
    s->column += (int)text_points(*p, (size_t)(at - *p));
    *p = at;
    const char *rest = buf_get(&b);
    size_t bytes = b.bytes;
    text_trim(&rest, &bytes);
    *blank = bytes == 0;
    put(s, (struct token) { .kind = TOKEN_TEXT,
                            .text = arena_text(s->a, buf_get(&b)),
                            .line = s->line,
                            .column = column,
                            .begin = column - 1,
                            .first = s->blank && !*blank });
    s->blank = s->blank && *blank;
    buf_free(&b);
}

static struct token line_break(const struct scanner *s)
{
    return (struct token) { .kind = TOKEN_TEXT, .text = "\n", .line = s->line, .column = s->column, .begin = s->column - 1 };
}

/* Where a block that an earlier line opened ends on this one with nothing behind it: there the line's break belongs into
 * the block, so that a paragraph of a .docx is repeated, or left out, whole. */
static struct token **block_end(struct token **line)
{
    int open = 0;
    struct token **found = NULL;
    for (struct token **t = line; *t; t = &(*t)->next) {
        const char *rest = (*t)->text;
        size_t bytes = strlen(rest);
        text_trim(&rest, &bytes);
        if ((*t)->kind == TOKEN_TAG && rest[0] == '/') {
            found = --open < 0 && !found ? t : found;
        } else if (bytes) {
            open += (*t)->kind == TOKEN_TAG && rest[0] == '#';
            found = NULL;
        }
    }
    return found;
}

static void put_break(struct scanner *s, struct token **line)
{
    struct token **spot = s->literal ? block_end(line) : NULL;
    if (!spot) {
        put(s, line_break(s));
        return;
    }
    struct token *t = ARENA_NEW(s->a, struct token);
    *t = line_break(s);
    t->next = *spot;
    *spot = t;
}

static bool scan_line(struct scanner *s, const char *p, const char *end, bool broken)
{
    struct token **before = s->tail;
    bool only_blocks = true, any_block = false;
    while (p < end) {
        bool tag = end - p >= 2 && memcmp(p, "{{", 2) == 0 && !(end - p >= 4 && memcmp(p, "{{{{", 4) == 0);
        bool flag = true;
        if (!tag) {
            scan_text(s, &p, end, &flag);
            only_blocks &= flag;
        } else {
            if (!scan_tag(s, &p, end, &flag))
                return false;
            only_blocks &= flag;
            any_block |= flag;
        }
    }
    if (any_block && only_blocks) {
        s->tail = before;
        for (struct token **t = before; *t;) {
            if ((*t)->kind == TOKEN_TEXT) {
                *t = (*t)->next;
                continue;
            }
            t = &(*t)->next;
            s->tail = t;
        }
    } else if (broken) {
        put_break(s, before);
    }
    return true;
}

bool template_tokens(struct arena *a, const struct report_source *source, struct token **out, struct err *e)
{
    const char *name = source->file, *text = source->text;
    size_t bytes = strnlen(text, TEMPLATE_BYTES_MAX + 1);
    if (bytes > TEMPLATE_BYTES_MAX)
        return ERR(e, ERR_INPUT, REPORT_TOO_LONG, name, MSG_NUM(TEMPLATE_BYTES_MAX));
    *out = NULL;
    struct scanner s = { .a = a, .name = name, .line = 1, .tail = out, .literal = source->docx != NULL, .e = e };
    const char *p = text, *end = text + bytes;
    if (bytes >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
        p += 3;
    for (; p < end; s.line++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        const char *line_end = stop ? stop : end;
        if (!text_valid(p, (size_t)(line_end - p)))
            return ERR(e, ERR_INPUT, REPORT_NOT_TEXT, name, MSG_NUM(s.line));
        const char *next = stop ? stop + 1 : end;
        if (line_end > p && line_end[-1] == '\r')
            line_end--;
        s.column = 1;
        s.blank = true;
        if (!scan_line(&s, p, line_end, stop != NULL))
            return false;
        p = next;
    }
    return true;
}
