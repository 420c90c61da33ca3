/*
 * op_json.c - the "json" generator: an object whose members are steps
 *
 *     - name: details
 *       type: jsonb
 *       json:
 *         fields:
 *           - {name: colour, pick: {values: [red, green]}}
 *           - {name: weight, decimal: {min: 1, max: 9}, type: "numeric(4,2)"}
 *
 * Each field is a step of its own, keyed by the column and the field's name,
 * made before this one and read as an input. The text is canonical from the
 * start (type.h): members sorted by key when compiling, no blanks, the shortest
 * escapes. Integers and decimals become numbers, dates, times and uuids
 * strings, json is embedded as it is, NULL is null.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "json_text.h"
#include "op_args.h"
#include "seedmill/fmt.h"

struct json_args {
	struct sm_steps fields;
};

enum how {
	HOW_INT,
	HOW_DECIMAL,
	HOW_BOOL,
	HOW_DATE,
	HOW_TIME,
	HOW_UUID,
	HOW_PLAIN,          /* text that needs no escapes */
	HOW_TEXT,
	HOW_JSON,
};

struct member {
	const char *name;
	struct sm_str head;         /* `{"a":` or `,"b":` */
	uint32_t in;
	enum how how;
	bool zone;                  /* TIME: a "Z" behind it */
	uint32_t width;             /* of the value, at most */
	struct sm_domain dom;
};

struct json_state {
	struct member *member;
	uint32_t n;
};

static const cyaml_schema_field_t json_fields[] = {
	CYAML_FIELD_END             /* profile.c fills `fields` */
};

/* ---- compile ---------------------------------------------------------------------- */

static uint32_t number_width(const struct sm_domain *d, unsigned scale)
{
	char at[SM_FMT_ROOM];
	uint32_t low = (uint32_t)(sm_fmt_decimal(at, d->min, scale) - at);
	uint32_t high = (uint32_t)(sm_fmt_decimal(at, d->max, scale) - at);

	return low > high ? low : high;
}

static void member_set(struct member *m, enum how how, uint32_t width)
{
	m->how = how;
	m->width = m->dom.nullable && width < 4 ? 4 : width;
}

static bool member_type(struct member *m)
{
	const struct sm_domain *d = &m->dom;

	switch (d->type.id) {
	case SM_T_SMALLINT:
	case SM_T_INT:
	case SM_T_BIGINT:
		member_set(m, HOW_INT, number_width(d, 0));
		return true;
	case SM_T_DECIMAL:
		member_set(m, HOW_DECIMAL, number_width(d, d->type.scale));
		return true;
	case SM_T_BOOL:
		member_set(m, HOW_BOOL, 5);
		return true;
	case SM_T_DATE:
		member_set(m, HOW_DATE, SM_FMT_DATE + 2);
		return true;
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		m->zone = d->type.id == SM_T_TIMESTAMPTZ;
		member_set(m, HOW_TIME, SM_FMT_TIME + 3);
		return true;
	case SM_T_UUID:
		member_set(m, HOW_UUID, SM_FMT_UUID + 2);
		return true;
	case SM_T_JSON:
	case SM_T_JSONB:
		member_set(m, HOW_JSON, d->width);
		return true;
	case SM_T_TEXT:
	case SM_T_VARCHAR:
	case SM_T_CHAR:
	case SM_T_ENUM:
	case SM_T_INET:
		member_set(m, d->plain ? HOW_PLAIN : HOW_TEXT,
			   (d->plain ? d->width : 6 * d->width) + 2);
		return true;
	default:
		return false;
	}
}

static enum sm_code member_bind(struct member *m, const void *step,
				const struct sm_compile *c, struct sm_err *err)
{
	char type[64];

	m->name = sm_step_name(step);
	SM_TRY(sm_bind_step(c, step, m->name, &m->in, &m->dom, err));
	if (member_type(m))
		return SM_OK;
	sm_refuse(c, err, "fields", "field \"%s\" is %s, which json does not hold",
		  m->name, sm_type_format(&m->dom.type, type));
	return sm_fix(err, "give it a type of text, numbers (decimal rather than real "
		      "or double), dates, times, bool, uuid or json");
}

static int member_compare(const void *a, const void *b)
{
	/* strcmp compares bytes as unsigned char: UTF-8 order */
	return strcmp(((const struct member *)a)->name,
		      ((const struct member *)b)->name);
}

static bool member_head(struct member *m, bool first, struct sm_arena *a)
{
	size_t n = strlen(m->name);
	char *p = sm_arena_alloc(a, 6 * n + 4), *end;

	if (!p)
		return false;
	p[0] = first ? '{' : ',';
	end = sm__json_quote(p + 1, m->name, n);
	*end++ = ':';
	m->head = (struct sm_str){ .p = p, .n = (uint32_t)(end - p) };
	return true;
}

