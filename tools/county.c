/* tools/county.c: writes the sheets of a fictional county's emergency bureau: 云溪县, 12 townships, 265 villages, a year of
 * checks, hazards with every step until they are closed, penalties, accidents and training, and a thinner year before.
 *
 *     county DIR [--events N] [--seed S] [--year Y]
 *
 * The same arguments give the same bytes.  Adds and moves of the year are at least N (default 150000).
 * Every name is invented. */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/day.h"

#define TOWNSHIPS    12
#define VILLAGES     265
#define OFFICES      5
#define EVENTS_LEAST 1000
#define EVENTS_MOST  20000000
#define COUNT(rows)  ((int)(sizeof(rows) / sizeof *(rows)))

enum sheet {
    SHEET_ORGS,
    SHEET_PEOPLE,
    SHEET_FIRMS,
    SHEET_CHECKS,
    SHEET_HAZARDS,
    SHEET_ASSIGN,
    SHEET_DONE,
    SHEET_CLOSE,
    SHEET_REJECT,
    SHEET_DONE_AGAIN,
    SHEET_CLOSE_AGAIN,
    SHEET_PENALTIES,
    SHEET_ACCIDENTS,
    SHEET_TRAINING,
    SHEET_BAD,
    SHEET_COUNT
};

static const struct {
    const char *file, *columns;
} SHEETS[SHEET_COUNT] = {
    [SHEET_ORGS] = { "机构.csv", "编号,名称,上级,级别" },
    [SHEET_PEOPLE] = { "人员.csv", "编号,姓名,机构,职务" },
    [SHEET_FIRMS] = { "企业.csv", "编号,机构,名称,统一社会信用代码,行业,地址" },
    [SHEET_CHECKS] = { "检查.csv", "编号,机构,检查日期,单位,检查人,行动,专项" },
    [SHEET_HAZARDS] = { "隐患.csv", "编号,机构,发现日期,检查,单位,级别,类别,描述" },
    /* 销号 may not be made by who made 报结, so each step is a sheet of its own, imported by its own actor. */
    [SHEET_ASSIGN] = { "隐患-动作1-交办.csv", "编号,动作,日期" },
    [SHEET_DONE] = { "隐患-动作2-报结.csv", "编号,动作,日期,整改情况" },
    [SHEET_CLOSE] = { "隐患-动作3-销号.csv", "编号,动作,日期" },
    [SHEET_REJECT] = { "隐患-动作4-退回.csv", "编号,动作,日期,退回原因" },
    [SHEET_DONE_AGAIN] = { "隐患-动作5-再报结.csv", "编号,动作,日期,整改情况" },
    [SHEET_CLOSE_AGAIN] = { "隐患-动作6-再销号.csv", "编号,动作,日期" },
    [SHEET_PENALTIES] = { "处罚.csv", "编号,机构,决定日期,单位,检查,种类,罚款,拘留人数,文书号" },
    [SHEET_ACCIDENTS] = { "事故.csv", "编号,机构,发生日期,单位,类型,死亡人数,受伤人数,经过" },
    [SHEET_TRAINING] = { "培训.csv", "编号,机构,日期,名称,形式,参加人次,通过人数" },
    [SHEET_BAD] = { "隐患-有误.csv", "编号,机构,发现日期,检查,单位,级别,类别,描述" },
};

/* villages, weight: how much of the county's industry lies there; slow: in a thousand hazards, how many are left open. */
static const struct {
    const char *name;
    int villages, weight, slow;
} TOWNSHIP[TOWNSHIPS] = {
    { "青溪镇", 35, 22, 12 }, { "白石镇", 30, 16, 18 }, { "云台镇", 28, 13, 9 }, { "柳河镇", 26, 11, 25 },
    { "石桥镇", 25, 9, 30 },  { "双塘镇", 24, 8, 15 },  { "竹坪乡", 20, 6, 22 }, { "松岭乡", 18, 4, 41 },
    { "枫林乡", 17, 4, 8 },   { "茶亭乡", 16, 3, 35 },  { "梅坞乡", 14, 2, 20 }, { "雁湖乡", 12, 2, 55 },
};

static const char *const OFFICE[OFFICES] = { "综合协调股", "安全生产基础股", "危险化学品股", "执法大队", "应急指挥中心" };

/* Of the year's work, in thousandths; fields lie idle around the new year and in the heat. */
static const int MONTH_WEIGHT[12] = { 58, 46, 84, 92, 98, 118, 94, 82, 112, 88, 70, 58 };

