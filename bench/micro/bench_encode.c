/*
 * bench_encode.c - what a cell of each type costs on each wire
 *
 *     build/release/bench/micro/bench_encode [--json FILE]
 *
 * A table of one column a type, COLUMNS times the same so that what a row
 * costs by itself is shared out. Rows are made once; only the encoder runs.
 * MB/s is that of COPY text, tabs and newlines included.
 */
#include <assert.h>
#include <stdlib.h>

#include "measure.h"
#include "seedmill/encode.h"
#include "seedmill/run.h"

#define COLUMNS 8

/* A type, and a step that fills it with values of the usual width. */
static const struct sample {
	const char *name, *type, *step;
} samples[] = {
	{ "bool", "bool", "bool: {share: 0.5}" },
	{ "smallint", "smallint", "int: {min: 0, max: 9999}" },
	{ "int", "int", "int: {min: 0, max: 999999}" },
	{ "bigint", "bigint", "int: {min: 0, max: 999999999999}" },
	{ "bigint, NULLs", "bigint", "int: {min: 0, max: 999999999999}, nulls: 0.3" },
	{ "decimal(12,2)", "\"decimal(12,2)\"", "decimal: {min: 0, max: 9999}" },
	{ "decimal(12,4)", "\"decimal(12,4)\"", "decimal: {min: 0, max: 9999}" },
	{ "date", "date", "date: {from: \"-9y\", to: now}" },
	{ "timestamp", "timestamp", "timestamp: {from: \"-9y\", to: now}" },
	{ "timestamptz", "timestamptz", "timestamp: {from: \"-9y\", to: now}" },
	{ "real", "real", "decimal: {min: 0, max: 9999}" },
	{ "double", "double", "decimal: {min: 0, max: 9999}" },
	{ "uuid", "uuid", "uuid: {version: 4}" },
	{ "text, plain", "text", "words: {list: last_name}" },
	{ "text, 40 plain", "text",
	  "pattern: {text: \"????????????????????????????????????????\"}" },
	{ "text, sentences", "text", "text: {sentences_min: 1, sentences_max: 2}" },
	{ "bytes, 16", "bytes", "bytes: {min: 16, max: 16}" },
	{ "inet", "inet", "inet: {cidr: \"192.0.2.0/24\"}" },
};

static const struct sm_encoder *const encoders[] = {
	&sm_encode_pg_text, &sm_encode_pg_binary, &sm_encode_csv,
	&sm_encode_native,
};

#define WIRES SM_COUNTOF(encoders)

struct wire {
	const struct sm_encoder *encoder;
	const void *writer;
	const struct sm_vec *cols;
	uint32_t n;
	char *at;
	uint64_t bytes;     /* of the last loop */
};

static uint64_t encode(void *ctx, uint64_t loops)
{
	struct wire *w = ctx;
	uint64_t sum = 0;

	for (uint64_t i = 0; i < loops; i++) {
		char *end = w->encoder->rows(w->writer, w->cols, w->n, w->at);

		w->bytes = (uint64_t)(end - w->at);
		sum += w->bytes + (unsigned char)end[-1];
	}
	return sum;
}

static void plan_of(struct measure_plan *p, const struct sample *s)
{
	struct sm_buf yaml = { 0 };

	sm_buf_puts(&yaml, "version: 1\nname: bench\nseed: 7\n"
		    "as_of: 2026-01-01T00:00:00Z\ntables:\n  - name: t\n"
		    "    rows: 100000\n    columns:\n");
	for (int i = 0; i < COLUMNS; i++)
		sm_buf_printf(&yaml, "      - {name: c%d, type: %s, %s}\n", i,
			      s->type, s->step);
	measure_plan_make(p, sm_buf_str(&yaml));
	sm_buf_release(&yaml);
}

/* Nanoseconds a cell on each wire; returns COPY text's bytes a cell. */
static double measure_sample(const struct sample *s, double ns[WIRES])
{
	struct measure_plan p;
	struct sm_worker *worker;
	struct sm_arena arena = { 0 };
	struct wire wire[WIRES] = { 0 };
	struct measure_work work[WIRES] = { 0 };
	double cells;

	plan_of(&p, s);
	const struct sm_table *t = &p.plan->tables[0];

	worker = sm_worker_new(p.plan);
	assert(worker && t->rows >= t->unit_rows);
	cells = (double)t->unit_rows * COLUMNS;
	for (size_t i = 0; i < WIRES; i++) {
		const struct sm_encoder *e = encoders[i];

		wire[i].encoder = e;
		wire[i].writer = e->prepare(t, &arena);
		wire[i].cols = sm_worker_rows(worker, t, 0, t->unit_rows);
		wire[i].n = t->unit_rows;
		wire[i].at = malloc(t->unit_rows * e->bound(t) + SM_SLACK);
		if (!wire[i].writer || !wire[i].at) {
			fprintf(stderr, "no memory\n");
			exit(1);
		}
		work[i].run = encode;
		work[i].ctx = &wire[i];
	}
	measure(work, WIRES);
	for (size_t i = 0; i < WIRES; i++) {
		ns[i] = measure_median(work[i].ns) / cells;
		free(wire[i].at);
	}
	sm_arena_release(&arena);
	sm_worker_free(worker);
	measure_plan_free(&p);
	return (double)wire[0].bytes / cells;
}

static void print_head(void)
{
	printf("%-16s %6s %9s", "type", "bytes", "MB/s");
	for (size_t i = 0; i < WIRES; i++)
		printf(" %6s ns", encoders[i]->name);
	printf("\n");
}

static void put_json(FILE *json, bool first, const char *name, double bytes,
		     const double ns[WIRES])
{
	fprintf(json, "%s\n  {\"type\":\"%s\",\"bytes\":%.1f,\"mb_s\":%.0f",
		first ? "[" : ",", name, bytes, bytes / ns[0] * 1e3);
	for (size_t i = 0; i < WIRES; i++)
		fprintf(json, ",\"%s_ns\":%.2f", encoders[i]->name, ns[i]);
	fprintf(json, "}");
}

int main(int argc, char **argv)
{
	FILE *json = measure_json(argc, argv);

	print_head();
	for (size_t i = 0; i < SM_COUNTOF(samples); i++) {
		double ns[WIRES];
		double bytes = measure_sample(&samples[i], ns);

		printf("%-16s %6.1f %9.0f", samples[i].name, bytes,
		       bytes / ns[0] * 1e3);
		for (size_t j = 0; j < WIRES; j++)
			printf(" %9.2f", ns[j]);
		printf("\n");
		fflush(stdout);
		if (json)
			put_json(json, i == 0, samples[i].name, bytes, ns);
	}
	measure_json_end(json);
	return 0;
}
