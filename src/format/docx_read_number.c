#include "format/docx_read_number.h"

#include <stdlib.h>
#include <string.h>

#include "format/docx_read_xml.h"

#define VALUE_MAX 1000000
#define UNSET     (-1)

struct level {
    bool said; /* it is defined */
    int start;
    int restart;        /* w:lvlRestart; UNSET: after any level above */
    const char *format; /* "decimal" … */
    const char *text;   /* "%1.%2" */
    const char *suffix; /* "tab", "space", "nothing" */
    const char *style;  /* the paragraph style it belongs to; "" */
    bool legal;         /* all numbers in it as 1, 2, 3 */
};
struct scheme { /* w:abstractNum */
    long id;
    struct level levels[DOCX_NUMBER_LEVELS];
    int counters[DOCX_NUMBER_LEVELS];
};
struct number { /* w:num */
    long id, scheme_id;
    struct scheme *scheme;
    int starts[DOCX_NUMBER_LEVELS];              /* w:startOverride, for the first paragraph; UNSET */
    struct level *overrides[DOCX_NUMBER_LEVELS]; /* NULL: the scheme's */
};
struct docx_numbering {
    struct arena *a;
    struct scheme **schemes;
    struct number *numbers;
    int scheme_count, number_count, scheme_room, number_room;
    /* of the reading */
    struct scheme *scheme;
    struct number *number;
    struct level *level;
    int override;
};

/* ---- the definitions ---- */

static long number_of(const char *text, long otherwise)
{
    char *end;
    long value = text ? strtol(text, &end, 10) : otherwise;
    return text && end != text && value >= -VALUE_MAX && value <= INT32_MAX ? value : otherwise;
}

static int level_of(const char **attributes)
{
    long level = number_of(docx_xml_attribute(attributes, SPACE_WORD, "ilvl"), UNSET);
    return level >= 0 && level < DOCX_NUMBER_LEVELS ? (int)level : UNSET;
}

static void begin_scheme(struct docx_numbering *n, const char **attributes)
{
    n->number = NULL;
    n->scheme = NULL;
    n->level = NULL;
    if (n->scheme_count == DOCX_NUMBERINGS_MAX)
        return;
    if (n->scheme_count == n->scheme_room) {
        n->scheme_room = n->scheme_room ? n->scheme_room * 2 : 16;
        struct scheme **more = ARENA_ARRAY(n->a, struct scheme *, (size_t)n->scheme_room);
        if (n->scheme_count)
            memcpy(more, n->schemes, (size_t)n->scheme_count * sizeof *more);
        n->schemes = more;
    }
    n->scheme = n->schemes[n->scheme_count++] = ARENA_NEW(n->a, struct scheme);
    n->scheme->id = number_of(docx_xml_attribute(attributes, SPACE_WORD, "abstractNumId"), UNSET);
    for (int i = 0; i < DOCX_NUMBER_LEVELS; i++)
        n->scheme->counters[i] = UNSET;
}

static void begin_number(struct docx_numbering *n, const char **attributes)
{
    n->scheme = NULL;
    n->number = NULL;
    n->level = NULL;
    n->override = UNSET;
    if (n->number_count == DOCX_NUMBERINGS_MAX)
        return;
    if (n->number_count == n->number_room) {
        n->number_room = n->number_room ? n->number_room * 2 : 16;
        struct number *more = ARENA_ARRAY(n->a, struct number, (size_t)n->number_room);
        if (n->number_count)
            memcpy(more, n->numbers, (size_t)n->number_count * sizeof *more);
        n->numbers = more;
    }
    n->number = &n->numbers[n->number_count++];
    *n->number =
        (struct number) { .id = number_of(docx_xml_attribute(attributes, SPACE_WORD, "numId"), UNSET), .scheme_id = UNSET };
    for (int i = 0; i < DOCX_NUMBER_LEVELS; i++)
        n->number->starts[i] = UNSET;
}

static void begin_level(struct docx_numbering *n, const char **attributes)
{
    int level = level_of(attributes);
    n->level = NULL;
    if (level == UNSET || (!n->scheme && !n->number))
        return;
    if (n->scheme)
        n->level = &n->scheme->levels[level];
    else
        n->level = n->number->overrides[level] = ARENA_NEW(n->a, struct level);
    *n->level = (struct level) {
        .said = true, .start = 1, .restart = UNSET, .format = "decimal", .text = "", .suffix = "tab", .style = ""
    };
}

