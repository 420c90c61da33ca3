/*
 * bench_kinds.c - what a value of each kind costs: to make, to digest, to encode
 *
 *     build/release/bench/micro/bench_kinds [--json FILE]
 *
 * Walks the registry: each kind stands, with its own example, in a column x of
 * a table of ROWS rows, as in tests/unit/test_registry.c. Where the example
 * binds other columns, the same table without x is measured in turn and taken
 * off, so that a figure is that of x alone: making, by sm_worker_rows() a unit
 * at a time; the digest; COPY text. A table cannot be empty, so a kind that
 * needs nothing is measured whole, with the few nanoseconds a unit costs.
 */
#include <assert.h>
#include <string.h>

#include "measure.h"
#include "unit.h"

#define ROWS 100000

/* ---- profiles ------------------------------------------------------------------- */

static bool is(const struct sm_op_kind *k, const char *name)
{
	return strcmp(k->name, name) == 0;
}

/* Its example is over children c, or their c.amount. */
static bool is_aggregate(const struct sm_op_kind *k)
{
	return strncmp(k->example, "{of: c", 6) == 0;
}

/* Kinds that take their type from elsewhere are given one that fits. */
static const char *type_of(const struct sm_op_kind *k)
{
	if (k->natural.id != SM_T_NONE || is(k, "expr"))
		return "";
	if (is(k, "parent") || is(k, "ref") || is(k, "pair") || is(k, "running"))
		return "type: bigint, ";
	return "type: \"decimal(12,2)\", ";
}

static void column_x(struct sm_buf *b, const struct sm_op_kind *k)
{
	sm_buf_printf(b, "      - {name: x, %s%s: %s}\n", type_of(k), k->name,
		      k->example);
}

/* What x is made of, an order's lines. */
static void children(struct sm_buf *b)
{
	sm_buf_puts(b, "  - name: c\n    per: {table: p, min: 0, max: 4}\n"
		    "    columns:\n      - {name: amount, decimal: "
		    "{min: 1, max: 9}}\n");
}

static void neighbours(struct sm_buf *b, const struct sm_op_kind *k, bool with_x)
{
	size_t n = 0;

	for (; k->needs && k->needs[n]; n++) {
		const char *eq = strchr(k->needs[n], '=');

		assert(eq);
		sm_buf_printf(b, "      - {name: %.*s, %s}\n",
			      (int)(eq - k->needs[n]), k->needs[n], eq + 1);
	}
	if (!with_x && n == 0)
		sm_buf_puts(b, "      - {name: id, serial: {start: 1}}\n");
}

/* p, and its children t with x in it; for aggregates x is in p. */
static void profile(struct sm_buf *b, const struct sm_op_kind *k, bool with_x)
{

	sm_buf_printf(b, "version: 1\nname: bench\nseed: 7\n"
		      "as_of: 2026-01-01T00:00:00Z\ntables:\n"
		      "  - name: p\n    rows: %d\n    primary_key: [id]\n"
		      "    columns:\n      - {name: id, serial: {start: 5}}\n", ROWS);
	if (is_aggregate(k)) {
		if (with_x)
			column_x(b, k);
		children(b);
		return;
	}
	sm_buf_puts(b, "  - name: t\n");
	if (k->table)
		sm_buf_printf(b, "    %s\n", k->table);
	else
		sm_buf_printf(b, "    rows: %d\n", ROWS);
	sm_buf_puts(b, "    columns:\n");
	neighbours(b, k, with_x);
	if (with_x)
		column_x(b, k);
}

struct table {
	struct measure_plan made;
	struct unit unit;
};

static void table_open(struct table *b, const struct sm_op_kind *k, bool with_x)
{
	struct sm_buf yaml = { 0 };

	profile(&yaml, k, with_x);
	measure_plan_make(&b->made, sm_buf_str(&yaml));
	sm_buf_release(&yaml);
	unit_open(&b->unit, b->made.plan,
		  sm_plan_table(b->made.plan, is_aggregate(k) ? "p" : "t"));
}

static void table_close(struct table *b)
{
	unit_close(&b->unit);
	measure_plan_free(&b->made);
}

/* ---- a line a kind ------------------------------------------------------------- */

