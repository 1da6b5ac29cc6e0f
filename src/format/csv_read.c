/* format/csv_read.c: CSV -> rows.
 * Why two passes over a row: the first only looks for its end (and may run out of bytes and be taken up again), the second
 * cuts it into cells in place; so no byte is copied, no row is started twice, and any input costs linear time.
 */
#include "format/format.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/csv_decode.h"

#define READ_BYTES    ((size_t)256 * 1024)
#define ROW_BYTES_MAX ((size_t)1024 * 1024)
#define CELLS_MAX     1000
#define SAMPLE_ROWS   20 /* rows from which the separator is found out */

struct csv {
    struct decoder in;
    char *data; /* data[at..end) is read and not yet handed out; one byte more is kept for a NUL */
    size_t at, end;
    bool ended;   /* no bytes will follow data[end] */
    int64_t line; /* of data[at], 1.. */
    char separator;
    csv_stamp *stamp;
    void *stamp_context;
    struct cell cells[CELLS_MAX];
    char note[64];
};

/* What the first pass knows of the row that begins at data[at]. */
struct row_scan {
    size_t bytes;          /* looked at so far; at the end: of the row without its line break */
    size_t break_bytes;    /* 0 at the end of the file, 1 or 2 */
    int64_t breaks_inside; /* line breaks within quotes */
    int64_t quote_line;    /* where the open quote began */
    size_t closed;         /* just behind the last closing quote; a quote there was the second of a doubled one */
    bool quoted, plain;    /* inside quotes; in a row whose quotes mean nothing (a stamp) */
    bool any_quote;
};

static bool fill(struct csv *c, struct err *e)
{
    size_t left = c->end - c->at, got;
    memmove(c->data, c->data + c->at, left);
    c->at = 0;
    c->end = left;
    if (!decode_get(&c->in, c->data + left, READ_BYTES, &got, e))
        return false;
    c->end += got;
    c->ended = got == 0;
    return true;
}

static bool malformed(const struct csv *c, int64_t line, struct err *e)
{
    return ERR(e, ERR_UNREADABLE, CSV_ENCODING, c->in.path, MSG_NUM(line), c->in.encoding);
}

/* ---- first pass: where the row ends ---- */

/* Judges the quote at row[i], outside quotes. */
static void scan_quote(const struct csv *c, struct row_scan *s, const char *row, size_t i)
{
    bool opens = i == 0 || row[i - 1] == c->separator;
    s->any_quote = true;
    if (s->plain || (!opens && s->closed != i))
        return; /* a quote in the middle of a cell is a character like any other */
    s->quoted = true;
    if (opens)
        s->quote_line = c->line + s->breaks_inside;
}

/* Goes on until the row's end (true) or the end of the bytes at hand (false, true at the end of the file). */
static bool scan_row(const struct csv *c, struct row_scan *s)
{
    const char *row = c->data + c->at, *end = c->data + c->end, *p = row + s->bytes;
    for (; p < end; p++) {
        while (p < end && *p != '"' && *p != '\n' && *p != '\r')
            p++;
        if (p == end || (*p == '\r' && p + 1 == end && !c->ended))
            break; /* a '\n' may follow */
        bool pair = *p == '\r' && p + 1 < end && p[1] == '\n';
        if (*p == '"' && s->quoted) {
            s->quoted = false;
            s->closed = (size_t)(p - row) + 1;
        } else if (*p == '"') {
            scan_quote(c, s, row, (size_t)(p - row));
        } else if (s->quoted) {
            s->breaks_inside++;
            p += pair;
        } else {
            s->bytes = (size_t)(p - row);
            s->break_bytes = pair ? 2 : 1;
            return true;
        }
    }
    s->bytes = (size_t)(p - row);
    return c->ended;
}

static bool is_stamp(const char *text, size_t bytes)
{
    return bytes >= 9 && memcmp(text, "#taizhang", 9) == 0 && (bytes == 9 || text[9] == ' ');
}

