/* Goal: the templates that come with the program are sound, and every mistake is one sentence with its line and column.
 * Method: the real packs; one row a mistake. */
#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "report/template.h"

struct fixture {
    struct arena memory;
    struct catalog *catalog;
};

static char *read_source(struct arena *a, const char *path, size_t *bytes)
{
    const char *root = getenv("TAIZHANG_SOURCE");
    char whole[4096], *text;
    struct err e = { 0 };
    snprintf(whole, sizeof whole, "%s/packs/%s", root ? root : ".", path);
    if (!file_read(a, whole, TEMPLATE_BYTES_MAX, &text, bytes, &e))
        fail_msg("%s", e.what);
    return text;
}

static void add_pack(struct fixture *f, const char *file)
{
    struct pack_source source = { .file = file };
    struct pack_outline outline;
    struct err e = { 0 };
    source.text = read_source(&f->memory, file, &source.bytes);
    if (!catalog_outline(&f->memory, &source, &outline, &e))
        fail_msg("%s", e.what);
    struct pack_file *templates = ARENA_ARRAY(&f->memory, struct pack_file, (size_t)outline.template_count + 1);
    for (int i = 0; i < outline.template_count; i++) {
        size_t bytes;
        templates[i] = (struct pack_file) { outline.templates[i], read_source(&f->memory, outline.templates[i], &bytes) };
    }
    source.files = templates;
    source.file_count = outline.template_count;
    if (!catalog_add(f->catalog, &source, &e))
        fail_msg("%s", e.what);
}

static int begin(void **state)
{
    static struct fixture f;
    arena_init(&f.memory, 1 << 16);
    f.catalog = catalog_new(&f.memory);
    add_pack(&f, "基础.yaml");
    add_pack(&f, "应急管理.yaml");
    *state = &f;
    return 0;
}

static int end(void **state)
{
    arena_free(&((struct fixture *)*state)->memory);
    return 0;
}

static bool check(struct fixture *f, const char *text, struct err *e)
{
    return report_check(f->catalog, &f->memory, &(struct report_source) { .report = "t", .file = "t.md", .text = text }, e);
}

static void the_packs_templates_are_sound(void **state)
{
    struct fixture *f = *state;
    assert_true(catalog_report_count(f->catalog) > 0);
    struct err e = { 0 };
    if (!report_check_all(f->catalog, &f->memory, &e))
        fail_msg("%s", e.what);
}

static void accepts(void **state)
{
    struct fixture *f = *state;
    static const char *const TEXTS[] = {
        "",
        "没有花括号",
        "{{{{年}} 印出两个花括号",
        "\xEF\xBB\xBF# {{年}}\r\n",
        "{{立案|yoy|digits 1}}",
        "{{立案 | base | 万}}",
        "{{整改率 | yoy | 点 | digits 1}}",
        "{{立案 | mom | base | 数}}",
        "{{count(隐患 where 级别 = 重大) | 余}}",
        "{{#if count(隐患 where 级别 = 重大) >= 3}}多{{else}}少{{/if}}",
        "{{#if 整改率 ≥ 98%}}好{{/if}}",
        "{{#each 乡镇}}{{序号}}.{{名称}}{{整改率}}{{/each}}",
        "{{#each 村 by 问题隐患 / 2 asc limit 3 join 、}}{{名称}}{{/each}}",
        "{{#each group 问题隐患 by 级别}}{{组}}{{值 | 万}}{{#if 值 > 0}}有{{/if}}{{/each}}",
        "{{! 注释 }}",
        "{{#each group 检查次数 by 机构 desc limit 3}}{{组}}{{/each}}{{#each group 检查次数 by 单位}}{{值}}{{/each}}",
        "{{#each group 检查次数 by 单位.行业 desc limit 5}}{{#each 乡镇}}{{组}}{{名称}}{{/each}}{{/each}}",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct err e = { 0 };
        if (!check(f, TEXTS[i], &e))
            fail_msg("%s: %s", TEXTS[i], e.what);
    }
}

