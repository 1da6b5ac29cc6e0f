/* format/text_write.c: a text as plain lines, and the same text with the place of every figure in it. */
#include "format/format.h"

#include <string.h>

#include "base/day.h"
#include "base/text.h"
#include "format/block.h"

static const char ITEM_MARK[] = "- ";

/* What the readers of `write` want to know of each run and block: where it begins and ends. */
struct places {
    struct buf *out;
    void (*run)(struct places *p, const struct run *r, size_t start, size_t end);
    void (*block)(struct places *p, const struct block *b, size_t start, size_t end);
    struct buf *json;
    struct buf *rows; /* of the table being written, as JSON; NULL: nobody asks */
    bool any;
    struct block_count count;
};

/* All writers of pieces return the place behind what they wrote, in code points. */
static size_t write_lead(struct places *p, const struct block *b, size_t at)
{
    struct buf lead = { 0 };
    buf_text(&lead, b->kind == BLOCK_ITEM ? ITEM_MARK : "");
    block_lead(&p->count, b, &lead);
    buf_put(p->out, buf_get(&lead), lead.bytes);
    at += text_points(buf_get(&lead), lead.bytes);
    buf_free(&lead);
    return at;
}

static size_t write_run(struct places *p, const struct run *r, size_t bytes, size_t at)
{
    size_t end = at + text_points(r->text, bytes);
    buf_put(p->out, r->text, bytes);
    if (p->run)
        p->run(p, r, at, end);
    return end;
}

/* Line breaks and tabs part rows and cells, so within a cell they are spaces. */
static size_t write_cell(struct places *p, const struct text_cell *c, size_t at)
{
    size_t start = at, from = p->out->bytes;
    for (const struct run *r = c->runs; r; r = r->next)
        at = write_run(p, r, strlen(r->text), at);
    for (size_t i = from; i < p->out->bytes; i++) {
        if (strchr("\t\n\r", p->out->data[i]))
            p->out->data[i] = ' ';
    }
    if (p->rows)
        buf_format(p->rows, "{\"start\":%zu,\"end\":%zu}", start, at);
    return at;
}

static void note(struct buf *rows, const char *text)
{
    if (rows)
        buf_text(rows, text);
}

static size_t write_table(struct places *p, const struct text_table *t, size_t at)
{
    if (p->rows)
        buf_clear(p->rows);
    for (const struct text_row *r = t->rows; r; r = r->next) {
        note(p->rows, r->head ? "{\"head\":true,\"cells\":[" : "{\"head\":false,\"cells\":[");
        for (const struct text_cell *c = r->cells; c; c = c->next) {
            at = write_cell(p, c, at);
            if (c->next) {
                buf_char(p->out, '\t');
                note(p->rows, ",");
                at++;
            }
        }
        note(p->rows, r->next ? "]}," : "]}");
        if (r->next) {
            buf_char(p->out, '\n');
            at++;
        }
    }
    return at;
}

static size_t write_block(struct places *p, const struct block *b, size_t at)
{
    size_t start = at;
    at = write_lead(p, b, at);
    for (const struct run *r = b->runs; r; r = r->next)
        at = write_run(p, r, block_run_bytes(b, r), at);
    if (b->table)
        at = write_table(p, b->table, at);
    const char *tail = block_tail(b);
    buf_text(p->out, tail);
    at += text_points(tail, strlen(tail));
    if (p->block)
        p->block(p, b, start, at);
    buf_char(p->out, '\n');
    return at + 1;
}

static void write_all(struct places *p, const struct text_document *d)
{
    size_t at = 0;
    p->count = block_count(d);
    for (const struct block *b = d->blocks; b; b = b->next)
        at = write_block(p, b, at);
}

void text_write(const struct text_document *d, struct buf *out)
{
    write_all(&(struct places) { .out = out }, d);
}

/* ---- json ---- */

static void put_string(struct buf *out, const char *text)
{
    buf_char(out, '"');
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\')
            buf_format(out, "\\%c", c);
        else if (c == '\n')
            buf_text(out, "\\n");
        else if (c < 0x20 || c == 0x7F)
            buf_format(out, "\\u%04x", c);
        else
            buf_char(out, *p);
    }
    buf_char(out, '"');
}

static void put_name(struct buf *out, const char *name)
{
    buf_format(out, ",\"%s\":", name);
}

static void put_pair(struct buf *out, const char *name, const char *text)
{
    put_name(out, name);
    if (text)
        put_string(out, text);
    else
        buf_text(out, "null");
}

