/* Goal: a sheet is opened by what its bytes are, whatever it is called; what needs another program says so. */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "format/test_xlsx.h"

static char folder[] = "/tmp/sheet-test-XXXXXX";
static char path[64], temporary[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/表.csv", folder);
    snprintf(temporary, sizeof temporary, "%s/tmp", folder);
    return mkdir(temporary, 0700) || setenv("TMPDIR", temporary, 1);
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    rmdir(temporary); /* fails where a temporary file was left, and then the next too */
    return rmdir(folder);
}

static void put_bytes(const void *data, size_t bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, bytes, f), bytes);
    fclose(f);
}

/* The first cell of the first row; why there is none. */
static const char *first_cell(char room[640])
{
    struct sheet_reader r;
    struct row row;
    struct err e = { 0 };
    room[0] = '\0';
    if (sheet_open(&r, path, NULL, NULL, &e)) {
        if (r.next(r.self, &row, &e))
            snprintf(room, 640, "%s", row.cells[0].text);
        r.close(r.self);
    }
    if (e.code)
        snprintf(room, 640, "%s", e.what);
    return room;
}
#define FIRST_CELL first_cell((char[640]) { 0 })

static void csv_and_xlsx(void **state)
{
    (void)state;
    struct buf b = { 0 };
    put_bytes("甲,乙\n", 8);
    assert_string_equal(FIRST_CELL, "甲");
    test_book_write(
        &(struct test_book) { .sheets = { "<worksheet><sheetData><row><c><v>5</v></c></row></sheetData></worksheet>" } },
        &b);
    put_bytes(b.data, b.bytes);
    assert_string_equal(FIRST_CELL, "5");
    put_bytes(b.data, b.bytes / 2);
    assert_non_null(strstr(FIRST_CELL, "不完整"));
    buf_free(&b);
    put_bytes("", 0);
    assert_string_equal(FIRST_CELL, "");
    unlink(path);
    assert_non_null(strstr(FIRST_CELL, "找不到文件"));
}

/* The file of an older office program: its head, and a folder that names one stream. */
static void put_ole(const char *stream)
{
    unsigned char bytes[2048] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };
    size_t length = strlen(stream);
    for (size_t i = 0; i < length; i++)
        bytes[1024 + 128 + i * 2] = (unsigned char)stream[i];
    bytes[1024 + 128 + 64] = (unsigned char)((length + 1) * 2);
    put_bytes(bytes, sizeof bytes);
}

static void old_and_foreign_files(void **state)
{
    (void)state;
    put_ole("EncryptedPackage");
    assert_non_null(strstr(FIRST_CELL, "加了打开密码"));
    put_ole("WordDocument");
    assert_non_null(strstr(FIRST_CELL, "其实是文字文档"));
    put_ole("PowerPoint Document");
    assert_non_null(strstr(FIRST_CELL, "其实是演示文稿"));
    static const char *const MARKUP[] = { "\xEF\xBB\xBF<html><table><tr><td>1</td></tr></table></html>",
                                          "  <?xml version=\"1.0\"?>", "<!DOCTYPE html>", "<TABLE>" };
    for (size_t i = 0; i < sizeof MARKUP / sizeof *MARKUP; i++) {
        put_bytes(MARKUP[i], strlen(MARKUP[i]));
        assert_non_null(strstr(FIRST_CELL, "其实是网页或 XML"));
    }
    static const char TEXT[] = "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0mimetypeapplication/"
                               "vnd.oasis.opendocument.textPK\x03\x04      ";
    put_bytes(TEXT, sizeof TEXT - 1);
    assert_non_null(strstr(FIRST_CELL, "其实是文字文档"));
}

static void without_soffice(void **state)
{
    (void)state;
    char *before = getenv("PATH") ? strdup(getenv("PATH")) : NULL;
    setenv("PATH", "/no/such/folder", 1);
    put_ole("Workbook");
    assert_non_null(strstr(FIRST_CELL, "没有安装"));
    if (before)
        setenv("PATH", before, 1);
    free(before);
    assert_int_equal(rmdir(temporary), 0); /* nothing was left */
    assert_int_equal(mkdir(temporary, 0700), 0);
}

/* A program in soffice's place: what it makes is read, and that it makes nothing is said. */
static void through_a_program(void **state)
{
    (void)state;
    char program[96], made[96], script[512];
    struct buf b = { 0 };
    char *before = getenv("PATH") ? strdup(getenv("PATH")) : NULL;
    snprintf(program, sizeof program, "%s/soffice", folder);
    snprintf(made, sizeof made, "%s/made.xlsx", folder);
    test_book_write(
        &(struct test_book) { .sheets = { "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>" } },
        &b);
    FILE *f = fopen(made, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b.data, 1, b.bytes, f), b.bytes);
    fclose(f);
    for (int sound = 0; sound < 2; sound++) {
        snprintf(script, sizeof script,
                 "#!/bin/sh\nfor last; do :; done\ntest -s \"$last\" || exit 1\n%s '%s' \"${last%%/*}/sheet.xlsx\"\n",
                 sound ? "/bin/cp" : ": ", made);
        f = fopen(program, "w");
        assert_non_null(f);
        fputs(script, f);
        fclose(f);
        chmod(program, 0700);
        setenv("PATH", folder, 1);
        put_ole("Workbook");
        if (sound)
            assert_string_equal(FIRST_CELL, "7");
        else
            assert_non_null(strstr(FIRST_CELL, "没能转换"));
    }
    if (before)
        setenv("PATH", before, 1);
    free(before);
    unlink(program);
    unlink(made);
    assert_int_equal(rmdir(temporary), 0);
    assert_int_equal(mkdir(temporary, 0700), 0);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_and_xlsx),
        cmocka_unit_test(old_and_foreign_files),
        cmocka_unit_test(without_soffice),
        cmocka_unit_test(through_a_program),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
