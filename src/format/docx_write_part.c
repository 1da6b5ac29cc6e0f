/* format/docx_write_part.c: the parts of a DOCX around its text: styles, fonts, settings, footers, properties, manifest.
 * Why every font is named four times: a theme's fonts, or a slot left open, is what turns “”…— into Times New Roman and makes
 * WPS warn of missing fonts. */
#include "format/docx_write.h"

#include <stdio.h>
#include <string.h>

#include "base/day.h"

#define HEAD    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define NS_W    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE  "http://schemas.openxmlformats.org/officeDocument/2006/"
#define WORD    "application/vnd.openxmlformats-officedocument.wordprocessingml."

const char DOCX_CONTENT_TYPES[] = HEAD
    "<Types xmlns=\"" PACKAGE "content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"" WORD "document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"" WORD "styles+xml\"/>"
    "<Override PartName=\"/word/settings.xml\" ContentType=\"" WORD "settings+xml\"/>"
    "<Override PartName=\"/word/fontTable.xml\" ContentType=\"" WORD "fontTable+xml\"/>"
    "<Override PartName=\"/word/footer1.xml\" ContentType=\"" WORD "footer+xml\"/>"
    "<Override PartName=\"/word/footer2.xml\" ContentType=\"" WORD "footer+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    "<Override PartName=\"/docProps/app.xml\""
    " ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>"
    "<Override PartName=\"/docProps/custom.xml\""
    " ContentType=\"application/vnd.openxmlformats-officedocument.custom-properties+xml\"/>"
    "<Override PartName=\"/customXml/itemProps1.xml\""
    " ContentType=\"application/vnd.openxmlformats-officedocument.customXmlProperties+xml\"/>"
    "</Types>";

#define REL(id, type, target) "<Relationship Id=\"" id "\" Type=\"" type "\" Target=\"" target "\"/>"

const char DOCX_RELS[] =
    HEAD "<Relationships xmlns=\"" PACKAGE
         "relationships\">" REL("rId1", OFFICE "relationships/officeDocument", "word/document.xml")
             REL("rId2", PACKAGE "relationships/metadata/core-properties", "docProps/core.xml")
                 REL("rId3", OFFICE "relationships/extended-properties", "docProps/app.xml")
                     REL("rId4", OFFICE "relationships/custom-properties", "docProps/custom.xml") "</Relationships>";

const char DOCX_DOCUMENT_RELS[] =
    HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">" REL("rId1", OFFICE "relationships/styles", "styles.xml")
        REL("rId2", OFFICE "relationships/settings", "settings.xml")
            REL("rId3", OFFICE "relationships/fontTable", "fontTable.xml")
                REL("rId4", OFFICE "relationships/footer", "footer1.xml")
                    REL("rId5", OFFICE "relationships/footer", "footer2.xml")
                        REL("rId6", OFFICE "relationships/customXml", "../customXml/item1.xml") "</Relationships>";

const char DOCX_ITEM_RELS[] =
    HEAD "<Relationships xmlns=\"" PACKAGE
         "relationships\">" REL("rId1", OFFICE "relationships/customXmlProps", "itemProps1.xml") "</Relationships>";

const char DOCX_ITEM_PROPS[] =
    HEAD "<ds:datastoreItem ds:itemID=\"{6E2C7A54-0F1B-4D0E-9C1D-7A1F5A2B3C01}\" xmlns:ds=\"" OFFICE "customXml\">"
         "<ds:schemaRefs><ds:schemaRef ds:uri=\"urn:taizhang:report:1\"/></ds:schemaRefs></ds:datastoreItem>";

const char DOCX_APP[] =
    HEAD "<Properties xmlns=\"" OFFICE "extended-properties\"><Application>Taizhang</Application></Properties>";

/* ---- styles ---- */

#define CENTRED "<w:jc w:val=\"center\"/>"
/* Lines of exactly a 22nd of the area, and characters 6 twips closer than their size, so that 28 fill a line.  The section's grid
 * says the same; but LibreOffice gives a character of 16 pt two cells of a grid of 15.8, so no paragraph snaps to it. */
#define EXACT_LINE "w:line=\"579\" w:lineRule=\"exact\""
#define TWO_IN     "<w:ind w:firstLineChars=\"200\" w:firstLine=\"628\"/>"
#define CELL       "<w:spacing w:before=\"60\" w:after=\"60\" w:line=\"240\" w:lineRule=\"auto\"/>"
#define CLOSER     (-6)

