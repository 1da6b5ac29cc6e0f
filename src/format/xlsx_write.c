/* format/xlsx_write.c: rows -> XLSX over libxlsxwriter, as an office expects a sheet to look.
 * Why constant memory: a row goes to a temporary file as soon as the next begins.  So all that concerns a cell must be said
 * with its row, while widths, filter and validation, which the library writes last, wait for finish.
 */
#include "format/format.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xlsxwriter.h>

#include "base/day.h"
#include "base/text.h"
#include "format/file.h"
#include "format/xlsx_write.h"
#include "format/zip.h"

#define ROWS_MAX          1048575 /* below the heading; the format's limit, as the next three are */
#define COLUMNS_MAX       16384
#define CELL_UNITS_MAX    32767 /* of UTF-16 */
#define SHEET_NAME_MAX    31    /* characters */
#define DIGITS_EXACT_MAX  15    /* a double holds every decimal of so many digits */
#define ROWS_MEASURED     1000  /* whose texts say how wide a column must be */
#define WIDTH_LEAST       10
#define WIDTH_MOST        40
#define DAY_WIDTH         12
#define MARGIN            2
#define LINES_MOST        20
#define LINE_HEIGHT       15
#define ROW_HEIGHT        18
#define HEAD_HEIGHT       24
#define PAPER_A4          9
#define LABEL_BYTES       300 /* of an entry's number, to name a row by */
#define TEXT_FORMAT       "@" /* text stays text when it is typed over */
#define TEXT_FORMAT_INDEX 49  /* the number every program knows it by */
#define STAMP_SHEET       "台账戳"
#define FLAWS_TOLD_MAX    5000      /* comments are kept in memory; cells beyond are coloured all the same */
#define CREATED           315532800 /* 1980-01-01: the same rows make the same bytes */

struct flaw {
    int column;
    const char *reason;
    struct flaw *next;
};

struct xlsx_out {
    struct file_out file;
    struct err failure; /* the first; ERR_NONE while all is well */
    struct arena memory;
    struct arena row_memory;
    lxw_workbook *book;
    lxw_worksheet *sheet, *stamps;
    lxw_format *text, *text_flawed, *text_blank, *heading, *heading_required, *ruled;
    struct xlsx_column *columns;
    int column_count;
    int empty_rows;
    int64_t rows; /* below the heading */
    lxw_row_t stamp_rows;
    struct flaw *flaws; /* of the next row */
    int64_t flaws_told;
};

static bool well(const struct xlsx_out *w)
{
    return w->failure.code == ERR_NONE;
}

bool xlsx_done(lxw_error error, const char *path, struct err *e)
{
    return error == LXW_NO_ERROR || ERR(e, ERR_IO, XLSX_OUT_FAILED, path, lxw_strerror(error));
}

static void done(struct xlsx_out *w, lxw_error error)
{
    (void)xlsx_done(error, w->file.path, &w->failure);
}

/* ---- cells ---- */

static size_t utf16_units(const char *text)
{
    size_t units = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        units += (*p & 0xC0) == 0x80 ? 0 : *p >= 0xF0 ? 2 : 1;
    return units;
}

/* Bytes of the character at `p` that XML cannot hold; 0: it can. */
static size_t unfit(const unsigned char *p)
{
    if (*p < 0x20)
        return *p != '\t' && *p != '\n';
    return *p == 0xEF && p[1] == 0xBF && p[2] >= 0xBE ? 3 : 0;
}

static bool looks_escaped(const unsigned char *p)
{
    return *p == '_' && p[1] == 'x' && strspn((const char *)p + 2, "0123456789abcdefABCDEF") >= 4 && p[6] == '_';
}

/* As the format writes characters that XML cannot hold, _x000D_; and so that a text that looks like this stays what it is. */
const char *xlsx_text(struct arena *a, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    while (*p && !unfit(p) && !looks_escaped(p))
        p++;
    if (!*p)
        return text;
    struct buf b = { 0 };
    for (p = (const unsigned char *)text; *p;) {
        size_t bytes = unfit(p);
        if (bytes) {
            buf_format(&b, "_x%04X_", bytes == 1 ? *p : 0xFF00u | (p[2] + 0x40u));
            p += bytes;
        } else {
            buf_text(&b, looks_escaped(p) ? "_x005F" : "");
            buf_char(&b, (char)*p++);
        }
    }
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}

