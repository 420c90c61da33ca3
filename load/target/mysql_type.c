/*
 * mysql_type.c - the portable types and MySQL's
 *
 *     portable        column of our making         what it costs
 *     bool            tinyint(1)
 *     real, double    double                       float loses on the way back
 *     decimal         decimal(p,s)                 without p: 18 digits
 *     text            longtext                     no key over it
 *     char(n)         char(n), up to 255           longer: varchar(n)
 *     bytes           longblob                     sent as hex
 *     timestamp(tz)   datetime(6)                  UTC
 *     uuid            char(36) ascii
 *     json, jsonb     longtext, CHECK (json_valid) as written: a JSON column
 *                                                  of MySQL respells numbers
 *     inet            varchar(43) ascii
 *     int[], ranges   longtext                     the text PostgreSQL prints
 *
 * Types that share a column's type leave their name in the column's comment, so
 * that the table describes itself as what it was made for: a later run has the
 * same plan.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "my.h"

#define NOTE "seedmill type "

static const struct {
	const char *name;
	enum sm_type_id id;
} known[] = {
	{ "tinyint", SM_T_SMALLINT },   { "smallint", SM_T_SMALLINT },
	{ "mediumint", SM_T_INT },      { "int", SM_T_INT },
	{ "bigint", SM_T_BIGINT },      { "decimal", SM_T_DECIMAL },
	{ "float", SM_T_REAL },         { "double", SM_T_DOUBLE },
	{ "tinytext", SM_T_TEXT },      { "text", SM_T_TEXT },
	{ "mediumtext", SM_T_TEXT },    { "longtext", SM_T_TEXT },
	{ "varchar", SM_T_VARCHAR },    { "char", SM_T_CHAR },
	{ "tinyblob", SM_T_BYTES },     { "blob", SM_T_BYTES },
	{ "mediumblob", SM_T_BYTES },   { "longblob", SM_T_BYTES },
	{ "varbinary", SM_T_BYTES },    { "date", SM_T_DATE },
	{ "datetime", SM_T_TIMESTAMP }, { "timestamp", SM_T_TIMESTAMP },
	{ "json", SM_T_JSON },          { "uuid", SM_T_UUID },
	{ "enum", SM_T_ENUM },
};

static bool is_unsigned(const char *column_type)
{
	return strstr(column_type, " unsigned") != NULL;
}

static bool is_int(const struct sm_type *t)
{
	return SM_M(t->id) & SM_M_INTS;
}

/* What a column says of itself, the comment apart. */
static struct sm_type plain_type(const struct sm__my_column *c)
{
	struct sm_type t = { .id = SM_T_NONE };

	for (size_t i = 0; i < SM_COUNTOF(known); i++)
		if (strcmp(c->data_type, known[i].name) == 0)
			t.id = known[i].id;
	if (strncmp(c->column_type, "tinyint(1)", 10) == 0)
		t.id = SM_T_BOOL;
	/* The next wider one; mysql_fit.c knows the true limits. */
	else if (is_unsigned(c->column_type) && t.id == SM_T_SMALLINT &&
		 strcmp(c->data_type, "smallint") == 0)
		t.id = SM_T_INT;
	else if (is_unsigned(c->column_type) && strcmp(c->data_type, "int") == 0)
		t.id = SM_T_BIGINT;
	if (t.id == SM_T_VARCHAR || t.id == SM_T_CHAR)
		t.length = (uint32_t)c->length;
	if (t.id == SM_T_DECIMAL) {
		t.precision = (uint16_t)c->precision;
		t.scale = (uint16_t)c->scale;
	}
	return t;
}

/* The data type of a column of our making, "decimal" of "decimal(10,2)". */
static bool made_as(const struct sm_type *t, const struct sm__my_column *c)
{
	char room[96];
	const char *text = sm__my_type_text(t, room);
	size_t n = strlen(c->data_type);

	return strncmp(text, c->data_type, n) == 0 &&
	       (!text[n] || text[n] == '(' || text[n] == ' ');
}

struct sm_type sm__my_type(const struct sm__my_column *c, uint8_t *fraction)
{
	struct sm_type t = plain_type(c), noted;

	*fraction = 6;
	if (strcmp(c->data_type, "datetime") == 0 ||
	    strcmp(c->data_type, "timestamp") == 0)
		*fraction = (uint8_t)c->fraction;
	/* A comment that outlived the column's type says nothing. */
	if (c->comment && strncmp(c->comment, NOTE, strlen(NOTE)) == 0 &&
	    sm_type_parse(c->comment + strlen(NOTE), &noted) &&
	    (made_as(&noted, c) || (is_int(&noted) && is_int(&t))))
		return noted;
	return t;
}

/* A type that is spelled in one way, whatever its length. NULL: not so. */
static const char *fixed_text(enum sm_type_id id)
{
	switch (id) {
	case SM_T_BOOL: return "tinyint(1)";
	case SM_T_SMALLINT: return "smallint";
	case SM_T_INT: return "int";
	case SM_T_BIGINT: return "bigint";
	case SM_T_REAL: case SM_T_DOUBLE: return "double";
	case SM_T_BYTES: return "longblob";
	case SM_T_DATE: return "date";
	case SM_T_TIMESTAMP: case SM_T_TIMESTAMPTZ: return "datetime(6)";
	case SM_T_UUID: return "char(36) CHARACTER SET ascii COLLATE ascii_bin";
	case SM_T_INET: return "varchar(43) CHARACTER SET ascii COLLATE ascii_bin";
	case SM_T_JSON: case SM_T_JSONB: case SM_T_TEXT: case SM_T_ENUM:
	case SM_T_ARRAY: case SM_T_RANGE:
		return "longtext";
	case SM_T_DECIMAL: case SM_T_VARCHAR: case SM_T_CHAR:
	case SM_T_NONE: case SM_T_COUNT: break;
	}
	return NULL;
}

