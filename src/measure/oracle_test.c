/* measure/oracle_test.c: goal: every figure equals its meaning.
 * Method: random ledgers (adds, dated amends, corrections, moves, voids of entries, events and imports, in random batches) and
 * random formulas, periods, scopes and known positions; the program's answer against naive.c.  The seed is printed on failure.
 * usage: oracle [FIRST_SEED [COUNT]] */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/text.h"
#include "measure/naive.h"
#include "state/state.h"

static const char PACK[] =
    "pack: 试验\n"
    "flows:\n"
    "  - name: 闭环\n"
    "    states: [待办, 在办, 已结]\n"
    "    moves:\n"
    "      - {name: 接, from: 待办, to: 在办}\n"
    "      - {name: 结, from: [在办, 待办], to: 已结}\n"
    "      - {name: 退, from: 已结, to: 在办}\n"
    "books:\n"
    "  - name: 机构\n    kind: register\n    fields:\n"
    "      - {name: 编号, type: text, required: true}\n      - {name: 名称, type: text}\n"
    "      - {name: 上级, type: ref, book: 机构}\n      - {name: 级别, type: text}\n"
    "  - name: 人员\n    kind: register\n    fields:\n"
    "      - {name: 编号, type: text}\n      - {name: 姓名, type: text}\n      - {name: 机构, type: ref, book: 机构}\n"
    "      - {name: 职务, type: choice, values: [甲, 乙]}\n"
    "  - name: 企业\n    kind: register\n    day: 设立\n    until: 注销\n    flow: 闭环\n    fields:\n"
    "      - {name: 名称, type: text}\n      - {name: 行业, type: choice, values: [工, 农, 商]}\n"
    "      - {name: 规模, type: int}\n      - {name: 设立, type: day}\n      - {name: 注销, type: day}\n"
    "  - name: 检查\n    kind: journal\n    day: 日期\n    fields:\n"
    "      - {name: 日期, type: day, required: true}\n      - {name: 单位, type: ref, book: 企业}\n"
    "      - {name: 检查人, type: ref, book: 人员, many: true}\n      - {name: 标签, type: choice, values: [红, 黄, 绿], "
    "many: true}\n"
    "      - {name: 得分, type: decimal(1)}\n      - {name: 合格, type: bool}\n"
    "  - name: 隐患\n    kind: journal\n    day: 发现\n    flow: 闭环\n    fields:\n"
    "      - {name: 发现, type: day, required: true}\n      - {name: 检查, type: ref, book: 检查}\n"
    "      - {name: 级别, type: choice, values: [一般, 重大]}\n      - {name: 罚款, type: money}\n"
    "  - name: 公告\n    kind: journal\n    day: 日期\n    shared: true\n    fields:\n"
    "      - {name: 日期, type: day, required: true}\n      - {name: 次, type: int}\n"
    "measures:\n"
    "  - {name: 问题, formula: count(隐患)}\n"
    "  - {name: 整改, formula: count(隐患 where state = 已结)}\n"
    "  - {name: 整改率, formula: 整改 / 问题, unit: \"%\"}\n"
    "  - {name: 户数, formula: count(企业)}\n";

struct random {
    uint64_t state;
};

static uint64_t next(struct random *r)
{
    r->state ^= r->state << 13;
    r->state ^= r->state >> 7;
    r->state ^= r->state << 17;
    return r->state;
}

static int below(struct random *r, int n)
{
    return (int)(next(r) % (uint64_t)n);
}

static bool chance(struct random *r, int percent)
{
    return below(r, 100) < percent;
}

/* ---- a random ledger ---- */

struct maker {
    struct random r;
    struct world w;
    struct ledger l;
    struct arena a;
    char path[64];
    int next_number, import_from;
};

/* Now and then one of a few days, so that several events fall on one. */
static int32_t random_day(struct random *r)
{
    if (chance(r, 30))
        return day_of(2023, 2 + below(r, 4), 28);
    return day_of(2022, 10, 1) + below(r, 460);
}

static int random_entry(struct maker *m, const struct book *b)
{
    int pick = -1, seen = 0;
    for (int i = 0; i < m->w.entry_count; i++) {
        if (m->w.entries[i].book == b && below(&m->r, ++seen) == 0)
            pick = i;
    }
    return pick;
}

