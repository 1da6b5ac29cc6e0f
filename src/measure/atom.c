/* measure/atom.c: count, distinct, sum, avg, min, max, last over one book -> a value, or one a group.
 *
 * The one place where a figure is asked of stored rows: an answer kept ready (prefix sums) is given here before SQL is asked.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "measure/inside.h"

#define GROUPS_MAX 100000

/* ---- groups ---- */

/* The text of a group's key: refs are told apart by entry even where two bear one name. */
static const char *group_text(struct measure_session *s, const struct path *by, struct stmt *row)
{
    char room[64];
    if (stmt_is_null(row, 0))
        return "";
    if (by->end == PATH_ORG || (by->end == PATH_FIELD && by->field->type == FIELD_REF)) {
        struct buf text = { 0 };
        buf_format(&text, "%s\x1f%lld", stmt_get_text(row, 1, NULL), (long long)stmt_get_int(row, 0));
        const char *kept = arena_text(s->a, buf_get(&text));
        buf_free(&text);
        return kept;
    }
    if (by->end == PATH_DAY)
        return arena_text(s->a, DAY_TEXT((int32_t)stmt_get_int(row, 0)));
    if (by->end == PATH_FIELD) {
        switch (by->field->type) {
        case FIELD_DAY: return arena_text(s->a, DAY_TEXT((int32_t)stmt_get_int(row, 0)));
        case FIELD_BOOL: return stmt_get_int(row, 0) ? "true" : "false";
        case FIELD_INT:
        case FIELD_DECIMAL:
        case FIELD_MONEY: return arena_text(s->a, decimal_text(room, stmt_get_int(row, 0), by->field->scale));
        default: break;
        }
    }
    return arena_text(s->a, stmt_get_text(row, 0, NULL));
}

static int order_group(const void *x, const void *y)
{
    return strcmp(((const struct measure_value *)x)->group, ((const struct measure_value *)y)->group);
}

/* ---- SQL ---- */

static void put_aggregate(struct piece *out, enum formula_op op, const struct piece *value)
{
    static const char *const NAME[] = {
        [FORMULA_SUM] = "sum", [FORMULA_AVG] = "sum", [FORMULA_MIN] = "min", [FORMULA_MAX] = "max"
    };
    if (op == FORMULA_COUNT) {
        piece_text(out, "count(*)");
        return;
    }
    if (op == FORMULA_DISTINCT) {
        piece_text(out, "count(DISTINCT ");
        piece_add(out, value);
        piece_text(out, ")");
        return;
    }
    if (op != FORMULA_LAST)
        piece_text(out, NAME[op]);
    piece_text(out, "(");
    piece_add(out, value);
    piece_text(out, ")");
    if (op == FORMULA_AVG) {
        piece_text(out, ", count(");
        piece_add(out, value);
        piece_text(out, ")");
    }
}

/* columns: key, label, value[, count] */
static bool put_query(struct query *c, const struct formula *f, const struct path *by, struct piece *out, struct err *e)
{
    struct piece value = { 0 }, key = { 0 }, label = { 0 };
    char table[24];
    bool ok = (!f->path || query_path(c, f->path, &value, NULL, e)) && (!by || query_path(c, by, &key, &label, e))
              && query_rows(c, f->book, f->where, e);
    if (ok) {
        piece_text(out, "SELECT ");
        if (by)
            piece_add(out, &key);
        piece_text(out, by ? ", " : "NULL, ");
        if (label.sql.bytes)
            piece_add(out, &label);
        piece_text(out, label.sql.bytes ? ", " : "NULL, ");
        put_aggregate(out, f->op, &value);
        buf_format(&out->sql, " FROM %s t", state_table(table, f->book));
        piece_add(out, &c->joins);
        if (f->op == FORMULA_LAST)
            piece_text(out, " JOIN event ev ON ev.seq = t.entry");
        piece_text(out, " WHERE ");
        piece_add(out, &c->where);
        if (f->op == FORMULA_LAST) {
            piece_text(out, " AND ");
            piece_add(out, &value);
            piece_text(out, " IS NOT NULL ORDER BY coalesce(t.day, -1000000), ev.at, ev.node, ev.node_seq");
        } else if (by) {
            piece_text(out, " GROUP BY 1, 2");
        }
    }
    piece_free(&value);
    piece_free(&key);
    piece_free(&label);
    return ok;
}

