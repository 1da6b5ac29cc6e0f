/* format/docx_write.c: blocks -> a DOCX in the layout of GB/T 9704-2012.  docs/DOCX.md says what stands where and why.
 * Why written by hand: the standard fixes what general libraries leave open (the grid, four fonts a run, explicit tables). */
#include "format/docx_write.h"

#include <string.h>

#include "format/zip.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
/* 1/4096 pt by which a character is set closer than its size, so that 28 fill the line: floor((8844/28 - 320) / 20 * 4096). */
#define CHAR_SPACE (-849)
/* From the page's foot to the foot of its number's line: the dash, 168 above that foot, is to be 7 mm (397) below the text. */
#define FOOTER_DISTANCE (MARGIN_BOTTOM - 397 - 168)

int docx_twips(int halves)
{
    return halves * CHAR_PITCH / 2;
}

static bool check_tables(const struct text_document *d, struct err *e)
{
    for (const struct block *b = d->blocks; b; b = b->next) {
        for (const struct text_row *r = b->table ? b->table->rows : NULL; r; r = r->next) {
            int cells = 0;
            for (const struct text_cell *c = r->cells; c; c = c->next)
                cells++;
            if (cells > COLUMNS_MAX)
                return ERR(e, ERR_INPUT, DOCX_OUT_COLUMNS, d->report, MSG_NUM(cells), MSG_NUM(COLUMNS_MAX));
        }
    }
    return true;
}

/* ---- paragraphs ---- */

struct indent {
    int left, right, hanging; /* halves */
    bool line_above, keep_next;
};

static void open_paragraph(struct docx_out *w, const char *style, struct indent in)
{
    struct buf *out = &w->body;
    XML(out, "<w:p><w:pPr><w:pStyle w:val=\"{1}\"/>", style);
    buf_text(out, in.keep_next ? "<w:keepNext/>" : "");
    if (in.line_above)
        buf_format(out, "<w:spacing w:before=\"%d\"/>", LINE_PITCH);
    if (in.left || in.hanging)
        buf_format(out, "<w:ind w:left=\"%d\" w:hanging=\"%d\"/>", docx_twips(in.left), docx_twips(in.hanging));
    else if (in.right)
        buf_format(out, "<w:ind w:right=\"%d\"/>", docx_twips(in.right));
    buf_text(out, "</w:pPr>");
}

static void close_paragraph(struct docx_out *w)
{
    buf_text(&w->body, "</w:p>\n");
}

static void put_paragraph(struct docx_out *w, const struct block *b, const char *style, enum docx_font font,
                          struct indent in)
{
    open_paragraph(w, style, in);
    docx_runs(w, b->runs, font);
    close_paragraph(w);
}

static void put_plain(struct docx_out *w, enum docx_font font, const char *text)
{
    docx_text(&w->body, font, text, strlen(text));
}

static void put_title(struct docx_out *w, const struct block *b, const char *style)
{
    struct arena a;
    arena_init(&a, 4096);
    open_paragraph(w, style, (struct indent) { 0 });
    docx_runs(w, title_lines(&a, b->runs, TITLE_HALVES), FONT_TITLE);
    close_paragraph(w);
    arena_free(&a);
}

static void put_heading(struct docx_out *w, const struct block *b)
{
    static const char *const STYLES[] = { "Heading1", "Heading2", "Heading3", "Heading4", "Heading5" };
    static const enum docx_font FONTS[] = { FONT_HEI, FONT_KAI, FONT_FANG, FONT_FANG };
    int level = b->level - w->heading_first;
    level = level < 0 ? 0 : level > 3 ? 3 : level;
    put_paragraph(w, b, STYLES[level + w->compiled], FONTS[level], (struct indent) { 0 });
}

