/* corpus/intake.c: files, folders, ZIPs and .jsonl -> documents, one after another; what is bad is told and left. */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "corpus/prepare.h"
#include "format/format.h"

#define ZIPS_MAX       3                            /* within one another */
#define ZIP_LOOSE_MAX  ((uint64_t)64 * 1024 * 1024) /* what more a ZIP unpacks to must not be */
#define ZIP_SWOLLEN    ((uint64_t)1024 * 1024)      /* from here on its parts are not kept aside */
#define ZIP_GROWTH_MAX 100                          /* times its size */
#define LINE_BYTES_MAX ((size_t)128 * 1024 * 1024)  /* of a .jsonl */

struct taking {
    struct corpus_writer *w;
    struct corpus_batch *b;
    struct preparing *beside;
    struct arena memory; /* of the walk */
};

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

/* ---- what was prepared goes in ---- */

static bool refuse_item(struct taking *t, const struct load_item *x, const char *source, const struct err *why,
                        struct err *e)
{
    const struct piece *p = &x->p;
    if (why->code == ERR_CORRUPT || why->code == ERR_BUSY || why->code == ERR_CONFLICT)
        return err_take(e, why, NULL);
    t->b->refused++;
    if (t->b->again && why->code == ERR_IO)
        t->b->again[x->which] = true;
    struct buf shown = { 0 };
    put_clean(&shown, source, strlen(source), "");
    t->b->see(t->b->context, buf_get(&shown), CORPUS_SAME, NULL, why->what);
    buf_free(&shown);
    if (!x->told_only)
        corpus_aside_put(t->b->aside, &(struct corpus_refused) { p->path, p->inside, p->name, p->swollen ? NULL : p->data,
                                                                 p->bytes, why->what });
    return true;
}

/* What is wrong with a document is told; what is wrong with the ledger ends the batch. */
static bool add_item(struct taking *t, struct arena *a, struct load_item *x, struct err *e)
{
    struct err inner = err_like(e);
    enum corpus_fate fate;
    const char *id, *source = *x->p.inside ? joined(a, x->p.path, "", x->p.inside) : x->p.path;
    if (x->why.code != ERR_NONE)
        return refuse_item(t, x, source, &x->why, e);
    if (!add_prepared(t->w, a, &x->d, &x->made, t->b->actor, &fate, &id, &inner))
        return inner.code == ERR_IO ? err_take(e, &inner, source) : refuse_item(t, x, source, &inner, e);
    int64_t *counts[] = { &t->b->added, &t->b->versions, &t->b->same, &t->b->removed };
    ++*counts[fate];
    t->b->see(t->b->context, source, fate, id, NULL);
    return true;
}

static bool turn(struct taking *t, struct err *e)
{
    struct load *l = prepare_turn(t->beside);
    bool ok = true;
    for (int i = 0; ok && i < l->count; i++)
        ok = add_item(t, &l->memory, &l->items[i], e);
    prepare_clear(l);
    return ok;
}

/* ---- what is found is put in line ---- */

/* A copy of the piece, with what it is (`x`) and why it is refused; in its turn it is prepared and taken in, or told. */
static bool put(struct taking *t, const struct piece *p, const struct load_item *as, const struct err *why, struct err *e)
{
    struct arena *a = &prepare_filling(t->beside)->memory;
    bool full;
    struct load_item *x = prepare_put(t->beside, p->bytes, &full);
    *x = *as;
    x->p = (struct piece) {
        .path = arena_text(a, p->path), .inside = arena_text(a, p->inside), .bytes = p->bytes, .swollen = p->swollen
    };
    x->p.name = p->name ? arena_text(a, p->name) : NULL;
    x->p.data = p->data ? arena_slice(a, p->data, p->bytes) : NULL;
    x->d.data = x->p.data;
    x->d.bytes = x->p.bytes;
    x->d.name = x->p.name;
    if (x->d.path)
        x->d.path = arena_text(a, x->d.path);
    if (x->d.title)
        x->d.title = arena_text(a, x->d.title);
    x->which = t->b->taken;
    x->why = why ? *why : err_like(e);
    return !full || turn(t, e);
}

static bool told(struct taking *t, const char *path, const struct err *why, struct err *e)
{
    return put(t, &(struct piece) { .path = path, .inside = "" }, &(struct load_item) { .told_only = true }, why, e);
}

