/*
 * ops.c - the registry: ops.def as a table
 *
 * Names are looked up while a profile is read, a few hundred times at most, so
 * the search goes through the table from the start.
 */
#include <string.h>

#include "ops.h"

#define SM_OP(name) &sm_op_##name,
static const struct sm_op_kind *const kinds[] = {
#include "ops.def"
};
#undef SM_OP

const struct sm_op_kind *const *sm_op_kinds(size_t *n)
{
	*n = SM_COUNTOF(kinds);
	return kinds;
}

const struct sm_op_kind *sm_op_find(const char *name)
{
	for (size_t i = 0; i < SM_COUNTOF(kinds); i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}
