/* gen/plan/within: values that differ among the rows of one scope */
#include "plan_rows.h"

/* Lines of orders of tenants: the line knows its tenant by a copy. */
#define SHOP(column) \
	PLAN_HEAD \
	"  - {name: tenants, rows: 40, primary_key: [id], columns: [{name: id, " \
	"serial: {start: 7}}]}\n" \
	"  - {name: orders, per: {table: tenants, min: 0, max: 9}, primary_key: [id], " \
	"columns: [{name: id, serial: {}}, {name: tenant_id, parent: {}}]}\n" \
	"  - {name: lines, per: {table: orders, min: 0, max: 6}, columns: [{name: " \
	"order_id, parent: {}}, {name: tenant_id, copy: {from: order_id.tenant_id}}, " \
	column "]}\n" \
	"  - {name: seen, rows: 300, columns: [{name: line, ref: {table: lines, " \
	"column: order_id}, hidden: true}, {name: tenant_id, copy: {from: " \
	"line.tenant_id}}, {name: sku, copy: {from: line.sku}}]}\n"

/* How many pairs of rows agree in both columns? */
static uint64_t clashes(const struct plan_rows *scope, const struct plan_rows *v)
{
	uint64_t n = 0;

	assert_int_equal(scope->n, v->n);
	for (uint64_t i = 0; i < v->n; i++)
		for (uint64_t k = 0; k < i; k++)
			n += scope->v[i] == scope->v[k] && v->v[i] == v->v[k];
	return n;
}

static void a_value_comes_once_in_a_scope_however_rows_are_asked_for(void **state)
{
	static const char *const columns[] = {
		/* a tenant has 54 lines at most */
		"{name: sku, int: {min: 1, max: 60}, unique_within: tenant_id}",
		"{name: sku, int: {min: 1, max: 54}, unique_within: tenant_id}",
		"{name: sku, date: {from: 2024-01-01, to: 2024-03-01}, "
		"unique_within: tenant_id}",
		"{name: sku, serial: {start: 100, step: 3}, unique_within: "
		"tenant_id}",
		"{name: sku, int: {min: 1, max: 6}, unique_within: order_id}",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(columns); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_rows scope, v, again;
		struct plan_case c;

		sm_buf_printf(&yaml, SHOP("%s"), columns[i]);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		scope = plan_rows_of(&c, "lines", i < 4 ? "tenant_id" : "order_id");
		v = plan_rows_of(&c, "lines", "sku");
		again = plan_rows_step(&c, "lines", "sku", 7);
		assert_true(v.n > 300);
		assert_int_equal(clashes(&scope, &v), 0);
		assert_memory_equal(v.v, again.v, v.n * sizeof(*v.v));
		plan_rows_free(&scope);
		plan_rows_free(&v);
		plan_rows_free(&again);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

/* The same value through a reference, so from rows in any order. */
static void listed_rows_have_the_values_of_rows_in_order(void **state)
{
	static const char yaml[] = SHOP("{name: sku, int: {min: 1, max: 54}, "
					"unique_within: tenant_id}");
	struct plan_rows tenant, sku, seen, sold;
	struct plan_case c;

	(void)state;
	plan_case_make(&c, yaml, NULL);
	tenant = plan_rows_of(&c, "lines", "tenant_id");
	sku = plan_rows_of(&c, "lines", "sku");
	seen = plan_rows_of(&c, "seen", "tenant_id");
	sold = plan_rows_of(&c, "seen", "sku");
	for (uint64_t i = 0; i < seen.n; i++) {
		uint64_t k = 0;

		while (k < sku.n &&
		       (tenant.v[k] != seen.v[i] || sku.v[k] != sold.v[i]))
			k++;
		assert_true(k < sku.n);
	}
	plan_rows_free(&tenant);
	plan_rows_free(&sku);
	plan_rows_free(&seen);
	plan_rows_free(&sold);
	plan_case_close(&c);
}

static void scopes_count_from_the_start_or_begin_where_they_are_turned(void **state)
{
	static const char counted[] = SHOP("{name: sku, serial: {start: 5}, "
					   "unique_within: order_id}");
	static const char turned[] = SHOP("{name: sku, int: {min: 1, max: 60}, "
					  "unique_within: order_id}");
	struct plan_rows order, v;
	struct plan_case c;
	uint64_t same = 0, n = 0;

	(void)state;
	plan_case_make(&c, counted, NULL);
	order = plan_rows_of(&c, "lines", "order_id");
	v = plan_rows_of(&c, "lines", "sku");
	for (uint64_t i = 1; i < v.n; i++)
		assert_int_equal(v.v[i], order.v[i] == order.v[i - 1]
						 ? v.v[i - 1] + 1 : 5);
	plan_rows_free(&v);
	plan_case_close(&c);
	plan_case_make(&c, turned, NULL);
	v = plan_rows_of(&c, "lines", "sku");
	for (uint64_t i = 1; i < v.n; i++)
		if (order.v[i] != order.v[i - 1]) {
			n++;
			same += v.v[i] == v.v[0];
		}
	assert_true(n > 100 && same < n / 10);
	plan_rows_free(&order);
	plan_rows_free(&v);
	plan_case_close(&c);
}

#define ONE(column) \
	"  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, serial: " \
	"{}}]}\n  - {name: c, per: {table: p, min: 2, max: 4}, columns: [{name: p_id, " \
	"parent: {}}, {name: r, ref: {table: p}}, " column "]}\n"

static const struct plan_refusal refusals[] = {
	{ ONE("{name: x, int: {min: 1, max: 3}, unique_within: p_id}"),
	  "needs 4 distinct values but 1..3 has only 3", "widen" },
	{ ONE("{name: x, int: {min: 1, max: 30}, unique_within: r}"),
	  "rows that share a r do not stand together", "make r its parent: {}" },
	{ ONE("{name: x, int: {min: 1, max: 30}, unique_within: q}"),
	  "table c has no column \"q\"", NULL },
	{ ONE("{name: x, int: {min: 1, max: 30}, unique_within: x}"),
	  "unique within itself", NULL },
	{ ONE("{name: x, int: {min: 1, max: 9}, unique_within: y}, {name: y, int: "
	      "{min: 1, max: 9}, unique_within: x}"), "a cycle",
	  "must be made without" },
	{ ONE("{name: x, ordinal: {}, unique_within: p_id}"),
	  "ordinal cannot promise that", NULL },
	{ ONE("{name: x, expr: {text: \"r + 1\"}, unique_within: p_id}"),
	  "expr cannot promise that", NULL },
	{ ONE("{name: x, int: {}, unique: true, unique_within: p_id}"),
	  "keep one", NULL },
	{ ONE("{name: x, type: json, json: {fields: [{name: a, int: {}, "
	      "unique_within: p_id}]}}"), "only columns can be", NULL },
	{ "  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, serial: "
	  "{}}]}\n  - {name: c, per: {table: p, min: 2, max: 4}, primary_key: [x], "
	  "columns: [{name: p_id, parent: {}}, {name: x, int: {max: 90}, "
	  "unique_within: p_id}]}\n", "a key wants it to be unique in the table",
	  "give the key both columns" },
};

static void what_cannot_be_unique_in_a_scope_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_value_comes_once_in_a_scope_however_rows_are_asked_for),
		cmocka_unit_test(listed_rows_have_the_values_of_rows_in_order),
		cmocka_unit_test(
			scopes_count_from_the_start_or_begin_where_they_are_turned),
		cmocka_unit_test(what_cannot_be_unique_in_a_scope_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
