/* format/xlsx_value.h: what the texts of an .xlsx file mean: numbers, days, number formats, places.  Private to the xlsx reader.
 *
 * Promise: pure; digits are moved, never computed in floating point.
 */
#ifndef FORMAT_XLSX_VALUE_H
#define FORMAT_XLSX_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/format.h"

#define XLSX_ROWS_MAX    1048576
#define XLSX_COLUMNS_MAX 16384
#define XLSX_DIGITS      15  /* that a spreadsheet keeps; what follows is the noise of binary fractions */
#define XLSX_VALUE_ROOM  320 /* for the text of any number: one shown with zeros in front may have 255 */

/* How a cell's number is shown. */
enum xlsx_format {
    XLSX_NUMBER,
    XLSX_DAY,     /* with or without a time */
    XLSX_TIME,    /* of the day */
    XLSX_ELAPSED, /* [h]:mm: hours may pass 24 */
    XLSX_PERCENT,
    XLSX_PADDED /* "0000": zeros in front up to `width` digits */
};
struct xlsx_style {
    unsigned char format, width;
};

/* The style of a number format: by its number for those every program knows, else by its code. */
struct xlsx_style xlsx_style_builtin(int id);
struct xlsx_style xlsx_style_of(const char *code);

/* A number with its style -> kind and text.  CELL_EMPTY: the text is no number at all.
 * *lossy: it has more digits than a spreadsheet keeps, so some may be lost; its text is then in scientific notation. */
enum cell_kind xlsx_value(const char *text, size_t bytes, struct xlsx_style style, bool date1904, char out[XLSX_VALUE_ROOM],
                          bool *lossy);
/* An ISO 8601 date (t="d"): "2023-10-31", with a time other than midnight "2023-10-31 08:30".  CELL_EMPTY: it is none. */
enum cell_kind xlsx_iso_day(const char *text, size_t bytes, char out[XLSX_VALUE_ROOM]);

/* "AB12" -> column 0.. (27) and row; *end behind it.  False where it is no place; numbers beyond any sheet are told as such. */
bool xlsx_place(const char *text, int *column, int64_t *row, const char **end);
/* "AB12"; "AB" for row 0. */
const char *xlsx_place_text(char room[32], int column, int64_t row);
#define XLSX_PLACE(column, row) xlsx_place_text((char[32]) { 0 }, (column), (row))

/* Undoes _xHHHH_ in place (ECMA-376 part 1 §22.4.2.4); returns the new length. */
size_t xlsx_unescape(char *text, size_t bytes);

#endif
