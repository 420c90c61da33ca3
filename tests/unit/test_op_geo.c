/* gen/op/op_geo.c: points of the centres asked for; two columns, one point */
#include "op_args_case.h"
#include "plan_rows.h"

#include <math.h>
#include <stdio.h>

static void points_lie_round_their_centre(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_geo, "varchar(22)", 3000);
	op_case_compile(&k, "lat", "-6.79", "lon", "39.21", "radius_km", "5", NULL);
	assert_false(k.op.out.unique);
	v = op_case_run(&k, &(struct sm_rows){ .n = 3000 });
	for (uint32_t r = 0; r < 3000; r++) {
		char text[64] = "";
		double lat, lon;
		int used = 0;

		memcpy(text, v.v.str[r].p, v.v.str[r].n);
		assert_int_equal(sscanf(text, "%lf,%lf%n", &lat, &lon, &used), 2);
		assert_int_equal(used, v.v.str[r].n);
		assert_true(fabs(lat + 6.79) < 0.046 && fabs(lon - 39.21) < 0.046);
	}
	op_text_keeps_bounds(&k, 3000);
	op_case_keeps_promises(&k, 1100);
	op_case_end(&k);
}

static void one_coordinate_can_be_a_number(void **state)
{
	static const char *const types[] = { "numeric(9,6)", "numeric(4,0)",
					     "numeric(18,12)", "real", "double",
					     "text" };
	static const char *const parts[] = { "lat", "lon" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(types) * 2; i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_geo, types[i / 2], 2000);
		op_case_compile(&k, "part", parts[i % 2], NULL);
		op_case_keeps_promises(&k, 1100);
		if (sm_type_class(k.c.type.id) == SM_STR)
			op_text_keeps_bounds(&k, 2000);
		if (k.c.type.id == SM_T_REAL) {
			struct sm_vec v = op_case_run(&k, &(struct sm_rows){
							      .n = 2000 });

			for (uint32_t r = 0; r < 2000; r++)
				assert_true(v.v.f64[r] == (float)v.v.f64[r]);
		}
		op_case_end(&k);
	}
}

/* lat, lon and the text of both, each in a column of its own. */
static void columns_agree_on_one_point(void **state)
{
	struct plan_case c;
	struct plan_rows lat, lon;

	(void)state;
	plan_case_make(&c, PLAN_HEAD "  - {name: a, rows: 500, columns: ["
		       "{name: lon, type: \"numeric(9,6)\", geo: {part: lon, with: "
		       "lat}}, {name: lat, type: \"numeric(8,6)\", geo: {part: lat, "
		       "centres: [\"52.52 13.405\", \"-17.8, 179.99\"], radius_km: "
		       "100}}, {name: at, geo: {with: lon}}]}\n", NULL);
	lat = plan_rows_of(&c, "a", "lat");
	lon = plan_rows_step(&c, "a", "lon", 7);
	for (uint64_t r = 0; r < 500; r++) {
		char *line = plan_case_text(&c, "a", r, 1), want[128];
		const char *at = strrchr(line, '\t') + 1;

		snprintf(want, sizeof(want), "%.6f,%.6f\n", (double)lat.v[r] / 1e6,
			 (double)lon.v[r] / 1e6);
		assert_string_equal(at, want);
		assert_true((lat.v[r] > 0) ==
			    (lon.v[r] > 11000000 && lon.v[r] < 16000000));
		free(line);
	}
	assert_true(lon.column->dom.max == 180000000);
	plan_rows_free(&lat);
	plan_rows_free(&lon);
	plan_case_close(&c);
}

static void what_cannot_go_together_is_refused(void **state)
{
	static const struct {
		const char *columns, *what;
	} cases[] = {
		{ "{name: x, geo: {with: y}}", "has no column \"y\"" },
		{ "{name: x, geo: {with: x}}", "x" },
		{ "{name: x, geo: {with: y}}, {name: y, geo: {with: x}}", "x" },
		{ "{name: x, geo: {with: n}}, {name: n, int: {}}",
		  "n is not made by geo, but by int" },
		{ "{name: x, geo: {with: y, lat: 1}}, {name: y, geo: {}}",
		  "y says where" },
		{ "{name: x, geo: {lat: 1}}", "a latitude and a longitude" },
		{ "{name: x, geo: {lat: 91, lon: 1}}", "not between -90 and 90" },
		{ "{name: x, geo: {lat: 1, lon: -180.5}}", "-180 and 180" },
		{ "{name: x, geo: {lat: 1, lon: 1, centres: [\"1 1\"]}}",
		  "a centre already" },
		{ "{name: x, geo: {centres: [\"1\"]}}", "is not a latitude and" },
		{ "{name: x, geo: {radius_km: 1001}}", "0 to 1000 km" },
		{ "{name: x, geo: {lat: 84, lon: 0, radius_km: 200}}",
		  "reach beyond 85 degrees" },
		{ "{name: x, geo: {decimals: 10}}", "a coordinate has 0 to 9" },
		{ "{name: x, type: \"numeric(9,6)\", geo: {}}", "part: lat" },
		{ "{name: x, type: double, geo: {}}", "a point is no number" },
		{ "{name: x, type: \"numeric(9,6)\", geo: {part: lat, decimals: 2}}",
		  "the column's type says" },
		{ "{name: x, type: \"numeric(18,16)\", geo: {part: lat}}",
		  "no room for degrees" },
		{ "{name: x, type: \"numeric(4,3)\", geo: {part: lon}}",
		  "holds -9.999 to 9.999" },
		{ "{name: x, type: \"varchar(21)\", geo: {}}",
		  "can reach 22 characters" },
		{ "{name: x, geo: {}, unique: true}", "geo cannot promise that" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;
		char yaml[600];

		snprintf(yaml, sizeof(yaml), PLAN_HEAD "  - {name: a, rows: 5, "
			 "columns: [%s]}\n", cases[i].columns);
		plan_case_open(&c, yaml, NULL);
		if (c.rc != SM_E_PROFILE)
			fail_msg("accepted: %s", cases[i].columns);
		if (!strstr(c.err.what, cases[i].what))
			fail_msg("\"%s\" is not in \"%s\"", cases[i].what,
				 c.err.what);
		plan_case_close(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_lie_round_their_centre),
		cmocka_unit_test(one_coordinate_can_be_a_number),
		cmocka_unit_test(columns_agree_on_one_point),
		cmocka_unit_test(what_cannot_go_together_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
