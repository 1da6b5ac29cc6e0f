/* format/xlsx_strings.c: sharedStrings.xml -> texts by number. */
#include "format/xlsx_strings.h"

#include <stdlib.h>
#include <string.h>

#include "format/xlsx_spill.h"
#include "format/xlsx_value.h"
#include "format/xlsx_xml.h"

struct xlsx_strings {
    struct xlsx_spill texts;
    struct xlsx_spill ends; /* a uint64_t for each text: where it ends in `texts` */
    uint64_t count;
    struct buf text; /* the one being read */
    int phonetic;    /* depth of the rPh it is in; 0: none */
    bool in_text;
};

static void on_start(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct xlsx_strings *s = x->context;
    (void)attributes;
    if (x->depth == 2)
        buf_clear(&s->text);
    if (!s->phonetic && strcmp(name, "rPh") == 0)
        s->phonetic = x->depth;
    s->in_text = x->depth > 2 && !s->phonetic && strcmp(name, "t") == 0;
}

static void on_text(struct xlsx_xml *x, const char *text, size_t bytes)
{
    struct xlsx_strings *s = x->context;
    if (s->in_text && s->text.bytes < XLSX_CELL_BYTES)
        buf_put(&s->text, text, bytes);
}

static bool keep(struct xlsx_strings *s, struct err *e)
{
    const char *text = buf_get(&s->text);
    size_t bytes = s->text.bytes ? xlsx_unescape(s->text.data, s->text.bytes) : 0;
    text_trim(&text, &bytes);
    if (!spill_put(&s->texts, text, bytes, e))
        return false;
    s->count++;
    return spill_put(&s->ends, &s->texts.bytes, sizeof s->texts.bytes, e);
}

static void on_end(struct xlsx_xml *x, const char *name)
{
    struct xlsx_strings *s = x->context;
    s->in_text = false;
    if (s->phonetic == x->depth)
        s->phonetic = 0;
    if (x->depth == 2 && strcmp(name, "si") == 0 && !keep(s, x->e))
        xlsx_xml_stop(x);
}

bool xlsx_strings_load(struct xlsx_strings **out, struct zip_reader *z, const char *file, const char *part, struct err *e)
{
    struct xlsx_strings *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    spill_init(&s->texts, XLSX_STRINGS_MEMORY);
    spill_init(&s->ends, XLSX_STRINGS_MEMORY);
    struct xlsx_xml x = { .file = file, .part = part, .context = s, .start = on_start, .end = on_end, .text = on_text };
    bool ok = xlsx_xml_read(&x, z, e) && spill_seal(&s->texts, e) && spill_seal(&s->ends, e);
    buf_free(&s->text);
    if (ok)
        *out = s;
    else
        xlsx_strings_free(s);
    return ok;
}

uint64_t xlsx_strings_count(const struct xlsx_strings *s)
{
    return s ? s->count : 0;
}

bool xlsx_strings_get(struct xlsx_strings *s, uint64_t index, struct buf *out, struct err *e)
{
    uint64_t place[2] = { 0 }; /* begin and end */
    bool first = index == 0;
    if (!spill_get(&s->ends, first ? 0 : (index - 1) * sizeof *place, place + first, first ? sizeof *place : sizeof place,
                   e))
        return false;
    char piece[512];
    for (uint64_t at = place[0]; at < place[1];) {
        size_t bytes = place[1] - at < sizeof piece ? (size_t)(place[1] - at) : sizeof piece;
        if (!spill_get(&s->texts, at, piece, bytes, e))
            return false;
        buf_put(out, piece, bytes);
        at += bytes;
    }
    return true;
}

void xlsx_strings_free(struct xlsx_strings *s)
{
    if (!s)
        return;
    spill_free(&s->texts);
    spill_free(&s->ends);
    buf_free(&s->text);
    free(s);
}
