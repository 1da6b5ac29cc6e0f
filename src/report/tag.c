/* report/tag.c: what stands between two braces: a figure with its filters, a word, or the head of a block. */
#include <string.h>

#include "report/template.h"

struct slice {
    const char *text;
    size_t bytes;
};

struct reader {
    const struct tag_context *c;
    const struct token *t;
    struct err *e;
};

/* Where `at`, inside the tag, stands in the template. */
static const char *place(const struct reader *r, const char *at)
{
    int points = (int)text_points(r->t->text, (size_t)(at - r->t->text));
    return template_place(r->c->a, r->c->name, r->t->line, r->t->column + points);
}

static const char *kept(const struct reader *r, struct slice s)
{
    return arena_slice(r->c->a, s.text, s.bytes);
}

static struct slice trimmed(const char *from, const char *to)
{
    struct slice s = { from, (size_t)(to - from) };
    text_trim(&s.text, &s.bytes);
    return s;
}

static bool is(struct slice s, const char *text)
{
    return s.bytes == strlen(text) && memcmp(s.text, text, s.bytes) == 0;
}

/* The first word of *rest, which moves behind it; empty at the end. */
static struct slice next_word(struct slice *rest)
{
    while (rest->bytes && (*rest->text == ' ' || *rest->text == '\t')) {
        rest->text++;
        rest->bytes--;
    }
    struct slice w = { rest->text, 0 };
    while (w.bytes < rest->bytes && w.text[w.bytes] != ' ' && w.text[w.bytes] != '\t')
        w.bytes++;
    rest->text += w.bytes;
    rest->bytes -= w.bytes;
    return w;
}

/* A whole number of at most 5 digits, from least to most; -1 for anything else. */
static int small_number(struct slice s, int least, int most)
{
    int value = 0;
    for (size_t i = 0; i < s.bytes; i++) {
        if (s.text[i] < '0' || s.text[i] > '9')
            return -1;
        value = value * 10 + (s.text[i] - '0');
    }
    return s.bytes && s.bytes <= 5 && value >= least && value <= most ? value : -1;
}

/* ---- expressions ---- */

enum needs { NEEDS_NOTHING, NEEDS_EACH, NEEDS_ORGS, NEEDS_GROUP };
static const char *const BLOCK_NEEDED[] = { NULL, "#each", "#each", "#each group" };

static const struct {
    const char *text;
    enum word word;
    enum needs needs;
} WORDS[] = {
    { "年", WORD_YEAR, NEEDS_NOTHING },    { "截至", WORD_UNTIL, NEEDS_NOTHING },     { "期间", WORD_PERIOD, NEEDS_NOTHING },
    { "日期", WORD_DAY, NEEDS_NOTHING },   { "截至日期", WORD_TODAY, NEEDS_NOTHING }, { "机构", WORD_ORG, NEEDS_NOTHING },
    { "下年", WORD_AFTER, NEEDS_NOTHING }, { "本机构", WORD_OWN, NEEDS_NOTHING },     { "名称", WORD_NAME, NEEDS_ORGS },
    { "序号", WORD_INDEX, NEEDS_EACH },    { "组", WORD_GROUP, NEEDS_GROUP },         { "值", WORD_VALUE, NEEDS_GROUP },
};
enum { WORD_COUNT = sizeof WORDS / sizeof *WORDS };

static bool scope_gives(const struct scope *s, enum needs needs)
{
    switch (needs) {
    case NEEDS_NOTHING: return false;
    case NEEDS_EACH: return s->kind != SCOPE_TEXT;
    case NEEDS_ORGS: return s->kind == SCOPE_ORGS;
    case NEEDS_GROUP: return s->kind == SCOPE_GROUP;
    }
    return false;
}

/* 单位.状态 -> 单位.state; NULL where the text does not end so. */
static const char *with_state(const struct reader *r, const char *text)
{
    size_t bytes = strlen(text), word = strlen(WORD_STATE);
    if (bytes < word || strcmp(text + bytes - word, WORD_STATE) != 0 || (bytes > word && text[bytes - word - 1] != '.'))
        return NULL;
    char *copy = arena_text(r->c->a, text);
    memcpy(copy + bytes - word, "state", sizeof "state"); /* shorter than the word it replaces */
    return copy;
}

static bool path_of(const struct reader *r, const struct book *b, const char *text, const struct path **out)
{
    struct err ignored = err_like(r->e);
    return path_parse(r->c->catalog, r->c->a, b, text, out, NULL, &ignored) && (*out)->end != PATH_OVERDUE;
}

