/* text/find_style.c: words that do not go with one another, said twice, or left without what they need.
 *
 * Source of the pairs: 《现代汉语实词搭配词典》 and the columns in which 咬文嚼字 takes official documents apart; of the rules on
 * approximate numbers and on falls in multiples: usage.
 */
#include "text/inside.h"

static const struct rule PAIR = { "style.collocation", "style", TEXT_INFO, MSG_FIND_COLLOCATION };
static const struct rule SINCE = { "style.since", "style", TEXT_WARNING, MSG_FIND_SLIP };
static const struct rule TWICE = { "style.said-twice", "style", TEXT_WARNING, MSG_FIND_SLIP };
static const struct rule ABOUT_TWICE = { "style.about-twice", "style", TEXT_WARNING, MSG_FIND_ABOUT_TWICE };
static const struct rule FALL_TIMES = { "magnitude.fall-times", "magnitude", TEXT_ERROR, MSG_FIND_FALL_TIMES };
static const struct rule STATE_OBJECT = { "style.no-object", "style", TEXT_WARNING, MSG_FIND_STATE_OBJECT };
static const struct rule NAME_LACKS = { "typo.name-differs", "typo", TEXT_INFO, MSG_FIND_NAME_LACKS };
static const struct rule OPEN_PREPOSITION = { "style.preposition-open", "style", TEXT_WARNING, MSG_FIND_PREPOSITION_OPEN };

#define SPAN_MAX 16 /* characters between a verb and its object */

/* ---- a verb and an object that do not go together ---- */

static const struct {
    const char32_t *verbs, *objects;
    const char *right;
} PAIRS[] = {
    { U"加强 强化 提高 扩大 增强", U"力度", "加大" },
    { U"加大 加强 提高 强化", U"步伐", "加快" },
    { U"加大 加强 强化", U"进度", "加快" },
    { U"破除 打破", U"现状", "改变" },
    { U"畅通", U"大局", "统筹" },
    { U"筑牢", U"底线", "守牢" },
    { U"开展", U"力度", "加大" },
};

static bool ends_clause(const struct letters *t, size_t i)
{
    return t->kind[i] == L_COMMA || t->kind[i] == L_STOP || t->kind[i] == L_LINE || t->kind[i] == L_END;
}

static void see_pair(struct reader *r, size_t object)
{
    const struct letters *t = &r->t;
    size_t n, end;
    for (size_t k = 0; k < sizeof PAIRS / sizeof *PAIRS; k++) {
        if (!(n = at_any(t, object, PAIRS[k].objects)) || !ends_clause(t, end = object + n))
            continue;
        for (size_t i = object; i && i + SPAN_MAX > object && (t->kind[i - 1] == L_HAN || t->kind[i - 1] == L_CHINESE);
             i--) {
            size_t verb = ends_any(t, i, PAIRS[k].verbs);
            if (!verb || i + 2 > object)
                continue;
            if (!has_any(t, i, object, U"和 与 及 同 以 增 减 提升 提高 加大 加快 加强 强化 大力 推 更 建设的")
                && !one_of(t->p[i], U"了的"))
                FOUND(r, &PAIR, i - verb, end, NULL, letters_text(r->a, t, i - verb, i), letters_text(r->a, t, object, end),
                      PAIRS[k].right);
            return;
        }
    }
}

/* ---- fixed slips ---- */

static const struct {
    const char32_t *wrong;
    const char *right;
} REDUNDANT[] = {
    { U"目的是为了", "目的是" },     { U"原因是因为", "原因是" }, { U"涉及到了", "涉及了" },
    { U"截至目前为止", "截至目前" }, { U"约有近", "近" },         { U"大约近", "近" },
};

static void see_redundant(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    for (size_t k = 0; k < sizeof REDUNDANT / sizeof *REDUNDANT; k++) {
        size_t n = at_any(t, i, REDUNDANT[k].wrong);
        if (n)
            FOUND(r, &TWICE, i, i + n, REDUNDANT[k].right, letters_text(r->a, t, i, i + n), REDUNDANT[k].right);
    }
}

