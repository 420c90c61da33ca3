/*
 * expect.c - rows made again, for verify
 *
 * Digests are sums, so threads take units of rows from one counter and add up
 * what they get. To find the first difference, rows are read in key order while
 * a worker makes the planned ones in row order: where the primary key grows
 * with the row number, the two walk side by side.
 */
#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "expect.h"
#include "seedmill/digest.h"

/* ---- digest -------------------------------------------------------------------- */

struct hand {
	pthread_t thread;
	bool started;
	struct sm_worker *worker;
	struct sm_u128 *scratch;
	struct crew *crew;
	struct sm_u128 sum;
};

struct crew {
	const struct sm_table *t;
	atomic_int *stop;
	_Atomic uint64_t next;      /* first row that nobody has taken */
	struct hand *hand;
	unsigned n;
};

static void *work(void *arg)
{
	struct hand *h = arg;
	const struct sm_table *t = h->crew->t;

	while (!h->crew->stop || !atomic_load(h->crew->stop)) {
		uint64_t first = atomic_fetch_add(&h->crew->next, t->unit_rows);
		const struct sm_vec *cols;
		uint32_t n = t->unit_rows;

		if (first >= t->rows)
			break;
		if (t->rows - first < n)
			n = (uint32_t)(t->rows - first);
		cols = sm_worker_rows(h->worker, t, first, n);
		h->sum = sm_u128_add(h->sum,
				     sm_digest_rows(t, cols, n, h->scratch));
	}
	return NULL;
}

static bool equip(struct crew *c, const struct sm_plan *p)
{
	for (unsigned i = 0; i < c->n; i++) {
		struct hand *h = &c->hand[i];

		h->crew = c;
		h->worker = sm_worker_new(p);
		h->scratch = sm_calloc(c->t->unit_rows, sizeof(*h->scratch));
		if (!h->worker || !h->scratch)
			return false;
	}
	return true;
}

/* The caller's thread is the first hand. */
static void run_crew(struct crew *c)
{
	for (unsigned i = 1; i < c->n; i++)
		c->hand[i].started = pthread_create(&c->hand[i].thread, NULL,
						    work, &c->hand[i]) == 0;
	work(&c->hand[0]);
	for (unsigned i = 1; i < c->n; i++)
		if (c->hand[i].started)
			pthread_join(c->hand[i].thread, NULL);
}

enum sm_code sm__expect_digest(const struct sm_plan *p, const struct sm_table *t,
			       unsigned jobs, atomic_int *stop,
			       struct sm_u128 *digest, struct sm_err *err)
{
	struct crew c = { .t = t, .stop = stop, .n = jobs };
	bool ready;

	assert(jobs >= 1 && t->unit_rows >= 1);
	c.hand = sm_calloc(jobs, sizeof(*c.hand));
	if (!c.hand)
		return sm_nomem(err);
	ready = equip(&c, p);
	if (ready)
		run_crew(&c);
	*digest = (struct sm_u128){ 0 };
	for (unsigned i = 0; i < jobs; i++) {
		*digest = sm_u128_add(*digest, c.hand[i].sum);
		sm_worker_free(c.hand[i].worker);
		sm_free(c.hand[i].scratch);
	}
	sm_free(c.hand);
	if (!ready)
		return sm_nomem(err);
	if (stop && atomic_load(stop))
		return sm_fail(err, SM_E_STOPPED, "stopped by a signal");
	return SM_OK;
}

/* ---- the first difference ------------------------------------------------------- */

struct walk {
	const struct sm_table *t;
	atomic_int *stop;
	struct sm_worker *worker;
	const struct sm_vec *made;  /* rows [first, first + n) */
	uint64_t first, row;        /* row: the next one to be seen */
	uint32_t n;
	struct sm_first_difference *out;
};

static bool is_null(const struct sm_vec *v, uint64_t i)
{
	return v->null && v->null[i];
}

static int compare_str(const struct sm_str *a, const struct sm_str *b)
{
	size_t n = a->n < b->n ? a->n : b->n;
	int c = n ? memcmp(a->p, b->p, n) : 0;

	return c ? c : (a->n > b->n) - (a->n < b->n);
}

static int compare_u128(const struct sm_u128 *a, const struct sm_u128 *b)
{
	if (a->hi != b->hi)
		return a->hi < b->hi ? -1 : 1;
	return (a->lo > b->lo) - (a->lo < b->lo);
}

