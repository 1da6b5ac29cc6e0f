#include "format/docx_fill_tree.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "format/docx_read_xml.h"

static const char TRANSITIONAL[] = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
static const char STRICT[] = "http://purl.oclc.org/ooxml/wordprocessingml/main";
static const char FORMS[] = "http://schemas.openxmlformats.org/markup-compatibility/2006";

/* ---- elements ---- */

static bool is_named(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && n->ns && strcmp((const char *)n->name, name) == 0;
}

bool fill_is(const xmlNode *n, const char *name)
{
    if (!is_named(n, name))
        return false;
    const char *space = (const char *)n->ns->href;
    return strcmp(space, TRANSITIONAL) == 0 || strcmp(space, STRICT) == 0;
}

bool fill_is_form(const xmlNode *n, const char *name)
{
    return is_named(n, name) && strcmp((const char *)n->ns->href, FORMS) == 0;
}

const char *fill_attribute(const xmlNode *n, const char *name)
{
    for (const xmlAttr *p = n->properties; p; p = p->next)
        if (p->ns && n->ns && strcmp((const char *)p->name, name) == 0 && xmlStrEqual(p->ns->href, n->ns->href))
            return p->children && p->children->content ? (const char *)p->children->content : "";
    return NULL;
}

xmlNode *fill_element(const xmlNode *like, const char *name)
{
    return xmlNewDocNode(like->doc, like->ns, BAD_CAST name, NULL);
}

void fill_set(xmlNode *n, const char *name, const char *value)
{
    xmlSetNsProp(n, n->ns, BAD_CAST name, BAD_CAST value);
}

void fill_drop(xmlNode *n)
{
    xmlUnlinkNode(n);
    xmlAddChild(n->doc->_private, n);
}

xmlNode *fill_copy(xmlNode *n, bool deep)
{
    xmlNode *copy = NULL;
    if (xmlDOMWrapCloneNode(NULL, n->doc, n, &copy, n->doc, n->parent, deep, 0) != 0 || !copy)
        abort(); /* no memory */
    return copy;
}

static xmlNode *element_from(xmlNode *n)
{
    while (n && n->type != XML_ELEMENT_NODE)
        n = n->next;
    return n;
}

xmlNode *fill_next(const xmlNode *root, xmlNode *n, bool deeper)
{
    xmlNode *child = deeper ? element_from(n->children) : NULL;
    if (child)
        return child;
    for (; n && n != root; n = n->parent) {
        xmlNode *next = element_from(n->next);
        if (next)
            return next;
    }
    return NULL;
}

int fill_lines(const xmlNode *n)
{
    int lines = 0;
    xmlNode *root = (xmlNode *)n;
    if (fill_is_form(n, "Fallback"))
        return 0;
    for (xmlNode *p = root; p;) {
        bool fallback = fill_is_form(p, "Fallback");
        lines += fill_is(p, "p");
        p = fill_next(root, p, !fallback);
    }
    return lines;
}

/* ---- a line ---- */

/* Elements whose text is not the paragraph's. */
static bool is_apart(const xmlNode *n)
{
    static const char *const NAMES[] = { "p", "pPr", "rPr", "del", "moveFrom", "txbxContent", "sdtPr", "rt" };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (fill_is(n, NAMES[i]))
            return true;
    return fill_is_form(n, "Fallback");
}

/* The text of a run's child; NULL where it bears none. */
static const char *text_of(struct arena *a, const xmlNode *n)
{
    if (fill_is(n, "t")) {
        xmlChar *content = xmlNodeGetContent(n);
        char *out = arena_text(a, content ? (const char *)content : "");
        xmlFree(content);
        for (char *p = out; *p; p++)
            if ((unsigned char)*p < ' ')
                *p = ' ';
        return *out ? out : NULL;
    }
    if (fill_is(n, "tab"))
        return "\t";
    if (fill_is(n, "noBreakHyphen"))
        return "-";
    if (fill_is(n, "cr"))
        return " ";
    const char *type = fill_is(n, "br") ? fill_attribute(n, "type") : "";
    return !type || strcmp(type, "textWrapping") == 0 ? " " : NULL;
}

