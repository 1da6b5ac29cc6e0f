/* op/split.c: a compilation cut into its documents, one text file each. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "op/read.h"

#define NAME_POINTS_MAX 60
#define PATH_BYTES_MAX  4096

/* A title as the name of a file: what file systems and shells take amiss becomes _. */
static void put_name(struct buf *b, const char *title)
{
    const char *end = title + strlen(title);
    for (int n = 0; title < end && n < NAME_POINTS_MAX; n++) {
        const char *from = title;
        uint32_t c = text_next(&title, end);
        bool bad = c < 0x20 || c == 0x7F || (c < 0x80 && strchr("/\\:*?\"<>| ", (int)c));
        if (bad)
            buf_char(b, '_');
        else
            buf_put(b, from, (size_t)(title - from));
    }
}

static bool make_folder(const char *path, struct err *e)
{
    struct stat s;
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && stat(path, &s) == 0 && S_ISDIR(s.st_mode)))
        return true;
    return errno == EEXIST ? ERR(e, ERR_UNREADABLE, SPLIT_IS_FILE, path) : ERR(e, ERR_UNREADABLE, SPLIT_FOLDER, path);
}

static bool put_document(struct op_call *c, const char *folder, int number, const struct text_piece *p, struct err *e)
{
    struct buf path = { 0 };
    buf_format(&path, "%s/%02d-", folder, number);
    put_name(&path, p->title);
    buf_text(&path, ".txt");
    const char *name = arena_text(c->memory, buf_get(&path));
    buf_free(&path);
    size_t bytes = strlen(p->text);
    if (!file_write(name, p->text, bytes, e))
        return false;
    op_row(c, (const char *[]) { MSG_NUM(number), p->title, MSG_NUM(text_points(p->text, bytes)),
                                 p->page ? MSG_NUM(p->page) : NULL, name });
    return true;
}

static bool put_all(struct op_call *c, const char *folder, const struct text_split *s, struct err *e)
{
    const struct op_column columns[] = {
        { "number", HEADING(c, SPLIT_NUMBER), FORM_COUNT, false }, { "title", HEADING(c, SPLIT_NAME), FORM_TEXT, false },
        { "chars", HEADING(c, SPLIT_CHARS), FORM_COUNT, false },   { "page", HEADING(c, SPLIT_PAGE), FORM_COUNT, false },
        { "file", HEADING(c, SPLIT_FILE), FORM_TEXT, false },
    };
    op_table(c, &(struct op_table) { .columns = columns, .column_count = 5 });
    bool ok = true;
    int number = 0;
    for (int i = 0; ok && i < s->count; i++)
        if (s->pieces[i].kind == PIECE_DOCUMENT)
            ok = put_document(c, folder, ++number, &s->pieces[i], e);
    op_table_end(c);
    return ok;
}

bool split_run(struct op_call *c, struct err *e)
{
    const char *path = op_text(c, "doc"), *folder = op_text(c, "out"), *text;
    struct text_split s;
    size_t bytes;
    if (!read_document(c->memory, path, &text, &bytes, e))
        return false;
    if (!text_split(c->memory, text, bytes, &s))
        return ERR(e, ERR_INPUT, SPLIT_NO_CONTENTS, path);
    if (!make_folder(folder, e) || !put_all(c, folder, &s, e))
        return false;
    for (int i = 0; i < s.count; i++)
        if (s.pieces[i].kind == PIECE_RESIDUE)
            NOTE(c, SPLIT_RESIDUE, s.pieces[i].text);
        else if (s.pieces[i].kind == PIECE_SOURCE)
            NOTE(c, SPLIT_SOURCE, *s.pieces[i].title ? s.pieces[i].title : s.pieces[i].text);
    for (int i = 0; i < s.missing_count; i++)
        NOTE(c, SPLIT_MISSING, s.missing[i]);
    c->refused = s.missing_count > 0;
    return true;
}