/* 今年来，…: since the beginning of the year is 今年以来. */
static void see_since(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    if (at_word(t, i, U"今年来") && (!i || t->kind[i - 1] != L_HAN)
        && (t->p[i + 3] == U'，' || at_any(t, i + 3, U"我局 我县 我市 我区 我镇 全县 全市 全区 全省 全局")))
        FOUND(r, &SINCE, i, i + 3, "今年以来", "今年来", "今年以来");
}

/* 在省级《…通知》以红头文件形式推广: 在 needs 中, 上, 下 behind a document. */
static void see_preposition(struct reader *r, size_t close)
{
    const struct letters *t = &r->t;
    size_t open = close, i;
    if (!ends_any(t, close, U"通知 意见 方案 办法 决定 条例 规划 规定 报告 细则 要点"))
        return;
    while (open && close - open < LOOK_MAX && t->p[open] != U'《')
        open--;
    if (t->p[open] != U'《')
        return;
    for (i = open; i && open - i < 8 && (t->kind[i - 1] == L_HAN || t->kind[i - 1] == L_CHINESE) && t->p[i - 1] != U'在';
         i--)
        ;
    bool governed = i && t->p[i - 1] == U'在' && !ends_any(t, i - 1, U"现 存 旨 正 所 还 实 潜 内 自 好");
    if (!governed || !at_any(t, close + 1, U"以 用 被 将 把 进行 推广"))
        return;
    for (size_t k = close + 1; !ends_clause(t, k); k++)
        if (one_of(t->p[k], U"中里上内后前时下间"))
            return;
    FOUND(r, &OPEN_PREPOSITION, i - 1, close + 1, NULL, letters_text(r->a, t, open, close + 1));
}

/* 厚积薄发产业升级: these words say how things stand and act on nothing. */
static const char32_t STATES[] =
    U"厚积薄发 蓄势待发 方兴未艾 如火如荼 蒸蒸日上 欣欣向荣 有条不紊 日新月异 层出不穷 蔚然成风";

static void see_state(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    size_t n = at_any(t, i, STATES), end = i + n;
    if (!n || (i && t->kind[i - 1] == L_HAN) || t->kind[end] != L_HAN || one_of(t->p[end], U"的地之态势局推开进发向"))
        return;
    while (t->kind[end] == L_HAN && end < i + SPAN_MAX)
        end++;
    if (ends_clause(t, end) && end >= i + n + 3)
        FOUND(r, &STATE_OBJECT, i, end, NULL, letters_text(r->a, t, i, i + n));
}

/* ---- one thing, two names ---- */

#define NAMES_MAX 256 /* names looked at in one text */
#define TAIL_MIN  6   /* the characters two names share at their end */
#define TAIL_MAX  12

static size_t shared_tail(const struct letters *t, size_t a, size_t b)
{
    size_t n = 0;
    while (n < TAIL_MAX && a > n && b > n && t->kind[a - 1 - n] <= L_CHINESE && t->p[a - 1 - n] == t->p[b - 1 - n])
        n++;
    return n;
}

static bool names_thing(const struct reader *r, size_t i)
{
    return r->t.kind[i] == L_HAN && r->t.kind[i + 1] == L_HAN && !word_at(&r->verbs, &r->t, i, &(size_t) { 0 })
           && !at_any(&r->t, i,
                      U"应当 不得 可以 直接 自行 共同 方式 申请 进行 有关 部门 单位 力量 新增 新建 开工 各类 首批 国家 全国 "
                      U"全省 全市 全县 三大 五大 重点 大型 本次 系列 第一")
           && !one_of(r->t.p[i], U"和与及的等个点区县市省") && !one_of(r->t.p[i + 1], U"和与及的等");
}

