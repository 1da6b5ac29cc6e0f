/* op/proof_fill.c: the cells of a proof's sheets.  Exact by counting; the seed only says in which order shares come. */
#include <string.h>

#include "op/proof.h"

/* splitmix64 */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* The text with the entry's place in its book for every "{n}". */
static const char *with_number(struct arena *a, const char *text, int64_t number)
{
    const char *at = text ? strstr(text, "{n}") : NULL;
    if (!at)
        return text;
    struct buf b = { 0 };
    for (; at; text = at + strlen("{n}"), at = strstr(text, "{n}")) {
        buf_put(&b, text, (size_t)(at - text));
        buf_int(&b, number);
    }
    buf_text(&b, text);
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}

static void fill_shares(uint64_t seed, const struct supply *s, const char **cells, int64_t rows)
{
    int64_t row = 0;
    for (int i = 0; i < s->count; i++)
        for (int64_t k = 0; k < s->counts[i]; k++)
            cells[row++] = s->texts[i];
    for (int64_t i = rows - 1; i > 0; i--) {
        int64_t k = (int64_t)(next_random(&seed) % (uint64_t)(i + 1));
        const char *kept = cells[i];
        cells[i] = cells[k];
        cells[k] = kept;
    }
}

static void fill_sum(struct arena *a, const struct supply *s, const char **cells, int64_t rows)
{
    char room[24];
    for (int64_t i = 0; i < rows; i++) {
        text_int(room, s->sum / rows + (i < s->sum % rows));
        cells[i] = arena_text(a, room);
    }
}

static void fill_days(struct arena *a, const struct supply *s, const char **cells, int64_t rows)
{
    int32_t last = DAY_FIRST;
    int64_t days = (int64_t)s->to - s->from + 1;
    for (int64_t i = 0; i < rows; i++) {
        int32_t day = s->from + (int32_t)(i * days / rows);
        cells[i] = day == last ? cells[i - 1] : arena_text(a, DAY_TEXT(day));
        last = day;
    }
}

/* The sheet and row of the entry that an `each` gives to a row. */
static const struct proof_sheet *each_entry(const struct proving *p, const struct supply *s, int64_t row, int64_t *at)
{
    int64_t all = 0;
    for (int i = 0; i < s->each_count; i++)
        all += s->each[i]->rows;
    *at = (row * s->step + s->skip) % all;
    int i = 0;
    for (; *at >= s->each[i]->rows; i++)
        *at -= s->each[i]->rows;
    return &p->sheets[s->each[i]->number];
}

static const char **sheet_column(const struct proof_sheet *s, const char *name)
{
    for (int i = 0; i < s->columns; i++)
        if (strcmp(s->names[i], name) == 0)
            return s->cells[i];
    return NULL;
}

static void fill_column(struct proving *p, const struct proof_make *m, const struct supply *s, uint64_t salt,
                        const char **cells, int64_t rows)
{
    struct arena *a = p->call->memory;
    const struct supply *through = s->kind == SUPPLY_COPY ? s->through : s;
    const char *wanted = s->kind == SUPPLY_COPY ? s->copied : NAME_NUMBER;
    switch (s->kind) {
    case SUPPLY_TEXT:
    case SUPPLY_TURN:
        for (int64_t i = 0; i < rows; i++)
            cells[i] = with_number(a, s->texts[i % s->count], m->first + i);
        break;
    case SUPPLY_SHARES:
        fill_shares((uint64_t)p->proof->seed * UINT64_C(0x100000001B3) + salt, s, cells, rows);
        for (int64_t i = 0; i < rows; i++)
            cells[i] = with_number(a, cells[i], m->first + i);
        break;
    case SUPPLY_SUM: fill_sum(a, s, cells, rows); break;
    case SUPPLY_DAYS: fill_days(a, s, cells, rows); break;
    case SUPPLY_EACH:
    case SUPPLY_COPY:
        for (int64_t i = 0; i < rows; i++) {
            int64_t at;
            const struct proof_sheet *there = each_entry(p, through, i, &at);
            cells[i] = sheet_column(there, wanted)[at];
        }
        break;
    }
}

static void sheet_open_columns(struct arena *a, int room, int64_t rows, struct proof_sheet *out)
{
    *out = (struct proof_sheet) { .rows = rows };
    out->names = ARENA_ARRAY(a, const char *, (size_t)room);
    out->cells = ARENA_ARRAY(a, const char **, (size_t)room);
}

static const char **add_column(struct arena *a, struct proof_sheet *s, const char *name)
{
    s->names[s->columns] = name;
    return s->cells[s->columns++] = ARENA_ARRAY(a, const char *, (size_t)s->rows);
}

bool proof_fill(struct proving *p, const struct proof_make *m, struct proof_sheet *out, struct err *e)
{
    struct arena *a = p->call->memory;
    (void)e;
    sheet_open_columns(a, m->with_count + 1, m->rows, out);
    for (int i = 0; i < m->with_count; i++)
        fill_column(p, m, &m->with[i], ((uint64_t)m->number << 32) + (uint64_t)i, add_column(a, out, m->with[i].column),
                    m->rows);
    if (sheet_column(out, NAME_NUMBER))
        return true;
    struct buf b = { 0 };
    buf_format(&b, "%s-{n}", m->book->name);
    const char **numbers = add_column(a, out, NAME_NUMBER);
    for (int64_t i = 0; i < m->rows; i++)
        numbers[i] = with_number(a, buf_get(&b), m->first + i);
    buf_free(&b);
    return true;
}

/* The day of a row's move: `after` its own, which must be written as the ledger writes it. */
static const char *move_day(struct proving *p, const struct proof_move *v, const char *own, struct err *e)
{
    int32_t day = v->on;
    if (day == DAY_FIRST && !(own && day_parse(own, strlen(own), &day))) {
        ERR(e, ERR_INPUT, OP_PROOF_DAY, own ? own : "");
        return NULL;
    }
    return arena_text(p->call->memory, DAY_TEXT(v->on == DAY_FIRST ? day + v->after : day));
}

bool proof_fill_moves(struct proving *p, const struct proof_make *m, const struct proof_move *v, struct proof_sheet *out,
                      struct err *e)
{
    struct arena *a = p->call->memory;
    const struct proof_sheet *entries = &p->sheets[m->number];
    const char **numbers = sheet_column(entries, NAME_NUMBER);
    const char **days = m->book->day ? sheet_column(entries, m->book->day->name) : NULL;
    sheet_open_columns(a, v->with_count + 3, v->rows, out);
    const char **number = add_column(a, out, NAME_NUMBER), **move = add_column(a, out, "动作"),
               **day = add_column(a, out, "日期");
    for (int64_t i = 0; i < v->rows; i++) {
        number[i] = numbers[i];
        move[i] = v->move->name;
        if (!(day[i] = move_day(p, v, days ? days[i] : NULL, e)))
            return false;
    }
    for (int i = 0; i < v->with_count; i++)
        fill_column(p, m, &v->with[i], ((uint64_t)m->number << 32) + (uint64_t)(1000 + i),
                    add_column(a, out, v->with[i].column), v->rows);
    return true;
}
