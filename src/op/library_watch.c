/* op/library_watch.c: folders watched: what is new or changed is taken in, a look at a time.
 * A look with something to take in is an operation of its own: it opens the ledger, writes one transaction and closes, so between
 * looks nothing is held, and a ledger that was restored or moved back meanwhile is the one that is written. */
#include <signal.h>
#include <string.h>
#include <time.h>

#include "op/library.h"

#define EVERY     10
#define EVERY_MAX 86400
#define HOLD_MS   3000 /* a transaction begins no further file after this: others wait 5 seconds for their turn */
#define AT_ONCE   500  /* files a transaction */

struct watching {
    struct op_call *c;
    struct corpus_watch *watch;
    struct library_manner manner;
    sigset_t stops;
    struct timespec begun; /* the transaction */
    bool again[AT_ONCE];   /* by file: it could not be read to its end, which may have been the network */
    bool stopped, late, late_told, full_told, refused; /* late: something was not taken in by this look */
};

/* ---- one transaction ---- */

static bool enough(void *context)
{
    const struct watching *x = context;
    struct timespec now;
    sigset_t waiting;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ms = (now.tv_sec - x->begun.tv_sec) * 1000 + (now.tv_nsec - x->begun.tv_nsec) / 1000000;
    bool stop = sigpending(&waiting) == 0 && (sigismember(&waiting, SIGINT) || sigismember(&waiting, SIGTERM));
    return stop || ms >= HOLD_MS;
}

static bool take_run(struct op_call *c, struct err *e)
{
    struct watching *x = c->work;
    const struct op_arg *files = op_arg(c, "folders");
    clock_gettime(CLOCK_MONOTONIC, &x->begun);
    memset(x->again, 0, sizeof x->again);
    x->manner = (struct library_manner) { .unasked = true, .enough = enough, .context = x, .again = x->again };
    return library_take(c, files->texts, files->count, &x->manner, e);
}

static bool try_run(struct op_call *c, struct err *e)
{
    struct corpus_document common;
    return library_common(c, &common, e);
}

/* The operation itself with the ledger open, `files` in the place of its folders. */
static bool inner(struct watching *x, unsigned flags, op_function *run, op_function *tell, struct op_arg files,
                  struct err *e)
{
    struct op op = *x->c->op;
    struct op_call c = *x->c;
    struct op_arg args[OP_PARAMS_MAX];
    memcpy(args, c.args, (size_t)op_param_count(&op) * sizeof *args);
    args[op_param(&op, "folders")] = files;
    op.flags = flags;
    op.run = run;
    op.tell = tell;
    c.op = &op;
    c.args = args;
    c.work = x;
    bool ok = op_run(&c, e);
    x->refused = x->refused || c.refused;
    return ok;
}

/* ---- looks ---- */

static void see_folder(void *context, const char *folder, const char *reason)
{
    struct op_call *c = ((struct watching *)context)->c;
    if (reason)
        NOTE(c, LIBRARY_WATCH_LOST, folder, reason);
    else
        NOTE(c, LIBRARY_WATCH_BACK, folder);
}

/* What another program or a full disk keeps from being written now may be written by the next look. */
static bool passes(struct watching *x, const struct err *why, struct err *e)
{
    if (why->code != ERR_BUSY && why->code != ERR_IO && why->code != ERR_UNREADABLE)
        return err_take(e, why, NULL);
    if (!x->late_told)
        NOTE(x->c, LIBRARY_WATCH_LATER, why->what);
    x->late = x->late_told = true;
    return true;
}

/* Waits; false where it is time to end. */
static bool wait_for(struct watching *x, int64_t seconds)
{
    struct timespec until, now, left;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    do {
        clock_gettime(CLOCK_MONOTONIC, &now);
        left = (struct timespec) { until.tv_sec - now.tv_sec, until.tv_nsec - now.tv_nsec };
        if (left.tv_nsec < 0)
            left = (struct timespec) { left.tv_sec - 1, left.tv_nsec + 1000000000 };
        if (left.tv_sec < 0)
            left = (struct timespec) { 0, 0 };
        x->stopped = x->stopped || sigtimedwait(&x->stops, NULL, &left) > 0;
    } while (!x->stopped && (left.tv_sec || left.tv_nsec));
    return !x->stopped;
}

/* Takes in `count` of the files that are ready, from `first` on, as far as there is time. */
static bool take_some(struct watching *x, int first, int count, struct err *e)
{
    struct arena *a = x->c->memory;
    struct arena_mark mark = arena_mark(a);
    const char **paths = ARENA_ARRAY(a, const char *, (size_t)count);
    for (int i = 0; i < count; i++)
        paths[i] = corpus_watch_path(x->watch, first + i);
    bool ok = inner(x, OP_WRITES, take_run, library_add_tell, (struct op_arg) { paths, count }, e);
    for (int i = 0; ok && i < x->manner.taken; i++) {
        if (!x->again[i])
            corpus_watch_done(x->watch, first + i);
    }
    x->c->sink->flush(x->c->sink->self);
    arena_rewind(a, mark);
    return ok;
}

static bool look(struct watching *x, struct err *e)
{
    int ready = corpus_watch_look(x->watch, see_folder, x);
    bool alone = x->late,
         full = corpus_watch_full(x->watch); /* after a failure each by itself, so one cannot hold up the others */
    if (full && !x->full_told)
        NOTE(x->c, LIBRARY_WATCH_FULL, MSG_NUM(WATCH_FILES_MAX));
    x->full_told = full;
    x->late = false;
    for (int next = 0; next < ready && wait_for(x, 0);) {
        struct err why = err_like(e);
        int count = alone ? 1 : ready - next < AT_ONCE ? ready - next : AT_ONCE;
        bool ok = take_some(x, next, count, &why);
        if (!ok && !passes(x, &why, e))
            return false;
        if (!ok && (!alone || why.code == ERR_BUSY))
            return true;
        next += ok ? x->manner.taken : 1;
    }
    x->late_told = x->late;
    return true;
}

static bool watch(struct watching *x, int64_t every, struct err *e)
{
    struct op_call *c = x->c;
    bool once = op_given(c, "once");
    const struct op_arg *folders = op_arg(c, "folders");
    if (!inner(x, OP_READS, try_run, NULL, *folders, e))
        return false;
    (void)corpus_watch_look(x->watch, see_folder, x);
    if (corpus_watch_lost(x->watch))
        return ERR(e, ERR_UNREADABLE, LIBRARY_WATCH_NONE);
    if (!once)
        NOTE(c, LIBRARY_WATCH_START, MSG_NUM(folders->count), MSG_NUM(every));
    while (wait_for(x, every) && look(x, e) && !once)
        ;
    if (x->stopped)
        NOTE(c, LIBRARY_WATCH_END);
    c->refused = once && x->refused;
    return e->code == ERR_NONE;
}

bool library_watch_run(struct op_call *c, struct err *e)
{
    struct watching x = { .c = c };
    sigset_t before;
    int64_t every;
    const struct op_arg *folders = op_arg(c, "folders");
    if (!op_int(c, "every", 1, EVERY_MAX, EVERY, &every, e))
        return false;
    sigemptyset(&x.stops);
    sigaddset(&x.stops, SIGINT);
    sigaddset(&x.stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &x.stops, &before);
    x.watch = corpus_watch_new(folders->texts, folders->count, op_text(c, "file"), library_aside(c));
    bool ok = watch(&x, every, e);
    corpus_watch_free(x.watch);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}
