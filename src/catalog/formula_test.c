/* catalog/formula_test.c: goal: a formula means what FORMULAS.md says, and every mistake is one sentence with its place.
 * Method: trees printed back with all brackets; one row per mistake with its message and code point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "catalog/catalog.h"

static const char PACK[] = "pack: 试\n"
                           "books:\n"
                           "  - {name: 机构, kind: register, fields: [{name: 名称, type: text}, {name: 上级, type: ref, "
                           "book: 机构}, {name: 级别, type: text}]}\n"
                           "  - {name: 人员, kind: register, fields: [{name: 姓名, type: text}, {name: 年龄, type: int}, "
                           "{name: 同事, type: ref, book: 人员, many: true}, {name: 机构, type: ref, book: 机构}]}\n"
                           "  - {name: 企业, kind: register, fields: [{name: 名称, type: text}, {name: 行业, type: text}, "
                           "{name: 产值, type: money}]}\n"
                           "  - name: 检查\n"
                           "    kind: journal\n"
                           "    day: 检查日期\n"
                           "    fields:\n"
                           "      - {name: 检查日期, type: day, required: true}\n"
                           "      - {name: 单位, type: ref, book: 企业}\n"
                           "      - {name: 检查人, type: ref, book: 人员, many: true}\n"
                           "      - {name: 行动, type: choice, values: [日常, 联合检查, 大排查大整治]}\n"
                           "  - name: 隐患\n"
                           "    kind: journal\n"
                           "    day: 发现日期\n"
                           "    flow: 整改\n"
                           "    fields:\n"
                           "      - {name: 发现日期, type: day}\n"
                           "      - {name: 检查, type: ref, book: 检查}\n"
                           "      - {name: 级别, type: choice, values: [一般, 重大]}\n"
                           "      - {name: 金额, type: money}\n"
                           "      - {name: 面积, type: decimal(3)}\n"
                           "      - {name: 人数, type: int}\n"
                           "      - {name: 挂牌, type: bool}\n"
                           "      - {name: 得分, type: int, many: true}\n"
                           "      - {name: 位置, type: place}\n"
                           "flows:\n"
                           "  - {name: 整改, states: [整改中, 已销号], moves: [{name: 销号, from: 整改中, to: 已销号}]}\n"
                           "measures:\n"
                           "  - {name: 甲, formula: 'count(隐患)'}\n"
                           "  - {name: 乙, formula: 'count(检查)'}\n"
                           "  - {name: 整改率, formula: '甲 / 乙', unit: '%'}\n";

struct fixture {
    struct arena arena;
    struct catalog *c;
};

static int setup(void **state)
{
    static struct fixture f;
    struct err e = { 0 };
    arena_init(&f.arena, 65536);
    f.c = catalog_new(&f.arena);
    struct pack_source source = { .file = "试.yaml", .text = PACK, .bytes = sizeof PACK - 1 };
    bool ok = catalog_add(f.c, &source, &e);
    if (!ok)
        fprintf(stderr, "%s\n", e.what);
    *state = &f;
    return ok ? 0 : -1;
}

static int teardown(void **state)
{
    arena_free(&((struct fixture *)*state)->arena);
    return 0;
}

static void dump_path(struct buf *b, const struct path *p)
{
    static const char *const END[] = { "", "state", "day", "编号", "机构", "overdue" };
    for (int i = 0; i < p->step_count; i++)
        buf_format(b, "%s.", p->steps[i] ? p->steps[i]->name : "机构");
    buf_text(b, p->end == PATH_FIELD ? p->field->name : END[p->end]);
}

static void dump_where(struct buf *b, const struct where *w)
{
    static const char *const OP[] = { "and", "or", "not", "=", "!=", "<", "<=", ">", ">=", "in" };
    buf_char(b, '(');
    if (w->op == WHERE_NOT) {
        buf_text(b, "not ");
        dump_where(b, w->left);
    } else if (w->op < WHERE_NOT) {
        dump_where(b, w->left);
        buf_format(b, " %s ", OP[w->op]);
        dump_where(b, w->right);
    } else {
        dump_path(b, w->path);
        buf_text(b, OP[w->op]);
        for (int i = 0; i < w->literal_count; i++)
            buf_format(b, "%s%s:%lld", i ? "," : "", w->literals[i].text, (long long)w->literals[i].value);
    }
    buf_char(b, ')');
}

static void dump(struct buf *b, const struct formula *f)
{
    static const char *const ATOM[] = { "", "count", "distinct", "sum", "avg", "min", "max", "last" };
    static const char *const SIGN[] = { "+", "-", "*", "/" };
    if (f->op == FORMULA_NUMBER) {
        buf_format(b, "%lld", (long long)f->number);
        if (f->number_scale)
            buf_format(b, "e-%d", f->number_scale);
    } else if (f->op <= FORMULA_LAST) {
        buf_format(b, "%s(%s", ATOM[f->op], f->book->name);
        if (f->path) {
            buf_char(b, '.');
            dump_path(b, f->path);
        }
        if (f->where)
            dump_where(b, f->where);
        buf_char(b, ')');
    } else if (f->op <= FORMULA_DIV) {
        buf_char(b, '[');
        dump(b, f->left);
        buf_text(b, SIGN[f->op - FORMULA_ADD]);
        dump(b, f->right);
        buf_char(b, ']');
    } else if (f->op == FORMULA_MEASURE) {
        buf_text(b, f->name);
    } else {
        static const char *const AFTER[] = { "yoy", "mom", "of", "by", "rank", "share" };
        buf_char(b, '[');
        dump(b, f->left);
        buf_format(b, " %s%s%s]", AFTER[f->op - FORMULA_YOY], f->name ? " " : "", f->name ? f->name : "");
    }
}

static const struct {
    const char *text, *tree;
    int digits;
} FORMULAS[] = {
    { "1+2*3", "[1+[2*3]]", 0 },
    { "(1 + 2) × 3", "[[1+2]*3]", 0 },
    { "1 - 2 - 3", "[[1-2]-3]", 0 },
    { "8 / 4 ÷ 2", "[[8/4]/2]", 2 },
    { "-甲 yoy", "[0-[甲 yoy]]", 2 },
    { "--0.5", "5e-1", 1 },
    { "2 * -3", "[2*-3]", 0 },
    { "甲 / 乙 mom", "[甲/[乙 mom]]", 2 },
    { "甲 of A-01 + 1", "[[甲 of A-01]+1]", 2 },
    { "甲 of “第 一”", "[甲 of 第 一]", 2 },
    { "甲 of 企业/A-01 yoy", "[[甲 of 企业/A-01] yoy]", 2 },
    { "甲 rank", "[甲 rank]", 0 },
    { "甲 share", "[甲 share]", 2 },
    { "count(隐患)", "count(隐患)", 0 },
    { "count（隐患　where 级别＝重大）", "count(隐患(级别=重大:0))", 0 },
    { "count(隐患) + count(检查) by 机构.级别", "[[count(隐患)+count(检查)] by 机构.级别]", 0 },
    { "count(隐患) by state", "[count(隐患) by state]", 0 },
    { "distinct(检查.单位)", "distinct(检查.单位)", 0 },
    { "distinct(检查.检查人)", "distinct(检查.检查人)", 0 },
    { "distinct(隐患.检查.单位.编号)", "distinct(隐患.检查.单位.编号)", 0 },
    { "sum(隐患.金额)", "sum(隐患.金额)", 2 },
    { "avg(隐患.人数)", "avg(隐患.人数)", 2 },
    { "max(隐患.面积) - min(隐患.人数)", "[max(隐患.面积)-min(隐患.人数)]", 3 },
    { "sum(隐患.面积) * sum(隐患.面积) * sum(隐患.面积) * 1.5", "[[[sum(隐患.面积)*sum(隐患.面积)]*sum(隐患.面积)]*15e-1]",
      9 },
    { "last(隐患.检查.单位.产值)", "last(隐患.检查.单位.产值)", 2 },
};

static void formulas_read_as_written(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof FORMULAS / sizeof *FORMULAS; i++) {
        struct err e = { 0 };
        struct buf b = { 0 };
        const struct formula *out;
        if (!formula_parse(f->c, &f->arena, FORMULAS[i].text, &out, NULL, &e))
            fail_msg("%s: %s", FORMULAS[i].text, e.what);
        dump(&b, out);
        assert_string_equal(buf_get(&b), FORMULAS[i].tree);
        assert_int_equal(out->digits, FORMULAS[i].digits);
        buf_free(&b);
    }
}

static const struct {
    const char *text, *tree;
} CONDITIONS[] = {
    { "级别 = 重大", "(级别=重大:0)" },
    { "级别 = '重大'", "(级别=重大:0)" },
    { "not 级别 = 重大 and state = 整改中", "((not (级别=重大:0)) and (state=整改中:0))" },
    { "state = 整改中 or 级别 = 一般 and 挂牌", "((state=整改中:0) or ((级别=一般:0) and (挂牌=true:1)))" },
    { "(state = 整改中 or 级别 = 一般) and not not 挂牌",
      "(((state=整改中:0) or (级别=一般:0)) and (not (not (挂牌=true:1))))" },
    { "挂牌 = 否", "(挂牌=false:0)" },
    { "overdue", "(overdue=true:1)" },
    { "overdue != true", "(overdue!=true:1)" },
    { "day >= 2023-06-01 and day<2023-07-01", "((day>=2023-06-01:19509) and (day<2023-07-01:19539))" },
    { "级别 in (一般, “重大”)", "(级别in一般:0,重大:0)" },
    { "编号 in (A-01，B/2,C:3.x+)", "(编号inA-01:0,B/2:0,C:3.x+:0)" },
    { "金额≥-12.50", "(金额>=-12.5:-1250)" },
    { "人数 != 007", "(人数!=7:7)" },
    { "机构 = 城关镇", "(机构=城关镇:0)" },
    { "机构.级别 = 乡镇", "(机构.级别=乡镇:0)" },
    { "检查.检查人.机构.名称 = 安监股", "(检查.检查人.机构.名称=安监股:0)" },
    { "检查.单位.行业 = \"危化 品\"", "(检查.单位.行业=危化 品:0)" },
    { "检查 = 检查-7", "(检查=检查-7:0)" },
    { "检查.day = 2023-01-02", "(检查.day=2023-01-02:19359)" },
    { "检查.检查日期 ≤ 2023-01-02", "(检查.检查日期<=2023-01-02:19359)" },
    { "得分 > 3", "(得分>3:3)" },
};

static void conditions_read_as_written(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof CONDITIONS / sizeof *CONDITIONS; i++) {
        struct err e = { 0 };
        struct buf b = { 0 };
        const struct where *out;
        bool ok = where_parse(f->c, &f->arena, catalog_book(f->c, "隐患"), CONDITIONS[i].text, &out, NULL, &e);
        if (strstr(CONDITIONS[i].text, "检查人"))
            assert_false(ok); /* a field of many values as the second step */
        else if (!ok)
            fail_msg("%s: %s", CONDITIONS[i].text, e.what);
        if (ok) {
            dump_where(&b, out);
            assert_string_equal(buf_get(&b), CONDITIONS[i].tree);
        }
        buf_free(&b);
    }
}