static const struct style {
    const char *id, *name, *based_on, *next;
    enum docx_font font;
    int size, closer;
    const char *paragraph; /* its properties, in the order the schema wants */
} STYLES[] = {
    { "Normal", "Normal", NULL, NULL, FONT_FANG, SIZE_BODY, CLOSER,
      "<w:widowControl w:val=\"0\"/><w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/><w:snapToGrid w:val=\"0\"/>"
      "<w:spacing w:before=\"0\" w:after=\"0\" " EXACT_LINE "/><w:jc w:val=\"both\"/>" },
    { "BodyText", "Body Text", "Normal", NULL, FONT_FANG, SIZE_BODY, CLOSER, TWO_IN },
    { "Title", "Title", "Normal", "BodyText", FONT_TITLE, SIZE_TITLE, 0,
      "<w:keepNext/><w:keepLines/><w:spacing w:before=\"0\" w:after=\"579\"/>" CENTRED },
    { "Heading1", "heading 1", "Normal", "BodyText", FONT_HEI, SIZE_BODY, CLOSER,
      "<w:keepNext/>" TWO_IN "<w:outlineLvl w:val=\"0\"/>" },
    { "Heading2", "heading 2", "Normal", "BodyText", FONT_KAI, SIZE_BODY, CLOSER,
      "<w:keepNext/>" TWO_IN "<w:outlineLvl w:val=\"1\"/>" },
    { "Heading3", "heading 3", "Normal", "BodyText", FONT_FANG, SIZE_BODY, CLOSER,
      "<w:keepNext/>" TWO_IN "<w:outlineLvl w:val=\"2\"/>" },
    { "Heading4", "heading 4", "Normal", "BodyText", FONT_FANG, SIZE_BODY, CLOSER,
      "<w:keepNext/>" TWO_IN "<w:outlineLvl w:val=\"3\"/>" },
    { "Heading5", "heading 5", "Normal", "BodyText", FONT_FANG, SIZE_BODY, CLOSER,
      "<w:keepNext/>" TWO_IN "<w:outlineLvl w:val=\"4\"/>" },
    { "Chapter", "汇编篇名", "Title", "BodyText", FONT_TITLE, SIZE_TITLE, 0,
      "<w:pageBreakBefore/><w:outlineLvl w:val=\"0\"/>" },
    { "ContentsTitle", "目录标题", "Normal", "Contents", FONT_HEI, SIZE_BODY, CLOSER,
      "<w:keepNext/><w:pageBreakBefore/><w:spacing w:after=\"579\"/>" CENTRED },
    { "Contents", "toc 1", "Normal", NULL, FONT_FANG, SIZE_BODY, CLOSER,
      "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"8780\"/></w:tabs><w:jc w:val=\"left\"/>" },
    { "DocumentNumber", "发文字号", "Normal", "Title", FONT_FANG, SIZE_BODY, CLOSER,
      "<w:spacing w:after=\"1158\"/>" CENTRED },
    { "Recipient", "主送机关", "Normal", "BodyText", FONT_FANG, SIZE_BODY, CLOSER, "" },
    { "Attachments", "附件说明", "Normal", NULL, FONT_FANG, SIZE_BODY, CLOSER, "" },
    { "Signature", "署名", "Normal", "SignatureDate", FONT_FANG, SIZE_BODY, CLOSER, "<w:keepNext/><w:jc w:val=\"right\"/>" },
    { "SignatureDate", "成文日期", "Normal", NULL, FONT_FANG, SIZE_BODY, CLOSER, "<w:jc w:val=\"right\"/>" },
    { "Remark", "附注", "BodyText", NULL, FONT_FANG, SIZE_BODY, CLOSER, "" },
    { "Source", "来源", "Normal", "BodyText", FONT_KAI, SIZE_CELL, 0,
      "<w:keepLines/><w:spacing w:after=\"290\"/><w:jc w:val=\"right\"/>" },
    { "AttachmentMark", "附件序号", "Normal", "AttachmentTitle", FONT_HEI, SIZE_BODY, CLOSER,
      "<w:keepNext/><w:pageBreakBefore/><w:spacing w:after=\"579\"/>" },
    { "AttachmentTitle", "附件标题", "Title", "BodyText", FONT_TITLE, SIZE_TITLE, 0, "<w:outlineLvl w:val=\"0\"/>" },
    { "Caption", "caption", "Normal", NULL, FONT_HEI, SIZE_CELL, 0, "<w:keepNext/>" CENTRED },
    { "TableText", "表格文字", "Normal", NULL, FONT_FANG, SIZE_CELL, 0, CELL },
    { "TableTextSmall", "表格小字", "Normal", NULL, FONT_FANG, SIZE_CELL_MANY, 0, CELL },
    { "Footer", "footer", "Normal", NULL, FONT_SONG, SIZE_PAGE, 0, "<w:spacing w:line=\"280\" w:lineRule=\"exact\"/>" },
};

