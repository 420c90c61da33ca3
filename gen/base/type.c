/*
 * type.c - names of types, and what they can hold
 *
 * A type is written as words, numbers in brackets and more words ("timestamp
 * (6) with time zone"). The words are put together in lower case with single
 * blanks, and looked up in one table that holds the portable name of each type
 * first and then what people write instead.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "seedmill/type.h"

#define WORDS_MAX 40        /* the longest name is 27 bytes */
#define LENGTH_MAX 10485760 /* PostgreSQL's own limit of varchar(n) */
#define DIGITS_MAX 1000     /* and of numeric(p) */

/* What may stand in brackets. */
enum brackets { B_NONE, B_LENGTH, B_DIGITS, B_MICRO, B_FLOAT };

struct name {
	const char *name;
	enum sm_type_id id;
	enum brackets brackets;
	uint32_t length;    /* when there are no brackets */
};

/*
 * The portable names, in the order of enum sm_type_id, which is also the order
 * people see them in; ranges, of one id, come last. An enum is more than a name:
 * gen/plan/enum.c reads its labels. An array is its element's name and brackets.
 */
static const char *const portable[] = {
	"bool", "smallint", "int", "bigint", "numeric", "real", "double", "text",
	"varchar", "char", "bytes", "date", "timestamp", "timestamptz", "uuid",
	"json", "jsonb", "inet",
	"int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange",
};

#define PLAIN_NAMES (SM_T_ENUM - SM_T_BOOL)

/* What the ranges among them are of. */
static const enum sm_type_id range_of[] = {
	SM_T_INT, SM_T_BIGINT, SM_T_DECIMAL, SM_T_DATE, SM_T_TIMESTAMP,
	SM_T_TIMESTAMPTZ,
};

_Static_assert(SM_COUNTOF(portable) == PLAIN_NAMES + SM_COUNTOF(range_of),
	       "a portable name for each type but enum and arrays");

static const struct name names[] = {
	{ "bool", SM_T_BOOL, B_NONE, 0 },
	{ "boolean", SM_T_BOOL, B_NONE, 0 },
	{ "smallint", SM_T_SMALLINT, B_NONE, 0 },
	{ "int2", SM_T_SMALLINT, B_NONE, 0 },
	{ "int", SM_T_INT, B_NONE, 0 },
	{ "integer", SM_T_INT, B_NONE, 0 },
	{ "int4", SM_T_INT, B_NONE, 0 },
	{ "bigint", SM_T_BIGINT, B_NONE, 0 },
	{ "int8", SM_T_BIGINT, B_NONE, 0 },
	{ "numeric", SM_T_DECIMAL, B_DIGITS, 0 },
	{ "decimal", SM_T_DECIMAL, B_DIGITS, 0 },
	{ "dec", SM_T_DECIMAL, B_DIGITS, 0 },
	{ "real", SM_T_REAL, B_NONE, 0 },
	{ "float4", SM_T_REAL, B_NONE, 0 },
	{ "double", SM_T_DOUBLE, B_NONE, 0 },
	{ "double precision", SM_T_DOUBLE, B_NONE, 0 },
	{ "float8", SM_T_DOUBLE, B_NONE, 0 },
	{ "float", SM_T_DOUBLE, B_FLOAT, 0 },
	{ "text", SM_T_TEXT, B_NONE, 0 },
	{ "string", SM_T_TEXT, B_NONE, 0 },
	{ "varchar", SM_T_VARCHAR, B_LENGTH, 0 },
	{ "character varying", SM_T_VARCHAR, B_LENGTH, 0 },
	{ "char varying", SM_T_VARCHAR, B_LENGTH, 0 },
	{ "char", SM_T_CHAR, B_LENGTH, 1 },
	{ "character", SM_T_CHAR, B_LENGTH, 1 },
	{ "bpchar", SM_T_CHAR, B_LENGTH, 0 },
	{ "bytes", SM_T_BYTES, B_NONE, 0 },
	{ "bytea", SM_T_BYTES, B_NONE, 0 },
	{ "blob", SM_T_BYTES, B_NONE, 0 },
	{ "date", SM_T_DATE, B_NONE, 0 },
	{ "timestamp", SM_T_TIMESTAMP, B_MICRO, 0 },
	{ "timestamp without time zone", SM_T_TIMESTAMP, B_MICRO, 0 },
	{ "datetime", SM_T_TIMESTAMP, B_MICRO, 0 },
	{ "timestamptz", SM_T_TIMESTAMPTZ, B_MICRO, 0 },
	{ "timestamp with time zone", SM_T_TIMESTAMPTZ, B_MICRO, 0 },
	{ "uuid", SM_T_UUID, B_NONE, 0 },
	{ "json", SM_T_JSON, B_NONE, 0 },
	{ "jsonb", SM_T_JSONB, B_NONE, 0 },
	{ "inet", SM_T_INET, B_NONE, 0 },
};

