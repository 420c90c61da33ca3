/*
 * literal_compound.c - arrays and ranges written in the profile, in PostgreSQL's
 * syntax, read into their canonical text
 *
 * Elements and bounds are literals themselves, of the type that the array or the
 * range is of. What PostgreSQL would print is worked out here, so that constants
 * read back as they were sent.
 */
#include <assert.h>
#include <string.h>

#include "compound_text.h"
#include "literal.h"

/* Quoted text grows to twice its size; all else is no longer than this. */
#define ELEMENT_ROOM 48

/* As PostgreSQL's array_isspace(). */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *skip_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

static struct sm_compile of_element(const struct sm_compile *c)
{
	struct sm_compile e = *c;

	e.type = sm_type_element(&c->type);
	return e;
}

static enum sm_code finish(const char *at, const char *end, struct sm_literal *out)
{
	size_t n = (size_t)(end - at), chars = sm__text_chars(at, n);

	assert(n <= UINT32_MAX && chars != SIZE_MAX);
	out->v.str = (struct sm_str){ .p = at, .n = (uint32_t)n,
				      .chars = (uint32_t)chars };
	return SM_OK;
}

/* ---- arrays --------------------------------------------------------------------- */

struct item {
	char *text;                 /* room for all of the array's text */
	bool quoted;
};

/*
 * Read one item into `it`, up to the comma or the bracket behind it. Returns where
 * that stands, or NULL: *fault says what is wrong.
 */
static const char *take_item(const char *p, struct item *it, const char **fault)
{
	size_t n = 0, kept = 0;

	p = skip_blanks(p);
	it->quoted = *p == '"';
	for (p += it->quoted; *p; p++) {
		if (it->quoted ? *p == '"' : *p == ',' || *p == '}')
			break;
		if (!it->quoted && (*p == '{' || *p == '"')) {
			*fault = *p == '{' ? "it has more than one dimension"
					   : "a quote stands inside of an element";
			return NULL;
		}
		if (*p == '\\' && p[1])
			p++;
		it->text[n++] = *p;
		if (it->quoted || !is_blank(*p))
			kept = n;
	}
	it->text[kept] = '\0';
	*fault = it->quoted ? "a quote is not closed" : "an element is missing";
	if (it->quoted ? *p != '"' : kept == 0)
		return NULL;
	p = skip_blanks(p + it->quoted);
	*fault = "elements have commas between them and } behind them";
	return *p == ',' || *p == '}' ? p : NULL;
}

static bool is_null(const struct item *it)
{
	return !it->quoted && strlen(it->text) == 4 && (it->text[0] | 32) == 'n' &&
	       (it->text[1] | 32) == 'u' && (it->text[2] | 32) == 'l' &&
	       (it->text[3] | 32) == 'l';
}

/* PostgreSQL prints one letter of a bool, which no argument is. */
static const char *text_of(const struct sm_type *element, const struct item *it)
{
	if (element->id == SM_T_BOOL && strcmp(it->text, "t") == 0)
		return "true";
	if (element->id == SM_T_BOOL && strcmp(it->text, "f") == 0)
		return "false";
	return it->text;
}

static enum sm_code write_item(const struct sm_compile *e, const char *arg,
			       const struct item *it, char **at, struct sm_err *err)
{
	struct sm_literal v = { 0 };
	uint8_t null = is_null(it);
	struct sm_vec one = { .null = &null };

	if (!null)
		SM_TRY(sm__literal(e, arg, text_of(&e->type, it), &v, err));
	switch (sm_type_class(e->type.id)) {
	case SM_STR: one.v.str = &v.v.str; break;
	case SM_U128: one.v.u128 = &v.v.u128; break;
	case SM_F64: case SM_I64: one.v.i64 = &v.v.i64; break;
	}
	*at = sm__element_put(&e->type, &one, 0, *at);
	return SM_OK;
}

