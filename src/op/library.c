/* op/library.c: documents into the library, and out of it again. */
#include <string.h>

#include "op/library.h"

#define SHOW_PEOPLE  20 /* documents told of one by one on a terminal; those refused all are */
#define SHOW_MACHINE 1000
#define GROUPS_MAX   32

struct adding {
    struct op_call *c;
    struct corpus_batch batch;
    json_t *documents, *refused, *near;
    int64_t seen;
};

static const char *const FATES[] = { "added", "version", "same" };

static void see(void *context, const char *source, enum corpus_fate fate, const char *id, const char *reason)
{
    struct adding *x = context;
    struct op_call *c = x->c;
    c->sink->progress(c->sink->self, ++x->seen);
    if (reason) {
        NOTE(c, LIBRARY_REFUSED_ONE, source, reason);
        if (json_array_size(x->refused) < SHOW_MACHINE)
            json_array_append_new(x->refused, json_pack("{s:s, s:s}", "source", source, "reason", reason));
    } else if (json_array_size(x->documents) < SHOW_MACHINE) {
        json_array_append_new(x->documents, json_pack("{s:s, s:s, s:s}", "id", id, "fate", FATES[fate], "source", source));
    }
}

/* "甲,乙" -> a list. */
static bool read_groups(struct op_call *c, struct corpus_document *d, struct err *e)
{
    const char *text = op_text(c, "group");
    const char **list = ARENA_ARRAY(c->memory, const char *, GROUPS_MAX);
    char *p = text ? arena_text(c->memory, text) : NULL;
    for (char *next; p; p = next) {
        next = strchr(p, ',');
        if (next)
            *next++ = '\0';
        if (!*p || d->group_count == GROUPS_MAX)
            return ERR(e, ERR_USAGE, LIBRARY_GROUPS, text, MSG_NUM(GROUPS_MAX));
        list[d->group_count++] = p;
    }
    d->groups = list;
    return true;
}

static bool read_common(struct op_call *c, struct corpus_document *d, struct err *e)
{
    int64_t year = 0;
    const char *visible = op_text(c, "visible");
    *d = (struct corpus_document) {
        .day = DAY_FIRST, .visibility = VISIBLE_ALL, .org = op_text(c, "org"), .kind = op_text(c, "kind")
    };
    if (visible && (d->visibility = corpus_visibility_of(visible)) == VISIBLE_COUNT)
        return ERR(e, ERR_USAGE, LIBRARY_VISIBLE, visible);
    if (op_given(c, "owner")) {
        struct entry_ref org;
        if (!state_org(c->ledger, c->memory, op_text(c, "owner"), &org, e))
            return false;
        d->owner = arena_text(c->memory, org.identity);
    } else if (!library_own_org(c, &d->owner, e)) {
        return false;
    }
    if (!op_int(c, "year", 1000, 9999, 0, &year, e))
        return false;
    d->year = (int)year;
    return read_groups(c, d, e);
}

#define NEAR_PERCENT 50 /* from here on two documents may be one */
#define NEAR_SHOWN   3
#define NEAR_MAX     200 /* pairs told of in all */

/* Whether two were told to be alike already, from the other's side. */
static bool told_before(const struct adding *x, const char *id, const char *like)
{
    json_t *d;
    size_t i;
    json_array_foreach(x->near, i, d)
    {
        if (strcmp(json_string_value(json_object_get(d, "id")), like) == 0
            && strcmp(json_string_value(json_object_get(d, "like")), id) == 0)
            return true;
    }
    return false;
}