/* The library takes numbers as doubles.  Only a canonical decimal that a double gives back to the last digit becomes one: a
 * longer code or sum is a text. */
static bool exact(const char *text, double *out)
{
    const char *p = text + (*text == '-');
    size_t whole = strspn(p, "0123456789"), part = 0;
    if (!whole || (whole > 1 && *p == '0'))
        return false;
    if (p[whole] == '.') {
        part = strspn(p + whole + 1, "0123456789");
        if (!part || p[whole + part] == '0')
            return false;
    }
    if (p[whole + (part ? part + 1 : 0)] || whole + part > DIGITS_EXACT_MAX || strcmp(text, "-0") == 0)
        return false;
    *out = strtod(text, NULL);
    return true;
}

static void put_text(struct xlsx_out *w, int64_t row, int column, const char *text, lxw_format *format)
{
    done(w, worksheet_write_string(w->sheet, (lxw_row_t)row, (lxw_col_t)column, xlsx_text(&w->row_memory, text), format));
}

static void refuse_long(struct xlsx_out *w, int column, const char *text, const char *label)
{
    (void)ERR(&w->failure, ERR_INPUT, XLSX_OUT_CELL_LONG, w->file.path, MSG_NUM(w->rows + 2), w->columns[column].is.name,
              MSG_NUM(utf16_units(text)), label);
}

static void put_cell(struct xlsx_out *w, int column, const char *text, const char *label, bool flawed)
{
    struct xlsx_column *c = &w->columns[column];
    lxw_format *format = flawed ? c->flawed : c->plain;
    lxw_row_t row = (lxw_row_t)(w->rows + 1);
    int32_t day;
    double number;
    if (!text || !*text)
        done(w, worksheet_write_blank(w->sheet, row, (lxw_col_t)column, format));
    else if (c->is.kind == COLUMN_NUMBER && exact(text, &number))
        done(w, worksheet_write_number(w->sheet, row, (lxw_col_t)column, number, format));
    else if (c->is.kind == COLUMN_DAY && day_parse(text, strlen(text), &day) && day >= XLSX_DAY_FIRST)
        done(w, worksheet_write_number(w->sheet, row, (lxw_col_t)column, xlsx_serial(day), format));
    else if (strlen(text) > CELL_UNITS_MAX && utf16_units(text) > CELL_UNITS_MAX)
        refuse_long(w, column, text, label);
    else
        put_text(w, row, column, text, flawed ? w->text_flawed : w->text);
}

int xlsx_serial(int32_t day)
{
    return day - day_of(1899, 12, 30);
}

/* Letters in the longest line of a text, at most WIDTH_MOST + 1; *lines of it at that width. */
static int text_width(const char *text, int width_most, int *lines)
{
    int widest = 0;
    *lines = 0;
    for (size_t bytes; *text && *lines < LINES_MOST; text += bytes + (text[bytes] == '\n')) {
        bytes = strcspn(text, "\n");
        int width = 0;
        for (size_t i = 0; i < bytes; i++) /* a letter of one byte is narrow, any other wide */
            width += (text[i] & 0xC0) == 0x80 ? 0 : (text[i] & 0x80) ? 2 : 1;
        widest = width > widest ? width : widest;
        *lines += 1 + (width ? width - 1 : 0) / width_most;
    }
    return widest;
}

static void widen(struct xlsx_column *c, int width)
{
    if (width > c->width)
        c->width = width < WIDTH_MOST ? width : WIDTH_MOST;
}

