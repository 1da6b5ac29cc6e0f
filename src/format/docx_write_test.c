/* Goal: a DOCX is what docs/DOCX.md says: every figure a control with a tag, fonts named four times, explicit grids, and the same
 * text gives the same bytes.  Method: the parts are read back with libzip and expat, independent of the writer. */
#include "format/docx_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <expat.h>
#include <zip.h>

#include "format/test_paper.h"

#define FIGURES_MAX 100

/* What a walk over an XML part finds. */
struct seen {
    int runs, fonts, open_run_fonts;
    int controls, texts_in_control, bookmarks, bookmarks_open, plain_text_controls;
    long ids[FIGURES_MAX];
    char tags[FIGURES_MAX][300], names[FIGURES_MAX][64];
    struct buf text, control;
    bool in_text, in_content, theme;
    int grid_columns, row_cells, tables, rows, head_rows, unsplit_rows;
    int grid[64], grid_sum;
    int figures, values;
    char style[64];
    struct buf styles, paragraphs;
};

static const char *attribute(const char **a, const char *name)
{
    for (; *a; a += 2) {
        if (strcmp(a[0], name) == 0)
            return a[1];
    }
    return NULL;
}

static void see_fonts(struct seen *s, const char **a)
{
    static const char *const SLOTS[] = { "w:ascii", "w:hAnsi", "w:eastAsia", "w:cs" };
    s->fonts++;
    s->open_run_fonts++;
    assert_string_equal(attribute(a, "w:hint"), "eastAsia");
    for (size_t i = 0; i < 4; i++)
        assert_true(attribute(a, SLOTS[i]) && *attribute(a, SLOTS[i]));
    for (; *a; a += 2)
        s->theme = s->theme || strstr(a[0], "Theme");
}

static void see_control(struct seen *s, const char *name, const char **a)
{
    const char *val = attribute(a, "w:val");
    if (strcmp(name, "w:sdt") == 0) {
        s->controls++;
        assert_true(s->controls < FIGURES_MAX);
        assert_int_equal(s->bookmarks_open, 1);
    } else if (strcmp(name, "w:tag") == 0) {
        assert_true(utf16_units(val, strlen(val)) <= 64);
        snprintf(s->tags[s->controls - 1], sizeof s->tags[0], "%s", val);
    } else if (strcmp(name, "w:alias") == 0) {
        assert_true(*val && utf16_units(val, strlen(val)) <= 64);
        assert_true(text_valid(val, strlen(val)));
    } else if (strcmp(name, "w:id") == 0) {
        s->ids[s->controls - 1] = strtol(val, NULL, 10);
    } else if (strcmp(name, "w:text") == 0) {
        s->plain_text_controls++;
    } else if (strcmp(name, "w:sdtContent") == 0) {
        s->in_content = true;
        s->texts_in_control = 0;
        buf_clear(&s->control);
    }
}

static void see_table(struct seen *s, const char *name, const char **a)
{
    if (strcmp(name, "w:tbl") == 0) {
        s->tables++;
        s->grid_columns = s->grid_sum = 0;
    } else if (strcmp(name, "w:gridCol") == 0) {
        s->grid[s->grid_columns] = (int)strtol(attribute(a, "w:w"), NULL, 10);
        assert_true(s->grid[s->grid_columns] > 0);
        s->grid_sum += s->grid[s->grid_columns++];
    } else if (strcmp(name, "w:tr") == 0) {
        s->rows++;
        s->row_cells = 0;
    } else if (strcmp(name, "w:tcW") == 0) {
        assert_int_equal(strtol(attribute(a, "w:w"), NULL, 10), s->grid[s->row_cells++]);
    }
    s->head_rows += strcmp(name, "w:tblHeader") == 0;
    s->unsplit_rows += strcmp(name, "w:cantSplit") == 0;
}

static void on_start(void *self, const char *name, const char **a)
{
    struct seen *s = self;
    if (strcmp(name, "w:r") == 0) {
        s->runs++;
        s->open_run_fonts = 0;
    } else if (strcmp(name, "w:rFonts") == 0) {
        see_fonts(s, a);
    } else if (strcmp(name, "w:t") == 0) {
        s->in_text = true;
        s->texts_in_control++;
    } else if (strcmp(name, "w:bookmarkStart") == 0) {
        s->bookmarks++;
        s->bookmarks_open++;
        snprintf(s->names[s->bookmarks - 1], sizeof s->names[0], "%s", attribute(a, "w:name"));
    } else if (strcmp(name, "w:bookmarkEnd") == 0) {
        s->bookmarks_open--;
    } else if (strcmp(name, "w:pStyle") == 0) {
        buf_format(&s->paragraphs, "[%s]", attribute(a, "w:val"));
    } else if (strcmp(name, "w:style") == 0) {
        buf_format(&s->styles, "[%s]", attribute(a, "w:styleId"));
    } else if (strcmp(name, "figure") == 0) {
        s->figures++;
        s->values += attribute(a, "value") != NULL;
        assert_int_equal(strtol(attribute(a, "n"), NULL, 10), s->figures);
    }
    see_control(s, name, a);
    see_table(s, name, a);
}

