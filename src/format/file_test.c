/* Goal: whole files in and out, bounded, and never half a file under its name. */
#include "format/format.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/file_test_XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/report.txt", folder);
    return 0;
}

static int drop_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder); /* fails where a partial file was left behind */
}

static void writes_and_reads_back(void **state)
{
    (void)state;
    struct err e = { 0 };
    struct arena a;
    char *text;
    size_t bytes;
    arena_init(&a, 1024);
    assert_true(file_write(path, "old", 3, &e));
    assert_int_equal(chmod(path, 0640), 0);
    assert_true(file_write(path, "a\0b", 3, &e));
    assert_true(file_read(&a, path, 3, &text, &bytes, &e));
    assert_int_equal(bytes, 3);
    assert_memory_equal(text, "a\0b", 4);
    struct stat s;
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0640);
    assert_false(file_read(&a, path, 2, &text, &bytes, &e));
    assert_int_equal(e.msg, MSG_FILE_TOO_LARGE);
    arena_free(&a);
}

/* A file that does not say its size is read to its end all the same, and no further than allowed. */
static void reads_files_without_a_size(void **state)
{
    (void)state;
    struct err e = { 0 };
    struct arena a;
    char *text;
    size_t bytes;
    arena_init(&a, 1024);
    assert_true(file_read(&a, "/proc/self/status", 1 << 20, &text, &bytes, &e));
    assert_true(bytes > 100 && strlen(text) == bytes);
    assert_false(file_read(&a, "/dev/zero", 1 << 18, &text, &bytes, &e));
    assert_int_equal(e.msg, MSG_FILE_TOO_LARGE);
    arena_free(&a);
}

static void words_what_the_disk_says(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum msg_id msg;
    } CASES[] = { { "/tmp", MSG_FILE_FOLDER },
                  { "/no/such/report.txt", MSG_FILE_FOLDER_MISSING },
                  { "/dev/full", MSG_FILE_FULL } };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct err e = { 0 };
        assert_false(file_write(CASES[i].path, "x", 1, &e));
        assert_int_equal(e.msg, CASES[i].msg);
        assert_non_null(strstr(e.what, CASES[i].path));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_reads_back),
        cmocka_unit_test(reads_files_without_a_size),
        cmocka_unit_test(words_what_the_disk_says),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