/* Finds the end of the row at data[at], reading on where needed.  *any: false at the end of the file. */
static bool find_row(struct csv *c, struct row_scan *s, bool *any, struct err *e)
{
    *s = (struct row_scan) { 0 };
    while (c->end - c->at < 16 && !c->ended && !c->in.malformed)
        if (!fill(c, e))
            return false;
    *any = c->at < c->end || c->in.malformed;
    s->plain = is_stamp(c->data + c->at, c->end - c->at);
    while (*any && !scan_row(c, s)) {
        if (s->bytes > ROW_BYTES_MAX)
            break;
        if (!fill(c, e))
            return false;
    }
    if (c->ended && s->break_bytes == 0 && c->in.malformed)
        return malformed(c, c->line + s->breaks_inside, e);
    if (s->quoted && (c->ended || s->bytes > ROW_BYTES_MAX))
        return ERR(e, ERR_UNREADABLE, CSV_QUOTE_OPEN, c->in.path, MSG_NUM(s->quote_line));
    if (s->bytes > ROW_BYTES_MAX)
        return ERR(e, ERR_UNREADABLE, CSV_ROW_LONG, c->in.path, MSG_NUM(c->line));
    return true;
}

/* ---- second pass: cells ---- */

static int64_t line_within(const struct csv *c, const char *row, const char *place)
{
    int64_t line = c->line;
    for (const char *p = row; p < place; p++)
        line += *p == '\n' || (*p == '\r' && p[1] != '\n');
    return line;
}

