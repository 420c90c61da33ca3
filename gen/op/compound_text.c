/*
 * compound_text.c - elements and bounds as PostgreSQL prints them
 */
#include "compound_text.h"

#include <assert.h>
#include <string.h>

#include "seedmill/fmt.h"

/* ---- what fits ------------------------------------------------------------------ */

static uint32_t chars_of(const struct sm_domain *d)
{
	return d->chars ? d->chars : d->width;
}

static bool range_fits(const struct sm_type *element, const struct sm_domain *dom)
{
	int64_t min, max;

	sm_type_range(element, &min, &max);
	return dom->min >= min && dom->max <= max;
}

bool sm__element_fits(const struct sm_type *element, const struct sm_domain *dom)
{
	const uint32_t pair = SM_M(element->id) | SM_M(dom->type.id);
	const uint32_t times = SM_M(SM_T_TIMESTAMP) | SM_M(SM_T_TIMESTAMPTZ);

	if (!(pair & ~SM_M_INTS) || !(pair & ~times))
		return range_fits(element, dom);
	if (!(pair & ~SM_M_TEXTS))
		return !element->length || chars_of(dom) <= element->length;
	if (element->id != dom->type.id || element->scale != dom->type.scale)
		return false;
	return sm_type_class(element->id) != SM_I64 || range_fits(element, dom);
}

static uint32_t number_width(const struct sm_domain *d, unsigned scale)
{
	char at[SM_FMT_ROOM];
	uint32_t low = (uint32_t)(sm_fmt_decimal(at, d->min, scale) - at);
	uint32_t high = (uint32_t)(sm_fmt_decimal(at, d->max, scale) - at);

	return low > high ? low : high;
}

static uint32_t value_width(const struct sm_type *element,
			    const struct sm_domain *dom)
{
	switch (element->id) {
	case SM_T_BOOL: return 1;
	case SM_T_DATE: return SM_FMT_DATE;
	case SM_T_TIMESTAMP: return SM_FMT_TIME + 2;
	case SM_T_TIMESTAMPTZ: return SM_FMT_TIME + 5;
	case SM_T_UUID: return SM_FMT_UUID;
	case SM_T_INET: return dom->width;
	case SM_T_TEXT: case SM_T_VARCHAR:
		return (dom->plain ? dom->width : 2 * dom->width) + 2;
	default: return number_width(dom, element->scale);
	}
}

uint32_t sm__element_width(const struct sm_type *element,
			   const struct sm_domain *dom)
{
	uint32_t width = value_width(element, dom);

	assert(sm__element_fits(element, dom));
	return dom->nullable && width < 4 ? 4 : width;
}

/* ---- writing -------------------------------------------------------------------- */

/* As PostgreSQL's own array_isspace(): these six, whatever the locale. */
static inline bool wants_quotes(unsigned char c)
{
	return c == '"' || c == '\\' || c == '{' || c == '}' || c == ',' ||
	       c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_null_word(const char *p, size_t n)
{
	return n == 4 && (p[0] | 32) == 'n' && (p[1] | 32) == 'u' &&
	       (p[2] | 32) == 'l' && (p[3] | 32) == 'l';
}

char *sm__element_text(char *at, const char *p, size_t n)
{
	bool quotes = n == 0 || is_null_word(p, n);

	for (size_t i = 0; i < n && !quotes; i++)
		quotes = wants_quotes((unsigned char)p[i]);
	if (!quotes)
		return sm_copy_fixed(at, p, n);
	*at++ = '"';
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '"' || p[i] == '\\')
			*at++ = '\\';
		*at++ = p[i];
	}
	*at++ = '"';
	return at;
}

/* The blank in a time is what asks for quotes. */
static char *put_time(char *at, int64_t us, bool zone)
{
	*at++ = '"';
	at = sm_fmt_time(at, us);
	memcpy(at, "+00\"", 4);
	if (zone)
		return at + 4;
	*at = '"';
	return at + 1;
}

char *sm__element_i64(const struct sm_type *element, int64_t v, char *at)
{
	switch (element->id) {
	case SM_T_BOOL:
		*at = v ? 't' : 'f';
		return at + 1;
	case SM_T_DATE:
		return sm_fmt_date(at, v);
	case SM_T_TIMESTAMP:
		return put_time(at, v, false);
	case SM_T_TIMESTAMPTZ:
		return put_time(at, v, true);
	case SM_T_DECIMAL:
		return sm_fmt_decimal(at, v, element->scale);
	default:
		assert(SM_M(element->id) & SM_M_INTS);
		return sm_fmt_i64(at, v);
	}
}

char *sm__element_put(const struct sm_type *element, const struct sm_vec *v,
		      uint32_t i, char *at)
{
	if (v->null && v->null[i]) {
		memcpy(at, "NULL", 4);
		return at + 4;
	}
	switch (sm_type_class(element->id)) {
	case SM_U128:
		return sm_fmt_uuid(at, v->v.u128[i]);
	case SM_STR:
		return sm__element_text(at, v->v.str[i].p, v->v.str[i].n);
	case SM_I64:
	case SM_F64:
		break;
	}
	return sm__element_i64(element, v->v.i64[i], at);
}
