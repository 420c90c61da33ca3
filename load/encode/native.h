/*
 * native.h - the wire form of targets that bind values and step a statement
 *
 * Rows follow each other, cells follow each other, nothing is aligned:
 *
 *     NULL    tag
 *     INT     tag  8 bytes, the machine's order
 *     REAL    tag  8 bytes, the machine's order
 *     TEXT    tag  4 bytes length  bytes (UTF-8, not terminated)
 *     BLOB    tag  4 bytes length  bytes
 *
 * Values are already what SQLite stores, so that workers do the formatting and
 * the loader's thread only points at bytes:
 *
 *     bool, smallint, int, bigint     INT
 *     decimal(p,s), 1 <= p <= 15      REAL, INT when s is 0; a double keeps 15
 *                                     digits, so rounding to s gets them back
 *     decimal with more digits        TEXT, "-12.50"
 *     real, double                    REAL
 *     date, timestamp, timestamptz    TEXT, "2026-01-31", "2026-01-31 12:30:00.25"
 *     uuid                            TEXT, lower case with dashes
 *     bytes                           BLOB
 *     everything else                 TEXT
 *
 * Times carry no zone and are UTC, as CURRENT_TIMESTAMP is: SQLite's date
 * functions take them, and text order is time order (a trailing Z would sort
 * 12:00:00Z after 12:00:00.5Z).
 */
#ifndef SEEDMILL_NATIVE_H
#define SEEDMILL_NATIVE_H

#include <assert.h>
#include <string.h>

#include "seedmill/encode.h"

enum sm_native_tag {
	SM_NATIVE_NULL,
	SM_NATIVE_INT,
	SM_NATIVE_REAL,
	SM_NATIVE_TEXT,
	SM_NATIVE_BLOB,
};

/* More digits than this a double does not keep. */
#define SM_NATIVE_DIGITS 15

/* Does a decimal of this type travel, and lie, as text? */
static inline bool sm_native_decimal_text(const struct sm_type *t)
{
	return t->id == SM_T_DECIMAL &&
	       (t->precision == 0 || t->precision > SM_NATIVE_DIGITS);
}

/* One decoded cell; p points into the block. */
struct sm_native_cell {
	enum sm_native_tag tag;
	uint32_t n;         /* TEXT, BLOB */
	union {
		int64_t i;
		double d;
		const char *p;
	} v;
};

/* Decode the cell at `at` and return where the next one starts. */
static inline const char *sm_native_next(const char *at,
					 struct sm_native_cell *c)
{
	c->tag = (enum sm_native_tag)*(const unsigned char *)at++;
	switch (c->tag) {
	case SM_NATIVE_INT:
	case SM_NATIVE_REAL:
		memcpy(&c->v, at, 8);
		return at + 8;
	case SM_NATIVE_TEXT:
	case SM_NATIVE_BLOB:
		memcpy(&c->n, at, 4);
		c->v.p = at + 4;
		return at + 4 + c->n;
	case SM_NATIVE_NULL:
		break;
	}
	assert(c->tag == SM_NATIVE_NULL);
	return at;
}

#endif
