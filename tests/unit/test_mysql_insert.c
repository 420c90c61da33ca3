/* load/target/mysql_insert.c: a row for LOAD DATA becomes one of VALUES */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "target/my.h"

static const struct sm_live_column whole_seconds = { .name = "at" };
static struct sm_column columns[] = {
	{ .name = "a", .type = { .id = SM_T_TEXT } },
	{ .name = "b", .type = { .id = SM_T_BYTES } },
	{ .name = "at", .type = { .id = SM_T_TIMESTAMP },
	  .live = &whole_seconds },
};

static void fields_become_literals(void **state)
{
	static const struct {
		const char *row, *tuple;
	} cases[] = {
		{ "x\t00ff\t2026-01-01 00:00:00\n",
		  "('x',X'00ff','2026-01-01 00:00:00')" },
		{ "\\N\t\\N\t\\N\n", "(NULL,NULL,NULL)" },
		{ "\t\t\\N\n", "('',X'',NULL)" },
		{ "it's ''\t\t\\N\n", "('it''s ''''',X'',NULL)" },
		/* escapes are those of a string already */
		{ "a\\tb\\nc\\\\N\\r\t\t\\N\n", "('a\\tb\\nc\\\\N\\r',X'',NULL)" },
		{ "\\\\N\t\t\\N\n", "('\\\\N',X'',NULL)" },
		{ "NULL\t\t\\N\n", "('NULL',X'',NULL)" },
		/* a part of a second that the column would round away */
		{ "x\t\t2026-01-01 00:00:00.5\n", "('x',X'','more digits')" },
	};
	const struct sm_table t = { .name = "t", .columns = columns,
				    .ncolumns = 3 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		const char *end = cases[i].row + strlen(cases[i].row);
		struct sm_buf b = { 0 };

		assert_ptr_equal(sm__my_tuple(&b, &t, cases[i].row, end), end);
		assert_string_equal(sm_buf_str(&b), cases[i].tuple);
		sm_buf_release(&b);
	}
}

static void only_columns_that_keep_less_are_watched(void **state)
{
	const struct sm_live_column fine = { .name = "at", .fraction = 6 };
	struct sm_column c = columns[2];

	(void)state;
	assert_true(sm__my_cuts_time(&c));
	c.type.id = SM_T_DATE;
	assert_false(sm__my_cuts_time(&c));
	c.type.id = SM_T_TIMESTAMPTZ;
	assert_true(sm__my_cuts_time(&c));
	c.live = &fine;
	assert_false(sm__my_cuts_time(&c));
	c.live = NULL;
	assert_false(sm__my_cuts_time(&c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_become_literals),
		cmocka_unit_test(only_columns_that_keep_less_are_watched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
