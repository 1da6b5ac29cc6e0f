/* corpus/corpus_test.c: goal: the parts keep their promises one by one: folding, queries, who may see what, versions, bad
 * documents, damaged tables, near-duplicates.
 * Method: small libraries in a folder of their own; tables damaged on purpose; copies edited by a known share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "corpus/digits.h"
#include "corpus/store.h"
#include "format/format.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct library {
    struct ledger l;
    struct arena a;
    char folder[64], path[96];
    /* of the last corpus_take */
    struct corpus_batch batch;
    char reasons[4096];
};

static void must(bool ok, const struct err *e)
{
    if (!ok)
        fail_msg("%s (%s:%d)", e->what, e->file ? e->file : "?", e->line);
}

static int make(void **state)
{
    struct library *x = calloc(1, sizeof *x);
    struct err e = { 0 };
    assert_non_null(x);
    arena_init(&x->a, 65536);
    snprintf(x->folder, sizeof x->folder, "%s/taizhang-corpus-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(x->folder));
    snprintf(x->path, sizeof x->path, "%s/a.tz", x->folder);
    must(ledger_create(&x->l, x->path, &e), &e);
    *state = x;
    return 0;
}

static int clear(void **state)
{
    struct library *x = *state;
    char command[128];
    ledger_close(&x->l);
    arena_free(&x->a);
    snprintf(command, sizeof command, "rm -rf %s", x->folder);
    int rc = system(command);
    free(x);
    return rc;
}

static struct corpus_document plain(const char *id, const char *title, const char *text)
{
    return (struct corpus_document) { .id = id,
                                      .path = "",
                                      .title = title,
                                      .day = DAY_FIRST,
                                      .visibility = VISIBLE_ALL,
                                      .name = "",
                                      .data = text,
                                      .bytes = strlen(text) };
}

static bool try_add(struct library *x, const struct corpus_document *d, const char *actor, enum corpus_fate *fate,
                    const char **id, struct err *e)
{
    struct corpus_writer *w;
    struct err inner = { 0 };
    must(ledger_begin(&x->l, &inner) && corpus_begin(&w, &x->l, &inner), &inner);
    bool ok = corpus_add(w, &x->a, d, actor, fate, id, e);
    must(corpus_end(w, true, &inner) && ledger_commit(&x->l, &inner), &inner);
    return ok;
}

static const char *add(struct library *x, const struct corpus_document *d, enum corpus_fate want)
{
    struct err e = { 0 };
    enum corpus_fate fate = CORPUS_SAME;
    const char *id = "";
    must(try_add(x, d, "主人", &fate, &id, &e), &e);
    assert_int_equal(fate, want);
    return id;
}

static int64_t total(struct library *x, const char *query, const struct corpus_asker *who)
{
    struct err e = { 0 };
    struct corpus *c;
    struct corpus_query *q;
    struct corpus_result r;
    must(db_begin_read(x->l.db, &e) && corpus_open(&c, &x->l, &e), &e);
    must(corpus_parse(&x->a, query, &q, &e)
             && corpus_search(c, &x->a, q, who, &(struct corpus_options) { .limit = 100, .places_max = 5, .facets = true },
                              &r, &e),
         &e);
    corpus_close(c);
    db_rollback(x->l.db);
    assert_int_equal(r.hit_count, r.total);
    return r.total;
}

/* ---- characters ---- */

static void units_keep_every_character(void **state)
{
    (void)state;
    static const char *const TEXTS[] = { "", "abc", "云溪县", "𠮷野家", "a云𠮷b", "①②—…《》" };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        uint16_t u[64];
        struct buf b = { 0 };
        size_t n = units_of(TEXTS[i], strlen(TEXTS[i]), u);
        assert_int_equal(units_points(u, n), text_points(TEXTS[i], strlen(TEXTS[i])));
        units_text(u, n, &b);
        assert_string_equal(buf_get(&b), TEXTS[i]);
        buf_free(&b);
    }
    uint16_t u[8];
    assert_int_equal(units_of("\x01\xFF\xE4\xBA", 4, u), 4); /* the index's own mark and what is no character */
    for (int i = 0; i < 4; i++)
        assert_int_equal(u[i], 0xFFFD);
}

