/* Goal: a user's own .docx filled: what is said changes, what it looks like and what else it holds does not.
 * Method: templates of a few elements; a small stand-in for report/ that knows {{名}}, {{机构}}, {{数}}, {{#each}} over three
 * towns and {{#if}} (never taken), and names lines and places as report_build does; the outcome read as XML and by docx_read. */
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

static struct arena a;

/* ---- a report of a few words ---- */

struct filler {
    const char *text; /* of the template */
    struct text_document d;
    struct block **tail, *now;
    struct run **run_tail;
    int town, figures;
};

static int line_of(const struct filler *x, const char *p)
{
    int line = 1;
    for (const char *q = x->text; q < p; q++)
        line += *q == '\n';
    return line;
}

static const char *line_start(const struct filler *x, const char *p)
{
    while (p > x->text && p[-1] != '\n')
        p--;
    return p;
}

static void open_block(struct filler *x, int line)
{
    if (x->now && x->now->source == line)
        return;
    x->now = ARENA_NEW(&a, struct block);
    *x->now = (struct block) { .kind = BLOCK_PARAGRAPH, .source = line };
    *x->tail = x->now;
    x->tail = &x->now->next;
    x->run_tail = &x->now->runs;
}

static void put(struct filler *x, const char *place, const char *text, size_t bytes, const struct figure *f)
{
    struct run *r = ARENA_NEW(&a, struct run);
    char *copy = ARENA_ARRAY(&a, char, bytes + 1);
    const char *start = line_start(x, place);
    memcpy(copy, text, bytes);
    open_block(x, line_of(x, place));
    *r = (struct run) { .text = copy, .figure = f, .source = (int)text_points(start, (size_t)(place - start)) };
    *x->run_tail = r;
    x->run_tail = &r->next;
}

static void put_number(struct filler *x, const char *place, const char *value)
{
    struct figure *f = ARENA_NEW(&a, struct figure);
    char text[32];
    *f = (struct figure) {
        .measure = "排查单位",
        .modifier = "",
        .value = arena_text(&a, value),
        .unit = "家",
        .scope = "云溪县",
        .scope_number = "YX",
        .from = day_of(2023, 1, 1),
        .asof = day_of(2023, 10, 31),
        .known = 7,
        .note = "",
    };
    snprintf(text, sizeof text, "%s家", value);
    x->figures++;
    put(x, place, text, strlen(text), f);
}

static bool is_tag(const char *p, const char *name)
{
    return strncmp(p + 2, name, strlen(name)) == 0;
}

/* The end of the block that begins at p: its closing tag. */
static const char *closing(const char *p, const char *name)
{
    int depth = 0;
    for (; *p; p++) {
        if (strncmp(p, "{{", 2) != 0 || !strstr(p, name) || strstr(p, name) != p + 3)
            continue;
        depth += p[2] == '#' ? 1 : -1;
        if (!depth)
            return p;
    }
    return p;
}

static void fill_text(struct filler *x, const char *p, const char *end)
{
    static const char *const TOWNS[] = { "东乡", "西镇", "南庄" }, *const VALUES[] = { "11", "22", "33" };
    while (p < end) {
        const char *start = line_start(x, p);
        if (strncmp(p, "{{", 2) == 0) {
            const char *after = strstr(p, "}}") + 2;
            if (is_tag(p, "#each")) {
                const char *close = closing(p, "each");
                int outer = x->town;
                for (x->town = 0; x->town < 3; x->town++)
                    fill_text(x, after, close);
                x->town = outer;
                after = strstr(close, "}}") + 2;
            } else if (is_tag(p, "#if")) {
                after = strstr(closing(p, "if"), "}}") + 2;
            } else if (is_tag(p, "数")) {
                put_number(x, p, VALUES[x->town]);
            } else {
                const char *word = is_tag(p, "名") ? TOWNS[x->town] : "云溪县应急管理局";
                put(x, p, word, strlen(word), NULL);
            }
            p = after;
        } else if (*p == '\n') {
            size_t bytes = (size_t)(p - start);
            if ((!x->now || x->now->source != line_of(x, p)) && !memmem(start, bytes, "{{", 2))
                open_block(x, line_of(x, p));
            x->now = NULL;
            p++;
        } else {
            size_t bytes = 0;
            while (p + bytes < end && p[bytes] != '\n' && strncmp(p + bytes, "{{", 2) != 0)
                bytes++;
            put(x, p, p, bytes, NULL);
            p += bytes;
        }
    }
}

