/* ledger/body.c: the canonical JSON of an add, amend or move, written and read back.
 *
 * Why not the JSON library here: these bodies are written and read once for every row of every sheet, and what is hashed
 * must be one exact form: keys sorted by their bytes, no spaces, every value a text, a list of texts or null.
 * The reader takes that form alone, so it also proves that a body is in it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/private.h"

#define VALUES_MAX 2048 /* in one body: fields and elements of many-valued fields */

/* ---- writing ---- */

/* The characters up to the next that must be escaped, or the end. */
static size_t plain_run(const char *text)
{
    size_t n = 0;
    while ((unsigned char)text[n] >= 0x20 && text[n] != '"' && text[n] != '\\')
        n++;
    return n;
}

static void put_text(struct buf *out, const char *text)
{
    static const char SHORT[] = "btn?fr"; /* 8..13 */
    buf_char(out, '"');
    for (;; text++) {
        size_t run = plain_run(text);
        buf_put(out, text, run);
        text += run;
        unsigned char c = (unsigned char)*text;
        if (c == '\0')
            break;
        if (c == '"' || c == '\\')
            buf_put(out, (char[]) { '\\', (char)c }, 2);
        else if (c >= 8 && c <= 13 && c != 11)
            buf_put(out, (char[]) { '\\', SHORT[c - 8] }, 2);
        else
            buf_format(out, "\\u%04X", c);
    }
    buf_char(out, '"');
}

static void put_key(struct buf *out, const char *key)
{
    if (out->bytes && out->data[out->bytes - 1] != '{')
        buf_char(out, ',');
    put_text(out, key);
    buf_char(out, ':');
}

/* Fields in order of name; a field that stands several times is a list. */
static void put_values(struct buf *out, const char *key, const struct value *values, int count, const struct book *b)
{
    if (!count)
        return;
    put_key(out, key);
    buf_char(out, '{');
    uint16_t order[VALUES_MAX];
    for (int i = 0; i < count; i++) {
        int at = i;
        for (; at > 0 && strcmp(values[order[at - 1]].field, values[i].field) > 0; at--)
            order[at] = order[at - 1];
        order[at] = (uint16_t)i;
    }
    for (int i = 0; i < count;) {
        const char *name = values[order[i]].field;
        const struct field *f = b ? book_field(b, name) : NULL;
        int same = 1;
        while (i + same < count && strcmp(values[order[i + same]].field, name) == 0)
            same++;
        put_key(out, name);
        bool list = f && f->many && values[order[i]].text;
        if (list)
            buf_char(out, '[');
        for (int k = 0; k < (list ? same : 1); k++) {
            if (k)
                buf_char(out, ',');
            if (values[order[i + k]].text)
                put_text(out, values[order[i + k]].text);
            else
                buf_text(out, "null");
        }
        if (list)
            buf_char(out, ']');
        i += same;
    }
    buf_char(out, '}');
}

void body_write(const struct draft *d, const struct book *b, const char *move_to, struct buf *out)
{
    buf_char(out, '{');
    if (d->correct) {
        put_key(out, "correct");
        buf_text(out, "true");
    }
    put_values(out, "evidence", d->evidence, d->evidence_count, NULL);
    put_values(out, "fields", d->values, d->value_count, b);
    if (d->move) {
        put_key(out, "move");
        put_text(out, d->move);
    }
    if (d->number) {
        put_key(out, "number");
        put_text(out, d->number);
    }
    if (d->org) {
        put_key(out, "org");
        put_text(out, d->org);
    }
    if (d->row) {
        put_key(out, "row");
        buf_int(out, d->row);
    }
    if (move_to) {
        put_key(out, "to");
        put_text(out, move_to);
    }
    buf_char(out, '}');
}

/* ---- reading ---- */

struct reader {
    struct arena *a;
    const char *p, *end;
};

