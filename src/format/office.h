/* format/office.h: a file of an office program turned into one we read, by soffice in a child.  Private to format/.
 *
 * Owner:  office_folder_make, then office_folder_drop: a folder of our own, for as long as the work takes.
 * Errors: in the words of the caller, which knows what the person wanted to read.
 */
#ifndef FORMAT_OFFICE_H
#define FORMAT_OFFICE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define OFFICE_SECONDS 120
#define OFFICE_BYTES   ((int64_t)1 << 30) /* of a file to be converted, and of what comes out */

/* Sentences, {1} the file's name, {2} in `slow` the seconds. */
struct office_words {
    enum msg_id missing, failed, slow;
};

bool office_folder_make(char **folder, struct err *e);
void office_folder_drop(char *folder);
/* "FOLDER/NAME"; the caller frees it. */
char *office_path(const char *folder, const char *name);
/* Converts FOLDER/COPY; `made` is the path of what must be there afterwards.  `target` as in --convert-to. */
bool office_convert(const char *folder, const char *copy, const char *target, const char *made, const char *name,
                    const struct office_words *words, struct err *e);

#endif
