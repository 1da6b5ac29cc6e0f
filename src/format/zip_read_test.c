/* Goal: a container is read within bounds, and what is no sound one is refused with a sentence that names it. */
#include "format/zip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zip.h>

static char path[] = "/tmp/zip-read-test-XXXXXX";

static int make_path(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 || close(fd) != 0;
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

static void finish(struct zip_writer *w, struct buf *out)
{
    struct err e = { 0 };
    buf_clear(out);
    assert_true(zip_finish(w, out, &e));
}

static void write_file(const struct buf *b, size_t bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(buf_get(b), 1, bytes, f), bytes);
    fclose(f);
}

static void sample(struct buf *out)
{
    struct zip_writer *w = zip_create();
    zip_put(w, "xl/A.xml", "hello", 5);
    zip_put(w, "空", "", 0);
    finish(w, out);
}

static void parts_come_back(void **state)
{
    (void)state;
    struct buf b = { 0 };
    struct err e = { 0 };
    struct zip_reader *z;
    struct zip_part *p;
    struct arena a;
    arena_init(&a, 1024);
    sample(&b);
    write_file(&b, b.bytes);
    for (int memory = 0; memory < 2; memory++) {
        char *text, piece[3];
        size_t bytes;
        assert_true(memory ? zip_open_memory(&z, "名", b.data, b.bytes, &e) : zip_open_file(&z, path, &e));
        assert_int_equal(zip_count(z), 2);
        assert_string_equal(zip_name(z, 0), "xl/A.xml");
        assert_string_equal(zip_name(z, 9), "");
        assert_true(zip_has(z, "xl/A.xml"));
        assert_true(zip_has(z, "XL/a.xml")); /* names differ by more than their case */
        assert_false(zip_has(z, "xl/B.xml"));
        assert_true(zip_part_text(z, &a, "xl/A.xml", 5, &text, &bytes, &e));
        assert_int_equal(bytes, 5);
        assert_string_equal(text, "hello");
        assert_true(zip_part_text(z, &a, "空", 0, &text, &bytes, &e));
        assert_string_equal(text, "");
        assert_true(zip_part_open(z, "xl/A.xml", &p, &e));
        assert_true(zip_part_read(p, piece, sizeof piece, &bytes, &e) && bytes == 3);
        assert_true(zip_part_read(p, piece, sizeof piece, &bytes, &e) && bytes == 2);
        assert_true(zip_part_read(p, piece, sizeof piece, &bytes, &e) && bytes == 0);
        zip_part_close(p);
        zip_reader_close(z);
    }
    buf_free(&b);
    arena_free(&a);
}

static void says_what_is_missing(void **state)
{
    (void)state;
    struct buf b = { 0 };
    struct err e = { 0 };
    struct zip_reader *z;
    struct zip_part *p;
    struct arena a;
    char *text;
    size_t bytes;
    arena_init(&a, 1024);
    sample(&b);
    assert_true(zip_open_memory(&z, "名", b.data, b.bytes, &e));
    assert_false(zip_part_open(z, "xl/B.xml", &p, &e));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    assert_int_equal(e.msg, MSG_ZIP_PART_MISSING);
    assert_non_null(strstr(e.what, "名"));
    e = (struct err) { 0 };
    assert_false(zip_part_text(z, &a, "xl/A.xml", 4, &text, &bytes, &e));
    assert_int_equal(e.msg, MSG_ZIP_PART_LARGE);
    zip_reader_close(z);
    buf_free(&b);
    arena_free(&a);
}

static enum msg_id opening(const void *data, size_t bytes)
{
    struct err e = { 0 };
    struct zip_reader *z;
    if (zip_open_memory(&z, "名", data, bytes, &e))
        zip_reader_close(z);
    return e.msg;
}

