#include "format/docx_read_xml.h"

#include <expat.h>
#include <string.h>

#define PIECE_BYTES 32768
#define SEPARATOR   '|'

static const struct {
    const char *name;
    enum docx_space space;
} SPACES[] = {
    { "http://schemas.openxmlformats.org/wordprocessingml/2006/main", SPACE_WORD },
    { "http://purl.oclc.org/ooxml/wordprocessingml/main", SPACE_WORD },
    { "http://schemas.openxmlformats.org/markup-compatibility/2006", SPACE_COMPATIBILITY },
    { "http://schemas.openxmlformats.org/officeDocument/2006/math", SPACE_MATH },
    { "http://purl.oclc.org/ooxml/officeDocument/math", SPACE_MATH },
    { "http://schemas.openxmlformats.org/package/2006/content-types", SPACE_TYPES },
    { "http://schemas.openxmlformats.org/package/2006/relationships", SPACE_RELATIONS },
    { "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties", SPACE_PROPERTIES },
    { "http://purl.oclc.org/ooxml/officeDocument/customProperties", SPACE_PROPERTIES },
    { "urn:taizhang:report:1", SPACE_REPORT },
};

/* expat's "SPACE|local" -> the vocabulary and the local name. */
static enum docx_space split_name(const char *full, const char **local)
{
    const char *bar = strrchr(full, SEPARATOR);
    *local = bar ? bar + 1 : full;
    if (!bar)
        return SPACE_NONE;
    size_t bytes = (size_t)(bar - full);
    for (size_t i = 0; i < sizeof SPACES / sizeof *SPACES; i++)
        if (strlen(SPACES[i].name) == bytes && memcmp(SPACES[i].name, full, bytes) == 0)
            return SPACES[i].space;
    return SPACE_OTHER;
}

const char *docx_xml_attribute(const char **attributes, enum docx_space space, const char *name)
{
    for (const char **p = attributes; *p; p += 2) {
        const char *local;
        if (split_name(*p, &local) == space && strcmp(local, name) == 0)
            return p[1];
    }
    return NULL;
}

void docx_xml_stop(struct docx_xml *x)
{
    XML_StopParser(x->parser, XML_FALSE);
}

static const char *line_now(struct docx_xml *x, char room[24])
{
    return msg_number(room, (int64_t)XML_GetCurrentLineNumber(x->parser));
}

static void XMLCALL on_start(void *context, const char *full, const char **attributes)
{
    struct docx_xml *x = context;
    const char *name;
    if (++x->depth > DOCX_DEPTH_MAX) {
        ERR(x->e, ERR_UNREADABLE, DOCX_IN_DEEP, x->file, x->part, line_now(x, (char[24]) { 0 }), MSG_NUM(DOCX_DEPTH_MAX));
        docx_xml_stop(x);
        return;
    }
    enum docx_space space = split_name(full, &name);
    x->start(x, space, name, attributes);
}

static void XMLCALL on_end(void *context, const char *full)
{
    struct docx_xml *x = context;
    (void)full;
    x->end(x);
    x->depth--;
}

static void XMLCALL on_text(void *context, const char *text, int bytes)
{
    struct docx_xml *x = context;
    if (x->text)
        x->text(x, text, (size_t)bytes);
}

static void XMLCALL on_doctype(void *context, const char *name, const char *system, const char *public, int internal)
{
    struct docx_xml *x = context;
    (void)name, (void)system, (void)public, (void)internal;
    ERR(x->e, ERR_UNREADABLE, DOCX_IN_DOCTYPE, x->file, x->part);
    docx_xml_stop(x);
}

/* One piece; *done where a handler wanted no more. */
static bool feed(struct docx_xml *x, const char *piece, size_t bytes, bool last, bool *done)
{
    if (XML_Parse(x->parser, piece, (int)bytes, last) != XML_STATUS_ERROR)
        return true;
    if (x->e->code != ERR_NONE)
        return false;
    enum XML_Error why = XML_GetErrorCode(x->parser);
    *done = why == XML_ERROR_ABORTED;
    return *done
           || ERR(x->e, ERR_UNREADABLE, DOCX_IN_XML, x->file, x->part, line_now(x, (char[24]) { 0 }), XML_ErrorString(why));
}

static bool feed_all(struct docx_xml *x, struct zip_part *p, int64_t bytes_max)
{
    char piece[PIECE_BYTES];
    x->bytes = 0;
    for (bool done = false; !done;) {
        size_t got;
        if (!zip_part_read(p, piece, sizeof piece, &got, x->e))
            return false;
        x->bytes += (int64_t)got;
        if (x->bytes > bytes_max)
            return ERR(x->e, ERR_UNREADABLE, DOCX_IN_PART_LARGE, x->file, x->part, MSG_NUM(bytes_max >> 20));
        if (!feed(x, piece, got, got == 0, &done))
            return false;
        if (!got)
            break;
    }
    return true;
}

bool docx_xml_read(struct docx_xml *x, struct zip_reader *z, int64_t bytes_max, struct err *e)
{
    struct zip_part *p;
    x->e = e;
    x->depth = 0;
    if (!zip_part_open(z, x->part, &p, e))
        return false;
    XML_Parser parser = XML_ParserCreateNS(NULL, SEPARATOR);
    x->parser = parser;
    XML_SetUserData(parser, x);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    bool ok = feed_all(x, p, bytes_max);
    XML_ParserFree(parser);
    x->parser = NULL;
    zip_part_close(p);
    return ok;
}
