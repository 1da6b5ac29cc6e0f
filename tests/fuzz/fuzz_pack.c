/* tests/fuzz/fuzz_pack.c: any bytes as a pack: loads or is refused with one sentence and a place, within bounds.
 * With -DLIBFUZZER it is a libFuzzer target; else it replays the files it is given, or mutates its seeds for two
 * seconds (FUZZ_SEED names another sequence). */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "catalog/catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const struct pack_file FILES[] = { { "年度总结.md", "{{年}}" } };
    struct arena a;
    struct pack_source source = {
        .file = "fuzz.yaml", .text = (const char *)data, .bytes = bytes, .files = FILES, .file_count = 1
    };
    arena_init(&a, 4096);
    struct catalog *c = catalog_new(&a);
    for (int64_t version = 1; version <= 2; version++) { /* the second replaces the first */
        struct err e = { .lang = version == 1 ? LANG_ZH : LANG_EN };
        source.seq = version;
        if (!catalog_add(c, &source, &e)) {
            assert(e.code == ERR_INPUT && text_valid(e.what, strlen(e.what)) && strncmp(e.what, "fuzz.yaml:", 10) == 0);
            break;
        }
    }
    struct pack_outline outline;
    struct err e = { 0 };
    if (!catalog_outline(&a, &source, &outline, &e))
        assert(e.code == ERR_INPUT);
    arena_free(&a);
    return 0;
}

#ifndef LIBFUZZER
#define INPUT_BYTES_MAX (2 * 1024 * 1024)
#define ROUND_SECONDS   2

static const char *const SEEDS[] = {
    "pack: 甲\nbooks:\n  - {name: 机构, kind: register, fields: [{name: 名称, type: text}, {name: 上级, type: ref, book: "
    "机构}]}\n"
    "  - name: 隐患\n    kind: journal\n    day: 日\n    flow: 整改\n    fields:\n      - {name: 日, type: day, required: "
    "true}\n"
    "      - {name: 级别, type: choice, values: [一般, 重大], default: 一般}\n      - {name: 款, type: decimal(2)}\n"
    "flows:\n  - name: 整改\n    states: [中, 完]\n    moves: [{name: 销, from: [中], to: 完, not_by: 销, needs: [据]}]\n"
    "    deadlines: [{state: 中, within: 15 workdays, when: \"级别 = 一般\", warn: 5 days}]\n",
    "pack: 乙\nbooks: [{name: a, kind: register, fields: [{name: n, type: int, many: true}, {name: v, type: money}]}]\n"
    "measures:\n  - {name: x, formula: 'count(a where n in (1, 2))', unit: '%'}\n  - {name: y, formula: \"x / x yoy\", "
    "digits: 1}\n"
    "targets: [{measure: x, op: '>=', value: 9, year: 2024}]\n"
    "rules: [{name: r, kind: limit, book: a, sum: v, within: a.v, refuse: true}]\nreports: [{name: p, template: "
    "年度总结.md, of: a}]\n",
};

static void replay(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data = malloc(INPUT_BYTES_MAX);
    if (f && data)
        LLVMFuzzerTestOneInput(data, fread(data, 1, INPUT_BYTES_MAX, f));
    if (f)
        fclose(f);
    free(data);
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* A few bytes changed, a piece cut out or doubled. */
static size_t mutate(uint8_t *data, size_t bytes, uint64_t *random)
{
    static const char SIGNS[] = "{}[]:,-#&*!|>'\"%@ \n\t.()=<";
    for (uint64_t n = 1 + next_random(random) % 4; n && bytes > 4; n--) {
        size_t at = next_random(random) % bytes, run = 1 + next_random(random) % 16;
        if (run > bytes - at)
            run = bytes - at;
        switch (next_random(random) % 4) {
        case 0: data[at] = (uint8_t)next_random(random); break;
        case 1: data[at] = (uint8_t)SIGNS[next_random(random) % (sizeof SIGNS - 1)]; break;
        case 2:
            memmove(data + at, data + at + run, bytes - at - run);
            bytes -= run;
            break;
        default:
            memmove(data + at + run, data + at, bytes - at);
            bytes += run;
            break;
        }
    }
    return bytes;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    if (argc > 1)
        return 0;
    const char *seed = getenv("FUZZ_SEED");
    uint64_t random = seed ? strtoull(seed, NULL, 10) * 2 + 1 : 20231031;
    static uint8_t data[8192];
    long rounds = 0;
    for (time_t end = time(NULL) + ROUND_SECONDS; time(NULL) < end; rounds++) {
        const char *text = SEEDS[rounds % 2];
        size_t bytes = strlen(text);
        memcpy(data, text, bytes);
        /* the end of the input is the end of the memory, so an overrun shows */
        bytes = mutate(data, bytes, &random);
        uint8_t *exact = malloc(bytes ? bytes : 1);
        if (!exact)
            return 1;
        memcpy(exact, data, bytes);
        LLVMFuzzerTestOneInput(exact, bytes);
        free(exact);
    }
    printf("%ld inputs\n", rounds);
    return 0;
}
#endif
