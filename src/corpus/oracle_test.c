/* corpus/oracle_test.c: goal: a search finds exactly the documents that hold the words, with true totals, counts and places,
 * whatever was added, changed, removed and merged before.
 * Method: random documents over a small alphabet (so that words repeat, straddle blocks and stand in several documents), in
 * random transactions; random queries against a search by brute force that knows nothing of the index: its own folding, code
 * point by code point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "corpus/store.h"

#define SEEDS           12
#define ROUNDS          8
#define QUERIES_A_ROUND 110
#define DOCS_MAX        400
_Static_assert(SEEDS *ROUNDS *QUERIES_A_ROUND >= 10000, "ten thousand queries");

/* ---- chance ---- */

static uint64_t chance;
static uint32_t any(uint32_t below)
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (uint32_t)(chance >> 11) % below;
}

/* ---- the model ---- */

struct model_doc {
    char id[16];
    uint32_t *title, *text; /* code points, ended by 0 */
    char *title_text, *text_text;
    unsigned char *part; /* of every character of the text: 0 none, 1.. */
    int *heading;        /* … the heading in which it stands, 1..; 0 none */
    size_t length, title_length;
    int year;
    const char *org, *kind;
    bool live, title_apart;
};
struct model {
    struct model_doc docs[DOCS_MAX];
    int count;
};

static uint32_t folded(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c == 0x3000)
        c = ' ';
    if (c >= 'A' && c <= 'Z')
        c += 32;
    return c;
}

static const char *const LETTERS[] = { "安", "全", "生", "产", "隐", "患", "治", "理", "，", "。", "处", "1", "2",
                                       "A",  "a",  "Ａ", "１", "b",  "：", " ",  "　", "𠮷", "𠮸", "(",  "（" };

static uint32_t *points_of(const char *text, size_t *count)
{
    uint32_t *out = malloc((strlen(text) + 1) * sizeof *out);
    assert_non_null(out);
    size_t n = 0;
    for (const char *p = text, *end = text + strlen(text); p < end;)
        out[n++] = text_next(&p, end);
    out[n] = 0;
    *count = n;
    return out;
}

static void put_letters(struct buf *b, uint32_t count, uint32_t alphabet)
{
    for (uint32_t i = 0; i < count; i++)
        buf_text(b, LETTERS[any(alphabet)]);
}

static void put_text(struct buf *b)
{
    static const char *const HEADINGS[] = { "一、2023年安全生产工作总结\n", "二、隐患治理存在的问题\n",
                                            "三、2024年治安工作计划\n" };
    bool headed = any(3) == 0;
    uint32_t alphabet = any(4) == 0 ? 4 : (uint32_t)(sizeof LETTERS / sizeof *LETTERS);
    buf_text(b, "安");
    for (uint32_t lines = 1 + any(12), i = 0; i < lines; i++) {
        if (headed && i % 3 == 1 && i / 3 < 3)
            buf_text(b, HEADINGS[i / 3]);
        put_letters(b, any(10) == 0 ? any(900) : any(60), alphabet);
        buf_char(b, '\n');
    }
}

static void free_doc(struct model_doc *d)
{
    free(d->title);
    free(d->text);
    free(d->title_text);
    free(d->text_text);
    free(d->part);
    free(d->heading);
}

/* Which part each character is in, by the outline: a part begins where a heading of it begins. */
static void set_parts(struct model_doc *d)
{
    struct arena a;
    struct reading k;
    arena_init(&a, 65536);
    text_outline(&a, d->text_text, strlen(d->text_text), NULL, &k);
    d->part = calloc(d->length + 1, 1);
    assert_non_null(d->part);
    unsigned char now = k.outline_count ? 0 : 1;
    int next = 0;
    for (size_t i = 0; i < d->length; i++) {
        for (; next < k.outline_count && k.outline[next].start <= i; next++)
            now = k.outline[next].level == 1 ? now : (unsigned char)(k.outline[next].part + 1);
        d->part[i] = now;
    }
    d->heading = calloc(d->length + 1, sizeof *d->heading);
    assert_non_null(d->heading);
    for (int n = 0; n < k.outline_count; n++) {
        for (size_t i = k.outline[n].start; k.outline[n].level > 1 && i < k.outline[n].end; i++)
            d->heading[i] = n + 1;
    }
    arena_free(&a);
}

