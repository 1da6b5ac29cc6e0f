/* format/xlsx_read.c: which sheet of an .xlsx is read, its stamp, and what a person should know of it. */
#include "format/xlsx_read.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "format/xlsx_sheet.h"

#define NAMES_TOLD 5 /* sheets named in the note */

struct xlsx {
    struct xlsx_book book;
    struct xlsx_sheet *sheet; /* NULL: no visible sheet holds anything */
    int chosen;
    struct row first; /* of the sheet, read while choosing it */
    bool first_taken;
    bool others[XLSX_SHEETS_MAX]; /* visible, hold something, not read */
    bool converted;
    enum msg_lang lang;
    char note[2048]; /* at one place, for it is told again when all rows are read */
};

/* ---- the note ---- */

static void add_note(struct xlsx *x, size_t *used, enum msg_id id, const char *const *args)
{
    if (*used)
        *used +=
            msg_format(x->note + *used, sizeof x->note - *used, x->lang, MSG_XLSX_IN_AND, (const char *const[]) { NULL });
    *used += msg_format(x->note + *used, sizeof x->note - *used, x->lang, id, args);
}

/* A hidden sheet of ours is nobody's business. */
static bool is_ours(const struct xlsx_sheet_name *s)
{
    return s->hidden && (strcmp(s->name, XLSX_STAMP_SHEET) == 0 || strcmp(s->name, XLSX_LISTS_SHEET) == 0);
}

static bool told_as_hidden(const struct xlsx_sheet_name *s)
{
    return s->hidden && s->part && !is_ours(s);
}

/* Whether a person who opens the file would ask which sheet was read. */
static bool has_choice(const struct xlsx *x)
{
    int sheets = 0;
    for (int i = 0; i < x->book.sheet_count; i++)
        sheets += !is_ours(&x->book.sheets[i]);
    return sheets > 1;
}

/* Names the sheets that are hidden, or else those that were passed over. */
static void add_sheets(struct xlsx *x, size_t *used, bool hidden)
{
    struct buf names = { 0 };
    int count = 0;
    for (int i = 0; i < x->book.sheet_count; i++) {
        if (hidden ? !told_as_hidden(&x->book.sheets[i]) : !x->others[i])
            continue;
        if (count++ >= NAMES_TOLD)
            continue;
        buf_text(&names, count > 1 ? msg_text(x->lang, MSG_XLSX_IN_JOIN) : "");
        buf_text(&names, x->book.sheets[i].name);
    }
    if (count > NAMES_TOLD) {
        char more[64];
        msg_format(more, sizeof more, x->lang, MSG_XLSX_IN_MORE, (const char *const[]) { MSG_NUM(count), NULL });
        buf_text(&names, more);
    }
    if (count)
        add_note(x, used, hidden ? MSG_XLSX_IN_NOTE_HIDDEN_SHEETS : MSG_XLSX_IN_NOTE_OTHERS,
                 (const char *const[]) { buf_get(&names), NULL });
    buf_free(&names);
}

static void add_seen(struct xlsx *x, size_t *used, enum msg_id id, const struct xlsx_seen *seen, const char *place)
{
    if (seen->count)
        add_note(x, used, id, (const char *const[]) { MSG_NUM(seen->count), place, NULL });
}

/* `whole`: all rows were read, so what is odd in them can be told. */
static void tell_note(struct xlsx *x, bool whole)
{
    size_t used = 0;
    x->note[0] = '\0';
    if (x->converted)
        add_note(x, &used, MSG_XLSX_IN_NOTE_CONVERTED, (const char *const[]) { NULL });
    if (x->sheet && has_choice(x))
        add_note(x, &used, MSG_XLSX_IN_NOTE_SHEET, (const char *const[]) { x->book.sheets[x->chosen].name, NULL });
    add_sheets(x, &used, false);
    add_sheets(x, &used, true);
    if (!x->sheet || !whole)
        return;
    const struct xlsx_oddities *o = xlsx_sheet_oddities(x->sheet);
    add_seen(x, &used, MSG_XLSX_IN_NOTE_FORMULAS, &o->formulas, XLSX_PLACE(o->formulas.column, o->formulas.row));
    add_seen(x, &used, MSG_XLSX_IN_NOTE_LONG, &o->long_numbers, XLSX_PLACE(o->long_numbers.column, o->long_numbers.row));
    add_seen(x, &used, MSG_XLSX_IN_NOTE_HIDDEN_ROWS, &o->hidden_rows, MSG_NUM(o->hidden_rows.row));
    add_seen(x, &used, MSG_XLSX_IN_NOTE_HIDDEN_COLUMNS, &o->hidden_columns, XLSX_PLACE(o->hidden_columns.column, 0));
}

