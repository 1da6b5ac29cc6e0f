/* format/zip.h: ZIP containers read with bounds and written reproducibly.  Private to format/.
 *
 * Promise: no part larger than ZIP_PART_MAX, no container of more than ZIP_PARTS_MAX parts, no part that grows more than
 *          ZIP_RATIO_MAX times is read to its end; written bytes depend on nothing but the parts.
 * Owner:   the opener closes.  Memory does not grow with a part that is streamed.
 * Errors:  ERR_UNREADABLE: not a ZIP, cut off, encrypted, a bomb; ERR_IO.
 */
#ifndef FORMAT_ZIP_H
#define FORMAT_ZIP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

#define ZIP_PARTS_MAX 10000
#define ZIP_PART_MAX  (INT64_C(4) << 30) /* of a streamed part */
#define ZIP_RATIO_MAX 1000               /* of parts above 1 MiB */

struct zip_reader;
struct zip_part;

/* `name` for messages: the file's.  (zip_open and zip_close are the library's own names.) */
bool zip_open_file(struct zip_reader **out, const char *path, struct err *e);
/* As zip_open_file, under another name than the file's own (one made from the file that people know). */
bool zip_open_named(struct zip_reader **out, const char *name, const char *path, struct err *e);
bool zip_open_memory(struct zip_reader **out, const char *name, const void *data, size_t bytes, struct err *e);
void zip_reader_close(struct zip_reader *z);
bool zip_has(const struct zip_reader *z, const char *part);
int zip_count(const struct zip_reader *z);
const char *zip_name(const struct zip_reader *z, int i);
/* The bytes that stand for it in the container, in whatever encoding; "". */
const char *zip_name_bytes(const struct zip_reader *z, int i);

/* A part as a stream.  ERR_NOT_FOUND where it is not there. */
bool zip_part_open(struct zip_reader *z, const char *part, struct zip_part **out, struct err *e);
/* Fills up to `room` bytes; *bytes 0 at the end. */
bool zip_part_read(struct zip_part *p, void *data, size_t room, size_t *bytes, struct err *e);
void zip_part_close(struct zip_part *p);
/* A whole part of at most `bytes_max` bytes, NUL-terminated, in the arena. */
bool zip_part_text(struct zip_reader *z, struct arena *a, const char *part, size_t bytes_max, char **out, size_t *bytes,
                   struct err *e);
/* The part number i, which is called `part` in messages: names may stand twice. */
bool zip_part_text_at(struct zip_reader *z, struct arena *a, int i, const char *part, size_t bytes_max, char **out,
                      size_t *bytes, struct err *e);

/* Writing: parts in the order they are put; times fixed at 1980-01-01; deflated.  Sticky: finish says why. */
struct zip_writer;
struct zip_writer *zip_create(void);
void zip_put(struct zip_writer *z, const char *part, const void *data, size_t bytes); /* copies */
/* Appends the container to `out` and frees the writer, also on failure. */
bool zip_finish(struct zip_writer *z, struct buf *out, struct err *e);
/* Instead of zip_finish: nothing is wanted any more. */
void zip_drop(struct zip_writer *z);

#endif