/* 药品安全巩固提升行动 in one place, 药品巩固提升行动 in another: `brief` lacks two characters that `full` has. */
static bool lacks(const struct reader *r, size_t brief, size_t full)
{
    const struct letters *t = &r->t;
    size_t n = shared_tail(t, brief, full);
    if (n < TAIL_MIN || n == TAIL_MAX || brief < n + 3 || full < n + 5)
        return false;
    size_t head = brief - n - 2, more = full - n - 2, same = more - 2;
    return t->p[head] == t->p[same] && t->p[head + 1] == t->p[same + 1] && names_thing(r, head) && names_thing(r, more);
}

static void see_names(struct reader *r)
{
    const struct letters *t = &r->t;
    size_t ends[NAMES_MAX];
    int count = 0;
    for (size_t i = 0; i < t->count && count < NAMES_MAX; i++) {
        size_t n = t->p[i] == U'行' || t->p[i] == U'工' ? at_any(t, i, U"行动 工程") : 0;
        if (n && i > TAIL_MIN)
            ends[count++] = i + n;
    }
    for (int a = 0; a < count; a++) {
        for (int b = 0; b < count; b++) {
            if (a == b || !lacks(r, ends[a], ends[b]))
                continue;
            size_t n = shared_tail(t, ends[a], ends[b]);
            FOUND(r, &NAME_LACKS, ends[a] - n - 2, ends[a], NULL, letters_text(r->a, t, ends[a] - n - 2, ends[a]),
                  letters_text(r->a, t, ends[b] - n - 4, ends[b]));
            break;
        }
    }
}

/* ---- numbers ---- */

/* 约500人左右, 超过300余家: one word for "about" is enough. */
static void see_about(struct reader *r, int i)
{
    const struct letters *t = &r->t;
    const struct text_figure *f = &r->out->figures[i];
    size_t n, before = ends_any(t, f->start, U"约 大约 近 将近 接近 超 超过 逾 不少于 至少 不低于");
    if (!before || !f->approx
        || ends_any(t, f->start, U"节约 预约 签约 条约 集约 制约 履约 合约 附近 最近 不超 不超过 公约 邀约 契约"))
        return;
    bool vague = one_of(t->p[r->notes[i].number_end - 1], U"余多几") || one_of(t->p[f->end - 1], U"余多");
    if ((n = at_any(t, f->end, U"左右 上下 以上")) != 0
        && (t->p[f->end] != U'以' || !one_of(t->p[f->start - before], U"约大近将接")))
        FOUND(r, &ABOUT_TWICE, f->start - before, f->end + n, NULL, letters_text(r->a, t, f->start - before, f->start),
              letters_text(r->a, t, f->end, f->end + n));
    else if (vague)
        FOUND(r, &ABOUT_TWICE, f->start - before, f->end, NULL, letters_text(r->a, t, f->start - before, f->start), "余");
}

/* 下降1倍: a fall is a part of what was. */
static void see_fall(struct reader *r, int i)
{
    const struct letters *t = &r->t;
    const struct text_figure *f = &r->out->figures[i];
    size_t head = f->start - ends_any(t, f->start, U"了 约 近");
    if (f->unit && t->p[r->notes[i].unit_start] == U'倍' && ends_any(t, head, U"下降 减少 降低 缩短 缩小"))
        FOUND(r, &FALL_TIMES, head - 2, f->end, NULL, letters_text(r->a, t, head - 2, f->end));
}

void find_style(struct reader *r)
{
    const struct letters *t = &r->t;
    for (size_t i = 0; i < t->count; i++) {
        char32_t c = t->p[i], next = t->p[i + 1];
        if (c == U'今')
            see_since(r, i);
        else if (c == U'》')
            see_preposition(r, i);
        else if (one_of(next, U"度伐状局线") && one_of(c, U"力步进现大底"))
            see_pair(r, i);
        else if (one_of(next, U"的因及至有约") && one_of(c, U"目原涉截约大"))
            see_redundant(r, i);
        if (t->kind[i] == L_HAN && (!i || t->kind[i - 1] != L_HAN))
            see_state(r, i);
    }
    see_names(r);
    for (int i = 0; i < r->out->figure_count; i++) {
        see_about(r, i);
        see_fall(r, i);
    }
}
