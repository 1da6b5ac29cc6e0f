/* intake/run.c: a whole sheet: its header, then row after row, then the event that says it was imported. */
#include <stdlib.h>
#include <string.h>

#include "intake/private.h"

#define PROGRESS_ROWS 1000
#define UNKNOWN_MAX   200 /* columns said one by one */

/* ---- telling ---- */

static const enum msg_id VERDICTS[VERDICT_COUNT] = {
    [VERDICT_ADDED] = MSG_INTAKE_VERDICT_ADDED,     [VERDICT_AMENDED] = MSG_INTAKE_VERDICT_AMENDED,
    [VERDICT_MOVED] = MSG_INTAKE_VERDICT_MOVED,     [VERDICT_SAME] = MSG_INTAKE_VERDICT_SAME,
    [VERDICT_REFUSED] = MSG_INTAKE_VERDICT_REFUSED, [VERDICT_NOTE] = MSG_INTAKE_VERDICT_NOTE,
};

static void tell(struct import *r, enum msg_lang lang, int64_t row, const char *column, enum verdict verdict,
                 const char *reason)
{
    bool wanted = r->o->dry_run || verdict == VERDICT_REFUSED || verdict == VERDICT_NOTE;
    if (wanted && r->o->see && r->told[verdict]++ < r->o->show_max)
        r->o->see(r->o->context, row, column, msg_text(lang, VERDICTS[verdict]), reason);
}

void say_note(struct import *r, enum msg_lang lang, int64_t row, const char *column, enum msg_id id, const char *const *args)
{
    char sentence[640];
    msg_format(sentence, sizeof sentence, lang, id, args);
    tell(r, lang, row, column, VERDICT_NOTE, sentence);
}

struct noting {
    struct import *run;
    enum msg_lang lang;
};

static void note(void *context, const char *column, const char *sentence)
{
    struct noting *n = context;
    tell(n->run, n->lang, 0, column, VERDICT_NOTE, sentence);
}

static void count(struct intake_result *out, enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_ADDED: out->added++; break;
    case VERDICT_AMENDED: out->amended++; break;
    case VERDICT_MOVED: out->moved++; break;
    case VERDICT_SAME: out->same++; break;
    case VERDICT_REFUSED: out->refused++; break;
    case VERDICT_NOTE:
    case VERDICT_COUNT: break;
    }
}

/* ---- the repair sheet ---- */

/* Its columns are those of the sheet as they were named there, so that it can be imported in the same way. */
static void repair_columns(struct import *r)
{
    const struct plan *p = &r->plan;
    struct column *columns = ARENA_ARRAY(&r->row_memory, struct column, (size_t)p->count + 1);
    int n = 0;
    for (int i = 0; i < p->count; i++)
        if (i != p->reason)
            columns[n++] = (struct column) { .name = p->columns[i].name, .digits = -1 };
    columns[n++] = (struct column) { .name = NAME_REASON, .digits = -1 };
    r->o->repair->columns(r->o->repair->self, columns, n);
}

static void repair_row(struct import *r, const struct row *row, const char *reason)
{
    const struct plan *p = &r->plan;
    if (!r->o->repair)
        return;
    if (r->out->refused == 1)
        repair_columns(r);
    const char **cells = ARENA_ARRAY(&r->row_memory, const char *, (size_t)p->count + 1);
    int n = 0, bad = -1;
    for (int i = 0; i < p->count; i++) {
        if (i == p->reason)
            continue;
        if (*r->bad_column && bad < 0 && strcmp(p->columns[i].name, r->bad_column) == 0)
            bad = n;
        cells[n++] = i < row->cell_count ? row->cells[i].text : NULL;
    }
    if (r->o->repair->flaw)
        r->o->repair->flaw(r->o->repair->self, bad < 0 ? n : bad, reason);
    cells[n++] = reason;
    r->o->repair->row(r->o->repair->self, cells, n);
}

/* ---- rows ---- */

/* A mistake in the user's row, not of the machine. */
static bool rows_fault(const struct import *r, const struct err *why)
{
    return !r->lookup.failed
           && (why->code == ERR_INPUT || why->code == ERR_NOT_FOUND || why->code == ERR_CONFLICT || why->code == ERR_DENIED);
}

