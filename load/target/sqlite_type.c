/*
 * sqlite_type.c - portable types as SQLite columns are declared, and back
 *
 * SQLite stores what a column's affinity makes of a value, and takes the
 * affinity from the declared name: INT anywhere in it means integers, CHAR,
 * CLOB or TEXT text, BLOB bytes, REAL, FLOA or DOUB doubles, anything else
 * NUMERIC, which turns text that looks like a number into one. The names below
 * have the affinity that keeps the value, and each maps back to one type.
 *
 *     portable           declared             affinity  stored as
 *     bool               BOOLEAN              NUMERIC   0, 1
 *     smallint int       SMALLINT INT         INTEGER   integer
 *     bigint             BIGINT               INTEGER   integer
 *     decimal(p<=15,s)   DECIMAL(p,s)         NUMERIC   integer or double
 *     decimal(p>15,s)    DECIMAL_TEXT(p,s)    TEXT      "-12.50"
 *     real double        FLOAT4 DOUBLE        REAL      double
 *     text varchar char  TEXT VARCHAR(n) ...  TEXT      text
 *     bytes              BLOB                 BLOB      bytes
 *     date timestamp ..  DATE TIMESTAMP ...   NUMERIC   text: no number
 *     uuid inet json     UUID INET JSON       NUMERIC   text: no number
 *     int[] text[] ...   INT_ARRAY ...        any       text: no number
 *     int4range ...      INT4RANGE ...        any       text: no number
 *
 * On the way back SQLite's own habits count: INTEGER is 64 bits wide and REAL
 * is a double, whatever other servers mean by these names.
 */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "encode/native.h"
#include "target/sqlite.h"

static const char *const names[SM_T_COUNT] = {
	[SM_T_BOOL] = "BOOLEAN",
	[SM_T_SMALLINT] = "SMALLINT",
	[SM_T_INT] = "INT",
	[SM_T_BIGINT] = "BIGINT",
	[SM_T_DECIMAL] = "DECIMAL",
	[SM_T_REAL] = "FLOAT4",
	[SM_T_DOUBLE] = "DOUBLE",
	[SM_T_TEXT] = "TEXT",
	[SM_T_VARCHAR] = "VARCHAR",
	[SM_T_CHAR] = "CHAR",
	[SM_T_BYTES] = "BLOB",
	[SM_T_DATE] = "DATE",
	[SM_T_TIMESTAMP] = "TIMESTAMP",
	[SM_T_TIMESTAMPTZ] = "TIMESTAMPTZ",
	[SM_T_UUID] = "UUID",
	[SM_T_JSON] = "JSON",
	[SM_T_JSONB] = "JSONB",
	[SM_T_INET] = "INET",
	[SM_T_ENUM] = "TEXT",
};

/* Names with another meaning here than sm_type_parse() gives them. */
static const struct {
	const char *declared;
	enum sm_type_id id;
} ours[] = {
	{ "INTEGER", SM_T_BIGINT },
	{ "REAL", SM_T_DOUBLE },
	{ "FLOAT", SM_T_DOUBLE },
	{ "DOUBLE", SM_T_DOUBLE },
	{ "FLOAT4", SM_T_REAL },
	{ "BLOB", SM_T_BYTES },
	{ "CLOB", SM_T_TEXT },
	{ "STRING", SM_T_TEXT },
	{ "DATETIME", SM_T_TIMESTAMP },
	/* nothing declared: SQLite keeps whatever it is given */
	{ "", SM_T_TEXT },
	{ "ANY", SM_T_TEXT },
};

#define ARRAY "_ARRAY"

static void upper_case(char *p)
{
	for (; *p; p++)
		*p = (char)toupper((unsigned char)*p);
}

/* NUMERIC_ARRAY(10,2): brackets are quotes to SQLite. */
static char *array_ddl(const struct sm_type *t, char out[64])
{
	struct sm_type element = sm_type_element(t);
	char of[64];
	size_t n;

	sm_type_format(&element, of);
	upper_case(of);
	n = strcspn(of, "(");
	snprintf(out, 64, "%.*s" ARRAY "%.40s", (int)n, of, of + n);
	return out;
}

