/* report/build.c: walks a template's tree as of a day; every number it prints is asked of the measure session and keeps
 * where it came from. */
#include "report/build.h"

#include <assert.h>
#include <string.h>

#include "base/day.h"

const char *place_of(const struct builder *b, int line, int column)
{
    return template_place(b->a, b->name, line, column);
}

struct spot spot_of(const struct node *n)
{
    return (struct spot) { n->line, n->begin };
}

bool fail_at(const struct builder *b, const struct expression *x, const struct err *inner)
{
    struct buf place = { 0 };
    buf_format(&place, "%s：", place_of(b, x->line, x->column));
    err_take(b->e, inner, buf_get(&place));
    buf_free(&place);
    return false;
}

/* ---- words ---- */

static bool fill_word(struct builder *b, const struct node *n, const struct frame *f)
{
    struct buf text = { 0 };
    const struct basis *basis = &f->basis;
    switch (n->left.word) {
    case WORD_YEAR: buf_int(&text, day_civil(basis->asof).year); break;
    case WORD_AFTER: buf_int(&text, day_civil(basis->asof).year + 1); break;
    case WORD_UNTIL: words_until(&text, basis->from, basis->asof); break;
    case WORD_PERIOD: words_period(&text, basis->from, basis->asof); break;
    case WORD_DAY:
    case WORD_TODAY: words_day(&text, basis->asof); break;
    case WORD_ORG:
    case WORD_OWN: buf_text(&text, basis->org_title ? basis->org_title : ""); break;
    case WORD_NAME: buf_text(&text, frame_with(f, false)->name); break;
    case WORD_INDEX: buf_int(&text, f->number); break;
    case WORD_GROUP: {
        const char *group = frame_with(f, true)->group;
        buf_text(&text, *group ? group : WORDS_NO_GROUP);
        break;
    }
    case WORD_NONE:
    case WORD_VALUE: assert(!"a figure"); break;
    }
    bool ok = page_word(&b->page, buf_get(&text), spot_of(n));
    buf_free(&text);
    return ok;
}

/* An empty field prints what `或` says instead. */
static bool fill_field(struct builder *b, const struct node *n, const struct frame *f)
{
    const char *text;
    return field_text(b, &n->left, f, &text) && page_word(&b->page, *text ? text : n->fallback, spot_of(n));
}

/* ---- if ---- */

static bool holds(enum compare compare, int order)
{
    switch (compare) {
    case COMPARE_EQ: return order == 0;
    case COMPARE_NE: return order != 0;
    case COMPARE_LT: return order < 0;
    case COMPARE_LE: return order <= 0;
    case COMPARE_GT: return order > 0;
    case COMPARE_GE: return order >= 0;
    case COMPARE_NONE: break;
    }
    return false;
}

static bool if_figure(struct builder *b, const struct node *n, const struct frame *f, bool *truth)
{
    bool left_null, right_null;
    struct ratio left, right;
    if (!operand(b, &n->left, f, &left_null, &left))
        return false;
    *truth = !left_null && left.num != 0;
    if (n->compare == COMPARE_NONE)
        return true;
    if (!operand(b, &n->right, f, &right_null, &right))
        return false;
    *truth = !left_null && !right_null && holds(n->compare, ratio_cmp(left, right));
    return true;
}

static bool fill_if(struct builder *b, const struct node *n, const struct frame *f)
{
    bool truth = false, ok;
    const char *text = "";
    if (n->where)
        ok = entry_holds(b, n, f, &truth);
    else if (n->left.path)
        ok = field_text(b, &n->left, f, &text);
    else
        ok = if_figure(b, n, f, &truth);
    return ok && fill(b, truth || *text ? n->body : n->otherwise, f);
}

bool fill(struct builder *b, const struct node *list, const struct frame *f)
{
    bool ok = true;
    for (const struct node *n = list; ok && n; n = n->next) {
        switch (n->kind) {
        case NODE_TEXT: ok = page_text(&b->page, n->text, spot_of(n)); break;
        case NODE_WORD: ok = fill_word(b, n, f); break;
        case NODE_FIELD: ok = fill_field(b, n, f); break;
        case NODE_FIGURE: ok = fill_figure(b, n, f); break;
        case NODE_EACH: ok = fill_each(b, n, f); break;
        case NODE_GROUP: ok = fill_group(b, n, f); break;
        case NODE_ENTRIES: ok = fill_entries(b, n, f); break;
        case NODE_IF: ok = fill_if(b, n, f); break;
        }
    }
    return ok;
}

/* ---- the whole text ---- */

/* "BOOK/编号" of the letter's entry. */
static bool letter_name(struct builder *b, const struct frame *root, const struct book *book, const char **out)
{
    const struct path number = { .book = book, .end = PATH_NUMBER, .end_book = book };
    const struct expression x = { .text = NAME_NUMBER, .path = &number, .line = 1, .column = 1 };
    struct buf text = { 0 };
    const char *shown;
    if (!field_text(b, &x, root, &shown))
        return false;
    buf_format(&text, "%s/%s", book->name, shown);
    *out = arena_text(b->a, buf_get(&text));
    buf_free(&text);
    return true;
}

bool report_build(struct measure_session *s, struct arena *a, const struct catalog *c, const struct report_source *source,
                  const struct basis *basis, const struct report_options *o, struct text_document *out, struct err *e)
{
    struct node *tree;
    if (source->of && !basis->of)
        return ERR(e, ERR_INPUT, REPORT_OF_MISSING, source->report, source->of->name);
    if (!template_parse(c, a, source, &tree, e) || !template_check(c, a, source->file, tree, e))
        return false;
    struct builder b = { .session = s, .a = a, .catalog = c, .name = source->file, .e = e };
    struct frame root = { .basis = *basis, .entry = source->of ? basis->of : 0 };
    const char *of = "", *title;
    b.options = o ? *o : (struct report_options) { 0 };
    b.noted_tail = &b.noted;
    arena_init(&b.scratch, 1 << 14);
    page_begin(&b.page, a, source->file, source->docx != NULL, e);
    bool ok = (!source->of || letter_name(&b, &root, source->of, &of)) && fill(&b, tree, &root);
    ok = page_end(&b.page, &title) && ok;
    if (ok)
        put_notes(&b, basis);
    arena_free(&b.scratch);
    *out = (struct text_document) {
        .title = title,
        .report = arena_text(a, source->report),
        .org = arena_text(a, basis->org_title ? basis->org_title : ""),
        .org_number = arena_text(a, basis->org_number ? basis->org_number : ""),
        .of = of,
        .from = basis->from,
        .asof = basis->asof,
        .known = basis->known,
        .heads = "",
        .blocks = b.page.blocks,
    };
    return ok;
}

bool report_check(const struct catalog *c, struct arena *a, const struct report_source *source, struct err *e)
{
    struct node *tree;
    return template_parse(c, a, source, &tree, e) && template_check(c, a, source->file, tree, e);
}
