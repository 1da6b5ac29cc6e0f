/* report/template.h: a template as a tree, and its mistakes.  Private to report/.
 *
 * Promise: a tree that template_parse gave is closed, at most TEMPLATE_DEPTH_MAX deep, and its words and fields stand where
 *          they mean something; formulas are checked by template_check.
 * Owner:   the tree and its texts live in the arena given.
 * Units:   line and column are 1.., columns in code points.
 */
#ifndef REPORT_TEMPLATE_H
#define REPORT_TEMPLATE_H

#include "catalog/catalog.h"
#include "report/report.h"
#include "report/words.h"

#define TEMPLATE_BYTES_MAX  (1 << 20)
#define TEMPLATE_DEPTH_MAX  8
#define TEMPLATE_ITEMS_MAX  10000
#define TEMPLATE_SORTED_MAX 200000 /* entries put in order for the first of them to be listed */

#define WORD_STATE "状态" /* in a text: the entry's `state` */

enum word {
    WORD_NONE,
    WORD_YEAR,   /* 年: 2023 */
    WORD_AFTER,  /* 下年: 2024 */
    WORD_UNTIL,  /* 截至 */
    WORD_PERIOD, /* 期间 */
    WORD_DAY,    /* 日期 */
    WORD_TODAY,  /* 截至日期: the same, which no field hides */
    WORD_ORG,    /* 机构 */
    WORD_OWN,    /* 本机构: the same, which no field hides */
    WORD_NAME,   /* 名称, inside each level */
    WORD_INDEX,  /* 序号, inside each */
    WORD_GROUP,  /* 组, inside each group */
    WORD_VALUE   /* 值, inside each group: a figure */
};

enum compare { COMPARE_NONE, COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE };
enum order { ORDER_AS_IS, ORDER_ASC, ORDER_DESC };
enum node_kind { NODE_TEXT, NODE_WORD, NODE_FIELD, NODE_FIGURE, NODE_EACH, NODE_GROUP, NODE_ENTRIES, NODE_IF };

/* What is being listed where a tag stands, from the innermost outwards.  The whole text is the outermost, depth 0. */
struct scope {
    enum { SCOPE_TEXT, SCOPE_ORGS, SCOPE_GROUP, SCOPE_ENTRIES } kind;
    const struct book *book; /* of the entry whose fields can be named; NULL: none */
    const struct scope *outer;
    int depth;
};

/* A formula, a word or a field, with the place where it stands. */
struct expression {
    const char *text;
    enum word word;
    const struct path *path; /* a field of the entry of the scope at `depth` */
    int depth;
    const struct book *book; /* whose fields it was not among; NULL: it stands outside any entry */
    int line, column;
};

struct node {
    enum node_kind kind;
    int line, column;
    int begin;                 /* code point of the line where it begins, with its braces, 0.. */
    const char *text;          /* TEXT: as printed; EACH: the level; otherwise the tag */
    struct expression left;    /* FIGURE, WORD, FIELD, IF; EACH, ENTRIES: ordered by; GROUP: the measure */
    struct expression right;   /* IF with a comparison; GROUP: the field */
    enum compare compare;      /* IF; NONE: true where there is a number and it is not 0, or the field is not empty */
    struct print print;        /* FIGURE */
    const char *fallback;      /* FIELD: printed where it is empty; "" */
    const struct book *book;   /* ENTRIES */
    const struct where *where; /* ENTRIES; IF over the entry at left.depth */
    enum order order;          /* EACH, GROUP, ENTRIES */
    int limit;                 /* the same; 0: all */
    const char *join;          /* the same: printed between items */
    struct node *body, *otherwise, *next;
};

/* "NAME:LINE:COLUMN" for messages, in the arena. */
const char *template_place(struct arena *a, const char *name, int line, int column);

/* The tokens of a template: texts with their line breaks, and tags without their braces. */
struct token {
    enum { TOKEN_TEXT, TOKEN_TAG } kind;
    const char *text; /* a tag's is trimmed */
    int line, column; /* of the tag's first character */
    int begin;        /* as in struct node */
    bool first;       /* a text with which its line begins, block tags apart */
    struct token *next;
};
bool template_tokens(struct arena *a, const struct report_source *source, struct token **out, struct err *e);

/* One tag's inside: a node without body.  The tag is no closing one. */
struct tag_context {
    struct arena *a;
    const struct catalog *catalog;
    const char *name; /* the template's */
    const struct scope *scope;
};
bool template_tag(const struct tag_context *c, const struct token *t, struct node **out, struct err *e);

bool template_parse(const struct catalog *c, struct arena *a, const struct report_source *s, struct node **out,
                    struct err *e);
/* Every formula means something in the catalog. */
bool template_check(const struct catalog *c, struct arena *a, const char *name, const struct node *list, struct err *e);

#endif