struct mistake_row {
    const char *text;
    enum msg_id id;
    int at;
    const char *part; /* of the sentence; NULL: not looked at */
};

static void check_mistake(const struct mistake_row *row, bool ok, int at, const struct err *e)
{
    if (ok || e->msg != row->id || at != row->at)
        fail_msg("%s: ok %d, msg %d (want %d), at %d (want %d): %s", row->text, ok, (int)e->msg, (int)row->id, at, row->at,
                 e->what);
    char place[32];
    snprintf(place, sizeof place, "第%d个字：", row->at + 1);
    assert_ptr_equal(strstr(e->what, place), e->what);
    if (row->part && !strstr(e->what, row->part))
        fail_msg("%s: no “%s” in: %s", row->text, row->part, e->what);
}

static const struct mistake_row FORMULA_MISTAKES[] = {
    { "", MSG_CATALOG_FORMULA_UNFINISHED, 0, NULL },
    { "甲 +", MSG_CATALOG_FORMULA_UNFINISHED, 3, NULL },
    { "甲 乙", MSG_CATALOG_FORMULA_UNEXPECTED, 2, "“乙”" },
    { "* 3", MSG_CATALOG_FORMULA_UNEXPECTED, 0, "“*”" },
    { "甲 + where", MSG_CATALOG_FORMULA_UNEXPECTED, 4, "where" },
    { "(甲", MSG_CATALOG_FORMULA_WANTED, 2, "“)”" },
    { "甲)", MSG_CATALOG_FORMULA_UNEXPECTED, 1, "“)”" },
    { "整改绿", MSG_CATALOG_FORMULA_MEASURE, 0, "是不是“整改率”" },
    { "1 + 隐患", MSG_CATALOG_FORMULA_BOOK_ALONE, 4, "count(隐患)" },
    { "1,000 + 甲", MSG_CATALOG_FORMULA_COMMA, 1, NULL },
    { "4万", MSG_CATALOG_FORMULA_NUMBER_TAIL, 1, NULL },
    { "0.1234567891", MSG_CATALOG_FORMULA_NUMBER, 0, NULL },
    { "1234567890123456789", MSG_CATALOG_FORMULA_NUMBER, 0, NULL },
    { "甲 # 乙", MSG_CATALOG_FORMULA_CHARACTER, 2, "“#”" },
    { "甲 of “城", MSG_CATALOG_FORMULA_QUOTE_OPEN, 5, NULL },
    { "甲 of", MSG_CATALOG_FORMULA_VALUE_MISSING, 4, NULL },
    { "count", MSG_CATALOG_FORMULA_WANTED, 5, "“(”" },
    { "count()", MSG_CATALOG_FORMULA_BOOK_MISSING, 6, "count" },
    { "count(隐换)", MSG_CATALOG_FORMULA_BOOK, 6, "是不是“隐患”" },
    { "count(隐患.级别)", MSG_CATALOG_FORMULA_COUNT_FIELD, 8, "distinct(隐患.字段)" },
    { "sum(隐患)", MSG_CATALOG_FORMULA_ATOM_FIELD, 6, "sum(隐患.字段)" },
    { "sum(隐患.级别)", MSG_CATALOG_FORMULA_NOT_NUMERIC, 7, "“级别”" },
    { "max(隐患.state)", MSG_CATALOG_FORMULA_NOT_NUMERIC, 7, "“state”" },
    { "sum(隐患.得分)", MSG_CATALOG_FORMULA_MANY, 7, NULL },
    { "avg(检查.检查人.年龄)", MSG_CATALOG_FORMULA_MANY, 7, NULL },
    { "distinct(隐患.overdue)", MSG_CATALOG_FORMULA_OVERDUE, 12, NULL },
    { "distinct(隐患.)", MSG_CATALOG_FORMULA_UNEXPECTED, 12, NULL },
    { "distinct(隐患.级另)", MSG_CATALOG_FORMULA_FIELD, 12, "是不是“级别”" },
    { "distinct(隐患.级别.名称)", MSG_CATALOG_FORMULA_NO_REF, 12, "“级别”" },
    { "distinct(隐患.检查.检查人.姓名)", MSG_CATALOG_FORMULA_MANY_STEP, 15, "“检查人”" },
    { "distinct(检查.检查人.同事)", MSG_CATALOG_FORMULA_MANY_STEP, 16, "“同事”" },
    { "distinct(机构.上级.上级.上级.上级.上级.名称)", MSG_CATALOG_FORMULA_STEPS, 24, NULL },
    { "distinct(检查.state)", MSG_CATALOG_FORMULA_NO_FLOW, 12, "“检查”" },
    { "distinct(企业.day)", MSG_CATALOG_FORMULA_NO_DAY, 12, "“企业”" },
    { "count(隐患 where 级别 = 较大)", MSG_CATALOG_FORMULA_NO_VALUE, 20, "可以用：重大、一般" },
    { "count(隐患) by 行动", MSG_CATALOG_FORMULA_FIELD, 13, NULL },
    { "count(隐患) by overdue", MSG_CATALOG_FORMULA_OVERDUE, 13, NULL },
    { "count(隐患) by", MSG_CATALOG_FORMULA_UNFINISHED, 12, NULL },
    { "(count(隐患) by 级别) + 1", MSG_CATALOG_FORMULA_WANTED, 11, NULL },
    { "count(隐患) by 级别 + 1", MSG_CATALOG_FORMULA_UNEXPECTED, 16, NULL },
};

