/* gen/plan/emit: programs hold what their results need, each value once */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gen/run/prog.h"
#include "plan_case.h"

#define HEAD "version: 1\nname: t\nseed: 1\ntables:\n"
#define PARENT \
	"  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, serial: " \
	"{}}, {name: a, int: {}}, {name: b, int: {}}, {name: unused, uuid: {}}]}\n"

static unsigned count(const struct sm_prog *p, enum sm_instr_what what)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < p->ninstr; i++)
		n += p->instr[i].what == what;
	return n;
}

static const struct {
	const char *columns;
	unsigned runs, frames, through, nulls;
} cases[] = {
	{ "{name: x, int: {}}", 1, 0, 0, 0 },
	{ "{name: x, int: {}, nulls: 0.5}", 1, 0, 0, 1 },
	/* the row numbers, and the key there */
	{ "{name: r, ref: {table: p}}", 2, 1, 0, 0 },
	{ "{name: r, ref: {table: p}, nulls: 0.5}", 2, 1, 1, 1 },
	/* two values of one parent: one frame, and no column nobody asks for */
	{ "{name: r, ref: {table: p}}, {name: x, copy: {from: r.a}}, {name: y, "
	  "copy: {from: r.b}}", 6, 1, 0, 0 },
	/* one value twice: made once, copied twice */
	{ "{name: r, ref: {table: p}}, {name: x, copy: {from: r.a}}, {name: y, "
	  "copy: {from: r.a}}", 5, 1, 0, 0 },
	/* two references: two frames, although of one table */
	{ "{name: r, ref: {table: p}}, {name: s, ref: {table: p}}, {name: x, "
	  "copy: {from: r.a}}, {name: y, copy: {from: s.a}}", 8, 2, 0, 0 },
};

static void a_program_makes_each_value_once_a_frame(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		const struct sm_prog *p;

		sm_buf_printf(&yaml, HEAD PARENT "  - {name: c, rows: 9, columns: "
			      "[%s]}\n", cases[i].columns);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		p = sm_plan_table(c.plan, "c")->prog;
		if (count(p, SM_INSTR_RUN) != cases[i].runs ||
		    count(p, SM_INSTR_FRAME) != cases[i].frames ||
		    count(p, SM_INSTR_THROUGH) != cases[i].through ||
		    count(p, SM_INSTR_NULLS) != cases[i].nulls ||
		    p->nframes != cases[i].frames + 1)
			fail_msg("case %zu: %u runs, %u frames, %u through, %u "
				 "nulls", i, count(p, SM_INSTR_RUN),
				 count(p, SM_INSTR_FRAME),
				 count(p, SM_INSTR_THROUGH),
				 count(p, SM_INSTR_NULLS));
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void nothing_is_read_before_it_is_made(void **state)
{
	struct plan_case c;

	(void)state;
	plan_case_file(&c, "profiles/shop.yaml", NULL);
	for (uint32_t t = 0; t < c.plan->ntables; t++) {
		const struct sm_prog *p = c.plan->tables[t].prog;
		bool made[256] = { false }, open[256] = { true };

		assert_true(p->nslots < 256 && p->nframes < 256);
		for (uint32_t i = 0; i < p->ninstr; i++) {
			const struct sm_instr *in = &p->instr[i];

			assert_true(open[in->frame]);
			for (uint32_t k = 0; k < in->nin; k++)
				assert_true(made[in->in[k]]);
			if (in->what == SM_INSTR_FRAME)
				open[in->opens] = true;
			else
				made[in->out] = true;
		}
		for (uint32_t i = 0; i < p->nout; i++)
			assert_true(made[p->out[i]]);
		assert_int_equal(p->nout, c.plan->tables[t].ncolumns);
	}
	plan_case_close(&c);
}

/* More instructions, slots and memories than fit into the first arrays. */
static void a_wide_table_is_no_special_case(void **state)
{
	struct sm_buf yaml = { 0 };
	struct plan_case c;
	const struct sm_prog *p;

	(void)state;
	sm_buf_puts(&yaml, HEAD "  - name: w\n    rows: 50\n    columns:\n"
		    "    - {name: c0, serial: {}}\n");
	for (int i = 1; i < 200; i++)
		sm_buf_printf(&yaml, "    - {name: c%d, copy: {from: c%d}}\n", i,
			      i - 1);
	plan_case_make(&c, sm_buf_str(&yaml), NULL);
	p = c.plan->tables[0].prog;
	assert_int_equal(p->nout, 200);
	assert_true(sm_u128_equal(plan_case_digest(&c, "w", 50),
				  plan_case_digest(&c, "w", 16)));
	plan_case_close(&c);
	sm_buf_release(&yaml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_makes_each_value_once_a_frame),
		cmocka_unit_test(nothing_is_read_before_it_is_made),
		cmocka_unit_test(a_wide_table_is_no_special_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