static void no_containers(void **state)
{
    (void)state;
    struct buf b = { 0 };
    struct err e = { 0 };
    struct zip_reader *z;
    sample(&b);
    assert_int_equal(opening("", 0), MSG_ZIP_NONE);
    assert_int_equal(opening("hello", 5), MSG_ZIP_NONE);
    for (size_t length = 2; length < b.bytes; length++)
        assert_int_equal(opening(b.data, length), MSG_ZIP_CUT);
    write_file(&b, b.bytes / 2);
    assert_false(zip_open_file(&z, path, &e));
    assert_int_equal(e.msg, MSG_ZIP_CUT);
    assert_int_equal(e.code, ERR_UNREADABLE);
    assert_non_null(strstr(e.what, path));
    e = (struct err) { 0 };
    assert_false(zip_open_file(&z, "/tmp/no/such.zip", &e));
    assert_int_equal(e.msg, MSG_FILE_MISSING);
    buf_free(&b);
}

/* Reads a part to its end; why that failed, MSG_NONE where it did not. */
static enum msg_id reading(const struct buf *b, const char *part)
{
    struct err e = { 0 };
    struct zip_reader *z;
    struct zip_part *p;
    char piece[4096];
    size_t bytes = 1;
    assert_true(zip_open_memory(&z, "名", b->data, b->bytes, &e));
    if (zip_part_open(z, part, &p, &e)) {
        while (bytes && zip_part_read(p, piece, sizeof piece, &bytes, &e))
            continue;
        zip_part_close(p);
    }
    zip_reader_close(z);
    assert_true(e.code == ERR_NONE || e.code == ERR_UNREADABLE);
    return e.msg;
}

/* Changes the size that the container's directory states for its first part. */
static void state_size(struct buf *b, uint32_t size)
{
    char *entry = memmem(b->data, b->bytes, "PK\x01\x02", 4);
    assert_non_null(entry);
    for (int i = 0; i < 4; i++)
        entry[24 + i] = (char)(size >> (8 * i));
}

static void bombs(void **state)
{
    (void)state;
    enum { BYTES = 8 * 1024 * 1024 };
    struct buf b = { 0 };
    char *zeros = calloc(1, BYTES);
    struct zip_writer *w = zip_create();
    assert_non_null(zeros);
    zip_put(w, "bomb", zeros, BYTES);
    zip_put(w, "small", zeros, 1024 * 1024);
    finish(w, &b);
    assert_int_equal(reading(&b, "bomb"), MSG_ZIP_BOMB);
    assert_int_equal(reading(&b, "small"), MSG_NONE);
    state_size(&b, 100); /* the directory lies */
    assert_int_not_equal(reading(&b, "bomb"), MSG_NONE);
    free(zeros);
    buf_free(&b);
}

static void damaged_parts(void **state)
{
    (void)state;
    struct buf b = { 0 };
    char text[4000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * i % 23 % 7);
    struct zip_writer *w = zip_create();
    zip_put(w, "part", text, sizeof text);
    finish(w, &b);
    assert_int_equal(reading(&b, "part"), MSG_NONE);
    b.data[60] ^= 0x55;
    assert_int_equal(reading(&b, "part"), MSG_ZIP_DAMAGED);
    buf_free(&b);
}

static void encrypted_parts(void **state)
{
    (void)state;
    struct buf b = { 0 };
    sample(&b);
    char *entry = memmem(b.data, b.bytes, "PK\x01\x02", 4);
    assert_non_null(entry);
    entry[8] |= 1; /* the flag of a password, in the directory and before the part */
    b.data[6] |= 1;
    assert_int_equal(reading(&b, "xl/A.xml"), MSG_ZIP_ENCRYPTED);
    buf_free(&b);
}

static void too_many_parts(void **state)
{
    (void)state;
    struct buf b = { 0 };
    struct zip_writer *w = zip_create();
    for (int i = 0; i <= ZIP_PARTS_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        zip_put(w, name, "", 0);
    }
    finish(w, &b);
    assert_int_equal(opening(b.data, b.bytes), MSG_ZIP_PARTS);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_come_back), cmocka_unit_test(says_what_is_missing), cmocka_unit_test(no_containers),
        cmocka_unit_test(bombs),           cmocka_unit_test(damaged_parts),        cmocka_unit_test(encrypted_parts),
        cmocka_unit_test(too_many_parts),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
