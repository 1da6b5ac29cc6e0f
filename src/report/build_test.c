/* Goal: a template becomes the right text, and every figure in it keeps where it came from.
 * Method: the measure module is played by a table, so that each number is known; its real self is tested beside it and
 * by the golden transcripts. */
#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/day.h"
#include "base/text.h"
#include "report/template.h"

static const char PACK[] =
    "pack: 试\n"
    "books:\n"
    "  - {name: 机构, kind: register, fields: [{name: 名称, type: text}, {name: 上级, type: ref, "
    "book: 机构}, {name: 级别, type: text}]}\n"
    "  - {name: 隐患, kind: journal, day: 日期, fields: [{name: 日期, type: day}, {name: 级别, type: "
    "choice, values: [一般, 重大]}, {name: 金额, type: money}, {name: 复查, type: bool}, {name: 上次, type: ref, "
    "book: 隐患}]}\n"
    "measures:\n"
    "  - {name: 排查, formula: 'count(隐患)', unit: 家}\n"
    "  - {name: 率, formula: '排查 / 排查', unit: '%'}\n"
    "  - {name: 无, formula: '排查 / 0', unit: 个}\n";

#define ROOT 1
#define ORGS 4

/* What is known of an org: 排查 now and a year and a period ago, 率 in hundredths of a hundredth (null below 0). */
static const struct {
    struct org_item item;
    int64_t count, year_ago, before, rate;
} ORG[ORGS] = {
    { { ROOT, "00", "云溪县" }, 40373, 35107, 40373, 9521 },
    { { 2, "01", "青溪镇" }, 10, 0, 20, 9000 },
    { { 3, "02", "白石镇" }, 0, 0, 0, -1 },
    { { 4, "03", "云台镇" }, 7, 14, 5, 9900 },
};

static int org_index(const struct basis *b)
{
    return (int)b->org - ROOT;
}

static struct measure_value count_value(int64_t count, const char *group)
{
    return (struct measure_value) { .group = group, .value = ratio_int(count) };
}

bool measure_eval(struct measure_session *s, const char *text, const char *by, const struct basis *b,
                  struct measure_result *out, struct err *e)
{
    (void)s;
    static struct measure_value values[3];
    int at = org_index(b);
    *out = (struct measure_result) { .name = text, .unit = "家", .basis = *b, .values = values, .value_count = 1 };
    int64_t number;
    if (by) {
        values[0] = count_value(5, "");
        values[1] = count_value(12, "一般");
        values[2] = count_value(3, "重大");
        out->value_count = 3;
    } else if (strcmp(text, "排查") == 0 || strcmp(text, "新") == 0 || strcmp(text, "商") == 0) {
        values[0] = count_value(ORG[at].count, NULL);
    } else if (strcmp(text, "率") == 0) {
        out->unit = "%";
        out->digits = 2;
        values[0] = (struct measure_value) { .null = ORG[at].rate < 0, .value = ratio_units(ORG[at].rate, 4) };
    } else if (strcmp(text, "无") == 0) {
        values[0] = (struct measure_value) { .null = true };
    } else if (decimal_parse(text, strlen(text), 2, &number)) {
        out->unit = "";
        values[0] = (struct measure_value) { .value = ratio_units(number, 2) };
    } else {
        return ERR(e, ERR_NOT_FOUND, REPORT_TAG_EMPTY, text);
    }
    return true;
}

bool measure_change(struct measure_session *s, const char *text, enum measure_change kind, const struct basis *b,
                    struct measure_result *change, struct measure_value *now, struct measure_value *base, struct err *e)
{
    if (!measure_eval(s, text, NULL, b, change, e))
        return false;
    *now = change->values[0];
    *base = count_value(kind == CHANGE_YOY ? ORG[org_index(b)].year_ago : ORG[org_index(b)].before, NULL);
    base->from_history = kind == CHANGE_MOM;
    if (strcmp(text, "率") == 0)
        base->value = ratio_units(9311, 4);
    change->digits = 2;
    return true;
}

const char *measure_text(struct arena *a, const struct measure_result *r, const struct measure_value *v, struct err *e)
{
    (void)e;
    char room[64];
    struct ratio shown;
    if (v->null || !words_shown(v->value, r->unit, &shown) || !ratio_text(room, shown, r->digits))
        return NULL;
    return arena_text(a, room);
}

