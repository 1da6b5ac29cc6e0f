/* format/sheet_open.c: a sheet by what its bytes are.
 * Why not by its name: a sheet that went through three offices and a chat program is called anything. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "format/file.h"
#include "format/office.h"
#include "format/ole.h"
#include "format/xlsx_read.h"

#define HEAD_BYTES  512
#define PIECE_BYTES ((size_t)64 * 1024)

enum kind { KIND_TEXT, KIND_ZIP, KIND_ODS, KIND_ODT, KIND_XLS, KIND_DOC, KIND_PPT, KIND_ENCRYPTED, KIND_OLE, KIND_MARKUP };

/* ---- which kind ---- */

/* An embedded document has its own entries in the same file, so a workbook is one whatever else it holds. */
static enum kind ole_kind(int fd)
{
    unsigned char *piece = malloc(PIECE_BYTES);
    unsigned found = 0;
    struct err quiet = { 0 };
    size_t got;
    if (!piece)
        abort();
    while (file_in_get(fd, "", piece, PIECE_BYTES, &got, &quiet) && got)
        found |= ole_entries(piece, got);
    free(piece);
    return found & OLE_WORKBOOK    ? KIND_XLS
           : found & OLE_ENCRYPTED ? KIND_ENCRYPTED
           : found & OLE_TEXT      ? KIND_DOC
           : found & OLE_SLIDES    ? KIND_PPT
                                   : KIND_OLE;
}

static bool begins(const char *head, size_t bytes, const char *what)
{
    size_t length = strlen(what);
    return bytes >= length && strncasecmp(head, what, length) == 0;
}

/* Web pages and XML that systems hand out under the name of .xls. */
static bool is_markup(const char *head, size_t bytes)
{
    static const char *const STARTS[] = { "<?xml", "<html", "<!doctype", "<table", "<head", "<meta", "<style" };
    text_trim(&head, &bytes);
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (begins(head, bytes, STARTS[i]))
            return true;
    return false;
}

static enum kind zip_kind(const char *head, size_t bytes)
{
    static const char MIME[] = "mimetypeapplication/vnd.oasis.opendocument."; /* first part, not packed */
    if (bytes < 30 + sizeof MIME + 12 || memcmp(head + 30, MIME, sizeof MIME - 1) != 0)
        return KIND_ZIP;
    return begins(head + 30 + sizeof MIME - 1, 12, "spreadsheet") ? KIND_ODS : KIND_ODT;
}

static bool find_kind(const char *path, enum kind *kind, struct err *e)
{
    char head[HEAD_BYTES + 1];
    size_t got = 0;
    int fd;
    struct stat s;
    *kind = KIND_TEXT;
    if (!file_in_open(&fd, path, e))
        return false;
    bool plain = fstat(fd, &s) == 0 && S_ISREG(s.st_mode); /* what was read of a pipe is gone for the reader */
    bool ok = !plain || file_in_get(fd, path, head, HEAD_BYTES, &got, e);
    head[got] = '\0';
    if (got >= 8 && memcmp(head, OLE_MARK, OLE_MARK_BYTES) == 0)
        *kind = ole_kind(fd);
    else if (begins(head, got, "PK\x03\x04") || begins(head, got, "PK\x05\x06"))
        *kind = zip_kind(head, got);
    else if (is_markup(head, got))
        *kind = KIND_MARKUP;
    close(fd);
    return ok;
}

/* ---- through soffice ---- */

static bool copy_file(const char *from, const char *to, struct err *e)
{
    int in, out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0)
        return file_error(e, to, errno);
    if (!file_in_open(&in, from, e)) {
        close(out);
        return false;
    }
    char *piece = malloc(PIECE_BYTES);
    if (!piece)
        abort();
    struct file_out f = { .fd = out, .path = (char *)to };
    size_t got = 0;
    int64_t total = 0;
    bool ok;
    do {
        ok = file_in_get(in, from, piece, PIECE_BYTES, &got, e);
        total += (int64_t)got;
        if (ok && total > OFFICE_BYTES)
            ok = ERR(e, ERR_UNREADABLE, FILE_TOO_LARGE, from, MSG_NUM(OFFICE_BYTES));
        ok = ok && file_out_put(&f, piece, got, e);
    } while (ok && got);
    free(piece);
    close(in);
    close(out);
    return ok;
}

/* The workbook made of `path`, in `folder`; open, so it may be removed with the folder. */
static bool convert_in(const char *folder, const char *path, const char *ending, struct zip_reader **z, struct err *e)
{
    static const struct office_words WORDS = { MSG_XLSX_IN_NO_SOFFICE, MSG_XLSX_IN_CONVERT, MSG_XLSX_IN_CONVERT_SLOW };
    char *copy = office_path(folder, ending), *made = office_path(folder, "sheet.xlsx");
    bool ok = copy_file(path, copy, e) && office_convert(folder, copy, "xlsx:Calc MS Excel 2007 XML", made, path, &WORDS, e)
              && zip_open_named(z, path, made, e);
    free(copy);
    free(made);
    return ok;
}

static bool convert(struct zip_reader **z, const char *path, const char *ending, struct err *e)
{
    char *folder;
    if (!office_folder_make(&folder, e))
        return false;
    bool ok = convert_in(folder, path, ending, z, e);
    office_folder_drop(folder);
    return ok;
}

bool sheet_open(struct sheet_reader *out, const char *path, csv_stamp *stamp, void *context, struct err *e)
{
    enum kind kind;
    struct zip_reader *z;
    if (!find_kind(path, &kind, e))
        return false;
    switch (kind) {
    case KIND_ZIP: return xlsx_open(out, path, stamp, context, e);
    case KIND_ODS: return convert(&z, path, "sheet.ods", e) && xlsx_open_zip(out, z, path, true, stamp, context, e);
    case KIND_XLS:
    case KIND_OLE: return convert(&z, path, "sheet.xls", e) && xlsx_open_zip(out, z, path, true, stamp, context, e);
    case KIND_ENCRYPTED: return ERR(e, ERR_UNREADABLE, XLSX_IN_ENCRYPTED, path);
    case KIND_ODT:
    case KIND_DOC: return ERR(e, ERR_UNREADABLE, XLSX_IN_WORD, path);
    case KIND_PPT: return ERR(e, ERR_UNREADABLE, XLSX_IN_SLIDES, path);
    case KIND_MARKUP: return ERR(e, ERR_UNREADABLE, XLSX_IN_MARKUP, path);
    case KIND_TEXT: break;
    }
    return csv_open(out, path, stamp, context, e);
}