static void make_doc(struct model_doc *d, const char *id)
{
    static const char *const ORGS[] = { "云溪县水利局", "云溪县民政局", "云溪县应急管理局" };
    static const char *const KINDS[] = { "总结", "计划", "总结+计划", "其他" };
    struct buf title = { 0 }, text = { 0 };
    snprintf(d->id, sizeof d->id, "%s", id);
    buf_text(&title, "全");
    put_letters(&title, any(12), 14);
    put_text(&text);
    d->title_text = strdup(buf_get(&title));
    d->text_text = strdup(buf_get(&text));
    d->title = points_of(d->title_text, &d->title_length);
    d->text = points_of(d->text_text, &d->length);
    d->year = 2018 + (int)any(6);
    d->org = ORGS[any(3)];
    d->kind = KINDS[any(4)];
    d->live = true;
    set_parts(d);
    buf_free(&title);
    buf_free(&text);
}

/* ---- brute force ---- */

struct brute_term {
    uint32_t points[64];
    size_t count;
    bool not ;
    struct brute_term * or ; /* ~: what may stand in its place */
};
struct brute_query {
    struct brute_term terms[4], other;
    int count;
    int year_from, year_to;
    const char *org, *kind;
    int part; /* 0: anywhere */
    struct buf text;
};

static bool stands_at(const uint32_t *text, size_t length, size_t at, const struct brute_term *t)
{
    if (at + t->count > length)
        return false;
    for (size_t i = 0; i < t->count; i++) {
        if (folded(text[at + i]) != t->points[i])
            return false;
    }
    return true;
}

/* How often a term stands in a text, not overlapping itself; within one part where that is asked. */
static size_t times(const uint32_t *text, size_t length, const unsigned char *part, int asked, const struct brute_term *t)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        bool in = !asked || part[i] == asked;
        for (size_t k = 0; asked && in && k < t->count && i + k < length; k++)
            in = part[i + k] == asked;
        if (in && stands_at(text, length, i, t)) {
            n++;
            i += t->count - 1;
        }
    }
    return n;
}

static bool matches(const struct model_doc *d, const struct brute_query *q, size_t *count)
{
    *count = 0;
    if (!d->live || (q->org && !strstr(d->org, q->org)) || (q->kind && !strstr(d->kind, q->kind))
        || (q->year_from && (d->year < q->year_from || d->year > q->year_to)))
        return false;
    for (int i = 0; i < q->count; i++) {
        const struct brute_term *t = &q->terms[i];
        size_t n = 0;
        for (const struct brute_term *x = t; x; x = x->or) {
            n += times(d->text, d->length, d->part, t->not ? 0 : q->part, x);
            if (t->not || !q->part)
                n += times(d->title, d->title_length, NULL, 0, x);
        }
        if (t->not ? n > 0 : n == 0)
            return false;
        *count += t->not ? 0 : n;
    }
    return true;
}

static bool in_a_heading(const struct model_doc *d, const struct brute_term *t)
{
    for (size_t i = 0; i + t->count <= d->length; i++) {
        if (d->heading[i] && d->heading[i] == d->heading[i + t->count - 1] && stands_at(d->text, d->length, i, t))
            return true;
    }
    return false;
}

/* Greater is earlier: words in the title, then words in headings, then the year. */
static int64_t rank_of(const struct model_doc *d, const struct brute_query *q)
{
    int64_t titles = 0, headings = 0;
    for (int i = 0; i < q->count; i++) {
        if (q->terms[i].not )
            continue;
        bool title = false, heading = false;
        for (const struct brute_term *x = &q->terms[i]; x; x = x->or) {
            title = title || (!q->part && times(d->title, d->title_length, NULL, 0, x) > 0);
            heading = heading || (times(d->text, d->length, d->part, q->part, x) > 0 && in_a_heading(d, x));
        }
        titles += title;
        headings += heading;
    }
    return titles << 32 | headings << 16 | d->year;
}

