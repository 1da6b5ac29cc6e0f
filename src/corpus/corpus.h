/* corpus/corpus.h: the library: documents kept, found by exactly the words typed, given back.
 *
 * Promise: a document's bytes are kept once, unchanged, and every taking in, new version and removal is an event; all else
 *          (text, outline, index) is derived in tables named corpus_… and equals what a rebuild makes.  A search finds every
 *          document that holds the words and no other, as exact substrings but for letter case and full or half width; its
 *          total is the number of documents, and neither counts nor shows what the asker may not see.
 * Owner:   the opener closes.  Results lie in the arena given.
 * Units:   places are code points of the extracted text; days are civil days.
 * Errors:  ERR_INPUT a document or query that is refused; ERR_NOT_FOUND; ERR_CORRUPT damaged tables (rebuild).
 * Threads: as the ledger.  An open library lives inside one reading transaction.
 * May use: base db format text ledger.  Used by: op.
 */
#ifndef CORPUS_CORPUS_H
#define CORPUS_CORPUS_H

#include "ledger/ledger.h"

/* ---- documents ---- */

enum corpus_visibility {
    VISIBLE_OWN,   /* to who took it in */
    VISIBLE_ORG,   /* to people of the owning org */
    VISIBLE_BELOW, /* and of the orgs below it */
    VISIBLE_ALL,   /* to everybody of this file */
    VISIBLE_PUBLIC,
    VISIBLE_COUNT
};
const char *corpus_visibility_name(enum corpus_visibility v);  /* "own" … */
enum corpus_visibility corpus_visibility_of(const char *name); /* VISIBLE_COUNT where it is none */

#define CORPUS_ID_POINTS    80
#define CORPUS_TITLE_POINTS 300
#define CORPUS_NAME_POINTS  100 /* an org, a kind, a group */

struct corpus_document {
    const char *id;         /* NULL: the next free one */
    const char *path;       /* where it came from, by which a new version of it is known; "" */
    const char *title;      /* NULL: as its text says */
    int year;               /* 0: as its text says */
    int32_t day;            /* DAY_FIRST: not known */
    const char *org, *kind; /* NULL: as its text says */
    enum corpus_visibility visibility;
    const char *owner;         /* the org that owns it; "" */
    const char *const *groups; /* who of those may see it; none: all of them */
    int group_count;
    bool unasked;     /* nobody asked for this one: what was removed stays so unless its bytes are others */
    const char *name; /* of its file, which tells how it is read */
    const void *data;
    size_t bytes;
};

enum corpus_fate { CORPUS_NEW, CORPUS_VERSION_OF, CORPUS_SAME, CORPUS_REMOVED };

/* Takes documents in: corpus_begin, corpus_add …, corpus_end; inside one writing transaction.  What was added is found from
 * corpus_end on.  After a refusal of one document (ERR_INPUT, ERR_UNREADABLE) the next can be added. */
struct corpus_writer;
bool corpus_begin(struct corpus_writer **out, struct ledger *l, struct err *e);
bool corpus_add(struct corpus_writer *w, struct arena *a, const struct corpus_document *d, const char *actor,
                enum corpus_fate *fate, const char **id, struct err *e);
bool corpus_remove(struct corpus_writer *w, const char *id, const char *why, const char *actor, struct err *e);
/* `keep` false: after a failure, before the transaction is rolled back. */
bool corpus_end(struct corpus_writer *w, bool keep, struct err *e);

/* What could not be taken in: where it lies, and why. */
struct corpus_refused {
    const char *path, *inside; /* its file; "!b.docx", ":12" of it, "" */
    const char *name;          /* of the copy; NULL: a line of a .jsonl */
    const void *data;          /* NULL: too large, or not to be read */
    size_t bytes;
    const char *reason;
};
/* A folder with a copy of each, and 原因.csv, which says of each where it lies and why; lines stand together in 退回.jsonl.
 * Nothing in the folder is overwritten but these two, which grow; the same bytes under the same name are kept once. */
struct corpus_aside;
struct corpus_aside *corpus_aside_new(const char *folder, enum msg_lang lang);
void corpus_aside_put(struct corpus_aside *x, const struct corpus_refused *r);
/* Writes the list and frees.  *count: how many were put; false with the first reason why one could not be. */
bool corpus_aside_end(struct corpus_aside *x, int64_t *count, struct err *e);

