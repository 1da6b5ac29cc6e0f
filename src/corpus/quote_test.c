/* Goal: what was changed in a paragraph is told as people would.
 * Method: a table of pairs; random pairs, whose changes must stand in their texts, in order.  Whole documents:
 * tests/cases/library-out.case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "corpus/quote.h"

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

static const struct {
    const char *older, *newer, *changes;
    int percent;
} PAIRS[] = {
    { "清理河道126公里", "清理河道128公里", "126→128", 88 },
    { "整改率98.5%，较上年", "整改率99.5%，较上年", "98.5%→99.5%", 91 },
    { "新建水库3座", "新建水库3座", "", 100 },
    { "开展检查", "全年开展检查", "→全年", 80 },
    { "发现问题12个，整改10个。", "发现问题9个，整改9个。", "12→9；10→9", 76 },
    { "甲乙丙丁", "戊己庚辛", "甲乙丙丁→戊己庚辛", 0 },
    { "甲1乙2丙3丁4戊5己6庚", "甲a乙b丙c丁d戊e己f庚", "1乙2丙3丁4戊5己6→a乙b丙c丁d戊e己f", 53 },
    { "一一甲，二二甲，三三甲，四四甲，五五甲，六六甲", "一一乙，二二乙，三三乙，四四乙，五五乙，六六乙",
      "甲→乙；甲→乙；甲→乙；甲→乙；甲→乙…", 73 },
};

static void changes_are_told(void **state)
{
    (void)state;
    struct arena a;
    struct differ d = { 0 };
    arena_init(&a, 4096);
    for (size_t i = 0; i < COUNT_OF(PAIRS); i++) {
        uint16_t x[100], y[100];
        size_t n = units_of(PAIRS[i].older, strlen(PAIRS[i].older), x),
               m = units_of(PAIRS[i].newer, strlen(PAIRS[i].newer), y);
        assert_int_equal(differ_percent(&d, x, n, y, m), PAIRS[i].percent);
        assert_string_equal(differ_changes(&d, &a, x, n, y, m), PAIRS[i].changes);
        assert_int_equal(differ_percent(&d, y, m, x, n), PAIRS[i].percent);
    }
    uint16_t *long_one = calloc(DIFFER_UNITS + 1, sizeof *long_one);
    assert_int_equal(differ_percent(&d, long_one, DIFFER_UNITS + 1, long_one, 1), 0);
    assert_int_equal(differ_percent(&d, long_one, DIFFER_UNITS, long_one, DIFFER_UNITS), 100);
    free(long_one);
    differ_free(&d);
    arena_free(&a);
}

/* Random pairs: the share never depends on which comes first, and applying what was told is possible: both sides of every change
 * stand in their text, in order. */
static void random_changes_stand_in_their_texts(void **state)
{
    (void)state;
    struct arena a;
    struct differ d = { 0 };
    uint64_t seed = 7;
    arena_init(&a, 4096);
    for (int round = 0; round < 20000; round++) {
        char x[64], y[64];
        uint16_t u[64], v[64];
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        int n = 1 + (int)(seed >> 40) % 30, m = 0;
        for (int i = 0; i < n; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            x[i] = (char)('a' + (seed >> 33) % 4);
            if ((seed >> 50) % 8 == 0)
                y[m++] = 'z';
            if ((seed >> 55) % 8)
                y[m++] = x[i];
        }
        x[n] = y[m] = '\0';
        size_t nu = units_of(x, (size_t)n, u), nv = units_of(y, (size_t)m, v);
        int percent = differ_percent(&d, v, nv, u, nu);
        assert_int_equal(differ_percent(&d, u, nu, v, nv), percent);
        char *told = (char *)differ_changes(&d, &a, u, nu, v, nv), *at_x = x, *at_y = y;
        assert_true((percent == 100) == !*told);
        for (char *next; *told && strncmp(told, "…", 3) != 0; told = next) {
            next = strstr(told, "；");
            char *end = next ? next : strstr(told, "…");
            char *arrow = strstr(told, "→");
            if (end)
                *end = '\0';
            next = next ? next + 3 : told + strlen(told);
            *arrow = '\0';
            assert_non_null(at_x = strstr(at_x, told));
            assert_non_null(at_y = strstr(at_y, arrow + 3));
        }
        arena_free(&a);
        arena_init(&a, 4096);
    }
    differ_free(&d);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_told),
        cmocka_unit_test(random_changes_stand_in_their_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
