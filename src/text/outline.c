/* text/outline.c: lines, headings, title, organisation, year, and which part of the year a line speaks of.
 *
 * Source of the numbers: GB/T 9704-2012 7.3.3 (一、 （一） 1. （1）), and what offices write beside them (一是, 一要, ①, 第一章).
 */
#include <string.h>

#include "text/inside.h"

#define TITLE_MAX     60 /* characters of a title's line */
#define SHORT_MAX     30 /* of a heading without a number */
#define VALUE_MAX     99 /* of a heading's number */
#define LEVELS_MAX    12
#define SIGNATURE_MAX 24

/* ---- numbers of headings ---- */

static size_t small_han(const struct letters *t, size_t i, int *value)
{
    static const char32_t digits[] = U"一二三四五六七八九";
    size_t start = i;
    int tens = -1, ones = 0;
    for (; i < start + 3; i++) {
        char32_t c = t->p[i];
        if (c == U'十' && tens < 0) {
            tens = ones ? ones : 1;
            ones = 0;
            continue;
        }
        int d = 0;
        while (digits[d] && digits[d] != c)
            d++;
        if (!digits[d] || ones)
            break;
        ones = d + 1;
    }
    *value = (tens > 0 ? 10 * tens : 0) + ones;
    return i - start;
}

static size_t small_digits(const struct letters *t, size_t i, int *value)
{
    size_t n = 0;
    *value = 0;
    for (; n < 3 && t->kind[i + n] == L_DIGIT; n++)
        *value = *value * 10 + (int)(t->p[i + n] - '0');
    return n;
}

static bool year_at(const struct letters *t, size_t i)
{
    return (t->p[i] == '1' || t->p[i] == '2') && t->kind[i + 1] == L_DIGIT && t->kind[i + 2] == L_DIGIT
           && t->kind[i + 3] == L_DIGIT && (t->p[i + 4] == U'年' || (t->kind[i + 4] == L_SPACE && t->p[i + 5] == U'年'));
}

static bool digit_mark(const struct letters *t, size_t i, struct number_mark *out)
{
    size_t n = small_digits(t, i, &out->value), end = i + n;
    if (!n || n > 2 || !out->value)
        return false;
    if (t->p[end] == U'）' || t->p[end] == ')') {
        out->style = STYLE_DIGIT_PAREN;
        out->end = end + 1;
        return true;
    }
    if (!one_of(t->p[end], U".．、"))
        return false;
    /* 1.5万亩 is a number, 1.1 a number of headings in two steps, 1.2023年 a heading that begins with a year */
    if (t->kind[end + 1] == L_DIGIT && !year_at(t, end + 1) && t->p[end] != U'、') {
        int second;
        size_t more = small_digits(t, end + 1, &second);
        if (more > 2 || t->kind[end + 1 + more] == L_DIGIT || t->kind[end + 1 + more] != L_SPACE)
            return false;
        end += more;
    }
    out->style = STYLE_DIGIT;
    out->end = end + 1;
    return true;
}

static bool paren_mark(const struct letters *t, size_t i, struct number_mark *out)
{
    size_t n = small_han(t, i + 1, &out->value);
    out->style = STYLE_HAN_PAREN;
    if (!n) {
        n = small_digits(t, i + 1, &out->value);
        out->style = STYLE_DIGIT_PAREN;
    }
    out->end = i + n + 2;
    return n && n < 4 && out->value && (t->p[i + n + 1] == U'）' || t->p[i + n + 1] == ')');
}

static bool han_mark(const struct letters *t, size_t i, struct number_mark *out)
{
    size_t n = small_han(t, i, &out->value);
    if (!n)
        return false;
    char32_t c = t->p[i + n];
    out->end = i + n + 1;
    out->style = one_of(c, U"、．.")                                 ? STYLE_HAN
                 : c == U'是' && !one_of(t->p[i + n + 1], U"否非因") ? STYLE_IS
                 : c == U'要' && !one_of(t->p[i + n + 1], U"求点素") ? STYLE_MUST
                                                                     : STYLE_NONE;
    return out->style != STYLE_NONE;
}

bool number_mark_at(const struct letters *t, size_t i, struct number_mark *out)
{
    *out = (struct number_mark) { 0 };
    char32_t c = t->p[i];
    if (c == U'（' || c == '(')
        return paren_mark(t, i, out);
    if (t->kind[i] == L_DIGIT)
        return digit_mark(t, i, out);
    if (c >= U'①' && c <= U'⑳') {
        *out = (struct number_mark) { STYLE_CIRCLE, i + 1 + (t->p[i + 1] == U'、'), (int)(c - U'①') + 1 };
        return true;
    }
    if (c == U'第') {
        size_t n = small_han(t, i + 1, &out->value), behind = i + 1 + n;
        size_t word = n ? at_any(t, behind, U"章 部分 篇 节") : 0;
        enum number_style style = t->p[behind] == U'章' ? STYLE_CHAPTER : t->p[behind] == U'节' ? STYLE_SECTION : STYLE_PART;
        *out = (struct number_mark) { style, behind + word, out->value };
        return word && !one_of(t->p[behind + word], U"的是中和，");
    }
    return t->kind[i] == L_CHINESE && han_mark(t, i, out);
}

