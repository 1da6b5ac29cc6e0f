/* text/claim.c: what a figure of a text claims, held against a value; only what is certain is answered. */
#include <string.h>

#include "base/text.h"
#include "text/text.h"

/* ---- how exactly it is written ---- */

/* A digit at *p, ASCII or full-width; -1. */
static int digit_at(const char **p, const char *end)
{
    const char *next = *p;
    uint32_t c = next < end ? text_next(&next, end) : 0;
    int digit = c >= '0' && c <= '9' ? (int)c - '0' : c >= 0xFF10 && c <= 0xFF19 ? (int)c - 0xFF10 : -1;
    if (digit >= 0)
        *p = next;
    return digit;
}

/* The digits that a figure begins with, as units of 10^-places; what stands behind them.  Grouping commas are passed over. */
static bool read_digits(const char *text, int64_t *units, int *places, const char **behind)
{
    const char *p = text, *end = text + strlen(text);
    bool any = false, point = false;
    *units = 0, *places = 0;
    for (;;) {
        const char *before = p;
        int digit = digit_at(&p, end);
        if (digit < 0) {
            uint32_t c = p < end ? text_next(&p, end) : 0;
            bool more = (c == ',' && any && !point) || ((c == '.' || c == 0xFF0E) && any && !point);
            const char *ahead = p;
            if (!more || digit_at(&ahead, end) < 0) {
                *behind = before;
                return any;
            }
            point = c != ',';
            continue;
        }
        if (*units > DECIMAL_UNITS_MAX / 10 - 1 || *places == DECIMAL_SCALE_MAX)
            return false;
        *units = *units * 10 + digit;
        *places += point;
        any = true;
    }
}

/* 4.04万家: 40400 is written in steps of 100.  False for what is written otherwise than in digits, 万 and 亿 behind them. */
static bool step_of(const char *text, struct ratio value, struct ratio *step)
{
    int64_t units;
    int places;
    const char *behind;
    struct ratio times;
    if (!read_digits(text, &units, &places, &behind) || strstr(behind, "～") || strstr(behind, "~"))
        return false;
    for (const char *p = behind, *end = behind + strlen(behind); *p; text_next(&p, end))
        if (digit_at(&(const char *) { p }, end) >= 0)
            return false; /* 3万4000, 1/3 */
    *step = ratio_units(1, places);
    if (units == 0)
        return value.num == 0;
    if (!ratio_div(value, ratio_units(units, places), &times) || times.den != 1)
        return false;
    int128 power = times.num;
    while (power > 1 && power % 10 == 0)
        power /= 10;
    return power == 1 && ratio_mul(*step, times, step);
}

/* A decimal of any length up to 18 digits. */
static bool value_of(const char *text, struct ratio *out)
{
    const char *point = strchr(text, '.');
    size_t bytes = strlen(text), places = point ? bytes - (size_t)(point - text) - 1 : 0;
    int64_t units;
    if (places > DECIMAL_SCALE_MAX || !decimal_parse(text, bytes, (int)places, &units))
        return false;
    *out = ratio_units(units, (int)places);
    return true;
}

static bool among(const char *word, const char *const *list)
{
    while (*list && strcmp(word, *list) != 0)
        list++;
    return *list;
}

enum text_claim text_claims(const struct text_figure *f, struct ratio actual)
{
    /* 以上, 不少于, 不超过 … set a bound rather than tell a result */
    static const char *const LEAST[] = { "余", "多", "超", "超过", "逾", "已超", "突破", NULL };
    static const char *const MOST[] = { "近", "已近", "有近", "接近", "将近", "不足", NULL };
    struct ratio value, step, low, high, half;
    if (!value_of(f->value, &value) || value.num < 0 || actual.num < 0)
        return CLAIM_UNSURE;
    if (f->approx && among(f->approx, LEAST))
        return ratio_cmp(actual, value) >= 0 ? CLAIM_HOLDS : CLAIM_DIFFERS;
    if (f->approx && among(f->approx, MOST))
        return ratio_cmp(actual, value) <= 0 ? CLAIM_HOLDS : CLAIM_DIFFERS;
    if (f->approx || !step_of(f->text, value, &step) || !ratio_mul(step, ratio_units(5, 1), &half)
        || !ratio_sub(value, half, &low) || !ratio_add(value, half, &high))
        return CLAIM_UNSURE;
    return ratio_cmp(actual, low) >= 0 && ratio_cmp(actual, high) < 0 ? CLAIM_HOLDS : CLAIM_DIFFERS;
}

