/* text/commitment.c: clauses of a plan that can be kept or broken.
 *
 * Source of the verbs: the predicates with which plans of Chinese offices open a clause (公文写作 handbooks list the same).
 */
#include <string.h>

#include "text/inside.h"

#define CLAUSE_MIN 4

enum verb_tag { VERB_DO = 1, VERB_AIM = 2, VERB_HOW = 4 };

/* clang-format off */
static const struct word VERBS[] = {
#define D(w) { w, VERB_DO, 0 }
    D(U"加强"), D(U"推进"), D(U"推动"), D(U"强化"), D(U"完善"), D(U"建立"), D(U"健全"), D(U"开展"), D(U"组织"), D(U"实施"), D(U"落实"),
    D(U"做好"), D(U"抓好"), D(U"提升"), D(U"提高"), D(U"优化"), D(U"深化"), D(U"加大"), D(U"加快"), D(U"打造"), D(U"构建"), D(U"培育"),
    D(U"完成"), D(U"建设"), D(U"建成"), D(U"创建"), D(U"启动"), D(U"谋划"), D(U"储备"), D(U"编制"), D(U"制定"), D(U"修订"), D(U"出台"),
    D(U"支持"), D(U"引导"), D(U"鼓励"), D(U"督促"), D(U"指导"), D(U"协助"), D(U"联合"), D(U"发挥"), D(U"利用"), D(U"运用"), D(U"用好"),
    D(U"用足"), D(U"聚焦"), D(U"围绕"), D(U"坚持"), D(U"巩固"), D(U"拓展"), D(U"拓宽"), D(U"丰富"), D(U"创新"), D(U"探索"), D(U"搭建"),
    D(U"打通"), D(U"打破"), D(U"打击"), D(U"整治"), D(U"整合"), D(U"统筹"), D(U"规范"), D(U"严格"), D(U"严厉"), D(U"严防"), D(U"严控"),
    D(U"防范"), D(U"化解"), D(U"排查"), D(U"治理"), D(U"保障"), D(U"保护"), D(U"维护"), D(U"稳定"), D(U"稳住"), D(U"促进"), D(U"带动"),
    D(U"实现"), D(U"形成"), D(U"明确"), D(U"梳理"), D(U"充实"), D(U"壮大"), D(U"做强"), D(U"做优"), D(U"做大"), D(U"做实"), D(U"抓实"),
    D(U"抓紧"), D(U"抓住"), D(U"引进"), D(U"招引"), D(U"争取"), D(U"申报"), D(U"新增"), D(U"增加"), D(U"增强"), D(U"扩大"), D(U"减少"),
    D(U"降低"), D(U"控制"), D(U"修复"), D(U"改造"), D(U"新建"), D(U"改建"), D(U"扩建"), D(U"新造"), D(U"补植"), D(U"抚育"), D(U"种植"),
    D(U"宣传"), D(U"培训"), D(U"教育"), D(U"学习"), D(U"贯彻"), D(U"执行"), D(U"履行"), D(U"监督"), D(U"检查"), D(U"考核"), D(U"评估"),
    D(U"审核"), D(U"审批"), D(U"核查"), D(U"查处"), D(U"倒逼"), D(U"筑牢"), D(U"守牢"), D(U"守住"), D(U"夯实"), D(U"压实"), D(U"补齐"),
    D(U"破解"), D(U"解决"), D(U"服务"), D(U"提供"), D(U"发展"), D(U"激发"), D(U"释放"), D(U"集聚"), D(U"孵化"), D(U"导入"), D(U"承办"),
    D(U"举办"), D(U"召开"), D(U"参加"), D(U"邀请"), D(U"选派"), D(U"选树"), D(U"评选"), D(U"表彰"), D(U"配备"), D(U"配置"), D(U"购置"),
    D(U"投入"), D(U"落地"), D(U"签订"), D(U"签约"), D(U"开工"), D(U"竣工"), D(U"投产"), D(U"续建"), D(U"试点"), D(U"推广"), D(U"推行"),
    D(U"推介"), D(U"发布"), D(U"公开"), D(U"报送"), D(U"建强"), D(U"锻造"), D(U"锚定"), D(U"突出"), D(U"注重"), D(U"重视"), D(U"关注"),
    D(U"改进"), D(U"改善"), D(U"转变"), D(U"融合"), D(U"延伸"), D(U"覆盖"), D(U"扎牢"), D(U"织密"), D(U"擦亮"), D(U"叫响"), D(U"办好"),
    D(U"管好"), D(U"兑现"), D(U"对接"), D(U"跟踪"), D(U"协调"), D(U"协同"), D(U"配合"), D(U"牵头"), D(U"依托"), D(U"纳入"), D(U"设立"),
    D(U"下设"), D(U"选聘"), D(U"招聘"), D(U"清理"), D(U"清零"), D(U"整改"), D(U"修编"), D(U"担任"), D(U"投保"), D(U"分析"), D(U"研究"),
    D(U"挖掘"), D(U"盘活"), D(U"承接"), D(U"加密"), D(U"加速"), D(U"助力"), D(U"助推"), D(U"赋能"), D(U"帮助"), D(U"帮扶"), D(U"救助"),
    D(U"查漏补缺"), D(U"常态化"), D(U"杜绝"), D(U"遏制"), D(U"攻坚"), D(U"攻克"), D(U"冲刺"), D(U"跑出"), D(U"融入"), D(U"弘扬"),
    D(U"有一个"), D(U"有一支"), D(U"有一名"), D(U"主动"), D(U"敢于"), D(U"善于"), D(U"达成"), D(U"调整"), D(U"调动"), D(U"栽植"),
    D(U"铺排"), D(U"争创"), D(U"创成"), D(U"创评"), D(U"培养"), D(U"建好"), D(U"抓牢"), D(U"抓细"), D(U"开通"), D(U"开发"), D(U"开拓"),
    D(U"限制"), D(U"取缔"), D(U"关停"), D(U"拆除"), D(U"清查"), D(U"摸排"), D(U"普查"), D(U"更新"), D(U"升级"), D(U"养护"), D(U"管护"),
#undef D
#define A_(w) { w, VERB_AIM, 0 }
    A_(U"确保"), A_(U"力争"), A_(U"争取"), A_(U"达到"), A_(U"保持"), A_(U"突破"), A_(U"控制在"), A_(U"稳定在"), A_(U"不低于"), A_(U"不少于"),
#undef A_
    /* what only says how: the clause belongs to the one behind */
#define H_(w) { w, VERB_HOW, 0 }
    H_(U"通过"), H_(U"按照"), H_(U"根据"), H_(U"针对"), H_(U"结合"), H_(U"以"), H_(U"在"), H_(U"对"), H_(U"从"), H_(U"借助"), H_(U"依据"),
    H_(U"围绕"), H_(U"锚定"), H_(U"聚焦"), H_(U"紧盯"), H_(U"紧扣"), H_(U"对照"), H_(U"立足"), H_(U"瞄准"), H_(U"坚持"), H_(U"发挥"), H_(U"依托"),
#undef H_
    /* adverbs before a verb */
#define W_(w) { w, 0, 0 }
    W_(U"进一步"), W_(U"持续"), W_(U"不断"), W_(U"积极"), W_(U"大力"), W_(U"全力"), W_(U"全面"), W_(U"深入"), W_(U"扎实"), W_(U"切实"), W_(U"着力"),
    W_(U"重点"), W_(U"继续"), W_(U"充分"), W_(U"认真"), W_(U"稳步"), W_(U"有序"), W_(U"有效"), W_(U"努力"), W_(U"同步"), W_(U"深化"), W_(U"精准"),
    W_(U"主动"), W_(U"及时"), W_(U"定期"), W_(U"常态化"), W_(U"坚决"), W_(U"严格"), W_(U"要"), W_(U"将"), W_(U"并"), W_(U"同时"), W_(U"统筹"),
    W_(U"更好"), W_(U"加快"), W_(U"尽快"), W_(U"逐步"), W_(U"适时"), W_(U"计划"), W_(U"再"), W_(U"高质量"), W_(U"高标准"), W_(U"探索"), W_(U"为"),
    W_(U"一要"), W_(U"二要"), W_(U"科学"), W_(U"合理"), W_(U"广泛"), W_(U"系统"), W_(U"强力"), W_(U"狠"), W_(U"做到"), W_(U"创造条件"), W_(U"有"),
    W_(U"高效"), W_(U"高水平"), W_(U"持之以恒"), W_(U"多措并举"), W_(U"多渠道"), W_(U"因地制宜"), W_(U"严"), W_(U"牢牢"), W_(U"紧紧"), W_(U"着重"),
    W_(U"特别是"), W_(U"下大力气"), W_(U"预计"), W_(U"拟"), W_(U"还"), W_(U"也"), W_(U"全年"), W_(U"年内"), W_(U"上半年"), W_(U"下半年"), W_(U"以上"),
#undef W_
};
/* clang-format on */