bool measure_orgs(struct measure_session *s, const char *level, const struct basis *b, struct org_item **out, int *count,
                  struct err *e)
{
    (void)s;
    (void)e;
    static struct org_item towns[ORGS - 1], many[TEMPLATE_ITEMS_MAX];
    *count = 0;
    if (strcmp(level, "多") == 0) {
        for (int i = 0; i < TEMPLATE_ITEMS_MAX; i++)
            many[i] = ORG[1].item;
        *out = many;
        *count = TEMPLATE_ITEMS_MAX;
        return true;
    }
    for (int i = 1; i < ORGS && b->org == ROOT && strcmp(level, "村") != 0; i++)
        towns[(*count)++] = ORG[i].item;
    *out = towns;
    return true;
}

bool measure_list(struct measure_session *s, const struct book *book, const struct where *where, const struct basis *b,
                  bool (*see)(void *context, const struct trace_entry *t, struct err *e), void *context, struct err *e)
{
    (void)s;
    (void)b;
    for (int i = 0; i < (where ? 1 : 3); i++) {
        const char *const numbers[] = { "Y1", "Y2", "Y3" };
        struct trace_entry t = {
            .entry = 11 + i, .book = book, .number = numbers[i], .org_title = "青溪镇", .has_day = true
        };
        t.day = day_of(2023, 3, 1 + i);
        if (!see(context, &t, e))
            return false;
    }
    return true;
}

bool measure_trace(struct measure_session *s, const char *text, const struct basis *b,
                   bool (*see)(void *context, const struct trace_entry *t, struct err *e), void *context, struct err *e)
{
    (void)text;
    static const struct book BOOK = { .name = "隐患" };
    return measure_list(s, &BOOK, NULL, b, see, context, e);
}

/* Y1 is whole, Y2 has nothing in it, Y3 something. */
bool measure_item(struct measure_session *s, struct arena *a, int64_t entry, const struct path *p, const struct basis *b,
                  struct item_values *out, struct err *e)
{
    (void)s;
    (void)b;
    (void)e;
    static const struct {
        const char *field;
        const char *texts[3];
    } VALUES[] = { { "日期", { "2023-03-01", "2023-03-02", "2023-03-03" } },
                   { "级别", { "一般", NULL, "重大" } },
                   { "金额", { "9", NULL, "10" } },
                   { "复查", { "true", NULL, "false" } } };
    const char *text = p->end == PATH_ORG ? "青溪镇" : NULL;
    const char *const numbers[] = { "Y1", "Y2", "Y3" };
    if (p->end == PATH_FIELD && p->field->type == FIELD_REF) {
        *out = (struct item_values) { 0 };
        return true;
    }
    if (p->end == PATH_NUMBER)
        text = numbers[entry - 11];
    for (size_t i = 0; p->end == PATH_FIELD && i < sizeof VALUES / sizeof *VALUES; i++)
        text = strcmp(VALUES[i].field, p->field->name) == 0 ? VALUES[i].texts[entry - 11] : text;
    out->texts = ARENA_ARRAY(a, const char *, 1);
    out->count = text != NULL;
    out->texts[0] = text;
    return true;
}

/* ---- */

struct fixture {
    struct arena memory;
    struct catalog *catalog;
};

static int begin(void **state)
{
    static struct fixture f;
    arena_init(&f.memory, 1 << 16);
    f.catalog = catalog_new(&f.memory);
    struct pack_source source = { .file = "试.yaml", .text = PACK, .bytes = sizeof PACK - 1 };
    struct err e = { 0 };
    if (!catalog_add(f.catalog, &source, &e))
        fail_msg("%s", e.what);
    *state = &f;
    return 0;
}

static int end(void **state)
{
    arena_free(&((struct fixture *)*state)->memory);
    return 0;
}

struct asked {
    const char *text;
    const char *of; /* a letter about Y1 of this book */
    bool literal;
    struct report_options options;
};

static bool build_asked(struct fixture *f, struct asked q, struct text_document *out, struct err *e)
{
    struct basis b = { .org = ROOT,
                       .org_number = "00",
                       .org_title = "云溪县",
                       .from = day_of(2023, 1, 1),
                       .asof = day_of(2023, 10, 31),
                       .known = 73311 };
    struct report_source source = { .report = "年度总结", .file = "t.md", .text = q.text, .docx = q.literal ? "" : NULL };
    source.of = q.of ? catalog_book(f->catalog, q.of) : NULL;
    b.of = q.of ? 11 : 0;
    return report_build(NULL, &f->memory, f->catalog, &source, &b, &q.options, out, e);
}

