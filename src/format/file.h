/* format/file.h: what the readers and writers of this module share about files.
 *
 * Promise: a file being written appears under its name whole or not at all: it is written under another name in the same
 *          folder, flushed to the disk and renamed.  What is no plain file (a pipe, /dev/stdout) is written directly.
 * Owner:   file_out_open, then file_out_finish or file_out_drop.
 */
#ifndef FORMAT_FILE_H
#define FORMAT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct file_out {
    int fd; /* -1: none */
    char *path;
    char *beside; /* the name it has until it is whole; NULL: written directly */
};

/* Words an errno about a path; always false. */
bool file_error(struct err *e, const char *path, int error);
/* Opens a file for reading: a plain file, a pipe or a terminal, never a folder. */
bool file_in_open(int *fd, const char *path, struct err *e);
/* Reads until `bytes` are there or the file ends; *got says how many. */
bool file_in_get(int fd, const char *path, void *room, size_t bytes, size_t *got, struct err *e);

bool file_out_open(struct file_out *f, const char *path, struct err *e);
bool file_out_put(struct file_out *f, const void *data, size_t bytes, struct err *e);
bool file_out_finish(struct file_out *f, struct err *e);
void file_out_drop(struct file_out *f);

#endif