static bool fill_file(const struct buf *file, struct buf *out, struct err *e)
{
    struct filler x = { 0 };
    if (!docx_template(&a, file->data, file->bytes, &x.text, e))
        return false;
    x.d = (struct text_document) {
        .title = "",
        .report = "通报",
        .org = "云溪县",
        .org_number = "YX",
        .of = "",
        .heads = "h:1",
        .from = day_of(2023, 1, 1),
        .asof = day_of(2023, 10, 31),
        .known = 7,
    };
    x.tail = &x.d.blocks;
    fill_text(&x, x.text, x.text + strlen(x.text));
    return docx_fill(file->data, file->bytes, &x.d, out, e);
}

/* ---- looking at it ---- */

static const struct test_part NO_PART = { 0 };

static const char *part_of(const struct buf *file, const char *part)
{
    struct zip_reader *z;
    struct err e = { 0 };
    char *text;
    size_t bytes;
    if (!zip_open_memory(&z, "x", file->data, file->bytes, &e) || !zip_part_text(z, &a, part, 1 << 24, &text, &bytes, &e))
        fail_msg("%s: %s", part, e.what);
    zip_reader_close(z);
    return text;
}

struct filled {
    const char *xml;    /* what stands in the body */
    const char *header; /* NULL: none */
    struct docx_text read;
};

static struct filled fill_with(const char *body, struct test_part more)
{
    struct buf file = { 0 }, out = { 0 };
    struct err e = { 0 };
    struct filled f;
    char path[] = "/tmp/docx_fill_test_XXXXXX";
    docx_of_body(&file, body, more, NO_PART);
    if (!fill_file(&file, &out, &e))
        fail_msg("%s", e.what);
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, out.data, out.bytes) == (ssize_t)out.bytes);
    close(fd);
    if (!docx_read(&a, path, &f.read, &e))
        fail_msg("%s", e.what);
    unlink(path);
    char *xml = arena_text(&a, strstr(part_of(&out, "word/document.xml"), "<w:body>") + strlen("<w:body>"));
    *strstr(xml, "</w:body>") = '\0';
    f.xml = xml;
    f.header = more.name && strcmp(more.name, "word/header1.xml") == 0 ? part_of(&out, more.name) : NULL;
    buf_free(&file);
    buf_free(&out);
    return f;
}

static struct filled fill_body(const char *body)
{
    return fill_with(body, NO_PART);
}

static int times(const char *text, const char *what)
{
    int count = 0;
    for (const char *p = strstr(text, what); p; p = strstr(p + 1, what))
        count++;
    return count;
}

#define P(content)    "<w:p>" content "</w:p>"
#define R(text)       "<w:r><w:t>" text "</w:t></w:r>"
#define BOLD          "<w:rPr><w:b/></w:rPr>"
#define B(text)       "<w:r>" BOLD "<w:t xml:space=\"preserve\">" text "</w:t></w:r>"
#define CELL(content) "<w:tc><w:tcPr><w:tcW w:w=\"1000\"/></w:tcPr>" content "</w:tc>"
#define ROW(cells)    "<w:tr>" cells "</w:tr>"
#define TABLE(rows)   "<w:tbl><w:tblPr/><w:tblGrid/>" rows "</w:tbl>"
#define SECTION       "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr>"

