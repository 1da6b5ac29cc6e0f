#include "format/docx_read_style.h"

#include <stdlib.h>
#include <string.h>

#include "format/docx_read_xml.h"

#define CHAIN_MAX 16 /* styles based on one another */

struct reading {
    struct arena *a;
    struct docx_styles *out;
    struct docx_style *now; /* the style being told; NULL outside */
};

int docx_level_parse(const char *text)
{
    return text && text[0] >= '0' && text[0] <= '9' && !text[1] ? text[0] - '0' : DOCX_LEVEL_NONE;
}

long docx_number_parse(const char *text)
{
    char *end;
    long value = text ? strtol(text, &end, 10) : -1;
    return text && end != text && value >= 0 && value <= INT32_MAX ? value : -1;
}

/* "heading 2", "Heading 2", "标题 2", "标题2" -> 1. */
static int level_of_name(const char *name)
{
    static const char *const WORDS[] = { "heading", "标题" };
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        size_t bytes = strlen(WORDS[i]);
        if (strncasecmp(name, WORDS[i], bytes) != 0)
            continue;
        const char *digit = name + bytes + strspn(name + bytes, " ");
        if (*digit >= '1' && *digit <= '9' && !digit[1])
            return *digit - '1';
    }
    return DOCX_LEVEL_NONE;
}

static void add_style(struct reading *r, const char *id)
{
    struct docx_styles *s = r->out;
    r->now = NULL;
    if (!id || s->count == DOCX_STYLES_MAX)
        return;
    if ((s->count & (s->count - 1)) == 0) { /* at every power of two: double */
        struct docx_style *more = ARENA_ARRAY(r->a, struct docx_style, s->count ? (size_t)s->count * 2 : 1);
        if (s->count)
            memcpy(more, s->list, (size_t)s->count * sizeof *more);
        s->list = more;
    }
    r->now = &s->list[s->count++];
    *r->now = (struct docx_style) {
        .id = arena_text(r->a, id), .based_on = "", .level = DOCX_LEVEL_NONE, .number = -1, .number_level = -1
    };
}

static void see_style(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes)
{
    struct reading *r = x->context;
    if (space != SPACE_WORD)
        return;
    const char *value = docx_xml_attribute(attributes, SPACE_WORD, "val");
    if (strcmp(name, "style") == 0) {
        add_style(r, docx_xml_attribute(attributes, SPACE_WORD, "styleId"));
    } else if (!r->now || !value) {
        return;
    } else if (strcmp(name, "name") == 0) {
        r->now->title = strcasecmp(value, "title") == 0 || strcmp(value, "标题") == 0;
        if (r->now->level == DOCX_LEVEL_NONE)
            r->now->level = level_of_name(value);
    } else if (strcmp(name, "basedOn") == 0) {
        r->now->based_on = arena_text(r->a, value);
    } else if (strcmp(name, "outlineLvl") == 0 && docx_level_parse(value) != DOCX_LEVEL_NONE) {
        r->now->level = docx_level_parse(value);
    } else if (strcmp(name, "numId") == 0) {
        r->now->number = docx_number_parse(value);
    } else if (strcmp(name, "ilvl") == 0 && docx_level_parse(value) != DOCX_LEVEL_NONE) {
        r->now->number_level = docx_level_parse(value);
    }
}

static void ignore_end(struct docx_xml *x)
{
    (void)x;
}

static int order_style(const void *x, const void *y)
{
    const struct docx_style *a = x, *b = y;
    return strcmp(a->id, b->id);
}

bool docx_styles_read(struct docx_styles *s, struct arena *a, struct docx_package *p, struct err *e)
{
    *s = (struct docx_styles) { 0 };
    const char *part = NULL;
    for (int i = 0; i < p->relation_count && !part; i++)
        if (strcmp(p->relations[i].kind, "styles") == 0)
            part = p->relations[i].target;
    if (!part || !zip_has(p->zip, part))
        return true;
    struct reading r = { .a = a, .out = s };
    struct docx_xml x = { .file = p->file, .part = part, .context = &r, .start = see_style, .end = ignore_end };
    if (!docx_xml_read(&x, p->zip, DOCX_SIDE_MAX, e))
        return false;
    if (s->count)
        qsort(s->list, (size_t)s->count, sizeof *s->list, order_style);
    return true;
}

static const struct docx_style *find_style(const struct docx_styles *s, const char *id)
{
    struct docx_style key = { .id = id };
    return s->count ? bsearch(&key, s->list, (size_t)s->count, sizeof key, order_style) : NULL;
}

int docx_style_level(const struct docx_styles *s, const char *id, bool *title)
{
    *title = false;
    for (int i = 0; i < CHAIN_MAX && *id; i++) {
        const struct docx_style *style = find_style(s, id);
        if (!style)
            break;
        *title = style->title;
        if (style->title || style->level != DOCX_LEVEL_NONE)
            return style->level;
        id = style->based_on;
    }
    return DOCX_LEVEL_NONE;
}

long docx_style_number(const struct docx_styles *s, const char *id, int *level)
{
    *level = -1;
    for (int i = 0; i < CHAIN_MAX && *id; i++) {
        const struct docx_style *style = find_style(s, id);
        if (!style)
            break;
        if (*level < 0)
            *level = style->number_level;
        if (style->number >= 0)
            return style->number;
        id = style->based_on;
    }
    return -1;
}
