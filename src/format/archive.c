/* format/archive.c: a ZIP of documents, read and written. */
#include <stdlib.h>
#include <string.h>

#include "format/format.h"
#include "format/zip.h"

struct archive {
    struct zip_reader *zip;
};
struct archive_out {
    struct zip_writer *zip;
};

bool archive_open(struct archive **out, const char *path, struct err *e)
{
    struct zip_reader *zip;
    if (!zip_open_file(&zip, path, e))
        return false;
    *out = malloc(sizeof **out);
    if (!*out)
        abort();
    (*out)->zip = zip;
    return true;
}

void archive_close(struct archive *z)
{
    if (!z)
        return;
    zip_reader_close(z->zip);
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

const char *archive_name(const struct archive *z, int i)
{
    const char *name = zip_name(z->zip, i);
    return name ? name : "";
}

bool archive_get(struct archive *z, struct arena *a, int i, size_t bytes_max, const char **data, size_t *bytes,
                 struct err *e)
{
    char *text;
    bool ok = zip_part_text(z->zip, a, archive_name(z, i), bytes_max, &text, bytes, e);
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
