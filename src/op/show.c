/* op/show.c: one entry as of a day, as its fields read. */
#include <string.h>

#include "op/inside.h"

/* ---- for people ---- */

static void say_pair(struct op_call *c, const char *name, const char *value, size_t width)
{
    struct buf b = { 0 };
    buf_text(&b, name);
    for (size_t n = text_columns(name); *value && n < width + 2; n++)
        buf_char(&b, ' ');
    buf_text(&b, value);
    c->sink->say(c->sink->self, buf_get(&b));
    buf_free(&b);
}

static void say_entry(struct op_call *c, const struct entry_view *v)
{
    const struct book *b = v->ref.book;
    size_t width = 4;
    for (int i = 0; i < b->field_count; i++) {
        size_t n = text_columns(b->fields[i].name);
        width = n > width ? n : width;
    }
    say_pair(c, HEADING(c, OP_BOOK), b->name, width);
    say_pair(c, NAME_NUMBER, v->ref.number, width);
    if (!b->is_org)
        say_pair(c, NAME_ORG, v->org_title && *v->org_title ? v->org_title : v->org_number, width);
    if (v->voided)
        say_pair(c, HEADING(c, OP_STATE), HEADING(c, OP_VOIDED), width);
    else if (v->state)
        say_pair(c, HEADING(c, OP_STATE), v->state, width);
    for (int i = 0; i < b->field_count; i++)
        say_pair(c, b->fields[i].name, cell_shown(&b->fields[i], v->cells[i], ""), width);
}

/* ---- finding, voided entries too ---- */

static bool find(struct op_call *c, const char *text, int64_t known, int64_t *entry, struct err *e)
{
    struct entry_ref ref;
    struct err inner = err_like(e);
    if (state_find_known(c->ledger, c->memory, text, known, &ref, &inner)) {
        *entry = ref.entry;
        return true;
    }
    const char *slash = strrchr(text, '/');
    for (int i = 0; inner.code == ERR_NOT_FOUND && i < catalog_book_count(c->ledger->catalog); i++) {
        const struct book *b = catalog_book_at(c->ledger->catalog, i);
        size_t name = strlen(b->name);
        if (slash && (strncmp(text, b->name, name) != 0 || text[name] != '/'))
            continue;
        enum number_use use;
        if (!state_number(c->ledger, b, slash ? slash + 1 : text, &use, entry, e))
            return false;
        if (use == NUMBER_VOIDED && *entry)
            return true;
    }
    return err_take(e, &inner, NULL);
}

static json_t *entry_tree(const struct entry_view *v)
{
    const struct book *b = v->ref.book;
    json_t *fields = json_object();
    for (int i = 0; i < b->field_count; i++)
        json_object_set_new(fields, b->fields[i].name, v->cells[i] ? json_string(v->cells[i]) : json_null());
    return json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:b, s:o}", "id", v->ref.number, "book", b->name, "org", v->org_title,
                     "day", v->has_day ? DAY_TEXT(v->day) : NULL, "state", v->state, "voided", v->voided, "fields", fields);
}

bool show_run(struct op_call *c, struct err *e)
{
    int64_t entry, known;
    int32_t asof;
    struct entry_view v;
    json_t *list = NULL;
    if (!op_int(c, "known", 0, c->ledger->head, c->ledger->head, &known, e)
        || !find(c, op_text(c, "entry"), known, &entry, e) || !op_day(c, "asof", DAY_LAST, &asof, e)
        || !state_view(c->ledger, c->memory, entry, asof, known, &v, e))
        return false;
    bool ok = !op_given(c, "history") || history_read(c, &v.ref, &list, e);
    if (ok && c->sink->machine) {
        json_t *tree = entry_tree(&v);
        if (list)
            json_object_set(tree, "history", list);
        op_object(c, tree);
    } else if (ok) {
        say_entry(c, &v);
        if (list)
            history_say(c, list);
    }
    json_decref(list);
    return ok;
}
