/* Goal: the header is found wherever a bureau puts it, and what is not known for sure is left unknown.
 * Method: small sheets as text, with what is joined in them; one line for what was found. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "intake/test_catalog.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char PACK[] = "pack: 试验\n"
                           "title: 试验\n"
                           "books:\n"
                           "  - name: 机构\n"
                           "    kind: register\n"
                           "    fields:\n"
                           "      - {name: 编号, type: text, required: true}\n"
                           "      - {name: 名称, type: text, required: true}\n"
                           "      - {name: 上级, type: ref, book: 机构}\n"
                           "  - name: 企业\n"
                           "    kind: register\n"
                           "    fields:\n"
                           "      - {name: 名称, type: text, required: true}\n"
                           "      - {name: 联系人姓名, type: text}\n"
                           "      - {name: 联系人电话, type: text}\n"
                           "      - {name: 法人姓名, type: text}\n"
                           "      - {name: 职工, type: int}\n"
                           "      - {name: 产值, type: money}\n"
                           "      - {name: 成立日期, type: day, help: 工商登记的开业时间}\n"
                           "      - {name: 安全管理员, type: text}\n";

static int open_catalog(void **state)
{
    return open_fixture(state, PACK);
}

/* ---- a sheet: cells parted by |, rows by / ; ~ is a line break in a cell ---- */

#define CELLS_MAX 64
struct text_sheet {
    char *at;
    struct cell cells[CELLS_MAX];
    int64_t number;
    int reads;
};

static bool next_row(void *self, struct row *row, struct err *e)
{
    struct text_sheet *s = self;
    (void)e;
    s->reads++;
    if (!s->at)
        return false;
    char *end = strchr(s->at, '/'), *line = s->at;
    if (end)
        *end++ = '\0';
    s->at = end;
    *row = (struct row) { .number = ++s->number, .cells = s->cells };
    for (char *next; line; line = next) {
        next = strchr(line, '|');
        if (next)
            *next++ = '\0';
        for (char *p = line; *p; p++)
            *p = *p == '~' ? '\n' : *p;
        s->cells[row->cell_count++] = (struct cell) { *line ? CELL_TEXT : CELL_EMPTY, line, strlen(line) };
    }
    return true;
}

/* "B1:C1 A1:A2" in one-letter columns. */
static int read_merges(const char *text, struct merge out[16])
{
    int count = 0;
    for (const char *p = text; *p; p += 5 + (p[5] == ' '))
        out[count++] = (struct merge) { p[1] - '0', p[4] - '0', p[0] - 'A', p[3] - 'A' };
    return count;
}

struct found {
    struct heading heading;
    struct text_sheet sheet;
    struct sheet_reader reader;
    struct merge merges[16];
};

static void find(struct fixture *f, struct found *x, const struct intake_options *o, const char *text, const char *merges)
{
    struct err e = { 0 };
    *x = (struct found) { .sheet = { .at = arena_text(&f->memory, text) } };
    x->reader = (struct sheet_reader) { .self = &x->sheet, .next = next_row, .note = "", .merges = x->merges };
    x->reader.merge_count = read_merges(merges, x->merges);
    if (!header_find(&x->heading, &f->memory, o, &x->reader, &e))
        fail_msg("%s", e.what);
}

/* "2-3: 编号|联系人姓名=…": rows, then each column's name, with what it means where that is another text, ? where unknown. */
static void put_found(struct buf *out, const struct heading *h)
{
    buf_format(out, "%d-%d:", (int)h->first, (int)h->last);
    for (int i = 0; i < h->count; i++) {
        const struct heading_column *c = &h->columns[i];
        buf_format(out, "%s%s", i ? "|" : " ", c->name);
        if (!c->means)
            buf_text(out, *c->name ? "?" : "");
        else if (strcmp(c->means, c->name) != 0)
            buf_format(out, "=%s", c->means);
    }
}