/* Widths come from the first rows; a row with a longer text is as high as its lines, for not every program sees to that. */
static void make_room(struct xlsx_out *w, const char *const *cells, int count)
{
    int lines_most = 1;
    for (int i = 0; i < count && i < w->column_count; i++) {
        struct xlsx_column *c = &w->columns[i];
        bool measured = w->rows < ROWS_MEASURED;
        int lines;
        if (!cells[i] || c->is.kind == COLUMN_DAY)
            continue;
        int width = text_width(cells[i], (measured ? WIDTH_MOST : c->width) - MARGIN, &lines);
        if (measured) /* a number has commas and digits that its text has not */
            widen(c, width + (c->is.kind == COLUMN_NUMBER ? 2 * MARGIN : MARGIN));
        if (c->is.kind == COLUMN_TEXT && lines > lines_most)
            lines_most = lines < LINES_MOST ? lines : LINES_MOST;
    }
    if (lines_most > 1)
        done(w, worksheet_set_row(w->sheet, (lxw_row_t)(w->rows + 1), LINE_HEIGHT * lines_most, NULL));
}

/* ---- looks ---- */

/* `number` is the number format; NULL: General. */
static lxw_format *make_blank(struct xlsx_out *w, const char *number)
{
    lxw_format *f = workbook_add_format(w->book);
    format_set_font_name(f, XLSX_FONT);
    format_set_font_size(f, 11);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    if (number && strcmp(number, TEXT_FORMAT) == 0)
        format_set_num_format_index(f, TEXT_FORMAT_INDEX);
    else if (number)
        format_set_num_format(f, number);
    return f;
}

static void put_border(lxw_format *f)
{
    format_set_border(f, LXW_BORDER_THIN);
    format_set_border_color(f, 0xBFBFBF);
}

static lxw_format *make_format(struct xlsx_out *w, const char *number)
{
    lxw_format *f = make_blank(w, number);
    put_border(f);
    return f;
}

static lxw_format *make_flawed(struct xlsx_out *w, const char *number)
{
    lxw_format *f = make_format(w, number);
    format_set_bg_color(f, 0xFFC7CE);
    return f;
}

static lxw_format *make_heading(struct xlsx_out *w, lxw_color_t colour)
{
    lxw_format *f = make_format(w, TEXT_FORMAT);
    format_set_bold(f);
    format_set_font_color(f, colour);
    format_set_bg_color(f, 0xDDEBF7);
    format_set_align(f, LXW_ALIGN_CENTER);
    format_set_text_wrap(f);
    return f;
}

static void make_formats(struct xlsx_out *w)
{
    w->heading = make_heading(w, 0x1F3864);
    w->heading_required = make_heading(w, 0xC00000);
    w->text = make_format(w, TEXT_FORMAT);
    format_set_text_wrap(w->text);
    w->text_flawed = make_flawed(w, TEXT_FORMAT);
    format_set_text_wrap(w->text_flawed);
    w->ruled = workbook_add_format(w->book);
    put_border(w->ruled);
    w->text_blank = make_blank(w, TEXT_FORMAT);
    format_set_text_wrap(w->text_blank);
}

/* A column's own number format; NULL: General. */
static const char *number_format(struct arena *a, const struct column *c)
{
    if (c->kind == COLUMN_DAY)
        return "yyyy-mm-dd";
    if (c->digits <= 0)
        return c->digits == 0 ? "0" : NULL;
    struct buf b = { 0 };
    buf_text(&b, "#,##0.");
    for (int i = 0; i < c->digits; i++)
        buf_char(&b, '0');
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}

static void make_column(struct xlsx_out *w, int i, const struct column *c)
{
    struct xlsx_column *out = &w->columns[i];
    *out = (struct xlsx_column) { .is = *c, .width = c->kind == COLUMN_DAY ? DAY_WIDTH : WIDTH_LEAST };
    out->is.name = arena_text(&w->memory, c->name);
    out->is.note = c->note && *c->note ? arena_text(&w->memory, c->note) : NULL;
    int lines;
    widen(out, text_width(c->name, WIDTH_MOST, &lines) + 2 * MARGIN); /* the filter has a button */
    for (int k = 0; k < c->choice_count; k++)
        widen(out, text_width(c->choices[k], WIDTH_MOST, &lines) + MARGIN);
    if (c->kind == COLUMN_TEXT) {
        out->plain = w->text;
        out->flawed = w->text_flawed;
        out->blank = w->text_blank;
        return;
    }
    const char *format = number_format(&w->memory, c);
    out->blank = make_blank(w, format);
    out->plain = make_format(w, format);
    out->flawed = make_flawed(w, format);
    if (c->kind == COLUMN_DAY) {
        format_set_align(out->plain, LXW_ALIGN_CENTER);
        format_set_align(out->flawed, LXW_ALIGN_CENTER);
    }
}

