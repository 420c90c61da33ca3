/* gen/op/op_colour.c: hex, rgb() and CSS's names */
#include "op_args_case.h"

#include <stdio.h>

static void hex_and_rgb_are_one_colour(void **state)
{
	struct op_case a, b;
	struct sm_vec v, w;
	unsigned seen = 0;

	(void)state;
	op_case_start(&a, &sm_op_colour, "char(7)", 3000);
	op_case_compile(&a, NULL);
	op_case_start(&b, &sm_op_colour, "varchar(18)", 3000);
	op_case_compile(&b, "format", "rgb", NULL);
	v = op_case_run(&a, &(struct sm_rows){ .n = 3000 });
	w = op_case_run(&b, &(struct sm_rows){ .n = 3000 });
	for (uint32_t r = 0; r < 3000; r++) {
		char text[32] = "", want[32];
		unsigned x;

		assert_int_equal(v.v.str[r].n, 7);
		memcpy(text, v.v.str[r].p, 7);
		assert_int_equal(sscanf(text, "#%6x", &x), 1);
		snprintf(want, sizeof(want), "rgb(%u, %u, %u)", x >> 16,
			 x >> 8 & 255, x & 255);
		op_text_is(&w.v.str[r], want);
		seen |= x;
	}
	assert_int_equal(seen, 0xFFFFFF);
	op_text_keeps_bounds(&a, 3000);
	op_text_keeps_bounds(&b, 3000);
	op_case_keeps_promises(&a, 1100);
	op_case_keeps_promises(&b, 1100);
	op_case_end(&a);
	op_case_end(&b);
}

static void names_come_once_each_when_unique(void **state)
{
	struct op_case k;
	struct sm_vec v;
	bool purple = false;

	(void)state;
	op_case_start(&k, &sm_op_colour, "varchar(20)", 148);
	k.c.unique = true;
	op_case_compile(&k, "format", "name", NULL);
	op_case_keeps_promises(&k, 148);
	op_text_keeps_bounds(&k, 148);
	v = op_case_run(&k, &(struct sm_rows){ .n = 148 });
	for (uint32_t r = 0; r < 148; r++)
		purple |= v.v.str[r].n == 13 &&
			  memcmp(v.v.str[r].p, "rebeccapurple", 13) == 0;
	assert_true(purple);
	op_case_end(&k);
	op_case_start(&k, &sm_op_colour, "varchar(19)", 149);
	op_case_refuses(&k, "can reach 20 characters, varchar(19) holds 19",
			"format", "name", NULL);
	k.c.type.length = 20;
	k.c.unique = true;
	op_case_refuses(&k, "needs 149 distinct values, there are 148 colours",
			"format", "name", NULL);
	op_case_refuses(&k, "hsv", "format", "hsv", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hex_and_rgb_are_one_colour),
		cmocka_unit_test(names_come_once_each_when_unique),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
