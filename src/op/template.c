/* op/template.c: an empty sheet that helps to fill it in: lists of choices and of entries, notes, and which pack it is for. */
#include <stdlib.h>
#include <string.h>

#include "base/sm3.h"
#include "op/inside.h"

#define FORM_ROWS     2000  /* rows that check what is typed */
#define LIST_MAX      10000 /* entries in a list to choose from */
#define VERSION_BYTES 8     /* hexadecimal digits of a pack's hash */

/* The entries of a book that a reference may name. */
struct choices {
    const struct book *book;
    const char **numbers, **titles, **texts;
    int count;
    bool cut;
};

static bool see_choice(struct op_call *c, struct sheet_walk *w, const struct entry_view *v, const char *const *cells,
                       struct err *e)
{
    (void)cells;
    (void)e;
    struct choices *l = w->context;
    if (l->count == LIST_MAX) {
        l->cut = true;
        return false; /* enough; no failure */
    }
    l->numbers[l->count] = arena_text(c->memory, v->ref.number);
    l->titles[l->count++] = arena_text(c->memory, v->ref.title);
    return true;
}

struct name {
    const char *text;
    int entry;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

/* An entry is called by its name where no other bears it as name or number, else by its number. */
static void choose_texts(struct op_call *c, struct choices *l)
{
    struct name *names = ARENA_ARRAY(c->memory, struct name, (size_t)l->count * 2);
    int count = 0;
    for (int i = 0; i < l->count; i++) {
        l->texts[i] = l->titles[i];
        names[count++] = (struct name) { l->numbers[i], i };
        names[count++] = (struct name) { l->titles[i], i };
    }
    qsort(names, (size_t)count, sizeof *names, by_text);
    for (int i = 0, end; i < count; i = end) {
        bool alone = *names[i].text != '\0';
        for (end = i + 1; end < count && strcmp(names[end].text, names[i].text) == 0; end++)
            alone = alone && names[end].entry == names[i].entry;
        for (int k = i; !alone && k < end; k++)
            l->texts[names[k].entry] = l->numbers[names[k].entry];
    }
}

static bool read_choices(struct op_call *c, const struct basis *basis, struct choices *l, struct err *e)
{
    struct sheet_walk w = { .book = l->book, .basis = *basis, .see = see_choice, .context = l, .call = c };
    sheet_columns(c, l->book, false, &w.columns);
    l->numbers = ARENA_ARRAY(c->memory, const char *, LIST_MAX);
    l->titles = ARENA_ARRAY(c->memory, const char *, LIST_MAX);
    l->texts = ARENA_ARRAY(c->memory, const char *, LIST_MAX);
    if (!sheet_walk(c, &w, e) && !l->cut)
        return false;
    choose_texts(c, l);
    if (l->cut)
        NOTE(c, OP_TEMPLATE_CUT, l->book->name, MSG_NUM(LIST_MAX));
    return true;
}

/* The choices of a book, read once. */
static bool find_choices(struct op_call *c, const struct basis *basis, struct choices *lists, int *count,
                         const struct book *book, const struct choices **out, struct err *e)
{
    int i = 0;
    while (i < *count && lists[i].book != book)
        i++;
    *out = &lists[i];
    if (i < *count)
        return true;
    lists[(*count)++].book = book;
    return read_choices(c, basis, &lists[i], e);
}

/* Every column that names entries gets the list of those there are. */
static bool offer_entries(struct op_call *c, const struct book *b, struct sheet_columns *columns, struct err *e)
{
    struct choices *lists = ARENA_ARRAY(c->memory, struct choices, (size_t)b->field_count + 1);
    struct basis basis;
    int count = 0;
    if (!op_basis(c, START_NONE, &basis, e))
        return false;
    for (int i = 1; i < columns->count; i++) { /* behind 编号 */
        int field = i - 1 - columns->has_org;
        const struct book *named = field < 0 ? catalog_book(c->ledger->catalog, BOOK_ORG) : b->fields[field].ref;
        const struct choices *l;
        if (!named)
            continue;
        if (!find_choices(c, &basis, lists, &count, named, &l, e))
            return false;
        columns->columns[i].choices = l->texts;
        columns->columns[i].choice_count = l->count;
        columns->columns[i].choices_open = true;
    }
    return true;
}

/* Says which book and which text of its pack the sheet is for. */
static void put_stamp(struct op_call *c, const struct book *b, struct sheet_writer *writer)
{
    uint8_t hash[SM3_BYTES];
    char hex[2 * SM3_BYTES + 1];
    struct buf line = { 0 };
    sm3_of(c->ledger->sm3, b->pack->text, strlen(b->pack->text), hash);
    buf_text(&line, "taizhang template book=");
    stamp_name(&line, b->name);
    buf_text(&line, " pack=");
    stamp_name(&line, b->pack->name);
    buf_format(&line, " version=%.*s", VERSION_BYTES, sm3_hex(hex, hash));
    writer->stamp(writer->self, buf_get(&line));
    buf_free(&line);
}

bool template_run(struct op_call *c, struct err *e)
{
    const char *out = op_text(c, "out");
    const struct book *b;
    struct sheet_columns columns;
    struct sheet_writer writer;
    if (!op_book(c, &b, e))
        return false;
    sheet_columns(c, b, false, &columns);
    if (!offer_entries(c, b, &columns, e) || !sheet_create(&writer, out, b->name, FORM_ROWS, e))
        return false;
    put_stamp(c, b, &writer);
    writer.columns(writer.self, columns.columns, columns.count);
    if (!writer.finish(writer.self, e))
        return false;
    op_object(c, json_pack("{s:s, s:s, s:i}", "file", out, "book", b->name, "columns", columns.count));
    SAY(c, OP_TEMPLATE_MADE, b->name, MSG_NUM(columns.count), out);
    return true;
}
