/* op/pack_files.c: the templates beside a pack, read from files, and recorded with its text as one event. */
#include <string.h>

#include "op/builtin.h"
#include "op/packs.h"

#define TEMPLATE_BYTES_MAX (1024 * 1024)

static bool leaves_folder(const char *path)
{
    if (path[0] == '/')
        return true;
    for (const char *p = path; p; p = strchr(p, '/') ? strchr(p, '/') + 1 : NULL) {
        if (strcspn(p, "/") == 2 && p[0] == '.' && p[1] == '.')
            return true;
    }
    return false;
}

/* The bytes of a template as the text a pack carries. */
static const char *carried(struct op_call *c, const char *name, const char *data, size_t bytes)
{
    if (!report_is_docx(name))
        return data;
    struct buf text = { 0 };
    report_base64(data, bytes, &text);
    const char *kept = arena_text(c->memory, buf_get(&text));
    buf_free(&text);
    return kept;
}

bool packs_templates(struct op_call *c, const struct pack_outline *o, bool compiled, struct pack_source *s, struct err *e)
{
    struct pack_file *files = ARENA_ARRAY(c->memory, struct pack_file, (size_t)o->template_count + 1);
    for (int i = 0; i < o->template_count; i++) {
        const char *name = o->templates[i];
        const struct builtin_file *f = compiled ? packs_builtin(name) : NULL;
        size_t bytes = f ? f->bytes : 0, most = report_is_docx(name) ? REPORT_DOCX_MAX : TEMPLATE_BYTES_MAX;
        char *data = NULL;
        if (leaves_folder(name))
            continue;
        if (compiled && !f)
            return ERR(e, ERR_INPUT, OP_TEMPLATE_MISSING, s->file, name);
        const char *path = packs_concat(c, s->file, packs_folder_bytes(s->file), name);
        if (!f && !file_read(c->memory, path, most, &data, &bytes, e))
            return false;
        files[s->file_count++] = (struct pack_file) { name, carried(c, name, f ? f->text : data, bytes) };
    }
    s->files = files;
    return true;
}

/* A file as it stands in the event: its text, or {"base64": …} where it is none. */
static json_t *file_tree(const struct pack_file *f)
{
    return report_is_docx(f->path) ? json_pack("{s:s}", "base64", f->text) : json_string(f->text);
}

bool pack_append(struct op_call *c, const struct pack_list *list, int i, int32_t day, struct err *e)
{
    const struct pack_source *s = &list->sources[i];
    json_t *files = json_object();
    for (int k = 0; k < s->file_count; k++)
        json_object_set_new(files, s->files[k].path, file_tree(&s->files[k]));
    json_t *text = json_stringn(s->text, s->bytes);
    if (!text) {
        json_decref(files);
        return ERR(e, ERR_INPUT, OP_PACK_NOT_TEXT, s->file);
    }
    const char *body = op_body(c, json_pack("{s:o, s:s, s:o}", "files", files, "name", list->names[i], "text", text));
    struct draft d = { .kind = EVENT_PACK, .actor = c->actor, .book = "", .day = day, .body = body };
    int64_t seq;
    return ledger_append(c->ledger, &d, &seq, e) && ledger_load_catalog(c->ledger, e);
}
