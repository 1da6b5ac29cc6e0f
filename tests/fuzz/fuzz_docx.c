/* tests/fuzz/fuzz_docx.c: whatever stands in a .docx, reading and filling it ends, stays within bounds and says why it stopped.
 *
 * The input is the body of a document, or, where it begins with "PK" or the mark of an OLE file, the whole file: mutated bytes of a
 * deflated part would hardly ever reach the readers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/format.h"
#include "format/test_docx.h"
#include "replay.h"

#define LINES_MAX 4096

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_docx: %s\n", what);
    abort();
}

static void judge_text(const struct docx_text *d)
{
    size_t points = text_points(d->text, strlen(d->text)), end = 0;
    require(text_valid(d->text, strlen(d->text)), "the text is not UTF-8");
    for (int i = 0; i < d->paragraph_count; i++) {
        const struct docx_paragraph *p = &d->paragraphs[i];
        require(p->start <= p->end && p->end <= points && p->start >= end, "paragraphs overlap");
        end = p->end;
    }
    end = 0;
    for (int i = 0; i < d->figure_count; i++) {
        const struct linked_figure *g = &d->figures[i];
        require(g->start <= g->end && g->end <= points && g->start >= end, "figures overlap");
        require(text_points(g->text, strlen(g->text)) == g->end - g->start, "a figure's text is not what stands there");
        require(!g->known || g->figure.measure, "a known figure says nothing");
        end = g->end;
    }
}

/* Changes here and there: where one is made the text is the changed one, and so is what is read back. */
static void track_file(const struct buf *file, const struct docx_text *d, struct arena *a)
{
    struct text_change changes[8];
    bool done[8];
    struct buf out = { 0 };
    struct err e = { 0 };
    struct docx_text again;
    size_t points = text_points(d->text, strlen(d->text)), made = 0, gone = 0;
    int count = 0;
    for (size_t at = file->bytes % 3; at < points && count < 8; at += 2 + at % 3)
        changes[count++] = (struct text_change) { at, at + at % 2, "改了" };
    if (!docx_track(file->data, file->bytes, d, changes, count, done, &out, &e)) {
        require(e.code != ERR_NONE && *e.what, "refused without a reason");
    } else {
        require(document_read_bytes(a, "again", out.data, out.bytes, &again, &e), "what was tracked cannot be read");
        for (int i = 0; i < count; i++)
            made += done[i] ? 2 : 0, gone += done[i] ? changes[i].end - changes[i].start : 0;
        require(text_points(again.text, strlen(again.text)) == points + made - gone, "another text than the changed one");
    }
    buf_free(&out);
}

static void read_file(const struct buf *file)
{
    char path[64];
    struct arena a;
    struct docx_text d;
    struct err e = { 0 };
    int fd = memfd_create("docx", MFD_CLOEXEC);
    if (fd < 0 || write(fd, file->data, file->bytes) != (ssize_t)file->bytes)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    arena_init(&a, 1 << 16);
    bool read = docx_read(&a, path, &d, &e);
    if (read)
        judge_text(&d);
    if (read && d.paragraph_count < LINES_MAX)
        track_file(file, &d, &a);
    if (!read)
        require(e.code != ERR_NONE && *e.what, "refused without a reason");
    arena_free(&a);
    close(fd);
}

