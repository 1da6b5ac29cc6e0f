/* format/docx_read_flow.h: the text that grows while a .docx is read, and the marks of figures in it.  Private to docx_read.
 *
 * A figure is a content control whose tag is ours, or that has lost its tag and holds (or lies in) one of our bookmarks; and
 * a bookmark of ours that no control holds.  Word processors move bookmarks in and out of controls, split controls, and put
 * controls around controls, so the two are paired while they are met: each looks only at the innermost of the other kind.
 *
 * A text box stands inside a paragraph; its text is a flow of its own, which follows that paragraph.
 */
#ifndef FORMAT_DOCX_READ_FLOW_H
#define FORMAT_DOCX_READ_FLOW_H

#include "base/arena.h"
#include "base/text.h"
#include "format/format.h"

#define DOCX_TEXT_MAX       ((size_t)64 << 20)
#define DOCX_PARAGRAPHS_MAX 2000000
#define DOCX_MARKS_MAX      200000 /* controls and our bookmarks */
#define DOCX_OPEN_MAX       64     /* bookmarks open at once; the oldest is given up */
#define DOCX_NUMBER_MAX     1000000

struct flow_place {
    size_t point, byte;
};

struct flow_mark {
    bool control;    /* else a bookmark */
    bool placed;     /* `start` is known: a paragraph has begun since */
    bool ended;      /* the bookmark has met its end; the control is closed */
    bool several;    /* a control without tag that holds more than one figure: none of ours */
    int number;      /* 0: not known */
    long id;         /* of the bookmark */
    int pair;        /* the mark of the other kind it belongs to; -1 */
    const char *tag; /* of the control; NULL: it has none */
    struct flow_place start, end;
    int first, last; /* paragraphs */
};

struct flow {
    struct arena *a; /* of the reading */
    struct buf text;
    size_t points;
    char separator; /* to be written before the next paragraph; 0: none */
    bool open;      /* a paragraph is */
    bool joins;     /* the mark of the last paragraph was deleted: the next one goes on in it */
    struct docx_paragraph *paragraphs;
    int paragraph_count, paragraph_room;
    struct flow_mark *marks;
    int mark_count, mark_room;
    int placed_to; /* the marks before it have a place */
    int bookmarks[DOCX_OPEN_MAX];
    int bookmark_count;
    bool full; /* a bound was met; nothing more is taken */
};

void flow_begin(struct flow *f, struct arena *a);
void flow_free(struct flow *f);
/* Forgets what it holds; the memory is kept. */
void flow_clear(struct flow *f);
void flow_text(struct flow *f, const char *text, size_t bytes);

void flow_paragraph(struct flow *f);
/* `joined`: its mark is deleted. */
void flow_paragraph_end(struct flow *f, enum block_kind kind, int level, bool joined);
/* `paragraphs`: how many there were when the cell began. */
void flow_cell_end(struct flow *f, int paragraphs);
void flow_row_end(struct flow *f);

/* Returns the mark, or -1 where there are too many. */
int flow_control(struct flow *f, const char *tag);
void flow_control_end(struct flow *f, int mark);
/* `around`: the innermost control open here, -1. */
void flow_bookmark(struct flow *f, long id, int number, int around);
void flow_bookmark_end(struct flow *f, long id);

/* Puts the text of `aside` behind what f holds. */
void flow_append(struct flow *f, const struct flow *aside);
/* The text, its last line ended, and its paragraphs. */
void flow_hand_out(struct flow *f, struct arena *a, struct docx_text *out);
/* The figures of the whole text, in order of place, none over another.  Fills number, start, end, text, controlled, and
 * `figure` where the control's tag says it. */
void flow_figures(struct flow *f, struct arena *a, const char *text, struct docx_text *out);

#endif