static void the_text_is_every_paragraph_with_its_tags_whole(void **state)
{
    (void)state;
    struct buf file = { 0 };
    struct err e = { 0 };
    const char *text;
    docx_of_body(
        &file,
        P(R("共{") "<w:proofErr w:type=\"spellStart\"/>" R("{排查") "<w:bookmarkStart w:id=\"1\" w:name=\"x\"/>" R("单位}")
              R("}") "<w:r><w:tab/><w:t>甲</w:t><w:br/><w:br w:type=\"page\"/></w:r>") TABLE(ROW(CELL(P(R("一"))
                                                                                                          TABLE(ROW(CELL(
                                                                                                              P(R("里")))))
                                                                                                              P(""))
                                                                                                     CELL(P(R("二")))))
            P("<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>" P(
                R("框")) "</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict>" P(R("框")) "</w:pict></mc:Fallback>"
                                                                                                   "</"
                                                                                                   "mc:AlternateContent><w:"
                                                                                                   "t>外</w:t></w:r><w:del "
                                                                                                   "w:id=\"2\">" R(
                                                                                                       "删") "</w:del>"),
        (struct test_part) { "word/footer1.xml", "<w:ftr " DOCX_WORD_SPACES ">" P(R("脚")) "</w:ftr>" },
        (struct test_part) { "word/header1.xml", "<w:hdr " DOCX_WORD_SPACES ">" P(R("眉")) "</w:hdr>" });
    assert_true(docx_template(&a, file.data, file.bytes, &text, &e));
    assert_string_equal(text, "共{{排查单位}}\t甲 \n一\n里\n\n二\n外\n框\n眉\n脚\n");
    buf_free(&file);
}

static void words_take_the_look_of_their_tag(void **state)
{
    (void)state;
    struct filled f = fill_body(P("<w:pPr><w:jc w:val=\"center\"/></w:pPr>" R("由") B("{{机构}}主") R("办")));
    assert_string_equal(f.xml, P("<w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:t xml:space=\"preserve\">由</w:t></w:r>" B(
                                   "云溪县应急管理局") B("主") "<w:r><w:t xml:space=\"preserve\">办</w:t></w:r>"));
}

static void a_figure_becomes_a_control_that_reads_back(void **state)
{
    (void)state;
    struct filled f = fill_body(
        P(R("共{") "<w:bookmarkStart w:id=\"41\" w:name=\"x\"/>" B("{数}}") "<w:bookmarkEnd w:id=\"41\"/>" R("。")));
    assert_non_null(strstr(f.xml, "<w:bookmarkStart w:id=\"42\" w:name=\"_tz1\"/><w:sdt><w:sdtPr><w:alias "));
    assert_non_null(strstr(f.xml, "<w:tag w:val=\"tz:排查单位;YX;2023-01-01;2023-10-31;7;11\"/>"));
    assert_non_null(strstr(f.xml, "w:name=\"x\""));
    assert_string_equal(f.read.text, "共11家。\n");
    assert_int_equal(f.read.figure_count, 1);
    assert_int_equal(f.read.figures[0].number, 1);
    assert_true(f.read.figures[0].controlled);
    assert_string_equal(f.read.figures[0].figure.value, "11");
    assert_string_equal(f.read.report, "通报");
    assert_int_equal(f.read.written_count, 1);
    assert_string_equal(f.read.written[0].text, "11家");
    /* the brace stood in a plain run: so looks the figure */
    assert_null(strstr(strstr(f.xml, "<w:sdtContent>"), "<w:b/>"));
}

static void what_is_no_text_stays_where_it_was(void **state)
{
    (void)state;
    struct filled f = fill_body(P(R("甲{{机构}}") "<w:r><w:drawing/></w:r>" R(
        "第") "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>"
              "<w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>" R(
                  "3") "<w:r>"
                       "<w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t>页</w:t><w:tab/><w:drawing/><w:t>乙</w:t></w:r>")
                                    P(R("不变") "<w:r w:rsidR=\"00AB\"><w:t>的</w:t></w:r>"));
    static const char *const ORDER[] = {
        "甲", "云溪县应急管理局", "<w:drawing/>", "第",       "\"begin\"",    "PAGE", "\"separate\"",
        "3",  "\"end\"",          "页</w:t>",     "<w:tab/>", "<w:drawing/>", "乙"
    };
    const char *at = f.xml;
    for (size_t i = 0; i < sizeof ORDER / sizeof *ORDER; i++) {
        at = strstr(at, ORDER[i]);
        assert_non_null(at);
        at += strlen(ORDER[i]);
    }
    assert_non_null(strstr(f.xml, P(R("不变") "<w:r w:rsidR=\"00AB\"><w:t>的</w:t></w:r>")));
    assert_string_equal(f.read.text, "甲云溪县应急管理局第3页\t乙\n不变的\n");
}

