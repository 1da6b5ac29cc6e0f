/* text/find_words.c: words written twice, and words that are written wrong.
 *
 * Source of the table: 《现代汉语词典》 and the lists of frequent slips that newspapers publish each year (咬文嚼字, 人民日报).
 */
#include "text/inside.h"

static const struct rule REPEAT = { "doubled-word.repeat", "doubled-word", TEXT_ERROR, MSG_FIND_REPEAT };
static const struct rule ITEM = { "doubled-word.item", "doubled-word", TEXT_ERROR, MSG_FIND_ECHO_ITEM };
static const struct rule UNIT_TWICE = { "doubled-word.unit", "doubled-word", TEXT_ERROR, MSG_FIND_UNIT_TWICE };
static const struct rule VERB_TWICE = { "doubled-word.verb", "doubled-word", TEXT_ERROR, MSG_FIND_VERB_TWICE };
static const struct rule SLIP = { "typo.word", "typo", TEXT_ERROR, MSG_FIND_SLIP };
static const struct rule DOUBLED_SLIP = { "doubled-word.word", "doubled-word", TEXT_ERROR, MSG_FIND_SLIP };
static const struct rule UNTIL = { "typo.until", "typo", TEXT_ERROR, MSG_FIND_UNTIL };
static const struct rule THAN = { "typo.than", "typo", TEXT_ERROR, MSG_FIND_THAN };
static const struct rule ADVERB = { "typo.adverb", "typo", TEXT_WARNING, MSG_FIND_ADVERB };
static const struct rule VERBLESS = { "typo.verb-missing", "typo", TEXT_WARNING, MSG_FIND_VERBLESS };
static const struct rule OBJECTLESS = { "typo.preposition-missing", "typo", TEXT_WARNING, MSG_FIND_OBJECTLESS };
static const struct rule STRAY_UNIT = { "typo.stray-unit", "typo", TEXT_ERROR, MSG_FIND_STRAY_UNIT };

enum slip { SLIP_PLAIN = 1, SLIP_DOUBLED = 2 };

