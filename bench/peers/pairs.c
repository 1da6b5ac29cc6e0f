/* bench/peers/pairs.c: an FTS5 tokenizer, loadable: every character with the one behind it is a token, the last one stands
 * alone.  So a text of n characters found as a phrase of n − 1 pairs is an exact substring, and one character is a prefix. */
#include <sqlite3ext.h>
#include <string.h>

SQLITE_EXTENSION_INIT1

static int bytes_of(unsigned char c)
{
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static int create(void *context, const char **args, int count, Fts5Tokenizer **out)
{
    (void)args, (void)count;
    *out = context; /* it has no state */
    return SQLITE_OK;
}

static void drop(Fts5Tokenizer *t)
{
    (void)t;
}

static int tokenize(Fts5Tokenizer *t, void *context, int flags, const char *text, int bytes,
                    int (*token)(void *context, int flags, const char *text, int bytes, int start, int end))
{
    (void)t;
    int first = 0, rc = SQLITE_OK;
    while (first < bytes && rc == SQLITE_OK) {
        int second = first + bytes_of((unsigned char)text[first]);
        int end = second < bytes ? second + bytes_of((unsigned char)text[second]) : second;
        if (second >= bytes && first && (flags & FTS5_TOKENIZE_QUERY))
            break; /* the last character of a query has been asked for in its pair */
        end = end < bytes ? end : bytes;
        rc = token(context, 0, text + first, end - first, first, end);
        first = second;
    }
    return rc;
}

static fts5_api *fts5_of(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &s, NULL) != SQLITE_OK)
        return NULL;
    sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
    sqlite3_step(s);
    sqlite3_finalize(s);
    return api;
}

int sqlite3_pairs_init(sqlite3 *db, char **why, const sqlite3_api_routines *routines);
int sqlite3_pairs_init(sqlite3 *db, char **why, const sqlite3_api_routines *routines)
{
    static char nothing;
    SQLITE_EXTENSION_INIT2(routines);
    (void)why;
    fts5_api *api = fts5_of(db);
    fts5_tokenizer pairs = { create, drop, tokenize };
    return api ? api->xCreateTokenizer(api, "pairs", &nothing, &pairs, NULL) : SQLITE_ERROR;
}
