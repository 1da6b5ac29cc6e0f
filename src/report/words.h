/* report/words.h: how numbers, changes and periods are said in a report.  Pure.  Private to report/.
 *
 * Errors: false means the number does not fit; the caller words the sentence.
 */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/text.h"

enum shorten { SHORTEN_NONE, SHORTEN_WAN, SHORTEN_YI, SHORTEN_ROUGH };
enum change { CHANGE_NONE, CHANGE_YEAR, CHANGE_PERIOD };

/* The filters of one figure. */
struct print {
    enum shorten shorten; /* 万 亿 余 */
    enum change change;   /* yoy mom */
    bool base;            /* the value it is compared with, instead of the change */
    bool points;          /* the change in percentage points */
    bool bare;            /* 数: without the unit */
    int digits;           /* -1: the measure's own */
};

/* A ratio as people read it: ×100 for %, ×1000 for ‰. */
bool words_shown(struct ratio value, const char *unit, struct ratio *out);
/* "40373家", "4.04万家", "4万余家"; `digits` is the measure's own. */
bool words_number(struct buf *out, struct ratio shown, const char *unit, const struct print *p, int digits);

/* Two periods side by side. */
struct comparison {
    struct ratio now, base; /* as shown */
    bool now_null, base_null;
    enum change change;
    bool points;
    int digits;       /* of the words */
    int value_digits; /* of the value kept with them */
};
/* "增长15%", "下降40%", "提高2.1个百分点", "持平", or words where there is no base.  *value gets the signed number, *has_value
 * whether there is one. */
bool words_change(struct buf *out, const struct comparison *c, char value[64], bool *has_value);
extern const char WORDS_NO_VALUE[];
extern const char WORDS_NO_GROUP[];

/* 期间: "1—10月", "全年", "3月", "1月1日至10月15日", "2022年7月1日至2023年6月30日". */
void words_period(struct buf *out, int32_t from, int32_t asof);
/* 截至: "截至10月31日"; "全年" where the whole year is over. */
void words_until(struct buf *out, int32_t from, int32_t asof);
/* 日期: "2023年10月31日". */
void words_day(struct buf *out, int32_t day);

#endif
