/* text/quantity.c: numbers in digits that count or measure something. */
#include <string.h>

#include "base/text.h"
#include "text/text.h"

/* One character of the text, decoded once: looking back and ahead then costs nothing. */
struct letter {
    uint32_t point;
    size_t at; /* byte */
};

static bool is_digit(uint32_t p)
{
    return (p >= '0' && p <= '9') || (p >= 0xFF10 && p <= 0xFF19);
}

static bool is_han(uint32_t p)
{
    return (p >= 0x4E00 && p <= 0x9FFF) || (p >= 0x3400 && p <= 0x4DBF);
}

static bool is_latin(uint32_t p)
{
    return (p >= 'a' && p <= 'z') || (p >= 'A' && p <= 'Z');
}

static bool one_of(uint32_t p, const char *set)
{
    char room[5] = "";
    if (p)
        text_put(room, p);
    return p && strstr(set, room) != NULL;
}

/* What makes the number in front of it a day, a year, a place in an order or in a document. */
static bool names_no_unit(uint32_t p)
{
    return one_of(p, "年月日号时点分第至、届期版");
}

/* Where a number that begins at `i` ends: digits with points and separators between them. */
static size_t digits_end(const struct letter *l, size_t i)
{
    while (is_digit(l[i].point)
           || (one_of(l[i].point, ".,，．") && i > 0 && is_digit(l[i - 1].point) && is_digit(l[i + 1].point)))
        i++;
    return i;
}

static bool is_quantity(const struct letter *l, size_t start, size_t *end)
{
    uint32_t before = start ? l[start - 1].point : 0;
    if (is_latin(before) || one_of(before, "第〔（(-—～~/:：") || (before == '.' || is_digit(before)))
        return false;
    size_t i = *end;
    while (one_of(l[i].point, "十百千万亿余多"))
        i++;
    if (one_of(l[i].point, "%‰％")) {
        *end = i + 1;
        return true;
    }
    if (!is_han(l[i].point) || (i == *end && names_no_unit(l[i].point)))
        return false;
    *end = i + 1;
    return true;
}

void text_quantities(struct arena *a, const char *text, struct quantity **out, int *count)
{
    size_t bytes = strlen(text), points = text_points(text, bytes), n = 0;
    struct letter *l = ARENA_ARRAY(a, struct letter, points + 2);
    for (const char *at = text; at < text + bytes && n < points; n++) {
        l[n].at = (size_t)(at - text);
        l[n].point = text_next(&at, text + bytes);
    }
    l[n] = (struct letter) { 0, bytes };
    l[n + 1] = l[n];
    *out = ARENA_ARRAY(a, struct quantity, points / 2 + 1);
    *count = 0;
    for (size_t i = 0; i < n;) {
        if (!is_digit(l[i].point)) {
            i++;
            continue;
        }
        size_t past = digits_end(l, i), end = past;
        if (is_quantity(l, i, &end)) {
            char *copy = ARENA_ARRAY(a, char, l[end].at - l[i].at + 1);
            memcpy(copy, text + l[i].at, l[end].at - l[i].at);
            (*out)[(*count)++] = (struct quantity) { i, end, copy };
        }
        i = past;
    }
}
