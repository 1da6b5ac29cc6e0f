/* text/figure.c: which numerals measure something, and where their span begins and ends. */
#include <string.h>

#include "text/inside.h"

const char *text_role_name(enum text_role r)
{
    static const char *const names[TEXT_ROLE_COUNT] = { "actual", "target", "change", "base", "share" };
    return names[r];
}

/* ---- where a numeral stands ---- */

/* Sets the bounds that lie around i; sentences and clauses are walked forward with the text. */
struct walk {
    struct around w;
    int line;
    size_t titled; /* inside 《》 up to here */
    size_t quoted; /* the opening “ of the quotation that holds the place, + 1; 0 */
    size_t at;
};

static void walk_to(struct reader *r, struct walk *k, size_t to)
{
    const struct letters *t = &r->t;
    for (; k->at < to; k->at++) {
        size_t i = k->at;
        char32_t c = t->p[i];
        if (t->kind[i] == L_LINE || (t->kind[i] == L_STOP && c != U'；' && c != ';')) {
            k->w.sentence = k->w.clause = i + 1;
            k->quoted = 0;
        } else if (t->kind[i] == L_COMMA ? c != U'、' : t->kind[i] == L_STOP) {
            k->w.clause = i + 1;
        }
        if (c == U'“')
            k->quoted = i + 1;
        else if (c == U'”')
            k->quoted = 0;
    }
    while (k->line + 1 < r->line_count && r->lines[k->line + 1].start <= to)
        k->line++;
    k->w.line = r->line_count ? &r->lines[k->line] : NULL;
}

/* ---- what is no quantity ---- */

/* Numbers of 《…》, of codes and documents, of orders: 第3, A4, 〔2023〕, 1+N, 12345热线. */
static bool is_named(const struct letters *t, const struct numeral *n)
{
    size_t i = n->start;
    char32_t before = t->p[i ? i - 1 : 0], behind = t->p[n->end];
    if (!i)
        before = 0;
    if (before == U'第' || before == U'〔' || before == U'［' || before == '[' || before == '+' || behind == '+'
        || before == U'№')
        return true;
    if (before == U'初' || (before == U'零' && n->chinese))
        return true;
    if (t->kind[i ? i - 1 : 0] == L_LATIN && i && (n->digits || !n->chinese))
        return t->kind[i >= 2 ? i - 2 : 0] == L_LATIN ? false : true;
    if (one_of(before, U"./_\\@#&") && i >= 2 && (t->kind[i - 2] == L_DIGIT || t->kind[i - 2] == L_LATIN))
        return true;
    if (before == '-' && i >= 2 && (t->kind[i - 2] == L_LATIN))
        return true;
    /* 前三名, 前10位: a place in an order */
    if (before == U'前' && !ends_any(t, i, U"目前 当前 提前 此前 年前"))
        return true;
    return false;
}

/* A day, a year, a time: the letters behind the number say so. */
static bool is_date(const struct letters *t, const struct numeral *n)
{
    char32_t c = t->p[n->end];
    int128 one = decimal_pow10(SCALE);
    size_t length = n->end - n->start;
    if (one_of(c, U"月日号时点"))
        return true;
    if (c == U'年' || (c == U'-' && t->p[n->end + 5] == U'年')) {
        if (length == 4 && n->scaled >= 1900 * one && n->scaled <= 2100 * one)
            return true;
        if (t->kind[n->end + 1] == L_DIGIT)
            return true; /* 23年5月 */
        if (n->start && one_of(t->p[n->start - 1], U"近这") && !ends_any(t, n->start, U"接近"))
            return true; /* 近三年 is a span of time up to now */
    }
    return c == U'分' && n->start && t->p[n->start - 1] == U'时';
}

/* A bare 百, 千, 万, 亿 counts only behind a word that makes it do so: 上百, 超千, 过万. */
static bool bare_counts(const struct letters *t, size_t start)
{
    return ends_any(t, start, U"上 超 近 过 逾 突破 约 达 达到 超过 成")
           && !ends_any(t, start, U"以上 不超 附近 最近 不过 通过 经过 签约 节约 预约 集约");
}

