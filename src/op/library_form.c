/* op/library_form.c: how a document comes out of the library: as it came, as text, as .docx. */
#include <string.h>

#include "op/library.h"
#include "op/paper.h"

/* Its text as a paper; a title that stands in the text stands there once. */
static bool as_docx(struct arena *a, const struct corpus_kept *d, struct buf *out, struct err *e)
{
    struct text_document doc = paper_document(d->title);
    struct block **tail = &doc.blocks;
    struct reading k;
    text_outline(a, d->text, d->text_bytes, NULL, &k);
    paper_titled(a, d->text, &k, BLOCK_TITLE, d->title, &tail);
    doc.org = d->org;
    return docx_write(&doc, out, e);
}

const char *library_ending(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && !strchr(dot, '/') ? dot : "";
}

/* The text without what readers call residue: marks a download site left, advertisements, fields nobody filled; whole lines
 * where nothing else stands on them.  *cut says how many places. */
static const char *cleaned(struct arena *a, const struct corpus_kept *d, size_t *bytes, int *cut)
{
    struct reading k;
    struct buf b = { 0 };
    const char *p = d->text, *end = p + d->text_bytes;
    size_t point = 0;
    text_read(a, d->text, d->text_bytes, NULL, &k);
    *cut = 0;
    for (int i = 0; i < k.finding_count; i++) {
        const struct text_finding *f = &k.findings[i];
        if (strcmp(f->class, "residue") != 0 || f->start < point)
            continue;
        for (const char *from = p; point < f->start && p < end; point++) {
            text_next(&p, end);
            buf_put(&b, from, (size_t)(p - from));
            from = p;
        }
        for (; point < f->end && p < end; point++)
            text_next(&p, end);
        while (b.bytes && p < end && *p == '\n' && b.data[b.bytes - 1] == '\n')
            p++, point++;
        ++*cut;
    }
    buf_put(&b, p, (size_t)(end - p));
    const char *text = arena_text(a, buf_get(&b));
    *bytes = b.bytes;
    buf_free(&b);
    return text;
}

/* What the document is when it comes out under a name with this ending; without one, as it came. */
bool library_shaped(struct op_call *c, const struct corpus_kept *kept, const char *end, const char **data, size_t *bytes,
                    struct err *e)
{
    const char *came = *library_ending(kept->name) ? library_ending(kept->name) : ".txt";
    struct corpus_kept d = *kept;
    struct buf docx = { 0 };
    int cut = 0;
    *data = d.data;
    *bytes = d.bytes;
    if (!op_given(c, "clean") && (!*end || strcasecmp(end, came) == 0))
        return true;
    if (op_given(c, "clean")) {
        d.text = cleaned(c->memory, kept, &d.text_bytes, &cut);
        if (cut)
            NOTE(c, LIBRARY_CLEANED, d.id, MSG_NUM(cut));
    }
    if (strcasecmp(end, ".txt") == 0) {
        *data = d.text;
        *bytes = d.text_bytes;
        return true;
    }
    if (strcasecmp(end, ".docx") != 0)
        return ERR(e, ERR_USAGE, LIBRARY_GET_FORM, end, came);
    bool ok = as_docx(c->memory, &d, &docx, e);
    char *copy = ok ? ARENA_ARRAY(c->memory, char, docx.bytes + 1) : NULL;
    if (ok)
        memcpy(copy, buf_get(&docx), *bytes = docx.bytes);
    *data = copy;
    buf_free(&docx);
    return ok;
}
