/* op/library_add.c: documents into the library: each told with what became of it, the bad ones kept aside. */
#include <string.h>

#include "op/library.h"

#define SHOW_PEOPLE  20 /* documents told of one by one on a terminal; those refused all are */
#define SHOW_MACHINE 1000

struct adding {
    struct op_call *c;
    const struct library_manner *manner;
    struct corpus_batch batch;
    json_t *documents, *refused, *near;
    int64_t seen;
    const char *aside; /* the folder; NULL: nothing lies there of this batch */
    int64_t aside_count;
};

static const char *const FATES[] = { "added", "version", "same", "removed" };

static void see(void *context, const char *source, enum corpus_fate fate, const char *id, const char *reason)
{
    struct adding *x = context;
    struct op_call *c = x->c;
    c->sink->progress(c->sink->self, ++x->seen);
    if (reason) {
        NOTE(c, LIBRARY_REFUSED_ONE, source, reason);
        if (json_array_size(x->refused) < SHOW_MACHINE)
            json_array_append_new(x->refused, json_pack("{s:s, s:s}", "source", source, "reason", reason));
    } else if (json_array_size(x->documents) < SHOW_MACHINE && !(x->manner->unasked && fate == CORPUS_SAME)) {
        json_array_append_new(x->documents, json_pack("{s:s, s:s, s:s}", "id", id, "fate", FATES[fate], "source", source));
    }
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
    if (!library_open(c, &k, &who, e))
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

const char *library_aside(struct op_call *c)
{
    if (op_given(c, "aside"))
        return op_text(c, "aside");
    const char *file = op_text(c, "file"), *ending = library_ending(file);
    struct buf b = { 0 };
    buf_format(&b, "%.*s-退回", (int)(strlen(file) - strlen(ending)), file);
    const char *folder = arena_text(c->memory, buf_get(&b));
    buf_free(&b);
    return folder;
}

/* What cannot be kept aside is told and stays where it is. */
static void end_aside(struct adding *x)
{
    struct err why = { .lang = x->c->lang };
    if (!corpus_aside_end(x->batch.aside, &x->aside_count, &why))
        x->c->sink->note(x->c->sink->self, why.what);
    x->aside = x->aside_count ? library_aside(x->c) : NULL;
}

bool library_take(struct op_call *c, const char *const *paths, int count, struct library_manner *m, struct err *e)
{
    struct adding *x = ARENA_NEW(c->memory, struct adding);
    struct corpus_writer *w;
    *x = (struct adding) { .c = c, .manner = m, .documents = json_array(), .refused = json_array(), .near = json_array() };
    x->batch = (struct corpus_batch) { .actor = c->actor, .see = see, .context = x };
    c->work = x;
    if (!library_common(c, &x->batch.common, e) || !corpus_begin(&w, c->ledger, e))
        return false;
    x->batch.common.unasked = m->unasked;
    x->batch.enough = m->enough;
    x->batch.enough_context = m->context;
    x->batch.again = m->again;
    x->batch.split = op_given(c, "split");
    x->batch.aside = corpus_aside_new(library_aside(c), c->lang);
    bool ok = corpus_take(w, paths, count, &x->batch, e);
    m->taken = x->batch.taken;
    end_aside(x);
    ok = corpus_end(w, ok, e) && ok && state_catch_up(c->ledger, e) && (!x->batch.added || find_near(x, e));
    c->refused = x->batch.refused > 0;
    if (!ok) {
        json_decref(x->documents);
        json_decref(x->refused);
        json_decref(x->near);
    }
    return ok;
}

bool library_add_run(struct op_call *c, struct err *e)
{
    const struct op_arg *docs = op_arg(c, "docs");
    return library_take(c, docs->texts, docs->count, ARENA_NEW(c->memory, struct library_manner), e);
}

static const char *member(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static void say_document(struct op_call *c, const json_t *d)
{
    static const enum msg_id SENTENCES[] = { MSG_LIBRARY_ADDED_ONE, MSG_LIBRARY_VERSION_ONE, MSG_LIBRARY_SAME_ONE,
                                             MSG_LIBRARY_GONE_ONE };
    for (size_t i = 0; i < sizeof FATES / sizeof *FATES; i++) {
        if (strcmp(member(d, "fate"), FATES[i]) == 0)
            c->sink->say(c->sink->self,
                         op_words(c, SENTENCES[i], (const char *const[]) { member(d, "source"), member(d, "id"), NULL }));
    }
}

bool library_add_tell(struct op_call *c, struct err *e)
{
    (void)e;
    struct adding *x = c->work;
    struct corpus_batch *b = &x->batch;
    bool watched = x->manner->unasked;
    size_t most = watched ? SHOW_MACHINE : SHOW_PEOPLE, i;
    char at[32];
    json_t *d;
    json_array_foreach(x->documents, i, d)
    {
        if (i < most)
            say_document(c, d);
    }
    json_array_foreach(x->near, i, d)
    {
        if (i < most)
            SAY(c, LIBRARY_NEAR_ONE, member(d, "id"), member(d, "title"), member(d, "like"),
                MSG_NUM(json_integer_value(json_object_get(d, "percent"))));
    }
    op_instant(at, c->ledger->clock(c->ledger->clock_context));
    const char *counts =
        WORDS(c, LIBRARY_ADDED, MSG_NUM(b->added), MSG_NUM(b->versions), MSG_NUM(b->same), MSG_NUM(b->refused));
    if (watched)
        SAY(c, LIBRARY_WATCHED, at, counts);
    else
        c->sink->say(c->sink->self, counts);
    if (x->aside)
        SAY(c, LIBRARY_ASIDE, MSG_NUM(x->aside_count), x->aside);
    json_t *o = json_pack("{s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:s?}", "added", (json_int_t)b->added, "versions",
                          (json_int_t)b->versions, "same", (json_int_t)b->same, "refused", (json_int_t)b->refused,
                          "documents", x->documents, "reasons", x->refused, "near", x->near, "aside", x->aside);
    if (watched)
        json_object_set_new(o, "at", json_string(at));
    op_object(c, o);
    return true;
}
