/* tests/fuzz/fuzz_template.c: no template makes report_check crash, hang or succeed with an error set.
 *
 *     with libFuzzer:  clang -fsanitize=fuzzer,address -DLIBFUZZER …
 *     alone:           fuzz_template FILE…    replays files
 *                      fuzz_template          about two seconds of seeded mutations of the seeds below */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const char PACK[] = "pack: 试\n"
                           "books:\n"
                           "  - {name: 机构, kind: register, fields: [{name: 名称, type: text}, {name: 上级, type: ref, "
                           "book: 机构}, {name: 级别, type: text}]}\n"
                           "  - {name: 隐患, kind: journal, day: 日期, fields: [{name: 日期, type: day}, {name: 级别, type: "
                           "choice, values: [一般, 重大]}]}\n"
                           "measures:\n"
                           "  - {name: 隐患数, formula: 'count(隐患)', unit: 个}\n"
                           "  - {name: 率, formula: '隐患数 / 隐患数', unit: '%'}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct arena memory;
    struct err e = { 0 };
    arena_init(&memory, 1 << 14);
    struct catalog *c = catalog_new(&memory);
    struct pack_source source = { .file = "试.yaml", .text = PACK, .bytes = sizeof PACK - 1 };
    bool loaded = catalog_add(c, &source, &e);
    assert(loaded);
    char *text = ARENA_ARRAY(&memory, char, bytes + 1);
    memcpy(text, data, bytes);
    bool ok = report_check(c, &memory, "t.md", text, &e);
    assert(ok == (e.code == ERR_NONE));
    assert(ok || (e.code == ERR_INPUT && e.what[0]));
    arena_free(&memory);
    return 0;
}

#ifndef LIBFUZZER

#define SECONDS   2
#define BYTES_MAX 4096

static const char *const SEEDS[] = {
    "# {{机构}}{{年}}年总结\n{{期间}}，{{截至}}，隐患{{隐患数 | 万}}，同比{{隐患数 | yoy | digits 1}}\n",
    "{{#each 乡镇 by 率 desc limit 3 join 、}}{{序号}}{{名称}}{{率 | 余}}{{/each}}\n",
    "{{#each group 隐患数 by 级别}}\n- {{组}}{{值 | 数}}\n{{/each}}\n",
    "{{#if 率 >= 98%}}好{{else}}{{#if 隐患数}}差{{/if}}{{/if}}{{! 注 }}{{{{",
    "{{count(隐患 where 级别 = 重大 and day > 2023-01-01) / 隐患数 + 1.5}}",
};

/* xorshift64 */
static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* One change: a byte, a piece taken out, or a piece of another seed put in. */
static size_t mutate(uint64_t *state, uint8_t *text, size_t bytes)
{
    size_t at = bytes ? next(state) % bytes : 0;
    const char *other = SEEDS[next(state) % (sizeof SEEDS / sizeof *SEEDS)];
    size_t from = next(state) % strlen(other), piece = next(state) % (strlen(other) - from) + 1;
    switch (next(state) % 4) {
    case 0:
        if (bytes)
            text[at] = (uint8_t)next(state);
        return bytes;
    case 1: {
        size_t cut = bytes ? next(state) % (bytes - at) : 0;
        memmove(text + at, text + at + cut, bytes - at - cut);
        return bytes - cut;
    }
    default:
        if (bytes + piece > BYTES_MAX)
            return bytes / 2;
        memmove(text + at + piece, text + at, bytes - at);
        memcpy(text + at, other + from, piece);
        return bytes + piece;
    }
}

static int replay(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        return 1;
    }
    uint8_t *text = malloc((2 << 20) + 1);
    size_t bytes = text ? fread(text, 1, 2 << 20, f) : 0;
    LLVMFuzzerTestOneInput(text, bytes);
    free(text);
    return fclose(f) != 0;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    if (argc > 1)
        return failed;
    static uint8_t text[BYTES_MAX + 1];
    uint64_t state = 20231031;
    size_t bytes = 0;
    long rounds = 0;
    for (clock_t end = clock() + SECONDS * CLOCKS_PER_SEC; clock() < end; rounds++) {
        if (rounds % 40 == 0) {
            const char *seed = SEEDS[next(&state) % (sizeof SEEDS / sizeof *SEEDS)];
            bytes = strlen(seed);
            memcpy(text, seed, bytes);
        } else {
            bytes = mutate(&state, text, bytes);
        }
        LLVMFuzzerTestOneInput(text, bytes);
    }
    printf("fuzz_template: %ld templates\n", rounds);
    return 0;
}

#endif
