/* op/library.h: what the operations of the library share. */
#ifndef OP_LIBRARY_H
#define OP_LIBRARY_H

#include "corpus/corpus.h"
#include "op/inside.h"
#include "text/text.h"

/* The library, to be closed by the caller, and who asks it: NULL for the owner, who sees everything. */
bool library_open(struct op_call *c, struct corpus **k, const struct corpus_asker **who, struct err *e);
/* The identity of the org of the one who acts: as 人员 says, else the root; "" where there are no orgs. */
bool library_own_org(struct op_call *c, const char **identity, struct err *e);
/* The query of the command line with its filters behind it. */
const char *library_query(struct op_call *c, const char *text);

/* Words that mean the same, as the register 近义词 has them today; none where there is no such book.  In the call's memory. */
struct library_words {
    struct corpus_synonyms *groups;
    int count;
};
bool library_words_read(struct op_call *c, struct library_words *out, struct err *e);
/* A query with its ~words widened; one that is in no group is told. */
bool library_parse(struct op_call *c, const char *text, const struct library_words *words, struct corpus_query **out,
                   struct err *e);
bool library_parse_once(struct op_call *c, const char *text, struct corpus_query **out, struct err *e);
/* What all documents of one taking in have in common: --year --org --kind --visible --owner --group. */
bool library_common(struct op_call *c, struct corpus_document *d, struct err *e);
/* The folder for copies of what is refused: --aside, else 县-退回 beside 县.tz. */
const char *library_aside(struct op_call *c);
/* How documents are taken in and told of. */
struct library_manner {
    bool unasked;                  /* of files that lie in a watched folder: documents that were there are not named */
    bool (*enough)(void *context); /* asked between files; NULL: never */
    void *context;
    int taken;   /* out: how many of the paths */
    bool *again; /* out, by path: something failed while it was read; NULL: not asked for */
};
/* Takes files and folders in; library_add_tell tells of it. */
bool library_take(struct op_call *c, const char *const *paths, int count, struct library_manner *m, struct err *e);

/* A query's answer as an object, and in words. */
void library_object(struct op_call *c, const char *query, int64_t took_us, const struct corpus_options *o,
                    const struct corpus_result *r);
void library_say(struct op_call *c, const struct corpus_options *o, const struct corpus_result *r);

/* ".docx" of "a.docx"; "". */
const char *library_ending(const char *name);
/* What a document is when it comes out under a name with this ending; "": as it came. */
bool library_shaped(struct op_call *c, const struct corpus_kept *d, const char *end, const char **data, size_t *bytes,
                    struct err *e);

json_t *library_about(const struct corpus_about *d);
/* similar --paragraphs */
bool library_reuse(struct op_call *c, struct corpus *k, const struct corpus_asker *who, struct err *e);

/* ---- parts of documents that somebody chose ---- */

#define PIECES_MAX 2000

/* A document out of the library, cut into paragraphs: the lines of its text that are not empty. */
struct paragraph {
    const char *text; /* in its text, white space at its ends left out */
    size_t bytes, start, end;
};
struct taken {
    struct corpus_kept d;
    struct reading k; /* its outline alone */
    struct paragraph *paragraphs;
    int count;
    struct taken *next;
};
/* Paragraphs [from, to) of a document, counted from 0. */
struct piece {
    struct taken *of;
    bool whole;
    int from, to;
};
struct pieces {
    struct op_call *c;
    struct corpus *corpus;
    const struct corpus_asker *who;
    struct piece *items;
    int count;
    struct taken *taken, **last; /* each document once, in the order in which they were asked for */
    size_t bytes;
};
void pieces_start(struct pieces *p, struct op_call *c, struct corpus *k, const struct corpus_asker *who);
/* "ID", "ID#3", "ID#3-5", "ID:words of a heading": the first with them, and what stands below it. */
bool pieces_add(struct pieces *p, const char *text, struct err *e);
/* The paragraphs in which a word of the query stands, PARAGRAPHS_MAX at most; *more: there are others. */
#define PARAGRAPHS_MAX 500
bool pieces_find(struct pieces *p, const char *query, bool *more, struct err *e);

#endif
