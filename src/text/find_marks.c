/* text/find_marks.c: punctuation as GB/T 15834-2011 wants it, and numbers of documents as GB/T 9704-2012 wants them. */
#include "text/inside.h"

static const struct rule HALF = { "punctuation.halfwidth", "punctuation", TEXT_ERROR, MSG_FIND_HALF };
static const struct rule DOUBLED = { "punctuation.doubled", "punctuation", TEXT_ERROR, MSG_FIND_DOUBLED_MARK };
static const struct rule PAUSE_AND = { "punctuation.pause-and", "punctuation", TEXT_ERROR, MSG_FIND_PAUSE_AND };
static const struct rule PAUSE_QUOTES = { "punctuation.pause-quotes", "punctuation", TEXT_WARNING, MSG_FIND_PAUSE_QUOTES };
static const struct rule PAUSE_ETC = { "punctuation.pause-etc", "punctuation", TEXT_ERROR, MSG_FIND_PAUSE_ETC };
static const struct rule DECIMAL = { "punctuation.decimal", "punctuation", TEXT_ERROR, MSG_FIND_DECIMAL };
static const struct rule STRAIGHT = { "punctuation.straight-quote", "punctuation", TEXT_ERROR, MSG_FIND_STRAIGHT_QUOTE };
static const struct rule PAUSE_NUMBER = { "punctuation.pause-number", "punctuation", TEXT_ERROR, MSG_FIND_PAUSE_NUMBER };
static const struct rule PAUSE_CLAUSE = { "punctuation.pause-clause", "punctuation", TEXT_WARNING, MSG_FIND_PAUSE_CLAUSE };
static const struct rule LIST_COMMA = { "punctuation.list-comma", "punctuation", TEXT_WARNING, MSG_FIND_LIST_COMMA };
static const struct rule EVENT_DOT = { "punctuation.event-dot", "punctuation", TEXT_ERROR, MSG_FIND_EVENT_DOT };
static const struct rule HEADING_STOP = { "punctuation.heading-stop", "punctuation", TEXT_INFO, MSG_FIND_HEADING_STOP };
static const struct rule RANGE_HYPHEN = { "punctuation.range-hyphen", "punctuation", TEXT_INFO, MSG_FIND_RANGE_HYPHEN };
static const struct rule DOCNO_BRACKET = { "docno.bracket", "docno-bracket", TEXT_ERROR, MSG_FIND_DOCNO_BRACKET };
static const struct rule DOCNO_ORDINAL = { "docno.ordinal", "docno-bracket", TEXT_ERROR, MSG_FIND_DOCNO_ORDINAL };
static const struct rule DOCNO_PADDED = { "docno.padded", "docno-bracket", TEXT_ERROR, MSG_FIND_DOCNO_PADDED };

static bool is_word(const struct letters *t, size_t i)
{
    return t->kind[i] == L_HAN || t->kind[i] == L_CHINESE;
}

static bool before_is(const struct letters *t, size_t i, char32_t c)
{
    return i && t->p[i - 1] == c;
}

/* A half-width mark between Han characters. */
static void see_half(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    static const char32_t half[] = U",;:?!";
    static const char *const full[] = { "，", "；", "：", "？", "！" };
    int k = 0;
    while (half[k] && half[k] != t->p[i])
        k++;
    if (!half[k] || !i)
        return;
    bool left = is_word(t, i - 1) || one_of(t->p[i - 1], U"”》）%‰"),
         right = is_word(t, i + 1) || one_of(t->p[i + 1], U"“《")
                 || ((t->p[i] == '!' || t->p[i] == '?') && t->kind[i + 1] == L_LINE);
    if (left && right && (is_word(t, i - 1) || is_word(t, i + 1)))
        FOUND(r, &HALF, i, i + 1, full[k], letters_text(r->a, t, i, i + 1), full[k]);
}

/* 疫情. at the end of a paragraph */
static void see_full_stop(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    bool ends = t->kind[i + 1] == L_LINE || t->kind[i + 1] == L_END;
    if (i > 4 && ends && is_word(t, i - 1) && is_word(t, i - 2) && t->kind[i - 3] != L_LINE)
        FOUND(r, &HALF, i, i + 1, "。", ".", "。");
}

