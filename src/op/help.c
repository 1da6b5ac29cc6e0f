/* op/help.c: the help pages, made from the table of operations and nothing else. */
#include <string.h>

#include "op/inside.h"

#define NAME_COLUMNS 18

static const struct {
    const char *key;
    enum msg_id title;
} GROUPS[] = {
    { "begin", MSG_OP_GROUP_BEGIN },   { "record", MSG_OP_GROUP_RECORD },   { "look", MSG_OP_GROUP_LOOK },
    { "figure", MSG_OP_GROUP_FIGURE }, { "library", MSG_OP_GROUP_LIBRARY }, { "safe", MSG_OP_GROUP_SAFE },
    { "people", MSG_OP_GROUP_PEOPLE }, { "help", MSG_OP_GROUP_HELP },
};

static void pad(struct buf *out, const char *text, size_t columns)
{
    buf_text(out, text);
    for (size_t n = text_columns(text); n < columns; n++)
        buf_char(out, ' ');
}

/* "--where TEXT", "-o OUT", "FILE", "NAME…" */
static void put_param(const struct param *p, struct buf *out)
{
    if (p->letter)
        buf_format(out, "-%c", p->letter);
    else if (p->flags & PARAM_OPTION)
        buf_format(out, "--%s", p->name);
    if (p->flags & PARAM_OPTION && p->word)
        buf_char(out, ' ');
    buf_text(out, p->word ? p->word : "");
    if (p->flags & PARAM_REPEATED)
        buf_text(out, "…");
}

void op_usage(const struct op *o, struct buf *out)
{
    buf_format(out, "taizhang %s", o->name);
    for (int i = 0; i < op_param_count(o); i++) {
        bool required = o->params[i].flags & PARAM_REQUIRED;
        buf_text(out, required ? " " : " [");
        put_param(&o->params[i], out);
        buf_text(out, required ? "" : "]");
    }
}

static void put_rows(struct buf *out, const struct buf *heads, const enum msg_id *texts, int count, enum msg_lang lang)
{
    size_t widest = 0;
    for (int i = 0; i < count; i++) {
        size_t n = text_columns(buf_get(&heads[i]));
        widest = n > widest ? n : widest;
    }
    for (int i = 0; i < count; i++) {
        buf_text(out, "  ");
        pad(out, buf_get(&heads[i]), widest + 2);
        buf_format(out, "%s\n", msg_text(lang, texts[i]));
    }
}

static void put_params(const struct op *o, enum msg_lang lang, struct buf *out)
{
    struct buf heads[OP_PARAMS_MAX] = { 0 };
    enum msg_id texts[OP_PARAMS_MAX] = { MSG_NONE };
    int count = op_param_count(o);
    if (!count)
        return;
    for (int i = 0; i < count; i++) {
        put_param(&o->params[i], &heads[i]);
        texts[i] = o->params[i].help;
    }
    buf_format(out, "\n%s\n", msg_text(lang, MSG_OP_HELP_PARAMS));
    put_rows(out, heads, texts, count, lang);
    for (int i = 0; i < count; i++)
        buf_free(&heads[i]);
}

static void put_common(enum msg_lang lang, struct buf *out)
{
    struct buf heads[3] = { 0 };
    buf_text(&heads[0], "--json");
    buf_text(&heads[1], "--lang zh|en");
    buf_text(&heads[2], "--as NAME");
    const enum msg_id texts[] = { MSG_OP_P_JSON, MSG_OP_P_LANG, MSG_OP_P_AS };
    buf_format(out, "\n%s\n", msg_text(lang, MSG_OP_HELP_COMMON));
    put_rows(out, heads, texts, 3, lang);
    for (int i = 0; i < 3; i++)
        buf_free(&heads[i]);
}

void op_help(const struct op *o, enum msg_lang lang, struct buf *out)
{
    buf_format(out, "%s\n\n  ", msg_text(lang, o->summary));
    op_usage(o, out);
    buf_format(out, "\n\n%s\n", msg_text(lang, o->about));
    put_params(o, lang, out);
    put_common(lang, out);
    buf_format(out, "\n%s\n", msg_text(lang, MSG_OP_HELP_STATUS));
}

