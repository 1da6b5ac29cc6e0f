/* report/template.c: tokens -> tree, and the check of a tree's formulas. */
#include "report/template.h"

#include <string.h>

#include "base/day.h"
#include "report/page.h"

struct parser {
    struct tag_context context;
    const struct token *at;
    bool literal;
    int depth;
    struct err *e;
};

static bool parse_list(struct parser *p, struct node **out);

static const char *token_place(const struct parser *p, const struct token *t)
{
    return template_place(p->context.a, p->context.name, t->line, t->column);
}

static bool is_tag(const struct token *t, const char *text)
{
    return t && t->kind == TOKEN_TAG && strcmp(t->text, text) == 0;
}

static bool closes(const struct token *t)
{
    return t->kind == TOKEN_TAG && (t->text[0] == '/' || strcmp(t->text, "else") == 0);
}

/* What is listed inside a block. */
static struct scope scope_inside(const struct parser *p, const struct node *n)
{
    struct scope s = { .outer = p->context.scope, .depth = p->context.scope->depth + 1 };
    s.kind = n->kind == NODE_EACH ? SCOPE_ORGS : n->kind == NODE_GROUP ? SCOPE_GROUP : SCOPE_ENTRIES;
    s.book = n->book;
    return s;
}

/* The body of a block whose head was read, up to and with its closing tag. */
static bool parse_body(struct parser *p, const struct token *head, struct node *n)
{
    const char *closer = n->kind == NODE_IF ? "/if" : "/each";
    const struct scope *outer = p->context.scope;
    struct scope inner = scope_inside(p, n);
    if (++p->depth > TEMPLATE_DEPTH_MAX)
        return ERR(p->e, ERR_INPUT, REPORT_TOO_DEEP, token_place(p, head), MSG_NUM(TEMPLATE_DEPTH_MAX));
    p->context.scope = n->kind == NODE_IF ? outer : &inner;
    bool ok = parse_list(p, &n->body);
    if (ok && n->kind == NODE_IF && is_tag(p->at, "else")) {
        p->at = p->at->next;
        ok = parse_list(p, &n->otherwise);
    }
    p->context.scope = outer;
    if (!ok)
        return false;
    if (!p->at)
        return ERR(p->e, ERR_INPUT, REPORT_BLOCK_OPEN, token_place(p, head), head->text, closer);
    if (!is_tag(p->at, closer))
        return ERR(p->e, ERR_INPUT, REPORT_TAG_STRAY, token_place(p, p->at), p->at->text);
    p->at = p->at->next;
    p->depth--;
    return true;
}

static bool parse_text(struct parser *p, const struct token *t, struct node *out)
{
    const char *text = t->text;
    size_t bytes = strlen(text);
    text_trim(&text, &bytes);
    const char *word = t->first && !p->literal ? mark_unknown(p->context.a, text) : NULL;
    *out = (struct node) { .kind = NODE_TEXT, .line = t->line, .column = t->column, .begin = t->begin, .text = t->text };
    if (!word)
        return true;
    struct buf marks = { 0 };
    mark_list(&marks);
    ERR(p->e, ERR_INPUT, REPORT_MARK_UNKNOWN, token_place(p, t), word, mark_near(word), buf_get(&marks));
    buf_free(&marks);
    return false;
}

/* Nodes up to a closing tag or the end. */
static bool parse_list(struct parser *p, struct node **out)
{
    *out = NULL;
    while (p->at && !closes(p->at)) {
        const struct token *t = p->at;
        p->at = t->next;
        if (t->kind == TOKEN_TEXT) {
            *out = ARENA_NEW(p->context.a, struct node);
            if (!parse_text(p, t, *out))
                return false;
        } else if (!template_tag(&p->context, t, out, p->e)) {
            return false;
        }
        struct node *n = *out;
        bool block = n->kind == NODE_EACH || n->kind == NODE_GROUP || n->kind == NODE_ENTRIES || n->kind == NODE_IF;
        if (block && !parse_body(p, t, n))
            return false;
        out = &n->next;
    }
    return true;
}

