/* load/reconcile.c: each identity is looked at, and the first broken one told */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/report.h"

static struct sm_table_report good(void)
{
	return (struct sm_table_report){
		.name = "orders", .planned = 100, .generated = 60, .sent = 60,
		.acked = 60, .resumed = 40, .before = 7, .counted = 107,
		.has_counts = true, .digest = { 1, 2 }, .has_digest = true,
		.read_digest = { 1, 2 }, .has_read = true,
	};
}

static struct sm_err err;

static enum sm_code judge(struct sm_table_report t, uint64_t orphans)
{
	struct sm_reference_report ref = {
		.child = "orders", .columns = "customer_id", .parent = "customers",
		.parent_columns = "id", .orphans = orphans, .checked = true,
	};
	const struct sm_report r = { .tables = &t, .ntables = 1, .refs = &ref,
				     .nrefs = 1 };

	err = (struct sm_err){ 0 };
	return sm_reconcile(&r, &err);
}

static void numbers_that_agree_are_fine(void **state)
{
	(void)state;
	assert_int_equal(judge(good(), 0), SM_OK);
}

static void each_broken_identity_is_found_and_named(void **state)
{
	static const struct {
		size_t at;
		uint64_t value;
		const char *says;
	} cases[] = {
#define AT(field) offsetof(struct sm_table_report, field)
		{ AT(generated), 59, "generated 99" },
		{ AT(sent), 61, "sent 101" },
		{ AT(acked), 59, "acknowledged 99" },
		{ AT(counted), 106, "grew by 99" },
		{ AT(counted), 0, "shrank by 7" },
		{ AT(warnings), 1, "1 warning" },
		{ AT(read_digest), 9, "read back" },
#undef AT
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_table_report t = good();

		memcpy((char *)&t + cases[i].at, &cases[i].value,
		       sizeof(uint64_t));
		assert_int_equal(judge(t, 0), SM_E_RECONCILE);
		if (!strstr(err.what, cases[i].says) ||
		    !strstr(err.what, "orders"))
			fail_msg("%s", err.what);
	}
}

static void orphans_break_a_reference(void **state)
{
	(void)state;
	assert_int_equal(judge(good(), 3), SM_E_RECONCILE);
	assert_non_null(strstr(err.what, "orders.customer_id: 3 rows"));
}

static void what_nobody_knows_is_not_held_against_a_table(void **state)
{
	struct sm_table_report t = good();

	(void)state;
	t.has_counts = false;
	t.counted = 0;
	t.has_read = false;
	t.read_digest.lo = 77;
	assert_int_equal(judge(t, 0), SM_OK);
}

static void the_first_leads_and_the_others_are_counted(void **state)
{
	struct sm_table_report t = good();

	(void)state;
	t.acked = 59;
	t.counted = 106;
	assert_int_equal(judge(t, 1), SM_E_RECONCILE);
	assert_non_null(strstr(err.what, "acknowledged"));
	assert_non_null(strstr(err.why, "2 more identities"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_that_agree_are_fine),
		cmocka_unit_test(each_broken_identity_is_found_and_named),
		cmocka_unit_test(orphans_break_a_reference),
		cmocka_unit_test(what_nobody_knows_is_not_held_against_a_table),
		cmocka_unit_test(the_first_leads_and_the_others_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