/* clang-format off */
static const struct word SLIPS[] = {
#define W(wrong, right) { wrong, SLIP_PLAIN, right }
    W(U"布署", U"部署"), W(U"按装", U"安装"), W(U"一如继往", U"一如既往"), W(U"再接再励", U"再接再厉"),
    W(U"相辅相承", U"相辅相成"), W(U"迫不急待", U"迫不及待"), W(U"松驰", U"松弛"), W(U"震憾", U"震撼"), W(U"名符其实", U"名副其实"),
    W(U"穿流不息", U"川流不息"), W(U"签定", U"签订"), W(U"竞竞业业", U"兢兢业业"), W(U"严历", U"严厉"), W(U"亲睐", U"青睐"),
    W(U"防犯", U"防范"), W(U"防患于未燃", U"防患于未然"), W(U"遗撼", U"遗憾"), W(U"偿试", U"尝试"), W(U"关健", U"关键"),
    W(U"竟争", U"竞争"), W(U"竟赛", U"竞赛"), W(U"竟技", U"竞技"), W(U"竞然", U"竟然"), W(U"通迅", U"通讯"),
    W(U"帐户", U"账户"), W(U"帐号", U"账号"), W(U"帐目", U"账目"), W(U"台帐", U"台账"),
    W(U"督察激励", U"督查激励"), W(U"真到做到", U"真正做到"), W(U"迄今为至", U"迄今为止"), W(U"截止目前为止", U"截至目前"),
    W(U"截至目前为止", U"截至目前"), W(U"凸现出", U"凸显出"), W(U"蕴酿", U"酝酿"), W(U"沤歌", U"讴歌"), W(U"粗旷", U"粗犷"),
    W(U"毛骨耸然", U"毛骨悚然"), W(U"鬼鬼崇崇", U"鬼鬼祟祟"), W(U"走头无路", U"走投无路"), W(U"一愁莫展", U"一筹莫展"),
    W(U"不径而走", U"不胫而走"), W(U"针贬", U"针砭"), W(U"默守成规", U"墨守成规"), W(U"谈笑风声", U"谈笑风生"), W(U"寒喧", U"寒暄"),
    W(U"装祯", U"装帧"), W(U"修茸", U"修葺"), W(U"气慨", U"气概"), W(U"大相径廷", U"大相径庭"), W(U"金榜提名", U"金榜题名"),
    W(U"辩别", U"辨别"), W(U"急燥", U"急躁"), W(U"暴炸", U"爆炸"), W(U"坐谈会", U"座谈会"),
    W(U"必需要", U"必须要"), W(U"必需坚持", U"必须坚持"), W(U"整冶", U"整治"),
    W(U"反应强烈的问题", U"反映强烈的问题"),
    W(U"建新功总目标", U"建新功总要求"), W(U"建新功的总目标", U"建新功的总要求"), W(U"体现以下几个", U"体现在以下几个"),
    W(U"体现以下几方面", U"体现在以下几方面"), W(U"表现以下几个", U"表现在以下几个"), W(U"体现如下几个", U"体现在如下几个"),
    W(U"集中体现以下", U"集中体现在以下"), W(U"幅射", U"辐射"),
    W(U"一股作气", U"一鼓作气"), W(U"按步就班", U"按部就班"), W(U"明查暗访", U"明察暗访"), W(U"名列前矛", U"名列前茅"), W(U"凭添", U"平添"),
    W(U"出奇不意", U"出其不意"), W(U"旁证博引", U"旁征博引"), W(U"世外桃园", U"世外桃源"), W(U"滥芋充数", U"滥竽充数"), W(U"竭泽而鱼", U"竭泽而渔"),
    W(U"有持无恐", U"有恃无恐"), W(U"沤心沥血", U"呕心沥血"), W(U"磬竹难书", U"罄竹难书"), W(U"声名雀起", U"声名鹊起"), W(U"发韧", U"发轫"),
    W(U"不落巢臼", U"不落窠臼"), W(U"美仑美奂", U"美轮美奂"), W(U"悬梁刺骨", U"悬梁刺股"), W(U"水笼头", U"水龙头"), W(U"渡假村", U"度假村"),
    W(U"人情事故", U"人情世故"), W(U"挖墙角", U"挖墙脚"), W(U"食不裹腹", U"食不果腹"), W(U"义不容词", U"义不容辞"),
    W(U"披星带月", U"披星戴月"), W(U"脏款", U"赃款"), W(U"膺品", U"赝品"), W(U"防碍", U"妨碍"), W(U"峻工", U"竣工"), W(U"急待解决", U"亟待解决"),
    W(U"恪尽职首", U"恪尽职守"), W(U"克尽职守", U"恪尽职守"), W(U"坐阵", U"坐镇"), W(U"追朔", U"追溯"), W(U"萎糜", U"萎靡"),
    W(U"抵毁", U"诋毁"), W(U"报消", U"报销"), W(U"题纲", U"提纲"), W(U"经典案列", U"经典案例"), W(U"典型案列", U"典型案例"),
    W(U"安份守己", U"安分守己"), W(U"份内之事", U"分内之事"), W(U"责无旁代", U"责无旁贷"), W(U"融汇贯通", U"融会贯通"),
    W(U"一诺千斤", U"一诺千金"), W(U"轻歌慢舞", U"轻歌曼舞"), W(U"破斧沉舟", U"破釜沉舟"),
    W(U"挺而走险", U"铤而走险"), W(U"不记其数", U"不计其数"), W(U"不既其数", U"不计其数"), W(U"关怀倍至", U"关怀备至"), W(U"倍受关注", U"备受关注"),
    W(U"推陈出心", U"推陈出新"), W(U"全力以付", U"全力以赴"), W(U"同心同得", U"同心同德"),
    W(U"中纪委监委", U"中央纪委国家监委"), W(U"中纪委国家监委", U"中央纪委国家监委"), W(U"复盖", U"覆盖"), W(U"座落", U"坐落"), W(U"脉博", U"脉搏"),
#undef W
#define D(wrong, right) { wrong, SLIP_DOUBLED, right }
    D(U"全生命全周期", U"全生命周期"),
    D(U"大约左右", U"大约"), D(U"的的", U"的"), D(U"和和", U"和"), D(U"与与", U"与"), D(U"被被", U"被"),
#undef D
    /* sound words that hold one of the above */
    { U"目的的", 0, 0 }, { U"的的确", 0, 0 }, { U"和和平", 0, 0 }, { U"和和谐", 0, 0 }, { U"和和睦", 0, 0 }, { U"和和美", 0, 0 },
    { U"和和解", 0, 0 }, { U"与与会", 0, 0 }, { U"防犯罪", 0, 0 }, { U"补偿试", 0, 0 },
    { U"签定点", 0, 0 }, { U"参与与", 0, 0 }, { U"举报消", 0, 0 }, { U"赋与与", 0, 0 }, { U"要做为", 0, 0 }, { U"又做为", 0, 0 }, { U"叫做为", 0, 0 },
    { U"赔偿试", 0, 0 }, { U"有偿试", 0, 0 }, { U"无偿试", 0, 0 }, { U"标的的", 0, 0 },
    { U"和和顺", 0, 0 }, { U"和和县", 0, 0 }, { U"和和田", 0, 0 }, { U"和和政", 0, 0 }, { U"必需要素", 0, 0 },
};
/* clang-format on */

