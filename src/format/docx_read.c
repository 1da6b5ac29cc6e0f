/* format/docx_read.c: a .docx brought back: its text, and the figures in it that are still linked. */
#include <string.h>

#include "format/docx_read_body.h"
#include "format/docx_read_manifest.h"
#include "format/document.h"

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

static bool read_all(struct arena *a, struct arena *scratch, struct docx_package *p, struct docx_text *out, struct err *e)
{
    struct docx_styles styles;
    struct flow f;
    flow_begin(&f, scratch);
    bool ok = docx_styles_read(&styles, scratch, p, e) && docx_body_read(&f, scratch, p, &styles, e);
    if (ok) {
        docx_manifest_read(out, a, p);
        flow_hand_out(&f, a, out);
        read_figures(&f, a, out);
    }
    flow_free(&f);
    return ok;
}

bool docx_read_bytes(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e)
{
    struct arena scratch;
    struct docx_package p;
    *out = (struct docx_text) { .format = DOCUMENT_DOCX };
    arena_init(&scratch, 1 << 16);
    bool ok = docx_package_open(&p, &scratch, name, data, bytes, e);
    if (ok) {
        ok = read_all(a, &scratch, &p, out, e);
        docx_package_close(&p);
    }
    arena_free(&scratch);
    return ok;
}

bool docx_read(struct arena *a, const char *path, struct docx_text *out, struct err *e)
{
    struct arena scratch;
    char *data;
    size_t bytes;
    arena_init(&scratch, 1 << 16);
    bool ok = file_read(&scratch, path, DOCX_BYTES_MAX, &data, &bytes, e) && docx_read_bytes(a, path, data, bytes, out, e);
    arena_free(&scratch);
    return ok;
}
