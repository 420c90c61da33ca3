/* load/cli/json.c: whatever the text, what is written is JSON and says the same */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <yajl/yajl_tree.h>

#include "cli/json.h"

/* A list of one text. */
static const char *written(struct sm_buf *b, const char *text)
{
	struct sm_json j;

	sm__json_begin(&j, false);
	sm__json_list(&j, NULL);
	sm__json_text(&j, NULL, text);
	sm__json_list_end(&j);
	assert_true(sm__json_end(&j, b));
	return sm_buf_str(b);
}

static void text_is_escaped_and_nothing_more(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "", "[\"\"]" },
		{ "plain", "[\"plain\"]" },
		{ "a\"b\\c", "[\"a\\\"b\\\\c\"]" },
		{ "one\ntwo\tthree\r", "[\"one\\ntwo\\tthree\\r\"]" },
		{ "\b\f", "[\"\\b\\f\"]" },
		{ "\x01\x1f\x1b[31m", "[\"\\u0001\\u001F\\u001B[31m\"]" },
		{ "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
		  "[\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"]" },
		{ NULL, "[null]" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };

		assert_string_equal(written(&b, cases[i].text), cases[i].json);
		sm_buf_release(&b);
	}
}

static void bytes_that_are_no_text_become_question_marks(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "\xff", "[\"?\"]" },
		{ "/data/\xe9t\xe9.yaml", "[\"/data/?t?.yaml\"]" },
		{ "cut \xc3", "[\"cut ?\"]" },
		{ "\xc3\xa9 and \xff", "[\"?? and ?\"]" },
		{ "a\"\xff\n", "[\"a\\\"?\\n\"]" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };

		assert_string_equal(written(&b, cases[i].text), cases[i].json);
		sm_buf_release(&b);
	}
}

static void every_single_byte_gives_valid_json(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		const char text[] = { 'a', (char)c, 'b', '\0' };
		struct sm_buf b = { 0 };
		char why[128] = "";
		yajl_val v = yajl_tree_parse(written(&b, text), why, sizeof(why));

		if (!v)
			fail_msg("byte %d: %s", c, why);
		assert_string_equal(YAJL_GET_STRING(YAJL_GET_ARRAY(v)->values[0]),
				    c < 0x80 ? text : "a?b");
		yajl_tree_free(v);
		sm_buf_release(&b);
	}
}

static void numbers_keep_all_their_digits(void **state)
{
	struct sm_buf b = { 0 };
	struct sm_json j;

	(void)state;
	sm__json_begin(&j, false);
	sm__json_map(&j, NULL);
	sm__json_number(&j, "none", 0);
	sm__json_number(&j, "all", UINT64_MAX);
	sm__json_real(&j, "half", 0.5);
	sm__json_real(&j, "less", -1234.56789);
	sm__json_real(&j, "lost", NAN);
	sm__json_real(&j, "far", INFINITY);
	sm__json_real(&j, "large", 1e300);
	sm__json_null(&j, "nothing");
	sm__json_bool(&j, "yes", true);
	sm__json_bool(&j, "no", false);
	sm__json_map_end(&j);
	assert_true(sm__json_end(&j, &b));
	assert_string_equal(sm_buf_str(&b),
			    "{\"none\":0,\"all\":18446744073709551615,"
			    "\"half\":0.500,\"less\":-1234.568,\"lost\":null,"
			    "\"far\":null,\"large\":null,\"nothing\":null,"
			    "\"yes\":true,\"no\":false}");
	sm_buf_release(&b);
}

static void names_are_escaped_too_and_pretty_has_lines(void **state)
{
	struct sm_buf b = { 0 };
	struct sm_json j;

	(void)state;
	sm__json_begin(&j, true);
	sm__json_map(&j, NULL);
	sm__json_map(&j, "a\"\xff");
	sm__json_map_end(&j);
	sm__json_list(&j, "l");
	sm__json_number(&j, NULL, 1);
	sm__json_list_end(&j);
	sm__json_map_end(&j);
	assert_true(sm__json_end(&j, &b));
	assert_string_equal(sm_buf_str(&b), "{\n  \"a\\\"?\": {\n\n  },\n"
			    "  \"l\": [\n    1\n  ]\n}\n");
	sm_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_escaped_and_nothing_more),
		cmocka_unit_test(bytes_that_are_no_text_become_question_marks),
		cmocka_unit_test(every_single_byte_gives_valid_json),
		cmocka_unit_test(numbers_keep_all_their_digits),
		cmocka_unit_test(names_are_escaped_too_and_pretty_has_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