static const struct {
    const char *sheet, *merges, *found;
} SHEETS[] = {
    { "编号|名称|职工/Q1|甲厂|3", "", "1-1: 编号|名称|职工" },
    { "编号|名称|/Q1|甲厂|3", "", "1-1: 编号|名称|" },
    { "编 号|名~称 *|职工（人）|产值(元)|＊成立日期（必填）", "",
      "1-1: 编 号=编号|名称 *=名称|职工（人）=职工|产值(元)=产值|＊成立日期（必填）=成立日期" },
    { "编号|名称|产值（万元）", "", "1-1: 编号|名称|产值（万元）?" },
    { "序号|编号|名称|No.|行号|未导入原因", "", "1-1: 序号=|编号|名称|No.=|行号=|未导入原因" },
    /* titles above */
    { "云溪县企业台账||/编号|名称|职工/Q1|甲厂|3", "", "2-2: 编号|名称|职工" },
    { "云溪县企业台账||/填报单位：青溪镇||日期：2023年/编号|名称|职工/Q1|甲厂|3", "A1:C1", "3-3: 编号|名称|职工" },
    /* groups, joined */
    { "编号|名称|联系人||职工/||姓名|电话|/Q1|甲厂|王|138|3", "A1:A2 B1:B2 C1:D1 E1:E2",
      "1-2: 编号|名称|联系人姓名|联系人电话|职工" },
    { "企业台账||||/编号|联系人||法人|名称/|姓名|电话|姓名|/Q1|王|138|李|甲厂", "A1:E1 A2:A3 B2:C2 D2:D2 E2:E3",
      "2-3: 编号|联系人姓名|联系人电话|法人姓名|名称" },
    { "编号|基本|||/|名称|联系人||职工/||姓名|电话|", "A1:A3 B1:E1 B2:B3 C2:D2 E2:E3",
      "1-3: 编号|名称|联系人姓名|联系人电话|职工" },
    { "编号|名称||职工/Q1|甲厂||3/Q2|乙厂||4", "B1:C1 B2:C2", "1-1: 编号|名称||职工" },
    /* groups whose joining was lost */
    { "编号|联系人||名称/|姓名|电话|/Q1|王|138|甲厂", "", "1-2: 编号|联系人姓名|联系人电话|名称" },
    { "编号|名称|督办||/||领导|科室|/Q1|甲厂|李|法规科|3", "", "1-2: 编号|名称|督办-领导?|督办-科室?|" },
    { "台账|||/编号|名称|产值|/||（元）|/Q1|甲厂|3|", "", "2-2: 编号|名称|产值|" },
    /* rows of data are not passed over, whatever stands below them */
    { "编号|名称|甲甲|乙乙|丙丙|丁丁/Q1|甲厂|1|2|3|4/编号|名称|职工|产值|成立日期|安全管理员", "",
      "1-1: 编号|名称|甲甲?|乙乙?|丙丙?|丁丁?" },
    /* one written as the book writes it keeps the meaning */
    { "编号|名称|产值|产值（元）", "", "1-1: 编号|名称|产值|产值（元）?" },
    /* nothing known: by shape */
    { "某某表|||/甲甲|乙乙|丙丙|丁丁/1|2|3|4/5|6|7|8", "", "2-2: 甲甲?|乙乙?|丙丙?|丁丁?" },
    { "某某表|||/甲甲|乙乙|丙丙||/||一一|二二|/1|2|3|4|5", "A1:E1 A2:A3 B2:B3 C2:D2",
      "2-3: 甲甲?|乙乙?|丙丙-一一?|丙丙-二二?|" },
};

static void finds_headers(void **state)
{
    struct fixture *f = *state;
    struct intake_options o = { .book = catalog_book(f->catalog, "企业") };
    for (size_t i = 0; i < COUNT(SHEETS); i++) {
        struct found x;
        struct buf got = { 0 };
        find(f, &x, &o, SHEETS[i].sheet, SHEETS[i].merges);
        put_found(&got, &x.heading);
        if (strcmp(buf_get(&got), SHEETS[i].found) != 0)
            fail_msg("%s\n  got  %s\n  want %s", SHEETS[i].sheet, buf_get(&got), SHEETS[i].found);
        buf_free(&got);
    }
}

