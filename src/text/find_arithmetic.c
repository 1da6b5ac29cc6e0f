/* text/find_arithmetic.c: sums of parts, rates, growth, and counts of lists just spelt out.
 *
 * Every stated number is an interval: half a unit of its last decimal to either side (as XBRL Calculations 1.1 does it), so
 * no rounding is ever taken for a mistake.
 */
#include <string.h>

#include "text/inside.h"

static const struct rule PARTS = { "arithmetic.parts", "arithmetic", TEXT_ERROR, MSG_FIND_PARTS };
static const struct rule PART = { "arithmetic.part", "arithmetic", TEXT_ERROR, MSG_FIND_PART };
static const struct rule MAGNITUDE = { "magnitude.part", "magnitude", TEXT_ERROR, MSG_FIND_PART };
static const struct rule DIGIT = { "arithmetic.parts-digit", "arithmetic", TEXT_ERROR, MSG_FIND_PARTS_DIGIT };
static const struct rule RATE = { "arithmetic.rate", "arithmetic", TEXT_ERROR, MSG_FIND_RATE };
static const struct rule GROWTH = { "arithmetic.growth", "arithmetic", TEXT_ERROR, MSG_FIND_GROWTH };
static const struct rule LIST = { "arithmetic.list", "arithmetic", TEXT_ERROR, MSG_FIND_LIST };

static const struct rule SAME = { "arithmetic.same-twice", "arithmetic", TEXT_WARNING, MSG_FIND_SAME_TWICE };

#define PARTS_MAX 12

/* Half a unit of the last decimal as written. */
int128 half_unit(const struct quantity_note *n)
{
    int shift = SCALE + n->power - n->digits;
    return shift < 0 ? 0 : (int128)decimal_pow10(shift > 18 ? 18 : shift) / 2;
}

static bool exact(const struct text_figure *f)
{
    return !f->approx;
}

/* ---- a whole and its parts ---- */

/* Two numbers as written that differ in exactly one digit: a slip of the finger. */
static bool one_digit(const char *a, const char *b)
{
    size_t n = strlen(a), differ = 0;
    if (n != strlen(b) || n < 3)
        return false;
    for (size_t i = 0; i < n; i++)
        differ += a[i] != b[i];
    return differ == 1;
}

struct parts {
    int whole, count, last;
    int items[PARTS_MAX];
    int128 sum, slack;
};

/* The figures behind 其中 that are parts of figure `first` - 1, those inside brackets left out. */
static bool collect(const struct reader *r, int first, struct parts *p)
{
    const struct text_figure *f = r->out->figures;
    *p = (struct parts) { .whole = first - 1 };
    if (first < 1 || !exact(&f[first - 1]) || !f[first - 1].unit || f[first - 1].role == TEXT_CHANGE)
        return false;
    for (int i = first; i < r->out->figure_count && f[i].role == TEXT_SHARE && p->count < PARTS_MAX; i++) {
        bool size = (r->notes[i].unit_tag & UNIT_MONEY)
                    && at_any(&r->t, f[i].end, U"以上 以下 以内 至 到 ~ ～ —"); /* 亿元以上项目 */
        if (size && r->notes[i].sentence == r->notes[first].sentence)
            continue;
        if (r->notes[i].sentence != r->notes[first].sentence || !text_same(f[i].unit, f[first - 1].unit))
            break;
        if (i > first && (f[i].start - f[i - 1].end > 20 || has_any(&r->t, f[i - 1].end, f[i].start, U"总 共 分别 比 较")))
            break;
        bool nested = has_any(&r->t, i > first ? f[i - 1].end : f[first - 1].end, f[i].start, U"（ (");
        p->last = i;
        if (nested)
            continue;
        if (!exact(&f[i]))
            return false;
        p->items[p->count++] = i;
        p->sum += r->notes[i].scaled;
        p->slack += half_unit(&r->notes[i]);
    }
    return p->count > 0;
}

/* A rate cannot be summed, and a count of cases need not be. */
static bool additive(const struct reader *r, const struct parts *p)
{
    unsigned tag = r->notes[p->whole].unit_tag;
    return !(tag & (UNIT_RATE | UNIT_TIME | UNIT_OTHER));
}

