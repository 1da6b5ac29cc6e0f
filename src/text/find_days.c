/* text/find_days.c: years and days that cannot be, and what was left in a text by mistake. */
#include "text/inside.h"

static const struct rule YEAR_WORD = { "year.word-missing", "typo", TEXT_ERROR, MSG_FIND_YEAR_WORD };
static const struct rule YEAR_HEADING = { "year.heading", "year", TEXT_WARNING, MSG_FIND_YEAR_HEADING };
static const struct rule YEAR_FUTURE = { "year.future", "year", TEXT_ERROR, MSG_FIND_YEAR_FUTURE };
static const struct rule YEAR_PLAN = { "year.plan", "year", TEXT_ERROR, MSG_FIND_YEAR_PLAN };
static const struct rule YEAR_PERIOD = { "year.period", "year", TEXT_ERROR, MSG_FIND_YEAR_PERIOD };
static const struct rule NO_DAY = { "year.no-such-day", "year", TEXT_ERROR, MSG_FIND_NO_DAY };
static const struct rule RESIDUE = { "residue.leftover", "residue", TEXT_ERROR, MSG_FIND_RESIDUE };
static const struct rule ADVERTISEMENT = { "residue.advertisement", "residue", TEXT_ERROR, MSG_FIND_ADVERTISEMENT };

static int small_number(const struct letters *t, size_t *i)
{
    int value = 0;
    size_t from = *i;
    for (; t->kind[*i] == L_DIGIT && *i < from + 5; ++*i)
        value = value * 10 + (int)(t->p[*i] - '0');
    return value;
}

/* 2月30日, 13月5日 */
static void see_day(struct reader *r, size_t start)
{
    const struct letters *t = &r->t;
    size_t i = start;
    int month = small_number(t, &i), day = 0;
    if (t->p[i] != U'月' || i > start + 2)
        return;
    size_t behind = i + 1;
    day = small_number(t, &behind);
    bool has_day = behind > i + 1 && behind <= i + 3 && t->p[behind] == U'日';
    if (!has_day)
        return;
    bool ok = month >= 1 && month <= 12 && day >= 1 && day <= day_month_length(2024, month);
    if (!ok)
        FOUND(r, &NO_DAY, start, behind + 1, NULL, letters_text(r->a, t, start, behind + 1));
}

/* 2022全市考核 */
static void see_year(struct reader *r, size_t start)
{
    const struct letters *t = &r->t;
    size_t i = start;
    int year = small_number(t, &i);
    if (i != start + 4 || year < 1990 || year > 2100 || t->kind[i] == L_DIGIT
        || !at_any(t, i, U"全市 全省 全县 全区 全年 上半年 下半年"))
        return;
    if (start
        && (t->kind[start - 1] == L_HAN || t->kind[start - 1] == L_COMMA || t->kind[start - 1] == L_STOP
            || t->kind[start - 1] == L_LINE)) {
        struct buf b = { 0 };
        buf_format(&b, "%s年", letters_text(r->a, t, start, i));
        FOUND(r, &YEAR_WORD, start, i, arena_text(r->a, buf_get(&b)), letters_text(r->a, t, start, i));
        buf_free(&b);
    }
}

/* 被评为2032年度先进: done, and in years to come. */
static void see_future(struct reader *r, size_t start, const struct line *l)
{
    const struct letters *t = &r->t;
    int year;
    if (!r->year || l->part != PART_SUMMARY || years_in(t, start, start + 5, &year, 1) != 1 || year <= r->plan_year + 1)
        return;
    bool award = ends_any(t, start, U"评为 获评 荣获 获得 获 授予 入选 列入") != 0;
    if (award && t->p[start + 5] == U'度')
        FOUND(r, &YEAR_FUTURE, start, start + 5, NULL, MSG_NUM(year));
}

/* In a plan for 2024: 2023年，我局将… */
static void see_plan_year(struct reader *r, const struct line *l)
{
    const struct letters *t = &r->t;
    size_t from = l->start, stop;
    int year;
    if (l->part != PART_PLAN || !r->year || r->plan_year != r->year + 1 || t->kind[from] != L_DIGIT
        || years_in(t, from, from + 5 < l->end ? from + 5 : l->end, &year, 1) != 1 || year != r->year
        || t->p[from + 5] != U'，')
        return;
    for (stop = from; stop < l->end && stop < from + 24 && t->kind[stop] != L_STOP; stop++)
        ;
    if (has_any(t, from, stop, U"将 拟 计划 要") && !has_any(t, from, stop, U"已 完成了 取得"))
        FOUND(r, &YEAR_PLAN, from, from + 5, NULL, MSG_NUM(r->plan_year), MSG_NUM(year));
}

