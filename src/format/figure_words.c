/* format/figure_words.c: what a figure measures and over which days, as a person would say it. */
#include "format/figure.h"

#include <string.h>

#include "base/day.h"

static bool is_month_end(struct civil c)
{
    return c.day == day_month_length(c.year, c.month);
}

static void put_day(struct buf *out, struct civil c, bool year)
{
    if (year)
        buf_format(out, "%d年", c.year);
    buf_format(out, "%d月%d日", c.month, c.day);
}

/* Whole months are named without their days. */
static void put_months(struct buf *out, struct civil a, struct civil z)
{
    bool one_year = a.year == z.year;
    buf_format(out, "%d年", a.year);
    if (one_year && a.month == 1 && z.month == 12)
        return;
    if (!one_year)
        buf_format(out, "%d月—%d年%d月", a.month, z.year, z.month);
    else if (a.month == z.month)
        buf_format(out, "%d月", a.month);
    else
        buf_format(out, "%d—%d月", a.month, z.month);
}

void figure_period(enum msg_lang lang, int32_t from, int32_t asof, struct buf *out)
{
    struct civil a = day_civil(from), z = day_civil(asof);
    if (lang == LANG_EN) {
        if (from > DAY_FIRST)
            buf_format(out, "%s to ", DAY_TEXT(from));
        buf_format(out, "%s%s", from > DAY_FIRST ? "" : "until ", DAY_TEXT(asof));
    } else if (from <= DAY_FIRST) {
        buf_text(out, "截至");
        put_day(out, z, true);
    } else if (from == asof) {
        put_day(out, z, true);
    } else if (a.day == 1 && is_month_end(z)) {
        put_months(out, a, z);
    } else {
        put_day(out, a, true);
        buf_text(out, "—");
        put_day(out, z, a.year != z.year);
    }
}

void figure_name(enum msg_lang lang, const struct figure *f, struct buf *out)
{
    static const struct {
        const char *modifier, *zh, *en;
    } WORDS[] = {
        { "yoy", "同比", "change on the year before" },
        { "mom", "环比", "change on the period before" },
        { "yoy base", "上年同期", "the year before" },
        { "mom base", "上期", "the period before" },
        { "yoy " FIGURE_POINTS, "同比，百分点", "change on the year before, in points" },
        { "mom " FIGURE_POINTS, "环比，百分点", "change on the period before, in points" },
    };
    const char *modifier = f->modifier ? f->modifier : "", *word = modifier;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (strcmp(modifier, WORDS[i].modifier) == 0)
            word = lang == LANG_EN ? WORDS[i].en : WORDS[i].zh;
    }
    if (strncmp(word, "by ", 3) == 0)
        word += 3;
    buf_text(out, f->measure);
    if (*word)
        buf_format(out, lang == LANG_EN ? " (%s)" : "（%s）", word);
}
