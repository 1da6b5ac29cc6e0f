/* format/test_paper.h: one text with every kind of block, for the tests of the writers. */
#ifndef FORMAT_TEST_PAPER_H
#define FORMAT_TEST_PAPER_H

#include <string.h>

#include "base/arena.h"
#include "base/day.h"
#include "format/format.h"

struct paper {
    struct arena a;
    struct text_document d;
    struct block **tail;
    int number; /* of figures so far */
};

static inline struct run **paper_plain(struct paper *p, struct run **tail, const char *text)
{
    struct run *r = ARENA_NEW(&p->a, struct run);
    *r = (struct run) { .text = arena_text(&p->a, text) };
    *tail = r;
    return &r->next;
}

static inline struct run **paper_figure(struct paper *p, struct run **tail, const char *measure, const char *modifier,
                                        const char *value, const char *unit, const char *text)
{
    static const struct figure_entry ENTRIES[] = { { "检查", "JC-0001", "2023-01-03", "青溪镇" },
                                                   { "检查", "JC-0002", "2023-01-04", "石门乡" },
                                                   { "企业", "QY-17", "", "云溪县<&>" } };
    struct figure *f = ARENA_NEW(&p->a, struct figure);
    *f = (struct figure) { .measure = measure,
                           .modifier = modifier,
                           .value = value,
                           .unit = unit,
                           .scope = "云溪县",
                           .scope_number = "01",
                           .from = p->d.from,
                           .asof = p->d.asof,
                           .known = p->d.known,
                           .note = "" };
    if (p->number++ % 2 == 0) {
        f->formula = "distinct(检查.单位)";
        f->entries = ENTRIES;
        f->entry_count = 3;
        f->entry_total = 40373;
    }
    struct run **next = paper_plain(p, tail, text);
    (*tail)->figure = f;
    return next;
}

/* Text in which [名称|值|单位] is a figure of that measure whose text is 值单位. */
static inline struct run *paper_runs(struct paper *p, const char *text)
{
    struct run *runs = NULL, **tail = &runs;
    while (*text) {
        size_t plain = strcspn(text, "[");
        char part[4096];
        memcpy(part, text, plain);
        part[plain] = '\0';
        if (plain)
            tail = paper_plain(p, tail, part);
        text += plain;
        if (*text != '[')
            break;
        char *pieces[3] = { "", "", "" };
        size_t inside = strcspn(++text, "]");
        memcpy(part, text, inside);
        part[inside] = '\0';
        char *at = arena_text(&p->a, part);
        for (int i = 0; i < 3; i++) {
            pieces[i] = at;
            at += strcspn(at, "|");
            if (*at)
                *at++ = '\0';
        }
        char *words = arena_alloc(&p->a, strlen(pieces[1]) + strlen(pieces[2]) + 1, 1, 1);
        memcpy(words, pieces[1], strlen(pieces[1]));
        memcpy(words + strlen(pieces[1]), pieces[2], strlen(pieces[2]));
        tail = paper_figure(p, tail, pieces[0], "", *pieces[1] == '-' ? NULL : pieces[1], pieces[2], words);
        text += inside + 1;
    }
    return runs;
}

static inline struct block *paper_block(struct paper *p, enum block_kind kind, int level, const char *text)
{
    struct block *b = ARENA_NEW(&p->a, struct block);
    *b = (struct block) { .kind = kind, .level = level, .runs = text ? paper_runs(p, text) : NULL };
    *p->tail = b;
    p->tail = &b->next;
    return b;
}

/* Cells parted by '\t', rows by '\n'; the first row is the head. */
static inline void paper_table(struct paper *p, int columns, const enum align *aligns, const char *text)
{
    struct text_table *t = ARENA_NEW(&p->a, struct text_table);
    *t = (struct text_table) { .column_count = columns, .aligns = aligns };
    struct text_row **row_tail = &t->rows;
    while (*text) {
        struct text_row *row = ARENA_NEW(&p->a, struct text_row);
        struct text_cell **cell_tail = &row->cells;
        size_t line = strcspn(text, "\n");
        row->head = !t->rows;
        for (size_t at = 0; at <= line;) {
            size_t bytes = strcspn(text + at, "\t\n");
            char cell[1024];
            memcpy(cell, text + at, bytes);
            cell[bytes] = '\0';
            struct text_cell *c = ARENA_NEW(&p->a, struct text_cell);
            c->runs = paper_runs(p, cell);
            *cell_tail = c;
            cell_tail = &c->next;
            at += bytes + 1;
        }
        *row_tail = row;
        row_tail = &row->next;
        text += line + (text[line] == '\n');
    }
    paper_block(p, BLOCK_TABLE, 0, NULL)->table = t;
}

