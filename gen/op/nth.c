/*
 * nth.c - what kinds whose values can be counted do when they compile
 */
#include "nth.h"

#include <assert.h>

enum sm_code sm__nth_init(struct sm__nth *s, uint64_t n, struct sm_op *op,
			  const struct sm__nth_say *say,
			  const struct sm_compile *c, struct sm_err *err)
{
	char need[32], have[32];

	assert(n >= 1);
	s->n = n;
	if (!c->unique)
		return SM_OK;
	if (c->rows > n) {
		sm_refuse(c, err, say->arg, "needs %s distinct values, %s %s %s",
			  sm_commas(c->rows, need), say->what,
			  sm_commas(n, have), say->unit);
		return sm_fix(err, "%s", say->fix);
	}
	sm_perm_init(&s->perm, op->key, n);
	op->out.unique = true;
	return SM_OK;
}

enum sm_code sm__text_out(struct sm_op *op, const char *arg, uint32_t width,
			  bool plain, const struct sm_compile *c,
			  struct sm_err *err)
{
	char type[64];

	assert(width >= 1);
	op->out.width = op->out.chars = op->text_bytes = width;
	op->out.plain = plain;
	if (c->type.length == 0 || width <= c->type.length)
		return SM_OK;
	return sm_refuse(c, err, arg, "can reach %u characters, %s holds %u",
			 (unsigned)width, sm_type_format(&c->type, type),
			 (unsigned)c->type.length);
}
