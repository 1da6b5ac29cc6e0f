/* op/proof.h: what the files of `pack test` share: a temporary ledger in which a pack's proof is made and looked at. */
#ifndef OP_PROOF_H
#define OP_PROOF_H

#include "base/decimal.h"
#include "op/inside.h"

#define PROOF_OWNER "台账负责人" /* of the temporary ledger */

/* A sheet in memory: columns of cells. */
struct proof_sheet {
    const char **names;
    const char ***cells; /* [column][row]; NULL: empty */
    int columns;
    int64_t rows;
};

/* A report of the pack, filled and read back. */
struct proof_paper {
    const struct report *report;
    struct text_document document;
    const struct run **printed; /* its figures in order of place, by their text */
    const char **read;          /* beside: what the docx, read back, says there; NULL: no such figure */
    const char **read_value;
    int figures, same; /* of them the same in docx, text and JSON */
};

struct proof_result {
    const struct proof_expect *expect;
    const char *ledger;         /* decimal text; NULL: none */
    const char *printed, *read; /* as they stand in the text; NULL: not there */
    bool met;
};

struct proving {
    struct op_call *call;  /* as it was asked */
    struct op_call inside; /* the same, acting in the temporary ledger */
    struct ledger ledger;
    char folder[256];
    const char *path;
    const struct proof *proof;
    struct proof_sheet *sheets; /* as proof->makes */
    struct proof_paper *papers;
    int paper_count;
    struct proof_result *results; /* as proof->expects */
    int64_t rows;                 /* recorded so far */
};

/* Fills the sheet of one of the proof's makes; those before it are filled. */
bool proof_fill(struct proving *p, const struct proof_make *m, struct proof_sheet *out, struct err *e);
/* Its moves, as columns 编号, 动作, 日期 and what the move brings. */
bool proof_fill_moves(struct proving *p, const struct proof_make *m, const struct proof_move *v, struct proof_sheet *out,
                      struct err *e);
/* Records everything that the proof makes. */
bool proof_make(struct proving *p, struct err *e);
/* Fills every report of the pack, writes it as docx, text and JSON, and reads the docx back. */
bool proof_print(struct proving *p, const char *pack, struct err *e);
/* Evaluates every expectation and looks for it on paper. */
bool proof_compare(struct proving *p, struct err *e);
/* Says all of it; sets call->refused where anything differs. */
void proof_tell(struct proving *p, const struct catalog *catalog, const struct pack *pack);
/* A file in the temporary folder. */
const char *proof_path(const struct proving *p, const char *name);
/* "FILE:LINE:COLUMN: " of a part of the proof. */
const char *proof_place(const struct proving *p, int line, int column);

#endif
