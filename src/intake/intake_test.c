/* Goal: the header of a sheet is understood or refused whole, and every cell becomes its canonical value or a sentence.
 * Method: tables over a small pack; no ledger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "intake/test_catalog.h"
#include "intake/test_pack.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static int open_catalog(void **state)
{
    return open_fixture(state, TEST_PACK);
}

/* "a|b" as a header row. */
static struct row header_of(struct arena *a, const char *text)
{
    struct row row = { .number = 1, .cells = ARENA_ARRAY(a, struct cell, 32) };
    char *copy = arena_text(a, text), *next;
    for (char *p = copy; p; p = next) {
        next = strchr(p, '|');
        if (next)
            *next++ = '\0';
        row.cells[row.cell_count++] = (struct cell) { *p ? CELL_TEXT : CELL_EMPTY, p, strlen(p) };
    }
    return row;
}

/* Plans a sheet that is a header row alone. */
struct one_row {
    struct row row;
    bool read;
};

static bool next_row(void *self, struct row *row, struct err *e)
{
    struct one_row *s = self;
    (void)e;
    *row = s->row;
    return !s->read && (s->read = true);
}

static bool plan_of(struct fixture *f, struct plan *p, const struct intake_options *o, const char *text, struct err *e)
{
    struct one_row s = { .row = header_of(&f->memory, text) };
    struct sheet_reader reader = { .self = &s, .next = next_row };
    struct heading h;
    return header_find(&h, &f->memory, o, &reader, e) && plan_make(p, &f->memory, f->catalog, o, &h, e);
}

static const struct {
    const char *book, *header;
    bool moves;
    enum msg_id msg; /* 0: taken */
    const char *part;
} HEADERS[] = {
    { "检查", "检查日期|单位", false, 0, "" },
    { "检查", "编号|机构|状态|检查日期|单位|同查|行动|罚款|人数|合格|备注", false, 0, "" },
    { "检查", "编号|备注", false, 0, "" },
    { "检查", "检查日期|单位|未导入原因|行号", false, 0, "" },
    { "检查", "检查日期|单位|", false, 0, "" },
    { "检查", "日子|单位", false, 0, "" },          /* 日子 is mapped */
    { "检查", "检查日期|单位|无关", false, 0, "" }, /* 无关 is mapped to nothing */
    { "企业", "编号|名称|行业", false, 0, "" },
    { "机构", "编号|名称|上级", false, 0, "" },
    { "检查", "编号|动作|日期|整改情况|复核人", true, 0, "" },
    { "检查", "检查日期", false, MSG_INTAKE_COLUMN_MISSING, "单位" },
    { "检查", "单位|备注", false, MSG_INTAKE_COLUMN_MISSING, "检查日期" },
    { "企业", "名称|行业", false, MSG_INTAKE_COLUMN_MISSING, "编号" },
    { "检查", "检查日期|单位|罚欵", false, MSG_INTAKE_COLUMN_UNKNOWN, "是不是“罚款”" },
    { "检查", "检查日期|单位|检查日期", false, MSG_INTAKE_COLUMN_TWICE, "第 1 列和第 3 列" },
    { "检查", "编号|检查日期|单位|编号", false, MSG_INTAKE_COLUMN_TWICE, "编号" },
    { "检查", "编号|名称|行业|职工", false, MSG_INTAKE_OTHER_BOOK, "“企业”" },
    { "企业", "编号|检查日期|单位|行动|罚款", false, MSG_INTAKE_OTHER_BOOK, "“检查”" },
    { "检查", "编号|动作|日期|整改情况", false, MSG_INTAKE_LOOKS_MOVES, "--moves" },
    { "检查", "甲|乙|丙", false, MSG_INTAKE_COLUMNS_UNKNOWN, "这 3 列：甲、乙、丙" },
    { "机构", "编号|名称|机构", false, MSG_INTAKE_COLUMN_UNKNOWN, "机构" },
    { "检查", "编号|动作|整改情况", true, MSG_INTAKE_COLUMN_MISSING, "日期" },
    { "检查", "编号|日期", true, MSG_INTAKE_COLUMN_MISSING, "动作" },
    { "检查", "动作|日期", true, MSG_INTAKE_COLUMN_MISSING, "编号" },
    { "检查", "编号|动作|日期|复查人", true, MSG_INTAKE_COLUMN_UNKNOWN, "复查人" },
    { "检查", "编号|动作|日期|复核人|复核人", true, MSG_INTAKE_COLUMN_TWICE, "复核人" },
    { "企业", "编号|动作|日期", true, MSG_INTAKE_NO_FLOW, "企业" },
};