const char *sm__my_type_text(const struct sm_type *t, char out[96])
{
	const char *fixed = fixed_text(t->id);
	unsigned n = t->length;

	/* A column of a plan has a type. */
	assert(t->id != SM_T_NONE && t->id != SM_T_COUNT);
	if (fixed)
		(void)snprintf(out, 96, "%s", fixed);
	else if (t->id == SM_T_DECIMAL)
		(void)snprintf(out, 96, "decimal(%u,%u)",
			       t->precision ? (unsigned)t->precision : 18,
			       (unsigned)t->scale);
	else if (n)
		(void)snprintf(out, 96, "%s(%u)", t->id == SM_T_CHAR && n <= 255
			       ? "char" : "varchar", n);
	else
		(void)snprintf(out, 96, "longtext");
	return out;
}

const char *sm__my_type_name(const struct sm_type *t, char out[96])
{
	char name[64];

	(void)snprintf(out, 96, NOTE "%s", sm_type_format(t, name));
	return out;
}

const char *sm__my_type_note(const struct sm_type *t, char out[96])
{
	switch (t->id) {
	case SM_T_REAL: case SM_T_TIMESTAMPTZ: case SM_T_UUID: case SM_T_INET:
	case SM_T_JSON: case SM_T_JSONB: case SM_T_ARRAY: case SM_T_RANGE:
		break;
	case SM_T_DECIMAL:
		if (t->precision)
			return "";
		break;
	case SM_T_VARCHAR:
		if (t->length)
			return "";
		break;
	case SM_T_CHAR:
		if (t->length && t->length <= 255)
			return "";
		break;
	default:
		return "";
	}
	return sm__my_type_name(t, out);
}

/* ---- what a column holds ------------------------------------------------------------ */

static bool starts(const char *text, const char *word)
{
	return strncmp(text, word, strlen(word)) == 0;
}

bool sm__my_range(const char *type, int64_t *min, int64_t *max)
{
	static const struct {
		const char *name;
		unsigned bits;
	} ints[] = {
		{ "tinyint", 8 }, { "smallint", 16 }, { "mediumint", 24 },
		{ "int", 32 }, { "bigint", 64 },
	};

	for (size_t i = 0; i < SM_COUNTOF(ints); i++) {
		unsigned bits = ints[i].bits;

		if (!starts(type, ints[i].name))
			continue;
		if (is_unsigned(type)) {
			*min = 0;
			*max = bits == 64 ? INT64_MAX : (INT64_C(1) << bits) - 1;
		} else {
			*max = (int64_t)((UINT64_C(1) << (bits - 1)) - 1);
			*min = -*max - 1;
		}
		return true;
	}
	if (starts(type, "decimal") && is_unsigned(type)) {
		*min = 0;
		*max = INT64_MAX;
		return true;
	}
	if (starts(type, "timestamp")) {
		*min = 1000000;         /* 1970-01-01 00:00:01 */
		*max = INT64_C(2147483647999999);
		return true;
	}
	return false;
}

uint32_t sm__my_key_bytes(const struct sm_type *t)
{
	switch (t->id) {
	case SM_T_VARCHAR: case SM_T_CHAR:
		return t->length ? 4 * t->length : UINT32_MAX;
	case SM_T_TEXT: case SM_T_BYTES: case SM_T_JSON: case SM_T_JSONB:
	case SM_T_ARRAY: case SM_T_RANGE:
		return UINT32_MAX;      /* only a prefix of it could be one */
	case SM_T_ENUM: return 2;
	case SM_T_UUID: return 36;
	case SM_T_INET: return 43;
	case SM_T_DECIMAL: return 30;
	default: return 8;
	}
}

uint32_t sm__my_row_bytes(const struct sm_type *t)
{
	uint32_t n = sm__my_key_bytes(t);

	/* A long text or blob is a pointer in the row. */
	return n == UINT32_MAX ? 12 : t->id == SM_T_VARCHAR ? n + 2 : n;
}

/* ---- enum ------------------------------------------------------------------------------ */

/* The label that starts behind the quote at p; its end behind the last one. */
static const char *label(const char *p, struct sm_buf *out)
{
	for (; *p; p++) {
		if (*p == '\'' && p[1] != '\'')
			return p + 1;
		p += *p == '\'';        /* doubled: one of them */
		sm_buf_add(out, p, 1);
	}
	return p;
}

bool sm__my_labels(const char *column_type, struct sm_arena *a,
		   const char *const **out, uint32_t *n)
{
	const char *p = strchr(column_type, '(');
	size_t most = strlen(column_type);
	const char **list = sm_arena_array(a, most, sizeof(*list));
	struct sm_buf one = { 0 };
	bool whole = list != NULL;

	*n = 0;
	while (whole && p && (p = strchr(p, '\'')) != NULL) {
		sm_buf_reset(&one);
		p = label(p + 1, &one);
		list[*n] = one.failed ? NULL
				      : sm_arena_strdup(a, sm_buf_str(&one));
		whole = list[(*n)++] != NULL;
	}
	sm_buf_release(&one);
	*out = list;
	return whole;
}
