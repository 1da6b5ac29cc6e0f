#include "format/docx_read_package.h"

#include <string.h>

#include "format/docx_read_xml.h"

#define PATH_MAX_BYTES 512 /* of a part's name */

/* ---- what the bytes are ---- */

static const unsigned char OLE_HEAD[] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };

static uint32_t little(const unsigned char *p, int bytes)
{
    uint32_t value = 0;
    while (bytes-- > 0)
        value = value << 8 | p[bytes];
    return value;
}

/* An OLE container whose folder lists "EncryptedPackage" is an encrypted .docx, any other an old .doc. */
static bool ole_encrypted(const unsigned char *data, size_t bytes)
{
    static const char NAME[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    if (bytes < 512)
        return false;
    uint32_t shift = little(data + 30, 2);
    size_t sector = (size_t)1 << (shift == 12 ? 12 : 9);
    size_t at = ((size_t)little(data + 48, 4) + 1) * sector;
    if (at >= bytes)
        return false;
    size_t rest = bytes - at < sector ? bytes - at : sector;
    return memmem(data + at, rest, NAME, sizeof NAME) != NULL;
}

static bool is_zip(const char *file, const void *data, size_t bytes, struct err *e)
{
    if (bytes >= sizeof OLE_HEAD && memcmp(data, OLE_HEAD, sizeof OLE_HEAD) == 0) {
        if (ole_encrypted(data, bytes))
            return ERR(e, ERR_UNREADABLE, DOCX_IN_ENCRYPTED, file);
        return ERR(e, ERR_UNREADABLE, DOCX_IN_OLD, file);
    }
    if (bytes >= 5 && memcmp(data, "{\\rtf", 5) == 0)
        return ERR(e, ERR_UNREADABLE, DOCX_IN_OLD, file);
    if (bytes < 4 || memcmp(data, "PK\x03\x04", 4) != 0)
        return ERR(e, ERR_UNREADABLE, DOCX_IN_NOT_ZIP, file);
    return true;
}

/* ---- relations ---- */

const char *docx_relations_name(struct arena *a, const char *part)
{
    const char *slash = strrchr(part, '/');
    size_t folder = slash ? (size_t)(slash - part) + 1 : 0;
    struct buf name = { 0 };
    buf_put(&name, part, folder);
    buf_format(&name, "_rels/%s.rels", part + folder);
    const char *out = arena_text(a, buf_get(&name));
    buf_free(&name);
    return out;
}

const char *docx_part_name(struct arena *a, const char *base, const char *target)
{
    char name[PATH_MAX_BYTES];
    size_t bytes = 0, target_bytes = strlen(target);
    const char *slash = strrchr(base, '/');
    if (*target != '/' && slash)
        bytes = (size_t)(slash - base);
    if (bytes + target_bytes + 2 > sizeof name)
        return NULL;
    memcpy(name, base, bytes);
    for (const char *p = target; *p;) {
        p += strspn(p, "/");
        size_t step = strcspn(p, "/");
        if (step == 2 && memcmp(p, "..", 2) == 0) {
            while (bytes && name[--bytes] != '/')
                ;
        } else if (step && !(step == 1 && *p == '.')) {
            if (bytes)
                name[bytes++] = '/';
            memcpy(name + bytes, p, step);
            bytes += step;
        }
        p += step;
    }
    name[bytes] = '\0';
    return bytes ? arena_text(a, name) : NULL;
}

struct relations {
    struct arena *a;
    const char *base;
    struct docx_relation *list;
    int count;
};

static void see_relation(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes)
{
    struct relations *r = x->context;
    if (space != SPACE_RELATIONS || strcmp(name, "Relationship") != 0 || r->count == DOCX_RELATIONS_MAX)
        return;
    const char *mode = docx_xml_attribute(attributes, SPACE_NONE, "TargetMode");
    const char *target = docx_xml_attribute(attributes, SPACE_NONE, "Target");
    const char *type = docx_xml_attribute(attributes, SPACE_NONE, "Type");
    const char *id = docx_xml_attribute(attributes, SPACE_NONE, "Id");
    if (!target || !type || (mode && strcmp(mode, "External") == 0))
        return;
    const char *slash = strrchr(type, '/'), *part = docx_part_name(r->a, r->base, target);
    if (!part)
        return;
    if (r->count % 64 == 0) {
        struct docx_relation *more = ARENA_ARRAY(r->a, struct docx_relation, (size_t)r->count + 64);
        if (r->count)
            memcpy(more, r->list, (size_t)r->count * sizeof *more);
        r->list = more;
    }
    r->list[r->count++] = (struct docx_relation) {
        .id = arena_text(r->a, id ? id : ""),
        .target = part,
        .kind = arena_text(r->a, slash ? slash + 1 : type),
    };
}

static void ignore_end(struct docx_xml *x)
{
    (void)x;
}

static bool read_relations(struct docx_package *p, struct relations *r, struct err *e)
{
    const char *part = docx_relations_name(r->a, r->base);
    struct docx_xml x = { .file = p->file, .part = part, .context = r, .start = see_relation, .end = ignore_end };
    return !zip_has(p->zip, part) || docx_xml_read(&x, p->zip, DOCX_SIDE_MAX, e);
}

/* ---- the main part ---- */

struct main_type {
    const char *part; /* wanted */
    char kind[16];    /* "word", "sheet", "slides", "" */
};

static void see_type(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes)
{
    struct main_type *m = x->context;
    if (space != SPACE_TYPES || strcmp(name, "Override") != 0)
        return;
    const char *part = docx_xml_attribute(attributes, SPACE_NONE, "PartName");
    const char *type = docx_xml_attribute(attributes, SPACE_NONE, "ContentType");
    if (!part || !type || strcmp(*part == '/' ? part + 1 : part, m->part) != 0)
        return;
    const char *kind = strstr(type, "spreadsheetml") || strstr(type, "ms-excel")         ? "sheet"
                       : strstr(type, "presentationml") || strstr(type, "ms-powerpoint") ? "slides"
                                                                                         : "word";
    memcpy(m->kind, kind, strlen(kind) + 1);
}

static bool find_main(struct docx_package *p, struct arena *a, struct err *e)
{
    struct relations root = { .a = a, .base = "" };
    if (!read_relations(p, &root, e))
        return false;
    for (int i = 0; i < root.count; i++) {
        if (!p->main && strcmp(root.list[i].kind, "officeDocument") == 0)
            p->main = root.list[i].target;
        if (!p->properties && strcmp(root.list[i].kind, "custom-properties") == 0)
            p->properties = root.list[i].target;
    }
    if (!p->main || !zip_has(p->zip, p->main))
        return ERR(e, ERR_UNREADABLE, DOCX_IN_NO_MAIN, p->file);
    struct main_type m = { .part = p->main };
    struct docx_xml x = {
        .file = p->file, .part = "[Content_Types].xml", .context = &m, .start = see_type, .end = ignore_end
    };
    if (zip_has(p->zip, x.part) && !docx_xml_read(&x, p->zip, DOCX_SIDE_MAX, e))
        return false;
    if (strcmp(m.kind, "sheet") == 0)
        return ERR(e, ERR_UNREADABLE, DOCX_IN_SHEET, p->file);
    if (strcmp(m.kind, "slides") == 0)
        return ERR(e, ERR_UNREADABLE, DOCX_IN_SLIDES, p->file);
    return true;
}

bool docx_package_open(struct docx_package *p, struct arena *a, const char *file, const void *data, size_t bytes,
                       struct err *e)
{
    *p = (struct docx_package) { .file = file };
    if (!is_zip(file, data, bytes, e) || !zip_open_memory(&p->zip, file, data, bytes, e))
        return false;
    struct relations r = { .a = a };
    bool ok = find_main(p, a, e);
    r.base = p->main;
    ok = ok && read_relations(p, &r, e);
    p->relations = r.list;
    p->relation_count = r.count;
    if (!ok)
        docx_package_close(p);
    return ok;
}

void docx_package_close(struct docx_package *p)
{
    zip_reader_close(p->zip);
    p->zip = NULL;
}
