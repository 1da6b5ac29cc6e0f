/* text/context.c: what stands around a quantity: how exact it is, what it does in its sentence, what it measures, when. */
#include <string.h>

#include "text/inside.h"

/* ---- approximation ---- */

/* Words before a number that make it inexact, and words behind; longest first does not matter: the longest match is taken. */
static const char32_t APPROX_BEFORE[] =
    U"约 近 超 超过 逾 不少于 不低于 不超过 不高于 不多于 不足 至少 大约 将近 接近 突破 高于 低于 大于 小于 多于 少于 "
    U"上 过 达到近 约为 最多 最高不超过 力争突破 至多 已超 已近 预计超 预计约 共约 ≥ ≤ > < 大概 几乎 有近 高达近 优于";
static const char32_t APPROX_BEHIND[] = U"以上 以下 左右 以内 上下 及以上 及以下 （含）以上 之多";

const char *approx_is(const struct reader *r, size_t start, size_t end, const struct numeral *n)
{
    const struct letters *t = &r->t;
    if (n->vague)
        return letters_text(r->a, t, n->vague, n->vague + 1);
    if (n->pair)
        return "约";
    size_t behind = at_any(t, end, APPROX_BEHIND);
    if (behind && !(t->p[end] == U'以' && t->p[end + 1] == U'上' && t->p[end + 2] == U'升'))
        return letters_text(r->a, t, end, end + behind);
    size_t before = ends_any(t, start, APPROX_BEFORE);
    if (!before)
        return NULL;
    if (before == 1
        && ends_any(t, start,
                    U"以上 附近 最近 不过 通过 经过 同比上 线上 环比上 比上 在上 网上 路上 身上 基础上 会上 地上 社会上 "
                    U"节约 预约 签约 条约 集约 制约 履约 合约"))
        return NULL;
    if (t->p[start - 1] == U'近' && t->p[n->end] == U'年' && !ends_any(t, start, U"将近 接近"))
        return NULL;
    return letters_text(r->a, t, start - before, start);
}

/* ---- role ---- */

static const char32_t RISES[] =
    U"增长 下降 上升 提高 降低 压减 压降 提升 增幅 降幅 涨幅 增速 减少 增加 回升 回落 上涨 下跌 下滑 递增 递减 缩短 "
    U"增收 减收 扩大 缩小 收窄 高出 快于 高于 低于 节约 多增 少 多 增 降 升 翻 翻了 翻番";
static const char32_t FILLERS[] =
    U"了 约 近 超 超过 为 达 达到 不少于 不低于 逾 至少 均 各 幅度 率 、 和 ： 分别 以 （ 年均 平均";

/* Skips 了, 约, 近, 达… back from i; those that make 增长到 a level are told. */
static size_t skip_fillers(const struct letters *t, size_t i, size_t least)
{
    for (int k = 0; k < 4; k++) {
        size_t n = ends_any(t, i, FILLERS);
        if (!n || i - n < least)
            break;
        i -= n;
    }
    return i;
}

/* The figure right before in a row "40%和66.7%": both take one role. */
static bool in_row(const struct reader *r, int figure, size_t start)
{
    if (!figure)
        return false;
    const struct text_figure *f = &r->out->figures[figure - 1];
    return f->end < start && start - f->end <= 2 && one_of(r->t.p[f->end], U"和、至到-—～~与及");
}

