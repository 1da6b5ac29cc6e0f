/* text/what.c: what a quantity measures: the noun behind its unit, or the words of its clause before it. */
#include <string.h>

#include "text/inside.h"

/* Words at a clause's beginning that say when, where from or how, not what. */
static const char32_t OPENERS[] =
    U"今年 全年 今年以来 截至目前 截止目前 目前 累计 共计 共 合计 总计 已 已经 并 其中 同时 现 共有 现有 均 又 再 先后 及时 "
    U"积极 全力 扎实 "
    U"持续 有效 大力 深入 全面 分别 成功 圆满 顺利 力争 确保 争取 计划 预计 拟 将 要 按照 今年来 去年 年内 也 还 仍 另 以及 "
    U"和 及 或 "
    U"全部 有 对 为 把 向 从 由 在 以 中 共计的 特别是 其 据统计 统计 重点 进一步 加快 着力 严格 充分 认真 主动 稳步 切实 "
    U"统筹 加强 "
    U"组织开展 完成 建成 实施 启动 推进 落实 办理 收缴 召开 举办 开展了 完成了 新建 推动 全县共 全市共 全区共 全省共 "
    U"全县累计 "
    U"全市累计 全区累计 我县共 我市共 我区共 我局共 全局共 本年度 本年 全县共计 全市共计 推出 依法 通过";
/* Words right before the number that tie it to what it measures. */
static const char32_t TIES[] = U"为 达 达到 约 近 超 超过 达到了 共 共计 约为 逾 至 到 控制在 稳定在 不少于 不低于 突破 计 "
                               U"有 均达到 均达 均为 合计 总计 已 了 的 "
                               U"由 从 以 在 上 过 高达 不超过 保持在 维持在 提高到 提升至 提升到 增长到 增加到 下降到 降至 "
                               U"降到 至少 仅 是 只有 力争 各 均 ： : "
                               U"不足 其中 累计 含 不含 包含 包括 接近 将近 等 ， 、 分别 不包含 平均 人均 户均 日均 月均 "
                               U"亩均 平均每个 平均每村 平均每 最高 "
                               U"最高达 最低 累计达 累计达到 计 尚有 仍有 还有";
/* Verbs at which the noun behind a unit ends. */
static const char32_t TURNS[] =
    U"开展 进行 构成 已 全部 加强 完成了 参加 实现 组成 分别 均 予以 得到 提出 给予 累计 共 被 作为";
static const char32_t NO_NOUN[] =
    U"以上 以下 左右 以内 和 及 以及 与 或 到 至 上下 同比 环比 之内 并 的 后 前 时 内 为 是 以 来 已 均 较 比 占 "
    U"分别 每 达 次 用于 发放 实现 全部 超 起 增至 由 从 因 等 提高到 提高至 增加到 增加至 下降到 降至 降到 提升到 提升至 "
    U"上升到 "
    U"上升至 升至 扩大到 扩大至 缩短至 缩短到 压缩至 压缩到 减少到 减少至 增长到 增长至";
static const char32_t NO_NOUN_OF_RATE[] = U"增长 下降 提高 提升 降低 增加 减少";

static size_t skip_date(const struct letters *t, size_t i, size_t end)
{
    size_t date = i, k = i + (one_of(t->p[i], U"就较比") ? 1 : 0);
    if (t->kind[k] != L_DIGIT && !one_of(t->p[k], U"截今去上前本当"))
        return i; /* 日均客流, 年度任务 are no days */
    for (; k < end && k < i + 16; k++) {
        if (one_of(t->p[k], U"年月日底末份"))
            date = k + 1;
        else if (t->kind[k] != L_DIGIT && !one_of(t->p[k], U"截至止到-—～~至初中旬前度今"))
            break;
    }
    return date;
}

