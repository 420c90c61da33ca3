/*
 * type.h - the portable column types, and how a value looks in memory
 *
 *   type                        class    value in a vector
 *   bool                        I64      0 or 1
 *   smallint int bigint         I64      the number
 *   decimal(p,s)                I64      the number times 10^s (p at most 18 used)
 *   date                        I64      days since 1970-01-01 (proleptic Gregorian)
 *   timestamp timestamptz       I64      microseconds since 1970-01-01T00:00:00Z
 *   real double                 F64      the number
 *   text varchar(n) char(n)     STR      UTF-8; char(n) without its padding
 *   json jsonb                  STR      canonical: keys sorted bytewise, no blanks
 *   inet                        STR      "192.0.2.1", "2001:db8::1", "192.0.2.0/24"
 *   bytes                       STR      raw bytes
 *   uuid                        U128     hi: its first eight bytes, big endian
 *   enum                        STR      the label
 *   int[] text[] ...            STR      {1,2,NULL}, as PostgreSQL prints it in UTC:
 *                                        one dimension, the quotes that it writes
 *   int4range daterange ...     STR      [1,5), empty: printed by PostgreSQL, too
 */
#ifndef SEEDMILL_TYPE_H
#define SEEDMILL_TYPE_H

#include "seedmill/base.h"

enum sm_type_id {
	SM_T_NONE,          /* not said */
	SM_T_BOOL,
	SM_T_SMALLINT,
	SM_T_INT,
	SM_T_BIGINT,
	SM_T_DECIMAL,
	SM_T_REAL,
	SM_T_DOUBLE,
	SM_T_TEXT,
	SM_T_VARCHAR,
	SM_T_CHAR,
	SM_T_BYTES,
	SM_T_DATE,
	SM_T_TIMESTAMP,
	SM_T_TIMESTAMPTZ,
	SM_T_UUID,
	SM_T_JSON,
	SM_T_JSONB,
	SM_T_INET,
	SM_T_ENUM,
	SM_T_ARRAY,
	SM_T_RANGE,
	SM_T_COUNT
};

/* A set of type ids, for "which columns can this kind fill". */
#define SM_M(id) (UINT32_C(1) << (id))
#define SM_M_INTS (SM_M(SM_T_SMALLINT) | SM_M(SM_T_INT) | SM_M(SM_T_BIGINT))
#define SM_M_NUMBERS \
	(SM_M_INTS | SM_M(SM_T_DECIMAL) | SM_M(SM_T_REAL) | SM_M(SM_T_DOUBLE))
#define SM_M_TEXTS \
	(SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR) | SM_M(SM_T_ENUM))
#define SM_M_TIMES \
	(SM_M(SM_T_DATE) | SM_M(SM_T_TIMESTAMP) | SM_M(SM_T_TIMESTAMPTZ))

/* What arrays may be of, and what ranges are of. */
#define SM_M_ELEMENTS \
	(SM_M(SM_T_BOOL) | SM_M_INTS | SM_M(SM_T_DECIMAL) | SM_M(SM_T_TEXT) | \
	 SM_M(SM_T_VARCHAR) | SM_M_TIMES | SM_M(SM_T_UUID) | SM_M(SM_T_INET))
#define SM_M_COMPOUNDS (SM_M(SM_T_ARRAY) | SM_M(SM_T_RANGE))

enum sm_class { SM_I64, SM_F64, SM_STR, SM_U128 };

struct sm_type {
	enum sm_type_id id;
	uint32_t length;    /* varchar, char: characters, 0 = no limit */
	uint16_t precision; /* decimal: digits, 0 = no limit */
	uint16_t scale;     /* decimal: digits after the point */
	uint32_t of;        /* array, range: the element's id; an array's length,
			     * precision and scale are its elements'. Else 0 */
};

enum sm_class sm_type_class(enum sm_type_id id);

/*
 * Read "varchar(120)", "numeric(10,2)", "timestamp with time zone", ... in the
 * portable names and the synonyms people write (integer, int8, decimal, bytea,
 * datetime, boolean, character varying, double precision, float8). Case does
 * not count. An array is "int[]" or "int array" (YAML's flow mappings want
 * quotes around brackets). Returns false when it is none of them.
 */
bool sm_type_parse(const char *text, struct sm_type *t);

/* The type of an array's elements, of a range's bounds. */
struct sm_type sm_type_element(const struct sm_type *t);

/*
 * Are values of type `from` values of type `to`, as they stand in memory? Class
 * and scale must be one; a compound's text is one of its own type, or a text.
 */
bool sm_type_keeps(const struct sm_type *to, const struct sm_type *from);

/* "varchar(120)", in the portable names. `out` holds 64 bytes; returns it. */
char *sm_type_format(const struct sm_type *t, char out[64]);

/* Every portable name but enum and arrays, for "did you mean"; *n entries. */
const char *const *sm_type_names(size_t *n);

/* Smallest and largest value of an I64-class type, in its own unit. */
void sm_type_range(const struct sm_type *t, int64_t *min, int64_t *max);

/* Digits behind a point: 10^18 is the last power of ten in 64 bits. */
#define SM_SCALE_MAX 18

/* 10^n for 0 <= n <= SM_SCALE_MAX. */
int64_t sm_pow10(unsigned n);

/* ---- values ---------------------------------------------------------------- */

/* One column of some rows. Exactly one member of v is used: the type's class. */
struct sm_vec {
	union {
		int64_t *i64;
		double *f64;
		struct sm_str *str;
		struct sm_u128 *u128;
	} v;
	uint8_t *null;      /* a byte a row, 1 = NULL; NULL pointer: none is */
	char *text;         /* room for bytes that v.str points to (see op.h) */
};

/* ---- calendar --------------------------------------------------------------- */

#define SM_DAY_US INT64_C(86400000000)

struct sm_civil {
	int32_t year;       /* astronomical: 0 is 1 BC */
	uint8_t month, day; /* from 1 */
	uint8_t hour, minute, second;
	uint32_t micro;
};

/*
 * Days since 1970-01-01 <-> civil date, proleptic Gregorian (Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms").
 */
int64_t sm_days_from_civil(int32_t year, unsigned month, unsigned day);
void sm_civil_from_days(int64_t days, struct sm_civil *c);
void sm_civil_from_us(int64_t us, struct sm_civil *c);

/* us / day, rounded towards minus infinity. */
int64_t sm_days_from_us(int64_t us);

/*
 * Read "2026-01-31", "2026-01-31T12:30:00Z", "2026-01-31 12:30:00.25+02", ...
 * into UTC microseconds (no zone means UTC). Years 0001 to 9999. The whole of
 * [p, p + n) must be used. Returns false when it is not a time.
 */
bool sm_time_parse(const char *p, size_t n, int64_t *us);

/* "2026-01-31 12:30:00[.25]" without a zone; out holds 40 bytes. */
size_t sm_time_format(int64_t us, char out[40]);

#endif
