/* format/xlsx_xml.h: a part of an .xlsx as a stream of elements that can pause.  Private to the xlsx reader.
 *
 * Promise: a document type is refused (so no entity can grow); depth and the length of a single mark are bounded; memory does
 *          not grow with the part.  Names are told without their prefix, so x:row and the strict vocabulary read alike.
 * Legal order: OPEN, PULL*, CLOSE; or BEGIN, FEED*, CLOSE for bytes that are no part of their own.
 * Errors:  ERR_UNREADABLE with file, part and line.
 */
#ifndef FORMAT_XLSX_XML_H
#define FORMAT_XLSX_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "format/zip.h"

#define XLSX_DEPTH_MAX 256
#define XLSX_TOKEN_MAX ((size_t)1024 * 1024) /* bytes of one tag, comment or instruction */

struct xlsx_xml {
    const char *file, *part; /* for messages */
    void *context;
    void (*start)(struct xlsx_xml *x, const char *name, const char **attributes);
    void (*end)(struct xlsx_xml *x, const char *name);
    void (*text)(struct xlsx_xml *x, const char *text, size_t bytes); /* may be NULL */

    int depth;     /* of the element being told, 1.. */
    struct err *e; /* for handlers: they fail with ERR(x->e, …) and xlsx_xml_stop */
    bool ended;    /* the part was read to its end, or a handler stopped it */

    struct zip_part *in;
    void *parser;
    size_t silent; /* bytes fed since anything was told */
    bool told, paused, last;
};

bool xlsx_xml_open(struct xlsx_xml *x, struct zip_reader *z, struct err *e);
/* Goes on until a handler pauses or the part ends (x->ended). */
bool xlsx_xml_pull(struct xlsx_xml *x, struct err *e);
/* The whole part at once: open, pull, close. */
bool xlsx_xml_read(struct xlsx_xml *x, struct zip_reader *z, struct err *e);
void xlsx_xml_begin(struct xlsx_xml *x);
bool xlsx_xml_feed(struct xlsx_xml *x, const void *data, size_t bytes, struct err *e);
void xlsx_xml_close(struct xlsx_xml *x);

/* For handlers.  Pause only in `end`. */
void xlsx_xml_pause(struct xlsx_xml *x);
void xlsx_xml_stop(struct xlsx_xml *x);

/* The value of an attribute whatever its prefix, NULL where it is not there. */
const char *xlsx_attribute(const char **attributes, const char *name);
/* Whether an attribute of yes or no says yes. */
bool xlsx_attribute_true(const char **attributes, const char *name);

#endif