static bool build(struct fixture *f, const char *text, struct text_document *out, struct err *e)
{
    return build_asked(f, (struct asked) { .text = text }, out, e);
}

static void check_text(struct fixture *f, struct asked q, const char *want)
{
    struct text_document d;
    struct err e = { 0 };
    struct buf text = { 0 };
    if (!build_asked(f, q, &d, &e))
        fail_msg("%s: %s", q.text, e.what);
    text_write(&d, &text);
    assert_string_equal(buf_get(&text), want);
    buf_free(&text);
}

static void writes(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *template, *want;
    } ROWS[] = {
        { "", "" },
        { "\n \n", "" },
        { "{{年}}年{{期间}}，{{截至}}（{{日期}}），{{机构}}", "2023年1—10月，截至10月31日（2023年10月31日），云溪县\n" },
        { "排查{{排查}}、{{排查 | 万}}、{{排查 | 余}}、{{排查 | 数}}", "排查40373家、4.04万家、4万余家、40373\n" },
        { "同比{{排查 | yoy}}，上年{{排查 | base}}，环比{{排查|mom}}",
          "同比增长15%，上年35107家，环比持平\n（注：排查的对比基数取自台账“历史数”。）\n" },
        { "{{率}}，{{率 | digits 1}}，{{率 | yoy | 点}}", "95.21%，95.2%，提高2.1个百分点\n" },
        { "{{无}}，同比{{无 | yoy}}", "暂无数据，同比暂无数据\n" },
        { "一\r\n\r\n  二\n", "一\n二\n" },
        { "{{{{年}}与{{! 注 }}{{年}}", "{{年}}与2023\n" },
        { "甲{{#if 排查 > 40000}}多{{else}}少{{/if}}乙{{#if 排查 <= 40000}}少{{/if}}", "甲多乙\n" },
        { "{{#if 率 >= 95}}甲{{/if}}{{#if 率 > 95.21%}}乙{{/if}}{{#if 率 = 95.21}}丙{{/if}}", "甲丙\n" },
        { "{{#if 无}}甲{{else}}乙{{/if}}{{#if 无 < 1}}丙{{/if}}{{#if 无 != 1}}丁{{/if}}", "乙\n" },
        { "{{#if 年 = 2023}}\n今年\n{{else}}\n别的年\n{{/if}}\n尾\n", "今年\n尾\n" },
        { "{{#each 乡镇}}{{序号}}{{名称}}{{排查}}；{{/each}}", "1青溪镇10家；2白石镇0家；3云台镇7家；\n" },
        { "{{#each 乡镇 by 率 desc join 、}}{{名称}}{{率}}{{/each}}", "云台镇99%、青溪镇90%、白石镇暂无数据\n" },
        { "{{#each 乡镇 by 率}}{{名称}}{{/each}}", "青溪镇云台镇白石镇\n" },
        { "{{#each 乡镇 by 排查 desc limit 1}}\n- {{机构}}\n{{/each}}\n尾", "- 青溪镇\n尾\n" },
        { "{{#each 乡镇}}{{名称}}同比{{排查 | yoy}}\n{{/each}}",
          "青溪镇同比无可比基数（上年同期无此项）\n白石镇同比持平（与上年同期均为0）\n云台镇同比下降50%\n" },
        { "{{#each 村}}{{名称}}{{/each}}没有村", "没有村\n" },
        { "{{#each group 排查 by 级别 desc join ，}}{{组}}{{值}}{{/each}}", "一般12家，未填5家，重大3家\n" },
        { "{{#each group 排查 by 级别 limit 2}}{{#each 乡镇 limit 1}}{{组}}{{名称}}{{值}}{{/each}}{{#if 值 > "
          "10}}！{{/if}}{{/each}}",
          "未填青溪镇5家一般青溪镇12家！\n" },
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        check_text(f, (struct asked) { .text = ROWS[i].template }, ROWS[i].want);
}