static void a_list_within_a_line_goes_on_in_it(void **state)
{
    (void)state;
    struct filled f = fill_body(P(R("有{{#each}}") B("{{名}}") R("{{数}}、{{/each}}等")));
    assert_string_equal(f.read.text, "有东乡11家、西镇22家、南庄33家、等\n");
    assert_int_equal(f.read.figure_count, 3);
    assert_int_equal(times(f.xml, BOLD "<w:t"), 3);
    assert_non_null(strstr(f.xml, B("南庄")));
}

static void paragraphs_are_repeated_and_left_out(void **state)
{
    (void)state;
    struct filled f = fill_body(
        P(R("始")) P(R("{{#each}}")) "<w:p w14:paraId=\"0A\"><w:bookmarkStart w:id=\"3\" w:name=\"y\"/>" R(
            "{{名}}：") "<w:bookmarkEnd w:id=\"3\"/></w:p>" P(R("{{数}}")) P(R("{{/each}}")) P("")
            P("<w:pPr>" SECTION "</w:pPr>" R("{{#if}}")) P("<w:bookmarkStart w:id=\"5\" w:name=\"z\"/>" R("不取{{/if}}"))
                P(R("终") "<w:bookmarkEnd w:id=\"5\"/>") SECTION);
    assert_string_equal(f.read.text, "始\n东乡：\n11家\n西镇：\n22家\n南庄：\n33家\n\n\n终\n");
    assert_int_equal(times(f.xml, "<w:sectPr>"), 2);
    assert_int_equal(times(f.xml, "w:name=\"y\""), 1);
    assert_int_equal(times(f.xml, "paraId"), 1);
    assert_int_equal(times(f.xml, "w:id=\"5\""), 0);
    assert_null(strstr(f.xml, "{{"));
}

static void rows_are_repeated(void **state)
{
    (void)state;
    static const struct {
        const char *rows, *text;
        int row_count;
    } CASES[] = {
        { ROW(CELL(P(R("乡镇"))) CELL(P(R("数")))) ROW(CELL(P(R("{{#each}}{{名}}"))) CELL(P(R("{{数}}{{/each}}"))))
              ROW(CELL(P(R("合计"))) CELL(P(R("{{数}}")))),
          "乡镇\t数\n东乡\t11家\n西镇\t22家\n南庄\t33家\n合计\t11家\n", 5 },
        /* tags in rows and cells of their own */
        { ROW(CELL(P(R("{{#each}}")))) ROW(CELL(P(R("{{名}}"))) CELL(P("")) CELL(P(R("{{数}}"))))
              ROW(CELL(P(R("{{/each}}")))),
          "东乡\t\t11家\n西镇\t\t22家\n南庄\t\t33家\n", 3 },
        { ROW(CELL(P(R("{{#each}}{{名}}"))) CELL(P(R("{{/each}}")))), "东乡\t\n西镇\t\n南庄\t\n", 3 },
        { ROW(CELL(P(R("{{#each}}"))) CELL(P(R("{{名}}"))) CELL(P(R("{{/each}}")))), "\t东乡\t\n\t西镇\t\n\t南庄\t\n", 3 },
        /* several paragraphs in a cell of a row that is repeated */
        { ROW(CELL(P(R("{{#each}}{{名}}")) P(R("镇"))) CELL(P(R("{{数}}")) P(R("户{{/each}}")))),
          "东乡\n镇\t11家\n户\n西镇\n镇\t22家\n户\n南庄\n镇\t33家\n户\n", 3 },
        /* a list within one cell */
        { ROW(CELL(P(R("名单"))) CELL(P(R("{{#each}}")) P(R("{{名}}")) P(R("{{/each}}")))), "名单\t东乡\n西镇\n南庄\n", 1 },
        { ROW(CELL(P(R("{{#if}}")) P(R("无{{/if}}")))) ROW(CELL(P(R("有")))), "有\n", 1 },
        { ROW(CELL(P(R("留"))) CELL(P("<w:pPr><w:jc/></w:pPr>" R("{{#if}}无{{/if}}")))), "留\t\n", 1 },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct buf body = { 0 };
        buf_format(&body, TABLE("%s") P(""), CASES[i].rows);
        struct filled f = fill_body(buf_get(&body));
        struct buf text = { 0 };
        buf_format(&text, "%s\n", CASES[i].text);
        assert_string_equal(f.read.text, buf_get(&text));
        assert_int_equal(times(f.xml, "<w:tr>"), CASES[i].row_count);
        assert_int_equal(times(f.xml, "</w:tc>"), times(f.xml, "</w:p></w:tc>") + times(f.xml, "<w:p/></w:tc>"));
        buf_free(&body);
        buf_free(&text);
    }
}

