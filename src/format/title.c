/* format/title.c: where a long title is broken, by sense and by shape.
 * Why costs: no list of words is complete.  A break after 关于 or 《…》 or an office's name costs nothing, one that may cut a word
 * costs much, and among the cheap ones the shape decides: a ladder or a diamond, never an hourglass. */
#include "format/block.h"

#include <stdlib.h>
#include <string.h>

#define POINTS_MAX 160 /* longer titles are left to the word processor */
#define NEVER      1000000
#define MAY_CUT    300 /* a break between two characters nothing is known of */
#define HOURGLASS  200
#define MORE_LINES 120

struct unit {
    uint32_t point;
    size_t at;
    int halves_before; /* of all units before */
    int cost;          /* of a break before it */
};

struct search {
    const struct unit *units; /* one more than `count`: the end */
    int count, lines, halves_max;
    int ends[TITLE_LINES_MAX], best_ends[TITLE_LINES_MAX], best;
};

/* A line may well end behind these … */
static const char *const GOOD_ENDS[] = { "关于", "以及", "和",     "及",       "与",     "、",     "》",   "）",
                                         "的",   "政府", "局",     "厅",       "委员会", "办公室", "中心", "公司",
                                         "大队", "街道", "指挥部", "领导小组", "年度",   "年" };
/* … and begin with these. */
static const char *const GOOD_STARTS[] = { "《",       "关于",     "进一步",   "切实",     "开展",     "做好",
                                           "加强",     "推进",     "印发",     "转发",     "贯彻",     "落实",
                                           "工作总结", "工作要点", "工作方案", "工作计划", "工作报告", "工作情况",
                                           "工作意见", "实施方案", "实施意见", "行动方案", "应急预案", "专项行动",
                                           "专项整治", "管理办法", "情况报告", "情况通报", "安全生产", "应急管理",
                                           "隐患排查", "防汛防台", "森林防火" };
/* What follows an ending and makes another word of it: 县级, 年度, 区域, 局长. */
static const char *const BAD_STARTS[] = { "级", "度", "域", "长", "部", "底", "初", "末", "内", "民", "场", "委",   "政府",
                                          "城", "的", "了", "等", "和", "及", "与", "、", "》", "）", "”",  "〕",   "，",
                                          "：", "。", "；", "人", "份", "均", "办", "局", "厅", "乡", "镇", "人民", "街道" };
static const char *const BAD_ENDS[] = { "《", "（", "“", "〔", "第", "—", "～" };

static bool starts(const char *text, const char *end, const char *with)
{
    size_t bytes = strlen(with);
    return (size_t)(end - text) >= bytes && memcmp(text, with, bytes) == 0;
}

static bool any_starts(const char *text, const char *end, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (starts(text, end, list[i]))
            return true;
    }
    return false;
}

static bool any_ends(const char *text, const char *from, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t bytes = strlen(list[i]);
        if ((size_t)(text - from) >= bytes && memcmp(text - bytes, list[i], bytes) == 0)
            return true;
    }
    return false;
}

/* Letters, digits and what stands in numbers. */
static bool is_latin(uint32_t point)
{
    return point > ' ' && point < 0x80;
}

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

static int break_cost(const char *text, const char *end, const struct unit *before, const struct unit *after)
{
    const char *here = text + after->at;
    bool digit_before = is_latin(before->point), digit_after = is_latin(after->point);
    static const char *const DATE_ENDS[] = { "年", "月", "年度" };
    if (digit_before || any_ends(here, text, BAD_ENDS, COUNT_OF(BAD_ENDS))
        || any_starts(here, end, BAD_STARTS, COUNT_OF(BAD_STARTS)) || starts(here, end, "—") || starts(here, end, "～"))
        return NEVER;
    if (digit_after && any_ends(here, text, DATE_ENDS, 2))
        return NEVER;
    if (any_ends(here, text, GOOD_ENDS, COUNT_OF(GOOD_ENDS)))
        return 0;
    if (any_starts(here, end, GOOD_STARTS, COUNT_OF(GOOD_STARTS)) || digit_after || before->point == ' ')
        return 20;
    return MAY_CUT;
}

/* Cuts the text into units with the cost of a break before each. */
static int cut_units(const char *text, size_t bytes, const bool *joined, struct unit units[POINTS_MAX + 1])
{
    const char *p = text, *end = text + bytes;
    int count = 0, halves = 0;
    bool quoted = false;
    while (p < end) {
        if (count == POINTS_MAX)
            return 0;
        struct unit *u = &units[count];
        *u = (struct unit) { .at = (size_t)(p - text), .halves_before = halves };
        u->point = text_next(&p, end);
        halves += u->point < 0x80 ? 1 : 2;
        u->cost = !count || joined[u->at] ? NEVER : break_cost(text, end, u - 1, u);
        if (quoted && u->cost < NEVER)
            u->cost += 60; /* the name of a document is better kept whole */
        quoted = u->point == 0x300A || (quoted && u->point != 0x300B);
        count++;
    }
    units[count] = (struct unit) { .at = bytes, .halves_before = halves };
    return count;
}

