/* format/docx_fill_shape.c: a template's tree takes the shape of the report.
 *
 * The blocks name lines in the order in which the report says them.  Within each element the blocks fall to its children; a child
 * that is named again after a later one was named stands there once more, as a copy; one that is never named goes.  A row is
 * named again when its cells are, from the first to the last. */
#include "format/docx_fill_shape.h"

#include <stdlib.h>
#include <string.h>

#include "format/docx_fill_text.h"

/* A child that holds lines. */
struct child {
    xmlNode *node;
    int first, count;
};
/* One stay of a child in the report. */
struct stay {
    int child, from, to; /* blocks[from..to) */
    xmlNode *node;
};
struct span {
    const struct block *const *blocks;
    int count;
};

static bool shape_children(struct fill *f, xmlNode *node, int first, struct span s, bool in_row, struct err *e);

/* ---- copies ---- */

static long number_of(const char *text)
{
    return text ? strtol(text, NULL, 10) : 0;
}

/* What may be there only once. */
static bool is_single(const xmlNode *n)
{
    static const char *const NAMES[] = { "bookmarkStart",    "bookmarkEnd", "commentRangeStart", "commentRangeEnd",
                                         "commentReference", "permStart",   "permEnd",           "sectPr" };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (fill_is(n, NAMES[i]))
            return true;
    return fill_is(n, "id") && n->parent && fill_is(n->parent, "sdtPr");
}

static void new_numbers(struct fill *f, xmlNode *n)
{
    if (strcmp((const char *)n->name, "docPr") == 0 && xmlHasProp(n, BAD_CAST "id"))
        xmlSetProp(n, BAD_CAST "id", BAD_CAST MSG_NUM(++f->drawing_id));
    for (xmlAttr *p = n->properties; p;) {
        xmlAttr *next = p->next;
        if (strcmp((const char *)p->name, "paraId") == 0 || strcmp((const char *)p->name, "textId") == 0)
            xmlRemoveProp(p);
        p = next;
    }
}

static xmlNode *copy_of(struct fill *f, xmlNode *node, struct err *e)
{
    xmlNode *copy = fill_copy(node, true);
    for (xmlNode *n = copy; n;) {
        xmlNode *drop = n != copy && is_single(n) ? n : NULL;
        if (!drop)
            new_numbers(f, n);
        f->copied++;
        n = fill_next(copy, n, !drop);
        if (drop)
            fill_drop(drop);
    }
    if (f->copied <= FILL_COPIED_MAX)
        return copy;
    fill_drop(copy);
    (void)ERR(e, ERR_INPUT, DOCX_FILL_LONG, f->package.file, MSG_NUM(FILL_COPIED_MAX));
    return NULL;
}

/* ---- children and their blocks ---- */

static int children_of(struct fill *f, xmlNode *node, int first, struct child **out)
{
    int count = 0, room = 0;
    for (xmlNode *n = node->children; n; n = n->next)
        room += n->type == XML_ELEMENT_NODE;
    struct child *list = ARENA_ARRAY(f->a, struct child, (size_t)room + 1);
    for (xmlNode *n = node->children; n; n = n->next) {
        int lines = n->type == XML_ELEMENT_NODE ? fill_lines(n) : 0;
        if (!lines)
            continue;
        list[count++] = (struct child) { n, first, lines };
        first += lines;
    }
    *out = list;
    return count;
}