static void put_span(struct places *p, size_t start, size_t end)
{
    buf_text(p->json, p->any ? "," : "");
    p->any = true;
    buf_format(p->json, "\n{\"start\":%zu,\"end\":%zu", start, end);
}

static void put_figure(struct places *p, const struct run *r, size_t start, size_t end)
{
    const struct figure *f = r->figure;
    if (!f)
        return;
    put_span(p, start, end);
    put_pair(p->json, "text", r->text);
    put_pair(p->json, "measure", f->measure);
    put_pair(p->json, "modifier", f->modifier);
    put_pair(p->json, "value", f->value);
    put_pair(p->json, "unit", f->unit);
    put_pair(p->json, "scope", f->scope);
    put_pair(p->json, "scope_number", f->scope_number);
    put_pair(p->json, "from", DAY_TEXT(f->from));
    put_pair(p->json, "asof", DAY_TEXT(f->asof));
    put_name(p->json, "known");
    buf_int(p->json, f->known);
    put_pair(p->json, "note", f->note);
    buf_char(p->json, '}');
}

const char *block_kind_name(enum block_kind k)
{
    static const char *const NAMES[BLOCK_KIND_COUNT] = {
        [BLOCK_TITLE] = "title",
        [BLOCK_HEADING] = "heading",
        [BLOCK_PARAGRAPH] = "paragraph",
        [BLOCK_ITEM] = "item",
        [BLOCK_TABLE] = "table",
        [BLOCK_CAPTION] = "caption",
        [BLOCK_NUMBER] = "number",
        [BLOCK_RECIPIENT] = "recipient",
        [BLOCK_ATTACHMENTS] = "attachments",
        [BLOCK_SIGNATURE] = "signature",
        [BLOCK_DATE] = "date",
        [BLOCK_REMARK] = "remark",
        [BLOCK_ATTACHMENT] = "attachment",
        [BLOCK_CONTENTS] = "contents",
        [BLOCK_CHAPTER] = "chapter",
        [BLOCK_SOURCE] = "source",
    };
    return NAMES[k];
}

static void put_block(struct places *p, const struct block *b, size_t start, size_t end)
{
    put_span(p, start, end);
    put_pair(p->json, "kind", block_kind_name(b->kind));
    put_name(p->json, "level");
    buf_int(p->json, b->level);
    if (b->table) {
        put_name(p->json, "rows");
        buf_format(p->json, "[%s]", buf_get(p->rows));
    }
    buf_char(p->json, '}');
}

static bool sound_runs(const struct run *runs)
{
    for (const struct run *r = runs; r; r = r->next) {
        if (!text_valid(r->text, strlen(r->text)))
            return false;
    }
    return true;
}

static bool sound(const struct text_document *d)
{
    for (const struct block *b = d->blocks; b; b = b->next) {
        if (!sound_runs(b->runs))
            return false;
        for (const struct text_row *r = b->table ? b->table->rows : NULL; r; r = r->next) {
            for (const struct text_cell *c = r->cells; c; c = c->next) {
                if (!sound_runs(c->runs))
                    return false;
            }
        }
    }
    return true;
}

bool text_write_json(const struct text_document *d, struct buf *out, struct err *e)
{
    if (!sound(d))
        return ERR(e, ERR_CORRUPT, TEXT_NOT_UTF8, d->report);
    struct buf text = { 0 }, figures = { 0 }, blocks = { 0 }, rows = { 0 };
    write_all(&(struct places) { .out = &text, .run = put_figure, .json = &figures }, d);
    buf_clear(&text);
    write_all(&(struct places) { .out = &text, .block = put_block, .json = &blocks, .rows = &rows }, d);
    buf_text(out, "{\"report\":");
    put_string(out, d->report);
    put_pair(out, "title", d->title);
    put_pair(out, "org", d->org);
    put_pair(out, "asof", DAY_TEXT(d->asof));
    put_name(out, "known");
    buf_int(out, d->known);
    put_pair(out, "text", buf_get(&text));
    buf_format(out, ",\n\"figures\":[");
    buf_text(out, buf_get(&figures));
    buf_text(out, "],\n\"blocks\":[");
    buf_text(out, buf_get(&blocks));
    buf_text(out, "]}\n");
    buf_free(&text);
    buf_free(&figures);
    buf_free(&blocks);
    buf_free(&rows);
    return true;
}