static size_t skip_openers(const struct letters *t, size_t i, size_t end)
{
    struct number_mark m;
    if (number_mark_at(t, i, &m) && m.style != STYLE_DIGIT && m.end + 2 <= end)
        i = m.end; /* （一）培训农民工 */
    for (int k = 0; k < 6; k++) {
        while (i < end && (t->kind[i] == L_SPACE || t->kind[i] == L_COMMA || t->kind[i] == L_CLOSE))
            i++;
        size_t n = at_any(t, i, OPENERS);
        bool among = n == 2 && at_word(t, i, U"其中");
        if (!n || i + n + (among ? 2 : 3) > end || at_word(t, i, U"在外"))
            break;
        i += n;
    }
    size_t date = skip_date(t, i, end);
    return date + 2 <= end ? date : i;
}

static bool closes(const struct letters *t, size_t i, size_t end)
{
    while (i < end && t->p[i] != U'）')
        i++;
    return i < end;
}

/* 由1992年的, 由现在的: the base's time says nothing of what is measured. */
static size_t without_year(const struct letters *t, size_t from, size_t end)
{
    size_t i = end;
    if (i > from && t->p[i - 1] == U'的')
        i--;
    size_t n = ends_any(t, i,
                        U"由现在 由目前 由上年 由去年 从现在 从目前 从上年 从去年 由原来 从原来 比上年 比去年 较上年 较去年 "
                        U"比上年同期 较上年同期 比去年同期 较去年同期");
    if (n && i - n >= from)
        return i - n;
    if (i <= from + 4 || !one_of(t->p[i - 1], U"年底末"))
        return end;
    size_t digits = i - 1;
    while (digits > from && one_of(t->p[digits - 1], U"年底末"))
        digits--;
    size_t d = digits;
    while (d > from && t->kind[d - 1] == L_DIGIT)
        d--;
    if (digits - d != 4 || d == from || !one_of(t->p[d - 1], U"由从比较到"))
        return end;
    return d - 1;
}

/* The words between `from` and the number, without what only ties them. */
static const char *what_before(const struct reader *r, size_t from, size_t start)
{
    const struct letters *t = &r->t;
    size_t end = start;
    for (int k = 0; k < 5 && end > from; k++) {
        end = without_year(t, from, end);
        if (end == from)
            break;
        if (t->kind[end - 1] == L_SPACE || t->p[end - 1] == U'（' || t->p[end - 1] == '(') {
            end--;
            continue;
        }
        size_t n = ends_any(t, end, TIES);
        if (!n || end < from + n)
            break;
        end -= n;
    }
    if (end - from > LOOK_MAX / 2)
        from = end - LOOK_MAX / 2;
    for (size_t i = from; i < end; i++)
        if (t->p[i] == U'（' && !closes(t, i, end))
            from = i + 1 + at_any(t, i + 1, U"含 不含 不包含 包含 其中");
    for (int k = 0; k < 3; k++) {
        size_t begin = skip_openers(t, from, end);
        if (begin == from)
            break;
        from = begin;
    }
    return letters_text(r->a, t, from, end);
}

static bool goes_on(const struct letters *t, size_t i, unsigned unit_tag)
{
    if (t->kind[i] != L_HAN && t->kind[i] != L_LATIN && t->kind[i] != L_CHINESE && t->p[i] != U'“' && t->p[i] != U'《')
        return false;
    return !at_any(t, i, NO_NOUN) && !((unit_tag & (UNIT_RATE | UNIT_TIME)) && at_any(t, i, NO_NOUN_OF_RATE));
}

/* The noun behind the unit, to where the clause turns. */
static const char *what_behind(const struct reader *r, size_t end)
{
    const struct letters *t = &r->t;
    size_t i = end;
    bool quoted = false;
    for (; i < end + LOOK_MAX / 2; i++) {
        if (t->p[i] == U'“' || t->p[i] == U'”') {
            quoted = t->p[i] == U'“';
            continue;
        }
        if (t->kind[i] == L_LINE || t->kind[i] == L_END)
            break;
        if (quoted)
            continue;
        if (i > end + 1 && (t->p[i] == U'等' || at_any(t, i, TURNS)))
            break;
        if (t->kind[i] == L_DIGIT)
            break;
        if (t->p[i] == U'、' && (i == end + 1 || (i > end + 1 && t->p[i - 2] == U'、')))
            continue; /* 国、省、市控断面 */
        if (t->kind[i] == L_COMMA || t->kind[i] == L_STOP || t->kind[i] == L_OPEN || t->kind[i] == L_CLOSE)
            break;
    }
    return letters_text(r->a, t, end, i);
}

