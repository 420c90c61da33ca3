/* gen/op/json_text.c: one form for every way to write the same document */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "op/json_text.h"

static void canonical_form(void **state)
{
	static const char *const cases[][2] = {
		{ " { } ", "{}" },
		{ "[ ]", "[]" },
		{ "[1, 2 ,3]", "[1,2,3]" },
		{ "{\"b\": 1, \"a\": [true, false, null]}",
		  "{\"a\":[true,false,null],\"b\":1}" },
		{ "{\"a\":1,\"B\":2,\"aa\":3,\"é\":4}",
		  "{\"B\":2,\"a\":1,\"aa\":3,\"é\":4}" },
		{ "\"\\u0041\\/\\u00e9\\n\\u001F\\\"\\\\\"",
		  "\"A/é\\n\\u001f\\\"\\\\\"" },
		{ "\"\\ud83d\\ude00\"", "\"😀\"" },
		{ "1.50", "1.50" }, { "-0", "0" }, { "-0.00", "0.00" },
		{ "1e3", "1000" }, { "1.5e3", "1500" }, { "1.50E+1", "15.0" },
		{ "1.5e-2", "0.015" }, { "0.5e1", "5" }, { "12e-1", "1.2" },
		{ "0e5", "0" }, { "-12.5e1", "-125" }, { "100", "100" },
		{ "{\"a\":{\"z\":1,\"b\":{}}}", "{\"a\":{\"b\":{},\"z\":1}}" },
	};
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_str got;
		const char *fault;

		if (!sm__json_canonical(&a, cases[i][0], strlen(cases[i][0]), &got,
					&fault))
			fail_msg("%s: %s", cases[i][0], fault);
		if (got.n != strlen(cases[i][1]) ||
		    memcmp(got.p, cases[i][1], got.n) != 0)
			fail_msg("%s became %s, not %s", cases[i][0], got.p,
				 cases[i][1]);
	}
	sm_arena_release(&a);
}

static void canonical_text_stays_as_it_is(void **state)
{
	static const char text[] = "{\"a\":[1,2.50,\"x\\ty\"],\"b\":{\"c\":null}}";
	struct sm_arena a = { 0 };
	struct sm_str got;
	const char *fault;

	(void)state;
	assert_true(sm__json_canonical(&a, text, strlen(text), &got, &fault));
	assert_string_equal(got.p, text);
	assert_int_equal(got.chars, strlen(text));
	sm_arena_release(&a);
}

static void what_is_not_json_is_refused(void **state)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{ "", "a value that is no string" },
		{ "nul", "a value that is no string" },
		{ "{a:1}", "double quotes" },
		{ "{\"a\" 1}", "without its colon" },
		{ "{\"a\":1", "closing brace" },
		{ "[1,", "a value that is no string" },
		{ "[1", "closing bracket" },
		{ "\"x", "closing quote" },
		{ "\"x\\", "closing quote" },
		{ "\"\\q\"", "an escape" },
		{ "\"\\u00g0\"", "four hex digits" },
		{ "\"\\u0000\"", "U+0000" },
		{ "\"\\ud83d\"", "surrogate" },
		{ "\"\\ude00\"", "surrogate" },
		{ "\"a\tb\"", "control character" },
		{ "01", "leading zero" },
		{ "1.", "point without digits" },
		{ "1e", "exponent without digits" },
		{ "1e100", "past 99" },
		{ "1 2", "behind the value" },
		{ "{\"a\":1,\"a\":2}", "twice" },
		{ "\"\xff\"", "UTF-8" },
	};
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_str got;
		const char *fault = NULL;

		if (sm__json_canonical(&a, cases[i].text, strlen(cases[i].text),
				       &got, &fault))
			fail_msg("accepted: %s", cases[i].text);
		assert_non_null(fault);
		if (!strstr(fault, cases[i].fault))
			fail_msg("%s: \"%s\", not \"%s\"", cases[i].text, fault,
				 cases[i].fault);
	}
	sm_arena_release(&a);
}

static void depth_is_limited(void **state)
{
	struct sm_arena a = { 0 };
	char text[201];
	struct sm_str got;
	const char *fault;

	(void)state;
	memset(text, '[', 100);
	memset(text + 100, ']', 100);
	assert_false(sm__json_canonical(&a, text, 200, &got, &fault));
	assert_non_null(strstr(fault, "64 levels"));
	assert_true(sm__json_canonical(&a, text + 40, 120, &got, &fault));
	sm_arena_release(&a);
}

static void running_out_of_memory_is_not_a_fault_of_the_text(void **state)
{
	static const char text[] = "{\"a\":[1,2.50,\"x\\ty\"],\"b\":{\"c\":null}}";
	bool done = false;

	(void)state;
	for (uint64_t nth = 1; !done; nth++) {
		struct sm_arena a = { 0 };
		const char *fault = "none";
		struct sm_str got;

		sm_alloc_fail_at(nth, true);
		done = sm__json_canonical(&a, text, strlen(text), &got, &fault);
		sm_alloc_fail_at(0, false);
		if (!done)
			assert_null(fault);
		sm_arena_release(&a);
		assert_true(nth < 1000);
	}
}

static void control_characters_are_quoted_in_their_shortest_form(void **state)
{
	char all[32], room[6 * 32 + 2];
	size_t n;

	(void)state;
	for (int i = 0; i < 32; i++)
		all[i] = (char)i;
	n = (size_t)(sm__json_quote(room, all, 32) - room);
	/* \b \t \n \f \r take two bytes, the others six */
	assert_int_equal(n, 2 + 5 * 2 + 27 * 6);
	assert_memory_equal(room, "\"\\u0000\\u0001", 13);
	n = (size_t)(sm__json_quote(room, "a\"\\\x7f/", 5) - room);
	assert_memory_equal(room, "\"a\\\"\\\\\x7f/\"", n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canonical_form),
		cmocka_unit_test(canonical_text_stays_as_it_is),
		cmocka_unit_test(what_is_not_json_is_refused),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(running_out_of_memory_is_not_a_fault_of_the_text),
		cmocka_unit_test(control_characters_are_quoted_in_their_shortest_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
