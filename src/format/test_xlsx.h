/* format/test_xlsx.h: workbooks made by hand, for tests and fuzz targets. */
#ifndef FORMAT_TEST_XLSX_H
#define FORMAT_TEST_XLSX_H

#include <stdlib.h>
#include <string.h>

#include "format/zip.h"

#define TEST_TYPES(main)                                                                                                    \
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"                                        \
    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" main "\"/></Types>"
#define TEST_TYPE_SHEET "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
#define TEST_RELATIONS  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

/* The parts of a workbook; NULL: left out, but the first five, which then are sound ones. */
struct test_book {
    const char *types, *package, *relations, *workbook, *styles;
    const char *strings;
    const char *sheets[4]; /* sheet1.xml … */
};

static inline void test_put(struct zip_writer *z, const char *part, const char *text)
{
    if (text)
        zip_put(z, part, text, strlen(text));
}

/* One visible sheet named 表; style 1 is a day, 2 a percentage, 3 a day with a time, 4 four digits. */
static inline void test_book_write(const struct test_book *b, struct buf *out)
{
    static const char *const NAMES[] = { "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml",
                                         "xl/worksheets/sheet4.xml" };
    struct err e = { 0 };
    struct zip_writer *z = zip_create();
    test_put(z, "[Content_Types].xml", b->types ? b->types : TEST_TYPES(TEST_TYPE_SHEET));
    test_put(z, "_rels/.rels",
             b->package ? b->package
                        : "<Relationships><Relationship Id=\"rId1\" Type=\"" TEST_RELATIONS
                          "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    test_put(z, "xl/_rels/workbook.xml.rels",
             b->relations
                 ? b->relations
                 : "<Relationships><Relationship Id=\"r1\" Type=\"" TEST_RELATIONS
                   "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" TEST_RELATIONS
                   "/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/><Relationship Id=\"r3\" Type=\"" TEST_RELATIONS
                   "/worksheet\" Target=\"./worksheets/sheet3.xml\"/><Relationship Id=\"r4\" Type=\"" TEST_RELATIONS
                   "/worksheet\" Target=\"../xl/worksheets/sheet4.xml\"/><Relationship Id=\"c1\" Type=\"" TEST_RELATIONS
                   "/chartsheet\" Target=\"charts/chart1.xml\"/><Relationship Id=\"y\" Type=\"" TEST_RELATIONS
                   "/styles\" Target=\"styles.xml\"/><Relationship Id=\"s\" Type=\"" TEST_RELATIONS
                   "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>");
    test_put(z, "xl/workbook.xml",
             b->workbook
                 ? b->workbook
                 : "<workbook xmlns:r=\"r\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
    test_put(z, "xl/styles.xml",
             b->styles
                 ? b->styles
                 : "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;"
                   "d&quot;日&quot;\"/><numFmt numFmtId=\"177\" formatCode=\"0000\"/></numFmts>"
                   "<cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"176\"/>"
                   "<xf numFmtId=\"9\"/><xf numFmtId=\"22\"/><xf numFmtId=\"177\"/></cellXfs></styleSheet>");
    test_put(z, "xl/sharedStrings.xml", b->strings ? b->strings : "<sst/>");
    for (int i = 0; i < 4; i++)
        test_put(z, NAMES[i], b->sheets[i]);
    if (!zip_finish(z, out, &e))
        abort();
}

#endif
