/* text/find_units.c: units that are missing or cannot be, and magnitudes that cannot be meant. */
#include "text/inside.h"

static const struct rule MISSING = { "unit.missing", "unit", TEXT_ERROR, MSG_FIND_UNIT_MISSING };
static const struct rule WRONG = { "unit.wrong", "unit", TEXT_ERROR, MSG_FIND_UNIT_WRONG };
static const struct rule RANGE_PERCENT = { "unit.range-percent", "unit", TEXT_ERROR, MSG_FIND_RANGE_PERCENT };
static const struct rule TINY = { "magnitude.tiny", "magnitude", TEXT_ERROR, MSG_FIND_TINY };
static const struct rule NEIGHBOUR = { "magnitude.neighbour", "magnitude", TEXT_ERROR, MSG_FIND_NEIGHBOUR };
static const struct rule OVER_FULL = { "magnitude.over-full", "magnitude", TEXT_WARNING, MSG_FIND_OVER_FULL };
static const struct rule COMMA_MISSING = { "punctuation.comma-missing", "punctuation", TEXT_ERROR, MSG_FIND_COMMA_MISSING };

#define PHYSICAL (UNIT_AREA | UNIT_LENGTH | UNIT_VOLUME | UNIT_WEIGHT | UNIT_MONEY)

static const char32_t MONEY_NOUNS[] = U"额 资金 投资 收入 产值 补贴 补助 贷款 罚款 费 款 税收 利润 融资 总值 价值 罚没 存款";

static bool ends_clause(const struct letters *t, size_t i)
{
    return t->kind[i] == L_COMMA || t->kind[i] == L_STOP || t->kind[i] == L_LINE || t->kind[i] == L_END;
}

static bool names_money(const struct letters *t, size_t i)
{
    i -= ends_any(t, i, U"达 达到 超 超过 突破 约 近 为 共计 累计 共");
    i -= ends_any(t, i, U"达 约 近 超 为");
    return ends_any(t, i, MONEY_NOUNS) != 0;
}

static void see_missing(struct reader *r, int i)
{
    const struct letters *t = &r->t;
    const struct text_figure *f = &r->out->figures[i];
    const struct quantity_note *n = &r->notes[i];
    if (f->unit || n->unit_tag || n->chinese || !ends_clause(t, f->end) || t->kind[f->end] == L_LINE
        || t->p[f->end] == U'、')
        return;
    bool change = !n->power && ends_any(t, f->start, U"增长 下降 增加 减少 上升 提高");
    bool money = n->power && names_money(t, f->start);
    if (!change && !money)
        return;
    const char *fix = NULL;
    if (money) {
        struct buf b = { 0 };
        buf_format(&b, "%s元", f->text);
        fix = arena_text(r->a, buf_get(&b));
        buf_free(&b);
    }
    FOUND(r, &MISSING, f->start, f->end, fix, f->text);
}

static void see_masked(struct reader *r)
{
    for (int i = 0; i < r->out->masked_count; i++) {
        const struct text_mask *m = &r->out->masked[i];
        if (!m->unit && ends_clause(&r->t, m->end))
            FOUND(r, &MISSING, m->start, m->end, NULL, m->text);
    }
}

/* 近1元 in a report: the multiplier is missing. */
static void see_tiny(struct reader *r, int i)
{
    const struct letters *t = &r->t;
    const struct text_figure *f = &r->out->figures[i];
    const struct quantity_note *n = &r->notes[i];
    bool small = n->scaled < 10 * (int128)decimal_pow10(SCALE) && (f->approx || n->digits);
    if ((n->unit_tag & UNIT_AREA) && !n->power && n->digits && n->scaled < decimal_pow10(SCALE) && ends_clause(t, f->end)
        && has_any(t, f->start > 14 && f->start - 14 > n->sentence ? f->start - 14 : n->sentence, f->start,
                   U"高标准农田 造林 人工林 新建 建设 改造 种植 流转 治理 修复")
        && !has_any(t, n->sentence, f->start, U"每 均 户 标准地"))
        FOUND(r, &TINY, f->start, f->end, NULL, f->text); /* 新建高标准农田0.2亩 */
    if (!(n->unit_tag & UNIT_MONEY) || n->power || n->chinese || !small)
        return;
    size_t from = f->start > 24 ? f->start - 24 : 0;
    from = from < n->sentence ? n->sentence : from;
    bool sum = has_any(t, from, f->start,
                       U"发放 投入 投资 拨付 争取 销售额 产值 资金 完成 实现 成交额 总额 罚款 融资 撬动 拉动 带动");
    if (sum && !has_any(t, from, f->start, U"每 均 单价 标准 价格 一 元") && t->p[f->end] != '/'
        && t->p[n->unit_start + 1] != '/')
        FOUND(r, &TINY, f->start, f->end, NULL, f->text);
}

