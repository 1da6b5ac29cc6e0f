/* tests/fuzz/fuzz_xlsx.c: whatever stands in the parts of a workbook, reading it ends, stays within bounds and says why it
 * stopped.  The input's first character says which part it is, the others are sound; "P": it is the container itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "format/test_xlsx.h"
#include "format/xlsx_sheet.h"
#include "replay.h"

#define SHEET_SOUND                                                                                                         \
    "<worksheet><cols><col min=\"1\" max=\"2\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\" "                   \
    "t=\"s\"><v>0</v></c>"                                                                                                  \
    "<c r=\"B1\" s=\"1\"><v>45230.5</v></c><c r=\"D1\" t=\"inlineStr\"><is><r><t>x_x0041_</t></r></is></c></row><row "      \
    "r=\"4\">"                                                                                                              \
    "<c t=\"str\"><f>A1</f><v>1E3</v></c><c t=\"d\"><v>2023-10-31</v></c><c s=\"2\"><v>0.5</v></c></row></sheetData>"       \
    "<mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>"

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_xlsx: %s\n", what);
    abort();
}

static void see_stamp(void *context, const char *line)
{
    *(size_t *)context += strlen(line);
}

static void judge_row(const struct row *row)
{
    require(row->cell_count > 0 && row->cell_count <= XLSX_CELLS_MAX, "a row has no cells, or too many");
    require(row->cells[row->cell_count - 1].bytes > 0, "a row ends in an empty cell");
    for (int i = 0; i < row->cell_count; i++) {
        const struct cell *c = &row->cells[i];
        int32_t day;
        char number[64];
        struct err e = { 0 };
        require(strlen(c->text) == c->bytes, "a cell is not NUL-terminated where it ends");
        require(text_valid(c->text, c->bytes), "a cell is not UTF-8");
        require((c->kind == CELL_EMPTY) == (c->bytes == 0), "an empty cell is not empty");
        require(c->kind != CELL_DAY || cell_day(c->text, c->bytes, &day, &e), "a day is none");
        require(c->kind != CELL_NUMBER || cell_number(c->text, c->bytes, number, &e), "a number is none");
    }
}

static void read_book(const char *path)
{
    struct sheet_reader r;
    struct row row;
    struct err e = { 0 };
    size_t stamps = 0;
    int64_t last = 0;
    if (!xlsx_open(&r, path, see_stamp, &stamps, &e)) {
        require(e.code != ERR_NONE && *e.what, "refused without a reason");
        return;
    }
    for (int i = 0; i < r.merge_count; i++)
        require(r.merges[i].row_first <= r.merges[i].row_last && r.merges[i].column_first <= r.merges[i].column_last,
                "a merge is inside out");
    while (r.next(r.self, &row, &e)) {
        require(row.number > last, "row numbers do not grow");
        last = row.number;
        judge_row(&row);
    }
    require(text_valid(r.note, strlen(r.note)), "the note is not UTF-8");
    r.close(r.self);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct buf input = { 0 }, book = { 0 };
    char path[64];
    if (bytes == 0 || data[0] == 'P') {
        buf_put(&book, (const char *)data, bytes);
    } else {
        struct test_book b = { .strings = "<sst><si><t>一</t></si></sst>", .sheets = { SHEET_SOUND } };
        const char **parts[] = { &b.sheets[0], &b.strings, &b.styles, &b.workbook, &b.relations, &b.package, &b.types };
        buf_put(&input, (const char *)data + 1, bytes - 1);
        *parts[data[0] % (sizeof parts / sizeof *parts)] = buf_get(&input);
        test_book_write(&b, &book);
    }
    int fd = memfd_create("book", MFD_CLOEXEC);
    if (fd < 0 || (book.bytes && write(fd, book.data, book.bytes) != (ssize_t)book.bytes))
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    read_book(path);
    close(fd);
    buf_free(&input);
    buf_free(&book);
    return 0;
}

/* The first character's code modulo 7 is the place of the part in the table above: 'F' the sheet, 'G' the texts … */
static const struct fuzz_seed SEEDS[] = {
    FUZZ_SEED("F" SHEET_SOUND),
    FUZZ_SEED("F<x:worksheet xmlns:x=\"y\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"),
    FUZZ_SEED("G<sst><si><t> 甲_x000D_\n</t></si><si><r><t>乙</t></r><rPh><t>x</t></rPh></si></sst>"),
    FUZZ_SEED(
        "H<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;[h]0.0%;@\"/></numFmts><cellXfs>"
        "<xf/><xf numFmtId=\"176\"/></cellXfs></styleSheet>"),
    FUZZ_SEED(
        "I<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"台账戳\" state=\"hidden\" r:id=\"r1\"/>"
        "<sheet name=\"表\" r:id=\"r1\"/></sheets></workbook>"),
    FUZZ_SEED("J<R><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"../xl/./worksheets/sheet1.xml\"/></R>"),
    FUZZ_SEED("K<R><Relationship Id=\"r1\" Type=\"/officeDocument\" Target=\"/xl/workbook.xml\"/></R>"),
    FUZZ_SEED("L" TEST_TYPES(TEST_TYPE_SHEET)),
    FUZZ_SEED("PK\x03\x04\x14\0\0\0\0\0\0\0!\0 05:\x16\x01\0\0\0\x01\0\0\0\x01\0\0\0ax"),
};
static const char *const PIECES[] = { "<!DOCTYPE a>", "<![CDATA[", "]]>",        "<!--",    "-->",     "&amp;",
                                      "&#0;",         "_x0041_",   "<v>",        "</v>",    "<row>",   "</row>",
                                      "<c r=\"",      "\"",        "XFD1048576", "t=\"s\"", "s=\"1\"", "1E+308",
                                      "</sheetData>", "-",         "\xFF\xFE",   "\xE5" };

const struct fuzz_corpus FUZZ_CORPUS = FUZZ_CORPUS_OF(SEEDS, PIECES);
