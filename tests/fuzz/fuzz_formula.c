/* tests/fuzz/fuzz_formula.c: any bytes as a formula, a condition and a path: read or refused with one sentence and a
 * place inside the text, within bounds. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "catalog/catalog.h"
#include "replay.h"

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

static const struct fuzz_seed SEEDS[] = {
    FUZZ_SEED(
        "count(隐患 where not 级别 = 重大 and (state in (中, 完) or 挂牌)) / 率 yoy - 0.5 * sum(隐患.款 where 款 >= -1.5)"),
    FUZZ_SEED("前.机构.上级.名称 != “甲 乙” or day < 2023-06-01 and 前.编号 = A-01 and overdue"),
};
static const char *const PIECES[] = { "(", ")",       "=",     "<",     ">",      "!",    "!=",         ">=", ",",
                                      ".", "+",       "-",     "*",     "/",      "'",    "\"",         "“",  "”",
                                      " ", " where ", " and ", " in (", "count(", " yoy", "2023-01-01", "0",  "9" };

const struct fuzz_corpus FUZZ_CORPUS = FUZZ_CORPUS_OF(SEEDS, PIECES);
