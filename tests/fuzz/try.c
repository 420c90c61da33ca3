/*
 * try.c - see try.h
 */
#include "try.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen/plan/spec.h"
#include "seedmill/digest.h"
#include "seedmill/encode.h"
#include "seedmill/plan.h"
#include "seedmill/run.h"

#define WORDS "profiles/words"
#define ROWS 5u         /* from the start, the middle and the end of each table */
#define MAX_BYTES (64u << 20)   /* of encoded rows: beyond it nobody would look */

static int broken(const struct sm_table *t, const struct sm_column *c,
		  uint64_t row, const char *what)
{
	fprintf(stderr, "promise: %s.%s (%s), row %" PRIu64 ": %s\n", t->name,
		c->name, c->kind, row, what);
	return -1;
}

static const char *text_breaks(const struct sm_domain *d, struct sm_str s)
{
	uint32_t chars = 0;

	if (s.n > d->width)
		return "longer than its domain says";
	for (uint32_t i = 0; i < s.n; i++) {
		unsigned char ch = (unsigned char)s.p[i];

		chars += (ch & 0xC0) != 0x80;
		if (d->plain && (ch < 0x20 || ch > 0x7e || strchr("\\\"',", ch)))
			return "a byte that is not plain";
	}
	return chars > d->chars ? "more characters than its domain says" : NULL;
}

static const char *breaks(const struct sm_column *c, const struct sm_vec *v,
			  uint32_t i)
{
	if (v->null && v->null[i])
		return c->dom.nullable ? NULL : "NULL where there is none";
	switch (sm_type_class(c->type.id)) {
	case SM_I64:
		return v->v.i64[i] < c->dom.min || v->v.i64[i] > c->dom.max
			       ? "outside of its range" : NULL;
	case SM_STR:
		return text_breaks(&c->dom, v->v.str[i]);
	default:
		return NULL;
	}
}

/* Every encoder, into exactly as much room as it asked for. */
static int encode(const struct sm_table *t, const struct sm_vec *cols, uint32_t n)
{
	static const struct sm_encoder *const all[] = {
		&sm_encode_pg_text, &sm_encode_mysql_text, &sm_encode_pg_binary,
		&sm_encode_csv, &sm_encode_jsonl, &sm_encode_native,
	};

	for (size_t i = 0; i < SM_COUNTOF(all); i++) {
		struct sm_arena a = { 0 };
		size_t room = n * all[i]->bound(t);
		const void *prepared = all[i]->prepare(t, &a);
		char *buf = room < MAX_BYTES ? malloc(room + SM_SLACK) : NULL;

		if (buf && prepared &&
		    (size_t)(all[i]->rows(prepared, cols, n, buf) - buf) > room) {
			fprintf(stderr, "promise: %s takes more room than its bound\n",
				all[i]->name);
			return -1;
		}
		free(buf);
		sm_arena_release(&a);
	}
	return 0;
}

static int rows(struct sm_worker *w, const struct sm_table *t, uint64_t first)
{
	uint64_t left = t->rows - first;
	uint32_t n = left < ROWS ? (uint32_t)left : ROWS;
	struct sm_u128 scratch[ROWS];
	const struct sm_vec *cols;

	n = n < t->unit_rows ? n : t->unit_rows;
	cols = sm_worker_rows(w, t, first, n);
	for (uint32_t c = 0; c < t->ncolumns; c++) {
		for (uint32_t i = 0; i < n; i++) {
			const char *what = breaks(&t->columns[c], &cols[c], i);

			if (what)
				return broken(t, &t->columns[c], first + i, what);
		}
	}
	sm_digest_rows(t, cols, n, scratch);
	return encode(t, cols, n);
}

static int make(const struct sm_plan *p)
{
	struct sm_worker *w = sm_worker_new(p);
	int rc = w ? 0 : -1;

	if (!w)
		fprintf(stderr, "internal: no memory for a worker\n");
	for (uint32_t i = 0; !rc && i < p->ntables; i++) {
		const struct sm_table *t = &p->tables[i];
		uint64_t last = t->rows > ROWS ? t->rows - ROWS : 0;

		if (t->rows)
			rc = rows(w, t, 0) || rows(w, t, t->rows / 2) ||
			     rows(w, t, last) ? -1 : 0;
	}
	sm_worker_free(w);
	return rc;
}

/* Is one row's value perhaps a sum over so many of others that it takes long? */
static bool takes_long(const struct sm_plan *p)
{
	uint64_t least = UINT64_MAX, most = 0;

	for (uint32_t i = 0; i < p->ntables; i++) {
		uint64_t n = p->tables[i].rows;

		least = n && n < least ? n : least;
		most = n > most ? n : most;
	}
	return most / 10000 > least;
}

static int judge(enum sm_code rc, const struct sm_err *err)
{
	if (rc == SM_E_INTERNAL) {
		fprintf(stderr, "internal: %s (%s)\n", err->what, err->why);
		return -1;
	}
	if (rc && (rc != err->code || !*err->what ||
		   (rc != SM_E_PROFILE && rc != SM_E_SCHEMA && rc != SM_E_USAGE))) {
		fprintf(stderr, "promise: status %d, error of %d \"%s\"\n", (int)rc,
			(int)err->code, err->what);
		return -1;
	}
	if (rc && getenv("FUZZ_SAY"))
		fprintf(stderr, "refused: %s\n", err->what);
	return rc ? 1 : 0;
}

int try_profile(const char *path, const char *text, uint64_t dice,
		atomic_bool *long_rows)
{
	struct sm_plan_opts opts = { .scale = dice & 1 ? 0.01 : 0 };
	struct sm_spec *spec = NULL;
	struct sm_plan *plan = NULL;
	struct sm_err err = { 0 };
	int rc;

	opts.chunk_rows = dice & 2 ? 3 : 0;
	opts.tenants = dice & 4 ? 2 : 0;
	rc = judge(sm__spec_parse(path, text, strlen(text), WORDS, &spec, &err),
		   &err);
	rc = rc == 1 ? 2 : rc;
	if (!rc && opts.tenants && !spec->tenants)
		opts.tenants = 0;
	if (!rc)
		rc = judge(sm_plan_compile(spec, &opts, &plan, &err), &err);
	if (!rc) {
		*long_rows = takes_long(plan);
		rc = make(plan);
	}
	sm_plan_free(plan);
	sm_spec_free(spec);
	return rc;
}
