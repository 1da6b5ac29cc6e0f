/* format/csv_write.c: rows -> CSV as Excel and WPS open it right: UTF-8 with BOM, CRLF, quotes only where needed. */
#include "format/format.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/file.h"

#define FLUSH_BYTES (64 * 1024)

struct csv_out {
    struct file_out file;
    struct buf waiting;
    struct err failure; /* the first; ERR_NONE while all is well */
};

static void flush(struct csv_out *w, size_t least)
{
    if (w->failure.code != ERR_NONE || w->waiting.bytes < least)
        return;
    (void)file_out_put(&w->file, w->waiting.data, w->waiting.bytes, &w->failure);
    buf_clear(&w->waiting);
}

/* White space at an end would be lost by readers that trim; quotes say that it is meant. */
static bool needs_quotes(const char *text, size_t bytes)
{
    return text[strcspn(text, ",;\t\"\r\n")] != '\0' || (bytes && (text[0] == ' ' || text[bytes - 1] == ' '));
}

static void put_cell(struct buf *b, const char *text)
{
    size_t bytes = strlen(text);
    if (!needs_quotes(text, bytes)) {
        buf_put(b, text, bytes);
        return;
    }
    buf_char(b, '"');
    while (*text) {
        size_t plain = strcspn(text, "\"");
        buf_put(b, text, plain);
        text += plain;
        if (*text == '"') {
            buf_put(b, "\"\"", 2);
            text++;
        }
    }
    buf_char(b, '"');
}

/* The cell number i of a row; NULL: empty. */
static void next_cell(struct csv_out *w, int i, const char *text)
{
    if (i)
        buf_char(&w->waiting, ',');
    if (text)
        put_cell(&w->waiting, text);
}

static void end_row(struct csv_out *w)
{
    buf_put(&w->waiting, "\r\n", 2);
    flush(w, FLUSH_BYTES);
}

static void csv_columns(void *self, const struct column *columns, int count)
{
    struct csv_out *w = self;
    if (w->failure.code != ERR_NONE)
        return;
    for (int i = 0; i < count; i++)
        next_cell(w, i, columns[i].name);
    end_row(w);
}

static void csv_row(void *self, const char *const *cells, int count)
{
    struct csv_out *w = self;
    if (w->failure.code != ERR_NONE)
        return;
    for (int i = 0; i < count; i++)
        next_cell(w, i, cells[i]);
    end_row(w);
}

static void csv_stamp_line(void *self, const char *line)
{
    struct csv_out *w = self;
    if (w->failure.code != ERR_NONE)
        return;
    buf_char(&w->waiting, '#');
    buf_text(&w->waiting, line);
    buf_put(&w->waiting, "\r\n", 2);
    flush(w, FLUSH_BYTES);
}

static void csv_drop(void *self)
{
    struct csv_out *w = self;
    file_out_drop(&w->file);
    buf_free(&w->waiting);
    free(w);
}

static bool csv_finish(void *self, struct err *e)
{
    struct csv_out *w = self;
    flush(w, 1);
    bool ok = w->failure.code == ERR_NONE ? file_out_finish(&w->file, e) : err_take(e, &w->failure, NULL);
    csv_drop(w);
    return ok;
}

bool csv_create(struct sheet_writer *out, const char *path, struct err *e)
{
    struct csv_out *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->failure = err_like(e);
    if (!file_out_open(&w->file, path, e)) {
        free(w);
        return false;
    }
    buf_put(&w->waiting, "\xEF\xBB\xBF", 3);
    *out = (struct sheet_writer) {
        .self = w, .columns = csv_columns, .row = csv_row, .stamp = csv_stamp_line, .finish = csv_finish, .drop = csv_drop
    };
    return true;
}
