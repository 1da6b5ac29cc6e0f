/* text/find_sums.c: totals, differences, shares and averages that are told beside the numbers they follow from.
 *
 * Every stated number is an interval of half a unit of its last decimal to either side, as in find_arithmetic.c.
 */
#include <string.h>

#include "text/inside.h"

static const struct rule TOTAL = { "arithmetic.total", "arithmetic", TEXT_ERROR, MSG_FIND_TOTAL };
static const struct rule DIFFERENCE = { "arithmetic.difference", "arithmetic", TEXT_ERROR, MSG_FIND_DIFFERENCE };
static const struct rule SHARE = { "arithmetic.share", "arithmetic", TEXT_ERROR, MSG_FIND_RATE };
static const struct rule AVERAGE = { "arithmetic.average", "arithmetic", TEXT_ERROR, MSG_FIND_AVERAGE };
static const struct rule REST = { "arithmetic.rest", "arithmetic", TEXT_ERROR, MSG_FIND_REST };
static const struct rule COUNT = { "arithmetic.list", "arithmetic", TEXT_ERROR, MSG_FIND_LIST };

#define ROW_MAX  8
#define NAME_MIN 4 /* characters of a whole that is only named */
#define NAME_MAX 12
#define NEAR     12 /* figures back in which a named whole is looked for */

static int128 absolute(int128 x)
{
    return x < 0 ? -x : x;
}

static bool exact(const struct text_figure *f)
{
    return !f->approx;
}

/* ---- 合计 ---- */

/* 两项合计: how many; 0 where it is not said. */
static int stated_items(const struct letters *t, size_t start)
{
    static const char32_t digits[] = U"两三四五六七八";
    size_t n = ends_any(t, start, U"项合计 项共计 者合计");
    for (int k = 0; n && digits[k]; k++)
        if (t->p[start - n - 1] == digits[k])
            return k + 2;
    return 0;
}

static bool joined(const struct letters *t, size_t from, size_t to)
{
    return to - from <= 18 && (one_of(t->p[from], U"、和与及") || t->p[from] == U'，');
}

/* 1320万元和640万元，合计1980万元 */
static void see_total(struct reader *r, int i)
{
    const struct text_figure *f = r->out->figures;
    const struct letters *t = &r->t;
    size_t head = f[i].start - ends_any(t, f[i].start, U"达 为 达到");
    size_t word = ends_any(t, head, U"合计 共计 总计");
    if (!word || !exact(&f[i]) || !f[i].unit || t->kind[head - word - 1] == L_LINE)
        return;
    int want = stated_items(t, head), count = 0;
    int128 sum = 0, slack = half_unit(&r->notes[i]);
    for (int k = i - 1; k >= 0 && count < ROW_MAX && (!want || count < want); k--) {
        size_t next = k + 1 == i ? head - word : f[k + 1].start;
        bool row = r->notes[k].sentence == r->notes[i].sentence && text_same(f[k].unit, f[i].unit) && exact(&f[k])
                   && joined(t, f[k].end, next) && (k + 1 == i || want || t->p[f[k].end] != U'，');
        if (!row)
            break;
        sum += r->notes[k].scaled;
        slack += half_unit(&r->notes[k]);
        count++;
    }
    bool whole = want ? count == want : count >= 2 && f[i].start - f[i - 1].end <= 6;
    bool bounded = !whole || i == count || r->notes[i - count - 1].sentence != r->notes[i].sentence
                   || !text_same(f[i - count - 1].unit, f[i].unit) || want;
    if (whole && bounded && absolute(sum - r->notes[i].scaled) > slack)
        FOUND(r, &TOTAL, f[i - count].start, f[i].end, NULL, scaled_text(r->a, sum), f[i].value, f[i].unit);
}

/* ---- from one to another ---- */

static bool points_of(const struct text_figure *change, const struct text_figure *level)
{
    return change->unit && level->unit && strcmp(change->unit, "百分点") == 0 && level->unit[0] == '%';
}

static bool minus(const struct letters *t, size_t i)
{
    return i && one_of(t->p[i - 1], U"-－−负—");
}

