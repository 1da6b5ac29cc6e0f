/* Goal: a figure is called different only where its writing leaves no doubt.
 * Method: writings and values around the ends of what they cover. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/text.h"

static void writings_cover_what_rounds_to_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *value, *approx;
        int64_t units;
        int scale;
        enum text_claim want;
    } T[] = {
        { "4.04万家", "40400", NULL, 40350, 0, CLAIM_HOLDS },
        { "4.04万家", "40400", NULL, 40449, 0, CLAIM_HOLDS },
        { "4.04万家", "40400", NULL, 40349, 0, CLAIM_DIFFERS },
        { "4.04万家", "40400", NULL, 40450, 0, CLAIM_DIFFERS },
        { "4.040万家", "40400", NULL, 40406, 0, CLAIM_DIFFERS },
        { "40373家", "40373", NULL, 40373, 0, CLAIM_HOLDS },
        { "40373家", "40373", NULL, 40374, 0, CLAIM_DIFFERS },
        { "40,373家", "40373", NULL, 40373, 0, CLAIM_HOLDS },
        { "４０３７３家", "40373", NULL, 40373, 0, CLAIM_HOLDS },
        { "2.5亿元", "250000000", NULL, 24500000000, 2, CLAIM_HOLDS },
        { "2.5亿元", "250000000", NULL, 25500000000, 2, CLAIM_DIFFERS },
        { "98.21%", "98.21", NULL, 98214, 3, CLAIM_HOLDS },
        { "98.21%", "98.21", NULL, 98215, 3, CLAIM_DIFFERS },
        { "0家", "0", NULL, 0, 0, CLAIM_HOLDS },
        { "0家", "0", NULL, 1, 0, CLAIM_DIFFERS },
        { "8万余条", "80000", "余", 80001, 0, CLAIM_HOLDS },
        { "8万余条", "80000", "余", 79999, 0, CLAIM_DIFFERS },
        { "8万条", "80000", "超", 81000, 0, CLAIM_HOLDS },
        { "8万条", "80000", "近", 79000, 0, CLAIM_HOLDS },
        { "8万条", "80000", "近", 80001, 0, CLAIM_DIFFERS },
        { "8万条", "80000", "以上", 1, 0, CLAIM_UNSURE },
        { "8万条", "80000", "约", 10, 0, CLAIM_UNSURE },
        { "三十家", "30", NULL, 31, 0, CLAIM_UNSURE },
        { "3万4000家", "34000", NULL, 1, 0, CLAIM_UNSURE },
        { "5公里", "15", NULL, 1, 0, CLAIM_UNSURE },
        { "-3家", "-3", NULL, 3, 0, CLAIM_UNSURE },
    };
    for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
        struct text_figure f = { .text = T[i].text, .value = T[i].value, .approx = T[i].approx };
        if (text_claims(&f, ratio_units(T[i].units, T[i].scale)) != T[i].want)
            fail_msg("%s against %lld e-%d", T[i].text, (long long)T[i].units, T[i].scale);
    }
}

static void only_the_whole_org_is_meant(void **state)
{
    (void)state;
    static const char *const ORG = "云溪县应急管理局";
    assert_true(text_what_is("走访次数", "走访次数", ORG));
    assert_true(text_what_is("全县走访次数", "走访次数", ORG));
    assert_true(text_what_is("全局累计走访次数", "走访次数", ORG));
    assert_true(text_what_is("云溪县应急管理局共完成走访次数", "走访次数", ORG));
    assert_false(text_what_is("全市走访次数", "走访次数", ORG));
    assert_false(text_what_is("城关镇走访次数", "走访次数", ORG));
    assert_false(text_what_is("重大问题数", "问题数", ORG));
    assert_false(text_what_is("走访次数增幅", "走访次数", ORG));
    assert_false(text_what_is("走访", "走访次数", ORG));
    assert_true(text_what_is("全县走访次数", "走访次数", "云江市云溪县"));
    assert_false(text_what_is("全市走访次数", "走访次数", "云江市云溪县"));
    assert_true(text_what_is("走访次数", "走访次数", ""));
    assert_false(text_what_is("全县走访次数", "走访次数", ""));
    assert_false(text_what_is("", "", ORG));
}

static void a_figure_says_by_itself_what_it_is(void **state)
{
    (void)state;
    assert_true(text_stands_alone("截至10月底，全县累计走访次数", "走访次数", "云溪县"));
    assert_true(text_stands_alone("2023年1-10月，走访次数达", "走访次数", "云溪县"));
    assert_true(text_stands_alone("全年，走访次数超", "走访次数", "云溪县"));
    assert_false(text_stands_alone("走访次数", "走访次数", "云溪县"));
    assert_false(text_stands_alone("2023年，电气焊整治检查场所234家，立案", "立案", "云溪县"));
    assert_false(text_stands_alone("2023年，走访次数5次，问题数", "问题数", "云溪县"));
    assert_false(text_stands_alone("2023年，城关镇走访次数", "走访次数", "云溪县"));
}

static void units_are_the_same_or_myriads(void **state)
{
    (void)state;
    assert_int_equal(text_unit_times("元", "元"), 1);
    assert_int_equal(text_unit_times("万元", "元"), 10000);
    assert_int_equal(text_unit_times("亿元", "元"), 100000000);
    assert_int_equal(text_unit_times("元", "万元"), 0);
    assert_int_equal(text_unit_times("人次", "人"), 0);
    assert_int_equal(text_unit_times("", "个"), 0);
    assert_int_equal(text_unit_times("万", ""), 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writings_cover_what_rounds_to_them),
        cmocka_unit_test(only_the_whole_org_is_meant),
        cmocka_unit_test(a_figure_says_by_itself_what_it_is),
        cmocka_unit_test(units_are_the_same_or_myriads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
