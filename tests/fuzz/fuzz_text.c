/* tests/fuzz/fuzz_text.c: any bytes as a report: everything found lies inside the text, and of a text in
 * UTF-8 is said in UTF-8. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "replay.h"
#include "text/text.h"

static void place(const struct reading *r, size_t start, size_t end)
{
    assert(start <= end && end <= r->chars);
}

static void said(const char *s)
{
    assert(s && text_valid(s, strlen(s)));
}

static void said_or_not(const char *s)
{
    if (s)
        said(s);
}

static void check_figures(const struct reading *r)
{
    for (int i = 0; i < r->figure_count; i++) {
        const struct text_figure *f = &r->figures[i];
        place(r, f->start, f->end);
        assert(f->start < f->end && f->role < TEXT_ROLE_COUNT && (i == 0 || r->figures[i - 1].start <= f->start));
        said(f->text);
        said(f->value);
        said(f->what);
        said_or_not(f->unit);
        said_or_not(f->approx);
        assert(!f->period.known || f->period.from <= f->period.to);
    }
    for (int i = 0; i < r->masked_count; i++) {
        place(r, r->masked[i].start, r->masked[i].end);
        said(r->masked[i].text);
        said_or_not(r->masked[i].unit);
        said_or_not(r->masked[i].what);
    }
}

static void check_rest(const struct reading *r)
{
    for (int i = 0; i < r->outline_count; i++) {
        place(r, r->outline[i].start, r->outline[i].end);
        assert(r->outline[i].level >= 1);
        said(r->outline[i].number);
        said(r->outline[i].title);
    }
    for (int i = 0; i < r->commitment_count; i++) {
        place(r, r->commitments[i].start, r->commitments[i].end);
        said(r->commitments[i].text);
        said(r->commitments[i].op);
        said_or_not(r->commitments[i].value);
    }
    for (int i = 0; i < r->finding_count; i++) {
        const struct text_finding *f = &r->findings[i];
        place(r, f->start, f->end);
        said(f->rule);
        said(f->class);
        said(f->message);
        said_or_not(f->fix);
        said(text_severity_name(f->severity));
        assert(i == 0 || r->findings[i - 1].start <= f->start);
    }
}

/* Cut and changed bytes are seldom UTF-8; with the malformed ones taken out they always are. */
static size_t mended(const uint8_t *data, size_t bytes, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < bytes;) {
        size_t len = data[i] < 0x80 ? 1 : data[i] < 0xe0 ? 2 : data[i] < 0xf0 ? 3 : 4;
        if (len > bytes - i || !text_valid((const char *)data + i, len)) {
            i++;
            continue;
        }
        memcpy(out + n, data + i, len);
        n += len;
        i += len;
    }
    return n;
}

static void read_any(const uint8_t *data, size_t bytes)
{
    struct arena a;
    struct reading r;
    arena_init(&a, 65536);
    text_read(&a, (const char *)data, bytes, NULL, &r);
    assert(r.chars <= bytes);
    arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct arena a;
    struct reading r;
    struct text_hints hints = { .lang = bytes % 2 ? LANG_EN : LANG_ZH, .year = bytes % 3 ? 0 : 2023 };
    char *text = malloc(bytes ? bytes : 1);
    if (!text)
        abort();
    size_t kept = mended(data, bytes, text);
    arena_init(&a, 65536);
    text_read(&a, text, kept, bytes % 5 ? &hints : NULL, &r);
    assert(r.chars <= kept);
    said(r.title);
    said(r.org);
    check_figures(&r);
    check_rest(&r);
    arena_free(&a);
    free(text);
    read_any(data, bytes);
    return 0;
}

static const struct fuzz_seed SEEDS[] = {
    FUZZ_SEED("云溪县民政局2023年工作总结和2024年工作计划\n一、2023年工作情况\n（一）保障有力。截至11月底，全县低保对象4826"
              "户7315人，"
              "其中城市612户、农村4214户，同比下降2.4%，罚款XX万元。一是抓落实。\n二、2024年工作计划\n1."
              "力争6月底前新增床位三百余张，"
              "满意率达到95%以上。\n云溪县民政局\n2023年12月8日\n"),
    FUZZ_SEED("根据云政发〔2023〕12号，3.5万亩、10%～20%，三分之二，1-10月1,234.56元/"
              "人·年，比2019年翻一番；“一网通办”（电话0578-1234567）"),
    FUZZ_SEED("共一二三四五六七八九〇一二三四五六七八九〇一二三四五六七八九〇一二三四五六七八九〇户，计九千九百亿亿亿亿亿亿"
              "元，三点"
              "一四一五九二六五三五八九七九三二三八四六二六四三三八三二七九五〇二八八亿，"
              "99999999999999999999999999999999999999999999亿亩，百分之一二三四五六七八九"),
};
static const char *const PIECES[] = {
    "，", "。",   "、",   "（", "）", "“",    "”",    "《",         "》",     "一、\n", "（二）", "3.", "其中",   "分别",
    "占", "同比", "增长", "约", "余", "以上", "万元", "%",          "百分点", "XX万",   "第",     "年", "2024年", "月底前",
    "\n", "～",   "—",    "/",  "9",  "0.",   ",",    "{{待补充}}", "##",     "\xff",   "\xe4",   "半", "亿亿",   "三分之",
};

const struct fuzz_corpus FUZZ_CORPUS = FUZZ_CORPUS_OF(SEEDS, PIECES);