/* ---- lines ---- */

void lines_read(struct reader *r)
{
    const struct letters *t = &r->t;
    int room = 1;
    for (size_t i = 0; i < t->count; i++)
        room += t->kind[i] == L_LINE;
    r->lines = ARENA_ARRAY(r->a, struct line, (size_t)room);
    for (size_t i = 0; i <= t->count; i++) {
        size_t from = i;
        while (i < t->count && t->kind[i] != L_LINE)
            i++;
        size_t to = i;
        while (from < to && t->kind[from] == L_SPACE)
            from++;
        while (to > from && t->kind[to - 1] == L_SPACE)
            to--;
        if (to > from)
            r->lines[r->line_count++] = (struct line) { .start = from, .end = to, .heading = -1, .heading_end = from };
    }
}

/* ---- which part ---- */

static const char32_t SUMMARY_WORDS[] =
    U"总结 完成情况 开展情况 工作情况 进展情况 落实情况 成效 亮点 回顾 成绩 主要做法 履职情况 述职 运行情况";
static const char32_t PROBLEM_WORDS[] = U"问题 不足 困难 短板 薄弱 差距";
static const char32_t PLAN_WORDS[] = U"计划 谋划 打算 思路 下步 下一步 下阶段 安排 工作要点 展望 目标任务 重点任务 重点工作 "
                                     U"工作目标 工作举措 主要任务 工作任务 "
                                     U"预期目标 奋斗目标 主要目标 工作建议 总体要求 工作部署 今年工作 今年的工作";

enum text_part part_named(const struct letters *t, size_t from, size_t to, enum text_part otherwise)
{
    bool plan = has_any(t, from, to, PLAN_WORDS);
    if (has_any(t, from, to, SUMMARY_WORDS))
        return PART_SUMMARY;
    if (plan)
        return PART_PLAN;
    if (has_any(t, from, to, PROBLEM_WORDS))
        return PART_PROBLEMS;
    return otherwise;
}

int years_in(const struct letters *t, size_t from, size_t to, int *years, int max)
{
    int n = 0;
    for (size_t i = from; i + 4 <= to && n < max; i++) {
        if (t->kind[i] != L_DIGIT)
            continue;
        size_t k = i;
        int value = 0;
        for (; t->kind[k] == L_DIGIT && k < i + 6; k++)
            value = value * 10 + (int)(t->p[k] - '0');
        if (k - i == 4 && value >= 1949 && value <= 2100 && t->p[k] == U'年')
            years[n++] = value;
        i = k;
    }
    return n;
}

/* ---- headings ---- */

/* The words to the first full stop, or the whole line. */
static size_t title_end(const struct letters *t, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (t->kind[i] == L_STOP && t->p[i] != U'；' && t->p[i] != ';')
            return i;
    return to;
}

static struct text_heading *add_heading(struct reader *r, int level, size_t start, size_t number_end, size_t end, bool runin)
{
    struct text_heading *h = ADD(r, outline, outline_count, heading_room);
    size_t from = number_end;
    while (from < end && r->t.kind[from] == L_SPACE)
        from++;
    *h = (struct text_heading) {
        level,       letters_text(r->a, &r->t, start, number_end), letters_text(r->a, &r->t, from, end), start, end, runin,
        PART_SUMMARY
    };
    return h;
}

struct levels {
    enum number_style styles[LEVELS_MAX];
    int depth;
    enum text_part part;
    enum text_part outer; /* of the heading at level 2 */
};

/* A style met before leads back to its level; a new one goes below. */
static int level_of(struct levels *v, enum number_style s)
{
    for (int i = 0; i < v->depth; i++) {
        if (v->styles[i] == s) {
            v->depth = i + 1;
            return i + 2;
        }
    }
    if (v->depth < LEVELS_MAX)
        v->styles[v->depth++] = s;
    return v->depth + 1;
}

/* 二、2012年工作目标: the plan says for which year it is. */
static void learn_plan_year(struct reader *r, size_t from, size_t to)
{
    int years[2];
    if (years_in(&r->t, from, to, years, 2) != 1)
        return;
    r->plan_year = years[0];
    if (r->year >= r->plan_year)
        r->out->year = r->year = r->plan_year - 1;
}