static void rows_in_tables_in_cells_are_repeated(void **state)
{
    (void)state;
    struct filled f = fill_body(TABLE(ROW(CELL(
        P(R("外")) TABLE(ROW(CELL(P(R("{{#each}}{{名}}"))) CELL(P(R("{{数}}{{/each}}"))))) P("")) CELL(P(R("右"))))) P(""));
    assert_string_equal(f.read.text, "外\n东乡\t11家\n西镇\t22家\n南庄\t33家\n\t右\n\n");
}

static void headers_and_boxes_are_filled(void **state)
{
    (void)state;
    struct filled f = fill_with(
        P("<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>" P(
            R("{{机构}}文件")) "</w:txbxContent></wps:txbx></"
                               "mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>" P(R("{{机构}}文件")) "</"
                                                                                                                "w:"
                                                                                                                "txbxCon"
                                                                                                                "tent></"
                                                                                                                "v:"
                                                                                                                "textbox"
                                                                                                                "></"
                                                                                                                "w:pict>"
                                                                                                                "</"
                                                                                                                "mc:"
                                                                                                                "Fallbac"
                                                                                                                "k></"
                                                                                                                "mc:"
                                                                                                                "Alterna"
                                                                                                                "teConte"
                                                                                                                "nt></"
                                                                                                                "w:r>"),
        (struct test_part) { "word/header1.xml", "<w:hdr " DOCX_WORD_SPACES ">" P(R("{{机构}}，{{数}}")) "</w:hdr>" });
    assert_string_equal(f.read.text, "\n云溪县应急管理局文件\n");
    assert_non_null(strstr(f.header, "云溪县应急管理局"));
    assert_non_null(strstr(f.header, "11家"));
    assert_null(strstr(f.header, "w:sdt")); /* it is not read back, so it is no figure */
    assert_int_equal(f.read.written_count, 0);
    assert_null(strstr(f.xml, "Fallback"));
}

/* As when a definition has changed within the period: no line of the template says so. */
static void a_remark_stands_at_the_end(void **state)
{
    (void)state;
    struct buf file = { 0 }, out = { 0 };
    struct err e = { 0 };
    struct run note = { .text = "注：口径 <2> 有变", .source = -1 }, words = { .text = "甲", .source = 0 };
    struct block remark = { .kind = BLOCK_REMARK, .runs = &note }, line = { .runs = &words, .source = 1, .next = &remark };
    struct text_document d = {
        .title = "", .report = "r", .org = "", .org_number = "", .of = "", .heads = "", .blocks = &line
    };
    docx_of_body(&file, P(R("甲")) SECTION, NO_PART, NO_PART);
    assert_true(docx_fill(file.data, file.bytes, &d, &out, &e));
    assert_non_null(strstr(part_of(&out, "word/document.xml"), "注：口径 &lt;2&gt; 有变</w:t></w:r></w:p><w:sectPr>"));
    buf_free(&file);
    buf_free(&out);
}

