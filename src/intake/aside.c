/* intake/aside.c: rows of a sheet that are no entries: numbers of columns and units under the header, totals, notes.
 * Why so strict: a row taken for a remark is not imported.  What is only like one goes the ordinary way, and is refused
 * with a reason where it is no entry.
 */
#include <string.h>

#include "intake/private.h"

#define LABEL_BYTES_MAX  48 /* longer cells name no totals row */
#define NUMBERED_LEAST   3  /* columns: "1 2" may be an entry */
#define NOTE_CELLS_MAX   8
#define SHOWN_BYTES      90
#define UNDER_HEADER_MAX 2 /* rows of numbers and units */

static bool same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static const char *named(const struct import *r, int column)
{
    return column < r->plan.count ? r->plan.columns[column].name : "";
}

static int named_columns(const struct import *r)
{
    int count = 0;
    for (int i = 0; i < r->plan.count; i++)
        count += *r->plan.columns[i].name != '\0';
    return count;
}

/* ---- totals ---- */

static bool only_digits(const char *text)
{
    return strspn(text, "0123456789.") == strlen(text);
}

/* The first cell that holds words; -1. */
static int first_words(const struct row *row)
{
    for (int i = 0; i < row->cell_count; i++) {
        const struct cell *c = &row->cells[i];
        if (c->bytes && c->kind == CELL_TEXT && !only_digits(c->text))
            return i;
    }
    return -1;
}

static enum aside judge_total(struct import *r, const struct row *row)
{
    static const char *const WHOLE[] = { "合计", "总计", "共计", "累计", "总合计" };
    static const char *const PART[] = { "小计", "本页合计", "本页小计" };
    int at = first_words(row), number = r->plan.number;
    if (at < 0 || row->cells[at].bytes > LABEL_BYTES_MAX || !strstr(row->cells[at].text, "计"))
        return ASIDE_NONE;
    if (number >= 0 && number != at && number < row->cell_count && row->cells[number].bytes)
        return ASIDE_NONE; /* it has a number, so it may be an entry */
    const char *label = name_fold(&r->row_memory, row->cells[at].text);
    for (size_t i = 0; i < sizeof WHOLE / sizeof *WHOLE; i++)
        if (same_text(label, WHOLE[i]))
            return ASIDE_TOTAL;
    for (size_t i = 0; i < sizeof PART / sizeof *PART; i++)
        if (same_text(label, PART[i]))
            return ASIDE_PART;
    return ASIDE_NONE;
}

/* ---- notes ---- */

/* Whether a cell begins as remarks below a table do: a word and soon after it a colon. */
static bool is_note(struct import *r, const struct cell *cell)
{
    static const struct {
        const char *word;
        size_t gap; /* bytes that may stand before the colon */
    } WORDS[] = {
        { "注", 3 },        { "备注", 3 },        { "说明", 3 },      { "填表", 24 },     { "填报", 24 },
        { "制表", 24 },     { "审核", 24 },       { "审批", 24 },     { "复核", 24 },     { "单位负责人", 24 },
        { "负责人", 24 },   { "主要负责人", 24 }, { "分管领导", 24 }, { "主管领导", 24 }, { "联系人", 24 },
        { "联系电话", 24 }, { "报送", 24 },       { "统计", 24 },     { "经办", 24 },     { "单位(盖章)", 3 },
        { "盖章", 3 },
    };
    char head[97];
    if ((unsigned char)*cell->text < 0xE0)
        return false; /* no Chinese character; most cells */
    size_t bytes = text_cut(cell->text, cell->bytes < sizeof head - 1 ? cell->bytes : sizeof head - 1);
    memcpy(head, cell->text, bytes);
    head[bytes] = '\0';
    const char *text = name_squeeze(&r->row_memory, head);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        size_t length = strlen(WORDS[i].word);
        if (strncmp(text, WORDS[i].word, length) != 0)
            continue;
        const char *colon = strchr(text + length, ':');
        if (text[length] == '\0' || (colon && (size_t)(colon - text) <= length + WORDS[i].gap))
            return true;
    }
    return false;
}

/* Only below rows, and not in a sheet of one column, whose every row is of one cell. */
static bool judge_note(struct import *r, const struct row *row)
{
    int filled = 0;
    for (int i = 0; i < row->cell_count && r->out->rows; i++) {
        if (!row->cells[i].bytes)
            continue;
        if (++filled > NOTE_CELLS_MAX || !is_note(r, &row->cells[i]))
            return false;
    }
    return filled && named_columns(r) > 1;
}

