/* catalog/lex.c: a formula's text -> tokens.  Full-width brackets and signs, as input methods give them, are accepted. */
#include <string.h>

#include "base/text.h"
#include "catalog/name.h"
#include "catalog/parse.h"

static const struct {
    const char *text;
    enum token_kind kind;
} SIGNS[] = {
    /* longer ones first */
    { "!=", TOKEN_NE },    { "<=", TOKEN_LE },    { ">=", TOKEN_GE },    { "！=", TOKEN_NE },   { "＜=", TOKEN_LE },
    { "＞=", TOKEN_GE },   { "≠", TOKEN_NE },     { "≤", TOKEN_LE },     { "≥", TOKEN_GE },     { "=", TOKEN_EQ },
    { "＝", TOKEN_EQ },    { "<", TOKEN_LT },     { "＜", TOKEN_LT },    { ">", TOKEN_GT },     { "＞", TOKEN_GT },
    { "(", TOKEN_OPEN },   { "（", TOKEN_OPEN },  { ")", TOKEN_CLOSE },  { "）", TOKEN_CLOSE }, { ",", TOKEN_COMMA },
    { "，", TOKEN_COMMA }, { ".", TOKEN_DOT },    { "+", TOKEN_PLUS },   { "-", TOKEN_MINUS },  { "*", TOKEN_TIMES },
    { "×", TOKEN_TIMES },  { "/", TOKEN_DIVIDE }, { "÷", TOKEN_DIVIDE },
};

bool parse_fail(struct parser *p, const char *place, enum msg_id id, const char *const *args)
{
    int at = (int)text_points(p->text, (size_t)(place - p->text));
    if (p->at && p->e->code == ERR_NONE)
        *p->at = at;
    char before[64];
    struct err why = err_like(p->e);
    err_fail(&why, ERR_INPUT, __FILE__, __LINE__, id, args);
    msg_format(before, sizeof before, p->e->lang, MSG_CATALOG_FORMULA_PLACE,
               (const char *const[]) { MSG_NUM(at + 1), NULL });
    return err_take(p->e, &why, before);
}

static uint32_t peek(const struct parser *p)
{
    const char *at = p->p;
    return at < p->end ? text_next(&at, p->end) : 0;
}

static void skip_spaces(struct parser *p)
{
    for (;;) {
        uint32_t c = peek(p);
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != 0x3000 && c != 0xA0)
            return;
        text_next(&p->p, p->end);
    }
}

static bool keep(struct parser *p, enum token_kind kind, const char *from, const char *to)
{
    size_t bytes = (size_t)(to - from);
    char *text = ARENA_ARRAY(p->a, char, bytes + 1);
    memcpy(text, from, bytes);
    p->token.kind = kind;
    p->token.text = text;
    return true;
}

static void skip_name(struct parser *p)
{
    while (p->p < p->end && name_point(peek(p)))
        text_next(&p->p, p->end);
}

static void skip_digits(struct parser *p)
{
    while (p->p < p->end && *p->p >= '0' && *p->p <= '9')
        p->p++;
}

static bool lex_number(struct parser *p)
{
    const char *start = p->p;
    skip_digits(p);
    if (p->p + 1 < p->end && *p->p == '.' && p->p[1] >= '0' && p->p[1] <= '9') {
        p->p++;
        skip_digits(p);
    }
    if (p->p < p->end && name_point(peek(p)))
        return PARSE_FAIL(p, p->p, CATALOG_FORMULA_NUMBER_TAIL);
    return keep(p, TOKEN_NUMBER, start, p->p);
}

/* "…" '…' “…” ‘…’: everything up to the same kind's closing sign. */
static bool lex_quoted(struct parser *p, uint32_t open)
{
    const char *start = p->p;
    uint32_t close = open == 0x201C ? 0x201D : open == 0x2018 ? 0x2019 : open;
    text_next(&p->p, p->end);
    const char *inner = p->p;
    while (p->p < p->end) {
        const char *at = p->p;
        if (text_next(&p->p, p->end) == close)
            return keep(p, TOKEN_QUOTED, inner, at);
    }
    return PARSE_FAIL(p, start, CATALOG_FORMULA_QUOTE_OPEN);
}

