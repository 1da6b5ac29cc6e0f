/* op/library_piece.c: whole documents and paragraphs of them, chosen by number, by heading, by a query. */
#include <string.h>

#include "op/library.h"

#define PIECES_BYTES ((size_t)256 * 1024 * 1024) /* of all that is chosen from, originals and texts */

void pieces_start(struct pieces *p, struct op_call *c, struct corpus *k, const struct corpus_asker *who)
{
    *p = (struct pieces) { .c = c, .corpus = k, .who = who };
    p->items = ARENA_ARRAY(c->memory, struct piece, PIECES_MAX);
    p->last = &p->taken;
}

/* ---- a document ---- */

static void cut_paragraphs(struct arena *a, struct taken *t)
{
    size_t lines = 1, point = 0;
    for (const char *q = t->d.text; (q = strchr(q, '\n')); q++)
        lines++;
    t->paragraphs = ARENA_ARRAY(a, struct paragraph, lines);
    for (const char *q = t->d.text; *q;) {
        size_t whole = strcspn(q, "\n"), bytes = whole;
        const char *line = q;
        text_trim(&line, &bytes);
        if (bytes) {
            size_t start = point + text_points(q, (size_t)(line - q));
            t->paragraphs[t->count++] = (struct paragraph) { line, bytes, start, start + text_points(line, bytes) };
        }
        point += text_points(q, whole) + 1;
        q += whole + (q[whole] != '\0');
    }
}

/* NULL where there is none with this id, or it cannot be read: then *e says so. */
static struct taken *take(struct pieces *p, const char *id, struct err *e)
{
    struct arena *a = p->c->memory;
    for (struct taken *t = p->taken; t; t = t->next) {
        if (strcmp(t->d.id, id) == 0)
            return t;
    }
    struct taken *t = ARENA_NEW(a, struct taken);
    if (!corpus_get(p->corpus, a, id, p->who, &t->d, e))
        return NULL;
    p->bytes += t->d.bytes + t->d.text_bytes;
    if (p->bytes > PIECES_BYTES && !ERR(e, ERR_INPUT, LIBRARY_PIECES_LARGE, MSG_NUM(PIECES_BYTES / (1024 * 1024))))
        return NULL;
    text_outline(a, t->d.text, t->d.text_bytes, NULL, &t->k);
    cut_paragraphs(a, t);
    *p->last = t;
    p->last = &t->next;
    return t;
}

static bool put(struct pieces *p, struct taken *t, bool whole, int from, int to, struct err *e)
{
    if (p->count == PIECES_MAX)
        return ERR(e, ERR_INPUT, LIBRARY_PIECES_MANY, MSG_NUM(PIECES_MAX));
    p->items[p->count++] = (struct piece) { t, whole, from, to };
    return true;
}

/* ---- by number ---- */

/* "3", "3-5" */
static bool read_range(const char *text, int64_t *from, int64_t *to)
{
    const char *p = text;
    for (int i = 0; i < 2; i++) {
        int64_t n = 0;
        const char *digits = p;
        for (; *p >= '0' && *p <= '9' && p - digits < 9; p++)
            n = 10 * n + (*p - '0');
        if (p == digits)
            return false;
        *to = n;
        if (!i)
            *from = n;
        if (!*p || *p++ != '-')
            break;
    }
    return !*p;
}

static bool add_range(struct pieces *p, struct taken *t, const char *text, const char *range, struct err *e)
{
    int64_t from, to;
    if (!read_range(range, &from, &to))
        return ERR(e, ERR_USAGE, LIBRARY_PIECE_RANGE, text);
    if (from < 1 || to < from || to > t->count)
        return ERR(e, ERR_INPUT, LIBRARY_PIECE_OUT, text, MSG_NUM(t->count));
    return put(p, t, false, (int)from - 1, (int)to, e);
}

/* ---- by heading ---- */

