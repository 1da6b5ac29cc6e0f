/* format/docx_write.h: what the parts of the DOCX writer share.  Private to format/.
 *
 * Units: a twip is 1/20 pt; a font size is in half points, as in OOXML; a half is half the width of a Han character.
 */
#ifndef FORMAT_DOCX_WRITE_H
#define FORMAT_DOCX_WRITE_H

#include "format/block.h"
#include "format/figure.h"
#include "format/format.h"
#include "format/xml_write.h"

/* GB/T 9704-2012: A4, an area of 156 x 225 mm that holds 22 lines of 28 characters. docs/DOCX.md has the arithmetic. */
#define PAGE_WIDTH     11906
#define PAGE_HEIGHT    16838
#define MARGIN_TOP     2098
#define MARGIN_LEFT    1588
#define MARGIN_BOTTOM  1984
#define MARGIN_RIGHT   1474
#define AREA_WIDTH     (PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT)  /* 8844 */
#define AREA_HEIGHT    (PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM) /* 12756 */
#define LINES          22
#define CHARACTERS     28
#define LINE_PITCH     (AREA_HEIGHT / LINES) /* 579 */
#define CHAR_PITCH     314 /* twips: 28 fill 8792, the rest is left to LibreOffice, whose area is a whole number of cells */
#define SIZE_BODY      32  /* 3号 */
#define SIZE_TITLE     44  /* 2号 */
#define SIZE_CELL      24  /* 小四 */
#define SIZE_CELL_MANY 21  /* 五号 */
#define SIZE_PAGE      28  /* 4号 */
#define COLUMNS_MAX    63  /* of a table: Word opens no more */

enum docx_font { FONT_TITLE, FONT_HEI, FONT_KAI, FONT_FANG, FONT_SONG, FONT_COUNT };

/* A document being written. */
struct docx_out {
    const struct text_document *d;
    struct buf body;    /* of word/document.xml */
    struct buf figures; /* of the manifest */
    int figure_count;
    int heading_first; /* the highest level among the headings: it becomes 一、 */
    int chapters;           /* written so far */
    bool compiled;          /* there are chapters: headings stand a level lower */
    struct block_count count;
};

/* The width of `halves` in a line of 28 characters. */
int docx_twips(int halves);

/* ---- runs: docx_write_run.c ---- */

void docx_fonts(struct buf *out, enum docx_font font);
/* Plain text in one font. */
void docx_text(struct buf *out, enum docx_font font, const char *text, size_t bytes);
void docx_runs(struct docx_out *w, const struct run *runs, enum docx_font font);
/* Whether the fonts of official documents lack the character, which then takes another font. */
bool docx_rare(uint32_t point);

/* ---- tables: docx_write_table.c ---- */

void docx_table(struct docx_out *w, const struct text_table *t);

/* ---- compilations: docx_write_book.c ---- */

void docx_cover(struct docx_out *w, const struct block *b);
void docx_contents(struct docx_out *w);
void docx_chapter(struct docx_out *w, const struct block *b);

/* ---- the parts around the text: docx_write_part.c ---- */

void docx_styles(struct buf *out);
void docx_font_table(struct buf *out);
void docx_settings(struct buf *out);
void docx_footer(struct buf *out, bool even);
void docx_core(struct buf *out, const struct text_document *d);
void docx_custom(struct buf *out, const struct text_document *d);
/* What LibreOffice keeps when it drops the tags. */
void docx_manifest(struct buf *out, const struct docx_out *w);
extern const char DOCX_CONTENT_TYPES[], DOCX_RELS[], DOCX_DOCUMENT_RELS[], DOCX_APP[], DOCX_ITEM_RELS[], DOCX_ITEM_PROPS[];

#endif
