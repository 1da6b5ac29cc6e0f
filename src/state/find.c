/* state/find.c: what people write -> the entry they mean. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state/private.h"

#define SHOWN_MAX 5 /* candidates named in a sentence */

static const char SQL_NUMBER[] = "SELECT entry, voided FROM state_number WHERE book = ? AND number = ? ORDER BY entry";
static const char SQL_ROLES[] = "SELECT roles FROM state_grant WHERE name = ?";
static const char SQL_OWNER[] = "SELECT name FROM state_grant WHERE roles LIKE '%,owner,%' ORDER BY seq LIMIT 1";

/* The entry's identity, number and title, as they are now (or were last, where it was voided). */
static bool describe(struct ledger *l, struct arena *a, const struct book *b, int64_t entry, struct entry_ref *out,
                     struct err *e)
{
    struct state *st;
    char table[24], column[16] = "''", sql[200];
    if (!state_open(l, &st, e))
        return false;
    *out = (struct entry_ref) { .entry = entry, .book = b, .number = "", .title = "" };
    runs_identity(st, out->identity, entry);
    if (b->title)
        state_column(column, b->title);
    bool row = false, ok = true;
    for (int voided = 0; ok && !row && voided < 2;
         voided++) { /* a sorter for every lookup would cost more than the lookup */
        snprintf(sql, sizeof sql, "SELECT number, %s FROM %s WHERE entry = ?1 AND %s", column, state_table(table, b),
                 voided ? "?2 = ?2 AND ?3 = ?3 ORDER BY kt DESC, vt DESC LIMIT 1" : "kt = ?2 AND vt = ?3");
        struct stmt *s = db_use(l->db, sql, e);
        if (!s)
            return false;
        stmt_int(s, 1, entry);
        stmt_int(s, 2, KNOWN_NOW);
        stmt_int(s, 3, DAY_LAST + 1);
        ok = stmt_step(s, &row, e);
        if (ok && row) {
            out->number = arena_text(a, stmt_get_text(s, 0, NULL));
            out->title = arena_text(a, stmt_get_text(s, 1, NULL));
        }
        stmt_done(s);
    }
    return ok;
}

struct holders {
    int64_t entry[16];
    int count, voided;
    int64_t last_voided;
};

static bool find_holders(struct ledger *l, const struct book *b, const char *number, struct holders *out, struct err *e)
{
    *out = (struct holders) { 0 };
    struct stmt *s = db_use(l->db, SQL_NUMBER, e);
    if (!s)
        return false;
    stmt_int(s, 1, b->number);
    stmt_text(s, 2, number, strlen(number));
    bool row = true, ok = true;
    while (ok && (ok = stmt_step(s, &row, e)) && row && out->count < 16) {
        if (stmt_get_int(s, 1)) {
            out->voided++;
            out->last_voided = stmt_get_int(s, 0);
        } else {
            out->entry[out->count++] = stmt_get_int(s, 0);
        }
    }
    stmt_done(s);
    return ok;
}

bool state_number(struct ledger *l, const struct book *b, const char *number, enum number_use *use, int64_t *entry,
                  struct err *e)
{
    struct state *st;
    struct holders h;
    if (!state_open(l, &st, e))
        return false;
    /* The same number is asked twice for every row of a sheet: by what reads the row, and by what judges the draft. */
    struct asked_number *last = &st->last_number;
    if (last->begins && last->begins == l->begins && last->seq == st->seq && last->book == b
        && strcmp(last->text, number) == 0) {
        *use = last->use;
        *entry = last->entry;
        return true;
    }
    if (!find_holders(l, b, number, &h, e))
        return false;
    *entry = h.count ? h.entry[0] : h.last_voided;
    *use = h.count ? NUMBER_HELD : h.voided ? NUMBER_VOIDED : NUMBER_FREE;
    if (h.count > 1)
        return ERR(e, ERR_INPUT, STATE_ENTRY_TWICE, number);
    last->begins = strlen(number) < sizeof last->text ? l->begins : 0;
    if (last->begins) {
        *last = (struct asked_number) { .book = b, .begins = l->begins, .seq = st->seq, .use = *use, .entry = *entry };
        memcpy(last->text, number, strlen(number) + 1);
    }
    return true;
}

