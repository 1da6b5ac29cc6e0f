/* format/ole.h: what an OLE container (.doc, .xls, .wps …) holds, by the names in its folder.  Private to format/. */
#ifndef FORMAT_OLE_H
#define FORMAT_OLE_H

#include <stddef.h>

#define OLE_MARK       "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" /* its first 8 bytes */
#define OLE_MARK_BYTES 8

enum ole_entry { OLE_WORKBOOK = 1, OLE_ENCRYPTED = 2, OLE_TEXT = 4, OLE_SLIDES = 8 };

/* The entries met in a piece of a container, which begins at a multiple of 128 bytes. An embedded document has its own in the
 * same file: what counts first is the caller's to say. */
unsigned ole_entries(const void *data, size_t bytes);

#endif
