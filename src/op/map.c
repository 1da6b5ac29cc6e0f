/* op/map.c: --map M.yaml, "column of the sheet: field of the book", one a line; and --save-map, which writes one. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

#include "op/inside.h"

#define MAP_BYTES_MAX   (64 * 1024)
#define MAP_COLUMNS_MAX 1000

static bool map_failed(const char *path, size_t line, struct err *e)
{
    return ERR(e, ERR_INPUT, OP_MAP_SHAPE, path, MSG_NUM(line + 1));
}

/* A value left empty, or ~, leaves the column out. */
static bool take_pair(struct op_call *c, const char *path, const yaml_node_t *key, const yaml_node_t *value,
                      const struct book *b, const char **from, const char **to, struct err *e)
{
    const char *field = (const char *)value->data.scalar.value;
    if (value->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && strcmp(field, "~") == 0)
        field = "";
    *from = arena_text(c->memory, (const char *)key->data.scalar.value);
    *to = arena_text(c->memory, field);
    if (intake_names(b, op_given(c, "moves"), field))
        return true;
    char hint[200] = "";
    const char *near = book_near_field(b, field);
    if (*near)
        msg_format(hint, sizeof hint, e->lang, MSG_INTAKE_NEAR, (const char *const[]) { near, NULL });
    return ERR(e, ERR_INPUT, OP_MAP_FIELD, path, MSG_NUM(value->start_mark.line + 1), b->name, field, hint);
}

static bool take_pairs(struct op_call *c, const char *path, yaml_document_t *doc, yaml_node_t *root,
                       struct intake_options *o, struct err *e)
{
    const char **from = ARENA_ARRAY(c->memory, const char *, MAP_COLUMNS_MAX);
    const char **to = ARENA_ARRAY(c->memory, const char *, MAP_COLUMNS_MAX);
    for (yaml_node_pair_t *p = root->data.mapping.pairs.start; p < root->data.mapping.pairs.top; p++) {
        yaml_node_t *key = yaml_document_get_node(doc, p->key), *value = yaml_document_get_node(doc, p->value);
        if (key->type != YAML_SCALAR_NODE || value->type != YAML_SCALAR_NODE || o->map_count == MAP_COLUMNS_MAX)
            return map_failed(path, key->start_mark.line, e);
        if (!take_pair(c, path, key, value, o->book, &from[o->map_count], &to[o->map_count], e))
            return false;
        o->map_count++;
    }
    o->map_from = from;
    o->map_to = to;
    return true;
}

bool map_read(struct op_call *c, const char *path, struct intake_options *o, struct err *e)
{
    char *text;
    size_t bytes;
    if (!file_read(c->memory, path, MAP_BYTES_MAX, &text, &bytes, e))
        return false;
    yaml_parser_t parser;
    yaml_document_t doc;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, bytes);
    bool ok = yaml_parser_load(&parser, &doc);
    if (!ok) {
        map_failed(path, parser.problem_mark.line, e);
    } else {
        yaml_node_t *root = yaml_document_get_root_node(&doc);
        ok = root && root->type == YAML_MAPPING_NODE ? take_pairs(c, path, &doc, root, o, e) : map_failed(path, 0, e);
        yaml_document_delete(&doc);
    }
    yaml_parser_delete(&parser);
    return ok;
}

/* ---- writing ---- */

bool map_is_new(const char *path, struct err *e)
{
    return access(path, F_OK) != 0 || ERR(e, ERR_CONFLICT, OP_MAP_EXISTS, path);
}

/* As YAML takes it: bare where every character is a letter, a digit or of a script beyond ASCII; else within quotes. */
static void put_scalar(struct buf *out, const char *text)
{
    bool bare = *text && !(*text >= '0' && *text <= '9');
    for (const char *p = text; *p; p++)
        bare = bare && ((unsigned char)*p >= 0x80 || (*p >= '0' && *p <= '9') || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z'));
    if (bare) {
        buf_text(out, text);
        return;
    }
    buf_char(out, '"');
    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7F) {
            buf_format(out, "\\x%02x", (unsigned)*p);
            continue;
        }
        if (*p == '"' || *p == '\\')
            buf_char(out, '\\');
        buf_char(out, *p);
    }
    buf_char(out, '"');
}

void map_put(struct buf *out, const char *column, const char *field, bool sure)
{
    if (!field || !sure)
        buf_text(out, "# ");
    put_scalar(out, column);
    buf_char(out, ':');
    if (field && *field) {
        buf_char(out, ' ');
        put_scalar(out, field);
    }
    buf_char(out, '\n');
}

bool map_save(struct op_call *c, const char *path, const struct buf *lines, struct err *e)
{
    struct buf text = { 0 };
    buf_text(&text, WORDS(c, OP_MAP_HEAD, op_text(c, "book")));
    buf_put(&text, lines->data, lines->bytes);
    bool ok = map_is_new(path, e) && file_write(path, text.data, text.bytes, e);
    buf_free(&text);
    return ok;
}
