/* op/report.c: a template filled as of a day, as paper, page, text or JSON; every figure keeps its source. */
#include <string.h>
#include <sys/stat.h>

#include "op/inside.h"

#define HTML_ENTRIES 5 /* shown behind a figure */

enum form { FORM_TXT, FORM_JSON, FORM_HTML, FORM_DOCX };

/* Which writer a file name asks for. */
static bool output_form(const char *out, bool machine, enum form *form, struct err *e)
{
    static const char *const ENDINGS[] = { ".txt", ".json", ".html", ".docx" };
    *form = machine ? FORM_JSON : FORM_TXT;
    for (int i = 0; out && i < 4; i++) {
        *form = (enum form)i;
        if (path_ends(out, ENDINGS[i]))
            return true;
    }
    return !out || ERR(e, ERR_USAGE, OP_REPORT_KIND, out);
}

/* ---- which template ---- */

static bool report_unknown(struct op_call *c, const char *name, int64_t known, struct err *e)
{
    const struct catalog *catalog = c->ledger->catalog;
    struct buf names = { 0 };
    for (int i = 0; i < catalog_report_count(catalog); i++) {
        const struct report *r = catalog_report(catalog, catalog_report_at(catalog, i)->name, known);
        if (r)
            buf_format(&names, "%s%s", names.bytes ? "、" : "", r->name);
    }
    ERR(e, ERR_NOT_FOUND, OP_REPORT_UNKNOWN, name, names.bytes ? names.data : HEADING(c, OP_NONE));
    buf_free(&names);
    return false;
}

/* A report that the packs declare, or a template of the user's own: a file that says by its name that it is one. */
static bool find_source(struct op_call *c, const char *name, int64_t known, struct report_source *out, bool *declared,
                        struct err *e)
{
    const struct report *r = catalog_report(c->ledger->catalog, name, known);
    *declared = r != NULL;
    if (r)
        return report_source(c->memory, r, out, e);
    if (path_ends(name, ".docx") || path_ends(name, ".md"))
        return report_source_file(c->memory, name, out, e);
    return report_unknown(c, name, known, e);
}

/* ---- the entry of a letter ---- */

static bool see_entry(void *context, const struct trace_entry *t, struct err *e)
{
    (void)t;
    (void)e;
    *(bool *)context = true;
    return true;
}

/* The entry that --of names; a bare number is looked for in the letter's book first. */
static bool find_entry(struct op_call *c, const struct report_source *s, const char *text, int64_t known,
                       struct entry_ref *out, struct err *e)
{
    struct buf full = { 0 };
    struct err inner = err_like(e), outer = err_like(e);
    bool bare = s->of && !strchr(text, '/');
    buf_format(&full, "%s%s%s", bare ? s->of->name : "", bare ? "/" : "", text);
    bool ok = state_find_known(c->ledger, c->memory, buf_get(&full), known, out, &inner);
    buf_free(&full);
    if (!ok && !(bare && state_find_known(c->ledger, c->memory, text, known, out, &outer)))
        return err_take(e, &inner, NULL);
    if (s->of && out->book != s->of)
        return ERR(e, ERR_INPUT, OP_REPORT_OF_BOOK, text, out->book->name, s->report, s->of->name);
    return true;
}

static bool set_entry(struct op_call *c, struct measure_session *m, struct report_source *s, bool declared, struct basis *b,
                      struct err *e)
{
    const char *text = op_text(c, "of");
    struct entry_ref ref;
    bool there = false;
    if (declared && !s->of && text)
        return ERR(e, ERR_USAGE, OP_REPORT_OF_WHOLE, s->report);
    if (s->of && !text)
        return ERR(e, ERR_USAGE, OP_REPORT_OF_NEEDED, s->report, s->of->name);
    if (!text)
        return true;
    if (!find_entry(c, s, text, b->known, &ref, e))
        return false;
    s->of = ref.book;
    b->of = ref.entry;
    b->of_book = ref.book;
    struct basis ever = *b;
    ever.from = DAY_FIRST;
    if (!measure_list(m, ref.book, NULL, &ever, see_entry, &there, e))
        return false;
    return there || ERR(e, ERR_NOT_FOUND, OP_REPORT_OF_ABSENT, text, ref.book->name, DAY_TEXT(b->asof), b->org_title);
}

