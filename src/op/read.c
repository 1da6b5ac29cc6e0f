/* op/read.c: documents -> outline, figures, commitments, findings. */
#include <string.h>

#include "op/read.h"

#define MEMORY_BLOCK ((size_t)1024 * 1024)

bool read_document(struct arena *a, const char *path, const char **text, size_t *bytes, struct err *e)
{
    struct docx_text d;
    if (!document_read(a, path, &d, e))
        return false;
    *text = d.text;
    *bytes = strlen(d.text);
    return true;
}

static bool read_one(struct op_call *c, const char *path, const struct read_parts *parts, struct err *e)
{
    struct arena memory;
    struct reading k;
    const char *text;
    size_t bytes;
    arena_init(&memory, MEMORY_BLOCK);
    bool ok = read_document(&memory, path, &text, &bytes, e);
    if (ok) {
        text_read(&memory, text, bytes, &(struct text_hints) { .lang = c->lang }, &k);
        if (c->sink->machine)
            read_object(c, path, &k);
        else
            read_say(c, path, &k, parts);
    }
    arena_free(&memory);
    return ok;
}

bool read_run(struct op_call *c, struct err *e)
{
    struct read_parts parts = { op_given(c, "outline"), op_given(c, "figures"), op_given(c, "commitments"),
                                op_given(c, "findings") };
    if (!parts.outline && !parts.figures && !parts.commitments && !parts.findings)
        parts = (struct read_parts) { true, true, true, true };
    const struct op_arg *docs = op_arg(c, "docs");
    for (int i = 0; i < docs->count; i++) {
        if (!read_one(c, docs->texts[i], &parts, e))
            return false;
    }
    return true;
}
