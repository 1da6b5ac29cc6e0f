/* catalog/where.c: conditions.  `or` binds loosest, then `and`, then `not`, then comparisons. */
#include <string.h>

#include "base/day.h"
#include "base/decimal.h"
#include "catalog/parse.h"

static bool parse_or(struct parser *p, const struct book *b, const struct where **out);

static struct where *new_where(struct parser *p, enum where_op op, const struct where *left, const struct where *right)
{
    struct where *w = ARENA_NEW(p->a, struct where);
    w->op = op;
    w->left = left;
    w->right = right;
    return w;
}

/* What a path's end holds, for the check of its literals. */
static enum field_type end_type(const struct path *path)
{
    switch (path->end) {
    case PATH_FIELD: return path->field->type;
    case PATH_DAY: return FIELD_DAY;
    case PATH_OVERDUE: return FIELD_BOOL;
    case PATH_STATE:
    case PATH_NUMBER:
    case PATH_ORG: break;
    }
    return FIELD_TEXT;
}

static bool has_order(enum field_type t)
{
    return t == FIELD_INT || t == FIELD_DECIMAL || t == FIELD_MONEY || t == FIELD_DAY;
}

static bool check_one_of(struct parser *p, const char *const *values, int count, const struct path *path)
{
    struct near n;
    char hint[NEAR_HINT_BYTES];
    near_begin(&n, p->token.text);
    for (int i = 0; i < count; i++) {
        if (strcmp(values[i], p->token.text) == 0)
            return true;
        near_offer(&n, values[i]);
    }
    return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_NO_VALUE, path_last_name(path), p->token.text,
                      near_list(&n, p->e->lang, hint));
}

static bool check_number(struct parser *p, const struct path *path, struct literal *l)
{
    char room[32];
    const char *text = p->token.text, *name = path_last_name(path);
    if (decimal_parse(text, strlen(text), path->field->scale, &l->value)) {
        l->text = arena_text(p->a, decimal_text(room, l->value, path->field->scale));
        return true;
    }
    int64_t ignored;
    if (!decimal_parse(text, strlen(text), DECIMAL_SCALE_MAX, &ignored))
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_NO_NUMBER, name, text);
    return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_SCALE, name, text, MSG_NUM(path->field->scale));
}

static bool check_day(struct parser *p, const struct path *path, struct literal *l)
{
    int32_t day;
    if (!day_parse(p->token.text, strlen(p->token.text), &day))
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_NO_DAY_VALUE, path_last_name(path), p->token.text);
    l->value = day;
    return true;
}

static bool check_bool(struct parser *p, const struct path *path, struct literal *l)
{
    const char *text = p->token.text;
    l->value = strcmp(text, "true") == 0 || strcmp(text, "是") == 0;
    if (!l->value && strcmp(text, "false") != 0 && strcmp(text, "否") != 0)
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_NO_BOOL, path_last_name(path), text);
    l->text = l->value ? "true" : "false";
    return true;
}

/* The current token as a value of the path's end. */
static bool check_literal(struct parser *p, const struct path *path, struct literal *l)
{
    l->text = p->token.text;
    if (path->end == PATH_STATE)
        return check_one_of(p, path->end_book->flow->states, path->end_book->flow->state_count, path);
    switch (end_type(path)) {
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY: return check_number(p, path, l);
    case FIELD_DAY: return check_day(p, path, l);
    case FIELD_BOOL: return check_bool(p, path, l);
    case FIELD_CHOICE: return check_one_of(p, path->field->values, path->field->value_count, path);
    case FIELD_TEXT:
    case FIELD_REF:
    case FIELD_PLACE:
    case FIELD_FILE: break;
    }
    if (!p->token.text[0])
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_VALUE_MISSING);
    return true;
}

/* The literals of `in (…)`: an array that doubles, so their number is bounded by the formula's length alone. */
static bool parse_in(struct parser *p, const struct path *path, struct where *w)
{
    struct literal *all = NULL;
    int room = 0;
    if (!lex(p))
        return false;
    if (p->token.kind != TOKEN_OPEN)
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_WANTED, "(");
    do {
        if (w->literal_count == room) {
            room = room ? room * 2 : 4;
            struct literal *wider = ARENA_ARRAY(p->a, struct literal, (size_t)room);
            if (all)
                memcpy(wider, all, (size_t)w->literal_count * sizeof *all);
            all = wider;
        }
        if (!lex_literal(p) || !check_literal(p, path, &all[w->literal_count++]) || !lex(p))
            return false;
    } while (p->token.kind == TOKEN_COMMA);
    w->literals = all;
    return parse_take(p, TOKEN_CLOSE, ")");
}