static void writes_letters(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *template, *want;
    } ROWS[] = {
        { "{{编号}}，{{日期}}，{{级别}}，{{金额}}，{{复查}}，{{机构}}", "Y1，2023年3月1日，一般，9，是，青溪镇\n" },
        { "{{截至日期}}，{{年}}，{{上次.级别}}，{{上次 | 或 （无）}}", "2023年10月31日，2023，一般，（无）\n" },
        { "{{本机构}}，{{下年}}，{{#if 下年 = 2024}}是{{/if}}", "云溪县，2024，是\n" },
        { "{{排查}}", "40373家\n" },
        { "{{#if 级别}}有{{/if}}{{#if 上次}}{{else}}无{{/if}}{{#if 级别 = 一般}}合{{/if}}", "有无合\n" },
        { "{{#each 乡镇 limit 1}}{{名称}}{{机构}}{{编号}}{{/each}}", "青溪镇青溪镇Y1\n" },
        { "{{#each 隐患 join ；}}{{序号}}{{编号}}{{级别 | 或 未填}}{{/each}}", "1Y1一般；2Y2未填；3Y3重大\n" },
        { "{{#each 隐患 where 级别 = 重大}}{{编号}}{{/each}}", "Y1\n" },
        { "{{#each 隐患 by 金额}}{{编号}}{{/each}}{{#each 隐患 by 金额 desc limit 1}}{{编号}}{{/each}}", "Y1Y3Y2Y3\n" },
        { "{{#each 隐患 by 日期 desc}}{{编号}}{{/each}}", "Y3Y2Y1\n" },
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        check_text(f, (struct asked) { .text = ROWS[i].template, .of = "隐患" }, ROWS[i].want);
    check_text(f, (struct asked) { .text = "{{#each 隐患 limit 2}}{{编号}}{{日期}}{{/each}}{{日期}}" },
               "Y12023年3月1日Y22023年3月2日2023年10月31日\n");
    struct text_document d;
    struct err e = { 0 };
    assert_true(build_asked(f, (struct asked) { .text = "", .of = "隐患" }, &d, &e));
    assert_string_equal(d.of, "隐患/Y1");
    assert_string_equal(d.org_number, "00");
    assert_int_equal(d.from, day_of(2023, 1, 1));
}

/* A figure in a list of entries is asked again by its formula alone. */
static void figures_in_lists_say_for_whom(void **state)
{
    struct fixture *f = *state;
    struct text_document d;
    struct err e = { 0 };
    assert_true(build(f, "{{#each 隐患 limit 1}}{{排查 of Y9}}{{/each}}", &d, &e) || e.msg == MSG_REPORT_TAG_EMPTY);
    assert_int_equal(e.msg, MSG_REPORT_TAG_EMPTY); /* what the table does not know, with the formula in it */
    assert_non_null(strstr(e.what, "(排查 of Y9) of \"隐患/Y1\""));
}

static void makes_official_blocks(void **state)
{
    struct fixture *f = *state;
    struct text_document d;
    struct err e = { 0 };
    assert_true(
        build(f,
              "@文号 云应急〔{{年}}〕3号\n@主送　各镇：\n@附件说明 名单\n@落款 {{机构}}\n@日期 {{日期}}\n@附注 此件公开\n"
              "@附件 名单\n@表题 表1\n@@名\n{{#if 年 = 2023}}@落款 局{{/if}}\n{{机构}}@落款 无\n@日期\n",
              &d, &e));
    static const enum block_kind WANT[] = { BLOCK_NUMBER,    BLOCK_RECIPIENT, BLOCK_ATTACHMENTS, BLOCK_SIGNATURE,
                                            BLOCK_DATE,      BLOCK_REMARK,    BLOCK_ATTACHMENT,  BLOCK_CAPTION,
                                            BLOCK_PARAGRAPH, BLOCK_SIGNATURE, BLOCK_PARAGRAPH };
    const struct block *b = d.blocks;
    for (size_t i = 0; i < sizeof WANT / sizeof *WANT; i++, b = b->next) {
        assert_non_null(b);
        assert_int_equal(b->kind, WANT[i]);
        assert_int_equal(b->source, i + 1);
    }
    assert_null(b);
    assert_string_equal(d.blocks->runs->text, "云应急〔2023〕3号");
    assert_int_equal(d.blocks->runs->source, 4);
    assert_string_equal(d.blocks->next->runs->text, "各镇：");
    assert_false(build(f, "一\n@落歀 局\n", &d, &e));
    assert_int_equal(e.msg, MSG_REPORT_MARK_UNKNOWN);
    assert_non_null(strstr(e.what, "t.md:2:1"));
    assert_non_null(strstr(e.what, "是不是“@落款”"));
}

