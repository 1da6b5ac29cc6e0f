/* op/library_versions.c: the versions of one document, the earliest first. */
#include "op/library.h"

static const char *state_words(struct op_call *c, const struct corpus_version *v)
{
    if (v->state == VERSION_REMOVED)
        return WORDS(c, LIBRARY_VERSION_REMOVED, v->remover, v->why);
    return v->state == VERSION_NOW ? WORDS(c, LIBRARY_VERSION_NOW) : WORDS(c, LIBRARY_VERSION_PAST);
}

static json_t *version_object(const struct corpus_version *v)
{
    static const char *const STATES[] = { "current", "earlier", "removed" };
    char at[32];
    json_t *o = json_pack("{s:i, s:s, s:s, s:s, s:s, s:I, s:s, s:I}", "version", v->number, "at", op_instant(at, v->at),
                          "actor", v->actor, "title", v->title, "file", v->name, "bytes", (json_int_t)v->bytes, "state",
                          STATES[v->state], "seq", (json_int_t)v->seq);
    if (v->state == VERSION_REMOVED) {
        json_object_set_new(o, "removed_at", json_string(op_instant(at, v->removed_at)));
        json_object_set_new(o, "removed_by", json_string(v->remover));
        json_object_set_new(o, "why", json_string(v->why));
    }
    return o;
}

static void put_table(struct op_call *c, const struct corpus_version *list, int count)
{
    const struct op_column columns[] = {
        { "version", HEADING(c, LIBRARY_C_VERSION), FORM_COUNT, false },
        { "at", HEADING(c, LIBRARY_C_AT), FORM_TEXT, false },
        { "actor", HEADING(c, LIBRARY_C_ACTOR), FORM_TEXT, false },
        { "file", HEADING(c, LIBRARY_C_FILE), FORM_TEXT, false },
        { "bytes", HEADING(c, LIBRARY_C_BYTES), FORM_COUNT, false },
        { "state", HEADING(c, LIBRARY_C_STATE), FORM_TEXT, false },
        { "seq", HEADING(c, LIBRARY_C_SEQ), FORM_COUNT, false },
    };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 7 });
    for (int i = 0; i < count; i++) {
        const struct corpus_version *v = &list[i];
        char at[32];
        op_row(c, (const char *const[]) { MSG_NUM(v->number), op_instant(at, v->at), v->actor, v->name, MSG_NUM(v->bytes),
                                          state_words(c, v), MSG_NUM(v->seq) });
    }
    op_table_end(c);
}

bool library_versions_run(struct op_call *c, struct err *e)
{
    const struct corpus_asker *who;
    struct corpus *k;
    struct corpus_version *list;
    int count;
    if (!library_open(c, &k, &who, e))
        return false;
    bool ok = corpus_versions(k, c->memory, op_text(c, "id"), who, &list, &count, e);
    corpus_close(k);
    if (!ok)
        return false;
    if (!c->sink->machine) {
        put_table(c, list, count);
        return true;
    }
    json_t *versions = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(versions, version_object(&list[i]));
    op_object(c, json_pack("{s:s, s:o}", "id", op_text(c, "id"), "versions", versions));
    return true;
}
