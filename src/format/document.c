/* format/document.c: a document by what its bytes are.
 * Why not by its name: a document that went through three offices and a chat program is called anything. */
#include "format/document.h"

#include <stdlib.h>
#include <string.h>

#include "format/docx_read_package.h"
#include "format/ole.h"
#include "format/office.h"
#include "format/zip.h"

#define HEAD_BYTES 1024 /* in which %PDF- may stand */

struct input {
    const char *name, *data;
    size_t bytes;
};

static bool begins(const struct input *in, const char *mark, size_t bytes)
{
    return in->bytes >= bytes && memcmp(in->data, mark, bytes) == 0;
}

/* ---- through soffice ---- */

static bool read_converted(struct arena *a, const char *folder, const char *ending, const struct input *in,
                           struct docx_text *out, struct err *e)
{
    static const struct office_words WORDS = { MSG_DOCUMENT_NO_SOFFICE, MSG_DOCUMENT_CONVERT, MSG_DOCUMENT_CONVERT_SLOW };
    struct arena scratch;
    char *copy = office_path(folder, ending), *made = office_path(folder, "out/text.docx"), *data;
    char *to = office_path(folder, "out");
    size_t bytes;
    arena_init(&scratch, 1 << 16);
    bool ok = file_write(copy, in->data, in->bytes, e)
              && office_convert(to, copy, "docx:MS Word 2007 XML", made, in->name, &WORDS, e)
              && file_read(&scratch, made, DOCX_BYTES_MAX, &data, &bytes, e)
              && docx_read_bytes(a, in->name, data, bytes, out, e);
    arena_free(&scratch);
    free(copy);
    free(made);
    free(to);
    return ok;
}

static bool read_office(struct arena *a, const char *ending, const struct input *in, struct docx_text *out, struct err *e)
{
    char *folder;
    if (!office_folder_make(&folder, e))
        return false;
    bool ok = read_converted(a, folder, ending, in, out, e);
    office_folder_drop(folder);
    out->format = DOCUMENT_OFFICE;
    return ok;
}

/* An embedded workbook has its own entries in the same file, so a text is one whatever else it holds. */
static bool read_ole(struct arena *a, const struct input *in, struct docx_text *out, struct err *e)
{
    unsigned found = ole_entries(in->data, in->bytes);
    if (!(found & OLE_TEXT)) {
        if (found & OLE_ENCRYPTED)
            return ERR(e, ERR_UNREADABLE, DOCX_IN_ENCRYPTED, in->name);
        if (found & OLE_WORKBOOK)
            return ERR(e, ERR_UNREADABLE, DOCX_IN_SHEET, in->name);
        if (found & OLE_SLIDES)
            return ERR(e, ERR_UNREADABLE, DOCX_IN_SLIDES, in->name);
    }
    return read_office(a, "text.doc", in, out, e);
}

static bool read_zip(struct arena *a, const struct input *in, struct docx_text *out, struct err *e)
{
    static const char ODT[] = "mimetypeapplication/vnd.oasis.opendocument.text";
    struct zip_reader *z;
    if (in->bytes > 30 + sizeof ODT && memcmp(in->data + 30, ODT, sizeof ODT - 1) == 0)
        return read_office(a, "text.odt", in, out, e);
    if (!zip_open_memory(&z, in->name, in->data, in->bytes, e))
        return false;
    bool ofd = zip_has(z, "OFD.xml"), docx = zip_has(z, "[Content_Types].xml") || zip_has(z, "_rels/.rels");
    zip_reader_close(z);
    if (ofd) {
        out->format = DOCUMENT_OFD;
        return ofd_read(a, in->name, in->data, in->bytes, out, e);
    }
    return docx ? docx_read_bytes(a, in->name, in->data, in->bytes, out, e)
                : ERR(e, ERR_UNREADABLE, DOCUMENT_UNKNOWN, in->name);
}

/* ---- which kind ---- */

/* Pictures, archives, programs: what a text could never begin with. */
static bool is_foreign(const struct input *in)
{
    static const struct {
        const char *mark;
        size_t bytes;
    } MARKS[] = { { "\x89PNG", 4 },
                  { "\xFF\xD8\xFF", 3 },
                  { "GIF8", 4 },
                  { "II*\0", 4 },
                  { "MM\0*", 4 },
                  { "Rar!\x1A", 5 },
                  { "7z\xBC\xAF\x27", 5 },
                  { "\x1F\x8B", 2 },
                  { "\x7F"
                    "ELF",
                    4 },
                  { "%!PS", 4 },
                  { "SQLite format", 13 } };
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (begins(in, MARKS[i].mark, MARKS[i].bytes))
            return true;
    return false;
}

/* Its first words are of ASCII in any encoding. */
static bool is_html(const struct input *in)
{
    static const char *const STARTS[] = { "<!doctype html", "<html", "<head",  "<meta", "<body", "<table",
                                          "<div",           "<p>",   "<style", "<!--",  "<h1",   "<title" };
    char head[HEAD_BYTES + 1];
    size_t bytes = 0;
    for (size_t i = 0; i < in->bytes && i < HEAD_BYTES; i++)
        if (in->data[i] > (bytes ? 0 : ' '))
            head[bytes++] = in->data[i];
    head[bytes] = '\0';
    if (strncasecmp(head, "<?xml", 5) == 0)
        return strcasestr(head, "<html") != NULL;
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (strncasecmp(head, STARTS[i], strlen(STARTS[i])) == 0)
            return true;
    return false;
}

static bool is_pdf(const struct input *in)
{
    return memmem(in->data, in->bytes < HEAD_BYTES ? in->bytes : HEAD_BYTES, "%PDF-", 5) != NULL;
}

bool document_read_bytes(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out,
                         struct err *e)
{
    struct input in = { name, data, bytes };
    *out = (struct docx_text) { .format = DOCUMENT_TXT };
    if (begins(&in, "PK\x03\x04", 4))
        return read_zip(a, &in, out, e);
    if (begins(&in, OLE_MARK, OLE_MARK_BYTES))
        return read_ole(a, &in, out, e);
    if (begins(&in, "{\\rtf", 5))
        return read_office(a, "text.rtf", &in, out, e);
    if (is_foreign(&in))
        return ERR(e, ERR_UNREADABLE, DOCUMENT_UNKNOWN, name);
    if (is_pdf(&in)) {
        out->format = DOCUMENT_PDF;
        return pdf_read(a, name, data, bytes, out, e);
    }
    if (is_html(&in)) {
        out->format = DOCUMENT_HTML;
        return html_read(a, name, data, bytes, out, e);
    }
    return txt_read(a, name, data, bytes, out, e);
}

bool document_read(struct arena *a, const char *path, struct docx_text *out, struct err *e)
{
    struct arena scratch;
    char *data;
    size_t bytes;
    arena_init(&scratch, 1 << 16);
    bool ok =
        file_read(&scratch, path, DOCUMENT_BYTES_MAX, &data, &bytes, e) && document_read_bytes(a, path, data, bytes, out, e);
    arena_free(&scratch);
    return ok;
}
