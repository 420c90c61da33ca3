/* gen/op/ops.c: every kind once, whole, and found by its name */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op_case.h"

static void every_kind_is_found_by_its_name(void **state)
{
	size_t n;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);

	(void)state;
	assert_true(n >= 22);
	for (size_t i = 0; i < n; i++)
		assert_ptr_equal(sm_op_find(kinds[i]->name), kinds[i]);
	assert_ptr_equal(sm_op_find("bool"), &sm_op_bool);
}

static void other_names_find_nothing(void **state)
{
	(void)state;
	assert_null(sm_op_find(""));
	assert_null(sm_op_find("Int"));
	assert_null(sm_op_find("serials"));
}

static void every_kind_says_all_there_is_to_say(void **state)
{
	size_t n;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct sm_op_kind *k = kinds[i];

		assert_true(k->name[0] != '\0' && k->summary[0] != '\0');
		assert_int_equal(k->example[0], '{');
		assert_non_null(k->doc);
		assert_true(k->version >= 1);
		assert_true(k->types != 0);
		assert_non_null(k->args);
		assert_non_null(k->compile);
		assert_non_null(k->run);
		/* a column without `type:` gets one the kind can fill */
		if (k->natural.id != SM_T_NONE)
			assert_true(k->types & SM_M(k->natural.id));
	}
}

static void every_argument_is_in_the_kinds_doc(void **state)
{
	size_t n;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (const cyaml_schema_field_t *f = kinds[i]->args; f->key; f++)
			if (!strstr(kinds[i]->doc, f->key))
				fail_msg("%s: %s has no line in doc",
					 kinds[i]->name, f->key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_found_by_its_name),
		cmocka_unit_test(other_names_find_nothing),
		cmocka_unit_test(every_kind_says_all_there_is_to_say),
		cmocka_unit_test(every_argument_is_in_the_kinds_doc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
