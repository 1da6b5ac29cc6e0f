/* catalog/books.c: books and their fields.  Declared first and resolved when all names are known, so a ref may point
 * forward. */
#include <string.h>
#include <strings.h>

#include "base/decimal.h"
#include "catalog/pack.h"

#define FIELD_TITLE      "名称"
#define FIELD_TITLE_ELSE "姓名"
#define FIELD_PARENT     "上级"
#define MONEY_SCALE      2

enum { BOOK_NAME, BOOK_KIND, BOOK_DAY, BOOK_UNTIL, BOOK_FLOW, BOOK_SHARED, BOOK_HELP, BOOK_TITLE, BOOK_FIELDS, BOOK_KEYS };
static const struct key BOOK_KEY[BOOK_KEYS] = {
    [BOOK_NAME] = { "name", NODE_TEXT, true },     [BOOK_KIND] = { "kind", NODE_TEXT, true },
    [BOOK_DAY] = { "day", NODE_TEXT, false },      [BOOK_UNTIL] = { "until", NODE_TEXT, false },
    [BOOK_FLOW] = { "flow", NODE_TEXT, false },    [BOOK_SHARED] = { "shared", NODE_TEXT, false },
    [BOOK_HELP] = { "help", NODE_TEXT, false },    [BOOK_TITLE] = { "title", NODE_TEXT, false },
    [BOOK_FIELDS] = { "fields", NODE_LIST, true },
};

enum {
    FIELD_NAME,
    FIELD_TYPE,
    FIELD_MANY,
    FIELD_REQUIRED,
    FIELD_VALUES,
    FIELD_DEFAULT,
    FIELD_BOOK,
    FIELD_HELP,
    FIELD_SCALE,
    FIELD_KEYS
};
static const struct key FIELD_KEY[FIELD_KEYS] = {
    [FIELD_NAME] = { "name", NODE_TEXT, true },      [FIELD_TYPE] = { "type", NODE_TEXT, true },
    [FIELD_MANY] = { "many", NODE_TEXT, false },     [FIELD_REQUIRED] = { "required", NODE_TEXT, false },
    [FIELD_VALUES] = { "values", NODE_LIST, false }, [FIELD_DEFAULT] = { "default", NODE_TEXT, false },
    [FIELD_BOOK] = { "book", NODE_TEXT, false },     [FIELD_HELP] = { "help", NODE_TEXT, false },
    [FIELD_SCALE] = { "scale", NODE_TEXT, false },
};

static const char *const KIND_WORDS[] = { "register", "journal" };
static const char *const TYPE_WORDS[] = {
    "text", "int", "decimal", "money", "day", "choice", "bool", "ref", "place", "file"
};

/* What of a book waits until every name is known. */
struct pending_book {
    struct book *book;
    struct field *fields;
    const struct node *keys[BOOK_KEYS];
    const struct node **refs;   /* beside fields: the node of `book`; NULL: no ref */
    const struct node *org_ref; /* of a declared 机构 */
    bool number_declared;
};

static bool read_type(struct reader *r, const struct node *const *keys, struct field *f)
{
    const struct node *n = keys[FIELD_TYPE], *scale = keys[FIELD_SCALE];
    int type;
    if (strncmp(n->text, "decimal(", 8) == 0) {
        size_t bytes = strlen(n->text);
        if (bytes != 10 || n->text[9] != ')' || n->text[8] < '0' || n->text[8] > '0' + DECIMAL_SCALE_MAX)
            return MISTAKE(r, n, CATALOG_DECIMAL, n->text);
        if (scale)
            return MISTAKE(r, scale, CATALOG_SCALE_TWICE);
        f->type = FIELD_DECIMAL;
        f->scale = n->text[8] - '0';
        return true;
    }
    if (!read_word(r, n, TYPE_WORDS, sizeof TYPE_WORDS / sizeof *TYPE_WORDS, &type))
        return false;
    f->type = (enum field_type)type;
    f->scale = f->type == FIELD_MONEY ? MONEY_SCALE : 0;
    if (scale && f->type != FIELD_DECIMAL)
        return MISTAKE(r, scale, CATALOG_KEY_FOR_TYPE, "scale", "decimal");
    if (!scale && f->type == FIELD_DECIMAL)
        return MISTAKE(r, n, CATALOG_DECIMAL, n->text);
    return read_int(r, scale, 0, DECIMAL_SCALE_MAX, &f->scale);
}

