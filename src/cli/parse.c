/* cli/parse.c: argv -> an operation and its arguments, as its row in the table says. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/inside.h"

struct words {
    const char **list; /* what is left after the common options; NULL marks the place of "--" */
    int count;
};

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

enum msg_lang line_language(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *value = starts(argv[i], "--lang=")       ? argv[i] + strlen("--lang=")
                            : strcmp(argv[i], "--lang") == 0 ? argv[i + 1]
                                                             : NULL;
        if (value)
            return strcmp(value, "en") == 0 ? LANG_EN : LANG_ZH;
    }
    const char *all = getenv("LC_ALL"), *lang = getenv("LANG");
    const char *set = all && *all ? all : lang;
    return set && starts(set, "en") ? LANG_EN : LANG_ZH;
}

/* ---- common options ---- */

/* The value of "--name VALUE" or "--name=VALUE"; NULL where argv[*at] is another option.  "" and *missing where it lacks. */
static const char *common_value(int argc, char **argv, int *at, const char *name, bool *missing)
{
    size_t n = strlen(name);
    const char *word = argv[*at];
    if (strncmp(word, name, n) != 0 || (word[n] != '\0' && word[n] != '='))
        return NULL;
    if (word[n] == '=')
        return word + n + 1;
    *missing = *at + 1 >= argc;
    return *missing ? "" : argv[++*at];
}

static bool take_common(int argc, char **argv, int *at, struct line *out, bool *taken, struct err *e)
{
    const char *value;
    bool missing = false;
    *taken = true;
    if (strcmp(argv[*at], "--json") == 0) {
        out->json = true;
        return true;
    }
    if ((value = common_value(argc, argv, at, "--lang", &missing))) {
        if (missing)
            return ERR(e, ERR_USAGE, OP_OPTION_VALUE, "--lang", "zh|en");
        return strcmp(value, "zh") == 0 || strcmp(value, "en") == 0 || ERR(e, ERR_USAGE, OP_LANG_UNKNOWN, value);
    }
    if ((value = common_value(argc, argv, at, "--as", &missing))) {
        out->actor = value;
        return !missing || ERR(e, ERR_USAGE, OP_OPTION_VALUE, "--as", "NAME");
    }
    *taken = false;
    return true;
}

static bool split(struct arena *a, int argc, char **argv, struct line *out, struct words *words, struct err *e)
{
    bool plain = false;
    words->list = ARENA_ARRAY(a, const char *, (size_t)argc + 2);
    words->count = 0;
    if (argc > OP_ARGS_MAX)
        return ERR(e, ERR_USAGE, OP_ARGS_MANY, MSG_NUM(OP_ARGS_MAX));
    for (int i = 1; i < argc; i++) {
        bool taken = false;
        if (!text_valid(argv[i], strlen(argv[i])))
            return ERR(e, ERR_USAGE, OP_ARG_ENCODING, MSG_NUM(i));
        if (!plain && strcmp(argv[i], "--") == 0) {
            plain = true;
            words->list[words->count++] = NULL;
            continue;
        }
        if (!plain && !take_common(argc, argv, &i, out, &taken, e))
            return false;
        if (!taken)
            words->list[words->count++] = argv[i];
    }
    return true;
}

/* ---- the operation ---- */

static bool op_unknown(struct arena *a, const char *name, struct err *e)
{
    const char *near = op_near(name);
    char *hint = ARENA_ARRAY(a, char, 160);
    if (*near)
        msg_format(hint, 160, e->lang, MSG_OP_DID_YOU_MEAN, (const char *const[]) { near, NULL });
    return ERR(e, ERR_USAGE, OP_UNKNOWN, name, hint);
}

/* Two words are tried before one; *used says how many there were. */
static bool find_op(struct arena *a, const struct words *w, struct line *out, int *used, struct err *e)
{
    const char *first = w->count ? w->list[0] : "help";
    *used = w->count ? 1 : 0;
    if (!first)
        first = "--";
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
        first = "help";
    if (strcmp(first, "--version") == 0)
        first = "version";
    if (w->count > 1 && w->list[1]) {
        struct buf two = { 0 };
        buf_format(&two, "%s %s", first, w->list[1]);
        out->op = op_find(two.data);
        buf_free(&two);
        if (out->op) {
            *used = 2;
            return true;
        }
    }
    out->op = op_find(first);
    return out->op || op_unknown(a, first, e);
}

/* ---- its arguments ---- */

struct taking {
    struct arena *a;
    struct line *out;
    const char **texts[OP_PARAMS_MAX]; /* room for all words, where a parameter took one */
    int room;
};

static void take(struct taking *t, int param, const char *text)
{
    struct op_arg *arg = &t->out->args[param];
    if (!t->texts[param])
        t->texts[param] = ARENA_ARRAY(t->a, const char *, (size_t)t->room);
    t->texts[param][arg->count++] = text;
    arg->texts = t->texts[param];
}

