#include "report/page.h"

#include <string.h>

#define HEADING_LEVEL_MAX 4

void page_begin(struct page *p, struct arena *a)
{
    *p = (struct page) { .a = a };
    p->block_tail = &p->blocks;
    p->run_tail = &p->runs;
}

static void add_run(struct page *p, const char *text, const struct figure *f)
{
    struct run *r = ARENA_NEW(p->a, struct run);
    *r = (struct run) { .text = text, .figure = f };
    *p->run_tail = r;
    p->run_tail = &r->next;
}

static void flush_plain(struct page *p)
{
    if (p->plain.bytes)
        add_run(p, arena_text(p->a, p->plain.data), NULL);
    buf_clear(&p->plain);
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
    return BLOCK_PARAGRAPH;
}

/* White space at a line's ends is the template's indentation, not the text's. */
static bool trim_line(struct page *p)
{
    while (p->runs && !p->runs->figure) {
        const char *text = p->runs->text;
        size_t bytes = strlen(text);
        text_trim(&text, &bytes);
        if (bytes) {
            p->runs->text = text;
            break;
        }
        p->runs = p->runs->next;
    }
    struct run *last = p->runs;
    while (last && last->next)
        last = last->next;
    if (!last || last->figure)
        return last != NULL;
    const char *text = last->text;
    size_t bytes = strlen(text);
    text_trim(&text, &bytes);
    char *copy = arena_text(p->a, last->text);
    copy[(size_t)(text - last->text) + bytes] = '\0';
    last->text = copy;
    return true;
}

static void end_line(struct page *p)
{
    flush_plain(p);
    if (trim_line(p)) {
        struct block *b = ARENA_NEW(p->a, struct block);
        size_t skip;
        b->kind = block_kind(p, &b->level, &skip);
        p->runs->text += skip;
        b->runs = *p->runs->text ? p->runs : p->runs->next;
        if (b->runs) {
            *p->block_tail = b;
            p->block_tail = &b->next;
        }
    }
    p->runs = NULL;
    p->run_tail = &p->runs;
    p->marked = false;
}

static bool fits(struct page *p, const char *text)
{
    p->bytes += strlen(text);
    return p->bytes <= PAGE_BYTES_MAX;
}

bool page_text(struct page *p, const char *text)
{
    if (!fits(p, text))
        return false;
    while (*text) {
        size_t bytes = strcspn(text, "\n");
        if (bytes && !p->runs && !p->plain.bytes)
            p->marked = true;
        buf_put(&p->plain, text, bytes);
        text += bytes;
        if (*text == '\n') {
            end_line(p);
            text++;
        }
    }
    return true;
}

bool page_word(struct page *p, const char *text)
{
    if (!fits(p, text))
        return false;
    for (; *text; text++)
        buf_char(&p->plain, (unsigned char)*text < ' ' ? ' ' : *text);
    return true;
}

bool page_figure(struct page *p, const char *text, const struct figure *f)
{
    if (!fits(p, text))
        return false;
    flush_plain(p);
    add_run(p, arena_text(p->a, text), f);
    return true;
}

const char *page_end(struct page *p)
{
    end_line(p);
    const char *title = "";
    if (p->blocks && p->blocks->kind == BLOCK_TITLE) {
        struct buf b = { 0 };
        for (const struct run *r = p->blocks->runs; r; r = r->next)
            buf_text(&b, r->text);
        title = arena_text(p->a, buf_get(&b));
        buf_free(&b);
    }
    buf_free(&p->plain);
    return title;
}
