/* gen/op/op_json_agg.c: an array with an object a child, in their order */
#include "agg_case.h"

/* The arrays of p.x, as a child-by-child look at c makes them. */
struct wanted {
	bool where;
	struct sm_buf text[AGG_PARENTS];
};

static void add(void *ctx, int64_t parent, const struct agg_child *child)
{
	struct wanted *w = ctx;
	struct sm_buf *b = &w->text[parent];

	if (w->where && !child->yes)
		return;
	sm_buf_puts(b, b->n ? "," : "");
	if (child->null)
		sm_buf_puts(b, "{\"v\":null}");
	else
		sm_buf_printf(b, "{\"v\":%lld}", (long long)child->v);
}

static void check(struct plan_case *c, struct wanted *w, uint32_t step)
{
	const struct sm_table *t = sm_plan_table(c->plan, "p");
	struct sm_worker *worker = sm_worker_new(c->plan);

	assert_non_null(worker);
	if (step > t->unit_rows)
		step = t->unit_rows;
	for (uint32_t i = 0; i < AGG_PARENTS; i += step) {
		uint32_t n = AGG_PARENTS - i < step ? AGG_PARENTS - i : step;
		const struct sm_vec *v = &sm_worker_rows(worker, t, i, n)[1];

		assert_null(v->null);
		for (uint32_t k = 0; k < n; k++) {
			const struct sm_str *s = &v->v.str[k];
			const char *want = sm_buf_str(&w->text[i + k]);

			assert_int_equal(s->n, strlen(want) + 2);
			assert_true(s->n <= t->columns[1].dom.width);
			assert_int_equal(s->p[0], '[');
			assert_memory_equal(s->p + 1, want, strlen(want));
			assert_int_equal(s->p[s->n - 1], ']');
		}
	}
	sm_worker_free(worker);
}

static void each_child_is_an_object_of_the_array(void **state)
{
	static const struct {
		const char *yaml;
		bool where;
	} cases[] = {
		{ AGG_TABLES("json_agg: {of: c, columns: [v]}", "min: 0, max: 3",
			     "int: {min: -5, max: 99}"), false },
		{ AGG_TABLES("json_agg: {of: c, columns: [v]}, type: text",
			     "min: 2, max: 2", "int: {}, nulls: 0.5"), false },
		{ AGG_TABLES("json_agg: {of: c, columns: [v], where: yes}",
			     "min: 0, max: 4", "int: {}, nulls: 0.5"), true },
		{ AGG_TABLES("json_agg: {of: c, columns: [v]}, type: "
			     "\"varchar(40)\"", "min: 0, max: 3",
			     "int: {min: 0, max: 999999}"), false },
		{ AGG_TABLES("json_agg: {of: c, columns: [v]}", "rows: 50",
			     "int: {}"), false },
		/* an array goes over several batches of children */
		{ AGG_TABLES("json_agg: {of: c, columns: [v]}", "min: 400, max: "
			     "1100", "int: {max: 9}"), false },
	};
	static const uint32_t steps[] = { 1, 7, 90 };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct wanted *w = calloc(1, sizeof(*w));
		struct plan_case c;

		assert_non_null(w);
		w->where = cases[i].where;
		plan_case_make(&c, cases[i].yaml, NULL);
		agg_each(&c, add, w);
		for (size_t k = 0; k < SM_COUNTOF(steps); k++)
			check(&c, w, steps[k]);
		for (size_t k = 0; k < AGG_PARENTS; k++)
			sm_buf_release(&w->text[k]);
		free(w);
		plan_case_close(&c);
	}
}

#define FEW(agg, columns) \
	"  - {name: p, rows: 5, primary_key: [id], columns: [{name: id, serial: {}}, " \
	"{name: x, " agg "}]}\n" \
	"  - {name: c, per: {table: p, min: 1, max: 3}, columns: [" columns "]}\n"
#define MANY \
	"{name: p_id, parent: {}}, {name: b, ordinal: {}}, {name: a, parent: {}}, " \
	"{name: h, hidden: true, int: {}}, {name: A, constant: {value: k}}"

static void by_default_all_is_shown_but_what_is_hidden_or_the_parent(void **state)
{
	struct plan_case c;
	char *text;

	(void)state;
	plan_case_make(&c, PLAN_HEAD FEW("json_agg: {of: c}", MANY), NULL);
	text = plan_case_text(&c, "p", 0, 1);
	assert_non_null(strstr(text, "\t[{\"A\":\"k\",\"b\":1}"));
	assert_null(strstr(text, "\"h\""));
	assert_null(strstr(text, "\"p_id\""));
	free(text);
	plan_case_close(&c);
	/* whatever is named is shown */
	plan_case_make(&c, PLAN_HEAD FEW("json_agg: {of: c, columns: [p_id, h]}",
					 MANY), NULL);
	text = plan_case_text(&c, "p", 3, 1);
	assert_non_null(strstr(text, ",\"p_id\":4}"));
	free(text);
	plan_case_close(&c);
}

static const struct plan_refusal refusals[] = {
	{ FEW("json_agg: {of: c.b}", MANY), "json_agg takes whole children: of: c, "
	  "columns: [b]", NULL },
	{ FEW("json_agg: {of: c, columns: [b, b]}", MANY),
	  "\"b\" stands there twice", NULL },
	{ FEW("json_agg: {of: c, columns: [bb]}", MANY), "no column \"bb\"", NULL },
	{ FEW("json_agg: {of: c}", "{name: p_id, parent: {}}"),
	  "c has no columns but those that are hidden or point to the parent", NULL },
	{ FEW("json_agg: {of: c}", "{name: r, decimal: {max: 1}, type: real}"),
	  "c.r is real, which json does not hold", "columns: [...]" },
	{ FEW("json_agg: {of: c}, type: \"varchar(30)\"", MANY),
	  "3 children of up to 16 bytes each, varchar(30) holds fewer",
	  "name fewer columns" },
	{ "  - {name: p, rows: 5, columns: [{name: x, json_agg: {of: c}}]}\n"
	  "  - {name: c, per: {table: p, min: 0, max: 200000}, columns: [" MANY
	  "]}\n",
	  "200,000 children of up to 21 bytes each, jsonb holds 1 MiB here", NULL },
	{ FEW("json_agg: {of: c}, unique: true", MANY), "must be unique", NULL },
};

static void what_makes_no_array_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_child_is_an_object_of_the_array),
		cmocka_unit_test(
			by_default_all_is_shown_but_what_is_hidden_or_the_parent),
		cmocka_unit_test(what_makes_no_array_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
