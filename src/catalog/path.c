/* catalog/path.c: 检查.单位.行业 -> the refs to follow and where they end. */
#include <string.h>

#include "catalog/name.h"
#include "catalog/parse.h"

static const struct {
    const char *word;
    enum path_end end;
} ENDS[] = {
    { "state", PATH_STATE },      { "day", PATH_DAY },    { "overdue", PATH_OVERDUE },
    { NAME_NUMBER, PATH_NUMBER }, { NAME_ORG, PATH_ORG },
};

static bool unknown_field(struct parser *p, const struct book *b)
{
    char hint[NEAR_HINT_BYTES];
    struct near n;
    near_begin(&n, p->token.text);
    near_offer_fields(&n, b);
    if (b->flow)
        near_offer(&n, "state");
    if (b->day)
        near_offer(&n, "day");
    return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_FIELD, b->name, p->token.text, near_hint(&n, p->e->lang, hint));
}

/* What one word names in a book: a field, or one of ENDS. */
static bool read_word(struct parser *p, struct path *path)
{
    if (p->token.kind != TOKEN_WORD)
        return p->token.kind == TOKEN_END
                   ? PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_FIELD_MISSING, path->end_book->name)
                   : parse_unexpected(p);
    const struct book *b = path->end_book;
    path->field = book_field(b, p->token.text);
    if (path->field) {
        path->end = PATH_FIELD;
        return true;
    }
    size_t i = 0, count = sizeof ENDS / sizeof *ENDS;
    while (i < count && strcmp(ENDS[i].word, p->token.text) != 0)
        i++;
    if (i == count)
        return name_reserved(p->token.text) ? parse_unexpected(p) : unknown_field(p, b);
    path->end = ENDS[i].end;
    if (!b->flow && (path->end == PATH_STATE || path->end == PATH_OVERDUE))
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_NO_FLOW, b->name, p->token.text);
    if (!b->day && path->end == PATH_DAY)
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_NO_DAY, b->name);
    return true;
}

/* The word before a '.' becomes a step. */
static bool step(struct parser *p, struct path *path, const char *word, const char *place)
{
    const struct book *next = NULL;
    bool many = false;
    if (path->end == PATH_ORG) {
        next = catalog_book(p->c, BOOK_ORG);
    } else if (path->end == PATH_FIELD && path->field->type == FIELD_REF) {
        next = path->field->ref;
        many = path->field->many;
    }
    if (!next)
        return PARSE_FAIL(p, place, CATALOG_FORMULA_NO_REF, word);
    if (path->step_count == PATH_STEPS_MAX)
        return PARSE_FAIL(p, place, CATALOG_FORMULA_STEPS, MSG_NUM(PATH_STEPS_MAX));
    if (many && path->step_count > 0)
        return PARSE_FAIL(p, place, CATALOG_FORMULA_MANY_STEP, word);
    path->steps[path->step_count++] = path->end == PATH_ORG ? NULL : path->field;
    path->end_book = next;
    path->field = NULL;
    return true;
}

bool parse_path(struct parser *p, const struct book *b, const struct path **out)
{
    struct path *path = ARENA_NEW(p->a, struct path);
    path->book = path->end_book = b;
    for (;;) {
        struct token word = p->token;
        if (!read_word(p, path) || !lex(p))
            return false;
        if (p->token.kind != TOKEN_DOT) {
            bool many_end = path->end == PATH_FIELD && path->field->many;
            if (many_end && path->step_count && path->steps[0] && path->steps[0]->many)
                return PARSE_FAIL(p, word.start, CATALOG_FORMULA_MANY_STEP, word.text);
            *out = path;
            return true;
        }
        if (!step(p, path, word.text, word.start) || !lex(p))
            return false;
    }
}

bool path_many(const struct path *path)
{
    for (int i = 0; i < path->step_count; i++)
        if (path->steps[i] && path->steps[i]->many)
            return true;
    return path->end == PATH_FIELD && path->field->many;
}

bool path_numeric(const struct path *path)
{
    if (path->end != PATH_FIELD)
        return false;
    enum field_type t = path->field->type;
    return t == FIELD_INT || t == FIELD_DECIMAL || t == FIELD_MONEY;
}

const char *path_last_name(const struct path *path)
{
    if (path->end == PATH_FIELD)
        return path->field->name;
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        if (ENDS[i].end == path->end)
            return ENDS[i].word;
    return "";
}

bool path_parse(const struct catalog *c, struct arena *a, const struct book *b, const char *text, const struct path **out,
                int *at, struct err *e)
{
    struct parser p = { .c = c, .a = a, .at = at, .e = e };
    return parser_begin(&p, text) && parse_path(&p, b, out) && parser_end(&p);
}
