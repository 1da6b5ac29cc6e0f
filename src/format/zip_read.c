/* format/zip_read.c: a ZIP container -> its parts, with bounds.
 * Why the sizes are watched while reading too: those written in the container are its maker's word, not what comes out. */
#include "format/zip.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zip.h>

#include "format/file.h"

#define RATIO_FROM ((zip_uint64_t)1024 * 1024) /* below, a part may grow as it likes */

struct zip_reader {
    zip_t *zip;
    char *name; /* the file's, for messages */
};

struct zip_part {
    struct zip_reader *reader;
    char *name;
    zip_file_t *file;
    zip_uint64_t packed, taken; /* bytes in the container; bytes unpacked so far */
};

static char *copy_text(const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        abort();
    return copy;
}

static bool starts_as_zip(const unsigned char *head, size_t bytes)
{
    return bytes >= 2 && head[0] == 'P' && head[1] == 'K';
}

/* Takes over `zip` (NULL: it could not be opened, and why). */
static bool opened(struct zip_reader **out, zip_t *zip, const char *name, int why, bool looked_like_zip, struct err *e)
{
    if (!zip && why == ZIP_ER_MEMORY)
        abort();
    if (!looked_like_zip) { /* the library takes nothing at all for a container without parts */
        if (zip)
            zip_discard(zip);
        return ERR(e, ERR_UNREADABLE, ZIP_NONE, name);
    }
    if (!zip)
        return ERR(e, ERR_UNREADABLE, ZIP_CUT, name);
    if (zip_get_num_entries(zip, 0) > ZIP_PARTS_MAX) {
        zip_discard(zip);
        return ERR(e, ERR_UNREADABLE, ZIP_PARTS, name, MSG_NUM(ZIP_PARTS_MAX));
    }
    struct zip_reader *z = calloc(1, sizeof *z);
    if (!z)
        abort();
    z->zip = zip;
    z->name = copy_text(name);
    *out = z;
    return true;
}

bool zip_open_file(struct zip_reader **out, const char *path, struct err *e)
{
    return zip_open_named(out, path, path, e);
}

bool zip_open_named(struct zip_reader **out, const char *name, const char *path, struct err *e)
{
    int fd, why = 0;
    unsigned char head[4];
    size_t got;
    if (!file_in_open(&fd, path, e))
        return false;
    if (!file_in_get(fd, path, head, sizeof head, &got, e)) {
        close(fd);
        return false;
    }
    zip_t *zip = zip_fdopen(fd, 0, &why);
    if (!zip)
        close(fd);
    return opened(out, zip, name, why, starts_as_zip(head, got), e);
}

bool zip_open_memory(struct zip_reader **out, const char *name, const void *data, size_t bytes, struct err *e)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(data, bytes, 0, &why);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
    if (source && !zip)
        zip_source_free(source);
    int code = zip_error_code_zip(&why);
    zip_error_fini(&why);
    return opened(out, zip, name, code, starts_as_zip(data, bytes), e);
}

void zip_reader_close(struct zip_reader *z)
{
    if (!z)
        return;
    zip_discard(z->zip);
    free(z->name);
    free(z);
}

/* Part names are written in one case and asked for in another by some programs (ECMA-376 part 2 §7.2.3.5 allows it). */
static zip_int64_t locate(const struct zip_reader *z, const char *part)
{
    zip_int64_t at = zip_name_locate(z->zip, part, 0);
    return at >= 0 ? at : zip_name_locate(z->zip, part, ZIP_FL_NOCASE);
}

bool zip_has(const struct zip_reader *z, const char *part)
{
    return locate(z, part) >= 0;
}

int zip_count(const struct zip_reader *z)
{
    return (int)zip_get_num_entries(z->zip, 0);
}

const char *zip_name(const struct zip_reader *z, int i)
{
    const char *name = zip_get_name(z->zip, (zip_uint64_t)i, 0);
    return name ? name : "";
}

