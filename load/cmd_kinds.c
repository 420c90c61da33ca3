/*
 * cmd_kinds.c - seedmill kinds: the registries, for people
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "seedmill/op.h"
#include "seedmill/target.h"

static void list(void)
{
	size_t n;
	const struct sm_op_kind *const *ops = sm_op_kinds(&n);
	const struct sm_target_kind *const *targets;

	printf("generators (the step of a column)\n");
	for (size_t i = 0; i < n; i++)
		printf("  %-12s %s\n", ops[i]->name, ops[i]->summary);
	targets = sm_target_kinds(&n);
	printf("\ntargets (--to)\n");
	for (size_t i = 0; i < n; i++)
		printf("  %-12s %s\n", targets[i]->name, targets[i]->summary);
	printf("\nseedmill kinds NAME shows arguments and an example.\n");
}

/* Lines of text, each behind two blanks. */
static void indented(const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		printf("  %.*s\n", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

static void types_of(const struct sm_op_kind *k)
{
	const char *sep = "";

	printf("\nfills\n  ");
	for (int id = SM_T_NONE + 1; id < SM_T_COUNT; id++) {
		struct sm_type t = { .id = (enum sm_type_id)id };
		char text[64];

		if (!(k->types & SM_M(id)))
			continue;
		printf("%s%s", sep, id == SM_T_ENUM ? "enum"
						    : sm_type_format(&t, text));
		sep = ", ";
	}
	printf("\n");
}

static void show_op(const struct sm_op_kind *k)
{
	printf("%s: %s (version %u)\n", k->name, k->summary, k->version);
	if (k->doc && *k->doc) {
		printf("\narguments\n");
		indented(k->doc);
	}
	types_of(k);
	printf("\nexample\n  - {name: c, %s: %s}\n", k->name, k->example);
	for (const char *const *need = k->needs; need && *need; need++) {
		size_t n = strcspn(*need, "=");

		/* "price=decimal: {min: 1}" is a column that it stands on */
		if (!(*need)[n])
			continue;
		printf("  - {name: %.*s, %s}\n", (int)n, *need, *need + n + 1);
	}
}

static void show_target(const struct sm_target_kind *k)
{
	printf("%s: %s\n\n", k->name, k->summary);
	printf("schemes      %s\n", k->schemes);
	printf("connections  up to %u\n", k->max_connections);
	printf("resumes      %s\n", k->ledger ? "yes" : "no");
	printf("counts       %s\n", k->counts ? "yes" : "no");
}

static enum sm_code unknown(const char *name, struct sm_err *err)
{
	const char *names[128], *near;
	size_t nops, ntargets, n = 0;
	const struct sm_op_kind *const *ops = sm_op_kinds(&nops);
	const struct sm_target_kind *const *targets = sm_target_kinds(&ntargets);

	for (size_t i = 0; i < nops && n < SM_COUNTOF(names); i++)
		names[n++] = ops[i]->name;
	for (size_t i = 0; i < ntargets && n < SM_COUNTOF(names); i++)
		names[n++] = targets[i]->name;
	near = sm_nearest(name, names, n);
	sm_fail(err, SM_E_USAGE, "there is no kind \"%s\"", name);
	if (near)
		return sm_fix(err, "did you mean %s?", near);
	return sm_fix(err, "seedmill kinds lists them");
}

enum sm_code sm__cmd_kinds(const struct sm_context *c, struct sm_err *err)
{
	const struct sm_op_kind *op;
	const struct sm_target_kind *target;

	if (!c->o->operand) {
		list();
		return SM_OK;
	}
	op = sm_op_find(c->o->operand);
	target = sm_target_find(c->o->operand);
	if (op)
		show_op(op);
	else if (target)
		show_target(target);
	else
		return unknown(c->o->operand, err);
	return SM_OK;
}
