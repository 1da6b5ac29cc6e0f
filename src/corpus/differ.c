/* corpus/differ.c: two paragraphs compared: how much is the same, and what was changed. */
#include <stdlib.h>
#include <string.h>

#include "corpus/quote.h"

/* lengths[i * (m + 1) + j]: of x[i..] and y[j..] */
static uint16_t *cell(const struct differ *d, size_t m, size_t i, size_t j)
{
    return d->lengths + i * (m + 1) + j;
}

int differ_percent(struct differ *d, const uint16_t *x, size_t n, const uint16_t *y, size_t m)
{
    if (n > DIFFER_UNITS || m > DIFFER_UNITS || n + m == 0)
        return 0;
    if ((n + 1) * (m + 1) > d->room) {
        d->room = (n + 1) * (m + 1);
        free(d->lengths);
        d->lengths = malloc(d->room * sizeof *d->lengths);
        if (!d->lengths)
            abort();
    }
    memset(cell(d, m, n, 0), 0, (m + 1) * sizeof *d->lengths);
    for (size_t i = n; i-- > 0;) {
        uint16_t *row = cell(d, m, i, 0), *below = cell(d, m, i + 1, 0);
        row[m] = 0;
        for (size_t j = m; j-- > 0;) {
            uint16_t longer = row[j + 1] > below[j] ? row[j + 1] : below[j];
            row[j] = x[i] == y[j] ? (uint16_t)(below[j + 1] + 1) : longer;
        }
    }
    return (int)(200u * *cell(d, m, 0, 0) / (n + m));
}

void differ_free(struct differ *d)
{
    free(d->lengths);
    *d = (struct differ) { 0 };
}

/* ---- what was changed ---- */

struct change {
    size_t x, x_end, y, y_end;
};

static bool is_digit(uint16_t c)
{
    return (c >= '0' && c <= '9') || c == '.' || c == '%';
}

/* Between two changes `same` units are alike: too few to tell them apart, or the middle of a number. */
static bool is_one(const uint16_t *x, const struct change *before, const struct change *now)
{
    size_t same = now->x - before->x_end, digits = 0;
    for (size_t i = before->x_end; i < now->x; i++)
        digits += is_digit(x[i]);
    return same < 2 || digits == same;
}

/* A number is shown whole: what is alike at both ends of a change and belongs to it comes along. */
static void take_number(struct change *c, const uint16_t *x, size_t n, const uint16_t *y, size_t m)
{
    bool left = (c->x < c->x_end && is_digit(x[c->x])) || (c->y < c->y_end && is_digit(y[c->y]));
    bool right = (c->x < c->x_end && is_digit(x[c->x_end - 1])) || (c->y < c->y_end && is_digit(y[c->y_end - 1]));
    for (; left && c->x && c->y && is_digit(x[c->x - 1]) && x[c->x - 1] == y[c->y - 1]; c->x--)
        c->y--;
    for (; right && c->x_end < n && c->y_end < m && is_digit(x[c->x_end]) && x[c->x_end] == y[c->y_end]; c->x_end++)
        c->y_end++;
}

static void put_change(struct buf *b, const struct change *c, int number, const uint16_t *x, const uint16_t *y)
{
    buf_text(b, number ? "；" : "");
    units_text(x + c->x, c->x_end - c->x, b);
    buf_text(b, "→");
    units_text(y + c->y, c->y_end - c->y, b);
}

/* Where x and y part next, from (i, j) on; false where they do not. */
static bool next_change(const struct differ *d, const uint16_t *x, size_t n, const uint16_t *y, size_t m, struct change *out)
{
    size_t i = out->x_end, j = out->y_end;
    for (; i < n && j < m && x[i] == y[j]; i++)
        j++;
    *out = (struct change) { i, i, j, j };
    while ((i < n || j < m) && !(i < n && j < m && x[i] == y[j])) {
        if (j == m || (i < n && *cell(d, m, i + 1, j) >= *cell(d, m, i, j + 1)))
            i++;
        else
            j++;
    }
    out->x_end = i;
    out->y_end = j;
    return out->x < i || out->y < j;
}

const char *differ_changes(const struct differ *d, struct arena *a, const uint16_t *x, size_t n, const uint16_t *y, size_t m)
{
    struct buf b = { 0 };
    struct change now = { 0 }, next;
    int count = 0;
    bool more = next_change(d, x, n, y, m, &now);
    for (; more && count < CHANGES_MAX; count++, now = next) {
        next = now;
        while ((more = next_change(d, x, n, y, m, &next)) && is_one(x, &now, &next)) {
            now.x_end = next.x_end;
            now.y_end = next.y_end;
        }
        take_number(&now, x, n, y, m);
        put_change(&b, &now, count, x, y);
    }
    buf_text(&b, more ? "…" : "");
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}