static void on_end(void *self, const char *name)
{
    struct seen *s = self;
    if (strcmp(name, "w:t") == 0)
        s->in_text = false;
    else if (strcmp(name, "w:r") == 0)
        assert_int_equal(s->open_run_fonts, 1);
    else if (strcmp(name, "w:tr") == 0)
        assert_int_equal(s->row_cells, s->grid_columns);
    else if (strcmp(name, "w:tbl") == 0)
        assert_int_equal(s->grid_sum, AREA_WIDTH);
    else if (strcmp(name, "w:p") == 0)
        buf_char(&s->text, '\n');
    else if (strcmp(name, "w:sdtContent") == 0) {
        s->in_content = false;
        assert_int_equal(s->texts_in_control, 1);
    }
}

static void on_text(void *self, const char *text, int bytes)
{
    struct seen *s = self;
    if (s->in_text)
        buf_put(&s->text, text, (size_t)bytes);
    if (s->in_text && s->in_content)
        buf_put(&s->control, text, (size_t)bytes);
}

static void read_part(const struct buf *docx, const char *name, struct buf *part)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *memory = zip_source_buffer_create(docx->data, docx->bytes, 0, &why);
    zip_t *zip = zip_open_from_source(memory, ZIP_RDONLY | ZIP_CHECKCONS, &why);
    assert_non_null(zip);
    zip_file_t *file = zip_fopen(zip, name, 0);
    assert_non_null(file);
    char piece[4096];
    zip_int64_t got;
    while ((got = zip_fread(file, piece, sizeof piece)) > 0)
        buf_put(part, piece, (size_t)got);
    zip_fclose(file);
    zip_close(zip);
}

static void walk(const struct buf *docx, const char *name, struct seen *s)
{
    struct buf part = { 0 };
    read_part(docx, name, &part);
    XML_Parser p = XML_ParserCreate(NULL);
    XML_SetUserData(p, s);
    XML_SetElementHandler(p, on_start, on_end);
    XML_SetCharacterDataHandler(p, on_text);
    assert_int_equal(XML_Parse(p, part.data, (int)part.bytes, 1), XML_STATUS_OK);
    XML_ParserFree(p);
    buf_free(&part);
}

static void forget(struct seen *s)
{
    buf_free(&s->text);
    buf_free(&s->control);
    buf_free(&s->styles);
    buf_free(&s->paragraphs);
}

static void write_paper(struct paper *p, struct buf *out)
{
    struct err e = { 0 };
    assert_true(docx_write(&p->d, out, &e));
    arena_free(&p->a);
}

static void every_figure_is_a_control_with_its_origin(void **state)
{
    (void)state;
    struct paper p;
    struct buf out = { 0 };
    paper_whole(&p);
    write_paper(&p, &out);
    struct seen s = { 0 }, manifest = { 0 };
    walk(&out, "word/document.xml", &s);
    walk(&out, "customXml/item1.xml", &manifest);
    assert_int_equal(s.controls, p.number);
    assert_int_equal(s.bookmarks, p.number);
    assert_int_equal(s.bookmarks_open, 0);
    assert_int_equal(s.plain_text_controls, 0); /* LibreOffice loses their text */
    assert_int_equal(manifest.figures, p.number);
    assert_int_equal(manifest.values, p.number - 1);
    for (int i = 0; i < s.controls; i++) {
        char name[16];
        snprintf(name, sizeof name, "_tz%d", i + 1);
        assert_string_equal(s.names[i], name);
        assert_memory_equal(s.tags[i], "tz:", 3);
        for (int j = 0; j < i; j++)
            assert_true(s.ids[i] != s.ids[j]);
    }
    assert_string_equal(s.tags[0], "tz:排查单位;01;2023-01-01;2023-10-31;73311;40373");
    assert_non_null(strstr(buf_get(&s.text), "累计排查单位40373家，整改问题隐患70710个"));
    forget(&s);
    forget(&manifest);
    buf_free(&out);
}

