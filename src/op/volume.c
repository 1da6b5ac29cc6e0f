/* op/volume.c: documents written by the ending of their name; several bound into one, with a cover and a table of contents. */
#include <string.h>

#include "op/paper.h"

void paper_titled(struct arena *a, const char *text, const struct reading *k, enum block_kind kind, const char *title,
                  struct block ***tail)
{
    size_t first = strcspn(text, "\n"), bytes = first, skipped = 0;
    const char *line = text;
    text_trim(&line, &bytes);
    bool own = strcmp(k->title, title) == 0;
    if (bytes == strlen(title) && memcmp(line, title, bytes) == 0) { /* whether or not its reader takes it for a title */
        own = false;
        skipped = first + (text[first] == '\n');
    }
    if (!own)
        paper_text(a, tail, kind, 0, title);
    paper_blocks(a, text + skipped, text_points(text, skipped), k, own ? kind : BLOCK_PARAGRAPH, tail);
}

struct text_document paper_document(const char *title)
{
    return (struct text_document) { .title = title, .report = "", .org = "", .org_number = "", .of = "", .heads = "" };
}

bool paper_write(struct op_call *c, const struct text_document *d, const char *path, struct err *e)
{
    struct buf out = { 0 };
    bool ok = true;
    if (path_ends(path, ".docx"))
        ok = docx_write(d, &out, e);
    else if (path_ends(path, ".html"))
        ok = html_write(d, c->lang, &out, e);
    else if (path_ends(path, ".txt"))
        text_write(d, &out);
    else
        ok = ERR(e, ERR_USAGE, PAPER_KIND, path);
    ok = ok && file_write(path, out.data, out.bytes, e);
    buf_free(&out);
    return ok;
}

/* ---- several in one ---- */

void volume_start(struct volume *b, struct op_call *c, const char *title, bool contents)
{
    *b = (struct volume) { .c = c, .d = paper_document(title) };
    b->tail = &b->d.blocks;
    volume_text(b, BLOCK_TITLE, 0, title);
    if (contents)
        volume_text(b, BLOCK_CONTENTS, 0, "");
}

void volume_text(struct volume *b, enum block_kind kind, int level, const char *text)
{
    paper_text(b->c->memory, &b->tail, kind, level, text);
}

void volume_document(struct volume *b, const char *text, const struct reading *k, const char *title)
{
    paper_titled(b->c->memory, text, k, BLOCK_CHAPTER, title, &b->tail);
}

bool volume_write(struct volume *b, const char *path, struct err *e)
{
    const struct block *first = b->d.blocks->next;
    if (path_ends(path, ".docx") && first && first->kind == BLOCK_CONTENTS && !docx_count_pages(&b->d))
        NOTE(b->c, COMPILE_NO_PAGES);
    return paper_write(b->c, &b->d, path, e);
}
