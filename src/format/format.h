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

/* Cells joined into one, as they stand in the sheet. */
struct merge {
    int64_t row_first, row_last;   /* 1.. */
    int column_first, column_last; /* 0.., places in struct row's cells */
};

/* A sheet being read: rows come one after another, in `row_arena`-free memory of the reader. */
struct sheet_reader {
    void *self;
    /* The next row that is not wholly empty; false at the end or on failure (then e->code is set). */
    bool (*next)(void *self, struct row *row, struct err *e);
    void (*close)(void *self);
    const char *note;           /* what a person should know of how it was read ("GB18030; 分隔符 ;"), "" */
    const struct merge *merges; /* of the sheet's first rows, by row; only formats that have them */
    int merge_count;
};

/* Opens a sheet by what its bytes are, not by its name: .xlsx; .csv and its kin; .xls and .et through soffice where it is
 * installed (else a sentence that says so).  `stamp` as in csv_open. */
typedef void csv_stamp(void *context, const char *line);
bool sheet_open(struct sheet_reader *out, const char *path, csv_stamp *stamp, void *context, struct err *e);

/* XLSX (ECMA-376): the first visible worksheet that holds anything; hidden sheets, rows and columns are read or left as
 * docs/SHEETS.md says and named in `note`.  Numbers and days are canonical texts, a formula is its cached value; a number
 * of more than 15 digits, or with zeros in front, kept as text stays what was typed.  Streams: memory does not grow with
 * the rows.  The lines of a hidden stamp sheet go to `stamp` before the first row. */
bool xlsx_open(struct sheet_reader *out, const char *path, csv_stamp *stamp, void *context, struct err *e);

/* CSV: UTF-8 with or without BOM, UTF-16 with BOM, GB18030; the separator , ; or tab is found out from the first lines;
 * quotes as in RFC 4180, line breaks inside quotes.  Streams: memory is one row (at most 1 MiB, 1,000 cells). Lines that
 * begin with "#taizhang" (the stamp of an export) are handed to `stamp` instead (may be NULL; each without its '#'). */
bool csv_open(struct sheet_reader *out, const char *path, csv_stamp *stamp, void *context, struct err *e);

/* ---- sheets out ---- */

enum column_kind { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_DAY };
struct column {
    const char *name;
    enum column_kind kind;
    /* What only some formats can carry; zero and NULL where nothing is known. */
    const char *note;           /* what the column means and how it is filled, for people */
    const char *const *choices; /* what may be chosen */
    int choice_count;
    bool choices_open; /* other texts may be right too */
    bool required;
    int digits; /* after the point, of numbers; -1: as they are */
};

/* A sheet being written.  Sticky: after a failure later calls do nothing, and finish says why. */
struct sheet_writer {
    void *self;
    void (*columns)(void *self, const struct column *columns, int count);
    void (*row)(void *self, const char *const *cells, int count); /* NULL or "": empty */
    /* A cell of the next row is wrong, and why: coloured and commented where the format can; NULL where it cannot. */
    void (*flaw)(void *self, int column, const char *reason);
    void (*stamp)(void *self, const char *line); /* "taizhang …", before columns or after the last row */
    bool (*finish)(void *self, struct err *e);   /* closes; the file is there whole or not at all */
    void (*drop)(void *self);                    /* instead of finish: closes, and no file is made */
};
/* UTF-8 with BOM (Excel and WPS open it right), CRLF, quotes where needed.  Written beside and renamed. */
bool csv_create(struct sheet_writer *out, const char *path, struct err *e);
/* XLSX: types, widths, frozen and filtered header, notes, drop-down lists and validation from struct column; the stamp
 * lies on a hidden, locked sheet.  `empty_rows` > 0: a form to fill in, so many rows are prepared.  Memory does not grow
 * with the rows. */
bool xlsx_create(struct sheet_writer *out, const char *path, const char *sheet_name, int empty_rows, struct err *e);
/* By the ending of the name: .xlsx or .csv; ERR_USAGE for another. */
bool sheet_create(struct sheet_writer *out, const char *path, const char *sheet_name, int empty_rows, struct err *e);

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

enum block_kind {
    BLOCK_TITLE,
    BLOCK_HEADING,
    BLOCK_PARAGRAPH,
    BLOCK_ITEM,
    BLOCK_TABLE,
    BLOCK_CAPTION,     /* of the table that follows */
    BLOCK_NUMBER,      /* 发文字号 */
    BLOCK_RECIPIENT,   /* 主送 */
    BLOCK_ATTACHMENTS, /* 附件说明: one name a block, in order */
    BLOCK_SIGNATURE,   /* 署名 */
    BLOCK_DATE,        /* 成文日期 */
    BLOCK_REMARK,      /* 附注 */
    BLOCK_ATTACHMENT,  /* 附件 on a page of its own: its title; what follows is its text */
    BLOCK_CONTENTS,    /* 目录 of the chapters, on a page of its own */
    BLOCK_CHAPTER,     /* a document of a compilation: its title, on a new page */
    BLOCK_SOURCE,      /* 〔来源：…〕 of the text above it */
    BLOCK_KIND_COUNT
};
const char *block_kind_name(enum block_kind k); /* "title" …: the word of the JSON form */