struct firm {
    int township, village; /* village: in the county, 0.. */
};

struct check {
    int32_t day;
    int firm, number, year;
    const char *action, *campaign;
};

struct county {
    uint64_t random;
    FILE *sheets[SHEET_COUNT];
    struct firm *firms;
    int firm_count, people;
    int32_t end; /* the last day of the year being written: later steps have not happened yet */
    int year, hazards, penalties, documents;
    int strict; /* penalties a check brings, in times the usual: the thin year before has few checks, not few penalties */
    int64_t events; /* of the year being written */
};

/* splitmix64 */
static uint64_t next_random(struct county *c)
{
    uint64_t z = (c->random += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* least..most, both included */
static int between(struct county *c, int least, int most)
{
    return least + (int)(next_random(c) % (uint64_t)(most - least + 1));
}

static bool thousandth(struct county *c, int n)
{
    return between(c, 0, 999) < n;
}

#define PICK(c, list) ((list)[between((c), 0, COUNT(list) - 1)])

/* ---- names ---- */

static const char *village_name(char room[64], int village)
{
    static const char *const FRONT[] = { "上", "下", "前", "后", "东", "西", "南", "北", "大", "小", "新", "里" };
    static const char *const BACK[] = { "溪", "塘", "坪", "岭", "湾", "桥", "店", "畈", "坞", "林",   "洲",  "田",
                                        "垅", "源", "井", "堰", "滩", "墩", "峰", "庄", "渡", "村坊", "石埠" };
    int i = village * 7 % (COUNT(FRONT) * COUNT(BACK));
    snprintf(room, 64, "%s%s村", FRONT[i % COUNT(FRONT)], BACK[i / COUNT(FRONT)]);
    return room;
}

static const char *org_number(char room[32], int township, int village_in)
{
    if (village_in < 0)
        snprintf(room, 32, "YX%02d", township + 1);
    else
        snprintf(room, 32, "YX%02d%02d", township + 1, village_in + 1);
    return room;
}

#define ORG(township) org_number((char[32]) { 0 }, (township), -1)

static int first_village(int township)
{
    int first = 0;
    for (int t = 0; t < township; t++)
        first += TOWNSHIP[t].villages;
    return first;
}

static int pick_township(struct county *c)
{
    int at = between(c, 0, 99), t = 0;
    while (t < TOWNSHIPS - 1 && at >= TOWNSHIP[t].weight)
        at -= TOWNSHIP[t++].weight;
    return t;
}

/* ---- registers ---- */

static void write_orgs(struct county *c)
{
    FILE *f = c->sheets[SHEET_ORGS];
    fputs("YJ,云溪县应急管理局,,县直部门\n", f);
    for (int i = 0; i < OFFICES; i++)
        fprintf(f, "YJ%d,%s,YJ,股室\n", i + 1, OFFICE[i]);
    for (int t = 0; t < TOWNSHIPS; t++)
        fprintf(f, "%s,%s,,乡镇\n", ORG(t), TOWNSHIP[t].name);
    for (int t = 0; t < TOWNSHIPS; t++) {
        for (int v = 0; v < TOWNSHIP[t].villages; v++) {
            char number[32], name[64];
            fprintf(f, "%s,%s,%s,村\n", org_number(number, t, v), village_name(name, first_village(t) + v), ORG(t));
        }
    }
}

static void write_person(struct county *c, const char *org, const char *post)
{
    static const char *const FAMILY[] = {
        "陈", "林", "吴", "郑", "方", "徐", "汪", "叶", "余", "程", "姚", "章", "江", "鲁"
    };
    static const char *const GIVEN[] = { "建平", "晓岚", "立新", "文彬", "秀云", "国梁", "雨晴", "海峰",
                                         "玉洁", "志远", "春燕", "一鸣", "思源", "永康", "佳宁", "正阳",
                                         "美芳", "长青", "若水", "明轩", "丽娟", "浩然" };
    const char *family = PICK(c, FAMILY), *given = PICK(c, GIVEN);
    fprintf(c->sheets[SHEET_PEOPLE], "RY%03d,%s%s,%s,%s\n", ++c->people, family, given, org, post);
}

static void write_people(struct county *c)
{
    for (int i = 0; i < OFFICES; i++) {
        char org[16];
        snprintf(org, sizeof org, "YJ%d", i + 1);
        write_person(c, org, i == 3 ? "大队长" : i == 4 ? "主任" : "股长");
        for (int n = 0; n < (i == 3 ? 14 : 4); n++)
            write_person(c, org, i == 3 ? "执法员" : "科员");
    }
    for (int t = 0; t < TOWNSHIPS; t++) {
        write_person(c, ORG(t), "应急消防管理站站长");
        for (int n = 0; n < 2 + TOWNSHIP[t].weight / 4; n++)
            write_person(c, ORG(t), "安全员");
    }
}

static void write_firm(struct county *c, int i)
{
    static const char *const BRAND_A[] = { "宏", "顺", "恒", "昌", "永", "瑞", "鑫", "金", "华", "德", "盛", "泰",
                                           "利", "荣", "嘉", "和", "兴", "益", "隆", "源", "润", "丰", "康", "达" };
    static const char *const BRAND_B[] = { "达", "发", "通", "盈", "裕", "祥", "升", "旺", "信", "诚", "美", "力",
                                           "远", "翔", "茂", "安", "宁", "合", "凯", "立", "图", "佳", "航", "业" };
    static const struct {
        const char *trade, *word;
    } TRADE[] = { { "机械加工", "机械厂" }, { "木材加工", "木业厂" }, { "纺织服装", "制衣厂" },   { "化工", "化工厂" },
                  { "食品加工", "食品厂" }, { "建材", "建材厂" },     { "电子", "电子厂" },       { "仓储物流", "物流站" },
                  { "餐饮", "酒楼" },       { "商贸", "商行" },       { "成品油零售", "加油站" }, { "养老服务", "颐养院" } };
    int township = pick_township(c), in = between(c, 0, TOWNSHIP[township].villages - 1);
    int village = first_village(township) + in, trade = between(c, 0, COUNT(TRADE) - 1);
    c->firms[i] = (struct firm) { township, village };
    char number[32], name[64];
    village_name(name, village);
    int brand = i % (COUNT(BRAND_A) * COUNT(BRAND_B)), block = i / (COUNT(BRAND_A) * COUNT(BRAND_B));
    fprintf(c->sheets[SHEET_FIRMS], "QY%05d,%s,%.*s%s%s", i + 1, org_number(number, township, in), (int)strlen(name) - 3,
            name, BRAND_A[brand % COUNT(BRAND_A)], BRAND_B[brand / COUNT(BRAND_A)]);
    if (block)
        fprintf(c->sheets[SHEET_FIRMS], "第%d", block + 1);
    fprintf(c->sheets[SHEET_FIRMS], "%s,91999900MA%07dX,%s,云溪县%s%s%d号\n", TRADE[trade].word, i + 1, TRADE[trade].trade,
            TOWNSHIP[township].name, name, between(c, 1, 320));
}

/* ---- the year's work ---- */

static void put_move(struct county *c, enum sheet s, int hazard, const char *move, int32_t day, const char *evidence)
{
    fprintf(c->sheets[s], "YH%d-%06d,%s,%s", c->year, hazard, move, DAY_TEXT(day));
    if (evidence)
        fprintf(c->sheets[s], ",%s", evidence);
    fputc('\n', c->sheets[s]);
    c->events++;
}

/* One step some days after the last; false where it falls after the year. */
static bool step(struct county *c, int32_t *day, int least, int most)
{
    *day += between(c, least, most);
    return *day <= c->end;
}

/* From 交办 to 销号, as far as the year allows. */
static void write_moves(struct county *c, int32_t day, bool major, int slow)
{
    static const char *const WORK[] = { "已按要求整改到位", "已更换损坏部件", "已清理并张贴标识", "已补齐器材并培训员工",
                                        "已拆除并恢复原状" };
    static const char *const FAULT[] = { "整改照片看不清", "现场复核仍有遗留", "缺少验收签字" };
    int hazard = c->hazards;
    if (!step(c, &day, 0, 2))
        return;
    put_move(c, SHEET_ASSIGN, hazard, "交办", day, NULL);
    bool left_open = thousandth(c, slow), sent_back = thousandth(c, 40);
    if (left_open || !step(c, &day, major ? 6 : 2, major ? 28 : 15))
        return;
    put_move(c, SHEET_DONE, hazard, "报结", day, PICK(c, WORK));
    if (!step(c, &day, 1, 4))
        return;
    if (!sent_back) {
        put_move(c, SHEET_CLOSE, hazard, "销号", day, NULL);
        return;
    }
    put_move(c, SHEET_REJECT, hazard, "退回", day, PICK(c, FAULT));
    if (!step(c, &day, 3, 10))
        return;
    put_move(c, SHEET_DONE_AGAIN, hazard, "报结", day, PICK(c, WORK));
    if (step(c, &day, 1, 3))
        put_move(c, SHEET_CLOSE_AGAIN, hazard, "销号", day, NULL);
}

static void write_hazard(struct county *c, const struct check *k)
{
    static const struct {
        const char *kind, *text;
    } FOUND[] = {
        { "用电", "配电箱未关闭且线路裸露" },     { "用电", "临时用电私拉乱接" },       { "消防", "灭火器压力不足" },
        { "消防", "疏散通道堆放杂物" },           { "消防", "应急照明损坏" },           { "机械设备", "传动部位缺少防护罩" },
        { "机械设备", "行车限位失效" },           { "危险作业", "有限空间未挂警示牌" }, { "危险作业", "动火作业未办审批" },
        { "危险化学品", "化学品混放" },           { "燃气", "燃气报警器未接通" },       { "现场管理", "作业现场未划线分区" },
        { "教育培训", "新员工没有三级教育记录" }, { "其他", "应急预案没有演练记录" }
    };
    const struct firm *firm = &c->firms[k->firm];
    bool major = thousandth(c, 6);
    int found = between(c, 0, COUNT(FOUND) - 1);
    fprintf(c->sheets[SHEET_HAZARDS], "YH%d-%06d,%s,%s,JC%d-%06d,QY%05d,%s,%s,%s\n", c->year, ++c->hazards,
            ORG(firm->township), DAY_TEXT(k->day), k->year, k->number, k->firm + 1, major ? "重大" : "一般",
            FOUND[found].kind, FOUND[found].text);
    c->events++;
    write_moves(c, k->day, major, TOWNSHIP[firm->township].slow);
}

/* One decision; fine and detained may be 0: then the cell is empty. */
static void write_penalty(struct county *c, const struct check *k, int32_t day, const char *kind, int fine, int detained)
{
    if (day > c->end)
        return;
    FILE *f = c->sheets[SHEET_PENALTIES];
    fprintf(f, "CF%d-%04d,%s,%s,QY%05d,JC%d-%06d,%s,", c->year, ++c->penalties, ORG(c->firms[k->firm].township),
            DAY_TEXT(day), k->firm + 1, k->year, k->number, kind);
    if (fine)
        fprintf(f, "%d", fine);
    fputc(',', f);
    if (detained)
        fprintf(f, "%d", detained);
    fprintf(f, ",云应急〔%d〕%d号\n", c->year, ++c->documents);
    c->events++;
}

static void write_penalties(struct county *c, const struct check *k)
{
    bool welding = k->campaign && strcmp(k->campaign, "电气焊") == 0;
    if (thousandth(c, (welding ? 90 : 28) * c->strict)) {
        int32_t day = k->day + between(c, 1, 7);
        write_penalty(c, k, day, "立案", 0, 0);
        if (thousandth(c, 620))
            write_penalty(c, k, day + between(c, 18, 60), "行政处罚", between(c, 20, 480) * 100, 0);
        if (thousandth(c, welding ? 140 : 18))
            write_penalty(c, k, day + between(c, 0, 5), "行政拘留", 0, between(c, 1, 2));
    }
    if (thousandth(c, 3 * c->strict))
        write_penalty(c, k, k->day + between(c, 0, 2), "责令三停", 0, 0);
    if (thousandth(c, 2 * c->strict))
        write_penalty(c, k, k->day, "临时查封", 0, 0);
}

static void choose_action(struct county *c, struct check *k)
{
    static const char *const CAMPAIGN[] = { "厂中厂", "电气焊", "有限空间", "成品油", "城镇燃气", "高层建筑消防" };
    int month = day_civil(k->day).month, at = between(c, 0, 99);
    bool sweep = month >= 4 && month <= 10;
    k->action = "日常";
    if (at < 4) {
        k->action = "联合检查";
    } else if (at < 13) {
        k->action = "专项整治";
        k->campaign = PICK(c, CAMPAIGN);
    } else if (sweep && at < 68) {
        k->action = "大排查大整治";
    }
}

static void write_check(struct county *c, int32_t day, int number)
{
    static const int FOUND[100] = { [35] = 1, [65] = 2, [85] = 3, [95] = 4, [99] = 6 };
    struct check k = { .day = day, .firm = between(c, 0, c->firm_count - 1), .number = number, .year = c->year };
    choose_action(c, &k);
    int first = between(c, 1, c->people), second = between(c, 1, c->people);
    fprintf(c->sheets[SHEET_CHECKS], "JC%d-%06d,%s,%s,QY%05d,RY%03d", k.year, k.number, ORG(c->firms[k.firm].township),
            DAY_TEXT(day), k.firm + 1, first);
    if (second != first)
        fprintf(c->sheets[SHEET_CHECKS], "、RY%03d", second);
    fprintf(c->sheets[SHEET_CHECKS], ",%s,%s\n", k.action, k.campaign ? k.campaign : "");
    c->events++;
    int at = between(c, 0, 99), hazards = 0;
    for (int i = 0; i <= at; i++)
        hazards = FOUND[i] ? FOUND[i] : hazards;
    for (int i = 0; i < hazards; i++)
        write_hazard(c, &k);
    write_penalties(c, &k);
}

/* Thousandths of the year's work done up to and with a day; few people work on Sunday (1970-01-01 was a Thursday). */
static int64_t done_until(int32_t day)
{
    struct civil at = day_civil(day);
    int64_t done = 0;
    for (int m = 1; m < at.month; m++)
        done += MONTH_WEIGHT[m - 1] * 1000;
    return done + (int64_t)MONTH_WEIGHT[at.month - 1] * 1000 * at.day / day_month_length(at.year, at.month);
}

static void write_checks(struct county *c, int64_t total)
{
    int64_t written = 0;
    for (int32_t day = day_of(c->year, 1, 1); day <= c->end; day++) {
        bool sunday = (day % 7 + 7) % 7 == 3;
        int64_t due = done_until(day) * total / 1000000;
        while (written < due && (!sunday || day == c->end))
            write_check(c, day, (int)++written);
    }
}

static void write_accidents(struct county *c, int count, int deaths)
{
    static const char *const KIND[] = { "机械伤害", "高处坠落", "物体打击", "触电", "车辆伤害", "火灾", "坍塌" };
    for (int i = 0; i < count; i++) {
        int32_t day =
            day_of(c->year, 1, 1) + (int32_t)((int64_t)(c->end - day_of(c->year, 1, 1)) * i / count) + between(c, 0, 20);
        int firm = between(c, 0, c->firm_count - 1);
        const char *kind = PICK(c, KIND);
        bool fatal = i * deaths / count != (i + 1) * deaths / count;
        fprintf(c->sheets[SHEET_ACCIDENTS], "SG%d-%02d,%s,%s,QY%05d,%s,%d,%d,作业中发生%s\n", c->year, i + 1,
                ORG(c->firms[firm].township), DAY_TEXT(day > c->end ? c->end : day), firm + 1, kind, fatal,
                between(c, !fatal, 2), kind);
        c->events++;
    }
}

static void write_training(struct county *c, int count)
{
    static const char *const TITLE[] = { "企业主要负责人安全培训", "防汛防台业务培训", "森林防灭火指挥员培训",
                                         "危险作业审批培训", "基层安全员轮训" };
    for (int i = 0; i < count; i++) {
        int32_t day = day_of(c->year, 1, 5) + (int32_t)(350LL * i / count) + between(c, 0, 6);
        int people = between(c, 40, 230), passed = people * between(c, 78, 98) / 100;
        bool online = thousandth(c, 350);
        fprintf(c->sheets[SHEET_TRAINING], "PX%d-%03d,YJ%d,%s,%s第%d期,%s,%d,%d\n", c->year, i + 1, between(c, 1, OFFICES),
                DAY_TEXT(day), PICK(c, TITLE), i + 1, online ? "线上" : "线下", people, passed);
        c->events++;
    }
}

static void write_year(struct county *c, int year, int64_t checks, int accidents, int deaths, int training)
{
    c->year = year;
    c->end = day_of(year, 12, 31);
    c->hazards = c->penalties = c->documents = 0;
    c->events = 0;
    write_checks(c, checks);
    write_accidents(c, accidents, deaths);
    write_training(c, training);
}

/* Three rows that cannot be, between two that can. */
static void write_bad(struct county *c)
{
    FILE *f = c->sheets[SHEET_BAD];
    fprintf(f, "YH%d-B00001,YX01,%d年9月5日,,QY00001,一般,用电,插座破损\n", c->year, c->year);
    fprintf(f, "YH%d-B00002,YX02,%d-09-06,,QY99999,一般,消防,消防栓无水\n", c->year, c->year);
    fprintf(f, "YH%d-B00003,YX03,%d-02-30,,QY00003,一般,消防,防火门常开\n", c->year, c->year);
    fprintf(f, "YH%d-B00004,YX04,%d-09-08,,QY00004,特别重大,燃气,软管老化\n", c->year, c->year);
    fprintf(f, "YH%d-B00005,YX05,%d.9.8,,QY00005,一般,现场管理,货物堆放过高\n", c->year, c->year);
}

/* ---- files and arguments ---- */

static bool open_sheets(struct county *c, const char *dir)
{
    if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
        perror(dir);
        return false;
    }
    for (int i = 0; i < SHEET_COUNT; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", dir, SHEETS[i].file);
        c->sheets[i] = fopen(path, "wb");
        if (!c->sheets[i]) {
            perror(path);
            return false;
        }
        fprintf(c->sheets[i], "%s\n", SHEETS[i].columns);
    }
    return true;
}

static bool close_sheets(struct county *c)
{
    bool ok = true;
    for (int i = 0; i < SHEET_COUNT; i++) {
        bool sound = c->sheets[i] && !ferror(c->sheets[i]);
        if (c->sheets[i] && fclose(c->sheets[i]) != 0)
            sound = false;
        if (!sound)
            fprintf(stderr, "county: %s was not written\n", SHEETS[i].file);
        ok &= sound;
    }
    return ok;
}

struct options {
    const char *dir;
    int64_t events, seed, year;
};

static bool read_number(const char *text, int64_t least, int64_t most, int64_t *out)
{
    char *end;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return !errno && *text && !*end && *out >= least && *out <= most;
}

static bool read_options(int argc, char **argv, struct options *o)
{
    *o = (struct options) { .events = 150000, .seed = 1, .year = 2023 };
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        bool ok = true;
        if (strcmp(argv[i], "--events") == 0)
            ok = read_number(value, EVENTS_LEAST, EVENTS_MOST, &o->events), i++;
        else if (strcmp(argv[i], "--seed") == 0)
            ok = read_number(value, 0, INT64_MAX, &o->seed), i++;
        else if (strcmp(argv[i], "--year") == 0)
            ok = read_number(value, 1950, 2100, &o->year), i++;
        else if (argv[i][0] == '-' || o->dir)
            ok = false;
        else
            o->dir = argv[i];
        if (!ok)
            return false;
    }
    return o->dir != NULL;
}