/* "三个离不开" with the marks of a typewriter; which of the two is meant is told by what stands beside it. */
static void see_straight(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    bool left = i && (is_word(t, i - 1) || t->kind[i - 1] == L_DIGIT), right = is_word(t, i + 1);
    if (i && (is_word(t, i - 1) || is_word(t, i + 1)) && t->kind[i - 1] != L_LATIN && t->kind[i + 1] != L_LATIN)
        FOUND(r, &STRAIGHT, i, i + 1, left && !right ? "”" : !left && right ? "“" : NULL);
}

/* 增长35。7% */
static void see_decimal(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    size_t from = i, to = i + 1;
    while (from && t->kind[from - 1] == L_DIGIT && i - from < 8)
        from--;
    while (t->kind[to] == L_DIGIT && to < i + 4)
        to++;
    if (from == i || to == i + 1 || !one_of(t->p[to], U"%‰") || !from || t->kind[from - 1] != L_HAN)
        return;
    struct buf b = { 0 };
    buf_text(&b, letters_text(r->a, t, from, i));
    buf_char(&b, '.');
    buf_text(&b, letters_text(r->a, t, i + 1, to + 1));
    const char *fix = arena_text(r->a, buf_get(&b));
    buf_free(&b);
    FOUND(r, &DECIMAL, from, to + 1, fix, letters_text(r->a, t, from, to + 1), fix);
}

static void see_doubled(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    char32_t c = t->p[i], next = t->p[i + 1];
    if (!one_of(c, U"，。、；：,.．") || !one_of(next, U"，。、；：") || before_is(t, i, c))
        return;
    if (one_of(c, U".．,") && (!i || t->kind[i - 1] == L_DIGIT || t->kind[i - 1] == L_LATIN) && next != U'。')
        return;
    if (c == '.' && before_is(t, i, '.'))
        return;
    bool one = c == next || one_of(c, U",.．");
    FOUND(r, &DOUBLED, i, i + 2, one ? letters_text(r->a, t, i + 1, i + 2) : NULL, letters_text(r->a, t, i, i + 2));
}

static const char32_t ADVERBS[] = U"不断 切实 进一步";

/* 围绕…主动公开、不断完善…制度: behind 、 stands an adverb with its verb, while no member before it begins so. */
static bool parts_clauses(const struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    size_t n, left = i, adverb = at_any(t, i + 1, ADVERBS), members = 0;
    if (!adverb || !word_at(&r->verbs, t, i + 1 + adverb, &n))
        return false;
    for (; left && i - left < LOOK_MAX; left--) {
        if (t->p[left - 1] == U'、') {
            members++;
            if (i - left < 6 || at_any(t, left, ADVERBS) || at_any(t, left, U"紧紧 努力 勇于 敢于 持续 牢牢"))
                return false;
            continue;
        }
        if (t->kind[left - 1] == L_COMMA || t->kind[left - 1] == L_STOP || t->kind[left - 1] == L_LINE)
            break;
    }
    bool opens = at_any(t, left, U"围绕 按照 通过 结合 针对") != 0;
    return left && t->p[left - 1] == U'，' && (members ? opens : i - left >= 16);
}

/* 主要涉及行政许可，土地出让等领域: nouns of one verb are parted by 、 */
static void see_nouns(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    size_t left = i, right = i + 1, n;
    while (left && i - left < 8 && t->kind[left - 1] == L_HAN && !ends_any(t, left, U"涉及 包括 包含"))
        left--;
    if (!ends_any(t, left, U"涉及 包括 包含") || i - left < 2 || word_at(&r->verbs, t, right, &n))
        return;
    while (right < i + 9 && t->kind[right] == L_HAN && t->p[right] != U'等')
        right++;
    if (t->p[right] == U'等' && right >= i + 3 && right <= i + 7 && is_word(t, right + 1)
        && !has_any(t, left, right, U"的 了 是 在 有 将 对 和"))
        FOUND(r, &LIST_COMMA, i, i + 1, "、");
}

