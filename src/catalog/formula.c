/* catalog/formula.c: formulas.  `+ -` bind loosest, then `* /`, then a minus sign, then the modifiers behind an operand. */
#include <string.h>

#include "base/decimal.h"
#include "catalog/name.h"
#include "catalog/parse.h"

#define DIGITS_QUOTIENT 2

static const struct {
    const char *word;
    enum formula_op op;
} ATOMS[] = {
    { "count", FORMULA_COUNT }, { "distinct", FORMULA_DISTINCT }, { "sum", FORMULA_SUM }, { "avg", FORMULA_AVG },
    { "min", FORMULA_MIN },     { "max", FORMULA_MAX },           { "last", FORMULA_LAST },
}, MODIFIERS[] = {
    { "yoy", FORMULA_YOY }, { "mom", FORMULA_MOM }, { "rank", FORMULA_RANK }, { "share", FORMULA_SHARE },
};

static bool parse_sum(struct parser *p, const struct formula **out);

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int formula_digits(const struct formula *f)
{
    switch (f->op) {
    case FORMULA_COUNT:
    case FORMULA_DISTINCT:
    case FORMULA_RANK: return 0;
    case FORMULA_NUMBER: return f->number_scale;
    case FORMULA_SUM:
    case FORMULA_MIN:
    case FORMULA_MAX:
    case FORMULA_LAST: return f->path->field->scale;
    case FORMULA_ADD:
    case FORMULA_SUB: return larger(f->left->digits, f->right->digits);
    case FORMULA_MUL: {
        int digits = f->left->digits + f->right->digits;
        return digits > DECIMAL_SCALE_MAX ? DECIMAL_SCALE_MAX : digits;
    }
    case FORMULA_OF:
    case FORMULA_BY: return f->left->digits;
    case FORMULA_AVG:
    case FORMULA_DIV:
    case FORMULA_MEASURE:
    case FORMULA_YOY:
    case FORMULA_MOM:
    case FORMULA_SHARE: break;
    }
    return DIGITS_QUOTIENT;
}

static struct formula *new_formula(struct parser *p, enum formula_op op, const struct formula *left,
                                   const struct formula *right)
{
    struct formula *f = ARENA_NEW(p->a, struct formula);
    f->op = op;
    f->left = left;
    f->right = right;
    return f;
}

static bool done(struct formula *f, const struct formula **out)
{
    f->digits = formula_digits(f);
    *out = f;
    return true;
}

static bool parse_book(struct parser *p, struct formula *f, const char *atom)
{
    if (p->token.kind != TOKEN_WORD || name_reserved(p->token.text))
        return p->token.kind == TOKEN_END ? parse_unexpected(p)
                                          : PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_BOOK_MISSING, atom);
    f->book = catalog_book(p->c, p->token.text);
    if (f->book)
        return lex(p);
    char hint[NEAR_HINT_BYTES];
    struct near n;
    near_begin(&n, p->token.text);
    for (int i = 0; i < catalog_book_count(p->c); i++)
        near_offer(&n, catalog_book_at(p->c, i)->name);
    return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_BOOK, p->token.text, near_hint(&n, p->e->lang, hint));
}

static bool check_atom_path(struct parser *p, const struct formula *f, const char *atom, const char *place)
{
    if (f->op == FORMULA_DISTINCT)
        return f->path->end != PATH_OVERDUE || PARSE_FAIL(p, place, CATALOG_FORMULA_OVERDUE);
    if (!path_numeric(f->path))
        return PARSE_FAIL(p, place, CATALOG_FORMULA_NOT_NUMERIC, atom, path_last_name(f->path));
    return !path_many(f->path) || PARSE_FAIL(p, place, CATALOG_FORMULA_MANY, atom, path_last_name(f->path));
}

/* count(book [where …]) and the others with book.path; the current token is the atom's word. */
static bool parse_atom(struct parser *p, enum formula_op op, const struct formula **out)
{
    const char *atom = p->token.text;
    struct formula *f = new_formula(p, op, NULL, NULL);
    if (!lex(p) || !parse_take(p, TOKEN_OPEN, "(") || !parse_book(p, f, atom))
        return false;
    if (op == FORMULA_COUNT && p->token.kind == TOKEN_DOT)
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_COUNT_FIELD, f->book->name);
    if (op != FORMULA_COUNT) {
        if (p->token.kind != TOKEN_DOT)
            return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_ATOM_FIELD, atom, f->book->name);
        const char *place = p->p;
        if (!lex(p))
            return false;
        place = p->token.start;
        if (!parse_path(p, f->book, &f->path) || !check_atom_path(p, f, atom, place))
            return false;
    }
    if (is_word(p, "where") && (!lex(p) || !parse_where(p, f->book, &f->where)))
        return false;
    return parse_take(p, TOKEN_CLOSE, ")") && done(f, out);
}

static bool parse_number(struct parser *p, const struct formula **out)
{
    struct formula *f = new_formula(p, FORMULA_NUMBER, NULL, NULL);
    const char *text = p->token.text, *point = strchr(text, '.');
    size_t places = point ? strlen(point + 1) : 0;
    f->number_scale = (int)(places > DECIMAL_SCALE_MAX ? DECIMAL_SCALE_MAX : places);
    if (!decimal_parse(text, strlen(text), f->number_scale, &f->number))
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_NUMBER, text);
    return lex(p) && done(f, out);
}