/* 超亿元企业, 过千万元项目: a class of size, nothing measured. */
static bool is_size_class(const struct letters *t, const struct numeral *n, const struct unit *u)
{
    size_t end = u->end > n->end ? u->end : n->end;
    return (u->tag & UNIT_MONEY)
           && at_any(t, end, U"项目 企业 产业 园区 镇 村 强 级 集群 城区 楼宇 头部 制造 以上 的企业 的项目 的产业");
}

/* 两个责任, 四个意识: names that count their parts. */
static const char32_t SET_NOUNS[] =
    U"意识 维护 确立 自信 责任 规定 大局 一 全面 务必 文明 毫不 百年 先行 革命 清单 覆盖 结合 不 统筹 层面 方面 "
    U"到位 率先 坚持 聚焦 转变 必须 强化 提升 突出 纳入 亮点 融合 优化 环节 重点 领域 健康 健全 阶段 月 年 能力 区 更加 "
    U"特别";

/* Verbs and particles that a count follows. */
static const char32_t COUNTING[] = U"等 共 有 计 新增 增加 减少 建成 建设 完成 创建 成立 打造 引进 签约 开工 实施 谋划 其中 "
                                   U"了 召开 举办 开展 组织 承办 获评 获 "
                                   U"争取 储备 入选 列入 培育 认定 设立 配备 选派 新建 改造 整治 查处 办理 受理 发放 印发 "
                                   U"制定 出台 修订 新 达 达到 超过 超 近 约 连续 "
                                   U"累计 全年 今年 每年 每月 每 抓获 破获 立案 处理 发现 排查 化解 调解 投入 投资 安排 "
                                   U"落实 拥有 现有 设 设置 下设 辖 下辖 举行 参加 "
                                   U"下发 报送 发布 推出 上报 评选 命名 表彰 命名 推荐 编制 聘请 招聘 录用 晋升 提拔 处分 "
                                   U"问责 移送 起诉 为 仅 只 共有 共计 合计 总计 "
                                   U"第一批 上半年 下半年 推进 启动 新签 落地 招引 盘活 关停 清理 清退 取缔 拆除 修复 修建 "
                                   U"维修 新改建 改建 扩建 续建 治理 另 另有 "
                                   U"为期 未来 今后 计划 力争 确保 至少 不少于 不低于 分 分为 划分为";

/* 举办集体婚礼两场，: a count behind what is counted, at its clause's end. */
static bool stands_last(const struct letters *t, const struct numeral *n, const struct unit *u, const struct walk *k)
{
    bool ends =
        t->kind[u->end] == L_COMMA || t->kind[u->end] == L_STOP || t->kind[u->end] == L_LINE || t->kind[u->end] == L_END;
    return ends && n->start >= k->w.clause + 4 && t->kind[n->start - 1] == L_HAN && t->kind[n->start - 2] == L_HAN
           && one_of(t->p[u->start], U"场次期个家名人起件项条处座台辆份篇部套批支队户") && u->end == u->start + 1
           && has_any(t, k->w.clause, n->start,
                      U"举办 开展 组织 召开 建成 新建 完成 查处 办理 受理 印发 制定 出台 开办 参加 承办 举行 立案 "
                      U"建设 改造 培训 演练 配备 购置 引进 获 发放 排查 整改 调解 化解 选派");
}

