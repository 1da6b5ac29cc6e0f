#include "catalog/inside.h"

#include <string.h>

#include "base/text.h"

void list_push(struct arena *a, struct list *l, void *item)
{
    if (l->count == l->room) {
        int room = l->room ? l->room * 2 : 8;
        void **items = ARENA_ARRAY(a, void *, (size_t)room);
        if (l->count)
            memcpy(items, l->items, (size_t)l->count * sizeof *items);
        l->items = items;
        l->room = room;
    }
    l->items[l->count++] = item;
}

static unsigned hash_name(const char *name)
{
    uint32_t h = 2166136261u;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 16777619u;
    return h;
}

/* The name's place, or the free one where it would stand. */
static int index_place(const struct index *x, const char *name)
{
    unsigned i = hash_name(name) & (unsigned)(x->room - 1);
    while (x->names[i] && strcmp(x->names[i], name) != 0)
        i = (i + 1) & (unsigned)(x->room - 1);
    return (int)i;
}

void index_put(struct arena *a, struct index *x, const char *name, int value)
{
    if (x->count * 2 >= x->room) {
        struct index wider = { .room = x->room ? x->room * 2 : 16 };
        wider.names = ARENA_ARRAY(a, const char *, (size_t)wider.room);
        wider.values = ARENA_ARRAY(a, int, (size_t)wider.room);
        for (int i = 0; i < x->room; i++)
            if (x->names[i])
                index_put(a, &wider, x->names[i], x->values[i]);
        *x = wider;
    }
    int i = index_place(x, name);
    if (!x->names[i])
        x->count++;
    x->names[i] = name;
    x->values[i] = value;
}

int index_get(const struct index *x, const char *name)
{
    if (!x->room || !name)
        return -1;
    int i = index_place(x, name);
    return x->names[i] ? x->values[i] : -1;
}

struct catalog *catalog_new(struct arena *a)
{
    struct catalog *c = ARENA_NEW(a, struct catalog);
    c->a = a;
    return c;
}

const struct book *catalog_book(const struct catalog *c, const char *name)
{
    int i = index_get(&c->book_index, name);
    return i < 0 ? NULL : c->books.items[i];
}

const struct flow *catalog_flow(const struct catalog *c, const char *name)
{
    int i = index_get(&c->flow_index, name);
    return i < 0 ? NULL : &((const struct flow_slot *)c->flows.items[i])->flow;
}

const struct report *catalog_report(const struct catalog *c, const char *name, int64_t known)
{
    for (int i = c->report_versions.count - 1; i >= 0; i--) {
        const struct report *r = c->report_versions.items[i];
        if (r->seq <= known && text_same(r->name, name))
            return r;
    }
    return NULL;
}

const struct measure_slot *measure_slot_find(const struct catalog *c, const char *name)
{
    int i = index_get(&c->measure_index, name);
    return i < 0 ? NULL : c->measures.items[i];
}

const struct definition *measure_newest(const struct measure_slot *slot)
{
    return slot->definitions.items[slot->definitions.count - 1];
}

const struct measure *catalog_measure(const struct catalog *c, const char *name, int32_t asof, int64_t known)
{
    const struct measure_slot *slot = measure_slot_find(c, name);
    const struct measure *found = NULL;
    for (int i = 0; slot && i < slot->definitions.count; i++) {
        const struct measure *m = &((const struct definition *)slot->definitions.items[i])->measure;
        if (m->seq > known)
            continue;
        if (!found || (m->day <= asof && (found->day > asof || m->day >= found->day)))
            found = m;
    }
    return found;
}

const struct field *book_field(const struct book *b, const char *name)
{
    for (int i = 0; i < b->field_count; i++)
        if (strcmp(b->fields[i].name, name) == 0)
            return &b->fields[i];
    return NULL;
}

const struct move *flow_move(const struct flow *f, const char *name)
{
    for (int i = 0; i < f->move_count; i++)
        if (strcmp(f->moves[i].name, name) == 0)
            return &f->moves[i];
    return NULL;
}

const char *catalog_near_book(const struct catalog *c, const char *name)
{
    struct near n;
    near_begin(&n, name);
    for (int i = 0; i < c->books.count; i++)
        near_offer(&n, catalog_book_at(c, i)->name);
    return near_best(&n);
}

const char *catalog_near_measure(const struct catalog *c, const char *name)
{
    struct near n;
    near_begin(&n, name);
    for (int i = 0; i < c->measures.count; i++)
        near_offer(&n, catalog_measure_name(c, i));
    return near_best(&n);
}

void near_offer_fields(struct near *n, const struct book *b)
{
    for (int i = 0; i < b->field_count; i++)
        near_offer(n, b->fields[i].name);
    near_offer(n, NAME_NUMBER);
    near_offer(n, NAME_ORG);
}

const char *book_near_field(const struct book *b, const char *name)
{
    struct near n;
    near_begin(&n, name);
    near_offer_fields(&n, b);
    return near_best(&n);
}

int catalog_book_count(const struct catalog *c)
{
    return c->books.count;
}

const struct book *catalog_book_at(const struct catalog *c, int i)
{
    return c->books.items[i];
}

int catalog_measure_count(const struct catalog *c)
{
    return c->measures.count;
}

const char *catalog_measure_name(const struct catalog *c, int i)
{
    return ((const struct measure_slot *)c->measures.items[i])->name;
}

int catalog_target_count(const struct catalog *c)
{
    return c->targets.count;
}

const struct target *catalog_target_at(const struct catalog *c, int i)
{
    return c->targets.items[i];
}

int catalog_rule_count(const struct catalog *c)
{
    return c->rules.count;
}

const struct rule *catalog_rule_at(const struct catalog *c, int i)
{
    return c->rules.items[i];
}

int catalog_report_count(const struct catalog *c)
{
    return c->reports.count;
}

const struct report *catalog_report_at(const struct catalog *c, int i)
{
    return c->reports.items[i];
}

int catalog_pack_count(const struct catalog *c)
{
    return c->packs.count;
}

const struct pack *catalog_pack_at(const struct catalog *c, int i)
{
    return ((const struct pack_slot *)c->packs.items[i])->pack;
}
