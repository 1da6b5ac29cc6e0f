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
    char *copy = ARENA_ARRAY(r->c->a, char, s.bytes + 1);
    memcpy(copy, s.text, s.bytes);
    return copy;
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

static const struct {
    const char *text;
    enum word word;
    const char *inside; /* the block it needs */
} WORDS[] = {
    { "年", WORD_YEAR, NULL },       { "截至", WORD_UNTIL, NULL },        { "期间", WORD_PERIOD, NULL },
    { "日期", WORD_DAY, NULL },      { "机构", WORD_ORG, NULL },          { "名称", WORD_NAME, "#each" },
    { "序号", WORD_INDEX, "#each" }, { "组", WORD_GROUP, "#each group" }, { "值", WORD_VALUE, "#each group" },
};

/* A text with its place, whatever it says. */
static struct expression plain_expression(const struct reader *r, struct slice s)
{
    int before = (int)text_points(r->t->text, (size_t)(s.text - r->t->text));
    return (struct expression) { .text = kept(r, s), .line = r->t->line, .column = r->t->column + before };
}

static bool read_expression(const struct reader *r, struct slice s, struct expression *out)
{
    *out = plain_expression(r, s);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (!is(s, WORDS[i].text))
            continue;
        out->word = WORDS[i].word;
        bool group = out->word == WORD_GROUP || out->word == WORD_VALUE;
        int depth = group                     ? r->c->group_depth
                    : out->word == WORD_INDEX ? r->c->each_depth + r->c->group_depth
                                              : r->c->each_depth;
        if (WORDS[i].inside && !depth)
            return ERR(r->e, ERR_INPUT, REPORT_WORD_PLACE, place(r, s.text), out->text, WORDS[i].inside);
    }
    return true;
}

/* An expression that has a number: no word but 年, 序号, 值. */
static bool read_number(const struct reader *r, struct slice s, struct expression *out)
{
    if (!read_expression(r, s, out))
        return false;
    bool number = out->word == WORD_NONE || out->word == WORD_YEAR || out->word == WORD_INDEX || out->word == WORD_VALUE;
    return number ? true : ERR(r->e, ERR_INPUT, REPORT_WORD_COMPARE, place(r, s.text), out->text);
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

static bool read_figure(const struct reader *r, struct node *n)
{
    const char *end = part_end(r->t->text);
    struct slice first = trimmed(r->t->text, end);
    if (!first.bytes)
        return ERR(r->e, ERR_INPUT, REPORT_TAG_EMPTY, place(r, r->t->text));
    if (!read_expression(r, first, &n->left))
        return false;
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

static bool read_each(const struct reader *r, struct slice rest, struct node *n)
{
    struct slice head;
    if (!read_options(r, rest, n, &head))
        return false;
    struct slice after = head, level = next_word(&after);
    if (is(level, "group"))
        return read_group(r, after, n);
    n->kind = NODE_EACH;
    n->text = kept(r, level);
    if (!level.bytes)
        return each_shape(r);
    struct slice by = next_word(&after);
    text_trim(&after.text, &after.bytes);
    if (!by.bytes)
        return n->order == ORDER_AS_IS ? true : each_shape(r);
    if (!is(by, "by") || !after.bytes)
        return each_shape(r);
    n->order = n->order == ORDER_AS_IS ? ORDER_ASC : n->order;
    return read_number(r, after, &n->left);
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

static bool read_if(const struct reader *r, struct slice rest, struct node *n)
{
    n->kind = NODE_IF;
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
    *n = (struct node) { .text = t->text, .line = t->line, .column = t->column };
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
