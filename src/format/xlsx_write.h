/* format/xlsx_write.h: the two halves of the XLSX writer: rows (xlsx_write.c) and what helps to fill them in (xlsx_rules.c).
 * Private to format/.
 *
 * Owner: texts live in the writer's arena, formats in the workbook.
 */
#ifndef FORMAT_XLSX_WRITE_H
#define FORMAT_XLSX_WRITE_H

#include <xlsxwriter.h>

#include "base/day.h"
#include "format/format.h"

#define XLSX_FONT         "宋体"
#define XLSX_CHOICE_SHEET "台账选项"
#define XLSX_DAY_FIRST    (-25508) /* 1900-03-01: days before have no number that all programs agree on */

struct xlsx_column {
    struct column is;           /* its texts in the writer's arena; `choices` until xlsx_choices, then see below */
    const char *const *list;    /* short choices, ended by NULL; NULL */
    const char *range;          /* "台账选项_2": where long ones lie; NULL */
    int width;                  /* in letters */
    lxw_format *plain, *flawed; /* of its values */
    lxw_format *blank;          /* of its cells that nobody wrote yet */
};

/* 45230 for 2023-10-31. */
int xlsx_serial(int32_t day);
/* With the characters XML cannot hold as _x000D_. */
const char *xlsx_text(struct arena *a, const char *text);
bool xlsx_done(lxw_error error, const char *path, struct err *e);

/* What the column means, as a comment of its heading; nothing where there is nothing to say. */
lxw_error xlsx_explain(lxw_worksheet *sheet, struct arena *a, const struct xlsx_column *c, int column, enum msg_lang lang);
lxw_error xlsx_comment(lxw_worksheet *sheet, lxw_row_t row, int column, const char *text);
/* Puts the choices of every column where its list can name them. */
bool xlsx_choices(lxw_workbook *book, struct arena *a, struct xlsx_column *columns, int count, const char *path,
                  struct err *e);
/* What may be typed in rows 1..last (0..); with `guide` the cells tell what they want when they are chosen. */
lxw_error xlsx_validate(lxw_worksheet *sheet, struct arena *a, const struct xlsx_column *c, int column, lxw_row_t last,
                        bool guide, enum msg_lang lang);

#endif