/* A text as a field of an entry's book: its own fields, through references, 状态, and 名称 for what it is called by. */
static bool field_of(const struct reader *r, const struct book *b, const char *text, const struct path **out)
{
    const char *state = with_state(r, text);
    return path_of(r, b, text, out) || (state && path_of(r, b, state, out))
           || (strcmp(text, "名称") == 0 && b->title && path_of(r, b, b->title->name, out));
}

/* A text with its place, whatever it says. */
static struct expression plain_expression(const struct reader *r, struct slice s)
{
    int before = (int)text_points(r->t->text, (size_t)(s.text - r->t->text));
    return (struct expression) { .text = kept(r, s), .line = r->t->line, .column = r->t->column + before };
}

/* What the innermost block that gives a text a meaning says it is: a field of its entry, or a word of its own. */
static void find_field(const struct reader *r, struct expression *x, enum needs needs)
{
    for (const struct scope *s = r->c->scope; s && !scope_gives(s, needs); s = s->outer) {
        if (!s->book)
            continue;
        x->book = x->book ? x->book : s->book;
        if (field_of(r, s->book, x->text, &x->path)) {
            x->depth = s->depth;
            return;
        }
        x->path = NULL;
    }
}

static bool read_expression(const struct reader *r, struct slice s, struct expression *out)
{
    *out = plain_expression(r, s);
    int i = 0;
    while (i < WORD_COUNT && !is(s, WORDS[i].text))
        i++;
    enum needs needs = i < WORD_COUNT ? WORDS[i].needs : NEEDS_NOTHING;
    bool org = i < WORD_COUNT && WORDS[i].word == WORD_ORG && r->c->scope->kind == SCOPE_ORGS;
    if (!org)
        find_field(r, out, needs);
    if (out->path || i == WORD_COUNT)
        return true;
    out->word = WORDS[i].word;
    for (const struct scope *inner = r->c->scope; needs != NEEDS_NOTHING; inner = inner->outer) {
        if (!inner)
            return ERR(r->e, ERR_INPUT, REPORT_WORD_PLACE, place(r, s.text), out->text, BLOCK_NEEDED[needs]);
        if (scope_gives(inner, needs))
            break;
    }
    return true;
}

/* An expression that has a number: no word but 年, 下年, 序号, 值. */
static bool read_number(const struct reader *r, struct slice s, struct expression *out)
{
    if (!read_expression(r, s, out))
        return false;
    if (out->path)
        return ERR(r->e, ERR_INPUT, REPORT_FIELD_NUMBER, place(r, s.text), out->text);
    bool number = false;
    switch (out->word) {
    case WORD_NONE:
    case WORD_YEAR:
    case WORD_AFTER:
    case WORD_INDEX:
    case WORD_VALUE: number = true; break;
    default: break;
    }
    return number ? true : ERR(r->e, ERR_INPUT, REPORT_WORD_COMPARE, place(r, s.text), out->text);
}

/* The catalog's refusal of an expression, behind its place: code point `at` of it. */
static bool expression_fail(const struct reader *r, const struct expression *x, int at, const struct err *inner)
{
    struct buf b = { 0 };
    buf_format(&b, "%s：", template_place(r->c->a, r->c->name, x->line, x->column + at));
    err_take(r->e, inner, buf_get(&b));
    buf_free(&b);
    return false;
}

/* ---- filters ---- */

/* The '|' that ends the part at p, or the tag's end; quotes hide it. */
static const char *part_end(const char *p)
{
    char quote = 0;
    for (; *p && (quote || *p != '|'); p++) {
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '"' || *p == '\'')
            quote = *p;
    }
    return p;
}

static bool shorten_with(struct print *p, enum shorten s)
{
    bool free = p->shorten == SHORTEN_NONE && !(p->change != CHANGE_NONE && !p->base);
    p->shorten = s;
    return free;
}

static bool change_with(struct print *p, enum change c)
{
    bool free = p->change == CHANGE_NONE && p->shorten == SHORTEN_NONE && !p->base;
    p->change = c;
    return free;
}

static bool set_once(bool *flag, bool allowed)
{
    bool free = !*flag && allowed;
    *flag = true;
    return free;
}

