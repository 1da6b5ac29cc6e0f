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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_reads_back),
        cmocka_unit_test(a_printed_paper_reads_back),
        cmocka_unit_test(office_formats_read_as_docx),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