/* The first paragraph that ends behind a place. */
static int paragraph_at(const struct taken *t, size_t point)
{
    int i = 0;
    while (i < t->count && t->paragraphs[i].end <= point)
        i++;
    return i;
}

/* A heading that stands within a paragraph ends the one before only behind that paragraph. */
static int end_of_section(const struct taken *t, int heading, int from)
{
    const struct text_heading *h = t->k.outline;
    for (int i = heading + 1; i < t->k.outline_count; i++) {
        if (h[i].level > h[heading].level)
            continue;
        int to = paragraph_at(t, h[i].start);
        to += to < t->count && t->paragraphs[to].start + 1 < h[i].start;
        return to > from ? to : from + 1;
    }
    return t->k.closing < t->k.chars && paragraph_at(t, t->k.closing) > from ? paragraph_at(t, t->k.closing) : t->count;
}

static bool add_section(struct pieces *p, struct taken *t, const char *words, struct err *e)
{
    struct buf name = { 0 };
    int i = 0, from;
    for (bool found = false; i < t->k.outline_count; i++) {
        const struct text_heading *h = &t->k.outline[i];
        buf_clear(&name);
        buf_format(&name, "%s%s", h->number, h->title);
        found = h->level > 1 && strstr(buf_get(&name), words);
        if (found)
            break;
    }
    buf_free(&name);
    if (i == t->k.outline_count)
        return ERR(e, ERR_NOT_FOUND, LIBRARY_PIECE_HEADING, t->d.id, words);
    from = paragraph_at(t, t->k.outline[i].start);
    return put(p, t, false, from, end_of_section(t, i, from), e);
}

/* An id may hold # and : itself, so the longest that is one is taken. */
bool pieces_add(struct pieces *p, const char *text, struct err *e)
{
    struct err first = err_like(e);
    struct taken *t = take(p, text, &first);
    if (t)
        return put(p, t, true, 0, t->count, e);
    for (size_t n = strlen(text); first.code == ERR_NOT_FOUND && n-- > 1;) {
        size_t wide = strncmp(text + n, "：", 3) == 0 ? 3 : 1;
        if (text[n] != '#' && text[n] != ':' && wide == 1)
            continue;
        struct err inner = err_like(e);
        t = take(p, arena_slice(p->c->memory, text, n), &inner);
        if (t)
            return text[n] == '#' ? add_range(p, t, text, text + n + 1, e) : add_section(p, t, text + n + wide, e);
        if (inner.code != ERR_NOT_FOUND)
            return err_take(e, &inner, NULL);
    }
    return err_take(e, &first, NULL);
}

/* ---- by a query ---- */

/* Neighbours become one piece. */
static bool put_found(struct pieces *p, struct taken *t, int at, struct err *e)
{
    struct piece *last = p->count ? &p->items[p->count - 1] : NULL;
    if (!last || last->of != t || last->whole || last->to != at)
        return put(p, t, false, at, at + 1, e);
    last->to++;
    return true;
}

bool pieces_find(struct pieces *p, const char *query, bool *more, struct err *e)
{
    struct corpus_options o = { .limit = PARAGRAPHS_MAX, .places_max = PARAGRAPHS_MAX };
    struct corpus_query *q;
    struct corpus_result r;
    int room = PARAGRAPHS_MAX;
    *more = false;
    if (!library_parse_once(p->c, query, &q, e) || !corpus_search(p->corpus, p->c->memory, q, p->who, &o, &r, e))
        return false;
    for (int64_t i = 0; i < r.hit_count && room; i++) {
        const struct corpus_hit *h = &r.hits[i];
        struct taken *t = h->place_count ? take(p, h->id, e) : NULL;
        if (!t && h->place_count)
            return false;
        for (int k = 0, behind = 0; k < h->place_count && room; k++) {
            int at = paragraph_at(t, h->places[k].start);
            if (at < behind || at == t->count)
                continue;
            if (!put_found(p, t, at, e))
                return false;
            behind = at + 1;
            room--;
        }
    }
    *more = !room || r.total > r.hit_count;
    return true;
}
