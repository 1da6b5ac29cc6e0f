/* op/packs.c: packs named on a command line -> their texts and templates, each after the packs it needs.
 *
 * A name is a pack compiled in, or a file; what a pack needs is looked for beside its file, then among the compiled ones.
 */
#include <string.h>
#include <unistd.h>

#include "op/builtin.h"
#include "op/packs.h"

#define PACK_BYTES_MAX  (4 * 1024 * 1024)
#define NEEDS_DEPTH_MAX 16

struct collecting {
    struct op_call *c;
    const struct catalog *have;
    struct pack_list *list;
    const char *open[NEEDS_DEPTH_MAX]; /* the packs whose needs are being read */
};

const struct builtin_file *packs_builtin(const char *path)
{
    for (const struct builtin_file *f = BUILTIN_FILES; f->path; f++) {
        if (strcmp(f->path, path) == 0)
            return f;
    }
    return NULL;
}

const char *packs_concat(struct op_call *c, const char *a, size_t a_bytes, const char *b)
{
    char *out = ARENA_ARRAY(c->memory, char, a_bytes + strlen(b) + 1);
    memcpy(out, a, a_bytes);
    memcpy(out + a_bytes, b, strlen(b));
    return out;
}

size_t packs_folder_bytes(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

static bool builtin_unknown(const char *name, struct err *e)
{
    struct buf names = { 0 };
    for (const struct builtin_file *f = BUILTIN_FILES; f->path; f++) {
        if (!strchr(f->path, '/') && path_ends(f->path, ".yaml"))
            buf_format(&names, "%s%.*s", names.bytes ? "、" : "", (int)(strlen(f->path) - strlen(".yaml")), f->path);
    }
    ERR(e, ERR_NOT_FOUND, OP_PACK_UNKNOWN, name, buf_get(&names));
    buf_free(&names);
    return false;
}

/* Reads a pack's text.  `beside` is the path of the pack that needs it; NULL for one named on the command line,
 * and for one needed by a compiled pack. */
static bool read_text(struct op_call *c, const char *name, const char *beside, struct pack_source *out, bool *compiled,
                      struct err *e)
{
    const char *path = name;
    if (beside)
        path = packs_concat(c, beside, packs_folder_bytes(beside), packs_concat(c, name, strlen(name), ".yaml"));
    bool is_path =
        beside ? access(path, R_OK) == 0 : path_ends(name, ".yaml") || path_ends(name, ".yml") || strchr(name, '/');
    *compiled = !is_path;
    if (is_path) {
        char *text;
        if (!file_read(c->memory, path, PACK_BYTES_MAX, &text, &out->bytes, e))
            return false;
        out->file = path;
        out->text = text;
        return true;
    }
    const struct builtin_file *f = packs_builtin(packs_concat(c, name, strlen(name), ".yaml"));
    if (!f)
        return builtin_unknown(name, e);
    *out = (struct pack_source) { .file = f->path, .text = f->text, .bytes = f->bytes };
    return true;
}

static bool is_listed(const struct pack_list *list, const char *name)
{
    for (int i = 0; i < list->count; i++) {
        if (strcmp(list->names[i], name) == 0)
            return true;
    }
    return false;
}

static bool is_known(const struct catalog *have, const char *name)
{
    for (int i = 0; have && i < catalog_pack_count(have); i++) {
        if (strcmp(catalog_pack_at(have, i)->name, name) == 0)
            return true;
    }
    return false;
}

static bool collect(struct collecting *x, const char *name, const char *beside, int depth, struct err *e)
{
    struct pack_source s = { 0 };
    struct pack_outline o;
    bool compiled;
    if (depth && (is_known(x->have, name) || is_listed(x->list, name)))
        return true;
    for (int i = 0; i < depth; i++) {
        if (strcmp(x->open[i], name) == 0)
            return ERR(e, ERR_INPUT, OP_PACK_CIRCLE, name);
    }
    if (depth == NEEDS_DEPTH_MAX || x->list->count == PACKS_MAX)
        return ERR(e, ERR_INPUT, OP_PACKS_MANY, MSG_NUM(PACKS_MAX));
    if (!read_text(x->c, name, beside, &s, &compiled, e) || !catalog_outline(x->c->memory, &s, &o, e))
        return false;
    if (is_listed(x->list, o.name))
        return true;
    x->open[depth] = o.name;
    for (int i = 0; i < o.need_count; i++) {
        if (!collect(x, o.needs[i], compiled ? NULL : s.file, depth + 1, e))
            return false;
    }
    if (!packs_templates(x->c, &o, compiled, &s, e))
        return false;
    x->list->names[x->list->count] = o.name;
    x->list->sources[x->list->count++] = s;
    return true;
}

bool packs_collect(struct op_call *c, const char *text, const struct catalog *have, struct pack_list *out, struct err *e)
{
    struct collecting x = { .c = c, .have = have, .list = out };
    *out = (struct pack_list) { 0 };
    char *names = arena_text(c->memory, text), *next;
    for (char *p = names; p; p = next) {
        next = strchr(p, ',');
        if (next)
            *next++ = '\0';
        const char *name = p;
        size_t bytes = strlen(p);
        text_trim(&name, &bytes);
        if (bytes && !collect(&x, packs_concat(c, name, bytes, ""), NULL, 0, e))
            return false;
    }
    return out->count > 0 || ERR(e, ERR_USAGE, OP_PACK_NONE);
}

bool packs_check(struct op_call *c, const struct pack_list *list, const struct catalog **out, struct err *e)
{
    struct catalog *catalog = catalog_new(c->memory);
    for (int i = 0; i < list->count; i++) {
        if (!catalog_add(catalog, &list->sources[i], e))
            return false;
    }
    if (!report_check_all(catalog, c->memory, e))
        return false;
    *out = catalog;
    return true;
}