static void random_text(struct maker *m, const struct field *f, char out[32])
{
    static const char *const WORDS[] = { "青山", "白水", "云岭", "甲", "N1" };
    switch (f->type) {
    case FIELD_CHOICE: snprintf(out, 32, "%s", f->values[below(&m->r, f->value_count)]); break;
    case FIELD_BOOL: snprintf(out, 32, "%s", chance(&m->r, 50) ? "true" : "false"); break;
    case FIELD_DAY: day_text(out, random_day(&m->r)); break;
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY: {
        char room[32];
        snprintf(out, 32, "%s", decimal_text(room, below(&m->r, 4000) - 500, f->scale));
        break;
    }
    default: snprintf(out, 32, "%s", WORDS[below(&m->r, 5)]);
    }
}

static void say(struct maker *m, const struct field *f, struct said *s, bool must)
{
    s->given = true;
    s->count = must || chance(&m->r, 80) ? 1 : 0;
    if (f->many && s->count)
        s->count = 1 + below(&m->r, SAID_MAX - 1);
    for (int i = 0; i < s->count; i++) {
        if (f->type != FIELD_REF) {
            random_text(m, f, s->texts[i]);
            continue;
        }
        s->refs[i] = random_entry(m, f->ref);
        if (s->refs[i] < 0) {
            s->count = i;
            break;
        }
    }
}

/* Turns a fact into a draft, judges it as the program does, and records it where it may be recorded. */
static bool record(struct maker *m, struct fact *f, const struct book *b)
{
    struct value values[FIELDS_MAX * SAID_MAX];
    int count = 0;
    char identities[FIELDS_MAX * SAID_MAX][IDENTITY_BYTES], entry[IDENTITY_BYTES], org[IDENTITY_BYTES];
    for (int i = 0; i < b->field_count; i++) {
        const struct said *s = &f->said[i];
        if (s->given && !s->count && f->kind != FACT_ADD)
            values[count++] = (struct value) { b->fields[i].name, NULL };
        for (int k = 0; s->given && k < s->count; k++, count++) {
            const char *text = s->texts[k];
            if (b->fields[i].type == FIELD_REF)
                text = identity_text(identities[count], m->l.node, m->w.entries[s->refs[k]].seq);
            values[count] = (struct value) { b->fields[i].name, text };
        }
    }
    struct draft d = {
        .actor = "某", .book = b->name, .day = f->day, .values = values, .value_count = count, .correct = f->correct
    };
    d.kind = f->kind == FACT_ADD ? EVENT_ADD : f->kind == FACT_AMEND ? EVENT_AMEND : EVENT_MOVE;
    if (f->number[0])
        d.number = f->number;
    if (f->org >= 0)
        d.org = identity_text(org, m->l.node, m->w.entries[f->org].seq);
    if (f->kind != FACT_ADD)
        d.entry = identity_text(entry, m->l.node, m->w.entries[f->entry].seq);
    if (f->move)
        d.move = f->move->name;
    struct err e = { 0 };
    bool same = false;
    if (!ledger_check(m->l.catalog, &d, &e))
        return false;
    if (f->move ? !state_check_move(&m->l, &d, &same, &e) || same : !state_check(&m->l, &d, &e))
        return false;
    if (!ledger_append(&m->l, &d, &f->seq, &e)) {
        printf("# append: %s\n", e.what);
        abort();
    }
    m->w.facts[m->w.fact_count++] = *f;
    return true;
}

static void catch_up(struct maker *m)
{
    struct err e = { 0 };
    if (!state_catch_up(&m->l, &e)) {
        printf("# catch up: %s\n", e.what);
        abort();
    }
}

static void make_add(struct maker *m)
{
    const struct book *b = catalog_book_at(m->l.catalog, below(&m->r, catalog_book_count(m->l.catalog)));
    struct fact f = { .kind = FACT_ADD, .entry = m->w.entry_count, .org = -1, .day = random_day(&m->r) };
    snprintf(f.number, sizeof f.number, "N%d", ++m->next_number);
    if (!b->is_org)
        f.org = random_entry(m, catalog_book(m->l.catalog, BOOK_ORG));
    for (int i = 0; i < b->field_count; i++)
        say(m, &b->fields[i], &f.said[i], &b->fields[i] == b->day && b->kind == BOOK_JOURNAL);
    if (record(m, &f, b)) {
        m->w.entries[m->w.entry_count].book = b;
        m->w.entries[m->w.entry_count++].seq = m->w.facts[m->w.fact_count - 1].seq;
        catch_up(m);
    }
}