/* 亿元以上项目3个、5000万元至1亿元项目4个: parts of one kind, parted by 、 alone, share nothing. */
static bool alike(const struct reader *r, const struct parts *p)
{
    const struct text_figure *f = r->out->figures;
    const struct letters *t = &r->t;
    for (int k = 1; k < p->count; k++) {
        size_t a = f[p->items[k - 1]].start, b = f[p->items[k]].start;
        if (a < 2 || t->p[a - 1] != t->p[b - 1] || t->p[a - 2] != t->p[b - 2] || t->p[f[p->items[k - 1]].end] != U'、')
            return false;
    }
    return true;
}

static void see_parts(struct reader *r, int first)
{
    const struct text_figure *f = r->out->figures;
    struct parts p;
    if (!collect(r, first, &p) || !additive(r, &p))
        return;
    const struct quantity_note *whole = &r->notes[p.whole];
    size_t back = f[p.whole].start > 12 ? f[p.whole].start - 12 : 0;
    if (has_any(&r->t, back, f[p.whole].start, U"率 人均 平均 每 户均 亩均") || at_any(&r->t, f[p.whole].end, U"/ ／ 每"))
        return; /* what holds on the average may be exceeded by a part */
    bool among = has_word(&r->t, f[p.whole].end, f[first].start, U"其中");
    if (!among || f[first].start - f[p.whole].end > 40)
        return;
    int128 slack = p.slack + half_unit(whole);
    const char *sum = scaled_text(r->a, p.sum), *total = f[p.whole].value;
    bool differs = p.sum > whole->scaled + slack || p.sum < whole->scaled - slack;
    const struct quantity_note *n = &r->notes[p.items[0]];
    if (n->scaled > whole->scaled + half_unit(n) + half_unit(whole)) {
        bool times = n->scaled / 100 > whole->scaled; /* 6.38万元，其中12.5亿元: no slip of a digit */
        FOUND(r, times ? &MAGNITUDE : &PART, f[p.whole].start, f[p.items[0]].end, NULL, f[p.items[0]].text, f[p.whole].text);
        return;
    }
    if (p.count >= 2 && p.sum > whole->scaled + slack
        && (whole->unit_tag & (UNIT_MONEY | UNIT_AREA | UNIT_LENGTH | UNIT_VOLUME | UNIT_WEIGHT)))
        FOUND(r, &PARTS, f[p.whole].start, f[p.last].end, NULL, sum, total, f[p.whole].unit);
    else if (p.count >= 2 && p.sum > whole->scaled && (whole->unit_tag & UNIT_COUNT) && !(whole->unit_tag & UNIT_PEOPLE)
             && alike(r, &p))
        FOUND(r, &PARTS, f[p.whole].start, f[p.last].end, NULL, sum, total, f[p.whole].unit);
    else if (one_digit(sum, total) && (p.count >= 3 ? differs : p.count == 2 && p.sum > whole->scaled + slack))
        FOUND(r, &DIGIT, f[p.whole].start, f[p.last].end, NULL, sum, total, f[p.whole].unit);
}

/* ---- rates and growth ---- */

/* |stated - num / den * 100| beyond what rounding of all three explains, with `spare` hundredths of a percent to be sure. */
bool off_rate(const struct quantity_note *num, const struct quantity_note *den, const struct quantity_note *rate,
              int64_t spare, int128 *computed)
{
    int128 one = decimal_pow10(SCALE);
    if (den->scaled <= 0 || num->scaled > DECIMAL_UNITS_MAX * (int128)1000000
        || den->scaled > DECIMAL_UNITS_MAX * (int128)1000000)
        return false;
    *computed = num->scaled * 100 / (den->scaled / 1000000 ? den->scaled / 1000000 : 1) * (one / 1000000);
    int128 gap = *computed > rate->scaled ? *computed - rate->scaled : rate->scaled - *computed;
    return gap > 2 * half_unit(rate) + spare * (one / 100);
}

const char *percent_text(const struct reader *r, int128 scaled)
{
    int128 step = decimal_pow10(SCALE - 2);
    return scaled_text(r->a, (scaled + step / 2) / step * step);
}