/* Applies one filter; *known is false where it has no such name.  False: it clashes with an earlier one. */
static bool apply_filter(struct print *p, struct slice f, bool *known)
{
    *known = true;
    if (is(f, "万"))
        return shorten_with(p, SHORTEN_WAN);
    if (is(f, "亿"))
        return shorten_with(p, SHORTEN_YI);
    if (is(f, "余"))
        return shorten_with(p, SHORTEN_ROUGH);
    if (is(f, "yoy"))
        return change_with(p, CHANGE_YEAR);
    if (is(f, "mom"))
        return change_with(p, CHANGE_PERIOD);
    if (is(f, "数"))
        return set_once(&p->bare, !(p->change != CHANGE_NONE && !p->base));
    if (is(f, "base"))
        return set_once(&p->base, !p->points);
    if (is(f, "点"))
        return set_once(&p->points, !p->base);
    *known = false;
    return true;
}

static bool read_filter(const struct reader *r, struct slice f, struct print *p)
{
    struct slice rest = f;
    if (is(next_word(&rest), "digits")) {
        p->digits = small_number(next_word(&rest), 0, DECIMAL_SCALE_MAX);
        text_trim(&rest.text, &rest.bytes);
        return p->digits >= 0 && !rest.bytes ? true : ERR(r->e, ERR_INPUT, REPORT_DIGITS, place(r, f.text));
    }
    bool known, free = apply_filter(p, f, &known);
    if (!known)
        return ERR(r->e, ERR_INPUT, REPORT_FILTER_UNKNOWN, place(r, f.text), kept(r, f));
    return free ? true : ERR(r->e, ERR_INPUT, REPORT_FILTER_CLASH, place(r, f.text), kept(r, f));
}

/* The filter of a field: "或 TEXT". */
static bool read_fallback(const struct reader *r, const char *end, struct node *n)
{
    n->kind = NODE_FIELD;
    n->fallback = "";
    if (!*end)
        return true;
    struct slice rest = trimmed(end + 1, end + strlen(end)), f = rest;
    if (!is(next_word(&rest), "或"))
        return ERR(r->e, ERR_INPUT, REPORT_FIELD_FILTER, place(r, f.text), kept(r, f), n->left.text);
    text_trim(&rest.text, &rest.bytes);
    if (!rest.bytes)
        return ERR(r->e, ERR_INPUT, REPORT_FIELD_FALLBACK, place(r, f.text));
    n->fallback = kept(r, rest);
    return true;
}

static bool read_figure(const struct reader *r, struct node *n)
{
    const char *end = part_end(r->t->text);
    struct slice first = trimmed(r->t->text, end);
    if (!first.bytes)
        return ERR(r->e, ERR_INPUT, REPORT_TAG_EMPTY, place(r, r->t->text));
    if (!read_expression(r, first, &n->left))
        return false;
    if (n->left.path)
        return read_fallback(r, end, n);
    bool word = n->left.word != WORD_NONE && n->left.word != WORD_VALUE;
    n->kind = word ? NODE_WORD : NODE_FIGURE;
    n->print.digits = -1;
    if (word && *end)
        return ERR(r->e, ERR_INPUT, REPORT_WORD_FILTER, place(r, end), n->left.text);
    while (*end) {
        const char *from = end + 1;
        end = part_end(from);
        if (!read_filter(r, trimmed(from, end), &n->print))
            return false;
    }
    if (n->print.points && n->print.change == CHANGE_NONE)
        return ERR(r->e, ERR_INPUT, REPORT_FILTER_NEEDS, place(r, first.text), "点");
    if (n->left.word == WORD_VALUE && (n->print.base || n->print.change != CHANGE_NONE))
        return ERR(r->e, ERR_INPUT, REPORT_FILTER_CLASH, place(r, first.text), n->print.base ? "base" : "yoy");
    return true;
}

/* ---- #each ---- */

static bool each_shape(const struct reader *r)
{
    return ERR(r->e, ERR_INPUT, REPORT_EACH_SHAPE, place(r, r->t->text), r->t->text);
}

