/* tests/fuzz/fuzz_library.c: any bytes as a query: read or refused with one sentence.  And stored segments, texts, cards changed
 * anywhere: a search answers or says that the tables are damaged, and reads nothing it should not. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/text.h"
#include "corpus/corpus.h"
#include "replay.h"

#define PATCHES_MAX 16

/* A library of a few documents in two segments, made once. */
struct library {
    struct ledger l;
    char path[64];
};

static void add(struct ledger *l, int from, int to)
{
    struct err e = { 0 };
    struct arena a;
    struct corpus_writer *w;
    enum corpus_fate fate;
    const char *id;
    arena_init(&a, 65536);
    bool ok = ledger_begin(l, &e) && corpus_begin(&w, l, &e);
    for (int i = from; ok && i < to; i++) {
        struct buf text = { 0 };
        buf_format(&text, "第%d份工作总结\n", i);
        for (int k = 0; k < 40; k++)
            buf_format(&text, "全县清理河道%d公里，整改隐患%d处。%s", i * k, k, k % 7 ? "" : "\n");
        struct corpus_document d = {
            .path = "", .day = DAY_FIRST, .visibility = VISIBLE_ALL, .name = "", .data = text.data
        };
        d.bytes = text.bytes;
        ok = corpus_add(w, &a, &d, "主人", &fate, &id, &e);
        buf_free(&text);
    }
    ok = ok && corpus_end(w, true, &e) && ledger_commit(l, &e);
    assert(ok);
    arena_free(&a);
}

static struct library *library(void)
{
    static struct library *made;
    struct err e = { 0 };
    if (made)
        return made;
    made = calloc(1, sizeof *made);
    assert(made);
    snprintf(made->path, sizeof made->path, "%s/fuzz-library-%d.tz", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
             (int)getpid());
    bool ok = ledger_create(&made->l, made->path, &e);
    assert(ok);
    unlink(made->path); /* gone when the process ends */
    add(&made->l, 0, 12);
    add(&made->l, 12, 14);
    return made;
}

/* Bytes of a stored value changed: table, where, what. */
static void patch(struct db *db, const uint8_t *p)
{
    static const char *const SQL[] = {
        "UPDATE corpus_part SET data = CAST(substr(data, 1, ?1) || x'%02x' || substr(data, ?1 + 2) AS BLOB)",
        "UPDATE corpus_part SET data = CAST(substr(data, 1, ?1) || x'%02x' AS BLOB)",
        "UPDATE corpus_text SET units = CAST(substr(units, 1, ?1) || x'%02x' || substr(units, ?1 + 2) AS BLOB)",
        "UPDATE corpus_card SET cards = CAST(substr(cards, 1, ?1) || x'%02x' || substr(cards, ?1 + 2) AS BLOB)",
        "UPDATE corpus_block SET words = CAST(substr(words, 1, ?1) || x'%02x' || substr(words, ?1 + 2) AS BLOB)",
        "UPDATE corpus_doc SET headings = CAST(substr(headings, 1, ?1) || x'%02x' || substr(headings, ?1 + 2) AS BLOB)",
        "UPDATE corpus_segment SET block_to = block_to + ?1 - 0x%02x",
        "UPDATE corpus_near SET signs = CAST(substr(signs, 1, ?1) || x'%02x' AS BLOB)",
    };
    char sql[200];
    struct err e = { 0 };
    snprintf(sql, sizeof sql, SQL[p[0] % 8], p[3]);
    (void)db_run(db, &e, sql, "i", (int64_t)(p[1] | p[2] << 8));
}

static void ask(struct ledger *l)
{
    static const char *const QUERIES[] = { "河道", "清理河道1", "道", "第1", "section:总结 整改隐患 -第3份", "year:2023" };
    struct arena a;
    struct corpus *c;
    struct err e = { 0 };
    int64_t n;
    arena_init(&a, 65536);
    if (corpus_open(&c, l, &e)) {
        for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++) {
            struct err inner = { 0 };
            struct corpus_query *q;
            struct corpus_result r;
            struct corpus_options o = { .limit = 20, .places_max = 9, .facets = i % 2 };
            bool ok = corpus_parse(&a, QUERIES[i], &q, &inner);
            assert(ok);
            if (corpus_search(c, &a, q, NULL, &o, &r, &inner))
                assert(r.total <= 14 && r.hit_count <= 14);
            else
                assert(inner.code == ERR_CORRUPT && text_valid(inner.what, strlen(inner.what)));
        }
        struct corpus_alike *alike;
        struct corpus_paragraph *paragraphs;
        struct err inner = { 0 };
        (void)corpus_similar(c, &a, "材料-3", NULL, 1, 10, &alike, &n, &inner);
        (void)corpus_paragraphs(c, &a, "材料-3", NULL, &(struct corpus_reuse) { .least = 80 }, &paragraphs, &n, &inner);
        corpus_close(c);
    }
    e = (struct err) { 0 };
    (void)corpus_verify(l, &n, &e);
    arena_free(&a);
}

static void query(const uint8_t *data, size_t bytes)
{
    struct arena a;
    struct err e = { 0 };
    struct corpus_query *q;
    char *text = malloc(bytes + 1);
    assert(text);
    memcpy(text, data, bytes);
    text[bytes] = '\0';
    arena_init(&a, 65536);
    if (!corpus_parse(&a, text, &q, &e))
        assert(e.code == ERR_INPUT && text_valid(e.what, strlen(e.what)));
    arena_free(&a);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    query(data, bytes);
    if (bytes < 5 || data[0] != '!')
        return 0;
    struct library *x = library();
    struct err e = { 0 };
    bool ok = ledger_begin(&x->l, &e);
    assert(ok);
    for (size_t i = 1; i + 4 <= bytes && i < 1 + 4 * PATCHES_MAX; i += 4)
        patch(x->l.db, data + i);
    ask(&x->l);
    db_rollback(x->l.db);
    return 0;
}

static const struct fuzz_seed SEEDS[] = {
    FUZZ_SEED("河道 -煤矿 \"一句 话\" year:2021-2023 org:\"水利 局\" kind:总结 section:计划 before:2023-06 after:2022"),
    FUZZ_SEED("＂全角　引号＂　－不要 year：2023"),
    FUZZ_SEED("!\x00\x04\x00\x00\x00\x08\x00\xFF\x00\x20\x01\x80"),
    FUZZ_SEED("!\x03\x04\x00\xFF\x04\x01\x00\x7F\x02\x10\x00\x0A"),
    FUZZ_SEED("!\x05\x00\x00\xFF\x05\x02\x00\xFF\x06\x01\x00\x05\x07\x40\x00\x00"),
    FUZZ_SEED("!\x01\x00\x02\x00"),
};
static const char *const PIECES[] = {
    "\"", "-", "year:", "org:", "section:", "before:", "2023", " ", "　", "：", "!", "\xFF"
};

const struct fuzz_corpus FUZZ_CORPUS = FUZZ_CORPUS_OF(SEEDS, PIECES);
