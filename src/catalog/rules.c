/* catalog/rules.c: targets, rules and reports. */
#include <string.h>

#include "base/day.h"
#include "base/decimal.h"
#include "base/text.h"
#include "catalog/pack.h"

#define YEAR_FIRST 1949
#define YEAR_LAST  9999

enum { TARGET_MEASURE, TARGET_OP, TARGET_VALUE, TARGET_YEAR, TARGET_BY, TARGET_OWNER, TARGET_KEYS };
static const struct key TARGET_KEY[TARGET_KEYS] = {
    [TARGET_MEASURE] = { "measure", NODE_TEXT, true }, [TARGET_OP] = { "op", NODE_TEXT, true },
    [TARGET_VALUE] = { "value", NODE_TEXT, true },     [TARGET_YEAR] = { "year", NODE_TEXT, false },
    [TARGET_BY] = { "by", NODE_TEXT, false },          [TARGET_OWNER] = { "owner", NODE_TEXT, false },
};
static const char *const TARGET_WORDS[] = { ">=", "<=", "=", ">", "<" }; /* as enum target_op */

enum {
    RULE_NAME,
    RULE_KIND,
    RULE_BOOK,
    RULE_EACH,
    RULE_EVERY,
    RULE_VALUE,
    RULE_OVER,
    RULE_RAISE,
    RULE_WHEN,
    RULE_SUM,
    RULE_WITHIN,
    RULE_SIMILAR,
    RULE_BY,
    RULE_AT_LEAST,
    RULE_REFUSE,
    RULE_KEYS
};
static const struct key RULE_KEY[RULE_KEYS] = {
    [RULE_NAME] = { "name", NODE_TEXT, true },          [RULE_KIND] = { "kind", NODE_TEXT, true },
    [RULE_BOOK] = { "book", NODE_TEXT, true },          [RULE_EACH] = { "each", NODE_TEXT, false },
    [RULE_EVERY] = { "every", NODE_TEXT, false },       [RULE_VALUE] = { "value", NODE_TEXT, false },
    [RULE_OVER] = { "over", NODE_TEXT, false },         [RULE_RAISE] = { "raise", NODE_TEXT, false },
    [RULE_WHEN] = { "when", NODE_TEXT, false },         [RULE_SUM] = { "sum", NODE_TEXT, false },
    [RULE_WITHIN] = { "within", NODE_TEXT, false },     [RULE_SIMILAR] = { "similar", NODE_TEXT, false },
    [RULE_BY] = { "by", NODE_TEXT | NODE_LIST, false }, [RULE_AT_LEAST] = { "at_least", NODE_TEXT, false },
    [RULE_REFUSE] = { "refuse", NODE_TEXT, false },
};
#define BIT(key) (1u << (key))
#define ALWAYS   (BIT(RULE_NAME) | BIT(RULE_KIND) | BIT(RULE_BOOK) | BIT(RULE_WHEN))
/* By kind: the keys it must have beside name, kind and book, and those it may have. */
static const struct {
    const char *word;
    unsigned needed, allowed;
} KINDS[] = {
    [RULE_UNIQUE] = { "unique", BIT(RULE_BY), BIT(RULE_SIMILAR) | BIT(RULE_REFUSE) },
    [RULE_OVERLAP] = { "overlap", BIT(RULE_BY), BIT(RULE_REFUSE) },
    [RULE_LIMIT] = { "limit", BIT(RULE_SUM) | BIT(RULE_WITHIN), BIT(RULE_BY) | BIT(RULE_REFUSE) },
    [RULE_THRESHOLD] = { "threshold", BIT(RULE_VALUE) | BIT(RULE_OVER), BIT(RULE_RAISE) },
    [RULE_COVERAGE] = { "coverage", BIT(RULE_EACH), BIT(RULE_EVERY) | BIT(RULE_AT_LEAST) | BIT(RULE_BY) },
};
#define KIND_COUNT ((int)(sizeof KINDS / sizeof *KINDS))
static const char *const EVERY_WORDS[] = { "day", "workday", "week", "month", "quarter", "year", "once" };