static enum sm_code json_domain(const struct json_state *st, struct sm_op *op,
				const struct sm_compile *c, struct sm_err *err)
{
	uint64_t width = 1;
	char type[64];

	for (uint32_t i = 0; i < st->n; i++) {
		const struct member *m = &st->member[i];

		width += m->head.n + (uint64_t)m->width;
		/* every value can be read back out of the object */
		op->out.unique |= m->dom.unique && !m->dom.nullable;
	}
	if (c->type.length && width > c->type.length)
		return sm_refuse(c, err, "fields", "can reach %llu characters, %s "
				 "holds %u", (unsigned long long)width,
				 sm_type_format(&c->type, type),
				 (unsigned)c->type.length);
	if (width > 1 << 20)
		return sm_refuse(c, err, "fields", "can reach %llu bytes, more than "
				 "1 MiB", (unsigned long long)width);
	if (c->unique && !op->out.unique) {
		sm_refuse(c, err, "fields", "the object need not be unique: no field "
			  "of it is");
		return sm_fix(err, "add a field that is, such as a serial");
	}
	op->out.width = op->out.chars = (uint32_t)width;
	op->text_bytes = (uint32_t)width;
	return SM_OK;
}

static enum sm_code json_compile(struct sm_op *op, const void *args,
				 struct sm_compile *c, struct sm_err *err)
{
	const struct json_args *a = args;
	struct json_state *st = sm_arena_alloc(c->arena, sizeof(*st));

	if (!st)
		return sm_nomem(err);
	if (a->fields.n == 0)
		return sm_refuse(c, err, NULL, "json needs fields: json: {fields: "
				 "[{name: colour, pick: {values: [red, green]}}]}");
	st->n = a->fields.n;
	st->member = sm_arena_array(c->arena, st->n, sizeof(*st->member));
	if (!st->member)
		return sm_nomem(err);
	for (uint32_t i = 0; i < st->n; i++)
		SM_TRY(member_bind(&st->member[i], a->fields.step[i], c, err));
	qsort(st->member, st->n, sizeof(*st->member), member_compare);
	for (uint32_t i = 0; i < st->n; i++) {
		struct member *m = &st->member[i];

		if (i > 0 && strcmp(m->name, m[-1].name) == 0)
			return sm_refuse(c, err, "fields", "two fields are named "
					 "\"%s\"", m->name);
		if (!member_head(m, i == 0, c->arena))
			return sm_nomem(err);
	}
	op->state = st;
	return json_domain(st, op, c, err);
}

/* ---- run -------------------------------------------------------------------------- */

static inline char *time_write(char *at, int64_t us, bool zone)
{
	char *end = sm_fmt_time(at, us);

	at[SM_FMT_DATE] = 'T';
	*end = 'Z';
	return end + zone;
}

static inline char *value_write(const struct member *m, const struct sm_vec *v,
				uint32_t i, char *at)
{
	switch (m->how) {
	case HOW_INT:
		return sm_fmt_i64(at, v->v.i64[i]);
	case HOW_DECIMAL:
		return sm_fmt_decimal(at, v->v.i64[i], m->dom.type.scale);
	case HOW_BOOL:
		memcpy(at, v->v.i64[i] ? "true\0" : "false", 5);
		return at + (v->v.i64[i] ? 4 : 5);
	case HOW_JSON:
		return sm_copy_fixed(at, v->v.str[i].p, v->v.str[i].n);
	case HOW_TEXT:
		return sm__json_quote(at, v->v.str[i].p, v->v.str[i].n);
	case HOW_PLAIN:
	case HOW_DATE:
	case HOW_TIME:
	case HOW_UUID:
		break;
	}
	*at++ = '"';
	if (m->how == HOW_PLAIN)
		at = sm_copy_fixed(at, v->v.str[i].p, v->v.str[i].n);
	else if (m->how == HOW_DATE)
		at = sm_fmt_date(at, v->v.i64[i]);
	else if (m->how == HOW_TIME)
		at = time_write(at, v->v.i64[i], m->zone);
	else
		at = sm_fmt_uuid(at, v->v.u128[i]);
	*at++ = '"';
	return at;
}

/* Draws nothing: a value depends on its fields alone. */
static void json_run(const struct sm_op *op, struct sm_work *w,
		     const struct sm_rows *rows, const struct sm_vec *in,
		     struct sm_vec *out)
{
	const struct json_state *st = op->state;
	char *at = out->text;

	(void)w;
	for (uint32_t i = 0; i < rows->n; i++) {
		char *first = at;

		for (uint32_t k = 0; k < st->n; k++) {
			const struct member *m = &st->member[k];
			const struct sm_vec *v = &in[m->in];

			at = sm_copy_fixed(at, m->head.p, m->head.n);
			if (v->null && v->null[i]) {
				memcpy(at, "null", 4);
				at += 4;
			} else {
				at = value_write(m, v, i, at);
			}
		}
		*at++ = '}';
		assert((size_t)(at - first) <= op->out.width);
		out->v.str[i] = (struct sm_str){ .p = first,
						 .n = (uint32_t)(at - first) };
	}
}

const struct sm_op_kind sm_op_json = {
	.name = "json",
	.summary = "an object whose members are steps",
	.example = "{fields: [{name: colour, pick: {values: [red, green]}}, "
		   "{name: n, int: {min: 1, max: 9}}]}",
	.doc = "fields  list of steps: a name and a generator each, with type and\n"
	       "        nulls where wanted\n",
	.version = 1,
	.types = SM_M(SM_T_JSON) | SM_M(SM_T_JSONB) | SM_M(SM_T_TEXT) |
		 SM_M(SM_T_VARCHAR),
	.natural = { .id = SM_T_JSONB },
	.args = json_fields,
	.args_size = sizeof(struct json_args),
	.steps = true,
	.compile = json_compile,
	.run = json_run,
};