/* "甲|乙;1|2": cells of rows. */
static void cells_text(const struct text_table *t, struct buf *out)
{
    for (const struct text_row *row = t->rows; row; row = row->next) {
        buf_text(out, row == t->rows ? "" : ";");
        for (const struct text_cell *c = row->cells; c; c = c->next) {
            buf_text(out, c == row->cells ? "" : "/");
            for (const struct run *r = c->runs; r; r = r->next)
                buf_text(out, r->text);
        }
    }
}

static void makes_tables(void **state)
{
    struct fixture *f = *state;
    struct text_document d;
    struct err e = { 0 };
    struct buf text = { 0 };
    assert_true(build(f,
                      "表：\n| 单位 | 数 | |\n|---|---:|:-:|\n{{#each 乡镇 limit 2}}\n| {{名称}} | 共 {{排查 | 数}} | 甲|\n"
                      "{{/each}}\n\n|合计|\n尾 | 不是\n",
                      &d, &e));
    const struct block *b = d.blocks->next;
    assert_int_equal(b->kind, BLOCK_TABLE);
    assert_null(b->runs);
    assert_int_equal(b->source, 2);
    assert_int_equal(b->table->column_count, 3);
    assert_true(b->table->rows->head);
    assert_false(b->table->rows->next->head);
    assert_int_equal(b->table->aligns[0], ALIGN_LEFT);
    assert_int_equal(b->table->aligns[1], ALIGN_RIGHT);
    assert_int_equal(b->table->aligns[2], ALIGN_CENTRE);
    cells_text(b->table, &text);
    assert_string_equal(buf_get(&text), "单位/数/;青溪镇/共 10/甲;白石镇/共 0/甲");
    assert_non_null(b->table->rows->next->cells->next->runs->next->figure);
    b = b->next;
    assert_int_equal(b->kind, BLOCK_TABLE);
    assert_int_equal(b->table->column_count, 1);
    assert_string_equal(b->next->runs->text, "尾 | 不是");
    assert_null(b->next->next);
    buf_clear(&text);
    assert_true(build_asked(
        f, (struct asked) { .text = "|{{级别 | 或 ---}}|{{编号}}|\n|{{级别}}|a {{编号}} b|\n", .of = "隐患" }, &d, &e));
    cells_text(d.blocks->table, &text);
    assert_string_equal(buf_get(&text), "一般/Y1;一般/a Y1 b");
    buf_free(&text);
    assert_false(build(f, "一\n|甲|乙|\n|甲|\n", &d, &e));
    assert_int_equal(e.msg, MSG_REPORT_TABLE_WIDTH);
    assert_non_null(strstr(e.what, "t.md:3:1"));
    struct buf wide = { 0 };
    for (int i = 0; i < 65; i++)
        buf_text(&wide, "|a");
    buf_text(&wide, "|");
    e = (struct err) { 0 };
    assert_false(build(f, buf_get(&wide), &d, &e));
    assert_int_equal(e.msg, MSG_REPORT_TABLE_WIDE);
    buf_free(&wide);
}

/* The text of a user's .docx: lines are paragraphs as they stand, and pieces keep their places. */
static void keeps_literal_lines(void **state)
{
    struct fixture *f = *state;
    struct text_document d;
    struct err e = { 0 };
    struct asked q = { .literal = true };
    q.text = "# 题 \n\n|甲|\n{{#each 乡镇 limit 2}}{{名称}}\n共{{排查}}{{/each}}\n{{#if 年 = 2000}}\n无\n{{/if}}\n@尾{{! 注 "
             "}}尾\n";
    assert_true(build_asked(f, q, &d, &e));
    static const struct {
        int source;
        const char *text;
    } WANT[] = { { 1, "# 题 " },  { 2, "" },       { 3, "|甲|" },  { 4, "青溪镇" },
                 { 5, "共10家" }, { 4, "白石镇" }, { 5, "共0家" }, { 9, "@尾尾" } };
    const struct block *b = d.blocks;
    for (size_t i = 0; i < sizeof WANT / sizeof *WANT; i++, b = b->next) {
        struct buf text = { 0 };
        assert_non_null(b);
        assert_int_equal(b->kind, BLOCK_PARAGRAPH);
        assert_int_equal(b->source, WANT[i].source);
        for (const struct run *r = b->runs; r; r = r->next)
            buf_text(&text, r->text);
        assert_string_equal(buf_get(&text), WANT[i].text);
        buf_free(&text);
    }
    assert_null(b);
    assert_int_equal(d.blocks->next->next->next->next->runs->next->source, 1);
    q.text = "{{#each 村}}{{名称}}\n{{排查}}{{/each}}\n";
    assert_true(build_asked(f, q, &d, &e));
    assert_null(d.blocks);
}

