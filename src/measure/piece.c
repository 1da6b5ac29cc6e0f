/* measure/piece.c: SQL text and its values, kept together so that they cannot get out of step. */
#include <stdlib.h>
#include <string.h>

#include "measure/inside.h"

void piece_free(struct piece *p)
{
    buf_free(&p->sql);
    free(p->binds);
    *p = (struct piece) { 0 };
}

void piece_text(struct piece *p, const char *sql)
{
    buf_text(&p->sql, sql);
}

static void push(struct piece *p, struct bind b)
{
    if (p->count == p->room) {
        p->room = p->room ? p->room * 2 : 16;
        p->binds = realloc(p->binds, (size_t)p->room * sizeof *p->binds);
        if (!p->binds)
            abort();
    }
    p->binds[p->count++] = b;
}

void piece_int(struct piece *p, int64_t value)
{
    buf_char(&p->sql, '?');
    push(p, (struct bind) { NULL, value });
}

void piece_value(struct piece *p, const char *text)
{
    buf_char(&p->sql, '?');
    push(p, (struct bind) { text, 0 });
}

void piece_add(struct piece *p, const struct piece *more)
{
    buf_put(&p->sql, buf_get(&more->sql), more->sql.bytes);
    for (int i = 0; i < more->count; i++)
        push(p, more->binds[i]);
}

struct stmt *piece_use(struct ledger *l, const struct piece *p, struct err *e)
{
    struct stmt *s = db_use(l->db, buf_get(&p->sql), e);
    for (int i = 0; s && i < p->count; i++) {
        if (p->binds[i].text)
            stmt_text(s, i + 1, p->binds[i].text, strlen(p->binds[i].text));
        else
            stmt_int(s, i + 1, p->binds[i].number);
    }
    return s;
}