/* What a batch has in common, and what is told of it. */
struct corpus_batch {
    struct corpus_document common; /* year, org, kind, visibility, owner, groups; NULL and 0: as each says of itself */
    const char *actor;
    /* One document, or what could not be one and why (`reason`; else NULL); `source`: its file, "a.zip!b.docx", "c.jsonl:12". */
    void (*see)(void *context, const char *source, enum corpus_fate fate, const char *id, const char *reason);
    void *context;
    bool split;                 /* a compilation is its documents, "a.docx#3" the third */
    struct corpus_aside *aside; /* NULL: what is bad is told alone */
    int64_t added, versions, same, removed, refused;
    bool (*enough)(void *context); /* asked before each path but the first: no further one is begun; NULL: all are */
    void *enough_context;
    int taken;   /* out: how many of the paths */
    bool *again; /* out, set where reading one failed on the way, so it may go well another time; NULL: not asked for */
};
/* Files, folders with all below them, ZIPs of documents, .jsonl (a line: {"id","title","text"} and any of year, org, kind, day),
 * in order; a second thread reads the next documents while those before are written.  What cannot be taken in is told and left;
 * false only where the ledger itself cannot go on. */
bool corpus_take(struct corpus_writer *w, const char *const *paths, int count, struct corpus_batch *b, struct err *e);

/* Folders looked through again and again for files that are new or changed and have stood still since the last look.  What must
 * not be looked at: the ledger, the folder of what is refused.  Folders and texts must stay until it is freed. */
#define WATCH_FILES_MAX 1000000 /* further ones are not looked at */
struct corpus_watch;
struct corpus_watch *corpus_watch_new(const char *const *folders, int count, const char *ledger, const char *aside);
void corpus_watch_free(struct corpus_watch *w);
/* A folder that cannot be read any more, and why; NULL: it can be again. */
typedef void corpus_watch_see(void *context, const char *folder, const char *reason);
/* One look; how many files are ready, their paths until the next look, and that one was dealt with: it is not ready again
 * until it changes.  One that changed while it was dealt with is ready again when it stands still. */
int corpus_watch_look(struct corpus_watch *w, corpus_watch_see *see, void *context);
const char *corpus_watch_path(const struct corpus_watch *w, int i);
void corpus_watch_done(struct corpus_watch *w, int i);
bool corpus_watch_lost(const struct corpus_watch *w); /* none of the folders can be read */
bool corpus_watch_full(const struct corpus_watch *w);

/* Drops the derived tables and makes them anew from the events. */
bool corpus_rebuild(struct ledger *l, struct err *e);
/* Whether tables, texts and index are what the events and the bytes say; ERR_CORRUPT names the first thing that is not. */
bool corpus_verify(struct ledger *l, int64_t *documents, struct err *e);

/* ---- searching ---- */

/* Who asks.  NULL in place of it: somebody who may see everything. */
struct corpus_asker {
    const char *actor;
    const char *const *orgs; /* the asker's org first, then those above it */
    int org_count;
    const char *const *groups; /* the asker's roles */
    int group_count;
};

struct corpus;
struct corpus_query;
bool corpus_open(struct corpus **out, struct ledger *l, struct err *e);
void corpus_close(struct corpus *c);
int64_t corpus_count(const struct corpus *c); /* documents that are there, seen or not */

#define CORPUS_QUERY_POINTS 1000
#define CORPUS_TERMS_MAX    32
/* The language: docs/LIBRARY.md. */
bool corpus_parse(struct arena *a, const char *text, struct corpus_query **out, struct err *e);
/* Words that mean the same. */
struct corpus_synonyms {
    const char *const *words;
    int count;
};
/* Whether the query has a ~word; for it stand in then all words of the groups it is one of (at most CORPUS_TERMS_MAX), and `*alone`
 * is the first that is in no group, or NULL. */
bool corpus_asks_synonyms(const struct corpus_query *q);
bool corpus_widen(struct arena *a, struct corpus_query *q, const struct corpus_synonyms *groups, int count,
                  const char **alone, struct err *e);

struct corpus_place {
    size_t start, end;
    const char *heading; /* "" */
};
struct corpus_mark {
    size_t start, end;
};
struct corpus_hit {
    const char *id, *title;
    int year;
    const char *org, *kind; /* "" */
    int64_t count;          /* how often the words stand in it, title and text */
    const char *snippet;
    struct corpus_mark *marks; /* of the words in the snippet */
    int mark_count;
    struct corpus_place *places; /* the first ones in the text */
    int place_count;
};
struct corpus_facet {
    const char *name;
    int64_t count;
};
struct corpus_facets {
    struct corpus_facet *items;
    int count;
};
enum corpus_order {
    ORDER_BEST, /* words in the title first, then words in headings, then the newest year, then what was added last */
    ORDER_NEWEST,
    ORDER_COUNT /* how often the words stand in it */
};
struct corpus_options {
    int64_t limit; /* of hits; 0: the total alone */
    int64_t skip;
    int places_max;
    enum corpus_order order;
    bool facets;
};
struct corpus_result {
    int64_t total;
    struct corpus_hit *hits;
    int64_t hit_count;
    struct corpus_facets years, orgs, kinds, parts;
};
bool corpus_search(struct corpus *c, struct arena *a, const struct corpus_query *q, const struct corpus_asker *who,
                   const struct corpus_options *o, struct corpus_result *out, struct err *e);

