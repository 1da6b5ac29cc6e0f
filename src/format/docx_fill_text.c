/* format/docx_fill_text.c: the words of a template's paragraph become the words of a report.
 *
 * Every piece of text is first a run of its own.  What is new is then put before the piece that it comes from, or before the
 * furthest one reached where a list goes back; so pictures, bookmarks and fields between the pieces stay where they were.  At
 * the end the old pieces go. */
#include "format/docx_fill_text.h"

#include <libxml/parser.h>
#include <string.h>

struct filling {
    struct fill *f;
    xmlNode *paragraph;
    struct fill_line line;
    int reached; /* the piece before which is written */
};

/* ---- pieces ---- */

/* A run like r with nothing but its looks, which come first in it. */
static xmlNode *run_like(xmlNode *r)
{
    xmlNode *out = fill_copy(r, false), *looks = r->children;
    while (looks && looks->type != XML_ELEMENT_NODE)
        looks = looks->next;
    if (looks && fill_is(looks, "rPr"))
        xmlAddChild(out, fill_copy(looks, true));
    return out;
}

/* Moves what stands before `end` in a run, its looks apart, to a run of its own before it. */
static void part_before(xmlNode *run, const xmlNode *end)
{
    xmlNode *own = NULL;
    for (xmlNode *n = run->children; n && n != end;) {
        xmlNode *next = n->next;
        if (!fill_is(n, "rPr")) {
            if (!own)
                own = xmlAddPrevSibling(run, run_like(run));
            xmlUnlinkNode(n);
            xmlAddChild(own, n);
        }
        n = next;
    }
}

/* Gives each piece a run of its own; what else the runs hold keeps its place. */
static void part_runs(struct fill_line *l)
{
    for (int i = 0; i < l->piece_count; i++) {
        struct fill_piece *p = &l->pieces[i];
        xmlNode *run = p->run;
        bool last = i + 1 == l->piece_count || l->pieces[i + 1].run != run;
        part_before(run, p->node);
        p->run = xmlAddPrevSibling(run, run_like(run));
        xmlUnlinkNode(p->node);
        xmlAddChild(p->run, p->node);
        if (!last)
            continue;
        part_before(run, NULL);
        fill_drop(run);
    }
}