static void see_level_fact(struct docx_numbering *n, const char *name, const char **attributes)
{
    const char *value = docx_xml_attribute(attributes, SPACE_WORD, "val");
    struct level *l = n->level;
    if (strcmp(name, "isLgl") == 0)
        l->legal = !value || (strcmp(value, "0") != 0 && strcmp(value, "false") != 0);
    if (!value)
        return;
    if (strcmp(name, "start") == 0)
        l->start = (int)number_of(value, 1);
    else if (strcmp(name, "lvlRestart") == 0)
        l->restart = (int)number_of(value, UNSET);
    else if (strcmp(name, "numFmt") == 0)
        l->format = arena_text(n->a, value);
    else if (strcmp(name, "lvlText") == 0)
        l->text = arena_text(n->a, value);
    else if (strcmp(name, "suff") == 0)
        l->suffix = arena_text(n->a, value);
    else if (strcmp(name, "pStyle") == 0)
        l->style = arena_text(n->a, value);
}

static void on_start(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes)
{
    struct docx_numbering *n = x->context;
    if (space != SPACE_WORD)
        return;
    const char *value = docx_xml_attribute(attributes, SPACE_WORD, "val");
    if (strcmp(name, "abstractNum") == 0)
        begin_scheme(n, attributes);
    else if (strcmp(name, "num") == 0)
        begin_number(n, attributes);
    else if (strcmp(name, "lvl") == 0)
        begin_level(n, attributes);
    else if (n->number && strcmp(name, "abstractNumId") == 0)
        n->number->scheme_id = number_of(value, UNSET);
    else if (n->number && strcmp(name, "lvlOverride") == 0)
        n->override = level_of(attributes), n->level = NULL;
    else if (n->number && n->override != UNSET && strcmp(name, "startOverride") == 0)
        n->number->starts[n->override] = (int)number_of(value, 1);
    else if (n->level)
        see_level_fact(n, name, attributes);
}

static void ignore_end(struct docx_xml *x)
{
    (void)x;
}

static int order_scheme(const void *x, const void *y)
{
    const struct scheme *a = *(struct scheme *const *)x, *b = *(struct scheme *const *)y;
    return (a->id > b->id) - (a->id < b->id);
}

static int order_number(const void *x, const void *y)
{
    const struct number *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

static void link_numbers(struct docx_numbering *n)
{
    if (n->scheme_count)
        qsort(n->schemes, (size_t)n->scheme_count, sizeof *n->schemes, order_scheme);
    if (n->number_count)
        qsort(n->numbers, (size_t)n->number_count, sizeof *n->numbers, order_number);
    for (int i = 0; i < n->number_count && n->scheme_count; i++) {
        struct scheme key = { .id = n->numbers[i].scheme_id }, *wanted = &key;
        struct scheme **found = bsearch(&wanted, n->schemes, (size_t)n->scheme_count, sizeof *n->schemes, order_scheme);
        n->numbers[i].scheme = found ? *found : NULL;
    }
}

bool docx_numbering_read(struct docx_numbering **out, struct arena *a, struct docx_package *p, struct err *e)
{
    struct docx_numbering *n = *out = ARENA_NEW(a, struct docx_numbering);
    const char *part = NULL;
    n->a = a;
    for (int i = 0; i < p->relation_count && !part; i++)
        if (strcmp(p->relations[i].kind, "numbering") == 0)
            part = p->relations[i].target;
    if (!part || !zip_has(p->zip, part))
        return true;
    struct docx_xml x = { .file = p->file, .part = part, .context = n, .start = on_start, .end = ignore_end };
    if (!docx_xml_read(&x, p->zip, DOCX_SIDE_MAX, e))
        return false;
    link_numbers(n);
    return true;
}

/* ---- values as text ---- */

/* 一百二十 and the like; 十 to 十九 without 一 in front. */
static void put_counting(struct buf *out, int value, const char *const *digits, const char *const *units)
{
    char used[8];
    int count = 0;
    bool zero = false, begun = false;
    for (int v = value; v && count < 8; v /= 10)
        used[count++] = (char)(v % 10);
    if (!count)
        buf_text(out, digits[0]);
    for (int i = count - 1; i >= 0; i--) {
        int place = i % 4;
        if (used[i]) {
            if (zero)
                buf_text(out, digits[0]);
            zero = false;
            if (!(place == 1 && used[i] == 1 && !begun && strcmp(digits[1], "一") == 0))
                buf_text(out, digits[(int)used[i]]);
            buf_text(out, units[place]);
            begun = true;
        } else {
            zero = begun;
        }
        if (i == 4)
            buf_text(out, "万"), zero = false;
    }
}

static void put_roman(struct buf *out, int value, bool upper)
{
    static const struct {
        int value;
        const char *upper, *lower;
    } SIGNS[] = { { 1000, "M", "m" }, { 900, "CM", "cm" }, { 500, "D", "d" },  { 400, "CD", "cd" }, { 100, "C", "c" },
                  { 90, "XC", "xc" }, { 50, "L", "l" },    { 40, "XL", "xl" }, { 10, "X", "x" },    { 9, "IX", "ix" },
                  { 5, "V", "v" },    { 4, "IV", "iv" },   { 1, "I", "i" } };
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++)
        for (; value >= SIGNS[i].value; value -= SIGNS[i].value)
            buf_text(out, upper ? SIGNS[i].upper : SIGNS[i].lower);
}