static int width(const struct search *s, int line)
{
    int from = line ? s->ends[line - 1] : 0;
    return s->units[s->ends[line]].halves_before - s->units[from].halves_before;
}

/* How far the lines are from a ladder or a diamond. */
static int shape_cost(const struct search *s)
{
    int cost = 0, least = NEVER, most = 0;
    for (int i = 0; i < s->lines; i++) {
        int here = width(s, i);
        least = here < least ? here : least;
        most = here > most ? here : most;
        if (i && i + 1 < s->lines && here < width(s, i - 1) && here < width(s, i + 1))
            cost += HOURGLASS;
    }
    int spread = most - least;
    return cost + (spread < 2 ? 12 : 0) + (spread > 10 ? 4 * (spread - 10) : 0);
}

static void try_line(struct search *s, int line, int cost)
{
    int from = line ? s->ends[line - 1] : 0, start = s->units[from].halves_before;
    if (line >= TITLE_LINES_MAX || cost >= s->best)
        return;
    if (line + 1 == s->lines) {
        s->ends[line] = s->count;
        if (width(s, line) > s->halves_max)
            return;
        int all = cost + shape_cost(s);
        if (all < s->best) {
            s->best = all;
            memcpy(s->best_ends, s->ends, sizeof s->ends);
        }
        return;
    }
    for (int i = from + 1; i < s->count && s->units[i].halves_before - start <= s->halves_max; i++) {
        if (s->units[i].cost >= NEVER)
            continue;
        s->ends[line] = i;
        try_line(s, line + 1, cost + s->units[i].cost);
    }
}

int title_breaks(const char *text, size_t bytes, const bool *joined, int halves_max, size_t breaks[TITLE_LINES_MAX])
{
    struct unit units[POINTS_MAX + 1];
    int count = cut_units(text, bytes, joined, units), least = 0, lines = 0;
    if (!count || units[count].halves_before <= halves_max)
        return 0;
    least = (units[count].halves_before + halves_max - 1) / halves_max;
    struct search s = { .units = units, .count = count, .halves_max = halves_max, .best = NEVER }, found = s;
    for (s.lines = least; s.lines <= TITLE_LINES_MAX && s.lines <= least + 1; s.lines++) {
        s.best = found.best - MORE_LINES * (s.lines - least);
        int before = s.best;
        try_line(&s, 0, 0);
        if (s.best < before) {
            found = s;
            found.best += MORE_LINES * (s.lines - least);
            lines = s.lines;
        }
    }
    for (int i = 0; i + 1 < lines; i++)
        breaks[i] = units[found.best_ends[i]].at;
    return lines ? lines - 1 : 0;
}

/* ---- runs ---- */

static void add_run(struct arena *a, struct run ***tail, const struct run *like, const char *text)
{
    struct run *r = ARENA_NEW(a, struct run);
    *r = (struct run) { .text = text, .figure = like ? like->figure : NULL, .source = like ? like->source : -1 };
    **tail = r;
    *tail = &r->next;
}

/* A plain run whose first byte is the title's byte `at`, with line breaks put in; returns how many of `breaks` it took. */
static int add_broken(struct arena *a, struct run ***tail, const struct run *r, size_t at, const size_t *breaks, int count)
{
    struct buf text = { 0 };
    size_t bytes = strlen(r->text), done = 0;
    int past = 0;
    for (; past < count && breaks[past] < at + bytes; past++) {
        buf_put(&text, r->text + done, breaks[past] - at - done);
        buf_char(&text, '\n');
        done = breaks[past] - at;
    }
    buf_put(&text, r->text + done, bytes - done);
    add_run(a, tail, r, arena_text(a, buf_get(&text)));
    buf_free(&text);
    return past;
}

/* No break inside a figure. */
static int find_breaks(const struct run *runs, int halves_max, size_t breaks[TITLE_LINES_MAX])
{
    struct buf text = { 0 };
    for (const struct run *r = runs; r; r = r->next)
        buf_text(&text, r->text);
    bool *joined = calloc(text.bytes + 1, sizeof *joined);
    if (!joined)
        abort();
    size_t at = 0;
    for (const struct run *r = runs; r; at += strlen(r->text), r = r->next) {
        size_t bytes = r->figure ? strlen(r->text) : 0;
        for (size_t i = 1; i < bytes; i++)
            joined[at + i] = true;
    }
    int count = title_breaks(buf_get(&text), text.bytes, joined, halves_max, breaks);
    free(joined);
    buf_free(&text);
    return count;
}

const struct run *title_lines(struct arena *a, const struct run *runs, int halves_max)
{
    size_t at = 0, breaks[TITLE_LINES_MAX];
    int count = find_breaks(runs, halves_max, breaks), past = 0;
    struct run *lines = NULL, **tail = &lines;
    for (const struct run *r = runs; r; at += strlen(r->text), r = r->next) {
        if (!r->figure) {
            past += add_broken(a, &tail, r, at, breaks + past, count - past);
            continue;
        }
        for (; past < count && breaks[past] <= at; past++)
            add_run(a, &tail, NULL, "\n");
        add_run(a, &tail, r, r->text);
    }
    return lines;
}