static void make_amend(struct maker *m)
{
    int entry = below(&m->r, m->w.entry_count);
    const struct book *b = m->w.entries[entry].book;
    struct fact f = {
        .kind = FACT_AMEND, .entry = entry, .org = -1, .day = random_day(&m->r), .correct = chance(&m->r, 30)
    };
    for (int i = 0; i < b->field_count; i++) {
        if (chance(&m->r, 40))
            say(m, &b->fields[i], &f.said[i], &b->fields[i] == b->day && b->kind == BOOK_JOURNAL);
    }
    if (!b->is_org && chance(&m->r, 20))
        f.org = random_entry(m, catalog_book(m->l.catalog, BOOK_ORG));
    if (entry && chance(&m->r, 10))
        snprintf(f.number, sizeof f.number, "N%d", ++m->next_number);
    record(m, &f, b);
}

static void make_move(struct maker *m)
{
    int entry = below(&m->r, m->w.entry_count);
    const struct book *b = m->w.entries[entry].book;
    if (!b->flow)
        return;
    struct fact f = { .kind = FACT_MOVE, .entry = entry, .org = -1, .day = random_day(&m->r) };
    f.move = &b->flow->moves[below(&m->r, b->flow->move_count)];
    if (chance(&m->r, 15)) {
        const struct field *field = &b->fields[below(&m->r, b->field_count)];
        if (field != b->day)
            say(m, field, &f.said[field->number], false);
    }
    record(m, &f, b);
}

static void record_void(struct maker *m, enum void_what what, int64_t seq, struct fact *f)
{
    struct draft d;
    struct err e = { 0 };
    if (!state_draft_void(&m->l, &m->a, what, seq, "录错", &d, &e))
        return;
    d.actor = "某";
    if (!ledger_append(&m->l, &d, &f->seq, &e))
        abort();
    m->w.facts[m->w.fact_count++] = *f;
    catch_up(m);
}

static void make_void(struct maker *m)
{
    const struct fact *of = &m->w.facts[below(&m->r, m->w.fact_count)];
    struct fact f = { .kind = FACT_VOID, .entry = of->entry, .org = -1 };
    if (of->entry == 0 || (of->kind == FACT_OTHER && !of->void_first))
        return;                   /* the root stays */
    if (of->kind == FACT_OTHER) { /* an import */
        f.entry = -1;
        f.void_first = of->void_first;
        f.void_last = of->void_last;
        record_void(m, VOID_IMPORT, of->seq, &f);
        return;
    }
    if (of->kind != FACT_ADD)
        f.void_seq = of->seq;
    record_void(m, of->kind == FACT_ADD ? VOID_ENTRY : VOID_EVENT, of->seq, &f);
}

static void make_import(struct maker *m)
{
    char body[120];
    int64_t first = m->w.facts[m->import_from].seq, last = m->l.head;
    struct fact f = { .kind = FACT_OTHER, .entry = -1, .org = -1, .void_first = first, .void_last = last };
    struct err e = { 0 };
    snprintf(body, sizeof body, "{\"first\":%lld,\"last\":%lld}", (long long)first, (long long)last);
    struct draft d = { .kind = EVENT_IMPORT, .actor = "某", .book = "", .body = body };
    if (!ledger_append(&m->l, &d, &f.seq, &e))
        abort();
    m->import_from = m->w.fact_count;
    m->w.facts[m->w.fact_count++] = f;
}

static void must(bool ok, const struct err *e)
{
    if (!ok) {
        printf("# %s\n", e->what);
        abort();
    }
}