static bool read_values(struct reader *r, const struct node *n, struct field *f, const struct node *field_node)
{
    if (f->type != FIELD_CHOICE)
        return !n || MISTAKE(r, n->key, CATALOG_KEY_FOR_TYPE, "values", "choice");
    if (!n || !n->count)
        return MISTAKE(r, n ? n : field_node, CATALOG_CHOICE_EMPTY, f->name);
    if (n->count > CHOICES_MAX)
        return MISTAKE(r, n, CATALOG_LIST_LONG, "values", MSG_NUM(CHOICES_MAX));
    if (!read_labels(r, n, &f->values, &f->value_count))
        return false;
    const struct node *item = n->first;
    for (int i = 0; i < f->value_count; i++, item = item->next)
        for (int k = 0; k < i; k++)
            if (strcmp(f->values[i], f->values[k]) == 0)
                return MISTAKE(r, item, CATALOG_TWICE, f->values[i]);
    return true;
}

static bool read_default(struct reader *r, const struct node *n, struct field *f)
{
    int64_t value;
    char room[32];
    if (!n)
        return true;
    if (f->many)
        return MISTAKE(r, n, CATALOG_DEFAULT_MANY, f->name);
    struct err why = err_like(r->e);
    if (!field_check(f, n->text, strlen(n->text), &value, &why))
        return mistake_at(r, n, 0, &why);
    bool number = f->type == FIELD_INT || f->type == FIELD_DECIMAL || f->type == FIELD_MONEY;
    f->default_text = number ? arena_text(r->c->a, decimal_text(room, value, f->scale)) : n->text;
    return true;
}

/* 编号 and 机构 are built in: what a pack declares of them is whether they are required, and that there is a column. */
static bool read_built_in(struct reader *r, const struct node *const *keys, const struct field *f, struct pending_book *p)
{
    bool special = f->many || keys[FIELD_DEFAULT];
    if (strcmp(f->name, NAME_NUMBER) == 0) {
        if (special || f->type != FIELD_TEXT)
            return MISTAKE(r, keys[FIELD_TYPE], CATALOG_NUMBER_FIELD);
        if (p->number_declared)
            return MISTAKE(r, keys[FIELD_NAME], CATALOG_TWICE, f->name);
        p->number_declared = true;
        p->book->number_required = f->required;
        return true;
    }
    if (p->book->org_declared)
        return MISTAKE(r, keys[FIELD_NAME], CATALOG_TWICE, f->name);
    if (special || f->type != FIELD_REF || strcmp(keys[FIELD_BOOK]->text, BOOK_ORG) != 0)
        return MISTAKE(r, keys[FIELD_TYPE], CATALOG_ORG_FIELD);
    p->book->org_declared = true;
    p->book->org_required = f->required;
    p->org_ref = keys[FIELD_BOOK];
    return true;
}

static bool is_built_in(const char *name)
{
    return strcmp(name, NAME_NUMBER) == 0 || strcmp(name, NAME_ORG) == 0;
}