static void put_page(lxw_worksheet *sheet, enum msg_lang lang)
{
    worksheet_set_default_row(sheet, ROW_HEIGHT, LXW_FALSE);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, PAPER_A4);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
    worksheet_center_horizontally(sheet);
    (void)worksheet_repeat_rows(sheet, 0, 0);
    (void)worksheet_set_footer(sheet, msg_text(lang, MSG_XLSX_OUT_FOOTER));
}

/* ---- the writer ---- */

static void xlsx_columns(void *self, const struct column *columns, int count)
{
    struct xlsx_out *w = self;
    if (!well(w))
        return;
    if (count > COLUMNS_MAX) {
        (void)ERR(&w->failure, ERR_INPUT, XLSX_OUT_COLUMNS, w->file.path, MSG_NUM(count));
        return;
    }
    w->columns = ARENA_ARRAY(&w->memory, struct xlsx_column, (size_t)count);
    w->column_count = count;
    done(w, worksheet_set_row(w->sheet, 0, HEAD_HEIGHT, NULL));
    for (int i = 0; i < count && well(w); i++) {
        make_column(w, i, &columns[i]);
        put_text(w, 0, i, columns[i].name, columns[i].required ? w->heading_required : w->heading);
        done(w, xlsx_explain(w->sheet, &w->memory, &w->columns[i], i, w->failure.lang));
    }
    (void)(well(w) && xlsx_choices(w->book, &w->memory, w->columns, count, w->file.path, &w->failure));
}

static void xlsx_flaw(void *self, int column, const char *reason)
{
    struct xlsx_out *w = self;
    struct flaw **last = &w->flaws;
    while (*last)
        last = &(*last)->next;
    *last = ARENA_NEW(&w->row_memory, struct flaw);
    **last = (struct flaw) { .column = column, .reason = arena_text(&w->row_memory, reason) };
}

/* Whether a cell of the row is wrong; tells why in a comment. */
static bool tell_flaws(struct xlsx_out *w, int column)
{
    struct buf reasons = { 0 };
    bool flawed = false;
    for (const struct flaw *f = w->flaws; f; f = f->next) {
        if (f->column != column)
            continue;
        if (flawed)
            buf_char(&reasons, '\n');
        buf_text(&reasons, f->reason);
        flawed = true;
    }
    if (flawed && w->flaws_told++ < FLAWS_TOLD_MAX)
        done(w, xlsx_comment(w->sheet, (lxw_row_t)(w->rows + 1), column, xlsx_text(&w->row_memory, buf_get(&reasons))));
    buf_free(&reasons);
    return flawed;
}

static void xlsx_row(void *self, const char *const *cells, int count)
{
    struct xlsx_out *w = self;
    if (well(w) && w->rows == ROWS_MAX)
        (void)ERR(&w->failure, ERR_INPUT, XLSX_OUT_ROWS, w->file.path);
    assert(!well(w) || count <= w->column_count);
    const char *label = count && cells[0] && strlen(cells[0]) <= LABEL_BYTES ? cells[0] : "";
    if (well(w))
        make_room(w, cells, count);
    for (int i = 0; i < count && well(w); i++)
        put_cell(w, i, cells[i], label, w->flaws && tell_flaws(w, i));
    if (well(w))
        w->rows++;
    w->flaws = NULL;
    arena_rewind(&w->row_memory, (struct arena_mark) { 0 });
}

