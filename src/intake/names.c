/* intake/names.c: which names of columns a book understands, and what is the same name written differently.
 * Why a unit is taken off but 万元 is not: a column of 万元 read as 元 would be wrong in every row.
 */
#include <string.h>

#include "intake/private.h"

#define FOLD_BYTES_MAX 300 /* longer texts are no names */

/* ---- the same name written differently ---- */

static bool is_space(uint32_t point)
{
    return point <= ' ' || point == 0x3000 || point == 0xA0 || point == 0xFEFF || point == 0x200B;
}

/* What may stand in brackets behind a name without changing what it means. */
static bool says_nothing(const char *text, size_t bytes)
{
    static const char *const WORDS[] = { "必填", "必填项", "必录", "选填", "可不填", "元",     "个", "家", "人",
                                         "人次", "次",     "起",   "件",   "条",     "处",     "天", "日", "户",
                                         "台",   "吨",     "公里", "千米", "米",     "平方米", "亩", "份", "小时",
                                         "%",    "年月日", "只",   "辆",   "所",     "座" };
    static const char UNIT[] = "单位:";
    if (bytes > sizeof UNIT - 1 && memcmp(text, UNIT, sizeof UNIT - 1) == 0) {
        text += sizeof UNIT - 1;
        bytes -= sizeof UNIT - 1;
    }
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (strlen(WORDS[i]) == bytes && memcmp(WORDS[i], text, bytes) == 0)
            return true;
    return false;
}

bool name_is_unit(const char *folded)
{
    size_t bytes = strlen(folded);
    if (bytes > 2 && *folded == '(' && folded[bytes - 1] == ')')
        return says_nothing(folded + 1, bytes - 2) || strstr(folded, "万元") || strstr(folded, "亿元");
    return says_nothing(folded, bytes) || strcmp(folded, "万元") == 0 || strcmp(folded, "亿元") == 0;
}

/* Bytes of folded text without its stars, its closing colon and brackets that say nothing. */
static size_t without_tail(const char *text, size_t bytes)
{
    for (;;) {
        size_t open = bytes;
        if (bytes > 1 && (text[bytes - 1] == '*' || text[bytes - 1] == ':')) {
            bytes--;
            continue;
        }
        if (bytes > 2 && text[bytes - 1] == ')')
            while (open > 0 && text[open - 1] != '(')
                open--;
        if (open == bytes || open < 2 || !says_nothing(text + open, bytes - open - 1))
            return bytes;
        bytes = open - 1;
    }
}

char *name_squeeze(struct arena *a, const char *text)
{
    size_t bytes = strlen(text), n = 0;
    char *out = arena_alloc(a, bytes + 1, 1, 1);
    for (const char *p = text, *end = text + bytes; p < end;) {
        uint32_t point = text_next(&p, end);
        if (is_space(point))
            continue;
        if (point >= 0xFF01 && point <= 0xFF5E)
            point -= 0xFF01 - '!';
        if (point >= 'A' && point <= 'Z')
            point += 'a' - 'A';
        n += text_put(out + n, point);
    }
    return out;
}

const char *name_fold(struct arena *a, const char *text)
{
    if (strlen(text) > FOLD_BYTES_MAX)
        return text;
    char *out = name_squeeze(a, text);
    out += strspn(out, "*");
    out[without_tail(out, strlen(out))] = '\0';
    return out;
}

/* ---- the names of a book ---- */

/* What a move of the flow needs that is no field of the book: kept as a text with the move. */
static void put_needs(struct names *n, struct arena *a, const struct flow *f)
{
    for (int i = 0; f && i < f->move_count; i++)
        for (int k = 0; k < f->moves[i].need_count; k++)
            names_put(n, a, f->moves[i].needs[k], f->moves[i].needs[k]);
}

/* The first to come has the name; a folded name that two names share means neither. */
void names_put(struct names *n, struct arena *a, const char *key, const char *means)
{
    uint64_t exact = hash_text(1, key), folded = hash_text(2, name_fold(a, key));
    int64_t at;
    if (hash_find(&n->places, exact, &at))
        return;
    hash_put(&n->places, exact, n->count);
    if (!hash_find(&n->places, folded, &at))
        hash_put(&n->places, folded, n->count);
    else if (at >= 0 && strcmp(n->means[at], means) != 0 && at >= n->mapped)
        hash_put(&n->places, folded, -1);
    n->means[n->count++] = means;
}

void names_make(struct names *n, struct arena *a, const struct book *b, const struct intake_options *o)
{
    static const char *const COUNTERS[] = { "序号", "序", "No.", "No", "№" };
    int needs = 0;
    for (int i = 0; b->flow && i < b->flow->move_count; i++)
        needs += b->flow->moves[i].need_count;
    *n = (struct names) { 0 };
    n->means = ARENA_ARRAY(a, const char *, (size_t)(o->map_count + b->field_count + needs) + 16);
    for (int i = 0; i < o->map_count; i++)
        names_put(n, a, o->map_from[i], o->map_to[i]);
    n->mapped = n->count;
    names_put(n, a, NAME_NUMBER, NAME_NUMBER);
    if (!b->is_org)
        names_put(n, a, NAME_ORG, NAME_ORG);
    if (o->moves) {
        names_put(n, a, NAME_MOVE, NAME_MOVE);
        names_put(n, a, NAME_DAY, NAME_DAY);
    }
    for (int i = 0; i < b->field_count; i++)
        names_put(n, a, b->fields[i].name, b->fields[i].name);
    if (o->moves)
        put_needs(n, a, b->flow);
    if (b->flow)
        names_put(n, a, NAME_STATE, NAME_STATE);
    names_put(n, a, NAME_REASON, NAME_REASON);
    names_put(n, a, NAME_ROW, "");
    for (size_t i = 0; i < sizeof COUNTERS / sizeof *COUNTERS; i++)
        names_put(n, a, COUNTERS[i], "");
}

void names_free(struct names *n)
{
    hash_free(&n->places);
}

const char *names_find(const struct names *n, const char *name)
{
    int64_t at;
    return hash_find(&n->places, hash_text(1, name), &at) ? n->means[at] : NULL;
}

const char *names_find_folded(const struct names *n, struct arena *a, const char *name)
{
    int64_t at;
    return hash_find(&n->places, hash_text(2, name_fold(a, name)), &at) && at >= 0 ? n->means[at] : NULL;
}

bool intake_names(const struct book *b, bool moves, const char *name)
{
    struct arena a;
    struct names n;
    struct intake_options o = { .book = b, .moves = moves };
    arena_init(&a, 4096);
    names_make(&n, &a, b, &o);
    bool ok = *name == '\0' || names_find(&n, name) != NULL;
    names_free(&n);
    arena_free(&a);
    return ok;
}