/* A piece of a document, or of none. */
static void make_term(const struct model *m, struct brute_term *t)
{
    static const uint32_t LENGTHS[] = { 1, 1, 2, 2, 3, 4, 6, 9, 12, 20, 40 };
    t->count = 0;
    uint32_t want = LENGTHS[any(sizeof LENGTHS / sizeof *LENGTHS)];
    const struct model_doc *d = &m->docs[any((uint32_t)m->count)];
    bool title = any(6) == 0;
    const uint32_t *text = title ? d->title : d->text;
    size_t length = title ? d->title_length : d->length, at = any((uint32_t)length);
    for (size_t i = at; i < length && t->count < want && text[i] != '\n'; i++)
        t->points[t->count++] = folded(text[i]);
    if (t->count > 2 && any(12) == 0)
        t->points[any((uint32_t)t->count)] = U'缺';
    while (t->count && t->points[t->count - 1] == ' ')
        t->count--;
    if (t->count == 0)
        t->points[t->count++] = U'患';
}

/* As it may be typed: half or full width, small or capital. */
static void put_term(struct buf *b, const struct brute_term *t)
{
    buf_format(b, "%s%s\"", t->not ? "-" : "", t->or ? "~" : "");
    for (size_t i = 0; i < t->count; i++) {
        uint32_t c = t->points[i];
        char room[4];
        if (c > ' ' && c < 0x7F && c != '"' && any(3) == 0)
            c += 0xFEE0;
        else if (c >= 'a' && c <= 'z' && any(2) == 0)
            c -= 32;
        buf_put(b, room, text_put(room, c));
    }
    buf_char(b, '"');
}

static bool same_word(const struct brute_term *x, const struct brute_term *y)
{
    return x->count == y->count && memcmp(x->points, y->points, x->count * sizeof *x->points) == 0;
}

static const char *term_text(struct arena *a, const struct brute_term *t)
{
    struct buf b = { 0 };
    char room[4];
    for (size_t i = 0; i < t->count; i++)
        buf_put(&b, room, text_put(room, t->points[i]));
    const char *text = arena_text(a, buf_get(&b));
    buf_free(&b);
    return text;
}

static void make_query(const struct model *m, struct brute_query *q)
{
    static const char *const PARTS[] = { "", "总结", "问题", "计划" };
    memset(q, 0, sizeof *q);
    q->count = any(4) ? 1 : 1 + (int)any(3);
    int widened = any(6) == 0 ? (int)any((uint32_t)q->count) : -1;
    for (int i = 0; i < q->count; i++) {
        make_term(m, &q->terms[i]);
        if (i == widened) {
            make_term(m, &q->other);
            q->terms[i].or = same_word(&q->terms[i], &q->other) ? NULL : &q->other;
        }
        q->terms[i].not = i > 0 && any(3) == 0;
        if (i)
            buf_char(&q->text, ' ');
        put_term(&q->text, &q->terms[i]);
    }
    if (any(6) == 0) {
        q->year_from = 2018 + (int)any(6);
        q->year_to = q->year_from + (int)any(3);
        buf_format(&q->text, " year:%d-%d", q->year_from, q->year_to);
    }
    if (any(6) == 0)
        buf_format(&q->text, " org:%s", q->org = any(2) ? "水利" : "民政局");
    if (any(8) == 0)
        buf_format(&q->text, " kind:%s", q->kind = any(2) ? "总结" : "其他");
    if (any(6) == 0)
        buf_format(&q->text, " section:%s", PARTS[q->part = 1 + (int)any(3)]);
}

/* ---- one library ---- */

struct library {
    struct ledger l;
    struct arena a;
    char folder[64], path[96];
    struct model m;
    int made; /* ids given */
};

