/* report/again.c: asks once more for a figure that was printed in a text, at whatever position is known now. */
#include <string.h>

#include "base/day.h"
#include "report/report.h"
#include "report/words.h"

bool report_figure_group(struct arena *a, const struct figure *f, const char **field, const char **group)
{
    const char *equals = strstr(f->modifier, " = ");
    if (strncmp(f->modifier, "by ", 3) != 0 || !equals)
        return false;
    char *copy = arena_text(a, f->modifier + 3);
    copy[equals - f->modifier - 3] = '\0';
    *field = copy;
    *group = equals + 3;
    return true;
}

static bool group_value(struct measure_session *s, struct arena *a, const struct figure *f, const struct basis *b,
                        const char **value, struct err *e)
{
    struct measure_result r;
    const char *field = NULL, *group = NULL;
    bool grouped = report_figure_group(a, f, &field, &group);
    if (!measure_eval(s, f->measure, field, b, &r, e))
        return false;
    for (int i = 0; i < r.value_count; i++) {
        const struct measure_value *v = &r.values[i];
        if (grouped && strcmp(v->group ? v->group : "", group) != 0)
            continue;
        if (v->null)
            return true;
        *value = measure_text(a, &r, v, e);
        return *value != NULL;
    }
    return true;
}

static bool change_value(struct measure_session *s, struct arena *a, const struct figure *f, const struct basis *b,
                         const char **value, struct err *e)
{
    bool year = strncmp(f->modifier, "yoy", 3) == 0;
    struct measure_result r, change;
    struct measure_value now, base;
    if (!measure_eval(s, f->measure, NULL, b, &r, e)
        || !measure_change(s, f->measure, year ? CHANGE_YOY : CHANGE_MOM, b, &change, &now, &base, e))
        return false;
    struct comparison c = {
        .now_null = now.null,
        .base_null = base.null,
        .change = year ? CHANGE_YEAR : CHANGE_PERIOD,
        .points = strstr(f->modifier, FIGURE_POINTS) != NULL,
        .digits = change.digits,
        .value_digits = change.digits,
    };
    struct buf words = { 0 };
    char text[64] = "";
    bool has_value = false;
    bool ok = (now.null || words_shown(now.value, r.unit, &c.now)) && (base.null || words_shown(base.value, r.unit, &c.base))
              && words_change(&words, &c, text, &has_value);
    buf_free(&words);
    if (ok && has_value)
        *value = arena_text(a, text);
    return ok || ERR(e, ERR_INPUT, REPORT_AGAIN_LARGE, f->measure);
}

/* A base of the year before may be a number of the book 历史数, which is found only by asking for the comparison. */
static bool base_value(struct measure_session *s, struct arena *a, const struct figure *f, const struct basis *b,
                       const char **value, struct err *e)
{
    struct basis after = *b;
    struct measure_result r, change;
    struct measure_value now, base;
    after.from = day_shift_years(b->from, 1);
    after.asof = day_shift_years(b->asof, 1);
    if (!measure_eval(s, f->measure, NULL, b, &r, e)
        || !measure_change(s, f->measure, CHANGE_YOY, &after, &change, &now, &base, e))
        return false;
    *value = base.null ? NULL : measure_text(a, &r, &base, e);
    return base.null || *value;
}

bool report_figure_value(struct measure_session *s, struct arena *a, const struct figure *f, const struct basis *b,
                         const char **value, struct err *e)
{
    bool year = strncmp(f->modifier, "yoy", 3) == 0, change = year || strncmp(f->modifier, "mom", 3) == 0;
    bool base = strstr(f->modifier, "base") != NULL;
    *value = NULL;
    if (change && !base)
        return change_value(s, a, f, b, value, e);
    return year && base ? base_value(s, a, f, b, value, e) : group_value(s, a, f, b, value, e);
}

bool report_figure_base(const struct figure *f, int32_t *from, int32_t *asof)
{
    bool year = strncmp(f->modifier, "yoy", 3) == 0;
    if (strstr(f->modifier, "base") || (!year && strncmp(f->modifier, "mom", 3) != 0))
        return false;
    if (year) {
        *from = day_shift_years(f->from, -1);
        *asof = day_shift_years(f->asof, -1);
    } else {
        day_period_before(f->from, f->asof, from, asof);
    }
    return true;
}
