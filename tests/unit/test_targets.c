/* load/target/targets.c: every kind is found by its schemes, and is whole */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/target.h"

static void every_kind_is_found_by_each_of_its_schemes(void **state)
{
	size_t n;
	const struct sm_target_kind *const *kinds = sm_target_kinds(&n);

	(void)state;
	assert_true(n >= 4);
	for (size_t i = 0; i < n; i++) {
		char schemes[128], *save = NULL;

		assert_true(strlen(kinds[i]->schemes) < sizeof(schemes));
		strcpy(schemes, kinds[i]->schemes);
		for (char *s = strtok_r(schemes, " ", &save); s;
		     s = strtok_r(NULL, " ", &save))
			assert_ptr_equal(sm_target_find(s), kinds[i]);
	}
}

static void what_is_no_scheme_is_not_found(void **state)
{
	static const char *const cases[] = {
		"", " ", "postgre", "postgresq", "postgres postgresql", "SQLite",
		"nul", "null ", "mysql+x",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_null(sm_target_find(cases[i]));
}

static void a_kind_has_all_that_its_promises_need(void **state)
{
	size_t n;
	const struct sm_target_kind *const *kinds = sm_target_kinds(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct sm_target_kind *k = kinds[i];

		assert_true(k->name && *k->name && k->summary && *k->summary);
		assert_true(k->open && k->close && k->encoder && k->load);
		assert_true(k->stream_open && k->stream_close);
		assert_true(k->max_connections >= 1);
		assert_int_equal(k->ledger, k->runs != NULL);
		assert_int_equal(k->ledger, k->begin != NULL);
		assert_int_equal(k->ledger, k->chunks != NULL);
		assert_int_equal(k->ledger, k->done != NULL);
		assert_int_equal(k->counts, k->count != NULL);
		assert_int_equal(k->counts, k->orphans != NULL);
		assert_int_equal(k->counts, k->read != NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_found_by_each_of_its_schemes),
		cmocka_unit_test(what_is_no_scheme_is_not_found),
		cmocka_unit_test(a_kind_has_all_that_its_promises_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
