/* text/inside.h: the engine's parts among themselves.  Only for this module.
 *
 * Order: letters -> outline -> figures (numeral, unit, approx, role, period, what) -> commitments -> findings.
 * Each part looks at most a fixed number of characters back and ahead, so the whole is linear in the text.
 */
#ifndef TEXT_INSIDE_H
#define TEXT_INSIDE_H

#include <uchar.h>

#include "base/day.h"
#include "base/decimal.h"
#include "base/text.h"
#include "text/text.h"

/* How far any rule looks back or ahead. */
#define LOOK_MAX 120

/* ---- the text, decoded once ---- */

enum letter {
    L_HAN,     /* and whatever else words are made of */
    L_DIGIT,   /* 0-9; full-width ones are told by at[], points[] holds the plain one */
    L_CHINESE, /* 零〇一二两三四五六七八九十百千万亿 */
    L_LATIN,
    L_SPACE,
    L_LINE,  /* \n */
    L_STOP,  /* 。！？； */
    L_COMMA, /* ，、：, ; */
    L_OPEN,  /* （ “ 《 … */
    L_CLOSE,
    L_MARK, /* any other sign */
    L_END   /* before the first and behind the last */
};

struct letters {
    const char *text;
    const char32_t *p;   /* points, normalised; zeros on both sides, so that p[i ± LETTERS_PAD] may be read */
    const uint8_t *kind; /* enum letter, likewise padded */
    const uint32_t *at;  /* the byte where it begins; at[count] is the text's length */
    size_t count;
    struct list_memory *lists; /* what was learnt of each list of words */
    bool malformed;            /* `text` holds bytes that are no UTF-8 */
};
#define LETTERS_PAD 16

void letters_decode(struct arena *a, const char *text, size_t bytes, struct letters *out);
/* Whether `word` begins at i. */
bool at_word(const struct letters *t, size_t i, const char32_t *word);
/* Whether `word` ends before i. */
bool ends_word(const struct letters *t, size_t i, const char32_t *word);
/* Whether one of `words`, parted by spaces, begins at i (ends before i); its length, 0.  `words` is a constant: what its
 * words begin and end with is kept under its address, for most places are decided by one character. */
size_t at_any(const struct letters *t, size_t i, const char32_t *words);
size_t ends_any(const struct letters *t, size_t i, const char32_t *words);
bool has_word(const struct letters *t, size_t from, size_t to, const char32_t *word);
bool has_any(const struct letters *t, size_t from, size_t to, const char32_t *words);
static inline bool one_of(char32_t c, const char32_t *set)
{
    if (c)
        for (; *set; set++)
            if (*set == c)
                return true;
    return false;
}
/* The slice as it stands in the text. */
const char *letters_text(struct arena *a, const struct letters *t, size_t from, size_t to);

/* ---- words looked up by their first character ---- */

struct word {
    const char32_t *text;
    unsigned tag;
    const char32_t *other; /* what a table says beside it; NULL */
};
struct word_index {
    const struct word *words;
    uint16_t *first, *next; /* 1.. ; 0: none */
};
#define WORD_SLOTS 1024
void words_index(struct arena *a, const struct word *words, int count, struct word_index *out);
/* The longest word that begins at i; NULL. */
const struct word *word_at(const struct word_index *x, const struct letters *t, size_t i, size_t *length);

/* ---- one reading ---- */

struct line {
    size_t start, end; /* without white space at both ends */
    enum text_part part;
    int heading;        /* the last heading at or before its start; -1 */
    size_t heading_end; /* where its own heading ends; start where it has none */
    bool closing;       /* place, date, signature at the end */
};

struct reader {
    struct arena *a;
    struct letters t;
    enum msg_lang lang;
    struct word_index units, verbs, typos;
    struct line *lines;
    int line_count;
    int year, plan_year; /* 0 */
    struct reading *out;
    int heading_room, figure_room, masked_room, commitment_room, finding_room;
    struct quantity_note *notes; /* one a figure */
    int note_room;
};

/* What later parts need to know of a figure, beside what is told. */
struct quantity_note {
    int128 scaled;     /* value × 10^SCALE */
    int digits;        /* decimals as written, in the unit as written */
    int power;         /* 万: 4, 亿: 8 */
    unsigned unit_tag; /* 0: no unit */
    size_t number_end, unit_start;
    bool chinese; /* numeral of Chinese characters */
    bool range;   /* one end of a range */
    int line;
    size_t sentence; /* where its sentence begins */
};

/* text_read, with what was learnt on the way. */
void read_whole(struct reader *r, struct arena *a, const char *text, size_t bytes, const struct text_hints *hints,
                struct reading *out);

/* Room for one more item of an array that lies in the arena. */
void *room_for(struct arena *a, void *items, int count, int *room, size_t size);
#define ADD(r, list, count, room)                                                                                           \
    ((r)->out->list = room_for((r)->a, (r)->out->list, (r)->out->count, &(r)->room, sizeof *(r)->out->list),                \
     &(r)->out->list[(r)->out->count++])

/* ---- numerals ---- */

#define SCALE 9 /* decimals kept */