static void xlsx_stamp(void *self, const char *line)
{
    struct xlsx_out *w = self;
    if (!well(w))
        return;
    if (utf16_units(line) > CELL_UNITS_MAX) {
        (void)ERR(&w->failure, ERR_INPUT, XLSX_OUT_STAMP_LONG, w->file.path);
        return;
    }
    if (!w->stamps) {
        w->stamps = workbook_add_worksheet(w->book, STAMP_SHEET);
        worksheet_protect(w->stamps, NULL, NULL);
        worksheet_hide(w->stamps);
    }
    done(w, worksheet_write_string(w->stamps, w->stamp_rows++, 0, xlsx_text(&w->row_memory, line), NULL));
}

/* A form's rows get their lines when somebody writes in them: so an empty form prints one page, not forty. */
static lxw_error rule_filled(struct xlsx_out *w, lxw_row_t last)
{
    char first[LXW_MAX_CELL_NAME_LENGTH], end[LXW_MAX_CELL_NAME_LENGTH], formula[64];
    lxw_col_t column = (lxw_col_t)(w->column_count - 1);
    lxw_rowcol_to_cell(first, 1, 0);
    lxw_rowcol_to_cell(end, 1, column);
    snprintf(formula, sizeof formula, "=COUNTA($%s:$%s)>0", first, end);
    lxw_conditional_format condition = { .type = LXW_CONDITIONAL_TYPE_FORMULA, .value_string = formula, .format = w->ruled };
    return worksheet_conditional_format_range(w->sheet, 1, 0, last, column, &condition);
}

/* What the library writes after the rows. */
static void put_frame(struct xlsx_out *w)
{
    lxw_row_t last = (lxw_row_t)(w->rows > w->empty_rows ? w->rows : w->empty_rows);
    lxw_col_t last_column = (lxw_col_t)(w->column_count - 1);
    char range[LXW_MAX_CELL_RANGE_LENGTH];
    for (int i = 0; i < w->column_count && well(w); i++) {
        const struct xlsx_column *c = &w->columns[i];
        done(w, worksheet_set_column(w->sheet, (lxw_col_t)i, (lxw_col_t)i, c->width, c->blank));
        if (last)
            done(w, xlsx_validate(w->sheet, &w->memory, c, i, last, w->empty_rows > 0, w->failure.lang));
    }
    if (!w->column_count || !well(w))
        return;
    lxw_rowcol_to_range(range, 1, 0, last ? last : 1, last_column);
    worksheet_freeze_panes(w->sheet, 1, 0);
    done(w, worksheet_autofilter(w->sheet, 0, 0, last, last_column));
    done(w, worksheet_ignore_errors(w->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range));
    if (w->empty_rows > 0)
        done(w, rule_filled(w, last));
}

static void xlsx_drop(void *self)
{
    struct xlsx_out *w = self;
    if (w->book)
        lxw_workbook_free(w->book);
    file_out_drop(&w->file);
    arena_free(&w->memory);
    arena_free(&w->row_memory);
    free(w);
}

/* Whether the rows are there to the last one: on a full disk the library's temporary files end early, and it does not look. */
static bool written_whole(const char *path, struct err *e)
{
    static const char END[] = "</worksheet>";
    struct zip_reader *zip;
    struct zip_part *part = NULL;
    char room[64 * 1024 + sizeof END] = { 0 };
    size_t kept = 0, bytes = 1;
    if (!zip_open_file(&zip, path, e))
        return false;
    bool ok = zip_part_open(zip, "xl/worksheets/sheet1.xml", &part, e);
    while (ok && bytes) {
        ok = zip_part_read(part, room + kept, 64 * 1024, &bytes, e);
        size_t all = ok ? kept + bytes : 0;
        kept = all < sizeof END - 1 ? all : sizeof END - 1;
        memmove(room, room + all - kept, kept);
    }
    if (part)
        zip_part_close(part);
    zip_reader_close(zip);
    return ok && kept == sizeof END - 1 && memcmp(room, END, kept) == 0;
}

