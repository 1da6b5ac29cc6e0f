/* format/xlsx_spill.c: memory first, a nameless file beyond.
 * Why windows and not a mapping: pages of a mapping count as the program's memory; windows are as few as we say. */
#include "format/xlsx_spill.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/file.h"

#define WINDOW_BYTES ((size_t)4096)
#define WINDOWS      512
#define PART_BYTES   (WINDOW_BYTES * 64) /* written at once */

static const char *folder(void)
{
    const char *set = getenv("TMPDIR");
    return set && *set ? set : "/tmp";
}

void spill_init(struct xlsx_spill *s, size_t memory_max)
{
    assert(memory_max >= PART_BYTES);
    *s = (struct xlsx_spill) { .memory_max = memory_max, .fd = -1 };
}

void spill_free(struct xlsx_spill *s)
{
    if (s->fd >= 0)
        close(s->fd);
    free(s->data);
    free(s->windowed);
    *s = (struct xlsx_spill) { .fd = -1 };
}

static void need_room(struct xlsx_spill *s, size_t room)
{
    if (room <= s->room)
        return;
    size_t grown = s->room ? s->room : 4096;
    while (grown < room)
        grown *= 2;
    s->data = realloc(s->data, grown);
    if (!s->data)
        abort();
    s->room = grown;
}

static bool open_file(struct xlsx_spill *s, struct err *e)
{
    char *name;
    if (asprintf(&name, "%s/taizhang-XXXXXX", folder()) < 0)
        abort();
    s->fd = mkostemp(name, O_CLOEXEC);
    bool ok = s->fd >= 0 || file_error(e, folder(), errno);
    if (ok)
        (void)unlink(name);
    free(name);
    return ok;
}

static bool flush(struct xlsx_spill *s, struct err *e)
{
    for (size_t done = 0; done < s->used;) {
        ssize_t n = write(s->fd, s->data + done, s->used - done);
        if (n < 0 && errno != EINTR)
            return file_error(e, folder(), errno);
        done += n > 0 ? (size_t)n : 0;
    }
    s->used = 0;
    return true;
}

bool spill_put(struct xlsx_spill *s, const void *data, size_t bytes, struct err *e)
{
    assert(!s->windowed);
    if (s->fd < 0 && s->used + bytes > s->memory_max && !open_file(s, e))
        return false;
    if (s->fd >= 0 && s->used + bytes > PART_BYTES && !flush(s, e))
        return false;
    need_room(s, s->used + bytes);
    if (bytes)
        memcpy(s->data + s->used, data, bytes);
    s->used += bytes;
    s->bytes += bytes;
    return true;
}

bool spill_seal(struct xlsx_spill *s, struct err *e)
{
    if (s->fd < 0)
        return true;
    if (!flush(s, e))
        return false;
    free(s->data);
    s->data = malloc(WINDOW_BYTES * WINDOWS);
    s->windowed = calloc(WINDOWS, sizeof *s->windowed);
    if (!s->data || !s->windowed)
        abort();
    return true;
}

static bool window(struct xlsx_spill *s, uint64_t number, const char **out, struct err *e)
{
    size_t place = number % WINDOWS, got = 0;
    char *room = s->data + place * WINDOW_BYTES;
    *out = room;
    if (s->windowed[place] == number + 1)
        return true;
    s->windowed[place] = 0;
    while (got < WINDOW_BYTES) {
        ssize_t n = pread(s->fd, room + got, WINDOW_BYTES - got, (off_t)(number * WINDOW_BYTES + got));
        if (n < 0 && errno != EINTR)
            return file_error(e, folder(), errno);
        if (n == 0)
            break;
        got += n > 0 ? (size_t)n : 0;
    }
    s->windowed[place] = number + 1;
    return true;
}

bool spill_get(struct xlsx_spill *s, uint64_t at, void *out, size_t bytes, struct err *e)
{
    assert(at + bytes <= s->bytes);
    char *to = out;
    if (s->fd < 0) {
        if (bytes)
            memcpy(out, s->data + at, bytes);
        return true;
    }
    while (bytes) {
        const char *from;
        size_t inside = at % WINDOW_BYTES, piece = WINDOW_BYTES - inside < bytes ? WINDOW_BYTES - inside : bytes;
        if (!window(s, at / WINDOW_BYTES, &from, e))
            return false;
        memcpy(to, from + inside, piece);
        to += piece;
        at += piece;
        bytes -= piece;
    }
    return true;
}
