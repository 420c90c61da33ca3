/*
 * rows.c - the library in another program: compile a profile, make some rows
 *
 *     make example
 *
 * Rows come as vectors, a column each: numbers, dates and times as 64-bit
 * integers (type.h says in which unit), texts with their length. Any range of
 * rows of any table can be asked for, in any order, and is always the same.
 */
#include <inttypes.h>
#include <stdio.h>

#include "seedmill/plan.h"
#include "seedmill/run.h"

#define SHOWN 3 /* rows of each table */

static void print_value(const struct sm_column *c, const struct sm_vec *v, uint32_t i)
{
	if (v->null && v->null[i]) {
		printf("NULL");
		return;
	}
	switch (sm_type_class(c->type.id)) {
	case SM_I64:
		printf("%" PRId64, v->v.i64[i]);
		break;
	case SM_F64:
		printf("%g", v->v.f64[i]);
		break;
	case SM_STR:
		printf("%.*s", (int)v->v.str[i].n, v->v.str[i].p);
		break;
	case SM_U128:
		printf("%016" PRIx64 "%016" PRIx64, v->v.u128[i].hi, v->v.u128[i].lo);
		break;
	}
}

static void print_table(struct sm_worker *w, const struct sm_table *t)
{
	uint32_t n = t->rows < SHOWN ? (uint32_t)t->rows : SHOWN;
	const struct sm_vec *columns = sm_worker_rows(w, t, 0, n);

	printf("%s, %" PRIu64 " rows\n", t->name, t->rows);
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t c = 0; c < t->ncolumns; c++) {
			printf("%s%s=", c ? "  " : "    ", t->columns[c].name);
			print_value(&t->columns[c], &columns[c], i);
		}
		putchar('\n');
	}
}

static int complain(const struct sm_err *err)
{
	fprintf(stderr, "%s\n%s\n%s\n", err->what, err->why, err->fix);
	return err->code;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "profiles/shop.yaml";
	struct sm_plan_opts opts = { 0 };
	struct sm_err err = { 0 };
	struct sm_worker *worker;
	struct sm_spec *spec;
	struct sm_plan *plan;

	if (sm_spec_load(path, "profiles/words", &spec, &err))
		return complain(&err);
	if (sm_plan_compile(spec, &opts, &plan, &err)) {
		sm_spec_free(spec);
		return complain(&err);
	}
	worker = sm_worker_new(plan);
	for (uint32_t i = 0; worker && i < plan->ntables; i++)
		print_table(worker, &plan->tables[i]);
	sm_worker_free(worker);
	sm_plan_free(plan);
	sm_spec_free(spec);
	return worker ? 0 : SM_E_INTERNAL;
}
