/* format/test_document.h: small documents of other formats for tests: OFD and PDF. */
#ifndef FORMAT_TEST_DOCUMENT_H
#define FORMAT_TEST_DOCUMENT_H

#include <iconv.h>
#include <string.h>

#include "base/text.h"
#include "format/zip.h"

/* ---- OFD ---- */

#define OFD_SPACE "xmlns:ofd=\"http://www.ofdspec.org/2016\""
/* A line of text in 16-point letters (5.64 mm), `mm` from the left and the top. */
#define OFD_LINE(x, y, text)                                                                                                \
    "<ofd:TextObject ID=\"9\" Boundary=\"" x " " y " 150 6\" Font=\"1\" Size=\"5.64\"><ofd:TextCode X=\"0\" Y=\"4.9\" "     \
    "DeltaX=\"g 200 5.64\">" text "</ofd:TextCode></ofd:TextObject>"

/* Pages of what stands in their layer. */
__attribute__((unused)) static void ofd_of_pages(struct buf *out, const char *const *pages, int count)
{
    struct err e = { 0 };
    struct zip_writer *z = zip_create();
    struct buf text = { 0 };
    buf_text(&text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:OFD " OFD_SPACE
                    " Version=\"1.0\" "
                    "DocType=\"OFD\"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>");
    zip_put(z, "OFD.xml", text.data, text.bytes);
    buf_clear(&text);
    buf_text(&text,
             "<ofd:Document " OFD_SPACE
             "><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
             "<ofd:Pages>");
    for (int i = 0; i < count; i++)
        buf_format(&text, "<ofd:Page ID=\"%d\" BaseLoc=\"Pages/Page_%d/Content.xml\"/>", i + 1, i);
    buf_text(&text, "</ofd:Pages></ofd:Document>");
    zip_put(z, "Doc_0/Document.xml", text.data, text.bytes);
    for (int i = 0; i < count; i++) {
        struct buf name = { 0 };
        buf_format(&name, "Doc_0/Pages/Page_%d/Content.xml", i);
        buf_clear(&text);
        buf_format(&text, "<ofd:Page " OFD_SPACE "><ofd:Content><ofd:Layer ID=\"8\">%s</ofd:Layer></ofd:Content></ofd:Page>",
                   pages[i]);
        zip_put(z, buf_get(&name), text.data, text.bytes);
        buf_free(&name);
    }
    buf_free(&text);
    zip_finish(z, out, &e);
}

/* ---- PDF ---- */

struct pdf_line {
    int x, y, size; /* points, y from above; size 0: the end of a page */
    const char *text;
};

__attribute__((unused)) static void put_gbk(struct buf *out, const char *text)
{
    char room[1024], *in = (char *)text, *to = room;
    size_t bytes = strlen(text), left = sizeof room;
    iconv_t c = iconv_open("GBK", "UTF-8");
    iconv(c, &in, &bytes, &to, &left);
    iconv_close(c);
    buf_char(out, '<');
    for (char *p = room; p < to; p++)
        buf_format(out, "%02X", (unsigned)(unsigned char)*p);
    buf_char(out, '>');
}

/* A PDF in a font that is not embedded, its text coded in GBK; `trailer` goes into its trailer. */
__attribute__((unused)) static void pdf_of_lines(struct buf *out, const struct pdf_line *lines, int count,
                                                 const char *trailer)
{
    struct buf kids = { 0 }, page = { 0 };
    int pages = 0;
    buf_text(
        out,
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        "5 0 obj\n<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBKp-EUC-H/DescendantFonts[6 0 R]>>\nendobj\n"
        "6 0 obj\n<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        "/Supplement 2>>/DW 1000/W[1 95 500]/FontDescriptor 7 0 R>>\nendobj\n"
        "7 0 obj\n<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        "/Descent -120/CapHeight 880/StemV 93>>\nendobj\n");
    for (int i = 0; i < count; i++) {
        if (lines[i].size) {
            buf_format(&page, "BT /F1 %d Tf %d %d Td ", lines[i].size, lines[i].x, 842 - lines[i].y - lines[i].size);
            put_gbk(&page, lines[i].text);
            buf_text(&page, " Tj ET\n");
        }
        if (lines[i].size && i + 1 < count)
            continue;
        int id = 10 + 2 * pages++;
        buf_format(out,
                   "%d 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 5 0 "
                   "R>>>>>>\nendobj\n%d 0 obj\n<</Length %zu>>\nstream\n%s\nendstream\nendobj\n",
                   id, id + 1, id + 1, page.bytes, buf_get(&page));
        buf_format(&kids, "%d 0 R ", id);
        buf_clear(&page);
    }
    buf_format(out, "2 0 obj\n<</Type/Pages/Kids[%s]/Count %d>>\nendobj\ntrailer\n<</Root 1 0 R/Size 200%s>>\n%%%%EOF\n",
               buf_get(&kids), pages, trailer);
    buf_free(&kids);
    buf_free(&page);
}

#endif