static void judges_headers(void **state)
{
    struct fixture *f = *state;
    static const char *const FROM[] = { "日子", "无关" }, *const TO[] = { "检查日期", "" };
    for (size_t i = 0; i < COUNT(HEADERS); i++) {
        struct intake_options o = { .book = catalog_book(f->catalog, HEADERS[i].book),
                                    .moves = HEADERS[i].moves,
                                    .map_from = FROM,
                                    .map_to = TO,
                                    .map_count = 2 };
        struct plan p;
        struct err e = { 0 };
        bool ok = plan_of(f, &p, &o, HEADERS[i].header, &e);
        if (ok != (HEADERS[i].msg == 0) || e.msg != HEADERS[i].msg || !strstr(e.what, HEADERS[i].part))
            fail_msg("%s %s: %s", HEADERS[i].book, HEADERS[i].header, e.what);
    }
}

static void plans_columns(void **state)
{
    struct fixture *f = *state;
    struct intake_options o = { .book = catalog_book(f->catalog, "检查") };
    struct plan p;
    struct err e = { 0 };
    assert_true(plan_of(f, &p, &o, "未导入原因|单位|机构|编号|检查日期|上次", &e));
    assert_int_equal(p.reason, 0);
    assert_int_equal(p.org, 2);
    assert_int_equal(p.number, 3);
    assert_int_equal(p.of_field[book_field(o.book, "检查日期")->number], 4);
    assert_int_equal(p.of_field[book_field(o.book, "备注")->number], -1);
    assert_true(p.self_ref);
}

/* ---- cells ---- */

static bool resolve(void *context, const struct book *book, const char *text, struct named *out, struct err *e)
{
    (void)context;
    if (strncmp(text, "U", 1) != 0)
        return ERR(e, ERR_NOT_FOUND, STATE_REF_NONE, book->name, text);
    *out = (struct named) { 1, text };
    return true;
}

static const struct {
    const char *field, *cell, *values; /* values joined by |; NULL: refused with msg */
    enum msg_id msg;
} CELLS[] = {
    { "检查日期", "2023年1月2日", "2023-01-02", 0 },
    { "检查日期", "2023-01-02", "2023-01-02", 0 },
    { "检查日期", "1/2/2023", NULL, MSG_CELL_DAY_AMBIGUOUS },
    { "单位", "U1", "U1", 0 },
    { "单位", "V1", NULL, MSG_STATE_REF_NONE },
    { "同查", "U1、U2；U3;U1，U4,U5", "U1|U2|U3|U4|U5", 0 },
    { "同查", " U1 、、 U2 、", "U1|U2", 0 },
    { "同查", "、", "-", 0 },
    { "同查", "U1、V2", NULL, MSG_STATE_REF_NONE },
    { "行动", "联合", "联合", 0 },
    { "行动", "联合检查", NULL, MSG_CATALOG_VALUE_CHOICE },
    { "罚款", "3.5万", "35000", 0 },
    { "罚款", "12.34", "12.34", 0 },
    { "罚款", "12.345", NULL, MSG_CATALOG_VALUE_SCALE },
    { "罚款", "12元", NULL, MSG_CELL_NUMBER_UNIT },
    { "人数", "１２", "12", 0 },
    { "人数", "1.2", NULL, MSG_CATALOG_VALUE_WHOLE },
    { "人数", "1.0", "1", 0 },
    { "合格", "是", "true", 0 },
    { "合格", "否", "false", 0 },
    { "合格", "√", "true", 0 },
    { "合格", "×", "false", 0 },
    { "合格", "TRUE", "true", 0 },
    { "合格", "0", "false", 0 },
    { "合格", "有", "true", 0 },
    { "合格", "No", "false", 0 },
    { "合格", "合格", NULL, MSG_INTAKE_VALUE_BOOL },
    { "备注", "一\r\n二\r三\t四", "一\n二\n三\t四", 0 },
    { "备注", "一\x01", NULL, MSG_LEDGER_VALUE_CONTROL },
    { "备注", "一\x7F", NULL, MSG_LEDGER_VALUE_CONTROL },
};