static void must(bool ok, const struct err *e)
{
    if (!ok)
        fail_msg("%s (%s:%d)", e->what, e->file ? e->file : "?", e->line);
}

static void open_library(struct library *x)
{
    struct err e = { 0 };
    memset(x, 0, sizeof *x);
    arena_init(&x->a, 65536);
    snprintf(x->folder, sizeof x->folder, "%s/taizhang-corpus-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(x->folder));
    snprintf(x->path, sizeof x->path, "%s/a.tz", x->folder);
    must(ledger_create(&x->l, x->path, &e), &e);
}

static void close_library(struct library *x)
{
    ledger_close(&x->l);
    for (int i = 0; i < 3; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", x->path, (const char *const[]) { "", "-wal", "-shm" }[i]);
        unlink(path);
    }
    rmdir(x->folder);
    for (int i = 0; i < x->m.count; i++)
        free_doc(&x->m.docs[i]);
    arena_free(&x->a);
}

static void add_one(struct library *x, struct corpus_writer *w, struct model_doc *d)
{
    struct err e = { 0 };
    enum corpus_fate fate;
    const char *id;
    struct corpus_document doc = { .id = d->id,
                                   .path = "",
                                   .title = d->title_text,
                                   .year = d->year,
                                   .day = DAY_FIRST,
                                   .org = d->org,
                                   .kind = d->kind,
                                   .visibility = VISIBLE_ALL,
                                   .data = d->text_text,
                                   .bytes = strlen(d->text_text) };
    must(corpus_add(w, &x->a, &doc, "主人", &fate, &id, &e), &e);
    assert_string_equal(id, d->id);
}

static void change(struct library *x, struct corpus_writer *w)
{
    struct model *m = &x->m;
    uint32_t what = any(10);
    struct err e = { 0 };
    if (m->count > 5 && what < 2) {
        struct model_doc *d = &m->docs[any((uint32_t)m->count)];
        bool removed = corpus_remove(w, d->id, "试", "主人", &e);
        assert_int_equal(removed, d->live);
        d->live = false;
    } else if (m->count > 5 && what < 4) {
        struct model_doc *d = &m->docs[any((uint32_t)m->count)];
        char id[16];
        snprintf(id, sizeof id, "%s", d->id);
        free_doc(d);
        memset(d, 0, sizeof *d);
        make_doc(d, id);
        add_one(x, w, d);
    } else if (m->count < DOCS_MAX) {
        char id[16];
        snprintf(id, sizeof id, "d%d", x->made++);
        make_doc(&m->docs[m->count], id);
        add_one(x, w, &m->docs[m->count++]);
    }
}

static void transact(struct library *x)
{
    struct err e = { 0 };
    struct corpus_writer *w;
    struct arena_mark mark = arena_mark(&x->a);
    must(ledger_begin(&x->l, &e) && corpus_begin(&w, &x->l, &e), &e);
    if (any(3) == 0)
        w->posts.lists_room = 20000; /* many segments */
    for (uint32_t n = 1 + any(12); n > 0; n--)
        change(x, w);
    must(corpus_end(w, true, &e) && ledger_commit(&x->l, &e), &e);
    arena_rewind(&x->a, mark);
}

/* ---- the comparison ---- */

static const struct model_doc *doc_of(const struct model *m, const char *id)
{
    for (int i = 0; i < m->count; i++) {
        if (strcmp(m->docs[i].id, id) == 0)
            return &m->docs[i];
    }
    return NULL;
}

static void check_place(const struct model_doc *d, const struct brute_query *q, const struct corpus_place *p)
{
    for (int i = 0; i < q->count; i++) {
        for (const struct brute_term *t = q->terms[i].not ? NULL : &q->terms[i]; t; t = t->or) {
            if (t->count == p->end - p->start && stands_at(d->text, d->length, p->start, t)
                && (!q->part || d->part[p->start] == q->part))
                return;
        }
    }
    fail_msg("%s: nothing of %s stands at %zu-%zu of %s", d->id, buf_get(&q->text), p->start, p->end, d->text_text);
}

static void check_query(struct library *x, struct corpus *c, const struct brute_query *q)
{
    struct err e = { 0 };
    struct corpus_query *query;
    struct corpus_result r, only;
    struct corpus_options o = { .limit = DOCS_MAX, .places_max = 8 }, count = { 0 };
    const char *text = buf_get(&q->text), *alone;
    const char *words[2];
    struct corpus_synonyms group = { words, 0 };
    for (int i = 0; i < q->count; i++) {
        if (!q->terms[i].or)
            continue;
        words[0] = term_text(&x->a, &q->other);
        words[1] = term_text(&x->a, &q->terms[i]);
        group.count = 2;
    }
    must(corpus_parse(&x->a, text, &query, &e) && corpus_widen(&x->a, query, &group, 1, &alone, &e)
             && corpus_search(c, &x->a, query, NULL, &o, &r, &e) && corpus_search(c, &x->a, query, NULL, &count, &only, &e),
         &e);
    int64_t total = 0;
    for (int i = 0; i < x->m.count; i++) {
        size_t n;
        total += matches(&x->m.docs[i], q, &n);
    }
    if (r.total != total || only.total != total || r.hit_count != total)
        fail_msg("%s: %lld found, %lld counted, %lld there are", text, (long long)r.hit_count, (long long)only.total,
                 (long long)total);
    for (int64_t i = 0; i < r.hit_count; i++) {
        const struct corpus_hit *h = &r.hits[i];
        const struct model_doc *d = doc_of(&x->m, h->id);
        size_t n = 0;
        if (!d || !matches(d, q, &n) || h->count != (int64_t)n)
            fail_msg("%s: %s, %lld times; %zu there are", text, h->id, (long long)h->count, n);
        assert_true(text_valid(h->snippet, strlen(h->snippet)));
        if (i && rank_of(d, q) > rank_of(doc_of(&x->m, h[-1].id), q))
            fail_msg("%s: %s comes after %s", text, h->id, h[-1].id);
        for (int k = 0; k < h->place_count; k++)
            check_place(d, q, &h->places[k]);
    }
}

static void check_round(struct library *x)
{
    struct err e = { 0 };
    struct corpus *c;
    struct arena_mark mark = arena_mark(&x->a);
    must(db_begin_read(x->l.db, &e) && corpus_open(&c, &x->l, &e), &e);
    for (int i = 0; i < QUERIES_A_ROUND; i++) {
        struct brute_query q;
        make_query(&x->m, &q);
        c->look_cost = any(3) ? LOOK_COST : 0; /* looking is cheap: every way to find a word is gone */
        check_query(x, c, &q);
        buf_free(&q.text);
        arena_rewind(&x->a, mark);
    }
    corpus_close(c);
    db_rollback(x->l.db);
}

static void verify_and_rebuild(struct library *x)
{
    struct err e = { 0 };
    int64_t before, after;
    must(db_begin_read(x->l.db, &e) && corpus_verify(&x->l, &before, &e), &e);
    db_rollback(x->l.db);
    must(ledger_begin(&x->l, &e) && corpus_rebuild(&x->l, &e) && ledger_commit(&x->l, &e), &e);
    must(db_begin_read(x->l.db, &e) && corpus_verify(&x->l, &after, &e), &e);
    db_rollback(x->l.db);
    assert_int_equal(before, after);
    check_round(x);
}

static void finds_what_brute_force_finds(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct library *x = malloc(sizeof *x);
        assert_non_null(x);
        chance = seed * 0x9E3779B97F4A7C15u;
        open_library(x);
        for (int round = 0; round < ROUNDS; round++) {
            for (uint32_t n = 1 + any(5); n > 0; n--)
                transact(x);
            check_round(x);
        }
        verify_and_rebuild(x);
        close_library(x);
        free(x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(finds_what_brute_force_finds) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