void verbs_index(struct arena *a, struct word_index *out)
{
    words_index(a, VERBS, (int)(sizeof VERBS / sizeof *VERBS), out);
}

/* What a clause opens with, behind adverbs; *verb: where. */
static unsigned opening(const struct reader *r, size_t i, size_t end, size_t *verb)
{
    for (int k = 0; k < 5 && i < end; k++) {
        while (i < end && (r->t.kind[i] == L_SPACE || r->t.kind[i] == L_OPEN))
            i++;
        size_t n;
        const struct word *w = word_at(&r->verbs, &r->t, i, &n);
        *verb = i;
        if (!w)
            return 0;
        if (w->tag
            && !(w->tag & VERB_DO && k < 4 && word_at(&r->verbs, &r->t, i + n, &(size_t) { 0 }) && n == 2
                 && at_any(&r->t, i, U"加快 严格 统筹 坚持 深化 探索 主动 常态化 组织 争取 突出 加速")))
            return w->tag;
        i += n;
    }
    return 0;
}

/* ---- deadlines ---- */

static int month_before(const struct letters *t, size_t i)
{
    int value = 0, by = 1;
    while (i && t->kind[i - 1] == L_DIGIT && by <= 10) {
        value += by * (int)(t->p[--i] - '0');
        by *= 10;
    }
    return value >= 1 && value <= 12 ? value : 0;
}

