/* text/letters.c: the text decoded once, with the kind of every character; and words looked up in it. */
#include <string.h>

#include "text/inside.h"

static enum letter kind_of_rare(char32_t c)
{
    switch (c) {
    case U'（':
    case U'“':
    case U'‘':
    case U'《':
    case U'〈':
    case U'【':
    case U'〔':
    case U'［':
    case '(':
    case '[':
    case '{': return L_OPEN;
    case U'）':
    case U'”':
    case U'’':
    case U'》':
    case U'〉':
    case U'】':
    case U'〕':
    case U'］':
    case ')':
    case ']':
    case '}': return L_CLOSE;
    default: break;
    }
    if (c < 0x80 || (c >= 0x2010 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF01 && c <= 0xFF0F))
        return L_MARK;
    return L_HAN;
}

static enum letter kind_of(char32_t c)
{
    if (c >= '0' && c <= '9')
        return L_DIGIT;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return L_LATIN;
    switch (c) {
    case U'零':
    case U'〇':
    case U'一':
    case U'二':
    case U'两':
    case U'三':
    case U'四':
    case U'五':
    case U'六':
    case U'七':
    case U'八':
    case U'九':
    case U'十':
    case U'百':
    case U'千':
    case U'万':
    case U'亿': return L_CHINESE;
    case ' ':
    case '\t':
    case '\r':
    case U'\u3000':
    case U'\u00A0':
    case U'\uFEFF':
    case U'\u2003':
    case U'\u2002': return L_SPACE;
    case '\n': return L_LINE;
    case U'。':
    case U'！':
    case U'？':
    case U'；':
    case '!':
    case '?': return L_STOP;
    case U'，':
    case U'、':
    case U'：':
    case ',':
    case ';':
    case ':': return L_COMMA;
    default: return kind_of_rare(c);
    }
}

/* Full-width digits and letters, ％ and ／ are read as the plain ones. */
static char32_t plain(char32_t c)
{
    if (c < 0xFF00)
        return c;
    if ((c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A) || c == U'％'
        || c == U'／' || c == U'＋')
        return c - 0xFEE0;
    return c;
}

#define LISTS 1024 /* slots; three times the lists there are */
#define BITS  256  /* a set of characters, by hash: not there is certain, there is not */

struct list {
    const char32_t *words; /* NULL: a free slot */
    uint64_t first[BITS / 64], last[BITS / 64];
};
struct list_memory {
    struct list slot[LISTS];
};

void letters_decode(struct arena *a, const char *text, size_t bytes, struct letters *out)
{
    size_t room = text_points(text, bytes) + 2 * LETTERS_PAD + 1;
    /* A malformed byte is a character of its own, so there may be more of them than text_points says. */
    bool malformed = !text_valid(text, bytes);
    if (malformed)
        room = bytes + 2 * LETTERS_PAD + 1;
    char32_t *p = ARENA_ROOM(a, char32_t, room);
    uint8_t *kind = ARENA_ROOM(a, uint8_t, room);
    uint32_t *at = ARENA_ROOM(a, uint32_t, room);
    memset(p, 0, LETTERS_PAD * sizeof *p);
    memset(kind, L_END, LETTERS_PAD);
    p += LETTERS_PAD;
    kind += LETTERS_PAD;
    size_t n = 0;
    for (const char *s = text, *end = text + bytes; s < end; n++) {
        at[n] = (uint32_t)(s - text);
        char32_t c = plain(text_next(&s, end));
        p[n] = c ? c : U'\uFFFD';
        kind[n] = (uint8_t)kind_of(c);
    }
    at[n] = (uint32_t)bytes;
    memset(p + n, 0, (room - LETTERS_PAD - n) * sizeof *p);
    memset(kind + n, L_END, room - LETTERS_PAD - n);
    *out = (struct letters) { text, p, kind, at, n, ARENA_NEW(a, struct list_memory), malformed };
}

bool at_word(const struct letters *t, size_t i, const char32_t *word)
{
    while (*word)
        if (t->p[i++] != *word++)
            return false;
    return true;
}

static size_t length_of(const char32_t *word)
{
    size_t n = 0;
    while (word[n] && word[n] != U' ')
        n++;
    return n;
}

bool ends_word(const struct letters *t, size_t i, const char32_t *word)
{
    size_t n = length_of(word);
    return n <= i && at_word(t, i - n, word);
}