static bool option_unknown(const struct taking *t, const char *word, struct err *e)
{
    char near[64] = "", hint[160] = "";
    int least = 3;
    for (int i = 0; i < op_param_count(t->out->op); i++) {
        const struct param *p = &t->out->op->params[i];
        struct buf name = { 0 };
        buf_format(&name, "--%s", p->name);
        int distance = p->flags & PARAM_OPTION ? op_distance(word, name.data) : least;
        if (distance < least) {
            least = distance;
            snprintf(near, sizeof near, "%s", name.data);
        }
        buf_free(&name);
    }
    if (*near)
        msg_format(hint, sizeof hint, e->lang, MSG_OP_DID_YOU_MEAN, (const char *const[]) { near, NULL });
    return ERR(e, ERR_USAGE, OP_OPTION_UNKNOWN, t->out->op->name, word, hint);
}

/* The parameter that "--name", "--name=…" or "-o" names; -1. */
static int option_param(const struct op *o, const char *word, const char **value)
{
    *value = NULL;
    for (int i = 0; i < op_param_count(o); i++) {
        const struct param *p = &o->params[i];
        size_t n = strlen(p->name);
        if (!(p->flags & PARAM_OPTION))
            continue;
        if (p->letter && word[0] == '-' && word[1] == p->letter && !word[2])
            return i;
        if (starts(word, "--") && strncmp(word + 2, p->name, n) == 0 && (word[2 + n] == '\0' || word[2 + n] == '=')) {
            *value = word[2 + n] == '=' ? word + 3 + n : NULL;
            return i;
        }
    }
    return -1;
}

static bool take_option(struct taking *t, const struct words *w, int *at, struct err *e)
{
    const char *word = w->list[*at], *value;
    int i = option_param(t->out->op, word, &value);
    if (i < 0)
        return option_unknown(t, word, e);
    const struct param *p = &t->out->op->params[i];
    if (t->out->args[i].count)
        return ERR(e, ERR_USAGE, OP_OPTION_TWICE, word);
    if (p->kind == PARAM_FLAG) {
        take(t, i, "");
        return !value || ERR(e, ERR_USAGE, OP_OPTION_NO_VALUE, word);
    }
    if (!value) {
        if (*at + 1 >= w->count || !w->list[*at + 1] || starts(w->list[*at + 1], "--"))
            return ERR(e, ERR_USAGE, OP_OPTION_VALUE, word, p->word);
        value = w->list[++*at];
    }
    take(t, i, value);
    return true;
}

/* The place on the line that the next plain word fills; -1. */
static int next_place(const struct line *l)
{
    for (int i = 0; i < op_param_count(l->op); i++) {
        const struct param *p = &l->op->params[i];
        if (!(p->flags & PARAM_OPTION) && (!l->args[i].count || p->flags & PARAM_REPEATED))
            return i;
    }
    return -1;
}

static bool check_required(const struct line *l, struct err *e)
{
    for (int i = 0; i < op_param_count(l->op); i++) {
        const struct param *p = &l->op->params[i];
        if (!(p->flags & PARAM_REQUIRED) || l->args[i].count)
            continue;
        struct buf usage = { 0 }, name = { 0 };
        op_usage(l->op, &usage);
        if (p->letter)
            buf_format(&name, "-%c %s", p->letter, p->word);
        else
            buf_format(&name, "%s%s%s%s", p->flags & PARAM_OPTION ? "--" : "", p->flags & PARAM_OPTION ? p->name : "",
                       p->flags & PARAM_OPTION ? " " : "", p->word);
        ERR(e, ERR_USAGE, OP_PARAM_MISSING, name.data, msg_text(e->lang, p->help), usage.data);
        buf_free(&usage);
        buf_free(&name);
        return false;
    }
    return true;
}

static bool too_many(const struct line *l, const char *word, struct err *e)
{
    struct buf usage = { 0 };
    op_usage(l->op, &usage);
    ERR(e, ERR_USAGE, OP_PARAM_EXTRA, word, usage.data);
    buf_free(&usage);
    return false;
}

/* "OPERATION … --help" is "help OPERATION". */
static bool asks_help(struct arena *a, const struct words *w, int used, struct line *out)
{
    for (int i = used; i < w->count && w->list[i]; i++) {
        if (strcmp(w->list[i], "--help") != 0 && strcmp(w->list[i], "-h") != 0)
            continue;
        struct taking t = { .a = a, .out = out, .room = 1 };
        const char *name = out->op->name;
        out->op = op_find("help");
        take(&t, 0, name);
        return true;
    }
    return false;
}

bool line_parse(struct arena *a, int argc, char **argv, struct line *out, struct err *e)
{
    struct words w;
    int used;
    bool plain = false;
    *out = (struct line) { .lang = e->lang };
    if (!split(a, argc, argv, out, &w, e) || !find_op(a, &w, out, &used, e))
        return false;
    if (asks_help(a, &w, used, out))
        return true;
    struct taking t = { .a = a, .out = out, .room = w.count + 1 };
    for (int i = used; i < w.count; i++) {
        const char *word = w.list[i];
        if (!word) {
            plain = true;
            continue;
        }
        if (!plain && word[0] == '-' && word[1]) {
            if (!take_option(&t, &w, &i, e))
                return false;
            continue;
        }
        int place = next_place(out);
        if (place < 0)
            return too_many(out, word, e);
        take(&t, place, word);
    }
    return check_required(out, e);
}
