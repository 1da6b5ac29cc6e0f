/* tools/reading.c: how fast the whole of text_read is, one thread, without files and output.
 *
 *     reading FILE… [--rounds N]     reads every text N times (default 5), each by itself; prints
 *                                    "BYTES CHARACTERS MILLISECONDS", the processor time of the median round */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "format/format.h"
#include "text/text.h"

#define ROUNDS_MAX   99
#define MEMORY_BLOCK ((size_t)1024 * 1024)

static int64_t used_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others may be at work on the machine */
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

int main(int argc, char **argv)
{
    int rounds = 5, count = 0;
    int64_t took[ROUNDS_MAX];
    size_t bytes = 0, chars = 0;
    struct arena texts;
    arena_init(&texts, MEMORY_BLOCK);
    const char **text = ARENA_ARRAY(&texts, const char *, (size_t)argc);
    size_t *length = ARENA_ARRAY(&texts, size_t, (size_t)argc);
    for (int i = 1; i < argc; i++) {
        struct err e = { 0 };
        struct docx_text d;
        if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc) {
            rounds = (int)strtol(argv[++i], NULL, 10);
        } else if (document_read(&texts, argv[i], &d, &e)) {
            text[count] = d.text;
            length[count] = strlen(d.text);
            bytes += length[count++];
        } else {
            fprintf(stderr, "%s\n", e.what);
            return 3;
        }
    }
    if (!count || rounds < 1 || rounds > ROUNDS_MAX)
        return 2;
    for (int n = 0; n < rounds; n++) {
        int64_t start = used_us();
        chars = 0;
        for (int i = 0; i < count; i++) {
            struct arena memory;
            struct reading k;
            arena_init(&memory, MEMORY_BLOCK);
            text_read(&memory, text[i], length[i], NULL, &k);
            chars += k.chars;
            arena_free(&memory);
        }
        took[n] = used_us() - start;
    }
    qsort(took, (size_t)rounds, sizeof *took, by_value);
    printf("%zu %zu %.1f\n", bytes, chars, (double)took[rounds / 2] / 1000);
    arena_free(&texts);
    return 0;
}
