/* format/docx_read_style.h: what the styles of a .docx make of a paragraph.  Private to docx_read. */
#ifndef FORMAT_DOCX_READ_STYLE_H
#define FORMAT_DOCX_READ_STYLE_H

#include "format/docx_read_package.h"
#include "format/format.h"

#define DOCX_STYLES_MAX 20000
#define DOCX_LEVEL_NONE (-1) /* nothing is said */
#define DOCX_LEVEL_BODY 9    /* w:outlineLvl 9; 0 to 8 are headings of level 1 to 9 */

struct docx_style {
    const char *id, *based_on; /* based_on "" */
    int level;                 /* w:outlineLvl, or what its name says; DOCX_LEVEL_NONE */
    bool title;
    long number;      /* w:numId; -1: nothing is said */
    int number_level; /* -1: nothing is said */
};
struct docx_styles {
    struct docx_style *list; /* by id */
    int count;
};

bool docx_styles_read(struct docx_styles *s, struct arena *a, struct docx_package *p, struct err *e);
/* What a paragraph of this style is: *title, or its outline level (DOCX_LEVEL_NONE where no style of the chain says). */
int docx_style_level(const struct docx_styles *s, const char *id, bool *title);
/* The numbering of a style's paragraphs and its level in it; 0: none, -1: no style of the chain says;
 * *level too. */
long docx_style_number(const struct docx_styles *s, const char *id, int *level);
/* A w:numId; -1 for anything else. */
long docx_number_parse(const char *text);
/* 0 to 9; DOCX_LEVEL_NONE for anything else. */
int docx_level_parse(const char *text);

#endif
