/* corpus/aside.c: what could not be taken in, copied into a folder beside a list of reasons.
 * Why a copy: the batch may have come from a stick or a share that is gone tomorrow, and what was refused must be at hand then. */
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "corpus/store.h"
#include "format/format.h"

#define REASONS      "原因.csv"
#define LINES        "退回.jsonl"
#define NAME_BYTES   150
#define ENDING_BYTES 16
#define NAMES_MAX    1000 /* different files of one name */
#define COLUMNS      3

/* A row of the list, or a line of the .jsonl: found again by its bytes. */
struct item {
    const char *text;
    size_t bytes;
    int64_t number;
    const char *cells[COLUMNS];
    struct item *next;
};
struct corpus_aside {
    struct arena memory;
    const char *folder, *name;
    bool ready, changed;
    void *rows, *lines; /* trees of items */
    struct item *first, **end;
    struct buf line_text; /* of the .jsonl, as it will be */
    int64_t line_count, count;
    struct err failure; /* the first */
};

static int compare(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->bytes != y->bytes)
        return x->bytes < y->bytes ? -1 : 1;
    return memcmp(x->text, y->text, x->bytes);
}

/* The item that has these bytes; *fresh: it was made now. */
static struct item *item_of(struct corpus_aside *x, void **tree, const char *text, size_t bytes, bool *fresh)
{
    struct item key = { .text = text, .bytes = bytes }, **at = tfind(&key, tree, compare);
    *fresh = !at;
    if (at)
        return *at;
    struct item *made = ARENA_NEW(&x->memory, struct item);
    made->text = arena_slice(&x->memory, text, bytes);
    made->bytes = bytes;
    if (!tsearch(made, tree, compare))
        abort();
    return made;
}

static const char *in_folder(struct corpus_aside *x, const char *name)
{
    struct buf b = { 0 };
    buf_format(&b, "%s/%s", x->folder, name);
    const char *path = arena_text(&x->memory, buf_get(&b));
    buf_free(&b);
    return path;
}

/* ---- the list ---- */

static void put_row(struct corpus_aside *x, const char *const *cells)
{
    struct buf key = { 0 };
    bool fresh;
    for (int i = 0; i < COLUMNS; i++)
        buf_format(&key, "%s\x1F", cells[i]);
    struct item *row = item_of(x, &x->rows, buf_get(&key), key.bytes, &fresh);
    buf_free(&key);
    if (!fresh)
        return;
    for (int i = 0; i < COLUMNS; i++)
        row->cells[i] = arena_text(&x->memory, cells[i]);
    *x->end = row;
    x->end = &row->next;
    x->changed = true;
}

static bool read_rows(struct corpus_aside *x, const char *path, struct err *e)
{
    struct sheet_reader reader;
    struct row row;
    if (!csv_open(&reader, path, NULL, NULL, e))
        return false;
    while (reader.next(reader.self, &row, e)) {
        const char *cells[COLUMNS];
        for (int i = 0; i < COLUMNS; i++)
            cells[i] = i < row.cell_count ? row.cells[i].text : "";
        if (row.number > 1)
            put_row(x, cells);
    }
    reader.close(reader.self);
    return e->code == ERR_NONE;
}

static bool write_rows(struct corpus_aside *x, struct err *e)
{
    static const struct column NAMES[COLUMNS] = { { .name = "文件" }, { .name = "出处" }, { .name = "原因" } };
    struct sheet_writer w;
    if (!csv_create(&w, in_folder(x, REASONS), e))
        return false;
    w.columns(w.self, NAMES, COLUMNS);
    for (const struct item *row = x->first; row; row = row->next)
        w.row(w.self, row->cells, COLUMNS);
    return w.finish(w.self, e);
}

/* ---- lines ---- */

static int64_t put_line(struct corpus_aside *x, const char *line, size_t bytes)
{
    bool fresh;
    struct item *at = item_of(x, &x->lines, line, bytes, &fresh);
    if (fresh) {
        at->number = ++x->line_count;
        buf_put(&x->line_text, line, bytes);
        buf_char(&x->line_text, '\n');
    }
    return at->number;
}

static bool read_lines(struct corpus_aside *x, const char *path, struct err *e)
{
    char *text;
    size_t bytes;
    if (!file_read(&x->memory, path, CONTENT_BYTES_MAX, &text, &bytes, e))
        return false;
    for (const char *p = text, *end = text + bytes; p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        put_line(x, p, (size_t)((stop ? stop : end) - p));
        p = stop ? stop + 1 : end;
    }
    return true;
}

/* ---- the folder ---- */

static bool prepare(struct corpus_aside *x, struct err *e)
{
    struct stat s;
    if (x->ready)
        return true;
    if (mkdir(x->folder, 0777) != 0 && (errno != EEXIST || stat(x->folder, &s) != 0 || !S_ISDIR(s.st_mode)))
        return ERR(e, ERR_UNREADABLE, CORPUS_ASIDE_FOLDER, x->folder, strerror(errno));
    const char *rows = in_folder(x, REASONS), *lines = in_folder(x, LINES);
    if ((stat(rows, &s) == 0 && !read_rows(x, rows, e)) || (stat(lines, &s) == 0 && !read_lines(x, lines, e)))
        return false;
    x->changed = false;
    x->ready = true;
    return true;
}

bool corpus_aside_holds(const struct corpus_aside *x, const char *folder)
{
    const char *slash = strrchr(folder, '/'); /* the name alone tells nearly always */
    return x && strcmp(x->name, slash ? slash + 1 : folder) == 0 && same_file(x->folder, folder);
}

