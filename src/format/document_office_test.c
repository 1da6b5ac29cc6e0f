/* Goal: what we write reads back to the same paragraphs and the same numbers, from docx, from html and from the PDF that a word
 * processor prints of the docx; and doc, rtf and odt read as the docx they were made from.
 * Method: a paper with every kind of block, written by docx_write and html_write, converted by a real soffice; skipped where there
 * is none. */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "format/test_paper.h"

static char folder[] = "/tmp/document_office_test_XXXXXX";
static struct arena a;

static int make_folder(void **state)
{
    (void)state;
    arena_init(&a, 1 << 16);
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void)state;
    char command[128];
    arena_free(&a);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static const char *in_folder(const char *name)
{
    struct buf b = { 0 };
    buf_format(&b, "%s/%s", folder, name);
    const char *out = arena_text(&a, buf_get(&b));
    buf_free(&b);
    return out;
}

static void need(const char *program)
{
    char command[64];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", program);
    if (system(command) == 0)
        return;
    print_message("skipped: %s is not installed\n", program);
    skip();
}

static struct docx_text read_back(const char *name)
{
    struct docx_text d;
    struct err e = { 0 };
    if (!document_read(&a, in_folder(name), &d, &e))
        fail_msg("%s", e.what);
    return d;
}

static void write_paper(const char *name)
{
    struct paper p;
    struct buf out = { 0 };
    struct err e = { 0 };
    paper_whole(&p);
    if (strstr(name, ".html"))
        assert_true(html_write(&p.d, LANG_ZH, &out, &e));
    else
        assert_true(docx_write(&p.d, &out, &e));
    assert_true(file_write(in_folder(name), out.data, out.bytes, &e));
    buf_free(&out);
    arena_free(&p.a);
}

/* a.docx -> a.ENDING, by a soffice with a profile of its own. */
static void convert(const char *ending)
{
    struct buf command = { 0 };
    buf_format(
        &command,
        "soffice -env:UserInstallation=file://%s/profile --headless --convert-to %s --outdir %s %s/a.docx >%s/log 2>&1",
        folder, ending, folder, folder, folder);
    assert_int_equal(system(buf_get(&command)), 0);
    buf_free(&command);
}

/* The paragraphs as a printed page can show them: without spaces, line breaks within and empty cells. */
static const char *bare(const struct docx_text *d)
{
    struct buf b = { 0 };
    const char *p = d->text;
    size_t at = 0;
    for (int i = 0; i < d->paragraph_count; i++) {
        const struct docx_paragraph *g = &d->paragraphs[i];
        size_t before = b.bytes;
        for (const char *end = p + strlen(p); at < g->end; at++) {
            const char *from = p;
            uint32_t c = text_next(&p, end);
            if (at >= g->start && c != ' ' && c != 0x3000 && c != '\n' && c != '\t')
                buf_put(&b, from, (size_t)(p - from));
        }
        bool cell = *p == '\t';
        if (!(b.bytes == before && g->kind == BLOCK_TABLE && cell))
            buf_char(&b, cell ? '\t' : '\n');
    }
    for (char *q = b.data; (q = strstr(q, "\t\n"));)
        memmove(q, q + 1, strlen(q));
    const char *out = arena_text(&a, buf_get(&b));
    buf_free(&b);
    return out;
}

static void html_reads_back(void **state)
{
    (void)state;
    write_paper("a.docx");
    write_paper("a.html");
    struct docx_text docx = read_back("a.docx"), html = read_back("a.html");
    assert_int_equal(html.format, DOCUMENT_HTML);
    assert_string_equal(bare(&html), bare(&docx));
    assert_int_equal(html.paragraph_count, docx.paragraph_count);
}

static void a_printed_paper_reads_back(void **state)
{
    (void)state;
    need("soffice");
    need("pdftotext");
    write_paper("a.docx");
    convert("pdf");
    struct docx_text docx = read_back("a.docx"), pdf = read_back("a.pdf");
    assert_int_equal(pdf.format, DOCUMENT_PDF);
    assert_string_equal(bare(&pdf), bare(&docx));
}