/* A check brings, with its hazards, their steps and penalties, about 5.8 events. */
#define CHECKS_PER_THOUSAND_EVENTS 178
#define YEAR_BEFORE_THINNER        8

int main(int argc, char **argv)
{
    struct options o;
    if (!read_options(argc, argv, &o)) {
        fputs("usage: county DIR [--events 1000..20000000] [--seed S] [--year 1950..2100]\n", stderr);
        return 2;
    }
    struct county c = { .random = (uint64_t)o.seed, .firm_count = (int)(o.events / 32) + 40 };
    c.firms = calloc((size_t)c.firm_count, sizeof *c.firms);
    if (!c.firms || !open_sheets(&c, o.dir))
        return 1;
    write_orgs(&c);
    write_people(&c);
    for (int i = 0; i < c.firm_count; i++)
        write_firm(&c, i);
    int64_t checks = o.events * CHECKS_PER_THOUSAND_EVENTS / 1000;
    c.strict = YEAR_BEFORE_THINNER - 1;
    write_year(&c, (int)o.year - 1, checks / YEAR_BEFORE_THINNER, 16, 6, 22);
    int64_t before = c.events;
    c.strict = 1;
    write_year(&c, (int)o.year, checks, 10, 3, 36);
    write_bad(&c);
    free(c.firms);
    if (!close_sheets(&c))
        return 1;
    printf("云溪县：%d个乡镇，%d个村，%d家企业，%d名人员；%" PRId64 "年%" PRId64 "条记录，上年%" PRId64 "条\n", TOWNSHIPS,
           VILLAGES, c.firm_count, c.people, o.year, c.events, before);
    if (c.events >= o.events)
        return 0;
    fprintf(stderr, "county: only %" PRId64 " events\n", c.events);
    return 1;
}
