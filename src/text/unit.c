/* text/unit.c: the units and measure words of modern official Chinese.
 *
 * Source: the measure words of 《现代汉语八百词》 (appendix), legal units of 《中华人民共和国法定计量单位》, and the units that
 *         statistical communiqués use (亩, 斤, 标箱, 蒸吨).
 */
#include <string.h>

#include "text/inside.h"

#define C  UNIT_COUNT | UNIT_HAN | UNIT_MASKED
#define C_ UNIT_COUNT | UNIT_MASKED /* not behind a small Chinese numeral: 三类, 一批 are no counts */
#define CP UNIT_COUNT | UNIT_HAN | UNIT_PLACE
#define P  UNIT_COUNT | UNIT_PEOPLE | UNIT_HAN | UNIT_MASKED
#define M  UNIT_MONEY | UNIT_HAN | UNIT_MASKED
#define A  UNIT_AREA | UNIT_HAN | UNIT_MASKED
#define L  UNIT_LENGTH | UNIT_HAN | UNIT_MASKED
#define V  UNIT_VOLUME | UNIT_HAN | UNIT_MASKED
#define W  UNIT_WEIGHT | UNIT_HAN | UNIT_MASKED
#define E  UNIT_ENERGY | UNIT_HAN | UNIT_MASKED
#define R  UNIT_RATE | UNIT_HAN | UNIT_MASKED
#define T  UNIT_TIME | UNIT_HAN
#define O  UNIT_OTHER

