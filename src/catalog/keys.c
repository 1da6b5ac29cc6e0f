#include "catalog/keys.h"

#include <string.h>

#include "base/day.h"
#include "base/decimal.h"
#include "catalog/name.h"

bool mistake_at(struct reader *r, const struct node *n, int offset, const struct err *why)
{
    char room[PLACE_BYTES];
    int column = n->column + (n->inner >= 0 && offset > 0 ? offset : 0) + (n->inner > 0 ? n->inner : 0);
    return err_take(r->e, why, place_text(room, r->file, n->line, column));
}

bool mistake(struct reader *r, const struct node *n, enum msg_id id, const char *const *args)
{
    char room[PLACE_BYTES];
    struct err why = err_like(r->e);
    err_fail(&why, ERR_INPUT, __FILE__, __LINE__, id, args);
    return err_take(r->e, &why, place_text(room, r->file, n->line, n->column));
}

static const char *key_name(const struct node *n)
{
    return n->key ? n->key->text : "";
}

static bool check_kind(struct reader *r, const struct node *n, unsigned kinds)
{
    if (n->kind & kinds) {
        if (n->kind == NODE_TEXT && !n->text[0])
            return MISTAKE(r, n, CATALOG_TEXT_EMPTY, key_name(n));
        return true;
    }
    if (kinds & NODE_TEXT)
        return MISTAKE(r, n, CATALOG_WANT_TEXT, key_name(n));
    if (kinds & NODE_LIST)
        return MISTAKE(r, n, CATALOG_WANT_LIST, key_name(n));
    return MISTAKE(r, n, CATALOG_WANT_MAP, key_name(n));
}

static bool known_everywhere(const char *name)
{
    return strcmp(name, "help") == 0 || strcmp(name, "source") == 0;
}

static bool unknown_key(struct reader *r, const struct node *n, const char *what, const struct key *keys, int count)
{
    char hint[NEAR_HINT_BYTES];
    struct near near;
    near_begin(&near, n->key->text);
    for (int i = 0; i < count; i++)
        near_offer(&near, keys[i].name);
    near_offer(&near, "help");
    return MISTAKE(r, n->key, CATALOG_KEY_UNKNOWN, what, n->key->text, near_hint(&near, r->e->lang, hint));
}

bool keys_read(struct reader *r, const struct node *map, const char *what, const struct key *keys, int count,
               const struct node **out)
{
    bool seen_help = false, seen_source = false;
    for (int i = 0; i < count; i++)
        out[i] = NULL;
    if (map->kind != NODE_MAP)
        return MISTAKE(r, map, CATALOG_WANT_MAP, what);
    for (const struct node *n = map->first; n; n = n->next) {
        int i = 0;
        while (i < count && strcmp(keys[i].name, n->key->text) != 0)
            i++;
        bool *everywhere = n->key->text[0] == 'h' ? &seen_help : &seen_source;
        if (i == count && !known_everywhere(n->key->text))
            return unknown_key(r, n, what, keys, count);
        if (i == count ? *everywhere : out[i] != NULL)
            return MISTAKE(r, n->key, CATALOG_KEY_TWICE, n->key->text);
        if (!check_kind(r, n, i == count ? NODE_TEXT : keys[i].kinds))
            return false;
        if (n->kind == NODE_TEXT && strlen(n->text) > HELP_BYTES_MAX)
            return MISTAKE(r, n, CATALOG_TEXT_LONG, n->key->text, MSG_NUM(HELP_BYTES_MAX));
        if (i == count)
            *everywhere = true;
        else
            out[i] = n;
    }
    for (int i = 0; i < count; i++)
        if (keys[i].required && !out[i])
            return MISTAKE(r, map, CATALOG_KEY_MISSING, what, keys[i].name);
    return true;
}

bool list_check(struct reader *r, const struct node *n, enum node_kind kind, int max)
{
    if (!n)
        return true;
    if (n->count > max)
        return MISTAKE(r, n, CATALOG_LIST_LONG, key_name(n), MSG_NUM(max));
    for (const struct node *item = n->first; item; item = item->next) {
        if (item->kind != kind)
            return kind == NODE_MAP ? MISTAKE(r, item, CATALOG_WANT_MAP, key_name(n))
                                    : MISTAKE(r, item, CATALOG_WANT_TEXTS, key_name(n));
        if (kind == NODE_TEXT && !item->text[0])
            return MISTAKE(r, item, CATALOG_TEXT_EMPTY, key_name(n));
    }
    return true;
}

