/* intake/value.c: what people write for a field, in a cell or as FIELD=VALUE -> its canonical values.
 * Why here and not in the ledger: the ledger takes one form of a value; what clerks may write for it is a matter of intake.
 */
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "intake/private.h"

#define MANY_MAX    200 /* values of one field */
#define SHOWN_BYTES 120

void values_put(struct values *v, const char *field, const char *text)
{
    if (v->count == v->room) {
        v->room = v->room ? v->room * 2 : 32;
        v->items = realloc(v->items, (size_t)v->room * sizeof *v->items);
        if (!v->items)
            abort();
    }
    v->items[v->count++] = (struct value) { field, text };
}

void values_free(struct values *v)
{
    free(v->items);
    *v = (struct values) { 0 };
}

static const char *copy(struct arena *a, const char *text, size_t bytes)
{
    char *to = arena_alloc(a, bytes + 1, 1, 1);
    memcpy(to, text, bytes);
    return to;
}

/* For a sentence; in the row's memory. */
static const char *shown(struct value_reader *r, const char *text, size_t bytes)
{
    return copy(r->memory, text, text_cut(text, bytes < SHOWN_BYTES ? bytes : SHOWN_BYTES));
}

/* Line breaks within a cell are kept, all as \n.  The ledger judges the text; here, so that the sentence has its column. */
static bool read_text(struct value_reader *r, const struct field *f, const char *text, size_t bytes, const char **out,
                      struct err *e)
{
    *out = text;
    if (memchr(text, '\r', bytes)) {
        char *to = arena_alloc(r->memory, bytes + 1, 1, 1);
        *out = to;
        for (size_t i = 0; i < bytes; i++) {
            if (text[i] != '\r' || i + 1 == bytes || text[i + 1] != '\n')
                *to++ = text[i] == '\r' ? '\n' : text[i];
        }
    }
    return ledger_text(f->name, *out, e);
}

static bool read_number(struct value_reader *r, const struct field *f, const char *text, size_t bytes, const char **out,
                        int64_t *units, struct err *e)
{
    char *room = arena_alloc(r->memory, 64, 1, 1);
    *out = room;
    return cell_number(text, bytes, room, e) && field_check(f, room, strlen(room), units, e);
}

static bool read_day(struct value_reader *r, const char *text, size_t bytes, const char **out, struct err *e)
{
    int32_t day;
    if (day_parse(text, bytes, &day)) {
        *out = text;
        return true;
    }
    if (!cell_day(text, bytes, &day, e))
        return false;
    *out = day_text(arena_alloc(r->memory, 16, 1, 1), day);
    return true;
}

static bool read_bool(struct value_reader *r, const struct field *f, const char *text, size_t bytes, const char **out,
                      struct err *e)
{
    static const char *const YES[] = { "是", "有", "真", "√", "1", "１", "true", "yes" };
    static const char *const NO[] = { "否", "无", "假", "×", "0", "０", "false", "no" };
    for (size_t i = 0; i < sizeof YES / sizeof *YES; i++) {
        if (strcasecmp(text, YES[i]) == 0 || strcasecmp(text, NO[i]) == 0) {
            *out = strcasecmp(text, YES[i]) == 0 ? "true" : "false";
            return true;
        }
    }
    return ERR(e, ERR_INPUT, INTAKE_VALUE_BOOL, f->name, shown(r, text, bytes));
}

/* `text` is NUL-terminated and not empty. */
static bool read_one(struct value_reader *r, const struct field *f, const char *text, size_t bytes, struct values *out,
                     int64_t *units, struct err *e)
{
    const char *canonical = NULL;
    struct named named;
    bool ok = false;
    switch (f->type) {
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY: ok = read_number(r, f, text, bytes, &canonical, units, e); break;
    case FIELD_DAY: ok = read_day(r, text, bytes, &canonical, e); break;
    case FIELD_CHOICE:
        ok = field_check(f, text, bytes, units, e);
        canonical = text;
        break;
    case FIELD_BOOL: ok = read_bool(r, f, text, bytes, &canonical, e); break;
    case FIELD_REF:
        ok = r->resolve(r->context, f->ref, text, &named, e);
        canonical = ok ? named.identity : NULL;
        break;
    case FIELD_TEXT:
    case FIELD_PLACE:
    case FIELD_FILE: ok = read_text(r, f, text, bytes, &canonical, e); break;
    }
    if (!ok)
        return false;
    values_put(out, f->name, canonical);
    return true;
}

