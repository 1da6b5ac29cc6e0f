/* format/xlsx_book.c: content types -> relations -> workbook, styles, shared texts. */
#include "format/xlsx_book.h"

#include <stdlib.h>
#include <string.h>

#include "format/xlsx_xml.h"

#define TYPES_PART  "[Content_Types].xml"
#define FORMATS_MAX 65536 /* numbers of formats; what a file gives them is below */

static bool ends_with(const char *text, const char *tail)
{
    size_t bytes = text ? strlen(text) : 0, tail_bytes = strlen(tail);
    return bytes >= tail_bytes && strcmp(text + bytes - tail_bytes, tail) == 0;
}

static bool read_part(struct xlsx_book *b, struct xlsx_xml *x, const char *part, struct err *e)
{
    x->file = b->file;
    x->part = part;
    if (!zip_has(b->zip, part))
        return ERR(e, ERR_UNREADABLE, ZIP_PART_MISSING, b->file, part);
    return xlsx_xml_read(x, b->zip, e);
}

static void end_nothing(struct xlsx_xml *x, const char *name)
{
    (void)x, (void)name;
}

/* ---- what kind of file it is ---- */

struct kinds {
    bool sheet, word, slides, binary;
};

static void see_type(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct kinds *k = x->context;
    const char *type = xlsx_attribute(attributes, "ContentType");
    if (!type || (strcmp(name, "Override") != 0 && strcmp(name, "Default") != 0) || !strstr(type, ".main"))
        return;
    k->sheet |= strstr(type, "spreadsheetml") != NULL || strstr(type, "ms-excel.sheet.macro") != NULL
                || strstr(type, "ms-excel.template.macro") != NULL;
    k->binary |= strstr(type, "ms-excel.sheet.binary") != NULL;
    k->word |= strstr(type, "wordprocessingml") != NULL || strstr(type, "ms-word") != NULL;
    k->slides |= strstr(type, "presentationml") != NULL || strstr(type, "ms-powerpoint") != NULL;
}

static bool judge_kind(struct xlsx_book *b, struct err *e)
{
    struct kinds k = { 0 };
    struct xlsx_xml x = { .context = &k, .start = see_type, .end = end_nothing };
    if (!zip_has(b->zip, TYPES_PART))
        return ERR(e, ERR_UNREADABLE, XLSX_IN_FOREIGN, b->file);
    if (!read_part(b, &x, TYPES_PART, e))
        return false;
    if (k.sheet)
        return true;
    if (k.binary)
        return ERR(e, ERR_UNREADABLE, XLSX_IN_BINARY, b->file);
    if (k.word)
        return ERR(e, ERR_UNREADABLE, XLSX_IN_WORD, b->file);
    if (k.slides)
        return ERR(e, ERR_UNREADABLE, XLSX_IN_SLIDES, b->file);
    return ERR(e, ERR_UNREADABLE, XLSX_IN_FOREIGN, b->file);
}

/* ---- relations: what a part names as its own ---- */

struct relation {
    const char *id, *type, *part;
};
struct relations {
    struct xlsx_book *book;
    const char *of; /* the part whose they are */
    struct relation *items;
    int count, room;
};

/* A target as its part's relations write it -> the name of a part. */
static const char *resolve(struct arena *a, const char *of, const char *target)
{
    const char *slash = strrchr(of, '/');
    size_t base = slash ? (size_t)(slash - of) + 1 : 0;
    if (*target == '/') {
        base = 0;
        target++;
    }
    for (;;) {
        if (strncmp(target, "./", 2) == 0) {
            target += 2;
        } else if (strncmp(target, "../", 3) == 0) {
            target += 3;
            base -= base > 0;
            while (base > 0 && of[base - 1] != '/')
                base--;
        } else {
            break;
        }
    }
    size_t bytes = strlen(target) + 1;
    char *part = arena_alloc(a, base + bytes, 1, 1);
    memcpy(part, of, base);
    memcpy(part + base, target, bytes);
    return part;
}

static void see_relation(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct relations *r = x->context;
    struct arena *a = &r->book->memory;
    const char *id = xlsx_attribute(attributes, "Id"), *type = xlsx_attribute(attributes, "Type");
    const char *target = xlsx_attribute(attributes, "Target"), *mode = xlsx_attribute(attributes, "TargetMode");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target || (mode && strcmp(mode, "External") == 0))
        return;
    if (r->count == XLSX_RELATIONS_MAX) {
        ERR(x->e, ERR_UNREADABLE, XLSX_IN_RELATIONS, x->file, x->part, MSG_NUM(XLSX_RELATIONS_MAX));
        xlsx_xml_stop(x);
        return;
    }
    if (r->count == r->room) {
        int room = r->room ? r->room * 2 : 16;
        struct relation *more = ARENA_ARRAY(a, struct relation, (size_t)room);
        if (r->count)
            memcpy(more, r->items, (size_t)r->count * sizeof *more);
        r->items = more;
        r->room = room;
    }
    r->items[r->count++] =
        (struct relation) { .id = arena_text(a, id), .type = arena_text(a, type), .part = resolve(a, r->of, target) };
}

static bool read_relations(struct xlsx_book *b, struct relations *r, const char *of, struct err *e)
{
    struct buf part = { 0 };
    const char *slash = strrchr(of, '/');
    int folder = slash ? (int)(slash - of) + 1 : 0;
    *r = (struct relations) { .book = b, .of = of };
    buf_format(&part, "%.*s_rels/%s.rels", folder, of, of + folder);
    struct xlsx_xml x = { .context = r, .start = see_relation, .end = end_nothing };
    bool ok = read_part(b, &x, buf_get(&part), e);
    buf_free(&part);
    return ok;
}

