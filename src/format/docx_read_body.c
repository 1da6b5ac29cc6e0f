/* format/docx_read_body.c: the elements of a text, one after another.
 *
 * Read as a person would who accepts all changes: what was deleted or moved away is skipped, what was put in is kept; of two
 * forms of a drawing the first; a field's result, not its code; no hidden text. */
#include "format/docx_read_body.h"

#include <stdlib.h>
#include <string.h>

#include "format/docx_read_number.h"
#include "format/docx_read_xml.h"

#define BOOKMARK_START "_tz"

enum element {
    ANY,
    BOOKMARK_BEGIN,
    BOOKMARK_END,
    BREAK,
    CELL,
    CELL_DELETED,
    CELL_FACTS,
    CHOICE, /* of two forms: the new one or the fallback */
    CONTROL,
    CONTROL_CONTENT,
    CONTROL_FACTS,
    CONTROL_TAG,
    DELETED,
    FORMS,
    HIDDEN,
    HYPHEN,
    IGNORED, /* what was before a change of looks; the pronunciation over a word */
    LEVEL,
    NUMBERING,
    NUMBERING_ID,
    NUMBERING_LEVEL,
    PARAGRAPH,
    PARAGRAPH_FACTS,
    PLACEHOLDER,
    ROW,
    ROW_FACTS,
    RUN,
    RUN_FACTS,
    STYLE,
    SYMBOL,
    TAB,
    TEXT,
    TEXT_BOX,
};

static const struct {
    const char *name;
    enum element element;
} WORDS[] = {
    /* by name */
    { "bookmarkEnd", BOOKMARK_END },
    { "bookmarkStart", BOOKMARK_BEGIN },
    { "br", BREAK },
    { "cellDel", CELL_DELETED },
    { "cr", BREAK },
    { "del", DELETED },
    { "ilvl", NUMBERING_LEVEL },
    { "moveFrom", DELETED },
    { "noBreakHyphen", HYPHEN },
    { "numId", NUMBERING_ID },
    { "numPr", NUMBERING },
    { "outlineLvl", LEVEL },
    { "p", PARAGRAPH },
    { "pPr", PARAGRAPH_FACTS },
    { "pPrChange", IGNORED },
    { "pStyle", STYLE },
    { "ptab", TAB },
    { "r", RUN },
    { "rPr", RUN_FACTS },
    { "rPrChange", IGNORED },
    { "rt", IGNORED },
    { "sdt", CONTROL },
    { "sdtContent", CONTROL_CONTENT },
    { "sdtPr", CONTROL_FACTS },
    { "showingPlcHdr", PLACEHOLDER },
    { "sym", SYMBOL },
    { "t", TEXT },
    { "tab", TAB },
    { "tag", CONTROL_TAG },
    { "tc", CELL },
    { "tcPr", CELL_FACTS },
    { "tr", ROW },
    { "trPr", ROW_FACTS },
    { "txbxContent", TEXT_BOX },
    { "vanish", HIDDEN },
};

struct frame {
    enum element element;
    bool skip;         /* nothing in it is read */
    bool quiet;        /* its text is not the author's: a control's prompt */
    bool taken;        /* one of the forms has been */
    int control;       /* the innermost control's mark, -1 */
    int cells;         /* table cells around, within this flow */
    int paragraphs;    /* a cell: there were so many when it began */
    const char *tag;   /* a control's */
    struct flow *back; /* a text box: the flow it stands in */
};

struct body {
    struct arena *a;
    const struct docx_styles *styles;
    struct docx_numbering *numbering;
    int elements;             /* w:p met, the skipped ones too */
    struct flow *main, *flow; /* flow: main, or aside while in a text box */
    struct flow aside;
    struct frame frames[DOCX_DEPTH_MAX + 1]; /* by depth; [0] is around all */
    /* of the paragraph being told; a text box keeps its own */
    struct paragraph {
        bool title;           /* by its style */
        int style, level;     /* outline levels: its style's, its own */
        const char *style_id; /* "" */
        long number;          /* its own numbering: 0: none, -1: nothing is said */
        int number_level;     /* -1: nothing is said */
        bool mark_deleted;
        bool joined; /* it goes on in the paragraph before */
    } now, outer;
};

