/* op/inside.h: what the operations share.  Only for this module. */
#ifndef OP_INSIDE_H
#define OP_INSIDE_H

#include "base/day.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "format/format.h"
#include "intake/intake.h"
#include "ledger/ledger.h"
#include "measure/measure.h"
#include "op/op.h"
#include "report/report.h"
#include "state/state.h"

#define ROLE_OWNER "owner"

/* ---- arguments, by the name of their parameter ---- */
const struct op_arg *op_arg(const struct op_call *c, const char *name);
/* NULL where it was not given. */
const char *op_text(const struct op_call *c, const char *name);
bool op_given(const struct op_call *c, const char *name);
bool op_day(const struct op_call *c, const char *name, int32_t otherwise, int32_t *out, struct err *e);
bool op_int(const struct op_call *c, const char *name, int64_t least, int64_t most, int64_t otherwise, int64_t *out,
            struct err *e);
/* The book that the parameter "book" names. */
bool op_book(const struct op_call *c, const struct book **out, struct err *e);
int32_t op_today(const struct op_call *c);
/* "2023-10-31 09:05:00" in office time. */
const char *op_instant(char room[32], int64_t utc_ms);

/* ---- answers ---- */
const char *op_words(const struct op_call *c, enum msg_id id, const char *const *args);
#define WORDS(c, id, ...) op_words((c), MSG_##id, (const char *const[]) { __VA_ARGS__ __VA_OPT__(, ) NULL })
#define SAY(c, id, ...)   (c)->sink->say((c)->sink->self, WORDS(c, id __VA_OPT__(, ) __VA_ARGS__))
#define NOTE(c, id, ...)  (c)->sink->note((c)->sink->self, WORDS(c, id __VA_OPT__(, ) __VA_ARGS__))
/* A heading in the reader's language. */
#define HEADING(c, id) msg_text((c)->lang, MSG_##id)
/* Hands an object to the sink and gives it up. */
void op_object(const struct op_call *c, json_t *tree);
void op_table(const struct op_call *c, const struct op_table *t);
void op_row(const struct op_call *c, const char *const *cells);
void op_table_end(const struct op_call *c);

/* ---- a question's circumstances: --org --from --asof --known ---- */
enum basis_start { START_YEAR, START_NONE };
bool op_basis(const struct op_call *c, enum basis_start start, struct basis *out, struct err *e);

/* ---- recording ---- */
/* FIELD=VALUE arguments as the values of a draft of `b`; a name that is no field becomes evidence where `move` needs it. */
bool op_fields(const struct op_call *c, const struct book *b, const struct move *move, struct draft *d, struct err *e);
/* What was recorded, told after the commit. */
struct receipt {
    const char *kind, *book, *number;
    int64_t seq;
    bool same; /* nothing differed, nothing was recorded */
    char hash[2 * SM3_BYTES + 1];
};
bool op_append(struct op_call *c, const struct draft *d, const char *number, struct err *e);
void op_nothing(struct op_call *c, const struct draft *d, const char *number);
bool receipt_tell(struct op_call *c, struct err *e);
/* The canonical JSON of a tree, which is given up. */
const char *op_body(struct op_call *c, json_t *tree);

/* ---- entries as rows of a sheet ---- */
struct sheet_columns {
    struct column *columns;
    int count;
    bool has_org, has_state;
    bool canonical; /* for a machine: true and false, not 是 and 否 */
};
/* 编号, 机构, [状态], fields. */
void sheet_columns(const struct op_call *c, const struct book *b, bool state, struct sheet_columns *out);
void sheet_cells(const struct sheet_columns *s, const struct entry_view *v, const char **cells);
/* A cell as people write it in a sheet: 是 and 否 for a bool. */
const char *cell_shown(const struct field *f, const char *text, const char *otherwise);
/* Walks what list and export show; `see` gets the cells of each. */
struct sheet_walk {
    const struct book *book;
    const struct where *where;
    struct basis basis;
    struct sheet_columns columns;
    int64_t rows;
    bool (*see)(struct op_call *c, struct sheet_walk *w, const struct entry_view *v, const char *const *cells,
                struct err *e);
    void *context;
    struct op_call *call;
    struct arena row;
};
/* Reads book, circumstances and condition from the call. */
bool sheet_ask(struct op_call *c, struct sheet_walk *w, struct err *e);
bool sheet_walk(struct op_call *c, struct sheet_walk *w, struct err *e);

/* Every event of an entry as a JSON list, and that list for people. */
bool history_read(struct op_call *c, const struct entry_ref *ref, json_t **out, struct err *e);
void history_say(struct op_call *c, json_t *list);

/* ---- packs ---- */
#define PACKS_MAX 64
struct pack_list {
    struct pack_source sources[PACKS_MAX];
    const char *names[PACKS_MAX];
    int count;
};
/* "应急管理,水利.yaml": each pack after those it needs; a needed pack that `have` knows is not taken. */
bool packs_collect(struct op_call *c, const char *list, const struct catalog *have, struct pack_list *out, struct err *e);
/* Loads them into a fresh catalog, checking packs and templates. */
bool packs_check(struct op_call *c, const struct pack_list *list, const struct catalog **out, struct err *e);
bool pack_append(struct op_call *c, const struct pack_list *list, int i, int32_t day, struct err *e);

/* --map M.yaml; its fields are checked against o->book. */
bool map_read(struct op_call *c, const char *path, struct intake_options *o, struct err *e);
/* --save-map M.yaml: refused where the file exists; a line for a column, a remark where it is not sure; all lines. */
bool map_is_new(const char *path, struct err *e);
void map_put(struct buf *out, const char *column, const char *field, bool sure);
bool map_save(struct op_call *c, const char *path, const struct buf *lines, struct err *e);
/* The hash by which the same sheet is known again. */
bool sheet_hash(struct op_call *c, const char *path, const char **hex, int64_t *bytes, struct err *e);
/* The hash of a pack's text, hex: a template has its first digits, so a form made of an older pack is known. */
const char *pack_version(struct op_call *c, const struct pack *p);
/* SHEET.xlsx -> SHEET-退回.xlsx, beside it. */
const char *repair_beside(struct op_call *c, const char *sheet);

/* Whether a text can be the name of somebody who acts. */
bool op_check_name(const char *text, size_t bytes, struct err *e);
bool grant_append(struct op_call *c, const char *name, const char *roles, struct err *e);
/* A name in a stamp: spaces would end it and become _. */
void stamp_name(struct buf *b, const char *name);
/* Heads of all nodes as text. */
bool op_heads(struct op_call *c, struct ledger *l, int64_t known, const char **out, struct err *e);
bool path_ends(const char *path, const char *ending);

/* ---- the operations ---- */
extern const struct op *const op_rows; /* op/table.c */
extern const int op_row_count;
typedef bool op_function(struct op_call *c, struct err *e);
op_function init_run, import_run, import_tell, export_run, template_run, add_run, amend_run, move_run, void_run, show_run,
    list_run, measure_run, trace_run, target_run, alert_run, report_run, verify_run, rebuild_run, rebuild_tell, backup_run,
    restore_run, user_add_run, user_role_run, user_list_run, pack_check_run, pack_install_run, pack_list_run, help_run,
    version_run, pack_test_run, check_run, issue_run, issue_tell, drift_run, read_run, split_run, compile_run, compare_run;
op_function library_add_run, library_add_tell, library_search_run, library_get_run, library_similar_run, library_remove_run,
    library_remove_tell, library_versions_run, library_watch_run, library_show_run, library_compile_run;

#endif
