/* format/format.h: bytes <-> neutral structs.  Sees no SQL, no catalog, no ledger.
 *
 * Owner:   a reader or writer belongs to its opener; what it hands out lives until the next call unless said otherwise.
 * Units:   rows and columns are 1.. as people count them in a sheet (row 1 is the first line).
 * Errors:  ERR_UNREADABLE for bytes that are not of the format; ERR_IO for the disk.
 * Threads: one thread a reader.
 * May use: base.  Used by: catalog intake report op.
 */
#ifndef FORMAT_FORMAT_H
#define FORMAT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* ---- sheets in: any reader of rows gives these ---- */

enum cell_kind { CELL_EMPTY, CELL_TEXT, CELL_NUMBER, CELL_DAY, CELL_BOOL };

/* One cell.  `text` is always what a person would read; a reader that knows more (xlsx) says so in `kind`, and then text
 * is canonical: "2023-10-31", "12.5", "true". */
struct cell {
    enum cell_kind kind;
    const char *text; /* UTF-8, NUL-terminated, trimmed of white space at both ends */
    size_t bytes;
};

struct row {
    int64_t number; /* in the sheet, 1.. (the first line of a row that spans lines) */
    struct cell *cells;
    int cell_count;
};

/* A sheet being read: rows come one after another, in `row_arena`-free memory of the reader. */
struct sheet_reader {
    void *self;
    /* The next row that is not wholly empty; false at the end or on failure (then e->code is set). */
    bool (*next)(void *self, struct row *row, struct err *e);
    void (*close)(void *self);
    const char *note; /* what a person should know of how it was read ("GB18030; 分隔符 ;"), "" */
};

/* CSV: UTF-8 with or without BOM, UTF-16 with BOM, GB18030; the separator , ; or tab is found out from the first lines;
 * quotes as in RFC 4180, line breaks inside quotes.  Streams: memory is one row (at most 1 MiB, 1,000 cells). Lines that
 * begin with "#taizhang" (the stamp of an export) are handed to `stamp` instead (may be NULL; each without its '#'). */
typedef void csv_stamp(void *context, const char *line);
bool csv_open(struct sheet_reader *out, const char *path, csv_stamp *stamp, void *context, struct err *e);

/* ---- sheets out ---- */

enum column_kind { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_DAY };
struct column {
    const char *name;
    enum column_kind kind;
};

/* A sheet being written.  Sticky: after a failure later calls do nothing, and finish says why. */
struct sheet_writer {
    void *self;
    void (*columns)(void *self, const struct column *columns, int count);
    void (*row)(void *self, const char *const *cells, int count); /* NULL or "": empty */
    void (*stamp)(void *self, const char *line);                  /* "taizhang …", before columns or after the last row */
    bool (*finish)(void *self, struct err *e);                    /* closes; the file is there whole or not at all */
    void (*drop)(void *self);                                     /* instead of finish: closes, and no file is made */
};
/* UTF-8 with BOM (Excel and WPS open it right), CRLF, quotes where needed.  Written beside and renamed. */
bool csv_create(struct sheet_writer *out, const char *path, struct err *e);

/* ---- texts in a sheet's cell, as clerks write them ---- */

/* Days: 2023-10-31, 2023年10月31日, 2023.10.31, 2023/10/31, 20231031, full-width digits, one-digit months and days; a time of
 * midnight ("2023/10/31 0:00", as table programs write it) is dropped.  10/31/2023 and 31/10/2023 are refused as ambiguous,
 * 23-10-31 too.  The sentence of a refusal quotes the text and names no place: the caller knows the row and column. */
bool cell_day(const char *text, size_t bytes, int32_t *day, struct err *e);
/* Numbers: 1,234.50  １２３４  3.5万  1.2亿  -5; exact.  *out is canonical decimal text ("35000"). Room for 64 bytes. */
bool cell_number(const char *text, size_t bytes, char out[64], struct err *e);

/* ---- files ---- */

/* A whole file of at most `bytes_max` bytes, NUL-terminated, in the arena. */
bool file_read(struct arena *a, const char *path, size_t bytes_max, char **out, size_t *bytes, struct err *e);
/* Writes beside and renames, so a reader sees the old file or the new one. */
bool file_write(const char *path, const void *data, size_t bytes, struct err *e);

/* ---- texts out: the block tree between a template and any writer ---- */

enum block_kind { BLOCK_TITLE, BLOCK_HEADING, BLOCK_PARAGRAPH, BLOCK_ITEM };

/* A figure in a text: what it says and where it came from. */
struct figure {
    const char *measure;  /* name, or the formula's text */
    const char *modifier; /* "", "yoy", "mom" */
    const char *value;    /* decimal text before any shortening; NULL: no value */
    const char *unit;
    const char *scope;        /* the org's name */
    const char *scope_number; /* the org's 编号 */
    int32_t from, asof;
    int64_t known;
    const char *note; /* "历史数" …, "" */
};

struct run {
    const char *text;
    const struct figure *figure; /* NULL: plain text */
    struct run *next;
};
struct block {
    enum block_kind kind;
    int level; /* headings 1.. */
    struct run *runs;
    struct block *next;
};
struct text_document {
    const char *title; /* "" */
    const char *report, *org;
    int32_t asof;
    int64_t known;
    struct block *blocks;
};

/* Writers.  `out` is appended to; both are pure: same blocks, same bytes. */
struct buf;
/* Plain text, UTF-8, a line a block. */
void text_write(const struct text_document *d, struct buf *out);
/* {"report","org","asof","known","text","figures":[{start,end,text,measure,…}],"blocks":[…]}; spans in code points of "text",
 * which equals what text_write gives. */
bool text_write_json(const struct text_document *d, struct buf *out, struct err *e);

#endif
