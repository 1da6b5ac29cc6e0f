/* tests/fuzz/fuzz_document.c: whatever a page of the web, a page of an OFD or the boxes of pdftotext hold, reading them ends, stays
 * within bounds and gives sound paragraphs.
 *
 * The first byte says what the rest is: '<' a page of the web; 'O' what stands in the layer of an OFD's page, 'D' its document
 * part; 'B' what pdftotext -bbox-layout gives; anything else a plain text. No child is ever started. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/document.h"
#include "format/test_document.h"
#include "replay.h"

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_document: %s\n", what);
    abort();
}

static void judge(bool read, const struct docx_text *d, const struct err *e)
{
    if (!read) {
        require(e->code != ERR_NONE && *e->what, "refused without a reason");
        return;
    }
    size_t bytes = strlen(d->text), end = 0;
    require(text_valid(d->text, bytes), "the text is not UTF-8");
    size_t points = text_points(d->text, bytes);
    for (int i = 0; i < d->paragraph_count; i++) {
        const struct docx_paragraph *p = &d->paragraphs[i];
        require(p->start <= p->end && p->end <= points && p->start >= end, "paragraphs overlap");
        end = p->end;
    }
}

static void read_ofd(struct arena *a, const char *text, bool document, struct docx_text *d, struct err *e)
{
    struct buf file = { 0 };
    if (document) {
        struct zip_writer *z = zip_create();
        static const char ROOT[] = "<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>";
        static const char PAGE[] = "<Page><Content><Layer>" OFD_LINE("28", "40", "词") "</Layer></Content></Page>";
        struct buf spaced = { 0 };
        buf_format(&spaced, "<Document>%s</Document>", text);
        zip_put(z, "OFD.xml", ROOT, sizeof ROOT - 1);
        zip_put(z, "d.xml", spaced.data, spaced.bytes);
        zip_put(z, "p.xml", PAGE, sizeof PAGE - 1);
        require(zip_finish(z, &file, e), "no container");
        buf_free(&spaced);
    } else {
        ofd_of_pages(&file, &text, 1);
    }
    judge(ofd_read(a, "a.ofd", file.data, file.bytes, d, e), d, e);
    buf_free(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct arena a;
    struct docx_text d = { 0 };
    struct err e = { 0 };
    struct buf text = { 0 };
    char kind = bytes ? (char)data[0] : ' ';
    arena_init(&a, 1 << 16);
    if (bytes)
        buf_put(&text, (const char *)data + 1, bytes - 1);
    const char *inside = buf_get(&text);
    if (kind == '<')
        judge(html_read(&a, "a.html", data, bytes, &d, &e), &d, &e);
    else if (kind == 'O' || kind == 'D')
        read_ofd(&a, inside, kind == 'D', &d, &e);
    else if (kind == 'B')
        judge(pdf_boxes_read(&a, "a.pdf", inside, text.bytes, &d, &e), &d, &e);
    else
        judge(txt_read(&a, "a.txt", data, bytes, &d, &e), &d, &e);
    buf_free(&text);
    arena_free(&a);
    return 0;
}

#define WORD(x, y, w, t) "<word xMin=\"" x "\" yMin=\"" y "\" xMax=\"" w "\" yMax=\"116\">" t "</word>"

static const struct fuzz_seed SEEDS[] = {
    FUZZ_SEED("<html><meta charset=gbk><body><h1>题<br>目</h1><p>段<a href=x>链</a></p><table><tr><td>格<td>格</table>"),
    FUZZ_SEED("<div id=zoom><p hidden>藏</p><pre>行\n行</pre></div>"),
    FUZZ_SEED("O" OFD_LINE("28", "40", "第一行") OFD_LINE("28", "50", "第二行") OFD_LINE("50", "40", "&amp;")),
    FUZZ_SEED("O<TextObject Boundary=\"0 0 1 1\" CTM=\"0.35 0 0 -1e9 99999999999 3\" Size=\"-5\"><TextCode X=\"1\" Y=\"2\" "
              "DeltaX=\"g 9 "
              "5 g\">字</TextCode></TextObject>"),
    FUZZ_SEED(
        "D<CommonData><PageArea><PhysicalBox>0 0 9 9</PhysicalBox></PageArea></CommonData><Pages><Page BaseLoc=\"p.xml\"/>"
        "<Page BaseLoc=\"../p.xml\"/></Pages>"),
    FUZZ_SEED("B<doc><page width=\"595\" height=\"842\"><flow><block><line>" WORD("90", "100", "200", "一、工作") WORD(
        "205", "100", "300", "情况") "</line><line>" WORD("90", "130", "506", "满行") "</line></block></flow></page></doc>"),
    FUZZ_SEED("\xFF\xFE\x00\x4E\x0A\x00"),
    FUZZ_SEED("甲\r\n乙\r丙"),
};
static const char *const PIECES[] = {
    "<td>",
    "</td>",
    "<tr>",
    "<table>",
    "</table>",
    "<br>",
    "<h2>",
    "</h2>",
    "<div id=\"zoom\">",
    "</div>",
    "<!--",
    "-->",
    "&#0;",
    "<p>",
    "<script>",
    "</script>",
    "&nbsp;",
    "<a>",
    "</a>",
    "<pre>",
    "\n",
    "<svg>",
    "hidden ",
    "</line><line>",
    "<page width=\"1\" height=\"1\">",
    "</page>",
    WORD("1", "2", "3", "字"),
    "<TextObject>",
    "</TextObject>",
    "<TextCode X=\"9\">",
    "</TextCode>",
    "CTM=\"1 2 3 4 5 6\"",
    "g 99999999 9",
    "-1",
    "999999999999",
    "0.0000001",
    "\xFF",
    "一",
};

const struct fuzz_corpus FUZZ_CORPUS = FUZZ_CORPUS_OF(SEEDS, PIECES);
