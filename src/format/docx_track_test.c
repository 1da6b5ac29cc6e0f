/* Goal: corrections of a user's own .docx are tracked: accepted they give the corrected text, rejected the one that was; nothing
 * else of the file is another.
 * Method: accepted as docx_read reads; rejected by cutting our marks out of the XML with other code than that which made them; and
 * paragraphs of random runs with random changes against the text changed as a string. */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/document.h"
#include "format/test_docx.h"

static struct arena a;

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

#define P(content) "<w:p>" content "</w:p>"
#define R(text)    "<w:r><w:rPr><w:b/></w:rPr><w:t>" text "</w:t></w:r>"
#define BOTH                                                                                                                \
    (struct test_part) { "word/header1.xml", "<w:hdr " DOCX_WORD_SPACES "><w:p/></w:hdr>" }, (struct test_part)             \
    {                                                                                                                       \
        0                                                                                                                   \
    }

static const char *part_of(const struct buf *file, const char *part)
{
    struct zip_reader *z;
    struct err e = { 0 };
    char *text;
    size_t bytes;
    assert_true(zip_open_memory(&z, "a.docx", file->data, file->bytes, &e));
    if (!zip_part_text(z, &a, part, 1 << 24, &text, &bytes, &e))
        fail_msg("%s", e.what);
    zip_reader_close(z);
    return text;
}

static const char *text_of(const struct buf *file)
{
    struct docx_text d;
    struct err e = { 0 };
    if (!docx_read_bytes(&a, "a.docx", file->data, file->bytes, &d, &e))
        fail_msg("%s", e.what);
    return d.text;
}

/* The element that begins at p, to behind its end tag; no element of the name lies in it. */
static const char *behind(const char *p, const char *end_tag)
{
    const char *at = strstr(p, end_tag);
    assert_non_null(at);
    return at + strlen(end_tag);
}

/* The text with our insertions taken out and our deletions taken back. */
static const char *rejected(const struct buf *file)
{
    struct buf xml = { 0 }, again = { 0 };
    bool ours = false;
    for (const char *p = part_of(file, "word/document.xml"); p && *p;) {
        const char *tag = strchrnul(p, '>');
        bool mine = memmem(p, (size_t)(tag - p), "w:author=\"台账\"", strlen("w:author=\"台账\""));
        if (mine && strncmp(p, "<w:ins ", 7) == 0) {
            p = behind(p, "</w:ins>");
        } else if (mine && strncmp(p, "<w:del ", 7) == 0) {
            ours = true;
            p = tag + 1;
        } else if (ours && strncmp(p, "</w:del>", 8) == 0) {
            ours = false;
            p += 8;
        } else if (ours && strncmp(p, "<w:delText", 10) == 0) {
            buf_text(&xml, "<w:t");
            p += 10;
        } else if (ours && strncmp(p, "</w:delText>", 12) == 0) {
            buf_text(&xml, "</w:t>");
            p += 12;
        } else {
            buf_char(&xml, *p++);
        }
    }
    const struct test_part parts[] = {
        TEST_TYPES, TEST_RELATIONS, { "word/document.xml", buf_get(&xml) }, TEST_MAIN_RELATIONS, TEST_STYLES
    };
    docx_of_parts(&again, parts, sizeof parts / sizeof *parts);
    const char *text = text_of(&again);
    buf_free(&xml);
    buf_free(&again);
    return text;
}

/* The text with the changes made that were done. */
static const char *changed(const char *text, const struct text_change *changes, int count, const bool *done)
{
    struct buf b = { 0 };
    const char *p = text, *stop = text + strlen(text);
    size_t at = 0;
    for (int i = 0; i <= count; i++) {
        for (; p < stop && (i == count || at < changes[i].start); at++) {
            const char *from = p;
            (void)text_next(&p, stop);
            buf_put(&b, from, (size_t)(p - from));
        }
        if (i < count && done[i]) {
            buf_text(&b, changes[i].text);
            for (; p < stop && at < changes[i].end; at++)
                (void)text_next(&p, stop);
        }
    }
    const char *out = arena_text(&a, buf_get(&b));
    buf_free(&b);
    return out;
}

