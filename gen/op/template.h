/*
 * template.h - a template's text taken apart, and what can be proved about it
 *
 *     op_template.c       compile, run
 *     template_parse.c    text -> parts, each bound to its column
 *     template_proof.c    can two rows get the same text?
 */
#ifndef SEEDMILL_GEN_TEMPLATE_H
#define SEEDMILL_GEN_TEMPLATE_H

#include "seedmill/op.h"

#define SM_TEMPLATE_FILTERS 4

enum sm_part_what {
	SM_PART_TEXT,       /* literal text */
	SM_PART_INT,
	SM_PART_DECIMAL,
	SM_PART_BOOL,
	SM_PART_DATE,
	SM_PART_TIME,
	SM_PART_UUID,
	SM_PART_STR,        /* a column of text */
};

struct sm_part {
	enum sm_part_what what;
	uint32_t in;                /* which input */
	uint32_t scale;             /* DECIMAL */
	uint32_t nfilters;
	size_t (*filter[SM_TEMPLATE_FILTERS])(char *p, size_t n);
	struct sm_str text;         /* TEXT: it; else the placeholder as written */
	struct sm_domain dom;       /* of the input */
	uint32_t width, chars;      /* the most it can add */
	bool plain;
	bool slug;                  /* one of the filters */
};

struct sm_template {
	struct sm_part *part;
	uint32_t n;
};

/* Errors are refused at "text". */
enum sm_code sm__template_parse(const struct sm_compile *c, const char *text,
				struct sm_template *out, struct sm_err *err);

/* The part that tells any two rows apart, or NULL when none surely does. */
const struct sm_part *sm__template_unique(const struct sm_template *t,
					  const struct sm_type *column);

/* Refuse: say why sm__template_unique() found none, and what would help. */
enum sm_code sm__template_unproved(const struct sm_compile *c,
				   const struct sm_template *t,
				   struct sm_err *err);

#endif
