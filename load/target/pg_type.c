/*
 * pg_type.c - the portable types and PostgreSQL's
 *
 * Built-in types have had the same oid since there were any: comparing those
 * spares a look-up by name that search_path could lead astray.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "pg.h"

static const struct {
	uint32_t oid;
	enum sm_type_id id;
} known[] = {
	{ 16, SM_T_BOOL },       { 17, SM_T_BYTES },
	{ 20, SM_T_BIGINT },     { 21, SM_T_SMALLINT },
	{ 23, SM_T_INT },        { 25, SM_T_TEXT },
	{ 114, SM_T_JSON },      { 700, SM_T_REAL },
	{ 701, SM_T_DOUBLE },    { 869, SM_T_INET },
	{ 1042, SM_T_CHAR },     { 1043, SM_T_VARCHAR },
	{ 1082, SM_T_DATE },     { 1114, SM_T_TIMESTAMP },
	{ 1184, SM_T_TIMESTAMPTZ }, { 1700, SM_T_DECIMAL },
	{ 2950, SM_T_UUID },     { 3802, SM_T_JSONB },
};

/* Arrays and ranges of them. */
static const struct {
	uint32_t oid;
	enum sm_type_id id, of;
} compounds[] = {
	{ 1000, SM_T_ARRAY, SM_T_BOOL },   { 1005, SM_T_ARRAY, SM_T_SMALLINT },
	{ 1007, SM_T_ARRAY, SM_T_INT },    { 1009, SM_T_ARRAY, SM_T_TEXT },
	{ 1015, SM_T_ARRAY, SM_T_VARCHAR }, { 1016, SM_T_ARRAY, SM_T_BIGINT },
	{ 1041, SM_T_ARRAY, SM_T_INET },   { 1115, SM_T_ARRAY, SM_T_TIMESTAMP },
	{ 1182, SM_T_ARRAY, SM_T_DATE },   { 1185, SM_T_ARRAY, SM_T_TIMESTAMPTZ },
	{ 1231, SM_T_ARRAY, SM_T_DECIMAL }, { 2951, SM_T_ARRAY, SM_T_UUID },
	{ 3904, SM_T_RANGE, SM_T_INT },    { 3906, SM_T_RANGE, SM_T_DECIMAL },
	{ 3908, SM_T_RANGE, SM_T_TIMESTAMP },
	{ 3910, SM_T_RANGE, SM_T_TIMESTAMPTZ },
	{ 3912, SM_T_RANGE, SM_T_DATE },   { 3926, SM_T_RANGE, SM_T_BIGINT },
};

/* numeric's typmod: precision and scale (signed, 11 bits), plus 4. */
static void numeric_typmod(struct sm_type *t, int32_t typmod)
{
	int32_t scale;

	if (typmod < 4)
		return;
	typmod -= 4;
	scale = ((typmod & 0x7ff) ^ 1024) - 1024;
	t->precision = (uint16_t)(typmod >> 16);
	t->scale = (uint16_t)scale;
	/* numeric(3,-2) rounds to hundreds: no portable type does. */
	if (scale < 0)
		*t = (struct sm_type){ .id = SM_T_NONE };
}

/* An array's typmod is its elements'. */
static void compound_type(struct sm_type *t, uint32_t oid, int32_t typmod)
{
	for (size_t i = 0; i < SM_COUNTOF(compounds); i++)
		if (compounds[i].oid == oid)
			*t = (struct sm_type){ .id = compounds[i].id,
					       .of = compounds[i].of };
	if (t->id != SM_T_ARRAY)
		return;
	if (t->of == SM_T_DECIMAL)
		numeric_typmod(t, typmod);
	if (t->of == SM_T_VARCHAR && typmod >= 4)
		t->length = (uint32_t)(typmod - 4);
	/* times that the server would round inside of an array: not filled */
	if ((SM_M(t->of) & SM_M_TIMES) && typmod >= 0 && typmod < 6)
		*t = (struct sm_type){ .id = SM_T_NONE };
}

struct sm_type sm__pg_type(uint32_t oid, int32_t typmod, char typtype,
			   uint8_t *fraction)
{
	struct sm_type t = { .id = typtype == 'e' ? SM_T_ENUM : SM_T_NONE };

	*fraction = 6;
	for (size_t i = 0; i < SM_COUNTOF(known); i++)
		if (known[i].oid == oid)
			t.id = known[i].id;
	compound_type(&t, oid, typmod);
	if (t.id == SM_T_DECIMAL)
		numeric_typmod(&t, typmod);
	if ((t.id == SM_T_VARCHAR || t.id == SM_T_CHAR) && typmod >= 4)
		t.length = (uint32_t)(typmod - 4);
	if ((t.id == SM_T_TIMESTAMP || t.id == SM_T_TIMESTAMPTZ) &&
	    typmod >= 0 && typmod < 6)
		*fraction = (uint8_t)typmod;
	return t;
}

static const char *plain_name(enum sm_type_id id)
{
	switch (id) {
	case SM_T_BOOL: return "boolean";
	case SM_T_SMALLINT: return "smallint";
	case SM_T_INT: return "integer";
	case SM_T_BIGINT: return "bigint";
	case SM_T_DECIMAL: return "numeric";
	case SM_T_REAL: return "real";
	case SM_T_DOUBLE: return "double precision";
	case SM_T_VARCHAR: return "character varying";
	case SM_T_CHAR: return "character";
	case SM_T_BYTES: return "bytea";
	case SM_T_DATE: return "date";
	case SM_T_TIMESTAMP: return "timestamp";
	case SM_T_TIMESTAMPTZ: return "timestamp with time zone";
	case SM_T_UUID: return "uuid";
	case SM_T_JSON: return "json";
	case SM_T_JSONB: return "jsonb";
	case SM_T_INET: return "inet";
	/* An enum has a type of its own only where the user made one. */
	case SM_T_TEXT: case SM_T_ENUM: return "text";
	case SM_T_ARRAY: case SM_T_RANGE:       /* by what they are of */
	case SM_T_NONE: case SM_T_COUNT: break;
	}
	/* A column of a plan has a type. */
	assert(id != SM_T_NONE && id != SM_T_COUNT);
	return "text";
}

const char *sm__pg_type_text(const struct sm_type *t, char out[64])
{
	const char *name;

	if (t->id == SM_T_ARRAY) {
		struct sm_type element = sm_type_element(t);
		size_t n = strlen(sm__pg_type_text(&element, out));

		assert(n + 3 <= 64);
		memcpy(out + n, "[]", 3);
		return out;
	}
	if (t->id == SM_T_RANGE)
		return sm_type_format(t, out);  /* the names are PostgreSQL's */
	name = plain_name(t->id);
	if (t->id == SM_T_DECIMAL && t->precision)
		snprintf(out, 64, "%s(%u,%u)", name, (unsigned)t->precision,
			 (unsigned)t->scale);
	else if ((t->id == SM_T_VARCHAR || t->id == SM_T_CHAR) && t->length)
		snprintf(out, 64, "%s(%u)", name, (unsigned)t->length);
	else if (t->id == SM_T_CHAR)    /* without a length it would be 1 */
		snprintf(out, 64, "text");
	else
		snprintf(out, 64, "%s", name);
	return out;
}