bool read_name(struct reader *r, const struct node *n, const char **out)
{
    char bad[8];
    enum msg_id id = name_mistake(n->text, bad);
    *out = n->text;
    return id == MSG_NONE || mistake(r, n, id, (const char *const[]) { n->text, bad, NULL });
}

bool read_label(struct reader *r, const struct node *n, const char **out)
{
    char bad[8];
    enum msg_id id = label_mistake(n->text, bad);
    *out = n->text;
    return id == MSG_NONE || mistake(r, n, id, (const char *const[]) { n->text, bad, NULL });
}

bool read_text(const struct node *n, const char **out)
{
    *out = n ? n->text : "";
    return true;
}

bool read_flag(struct reader *r, const struct node *n, bool *out)
{
    if (!n)
        return true;
    *out = strcmp(n->text, "true") == 0;
    return *out || strcmp(n->text, "false") == 0 || MISTAKE(r, n, CATALOG_WANT_FLAG, key_name(n), n->text);
}

bool read_int(struct reader *r, const struct node *n, int low, int high, int *out)
{
    int64_t value;
    if (!n)
        return true;
    if (!decimal_parse(n->text, strlen(n->text), 0, &value) || value < low || value > high)
        return MISTAKE(r, n, CATALOG_WANT_INT, key_name(n), n->text, MSG_NUM(low), MSG_NUM(high));
    *out = (int)value;
    return true;
}

bool read_day(struct reader *r, const struct node *n, int32_t *out)
{
    if (!n || day_parse(n->text, strlen(n->text), out))
        return true;
    return MISTAKE(r, n, CATALOG_WANT_DAY, key_name(n), n->text);
}

bool read_word(struct reader *r, const struct node *n, const char *const *words, int count, int *out)
{
    char hint[NEAR_HINT_BYTES];
    struct near near;
    near_begin(&near, n->text);
    for (*out = 0; *out < count; ++*out) {
        if (strcmp(words[*out], n->text) == 0)
            return true;
        near_offer(&near, words[*out]);
    }
    return MISTAKE(r, n, CATALOG_WANT_WORD, key_name(n), n->text, near_hint(&near, r->e->lang, hint));
}

bool read_labels(struct reader *r, const struct node *n, const char *const **out, int *count)
{
    if (!n)
        return true;
    const struct node *item = n->kind == NODE_LIST ? n->first : n;
    if (n->kind == NODE_LIST && !list_check(r, n, NODE_TEXT, LIST_MAX))
        return false;
    const char **all = ARENA_ARRAY(r->c->a, const char *, n->kind == NODE_LIST ? (size_t)n->count : 1);
    for (*count = 0; item; item = n->kind == NODE_LIST ? item->next : NULL)
        if (!read_label(r, item, &all[(*count)++]))
            return false;
    *out = all;
    return true;
}

bool read_book(struct reader *r, const struct node *n, const struct book **out)
{
    char hint[NEAR_HINT_BYTES];
    *out = catalog_book(r->c, n->text);
    if (*out)
        return true;
    struct near near;
    near_begin(&near, n->text);
    for (int i = 0; i < catalog_book_count(r->c); i++)
        near_offer(&near, catalog_book_at(r->c, i)->name);
    return MISTAKE(r, n, CATALOG_BOOK_UNKNOWN, n->text, near_hint(&near, r->e->lang, hint));
}

bool read_path(struct reader *r, const struct node *n, const struct book *b, const struct path **out)
{
    int at;
    struct err why = err_like(r->e);
    return path_parse(r->c, r->c->a, b, n->text, out, &at, &why) || mistake_at(r, n, at, &why);
}

bool read_where(struct reader *r, const struct node *n, const struct book *b, const struct where **out)
{
    int at;
    struct err why = err_like(r->e);
    return where_parse(r->c, r->c->a, b, n->text, out, &at, &why) || mistake_at(r, n, at, &why);
}