static bool is_change(const struct reader *r, int figure, size_t start, size_t end, const struct unit *u,
                      const struct around *w)
{
    const struct letters *t = &r->t;
    bool points = u->name && (strcmp(u->name, "百分点") == 0 || strcmp(u->name, "千分点") == 0);
    if (points || (u->name && strcmp(u->name, "番") == 0))
        return true;
    if (in_row(r, figure, start))
        return r->out->figures[figure - 1].role == TEXT_CHANGE;
    size_t i = skip_fillers(t, start, w->clause);
    size_t verb = ends_any(t, i, RISES);
    bool compared =
        has_any(t, w->clause, start, U"同比 环比 比上年 较上年 比去年 较去年 年均 同期 超去年 超上年 较20 比20 就20");
    if (verb) {
        bool weak = verb == 1 && one_of(t->p[i - 1], U"少多升增降");
        if ((u->tag & UNIT_RATE) && !weak)
            return true;
        if (weak)
            return ends_any(t, i, U"同比增 同比降 同比升 年多 年少 期多 期少 比增 增 降")
                   && ((u->tag & UNIT_RATE) || compared);
        /* 低于6000元的低收入人口 is a level, 改造提升0.8万亩 a work done: neither is a change */
        bool level = ends_any(t, i, U"高于 低于 快于 提升 提高 扩大 降低 压减 节约") != 0;
        return compared || (u->tag & UNIT_RATE) || (i == start && !level);
    }
    if ((u->tag & UNIT_RATE)
        && at_any(t, end, U"下降 增长 的增长 的增速 的速度 的增幅 上升 的降幅 以上的增长 以上的增速 左右的增长"))
        return true;
    if (!compared)
        return false;
    if (has_any(t, w->clause, start, U"增加 减少 增长 下降 多出 少了 超去年 超上年 提高 上升"))
        return !has_any(t, w->clause, start, U"增长到 增加到 减少到 下降到 提高到 增至 降至 上升到 达到 达 为");
    return false;
}

static bool is_share(const struct reader *r, int figure, size_t start, size_t end, const struct unit *u,
                     const struct around *w)
{
    const struct letters *t = &r->t;
    size_t from = start > LOOK_MAX ? start - LOOK_MAX : 0;
    from = from < w->sentence ? w->sentence : from;
    if (ends_any(t, start, U"其余 剩余 余下"))
        return figure > 0 && r->notes[figure - 1].sentence == w->sentence;
    /* 占…的50%, 占比50% */
    for (size_t i = start; i > w->clause && i + 30 > start; i--)
        if (t->p[i - 1] == U'占' && !one_of(t->p[i], U"地用补有领据道") && (u->tag & UNIT_RATE))
            return true;
    /* （含油茶1.2万亩）, （恢复生产2家） behind a figure of the same unit */
    for (size_t i = start; i > w->clause && i + 24 > start; i--) {
        if (t->p[i - 1] == U'（' || t->p[i - 1] == '(') {
            const struct text_figure *f = figure ? &r->out->figures[figure - 1] : NULL;
            return f && f->end == i - 1 && !has_word(t, i, start, U"不") && text_same(f->unit, u->name)
                   && t->p[end] != U'：';
        }
    }
    if (has_any(t, w->clause, start, U"合计 总计 共计 支出 结余 惠及 受益 改种 补种 赔付 带动")
        && !has_word(t, w->clause, start, U"其中"))
        return false; /* the row of parts has ended */
    for (size_t i = start; i > from; i--) {
        if (t->p[i - 1] == U'；' && t->p[i] != U'其')
            return false;
        bool among = t->p[i] == U'中' && t->p[i - 1] == U'其' && (i < 2 || !one_of(t->p[i - 2], U"将把尤"));
        if (!among)
            continue;
        if (i - 1 <= w->sentence || !figure)
            return false;
        int first = figure;
        while (first > 0 && r->out->figures[first - 1].start > i)
            first--;
        const struct text_figure *head = first < figure ? &r->out->figures[first] : NULL;
        const struct text_figure *whole = first > 0 ? &r->out->figures[first - 1] : NULL;
        if (!whole || whole->start < w->sentence)
            return false;
        return !head || text_same(head->unit, u->name);
    }
    return false;
}

static bool is_base(const struct letters *t, size_t start, size_t end, const struct around *w)
{
    size_t i = start;
    while (i > w->clause && i + 10 > start && !one_of(t->p[i - 1], U"从由较比"))
        i--;
    if (i == w->clause || i + 10 <= start)
        return ends_any(t, start, U"上年同期 去年同期 上年 去年同期的 去年的 上年的 上年同期的 同期的") != 0;
    return at_any(
               t, end,
               U"增加 提高 上升 提升 下降 减少 增长 降 扩大 增至 升至 缩短 压缩 压减 变为 到 增 降低 优化 跃升 发展 的基础")
           != 0;
}

/* 主要预期目标是：…；…；… */
static bool under_goals(const struct letters *t, size_t start, const struct around *w)
{
    size_t to = w->sentence + LOOK_MAX / 2;
    return has_any(t, w->sentence, to < start ? to : start,
                   U"预期目标是 预期目标： 预期目标为 主要目标是 主要目标： 目标是： 奋斗目标是");
}

