/* base/sm3.h: the SM3 hash (GB/T 32905-2016) through OpenSSL.
 *
 * Owner:   sm3_new / sm3_free.  One struct per thread.
 * Errors:  none after sm3_new; sm3_new returns NULL where the library has no SM3.
 */
#ifndef BASE_SM3_H
#define BASE_SM3_H

#include <stddef.h>
#include <stdint.h>

#define SM3_BYTES 32

struct sm3;

struct sm3 *sm3_new(void);
void sm3_free(struct sm3 *s);
void sm3_begin(struct sm3 *s);
void sm3_add(struct sm3 *s, const void *data, size_t bytes);
void sm3_end(struct sm3 *s, uint8_t out[SM3_BYTES]);
/* begin, add, end. */
void sm3_of(struct sm3 *s, const void *data, size_t bytes, uint8_t out[SM3_BYTES]);
/* 64 lower-case hexadecimal digits. */
const char *sm3_hex(char room[2 * SM3_BYTES + 1], const uint8_t hash[SM3_BYTES]);

#endif
