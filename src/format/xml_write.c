/* format/xml_write.c: the only place where a text is escaped. */
#include "format/xml_write.h"

#include <string.h>

static const char *escape(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\t': return "&#9;"; /* as they are, an attribute would lose them */
    case '\n': return "&#10;";
    case '\r': return "&#13;";
    default: return NULL;
    }
}

void xml_text(struct buf *out, const char *text, size_t bytes)
{
    const char *end = text + bytes, *plain = text;
    for (const char *p = text; p < end; p++) {
        const char *other = escape(*p);
        if (!other)
            continue;
        buf_put(out, plain, (size_t)(p - plain));
        buf_text(out, other);
        plain = p + 1;
    }
    buf_put(out, plain, (size_t)(end - plain));
}

void xml_put(struct buf *out, const char *pattern, const char *const *args)
{
    size_t count = 0;
    while (args[count])
        count++;
    const char *plain = pattern, *p = pattern;
    while ((p = strchr(p, '{'))) {
        if (p[1] < '1' || p[1] > '9' || p[2] != '}') {
            p++;
            continue;
        }
        buf_put(out, plain, (size_t)(p - plain));
        size_t n = (size_t)(p[1] - '1');
        if (n < count)
            xml_text(out, args[n], strlen(args[n]));
        plain = p += 3;
    }
    buf_text(out, plain);
}

bool xml_holds(const char *text, size_t *at, uint32_t *point)
{
    const char *p = text, *end = text + strlen(text);
    while (p < end) {
        const char *here = p;
        *point = text_next(&p, end);
        bool control = *point < 0x20 && *point != '\t' && *point != '\n' && *point != '\r';
        if (control || *point == 0xFFFE || *point == 0xFFFF) {
            *at = (size_t)(here - text);
            return false;
        }
    }
    return true;
}
