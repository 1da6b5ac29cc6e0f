/* op/import.c: a sheet into a book: bytes -> rows -> drafts -> events -> state, in one transaction. */
#include <string.h>

#include "op/inside.h"

#define REPAIR_SHEET "退回"
#define SHOW_PEOPLE  20   /* rows of each kind said on a terminal */
#define SHOW_MACHINE 1000 /* and in JSON */

/* What was said of one row, kept for the machine's answer. */
struct verdict {
    int64_t row;
    const char *column, *verdict, *reason;
    struct verdict *next;
};

struct importing {
    struct op_call *c;
    struct intake_result result;
    struct sheet_writer repair;
    struct buf map; /* --save-map, as it grows */
    size_t noted;   /* bytes of the reader's note that were told */
    const char *sheet, *repair_path;
    struct verdict *verdicts, **end;
};

static void see_row(void *context, int64_t row, const char *column, const char *verdict, const char *reason)
{
    struct importing *x = context;
    struct op_call *c = x->c;
    if (c->sink->machine) {
        struct verdict *v = ARENA_NEW(c->memory, struct verdict);
        *v = (struct verdict) { row, arena_text(c->memory, column), arena_text(c->memory, verdict), NULL, NULL };
        v->reason = arena_text(c->memory, reason ? reason : "");
        *x->end = v;
        x->end = &v->next;
    } else if (!row || strcmp(verdict, WORDS(c, INTAKE_VERDICT_NOTE)) == 0) {
        NOTE(c, OP_SHEET_VERDICT, verdict, reason ? reason : ""); /* a remark names its row */
    } else if (!reason || !*reason) {
        NOTE(c, OP_ROW_ALONE, MSG_NUM(row), verdict);
    } else if (*column) {
        NOTE(c, OP_CELL_VERDICT, MSG_NUM(row), column, verdict, reason);
    } else {
        NOTE(c, OP_ROW_VERDICT, MSG_NUM(row), verdict, reason);
    }
}

static void see_progress(void *context, int64_t rows)
{
    const struct importing *x = context;
    x->c->sink->progress(x->c->sink->self, rows);
}

static void see_column(void *context, const char *column, const char *field, bool sure)
{
    struct importing *x = context;
    map_put(&x->map, column, field, sure);
}

static bool options(struct op_call *c, struct importing *x, struct intake_options *o, struct err *e)
{
    *o = (struct intake_options) {
        .actor = c->actor, .sheet = x->sheet, .see = see_row, .progress = see_progress, .context = x
    };
    o->correct = op_given(c, "correct");
    o->moves = op_given(c, "moves");
    o->again = op_given(c, "again");
    o->all_or_nothing = op_given(c, "all-or-nothing");
    o->dry_run = op_given(c, "dry-run");
    if (op_given(c, "save-map"))
        o->propose = see_column;
    o->show_max = c->sink->machine ? SHOW_MACHINE : SHOW_PEOPLE;
    if (!op_book(c, &o->book, e) || !op_day(c, "day", op_today(c), &o->day, e))
        return false;
    o->version = pack_version(c, o->book->pack);
    if (op_given(c, "org")) {
        struct entry_ref *org = ARENA_NEW(c->memory, struct entry_ref);
        if (!state_org(c->ledger, c->memory, op_text(c, "org"), org, e))
            return false;
        o->org = org->identity;
        o->org_given = true;
    }
    if (op_given(c, "save-map") && !map_is_new(op_text(c, "save-map"), e))
        return false;
    return !op_given(c, "map") || map_read(c, op_text(c, "map"), o, e);
}

static bool open_repair(struct op_call *c, struct importing *x, struct intake_options *o, struct err *e)
{
    const char *given = op_text(c, "repair");
    if (o->dry_run && !given)
        return true;
    x->repair_path = given ? given : repair_beside(c, x->sheet);
    if (!sheet_create(&x->repair, x->repair_path, REPAIR_SHEET, 0, e))
        return false;
    o->repair = &x->repair;
    return true;
}

/* How the sheet was read: said where it is not plain, and in a dry run.  When all rows are read the note has grown at its end. */
static void tell_note(struct importing *x, const struct intake_options *o, const char *note)
{
    const char *more = note + x->noted, *and = WORDS(x->c, XLSX_IN_AND);
    more += x->noted && strncmp(more, and, strlen(and)) == 0 ? strlen(and) : 0;
    x->noted = strlen(note);
    if (*more && (o->dry_run || !path_ends(x->sheet, ".csv")))
        see_row(x, 0, "", WORDS(x->c, INTAKE_VERDICT_NOTE), more);
}

