/* op/library_get.c: documents out of the library: as they came, as text, as .docx, many as a ZIP with an index sheet. */
#include <string.h>
#include <unistd.h>

#include "op/library.h"

#define GET_MAX    5000
#define GET_BYTES  ((size_t)512 * 1024 * 1024)
#define NAME_BYTES 150 /* of id and title in the name of a file */

struct getting {
    struct op_call *c;
    struct corpus *corpus;
    const struct corpus_asker *who;
    const char **ids;
    int64_t count;
};

/* ---- many ---- */

/* Names of files, told apart as file systems do that take capital and small letters for the same. */
struct names {
    uint64_t *seen;
    int64_t count;
};

static bool is_new_name(struct names *n, const char *name)
{
    uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a */
    for (const char *p = name; *p; p++)
        hash = (hash ^ (uint64_t)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p & 0xFF)) * 0x100000001B3u;
    for (int64_t i = 0; i < n->count; i++) {
        if (n->seen[i] == hash)
            return false;
    }
    n->seen[n->count++] = hash;
    return true;
}

/* "材料-3 云溪县水利局2023年工作总结.docx": no folder, nothing a file system refuses; "… (2).docx" where that is taken. */
static const char *part_name(struct arena *a, struct names *n, const struct corpus_kept *d, const char *end)
{
    struct buf b = { 0 };
    buf_format(&b, "%s %s", d->id, d->title);
    char *stem = arena_slice(a, b.data, text_cut(b.data, b.bytes < NAME_BYTES ? b.bytes : NAME_BYTES));
    for (char *p = stem; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7F || strchr("/\\:*?\"<>|", *p))
            *p = '_';
    }
    int again = 1;
    do {
        buf_clear(&b);
        buf_text(&b, stem);
        if (again > 1)
            buf_format(&b, " (%d)", again);
        buf_text(&b, end);
    } while (!is_new_name(n, buf_get(&b)) && ++again);
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}

static bool put_index(struct op_call *c, struct archive_out *zip, struct sheet_writer *w, const char *path, struct err *e)
{
    char *data;
    size_t bytes;
    bool ok = w->finish(w->self, e) && file_read(c->memory, path, GET_BYTES, &data, &bytes, e);
    if (ok)
        archive_put(zip, "目录.xlsx", data, bytes);
    unlink(path);
    return ok;
}

static bool get_many(struct getting *g, const char *path, struct err *e)
{
    struct op_call *c = g->c;
    const char *form = op_given(c, "form") ? op_text(c, "form") : "";
    const char *names[] = { "编号", "标题", "年份", "单位", "种类", "文件" };
    struct column columns[6];
    struct sheet_writer w;
    struct buf index = { 0 };
    struct names used = { .seen = ARENA_ARRAY(c->memory, uint64_t, (size_t)g->count + 1) };
    size_t all = 0;
    for (int i = 0; i < 6; i++)
        columns[i] = (struct column) { .name = names[i], .digits = -1 };
    buf_format(&index, "%s.目录.xlsx", path);
    bool ok = xlsx_create(&w, buf_get(&index), "目录", 0, e);
    if (!ok) {
        buf_free(&index);
        return false;
    }
    struct archive_out *zip = archive_create();
    w.columns(w.self, columns, 6);
    for (int64_t i = 0; ok && i < g->count; i++) {
        struct arena_mark mark = arena_mark(c->memory);
        struct corpus_kept d;
        const char *data;
        size_t bytes = 0;
        ok = corpus_get(g->corpus, c->memory, g->ids[i], g->who, &d, e) && library_shaped(c, &d, form, &data, &bytes, e);
        all += bytes;
        ok = ok && (all <= GET_BYTES || ERR(e, ERR_INPUT, LIBRARY_GET_LARGE, MSG_NUM(GET_BYTES / (1024 * 1024))));
        if (ok) {
            const char *name = part_name(c->memory, &used, &d,
                                         *form                     ? form
                                         : *library_ending(d.name) ? library_ending(d.name)
                                                                   : ".txt");
            archive_put(zip, name, data, bytes);
            w.row(w.self, (const char *const[]) { d.id, d.title, d.year ? MSG_NUM(d.year) : "", d.org, d.kind, name }, 6);
        }
        arena_rewind(c->memory, mark);
    }
    if (ok)
        ok = put_index(c, zip, &w, buf_get(&index), e);
    else
        w.drop(w.self);
    buf_free(&index);
    if (ok)
        return archive_write(zip, path, e);
    archive_drop(zip);
    return false;
}

static bool get_one(struct getting *g, const char *path, struct err *e)
{
    struct corpus_kept d;
    const char *data;
    size_t bytes;
    int64_t version = 0;
    return op_int(g->c, "version", 1, INT32_MAX, 0, &version, e)
           && (version ? corpus_get_version(g->corpus, g->c->memory, g->ids[0], (int)version, g->who, &d, e)
                       : corpus_get(g->corpus, g->c->memory, g->ids[0], g->who, &d, e))
           && library_shaped(g->c, &d, op_given(g->c, "original") ? "" : library_ending(path), &data, &bytes, e)
           && file_write(path, data, bytes, e);
}

static bool which(struct getting *g, struct err *e)
{
    struct op_call *c = g->c;
    struct corpus_query *q;
    const struct op_arg *ids = op_arg(c, "ids");
    g->count = ids->count;
    g->ids = ARENA_ARRAY(c->memory, const char *, (size_t)ids->count + 1);
    for (int i = 0; i < ids->count; i++)
        g->ids[i] = ids->texts[i];
    if ((ids->count > 0) == op_given(c, "query"))
        return ERR(e, ERR_USAGE, LIBRARY_GET_WHAT);
    if (ids->count)
        return true;
    return library_parse_once(c, op_text(c, "query"), &q, e)
           && corpus_ids(g->corpus, c->memory, q, g->who, GET_MAX + 1, &g->ids, &g->count, e)
           && (g->count > 0 || ERR(e, ERR_NOT_FOUND, LIBRARY_GET_NONE))
           && (g->count <= GET_MAX || ERR(e, ERR_INPUT, LIBRARY_GET_MANY, MSG_NUM(GET_MAX)));
}

bool library_get_run(struct op_call *c, struct err *e)
{
    struct getting g = { .c = c };
    const char *path = op_text(c, "out");
    if (!library_open(c, &g.corpus, &g.who, e))
        return false;
    bool zip = path_ends(path, ".zip");
    bool ok = (!op_given(c, "version") || (!zip && !op_given(c, "query")) || ERR(e, ERR_USAGE, LIBRARY_GET_VERSION))
              && which(&g, e) && (zip || g.count == 1 || ERR(e, ERR_USAGE, LIBRARY_GET_ZIP, MSG_NUM(g.count)))
              && (zip ? get_many(&g, path, e) : get_one(&g, path, e));
    corpus_close(g.corpus);
    if (!ok)
        return false;
    SAY(c, LIBRARY_GOT, MSG_NUM(g.count), path);
    op_object(c, json_pack("{s:I, s:s}", "documents", (json_int_t)g.count, "out", path));
    return true;
}