bool state_next_number(struct ledger *l, struct arena *a, const struct book *b, const char **number, struct err *e)
{
    for (int64_t n = l->node_head + 1;; n++) {
        enum number_use use;
        int64_t entry;
        struct buf text = { 0 };
        buf_format(&text, "%s-%lld", b->name, (long long)n);
        *number = arena_text(a, buf_get(&text));
        buf_free(&text);
        if (!state_number(l, b, *number, &use, &entry, e))
            return false;
        if (use == NUMBER_FREE)
            return true;
    }
}

/* ---- by name ---- */

/* Entries whose title is or ever was `text`: an old sheet names things as they were called. */
static bool find_titled(struct ledger *l, const struct book *b, const char *text, struct holders *out, struct err *e)
{
    *out = (struct holders) { 0 };
    if (!b->title)
        return true;
    char table[24], column[16], sql[200];
    snprintf(sql, sizeof sql, "SELECT DISTINCT entry FROM %s WHERE %s = ? AND kt = ? ORDER BY entry LIMIT 16",
             state_table(table, b), state_column(column, b->title));
    struct stmt *s = db_use(l->db, sql, e);
    if (!s)
        return false;
    stmt_text(s, 1, text, strlen(text));
    stmt_int(s, 2, KNOWN_NOW);
    bool row = true, ok = true;
    while (ok && (ok = stmt_step(s, &row, e)) && row)
        out->entry[out->count++] = stmt_get_int(s, 0);
    stmt_done(s);
    return ok;
}

static bool name_candidates(struct ledger *l, struct arena *a, const struct book *b, const struct holders *h,
                            struct buf *out, struct err *e)
{
    for (int i = 0; i < h->count && i < SHOWN_MAX; i++) {
        struct entry_ref r;
        if (!describe(l, a, b, h->entry[i], &r, e))
            return false;
        buf_format(out, "%s%s", i ? "、" : "", r.number);
    }
    if (h->count > SHOWN_MAX)
        buf_text(out, "…");
    return true;
}

static bool ambiguous(struct ledger *l, const struct book *book, const char *text, const struct holders *named,
                      struct err *e)
{
    struct buf names = { 0 };
    struct arena a;
    arena_init(&a, 4096);
    if (name_candidates(l, &a, book, named, &names, e))
        ERR(e, ERR_INPUT, STATE_REF_MANY, book->name, text, buf_get(&names));
    buf_free(&names);
    arena_free(&a);
    return false;
}

/* By number first, then by name. */
static bool resolve(struct ledger *l, const struct book *book, const char *text, int64_t *entry, struct err *e)
{
    struct holders h, named;
    if (!find_holders(l, book, text, &h, e))
        return false;
    *entry = h.entry[0];
    if (h.count)
        return h.count == 1 || ERR(e, ERR_INPUT, STATE_ENTRY_TWICE, text);
    if (!find_titled(l, book, text, &named, e))
        return false;
    *entry = named.entry[0];
    if (named.count)
        return named.count == 1 || ambiguous(l, book, text, &named, e);
    return h.voided ? ERR(e, ERR_NOT_FOUND, STATE_ENTRY_VOIDED, text)
                    : ERR(e, ERR_NOT_FOUND, STATE_REF_NONE, book->name, text);
}

bool state_resolve(struct ledger *l, const struct book *book, const char *text, int64_t *entry,
                   char identity[IDENTITY_BYTES], struct err *e)
{
    struct state *st;
    if (!state_open(l, &st, e) || !resolve(l, book, text, entry, e))
        return false;
    runs_identity(st, identity, *entry);
    return true;
}

bool state_find_ref(struct ledger *l, struct arena *a, const struct book *book, const char *text, struct entry_ref *out,
                    struct err *e)
{
    int64_t entry;
    return resolve(l, book, text, &entry, e) && describe(l, a, book, entry, out, e);
}