void typos_index(struct arena *a, struct word_index *out)
{
    words_index(a, SLIPS, (int)(sizeof SLIPS / sizeof *SLIPS), out);
}

static const char *as_text(struct arena *a, const char32_t *word)
{
    struct buf b = { 0 };
    char room[5];
    for (; *word; word++)
        buf_put(&b, room, text_put(room, *word));
    const char *out = arena_text(a, buf_get(&b));
    buf_free(&b);
    return out;
}

static size_t see_slip(struct reader *r, size_t i)
{
    size_t n;
    const struct word *w = word_at(&r->typos, &r->t, i, &n);
    if (!w)
        return 0;
    if (!w->tag || (one_of(w->text[0], U"的") && i && r->t.p[i - 1] == U'目'))
        return n;
    const char *right = as_text(r->a, w->other);
    FOUND(r, w->tag == SLIP_DOUBLED ? &DOUBLED_SLIP : &SLIP, i, i + n, right, letters_text(r->a, &r->t, i, i + n), right);
    return n;
}

/* ---- words twice ---- */

/* Nouns that are no part of one another; a verb of the plans' table counts too.  Endings make the second half another
 * word: 服务服务业. */
static const char32_t NOUNS[] =
    U"工作 单位 项目 问题 情况 措施 活动 任务 目标 以及 我们 安全 企业 部门 制度 资金 通过 关于 为了";
static const char32_t MAKES_ANOTHER[] = U"化 业 员 者 性 型 局 部 厅 委 站 所 中 商 网 点 区 类 厂 家 院 会 办 室 队 圈 链 "
                                        U"法 学 界 线 方 费 权 品 力 率 量 额 值 人 组 群 库 后";

static bool is_one_word(const struct reader *r, size_t i)
{
    size_t n;
    const struct word *w = word_at(&r->verbs, &r->t, i, &n);
    return (w && n == 2) || at_any(&r->t, i, NOUNS);
}

static void see_repeat(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    if (t->p[i] != t->p[i + 2] || t->p[i + 1] != t->p[i + 3] || t->p[i] == t->p[i + 1])
        return;
    bool closes = t->kind[i + 4] == L_COMMA || t->kind[i + 4] == L_STOP || t->kind[i + 4] == L_LINE; /* 全天候值守值守， */
    closes = closes || !i || t->kind[i - 1] == L_COMMA || t->kind[i - 1] == L_STOP || t->kind[i - 1] == L_LINE;
    bool sound = !one_of(t->p[i], U"很太最真极挺") && t->kind[i] == L_HAN && t->kind[i + 1] == L_HAN;
    if (!(is_one_word(r, i) || (closes && sound)) || at_any(t, i + 4, MAKES_ANOTHER) || one_of(t->p[i + 4], U"再大好")
        || (i && t->p[i - 1] == U'大'))
        return;
    FOUND(r, &REPEAT, i, i + 4, letters_text(r->a, t, i, i + 2), letters_text(r->a, t, i, i + 2));
}

#define ECHO_MIN 3
#define ECHO_MAX 14

/* 残垣断壁、残垣断壁: one item of a list twice. */
static void see_item_twice(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    size_t n = 0, same = 0;
    while (n < ECHO_MAX && n < i && t->kind[i - 1 - n] == L_HAN)
        n++;
    if (n < 3 || n == ECHO_MAX) /* the whole item, or no item: 半机械化、机械化 are two */
        return;
    while (same < n && t->p[i - n + same] == t->p[i + 1 + same])
        same++;
    if (same < n || (t->kind[i + 1 + n] == L_HAN && t->p[i + 1 + n] != U'等'))
        return;
    const char *item = letters_text(r->a, t, i - n, i);
    FOUND(r, &ITEM, i - n, i + 1 + n, item, item);
}

