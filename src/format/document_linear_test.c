/* Goal: the time of every reader grows with its input and no faster, whatever stands in it.
 * Method: the same piece over and over, once and four times as long: four times the input may take at most ten times the time
 * (processor time; the best of three rounds; what takes less than a twentieth of a second is not judged). */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "format/document.h"
#include "format/test_docx.h"
#include "format/test_document.h"

#define SMALL  ((size_t)256 * 1024)
#define FACTOR 4
#define MOST   10
#define FLOOR  0.05 /* seconds */

typedef bool reader(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e);
typedef void maker(struct buf *out, const char *inside);

struct shape {
    const char *name, *before, *piece, *after;
};

static double seconds(reader *read, const struct buf *file)
{
    double best = 1e9;
    for (int round = 0; round < 3; round++) {
        struct arena a;
        struct docx_text d = { 0 };
        struct err e = { 0 };
        struct timespec from, to;
        arena_init(&a, 1 << 20);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        (void)read(&a, "a", file->data, file->bytes, &d, &e); /* a refusal has its time too */
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
        arena_free(&a);
        double took = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
        best = took < best ? took : best;
    }
    return best;
}

static double time_of(reader *read, maker *make, const struct shape *s, size_t bytes)
{
    struct buf inside = { 0 }, file = { 0 };
    size_t step = strlen(s->piece);
    buf_text(&inside, s->before);
    for (size_t at = 0; at < bytes; at += step)
        buf_put(&inside, s->piece, step);
    buf_text(&inside, s->after);
    make(&file, buf_get(&inside));
    double took = seconds(read, &file);
    buf_free(&inside);
    buf_free(&file);
    return took;
}

static void judge(reader *read, maker *make, const struct shape *shapes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double one = time_of(read, make, &shapes[i], SMALL), four = time_of(read, make, &shapes[i], SMALL * FACTOR);
        if (four > FLOOR && four > one * MOST)
            fail_msg("%s: %.4f s, four times as long %.4f s", shapes[i].name, one, four);
    }
}
#define JUDGE(read, make, shapes) judge((read), (make), (shapes), sizeof(shapes) / sizeof *(shapes))

static void as_it_is(struct buf *out, const char *inside)
{
    buf_text(out, inside);
}

static void of_texts(void **state)
{
    (void)state;
    static const struct shape SHAPES[] = {
        { "digits", "", "7", "" },       { "numerals", "", "一", "" },
        { "line ends", "", "\r\n", "" }, { "broken", "一二三四五六七八九十", "\xFF", "" },
        { "brackets", "", "（", "" },
    };
    JUDGE(txt_read, as_it_is, SHAPES);
}

static void of_pages_of_the_web(void **state)
{
    (void)state;
    static const struct shape SHAPES[] = {
        { "angles", "<p>", "<", "" },
        { "open elements", "<p>", "<p>", "" },
        { "nested", "", "<div>", "" },
        { "end tags", "<p>", "</b>", "" },
        { "entities", "<p>", "&#x4e00;", "" },
        { "ampersands", "<p>", "&", "" },
        { "comments", "<p>", "<!--x-->", "" },
        { "half a comment", "<p>", "<!--", "" },
        { "numerals", "<p>", "一", "" },
        { "digits", "<p>", "7", "" },
        { "cells", "<table><tr>", "<td>", "" },
        { "rows", "<table>", "<tr><td>1</td></tr>", "" },
        { "attributes", "<p ", "a ", ">x" },
        { "one attribute", "<p a=\"", "x", "\">x" },
        { "breaks", "<p>", "<br>", "" },
        { "scripts", "<script>", "<", "" },
        { "spaces", "<p>x", " ", "y" },
        { "links", "", "<a href=x>y</a>", "" },
        { "crossed", "", "<b><i></b></i>", "" },
    };
    JUDGE(html_read, as_it_is, SHAPES);
}

static void ofd_page(struct buf *out, const char *inside)
{
    ofd_of_pages(out, &inside, 1);
}

static void of_ofd(void **state)
{
    (void)state;
    static const struct shape SHAPES[] = {
        { "one line", "", OFD_LINE("28", "40", "一"), "" },
        { "one long code", "<ofd:TextObject Size=\"5\"><ofd:TextCode X=\"1\" Y=\"1\">", "一",
          "</ofd:TextCode></ofd:TextObject>" },
        { "upwards", OFD_LINE("28", "200", "下"), OFD_LINE("28", "40", "上") OFD_LINE("28", "60", "中"), "" },
        { "steps", "<ofd:TextObject Size=\"5\"><ofd:TextCode X=\"1\" Y=\"1\" DeltaX=\"", "g 9 1 ",
          "\">一</ofd:TextCode></ofd:TextObject>" },
        { "nothing", "", "<ofd:PathObject/>", "" },
    };
    JUDGE(ofd_read, ofd_page, SHAPES);
}

#define WORD(x, w, t) "<word xMin=\"" x "\" yMin=\"100\" xMax=\"" w "\" yMax=\"116\">" t "</word>"
#define LINE(content) "<line>" content "</line>"
#define PAGE          "<page width=\"595\" height=\"842\">"

static bool read_boxes(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out,
                       struct err *e)
{
    return pdf_boxes_read(a, name, data, bytes, out, e);
}

static void pages(struct buf *out, const char *inside)
{
    buf_format(out, "<doc>%s</doc>", inside);
}

static void of_pdf(void **state)
{
    (void)state;
    static const struct shape SHAPES[] = {
        { "one line", PAGE LINE("") "<line>", WORD("90", "100", "一"), "</line></page>" },
        { "words apart", PAGE "<line>", WORD("90", "100", "一") WORD("300", "310", "二"), "</line></page>" },
        { "lines", PAGE, LINE(WORD("90", "506", "一二三四五六七八九十一二三四五六七八九十")), "</page>" },
        { "lines that are near", PAGE, LINE(WORD("90", "100", "一")) LINE(WORD("101", "111", "二")), "</page>" },
        { "pages", "", PAGE LINE(WORD("90", "100", "一")) "</page>", "" },
        { "a long word", PAGE "<line><word xMin=\"1\" yMin=\"1\" xMax=\"9\" yMax=\"9\">", "7", "</word></line></page>" },
    };
    JUDGE(read_boxes, pages, SHAPES);
}

static void docx_body(struct buf *out, const char *inside)
{
    docx_of_body(out, inside, (struct test_part) { 0 }, (struct test_part) { 0 });
}

static void of_docx(void **state)
{
    (void)state;
    static const struct shape SHAPES[] = {
        { "paragraphs", "", "<w:p><w:r><w:t>一</w:t></w:r></w:p>", "" },
        { "runs", "<w:p>", "<w:r><w:t>7</w:t></w:r>", "</w:p>" },
        { "insertions", "<w:p>", "<w:ins w:id=\"1\"><w:r><w:t>7</w:t></w:r></w:ins>", "</w:p>" },
        { "cells", "<w:tbl><w:tr>", "<w:tc><w:p/></w:tc>", "</w:tr></w:tbl>" },
        { "numbers", "", "<w:p><w:pPr><w:pStyle w:val=\"own\"/><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:p>",
          "" },
    };
    JUDGE(docx_read_bytes, docx_body, SHAPES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_texts), cmocka_unit_test(of_pages_of_the_web),
        cmocka_unit_test(of_ofd),   cmocka_unit_test(of_pdf),
        cmocka_unit_test(of_docx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
