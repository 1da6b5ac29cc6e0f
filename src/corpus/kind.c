/* corpus/kind.c: what kind of document it is, by its title and outline. */
#include <string.h>

#include "corpus/store.h"

/* The first row one of whose words stands in the title. */
static const struct {
    const char *kind;
    const char *words[8];
} KINDS[] = {
    { "讲话", { "讲话", "致辞", "发言", "主持词" } },
    { "方案", { "方案", "预案" } },
    { "通知", { "通知", "通报", "公告", "通告", "意见", "批复", "复函", "的函" } },
    { "法规", { "条例", "办法", "规定", "细则", "规则", "法（", "法(" } },
    { "计划", { "计划", "规划", "工作要点", "工作打算", "工作思路", "工作安排" } },
    { "报告", { "报告", "汇报" } },
};

static bool has_part(const struct reading *k, enum text_part part)
{
    for (int i = 0; i < k->outline_count; i++) {
        if (k->outline[i].level > 1 && k->outline[i].part == part)
            return true;
    }
    return false;
}

const char *document_kind(const char *title, const struct reading *k)
{
    bool plan = strstr(title, "计划") || strstr(title, "打算") || strstr(title, "思路") || strstr(title, "安排");
    if (strstr(title, "总结"))
        return plan || has_part(k, PART_PLAN) ? "总结+计划" : "总结";
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        for (int w = 0; w < 8 && KINDS[i].words[w]; w++) {
            if (strstr(title, KINDS[i].words[w]))
                return KINDS[i].kind;
        }
    }
    return "其他";
}