static bool small_count(const struct reader *r, const struct numeral *n, const struct unit *u, const struct walk *k)
{
    const struct letters *t = &r->t;
    size_t i = n->start;
    int128 one = decimal_pow10(SCALE);
    if (t->p[u->start] == U'番')
        return ends_any(t, i, U"翻 翻了") != 0;
    if (!n->scaled || (i && t->p[i - 1] == U'个') || (t->p[u->start] == U'年' && n->scaled >= 50 * one))
        return false;
    if (n->scaled == one && !(n->end - n->start > 1)) {
        /* 一 means one only where a clause lists what there is: 有一个…，有一支… */
        return i && t->p[i - 1] == U'有' && (i < 2 || t->kind[i - 2] != L_HAN) && (u->tag & UNIT_COUNT)
               && u->end - u->start == 1 && t->kind[u->end] == L_HAN && !at_any(t, u->end, U"个 定 批 种");
    }
    if (t->p[u->start] == U'个' && u->end == u->start + 1) {
        if (at_any(t, u->end, SET_NOUNS) && n->scaled < 10 * one)
            return false;
    }
    if (k->quoted && i - k->quoted < 2)
        return false; /* “两个责任” */
    if ((u->tag & UNIT_RATE) && ends_any(t, i, U"不足 将近 接近 逾 超过 超 近 约 达 达到 有"))
        return true; /* 不足六成 */
    if (n->scaled < 20 * one && !n->vague) {
        if (t->kind[i ? i - 1 : 0] == L_CHINESE)
            return false;
        if (stands_last(t, n, u, k))
            return true;
        if (i == k->w.clause ? !one_of(t->p[u->start], U"人名户家起件") : !ends_any(t, i, COUNTING))
            return false;
        if (t->p[i] == U'二' && n->end == i + 1)
            return false; /* two things are 两个 */
        if (t->p[u->start] == U'年' && ends_any(t, i, U"未来 今后"))
            return t->p[u->end] == U'内';
        if (t->p[u->start] == U'年')
            return ends_any(t, i, U"连续 计划 为期 用 力争 已 延长 任期 期限 满 超过 达") && t->p[u->end] != U'大';
        if ((u->tag & UNIT_TIME) && !ends_any(t, i, U"连续 为期 用 内 满 超过 达 了"))
            return false;
    }
    return true;
}

/* 1万, 2.3亿 without a unit: behind a word of an amount, or at the clause's end. */
static bool unitless(const struct reader *r, const struct numeral *n, const struct walk *k)
{
    const struct letters *t = &r->t;
    char32_t c = t->p[n->end];
    size_t length;
    const struct word *other = word_at(&r->units, t, n->end, &length);
    if ((n->chinese && n->bare) || (other && !other->tag))
        return false; /* 30万吨级 */
    if (n->power && !n->bare) {
        if (c == U'级' || one_of(c, U"元") || t->kind[n->end] == L_LATIN || t->p[n->end] == U'＋')
            return false;
        return !n->chinese || n->vague || t->kind[n->end] != L_HAN;
    }
    if (n->chinese || n->grouped || (n->start && t->kind[n->start - 1] != L_HAN))
        return false;
    /* 增长7，: a change without a unit is a figure all the same */
    if (t->kind[n->end] == L_HAN || t->kind[n->end] == L_LATIN || t->kind[n->end] == L_OPEN || t->kind[n->end] == L_CLOSE
        || t->kind[n->end] == L_MARK)
        return at_any(t, n->end, U"以上 以下 左右") && ends_any(t, n->start, U"增长 下降 增加 减少 达到 超过");
    return ends_any(t, n->start, U"增长 下降 增加 减少 上升 提高 新增 同比增长 同比下降") && n->start > k->w.sentence;
}

