/*
 * bench_tables.c - where the time of a row goes, for each table of a profile
 *
 *     build/release/bench/micro/bench_tables [--json FILE]
 *
 * One thread, no run around it: nanoseconds a row to make, to digest and to
 * encode as COPY text, all of it by the cell, and the MB/s these add up to, with
 * and without digest.
 * What bench/e2e/null.sh has more is the cost of dealing units to threads.
 */
#include <stdlib.h>

#include "measure.h"
#include "unit.h"

/* Larger than the caches, as a real run is. */
static const struct {
	const char *path;
	double scale;
} profiles[] = {
	{ "profiles/shop.yaml", 1000 }, { "profiles/terp.yaml", 100 },
	{ "profiles/pgbench.yaml", 50 }, { "profiles/tpch.yaml", 1 },
	{ "bench/profiles/wide.yaml", 1 },
};

struct line {
	double make, digest, encode;    /* nanoseconds a row */
	double bytes;                   /* a row as COPY text */
};

static double mb_s(double bytes, double ns)
{
	return bytes / ns * 1e3;
}

static struct line measure_table(const struct sm_plan *p, const struct sm_table *t)
{
	struct unit u;
	struct measure_work w[] = {
		{ .run = unit_make, .ctx = &u }, { .run = unit_digest, .ctx = &u },
		{ .run = unit_encode, .ctx = &u },
	};
	struct line l;

	unit_open(&u, p, t);
	measure(w, SM_COUNTOF(w));
	l.make = measure_median(w[0].ns) / u.n;
	l.digest = measure_median(w[1].ns) / u.n;
	l.encode = measure_median(w[2].ns) / u.n;
	l.bytes = (double)u.bytes / u.n;
	unit_close(&u);
	return l;
}

static void put_json(FILE *json, bool first, const struct sm_table *t,
		     const struct line *l)
{
	double made = l->make + l->encode;

	fprintf(json, "%s\n  {\"table\":\"%s\",\"columns\":%u,\"bytes\":%.1f,"
		"\"make_ns\":%.2f,\"digest_ns\":%.2f,\"encode_ns\":%.2f,"
		"\"cell_ns\":%.2f,\"mb_s\":%.0f,\"mb_s_no_digest\":%.0f}", first ? "[" : ",",
		t->name, t->ncolumns, l->bytes, l->make, l->digest, l->encode,
		(made + l->digest) / t->ncolumns, mb_s(l->bytes, made + l->digest), mb_s(l->bytes, made));
}

static void show(const struct sm_plan *p, FILE *json, bool *first)
{
	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *t = &p->tables[i];
		struct line l;

		if (t->rows == 0)
			continue;
		l = measure_table(p, t);
		printf("%-18s %6.1f %8.2f %9.2f %9.2f %7.2f %8.0f %10.0f\n",
		       t->name, l.bytes, l.make, l.digest, l.encode,
		       (l.make + l.digest + l.encode) / t->ncolumns,
		       mb_s(l.bytes, l.make + l.digest + l.encode),
		       mb_s(l.bytes, l.make + l.encode));
		fflush(stdout);
		if (json)
			put_json(json, *first, t, &l);
		*first = false;
	}
}

int main(int argc, char **argv)
{
	FILE *json = measure_json(argc, argv);
	bool first = true;

	printf("%-18s %6s %8s %9s %9s %7s %8s %10s\n", "a row of", "bytes", "make ns",
	       "digest ns", "encode ns", "a cell", "MB/s", "no digest");
	for (size_t i = 0; i < SM_COUNTOF(profiles); i++) {
		struct measure_plan p;

		measure_plan_load(&p, profiles[i].path, profiles[i].scale);
		show(p.plan, json, &first);
		measure_plan_free(&p);
	}
	measure_json_end(json);
	return 0;
}