/* ---- ENTRY ---- */

/* Of several holders of one number the one whose org is named. */
static bool choose_by_org(struct ledger *l, struct arena *a, const struct book *b, const struct holders *h, const char *org,
                          const char *number, struct entry_ref *out, struct err *e)
{
    struct entry_ref wanted;
    if (!state_org(l, a, org, &wanted, e))
        return false;
    for (int i = 0; i < h->count; i++) {
        char table[24], sql[120];
        int64_t its = 0;
        snprintf(sql, sizeof sql, "SELECT org FROM %s WHERE entry = ? ORDER BY kt DESC, vt DESC LIMIT 1",
                 state_table(table, b));
        if (!db_int(l->db, e, &its, sql, "i", h->entry[i]))
            return false;
        if (its == wanted.entry)
            return describe(l, a, b, h->entry[i], out, e);
    }
    return ERR(e, ERR_NOT_FOUND, STATE_ENTRY_NONE_IN, b->name, number);
}

static bool find_in_book(struct ledger *l, struct arena *a, const struct book *b, const char *org, const char *number,
                         struct entry_ref *out, struct err *e)
{
    struct holders h;
    if (!find_holders(l, b, number, &h, e))
        return false;
    if (!h.count)
        return h.voided ? ERR(e, ERR_NOT_FOUND, STATE_ENTRY_VOIDED, number)
                        : ERR(e, ERR_NOT_FOUND, STATE_ENTRY_NONE_IN, b->name, number);
    if (org)
        return choose_by_org(l, a, b, &h, org, number, out, e);
    return h.count == 1 ? describe(l, a, b, h.entry[0], out, e) : ERR(e, ERR_INPUT, STATE_ENTRY_TWICE, number);
}

static bool find_anywhere(struct ledger *l, struct arena *a, const char *number, struct entry_ref *out, struct err *e)
{
    struct buf books = { 0 };
    const struct book *found = NULL;
    int count = 0, voided = 0;
    bool ok = true;
    for (int i = 0; ok && i < catalog_book_count(l->catalog); i++) {
        struct holders h;
        const struct book *b = catalog_book_at(l->catalog, i);
        ok = find_holders(l, b, number, &h, e);
        voided += h.voided;
        if (!ok || !h.count)
            continue;
        buf_format(&books, "%s%s/%s", count++ ? "、" : "", b->name, number);
        found = b;
    }
    if (ok && count > 1)
        ok = ERR(e, ERR_INPUT, STATE_ENTRY_MANY, number, buf_get(&books));
    else if (ok && count == 0)
        ok = voided ? ERR(e, ERR_NOT_FOUND, STATE_ENTRY_VOIDED, number) : ERR(e, ERR_NOT_FOUND, STATE_ENTRY_NONE, number);
    buf_free(&books);
    return ok && find_in_book(l, a, found, NULL, number, out, e);
}

bool state_find(struct ledger *l, struct arena *a, const struct book *book, const char *text, struct entry_ref *out,
                struct err *e)
{
    char *copy = arena_text(a, text), *first = strchr(copy, '/'), *last = strrchr(copy, '/');
    if (!first)
        return book ? find_in_book(l, a, book, NULL, text, out, e) : find_anywhere(l, a, text, out, e);
    *first = *last = '\0';
    const struct book *named;
    if (!ledger_book(l->catalog, copy, &named, e))
        return false;
    return find_in_book(l, a, named, last == first ? NULL : first + 1, last + 1, out, e);
}

/* The entries of a book that bore a number at a position. */
static bool find_bearers(struct ledger *l, const struct book *b, const char *number, int64_t known, struct holders *out,
                         struct err *e)
{
    char table[24], sql[160];
    *out = (struct holders) { 0 };
    snprintf(sql, sizeof sql, "SELECT DISTINCT entry FROM %s WHERE number = ? AND kf <= ? AND kt > ? LIMIT 16",
             state_table(table, b));
    struct stmt *s = db_use(l->db, sql, e);
    if (!s)
        return false;
    stmt_text(s, 1, number, strlen(number));
    stmt_int(s, 2, known);
    stmt_int(s, 3, known);
    bool row = true, ok = true;
    while (ok && (ok = stmt_step(s, &row, e)) && row)
        out->entry[out->count++] = stmt_get_int(s, 0);
    stmt_done(s);
    return ok;
}