const char *what_is(const struct reader *r, size_t start, size_t end, size_t left, unsigned unit_tag, const struct around *w)
{
    const struct letters *t = &r->t;
    if (left > start)
        left = start;
    if (t->p[end] == U'的' && (t->kind[end + 1] == L_HAN || t->p[end + 1] == U'“') && !(unit_tag & UNIT_RATE))
        return what_behind(r, end + 1);
    bool planned = ends_any(t, start, U"计划 任务") && start > left + 3;
    bool moved = start > left + 3 && one_of(t->p[left], U"将把");
    size_t about = at_any(t, end, U"以上 左右 以内 以下 之多"); /* 50家以上先进工厂 */
    if (goes_on(t, end + about, unit_tag) && !planned && !moved)
        return what_behind(r, end + about);
    const char *before = what_before(r, left, start);
    if (*before || left > w->clause || w->figure_end)
        return before; /* behind another figure: what_again knows that one's words */
    return what_before(r, left > w->sentence + 30 ? left - 30 : w->sentence, start);
}

/* ---- the second look ---- */

static bool is_all(const char *what, const char *words)
{
    size_t n = strlen(what);
    const char *at = words;
    if (!n)
        return false;
    while ((at = strstr(at, what)) != NULL) {
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
            return true;
        at += n;
    }
    return false;
}

/* A和B分别下降40%和66.7%: the head of the n-th figure of the row, and the verb they share. */
static const char *shared_head(const struct reader *r, size_t clause, size_t row, int nth)
{
    const struct letters *t = &r->t;
    size_t turn = row;
    while (turn > clause && !at_word(t, turn, U"分别"))
        turn--;
    if (turn <= clause)
        return NULL;
    size_t from = skip_openers(t, clause, turn);
    for (; nth > 0; nth--) {
        while (from < turn && !one_of(t->p[from], U"和、与及"))
            from++;
        if (from == turn)
            return NULL;
        from++;
    }
    size_t to = from, verb = turn + 2, end = row;
    while (to < turn && !one_of(t->p[to], U"和、与及"))
        to++;
    while (end > verb && ends_any(t, end, U"约 近 达 达到 为 超过 到 至"))
        end -= ends_any(t, end, U"约 近 达 达到 为 超过 到 至");
    struct buf b = { 0 };
    buf_text(&b, letters_text(r->a, t, from, to));
    buf_text(&b, letters_text(r->a, t, verb, end));
    const char *out = arena_text(r->a, buf_get(&b));
    buf_free(&b);
    return out;
}

static size_t clause_of(const struct letters *t, size_t at, size_t least)
{
    size_t i = at;
    while (i > least && i + LOOK_MAX > at && !(t->kind[i - 1] == L_COMMA && t->p[i - 1] != U'、') && t->kind[i - 1] != L_STOP
           && t->kind[i - 1] != L_LINE)
        i--;
    return i;
}

static const char *joined(const struct reader *r, const char *a, const char *b)
{
    char *out = ARENA_ARRAY(r->a, char, strlen(a) + strlen(b) + 1);
    memcpy(out, a, strlen(a));
    memcpy(out + strlen(a), b, strlen(b) + 1);
    return out;
}

/* 较2022年提升, 和, 比上年增加: nothing but when and whither. */
static bool only_moves(const char *what, const char *moves)
{
    static const char *const TIMES[] = { "较",   "比",   "同",     "上年末", "去年末", "上年同期", "去年同期", "上年",
                                         "去年", "年初", "改造前", "年的",   "年",     "末",       "底",       "的",
                                         "和",   "与",   "及",     "以及",   "分别",   "同比",     "了" };
    for (bool moved = true; moved && *what;) {
        moved = false;
        while (*what >= '0' && *what <= '9') {
            what++;
            moved = true;
        }
        for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++) {
            size_t n = strlen(TIMES[i]);
            if (strncmp(what, TIMES[i], n) == 0) {
                what += n;
                moved = true;
            }
        }
    }
    return !*what || is_all(what, moves);
}