static enum sm_code refuse_array(const struct sm_compile *c, const char *arg,
				 const char *text, const char *fault,
				 struct sm_err *err)
{
	char type[64];

	sm_refuse(c, err, arg, "\"%s\" is no %s: %s", text,
		  sm_type_format(&c->type, type), fault);
	return sm_fix(err, "write it as PostgreSQL does: {a,\"b c\",NULL}");
}

enum sm_code sm__literal_array(const struct sm_compile *c, const char *arg,
			       const char *text, struct sm_literal *out,
			       struct sm_err *err)
{
	const struct sm_compile e = of_element(c);
	const char *p = skip_blanks(text), *fault = "it begins with {";
	size_t n = strlen(text), items = 1;
	struct item it;
	char *first, *at;

	for (size_t i = 0; i < n; i++)
		items += text[i] == ',';
	it.text = sm_arena_alloc(c->arena, n + 1);
	first = at = sm_arena_alloc(c->arena, 2 * n + ELEMENT_ROOM * items + SM_SLACK);
	if (!it.text || !first)
		return sm_nomem(err);
	if (*p != '{')
		return refuse_array(c, arg, text, fault, err);
	*at++ = '{';
	p = skip_blanks(p + 1);
	for (bool more = *p != '}'; more; ) {
		p = take_item(p, &it, &fault);
		if (!p)
			return refuse_array(c, arg, text, fault, err);
		SM_TRY(write_item(&e, arg, &it, &at, err));
		more = *p == ',';
		if (more) {
			*at++ = ',';
			p++;
		}
	}
	*at++ = '}';
	if (*skip_blanks(p + 1))
		return refuse_array(c, arg, text, "something stands behind its }", err);
	return finish(first, at, out);
}

/* ---- ranges --------------------------------------------------------------------- */

struct bound {
	bool infinite, inclusive;
	int64_t v;
	unsigned scale;             /* of a number: as many digits as are written */
};

static enum sm_code refuse_range(const struct sm_compile *c, const char *arg,
				 const char *text, const char *fault,
				 struct sm_err *err)
{
	char type[64];

	sm_refuse(c, err, arg, "\"%s\" is no %s: %s", text,
		  sm_type_format(&c->type, type), fault);
	return sm_fix(err, "write it like [1,5) or empty; a bound that is left out is "
		      "infinite");
}

/* The bound in [p, p + n), blanks and quotes around it dropped. */
static enum sm_code read_bound(const struct sm_compile *c, const char *arg,
			       const char *p, size_t n, struct bound *b,
			       struct sm_err *err)
{
	struct sm_compile e = of_element(c);
	struct sm_literal v = { 0 };
	const char *point;
	char *text;

	for (; n && (is_blank(*p) || *p == '"'); n--)
		p++;
	while (n && (is_blank(p[n - 1]) || p[n - 1] == '"'))
		n--;
	b->infinite = n == 0;
	if (b->infinite)
		return SM_OK;
	text = sm_arena_strndup(c->arena, p, n);
	if (!text)
		return sm_nomem(err);
	point = e.type.id == SM_T_DECIMAL ? strchr(text, '.') : NULL;
	n = point ? strlen(point + 1) : 0;
	e.type.scale = (uint16_t)(n > SM_SCALE_MAX ? SM_SCALE_MAX : n);
	SM_TRY(sm__literal(&e, arg, text, &v, err));
	b->v = v.v.i64;
	b->scale = e.type.scale;
	return SM_OK;
}

static int compare(const struct bound *a, const struct bound *b)
{
	sm_int128 l = (sm_int128)a->v * sm_pow10(SM_SCALE_MAX - a->scale);
	sm_int128 u = (sm_int128)b->v * sm_pow10(SM_SCALE_MAX - b->scale);

	return l < u ? -1 : l > u;
}