static void folding_is_width_and_case_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text, *folded;
    } ROWS[] = { { "ＡＢＣ１２３（）：，！", "abc123():,!" },
                 { "AbZ", "abz" },
                 { "　", " " },
                 { "ÀÞ×ß", "àþ×ß" },
                 { "ΑΩ", "αω" },
                 { "АЯЁ", "аяё" },
                 { "。、“”《》台臺", "。、“”《》台臺" } };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        uint16_t u[64];
        struct buf b = { 0 };
        size_t n = units_of(ROWS[i].text, strlen(ROWS[i].text), u);
        units_fold(u, n, u);
        units_text(u, n, &b);
        assert_string_equal(buf_get(&b), ROWS[i].folded);
        buf_free(&b);
    }
}

static void needles_are_found_where_folding_finds_them(void **state)
{
    (void)state;
    const char *text = "全县ＡＢ类水库，安全运行；全县ab类水库，安全度汛。１２３";
    static const char *const WORDS[] = { "全县ab", "类水库,", "运行;全",
                                         "123",    "汛。12",  "安全",
                                         "ab类",   "无",      "水库，安全度汛。123" };
    uint16_t t[128], folded[128], q[64];
    size_t n = units_of(text, strlen(text), t);
    units_fold(t, n, folded);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        size_t m = units_of(WORDS[i], strlen(WORDS[i]), q), a = 0, b = 0;
        struct needle needle;
        units_fold(q, m, q);
        needle_make(&needle, q, m);
        for (;;) {
            bool there = units_find(folded, n, q, m, &a);
            if (!needle.plain)
                break;
            assert_int_equal(needle_find(&needle, t, n, &b), there);
            if (!there)
                break;
            assert_int_equal(a, b);
            a++;
            b++;
        }
    }
}

/* ---- queries ---- */

static void queries_are_read_as_typed(void **state)
{
    struct library *x = *state;
    static const struct {
        const char *text;
        int terms, positive;
        const char *first;
    } ROWS[] = { { "河道 清障", 2, 2, "河道" },
                 { "河道　清障", 2, 2, "河道" },
                 { "\"河道 清障\"", 1, 1, "河道 清障" },
                 { "＂河道 清障＂", 1, 1, "河道 清障" },
                 { "河道 -煤矿", 2, 1, "河道" },
                 { "-", 1, 1, "-" },
                 { "- 河道", 2, 2, "-" },
                 { "\"河道", 1, 1, "\"河道" },
                 { "\"\"", 1, 1, "\"\"" },
                 { "“十四五”规划", 1, 1, "“十四五”规划" },
                 { "。", 1, 1, "。" },
                 { "year:2023", 0, 0, NULL },
                 { "year：2021-2023 河道", 1, 1, "河道" },
                 { "years:2023", 1, 1, "years:2023" },
                 { "org:\"水利 局\" 河道", 1, 1, "河道" },
                 { "section:计划 before:2023-06 after:2022 kind:总结 河道", 1, 1, "河道" } };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct err e = { 0 };
        struct corpus_query *q;
        must(corpus_parse(&x->a, ROWS[i].text, &q, &e), &e);
        assert_int_equal(q->term_count, ROWS[i].terms);
        assert_int_equal(q->positive, ROWS[i].positive);
        if (ROWS[i].first)
            assert_string_equal(q->terms[0].text, ROWS[i].first);
    }
}

