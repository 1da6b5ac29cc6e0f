#include "format/ole.h"

#include <stdbool.h>
#include <string.h>

#define ENTRY_BYTES 128 /* of a folder's entry; entries lie on such borders */

/* A name of UTF-16LE, at 64 its bytes with the NUL. */
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

unsigned ole_entries(const void *data, size_t bytes)
{
    static const struct {
        const char *name;
        enum ole_entry entry;
    } NAMES[] = { { "Workbook", OLE_WORKBOOK },
                  { "Book", OLE_WORKBOOK },
                  { "EncryptedPackage", OLE_ENCRYPTED },
                  { "WordDocument", OLE_TEXT },
                  { "PowerPoint Document", OLE_SLIDES } };
    const unsigned char *p = data;
    unsigned found = 0;
    for (size_t at = 0; at + ENTRY_BYTES <= bytes; at += ENTRY_BYTES)
        for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
            if (entry_named(p + at, NAMES[i].name))
                found |= NAMES[i].entry;
    return found;
}
