#include "catalog/near.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* 0 where the word is too long to be compared. */
static int decode(uint32_t out[NEAR_POINTS_MAX], const char *word)
{
    const char *p = word, *end = word + strlen(word);
    int n = 0;
    while (p < end) {
        if (n == NEAR_POINTS_MAX)
            return 0;
        uint32_t c = text_next(&p, end);
        out[n++] = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }
    return n;
}

static int least(int a, int b, int c)
{
    int m = a < b ? a : b;
    return m < c ? m : c;
}

/* Levenshtein's distance, one row at a time. */
static int distance(const uint32_t *a, int a_points, const uint32_t *b, int b_points)
{
    int row[NEAR_POINTS_MAX + 1];
    for (int j = 0; j <= b_points; j++)
        row[j] = j;
    for (int i = 1; i <= a_points; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= b_points; j++) {
            int above = row[j];
            row[j] = least(row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[b_points];
}

void near_begin(struct near *n, const char *word)
{
    *n = (struct near) { 0 };
    n->points = decode(n->word, word);
}

void near_offer(struct near *n, const char *candidate)
{
    uint32_t points[NEAR_POINTS_MAX];
    int count = decode(points, candidate);
    if (n->offered < NEAR_SHOWN_MAX)
        n->shown[n->offered] = candidate;
    n->offered++;
    if (!count || !n->points)
        return;
    int d = distance(n->word, n->points, points, count);
    int longer = count > n->points ? count : n->points;
    if (d * 2 <= longer && (!n->best || d < n->distance)) {
        n->best = candidate;
        n->distance = d;
    }
}

const char *near_best(const struct near *n)
{
    return n->best ? n->best : "";
}

const char *near_hint(const struct near *n, enum msg_lang lang, char room[NEAR_HINT_BYTES])
{
    if (!n->best)
        return near_list(n, lang, room);
    msg_format(room, NEAR_HINT_BYTES, lang, MSG_CATALOG_HINT_NEAR, (const char *const[]) { n->best, NULL });
    return room;
}

const char *near_list(const struct near *n, enum msg_lang lang, char room[NEAR_HINT_BYTES])
{
    struct buf list = { 0 };
    const char *between = lang == LANG_EN ? ", " : "、";
    int shown = n->offered < NEAR_SHOWN_MAX ? n->offered : NEAR_SHOWN_MAX;
    room[0] = '\0';
    if (!n->offered)
        return room;
    if (n->best)
        buf_text(&list, n->best);
    for (int i = 0; i < shown; i++)
        if (n->shown[i] != n->best)
            buf_format(&list, "%s%s", list.bytes ? between : "", n->shown[i]);
    if (n->offered > shown)
        buf_text(&list, "…");
    msg_format(room, NEAR_HINT_BYTES, lang, MSG_CATALOG_HINT_LIST, (const char *const[]) { buf_get(&list), NULL });
    buf_free(&list);
    return room;
}
