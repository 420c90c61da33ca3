/*
 * measure.c - see measure.h
 *
 * The number of loops is found by doubling until a round takes ROUND_NS: long
 * against the clock's reading, short enough that a whole round of all works
 * fits between two of the machine's moods.
 */
#include "measure.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gen/plan/spec.h"

#define ROUND_NS 20e6
#define WORDS "profiles/words"

double measure_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Nanoseconds of one loop. */
static double once(const struct measure_work *w, uint64_t loops)
{
	volatile uint64_t sink;
	double start = measure_now_ns();

	sink = w->run(w->ctx, loops);
	(void)sink;
	return (measure_now_ns() - start) / (double)loops;
}

static void find_loops(struct measure_work *w)
{
	w->loops = 1;
	for (;;) {
		double ns = once(w, w->loops) * (double)w->loops;

		if (ns >= ROUND_NS)
			return;
		/* near enough to know: straight to it */
		if (ns >= ROUND_NS / 16) {
			w->loops = (uint64_t)((double)w->loops * ROUND_NS / ns) + 1;
			return;
		}
		w->loops *= 2;
	}
}

void measure(struct measure_work *work, size_t n)
{
	for (size_t i = 0; i < n; i++)
		find_loops(&work[i]);
	for (int r = 0; r < MEASURE_ROUNDS; r++)
		for (size_t i = 0; i < n; i++)
			work[i].ns[r] = once(&work[i], work[i].loops);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double measure_median(const double ns[MEASURE_ROUNDS])
{
	double sorted[MEASURE_ROUNDS];

	memcpy(sorted, ns, sizeof(sorted));
	qsort(sorted, MEASURE_ROUNDS, sizeof(*sorted), ascending);
	return sorted[MEASURE_ROUNDS / 2];
}

double measure_beyond(const struct measure_work *more,
		      const struct measure_work *less)
{
	double difference[MEASURE_ROUNDS], median;

	for (int r = 0; r < MEASURE_ROUNDS; r++)
		difference[r] = more->ns[r] - less->ns[r];
	median = measure_median(difference);
	return median > 0 ? median : 0;
}

FILE *measure_json(int argc, char **argv)
{
	FILE *f;

	if (argc == 1)
		return NULL;
	if (argc != 3 || strcmp(argv[1], "--json") != 0) {
		fprintf(stderr, "usage: %s [--json FILE]\n", argv[0]);
		exit(2);
	}
	f = fopen(argv[2], "w");
	if (!f) {
		perror(argv[2]);
		exit(1);
	}
	return f;
}

void measure_json_end(FILE *json)
{
	if (json && (fprintf(json, "\n]\n") < 0 || fclose(json) != 0)) {
		perror("--json");
		exit(1);
	}
}

static void refused(const struct sm_err *err)
{
	fprintf(stderr, "%s\n%s\n%s\n", err->what, err->why, err->fix);
	exit(1);
}

void measure_plan_make(struct measure_plan *p, const char *yaml)
{
	struct sm_plan_opts opts = { 0 };
	struct sm_err err = { 0 };

	assert(yaml);
	if (sm__spec_parse("bench.yaml", yaml, strlen(yaml), WORDS, &p->spec,
			   &err) ||
	    sm_plan_compile(p->spec, &opts, &p->plan, &err)) {
		fputs(yaml, stderr);
		refused(&err);
	}
}

void measure_plan_load(struct measure_plan *p, const char *path, double scale)
{
	struct sm_plan_opts opts = { .scale = scale };
	struct sm_err err = { 0 };

	if (sm_spec_load(path, WORDS, &p->spec, &err) ||
	    sm_plan_compile(p->spec, &opts, &p->plan, &err))
		refused(&err);
}

void measure_plan_free(struct measure_plan *p)
{
	sm_plan_free(p->plan);
	sm_spec_free(p->spec);
}