static bool same(const char32_t *a, const char32_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

/* ---- lists of words ---- */

static unsigned bit_of(char32_t c)
{
    return c * 2654435761u >> 24;
}

static void put_bit(uint64_t *set, char32_t c)
{
    set[bit_of(c) / 64] |= UINT64_C(1) << bit_of(c) % 64;
}

static bool has_bit(const uint64_t *set, char32_t c)
{
    return set[bit_of(c) / 64] >> bit_of(c) % 64 & 1;
}

static struct list *list_of(const struct letters *t, const char32_t *words)
{
    size_t s = (uintptr_t)words / sizeof *words * 2654435761u >> 7 & (LISTS - 1);
    while (t->lists->slot[s].words && t->lists->slot[s].words != words)
        s = (s + 1) & (LISTS - 1);
    struct list *l = &t->lists->slot[s];
    if (l->words)
        return l;
    l->words = words;
    while (*words) {
        size_t n = length_of(words);
        put_bit(l->first, words[0]);
        put_bit(l->last, words[n - 1]);
        words += n + (words[n] == U' ');
    }
    return l;
}

size_t at_any(const struct letters *t, size_t i, const char32_t *words)
{
    char32_t first = t->p[i];
    size_t best = 0;
    if (!has_bit(list_of(t, words)->first, first))
        return 0;
    while (*words) {
        size_t n = length_of(words);
        if (*words == first && n > best && same(t->p + i, words, n))
            best = n;
        words += n + (words[n] == U' ');
    }
    return best;
}

size_t ends_any(const struct letters *t, size_t i, const char32_t *words)
{
    if (!i)
        return 0;
    char32_t last = t->p[i - 1];
    size_t best = 0;
    if (!has_bit(list_of(t, words)->last, last))
        return 0;
    while (*words) {
        size_t n = length_of(words);
        if (words[n - 1] == last && n > best && n <= i && same(t->p + i - n, words, n))
            best = n;
        words += n + (words[n] == U' ');
    }
    return best;
}

bool has_word(const struct letters *t, size_t from, size_t to, const char32_t *word)
{
    size_t n = length_of(word);
    for (; from + n <= to; from++)
        if (t->p[from] == *word && same(t->p + from, word, n))
            return true;
    return false;
}

bool has_any(const struct letters *t, size_t from, size_t to, const char32_t *words)
{
    const struct list *l = list_of(t, words);
    for (; from < to; from++) {
        size_t n = !has_bit(l->first, t->p[from]) ? 0 : at_any(t, from, words);
        if (n && from + n <= to)
            return true;
    }
    return false;
}

/* The same with U+FFFD for what is no character. */
static const char *mended_text(struct arena *a, const char *from, const char *end)
{
    struct buf b = { 0 };
    char room[5];
    while (from < end)
        buf_put(&b, room, text_put(room, text_next(&from, end)));
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}

const char *letters_text(struct arena *a, const struct letters *t, size_t from, size_t to)
{
    if (to <= from)
        return "";
    if (t->malformed)
        return mended_text(a, t->text + t->at[from], t->text + t->at[to]);
    return arena_slice(a, t->text + t->at[from], t->at[to] - t->at[from]);
}

/* ---- words ---- */

static size_t slot_of(char32_t c)
{
    return (c * 2654435761u >> 20) % WORD_SLOTS;
}

void words_index(struct arena *a, const struct word *words, int count, struct word_index *out)
{
    out->words = words;
    out->first = ARENA_ARRAY(a, uint16_t, WORD_SLOTS);
    out->next = ARENA_ARRAY(a, uint16_t, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        size_t s = slot_of(words[i].text[0]);
        out->next[i + 1] = out->first[s];
        out->first[s] = (uint16_t)(i + 1);
    }
}

const struct word *word_at(const struct word_index *x, const struct letters *t, size_t i, size_t *length)
{
    const struct word *best = NULL;
    *length = 0;
    for (int k = x->first[slot_of(t->p[i])]; k; k = x->next[k]) {
        const struct word *w = &x->words[k - 1];
        if (w->text[0] != t->p[i] || !at_word(t, i, w->text))
            continue;
        size_t n = length_of(w->text);
        if (n > *length) {
            best = w;
            *length = n;
        }
    }
    return best;
}

/* ---- room ---- */

void *room_for(struct arena *a, void *items, int count, int *room, size_t size)
{
    if (count < *room)
        return items;
    int more = *room ? 2 * *room : 32;
    void *out = arena_alloc(a, (size_t)more, size, _Alignof(max_align_t));
    if (count)
        memcpy(out, items, (size_t)count * size);
    *room = more;
    return out;
}
