#include "format/docx_fill_package.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "format/docx_read_manifest.h"

#define TYPES         "[Content_Types].xml"
#define PROPERTIES    "docProps/custom.xml"
#define PROPERTY_TYPE "application/vnd.openxmlformats-officedocument.custom-properties+xml"
#define ITEM_TYPE     "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
#define OFFICE        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define RELATIONS     "http://schemas.openxmlformats.org/package/2006/relationships"
#define NEW_MAX       16 /* parts around the text that are new or anew */
#define ITEM_MAX      100000

struct new_part {
    const char *name;
    struct buf data;
    bool put;
};
struct packing {
    struct fill *f;
    struct new_part parts[NEW_MAX];
    int count;
    struct err *e;
};

static struct buf *new_part(struct packing *p, const char *name)
{
    p->parts[p->count].name = name;
    return &p->parts[p->count++].data;
}

static void put_tree(xmlDoc *doc, struct buf *out)
{
    xmlChar *text = NULL;
    int bytes = 0;
    xmlDocDumpMemoryEnc(doc, &text, &bytes, "UTF-8");
    buf_put(out, (const char *)text, (size_t)bytes);
    xmlFree(text);
}

static xmlDoc *tree_of(const char *text, size_t bytes)
{
    return xmlReadMemory(text, (int)bytes, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* A part around the text as a tree; `otherwise` where there is none.  The package's reading has refused bad ones. */
static xmlDoc *part_tree(struct packing *p, const char *name, const char *otherwise)
{
    char *text;
    size_t bytes;
    struct zip_reader *z = p->f->package.zip;
    if (!zip_has(z, name))
        return tree_of(otherwise, strlen(otherwise));
    if (!zip_part_text(z, p->f->a, name, (size_t)DOCX_SIDE_MAX, &text, &bytes, p->e))
        return NULL;
    xmlDoc *doc = tree_of(text, bytes);
    if (!doc || !xmlDocGetRootElement(doc) || doc->intSubset) {
        xmlFreeDoc(doc);
        (void)ERR(p->e, ERR_UNREADABLE, DOCX_FILL_TREE, p->f->package.file, name);
        return NULL;
    }
    return doc;
}

static xmlNode *add_child(xmlNode *root, const char *name)
{
    return xmlNewChild(root, root->ns, BAD_CAST name, NULL);
}

static void set(xmlNode *n, const char *name, const char *value)
{
    xmlSetProp(n, BAD_CAST name, BAD_CAST value);
}

static bool has_child(const xmlNode *root, const char *attribute, const char *value)
{
    for (xmlNode *n = root->children; n; n = n->next) {
        xmlChar *own = n->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(n, BAD_CAST attribute) : NULL;
        bool same = own && strcasecmp((const char *)own, value) == 0;
        xmlFree(own);
        if (same)
            return true;
    }
    return false;
}

/* ---- types and relations ---- */

static void add_type(xmlNode *root, const char *part, const char *type)
{
    struct buf name = { 0 };
    buf_format(&name, "/%s", part);
    if (!has_child(root, "PartName", buf_get(&name))) {
        xmlNode *n = add_child(root, "Override");
        set(n, "PartName", buf_get(&name));
        set(n, "ContentType", type);
    }
    buf_free(&name);
}

static bool add_types(struct packing *p, const char *item_properties, const char *properties)
{
    xmlDoc *doc = part_tree(p, TYPES, DOCX_CONTENT_TYPES);
    if (!doc)
        return false;
    xmlNode *root = xmlDocGetRootElement(doc);
    if (!has_child(root, "Extension", "xml")) {
        xmlNode *n = xmlNewDocNode(doc, root->ns, BAD_CAST "Default", NULL);
        set(n, "Extension", "xml");
        set(n, "ContentType", "application/xml");
        if (root->children)
            xmlAddPrevSibling(root->children, n);
        else
            xmlAddChild(root, n);
    }
    if (item_properties)
        add_type(root, item_properties, ITEM_TYPE);
    add_type(root, properties, PROPERTY_TYPE);
    put_tree(doc, new_part(p, TYPES));
    xmlFreeDoc(doc);
    return true;
}

static bool add_relation(struct packing *p, const char *of, const char *kind, const char *target)
{
    const char *name = docx_relations_name(p->f->a, of);
    xmlDoc *doc = part_tree(p, name, "<Relationships xmlns=\"" RELATIONS "\"/>");
    if (!doc)
        return false;
    xmlNode *root = xmlDocGetRootElement(doc);
    struct buf id = { 0 }, type = { 0 };
    buf_text(&id, "rIdTaizhang");
    for (int i = 2; has_child(root, "Id", buf_get(&id)); i++) {
        buf_clear(&id);
        buf_format(&id, "rIdTaizhang%d", i);
    }
    buf_format(&type, OFFICE "%s", kind);
    xmlNode *n = add_child(root, "Relationship");
    set(n, "Id", buf_get(&id));
    set(n, "Type", buf_get(&type));
    set(n, "Target", target);
    buf_free(&id);
    buf_free(&type);
    put_tree(doc, new_part(p, name));
    xmlFreeDoc(doc);
    return true;
}

/* ---- what the report adds ---- */

static bool is_report_property(const xmlNode *n)
{
    xmlChar *name = n->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(n, BAD_CAST "name") : NULL;
    bool ours = name && strcmp((const char *)name, "taizhang") == 0;
    xmlFree(name);
    return ours;
}

static long highest_pid(const xmlNode *root)
{
    long highest = 1;
    for (xmlNode *n = root->children; n; n = n->next) {
        xmlChar *text = n->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(n, BAD_CAST "pid") : NULL;
        long pid = text ? strtol((const char *)text, NULL, 10) : 0;
        xmlFree(text);
        if (pid > highest && pid < INT32_MAX)
            highest = pid;
    }
    return highest;
}

/* The template's own properties stay; that of the report takes the place of an earlier one. */
static bool add_property(struct packing *p, const char *part)
{
    struct buf own = { 0 };
    docx_custom(&own, p->f->out.d);
    xmlDoc *doc = part_tree(p, part, buf_get(&own)), *ours = tree_of(own.data, own.bytes);
    buf_free(&own);
    if (doc) {
        xmlNode *root = xmlDocGetRootElement(doc), *found = xmlDocGetRootElement(ours)->children;
        for (xmlNode *n = root->children; n;) {
            xmlNode *next = n->next;
            if (is_report_property(n)) {
                xmlUnlinkNode(n);
                xmlFreeNode(n);
            }
            n = next;
        }
        while (found && !is_report_property(found))
            found = found->next;
        xmlNode *copy = xmlAddChild(root, xmlDocCopyNode(found, doc, 1));
        set(copy, "pid", MSG_NUM(highest_pid(root) + (root->children != copy)));
        xmlReconciliateNs(doc, root);
        put_tree(doc, new_part(p, part));
    }
    xmlFreeDoc(ours);
    xmlFreeDoc(doc);
    return doc != NULL;
}

static const char *item_name(struct packing *p, const char *before, int number, const char *after)
{
    struct buf name = { 0 };
    buf_format(&name, "%s%d%s", before, number, after);
    const char *out = arena_text(p->f->a, buf_get(&name));
    buf_free(&name);
    return out;
}

/* A text of docx_write for its item 1, said of another. */
static void put_for_item(struct buf *out, const char *text, int number)
{
    static const char ONE[] = "itemProps1";
    const char *at = strstr(text, ONE);
    if (at) {
        buf_put(out, text, (size_t)(at - text) + strlen(ONE) - 1);
        buf_int(out, number);
        text = at + strlen(ONE);
    }
    buf_text(out, text);
}

/* *properties NULL: the manifest takes the place of an earlier one, with all that belongs to it. */
static bool add_manifest(struct packing *p, const char **properties)
{
    struct fill *f = p->f;
    const char *old = docx_manifest_part(f->a, &f->package);
    *properties = NULL;
    if (old) {
        docx_manifest(new_part(p, old), &f->out);
        return true;
    }
    int number = 1;
    while (number < ITEM_MAX
           && (zip_has(f->package.zip, item_name(p, "customXml/item", number, ".xml"))
               || zip_has(f->package.zip, item_name(p, "customXml/itemProps", number, ".xml"))))
        number++;
    *properties = item_name(p, "customXml/itemProps", number, ".xml");
    docx_manifest(new_part(p, item_name(p, "customXml/item", number, ".xml")), &f->out);
    put_for_item(new_part(p, *properties), DOCX_ITEM_PROPS, number);
    put_for_item(new_part(p, item_name(p, "customXml/_rels/item", number, ".xml.rels")), DOCX_ITEM_RELS, number);
    bool in_word = strncmp(f->package.main, "word/", 5) == 0 && !strchr(f->package.main + 5, '/');
    return add_relation(p, f->package.main, "customXml",
                        item_name(p, in_word ? "../customXml/item" : "/customXml/item", number, ".xml"));
}

static bool add_report(struct packing *p)
{
    const char *own = p->f->package.properties, *properties = own ? own : PROPERTIES, *item_properties;
    return add_manifest(p, &item_properties) && add_property(p, properties)
           && (own || add_relation(p, "", "custom-properties", PROPERTIES)) && add_types(p, item_properties, properties);
}

/* ---- the container ---- */

static struct new_part *find_new(struct packing *p, const char *name)
{
    for (int i = 0; i < p->count; i++)
        if (strcmp(p->parts[i].name, name) == 0)
            return &p->parts[i];
    return NULL;
}

static const struct fill_part *find_text(const struct fill *f, const char *name)
{
    for (int i = 0; i < f->part_count; i++)
        if (f->parts[i].changed && strcmp(f->parts[i].name, name) == 0)
            return &f->parts[i];
    return NULL;
}

static bool put_one(struct packing *p, struct zip_writer *z, const char *name, size_t *total)
{
    struct new_part *own = find_new(p, name);
    const struct fill_part *text = find_text(p->f, name);
    char *data;
    size_t bytes;
    if (own) {
        own->put = true;
        zip_put(z, name, own->data.data, own->data.bytes);
    } else if (text) {
        struct buf tree = { 0 };
        xmlReconciliateNs(text->doc, xmlDocGetRootElement(text->doc)); /* what was taken out may have named a vocabulary */
        put_tree(text->doc, &tree);
        zip_put(z, name, tree.data, tree.bytes);
        buf_free(&tree);
    } else {
        struct arena part;
        arena_init(&part, 1 << 16);
        bool ok = zip_part_text(p->f->package.zip, &part, name, FILL_TOTAL_MAX - *total, &data, &bytes, p->e);
        if (ok)
            zip_put(z, name, data, bytes);
        *total += ok ? bytes : 0;
        arena_free(&part);
        return ok;
    }
    return true;
}

static bool put_all(struct packing *p, struct zip_writer *z)
{
    const struct zip_reader *from = p->f->package.zip;
    size_t total = 0;
    for (int i = 0; i < zip_count(from); i++) {
        const char *name = zip_name(from, i);
        size_t bytes = strlen(name);
        if ((!bytes || name[bytes - 1] != '/') && !put_one(p, z, name, &total))
            return false;
    }
    for (int i = 0; i < p->count; i++)
        if (!p->parts[i].put)
            zip_put(z, p->parts[i].name, p->parts[i].data.data, p->parts[i].data.bytes);
    return true;
}

static bool pack(struct packing *p, struct buf *out)
{
    struct zip_writer *z = zip_create();
    struct buf file = { 0 };
    bool ok = put_all(p, z);
    ok = zip_finish(z, &file, p->e) && ok;
    if (ok)
        buf_put(out, file.data, file.bytes);
    buf_free(&file);
    return ok;
}

bool fill_package(struct fill *f, struct buf *out, struct err *e)
{
    struct packing p = { .f = f, .e = e };
    bool ok = add_report(&p) && pack(&p, out);
    for (int i = 0; i < p.count; i++)
        buf_free(&p.parts[i].data);
    return ok;
}

bool fill_package_plain(struct fill *f, struct buf *out, struct err *e)
{
    return pack(&(struct packing) { .f = f, .e = e }, out);
}