static void names_each_mistake_with_its_place(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text, *place;
        enum msg_id msg; /* MSG_NONE: the catalog's own */
    } ROWS[] = {
        { "全县{{立案", "t.md:1:3", MSG_REPORT_TAG_OPEN },
        { "一\n二{{立案\n}}", "t.md:2:2", MSG_REPORT_TAG_OPEN },
        { "{{  }}", "t.md:1:1", MSG_REPORT_TAG_EMPTY },
        { "{{ | 万}}", "t.md:1:4", MSG_REPORT_TAG_EMPTY },
        { "{{#for 乡镇}}", "t.md:1:3", MSG_REPORT_TAG_UNKNOWN },
        { "正文\n{{/if}}", "t.md:2:3", MSG_REPORT_TAG_STRAY },
        { "{{else}}", "t.md:1:3", MSG_REPORT_TAG_STRAY },
        { "{{#if 立案}}{{/each}}", "t.md:1:13", MSG_REPORT_TAG_STRAY },
        { "{{#if 立案}}{{else}}{{else}}{{/if}}", "t.md:1:21", MSG_REPORT_TAG_STRAY },
        { "{{#each 乡镇}}{{else}}{{/each}}", "t.md:1:15", MSG_REPORT_TAG_STRAY },
        { "正文{{#each 乡镇}}", "t.md:1:5", MSG_REPORT_BLOCK_OPEN },
        { "{{#each}}{{/each}}", "t.md:1:3", MSG_REPORT_EACH_SHAPE },
        { "{{#each 乡镇 desc}}{{/each}}", "t.md:1:3", MSG_REPORT_EACH_SHAPE },
        { "{{#each 乡镇 按 立案}}{{/each}}", "t.md:1:3", MSG_REPORT_EACH_SHAPE },
        { "{{#each 乡镇 by}}{{/each}}", "t.md:1:3", MSG_REPORT_EACH_SHAPE },
        { "{{#each 乡镇 by 立案 desc 多}}{{/each}}", "t.md:1:3", MSG_REPORT_EACH_SHAPE },
        { "{{#each group 立案}}{{/each}}", "t.md:1:3", MSG_REPORT_EACH_SHAPE },
        { "{{#each 乡镇 by 立案 limit 0}}{{/each}}", "t.md:1:24", MSG_REPORT_EACH_LIMIT },
        { "{{#each 乡镇 by 立案 limit 99999}}{{/each}}", "t.md:1:24", MSG_REPORT_EACH_LIMIT },
        { "{{#if }}{{/if}}", "t.md:1:3", MSG_REPORT_IF_SHAPE },
        { "{{#if 立案 > }}{{/if}}", "t.md:1:3", MSG_REPORT_IF_SHAPE },
        { "{{立案 | 千}}", "t.md:1:8", MSG_REPORT_FILTER_UNKNOWN },
        { "{{立案 | }}", "t.md:1:7", MSG_REPORT_FILTER_UNKNOWN },
        { "{{立案 | 万 | 余}}", "t.md:1:12", MSG_REPORT_FILTER_CLASH },
        { "{{立案 | yoy | 万}}", "t.md:1:14", MSG_REPORT_FILTER_CLASH },
        { "{{立案 | yoy | mom}}", "t.md:1:14", MSG_REPORT_FILTER_CLASH },
        { "{{立案 | 点}}", "t.md:1:3", MSG_REPORT_FILTER_NEEDS },
        { "{{立案 | digits 10}}", "t.md:1:8", MSG_REPORT_DIGITS },
        { "{{立案 | digits}}", "t.md:1:8", MSG_REPORT_DIGITS },
        { "{{年 | 万}}", "t.md:1:5", MSG_REPORT_WORD_FILTER },
        { "{{名称}}", "t.md:1:3", MSG_REPORT_WORD_PLACE },
        { "{{#each 乡镇}}{{值}}{{/each}}", "t.md:1:15", MSG_REPORT_WORD_PLACE },
        { "{{#if 机构 = 1}}{{/if}}", "t.md:1:7", MSG_REPORT_WORD_COMPARE },
        { "{{#each 乡镇 by 机构}}{{/each}}", "t.md:1:15", MSG_REPORT_WORD_COMPARE },
        { "{{count(隐患) by 级别}}", "t.md:1:3", MSG_REPORT_GROUPED },
        { "甲\n乙{{不存在的指标}}", "t.md:2:4", MSG_NONE },
        { "{{#if 立案 > 没有}}{{/if}}", "t.md:1:12", MSG_NONE },
        { "{{#if 立案}}{{else}}{{没有}}{{/if}}", "t.md:1:21", MSG_NONE },
        { "{{#each group 问题隐患 by 没有}}{{/each}}", "t.md:1:23", MSG_NONE },
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct err e = { 0 };
        if (check(f, ROWS[i].text, &e))
            fail_msg("%s: accepted", ROWS[i].text);
        assert_int_equal(e.code, ERR_INPUT);
        size_t place = strlen(ROWS[i].place);
        if (strncmp(e.what, ROWS[i].place, place) != 0 || (e.what[place] >= '0' && e.what[place] <= '9'))
            fail_msg("%s: wanted %s, got %s", ROWS[i].text, ROWS[i].place, e.what);
        if (ROWS[i].msg != MSG_NONE && e.msg != ROWS[i].msg)
            fail_msg("%s: %s", ROWS[i].text, e.what);
    }
}

static void is_bounded(void **state)
{
    struct fixture *f = *state;
    struct buf deep = { 0 }, deeper = { 0 };
    struct err e = { 0 };
    for (int i = 0; i < TEMPLATE_DEPTH_MAX; i++)
        buf_text(&deep, "{{#if 立案}}");
    buf_format(&deeper, "{{#if 立案}}%s", buf_get(&deep));
    for (int i = 0; i < TEMPLATE_DEPTH_MAX; i++)
        buf_text(&deep, "{{/if}}");
    assert_true(check(f, buf_get(&deep), &e));
    assert_false(check(f, buf_get(&deeper), &e));
    assert_int_equal(e.msg, MSG_REPORT_TOO_DEEP);
    buf_clear(&deep);
    while (deep.bytes <= TEMPLATE_BYTES_MAX)
        buf_text(&deep, "没有花括号的一行文字\n");
    e = (struct err) { 0 };
    assert_false(check(f, buf_get(&deep), &e));
    assert_int_equal(e.msg, MSG_REPORT_TOO_LONG);
    e = (struct err) { 0 };
    assert_false(check(f, "好\n\xFF", &e));
    assert_int_equal(e.msg, MSG_REPORT_NOT_TEXT);
    buf_free(&deep);
    buf_free(&deeper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_packs_templates_are_sound),
        cmocka_unit_test(accepts),
        cmocka_unit_test(names_each_mistake_with_its_place),
        cmocka_unit_test(is_bounded),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