/* 172公里，比上年末的110公里增加52公里; 58.3%，比上年的49.1%提高10.2个百分点; 由110公里增加到172公里，增加52公里 */
static void see_difference(struct reader *r, int i)
{
    const struct text_figure *f = r->out->figures;
    const struct quantity_note *n = r->notes;
    if (i < 2 || f[i].role != TEXT_CHANGE || n[i].sentence != n[i - 2].sentence || !exact(&f[i]) || !exact(&f[i - 1])
        || !exact(&f[i - 2]) || !text_same(f[i - 1].unit, f[i - 2].unit))
        return;
    bool back = f[i - 1].role == TEXT_BASE && f[i].start - f[i - 1].end <= 5 && f[i - 1].start - f[i - 2].end <= 14;
    bool forth = f[i - 2].role == TEXT_BASE && f[i].start - f[i - 1].end <= 6 && f[i - 1].start - f[i - 2].end <= 8;
    bool same = (text_same(f[i].unit, f[i - 1].unit) && !(n[i].unit_tag & UNIT_RATE)) || points_of(&f[i], &f[i - 1]);
    if ((!back && !forth) || !same || has_any(&r->t, f[i - 1].end, f[i].start, U"年均 平均 均 倍"))
        return;
    if (!ends_any(&r->t, f[i].start, U"增加 增长 提高 提升 上升 下降 减少 降低 增加了 减少了 提高了 下降了")
        || minus(&r->t, f[i - 1].start) || minus(&r->t, f[i - 2].start))
        return;
    int128 gap = absolute(n[i - 1].scaled - n[i - 2].scaled);
    int128 slack = half_unit(&n[i]) + half_unit(&n[i - 1]) + half_unit(&n[i - 2]);
    if (absolute(gap - n[i].scaled) > slack)
        FOUND(r, &DIFFERENCE, f[i - 2].start, f[i].end, NULL, f[i - 1].text, f[i - 2].text, scaled_text(r->a, gap),
              f[i].text);
}

/* ---- 占 ---- */

/* The figure that a whole's name tells: 工业总产值138.6亿元 … 占工业总产值的37%. */
static int named_whole(const struct reader *r, int part, size_t from, size_t to)
{
    static const char *const BEFORE[] = { "",     "全县", "全市", "全区",     "全镇",     "全乡",
                                          "全省", "完成", "实现", "全县完成", "全市完成", "全年" };
    const char *name = letters_text(r->a, &r->t, from, to);
    for (int k = part - 1; k >= 0 && k + NEAR > part && r->notes[k].line == r->notes[part].line; k--) {
        const struct text_figure *f = &r->out->figures[k];
        size_t a = strlen(f->what), b = strlen(name);
        if (f->role != TEXT_ACTUAL || !text_same(f->unit, r->out->figures[part].unit) || a < b
            || strcmp(f->what + a - b, name) != 0)
            continue;
        for (size_t p = 0; p < sizeof BEFORE / sizeof *BEFORE; p++)
            if (strlen(BEFORE[p]) == a - b && memcmp(f->what, BEFORE[p], a - b) == 0)
                return k;
    }
    return -1;
}

/* 参保21438人，占应参保22100人的98.5% */
static void see_share(struct reader *r, int i)
{
    const struct text_figure *f = r->out->figures;
    const struct letters *t = &r->t;
    size_t head = f[i].start, of;
    if (i < 1 || !f[i].unit || f[i].unit[0] != '%' || !exact(&f[i]) || !head || t->p[head - 1] != U'的')
        return;
    size_t least = head > 24 ? head - 24 : 0;
    for (of = head - 1; of > least && t->p[of] != U'占'; of--)
        if (t->kind[of] == L_STOP || t->p[of] == U'，')
            return;
    if (t->p[of] != U'占' || !of || (t->kind[of - 1] != L_COMMA && t->kind[of - 1] != L_HAN))
        return;
    bool counted = f[i - 1].start > of;
    int part = counted ? i - 2 : i - 1;
    if (part < 0 || r->notes[part].sentence != r->notes[i].sentence || f[part].end + 2 < of || !exact(&f[part]))
        return;
    bool named = !counted && head - 1 - (of + 1) >= NAME_MIN && head - 1 - (of + 1) <= NAME_MAX;
    int whole = counted ? i - 1 : named ? named_whole(r, part, of + 1, head - 1) : -1;
    int128 computed;
    if (f[part].role == TEXT_CHANGE || t->kind[f[part].end] == L_CLOSE)
        return; /* what has changed, or a remark in brackets, is no part of the whole named */
    if (whole >= 0 && exact(&f[whole]) && text_same(f[whole].unit, f[part].unit) && !(r->notes[part].unit_tag & UNIT_RATE)
        && r->notes[part].scaled <= r->notes[whole].scaled
        && off_rate(&r->notes[part], &r->notes[whole], &r->notes[i], 10, &computed))
        FOUND(r, &SHARE, f[part].start, f[i].end, NULL, f[part].text, f[whole].text, percent_text(r, computed), f[i].text);
}

/* ---- averages ---- */

