/* format/xlsx_sheet.c: worksheet XML -> rows; the parser pauses behind each row that holds something.
 * Why texts are joined in one growing buffer: a row's cells are told piece by piece, and a row costs no allocation. */
#include "format/xlsx_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/xlsx_xml.h"

enum level { LEVEL_ROOT = 1, LEVEL_DATA, LEVEL_ROW, LEVEL_CELL, LEVEL_VALUE };

enum cell_type { TYPE_NUMBER, TYPE_SHARED, TYPE_TEXT, TYPE_INLINE, TYPE_BOOL, TYPE_ERROR, TYPE_DAY };

struct xlsx_sheet {
    struct xlsx_xml xml;
    struct xlsx_book *book;
    const char *name;

    bool in_data, in_row, in_cell, in_value; /* where the parser is */
    int phonetic;                            /* depth of the rPh it is in; 0: none */

    int64_t row; /* the last row that began; 0 before the first */
    bool row_hidden;
    int column; /* of the last cell of the row; -1 before the first */
    enum cell_type type;
    int style;
    bool formula;
    struct buf value; /* of the cell */

    struct cell cells[XLSX_CELLS_MAX];
    size_t starts[XLSX_CELLS_MAX]; /* where each cell's text begins in `texts` */
    int cell_count;
    struct buf texts; /* of the row; each followed by a NUL */

    bool hidden[XLSX_COLUMNS_MAX], hidden_seen[XLSX_COLUMNS_MAX];
    int column_ranges; /* that are hidden */
    struct xlsx_oddities odd;
};

static void see(struct xlsx_seen *seen, int64_t row, int column)
{
    if (seen->count++ == 0) {
        seen->row = row;
        seen->column = column;
    }
}

#define FAIL(s, id, ...)                                                                                                    \
    (ERR((s)->xml.e, ERR_UNREADABLE, id, (s)->book->file, (s)->name, __VA_ARGS__), xlsx_xml_stop(&(s)->xml))

/* ---- where a row and a cell stand ---- */

static void begin_row(struct xlsx_sheet *s, const char **attributes)
{
    const char *r = xlsx_attribute(attributes, "r");
    int64_t number = s->row + 1;
    if (r) {
        char *end;
        number = strtoll(r, &end, 10);
        number = end == r || *end ? 0 : number;
    }
    if (number < 1 || number > XLSX_ROWS_MAX) {
        FAIL(s, XLSX_IN_ROW_RANGE, r ? r : MSG_NUM(number), MSG_NUM(XLSX_ROWS_MAX));
    } else if (number <= s->row) {
        FAIL(s, XLSX_IN_ROW_ORDER, r);
    } else {
        s->row = number;
        s->row_hidden = xlsx_attribute_true(attributes, "hidden");
        s->column = -1;
        s->cell_count = 0;
        buf_clear(&s->texts);
        s->in_row = true;
    }
}

/* The cell's column, from its r= or behind the last; false where it has no place. */
static bool place_cell(struct xlsx_sheet *s, const char *r)
{
    int column = s->column + 1;
    int64_t row = s->row;
    const char *end = "";
    if (r && (!xlsx_place(r, &column, &row, &end) || *end)) {
        FAIL(s, XLSX_IN_CELL_ORDER, r);
    } else if (column >= XLSX_COLUMNS_MAX) {
        FAIL(s, XLSX_IN_CELL_RANGE, MSG_NUM(s->row), r ? r : XLSX_PLACE(column, s->row));
    } else if (row != s->row || column <= s->column) {
        FAIL(s, XLSX_IN_CELL_ORDER, r);
    } else {
        s->column = column;
        return true;
    }
    return false;
}

static bool cell_type(struct xlsx_sheet *s, const char *name)
{
    static const struct {
        const char *name;
        enum cell_type type;
    } TYPES[] = { { "s", TYPE_SHARED }, { "n", TYPE_NUMBER }, { "str", TYPE_TEXT }, { "inlineStr", TYPE_INLINE },
                  { "b", TYPE_BOOL },   { "e", TYPE_ERROR },  { "d", TYPE_DAY } };
    s->type = TYPE_NUMBER;
    if (!name)
        return true;
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        if (strcmp(name, TYPES[i].name) == 0) {
            s->type = TYPES[i].type;
            return true;
        }
    }
    FAIL(s, XLSX_IN_TYPE, XLSX_PLACE(s->column, s->row), name);
    return false;
}

static int parse_style(const char *text)
{
    int64_t value = 0;
    for (; *text >= '0' && *text <= '9' && value <= XLSX_STYLES_MAX; text++)
        value = value * 10 + (*text - '0');
    return *text ? -1 : (int)value;
}

