/* op/proof.c: `pack test`: a pack's proof made in a temporary ledger and compared figure by figure. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "op/builtin.h"
#include "op/packs.h"
#include "op/proof.h"

#define PROOF_BYTES_MAX (1024 * 1024)

/* ---- the folder ---- */

const char *proof_path(const struct proving *p, const char *name)
{
    struct buf b = { 0 };
    buf_format(&b, "%s/%s", p->folder, name);
    const char *out = arena_text(p->call->memory, buf_get(&b));
    buf_free(&b);
    return out;
}

static bool folder_make(struct proving *p, struct err *e)
{
    const char *above = getenv("TMPDIR");
    above = above && *above ? above : "/tmp";
    int n = snprintf(p->folder, sizeof p->folder, "%s/taizhang-XXXXXX", above);
    if (n < 0 || (size_t)n >= sizeof p->folder || !mkdtemp(p->folder)) {
        *p->folder = '\0';
        return ERR(e, ERR_IO, OP_PROOF_FOLDER, above, strerror(errno));
    }
    p->path = proof_path(p, "proof.tz");
    return true;
}

static void folder_remove(struct proving *p)
{
    DIR *all = *p->folder ? opendir(p->folder) : NULL;
    for (struct dirent *d; all && (d = readdir(all));)
        if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
            unlink(proof_path(p, d->d_name));
    if (all)
        closedir(all);
    if (*p->folder)
        rmdir(p->folder);
}

/* ---- the ledger: made by `init` as anybody would ---- */

static void say_nothing(void *self, const char *line)
{
    (void)self;
    (void)line;
}

static void take_nothing(void *self, const json_t *tree)
{
    (void)self;
    (void)tree;
}

static bool init_ledger(struct proving *p, struct err *e)
{
    struct op_sink mute = { .say = say_nothing, .note = say_nothing, .object = take_nothing };
    struct op_call init = *p->call;
    struct op_arg args[OP_PARAMS_MAX] = { 0 };
    const char *pack = op_text(p->call, "pack");
    init.op = op_find("init");
    init.actor = PROOF_OWNER;
    init.sink = &mute;
    args[op_param(init.op, "file")] = (struct op_arg) { &p->path, 1 };
    args[op_param(init.op, "pack")] = (struct op_arg) { &pack, 1 };
    args[op_param(init.op, "org")] = (struct op_arg) { &p->proof->org, 1 };
    init.args = args;
    return op_run(&init, e) && ledger_open(&p->ledger, p->path, true, e);
}

/* ---- the proof's text ---- */

struct proof_text {
    const char *file, *text;
    size_t bytes;
};

static bool is_compiled(const struct pack_source *s)
{
    for (const struct builtin_file *f = BUILTIN_FILES; f->path; f++)
        if (f->text == s->text)
            return true;
    return false;
}

/* Beside the pack's file, or among those compiled in. */
static bool read_text(struct proving *p, const struct pack_source *s, const struct pack *pack, struct proof_text *out,
                      struct err *e)
{
    if (is_compiled(s)) {
        const struct builtin_file *f = packs_builtin(pack->proof);
        if (!f)
            return ERR(e, ERR_INPUT, OP_PROOF_MISSING, pack->name, pack->proof);
        *out = (struct proof_text) { f->path, f->text, f->bytes };
        return true;
    }
    char *text;
    out->file = packs_concat(p->call, s->file, packs_folder_bytes(s->file), pack->proof);
    if (!file_read(p->call->memory, out->file, PROOF_BYTES_MAX, &text, &out->bytes, e))
        return false;
    out->text = text;
    return true;
}

static const struct pack *find_pack(const struct catalog *c, const char *name)
{
    for (int i = 0; i < catalog_pack_count(c); i++)
        if (strcmp(catalog_pack_at(c, i)->name, name) == 0)
            return catalog_pack_at(c, i);
    return NULL;
}

/* ---- the run ---- */

/* Reads it against a catalog: first the checked packs', then the ledger's own, whose books it points to from then on. */
static bool prove(struct proving *p, const struct pack_source *s, const struct pack *pack, const struct catalog *checked,
                  struct err *e)
{
    struct proof_text t = { 0 };
    struct arena *a = p->call->memory;
    if (!read_text(p, s, pack, &t, e) || !proof_read(checked, a, t.file, t.text, t.bytes, &p->proof, e) || !folder_make(p, e)
        || !init_ledger(p, e))
        return false;
    p->inside = *p->call;
    p->inside.ledger = &p->ledger;
    p->inside.actor = PROOF_OWNER;
    bool ok = proof_read(p->ledger.catalog, a, t.file, t.text, t.bytes, &p->proof, e) && proof_make(p, e)
              && db_begin_read(p->ledger.db, e);
    if (ok) {
        ok = proof_print(p, pack->name, e) && proof_compare(p, e);
        db_rollback(p->ledger.db);
    }
    if (ok)
        proof_tell(p, p->ledger.catalog, find_pack(p->ledger.catalog, pack->name));
    ledger_close(&p->ledger);
    return ok;
}

bool pack_test_run(struct op_call *c, struct err *e)
{
    struct pack_list *list = ARENA_NEW(c->memory, struct pack_list);
    struct proving *p = ARENA_NEW(c->memory, struct proving);
    const struct catalog *checked;
    p->call = c;
    if (!packs_collect(c, op_text(c, "pack"), NULL, list, e) || !packs_check(c, list, &checked, e))
        return false;
    const struct pack *pack = find_pack(checked, list->names[list->count - 1]);
    if (!pack->proof) {
        proof_tell(p, checked, pack);
        return true;
    }
    bool ok = prove(p, &list->sources[list->count - 1], pack, checked, e);
    folder_remove(p);
    return ok;
}
