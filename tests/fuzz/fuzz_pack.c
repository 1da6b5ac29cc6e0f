/* tests/fuzz/fuzz_pack.c: any bytes as a pack: loads or is refused with one sentence and a place, within bounds. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "catalog/catalog.h"
#include "replay.h"

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

static const struct fuzz_seed SEEDS[] = {
    FUZZ_SEED(
        "pack: 甲\nbooks:\n  - {name: 机构, kind: register, fields: [{name: 名称, type: text}, {name: 上级, type: ref, "
        "book: "
        "机构}]}\n"
        "  - name: 隐患\n    kind: journal\n    day: 日\n    flow: 整改\n    fields:\n      - {name: 日, type: day, "
        "required: "
        "true}\n"
        "      - {name: 级别, type: choice, values: [一般, 重大], default: 一般}\n      - {name: 款, type: decimal(2)}\n"
        "flows:\n  - name: 整改\n    states: [中, 完]\n    moves: [{name: 销, from: [中], to: 完, not_by: 销, needs: "
        "[据]}]\n"
        "    deadlines: [{state: 中, within: 15 workdays, when: \"级别 = 一般\", warn: 5 days}]\n"),
    FUZZ_SEED(
        "pack: 乙\nbooks: [{name: a, kind: register, fields: [{name: n, type: int, many: true}, {name: v, type: money}]}]\n"
        "measures:\n  - {name: x, formula: 'count(a where n in (1, 2))', unit: '%'}\n  - {name: y, formula: \"x / x yoy\", "
        "digits: 1}\n"
        "targets: [{measure: x, op: '>=', value: 9, year: 2024}]\n"
        "rules: [{name: r, kind: limit, book: a, sum: v, within: a.v, refuse: true}]\nreports: [{name: p, template: "
        "年度总结.md, of: a}]\n"),
};
static const char *const PIECES[] = { "{", "}",  "[", "]", ":", ",",    "- ", "#", "&a ", "*a",    "|",          ">",
                                      "'", "\"", "%", "@", "!", "\n  ", "\t", "(", "=",   "where", "many: true", "9" };

const struct fuzz_corpus FUZZ_CORPUS = FUZZ_CORPUS_OF(SEEDS, PIECES);
