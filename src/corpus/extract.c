/* corpus/extract.c: bytes of a document -> its text.  The one place that asks a reader. */
#include <string.h>

#include "corpus/store.h"
#include "format/format.h"

/* Plain UTF-8 as it is, but for line ends and a mark in front: what a reader makes of it, at the speed of a copy. */
static void plain(struct arena *a, const char *data, size_t bytes, const char **text, size_t *text_bytes)
{
    if (bytes >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
        data += 3;
        bytes -= 3;
    }
    if (!memchr(data, '\r', bytes)) {
        *text = arena_slice(a, data, bytes);
        *text_bytes = bytes;
        return;
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

bool extract_text(struct arena *a, const char *name, const void *data, size_t bytes, const char **text, size_t *text_bytes,
                  struct err *e)
{
    struct docx_text d;
    if (!*name && text_valid(data, bytes) && !memchr(data, 0, bytes)) {
        plain(a, data, bytes, text, text_bytes);
        return true;
    }
    if (!document_read_bytes(a, *name ? name : "?", data, bytes, &d, e))
        return false;
    *text = d.text;
    *text_bytes = strlen(d.text);
    return true;
}
