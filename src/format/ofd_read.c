/* format/ofd_read.c: an OFD (GB/T 33190): a ZIP of XML in which every piece of text has its place on a page.
 *
 * Read are the text objects of the pages, in the order of the pages; what a template puts under every page is left out, as are
 * pictures, seals and remarks.  Programs write a page's text in the order it is read in; where one does not, the pieces are put
 * in order by their place. */
#include <stdlib.h>
#include <string.h>

#include "format/docx_read_package.h"
#include "format/docx_read_xml.h"
#include "format/document.h"
#include "format/layout.h"

#define PIECES_MAX 1000000          /* of a page */
#define MICRO      INT64_C(1000000) /* numbers are read in millionths */
#define POINTS     INT64_C(28346)   /* a millimetre in ten-thousandths of a point */
#define FAR        (20000 * MICRO)  /* no place is farther away, no number greater */
#define DEFAULT_MM (210 * MICRO)

/* A piece of text on a page, in millionths of a millimetre. */
struct piece {
    int64_t left, right, base, size;
    const char *text;
    size_t bytes;
    int order;
};

struct matrix {
    int64_t a, b, c, d, e, f;
};

struct ofd {
    struct zip_reader *zip;
    const char *name, *part;      /* the file's, and the part being read */
    struct arena *a, *page_arena; /* of the reading; of a page */
    struct layout layout;
    const char **parts; /* documents, then their pages */
    int part_count, part_room;
    int64_t left; /* bytes that may still be unpacked */
    /* of a page */
    int64_t width, height;
    struct piece *pieces;
    int piece_count, piece_room;
    struct buf text;
    int in_object, in_code, in_box, in_root; /* depth of the element, 0: not in one */
    int64_t x, y, size;                      /* of the object: its box, the size of its letters */
    struct matrix matrix;
    const char *steps; /* of the code: from letter to letter; NULL */
    struct piece now;
};

/* ---- numbers ---- */

static int64_t near(int64_t place)
{
    return place > FAR ? FAR : place < -FAR ? -FAR : place;
}

static const char *read_number(const char *p, int64_t *out)
{
    int64_t value = 0, step = MICRO;
    p += strspn(p, " \t\r\n,");
    bool minus = *p == '-', behind = false;
    for (p += minus || *p == '+'; (*p >= '0' && *p <= '9') || (*p == '.' && !behind); p++) {
        if (*p == '.')
            behind = true;
        else if (!behind)
            value = value < FAR ? value * 10 + (*p - '0') * MICRO : FAR;
        else
            value += (*p - '0') * (step /= 10);
    }
    *out = near(minus ? -value : value);
    return p;
}

static int read_numbers(const char *p, int64_t *out, int most)
{
    int count = 0;
    for (; p && count < most && *(p += strspn(p, " \t\r\n")); count++) {
        const char *before = p;
        p = read_number(p, &out[count]);
        if (p == before)
            break;
    }
    return count;
}

static int64_t times(int64_t a, int64_t b)
{
    return (int64_t)((__int128)a * b / MICRO);
}

/* "3.5 g 4 3.5 7": the steps from letter to letter; "g N V" stands for N times V. */
static int64_t sum_steps(const char *p, int most)
{
    int64_t sum = 0, value, count;
    for (int steps = 0; p && steps < most && *(p += strspn(p, " \t\r\n,"));) {
        const char *before = p;
        count = MICRO;
        if (*p == 'g')
            p = read_number(p + 1, &count);
        p = read_number(p, &value);
        if (p == before)
            break;
        count = count / MICRO < 1 ? 1 : count / MICRO > most - steps ? most - steps : count / MICRO;
        sum += value * count;
        sum = near(sum);
        steps += (int)count;
    }
    return sum;
}

/* ---- a page ---- */

static const char *attribute(const char **attributes, const char *name)
{
    return docx_xml_attribute(attributes, SPACE_NONE, name);
}

