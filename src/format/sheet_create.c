/* format/sheet_create.c: which kind of sheet a file's name asks for. */
#include <string.h>
#include <strings.h>

#include "format/format.h"

static bool ends(const char *path, const char *ending)
{
    size_t bytes = strlen(path), end_bytes = strlen(ending);
    return bytes >= end_bytes && strcasecmp(path + bytes - end_bytes, ending) == 0;
}

bool sheet_create(struct sheet_writer *out, const char *path, const char *sheet_name, int empty_rows, struct err *e)
{
    if (ends(path, ".xlsx"))
        return xlsx_create(out, path, sheet_name, empty_rows, e);
    return ends(path, ".csv") ? csv_create(out, path, e) : ERR(e, ERR_USAGE, XLSX_OUT_KIND, path);
}
