/* report/template.h: a template as a tree, and its mistakes.  Private to report/.
 *
 * Promise: a tree that template_parse gave is closed, at most TEMPLATE_DEPTH_MAX deep, and its words stand where they mean
 *          something; formulas are checked by template_check.
 * Owner:   the tree and its texts live in the arena given.
 * Units:   line and column are 1.., columns in code points.
 */
#ifndef REPORT_TEMPLATE_H
#define REPORT_TEMPLATE_H

#include "catalog/catalog.h"
#include "report/words.h"

#define TEMPLATE_BYTES_MAX (1 << 20)
#define TEMPLATE_DEPTH_MAX 8
#define TEMPLATE_ITEMS_MAX 10000

enum word {
    WORD_NONE,
    WORD_YEAR,   /* 年: 2023 */
    WORD_UNTIL,  /* 截至 */
    WORD_PERIOD, /* 期间 */
    WORD_DAY,    /* 日期 */
    WORD_ORG,    /* 机构 */
    WORD_NAME,   /* 名称, inside each */
    WORD_INDEX,  /* 序号, inside each */
    WORD_GROUP,  /* 组, inside each group */
    WORD_VALUE   /* 值, inside each group: a figure */
};

enum compare { COMPARE_NONE, COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE };
enum order { ORDER_AS_IS, ORDER_ASC, ORDER_DESC };
enum node_kind { NODE_TEXT, NODE_WORD, NODE_FIGURE, NODE_EACH, NODE_GROUP, NODE_IF };

/* A formula or a word, with the place where it stands. */
struct expression {
    const char *text;
    enum word word;
    int line, column;
};

struct node {
    enum node_kind kind;
    int line, column;
    const char *text;        /* TEXT: as printed; EACH: the level; otherwise the tag */
    struct expression left;  /* FIGURE, WORD, IF; EACH: ordered by; GROUP: the measure */
    struct expression right; /* IF with a comparison; GROUP: the field */
    enum compare compare;    /* IF; NONE: true where there is a number and it is not 0 */
    struct print print;      /* FIGURE */
    enum order order;        /* EACH, GROUP */
    int limit;               /* EACH, GROUP; 0: all */
    const char *join;        /* EACH, GROUP: printed between items */
    struct node *body, *otherwise, *next;
};

/* "NAME:LINE:COLUMN" for messages, in the arena. */
const char *template_place(struct arena *a, const char *name, int line, int column);

/* The tokens of a template: texts with their line breaks, and tags without their braces. */
struct token {
    enum { TOKEN_TEXT, TOKEN_TAG } kind;
    const char *text; /* a tag's is trimmed */
    int line, column; /* of the tag's first character */
    struct token *next;
};
bool template_tokens(struct arena *a, const char *name, const char *text, struct token **out, struct err *e);

/* One tag's inside: a node without body.  The tag is no closing one. */
struct tag_context {
    struct arena *a;
    const char *name; /* the template's */
    int each_depth, group_depth;
};
bool template_tag(const struct tag_context *c, const struct token *t, struct node **out, struct err *e);

bool template_parse(struct arena *a, const char *name, const char *text, struct node **out, struct err *e);
/* Every formula means something in the catalog. */
bool template_check(const struct catalog *c, struct arena *a, const char *name, const struct node *list, struct err *e);

#endif
