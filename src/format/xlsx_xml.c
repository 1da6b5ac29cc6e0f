/* format/xlsx_xml.c: expat over a part of a ZIP.
 * Why the length of a mark is watched: expat looks at an unfinished tag or comment anew with every piece it is fed, so one
 * that never ends would cost quadratic time. */
#include "format/xlsx_xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#define PIECE_BYTES (32 * 1024)

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
    for (const char **p = attributes; *p; p += 2)
        if (strcmp(local(*p), name) == 0)
            return p[1];
    return NULL;
}

bool xlsx_attribute_true(const char **attributes, const char *name)
{
    const char *value = xlsx_attribute(attributes, name);
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}

void xlsx_xml_pause(struct xlsx_xml *x)
{
    XML_StopParser(x->parser, XML_TRUE);
}

void xlsx_xml_stop(struct xlsx_xml *x)
{
    XML_StopParser(x->parser, XML_FALSE);
}

static const char *line_now(struct xlsx_xml *x, char room[24])
{
    return msg_number(room, (int64_t)XML_GetCurrentLineNumber(x->parser));
}

static void XMLCALL on_start(void *context, const char *name, const char **attributes)
{
    struct xlsx_xml *x = context;
    x->told = true;
    if (++x->depth > XLSX_DEPTH_MAX) {
        ERR(x->e, ERR_UNREADABLE, XLSX_IN_DEEP, x->file, x->part, MSG_NUM(XLSX_DEPTH_MAX));
        xlsx_xml_stop(x);
        return;
    }
    x->start(x, local(name), attributes);
}

static void XMLCALL on_end(void *context, const char *name)
{
    struct xlsx_xml *x = context;
    x->told = true;
    if (x->e->code == ERR_NONE)
        x->end(x, local(name));
    x->depth--;
}

static void XMLCALL on_text(void *context, const char *text, int bytes)
{
    struct xlsx_xml *x = context;
    x->told = true;
    if (x->text && x->e->code == ERR_NONE)
        x->text(x, text, (size_t)bytes);
}

static void XMLCALL on_other(void *context, const char *text, int bytes)
{
    struct xlsx_xml *x = context;
    (void)text, (void)bytes;
    x->told = true;
}

static void XMLCALL on_doctype(void *context, const char *name, const char *system, const char *public, int internal)
{
    struct xlsx_xml *x = context;
    (void)name, (void)system, (void)public, (void)internal;
    ERR(x->e, ERR_UNREADABLE, XLSX_IN_DOCTYPE, x->file, x->part);
    xlsx_xml_stop(x);
}

void xlsx_xml_begin(struct xlsx_xml *x)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    if (!parser)
        abort();
    x->parser = parser;
    x->depth = 0;
    x->silent = 0;
    x->told = x->paused = x->last = x->ended = false;
    XML_SetUserData(parser, x);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetDefaultHandler(parser, on_other);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
}

/* What a parser's answer means; a handler that stopped without a failure has all it wanted. */
static bool judge(struct xlsx_xml *x, enum XML_Status status)
{
    x->paused = status == XML_STATUS_SUSPENDED;
    if (status != XML_STATUS_ERROR)
        return true;
    enum XML_Error why = XML_GetErrorCode(x->parser);
    if (x->e->code != ERR_NONE)
        return false;
    if (why == XML_ERROR_NO_MEMORY)
        abort();
    x->ended = why == XML_ERROR_ABORTED;
    return x->ended
           || ERR(x->e, ERR_UNREADABLE, XLSX_IN_XML, x->file, x->part, line_now(x, (char[24]) { 0 }), XML_ErrorString(why));
}

static bool judge_silence(struct xlsx_xml *x, size_t bytes)
{
    x->silent = x->told ? 0 : x->silent + bytes;
    x->told = false;
    return x->silent <= XLSX_TOKEN_MAX
           || ERR(x->e, ERR_UNREADABLE, XLSX_IN_TOKEN, x->file, x->part, line_now(x, (char[24]) { 0 }),
                  MSG_NUM(XLSX_TOKEN_MAX));
}

static bool feed_piece(struct xlsx_xml *x)
{
    size_t got;
    void *piece = XML_GetBuffer(x->parser, PIECE_BYTES);
    if (!piece)
        abort();
    if (!zip_part_read(x->in, piece, PIECE_BYTES, &got, x->e))
        return false;
    x->last = got == 0;
    return judge(x, XML_ParseBuffer(x->parser, (int)got, x->last)) && judge_silence(x, got);
}

bool xlsx_xml_open(struct xlsx_xml *x, struct zip_reader *z, struct err *e)
{
    x->parser = NULL;
    x->in = NULL;
    if (!zip_part_open(z, x->part, &x->in, e))
        return false;
    xlsx_xml_begin(x);
    return true;
}

bool xlsx_xml_pull(struct xlsx_xml *x, struct err *e)
{
    x->e = e;
    do {
        if (x->paused) {
            if (!judge(x, XML_ResumeParser(x->parser)))
                return false;
        } else if (x->last) {
            x->ended = true;
        } else if (!feed_piece(x)) {
            return false;
        }
    } while (!x->paused && !x->ended);
    return true;
}

bool xlsx_xml_read(struct xlsx_xml *x, struct zip_reader *z, struct err *e)
{
    bool ok = xlsx_xml_open(x, z, e) && xlsx_xml_pull(x, e);
    xlsx_xml_close(x);
    return ok;
}

bool xlsx_xml_feed(struct xlsx_xml *x, const void *data, size_t bytes, struct err *e)
{
    x->e = e;
    return x->ended || (judge(x, XML_Parse(x->parser, data, (int)bytes, XML_FALSE)) && judge_silence(x, bytes));
}

void xlsx_xml_close(struct xlsx_xml *x)
{
    if (x->parser)
        XML_ParserFree(x->parser);
    zip_part_close(x->in);
    x->parser = NULL;
    x->in = NULL;
}