static void each_formula_mistake_has_its_place(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof FORMULA_MISTAKES / sizeof *FORMULA_MISTAKES; i++) {
        struct err e = { 0 };
        const struct formula *out;
        int at = -1;
        bool ok = formula_parse(f->c, &f->arena, FORMULA_MISTAKES[i].text, &out, &at, &e);
        check_mistake(&FORMULA_MISTAKES[i], ok, at, &e);
    }
}

static const struct mistake_row CONDITION_MISTAKES[] = {
    { "", MSG_CATALOG_FORMULA_FIELD_MISSING, 0, "隐患" },
    { "级别", MSG_CATALOG_FORMULA_NO_COMPARE, 0, NULL },
    { "级别 and 挂牌", MSG_CATALOG_FORMULA_NO_COMPARE, 3, NULL },
    { "级别 =", MSG_CATALOG_FORMULA_VALUE_MISSING, 4, NULL },
    { "级别 = and 挂牌", MSG_CATALOG_FORMULA_VALUE_MISSING, 5, NULL },
    { "编号 = ''", MSG_CATALOG_FORMULA_VALUE_MISSING, 5, NULL },
    { "级别 = 一般、重大", MSG_CATALOG_FORMULA_CHARACTER, 7, "“、”" },
    { "级别 > 一般", MSG_CATALOG_FORMULA_NO_ORDER, 3, "“>”" },
    { "检查 >= 1", MSG_CATALOG_FORMULA_NO_ORDER, 3, NULL },
    { "state < 整改中", MSG_CATALOG_FORMULA_NO_ORDER, 6, NULL },
    { "位置 < 1", MSG_CATALOG_FORMULA_NO_ORDER, 3, NULL },
    { "state = 已消号", MSG_CATALOG_FORMULA_NO_VALUE, 8, "可以用：已销号、整改中" },
    { "人数 = 12.5", MSG_CATALOG_FORMULA_SCALE, 5, NULL },
    { "金额 > 0.125", MSG_CATALOG_FORMULA_SCALE, 5, "2 位小数" },
    { "金额 > 三", MSG_CATALOG_FORMULA_NO_NUMBER, 5, NULL },
    { "金额 > 1,000", MSG_CATALOG_FORMULA_COMMA, 6, NULL },
    { "day = 2023-2-1", MSG_CATALOG_FORMULA_NO_DAY_VALUE, 6, "2023-10-31" },
    { "day = 2023-02-30", MSG_CATALOG_FORMULA_NO_DAY_VALUE, 6, NULL },
    { "挂牌 = 对", MSG_CATALOG_FORMULA_NO_BOOL, 5, NULL },
    { "级别 in 一般", MSG_CATALOG_FORMULA_WANTED, 6, "“(”" },
    { "级别 in (一般", MSG_CATALOG_FORMULA_WANTED, 9, "“)”" },
    { "级别 in ()", MSG_CATALOG_FORMULA_VALUE_MISSING, 7, NULL },
    { "(挂牌", MSG_CATALOG_FORMULA_WANTED, 3, "“)”" },
    { "挂牌 挂牌", MSG_CATALOG_FORMULA_UNEXPECTED, 3, NULL },
    { "级别 = 一般 or", MSG_CATALOG_FORMULA_FIELD_MISSING, 10, NULL },
};

