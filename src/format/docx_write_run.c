/* format/docx_write_run.c: text and figures -> runs.
 * Why a bookmark around every control: LibreOffice drops a control's tag when it saves, but keeps the control and the bookmark, and
 * the bookmark's number leads to the manifest.  Why no <w:text/>: LibreOffice loses the text of plain-text controls. */
#include "format/docx_write.h"

#include <string.h>

#include "base/day.h"

#define CONTROL_ID_BASE 1000000 /* of w:id, which must differ from control to control and means nothing else */

static void put_fonts(struct buf *out, const char *name)
{
    XML(out, "<w:rFonts w:hint=\"eastAsia\" w:ascii=\"{1}\" w:hAnsi=\"{1}\" w:eastAsia=\"{1}\" w:cs=\"{1}\"/>", name);
}

static const char *const FONT_NAMES[FONT_COUNT] = { [FONT_TITLE] = "方正小标宋简体",
                                                    [FONT_HEI] = "黑体",
                                                    [FONT_KAI] = "楷体_GB2312",
                                                    [FONT_FANG] = "仿宋_GB2312",
                                                    [FONT_SONG] = "宋体" };
/* Fonts of the same look that hold the characters of GB 18030. */
static const char *const WIDE_NAMES[FONT_COUNT] = {
    [FONT_TITLE] = "宋体", [FONT_HEI] = "黑体", [FONT_KAI] = "楷体", [FONT_FANG] = "仿宋", [FONT_SONG] = "宋体"
};

void docx_fonts(struct buf *out, enum docx_font font)
{
    put_fonts(out, FONT_NAMES[font]);
}

static void open_run(struct buf *out, const char *font)
{
    buf_text(out, "<w:r><w:rPr>");
    put_fonts(out, font);
    buf_text(out, "</w:rPr>");
}

static void put_run(struct buf *out, const char *font, const char *text, size_t bytes)
{
    if (!bytes)
        return;
    open_run(out, font);
    buf_text(out, "<w:t xml:space=\"preserve\">");
    xml_text(out, text, bytes);
    buf_text(out, "</w:t></w:r>");
}

static const char *font_for(enum docx_font font, uint32_t point)
{
    if (!docx_rare(point))
        return FONT_NAMES[font];
    return point > 0xFFFF ? "SimSun-ExtB" : WIDE_NAMES[font];
}

static void put_mark(struct buf *out, const char *font, const char *mark)
{
    open_run(out, font);
    buf_text(out, mark);
    buf_text(out, "</w:r>");
}

void docx_text(struct buf *out, enum docx_font font, const char *text, size_t bytes)
{
    const char *p = text, *end = text + bytes, *plain = text, *now = FONT_NAMES[font];
    while (p < end) {
        const char *here = p;
        uint32_t point = text_next(&p, end);
        const char *wanted = font_for(font, point);
        bool mark = point == '\t' || point == '\n' || point == '\r';
        if (wanted == now && !mark)
            continue;
        put_run(out, now, plain, (size_t)(here - plain));
        plain = mark ? p : here;
        now = wanted;
        if (mark && point != '\r')
            put_mark(out, now, point == '\t' ? "<w:tab/>" : "<w:br/>");
    }
    put_run(out, now, plain, (size_t)(end - plain));
}

/* ---- figures ---- */

static void put_alias(struct buf *out, const struct figure *f)
{
    struct buf alias = { 0 };
    figure_name(LANG_ZH, f, &alias);
    buf_format(&alias, "：%s，", f->scope ? f->scope : "");
    figure_period(LANG_ZH, f->from, f->asof, &alias);
    if (f->note && *f->note)
        buf_format(&alias, "（%s）", f->note);
    buf_text(out, "<w:alias w:val=\"");
    xml_text(out, alias.data, utf16_cut(alias.data, alias.bytes, FIGURE_TAG_MAX));
    buf_text(out, "\"/>");
    buf_free(&alias);
}

static void put_manifest_line(struct docx_out *w, const struct run *r)
{
    const struct figure *f = r->figure;
    struct buf *out = &w->figures;
    XML(out, "\n<figure n=\"{1}\" text=\"{2}\" measure=\"{3}\"", MSG_NUM(w->figure_count), r->text, f->measure);
    XML(out, " modifier=\"{1}\" scope=\"{2}\" scope_number=\"{3}\" unit=\"{4}\"", f->modifier ? f->modifier : "",
        f->scope ? f->scope : "", f->scope_number ? f->scope_number : "", f->unit ? f->unit : "");
    if (f->value)
        XML(out, " value=\"{1}\"", f->value);
    XML(out, " from=\"{1}\" asof=\"{2}\"", DAY_TEXT(f->from), DAY_TEXT(f->asof));
    XML(out, " known=\"{1}\" note=\"{2}\"/>", MSG_NUM(f->known), f->note ? f->note : "");
}

static void put_figure(struct docx_out *w, const struct run *r, enum docx_font font)
{
    struct buf tag = { 0 }, *out = &w->body;
    const char *n = MSG_NUM(++w->figure_count);
    figure_tag(r->figure, w->figure_count, &tag);
    XML(out, "<w:bookmarkStart w:id=\"{1}\" w:name=\"_tz{1}\"/><w:sdt><w:sdtPr>", n);
    put_alias(out, r->figure);
    XML(out, "<w:tag w:val=\"{1}\"/><w:id w:val=\"{2}\"/></w:sdtPr><w:sdtContent>", buf_get(&tag),
        MSG_NUM(CONTROL_ID_BASE + w->figure_count));
    put_run(out, FONT_NAMES[font], r->text, strlen(r->text));
    XML(out, "</w:sdtContent></w:sdt><w:bookmarkEnd w:id=\"{1}\"/>", n);
    put_manifest_line(w, r);
    buf_free(&tag);
}

void docx_runs(struct docx_out *w, const struct run *runs, enum docx_font font)
{
    for (const struct run *r = runs; r; r = r->next) {
        if (r->figure)
            put_figure(w, r, font);
        else
            docx_text(&w->body, font, r->text, strlen(r->text));
    }
}