static bool read_field(struct reader *r, const struct node *n, struct pending_book *p)
{
    const struct node *keys[FIELD_KEYS];
    struct field f = { 0 };
    if (!keys_read(r, n, "fields", FIELD_KEY, FIELD_KEYS, keys) || !read_name(r, keys[FIELD_NAME], &f.name)
        || !read_type(r, keys, &f) || !read_flag(r, keys[FIELD_MANY], &f.many)
        || !read_flag(r, keys[FIELD_REQUIRED], &f.required) || !read_values(r, keys[FIELD_VALUES], &f, n)
        || !read_text(keys[FIELD_HELP], &f.help))
        return false;
    if (f.type == FIELD_REF && !keys[FIELD_BOOK])
        return MISTAKE(r, n, CATALOG_REF_BOOK, f.name);
    if (f.type != FIELD_REF && keys[FIELD_BOOK])
        return MISTAKE(r, keys[FIELD_BOOK]->key, CATALOG_KEY_FOR_TYPE, "book", "ref");
    if (!read_default(r, keys[FIELD_DEFAULT], &f))
        return false;
    if (is_built_in(f.name))
        return read_built_in(r, keys, &f, p);
    for (int i = 0; i < p->book->field_count; i++)
        if (strcasecmp(p->fields[i].name, f.name) == 0)
            return MISTAKE(r, keys[FIELD_NAME], CATALOG_TWICE, f.name);
    f.number = p->book->field_count++;
    p->fields[f.number] = f;
    p->refs[f.number] = keys[FIELD_BOOK];
    return true;
}

static bool read_fields(struct reader *r, const struct node *list, struct pending_book *p)
{
    if (list->count > FIELDS_MAX)
        return MISTAKE(r, list, CATALOG_LIST_LONG, "fields", MSG_NUM(FIELDS_MAX));
    p->fields = ARENA_ARRAY(r->c->a, struct field, (size_t)list->count);
    p->refs = ARENA_ARRAY(r->c->a, const struct node *, (size_t)list->count);
    for (const struct node *n = list->first; n; n = n->next)
        if (!read_field(r, n, p))
            return false;
    p->book->fields = p->fields;
    return true;
}

static const char *folded(struct arena *a, const char *name)
{
    char *copy = arena_text(a, name);
    for (char *p = copy; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + ('a' - 'A'));
    return copy;
}

/* Books become views of a database, whose own tables have these names. */
static bool name_of_database(const char *low)
{
    return strncmp(low, "sqlite_", 7) == 0 || strncmp(low, "state_", 6) == 0 || strcmp(low, "event") == 0;
}

/* The book of this name: the one that is there, emptied, or a new one. */
static bool find_book(struct reader *r, const struct node *n, const char *name, struct book **out)
{
    struct catalog *c = r->c;
    const char *low = folded(c->a, name);
    int i = index_get(&c->book_folded, low);
    if (name_of_database(low))
        return MISTAKE(r, n, CATALOG_BOOK_RESERVED, name);
    if (i < 0) {
        if (c->books.count == BOOKS_MAX)
            return MISTAKE(r, n, CATALOG_LIST_LONG, "books", MSG_NUM(BOOKS_MAX));
        *out = ARENA_NEW(c->a, struct book);
        i = c->books.count;
        list_push(c->a, &c->books, *out);
        index_put(c->a, &c->book_folded, low, i);
        index_put(c->a, &c->book_index, name, i);
    }
    struct book *b = c->books.items[i];
    if (b->pack == r->pack || (b->name && strcmp(b->name, name) != 0))
        return MISTAKE(r, n, CATALOG_TWICE, b->name);
    if (b->pack && strcmp(b->pack->name, r->pack->name) != 0)
        return MISTAKE(r, n, CATALOG_ELSEWHERE, name, b->pack->name);
    *b = (struct book) { .name = name, .pack = r->pack, .number = i };
    *out = b;
    return true;
}

bool books_declare(struct reader *r, const struct node *list)
{
    if (list && list->count > BOOKS_MAX)
        return MISTAKE(r, list, CATALOG_LIST_LONG, "books", MSG_NUM(BOOKS_MAX));
    for (const struct node *n = list ? list->first : NULL; n; n = n->next) {
        struct pending_book *p = ARENA_NEW(r->c->a, struct pending_book);
        const char *name;
        int kind;
        if (!keys_read(r, n, "books", BOOK_KEY, BOOK_KEYS, p->keys) || !read_name(r, p->keys[BOOK_NAME], &name)
            || !read_word(r, p->keys[BOOK_KIND], KIND_WORDS, 2, &kind) || !find_book(r, p->keys[BOOK_NAME], name, &p->book))
            return false;
        p->book->kind = (enum book_kind)kind;
        p->book->is_org = strcmp(name, BOOK_ORG) == 0;
        if (!read_flag(r, p->keys[BOOK_SHARED], &p->book->shared) || !read_text(p->keys[BOOK_HELP], &p->book->help)
            || !read_fields(r, p->keys[BOOK_FIELDS], p))
            return false;
        list_push(r->c->a, &r->pending, p);
    }
    return true;
}

