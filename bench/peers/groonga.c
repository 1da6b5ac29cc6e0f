/* bench/peers/groonga.c: Groonga through its commands: one column of texts, indexed by TokenBigram with NormalizerAuto, as its
 * manual has it; a word is asked for as column @ "word". */
#include <groonga.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "peers.h"

static grn_ctx ctx;
static char file[4096];
static char *batch;
static size_t batch_bytes, batch_room;

static const char *send(const char *command, unsigned *bytes)
{
    char *answer;
    int flags;
    grn_ctx_send(&ctx, command, (unsigned)strlen(command), 0);
    if (ctx.rc != GRN_SUCCESS)
        fail(command, ctx.errbuf);
    grn_ctx_recv(&ctx, &answer, bytes, &flags);
    return answer;
}

static void run(const char *command)
{
    unsigned bytes;
    (void)send(command, &bytes);
}

void engine_open(const char *name, const char *folder)
{
    char command[256];
    if (grn_init() != GRN_SUCCESS || grn_ctx_init(&ctx, 0) != GRN_SUCCESS)
        fail("groonga", "cannot begin");
    snprintf(file, sizeof file, "%s/docs", folder);
    if (!grn_db_create(&ctx, file, NULL))
        fail(file, ctx.errbuf);
    run("table_create Docs TABLE_NO_KEY");
    run("column_create Docs text COLUMN_SCALAR LongText");
    run("column_create Docs org COLUMN_SCALAR ShortText");
    run("column_create Docs year COLUMN_SCALAR Int32");
    snprintf(command, sizeof command,
             "table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer %s --normalizer NormalizerAuto", name);
    run(command);
    run("column_create Terms text COLUMN_INDEX|WITH_POSITION Docs text");
}

static void append(const char *text, size_t bytes)
{
    if (batch_bytes + bytes + 1 > batch_room) {
        batch_room = (batch_bytes + bytes + 1) * 2;
        batch = realloc(batch, batch_room);
        if (!batch)
            abort();
    }
    memcpy(batch + batch_bytes, text, bytes);
    batch[batch_bytes += bytes] = '\0';
}

static void flush(void)
{
    unsigned bytes;
    if (!batch_bytes)
        return;
    run("load --table Docs");
    append("]", 1);
    (void)send(batch, &bytes);
    batch_bytes = 0;
}

void engine_add(const struct doc *d)
{
    json_t *row = json_pack("{s:s, s:s, s:i}", "text", d->text, "org", d->org, "year", d->year);
    char *line = json_dumps(row, JSON_COMPACT);
    append(batch_bytes ? "," : "[", 1);
    append(line, strlen(line));
    free(line);
    json_decref(row);
    if (batch_bytes > 8 * 1024 * 1024)
        flush();
}

void engine_commit(void)
{
    flush();
    run("io_flush");
}

static void filter_of(const struct query *q, char *out, size_t room)
{
    size_t n = 0;
    for (int i = 0; i < q->word_count; i++)
        n += (size_t)snprintf(out + n, room - n, "%stext @ \\\"%s\\\"", i ? " && " : "", q->words[i]);
    if (q->year)
        n += (size_t)snprintf(out + n, room - n, " && year == %d", q->year);
    if (*q->org)
        snprintf(out + n, room - n, " && org == \\\"%s\\\"", q->org);
}

static json_t *select_docs(const struct query *q, const char *tail)
{
    char filter[1024], command[2048];
    unsigned bytes;
    filter_of(q, filter, sizeof filter);
    snprintf(command, sizeof command, "select Docs --filter \"%s\" --cache no %s", filter, tail);
    const char *answer = send(command, &bytes);
    json_t *all = json_loadb(answer, bytes, 0, NULL);
    if (!all)
        fail(command, "no answer");
    return all;
}

int64_t engine_count(const struct query *q)
{
    json_t *all = select_docs(q, "--limit 0 --output_columns _id");
    int64_t n = json_integer_value(json_array_get(json_array_get(json_array_get(all, 0), 0), 0));
    json_decref(all);
    return n;
}

void engine_ten(const struct query *q, engine_see *see)
{
    json_t *all = select_docs(q, "--limit 10 --output_columns _id,text --sort_keys -year,-_id"), *rows = json_array_get(all, 0);
    for (size_t i = 2; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i), *text = json_array_get(row, 1);
        see(json_integer_value(json_array_get(row, 0)), json_string_value(text), json_string_length(text));
    }
    json_decref(all);
}

/* The files of the objects Terms and Terms.text; their ids are in their names. */
int64_t engine_index_bytes(void)
{
    static const char *const NAMES[] = { "Terms", "Terms.text" };
    int64_t total = 0;
    for (int i = 0; i < 2; i++) {
        grn_obj *o = grn_ctx_get(&ctx, NAMES[i], -1);
        for (int part = 0; o && part < 3; part++) {
            char path[5000];
            struct stat about;
            snprintf(path, sizeof path,
                     part == 0   ? "%s.%07X"
                     : part == 1 ? "%s.%07X.c"
                                 : "%s.%07X.001",
                     file, grn_obj_id(&ctx, o));
            if (stat(path, &about) == 0)
                total += (int64_t)about.st_blocks * 512;
        }
    }
    return total;
}