static void begin_cell(struct xlsx_sheet *s, const char **attributes)
{
    const char *r = NULL, *type = NULL;
    s->style = 0;
    for (const char **p = attributes; *p; p += 2) { /* one pass: a sheet has millions of cells */
        if (p[0][1] != '\0')
            continue;
        if (p[0][0] == 'r')
            r = p[1];
        else if (p[0][0] == 't')
            type = p[1];
        else if (p[0][0] == 's')
            s->style = parse_style(p[1]);
    }
    if (!place_cell(s, r) || !cell_type(s, type))
        return;
    s->in_cell = true;
    s->formula = false;
    buf_clear(&s->value);
}

/* ---- what a cell holds ---- */

static void put_cell(struct xlsx_sheet *s, enum cell_kind kind, size_t start)
{
    for (; s->cell_count < s->column; s->cell_count++) {
        s->cells[s->cell_count] = (struct cell) { .kind = CELL_EMPTY, .text = "" };
        s->starts[s->cell_count] = SIZE_MAX;
    }
    s->cells[s->column] = (struct cell) { .kind = kind, .bytes = s->texts.bytes - start };
    s->starts[s->column] = start;
    s->cell_count = s->column + 1;
    buf_put(&s->texts, "", 1);
    if (s->texts.bytes > XLSX_ROW_BYTES)
        FAIL(s, XLSX_IN_ROW_LONG, MSG_NUM(s->row));
    if (s->hidden[s->column] && !s->hidden_seen[s->column]) {
        s->hidden_seen[s->column] = true;
        see(&s->odd.hidden_columns, s->row, s->column);
    }
}

static struct xlsx_style style_of(const struct xlsx_sheet *s)
{
    return s->style >= 0 && s->style < s->book->style_count ? s->book->styles[s->style] : (struct xlsx_style) { 0 };
}

/* The text of the shared string that the cell names, behind the row's texts. */
static bool put_shared(struct xlsx_sheet *s, const char *number, size_t bytes)
{
    uint64_t index = 0, count = xlsx_strings_count(s->book->strings);
    bool sound = bytes > 0;
    for (size_t i = 0; sound && i < bytes; i++) {
        sound = number[i] >= '0' && number[i] <= '9';
        index = index * 10 + (uint64_t)(number[i] - '0');
        sound = sound && index < count;
    }
    if (!sound) {
        FAIL(s, XLSX_IN_STRING, XLSX_PLACE(s->column, s->row), number);
        return false;
    }
    if (xlsx_strings_get(s->book->strings, index, &s->texts, s->xml.e))
        return true;
    xlsx_xml_stop(&s->xml);
    return false;
}

/* The cell's value, trimmed, behind the row's texts; the kind, CELL_EMPTY where nothing was put or all failed. */
static enum cell_kind put_value(struct xlsx_sheet *s, const char *text, size_t bytes)
{
    char room[XLSX_VALUE_ROOM];
    enum cell_kind kind = CELL_EMPTY;
    bool lossy = false;
    switch (s->type) {
    case TYPE_SHARED: return put_shared(s, text, bytes) ? CELL_TEXT : CELL_EMPTY;
    case TYPE_NUMBER: kind = xlsx_value(text, bytes, style_of(s), s->book->date1904, room, &lossy); break;
    case TYPE_DAY: kind = xlsx_iso_day(text, bytes, room); break;
    case TYPE_BOOL:
        if (bytes == 1 && (*text == '0' || *text == '1')) {
            buf_text(&s->texts, *text == '1' ? "true" : "false");
            return CELL_BOOL;
        }
        break;
    case TYPE_TEXT:
    case TYPE_INLINE:
    case TYPE_ERROR: break;
    }
    if (lossy)
        see(&s->odd.long_numbers, s->row, s->column);
    if (kind != CELL_EMPTY) {
        buf_text(&s->texts, room);
        return kind;
    }
    buf_put(&s->texts, text, bytes);
    return CELL_TEXT;
}

static bool too_long(const char *text, size_t bytes)
{
    return bytes > XLSX_CELL_POINTS && text_points(text, bytes) > XLSX_CELL_POINTS;
}

static void end_cell(struct xlsx_sheet *s)
{
    const char *text = buf_get(&s->value);
    size_t bytes = s->value.bytes, start = s->texts.bytes;
    s->in_cell = s->in_value = false;
    if (bytes && (s->type == TYPE_INLINE || s->type == TYPE_TEXT))
        bytes = xlsx_unescape(s->value.data, bytes);
    text_trim(&text, &bytes);
    if (!bytes) {
        if (s->formula && s->type != TYPE_TEXT)
            see(&s->odd.formulas, s->row, s->column);
        return;
    }
    enum cell_kind kind = put_value(s, text, bytes);
    if (kind == CELL_EMPTY || s->texts.bytes == start)
        return;
    if (too_long(s->texts.data + start, s->texts.bytes - start))
        FAIL(s, XLSX_IN_CELL_LONG, XLSX_PLACE(s->column, s->row), MSG_NUM(XLSX_CELL_POINTS));
    else if (s->column >= XLSX_CELLS_MAX)
        FAIL(s, XLSX_IN_CELLS, XLSX_PLACE(s->column, s->row), MSG_NUM(XLSX_CELLS_MAX));
    else
        put_cell(s, kind, start);
}