static void maps_any_way_to_say_a_name(void **state)
{
    struct fixture *f = *state;
    static const char *const FROM[] = { "负责人/电话", "负责人姓名", "备 注" }, *const TO[] = { "联系人电话", "联系人姓名",
                                                                                                "" };
    struct intake_options o = { .book = catalog_book(f->catalog, "企业"), .map_from = FROM, .map_to = TO, .map_count = 3 };
    struct found x;
    struct buf got = { 0 };
    find(f, &x, &o, "编号|负责人||备注/|姓名|电话|/Q1|王|138|好", "");
    put_found(&got, &x.heading);
    assert_string_equal(buf_get(&got), "1-2: 编号|负责人姓名=联系人姓名|负责人/电话=联系人电话|备注=");
    buf_free(&got);
}

/* A first row that is understood wholly is taken without reading on; else every row read ahead is handed out. */
static void hands_out_every_row(void **state)
{
    struct fixture *f = *state;
    struct intake_options o = { .book = catalog_book(f->catalog, "企业") };
    struct found x;
    struct row row;
    struct err e = { 0 };
    find(f, &x, &o, "编号|名称/Q1|甲/Q2|乙", "");
    assert_int_equal(x.sheet.reads, 1);
    struct buf text = { 0 };
    buf_text(&text, "台账|/编号|名称");
    for (int i = 3; i <= 50; i++)
        buf_format(&text, "/Q%d|厂", i);
    find(f, &x, &o, buf_get(&text), "");
    assert_int_equal(x.sheet.reads, 30);
    for (int i = 3; i <= 50; i++) {
        char want[16];
        snprintf(want, sizeof want, "Q%d", i);
        assert_true(header_next(&x.heading, &x.reader, &row, &e));
        assert_int_equal(row.number, i);
        assert_string_equal(row.cells[0].text, want);
    }
    assert_false(header_next(&x.heading, &x.reader, &row, &e));
    buf_free(&text);
}

static void keep_proposal(void *context, const char *column, const char *field, bool sure)
{
    buf_format(context, " %s%s%s", column, sure ? "=" : "~", field ? field : "?");
}

static const struct {
    const char *header, *proposed;
} PROPOSALS[] = {
    { "编号|企业名称|职工人数|说明", " 编号=编号 企业名称=名称 职工人数=职工 说明~?" },
    { "编号|名称|联系电话|安全员", " 编号=编号 名称=名称 联系电话=联系人电话 安全员~安全管理员" },
    { "编号|名称|开业时间", " 编号=编号 名称=名称 开业时间~成立日期" },
    { "编号|名称|产值（万元）", " 编号=编号 名称=名称 产值（万元）~产值" },
    { "编号|名称|成立日子|成立日", " 编号=编号 名称=名称 成立日子~? 成立日=成立日期" }, /* a field is proposed once */
    { "编号|名称|序号|联系人的姓名", " 编号=编号 名称=名称 序号= 联系人的姓名=联系人姓名" },
    { "企业编号|名称|所属机构", " 企业编号=编号 名称=名称 所属机构=机构" },
    { "编号|名称|人员||/||管理员|备注", " 编号=编号 名称=名称 人员-管理员=安全管理员 人员-备注~?" },
};

static void proposes_what_is_like(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT(PROPOSALS); i++) {
        struct buf got = { 0 };
        struct intake_options o = { .book = catalog_book(f->catalog, "企业"), .propose = keep_proposal, .context = &got };
        struct found x;
        struct plan p;
        struct err e = { 0 };
        find(f, &x, &o, PROPOSALS[i].header, "");
        (void)plan_make(&p, &f->memory, f->catalog, &o, &x.heading, &e);
        if (strcmp(buf_get(&got), PROPOSALS[i].proposed) != 0)
            fail_msg("%s\n  got  %s\n  want %s", PROPOSALS[i].header, buf_get(&got), PROPOSALS[i].proposed);
        buf_free(&got);
    }
}