/* Writes the mapping also, and above all, where the sheet was refused for its columns. */
static bool save_map(struct importing *x, struct err *e)
{
    const char *path = op_text(x->c, "save-map");
    if (!path || !x->map.bytes)
        return true;
    if (!map_save(x->c, path, &x->map, e))
        return false;
    NOTE(x->c, OP_MAP_SAVED, path);
    return true;
}

static bool read_sheet(struct op_call *c, struct importing *x, struct intake_options *o, struct err *e)
{
    struct sheet_reader reader;
    struct intake_stamp *stamp = ARENA_NEW(c->memory, struct intake_stamp);
    o->stamp = stamp;
    if (!sheet_open(&reader, x->sheet, intake_stamp, stamp, e))
        return false;
    tell_note(x, o, reader.note);
    bool ok = sheet_hash(c, x->sheet, &o->sheet_hash, &o->sheet_bytes, e) && open_repair(c, x, o, e)
              && intake_run(c->ledger, &reader, o, &x->result, e);
    tell_note(x, o, reader.note);
    reader.close(reader.self);
    struct err why = err_like(e);
    if (!save_map(x, &why) && ok)
        ok = err_take(e, &why, NULL);
    buf_free(&x->map);
    if (ok && x->repair.self && x->result.refused > 0)
        return x->repair.finish(x->repair.self, e);
    if (x->repair.self)
        x->repair.drop(x->repair.self);
    return ok;
}

bool import_run(struct op_call *c, struct err *e)
{
    struct importing *x = ARENA_NEW(c->memory, struct importing);
    struct intake_options o;
    c->work = x;
    x->c = c;
    x->sheet = op_text(c, "sheet");
    x->end = &x->verdicts;
    if (!options(c, x, &o, e) || !read_sheet(c, x, &o, e) || (!o.dry_run && !state_catch_up(c->ledger, e)))
        return false;
    if (x->result.refused == 0)
        x->repair_path = NULL;
    c->refused = x->result.refused > 0;
    c->undo = o.dry_run || (o.all_or_nothing && c->refused);
    return true;
}

static json_t *verdict_list(const struct importing *x)
{
    json_t *list = json_array();
    for (const struct verdict *v = x->verdicts; v; v = v->next) {
        json_array_append_new(list, json_pack("{s:o, s:s, s:s, s:s}", "row", v->row ? json_integer(v->row) : json_null(),
                                              "column", v->column, "verdict", v->verdict, "reason", v->reason));
    }
    return list;
}

bool import_tell(struct op_call *c, struct err *e)
{
    (void)e;
    struct importing *x = c->work;
    const struct intake_result *r = &x->result;
    bool dry = op_given(c, "dry-run");
    json_t *seq = c->undo || !r->import_seq ? json_null() : json_integer(r->import_seq);
    op_object(c, json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:o, s:s?, s:o}", "sheet", x->sheet, "rows",
                           (json_int_t)r->rows, "added", (json_int_t)r->added, "amended", (json_int_t)r->amended, "moved",
                           (json_int_t)r->moved, "same", (json_int_t)r->same, "refused", (json_int_t)r->refused, "kept",
                           !c->undo, "import", seq, "repair", x->repair_path, "verdicts", verdict_list(x)));
    const char *counts = WORDS(c, OP_IMPORT_COUNTS, MSG_NUM(r->rows), MSG_NUM(r->added), MSG_NUM(r->amended),
                               MSG_NUM(r->moved), MSG_NUM(r->same), MSG_NUM(r->refused));
    if (dry)
        SAY(c, OP_IMPORT_DRY, x->sheet, counts);
    else if (c->undo)
        SAY(c, OP_IMPORT_NOTHING, x->sheet, counts);
    else
        SAY(c, OP_IMPORT_DONE, x->sheet, counts);
    if (r->left_out)
        SAY(c, OP_IMPORT_LEFT_OUT, MSG_NUM(r->left_out));
    if (!c->undo && r->import_seq)
        SAY(c, OP_IMPORT_SEQ, MSG_NUM(r->import_seq), op_text(c, "file"));
    if (x->repair_path)
        SAY(c, OP_IMPORT_REPAIR, x->repair_path);
    return true;
}