static void make_start(struct maker *m)
{
    struct err e = { 0 };
    struct buf body = { 0 };
    must(ledger_create(&m->l, m->path, &e) && ledger_begin(&m->l, &e), &e);
    buf_text(&body, "{\"files\":{},\"name\":\"试验\",\"text\":\"");
    for (const char *p = PACK; *p; p++) {
        if (*p == '\n')
            buf_text(&body, "\\n");
        else if (*p == '"')
            buf_text(&body, "\\\"");
        else
            buf_char(&body, *p);
    }
    buf_text(&body, "\"}");
    struct draft d = { .kind = EVENT_PACK, .actor = "某", .book = "", .body = buf_get(&body) };
    int64_t seq;
    must(ledger_append(&m->l, &d, &seq, &e), &e);
    buf_free(&body);
    catch_up(m);
    m->w.l = &m->l;
    m->w.c = m->l.catalog;
    struct fact root = { .kind = FACT_ADD, .entry = 0, .org = -1, .number = "N0" };
    root.said[0] = (struct said) { .given = true, .count = 1, .texts = { "云溪县" } };
    if (!record(m, &root, catalog_book(m->l.catalog, BOOK_ORG)))
        abort();
    m->w.entries[0].book = catalog_book(m->l.catalog, BOOK_ORG);
    m->w.entries[0].seq = m->w.facts[0].seq;
    m->w.entry_count = 1;
    catch_up(m);
    for (int i = 0; i < 12; i++)
        make_add(m);
}

static void make(struct maker *m, uint64_t seed, const char *folder)
{
    *m = (struct maker) { .r = { seed * 0x9E3779B97F4A7C15u + 1 } };
    arena_init(&m->a, 64 * 1024);
    snprintf(m->path, sizeof m->path, "%s/oracle-%d.tz", folder, (int)getpid());
    make_start(m);
    int steps = 20 + below(&m->r, 80);
    for (int i = 0; i < steps && m->w.fact_count < WORLD_MAX - 20; i++) {
        int kind = below(&m->r, 100);
        if (kind < 45)
            make_add(m);
        else if (kind < 68)
            make_amend(m);
        else if (kind < 88)
            make_move(m);
        else if (kind < 94)
            make_void(m);
        else
            make_import(m);
        if (chance(&m->r, 60))
            catch_up(m);
    }
    catch_up(m);
    struct err e = { 0 };
    must(ledger_commit(&m->l, &e), &e);
}

static void discard(struct maker *m)
{
    char wal[80];
    ledger_close(&m->l);
    unlink(m->path);
    snprintf(wal, sizeof wal, "%s-wal", m->path);
    unlink(wal);
    snprintf(wal, sizeof wal, "%s-shm", m->path);
    unlink(wal);
    arena_free(&m->a);
}

/* ---- random formulas ---- */

static const char *pick(struct random *r, const char *const *list)
{
    int n = 0;
    while (list[n])
        n++;
    return list[below(r, n)];
}

static const char *const PLACES[][16] = {
    /* 检查 */ { "单位 = N5", "单位.行业 = 工", "单位.行业 != 农", "单位.规模 >= 100", "单位.state = 已结", "检查人 = 青山",
                 "检查人 != 甲", "检查人.职务 = 甲", "检查人.机构 = N3", "标签 = 红", "标签 in (黄, 绿)", "标签 != 红",
                 "得分 < 12.5", "合格 = true", "机构.级别 = 青山", "day >= 2023-03-01" },
    /* 隐患 */
    { "检查.单位.行业 = 商", "检查.得分 > 20", "级别 = 重大", "级别 != 重大", "罚款 <= 3.25", "state = 已结",
      "state != 待办", "state in (待办, 在办)", "检查.检查人 = 白水", "检查.标签 != 绿", "机构 = 云岭", "编号 != N9",
      "检查 = N7", "检查.单位 != N4", "发现 < 2023-08-15", "检查.单位.state = 待办" },
    /* 企业 */
    { "行业 = 工", "行业 in (工, 农)", "规模 > 50", "名称 = 青山", "state = 在办", "机构.上级 = N0", "设立 <= 2023-02-01",
      "注销 != 2023-05-05", "编号 = N6", "day < 2023-06-01", "机构.名称 != 白水", "规模 != 7", "state != 已结",
      "注销 > 2023-01-01", "名称 != 甲", "机构 != N2" },
};
static const char *const BOOKS[] = { "检查", "隐患", "企业" };

static void put_condition(struct random *r, int book, int depth, struct buf *out)
{
    int kind = below(r, depth ? 6 : 1);
    if (kind < 3) {
        buf_text(out, PLACES[book][below(r, 16)]);
    } else if (kind == 3) {
        buf_text(out, "not ");
        put_condition(r, book, 0, out);
    } else {
        buf_text(out, "(");
        put_condition(r, book, depth - 1, out);
        buf_text(out, kind == 4 ? " and " : " or ");
        put_condition(r, book, depth - 1, out);
        buf_text(out, ")");
    }
}

