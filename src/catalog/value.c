/* catalog/value.c: whether a text is a value of a field. */
#include <string.h>

#include "base/day.h"
#include "base/decimal.h"
#include "base/text.h"
#include "catalog/inside.h"

#define VALUE_BYTES_MAX 65536
#define SHOWN_BYTES     120

const char *field_type_name(enum msg_lang lang, enum field_type t)
{
    static const char *const ZH[] = { "文字", "整数", "小数", "金额", "日期", "选项", "是否", "引用", "位置", "附件" };
    static const char *const EN[] = { "text",   "whole number", "decimal number", "money", "day",
                                      "choice", "yes or no",    "reference",      "place", "file" };
    return lang == LANG_EN ? EN[t] : ZH[t];
}

static const char *shown(char room[SHOWN_BYTES + 1], const char *text, size_t bytes)
{
    size_t n = text_cut(text, bytes < SHOWN_BYTES ? bytes : SHOWN_BYTES);
    memcpy(room, text, n);
    room[n] = '\0';
    return room;
}

static bool check_number(const struct field *f, const char *text, size_t bytes, int64_t *value, struct err *e)
{
    char room[SHOWN_BYTES + 1];
    if (decimal_parse(text, bytes, f->scale, value))
        return true;
    int64_t ignored;
    if (!decimal_parse(text, bytes, DECIMAL_SCALE_MAX, &ignored))
        return ERR(e, ERR_INPUT, CATALOG_VALUE_NUMBER, f->name, shown(room, text, bytes));
    if (f->scale == 0)
        return ERR(e, ERR_INPUT, CATALOG_VALUE_WHOLE, f->name, shown(room, text, bytes));
    return ERR(e, ERR_INPUT, CATALOG_VALUE_SCALE, f->name, shown(room, text, bytes), MSG_NUM(f->scale));
}

static bool check_choice(const struct field *f, const char *text, size_t bytes, struct err *e)
{
    char room[SHOWN_BYTES + 1], hint[NEAR_HINT_BYTES];
    for (int i = 0; i < f->value_count; i++)
        if (strlen(f->values[i]) == bytes && memcmp(f->values[i], text, bytes) == 0)
            return true;
    struct near n;
    near_begin(&n, shown(room, text, bytes));
    for (int i = 0; i < f->value_count; i++)
        near_offer(&n, f->values[i]);
    return ERR(e, ERR_INPUT, CATALOG_VALUE_CHOICE, f->name, room, near_list(&n, e->lang, hint));
}

static bool check_text(const struct field *f, const char *text, size_t bytes, struct err *e)
{
    if (bytes > VALUE_BYTES_MAX)
        return ERR(e, ERR_INPUT, CATALOG_VALUE_LONG, f->name, MSG_NUM(VALUE_BYTES_MAX));
    if (!text_valid(text, bytes) || memchr(text, '\0', bytes))
        return ERR(e, ERR_INPUT, CATALOG_VALUE_TEXT, f->name);
    return true;
}

bool field_check(const struct field *f, const char *text, size_t bytes, int64_t *value, struct err *e)
{
    char room[SHOWN_BYTES + 1];
    int64_t ignored;
    int32_t day;
    if (!value)
        value = &ignored;
    *value = 0;
    if (!bytes)
        return ERR(e, ERR_INPUT, CATALOG_VALUE_EMPTY, f->name);
    switch (f->type) {
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY: return check_number(f, text, bytes, value, e);
    case FIELD_DAY:
        if (!day_parse(text, bytes, &day))
            return ERR(e, ERR_INPUT, CATALOG_VALUE_DAY, f->name, shown(room, text, bytes));
        *value = day;
        return true;
    case FIELD_BOOL:
        *value = bytes == 4 && memcmp(text, "true", 4) == 0;
        if (!*value && !(bytes == 5 && memcmp(text, "false", 5) == 0))
            return ERR(e, ERR_INPUT, CATALOG_VALUE_BOOL, f->name, shown(room, text, bytes));
        return true;
    case FIELD_CHOICE: return check_choice(f, text, bytes, e);
    case FIELD_TEXT:
    case FIELD_REF:
    case FIELD_PLACE:
    case FIELD_FILE: break;
    }
    return check_text(f, text, bytes, e);
}