/* What a number with a unit is, in spite of it: 24小时值班, 3期工程, 每10万人. */
static bool is_idiom(const struct letters *t, const struct numeral *n, const struct unit *u)
{
    char32_t unit = t->p[u->start];
    size_t i = n->start;
    if (at_word(t, i, U"24小时") || at_word(t, i, U"二十四小时"))
        return at_any(t, u->end,
                      U"值 在 不 监 全 热 应 专 领 待 开 服 响 巡 通 自 动 ” 轮 线 电 备 客 智 双 营 调 受 备 预 实")
               != 0;
    if (unit == U'期' && n->chinese && ends_any(t, i, U"培训 沙龙 培训班 讲座 课程 讲堂 活动 集训 研修班 训练营"))
        return false;
    if (one_of(unit, U"期届批") && (n->chinese || at_any(t, u->end, U"工程 项目 招商 建设 地块 党 全国 中 学员 ）")))
        return u->end == u->start + 1 && !(unit == U'届' && t->p[i] == U'两');
    if (unit == U'人' && i && ends_any(t, i, U"每 每百 每万 每千"))
        return true;
    if (unit == U'分' && n->chinese)
        return true;
    if (unit == U'次' && n->chinese && at_any(t, u->end, U"全会 全体 会议 党代 代表 人代 常委"))
        return true;
    if (unit == U'度' && !n->power && !n->digits && n->chinese)
        return true;
    if (unit == U'米' && one_of(t->p[u->end], U"线粉面"))
        return true;
    if (unit == U'里' && u->end == u->start + 1 && (n->chinese || t->kind[u->end] == L_HAN))
        return true;
    if (unit == U'路' && u->end == u->start + 1)
        return !ends_any(t, i, U"视频 信号 监控 探头 图像 画面");
    if (one_of(unit, U"位字包班段片面单门口单") && n->chinese && u->end == u->start + 1 && !n->vague
        && n->scaled < 10 * (int128)decimal_pow10(SCALE) && unit != U'位')
        return true;
    if (unit == U'项' && at_any(t, u->end, U"规定 ” 》"))
        return n->chinese;
    return false;
}

/* ---- spans ---- */

/* 三分之二, 1/3 in words: the value is the ratio. */
static bool fraction_at(const struct reader *r, struct numeral *n, struct unit *u)
{
    const struct letters *t = &r->t;
    size_t mid = n->end;
    if (!at_word(t, mid, U"分之"))
        return false;
    struct numeral over;
    int128 one = decimal_pow10(SCALE);
    if (!numeral_at(r, mid + 2, &over) || over.sequence || !over.scaled || !n->scaled
        || over.scaled > DECIMAL_UNITS_MAX * one)
        return false;
    n->scaled = n->scaled == 100 * one || n->scaled == 1000 * one ? over.scaled : over.scaled * one / n->scaled;
    n->digits = over.digits;
    n->bare = false;
    n->end = over.end;
    *u = (struct unit) { over.end, over.end, UNIT_RATE | UNIT_HAN, NULL };
    return true;
}

static bool ratio_at(const struct reader *r, size_t i, struct numeral *n, struct unit *u)
{
    static const struct {
        const char32_t *word;
        const char *unit;
    } RATIOS[] = { { U"百分之", "%" }, { U"千分之", "‰" } };
    for (size_t k = 0; k < 2; k++) {
        if (!at_word(&r->t, i, RATIOS[k].word))
            continue;
        if (!numeral_at(r, i + 3, n) || n->sequence)
            return false;
        n->start = i;
        n->bare = false;
        *u = (struct unit) { n->end, n->end, UNIT_RATE | UNIT_HAN, RATIOS[k].unit };
        return true;
    }
    return false;
}

/* 10-20万元: the first number takes the unit of the second, and its multiplier where it has none. */
static bool range_unit(const struct reader *r, struct numeral *n, struct unit *u)
{
    const struct letters *t = &r->t;
    size_t i = n->end;
    struct numeral of_range, *second = &of_range;
    if (!one_of(t->p[i], U"-—–―～~至到－") || n->chinese)
        return false;
    i += t->p[i] == U'—' && t->p[i + 1] == U'—' ? 2 : 1;
    if (t->kind[i] != L_DIGIT || !numeral_at(r, i, second) || second->sequence || second->scaled <= n->scaled)
        return false;
    struct unit of;
    if (is_date(t, second) || !unit_at(r, second->end, &of) || is_idiom(t, second, &of))
        return false;
    *u = (struct unit) { n->end, n->end, of.tag, of.name };
    if (!n->power && second->power && second->power <= 12 && n->scaled < second->scaled / decimal_pow10(second->power))
        n->scaled *= decimal_pow10(n->power = second->power);
    return true;
}

#define ROW_MAX 6