static const char *related(const struct relations *r, const char *type_tail)
{
    for (int i = 0; i < r->count; i++)
        if (ends_with(r->items[i].type, type_tail))
            return r->items[i].part;
    return NULL;
}

/* ---- the workbook ---- */

static void see_workbook(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct relations *r = x->context;
    struct xlsx_book *b = r->book;
    if (strcmp(name, "workbookPr") == 0)
        b->date1904 = xlsx_attribute_true(attributes, "date1904");
    if (strcmp(name, "sheet") != 0 || x->depth != 3)
        return;
    if (b->sheet_count == XLSX_SHEETS_MAX) {
        ERR(x->e, ERR_UNREADABLE, XLSX_IN_SHEETS, b->file, MSG_NUM(XLSX_SHEETS_MAX));
        xlsx_xml_stop(x);
        return;
    }
    const char *shown = xlsx_attribute(attributes, "name"), *state = xlsx_attribute(attributes, "state");
    const char *id = xlsx_attribute(attributes, "id");
    struct xlsx_sheet_name *sheet = &b->sheets[b->sheet_count++];
    sheet->name = arena_text(&b->memory, shown ? shown : "");
    sheet->hidden = state && strcmp(state, "visible") != 0;
    for (int i = 0; id && i < r->count; i++)
        if (strcmp(r->items[i].id, id) == 0 && ends_with(r->items[i].type, "/worksheet"))
            sheet->part = r->items[i].part;
}

/* ---- styles ---- */

struct styles {
    struct xlsx_book *book;
    struct xlsx_style *formats; /* by number */
    int room;
    bool in_cells;
};

static void put_style(struct xlsx_xml *x, struct styles *s, int id)
{
    struct xlsx_book *b = s->book;
    if (b->style_count == XLSX_STYLES_MAX) {
        ERR(x->e, ERR_UNREADABLE, XLSX_IN_STYLES, b->file, MSG_NUM(XLSX_STYLES_MAX));
        xlsx_xml_stop(x);
        return;
    }
    if (b->style_count == s->room) {
        s->room = s->room ? s->room * 2 : 64;
        b->styles = realloc(b->styles, (size_t)s->room * sizeof *b->styles);
        if (!b->styles)
            abort();
    }
    b->styles[b->style_count++] = id >= 0 && id < FORMATS_MAX ? s->formats[id] : (struct xlsx_style) { 0 };
}

static int whole_attribute(const char **attributes, const char *name)
{
    const char *text = xlsx_attribute(attributes, name);
    char *end;
    long value = text ? strtol(text, &end, 10) : 0;
    return text && end != text && !*end && value >= 0 && value < FORMATS_MAX ? (int)value : -1;
}

static void see_style(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct styles *s = x->context;
    if (x->depth == 2)
        s->in_cells = strcmp(name, "cellXfs") == 0;
    if (x->depth != 3)
        return;
    if (strcmp(name, "numFmt") == 0) {
        const char *code = xlsx_attribute(attributes, "formatCode");
        int id = whole_attribute(attributes, "numFmtId");
        if (code && id >= 0)
            s->formats[id] = xlsx_style_of(code);
    } else if (s->in_cells && strcmp(name, "xf") == 0) {
        put_style(x, s, whole_attribute(attributes, "numFmtId"));
    }
}

static bool read_styles(struct xlsx_book *b, const char *part, struct err *e)
{
    struct styles s = { .book = b, .formats = calloc(FORMATS_MAX, sizeof *s.formats) };
    if (!s.formats)
        abort();
    for (int id = 0; id < 64; id++)
        s.formats[id] = xlsx_style_builtin(id);
    struct xlsx_xml x = { .context = &s, .start = see_style, .end = end_nothing };
    bool ok = read_part(b, &x, part, e);
    free(s.formats);
    return ok;
}

/* ---- all of it ---- */

static bool read_book(struct xlsx_book *b, struct err *e)
{
    struct relations package, r;
    if (!judge_kind(b, e) || !read_relations(b, &package, "", e))
        return false;
    const char *workbook = related(&package, "/officeDocument");
    if (!workbook)
        workbook = "xl/workbook.xml";
    struct xlsx_xml x = { .context = &r, .start = see_workbook, .end = end_nothing };
    if (!read_relations(b, &r, workbook, e) || !read_part(b, &x, workbook, e))
        return false;
    const char *styles = related(&r, "/styles"), *strings = related(&r, "/sharedStrings");
    if (styles && !read_styles(b, styles, e))
        return false;
    if (strings && !zip_has(b->zip, strings))
        return ERR(e, ERR_UNREADABLE, ZIP_PART_MISSING, b->file, strings);
    return !strings || xlsx_strings_load(&b->strings, b->zip, b->file, strings, e);
}

bool xlsx_book_open(struct xlsx_book *b, struct zip_reader *z, const char *file, struct err *e)
{
    *b = (struct xlsx_book) { .zip = z };
    arena_init(&b->memory, 16 * 1024);
    b->file = arena_text(&b->memory, file);
    b->sheets = ARENA_ARRAY(&b->memory, struct xlsx_sheet_name, XLSX_SHEETS_MAX);
    if (read_book(b, e))
        return true;
    xlsx_book_close(b);
    return false;
}

void xlsx_book_close(struct xlsx_book *b)
{
    xlsx_strings_free(b->strings);
    zip_reader_close(b->zip);
    free(b->styles);
    arena_free(&b->memory);
    *b = (struct xlsx_book) { 0 };
}
