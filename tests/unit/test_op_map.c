/* gen/op/op_map.c: sets of keys, each as often as any other, in their order */
#include <stdio.h>

#include "text_lines.h"

static void sets_of_one_size_are_equally_likely_and_sorted(void **state)
{
	static const char *const sets[] = { "{\"a\":1,\"b\":1}", "{\"a\":1,\"c\":1}",
					    "{\"b\":1,\"c\":1}" };
	uint32_t seen[3] = { 0 };
	struct text_lines l;

	(void)state;
	text_lines_open(&l, "type: jsonb, map: {keys: [c, a, b], min: 2, max: 2, fields: "
			"[{name: v, int: {min: 1, max: 1}}]}");
	for (uint32_t i = 0; i < l.n; i++) {
		int k = 0;

		while (k < 3 && strcmp(l.line[i], sets[k]) != 0)
			k++;
		if (k == 3)
			fail_msg("%s is none of the sets", l.line[i]);
		seen[k]++;
	}
	for (int k = 0; k < 3; k++)
		assert_in_range(seen[k], 150, 250);
	text_lines_close(&l);
}

static void keys_come_from_a_list_each_once(void **state)
{
	struct text_lines l;

	(void)state;
	text_lines_open(&l, "type: text, map: {list: colour, min: 3, max: 3, fields: "
			"[{name: v, bool: {}, nulls: 0.5}]}");
	for (uint32_t i = 0; i < l.n; i++) {
		char key[3][64], v[3][8];

		assert_int_equal(sscanf(l.line[i], "{\"%60[^\"]\":%5[a-z],\"%60[^\"]\":"
					"%5[a-z],\"%60[^\"]\":%5[a-z]}", key[0], v[0],
					key[1], v[1], key[2], v[2]), 6);
		assert_true(strcmp(key[0], key[1]) < 0 && strcmp(key[1], key[2]) < 0);
	}
	text_lines_close(&l);
}

#define T(args) "  - {name: t, rows: 9, columns: [{name: x, map: {" args "}}]}\n"
#define V ", fields: [{name: v, int: {}}]"

static const struct plan_refusal refusals[] = {
	{ T("max: 1" V), "map needs its keys", NULL },
	{ T("keys: [a, b], list: noun" V), "map needs its keys", NULL },
	{ T("keys: [a, b, a], max: 1" V), "\"a\" stands there twice", NULL },
	{ T("keys: [a, b], max: 3" V), "up to 3 keys that differ are asked for, there "
	  "are 2", NULL },
	{ T("keys: [a, b], max: 2"), "map has no fields", NULL },
};

static void what_cannot_be_a_map_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_of_one_size_are_equally_likely_and_sorted),
		cmocka_unit_test(keys_come_from_a_list_each_once),
		cmocka_unit_test(what_cannot_be_a_map_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