/* ---- writing ---- */

static bool write_document(struct op_call *c, const struct report_source *s, const struct text_document *d, enum form form,
                           struct buf *out, struct err *e)
{
    switch (form) {
    case FORM_TXT: text_write(d, out); return true;
    case FORM_JSON: return text_write_json(d, out, e);
    case FORM_HTML: return html_write(d, c->lang, out, e);
    case FORM_DOCX: break;
    }
    return s->docx ? docx_fill(s->docx, s->docx_bytes, d, out, e) : docx_write(d, out, e);
}

/* Why: a template that was filled is no template any more. */
static bool keeps_template(const struct report_source *s, const char *out, struct err *e)
{
    struct stat a, b;
    bool same = stat(s->file, &a) == 0 && stat(out, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
    return !same || ERR(e, ERR_USAGE, OP_REPORT_SAME, out);
}

/* A template of one's own has no place for the program's remarks: they are told to whoever writes it. */
static void tell_remarks(struct op_call *c, const struct text_document *d)
{
    for (const struct block *b = d->blocks; b; b = b->next) {
        if (b->kind == BLOCK_REMARK && !b->source)
            NOTE(c, OP_REPORT_REMARK, b->runs->text);
    }
}

static bool hand_over(struct op_call *c, const struct text_document *d, enum form form, const struct buf *text,
                      struct err *e)
{
    const char *out = op_text(c, "out");
    if (!out && form == FORM_JSON) {
        op_object(c, json_loadb(text->data, text->bytes, 0, NULL));
        return true;
    }
    if (!out) {
        c->sink->text(c->sink->self, buf_get(text), text->bytes);
        return true;
    }
    if (!file_write(out, buf_get(text), text->bytes, e))
        return false;
    json_t *tree = json_pack("{s:s, s:s, s:s, s:s, s:I}", "file", out, "report", d->report, "org", d->org, "asof",
                             DAY_TEXT(d->asof), "known", (json_int_t)d->known);
    if (*d->of)
        json_object_set_new(tree, "of", json_string(d->of));
    op_object(c, tree);
    SAY(c, OP_REPORT_WRITTEN, d->report, *d->of ? d->of : d->org, DAY_TEXT(d->asof), out);
    return true;
}

bool report_run(struct op_call *c, struct err *e)
{
    struct basis b;
    struct report_source source;
    struct text_document doc = { 0 };
    struct buf text = { 0 };
    const char *out = op_text(c, "out");
    enum form form;
    bool declared;
    if (!output_form(out, c->sink->machine, &form, e) || !op_basis(c, START_YEAR, &b, e)
        || !find_source(c, op_text(c, "name"), b.known, &source, &declared, e)
        || (out && !declared && !keeps_template(&source, out, e)))
        return false;
    struct report_options options = { .formulas = form == FORM_HTML || form == FORM_DOCX };
    options.entries = form == FORM_HTML ? HTML_ENTRIES : 0;
    struct measure_session *s = measure_begin(c->ledger, c->memory);
    bool ok = set_entry(c, s, &source, declared, &b, e)
              && report_build(s, c->memory, c->ledger->catalog, &source, &b, &options, &doc, e)
              && op_heads(c, c->ledger, b.known, &doc.heads, e) && write_document(c, &source, &doc, form, &text, e)
              && hand_over(c, &doc, form, &text, e);
    if (ok && form == FORM_DOCX && source.docx)
        tell_remarks(c, &doc);
    buf_free(&text);
    measure_end(s);
    return ok;
}