static void heading_part(struct reader *r, struct levels *v, const struct text_heading *h, size_t number_end)
{
    static const char32_t turn[] = U"下步 下一步 下阶段 工作计划 工作打算 工作谋划 存在问题 存在的问题 主要问题 工作思路";
    if (h->level == 2) {
        v->part = part_named(&r->t, number_end, h->end, PART_SUMMARY);
        int years[2];
        int n = years_in(&r->t, number_end, h->end, years, 2);
        if (v->part == PART_SUMMARY && n && r->year && years[0] > r->year)
            v->part = PART_PLAN;
        if (v->part == PART_PLAN)
            learn_plan_year(r, number_end, h->end);
        v->outer = v->part;
    } else if (h->level == 3) {
        v->part = v->outer;
        if (v->outer == PART_SUMMARY && has_any(&r->t, number_end, h->end, turn))
            v->part = part_named(&r->t, number_end, h->end, v->outer);
    }
}

/* …工作清单，一是压紧责任。…。二是…: the first of a row may go on a sentence when the second begins one. */
static bool opens_row(const struct letters *t, size_t i, size_t end)
{
    if (!at_any(t, i, U"一是 一要") || !one_of(t->p[i - 1], U"，："))
        return false;
    for (size_t k = i + 2; k + 1 < end && k < i + 4 * LOOK_MAX; k++)
        if (t->p[k] == U'二' && t->p[k + 1] == t->p[i + 1])
            return one_of(t->p[k - 1], U"。！");
    return false;
}

/* 一是… inside a paragraph: after a full stop, or at the line's start; rows parted by ； belong to their sentence. */
static void inline_headings(struct reader *r, struct line *l, struct levels *v)
{
    const struct letters *t = &r->t;
    for (size_t i = l->start; i < l->end; i++) {
        if (t->kind[i] != L_CHINESE || (i > l->start && !one_of(t->p[i - 1], U"。！") && !opens_row(t, i, l->end)))
            continue;
        struct number_mark m;
        if (!number_mark_at(t, i, &m) || (m.style != STYLE_IS && m.style != STYLE_MUST))
            continue;
        size_t end = title_end(t, m.end, l->end);
        size_t semi = m.end;
        while (semi < end && t->p[semi] != U'；')
            semi++;
        if (semi < end)
            continue;
        struct text_heading *h = add_heading(r, level_of(v, m.style), i, m.end, end, end + 1 < l->end);
        h->part = v->part;
        if (i == l->start)
            l->heading_end = end;
        i = end;
    }
}

static bool is_date_line(const struct letters *t, const struct line *l)
{
    size_t i = l->start;
    while (i < l->end
           && (t->kind[i] == L_DIGIT || t->kind[i] == L_CHINESE || t->kind[i] == L_SPACE
               || one_of(t->p[i], U"年月日〇○Xx×-./（）()")))
        i++;
    return i == l->end && l->end - l->start >= 4 && has_any(t, l->start, l->end, U"年 月 - . /");
}

static bool is_signature(const struct letters *t, const struct line *l)
{
    return l->end - l->start <= SIGNATURE_MAX
           && ends_any(t, l->end,
                       U"局 委 办 中心 政府 厅 院 会 处 大队 支队 站 公司 办公室 委员会 小组 部 科 所 馆 街道 镇 乡 分局 股 "
                       U"协会 联合会")
           && !has_any(t, l->start, l->end, U"， 。 、 ：");
}

/* Place, date and signature at the end of the text. */
static void mark_closing(struct reader *r)
{
    int left = 6;
    r->out->closing = r->t.count;
    for (int i = r->line_count - 1; i > 0 && left--; i--) {
        struct line *l = &r->lines[i];
        if (!is_date_line(&r->t, l) && !is_signature(&r->t, l))
            break;
        l->closing = true;
        r->out->closing = l->start;
    }
}

/* A short line without a number and a mark at its end, between paragraphs. */
static bool is_plain_heading(const struct reader *r, int i)
{
    const struct letters *t = &r->t;
    const struct line *l = &r->lines[i];
    size_t n = l->end - l->start;
    if (n < 2 || n > SHORT_MAX || l->closing || i + 1 >= r->line_count || r->lines[i + 1].closing)
        return false;
    enum letter last = t->kind[l->end - 1];
    if (last == L_STOP || last == L_COMMA || t->kind[l->start] == L_OPEN || t->kind[l->start] == L_MARK
        || is_date_line(t, l))
        return false;
    const struct line *next = &r->lines[i + 1];
    bool parent = number_mark_at(t, next->start, &(struct number_mark) { 0 });
    return !has_any(t, l->start, l->end, U"。 ， ； ： | # \t 附件 http 来源 作者 单位：") && t->kind[l->start] == L_HAN
           && (parent || next->end - next->start > SHORT_MAX + 10);
}

