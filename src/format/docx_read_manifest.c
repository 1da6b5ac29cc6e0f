#include "format/docx_read_manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "format/docx_read_xml.h"

#define ITEM_START    "customXml/item"
#define PROPERTY_NAME "taizhang"

struct reading {
    struct arena *a;
    struct docx_text *out;
    int room;
    bool found;  /* the root is ours */
    bool wanted; /* the property is ours */
    struct buf property;
};

static const char *text_of(struct reading *r, const char **attributes, const char *name)
{
    const char *value = docx_xml_attribute(attributes, SPACE_NONE, name);
    return value ? arena_text(r->a, value) : NULL;
}

static const char *text_or_none(struct reading *r, const char **attributes, const char *name)
{
    const char *value = text_of(r, attributes, name);
    return value ? value : "";
}

static int32_t day_of_text(const char *text)
{
    int32_t day;
    return text && day_parse(text, strlen(text), &day) ? day : 0;
}

/* Digits alone; 0 for anything else. */
static int64_t count_of(const char *text)
{
    size_t bytes = text ? strlen(text) : 0;
    return bytes && bytes <= 18 && strspn(text, "0123456789") == bytes ? strtoll(text, NULL, 10) : 0;
}

/* ---- the manifest ---- */

static void see_report(struct reading *r, const char **attributes)
{
    struct docx_text *d = r->out;
    d->report = text_or_none(r, attributes, "report");
    d->org = text_or_none(r, attributes, "org");
    d->org_number = text_or_none(r, attributes, "org_number");
    d->of = text_or_none(r, attributes, "of");
    d->heads = text_or_none(r, attributes, "heads");
    d->from = day_of_text(docx_xml_attribute(attributes, SPACE_NONE, "from"));
    d->asof = day_of_text(docx_xml_attribute(attributes, SPACE_NONE, "asof"));
    d->known_at = count_of(docx_xml_attribute(attributes, SPACE_NONE, "known"));
}

static void see_figure(struct reading *r, const char **attributes)
{
    struct docx_text *d = r->out;
    int64_t number = count_of(docx_xml_attribute(attributes, SPACE_NONE, "n"));
    const char *measure = text_of(r, attributes, "measure");
    if (d->written_count == DOCX_FIGURES_MAX || number < 1 || number > DOCX_FIGURES_MAX || !measure)
        return;
    if (d->written_count == r->room) {
        r->room = r->room ? r->room * 2 : 64;
        struct linked_figure *more = ARENA_ARRAY(r->a, struct linked_figure, (size_t)r->room);
        if (d->written_count)
            memcpy(more, d->written, (size_t)d->written_count * sizeof *more);
        d->written = more;
    }
    d->written[d->written_count++] = (struct linked_figure) {
        .number = (int)number,
        .text = text_or_none(r, attributes, "text"),
        .controlled = true,
        .known = true,
        .figure = {
            .measure = measure,
            .modifier = text_or_none(r, attributes, "modifier"),
            .value = text_of(r, attributes, "value"),
            .unit = text_or_none(r, attributes, "unit"),
            .scope = text_or_none(r, attributes, "scope"),
            .scope_number = text_or_none(r, attributes, "scope_number"),
            .from = day_of_text(docx_xml_attribute(attributes, SPACE_NONE, "from")),
            .asof = day_of_text(docx_xml_attribute(attributes, SPACE_NONE, "asof")),
            .known = count_of(docx_xml_attribute(attributes, SPACE_NONE, "known")),
            .note = text_or_none(r, attributes, "note"),
        },
    };
}

static void see_item(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes)
{
    struct reading *r = x->context;
    if (x->depth == 1) {
        r->found = space == SPACE_REPORT;
        if (!r->found || !r->out)
            docx_xml_stop(x);
        else
            see_report(r, attributes);
    } else if (space == SPACE_REPORT && strcmp(name, "figure") == 0) {
        see_figure(r, attributes);
    }
}

static void ignore_end(struct docx_xml *x)
{
    (void)x;
}

static bool is_item(const char *name)
{
    size_t bytes = strlen(name);
    return strncmp(name, ITEM_START, strlen(ITEM_START)) == 0 && bytes > 4 && strcmp(name + bytes - 4, ".xml") == 0
           && strspn(name + strlen(ITEM_START), "0123456789") == bytes - strlen(ITEM_START) - 4;
}