/* 分别下降1.3、2和1个百分点: the numbers of a row take the unit of its last. */
static bool row_unit(const struct reader *r, const struct numeral *n, struct unit *u, const struct walk *k)
{
    const struct letters *t = &r->t;
    struct numeral next;
    struct unit of;
    size_t i = n->end, back = n->start > LOOK_MAX / 4 ? n->start - LOOK_MAX / 4 : 0;
    if (n->chinese || !one_of(t->p[i], U"、和与及")
        || !has_any(t, back > k->w.clause ? back : k->w.clause, n->start, U"分别"))
        return false;
    for (int count = 0; count < ROW_MAX && one_of(t->p[i], U"、和与及"); count++) {
        if (t->kind[i + 1] != L_DIGIT || !numeral_at(r, i + 1, &next) || next.sequence || is_date(t, &next))
            return false;
        i = next.end;
        if (!unit_at(r, i, &of))
            continue;
        *u = (struct unit) { n->end, n->end, of.tag, of.name };
        return !is_idiom(t, &next, &of);
    }
    return false;
}

/* Where the words that tell what a figure measures may begin: behind the figure before it in its clause, unless that one is
 * part of the words: 经营性收入50万元以上的村有54个. */
static size_t what_begins(const struct reader *r, int index, const struct around *w)
{
    const struct text_figure *before = index ? &r->out->figures[index - 1] : NULL;
    if (!before || before->end <= w->clause || at_any(&r->t, before->end, U"以上的 以下的 以内的 及以上的 及以下的"))
        return w->clause;
    return before->end + at_any(&r->t, before->end, U"以上 以下 左右 以内");
}

static void add_figure(struct reader *r, struct walk *k, const struct numeral *n, const struct unit *u, bool range)
{
    struct text_figure *f = ADD(r, figures, figure_count, figure_room);
    r->notes = room_for(r->a, r->notes, r->out->figure_count - 1, &r->note_room, sizeof *r->notes);
    size_t end = u->end > n->end ? u->end : n->end;
    int index = r->out->figure_count - 1;
    r->notes[index] = (struct quantity_note) { n->scaled, n->digits,  n->power, u->tag,  n->end,
                                               u->start,  n->chinese, range,    k->line, k->w.sentence };
    *f = (struct text_figure) {
        .start = n->start, .end = end, .unit = u->name, .text = letters_text(r->a, &r->t, n->start, end)
    };
    struct around w = k->w;
    const struct text_figure *last = index ? &r->out->figures[index - 1] : NULL;
    w.figure_end = last && last->start >= w.sentence ? last->end : 0;
    size_t least = n->start > LOOK_MAX ? n->start - LOOK_MAX : 0;
    w.clause = w.clause > least ? w.clause : least; /* what lies further back is not looked at */
    f->value = scaled_text(r->a, n->scaled);
    f->approx = approx_is(r, n->start, end, n);
    f->role = role_is(r, index, n->start, end, u, &w);
    f->what = what_is(r, n->start, end, what_begins(r, index, &w), u->tag, &w);
    f->period = period_is(r, n->start, &w);
}

/* The numeral at i, judged; *end: where to go on. */
static void judge_numeral(struct reader *r, struct walk *k, size_t i, size_t *end)
{
    const struct letters *t = &r->t;
    struct numeral n;
    struct unit u = { 0 };
    bool ratio = ratio_at(r, i, &n, &u), range = false;
    if (!ratio && !numeral_at(r, i, &n)) {
        *end = i + 1;
        return;
    }
    *end = n.end > i ? n.end : i + 1;
    if (n.sequence || is_named(t, &n) || is_date(t, &n))
        return;
    bool fraction = !ratio && fraction_at(r, &n, &u), has_unit = ratio || fraction;
    ratio |= fraction;
    if (!has_unit) {
        size_t at = n.end;
        if (!n.chinese && t->kind[at] == L_SPACE && t->kind[at + 1] != L_DIGIT)
            at++; /* 12 万元 */
        has_unit = unit_at(r, at, &u) || (range = range_unit(r, &n, &u)) || row_unit(r, &n, &u, k);
        if (!has_unit)
            u = (struct unit) { n.end, n.end, 0, NULL };
    }
    *end = u.end > n.end ? u.end : n.end;
    if (n.bare && ((!n.vague && !bare_counts(t, n.start)) || is_size_class(t, &n, &u)))
        return;
    if (!has_unit && !unitless(r, &n, k)) {
        *end = n.end;
        return;
    }
    if (has_unit && !ratio && is_idiom(t, &n, &u))
        return;
    if (n.chinese && has_unit && !ratio && !n.bare && !(u.tag & UNIT_HAN) && !n.vague
        && n.scaled < 100 * (int128)decimal_pow10(SCALE))
        return;
    if (n.chinese && has_unit && !ratio && !small_count(r, &n, &u, k))
        return;
    if (has_unit && u.end > u.start && t->p[u.end - 1] == U'年' && t->p[u.end] == U'多')
        u.end++;
    else if (has_unit && u.end > u.start && (t->p[u.end] == U'多' || t->p[u.end] == U'余') && t->kind[u.end + 1] != L_HAN
             && !n.vague) {
        n.vague = u.end;
        u.end++;
    }
    add_figure(r, k, &n, &u, range);
    *end = r->out->figures[r->out->figure_count - 1].end;
}