static void what_was_not_touched_is_byte_for_byte(void **state)
{
    (void)state;
    static const char HEADER[] = "<?xml version='1.0'?><w:hdr  " DOCX_WORD_SPACES " ><w:p/></w:hdr>";
    struct buf file = { 0 }, out = { 0 }, again = { 0 };
    struct err e = { 0 };
    docx_of_body(
        &file, P(R("{{数}}")), (struct test_part) { "word/header1.xml", HEADER },
        (struct test_part) { "docProps/custom.xml",
                             "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" "
                             "xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\"><property "
                             "fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"7\" name=\"密级\"><vt:lpwstr>无"
                             "</vt:lpwstr></property></Properties>" });
    assert_true(fill_file(&file, &out, &e));
    assert_true(fill_file(&file, &again, &e));
    assert_int_equal(out.bytes, again.bytes);
    assert_memory_equal(out.data, again.data, out.bytes);
    assert_string_equal(part_of(&out, "word/header1.xml"), HEADER);
    assert_string_equal(part_of(&out, "word/styles.xml"), TEST_STYLES.text);
    const char *properties = part_of(&out, "docProps/custom.xml");
    assert_non_null(strstr(properties, "密级"));
    assert_non_null(strstr(properties, "pid=\"8\""));
    assert_non_null(strstr(part_of(&out, "[Content_Types].xml"), "/customXml/itemProps1.xml"));
    /* filled from what was filled before: one manifest, one property */
    buf_clear(&again);
    assert_true(fill_file(&out, &again, &e));
    assert_int_equal(times(part_of(&again, "docProps/custom.xml"), "taizhang"), 1);
    assert_int_equal(times(part_of(&again, "word/_rels/document.xml.rels"), "customXml"),
                     times(part_of(&out, "word/_rels/document.xml.rels"), "customXml"));
    assert_null(strstr(part_of(&again, "word/document.xml"), "_tz1"));
    buf_free(&file);
    buf_free(&out);
    buf_free(&again);
}

static void refuses_what_is_no_template(void **state)
{
    (void)state;
    struct err e = { 0 };
    const char *text;
    struct buf b = { 0 };
    assert_false(docx_template(&a, "abc", 3, &text, &e));
    assert_int_equal(e.msg, MSG_DOCX_IN_NOT_ZIP);
    docx_of_parts(&b, (struct test_part[]) { TEST_TYPES, TEST_RELATIONS, { "word/document.xml", "<!DOCTYPE a><a/>" } }, 3);
    e = (struct err) { 0 };
    assert_false(docx_template(&a, b.data, b.bytes, &text, &e));
    assert_int_equal(e.msg, MSG_DOCX_IN_DOCTYPE);
    buf_clear(&b);
    docx_of_body(&b, P(R("甲")), NO_PART, NO_PART);
    struct run run = { .text = "\x01" };
    struct block block = { .runs = &run, .source = 1 };
    struct text_document d = { .report = "通报", .blocks = &block };
    struct buf out = { 0 };
    e = (struct err) { 0 };
    assert_false(docx_fill(b.data, b.bytes, &d, &out, &e));
    assert_int_equal(e.msg, MSG_DOCX_OUT_CONTROL);
    assert_int_equal(out.bytes, 0);
    buf_free(&b);
    buf_free(&out);
}

static int begin(void **state)
{
    (void)state;
    arena_init(&a, 1 << 16);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_every_paragraph_with_its_tags_whole),
        cmocka_unit_test(words_take_the_look_of_their_tag),
        cmocka_unit_test(a_figure_becomes_a_control_that_reads_back),
        cmocka_unit_test(what_is_no_text_stays_where_it_was),
        cmocka_unit_test(a_list_within_a_line_goes_on_in_it),
        cmocka_unit_test(paragraphs_are_repeated_and_left_out),
        cmocka_unit_test(rows_are_repeated),
        cmocka_unit_test(rows_in_tables_in_cells_are_repeated),
        cmocka_unit_test(headers_and_boxes_are_filled),
        cmocka_unit_test(a_remark_stands_at_the_end),
        cmocka_unit_test(what_was_not_touched_is_byte_for_byte),
        cmocka_unit_test(refuses_what_is_no_template),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
