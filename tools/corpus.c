/* tools/corpus.c: writes official-looking documents of invented offices, one JSON object a line: what bench/search works on.
 *
 *     corpus FILE.jsonl [--chars N] [--seed S] [--first ID]
 *
 * The same arguments give the same bytes.  Words follow a Zipf law over a dictionary of common words of such texts and of 30,000
 * made-up ones, whose characters follow one over 3,755 characters; sentences are put together from 40,000 turns of phrase that
 * follow one too: so there are frequent, rare and very rare characters, pairs and words, as in real texts. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define CHARS       3755
#define WORDS       30000
#define PHRASES     40000
#define WORD_POINTS 4
#define PHRASE_ROOM 80
#define OFFSET      4 /* of the Zipf law: how flat its head is */
#define COUNT(rows) ((int)(sizeof(rows) / sizeof *(rows)))

/* The common ones first, as often as the Zipf law says; behind them every fifth of the basic block of Han. */
static const char COMMON[] =
    "的一和在中国工作全县安生产管理发展建设人民政府服务重点项目推进加强大会实施年行业企检查社区乡镇村农水利林地质经济开"
    "市场监督教育文化旅游环境保护治污防控急救灾险情责任制度落实组织领导部门单位联合执法规范标准信息公示平台数据资金投入"
    "完成率增长同比排整改销号立案件处罚培训演练宣传活动群众满意高质量改革创新科技产业园区招商引进营商优化持续深入开展专"
    "题学习贯彻精神党的二十以来坚持为心新时代特色社主义思想指下上级关于印通知要求现将如存问主不够还有差距原因方面步计划"
    "目标提升能力机构队伍基层网格调度会议研究解决难困帮扶贫脱攻坚乡村振兴粮食稳定就业医疗卫健康养老残疾儿童妇女";

static const char *const FREQUENT[] = {
    "工作", "全县", "安全", "生产", "发展", "建设",     "管理",     "服务",   "项目",   "推进", "加强",     "企业",
    "检查", "整改", "隐患", "乡镇", "部门", "单位",     "落实",     "责任",   "组织",   "开展", "完成",     "重点",
    "问题", "群众", "监督", "监管", "执法", "制度",     "机制",     "排查",   "整治",   "培训", "宣传",     "防汛",
    "森林", "水利", "河道", "巡查", "农村", "产业",     "资金",     "平台",   "信息",   "公开", "标准",     "提升",
    "保障", "应急", "救援", "预案", "演练", "安全生产", "重大隐患", "网格化", "责任制", "清单", "闭环管理", "专项行动"
};
static const char *const OFFICES[] = { "水利局",     "应急管理局", "林业局",       "民政局", "市场监管局", "商务局",
                                       "文旅局",     "自然资源局", "经科局",       "教育局", "卫健局",     "住建局",
                                       "交通运输局", "农业农村局", "生态环境分局", "司法局" };
static const char *const COUNTIES[] = { "云溪县", "青禾县", "石门县", "白沙县", "松原县" };
static const char *const KINDS[] = { "总结", "计划", "方案", "通知", "报告" };
static const char *const LINKS[] = { "的", "和", "", "", "", "、", "在", "对", "，", "，", "了" };
static const char *const UNITS[] = { "家", "个", "人次", "万元", "起", "%", "公里", "亩" };

struct corpus {
    uint64_t random;
    char chars[CHARS][4];
    char words[WORDS][WORD_POINTS * 3 + 1];
    char phrases[PHRASES][PHRASE_ROOM];
    uint64_t char_sums[CHARS], word_sums[WORDS], phrase_sums[PHRASES]; /* of the weights so far */
    struct buf text;
    size_t points;
};