static void put_look(struct buf *out, enum docx_font font, int size, int closer)
{
    buf_text(out, "<w:rPr>");
    docx_fonts(out, font);
    buf_format(out, "<w:spacing w:val=\"%d\"/>", closer);
    buf_format(out, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/>", size, size);
    buf_text(out, "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr>");
}

static void put_style(struct buf *out, const struct style *s)
{
    XML(out, "<w:style w:type=\"paragraph\"{1}", "");
    buf_text(out, s->based_on ? "" : " w:default=\"1\"");
    XML(out, " w:styleId=\"{1}\"><w:name w:val=\"{2}\"/>", s->id, s->name);
    if (s->based_on)
        XML(out, "<w:basedOn w:val=\"{1}\"/>", s->based_on);
    if (s->next)
        XML(out, "<w:next w:val=\"{1}\"/>", s->next);
    buf_text(out, "<w:qFormat/><w:pPr>");
    buf_text(out, s->paragraph);
    buf_text(out, "</w:pPr>");
    put_look(out, s->font, s->size, s->closer);
    buf_text(out, "</w:style>\n");
}

void docx_styles(struct buf *out)
{
    buf_text(out, HEAD "<w:styles " NS_W "><w:docDefaults><w:rPrDefault>");
    put_look(out, FONT_FANG, SIZE_BODY, 0);
    buf_text(out, "</w:rPrDefault><w:pPrDefault/></w:docDefaults>\n");
    for (size_t i = 0; i < sizeof STYLES / sizeof *STYLES; i++)
        put_style(out, &STYLES[i]);
    buf_text(out, "</w:styles>");
}

void docx_font_table(struct buf *out)
{
    static const struct {
        const char *name, *others, *family;
    } FONTS[] = {
        { "方正小标宋简体", "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,宋体,SimSun,Noto Serif CJK SC", "roman" },
        { "黑体", "SimHei,方正黑体_GBK,Noto Sans CJK SC", "modern" },
        { "楷体_GB2312", "楷体,KaiTi,KaiTi_GB2312,方正楷体_GBK,AR PL KaitiM GB", "modern" },
        { "仿宋_GB2312", "仿宋,FangSong,FangSong_GB2312,方正仿宋_GBK,Noto Serif CJK SC", "modern" },
        { "宋体", "SimSun,方正书宋_GBK,Noto Serif CJK SC", "roman" },
        { "楷体", "KaiTi,AR PL KaitiM GB", "modern" },
        { "仿宋", "FangSong,Noto Serif CJK SC", "modern" },
        { "SimSun-ExtB", "宋体-ExtB,Noto Serif CJK SC", "roman" },
    };
    buf_text(out, HEAD "<w:fonts " NS_W ">");
    for (size_t i = 0; i < sizeof FONTS / sizeof *FONTS; i++)
        XML(out,
            "<w:font w:name=\"{1}\"><w:altName w:val=\"{2}\"/><w:charset w:val=\"86\"/><w:family w:val=\"{3}\"/>"
            "<w:pitch w:val=\"variable\"/></w:font>",
            FONTS[i].name, FONTS[i].others, FONTS[i].family);
    buf_text(out, "</w:fonts>");
}

void docx_settings(struct buf *out)
{
    buf_text(
        out, HEAD
        "<w:settings " NS_W "><w:zoom w:percent=\"100\"/><w:evenAndOddHeaders/><w:defaultTabStop w:val=\"628\"/>"
        "<w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat><w:doNotExpandShiftReturn/>"
        "<w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>"
        "</w:compat></w:settings>");
}

static void footer_run(struct buf *out, const char *what)
{
    buf_text(out, "<w:r><w:rPr>");
    docx_fonts(out, FONT_SONG);
    buf_format(out, "</w:rPr>%s</w:r>", what);
}

/* — 1 —, one character from the outer edge: right on odd pages, left on even ones. */
void docx_footer(struct buf *out, bool even)
{
    buf_text(out, HEAD "<w:ftr " NS_W "><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>");
    buf_text(out,
             even ? "<w:ind w:left=\"280\"/><w:jc w:val=\"left\"/>" : "<w:ind w:right=\"280\"/><w:jc w:val=\"right\"/>");
    buf_text(out, "</w:pPr>");
    footer_run(out, "<w:t xml:space=\"preserve\">— </w:t>");
    footer_run(out, "<w:fldChar w:fldCharType=\"begin\"/>");
    footer_run(out, "<w:instrText xml:space=\"preserve\"> PAGE </w:instrText>");
    footer_run(out, "<w:fldChar w:fldCharType=\"separate\"/>");
    footer_run(out, "<w:t>1</w:t>");
    footer_run(out, "<w:fldChar w:fldCharType=\"end\"/>");
    footer_run(out, "<w:t xml:space=\"preserve\"> —</w:t>");
    buf_text(out, "</w:p></w:ftr>");
}

/* ---- properties and manifest ---- */

static const char *or_none(const char *text)
{
    return text ? text : "";
}

/* The as-of day stands for every time: the same text is the same file whenever it is written. */
void docx_core(struct buf *out, const struct text_document *d)
{
    const char *title = d->title && *d->title ? d->title : or_none(d->report);
    buf_text(out,
             HEAD "<cp:coreProperties xmlns:cp=\"" PACKAGE
                  "metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                  " xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
    XML(out, "<dc:title>{1}</dc:title><dc:creator>{2}</dc:creator>", title, or_none(d->org));
    XML(out, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{1}T00:00:00Z</dcterms:created>", DAY_TEXT(d->asof));
    XML(out, "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">{1}T00:00:00Z</dcterms:modified>", DAY_TEXT(d->asof));
    buf_text(out, "</cp:coreProperties>");
}

#define PROPERTY_NAME_MAX 90 /* units a name may take in the property: Word allows 255 in all */

/* A name without the mark that parts the property's words. */
static void put_part(struct buf *out, const char *text)
{
    size_t bytes = utf16_cut(text, strlen(text), PROPERTY_NAME_MAX);
    for (size_t i = 0; i < bytes; i++)
        buf_char(out, text[i] == ';' ? ',' : text[i]);
}

void docx_custom(struct buf *out, const struct text_document *d)
{
    struct buf stamp = { 0 };
    buf_text(&stamp, "report=");
    put_part(&stamp, or_none(d->report));
    buf_text(&stamp, "; org=");
    put_part(&stamp, or_none(d->org));
    buf_format(&stamp, "; asof=%s; known=", DAY_TEXT(d->asof));
    buf_int(&stamp, d->known);
    buf_text(out, HEAD "<Properties xmlns=\"" OFFICE "custom-properties\" xmlns:vt=\"" OFFICE "docPropsVTypes\">");
    XML(out,
        "<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"2\" "
        "name=\"taizhang\"><vt:lpwstr>{1}</vt:lpwstr></property>",
        buf_get(&stamp));
    buf_text(out, "</Properties>");
    buf_free(&stamp);
}

void docx_manifest(struct buf *out, const struct docx_out *w)
{
    const struct text_document *d = w->d;
    XML(out, HEAD "<taizhang xmlns=\"urn:taizhang:report:1\" report=\"{1}\" org=\"{2}\" org_number=\"{3}\" of=\"{4}\"",
        or_none(d->report), or_none(d->org), or_none(d->org_number), or_none(d->of));
    XML(out, " from=\"{1}\" asof=\"{2}\" known=\"{3}\" heads=\"{4}\">", DAY_TEXT(d->from), DAY_TEXT(d->asof),
        MSG_NUM(d->known), or_none(d->heads));
    buf_text(out, buf_get(&w->figures));
    buf_text(out, "\n</taizhang>");
}