static void end_row(struct xlsx_sheet *s)
{
    s->in_row = false;
    if (s->cell_count == 0)
        return;
    for (int i = 0; i < s->cell_count; i++)
        if (s->starts[i] != SIZE_MAX)
            s->cells[i].text = s->texts.data + s->starts[i];
    if (s->row_hidden)
        see(&s->odd.hidden_rows, s->row, 0);
    xlsx_xml_pause(&s->xml);
}

/* ---- elements ---- */

static void see_columns(struct xlsx_sheet *s, const char **attributes)
{
    const char *min = xlsx_attribute(attributes, "min"), *max = xlsx_attribute(attributes, "max");
    if (!min || !max || !xlsx_attribute_true(attributes, "hidden") || s->column_ranges++ >= XLSX_COLUMNS_MAX)
        return; /* there are no more ranges than columns */
    long first = strtol(min, NULL, 10), last = strtol(max, NULL, 10);
    for (long i = first < 1 ? 1 : first; i <= last && i <= XLSX_COLUMNS_MAX; i++)
        s->hidden[i - 1] = true;
}

/* Inside a cell: v, f and, for a text of its own, is/t and is/r/t. */
static void see_inside(struct xlsx_sheet *s, int depth, const char *name)
{
    if (strcmp(name, "rPh") == 0 && !s->phonetic)
        s->phonetic = depth;
    if (depth == LEVEL_VALUE && strcmp(name, "f") == 0)
        s->formula = true;
    s->in_value = s->type == TYPE_INLINE ? depth > LEVEL_VALUE && !s->phonetic && strcmp(name, "t") == 0
                                         : depth == LEVEL_VALUE && strcmp(name, "v") == 0;
}

static void on_start(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct xlsx_sheet *s = x->context;
    if (s->in_cell)
        see_inside(s, x->depth, name);
    else if (s->in_row && x->depth == LEVEL_CELL && strcmp(name, "c") == 0)
        begin_cell(s, attributes);
    else if (s->in_data && x->depth == LEVEL_ROW && strcmp(name, "row") == 0)
        begin_row(s, attributes);
    else if (x->depth == LEVEL_DATA && strcmp(name, "sheetData") == 0)
        s->in_data = true;
    else if (x->depth == LEVEL_ROW && strcmp(name, "col") == 0 && !s->in_data)
        see_columns(s, attributes);
}

static void on_text(struct xlsx_xml *x, const char *text, size_t bytes)
{
    struct xlsx_sheet *s = x->context;
    if (s->in_value && s->value.bytes < XLSX_CELL_BYTES)
        buf_put(&s->value, text, bytes);
}

static void on_end(struct xlsx_xml *x, const char *name)
{
    struct xlsx_sheet *s = x->context;
    (void)name;
    s->in_value = false;
    if (s->phonetic == x->depth)
        s->phonetic = 0;
    if (s->in_cell && x->depth == LEVEL_CELL)
        end_cell(s);
    else if (s->in_row && x->depth == LEVEL_ROW)
        end_row(s);
    else if (s->in_data && x->depth == LEVEL_DATA)
        s->in_data = false;
}

/* ---- the sheet ---- */

bool xlsx_sheet_open(struct xlsx_sheet **out, struct xlsx_book *b, const struct xlsx_sheet_name *name, struct err *e)
{
    if (!zip_has(b->zip, name->part))
        return ERR(e, ERR_UNREADABLE, ZIP_PART_MISSING, b->file, name->part);
    struct xlsx_sheet *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->book = b;
    s->name = name->name;
    s->xml = (struct xlsx_xml) {
        .file = b->file, .part = name->part, .context = s, .start = on_start, .end = on_end, .text = on_text
    };
    if (!xlsx_xml_open(&s->xml, b->zip, e)) {
        xlsx_sheet_close(s);
        return false;
    }
    *out = s;
    return true;
}

bool xlsx_sheet_next(struct xlsx_sheet *s, struct row *row, struct err *e)
{
    if (s->xml.ended || !xlsx_xml_pull(&s->xml, e) || s->xml.ended)
        return false;
    *row = (struct row) { .number = s->row, .cells = s->cells, .cell_count = s->cell_count };
    return true;
}

void xlsx_sheet_close(struct xlsx_sheet *s)
{
    if (!s)
        return;
    xlsx_xml_close(&s->xml);
    buf_free(&s->value);
    buf_free(&s->texts);
    free(s);
}

const struct xlsx_oddities *xlsx_sheet_oddities(const struct xlsx_sheet *s)
{
    return &s->odd;
}