static inline void paper_begin(struct paper *p)
{
    *p = (struct paper) { 0 };
    arena_init(&p->a, 16 * 1024);
    p->d = (struct text_document) { .title = "云溪县应急管理局关于2023年全县安全生产工作情况和2024年工作安排的报告",
                                    .report = "年度总结",
                                    .org = "云溪县",
                                    .org_number = "01",
                                    .of = "",
                                    .heads = "1:73311:abcdef",
                                    .from = day_of(2023, 1, 1),
                                    .asof = day_of(2023, 10, 31),
                                    .known = 73311 };
    p->tail = &p->d.blocks;
}

static inline void paper_body(struct paper *p)
{
    static const enum align ALIGNS[] = { ALIGN_CENTRE, ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
    paper_block(p, BLOCK_NUMBER, 0, "云应急〔2023〕58号");
    paper_block(p, BLOCK_TITLE, 0, p->d.title);
    paper_block(p, BLOCK_RECIPIENT, 0, "县人民政府：");
    paper_block(p, BLOCK_PARAGRAPH, 0,
                "2023年1—10月，全县应急管理系统坚持“人民至上、生命至上”，把隐患从发现管到销号……现将有关情况报告如下。");
    paper_block(p, BLOCK_HEADING, 2, "一、安全生产总体平稳");
    paper_block(
        p, BLOCK_PARAGRAPH, 0,
        "截至10月31日，全县累计排查单位[排查单位|40373|家]，整改问题隐患[整改隐患|70710|个]，立案查处[立案|1758|起]，"
        "行政拘留[拘留人数|37|人]。事故起数和死亡人数同比分别下降[事故起数|40|%]和[死亡人数|66.7|%]。");
    paper_block(p, BLOCK_HEADING, 3, "（一）大排查大整治");
    paper_block(p, BLOCK_HEADING, 4, "1.“厂中厂”整治");
    paper_block(
        p, BLOCK_PARAGRAPH, 0,
        "对[出租单位|41|家]出租单位和[承租单位|69|家]承租单位摸排隐患[厂中厂隐患|285|条]，立案处罚[厂中厂立案|8|家]，"
        "停产[停产|3|家]（恢复生产[恢复生产|2|家]）。张㛃、王𬱖两位检查员参加了全过程。");
    paper_block(p, BLOCK_HEADING, 5, "（1）电气焊作业");
    paper_block(p, BLOCK_ITEM, 0, "1.青溪镇：排查单位[排查单位|8123|家]，整改率[整改率|98.21|%]。");
    paper_block(p, BLOCK_ITEM, 0, "2.石门乡：排查单位[排查单位|6020|家]，整改率[整改率|-|无可比基数]。");
    paper_block(p, BLOCK_CAPTION, 0, "表1　各乡镇隐患整改情况");
    paper_table(
        p, 5, ALIGNS,
        "序号\t乡镇\t排查单位（家）\t问题隐患（个）\t整改率\n1\t青溪镇\t[排查单位|8123|]\t[问题隐患|12034|]\t[整改率|98.21|%"
        "]\n"
        "2\t石门乡\t[排查单位|6020|]\t[问题隐患|9987|]\t[整改率|97.6|%]\n3\t云溪经济开发区管理委员会\t\t[问题隐患|3|]");
    paper_block(p, BLOCK_PARAGRAPH, 0, "特此报告。");
}

static inline void paper_tail(struct paper *p)
{
    paper_block(p, BLOCK_ATTACHMENTS, 0, "2023年各乡镇（街道）安全生产大排查大整治专项行动隐患整改情况汇总表；");
    paper_block(p, BLOCK_ATTACHMENTS, 0, "2024年安全生产重点工作清单。");
    paper_block(p, BLOCK_SIGNATURE, 0, "云溪县应急管理局");
    paper_block(p, BLOCK_DATE, 0, "2023年11月5日");
    paper_block(p, BLOCK_REMARK, 0, "联系人：李明，电话：0571-12345678");
    paper_block(p, BLOCK_ATTACHMENT, 0, "2023年各乡镇（街道）安全生产大排查大整治专项行动隐患整改情况汇总表");
    paper_block(p, BLOCK_PARAGRAPH, 0, "共整改[整改隐患|70710|个]。");
    paper_block(p, BLOCK_ATTACHMENT, 0, "2024年安全生产重点工作清单");
    paper_block(p, BLOCK_PARAGRAPH, 0, "一是抓责任落实。");
}

static inline void paper_whole(struct paper *p)
{
    paper_begin(p);
    paper_body(p);
    paper_tail(p);
}

#endif