/* Whether the two characters at `word` stand in [from, to). */
static bool same_word(const struct letters *t, size_t from, size_t to, size_t word)
{
    for (; from + 2 <= to; from++)
        if (t->p[from] == t->p[word] && t->p[from + 1] == t->p[word + 1])
            return true;
    return false;
}

/* The nearest figure before `i` in its sentence that has the unit of figure `like`; -1. */
static int like_before(const struct reader *r, int i, int like)
{
    for (int k = i - 1; k >= 0 && k >= i - 4 && r->notes[k].sentence == r->notes[like].sentence; k--)
        if (text_same(r->out->figures[k].unit, r->out->figures[like].unit))
            return k;
    return -1;
}

/* Words of two characters before 率 that do not tell a part of a whole. */
static const char32_t NO_PART[] =
    U"就业 增长 下降 覆盖 普及 贡献 利用 周转 出生 死亡 失业 自然 比上 提升 提高 概 生产 净增 回报 收益";

static bool rate_of(const struct reader *r, int part, int rate)
{
    int whole = like_before(r, part, part);
    const struct quantity_note *n = r->notes;
    int128 computed;
    return whole >= 0 && n[part].scaled <= n[whole].scaled && !off_rate(&n[part], &n[whole], &n[rate], 10, &computed);
}

/* 发现隐患100处，整改98处，整改率95%: found, done, and the rate of done to found. */
static void see_rate(struct reader *r, int i)
{
    const struct text_figure *f = r->out->figures;
    const struct quantity_note *n = r->notes;
    if (i < 2 || !f[i].unit || f[i].unit[0] != '%' || !exact(&f[i]) || !exact(&f[i - 1])
        || n[i].sentence != n[i - 1].sentence || f[i].start - f[i - 1].end > 10)
        return;
    size_t head = f[i].start - ends_any(&r->t, f[i].start, U"达 达到 为 均为 均达");
    if (head < 4 || r->t.p[head - 1] != U'率' || ends_any(&r->t, head - 1, NO_PART))
        return;
    int part = i - 1, whole = like_before(r, part, part), first = part;
    while (first > 0 && f[first].start == f[first - 1].end)
        first--; /* 391户1105人 */
    int128 computed;
    bool sound = whole >= 0 && exact(&f[whole]) && f[whole].role == TEXT_ACTUAL && f[part].role == TEXT_ACTUAL
                 && !(n[part].unit_tag & (UNIT_RATE | UNIT_TIME)) && n[part].scaled <= n[whole].scaled
                 && f[first].start - f[whole].end <= 30;
    /* 整改率 asks for 整改 before the part, and for none before the whole */
    bool money = sound && (n[part].unit_tag & UNIT_MONEY) != 0; /* of money only what was given out of what was given */
    sound = sound && n[i].scaled <= 100 * (int128)decimal_pow10(SCALE)
            && (!money || ends_any(&r->t, head - 1, U"支付 支出 拨付 执行 兑付 到位 使用"));
    sound = sound && !same_word(&r->t, f[whole].start > 12 ? f[whole].start - 12 : 0, f[whole].start, head - 3);
    bool named = sound && same_word(&r->t, f[whole].end, f[first].start, head - 3)
                 && !has_any(&r->t, f[whole].end, f[first].start, U"未 尚 其中");
    bool other = first < part && rate_of(r, first, i);
    if (named && !other && off_rate(&n[part], &n[whole], &n[i], 10, &computed))
        FOUND(r, &RATE, f[whole].start, f[i].end, NULL, f[part].text, f[whole].text, percent_text(r, computed), f[i].text);
}

/* 改造410户，完成年度任务400户的105% */
static void see_completion(struct reader *r, int i)
{
    const struct text_figure *f = r->out->figures;
    const struct quantity_note *n = r->notes;
    int128 computed;
    if (i < 2 || !f[i].unit || f[i].unit[0] != '%' || f[i].start != f[i - 1].end + 1 || r->t.p[f[i - 1].end] != U'的'
        || has_any(&r->t, f[i - 1].start > 10 ? f[i - 1].start - 10 : 0, f[i - 1].start, U"超过 超出 超额")
        || !ends_any(&r->t, f[i - 1].start, U"任务 目标 计划 任务数 目标任务 计划数 指标"))
        return;
    if (n[i].sentence == n[i - 2].sentence && text_same(f[i - 1].unit, f[i - 2].unit) && exact(&f[i]) && exact(&f[i - 1])
        && exact(&f[i - 2]) && f[i - 1].start - f[i - 2].end <= 12 && off_rate(&n[i - 2], &n[i - 1], &n[i], 50, &computed))
        FOUND(r, &RATE, f[i - 2].start, f[i].end, NULL, f[i - 2].text, f[i - 1].text, percent_text(r, computed), f[i].text);
}

