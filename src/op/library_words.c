/* op/library_words.c: words that mean the same, as the register 近义词 has them. */
#include <string.h>

#include "op/library.h"

#define BOOK_SYNONYMS  "近义词"
#define FIELD_SYNONYMS "词"
#define GROUPS_MAX     5000
#define WORDS_MAX      100  /* of a group */
#define BETWEEN        "、" /* words of a cell */

static const struct field *words_field(const struct book *b)
{
    for (int i = 0; b && i < b->field_count; i++) {
        if (strcmp(b->fields[i].name, FIELD_SYNONYMS) == 0)
            return &b->fields[i];
    }
    return NULL;
}

static bool see_group(struct op_call *c, struct sheet_walk *w, const struct entry_view *v, const char *const *cells,
                      struct err *e)
{
    struct library_words *x = w->context;
    const char *text = v->cells[words_field(w->book)->number];
    (void)cells;
    (void)e;
    if (!text || x->count == GROUPS_MAX)
        return true;
    const char **words = ARENA_ARRAY(c->memory, const char *, WORDS_MAX);
    int count = 0;
    for (char *p = arena_text(c->memory, text), *next; p && count < WORDS_MAX; p = next) {
        next = strstr(p, BETWEEN);
        if (next) {
            *next = '\0';
            next += strlen(BETWEEN);
        }
        words[count++] = p;
    }
    x->groups[x->count++] = (struct corpus_synonyms) { words, count };
    return true;
}

bool library_words_read(struct op_call *c, struct library_words *out, struct err *e)
{
    const struct book *book = catalog_book(c->ledger->catalog, BOOK_SYNONYMS);
    struct sheet_walk w = { .book = book, .see = see_group, .context = out, .call = c };
    struct entry_ref root;
    *out = (struct library_words) { 0 };
    if (!words_field(book) || !catalog_book(c->ledger->catalog, BOOK_ORG))
        return true;
    if (!state_root(c->ledger, c->memory, &root, e))
        return false;
    out->groups = ARENA_ARRAY(c->memory, struct corpus_synonyms, GROUPS_MAX);
    w.basis = (struct basis) { .org = root.entry, .from = DAY_FIRST, .asof = op_today(c), .known = c->ledger->head };
    sheet_columns(c, book, false, &w.columns);
    return sheet_walk(c, &w, e);
}

bool library_parse(struct op_call *c, const char *text, const struct library_words *words, struct corpus_query **out,
                   struct err *e)
{
    const char *alone;
    if (!corpus_parse(c->memory, text, out, e) || !corpus_widen(c->memory, *out, words->groups, words->count, &alone, e))
        return false;
    if (alone)
        NOTE(c, LIBRARY_NO_SYNONYMS, alone);
    return true;
}

bool library_parse_once(struct op_call *c, const char *text, struct corpus_query **out, struct err *e)
{
    struct library_words words;
    return library_words_read(c, &words, e) && library_parse(c, text, &words, out, e);
}
