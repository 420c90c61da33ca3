/* gen/op/op_hash.c: equal values, equal digests; unique where that is proved */
#include "op_bound.h"

#define sm_op_hash bound_op_hash
#include "../../gen/op/op_hash.c"

#include "op_args_case.h"

static void is_hex(const struct sm_str *s, uint32_t n)
{
	assert_int_equal(s->n, n);
	for (uint32_t i = 0; i < n; i++)
		assert_non_null(strchr("0123456789abcdef", s->p[i]));
}

static void rows_have_digests_of_their_own(void **state)
{
	static const char *const lengths[] = { "1", "15", "16", "17", "32", "40",
					       "64", "1000" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(lengths); i++) {
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_hash, NULL, 700);
		op_case_compile(&k, "hex", lengths[i], NULL);
		assert_int_equal(k.op.out.unique, i >= 2);
		v = op_case_run(&k, &(struct sm_rows){ .n = 700 });
		for (uint32_t r = 0; r < 700; r++)
			is_hex(&v.v.str[r], k.op.out.width);
		op_text_keeps_bounds(&k, 700);
		op_case_keeps_promises(&k, 700);
		op_case_end(&k);
	}
}

/* A case whose input 0 is a text column of these values. */
static void bind_texts(struct op_case *k, struct bound_column *col,
		       const char *const *text, uint32_t n, uint8_t *null)
{
	struct sm_str *s = sm_arena_array(&k->arena, n, sizeof(*s));

	for (uint32_t i = 0; i < n; i++)
		s[i] = (struct sm_str){ .p = text[i],
					.n = (uint32_t)strlen(text[i]) };
	*col = (struct bound_column){
		"email", { .type = { .id = SM_T_TEXT }, .width = 40,
			   .nullable = null != NULL, .unique = true },
	};
	bound_columns = col;
	bound_ncolumns = 1;
	k->in[0] = (struct sm_vec){ .v.str = s, .null = null };
	k->in_class[0] = SM_STR;
	k->nin = 1;
}

static void equal_values_have_equal_digests_in_any_table(void **state)
{
	static const char *const text[] = { "ann@example.com", "bob@example.com",
					    "ann@example.com", "", "x" };
	uint8_t null[] = { 0, 0, 0, 0, 1 };
	struct bound_column col;
	struct op_case a, b, s;
	struct sm_vec v, w, x;

	(void)state;
	op_case_start(&a, &sm_op_hash, "char(40)", 5);
	bind_texts(&a, &col, text, 5, null);
	op_case_compile(&a, "of", "email", "hex", "40", NULL);
	op_case_start(&b, &sm_op_hash, NULL, 5);
	b.op.key ^= 77;
	bind_texts(&b, &col, text, 5, null);
	op_case_compile(&b, "of", "email", "hex", "40", NULL);
	op_case_start(&s, &sm_op_hash, NULL, 5);
	bind_texts(&s, &col, text, 5, null);
	op_case_compile(&s, "of", "email", "hex", "40", "salt", "2", NULL);
	v = op_case_run(&a, &(struct sm_rows){ .n = 5 });
	w = op_case_run(&b, &(struct sm_rows){ .n = 5 });
	x = op_case_run(&s, &(struct sm_rows){ .n = 5 });
	for (uint32_t i = 0; i < 4; i++) {
		is_hex(&v.v.str[i], 40);
		assert_memory_equal(v.v.str[i].p, w.v.str[i].p, 40);
		assert_memory_not_equal(v.v.str[i].p, x.v.str[i].p, 40);
		assert_int_equal(memcmp(v.v.str[i].p, v.v.str[0].p, 40) == 0,
				 i == 0 || i == 2);
	}
	assert_int_equal(v.null[4], 1);
	assert_int_equal(v.v.str[4].n, 0);
	op_case_keeps_promises(&a, 5);
	op_case_end(&a);
	op_case_end(&b);
	op_case_end(&s);
}

static void a_unique_number_has_a_unique_digest(void **state)
{
	struct bound_column col = { "id", { .type = { .id = SM_T_BIGINT },
					    .min = -9, .max = 999, .unique = true } };
	int64_t id[600];
	struct op_case k;

	(void)state;
	for (int i = 0; i < 600; i++)
		id[i] = i - 9;
	bound_columns = &col;
	bound_ncolumns = 1;
	op_case_start(&k, &sm_op_hash, NULL, 600);
	k.in[0].v.i64 = id;
	k.nin = 1;
	k.c.unique = true;
	op_case_compile(&k, "of", "id", "hex", "16", NULL);
	assert_true(k.op.out.unique);
	op_case_keeps_promises(&k, 600);
	op_case_refuses(&k, "15 digits need not be unique", "of", "id", "hex", "15",
			NULL);
	col.dom.unique = false;
	op_case_refuses(&k, "id need not be unique", "of", "id", NULL);
	col.dom = (struct sm_domain){ .type = { .id = SM_T_TEXT }, .unique = true };
	op_case_refuses(&k, "only if it is a whole number", "of", "id", NULL);
	op_case_end(&k);
}

static void refusals_name_the_numbers(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_hash, "varchar(32)", 600);
	op_case_refuses(&k, "can reach 64 characters, varchar(32) holds 32", NULL);
	op_case_refuses(&k, "hex is 0", "hex", "0", NULL);
	op_case_refuses(&k, "hex is 1025", "hex", "1025", NULL);
	op_case_refuses(&k, "a salt goes with `of`", "hex", "32", "salt", "x", NULL);
	k.c.unique = true;
	op_case_refuses(&k, "8 digits need not be unique", "hex", "8", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_have_digests_of_their_own),
		cmocka_unit_test(equal_values_have_equal_digests_in_any_table),
		cmocka_unit_test(a_unique_number_has_a_unique_digest),
		cmocka_unit_test(refusals_name_the_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