/* splitmix64 */
static uint64_t next_random(struct corpus *c)
{
    uint64_t z = c->random += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int below(struct corpus *c, int n)
{
    return (int)(next_random(c) % (uint64_t)n);
}

static void fill_sums(uint64_t *sums, int count)
{
    uint64_t sum = 0;
    for (int i = 0; i < count; i++)
        sums[i] = sum += (UINT64_C(1) << 40) / (uint64_t)(i + OFFSET);
}

static int draw(struct corpus *c, const uint64_t *sums, int count)
{
    uint64_t at = next_random(c) % sums[count - 1];
    int low = 0, high = count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (sums[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void make_words(struct corpus *c)
{
    const char *p = COMMON, *end = COMMON + sizeof COMMON - 1;
    int n = 0;
    while (p < end && n < CHARS)
        text_put(c->chars[n++], text_next(&p, end));
    for (uint32_t point = 0x4E03; n < CHARS; point += 5)
        text_put(c->chars[n++], point);
    fill_sums(c->char_sums, CHARS);
    fill_sums(c->word_sums, WORDS);
    for (int i = 0; i < WORDS; i++) {
        int points = i % 8 < 6 ? 2 : i % 8 == 6 ? 3 : 4;
        if (i < COUNT(FREQUENT))
            snprintf(c->words[i], sizeof c->words[i], "%s", FREQUENT[i]);
        for (int k = 0; i >= COUNT(FREQUENT) && k < points; k++)
            memcpy(c->words[i] + strlen(c->words[i]), c->chars[draw(c, c->char_sums, CHARS)], 4);
    }
}

static void put(struct corpus *c, const char *text)
{
    buf_text(&c->text, text);
    c->points += text_points(text, strlen(text));
}

static void put_words(struct corpus *c, int count)
{
    for (int i = 0; i < count; i++) {
        put(c, c->words[draw(c, c->word_sums, WORDS)]);
        if (i + 1 < count)
            put(c, LINKS[below(c, COUNT(LINKS))]);
    }
}

static void make_phrases(struct corpus *c)
{
    fill_sums(c->phrase_sums, PHRASES);
    for (int i = 0; i < PHRASES; i++) {
        buf_clear(&c->text);
        put_words(c, 2 + i % 3);
        snprintf(c->phrases[i], PHRASE_ROOM, "%s", buf_get(&c->text));
    }
    c->points = 0;
}

static void put_number(struct corpus *c)
{
    char room[32];
    int digits = 1 + below(c, 5), most = 1;
    while (digits--)
        most *= 10;
    snprintf(room, sizeof room, below(c, 4) ? "%d" : "%d.5", 1 + below(c, most));
    put(c, room);
    put(c, UNITS[below(c, COUNT(UNITS))]);
}

static void put_sentence(struct corpus *c)
{
    for (int turns = 1 + below(c, 4); turns; turns--) {
        put(c, c->phrases[draw(c, c->phrase_sums, PHRASES)]);
        if (below(c, 3) == 0)
            put_words(c, 1);
        put(c, turns > 1 ? "，" : "");
    }
    if (below(c, 3) == 0) {
        put(c, "，");
        put_words(c, 2);
        put_number(c);
    }
    put(c, below(c, 5) ? "。" : "；");
}

static void put_document(struct corpus *c, FILE *f, int64_t id)
{
    static const char *const NUMBERS[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九", "十" };
    char org[64];
    int year = 2012 + below(c, 13), parts = 2 + below(c, 8);
    const char *kind = KINDS[below(c, COUNT(KINDS))];
    snprintf(org, sizeof org, "%s%s", COUNTIES[below(c, COUNT(COUNTIES))], OFFICES[below(c, COUNT(OFFICES))]);
    buf_clear(&c->text);
    for (int i = 0; i < parts; i++) {
        put(c, NUMBERS[i]);
        put(c, "、");
        put_words(c, 3);
        put(c, "\\n");
        for (int paragraphs = 2 + below(c, 5); paragraphs; paragraphs--) {
            for (int sentences = 1 + below(c, 6); sentences; sentences--)
                put_sentence(c);
            put(c, "\\n");
        }
    }
    fprintf(f,
            "{\"id\":\"d%" PRId64
            "\",\"title\":\"%s%d年%s工作%s\",\"year\":%d,\"org\":\"%s\",\"kind\":\"%s\",\"text\":\"%s\"}\n",
            id, org, year, c->words[draw(c, c->word_sums, WORDS)], kind, year, org, kind, buf_get(&c->text));
}

int main(int argc, char **argv)
{
    uint64_t chars = 9000000, seed = 1, first = 1;
    for (int i = 2; i + 1 < argc; i += 2) {
        uint64_t *to = strcmp(argv[i], "--chars") == 0 ? &chars : strcmp(argv[i], "--seed") == 0 ? &seed : &first;
        *to = strtoull(argv[i + 1], NULL, 10);
    }
    FILE *f = argc >= 2 && argc % 2 == 0 ? fopen(argv[1], "wb") : NULL;
    struct corpus *c = calloc(1, sizeof *c);
    if (!f || !c) {
        fputs("usage: corpus FILE.jsonl [--chars N] [--seed S] [--first ID]\n", stderr);
        return 2;
    }
    c->random = 1;
    make_words(c); /* the same dictionary and turns whatever the seed */
    make_phrases(c);
    c->random = seed;
    for (int64_t id = (int64_t)first; c->points < chars; id++)
        put_document(c, f, id);
    buf_free(&c->text);
    free(c);
    return fclose(f) == 0 ? 0 : 1;
}