/* 、 before 及, 和; between quoted words; behind a bracketed number. */
static void see_pause(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    char32_t next = t->p[i + 1];
    if ((before_is(t, i, U'”') && next == U'“') || (before_is(t, i, U'》') && next == U'《')) {
        FOUND(r, &PAUSE_QUOTES, i, i + 1, "");
        return;
    }
    struct number_mark m;
    if (before_is(t, i, U'）') && i >= 3) {
        size_t open = i - 1;
        while (open && i - open < 6 && t->p[open] != U'（')
            open--;
        bool first = !open || t->kind[open - 1] == L_LINE || t->kind[open - 1] == L_SPACE;
        if (first && number_mark_at(t, open, &m) && m.end == i) {
            FOUND(r, &PAUSE_NUMBER, i, i + 1, "", letters_text(r->a, t, open, i));
            return;
        }
    }
    bool joins = next == U'及' && !one_of(t->p[i + 2], U"时格早物第至");
    bool closes =
        t->kind[i + 2] == L_COMMA || t->kind[i + 2] == L_STOP || at_any(t, i + 2, U"部门 单位 工作 问题 方面 活动 措施");
    if (next == U'等' && closes)
        FOUND(r, &PAUSE_ETC, i, i + 1, "");
    else if (joins && is_word(t, i + 2))
        FOUND(r, &PAUSE_AND, i, i + 2, letters_text(r->a, t, i + 1, i + 2), letters_text(r->a, t, i + 1, i + 2));
    else if ((next == U'另' && t->kind[i + 2] == L_DIGIT) || parts_clauses(r, i))
        FOUND(r, &PAUSE_CLAUSE, i, i + 1, "，");
}

static int number_of(const struct letters *t, size_t from, size_t to)
{
    int value = 0;
    for (; from < to && value < 1000; from++)
        value = 10 * value + (int)(t->p[from] - '0');
    return value;
}

/* “6.12”事故: month and day of an event are joined by · */
static void see_event(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    size_t k = i + 1, first = 0, second = 0;
    for (; t->kind[k] == L_DIGIT; k++)
        first++;
    size_t dot = k;
    if (!one_of(t->p[k], U".．"))
        return;
    for (k++; t->kind[k] == L_DIGIT; k++)
        second++;
    int month = number_of(t, i + 1, dot), day = number_of(t, dot + 1, k);
    if (first && first <= 2 && second && second <= 2 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && t->p[k] == U'”'
        && is_word(t, k + 1))
        FOUND(r, &EVENT_DOT, dot, dot + 1, "·");
}

/* 1-10月, 2022-2023年 */
static void see_hyphen(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    if (!i || t->kind[i - 1] != L_DIGIT || t->kind[i + 1] != L_DIGIT)
        return;
    size_t k = i + 1, digits = 0, before = i;
    for (; t->kind[k] == L_DIGIT; k++)
        digits++;
    while (before && t->kind[before - 1] == L_DIGIT)
        before--;
    bool inside = before && one_of(t->p[before - 1], U"（(《"); /* the span of years in a title is as its owner wrote it */
    bool clean =
        !inside && (!before || (t->kind[before - 1] != L_LATIN && t->p[before - 1] != '-' && t->p[before - 1] != '.'));
    if (clean
        && ((t->p[k] == U'月' && digits <= 2 && i - before <= 2) || (t->p[k] == U'年' && digits == 4 && i - before == 4)))
        FOUND(r, &RANGE_HYPHEN, i, i + 1, "—");
}

/* 云政发〔2023〕12号 */
static void see_docno(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    size_t k = i + 1;
    for (; t->kind[k] == L_DIGIT; k++)
        ;
    if (k != i + 5 || (t->p[i + 1] != '2' && t->p[i + 1] != '1') || t->kind[k] != L_CLOSE || !i || t->kind[i - 1] != L_HAN)
        return;
    size_t close = k++, ordinal = t->p[k] == U'第' ? k++ : 0, number = k;
    for (; t->kind[k] == L_DIGIT; k++)
        ;
    if (k == number || k > number + 5 || t->p[k] != U'号')
        return;
    if (t->p[i] != U'〔' || t->p[close] != U'〕') {
        struct buf b = { 0 };
        buf_format(&b, "〔%s〕", letters_text(r->a, t, i + 1, close));
        FOUND(r, &DOCNO_BRACKET, i, close + 1, arena_text(r->a, buf_get(&b)), letters_text(r->a, t, i, close + 1));
        buf_free(&b);
    }
    if (ordinal)
        FOUND(r, &DOCNO_ORDINAL, ordinal, ordinal + 1, "");
    if (t->p[number] == '0')
        FOUND(r, &DOCNO_PADDED, number, k, NULL, letters_text(r->a, t, number, k));
}