/* The parts of customXml, until one is a manifest; its name. */
static const char *find_item(struct reading *r, struct docx_package *p)
{
    int looked = 0;
    for (int i = 0; i < zip_count(p->zip) && looked < DOCX_ITEMS_MAX; i++) {
        const char *part = zip_name(p->zip, i);
        struct err ignored = { 0 };
        struct docx_xml x = { .file = p->file, .part = part, .context = r, .start = see_item, .end = ignore_end };
        if (!is_item(part))
            continue;
        looked++;
        r->found = false;
        if (docx_xml_read(&x, p->zip, DOCX_SIDE_MAX, &ignored) && r->found)
            return part;
        if (r->found && r->out) { /* ours once, and damaged */
            r->out->report = NULL;
            r->out->written_count = 0;
        }
    }
    return NULL;
}

const char *docx_manifest_part(struct arena *a, struct docx_package *p)
{
    struct reading r = { .a = a };
    const char *part = find_item(&r, p);
    return part ? arena_text(a, part) : NULL;
}

static int order_written(const void *x, const void *y)
{
    const struct linked_figure *a = x, *b = y;
    return (a->number > b->number) - (a->number < b->number);
}

/* Figure n stands at n - 1; what comes after a gap was not written by us. */
static void number_written(struct docx_text *d)
{
    int count = 0;
    if (d->written_count)
        qsort(d->written, (size_t)d->written_count, sizeof *d->written, order_written);
    while (count < d->written_count && d->written[count].number == count + 1)
        count++;
    d->written_count = count;
}

/* ---- the property ---- */

static void see_property(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes)
{
    struct reading *r = x->context;
    if (space != SPACE_PROPERTIES || strcmp(name, "property") != 0)
        return;
    const char *own = docx_xml_attribute(attributes, SPACE_NONE, "name");
    r->wanted = own && strcmp(own, PROPERTY_NAME) == 0;
}

static void property_text(struct docx_xml *x, const char *text, size_t bytes)
{
    struct reading *r = x->context;
    if (r->wanted)
        buf_put(&r->property, text, bytes);
}

static void end_property(struct docx_xml *x)
{
    struct reading *r = x->context;
    if (x->depth == 2)
        r->wanted = false;
}

static const char *word_after(struct reading *r, const char *name)
{
    for (const char *p = buf_get(&r->property); p; p = strchr(p, ';')) {
        p += strspn(p, "; ");
        size_t bytes = strlen(name);
        if (strncmp(p, name, bytes) != 0 || p[bytes] != '=')
            continue;
        const char *value = p + bytes + 1;
        size_t value_bytes = strcspn(value, ";");
        text_trim(&value, &value_bytes);
        char *out = ARENA_ARRAY(r->a, char, value_bytes + 1);
        memcpy(out, value, value_bytes);
        return out;
    }
    return NULL;
}

static void read_property(struct reading *r, struct docx_package *p)
{
    struct err ignored = { 0 };
    struct docx_xml x = {
        .file = p->file,
        .part = p->properties,
        .context = r,
        .start = see_property,
        .end = end_property,
        .text = property_text,
    };
    if (!p->properties || !zip_has(p->zip, p->properties))
        return;
    if (docx_xml_read(&x, p->zip, DOCX_SIDE_MAX, &ignored) && r->property.bytes) {
        struct docx_text *d = r->out;
        const char *org = word_after(r, "org"), *number = word_after(r, "org_number"), *heads = word_after(r, "heads");
        const char *of = word_after(r, "of");
        d->report = word_after(r, "report");
        d->org = org ? org : "";
        d->org_number = number ? number : "";
        d->of = of ? of : "";
        d->heads = heads ? heads : "";
        d->from = day_of_text(word_after(r, "from"));
        d->asof = day_of_text(word_after(r, "asof"));
        d->known_at = count_of(word_after(r, "known"));
    }
    buf_free(&r->property);
}

void docx_manifest_read(struct docx_text *out, struct arena *a, struct docx_package *p)
{
    struct reading r = { .a = a, .out = out };
    if (find_item(&r, p))
        number_written(out);
    else
        read_property(&r, p);
}
