/* tests/fuzz/fuzz_csv.c: whatever bytes a sheet holds, reading it ends, stays within bounds and says why it stopped. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "format/format.h"
#include "replay.h"

#define CELLS_MAX 1000

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_csv: %s\n", what);
    abort();
}

static void see_stamp(void *context, const char *line)
{
    *(size_t *)context += strlen(line);
}

/* A cell read is text, and as a day or a number it is taken or refused with a sentence. */
static void judge_cell(const struct cell *cell)
{
    struct err e = { 0 };
    int32_t day;
    char number[64];
    require(strlen(cell->text) == cell->bytes, "a cell is not NUL-terminated where it ends");
    require(text_valid(cell->text, cell->bytes), "a cell is not UTF-8");
    require(cell_day(cell->text, cell->bytes, &day, &e) || *e.what, "a day was refused without a sentence");
    e = (struct err) { 0 };
    require(cell_number(cell->text, cell->bytes, number, &e) || *e.what, "a number was refused without a sentence");
}

static void read_sheet(const char *path)
{
    struct sheet_reader r;
    struct row row;
    struct err e = { 0 };
    size_t stamps = 0;
    int64_t line = 0;
    if (!csv_open(&r, path, see_stamp, &stamps, &e)) {
        require(e.code != ERR_NONE, "refused without a reason");
        return;
    }
    while (r.next(r.self, &row, &e)) {
        require(row.number > line, "row numbers do not grow");
        require(row.cell_count > 0 && row.cell_count <= CELLS_MAX, "a row has no cells, or too many");
        line = row.number;
        for (int i = 0; i < row.cell_count; i++)
            judge_cell(&row.cells[i]);
    }
    r.close(r.self);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    char path[64];
    int fd = memfd_create("sheet", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, bytes) != (ssize_t)bytes)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    read_sheet(path);
    close(fd);
    return 0;
}

static const struct fuzz_seed SEEDS[] = {
    FUZZ_SEED("\xEF\xBB\xBF编号,名称,日期\r\n1,\"甲,\"\"乙\"\"\",2023年1月2日\r\n2,\"一\r\n二\",１，２３４．５万\r\n"),
    FUZZ_SEED("a;b;c\n1;2,5;\"x\"\n#taizhang export rows=1 sum:b=2.5\n"),
    FUZZ_SEED("\xB1\xE0\xBA\xC5\t\xC3\xFB\xB3\xC6\r1\t\xBC\xD7\r"),
    FUZZ_SEED("\xFF\xFE"
              "a\0,\0\x32\x75\n\0"),
    FUZZ_SEED("\xFE\xFF"
              "\0a\0,\x75\x32\0\n"),
    FUZZ_SEED("PK\x03\x04"),
};
static const char *const PIECES[] = { "\"",   "\"\"", ",",    ";",    "\t",         "\r", "\n",
                                      "\r\n", "\xE4", "\x80", "\xFF", "#taizhang ", "万", "，" };

const struct fuzz_corpus FUZZ_CORPUS = FUZZ_CORPUS_OF(SEEDS, PIECES);