/* The field of type day that `day:` or `until:` names. */
static bool resolve_day(struct reader *r, const struct book *b, const struct node *n, const struct field **out)
{
    if (!n)
        return true;
    *out = book_field(b, n->text);
    if (!*out) {
        char hint[NEAR_HINT_BYTES];
        struct near near;
        near_begin(&near, n->text);
        for (int i = 0; i < b->field_count; i++)
            if (b->fields[i].type == FIELD_DAY)
                near_offer(&near, b->fields[i].name);
        return MISTAKE(r, n, CATALOG_FIELD_UNKNOWN, b->name, n->text, near_hint(&near, r->e->lang, hint));
    }
    if ((*out)->type != FIELD_DAY || (*out)->many)
        return MISTAKE(r, n, CATALOG_DAY_TYPE, n->text, field_type_name(r->e->lang, (*out)->type));
    return true;
}

static bool resolve_days(struct reader *r, struct pending_book *p)
{
    const struct node *day = p->keys[BOOK_DAY], *until = p->keys[BOOK_UNTIL];
    struct book *b = p->book;
    if (b->kind == BOOK_JOURNAL && !day)
        return MISTAKE(r, p->keys[BOOK_NAME], CATALOG_JOURNAL_DAY, b->name);
    if (b->kind == BOOK_JOURNAL && until)
        return MISTAKE(r, until->key, CATALOG_JOURNAL_UNTIL, b->name);
    return resolve_day(r, b, day, &b->day) && resolve_day(r, b, until, &b->until);
}

static bool resolve_flow(struct reader *r, struct book *b, const struct node *n)
{
    if (!n)
        return true;
    b->flow = catalog_flow(r->c, n->text);
    if (b->flow)
        return true;
    char hint[NEAR_HINT_BYTES];
    struct near near;
    near_begin(&near, n->text);
    for (int i = 0; i < r->c->flows.count; i++)
        near_offer(&near, ((const struct flow_slot *)r->c->flows.items[i])->flow.name);
    return MISTAKE(r, n, CATALOG_FLOW_UNKNOWN, n->text, near_hint(&near, r->e->lang, hint));
}

/* The book 机构 carries the tree, so it must be one. */
static bool resolve_org_book(struct reader *r, struct pending_book *p)
{
    struct book *b = p->book;
    if (!b->is_org)
        return true;
    b->parent = book_field(b, FIELD_PARENT);
    if (b->kind != BOOK_REGISTER || !b->parent || b->parent->ref != b || b->parent->many)
        return MISTAKE(r, p->keys[BOOK_NAME], CATALOG_ORG_BOOK);
    return true;
}

static const struct field *title_of(const struct book *b)
{
    const struct field *f = book_field(b, FIELD_TITLE);
    if (!f || f->type != FIELD_TEXT || f->many)
        f = book_field(b, FIELD_TITLE_ELSE);
    return f && f->type == FIELD_TEXT && !f->many ? f : NULL;
}

bool books_resolve(struct reader *r)
{
    for (int i = 0; i < r->pending.count; i++) {
        struct pending_book *p = r->pending.items[i];
        const struct book *org;
        for (int k = 0; k < p->book->field_count; k++)
            if (p->refs[k] && !read_book(r, p->refs[k], &p->fields[k].ref))
                return false;
        if (p->org_ref && !read_book(r, p->org_ref, &org))
            return false;
        if (!resolve_days(r, p) || !resolve_flow(r, p->book, p->keys[BOOK_FLOW]) || !resolve_org_book(r, p))
            return false;
        p->book->title = title_of(p->book);
    }
    return true;
}
