/* format/docx_fill.c: a user's own .docx as a template: its text with the {{…}}, and the same file filled. */
#include <string.h>

#include "format/docx_fill_package.h"
#include "format/docx_fill_shape.h"

#define ARENA_BYTES ((size_t)1 << 16)

/* ---- the text ---- */

static bool put_lines(struct fill *f, struct buf *text, struct err *e)
{
    for (int i = 0; i < f->part_count; i++) {
        xmlNode *root = xmlDocGetRootElement(f->parts[i].doc);
        for (xmlNode *n = root; n;) {
            bool fallback = fill_is_form(n, "Fallback");
            if (fill_is(n, "p")) {
                struct fill_line line;
                fill_line_read(&line, f->a, n);
                buf_put(text, buf_get(&line.text), line.text.bytes);
                buf_char(text, '\n');
                buf_free(&line.text);
            }
            if (text->bytes > DOCX_TEMPLATE_MAX)
                return ERR(e, ERR_INPUT, DOCX_FILL_TEXT_LONG, f->package.file, MSG_NUM(DOCX_TEMPLATE_MAX >> 20));
            n = fill_next(root, n, !fallback);
        }
    }
    return true;
}

bool docx_template(struct arena *a, const void *data, size_t bytes, const char **text, struct err *e)
{
    struct arena scratch;
    struct fill f;
    struct buf lines = { 0 };
    arena_init(&scratch, ARENA_BYTES);
    bool ok = fill_open(&f, &scratch, data, bytes, e) && put_lines(&f, &lines, e);
    if (ok)
        *text = arena_text(a, buf_get(&lines));
    fill_close(&f);
    buf_free(&lines);
    arena_free(&scratch);
    return ok;
}

/* ---- filling ---- */

static bool check_text(const struct text_document *d, const char *text, struct err *e)
{
    size_t at;
    uint32_t point;
    if (!text || xml_holds(text, &at, &point))
        return true;
    struct buf before = { 0 }, code = { 0 };
    buf_put(&before, text, at);
    buf_format(&code, "%04X", (unsigned)point);
    (void)ERR(e, ERR_INPUT, DOCX_OUT_CONTROL, d->report, buf_get(&before), buf_get(&code));
    buf_free(&before);
    buf_free(&code);
    return false;
}

static bool check_runs(const struct text_document *d, const struct run *r, struct err *e)
{
    for (; r; r = r->next) {
        const struct figure *f = r->figure;
        if (!check_text(d, r->text, e)
            || (f
                && (!check_text(d, f->measure, e) || !check_text(d, f->scope, e) || !check_text(d, f->modifier, e)
                    || !check_text(d, f->scope_number, e) || !check_text(d, f->unit, e) || !check_text(d, f->note, e))))
            return false;
    }
    return true;
}

static bool fill_part(struct fill *f, struct fill_part *part, const struct text_document *d, struct err *e)
{
    int count = 0;
    for (const struct block *b = d->blocks; b; b = b->next)
        count += b->source >= part->first && b->source < part->first + part->count;
    const struct block **blocks = ARENA_ARRAY(f->a, const struct block *, (size_t)count + 1);
    count = 0;
    for (const struct block *b = d->blocks; b; b = b->next)
        if (b->source >= part->first && b->source < part->first + part->count)
            blocks[count++] = b;
    return fill_shape(f, part, blocks, count, e);
}

static bool fill_all(struct fill *f, const struct text_document *d, struct err *e)
{
    f->out.d = d;
    f->named = ARENA_ARRAY(f->a, bool, (size_t)f->line_count + 2);
    for (const struct block *b = d->blocks; b; b = b->next) {
        if (!check_runs(d, b->runs, e))
            return false;
        if (b->source > 0 && b->source <= f->line_count)
            f->named[b->source] = true;
    }
    fill_prepare(f);
    for (int i = 0; i < f->part_count; i++)
        if (!fill_part(f, &f->parts[i], d, e))
            return false;
    for (const struct block *b = d->blocks; b; b = b->next)
        if (b->source <= 0 && b->kind == BLOCK_REMARK)
            fill_remark(f, b);
    return true;
}

bool docx_fill(const void *data, size_t bytes, const struct text_document *d, struct buf *out, struct err *e)
{
    struct arena scratch;
    struct fill f;
    arena_init(&scratch, ARENA_BYTES);
    bool ok = fill_open(&f, &scratch, data, bytes, e) && fill_all(&f, d, e) && fill_package(&f, out, e);
    fill_close(&f);
    arena_free(&scratch);
    return ok;
}