static void fonts_are_named_four_times_and_no_theme(void **state)
{
    (void)state;
    static const char *const PARTS[] = { "word/document.xml", "word/styles.xml", "word/footer1.xml", "word/footer2.xml" };
    struct paper p;
    struct buf out = { 0 };
    paper_whole(&p);
    write_paper(&p, &out);
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        struct seen s = { 0 };
        walk(&out, PARTS[i], &s);
        assert_true(s.fonts > 0);
        assert_false(s.theme);
        forget(&s);
    }
    buf_free(&out);
}

static void blocks_become_the_standard_s_paragraphs(void **state)
{
    (void)state;
    struct paper p;
    struct buf out = { 0 };
    paper_whole(&p);
    write_paper(&p, &out);
    struct seen s = { 0 }, styles = { 0 };
    walk(&out, "word/document.xml", &s);
    walk(&out, "word/styles.xml", &styles);
    assert_non_null(strstr(buf_get(&s.paragraphs),
                           "[DocumentNumber][Title][Recipient][BodyText][Heading1][BodyText][Heading2][Heading3]"));
    assert_non_null(
        strstr(buf_get(&s.paragraphs),
               "[Attachments][Attachments][Signature][SignatureDate][Remark][AttachmentMark][AttachmentTitle][BodyText]"));
    char *rest = NULL, *used = s.paragraphs.data;
    for (char *id = strtok_r(used, "[]", &rest); id; id = strtok_r(NULL, "[]", &rest)) {
        char bracketed[64];
        snprintf(bracketed, sizeof bracketed, "[%s]", id);
        assert_non_null(strstr(buf_get(&styles.styles), bracketed));
    }
    const char *text = buf_get(&s.text);
    assert_non_null(strstr(
        text, "附件：1.2023年各乡镇（街道）安全生产大排查大整治专项行动隐患整改情况汇总表\n2.2024年安全生产重点工作清单\n"));
    assert_non_null(strstr(text, "（联系人：李明，电话：0571-12345678）\n附件1\n"));
    assert_int_equal(s.tables, 1);
    assert_int_equal(s.rows, 4);
    assert_int_equal(s.head_rows, 1);
    assert_int_equal(s.unsplit_rows, 4);
    forget(&s);
    forget(&styles);
    buf_free(&out);
}

static void expect_in(const struct buf *docx, const char *part, const char *text)
{
    struct buf b = { 0 };
    read_part(docx, part, &b);
    if (!strstr(buf_get(&b), text))
        fail_msg("%s holds no %s", part, text);
    buf_free(&b);
}

static void the_page_is_the_standard_s(void **state)
{
    (void)state;
    struct paper p;
    struct buf out = { 0 };
    paper_whole(&p);
    write_paper(&p, &out);
    expect_in(
        &out, "word/document.xml",
        "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\"");
    expect_in(&out, "word/document.xml", "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"579\" w:charSpace=\"-849\"/>");
    expect_in(&out, "word/settings.xml", "<w:evenAndOddHeaders/>");
    expect_in(&out, "docProps/core.xml", ">2023-10-31T00:00:00Z<");
    expect_in(&out, "docProps/custom.xml", ">report=年度总结; org=云溪县; asof=2023-10-31; known=73311<");
    expect_in(&out, "customXml/item1.xml",
              "report=\"年度总结\" org=\"云溪县\" org_number=\"01\" of=\"\" from=\"2023-01-01\" asof=\"2023-10-31\" "
              "known=\"73311\" heads=\"1:73311:abcdef\"");
    expect_in(&out, "word/document.xml", "w:ascii=\"SimSun-ExtB\""); /* 𬱖 is in no font of the standard */
    /* 8 characters to 6 1/2 at least: 署名 two in, its date begins two later */
    expect_in(&out, "word/document.xml",
              "<w:pStyle w:val=\"Signature\"/><w:spacing w:before=\"579\"/><w:ind w:right=\"628\"/>");
    assert_true(22 * LINE_PITCH <= AREA_HEIGHT && 23 * LINE_PITCH > AREA_HEIGHT);
    assert_true(28 * CHAR_PITCH <= AREA_WIDTH && 29 * CHAR_PITCH > AREA_WIDTH);
    buf_free(&out);
}

static void same_text_same_bytes(void **state)
{
    (void)state;
    struct paper p;
    struct buf first = { 0 }, second = { 0 };
    paper_whole(&p);
    write_paper(&p, &first);
    setenv("TZ", "America/New_York", 1);
    paper_whole(&p);
    write_paper(&p, &second);
    unsetenv("TZ");
    assert_int_equal(first.bytes, second.bytes);
    assert_memory_equal(first.data, second.data, first.bytes);
    buf_free(&first);
    buf_free(&second);
}

