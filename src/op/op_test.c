/* Goal: the table says of every operation what help, the command line and a second front need.  Method: walk it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/text.h"
#include "op/op.h"

static int times(const char *text, const char *word)
{
    int n = 0;
    for (const char *p = text; (p = strstr(p, word)); p += strlen(word))
        n++;
    return n;
}

static void names_are_unique(void **state)
{
    (void)state;
    for (int i = 0; i < op_count(); i++) {
        assert_ptr_equal(op_find(op_at(i)->name), op_at(i));
        const struct op *o = op_at(i);
        for (int k = 0; k < op_param_count(o); k++)
            assert_int_equal(op_param(o, o->params[k].name), k);
    }
    assert_null(op_find("no such"));
}

/* A place that may be left out can only be followed by places that may be, and one that repeats by none. */
static void places_can_be_told_apart(void **state)
{
    (void)state;
    for (int i = 0; i < op_count(); i++) {
        bool optional = false, repeated = false;
        for (int k = 0; k < op_param_count(op_at(i)); k++) {
            const struct param *p = &op_at(i)->params[k];
            assert_true((p->kind == PARAM_FLAG) == (p->word == NULL));
            if (p->flags & PARAM_OPTION)
                continue;
            assert_false(repeated);
            assert_false(optional && p->flags & PARAM_REQUIRED);
            optional = optional || !(p->flags & PARAM_REQUIRED);
            repeated = p->flags & PARAM_REPEATED;
        }
    }
}

static void every_page_has_two_examples(void **state)
{
    (void)state;
    for (int i = 0; i < op_count(); i++) {
        const struct op *o = op_at(i);
        struct buf example = { 0 }, list = { 0 };
        buf_format(&example, "  taizhang %s", o->name);
        for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
            assert_true(*msg_text(lang, o->summary));
            assert_true(times(msg_text(lang, o->about), example.data) >= 2);
            for (int k = 0; k < op_param_count(o); k++)
                assert_true(*msg_text(lang, o->params[k].help));
            buf_clear(&list);
            op_help_all(lang, &list);
            buf_clear(&example);
            buf_format(&example, "\n  %s ", o->name);
            assert_int_equal(times(list.data, example.data), 1); /* its group is one of the page's */
            buf_clear(&example);
            buf_format(&example, "  taizhang %s", o->name);
        }
        buf_free(&example);
        buf_free(&list);
    }
}

/* What an operation needs and what it may do agree. */
static void flags_agree(void **state)
{
    (void)state;
    for (int i = 0; i < op_count(); i++) {
        const struct op *o = op_at(i);
        bool opens = o->flags & (OP_READS | OP_WRITES);
        int file = op_param(o, "file");
        assert_non_null(o->run);
        bool named = file >= 0 && o->params[file].kind == PARAM_FILE;
        assert_true(opens ? named : !named || strcmp(o->name, "library watch") == 0); /* which opens it look after look */
        assert_false(o->flags & OP_READS && o->flags & OP_WRITES);
        assert_false(o->role && !(o->flags & OP_WRITES));
        assert_true(!(o->flags & OP_WRITES) || o->tell); /* told after the commit, never before */
    }
}

static void statuses_are_those_promised(void **state)
{
    (void)state;
    struct op_call c = { .op = op_find("list") }, v = { .op = op_find("verify") };
    assert_int_equal(op_exit_status(&c, true, &(struct err) { 0 }), 0);
    c.refused = true;
    assert_int_equal(op_exit_status(&c, true, &(struct err) { 0 }), 1);
    static const int WANT[ERR_COUNT] = { 0, 1, 2, 1, 1, 1, 1, 3, 3, 4 };
    for (int code = ERR_NONE + 1; code < ERR_COUNT; code++)
        assert_int_equal(op_exit_status(&c, false, &(struct err) { .code = (enum err_code)code }), WANT[code]);
    assert_int_equal(op_exit_status(&v, false, &(struct err) { .code = ERR_CORRUPT }), 1);
}

static void near_words(void **state)
{
    (void)state;
    assert_int_equal(op_distance("", "abc"), 3);
    assert_int_equal(op_distance("kitten", "sitting"), 3);
    assert_string_equal(op_near("improt"), "import");
    assert_string_equal(op_near("lsit"), "list");
    assert_string_equal(op_near("user"), "user add");
    assert_string_equal(op_near("xyzzy"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_unique),
        cmocka_unit_test(places_can_be_told_apart),
        cmocka_unit_test(every_page_has_two_examples),
        cmocka_unit_test(flags_agree),
        cmocka_unit_test(statuses_are_those_promised),
        cmocka_unit_test(near_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
