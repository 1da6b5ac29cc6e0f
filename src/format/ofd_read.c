#include "format/document.h"
bool ofd_read(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e)
{
    (void)a, (void)data, (void)bytes, (void)out;
    return ERR(e, ERR_UNREADABLE, OFD_PART, name, "OFD.xml");
}