static bool parse_measure(struct parser *p, const struct formula **out)
{
    const char *name = p->token.text;
    if (name_reserved(name))
        return parse_unexpected(p);
    if (!measure_slot_find(p->c, name)) {
        char hint[NEAR_HINT_BYTES];
        if (catalog_book(p->c, name))
            return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_BOOK_ALONE, name);
        struct near n;
        near_begin(&n, name);
        for (int i = 0; i < catalog_measure_count(p->c); i++)
            near_offer(&n, catalog_measure_name(p->c, i));
        return PARSE_FAIL(p, p->token.start, CATALOG_FORMULA_MEASURE, name, near_hint(&n, p->e->lang, hint));
    }
    struct formula *f = new_formula(p, FORMULA_MEASURE, NULL, NULL);
    f->name = name;
    return lex(p) && done(f, out);
}

static bool parse_operand(struct parser *p, const struct formula **out)
{
    if (p->token.kind == TOKEN_NUMBER)
        return parse_number(p, out);
    if (p->token.kind == TOKEN_OPEN) {
        bool ok = parse_enter(p) && lex(p) && parse_sum(p, out) && parse_take(p, TOKEN_CLOSE, ")");
        p->depth--;
        return ok;
    }
    if (p->token.kind != TOKEN_WORD)
        return parse_unexpected(p);
    for (size_t i = 0; i < sizeof ATOMS / sizeof *ATOMS; i++)
        if (is_word(p, ATOMS[i].word))
            return parse_atom(p, ATOMS[i].op, out);
    return parse_measure(p, out);
}

static bool parse_modified(struct parser *p, const struct formula **out)
{
    if (!parse_operand(p, out))
        return false;
    for (;;) {
        size_t i = 0, count = sizeof MODIFIERS / sizeof *MODIFIERS;
        while (i < count && !is_word(p, MODIFIERS[i].word))
            i++;
        bool of = i == count && is_word(p, "of");
        if (i == count && !of)
            return true;
        struct formula *f = new_formula(p, of ? FORMULA_OF : MODIFIERS[i].op, *out, NULL);
        if (of && !lex_literal(p))
            return false;
        if (of)
            f->name = p->token.text;
        if (!lex(p))
            return false;
        done(f, out);
    }
}

static bool parse_signed(struct parser *p, const struct formula **out)
{
    if (p->token.kind != TOKEN_MINUS)
        return parse_modified(p, out);
    const struct formula *inner;
    bool ok = parse_enter(p) && lex(p) && parse_signed(p, &inner);
    p->depth--;
    if (!ok)
        return false;
    struct formula *f = new_formula(p, FORMULA_NUMBER, NULL, NULL);
    if (inner->op == FORMULA_NUMBER) {
        f->number = -inner->number;
        f->number_scale = inner->number_scale;
        return done(f, out);
    }
    return done(new_formula(p, FORMULA_SUB, f, inner), out);
}

static bool parse_product(struct parser *p, const struct formula **out)
{
    bool ok = parse_signed(p, out);
    while (ok && (p->token.kind == TOKEN_TIMES || p->token.kind == TOKEN_DIVIDE)) {
        enum formula_op op = p->token.kind == TOKEN_TIMES ? FORMULA_MUL : FORMULA_DIV;
        const struct formula *left = *out, *right;
        ok = lex(p) && parse_signed(p, &right) && done(new_formula(p, op, left, right), out);
    }
    return ok;
}

static bool parse_sum(struct parser *p, const struct formula **out)
{
    bool ok = parse_product(p, out);
    while (ok && (p->token.kind == TOKEN_PLUS || p->token.kind == TOKEN_MINUS)) {
        enum formula_op op = p->token.kind == TOKEN_PLUS ? FORMULA_ADD : FORMULA_SUB;
        const struct formula *left = *out, *right;
        ok = lex(p) && parse_product(p, &right) && done(new_formula(p, op, left, right), out);
    }
    return ok;
}

/* Whether every atom written in the formula can be grouped by the path; those of its measures are seen when evaluated. */
static bool check_by(struct parser *p, const struct formula *f, const struct token *word)
{
    if (!f)
        return true;
    if (f->book) {
        struct parser again = {
            .c = p->c, .a = p->a, .text = p->text, .end = p->end, .p = word->start, .at = p->at, .e = p->e
        };
        const struct path *path;
        if (!lex(&again) || !parse_path(&again, f->book, &path))
            return false;
        if (path->end == PATH_OVERDUE)
            return PARSE_FAIL(p, word->start, CATALOG_FORMULA_OVERDUE);
    }
    return check_by(p, f->left, word) && check_by(p, f->right, word);
}

static bool parse_by(struct parser *p, const struct formula **out)
{
    if (!lex(p))
        return false;
    struct token first = p->token;
    struct formula *f = new_formula(p, FORMULA_BY, *out, NULL);
    char *name = ARENA_ARRAY(p->a, char, (size_t)(p->end - first.start) + 1), *end = name;
    for (;;) {
        if (p->token.kind != TOKEN_WORD)
            return parse_unexpected(p);
        end = stpcpy(end, p->token.text);
        if (!lex(p))
            return false;
        if (p->token.kind != TOKEN_DOT)
            break;
        end = stpcpy(end, ".");
        if (!lex(p))
            return false;
    }
    f->name = name;
    return check_by(p, f->left, &first) && done(f, out);
}

static int height(const struct formula *f)
{
    int left = f->left ? height(f->left) : 0, right = f->right ? height(f->right) : 0;
    return 1 + larger(left, right);
}

bool formula_parse(const struct catalog *c, struct arena *a, const char *text, const struct formula **out, int *at,
                   struct err *e)
{
    struct parser p = { .c = c, .a = a, .at = at, .e = e };
    if (!parser_begin(&p, text) || !parse_sum(&p, out))
        return false;
    if (height(*out) > FORMULA_DEPTH_MAX)
        return PARSE_FAIL(&p, text, CATALOG_FORMULA_DEEP, MSG_NUM(FORMULA_DEPTH_MAX));
    if (is_word(&p, "by") && !parse_by(&p, out))
        return false;
    return parser_end(&p);
}