static void gives_what_a_reader_wants(void **state)
{
    struct fixture *f = *state;
    struct text_document d;
    struct err e = { 0 };
    struct asked q = { .text = "{{排查}}{{率 + 1}}", .options = { .formulas = true, .entries = 2 } };
    assert_true(build(f, "{{排查}}", &d, &e));
    assert_null(d.blocks->runs->figure->formula);
    assert_false(build_asked(f, q, &d, &e));
    q.text = "{{排查}}{{3}}{{#each group 排查 by 级别 limit 1}}{{值}}{{/each}}";
    assert_true(build_asked(f, q, &d, &e));
    const struct run *r = d.blocks->runs;
    assert_string_equal(r->figure->formula, "count(隐患)");
    assert_int_equal(r->figure->entry_count, 2);
    assert_int_equal(r->figure->entry_total, 3);
    assert_string_equal(r->figure->entries[1].number, "Y2");
    assert_string_equal(r->figure->entries[1].day, "2023-03-02");
    assert_string_equal(r->next->figure->formula, "");
    assert_string_equal(r->next->next->figure->modifier, "by 级别 = ");
    assert_int_equal(r->next->next->figure->entry_count, 0);
}

/* A measure defined anew within the period, itself or what it is made of, is said once, before the first 附件. */
static void says_what_changed_its_meaning(void **state)
{
    struct fixture *f = *state;
    static const char AGAIN[] = "pack: 又\nneeds: [试]\nmeasures:\n  - {name: 新, formula: '%s', unit: 家}\n"
                                "  - {name: 商, formula: '新 / 新', unit: '%%'}\n";
    static const char *const FORMULAS[] = { "1", "2", "2", "排查" };
    const int32_t days[] = { day_of(2022, 1, 1), day_of(2023, 7, 1), day_of(2023, 8, 1), day_of(2023, 9, 1) };
    for (int i = 0; i < 4; i++) {
        char text[300];
        struct err e = { 0 };
        snprintf(text, sizeof text, AGAIN, FORMULAS[i]);
        struct pack_source source = { .file = "又.yaml", .text = text, .bytes = strlen(text), .seq = i + 1, .day = days[i] };
        if (!catalog_add(f->catalog, &source, &e))
            fail_msg("%s", e.what);
    }
    check_text(f, (struct asked) { .text = "{{新}}{{新}}\n@附件 一\n" },
               "40373家40373家\n（注：自2023年7月1日起，新按新口径计算（原：1；现：2）；自2023年9月1日起又改（现：排查）。）"
               "\n附件 一\n");
    struct text_document d;
    struct err e = { 0 };
    assert_true(build(f, "{{商}}", &d, &e));
    assert_int_equal(d.blocks->next->kind, BLOCK_REMARK);
    assert_non_null(strstr(d.blocks->next->runs->text, "新按新口径"));
    assert_null(d.blocks->next->next);
}

static void makes_blocks(void **state)
{
    struct fixture *f = *state;
    struct text_document d;
    struct err e = { 0 };
    assert_true(build(f, "{{! 题 }}\n# {{年}}总结\n## 一、甲\n### （一）\n- 项\n#无空格\n{{机构}}# 名\n", &d, &e));
    static const struct {
        enum block_kind kind;
        int level;
        const char *text;
    } WANT[] = { { BLOCK_TITLE, 0, NULL }, { BLOCK_HEADING, 2, "一、甲" },    { BLOCK_HEADING, 3, "（一）" },
                 { BLOCK_ITEM, 0, "项" },  { BLOCK_PARAGRAPH, 0, "#无空格" }, { BLOCK_PARAGRAPH, 0, "云溪县# 名" } };
    const struct block *b = d.blocks;
    for (size_t i = 0; i < sizeof WANT / sizeof *WANT; i++, b = b->next) {
        assert_non_null(b);
        assert_int_equal(b->kind, WANT[i].kind);
        assert_int_equal(b->level, WANT[i].level);
        if (WANT[i].text)
            assert_string_equal(b->runs->text, WANT[i].text);
    }
    assert_null(b);
    assert_string_equal(d.title, "2023总结");
    assert_true(build(f, "# 一、{{年}}年工作完成情况\n正文", &d, &e));
    assert_int_equal(d.blocks->kind, BLOCK_HEADING);
    assert_int_equal(d.blocks->level, 1);
    assert_string_equal(d.title, "");
}

