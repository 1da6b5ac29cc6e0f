/* op/pack.c: checking a pack's text, and making it part of a ledger. */
#include <string.h>

#include "op/inside.h"

bool pack_check_run(struct op_call *c, struct err *e)
{
    struct pack_list *list = ARENA_NEW(c->memory, struct pack_list);
    const struct catalog *catalog;
    if (!packs_collect(c, op_text(c, "pack"), NULL, list, e) || !packs_check(c, list, &catalog, e))
        return false;
    const char *name = list->names[list->count - 1];
    int books = catalog_book_count(catalog), measures = catalog_measure_count(catalog),
        reports = catalog_report_count(catalog);
    op_object(c, json_pack("{s:s, s:i, s:i, s:i}", "pack", name, "books", books, "measures", measures, "reports", reports));
    SAY(c, OP_PACK_SOUND, name, MSG_NUM(books), MSG_NUM(measures), MSG_NUM(reports));
    return true;
}

bool pack_install_run(struct op_call *c, struct err *e)
{
    struct pack_list *list = ARENA_NEW(c->memory, struct pack_list);
    int32_t day;
    if (!op_day(c, "day", op_today(c), &day, e) || !packs_collect(c, op_text(c, "pack"), c->ledger->catalog, list, e))
        return false;
    for (int i = 0; i < list->count; i++) {
        if (!pack_append(c, list, i, day, e))
            return false;
    }
    if (!report_check_all(c->ledger->catalog, c->memory, e))
        return false;
    struct receipt *r = ARENA_NEW(c->memory, struct receipt);
    *r = (struct receipt) { .kind = event_kind_name(EVENT_PACK), .book = "", .seq = c->ledger->head };
    sm3_hex(r->hash, c->ledger->hash_last);
    c->work = r;
    return state_catch_up(c->ledger, e);
}

bool pack_list_run(struct op_call *c, struct err *e)
{
    (void)e;
    const struct catalog *catalog = c->ledger->catalog;
    const struct op_column columns[] = {
        { "pack", HEADING(c, OP_PACK), FORM_TEXT, false },
        { "title", HEADING(c, OP_TITLE), FORM_TEXT, false },
        { "day", HEADING(c, OP_HOLDS_FROM), FORM_TEXT, false },
        { "seq", HEADING(c, OP_SEQ), FORM_COUNT, false },
    };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 4 });
    for (int i = 0; i < catalog_pack_count(catalog); i++) {
        const struct pack *p = catalog_pack_at(catalog, i);
        op_row(c, (const char *const[]) { p->name, p->title, DAY_TEXT(p->day), MSG_NUM(p->seq) });
    }
    op_table_end(c);
    return true;
}
