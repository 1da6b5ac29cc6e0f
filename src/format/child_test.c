/* Goal: a program run apart gives its output, and never outlives its limits. */
#include "format/child.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const struct child_limits LIMITS = { .seconds = 20, .output_bytes = 100000 };

static bool run(const char *script, const struct child_limits *limits, struct buf *out, int *status, struct err *e)
{
    const char *const argv[] = { "sh", "-c", script, NULL };
    buf_clear(out);
    *e = (struct err) { 0 };
    return child_run(argv, limits, out, status, e);
}

static void output_and_status(void **state)
{
    (void)state;
    struct buf out = { 0 };
    struct err e;
    int status;
    assert_true(run("echo 一; echo no >&2; exit 3", &LIMITS, &out, &status, &e));
    assert_string_equal(buf_get(&out), "一\n");
    assert_int_equal(status, 3);
    assert_true(run("cat", &LIMITS, &out, &status, &e)); /* its input is empty */
    assert_int_equal(out.bytes, 0);
    assert_int_equal(status, 0);
    assert_true(run("kill -9 $$", &LIMITS, &out, &status, &e));
    assert_int_equal(status, 128 + SIGKILL);
    assert_true(run("head -c 90000 /dev/zero", &LIMITS, &out, &status, &e));
    assert_int_equal(out.bytes, 90000);
    assert_true(child_run((const char *const[]) { "sh", "-c", "echo x", NULL }, &LIMITS, NULL, &status, &e));
    buf_free(&out);
}

static void not_installed(void **state)
{
    (void)state;
    struct err e = { 0 };
    int status;
    assert_false(child_run((const char *const[]) { "no-such-program", NULL }, &LIMITS, NULL, &status, &e));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    assert_int_equal(e.msg, MSG_CHILD_MISSING);
    e = (struct err) { 0 };
    assert_false(child_run((const char *const[]) { "/", NULL }, &LIMITS, NULL, &status, &e));
    assert_int_equal(e.msg, MSG_CHILD_FAILED);
}

static void too_much(void **state)
{
    (void)state;
    struct buf out = { 0 };
    struct err e;
    int status;
    assert_false(run("yes", &LIMITS, &out, &status, &e));
    assert_int_equal(e.msg, MSG_CHILD_LONG);
    assert_true(out.bytes <= LIMITS.output_bytes);
    struct child_limits small = { .seconds = 20, .output_bytes = 1000, .file_bytes = 1000 };
    assert_true(run("f=$(mktemp) && { head -c 100000 /dev/zero > $f; wc -c < $f; rm $f; }", &small, &out, &status, &e));
    assert_string_equal(buf_get(&out), "1000\n");
    buf_free(&out);
}

static void too_slow(void **state)
{
    (void)state;
    struct buf out = { 0 };
    struct err e;
    int status;
    struct child_limits second = { .seconds = 1, .output_bytes = 1000 };
    time_t before = time(NULL);
    assert_false(run("exec >&- ; sleep 60", &second, &out, &status, &e)); /* that its output is closed is no end */
    assert_int_equal(e.msg, MSG_CHILD_SLOW);
    assert_true(time(NULL) - before < 20);
    buf_free(&out);
}

/* Whether a process runs; one that is dead and not yet waited for does not. */
static bool runs(long pid)
{
    char name[64], text[512] = "";
    snprintf(name, sizeof name, "/proc/%ld/stat", pid);
    FILE *f = fopen(name, "r");
    if (!f)
        return false;
    bool any = fgets(text, sizeof text, f) != NULL;
    fclose(f);
    const char *state = strrchr(text, ')');
    return any && state && state[2] != 'Z' && state[2] != 'X';
}

/* A helper left behind, which holds the output open, neither delays the answer nor lives on. */
static void helpers_end_too(void **state)
{
    (void)state;
    struct buf out = { 0 };
    struct err e;
    int status;
    time_t before = time(NULL);
    assert_true(run("sleep 60 & echo $!", &LIMITS, &out, &status, &e));
    assert_true(time(NULL) - before < 15);
    long helper = strtol(buf_get(&out), NULL, 10);
    assert_true(helper > 1);
    for (int i = 0; i < 500 && runs(helper); i++)
        usleep(10000);
    assert_false(runs(helper));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_and_status), cmocka_unit_test(not_installed),   cmocka_unit_test(too_much),
        cmocka_unit_test(too_slow),          cmocka_unit_test(helpers_end_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