static void hostile_text_stays_text(void **state)
{
    (void)state;
    struct paper p;
    struct buf out = { 0 };
    paper_begin(&p);
    p.d.report = "</taizhang>\"&<";
    paper_block(&p, BLOCK_PARAGRAPH, 0, "</w:t>&amp;\"'<w:r>\t换\n行[a\"b<c>&;|1|<家>]");
    write_paper(&p, &out);
    struct seen s = { 0 }, manifest = { 0 };
    walk(&out, "word/document.xml", &s);
    walk(&out, "customXml/item1.xml", &manifest);
    walk(&out, "docProps/custom.xml", &manifest);
    assert_string_equal(buf_get(&s.text), "</w:t>&amp;\"'<w:r>换行1<家>\n");
    assert_string_equal(s.tags[0], "tz:#1");
    assert_int_equal(manifest.figures, 1);
    forget(&s);
    forget(&manifest);
    buf_free(&out);
}

static void refuse(struct paper *p, enum msg_id msg)
{
    struct buf out = { 0 };
    struct err e = { 0 };
    assert_false(docx_write(&p->d, &out, &e));
    assert_int_equal(e.msg, msg);
    assert_int_equal(out.bytes, 0);
    arena_free(&p->a);
}

static void refuses_what_no_docx_can_hold(void **state)
{
    (void)state;
    struct paper p;
    paper_begin(&p);
    paper_block(&p, BLOCK_PARAGRAPH, 0, "隐患\x07编号");
    refuse(&p, MSG_DOCX_OUT_CONTROL);
    paper_begin(&p);
    paper_table(&p, 1, NULL, "甲\n\x01");
    refuse(&p, MSG_DOCX_OUT_CONTROL);
    paper_begin(&p);
    paper_block(&p, BLOCK_PARAGRAPH, 0, "\xE4\xBA");
    refuse(&p, MSG_TEXT_NOT_UTF8);
    paper_begin(&p);
    char wide[2 * 64 + 1];
    memset(wide, '\t', sizeof wide);
    wide[64] = '\0';
    paper_table(&p, 65, NULL, wide);
    refuse(&p, MSG_DOCX_OUT_COLUMNS);
}

static void expect_title(const char *text, const char *broken)
{
    size_t breaks[TITLE_LINES_MAX], bytes = strlen(text), done = 0;
    bool joined[1024] = { false };
    struct buf out = { 0 };
    int count = title_breaks(text, bytes, joined, 38, breaks);
    for (int i = 0; i < count; i++) {
        buf_put(&out, text + done, breaks[i] - done);
        buf_char(&out, '|');
        done = breaks[i];
    }
    buf_text(&out, text + done);
    assert_string_equal(buf_get(&out), broken);
    buf_free(&out);
}

static void titles_break_by_sense(void **state)
{
    (void)state;
    expect_title("云溪县2023年工作总结", "云溪县2023年工作总结");
    expect_title("云溪县应急管理局关于2023年全县安全生产工作情况的报告",
                 "云溪县应急管理局关于|2023年全县安全生产工作情况的报告");
    expect_title("云溪县人民政府关于印发《云溪县突发事件总体应急预案》的通知",
                 "云溪县人民政府关于印发|《云溪县突发事件总体应急预案》的通知");
    expect_title("", "");
}

static void a_title_never_breaks_in_a_number(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "1234567890123456789012345678901234567890年",
        "报告报告报告报告报告报告报告报告报告2023年12月31日报告报告报告报告报告",
        "关于2023年1—10月安全生产大排查大整治百日攻坚专项行动暨隐患整改情况回头看督查检查考核结果及问题清单责任清单整改清单"
        "的通报",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        size_t breaks[TITLE_LINES_MAX];
        bool joined[1024] = { false };
        int count = title_breaks(TEXTS[i], strlen(TEXTS[i]), joined, 38, breaks);
        for (int k = 0; k < count; k++) {
            const char *at = TEXTS[i] + breaks[k];
            assert_false(at[-1] > 0); /* no digit ends a line */
            assert_int_not_equal(strncmp(at, "年", 3), 0);
            assert_int_not_equal(strncmp(at, "的", 3), 0);
            assert_int_not_equal(strncmp(at, "—", 3), 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_is_a_control_with_its_origin),
        cmocka_unit_test(fonts_are_named_four_times_and_no_theme),
        cmocka_unit_test(blocks_become_the_standard_s_paragraphs),
        cmocka_unit_test(the_page_is_the_standard_s),
        cmocka_unit_test(same_text_same_bytes),
        cmocka_unit_test(hostile_text_stays_text),
        cmocka_unit_test(refuses_what_no_docx_can_hold),
        cmocka_unit_test(titles_break_by_sense),
        cmocka_unit_test(a_title_never_breaks_in_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