/* ---- taking out ---- */

struct corpus_kept {
    const char *id, *title, *org, *kind; /* "" */
    int year;
    const char *name; /* of the file it was; "" */
    const char *data; /* its bytes as they came */
    size_t bytes;
    const char *text; /* what was read out of them */
    size_t text_bytes;
    int64_t seq; /* of the event that took it in */
};
/* ERR_NOT_FOUND too where the asker may not see it. */
bool corpus_get(struct corpus *c, struct arena *a, const char *id, const struct corpus_asker *who, struct corpus_kept *out,
                struct err *e);
/* The versions of a document, numbered from 1 in the order in which they came.  One that was removed is there for nobody but the
 * file's owner and the one who took it in; else a version is for those who may see both the document as it is now and it. */
enum corpus_version_state { VERSION_NOW, VERSION_PAST, VERSION_REMOVED };
struct corpus_version {
    int number;
    int64_t seq, at; /* UTC ms */
    const char *actor, *title, *name;
    int64_t bytes;
    enum corpus_version_state state;
    const char *why, *remover; /* "" but of one that was removed */
    int64_t removed_at;
};
bool corpus_versions(struct corpus *c, struct arena *a, const char *id, const struct corpus_asker *who,
                     struct corpus_version **out, int *count, struct err *e);
bool corpus_get_version(struct corpus *c, struct arena *a, const char *id, int number, const struct corpus_asker *who,
                        struct corpus_kept *out, struct err *e);

/* The ids a query finds, in order, at most `most`. */
bool corpus_ids(struct corpus *c, struct arena *a, const struct corpus_query *q, const struct corpus_asker *who,
                int64_t most, const char ***ids, int64_t *count, struct err *e);

/* ---- what is like it ---- */

struct corpus_about {
    const char *id, *title, *org, *kind; /* "" */
    int year;                            /* 0 */
};
struct corpus_alike {
    struct corpus_about about;
    int percent; /* of their runs of four characters that both have, estimated */
};
/* Documents that share at least `least` percent, the likest first. */
bool corpus_similar(struct corpus *c, struct arena *a, const char *id, const struct corpus_asker *who, int least,
                    int64_t most, struct corpus_alike **out, int64_t *count, struct err *e);

/* The part below a heading that holds the words, in every document of the same org, by year. */
struct corpus_section {
    struct corpus_about about;
    const char *heading, *text; /* the text begins with the heading */
};
bool corpus_sections(struct corpus *c, struct arena *a, const char *id, const char *heading, const struct corpus_asker *who,
                     struct corpus_section **out, int64_t *count, struct err *e);

/* A document that holds a paragraph of the one asked about, word for word or with changes. */
enum corpus_told_by { TOLD_BY_DAY, TOLD_BY_YEAR, TOLD_BY_ADDING };
struct corpus_use {
    struct corpus_about about;
    bool before; /* it is the older of the two, as their days, else their years, else their taking in tell */
    enum corpus_told_by by;
    int percent;         /* of the characters of both that both have in the same order; 100: word for word */
    const char *text;    /* the paragraph there; NULL where it is word for word */
    const char *changes; /* from the older to the newer: "126→128；…"; NULL likewise */
};
struct corpus_paragraph {
    const char *text;
    int number;              /* among the lines of the text that are not empty, from 1 */
    struct corpus_use *uses; /* those before it, then those behind it, the oldest first; some of each */
    int use_count;
    int64_t same_total, changed_total; /* of all, listed or not; of the changed: of those looked at */
};
struct corpus_reuse {
    const char *org; /* only documents whose org's name holds this; NULL: all */
    int least;       /* percent of a changed paragraph; 100: word for word alone */
};
/* The paragraphs of a document that stand in others too, and in which. */
bool corpus_paragraphs(struct corpus *c, struct arena *a, const char *id, const struct corpus_asker *who,
                       const struct corpus_reuse *how, struct corpus_paragraph **out, int64_t *count, struct err *e);

#endif
