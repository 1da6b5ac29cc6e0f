/* format/xlsx_book.h: what an .xlsx says of itself: its sheets, number formats and shared texts.  Private to the xlsx reader.
 *
 * Owner:  the book owns its container and all texts; xlsx_book_close.
 * Errors: ERR_UNREADABLE: a file of another kind, or damaged.
 */
#ifndef FORMAT_XLSX_BOOK_H
#define FORMAT_XLSX_BOOK_H

#include "base/arena.h"
#include "format/xlsx_strings.h"
#include "format/xlsx_value.h"
#include "format/zip.h"

#define XLSX_SHEETS_MAX    1000
#define XLSX_STYLES_MAX    100000
#define XLSX_RELATIONS_MAX 10000

struct xlsx_sheet_name {
    const char *name;
    const char *part; /* NULL: no worksheet (a chart's, a dialogue's) */
    bool hidden;
};

struct xlsx_book {
    struct arena memory;
    struct zip_reader *zip;
    const char *file; /* for messages */
    struct xlsx_sheet_name *sheets;
    int sheet_count;
    struct xlsx_style *styles; /* by a cell's s= */
    int style_count;
    struct xlsx_strings *strings; /* NULL: none */
    bool date1904;
};

/* Takes over the container, also on failure. */
bool xlsx_book_open(struct xlsx_book *b, struct zip_reader *z, const char *file, struct err *e);
void xlsx_book_close(struct xlsx_book *b);

#endif
