/* Goal: the text is a line a block, and every span of the JSON cuts its figure out of that text. */
#include "format/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/day.h"
#include "base/text.h"
#include "format/test_paper.h"

static struct text_document document(void)
{
    static struct figure rate = { .measure = "整改率",
                                  .modifier = "",
                                  .value = "95.21",
                                  .unit = "%",
                                  .scope = "云溪县",
                                  .scope_number = "01",
                                  .note = "" };
    static struct figure change = {
        .measure = "立案", .modifier = "yoy", .unit = "%", .scope = "青溪镇", .scope_number = "0101", .note = "历史数"
    };
    static struct run title = { .text = "年度\"总结\"" };
    static struct run comma = { .text = "，\t" }, rate_run = { .text = "95.21%", .figure = &rate, .next = &comma },
                      head = { .text = "整改率𠮷", .next = &rate_run };
    static struct run change_run = { .text = "无可比基数", .figure = &change };
    static struct block item = { .kind = BLOCK_ITEM, .runs = &change_run },
                        paragraph = { .kind = BLOCK_PARAGRAPH, .runs = &head, .next = &item },
                        first = { .kind = BLOCK_TITLE, .runs = &title, .next = &paragraph };
    rate.from = change.from = day_of(2023, 1, 1);
    rate.asof = change.asof = day_of(2023, 10, 31);
    rate.known = change.known = 73311;
    return (struct text_document) {
        .title = "年度\"总结\"", .report = "年度总结", .org = "云溪县", .asof = rate.asof, .known = 73311, .blocks = &first
    };
}

static void writes_a_line_a_block(void **state)
{
    (void)state;
    struct text_document d = document();
    struct buf out = { 0 };
    text_write(&d, &out);
    assert_string_equal(buf_get(&out), "年度\"总结\"\n整改率𠮷95.21%，\t\n- 无可比基数\n");
    buf_free(&out);
}

/* The bytes of `text` from code point `start` to `end`. */
static void cut(const char *text, json_int_t start, json_int_t end, char out[1024])
{
    const char *p = text, *stop = text + strlen(text), *from = NULL;
    for (json_int_t at = 0; at <= end && p <= stop; at++) {
        if (at == start)
            from = p;
        if (at == end)
            break;
        text_next(&p, stop);
    }
    assert_non_null(from);
    memcpy(out, from, (size_t)(p - from));
    out[p - from] = '\0';
}

static void spans_cut_their_figures(void **state)
{
    (void)state;
    struct text_document d = document();
    struct buf out = { 0 }, text = { 0 };
    struct err e = { 0 };
    assert_true(text_write_json(&d, &out, &e));
    text_write(&d, &text);
    json_t *root = json_loads(buf_get(&out), 0, NULL);
    assert_non_null(root);
    const char *whole = json_string_value(json_object_get(root, "text"));
    assert_string_equal(whole, buf_get(&text));
    assert_string_equal(json_string_value(json_object_get(root, "asof")), "2023-10-31");
    assert_int_equal(json_integer_value(json_object_get(root, "known")), 73311);
    json_t *figures = json_object_get(root, "figures"), *f, *blocks = json_object_get(root, "blocks");
    assert_int_equal(json_array_size(figures), 2);
    assert_int_equal(json_array_size(blocks), 3);
    size_t i;
    char piece[1024];
    json_array_foreach(figures, i, f)
    {
        cut(whole, json_integer_value(json_object_get(f, "start")), json_integer_value(json_object_get(f, "end")), piece);
        assert_string_equal(piece, json_string_value(json_object_get(f, "text")));
    }
    assert_string_equal(json_string_value(json_object_get(json_array_get(figures, 0), "value")), "95.21");
    assert_true(json_is_null(json_object_get(json_array_get(figures, 1), "value")));
    assert_string_equal(json_string_value(json_object_get(json_array_get(figures, 1), "modifier")), "yoy");
    f = json_array_get(blocks, 2);
    cut(whole, json_integer_value(json_object_get(f, "start")), json_integer_value(json_object_get(f, "end")), piece);
    assert_string_equal(piece, "- 无可比基数");
    json_decref(root);
    buf_free(&out);
    buf_free(&text);
}

static void refuses_broken_bytes(void **state)
{
    (void)state;
    struct run bad = { .text = "\xE4\xBA" };
    struct block b = { .kind = BLOCK_PARAGRAPH, .runs = &bad };
    struct text_document d = { .title = "", .report = "年度总结", .org = "", .blocks = &b };
    struct buf out = { 0 };
    struct err e = { 0 };
    assert_false(text_write_json(&d, &out, &e));
    assert_int_equal(e.msg, MSG_TEXT_NOT_UTF8);
    buf_free(&out);
}

static void writes_every_kind_of_block(void **state)
{
    (void)state;
    struct paper p;
    struct buf out = { 0 };
    paper_whole(&p);
    text_write(&p.d, &out);
    const char *text = buf_get(&out);
    assert_non_null(strstr(text, "\n- 1.青溪镇：排查单位8123家，整改率98.21%。\n"));
    assert_non_null(strstr(text, "\n序号\t乡镇\t排查单位（家）\t问题隐患（个）\t整改率\n1\t青溪镇\t8123\t12034\t98.21%\n"));
    assert_non_null(strstr(text, "\n附件：1. 2023年各乡镇（街道）安全生产大排查大整治专项行动隐患整改情况汇总表\n"
                                 "2. 2024年安全生产重点工作清单\n云溪县应急管理局\n2023年11月5日\n"
                                 "（联系人：李明，电话：0571-12345678）\n附件1 2023年"));
    buf_free(&out);
    arena_free(&p.a);
}

static void spans_hold_in_tables_and_behind_marks(void **state)
{
    (void)state;
    struct paper p;
    struct buf out = { 0 };
    struct err e = { 0 };
    paper_whole(&p);
    assert_true(text_write_json(&p.d, &out, &e));
    json_t *root = json_loads(buf_get(&out), 0, NULL), *figures = json_object_get(root, "figures"), *f, *b;
    const char *whole = json_string_value(json_object_get(root, "text"));
    assert_int_equal(json_array_size(figures), p.number);
    size_t i, tables = 0;
    char piece[1024];
    json_array_foreach(figures, i, f)
    {
        cut(whole, json_integer_value(json_object_get(f, "start")), json_integer_value(json_object_get(f, "end")), piece);
        assert_string_equal(piece, json_string_value(json_object_get(f, "text")));
    }
    json_array_foreach(json_object_get(root, "blocks"), i, b)
    {
        json_t *rows = json_object_get(b, "rows"), *cells = json_object_get(json_array_get(rows, 1), "cells");
        assert_int_equal(strcmp(json_string_value(json_object_get(b, "kind")), "table") == 0, rows != NULL);
        if (!rows)
            continue;
        tables++;
        assert_int_equal(json_array_size(rows), 4);
        assert_true(json_is_true(json_object_get(json_array_get(rows, 0), "head")));
        assert_int_equal(json_array_size(cells), 5);
        f = json_array_get(cells, 4);
        cut(whole, json_integer_value(json_object_get(f, "start")), json_integer_value(json_object_get(f, "end")), piece);
        assert_string_equal(piece, "98.21%");
    }
    assert_int_equal(tables, 1);
    json_decref(root);
    buf_free(&out);
    arena_free(&p.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_line_a_block),
        cmocka_unit_test(spans_cut_their_figures),
        cmocka_unit_test(refuses_broken_bytes),
        cmocka_unit_test(writes_every_kind_of_block),
        cmocka_unit_test(spans_hold_in_tables_and_behind_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