static void begin_object(struct ofd *o, const char **attributes)
{
    int64_t box[4] = { 0 }, m[6];
    (void)read_numbers(attribute(attributes, "Boundary"), box, 4);
    o->x = box[0];
    o->y = box[1];
    o->matrix = (struct matrix) { MICRO, 0, 0, MICRO, 0, 0 };
    if (read_numbers(attribute(attributes, "CTM"), m, 6) == 6)
        o->matrix = (struct matrix) { m[0], m[1], m[2], m[3], m[4], m[5] };
    o->size = 0;
    (void)read_numbers(attribute(attributes, "Size"), &o->size, 1);
    o->now = (struct piece) { 0 };
}

/* A code without a place of its own goes on at that of the one before. */
static void begin_code(struct ofd *o, const char **attributes)
{
    (void)read_numbers(attribute(attributes, "X"), &o->now.left, 1);
    (void)read_numbers(attribute(attributes, "Y"), &o->now.base, 1);
    const char *steps = attribute(attributes, "DeltaX");
    o->steps = steps ? arena_text(o->page_arena, steps) : NULL;
    buf_clear(&o->text);
}

static void end_code(struct ofd *o)
{
    const struct matrix *m = &o->matrix;
    int64_t x = o->now.left, y = o->now.base;
    o->layout.full = o->layout.full || o->piece_count == PIECES_MAX;
    if (!o->text.bytes || o->layout.full)
        return;
    if (o->piece_count == o->piece_room) {
        o->piece_room = o->piece_room ? o->piece_room * 2 : 256;
        struct piece *more = ARENA_ARRAY(o->page_arena, struct piece, (size_t)o->piece_room);
        if (o->piece_count)
            memcpy(more, o->pieces, (size_t)o->piece_count * sizeof *more);
        o->pieces = more;
    }
    size_t last = o->text.bytes;
    while (last && ((unsigned char)o->text.data[--last] & 0xC0) == 0x80)
        ;
    int64_t wide = (unsigned char)o->text.data[last] < 0x80 ? o->size / 2 : o->size;
    int64_t steps = sum_steps(o->steps, (int)text_points(o->text.data, o->text.bytes) - 1);
    int64_t size = times(o->size, m->d < 0 ? -m->d : m->d);
    struct piece p = {
        .left = near(o->x + times(m->a, x) + times(m->c, y) + m->e),
        .base = near(o->y + times(m->b, x) + times(m->d, y) + m->f),
        .size = near(size ? size : o->size),
        .text = arena_text(o->page_arena, buf_get(&o->text)),
        .bytes = o->text.bytes,
        .order = o->piece_count,
    };
    p.right = near(p.left + times(m->a ? m->a : MICRO, steps + wide));
    o->pieces[o->piece_count++] = p;
}

static void page_start(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes)
{
    struct ofd *o = x->context;
    (void)space;
    if (strcmp(name, "TextObject") == 0) {
        o->in_object = x->depth;
        begin_object(o, attributes);
    } else if (o->in_object && strcmp(name, "TextCode") == 0) {
        o->in_code = x->depth;
        begin_code(o, attributes);
    } else if (strcmp(name, "PhysicalBox") == 0) {
        o->in_box = x->depth;
        buf_clear(&o->text);
    }
}

static void see_box(struct ofd *o)
{
    int64_t box[4];
    if (read_numbers(buf_get(&o->text), box, 4) == 4 && box[2] > 0 && box[3] > 0) {
        o->width = box[2];
        o->height = box[3];
    }
}

static void page_end(struct docx_xml *x)
{
    struct ofd *o = x->context;
    if (x->depth == o->in_code) {
        end_code(o);
        o->in_code = 0;
    } else if (x->depth == o->in_object) {
        o->in_object = 0;
    } else if (x->depth == o->in_box) {
        see_box(o);
        o->in_box = 0;
    }
}

static void page_text(struct docx_xml *x, const char *text, size_t bytes)
{
    struct ofd *o = x->context;
    if (o->in_code || o->in_box || o->in_root)
        buf_put(&o->text, text, bytes);
}

/* ---- its lines ---- */

static bool same_line(const struct piece *a, const struct piece *b)
{
    int64_t off = a->base - b->base, size = a->size < b->size ? a->size : b->size;
    return (off < 0 ? -off : off) * 2 < size;
}

