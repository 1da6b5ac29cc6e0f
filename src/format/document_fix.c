/* format/document_fix.c: a document with corrections, as a file. */
#include <stdlib.h>
#include <string.h>

#include "format/document.h"

static bool ends_in(const char *path, const char *ending)
{
    size_t bytes = strlen(path), length = strlen(ending);
    return bytes > length && strcasecmp(path + bytes - length, ending) == 0;
}

/* ---- as plain text ---- */

static bool write_text(const struct docx_text *d, const struct text_change *changes, int count, bool *done, const char *out,
                       struct err *e)
{
    struct buf text = { 0 };
    const char *p = d->text, *end = p + strlen(p);
    size_t at = 0;
    for (int i = 0; i <= count; i++) {
        const char *from = p;
        for (size_t stop = i < count ? changes[i].start : SIZE_MAX; at < stop && p < end; at++)
            (void)text_next(&p, end);
        buf_put(&text, from, (size_t)(p - from));
        if (i == count)
            break;
        buf_text(&text, changes[i].text);
        for (; at < changes[i].end && p < end; at++)
            (void)text_next(&p, end);
        done[i] = true;
    }
    bool ok = file_write(out, buf_get(&text), text.bytes, e);
    buf_free(&text);
    return ok;
}

/* ---- a text put into a docx ---- */

static enum block_kind kind_at(const struct docx_text *d, int paragraph, size_t at, int *level)
{
    const struct docx_paragraph *p = paragraph < d->paragraph_count ? &d->paragraphs[paragraph] : NULL;
    bool heading = p && p->kind == BLOCK_HEADING && p->start == at;
    *level = heading ? p->level : 0;
    return heading ? BLOCK_HEADING : BLOCK_PARAGRAPH;
}

/* What XML cannot hold is a space. */
static char *line_of(struct arena *a, const char *text, size_t bytes)
{
    char *out = ARENA_ARRAY(a, char, bytes + 1);
    memcpy(out, text, bytes);
    for (char *p = out; *p; p++)
        if ((unsigned char)*p < ' ' && *p != '\t')
            *p = ' ';
        else if (strncmp(p, "\xEF\xBF\xBE", 3) == 0 || strncmp(p, "\xEF\xBF\xBF", 3) == 0)
            p[2] = '\xBD';
    return out;
}

static void put_lines(struct arena *a, const struct docx_text *d, struct text_document *out)
{
    struct block **tail = &out->blocks;
    size_t at = 0;
    int paragraph = 0;
    for (const char *p = d->text; *p;) {
        size_t bytes = strcspn(p, "\n");
        struct block *b = ARENA_NEW(a, struct block);
        struct run *r = ARENA_NEW(a, struct run);
        while (paragraph < d->paragraph_count && d->paragraphs[paragraph].start < at)
            paragraph++;
        *r = (struct run) { .text = line_of(a, p, bytes), .source = -1 };
        *b = (struct block) { .runs = r };
        b->kind = kind_at(d, paragraph, at, &b->level);
        *tail = b;
        tail = &b->next;
        at += text_points(p, bytes) + 1;
        p += bytes + (p[bytes] == '\n');
    }
}

static bool put_docx(const struct docx_text *d, struct buf *out, struct err *e)
{
    struct arena a;
    struct text_document t = { .title = "", .report = "", .org = "", .org_number = "", .of = "", .heads = "" };
    arena_init(&a, 1 << 16);
    put_lines(&a, d, &t);
    bool ok = docx_write(&t, out, e);
    arena_free(&a);
    return ok;
}

/* ---- as tracked changes ---- */

static bool track(struct arena *a, const char *path, const struct docx_text *d, const struct text_change *changes, int count,
                  bool *done, struct buf *out, struct err *e)
{
    struct buf made = { 0 };
    struct docx_text own;
    char *data;
    size_t bytes;
    if (d->format == DOCUMENT_DOCX)
        return file_read(a, path, DOCUMENT_BYTES_MAX, &data, &bytes, e)
               && docx_track(data, bytes, d, changes, count, done, out, e);
    bool ok = put_docx(d, &made, e) && docx_read_bytes(a, path, made.data, made.bytes, &own, e)
              && docx_track(made.data, made.bytes, &own, changes, count, done, out, e);
    buf_free(&made);
    return ok;
}

bool document_fix(const char *path, const struct docx_text *d, const struct text_change *changes, int count, bool *done,
                  const char *out, struct err *e)
{
    if (ends_in(out, ".txt"))
        return write_text(d, changes, count, done, out, e);
    if (!ends_in(out, ".docx"))
        return ERR(e, ERR_USAGE, FIX_KIND, out);
    struct arena a;
    struct buf file = { 0 };
    arena_init(&a, 1 << 16);
    bool ok = track(&a, path, d, changes, count, done, &file, e) && file_write(out, file.data, file.bytes, e);
    buf_free(&file);
    arena_free(&a);
    return ok;
}
