/* corpus/watch.c: which files below some folders are new or changed, look after look.
 * Why a file must stand still for one look: one that is still being copied would be read half.
 * Why looks and no notices of the system: a network share sends none. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "corpus/store.h"

struct seen {
    const char *path;
    int64_t size, changed; /* bytes; nanoseconds */
    uint64_t device, inode;
    bool done; /* dealt with as it is */
    bool away; /* its folder cannot be read: it is as it was */
};
struct absent {
    const char *path, *reason;
};
/* What one look found; its texts lie in its own memory, so the one before it can be compared and dropped. */
struct look {
    struct arena memory;
    struct seen *files; /* by path, each once */
    size_t count, room;
    struct absent *absent; /* folders that could not be read, by path */
    size_t absent_count, absent_room;
};
struct corpus_watch {
    const char *const *folders;
    int folder_count;
    const char *ledger;
    struct corpus_aside *aside;
    struct look *now, *before;
    struct seen **ready;
};

struct corpus_watch *corpus_watch_new(const char *const *folders, int count, const char *ledger, const char *aside)
{
    struct corpus_watch *w = calloc(1, sizeof *w);
    struct look *looks = calloc(2, sizeof *looks);
    if (!w || !looks)
        abort();
    w->folders = folders;
    w->folder_count = count;
    w->ledger = ledger;
    w->aside = corpus_aside_new(aside, LANG_ZH);
    w->now = &looks[0];
    w->before = &looks[1];
    for (int i = 0; i < 2; i++)
        arena_init(&looks[i].memory, 64 * 1024);
    return w;
}

static void clear(struct look *l)
{
    free(l->files);
    free(l->absent);
    arena_free(&l->memory);
    *l = (struct look) { 0 };
    arena_init(&l->memory, 64 * 1024);
}

void corpus_watch_free(struct corpus_watch *w)
{
    struct look *looks = w->now < w->before ? w->now : w->before;
    int64_t count;
    struct err ignored = { 0 };
    clear(w->now);
    clear(w->before);
    arena_free(&w->now->memory);
    arena_free(&w->before->memory);
    (void)corpus_aside_end(w->aside, &count, &ignored);
    free(w->ready);
    free(looks);
    free(w);
}

/* ---- one look ---- */

static struct seen *put_file(struct look *l, const struct seen *f)
{
    l->files = array_room(l->files, &l->room, l->count + 1, sizeof *l->files);
    l->files[l->count] = *f;
    l->files[l->count].path = arena_text(&l->memory, f->path);
    return &l->files[l->count++];
}

static void put_absent(struct look *l, const char *path, const char *reason)
{
    l->absent = array_room(l->absent, &l->absent_room, l->absent_count + 1, sizeof *l->absent);
    l->absent[l->absent_count++] = (struct absent) { arena_text(&l->memory, path), arena_text(&l->memory, reason) };
}

static struct seen seen_as(const char *path, const struct stat *s)
{
    int64_t changed = (int64_t)s->st_mtim.tv_sec * 1000000000 + s->st_mtim.tv_nsec;
    return (struct seen) { path, s->st_size, changed, (uint64_t)s->st_dev, (uint64_t)s->st_ino, false, false };
}

static void walk(struct corpus_watch *w, const char *folder, int depth)
{
    struct look *l = w->now;
    struct dirent **list;
    struct buf path = { 0 };
    struct stat s;
    int n = depth < FOLDERS_MAX ? scandir(folder, &list, NULL, NULL) : -1;
    if (n < 0)
        put_absent(l, folder, strerror(depth < FOLDERS_MAX ? errno : ELOOP));
    for (int i = 0; i < n; i++) {
        buf_clear(&path);
        buf_format(&path, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", list[i]->d_name);
        bool passed = corpus_passes(folder, list[i]->d_name, w->ledger, w->aside);
        if (!passed && lstat(buf_get(&path), &s) == 0) {
            struct seen f = seen_as(buf_get(&path), &s);
            if (S_ISDIR(s.st_mode))
                walk(w, buf_get(&path), depth + 1);
            else if (S_ISREG(s.st_mode) && l->count < WATCH_FILES_MAX)
                put_file(l, &f);
        }
        free(list[i]);
    }
    if (n >= 0)
        free(list);
    buf_free(&path);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct seen *)a)->path, ((const struct seen *)b)->path);
}

