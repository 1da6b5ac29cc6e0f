/* op/map.c: --map M.yaml, "column of the sheet: field of the book", one a line. */
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "op/inside.h"

#define MAP_BYTES_MAX   (64 * 1024)
#define MAP_COLUMNS_MAX 1000

static bool map_failed(const char *path, size_t line, struct err *e)
{
    return ERR(e, ERR_INPUT, OP_MAP_SHAPE, path, MSG_NUM(line + 1));
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
        from[o->map_count] = arena_text(c->memory, (const char *)key->data.scalar.value);
        to[o->map_count++] = arena_text(c->memory, (const char *)value->data.scalar.value);
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
