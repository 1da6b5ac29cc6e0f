/* text/linear_test.c: a reading takes time linear in the text, whatever stands in it. */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "text/text.h"

#define SMALL_BYTES (256 * 1024)
#define TIMES       4 /* the large text is so many times the small one */
#define RATIO_MAX   8 /* a square would be 16 */
#define RUNS        2 /* the fastest counts: another process may have had the processor */
#define TRIES       3
#define SECONDS_MAX 60.0 /* an instrumented build is twenty times slower than a plain one */

static const char ORDINARY[] =
    "截至11月底，全县累计排查单位1204家，其中重点单位86家，整改问题隐患3512个，整改率98.2%，同比增长6.5%；"
    "开展“一网通办”改革（含村级服务点45个），发放补助资金320.5万元。2024年力争新增床位200张以上。";

static char *repeated(const char *piece, size_t bytes)
{
    size_t n = strlen(piece);
    char *out = malloc(bytes);
    assert_non_null(out);
    for (size_t i = 0; i < bytes; i++)
        out[i] = piece[i % n];
    return out;
}

/* The same bytes every run. */
static char *random_bytes(size_t bytes)
{
    uint64_t random = 20231031;
    char *out = malloc(bytes);
    assert_non_null(out);
    for (size_t i = 0; i < bytes; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        out[i] = (char)(random >> 32);
    }
    return out;
}

/* Processor time, so that a busy machine does not count. */
static double seconds_of(const char *text, size_t bytes)
{
    struct timespec from, to;
    struct arena a;
    struct reading out;
    arena_init(&a, 1 << 20);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    text_read(&a, text, bytes, NULL, &out);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    arena_free(&a);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static double fastest(const char *text, size_t bytes)
{
    double best = seconds_of(text, bytes);
    for (int i = 1; i < RUNS && best < SECONDS_MAX / RUNS; i++) {
        double t = seconds_of(text, bytes);
        if (t < best)
            best = t;
    }
    return best;
}

/* A busy machine spoils a comparison now and then, a square spoils every one. */
static void is_linear(const char *name, const char *text)
{
    double small = 0, large = 0;
    for (int i = 0; i < TRIES && large >= RATIO_MAX * small; i++) {
        small = fastest(text, SMALL_BYTES);
        assert_true(small < SECONDS_MAX / RATIO_MAX);
        large = fastest(text, (size_t)SMALL_BYTES * TIMES);
    }
    print_message("%-24s %8.1f ms, %d times as much %8.1f ms: %.1f\n", name, small * 1e3, TIMES, large * 1e3, large / small);
    assert_true(large < SECONDS_MAX);
    assert_true(large < RATIO_MAX * small);
}

static void time_grows_as_the_text(void **state)
{
    (void)state;
    static const char *const PIECES[] = { "7",      "1234567890", "（", "）",     "（）",  "一",       "一百",       "亿",
                                          "九千亿", "、",         "“",  "《",     "XX万",  "1,",       "其中",       "分别",
                                          "，",     "第",         "\n", "一、\n", "1.\n",  "（一）\n", "同比增长1%", "5家，",
                                          "共3家",  "X",          "#",  "{{",     ORDINARY };
    for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++) {
        char *text = repeated(PIECES[i], (size_t)SMALL_BYTES * TIMES);
        is_linear(PIECES[i] == ORDINARY ? "one line" : *PIECES[i] == '\n' ? "newlines" : PIECES[i], text);
        free(text);
    }
}

static void time_grows_as_the_bytes(void **state)
{
    (void)state;
    char *text = random_bytes((size_t)SMALL_BYTES * TIMES);
    is_linear("random bytes", text);
    free(text);
}

int main(void)
{
    /* Memory that was used once is used again: new pages would be counted with the large text and not with the small. */
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    const struct CMUnitTest all[] = {
        cmocka_unit_test(time_grows_as_the_text),
        cmocka_unit_test(time_grows_as_the_bytes),
    };
    return cmocka_run_group_tests_name("text_linear", all, NULL, NULL);
}