static int order_place(const void *x, const void *y)
{
    const struct piece *a = x, *b = y;
    if (a->base != b->base)
        return a->base < b->base ? -1 : 1;
    return a->left != b->left ? (a->left < b->left ? -1 : 1) : a->order - b->order;
}

static int order_left(const void *x, const void *y)
{
    const struct piece *a = x, *b = y;
    return a->left != b->left ? (a->left < b->left ? -1 : 1) : a->order - b->order;
}

/* Whether a line lies above the one before it in the same column. */
static bool out_of_order(const struct ofd *o)
{
    struct piece line = o->pieces[0], before = { .base = -FAR };
    for (int i = 1; i < o->piece_count; i++) {
        const struct piece *p = &o->pieces[i];
        if (same_line(&line, p)) {
            line.left = p->left < line.left ? p->left : line.left;
            line.right = p->right > line.right ? p->right : line.right;
        } else {
            before = line;
            line = *p;
        }
        if (line.base < before.base - line.size && line.left < before.right && line.right > before.left)
            return true;
    }
    return false;
}

static int32_t points(int64_t place)
{
    return (int32_t)(place / 1000 * POINTS / 100000);
}

static void put_page(struct ofd *o)
{
    layout_page(&o->layout, points(o->width), points(o->height));
    if (o->piece_count && out_of_order(o))
        qsort(o->pieces, (size_t)o->piece_count, sizeof *o->pieces, order_place);
    for (int i = 0, end; i < o->piece_count; i = end) {
        for (end = i + 1; end < o->piece_count && same_line(&o->pieces[i], &o->pieces[end]); end++)
            ;
        qsort(o->pieces + i, (size_t)(end - i), sizeof *o->pieces, order_left);
        for (int k = i; k < end; k++) {
            const struct piece *p = &o->pieces[k];
            layout_word(&o->layout,
                        (struct layout_line) { .left = points(p->left),
                                               .right = points(p->right),
                                               .top = points(p->base - p->size * 86 / 100),
                                               .bottom = points(p->base + p->size * 14 / 100) },
                        p->text, p->bytes);
        }
        layout_line_end(&o->layout);
    }
}

/* ---- the container ---- */

static void add_part(struct ofd *o, const char *base, const char *target)
{
    const char *part = docx_part_name(o->a, base, target);
    if (!part)
        return;
    if (o->part_count == o->part_room) {
        o->part_room = o->part_room ? o->part_room * 2 : 64;
        const char **more = ARENA_ARRAY(o->a, const char *, (size_t)o->part_room);
        if (o->part_count)
            memcpy(more, o->parts, (size_t)o->part_count * sizeof *more);
        o->parts = more;
    }
    o->parts[o->part_count++] = part;
}

/* OFD.xml: <DocRoot>Doc_0/Document.xml</DocRoot>; a document: <Page BaseLoc="Pages/Page_0/Content.xml"/>. */
static void list_start(struct docx_xml *x, enum docx_space space, const char *name, const char **attributes)
{
    struct ofd *o = x->context;
    const char *target = attribute(attributes, "BaseLoc");
    (void)space;
    if (strcmp(name, "DocRoot") == 0) {
        o->in_root = x->depth;
        buf_clear(&o->text);
    } else if (strcmp(name, "Page") == 0 && target && o->part_count <= OFD_PAGES_MAX) {
        add_part(o, o->part, target);
    } else if (strcmp(name, "PhysicalBox") == 0) {
        o->in_box = x->depth;
        buf_clear(&o->text);
    }
}

static void list_end(struct docx_xml *x)
{
    struct ofd *o = x->context;
    if (x->depth == o->in_root) {
        const char *text = buf_get(&o->text);
        size_t bytes = o->text.bytes;
        text_trim(&text, &bytes);
        o->text.data[(size_t)(text - o->text.data) + bytes] = '\0';
        if (o->part_count <= OFD_PAGES_MAX)
            add_part(o, "", text);
        o->in_root = 0;
    } else if (x->depth == o->in_box) {
        see_box(o);
        o->in_box = 0;
    }
}