/* The options at the end, "desc limit 3 join 、", read as words from the first that is one; what stands before is *head. */
static bool read_options(const struct reader *r, struct slice rest, struct node *n, struct slice *head)
{
    const char *from = rest.text, *head_end = from;
    n->join = "";
    bool in_options = false;
    for (struct slice w; (w = next_word(&rest)).bytes;) {
        bool order = is(w, "desc") || is(w, "asc");
        if (order || is(w, "limit") || is(w, "join")) {
            in_options = true;
        } else if (in_options) {
            return each_shape(r);
        } else {
            head_end = w.text + w.bytes;
            continue;
        }
        if (order) {
            n->order = is(w, "desc") ? ORDER_DESC : ORDER_ASC;
            continue;
        }
        struct slice value = next_word(&rest);
        if (!value.bytes)
            return each_shape(r);
        if (is(w, "join"))
            n->join = kept(r, value);
        else if ((n->limit = small_number(value, 1, TEMPLATE_ITEMS_MAX)) < 0)
            return ERR(r->e, ERR_INPUT, REPORT_EACH_LIMIT, place(r, value.text), MSG_NUM(TEMPLATE_ITEMS_MAX));
    }
    *head = trimmed(from, head_end);
    return true;
}

/* The last " by " of a text, so that a measure's own words come before it. */
static const char *find_by(struct slice s)
{
    const char *found = NULL;
    for (const char *p = s.text; p + 4 <= s.text + s.bytes; p++) {
        if (memcmp(p, " by ", 4) == 0)
            found = p;
    }
    return found;
}

static bool read_group(const struct reader *r, struct slice head, struct node *n)
{
    const char *by = find_by(head);
    if (!by)
        return each_shape(r);
    struct slice measure = trimmed(head.text, by), field = trimmed(by + 4, head.text + head.bytes);
    if (!measure.bytes || !field.bytes)
        return each_shape(r);
    n->kind = NODE_GROUP;
    n->left = plain_expression(r, measure);
    n->right = plain_expression(r, field);
    return true;
}

/* "BOOK [where COND] [by FIELD]": what follows the book's name. */
static bool read_entries(const struct reader *r, struct slice after, struct node *n)
{
    n->kind = NODE_ENTRIES;
    struct slice rest = after, first = next_word(&rest);
    bool where = is(first, "where");
    const char *end = after.text + after.bytes, *by = is(first, "by") ? first.text - 1 : find_by(after);
    if (first.bytes && !where && !is(first, "by"))
        return each_shape(r);
    if (where) {
        struct slice condition = trimmed(rest.text, by && by > rest.text ? by : end);
        struct expression x = plain_expression(r, condition);
        int at = 0;
        struct err inner = err_like(r->e);
        if (!where_parse(r->c->catalog, r->c->a, n->book, x.text, &n->where, &at, &inner))
            return expression_fail(r, &x, at, &inner);
    }
    if (!by || by < after.text - 1)
        return n->order == ORDER_AS_IS ? true : each_shape(r);
    struct slice field = trimmed(by + 4, end);
    if (!field.bytes)
        return each_shape(r);
    n->left = plain_expression(r, field);
    n->order = n->order == ORDER_AS_IS ? ORDER_ASC : n->order;
    if (field_of(r, n->book, n->left.text, &n->left.path))
        return true;
    int at = 0;
    struct err inner = err_like(r->e);
    path_parse(r->c->catalog, r->c->a, n->book, n->left.text, &n->left.path, &at, &inner);
    return inner.code == ERR_NONE ? each_shape(r) : expression_fail(r, &n->left, at, &inner);
}

/* "LEVEL [by MEASURE]" */
static bool read_orgs(const struct reader *r, struct slice after, struct node *n)
{
    n->kind = NODE_EACH;
    struct slice by = next_word(&after);
    text_trim(&after.text, &after.bytes);
    if (!by.bytes)
        return n->order == ORDER_AS_IS ? true : each_shape(r);
    if (!is(by, "by") || !after.bytes)
        return each_shape(r);
    n->order = n->order == ORDER_AS_IS ? ORDER_ASC : n->order;
    return read_number(r, after, &n->left);
}

/* A name that is a book's lists its entries, any other is a level of orgs; 机构 is all orgs. */
static bool read_each(const struct reader *r, struct slice rest, struct node *n)
{
    struct slice head = { 0 };
    if (!read_options(r, rest, n, &head))
        return false;
    struct slice after = head, name = next_word(&after);
    if (is(name, "group"))
        return read_group(r, after, n);
    n->text = kept(r, name);
    if (!name.bytes)
        return each_shape(r);
    n->book = is(name, BOOK_ORG) ? NULL : catalog_book(r->c->catalog, n->text);
    return n->book ? read_entries(r, after, n) : read_orgs(r, after, n);
}

/* ---- #if ---- */