/* The end of the value at p: a separator of values or the text's end.  *step: bytes of the separator. */
static const char *value_end(const char *p, const char *end, size_t *step)
{
    static const char *const MARKS[] = { "、", "；", "，", ";", "," };
    for (; p < end; p++) {
        for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
            *step = strlen(MARKS[i]);
            if ((size_t)(end - p) >= *step && memcmp(p, MARKS[i], *step) == 0)
                return p;
        }
    }
    *step = 0;
    return end;
}

bool value_read(struct value_reader *r, const struct field *f, const struct cell *cell, struct values *out, int64_t *units,
                struct err *e)
{
    *units = 0;
    if (!f->many)
        return read_one(r, f, cell->text, cell->bytes, out, units, e);
    const char *p = cell->text, *end = p + cell->bytes;
    int first = out->count;
    while (p < end) {
        size_t step, bytes;
        const char *stop = value_end(p, end, &step), *start = p;
        bytes = (size_t)(stop - p);
        text_trim(&start, &bytes);
        p = stop + step;
        if (bytes == 0)
            continue;
        if (out->count - first == MANY_MAX)
            return ERR(e, ERR_INPUT, INTAKE_VALUE_MANY, f->name, MSG_NUM(MANY_MAX));
        if (!read_one(r, f, copy(r->memory, start, bytes), bytes, out, units, e))
            return false;
        for (int i = first; i < out->count - 1; i++) {
            if (strcmp(out->items[i].text, out->items[out->count - 1].text) == 0) {
                out->count--; /* said twice */
                break;
            }
        }
    }
    if (out->count == first) /* nothing but separators */
        values_put(out, f->name, NULL);
    return true;
}

/* ---- for a single entry ---- */

struct asking {
    struct ledger *l;
    struct arena *memory;
};

static bool ask_state(void *context, const struct book *book, const char *text, struct named *out, struct err *e)
{
    struct asking *asking = context;
    char identity[IDENTITY_BYTES];
    if (!state_resolve(asking->l, book, text, &out->entry, identity, e))
        return false;
    out->identity = arena_text(asking->memory, identity);
    return true;
}

bool intake_value(struct ledger *l, struct arena *memory, const struct field *f, const char *text, const struct value **out,
                  int *count, struct err *e)
{
    struct asking asking = { l, memory };
    struct value_reader r = { memory, ask_state, &asking };
    struct cell cell = { CELL_TEXT, text, strlen(text) };
    struct values values = { 0 };
    int64_t units;
    if (!*text)
        values_put(&values, f->name, NULL);
    bool ok = !*text || value_read(&r, f, &cell, &values, &units, e);
    struct value *kept = ARENA_ARRAY(memory, struct value, (size_t)values.count + 1);
    for (int i = 0; i < values.count; i++)
        kept[i] = values.items[i];
    *out = kept;
    *count = values.count;
    values_free(&values);
    return ok;
}

static bool names_field(const struct draft *d, const char *field)
{
    for (int i = 0; i < d->value_count; i++) {
        if (strcmp(d->values[i].field, field) == 0)
            return true;
    }
    return false;
}

void intake_fill(struct arena *memory, const struct book *b, struct draft *d)
{
    struct value *values = ARENA_ARRAY(memory, struct value, (size_t)(d->value_count + b->field_count) + 1);
    int count = 0;
    for (; count < d->value_count; count++)
        values[count] = d->values[count];
    for (int i = 0; i < b->field_count; i++) {
        const struct field *f = &b->fields[i];
        if (f->default_text && !names_field(d, f->name))
            values[count++] = (struct value) { f->name, f->default_text };
    }
    d->values = values;
    d->value_count = count;
    for (int i = 0; b->day && i < count; i++) {
        if (strcmp(values[i].field, b->day->name) == 0 && values[i].text)
            (void)day_parse(values[i].text, strlen(values[i].text), &d->day);
    }
}

/* ---- what is known already ---- */

static bool holds(const char *joined, const char *text)
{
    static const char MARK[] = "、";
    size_t bytes = strlen(text);
    for (const char *p = joined; p; p = strstr(p, MARK) ? strstr(p, MARK) + sizeof MARK - 1 : NULL)
        if (strncmp(p, text, bytes) == 0 && (p[bytes] == '\0' || strncmp(p + bytes, MARK, sizeof MARK - 1) == 0))
            return true;
    return false;
}

bool intake_same(const char *raw, const struct value *items, int count)
{
    bool empty = count == 0 || !items[0].text;
    if (!raw || !*raw || empty)
        return (!raw || !*raw) && empty;
    size_t bytes = 0;
    for (int i = 0; i < count; i++) {
        bytes += strlen(items[i].text) + (i ? strlen("、") : 0);
        if (!holds(raw, items[i].text) && !(count == 1 && strcmp(raw, items[i].text) == 0))
            return false;
    }
    return bytes == strlen(raw);
}