struct numeral {
    size_t start, end;
    int128 scaled; /* value × 10^SCALE */
    int digits;    /* after the point, as written */
    int power;     /* of the last 万 or 亿 behind it, as zeros; 0 */
    bool chinese;  /* has no Arabic digit */
    bool bare;     /* 百, 千, 万 without a digit before */
    bool sequence; /* 二〇二三, 十四五: a row of digits, not a count */
    bool grouped;  /* 1,234 */
    size_t vague;  /* 余 多 几 数 stands here; 0 */
    int pair;      /* 三四百: the second digit */
};
/* A numeral that begins at i; false where none does. */
bool numeral_at(const struct reader *r, size_t i, struct numeral *out);
/* Canonical decimal text of a scaled value. */
const char *scaled_text(struct arena *a, int128 scaled);

/* ---- units ---- */

enum unit_tag {
    UNIT_COUNT = 1,  /* a measure word: 个 家 起 */
    UNIT_PEOPLE = 2, /* 人 名 位 */
    UNIT_TIME = 4,
    UNIT_MONEY = 8,
    UNIT_AREA = 16,
    UNIT_LENGTH = 32,
    UNIT_VOLUME = 64,
    UNIT_WEIGHT = 128,
    UNIT_ENERGY = 256,
    UNIT_RATE = 512,    /* % ‰ 百分点 倍 成 番 */
    UNIT_OTHER = 1024,  /* 分 度 ℃ … */
    UNIT_HAN = 2048,    /* also behind a small numeral of Chinese characters */
    UNIT_MASKED = 4096, /* also behind XX */
    UNIT_PLACE = 8192   /* after XX it is a name: 处 所 段 */
};
struct unit {
    size_t start, end;
    unsigned tag;
    const char *name; /* in the arena; without the multiplier */
};
void units_index(struct arena *a, struct word_index *out);
/* The unit at i, compound ones too (人次, 元/人·年); false where none stands there. */
bool unit_at(const struct reader *r, size_t i, struct unit *out);

/* ---- the parts ---- */
/* Lines that are not blank; lines' ends without white space. */
void lines_read(struct reader *r);
void outline_read(struct reader *r, const struct text_hints *hints);
void figures_read(struct reader *r);
/* The years written in a heading or title, in order; returns how many of at most `max`. */
int years_in(const struct letters *t, size_t from, size_t to, int *years, int max);
enum text_part part_named(const struct letters *t, size_t from, size_t to, enum text_part otherwise);
/* The heading number at i: its style (1..) and end; 0. */
enum number_style {
    STYLE_NONE,
    STYLE_HAN,         /* 一、 */
    STYLE_HAN_PAREN,   /* （一） */
    STYLE_DIGIT,       /* 1. 1． 1、 */
    STYLE_DIGIT_PAREN, /* （1） */
    STYLE_CIRCLE,      /* ① */
    STYLE_PART,        /* 第一篇, 第一部分 */
    STYLE_CHAPTER,     /* 第一章 */
    STYLE_SECTION,     /* 第一节 */
    STYLE_IS,          /* 一是 */
    STYLE_MUST,        /* 一要 */
    STYLE_COUNT
};
struct number_mark {
    enum number_style style;
    size_t end;
    int value;
};
bool number_mark_at(const struct letters *t, size_t i, struct number_mark *out);

/* What stands around a quantity. */
struct around {
    size_t sentence, clause; /* where they begin */
    size_t figure_end;       /* of the last figure of the sentence before; 0 */
    const struct line *line;
};
const char *what_is(const struct reader *r, size_t start, size_t end, size_t left, unsigned unit_tag,
                    const struct around *w);
/* A second look, when the neighbours are known: 同比增长15% measures what stood before, 分别 gives each its own head. */
void what_again(struct reader *r);
enum text_role role_is(const struct reader *r, int figure, size_t start, size_t end, const struct unit *u,
                       const struct around *w);
const char *approx_is(const struct reader *r, size_t start, size_t end, const struct numeral *n);
struct text_period period_is(const struct reader *r, size_t at, const struct around *w);

void verbs_index(struct arena *a, struct word_index *out);
void commitments_read(struct reader *r);

/* ---- findings ---- */
struct rule {
    const char *name, *class;
    enum text_severity severity;
    enum msg_id message;
};
/* `args` end with NULL; fix may be NULL. */
void found(struct reader *r, const struct rule *rule, size_t start, size_t end, const char *fix, const char *const *args);
#define FOUND(r, rule, start, end, fix, ...)                                                                                \
    found((r), (rule), (start), (end), (fix), (const char *const[]) { __VA_ARGS__ __VA_OPT__(, ) NULL })
void typos_index(struct arena *a, struct word_index *out);
void find_numbering(struct reader *r);
void find_arithmetic(struct reader *r);
void find_sums(struct reader *r);
/* Half a unit of a number's last decimal as written. */
int128 half_unit(const struct quantity_note *n);
/* Whether num / den * 100 is another than `rate` beyond what rounding of all three explains; `spare`: hundredths of a percent. */
bool off_rate(const struct quantity_note *num, const struct quantity_note *den, const struct quantity_note *rate,
              int64_t spare, int128 *computed);
const char *percent_text(const struct reader *r, int128 scaled);
void find_marks(struct reader *r);
void find_words(struct reader *r);
void find_units(struct reader *r);
void find_brackets(struct reader *r);
void find_days(struct reader *r);
void find_style(struct reader *r);
void findings_read(struct reader *r);
void find_residue(struct reader *r);
/* Whether [from, to) is what a download site says; `sure` where its form (【…】 on a line of its own) says so half already. */
bool text_sells(const struct letters *t, size_t from, size_t to, bool sure);

#endif