/* 2024年底前, 6月底前, 年底前, 上半年, 三年内; DAY_LAST where the clause names none. */
static int32_t deadline_of(const struct reader *r, size_t from, size_t to, int figure)
{
    const struct letters *t = &r->t;
    int year = r->plan_year;
    for (size_t i = from; i < to; i++) {
        int years[1];
        if (t->kind[i] == L_DIGIT && t->p[i + 4] == U'年' && years_in(t, i, i + 5, years, 1))
            year = years[0];
        bool before = has_any(t, i, i + 5 < to ? i + 5 : to, U"前 之前 以前");
        if (!year)
            continue;
        if (t->p[i] == U'年' && one_of(t->p[i + 1], U"底末") && (before || (i >= 4 && t->kind[i - 1] == L_DIGIT)))
            return day_of(year, 12, 31);
        int month = t->p[i] == U'月' ? month_before(t, i) : 0;
        if (month && before && one_of(t->p[i + 1], U"底末前份"))
            return day_of(year, month, day_month_length(year, month));
        if (at_word(t, i, U"上半年") && r->plan_year)
            return day_of(year, 6, 30);
        if (at_word(t, i, U"年内") && i && !(t->kind[i - 1] == L_CHINESE || t->kind[i - 1] == L_DIGIT))
            return day_of(year, 12, 31);
    }
    for (int k = figure; k < r->out->figure_count; k++) {
        const struct text_figure *f = &r->out->figures[k];
        if (f->start >= to)
            break;
        int128 one = decimal_pow10(SCALE);
        if (f->start < from || !f->unit || strcmp(f->unit, "年") != 0 || !r->plan_year || r->notes[k].scaled > 30 * one)
            continue;
        if (at_any(t, f->end, U"内 之内 完成 建成") || ends_any(t, f->start, U"计划 用"))
            return day_of(r->plan_year - 1 + (int)(r->notes[k].scaled / one), 12, 31);
    }
    return DAY_LAST;
}

/* ---- clauses ---- */

static const char *op_of(const struct reader *r, const struct text_figure *f, size_t from)
{
    const struct letters *t = &r->t;
    static const char *const less[] = { "以下", "以内",   "不超过", "不高于", "小于",  "低于",
                                        "≤",    "及以下", "至多",   "最多",   "不多于" };
    for (size_t i = 0; f->approx && i < sizeof less / sizeof *less; i++)
        if (strcmp(f->approx, less[i]) == 0)
            return "<=";
    bool about =
        f->approx && (strcmp(f->approx, "约") == 0 || strcmp(f->approx, "左右") == 0 || strcmp(f->approx, "近") == 0);
    if (f->approx && !about)
        return ">=";
    if (has_any(t, from, f->start, U"控制在"))
        return "<=";
    return has_any(t, from, f->start, U"力争 争取 确保 达到 突破 不少于 不低于") ? ">=" : "=";
}

struct clause_walk {
    size_t start; /* of the commitment being gathered; NONE */
    bool acts;    /* it holds a clause that opens with a verb */
    size_t sentence, sentence_end;
    int figure; /* the first not before the sentence */
};
#define NONE ((size_t)-1)