static void names_the_book_of_a_template(void **state)
{
    struct fixture *f = *state;
    struct intake_stamp stamp = { 0 };
    struct intake_options o = { .book = catalog_book(f->catalog, "企业"), .stamp = &stamp };
    struct found x;
    struct plan p;
    struct err e = { 0 };
    intake_stamp(&stamp, "taizhang template book=机构 pack=试_验 version=0a1b2c3d");
    find(f, &x, &o, "编号|名称", "");
    assert_false(plan_make(&p, &f->memory, f->catalog, &o, &x.heading, &e));
    assert_int_equal(e.msg, MSG_INTAKE_OTHER_TEMPLATE);
    assert_non_null(strstr(e.what, "“机构”的空表"));
    o.book = catalog_book(f->catalog, "机构");
    e = (struct err) { 0 };
    find(f, &x, &o, "编号|名称", "");
    assert_true(plan_make(&p, &f->memory, f->catalog, &o, &x.heading, &e));
    assert_true(stamp_says("试_验", "试 验"));
    assert_false(stamp_says("试_验", "试验"));
}

static void names_the_book_below_a_title(void **state)
{
    struct fixture *f = *state;
    struct intake_options o = { .book = catalog_book(f->catalog, "机构") };
    struct found x;
    struct plan p;
    struct err e = { 0 };
    find(f, &x, &o, "企业台账||||/编号|名称|联系人||职工/||姓名|电话|", "");
    assert_false(plan_make(&p, &f->memory, f->catalog, &o, &x.heading, &e));
    assert_int_equal(e.msg, MSG_INTAKE_OTHER_BOOK);
    assert_non_null(strstr(e.what, "“企业”"));
}

static void says_many_unknown_columns_in_one_sentence(void **state)
{
    struct fixture *f = *state;
    struct intake_options o = { .book = catalog_book(f->catalog, "企业") };
    struct buf text = { 0 };
    struct found x;
    struct plan p;
    struct err e = { 0 };
    for (int i = 1; i <= 30; i++)
        buf_format(&text, "%s第%d项工作进展情况", i > 1 ? "|" : "", i);
    find(f, &x, &o, buf_get(&text), "");
    assert_false(plan_make(&p, &f->memory, f->catalog, &o, &x.heading, &e));
    assert_int_equal(e.msg, MSG_INTAKE_COLUMNS_UNKNOWN);
    assert_non_null(strstr(e.what, "这 30 列"));
    assert_non_null(strstr(e.what, "…。"));
    assert_non_null(strstr(e.what, "--map 导入")); /* the sentence is whole */
    buf_free(&text);
}

/* Whatever is joined with whatever, the header ends within the sheet. */
static void bears_odd_joins(void **state)
{
    struct fixture *f = *state;
    struct intake_options o = { .book = catalog_book(f->catalog, "企业") };
    static const struct merge ODD[] = {
        { 1, 1, -1, 3 }, { 1, 99, 0, 0 }, { 2, 1, 2, 1 },  { 1, INT64_MAX, 0, INT_MAX }, { 2, 2, 1, 2 },
        { 2, 3, 1, 1 },  { 5, 9, 4, 9 },  { -5, 2, 0, 1 }, { 0, 0, INT_MAX, INT_MAX },
    };
    for (unsigned set = 0; set < 1u << COUNT(ODD); set++) {
        struct text_sheet sheet = { .at = arena_text(&f->memory, "甲|||/编号|联系人||名称/|姓名|电话|/Q1|王|138|甲厂") };
        struct sheet_reader reader = { .self = &sheet, .next = next_row };
        struct merge merges[COUNT(ODD)];
        struct heading h;
        struct err e = { 0 };
        for (size_t i = 0; i < COUNT(ODD); i++)
            if (set & 1u << i)
                merges[reader.merge_count++] = ODD[i];
        reader.merges = merges;
        assert_true(header_find(&h, &f->memory, &o, &reader, &e));
        assert_true(h.first >= 1 && h.last >= h.first && h.last <= 4 && h.next <= h.row_count && h.count <= 4);
    }
}

