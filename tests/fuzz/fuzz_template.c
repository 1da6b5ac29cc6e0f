/* tests/fuzz/fuzz_template.c: no template makes report_check crash, hang or succeed with an error set. */
#include <assert.h>
#include <string.h>

#include "report/report.h"
#include "replay.h"

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
    struct report_source filled = { .report = "t", .file = "t.md", .text = text };
    if (bytes % 3 == 1)
        filled.of = catalog_book(c, "隐患"); /* a letter */
    if (bytes % 3 == 2)
        filled.docx = data; /* the text of a .docx */
    bool ok = report_check(c, &memory, &filled, &e);
    assert(ok == (e.code == ERR_NONE));
    assert(ok || (e.code == ERR_INPUT && e.what[0]));
    arena_free(&memory);
    return 0;
}

static const struct fuzz_seed SEEDS[] = {
    FUZZ_SEED("# {{机构}}{{年}}年总结\n{{期间}}，{{截至}}，隐患{{隐患数 | 万}}，同比{{隐患数 | yoy | digits 1}}\n"),
    FUZZ_SEED("{{#each 乡镇 by 率 desc limit 3 join 、}}{{序号}}{{名称}}{{率 | 余}}{{/each}}\n"),
    FUZZ_SEED("{{#each group 隐患数 by 级别}}\n- {{组}}{{值 | 数}}\n{{/each}}\n"),
    FUZZ_SEED("{{#if 率 >= 98%}}好{{else}}{{#if 隐患数}}差{{/if}}{{/if}}{{! 注 }}{{{{"),
    FUZZ_SEED("@主送 各镇：\n{{编号}}{{级别 | 或 无}}{{机构.名称}}{{状态}}\n{{#if 级别 = 一般}}|甲|乙|\n|--|:-:|\n{{/if}}"),
    FUZZ_SEED("{{#each 隐患 where 级别 = 重大 by 日期 desc limit 2 join ；}}{{编号}}{{日期}}{{/each}}"),
    FUZZ_SEED("{{count(隐患 where 级别 = 重大 and day > 2023-01-01) / 隐患数 + 1.5}}"),
};
static const char *const PIECES[] = { "{{",   "}}",     "{{/each}}", "{{/if}}", "{{else}}", "{{#if ", "{{#each ",
                                      " | ",  "\n",     "# ",        "- ",      "率",       "年",     "0",
                                      "\xE4", ">= 98%", "@落款 ",    "|",       " 或 ",     "级别" };

const struct fuzz_corpus FUZZ_CORPUS = FUZZ_CORPUS_OF(SEEDS, PIECES);