struct line {
	double make, digest, encode;    /* nanoseconds a value */
	double bytes;                   /* of a value as COPY text, with its tab */
};

static bool stands_alone(const struct sm_op_kind *k)
{
	return !k->needs && !is_aggregate(k);
}

static struct line measure_kind(const struct sm_op_kind *k)
{
	struct table with, without;
	struct unit *x = &with.unit, *y = &without.unit;
	struct measure_work w[] = {
		{ .run = unit_make, .ctx = x }, { .run = unit_make, .ctx = y },
		{ .run = unit_digest, .ctx = x }, { .run = unit_digest, .ctx = y },
		{ .run = unit_encode, .ctx = x }, { .run = unit_encode, .ctx = y },
	};
	struct line l;

	table_open(&with, k, true);
	table_open(&without, k, false);
	/* a unit of the wider table may be the smaller one */
	x->n = y->n = x->n < y->n ? x->n : y->n;
	measure(w, SM_COUNTOF(w));
	if (stands_alone(k)) {
		l.make = measure_median(w[0].ns);
		l.digest = measure_median(w[2].ns);
		l.encode = measure_median(w[4].ns);
		l.bytes = (double)x->bytes;
	} else {
		l.make = measure_beyond(&w[0], &w[1]);
		l.digest = measure_beyond(&w[2], &w[3]);
		l.encode = measure_beyond(&w[4], &w[5]);
		/* the two hold different rows by now: as good as any */
		l.bytes = x->bytes > y->bytes ? (double)(x->bytes - y->bytes) : 0;
	}
	l.make /= x->n;
	l.digest /= x->n;
	l.encode /= x->n;
	l.bytes /= x->n;
	table_close(&with);
	table_close(&without);
	return l;
}

/* Ways to draw that a kind's example leaves out. */
static const struct way {
	const char *label, *kind, *args;
} ways[] = {
	{ "int/normal", "int", "{min: 1, max: 1000, dist: normal}" },
	{ "int/zipf", "int", "{min: 1, max: 1000, dist: zipf}" },
	{ "int/poisson", "int", "{min: 0, max: 1000, dist: poisson, mean: 7}" },
	{ "int/binom", "int", "{min: 0, max: 100, dist: binomial}" },
	{ "int/geom", "int", "{min: 0, max: 1000, dist: geometric, chance: 0.1}" },
	{ "int/hist", "int",
	  "{dist: histogram, bounds: [0, 10, 50, 100], weights: [5, 3, 1]}" },
	{ "int/outlier", "int",
	  "{min: 1, max: 9, outliers: 0.01, outlier_min: 90, outlier_max: 99}" },
	{ "date/season", "date", "{weekdays: [5, 5, 5, 5, 8, 1, 0]}" },
	{ "time/season", "timestamp", "{growth: 0.5}" },
	{ "time/hist", "timestamp",
	  "{bounds: [\"-2y\", \"-1y\", now], weights: [1, 2]}" },
};

static void put_line(FILE *json, bool first, const char *label,
		     const struct sm_op_kind *k)
{
	const struct line line = measure_kind(k), *l = &line;

	printf("%-12s %10.2f %10.2f %10.2f %8.1f\n", label, l->make, l->digest,
	       l->encode, l->bytes);
	fflush(stdout);
	if (!json)
		return;

	fprintf(json, "%s\n  {\"kind\":\"%s\",\"version\":%u,\"make_ns\":%.2f,"
		"\"digest_ns\":%.2f,\"encode_ns\":%.2f,\"bytes\":%.1f}",
		first ? "[" : ",", label, k->version, l->make, l->digest,
		l->encode, l->bytes);
}

int main(int argc, char **argv)
{
	size_t n;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);
	FILE *json = measure_json(argc, argv);

	printf("%-12s %10s %10s %10s %8s\n", "kind", "make ns", "digest ns",
	       "encode ns", "bytes");
	for (size_t i = 0; i < n; i++)
		put_line(json, i == 0, kinds[i]->name, kinds[i]);
	for (size_t i = 0; i < SM_COUNTOF(ways); i++) {
		struct sm_op_kind k = *sm_op_find(ways[i].kind);

		k.example = ways[i].args;
		put_line(json, false, ways[i].label, &k);
	}
	measure_json_end(json);
	return 0;
}
