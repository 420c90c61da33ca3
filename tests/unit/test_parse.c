/* load/encode/parse: what servers print, read strictly */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "load/encode/parse.h"

static const struct {
	struct sm_type type;
	const char *text;
	bool ok;
	int64_t value;
} whole[] = {
	{ { .id = SM_T_BIGINT }, "-9223372036854775808", true, INT64_MIN },
	{ { .id = SM_T_BIGINT }, "9223372036854775807", true, INT64_MAX },
	{ { .id = SM_T_BIGINT }, "9223372036854775808", false, 0 },
	{ { .id = SM_T_BIGINT }, "-9223372036854775809", false, 0 },
	{ { .id = SM_T_INT }, "12.0", false, 0 },
	{ { .id = SM_T_INT }, "", false, 0 },
	{ { .id = SM_T_INT }, "-", false, 0 },
	{ { .id = SM_T_INT }, "+1", false, 0 },
	{ { .id = SM_T_INT }, " 1", false, 0 },
	{ { .id = SM_T_DECIMAL, .scale = 2 }, "-12.5", true, -1250 },
	{ { .id = SM_T_DECIMAL, .scale = 2 }, "12.5000", true, 1250 },
	{ { .id = SM_T_DECIMAL, .scale = 2 }, "12.501", false, 0 },
	{ { .id = SM_T_DECIMAL, .scale = 2 }, "1.2.3", false, 0 },
	{ { .id = SM_T_DECIMAL, .scale = 2 }, ".", false, 0 },
	{ { .id = SM_T_DECIMAL, .scale = 18 }, "9.3", false, 0 },
	{ { .id = SM_T_DECIMAL, .scale = 18 }, "9.2", true,
	  INT64_C(9200000000000000000) },
	{ { .id = SM_T_BOOL }, "t", true, 1 },
	{ { .id = SM_T_BOOL }, "0", true, 0 },
	{ { .id = SM_T_BOOL }, "tr", false, 0 },
	{ { .id = SM_T_DATE }, "1970-01-02", true, 1 },
	{ { .id = SM_T_DATE }, "1969-12-31", true, -1 },
	{ { .id = SM_T_DATE }, "1970-01-02 00:00:01", false, 0 },
	{ { .id = SM_T_TIMESTAMPTZ }, "1970-01-01 00:00:01.5+00", true, 1500000 },
};

static void a_value_is_read_whole_or_not_at_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(whole); i++) {
		const char *text = whole[i].text;
		int64_t v = 0;
		bool ok = sm__parse_i64(&whole[i].type, text, strlen(text), &v);

		if (ok != whole[i].ok || (ok && v != whole[i].value))
			fail_msg("case %zu: \"%s\"", i, text);
	}
}

static void a_real_is_rounded_once(void **state)
{
	/* half way between two floats, but for a bit that a double loses */
	static const char text[] = "1.00000005960464477540";
	const struct sm_type real = { .id = SM_T_REAL };
	const struct sm_type wide = { .id = SM_T_DOUBLE };
	double v;

	(void)state;
	assert_true(sm__parse_f64(&real, text, strlen(text), &v));
	assert_true(v > 1.0);
	assert_true(sm__parse_f64(&wide, "-1e-300", 7, &v));
	assert_true(v < 0 && v > -1e-299);
	assert_false(sm__parse_f64(&wide, "1x", 2, &v));
	assert_false(sm__parse_f64(&wide, "", 0, &v));
}

static void a_uuid_has_its_dashes_where_they_belong(void **state)
{
	static const char good[] = "00112233-4455-6677-8899-AabBccddeeFF";
	char bad[sizeof(good)];
	struct sm_u128 v;

	(void)state;
	assert_true(sm__parse_uuid(good, 36, &v));
	assert_true(v.hi == UINT64_C(0x0011223344556677));
	assert_true(v.lo == UINT64_C(0x8899AABBCCDDEEFF));
	assert_false(sm__parse_uuid(good, 35, &v));
	for (size_t i = 0; i < 36; i++) {
		memcpy(bad, good, sizeof(bad));
		bad[i] = bad[i] == '-' ? '0' : '-';
		assert_false(sm__parse_uuid(bad, 36, &v));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_read_whole_or_not_at_all),
		cmocka_unit_test(a_real_is_rounded_once),
		cmocka_unit_test(a_uuid_has_its_dashes_where_they_belong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