/* ---- under the header ---- */

/* A cell's number in a row that numbers the columns: 3, (3), "3=1+2"; 0 for another text. */
static int column_number(const char *text)
{
    int number = 0;
    text += *text == '(';
    for (; *text >= '0' && *text <= '9' && number < 10000; text++)
        number = number * 10 + (*text - '0');
    return *text == '\0' || *text == ')' || *text == '=' ? number : 0;
}

/* 1 2 3 …, or 甲 乙 1 2 …, under every name. */
static bool judge_numbers(struct import *r, const struct row *row)
{
    static const char *const LETTERS[] = { "甲", "乙", "丙", "丁", "戊", "己" };
    int count = 0, letters = 0;
    for (int i = 0; i < row->cell_count || i < r->plan.count; i++) {
        const struct cell *c = i < row->cell_count ? &row->cells[i] : NULL;
        if (!c || !c->bytes || c->bytes > LABEL_BYTES_MAX) {
            if (*named(r, i))
                return false;
            continue;
        }
        const char *text = name_squeeze(&r->row_memory, c->text);
        if (count == 0 && (same_text(text, "栏次") || same_text(text, "栏号")))
            continue;
        count++;
        if (letters == count - 1 && letters < 6 && same_text(text, LETTERS[letters]))
            letters++;
        else if (column_number(text) != count && column_number(text) != count - letters)
            return false;
    }
    return count >= NUMBERED_LEAST;
}

static bool judge_units(struct import *r, const struct row *row)
{
    int count = 0;
    for (int i = 0; i < row->cell_count; i++) {
        const struct cell *c = &row->cells[i];
        if (c->bytes && (c->bytes > LABEL_BYTES_MAX || !name_is_unit(name_squeeze(&r->row_memory, c->text))))
            return false;
        count += c->bytes > 0;
    }
    return count > 0 && named_columns(r) > 1;
}

/* The header again, as it stands on each page. */
static bool judge_header(struct import *r, const struct row *row)
{
    int count = 0;
    for (int i = 0; i < row->cell_count; i++) {
        if (row->cells[i].bytes && !same_text(row->cells[i].text, named(r, i)))
            return false;
        count += row->cells[i].bytes > 0;
    }
    return count > 1;
}

enum aside aside_judge(struct import *r, const struct row *row)
{
    if (judge_header(r, row))
        return ASIDE_HEADER;
    if (r->out->rows == 0 && r->totals.under_header < UNDER_HEADER_MAX) {
        bool numbers = judge_numbers(r, row);
        if (numbers || judge_units(r, row)) {
            r->totals.under_header++;
            return numbers ? ASIDE_NUMBERS : ASIDE_UNITS;
        }
    }
    enum aside total = judge_total(r, row);
    if (total != ASIDE_NONE)
        return total;
    return judge_note(r, row) ? ASIDE_NOTE : ASIDE_NONE;
}

/* ---- sums ---- */

void totals_open(struct import *r)
{
    const struct plan *p = &r->plan;
    struct totals *t = &r->totals;
    t->columns = ARENA_ARRAY(&r->sheet_memory, int, (size_t)p->count + 1);
    for (int i = 0; i < p->count; i++) {
        const struct field *f = p->columns[i].field;
        bool number = f && !f->many && (f->type == FIELD_INT || f->type == FIELD_DECIMAL || f->type == FIELD_MONEY);
        if (number)
            t->columns[t->count++] = i;
    }
    t->before = ARENA_ARRAY(&r->sheet_memory, int128, (size_t)t->count + 1);
    t->part = ARENA_ARRAY(&r->sheet_memory, int128, (size_t)t->count + 1);
    t->unsure = ARENA_ARRAY(&r->sheet_memory, bool, (size_t)t->count + 1);
}

void totals_mark(struct import *r)
{
    for (int i = 0; i < r->totals.count; i++)
        r->totals.before[i] = r->sums[r->totals.columns[i]];
}

/* A number of a row as units of its column's field; false where the cell holds none. */
static bool number_at(const struct import *r, const struct row *row, int column, int64_t *units)
{
    char text[64];
    struct err ignored = { 0 };
    const struct cell *c = &row->cells[column];
    return cell_number(c->text, c->bytes, text, &ignored)
           && decimal_parse(text, strlen(text), r->plan.columns[column].field->scale, units);
}

