/* format/test_docx.h: small .docx files for tests, part by part. */
#ifndef FORMAT_TEST_DOCX_H
#define FORMAT_TEST_DOCX_H

#include <string.h>

#include "format/zip.h"

#define DOCX_WORD_SPACES                                                                                                    \
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "                                             \
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "                                      \
    "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "                                             \
    "xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" "                                                   \
    "xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" "                                      \
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "                                  \
    "xmlns:v=\"urn:schemas-microsoft-com:vml\" "                                                                            \
    "xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\""
#define DOCX_TYPE     "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define DOCX_RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define DOCX_RELS     "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

struct test_part {
    const char *name, *text;
};

static const struct test_part TEST_TYPES = {
    "[Content_Types].xml",
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"" DOCX_TYPE "document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"" DOCX_TYPE "styles+xml\"/>"
    "<Override PartName=\"/word/numbering.xml\" ContentType=\"" DOCX_TYPE "numbering+xml\"/>"
    "<Override PartName=\"/word/header1.xml\" ContentType=\"" DOCX_TYPE "header+xml\"/>"
    "<Override PartName=\"/word/footer1.xml\" ContentType=\"" DOCX_TYPE "footer+xml\"/>"
    "</Types>",
};
static const struct test_part TEST_RELATIONS = {
    "_rels/.rels",
    DOCX_RELS "<Relationship Id=\"rId1\" Type=\"" DOCX_RELATION "officeDocument\" Target=\"word/document.xml\"/>"
              "<Relationship Id=\"rId2\" Type=\"" DOCX_RELATION "custom-properties\" Target=\"docProps/custom.xml\"/>"
              "</Relationships>",
};
static const struct test_part TEST_MAIN_RELATIONS = {
    "word/_rels/document.xml.rels",
    DOCX_RELS "<Relationship Id=\"rId1\" Type=\"" DOCX_RELATION "styles\" Target=\"styles.xml\"/>"
              "<Relationship Id=\"rId2\" Type=\"" DOCX_RELATION "header\" Target=\"/word/header1.xml\"/>"
              "<Relationship Id=\"rId3\" Type=\"" DOCX_RELATION "footer\" Target=\"footer1.xml\"/>"
              "<Relationship Id=\"rId4\" Type=\"" DOCX_RELATION "numbering\" Target=\"numbering.xml\"/>"
              "</Relationships>",
};
static const struct test_part TEST_STYLES = {
    "word/styles.xml",
    "<w:styles " DOCX_WORD_SPACES ">"
    "<w:style w:type=\"paragraph\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"a3\"><w:name w:val=\"Title\"/><w:pPr><w:outlineLvl "
    "w:val=\"0\"/></w:pPr></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"two\"><w:name w:val=\"标题 2\"/></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"own\"><w:name w:val=\"我的\"/><w:basedOn w:val=\"two\"/></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"third\"><w:name w:val=\"x\"/><w:pPr><w:outlineLvl "
    "w:val=\"2\"/></w:pPr></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"ring1\"><w:name w:val=\"r1\"/><w:basedOn w:val=\"ring2\"/></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"ring2\"><w:name w:val=\"r2\"/><w:basedOn w:val=\"ring1\"/></w:style>"
    "</w:styles>",
};

/* A container of the parts that have a name. */
__attribute__((unused)) static void docx_of_parts(struct buf *out, const struct test_part *parts, size_t count)
{
    struct err e = { 0 };
    struct zip_writer *z = zip_create();
    for (size_t i = 0; i < count; i++)
        if (parts[i].name)
            zip_put(z, parts[i].name, parts[i].text, strlen(parts[i].text));
    zip_finish(z, out, &e);
}

/* A whole document around what stands in its body; `more` may have a NULL name. */
__attribute__((unused)) static void docx_of_body(struct buf *out, const char *body, struct test_part more,
                                                 struct test_part another)
{
    struct buf main = { 0 };
    buf_format(&main,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<w:document " DOCX_WORD_SPACES
               "><w:body>%s</w:body></w:document>",
               body);
    const struct test_part parts[] = {
        TEST_TYPES, TEST_RELATIONS, { "word/document.xml", buf_get(&main) }, TEST_MAIN_RELATIONS, TEST_STYLES, more, another,
    };
    docx_of_parts(out, parts, sizeof parts / sizeof *parts);
    buf_free(&main);
}

#endif
