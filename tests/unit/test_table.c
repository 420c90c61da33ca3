/* load/table.c: the reconciliation as people see it, to the last blank */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/report.h"

#define DIGEST { UINT64_C(0x0123456789abcdef), UINT64_C(0xfedcba9876543210) }

static struct sm_table_report whole[] = {
	{ .name = "customers", .planned = 1000, .generated = 1000, .sent = 1000,
	  .acked = 1000, .counted = 1000, .has_counts = true, .digest = DIGEST,
	  .has_digest = true },
	{ .name = "orders", .planned = 5000000, .generated = 5000000,
	  .sent = 5000000, .acked = 5000000, .before = 12, .counted = 5000012,
	  .has_counts = true, .digest = DIGEST, .has_digest = true },
};
static struct sm_table_report unknown[] = {
	{ .name = "caf\xc3\xa9", .planned = 5, .generated = 5, .sent = 5,
	  .acked = 5 },
	{ .name = "other", .planned = 5, .generated = 5, .sent = 5, .acked = 5 },
};
static struct sm_table_report resumed[] = {
	{ .name = "a", .planned = 100, .generated = 60, .resumed = 40, .sent = 60,
	  .acked = 60, .counted = 100, .has_counts = true },
	{ .name = "b", .planned = 9, .generated = 9, .sent = 9, .acked = 9,
	  .counted = 8, .has_counts = true },
};
static struct sm_reference_report refs[] = {
	{ .child = "orders", .columns = "customer_id", .parent = "customers",
	  .parent_columns = "id", .checked = true },
	{ .child = "lines", .columns = "a, b", .parent = "orders",
	  .parent_columns = "a, b", .orphans = 1234, .checked = true },
};
static struct sm_reference_report unchecked[] = {
	{ .child = "orders", .columns = "customer_id", .parent = "customers",
	  .parent_columns = "id" },
};

static const struct {
	struct sm_report report;
	const char *text;
} cases[] = {
	{ { .command = "load", .rows = 5001000, .bytes = 123456789, .seconds = 4.256,
	    .load_seconds = 2.5, .target = "sqlite:shop.sqlite", .tables = whole,
	    .ntables = 2 },
	  "table        planned  generated       sent      acked  before    counted  "
	  "digest\n"
	  "customers      1,000      1,000      1,000      1,000       0      1,000  "
	  "fedcba987654  ok\n"
	  "orders     5,000,000  5,000,000  5,000,000  5,000,000      12  5,000,012  "
	  "fedcba987654  ok\n"
	  "\n5,001,000 rows, 123.5 MB into sqlite:shop.sqlite in 2.50 s: 2,000,400 "
	  "rows/s, 49.4 MB/s (4.26 s with all checks)\n" },
	/* nothing was counted; a name is as wide as its characters */
	{ { .command = "load", .rows = 10, .bytes = 0, .seconds = 1,
	    .load_seconds = 1, .tables = unknown, .ntables = 2, .refs = unchecked,
	    .nrefs = 1 },
	  "table  planned  generated  sent  acked  before  counted  digest\n"
	  "caf\xc3\xa9         5          5     5      5       -        -  -       ok"
	  "\n"
	  "other        5          5     5      5       -        -  -       ok\n"
	  "\n10 rows, 0.0 MB in 1.00 s: 10 rows/s, 0.0 MB/s (1.00 s with all checks)"
	  "\n" },
	{ { .command = "load", .rows = 69, .bytes = 1000000, .seconds = 1,
	    .load_seconds = 0.5, .tables = resumed, .ntables = 2, .refs = refs,
	    .nrefs = 2 },
	  "table  planned  generated  resumed  sent  acked  before  counted  digest\n"
	  "a          100         60       40    60     60       0      100  -       "
	  "ok\n"
	  "b            9          9        0     9      9       0        8  -       "
	  "DIFFERS\n"
	  "\n"
	  "reference                             orphans\n"
	  "orders(customer_id) -> customers(id)        0  ok\n"
	  "lines(a, b) -> orders(a, b)             1,234  DIFFERS\n"
	  "\n69 rows, 1.0 MB in 0.50 s: 138 rows/s, 2.0 MB/s (1.00 s with all checks)"
	  "\n" },
	/* verify makes nothing new: no totals */
	{ { .command = "verify", .seconds = 1, .tables = whole, .ntables = 1 },
	  "table      planned  counted  digest\n"
	  "customers    1,000    1,000  fedcba987654  ok\n" },
	{ { .command = "verify", .ntables = 0 }, "table  planned  counted  digest\n" },
};

static void the_table_is_exactly_this(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };

		sm_report_table(&cases[i].report, &b);
		assert_false(b.failed);
		assert_string_equal(sm_buf_str(&b), cases[i].text);
		sm_buf_release(&b);
	}
}

static void no_line_ends_in_a_blank(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf b = { 0 };

		sm_report_table(&cases[i].report, &b);
		assert_null(strstr(sm_buf_str(&b), " \n"));
		sm_buf_release(&b);
	}
}

static void a_run_of_no_time_has_a_rate_all_the_same(void **state)
{
	struct sm_report r = { .command = "load", .tables = unknown, .ntables = 1,
			       .rows = 5 };
	struct sm_buf b = { 0 };

	(void)state;
	sm_report_table(&r, &b);
	assert_non_null(strstr(sm_buf_str(&b), "5 rows, 0.0 MB in 0.00 s: 5,000,000 "
			       "rows/s"));
	sm_buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_exactly_this),
		cmocka_unit_test(no_line_ends_in_a_blank),
		cmocka_unit_test(a_run_of_no_time_has_a_rate_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
