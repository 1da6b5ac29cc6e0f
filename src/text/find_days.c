/* text/find_days.c: years and days that cannot be, and what was left in a text by mistake. */
#include "text/inside.h"

static const struct rule YEAR_WORD = { "year.word-missing", "typo", TEXT_ERROR, MSG_FIND_YEAR_WORD };
static const struct rule YEAR_HEADING = { "year.heading", "year", TEXT_WARNING, MSG_FIND_YEAR_HEADING };
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
    for (size_t i = 0; i < t->count; i++) {
        if (t->kind[i] != L_DIGIT)
            continue;
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
        if (end)
            FOUND(r, &RESIDUE, i, end, NULL, letters_text(r->a, t, i, end));
        else if ((kind == L_HAN || c == 'w') && (end = at_any(t, i, SELLERS)) != 0)
            FOUND(r, &ADVERTISEMENT, i, end += i, NULL, letters_text(r->a, t, i, end));
        if (end)
            i = end - 1;
    }
}