static void each_condition_mistake_has_its_place(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof CONDITION_MISTAKES / sizeof *CONDITION_MISTAKES; i++) {
        struct err e = { 0 };
        const struct where *out;
        int at = -1;
        bool ok = where_parse(f->c, &f->arena, catalog_book(f->c, "隐患"), CONDITION_MISTAKES[i].text, &out, &at, &e);
        check_mistake(&CONDITION_MISTAKES[i], ok, at, &e);
    }
}

static void refuses(struct fixture *f, const char *text, enum msg_id id)
{
    struct err e = { 0 };
    const struct formula *out;
    assert_false(formula_parse(f->c, &f->arena, text, &out, NULL, &e));
    assert_int_equal(e.msg, id);
}

static void sizes_and_depths_are_bounded(void **state)
{
    struct fixture *f = *state;
    struct buf b = { 0 };
    for (int i = 0; i < 65; i++)
        buf_char(&b, '(');
    refuses(f, buf_get(&b), MSG_CATALOG_FORMULA_DEEP);
    buf_clear(&b);
    for (int i = 0; i < 80; i++)
        buf_text(&b, "1+");
    buf_text(&b, "1");
    refuses(f, buf_get(&b), MSG_CATALOG_FORMULA_DEEP);
    buf_clear(&b);
    buf_text(&b, "count(隐患 where 挂牌");
    for (int i = 0; i < 80; i++)
        buf_text(&b, " and 挂牌");
    buf_text(&b, ")");
    refuses(f, buf_get(&b), MSG_CATALOG_FORMULA_DEEP);
    buf_clear(&b);
    for (int i = 0; i < 80; i++)
        buf_text(&b, i ? " yoy" : "甲");
    refuses(f, buf_get(&b), MSG_CATALOG_FORMULA_DEEP);
    buf_clear(&b);
    for (int i = 0; i < 4097; i++)
        buf_char(&b, '1');
    refuses(f, buf_get(&b), MSG_CATALOG_FORMULA_LONG);
    refuses(f, "甲\xE4", MSG_CATALOG_FORMULA_NOT_UTF8);
    buf_free(&b);
}

