#include "report/words.h"

#include <string.h>

#include "base/day.h"

const char WORDS_NO_VALUE[] = "暂无数据";
const char WORDS_NO_GROUP[] = "未填";

#define WAN          10000
#define YI           100000000
#define SHORT_DIGITS 2 /* after 万 and 亿 */

static struct ratio size_of(struct ratio v)
{
    return v.num < 0 ? (struct ratio) { -v.num, v.den } : v;
}

bool words_shown(struct ratio value, const char *unit, struct ratio *out)
{
    *out = value;
    if (strcmp(unit, "%") == 0)
        return ratio_mul(value, ratio_int(100), out);
    if (strcmp(unit, "‰") == 0)
        return ratio_mul(value, ratio_int(1000), out);
    return true;
}

/* Whether |v|, rounded to `digits`, reaches `limit`: 9999.6 printed without digits is 1万. */
static bool reaches(struct ratio v, int64_t limit, int digits)
{
    struct ratio half = { 1, (int128)2 * decimal_pow10(digits) }, raised;
    return ratio_add(size_of(v), half, &raised) && ratio_cmp(raised, ratio_int(limit)) >= 0;
}

static bool put_scaled(struct buf *out, struct ratio v, int64_t scale, const char *word, int digits)
{
    char room[64];
    struct ratio scaled;
    if (!ratio_div(v, ratio_int(scale), &scaled) || !ratio_text(room, scaled, digits))
        return false;
    buf_text(out, room);
    buf_text(out, word);
    return true;
}

/* Cuts to whole 亿, 万 or thousands and says 余 where something was cut; smaller numbers are exact. */
static bool put_rough(struct buf *out, struct ratio v, int digits)
{
    static const struct {
        int64_t from, step, scale;
        const char *word;
    } STEPS[] = { { YI, YI, YI, "亿" }, { WAN, WAN, WAN, "万" }, { 1000, 1000, 1, "" } };
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        struct ratio size = size_of(v);
        if (ratio_cmp(size, ratio_int(STEPS[i].from)) < 0)
            continue;
        int128 steps = size.num / size.den / STEPS[i].step;
        bool exact = size.den == 1 && size.num == steps * STEPS[i].step;
        struct ratio cut = { (v.num < 0 ? -steps : steps) * STEPS[i].step, 1 };
        if (!put_scaled(out, cut, STEPS[i].scale, STEPS[i].word, 0))
            return false;
        buf_text(out, exact ? "" : "余");
        return true;
    }
    return put_scaled(out, v, 1, "", digits);
}

bool words_number(struct buf *out, struct ratio shown, const char *unit, const struct print *p, int digits)
{
    int own = p->digits >= 0 ? p->digits : digits;
    int after = p->digits >= 0 ? p->digits : SHORT_DIGITS;
    bool ok;
    if (p->shorten == SHORTEN_ROUGH)
        ok = put_rough(out, shown, own);
    else if (p->shorten == SHORTEN_YI && reaches(shown, YI, own))
        ok = put_scaled(out, shown, YI, "亿", after);
    else if (p->shorten != SHORTEN_NONE && reaches(shown, WAN, own))
        ok = put_scaled(out, shown, WAN, "万", after);
    else
        ok = put_scaled(out, shown, 1, "", own);
    if (ok && !p->bare)
        buf_text(out, unit);
    return ok;
}

/* The base is 0 or missing: what can be said truthfully. */
static void put_no_base(struct buf *out, const struct comparison *c)
{
    bool year = c->change == CHANGE_YEAR;
    if (c->now_null)
        buf_text(out, WORDS_NO_VALUE);
    else if (c->base_null || c->now.num != 0)
        buf_text(out, year ? "无可比基数（上年同期无此项）" : "无可比基数（上期无此项）");
    else
        buf_text(out, year ? "持平（与上年同期均为0）" : "持平（与上期均为0）");
}

static bool put_moved(struct buf *out, const struct comparison *c, struct ratio moved, char value[64])
{
    char size[64];
    if (!ratio_text(value, moved, c->value_digits) || !ratio_text(size, size_of(moved), c->digits))
        return false;
    if (moved.num == 0) {
        buf_text(out, "持平");
        return true;
    }
    if (strcmp(size, "0") == 0) {
        buf_text(out, "基本持平");
        return true;
    }
    buf_text(out, moved.num < 0 ? "下降" : c->points ? "提高" : "增长");
    buf_text(out, size);
    buf_text(out, c->points ? "个百分点" : "%");
    return true;
}

bool words_change(struct buf *out, const struct comparison *c, char value[64], bool *has_value)
{
    *has_value = !c->now_null && !c->base_null && (c->points || c->base.num != 0);
    if (!*has_value) {
        put_no_base(out, c);
        return true;
    }
    struct ratio moved;
    if (!ratio_sub(c->now, c->base, &moved))
        return false;
    if (!c->points && (!ratio_div(moved, size_of(c->base), &moved) || !ratio_mul(moved, ratio_int(100), &moved)))
        return false;
    return put_moved(out, c, moved, value);
}

static void put_month_day(struct buf *out, struct civil c)
{
    buf_format(out, "%d月%d日", c.month, c.day);
}

void words_day(struct buf *out, int32_t day)
{
    struct civil c = day_civil(day);
    buf_format(out, "%d年", c.year);
    put_month_day(out, c);
}

static bool whole_months(struct civil from, struct civil asof)
{
    return from.year == asof.year && from.day == 1 && asof.day == day_month_length(asof.year, asof.month);
}

static bool whole_year(struct civil from, struct civil asof)
{
    return whole_months(from, asof) && from.month == 1 && asof.month == 12;
}

void words_period(struct buf *out, int32_t from, int32_t asof)
{
    struct civil a = day_civil(from), b = day_civil(asof);
    if (whole_year(a, b)) {
        buf_text(out, "全年");
    } else if (whole_months(a, b)) {
        if (a.month != b.month)
            buf_format(out, "%d—", a.month);
        buf_format(out, "%d月", b.month);
    } else if (a.year == b.year) {
        put_month_day(out, a);
        if (from != asof) {
            buf_text(out, "至");
            put_month_day(out, b);
        }
    } else {
        words_day(out, from);
        buf_text(out, "至");
        words_day(out, asof);
    }
}

void words_until(struct buf *out, int32_t from, int32_t asof)
{
    struct civil a = day_civil(from), b = day_civil(asof);
    if (whole_year(a, b)) {
        buf_text(out, "全年");
        return;
    }
    buf_text(out, "截至");
    put_month_day(out, b);
}