static void bad_queries_are_refused_with_a_sentence(void **state)
{
    struct library *x = *state;
    static char many[40000], words[400];
    for (size_t i = 0; i < 10000; i++)
        memcpy(many + 3 * i, "水", 4);
    for (size_t i = 0; i < 2 * (CORPUS_TERMS_MAX + 1); i++)
        words[i] = i % 2 ? ' ' : 'a';
    const struct {
        const char *text;
        enum msg_id want;
    } ROWS[] = { { "", MSG_CORPUS_QUERY_EMPTY },
                 { " 　\t\n", MSG_CORPUS_QUERY_EMPTY },
                 { many, MSG_CORPUS_QUERY_LONG },
                 { words, MSG_CORPUS_TERMS },
                 { "\xE6\xB0", MSG_CORPUS_QUERY_BYTES },
                 { "year:", MSG_CORPUS_FILTER_EMPTY },
                 { "year:23", MSG_CORPUS_FILTER_YEAR },
                 { "year:2023-2021", MSG_CORPUS_FILTER_YEAR },
                 { "before:2023-13", MSG_CORPUS_FILTER_DAY },
                 { "section:附件", MSG_CORPUS_FILTER_SECTION },
                 { "figure:排查", MSG_CORPUS_FILTER_FIGURE },
                 { "figure:>3", MSG_CORPUS_FILTER_FIGURE },
                 { "figure:排查>很多", MSG_CORPUS_FILTER_FIGURE } };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct err e = { 0 };
        struct corpus_query *q;
        assert_false(corpus_parse(&x->a, ROWS[i].text, &q, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_int_equal(e.msg, ROWS[i].want);
    }
}

static void figures_are_compared_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } ROWS[] = { { "10", "9", 1 },          { "9.5", "10", -1 },  { "0010", "10", 0 },
                 { "1.50", "1.5", 0 },      { "-2", "1", -1 },    { "-2", "-10", 1 },
                 { "0", "-0.0", 0 },        { "0.1", "0.09", 1 }, { "123456789012345678901", "9", 1 },
                 { "1.0000000001", "1", 1 } };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        int order = figure_compare(ROWS[i].a, ROWS[i].b), back = figure_compare(ROWS[i].b, ROWS[i].a);
        assert_int_equal((order > 0) - (order < 0), ROWS[i].order);
        assert_int_equal((back > 0) - (back < 0), -ROWS[i].order);
    }
}

static int64_t total(struct library *x, const char *query, const struct corpus_asker *who);

static void documents_are_found_by_their_figures(void **state)
{
    struct library *x = *state;
    struct corpus_document d = plain("a", "云溪县2023年工作总结", "全年累计排查单位40373家，清理河道128公里，整改率98.5%。");
    add(x, &d, CORPUS_NEW);
    d = plain("b", "云溪县2022年工作总结", "全年累计排查单位8120家，清理河道1.5万公里，整改率91%。");
    add(x, &d, CORPUS_NEW);
    static const struct {
        const char *query;
        int64_t want;
    } ROWS[] = { { "figure:排查单位>10000", 1 },        { "figure:排查单位>1", 2 },      { "figure:排查单位<8000", 0 },
                 { "figure:排查单位=40373", 1 },        { "figure:清理河道>=1.5万", 1 }, { "figure:清理河道＞100", 2 },
                 { "figure:整改率>=98% year:2023", 1 }, { "figure:河道>200 排查", 1 },   { "figure:没有>1", 0 } };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        int64_t found = total(x, ROWS[i].query, NULL);
        if (found != ROWS[i].want)
            fail_msg("%s: %lld", ROWS[i].query, (long long)found);
    }
}

/* ---- documents ---- */

static void the_same_bytes_are_one_document(void **state)
{
    struct library *x = *state;
    struct corpus_document d = plain(NULL, NULL, "云溪县水利局2023年工作总结\n清理河道128公里。");
    const char *id = add(x, &d, CORPUS_NEW);
    assert_string_equal(add(x, &d, CORPUS_SAME), id);
    d.path = "/别处/同一份.txt";
    assert_string_equal(add(x, &d, CORPUS_SAME), id);
    assert_int_equal(total(x, "清理河道", NULL), 1);
    assert_int_equal(total(x, "year:2023 org:水利局", NULL), 1);
}

static void a_new_version_takes_the_place_of_the_old(void **state)
{
    struct library *x = *state;
    struct corpus_document d = plain("a1", "甲", "旧的内容，清理河道");
    add(x, &d, CORPUS_NEW);
    d = plain("a1", "甲", "新的内容，加固水库");
    add(x, &d, CORPUS_VERSION_OF);
    assert_int_equal(total(x, "清理河道", NULL), 0);
    assert_int_equal(total(x, "加固水库", NULL), 1);
    d = plain(NULL, "乙", "路径上的一份");
    d.path = "/甲/乙.txt";
    const char *id = add(x, &d, CORPUS_NEW);
    d = plain(NULL, "乙", "路径上的又一份");
    d.path = "/甲/乙.txt";
    assert_string_equal(add(x, &d, CORPUS_VERSION_OF), id);
    d = plain(NULL, "乙", "题目相同的另一份"); /* a title makes no version */
    d.path = "/丙/乙.txt";
    assert_string_not_equal(add(x, &d, CORPUS_NEW), id);
    assert_int_equal(total(x, "份", NULL), 2);
}