enum { REPORT_NAME, REPORT_TEMPLATE, REPORT_OF, REPORT_TITLE, REPORT_KEYS };
static const struct key REPORT_KEY[REPORT_KEYS] = {
    [REPORT_NAME] = { "name", NODE_TEXT, true },
    [REPORT_TEMPLATE] = { "template", NODE_TEXT, true },
    [REPORT_OF] = { "of", NODE_TEXT, false },
    [REPORT_TITLE] = { "title", NODE_TEXT, false },
};

static bool check_measure(struct reader *r, const struct node *n)
{
    if (measure_slot_find(r->c, n->text))
        return true;
    char hint[NEAR_HINT_BYTES];
    struct near near;
    near_begin(&near, n->text);
    for (int i = 0; i < catalog_measure_count(r->c); i++)
        near_offer(&near, catalog_measure_name(r->c, i));
    return MISTAKE(r, n, CATALOG_MEASURE_UNKNOWN, n->text, near_hint(&near, r->e->lang, hint));
}

static bool is_decimal(const char *text)
{
    int64_t ignored;
    return decimal_parse(text, strlen(text), DECIMAL_SCALE_MAX, &ignored);
}

static bool read_target(struct reader *r, const struct node *n, struct target *t)
{
    const struct node *keys[TARGET_KEYS];
    int op;
    t->by = DAY_LAST;
    if (!keys_read(r, n, "targets", TARGET_KEY, TARGET_KEYS, keys) || !check_measure(r, keys[TARGET_MEASURE])
        || !read_word(r, keys[TARGET_OP], TARGET_WORDS, 5, &op)
        || !read_int(r, keys[TARGET_YEAR], YEAR_FIRST, YEAR_LAST, &t->year) || !read_day(r, keys[TARGET_BY], &t->by)
        || !read_text(keys[TARGET_OWNER], &t->owner))
        return false;
    t->measure = keys[TARGET_MEASURE]->text;
    t->op = (enum target_op)op;
    t->value = keys[TARGET_VALUE]->text;
    if (!is_decimal(t->value))
        return MISTAKE(r, keys[TARGET_VALUE], CATALOG_TARGET_VALUE, t->value);
    return keys[TARGET_YEAR] || keys[TARGET_BY] || MISTAKE(r, n, CATALOG_TARGET_TIME, t->measure);
}

bool targets_read(struct reader *r, const struct node *list)
{
    if (!list_check(r, list, NODE_MAP, LIST_MAX))
        return false;
    for (const struct node *n = list ? list->first : NULL; n; n = n->next) {
        struct target *t = ARENA_NEW(r->c->a, struct target);
        if (!read_target(r, n, t))
            return false;
        list_push(r->c->a, &r->c->targets, t);
    }
    return true;
}

/* Each kind has its own keys. */
static bool check_keys(struct reader *r, const struct node *n, const struct node *const *keys, int kind)
{
    for (int i = 0; i < RULE_KEYS; i++) {
        if (!keys[i] && (KINDS[kind].needed & BIT(i)))
            return MISTAKE(r, n, CATALOG_RULE_NEEDS, KINDS[kind].word, RULE_KEY[i].name);
        if (keys[i] && !((ALWAYS | KINDS[kind].needed | KINDS[kind].allowed) & BIT(i)))
            return MISTAKE(r, keys[i]->key, CATALOG_RULE_KEY, KINDS[kind].word, RULE_KEY[i].name);
    }
    return true;
}

static bool check_numeric(struct reader *r, const struct node *n, const struct path *path)
{
    bool numeric =
        path->end == PATH_FIELD
        && (path->field->type == FIELD_INT || path->field->type == FIELD_DECIMAL || path->field->type == FIELD_MONEY);
    return numeric || MISTAKE(r, n, CATALOG_RULE_NUMBER, n->key->text, n->text);
}

/* A field of the rule's book (or through its refs) that is a number. */
static bool check_value(struct reader *r, const struct node *n, const struct book *b)
{
    const struct path *path;
    return !n || (read_path(r, n, b, &path) && check_numeric(r, n, path));
}

static bool check_over(struct reader *r, const struct node *n, const struct book *b)
{
    return !n || is_decimal(n->text) || check_value(r, n, b);
}

