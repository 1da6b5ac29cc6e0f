/* format/file.c: whole files in and out.
 * Why beside and rename: a power cut or a full disk must never leave half a report under a report's name.
 */
#include "format/format.h"
#include "format/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BESIDE_TRIES 100

bool file_error(struct err *e, const char *path, int error)
{
    switch (error) {
    case ENOENT: return ERR(e, ERR_UNREADABLE, FILE_MISSING, path);
    case ENOTDIR: return ERR(e, ERR_UNREADABLE, FILE_FOLDER_MISSING, path);
    case EISDIR: return ERR(e, ERR_UNREADABLE, FILE_FOLDER, path);
    case EACCES:
    case EPERM: return ERR(e, ERR_UNREADABLE, FILE_DENIED, path);
    case EROFS: return ERR(e, ERR_UNREADABLE, FILE_READ_ONLY, path);
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return ERR(e, ERR_IO, FILE_FULL, path);
    case ENAMETOOLONG: return ERR(e, ERR_UNREADABLE, FILE_NAME_LONG, path);
    default: return ERR(e, ERR_IO, FILE_FAILED, path, strerror(error));
    }
}

bool file_in_open(int *fd, const char *path, struct err *e)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0)
        return file_error(e, path, errno);
    struct stat s;
    if (fstat(*fd, &s) == 0 && !S_ISDIR(s.st_mode))
        return true;
    int error = S_ISDIR(s.st_mode) ? EISDIR : errno;
    close(*fd);
    *fd = -1;
    return file_error(e, path, error);
}

bool file_in_get(int fd, const char *path, void *room, size_t bytes, size_t *got, struct err *e)
{
    *got = 0;
    while (*got < bytes) {
        ssize_t n = read(fd, (char *)room + *got, bytes - *got);
        if (n == 0)
            break;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return file_error(e, path, errno);
        *got += (size_t)n;
    }
    return true;
}

bool file_read(struct arena *a, const char *path, size_t bytes_max, char **out, size_t *bytes, struct err *e)
{
    int fd;
    if (!file_in_open(&fd, path, e))
        return false;
    struct stat s;
    size_t room = fstat(fd, &s) == 0 && s.st_size > 0 ? (size_t)s.st_size + 1 : 64 * 1024;
    if (room > bytes_max + 1)
        room = bytes_max + 1;
    char *text = malloc(room);
    if (!text)
        abort();
    size_t used = 0;
    bool ok = true;
    for (;;) { /* one byte more than allowed is asked for, so that a file that grows or has no size is bounded too */
        size_t got;
        ok = file_in_get(fd, path, text + used, room - used, &got, e);
        used += got;
        if (!ok || used < room || room > bytes_max)
            break;
        room = room * 2 > bytes_max ? bytes_max + 1 : room * 2;
        text = realloc(text, room);
        if (!text)
            abort();
    }
    close(fd);
    if (ok && used > bytes_max)
        ok = ERR(e, ERR_UNREADABLE, FILE_TOO_LARGE, path, MSG_NUM(bytes_max));
    if (ok) {
        *out = arena_alloc(a, used + 1, 1, 1);
        memcpy(*out, text, used);
        *bytes = used;
    }
    free(text);
    return ok;
}

/* ---- out ---- */

static char *copy_text(const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        abort();
    return copy;
}

/* The name under which a file lies until it is whole: hidden, in the same folder, of this process. */
static char *beside_name(const char *path, int attempt)
{
    const char *slash = strrchr(path, '/');
    int folder_bytes = slash ? (int)(slash - path + 1) : 0;
    char *name;
    if (asprintf(&name, "%.*s.taizhang-%ld-%d.part", folder_bytes, path, (long)getpid(), attempt) < 0)
        abort();
    return name;
}

static bool open_beside(struct file_out *f, mode_t mode, struct err *e)
{
    for (int attempt = 0; attempt < BESIDE_TRIES; attempt++) {
        f->beside = beside_name(f->path, attempt);
        f->fd = open(f->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (f->fd >= 0)
            return true;
        int error = errno;
        free(f->beside);
        f->beside = NULL;
        if (error == ENOENT || error == ENOTDIR)
            return ERR(e, ERR_UNREADABLE, FILE_FOLDER_MISSING, f->path);
        if (error != EEXIST)
            return file_error(e, f->path, error);
    }
    return file_error(e, f->path, EEXIST);
}

bool file_out_open(struct file_out *f, const char *path, struct err *e)
{
    *f = (struct file_out) { .fd = -1, .path = copy_text(path) };
    struct stat s;
    bool there = stat(path, &s) == 0;
    bool ok;
    if (there && S_ISDIR(s.st_mode)) {
        ok = file_error(e, path, EISDIR);
    } else if (there && !S_ISREG(s.st_mode)) {
        f->fd = open(path, O_WRONLY | O_CLOEXEC);
        ok = f->fd >= 0 || file_error(e, path, errno);
    } else if (there && access(path, W_OK) != 0) {
        ok = file_error(e, path, errno); /* renaming over it would succeed, but its owner said no */
    } else {
        ok = open_beside(f, there ? s.st_mode & 0777 : 0666, e);
    }
    if (!ok)
        file_out_drop(f);
    return ok;
}

bool file_out_put(struct file_out *f, const void *data, size_t bytes, struct err *e)
{
    const char *p = data;
    while (bytes) {
        ssize_t n = write(f->fd, p, bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return file_error(e, f->path, errno);
        p += n;
        bytes -= (size_t)n;
    }
    return true;
}

/* The folder's entry must survive a power cut too.  Some file systems cannot do this; the file itself is safe there. */
static void flush_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : copy_text(".");
    if (!folder)
        abort();
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(folder);
}

bool file_out_finish(struct file_out *f, struct err *e)
{
    assert(f->fd >= 0);
    bool ok = !f->beside || fsync(f->fd) == 0 || file_error(e, f->path, errno);
    if (close(f->fd) != 0 && ok)
        ok = file_error(e, f->path, errno);
    f->fd = -1;
    if (ok && f->beside) {
        ok = rename(f->beside, f->path) == 0 || file_error(e, f->path, errno);
        if (ok) {
            flush_folder(f->path);
            free(f->beside);
            f->beside = NULL;
        }
    }
    file_out_drop(f);
    return ok;
}

void file_out_drop(struct file_out *f)
{
    if (f->fd >= 0)
        close(f->fd);
    if (f->beside)
        (void)unlink(f->beside);
    free(f->beside);
    free(f->path);
    *f = (struct file_out) { .fd = -1 };
}

bool file_write(const char *path, const void *data, size_t bytes, struct err *e)
{
    struct file_out f;
    if (!file_out_open(&f, path, e))
        return false;
    if (file_out_put(&f, data, bytes, e))
        return file_out_finish(&f, e);
    file_out_drop(&f);
    return false;
}