/* The way back: false when `upper` is no array. */
static bool array_live(const char *upper, struct sm_type *t)
{
	const char *at = strstr(upper, ARRAY);
	char text[72];

	if (!at || strlen(upper) >= 64)
		return false;
	snprintf(text, sizeof(text), "%.*s%s[]", (int)(at - upper), upper,
		 at + strlen(ARRAY));
	return sm_type_parse(text, t);
}

char *sm__lite_type_ddl(const struct sm_type *t, char out[64])
{
	const char *name = names[t->id];

	if (t->id == SM_T_ARRAY)
		return array_ddl(t, out);
	if (t->id == SM_T_RANGE) {
		upper_case(sm_type_format(t, out));
		return out;
	}
	assert(t->id < SM_T_COUNT && name);
	if (t->id == SM_T_DECIMAL && sm_native_decimal_text(t))
		name = "DECIMAL_TEXT";
	if (t->id == SM_T_DECIMAL && t->precision)
		snprintf(out, 64, "%s(%u,%u)", name, t->precision, t->scale);
	else if (t->id == SM_T_DECIMAL && t->scale)
		/* no limit on digits, but a scale: 18 is what is used of it */
		snprintf(out, 64, "%s(18,%u)", name, t->scale);
	else if ((t->id == SM_T_VARCHAR || t->id == SM_T_CHAR) && t->length)
		snprintf(out, 64, "%s(%u)", name, t->length);
	else
		snprintf(out, 64, "%s", name);
	return out;
}

void sm__lite_rowid_sql(const struct sm_type *t, struct sm_buf *out)
{
	assert(SM_M(t->id) & SM_M_INTS);
	sm_buf_puts(out, " INTEGER ");
	if (t->id != SM_T_BIGINT)
		sm_buf_printf(out, "/* %s */ ", names[t->id]);
	sm_buf_puts(out, "PRIMARY KEY");
}

static bool has_word(const char *upper, const char *word)
{
	return strstr(upper, word) != NULL;
}

/* What a name that nobody knows holds, by SQLite's own rules. */
static enum sm_type_id by_affinity(const char *upper)
{
	if (has_word(upper, "INT"))
		return SM_T_BIGINT;
	if (has_word(upper, "CHAR") || has_word(upper, "CLOB") ||
	    has_word(upper, "TEXT"))
		return SM_T_TEXT;
	if (has_word(upper, "BLOB"))
		return SM_T_BYTES;
	if (has_word(upper, "REAL") || has_word(upper, "FLOA") ||
	    has_word(upper, "DOUB"))
		return SM_T_DOUBLE;
	return SM_T_NONE;
}

struct sm_type sm__lite_type_live(const char *declared)
{
	struct sm_type t = { .id = SM_T_NONE };
	char upper[64];
	size_t n = strlen(declared);
	const char *text = declared;
	char decimal[64];

	if (n >= sizeof(upper))
		return t;
	for (size_t i = 0; i <= n; i++)
		upper[i] = (char)toupper((unsigned char)declared[i]);
	for (size_t i = 0; i < SM_COUNTOF(ours); i++) {
		if (!strcmp(upper, ours[i].declared)) {
			t.id = ours[i].id;
			return t;
		}
	}
	if (array_live(upper, &t))
		return t;
	if (!strncmp(upper, "DECIMAL_TEXT", 12)) {
		snprintf(decimal, sizeof(decimal), "decimal%s", declared + 12);
		text = decimal;
	}
	if (!sm_type_parse(text, &t)) {
		memset(&t, 0, sizeof(t));
		t.id = by_affinity(upper);
	}
	return t;
}

/*
 * A NUMERIC column keeps a decimal as an integer or a double, so 15 digits are
 * safe, and integers up to 2^63 when there is nothing behind the point.
 */
const char *sm__lite_type_lossy(const struct sm_type *t, const char *declared,
				int64_t min, int64_t max)
{
	const int64_t most = sm_pow10(SM_NATIVE_DIGITS) - 1;
	char upper[64];
	size_t n = strlen(declared);

	if (t->id != SM_T_DECIMAL || t->scale == 0 || n >= sizeof(upper))
		return NULL;
	for (size_t i = 0; i <= n; i++)
		upper[i] = (char)toupper((unsigned char)declared[i]);
	if (by_affinity(upper) == SM_T_TEXT || (min >= -most && max <= most))
		return NULL;
	return "SQLite keeps numbers of more than 15 digits as rounded doubles";
}