/* ---- whose figure it is, and of what unit ---- */

int64_t text_unit_times(const char *unit, const char *figure)
{
    bool wan = strncmp(unit, "万", strlen("万")) == 0, yi = strncmp(unit, "亿", strlen("亿")) == 0;
    const char *base = unit + (wan || yi ? strlen("万") : 0);
    return strcmp(unit, figure) == 0 ? 1 : strcmp(base, figure) != 0 ? 0 : wan ? 10000 : 100000000;
}

/* "全县", "我局": the last of 省市区县… in the org's name, or the word it ends with, says how it calls itself. */
static size_t calls_itself(const char *text, const char *org)
{
    static const char *const LEVELS[] = { "省", "市", "区", "县", "旗", "乡", "镇", "村", "街道", NULL };
    const char *last = NULL, *level = NULL;
    size_t head = strlen("全"), bytes = strlen(org);
    if (strncmp(text, "全", head) != 0 && strncmp(text, "我", head) != 0 && strncmp(text, "本", head) != 0)
        return 0;
    for (int i = 0; LEVELS[i]; i++)
        for (const char *p = org; (p = strstr(p, LEVELS[i])); p++)
            if (p > org && (!last || p > last))
                last = p, level = LEVELS[i];
    if (level && strncmp(text + head, level, strlen(level)) == 0)
        return head + strlen(level);
    size_t end = bytes >= head ? strlen(text + head) : 0; /* 全局 of 云溪县应急管理局 */
    return end >= head && strncmp(text + head, org + bytes - head, head) == 0 ? 2 * head : 0;
}

bool text_what_is(const char *what, const char *name, const char *org)
{
    static const char *const PASSED[] = { "累计", "共计", "合计", "完成", "实现", "共", "已", "的", NULL };
    size_t bytes = strlen(what), tail = strlen(name);
    if (!tail || bytes < tail || strcmp(what + bytes - tail, name) != 0)
        return false;
    const char *p = what, *end = what + bytes - tail;
    while (p < end) {
        size_t n = *org && strncmp(p, org, strlen(org)) == 0 ? strlen(org) : calls_itself(p, org);
        for (int i = 0; !n && PASSED[i]; i++)
            n = strncmp(p, PASSED[i], strlen(PASSED[i])) == 0 ? strlen(PASSED[i]) : 0;
        if (!n || p + n > end)
            return false;
        p += n;
    }
    return true;
}

bool text_stands_alone(const char *before, const char *name, const char *org)
{
    static const char *const TIMES[] = { "截至", "截止", "到", "年", "月", "日", "底", "末",
                                         "至",   "全年", "-",  "－", "—",  "～", NULL };
    static const char *const PASSED[] = { "累计", "共计", "合计", "完成", "实现", "共", "已", "的",
                                          "，",   "：",   "为",   "达到", "达",   "有", "近", "接近",
                                          "超",   "超过", "突破", "逾",   "　",   " ",  NULL };
    const char *end = before + strlen(before);
    bool timed = false, named = false;
    for (const char *p = before; p < end;) {
        size_t n = *org && strncmp(p, org, strlen(org)) == 0 ? strlen(org) : calls_itself(p, org);
        if (!n && !named && strncmp(p, name, strlen(name)) == 0) {
            named = true;
            n = strlen(name);
        }
        for (int i = 0; !n && TIMES[i]; i++)
            if (strncmp(p, TIMES[i], strlen(TIMES[i])) == 0) {
                n = strlen(TIMES[i]);
                timed = true;
            }
        for (int i = 0; !n && PASSED[i]; i++)
            n = strncmp(p, PASSED[i], strlen(PASSED[i])) == 0 ? strlen(PASSED[i]) : 0;
        const char *digit = p;
        if (!n && !named && digit_at(&digit, end) >= 0)
            n = (size_t)(digit - p);
        if (!n)
            return false;
        p += n;
    }
    return timed && named;
}