const char *zip_name_bytes(const struct zip_reader *z, int i)
{
    const char *name = zip_get_name(z->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
    return name ? name : "";
}

static bool grows_wildly(zip_uint64_t packed, zip_uint64_t unpacked)
{
    return unpacked > RATIO_FROM && unpacked / ZIP_RATIO_MAX > packed;
}

static bool judge_size(const struct zip_part *p, zip_uint64_t unpacked, struct err *e)
{
    if (grows_wildly(p->packed, unpacked))
        return ERR(e, ERR_UNREADABLE, ZIP_BOMB, p->reader->name, p->name, MSG_NUM(ZIP_RATIO_MAX));
    if (unpacked > (zip_uint64_t)ZIP_PART_MAX)
        return ERR(e, ERR_UNREADABLE, ZIP_PART_LARGE, p->reader->name, p->name, MSG_NUM(ZIP_PART_MAX));
    return true;
}

static bool damaged(const struct zip_part *p, zip_error_t *why, struct err *e)
{
    int code = zip_error_code_zip(why);
    if (code == ZIP_ER_MEMORY)
        abort();
    if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD || code == ZIP_ER_ENCRNOTSUPP)
        return ERR(e, ERR_UNREADABLE, ZIP_ENCRYPTED, p->reader->name);
    return ERR(e, ERR_UNREADABLE, ZIP_DAMAGED, p->reader->name, p->name, zip_error_strerror(why));
}

static bool part_begin(struct zip_part *p, zip_uint64_t at, struct err *e)
{
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat_index(p->reader->zip, at, 0, &about) != 0)
        return damaged(p, zip_get_error(p->reader->zip), e);
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
        return ERR(e, ERR_UNREADABLE, ZIP_ENCRYPTED, p->reader->name);
    p->packed = about.valid & ZIP_STAT_COMP_SIZE ? about.comp_size : 0;
    if ((about.valid & ZIP_STAT_SIZE) && !judge_size(p, about.size, e))
        return false;
    p->file = zip_fopen_index(p->reader->zip, at, 0);
    return p->file || damaged(p, zip_get_error(p->reader->zip), e);
}

static bool open_at(struct zip_reader *z, zip_uint64_t at, const char *part, struct zip_part **out, struct err *e)
{
    struct zip_part *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->reader = z;
    p->name = copy_text(part);
    if (!part_begin(p, at, e)) {
        zip_part_close(p);
        return false;
    }
    *out = p;
    return true;
}

bool zip_part_open(struct zip_reader *z, const char *part, struct zip_part **out, struct err *e)
{
    zip_int64_t at = locate(z, part);
    if (at < 0)
        return ERR(e, ERR_NOT_FOUND, ZIP_PART_MISSING, z->name, part);
    return open_at(z, (zip_uint64_t)at, part, out, e);
}

bool zip_part_read(struct zip_part *p, void *data, size_t room, size_t *bytes, struct err *e)
{
    zip_int64_t got = zip_fread(p->file, data, room);
    *bytes = 0;
    if (got < 0)
        return damaged(p, zip_file_get_error(p->file), e);
    p->taken += (zip_uint64_t)got;
    if (!judge_size(p, p->taken, e))
        return false;
    *bytes = (size_t)got;
    return true;
}

void zip_part_close(struct zip_part *p)
{
    if (!p)
        return;
    if (p->file)
        zip_fclose(p->file);
    free(p->name);
    free(p);
}

/* Reads to the end of the part into a growing text;. */
static bool take_all(struct zip_part *p, size_t bytes_max, char **text, size_t *used, struct err *e)
{
    size_t room = 16 * 1024, got;
    for (*used = 0;; *used += got) {
        if (!*text || *used == room) {
            room = *text ? room * 2 : room;
            *text = realloc(*text, room);
            if (!*text)
                abort();
        }
        if (!zip_part_read(p, *text + *used, room - *used, &got, e))
            return false;
        if (got == 0)
            return true;
        if (*used + got > bytes_max)
            return ERR(e, ERR_UNREADABLE, ZIP_PART_LARGE, p->reader->name, p->name, MSG_NUM(bytes_max));
    }
}

/* Reads and closes a part. */
static bool whole_text(struct zip_part *p, struct arena *a, size_t bytes_max, char **out, size_t *bytes, struct err *e)
{
    char *text = NULL;
    size_t used;
    bool ok = take_all(p, bytes_max, &text, &used, e);
    zip_part_close(p);
    if (ok) {
        *out = arena_slice(a, text, used);
        *bytes = used;
    }
    free(text);
    return ok;
}

bool zip_part_text(struct zip_reader *z, struct arena *a, const char *part, size_t bytes_max, char **out, size_t *bytes,
                   struct err *e)
{
    struct zip_part *p;
    return zip_part_open(z, part, &p, e) && whole_text(p, a, bytes_max, out, bytes, e);
}

bool zip_part_text_at(struct zip_reader *z, struct arena *a, int i, const char *part, size_t bytes_max, char **out,
                      size_t *bytes, struct err *e)
{
    struct zip_part *p;
    return open_at(z, (zip_uint64_t)i, part, &p, e) && whole_text(p, a, bytes_max, out, bytes, e);
}