/* Equal or not; which one is greater matters only for keys. */
static int compare(enum sm_class class, const struct sm_vec *a, uint64_t i,
		   const struct sm_vec *b, uint64_t k)
{
	int64_t x, y;

	if (is_null(a, i) || is_null(b, k))
		return is_null(b, k) - is_null(a, i);
	switch (class) {
	case SM_I64:
		x = a->v.i64[i];
		y = b->v.i64[k];
		return (x > y) - (x < y);
	case SM_F64:
		/* as the digest sees them: every bit but the sign of zero */
		if (a->v.f64[i] > b->v.f64[k])
			return 1;
		if (a->v.f64[i] < b->v.f64[k])
			return -1;
		return a->v.f64[i] >= b->v.f64[k] ? 0 : 1;
	case SM_STR:
		return compare_str(&a->v.str[i], &b->v.str[k]);
	case SM_U128:
		return compare_u128(&a->v.u128[i], &b->v.u128[k]);
	}
	return 0;
}

/* Make the unit of rows that `row` is in, if it is not there. */
static void make(struct walk *w)
{
	uint32_t n = w->t->unit_rows;

	if (w->made && w->row < w->first + w->n)
		return;
	assert(w->row < w->t->rows);
	if (w->t->rows - w->row < n)
		n = (uint32_t)(w->t->rows - w->row);
	w->made = sm_worker_rows(w->worker, w->t, w->row, n);
	w->first = w->row;
	w->n = n;
}

/* "order_id 7, line_no 2": whole numbers alone, other values stay private. */
static void put_key(struct walk *w)
{
	const struct sm_key *key = &w->t->primary;
	size_t at = 0;

	for (uint32_t i = 0; i < key->n && at < sizeof(w->out->key); i++) {
		const struct sm_column *c = &w->t->columns[key->column[i]];
		const struct sm_vec *v = &w->made[key->column[i]];
		int n;

		if (!(SM_M(c->type.id) & SM_M_INTS)) {
			w->out->key[0] = '\0';
			return;
		}
		n = snprintf(w->out->key + at, sizeof(w->out->key) - at,
			     "%s%.40s %" PRId64, i ? ", " : "", c->name,
			     v->v.i64[w->row - w->first]);
		at += n > 0 ? (size_t)n : 0;
	}
}

static bool found(struct walk *w, enum sm_difference kind, const char *column)
{
	w->out->kind = kind;
	w->out->row = w->row;
	w->out->column = column;
	if (kind != SM_DIFF_EXTRA)
		put_key(w);
	return false;
}

static int compare_key(struct walk *w, const struct sm_vec *cols, uint32_t i)
{
	const struct sm_key *key = &w->t->primary;
	int c = 0;

	for (uint32_t k = 0; k < key->n && !c; k++) {
		uint32_t at = key->column[k];

		c = compare(sm_type_class(w->t->columns[at].type.id), &cols[at], i,
			    &w->made[at], w->row - w->first);
	}
	return c;
}

static bool see_row(struct walk *w, const struct sm_vec *cols, uint32_t i)
{
	int c;

	if (w->row >= w->t->rows)
		return found(w, SM_DIFF_EXTRA, NULL);
	make(w);
	c = compare_key(w, cols, i);
	if (c < 0)
		return found(w, SM_DIFF_EXTRA, NULL);
	if (c > 0)
		return found(w, SM_DIFF_MISSING, NULL);
	for (uint32_t k = 0; k < w->t->ncolumns; k++)
		if (compare(sm_type_class(w->t->columns[k].type.id), &cols[k], i,
			    &w->made[k], w->row - w->first))
			return found(w, SM_DIFF_VALUE, w->t->columns[k].name);
	w->row++;
	return true;
}

static bool see(void *ctx, const struct sm_vec *cols, uint32_t n)
{
	struct walk *w = ctx;

	for (uint32_t i = 0; i < n; i++)
		if (!see_row(w, cols, i))
			return false;
	return !w->stop || !atomic_load(w->stop);
}

enum sm_code sm__expect_first(struct sm_target *target, const struct sm_plan *p,
			      const struct sm_table *t, atomic_int *stop,
			      struct sm_first_difference *out,
			      struct sm_err *err)
{
	struct walk w = { .t = t, .stop = stop, .out = out };
	enum sm_code rc;

	assert(t->key_ordered && t->primary.n);
	*out = (struct sm_first_difference){ 0 };
	w.worker = sm_worker_new(p);
	if (!w.worker)
		return sm_nomem(err);
	rc = target->kind->read(target, t, true, see, &w, err);
	if (!rc && stop && atomic_load(stop)) {
		rc = sm_fail(err, SM_E_STOPPED, "stopped by a signal");
	} else if (!rc && out->kind == SM_DIFF_NONE && w.row < t->rows) {
		make(&w);
		found(&w, SM_DIFF_MISSING, NULL);
	}
	sm_worker_free(w.worker);
	return rc;
}
