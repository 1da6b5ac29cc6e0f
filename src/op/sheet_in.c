/* op/sheet_in.c: the files around an import: the sheet's hash, the form it was made from, where refused rows go. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "op/inside.h"

bool sheet_hash(struct op_call *c, const char *path, const char **hex, int64_t *size, struct err *e)
{
    uint8_t block[64 * 1024], hash[SM3_BYTES];
    FILE *f = fopen(path, "rb");
    if (!f)
        return ERR(e, ERR_UNREADABLE, OP_SHEET_OPEN, path, strerror(errno));
    sm3_begin(c->ledger->sm3);
    size_t n;
    *size = 0;
    while ((n = fread(block, 1, sizeof block, f)) > 0) {
        sm3_add(c->ledger->sm3, block, n);
        *size += (int64_t)n;
    }
    bool ok = !ferror(f) || ERR(e, ERR_UNREADABLE, OP_SHEET_OPEN, path, strerror(errno));
    fclose(f);
    sm3_end(c->ledger->sm3, hash);
    *hex = sm3_hex(ARENA_ARRAY(c->memory, char, 2 * SM3_BYTES + 1), hash);
    return ok;
}

const char *pack_version(struct op_call *c, const struct pack *p)
{
    uint8_t hash[SM3_BYTES];
    sm3_of(c->ledger->sm3, p->text, strlen(p->text), hash);
    return sm3_hex(ARENA_ARRAY(c->memory, char, 2 * SM3_BYTES + 1), hash);
}

const char *repair_beside(struct op_call *c, const char *sheet)
{
    struct buf b = { 0 };
    const char *dot = strrchr(sheet, '.'), *slash = strrchr(sheet, '/');
    size_t stem = dot && (!slash || dot > slash + 1) && dot > sheet ? (size_t)(dot - sheet) : strlen(sheet);
    bool book = path_ends(sheet, ".xlsx") || path_ends(sheet, ".xls") || path_ends(sheet, ".et");
    buf_put(&b, sheet, stem);
    buf_text(&b, book ? "-退回.xlsx" : "-退回.csv");
    const char *out = arena_text(c->memory, b.data);
    buf_free(&b);
    return out;
}
