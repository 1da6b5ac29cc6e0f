#include "base/msg.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct {
    const char *zh, *en;
} MESSAGES[MSG_COUNT] = {
    [MSG_NONE] = { "", "" },
#define M(id, zh, en) [MSG_##id] = { zh, en },
#include "base/msg/all.def"
#undef M
};

const char *msg_text(enum msg_lang lang, enum msg_id id)
{
    return lang == LANG_EN ? MESSAGES[id].en : MESSAGES[id].zh;
}

static size_t put(char *out, size_t out_bytes, size_t at, const char *text, size_t bytes)
{
    if (at + bytes >= out_bytes)
        bytes = out_bytes > at + 1 ? out_bytes - at - 1 : 0;
    memcpy(out + at, text, bytes);
    return at + bytes;
}

size_t msg_format(char *out, size_t out_bytes, enum msg_lang lang, enum msg_id id, const char *const *args)
{
    const char *p = msg_text(lang, id);
    size_t at = 0, given = 0;
    while (args && args[given])
        given++;
    while (*p) {
        if (p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}') {
            size_t n = (size_t)(p[1] - '1');
            if (n < given)
                at = put(out, out_bytes, at, args[n], strlen(args[n]));
            p += 3;
            continue;
        }
        size_t run = 1 + strcspn(p + 1, "{");
        at = put(out, out_bytes, at, p, run);
        p += run;
    }
    at = text_cut(out, at);
    out[at] = '\0';
    return at;
}

const char *msg_number(char room[24], int64_t value)
{
    snprintf(room, 24, "%" PRId64, value);
    return room;
}
