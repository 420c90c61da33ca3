/* gen/op/length.c: lengths stay in their range and have the shape asked for */
#include "op_args_case.h"

#include "op/length.h"

#define DRAWS 200000

/* The mean of many draws, and how many are below `mark`. */
static double mean_of(const char *dist, uint32_t min, uint32_t max, uint32_t mark,
		      double *below)
{
	struct sm__length l;
	struct op_case k;
	double sum = 0;
	uint32_t less = 0;

	op_case_start(&k, &sm_op_bytes, NULL, 10);
	assert_int_equal(sm__length_init(&l, &k.c, "dist", dist, min, max, &k.err),
			 SM_OK);
	for (uint64_t i = 0; i < DRAWS; i++) {
		struct sm_rng rng = sm_rng_at(77, i);
		uint32_t n = sm__length_at(&l, &rng);

		assert_in_range(n, min, max);
		sum += n;
		less += n < mark;
	}
	*below = (double)less / DRAWS;
	op_case_end(&k);
	return sum / DRAWS;
}

static void is_near(double got, double want, double by)
{
	if (got < want - by || got > want + by)
		fail_msg("%g is not %g +- %g", got, want, by);
}

/*
 * Deviations of the means are below 1.5 of 1000 for 200,000 draws, so that a
 * bound of 3 is five of them and more.
 */
static void shapes_have_their_means_and_medians(void **state)
{
	double below;

	(void)state;
	is_near(mean_of(NULL, 0, 1000, 500, &below), 500, 3);
	is_near(below, 0.5, 0.006);
	is_near(mean_of("normal", 0, 1000, 333, &below), 500, 3);
	is_near(below, 0.1587, 0.006);          /* one deviation below */
	/* cut at five means: 1 - e^-x of them is x means below */
	is_near(mean_of("exponential", 0, 1000, 200, &below), 193.2, 3);
	is_near(below, 0.6364, 0.006);
	/* its median is the geometric middle, cut alike on both sides */
	(void)mean_of("lognormal", 10, 1000, 100, &below);
	is_near(below, 0.5, 0.012);
}

static void one_length_needs_no_shape(void **state)
{
	double below;

	(void)state;
	is_near(mean_of("lognormal", 7, 7, 7, &below), 7, 0);
	is_near(mean_of("normal", 0, 0, 1, &below), 0, 0);
}

static void other_shapes_are_refused(void **state)
{
	struct sm__length l;
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_bytes, NULL, 10);
	assert_int_equal(sm__length_init(&l, &k.c, "dist", "norml", 1, 9, &k.err),
			 SM_E_PROFILE);
	assert_non_null(strstr(k.err.what, "norml"));
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes_have_their_means_and_medians),
		cmocka_unit_test(one_length_needs_no_shape),
		cmocka_unit_test(other_shapes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
