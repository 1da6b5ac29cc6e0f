/* text/find_brackets.c: brackets and quotation marks that have no partner, or not the right one. */
#include "text/inside.h"

static const struct rule UNPAIRED = { "bracket.unpaired", "bracket", TEXT_ERROR, MSG_FIND_UNPAIRED };
static const struct rule CROSSED = { "bracket.crossed", "bracket", TEXT_ERROR, MSG_FIND_CROSSED };
static const struct rule ANGLE = { "bracket.angle", "bracket", TEXT_ERROR, MSG_FIND_ANGLE };
static const struct rule LENTICULAR = { "bracket.lenticular", "bracket", TEXT_ERROR, MSG_FIND_LENTICULAR };

static const char32_t OPENS[] = U"（“‘《〈【〔(", CLOSES[] = U"）”’》〉】〕)";

#define DEPTH_MAX 32

static int kind_of(const char32_t *set, char32_t c)
{
    for (int i = 0; set[i]; i++)
        if (set[i] == c)
            return i;
    return -1;
}

/* （ and ( pair with each other's closing too: many an input method mixes them. */
static bool pairs(int open, int close)
{
    return open == close || (open == 0 && close == 7) || (open == 7 && close == 0);
}

static void complain(struct reader *r, const struct rule *rule, size_t at)
{
    FOUND(r, rule, at, at + 1, NULL, letters_text(r->a, &r->t, at, at + 1));
}

/* 1） and a） at the beginning of something have no opening bracket. */
static bool is_item(const struct letters *t, size_t i)
{
    size_t k = i;
    while (k && i - k < 3 && (t->kind[k - 1] == L_DIGIT || t->kind[k - 1] == L_CHINESE || t->kind[k - 1] == L_LATIN))
        k--;
    return k < i && (!k || (t->kind[k - 1] != L_HAN && t->kind[k - 1] != L_CHINESE && t->kind[k - 1] != L_DIGIT));
}

struct bracket {
    size_t at;
    int kind, line;
};
struct pairing {
    int depth, line;
    struct bracket open[DEPTH_MAX];
    /* opened in a line before and not closed there: a remark may run over lines */
    int pending_count;
    struct bracket pending[DEPTH_MAX];
};
#define LINES_MAX 8 /* lines a bracket may stay open */

static bool closes_pending(struct pairing *p, int kind)
{
    for (int k = p->pending_count - 1; k >= 0; k--) {
        if (!pairs(p->pending[k].kind, kind))
            continue;
        p->pending[k] = p->pending[--p->pending_count];
        return true;
    }
    return false;
}

/* What has stayed open too long has no partner. */
static void give_up(struct reader *r, struct pairing *p, int line)
{
    int kept = 0;
    for (int k = 0; k < p->pending_count; k++) {
        if (line - p->pending[k].line >= LINES_MAX)
            complain(r, &UNPAIRED, p->pending[k].at);
        else
            p->pending[kept++] = p->pending[k];
    }
    p->pending_count = kept;
}

static void see_close(struct reader *r, struct pairing *p, size_t i, int kind)
{
    int d = p->depth - 1;
    while (d >= 0 && !pairs(p->open[d].kind, kind))
        d--;
    if (d < 0) {
        bool apostrophe = kind == 2 && i && r->t.kind[i - 1] == L_LATIN;
        if (!apostrophe && !((kind == 0 || kind == 7) && is_item(&r->t, i)) && !closes_pending(p, kind))
            complain(r, &UNPAIRED, i);
        return;
    }
    for (int k = d + 1; k < p->depth; k++)
        complain(r, &CROSSED, p->open[k].at);
    p->depth = d;
}

static void see_line(struct reader *r, struct pairing *p, const struct line *l)
{
    p->depth = 0;
    for (size_t i = l->start; i < l->end; i++) {
        if (r->t.kind[i] != L_OPEN && r->t.kind[i] != L_CLOSE)
            continue;
        int open = kind_of(OPENS, r->t.p[i]), close = kind_of(CLOSES, r->t.p[i]);
        if (open >= 0 && p->depth < DEPTH_MAX)
            p->open[p->depth++] = (struct bracket) { i, open, p->line };
        else if (open >= 0)
            return; /* no sentence nests so deep */
        else if (close >= 0)
            see_close(r, p, i, close);
    }
    for (int k = 0; k < p->depth; k++) {
        if (p->pending_count < DEPTH_MAX)
            p->pending[p->pending_count++] = p->open[k];
        else
            complain(r, &UNPAIRED, p->open[k].at);
    }
}

/* 《关于印发<…>的通知》: a title inside a title */
static void see_angle(struct reader *r, const struct line *l)
{
    const struct letters *t = &r->t;
    bool titled = false;
    for (size_t i = l->start; i < l->end; i++) {
        if (t->p[i] == U'《' || t->p[i] == U'》')
            titled = t->p[i] == U'《';
        else if (titled && (t->p[i] == '<' || t->p[i] == '>'))
            FOUND(r, &ANGLE, i, i + 1, t->p[i] == '<' ? "〈" : "〉", letters_text(r->a, t, i, i + 1));
    }
}

/* 一委【乡镇安全委员会】一办: a remark inside a sentence stands in （） */
static void see_lenticular(struct reader *r, const struct line *l)
{
    const struct letters *t = &r->t;
    for (size_t i = l->start + 1; i < l->end; i++) {
        if (t->p[i] != U'【' || t->kind[i - 1] != L_HAN)
            continue;
        size_t end = i + 1;
        while (end < l->end && end < i + 40 && t->p[end] != U'】')
            end++;
        if (t->p[end] == U'】' && end > i + 2 && t->kind[i + 1] == L_HAN) {
            struct buf b = { 0 };
            buf_format(&b, "（%s）", letters_text(r->a, t, i + 1, end));
            FOUND(r, &LENTICULAR, i, end + 1, arena_text(r->a, buf_get(&b)));
            buf_free(&b);
        }
        i = end;
    }
}

void find_brackets(struct reader *r)
{
    struct pairing p = { 0 };
    for (int n = 0; n < r->line_count; n++) {
        p.line = n;
        give_up(r, &p, n);
        see_line(r, &p, &r->lines[n]);
        see_lenticular(r, &r->lines[n]);
        see_angle(r, &r->lines[n]);
    }
    give_up(r, &p, r->line_count + LINES_MAX);
}