static bool is_target(const struct letters *t, size_t start, size_t end, const struct around *w)
{
    /* 完成年初预算3700万元的104.3% */
    if (t->p[end] == U'的' && t->kind[end + 1] == L_DIGIT
        && ends_any(t, start, U"预算 任务 目标 计划 指标 任务数 计划数 目标值"))
        return true;
    if (ends_any(t, start,
                 U"计划 拟 目标为 任务为 目标任务为 计划任务 年度任务 任务数 目标值 计划数 计划数为 预期目标 目标任务 目标"))
        return true;
    return has_any(t, w->clause, start,
                   U"目标任务为 目标任务： 年度目标为 计划目标 任务目标为 目标值为 任务数为 力争 计划完成 拟新增 将新增");
}

enum text_role role_is(const struct reader *r, int figure, size_t start, size_t end, const struct unit *u,
                       const struct around *w)
{
    const struct letters *t = &r->t;
    bool plan = w->line && w->line->part == PART_PLAN;
    if (has_any(t, w->clause, start, U"目标任务为 目标任务： 目标为 任务目标为 目标值为"))
        return TEXT_TARGET;
    plan = plan || under_goals(t, start, w);
    if (!plan && is_change(r, figure, start, end, u, w))
        return TEXT_CHANGE;
    if (is_base(t, start, end, w))
        return TEXT_BASE;
    if (plan
        && ends_any(t, start, U"占比达到 占比达 占比提高到 占比提升到 占比提升至 占比不低于 比重达到 比重提高到 比重提升到"))
        return TEXT_TARGET;
    if (is_share(r, figure, start, end, u, w))
        return TEXT_SHARE;
    return plan || is_target(t, start, end, w) ? TEXT_TARGET : TEXT_ACTUAL;
}

/* ---- period ---- */

static struct text_period whole_year(int year)
{
    return (struct text_period) { year > 0, year > 0 ? day_of(year, 1, 1) : 0, year > 0 ? day_of(year, 12, 31) : 0 };
}

static int number_before(const struct letters *t, size_t i, size_t least)
{
    int value = 0, by = 1;
    while (i > least && t->kind[i - 1] == L_DIGIT && by <= 1000) {
        value += by * (int)(t->p[--i] - '0');
        by *= 10;
    }
    return value;
}

/* 截至11月底, 1-10月, 2022年, 上半年: the nearest before the figure in its sentence. */
struct text_period period_is(const struct reader *r, size_t at, const struct around *w)
{
    const struct letters *t = &r->t;
    bool plan = w->line && w->line->part == PART_PLAN;
    int year = plan ? r->plan_year : r->year, month = 0, first = 1;
    size_t from = at > LOOK_MAX ? at - LOOK_MAX : 0;
    from = from < w->sentence ? w->sentence : from;
    for (size_t i = at; i > from; i--) {
        char32_t c = t->p[i - 1];
        if (c == U'月' && !month && t->kind[i - 2] == L_DIGIT) {
            month = number_before(t, i - 1, from);
            size_t k = i - 1;
            while (k > from && t->kind[k - 1] == L_DIGIT)
                k--;
            if (k > from && one_of(t->p[k - 1], U"-—～~至到－―–") && t->kind[k - 2] == L_DIGIT)
                first = number_before(t, k - 1, from);
        } else if (c == U'年' && i >= 5 && t->kind[i - 2] == L_DIGIT && t->kind[i - 5] == L_DIGIT) {
            int y = number_before(t, i - 1, from);
            if (y >= 1949 && y <= 2100 && !ends_any(t, i - 5, U"比 较 就 与 于")) {
                year = y;
                break;
            }
        } else if ((c == U'年') && i >= 2 && (t->p[i - 2] == U'去' || (t->p[i - 2] == U'上' && t->p[i] != U'以')) && r->year
                   && !ends_any(t, i - 2, U"比 较 超")) {
            year = r->year - 1;
            break;
        }
    }
    if (year <= 0)
        return (struct text_period) { 0 };
    if (month < 1 || month > 12)
        return whole_year(year);
    first = first >= 1 && first <= month ? first : 1;
    return (struct text_period) { true, day_of(year, first, 1), day_of(year, month, day_month_length(year, month)) };
}