/* 3.8万单，交易额1160万元，平均每单405元 */
static void see_average(struct reader *r, int i)
{
    const struct text_figure *f = r->out->figures;
    const struct quantity_note *n = r->notes;
    const struct letters *t = &r->t;
    if (i < 2 || n[i].sentence != n[i - 2].sentence || !f[i - 2].unit || !text_same(f[i].unit, f[i - 1].unit)
        || n[i - 2].scaled <= 0 || (n[i].unit_tag & UNIT_RATE) || f[i].start - f[i - 1].end > 8)
        return;
    size_t unit = text_points(f[i - 2].unit, strlen(f[i - 2].unit)), at = f[i].start;
    if (unit > 3 || at < unit + 3 || t->p[at - unit - 1] != U'每' || !ends_any(t, at - unit - 1, U"平均")
        || strcmp(letters_text(r->a, t, at - unit, at), f[i - 2].unit) != 0)
        return;
    int128 one = decimal_pow10(SCALE),
           average = n[i - 1].scaled / (n[i - 2].scaled / (one / 1000) ? n[i - 2].scaled / (one / 1000) : 1) * 1000;
    if (absolute(average - n[i].scaled) * 50 > n[i].scaled) /* two in a hundred: all three are rounded */
        FOUND(r, &AVERAGE, f[i - 2].start, f[i].end, NULL, f[i - 1].text, f[i - 2].text,
              scaled_text(r->a, (average + one / 2) / one * one), f[i].text);
}

/* ---- what is left ---- */

static int like_before(const struct reader *r, int i, int like)
{
    for (int k = i - 1; k >= 0 && k >= i - 3 && r->notes[k].sentence == r->notes[like].sentence; k--) {
        if (text_same(r->out->figures[k].unit, r->out->figures[like].unit))
            return k;
        if (!(r->notes[k].unit_tag & UNIT_RATE))
            return -1;
    }
    return -1;
}

/* 发现隐患152处，整改149处，整改率98%，其余5处正在整改 */
static void see_rest(struct reader *r, int i)
{
    const struct text_figure *f = r->out->figures;
    const struct quantity_note *n = r->notes;
    if (i < 2 || !ends_any(&r->t, f[i].start, U"其余 剩余 余下") || !(n[i].unit_tag & (UNIT_COUNT | UNIT_PEOPLE)))
        return;
    int part = like_before(r, i, i), whole = part < 1 ? -1 : like_before(r, part, i);
    if (whole < 0 || !exact(&f[i]) || !exact(&f[part]) || !exact(&f[whole]) || n[part].scaled > n[whole].scaled)
        return;
    bool of_it =
        has_any(&r->t, f[whole].end, f[part].start, U"已 完成 整改 办结 销号 其中 解决 消除 办理 化解 验收 竣工 开工 有")
        && !has_any(&r->t, f[whole].end, f[part].start, U"除");
    if (of_it && n[whole].scaled - n[part].scaled != n[i].scaled && f[i].start - f[whole].end <= LOOK_MAX / 2)
        FOUND(r, &REST, f[whole].start, f[i].end, NULL, f[whole].text, f[part].text,
              scaled_text(r->a, n[whole].scaled - n[part].scaled), f[i].text);
}

/* ---- a list and its count ---- */

/* 云岭片区、清溪片区三个示范片区: the items end as the noun does, so they are what is counted. */
static void see_count(struct reader *r, size_t i)
{
    static const char32_t digits[] = U"一二三四五六七八九十";
    const struct letters *t = &r->t;
    int stated = 0, items = 1;
    while (digits[stated] && digits[stated] != t->p[i])
        stated++;
    if (!digits[stated] || ++stated < 2 || t->p[i + 1] != U'个' || i < 4 || t->kind[i - 1] != L_HAN)
        return;
    size_t end = i + 2;
    while (end < i + 10 && t->kind[end] == L_HAN && !one_of(t->p[end], U"等的和"))
        end++;
    if (end < i + 4 || t->kind[end] == L_HAN)
        return;
    char32_t x = t->p[end - 2], y = t->p[end - 1];
    size_t at = i, item = 0;
    if (t->p[at - 2] != x || t->p[at - 1] != y)
        return;
    for (; at && i - at < LOOK_MAX; at--) {
        if (t->kind[at - 1] == L_HAN) {
            item++;
            continue;
        }
        bool like = t->p[at - 1] == U'、' && at >= 3 && t->p[at - 3] == x && t->p[at - 2] == y && item >= 3 && item <= 12;
        if (!like)
            break;
        items++;
        item = 0;
    }
    bool opens = at && (t->kind[at - 1] == L_COMMA || t->kind[at - 1] == L_STOP || t->kind[at - 1] == L_LINE)
                 && t->p[at - 1] != U'、';
    if (items >= 2 && items != stated && opens && !has_any(t, at, i, U"和 与 及"))
        FOUND(r, &COUNT, at, end, NULL, MSG_NUM(items), MSG_NUM(stated));
}

void find_sums(struct reader *r)
{
    for (int i = 1; i < r->out->figure_count; i++) {
        see_total(r, i);
        see_difference(r, i);
        see_share(r, i);
        see_average(r, i);
        see_rest(r, i);
    }
    for (size_t i = 0; i < r->t.count; i++)
        if (r->t.kind[i] == L_CHINESE)
            see_count(r, i);
}
