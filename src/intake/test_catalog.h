/* intake/test_catalog.h: a catalog of one small pack, for tests that need no ledger. */
#ifndef INTAKE_TEST_CATALOG_H
#define INTAKE_TEST_CATALOG_H

#include <stdlib.h>
#include <string.h>

#include "intake/private.h"

struct fixture {
    struct arena memory;
    struct catalog *catalog;
};

static inline int open_fixture(void **state, const char *pack)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct err e = { 0 };
    struct pack_source source = { .file = "试验.yaml", .text = pack, .bytes = strlen(pack) };
    arena_init(&f->memory, 16 * 1024);
    f->catalog = catalog_new(&f->memory);
    *state = f;
    if (catalog_add(f->catalog, &source, &e))
        return 0;
    fprintf(stderr, "%s\n", e.what);
    return -1;
}

static inline int close_catalog(void **state)
{
    struct fixture *f = *state;
    arena_free(&f->memory);
    free(f);
    return 0;
}

#endif