static void put_point(struct buf *out, uint32_t point)
{
    char room[4];
    buf_put(out, room, text_put(room, point));
}

static void put_digits(struct buf *out, int value, const char *const *digits)
{
    char text[24];
    size_t count = text_int(text, value);
    for (size_t i = 0; i < count; i++)
        buf_text(out, digits[text[i] - '0']);
}

static bool one_of(const char *format, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(format, *names) == 0)
            return true;
    return false;
}

/* Signs that stand for 1 to `most`, one after another from a code point on. */
static bool put_signs(struct buf *out, const char *format, int value)
{
    static const struct {
        const char *format;
        int from, to;
        uint32_t point;
    } SIGNS[] = {
        { "decimalEnclosedCircle", 1, 20, 0x2460 },         { "decimalEnclosedCircle", 21, 35, 0x3251 },
        { "decimalEnclosedCircle", 36, 50, 0x32B1 },        { "decimalEnclosedCircleChinese", 1, 20, 0x2460 },
        { "decimalEnclosedCircleChinese", 21, 35, 0x3251 }, { "decimalEnclosedCircleChinese", 36, 50, 0x32B1 },
        { "decimalEnclosedParen", 1, 20, 0x2474 },          { "decimalEnclosedFullstop", 1, 20, 0x2488 },
        { "ideographEnclosedCircle", 1, 10, 0x3280 },
    };
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++)
        if (strcmp(format, SIGNS[i].format) == 0 && value >= SIGNS[i].from && value <= SIGNS[i].to) {
            put_point(out, SIGNS[i].point + (uint32_t)(value - SIGNS[i].from));
            return true;
        }
    return false;
}

void docx_number_text(const char *format, int value, struct buf *out)
{
    static const char *const DIGITS[] = { "〇", "一", "二", "三", "四", "五", "六", "七", "八", "九" };
    static const char *const COUNTS[] = { "零", "一", "二", "三", "四", "五", "六", "七", "八", "九" };
    static const char *const UNITS[] = { "", "十", "百", "千" };
    static const char *const LEGAL[] = { "零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖" };
    static const char *const LEGAL_UNITS[] = { "", "拾", "佰", "仟" };
    static const char *const WIDE[] = { "０", "１", "２", "３", "４", "５", "６", "７", "８", "９" };
    static const char *const STEMS[] = { "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸" };
    static const char *const BRANCHES[] = { "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥" };
    static const char *const COUNTING[] = { "chineseCounting",   "chineseCountingThousand",   "japaneseCounting",
                                            "taiwaneseCounting", "taiwaneseCountingThousand", NULL };
    static const char *const WIDES[] = { "decimalFullWidth", "decimalFullWidth2", NULL };
    static const char *const LEGALS[] = { "chineseLegalSimplified", "ideographLegalTraditional", NULL };
    static const char *const DIGITALS[] = { "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", NULL };
    bool letter = strcmp(format, "upperLetter") == 0 || strcmp(format, "lowerLetter") == 0;
    if (value < 0 || value > VALUE_MAX || put_signs(out, format, value))
        return;
    if (one_of(format, COUNTING))
        put_counting(out, value, COUNTS, UNITS);
    else if (one_of(format, LEGALS))
        put_counting(out, value, LEGAL, LEGAL_UNITS);
    else if (one_of(format, DIGITALS))
        put_digits(out, value, DIGITS);
    else if (one_of(format, WIDES))
        put_digits(out, value, WIDE);
    else if (strcmp(format, "ideographTraditional") == 0 && value >= 1 && value <= 10)
        buf_text(out, STEMS[value - 1]);
    else if (strcmp(format, "ideographZodiac") == 0 && value >= 1 && value <= 12)
        buf_text(out, BRANCHES[value - 1]);
    else if ((strcmp(format, "upperRoman") == 0 || strcmp(format, "lowerRoman") == 0) && value < 4000)
        put_roman(out, value, *format == 'u');
    else if (letter && value >= 1 && value <= 26 * 20)
        for (int i = 0; i <= (value - 1) / 26; i++)
            buf_char(out, (char)((*format == 'u' ? 'A' : 'a') + (value - 1) % 26));
    else if (strcmp(format, "decimalZero") == 0)
        buf_format(out, "%02d", value);
    else if (strcmp(format, "none") != 0)
        buf_int(out, value);
}