/* Told and kept aside. */
static bool refuse(struct taking *t, const struct piece *p, const struct err *why, struct err *e)
{
    return put(t, p, &(struct load_item) { 0 }, why, e);
}

bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
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

static bool read_object(struct arena *a, struct load_item *x)
{
    const json_t *o = x->json, *text = json_object_get(o, "text"), *id = json_object_get(o, "id");
    struct corpus_document *d = &x->d;
    if (!json_is_object(o) || !json_is_string(text))
        return ERR(&x->why, ERR_INPUT, CORPUS_LINE_SHAPE);
    d->data = json_string_value(text);
    d->bytes = json_string_length(text);
    d->id = json_is_integer(id) ? arena_text(a, MSG_NUM(json_integer_value(id))) : text_of(o, "id");
    d->path = d->name = "";
    d->title = text_of(o, "title");
    d->org = text_of(o, "org") ? text_of(o, "org") : d->org;
    d->kind = text_of(o, "kind") ? text_of(o, "kind") : d->kind;
    d->year = json_object_get(o, "year") ? year_of(o) : d->year;
    const char *day = text_of(o, "day");
    return !day || cell_day(day, strlen(day), &d->day, &x->why);
}

bool line_read(struct arena *a, struct load_item *x, const struct corpus_document *common)
{
    json_error_t why;
    x->d = *common;
    x->json = json_loadb(x->p.data, x->p.bytes, JSON_ALLOW_NUL, &why);
    return x->json ? read_object(a, x) : ERR(&x->why, ERR_INPUT, CORPUS_LINE_JSON, MSG_NUM(why.column), why.text);
}

/* A file read line by line, of which no more than the longest line that is taken stands in memory. */
struct lines {
    FILE *f;
    char room[65536];
    size_t at, end;
    struct buf line; /* without its end */
    bool over;       /* it is longer, and not all here */
    bool foreign;    /* it is no text at all: nothing more is read */
};

static bool next_line(struct lines *x)
{
    bool any = false;
    buf_clear(&x->line);
    x->over = false;
    for (;;) {
        if (x->at == x->end) {
            x->at = 0;
            x->end = fread(x->room, 1, sizeof x->room, x->f);
            if (!x->end)
                return any;
        }
        const char *from = x->room + x->at, *stop = memchr(from, '\n', x->end - x->at);
        size_t n = stop ? (size_t)(stop - from) : x->end - x->at;
        x->foreign = !stop && memchr(from, 0, n);
        if (x->foreign)
            return true;
        x->over = x->over || x->line.bytes + n > LINE_BYTES_MAX;
        if (!x->over)
            buf_put(&x->line, from, n);
        x->at += n + (stop != NULL);
        any = true;
        if (stop)
            return true;
    }
}

static bool take_line(struct taking *t, const char *path, int64_t number, const struct lines *x, struct err *e)
{
    struct err inner = err_like(e);
    struct piece p = { path, joined(&t->memory, ":", "", MSG_NUM(number)), NULL, buf_get(&x->line), x->line.bytes, false };
    if (x->over || x->foreign) {
        p.data = NULL;
        if (x->foreign)
            ERR(&inner, ERR_INPUT, CORPUS_LINE_FOREIGN);
        else
            ERR(&inner, ERR_INPUT, CORPUS_LINE_LONG, MSG_NUM(LINE_BYTES_MAX / (1024 * 1024)));
        return refuse(t, &p, &inner, e);
    }
    return x->line.bytes == strspn(buf_get(&x->line), " \t\r") || put(t, &p, &(struct load_item) { .line = true }, NULL, e);
}

static bool take_lines(struct taking *t, const char *path, struct err *e)
{
    struct err inner = err_like(e);
    struct lines *x = ARENA_NEW(&t->memory, struct lines);
    bool ok = true;
    x->f = fopen(path, "rb");
    for (int64_t number = 1; ok && x->f && !x->foreign && next_line(x); number++) {
        struct arena_mark mark = arena_mark(&t->memory);
        ok = take_line(t, path, number, x, e);
        arena_rewind(&t->memory, mark);
    }
    if (ok && (!x->f || ferror(x->f))) {
        ERR(&inner, x->f ? ERR_IO : ERR_UNREADABLE, CORPUS_OPEN, strerror(errno));
        ok = refuse(t, &(struct piece) { path, "", base_name(path), NULL, 0, false }, &inner, e);
    }
    if (x->f)
        fclose(x->f);
    buf_free(&x->line);
    return ok;
}

/* ---- files ---- */

