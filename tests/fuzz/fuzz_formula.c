/* tests/fuzz/fuzz_formula.c: any bytes as a formula, a condition and a path: read or refused with one sentence and a
 * place inside the text, within bounds.  With -DLIBFUZZER it is a libFuzzer target; else it replays the files it is given,
 * or mutates its seeds for two seconds (FUZZ_SEED names another sequence). */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "catalog/catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const char PACK[] =
    "pack: 甲\nbooks:\n  - {name: 机构, kind: register, fields: [{name: 名称, type: text}, {name: 上级, type: ref, book: "
    "机构}]}\n"
    "  - name: 隐患\n    kind: journal\n    day: 日\n    flow: 整改\n    fields:\n      - {name: 日, type: day, required: "
    "true}\n"
    "      - {name: 级别, type: choice, values: [一般, 重大], default: 一般}\n      - {name: 款, type: decimal(2)}\n"
    "      - {name: 挂牌, type: bool}\n      - {name: 前, type: ref, book: 隐患, many: true}\n"
    "flows: [{name: 整改, states: [中, 完], moves: [{name: 销, from: 中, to: 完}]}]\nmeasures: [{name: 率, formula: '1'}]\n";

static void check(bool ok, int at, size_t points, const struct err *e)
{
    if (!ok)
        assert(e->code == ERR_INPUT && at >= 0 && (size_t)at <= points && text_valid(e->what, strlen(e->what)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct arena a;
    struct err e = { 0 };
    int at = -1;
    const struct formula *formula;
    const struct where *where;
    const struct path *path;
    struct pack_source source = { .file = "fuzz.yaml", .text = PACK, .bytes = sizeof PACK - 1 };
    arena_init(&a, 65536);
    struct catalog *c = catalog_new(&a);
    bool ok = catalog_add(c, &source, &e);
    assert(ok);
    char *text = malloc(bytes + 1);
    if (!text)
        abort();
    memcpy(text, data, bytes);
    text[bytes] = '\0';
    size_t points = strlen(text);
    ok = formula_parse(c, &a, text, &formula, &at, &e);
    check(ok, at, points, &e);
    e = (struct err) { 0 };
    ok = where_parse(c, &a, catalog_book(c, "隐患"), text, &where, &at, &e);
    check(ok, at, points, &e);
    e = (struct err) { .lang = LANG_EN };
    ok = path_parse(c, &a, catalog_book(c, "隐患"), text, &path, &at, &e);
    check(ok, at, points, &e);
    free(text);
    arena_free(&a);
    return 0;
}

#ifndef LIBFUZZER
#define INPUT_BYTES_MAX (2 * 1024 * 1024)
#define ROUND_SECONDS   2

static const char *const SEEDS[] = {
    "count(隐患 where not 级别 = 重大 and (state in (中, 完) or 挂牌)) / 率 yoy - 0.5 * sum(隐患.款 where 款 >= -1.5)",
    "前.机构.上级.名称 != “甲 乙” or day < 2023-06-01 and 前.编号 = A-01 and overdue",
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
    static const char SIGNS[] = "()=<>!,.+-*/'\" \n0123456789";
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