void totals_refused(struct import *r, const struct row *row)
{
    struct totals *t = &r->totals;
    for (int i = 0; i < t->count; i++) {
        int column = t->columns[i];
        int64_t units = 0;
        bool filled = column < row->cell_count && row->cells[column].bytes;
        r->sums[column] = t->before[i];
        if (filled && !number_at(r, row, column, &units))
            t->unsure[i] = true;
        r->sums[column] += units;
    }
}

static const char *units_text(char room[32], int128 units, int scale)
{
    int128 most = DECIMAL_UNITS_MAX;
    return units > most || units < -most ? NULL : decimal_text(room, (int64_t)units, scale);
}

static void compare(struct import *r, const struct row *row, bool part, enum msg_lang lang)
{
    struct totals *t = &r->totals;
    for (int i = 0; i < t->count; i++) {
        int column = t->columns[i], scale = r->plan.columns[column].field->scale;
        int128 sum = r->sums[column] - (part ? t->part[i] : 0);
        int64_t said;
        char rooms[3][32];
        if (column >= row->cell_count || !row->cells[column].bytes || t->unsure[i] || !number_at(r, row, column, &said)
            || said == sum)
            continue;
        const char *now = units_text(rooms[0], sum, scale), *off = units_text(rooms[1], said - sum, scale);
        if (now && off)
            say_note(r, lang, row->number, named(r, column), MSG_INTAKE_TOTAL_DIFFERS,
                     (const char *const[]) { MSG_NUM(row->number), named(r, column), decimal_text(rooms[2], said, scale),
                                             now, off, NULL });
    }
}

/* Keeps a total that stands above its rows. */
static void keep_top(struct import *r, const struct row *row)
{
    struct row *top = &r->totals.top;
    *top = (struct row) { row->number, ARENA_ARRAY(&r->sheet_memory, struct cell, (size_t)row->cell_count + 1),
                          row->cell_count };
    for (int i = 0; i < row->cell_count; i++) {
        top->cells[i] = row->cells[i];
        top->cells[i].text = arena_text(&r->sheet_memory, row->cells[i].text);
    }
}

void totals_close(struct import *r, enum msg_lang lang)
{
    if (r->totals.top.number)
        compare(r, &r->totals.top, false, lang);
}

/* ---- saying ---- */

/* The beginning of a cell, in one line. */
static void put_shown(char room[SHOWN_BYTES + 1], const struct cell *c)
{
    size_t bytes = text_cut(c->text, c->bytes < SHOWN_BYTES ? c->bytes : SHOWN_BYTES);
    for (size_t i = 0; i < bytes; i++)
        room[i] = c->text[i] == '\n' || c->text[i] == '\r' ? ' ' : c->text[i];
    room[bytes] = '\0';
}

void aside_tell(struct import *r, const struct row *row, enum aside kind, enum msg_lang lang)
{
    static const enum msg_id SENTENCES[] = {
        [ASIDE_TOTAL] = MSG_INTAKE_ASIDE_TOTAL, [ASIDE_PART] = MSG_INTAKE_ASIDE_TOTAL,
        [ASIDE_NOTE] = MSG_INTAKE_ASIDE_NOTE,   [ASIDE_NUMBERS] = MSG_INTAKE_ASIDE_NUMBERS,
        [ASIDE_UNITS] = MSG_INTAKE_ASIDE_UNITS, [ASIDE_HEADER] = MSG_INTAKE_ASIDE_HEADER,
        [ASIDE_ABOVE] = MSG_INTAKE_ASIDE_ABOVE,
    };
    struct totals *t = &r->totals;
    char shown[SHOWN_BYTES + 1] = "";
    bool total = kind == ASIDE_TOTAL || kind == ASIDE_PART;
    for (int i = total ? first_words(row) : 0; i < row->cell_count && !*shown; i++)
        put_shown(shown, &row->cells[i]);
    r->out->left_out++;
    say_note(r, lang, row->number, "", SENTENCES[kind],
             (const char *const[]) { MSG_NUM(row->number), total ? name_fold(&r->row_memory, shown) : shown, NULL });
    if (!total)
        return;
    if (r->out->rows == 0 && !t->top.number)
        keep_top(r, row);
    else if (r->out->rows)
        compare(r, row, kind == ASIDE_PART, lang);
    for (int i = 0; i < t->count && kind == ASIDE_PART; i++)
        t->part[i] = r->sums[t->columns[i]];
}