static void office_formats_read_as_docx(void **state)
{
    (void)state;
    static const char *const ENDINGS[] = { "doc", "rtf", "odt" };
    need("soffice");
    write_paper("a.docx");
    struct docx_text docx = read_back("a.docx");
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        struct buf name = { 0 };
        convert(ENDINGS[i]);
        buf_format(&name, "a.%s", ENDINGS[i]);
        struct docx_text d = read_back(buf_get(&name));
        assert_int_equal(d.format, DOCUMENT_OFFICE);
        assert_string_equal(bare(&d), bare(&docx));
        buf_free(&name);
    }
}

/* A macro of LibreOffice's that accepts or rejects all, run by its own Basic: the second opinion on what was tracked. */
static void run_macro(const char *slot)
{
    struct buf text = { 0 };
    struct err e = { 0 };
    buf_format(
        &text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE script:module PUBLIC \"-//OpenOffice.org//DTD OfficeDocument "
        "1.0//EN\" \"module.dtd\"><script:module xmlns:script=\"http://openoffice.org/2000/script\" script:name=\"Module1\" "
        "script:language=\"StarBasic\">Sub Main\nDim p(0) As New com.sun.star.beans.PropertyValue\np(0).Name = "
        "&quot;Hidden&quot;"
        "\np(0).Value = True\nd = StarDesktop.loadComponentFromURL(&quot;file://%s/fixed.docx&quot;, &quot;_blank&quot;, 0, "
        "p())\n"
        "h = createUnoService(&quot;com.sun.star.frame.DispatchHelper&quot;)\nDim n()\n"
        "h.executeDispatch(d.CurrentController.Frame, &quot;.uno:%s&quot;, &quot;&quot;, 0, n())\n"
        "Dim f(0) As New com.sun.star.beans.PropertyValue\nf(0).Name = &quot;FilterName&quot;\nf(0).Value = &quot;MS Word "
        "2007 "
        "XML&quot;\nd.storeToURL(&quot;file://%s/%s.docx&quot;, f())\nd.close(True)\nEnd Sub</script:module>",
        folder, slot, folder, slot);
    const char *standard = in_folder("profile/user/basic/Standard");
    struct buf command = { 0 };
    buf_format(&command, "mkdir -p %s", standard);
    assert_int_equal(system(buf_get(&command)), 0);
    assert_true(file_write(in_folder("profile/user/basic/Standard/Module1.xba"), text.data, text.bytes, &e));
    static const char LIBRARY[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE library:library PUBLIC \"-//OpenOffice.org//DTD OfficeDocument "
        "1.0//EN\" \"library.dtd\"><library:library xmlns:library=\"http://openoffice.org/2000/library\" "
        "library:name=\"Standard\" "
        "library:readonly=\"false\" library:passwordprotected=\"false\"><library:element "
        "library:name=\"Module1\"/></library:library>";
    assert_true(file_write(in_folder("profile/user/basic/Standard/script.xlb"), LIBRARY, sizeof LIBRARY - 1, &e));
    buf_clear(&command);
    buf_format(&command,
               "soffice -env:UserInstallation=file://%s/profile --headless "
               "'vnd.sun.star.script:Standard.Module1.Main?language=Basic&"
               "location=application' >%s/log 2>&1",
               folder, folder);
    assert_int_equal(system(buf_get(&command)), 0);
    buf_free(&command);
    buf_free(&text);
}

static void a_word_processor_accepts_and_rejects(void **state)
{
    (void)state;
    need("soffice");
    static const char TEXT[] = "总结\n一、排查40373家家。\n完成了了任务，好。\n";
    static const struct text_change CHANGES[] = { { 13, 14, "" }, { 19, 20, "" }, { 22, 23, "、" } };
    struct docx_text d;
    struct err e = { 0 };
    bool done[3];
    assert_true(document_read_bytes(&a, "a.txt", TEXT, sizeof TEXT - 1, &d, &e));
    if (!document_fix("a.txt", &d, CHANGES, 3, done, in_folder("fixed.docx"), &e))
        fail_msg("%s", e.what);
    assert_true(done[0] && done[1] && done[2]);
    run_macro("AcceptAllTrackedChanges");
    run_macro("RejectAllTrackedChanges");
    assert_string_equal(read_back("AcceptAllTrackedChanges.docx").text, "总结\n一、排查40373家。\n完成了任务、好。\n");
    assert_string_equal(read_back("RejectAllTrackedChanges.docx").text, TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_reads_back),
        cmocka_unit_test(a_printed_paper_reads_back),
        cmocka_unit_test(office_formats_read_as_docx),
        cmocka_unit_test(a_word_processor_accepts_and_rejects),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