/* 强化项目支撑强化项目支撑: the same words again at once; 一个问题一个问题 is how one says "one by one". */
static size_t see_echo(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    const char32_t *p = t->p + i;
    char32_t first = p[0];
    for (size_t n = ECHO_MIN; n <= ECHO_MAX; n++) {
        if (p[n] != first || p[n + 1] != p[1])
            continue;
        size_t k = 0;
        while (k < n && t->kind[i + k] == L_HAN && t->p[i + k] == t->p[i + n + k])
            k++;
        if (k < n || at_any(t, i + 2 * n, MAKES_ANOTHER))
            continue;
        const char *words = letters_text(r->a, t, i, i + n);
        FOUND(r, &REPEAT, i, i + 2 * n, words, words);
        return 2 * n;
    }
    return 0;
}

/* 人次2515人次 */
static void see_units_twice(struct reader *r)
{
    const struct letters *t = &r->t;
    for (int k = 0; k < r->out->figure_count; k++) {
        const struct text_figure *f = &r->out->figures[k];
        size_t unit = r->notes[k].unit_start, n = f->end - unit;
        if (!f->unit || n < 2 || n > 4 || f->start < n || unit >= f->end || t->kind[unit] != L_HAN)
            continue;
        bool twice = true;
        for (size_t j = 0; j < n; j++)
            twice = twice && t->p[f->start - n + j] == t->p[unit + j];
        if (twice && f->start > n && !one_of(t->p[f->start - n - 1], U"方每"))
            FOUND(r, &UNIT_TWICE, f->start - n, f->end, f->text, letters_text(r->a, t, unit, f->end));
    }
}

/* 投入50万元裸露林地实施生态修复: 对 is missing before what is treated. */
static void see_objects(struct reader *r)
{
    const struct letters *t = &r->t;
    for (int k = 0; k < r->out->figure_count; k++) {
        const struct text_figure *f = &r->out->figures[k];
        size_t n, i = f->end;
        if (!(r->notes[k].unit_tag & UNIT_MONEY) || !ends_any(t, f->start, U"投入 投资 安排资金") || t->kind[i] != L_HAN)
            continue;
        if (word_at(&r->verbs, t, i, &n)
            || at_any(t, i, U"用 的 资 购 左 以 余 多 元 之 采 维 安 聘 委 与 和 及 专 补 奖 由 从 经 修 治 聘"))
            continue;
        while (t->kind[i] == L_HAN && i < f->end + 10 && !at_any(t, i, U"实施 进行"))
            i++;
        if (at_any(t, i, U"实施 进行") && i >= f->end + 4 && !has_any(t, f->end, i, U"对 为 在 用 资 建 的 项目 工程"))
            FOUND(r, &OBJECTLESS, f->end, i + 2, NULL, letters_text(r->a, t, f->end, i));
    }
}

/* 配备消防互联网对讲机配备: a clause that begins and ends with the same verb. */
static void see_verb(struct reader *r, size_t i, size_t end)
{
    const struct letters *t = &r->t;
    static const char32_t verbs[] = U"配备 开展 召开 举办 印发 签订 制定 出台 编制";
    while (i < end && t->kind[i] == L_SPACE)
        i++;
    if (!at_any(t, i, verbs) || end < i + 6 || end > i + 30 || t->p[end - 2] != t->p[i] || t->p[end - 1] != t->p[i + 1])
        return;
    if (!has_any(t, i + 2, end - 2, U"， 的 、 已 并 后 正 有序 按 未 和 全面 如期 顺利 同步 持续 深入 积极 集中 统一"))
        FOUND(r, &VERB_TWICE, i, end, letters_text(r->a, t, i, end - 2), letters_text(r->a, t, i, i + 2));
}

/* 持续对…领域专项整治。: what 对 introduces needs a verb. */
static void see_verbless(struct reader *r, size_t i, size_t end)
{
    const struct letters *t = &r->t;
    size_t head = at_any(t, i, U"对 持续对 继续对 同时对 并对");
    size_t tail = ends_any(t, end, U"专项整治 专项治理 专项检查 综合整治");
    if (!head || !tail || t->p[end] != U'。' || end < i + 8 || end > i + LOOK_MAX)
        return;
    if (!has_any(t, i + head, end, U"开展 进行 实施 加强 加大 推进 深化 强化 启动 组织 予以 抓 了 纳入 做 列入 部署 完成"))
        FOUND(r, &VERBLESS, i, end, NULL, letters_text(r->a, t, end - tail, end));
}

/* ---- slips that need their neighbours ---- */

static void see_until(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    if (at_word(t, i, U"截止")
        && (t->kind[i + 2] == L_DIGIT
            || at_any(t, i + 2, U"目前 今年 去年 本月 上月 当前 现在 年底 月底 昨日 今日 到目前 到20 到12 到11 到10")))
        FOUND(r, &UNTIL, i, i + 2, "截至");
}