/* 由100家增加到120家，增长30% */
static void see_growth(struct reader *r, int i)
{
    const struct text_figure *f = r->out->figures;
    const struct quantity_note *n = r->notes;
    if (i < 2 || f[i - 2].role != TEXT_BASE || f[i].role != TEXT_CHANGE || !f[i].unit || f[i].unit[0] != '%')
        return;
    bool same = text_same(f[i - 1].unit, f[i - 2].unit) && n[i].sentence == n[i - 2].sentence && exact(&f[i])
                && exact(&f[i - 1]) && exact(&f[i - 2]) && !(n[i - 1].unit_tag & UNIT_RATE);
    if (!same || f[i].start - f[i - 1].end > 8 || !ends_any(&r->t, f[i].start, U"增长 下降 增加 减少 提高 上升 增幅 增幅达")
        || has_any(&r->t, f[i - 1].end, f[i].start, U"年均 平均 均 实际 可比"))
        return;
    /* another subject, or growth at constant prices, is not the growth of the two numbers */
    size_t from = f[i - 1].end, back = f[i - 2].start > LOOK_MAX / 4 ? f[i - 2].start - LOOK_MAX / 4 : 0;
    from += r->t.kind[from] == L_COMMA;
    from += at_any(&r->t, from, U"累计 共 总 同比 比上年");
    if (f[i].start > from + 4 || has_any(&r->t, back, f[i - 2].start, U"生产总值 增加值 GDP 总产出")
        || at_any(&r->t, f[i].end, U"（按 (按"))
        return;
    struct quantity_note gap = n[i - 1];
    gap.scaled = n[i - 1].scaled > n[i - 2].scaled ? n[i - 1].scaled - n[i - 2].scaled : n[i - 2].scaled - n[i - 1].scaled;
    int128 computed;
    if (off_rate(&gap, &n[i - 2], &n[i], 50, &computed))
        FOUND(r, &GROWTH, f[i - 2].start, f[i].end, NULL, f[i - 2].text, f[i - 1].text, percent_text(r, computed),
              f[i].text);
}

/* 17320元，较2022年的15465元增长15%: the base stands between. */
static void see_growth_back(struct reader *r, int i)
{
    const struct text_figure *f = r->out->figures;
    const struct quantity_note *n = r->notes;
    if (i < 2 || f[i - 1].role != TEXT_BASE || f[i - 2].role != TEXT_ACTUAL || f[i].role != TEXT_CHANGE || !f[i].unit
        || f[i].unit[0] != '%' || f[i].start - f[i - 1].end > 4 || f[i - 1].start - f[i - 2].end > 14)
        return;
    bool same = text_same(f[i - 1].unit, f[i - 2].unit) && n[i].sentence == n[i - 2].sentence && exact(&f[i])
                && exact(&f[i - 1]) && exact(&f[i - 2]) && !(n[i - 1].unit_tag & UNIT_RATE);
    if (!same || at_any(&r->t, f[i].end, U"（按 (按"))
        return;
    struct quantity_note gap = n[i - 2];
    gap.scaled = n[i - 2].scaled > n[i - 1].scaled ? n[i - 2].scaled - n[i - 1].scaled : n[i - 1].scaled - n[i - 2].scaled;
    int128 computed;
    if (off_rate(&gap, &n[i - 1], &n[i], 50, &computed))
        FOUND(r, &GROWTH, f[i - 2].start, f[i].end, NULL, f[i - 1].text, f[i - 2].text, percent_text(r, computed),
              f[i].text);
}

/* ---- the same thing said twice ---- */

#define NEAR_FIGURES 200 /* so many figures back a thing is remembered */

