/* gen/op/op_password_hash.c: bcrypt's form to the last bit */
#include "op_args_case.h"

static int value_of(char c)
{
	static const char alphabet[] =
		"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

static void values_have_bcrypts_form(void **state)
{
	static const char *const costs[][2] = { { NULL, "$2b$12$" },
						{ "4", "$2b$04$" },
						{ "31", "$2b$31$" } };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(costs); i++) {
		unsigned salt_last = 0, hash_last = 0;
		uint64_t seen[60] = { 0 };
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_password_hash, "char(60)", 2000);
		op_case_compile(&k, "cost", costs[i][0], NULL);
		assert_true(k.op.out.unique);
		v = op_case_run(&k, &(struct sm_rows){ .n = 2000 });
		for (uint32_t r = 0; r < 2000; r++) {
			const char *p = v.v.str[r].p;

			assert_int_equal(v.v.str[r].n, 60);
			assert_memory_equal(p, costs[i][1], 7);
			for (int b = 7; b < 60; b++) {
				assert_true(value_of(p[b]) >= 0);
				seen[b] |= UINT64_C(1) << value_of(p[b]);
			}
			salt_last |= (unsigned)value_of(p[28]) & 15;
			hash_last |= (unsigned)value_of(p[59]) & 3;
		}
		/* bits past the salt's 128 and the hash's 184 are 0 */
		assert_int_equal(salt_last, 0);
		assert_int_equal(hash_last, 0);
		for (int b = 7; b < 60; b++)
			assert_int_equal(__builtin_popcountll(seen[b]),
					 b == 28 ? 4 : b == 59 ? 16 : 64);
		op_text_keeps_bounds(&k, 2000);
		op_case_keeps_promises(&k, 1100);
		op_case_end(&k);
	}
}

static void refusals_name_the_numbers(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_password_hash, "varchar(59)", 10);
	op_case_refuses(&k, "can reach 60 characters, varchar(59) holds 59", NULL);
	op_case_refuses(&k, "cost 3 is not one of bcrypt's", "cost", "3", NULL);
	op_case_refuses(&k, "cost 32 is not one of bcrypt's", "cost", "32", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_have_bcrypts_form),
		cmocka_unit_test(refusals_name_the_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