static bool is_quote(uint32_t c)
{
    return c == '"' || c == '\'' || c == 0x201C || c == 0x2018;
}

static bool refuse_character(struct parser *p)
{
    const char *next = p->p;
    uint32_t c = text_next(&next, p->end);
    char shown[8] = { 0 };
    text_put(shown, c < 0x20 || c == 0x7F ? 0x2423 : c);
    return PARSE_FAIL(p, p->p, CATALOG_FORMULA_CHARACTER, shown);
}

static bool begin_token(struct parser *p)
{
    skip_spaces(p);
    p->token = (struct token) { .kind = TOKEN_END, .start = p->p, .text = "" };
    return p->p < p->end;
}

bool lex(struct parser *p)
{
    if (!begin_token(p))
        return true;
    uint32_t c = peek(p);
    if (c >= '0' && c <= '9')
        return lex_number(p);
    if (is_quote(c))
        return lex_quoted(p, c);
    if (name_point(c)) {
        skip_name(p);
        return keep(p, TOKEN_WORD, p->token.start, p->p);
    }
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++) {
        size_t bytes = strlen(SIGNS[i].text);
        if ((size_t)(p->end - p->p) >= bytes && memcmp(p->p, SIGNS[i].text, bytes) == 0) {
            p->p += bytes;
            return keep(p, SIGNS[i].kind, p->token.start, p->p);
        }
    }
    return refuse_character(p);
}

static bool literal_point(uint32_t c)
{
    return name_point(c) || c == '+' || c == '-' || c == '.' || c == '/' || c == ':';
}

bool lex_literal(struct parser *p)
{
    if (!begin_token(p))
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_VALUE_MISSING);
    uint32_t c = peek(p);
    if (is_quote(c))
        return lex_quoted(p, c);
    while (p->p < p->end && literal_point(peek(p)))
        text_next(&p->p, p->end);
    if (p->p == p->token.start)
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_VALUE_MISSING);
    keep(p, TOKEN_WORD, p->token.start, p->p);
    if (name_reserved(p->token.text))
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_VALUE_MISSING);
    return true;
}

bool parser_begin(struct parser *p, const char *text)
{
    size_t bytes = strlen(text);
    p->text = p->p = text;
    p->end = text + bytes;
    if (p->at)
        *p->at = 0;
    if (bytes > FORMULA_BYTES_MAX)
        return PARSE_FAIL(p, text, CATALOG_FORMULA_LONG, MSG_NUM(FORMULA_BYTES_MAX));
    if (!text_valid(text, bytes))
        return PARSE_FAIL(p, text, CATALOG_FORMULA_NOT_UTF8);
    return lex(p);
}

bool parser_end(struct parser *p)
{
    return p->token.kind == TOKEN_END || parse_unexpected(p);
}

bool parse_unexpected(struct parser *p)
{
    switch (p->token.kind) {
    case TOKEN_END: return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_UNFINISHED);
    case TOKEN_COMMA: return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_COMMA);
    default: return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_UNEXPECTED, p->token.text);
    }
}

bool is_word(const struct parser *p, const char *word)
{
    return p->token.kind == TOKEN_WORD && strcmp(p->token.text, word) == 0;
}

bool parse_take(struct parser *p, enum token_kind kind, const char *shown)
{
    if (p->token.kind == kind)
        return lex(p);
    if (p->token.kind == TOKEN_COMMA)
        return parse_unexpected(p);
    return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_WANTED, shown);
}

bool parse_enter(struct parser *p)
{
    if (++p->depth > FORMULA_DEPTH_MAX)
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_DEEP, MSG_NUM(FORMULA_DEPTH_MAX));
    return true;
}
