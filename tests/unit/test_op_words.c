/* gen/op/op_words.c: entries of a list, uniform or each once */
#include "op_bound.h"

#define sm_op_words bound_op_words
#include "../../gen/op/op_words.c"

#include "op_args_case.h"

static const char *const names[] = { "Ann", "Bob", "Zoë", "Maximilian", "Li" };

static struct sm_words list;

static void start(struct op_case *k, const char *type, uint64_t rows)
{
	op_case_start(k, &sm_op_words, type, rows);
	bound_list(k, &list, names, SM_COUNTOF(names));
}

static void entries_are_equally_likely_and_not_copied(void **state)
{
	unsigned count[SM_COUNTOF(names)] = { 0 };
	struct op_case k;
	struct sm_vec v;

	(void)state;
	start(&k, "text", 50000);
	op_case_compile(&k, "list", "first_name", NULL);
	v = op_case_run(&k, &(struct sm_rows){ .n = 50000 });
	for (uint32_t i = 0; i < 50000; i++)
		for (uint32_t j = 0; j < list.n; j++)
			count[j] += v.v.str[i].p == list.word[j].p;
	for (uint32_t j = 0; j < list.n; j++)
		assert_in_range(count[j], 9600, 10400);
	assert_int_equal(k.op.text_bytes, 0);
	assert_int_equal(k.op.out.width, 10);
	assert_int_equal(k.op.out.chars, 10);
	assert_false(k.op.out.plain);
	op_case_keeps_promises(&k, 2000);
	op_case_end(&k);
}

static void entries_that_do_not_fit_are_left_out(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	start(&k, "varchar(3)", 1000);
	op_case_compile(&k, "list", "first_name", NULL);
	assert_int_equal(k.op.out.width, 4);
	assert_int_equal(k.op.out.chars, 3);
	v = op_case_run(&k, &(struct sm_rows){ .n = 1000 });
	for (uint32_t i = 0; i < 1000; i++)
		assert_true(v.v.str[i].chars <= 3);
	op_case_keeps_promises(&k, 500);
	op_case_end(&k);
}

static void a_unique_column_takes_each_entry_once(void **state)
{
	struct op_case k;

	(void)state;
	start(&k, "text", 5);
	k.c.unique = true;
	op_case_compile(&k, "list", "first_name", NULL);
	assert_true(k.op.out.unique);
	op_case_keeps_promises(&k, 5);
	op_case_end(&k);
}

static void refusals_name_the_numbers(void **state)
{
	struct op_case k;

	(void)state;
	start(&k, "text", 5000);
	k.c.unique = true;
	op_case_refuses(&k, "needs 5,000 distinct values, the list \"first_name\" has "
			    "5 that fit", "list", "first_name", NULL);
	assert_non_null(strstr(k.err.fix, "template"));
	op_case_end(&k);
	start(&k, "varchar(1)", 10);
	op_case_refuses(&k, "no entry of the list \"first_name\" fits 1 characters",
			"list", "first_name", NULL);
	op_case_refuses(&k, "words needs a list", NULL);
	bound_words = NULL;
	op_case_refuses(&k, "there is no word list", "list", "x", NULL);
	op_case_refuses(&k, "there is no word list \"de/x\"", "list", "x", "locale",
			"de", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_equally_likely_and_not_copied),
		cmocka_unit_test(entries_that_do_not_fit_are_left_out),
		cmocka_unit_test(a_unique_column_takes_each_entry_once),
		cmocka_unit_test(refusals_name_the_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
