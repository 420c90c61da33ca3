/*
 * json_member.h - members of objects that rows are written as: the engine of
 * json and json_agg
 *
 * The text is canonical from the start (type.h): members sorted by key when
 * compiling, no blanks, the shortest escapes. Integers and decimals become
 * numbers, dates, times and uuids strings, json is embedded as it is, NULL is
 * null.
 */
#ifndef SEEDMILL_GEN_JSON_MEMBER_H
#define SEEDMILL_GEN_JSON_MEMBER_H

#include "seedmill/op.h"

enum sm__json_how {
	SM__JSON_INT,
	SM__JSON_DECIMAL,
	SM__JSON_BOOL,
	SM__JSON_DATE,
	SM__JSON_TIME,
	SM__JSON_UUID,
	SM__JSON_PLAIN,     /* text that needs no escapes */
	SM__JSON_TEXT,
	SM__JSON_JSON,
};

struct sm__json_member {
	const char *name;
	uint32_t in;                /* the vector that has its values */
	struct sm_domain dom;       /* of them; the rest follows */
	struct sm_str head;         /* `{"a":` or `,"b":` */
	enum sm__json_how how;
	bool zone;                  /* TIME: a "Z" behind it */
	uint32_t width;             /* of the value, at most */
};

/* Set how and width from dom; false when JSON does not hold such values. */
bool sm__json_member_type(struct sm__json_member *m);

/* What types it does hold, to say behind a refusal. */
#define SM__JSON_HOLDS                                                      \
	"text, numbers (decimal rather than real or double), dates, times, " \
	"bool, uuid or json"

/*
 * Sort n members, at least one, and write their heads, in `a`. False when there
 * is no memory, or two have one name: *twice is it, else NULL.
 */
bool sm__json_members(struct sm__json_member *m, uint32_t n, struct sm_arena *a,
		      const char **twice);

/* Most bytes of an object. */
uint64_t sm__json_object_width(const struct sm__json_member *m, uint32_t n);

/* Write the value of row i alone, null for NULL. */
char *sm__json_value(const struct sm__json_member *m, const struct sm_vec *in,
		     uint32_t i, char *at);

/* Write the object of row i. Up to SM_SLACK bytes behind it may change, too. */
char *sm__json_object(const struct sm__json_member *m, uint32_t n,
		      const struct sm_vec *in, uint32_t i, char *at);

#endif
