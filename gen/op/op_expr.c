/*
 * op_expr.c - the "expr" kind: a value computed from the row's other columns
 *
 *     expr: {text: "quantity * unit_price"}
 *     expr: {text: "case when total > 1000 then 'gold' else 'basic' end"}
 *
 * The language is SQL's, over exact numbers: docs/expressions.md. This file
 * joins the compiler (expr.h) to the planner; it draws nothing at random.
 */
#include <string.h>

#include "op/expr_ins.h"
#include "op/op_args.h"

struct expr_args {
	const char *text;
};

static const cyaml_schema_field_t expr_fields[] = {
	SM_ARG(struct expr_args, text),
	CYAML_FIELD_END
};

/* What a bind callback is called with. */
struct binding {
	const struct sm_compile *c;
	bool refused;       /* the planner has told where and why already */
};

static enum sm_code expr_bind(void *ctx, const char *name, uint32_t *index,
			      struct sm_domain *dom, struct sm_err *err)
{
	struct binding *b = ctx;
	enum sm_code rc = sm_bind(b->c, "text", name, index, dom, err);

	b->refused = rc != SM_OK;
	return rc;
}

/* Say in which column of which file; keep the reason and the way out. */
static enum sm_code refuse_again(const struct sm_compile *c, struct sm_err *err)
{
	const struct sm_err was = *err;

	sm_refuse(c, err, "text", "%s", was.what);
	if (*was.why)
		sm_why(err, "%s", was.why);
	if (*was.fix)
		sm_fix(err, "%s", was.fix);
	return err->code;
}

enum sm_code sm__expr_compile(const struct sm_expr_ask *ask,
			      const struct sm_expr **e, struct sm_domain *out,
			      uint32_t *text_bytes, struct sm_err *err)
{
	struct sm_xparse x = { .ask = ask, .err = err, .type = ask->type };
	struct sm_expr *made = sm_arena_alloc(ask->arena, sizeof(*made));
	struct sm_xnode *root;

	if (!made)
		return sm_nomem(err);
	if (strlen(ask->text) > SM_X_TEXT_MAX)
		return sm__expr_refuse(&x, "longer than %d bytes",
				       SM_X_TEXT_MAX);
	SM_TRY(sm__expr_parse(&x, &root));
	SM_TRY(sm__expr_fit(&x, &root));
	SM_TRY(sm__expr_code(&x, root, made));
	*e = made;
	*text_bytes = made->text ? made->stride : 0;
	*out = (struct sm_domain){
		.type = x.type,
		.min = root->lo, .max = root->hi,
		.width = root->width, .chars = root->chars,
		.nullable = root->nullable,
		.unique = root->kind == SM_XN_COLUMN && root->unique,
		.plain = root->type == SM_X_TEXT && root->plain,
	};
	return SM_OK;
}

static enum sm_code expr_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct expr_args *a = args;
	struct binding b = { .c = c };
	const struct sm_expr_ask ask = {
		.arena = c->arena, .text = a->text, .type = c->type,
		.labels = c->labels, .nlabels = c->nlabels,
		.as_of_us = c->as_of_us, .first_row = c->first_row,
		.rows = c->rows,
		.bind = expr_bind, .ctx = &b,
	};
	const struct sm_expr *e = NULL;
	enum sm_code rc;

	if (!a->text)
		return sm_refuse(c, err, NULL, "expr needs text: \"...\"");
	rc = sm__expr_compile(&ask, &e, &op->out, &op->text_bytes, err);
	if (rc == SM_E_PROFILE && !b.refused)
		return refuse_again(c, err);
	op->state = e;
	return rc;
}

static void expr_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	(void)w;
	sm__expr_run(op->state, rows, in, out);
}

static const char *const expr_needs[] = {
	"quantity=int: {min: 1, max: 10}",
	"unit_price=decimal: {min: 1, max: 500}",
	NULL
};

const struct sm_op_kind sm_op_expr = {
	.name = "expr",
	.summary = "computed from other columns with SQL's operators",
	.example = "{text: \"quantity * unit_price\"}",
	.doc = "text  the expression: columns, paths (a.b), literals, + - * / %,"
	       " comparisons,\n"
	       "      and or not, is null, between, in, case, ||, dates and "
	       "intervals, functions",
	.version = 1,
	.types = SM_M_INTS | SM_M(SM_T_DECIMAL) | SM_M(SM_T_BOOL) |
		 SM_M_TEXTS | SM_M_TIMES,
	.args = expr_fields,
	.args_size = sizeof(struct expr_args),
	.needs = expr_needs,
	.compile = expr_compile,
	.run = expr_run,
};
