/* gen/op/aggregate.c: children in batches, of the rows asked for, in order */
#include "plan_rows.h"

#include "gen/op/aggregate.h"

#define PARENTS 60

/* c's value is its number times 10; it counts when it is not a multiple of 3. */
#define TABLES(fan) \
	PLAN_HEAD "  - {name: p, rows: 60, primary_key: [id], columns: [{name: id, " \
	"serial: {}}, {name: x, sum: {of: c.v, where: yes}}]}\n" \
	"  - {name: c, per: {table: p, " fan "}, columns: [{name: n, type: bigint, " \
	"serial: {start: 0}}, {name: v, type: bigint, expr: {text: \"n * 10\"}}, " \
	"{name: yes, type: bool, hidden: true, expr: {text: \"n % 3 <> 0\"}, nulls: " \
	"0.2}]}\n"

/* The state of p.x, as the plan has it. */
static const struct sm__aggregate *state_of(const struct plan_case *c)
{
	const struct sm_prog *p = sm_plan_table(c->plan, "p")->prog;

	for (uint32_t i = 0; i < p->ninstr; i++)
		if (p->instr[i].op && !strcmp(p->instr[i].op->kind->name, "sum"))
			return p->instr[i].op->state;
	fail_msg("no sum");
	return NULL;
}

struct seen {
	uint64_t next[PARENTS];     /* the child that an owner must show next */
	uint64_t n[PARENTS];        /* and how many it has shown */
	uint32_t last, batches, kept;
};

static void look(void *ctx, const struct sm__batch *b)
{
	struct seen *s = ctx;

	assert_in_range(b->n, 1, SM_SUB_ROWS);
	assert_non_null(b->keep);
	for (uint32_t i = 0; i < b->n; i++) {
		uint32_t owner = b->owner[i];
		int64_t v = b->column[0].v.i64[i];

		assert_true(owner >= s->last);
		s->last = owner;
		if (s->n[owner]++ == 0)
			s->next[owner] = (uint64_t)v / 10;
		assert_int_equal(v, s->next[owner]++ * 10);
		/* what is not true is a multiple of 3, or unknown */
		if (b->keep[i])
			assert_int_not_equal(v / 10 % 3, 0);
		s->kept += b->keep[i];
		assert_int_equal(sm__batch_has(b, 0, i), b->keep[i]);
	}
	s->batches++;
}

/* Rows in order when id is NULL. */
static void check(const struct sm__aggregate *a, const uint64_t *id, uint32_t n)
{
	struct sm_rows rows = { .id = id, .n = n };
	size_t bytes = sm__aggregate_bytes(&a->children);
	char *mem = aligned_alloc(64, (bytes + 63) & ~(size_t)63);
	struct sm_work w = { .rest = mem };
	struct seen *s = calloc(1, sizeof(*s));
	int64_t count[PARENTS];
	uint64_t total = 0, counted = 0;
	struct sm_fan_at at;

	assert_true(mem && s && n <= PARENTS);
	sm__aggregate_run(&a->children, &w, &rows, look, s);
	sm__aggregate_count(&a->children, &w, &rows, count);
	sm_fan_start(&at);
	for (uint32_t i = 0; i < n; i++) {
		uint64_t first, m;

		sm_fan_children(a->children.fan, &at, sm_row(&rows, i), &first, &m);
		assert_int_equal(s->n[i], m);
		if (m)
			assert_int_equal(s->next[i], first + m);
		total += m;
		counted += (uint64_t)count[i];
	}
	assert_int_equal(counted, s->kept);
	assert_true(s->kept > 0 && s->kept < total);
	assert_int_equal(s->batches, (total + SM_SUB_ROWS - 1) / SM_SUB_ROWS);
	free(s);
	free(mem);
}

static void every_child_of_every_row_comes_once_and_in_order(void **state)
{
	static const char *const yaml[] = {
		TABLES("min: 0, max: 3"), TABLES("min: 4, max: 4"),
		TABLES("min: 30, max: 90"), TABLES("min: 512, max: 512"),
	};
	uint64_t id[PARENTS];

	(void)state;
	for (uint32_t i = 0; i < PARENTS; i++)
		id[i] = (i * 17 + 5) % PARENTS;
	for (size_t i = 0; i < SM_COUNTOF(yaml); i++) {
		struct plan_case c;

		plan_case_make(&c, yaml[i], NULL);
		check(state_of(&c), NULL, PARENTS);
		check(state_of(&c), id, PARENTS);
		check(state_of(&c), id, 7);
		plan_case_close(&c);
	}
}

#define ONE(agg, fan, amount) \
	PLAN_HEAD "  - {name: p, rows: 60, primary_key: [id], columns: [{name: id, " \
	"serial: {}}, {name: x, " agg "}]}\n" \
	"  - {name: c, per: {table: p, " fan "}, columns: [{name: v, " amount "}, " \
	"{name: yes, bool: {}}]}\n"

static void a_program_is_made_only_when_children_matter(void **state)
{
	static const struct {
		const char *yaml;
		bool scratch;
	} cases[] = {
		{ ONE("count: {of: c}", "min: 0, max: 3", "int: {}"), false },
		{ ONE("count: {of: c.v}", "min: 0, max: 3", "int: {}"), false },
		{ ONE("count: {of: c.v}", "min: 0, max: 3", "int: {}, nulls: 0.1"),
		  true },
		{ ONE("count: {of: c, where: yes}", "min: 0, max: 3", "int: {}"),
		  true },
		{ ONE("exists: {of: c}", "min: 0, max: 3", "int: {}"), false },
		{ ONE("sum: {of: c.v}", "min: 0, max: 3", "int: {}"), true },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		plan_case_make(&c, cases[i].yaml, NULL);
		assert_int_equal(sm_plan_table(c.plan, "p")->prog->sub_bytes > 0,
				 cases[i].scratch);
		plan_case_close(&c);
	}
}

static void none_may_count_unless_all_do(void **state)
{
	static const struct {
		const char *yaml;
		bool nullable;
	} cases[] = {
		{ ONE("min: {of: c.v}", "min: 1, max: 3", "int: {}"), false },
		{ ONE("min: {of: c.v}", "min: 0, max: 3", "int: {}"), true },
		{ ONE("min: {of: c.v}", "min: 1, max: 3", "int: {}, nulls: 0.1"),
		  true },
		{ ONE("min: {of: c.v, where: yes}", "min: 1, max: 3", "int: {}"),
		  true },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		plan_case_make(&c, cases[i].yaml, NULL);
		assert_int_equal(sm_plan_table(c.plan, "p")->columns[1].dom.nullable,
				 cases[i].nullable);
		plan_case_close(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_child_of_every_row_comes_once_and_in_order),
		cmocka_unit_test(a_program_is_made_only_when_children_matter),
		cmocka_unit_test(none_may_count_unless_all_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
