/* report/mark.c: the marks of official documents, "@主送 各镇人民政府：". */
#include <string.h>

#include "report/page.h"

static const struct {
    const char *word;
    enum block_kind kind;
} MARKS[] = {
    { "文号", BLOCK_NUMBER },     { "主送", BLOCK_RECIPIENT }, { "附件说明", BLOCK_ATTACHMENTS },
    { "附件", BLOCK_ATTACHMENT }, { "落款", BLOCK_SIGNATURE }, { "日期", BLOCK_DATE },
    { "附注", BLOCK_REMARK },     { "表题", BLOCK_CAPTION },
};
enum { MARK_COUNT = sizeof MARKS / sizeof *MARKS };

static size_t space_bytes(const char *p)
{
    return *p == ' ' || *p == '\t' ? 1 : strncmp(p, "\u3000", 3) == 0 ? 3 : 0;
}

static size_t word_bytes(const char *p)
{
    size_t bytes = 0;
    while (p[bytes] && p[bytes] != '\n' && !space_bytes(p + bytes))
        bytes++;
    return bytes;
}

bool mark_read(const char *text, enum block_kind *kind, size_t *skip)
{
    if (text[0] != '@')
        return false;
    size_t bytes = word_bytes(text + 1);
    for (int i = 0; i < MARK_COUNT; i++) {
        if (strlen(MARKS[i].word) != bytes || memcmp(MARKS[i].word, text + 1, bytes) != 0)
            continue;
        *kind = MARKS[i].kind;
        *skip = 1 + bytes;
        for (size_t space; (space = space_bytes(text + *skip)) > 0;)
            *skip += space;
        return true;
    }
    return false;
}

const char *mark_unknown(struct arena *a, const char *text)
{
    enum block_kind kind;
    size_t skip;
    if (text[0] != '@' || text[1] == '@' || mark_read(text, &kind, &skip))
        return NULL;
    char *word = arena_text(a, text);
    word[1 + word_bytes(word + 1)] = '\0';
    return word;
}

/* How many characters of a mark stand in a word. */
static int shared(const char *mark, const char *word)
{
    int count = 0;
    const char *end = mark + strlen(mark);
    for (const char *p = mark; p < end;) {
        const char *from = p;
        text_next(&p, end);
        count += memmem(word, strlen(word), from, (size_t)(p - from)) != NULL;
    }
    return count;
}

const char *mark_near(const char *word)
{
    int best = 0;
    for (int i = 1; i < MARK_COUNT; i++) {
        if (shared(MARKS[i].word, word) > shared(MARKS[best].word, word))
            best = i;
    }
    return MARKS[best].word;
}

void mark_list(struct buf *out)
{
    for (int i = 0; i < MARK_COUNT; i++)
        buf_format(out, "%s@%s", i ? "、" : "", MARKS[i].word);
}