static void track(const char *body, const struct text_change *changes, int count, bool *done, struct buf *out)
{
    struct buf file = { 0 };
    struct docx_text d;
    struct err e = { 0 };
    docx_of_body(&file, body, BOTH);
    if (!docx_read_bytes(&a, "a.docx", file.data, file.bytes, &d, &e)
        || !docx_track(file.data, file.bytes, &d, changes, count, done, out, &e))
        fail_msg("%s", e.what);
    assert_string_equal(text_of(out), changed(d.text, changes, count, done));
    assert_string_equal(rejected(out), d.text);
    static const char *const SAME[] = { "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels",
                                        "word/styles.xml", "word/header1.xml" };
    for (size_t i = 0; i < sizeof SAME / sizeof *SAME; i++)
        assert_string_equal(part_of(out, SAME[i]), part_of(&file, SAME[i]));
    buf_free(&file);
}

static void a_change_is_tracked(void **state)
{
    (void)state;
    static const struct text_change CHANGES[] = { { 2, 3, "一" }, { 5, 7, "" }, { 9, 9, "家" } };
    struct buf out = { 0 };
    bool done[3];
    track(P(R("排查") R("二三四五")) P(R("六七八")), CHANGES, 3, done, &out);
    assert_true(done[0] && !done[1] && done[2]); /* the second goes over a paragraph's end */
    assert_string_equal(text_of(&out), "排查一三四五\n六七家八\n");
    const char *xml = part_of(&out, "word/document.xml");
    assert_non_null(strstr(xml,
                           "<w:del w:id=\"1\" w:author=\"台账\" w:date=\"2000-01-01T00:00:00Z\"><w:r><w:rPr><w:b/></w:rPr>"
                           "<w:delText xml:space=\"preserve\">二</w:delText></w:r></w:del>")
                    || strstr(xml, "<w:delText xml:space=\"preserve\">二</w:delText>"));
    buf_free(&out);
}

static void only_what_differs_is_changed(void **state)
{
    (void)state;
    static const struct text_change CHANGES[] = { { 0, 5, "甲乙辛丁戊" } };
    struct buf out = { 0 };
    bool done[1];
    track(P(R("甲乙丙丁戊")), CHANGES, 1, done, &out);
    const char *xml = part_of(&out, "word/document.xml");
    assert_non_null(strstr(xml, ">丙</w:delText>"));
    assert_non_null(strstr(xml, ">辛</w:t>"));
    buf_free(&out);
}

static void what_may_not_be_changed_is_left(void **state)
{
    (void)state;
    static const struct text_change CHANGES[] = { { 0, 1, "x" } };
    static const char *const BODIES[] = {
        /* a picture between; a figure of the ledger; hidden text beside; formulas */
        P("<w:r><w:t>甲</w:t><w:drawing/></w:r>"),
        P("<w:sdt><w:sdtPr><w:tag w:val=\"tz:#1\"/></w:sdtPr><w:sdtContent>" R("4家") "</w:sdtContent></w:sdt>"),
        P("<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>" R("甲")),
        P("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>" R("甲")),
    };
    for (size_t i = 0; i < sizeof BODIES / sizeof *BODIES; i++) {
        struct buf out = { 0 };
        bool done[1] = { true };
        track(BODIES[i], CHANGES, 1, done, &out);
        assert_false(done[0]);
        buf_free(&out);
    }
}

static void within_what_others_tracked(void **state)
{
    (void)state;
    static const struct text_change CHANGES[] = { { 1, 2, "新" }, { 3, 4, "改" } };
    struct buf out = { 0 }, file = { 0 };
    struct docx_text d;
    struct err e = { 0 };
    bool done[2];
    docx_of_body(&file,
                 P(R("甲") "<w:ins w:id=\"7\" w:author=\"王\">" R(
                     "乙丙") "</w:ins><w:del w:id=\"8\" w:author=\"王\"><w:r><w:delText>旧"
                             "</w:delText></w:r></w:del>" R("丁戊")),
                 BOTH);
    assert_true(docx_read_bytes(&a, "a.docx", file.data, file.bytes, &d, &e));
    assert_string_equal(d.text, "甲乙丙丁戊\n");
    assert_true(docx_track(file.data, file.bytes, &d, CHANGES, 2, done, &out, &e));
    assert_true(done[0] && done[1]);
    assert_string_equal(text_of(&out), "甲新丙改戊\n");
    assert_null(strstr(part_of(&out, "word/document.xml"), "w:id=\"8\" w:author=\"台账\""));
    buf_free(&file);
    buf_free(&out);
}

/* ---- by chance ---- */

