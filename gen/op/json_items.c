/*
 * json_items.c - one step, several values; see json_items.h
 */
#include "json_items.h"

#include "compound_text.h"

#define MOST_BYTES (1 << 20)

static enum sm_code read_counts(struct sm__items *it, const char *min,
				const char *max, const char *dist,
				const struct sm_compile *c, struct sm_err *err)
{
	int64_t lo = 0, hi;

	SM_TRY(sm_arg_i64(c, "min", min, &lo, err));
	hi = lo > 5 ? lo : 5;
	SM_TRY(sm_arg_i64(c, "max", max, &hi, err));
	if (lo < 0 || lo > hi)
		return sm_refuse(c, err, "min", "min is %lld: it must be from 0 to "
				 "max, %lld", (long long)lo, (long long)hi);
	if (hi > SM__ITEMS_MOST)
		return sm_refuse(c, err, "max", "max is %lld, at most %d are made",
				 (long long)hi, SM__ITEMS_MOST);
	it->max = (uint32_t)hi;
	return sm__length_init(&it->length, c, "dist", dist, (uint32_t)lo,
			       (uint32_t)hi, err);
}

/* A value of an array's column: a step without a type has the element's. */
static enum sm_code bind_element(struct sm__items *it, struct sm__json_member *m,
				 const void *step, const struct sm_compile *c,
				 struct sm_err *err)
{
	char mine[64], theirs[64];

	SM_TRY(sm_bind_step_as(c, step, m->name, &it->element, &m->in, &m->dom, err));
	if (!sm__element_fits(&it->element, &m->dom)) {
		sm_refuse(c, err, "fields", "\"%s\" is of type %s, and not all its "
			  "values are elements of %s", sm_step_name(step),
			  sm_type_format(&m->dom.type, theirs),
			  sm_type_format(&c->type, mine));
		return sm_fix(err, "leave out its type: it has the elements' then");
	}
	m->width = sm__element_width(&it->element, &m->dom);
	return SM_OK;
}

static enum sm_code bind_item(struct sm__items *it, uint32_t i, const void *step,
			      const struct sm_compile *c, struct sm_err *err)
{
	struct sm__json_member *m = &it->member[i];
	char type[64];

	m->name = sm_arena_printf(c->arena, "%s/%u", sm_step_name(step), i);
	if (!m->name)
		return sm_nomem(err);
	if (it->element.id != SM_T_NONE) {
		SM_TRY(bind_element(it, m, step, c, err));
		it->width = m->width > it->width ? m->width : it->width;
		return SM_OK;
	}
	SM_TRY(sm_bind_step(c, step, m->name, &m->in, &m->dom, err));
	if (!sm__json_member_type(m)) {
		sm_refuse(c, err, "fields", "\"%s\" is %s, which json does not hold",
			  sm_step_name(step), sm_type_format(&m->dom.type, type));
		return sm_fix(err, "give it a type of " SM__JSON_HOLDS);
	}
	it->width = m->width > it->width ? m->width : it->width;
	return SM_OK;
}

enum sm_code sm__items_init(struct sm__items *it, const struct sm_steps *fields,
			    const char *min, const char *max, const char *dist,
			    const struct sm_compile *c, struct sm_err *err)
{
	if (fields->n != 1)
		return sm_refuse(c, err, fields->n ? "fields" : NULL, "one field says "
				 "how values are made, not %u: fields: [{name: item, "
				 "int: {}}]", (unsigned)fields->n);
	SM_TRY(read_counts(it, min, max, dist, c, err));
	if (c->type.id == SM_T_ARRAY)
		it->element = sm_type_element(&c->type);
	it->member = sm_arena_array(c->arena, it->max + 1, sizeof(*it->member));
	if (!it->member)
		return sm_nomem(err);
	for (uint32_t i = 0; i < it->max; i++)
		SM_TRY(bind_item(it, i, fields->step[0], c, err));
	return SM_OK;
}

enum sm_code sm__items_domain(uint64_t width, struct sm_op *op,
			      const struct sm_compile *c, struct sm_err *err)
{
	char type[64];

	/* an array's length is its elements' */
	if (c->type.id != SM_T_ARRAY && c->type.length && width > c->type.length)
		return sm_refuse(c, err, "max", "can reach %llu characters, %s holds "
				 "%u", (unsigned long long)width,
				 sm_type_format(&c->type, type),
				 (unsigned)c->type.length);
	if (width > MOST_BYTES)
		return sm_refuse(c, err, "max", "can reach %llu bytes, more than 1 MiB",
				 (unsigned long long)width);
	op->out.width = op->out.chars = (uint32_t)width;
	op->text_bytes = (uint32_t)width;
	return SM_OK;
}