/* The piece that holds a code point of the line; the last one for what lies behind. */
static int piece_at(const struct fill_line *l, int point)
{
    int low = 0, high = l->piece_count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (l->pieces[middle].start + l->pieces[middle].count <= point)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t bytes_of(const char *text, size_t bytes, int points)
{
    const char *p = text, *end = text + bytes;
    while (points-- > 0 && p < end)
        text_next(&p, end);
    return (size_t)(p - text);
}

/* ---- what is put in ---- */

static void insert(struct filling *x, int piece, xmlNode *n)
{
    if (piece > x->reached)
        x->reached = piece;
    xmlAddPrevSibling(x->line.pieces[x->reached].run, n);
}

static xmlNode *text_run(const struct fill_piece *p, const char *text, size_t bytes)
{
    xmlNode *run = run_like(p->run), *t = fill_element(run, "t");
    xmlAddChild(t, xmlNewDocTextLen(p->run->doc, BAD_CAST text, (int)bytes));
    xmlNodeSetSpacePreserve(t, 1);
    xmlAddChild(run, t);
    return run;
}

/* The line's own text from point `from` on, `count` points of it, each as it looked. */
static void put_literal(struct filling *x, int from, int count)
{
    for (int i = piece_at(&x->line, from); count > 0 && i < x->line.piece_count; i++) {
        const struct fill_piece *p = &x->line.pieces[i];
        int skip = from - p->start, take = p->count - skip < count ? p->count - skip : count;
        if (fill_is(p->node, "t")) {
            size_t start = bytes_of(p->text, p->bytes, skip);
            insert(x, i, text_run(p, p->text + start, bytes_of(p->text + start, p->bytes - start, take)));
        } else {
            xmlNode *run = run_like(p->run);
            xmlAddChild(run, fill_copy(p->node, true));
            insert(x, i, run);
        }
        from += take;
        count -= take;
    }
}

static void put_words(struct filling *x, int place, const char *text)
{
    if (!*text)
        return;
    int i = piece_at(&x->line, place);
    insert(x, i, text_run(&x->line.pieces[i], text, strlen(text)));
}

/* A control of the user's that takes text alone, or takes it from elsewhere, would refuse or lose ours. */
static void free_controls(xmlNode *n)
{
    static const char *const NAMES[] = { "text", "dataBinding", "showingPlcHdr" };
    for (; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        xmlNode *facts = fill_is(n, "sdt") ? n->children : NULL;
        while (facts && !fill_is(facts, "sdtPr"))
            facts = facts->next;
        for (xmlNode *fact = facts ? facts->children : NULL; fact;) {
            xmlNode *next = fact->next;
            bool drop = false;
            for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
                drop = drop || fill_is(fact, NAMES[i]);
            if (drop)
                fill_drop(fact);
            fact = next;
        }
    }
}

static xmlNode *fact(const xmlNode *like, const char *name, const char *value)
{
    xmlNode *n = fill_element(like, name);
    fill_set(n, "val", value);
    return n;
}

/* The facts of the control as docx_write words them: alias, tag, id. */
static xmlNode *control_facts(struct fill *f, const xmlNode *like, const struct run *r)
{
    static const char *const NAMES[] = { "alias", "tag", "id" };
    xmlNode *out = fill_element(like, "sdtPr");
    struct run alone = *r;
    struct buf xml = { 0 };
    alone.next = NULL;
    buf_clear(&f->out.body);
    docx_runs(&f->out, &alone, FONT_FANG);
    buf_format(&xml, "<x xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">%s</x>",
               buf_get(&f->out.body));
    xmlDoc *doc =
        xmlReadMemory(xml.data, (int)xml.bytes, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    for (size_t i = 0; root && i < sizeof NAMES / sizeof *NAMES; i++)
        for (xmlNode *n = root; n; n = fill_next(root, n, true))
            if (fill_is(n, NAMES[i]) && fill_is(n->parent, "sdtPr"))
                xmlAddChild(out, fact(like, NAMES[i], fill_attribute(n, "val")));
    xmlFreeDoc(doc);
    buf_free(&xml);
    return out;
}

static void put_figure(struct filling *x, int place, const struct run *r)
{
    int i = piece_at(&x->line, place);
    const struct fill_piece *p = &x->line.pieces[i];
    xmlNode *start = fill_element(x->paragraph, "bookmarkStart"), *end = fill_element(x->paragraph, "bookmarkEnd");
    xmlNode *control = fill_element(x->paragraph, "sdt"), *content = fill_element(x->paragraph, "sdtContent");
    xmlAddChild(control, control_facts(x->f, x->paragraph, r));
    xmlAddChild(content, text_run(p, r->text, strlen(r->text)));
    xmlAddChild(control, content);
    const char *number = MSG_NUM(x->f->out.figure_count), *id = MSG_NUM(x->f->bookmark_id + x->f->out.figure_count);
    struct buf name = { 0 };
    buf_format(&name, "_tz%s", number);
    fill_set(start, "id", id);
    fill_set(start, "name", buf_get(&name));
    fill_set(end, "id", id);
    buf_free(&name);
    insert(x, i, start);
    insert(x, i, control);
    insert(x, i, end);
    free_controls(control->parent);
}

/* ---- the paragraph ---- */

/* Code points that `text` and the line from `place` on have in common; *bytes of the text. */
static int in_common(const struct fill_line *l, int place, const char *text, size_t *bytes)
{
    const char *line = buf_get(&l->text), *p = line + bytes_of(line, l->text.bytes, place), *q = text;
    const char *line_end = line + l->text.bytes, *text_end = text + strlen(text);
    int count = 0;
    *bytes = 0;
    while (p < line_end && q < text_end && text_next(&p, line_end) == text_next(&q, text_end)) {
        count++;
        *bytes = (size_t)(q - text);
    }
    return count;
}

static bool is_unchanged(const struct fill_line *l, const struct run *runs)
{
    const char *text = buf_get(&l->text);
    for (const struct run *r = runs; r; r = r->next) {
        size_t bytes = strlen(r->text);
        if (r->figure || strncmp(text, r->text, bytes) != 0)
            return false;
        text += bytes;
    }
    return !*text;
}

static void put_runs(struct filling *x, const struct run *runs)
{
    int place = 0;
    for (const struct run *r = runs; r; r = r->next) {
        place = r->source >= 0 ? r->source : place;
        if (r->figure && !x->f->aside) {
            put_figure(x, place, r);
            continue;
        }
        size_t bytes;
        int count = in_common(&x->line, place, r->text, &bytes);
        put_literal(x, place, count);
        place += count;
        put_words(x, place, r->text + bytes);
    }
}

void fill_paragraph(struct fill *f, xmlNode *paragraph, const struct run *runs)
{
    struct filling x = { .f = f, .paragraph = paragraph };
    fill_line_read(&x.line, f->a, paragraph);
    if (!is_unchanged(&x.line, runs) && x.line.piece_count) {
        f->changes++;
        part_runs(&x.line);
        put_runs(&x, runs);
        for (int i = 0; i < x.line.piece_count; i++)
            fill_drop(x.line.pieces[i].run);
    }
    buf_free(&x.line.text);
}
