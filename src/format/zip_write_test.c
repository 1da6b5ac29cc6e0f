/* Goal: a container is made of its parts alone: same parts, same bytes, whenever and wherever they are written. */
#include "format/zip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <zip.h>

static void write_sample(struct buf *out)
{
    struct err e = { 0 };
    struct zip_writer *z = zip_create();
    zip_put(z, "word/z.xml", "<z/>", 4);
    zip_put(z, "a.txt", "", 0);
    char much[5000];
    memset(much, 'x', sizeof much);
    zip_put(z, "b/much.txt", much, sizeof much);
    assert_true(zip_finish(z, out, &e));
    assert_int_equal(e.code, ERR_NONE);
}

static void same_parts_same_bytes_in_any_zone(void **state)
{
    (void)state;
    static const char *const ZONES[] = { "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "UTC" };
    struct buf first = { 0 }, again = { 0 };
    write_sample(&first);
    for (size_t i = 0; i < sizeof ZONES / sizeof *ZONES; i++) {
        setenv("TZ", ZONES[i], 1);
        tzset();
        buf_clear(&again);
        write_sample(&again);
        assert_int_equal(again.bytes, first.bytes);
        assert_memory_equal(again.data, first.data, first.bytes);
    }
    unsetenv("TZ");
    tzset();
    /* the first local header: time at 10, day at 12 */
    const unsigned char *head = (const unsigned char *)first.data;
    assert_int_equal(head[10] | head[11] << 8, 0);
    assert_int_equal(head[12] | head[13] << 8, 1 << 5 | 1);
    buf_free(&first);
    buf_free(&again);
}

static void parts_come_back_in_order(void **state)
{
    (void)state;
    static const char *const NAMES[] = { "word/z.xml", "a.txt", "b/much.txt" };
    static const zip_uint64_t BYTES[] = { 4, 0, 5000 };
    struct buf out = { 0 };
    write_sample(&out);
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *memory = zip_source_buffer_create(out.data, out.bytes, 0, &why);
    zip_t *zip = zip_open_from_source(memory, ZIP_RDONLY | ZIP_CHECKCONS, &why);
    assert_non_null(zip);
    assert_int_equal(zip_get_num_entries(zip, 0), 3);
    for (zip_uint64_t i = 0; i < 3; i++) {
        zip_stat_t about;
        assert_int_equal(zip_stat_index(zip, i, 0, &about), 0);
        assert_string_equal(about.name, NAMES[i]);
        assert_true(about.size == BYTES[i]);
    }
    char text[8] = "";
    zip_file_t *part = zip_fopen(zip, "word/z.xml", 0);
    assert_int_equal(zip_fread(part, text, sizeof text - 1), 4);
    assert_string_equal(text, "<z/>");
    zip_fclose(part);
    zip_close(zip);
    buf_free(&out);
}

static void a_part_twice_is_a_failure_told_at_the_end(void **state)
{
    (void)state;
    struct err e = { 0 };
    struct buf out = { 0 };
    struct zip_writer *z = zip_create();
    zip_put(z, "a", "1", 1);
    zip_put(z, "a", "2", 1);
    zip_put(z, "b", "3", 1);
    assert_false(zip_finish(z, &out, &e));
    assert_int_equal(e.msg, MSG_DOCX_OUT_ZIP);
    assert_int_equal(out.bytes, 0);
    buf_free(&out);
}

/* More than is held unpacked: every part is there with its own bytes, and the same parts are the same bytes. */
static void much_is_packed_on_the_way(void **state)
{
    (void)state;
    enum { PARTS = 9, BYTES = 8 * 1024 * 1024 };
    struct err e = { 0 };
    struct buf out = { 0 }, again = { 0 };
    char *part = malloc(BYTES), name[16];
    for (struct buf *to = &out; to; to = to == &out ? &again : NULL) {
        struct zip_writer *z = zip_create();
        for (int i = 0; i < PARTS; i++) {
            memset(part, 'a' + i, BYTES);
            snprintf(name, sizeof name, "第%d.txt", i);
            zip_put(z, name, part, BYTES);
        }
        assert_true(zip_finish(z, to, &e));
    }
    assert_int_equal(out.bytes, again.bytes);
    assert_memory_equal(out.data, again.data, out.bytes);
    zip_error_t why;
    zip_error_init(&why);
    zip_t *zip =
        zip_open_from_source(zip_source_buffer_create(out.data, out.bytes, 0, &why), ZIP_RDONLY | ZIP_CHECKCONS, &why);
    assert_non_null(zip);
    assert_int_equal(zip_get_num_entries(zip, 0), PARTS);
    for (int i = 0; i < PARTS; i++) {
        snprintf(name, sizeof name, "第%d.txt", i);
        assert_string_equal(zip_get_name(zip, (zip_uint64_t)i, 0), name);
        zip_file_t *f = zip_fopen_index(zip, (zip_uint64_t)i, 0);
        assert_int_equal(zip_fread(f, part, BYTES), BYTES);
        assert_true(part[0] == 'a' + i && part[BYTES - 1] == 'a' + i);
        zip_fclose(f);
    }
    zip_close(zip);
    zip_drop(zip_create());
    free(part);
    buf_free(&out);
    buf_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_parts_same_bytes_in_any_zone),
        cmocka_unit_test(parts_come_back_in_order),
        cmocka_unit_test(a_part_twice_is_a_failure_told_at_the_end),
        cmocka_unit_test(much_is_packed_on_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
