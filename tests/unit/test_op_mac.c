/* gen/op/op_mac.c: one card's local addresses, in the forms people write */
#include "op_args_case.h"

#include <stdlib.h>

/* The address, and that its form is the shape's ('x' is a hex digit). */
static uint64_t read_mac(const struct sm_str *s, const char *shape, bool upper)
{
	uint64_t v = 0;

	assert_int_equal(s->n, strlen(shape));
	for (uint32_t i = 0; i < s->n; i++) {
		const char one[2] = { s->p[i], 0 };

		if (shape[i] != 'x') {
			assert_int_equal(s->p[i], shape[i]);
			continue;
		}
		assert_non_null(strchr(upper ? "0123456789ABCDEF"
					     : "0123456789abcdef", s->p[i]));
		v = v * 16 + strtoul(one, NULL, 16);
	}
	return v;
}

static void addresses_are_local_and_of_one_card(void **state)
{
	static const struct {
		const char *format, *upper, *shape;
	} cases[] = {
		{ NULL, NULL, "xx:xx:xx:xx:xx:xx" },
		{ "dash", "true", "xx-xx-xx-xx-xx-xx" },
		{ "dot", "false", "xxxx.xxxx.xxxx" },
		{ "bare", "true", "xxxxxxxxxxxx" },
	};
	uint64_t all = 0, none = 0;

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_mac, "varchar(17)", 2000);
		k.c.unique = i & 1;
		op_case_compile(&k, "format", cases[i].format, "upper",
				cases[i].upper, NULL);
		v = op_case_run(&k, &(struct sm_rows){ .n = 2000 });
		for (uint32_t r = 0; r < 2000; r++) {
			uint64_t a = read_mac(&v.v.str[r], cases[i].shape,
					      i % 2 == 1);

			assert_int_equal(a >> 40 & 3, 2);
			all |= a;
			none |= ~a;
		}
		op_text_keeps_bounds(&k, 2000);
		op_case_keeps_promises(&k, 1100);
		op_case_end(&k);
	}
	/* every other bit is sometimes 1 and sometimes 0 */
	assert_true(all == (UINT64_C(1) << 48) - 1 - (UINT64_C(1) << 40));
	assert_true((none & ((UINT64_C(1) << 48) - 1)) ==
		    (UINT64_C(1) << 48) - 1 - (UINT64_C(2) << 40));
}

static void documents_have_256(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	op_case_start(&k, &sm_op_mac, NULL, 256);
	k.c.unique = true;
	op_case_compile(&k, "range", "documents", "format", "dash", "upper", "true",
			NULL);
	op_case_keeps_promises(&k, 256);
	v = op_case_run(&k, &(struct sm_rows){ .n = 256 });
	for (uint32_t r = 0; r < 256; r++)
		assert_memory_equal(v.v.str[r].p, "00-00-5E-00-53-", 15);
	op_case_end(&k);
	op_case_start(&k, &sm_op_mac, "varchar(16)", 257);
	k.c.unique = true;
	op_case_refuses(&k, "needs 257 distinct values, it has 256 addresses",
			"range", "documents", "format", "bare", NULL);
	op_case_refuses(&k, "can reach 17 characters, varchar(16) holds 16", NULL);
	op_case_refuses(&k, "colons", "format", "colons", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_local_and_of_one_card),
		cmocka_unit_test(documents_have_256),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
