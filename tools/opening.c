/* tools/opening.c: how fast a document becomes text, one thread, the reading of its figures apart.
 *
 *     opening FILE…    opens every file three times; prints "FILE  BYTES  CHARACTERS  MILLISECONDS" of the median: processor time,
 *                      that of the programs it starts too, so that what else the machine does counts little */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/text.h"
#include "format/format.h"

#define ROUNDS 3

static int64_t now_us(void)
{
    int64_t sum = 0;
    for (int who = RUSAGE_CHILDREN; who <= RUSAGE_SELF; who++) {
        struct rusage u;
        getrusage(who, &u);
        sum += (int64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
    }
    return sum;
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static bool open_one(const char *path)
{
    int64_t took[ROUNDS];
    size_t chars = 0, bytes;
    for (int i = 0; i < ROUNDS; i++) {
        struct arena a;
        struct docx_text d;
        struct err e = { 0 };
        arena_init(&a, (size_t)1 << 20);
        int64_t start = now_us();
        bool ok = document_read(&a, path, &d, &e);
        took[i] = now_us() - start;
        chars = ok ? text_points(d.text, strlen(d.text)) : 0;
        arena_free(&a);
        if (!ok) {
            fprintf(stderr, "%s\n", e.what);
            return false;
        }
    }
    struct arena a;
    char *data;
    arena_init(&a, (size_t)1 << 20);
    bool ok = file_read(&a, path, (size_t)1 << 30, &data, &bytes, &(struct err) { 0 });
    arena_free(&a);
    qsort(took, ROUNDS, sizeof *took, by_value);
    printf("%s  %zu  %zu  %.1f\n", path, bytes, chars, (double)took[ROUNDS / 2] / 1000);
    return ok;
}

int main(int argc, char **argv)
{
    bool ok = argc > 1;
    for (int i = 1; i < argc; i++)
        ok = open_one(argv[i]) && ok;
    return ok ? 0 : 3;
}
