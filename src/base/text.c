#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t text_cut(const char *text, size_t bytes)
{
    size_t tail = 0;
    while (tail < 3 && tail < bytes && ((unsigned char)text[bytes - 1 - tail] & 0xC0) == 0x80)
        tail++;
    if (tail == bytes)
        return bytes;
    unsigned char lead = (unsigned char)text[bytes - 1 - tail];
    size_t need = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    return tail < need ? bytes - 1 - tail : bytes;
}

uint32_t text_next_rare(const char **p, const char *end)
{
    const unsigned char *s = (const unsigned char *)*p;
    size_t left = (size_t)(end - *p);
    uint32_t point = s[0];
    size_t need = point < 0x80                     ? 0
                  : point >= 0xF0 && point <= 0xF4 ? 3
                  : point >= 0xE0 && point < 0xF0  ? 2
                  : point >= 0xC2 && point < 0xE0  ? 1
                                                   : 9;
    if (need == 0) {
        *p += 1;
        return point;
    }
    if (need < left) {
        point &= 0x3Fu >> need;
        size_t i = 1;
        for (; i <= need && (s[i] & 0xC0) == 0x80; i++)
            point = point << 6 | (s[i] & 0x3F);
        bool sound = i > need && !(need == 2 && (point < 0x800 || (point >= 0xD800 && point < 0xE000)))
                     && !(need == 3 && (point < 0x10000 || point > 0x10FFFF));
        if (sound) {
            *p += need + 1;
            return point;
        }
    }
    *p += 1;
    return 0xFFFD;
}

bool text_valid(const char *text, size_t bytes)
{
    const char *p = text, *end = text + bytes;
    while (p < end) {
        const char *before = p;
        if (text_next(&p, end) == 0xFFFD && p - before == 1)
            return false;
    }
    return true;
}

size_t text_put(char out[4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

size_t text_points(const char *text, size_t bytes)
{
    size_t n = 0;
    for (size_t i = 0; i < bytes; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

size_t text_columns(const char *text)
{
    size_t columns = 0;
    const char *p = text, *end = text + strlen(text);
    while (p < end) {
        uint32_t c = text_next(&p, end);
        bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3)
                    || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60)
                    || (c >= 0xFFE0 && c <= 0xFFE6) || c >= 0x20000;
        columns += wide ? 2 : 1;
    }
    return columns;
}

bool text_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= 9 && c <= 13) || c == 0x3000 || c == 0xA0 || c == 0xFEFF;
}

void text_trim(const char **text, size_t *bytes)
{
    const char *p = *text, *end = p + *bytes, *last = p, *first = NULL;
    while (p < end) {
        const char *at = p;
        if (!is_space(text_next(&p, end))) {
            if (!first)
                first = at;
            last = p;
        }
    }
    *text = first ? first : *text;
    *bytes = first ? (size_t)(last - first) : 0;
}

static void grow(struct buf *b, size_t more)
{
    if (b->bytes + more + 1 <= b->room)
        return;
    size_t room = b->room ? b->room : 256;
    while (room < b->bytes + more + 1)
        room *= 2;
    b->data = realloc(b->data, room);
    if (!b->data)
        abort();
    b->room = room;
}

void buf_free(struct buf *b)
{
    free(b->data);
    *b = (struct buf) { 0 };
}

void buf_clear(struct buf *b)
{
    b->bytes = 0;
    if (b->data)
        b->data[0] = '\0';
}

void buf_put(struct buf *b, const char *text, size_t bytes)
{
    grow(b, bytes);
    if (bytes)
        memcpy(b->data + b->bytes, text, bytes);
    b->bytes += bytes;
    b->data[b->bytes] = '\0';
}

void buf_text(struct buf *b, const char *text)
{
    buf_put(b, text, strlen(text));
}

void buf_char(struct buf *b, char c)
{
    if (b->bytes + 2 > b->room)
        grow(b, 1);
    b->data[b->bytes++] = c;
    b->data[b->bytes] = '\0';
}

size_t text_int(char room[24], int64_t value)
{
    char turned[24];
    size_t count = 0, at = 0;
    uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    do {
        turned[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        room[at++] = '-';
    while (count)
        room[at++] = turned[--count];
    room[at] = '\0';
    return at;
}

void buf_int(struct buf *b, int64_t value)
{
    char room[24];
    buf_put(b, room, text_int(room, value));
}

void buf_format(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    va_list again;
    va_copy(again, ap);
    int need = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    grow(b, (size_t)need);
    vsnprintf(b->data + b->bytes, (size_t)need + 1, fmt, again);
    va_end(again);
    b->bytes += (size_t)need;
}

const char *buf_get(const struct buf *b)
{
    return b->data ? b->data : "";
}