/* Well-formed UTF-8, quickly where it is ASCII or Chinese; *at says where not. */
static bool check_text(const char *text, size_t bytes, const char **at)
{
    const char *p = text, *end = text + bytes;
    while (p < end) {
        uint64_t eight;
        if (end - p >= 8 && (memcpy(&eight, p, 8), (eight & UINT64_C(0x8080808080808080)) == 0)) {
            p += 8;
            continue;
        }
        const unsigned char *s = (const unsigned char *)p;
        if (s[0] < 0x80) {
            p++;
        } else if (end - p >= 3 && s[0] > 0xE0 && s[0] < 0xED && (s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80) {
            p += 3;
        } else if (*at = p, text_next(&p, end) == 0xFFFD && p - *at == 1) {
            return false;
        }
    }
    return true;
}

static bool check_bytes(const struct csv *c, const char *row, size_t bytes, struct err *e)
{
    const char *bad = memchr(row, '\0', bytes);
    if (bad)
        return ERR(e, ERR_UNREADABLE, CSV_NUL, c->in.path, MSG_NUM(line_within(c, row, bad)));
    if (!check_text(row, bytes, &bad))
        return malformed(c, line_within(c, row, bad), e);
    return true;
}

/* Whether white space opens or closes a text: ASCII, U+3000, U+00A0 or U+FEFF. */
static bool has_edges(const char *text, size_t bytes)
{
    unsigned char first = (unsigned char)text[0], last = (unsigned char)text[bytes - 1];
    if (first <= ' ' || last <= ' ' || first == 0xC2 || first == 0xE3 || first == 0xEF)
        return true;
    return (last == 0xA0 || last == 0x80 || last == 0xBF) && bytes > 1;
}

static struct cell trimmed(char *text, size_t bytes)
{
    const char *start = text;
    if (bytes && has_edges(text, bytes))
        text_trim(&start, &bytes);
    text[(size_t)(start - text) + bytes] = '\0';
    return (struct cell) { bytes ? CELL_TEXT : CELL_EMPTY, bytes ? start : "", bytes };
}

/* Takes the quotes off in place; *p is behind the opening quote and ends behind the closing one. */
static size_t unquote(char **p, char *end)
{
    char *to = *p, *from = *p, *start = *p;
    for (;;) {
        char *quote = memchr(from, '"', (size_t)(end - from));
        assert(quote); /* the first pass saw every quote closed */
        memmove(to, from, (size_t)(quote - from));
        to += quote - from;
        from = quote + 1;
        if (from == end || *from != '"')
            break;
        *to++ = '"';
        from++;
    }
    *p = from;
    return (size_t)(to - start);
}

static bool cut_cells(struct csv *c, char *row, size_t bytes, struct row *out, struct err *e)
{
    char *p = row, *end = row + bytes;
    bool more = true;
    out->cells = c->cells;
    out->cell_count = 0;
    for (; more; p++) {
        if (out->cell_count == CELLS_MAX)
            return ERR(e, ERR_UNREADABLE, CSV_CELLS, c->in.path, MSG_NUM(c->line));
        char *start = p;
        size_t length;
        if (p < end && *p == '"') {
            start = ++p;
            length = unquote(&p, end);
            while (p < end && *p == ' ' && c->separator != ' ')
                p++;
            if (p < end && *p != c->separator)
                return ERR(e, ERR_UNREADABLE, CSV_QUOTE_AFTER, c->in.path, MSG_NUM(line_within(c, row, p)));
        } else {
            while (p < end && *p != c->separator)
                p++;
            length = (size_t)(p - start);
        }
        more = p < end;
        c->cells[out->cell_count++] = trimmed(start, length);
    }
    return true;
}

static bool row_empty(const struct row *row, int from)
{
    for (int i = from; i < row->cell_count; i++)
        if (row->cells[i].bytes)
            return false;
    return true;
}

/* A table program that saved an export again gives the stamp's line as many empty cells as the rows have. */
static void hand_stamp(struct csv *c, char *line, size_t bytes)
{
    while (bytes && (line[bytes - 1] == c->separator || line[bytes - 1] == ' '))
        bytes--;
    line[bytes] = '\0';
    if (c->stamp)
        c->stamp(c->stamp_context, line + 1);
}

static bool csv_next(void *self, struct row *row, struct err *e)
{
    struct csv *c = self;
    for (;;) {
        struct row_scan s;
        bool any;
        if (!find_row(c, &s, &any, e) || !any)
            return false;
        char *text = c->data + c->at;
        if (!check_bytes(c, text, s.bytes, e))
            return false;
        *row = (struct row) { .number = c->line };
        if (s.plain)
            hand_stamp(c, text, s.bytes);
        else if (!cut_cells(c, text, s.bytes, row, e))
            return false;
        c->at += s.bytes + s.break_bytes;
        c->line += s.breaks_inside + 1;
        if (s.plain || row_empty(row, 0))
            continue;
        if (s.any_quote && is_stamp(row->cells[0].text, row->cells[0].bytes) && row_empty(row, 1)) {
            hand_stamp(c, (char *)row->cells[0].text, row->cells[0].bytes);
            continue;
        }
        return true;
    }
}

static void csv_close(void *self)
{
    struct csv *c = self;
    decode_close(&c->in);
    free(c->data);
    free(c);
}

/* ---- the separator ---- */

/* Separators outside quotes in the row at data[at..at + bytes), quotes taken as this separator has them. */
static int count_separators(const struct csv *c, const char *row, size_t bytes)
{
    struct row_scan s = { 0 };
    int count = 0;
    for (size_t i = 0; i < bytes; i++) {
        if (row[i] == '"' && s.quoted) {
            s.quoted = false;
            s.closed = i + 1;
        } else if (row[i] == '"') {
            scan_quote(c, &s, row, i);
        } else {
            count += row[i] == c->separator && !s.quoted;
        }
    }
    return count;
}

/* How well a separator fits: the rows with as many of it as the first has, then how many that are. */
static int64_t separator_fit(struct csv *c)
{
    size_t at_before = c->at;
    int first = -1, alike = 0;
    for (int rows = 0; rows < SAMPLE_ROWS && c->at < c->end;) {
        struct row_scan s = { .plain = is_stamp(c->data + c->at, c->end - c->at) };
        if (!scan_row(c, &s) || (s.quoted && c->ended))
            break;
        if (!s.plain && s.bytes) {
            int count = count_separators(c, c->data + c->at, s.bytes);
            first = first < 0 ? count : first;
            alike += count == first;
            rows++;
        }
        c->at += s.bytes + s.break_bytes;
    }
    c->at = at_before;
    return first > 0 ? (int64_t)alike * (1 << 20) + first : 0;
}

static void find_separator(struct csv *c)
{
    static const char CANDIDATES[] = ",;\t";
    char best = ',';
    int64_t best_fit = 0;
    for (const char *p = CANDIDATES; *p; p++) {
        c->separator = *p;
        int64_t fit = separator_fit(c);
        if (fit > best_fit) {
            best_fit = fit;
            best = *p;
        }
    }
    c->separator = best;
}

bool csv_open(struct sheet_reader *out, const char *path, csv_stamp *stamp, void *context, struct err *e)
{
    struct csv *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    if (!decode_open(&c->in, path, e)) {
        free(c);
        return false;
    }
    c->data = malloc(ROW_BYTES_MAX + 2 * READ_BYTES + 1);
    if (!c->data)
        abort();
    c->line = 1;
    c->stamp = stamp;
    c->stamp_context = context;
    if (!fill(c, e)) {
        csv_close(c);
        return false;
    }
    find_separator(c);
    char letter[2] = { c->separator, '\0' };
    const char *shown = c->separator == '\t' ? msg_text(e->lang, MSG_CSV_TAB) : letter;
    msg_format(c->note, sizeof c->note, e->lang, MSG_CSV_NOTE, (const char *const[]) { c->in.encoding, shown, NULL });
    *out = (struct sheet_reader) { .self = c, .next = csv_next, .close = csv_close, .note = c->note };
    return true;
}
