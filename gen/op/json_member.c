/*
 * json_member.c - values of rows as members of an object
 */
#include "json_member.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "json_text.h"
#include "seedmill/fmt.h"

static uint32_t number_width(const struct sm_domain *d, unsigned scale)
{
	char at[SM_FMT_ROOM];
	uint32_t low = (uint32_t)(sm_fmt_decimal(at, d->min, scale) - at);
	uint32_t high = (uint32_t)(sm_fmt_decimal(at, d->max, scale) - at);

	assert(d->min <= d->max);
	return low > high ? low : high;
}

static void member_set(struct sm__json_member *m, enum sm__json_how how, uint32_t width)
{
	m->how = how;
	m->width = m->dom.nullable && width < 4 ? 4 : width;
}

bool sm__json_member_type(struct sm__json_member *m)
{
	const struct sm_domain *d = &m->dom;

	switch (d->type.id) {
	case SM_T_SMALLINT:
	case SM_T_INT:
	case SM_T_BIGINT:
		member_set(m, SM__JSON_INT, number_width(d, 0));
		return true;
	case SM_T_DECIMAL:
		member_set(m, SM__JSON_DECIMAL, number_width(d, d->type.scale));
		return true;
	case SM_T_BOOL:
		member_set(m, SM__JSON_BOOL, 5);
		return true;
	case SM_T_DATE:
		member_set(m, SM__JSON_DATE, SM_FMT_DATE + 2);
		return true;
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		m->zone = d->type.id == SM_T_TIMESTAMPTZ;
		member_set(m, SM__JSON_TIME, SM_FMT_TIME + 3);
		return true;
	case SM_T_UUID:
		member_set(m, SM__JSON_UUID, SM_FMT_UUID + 2);
		return true;
	case SM_T_JSON:
	case SM_T_JSONB:
		member_set(m, SM__JSON_JSON, d->width);
		return true;
	case SM_T_TEXT:
	case SM_T_VARCHAR:
	case SM_T_CHAR:
	case SM_T_ENUM:
	case SM_T_INET:
		member_set(m, d->plain ? SM__JSON_PLAIN : SM__JSON_TEXT,
			   (d->plain ? d->width : 6 * d->width) + 2);
		return true;
	default:
		return false;
	}
}

static int member_compare(const void *a, const void *b)
{
	/* strcmp compares bytes as unsigned char: UTF-8 order */
	return strcmp(((const struct sm__json_member *)a)->name,
		      ((const struct sm__json_member *)b)->name);
}

static bool member_head(struct sm__json_member *m, bool first, struct sm_arena *a)
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

bool sm__json_members(struct sm__json_member *m, uint32_t n, struct sm_arena *a,
		      const char **twice)
{
	assert(n > 0);
	*twice = NULL;
	qsort(m, n, sizeof(*m), member_compare);
	for (uint32_t i = 0; i < n; i++) {
		if (i > 0 && strcmp(m[i].name, m[i - 1].name) == 0) {
			*twice = m[i].name;
			return false;
		}
		if (!member_head(&m[i], i == 0, a))
			return false;
	}
	return true;
}

uint64_t sm__json_object_width(const struct sm__json_member *m, uint32_t n)
{
	uint64_t width = 1;

	for (uint32_t i = 0; i < n; i++)
		width += m[i].head.n + (uint64_t)m[i].width;
	return width;
}

/* ---- run -------------------------------------------------------------------------- */

static inline char *time_write(char *at, int64_t us, bool zone)
{
	char *end = sm_fmt_time(at, us);

	at[SM_FMT_DATE] = 'T';
	*end = 'Z';
	return end + zone;
}

static inline char *value_write(const struct sm__json_member *m, const struct sm_vec *v,
				uint32_t i, char *at)
{
	switch (m->how) {
	case SM__JSON_INT:
		return sm_fmt_i64(at, v->v.i64[i]);
	case SM__JSON_DECIMAL:
		return sm_fmt_decimal(at, v->v.i64[i], m->dom.type.scale);
	case SM__JSON_BOOL:
		memcpy(at, v->v.i64[i] ? "true\0" : "false", 5);
		return at + (v->v.i64[i] ? 4 : 5);
	case SM__JSON_JSON:
		return sm_copy_fixed(at, v->v.str[i].p, v->v.str[i].n);
	case SM__JSON_TEXT:
		return sm__json_quote(at, v->v.str[i].p, v->v.str[i].n);
	case SM__JSON_PLAIN:
	case SM__JSON_DATE:
	case SM__JSON_TIME:
	case SM__JSON_UUID:
		break;
	}
	*at++ = '"';
	if (m->how == SM__JSON_PLAIN)
		at = sm_copy_fixed(at, v->v.str[i].p, v->v.str[i].n);
	else if (m->how == SM__JSON_DATE)
		at = sm_fmt_date(at, v->v.i64[i]);
	else if (m->how == SM__JSON_TIME)
		at = time_write(at, v->v.i64[i], m->zone);
	else
		at = sm_fmt_uuid(at, v->v.u128[i]);
	*at++ = '"';
	return at;
}

char *sm__json_value(const struct sm__json_member *m, const struct sm_vec *in,
		     uint32_t i, char *at)
{
	const struct sm_vec *v = &in[m->in];

	if (!v->null || !v->null[i]) {
		char *end = value_write(m, v, i, at);

		assert((size_t)(end - at) <= m->width);
		return end;
	}
	assert(m->width >= 4);
	memcpy(at, "null", 4);
	return at + 4;
}

char *sm__json_object(const struct sm__json_member *m, uint32_t n,
		      const struct sm_vec *in, uint32_t i, char *at)
{
	for (uint32_t k = 0; k < n; k++) {
		at = sm_copy_fixed(at, m[k].head.p, m[k].head.n);
		at = sm__json_value(&m[k], in, i, at);
	}
	*at++ = '}';
	return at;
}