/* ---- reading the answer ---- */

static struct measure_value read_value(const struct formula *f, struct stmt *row)
{
    struct measure_value v = { .value = ratio_int(0) };
    int scale = f->path && f->path->end == PATH_FIELD ? f->path->field->scale : 0;
    if (f->op == FORMULA_COUNT || f->op == FORMULA_DISTINCT) {
        v.value = ratio_int(stmt_get_int(row, 2));
        return v;
    }
    v.null = stmt_is_null(row, 2);
    if (!v.null)
        v.value = ratio_units(stmt_get_int(row, 2), scale);
    if (f->op == FORMULA_SUM)
        v.null = false; /* the sum of nothing is 0 */
    if (f->op == FORMULA_AVG && !v.null) {
        bool exact = ratio_div(v.value, ratio_int(stmt_get_int(row, 3)), &v.value);
        assert(exact); /* a 63-bit sum over a 63-bit count */
        (void)exact;
    }
    return v;
}

/* In a grouped `last` a later row of a group takes the place of an earlier one. */
static bool read_rows(struct measure_session *s, const struct formula *f, const struct path *by, struct stmt *row,
                      struct value_set *out, struct err *e)
{
    int room = 16;
    bool more = true, ok = true;
    out->values = ARENA_ARRAY(s->a, struct measure_value, (size_t)room);
    while (ok && (ok = stmt_step(row, &more, e)) && more) {
        struct measure_value v = read_value(f, row);
        v.group = by ? group_text(s, by, row) : NULL;
        int at = out->count;
        for (int i = out->count; f->op == FORMULA_LAST && i-- > 0;) {
            if (!by || strcmp(out->values[i].group, v.group) == 0)
                at = i;
        }
        if (at == room) {
            struct measure_value *bigger = ARENA_ARRAY(s->a, struct measure_value, (size_t)room * 2);
            memcpy(bigger, out->values, (size_t)room * sizeof *bigger);
            out->values = bigger;
            room *= 2;
        }
        out->values[at] = v;
        out->count += at == out->count;
        if (out->count > GROUPS_MAX)
            return ERR(e, ERR_INPUT, MEASURE_TOO_LARGE, f->book->name);
    }
    return ok;
}

static bool ask(struct measure_session *s, const struct formula *f, const struct path *by, const struct question *q,
                struct value_set *out, struct err *e)
{
    struct query c;
    struct piece sql = { 0 };
    query_start(&c, s, q);
    bool ok = put_query(&c, f, by, &sql, e);
    struct stmt *row = ok ? piece_use(s->l, &sql, e) : NULL;
    ok = row && read_rows(s, f, by, row, out, e);
    if (row)
        stmt_done(row);
    piece_free(&sql);
    query_free(&c);
    return ok;
}

bool atom_eval(struct measure_session *s, const struct formula *f, const char *by, const struct question *q,
               struct value_set *out, struct err *e)
{
    bool zero = f->op == FORMULA_COUNT || f->op == FORMULA_DISTINCT || f->op == FORMULA_SUM;
    const struct path *path = NULL;
    *out = (struct value_set) { .grouped = by != NULL, .missing = { .null = !zero, .value = ratio_int(0) } };
    if (by && !path_parse(s->l->catalog, s->a, f->book, by, &path, NULL, e))
        return false;
    if (!by) {
        bool answered;
        out->values = ARENA_NEW(s->a, struct measure_value);
        out->count = 1;
        if (!spread_eval(s, f, q, &out->values[0], &answered, e))
            return false;
        if (answered)
            return true;
        out->count = 0;
    }
    if (!ask(s, f, path, q, out, e))
        return false;
    if (by)
        qsort(out->values, (size_t)out->count, sizeof *out->values, order_group);
    if (!by && out->count == 0)
        out->values[out->count++] = out->missing;
    return true;
}
