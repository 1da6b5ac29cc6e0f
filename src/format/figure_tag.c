/* format/figure_tag.c: a figure's origin in the few characters of a control's tag, and back.
 * Why the right end first when reading: a measure may be a formula and hold whatever formulas hold; what follows it may not. */
#include "format/figure.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"

static const char PREFIX[] = "tz:";

struct slice {
    const char *text;
    size_t bytes;
};
/* A long tag cut up; nothing is copied. */
struct pieces {
    struct slice measure, modifier, scope, value;
    int32_t from, asof;
    int64_t known;
};

size_t utf16_cut(const char *text, size_t bytes, size_t units_max)
{
    const char *p = text, *end = text + bytes, *fits = text;
    size_t units = 0;
    while (p < end) {
        units += text_next(&p, end) > 0xFFFF ? 2 : 1;
        if (units > units_max)
            break;
        fits = p;
    }
    return (size_t)(fits - text);
}

size_t utf16_units(const char *text, size_t bytes)
{
    const char *p = text, *end = text + bytes;
    size_t units = 0;
    while (p < end)
        units += text_next(&p, end) > 0xFFFF ? 2 : 1;
    return units;
}

static bool same(struct slice s, const char *text)
{
    text = text ? text : "";
    return s.bytes == strlen(text) && memcmp(s.text, text, s.bytes) == 0;
}

/* Takes the part behind the last ';' off `rest`. */
static bool cut_last(struct slice *rest, struct slice *last)
{
    for (size_t i = rest->bytes; i > 0; i--) {
        if (rest->text[i - 1] != ';')
            continue;
        *last = (struct slice) { rest->text + i, rest->bytes - i };
        rest->bytes = i - 1;
        return true;
    }
    return false;
}

/* A number as figures keep it: "-12.5". */
static bool is_decimal(struct slice s)
{
    size_t i = s.bytes && s.text[0] == '-', digits = 0, after = 0;
    for (; i < s.bytes && s.text[i] >= '0' && s.text[i] <= '9'; i++)
        digits++;
    if (i == s.bytes)
        return digits > 0;
    if (s.text[i++] != '.')
        return false;
    for (; i < s.bytes && s.text[i] >= '0' && s.text[i] <= '9'; i++)
        after++;
    return i == s.bytes && digits && after;
}

static bool read_known(struct slice s, int64_t *out)
{
    if (!s.bytes || s.bytes > 18)
        return false;
    *out = 0;
    for (size_t i = 0; i < s.bytes; i++) {
        if (s.text[i] < '0' || s.text[i] > '9')
            return false;
        *out = *out * 10 + (s.text[i] - '0');
    }
    return true;
}

static bool ends_with(struct slice s, const char *tail)
{
    size_t bytes = strlen(tail);
    return s.bytes > bytes && memcmp(s.text + s.bytes - bytes, tail, bytes) == 0;
}

/* The last place of `what` that ends by `end`; 0 where there is none behind the first byte. */
static size_t find_last(const char *text, size_t end, const char *what)
{
    size_t bytes = strlen(what);
    for (size_t i = end < bytes ? 0 : end - bytes; i > 0; i--) {
        if (memcmp(text + i, what, bytes) == 0)
            return i;
    }
    return 0;
}

/* Parts "立案 yoy" into measure and modifier. */
static void cut_modifier(struct pieces *p)
{
    static const char *const TAILS[] = { " yoy base",           " mom base", " yoy " FIGURE_POINTS,
                                         " mom " FIGURE_POINTS, " yoy",      " mom" };
    size_t bytes = 0;
    for (size_t i = 0; i < sizeof TAILS / sizeof *TAILS && !bytes; i++) {
        if (ends_with(p->measure, TAILS[i]))
            bytes = strlen(TAILS[i]);
    }
    size_t equals = bytes ? 0 : find_last(p->measure.text, p->measure.bytes, " = ");
    size_t by = find_last(p->measure.text, equals, " by ");
    if (by)
        bytes = p->measure.bytes - by;
    size_t at = p->measure.bytes - bytes;
    p->modifier = bytes ? (struct slice) { p->measure.text + at + 1, bytes - 1 } : (struct slice) { "", 0 };
    p->measure.bytes = at;
}

static bool cut_tag(const char *tag, struct pieces *p)
{
    if (strncmp(tag, PREFIX, sizeof PREFIX - 1) != 0)
        return false;
    struct slice rest = { tag + sizeof PREFIX - 1, strlen(tag) - (sizeof PREFIX - 1) }, known, asof, from;
    if (!cut_last(&rest, &p->value) || !cut_last(&rest, &known) || !cut_last(&rest, &asof) || !cut_last(&rest, &from)
        || !cut_last(&rest, &p->scope) || !rest.bytes)
        return false;
    if (!read_known(known, &p->known) || !day_parse(asof.text, asof.bytes, &p->asof)
        || !day_parse(from.text, from.bytes, &p->from) || !(same(p->value, "-") || is_decimal(p->value)))
        return false;
    p->measure = rest;
    cut_modifier(p);
    return true;
}

static void put_long(const struct figure *f, struct buf *out)
{
    const char *modifier = f->modifier ? f->modifier : "";
    buf_text(out, PREFIX);
    buf_text(out, f->measure);
    buf_text(out, *modifier ? " " : "");
    buf_text(out, modifier);
    buf_format(out, ";%s;%s;%s;%" PRId64 ";%s", f->scope_number ? f->scope_number : "", DAY_TEXT(f->from), DAY_TEXT(f->asof),
               f->known, f->value ? f->value : "-");
}

/* Whether the long form says what the figure says: not where a formula or a number holds what parts the pieces. */
static bool reads_back(const char *tag, const struct figure *f)
{
    struct pieces p;
    return !strchr(f->measure, ';') && cut_tag(tag, &p) && same(p.measure, f->measure) && same(p.modifier, f->modifier)
           && same(p.scope, f->scope_number);
}

void figure_tag(const struct figure *f, int number, struct buf *out)
{
    struct buf tag = { 0 };
    put_long(f, &tag);
    if (number && (utf16_units(tag.data, tag.bytes) > FIGURE_TAG_MAX || !reads_back(tag.data, f)))
        buf_format(out, "%s#%d", PREFIX, number);
    else
        buf_put(out, tag.data, tag.bytes);
    buf_free(&tag);
}

static const char *keep(struct arena *a, struct slice s)
{
    return arena_slice(a, s.text, s.bytes);
}

bool figure_untag(struct arena *a, const char *tag, struct figure *out)
{
    struct pieces p;
    if (!cut_tag(tag, &p))
        return false;
    *out = (struct figure) {
        .measure = keep(a, p.measure),
        .modifier = keep(a, p.modifier),
        .value = same(p.value, "-") ? NULL : keep(a, p.value),
        .scope_number = keep(a, p.scope),
        .from = p.from,
        .asof = p.asof,
        .known = p.known,
        .note = "",
    };
    return true;
}
