/* gen/op/json_items.c: adding a place changes none of the others' values */
#include "text_lines.h"

static void more_places_leave_those_before_as_they_were(void **state)
{
	struct text_lines two, three;

	(void)state;
	text_lines_open(&two, "type: jsonb, array: {min: 2, max: 2, fields: [{name: v, "
			"int: {min: 100, max: 999}}]}");
	text_lines_open(&three, "type: jsonb, array: {min: 3, max: 3, fields: [{name: v, "
			"int: {min: 100, max: 999}}]}");
	for (uint32_t i = 0; i < two.n; i++)
		assert_memory_equal(two.line[i], three.line[i], strlen("[100,200"));
	text_lines_close(&two);
	text_lines_close(&three);
}

static void numbers_of_items_have_a_shape(void **state)
{
	struct text_lines l;
	uint32_t few = 0;

	(void)state;
	text_lines_open(&l, "type: jsonb, array: {min: 0, max: 50, dist: exponential, "
			"fields: [{name: v, int: {min: 1, max: 9}}]}");
	for (uint32_t i = 0; i < l.n; i++)
		few += strlen(l.line[i]) < 20;  /* less than 10 of 50: 1 - 1/e */
	assert_in_range(few, 330, 440);
	text_lines_close(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_places_leave_those_before_as_they_were),
		cmocka_unit_test(numbers_of_items_have_a_shape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