/* Lines named in an order that the template's text decides: some left out, some again, each with a word and a figure. */
static void fill_file(const struct buf *file)
{
    static const struct figure FIGURE = {
        .measure = "排查", .modifier = "", .value = "1", .unit = "家", .scope = "县", .scope_number = "1", .note = ""
    };
    struct arena a;
    struct err e = { 0 };
    struct buf out = { 0 }, again = { 0 };
    const char *text;
    arena_init(&a, 1 << 16);
    if (!docx_template(&a, file->data, file->bytes, &text, &e)) {
        require(e.code != ERR_NONE && *e.what, "refused without a reason");
        arena_free(&a);
        return;
    }
    struct text_document d = { .title = "", .report = "r", .org = "", .org_number = "", .of = "", .heads = "" };
    struct block **tail = &d.blocks;
    uint32_t seed = (uint32_t)file->bytes;
    int lines = 0;
    for (const char *p = text; *p && lines < LINES_MAX; p++)
        lines += *p == '\n';
    for (int line = 1, steps = 0; line <= lines && steps < 3 * lines; steps++) {
        struct block *b = ARENA_NEW(&a, struct block);
        struct run *r = ARENA_ARRAY(&a, struct run, 2);
        seed = seed * 1664525u + 1013904223u;
        r[0] = (struct run) { .text = "词\t", .next = &r[1], .source = (int)(seed >> 8) % 12 - 1 };
        r[1] = (struct run) { .text = "1家", .figure = seed & 16 ? &FIGURE : NULL, .source = (int)(seed >> 16) % 40 };
        *b = (struct block) { .kind = BLOCK_PARAGRAPH, .runs = r, .source = line };
        *tail = b;
        tail = &b->next;
        line += (int)(seed >> 28) % 5 - 1;
        line = line < 1 ? 1 : line;
    }
    if (docx_fill(file->data, file->bytes, &d, &out, &e)) {
        require(docx_fill(file->data, file->bytes, &d, &again, &e), "filled once, refused the second time");
        require(out.bytes == again.bytes && memcmp(out.data, again.data, out.bytes) == 0, "two fillings differ");
        require(docx_template(&a, out.data, out.bytes, &text, &e), "what was filled cannot be read");
        read_file(&out);
    } else {
        require(e.code != ERR_NONE && *e.what, "refused without a reason");
    }
    buf_free(&out);
    buf_free(&again);
    arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct buf file = { 0 }, body = { 0 };
    buf_put(&body, (const char *)data, bytes);
    if (bytes >= 2 && (memcmp(data, "PK", 2) == 0 || memcmp(data, "\xD0\xCF", 2) == 0))
        buf_put(&file, (const char *)data, bytes);
    else
        docx_of_body(&file, buf_get(&body), (struct test_part) { 0 }, (struct test_part) { 0 });
    read_file(&file);
    fill_file(&file);
    buf_free(&file);
    buf_free(&body);
    return 0;
}

#define P(content) "<w:p>" content "</w:p>"
#define R(text)    "<w:r><w:rPr><w:b/></w:rPr><w:t>" text "</w:t></w:r>"

static const struct fuzz_seed SEEDS[] = {
    FUZZ_SEED(P("<w:bookmarkStart w:id=\"1\" w:name=\"_tz1\"/><w:sdt><w:sdtPr><w:tag "
                "w:val=\"tz:#1\"/></w:sdtPr><w:sdtContent>" R("403") "</w:sdtContent></w:sdt><w:sdt><w:sdtContent>" R(
                    "73家") "</w:sdtContent></w:sdt><w:bookmarkEnd w:id=\"1\"/>")),
    FUZZ_SEED("<w:tbl><w:tr><w:tc>" P(R("{{#each}}{{名}}")) "</w:tc><w:tc>" P(
        R("{{数}}{{/each}}")) "</w:tc></w:tr></w:tbl>" P("")),
    FUZZ_SEED(P("<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>" P(
        R("框")) "</w:txbxContent></wps:txbx></mc:Choice>"
                 "<mc:Fallback>" P(R("框")) "</mc:Fallback></mc:AlternateContent><w:t>外</w:t></w:r>")),
    FUZZ_SEED(P("<w:pPr><w:pStyle w:val=\"1\"/><w:rPr><w:del w:id=\"1\"/></w:rPr><w:sectPr/></w:pPr>" R(
        "前") "<w:del w:id=\"2\">" R("删") "</w:del>")
                  P("<w:ins w:id=\"3\">" R("后") "</w:ins><w:fldSimple w:instr=\"X\">" R("4") "</w:fldSimple>")),
    FUZZ_SEED("PK\x03\x04"),
    FUZZ_SEED("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
};
static const char *const PIECES[] = {
    P(""),
    "<w:p>",
    "</w:p>",
    R("词"),
    "<w:tbl><w:tr><w:tc>",
    "</w:tc></w:tr></w:tbl>",
    "<w:sdt><w:sdtContent>",
    "</w:sdtContent></w:sdt>",
    "<w:bookmarkStart w:id=\"2\" w:name=\"_tz2\"/>",
    "<w:bookmarkEnd w:id=\"2\"/>",
    "<w:txbxContent>",
    "</w:txbxContent>",
    "<w:tag w:val=\"tz:a;b;2023-01-01;2023-02-01;1;2\"/>",
    "<w:tab/>",
    "<w:r xmlns:w=\"x\">",
    "</w:r>",
    "<x:r xmlns:x=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
    "</x:r>",
};

const struct fuzz_corpus FUZZ_CORPUS = FUZZ_CORPUS_OF(SEEDS, PIECES);
