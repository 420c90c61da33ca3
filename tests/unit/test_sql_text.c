/* gen/plan/sql_text: conditions as servers spell them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gen/plan/look.h"

static const struct {
	const char *sql, *ours;
} cases[] = {
	/* PostgreSQL */
	{ "CHECK (price > 0::numeric)", "(price > 0)" },
	{ "CHECK ((qty >= 1) AND (qty <= 10))", "((qty >= 1) AND (qty <= 10))" },
	{ "(name)::character varying <> ''::text", "(name) <> ''" },
	{ "a >= '-5'::integer AND a < (7)::bigint", "a >= -5 AND a < (7)" },
	{ "n <> '-0.5'::numeric", "n <> -0.5" },
	{ "day = '2020-01-01'::date", "day = '2020-01-01'" },
	/* what may change a value stays, for nobody to understand */
	{ "name::character varying(2) <> 'x'", "name::character varying(2) <> 'x'" },
	{ "at::date <= '2020-12-31'::date", "at::date <= '2020-12-31'" },
	{ "(price * 2::numeric)::integer > 5", "(price * 2)::integer > 5" },
	{ "price::numeric(4,1) > 5", "price::numeric(4,1) > 5" },
	{ "a2::integer > 5", "a2::integer > 5" },
	{ "state = ANY (ARRAY['a'::text, 'b]'::text])", "state in ('a', 'b]')" },
	{ "((state)::text = ANY ((ARRAY['a'::character varying, "
	  "'b'::character varying])::text[])) OR (x > 1)",
	  "((state) in ('a', 'b')) OR (x > 1)" },
	{ "state <> ALL (ARRAY[1, 2])", "state not in (1, 2)" },
	{ "at > '2020-01-01 00:00:00+00'::timestamp with time zone AND b",
	  "at > '2020-01-01 00:00:00+00' AND b" },
	{ "\"my col\" > 0", "\"my col\" > 0" },
	{ "(d::double precision) > 0", "(d) > 0" },
	/* MySQL, MariaDB */
	{ "`qty` > 0 and `na me` <> _utf8mb4'x'", "\"qty\" > 0 and \"na me\" <> 'x'" },
	/* SQLite */
	{ "([qty] == 1)", "(\"qty\" = 1)" },
	{ "(a <> 'it''s ::text')", "(a <> 'it''s ::text')" },
	/* cut off in the middle: no reading past the end */
	{ "'abc", "'abc'" },
	{ "a::", "a::" },
	{ "1::", "1" },
	{ "x = any (array[1", "x in (1" },
	{ "'a'::varchar(1", "'a'" },
	{ "", "" },
};

static void servers_spellings_become_ours(void **state)
{
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		assert_string_equal(sm__sql_text(&a, cases[i].sql), cases[i].ours);
	sm_arena_release(&a);
}

/* Whatever is cut off, nothing is read behind the end (under ASan). */
static void every_beginning_is_read_to_its_end(void **state)
{
	struct sm_arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		for (size_t n = 0; n <= strlen(cases[i].sql); n++) {
			char *cut = sm_arena_strndup(&a, cases[i].sql, n);

			assert_non_null(sm__sql_text(&a, cut));
		}
	sm_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(servers_spellings_become_ours),
		cmocka_unit_test(every_beginning_is_read_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
