/* gen/op/op_code.c: numbers with all their digits, unique, or refused */
#include "op_bound.h"

#define sm_op_code bound_op_code
#include "../../gen/op/op_code.c"

#include <stdio.h>

#include "op_args_case.h"

static void bind_number(struct bound_column *col, int64_t lo, int64_t hi,
			bool nullable, bool unique)
{
	*col = (struct bound_column){
		"n", { .type = { .id = SM_T_BIGINT }, .min = lo, .max = hi,
		       .nullable = nullable, .unique = unique },
	};
	bound_columns = col;
	bound_ncolumns = 1;
}

static void rows_count_up_with_all_digits(void **state)
{
	static const struct {
		const char *text, *start, *first, *last;
	} cases[] = {
		{ "ORD-######", NULL, "ORD-000001", "ORD-001000" },
		{ "####", "0", "0000", "0999" },
		{ "#####/x", "99000", "99000/x", "99999/x" },
		{ "Supplier\\#\\#########\\\\", "7", "Supplier##00000007\\",
		  "Supplier##00001006\\" },
		{ "Zoë #########", NULL, "Zoë 000000001", "Zoë 000001000" },
		{ "##################", "999999999999999000", "999999999999999000",
		  "999999999999999999" },
		{ "a#################", "10000000000000000", "a10000000000000000",
		  "a10000000000000999" },
		{ "################b", "1234567887654321", "1234567887654321b",
		  "1234567887655320b" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_code, "varchar(40)", 1000);
		k.c.unique = i & 1;
		op_case_compile(&k, "text", cases[i].text, "start", cases[i].start,
				NULL);
		assert_true(k.op.out.unique);
		v = op_case_run(&k, &(struct sm_rows){ .n = 1000 });
		op_text_is(&v.v.str[0], cases[i].first);
		op_text_is(&v.v.str[999], cases[i].last);
		op_text_keeps_bounds(&k, 1000);
		op_case_keeps_promises(&k, 1000);
		op_case_end(&k);
	}
}

static void another_columns_number_can_stand_there(void **state)
{
	int64_t number[300];
	uint8_t null[300];
	struct bound_column col;
	struct op_case k;
	struct sm_vec v;
	char want[32];

	(void)state;
	for (int i = 0; i < 300; i++) {
		number[i] = (i * 7919) % 100000;
		null[i] = i % 5 == 3;
		if (null[i])
			number[i] = i % 2 ? -77 : INT64_MAX;
	}
	bind_number(&col, 0, 99999, true, false);
	op_case_start(&k, &sm_op_code, "text", 300);
	k.in[0] = (struct sm_vec){ .v.i64 = number, .null = null };
	k.nin = 1;
	op_case_compile(&k, "text", "<#####>", "of", "n", NULL);
	assert_true(k.op.out.nullable);
	assert_false(k.op.out.unique);
	v = op_case_run(&k, &(struct sm_rows){ .n = 300 });
	for (int i = 0; i < 300; i++) {
		assert_int_equal(v.null[i], null[i]);
		snprintf(want, sizeof(want), "<%05d>", (int)number[i]);
		op_text_is(&v.v.str[i], null[i] ? "" : want);
	}
	op_case_keeps_promises(&k, 300);
	op_case_end(&k);
}

static void a_unique_number_makes_a_unique_code(void **state)
{
	struct bound_column col;
	struct op_case k;

	(void)state;
	bind_number(&col, 5, 999, false, true);
	op_case_start(&k, &sm_op_code, "char(8)", 10);
	op_case_compile(&k, "text", "ab###  ", "of", "n", NULL);
	assert_true(k.op.out.unique);
	assert_int_equal(k.op.out.width, 5);
	op_case_end(&k);
}

static void what_has_no_room_is_refused_with_what_would_do(void **state)
{
	static const struct {
		const char *type, *text, *name, *arg, *what, *fix;
		uint64_t rows;
	} cases[] = {
		{ "text", "ORD-###", "start", "1",
		  "up to 1000, which has more digits than the 3 #",
		  "\"ORD-####\" would do", 1000 },
		{ "text", "ORD-###", "start", "9999", "up to 10000",
		  "\"ORD-#####\" would do", 2 },
		{ "text", "\\#-#-x", NULL, NULL, "up to 10,", "\"\\#-##-x\" would do",
		  10 },
		{ "text", "##", "start", "9223372036854775807",
		  "up to 9223372036854775807", "at most 18 digits", 9 },
		{ "text", NULL, NULL, NULL, "code needs a text", NULL, 9 },
		{ "text", "ORD", NULL, NULL, "no # where", NULL, 9 },
		{ "text", "\\#", NULL, NULL, "no # where", NULL, 9 },
		{ "text", "#-#", NULL, NULL, "more than one run", NULL, 9 },
		{ "text", "#\\##", NULL, NULL, "more than one run", NULL, 9 },
		{ "text", "#\\", NULL, NULL, "ends in a single \\", NULL, 9 },
		{ "text", "###################", NULL, NULL, "at most 18", NULL, 9 },
		{ "text", "#", "start", "-1", "start -1 is below 0", NULL, 9 },
		{ "varchar(3)", "a###", NULL, NULL, "makes 4 characters", NULL, 9 },
		{ "text", "#\xff", NULL, NULL, "not UTF-8", NULL, 9 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		op_case_start(&k, &sm_op_code, cases[i].type, cases[i].rows);
		if (!cases[i].text)
			op_case_refuses(&k, cases[i].what, NULL);
		else
			op_case_refuses(&k, cases[i].what, "text", cases[i].text,
					cases[i].name, cases[i].arg, NULL);
		if (cases[i].fix && !strstr(k.err.fix, cases[i].fix))
			fail_msg("\"%s\" is not in \"%s\"", cases[i].fix, k.err.fix);
		op_case_end(&k);
	}
}

static void numbers_that_could_not_stand_there_are_refused(void **state)
{
	struct bound_column col;
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_code, "text", 10);
	bind_number(&col, -3, 9, false, false);
	op_case_refuses(&k, "n can be -3, and a code has no sign", "text", "#",
			"of", "n", NULL);
	bind_number(&col, 0, 100, false, false);
	op_case_refuses(&k, "n goes up to 100", "text", "##", "of", "n", NULL);
	op_case_refuses(&k, "start has nothing to say", "text", "###", "of", "n",
			"start", "1", NULL);
	col.dom.type.id = SM_T_TEXT;
	op_case_refuses(&k, "needs a whole number", "text", "###", "of", "n", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_count_up_with_all_digits),
		cmocka_unit_test(another_columns_number_can_stand_there),
		cmocka_unit_test(a_unique_number_makes_a_unique_code),
		cmocka_unit_test(what_has_no_room_is_refused_with_what_would_do),
		cmocka_unit_test(numbers_that_could_not_stand_there_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
