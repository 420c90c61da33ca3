/*
 * period.h - times of a period: the engine of `date`, and of `timestamp` that
 * follows no other time
 *
 * Every tick as likely as the next; by buckets with weights; or with seasons.
 */
#ifndef SEEDMILL_GEN_PERIOD_H
#define SEEDMILL_GEN_PERIOD_H

#include "draw.h"
#include "season.h"

struct sm__period_args {
	const char *from, *to;
	struct sm__histogram_args hist;
	struct sm__season_args season;
};

#define SM__PERIOD_FIELDS(structure, member)                               \
	CYAML_FIELD_STRING_PTR("from",                                     \
			       CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,   \
			       structure, member.from, 0, CYAML_UNLIMITED), \
	CYAML_FIELD_STRING_PTR("to",                                       \
			       CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,   \
			       structure, member.to, 0, CYAML_UNLIMITED),  \
	SM__HISTOGRAM_FIELDS(structure, member.hist),                      \
	SM__SEASON_FIELDS(structure, member.season)

#define SM__PERIOD_DOC                                                     \
	"bounds     instead of from and to: [\"-2y\", \"-1y\", now]: where each\n" \
	"           bucket begins, and the end, which belongs to the last\n" \
	"weights    [1, 3]: a weight a bucket; inside all times are alike\n" \
	SM__SEASON_DOC

struct sm__period {
	bool seasons;               /* which of the two: */
	struct sm__season season;
	struct sm__draw draw;
};

/* What of `a` was given, for refusals; NULL: nothing was. */
const char *sm__period_given(const struct sm__period_args *a);

/* Ticks of `unit` microseconds; SM_DAY_US: values are days. Sets op->out. */
enum sm_code sm__period_compile(struct sm__period *p, struct sm_op *op,
				const struct sm__period_args *a,
				const struct sm_compile *c, int64_t unit,
				struct sm_err *err);
void sm__period_fill(const struct sm__period *p, uint64_t key,
		     const struct sm_rows *rows, struct sm_vec *out);

#endif
