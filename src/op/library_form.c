/* op/library_form.c: how a document comes out of the library: as it came, as text, as .docx. */
#include <string.h>

#include "op/library.h"
#include "text/text.h"

static struct block *put_block(struct arena *a, struct block ***end, enum block_kind kind, int level, const char *text)
{
    struct block *b = ARENA_NEW(a, struct block);
    b->kind = kind;
    b->level = level;
    b->runs = ARENA_NEW(a, struct run);
    *b->runs = (struct run) { .text = text, .source = -1 };
    **end = b;
    *end = &b->next;
    return b;
}

/* A line a paragraph; headings as the outline says. */
static void text_blocks(struct arena *a, const struct corpus_kept *d, struct text_document *out)
{
    struct reading k;
    struct block **end = &out->blocks;
    size_t point = 0;
    int next = 0;
    text_outline(a, d->text, d->text_bytes, NULL, &k);
    put_block(a, &end, BLOCK_TITLE, 0, d->title);
    for (const char *p = d->text, *stop = p + d->text_bytes; p < stop;) {
        size_t bytes = strcspn(p, "\n"), points = text_points(p, bytes);
        const char *line = p;
        while (next < k.outline_count && k.outline[next].start < point)
            next++;
        bool heading = next < k.outline_count && k.outline[next].start <= point + points && !k.outline[next].runin;
        p += bytes + (p + bytes < stop);
        point += points + 1;
        text_trim(&line, &bytes);
        char *text = ARENA_ARRAY(a, char, bytes + 1);
        memcpy(text, line, bytes);
        for (char *q = text; *q; q++) {
            if ((unsigned char)*q < 0x20 || *q == 0x7F)
                *q = ' ';
        }
        int level = heading ? k.outline[next].level : 0;
        if (bytes && strcmp(text, d->title) != 0)
            put_block(a, &end, level > 1 ? BLOCK_HEADING : BLOCK_PARAGRAPH, level > 1 ? level - 1 : 0, text);
    }
}

static bool as_docx(struct arena *a, const struct corpus_kept *d, struct buf *out, struct err *e)
{
    struct text_document doc = { .title = d->title, .report = "", .org = d->org, .org_number = "", .of = "", .heads = "" };
    text_blocks(a, d, &doc);
    return docx_write(&doc, out, e);
}

const char *library_ending(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && !strchr(dot, '/') ? dot : "";
}

/* What the document is when it comes out under a name with this ending; without one, as it came. */
bool library_shaped(struct op_call *c, const struct corpus_kept *d, const char *end, const char **data, size_t *bytes,
                    struct err *e)
{
    const char *came = *library_ending(d->name) ? library_ending(d->name) : ".txt";
    struct buf docx = { 0 };
    *data = d->data;
    *bytes = d->bytes;
    if (!*end || strcasecmp(end, came) == 0)
        return true;
    if (strcasecmp(end, ".txt") == 0) {
        *data = d->text;
        *bytes = d->text_bytes;
        return true;
    }
    if (strcasecmp(end, ".docx") != 0)
        return ERR(e, ERR_USAGE, LIBRARY_GET_FORM, end, came);
    bool ok = as_docx(c->memory, d, &docx, e);
    char *copy = ok ? ARENA_ARRAY(c->memory, char, docx.bytes + 1) : NULL;
    if (ok)
        memcpy(copy, buf_get(&docx), *bytes = docx.bytes);
    *data = copy;
    buf_free(&docx);
    return ok;
}