static size_t significant(const char *value)
{
    size_t n = strlen(value);
    while (n && value[n - 1] == '0')
        n--;
    return n;
}

/* 排查单位40373家 … 排查单位40378家: one thing with two numbers that differ in one digit. */
static void see_twice(struct reader *r, int i)
{
    const struct text_figure *f = &r->out->figures[i];
    const struct quantity_note *n = &r->notes[i];
    if (f->role != TEXT_ACTUAL || !(n->unit_tag & (UNIT_COUNT | UNIT_PEOPLE)) || n->power || n->digits || !exact(f)
        || strlen(f->what) < 12 || significant(f->value) < 4)
        return; /* only a long count is so surely one thing that a digit in it is a slip */
    for (int k = i - 1; k >= 0 && k + NEAR_FIGURES > i; k--) {
        const struct text_figure *g = &r->out->figures[k];
        if (g->role != TEXT_ACTUAL || !text_same(g->unit, f->unit) || strcmp(g->what, f->what) != 0 || !exact(g)
            || r->notes[k].sentence == r->notes[i].sentence)
            continue;
        bool same_time =
            g->period.known == f->period.known && g->period.from == f->period.from && g->period.to == f->period.to;
        if (same_time && one_digit(f->value, g->value))
            FOUND(r, &SAME, f->start, f->end, NULL, f->what, g->text, f->text);
        return;
    }
}

/* ---- lists ---- */

#define ITEMS_MAX 16

static int small_count(const struct letters *t, size_t i, size_t *end)
{
    static const char32_t digits[] = U"一二三四五六七八九十";
    *end = i + 1;
    if (t->p[i] == U'两')
        return 2;
    for (int d = 1; digits[d]; d++)
        if (digits[d] == t->p[i])
            return d + 1;
    return 0;
}

/* Items parted by 、 that end at `end`, and how many of them hold a 和; 0 where it is no plain list. */
static int list_before(const struct letters *t, size_t end, int *joined, size_t *start)
{
    int items = 1;
    size_t i = end, item = 0;
    *joined = 0;
    for (; i && end - i < LOOK_MAX; i--) {
        char32_t c = t->p[i - 1];
        if (c == U'、') {
            if (item < 2 || item > 14)
                return 0;
            items++;
            item = 0;
            continue;
        }
        if (t->kind[i - 1] != L_HAN && t->kind[i - 1] != L_CHINESE)
            break;
        *joined += one_of(c, U"和与及");
        item++;
    }
    bool opens = i && (t->kind[i - 1] == L_COMMA || t->kind[i - 1] == L_STOP || t->kind[i - 1] == L_LINE);
    *start = i;
    return opens && item >= 3 && item <= 10 && items <= ITEMS_MAX ? items : 0;
}

/* 油茶、林下经济、木竹产业、生态旅游、天麻种植、苗木花卉五大产业: six are listed. */
static void see_list(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    size_t end, start;
    int stated = small_count(t, i, &end), joined;
    if (stated < 3 || !at_any(t, end, U"大 类 方面 个方面") || !i || t->kind[i - 1] != L_HAN
        || one_of(t->p[i - 1], U"等和与及的"))
        return;
    if (at_any(t, end, U"大类 大班 大会 大型 大学"))
        return;
    int items = list_before(t, i, &joined, &start);
    if (items < 3)
        return;
    bool fits = stated >= items && stated <= items + joined;
    bool near = stated == items - 1 || stated == items + joined + 1;
    if (!fits && near)
        FOUND(r, &LIST, start, end + 1, NULL, MSG_NUM(items), MSG_NUM(stated));
}

void find_arithmetic(struct reader *r)
{
    const struct text_figure *f = r->out->figures;
    for (int i = 0; i < r->out->figure_count; i++) {
        if (f[i].role == TEXT_SHARE && (!i || f[i - 1].role != TEXT_SHARE))
            see_parts(r, i);
        see_rate(r, i);
        see_completion(r, i);
        see_growth(r, i);
        see_growth_back(r, i);
        see_twice(r, i);
    }
    for (size_t i = 0; i < r->t.count; i++)
        if (r->t.kind[i] == L_CHINESE)
            see_list(r, i);
}