/* 附件：1. NAME, the names one below the other; a single name goes without its number. */
static void put_name(struct docx_out *w, const struct block *b)
{
    static const int LABEL = 6, MARGIN = 4; /* halves of 附件： and of the two characters before it */
    bool first = !w->count.names, numbered = w->count.name_total > 1;
    int number = !numbered ? 0 : w->count.name_total > 9 ? 4 : 3; /* "1." or "10." and half a character */
    struct indent in = { .left = MARGIN + LABEL + number, .hanging = first ? LABEL + number : number, .line_above = first };
    struct buf lead = { 0 };
    open_paragraph(w, "Attachments", in);
    block_lead(&w->count, b, &lead);
    if (numbered)
        lead.data[lead.bytes - 1] = '\t'; /* the names stand below each other whatever the font */
    put_plain(w, FONT_FANG, buf_get(&lead));
    for (const struct run *r = b->runs; r; r = r->next) {
        struct run one = { .text = r->text, .figure = r->figure };
        if (r->figure)
            docx_runs(w, &one, FONT_FANG);
        else
            docx_text(&w->body, FONT_FANG, r->text, block_run_bytes(b, r));
    }
    close_paragraph(w);
    buf_free(&lead);
}

static void put_signature(struct docx_out *w, const struct block *b)
{
    put_paragraph(w, b, "Signature", FONT_FANG, (struct indent) { .right = block_right(b, NULL), .line_above = true });
}

static void put_date(struct docx_out *w, const struct block *b, const struct block *before)
{
    put_paragraph(w, b, "SignatureDate", FONT_FANG, (struct indent) { .right = block_right(b, before) });
}

static void put_remark(struct docx_out *w, const struct block *b)
{
    struct buf lead = { 0 };
    open_paragraph(w, "Remark", (struct indent) { 0 });
    block_lead(&w->count, b, &lead);
    put_plain(w, FONT_FANG, buf_get(&lead));
    docx_runs(w, b->runs, FONT_FANG);
    put_plain(w, FONT_FANG, block_tail(b));
    close_paragraph(w);
    buf_free(&lead);
}

static void put_attachment(struct docx_out *w, const struct block *b)
{
    struct buf lead = { 0 };
    open_paragraph(w, "AttachmentMark", (struct indent) { 0 });
    block_lead(&w->count, b, &lead);
    docx_text(&w->body, FONT_HEI, lead.data, lead.bytes - 1);
    close_paragraph(w);
    put_title(w, b, "AttachmentTitle");
    buf_free(&lead);
}

static void put_table(struct docx_out *w, const struct block *b)
{
    if (!b->table)
        return;
    docx_table(w, b->table);
    if (!b->next || b->next->kind == BLOCK_TABLE) /* two tables that touch are one to Word, and none may end a text */
        buf_text(&w->body, "<w:p><w:pPr><w:pStyle w:val=\"TableText\"/></w:pPr></w:p>\n");
}

static void put_block(struct docx_out *w, const struct block *b, const struct block *before)
{
    /* The office is never alone on a page: the text's last lines go with it. */
    bool signed_next = b->next && b->next->kind == BLOCK_SIGNATURE;
    struct indent in = { .keep_next = signed_next };
    switch (b->kind) {
    case BLOCK_TITLE:
        if (w->compiled)
            docx_cover(w, b);
        else
            put_title(w, b, "Title");
        break;
    case BLOCK_CONTENTS: docx_contents(w); break;
    case BLOCK_CHAPTER: docx_chapter(w, b); break;
    case BLOCK_HEADING: put_heading(w, b); break;
    case BLOCK_PARAGRAPH:
    case BLOCK_ITEM: put_paragraph(w, b, "BodyText", FONT_FANG, in); break;
    case BLOCK_TABLE: put_table(w, b); break;
    case BLOCK_CAPTION: put_paragraph(w, b, "Caption", FONT_HEI, in); break;
    case BLOCK_NUMBER: put_paragraph(w, b, "DocumentNumber", FONT_FANG, in); break;
    case BLOCK_RECIPIENT: put_paragraph(w, b, "Recipient", FONT_FANG, in); break;
    case BLOCK_ATTACHMENTS: put_name(w, b); break;
    case BLOCK_SIGNATURE: put_signature(w, b); break;
    case BLOCK_DATE: put_date(w, b, before); break;
    case BLOCK_REMARK: put_remark(w, b); break;
    case BLOCK_ATTACHMENT: put_attachment(w, b); break;
    case BLOCK_SOURCE: put_paragraph(w, b, "Source", FONT_KAI, in); break;
    case BLOCK_KIND_COUNT: break;
    }
}