static int order_word(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static enum element element_of(enum docx_space space, const char *name)
{
    if (space == SPACE_MATH && strcmp(name, "t") == 0)
        return TEXT;
    if (space == SPACE_MATH && strcmp(name, "r") == 0)
        return RUN;
    if (space == SPACE_COMPATIBILITY) {
        if (strcmp(name, "AlternateContent") == 0)
            return FORMS;
        return strcmp(name, "Choice") == 0 || strcmp(name, "Fallback") == 0 ? CHOICE : ANY;
    }
    if (space != SPACE_WORD)
        return ANY;
    size_t count = sizeof WORDS / sizeof *WORDS;
    const void *found = bsearch(name, WORDS, count, sizeof *WORDS, order_word);
    return found ? WORDS[(size_t)((const char *)found - (const char *)WORDS) / sizeof *WORDS].element : ANY;
}

static const char *value_of(const char **attributes)
{
    return docx_xml_attribute(attributes, SPACE_WORD, "val");
}

/* <w:vanish/>, but not <w:vanish w:val="0"/>. */
static bool is_on(const char **attributes)
{
    const char *value = value_of(attributes);
    return !value || !(strcmp(value, "0") == 0 || strcmp(value, "false") == 0 || strcmp(value, "off") == 0);
}

/* ---- what stands in a run ---- */

static void put(struct body *b, const struct frame *f, const char *text, size_t bytes)
{
    if (b->flow->open && !f->quiet)
        flow_text(b->flow, text, bytes);
}

static void put_break(struct body *b, const struct frame *f, const char **attributes)
{
    const char *type = docx_xml_attribute(attributes, SPACE_WORD, "type");
    if (!type || strcmp(type, "textWrapping") == 0)
        put(b, f, "\n", 1);
}

/* A sign of a font of signs has no meaning outside it; U+FFFD says that something stands there. */
static void put_symbol(struct body *b, const struct frame *f, const char **attributes)
{
    const char *code = docx_xml_attribute(attributes, SPACE_WORD, "char");
    long point = code ? strtol(code, NULL, 16) : 0;
    char room[4];
    bool plain = point > 0x20 && point < 0x10000 && !(point >= 0xD800 && point <= 0xF8FF);
    put(b, f, room, text_put(room, plain ? (uint32_t)point : 0xFFFD));
}

static void in_run(struct body *b, const struct frame *f, const char **attributes)
{
    switch (f->element) {
    case TAB: put(b, f, "\t", 1); break;
    case BREAK: put_break(b, f, attributes); break;
    case HYPHEN: put(b, f, "-", 1); break;
    case SYMBOL: put_symbol(b, f, attributes); break;
    default: break;
    }
}

/* ---- paragraphs and boxes ---- */

static void begin_paragraph(struct body *b, struct frame *f)
{
    if (b->flow->open) {
        f->skip = true; /* a paragraph in a paragraph, without a box: no such text */
        return;
    }
    bool joined = b->flow->joins && b->flow->paragraph_count;
    flow_paragraph(b->flow);
    if (b->flow->paragraph_count)
        b->flow->paragraphs[b->flow->paragraph_count - 1].source = joined ? 0 : b->elements;
    b->now = (struct paragraph) { .style = DOCX_LEVEL_NONE,
                                  .level = DOCX_LEVEL_NONE,
                                  .style_id = "",
                                  .number = -1,
                                  .number_level = -1,
                                  .joined = joined };
}

/* What the paragraph's facts make of it is known: the number in front of its text. */
static void put_number(struct body *b, const struct frame *f)
{
    struct paragraph *p = &b->now;
    int level = 0;
    long number = p->number >= 0 ? p->number : docx_style_number(b->styles, p->style_id, &level);
    if (number <= 0 || p->joined || !b->flow->open || !b->flow->paragraph_count)
        return;
    if (p->number < 0) {
        int own = docx_number_level(b->numbering, number, p->style_id);
        level = own >= 0 ? own : level;
    }
    level = level < 0 ? 0 : level;
    struct buf label = { 0 };
    docx_number_next(b->numbering, number, p->number_level >= 0 ? p->number_level : level, &label);
    put(b, f, buf_get(&label), label.bytes);
    b->flow->paragraphs[b->flow->paragraph_count - 1].label = (int)text_points(buf_get(&label), label.bytes);
    buf_free(&label);
}

static void end_paragraph(struct body *b, const struct frame *f)
{
    bool in_main = b->flow == b->main;
    int level = b->now.level != DOCX_LEVEL_NONE ? b->now.level : b->now.style;
    enum block_kind kind = f->cells                                              ? BLOCK_TABLE
                           : b->now.title                                        ? BLOCK_TITLE
                           : level != DOCX_LEVEL_NONE && level < DOCX_LEVEL_BODY ? BLOCK_HEADING
                                                                                 : BLOCK_PARAGRAPH;
    bool boxes = in_main && b->aside.paragraph_count;
    flow_paragraph_end(b->flow, kind, kind == BLOCK_HEADING ? level + 1 : 0, b->now.mark_deleted && !boxes);
    if (boxes) {
        flow_append(b->main, &b->aside);
        flow_clear(&b->aside);
    }
}

/* A box in a box is not: Word knows none. */
static void begin_box(struct body *b, struct frame *f)
{
    f->skip = b->flow == &b->aside || !b->flow->open;
    if (f->skip)
        return;
    f->back = b->flow;
    f->control = -1;
    f->cells = 0;
    b->outer = b->now;
    b->flow = &b->aside;
}

static void end_box(struct body *b, struct frame *f)
{
    b->flow->joins = false;
    b->flow = f->back;
    b->now = b->outer;
}

/* ---- controls and bookmarks ---- */

static void begin_content(struct body *b, struct frame *f, const struct frame *control)
{
    f->quiet = f->quiet || control->taken;
    f->control = flow_control(b->flow, control->tag);
    f->taken = f->control >= 0;
}

static void see_bookmark(struct body *b, const struct frame *f, const char **attributes)
{
    const char *name = docx_xml_attribute(attributes, SPACE_WORD, "name");
    const char *id = docx_xml_attribute(attributes, SPACE_WORD, "id");
    if (!name || !id || strncmp(name, BOOKMARK_START, strlen(BOOKMARK_START)) != 0)
        return;
    const char *digits = name + strlen(BOOKMARK_START);
    size_t count = strspn(digits, "0123456789");
    if (!count || count > 7 || digits[count])
        return;
    long number = strtol(digits, NULL, 10);
    if (number > 0 && number <= DOCX_NUMBER_MAX)
        flow_bookmark(b->flow, strtol(id, NULL, 10), (int)number, f->control);
}

/* ---- elements ---- */

/* A mark of deletion: of a run's text, of a paragraph's end, of a row. */
static void see_deleted(struct body *b, struct frame *f, struct frame *parent, const struct frame *grandparent)
{
    f->skip = true;
    if (parent->element == RUN_FACTS && grandparent->element == PARAGRAPH_FACTS)
        b->now.mark_deleted = true;
}

static void facts(struct body *b, const struct frame *f, struct frame *parent, struct frame *grandparent,
                  const char **attributes)
{
    if (f->element == CELL_DELETED && parent->element == CELL_FACTS)
        grandparent->taken = true;
    if (f->element == HIDDEN && parent->element == RUN_FACTS && grandparent->element == RUN)
        grandparent->taken = is_on(attributes);
    if (f->element == CONTROL_TAG && parent->element == CONTROL_FACTS && value_of(attributes))
        grandparent->tag = arena_text(b->a, value_of(attributes));
    if (f->element == PLACEHOLDER && parent->element == CONTROL_FACTS)
        grandparent->taken = is_on(attributes);
    if (f->element == STYLE && parent->element == PARAGRAPH_FACTS && value_of(attributes)) {
        b->now.style = docx_style_level(b->styles, value_of(attributes), &b->now.title);
        b->now.style_id = arena_text(b->a, value_of(attributes));
    }
    if (f->element == LEVEL && parent->element == PARAGRAPH_FACTS)
        b->now.level = docx_level_parse(value_of(attributes));
    if (parent->element == NUMBERING && grandparent->element == PARAGRAPH_FACTS && f->element == NUMBERING_ID)
        b->now.number = docx_number_parse(value_of(attributes));
    if (parent->element == NUMBERING && grandparent->element == PARAGRAPH_FACTS && f->element == NUMBERING_LEVEL)
        b->now.number_level = docx_level_parse(value_of(attributes));
}

static void on_start(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes)
{
    struct body *b = x->context;
    struct frame *f = &b->frames[x->depth], *parent = f - 1, *grandparent = x->depth > 1 ? f - 2 : parent;
    *f = (struct frame) {
        .element = element_of(space, name),
        .skip = parent->skip,
        .quiet = parent->quiet,
        .control = parent->control,
        .cells = parent->cells,
    };
    b->elements += f->element == PARAGRAPH;
    if (parent->element == RUN && parent->taken && f->element != RUN_FACTS)
        f->skip = true; /* hidden */
    if (parent->element == CELL && parent->taken)
        f->skip = true; /* deleted */
    if (f->skip)
        return;
    if (parent->element == RUN)
        in_run(b, f, attributes);
    switch (f->element) {
    case PARAGRAPH: begin_paragraph(b, f); break;
    case TEXT_BOX: begin_box(b, f); break;
    case CHOICE:
        f->skip = parent->taken;
        parent->taken = true;
        break;
    case IGNORED: f->skip = true; break;
    case DELETED:
        see_deleted(b, f, parent, grandparent);
        if (parent->element == ROW_FACTS)
            grandparent->taken = true;
        break;
    case CELL:
        f->skip = parent->taken && parent->element == ROW;
        f->cells++;
        f->paragraphs = b->flow->paragraph_count;
        break;
    case CONTROL_CONTENT: begin_content(b, f, parent); break;
    case BOOKMARK_BEGIN: see_bookmark(b, f, attributes); break;
    case BOOKMARK_END: {
        const char *id = docx_xml_attribute(attributes, SPACE_WORD, "id");
        flow_bookmark_end(b->flow, id ? strtol(id, NULL, 10) : -1);
        break;
    }
    default: facts(b, f, parent, grandparent, attributes); break;
    }
}

static void on_end(struct docx_xml *x)
{
    struct body *b = x->context;
    struct frame *f = &b->frames[x->depth];
    if (!f->skip) {
        switch (f->element) {
        case PARAGRAPH: end_paragraph(b, f); break;
        case PARAGRAPH_FACTS:
            if (f[-1].element == PARAGRAPH)
                put_number(b, f);
            break;
        case TEXT_BOX: end_box(b, f); break;
        case CELL:
            if (!f->taken)
                flow_cell_end(b->flow, f->paragraphs);
            break;
        case ROW:
            if (!f->taken)
                flow_row_end(b->flow);
            break;
        case CONTROL_CONTENT:
            if (f->taken)
                flow_control_end(b->flow, f->control);
            break;
        default: break;
        }
    }
    if (b->main->full && x->e->code == ERR_NONE) {
        ERR(x->e, ERR_UNREADABLE, DOCX_IN_TEXT_LONG, x->file, MSG_NUM(DOCX_TEXT_MAX >> 20), MSG_NUM(DOCX_PARAGRAPHS_MAX));
        docx_xml_stop(x);
    }
}

/* Line breaks and tabs among the letters are the file's, not the text's. */
static void on_text(struct docx_xml *x, const char *text, size_t bytes)
{
    struct body *b = x->context;
    const struct frame *f = &b->frames[x->depth];
    if (f->element != TEXT || f->skip || f[-1].element != RUN)
        return;
    while (bytes) {
        size_t plain = 0;
        while (plain < bytes && (unsigned char)text[plain] >= ' ')
            plain++;
        put(b, f, text, plain);
        if (plain < bytes)
            put(b, f, " ", 1);
        size_t step = plain < bytes ? plain + 1 : plain;
        text += step;
        bytes -= step;
    }
}

bool docx_body_read(struct flow *f, struct arena *a, struct docx_package *p, const struct docx_styles *styles, struct err *e)
{
    struct body *b = ARENA_NEW(a, struct body);
    b->a = a;
    if (!docx_numbering_read(&b->numbering, a, p, e))
        return false;
    b->styles = styles;
    b->main = b->flow = f;
    b->frames[0].control = -1;
    flow_begin(&b->aside, a);
    struct docx_xml x = {
        .file = p->file, .part = p->main, .context = b, .start = on_start, .end = on_end, .text = on_text
    };
    bool ok = docx_xml_read(&x, p->zip, DOCX_MAIN_MAX, e);
    flow_free(&b->aside);
    return ok;
}
