/* format/docx_read_xml.h: a part of a .docx as a stream of elements.  Private to docx_read.
 *
 * Promise: a document type is refused (so no entity can grow), nothing is deeper than DOCX_DEPTH_MAX or longer than asked.
 * Errors:  ERR_UNREADABLE with file, part and line.
 */
#ifndef FORMAT_DOCX_READ_XML_H
#define FORMAT_DOCX_READ_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "format/zip.h"

#define DOCX_DEPTH_MAX 256

/* The vocabularies that mean something here; the transitional and the strict one of a kind are the same. */
enum docx_space {
    SPACE_NONE, /* attributes without prefix */
    SPACE_OTHER,
    SPACE_WORD,
    SPACE_COMPATIBILITY,
    SPACE_MATH,
    SPACE_TYPES,     /* [Content_Types].xml */
    SPACE_RELATIONS, /* .rels */
    SPACE_PROPERTIES,
    SPACE_REPORT, /* ours */
};

struct docx_xml {
    const char *file, *part; /* for messages */
    void *context;
    void (*start)(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes);
    void (*end)(struct docx_xml *x);
    void (*text)(struct docx_xml *x, const char *text, size_t bytes); /* may be NULL */
    int depth;                                                        /* of the element being told, 1.. */
    int64_t bytes;                                                    /* read of the part */
    struct err *e;
    void *parser;
};

/* Reads the part to its end, or until docx_xml_stop. */
bool docx_xml_read(struct docx_xml *x, struct zip_reader *z, int64_t bytes_max, struct err *e);
/* Called by a handler: no more is wanted.  Where x->e has no failure by then, the reading has succeeded. */
void docx_xml_stop(struct docx_xml *x);
/* The value of an attribute, NULL where it is not there. */
const char *docx_xml_attribute(const char **attributes, enum docx_space space, const char *name);

#endif