/* clang-format off */
static const struct word UNITS[] = {
    /* measure words for things */
    { U"个", C, 0 }, { U"项", C, 0 }, { U"件", C, 0 }, { U"条", C, 0 }, { U"起", C, 0 }, { U"次", C, 0 }, { U"场", C, 0 },
    { U"份", C, 0 }, { U"台", C, 0 }, { U"套", C, 0 }, { U"辆", C, 0 }, { U"座", C, 0 }, { U"张", C_, 0 }, { U"篇", C, 0 },
    { U"宗", C, 0 }, { U"轮", C, 0 }, { U"支", C, 0 }, { U"艘", C, 0 }, { U"架", C, 0 }, { U"栋", C, 0 }, { U"幢", C, 0 },
    { U"间", C, 0 }, { U"块", C_, 0 }, { U"株", C, 0 }, { U"棵", C, 0 }, { U"颗", C, 0 }, { U"枚", C, 0 }, { U"只", C_, 0 },
    { U"头", C_, 0 }, { U"羽", C_, 0 }, { U"尾", C_, 0 }, { U"匹", C_, 0 },
    { U"口", C_, 0 }, { U"眼", C_, 0 }, { U"盏", C, 0 },
    { U"根", C, 0 }, { U"本", C_, 0 }, { U"册", C, 0 }, { U"页", C, 0 }, { U"字", C_, 0 }, { U"幅", C, 0 }, { U"首", C_, 0 },
    { U"部", CP, 0 }, { U"款", C_, 0 }, { U"例", C, 0 }, { U"单", C_, 0 },
    { U"笔", C, 0 }, { U"票", C_, 0 }, { U"封", C, 0 },
    { U"期", C_, 0 }, { U"届", C, 0 }, { U"讲", C_, 0 }, { U"堂", C_, 0 },
    { U"门", C_, 0 }, { U"班", C_, 0 }, { U"期次", C_, 0 },
    { U"组", C_, 0 }, { U"对", C_, 0 }, { U"双", C_, 0 }, { U"副", C_, 0 },
    { U"批", C_, 0 }, { U"种", C_, 0 }, { U"类", C_, 0 },
    { U"片", UNIT_COUNT | UNIT_PLACE, 0 }, { U"段", UNIT_COUNT | UNIT_PLACE, 0 }, { U"道", C_, 0 }, { U"面", C_, 0 },
    { U"顶", C_, 0 }, { U"把", C_, 0 }, { U"节", C_, 0 }, { U"列", C_, 0 },
    { U"杆", C_, 0 }, { U"粒", C_, 0 }, { U"枝", C_, 0 },
    { U"遍", C, 0 }, { U"趟", C, 0 }, { U"回", C_, 0 }, { U"箱", C_, 0 },
    { U"包", C_, 0 }, { U"袋", C_, 0 }, { U"桶", C_, 0 },
    { U"瓶", C_, 0 }, { U"盒", C_, 0 }, { U"车", C_, 0 }, { U"床", C_, 0 },
    { U"层", C_, 0 }, { U"标箱", C_, 0 }, { U"粒次", C_, 0 },
    { U"处", CP, 0 }, { U"所", CP, 0 }, { U"家", C, 0 }, { U"户", C, 0 }, { U"网格", UNIT_COUNT, 0 }, { U"铺", C_, 0 },
    { U"标准箱", C_, 0 }, { U"张床位", C_, 0 }, { U"床位", C_, 0 }, { U"车位", C_, 0 }, { U"泊位", C_, 0 }, { U"学位", C_, 0 },
    { U"展位", C_, 0 }, { U"路", UNIT_COUNT | UNIT_PLACE, 0 }, { U"手", 0, 0 }, { U"台套", C_, 0 }, { U"台（套）", C_, 0 },
    { U"件（套）", C_, 0 }, { U"处（次）", C_, 0 }, { U"条（次）", C_, 0 }, { U"台/套", C_, 0 }, { U"件套", C_, 0 },
    { U"棒", C_, 0 }, { U"盆", C_, 0 }, { U"蔸", C_, 0 }, { U"剂", C_, 0 },
    { U"针", C_, 0 }, { U"尊", C_, 0 }, { U"捆", C_, 0 },
    { U"点位", C_, 0 }, { U"份次", C_, 0 }, { U"方面", C_, 0 }, { U"课时", C_, 0 }, { U"学时", C_, 0 }, { U"盘", C_, 0 },
    /* and how often */
    { U"人次", P, 0 }, { U"人/次", P, 0 }, { U"家次", C, 0 }, { U"户次", C, 0 }, { U"辆次", C, 0 }, { U"车次", C, 0 },
    { U"场次", C, 0 }, { U"批次", C, 0 }, { U"件次", C, 0 }, { U"台次", C, 0 }, { U"艘次", C, 0 }, { U"架次", C, 0 },
    { U"班次", C, 0 }, { U"组次", C, 0 }, { U"处次", C, 0 }, { U"项次", C, 0 }, { U"条次", C, 0 }, { U"个次", C, 0 },
    { U"人（次）", P, 0 }, { U"家（次）", C, 0 }, { U"户（次）", C, 0 }, { U"辆（次）", C, 0 }, { U"家/次", C, 0 },
    { U"辆/次", C, 0 }, { U"车/次", C, 0 }, { U"户/次", C, 0 }, { U"起次", C, 0 }, { U"篇次", C, 0 }, { U"点次", C_, 0 },
    { U"册次", C, 0 }, { U"部次", C, 0 }, { U"剂次", C, 0 }, { U"针次", C, 0 },
    { U"亩次", C, 0 }, { U"课次", C, 0 }, { U"门次", C, 0 },
    { U"站次", C, 0 }, { U"人日", C_, 0 }, { U"人时", C_, 0 }, { U"宗次", C, 0 }, { U"例次", C, 0 }, { U"台班", C_, 0 },
    { U"工日", C_, 0 }, { U"航次", C, 0 }, { U"列次", C, 0 }, { U"栋次", C, 0 }, { U"余次", 0, 0 },
    /* people */
    { U"人", P, 0 }, { U"名", P, 0 }, { U"位", P, 0 }, { U"人份", C_, 0 }, { U"人天", C_, 0 },
    /* time */
    { U"年", T, 0 }, { U"个月", T, 0 }, { U"天", T, 0 }, { U"个工作日", T, 0 }, { U"工作日", T, 0 }, { U"小时", T, 0 },
    { U"个小时", T, 0 }, { U"分钟", T, 0 }, { U"秒", T, 0 }, { U"秒钟", T, 0 }, { U"岁", T, 0 }, { U"周岁", T, 0 },
    { U"个星期", T, 0 }, { U"个季度", T, 0 }, { U"毫秒", T, 0 }, { U"个自然日", T, 0 }, { U"个年度", T, 0 },
    /* money */
    { U"元", M, 0 }, { U"美元", M, 0 }, { U"欧元", M, 0 }, { U"日元", M, 0 }, { U"港元", M, 0 }, { U"港币", M, 0 },
    { U"英镑", M, 0 }, { U"元人民币", M, 0 }, { U"人民币", M, 0 }, { U"卢布", M, 0 }, { U"澳元", M, 0 }, { U"韩元", M, 0 },
    { U"块钱", M, 0 },
    /* area */
    { U"亩", A, 0 }, { U"公顷", A, 0 }, { U"平方米", A, 0 }, { U"平方公里", A, 0 }, { U"平方千米", A, 0 }, { U"平米", A, 0 },
    { U"平方", A, 0 }, { U"㎡", A, 0 }, { U"m²", A, 0 }, { U"亩次", A, 0 }, { U"m2", A, 0 }, { U"平方厘米", A, 0 },
    { U"公亩", A, 0 }, { U"平方海里", A, 0 }, { U"km²", A, 0 },
    /* length */
    { U"公里", L, 0 }, { U"千米", L, 0 }, { U"米", L, 0 }, { U"厘米", L, 0 }, { U"毫米", L, 0 }, { U"海里", L, 0 },
    { U"里", UNIT_LENGTH, 0 }, { U"英寸", L, 0 }, { U"延米", L, 0 }, { U"车道公里", L, 0 }, { U"皮长公里", L, 0 },
    { U"芯公里", L, 0 }, { U"km", L, 0 }, { U"cm", L, 0 }, { U"mm", L, 0 }, { U"m", UNIT_LENGTH, 0 }, { U"KM", L, 0 },
    { U"㎞", L, 0 }, { U"㎜", L, 0 }, { U"㎝", L, 0 }, { U"微米", L, 0 }, { U"纳米", L, 0 }, { U"延长米", L, 0 },
    /* volume */
    { U"立方米", V, 0 }, { U"立方", V, 0 }, { U"方", V, 0 }, { U"升", V, 0 },
    { U"毫升", V, 0 }, { U"m³", V, 0 }, { U"m3", V, 0 },
    { U"㎥", V, 0 }, { U"土石方", V, 0 }, { U"L", UNIT_VOLUME, 0 }, { U"ml", V, 0 }, { U"mL", V, 0 }, { U"标方", V, 0 },
    { U"标准立方米", V, 0 },
    /* weight */
    { U"吨", W, 0 }, { U"公斤", W, 0 }, { U"千克", W, 0 }, { U"斤", W, 0 },
    { U"克", W, 0 }, { U"毫克", W, 0 }, { U"微克", W, 0 },
    { U"担", UNIT_WEIGHT, 0 }, { U"吨标准煤", W, 0 }, { U"吨标煤", W, 0 }, { U"蒸吨", W, 0 }, { U"载重吨", W, 0 }, { U"kg", W, 0 },
    { U"mg", W, 0 }, { U"g", UNIT_WEIGHT, 0 }, { U"t", UNIT_WEIGHT, 0 },
    { U"克拉", W, 0 }, { U"吨公里", W, 0 }, { U"人公里", P, 0 },
    { U"吨级", 0, 0 }, { U"μg", W, 0 }, { U"ug", W, 0 },
    /* energy, electricity, data */
    { U"千瓦", E, 0 }, { U"千瓦时", E, 0 }, { U"千瓦小时", E, 0 }, { U"瓦", E, 0 }, { U"兆瓦", E, 0 }, { U"兆瓦时", E, 0 },
    { U"吉瓦", E, 0 }, { U"吉瓦时", E, 0 }, { U"千伏", E, 0 }, { U"千伏安", E, 0 }, { U"兆伏安", E, 0 }, { U"伏", E, 0 },
    { U"kW", E, 0 }, { U"kw", E, 0 }, { U"KW", E, 0 }, { U"MW", E, 0 },
    { U"GW", E, 0 }, { U"kWh", E, 0 }, { U"MWh", E, 0 },
    { U"GWh", E, 0 }, { U"kV", E, 0 }, { U"KV", E, 0 }, { U"kv", E, 0 }, { U"安", UNIT_ENERGY, 0 }, { U"马力", E, 0 },
    { U"焦", UNIT_ENERGY, 0 }, { U"千卡", E, 0 }, { U"兆", E, 0 }, { U"比特", E, 0 }, { U"字节", E, 0 }, { U"TB", E, 0 },
    { U"Mbps", E, 0 }, { U"MB", E, 0 }, { U"GB", E, 0 }, { U"PFlops", E, 0 }, { U"标准机架", C_, 0 }, { U"机架", C_, 0 },
    { U"赫兹", E, 0 }, { U"分贝", E, 0 }, { U"MPa", E, 0 }, { U"兆帕", E, 0 },
    /* rates */
    { U"%", R, 0 }, { U"‰", R, 0 }, { U"百分点", R, 0 }, { U"个百分点", R, 0 }, { U"个千分点", R, 0 }, { U"倍", R, 0 },
    { U"成", UNIT_RATE | UNIT_HAN, 0 }, { U"番", UNIT_RATE | UNIT_HAN, 0 },
    { U"折", UNIT_RATE, 0 }, { U"个点", UNIT_RATE, 0 },
    /* others */
    { U"分", O, 0 }, { U"度", O | UNIT_MASKED, 0 }, { U"摄氏度", O, 0 }, { U"℃", O, 0 }, { U"°C", O, 0 }, { U"步", O, 0 },
    { U"个点位", C_, 0 }, { U"株丛", C_, 0 }, { U"流明", O, 0 }, { U"贝可", O, 0 }, { U"当量", O, 0 }, { U"人日", C_, 0 },
};