static void read_line(struct reader *r, int i, struct levels *v)
{
    const struct letters *t = &r->t;
    struct line *l = &r->lines[i];
    struct number_mark m;
    int before = r->out->outline_count;
    if (number_mark_at(t, l->start, &m) && m.style != STYLE_IS && m.style != STYLE_MUST && m.end < l->end) {
        size_t end = title_end(t, m.end, l->end);
        bool runin = end + 1 < l->end;
        while (end > m.end && one_of(t->p[end - 1], U"：；:;"))
            end--;
        struct text_heading *h = add_heading(r, level_of(v, m.style), l->start, m.end, end, runin);
        heading_part(r, v, h, m.end);
        h->part = v->part;
        l->heading_end = end;
        struct line rest = *l;
        rest.start = end;
        if (runin)
            inline_headings(r, &rest, v);
    } else if (!l->closing) {
        inline_headings(r, l, v);
        if (r->out->outline_count == before && is_plain_heading(r, i)) {
            struct text_heading *h = add_heading(r, 2, l->start, l->start, l->end, false);
            v->depth = 0;
            v->part = v->outer = part_named(t, l->start, l->end, v->outer);
            h->level = 2;
            h->part = v->part;
            l->heading_end = l->end;
            v->styles[v->depth++] = STYLE_NONE;
        }
    }
    l->part = v->part;
    l->heading = r->out->outline_count - 1;
}

/* ---- title, organisation, year ---- */

static void find_org(struct reader *r)
{
    const struct letters *t = &r->t;
    r->out->org = "";
    for (int i = r->line_count - 1; i > 0; i--)
        if (r->lines[i].closing && !is_date_line(t, &r->lines[i])) {
            r->out->org = letters_text(r->a, t, r->lines[i].start, r->lines[i].end);
            return;
        }
    if (!*r->out->title)
        return;
    const struct line *l = &r->lines[0];
    size_t from = l->start;
    if (t->kind[from] == L_DIGIT)
        while (from < l->end && (t->kind[from] == L_DIGIT || one_of(t->p[from], U"年度")))
            from++;
    for (size_t i = l->end; i > from + 1; i--) {
        if (ends_any(t, i, U"局 委 办 中心 政府 厅 院 委员会 大队 办公室 镇 乡 街道")
            && !has_any(t, from, i, U"总结 计划 工作 关于 报告 年")) {
            r->out->org = letters_text(r->a, t, from, i);
            return;
        }
    }
}

static bool is_government_report(const struct reader *r)
{
    for (int i = 0; i < r->line_count && i < 12; i++)
        if (has_any(&r->t, r->lines[i].start, r->lines[i].end,
                    U"政府工作报告 向大会报告工作 向大会作政府工作 向大会报告政府工作"))
            return true;
    return false;
}

static void learn_years(struct reader *r, const struct text_hints *hints)
{
    const struct letters *t = &r->t;
    int years[4], n = 0;
    const struct line *l = &r->lines[0];
    if (r->line_count)
        n = years_in(t, l->start, l->end, years, 4);
    for (int i = 1; !n && i < r->line_count && i < 8; i++)
        n = years_in(t, r->lines[i].start, r->lines[i].end, years, 1);
    r->year = n ? years[0] : hints ? hints->year : 0;
    /* A government reports to its congress at the beginning of the year: on the year before, and on what is to come. */
    if (r->year && (!n || years[n - 1] == years[0]) && is_government_report(r))
        r->year--;
    r->plan_year = r->year ? r->year + 1 : 0;
    if (n > 1 && years[1] > years[0])
        r->plan_year = years[1];
    r->out->year = r->year;
}

static bool has_title(const struct reader *r)
{
    const struct letters *t = &r->t;
    if (!r->line_count)
        return false;
    const struct line *l = &r->lines[0];
    enum letter last = t->kind[l->end - 1];
    struct number_mark m;
    return l->end - l->start <= TITLE_MAX && last != L_STOP && last != L_COMMA && !number_mark_at(t, l->start, &m);
}

void outline_read(struct reader *r, const struct text_hints *hints)
{
    const struct letters *t = &r->t;
    lines_read(r);
    mark_closing(r);
    learn_years(r, hints);
    struct levels v = { 0 };
    int first = 0;
    r->out->title = "";
    if (has_title(r)) {
        struct line *l = &r->lines[0];
        add_heading(r, 1, l->start, l->start, l->end, false);
        r->out->title = r->out->outline[0].title;
        l->heading = 0;
        l->heading_end = l->end;
        first = 1;
        if (!has_any(t, l->start, l->end, SUMMARY_WORDS) && has_any(t, l->start, l->end, U"计划 要点 打算 安排 谋划")) {
            v.part = v.outer = PART_PLAN;
            r->plan_year = r->year;
            l->part = PART_PLAN;
        }
    }
    find_org(r);
    for (int i = first; i < r->line_count; i++)
        read_line(r, i, &v);
}
