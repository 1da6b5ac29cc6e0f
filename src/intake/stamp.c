/* intake/stamp.c: the line an export leaves in its sheet, and whether the sheet still holds what was exported. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake/private.h"

static void keep(char *room, size_t room_bytes, const char *text, size_t bytes)
{
    bytes = text_cut(text, bytes < room_bytes - 1 ? bytes : room_bytes - 1);
    memcpy(room, text, bytes);
    room[bytes] = '\0';
}

void intake_stamp(void *context, const char *line)
{
    static const char TEMPLATE[] = "taizhang template ";
    struct intake_stamp *stamp = context;
    size_t bytes = strlen(line);
    if (!*stamp->template_line && strncmp(line, TEMPLATE, sizeof TEMPLATE - 1) == 0)
        keep(stamp->template_line, sizeof stamp->template_line, line, bytes);
    else if (!*stamp->line && strstr(line, " rows=")) /* the first that counts rows */
        keep(stamp->line, sizeof stamp->line, line, bytes);
}

const char *stamp_word(const char *line, const char *key, char *room, size_t room_bytes)
{
    for (const char *word = line; *word; word += strspn(word, " ")) {
        size_t bytes = strcspn(word, " "), key_bytes = strlen(key);
        if (bytes > key_bytes && memcmp(word, key, key_bytes) == 0) {
            keep(room, room_bytes, word + key_bytes, bytes - key_bytes);
            return room;
        }
        word += bytes;
    }
    return NULL;
}

bool stamp_says(const char *word, const char *name)
{
    for (; *word && *name; word++, name++)
        if (*word != *name && !(*word == '_' && strchr(" \t\r\n", *name)))
            return false;
    return !*word && !*name;
}

static int column_named(const struct plan *p, const char *name, size_t bytes)
{
    for (int i = 0; i < p->count; i++) {
        const char *field = p->columns[i].field ? p->columns[i].field->name : "";
        if (strncmp(field, name, bytes) == 0 && field[bytes] == '\0')
            return i;
    }
    return -1;
}

static void tell(enum msg_lang lang, enum msg_id id, const char *const *args, const char *column,
                 void (*note)(void *context, const char *column, const char *sentence), void *context)
{
    char sentence[640];
    msg_format(sentence, sizeof sentence, lang, id, args);
    note(context, column, sentence);
}

void stamp_compare(const struct intake_stamp *stamp, const struct plan *p, const int128 *sums, int64_t rows, bool sums_known,
                   enum msg_lang lang, void (*note)(void *context, const char *column, const char *sentence), void *context)
{
    static const char SUM[] = "sum:", ROWS[] = "rows=";
    char value[64], now[64];
    for (const char *word = stamp->line; *word; word += strspn(word, " ")) {
        const char *start = word, *equals;
        size_t bytes = strcspn(word, " ");
        word += bytes;
        equals = memchr(start, '=', bytes);
        if (!equals)
            continue;
        snprintf(value, sizeof value, "%.*s", (int)(start + bytes - equals - 1), equals + 1);
        if (strncmp(start, ROWS, sizeof ROWS - 1) == 0 && strtoll(value, NULL, 10) != rows) {
            tell(lang, MSG_INTAKE_STAMP_ROWS, (const char *const[]) { value, MSG_NUM(rows), NULL }, "", note, context);
        } else if (sums_known && strncmp(start, SUM, sizeof SUM - 1) == 0) {
            const char *name = start + sizeof SUM - 1;
            int i = column_named(p, name, (size_t)(equals - name));
            int64_t units;
            if (i < 0 || !decimal_parse(value, strlen(value), p->columns[i].field->scale, &units) || sums[i] == units)
                continue;
            int128 most = DECIMAL_UNITS_MAX;
            if (sums[i] > most || sums[i] < -most)
                continue;
            decimal_text(now, (int64_t)sums[i], p->columns[i].field->scale);
            tell(lang, MSG_INTAKE_STAMP_SUM, (const char *const[]) { p->columns[i].name, value, now, NULL },
                 p->columns[i].name, note, context);
        }
    }
}
