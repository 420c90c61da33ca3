/*
 * reconcile.c - is what was planned what is there?
 *
 * Each identity compares two numbers that different parties counted: the plan,
 * the workers, the loaders, the target's own answers, and its count(*). The
 * first that breaks leads the message; how many more there are is said behind.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "seedmill/report.h"

struct finding {
	struct sm_err *err;
	unsigned n;
};

/* Only the first is described. */
static bool first(struct finding *f)
{
	return f->n++ == 0;
}

static void unequal(struct finding *f, const char *table, const char *what,
		    uint64_t got, uint64_t planned)
{
	char a[32], b[32];

	if (got == planned || !first(f))
		return;
	sm_fail(f->err, SM_E_RECONCILE, "%s: planned %s rows, %s %s", table,
		sm_commas(planned, a), what, sm_commas(got, b));
}

static void check_counted(struct finding *f, const struct sm_table_report *t)
{
	char a[32], b[32], c[32];
	bool grew = t->counted >= t->before;
	uint64_t by = grew ? t->counted - t->before : t->before - t->counted;

	if (!t->has_counts || (grew && by == t->planned) || !first(f))
		return;
	if (t->before) {
		sm_fail(f->err, SM_E_RECONCILE, "%s: planned %s rows, the table %s "
			"by %s", t->name, sm_commas(t->planned, a),
			grew ? "grew" : "shrank", sm_commas(by, b));
		sm_why(f->err, "it holds %s rows and held %s before",
		       sm_commas(t->counted, b), sm_commas(t->before, c));
	} else {
		sm_fail(f->err, SM_E_RECONCILE, "%s: planned %s rows, the table "
			"holds %s", t->name, sm_commas(t->planned, a),
			sm_commas(t->counted, b));
	}
}

static void check_digest(struct finding *f, const struct sm_table_report *t)
{
	char made[33], read[33];

	if (!t->has_digest || !t->has_read ||
	    sm_u128_equal(t->digest, t->read_digest) || !first(f))
		return;
	sm_u128_hex(t->digest, made);
	sm_u128_hex(t->read_digest, read);
	sm_fail(f->err, SM_E_RECONCILE, "%s: the rows read back are not the rows "
		"that were made", t->name);
	sm_why(f->err, "digest made %s, read back %s", made, read);
}

static void check_table(struct finding *f, const struct sm_table_report *t)
{
	unequal(f, t->name, "generated", t->generated + t->resumed, t->planned);
	unequal(f, t->name, "sent", t->sent + t->resumed, t->planned);
	unequal(f, t->name, "the target acknowledged", t->acked + t->resumed,
		t->planned);
	check_counted(f, t);
	if (t->warnings && first(f))
		sm_fail(f->err, SM_E_RECONCILE, "%s: the target gave %" PRIu64
			" warnings", t->name, t->warnings);
	check_digest(f, t);
}

enum sm_code sm_reconcile(const struct sm_report *r, struct sm_err *err)
{
	struct finding f = { err, 0 };
	char n[32], why[1024];

	for (uint32_t i = 0; i < r->ntables; i++)
		check_table(&f, &r->tables[i]);
	for (uint32_t i = 0; i < r->nrefs; i++) {
		const struct sm_reference_report *ref = &r->refs[i];

		if (!ref->checked || !ref->orphans || !first(&f))
			continue;
		sm_fail(err, SM_E_RECONCILE, "%s.%s: %s rows refer to no row of %s",
			ref->child, ref->columns, sm_commas(ref->orphans, n),
			ref->parent);
	}
	if (!f.n)
		return SM_OK;
	assert(err->code == SM_E_RECONCILE);
	if (f.n > 1) {
		(void)snprintf(why, sizeof(why), "%.900s%s%u more identities do "
			       "not hold", err->why, *err->why ? "\n" : "",
			       f.n - 1);
		sm_why(err, "%s", why);
	}
	return err->code;
}