static int by_folder(const void *a, const void *b)
{
    return strcmp(((const struct absent *)a)->path, ((const struct absent *)b)->path);
}

static void sort(struct look *l)
{
    size_t kept = 0;
    if (l->count)
        qsort(l->files, l->count, sizeof *l->files, by_path);
    for (size_t i = 0; i < l->count; i++) {
        if (!kept || strcmp(l->files[kept - 1].path, l->files[i].path) != 0)
            l->files[kept++] = l->files[i];
    }
    l->count = kept;
    if (l->absent_count)
        qsort(l->absent, l->absent_count, sizeof *l->absent, by_folder);
}

/* What lay in a folder that cannot be read just now is remembered: when it is back, it need not be read again. */
static void remember(struct corpus_watch *w)
{
    for (size_t i = 0; i < w->now->absent_count; i++) {
        const char *folder = w->now->absent[i].path;
        size_t n = strlen(folder);
        for (size_t k = 0; k < w->before->count; k++) {
            const char *path = w->before->files[k].path;
            if (strncmp(path, folder, n) == 0 && (path[n] == '/' || (n && path[n - 1] == '/')))
                put_file(w->now, &w->before->files[k])->away = true;
        }
    }
}

static bool is_absent(const struct look *l, const char *folder)
{
    struct absent key = { folder, "" };
    return l->absent_count && bsearch(&key, l->absent, l->absent_count, sizeof key, by_folder);
}

/* Of a folder it is told once that it cannot be read, and once that it can be again. */
static void tell(struct corpus_watch *w, corpus_watch_see *see, void *context)
{
    for (size_t i = 0; i < w->now->absent_count; i++) {
        if (!is_absent(w->before, w->now->absent[i].path))
            see(context, w->now->absent[i].path, w->now->absent[i].reason);
    }
    for (size_t i = 0; i < w->before->absent_count; i++) {
        if (!is_absent(w->now, w->before->absent[i].path))
            see(context, w->before->absent[i].path, NULL);
    }
}

static bool stands_still(const struct seen *a, const struct seen *b)
{
    return a->size == b->size && a->changed == b->changed && a->device == b->device && a->inode == b->inode;
}

int corpus_watch_look(struct corpus_watch *w, corpus_watch_see *see, void *context)
{
    struct look *old = w->before;
    int ready = 0;
    w->before = w->now;
    w->now = old;
    clear(old);
    for (int i = 0; i < w->folder_count; i++)
        walk(w, w->folders[i], 0);
    sort(w->now);
    remember(w);
    sort(w->now);
    tell(w, see, context);
    free(w->ready);
    w->ready = calloc(w->now->count + 1, sizeof(struct seen *));
    if (!w->ready)
        abort();
    for (size_t i = 0; i < w->now->count; i++) {
        struct seen *f = &w->now->files[i];
        const struct seen *before =
            w->before->count ? bsearch(f, w->before->files, w->before->count, sizeof *f, by_path) : NULL;
        bool still = before && stands_still(f, before);
        f->done = still && before->done;
        if (still && !f->done && !f->away)
            w->ready[ready++] = f;
    }
    return ready;
}

const char *corpus_watch_path(const struct corpus_watch *w, int i)
{
    return w->ready[i]->path;
}

void corpus_watch_done(struct corpus_watch *w, int i)
{
    struct stat s;
    struct seen *f = w->ready[i];
    if (lstat(f->path, &s) != 0)
        return;
    struct seen now = seen_as(f->path, &s);
    f->done = stands_still(f, &now);
}

bool corpus_watch_full(const struct corpus_watch *w)
{
    return w->now->count >= WATCH_FILES_MAX;
}

bool corpus_watch_lost(const struct corpus_watch *w)
{
    for (int i = 0; i < w->folder_count; i++) {
        if (!is_absent(w->now, w->folders[i]))
            return false;
    }
    return true;
}