static void add_commitment(struct reader *r, size_t start, size_t end, const struct text_figure *f, int32_t deadline)
{
    struct text_commitment *m = ADD(r, commitments, commitment_count, commitment_room);
    size_t verb = start;
    opening(r, start, end, &verb);
    *m = (struct text_commitment) {
        .start = start, .end = end, .text = letters_text(r->a, &r->t, start, end), .op = "done", .deadline = deadline
    };
    m->what = f && *f->what ? f->what : letters_text(r->a, &r->t, verb < end ? verb : start, end);
    if (f) {
        m->op = op_of(r, f, start);
        m->value = f->value;
        m->unit = f->unit;
    }
}

static void close_clause(struct reader *r, struct clause_walk *k, size_t end)
{
    if (k->start == NONE || end < k->start + CLAUSE_MIN) {
        k->start = NONE;
        return;
    }
    bool counted = false;
    while (k->figure < r->out->figure_count && r->out->figures[k->figure].start < k->start)
        k->figure++;
    int32_t deadline = deadline_of(r, k->start, end, k->figure);
    for (; k->figure < r->out->figure_count && r->out->figures[k->figure].start < end; k->figure++) {
        const struct text_figure *f = &r->out->figures[k->figure];
        if (f->role != TEXT_TARGET && f->role != TEXT_CHANGE && f->role != TEXT_SHARE)
            continue;
        if (r->notes[k->figure].unit_tag & UNIT_TIME && deadline != DAY_LAST)
            continue;
        add_commitment(r, k->start, end, f, deadline);
        counted = true;
    }
    if (!counted && k->acts)
        add_commitment(r, k->start, end, NULL, deadline);
    k->start = NONE;
    k->acts = false;
}

/* A clause that begins at i: opens a new commitment, or belongs to the one gathered. */
static void see_clause(struct reader *r, struct clause_walk *k, size_t i, size_t end, size_t before)
{
    size_t verb;
    unsigned tag = opening(r, i, end, &verb);
    bool how = tag & VERB_HOW;
    bool acts = (tag & (VERB_DO | VERB_AIM)) && !how;
    if (k->start != NONE && k->acts && (acts || how))
        close_clause(r, k, before);
    if (k->start == NONE)
        k->start = i;
    k->acts |= acts || (how && has_any(&r->t, verb, end, U"做好 推进 开展 打造 推动 加强 实现 构建 建立 提升 进行"));
}

static bool describes(const struct letters *t, size_t i)
{
    return at_any(t, i, U"今年来 今年以来 当前 目前 虽然 但 尽管 由于 过去") != 0;
}

static void read_sentence(struct reader *r, struct clause_walk *k, size_t from, size_t to)
{
    const struct letters *t = &r->t;
    if (to < from + CLAUSE_MIN || describes(t, from))
        return;
    int depth = 0;
    size_t clause = from;
    int count = r->out->commitment_count;
    k->start = NONE;
    k->acts = false;
    for (size_t i = from; i <= to; i++) {
        if (i < to && t->kind[i] == L_OPEN)
            depth++;
        if (i < to && t->kind[i] == L_CLOSE && depth)
            depth--;
        bool quoted_list = depth && i < to && t->p[i] == U'，' && at_any(t, i + 1, U"有一个 有一支 有一名 有一套");
        if (i < to && !(one_of(t->p[i], U"，,：") && (!depth || quoted_list)))
            continue;
        if (i > clause)
            see_clause(r, k, clause, i, clause - 1);
        clause = i + 1;
    }
    if (k->start != NONE && r->out->commitment_count == count)
        k->acts = true; /* a sentence of a plan is a commitment even where no verb we know opens it */
    close_clause(r, k, to);
}

void commitments_read(struct reader *r)
{
    const struct letters *t = &r->t;
    struct clause_walk k = { .start = NONE };
    for (int n = 0; n < r->line_count; n++) {
        const struct line *l = &r->lines[n];
        if (l->part != PART_PLAN || l->closing)
            continue;
        size_t from = l->heading_end;
        for (size_t i = from; i <= l->end; i++) {
            if (i < l->end && t->kind[i] != L_STOP)
                continue;
            while (from < i
                   && (t->kind[from] == L_STOP || t->kind[from] == L_SPACE || t->kind[from] == L_COMMA
                       || t->kind[from] == L_CLOSE))
                from++;
            struct number_mark m;
            size_t begin = number_mark_at(t, from, &m) && m.end < i ? m.end : from;
            read_sentence(r, &k, begin, i);
            from = i + 1;
        }
    }
}