/* Of whole numbers and days there is a next one: [a,b) is how all are printed. */
static bool next_one(const struct sm_type *element, struct bound *b)
{
	int64_t min, max;

	sm_type_range(element, &min, &max);
	if (b->v >= max)
		return false;
	b->v++;
	b->inclusive = !b->inclusive;
	return true;
}

static bool make_discrete(const struct sm_type *element, struct bound *lower,
			  struct bound *upper)
{
	if (!(SM_M(element->id) & (SM_M_INTS | SM_M(SM_T_DATE))))
		return true;
	if (!lower->infinite && !lower->inclusive && !next_one(element, lower))
		return false;
	return upper->infinite || !upper->inclusive || next_one(element, upper);
}

static bool is_empty(const struct bound *lower, const struct bound *upper)
{
	return !lower->infinite && !upper->infinite && compare(lower, upper) == 0 &&
	       !(lower->inclusive && upper->inclusive);
}

static char *write_bound(const struct sm_type *element, const struct bound *b,
			 char *at)
{
	struct sm_type t = *element;

	if (b->infinite)
		return at;
	t.scale = (uint16_t)b->scale;
	return sm__element_i64(&t, b->v, at);
}

static enum sm_code write_range(const struct sm_compile *c, struct bound *lower,
				struct bound *upper, struct sm_literal *out,
				struct sm_err *err)
{
	const struct sm_type element = sm_type_element(&c->type);
	char *first = sm_arena_alloc(c->arena, 2 * ELEMENT_ROOM + SM_SLACK);
	char *at = first;

	if (!first)
		return sm_nomem(err);
	if (is_empty(lower, upper)) {
		memcpy(first, "empty", 5);
		return finish(first, first + 5, out);
	}
	*at++ = lower->inclusive && !lower->infinite ? '[' : '(';
	at = write_bound(&element, lower, at);
	*at++ = ',';
	at = write_bound(&element, upper, at);
	*at++ = upper->inclusive && !upper->infinite ? ']' : ')';
	return finish(first, at, out);
}

/* "empty", any case, blanks around it. */
static bool says_empty(const char *p, size_t n)
{
	static const char word[] = "empty";

	for (size_t i = 0; n == 5 && i < 5; i++)
		if ((p[i] | 32) != word[i])
			return false;
	return n == 5;
}

enum sm_code sm__literal_range(const struct sm_compile *c, const char *arg,
			       const char *text, struct sm_literal *out,
			       struct sm_err *err)
{
	const struct sm_type element = sm_type_element(&c->type);
	const char *p = skip_blanks(text), *comma = strchr(p, ',');
	struct bound lower = { .infinite = false }, upper = { .infinite = false };
	size_t n = strlen(p);

	while (n && is_blank(p[n - 1]))
		n--;
	if (says_empty(p, n)) {
		/* any two alike, of which one is not in it */
		lower.inclusive = true;
		return write_range(c, &lower, &upper, out, err);
	}
	if (n < 3 || !comma || (*p != '[' && *p != '(') ||
	    (p[n - 1] != ']' && p[n - 1] != ')') || strchr(comma + 1, ','))
		return refuse_range(c, arg, text, "it has a bracket, two bounds with a "
				    "comma between them, and a bracket", err);
	lower.inclusive = *p == '[';
	upper.inclusive = p[n - 1] == ']';
	SM_TRY(read_bound(c, arg, p + 1, (size_t)(comma - p) - 1, &lower, err));
	SM_TRY(read_bound(c, arg, comma + 1, (size_t)(p + n - comma) - 2, &upper, err));
	if (!lower.infinite && !upper.infinite && compare(&lower, &upper) > 0)
		return refuse_range(c, arg, text, "its first bound is after its second",
				    err);
	if (!is_empty(&lower, &upper) && !make_discrete(&element, &lower, &upper))
		return refuse_range(c, arg, text, "its end is the last of its type", err);
	return write_range(c, &lower, &upper, out, err);
}