static void what_is_removed_is_not_found_and_may_come_again(void **state)
{
    struct library *x = *state;
    struct err e = { 0 };
    struct corpus_writer *w;
    struct corpus_document d = plain(NULL, "丙", "要移出的内容");
    const char *id = add(x, &d, CORPUS_NEW);
    must(ledger_begin(&x->l, &e) && corpus_begin(&w, &x->l, &e) && corpus_remove(w, id, "重复", "主人", &e)
             && corpus_end(w, true, &e) && ledger_commit(&x->l, &e),
         &e);
    assert_int_equal(total(x, "移出", NULL), 0);
    assert_string_not_equal(add(x, &d, CORPUS_NEW), id);
    assert_int_equal(total(x, "移出", NULL), 1);
}

static void bad_documents_are_refused_and_leave_nothing(void **state)
{
    struct library *x = *state;
    char *large = malloc(CONTENT_BYTES_MAX + 2);
    assert_non_null(large);
    memset(large, 'a', CONTENT_BYTES_MAX + 1);
    struct corpus_document rows[9];
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        rows[i] = plain("x", "题", "内容");
    rows[0].bytes = 0;
    rows[1].data = " \n　\n\t";
    rows[1].bytes = strlen(rows[1].data);
    rows[2].data = large;
    rows[2].bytes = CONTENT_BYTES_MAX + 1;
    rows[3].title = "有\n换行";
    rows[4].year = 23;
    rows[5].org = "\x01";
    rows[6].id = "";
    rows[7].name = rows[8].name = "x.docx";
    rows[7].data = "PK\x03\x04 not a docx"; /* begins like a ZIP and is none */
    rows[7].bytes = strlen(rows[7].data);
    static const char PNG[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xFF\xFE\xFD\0\x01";
    rows[8].data = PNG;
    rows[8].bytes = sizeof PNG - 1;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err e = { 0 };
        enum corpus_fate fate;
        const char *id;
        if (try_add(x, &rows[i], "主人", &fate, &id, &e))
            fail_msg("row %zu was taken in", i);
        assert_true(e.code == ERR_INPUT || e.code == ERR_UNREADABLE);
        assert_true(*e.what);
    }
    assert_int_equal(x->l.head, 0);
    assert_int_equal(total(x, "内容", NULL), 0);
    free(large);
}

static void one_line_of_ten_megabytes_is_found_in(void **state)
{
    struct library *x = *state;
    size_t bytes = (size_t)10 * 1024 * 1024;
    char *text = malloc(bytes + 1);
    assert_non_null(text);
    for (size_t i = 0; i + 3 <= bytes; i += 3)
        memcpy(text + i, "安", 3);
    memcpy(text + bytes / 3 / 2 * 3, "隐患排查", 12);
    text[bytes / 3 * 3] = '\0';
    struct corpus_document d = plain("大", "一行", text);
    add(x, &d, CORPUS_NEW);
    assert_int_equal(total(x, "安隐患排查安", NULL), 1);
    assert_int_equal(total(x, "患隐", NULL), 0);
    free(text);
}

/* ---- who may see what ---- */