/* "年度限额.限额": a book and a number in it; or a number alone. */
static bool check_within(struct reader *r, const struct node *n)
{
    if (!n || is_decimal(n->text))
        return true;
    const char *point = strchr(n->text, '.');
    if (!point)
        return MISTAKE(r, n, CATALOG_RULE_WITHIN, n->text);
    char *name = ARENA_ARRAY(r->c->a, char, (size_t)(point - n->text) + 1);
    memcpy(name, n->text, (size_t)(point - n->text));
    struct node book = *n, field = *n;
    const struct book *b;
    book.text = name;
    field.text = point + 1;
    if (n->inner >= 0)
        field.column += (int)text_points(name, strlen(name)) + 1;
    return read_book(r, &book, &b) && check_value(r, &field, b);
}

static bool check_by(struct reader *r, const struct node *n, const struct book *b)
{
    if (!n)
        return true;
    if (n->kind == NODE_LIST && !n->count)
        return MISTAKE(r, n, CATALOG_LIST_EMPTY, "by");
    const struct path *path;
    for (const struct node *i = n->kind == NODE_LIST ? n->first : n; i; i = n->kind == NODE_LIST ? i->next : NULL)
        if (!read_path(r, i, b, &path))
            return false;
    return true;
}

/* A condition over the book; for an overlap it may also be the field that tells claims apart. */
static bool check_when(struct reader *r, const struct node *n, const struct book *b, int kind)
{
    const struct path *path;
    const struct where *where;
    if (!n)
        return true;
    struct err ignored = err_like(r->e);
    if (kind == RULE_OVERLAP && path_parse(r->c, r->c->a, b, n->text, &path, NULL, &ignored))
        return true;
    return read_where(r, n, b, &where);
}

static bool check_similar(struct reader *r, const struct node *n)
{
    int64_t units;
    if (!n
        || (decimal_parse(n->text, strlen(n->text), DECIMAL_SCALE_MAX, &units) && units > 0
            && units <= decimal_pow10(DECIMAL_SCALE_MAX)))
        return true;
    return MISTAKE(r, n, CATALOG_RULE_SIMILAR, n->text);
}

static bool check_rule(struct reader *r, const struct node *const *keys, const struct rule *rule)
{
    const struct book *b;
    int every;
    return (!keys[RULE_EACH] || read_book(r, keys[RULE_EACH], &b))
           && (!keys[RULE_RAISE] || read_book(r, keys[RULE_RAISE], &b))
           && (!keys[RULE_EVERY]
               || read_word(r, keys[RULE_EVERY], EVERY_WORDS, (int)(sizeof EVERY_WORDS / sizeof *EVERY_WORDS), &every))
           && check_value(r, keys[RULE_VALUE], rule->book) && check_over(r, keys[RULE_OVER], rule->book)
           && check_value(r, keys[RULE_SUM], rule->book) && check_within(r, keys[RULE_WITHIN])
           && check_by(r, keys[RULE_BY], rule->book) && check_when(r, keys[RULE_WHEN], rule->book, (int)rule->kind)
           && check_similar(r, keys[RULE_SIMILAR]);
}

static const char *text_or_null(const struct node *n)
{
    return n ? n->text : NULL;
}

static void keep_texts(const struct node *const *keys, struct rule *rule)
{
    rule->each = text_or_null(keys[RULE_EACH]);
    rule->every = text_or_null(keys[RULE_EVERY]);
    rule->value = text_or_null(keys[RULE_VALUE]);
    rule->over = text_or_null(keys[RULE_OVER]);
    rule->raise = text_or_null(keys[RULE_RAISE]);
    rule->when = text_or_null(keys[RULE_WHEN]);
    rule->sum = text_or_null(keys[RULE_SUM]);
    rule->within = text_or_null(keys[RULE_WITHIN]);
    rule->similar = text_or_null(keys[RULE_SIMILAR]);
}

static bool read_rule(struct reader *r, const struct node *n, struct rule *rule)
{
    const struct node *keys[RULE_KEYS];
    const char *words[KIND_COUNT];
    int kind;
    for (int i = 0; i < KIND_COUNT; i++)
        words[i] = KINDS[i].word;
    rule->at_least = 1;
    if (!keys_read(r, n, "rules", RULE_KEY, RULE_KEYS, keys) || !read_name(r, keys[RULE_NAME], &rule->name)
        || !read_word(r, keys[RULE_KIND], words, KIND_COUNT, &kind) || !check_keys(r, n, keys, kind)
        || !read_book(r, keys[RULE_BOOK], &rule->book))
        return false;
    rule->kind = (enum rule_kind)kind;
    keep_texts(keys, rule);
    for (int i = 0; i < r->c->rules.count; i++)
        if (strcmp(catalog_rule_at(r->c, i)->name, rule->name) == 0)
            return MISTAKE(r, keys[RULE_NAME], CATALOG_TWICE, rule->name);
    return read_labels(r, keys[RULE_BY], &rule->by, &rule->by_count)
           && read_int(r, keys[RULE_AT_LEAST], 1, LIST_MAX, &rule->at_least)
           && read_flag(r, keys[RULE_REFUSE], &rule->refuse) && check_rule(r, keys, rule);
}