static bool parse_compare(struct parser *p, const struct path *path, enum where_op op, struct where *w)
{
    if (op > WHERE_NE && !has_order(end_type(path)))
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_NO_ORDER, path_last_name(path), p->token.text);
    struct literal *l = ARENA_NEW(p->a, struct literal);
    w->literals = l;
    w->literal_count = 1;
    return lex_literal(p) && check_literal(p, path, l) && lex(p);
}

static bool parse_test(struct parser *p, const struct book *b, const struct where **out)
{
    struct token start = p->token;
    const struct path *path;
    if (p->token.kind == TOKEN_OPEN) {
        bool ok = parse_enter(p) && lex(p) && parse_or(p, b, out) && parse_take(p, TOKEN_CLOSE, ")");
        p->depth--;
        return ok;
    }
    if (!parse_path(p, b, &path))
        return false;
    struct where *w = new_where(p, WHERE_EQ, NULL, NULL);
    w->path = path;
    *out = w;
    if (is_word(p, "in")) {
        w->op = WHERE_IN;
        return parse_in(p, path, w);
    }
    if (p->token.kind >= TOKEN_EQ) {
        w->op = WHERE_EQ + (p->token.kind - TOKEN_EQ);
        return parse_compare(p, path, w->op, w);
    }
    if (end_type(path) != FIELD_BOOL)
        return PARSE_FAIL(p, p->token.kind == TOKEN_END ? start.start : p->token.start, CATALOG_FORMULA_NO_COMPARE,
                          path_last_name(path));
    struct literal *l = ARENA_NEW(p->a, struct literal);
    *l = (struct literal) { .text = "true", .value = 1 };
    w->literals = l;
    w->literal_count = 1;
    return true;
}

static bool parse_not(struct parser *p, const struct book *b, const struct where **out)
{
    if (!is_word(p, "not"))
        return parse_test(p, b, out);
    const struct where *inner;
    bool ok = parse_enter(p) && lex(p) && parse_not(p, b, &inner);
    p->depth--;
    if (ok)
        *out = new_where(p, WHERE_NOT, inner, NULL);
    return ok;
}

static bool parse_and(struct parser *p, const struct book *b, const struct where **out)
{
    bool ok = parse_not(p, b, out);
    while (ok && is_word(p, "and")) {
        const struct where *right, *left = *out;
        ok = lex(p) && parse_not(p, b, &right);
        if (ok)
            *out = new_where(p, WHERE_AND, left, right);
    }
    return ok;
}

static bool parse_or(struct parser *p, const struct book *b, const struct where **out)
{
    bool ok = parse_and(p, b, out);
    while (ok && is_word(p, "or")) {
        const struct where *right, *left = *out;
        ok = lex(p) && parse_and(p, b, &right);
        if (ok)
            *out = new_where(p, WHERE_OR, left, right);
    }
    return ok;
}

/* Chains grow to the left without nesting the parser, so the tree is measured when it is whole. */
static int height(const struct where *w)
{
    int left = w->left ? height(w->left) : 0, right = w->right ? height(w->right) : 0;
    return 1 + (left > right ? left : right);
}

bool parse_where(struct parser *p, const struct book *b, const struct where **out)
{
    const char *start = p->token.start;
    if (!parse_or(p, b, out))
        return false;
    return height(*out) <= FORMULA_DEPTH_MAX || PARSE_FAIL(p, start, CATALOG_FORMULA_DEEP, MSG_NUM(FORMULA_DEPTH_MAX));
}

bool where_parse(const struct catalog *c, struct arena *a, const struct book *b, const char *text, const struct where **out,
                 int *at, struct err *e)
{
    struct parser p = { .c = c, .a = a, .at = at, .e = e };
    return parser_begin(&p, text) && parse_where(&p, b, out) && parser_end(&p);
}