static void refuse_row(struct import *r, const struct row *row, const struct err *why)
{
    struct buf reason = { 0 };
    if (*r->bad_column && !strstr(why->what, r->bad_column))
        buf_format(&reason, "%s：", r->bad_column);
    buf_text(&reason, why->what);
    r->out->refused++;
    tell(r, why->lang, row->number, r->bad_column, VERDICT_REFUSED, why->what);
    repair_row(r, row, buf_get(&reason));
    buf_free(&reason);
}

/* Rows without a number are added, so the same bytes must not come twice.  Asked once, at the first such row. */
static bool check_repeat(struct import *r, const struct row *row, struct err *e)
{
    int number = r->plan.number;
    if (r->repeat_known || r->o->moves || (number >= 0 && number < row->cell_count && row->cells[number].bytes))
        return true;
    r->repeat_known = true;
    return r->plan.book->number_required || repeat_check(r->l, r->o, row->number, e);
}

/* Judges and records one row; false where the import itself failed. */
static bool run_row(struct import *r, const struct row *row, struct err *e)
{
    enum verdict verdict;
    enum aside aside = aside_judge(r, row);
    struct err why = err_like(e);
    if (aside != ASIDE_NONE) {
        aside_tell(r, row, aside, e->lang);
        return true;
    }
    if (!check_repeat(r, row, e))
        return false;
    r->out->rows++;
    totals_mark(r);
    if (row_record(r, row, &verdict, &why)) {
        count(r->out, verdict);
        tell(r, e->lang, row->number, "", verdict, "");
    } else if (rows_fault(r, &why)) {
        totals_refused(r, row);
        refuse_row(r, row, &why);
    } else {
        return err_take(e, &why, NULL);
    }
    return true;
}

static bool run_rows(struct import *r, struct sheet_reader *sheet, struct err *e)
{
    struct row row;
    struct arena_mark mark = arena_mark(&r->row_memory);
    while (header_next(&r->heading, sheet, &row, e)) {
        if (!run_row(r, &row, e))
            return false;
        arena_rewind(&r->row_memory, mark);
        if (r->o->progress && r->out->rows && r->out->rows % PROGRESS_ROWS == 0)
            r->o->progress(r->o->context, r->out->rows);
    }
    totals_close(r, e->lang);
    return e->code == ERR_NONE;
}

/* Says where the header was found where that is not plain, what stands above it, and in a dry run how names were taken. */
static void tell_heading(struct import *r, enum msg_lang lang)
{
    const struct heading *h = &r->heading;
    for (int i = 0; i < h->above; i++)
        aside_tell(r, &h->rows[i], ASIDE_ABOVE, lang);
    if (h->last > h->first)
        say_note(r, lang, 0, "", MSG_INTAKE_HEADER_ROWS,
                 (const char *const[]) { MSG_NUM(h->first), MSG_NUM(h->last), NULL });
    for (int i = 0; i < h->count && r->o->dry_run; i++) {
        const struct heading_column *c = &h->columns[i];
        if (c->means && strcmp(c->means, c->name) != 0 && !(c->exact && *c->means))
            say_note(r, lang, 0, "", *c->means ? MSG_INTAKE_COLUMN_TAKEN : MSG_INTAKE_COLUMN_LEFT,
                     (const char *const[]) { c->name, c->means, NULL });
    }
}

/* One line for each column that nobody knows, of a sheet that is refused for them. */
static void tell_unknown(struct import *r, enum msg_lang lang)
{
    int unknown = 0, said = 0;
    for (int i = 0; i < r->plan.count; i++)
        unknown += !r->plan.columns[i].means && *r->plan.columns[i].name;
    for (int i = 0; i < r->plan.count && unknown > 1; i++) {
        const struct plan_column *c = &r->plan.columns[i];
        enum msg_id id = !c->near ? MSG_INTAKE_PROPOSED_NONE : c->scaled ? MSG_INTAKE_PROPOSED_SCALED : MSG_INTAKE_PROPOSED;
        if (!c->means && *c->name && said++ < UNKNOWN_MAX) {
            r->told[VERDICT_NOTE] = 0; /* nothing else will be said of this sheet, so all of them are */
            say_note(r, lang, 0, "", id, (const char *const[]) { c->name, c->near, NULL });
        }
    }
}