void op_help_all(enum msg_lang lang, struct buf *out)
{
    buf_format(out, "%s\n", msg_text(lang, MSG_OP_HELP_HEAD));
    for (size_t g = 0; g < sizeof GROUPS / sizeof *GROUPS; g++) {
        buf_format(out, "\n%s\n", msg_text(lang, GROUPS[g].title));
        for (int i = 0; i < op_count(); i++) {
            const struct op *o = op_at(i);
            if (strcmp(o->group, GROUPS[g].key) != 0)
                continue;
            buf_text(out, "  ");
            pad(out, o->name, NAME_COLUMNS);
            buf_format(out, "%s\n", msg_text(lang, o->summary));
        }
    }
    put_common(lang, out);
    buf_format(out, "\n%s\n", msg_text(lang, MSG_OP_HELP_FOOT));
}

static json_t *op_tree(const struct op *o, enum msg_lang lang)
{
    static const char *const KINDS[] = {
        [PARAM_FILE] = "file",     [PARAM_BOOK] = "book", [PARAM_ENTRY] = "entry",   [PARAM_ORG] = "org",
        [PARAM_TEXT] = "text",     [PARAM_DAY] = "day",   [PARAM_INT] = "integer",   [PARAM_PATH_IN] = "path",
        [PARAM_PATH_OUT] = "path", [PARAM_FLAG] = "flag", [PARAM_FIELDS] = "fields",
    };
    json_t *params = json_array();
    for (int i = 0; i < op_param_count(o); i++) {
        const struct param *p = &o->params[i];
        json_array_append_new(params,
                              json_pack("{s:s, s:s, s:b, s:b, s:b, s:s}", "name", p->name, "kind", KINDS[p->kind], "option",
                                        (p->flags & PARAM_OPTION) != 0, "required", (p->flags & PARAM_REQUIRED) != 0,
                                        "repeated", (p->flags & PARAM_REPEATED) != 0, "help", msg_text(lang, p->help)));
    }
    struct buf usage = { 0 };
    op_usage(o, &usage);
    json_t *tree =
        json_pack("{s:s, s:s, s:s, s:b, s:s?, s:o}", "name", o->name, "summary", msg_text(lang, o->summary), "usage",
                  buf_get(&usage), "writes", (o->flags & (OP_WRITES | OP_CREATES)) != 0, "role", o->role, "params", params);
    buf_free(&usage);
    return tree;
}

bool help_run(struct op_call *c, struct err *e)
{
    const struct op_arg *words = op_arg(c, "operation");
    struct buf name = { 0 }, page = { 0 };
    for (int i = 0; i < words->count; i++)
        buf_format(&name, "%s%s", i ? " " : "", words->texts[i]);
    const struct op *o = words->count ? op_find(name.data) : NULL;
    const char *near = o || !words->count ? "" : op_near(name.data);
    bool ok = o || !words->count || ERR(e, ERR_USAGE, OP_UNKNOWN, name.data, *near ? WORDS(c, OP_DID_YOU_MEAN, near) : "");
    buf_free(&name);
    if (!ok)
        return false;
    if (c->sink->machine) {
        json_t *list = json_array();
        for (int i = 0; !o && i < op_count(); i++)
            json_array_append_new(list, op_tree(op_at(i), c->lang));
        op_object(c, o ? op_tree(o, c->lang) : json_incref(list));
        json_decref(list);
        return true;
    }
    if (o)
        op_help(o, c->lang, &page);
    else
        op_help_all(c->lang, &page);
    c->sink->text(c->sink->self, buf_get(&page), page.bytes);
    buf_free(&page);
    return true;
}

bool version_run(struct op_call *c, struct err *e)
{
    (void)e;
    op_object(c, json_pack("{s:s, s:i}", "version", OP_VERSION, "format", LEDGER_FORMAT));
    SAY(c, OP_VERSION_IS, OP_VERSION, MSG_NUM(LEDGER_FORMAT));
    return true;
}