/* 既使在旺季: even if is 即使; 第七界: a session is a 届. */
static void see_homophone(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    bool opens = !i || t->kind[i - 1] == L_COMMA || t->kind[i - 1] == L_STOP || t->kind[i - 1] == L_LINE;
    if (at_word(t, i, U"既使") && opens && !has_any(t, i + 2, i + 24 < t->count ? i + 24 : t->count, U"又 也使 还"))
        FOUND(r, &SLIP, i, i + 2, "即使", "既使", "即使");
    size_t k = i;
    while (k && i - k < 3 && (t->kind[k - 1] == L_CHINESE || t->kind[k - 1] == L_DIGIT))
        k--;
    if (t->p[i] == U'界' && k < i && k && t->p[k - 1] == U'第' && t->kind[i + 1] == L_HAN
        && !one_of(t->p[i + 1], U"线限别碑"))
        FOUND(r, &SLIP, k - 1, i + 1, NULL, letters_text(r->a, t, k - 1, i + 1), "届");
}

/* 就2019年增加: 较 is meant. */
static void see_than(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    size_t k = i + 1;
    while (t->kind[k] == L_DIGIT)
        k++;
    if (k != i + 5 || t->p[k] != U'年' || !at_any(t, k + 1, U"增加 增长 减少 下降 上升 提高 同期"))
        return;
    FOUND(r, &THAN, i, i + 1, "较");
}

/* 及时、准确的反映工作情况: before a verb stands 地. */
static void see_adverb(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    static const char32_t adverbs[] = U"及时 准确 认真 扎实 切实 圆满 顺利 大力 稳步 努力 严格 深入";
    static const char32_t verbs[] = U"反映 开展 推进 落实 完成 贯彻 执行 做好 抓好 履行 配合 处理 解决 化解 推动 组织 实施";
    size_t verb = at_any(t, i + 1, verbs);
    if (!verb || !ends_any(t, i, adverbs) || t->kind[i + 3] != L_HAN || one_of(t->p[i + 3], U"的了和与者率力是度"))
        return;
    if (at_any(t, i + 3,
               U"作用 措施 办法 态度 效果 成效 能力 方案 机制 路径 方式 机构 单位 过程 结果 基础 进度 任务 目标 保障"))
        return;
    FOUND(r, &ADVERB, i, i + 1, "地", letters_text(r->a, t, i + 1, i + 3));
}

/* 发放张安全生产倡议书: a measure word without its number. */
static void see_stray(struct reader *r, size_t i)
{
    const struct letters *t = &r->t;
    if (at_any(t, i, U"发放 印发 张贴 悬挂 出动") && one_of(t->p[i + 2], U"张份册辆条") && t->kind[i + 3] == L_HAN
        && !one_of(t->p[i + 3], U"额贴例幅目件数线纸挂次子款") && !at_any(t, i + 2, U"辆车 份子 条码"))
        FOUND(r, &STRAY_UNIT, i + 2, i + 3, "", letters_text(r->a, t, i + 2, i + 3));
}

void find_words(struct reader *r)
{
    const struct letters *t = &r->t;
    size_t clause = 0, list = 0; /* where they begin; a list goes on behind 、 */
    for (size_t i = 0; i < t->count; i++) {
        enum letter kind = t->kind[i];
        if (kind == L_COMMA || kind == L_STOP || kind == L_LINE) {
            see_verb(r, clause, i);
            see_verbless(r, list, i);
            if (t->p[i] == U'、')
                see_item_twice(r, i);
            clause = i + 1;
            list = t->p[i] == U'、' ? list : clause;
            continue;
        }
        if (kind != L_HAN)
            continue;
        char32_t c = t->p[i];
        size_t echo = see_echo(r, i);
        if (echo) {
            i += echo - 1;
            continue;
        }
        see_repeat(r, i);
        if (c == U'截')
            see_until(r, i);
        else if (c == U'既' || c == U'界')
            see_homophone(r, i);
        else if (c == U'就' && t->kind[i + 1] == L_DIGIT)
            see_than(r, i);
        else if (c == U'的')
            see_adverb(r, i);
        else if (one_of(c, U"发印张悬出"))
            see_stray(r, i);
        size_t n = see_slip(r, i);
        i += n > 1 ? n - 1 : 0;
    }
    see_units_twice(r);
    see_objects(r);
}