/* 0.1亩 beside 0.6万亩 and 0.2万亩 */
static void see_neighbour(struct reader *r, int i)
{
    const struct text_figure *f = &r->out->figures[i];
    const struct quantity_note *n = &r->notes[i];
    int128 one = decimal_pow10(SCALE);
    if (!(n->unit_tag & (UNIT_AREA | UNIT_WEIGHT | UNIT_MONEY)) || n->power || !n->digits || n->scaled >= one)
        return;
    int like = 0, other = 0;
    for (int k = i > 4 ? i - 4 : 0; k < r->out->figure_count && k <= i + 4; k++) {
        if (k == i || r->notes[k].sentence != n->sentence || !text_same(r->out->figures[k].unit, f->unit))
            continue;
        like += r->notes[k].power == 4 && r->notes[k].digits > 0;
        other += r->notes[k].power == 0;
    }
    if (like && !other) {
        struct buf b = { 0 };
        buf_format(&b, "%s万%s", letters_text(r->a, &r->t, f->start, n->unit_start), f->unit);
        FOUND(r, &NEIGHBOUR, f->start, f->end, arena_text(r->a, buf_get(&b)), f->text);
        buf_free(&b);
    }
}

/* 采伐证39106立方米: papers are counted, not measured. */
static void see_wrong(struct reader *r, int i)
{
    const struct letters *t = &r->t;
    const struct text_figure *f = &r->out->figures[i];
    if ((r->notes[i].unit_tag & (UNIT_AREA | UNIT_LENGTH | UNIT_VOLUME | UNIT_WEIGHT)) && ends_clause(t, f->end)
        && ends_any(t, f->start, U"采伐证 许可证 证书 执照 批复文件 合格证 登记证 资格证 不动产权证 许可证书"))
        FOUND(r, &WRONG, f->start > 3 ? f->start - 3 : 0, f->end, NULL, f->text);
}

/* 消防蓄水池7个蓄水量1110立方米 */
static void see_comma(struct reader *r, int i)
{
    const struct letters *t = &r->t;
    if (i + 1 >= r->out->figure_count)
        return;
    const struct text_figure *f = &r->out->figures[i], *g = f + 1;
    size_t gap = g->start - f->end;
    bool counted = (r->notes[i].unit_tag & UNIT_COUNT) && one_of(t->p[r->notes[i].unit_start], U"个座处口宗条");
    if (!counted || !(r->notes[i + 1].unit_tag & PHYSICAL) || gap < 2 || gap > 5 || !ends_clause(t, g->end))
        return;
    if (!at_any(t, f->end, U"面积 总面积 蓄水量 长度 总长 金额 总投资 库容 总量 体积 重量 投资额 占地面积") || f->start < 4
        || t->kind[f->start - 1] != L_HAN)
        return;
    if (!ends_any(t, f->start, U"完成 建成 新建 建设 改造 实施 办理 达 有 共 等 了"))
        FOUND(r, &COMMA_MISSING, f->start, g->start, NULL, letters_text(r->a, t, f->end, g->start));
}

/* 10～20% */
static void see_range(struct reader *r, int i)
{
    const struct letters *t = &r->t;
    const struct text_figure *f = &r->out->figures[i];
    if (!r->notes[i].range || !f->unit || i + 1 >= r->out->figure_count || f[1].start > f->end + 2)
        return;
    if (t->p[f[1].end - 1] != '%' && t->p[f[1].end - 1] != U'‰')
        return;
    struct buf b = { 0 };
    buf_format(&b, "%s%s", f->text, f->unit);
    FOUND(r, &RANGE_PERCENT, f->start, f->end, arena_text(r->a, buf_get(&b)), f->text, f->unit);
    buf_free(&b);
}

/* A part of a whole above 100%. */
static void see_full(struct reader *r, int i)
{
    const struct letters *t = &r->t;
    const struct text_figure *f = &r->out->figures[i];
    bool percent = f->unit && f->unit[0] == '%' && r->notes[i].scaled > 100 * (int128)decimal_pow10(SCALE);
    size_t head = f->start - ends_any(t, f->start, U"达 达到 为 均达到 均达");
    if (percent && f->role == TEXT_ACTUAL
        && ends_any(t, head, U"合格率 办结率 达标率 整改率 签约率 绿化率 知晓率 满意率 参保率 优良率 及格率 销号率 结案率"))
        FOUND(r, &OVER_FULL, f->start, f->end, NULL, f->text);
}

void find_units(struct reader *r)
{
    for (int i = 0; i < r->out->figure_count; i++) {
        see_missing(r, i);
        see_tiny(r, i);
        see_neighbour(r, i);
        see_wrong(r, i);
        see_comma(r, i);
        see_range(r, i);
        see_full(r, i);
    }
    see_masked(r);
}