/* ---- counting ---- */

static struct number *find_number(const struct docx_numbering *n, long id)
{
    struct number key = { .id = id };
    struct number *found =
        n->number_count ? bsearch(&key, n->numbers, (size_t)n->number_count, sizeof key, order_number) : NULL;
    return found && found->scheme ? found : NULL;
}

static const struct level *level_at(const struct number *n, int level)
{
    return n->overrides[level] ? n->overrides[level] : &n->scheme->levels[level];
}

/* The level counts on; those below begin anew, unless they are told to go on. */
static void count(struct number *n, int level)
{
    int *counters = n->scheme->counters;
    const struct level *own = level_at(n, level);
    if (n->starts[level] != UNSET) {
        counters[level] = n->starts[level];
        n->starts[level] = UNSET;
    } else {
        counters[level] = counters[level] == UNSET      ? own->start
                          : counters[level] < VALUE_MAX ? counters[level] + 1
                                                        : VALUE_MAX;
    }
    for (int i = 0; i < level; i++)
        if (counters[i] == UNSET)
            counters[i] = level_at(n, i)->start;
    for (int i = level + 1; i < DOCX_NUMBER_LEVELS; i++) {
        int restart = level_at(n, i)->restart;
        if (restart == UNSET || level < restart)
            counters[i] = UNSET;
    }
}

static void put_label(const struct number *n, const struct level *own, struct buf *out)
{
    for (const char *p = own->text; *p && out->bytes < DOCX_LABEL_MAX; p++) {
        if (*p != '%' || p[1] < '1' || p[1] > '9') {
            buf_char(out, *p);
            continue;
        }
        int level = *++p - '1', value = n->scheme->counters[level];
        docx_number_text(own->legal ? "decimal" : level_at(n, level)->format, value, out);
    }
}

/* A sign that parts by itself needs no space behind it. */
static bool parts_itself(const struct buf *label)
{
    static const char *const SIGNS[] = { "、", "。", "）", "：", "．", "】", "〕", " ", "　" };
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++) {
        size_t bytes = strlen(SIGNS[i]);
        if (label->bytes >= bytes && memcmp(label->data + label->bytes - bytes, SIGNS[i], bytes) == 0)
            return true;
    }
    return false;
}

void docx_number_next(struct docx_numbering *n, long id, int level, struct buf *out)
{
    struct number *number = find_number(n, id);
    if (!number || level < 0 || level >= DOCX_NUMBER_LEVELS)
        return;
    count(number, level);
    const struct level *own = level_at(number, level);
    if (!own->said || strcmp(own->format, "bullet") == 0)
        return;
    struct buf label = { 0 };
    put_label(number, own, &label);
    label.bytes = text_cut(buf_get(&label), label.bytes < DOCX_LABEL_MAX ? label.bytes : DOCX_LABEL_MAX);
    buf_put(out, buf_get(&label), label.bytes);
    if (label.bytes && strcmp(own->suffix, "nothing") != 0 && !parts_itself(&label))
        buf_char(out, ' ');
    buf_free(&label);
}

int docx_number_level(const struct docx_numbering *n, long id, const char *style)
{
    const struct number *number = find_number(n, id);
    for (int i = 0; number && i < DOCX_NUMBER_LEVELS; i++)
        if (strcmp(level_at(number, i)->said ? level_at(number, i)->style : "", style) == 0 && *style)
            return i;
    return -1;
}
