#include "format/office.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "format/child.h"
#include "format/file.h"

#define OUTPUT_BYTES ((size_t)64 * 1024) /* of what it says */

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
    (void)s, (void)kind, (void)where;
    (void)remove(path);
    return 0;
}

char *office_path(const char *folder, const char *name)
{
    char *text;
    if (asprintf(&text, "%s/%s", folder, name) < 0)
        abort();
    return text;
}

bool office_folder_make(char **folder, struct err *e)
{
    const char *set = getenv("TMPDIR"), *base = set && *set == '/' ? set : "/tmp";
    *folder = office_path(base, "taizhang-XXXXXX");
    if (mkdtemp(*folder))
        return true;
    free(*folder);
    *folder = NULL;
    return file_error(e, base, errno);
}

void office_folder_drop(char *folder)
{
    if (folder)
        (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
}

/* Where the program keeps what is its own, apart from the person's; as a URL. */
static void put_profile(struct buf *b, const char *folder)
{
    buf_text(b, "-env:UserInstallation=file://");
    for (const char *p = folder; *p; p++) {
        if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("/-_.", *p))
            buf_char(b, *p);
        else
            buf_format(b, "%%%02X", (unsigned)(unsigned char)*p);
    }
    buf_text(b, "/profile");
}

bool office_convert(const char *folder, const char *copy, const char *target, const char *made, const char *name,
                    const struct office_words *words, struct err *e)
{
    struct buf profile = { 0 };
    put_profile(&profile, folder);
    const char *const argv[] = { "soffice",
                                 buf_get(&profile),
                                 "--headless",
                                 "--norestore",
                                 "--nolockcheck",
                                 "--convert-to",
                                 target,
                                 "--outdir",
                                 folder,
                                 copy,
                                 NULL };
    struct child_limits limits = { .seconds = OFFICE_SECONDS, .output_bytes = OUTPUT_BYTES, .file_bytes = OFFICE_BYTES };
    struct err why = err_like(e);
    int status;
    bool ok = child_run(argv, &limits, NULL, &status, &why);
    buf_free(&profile);
    if (ok && access(made, R_OK) == 0) /* it says 0 also where it could not: what counts is the file */
        return true;
    const char *const args[] = { name, MSG_NUM(OFFICE_SECONDS), NULL };
    if (ok)
        return err_fail(e, ERR_UNREADABLE, __FILE__, __LINE__, words->failed, args);
    if (why.code == ERR_NOT_FOUND)
        return err_fail(e, ERR_UNREADABLE, __FILE__, __LINE__, words->missing, args);
    if (why.msg == MSG_CHILD_SLOW)
        return err_fail(e, ERR_UNREADABLE, __FILE__, __LINE__, words->slow, args);
    return err_take(e, &why, NULL);
}
