/* cli/render.c: an operation's answer as text for people or as JSON, written as it comes.
 *
 * Tables for people are aligned: the first rows are kept until their widths are known, the rest follow in those widths.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/inside.h"

#define ROWS_KEPT     200
#define COLUMNS_MAX   1100
#define WIDTH_MAX     80
#define PROGRESS_STEP 5000

struct render {
    FILE *out;
    bool json, terminal, shown;
    enum msg_lang lang;
    /* the open table */
    const struct op_column *columns;
    int column_count, kept;
    bool headed, wrapped; /* JSON: rows stand in an object */
    int64_t rows;
    size_t widths[COLUMNS_MAX];
    struct arena memory; /* the kept rows */
    struct arena_mark mark;
    const char **cells[ROWS_KEPT];
    struct buf line;
};

static void flush_line(struct render *r)
{
    fwrite(buf_get(&r->line), 1, r->line.bytes, r->out);
    buf_clear(&r->line);
}

static void clear_progress(struct render *r)
{
    if (r->shown)
        fputs("\r\033[K", stderr);
    r->shown = false;
}

/* ---- text ---- */

static void text_say(void *self, const char *line)
{
    struct render *r = self;
    clear_progress(r);
    fprintf(r->out, "%s\n", line);
}

static void text_text(void *self, const char *text, size_t bytes)
{
    struct render *r = self;
    fwrite(text, 1, bytes, r->out);
    if (bytes && text[bytes - 1] != '\n')
        fputc('\n', r->out);
}

static void ignore_object(void *self, const json_t *tree)
{
    (void)self;
    (void)tree;
}

static bool is_right(const struct op_column *c)
{
    return c->form == FORM_DECIMAL || c->form == FORM_COUNT;
}

static void put_cells(struct render *r, const char *const *cells)
{
    size_t owed = 0; /* spaces before the next cell: none are left at a line's end */
    for (int i = 0; i < r->column_count; i++) {
        const char *cell = cells[i] ? cells[i] : "";
        if (!*r->columns[i].heading)
            continue;
        size_t n = text_columns(cell), rest = n < r->widths[i] ? r->widths[i] - n : 0;
        if (is_right(&r->columns[i])) {
            owed += rest;
            rest = 0;
        }
        for (; *cell && owed > 0; owed--)
            buf_char(&r->line, ' ');
        for (; *cell; cell++)
            buf_char(&r->line, *cell == '\n' || *cell == '\t' || *cell == '\r' ? ' ' : *cell);
        owed += rest + 2;
    }
    buf_char(&r->line, '\n');
    flush_line(r);
}

static const char *shown(const struct render *r, int column, const char *cell)
{
    if (cell && r->columns[column].form == FORM_BOOL)
        return msg_text(r->lang, strcmp(cell, "true") == 0 ? MSG_OP_YES : MSG_OP_NO);
    return cell;
}

static void put_kept(struct render *r)
{
    const char **headings = ARENA_ARRAY(&r->memory, const char *, (size_t)r->column_count);
    for (int i = 0; i < r->column_count; i++) {
        headings[i] = r->columns[i].heading;
        r->widths[i] = text_columns(headings[i]);
        for (int k = 0; k < r->kept; k++) {
            size_t n = r->cells[k][i] ? text_columns(r->cells[k][i]) : 0;
            n = n > WIDTH_MAX ? WIDTH_MAX : n;
            r->widths[i] = n > r->widths[i] ? n : r->widths[i];
        }
    }
    put_cells(r, headings);
    for (int k = 0; k < r->kept; k++)
        put_cells(r, r->cells[k]);
    r->headed = true;
    r->kept = 0;
    arena_rewind(&r->memory, r->mark);
}

static void open_table(struct render *r, const struct op_table *t)
{
    r->columns = t->columns;
    r->column_count = t->column_count < COLUMNS_MAX ? t->column_count : COLUMNS_MAX;
    r->kept = 0;
    r->rows = 0;
    r->headed = false;
    r->wrapped = t->head != NULL;
    r->mark = arena_mark(&r->memory);
}

static void text_table(void *self, const struct op_table *t)
{
    open_table(self, t);
}

static void text_row(void *self, const char *const *cells)
{
    struct render *r = self;
    if (!r->headed && r->kept == ROWS_KEPT)
        put_kept(r);
    struct arena_mark mark = arena_mark(&r->memory);
    const char **copy = ARENA_ARRAY(&r->memory, const char *, (size_t)r->column_count);
    for (int i = 0; i < r->column_count; i++) {
        const char *cell = shown(r, i, cells[i]);
        copy[i] = cell && !r->headed ? arena_text(&r->memory, cell) : cell;
    }
    if (!r->headed) {
        r->cells[r->kept++] = copy;
        return;
    }
    put_cells(r, copy);
    arena_rewind(&r->memory, mark);
}