/* What the template that the sheet was made from says. */
static void tell_template(struct import *r, enum msg_lang lang)
{
    const struct intake_stamp *stamp = r->o->stamp;
    char version[32];
    if (stamp && r->o->version && stamp_word(stamp->template_line, "version=", version, sizeof version)
        && strncmp(version, r->o->version, strlen(version)) != 0)
        say_note(r, lang, 0, "", MSG_INTAKE_OLDER_TEMPLATE, (const char *const[]) { r->plan.book->pack->name, NULL });
}

static bool make_plan(struct import *r, struct sheet_reader *sheet, struct err *e)
{
    if (!header_find(&r->heading, &r->sheet_memory, r->o, sheet, e))
        return false;
    if (!plan_make(&r->plan, &r->sheet_memory, r->l->catalog, r->o, &r->heading, e)) {
        if (e->msg == MSG_INTAKE_COLUMNS_UNKNOWN)
            tell_unknown(r, e->lang);
        return false;
    }
    tell_template(r, e->lang);
    tell_heading(r, e->lang);
    return true;
}

/* The org of entries whose row names none. */
static bool find_default_org(struct import *r, struct err *e)
{
    struct entry_ref root;
    char node[NODE_BYTES + 1];
    int64_t node_seq;
    if (r->plan.book->is_org)
        return true;
    if (r->o->org) {
        r->default_org.identity = r->o->org;
        return !identity_parse(r->o->org, node, &node_seq) || ledger_seq(r->l, node, node_seq, &r->default_org.entry, e);
    }
    if (!state_root(r->l, &r->sheet_memory, &root, e))
        return false;
    r->default_org = (struct named) { root.entry, arena_text(&r->sheet_memory, root.identity) };
    return true;
}

static bool run_sheet(struct import *r, struct sheet_reader *sheet, struct err *e)
{
    const struct intake_options *o = r->o;
    int64_t before = r->l->node_head;
    if (!make_plan(r, sheet, e))
        return false;
    r->repeat_known = o->again || r->plan.number < 0;
    if (r->plan.number < 0 && !o->again && !repeat_check(r->l, o, 0, e))
        return false;
    r->sums = ARENA_ARRAY(&r->sheet_memory, int128, (size_t)r->plan.count + 1);
    totals_open(r);
    if (!state_catch_up(r->l, e) || !find_default_org(r, e) || !run_rows(r, sheet, e) || !lookup_catch_up(&r->lookup, e))
        return false;
    if (o->stamp && *o->stamp->line) {
        struct noting n = { r, e->lang };
        stamp_compare(o->stamp, &r->plan, r->sums, r->out->rows, r->out->refused == 0, e->lang, note, &n);
    }
    int64_t last = r->l->node_head;
    if (last > before && !(import_append(r->l, o, r->out, before + 1, last, e) && state_catch_up(r->l, e)))
        return false;
    if (o->dry_run)
        r->out->import_seq = 0;
    return true;
}

bool intake_run(struct ledger *l, struct sheet_reader *sheet, const struct intake_options *o, struct intake_result *out,
                struct err *e)
{
    struct import r = { .l = l, .o = o, .out = out };
    *out = (struct intake_result) { 0 };
    arena_init(&r.sheet_memory, 16 * 1024);
    arena_init(&r.row_memory, 64 * 1024);
    (void)arena_alloc(&r.row_memory, 1, 1, 1); /* its first block stays when a row's memory is given back */
    lookup_open(&r.lookup, l, o->book, &r.row_memory);
    r.reader = (struct value_reader) { &r.row_memory, lookup_name, &r.lookup };
    bool ok = run_sheet(&r, sheet, e);
    hash_free(&r.seen);
    values_free(&r.values);
    values_free(&r.evidence);
    lookup_close(&r.lookup);
    arena_free(&r.row_memory);
    arena_free(&r.sheet_memory);
    return ok;
}
