/* load/encode/json_canonical.c: one text for one JSON value */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "encode/batch.h"

static void check(const char *json, size_t n, const char *canonical)
{
	struct sm_buf out = { 0 };

	if (!canonical) {
		assert_false(sm_json_canonical(json, n, &out));
	} else {
		assert_true(sm_json_canonical(json, n, &out));
		assert_string_equal(sm_buf_str(&out), canonical);
	}
	assert_false(out.failed);
	sm_buf_release(&out);
}

static void every_spelling_has_one_form(void **state)
{
	static const struct {
		const char *json, *canonical;
	} cases[] = {
		{ "null", "null" },
		{ " true ", "true" },
		{ "false", "false" },
		{ "-1.50", "-1.50" },
		{ "1e3", "1e3" },
		{ "\"\"", "\"\"" },
		{ "[ ]", "[]" },
		{ "{ }", "{}" },
		{ "[1, 2 ,3]", "[1,2,3]" },
		{ "{\"b\": 1, \"a\": 2}", "{\"a\":2,\"b\":1}" },
		{ "{\"bb\": 1, \"a\": 2, \"b\": 3}",
		  "{\"a\":2,\"b\":3,\"bb\":1}" },
		{ "{\"z\": {\"y\": [], \"x\": null}}",
		  "{\"z\":{\"x\":null,\"y\":[]}}" },
		/* upper case sorts before lower, UTF-8 after both */
		{ "{\"\\u00e9\": 1, \"z\": 2, \"Z\": 3}",
		  "{\"Z\":3,\"z\":2,\"\xc3\xa9\":1}" },
		{ "\"\\u0041\\/\\u007f\"", "\"A/\x7f\"" },
		{ "\"\\u0009\\u000a\\u000d\\u0008\\u000c\"",
		  "\"\\t\\n\\r\\b\\f\"" },
		{ "\"\\u0001\\u001F\"", "\"\\u0001\\u001f\"" },
		{ "\"q\\\"b\\\\s\"", "\"q\\\"b\\\\s\"" },
		{ "\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"" },
		{ "\"[{\\\"\"", "\"[{\\\"\"" },
		/* doubles of a key keep their order */
		{ "{\"a\":2,\"a\":1}", "{\"a\":2,\"a\":1}" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(cases[i].json, strlen(cases[i].json), cases[i].canonical);
}

static void the_canonical_form_is_its_own(void **state)
{
	static const char json[] = "{\"a\":[1,{\"b\":\"\\n\"}],\"c\":null}";

	(void)state;
	check(json, strlen(json), json);
}

static void what_is_no_json_has_no_form(void **state)
{
	static const char *const cases[] = {
		"", " ", "{", "[1,]", "{\"a\"}", "nul", "1 2", "'a'",
		"\"\x01\"", "\"\\x\"", "{a:1}", "// c\n1", "/* c */1", "\"\xff\"",
		"\"\\u0000\"",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(cases[i], strlen(cases[i]), NULL);
	check("1\0002", 3, NULL);
	check("\"\\\\u0000\"", 9, "\"\\\\u0000\"");
}

static void depth_has_an_end(void **state)
{
	char deep[2048];

	(void)state;
	memset(deep, '[', 512);
	memset(deep + 512, ']', 512);
	deep[1024] = '\0';
	check(deep, 1024, deep);
	memset(deep, '[', 600);
	memset(deep + 600, ']', 600);
	check(deep, 1200, NULL);
	memset(deep, '[', sizeof(deep));
	check(deep, sizeof(deep), NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_spelling_has_one_form),
		cmocka_unit_test(the_canonical_form_is_its_own),
		cmocka_unit_test(what_is_no_json_has_no_form),
		cmocka_unit_test(depth_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