static void put_atom(struct random *r, int book, struct buf *out)
{
    static const char *const DISTINCT[][8] = { { "单位", "检查人", "标签", "机构", "合格", "单位.行业", "检查人.机构",
                                                 NULL },
                                               { "检查", "检查.单位", "级别", "state", "机构", "检查.检查人", "罚款", NULL },
                                               { "行业", "机构", "规模", "名称", "state", "编号", "机构.上级", NULL } };
    static const char *const SUMMED[][4] = { { "得分", "单位.规模", NULL },
                                             { "罚款", "检查.得分", "检查.单位.规模", NULL },
                                             { "规模", NULL } };
    static const char *const NAMES[] = { "sum", "avg", "min", "max", "last", NULL };
    int kind = below(r, 3);
    if (kind == 0)
        buf_format(out, "count(%s", BOOKS[book]);
    else if (kind == 1)
        buf_format(out, "distinct(%s.%s", BOOKS[book], pick(r, DISTINCT[book]));
    else
        buf_format(out, "%s(%s.%s", pick(r, NAMES), BOOKS[book], pick(r, SUMMED[book]));
    if (chance(r, 60)) {
        buf_text(out, " where ");
        put_condition(r, book, 2, out);
    }
    buf_text(out, ")");
}

static void put_formula(struct random *r, int book, int depth, struct buf *out)
{
    static const char *const MEASURES[] = { "问题", "整改", "整改率", NULL };
    static const char *const SIGNS[] = { " + ", " - ", " * ", " / ", NULL };
    int kind = below(r, 10);
    if (depth && kind < 3) {
        buf_text(out, "(");
        put_formula(r, book, depth - 1, out);
        buf_text(out, pick(r, SIGNS));
        put_formula(r, book, depth - 1, out);
        buf_text(out, ")");
    } else if (kind == 3 && book == 1) {
        buf_text(out, pick(r, MEASURES));
    } else if (kind == 4 && depth) {
        buf_format(out, "%d", 1 + below(r, 9));
        buf_text(out, pick(r, SIGNS));
        put_atom(r, book, out);
    } else {
        put_atom(r, book, out);
    }
}

/* ---- the comparison ---- */

static struct basis random_basis(struct maker *m)
{
    struct basis b = { .asof = random_day(&m->r) };
    b.from = chance(&m->r, 60) ? day_year_start(b.asof) : b.asof - below(&m->r, 200);
    b.known = chance(&m->r, 50) ? m->l.head : 1 + below(&m->r, (int)m->l.head);
    int org = chance(&m->r, 40) ? 0 : random_entry(m, catalog_book(m->l.catalog, BOOK_ORG));
    b.org = m->w.entries[org].seq;
    return b;
}

static void print_value(const char *who, const char *group, bool null, struct ratio v)
{
    char room[64];
    printf("#   %s [%s] %s\n", who, group ? group : "-", null ? "null" : ratio_text(room, v, 4) ? room : "?");
}

static bool same_sets(const struct measure_result *got, const struct naive_set *want)
{
    bool same = got->value_count == want->count;
    for (int i = 0; same && i < want->count; i++) {
        const struct measure_value *x = &got->values[i];
        const struct naive_value *y = &want->values[i];
        size_t label = strcspn(y->group, "\x1f");
        same = x->null == y->null && (x->null || ratio_cmp(x->value, y->value) == 0)
               && (!x->group || (strlen(x->group) == label && strncmp(x->group, y->group, label) == 0));
    }
    for (int i = 0; !same && i < got->value_count; i++)
        print_value("program", got->values[i].group, got->values[i].null, got->values[i].value);
    for (int i = 0; !same && i < want->count; i++)
        print_value("meaning", want->values[i].group, want->values[i].null, want->values[i].value);
    return same;
}

