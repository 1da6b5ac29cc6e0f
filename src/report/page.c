#include "report/page.h"

#include <string.h>

#include "report/table.h"
#include "report/template.h"

#define HEADING_LEVEL_MAX 4

void page_begin(struct page *p, struct arena *a, const char *name, bool literal, struct err *e)
{
    *p = (struct page) { .a = a, .name = name, .literal = literal, .e = e, .blank = true };
    p->block_tail = &p->blocks;
    p->run_tail = &p->runs;
}

static void add_run(struct page *p, const char *text, const struct figure *f, struct spot at)
{
    struct run *r = ARENA_NEW(p->a, struct run);
    *r = (struct run) { .text = text, .figure = f, .source = at.line == p->line ? at.begin : -1 };
    *p->run_tail = r;
    p->run_tail = &r->next;
}

static void flush_plain(struct page *p)
{
    if (p->plain.bytes)
        add_run(p, arena_text(p->a, p->plain.data), NULL, p->plain_spot);
    buf_clear(&p->plain);
}

static void add_block(struct page *p, struct block *b)
{
    *p->block_tail = b;
    p->block_tail = &b->next;
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* "一、" to "十九、": a numbered heading of the first level, so not a title. */
static bool numbered(const char *text)
{
    static const char *const DIGITS[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九", "十" };
    int seen = 0;
    for (size_t i = 0; i < sizeof DIGITS / sizeof *DIGITS && seen < 3;) {
        if (starts(text, DIGITS[i])) {
            text += strlen(DIGITS[i]);
            seen++;
            i = 0;
        } else {
            i++;
        }
    }
    return seen && starts(text, "、");
}

/* What the first run's mark makes of the line; *skip is the mark's length. */
static enum block_kind block_kind(const struct page *p, int *level, size_t *skip)
{
    const char *text = p->runs->text;
    size_t hashes = strspn(text, "#");
    enum block_kind kind;
    *level = 0;
    *skip = 0;
    if (!p->marked || p->runs->figure)
        return BLOCK_PARAGRAPH;
    if (hashes >= 1 && hashes <= HEADING_LEVEL_MAX && text[hashes] == ' ') {
        *skip = hashes + 1 + strspn(text + hashes + 1, " ");
        bool title = hashes == 1 && !p->blocks && !numbered(text + *skip);
        *level = title ? 0 : (int)hashes;
        return title ? BLOCK_TITLE : BLOCK_HEADING;
    }
    if (starts(text, "- ")) {
        *skip = 2 + strspn(text + 2, " ");
        return BLOCK_ITEM;
    }
    *skip = starts(text, "@@"); /* the first of two is no mark, and is not printed */
    return mark_read(text, &kind, skip) ? kind : BLOCK_PARAGRAPH;
}

struct run *runs_trim(struct arena *a, struct run *runs)
{
    while (runs && !runs->figure) {
        const char *text = runs->text;
        size_t bytes = strlen(text);
        text_trim(&text, &bytes);
        if (bytes) {
            runs->source += runs->source < 0 ? 0 : (int)text_points(runs->text, (size_t)(text - runs->text));
            runs->text = text;
            break;
        }
        runs = runs->next;
    }
    struct run *last = NULL;
    for (struct run *r = runs; r; r = r->next) {
        const char *text = r->text;
        size_t bytes = strlen(text);
        text_trim(&text, &bytes);
        last = r->figure || bytes ? r : last;
    }
    if (!last || last->figure) {
        if (last)
            last->next = NULL;
        return last ? runs : NULL;
    }
    const char *text = last->text;
    size_t bytes = strlen(text);
    text_trim(&text, &bytes);
    char *copy = arena_text(a, last->text);
    copy[(size_t)(text - last->text) + bytes] = '\0';
    last->text = copy;
    last->next = NULL;
    return runs;
}

static void start_line(struct page *p)
{
    p->runs = NULL;
    p->run_tail = &p->runs;
    p->line = 0;
    p->blank = true;
    p->marked = p->filled = false;
}

/* A line of a literal page: a paragraph as it stands. */
static void end_literal(struct page *p)
{
    struct block *b = ARENA_NEW(p->a, struct block);
    *b = (struct block) { .kind = BLOCK_PARAGRAPH, .runs = p->runs, .source = p->line };
    add_block(p, b);
}

/* A line that is no row: the signs of rows in it are what they look like. */
static void end_plain(struct page *p)
{
    for (struct run *r = p->runs; r; r = r->next) {
        if (!r->figure)
            r->text = table_plain(p->a, r->text);
    }
    struct block *b = ARENA_NEW(p->a, struct block);
    size_t skip;
    b->source = p->line;
    b->kind = block_kind(p, &b->level, &skip);
    struct run *first = p->runs;
    first->source += first->source < 0 ? 0 : (int)text_points(first->text, skip);
    first->text += skip;
    b->runs = *first->text ? first : first->next;
    p->table = NULL;
    if (b->runs)
        add_block(p, b);
}

static bool end_line(struct page *p)
{
    bool ok = true;
    flush_plain(p);
    if (p->literal) {
        end_literal(p);
        start_line(p);
        return true;
    }
    p->runs = runs_trim(p->a, p->runs);
    if (!p->runs) {
        p->table = NULL;
    } else if (p->marked && table_is_row(p->runs)) {
        struct block *had = p->table;
        ok = table_row(p);
        if (ok && !had)
            add_block(p, p->table);
    } else {
        end_plain(p);
    }
    start_line(p);
    return ok;
}

/* A piece begins: its place becomes the line's, where the line has none yet. */
static bool begin_piece(struct page *p, const char *text, struct spot at)
{
    p->bytes += strlen(text);
    if (p->bytes > PAGE_BYTES_MAX)
        return ERR(p->e, ERR_INPUT, REPORT_TEXT_LONG, template_place(p->a, p->name, at.line, at.begin + 1),
                   MSG_NUM(PAGE_BYTES_MAX));
    if (!p->line)
        p->line = at.line;
    if (p->literal)
        flush_plain(p); /* each piece keeps the look of its own place */
    if (!p->plain.bytes)
        p->plain_spot = at;
    return true;
}

/* A piece of the template's text without its line break. */
static void put_text(struct page *p, const char *text, size_t bytes)
{
    const char *rest = text;
    size_t rest_bytes = bytes;
    text_trim(&rest, &rest_bytes);
    if (p->blank && rest_bytes) {
        p->blank = false;
        p->marked = true;
    }
    if (p->literal)
        buf_put(&p->plain, text, bytes);
    else
        table_put(&p->plain, text, bytes);
}

bool page_text(struct page *p, const char *text, struct spot at)
{
    if (!begin_piece(p, text, at))
        return false;
    while (*text) {
        size_t bytes = strcspn(text, "\n");
        put_text(p, text, bytes);
        text += bytes;
        if (*text == '\n') {
            if (!end_line(p))
                return false;
            text++;
        }
    }
    return true;
}

bool page_word(struct page *p, const char *text, struct spot at)
{
    if (!begin_piece(p, text, at))
        return false;
    p->blank = false;
    p->filled = true;
    for (; *text; text++)
        buf_char(&p->plain, (unsigned char)*text < ' ' ? ' ' : *text);
    return true;
}

bool page_figure(struct page *p, const char *text, const struct figure *f, struct spot at)
{
    if (!begin_piece(p, text, at))
        return false;
    p->blank = false;
    p->filled = true;
    flush_plain(p);
    add_run(p, arena_text(p->a, text), f, at);
    return true;
}

bool page_end(struct page *p, const char **title)
{
    bool ok = p->line == 0 || end_line(p);
    *title = "";
    if (p->blocks && p->blocks->kind == BLOCK_TITLE) {
        struct buf b = { 0 };
        for (const struct run *r = p->blocks->runs; r; r = r->next)
            buf_text(&b, r->text);
        *title = arena_text(p->a, buf_get(&b));
        buf_free(&b);
    }
    buf_free(&p->plain);
    return ok;
}

void page_remark(struct page *p, const char *text)
{
    struct block *b = ARENA_NEW(p->a, struct block), **at = &p->blocks;
    struct run *r = ARENA_NEW(p->a, struct run);
    *r = (struct run) { .text = text, .source = -1 };
    *b = (struct block) { .kind = BLOCK_REMARK, .runs = r };
    while (*at && (*at)->kind != BLOCK_ATTACHMENT)
        at = &(*at)->next;
    b->next = *at;
    *at = b;
}
