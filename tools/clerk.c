/* tools/clerk.c: what a clerk does by hand between two commands of the demo, in a spreadsheet program or a word processor.
 *
 *     clerk form IN.csv OUT.xlsx                  retypes a list as bureaus lay it out: a title, a header on two rows with
 *                                                 joined cells, a note below
 *     clerk mend IN.xlsx OUT.xlsx OLD=NEW…        corrects cells
 *     clerk overtype IN.docx OUT.docx OLD NEW     types NEW over the first figure that shows OLD; its control stays
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/text.h"
#include "format/format.h"
#include "format/zip.h"

#define COLUMNS_MOST 64
#define PART_MOST    ((size_t)16 * 1024 * 1024)

static int fail(const struct err *e)
{
    fprintf(stderr, "%s\n", e->what);
    return 1;
}

/* ---- form ---- */

/* Columns that stand under one word; the others' names reach over both rows. */
static const struct {
    const char *word, *columns[4];
} GROUPS[] = {
    { "发现情况", { "发现日期", "检查", "单位" } },
    { "隐患", { "级别", "类别", "描述" } },
};
enum { GROUP_COUNT = sizeof GROUPS / sizeof *GROUPS };

static int group_of(const char *column)
{
    for (int g = 0; g < GROUP_COUNT; g++)
        for (int i = 0; i < 4 && GROUPS[g].columns[i]; i++)
            if (strcmp(column, GROUPS[g].columns[i]) == 0)
                return g;
    return -1;
}

static void put_head(lxw_worksheet *w, lxw_format *head, const struct row *row)
{
    for (int i = 0, last; i < row->cell_count; i = last + 1) {
        int g = group_of(row->cells[i].text);
        for (last = i; g >= 0 && last + 1 < row->cell_count && group_of(row->cells[last + 1].text) == g;)
            last++;
        if (last > i)
            worksheet_merge_range(w, 1, (lxw_col_t)i, 1, (lxw_col_t)last, GROUPS[g].word, head);
        else
            worksheet_merge_range(w, 1, (lxw_col_t)i, 2, (lxw_col_t)i, row->cells[i].text, head);
        for (int k = i; last > i && k <= last; k++)
            worksheet_write_string(w, 2, (lxw_col_t)k, row->cells[k].text, head);
    }
    worksheet_set_column(w, 0, (lxw_col_t)(row->cell_count - 1), 16, NULL);
}

static int form(const char *in, const char *out)
{
    struct sheet_reader r;
    struct row row;
    struct err e = { 0 };
    if (!sheet_open(&r, in, NULL, NULL, &e))
        return fail(&e);
    lxw_workbook *book = workbook_new(out);
    lxw_worksheet *w = workbook_add_worksheet(book, "登记表");
    lxw_format *title = workbook_add_format(book), *head = workbook_add_format(book);
    format_set_align(title, LXW_ALIGN_CENTER);
    format_set_font_size(title, 18);
    format_set_bold(head);
    format_set_align(head, LXW_ALIGN_CENTER);
    format_set_align(head, LXW_ALIGN_VERTICAL_CENTER);
    format_set_border(head, LXW_BORDER_THIN);
    lxw_row_t at = 0;
    for (; r.next(r.self, &row, &e); at = at ? at + 1 : 3) {
        if (!at) {
            worksheet_merge_range(w, 0, 0, 0, (lxw_col_t)(row.cell_count - 1), "云溪县安全隐患排查登记表", title);
            put_head(w, head, &row);
            continue;
        }
        for (int i = 0; i < row.cell_count; i++)
            worksheet_write_string(w, at, (lxw_col_t)i, row.cells[i].text, NULL);
    }
    r.close(r.self);
    worksheet_write_string(w, at, 0, "注：本表由各乡镇填报，每周五汇总。", NULL);
    if (workbook_close(book) != LXW_NO_ERROR)
        return perror(out), 1;
    return e.code == ERR_NONE ? 0 : fail(&e);
}