/* An item of a list is a sentence and ends as one: its neighbours are items too, or an article of a law comes next. */
static bool is_list_item(const struct reader *r, size_t start, enum number_style style)
{
    const struct letters *t = &r->t;
    int n = 0;
    for (int low = 0, high = r->line_count - 1; low <= high;) {
        n = (low + high) / 2;
        if (r->lines[n].start < start)
            low = n + 1;
        else if (r->lines[n].start > start)
            high = n - 1;
        else
            break;
    }
    struct number_mark m;
    const struct line *next = n + 1 < r->line_count ? &r->lines[n + 1] : NULL, *before = n ? &r->lines[n - 1] : NULL;
    if (!next || (number_mark_at(t, next->start, &m) && m.style == style))
        return true;
    if (t->p[next->start] == U'第'
        && has_any(t, next->start, next->start + 8 < next->end ? next->start + 8 : next->end, U"条 款"))
        return true;
    return before && (t->p[before->end - 1] == U'；' || t->p[before->end - 1] == U'：');
}

static void see_headings(struct reader *r)
{
    for (int i = 0; i < r->out->outline_count; i++) {
        const struct text_heading *h = &r->out->outline[i];
        struct number_mark m;
        bool upper = number_mark_at(&r->t, h->start, &m) && (m.style == STYLE_HAN || m.style == STYLE_HAN_PAREN);
        if (upper && !h->runin && r->t.p[h->end] == U'。' && h->end - h->start < 40 && i + 1 < r->out->outline_count
            && !is_list_item(r, h->start, m.style))
            FOUND(r, &HEADING_STOP, h->end, h->end + 1, "");
    }
}

/* 1名甲和1名乙、1名丙，1名丁: the last comma of a list of like quantities whose other members stand after 、 */
static void see_lists(struct reader *r)
{
    const struct text_figure *f = r->out->figures;
    const struct letters *t = &r->t;
    for (int i = 2; i < r->out->figure_count; i++) {
        size_t comma = f[i].start ? f[i].start - 1 : 0;
        bool like = f[i].unit && text_same(f[i].unit, f[i - 1].unit) && text_same(f[i].unit, f[i - 2].unit)
                    && (r->notes[i].unit_tag & UNIT_PEOPLE) && r->notes[i].sentence == r->notes[i - 2].sentence;
        if (!like || t->p[comma] != U'，' || f[i - 1].start < 1 || t->p[f[i - 1].start - 1] != U'、'
            || f[i].start - f[i - 1].end > 16)
            continue;
        bool noun = is_word(t, f[i].end) && is_word(t, f[i - 1].end) && is_word(t, f[i - 2].end);
        if (noun && !has_any(t, f[i - 1].end, comma, U"， 。 ； 获 荣 被 入 评"))
            FOUND(r, &LIST_COMMA, comma, comma + 1, "、");
    }
}

void find_marks(struct reader *r)
{
    const struct letters *t = &r->t;
    for (size_t i = 0; i < t->count; i++) {
        enum letter kind = t->kind[i];
        if (kind == L_HAN || kind == L_CHINESE || kind == L_DIGIT || kind == L_LATIN || kind == L_SPACE)
            continue;
        char32_t c = t->p[i];
        if (c == '.')
            see_full_stop(r, i);
        if (c == '"')
            see_straight(r, i);
        else if (c == U'。')
            see_decimal(r, i);
        else if (c < 0x80)
            see_half(r, i);
        if (kind == L_COMMA || c == '.' || c == U'．' || c == U'。' || c == U'；')
            see_doubled(r, i);
        if (c == U'、')
            see_pause(r, i);
        else if (c == U'，')
            see_nouns(r, i);
        else if (c == U'“')
            see_event(r, i);
        else if (c == '-')
            see_hyphen(r, i);
        if (kind == L_OPEN && t->kind[i + 1] == L_DIGIT)
            see_docno(r, i);
    }
    see_headings(r);
    see_lists(r);
}