static const struct run *first_figure(const struct text_document *d)
{
    const struct run *r = d->blocks->runs;
    while (r && !r->figure)
        r = r->next;
    assert_non_null(r);
    return r;
}

static void figures_keep_their_origin(void **state)
{
    struct fixture *f = *state;
    struct text_document d;
    struct err e = { 0 };
    assert_true(build(f, "共{{排查 | 万}}", &d, &e));
    const struct run *r = first_figure(&d);
    assert_string_equal(r->text, "4.04万家");
    assert_string_equal(r->figure->value, "40373");
    assert_string_equal(r->figure->measure, "排查");
    assert_string_equal(r->figure->unit, "家");
    assert_string_equal(r->figure->modifier, "");
    assert_string_equal(r->figure->scope_number, "00");
    assert_int_equal(r->figure->asof, day_of(2023, 10, 31));
    assert_int_equal(r->figure->known, 73311);
    assert_true(build(f, "{{#each 乡镇 by 排查 desc limit 2}}{{#if 序号 = 2}}{{排查 | yoy}}{{/if}}{{/each}}", &d, &e));
    r = first_figure(&d);
    assert_string_equal(r->text, "下降50%");
    assert_string_equal(r->figure->value, "-50");
    assert_string_equal(r->figure->modifier, "yoy");
    assert_string_equal(r->figure->unit, "%");
    assert_string_equal(r->figure->scope, "云台镇");
    assert_true(build(f, "{{率 | yoy | 点}}", &d, &e));
    assert_string_equal(first_figure(&d)->figure->modifier, "yoy 点");
    assert_true(build(f, "{{排查 | base}}{{无 | yoy}}", &d, &e));
    r = first_figure(&d);
    assert_string_equal(r->figure->modifier, "yoy base");
    assert_int_equal(r->figure->asof, day_of(2022, 10, 31));
    assert_null(r->next->figure->value);
    assert_true(build(f, "{{排查 | mom}}", &d, &e));
    assert_string_equal(first_figure(&d)->figure->note, "历史数");
    assert_true(build(f, "{{#each group 排查 by 级别 desc limit 1}}{{值}}{{/each}}", &d, &e));
    assert_string_equal(first_figure(&d)->figure->note, "级别 = 一般");
}

static void refuses_too_much(void **state)
{
    struct fixture *f = *state;
    struct text_document d;
    struct err e = { 0 };
    assert_false(build(f, "{{#each 多}}{{/each}}\n{{#each 多}}{{/each}}", &d, &e));
    assert_int_equal(e.msg, MSG_REPORT_TOO_MANY);
    struct buf long_text = { 0 };
    buf_text(&long_text, "{{#each 多}}");
    for (int i = 0; i < 200; i++)
        buf_text(&long_text, "逐个列出的很长的内容");
    buf_text(&long_text, "{{/each}}");
    e = (struct err) { 0 };
    assert_false(build(f, buf_get(&long_text), &d, &e));
    assert_int_equal(e.msg, MSG_REPORT_TEXT_LONG);
    buf_free(&long_text);
    e = (struct err) { 0 };
    assert_false(build(f, "一\n{{排查 | yoy | 点}}", &d, &e));
    assert_int_equal(e.msg, MSG_REPORT_POINTS);
    e = (struct err) { 0 };
    assert_false(build(f, "一\n二{{排查 + 排查}}", &d, &e));
    assert_int_equal(strncmp(e.what, "t.md:2:4：", strlen("t.md:2:4：")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes),
        cmocka_unit_test(writes_letters),
        cmocka_unit_test(figures_in_lists_say_for_whom),
        cmocka_unit_test(makes_official_blocks),
        cmocka_unit_test(makes_tables),
        cmocka_unit_test(keeps_literal_lines),
        cmocka_unit_test(gives_what_a_reader_wants),
        cmocka_unit_test(makes_blocks),
        cmocka_unit_test(figures_keep_their_origin),
        cmocka_unit_test(refuses_too_much),
        cmocka_unit_test(says_what_changed_its_meaning),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