static void reads_cells(void **state)
{
    struct fixture *f = *state;
    struct value_reader r = { &f->memory, resolve, NULL };
    struct values v = { 0 };
    const struct book *b = catalog_book(f->catalog, "检查");
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        struct err e = { 0 };
        struct cell cell = { CELL_TEXT, CELLS[i].cell, strlen(CELLS[i].cell) };
        struct buf got = { 0 };
        int64_t units;
        v.count = 0;
        bool ok = value_read(&r, book_field(b, CELLS[i].field), &cell, &v, &units, &e);
        for (int k = 0; k < v.count; k++)
            buf_format(&got, "%s%s", k ? "|" : "", v.items[k].text ? v.items[k].text : "-");
        if (ok != (CELLS[i].values != NULL) || e.msg != CELLS[i].msg || (ok && strcmp(buf_get(&got), CELLS[i].values) != 0))
            fail_msg("%s=%s: %s %s", CELLS[i].field, CELLS[i].cell, buf_get(&got), e.what);
        buf_free(&got);
    }
    values_free(&v);
}

/* What a workbook says is a number or a day is taken as it reads, also where the field is a text. */
static void reads_cells_of_workbooks(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *field, *cell;
        enum cell_kind kind;
        const char *value;
    } KINDS[] = {
        { "备注", "13800000000", CELL_NUMBER, "13800000000" },
        { "备注", "2023-10-31", CELL_DAY, "2023-10-31" },
        { "备注", "true", CELL_BOOL, "true" },
        { "人数", "12", CELL_NUMBER, "12" },
        { "罚款", "12.5", CELL_NUMBER, "12.5" },
        { "检查日期", "2023-10-31", CELL_DAY, "2023-10-31" },
        { "检查日期", "20231031", CELL_NUMBER, "2023-10-31" },
        { "合格", "true", CELL_BOOL, "true" },
        { "合格", "0", CELL_NUMBER, "false" },
    };
    struct value_reader r = { &f->memory, resolve, NULL };
    struct values v = { 0 };
    for (size_t i = 0; i < COUNT(KINDS); i++) {
        struct err e = { 0 };
        struct cell cell = { KINDS[i].kind, KINDS[i].cell, strlen(KINDS[i].cell) };
        int64_t units;
        v.count = 0;
        assert_true(value_read(&r, book_field(catalog_book(f->catalog, "检查"), KINDS[i].field), &cell, &v, &units, &e));
        assert_string_equal(v.items[0].text, KINDS[i].value);
    }
    values_free(&v);
}

static void bounds_texts_and_many(void **state)
{
    struct fixture *f = *state;
    struct value_reader r = { &f->memory, resolve, NULL };
    struct values v = { 0 };
    struct buf text = { 0 };
    struct err e = { 0 };
    int64_t units;
    const struct book *b = catalog_book(f->catalog, "检查");
    for (int i = 0; i < 10000; i++)
        buf_text(&text, "字");
    struct cell cell = { CELL_TEXT, text.data, text.bytes };
    assert_true(value_read(&r, book_field(b, "备注"), &cell, &v, &units, &e));
    buf_text(&text, "字");
    cell = (struct cell) { CELL_TEXT, text.data, text.bytes };
    assert_false(value_read(&r, book_field(b, "备注"), &cell, &v, &units, &e));
    assert_int_equal(e.msg, MSG_LEDGER_VALUE_LONG);
    buf_clear(&text);
    for (int i = 0; i < 201; i++)
        buf_format(&text, "U%d、", i);
    cell = (struct cell) { CELL_TEXT, text.data, text.bytes };
    e = (struct err) { 0 };
    assert_false(value_read(&r, book_field(b, "同查"), &cell, &v, &units, &e));
    assert_int_equal(e.msg, MSG_INTAKE_VALUE_MANY);
    values_free(&v);
    buf_free(&text);
}

