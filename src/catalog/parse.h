/* catalog/parse.h: the formula language inside this module: one parser, three ways in (formula, where, path).
 *
 * Legal order: parser_begin, then parse_*; `token` is always the one not yet used.
 * Errors:      the first mistake wins; its sentence begins with its place in the formula.
 */
#ifndef CATALOG_PARSE_H
#define CATALOG_PARSE_H

#include "catalog/inside.h"

#define FORMULA_BYTES_MAX 4096
#define FORMULA_DEPTH_MAX 64

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_QUOTED,
    TOKEN_NUMBER,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
    TOKEN_DOT,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_TIMES,
    TOKEN_DIVIDE,
    TOKEN_EQ,
    TOKEN_NE,
    TOKEN_LT,
    TOKEN_LE,
    TOKEN_GT,
    TOKEN_GE
};

struct token {
    enum token_kind kind;
    const char *start; /* in the formula */
    const char *text;  /* as written; quoted texts without their quotes */
};

struct parser {
    const struct catalog *c;
    struct arena *a;
    const char *text, *end;
    const char *p; /* behind `token` */
    struct token token;
    int depth;
    int *at; /* may be NULL */
    struct err *e;
};

bool parser_begin(struct parser *p, const char *text);
/* Fails unless the text is used up. */
bool parser_end(struct parser *p);
/* The next token; lex_literal reads what may stand right of a comparison: a quoted text or an unquoted run. */
bool lex(struct parser *p);
bool lex_literal(struct parser *p);

bool parse_fail(struct parser *p, const char *place, enum msg_id id, const char *const *args);
#define PARSE_FAIL(p, place, id, ...)                                                                                       \
    parse_fail((p), (place), MSG_##id, (const char *const[]) { __VA_ARGS__ __VA_OPT__(, ) NULL })
/* The token cannot stand here. */
bool parse_unexpected(struct parser *p);
bool is_word(const struct parser *p, const char *word);
/* Uses up a token of this kind; else says what is missing. */
bool parse_take(struct parser *p, enum token_kind kind, const char *shown);
bool parse_enter(struct parser *p);

/* From the current word on. */
bool parse_path(struct parser *p, const struct book *b, const struct path **out);
bool parse_where(struct parser *p, const struct book *b, const struct where **out);

bool path_many(const struct path *path);
bool path_numeric(const struct path *path);
/* The path as it is written, for sentences. */
const char *path_last_name(const struct path *path);

#endif