static bool take(struct reader *r, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
        return false;
    r->p += n;
    return true;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One escape after the backslash, a byte below 0x80; -1 for what the writer never writes. */
static int read_escape(struct reader *r)
{
    if (r->p >= r->end)
        return -1;
    char c = *r->p++;
    switch (c) {
    case '"':
    case '\\': return c;
    case 'b': return 8;
    case 't': return 9;
    case 'n': return 10;
    case 'f': return 12;
    case 'r': return 13;
    case 'u': {
        if (r->end - r->p < 4 || r->p[0] != '0' || r->p[1] != '0')
            return -1;
        int high = hex(r->p[2]), low = hex(r->p[3]);
        r->p += 4;
        return high < 0 || high > 1 || low < 0 ? -1 : high * 16 + low;
    }
    default: return -1;
    }
}

static const char *read_text(struct reader *r)
{
    if (!take(r, "\""))
        return NULL;
    const char *close = r->p;
    bool escaped = false;
    while (close < r->end && *close != '"') {
        if (*close == '\\') {
            escaped = true;
            close++;
        }
        close++;
    }
    if (close >= r->end)
        return NULL;
    char *out = arena_alloc(r->a, (size_t)(close - r->p) + 1, 1, 1);
    if (!escaped) {
        memcpy(out, r->p, (size_t)(close - r->p));
        r->p = close + 1;
        return out;
    }
    char *to = out;
    while (r->p < close) {
        char c = *r->p++;
        int byte = c == '\\' ? read_escape(r) : (unsigned char)c;
        if (byte < 0)
            return NULL;
        *to++ = (char)byte;
    }
    r->p = close + 1;
    return out;
}

/* An upper bound of the values in an object that starts at r->p: commas outside texts, plus one. */
static int count_values(const struct reader *r)
{
    int count = 1;
    bool inside = false;
    for (const char *p = r->p; p < r->end && (inside || *p != '}'); p++) {
        if (inside && *p == '\\')
            p++;
        else if (*p == '"')
            inside = !inside;
        else if (!inside && *p == ',')
            count++;
    }
    return count;
}

static bool read_value(struct reader *r, const char *field, struct value *values, int *count)
{
    if (take(r, "null")) {
        values[(*count)++] = (struct value) { field, NULL };
        return true;
    }
    bool list = take(r, "[");
    do {
        const char *text = read_text(r);
        if (!text)
            return false;
        values[(*count)++] = (struct value) { field, text };
    } while (list && take(r, ","));
    return !list || take(r, "]");
}

static bool read_values(struct reader *r, struct value **out, int *count)
{
    if (!take(r, "{"))
        return false;
    int most = count_values(r);
    if (most > VALUES_MAX)
        return false;
    *out = ARENA_ARRAY(r->a, struct value, (size_t)most);
    do {
        const char *name = read_text(r);
        if (!name || !take(r, ":") || !read_value(r, name, *out, count))
            return false;
    } while (take(r, ","));
    return take(r, "}");
}

static bool read_number(struct reader *r, int64_t *out)
{
    const char *start = r->p;
    *out = 0;
    while (r->p < r->end && *r->p >= '0' && *r->p <= '9' && r->p - start < 18)
        *out = *out * 10 + (*r->p++ - '0');
    return r->p > start;
}

static bool read_member(struct reader *r, const char *key, struct body *out)
{
    const char **text = strcmp(key, "move") == 0     ? &out->move
                        : strcmp(key, "number") == 0 ? &out->number
                        : strcmp(key, "org") == 0    ? &out->org
                        : strcmp(key, "to") == 0     ? &out->to
                                                     : NULL;
    if (text)
        return (*text = read_text(r)) != NULL;
    if (strcmp(key, "fields") == 0)
        return read_values(r, &out->values, &out->value_count);
    if (strcmp(key, "evidence") == 0)
        return read_values(r, &out->evidence, &out->evidence_count);
    if (strcmp(key, "row") == 0)
        return read_number(r, &out->row);
    return strcmp(key, "correct") == 0 && (out->correct = take(r, "true"));
}

bool body_read(struct arena *a, const char *text, size_t bytes, struct body *out)
{
    struct reader r = { a, text, text + bytes };
    *out = (struct body) { 0 };
    if (!take(&r, "{"))
        return false;
    if (take(&r, "}"))
        return r.p == r.end;
    do {
        const char *key = read_text(&r);
        if (!key || !take(&r, ":") || !read_member(&r, key, out))
            return false;
    } while (take(&r, ","));
    return take(&r, "}") && r.p == r.end;
}
