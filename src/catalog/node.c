/* catalog/node.c: libyaml's events -> struct node.  libyaml's marks count code points, as we do. */
#include "catalog/node.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/text.h"

struct builder {
    struct arena *a;
    const char *file;
    yaml_parser_t parser;
    yaml_event_t event;
    bool held; /* `event` must be deleted before the next */
    struct err *e;
};

const char *place_text(char room[PLACE_BYTES], const char *file, int line, int column)
{
    size_t bytes = strlen(file);
    if (bytes > PLACE_BYTES - 40)
        bytes = text_cut(file, PLACE_BYTES - 40);
    snprintf(room, PLACE_BYTES, "%.*s:%d:%d: ", (int)bytes, file, line, column);
    return room;
}

static bool wrong(struct err *e, const char *file, int line, int column, enum msg_id id, const char *argument)
{
    char room[PLACE_BYTES];
    struct err why = err_like(e);
    err_fail(&why, ERR_INPUT, __FILE__, __LINE__, id, (const char *const[]) { argument, NULL });
    return err_take(e, &why, place_text(room, file, line, column));
}

static bool is_control(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF
           || c == 0xFFFE || c == 0xFFFF;
}

/* What libyaml would call an error without a place, found beforehand with its place. */
static bool characters_sound(const char *file, const char *text, size_t bytes, struct err *e)
{
    const char *p = text, *end = text + bytes;
    int line = 1, column = 1;
    while (p < end) {
        const char *at = p;
        uint32_t c = text_next(&p, end);
        if (c == 0xFFFD && p - at == 1)
            return wrong(e, file, line, column, MSG_CATALOG_NOT_UTF8, NULL);
        if (c == '\t')
            return wrong(e, file, line, column, MSG_CATALOG_TAB, NULL);
        if (is_control(c)) {
            char hex[16];
            snprintf(hex, sizeof hex, "%04X", (unsigned)c);
            return wrong(e, file, line, column, MSG_CATALOG_CONTROL, hex);
        }
        if (c == '\n' || (c == '\r' && !(p < end && *p == '\n'))) {
            line++;
            column = 1;
        } else {
            column++;
        }
    }
    return true;
}

static bool wrong_mark(struct builder *b, yaml_mark_t mark, enum msg_id id, const char *argument)
{
    return wrong(b->e, b->file, (int)mark.line + 1, (int)mark.column + 1, id, argument);
}

static bool next_event(struct builder *b)
{
    if (b->held)
        yaml_event_delete(&b->event);
    b->held = false;
    if (!yaml_parser_parse(&b->parser, &b->event)) {
        const char *problem = b->parser.problem ? b->parser.problem : "?";
        return wrong_mark(b, b->parser.problem_mark, MSG_CATALOG_YAML, problem);
    }
    b->held = true;
    return true;
}

static struct node *new_node(struct builder *b, enum node_kind kind)
{
    struct node *n = ARENA_NEW(b->a, struct node);
    n->kind = kind;
    n->line = (int)b->event.start_mark.line + 1;
    n->column = (int)b->event.start_mark.column + 1;
    n->inner = -1;
    return n;
}

static bool scalar(struct builder *b, struct node **out)
{
    const char *text = (const char *)b->event.data.scalar.value;
    size_t bytes = b->event.data.scalar.length;
    yaml_scalar_style_t style = b->event.data.scalar.style;
    yaml_mark_t start = b->event.start_mark, end = b->event.end_mark;
    for (const char *p = text; p < text + bytes;) {
        uint32_t c = text_next(&p, text + bytes);
        if (is_control(c) || c == '\r')
            return wrong_mark(b, start, MSG_CATALOG_CONTROL,
                              (char[]) { '0', '0', "0123456789ABCDEF"[c >> 4 & 15], "0123456789ABCDEF"[c & 15], '\0' });
    }
    struct node *n = new_node(b, NODE_TEXT);
    bool plain = style == YAML_PLAIN_SCALAR_STYLE;
    bool quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    size_t columns = start.line == end.line ? end.column - start.column : SIZE_MAX;
    if ((plain || quoted) && columns == text_points(text, bytes) + (quoted ? 2 : 0))
        n->inner = quoted ? 1 : 0;
    n->text = arena_text(b->a, text);
    if (plain && (strcmp(text, "~") == 0 || strcmp(text, "null") == 0))
        n->text = "";
    *out = n;
    return true;
}

