/* gen/op/op_lookup.c: fields of one record come together, as often as it weighs */
#include <stdio.h>

#include "plan_rows.h"
#include "statcheck.h"

#define T(columns) "  - {name: t, rows: 1000000, columns: [" columns "]}\n"
#define CITY "{name: city, type: text, lookup: {list: place_us, column: city}}"

/* The shipped list, read by this test on its own. */
struct record {
	char region[8];
	double weight;
	int64_t lat;                /* hundredths */
};

static uint32_t read_places(struct record *r, uint32_t most)
{
	FILE *f = fopen("profiles/words/place_us.txt", "r");
	char line[256], city[64], postcode[16];
	uint32_t n = 0;
	double lat, lon;

	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f)) {
		assert_true(n < most);
		assert_int_equal(sscanf(line, "%63[^\t]\t%7[^\t]\t%15[^\t]\t%lf\t%lf\t%lf",
					city, r[n].region, postcode, &lat, &lon,
					&r[n].weight), 6);
		assert_true(lat > 18 && lat < 72 && lon < -66 && lon > -180);
		r[n++].lat = (int64_t)floor(lat * 100 + 0.5);
	}
	fclose(f);
	return n;
}

static void a_record_comes_as_often_as_it_weighs_and_whole(void **state)
{
	static struct record r[200];
	static uint64_t seen[200];
	static double want[200];
	uint32_t n = read_places(r, 200);
	struct plan_case c;
	struct plan_rows lat, weight;
	double sum = 0;

	(void)state;
	plan_case_make(&c, PLAN_HEAD T(CITY ", {name: lat, type: \"decimal(8,2)\", lookup: "
		       "{list: place_us, column: lat, with: city}}, {name: weight, "
		       "type: int, lookup: {list: place_us, column: weight, with: "
		       "city}}"), NULL);
	lat = plan_rows_of(&c, "t", "lat");
	weight = plan_rows_step(&c, "t", "weight", 100);
	memset(seen, 0, sizeof(seen));
	for (uint64_t i = 0; i < lat.n; i++) {
		uint32_t k = 0;

		while (k < n && (r[k].lat != lat.v[i] ||
				 (int64_t)r[k].weight != weight.v[i]))
			k++;
		assert_true(k < n);     /* both are of one record */
		seen[k]++;
	}
	for (uint32_t k = 0; k < n; k++)
		sum += r[k].weight;
	for (uint32_t k = 0; k < n; k++)
		want[k] = 1e6 * r[k].weight / sum;
	assert_true(chi_square(seen, want, n) < chi_square_bound(n - 1));
	plan_rows_free(&lat);
	plan_rows_free(&weight);
	plan_case_close(&c);
}

static void what_is_no_field_of_the_list_is_refused(void **state)
{
	static const struct plan_refusal refusals[] = {
		{ T("{name: x, type: text, lookup: {list: place_us, column: cty}}"),
		  "the list \"place_us\" has no field \"cty\", did you mean \"city\"?",
		  "its fields are city, region, postcode, lat, lon, weight" },
		{ T("{name: x, type: text, lookup: {list: place_usa, column: city}}"),
		  "no word list \"place_usa\"", NULL },
		{ T("{name: x, type: int, lookup: {list: place_us, column: city}}"),
		  "New York", NULL },
		{ T("{name: x, type: \"varchar(3)\", lookup: {list: place_us, column: "
		    "city}}"), "3", NULL },
		{ T(CITY ", {name: x, type: text, lookup: {list: place_de, column: city, "
		    "with: city}}"), "city is no lookup in the list \"place_de\"", NULL },
		{ T("{name: x, type: text, lookup: {list: place_us, column: city, with: "
		    "x}}"), "x is the column itself", NULL },
		{ T(CITY ", {name: x, unique: true, type: text, lookup: {list: place_us, "
		    "column: city}}"), "unique", NULL },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

static void all_places_that_are_shipped_are_lists_of_records(void **state)
{
	static const char *const list[] = { "us", "de", "fr", "es", "ke" };
	static const char *const field[] = { "city", "region", "postcode", "lat", "lon",
					     "weight" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(list); i++)
		for (size_t k = 0; k < SM_COUNTOF(field); k++) {
			struct sm_buf yaml = { 0 };
			struct plan_case c;

			sm_buf_printf(&yaml, PLAN_HEAD "  - {name: t, rows: 9, columns: "
				      "[{name: x, type: %s, lookup: {list: place_%s, "
				      "column: %s}}]}\n", k < 3 ? "text"
				      : k < 5 ? "\"decimal(5,2)\"" : "int", list[i],
				      field[k]);
			plan_case_make(&c, sm_buf_str(&yaml), NULL);
			plan_case_close(&c);
			sm_buf_release(&yaml);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_comes_as_often_as_it_weighs_and_whole),
		cmocka_unit_test(what_is_no_field_of_the_list_is_refused),
		cmocka_unit_test(all_places_that_are_shipped_are_lists_of_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
