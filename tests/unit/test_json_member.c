/* gen/op/json_member.c: values of rows as members of one object a row */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gen/op/json_member.h"
#include "gen/op/json_text.h"

static void every_type_has_a_width_or_is_none_that_json_holds(void **state)
{
	static const struct {
		struct sm_domain dom;
		uint32_t width;     /* 0: json does not hold it */
	} cases[] = {
		{ { .type = { .id = SM_T_INT }, .min = -7, .max = 12345 }, 5 },
		{ { .type = { .id = SM_T_INT }, .min = -70000, .max = 1 }, 6 },
		{ { .type = { SM_T_DECIMAL, 0, 6, 2 }, .min = 0, .max = 99999 }, 6 },
		{ { .type = { .id = SM_T_SMALLINT }, .min = 0, .max = 9,
		    .nullable = true }, 4 },
		{ { .type = { .id = SM_T_BOOL } }, 5 },
		{ { .type = { .id = SM_T_DATE } }, 12 },
		{ { .type = { .id = SM_T_TIMESTAMP } }, 29 },
		{ { .type = { .id = SM_T_UUID } }, 38 },
		{ { .type = { .id = SM_T_TEXT }, .width = 10, .plain = true }, 12 },
		{ { .type = { .id = SM_T_ENUM }, .width = 10 }, 62 },
		{ { .type = { .id = SM_T_JSONB }, .width = 77 }, 77 },
		{ { .type = { .id = SM_T_DOUBLE } }, 0 },
		{ { .type = { .id = SM_T_BYTES } }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm__json_member m = { .dom = cases[i].dom };

		assert_int_equal(sm__json_member_type(&m), cases[i].width != 0);
		assert_int_equal(m.width, cases[i].width);
	}
}

/* Three members in no order: a number, a text with a quote, NULL now and then. */
static void an_object_is_canonical_and_as_long_as_promised(void **state)
{
	static const char *const want[] = {
		"{\"a\":\"it \\\"is\\\"\",\"b\":null,\"n\\\"\":-7}",
		"{\"a\":\"\",\"b\":true,\"n\\\"\":12}",
	};
	int64_t numbers[] = { -7, 12 }, bools[] = { 0, 1 };
	uint8_t null[] = { 1, 0 };
	struct sm_str texts[] = { { "it \"is\"", 7, 7 }, { "", 0, 0 } };
	struct sm_vec in[] = { { .v.i64 = numbers },
			       { .v.i64 = bools, .null = null },
			       { .v.str = texts } };
	struct sm__json_member m[] = {
		{ .name = "n\"", .in = 0, .dom = { .type = { .id = SM_T_INT },
						   .min = -9, .max = 99 } },
		{ .name = "b", .in = 1, .dom = { .type = { .id = SM_T_BOOL },
						 .nullable = true } },
		{ .name = "a", .in = 2, .dom = { .type = { .id = SM_T_TEXT },
						 .width = 7 } },
	};
	struct sm_arena arena = { 0 };
	const char *twice, *fault;
	char room[256 + SM_SLACK];

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_true(sm__json_member_type(&m[i]));
	assert_true(sm__json_members(m, 3, &arena, &twice));
	assert_string_equal(m[0].name, "a");
	for (uint32_t i = 0; i < 2; i++) {
		char *end = sm__json_object(m, 3, in, i, room);
		struct sm_str again;

		assert_true((uint64_t)(end - room) <= sm__json_object_width(m, 3));
		*end = '\0';
		assert_string_equal(room, want[i]);
		assert_true(sm__json_canonical(&arena, room, strlen(room), &again,
					       &fault));
		assert_int_equal(again.n, strlen(room));
		assert_memory_equal(again.p, room, again.n);
	}
	sm_arena_release(&arena);
}

static void a_name_that_comes_twice_is_told(void **state)
{
	struct sm__json_member m[] = { { .name = "b" }, { .name = "a" },
				       { .name = "b" } };
	struct sm_arena arena = { 0 };
	const char *twice = NULL;

	(void)state;
	assert_false(sm__json_members(m, 3, &arena, &twice));
	assert_string_equal(twice, "b");
	sm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_has_a_width_or_is_none_that_json_holds),
		cmocka_unit_test(an_object_is_canonical_and_as_long_as_promised),
		cmocka_unit_test(a_name_that_comes_twice_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
