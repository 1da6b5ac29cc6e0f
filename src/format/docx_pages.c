/* format/docx_pages.c: on which page each chapter of a compilation begins, as LibreOffice lays it out.
 * Why: fields show a page only after somebody renews them, and a table of contents is printed before anybody does. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/child.h"
#include "format/format.h"
#include "format/office.h"

#define HEAD_POINTS 24 /* of a title, which the page it begins must begin with */
#define PDF_SECONDS 60
#define PDF_BYTES   ((size_t)256 * 1024 * 1024)

/* The first characters that are no white space. */
static size_t head_of(const char *text, const char *end, char out[4 * HEAD_POINTS])
{
    size_t bytes = 0;
    for (int n = 0; text < end && n < HEAD_POINTS;) {
        const char *from = text;
        uint32_t c = text_next(&text, end);
        if (c <= ' ' || c == 0x3000 || c == 0xA0)
            continue;
        memcpy(out + bytes, from, (size_t)(text - from));
        bytes += (size_t)(text - from);
        n++;
    }
    return bytes;
}

static size_t title_head(const struct block *b, char out[4 * HEAD_POINTS])
{
    struct buf title = { 0 };
    for (const struct run *r = b->runs; r; r = r->next)
        buf_text(&title, r->text);
    size_t bytes = head_of(buf_get(&title), buf_get(&title) + title.bytes, out);
    buf_free(&title);
    return bytes;
}

/* Pages are parted by form feeds. */
static bool find_pages(struct text_document *d, const char *text, const char *end)
{
    struct block *b = d->blocks;
    int page = 1;
    while (b && b->kind != BLOCK_CHAPTER)
        b = b->next;
    for (const char *from = text; from < end && b; page++) {
        const char *to = memchr(from, '\f', (size_t)(end - from));
        char want[4 * HEAD_POINTS], here[4 * HEAD_POINTS];
        size_t bytes = title_head(b, want), found = head_of(from, to ? to : end, here);
        if (bytes && found >= bytes && memcmp(want, here, bytes) == 0) {
            b->page = page;
            for (b = b->next; b && b->kind != BLOCK_CHAPTER; b = b->next)
                ;
        }
        from = to ? to + 1 : end;
    }
    return !b;
}

static bool lay_out(const struct text_document *d, const char *folder, struct buf *text, struct err *e)
{
    static const struct office_words WORDS = { MSG_DOCUMENT_NO_SOFFICE, MSG_DOCUMENT_CONVERT, MSG_DOCUMENT_CONVERT_SLOW };
    char *book = office_path(folder, "book.docx"), *pdf = office_path(folder, "book.pdf");
    const char *const argv[] = { "pdftotext", "-enc", "UTF-8", "-q", pdf, "-", NULL };
    struct child_limits limits = { .seconds = PDF_SECONDS, .output_bytes = PDF_BYTES };
    struct buf bytes = { 0 };
    int status = 1;
    bool ok = docx_write(d, &bytes, e) && file_write(book, bytes.data, bytes.bytes, e)
              && office_convert(folder, book, "pdf", pdf, d->title, &WORDS, e) && child_run(argv, &limits, text, &status, e);
    buf_free(&bytes);
    free(book);
    free(pdf);
    return ok && status == 0;
}

bool docx_count_pages(struct text_document *d)
{
    struct err ignored = { 0 };
    struct buf text = { 0 };
    char *folder;
    if (!office_folder_make(&folder, &ignored))
        return false;
    bool ok = lay_out(d, folder, &text, &ignored) && find_pages(d, buf_get(&text), buf_get(&text) + text.bytes);
    office_folder_drop(folder);
    buf_free(&text);
    return ok;
}
