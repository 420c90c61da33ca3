/*
 * plan_case.c - see plan_case.h
 */
#include "plan_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gen/plan/spec.h"
#include "seedmill/digest.h"
#include "seedmill/encode.h"

#define WORDS "profiles/words"

static void compile(struct plan_case *c, const struct sm_plan_opts *opts)
{
	static const struct sm_plan_opts none;

	if (!c->rc)
		c->rc = sm_plan_compile(c->spec, opts ? opts : &none, &c->plan,
					&c->err);
}

void plan_case_open(struct plan_case *c, const char *yaml,
		    const struct sm_plan_opts *opts)
{
	*c = (struct plan_case){ 0 };
	c->rc = sm__spec_parse("test.yaml", yaml, strlen(yaml), WORDS, &c->spec,
			       &c->err);
	compile(c, opts);
}

static void must(struct plan_case *c)
{
	if (c->rc)
		fail_msg("refused: %s (%s)", c->err.what, c->err.why);
}

void plan_case_make(struct plan_case *c, const char *yaml,
		    const struct sm_plan_opts *opts)
{
	plan_case_open(c, yaml, opts);
	must(c);
}

void plan_case_file(struct plan_case *c, const char *path,
		    const struct sm_plan_opts *opts)
{
	*c = (struct plan_case){ 0 };
	c->rc = sm_spec_load(path, WORDS, &c->spec, &c->err);
	compile(c, opts);
	must(c);
}

void plan_case_close(struct plan_case *c)
{
	sm_plan_free(c->plan);
	sm_spec_free(c->spec);
}

struct sm_u128 plan_case_digest(struct plan_case *c, const char *table,
				uint32_t step)
{
	const struct sm_table *t = sm_plan_table(c->plan, table);
	struct sm_worker *w = sm_worker_new(c->plan);
	struct sm_u128 *scratch = calloc(4096, sizeof(*scratch));
	struct sm_u128 sum = { 0 };

	assert_non_null(t);
	assert_non_null(w);
	if (step > t->unit_rows)
		step = t->unit_rows;
	for (uint64_t at = 0; at < t->rows; at += step) {
		uint32_t n = t->rows - at < step ? (uint32_t)(t->rows - at) : step;
		const struct sm_vec *cols = sm_worker_rows(w, t, at, n);

		sum = sm_u128_add(sum, sm_digest_rows(t, cols, n, scratch));
	}
	free(scratch);
	sm_worker_free(w);
	return sum;
}

char *plan_case_text(struct plan_case *c, const char *table, uint64_t first,
		     uint32_t n)
{
	const struct sm_table *t = sm_plan_table(c->plan, table);
	struct sm_worker *w = sm_worker_new(c->plan);
	struct sm_arena a = { 0 };
	const void *prepared;
	char *text, *end;

	assert_non_null(t);
	assert_non_null(w);
	prepared = sm_encode_pg_text.prepare(t, &a);
	text = malloc(n * sm_encode_pg_text.bound(t) + SM_SLACK + 1);
	end = sm_encode_pg_text.rows(prepared, sm_worker_rows(w, t, first, n), n,
				     text);
	*end = 0;
	sm_arena_release(&a);
	sm_worker_free(w);
	return text;
}
