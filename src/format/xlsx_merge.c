/* format/xlsx_merge.c: the merged cells, which stand behind all rows.
 * Why the rows are only looked over for their end: unpacking is cheap, and telling a million cells twice is not.  A text that
 * spells the end of the rows would have to stand in a remark or CDATA, which no spreadsheet writes; then merges are wrong and
 * the rows, which are told whole, are not. */
#include <stdlib.h>
#include <string.h>

#include "format/xlsx_sheet.h"
#include "format/xlsx_xml.h"

#define PIECE_BYTES ((size_t)64 * 1024)
#define END_BYTES   80 /* "</prefix:sheetData>", where the prefix is no longer than PREFIX_MAX */
#define PREFIX_MAX  60

struct merges {
    struct merge *items;
    int count, room;
    int64_t row_last;
};

static bool parse_merge(const char *text, struct merge *m)
{
    const char *p;
    if (!xlsx_place(text, &m->column_first, &m->row_first, &p))
        return false;
    m->column_last = m->column_first;
    m->row_last = m->row_first;
    if (*p == ':' && !xlsx_place(p + 1, &m->column_last, &m->row_last, &p))
        return false;
    return !*p && m->column_first <= m->column_last && m->row_first <= m->row_last && m->row_last <= XLSX_ROWS_MAX
           && m->column_last < XLSX_COLUMNS_MAX;
}

static void see_merge(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct merges *m = x->context;
    struct merge one;
    const char *ref = strcmp(name, "mergeCell") == 0 ? xlsx_attribute(attributes, "ref") : NULL;
    if (!ref || !parse_merge(ref, &one) || one.row_first > m->row_last || m->count == XLSX_MERGES_MAX)
        return;
    if (m->count == m->room) {
        m->room = m->room ? m->room * 2 : 64;
        m->items = realloc(m->items, (size_t)m->room * sizeof *m->items);
        if (!m->items)
            abort();
    }
    m->items[m->count++] = one;
}

static void end_merges(struct xlsx_xml *x, const char *name)
{
    if (strcmp(name, "mergeCells") == 0)
        xlsx_xml_stop(x);
}

static int by_place(const void *a, const void *b)
{
    const struct merge *p = a, *q = b;
    if (p->row_first != q->row_first)
        return p->row_first < q->row_first ? -1 : 1;
    return (p->column_first > q->column_first) - (p->column_first < q->column_first);
}

/* Where the rows end in text[0..bytes): the '<' of "</sheetData>" or "</prefix:sheetData>"; NULL where not seen whole. */
static const char *rows_end(const char *text, size_t bytes)
{
    static const char END[] = "sheetData>";
    const char *end = text + bytes;
    for (const char *p = text; (p = memmem(p, (size_t)(end - p), END, sizeof END - 1)); p++) {
        const char *from = p;
        if (from > text && from[-1] == ':')
            for (from--; from > text && p - from < PREFIX_MAX && from[-1] != '/' && from[-1] != '<';)
                from--;
        if (from - text >= 2 && from[-1] == '/' && from[-2] == '<')
            return from - 2;
    }
    return NULL;
}

/* A start that makes what follows the rows a document: "<prefix:worksheet><prefix:sheetData>". */
static bool feed_tail(struct xlsx_xml *x, const char *tail, size_t bytes, struct err *e)
{
    struct buf head = { 0 };
    const char *colon = memchr(tail, ':', bytes < END_BYTES ? bytes : END_BYTES), *close = memchr(tail, '>', bytes);
    int prefix = colon && colon < close ? (int)(colon + 1 - (tail + 2)) : 0;
    buf_format(&head, "<%.*sworksheet><%.*ssheetData>", prefix, tail + 2, prefix, tail + 2);
    bool ok = xlsx_xml_feed(x, buf_get(&head), head.bytes, e) && xlsx_xml_feed(x, tail, bytes, e);
    buf_free(&head);
    return ok;
}

/* What is wrong with the XML is said where the rows are read; here only a container that cannot be read is a failure. */
static bool scan(struct zip_part *in, struct xlsx_xml *x, struct err *e)
{
    char *piece = malloc(END_BYTES + PIECE_BYTES);
    if (!piece)
        abort();
    size_t kept = 0, got = 1;
    bool ok = true, behind = false;
    struct err quiet = err_like(e);
    while (ok && got) {
        ok = zip_part_read(in, piece + kept, PIECE_BYTES, &got, e);
        if (!ok || !got || quiet.code != ERR_NONE)
            continue;
        size_t bytes = kept + got;
        const char *tail = behind ? piece : rows_end(piece, bytes);
        if (behind)
            xlsx_xml_feed(x, piece, bytes, &quiet);
        else if (tail)
            behind = feed_tail(x, tail, bytes - (size_t)(tail - piece), &quiet);
        kept = behind || quiet.code != ERR_NONE ? 0 : bytes < END_BYTES ? bytes : END_BYTES;
        memmove(piece, piece + bytes - kept, kept);
    }
    free(piece);
    return ok;
}

bool xlsx_merges(struct xlsx_book *b, const struct xlsx_sheet_name *name, int64_t row_last, const struct merge **out,
                 int *count, struct err *e)
{
    struct merges m = { .row_last = row_last };
    struct xlsx_xml x = { .file = b->file, .part = name->part, .context = &m, .start = see_merge, .end = end_merges };
    struct zip_part *in;
    if (!zip_part_open(b->zip, name->part, &in, e))
        return false;
    xlsx_xml_begin(&x);
    bool ok = scan(in, &x, e);
    xlsx_xml_close(&x);
    zip_part_close(in);
    *count = ok ? m.count : 0;
    *out = NULL;
    if (*count) {
        struct merge *kept = ARENA_ARRAY(&b->memory, struct merge, (size_t)m.count);
        qsort(m.items, (size_t)m.count, sizeof *m.items, by_place);
        memcpy(kept, m.items, (size_t)m.count * sizeof *kept);
        *out = kept;
    }
    free(m.items);
    return ok;
}
