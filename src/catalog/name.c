#include "catalog/name.h"

#include <string.h>

#include "base/text.h"

/* Everything outside ASCII is taken for a letter but these: punctuation, symbols, spaces, marks, private use. */
static const struct {
    uint32_t first, last;
} NO_LETTERS[] = {
    { 0x80, 0xA9 },       { 0xAB, 0xB4 },        { 0xB6, 0xB6 },     { 0xB8, 0xB9 },     { 0xBB, 0xBF },
    { 0xD7, 0xD7 },       { 0xF7, 0xF7 },        { 0x300, 0x36F },   { 0x2000, 0x2E7F }, { 0x3000, 0x3004 },
    { 0x3008, 0x3020 },   { 0x302A, 0x3030 },    { 0x3036, 0x3037 }, { 0x303D, 0x3040 }, { 0x30FB, 0x30FB },
    { 0x3200, 0x33FF },   { 0xD800, 0xF8FF },    { 0xFE00, 0xFE6F }, { 0xFEFF, 0xFEFF }, { 0xFF00, 0xFFFF },
    { 0x1F000, 0x1FFFF }, { 0xE0000, 0x10FFFF },
};

static const char *const RESERVED[] = { "count", "distinct", "sum",  "avg",   "min",   "max",     "last",
                                        "where", "and",      "or",   "not",   "in",    "by",      "of",
                                        "yoy",   "mom",      "rank", "share", "state", "overdue", "day" };

bool name_point(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    for (size_t i = 0; i < sizeof NO_LETTERS / sizeof *NO_LETTERS; i++)
        if (c >= NO_LETTERS[i].first && c <= NO_LETTERS[i].last)
            return false;
    return true;
}

bool name_reserved(const char *word)
{
    for (size_t i = 0; i < sizeof RESERVED / sizeof *RESERVED; i++)
        if (strcmp(word, RESERVED[i]) == 0)
            return true;
    return false;
}

/* The mistake's character, as it is shown: control characters and spaces have no face of their own. */
static void show(char bad[8], uint32_t c)
{
    bool faceless = c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x3000 || c == 0xFEFF || (c >= 0x2000 && c <= 0x200F);
    size_t n = faceless ? text_put(bad, 0x2423) : text_put(bad, c);
    bad[n] = '\0';
}

enum msg_id name_mistake(const char *name, char bad[8])
{
    bad[0] = '\0';
    const char *p = name, *end = name + strlen(name);
    if (p == end)
        return MSG_CATALOG_NAME_EMPTY;
    if (text_points(name, (size_t)(end - p)) > NAME_POINTS_MAX)
        return MSG_CATALOG_NAME_LONG;
    while (p < end) {
        uint32_t c = text_next(&p, end);
        if (!name_point(c)) {
            show(bad, c);
            return MSG_CATALOG_NAME_CHARACTER;
        }
    }
    if (name[0] >= '0' && name[0] <= '9')
        return MSG_CATALOG_NAME_DIGIT;
    return name_reserved(name) ? MSG_CATALOG_NAME_RESERVED : MSG_NONE;
}

static bool label_point(uint32_t c)
{
    return c >= 0x20 && !(c >= 0x7F && c < 0xA0) && c != '"' && c != '\'' && c != 0x201C && c != 0x201D && c != 0x2018
           && c != 0x2019 && c != 0xFFFD;
}

enum msg_id label_mistake(const char *label, char bad[8])
{
    bad[0] = '\0';
    const char *trimmed = label, *p = label, *end = label + strlen(label);
    size_t bytes = (size_t)(end - label), kept = bytes;
    text_trim(&trimmed, &kept);
    if (!kept)
        return MSG_CATALOG_NAME_EMPTY;
    if (text_points(label, bytes) > NAME_POINTS_MAX)
        return MSG_CATALOG_NAME_LONG;
    if (kept != bytes) {
        show(bad, ' ');
        return MSG_CATALOG_LABEL_CHARACTER;
    }
    while (p < end) {
        uint32_t c = text_next(&p, end);
        if (!label_point(c)) {
            show(bad, c);
            return MSG_CATALOG_LABEL_CHARACTER;
        }
    }
    return MSG_NONE;
}