static void close_book(struct xlsx_out *w)
{
    struct err inner = err_like(&w->failure);
    lxw_error error = workbook_close(w->book);
    w->book = NULL;
    if (error == LXW_NO_ERROR && written_whole(w->file.beside, &inner))
        return;
    if (error == LXW_NO_ERROR || error == LXW_ERROR_ZIP_FILE_OPERATION || error == LXW_ERROR_ZIP_FILE_ADD
        || error == LXW_ERROR_ZIP_CLOSE)
        (void)file_error(&w->failure, w->file.path, ENOSPC);
    done(w, error);
}

static bool xlsx_finish(void *self, struct err *e)
{
    struct xlsx_out *w = self;
    if (well(w))
        put_frame(w);
    if (well(w) && (fflush(w->sheet->optimize_tmpfile) != 0 || ferror(w->sheet->optimize_tmpfile)))
        (void)file_error(&w->failure, w->file.path, ENOSPC);
    if (well(w))
        close_book(w);
    bool ok = well(w) ? file_out_finish(&w->file, e) : err_take(e, &w->failure, NULL);
    xlsx_drop(w);
    return ok;
}

/* A name that the format takes: no []:*?/\, no quotes, 31 characters; and not a word that could be read as a cell's address
 * (the library does not quote such). */
static const char *fit_name(struct arena *a, const char *name)
{
    struct buf b = { 0 };
    bool ascii = true;
    const char *end = name + strlen(name);
    for (int points = 0; name < end && points < SHEET_NAME_MAX - 3; points++) {
        char room[4];
        uint32_t point = text_next(&name, end);
        ascii = ascii && point < 0x80;
        if (point < 0x20 || (point < 0x80 && strchr("[]:*?/\\'", (int)point)))
            point = '_';
        buf_put(&b, room, text_put(room, point));
    }
    if (ascii || strcmp(b.data, STAMP_SHEET) == 0 || strcmp(b.data, XLSX_CHOICE_SHEET) == 0)
        buf_text(&b, " 表");
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}

static bool open_book(struct xlsx_out *w, const char *sheet_name, struct err *e)
{
    const char *slash = strrchr(w->file.path, '/');
    size_t folder_bytes = slash ? (size_t)(slash - w->file.path) + 1 : 0;
    char *folder = ARENA_ARRAY(&w->memory, char, folder_bytes + 2);
    memcpy(folder, folder_bytes ? w->file.path : "./", folder_bytes ? folder_bytes : 2);
    /* its temporary files lie where the sheet will: there is room for it, and it is nobody else's folder */
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = folder, .use_zip64 = LXW_FALSE };
    w->book = workbook_new_opt(w->file.beside, &options);
    w->sheet = w->book ? workbook_add_worksheet(w->book, fit_name(&w->memory, sheet_name)) : NULL;
    if (!w->sheet || !w->sheet->optimize_tmpfile)
        return file_error(e, w->file.path, ENOSPC);
    lxw_doc_properties properties = { .title = (char *)(uintptr_t)sheet_name, .author = "taizhang", .created = CREATED };
    if (!xlsx_done(workbook_set_properties(w->book, &properties), w->file.path, e))
        return false;
    make_formats(w);
    put_page(w->sheet, e->lang);
    return true;
}

bool xlsx_create(struct sheet_writer *out, const char *path, const char *sheet_name, int empty_rows, struct err *e)
{
    struct xlsx_out *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->failure = err_like(e);
    w->empty_rows = empty_rows < ROWS_MAX ? empty_rows : ROWS_MAX;
    arena_init(&w->memory, 16 * 1024);
    arena_init(&w->row_memory, 16 * 1024);
    bool ok = file_out_open(&w->file, path, e) && (w->file.beside || ERR(e, ERR_USAGE, XLSX_OUT_PLAIN, path))
              && open_book(w, sheet_name, e);
    if (!ok) {
        xlsx_drop(w);
        return false;
    }
    *out = (struct sheet_writer) { .self = w,
                                   .columns = xlsx_columns,
                                   .row = xlsx_row,
                                   .flaw = xlsx_flaw,
                                   .stamp = xlsx_stamp,
                                   .finish = xlsx_finish,
                                   .drop = xlsx_drop };
    return true;
}
