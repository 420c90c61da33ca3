/* load/guard.c: who may be written to without a word, with a word, or not */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "guard.h"

static struct sm_err err;

/* typed NULL: there is no terminal. */
static enum sm_code ask(bool local, bool yes, bool clean, const char *confirm,
			const char *typed)
{
	const struct sm_url url = {
		.safe = "postgres://app:****@db.example.com/shop",
		.database = "shop",
		.local = local,
	};
	const struct sm_options o = { .yes = yes, .clean = clean,
				      .confirm = confirm };
	char answer[64];
	struct sm_guard g = { .terminal = typed != NULL };
	enum sm_code rc;

	snprintf(answer, sizeof(answer), "%s", typed && *typed ? typed : "\n");
	g.in = fmemopen(answer, strlen(answer), "r");
	g.out = fopen("/dev/null", "w");
	err = (struct sm_err){ 0 };
	rc = sm__guard_check(&g, &url, &o, &err);
	fclose(g.in);
	fclose(g.out);
	return rc;
}

static void a_local_database_is_never_asked_about(void **state)
{
	(void)state;
	assert_int_equal(ask(true, false, false, NULL, NULL), SM_OK);
	assert_int_equal(ask(true, false, true, NULL, NULL), SM_OK);
}

static void another_machine_wants_yes_or_an_answer(void **state)
{
	static const struct {
		bool yes;
		const char *typed;
		enum sm_code want;
	} cases[] = {
		{ false, NULL, SM_E_CONFIRM }, { true, NULL, SM_OK },
		{ false, "y\n", SM_OK }, { false, "yes\n", SM_OK },
		{ false, "yes\r\n", SM_OK }, { false, "n\n", SM_E_CONFIRM },
		{ false, "", SM_E_CONFIRM }, { false, "yesterday\n", SM_E_CONFIRM },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_int_equal(ask(false, cases[i].yes, false, NULL,
				     cases[i].typed), cases[i].want);
}

static void clean_there_wants_the_database_by_name(void **state)
{
	static const struct {
		const char *confirm, *typed;
		enum sm_code want;
	} cases[] = {
		{ NULL, NULL, SM_E_CONFIRM }, { "shop", NULL, SM_OK },
		{ "Shop", NULL, SM_E_CONFIRM }, { "shop", "x\n", SM_OK },
		{ "other", "shop\n", SM_E_CONFIRM }, { NULL, "shop\n", SM_OK },
		{ NULL, "yes\n", SM_E_CONFIRM }, { "", NULL, SM_E_CONFIRM },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_int_equal(ask(false, true, true, cases[i].confirm,
				     cases[i].typed), cases[i].want);
}

static void the_name_alone_is_not_the_yes(void **state)
{
	(void)state;
	assert_int_equal(ask(false, false, true, "shop", NULL), SM_E_CONFIRM);
	assert_non_null(strstr(err.fix, "--yes"));
}

static void a_refusal_says_that_nothing_was_touched(void **state)
{
	(void)state;
	(void)ask(false, false, false, NULL, NULL);
	assert_non_null(strstr(err.what, "db.example.com"));
	assert_non_null(strstr(err.why, "nothing was touched"));
	(void)ask(false, true, true, NULL, NULL);
	assert_non_null(strstr(err.why, "nothing was touched"));
	assert_non_null(strstr(err.fix, "--confirm"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_local_database_is_never_asked_about),
		cmocka_unit_test(another_machine_wants_yes_or_an_answer),
		cmocka_unit_test(clean_there_wants_the_database_by_name),
		cmocka_unit_test(the_name_alone_is_not_the_yes),
		cmocka_unit_test(a_refusal_says_that_nothing_was_touched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
