/* format/child.c: fork, exec, a clock, and an end to the whole process group.
 * Why a group of its own: office programs start helpers and leave; killing the one we started would leave the others running. */
#include "format/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 20 /* between looks at whether it has ended */

struct child {
    const char *name;
    pid_t pid;
    int output; /* its standard output; -1: closed */
    int report; /* the errno of an exec that failed; closed by one that did not */
};

/* ---- in the child: calls that are safe between fork and exec ---- */

static void limit(int what, rlim_t most)
{
    struct rlimit r = { most, most };
    (void)setrlimit(what, &r);
}

static _Noreturn void become(const char *const *argv, const struct child_limits *limits, int output, int report)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_CORE, 0);
    if (limits->file_bytes > 0)
        limit(RLIMIT_FSIZE, (rlim_t)limits->file_bytes);
    if (limits->memory_bytes > 0)
        limit(RLIMIT_AS, (rlim_t)limits->memory_bytes);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing >= 0 && dup2(nothing, 0) == 0 && dup2(output, 1) == 1 && dup2(nothing, 2) == 2
        && close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        execvp(argv[0], (char *const *)argv);
    int error = errno;
    ssize_t told = write(report, &error, sizeof error);
    _exit(told == sizeof error ? 127 : 126);
}

/* ---- in the parent ---- */

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void close_pair(int pair[2])
{
    close(pair[0]);
    close(pair[1]);
}

static bool start(struct child *c, const char *const *argv, const struct child_limits *limits, struct err *e)
{
    int output[2], report[2];
    if (pipe2(output, O_CLOEXEC) != 0)
        return ERR(e, ERR_IO, CHILD_FAILED, c->name, strerror(errno));
    if (pipe2(report, O_CLOEXEC) != 0) {
        int error = errno;
        close_pair(output);
        return ERR(e, ERR_IO, CHILD_FAILED, c->name, strerror(error));
    }
    c->pid = fork();
    if (c->pid == 0)
        become(argv, limits, output[1], report[1]);
    int error = errno;
    close(output[1]);
    close(report[1]);
    c->output = output[0];
    c->report = report[0];
    if (c->pid < 0)
        return ERR(e, ERR_IO, CHILD_FAILED, c->name, strerror(error));
    (void)setpgid(c->pid, c->pid); /* both do it: whoever is first, the group is there */
    ssize_t told;
    while ((told = read(c->report, &error, sizeof error)) < 0 && errno == EINTR)
        continue;
    if (told != sizeof error)
        return true;
    if (error == ENOENT || error == ENOTDIR)
        return ERR(e, ERR_NOT_FOUND, CHILD_MISSING, c->name);
    return ERR(e, ERR_IO, CHILD_FAILED, c->name, strerror(error));
}

/* Takes what lies in the pipe, waiting for it a tick. */
static bool take_output(struct child *c, const struct child_limits *limits, struct buf *out, size_t *taken, struct err *e)
{
    struct pollfd p = { .fd = c->output, .events = POLLIN }; /* poll only waits where output is -1 */
    char piece[16 * 1024];
    if (poll(&p, 1, TICK_MS) <= 0 || c->output < 0)
        return true;
    ssize_t got = read(c->output, piece, sizeof piece);
    if (got == 0 || (got < 0 && errno != EINTR)) {
        close(c->output);
        c->output = -1;
    }
    if (got <= 0)
        return true;
    *taken += (size_t)got;
    if (*taken > limits->output_bytes)
        return ERR(e, ERR_UNREADABLE, CHILD_LONG, c->name, MSG_NUM(limits->output_bytes));
    if (out)
        buf_put(out, piece, (size_t)got);
    return true;
}

static bool has_ended(const struct child *c)
{
    siginfo_t s = { 0 };
    return waitid(P_PID, (id_t)c->pid, &s, WEXITED | WNOHANG | WNOWAIT) != 0 || s.si_pid == c->pid;
}

static bool output_waits(const struct child *c)
{
    struct pollfd p = { .fd = c->output, .events = POLLIN };
    return c->output >= 0 && poll(&p, 1, 0) > 0;
}

static bool watch(struct child *c, const struct child_limits *limits, struct buf *out, struct err *e)
{
    int64_t end = now_ms() + (int64_t)limits->seconds * 1000;
    size_t taken = 0;
    while (!has_ended(c) || output_waits(c)) {
        if (now_ms() >= end)
            return ERR(e, ERR_UNREADABLE, CHILD_SLOW, c->name, MSG_NUM(limits->seconds));
        if (!take_output(c, limits, out, &taken, e))
            return false;
    }
    return true;
}

/* The group is killed while its leader is not yet waited for, so its number cannot have become another's. */
static int end(struct child *c)
{
    int how = 0;
    if (c->output >= 0)
        close(c->output);
    close(c->report);
    if (c->pid <= 0)
        return 0;
    (void)kill(-c->pid, SIGKILL);
    while (waitpid(c->pid, &how, 0) < 0 && errno == EINTR)
        continue;
    return WIFSIGNALED(how) ? 128 + WTERMSIG(how) : WEXITSTATUS(how);
}

bool child_run(const char *const *argv, const struct child_limits *limits, struct buf *out, int *status, struct err *e)
{
    struct child c = { .name = argv[0], .pid = -1, .output = -1, .report = -1 };
    bool ok = start(&c, argv, limits, e) && watch(&c, limits, out, e);
    *status = c.report >= 0 ? end(&c) : 0;
    return ok;
}
