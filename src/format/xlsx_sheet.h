/* format/xlsx_sheet.h: one worksheet of an .xlsx as rows.  Private to the xlsx reader.
 *
 * Promise: memory is one row; rows and cells come in order or not at all.
 * Owner:   the book outlives the sheet; a row lives until the next call.
 */
#ifndef FORMAT_XLSX_SHEET_H
#define FORMAT_XLSX_SHEET_H

#include "format/format.h"
#include "format/xlsx_book.h"

#define XLSX_CELLS_MAX  1000 /* of a row, up to its last that holds something */
#define XLSX_ROW_BYTES  ((size_t)1024 * 1024)
#define XLSX_MERGE_ROWS 50 /* from the first row on, in which merges are collected */
#define XLSX_MERGES_MAX 10000

/* What was read and is not what it seems: how many, and the first. */
struct xlsx_seen {
    int64_t count, row;
    int column;
};

struct xlsx_sheet;
bool xlsx_sheet_open(struct xlsx_sheet **out, struct xlsx_book *b, const struct xlsx_sheet_name *name, struct err *e);
/* As sheet_reader's next. */
bool xlsx_sheet_next(struct xlsx_sheet *s, struct row *row, struct err *e);
void xlsx_sheet_close(struct xlsx_sheet *s);

struct xlsx_oddities {
    struct xlsx_seen hidden_rows, hidden_columns; /* that hold something */
    struct xlsx_seen formulas;                    /* without a saved value */
    struct xlsx_seen long_numbers;
};
/* Of the rows so far. */
const struct xlsx_oddities *xlsx_sheet_oddities(const struct xlsx_sheet *s);

/* The merges that begin in rows 1 to `row_last`, in order.  Reads the part to its end, so a damaged one is found here. */
bool xlsx_merges(struct xlsx_book *b, const struct xlsx_sheet_name *name, int64_t row_last, const struct merge **out,
                 int *count, struct err *e);

#endif
