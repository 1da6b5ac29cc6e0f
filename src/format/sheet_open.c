/* format/sheet_open.c: a sheet by what its bytes are.
 * Why not by its name: a sheet that went through three offices and a chat program is called anything. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "format/child.h"
#include "format/file.h"
#include "format/xlsx_read.h"

#define HEAD_BYTES      512
#define CONVERT_SECONDS 120
#define CONVERT_BYTES   ((int64_t)1 << 30) /* of a file to be converted, and of what comes out */
#define PIECE_BYTES     ((size_t)64 * 1024)
#define ENTRY_BYTES     128 /* of an OLE folder's entry; entries lie on such borders */

enum kind { KIND_TEXT, KIND_ZIP, KIND_ODS, KIND_ODT, KIND_XLS, KIND_DOC, KIND_PPT, KIND_ENCRYPTED, KIND_OLE, KIND_MARKUP };

/* ---- which kind ---- */

/* An OLE folder's entry: a name of UTF-16LE, at 64 its bytes with the NUL. */
static bool entry_named(const unsigned char *entry, const char *name)
{
    size_t length = strlen(name);
    if (entry[64] != (length + 1) * 2 || entry[65] != 0)
        return false;
    for (size_t i = 0; i <= length; i++)
        if (entry[i * 2] != (unsigned char)name[i] || entry[i * 2 + 1] != 0)
            return false;
    return true;
}

/* An embedded document has its own entries in the same file, so a workbook is one whatever else it holds. */
static enum kind ole_kind(int fd)
{
    static const struct {
        const char *name;
        enum kind kind;
    } NAMES[] = { { "Workbook", KIND_XLS },
                  { "Book", KIND_XLS },
                  { "EncryptedPackage", KIND_ENCRYPTED },
                  { "WordDocument", KIND_DOC },
                  { "PowerPoint Document", KIND_PPT } };
    enum { COUNT = sizeof NAMES / sizeof *NAMES };
    bool found[COUNT] = { false };
    unsigned char *piece = malloc(PIECE_BYTES);
    struct err quiet = { 0 };
    size_t got;
    if (!piece)
        abort();
    while (file_in_get(fd, "", piece, PIECE_BYTES, &got, &quiet) && got)
        for (size_t at = 0; at + ENTRY_BYTES <= got; at += ENTRY_BYTES)
            for (size_t i = 0; i < COUNT; i++)
                found[i] |= entry_named(piece + at, NAMES[i].name);
    free(piece);
    for (size_t i = 0; i < COUNT; i++)
        if (found[i])
            return NAMES[i].kind;
    return KIND_OLE;
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
    if (got >= 8 && memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0)
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
        if (ok && total > CONVERT_BYTES)
            ok = ERR(e, ERR_UNREADABLE, FILE_TOO_LARGE, from, MSG_NUM(CONVERT_BYTES));
        ok = ok && file_out_put(&f, piece, got, e);
    } while (ok && got);
    free(piece);
    close(in);
    close(out);
    return ok;
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
    (void)s, (void)kind, (void)where;
    (void)remove(path);
    return 0;
}

static char *joined(const char *a, const char *b)
{
    char *text;
    if (asprintf(&text, "%s%s", a, b) < 0)
        abort();
    return text;
}

/* Where the program keeps what is its own, apart from the person's; as a URL. */
static void put_profile(struct buf *b, const char *folder)
{
    buf_text(b, "-env:UserInstallation=file://");
    for (const char *p = folder; *p; p++) {
        if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("/-_.", *p))
            buf_char(b, *p);
        else
            buf_format(b, "%%%02X", (unsigned)(unsigned char)*p);
    }
    buf_text(b, "/profile");
}

static bool run_soffice(const char *folder, const char *copy, const char *path, struct err *e)
{
    struct buf profile = { 0 };
    put_profile(&profile, folder);
    const char *const argv[] = { "soffice",
                                 buf_get(&profile),
                                 "--headless",
                                 "--norestore",
                                 "--nolockcheck",
                                 "--convert-to",
                                 "xlsx:Calc MS Excel 2007 XML",
                                 "--outdir",
                                 folder,
                                 copy,
                                 NULL };
    struct child_limits limits = { .seconds = CONVERT_SECONDS, .output_bytes = PIECE_BYTES, .file_bytes = CONVERT_BYTES };
    struct err why = err_like(e);
    int status;
    bool ok = child_run(argv, &limits, NULL, &status, &why);
    buf_free(&profile);
    if (ok) /* it says 0 also where it could not: what counts is the file */
        return true;
    if (why.code == ERR_NOT_FOUND)
        return ERR(e, ERR_UNREADABLE, XLSX_IN_NO_SOFFICE, path);
    if (why.msg == MSG_CHILD_SLOW)
        return ERR(e, ERR_UNREADABLE, XLSX_IN_CONVERT_SLOW, path, MSG_NUM(CONVERT_SECONDS));
    return err_take(e, &why, NULL);
}

/* The workbook made of `path`, in `folder`; open, so it may be removed with the folder. */
static bool convert_in(const char *folder, const char *path, const char *ending, struct zip_reader **z, struct err *e)
{
    char *copy = joined(folder, ending), *made = joined(folder, "/sheet.xlsx");
    bool ok = copy_file(path, copy, e) && run_soffice(folder, copy, path, e);
    if (ok && access(made, R_OK) != 0)
        ok = ERR(e, ERR_UNREADABLE, XLSX_IN_CONVERT, path);
    ok = ok && zip_open_named(z, path, made, e);
    free(copy);
    free(made);
    return ok;
}

static bool convert(struct zip_reader **z, const char *path, const char *ending, struct err *e)
{
    const char *set = getenv("TMPDIR"), *base = set && *set == '/' ? set : "/tmp";
    char *folder = joined(base, "/taizhang-XXXXXX");
    bool ok = mkdtemp(folder) || file_error(e, base, errno);
    if (ok) {
        ok = convert_in(folder, path, ending, z, e);
        (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
    free(folder);
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
    case KIND_ODS: return convert(&z, path, "/sheet.ods", e) && xlsx_open_zip(out, z, path, true, stamp, context, e);
    case KIND_XLS:
    case KIND_OLE: return convert(&z, path, "/sheet.xls", e) && xlsx_open_zip(out, z, path, true, stamp, context, e);
    case KIND_ENCRYPTED: return ERR(e, ERR_UNREADABLE, XLSX_IN_ENCRYPTED, path);
    case KIND_ODT:
    case KIND_DOC: return ERR(e, ERR_UNREADABLE, XLSX_IN_WORD, path);
    case KIND_PPT: return ERR(e, ERR_UNREADABLE, XLSX_IN_SLIDES, path);
    case KIND_MARKUP: return ERR(e, ERR_UNREADABLE, XLSX_IN_MARKUP, path);
    case KIND_TEXT: break;
    }
    return csv_open(out, path, stamp, context, e);
}