static int child_of(const struct child *list, int count, int line)
{
    int low = 0, high = count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (list[middle].first + list[middle].count <= line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The cell of a row that holds a line. */
static struct child cell_of(const xmlNode *row, int first, int line)
{
    struct child cell = { NULL, first, 0 };
    for (xmlNode *n = fill_next(row, (xmlNode *)row, true); n;) {
        bool is_cell = fill_is(n, "tc");
        if (is_cell) {
            int lines = fill_lines(n);
            cell = (struct child) { n, cell.first + cell.count, lines };
            if (line < cell.first + cell.count)
                break;
        }
        n = fill_next(row, n, !is_cell);
    }
    return cell;
}

/* Whether the step from one line back to another, both of this row, begins the row once more: it leads to another cell, or it
 * spans all that the row says. */
static bool row_again(const struct fill *f, const struct child *row, int from, int to)
{
    struct child last = cell_of(row->node, row->first, from), first = cell_of(row->node, row->first, to);
    if (last.node != first.node)
        return true;
    if (to != first.first || from != first.first + first.count - 1)
        return false;
    for (int line = row->first; line < row->first + row->count; line++)
        if (f->named[line] && (line < to || line > from))
            return false;
    return true;
}

static bool stays_again(const struct fill *f, const struct child *c, int from, int to)
{
    if (fill_is(c->node, "p"))
        return to == c->first;
    return fill_is(c->node, "tr") && to <= from && row_again(f, c, from, to);
}

static int stays_of(const struct fill *f, const struct child *list, int count, struct span s, struct stay *out)
{
    int stays = 0;
    for (int i = 0; i < s.count; i++) {
        int k = child_of(list, count, s.blocks[i]->source);
        bool same =
            stays && out[stays - 1].child == k && !stays_again(f, &list[k], s.blocks[i - 1]->source, s.blocks[i]->source);
        if (!same)
            out[stays++] = (struct stay) { .child = k, .from = i };
        out[stays - 1].to = i + 1;
    }
    return stays;
}

/* Each stay gets its node: the child itself, or a copy behind the stay before. */
static bool place_stays(struct fill *f, const struct child *list, struct stay *stays, int count, bool *used, struct err *e)
{
    int furthest = -1;
    for (int i = 0; i < count; i++) {
        struct stay *s = &stays[i];
        if (s->child > furthest) {
            furthest = s->child;
            used[furthest] = true;
            s->node = list[furthest].node;
            continue;
        }
        s->node = copy_of(f, list[s->child].node, e);
        if (!s->node)
            return false;
        xmlAddNextSibling(stays[i - 1].node, s->node);
    }
    return true;
}

/* ---- what is left out ---- */

static bool holds_section(xmlNode *paragraph)
{
    for (xmlNode *n = fill_next(paragraph, paragraph, true); n; n = fill_next(paragraph, n, !fill_is(n, "r")))
        if (fill_is(n, "sectPr"))
            return true;
    return false;
}

static bool needs_paragraph(const xmlNode *n)
{
    return fill_is(n, "tc") || fill_is(n, "txbxContent") || fill_is(n, "hdr") || fill_is(n, "ftr");
}

/* The last element that is seen. */
static xmlNode *last_of(const xmlNode *n)
{
    xmlNode *last = n->last;
    while (last
           && (last->type != XML_ELEMENT_NODE || fill_is(last, "bookmarkStart") || fill_is(last, "bookmarkEnd")
               || fill_is(last, "sectPr")))
        last = last->prev;
    return last;
}

/* Takes out the children that no block named.  A cell, a box and a header end with a paragraph, and so does a text whose table
 * was followed by one: it remains, without text. */
static void drop_unused(struct fill *f, xmlNode *node, const struct child *list, int count, const bool *used)
{
    xmlNode *spare = NULL;
    for (int i = 0; i < count; i++) {
        if (used[i])
            continue;
        xmlNode *n = list[i].node;
        f->changes++;
        if (fill_is(n, "p") && holds_section(n)) {
            fill_paragraph(f, n, NULL);
            continue;
        }
        fill_drop(n);
        if (fill_is(n, "p"))
            spare = n;
    }
    xmlNode *last = last_of(node);
    bool lacks = !last || fill_is(last, "tbl") || fill_is(last, "tcPr");
    if (!lacks || !(needs_paragraph(node) || (spare && fill_is(node, "body"))))
        return;
    if (spare)
        xmlUnlinkNode(spare);
    else
        spare = fill_element(node, "p");
    if (last)
        xmlAddNextSibling(last, spare);
    else if (node->children)
        xmlAddPrevSibling(node->children, spare);
    else
        xmlAddChild(node, spare);
    fill_paragraph(f, spare, NULL);
}

/* ---- one element ---- */

/* The blocks of some lines, in their order. */
static struct span blocks_of(struct fill *f, struct span s, int first, int count)
{
    const struct block **list = ARENA_ARRAY(f->a, const struct block *, (size_t)s.count + 1);
    int taken = 0;
    for (int i = 0; i < s.count; i++)
        if (s.blocks[i]->source >= first && s.blocks[i]->source < first + count)
            list[taken++] = s.blocks[i];
    return (struct span) { list, taken };
}

/* The old form of a drawing says what the template said. */
static void drop_fallbacks(xmlNode *paragraph)
{
    for (xmlNode *n = fill_next(paragraph, paragraph, true); n;) {
        xmlNode *drop = fill_is_form(n, "Fallback") ? n : NULL;
        n = fill_next(paragraph, n, !drop);
        if (drop)
            fill_drop(drop);
    }
}

static bool shape_boxes(struct fill *f, xmlNode *paragraph, int first, struct span s, struct err *e)
{
    int changes = f->changes, line = first + 1;
    bool ok = true;
    for (xmlNode *n = fill_next(paragraph, paragraph, true); ok && n;) {
        bool box = fill_is(n, "txbxContent"), fallback = fill_is_form(n, "Fallback");
        xmlNode *next = fill_next(paragraph, n, !box && !fallback);
        if (box) {
            int lines = fill_lines(n);
            ok = shape_children(f, n, line, blocks_of(f, s, line, lines), false, e);
            line += lines;
        }
        n = next;
    }
    if (f->changes > changes)
        drop_fallbacks(paragraph);
    return ok;
}

static bool shape_paragraph(struct fill *f, xmlNode *paragraph, int first, int lines, struct span s, struct err *e)
{
    const struct block *own = s.count && s.blocks[0]->source == first ? s.blocks[0] : NULL;
    if (lines > 1 && !shape_boxes(f, paragraph, first, s, e))
        return false;
    fill_paragraph(f, paragraph, own ? own->runs : NULL);
    return true;
}

static bool shape_node(struct fill *f, xmlNode *node, const struct child *c, struct span s, bool in_row, struct err *e)
{
    if (fill_is(node, "p"))
        return shape_paragraph(f, node, c->first, c->count, s, e);
    bool row = fill_is(node, "tr") || (in_row && !fill_is(node, "tc"));
    return shape_children(f, node, c->first, s, row, e);
}

/* A row keeps all its cells, whatever they hold. */
static bool shape_row(struct fill *f, const struct child *list, int count, struct span s, struct err *e)
{
    for (int i = 0, at = 0; i < count; i++) {
        int from = at;
        while (at < s.count && s.blocks[at]->source < list[i].first + list[i].count)
            at++;
        if (!shape_node(f, list[i].node, &list[i], (struct span) { s.blocks + from, at - from }, true, e))
            return false;
    }
    return true;
}

static bool shape_children(struct fill *f, xmlNode *node, int first, struct span s, bool in_row, struct err *e)
{
    struct child *list;
    int count = children_of(f, node, first, &list);
    if (in_row)
        return shape_row(f, list, count, s, e);
    struct stay *stays = ARENA_ARRAY(f->a, struct stay, (size_t)s.count + 1);
    bool *used = ARENA_ARRAY(f->a, bool, (size_t)count + 1);
    int stay_count = stays_of(f, list, count, s, stays);
    if (!place_stays(f, list, stays, stay_count, used, e))
        return false;
    f->changes += stay_count > count;
    for (int i = 0; i < stay_count; i++) {
        struct span own = { s.blocks + stays[i].from, stays[i].to - stays[i].from };
        if (!shape_node(f, stays[i].node, &list[stays[i].child], own, false, e))
            return false;
    }
    drop_unused(f, node, list, count, used);
    return true;
}

/* ---- a part ---- */

static bool is_old_bookmark(const xmlNode *n)
{
    const char *name = fill_is(n, "bookmarkStart") ? fill_attribute(n, "name") : NULL;
    return name && strncmp(name, "_tz", 3) == 0;
}

static bool is_old_tag(const xmlNode *n)
{
    const char *tag = fill_is(n, "tag") ? fill_attribute(n, "val") : NULL;
    return tag && strncmp(tag, "tz:", 3) == 0;
}

void fill_prepare(struct fill *f)
{
    for (int i = 0; i < f->part_count; i++) {
        xmlNode *root = xmlDocGetRootElement(f->parts[i].doc);
        for (xmlNode *n = root; n;) {
            xmlNode *drop = is_old_bookmark(n) || is_old_tag(n) ? n : NULL;
            bool bookmark = fill_is(n, "bookmarkStart");
            long id = bookmark ? number_of(fill_attribute(n, "id")) : 0;
            if (id > f->bookmark_id && id < INT32_MAX / 2)
                f->bookmark_id = id;
            if (strcmp((const char *)n->name, "docPr") == 0) {
                xmlChar *text = xmlGetNoNsProp(n, BAD_CAST "id");
                id = number_of((const char *)text);
                xmlFree(text);
                if (id > f->drawing_id && id < INT32_MAX / 2)
                    f->drawing_id = id;
            }
            n = fill_next(root, n, !drop);
            if (drop) {
                fill_drop(drop);
                f->parts[i].changed = true;
            }
        }
    }
}

static int order_id(const void *x, const void *y)
{
    const long a = *(const long *)x, b = *(const long *)y;
    return (a > b) - (a < b);
}

/* The ids of all elements of a name, in order. */
static long *ids_of(struct fill *f, xmlNode *root, const char *name, size_t *count)
{
    *count = 0;
    for (xmlNode *n = root; n; n = fill_next(root, n, true))
        *count += fill_is(n, name);
    long *ids = ARENA_ARRAY(f->a, long, *count + 1), *p = ids;
    for (xmlNode *n = root; n; n = fill_next(root, n, true))
        if (fill_is(n, name))
            *p++ = number_of(fill_attribute(n, "id"));
    qsort(ids, *count, sizeof *ids, order_id);
    return ids;
}

/* A bookmark whose other end was left out. */
static void drop_halves(struct fill *f, xmlNode *root)
{
    size_t start_count, end_count;
    long *starts = ids_of(f, root, "bookmarkStart", &start_count), *ends = ids_of(f, root, "bookmarkEnd", &end_count);
    for (xmlNode *n = root; n;) {
        bool start = fill_is(n, "bookmarkStart");
        xmlNode *drop = NULL;
        if (start || fill_is(n, "bookmarkEnd")) {
            long id = number_of(fill_attribute(n, "id"));
            drop = bsearch(&id, start ? ends : starts, start ? end_count : start_count, sizeof id, order_id) ? NULL : n;
        }
        n = fill_next(root, n, !drop);
        if (drop)
            fill_drop(drop);
    }
}

static xmlNode *body_of(xmlNode *root)
{
    for (xmlNode *n = root->children; n; n = n->next)
        if (fill_is(n, "body"))
            return n;
    return root;
}

bool fill_shape(struct fill *f, struct fill_part *part, const struct block *const *blocks, int count, struct err *e)
{
    xmlNode *root = xmlDocGetRootElement(part->doc);
    int changes = f->changes;
    f->aside = part != f->parts;
    if (!shape_children(f, body_of(root), part->first, (struct span) { blocks, count }, false, e))
        return false;
    part->changed = part->changed || f->changes > changes;
    if (part->changed)
        drop_halves(f, root);
    return true;
}

void fill_remark(struct fill *f, const struct block *b)
{
    xmlNode *body = body_of(xmlDocGetRootElement(f->parts->doc)), *last = last_of(body);
    xmlNode *p = fill_element(body, "p"), *run = fill_element(body, "r"), *t = fill_element(body, "t");
    for (const struct run *r = b->runs; r; r = r->next)
        xmlNodeAddContent(t, BAD_CAST r->text);
    xmlNodeSetSpacePreserve(t, 1);
    xmlAddChild(run, t);
    xmlAddChild(p, run);
    if (last)
        xmlAddNextSibling(last, p);
    else
        xmlAddChild(body, p);
    f->parts->changed = true;
}