static uint32_t seed = 20231031;

static uint32_t chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static void put_random_paragraph(struct buf *b)
{
    static const char *const LETTERS[] = { "甲", "乙", "a", "1", "。", "&amp;", "𬱖", "<w:tab/>" };
    buf_text(b, "<w:p>");
    for (uint32_t runs = chance(5); runs; runs--) {
        buf_text(b, chance(2) ? "<w:r>" : "<w:r><w:rPr><w:i/></w:rPr>");
        for (uint32_t texts = chance(3); texts; texts--) {
            buf_text(b, "<w:t xml:space=\"preserve\">");
            for (uint32_t letters = chance(6); letters; letters--)
                buf_text(b, LETTERS[chance(7)]);
            buf_text(b, "</w:t>");
            if (chance(3) == 0)
                buf_text(b, LETTERS[7]);
        }
        buf_text(b, "</w:r>");
        if (chance(4) == 0)
            buf_text(b, "<w:bookmarkStart w:id=\"5\" w:name=\"x\"/>");
    }
    buf_text(b, "</w:p>");
}

static void by_chance(void **state)
{
    (void)state;
    static const char *const TEXTS[] = { "", "新", "新字", "甲", "x乙y" };
    int made = 0;
    for (int round = 0; round < 300; round++) {
        struct buf body = { 0 }, file = { 0 }, out = { 0 };
        struct docx_text d;
        struct err e = { 0 };
        struct text_change changes[8];
        bool done[8];
        int count = 0;
        for (uint32_t n = 1 + chance(3); n; n--)
            put_random_paragraph(&body);
        docx_of_body(&file, buf_get(&body), BOTH);
        assert_true(docx_read_bytes(&a, "a.docx", file.data, file.bytes, &d, &e));
        size_t points = text_points(d.text, strlen(d.text));
        for (size_t at = chance(4); at < points && count < 8;) {
            size_t stop = at + chance(4);
            changes[count++] = (struct text_change) { at, stop, TEXTS[chance(5)] };
            at = stop + chance(3) + (stop == at);
        }
        buf_free(&file);
        track(buf_get(&body), changes, count, done, &out);
        for (int i = 0; i < count; i++)
            made += done[i];
        buf_free(&body);
        buf_free(&out);
    }
    assert_true(made > 150);
}

/* ---- documents that are no docx ---- */

static void a_text_is_put_into_a_docx(void **state)
{
    (void)state;
    static const char TEXT[] = "标题\n\n　　一、排查40373家家。\n镇\t数\f\n";
    static const struct text_change CHANGES[] = { { 16, 17, "" }, { 19, 20, "县" } };
    char folder[] = "/tmp/docx_track_test_XXXXXX", path[64], command[80];
    struct docx_text d;
    struct err e = { 0 };
    bool done[2];
    char *data;
    size_t bytes;
    assert_non_null(mkdtemp(folder));
    assert_true(document_read_bytes(&a, "a.txt", TEXT, sizeof TEXT - 1, &d, &e));
    snprintf(path, sizeof path, "%s/a.docx", folder);
    if (!document_fix("a.txt", &d, CHANGES, 2, done, path, &e))
        fail_msg("%s", e.what);
    assert_true(done[0] && done[1]);
    assert_true(file_read(&a, path, 1 << 20, &data, &bytes, &e));
    struct buf file = { data, bytes, bytes };
    assert_string_equal(text_of(&file), "标题\n\n　　一、排查40373家。\n县\t数 \n");
    assert_string_equal(rejected(&file), "标题\n\n　　一、排查40373家家。\n镇\t数 \n");
    snprintf(path, sizeof path, "%s/a.txt", folder);
    assert_true(document_fix("a.txt", &d, CHANGES, 2, done, path, &e));
    assert_true(file_read(&a, path, 1 << 20, &data, &bytes, &e));
    assert_string_equal(data, "标题\n\n　　一、排查40373家。\n县\t数\f\n");
    assert_false(document_fix("a.txt", &d, CHANGES, 2, done, "a.pdf", &e));
    assert_int_equal(e.code, ERR_USAGE);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_tracked),
        cmocka_unit_test(only_what_differs_is_changed),
        cmocka_unit_test(what_may_not_be_changed_is_left),
        cmocka_unit_test(within_what_others_tracked),
        cmocka_unit_test(by_chance),
        cmocka_unit_test(a_text_is_put_into_a_docx),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
