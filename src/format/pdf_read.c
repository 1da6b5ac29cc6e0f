/* format/pdf_read.c: a PDF through pdftotext in a child, which says where each word stands; layout makes paragraphs of it. */
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "format/child.h"
#include "format/document.h"
#include "format/layout.h"
#include "format/office.h"

#define FEED_BYTES ((size_t)1 << 20)

struct boxes {
    XML_Parser parser;
    struct layout layout;
    struct layout_line word;
    struct buf text;
    bool in_word;
};

/* ---- what pdftotext says ---- */

static int32_t place_of(const char **attributes, const char *name)
{
    for (const char **p = attributes; *p; p += 2)
        if (strcmp(*p, name) == 0)
            return layout_number(p[1], strlen(p[1]));
    return 0;
}

static void XMLCALL on_start(void *context, const char *name, const char **attributes)
{
    struct boxes *b = context;
    if (strcmp(name, "page") == 0) {
        layout_page(&b->layout, place_of(attributes, "width"), place_of(attributes, "height"));
    } else if (strcmp(name, "word") == 0) {
        b->word = (struct layout_line) {
            .left = place_of(attributes, "xMin"),
            .top = place_of(attributes, "yMin"),
            .right = place_of(attributes, "xMax"),
            .bottom = place_of(attributes, "yMax"),
        };
        b->in_word = true;
        buf_clear(&b->text);
    }
}

static void XMLCALL on_end(void *context, const char *name)
{
    struct boxes *b = context;
    if (strcmp(name, "word") == 0) {
        layout_word(&b->layout, b->word, buf_get(&b->text), b->text.bytes);
        b->in_word = false;
    } else if (strcmp(name, "line") == 0) {
        layout_line_end(&b->layout);
    }
}

static void XMLCALL on_text(void *context, const char *text, int bytes)
{
    struct boxes *b = context;
    if (b->in_word)
        buf_put(&b->text, text, (size_t)bytes);
}

/* No entity but those of XML itself is in what pdftotext gives, so none is ever made. */
static void XMLCALL on_entity(void *context, const char *name, int parameter, const char *value, int bytes, const char *base,
                              const char *system, const char *public, const char *notation)
{
    struct boxes *b = context;
    (void)name, (void)parameter, (void)value, (void)bytes, (void)base, (void)system, (void)public, (void)notation;
    XML_StopParser(b->parser, XML_FALSE);
}

/* What stands in a PDF's text may be no character of XML. */
static void put_clean(struct buf *out, const char *text, size_t bytes)
{
    char room[4];
    const char *plain = text, *end = text + bytes;
    for (const char *p = text; p < end;) {
        const char *from = p;
        uint32_t c = text_next(&p, end);
        if ((c >= ' ' || c == '\n') && c != 0xFFFE && c != 0xFFFF && !(c == 0xFFFD && p - from == 1))
            continue;
        buf_put(out, plain, (size_t)(from - plain));
        buf_put(out, room, text_put(room, c < ' ' ? ' ' : 0xFFFD));
        plain = p;
    }
    buf_put(out, plain, (size_t)(end - plain));
}

static bool parse_boxes(struct boxes *b, const char *text, size_t bytes)
{
    bool ok = true;
    b->parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(b->parser, b);
    XML_SetElementHandler(b->parser, on_start, on_end);
    XML_SetCharacterDataHandler(b->parser, on_text);
    XML_SetEntityDeclHandler(b->parser, on_entity);
    for (size_t at = 0; ok && at < bytes;) {
        size_t step = bytes - at < FEED_BYTES ? bytes - at : FEED_BYTES;
        ok = XML_Parse(b->parser, text + at, (int)step, at + step == bytes) == XML_STATUS_OK;
        at += step;
    }
    XML_ParserFree(b->parser);
    return ok;
}

static bool put_paragraphs(struct boxes *b, struct arena *a, const char *name, struct docx_text *out, struct err *e)
{
    struct flow f;
    flow_begin(&f, b->layout.a);
    layout_flow(&b->layout, &f);
    bool ok = f.paragraph_count || ERR(e, ERR_UNREADABLE, PDF_IMAGES, name, MSG_NUM(b->layout.page_count));
    if (ok && f.full)
        ok = ERR(e, ERR_UNREADABLE, PDF_LONG, name);
    if (ok)
        flow_hand_out(&f, a, out);
    flow_free(&f);
    return ok;
}

bool pdf_boxes_read(struct arena *a, const char *name, const char *boxes, size_t bytes, struct docx_text *out, struct err *e)
{
    struct arena scratch;
    struct boxes b = { 0 };
    struct buf clean = { 0 };
    arena_init(&scratch, 1 << 20);
    layout_begin(&b.layout, &scratch);
    put_clean(&clean, boxes, bytes);
    bool ok = parse_boxes(&b, buf_get(&clean), clean.bytes) || ERR(e, ERR_UNREADABLE, PDF_DAMAGED, name);
    buf_free(&clean);
    ok = ok && put_paragraphs(&b, a, name, out, e);
    buf_free(&b.text);
    layout_free(&b.layout);
    arena_free(&scratch);
    return ok;
}

/* ---- the child ---- */

static bool run_pdftotext(const char *path, const char *name, bool locked, struct buf *boxes, struct err *e)
{
    const char *const argv[] = { "pdftotext", "-bbox-layout", "-enc", "UTF-8", "-q", path, "-", NULL };
    struct child_limits limits = {
        .seconds = PDF_SECONDS, .output_bytes = PDF_OUT_MAX, .file_bytes = 1, .memory_bytes = PDF_MEMORY
    };
    struct err why = err_like(e);
    int status;
    if (child_run(argv, &limits, boxes, &status, &why)) {
        if (status == 0)
            return true;
        if (locked)
            return ERR(e, ERR_UNREADABLE, PDF_ENCRYPTED, name);
        return ERR(e, ERR_UNREADABLE, PDF_DAMAGED, name);
    }
    if (why.code == ERR_NOT_FOUND)
        return ERR(e, ERR_UNREADABLE, PDF_NO_TOOL, name);
    if (why.msg == MSG_CHILD_SLOW)
        return ERR(e, ERR_UNREADABLE, PDF_SLOW, name, MSG_NUM(PDF_SECONDS));
    if (why.msg == MSG_CHILD_LONG)
        return ERR(e, ERR_UNREADABLE, PDF_LONG, name);
    return err_take(e, &why, NULL);
}

bool pdf_read(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e)
{
    char *folder;
    struct buf boxes = { 0 };
    if (!office_folder_make(&folder, e))
        return false;
    char *copy = office_path(folder, "text.pdf");
    bool locked = memmem(data, bytes, "/Encrypt", strlen("/Encrypt")) != NULL;
    bool ok = file_write(copy, data, bytes, e) && run_pdftotext(copy, name, locked, &boxes, e)
              && pdf_boxes_read(a, name, buf_get(&boxes), boxes.bytes, out, e);
    free(copy);
    office_folder_drop(folder);
    buf_free(&boxes);
    return ok;
}