bool state_find_known(struct ledger *l, struct arena *a, const char *text, int64_t known, struct entry_ref *out,
                      struct err *e)
{
    const char *slash = strrchr(text, '/'), *number = slash ? slash + 1 : text;
    const struct book *found = NULL;
    int64_t entry = 0;
    if (known >= l->head)
        return state_find(l, a, NULL, text, out, e);
    for (int i = 0; i < catalog_book_count(l->catalog); i++) {
        const struct book *b = catalog_book_at(l->catalog, i);
        size_t name = strlen(b->name);
        struct holders h;
        if (slash && (strncmp(text, b->name, name) != 0 || text[name] != '/'))
            continue;
        if (!find_bearers(l, b, number, known, &h, e))
            return false;
        if (h.count > 1 || (h.count && found))
            return ERR(e, ERR_INPUT, STATE_ENTRY_TWICE, number);
        if (h.count) {
            found = b;
            entry = h.entry[0];
        }
    }
    return found ? describe(l, a, found, entry, out, e) : ERR(e, ERR_NOT_FOUND, STATE_ENTRY_NONE, number);
}

/* ---- orgs and roles ---- */

bool state_root(struct ledger *l, struct arena *a, struct entry_ref *out, struct err *e)
{
    const struct book *orgs = catalog_book(l->catalog, BOOK_ORG);
    int64_t entry = 0;
    char table[24], sql[120];
    if (!orgs)
        return ERR(e, ERR_NOT_FOUND, STATE_NO_ROOT);
    snprintf(sql, sizeof sql, "SELECT coalesce(min(entry), 0) FROM %s", state_table(table, orgs));
    if (!db_int(l->db, e, &entry, sql, ""))
        return false;
    return entry ? describe(l, a, orgs, entry, out, e) : ERR(e, ERR_NOT_FOUND, STATE_NO_ROOT);
}

bool state_org(struct ledger *l, struct arena *a, const char *text, struct entry_ref *out, struct err *e)
{
    const struct book *orgs = catalog_book(l->catalog, BOOK_ORG);
    if (!text || !*text)
        return state_root(l, a, out, e);
    return orgs ? state_find_ref(l, a, orgs, text, out, e) : ERR(e, ERR_NOT_FOUND, STATE_ORG_NONE, text);
}

static bool one_text(struct ledger *l, struct arena *a, const char *sql, const char *bind, const char **out, struct err *e)
{
    struct stmt *s = db_use(l->db, sql, e);
    if (!s)
        return false;
    bool row = false;
    if (bind)
        stmt_text(s, 1, bind, strlen(bind));
    bool ok = stmt_step(s, &row, e);
    *out = ok && row ? arena_text(a, stmt_get_text(s, 0, NULL)) : NULL;
    stmt_done(s);
    return ok;
}

bool state_owner(struct ledger *l, struct arena *a, const char **owner, struct err *e)
{
    if (!one_text(l, a, SQL_OWNER, NULL, owner, e))
        return false;
    if (!*owner)
        *owner = "owner";
    return true;
}

bool state_has_role(struct ledger *l, const char *actor, const char *role, bool *has, struct err *e)
{
    struct arena a;
    const char *roles = NULL;
    struct buf want = { 0 };
    arena_init(&a, 1024);
    bool ok = one_text(l, &a, SQL_ROLES, actor, &roles, e);
    buf_format(&want, ",%s,", role);
    *has = ok && roles && (strstr(roles, ",owner,") || strstr(roles, buf_get(&want)));
    buf_free(&want);
    arena_free(&a);
    return ok;
}
