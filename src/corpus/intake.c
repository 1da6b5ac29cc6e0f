/* corpus/intake.c: files, folders, ZIPs and .jsonl -> documents, one after another; what is bad is told and left. */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "corpus/store.h"
#include "format/format.h"

#define FOLDERS_MAX    32                          /* within one another */
#define LINE_BYTES_MAX ((size_t)128 * 1024 * 1024) /* of a .jsonl */

struct taking {
    struct corpus_writer *w;
    struct corpus_batch *b;
    struct arena memory; /* of one document */
};

/* What is wrong with a document is told; what is wrong with the ledger ends the batch. */
static bool told(struct taking *t, const char *source, struct err *inner, struct err *e)
{
    if (inner->code == ERR_CORRUPT || inner->code == ERR_BUSY || inner->code == ERR_CONFLICT)
        return err_take(e, inner, NULL);
    t->b->refused++;
    t->b->see(t->b->context, source, CORPUS_SAME, NULL, inner->what);
    return true;
}

static bool add(struct taking *t, const char *source, const struct corpus_document *d, struct err *e)
{
    struct err inner = err_like(e);
    enum corpus_fate fate;
    const char *id;
    if (!corpus_add(t->w, &t->memory, d, t->b->actor, &fate, &id, &inner))
        return inner.code == ERR_IO ? err_take(e, &inner, source) : told(t, source, &inner, e);
    int64_t *counts[] = { &t->b->added, &t->b->versions, &t->b->same };
    ++*counts[fate];
    t->b->see(t->b->context, source, fate, id, NULL);
    return true;
}

static const char *joined(struct arena *a, const char *before, const char *between, const char *after)
{
    struct buf b = { 0 };
    buf_format(&b, "%s%s%s", before, between, after);
    const char *text = arena_text(a, buf_get(&b));
    buf_free(&b);
    return text;
}

static bool ends(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n > m && strcasecmp(path + n - m, ending) == 0;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* ---- .jsonl ---- */

static const char *text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text && *text ? text : NULL;
}

/* A number may be written as a text. */
static int year_of(const json_t *o)
{
    const json_t *v = json_object_get(o, "year");
    const char *text = json_string_value(v);
    return text ? (int)strtol(text, NULL, 10) : (int)json_integer_value(v);
}

static bool add_object(struct taking *t, const char *source, const json_t *o, struct err *e)
{
    struct err inner = err_like(e);
    struct corpus_document d = t->b->common;
    const json_t *text = json_object_get(o, "text"), *id = json_object_get(o, "id");
    if (!json_is_object(o) || !json_is_string(text)) {
        ERR(&inner, ERR_INPUT, CORPUS_LINE_SHAPE);
        return told(t, source, &inner, e);
    }
    d.data = json_string_value(text);
    d.bytes = json_string_length(text);
    d.id = json_is_integer(id) ? arena_text(&t->memory, MSG_NUM(json_integer_value(id))) : text_of(o, "id");
    d.path = d.name = "";
    d.title = text_of(o, "title");
    d.org = text_of(o, "org") ? text_of(o, "org") : d.org;
    d.kind = text_of(o, "kind") ? text_of(o, "kind") : d.kind;
    d.year = json_object_get(o, "year") ? year_of(o) : d.year;
    const char *day = text_of(o, "day");
    if (day && !cell_day(day, strlen(day), &d.day, &inner))
        return told(t, source, &inner, e);
    return add(t, source, &d, e);
}

static bool add_line(struct taking *t, const char *source, const char *line, size_t bytes, struct err *e)
{
    json_error_t why;
    struct err inner = err_like(e);
    json_t *o = bytes <= LINE_BYTES_MAX ? json_loadb(line, bytes, JSON_ALLOW_NUL, &why) : NULL;
    bool ok;
    if (o) {
        ok = add_object(t, source, o, e);
    } else {
        if (bytes > LINE_BYTES_MAX)
            ERR(&inner, ERR_INPUT, CORPUS_LINE_LONG, MSG_NUM(LINE_BYTES_MAX / (1024 * 1024)));
        else
            ERR(&inner, ERR_INPUT, CORPUS_LINE_JSON, MSG_NUM(why.column), why.text);
        ok = told(t, source, &inner, e);
    }
    json_decref(o);
    return ok;
}

static bool take_lines(struct taking *t, const char *path, struct err *e)
{
    FILE *f = fopen(path, "rb");
    char *line = NULL;
    size_t room = 0;
    bool ok = true;
    if (!f) {
        struct err inner = err_like(e);
        ERR(&inner, ERR_UNREADABLE, CORPUS_OPEN, strerror(errno));
        return told(t, path, &inner, e);
    }
    ssize_t n;
    for (int64_t number = 1; ok && (n = getline(&line, &room, f)) > 0; number++) {
        struct arena_mark mark = arena_mark(&t->memory);
        if (line[strspn(line, " \t\r\n")])
            ok = add_line(t, joined(&t->memory, path, ":", MSG_NUM(number)), line, (size_t)n, e);
        arena_rewind(&t->memory, mark);
    }
    free(line);
    fclose(f);
    return ok;
}

