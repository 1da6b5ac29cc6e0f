/* format/xlsx_spill.h: bytes that are written once and read back anywhere, in little memory.  Private to the xlsx reader.
 *
 * Legal order: PUT*, SEAL, GET*.  Up to `memory_max` bytes stay in memory; beyond, all lie in a temporary file without a name.
 */
#ifndef FORMAT_XLSX_SPILL_H
#define FORMAT_XLSX_SPILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct xlsx_spill {
    uint64_t bytes; /* put so far */
    size_t memory_max;
    char *data; /* all bytes; once there is a file: those not yet written to it, later the windows */
    size_t used, room;
    int fd;             /* -1: all in memory */
    uint64_t *windowed; /* which window of the file each place of `data` holds, counted from 1 */
};

void spill_init(struct xlsx_spill *s, size_t memory_max);
bool spill_put(struct xlsx_spill *s, const void *data, size_t bytes, struct err *e);
bool spill_seal(struct xlsx_spill *s, struct err *e);
bool spill_get(struct xlsx_spill *s, uint64_t at, void *out, size_t bytes, struct err *e);
void spill_free(struct xlsx_spill *s);

#endif