static unsigned random_below(uint64_t *seed, unsigned n)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(*seed >> 33) % n;
}

/* No row is lost: those above the header, the header's and those handed out are all there are, in order. */
static void loses_no_row_of_any_sheet(void **state)
{
    struct fixture *f = *state;
    static const char *const WORDS[] = { "",     "",           "编号", "名称", "联系人", "姓名", "电话",
                                         "职工", "产值（元）", "注：", "合计", "12",     "甲厂" };
    struct intake_options o = { .book = catalog_book(f->catalog, "企业") };
    uint64_t seed = 20231031;
    for (int n = 0; n < 3000; n++) {
        struct arena_mark mark = arena_mark(&f->memory);
        struct buf text = { 0 };
        struct merge merges[4];
        int rows = 1 + (int)random_below(&seed, 8), columns = 1 + (int)random_below(&seed, 6), seen;
        for (int i = 0; i < rows * columns; i++)
            buf_format(&text, "%s%s", !i ? "" : i % columns ? "|" : "/", WORDS[random_below(&seed, (unsigned)COUNT(WORDS))]);
        for (int i = 0; i < 4; i++) {
            int row = 1 + (int)random_below(&seed, 4), column = (int)random_below(&seed, 6);
            merges[i] = (struct merge) { row, row + random_below(&seed, 3), column, column + (int)random_below(&seed, 3) };
        }
        struct text_sheet sheet = { .at = arena_text(&f->memory, buf_get(&text)) };
        struct sheet_reader reader = { .self = &sheet, .next = next_row, .merges = merges, .merge_count = n % 5 };
        struct heading h;
        struct row row;
        struct err e = { 0 };
        assert_true(header_find(&h, &f->memory, &o, &reader, &e));
        assert_true(h.first == h.above + 1 && h.last >= h.first && h.last < h.first + 4);
        for (seen = (int)h.last; header_next(&h, &reader, &row, &e); seen++)
            assert_int_equal(row.number, seen + 1);
        assert_int_equal(seen, rows);
        arena_rewind(&f->memory, mark);
        buf_free(&text);
    }
}

static void folds_names(void **state)
{
    struct fixture *f = *state;
    static const char *const PAIRS[][2] = {
        { "罚 款\n（元）", "罚款" },
        { "＊罚款：", "罚款" },
        { "ＡＢＣ", "abc" },
        { "罚款（万元）", "罚款(万元)" },
        { "（元）", "(元)" },
        { "罚款*（必填）", "罚款" },
        { "罚款（单位：元）", "罚款" },
        { "*", "" },
        { "", "" },
    };
    for (size_t i = 0; i < COUNT(PAIRS); i++)
        assert_string_equal(name_fold(&f->memory, PAIRS[i][0]), PAIRS[i][1]);
    assert_true(intake_names(catalog_book(f->catalog, "企业"), false, "职工"));
    assert_true(intake_names(catalog_book(f->catalog, "企业"), false, ""));
    assert_false(intake_names(catalog_book(f->catalog, "企业"), false, "动作"));
    assert_false(intake_names(catalog_book(f->catalog, "企业"), false, "职 工"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_headers),
        cmocka_unit_test(maps_any_way_to_say_a_name),
        cmocka_unit_test(hands_out_every_row),
        cmocka_unit_test(proposes_what_is_like),
        cmocka_unit_test(names_the_book_of_a_template),
        cmocka_unit_test(names_the_book_below_a_title),
        cmocka_unit_test(says_many_unknown_columns_in_one_sentence),
        cmocka_unit_test(bears_odd_joins),
        cmocka_unit_test(loses_no_row_of_any_sheet),
        cmocka_unit_test(folds_names),
    };
    return cmocka_run_group_tests(tests, open_catalog, close_catalog);
}