/* A measure word and what follows make another word; behind | what makes it a measure word after all: 家电 but 家电商. */
static const struct word SPLIT[] = {
    { U"家电", 0, U"商 子 力 视 站 影 竞 缆 池 气" }, { U"家庭", 0, U"农" }, { U"家居", 0, U"企 公 民" }, { U"家具", 0, U"企 公 厂" },
    { U"项目", 0, U"标" }, { U"部门", 0, 0 }, { U"部分", 0, 0 }, { U"部队", 0, 0 }, { U"部委", 0, 0 }, { U"部署", 0, 0 },
    { U"台风", 0, 0 }, { U"台阶", 0, 0 }, { U"台账", 0, 0 }, { U"面积", 0, 0 }, { U"面向", 0, 0 }, { U"面对", 0, 0 },
    { U"面貌", 0, 0 }, { U"道路", 0, 0 }, { U"片区", 0, 0 }, { U"人民", 0, U"调 陪 满 监 警" }, { U"人大", 0, 0 },
    { U"场所", 0, 0 }, { U"场景", 0, 0 }, { U"场地", 0, 0 }, { U"所有", 0, 0 }, { U"所在", 0, 0 }, { U"起来", 0, 0 },
    { U"起到", 0, 0 }, { U"户外", 0, 0 }, { U"户籍", 0, 0 }, { U"单位", 0, 0 }, { U"单元", 0, 0 }, { U"单独", 0, 0 },
    { U"位于", 0, 0 }, { U"位居", 0, 0 }, { U"位置", 0, 0 }, { U"位数", 0, 0 }, { U"位列", 0, 0 }, { U"期间", 0, 0 },
    { U"期末", 0, 0 }, { U"期望", 0, 0 }, { U"年级", 0, 0 }, { U"年代", 0, 0 }, { U"年度", 0, 0 }, { U"年报", 0, 0 },
    { U"年底", 0, 0 }, { U"年末", 0, 0 }, { U"年初", 0, 0 }, { U"年行动", 0, 0 }, { U"年攻坚", 0, 0 }, { U"年规划", 0, 0 },
    { U"年计划", 0, 0 }, { U"年倍增", 0, 0 }, { U"年来", 0, 0 }, { U"年以来", 0, 0 }, { U"年期", 0, 0 }, { U"年间", 0, 0 },
    { U"年提升", 0, 0 }, { U"年专项", 0, 0 }, { U"年方案", 0, 0 }, { U"年滚动", 0, 0 }, { U"年实施", 0, 0 },
    { U"分别", 0, 0 }, { U"分类", 0, 0 }, { U"分析", 0, 0 }, { U"分管", 0, 0 }, { U"分局", 0, 0 }, { U"分队", 0, 0 },
    { U"分支", 0, 0 }, { U"分配", 0, 0 }, { U"分布", 0, 0 }, { U"分级", 0, 0 }, { U"分步", 0, 0 }, { U"分期", 0, 0 },
    { U"分公司", 0, 0 }, { U"分中心", 0, 0 }, { U"分开", 0, 0 }, { U"分之", 0, 0 }, { U"分区", 0, 0 }, { U"分包", 0, 0 },
    { U"组织", 0, 0 }, { U"组建", 0, 0 }, { U"组成", 0, 0 }, { U"组团", 0, 0 }, { U"层级", 0, 0 }, { U"层次", 0, 0 },
    { U"层面", 0, 0 }, { U"对接", 0, 0 }, { U"对口", 0, 0 }, { U"对应", 0, 0 }, { U"对照", 0, 0 }, { U"对外", 0, 0 },
    { U"对标", 0, 0 }, { U"对象", 0, 0 }, { U"双方", 0, 0 }, { U"双向", 0, 0 }, { U"双重", 0, 0 }, { U"套餐", 0, 0 },
    { U"成功", 0, 0 }, { U"成立", 0, 0 }, { U"成效", 0, 0 }, { U"成员", 0, 0 }, { U"成果", 0, 0 }, { U"成为", 0, 0 },
    { U"成本", 0, 0 }, { U"成长", 0, 0 }, { U"成交", 0, 0 }, { U"方案", 0, 0 }, { U"方式", 0, 0 }, { U"方向", 0, 0 },
    { U"方法", 0, 0 }, { U"方便", 0, 0 }, { U"方阵", 0, 0 }, { U"节日", 0, 0 }, { U"节能", 0, 0 }, { U"节约", 0, 0 },
    { U"节点", 0, 0 }, { U"课题", 0, 0 }, { U"支部", 0, 0 }, { U"支队", 0, 0 }, { U"支持", 0, 0 }, { U"支撑", 0, 0 },
    { U"支出", 0, 0 }, { U"条例", 0, 0 }, { U"条件", 0, 0 }, { U"条线", 0, 0 }, { U"种植", 0, 0 }, { U"种子", 0, 0 },
    { U"种养", 0, 0 }, { U"班子", 0, 0 }, { U"班级", 0, 0 }, { U"门户", 0, 0 }, { U"张贴", 0, 0 }, { U"批准", 0, 0 },
    { U"批复", 0, 0 }, { U"把关", 0, 0 }, { U"把握", 0, 0 }, { U"升级", 0, 0 }, { U"升规", 0, 0 }, { U"克服", 0, 0 },
    { U"安全", 0, 0 }, { U"安置", 0, 0 }, { U"安装", 0, 0 }, { U"本级", 0, 0 }, { U"本地", 0, 0 }, { U"本土", 0, 0 },
    { U"顶层", 0, 0 }, { U"次数", 0, 0 }, { U"次要", 0, 0 }, { U"首次", 0, 0 }, { U"首批", 0, 0 }, { U"字头", 0, 0 },
    { U"根据", 0, 0 }, { U"轮换", 0, 0 }, { U"轮流", 0, 0 }, { U"届时", 0, 0 }, { U"类别", 0, 0 }, { U"类型", 0, 0 },
    { U"路段", 0, 0 }, { U"路口", 0, 0 }, { U"路径", 0, 0 }, { U"车间", 0, 0 }, { U"车辆", 0, 0 }, { U"车道", 0, 0 },
    { U"包括", 0, 0 }, { U"包含", 0, 0 }, { U"里程", 0, 0 }, { U"手续", 0, 0 }, { U"度假", 0, 0 }, { U"道德", 0, 0 },
    { U"吨级", 0, 0 }, { U"元级", 0, 0 }, { U"人级", 0, 0 }, { U"亩级", 0, 0 }, { U"倍增", 0, 0 }, { U"步骤", 0, 0 },
    { U"票据", 0, 0 }, { U"口径", 0, 0 }, { U"口岸", 0, 0 }, { U"回收", 0, 0 }, { U"回访", 0, 0 }, { U"回头", 0, 0 },
    { U"处理", 0, 0 }, { U"处置", 0, 0 }, { U"处罚", 0, 0 }, { U"米级", 0, 0 }, { U"瓦级", 0, 0 }, { U"家级", 0, 0 },
    { U"讲话", 0, 0 }, { U"讲述", 0, 0 }, { U"兆级", 0, 0 }, { U"盘活", 0, 0 }, { U"头部", 0, 0 }, { U"单项", 0, 0 },
    { U"名列", 0, 0 }, { U"名单", 0, 0 }, { U"天然", 0, 0 }, { U"组合", 0, 0 }, { U"方米", 0, 0 },
    { U"担当", 0, 0 }, { U"担任", 0, 0 }, { U"担保", 0, 0 }, { U"款项", 0, 0 }, { U"列入", 0, 0 }, { U"列为", 0, 0 },
    { U"里面", 0, 0 }, { U"本账", 0, 0 }, { U"首位", 0, 0 }, { U"首创", 0, 0 }, { U"只有", 0, 0 },
    { U"次产业", 0, 0 }, { U"年一遇", 0, 0 }, { U"位一体", 0, 0 }, { U"轮车", 0, 0 },
    { U"次元", 0, 0 }, { U"次方", 0, 0 }, { U"部件", 0, 0 }, { U"字方针", 0, 0 }, { U"字要求", 0, 0 }, { U"口号", 0, 0 },
};
/* clang-format on */
#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

