/* format/xlsx_rules.c: what a sheet says to whoever fills it in: comments, drop-down lists, what a cell takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/xlsx_write.h"

#define LIST_POINTS_MAX    255 /* of a list that stands in its rule; the format's limit, as the next two are */
#define TITLE_POINTS_MAX   32
#define MESSAGE_POINTS_MAX 255
#define COMMENT_COLUMNS    34 /* letters on a line of a comment, and its size in pixels */
#define COMMENT_WIDTH      230
#define COMMENT_LINE       17
#define COMMENT_LINES_MAX  20
#define NUMBER_MOST        999999999999999LL /* as many digits as a table program keeps */

/* The library's structs hold texts that it never changes as `char *`. */
static char *given(const char *text)
{
    return (char *)(uintptr_t)text;
}

/* The text's first `points` characters; an ellipsis says that there is more. */
static const char *first_points(struct arena *a, const char *text, size_t points)
{
    if (text_points(text, strlen(text)) <= points)
        return text;
    const char *p = text, *end = text + strlen(text);
    for (size_t i = 0; i + 1 < points; i++)
        (void)text_next(&p, end);
    struct buf b = { 0 };
    buf_put(&b, text, (size_t)(p - text));
    buf_text(&b, "…");
    const char *out = arena_text(a, b.data);
    buf_free(&b);
    return out;
}

/* ---- comments ---- */

static int comment_lines(const char *text)
{
    int lines = 0;
    for (size_t bytes; *text && lines < COMMENT_LINES_MAX; text += bytes + (text[bytes] == '\n')) {
        bytes = strcspn(text, "\n");
        /* three bytes a Chinese character, two columns: near enough, and never too small */
        lines += 1 + (int)(bytes / COMMENT_COLUMNS);
    }
    return lines < COMMENT_LINES_MAX ? lines : COMMENT_LINES_MAX;
}

lxw_error xlsx_comment(lxw_worksheet *sheet, lxw_row_t row, int column, const char *text)
{
    lxw_comment_options options = { .visible = LXW_COMMENT_DISPLAY_HIDDEN,
                                    .author = given("台账"),
                                    .width = COMMENT_WIDTH,
                                    .height = (uint16_t)(COMMENT_LINE * (1 + comment_lines(text))),
                                    .font_name = given(XLSX_FONT),
                                    .font_size = 9 };
    return worksheet_write_comment_opt(sheet, row, (lxw_col_t)column, text, &options);
}

/* "必填。" and what the column means; NULL: nothing. */
static const char *explanation(struct arena *a, const struct column *c, enum msg_lang lang)
{
    struct buf b = { 0 };
    if (c->required)
        buf_text(&b, msg_text(lang, MSG_XLSX_OUT_REQUIRED));
    if (c->required && c->note)
        buf_char(&b, '\n');
    buf_text(&b, c->note ? c->note : "");
    const char *out = b.bytes ? arena_text(a, b.data) : NULL;
    buf_free(&b);
    return out;
}

lxw_error xlsx_explain(lxw_worksheet *sheet, struct arena *a, const struct xlsx_column *c, int column, enum msg_lang lang)
{
    const char *text = explanation(a, &c->is, lang);
    return text ? xlsx_comment(sheet, 0, column, xlsx_text(a, text)) : LXW_NO_ERROR;
}

/* ---- choices ---- */

/* Whether the choices can stand in the rule itself: joined by commas, which then none may hold. */
static bool short_enough(const struct column *c)
{
    size_t points = 0;
    for (int i = 0; i < c->choice_count; i++) {
        const char *text = c->choices[i];
        points += text_points(text, strlen(text)) + (i > 0);
        if (text[strcspn(text, ",\"\n\r\t")] || *text == ' ' || points > LIST_POINTS_MAX)
            return false;
    }
    return true;
}

static const char *const *copy_choices(struct arena *a, const struct column *c)
{
    const char **list = ARENA_ARRAY(a, const char *, (size_t)c->choice_count + 1);
    for (int i = 0; i < c->choice_count; i++)
        list[i] = xlsx_text(a, arena_text(a, c->choices[i]));
    return list;
}

/* Lists lie side by side, a column each, under their headings' names. */
static lxw_error name_range(lxw_workbook *book, struct arena *a, struct xlsx_column *c, int place, int list)
{
    char name[48], range[LXW_MAX_CELL_RANGE_LENGTH], formula[96];
    snprintf(name, sizeof name, "%s_%d", XLSX_CHOICE_SHEET, place + 1);
    lxw_rowcol_to_range_abs(range, 1, (lxw_col_t)list, (lxw_row_t)c->is.choice_count, (lxw_col_t)list);
    snprintf(formula, sizeof formula, "='%s'!%s", XLSX_CHOICE_SHEET, range);
    c->range = arena_text(a, name);
    return workbook_define_name(book, name, formula);
}