/* Asks one session for several scopes in turn: later ones are answered from what earlier ones worked out. */
static bool compare_formula(struct maker *m, const char *text, const char *by, const struct basis *first,
                            struct naive_set *want)
{
    struct err e = { 0 };
    const struct formula *f;
    struct measure_session *s = measure_begin(&m->l, &m->a);
    bool ok = formula_parse(m->l.catalog, &m->a, text, &f, NULL, &e);
    struct basis b = *first;
    for (int scope = 0; ok && scope < 3; scope++) {
        struct measure_result got;
        ok = measure_eval(s, text, by, &b, &got, &e);
        if (ok) {
            naive_eval(&m->w, &m->a, f, by, &b, want);
            ok = same_sets(&got, want);
        }
        if (!ok)
            break;
        b.org = m->w.entries[random_entry(m, catalog_book(m->l.catalog, BOOK_ORG))].seq;
    }
    if (!ok)
        printf("#   %s by %s, org %lld, %s..%s, known %lld of %lld %s\n", text, by ? by : "-", (long long)b.org,
               DAY_TEXT(b.from), DAY_TEXT(b.asof), (long long)b.known, (long long)m->l.head, e.what);
    measure_end(s);
    return ok;
}

static bool count_entry(void *context, const struct trace_entry *t, struct err *e)
{
    (void)t;
    (void)e;
    ++*(int *)context;
    return true;
}

static bool compare_list(struct maker *m, int book, const struct basis *b)
{
    struct err e = { 0 };
    struct buf text = { 0 };
    const struct where *where = NULL;
    const struct book *of = catalog_book(m->l.catalog, BOOKS[book]);
    int got = 0;
    put_condition(&m->r, book, 2, &text);
    struct measure_session *s = measure_begin(&m->l, &m->a);
    bool ok = where_parse(m->l.catalog, &m->a, of, buf_get(&text), &where, NULL, &e)
              && measure_list(s, of, where, b, count_entry, &got, &e);
    int want = ok ? naive_count(&m->w, of, where, b) : 0;
    if (!ok || got != want)
        printf("# list %s where %s: got %d, want %d %s\n", of->name, buf_get(&text), got, want, e.what);
    buf_free(&text);
    return ok && got == want;
}

static bool check_seed(uint64_t seed, const char *folder, struct maker *m, struct naive_set *want)
{
    static const char *const BY[][4] = { { "单位", "标签", "机构", NULL },
                                         { "级别", "检查.单位.行业", "state", NULL },
                                         { "行业", "机构.级别", "state", NULL } };
    bool ok = true;
    char differs[64];
    make(m, seed, folder);
    for (int i = 0; ok && i < 25; i++) {
        struct arena_mark mark = arena_mark(&m->a);
        struct buf text = { 0 };
        struct basis b = random_basis(m);
        int book = below(&m->r, 3), style = below(&m->r, 10);
        const char *by = style < 3 ? pick(&m->r, BY[book]) : NULL;
        put_formula(&m->r, book, 2, &text);
        if (style >= 8) { /* against another period */
            struct buf changed = { 0 };
            buf_format(&changed, "(%s) %s", buf_get(&text), style == 8 ? "yoy" : "mom");
            buf_free(&text);
            text = changed;
        }
        ok = compare_formula(m, buf_get(&text), by, &b, want) && compare_list(m, book, &b);
        buf_free(&text);
        arena_rewind(&m->a, mark);
    }
    struct err e = { 0 };
    if (ok && (!state_compare(&m->l, differs, &e) || differs[0])) {
        printf("# live state differs from its replay: %s %s\n", differs, e.what);
        ok = false;
    }
    struct verify_result v;
    if (ok && (!ledger_verify(&m->l, NULL, 0, &v, &e) || v.damage_count)) {
        printf("# the chain: %s\n", v.damage_count ? v.damages[0].what : e.what);
        ok = false;
    }
    discard(m);
    return ok;
}

int main(int argc, char **argv)
{
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    int count = argc > 2 ? atoi(argv[2]) : 1000, bad = 0;
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    struct maker *m = calloc(1, sizeof *m);
    struct naive_set *want = calloc(1, sizeof *want);
    assert(m && want);
    for (uint64_t seed = first; seed < first + (uint64_t)count && bad < 5; seed++) {
        if (!check_seed(seed, folder, m, want)) {
            printf("not ok - seed %llu\n", (unsigned long long)seed);
            bad++;
        }
    }
    printf("%d passed, %d failed\n", count - bad, bad);
    free(m);
    free(want);
    return bad != 0;
}