static bool tagged(const yaml_event_t *v)
{
    switch (v->type) {
    case YAML_SCALAR_EVENT: return v->data.scalar.anchor || v->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT: return v->data.sequence_start.anchor || v->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT: return v->data.mapping_start.anchor || v->data.mapping_start.tag;
    default: return v->type == YAML_ALIAS_EVENT;
    }
}

static bool build(struct builder *b, int depth, struct node **out);

static bool children(struct builder *b, int depth, struct node *parent, yaml_event_type_t last)
{
    struct node **tail = &parent->first;
    for (;;) {
        struct node *key = NULL, *value = NULL;
        if (!next_event(b))
            return false;
        if (b->event.type == last)
            return true;
        if (parent->kind == NODE_MAP) {
            if (!build(b, depth + 1, &key))
                return false;
            if (key->kind != NODE_TEXT)
                return wrong(b->e, b->file, key->line, key->column, MSG_CATALOG_KEY_NO_TEXT, NULL);
            if (!next_event(b))
                return false;
        }
        if (!build(b, depth + 1, &value))
            return false;
        value->key = key;
        *tail = value;
        tail = &value->next;
        parent->count++;
    }
}

/* From the current event to the end of the node it begins. */
static bool build(struct builder *b, int depth, struct node **out)
{
    if (tagged(&b->event))
        return wrong_mark(b, b->event.start_mark, MSG_CATALOG_ALIAS, NULL);
    if (depth > NODE_DEPTH_MAX)
        return wrong_mark(b, b->event.start_mark, MSG_CATALOG_DEEP, MSG_NUM(NODE_DEPTH_MAX));
    if (b->event.type == YAML_SCALAR_EVENT)
        return scalar(b, out);
    bool list = b->event.type == YAML_SEQUENCE_START_EVENT;
    *out = new_node(b, list ? NODE_LIST : NODE_MAP);
    return children(b, depth, *out, list ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT);
}

static bool document(struct builder *b, struct node **root)
{
    do {
        if (!next_event(b))
            return false;
        if (b->event.type == YAML_STREAM_END_EVENT)
            return wrong(b->e, b->file, 1, 1, MSG_CATALOG_EMPTY, NULL);
    } while (b->event.type == YAML_STREAM_START_EVENT || b->event.type == YAML_DOCUMENT_START_EVENT);
    if (!build(b, 1, root) || !next_event(b) || !next_event(b))
        return false;
    if (b->event.type != YAML_STREAM_END_EVENT)
        return wrong_mark(b, b->event.start_mark, MSG_CATALOG_SECOND_DOCUMENT, NULL);
    return true;
}

bool node_read(struct arena *a, const char *file, const char *text, size_t bytes, struct node **root, struct err *e)
{
    struct builder b = { .a = a, .file = file, .e = e };
    if (bytes > NODE_TEXT_BYTES_MAX)
        return wrong(e, file, 1, 1, MSG_CATALOG_TOO_LARGE, MSG_NUM(NODE_TEXT_BYTES_MAX));
    if (bytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        bytes -= 3;
    }
    if (!characters_sound(file, text, bytes, e))
        return false;
    if (!yaml_parser_initialize(&b.parser))
        return wrong(e, file, 1, 1, MSG_CATALOG_YAML, "memory");
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)text, bytes);
    bool ok = document(&b, root);
    if (b.held)
        yaml_event_delete(&b.event);
    yaml_parser_delete(&b.parser);
    return ok;
}
