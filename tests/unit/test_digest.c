/* gen/run/digest.c: what the digest must tell apart, and what it must not */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/digest.h"

#define ROWS 3

struct case_rows {
	int64_t num[ROWS];
	struct sm_str text[ROWS];
	double real[ROWS];
	struct sm_u128 uuid[ROWS];
	uint8_t null[ROWS];
};

static struct case_rows sample(void)
{
	return (struct case_rows){
		.num = { 1, 2, 3 },
		.text = { { "a", 1, 1 }, { "", 0, 0 }, { "xyz", 3, 3 } },
		.real = { 0.5, 0.0, -1e300 },
		.uuid = { { 1, 2 }, { 3, 4 }, { 5, 6 } },
	};
}

/* Columns in the order given by `at`: num, text, real, uuid. */
static struct sm_u128 digest(struct case_rows *r, const int at[4])
{
	static const enum sm_type_id types[] = { SM_T_BIGINT, SM_T_TEXT,
						 SM_T_DOUBLE, SM_T_UUID };
	static const char *const names[] = { "num", "text", "real", "uuid" };
	struct sm_column columns[4];
	struct sm_vec cols[4];
	struct sm_table t = { .columns = columns, .ncolumns = 4 };
	struct sm_u128 scratch[ROWS];

	memset(columns, 0, sizeof(columns));
	memset(cols, 0, sizeof(cols));
	for (int i = 0; i < 4; i++) {
		columns[i].name = names[at[i]];
		columns[i].type.id = types[at[i]];
		sm_digest_column_key(names[at[i]], columns[i].digest_key);
		cols[i].null = r->null;
		switch (at[i]) {
		case 0: cols[i].v.i64 = r->num; break;
		case 1: cols[i].v.str = r->text; break;
		case 2: cols[i].v.f64 = r->real; break;
		default: cols[i].v.u128 = r->uuid; break;
		}
	}
	return sm_digest_rows(&t, cols, ROWS, scratch);
}

static const int in_order[4] = { 0, 1, 2, 3 };

static void the_formula_is_the_one_that_is_written_down(void **state)
{
	struct case_rows r = sample();
	char hex[33];

	(void)state;
	sm_u128_hex(digest(&r, in_order), hex);
	/* version 1: changing this line means a new SM_DIGEST_VERSION */
	assert_string_equal(hex, "a8fbc8a56be820d50b7dd00e1428273b");
}

static void the_order_of_columns_and_rows_does_not_matter(void **state)
{
	static const int other[4] = { 3, 1, 0, 2 };
	struct case_rows r = sample(), s = sample();

	(void)state;
	assert_true(sm_u128_equal(digest(&r, in_order), digest(&r, other)));
	for (int i = 0; i < ROWS; i++) {
		s.num[i] = r.num[ROWS - 1 - i];
		s.text[i] = r.text[ROWS - 1 - i];
		s.real[i] = r.real[ROWS - 1 - i];
		s.uuid[i] = r.uuid[ROWS - 1 - i];
	}
	assert_true(sm_u128_equal(digest(&r, in_order), digest(&s, in_order)));
}

static void any_changed_cell_shows(void **state)
{
	struct case_rows r = sample();
	struct sm_u128 was = digest(&r, in_order);

	(void)state;
	for (int i = 0; i < ROWS; i++) {
		struct case_rows s[5];

		for (int k = 0; k < 5; k++)
			s[k] = r;
		s[0].num[i] ^= 1;
		s[1].text[i].n ^= 1;
		s[1].text[i].p = "ax";
		s[2].real[i] += 1e290;
		s[3].uuid[i].lo ^= UINT64_C(1) << 63;
		s[4].null[i] = 1;
		for (int k = 0; k < 5; k++)
			if (k != 2 || i == 2)
				assert_false(sm_u128_equal(
					was, digest(&s[k], in_order)));
	}
}

static void values_swapped_between_rows_show(void **state)
{
	struct case_rows r = sample();
	struct sm_u128 was = digest(&r, in_order);

	(void)state;
	r.num[0] = 2;
	r.num[1] = 1;
	assert_false(sm_u128_equal(was, digest(&r, in_order)));
}

static void null_is_neither_zero_nor_empty(void **state)
{
	struct case_rows r = { .text = { { "", 0, 0 }, { "", 0, 0 }, { "", 0, 0 } } };
	struct sm_u128 was = digest(&r, in_order);

	(void)state;
	r.null[1] = 1;
	assert_false(sm_u128_equal(was, digest(&r, in_order)));
}

static void a_null_hides_what_lies_under_it(void **state)
{
	struct case_rows r = sample();
	struct sm_u128 was;

	(void)state;
	r.null[0] = 1;
	was = digest(&r, in_order);
	r.num[0] = 99;
	assert_true(sm_u128_equal(was, digest(&r, in_order)));
}

static void minus_zero_is_zero(void **state)
{
	struct case_rows r = sample();
	struct sm_u128 was = digest(&r, in_order);

	(void)state;
	r.real[1] = -0.0;
	assert_true(sm_u128_equal(was, digest(&r, in_order)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_formula_is_the_one_that_is_written_down),
		cmocka_unit_test(the_order_of_columns_and_rows_does_not_matter),
		cmocka_unit_test(any_changed_cell_shows),
		cmocka_unit_test(values_swapped_between_rows_show),
		cmocka_unit_test(null_is_neither_zero_nor_empty),
		cmocka_unit_test(a_null_hides_what_lies_under_it),
		cmocka_unit_test(minus_zero_is_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
