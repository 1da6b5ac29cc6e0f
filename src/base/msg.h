/* base/msg.h: every sentence a person reads, in Chinese and in English.
 *
 * Why a table: a sentence is written once, beside its translation, and its
 * arguments are texts numbered {1}..{9}; so the two languages may order them
 * differently and no format string can disagree with its arguments.
 *
 * Add a sentence: a line in the .def file of its module (src/base/msg/).
 * Errors:  none.  Threads: read-only, any thread.
 */
#ifndef BASE_MSG_H
#define BASE_MSG_H

#include <stddef.h>
#include <stdint.h>

enum msg_id {
    MSG_NONE = 0,
#define M(id, zh, en) MSG_##id,
#include "base/msg/all.def"
#undef M
    MSG_COUNT
};

enum msg_lang { LANG_ZH = 0, LANG_EN };

/* The sentence with its {n} still in place; static. */
const char *msg_text(enum msg_lang lang, enum msg_id id);

/* Fills `out` with the sentence, {n} replaced by args[n-1].  Where it is too small the longest argument is cut short, with …, so
 * that the reason and the fix stay; then the end is cut, between characters.  `args` ends with NULL; a number without argument
 * becomes nothing.  Returns the bytes written, without the NUL. */
size_t msg_format(char *out, size_t out_bytes, enum msg_lang lang, enum msg_id id, const char *const *args);

/* A number as an argument: MSG_NUM(row) lives until the end of the enclosing block. */
const char *msg_number(char room[24], int64_t value);
#define MSG_NUM(value) msg_number((char[24]) { 0 }, (int64_t)(value))

#endif
