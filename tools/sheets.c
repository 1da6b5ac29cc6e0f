/* tools/sheets.c: sheets of 12 columns to measure readers and writers with, and the measuring.
 *
 *     sheets write OUT.xlsx|OUT.csv ROWS     writes them through the program's own writer
 *     sheets read FILE                       reads them through the program's own reader; says what does not come back as it was
 *     sheets run COMMAND…                    runs it, its output to standard error; prints "MILLISECONDS KILOBYTES" (the peak)
 *
 * The same ROWS give the same sheet; bench/sheets-peer.js makes and checks the same rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/day.h"
#include "format/format.h"

#define COLUMNS   12
#define DAYS      365
#define ROWS_MOST 1048575

static const struct column COLUMN[COLUMNS] = {
    { .name = "编号", .digits = -1 },
    { .name = "机构", .digits = -1 },
    { .name = "登记日期", .kind = COLUMN_DAY, .digits = -1 },
    { .name = "单位", .digits = -1 },
    { .name = "级别", .digits = -1 },
    { .name = "罚款", .kind = COLUMN_NUMBER, .digits = 2 },
    { .name = "人数", .kind = COLUMN_NUMBER, .digits = 0 },
    { .name = "情况", .digits = -1 },
    { .name = "地点", .digits = -1 },
    { .name = "经办人", .digits = -1 },
    { .name = "办结日期", .kind = COLUMN_DAY, .digits = -1 },
    { .name = "证号", .digits = -1 },
};

struct cells {
    char room[COLUMNS][96];
    const char *text[COLUMNS];
};

static void make_row(struct cells *c, int i)
{
    int32_t start = day_of(2023, 1, 1) + i % DAYS;
    int n = 0;
    snprintf(c->room[n++], sizeof *c->room, "DJ-%07d", i);
    snprintf(c->room[n++], sizeof *c->room, "云溪县");
    day_text(c->room[n++], start);
    snprintf(c->room[n++], sizeof *c->room, "云溪县第%d号企业有限公司", i % 20000);
    snprintf(c->room[n++], sizeof *c->room, "%s", i % 9 ? "一般" : "重大");
    snprintf(c->room[n++], sizeof *c->room, "%d.%d", i * 7 % 100000, 1 + i % 9);
    snprintf(c->room[n++], sizeof *c->room, "%d", i % 300);
    snprintf(c->room[n++], sizeof *c->room, "消防通道堵塞，灭火器过期%d具", i % 1000);
    snprintf(c->room[n++], sizeof *c->room, "第%d村", i % 265);
    snprintf(c->room[n++], sizeof *c->room, "第%d网格员", i % 700);
    day_text(c->room[n++], start + 15);
    snprintf(c->room[n++], sizeof *c->room, "36012219%010d", i);
    for (int k = 0; k < COLUMNS; k++)
        c->text[k] = c->room[k];
}

static int fail(const struct err *e)
{
    fprintf(stderr, "%s\n", e->what);
    return 1;
}

static int write_sheet(const char *path, int rows)
{
    struct sheet_writer w;
    struct cells c;
    struct err e = { .lang = LANG_EN };
    if (!sheet_create(&w, path, "登记", 0, &e))
        return fail(&e);
    w.columns(w.self, COLUMN, COLUMNS);
    for (int i = 0; i < rows; i++) {
        make_row(&c, i);
        w.row(w.self, c.text, COLUMNS);
    }
    return w.finish(w.self, &e) ? 0 : fail(&e);
}

static int read_sheet(const char *path)
{
    struct sheet_reader r;
    struct row row;
    struct cells c;
    struct err e = { .lang = LANG_EN };
    int rows = -1, differ = 0; /* the heading is no row */
    if (!sheet_open(&r, path, NULL, NULL, &e))
        return fail(&e);
    for (; r.next(r.self, &row, &e); rows++) {
        if (rows < 0)
            continue;
        make_row(&c, rows);
        for (int k = 0; k < COLUMNS; k++)
            differ += k >= row.cell_count || strcmp(row.cells[k].text, c.text[k]) != 0;
    }
    r.close(r.self);
    if (e.code != ERR_NONE)
        return fail(&e);
    printf("%d rows, %d cells differ\n", rows, differ);
    return differ != 0;
}

static int run_command(char **command)
{
    struct timespec start, end;
    struct rusage usage;
    int status;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t child = fork();
    if (child == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(command[0], command);
        perror(command[0]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child)
        return 1;
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%ld %ld\n", (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000, usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "write") == 0) {
        long rows = strtol(argv[3], NULL, 10);
        if (rows > 0 && rows <= ROWS_MOST)
            return write_sheet(argv[2], (int)rows);
    }
    if (argc == 3 && strcmp(argv[1], "read") == 0)
        return read_sheet(argv[2]);
    if (argc > 2 && strcmp(argv[1], "run") == 0)
        return run_command(argv + 2);
    fputs("usage: sheets write OUT.xlsx|OUT.csv ROWS | read FILE | run COMMAND…\n", stderr);
    return 2;
}