bool template_parse(const struct catalog *c, struct arena *a, const struct report_source *s, struct node **out,
                    struct err *e)
{
    struct token *tokens;
    struct scope whole = { .kind = SCOPE_TEXT, .book = s->of };
    if (!template_tokens(a, s, &tokens, e))
        return false;
    struct parser p = { .context = { .a = a, .catalog = c, .name = s->file, .scope = &whole },
                        .at = tokens,
                        .literal = s->docx != NULL,
                        .e = e };
    if (!parse_list(&p, out))
        return false;
    if (p.at)
        return ERR(e, ERR_INPUT, REPORT_TAG_STRAY, token_place(&p, p.at), p.at->text);
    return true;
}

/* ---- checking ---- */

struct checker {
    const struct catalog *catalog;
    struct arena *a;
    const char *name;
    struct err *e;
};

/* The catalog's refusal, behind its place in the template: code point `at` of the expression. */
static bool fail_at(const struct checker *k, const struct expression *x, int at, const struct err *inner)
{
    struct buf b = { 0 };
    buf_format(&b, "%s：", template_place(k->a, k->name, x->line, x->column + at));
    err_take(k->e, inner, buf_get(&b));
    buf_free(&b);
    return false;
}

/* Where fields could be named: a path that begins well is refused as a path, a name near a field's as that field. */
static bool fail_field(const struct checker *k, const struct expression *x, int formula_at, const struct err *formula)
{
    const struct path *path;
    int at = 0;
    struct err inner = err_like(k->e);
    if (strchr(x->text, '.') && !path_parse(k->catalog, k->a, x->book, x->text, &path, &at, &inner) && at > 0)
        return fail_at(k, x, at, &inner);
    const char *near = book_near_field(x->book, x->text);
    return *near ? ERR(k->e, ERR_INPUT, REPORT_FIELD_UNKNOWN, template_place(k->a, k->name, x->line, x->column), x->text,
                       x->book->name, near)
                 : fail_at(k, x, formula_at, formula);
}

static bool check_formula(const struct checker *k, const struct expression *x, const struct formula **out)
{
    int at = 0;
    struct err inner = err_like(k->e);
    if (!formula_parse(k->catalog, k->a, x->text, out, &at, &inner))
        return x->book ? fail_field(k, x, at, &inner) : fail_at(k, x, at, &inner);
    if ((*out)->op == FORMULA_BY)
        return ERR(k->e, ERR_INPUT, REPORT_GROUPED, template_place(k->a, k->name, x->line, x->column), x->text);
    return true;
}

static bool check_expression(const struct checker *k, const struct expression *x)
{
    const struct formula *f;
    return !x->text || x->word != WORD_NONE || x->path || check_formula(k, x, &f);
}

/* The book whose entries a formula counts first; NULL where it is all numbers. */
static const struct book *first_book(const struct checker *k, const struct formula *f)
{
    while (f && !f->book) {
        const struct measure *m =
            f->op == FORMULA_MEASURE ? catalog_measure(k->catalog, f->name, DAY_LAST, INT64_MAX) : NULL;
        f = m ? m->formula : f->left && f->left->op == FORMULA_NUMBER ? f->right : f->left;
    }
    return f ? f->book : NULL;
}

/* "问题隐患 by 级别": what is counted has such a field. */
static bool check_group(const struct checker *k, const struct node *n)
{
    const struct formula *f;
    if (!check_formula(k, &n->left, &f))
        return false;
    const struct book *book = first_book(k, f);
    const struct path *path;
    int at = 0;
    struct err inner = err_like(k->e);
    return !book || path_parse(k->catalog, k->a, book, n->right.text, &path, &at, &inner)
           || fail_at(k, &n->right, at, &inner);
}

bool template_check(const struct catalog *c, struct arena *a, const char *name, const struct node *list, struct err *e)
{
    struct checker k = { c, a, name, e };
    for (const struct node *n = list; n; n = n->next) {
        bool ok = n->where                ? true
                  : n->kind == NODE_GROUP ? check_group(&k, n)
                                          : check_expression(&k, &n->left) && check_expression(&k, &n->right);
        if (!ok)
            return false;
        if (!template_check(c, a, name, n->body, e) || !template_check(c, a, name, n->otherwise, e))
            return false;
    }
    return true;
}
