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

/* The argument that stands at p, 0..; -1 where none does. */
static int argument_at(const char *p)
{
    return p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}' ? p[1] - '1' : -1;
}

#define ARGUMENTS_MAX 9
#define DOTS          "…"

struct filling {
    size_t given, bytes[ARGUMENTS_MAX]; /* of each argument, as much as is printed */
    int cut;                            /* the one that is cut short; -1 */
};

/* What is too long for the room loses from its longest argument, so that the reason and the fix behind it stay. */
static struct filling fit(const char *p, const char *const *args, size_t room)
{
    struct filling f = { .cut = -1 };
    size_t uses[ARGUMENTS_MAX] = { 0 }, total = 0, longest = 0;
    for (; args && f.given < ARGUMENTS_MAX && args[f.given]; f.given++)
        f.bytes[f.given] = strlen(args[f.given]);
    for (int n; *p; p += n < 0 ? 1 : 3) {
        n = argument_at(p);
        total += n < 0 ? 1 : (size_t)n < f.given ? f.bytes[n] : 0;
        if (n >= 0)
            uses[n]++;
    }
    for (size_t i = 1; i < f.given; i++)
        longest = uses[i] && f.bytes[i] > f.bytes[longest] ? i : longest;
    if (total < room || !uses[longest])
        return f;
    size_t over = (total - room) / uses[longest] + 1 + strlen(DOTS);
    if (over >= f.bytes[longest])
        return f;
    f.cut = (int)longest;
    f.bytes[longest] = text_cut(args[longest], f.bytes[longest] - over);
    return f;
}

size_t msg_format(char *out, size_t out_bytes, enum msg_lang lang, enum msg_id id, const char *const *args)
{
    const char *p = msg_text(lang, id);
    struct filling f = fit(p, args, out_bytes);
    size_t at = 0;
    while (*p) {
        int n = argument_at(p);
        if (n >= 0) {
            if ((size_t)n < f.given)
                at = put(out, out_bytes, at, args[n], f.bytes[n]);
            if (n == f.cut)
                at = put(out, out_bytes, at, DOTS, strlen(DOTS));
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