static void nobody_counts_what_is_not_theirs(void **state)
{
    struct library *x = *state;
    static const char *const BUREAU[] = { "水利局", "县" }, *const STATION[] = { "河道站", "水利局", "县" },
                             *const OTHER[] = { "民政局", "县" };
    static const char *const READERS[] = { "机要" };
    const char *group[] = { "机要" };
    for (int v = 0; v < VISIBLE_COUNT; v++) {
        char id[16], text[64];
        snprintf(id, sizeof id, "v%d", v);
        snprintf(text, sizeof text, "可见范围试验 %s", corpus_visibility_name((enum corpus_visibility)v));
        struct corpus_document d = plain(id, "题", text);
        d.visibility = (enum corpus_visibility)v;
        d.owner = "水利局";
        add(x, &d, CORPUS_NEW);
    }
    struct corpus_document secret = plain("密", "题", "可见范围试验 机要");
    secret.owner = "水利局";
    secret.groups = group;
    secret.group_count = 1;
    add(x, &secret, CORPUS_NEW);
    const struct {
        struct corpus_asker who;
        int64_t sees;
    } ROWS[] = { { { "主人", NULL, 0, NULL, 0 }, 6 },           /* took them in */
                 { { "局里的人", BUREAU, 2, NULL, 0 }, 4 },     /* org below all public */
                 { { "站里的人", STATION, 3, NULL, 0 }, 3 },    /* below all public */
                 { { "别局的人", OTHER, 2, NULL, 0 }, 2 },      /* all public */
                 { { "别局的机要", OTHER, 2, READERS, 1 }, 3 }, /* and that of the group */
                 { { "没有机构的人", NULL, 0, NULL, 0 }, 2 } };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        assert_int_equal(total(x, "可见范围", &ROWS[i].who), ROWS[i].sees);
    assert_int_equal(total(x, "可见范围", NULL), 6);
    struct err e = { 0 };
    struct corpus *c;
    struct corpus_kept kept;
    struct corpus_alike *alike;
    int64_t count;
    must(db_begin_read(x->l.db, &e) && corpus_open(&c, &x->l, &e), &e);
    assert_false(corpus_get(c, &x->a, "v0", &ROWS[3].who, &kept, &e));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    e = (struct err) { 0 };
    must(corpus_similar(c, &x->a, "v4", &ROWS[3].who, 1, 100, &alike, &count, &e), &e);
    assert_int_equal(count, 1);
    corpus_close(c);
    db_rollback(x->l.db);
}

/* ---- out again ---- */

static void bytes_come_back_as_they_were(void **state)
{
    struct library *x = *state;
    const char *text = "\xEF\xBB\xBF"
                       "标题在此\r\n正文一行\r\n";
    struct corpus_document d = plain(NULL, NULL, text);
    struct err e = { 0 };
    struct corpus *c;
    struct corpus_kept kept;
    const char *id = add(x, &d, CORPUS_NEW);
    must(db_begin_read(x->l.db, &e) && corpus_open(&c, &x->l, &e) && corpus_get(c, &x->a, id, NULL, &kept, &e), &e);
    assert_int_equal(kept.bytes, strlen(text));
    assert_memory_equal(kept.data, text, kept.bytes);
    assert_string_equal(kept.text, "标题在此\n正文一行\n");
    corpus_close(c);
    db_rollback(x->l.db);
}

/* ---- near-duplicates ---- */

/* A text of `points` characters drawn from a few hundred. */
static void random_text(uint64_t *seed, size_t points, uint16_t *out)
{
    for (size_t i = 0; i < points; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        out[i] = (uint16_t)(0x4E00 + (*seed >> 33) % 600);
    }
}

/* Copies with 1 to 20 % of their characters changed, anywhere, are told from texts that have nothing in common. */
static void edited_copies_are_recognised(void **state)
{
    (void)state;
    enum { POINTS = 4000, ROUNDS = 200 };
    uint64_t seed = 42;
    uint16_t *text = malloc(POINTS * sizeof *text), *other = malloc(POINTS * sizeof *other);
    uint8_t a[NEAR_BYTES], b[NEAR_BYTES];
    int found = 0, wrong = 0;
    for (int round = 0; round < ROUNDS; round++) {
        random_text(&seed, POINTS, text);
        memcpy(other, text, POINTS * sizeof *text);
        size_t edits = POINTS * (1 + (size_t)round % 20) / 100;
        for (size_t i = 0; i < edits; i++) {
            random_text(&seed, 1, other + (seed >> 20) % POINTS);
        }
        near_sign(text, POINTS, a);
        near_sign(other, POINTS, b);
        found += near_percent(a, b) >= 15;
        random_text(&seed, POINTS, other);
        near_sign(other, POINTS, b);
        wrong += near_percent(a, b) >= 15;
    }
    assert_true(found >= ROUNDS * 99 / 100);
    assert_int_equal(wrong, 0);
    free(text);
    free(other);
}

/* ---- damage ---- */

