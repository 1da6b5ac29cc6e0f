/* text/quantity_test.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "text/text.h"

/* Every quantity found, each in square brackets. */
static void marked(struct arena *a, const char *text, struct buf *out)
{
    struct quantity *found;
    int count, next = 0;
    text_quantities(a, text, &found, &count);
    const char *at = text, *end = text + strlen(text);
    for (size_t i = 0; at < end; i++) {
        if (next < count && found[next].start == i)
            buf_char(out, '[');
        const char *from = at;
        text_next(&at, end);
        buf_put(out, from, (size_t)(at - from));
        if (next < count && found[next].end == i + 1) {
            buf_char(out, ']');
            next++;
        }
    }
}

static void finds(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } ROWS[] = {
        { "", "" },
        { "排查单位40373家，整改率95.2%。", "排查单位[40373家]，整改率[95.2%]。" },
        { "2023年10月31日，截至10月底，1—10月", "2023年10月31日，截至10月底，1—10月" },
        { "发送信息8万余条，约1,234.5亩", "发送信息[8万余条]，约[1,234.5亩]" },
        { "云政发〔2023〕12号，第3条，1.强化（2）健全", "云政发〔2023〕12号，第3条，1.强化（2）健全" },
        { "１２家", "[１２家]" },
        { "A4纸，119调度", "A4纸，[119调]度" },
        { "罚款3.5万元、5起", "罚款[3.5万元]、[5起]" },
        { "3", "3" },
    };
    struct arena a;
    arena_init(&a, 4096);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct buf out = { 0 };
        marked(&a, ROWS[i].text, &out);
        assert_string_equal(buf_get(&out), ROWS[i].want);
        buf_free(&out);
    }
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(finds) };
    return cmocka_run_group_tests_name("quantity", tests, NULL, NULL);
}