enum sm_class sm_type_class(enum sm_type_id id)
{
	assert(id > SM_T_NONE && id < SM_T_COUNT);
	switch (id) {
	case SM_T_BOOL:
	case SM_T_SMALLINT:
	case SM_T_INT:
	case SM_T_BIGINT:
	case SM_T_DECIMAL:
	case SM_T_DATE:
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		return SM_I64;
	case SM_T_REAL:
	case SM_T_DOUBLE:
		return SM_F64;
	case SM_T_UUID:
		return SM_U128;
	case SM_T_TEXT:
	case SM_T_VARCHAR:
	case SM_T_CHAR:
	case SM_T_BYTES:
	case SM_T_JSON:
	case SM_T_JSONB:
	case SM_T_INET:
	case SM_T_ENUM:
	case SM_T_ARRAY:
	case SM_T_RANGE:
		return SM_STR;
	case SM_T_NONE:
	case SM_T_COUNT:
		break;
	}
	return SM_I64;
}

/* ---- reading ---------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* What stands in brackets, read: n numbers, 0 to 2 of them. */
struct written {
	char words[WORDS_MAX];
	uint32_t number[2];
	unsigned n;
};

/* Append the words up to '(' or the end; returns where they stop. */
static const char *read_words(const char *p, struct written *w)
{
	size_t n = strlen(w->words);

	for (;;) {
		while (is_blank(*p))
			p++;
		if (*p == '\0' || *p == '(')
			break;
		if (n > 0 && n + 1 < WORDS_MAX)
			w->words[n++] = ' ';
		for (; *p != '\0' && *p != '(' && !is_blank(*p); p++) {
			char c = *p;

			if (n + 1 >= WORDS_MAX)
				return NULL;
			w->words[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		}
	}
	w->words[n] = '\0';
	return p;
}

/* "(12, 2)": one or two numbers. Returns what follows, or NULL. */
static const char *read_brackets(const char *p, struct written *w)
{
	assert(*p == '(');
	do {
		uint32_t v = 0;

		if (w->n == SM_COUNTOF(w->number))
			return NULL;
		for (p++; is_blank(*p); p++)
			;
		if (*p < '0' || *p > '9')
			return NULL;
		for (; *p >= '0' && *p <= '9'; p++) {
			if (v > LENGTH_MAX)
				return NULL;
			v = v * 10 + (uint32_t)(*p - '0');
		}
		for (; is_blank(*p); p++)
			;
		w->number[w->n++] = v;
	} while (*p == ',');
	return *p == ')' ? p + 1 : NULL;
}

static bool take_digits(const struct written *w, struct sm_type *t)
{
	uint32_t p = w->n > 0 ? w->number[0] : 0;
	uint32_t s = w->n > 1 ? w->number[1] : 0;

	if (w->n > 0 && (p < 1 || p > DIGITS_MAX))
		return false;
	if (s > SM_SCALE_MAX || (w->n > 1 && s > p))
		return false;
	t->precision = (uint16_t)p;
	t->scale = (uint16_t)s;
	return true;
}

/* Do the numbers in brackets suit the name? Fills *t. */
static bool take_brackets(const struct name *name, const struct written *w,
			  struct sm_type *t)
{
	*t = (struct sm_type){ .id = name->id, .length = name->length };
	if (w->n == 0)
		return true;
	switch (name->brackets) {
	case B_LENGTH:
		t->length = w->number[0];
		return w->n == 1 && t->length >= 1 && t->length <= LENGTH_MAX;
	case B_DIGITS:
		return take_digits(w, t);
	case B_MICRO:
		/* fewer digits would cut what we make, and not by our rules */
		return w->n == 1 && w->number[0] == 6;
	case B_FLOAT:
		/* the SQL standard counts binary digits */
		if (w->number[0] <= 24)
			t->id = SM_T_REAL;
		return w->n == 1 && w->number[0] >= 1 && w->number[0] <= 53;
	case B_NONE:
		break;
	}
	return false;
}

/* A range has nothing in brackets. */
static bool parse_range(const struct written *w, struct sm_type *t)
{
	for (size_t i = 0; i < SM_COUNTOF(range_of); i++) {
		if (w->n || strcmp(portable[PLAIN_NAMES + i], w->words) != 0)
			continue;
		*t = (struct sm_type){ .id = SM_T_RANGE, .of = range_of[i] };
		return true;
	}
	return false;
}

static bool parse_plain(const char *text, struct sm_type *t)
{
	struct written w = { .n = 0 };
	const char *p = read_words(text, &w);

	if (p && *p == '(') {
		p = read_brackets(p, &w);
		p = p ? read_words(p, &w) : NULL;
	}
	if (!p || *p != '\0')
		return false;
	for (size_t i = 0; i < SM_COUNTOF(names); i++) {
		struct sm_type got;

		if (strcmp(names[i].name, w.words) != 0)
			continue;
		if (!take_brackets(&names[i], &w, &got))
			return false;
		*t = got;
		return true;
	}
	return parse_range(&w, t);
}

/* Bytes of what stands before "[]" or " array"; 0 when neither is at the end. */
static size_t before_array(const char *text)
{
	static const char word[] = "array";
	size_t n = strlen(text);

	while (n && is_blank(text[n - 1]))
		n--;
	if (n > 2 && text[n - 2] == '[' && text[n - 1] == ']')
		return n - 2;
	if (n < sizeof(word) || !is_blank(text[n - sizeof(word)]))
		return 0;
	for (size_t i = 0; i + 1 < sizeof(word); i++)
		if ((text[n - sizeof(word) + 1 + i] | 32) != word[i])
			return 0;
	return n - sizeof(word);
}

bool sm_type_parse(const char *text, struct sm_type *t)
{
	size_t n = before_array(text);
	struct sm_type element;
	char part[WORDS_MAX + 40];

	if (n == 0)
		return parse_plain(text, t);
	if (n >= sizeof(part))
		return false;
	memcpy(part, text, n);
	part[n] = '\0';
	if (!parse_plain(part, &element) || !(SM_M(element.id) & SM_M_ELEMENTS))
		return false;
	*t = element;
	t->id = SM_T_ARRAY;
	t->of = element.id;
	return true;
}

struct sm_type sm_type_element(const struct sm_type *t)
{
	struct sm_type element = *t;

	assert(SM_M(t->id) & SM_M_COMPOUNDS);
	assert(SM_M(t->of) & SM_M_ELEMENTS);
	element.id = (enum sm_type_id)t->of;
	element.of = 0;
	return element;
}

bool sm_type_keeps(const struct sm_type *to, const struct sm_type *from)
{
	if (SM_M(to->id) & SM_M_COMPOUNDS)
		return to->id == from->id && to->of == from->of &&
		       to->scale == from->scale &&
		       (!to->length || (from->length && from->length <= to->length));
	if (SM_M(from->id) & SM_M_COMPOUNDS)
		return to->id == SM_T_TEXT || to->id == SM_T_VARCHAR;
	return sm_type_class(to->id) == sm_type_class(from->id) &&
	       to->scale == from->scale;
}

/* ---- writing ---------------------------------------------------------------- */

/* An array of no element in particular is any: "array". */
static const char *name_of(const struct sm_type *t)
{
	assert(t->id < SM_T_COUNT);
	if (t->id == SM_T_NONE)
		return "no type";
	if (t->id == SM_T_ENUM)
		return "enum";
	if (t->id == SM_T_ARRAY)
		return "array";
	for (size_t i = 0; t->id == SM_T_RANGE && i < SM_COUNTOF(range_of); i++)
		if (range_of[i] == t->of)
			return portable[PLAIN_NAMES + i];
	return t->id == SM_T_RANGE ? "range" : portable[t->id - SM_T_BOOL];
}

char *sm_type_format(const struct sm_type *t, char out[64])
{
	const char *name = name_of(t);

	if (t->id == SM_T_ARRAY && t->of) {
		struct sm_type element = sm_type_element(t);
		size_t n = strlen(sm_type_format(&element, out));

		assert(n + 3 <= 64);
		memcpy(out + n, "[]", 3);
		return out;
	}
	if (t->id == SM_T_CHAR && t->length == 0)
		snprintf(out, 64, "bpchar");    /* plain "char" is char(1) */
	else if (t->id == SM_T_VARCHAR && t->length == 0)
		snprintf(out, 64, "varchar");
	else if (t->id == SM_T_VARCHAR || t->id == SM_T_CHAR)
		snprintf(out, 64, "%s(%u)", name, (unsigned)t->length);
	else if (t->id == SM_T_DECIMAL && t->precision > 0)
		snprintf(out, 64, "%s(%u,%u)", name, (unsigned)t->precision,
			 (unsigned)t->scale);
	else
		snprintf(out, 64, "%s", name);
	return out;
}

const char *const *sm_type_names(size_t *n)
{
	*n = SM_COUNTOF(portable);
	return portable;
}

/* ---- what fits -------------------------------------------------------------- */

int64_t sm_pow10(unsigned n)
{
	static const int64_t power[SM_SCALE_MAX + 1] = {
		1,
		10,
		100,
		1000,
		10000,
		100000,
		1000000,
		10000000,
		100000000,
		1000000000,
		10000000000,
		100000000000,
		1000000000000,
		10000000000000,
		100000000000000,
		1000000000000000,
		10000000000000000,
		100000000000000000,
		1000000000000000000,
	};

	assert(n <= SM_SCALE_MAX);
	return power[n];
}

void sm_type_range(const struct sm_type *t, int64_t *min, int64_t *max)
{
	/* the years 0001 to 9999, which every target can hold */
	const int64_t first_day = sm_days_from_civil(1, 1, 1);
	const int64_t last_day = sm_days_from_civil(9999, 12, 31);

	*min = INT64_MIN;
	*max = INT64_MAX;
	switch (t->id) {
	case SM_T_BOOL:
		*min = 0;
		*max = 1;
		break;
	case SM_T_SMALLINT:
		*min = INT16_MIN;
		*max = INT16_MAX;
		break;
	case SM_T_INT:
		*min = INT32_MIN;
		*max = INT32_MAX;
		break;
	case SM_T_DECIMAL:
		/* 18 digits are all that a value in memory has */
		*max = sm_pow10(t->precision == 0 || t->precision > SM_SCALE_MAX
					? SM_SCALE_MAX
					: t->precision) - 1;
		*min = -*max;
		break;
	case SM_T_DATE:
		*min = first_day;
		*max = last_day;
		break;
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		*min = first_day * SM_DAY_US;
		*max = (last_day + 1) * SM_DAY_US - 1;
		break;
	default:
		break;
	}
	assert(*min < *max);
}