static void damage_is_found_and_never_crashes(void **state)
{
    struct library *x = *state;
    static const char *const DAMAGE[] = {
        "UPDATE corpus_text SET units = zeroblob(length(units))",
        "UPDATE corpus_text SET units = x'00'",
        "UPDATE corpus_part SET data = zeroblob(length(data))",
        "UPDATE corpus_part SET data = x'FFFFFFFF'",
        "UPDATE corpus_part SET data = substr(data, 1, length(data) / 2)",
        "UPDATE corpus_card SET cards = zeroblob(length(cards))",
        "UPDATE corpus_block SET words = zeroblob(length(words))",
        "UPDATE corpus_segment SET block_to = block_to - 1",
        "DELETE FROM corpus_part",
        "DELETE FROM corpus_doc",
        "DELETE FROM corpus_name",
        "DELETE FROM corpus_audience",
        "DELETE FROM content",
        "UPDATE content SET data = x'00'",
    };
    struct buf text = { 0 };
    for (int i = 0; i < 60; i++)
        buf_text(&text, i % 3 ? "河道清障" : "水库除险。\n");
    struct corpus_document d = plain("d", "题", buf_get(&text));
    add(x, &d, CORPUS_NEW);
    buf_free(&text);
    for (size_t i = 0; i < COUNT_OF(DAMAGE); i++) {
        struct err e = { 0 }, found = { 0 }, asked = { 0 };
        struct corpus *c;
        struct corpus_query *q;
        struct corpus_result r;
        int64_t documents;
        must(ledger_begin(&x->l, &e) && db_script(x->l.db, DAMAGE[i], &e), &e);
        if (corpus_verify(&x->l, &documents, &found))
            fail_msg("%s: nothing was found", DAMAGE[i]);
        assert_int_equal(found.code, ERR_CORRUPT);
        must(corpus_parse(&x->a, "河道清障水", &q, &e), &e);
        if (corpus_open(&c, &x->l, &asked)) {
            struct corpus_options o = { .limit = 10, .places_max = 5, .facets = true };
            if (!corpus_search(c, &x->a, q, NULL, &o, &r, &asked))
                assert_int_equal(asked.code, ERR_CORRUPT);
            corpus_close(c);
        } else {
            assert_int_equal(asked.code, ERR_CORRUPT);
        }
        ledger_rollback(&x->l);
    }
}

/* ---- batches ---- */

static void see(void *context, const char *source, enum corpus_fate fate, const char *id, const char *reason)
{
    struct library *x = context;
    (void)fate;
    (void)id;
    if (reason)
        snprintf(x->reasons + strlen(x->reasons), sizeof x->reasons - strlen(x->reasons), "%s: %s\n", source, reason);
}

static void put_file(struct library *x, const char *name, const char *data, size_t bytes)
{
    char path[256];
    struct err e = { 0 };
    snprintf(path, sizeof path, "%s/%s", x->folder, name);
    must(file_write(path, data, bytes, &e), &e);
}

static void a_bad_file_does_not_stop_the_batch(void **state)
{
    struct library *x = *state;
    struct err e = { 0 };
    struct corpus_writer *w;
    char path[256];
    static const char LINES[] = "{\"id\":\"j1\",\"title\":\"甲\",\"text\":\"第一行\",\"year\":\"2022\"}\n"
                                "不是 JSON\n\n{\"id\":\"j2\",\"title\":\"没有正文\"}\n[1]\n"
                                "{\"id\":7,\"title\":\"乙\",\"text\":\"第四行\",\"year\":2023,\"kind\":\"通知\"}\n";
    snprintf(path, sizeof path, "%s/in", x->folder);
    assert_int_equal(mkdir(path, 0700), 0);
    put_file(x, "in/a.txt", "好的一份", strlen("好的一份"));
    put_file(x, "in/b.txt", "", 0);
    put_file(x, "in/c.docx", "PK\x03\x04 broken", 12);
    put_file(x, "in/d.jsonl", LINES, strlen(LINES));
    put_file(x, "in/e.zip", "not a zip", 9);
    put_file(x, "in/.hidden", "不收的一份", 15);
    struct archive_out *zip = archive_create();
    archive_put(zip, "夹/f.txt", "包里的一份", strlen("包里的一份"));
    archive_put(zip, "夹/g.txt", "", 0);
    char zip_path[300];
    snprintf(zip_path, sizeof zip_path, "%s/h.zip", path);
    must(archive_write(zip, zip_path, &e), &e);
    x->batch = (struct corpus_batch) {
        .common = { .day = DAY_FIRST, .visibility = VISIBLE_ALL }, .actor = "主人", .see = see, .context = x
    };
    must(ledger_begin(&x->l, &e) && corpus_begin(&w, &x->l, &e)
             && corpus_take(w, (const char *const[]) { path, "/没有/这个" }, 2, &x->batch, &e) && corpus_end(w, true, &e)
             && ledger_commit(&x->l, &e),
         &e);
    assert_int_equal(x->batch.added, 4);
    assert_int_equal(x->batch.refused, 8);
    static const char *const NAMED[] = { "b.txt",     "c.docx", "d.jsonl:2",      "d.jsonl:4",
                                         "d.jsonl:5", "e.zip",  "h.zip!夹/g.txt", "/没有/这个" };
    for (size_t i = 0; i < COUNT_OF(NAMED); i++) {
        if (!strstr(x->reasons, NAMED[i]))
            fail_msg("%s is not told:\n%s", NAMED[i], x->reasons);
    }
    assert_int_equal(total(x, "一份", NULL), 2);
    assert_int_equal(total(x, "第 year:2022-2023", NULL), 2);
    assert_int_equal(total(x, "kind:通知", NULL), 1);
}

