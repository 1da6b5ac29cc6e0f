/* catalog/pack.c: one pack's text -> the catalog. */
#include "catalog/pack.h"

#include <string.h>

#define PACKS_MAX 200

enum {
    PACK_NAME,
    PACK_TITLE,
    PACK_NEEDS,
    PACK_BOOKS,
    PACK_FLOWS,
    PACK_MEASURES,
    PACK_TARGETS,
    PACK_RULES,
    PACK_REPORTS,
    PACK_CARRIES,
    PACK_PROOF,
    PACK_KEYS
};
static const struct key PACK_KEY[PACK_KEYS] = {
    [PACK_NAME] = { "pack", NODE_TEXT, true },        [PACK_TITLE] = { "title", NODE_TEXT, false },
    [PACK_NEEDS] = { "needs", NODE_LIST, false },     [PACK_BOOKS] = { "books", NODE_LIST, false },
    [PACK_FLOWS] = { "flows", NODE_LIST, false },     [PACK_MEASURES] = { "measures", NODE_LIST, false },
    [PACK_TARGETS] = { "targets", NODE_LIST, false }, [PACK_RULES] = { "rules", NODE_LIST, false },
    [PACK_REPORTS] = { "reports", NODE_LIST, false }, [PACK_CARRIES] = { "carries", NODE_LIST, false },
    [PACK_PROOF] = { "proof", NODE_TEXT, false },
};

static bool check_needs(struct reader *r, const struct node *list)
{
    if (!list_check(r, list, NODE_TEXT, PACKS_MAX))
        return false;
    for (const struct node *n = list ? list->first : NULL; n; n = n->next) {
        char hint[NEAR_HINT_BYTES];
        struct near near;
        near_begin(&near, n->text);
        if (strcmp(n->text, r->pack->name) == 0)
            return MISTAKE(r, n, CATALOG_NEEDS_ITSELF, n->text);
        for (int i = 0; i < catalog_pack_count(r->c); i++)
            near_offer(&near, catalog_pack_at(r->c, i)->name);
        if (index_get(&r->c->pack_index, n->text) < 0)
            return MISTAKE(r, n, CATALOG_NEEDS, n->text, near_hint(&near, r->e->lang, hint));
    }
    return true;
}

static bool new_pack(struct reader *r, const struct node *const *keys)
{
    struct catalog *c = r->c;
    struct pack *pack = ARENA_NEW(c->a, struct pack);
    if (!read_name(r, keys[PACK_NAME], &pack->name))
        return false;
    if (!read_inside(r, keys[PACK_PROOF], &pack->proof))
        return false;
    pack->title = keys[PACK_TITLE] ? keys[PACK_TITLE]->text : pack->name;
    pack->file = arena_text(c->a, r->source->file);
    char *text = ARENA_ARRAY(c->a, char, r->source->bytes + 1);
    memcpy(text, r->source->text, r->source->bytes);
    pack->text = text;
    pack->seq = r->source->seq;
    pack->day = r->source->day;
    r->pack = pack;
    r->file = pack->file;
    r->replaced = index_get(&c->pack_index, pack->name) >= 0;
    return r->replaced || c->packs.count < PACKS_MAX || MISTAKE(r, keys[PACK_NAME], CATALOG_PACKS, MSG_NUM(PACKS_MAX));
}

/* The pack's own slot: in its earlier version's place, or behind all others. */
static void place_pack(struct reader *r, const struct node *const *keys)
{
    struct catalog *c = r->c;
    int i = index_get(&c->pack_index, r->pack->name);
    if (i < 0) {
        i = c->packs.count;
        list_push(c->a, &c->packs, ARENA_NEW(c->a, struct pack_slot));
        index_put(c->a, &c->pack_index, r->pack->name, i);
    }
    struct pack_slot *slot = c->packs.items[i];
    *slot = (struct pack_slot) { .pack = r->pack, .targets = keys[PACK_TARGETS], .rules = keys[PACK_RULES] };
}

/* Targets and rules name books and measures that may have changed, so all packs' are read again. */
static bool read_rules(struct reader *r)
{
    struct reader each = *r;
    r->c->targets.count = r->c->rules.count = 0;
    for (int i = 0; i < r->c->packs.count; i++) {
        const struct pack_slot *slot = r->c->packs.items[i];
        each.pack = slot->pack;
        each.file = slot->pack->file;
        if (!targets_read(&each, slot->targets) || !rules_read(&each, slot->rules))
            return false;
    }
    return true;
}

/* The reports of this pack's earlier version are no longer offered (their versions are kept), nor what it carried. */
static void forget_earlier(struct reader *r)
{
    struct list *reports = &r->c->reports, *carried = &r->c->carried;
    int kept = 0;
    for (int i = 0; i < reports->count; i++) {
        struct report *report = reports->items[i];
        if (strcmp(report->pack->name, r->pack->name) != 0)
            reports->items[kept++] = report;
    }
    reports->count = kept;
    kept = 0;
    for (int i = 0; i < carried->count; i++) {
        struct carried *row = carried->items[i];
        if (strcmp(row->pack->name, r->pack->name) != 0)
            carried->items[kept++] = row;
    }
    carried->count = kept;
}

bool catalog_add(struct catalog *c, const struct pack_source *source, struct err *e)
{
    struct reader r = { .c = c, .file = source->file, .source = source, .e = e };
    const struct node *keys[PACK_KEYS];
    if (!node_read(c->a, source->file, source->text, source->bytes, &r.root, e)
        || !keys_read(&r, r.root, "pack", PACK_KEY, PACK_KEYS, keys) || !new_pack(&r, keys)
        || !check_needs(&r, keys[PACK_NEEDS]))
        return false;
    place_pack(&r, keys);
    forget_earlier(&r);
    return flows_read(&r, keys[PACK_FLOWS]) && books_declare(&r, keys[PACK_BOOKS]) && books_resolve(&r)
           && deadlines_resolve(&r) && measures_read(&r, keys[PACK_MEASURES]) && read_rules(&r)
           && reports_read(&r, keys[PACK_REPORTS]) && carries_read(&r, keys[PACK_CARRIES]);
}

/* Every `template:` under `reports`, leaving what is wrong there to catalog_add. */
static void outline_templates(struct arena *a, const struct node *list, struct pack_outline *out)
{
    const char **all = ARENA_ARRAY(a, const char *, (size_t)(list ? list->count : 0));
    out->templates = all;
    for (const struct node *n = list ? list->first : NULL; n; n = n->next)
        for (const struct node *value = n->kind == NODE_MAP ? n->first : NULL; value; value = value->next)
            if (value->kind == NODE_TEXT && strcmp(value->key->text, "template") == 0) {
                all[out->template_count++] = value->text;
                break;
            }
}

bool catalog_outline(struct arena *a, const struct pack_source *source, struct pack_outline *out, struct err *e)
{
    struct catalog *c = catalog_new(a);
    struct reader r = { .c = c, .file = source->file, .source = source, .e = e };
    const struct node *keys[PACK_KEYS];
    *out = (struct pack_outline) { 0 };
    return node_read(a, source->file, source->text, source->bytes, &r.root, e)
           && keys_read(&r, r.root, "pack", PACK_KEY, PACK_KEYS, keys) && read_name(&r, keys[PACK_NAME], &out->name)
           && read_labels(&r, keys[PACK_NEEDS], &out->needs, &out->need_count)
           && (outline_templates(a, keys[PACK_REPORTS], out), true);
}