/* The comparison outside brackets and quotes; *bytes is its length. */
static const char *find_compare(const char *p, enum compare *compare, size_t *bytes)
{
    static const struct {
        const char *text;
        enum compare compare;
    } SIGNS[] = { { "!=", COMPARE_NE }, { "<=", COMPARE_LE }, { ">=", COMPARE_GE }, { "=", COMPARE_EQ },
                  { "<", COMPARE_LT },  { ">", COMPARE_GT },  { "≠", COMPARE_NE },  { "≤", COMPARE_LE },
                  { "≥", COMPARE_GE },  { "＝", COMPARE_EQ }, { "＜", COMPARE_LT }, { "＞", COMPARE_GT } };
    int depth = 0;
    for (char quote = 0; *p; p++) {
        if (quote || *p == '"' || *p == '\'') {
            quote = !quote ? *p : *p == quote ? 0 : quote;
            continue;
        }
        depth += *p == '(' || strncmp(p, "（", 3) == 0;
        depth -= *p == ')' || strncmp(p, "）", 3) == 0;
        for (size_t i = 0; depth == 0 && i < sizeof SIGNS / sizeof *SIGNS; i++) {
            *bytes = strlen(SIGNS[i].text);
            if (strncmp(p, SIGNS[i].text, *bytes) == 0) {
                *compare = SIGNS[i].compare;
                return p;
            }
        }
    }
    return NULL;
}

/* "98%" beside a percentage is 98: both sides are compared as they are printed. */
static struct slice without_percent(struct slice s)
{
    size_t digits = strspn(s.text, "0123456789.-");
    if (s.bytes == digits + 1 && s.text[digits] == '%')
        s.bytes--;
    return s;
}

static bool read_side(const struct reader *r, struct slice s, struct expression *out)
{
    if (!s.bytes)
        return ERR(r->e, ERR_INPUT, REPORT_IF_SHAPE, place(r, r->t->text));
    return read_number(r, without_percent(s), out);
}

/* "级别 = 重大 and 描述 != ''": a condition over the entry whose field stands first, as after `where`; "描述" alone is true
 * where it is not empty.  *found is false where no field stands first. */
static bool read_entry_if(const struct reader *r, struct slice rest, struct node *n, bool *found, struct err *e)
{
    size_t bytes = 0;
    struct slice name = rest;
    enum compare ignored;
    const char *sign = find_compare(rest.text, &ignored, &bytes);
    if (sign)
        name = trimmed(rest.text, sign);
    struct slice words = name, word = next_word(&words), op = next_word(&words);
    if (is(op, "in") || is(word, "not"))
        name = is(word, "not") ? op : word;
    struct expression x = plain_expression(r, rest);
    struct expression field = plain_expression(r, name);
    find_field(r, &field, NEEDS_NOTHING);
    *found = field.path != NULL;
    if (!*found)
        return true;
    n->left = field;
    if (name.bytes == rest.bytes)
        return true;
    int at = 0;
    struct err inner = err_like(e);
    const struct book *b = field.path->book;
    if (where_parse(r->c->catalog, r->c->a, b, x.text, &n->where, &at, &inner))
        return true;
    return expression_fail(r, &x, at, &inner);
}

static bool read_if(const struct reader *r, struct slice rest, struct node *n)
{
    n->kind = NODE_IF;
    bool entry;
    if (!read_entry_if(r, rest, n, &entry, r->e))
        return false;
    if (entry)
        return true;
    size_t bytes = 0;
    const char *sign = find_compare(rest.text, &n->compare, &bytes), *end = rest.text + rest.bytes;
    if (!read_side(r, trimmed(rest.text, sign ? sign : end), &n->left))
        return false;
    return !sign || read_side(r, trimmed(sign + bytes, end), &n->right);
}

bool template_tag(const struct tag_context *c, const struct token *t, struct node **out, struct err *e)
{
    struct reader r = { c, t, e };
    struct node *n = ARENA_NEW(c->a, struct node);
    *n = (struct node) { .text = t->text, .line = t->line, .column = t->column, .begin = t->begin };
    *out = n;
    if (t->text[0] != '#')
        return read_figure(&r, n);
    struct slice rest = { t->text, strlen(t->text) };
    struct slice head = next_word(&rest);
    text_trim(&rest.text, &rest.bytes);
    if (is(head, "#each"))
        return read_each(&r, rest, n);
    if (is(head, "#if"))
        return read_if(&r, rest, n);
    return ERR(e, ERR_INPUT, REPORT_TAG_UNKNOWN, place(&r, t->text), kept(&r, head));
}
