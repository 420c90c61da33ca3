/* gen/op/geo_place.c: circles that end where they should, points all alike in them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>

#include <cmocka.h>

#include "op/geo_place.h"

#define DEGREE (double)SM_GEO_DEGREE

static void cos_is_that_of_the_mathematicians(void **state)
{
	(void)state;
	for (int i = -9000; i <= 9000; i++) {
		double d = i / 100.0;

		assert_true(fabs(sm__geo_cos(d) - cos(d * acos(-1) / 180)) < 1e-12);
	}
}

/* Great circle distance, by haversines. */
static double km_between(const struct sm_place *a, const struct sm_point *b)
{
	const double rad = acos(-1) / 180 / DEGREE;
	double dlat = (double)(b->lat - a->lat) * rad;
	double dlon = (double)(b->lon - a->lon) * rad;
	double h = pow(sin(dlat / 2), 2) + cos((double)a->lat * rad) *
		   cos((double)b->lat * rad) * pow(sin(dlon / 2), 2);

	return 2 * 6371.0088 * asin(sqrt(h));
}

static void no_point_is_farther_than_the_radius(void **state)
{
	static const struct { double lat, lon, km; } cases[] = {
		{ 0, 0, 10 }, { 52.52, 13.405, 25 }, { -33.87, 151.21, 500 },
		{ 75, 20, 1000 }, { -84.9, 0, 1 }, { 0.5, 179.9, 300 },
		{ 45, -180, 50 }, { 10, 10, 0 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_place p = { .lat = (int64_t)(cases[i].lat * DEGREE),
				      .lon = (int64_t)(cases[i].lon * DEGREE) };
		double most = 0;

		assert_true(sm__place_radius(&p, cases[i].km));
		for (uint64_t row = 0; row < 20000; row++) {
			struct sm_rng r = sm_rng_at(5, row);
			struct sm_point at = sm__place_draw(&p, &r);
			double km = km_between(&p, &at);

			assert_true(at.lon >= -180 * SM_GEO_DEGREE &&
				    at.lon < 180 * SM_GEO_DEGREE);
			/* a chord is a little shorter than its arc */
			assert_true(km <= cases[i].km * 1.003 + 1e-6);
			most = km > most ? km : most;
		}
		assert_true(most >= cases[i].km * 0.95);
	}
}

/* A quarter of the circle's points lie within half its radius. */
static void points_are_spread_evenly(void **state)
{
	struct sm_place p = { .lat = 5 * SM_GEO_DEGREE };
	unsigned inner = 0, north = 0, east = 0;

	(void)state;
	assert_true(sm__place_radius(&p, 10));
	for (uint64_t row = 0; row < 100000; row++) {
		struct sm_rng r = sm_rng_at(6, row);
		struct sm_point at = sm__place_draw(&p, &r);

		inner += km_between(&p, &at) < 5;
		north += at.lat > p.lat;
		east += at.lon > p.lon;
	}
	assert_in_range(inner, 24500, 25500);
	assert_in_range(north, 49500, 50500);
	assert_in_range(east, 49500, 50500);
}

static void circles_near_a_pole_are_none(void **state)
{
	struct sm_place p = { .lat = 84 * SM_GEO_DEGREE };

	(void)state;
	assert_true(sm__place_radius(&p, 100));
	assert_false(sm__place_radius(&p, 112));
	p.lat = -90 * SM_GEO_DEGREE;
	assert_false(sm__place_radius(&p, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cos_is_that_of_the_mathematicians),
		cmocka_unit_test(no_point_is_farther_than_the_radius),
		cmocka_unit_test(points_are_spread_evenly),
		cmocka_unit_test(circles_near_a_pole_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
