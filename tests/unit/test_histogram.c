/* gen/op/histogram.c: weights and bounds as read, and what they promise */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op/histogram.h"
#include "op_case.h"

static enum sm_code read_bound(const struct sm_compile *c, const char *arg,
			       const char *text, bool last, int64_t unit,
			       int64_t *out, struct sm_err *err)
{
	(void)c, (void)arg, (void)last, (void)err;
	*out = strtoll(text, NULL, 10) * unit;
	return SM_OK;
}

static enum sm_code compile(struct op_case *k, const char **bounds, uint32_t nbounds,
			    const char **weights, uint32_t nweights,
			    struct sm_buckets *b, int64_t *lo, int64_t *hi)
{
	const struct sm__histogram_args a = {
		.bounds = bounds, .bounds_count = nbounds,
		.weights = weights, .weights_count = nweights,
	};

	return sm__histogram_compile(b, &a, &k->c, read_bound, 10, lo, hi, &k->err);
}

static void the_last_bucket_has_its_end(void **state)
{
	const char *bounds[] = { "0", "3", "5" }, *weights[] = { "1", "2" };
	struct sm_buckets b;
	struct op_case k;
	int64_t lo, hi;

	(void)state;
	op_case_start(&k, &sm_op_int, "int", 1000);
	assert_int_equal(compile(&k, bounds, 3, weights, 2, &b, &lo, &hi), SM_OK);
	assert_int_equal(lo, 0);
	assert_int_equal(hi, 50);
	assert_int_equal(b.first[1], 30);
	assert_int_equal(b.first[2], 51);
	op_case_end(&k);
}

static void empty_buckets_at_the_ends_promise_nothing(void **state)
{
	const char *bounds[] = { "0", "1", "2", "3", "4" };
	const char *weights[] = { "0", "2", "0", "0" };
	struct sm_buckets b;
	struct op_case k;
	int64_t lo, hi;

	(void)state;
	op_case_start(&k, &sm_op_int, "int", 1000);
	assert_int_equal(compile(&k, bounds, 5, weights, 4, &b, &lo, &hi), SM_OK);
	assert_int_equal(lo, 10);
	assert_int_equal(hi, 19);
	op_case_end(&k);
}

static void lists_that_do_not_fit_are_refused(void **state)
{
	static const struct {
		const char *bounds[3];
		uint32_t nbounds;
		const char *weights[3];
		uint32_t nweights;
		const char *what;
	} cases[] = {
		{ { "1", "2" }, 2, { NULL }, 0, "0 weights needs 1 bounds, not 2" },
		{ { "1" }, 1, { "1" }, 1, "1 weights needs 2 bounds, not 1" },
		{ { NULL }, 0, { "1" }, 1, "1 weights needs 2 bounds, not 0" },
		{ { "2", "1" }, 2, { "1" }, 1, "bounds grow: 1 does not come after 2" },
		{ { "1", "2", "3" }, 3, { "1", "-1" }, 2, "weight -1 is not from 0" },
		{ { "1", "2", "3" }, 3, { "1", "2e9" }, 2, "weight 2e9 is not from 0" },
		{ { "1", "2", "3" }, 3, { "0", "0" }, 2, "all weights are 0" },
		{ { "1", "2", "3" }, 3, { "1", "x" }, 2, "weights" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const char *bounds[3], *weights[3];
		struct sm_buckets b;
		struct op_case k;
		int64_t lo, hi;

		memcpy(bounds, cases[i].bounds, sizeof(bounds));
		memcpy(weights, cases[i].weights, sizeof(weights));
		op_case_start(&k, &sm_op_int, "int", 1000);
		assert_int_equal(compile(&k, bounds, cases[i].nbounds, weights,
					 cases[i].nweights, &b, &lo, &hi),
				 SM_E_PROFILE);
		if (!strstr(k.err.what, cases[i].what))
			fail_msg("\"%s\" is not in \"%s\"", cases[i].what, k.err.what);
		op_case_end(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_bucket_has_its_end),
		cmocka_unit_test(empty_buckets_at_the_ends_promise_nothing),
		cmocka_unit_test(lists_that_do_not_fit_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