/* A name that can be told and asked for. */
static bool is_plain(const char *path)
{
    size_t bytes = strlen(path);
    bool plain = text_valid(path, bytes);
    for (size_t i = 0; plain && i < bytes; i++)
        plain = (unsigned char)path[i] >= 0x20 && path[i] != 0x7F;
    return plain;
}

/* The documents of a compilation, each by itself; *done false where it is none. */
static bool take_split(struct taking *t, const struct piece *p, const char *path, bool *done, struct err *e)
{
    struct err inner = err_like(e);
    struct text_split s;
    const char *text;
    size_t bytes;
    int number = 0;
    bool ok = true;
    *done = extract_text(&t->memory, p->name, p->data, p->bytes, &text, &bytes, &inner)
            && text_split(&t->memory, text, bytes, &s);
    for (int i = 0; *done && ok && i < s.count; i++) {
        const struct text_piece *d = &s.pieces[i];
        if (d->kind != PIECE_DOCUMENT)
            continue;
        const char *inside = joined(&t->memory, "#", "", MSG_NUM(++number));
        struct piece one = { .path = p->path,
                             .inside = joined(&t->memory, p->inside, "", inside),
                             .name = joined(&t->memory, MSG_NUM(number), "", ".txt"),
                             .data = d->text,
                             .bytes = strlen(d->text) };
        struct load_item x = { .d = t->b->common };
        x.d.path = joined(&t->memory, path, "", inside);
        x.d.title = d->title;
        ok = put(t, &one, &x, NULL, e);
    }
    for (int i = 0; *done && ok && i < s.missing_count; i++) {
        inner = err_like(e);
        ERR(&inner, ERR_INPUT, CORPUS_SPLIT_MISSING, s.missing[i]);
        ok = told(t, p->path, &inner, e);
    }
    return ok;
}

static bool take_bytes(struct taking *t, const struct piece *p, struct err *e)
{
    bool done = false;
    struct load_item x = { .d = t->b->common };
    char *real = realpath(p->path, NULL);
    x.d.path = joined(&t->memory, real ? real : p->path, "", p->inside);
    free(real);
    if (!is_plain(x.d.path)) {
        struct err inner = err_like(e);
        ERR(&inner, ERR_INPUT, CORPUS_NAME_BAD);
        return refuse(t, p, &inner, e);
    }
    if (t->b->split && !take_split(t, p, x.d.path, &done, e))
        return false;
    return done || put(t, p, &x, NULL, e);
}

/* A ZIP being unpacked, and those within it. */
struct unpacking {
    const char *path;       /* of the file */
    uint64_t packed, loose; /* bytes of the file; of all parts so far */
};

static bool take_parts(struct taking *t, struct unpacking *u, struct archive *z, const char *inside, int depth,
                       struct err *e);

/* One part, in memory. */
static bool take_part(struct taking *t, struct unpacking *u, const struct piece *p, int depth, struct err *e)
{
    struct err inner = err_like(e);
    struct archive *z = NULL;
    bool ok,
        zip = ends(p->name, ".zip") && archive_open_bytes(&z, p->name, p->data, p->bytes, &inner) && !archive_is_document(z);
    if (zip && depth == ZIPS_MAX) {
        ERR(&inner, ERR_INPUT, CORPUS_ZIP_DEEP, MSG_NUM(ZIPS_MAX));
        ok = refuse(t, p, &inner, e);
    } else {
        ok = zip ? take_parts(t, u, z, p->inside, depth + 1, e) : take_bytes(t, p, e);
    }
    archive_close(z);
    return ok;
}

static bool bursts(const struct unpacking *u, uint64_t most)
{
    return u->loose > most && u->loose / ZIP_GROWTH_MAX > u->packed;
}

static bool take_parts(struct taking *t, struct unpacking *u, struct archive *z, const char *inside, int depth,
                       struct err *e)
{
    bool ok = true;
    for (int i = 0; ok && i < archive_count(z) && !bursts(u, ZIP_LOOSE_MAX); i++) {
        struct arena_mark mark = arena_mark(&t->memory);
        struct err inner = err_like(e);
        const char *name = archive_name(z, i), *data;
        struct piece p = { u->path, joined(&t->memory, inside, "!", name), base_name(name), NULL, 0, false };
        if (!*name || name[strlen(name) - 1] == '/' || *base_name(name) == '.')
            continue;
        if (archive_get(z, &t->memory, i, CONTENT_BYTES_MAX, &data, &p.bytes, &inner)) {
            p.data = data;
            u->loose += p.bytes;
            p.swollen = bursts(u, ZIP_SWOLLEN);
            ok = take_part(t, u, &p, depth, e);
        } else {
            ok = refuse(t, &p, &inner, e);
        }
        arena_rewind(&t->memory, mark);
    }
    return ok;
}

