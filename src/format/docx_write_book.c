/* format/docx_write_book.c: what a compilation has beside its documents: a title page, a table of contents, a page for each title.
 * Why fields: WPS and Word renew the pages when the reader asks; what stands in them is what was counted when it was written. */
#include "format/docx_write.h"

#include <string.h>

#define BOOKMARK_BASE 500000 /* ids of chapters; figures count from 1 */
#define COVER_LINES   6      /* empty lines above the title of the title page */

static void put_field_mark(struct buf *out, const char *kind)
{
    XML(out, "<w:r><w:fldChar w:fldCharType=\"{1}\"/></w:r>", kind);
}

static void put_instruction(struct buf *out, const char *text)
{
    XML(out, "<w:r><w:instrText xml:space=\"preserve\"> {1} </w:instrText></w:r>", text);
}

/* The title in one line, as the contents show it. */
static void put_name(struct buf *out, const struct block *b)
{
    for (const struct run *r = b->runs; r; r = r->next)
        docx_text(out, FONT_FANG, r->text, strlen(r->text));
}

static void put_entry(struct docx_out *w, const struct block *b, int number, bool first)
{
    struct buf *out = &w->body, field = { 0 };
    const char *n = MSG_NUM(number);
    buf_text(out, "<w:p><w:pPr><w:pStyle w:val=\"Contents\"/></w:pPr>");
    if (first) {
        put_field_mark(out, "begin");
        put_instruction(out, "TOC \\h \\z \\t \"汇编篇名,1\"");
        put_field_mark(out, "separate");
    }
    XML(out, "<w:hyperlink w:anchor=\"_Toc90000{1}\" w:history=\"1\">", n);
    put_name(out, b);
    buf_text(out, "<w:r><w:tab/></w:r>");
    buf_format(&field, "PAGEREF _Toc90000%d \\h", number);
    put_field_mark(out, "begin");
    put_instruction(out, buf_get(&field));
    put_field_mark(out, "separate");
    if (b->page)
        docx_text(out, FONT_FANG, MSG_NUM(b->page), strlen(MSG_NUM(b->page)));
    put_field_mark(out, "end");
    buf_text(out, "</w:hyperlink>");
    buf_free(&field);
}

void docx_contents(struct docx_out *w)
{
    struct buf *out = &w->body;
    int number = 0;
    buf_text(out, "<w:p><w:pPr><w:pStyle w:val=\"ContentsTitle\"/></w:pPr>");
    docx_text(out, FONT_HEI, "目录", strlen("目录"));
    buf_text(out, "</w:p>\n");
    for (const struct block *b = w->d->blocks; b; b = b->next) {
        if (b->kind != BLOCK_CHAPTER)
            continue;
        if (number)
            buf_text(out, "</w:p>\n");
        number++;
        put_entry(w, b, number, number == 1);
    }
    if (!number)
        return;
    put_field_mark(out, "end");
    buf_text(out, "</w:p>\n");
}

void docx_chapter(struct docx_out *w, const struct block *b)
{
    struct arena a;
    struct buf *out = &w->body;
    const char *n = MSG_NUM(++w->chapters), *id = MSG_NUM(BOOKMARK_BASE + w->chapters);
    arena_init(&a, 4096);
    buf_text(out, "<w:p><w:pPr><w:pStyle w:val=\"Chapter\"/></w:pPr>");
    XML(out, "<w:bookmarkStart w:id=\"{1}\" w:name=\"_Toc90000{2}\"/>", id, n);
    docx_runs(w, title_lines(&a, b->runs, TITLE_HALVES), FONT_TITLE);
    XML(out, "<w:bookmarkEnd w:id=\"{1}\"/>", id);
    buf_text(out, "</w:p>\n");
    arena_free(&a);
}

void docx_cover(struct docx_out *w, const struct block *b)
{
    struct arena a;
    arena_init(&a, 4096);
    buf_format(&w->body, "<w:p><w:pPr><w:pStyle w:val=\"Title\"/><w:spacing w:before=\"%d\" w:after=\"579\"/></w:pPr>",
               COVER_LINES * LINE_PITCH);
    docx_runs(w, title_lines(&a, b->runs, TITLE_HALVES), FONT_TITLE);
    buf_text(&w->body, "</w:p>\n");
    arena_free(&a);
}
