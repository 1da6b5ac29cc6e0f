/* format/html_write.c: blocks -> one HTML file that needs no script, no network and no other file.
 * Why a focus opens a figure: it works with a click, a touch and the keyboard, in browsers of ten years and with scripts off, one
 * is open at a time, and nothing of it prints.  (<details> would do, but breaks the line it stands in.) */
#include "format/format.h"

#include <string.h>

#include "base/day.h"
#include "format/block.h"
#include "format/figure.h"
#include "format/html_style.h"
#include "format/xml_write.h"

struct page {
    struct buf *out;
    enum msg_lang lang;
    int heading_first; /* the highest level among the headings becomes <h2> */
    struct block_count count;
    int figure_count;
};

static const char *word(const struct page *p, enum msg_id id)
{
    return msg_text(p->lang, id);
}

/* ---- figures ---- */

static void put_line(struct page *p, enum msg_id label, const char *text)
{
    if (text && *text)
        XML(p->out, "<span class=\"k\">{1}</span><span class=\"v\">{2}</span>", word(p, label), text);
}

static void put_sentence(struct page *p, enum msg_id label, enum msg_id id, const char *a, const char *b)
{
    char text[256];
    msg_format(text, sizeof text, p->lang, id, (const char *const[]) { a, b, NULL });
    put_line(p, label, text);
}

static void put_entries(struct page *p, const struct figure *f)
{
    const char *total = MSG_NUM(f->entry_total), *shown = MSG_NUM(f->entry_count);
    if (!f->entry_count)
        return;
    put_sentence(p, MSG_HTML_ENTRIES, f->entry_total > f->entry_count ? MSG_HTML_ENTRIES_SHOWN : MSG_HTML_ENTRIES_ALL, total,
                 shown);
    buf_text(p->out, "<span class=\"es\">");
    for (int i = 0; i < f->entry_count; i++) {
        const struct figure_entry *n = &f->entries[i];
        XML(p->out, "<span class=\"e\"><span>{1}</span><span>{2}</span><span>{3}</span><span>{4}</span></span>", n->book,
            n->number, n->day, n->org);
    }
    buf_text(p->out, "</span>");
}

static void put_value(struct page *p, const struct figure *f)
{
    struct buf value = { 0 };
    if (f->value)
        buf_format(&value, "%s%s", f->value, f->unit ? f->unit : "");
    put_line(p, MSG_HTML_VALUE, f->value ? buf_get(&value) : word(p, MSG_HTML_NO_VALUE));
    buf_free(&value);
}

static void put_figure(struct page *p, const struct run *r)
{
    const struct figure *f = r->figure;
    struct buf name = { 0 }, period = { 0 }, scope = { 0 };
    figure_name(p->lang, f, &name);
    figure_period(p->lang, f->from, f->asof, &period);
    buf_text(&scope, f->scope ? f->scope : "");
    if (f->scope_number && *f->scope_number)
        buf_format(&scope, p->lang == LANG_EN ? " (%s)" : "（%s）", f->scope_number);
    XML(p->out,
        "<span class=\"f\" tabindex=\"0\" aria-describedby=\"f{1}\"><span class=\"n\">{2}</span>"
        "<span class=\"b\" id=\"f{1}\" role=\"note\"><b>{3}</b>",
        MSG_NUM(++p->figure_count), r->text, buf_get(&name));
    put_line(p, MSG_HTML_FORMULA, f->formula);
    put_line(p, MSG_HTML_SCOPE, buf_get(&scope));
    put_line(p, MSG_HTML_PERIOD, buf_get(&period));
    put_line(p, MSG_HTML_ASOF, DAY_TEXT(f->asof));
    put_sentence(p, MSG_HTML_KNOWN, MSG_HTML_KNOWN_AT, MSG_NUM(f->known), NULL);
    put_value(p, f);
    put_line(p, MSG_HTML_NOTE, f->note);
    put_entries(p, f);
    buf_text(p->out, "</span></span>");
    buf_free(&name);
    buf_free(&period);
    buf_free(&scope);
}

/* ---- blocks ---- */

static void put_text(struct page *p, const char *text, size_t bytes)
{
    const char *end = text + bytes;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        xml_text(p->out, text, (size_t)((stop ? stop : end) - text));
        if (stop)
            buf_text(p->out, "<br>");
        text = stop ? stop + 1 : end;
    }
}

static void put_runs(struct page *p, const struct block *b, const struct run *runs)
{
    for (const struct run *r = runs; r; r = r->next) {
        if (r->figure)
            put_figure(p, r);
        else
            put_text(p, r->text, b ? block_run_bytes(b, r) : strlen(r->text));
    }
}

static void put_block_text(struct page *p, const struct block *b)
{
    struct buf lead = { 0 };
    block_lead(&p->count, b, &lead);
    xml_text(p->out, buf_get(&lead), lead.bytes);
    put_runs(p, b, b->runs);
    buf_text(p->out, block_tail(b));
    buf_free(&lead);
}

static void put_plain(struct page *p, const struct block *b, const char *class)
{
    XML(p->out, "<p class=\"{1}\">", class);
    put_block_text(p, b);
    buf_text(p->out, "</p>\n");
}

static void put_title(struct page *p, const struct block *b)
{
    struct arena a;
    arena_init(&a, 4096);
    buf_text(p->out, "<h1>");
    put_runs(p, NULL, title_lines(&a, b->runs, TITLE_HALVES));
    buf_text(p->out, "</h1>\n");
    arena_free(&a);
}

static void put_heading(struct page *p, const struct block *b)
{
    int level = b->level - p->heading_first + 2;
    level = level < 2 ? 2 : level > 5 ? 5 : level;
    buf_format(p->out, "<h%d>", level);
    put_block_text(p, b);
    buf_format(p->out, "</h%d>\n", level);
}