bool rules_read(struct reader *r, const struct node *list)
{
    if (!list_check(r, list, NODE_MAP, LIST_MAX))
        return false;
    for (const struct node *n = list ? list->first : NULL; n; n = n->next) {
        struct rule *rule = ARENA_NEW(r->c->a, struct rule);
        if (!read_rule(r, n, rule))
            return false;
        list_push(r->c->a, &r->c->rules, rule);
    }
    return true;
}

/* A path inside the pack's folder: relative, no "..", '/' between its parts. */
static bool path_inside(const char *path)
{
    if (path[0] == '/' || strchr(path, '\\') || strchr(path, ':'))
        return false;
    for (const char *p = path; *p;) {
        size_t bytes = strcspn(p, "/");
        if (!bytes || (bytes == 1 && p[0] == '.') || (bytes == 2 && p[0] == '.' && p[1] == '.'))
            return false;
        p += bytes;
        if (*p == '/' && !*++p)
            return false;
    }
    return path[0] != '\0';
}

bool read_inside(struct reader *r, const struct node *n, const char **out)
{
    *out = n ? n->text : NULL;
    return !n || path_inside(n->text) || MISTAKE(r, n, CATALOG_FILE_PATH, n->text);
}

static bool read_template(struct reader *r, const struct node *n, struct report *report)
{
    struct near near;
    char hint[NEAR_HINT_BYTES];
    if (!read_inside(r, n, &report->template_name))
        return false;
    near_begin(&near, n->text);
    for (int i = 0; i < r->source->file_count; i++) {
        if (strcmp(r->source->files[i].path, n->text) == 0) {
            report->template_text = arena_text(r->c->a, r->source->files[i].text);
            return true;
        }
        near_offer(&near, r->source->files[i].path);
    }
    return MISTAKE(r, n, CATALOG_TEMPLATE_MISSING, n->text, near_hint(&near, r->e->lang, hint));
}

/* People make file names of it. */
static bool check_report_name(struct reader *r, const struct node *n)
{
    return !strpbrk(n->text, "/\\") || MISTAKE(r, n, CATALOG_REPORT_NAME, n->text);
}

static bool read_report(struct reader *r, const struct node *n, struct report *report)
{
    const struct node *keys[REPORT_KEYS];
    if (!keys_read(r, n, "reports", REPORT_KEY, REPORT_KEYS, keys) || !read_label(r, keys[REPORT_NAME], &report->name)
        || !check_report_name(r, keys[REPORT_NAME]) || !read_template(r, keys[REPORT_TEMPLATE], report)
        || (keys[REPORT_OF] && !read_book(r, keys[REPORT_OF], &report->of)))
        return false;
    for (int i = 0; i < r->c->reports.count; i++) {
        const struct report *other = catalog_report_at(r->c, i);
        if (strcmp(other->name, report->name) == 0)
            return other->pack == r->pack
                       ? MISTAKE(r, keys[REPORT_NAME], CATALOG_TWICE, report->name)
                       : MISTAKE(r, keys[REPORT_NAME], CATALOG_ELSEWHERE, report->name, other->pack->name);
    }
    return true;
}

bool reports_read(struct reader *r, const struct node *list)
{
    if (!list_check(r, list, NODE_MAP, LIST_MAX))
        return false;
    for (const struct node *n = list ? list->first : NULL; n; n = n->next) {
        struct report *report = ARENA_NEW(r->c->a, struct report);
        report->pack = r->pack;
        report->seq = r->source->seq;
        if (!read_report(r, n, report))
            return false;
        list_push(r->c->a, &r->c->reports, report);
        list_push(r->c->a, &r->c->report_versions, report);
    }
    return true;
}
