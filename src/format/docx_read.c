/* format/docx_read.c: a .docx brought back: its text, and the figures in it that are still linked. */
#include <string.h>

#include "format/docx_read_body.h"
#include "format/docx_read_manifest.h"

/* What the control's tag does not hold stands in the manifest. */
static void complete(struct linked_figure *g, const struct linked_figure *written)
{
    if (!g->known) {
        g->figure = written->figure;
        g->known = true;
        return;
    }
    if (strcmp(g->figure.measure, written->figure.measure) != 0)
        return;
    g->figure.unit = written->figure.unit;
    g->figure.scope = written->figure.scope;
    g->figure.note = written->figure.note;
}

static void read_figures(struct flow *f, struct arena *a, struct docx_text *out)
{
    flow_figures(f, a, out->text, out);
    for (int i = 0; i < out->figure_count; i++) {
        struct linked_figure *g = &out->figures[i];
        if (g->number > 0 && g->number <= out->written_count)
            complete(g, &out->written[g->number - 1]);
    }
}

static void hand_out(struct flow *f, struct arena *a, struct docx_text *out)
{
    char *text = ARENA_ARRAY(a, char, f->text.bytes + 1);
    memcpy(text, buf_get(&f->text), f->text.bytes);
    out->text = text;
    out->paragraph_count = f->paragraph_count;
    out->paragraphs = ARENA_ARRAY(a, struct docx_paragraph, (size_t)f->paragraph_count + 1);
    if (f->paragraph_count)
        memcpy(out->paragraphs, f->paragraphs, (size_t)f->paragraph_count * sizeof *f->paragraphs);
    read_figures(f, a, out);
}

static bool read_all(struct arena *a, struct arena *scratch, struct docx_package *p, struct docx_text *out, struct err *e)
{
    struct docx_styles styles;
    struct flow f;
    flow_begin(&f, scratch);
    bool ok = docx_styles_read(&styles, scratch, p, e) && docx_body_read(&f, scratch, p, &styles, e);
    if (ok) {
        if (f.separator)
            flow_text(&f, "\n", 1);
        docx_manifest_read(out, a, p);
        hand_out(&f, a, out);
    }
    flow_free(&f);
    return ok;
}

bool docx_read(struct arena *a, const char *path, struct docx_text *out, struct err *e)
{
    struct arena scratch;
    struct docx_package p;
    char *data;
    size_t bytes;
    *out = (struct docx_text) { 0 };
    arena_init(&scratch, 1 << 16);
    bool ok =
        file_read(&scratch, path, DOCX_BYTES_MAX, &data, &bytes, e) && docx_package_open(&p, &scratch, path, data, bytes, e);
    if (ok) {
        ok = read_all(a, &scratch, &p, out, e);
        docx_package_close(&p);
    }
    arena_free(&scratch);
    return ok;
}