static void compares_values(void **state)
{
    (void)state;
    const struct value ab[] = { { "同查", "甲" }, { "同查", "乙" } }, none[] = { { "同查", NULL } };
    assert_true(intake_same("甲、乙", ab, 2));
    assert_true(intake_same("乙、甲", ab, 2));
    assert_false(intake_same("甲、乙、丙", ab, 2));
    assert_false(intake_same("甲、乙乙", ab, 2));
    assert_false(intake_same("甲", ab, 2));
    assert_true(intake_same("甲", ab, 1));
    assert_false(intake_same("甲甲", ab, 1));
    assert_false(intake_same(NULL, ab, 1));
    assert_true(intake_same(NULL, none, 1));
    assert_true(intake_same("", ab, 0));
    assert_false(intake_same("甲", none, 1));
}

static void remembers_hashes(void **state)
{
    (void)state;
    struct hash_map m = { 0 };
    char text[32];
    int64_t number;
    for (int i = 0; i < 100000; i++) {
        snprintf(text, sizeof text, "检查-%d", i);
        assert_false(hash_find(&m, hash_text(0, text), &number));
        hash_put(&m, hash_text(0, text), i);
    }
    for (int i = 0; i < 100000; i++) {
        snprintf(text, sizeof text, "检查-%d", i);
        assert_true(hash_find(&m, hash_text(0, text), &number));
        assert_int_equal(number, i);
    }
    hash_clear(&m);
    assert_false(hash_find(&m, hash_text(0, text), &number));
    hash_free(&m);
}

static void keep_note(void *context, const char *column, const char *sentence)
{
    buf_format(context, "%s<%s>", column, sentence);
}

static void compares_stamps(void **state)
{
    struct fixture *f = *state;
    struct intake_options o = { .book = catalog_book(f->catalog, "检查") };
    struct intake_stamp stamp = { 0 };
    struct plan p;
    struct err e = { 0 };
    struct buf notes = { 0 };
    int128 sums[] = { 0, 3500050, 7 };
    assert_true(plan_of(f, &p, &o, "编号|罚款|人数", &e));
    intake_stamp(&stamp, "taizhang note");
    intake_stamp(&stamp, "taizhang export book=检查 org=县 rows=12 sum:罚款=35000.5 sum:人数=7 sum:别的=1 head=a:1:ff");
    stamp_compare(&stamp, &p, sums, 12, true, LANG_ZH, keep_note, &notes);
    assert_string_equal(buf_get(&notes), "");
    sums[1] = 3500000;
    stamp_compare(&stamp, &p, sums, 11, false, LANG_ZH, keep_note, &notes);
    assert_string_equal(buf_get(&notes), "<这张导出表导出时有 12 行，现在有 11 行：如果不是有意增删，请重新导出>");
    buf_clear(&notes);
    stamp_compare(&stamp, &p, sums, 12, true, LANG_ZH, keep_note, &notes);
    assert_non_null(strstr(buf_get(&notes), "罚款<"));
    assert_non_null(strstr(buf_get(&notes), "现在合计 35000："));
    buf_free(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_headers),        cmocka_unit_test(plans_columns),
        cmocka_unit_test(reads_cells),           cmocka_unit_test(reads_cells_of_workbooks),
        cmocka_unit_test(bounds_texts_and_many), cmocka_unit_test(compares_values),
        cmocka_unit_test(remembers_hashes),      cmocka_unit_test(compares_stamps),
    };
    return cmocka_run_group_tests(tests, open_catalog, close_catalog);
}