static bool read_part(struct ofd *o, const char *part, bool page, struct err *e)
{
    struct docx_xml x = { .file = o->name,
                          .part = part,
                          .context = o,
                          .start = page ? page_start : list_start,
                          .end = page ? page_end : list_end,
                          .text = page_text };
    struct err why = err_like(e);
    if (!zip_has(o->zip, part))
        return ERR(e, ERR_UNREADABLE, OFD_PART, o->name, part);
    o->part = part;
    o->in_object = o->in_code = o->in_box = o->in_root = 0;
    bool ok = docx_xml_read(&x, o->zip, o->left, &why);
    o->left -= x.bytes;
    if (ok)
        return true;
    if (why.msg == MSG_DOCX_IN_PART_LARGE)
        return ERR(e, ERR_UNREADABLE, OFD_LONG, o->name, MSG_NUM(OFD_BYTES_MAX >> 20));
    if (why.msg == MSG_DOCX_IN_XML || why.msg == MSG_DOCX_IN_DEEP || why.msg == MSG_DOCX_IN_DOCTYPE)
        return ERR(e, ERR_UNREADABLE, OFD_DAMAGED, o->name, part);
    return err_take(e, &why, NULL);
}

static bool read_page(struct ofd *o, const char *part, struct err *e)
{
    struct arena own;
    int64_t width = o->width, height = o->height;
    arena_init(&own, 1 << 16);
    o->page_arena = &own;
    o->pieces = NULL;
    o->piece_count = o->piece_room = 0;
    bool ok = read_part(o, part, true, e);
    if (ok)
        put_page(o);
    o->width = width;
    o->height = height;
    arena_free(&own);
    return ok;
}

static bool read_document(struct ofd *o, const char *part, struct err *e)
{
    int first = o->part_count;
    o->width = DEFAULT_MM;
    o->height = DEFAULT_MM * 297 / 210;
    if (!read_part(o, part, false, e))
        return false;
    for (int i = first; i < o->part_count; i++)
        if (!read_page(o, o->parts[i], e))
            return false;
    return true;
}

static bool read_all(struct ofd *o, struct err *e)
{
    if (!read_part(o, "OFD.xml", false, e))
        return false;
    int documents = o->part_count;
    if (!documents)
        return ERR(e, ERR_UNREADABLE, OFD_PART, o->name, "Document.xml");
    for (int i = 0; i < documents; i++)
        if (!read_document(o, o->parts[i], e))
            return false;
    return o->part_count <= OFD_PAGES_MAX || ERR(e, ERR_UNREADABLE, OFD_PAGES, o->name, MSG_NUM(OFD_PAGES_MAX));
}

static bool put_paragraphs(struct ofd *o, struct arena *a, struct docx_text *out, struct err *e)
{
    struct flow f;
    flow_begin(&f, o->a);
    layout_flow(&o->layout, &f);
    bool ok = f.paragraph_count || ERR(e, ERR_UNREADABLE, OFD_IMAGES, o->name, MSG_NUM(o->layout.page_count));
    if (ok && f.full)
        ok = ERR(e, ERR_UNREADABLE, OFD_LONG, o->name, MSG_NUM(OFD_BYTES_MAX >> 20));
    if (ok)
        flow_hand_out(&f, a, out);
    flow_free(&f);
    return ok;
}

bool ofd_read(struct arena *a, const char *name, const void *data, size_t bytes, struct docx_text *out, struct err *e)
{
    struct arena scratch;
    struct ofd o = { .name = name, .a = &scratch, .left = OFD_BYTES_MAX };
    if (!zip_open_memory(&o.zip, name, data, bytes, e))
        return false;
    arena_init(&scratch, 1 << 20);
    layout_begin(&o.layout, &scratch);
    bool ok = read_all(&o, e) && put_paragraphs(&o, a, out, e);
    buf_free(&o.text);
    layout_free(&o.layout);
    zip_reader_close(o.zip);
    arena_free(&scratch);
    return ok;
}