static void text_table_end(void *self)
{
    struct render *r = self;
    if (!r->headed)
        put_kept(r);
}

/* ---- JSON ---- */

static void ignore_line(void *self, const char *line)
{
    (void)self;
    (void)line;
}

static void ignore_text(void *self, const char *text, size_t bytes)
{
    (void)self;
    (void)text;
    (void)bytes;
}

static void put_json(struct buf *out, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    if (!text)
        abort(); /* every text that reaches here is UTF-8 */
    buf_text(out, text);
    free(text);
}

static void put_json_text(struct buf *out, const char *text)
{
    json_t *value = json_string(text);
    put_json(out, value);
    json_decref(value);
}

static void json_object_out(void *self, const json_t *tree)
{
    struct render *r = self;
    put_json(&r->line, tree);
    buf_char(&r->line, '\n');
    flush_line(r);
}

static void json_table(void *self, const struct op_table *t)
{
    struct render *r = self;
    const char *key;
    json_t *value;
    open_table(r, t);
    if (t->head) {
        buf_char(&r->line, '{');
        json_object_foreach(t->head, key, value)
        {
            put_json_text(&r->line, key);
            buf_char(&r->line, ':');
            put_json(&r->line, value);
            buf_char(&r->line, ',');
        }
        put_json_text(&r->line, t->rows);
        buf_char(&r->line, ':');
    }
    buf_char(&r->line, '[');
    flush_line(r);
}

static void json_row(void *self, const char *const *cells)
{
    struct render *r = self;
    buf_text(&r->line, r->rows++ ? ",\n{" : "\n{");
    bool first = true;
    for (int i = 0; i < r->column_count; i++) {
        const struct op_column *c = &r->columns[i];
        if (!cells[i] && c->rare)
            continue;
        if (!first)
            buf_char(&r->line, ',');
        first = false;
        put_json_text(&r->line, c->key);
        buf_char(&r->line, ':');
        if (!cells[i])
            buf_text(&r->line, "null");
        else if (c->form == FORM_COUNT || c->form == FORM_BOOL)
            buf_text(&r->line, cells[i]);
        else
            put_json_text(&r->line, cells[i]);
    }
    buf_char(&r->line, '}');
    flush_line(r);
}

static void json_table_end(void *self)
{
    struct render *r = self;
    fputs(r->rows ? "\n]" : "]", r->out);
    fputs(r->wrapped ? "}\n" : "\n", r->out);
}

/* ---- both ---- */

static void note(void *self, const char *line)
{
    clear_progress(self);
    fprintf(stderr, "%s\n", line);
}

static void progress(void *self, int64_t done)
{
    struct render *r = self;
    if (!r->terminal || done % PROGRESS_STEP)
        return;
    char text[128];
    msg_format(text, sizeof text, r->lang, MSG_OP_PROGRESS, (const char *const[]) { MSG_NUM(done), NULL });
    fprintf(stderr, "\r%s", text);
    r->shown = true;
}

static void flush(void *self)
{
    struct render *r = self;
    (void)fflush(r->out);
}

struct render *render_new(struct arena *a, FILE *out, bool json, enum msg_lang lang, struct op_sink *sink)
{
    struct render *r = ARENA_NEW(a, struct render);
    r->out = out;
    r->json = json;
    r->lang = lang;
    r->terminal = isatty(STDERR_FILENO) == 1;
    arena_init(&r->memory, 64 * 1024);
    *sink = (struct op_sink) { .self = r, .machine = json, .note = note, .progress = progress, .flush = flush };
    sink->say = json ? ignore_line : text_say;
    sink->text = json ? ignore_text : text_text;
    sink->object = json ? json_object_out : ignore_object;
    sink->table = json ? json_table : text_table;
    sink->row = json ? json_row : text_row;
    sink->table_end = json ? json_table_end : text_table_end;
    return r;
}

bool render_end(struct render *r, struct err *e)
{
    clear_progress(r);
    arena_free(&r->memory);
    buf_free(&r->line);
    if (fflush(r->out) == 0 && !ferror(r->out))
        return true;
    return ERR(e, ERR_IO, OP_OUTPUT, strerror(errno));
}