/* Documents nearly the same as those taken in, as far as the one who acts may see them. */
static bool find_near(struct adding *x, struct err *e)
{
    struct op_call *c = x->c;
    const struct corpus_asker *who;
    struct corpus *k;
    json_t *d;
    size_t i;
    bool ok = true;
    if (!library_asker(c, &who, e) || !corpus_open(&k, c->ledger, e))
        return false;
    json_array_foreach(x->documents, i, d)
    {
        const char *id = json_string_value(json_object_get(d, "id"));
        struct arena_mark mark = arena_mark(c->memory);
        struct corpus_alike *list;
        int64_t count = 0;
        bool added = json_array_size(x->near) < NEAR_MAX
                     && strcmp(json_string_value(json_object_get(d, "fate")), FATES[CORPUS_NEW]) == 0;
        ok = ok && (!added || corpus_similar(k, c->memory, id, who, NEAR_PERCENT, NEAR_SHOWN, &list, &count, e));
        for (int64_t n = 0; ok && added && n < count; n++) {
            if (!told_before(x, id, list[n].about.id))
                json_array_append_new(x->near, json_pack("{s:s, s:s, s:s, s:i}", "id", id, "like", list[n].about.id, "title",
                                                         list[n].about.title, "percent", list[n].percent));
        }
        arena_rewind(c->memory, mark);
    }
    corpus_close(k);
    return ok;
}

bool library_add_run(struct op_call *c, struct err *e)
{
    struct adding *x = ARENA_NEW(c->memory, struct adding);
    struct corpus_writer *w;
    const struct op_arg *docs = op_arg(c, "docs");
    *x = (struct adding) { .c = c, .documents = json_array(), .refused = json_array(), .near = json_array() };
    x->batch = (struct corpus_batch) { .actor = c->actor, .see = see, .context = x };
    c->work = x;
    if (!read_common(c, &x->batch.common, e) || !corpus_begin(&w, c->ledger, e))
        return false;
    bool ok = true;
    for (int i = 0; ok && i < docs->count; i++)
        ok = corpus_take(w, docs->texts[i], &x->batch, e);
    ok = corpus_end(w, ok, e) && ok && state_catch_up(c->ledger, e) && find_near(x, e);
    c->refused = x->batch.refused > 0;
    return ok;
}

bool library_add_tell(struct op_call *c, struct err *e)
{
    (void)e;
    struct adding *x = c->work;
    struct corpus_batch *b = &x->batch;
    json_t *d;
    size_t i;
    json_array_foreach(x->documents, i, d)
    {
        const char *fate = json_string_value(json_object_get(d, "fate"));
        const char *id = json_string_value(json_object_get(d, "id")),
                   *source = json_string_value(json_object_get(d, "source"));
        if (i < SHOW_PEOPLE && strcmp(fate, "same") == 0)
            SAY(c, LIBRARY_SAME_ONE, source, id);
        else if (i < SHOW_PEOPLE && strcmp(fate, "version") == 0)
            SAY(c, LIBRARY_VERSION_ONE, source, id);
        else if (i < SHOW_PEOPLE)
            SAY(c, LIBRARY_ADDED_ONE, source, id);
    }
    json_array_foreach(x->near, i, d)
    {
        if (i < SHOW_PEOPLE)
            SAY(c, LIBRARY_NEAR_ONE, json_string_value(json_object_get(d, "id")),
                json_string_value(json_object_get(d, "title")), json_string_value(json_object_get(d, "like")),
                MSG_NUM(json_integer_value(json_object_get(d, "percent"))));
    }
    SAY(c, LIBRARY_ADDED, MSG_NUM(b->added), MSG_NUM(b->versions), MSG_NUM(b->same), MSG_NUM(b->refused));
    op_object(c, json_pack("{s:I, s:I, s:I, s:I, s:o, s:o, s:o}", "added", (json_int_t)b->added, "versions",
                           (json_int_t)b->versions, "same", (json_int_t)b->same, "refused", (json_int_t)b->refused,
                           "documents", x->documents, "reasons", x->refused, "near", x->near));
    return true;
}

bool library_remove_run(struct op_call *c, struct err *e)
{
    struct corpus_writer *w;
    if (!corpus_begin(&w, c->ledger, e))
        return false;
    bool ok = corpus_remove(w, op_text(c, "id"), op_text(c, "why"), c->actor, e);
    return corpus_end(w, ok, e) && ok && state_catch_up(c->ledger, e);
}

bool library_remove_tell(struct op_call *c, struct err *e)
{
    (void)e;
    SAY(c, LIBRARY_REMOVED, op_text(c, "id"));
    op_object(c, json_pack("{s:s, s:I}", "removed", op_text(c, "id"), "seq", (json_int_t)c->ledger->head));
    return true;
}
