/* format/html_read.c: a page as its text: blocks are paragraphs, tables rows of cells.
 *
 * libxml2's HTML parser tells elements one after another; no tree is made, so depth and memory are ours to bound.  A page has
 * more than its text around it.  Left out are scripts, styles, forms, what is hidden, what says of itself that it is
 * navigation or a note, and blocks that are mostly links.  Where the page marks its text (main, article, or a place that
 * Chinese publishing systems put it in), only that is read. */
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <ctype.h>
#include <string.h>

#include "format/document.h"
#include "format/docx_read_flow.h"

#define MAIN_LETTERS 50 /* what is marked as the text and shorter than that is not all of it */

enum kind { KIND_INLINE, KIND_BLOCK, KIND_CELL, KIND_ROW, KIND_BREAK, KIND_LINK, KIND_PRE, KIND_LEFT_OUT, KIND_MAIN };

static const struct {
    const char *name;
    enum kind kind;
    int level; /* of a heading */
} ELEMENTS[] = {
    { "a", KIND_LINK, 0 },
    { "address", KIND_BLOCK, 0 },
    { "article", KIND_MAIN, 0 },
    { "aside", KIND_LEFT_OUT, 0 },
    { "blockquote", KIND_BLOCK, 0 },
    { "body", KIND_BLOCK, 0 },
    { "br", KIND_BREAK, 0 },
    { "button", KIND_LEFT_OUT, 0 },
    { "caption", KIND_BLOCK, 0 },
    { "center", KIND_BLOCK, 0 },
    { "dd", KIND_BLOCK, 0 },
    { "dialog", KIND_LEFT_OUT, 0 },
    { "div", KIND_BLOCK, 0 },
    { "dl", KIND_BLOCK, 0 },
    { "dt", KIND_BLOCK, 0 },
    { "fieldset", KIND_BLOCK, 0 },
    { "figcaption", KIND_BLOCK, 0 },
    { "figure", KIND_BLOCK, 0 },
    { "footer", KIND_LEFT_OUT, 0 },
    { "form", KIND_BLOCK, 0 },
    { "h1", KIND_BLOCK, 1 },
    { "h2", KIND_BLOCK, 2 },
    { "h3", KIND_BLOCK, 3 },
    { "h4", KIND_BLOCK, 4 },
    { "h5", KIND_BLOCK, 5 },
    { "h6", KIND_BLOCK, 6 },
    { "head", KIND_LEFT_OUT, 0 },
    { "header", KIND_BLOCK, 0 },
    { "hr", KIND_BLOCK, 0 },
    { "iframe", KIND_LEFT_OUT, 0 },
    { "legend", KIND_BLOCK, 0 },
    { "li", KIND_BLOCK, 0 },
    { "main", KIND_MAIN, 0 },
    { "nav", KIND_LEFT_OUT, 0 },
    { "noscript", KIND_LEFT_OUT, 0 },
    { "object", KIND_LEFT_OUT, 0 },
    { "ol", KIND_BLOCK, 0 },
    { "option", KIND_LEFT_OUT, 0 },
    { "p", KIND_BLOCK, 0 },
    { "pre", KIND_PRE, 0 },
    { "rp", KIND_LEFT_OUT, 0 },
    { "rt", KIND_LEFT_OUT, 0 },
    { "script", KIND_LEFT_OUT, 0 },
    { "section", KIND_BLOCK, 0 },
    { "select", KIND_LEFT_OUT, 0 },
    { "style", KIND_LEFT_OUT, 0 },
    { "svg", KIND_LEFT_OUT, 0 },
    { "table", KIND_BLOCK, 0 },
    { "tbody", KIND_BLOCK, 0 },
    { "td", KIND_CELL, 0 },
    { "template", KIND_LEFT_OUT, 0 },
    { "textarea", KIND_LEFT_OUT, 0 },
    { "tfoot", KIND_BLOCK, 0 },
    { "th", KIND_CELL, 0 },
    { "thead", KIND_BLOCK, 0 },
    { "title", KIND_LEFT_OUT, 0 },
    { "tr", KIND_ROW, 0 },
    { "ul", KIND_BLOCK, 0 },
};

/* An element that is open. */
struct frame {
    enum kind kind;
    int level;     /* of the heading around, 0 */
    bool left_out; /* nothing in it is read */
    bool in_main;  /* it lies in what is marked as the text */
    bool link, pre;
    int cells;              /* around */
    int paragraphs, marked; /* there were so many of both texts when it began */
};

struct page {
    htmlParserCtxtPtr parser;
    struct flow all, marked; /* the page's text, and that of what is marked as its text */
    struct frame frames[HTML_DEPTH_MAX + 2];
    int depth;
    struct buf line; /* of the paragraph being told */
    size_t links;    /* bytes of it that are links */
    bool space;      /* white space was met since the last letter */
    bool deep;
};