/* ---- mend ---- */

static const char *mended(const char *text, char **changes, int count)
{
    for (int i = 0; i < count; i++) {
        size_t old = strcspn(changes[i], "=");
        if (strlen(text) == old && memcmp(text, changes[i], old) == 0)
            return changes[i] + old + 1;
    }
    return text;
}

static int mend(const char *in, const char *out, char **changes, int count)
{
    struct sheet_reader r;
    struct sheet_writer w;
    struct row row;
    struct err e = { 0 };
    if (!sheet_open(&r, in, NULL, NULL, &e) || !sheet_create(&w, out, "改好", 0, &e))
        return fail(&e);
    for (bool head = true; r.next(r.self, &row, &e); head = false) {
        struct column columns[COLUMNS_MOST] = { 0 };
        const char *cells[COLUMNS_MOST];
        int n = row.cell_count < COLUMNS_MOST ? row.cell_count : COLUMNS_MOST;
        for (int i = 0; i < n; i++) {
            columns[i] = (struct column) { .name = row.cells[i].text, .digits = -1 };
            cells[i] = mended(row.cells[i].text, changes, count);
        }
        if (head)
            w.columns(w.self, columns, n);
        else
            w.row(w.self, cells, n);
    }
    r.close(r.self);
    if (e.code != ERR_NONE) {
        w.drop(w.self);
        return fail(&e);
    }
    return w.finish(w.self, &e) ? 0 : fail(&e);
}

/* ---- overtype ---- */

static char *typed(struct arena *a, const char *text, const char *old, const char *new)
{
    struct buf shown = { 0 }, out = { 0 };
    buf_format(&shown, ">%s</w:t>", old);
    for (const char *from = text; (from = strstr(from, "<w:sdtContent>")); from++) {
        const char *end = strstr(from, "</w:sdtContent>"), *at = strstr(from, buf_get(&shown));
        if (!end || !at || at > end)
            continue;
        buf_put(&out, text, (size_t)(at - text) + 1);
        buf_text(&out, new);
        buf_text(&out, at + 1 + strlen(old));
        break;
    }
    char *done = out.bytes ? arena_text(a, buf_get(&out)) : NULL;
    buf_free(&shown);
    buf_free(&out);
    return done;
}

static int overtype(const char *in, const char *out, const char *old, const char *new)
{
    struct err e = { 0 };
    struct arena a;
    struct zip_reader *z;
    struct zip_writer *w = zip_create();
    struct buf bytes = { 0 };
    bool ok = zip_open_file(&z, in, &e), found = false;
    arena_init(&a, 4096);
    for (int i = 0; ok && i < zip_count(z); i++) {
        char *text;
        size_t size;
        ok = zip_part_text(z, &a, zip_name(z, i), PART_MOST, &text, &size, &e);
        char *changed = ok && !found ? typed(&a, text, old, new) : NULL;
        found = found || changed;
        if (ok)
            zip_put(w, zip_name(z, i), changed ? changed : text, changed ? strlen(changed) : size);
    }
    ok = zip_finish(w, &bytes, &e) && ok && found && file_write(out, bytes.data, bytes.bytes, &e);
    if (!found && e.code == ERR_NONE)
        fprintf(stderr, "no figure shows %s\n", old);
    buf_free(&bytes);
    arena_free(&a);
    return ok ? 0 : e.code == ERR_NONE ? 1 : fail(&e);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "form") == 0)
        return form(argv[2], argv[3]);
    if (argc >= 5 && strcmp(argv[1], "mend") == 0)
        return mend(argv[2], argv[3], argv + 4, argc - 4);
    if (argc == 6 && strcmp(argv[1], "overtype") == 0)
        return overtype(argv[2], argv[3], argv[4], argv[5]);
    fputs("usage: clerk form IN.csv OUT.xlsx | mend IN.xlsx OUT.xlsx OLD=NEW… | overtype IN.docx OUT.docx OLD NEW\n",
          stderr);
    return 2;
}