/* Both tables lie in one index: a word of the second has the tag 0 and is no unit. */
void units_index(struct arena *a, struct word_index *out)
{
    struct word *all = ARENA_ARRAY(a, struct word, COUNT(UNITS) + COUNT(SPLIT));
    memcpy(all, UNITS, sizeof UNITS);
    memcpy(all + COUNT(UNITS), SPLIT, sizeof SPLIT);
    words_index(a, all, COUNT(UNITS) + COUNT(SPLIT), out);
}

static bool is_latin_unit(const struct letters *t, size_t start, size_t end)
{
    if (t->kind[start] != L_LATIN)
        return true;
    return t->kind[end] != L_LATIN && t->kind[end] != L_DIGIT;
}

/* The unit word at i, of which what follows makes no other word. */
static const struct word *plain_unit(const struct reader *r, size_t i, size_t *length)
{
    const struct word *w = word_at(&r->units, &r->t, i, length);
    if (w && !w->tag && w->other && at_any(&r->t, i + *length, w->other)) {
        *length = 1;
        for (int k = 0; k < COUNT(UNITS); k++)
            if (UNITS[k].text[0] == r->t.p[i] && !UNITS[k].text[1])
                return &UNITS[k];
    }
    if (!w || !w->tag || !is_latin_unit(&r->t, i, i + *length))
        return NULL;
    return w;
}

bool unit_at(const struct reader *r, size_t i, struct unit *out)
{
    const struct letters *t = &r->t;
    size_t n;
    const struct word *w = plain_unit(r, i, &n);
    if (!w)
        return false;
    *out = (struct unit) { .start = i, .tag = w->tag };
    size_t end = i + n;
    /* 元/人·年 */
    for (int parts = 0; parts < 2; parts++) {
        if (t->p[end] != '/' && t->p[end] != U'·')
            break;
        size_t more;
        const struct word *per = plain_unit(r, end + 1, &more);
        if (!per && one_of(t->p[end + 1], U"月年天日季周时"))
            more = 1;
        else if (!per)
            break;
        end += 1 + more;
    }
    if (t->p[i] == U'个' && n > 1) { /* 个百分点, 个月: 百分点 is the unit, 个月 stays */
        if (w->tag & UNIT_RATE)
            i++;
    }
    out->end = end;
    out->name = t->p[i] == '%' ? "%" : letters_text(r->a, t, i, end);
    if (strcmp(out->name, "㎡") == 0 || strcmp(out->name, "m²") == 0 || strcmp(out->name, "m2") == 0)
        out->name = "平方米";
    return true;
}