static void add_piece(struct fill_line *l, struct arena *a, struct fill_piece piece)
{
    if ((l->piece_count & (l->piece_count - 1)) == 0) { /* at every power of two: double */
        struct fill_piece *more = ARENA_ARRAY(a, struct fill_piece, l->piece_count ? (size_t)l->piece_count * 2 : 1);
        if (l->piece_count)
            memcpy(more, l->pieces, (size_t)l->piece_count * sizeof *more);
        l->pieces = more;
    }
    l->pieces[l->piece_count++] = piece;
}

void fill_line_read(struct fill_line *l, struct arena *a, xmlNode *paragraph)
{
    int at = 0;
    *l = (struct fill_line) { 0 };
    for (xmlNode *n = fill_next(paragraph, paragraph, true); n;) {
        bool apart = is_apart(n);
        const char *text = !apart && fill_is(n->parent, "r") ? text_of(a, n) : NULL;
        if (text) {
            size_t bytes = strlen(text);
            int count = (int)text_points(text, bytes);
            buf_put(&l->text, text, bytes);
            add_piece(l, a, (struct fill_piece) { n->parent, n, text, bytes, at, count });
            at += count;
        }
        n = fill_next(paragraph, n, !apart && !text);
    }
}

/* ---- parts ---- */

static void ignore_start(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes)
{
    (void)x, (void)space, (void)name, (void)attributes;
}

static void ignore_end(struct docx_xml *x)
{
    (void)x;
}

/* Read once as a stream, which refuses what no tree may be made of and says the line; then as a tree. */
static bool add_part(struct fill *f, const char *name, struct err *e)
{
    struct docx_xml x = { .file = f->package.file, .part = name, .start = ignore_start, .end = ignore_end };
    char *text;
    size_t bytes;
    if (!docx_xml_read(&x, f->package.zip, (int64_t)FILL_PART_MAX, e)
        || !zip_part_text(f->package.zip, f->a, name, FILL_PART_MAX, &text, &bytes, e))
        return false;
    xmlDoc *doc = xmlReadMemory(text, (int)bytes, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    if (!root) {
        xmlFreeDoc(doc);
        return ERR(e, ERR_UNREADABLE, DOCX_FILL_TREE, f->package.file, name);
    }
    struct fill_part *p = &f->parts[f->part_count++];
    *p = (struct fill_part) { .name = name, .doc = doc, .first = f->line_count + 1, .count = fill_lines(root) };
    doc->_private = xmlNewDocNode(doc, NULL, BAD_CAST "dropped", NULL);
    f->line_count += p->count;
    return true;
}

static bool has_part(const struct fill *f, const char *name)
{
    for (int i = 0; i < f->part_count; i++)
        if (strcmp(f->parts[i].name, name) == 0)
            return true;
    return false;
}

bool fill_open(struct fill *f, struct arena *a, const void *data, size_t bytes, struct err *e)
{
    *f = (struct fill) { .a = a };
    if (!docx_package_open(&f->package, a, ".docx", data, bytes, e))
        return false;
    f->parts = ARENA_ARRAY(a, struct fill_part, FILL_PARTS_MAX + 1);
    bool ok = add_part(f, f->package.main, e);
    for (int i = 0; ok && i < f->package.relation_count; i++) {
        const struct docx_relation *r = &f->package.relations[i];
        bool page = strcmp(r->kind, "header") == 0 || strcmp(r->kind, "footer") == 0;
        if (!page || !zip_has(f->package.zip, r->target) || has_part(f, r->target))
            continue;
        ok = f->part_count <= FILL_PARTS_MAX ? add_part(f, r->target, e)
                                             : ERR(e, ERR_INPUT, DOCX_FILL_PARTS, f->package.file, MSG_NUM(FILL_PARTS_MAX));
    }
    return ok;
}

void fill_close(struct fill *f)
{
    for (int i = 0; i < f->part_count; i++) {
        xmlFreeNode(f->parts[i].doc->_private);
        xmlFreeDoc(f->parts[i].doc);
    }
    if (f->package.zip)
        docx_package_close(&f->package);
    buf_free(&f->out.body);
    buf_free(&f->out.figures);
}