bool corpus_aside_lists(const struct corpus_aside *x, const char *folder, const char *name)
{
    return x && strcmp(name, REASONS) == 0 && same_file(x->folder, folder);
}

static bool same_bytes(const char *path, const void *data, size_t bytes)
{
    char room[16384];
    struct stat s;
    const char *p = data;
    FILE *f = stat(path, &s) == 0 && (uint64_t)s.st_size == bytes ? fopen(path, "rb") : NULL;
    if (!f)
        return false;
    size_t n = 0, at = 0;
    while (at < bytes && (n = fread(room, 1, sizeof room, f)) > 0 && n <= bytes - at && memcmp(room, p + at, n) == 0)
        at += n;
    fclose(f);
    return at == bytes;
}

void put_clean(struct buf *out, const char *text, size_t bytes, const char *bad)
{
    char room[4];
    for (const char *p = text, *end = text + bytes; p < end;) {
        uint32_t c = text_next(&p, end);
        bool wrong = c < 0x20 || c == 0x7F || c == 0xFFFD || (c < 0x80 && strchr(bad, (int)c));
        buf_put(out, room, text_put(room, wrong ? '_' : c));
    }
}

/* A long name loses its middle, never its ending. */
static const char *numbered(struct corpus_aside *x, const char *name, int number)
{
    static const char BAD[] = "/\\:*?\"<>|"; /* some file system refuses them */
    struct buf b = { 0 };
    const char *dot = strrchr(name, '.');
    size_t ending = dot && dot > name && strlen(dot) <= ENDING_BYTES ? strlen(dot) : 0, stem = strlen(name) - ending;
    put_clean(&b, name, stem > NAME_BYTES ? text_cut(name, NAME_BYTES) : stem, BAD);
    if (number > 1)
        buf_format(&b, "-%d", number);
    put_clean(&b, name + strlen(name) - ending, ending, BAD);
    const char *out = arena_text(&x->memory, buf_get(&b));
    buf_free(&b);
    return out;
}

/* A copy under the name, or under the first name-N that is free or holds the same bytes. */
static bool put_copy(struct corpus_aside *x, const struct corpus_refused *r, const char **name, struct err *e)
{
    bool taken = strcmp(r->name, REASONS) == 0 || strcmp(r->name, LINES) == 0;
    for (int number = taken ? 2 : 1; number < NAMES_MAX; number++) {
        struct stat s;
        *name = numbered(x, r->name, number);
        const char *path = in_folder(x, *name);
        if (lstat(path, &s) != 0)
            return file_write(path, r->data, r->bytes, e);
        if (same_bytes(path, r->data, r->bytes))
            return true;
    }
    return ERR(e, ERR_INPUT, CORPUS_ASIDE_NAMES, r->name, x->folder);
}

static const char *clean(struct corpus_aside *x, const char *before, const char *behind)
{
    struct buf b = { 0 };
    put_clean(&b, before, strlen(before), "");
    put_clean(&b, behind, strlen(behind), "");
    const char *out = arena_text(&x->memory, buf_get(&b));
    buf_free(&b);
    return out;
}

static bool put(struct corpus_aside *x, const struct corpus_refused *r, struct err *e)
{
    char number[sizeof LINES + 24] = "";
    const char *name = number;
    if (!prepare(x, e) || (r->data && r->name && !put_copy(x, r, &name, e)))
        return false;
    if (r->data && !r->name)
        snprintf(number, sizeof number, "%s:%lld", LINES, (long long)put_line(x, r->data, r->bytes));
    char *whole = realpath(r->path, NULL);
    put_row(x, (const char *const[]) { name, clean(x, whole ? whole : r->path, r->inside), clean(x, r->reason, "") });
    free(whole);
    return true;
}

/* What lies in the folder already is there: it is not put beside itself. */
static bool lies_there(const struct corpus_aside *x, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    if (!folder)
        abort();
    bool there = same_file(x->folder, folder);
    free(folder);
    return there;
}

void corpus_aside_put(struct corpus_aside *x, const struct corpus_refused *r)
{
    if (!x || x->failure.code != ERR_NONE || lies_there(x, r->path))
        return;
    if (put(x, r, &x->failure))
        x->count++;
}

struct corpus_aside *corpus_aside_new(const char *folder, enum msg_lang lang)
{
    struct corpus_aside *x = calloc(1, sizeof *x);
    if (!x)
        abort();
    arena_init(&x->memory, 64 * 1024);
    char *real = realpath(folder, NULL);
    const char *slash = strrchr(real ? real : folder, '/');
    x->folder = arena_text(&x->memory, folder);
    x->name = arena_text(&x->memory, slash ? slash + 1 : folder);
    free(real);
    x->end = &x->first;
    x->failure.lang = lang;
    return x;
}

static void ignore(void *item)
{
    (void)item;
}

bool corpus_aside_end(struct corpus_aside *x, int64_t *count, struct err *e)
{
    struct err *f = &x->failure;
    if (x->changed && x->ready) {
        struct err inner = err_like(f);
        bool ok = (!x->line_count || same_bytes(in_folder(x, LINES), x->line_text.data, x->line_text.bytes)
                   || file_write(in_folder(x, LINES), x->line_text.data, x->line_text.bytes, &inner))
                  && write_rows(x, &inner);
        if (!ok && f->code == ERR_NONE)
            *f = inner;
    }
    *count = x->count;
    bool ok = f->code == ERR_NONE || err_take(e, f, NULL);
    tdestroy(x->rows, ignore);
    tdestroy(x->lines, ignore);
    buf_free(&x->line_text);
    arena_free(&x->memory);
    free(x);
    return ok;
}