static void put_section(struct buf *out)
{
    buf_text(
        out,
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"even\" r:id=\"rId5\"/>");
    buf_format(out, "<w:pgSz w:w=\"%d\" w:h=\"%d\"/>", PAGE_WIDTH, PAGE_HEIGHT);
    buf_format(out,
               "<w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\" w:left=\"%d\" w:header=\"851\" w:footer=\"%d\" "
               "w:gutter=\"0\"/>",
               MARGIN_TOP, MARGIN_RIGHT, MARGIN_BOTTOM, MARGIN_LEFT, FOOTER_DISTANCE);
    buf_format(out, "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"%d\" w:charSpace=\"%d\"/>", LINE_PITCH, CHAR_SPACE);
    buf_text(out, "</w:sectPr>");
}

/* ---- the file ---- */

static int first_level(const struct text_document *d)
{
    int first = 0;
    for (const struct block *b = d->blocks; b; b = b->next) {
        if (b->kind == BLOCK_HEADING && (!first || b->level < first))
            first = b->level;
    }
    return first;
}

static void put_part(struct zip_writer *z, const char *name, struct buf *part)
{
    zip_put(z, name, part->data, part->bytes);
    buf_clear(part);
}

static bool put_file(const struct docx_out *w, struct buf *out, struct err *e)
{
    struct zip_writer *z = zip_create();
    struct buf part = { 0 };
    zip_put(z, "[Content_Types].xml", DOCX_CONTENT_TYPES, strlen(DOCX_CONTENT_TYPES));
    zip_put(z, "_rels/.rels", DOCX_RELS, strlen(DOCX_RELS));
    zip_put(z, "word/document.xml", w->body.data, w->body.bytes);
    zip_put(z, "word/_rels/document.xml.rels", DOCX_DOCUMENT_RELS, strlen(DOCX_DOCUMENT_RELS));
    docx_styles(&part);
    put_part(z, "word/styles.xml", &part);
    docx_settings(&part);
    put_part(z, "word/settings.xml", &part);
    docx_font_table(&part);
    put_part(z, "word/fontTable.xml", &part);
    docx_footer(&part, false);
    put_part(z, "word/footer1.xml", &part);
    docx_footer(&part, true);
    put_part(z, "word/footer2.xml", &part);
    docx_core(&part, w->d);
    put_part(z, "docProps/core.xml", &part);
    zip_put(z, "docProps/app.xml", DOCX_APP, strlen(DOCX_APP));
    docx_custom(&part, w->d);
    put_part(z, "docProps/custom.xml", &part);
    docx_manifest(&part, w);
    put_part(z, "customXml/item1.xml", &part);
    zip_put(z, "customXml/itemProps1.xml", DOCX_ITEM_PROPS, strlen(DOCX_ITEM_PROPS));
    zip_put(z, "customXml/_rels/item1.xml.rels", DOCX_ITEM_RELS, strlen(DOCX_ITEM_RELS));
    buf_free(&part);
    return zip_finish(z, out, e);
}

bool docx_write(const struct text_document *d, struct buf *out, struct err *e)
{
    struct docx_out w = { .d = d, .heading_first = first_level(d), .count = block_count(d) };
    if (!document_check(d, e) || !check_tables(d, e))
        return false;
    for (const struct block *b = d->blocks; b; b = b->next)
        w.compiled |= b->kind == BLOCK_CHAPTER;
    buf_text(&w.body, HEAD "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
                           " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>\n");
    const struct block *before = NULL;
    for (const struct block *b = d->blocks; b; before = b, b = b->next)
        put_block(&w, b, before);
    put_section(&w.body);
    buf_text(&w.body, "</w:body></w:document>");
    bool ok = put_file(&w, out, e);
    buf_free(&w.body);
    buf_free(&w.figures);
    return ok;
}
