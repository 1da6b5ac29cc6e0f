/* report/source.c: where a template comes from: the texts of a pack, or a file; a user's .docx among them. */
#include <string.h>

#include "report/report.h"
#include "report/template.h"

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool report_is_docx(const char *template_name)
{
    size_t bytes = strlen(template_name), ending = strlen(".docx");
    return bytes > ending && strcasecmp(template_name + bytes - ending, ".docx") == 0;
}

void report_base64(const void *data, size_t bytes, struct buf *out)
{
    const unsigned char *p = data;
    for (size_t i = 0; i < bytes; i += 3) {
        size_t have = bytes - i < 3 ? bytes - i : 3;
        uint32_t word = (uint32_t)p[i] << 16 | (have > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (have > 2 ? p[i + 2] : 0);
        for (size_t k = 0; k < 4; k++)
            buf_char(out, k <= have ? BASE64[word >> (18 - 6 * k) & 63] : '=');
    }
}

/* Strict: no white space, whole groups of four, '=' only at the end. */
static bool decode(struct arena *a, const char *text, unsigned char **out, size_t *bytes)
{
    size_t length = strlen(text), padding = 0;
    while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
        padding++;
    *out = ARENA_ARRAY(a, unsigned char, length / 4 * 3 + 1);
    *bytes = 0;
    uint32_t word = 0;
    for (size_t i = 0; i < length; i++) {
        const char *sign = text[i] ? strchr(BASE64, text[i]) : NULL;
        if (!sign && i < length - padding)
            return false;
        word = word << 6 | (sign ? (uint32_t)(sign - BASE64) : 0);
        for (int k = 2; i % 4 == 3 && k >= 0; k--)
            (*out)[(*bytes)++] = (unsigned char)(word >> (8 * k) & 0xFF);
    }
    *bytes -= *bytes ? padding : 0;
    return length && length % 4 == 0;
}

/* The text of a file that may be no .docx at all: the sentence names it. */
static bool read_docx(struct arena *a, struct report_source *out, struct err *e)
{
    struct err inner = err_like(e);
    if (docx_template(a, out->docx, out->docx_bytes, &out->text, &inner))
        return true;
    struct buf place = { 0 };
    buf_format(&place, "%s：", out->file);
    err_take(e, &inner, buf_get(&place));
    buf_free(&place);
    return false;
}

bool report_source(struct arena *a, const struct report *r, struct report_source *out, struct err *e)
{
    *out = (struct report_source) { .report = r->name, .file = r->template_name, .text = r->template_text, .of = r->of };
    if (!report_is_docx(r->template_name))
        return true;
    unsigned char *data;
    if (!decode(a, r->template_text, &data, &out->docx_bytes))
        return ERR(e, ERR_CORRUPT, REPORT_DOCX_PACKED, r->template_name, r->name);
    out->docx = data;
    return read_docx(a, out, e);
}

bool report_source_file(struct arena *a, const char *path, struct report_source *out, struct err *e)
{
    const char *slash = strrchr(path, '/');
    bool docx = report_is_docx(path);
    char *data;
    size_t bytes;
    *out = (struct report_source) { .report = slash ? slash + 1 : path, .file = path };
    if (!file_read(a, path, docx ? REPORT_DOCX_MAX : TEMPLATE_BYTES_MAX, &data, &bytes, e))
        return false;
    out->text = data;
    if (!docx)
        return strlen(data) == bytes || ERR(e, ERR_INPUT, REPORT_NOT_TEXT, path, "1");
    out->docx = data;
    out->docx_bytes = bytes;
    return read_docx(a, out, e);
}

bool report_check_all(const struct catalog *c, struct arena *a, struct err *e)
{
    for (int i = 0; i < catalog_report_count(c); i++) {
        struct report_source source;
        if (!report_source(a, catalog_report_at(c, i), &source, e) || !report_check(c, a, &source, e))
            return false;
    }
    return true;
}