/* ---- paragraphs ---- */

static struct frame *now(struct page *p)
{
    return &p->frames[p->depth];
}

static void put_paragraph(struct flow *f, const struct buf *line, const struct frame *in)
{
    enum block_kind kind = in->cells        ? BLOCK_TABLE
                           : in->level == 1 ? BLOCK_TITLE
                           : in->level      ? BLOCK_HEADING
                                            : BLOCK_PARAGRAPH;
    flow_paragraph(f);
    flow_text(f, buf_get(line), line->bytes);
    flow_paragraph_end(f, kind, kind == BLOCK_HEADING ? in->level - 1 : 0, false);
}

/* Ends the paragraph being told.  A line of links is the page's, not the text's; in a cell it is a cell all the same. */
static void end_line(struct page *p)
{
    const struct frame *in = now(p);
    const char *text = buf_get(&p->line);
    size_t bytes = p->line.bytes;
    text_trim(&text, &bytes);
    if (bytes) {
        p->line.bytes = (size_t)(text - p->line.data) + bytes; /* leading full-width spaces stay: they are the author's */
        bool menu = p->links * 10 > bytes * 6 && !in->cells && !in->level;
        if (!menu)
            put_paragraph(&p->all, &p->line, in);
        if (in->in_main)
            put_paragraph(&p->marked, &p->line, in);
    }
    buf_clear(&p->line);
    p->links = 0;
    p->space = false;
}

static void end_cell(const struct frame *cell, struct flow *f, int paragraphs)
{
    if (cell->kind == KIND_CELL)
        flow_cell_end(f, paragraphs);
    else if (f->separator == '\t')
        flow_row_end(f);
}

/* ---- elements ---- */

static const char *attribute(const xmlChar **attributes, const char *name)
{
    for (const xmlChar **p = attributes; p && *p; p += 2)
        if (strcmp((const char *)*p, name) == 0)
            return p[1] ? (const char *)p[1] : "";
    return NULL;
}

static bool is_hidden(const xmlChar **attributes)
{
    static const char *const ROLES[] = { "navigation", "note", "banner", "contentinfo", "menu", "search", "dialog" };
    const char *role = attribute(attributes, "role"), *style = attribute(attributes, "style");
    for (size_t i = 0; role && i < sizeof ROLES / sizeof *ROLES; i++)
        if (strcmp(role, ROLES[i]) == 0)
            return true;
    if (style) {
        const char *display = strcasestr(style, "display");
        display = display ? display + strlen("display") : NULL;
        display = display ? display + strspn(display, " :") : NULL;
        if (display && strncasecmp(display, "none", 4) == 0)
            return true;
    }
    return attribute(attributes, "hidden") != NULL;
}

/* Where the publishing systems of Chinese authorities put the text. */
static bool is_marked(const xmlChar **attributes)
{
    static const char *const NAMES[] = { "UCAP-CONTENT",  "TRS_Editor",      "TRS_UEDITOR",     "zoom",        "Zoom",
                                         "pages_content", "article-content", "article_content", "view_content" };
    const char *values[] = { attribute(attributes, "id"), attribute(attributes, "class") };
    for (int v = 0; v < 2; v++)
        for (size_t i = 0; values[v] && i < sizeof NAMES / sizeof *NAMES; i++) {
            const char *at = strstr(values[v], NAMES[i]);
            size_t bytes = strlen(NAMES[i]);
            if (at && (at == values[v] || at[-1] == ' ') && (!at[bytes] || at[bytes] == ' '))
                return true;
        }
    return false;
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    struct page *p = context;
    struct frame f = *now(p);
    enum kind kind = KIND_INLINE;
    int level = 0;
    if (p->depth == HTML_DEPTH_MAX) {
        p->deep = true;
        xmlStopParser(p->parser);
        return;
    }
    for (size_t i = 0; i < sizeof ELEMENTS / sizeof *ELEMENTS; i++)
        if (strcmp(ELEMENTS[i].name, (const char *)name) == 0)
            kind = ELEMENTS[i].kind, level = ELEMENTS[i].level;
    if (kind == KIND_BREAK && f.level && p->line.bytes)
        buf_char(&p->line, '\n'); /* a title of two lines is one */
    else if (kind != KIND_INLINE && kind != KIND_LINK && kind != KIND_LEFT_OUT && !f.left_out)
        end_line(p); /* what stands before it, in the element around */
    f.kind = kind;
    f.level = level ? level : f.level;
    f.left_out = f.left_out || kind == KIND_LEFT_OUT || is_hidden(attributes);
    f.in_main = f.in_main || kind == KIND_MAIN || is_marked(attributes);
    f.link = f.link || kind == KIND_LINK;
    f.pre = f.pre || kind == KIND_PRE;
    f.cells += kind == KIND_CELL;
    f.paragraphs = p->all.paragraph_count;
    f.marked = p->marked.paragraph_count;
    p->frames[++p->depth] = f;
}

