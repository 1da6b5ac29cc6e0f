/* cli/cli.c: one command line from argv to exit status. */
#include "cli/cli.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/inside.h"

/* Who makes a ledger where --as does not say. */
static const char *login_name(struct arena *a)
{
    const struct passwd *p = getpwuid(getuid());
    return p && p->pw_name && *p->pw_name ? arena_text(a, p->pw_name) : "owner";
}

static int run(struct arena *a, const struct line *l, struct err *e)
{
    struct op_sink sink;
    struct render *r = render_new(a, stdout, l->json, l->lang, &sink);
    struct op_call call = { .op = l->op, .args = l->args, .actor = l->actor, .lang = l->lang, .memory = a, .sink = &sink };
    if (!call.actor && l->op->flags & OP_CREATES)
        call.actor = login_name(a);
    bool ok = op_run(&call, e);
    ok = render_end(r, e) && ok;
    return op_exit_status(&call, ok, e);
}

int cli_main(int argc, char **argv)
{
    struct arena a;
    struct line l;
    struct err e = { .lang = line_language(argc, argv) };
    arena_init(&a, 256 * 1024);
    int status = line_parse(&a, argc, argv, &l, &e) ? run(&a, &l, &e) : op_exit_status(NULL, false, &e);
    if (e.code != ERR_NONE)
        fprintf(stderr, "%s\n", e.what);
    arena_free(&a);
    return status;
}
