/* format/block.c: the marks of official papers that belong to a block's kind, not to its text. */
#include "format/block.h"

#include <string.h>

#include "format/xml_write.h"

static const char OPEN[] = "（";

struct block_count block_count(const struct text_document *d)
{
    struct block_count count = { 0 };
    for (const struct block *b = d->blocks; b; b = b->next) {
        count.name_total += b->kind == BLOCK_ATTACHMENTS;
        count.attachment_total += b->kind == BLOCK_ATTACHMENT;
    }
    return count;
}

static bool bare_remark(const struct block *b)
{
    return b->kind == BLOCK_REMARK && !(b->runs && strncmp(b->runs->text, OPEN, sizeof OPEN - 1) == 0);
}

void block_lead(struct block_count *count, const struct block *b, struct buf *out)
{
    if (b->kind == BLOCK_ATTACHMENTS) {
        buf_text(out, count->names++ ? "" : "附件：");
        if (count->name_total > 1)
            buf_format(out, "%d. ", count->names);
    } else if (b->kind == BLOCK_ATTACHMENT) {
        count->attachments++;
        buf_text(out, "附件");
        if (count->attachment_total > 1)
            buf_int(out, count->attachments);
        buf_char(out, ' ');
    } else if (bare_remark(b)) {
        buf_text(out, OPEN);
    }
}

const char *block_tail(const struct block *b)
{
    return bare_remark(b) ? "）" : "";
}

size_t block_run_bytes(const struct block *b, const struct run *r)
{
    static const char *const MARKS[] = { "。", "；", "，", "、", ";", ",", "." };
    size_t bytes = strlen(r->text);
    if (b->kind != BLOCK_ATTACHMENTS || r->next || r->figure)
        return bytes;
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        size_t mark = strlen(MARKS[i]);
        if (bytes >= mark && memcmp(r->text + bytes - mark, MARKS[i], mark) == 0)
            return bytes - mark;
    }
    return bytes;
}

int text_halves(const char *text, size_t bytes)
{
    const char *p = text, *end = text + bytes;
    int halves = 0;
    while (p < end)
        halves += text_next(&p, end) < 0x80 ? 1 : 2;
    return halves;
}

int runs_halves(const struct run *runs)
{
    int halves = 0;
    for (const struct run *r = runs; r; r = r->next)
        halves += text_halves(r->text, strlen(r->text));
    return halves;
}

/* Unsealed: the office stands two characters from the right and the date begins two characters after it does; where the date is the
 * longer of the two, the date stands two from the right and the office begins two before it. */
int block_right(const struct block *b, const struct block *before)
{
    int own = runs_halves(b->runs);
    if (b->kind == BLOCK_SIGNATURE) {
        int date = b->next && b->next->kind == BLOCK_DATE ? runs_halves(b->next->runs) : 0;
        return date > own ? 8 + date - own : 4;
    }
    if (!before || before->kind != BLOCK_SIGNATURE)
        return 8; /* alone: as under a seal */
    int office = runs_halves(before->runs);
    return own > office ? 4 : office - own;
}

/* ---- what is refused ---- */

static bool check_text(const struct text_document *d, const char *text, struct err *e)
{
    size_t at;
    uint32_t point;
    if (!text)
        return true;
    if (!text_valid(text, strlen(text)))
        return ERR(e, ERR_CORRUPT, TEXT_NOT_UTF8, d->report);
    if (xml_holds(text, &at, &point))
        return true;
    struct buf code = { 0 }, before = { 0 };
    buf_format(&code, "%04X", (unsigned)point);
    buf_put(&before, text, at);
    (void)ERR(e, ERR_INPUT, DOCX_OUT_CONTROL, d->report, buf_get(&before), buf_get(&code));
    buf_free(&code);
    buf_free(&before);
    return false;
}

static bool check_figure(const struct text_document *d, const struct figure *f, struct err *e)
{
    const char *const TEXTS[] = {
        f->measure, f->modifier, f->value, f->scope, f->scope_number, f->unit, f->note, f->formula
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        if (!check_text(d, TEXTS[i], e))
            return false;
    }
    for (int i = 0; i < f->entry_count; i++) {
        const struct figure_entry *n = &f->entries[i];
        if (!check_text(d, n->book, e) || !check_text(d, n->number, e) || !check_text(d, n->day, e)
            || !check_text(d, n->org, e))
            return false;
    }
    return true;
}

static bool check_runs(const struct text_document *d, const struct run *runs, struct err *e)
{
    for (const struct run *r = runs; r; r = r->next) {
        if (!check_text(d, r->text, e) || (r->figure && !check_figure(d, r->figure, e)))
            return false;
    }
    return true;
}

bool document_check(const struct text_document *d, struct err *e)
{
    const char *const TEXTS[] = { d->report, d->title, d->org, d->org_number, d->of, d->heads };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        if (!check_text(d, TEXTS[i], e))
            return false;
    }
    for (const struct block *b = d->blocks; b; b = b->next) {
        if (!check_runs(d, b->runs, e))
            return false;
        for (const struct text_row *r = b->table ? b->table->rows : NULL; r; r = r->next) {
            for (const struct text_cell *c = r->cells; c; c = c->next) {
                if (!check_runs(d, c->runs, e))
                    return false;
            }
        }
    }
    return true;
}