/* An entry behind a figure, for a reader who wants to see some. */
struct figure_entry {
    const char *book, *number, *day, *org; /* day "" where it has none */
};

#define FIGURE_POINTS "点" /* in a modifier: the change in percentage points */

/* A figure in a text: what it says and where it came from. */
struct figure {
    const char *measure;  /* name, or the formula's text */
    const char *modifier; /* "", "yoy", "mom", "yoy base", "mom base", "yoy 点", "mom 点", "by FIELD = GROUP" */
    const char *value;    /* decimal text before any shortening; NULL: no value */
    const char *unit;
    const char *scope;        /* the org's name */
    const char *scope_number; /* the org's 编号 */
    int32_t from, asof;
    int64_t known;
    const char *note;    /* "历史数" …, "" */
    const char *formula; /* the definition's text, "" where the measure is the formula itself; NULL: not asked for */
    const struct figure_entry *entries; /* the first ones, where they were asked for */
    int entry_count;
    int64_t entry_total;
};

/* What was measured, for people: "立案（同比）", "问题隐患（级别 = 重大）". */
struct buf;
void figure_name(enum msg_lang lang, const struct figure *f, struct buf *out);

struct run {
    const char *text;
    const struct figure *figure; /* NULL: plain text */
    struct run *next;
    int source; /* code point in the template's line where it began, 0..; -1 */
};
struct text_cell {
    struct run *runs; /* NULL: empty */
    struct text_cell *next;
};
struct text_row {
    struct text_cell *cells;
    bool head;
    struct text_row *next;
};
enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };
struct text_table {
    struct text_row *rows;
    int column_count;
    const enum align *aligns; /* by column */
};
struct block {
    enum block_kind kind;
    int level; /* headings 1.. */
    struct run *runs;
    struct text_table *table; /* BLOCK_TABLE; runs is NULL then */
    struct block *next;
    int source; /* line of the template it came from, 1.. */
    int page;   /* of a chapter, for the contents; 0: not known */
};
struct text_document {
    const char *title; /* "" */
    const char *report, *org, *org_number;
    const char *of; /* the letter's entry as "BOOK/编号"; "" */
    int32_t from, asof;
    int64_t known;
    const char *heads; /* of all nodes, as text; "" */
    struct block *blocks;
};

/* Writers.  `out` is appended to; all are pure: same blocks, same bytes, on any machine in any time zone. */
/* Plain text, UTF-8, a line a block; a table's row is a line with cells parted by tabs. */
void text_write(const struct text_document *d, struct buf *out);
/* {"report","org","asof","known","text","figures":[{start,end,text,measure,…}],"blocks":[…]}; spans in code points of "text",
 * which equals what text_write gives. */
bool text_write_json(const struct text_document *d, struct buf *out, struct err *e);
/* DOCX in the layout of GB/T 9704-2012; every figure a content control.  docs/DOCX.md. */
bool docx_write(const struct text_document *d, struct buf *out, struct err *e);
/* Sets the pages of chapters by laying the document out with LibreOffice and pdftotext; false where these are not installed or a
 * chapter was not found: its page stays 0. */
bool docx_count_pages(struct text_document *d);
/* One HTML file that prints well; every figure opens what is behind it. */
bool html_write(const struct text_document *d, enum msg_lang lang, struct buf *out, struct err *e);

/* ---- a user's own .docx as a template ---- */

/* The text in which {{…}} is looked for: every paragraph of body, tables, headers and footers a line, in a fixed order. */
bool docx_template(struct arena *a, const void *data, size_t bytes, const char **text, struct err *e);
/* The same file with its paragraphs as `d` says: a block names the paragraph by `source`, a run the place whose look it takes
 * by its own; rows and paragraphs of lists are repeated, those that no block names are left out. */
bool docx_fill(const void *data, size_t bytes, const struct text_document *d, struct buf *out, struct err *e);

/* ---- a docx read back ---- */

#define FIGURE_TAG_MAX 64 /* characters Word allows in a control's tag */
/* "tz:MEASURE;SCOPE;FROM;ASOF;KNOWN;VALUE", days as 2023-01-31, a modifier behind the measure ("立案 yoy"), - for no value;
 * with `number` "tz:#17" where that would be longer than Word allows.  Always the long form where number is 0. */
