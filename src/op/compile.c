/* op/compile.c: chosen documents bound into one, with a title page and a table of contents. */
#include <string.h>

#include "op/paper.h"

/* The name of a file without its folder and ending: what a document without a title is called. */
static const char *bare_name(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    return arena_slice(a, name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static bool add_document(struct volume *b, const char *path, const char **title, struct err *e)
{
    struct op_call *c = b->c;
    const char *text;
    struct reading k;
    size_t bytes;
    if (!read_document(c->memory, path, &text, &bytes, e))
        return false;
    text_outline(c->memory, text, bytes, NULL, &k);
    *title = *k.title ? k.title : bare_name(c->memory, path);
    volume_document(b, text, &k, *title);
    return true;
}

bool compile_run(struct op_call *c, struct err *e)
{
    const char *title = op_text(c, "title");
    const struct op_arg *docs = op_arg(c, "docs");
    struct volume b;
    volume_start(&b, c, title ? title : WORDS(c, COMPILE_TITLE, MSG_NUM(docs->count)), true);
    const char **titles = ARENA_ARRAY(c->memory, const char *, (size_t)docs->count);
    for (int i = 0; i < docs->count; i++) {
        if (!add_document(&b, docs->texts[i], &titles[i], e))
            return false;
    }
    if (!volume_write(&b, op_text(c, "out"), e))
        return false;
    const struct op_column columns[] = { { "number", HEADING(c, SPLIT_NUMBER), FORM_COUNT, false },
                                         { "title", HEADING(c, SPLIT_NAME), FORM_TEXT, false },
                                         { "file", HEADING(c, SPLIT_FILE), FORM_TEXT, false } };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 3 });
    for (int i = 0; i < docs->count; i++)
        op_row(c, (const char *[]) { MSG_NUM(i + 1), titles[i], docs->texts[i] });
    op_table_end(c);
    return true;
}