/* ---- files ---- */

static bool take_bytes(struct taking *t, const char *source, const char *name, const void *data, size_t bytes, struct err *e)
{
    struct corpus_document d = t->b->common;
    char *real = realpath(source, NULL); /* of a ZIP's part there is none: the ZIP's stands in front already */
    d.path = arena_text(&t->memory, real ? real : source);
    free(real);
    d.name = name;
    d.data = data;
    d.bytes = bytes;
    return add(t, source, &d, e);
}

static bool take_zip(struct taking *t, struct archive *z, const char *path, struct err *e)
{
    bool ok = true;
    char *real = realpath(path, NULL);
    const char *whole = arena_text(&t->memory, real ? real : path);
    free(real);
    for (int i = 0; ok && i < archive_count(z); i++) {
        struct arena_mark mark = arena_mark(&t->memory);
        struct err inner = err_like(e);
        const char *name = archive_name(z, i), *data, *source = joined(&t->memory, whole, "!", name);
        size_t bytes;
        if (!*name || name[strlen(name) - 1] == '/' || *base_name(name) == '.')
            continue;
        if (archive_get(z, &t->memory, i, CONTENT_BYTES_MAX, &data, &bytes, &inner))
            ok = take_bytes(t, source, base_name(name), data, bytes, e);
        else
            ok = told(t, source, &inner, e);
        arena_rewind(&t->memory, mark);
    }
    return ok;
}

static bool take_file(struct taking *t, const char *path, const struct stat *s, struct err *e)
{
    struct arena_mark mark = arena_mark(&t->memory);
    struct err inner = err_like(e);
    struct archive *z = NULL;
    char *data;
    size_t bytes;
    bool ok, zip = ends(path, ".zip");
    if (ends(path, ".jsonl") || ends(path, ".ndjson"))
        return take_lines(t, path, e);
    if (zip && archive_open(&z, path, &inner) && !archive_is_document(z)) {
        ok = take_zip(t, z, path, e);
    } else if (zip && !z) {
        ok = told(t, path, &inner, e);
    } else if ((uint64_t)s->st_size > CONTENT_BYTES_MAX) {
        ERR(&inner, ERR_INPUT, CORPUS_FILE_LARGE, MSG_NUM(CONTENT_BYTES_MAX / (1024 * 1024)));
        ok = told(t, path, &inner, e);
    } else if (!file_read(&t->memory, path, CONTENT_BYTES_MAX, &data, &bytes, &inner)) {
        ok = told(t, path, &inner, e);
    } else {
        ok = take_bytes(t, path, base_name(path), data, bytes, e);
    }
    archive_close(z);
    arena_rewind(&t->memory, mark);
    return ok;
}

static bool take(struct taking *t, const char *path, int depth, struct err *e);

static bool take_folder(struct taking *t, const char *path, int depth, struct err *e)
{
    struct dirent **list;
    struct err inner = err_like(e);
    int n = depth < FOLDERS_MAX ? scandir(path, &list, NULL, alphasort) : -1;
    bool ok = true;
    if (n < 0) {
        ERR(&inner, ERR_UNREADABLE, CORPUS_OPEN, depth < FOLDERS_MAX ? strerror(errno) : strerror(ELOOP));
        return told(t, path, &inner, e);
    }
    size_t slash = strlen(path);
    for (int i = 0; i < n; i++) {
        if (ok && list[i]->d_name[0] != '.')
            ok =
                take(t, joined(&t->memory, path, slash && path[slash - 1] == '/' ? "" : "/", list[i]->d_name), depth + 1, e);
        free(list[i]);
    }
    free(list);
    return ok;
}

static bool take(struct taking *t, const char *path, int depth, struct err *e)
{
    struct stat s;
    struct err inner = err_like(e);
    int rc = depth ? lstat(path, &s) : stat(path, &s);
    if (rc == 0 && S_ISDIR(s.st_mode))
        return take_folder(t, path, depth, e);
    if (rc == 0 && S_ISREG(s.st_mode))
        return take_file(t, path, &s, e);
    if (rc == 0)
        ERR(&inner, ERR_UNREADABLE, CORPUS_NO_FILE);
    else
        ERR(&inner, ERR_UNREADABLE, CORPUS_OPEN, strerror(errno));
    return told(t, path, &inner, e);
}

bool corpus_take(struct corpus_writer *w, const char *path, struct corpus_batch *b, struct err *e)
{
    struct taking t = { .w = w, .b = b };
    arena_init(&t.memory, (size_t)1024 * 1024);
    bool ok = take(&t, path, 0, e);
    arena_free(&t.memory);
    return ok;
}