#define SHORT_HALVES 12 /* a cell of so little text stays on one line */

static void put_row(struct page *p, const struct text_table *t, const struct text_row *r)
{
    static const char *const ALIGNS[] = { [ALIGN_LEFT] = "l", [ALIGN_CENTRE] = "c", [ALIGN_RIGHT] = "r" };
    const struct text_cell *c = r->cells;
    buf_text(p->out, "<tr>");
    for (int i = 0; c || i < t->column_count; i++, c = c ? c->next : NULL) {
        enum align align = t->aligns && i < t->column_count ? t->aligns[i] : ALIGN_LEFT;
        if (r->head)
            buf_text(p->out, "<th scope=\"col\">");
        else
            XML(p->out, "<td class=\"{1}{2}\">", ALIGNS[align], c && runs_halves(c->runs) <= SHORT_HALVES ? " s" : "");
        if (c)
            put_runs(p, NULL, c->runs);
        buf_text(p->out, r->head ? "</th>" : "</td>");
    }
    buf_text(p->out, "</tr>\n");
}

static void put_table(struct page *p, const struct text_table *t)
{
    const struct text_row *r = t->rows;
    buf_text(p->out, "<div class=\"t\"><table>\n");
    if (r && r->head) {
        buf_text(p->out, "<thead>\n");
        for (; r && r->head; r = r->next)
            put_row(p, t, r);
        buf_text(p->out, "</thead>\n");
    }
    buf_text(p->out, "<tbody>\n");
    for (; r; r = r->next)
        put_row(p, t, r);
    buf_text(p->out, "</tbody></table></div>\n");
}

/* From the right, in characters and halves. */
static void put_right(struct page *p, const struct block *b, const struct block *before)
{
    int halves = block_right(b, before);
    XML(p->out, "<p class=\"{1}\"", b->kind == BLOCK_DATE ? "date" : "sign");
    buf_format(p->out, " style=\"padding-right:%d.%dem\">", halves / 2, halves % 2 * 5);
    put_block_text(p, b);
    buf_text(p->out, "</p>\n");
}

static void put_attachment(struct page *p, const struct block *b)
{
    struct buf lead = { 0 };
    block_lead(&p->count, b, &lead);
    buf_text(p->out, "<section class=\"a\"><div class=\"mark\">");
    xml_text(p->out, lead.data, lead.bytes - 1);
    buf_text(p->out, "</div>\n");
    put_title(p, b);
    buf_text(p->out, "</section>\n");
    buf_free(&lead);
}

static void put_block(struct page *p, const struct block *b, const struct block *before)
{
    switch (b->kind) {
    case BLOCK_TITLE: put_title(p, b); break;
    case BLOCK_HEADING: put_heading(p, b); break;
    case BLOCK_PARAGRAPH:
    case BLOCK_ITEM: put_plain(p, b, "p"); break;
    case BLOCK_TABLE:
        if (b->table)
            put_table(p, b->table);
        break;
    case BLOCK_CAPTION: put_plain(p, b, "caption"); break;
    case BLOCK_NUMBER: put_plain(p, b, "number"); break;
    case BLOCK_RECIPIENT: put_plain(p, b, "to"); break;
    case BLOCK_ATTACHMENTS: put_plain(p, b, p->count.names ? "name" : "name first"); break;
    case BLOCK_SIGNATURE:
    case BLOCK_DATE: put_right(p, b, before); break;
    case BLOCK_REMARK: put_plain(p, b, "p"); break;
    case BLOCK_ATTACHMENT: put_attachment(p, b); break;
    case BLOCK_SOURCE: put_plain(p, b, "source"); break;
    case BLOCK_CONTENTS: break; /* a page on the screen is searched, not leafed through */
    case BLOCK_CHAPTER:
        buf_text(p->out, "<section class=\"a\">");
        put_title(p, b);
        buf_text(p->out, "</section>\n");
        break;
    case BLOCK_KIND_COUNT: break;
    }
}

static void put_head(struct page *p, const struct text_document *d)
{
    const char *title = d->title && *d->title ? d->title : d->report;
    XML(p->out, "<!DOCTYPE html>\n<html lang=\"{1}\">\n<head>\n<meta charset=\"utf-8\">\n",
        p->lang == LANG_EN ? "en" : "zh-CN");
    XML(p->out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{1}</title>\n<style>\n",
        title);
    buf_text(p->out, HTML_STYLE);
    buf_text(p->out, "</style>\n</head>\n<body>\n");
    XML(p->out, "<div class=\"hint\">{1}</div>\n<main>\n", word(p, MSG_HTML_HINT));
}

static void put_foot(struct page *p, const struct text_document *d)
{
    char stamp[512];
    const char *const args[] = { d->org ? d->org : "", DAY_TEXT(d->asof), MSG_NUM(d->known), NULL };
    msg_format(stamp, sizeof stamp, p->lang, MSG_HTML_STAMP, args);
    XML(p->out, "</main>\n<div class=\"hint\">{1}</div>\n</body>\n</html>\n", stamp);
}

bool html_write(const struct text_document *d, enum msg_lang lang, struct buf *out, struct err *e)
{
    struct page p = { .out = out, .lang = lang, .count = block_count(d) };
    if (!document_check(d, e))
        return false;
    for (const struct block *b = d->blocks; b; b = b->next) {
        if (b->kind == BLOCK_HEADING && (!p.heading_first || b->level < p.heading_first))
            p.heading_first = b->level;
    }
    put_head(&p, d);
    const struct block *before = NULL;
    for (const struct block *b = d->blocks; b; before = b, b = b->next)
        put_block(&p, b, before);
    put_foot(&p, d);
    return true;
}
