/*
 * op_args.c - values in messages, and checks that more than one kind makes
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "op_args.h"

const cyaml_schema_value_t sm__text_value = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED),
};

/* Digits from the last to the first, the point among them. */
static void decimal_text(int64_t v, unsigned scale, char out[40])
{
	uint64_t abs = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	char back[40];
	unsigned n = 0;

	assert(scale <= 18);
	for (unsigned i = 0; abs > 0 || i <= scale; i++, abs /= 10) {
		if (i == scale && scale > 0)
			back[n++] = '.';
		back[n++] = (char)('0' + abs % 10);
	}
	if (v < 0)
		back[n++] = '-';
	assert(n < sizeof(back));
	while (n > 0)
		*out++ = back[--n];
	*out = '\0';
}

char *sm__value_text(const struct sm_type *t, int64_t v, char out[40])
{
	switch (t->id) {
	case SM_T_DECIMAL:
		decimal_text(v, t->scale, out);
		break;
	case SM_T_DATE:
		sm_time_format(v * SM_DAY_US, out);
		*strchr(out, ' ') = '\0';
		break;
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		sm_time_format(v, out);
		break;
	default:
		decimal_text(v, 0, out);
		break;
	}
	return out;
}

/* As many digits as a number past 64 bits has; only messages need it. */
static char *wide_text(const struct sm_type *t, sm_int128 v, char out[40])
{
	if (v < INT64_MIN || v > INT64_MAX) {
		snprintf(out, 40, "a number past 64 bits");
		return out;
	}
	return sm__value_text(t, (int64_t)v, out);
}

enum sm_code sm__args_fit(const struct sm_compile *c, const char *lo_arg,
			  sm_int128 lo, const char *hi_arg, sm_int128 hi,
			  struct sm_err *err)
{
	char type[64], value[40], first[40], last[40];
	int64_t min, max;
	bool low;

	assert(sm_type_class(c->type.id) == SM_I64);
	sm_type_range(&c->type, &min, &max);
	low = lo < min || lo > max;
	if (!low && hi >= min && hi <= max)
		return SM_OK;
	return sm_refuse(c, err, low ? lo_arg : hi_arg,
			 "%s %s does not fit %s, which holds %s to %s",
			 low ? lo_arg : hi_arg,
			 wide_text(&c->type, low ? lo : hi, value),
			 sm_type_format(&c->type, type),
			 sm__value_text(&c->type, min, first),
			 sm__value_text(&c->type, max, last));
}

enum sm_code sm__args_period(const struct sm_compile *c, const char *from,
			     const char *to, int64_t *from_us, int64_t *to_us,
			     struct sm_err *err)
{
	const struct sm_type stamp = { .id = SM_T_TIMESTAMPTZ };
	char first[40], last[40];

	*from_us = c->as_of_us - SM_YEAR_US;
	*to_us = c->as_of_us;
	SM_TRY(sm_arg_time(c, "from", from, from_us, err));
	SM_TRY(sm_arg_time(c, "to", to, to_us, err));
	if (*from_us <= *to_us)
		return SM_OK;
	return sm_refuse(c, err, from ? "from" : "to", "from %s is after to %s",
			 sm__value_text(&stamp, *from_us, first),
			 sm__value_text(&stamp, *to_us, last));
}

enum sm_code sm__list_name(const struct sm_compile *c, const char *list,
			   const char *locale, const char **out,
			   struct sm_err *err)
{
	*out = list;
	if (!locale || strcmp(locale, "en") == 0)
		return SM_OK;
	if (strchr(list, '/'))
		return sm_refuse(c, err, "locale", "the list \"%s\" names a locale "
				 "already", list);
	*out = sm_arena_printf(c->arena, "%s/%s", locale, list);
	return *out ? SM_OK : sm_nomem(err);
}
