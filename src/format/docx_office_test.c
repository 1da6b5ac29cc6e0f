/* Goal: what LibreOffice does to a document of ours when it is opened and saved again leaves every figure linked.
 * Method: written by docx_write, filled into a user's own by docx_fill, each saved again by a real soffice with a profile of its
 * own; skipped where there is none. */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/day.h"
#include "format/test_docx.h"

static char folder[] = "/tmp/docx_office_test_XXXXXX";
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

static void save_again(const struct buf *file, struct docx_text *out)
{
    struct err e = { 0 };
    struct buf command = { 0 };
    assert_true(file_write(in_folder("a.docx"), file->data, file->bytes, &e));
    buf_format(&command,
               "soffice -env:UserInstallation=file://%s/profile --headless --convert-to 'docx:MS Word 2007 XML' "
               "--outdir %s/again %s/a.docx >%s/log 2>&1",
               folder, folder, folder, folder);
    assert_int_equal(system(buf_get(&command)), 0);
    buf_free(&command);
    if (!docx_read(&a, in_folder("again/a.docx"), out, &e))
        fail_msg("%s", e.what);
}

static void need_office(void)
{
    if (system("command -v soffice >/dev/null 2>&1") == 0)
        return;
    print_message("skipped: LibreOffice (soffice) is not installed\n");
    skip();
}

static const struct figure FIGURES[] = {
    { .measure = "排查单位",
      .modifier = "",
      .value = "40373",
      .unit = "家",
      .scope = "云溪县",
      .scope_number = "YX",
      .from = 19358,
      .asof = 19661,
      .known = 7,
      .note = "" },
    { .measure = "一个名字长得放不进标签里去的指标用来看清单里的编号是不是还在因为标签最多六十四个字",
      .modifier = "yoy",
      .value = "15",
      .unit = "%",
      .scope = "云溪县",
      .scope_number = "YX",
      .from = 19358,
      .asof = 19661,
      .known = 7,
      .note = "历史数" },
    { .measure = "事故",
      .modifier = "",
      .value = NULL,
      .unit = "起",
      .scope = "云溪县",
      .scope_number = "YX",
      .from = 19358,
      .asof = 19661,
      .known = 7,
      .note = "" },
};
static const char *const PRINTED[] = { "40373家", "增长15%", "无" };

static void expect_figures(const struct docx_text *d)
{
    assert_string_equal(d->report, "通报");
    assert_int_equal(d->asof, 19661);
    assert_int_equal(d->written_count, 3);
    assert_int_equal(d->figure_count, 3);
    for (int i = 0; i < 3; i++) {
        const struct linked_figure *g = &d->figures[i];
        assert_int_equal(g->number, i + 1);
        assert_true(g->controlled && g->known);
        assert_string_equal(g->text, PRINTED[i]);
        assert_string_equal(g->figure.measure, FIGURES[i].measure);
        assert_string_equal(g->figure.modifier, FIGURES[i].modifier);
        assert_true(text_same(g->figure.value, FIGURES[i].value));
        assert_string_equal(g->figure.unit, FIGURES[i].unit);
        assert_string_equal(g->figure.scope_number, "YX");
        assert_int_equal(g->figure.known, 7);
    }
}

/* "排查" + figure + "。" on each of lines 1 to 3. */
static struct text_document document(struct block blocks[3], struct run runs[9])
{
    for (int i = 0; i < 3; i++) {
        runs[3 * i] = (struct run) { .text = "排查", .next = &runs[3 * i + 1], .source = 0 };
        runs[3 * i + 1] = (struct run) { .text = PRINTED[i], .figure = &FIGURES[i], .next = &runs[3 * i + 2], .source = 2 };
        runs[3 * i + 2] = (struct run) { .text = "。", .source = 7 };
        blocks[i] = (struct block) {
            .kind = i ? BLOCK_PARAGRAPH : BLOCK_HEADING,
            .level = !i,
            .runs = &runs[3 * i],
            .next = i < 2 ? &blocks[i + 1] : NULL,
            .source = i + 1,
        };
    }
    return (struct text_document) {
        .title = "",
        .report = "通报",
        .org = "云溪县",
        .org_number = "YX",
        .of = "",
        .heads = "",
        .from = 19358,
        .asof = 19661,
        .known = 7,
        .blocks = blocks,
    };
}

static void a_document_of_ours_keeps_its_figures(void **state)
{
    (void)state;
    need_office();
    struct block blocks[3];
    struct run runs[9];
    struct text_document d = document(blocks, runs);
    struct buf out = { 0 };
    struct err e = { 0 };
    struct docx_text again;
    assert_true(docx_write(&d, &out, &e));
    save_again(&out, &again);
    expect_figures(&again);
    assert_int_equal(again.paragraphs[0].kind, BLOCK_HEADING);
    assert_int_equal(again.paragraphs[0].level, 1);
    buf_free(&out);
}

static void a_filled_template_keeps_its_figures(void **state)
{
    (void)state;
    need_office();
    struct block blocks[3];
    struct run runs[9];
    struct text_document d = document(blocks, runs);
    struct buf file = { 0 }, out = { 0 };
    struct err e = { 0 };
    struct docx_text again;
#define LINE "<w:p><w:r><w:t>排查</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{{数}}。</w:t></w:r></w:p>"
    docx_of_body(&file,
                 LINE
                 "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"4000\"/><w:gridCol w:w=\"4000\"/></w:tblGrid><w:tr><w:tc>"
                 "<w:tcPr/>" LINE "</w:tc><w:tc><w:tcPr/>" LINE "</w:tc></w:tr></w:tbl><w:p/>",
                 (struct test_part) { 0 }, (struct test_part) { 0 });
    assert_true(docx_fill(file.data, file.bytes, &d, &out, &e));
    save_again(&out, &again);
    expect_figures(&again);
    assert_string_equal(again.text, "排查40373家。\n排查增长15%。\t排查无。\n\n");
    buf_free(&file);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_of_ours_keeps_its_figures),
        cmocka_unit_test(a_filled_template_keeps_its_figures),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
