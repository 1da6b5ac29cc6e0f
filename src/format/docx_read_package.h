/* format/docx_read_package.h: the container around a text: which part is which.  Private to docx_read and docx_fill.
 *
 * Promise: what is not a .docx is told apart: an old .doc, an encrypted file, a workbook, slides, half a file.
 * Owner:   docx_package_open, then docx_package_close; names live in the arena.
 */
#ifndef FORMAT_DOCX_READ_PACKAGE_H
#define FORMAT_DOCX_READ_PACKAGE_H

#include "base/arena.h"
#include "format/zip.h"

#define DOCX_BYTES_MAX     ((size_t)256 << 20) /* of the file */
#define DOCX_SIDE_MAX      ((int64_t)16 << 20) /* of a part that is not the text: styles, relations, the manifest */
#define DOCX_RELATIONS_MAX 10000

struct docx_relation {
    const char *id, *target; /* the part's name, without the leading '/' */
    const char *kind;        /* the last word of its type: "styles", "header" … */
};

struct docx_package {
    struct zip_reader *zip;
    const char *file;                /* for messages */
    const char *main;                /* the part that holds the text */
    struct docx_relation *relations; /* of the main part, in its order */
    int relation_count;
    const char *properties; /* the part of custom properties; NULL */
};

bool docx_package_open(struct docx_package *p, struct arena *a, const char *file, const void *data, size_t bytes,
                       struct err *e);
void docx_package_close(struct docx_package *p);
/* The part with the relations of a part: word/document.xml -> word/_rels/document.xml.rels; "" -> _rels/.rels. */
const char *docx_relations_name(struct arena *a, const char *part);
/* A target as the part `base` names it -> the name of a part; NULL where it is too long or none. */
const char *docx_part_name(struct arena *a, const char *base, const char *target);

#endif
