/* format/docx_write_table.c: a table with an explicit grid: WPS and LibreOffice lay out nothing else alike. */
#include "format/docx_write.h"

#include <string.h>

#define COLUMNS_WIDE   6  /* more columns take the smaller letters */
#define HALVES_LEAST   4  /* a column is never narrower than two characters … */
#define HALVES_MOST    40 /* … and text wider than this wraps rather than push others away */
#define CELL_PADDING   80 /* twips at each side */
#define STYLE_OF(many) ((many) ? "TableTextSmall" : "TableText")

static int count_columns(const struct text_table *t)
{
    int columns = t->column_count;
    for (const struct text_row *r = t->rows; r; r = r->next) {
        int cells = 0;
        for (const struct text_cell *c = r->cells; c; c = c->next)
            cells++;
        columns = cells > columns ? cells : columns;
    }
    return columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
}

/* What each column would like, in twips. */
static void measure_columns(const struct text_table *t, int columns, int size, int *widths)
{
    int half = size * 5; /* half a character of `size` half points */
    for (int i = 0; i < columns; i++)
        widths[i] = HALVES_LEAST;
    for (const struct text_row *r = t->rows; r; r = r->next) {
        int i = 0;
        for (const struct text_cell *c = r->cells; c && i < columns; c = c->next, i++) {
            int halves = runs_halves(c->runs);
            halves = halves > HALVES_MOST ? HALVES_MOST : halves;
            widths[i] = halves > widths[i] ? halves : widths[i];
        }
    }
    for (int i = 0; i < columns; i++)
        widths[i] = (widths[i] + 2) * half + 2 * CELL_PADDING;
}

/* Narrow columns keep what they like, the others share what is left; or all grow alike to fill the width. */
static void fit_columns(int columns, int *widths)
{
    bool kept[COLUMNS_MAX] = { false };
    int left = AREA_WIDTH, open = columns, wanted = 0;
    for (int i = 0; i < columns; i++)
        wanted += widths[i];
    for (bool changed = wanted > AREA_WIDTH; changed;) {
        changed = false;
        int share = open ? left / open : 0;
        for (int i = 0; i < columns; i++) {
            if (kept[i] || widths[i] > share)
                continue;
            kept[i] = changed = true;
            left -= widths[i];
            open--;
        }
    }
    int used = 0, last = columns - 1;
    for (int i = 0; i < columns; i++) {
        if (wanted <= AREA_WIDTH)
            widths[i] = (int)((int64_t)widths[i] * AREA_WIDTH / wanted);
        else if (!kept[i])
            widths[last = i] = left / open;
        used += widths[i];
    }
    widths[last] += AREA_WIDTH - used; /* what division left over */
}

static void put_grid(struct buf *out, int columns, const int *widths)
{
    static const char *const SIDES[] = { "top", "left", "bottom", "right", "insideH", "insideV" };
    XML(out, "<w:tbl><w:tblPr><w:tblW w:w=\"{1}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>",
        MSG_NUM(AREA_WIDTH));
    for (size_t i = 0; i < sizeof SIDES / sizeof *SIDES; i++)
        buf_format(out, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>", SIDES[i]);
    buf_text(out, "</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>");
    buf_format(out, "<w:left w:w=\"%d\" w:type=\"dxa\"/><w:right w:w=\"%d\" w:type=\"dxa\"/>", CELL_PADDING, CELL_PADDING);
    buf_text(out, "</w:tblCellMar></w:tblPr><w:tblGrid>");
    for (int i = 0; i < columns; i++)
        buf_format(out, "<w:gridCol w:w=\"%d\"/>", widths[i]);
    buf_text(out, "</w:tblGrid>");
}

static const char *align_word(enum align a)
{
    return a == ALIGN_RIGHT ? "right" : a == ALIGN_CENTRE ? "center" : "left";
}

static void put_cell(struct docx_out *w, const struct text_cell *c, int width, const char *style, const char *align,
                     bool head)
{
    buf_format(&w->body, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>", width);
    XML(&w->body, "<w:p><w:pPr><w:pStyle w:val=\"{1}\"/>", style);
    buf_text(&w->body, head ? "<w:keepNext/>" : "");
    XML(&w->body, "<w:jc w:val=\"{1}\"/></w:pPr>", align);
    if (c)
        docx_runs(w, c->runs, head ? FONT_HEI : FONT_FANG);
    buf_text(&w->body, "</w:p></w:tc>");
}

void docx_table(struct docx_out *w, const struct text_table *t)
{
    int columns = count_columns(t), widths[COLUMNS_MAX];
    bool many = columns > COLUMNS_WIDE, heading = true;
    if (!columns)
        return;
    measure_columns(t, columns, many ? SIZE_CELL_MANY : SIZE_CELL, widths);
    fit_columns(columns, widths);
    put_grid(&w->body, columns, widths);
    for (const struct text_row *r = t->rows; r; r = r->next) {
        heading = heading && r->head;
        buf_text(&w->body, "<w:tr><w:trPr><w:cantSplit/>");
        buf_text(&w->body, heading ? "<w:tblHeader/>" : "");
        buf_text(&w->body, "</w:trPr>");
        const struct text_cell *c = r->cells;
        for (int i = 0; i < columns; i++, c = c ? c->next : NULL) {
            enum align align = t->aligns && i < t->column_count ? t->aligns[i] : ALIGN_LEFT;
            put_cell(w, c, widths[i], STYLE_OF(many), r->head ? "center" : align_word(align), r->head);
        }
        buf_text(&w->body, "</w:tr>");
    }
    buf_text(&w->body, "</w:tbl>");
}
