#include "base/sm3.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

struct sm3 {
    EVP_MD *kind; /* fetched once: a fetch costs as much as a short hash */
    EVP_MD_CTX *context;
};

struct sm3 *sm3_new(void)
{
    struct sm3 *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->kind = EVP_MD_fetch(NULL, "SM3", NULL);
    s->context = EVP_MD_CTX_new();
    if (!s->kind || !s->context) {
        sm3_free(s);
        return NULL;
    }
    return s;
}

void sm3_free(struct sm3 *s)
{
    if (!s)
        return;
    EVP_MD_CTX_free(s->context);
    EVP_MD_free(s->kind);
    free(s);
}

void sm3_begin(struct sm3 *s)
{
    if (EVP_DigestInit_ex2(s->context, s->kind, NULL) != 1)
        abort();
}

void sm3_add(struct sm3 *s, const void *data, size_t bytes)
{
    if (EVP_DigestUpdate(s->context, data, bytes) != 1)
        abort();
}

void sm3_end(struct sm3 *s, uint8_t out[SM3_BYTES])
{
    unsigned int bytes = SM3_BYTES;
    if (EVP_DigestFinal_ex(s->context, out, &bytes) != 1)
        abort();
}

void sm3_of(struct sm3 *s, const void *data, size_t bytes, uint8_t out[SM3_BYTES])
{
    sm3_begin(s);
    sm3_add(s, data, bytes);
    sm3_end(s, out);
}

const char *sm3_hex(char room[2 * SM3_BYTES + 1], const uint8_t hash[SM3_BYTES])
{
    for (int i = 0; i < SM3_BYTES; i++)
        snprintf(room + 2 * i, 3, "%02x", hash[i]);
    return room;
}
