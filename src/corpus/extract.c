/* corpus/extract.c: bytes of a document -> its text.  The one place that chooses a reader. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "corpus/store.h"
#include "format/format.h"

static bool begins(const void *data, size_t bytes, const char *magic, size_t n)
{
    return bytes >= n && memcmp(data, magic, n) == 0;
}

/* Plain UTF-8 as it is, but for line ends. */
static void plain(struct arena *a, const char *data, size_t bytes, const char **text, size_t *text_bytes)
{
    if (begins(data, bytes, "\xEF\xBB\xBF", 3)) {
        data += 3;
        bytes -= 3;
    }
    char *out = ARENA_ARRAY(a, char, bytes + 1), *p = out;
    for (size_t i = 0; i < bytes; i++) {
        if (data[i] == '\r') {
            if (i + 1 == bytes || data[i + 1] != '\n')
                *p++ = '\n';
        } else {
            *p++ = data[i];
        }
    }
    *text = out;
    *text_bytes = (size_t)(p - out);
}

static bool read_file(struct arena *a, const char *path, bool docx, const char **text, size_t *bytes, struct err *e)
{
    if (!docx)
        return txt_read(a, path, text, bytes, e);
    struct docx_text d;
    if (!docx_read(a, path, &d, e))
        return false;
    *text = d.text;
    *bytes = strlen(d.text);
    return true;
}

/* A failure under the document's name, not under that of the file it was put into. */
static bool renamed(struct err *e, const struct err *inner, const char *path, const char *name)
{
    struct err out = *inner;
    const char *at = strstr(inner->what, path);
    if (at)
        snprintf(out.what, sizeof out.what, "%.*s%s%s", (int)(at - inner->what), inner->what, name, at + strlen(path));
    out.what[text_cut(out.what, strlen(out.what))] = '\0';
    return err_take(e, &out, NULL);
}

/* The readers take files. */
static bool through_file(struct arena *a, const char *name, const void *data, size_t bytes, bool docx, const char **text,
                         size_t *text_bytes, struct err *e)
{
    char folder[] = "/tmp/taizhang-XXXXXX";
    struct buf path = { 0 };
    struct err inner = err_like(e);
    if (!mkdtemp(folder))
        return ERR(e, ERR_IO, CORPUS_NO_ROOM, "/tmp");
    const char *base = strrchr(name, '/'), *dot;
    base = base ? base + 1 : name;
    dot = strrchr(base, '.');
    buf_format(&path, "%s/x%.16s", folder, dot ? dot : "");
    bool ok =
        file_write(buf_get(&path), data, bytes, &inner) && read_file(a, buf_get(&path), docx, text, text_bytes, &inner);
    if (!ok)
        renamed(e, &inner, buf_get(&path), *base ? base : name);
    unlink(buf_get(&path));
    rmdir(folder);
    buf_free(&path);
    return ok;
}

bool extract_text(struct arena *a, const char *name, const void *data, size_t bytes, const char **text, size_t *text_bytes,
                  struct err *e)
{
    bool docx = begins(data, bytes, "PK\x03\x04", 4);
    if (!docx && bytes <= TXT_BYTES_MAX && text_valid(data, bytes) && !memchr(data, 0, bytes)) {
        plain(a, data, bytes, text, text_bytes);
        return true;
    }
    return through_file(a, name, data, bytes, docx, text, text_bytes, e);
}