void figure_tag(const struct figure *f, int number, struct buf *out);
/* Reads the long form; texts in the arena.  False where it is none. */
bool figure_untag(struct arena *a, const char *tag, struct figure *out);

/* A figure found in a text. */
struct linked_figure {
    int number;        /* its place among the figures when the document was written, 1..; 0: not known */
    size_t start, end; /* code points of the text */
    const char *text;
    bool controlled;      /* it stands in a content control still */
    bool known;           /* `figure` says what it was */
    struct figure figure; /* measure modifier value scope_number from asof known; scope and unit may be NULL */
};
struct docx_paragraph {
    enum block_kind kind; /* TITLE HEADING PARAGRAPH TABLE (a cell's) */
    int level;            /* headings 1.. */
    size_t start, end;    /* code points */
    int label;            /* code points at its beginning that are a number the document counts, not its text */
    int source;           /* docx: which w:p of the main part it is, 1..; 0: none, or more than one */
};
enum document_format { DOCUMENT_TXT, DOCUMENT_DOCX, DOCUMENT_PDF, DOCUMENT_OFD, DOCUMENT_HTML, DOCUMENT_OFFICE };
struct docx_text {
    enum document_format format;
    const char *text; /* paragraphs ended by line breaks, cells by tabs */
    struct docx_paragraph *paragraphs;
    int paragraph_count;
    struct linked_figure *figures; /* in order of place */
    int figure_count;
    struct linked_figure *written; /* as the document was written: number, text, figure */
    int written_count;             /* 0 where that is not known */
    /* of the report it was written from; report NULL: not one of ours */
    const char *report, *org, *org_number, *of, *heads;
    int32_t from, asof;
    int64_t known_at;
};
/* Reads a docx, ours or foreign: tracked changes as accepted; headers, footers and notes apart. */
bool docx_read(struct arena *a, const char *path, struct docx_text *out, struct err *e);

/* ---- ZIPs of documents ---- */

struct archive;
bool archive_open(struct archive **out, const char *path, struct err *e);
/* The bytes must stay until it is closed; `name` for messages. */
bool archive_open_bytes(struct archive **out, const char *name, const void *data, size_t bytes, struct err *e);
void archive_close(struct archive *z);
/* Whether it is one document itself (docx, xlsx, ofd, odt are ZIPs too). */
bool archive_is_document(const struct archive *z);
int archive_count(const struct archive *z);
/* UTF-8, whether written as that or as GBK; a folder's ends in '/'.  Lives until it is closed. */
const char *archive_name(struct archive *z, int i);
bool archive_get(struct archive *z, struct arena *a, int i, size_t bytes_max, const char **data, size_t *bytes, struct err *e);
/* Put, put, …, write; archive_write frees, also on failure; archive_drop frees where nothing is wanted any more. */
struct archive_out;
struct archive_out *archive_create(void);
void archive_put(struct archive_out *o, const char *name, const void *data, size_t bytes);
bool archive_write(struct archive_out *o, const char *path, struct err *e);
void archive_drop(struct archive_out *o);

/* ---- corrections ---- */

/* What should stand in [start, end) of a text. */
struct text_change {
    size_t start, end; /* code points */
    const char *text;
};
/* The docx that `d` was read from, with the changes (in order of place, none over another) tracked: w:ins and w:del of a fixed
 * author and day; all other parts as they are.  done[i]: whether a change could be made; one that would touch a linked figure, a
 * number the document counts, or more than text is not. */
bool docx_track(const void *data, size_t bytes, const struct docx_text *d, const struct text_change *changes, int count,
                bool *done, struct buf *out, struct err *e);
/* Writes the corrected document: out.docx with tracked changes (of a document that is no docx its text is put into one), or
 * out.txt, its text with the changes made.  ERR_USAGE for another ending. */
bool document_fix(const char *path, const struct docx_text *d, const struct text_change *changes, int count, bool *done,
                  const char *out, struct err *e);

/* ---- any document ---- */

/* Opens a document by what its bytes are, not by its name: docx; txt (UTF-8, GB18030, UTF-16, with or without BOM); html; pdf
 * through pdftotext; ofd; doc, wps, rtf and odt through soffice, where these are installed (else a sentence that says so).  Of
 * formats other than docx only format, text and paragraphs are filled.  Headers, footers, page numbers and notes are left
 * apart.  docs/READING-FORMATS.md. */
bool document_read(struct arena *a, const char *path, struct docx_text *out, struct err *e);
/* The same of bytes in memory; `name` for messages. */
bool document_read_bytes(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out,
                         struct err *e);

#endif