/* ---- XX万元 ---- */

static bool is_x(char32_t c)
{
    return one_of(c, U"Xx×*＊╳✕");
}

static size_t mask_at(const struct reader *r, size_t i, struct unit *u)
{
    const struct letters *t = &r->t;
    if (i && (t->kind[i - 1] == L_LATIN || t->kind[i - 1] == L_DIGIT || is_x(t->p[i - 1])))
        return 0;
    size_t k = i;
    while (is_x(t->p[k]) || (k > i && (t->p[k] == '.' || t->p[k] == U'．') && is_x(t->p[k + 1])))
        k++;
    if (t->kind[k] == L_LATIN || t->kind[k] == L_DIGIT)
        return 0;
    size_t zeros = k;
    if (one_of(t->p[k], U"余多"))
        k++;
    while (one_of(t->p[k], U"十百千万亿") && !(t->p[k] == U'千' && one_of(t->p[k + 1], U"米克瓦伏")))
        k++;
    if (k > zeros && one_of(t->p[k], U"余多"))
        k++;
    bool times = k > zeros + (one_of(t->p[zeros], U"余多") ? 1 : 0);
    if (unit_at(r, k, u) && (times || (u->tag & UNIT_MASKED)) && (!(u->tag & UNIT_PLACE) || times))
        return u->end;
    *u = (struct unit) { .name = NULL };
    return times && t->p[k] != U'级' ? k : 0;
}

static size_t judge_mask(struct reader *r, struct walk *k, size_t i)
{
    struct unit u = { 0 };
    size_t end = mask_at(r, i, &u);
    if (!end)
        return i + 1;
    const char *what = what_is(r, i, end, k->w.clause, UNIT_COUNT, &k->w);
    struct text_mask *m = ADD(r, masked, masked_count, masked_room);
    *m = (struct text_mask) { i, end, letters_text(r->a, &r->t, i, end), u.name, what };
    return end;
}

/* ---- the whole text ---- */

void figures_read(struct reader *r)
{
    const struct letters *t = &r->t;
    struct walk k = { 0 };
    for (size_t i = 0; i < t->count;) {
        enum letter kind = t->kind[i];
        char32_t c = t->p[i];
        if (c == U'《') {
            size_t end = i + 1;
            while (end < t->count && end < i + LOOK_MAX && t->p[end] != U'》' && t->kind[end] != L_LINE)
                end++;
            i = t->p[end] == U'》' ? end + 1 : i + 1;
            continue;
        }
        if (kind != L_DIGIT && kind != L_CHINESE && c != U'几' && c != U'数' && !is_x(c)) {
            i++;
            continue;
        }
        walk_to(r, &k, i);
        struct number_mark m;
        if (k.w.line && i == k.w.line->start && number_mark_at(t, i, &m)) {
            i = m.end;
            continue;
        }
        if (is_x(c)) {
            i = judge_mask(r, &k, i);
            continue;
        }
        size_t end;
        judge_numeral(r, &k, i, &end);
        i = end;
    }
    what_again(r);
}