static void on_end(void *context, const xmlChar *name)
{
    struct page *p = context;
    struct frame f = *now(p);
    (void)name;
    if (p->deep || !p->depth)
        return;
    bool block = f.kind != KIND_INLINE && f.kind != KIND_LINK && f.kind != KIND_LEFT_OUT && f.kind != KIND_BREAK;
    if (block && !f.left_out)
        end_line(p);
    p->depth--;
    if (f.left_out || (f.kind != KIND_CELL && f.kind != KIND_ROW))
        return;
    end_cell(&f, &p->all, f.paragraphs);
    if (f.in_main)
        end_cell(&f, &p->marked, f.marked);
}

/* White space is one space, and none beside a line's ends; between Chinese characters a line break of the source is none. */
static void on_text(void *context, const xmlChar *text, int bytes)
{
    struct page *p = context;
    const struct frame *in = now(p);
    if (in->left_out || p->deep)
        return;
    for (const char *at = (const char *)text, *end = at + bytes; at < end;) {
        const char *from = at;
        uint32_t c = text_next(&at, end);
        if (in->pre && c == '\n') {
            end_line(p);
            continue;
        }
        if (c <= ' ' || c == 0xA0 || c == 0xFEFF || c == 0x200B) {
            p->space = p->space || (c != 0xFEFF && c != 0x200B);
            continue;
        }
        if (p->space && p->line.bytes && p->line.data[p->line.bytes - 1] != '\n')
            buf_char(&p->line, ' ');
        p->space = false;
        buf_put(&p->line, from, (size_t)(at - from));
        p->links += in->link ? (size_t)(at - from) : 0;
    }
}

/* ---- the page ---- */

static const char *declared_encoding(const char *data, size_t bytes, char room[32])
{
    const char *at = memmem(data, bytes < 4096 ? bytes : 4096, "charset=", strlen("charset="));
    size_t length = 0;
    if (!at)
        return NULL;
    at += strlen("charset=");
    at += at < data + bytes && (*at == '"' || *at == '\'');
    for (; length < 31 && at + length < data + bytes && (isalnum((unsigned char)at[length]) || at[length] == '-'); length++)
        room[length] = at[length];
    room[length] = '\0';
    return room;
}

static bool parse(struct page *p, const char *name, const struct buf *text, struct err *e)
{
    htmlSAXHandler handler = { .startElement = on_start,
                               .endElement = on_end,
                               .characters = on_text,
                               .cdataBlock = NULL,
                               .ignorableWhitespace = on_text };
    p->parser = htmlCreateMemoryParserCtxt(buf_get(text), (int)text->bytes);
    if (!p->parser)
        return ERR(e, ERR_UNREADABLE, HTML_EMPTY, name);
    htmlSAXHandler *own = p->parser->sax;
    p->parser->sax = &handler;
    p->parser->userData = p;
    xmlSwitchEncoding(p->parser, XML_CHAR_ENCODING_UTF8);
    htmlCtxtUseOptions(p->parser, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    htmlParseDocument(p->parser);
    p->parser->sax = own;
    htmlFreeParserCtxt(p->parser);
    if (p->deep)
        return ERR(e, ERR_UNREADABLE, HTML_DEEP, name, MSG_NUM(HTML_DEPTH_MAX));
    end_line(p);
    return true;
}

static bool hand_out(struct page *p, struct arena *a, const char *name, struct docx_text *out, struct err *e)
{
    struct flow *f = p->marked.points >= MAIN_LETTERS || !p->all.paragraph_count ? &p->marked : &p->all;
    if (!f->paragraph_count)
        return ERR(e, ERR_UNREADABLE, HTML_EMPTY, name);
    if (f->full)
        return ERR(e, ERR_UNREADABLE, DOCX_IN_TEXT_LONG, name, MSG_NUM(DOCX_TEXT_MAX >> 20), MSG_NUM(DOCX_PARAGRAPHS_MAX));
    flow_hand_out(f, a, out);
    return true;
}

bool html_read(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e)
{
    struct arena scratch;
    struct buf text = { 0 };
    char room[32];
    if (!txt_decode(name, data, bytes, declared_encoding(data, bytes, room), &text, e)) {
        buf_free(&text);
        return false;
    }
    arena_init(&scratch, 1 << 16);
    struct page *p = ARENA_NEW(&scratch, struct page);
    flow_begin(&p->all, &scratch);
    flow_begin(&p->marked, &scratch);
    bool ok = parse(p, name, &text, e) && hand_out(p, a, name, out, e);
    flow_free(&p->all);
    flow_free(&p->marked);
    buf_free(&p->line);
    buf_free(&text);
    arena_free(&scratch);
    return ok;
}