/* “十四五”规划（2012—2025年）: the plans of five years have fixed years. */
static void see_period(struct reader *r, size_t i)
{
    static const struct {
        const char32_t *name;
        int first;
    } PLANS[] = { { U"十一五", 2006 }, { U"十二五", 2011 }, { U"十三五", 2016 }, { U"十四五", 2021 }, { U"十五五", 2026 } };
    const struct letters *t = &r->t;
    for (size_t k = 0; k < sizeof PLANS / sizeof *PLANS; k++) {
        if (!at_word(t, i, PLANS[k].name))
            continue;
        size_t open = i + 3;
        while (open < i + 40 && t->p[open] != U'（' && t->p[open] != '(' && t->kind[open] != L_LINE
               && t->kind[open] != L_STOP)
            open++;
        size_t a = open + 1, b = a;
        int first = small_number(t, &b);
        size_t second = b + 1;
        size_t end = second;
        int last = small_number(t, &end);
        if (b != a + 4 || end != second + 4 || !one_of(t->p[b], U"-—–～~至－")
            || (first == PLANS[k].first && last == first + 4))
            return;
        if (first == PLANS[k].first || last == PLANS[k].first + 4) {
            struct buf years = { 0 };
            buf_format(&years, "%d—%d年", PLANS[k].first, PLANS[k].first + 4);
            FOUND(r, &YEAR_PERIOD, a, end, NULL, letters_text(r->a, t, i, i + 3), buf_get(&years),
                  letters_text(r->a, t, a, end));
            buf_free(&years);
        }
        return;
    }
}

/* The title says 2023, a heading above all others 二、2022年工作总结. */
static void see_headings(struct reader *r)
{
    const struct letters *t = &r->t;
    int titles[3], n = r->line_count && *r->out->title ? years_in(t, r->lines[0].start, r->lines[0].end, titles, 3) : 0;
    for (int i = 1; n && i < r->out->outline_count; i++) {
        const struct text_heading *h = &r->out->outline[i];
        int years[2];
        if (h->level != 2 || years_in(t, h->start, h->end, years, 2) != 1)
            continue;
        bool named = has_any(t, h->start, h->end, U"工作总结 工作完成情况 工作开展情况 工作计划 工作打算 工作谋划 工作思路");
        bool known = years[0] == titles[0] || years[0] == r->year || years[0] == r->plan_year
                     || (n > 1 && years[0] == titles[1]) || (n == 1 && years[0] == titles[0] + 1);
        if (named && !known)
            FOUND(r, &YEAR_HEADING, h->start, h->end, NULL, MSG_NUM(years[0]), MSG_NUM(titles[0]));
    }
}

void find_days(struct reader *r)
{
    const struct letters *t = &r->t;
    int line = 0;
    for (int n = 0; n < r->line_count; n++)
        see_plan_year(r, &r->lines[n]);
    for (size_t i = 0; i < t->count; i++) {
        if (t->p[i] == U'十')
            see_period(r, i);
        if (t->kind[i] != L_DIGIT)
            continue;
        while (line + 1 < r->line_count && r->lines[line + 1].start <= i)
            line++;
        see_future(r, i, &r->lines[line]);
        see_day(r, i);
        see_year(r, i);
        while (t->kind[i + 1] == L_DIGIT)
            i++;
    }
    see_headings(r);
}

/* ---- residue ---- */

static const char32_t LEFTOVERS[] = U"待补充 此处填写 此处插入 （略） 请填写 （待定） 占位符 #VALUE! #REF! #DIV/0! #N/A";
static const char32_t SELLERS[] = U"更多范文 扫码加入 免费领取 点击下载 加入会员 关注公众号 微信公众号搜索 版权归原作者 "
                                  U"仅供学习参考 文库下载 资料来源网络 加微信 word版下载 公文写作素材";

bool text_sells(const struct letters *t, size_t from, size_t to, bool sure)
{
    return has_any(t, from, to, SELLERS)
           || (sure && has_any(t, from, to, U"欢迎加入 联系电话 素材库 范文 下载 扫码 公众号 会员 一键"));
}

static size_t closing(const struct letters *t, size_t i, const char32_t *mark)
{
    for (size_t k = i + 2; k < i + LOOK_MAX && t->kind[k] != L_LINE && t->kind[k] != L_END; k++)
        if (at_word(t, k, mark))
            return k + 2;
    return 0;
}

/* 【此处数据待核实】: a bracket in which the writer speaks to himself. */
static size_t note_to_self(const struct letters *t, size_t open)
{
    size_t close = open + 1;
    while (close < open + 24 && t->kind[close] != L_CLOSE && t->kind[close] != L_LINE && t->kind[close] != L_END)
        close++;
    bool own = t->kind[close] == L_CLOSE
               && has_any(t, open, close, U"待核实 待核对 待确认 待补充 待完善 待更新 待填 请核实 请核对 请补充 此处插入");
    return own ? close + 1 : 0;
}

void find_residue(struct reader *r)
{
    const struct letters *t = &r->t;
    for (size_t i = 0; i < t->count; i++) {
        enum letter kind = t->kind[i];
        char32_t c = t->p[i];
        size_t end = 0;
        if (c == '{' && t->p[i + 1] == '{')
            end = closing(t, i, U"}}");
        else if (c == '#' && t->p[i + 1] == '#')
            end = closing(t, i, U"##");
        else if (one_of(c, U"待此（请占#"))
            end = at_any(t, i, LEFTOVERS) ? i + at_any(t, i, LEFTOVERS) : 0;
        if (end && c == U'（' && i && t->kind[i - 1] != L_LINE)
            end = 0; /* 附件一：…（略） */
        if (!end && kind == L_OPEN)
            end = note_to_self(t, i);
        if (end)
            FOUND(r, &RESIDUE, i, end, NULL, letters_text(r->a, t, i, end));
        else if ((kind == L_HAN || c == 'w') && (end = at_any(t, i, SELLERS)) != 0)
            FOUND(r, &ADVERTISEMENT, i, end += i, NULL, letters_text(r->a, t, i, end));
        if (end)
            i = end - 1;
    }
}