/* ---- the numbers of lists ---- */

static size_t put_numbers(uint8_t *bytes, const uint32_t *numbers, size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned n;
        for (uint64_t w = digits_make(numbers[i], &n); n; n--, w >>= 4, at++)
            digit_put(bytes + at / 2, at & 1, w & 0xF);
    }
    return (at + 1) / 2;
}

static void numbers_are_read_as_they_were_put(void **state)
{
    static const uint32_t EDGES[] = { 0, 1, 7, 8, 63, 64, 4095, 4096, 0x7FFFFFFF, 0x80000000, UINT32_MAX };
    (void)state;
    for (size_t count = 0; count <= COUNT_OF(EDGES); count++) {
        uint8_t bytes[COUNT_OF(EDGES) * DIGITS_MOST + DIGITS_SLACK] = { 0 };
        struct digits d = digits_of(bytes, put_numbers(bytes, EDGES, count));
        uint32_t got;
        for (size_t i = 0; i < count; i++) {
            assert_true(digits_next(&d, &got));
            assert_int_equal(got, EDGES[i]);
        }
        assert_false(digits_next(&d, &got));
        assert_int_equal(d.at, d.end);
    }
}

static void bytes_that_are_no_numbers_are_told(void **state)
{
    static const struct {
        uint8_t bytes[16];
        size_t count;
    } ROWS[] = {
        { { 0x89 }, 1 },                                     /* more, and no more */
        { { 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x11 }, 7 }, /* twelve digits, thirteen */
        { { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x07 }, 6 },       /* eleven, beyond 32 bits */
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct digits d = digits_of(ROWS[i].bytes, ROWS[i].count);
        uint32_t got;
        assert_false(digits_next(&d, &got));
        assert_true(d.at < d.end);
    }
}

int main(void)
{
#define WITH(f) cmocka_unit_test_setup_teardown(f, make, clear)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_as_they_were_put),
        cmocka_unit_test(bytes_that_are_no_numbers_are_told),
        cmocka_unit_test(units_keep_every_character),
        cmocka_unit_test(folding_is_width_and_case_alone),
        cmocka_unit_test(needles_are_found_where_folding_finds_them),
        cmocka_unit_test(figures_are_compared_exactly),
        WITH(documents_are_found_by_their_figures),
        cmocka_unit_test(edited_copies_are_recognised),
        WITH(queries_are_read_as_typed),
        WITH(bad_queries_are_refused_with_a_sentence),
        WITH(the_same_bytes_are_one_document),
        WITH(a_new_version_takes_the_place_of_the_old),
        WITH(what_is_removed_is_not_found_and_may_come_again),
        WITH(bad_documents_are_refused_and_leave_nothing),
        WITH(one_line_of_ten_megabytes_is_found_in),
        WITH(nobody_counts_what_is_not_theirs),
        WITH(bytes_come_back_as_they_were),
        WITH(damage_is_found_and_never_crashes),
        WITH(a_bad_file_does_not_stop_the_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