/* ---- rows ---- */

static bool xlsx_next(void *self, struct row *row, struct err *e)
{
    struct xlsx *x = self;
    if (x->sheet && !x->first_taken) {
        x->first_taken = true;
        *row = x->first;
        return true;
    }
    if (x->sheet && xlsx_sheet_next(x->sheet, row, e))
        return true;
    tell_note(x, true);
    return false;
}

static void xlsx_close(void *self)
{
    struct xlsx *x = self;
    xlsx_sheet_close(x->sheet);
    xlsx_book_close(&x->book);
    free(x);
}

/* ---- opening ---- */

static bool hand_stamp(struct xlsx *x, const struct xlsx_sheet_name *name, csv_stamp *stamp, void *context, struct err *e)
{
    struct xlsx_sheet *s;
    struct row row;
    if (!xlsx_sheet_open(&s, &x->book, name, e))
        return false;
    while (xlsx_sheet_next(s, &row, e))
        if (strncmp(row.cells[0].text, "taizhang ", 9) == 0)
            stamp(context, row.cells[0].text);
    xlsx_sheet_close(s);
    return e->code == ERR_NONE;
}

static bool hand_stamp_sheet(struct xlsx *x, csv_stamp *stamp, void *context, struct err *e)
{
    for (int i = 0; stamp && i < x->book.sheet_count; i++) {
        const struct xlsx_sheet_name *s = &x->book.sheets[i];
        if (s->hidden && s->part && strcmp(s->name, XLSX_STAMP_SHEET) == 0)
            return hand_stamp(x, s, stamp, context, e);
    }
    return true;
}

/* A sheet before this one that lies in the same part; -1 where there is none.  No part is looked through twice. */
static int twin(const struct xlsx *x, int place)
{
    const struct xlsx_sheet_name *sheets = x->book.sheets;
    for (int i = 0; i < place; i++)
        if (sheets[i].part && !sheets[i].hidden && strcmp(sheets[i].part, sheets[place].part) == 0)
            return i;
    return -1;
}

/* Opens the visible sheets in turn; keeps the first that holds anything and marks the others that do. */
static bool choose(struct xlsx *x, struct err *e)
{
    int sheets = 0, visible = 0, before;
    for (int i = 0; i < x->book.sheet_count; i++) {
        const struct xlsx_sheet_name *name = &x->book.sheets[i];
        struct xlsx_sheet *s;
        struct row row;
        sheets += name->part != NULL;
        if (!name->part || name->hidden)
            continue;
        if (visible++ > 0 && (before = twin(x, i)) >= 0) {
            x->others[i] = x->others[before] || (x->sheet && x->chosen == before);
            continue;
        }
        if (!xlsx_sheet_open(&s, &x->book, name, e))
            return false;
        bool any = xlsx_sheet_next(s, &row, e);
        if (any && !x->sheet) {
            x->sheet = s;
            x->chosen = i;
            x->first = row;
            continue;
        }
        x->others[i] = any;
        xlsx_sheet_close(s);
        if (e->code != ERR_NONE)
            return false;
    }
    if (!sheets)
        return ERR(e, ERR_UNREADABLE, XLSX_IN_NO_SHEET, x->book.file);
    return visible > 0 || ERR(e, ERR_UNREADABLE, XLSX_IN_ALL_HIDDEN, x->book.file);
}

bool xlsx_open_zip(struct sheet_reader *out, struct zip_reader *z, const char *file, bool converted, csv_stamp *stamp,
                   void *context, struct err *e)
{
    assert(e->code == ERR_NONE);
    struct xlsx *x = calloc(1, sizeof *x);
    if (!x)
        abort();
    x->converted = converted;
    x->lang = e->lang;
    if (!xlsx_book_open(&x->book, z, file, e)) {
        free(x);
        return false;
    }
    *out = (struct sheet_reader) { .self = x, .next = xlsx_next, .close = xlsx_close, .note = x->note };
    bool ok = hand_stamp_sheet(x, stamp, context, e) && choose(x, e);
    if (ok && x->sheet)
        ok = xlsx_merges(&x->book, &x->book.sheets[x->chosen], x->first.number + XLSX_MERGE_ROWS, &out->merges,
                         &out->merge_count, e);
    if (!ok) {
        xlsx_close(x);
        return false;
    }
    tell_note(x, false);
    return true;
}

bool xlsx_open(struct sheet_reader *out, const char *path, csv_stamp *stamp, void *context, struct err *e)
{
    struct zip_reader *z;
    return zip_open_file(&z, path, e) && xlsx_open_zip(out, z, path, false, stamp, context, e);
}