static void paths_stand_alone(void **state)
{
    struct fixture *f = *state;
    struct err e = { 0 };
    const struct path *p;
    int at;
    const struct book *b = catalog_book(f->c, "隐患");
    assert_true(path_parse(f->c, &f->arena, b, "检查.单位.行业", &p, &at, &e));
    assert_int_equal(p->step_count, 2);
    assert_string_equal(p->end_book->name, "企业");
    assert_string_equal(p->field->name, "行业");
    assert_true(path_parse(f->c, &f->arena, b, "机构.级别", &p, &at, &e));
    assert_int_equal(p->step_count, 1);
    assert_null(p->steps[0]);
    assert_ptr_equal(p->end_book, catalog_book(f->c, "机构"));
    assert_true(path_parse(f->c, &f->arena, b, "机构", &p, &at, &e));
    assert_int_equal(p->end, PATH_ORG);
    assert_false(path_parse(f->c, &f->arena, b, "检查.单位 = 1", &p, &at, &e));
    assert_int_equal(at, 6);
}

static void english_readers_get_english(void **state)
{
    struct fixture *f = *state;
    struct err e = { .lang = LANG_EN };
    const struct formula *out;
    assert_false(formula_parse(f->c, &f->arena, "count(隐换)", &out, NULL, &e));
    assert_string_equal(e.what, "character 7: there is no book “隐换”; did you mean “隐患”?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_read_as_written),           cmocka_unit_test(conditions_read_as_written),
        cmocka_unit_test(each_formula_mistake_has_its_place), cmocka_unit_test(each_condition_mistake_has_its_place),
        cmocka_unit_test(sizes_and_depths_are_bounded),       cmocka_unit_test(paths_stand_alone),
        cmocka_unit_test(english_readers_get_english),
    };
    return cmocka_run_group_tests_name("catalog formula", tests, setup, teardown);
}
