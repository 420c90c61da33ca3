/* gen/op/extreme.c: texts byte by byte, and what cannot be compared */
#include "agg_case.h"

#include "seedmill/run.h"

#define WORDS \
	"words: {list: last_name}, nulls: 0.2"

/* The texts of a column, each with its end; NULL where it is NULL. */
static char **texts(struct plan_case *c, const char *table, const char *column,
		    uint32_t step, uint64_t *n)
{
	const struct sm_table *t = sm_plan_table(c->plan, table);
	struct sm_worker *w = sm_worker_new(c->plan);
	uint32_t at = plan_rows_column(t, column);
	char **out = calloc(t->rows + 1, sizeof(*out));

	assert_true(w && out);
	*n = t->rows;
	for (uint64_t i = 0; i < t->rows; i += step) {
		uint32_t m = t->rows - i < step ? (uint32_t)(t->rows - i) : step;
		const struct sm_vec *v = &sm_worker_rows(w, t, i, m)[at];

		for (uint32_t k = 0; k < m; k++)
			if (!v->null || !v->null[k])
				out[i + k] = strndup(v->v.str[k].p, v->v.str[k].n);
	}
	sm_worker_free(w);
	return out;
}

static void texts_free(char **t, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		free(t[i]);
	free(t);
}

/* What p.x must be, from the children; sign -1 for the least. */
static void check_texts(struct plan_case *c, int sign, uint32_t step)
{
	struct plan_rows of = plan_rows_of(c, "c", "p_id");
	uint64_t n, np;
	char **v = texts(c, "c", "v", 16, &n), **x = texts(c, "p", "x", step, &np);
	const char *best[AGG_PARENTS] = { NULL };
	unsigned none = 0;

	for (uint64_t i = 0; i < n; i++) {
		const char **b = &best[of.v[i]];

		if (v[i] && (!*b || strcmp(v[i], *b) * sign > 0))
			*b = v[i];
	}
	for (uint64_t i = 0; i < np; i++) {
		none += !best[i];
		assert_int_equal(!x[i], !best[i]);
		if (x[i])
			assert_string_equal(x[i], best[i]);
	}
	assert_in_range(none, 5, 60);
	texts_free(v, n);
	texts_free(x, np);
	plan_rows_free(&of);
}

static void texts_are_compared_byte_by_byte(void **state)
{
	static const struct {
		const char *yaml;
		int sign;
	} cases[] = {
		{ AGG_TABLES("min: {of: c.v}", "min: 0, max: 3", WORDS), -1 },
		{ AGG_TABLES("max: {of: c.v}, type: \"varchar(99)\"",
			     "min: 0, max: 4", WORDS), 1 },
		/* an empty text is a value, and the least of all */
		{ AGG_TABLES("min: {of: c.v}", "min: 0, max: 4",
			     "pick: {values: ['', b, bb, B, é]}, nulls: 0.3"), -1 },
		{ AGG_TABLES("max: {of: c.v}", "min: 0, max: 2",
			     "pick: {values: ['', b, bb, B, é]}, nulls: 0.3"), 1 },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		plan_case_make(&c, cases[i].yaml, NULL);
		check_texts(&c, cases[i].sign, 1);
		check_texts(&c, cases[i].sign, 16);
		plan_case_close(&c);
	}
}

#define REFUSED(x, v) \
	"  - {name: p, rows: 9, columns: [{name: id, serial: {}}, {name: x, " x "}]}\n" \
	"  - {name: c, per: {table: p, min: 1, max: 3}, columns: [{name: v, " v "}]}\n"

static const struct plan_refusal refusals[] = {
	{ REFUSED("min: {of: c.v}", "bool: {}"),
	  "c.v is of type bool, which has no min", "dates, timestamps and texts" },
	{ REFUSED("max: {of: c.v}", "uuid: {}"),
	  "c.v is of type uuid, which has no max", NULL },
	{ REFUSED("max: {of: c.v}", "decimal: {max: 1}, type: double"),
	  "c.v is of type double, which has no max", NULL },
	{ REFUSED("max: {of: c.v}, type: date", "int: {}"),
	  "c.v is of type int, which is not kept in a date as it is", NULL },
	{ REFUSED("max: {of: c.v}, type: \"decimal(9,1)\"",
		  "decimal: {max: 1}, type: \"decimal(9,2)\""),
	  "not kept in a numeric(9,1)", NULL },
	{ REFUSED("max: {of: c.v}, type: \"varchar(3)\"", "words: {list: city}"),
	  "characters long, the column holds 3", NULL },
	{ REFUSED("max: {of: c.v}, type: smallint", "int: {max: 99999}"),
	  "type smallint holds", NULL },
};

static void what_has_no_order_or_no_room_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_compared_byte_by_byte),
		cmocka_unit_test(what_has_no_order_or_no_room_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