/* Row by row, as constant memory wants it. */
static lxw_error put_lists(lxw_worksheet *sheet, struct arena *a, const struct xlsx_column *columns, int count)
{
    lxw_error error = LXW_NO_ERROR;
    bool more = true;
    for (lxw_row_t row = 0; more && error == LXW_NO_ERROR; row++) {
        int list = 0;
        more = false;
        for (int i = 0; i < count && error == LXW_NO_ERROR; i++) {
            const struct column *c = &columns[i].is;
            if (!columns[i].range)
                continue;
            if ((int)row <= c->choice_count)
                error = worksheet_write_string(sheet, row, (lxw_col_t)list,
                                               xlsx_text(a, row ? c->choices[row - 1] : c->name), NULL);
            more = more || (int)row < c->choice_count;
            list++;
        }
    }
    return error;
}

bool xlsx_choices(lxw_workbook *book, struct arena *a, struct xlsx_column *columns, int count, const char *path,
                  struct err *e)
{
    lxw_error error = LXW_NO_ERROR;
    int lists = 0;
    for (int i = 0; i < count && error == LXW_NO_ERROR; i++) {
        struct xlsx_column *c = &columns[i];
        if (c->is.choice_count && short_enough(&c->is))
            c->list = copy_choices(a, &c->is);
        else if (c->is.choice_count)
            error = name_range(book, a, c, i, lists++);
    }
    if (lists && error == LXW_NO_ERROR) {
        lxw_worksheet *sheet = workbook_add_worksheet(book, XLSX_CHOICE_SHEET);
        worksheet_protect(sheet, NULL, NULL);
        worksheet_hide(sheet);
        error = put_lists(sheet, a, columns, count);
    }
    for (int i = 0; i < count; i++)
        columns[i].is.choices = NULL; /* they were the caller's */
    return xlsx_done(error, path, e);
}

/* ---- what a cell takes ---- */

static void put_list(lxw_data_validation *v, const struct xlsx_column *c, enum msg_lang lang)
{
    static const char *const STAND_IN[] = { "-", NULL };
    v->validate = LXW_VALIDATION_TYPE_LIST;
    v->value_list = (char **)(uintptr_t)(c->list ? c->list : STAND_IN);
    v->error_message = given(msg_text(lang, MSG_XLSX_OUT_ONLY_LISTED));
    if (c->is.choices_open) {
        v->error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
        v->error_message = given(msg_text(lang, MSG_XLSX_OUT_NOT_LISTED));
    }
}

/* The list of the last rule is a range.  The library has a rule for that, but copies its formula twice and frees it once. */
static void point_at_range(lxw_worksheet *sheet, const char *range)
{
    lxw_data_val_obj *rule = STAILQ_FIRST(sheet->data_validations);
    while (STAILQ_NEXT(rule, list_pointers))
        rule = STAILQ_NEXT(rule, list_pointers);
    free(rule->value_formula);
    rule->value_formula = strdup(range);
    if (!rule->value_formula)
        abort();
}

static void put_bounds(lxw_data_validation *v, const struct xlsx_column *c, enum msg_lang lang)
{
    v->criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
    if (c->is.kind == COLUMN_DAY) {
        v->validate = LXW_VALIDATION_TYPE_DATE_NUMBER;
        v->minimum_number = xlsx_serial(XLSX_DAY_FIRST);
        v->maximum_number = xlsx_serial(DAY_LAST);
        v->error_message = given(msg_text(lang, MSG_XLSX_OUT_ONLY_DAY));
        return;
    }
    v->validate = c->is.digits == 0 ? LXW_VALIDATION_TYPE_INTEGER : LXW_VALIDATION_TYPE_DECIMAL;
    v->minimum_number = -NUMBER_MOST;
    v->maximum_number = NUMBER_MOST;
    v->error_message = given(msg_text(lang, c->is.digits == 0 ? MSG_XLSX_OUT_ONLY_INT : MSG_XLSX_OUT_ONLY_NUMBER));
}

lxw_error xlsx_validate(lxw_worksheet *sheet, struct arena *a, const struct xlsx_column *c, int column, lxw_row_t last,
                        bool guide, enum msg_lang lang)
{
    const char *note = guide ? explanation(a, &c->is, lang) : NULL;
    lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_ANY };
    if (c->list || c->range)
        put_list(&v, c, lang);
    else if (c->is.kind != COLUMN_TEXT)
        put_bounds(&v, c, lang);
    else if (!note)
        return LXW_NO_ERROR;
    const char *title = xlsx_text(a, first_points(a, c->is.name, TITLE_POINTS_MAX));
    if (v.validate != LXW_VALIDATION_TYPE_ANY)
        v.error_title = given(title);
    if (note) {
        v.input_title = given(title);
        v.input_message = given(xlsx_text(a, first_points(a, note, MESSAGE_POINTS_MAX)));
    }
    lxw_error error = worksheet_data_validation_range(sheet, 1, (lxw_col_t)column, last, (lxw_col_t)column, &v);
    if (c->range && error == LXW_NO_ERROR)
        point_at_range(sheet, c->range);
    return error;
}