static bool take_zip(struct taking *t, struct archive *z, const char *path, const struct stat *s, struct err *e)
{
    char *real = realpath(path, NULL);
    struct unpacking u = { arena_text(&t->memory, real ? real : path), (uint64_t)s->st_size, 0 };
    struct err inner = err_like(e);
    free(real);
    if (!take_parts(t, &u, z, "", 1, e))
        return false;
    if (!bursts(&u, ZIP_LOOSE_MAX))
        return true;
    ERR(&inner, ERR_INPUT, CORPUS_ZIP_BURSTS, MSG_NUM(ZIP_LOOSE_MAX / (1024 * 1024)), MSG_NUM(ZIP_GROWTH_MAX));
    return refuse(t, &(struct piece) { path, "", base_name(path), NULL, 0, false }, &inner, e);
}

/* A file that is one document, or (`why` given) one that is none. */
static bool take_whole(struct taking *t, const char *path, const struct stat *s, struct err *why, struct err *e)
{
    struct err inner = err_like(e);
    struct piece p = { path, "", base_name(path), NULL, 0, false };
    char *data;
    if ((uint64_t)s->st_size > CONTENT_BYTES_MAX)
        ERR(&inner, ERR_INPUT, CORPUS_FILE_LARGE, MSG_NUM(CONTENT_BYTES_MAX / (1024 * 1024)));
    else if (file_read(&t->memory, path, CONTENT_BYTES_MAX, &data, &p.bytes, &inner))
        p.data = data;
    if (!p.data || why->code != ERR_NONE)
        return refuse(t, &p, why->code != ERR_NONE ? why : &inner, e);
    return take_bytes(t, &p, e);
}

static bool take_file(struct taking *t, const char *path, const struct stat *s, struct err *e)
{
    struct arena_mark mark = arena_mark(&t->memory);
    struct err why = err_like(e);
    struct archive *z = NULL;
    bool ok;
    if (ends(path, ".jsonl") || ends(path, ".ndjson"))
        ok = take_lines(t, path, e);
    else if (ends(path, ".zip") && archive_open(&z, path, &why) && !archive_is_document(z))
        ok = take_zip(t, z, path, s, e);
    else
        ok = take_whole(t, path, s, &why, e);
    archive_close(z);
    arena_rewind(&t->memory, mark);
    return ok;
}

static bool take(struct taking *t, const char *path, int depth, struct err *e);

bool corpus_passes(const char *folder, const char *name, const char *ledger, const struct corpus_aside *aside)
{
    const char *own = base_name(ledger);
    size_t n = strlen(own);
    struct buf b = { 0 };
    bool passes =
        *name == '.' || strncmp(name, "~$", 2) == 0; /* hidden; the mark of an office program that a file is open */
    bool ours = strncmp(name, own, n) == 0 && (!name[n] || strcmp(name + n, "-wal") == 0 || strcmp(name + n, "-shm") == 0);
    buf_format(&b, "%s/%.*s", folder, (int)(ours ? n : strlen(name)), name);
    passes = passes || (ours && same_file(buf_get(&b), ledger)) || corpus_aside_holds(aside, buf_get(&b))
             || corpus_aside_lists(aside, folder, name);
    buf_free(&b);
    return passes;
}

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
        if (ok && !corpus_passes(path, list[i]->d_name, t->w->l->path, t->b->aside))
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

bool corpus_take(struct corpus_writer *w, const char *const *paths, int count, struct corpus_batch *b, struct err *e)
{
    struct taking t = { .w = w, .b = b };
    arena_init(&t.memory, (size_t)1024 * 1024);
    bool ok = prepare_start(&t.beside, w->db, &b->common, e);
    for (b->taken = 0; ok && b->taken < count && !(b->taken && b->enough && b->enough(b->enough_context)); b->taken++)
        ok = take(&t, paths[b->taken], 0, e) && (!b->enough || turn(&t, e)); /* asked for often, so nothing waits in line */
    ok = ok && turn(&t, e) && turn(&t, e);
    prepare_end(t.beside);
    arena_free(&t.memory);
    return ok;
}