/* Words of a change that say nothing of what has changed. */
static const char MOVES[] =
    "同比增长 同比下降 增长 下降 同比上升 上升 同比增加 同比减少 比上年增长 较上年增长 占 增幅 同比增幅 呈 "
    "年均增长 环比增长 环比下降 同比提高 同比 增幅达 降幅 降幅达 完成率 占比 比去年同期增长 同比净增 "
    "比上年下降 较去年增长 较上年下降 同比提升 提高 降低 同比降低 增加 减少 增加了 减少了 净增 净增加 多 少 "
    "比上年增加 比上年减少 较上年增加 较上年减少 增长了 下降了";

/* 4项9个问题, 城市低保612户894人: figures that touch count one thing; its noun stands behind the last or before the first. */
static void share_nouns(struct reader *r)
{
    struct text_figure *f = r->out->figures;
    for (int i = r->out->figure_count - 2; i >= 0; i--) {
        if (f[i].end != f[i + 1].start)
            continue;
        if (goes_on(&r->t, f[i + 1].end, r->notes[i + 1].unit_tag) || !*f[i].what) {
            f[i].what = f[i + 1].what;
            continue;
        }
        for (int k = i + 1; k < r->out->figure_count && f[k].start == f[k - 1].end; k++) {
            f[k].what = f[i].what;
            if (f[k].role == TEXT_ACTUAL && f[i].role == TEXT_SHARE)
                f[k].role = TEXT_SHARE;
        }
    }
}

/* 货运量412万吨、客运量318万人次，分别增长5.2%和6.9%: each of the row is a change of the figure as far before it. */
static int heads_before(const struct reader *r, int row, size_t clause)
{
    const struct text_figure *f = r->out->figures;
    int count = 1;
    size_t n = at_any(&r->t, clause, U"分别 同比分别 增速分别 较上年分别 比上年分别");
    if (!n || f[row].start - clause > 12)
        return 0;
    while (row + count < r->out->figure_count && f[row + count].start - f[row + count - 1].end <= 2
           && one_of(r->t.p[f[row + count - 1].end], U"和、与"))
        count++;
    bool enough = count > 1 && row >= count && r->notes[row - count].sentence == r->notes[row].sentence;
    return enough ? count : 0;
}

void what_again(struct reader *r)
{
    const struct letters *t = &r->t;
    struct text_figure *f = r->out->figures;
    int row = 0; /* the first figure of a row joined by 和 or 、 */
    for (int i = 0; i < r->out->figure_count; i++) {
        bool near = i && r->notes[i].sentence == r->notes[i - 1].sentence;
        if (!near || f[i].start - f[i - 1].end > 2 || !one_of(t->p[f[i - 1].end], U"和、与"))
            row = i;
        size_t clause = clause_of(t, f[row].start, r->notes[i].sentence);
        bool next = i + 1 < r->out->figure_count && f[i + 1].start - f[i].end <= 2 && one_of(t->p[f[i].end], U"和、与");
        const char *head = row < i || next ? shared_head(r, clause, f[row].start, i - row) : NULL;
        int heads = row < i || next ? heads_before(r, row, clause) : 0;
        if (heads)
            f[i].what = f[i - heads].what;
        else if (head)
            f[i].what = head;
        else if (near && only_moves(f[i].what, MOVES))
            f[i].what = is_all(f[i].what, "完成率 占比") ? f[i].what : f[i - 1].what;
        else if (near && is_all(f[i].what, "面积 总有效量 有效量 总量 总面积 金额 总金额"))
            f[i].what = joined(r, f[i - 1].what, f[i].what);
    }
    share_nouns(r);
}
