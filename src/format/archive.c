/* format/archive.c: a ZIP of documents, read and written. */
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "format/format.h"
#include "format/zip.h"

struct archive {
    struct zip_reader *zip;
    struct arena memory; /* of names */
    const char **names;  /* for people; NULL: not asked for yet */
};
struct archive_out {
    struct zip_writer *zip;
};

static void wrap(struct archive **out, struct zip_reader *zip)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        abort();
    (*out)->zip = zip;
    arena_init(&(*out)->memory, 4096);
    (*out)->names = ARENA_ARRAY(&(*out)->memory, const char *, (size_t)zip_count(zip) + 1);
}

bool archive_open(struct archive **out, const char *path, struct err *e)
{
    struct zip_reader *zip;
    if (!zip_open_file(&zip, path, e))
        return false;
    wrap(out, zip);
    return true;
}

bool archive_open_bytes(struct archive **out, const char *name, const void *data, size_t bytes, struct err *e)
{
    struct zip_reader *zip;
    if (!zip_open_memory(&zip, name, data, bytes, e))
        return false;
    wrap(out, zip);
    return true;
}

void archive_close(struct archive *z)
{
    if (!z)
        return;
    zip_reader_close(z->zip);
    arena_free(&z->memory);
    free(z);
}

bool archive_is_document(const struct archive *z)
{
    return zip_has(z->zip, "[Content_Types].xml") || zip_has(z->zip, "OFD.xml") || zip_has(z->zip, "mimetype");
}

int archive_count(const struct archive *z)
{
    return zip_count(z->zip);
}

/* GB18030 as UTF-8; NULL where it is none. */
static const char *from_gb(struct arena *a, const char *text)
{
    char *in = (char *)text;
    size_t left = strlen(text), room = 3 * left + 1;
    char *out = ARENA_ARRAY(a, char, room), *to = out;
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    bool ok = converter != (iconv_t)-1 && iconv(converter, &in, &left, &to, &room) != (size_t)-1;
    if (converter != (iconv_t)-1)
        iconv_close(converter);
    return ok ? out : NULL;
}

/* Chinese Windows writes names as GBK and does not say so; a name that is UTF-8 is taken to be that, whatever it says. */
const char *archive_name(struct archive *z, int i)
{
    const char *bytes = zip_name_bytes(z->zip, i);
    if (i < 0 || i >= zip_count(z->zip))
        return "";
    if (!z->names[i] && text_valid(bytes, strlen(bytes)))
        z->names[i] = arena_text(&z->memory, bytes);
    if (!z->names[i])
        z->names[i] = from_gb(&z->memory, bytes);
    if (!z->names[i])
        z->names[i] = arena_text(&z->memory, zip_name(z->zip, i));
    return z->names[i];
}

bool archive_get(struct archive *z, struct arena *a, int i, size_t bytes_max, const char **data, size_t *bytes,
                 struct err *e)
{
    char *text;
    bool ok = zip_part_text_at(z->zip, a, i, archive_name(z, i), bytes_max, &text, bytes, e);
    *data = ok ? text : NULL;
    return ok;
}

struct archive_out *archive_create(void)
{
    struct archive_out *o = malloc(sizeof *o);
    if (!o)
        abort();
    o->zip = zip_create();
    return o;
}

void archive_put(struct archive_out *o, const char *name, const void *data, size_t bytes)
{
    zip_put(o->zip, name, data, bytes);
}

bool archive_write(struct archive_out *o, const char *path, struct err *e)
{
    struct buf b = { 0 };
    bool ok = zip_finish(o->zip, &b, e) && file_write(path, buf_get(&b), b.bytes, e);
    buf_free(&b);
    free(o);
    return ok;
}

void archive_drop(struct archive_out *o)
{
    zip_drop(o->zip);
    free(o);
}
