/* op/issue.c: a report frozen: its figures, its days, its position and its bytes' hash as one event. */
#include <string.h>

#include "op/linked.h"

#define ISSUE_FIGURES_MAX 10000
#define ISSUE_BYTES_MAX   (64 * 1024 * 1024)

/* What is not as it was printed: how many, and the first one's measure. */
static int count_unsound(const struct linked *k, const char **first)
{
    int count = 0;
    for (int i = 0; i < k->count; i++) {
        const struct judged *j = &k->items[i];
        if (!j->changed && !j->unlinked && !j->forged)
            continue;
        if (!count++)
            *first = j->link ? j->link->measure : j->written ? j->written->text : j->found->text;
    }
    return count;
}

static json_t *figure_body(const struct figure *f, const char *text)
{
    return json_pack("{s:s, s:s, s:s?, s:s?, s:s, s:s?, s:s, s:s, s:I, s:s}", "measure", f->measure, "modifier", f->modifier,
                     "scope", f->scope, "scope_number", f->scope_number, "unit", f->unit ? f->unit : "", "value", f->value,
                     "from", DAY_TEXT(f->from), "asof", DAY_TEXT(f->asof), "known", (json_int_t)f->known, "text", text);
}

/* The figures as they were printed; where that is not known, as they stand. */
static json_t *figures_body(const struct docx_text *d)
{
    json_t *list = json_array();
    const struct linked_figure *from = d->written_count ? d->written : d->figures;
    int count = d->written_count ? d->written_count : d->figure_count;
    for (int i = 0; i < count; i++)
        if (from[i].known)
            json_array_append_new(list, figure_body(&from[i].figure, from[i].text));
    return list;
}

static bool file_hash(struct op_call *c, const char *path, char hex[2 * SM3_BYTES + 1], size_t *bytes, struct err *e)
{
    char *data;
    uint8_t hash[SM3_BYTES];
    if (!file_read(c->memory, path, ISSUE_BYTES_MAX, &data, bytes, e))
        return false;
    sm3_of(c->ledger->sm3, data, *bytes, hash);
    sm3_hex(hex, hash);
    return true;
}

/* The same bytes among what was issued before. */
struct twin {
    const char *hash;
    int64_t seq; /* 0: none */
};

static bool see_issued(void *context, const struct event *v, struct err *e)
{
    (void)e;
    struct twin *t = context;
    json_t *body = json_loadb(v->body, v->body_bytes, 0, NULL);
    const char *hash = json_string_value(json_object_get(body, "hash"));
    if (hash && strcmp(hash, t->hash) == 0)
        t->seq = v->seq;
    json_decref(body);
    return true;
}

static bool check_first(struct op_call *c, const char *path, const char *hash, struct err *e)
{
    struct twin t = { .hash = hash };
    return ledger_of_kind(c->ledger, EVENT_ISSUE, see_issued, &t, e)
           && (!t.seq || ERR(e, ERR_CONFLICT, ISSUE_TWICE, path, MSG_NUM(t.seq)));
}

static bool record(struct op_call *c, const struct linked *k, struct err *e)
{
    const struct docx_text *d = &k->doc;
    const char *slash = strrchr(k->path, '/');
    char hex[2 * SM3_BYTES + 1];
    size_t bytes;
    if (!file_hash(c, k->path, hex, &bytes, e) || !check_first(c, k->path, hex, e))
        return false;
    json_t *figures = figures_body(d);
    size_t count = json_array_size(figures);
    if (count > ISSUE_FIGURES_MAX) {
        json_decref(figures);
        return ERR(e, ERR_INPUT, ISSUE_LONG, k->path, MSG_NUM(count), MSG_NUM(ISSUE_FIGURES_MAX));
    }
    json_t *body = json_pack("{s:s, s:s, s:s, s:I, s:o, s:s, s:s, s:I, s:s?, s:s?, s:s?}", "asof", DAY_TEXT(d->asof), "from",
                             DAY_TEXT(d->from), "report", d->report, "bytes", (json_int_t)bytes, "figures", figures, "file",
                             slash ? slash + 1 : k->path, "hash", hex, "known", (json_int_t)d->known_at, "of",
                             d->of && *d->of ? d->of : NULL, "org", d->org, "org_number", d->org_number);
    if (op_given(c, "why"))
        json_object_set_new(body, "why", json_string(op_text(c, "why")));
    struct draft draft = {
        .kind = EVENT_ISSUE, .actor = c->actor, .book = "", .day = op_today(c), .body = op_body(c, body)
    };
    int64_t seq;
    if (!ledger_append(c->ledger, &draft, &seq, e))
        return false;
    json_t *answer =
        json_pack("{s:I, s:s, s:s?, s:s, s:I, s:I, s:s}", "id", (json_int_t)seq, "report", d->report, "org", d->org, "asof",
                  DAY_TEXT(d->asof), "known", (json_int_t)d->known_at, "figures", (json_int_t)count, "hash", hex);
    c->work = answer;
    return state_catch_up(c->ledger, e);
}

bool issue_run(struct op_call *c, struct err *e)
{
    struct linked k;
    const char *path = op_text(c, "doc"), *first = "";
    if (!linked_read(c, path, &k, e))
        return false;
    bool ok = (k.doc.report != NULL || ERR(e, ERR_INPUT, ISSUE_NO_REPORT, path)) && linked_compare(c, &k, e);
    int unsound = ok ? count_unsound(&k, &first) : 0;
    if (ok && unsound && !op_given(c, "why"))
        ok = ERR(e, ERR_CONFLICT, ISSUE_NOT_SOUND, path, MSG_NUM(unsound), first);
    ok = ok && record(c, &k, e);
    linked_free(&k);
    return ok;
}

bool issue_tell(struct op_call *c, struct err *e)
{
    (void)e;
    json_t *a = c->work;
    const char *org = json_string_value(json_object_get(a, "org"));
    SAY(c, ISSUE_DONE, json_string_value(json_object_get(a, "report")), org ? org : "",
        json_string_value(json_object_get(a, "asof")), MSG_NUM(json_integer_value(json_object_get(a, "figures"))),
        MSG_NUM(json_integer_value(json_object_get(a, "id"))));
    op_object(c, a);
    return true;
}
